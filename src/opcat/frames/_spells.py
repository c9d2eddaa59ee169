"""One row per State and standing, by the day: event histories for survival analysis."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import unique
from itertools import chain, pairwise
from typing import Any

from opcat._core.terms import Basis, RegionalGroup, Standing, Term, term
from opcat._core.treaty import Treaty
from opcat._names.arguments import check_treaty, states_and_participants
from opcat._names.which_treaty import check_joining, check_protocol, parent_of
from opcat._questions.waits import may_sign_on
from opcat._record.record import Record, RecordFiles, files_of
from opcat.frames._backends import backend_of, columns_of
from opcat.frames._clock import DAYS
from opcat.frames._plan_of_treaty import plan_of
from opcat.frames._tenures import KINDS, tenures

_KINDS: Mapping[str, Any] = {
    "alpha_3": str,
    "state": str,
    "regional_group": RegionalGroup,
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


@unique
class Cut(Term):
    """At which days the spells are cut besides."""

    YEAR = "year"


_OPTIONAL = ("alpha_3", "regional_group", "next_standing", "next_designated")


def spells(
    *,
    of: str = "standing",
    every: str | None = None,
    backend: str = "pandas",
    treaty: Treaty | Record | None = None,
) -> Any:
    """Return a table with one row per State and standing, in the form of an event history.

    A State enters on the first day on which it could act under the Protocol (article 27): the later
    of the opening for signature and its first act under the Convention against Torture, or its
    joining if that is earlier. So the first ``start`` of a State is the day from which it could
    *sign*, and not the one from which it could join: the time to joining is in
    `opcat.frames.durations`. States that could not act have no rows. Spells follow each other
    without a gap. The last spell of a State is censored on the last day of the record, because that
    is the last day on which it was observed; a standing that began on that very day has no row.

    - ``alpha_3``, ``state``, ``regional_group``, ``standing``;
    - ``start``, ``stop``: the first day, and the day on which the standing changes or the record
      ends; ``start_day``, ``stop_day``: the same as days since entry;
    - ``event``: whether the State joins at ``stop``;
    - ``next_standing``: the standing after that, null if the spell is censored; for other events.

    With ``of="mechanism"`` the rows are of the parties, from the day by which a mechanism was due
    by the text of articles 17 and 24, which is day 0: one row per answer of `opcat.mechanisms`,
    ``designated``, and ``next_designated`` in place of the two standings. ``event`` says whether the
    State first designated one at ``stop``, by the latest reading of the date. A State that begins
    with ``"no"`` was without one at the end of that day; *unclear* is an answer like the others.

    With ``every="year"`` each spell is cut at every 1 January within it, so that covariates by the
    year can be merged by State and ``year``: the year in which the part begins. Time runs in
    ``(start, stop]``, so an event *on* 1 January is at the ``stop`` of the row of the year before,
    and belongs to that year. A panel puts it into the new year.

    Args:
        of: ``"standing"`` or ``"mechanism"``.
        every: ``"year"``, or None for spells that are not cut.
        backend: ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        treaty: the Protocol, a treaty that says who it is open to (`opcat.Treaty.open_to`), or a
            `opcat.Record`; by default the packaged record.

    Raises:
        VocabularyError: `of`, `every` or `backend` is not one of its allowed values.
        OtherTreatyError: the treaty is not the Protocol; for spells of standings, nor does it say
            who it is open to.
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
    cut = None if every is None else term(Cut, "every", every)
    asked = check_treaty(treaty)
    if whose is Of.MECHANISM:
        check_protocol("spells", asked)
        kinds, rows = KINDS, tenures(treaty)
    else:
        check_joining("spells", treaty, asked.as_of)
        kinds, rows = _KINDS, _standings(asked, files_of(treaty))
    if cut is Cut.YEAR:
        kinds = {
            name: kind
            for own, of_it in kinds.items()
            for name, kind in ([("year", int)] if own == "start" else []) + [(own, of_it)]
        }
        rows = chain.from_iterable(map(_by_year, rows))
    return library.table(columns_of(kinds, rows, _OPTIONAL, asked))


def _standings(treaty: Treaty, record: RecordFiles) -> Iterator[tuple[Any, ...]]:
    plan = plan_of(treaty, Basis.DEPOSIT, DAYS, ["standing"])
    end, parent = treaty.as_of, parent_of(treaty, record)
    for state in states_and_participants(treaty, record):
        entry = may_sign_on(state, treaty, parent) or end
        row, [column] = plan.row(state.key), plan.columns
        days = {row[time] for time in plan.times if row[time] and entry < row[time]}
        for start, stop in pairwise(sorted({entry, *days, end})):
            after = column.at(row, stop) if stop in days else None
            begin, last = (start - entry).days, (stop - entry).days
            joins = after == Standing.PARTY.value
            who = state.alpha_3, state.name, state.regional_group, column.at(row, start)
            yield (*who, start, stop, begin, last, joins, after)


def _by_year(row: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield a spell in parts that end with each 1 January, each with the year that it begins in."""
    *who, start, stop, begin, _, event, after = row
    years = (date(year, 1, 1) for year in range(start.year + 1, stop.year + 1))
    for since, until in pairwise([start, *(day for day in years if day < stop), stop]):
        days = begin + (since - start).days, begin + (until - start).days
        ends = (event, after) if until == stop else (False, None)
        yield (*who, since.year, since, until, *days, *ends)
