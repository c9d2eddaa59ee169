"""One row per State and standing, by the day: event histories for survival analysis."""

from collections.abc import Mapping
from datetime import date
from enum import unique
from itertools import pairwise
from typing import Any

from opcat._core.terms import Basis, Standing, Term, term
from opcat._core.treaty import Treaty
from opcat._names.arguments import (
    check_convention,
    check_protocol,
    check_treaty,
    states_and_participants,
)
from opcat._practice.articles import Eligibility
from opcat._questions.eligibility import eligibilities_of
from opcat.frames._backends import Col, backend_of, col_of
from opcat.frames._clock import DAYS
from opcat.frames._plan import plan_of
from opcat.frames._tenures import KINDS, tenures

_KINDS: Mapping[str, Any] = {
    "alpha_3": str,
    "state": str,
    "standing": Standing,
    "start": date,
    "stop": date,
    "start_day": int,
    "stop_day": int,
    "event": bool,
    "next_standing": Standing,
}


@unique
class Of(Term):
    """What the spells are of."""

    STANDING = "standing"
    MECHANISM = "mechanism"


_OUTSIDE = (Eligibility.NOT_OPEN, Eligibility.CONVENTION_FIRST)
_OPTIONAL = ("alpha_3", "next_standing", "next_designated")


def spells(*, of: str = "standing", backend: str = "pandas", treaty: Treaty | None = None) -> Any:
    """Return a table with one row per State and standing, in the form of an event history.

    A State enters on the first day on which it could act under the Protocol (article 27): the later
    of the opening for signature and its first act under the Convention against Torture, or its
    joining if that is earlier. States that could not act have no rows. Spells follow each other
    without a gap. The last spell of a State is censored on the last day of the record, because that
    is the last day on which it was observed; a standing that began on that very day has no row.
    This clock is right for signing. A State can join only after its own consent to the Convention,
    so the time to joining needs another clock: the docs show how to compute it.

    - ``alpha_3``, ``state``, ``standing``;
    - ``start``, ``stop``: the first day, and the day on which the standing changes or the record
      ends; ``start_day``, ``stop_day``: the same as days since entry;
    - ``event``: whether the State joins at ``stop``;
    - ``next_standing``: the standing after that, null if the spell is censored; for other events.

    With ``of="mechanism"`` the rows are of the parties, from the day by which a mechanism was due
    by the text of articles 17 and 24, which is day 0: one row per answer of `opcat.mechanisms`,
    ``designated``, and ``next_designated`` in place of the two standings. ``event`` says whether the
    State first designated one at ``stop``, by the latest reading of the date. A State that begins
    with ``"no"`` was without one at the end of that day; *unclear* is an answer like the others.

    Args:
        of: ``"standing"`` or ``"mechanism"``.
        backend: ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        treaty: the Protocol; by default the packaged one.

    Raises:
        VocabularyError: there is no such backend, or nothing of that name has spells.
        OtherTreatyError: the treaty is not the Protocol.
        ModuleNotFoundError: it is not installed.

    Warns:
        CoverageWarning: the record of the Convention ends before that of the Protocol; which States
            could act is what was last known.

    Example:
        >>> from opcat import frames
        >>> spells = frames.spells()
        >>> france = spells[spells.alpha_3 == "FRA"]
        >>> print(france[["standing", "start", "stop", "event"]].to_string(index=False))
                 standing      start       stop  event
                no_action 2003-02-04 2005-09-16  False
        pending_signatory 2005-09-16 2008-11-11   True
                    party 2008-11-11 2026-02-03  False
    """
    library = backend_of(backend)
    whose = term(Of, "of", of)
    asked = check_treaty(treaty)
    check_protocol("spells", asked)
    if whose is Of.MECHANISM:
        return library.table(_columns(KINDS, [*tenures(asked)], asked))
    check_convention("spells", asked, asked.as_of)
    plan = plan_of(asked, Basis.DEPOSIT, DAYS, ["standing"])
    end = asked.as_of
    rows: list[tuple[Any, ...]] = []
    for state in states_and_participants(asked):
        entry = next((d for d, may in eligibilities_of(state, asked) if may not in _OUTSIDE), end)
        row, [column] = plan.row(state.key), plan.columns
        days = {row[time] for time in plan.times if row[time] and entry < row[time]}
        for start, stop in pairwise(sorted({entry, *days, end})):
            after = column.at(row, stop) if stop in days else None
            begin, last = (start - entry).days, (stop - entry).days
            joins = after == Standing.PARTY.value
            who = state.alpha_3, state.name, column.at(row, start)
            rows.append((*who, start, stop, begin, last, joins, after))
    return library.table(_columns(_KINDS, rows, asked))


def _columns(kinds: Mapping[str, Any], rows: list[tuple[Any, ...]], treaty: Treaty) -> list[Col]:
    return [
        col_of(name, kind, [row[place] for row in rows], name in _OPTIONAL, treaty)
        for place, (name, kind) in enumerate(kinds.items())
    ]
