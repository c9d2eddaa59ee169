"""One row per State and transition that was possible, in the form of multi-state models."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import unique
from types import MappingProxyType
from typing import Any, NamedTuple

from opcat._core.model import State
from opcat._core.terms import ActionKind, RegionalGroup, Term, term
from opcat._core.treaty import Treaty, spells_of
from opcat._names.arguments import check_treaty, states_and_participants
from opcat._names.which_treaty import check_joining, check_protocol, parent_of
from opcat._questions.eligibility import eligible_spells
from opcat._questions.waits import Origin, Outcome, Until, may_sign_on, waits
from opcat._record.record import Record, RecordFiles, files_of
from opcat.frames._backends import backend_of, columns_of


@unique
class Stage(Term):
    """How far a State has come."""

    OUTSIDE = "outside"
    SIGNED = "signed"
    PARTY = "party"
    DESIGNATED = "designated"
    VISITED = "visited"


@unique
class Then(Term):
    """What comes after joining."""

    DESIGNATED = "designated"
    VISITED = "visited"


_KINDS: Mapping[str, Any] = MappingProxyType(
    {
        "alpha_3": str,
        "state": str,
        "regional_group": RegionalGroup,
        "from": Stage,
        "to": Stage,
        "trans": int,
        "Tstart": int,
        "Tstop": int,
        "time": int,
        "status": int,
    }
)
_OPTIONAL = ("alpha_3", "regional_group")


class _Row(NamedTuple):
    """A transition that was possible: when a State was at risk of it, and whether it came."""

    number: int
    before: Stage
    after: Stage
    since: date
    until: date
    came: bool


def transitions(
    *, then: str | None = None, backend: str = "pandas", treaty: Treaty | Record | None = None
) -> Any:
    """Return a table with one row per State and transition of which it was at risk.

    A State is *outside* from the day on which it could first sign (day 0, as in
    `opcat.frames.spells`), may become *signed*, and a *party* from either. It is at risk of
    becoming a party only from the day on which it could join (article 27). A State that signs and
    joins on one day becomes a party.

    The columns have the names and the form of ``msprep`` in the R package mstate:

    - ``alpha_3``, ``state``, ``regional_group``;
    - ``from``, ``to``: words; ``trans``: 1 from outside to signed, 2 from outside to party, 3 from
      signed to party, 4 from party to what `then` names;
    - ``Tstart``, ``Tstop``, ``time``: the days since day 0 between which it was at risk, and their
      difference;
    - ``status``: 1 if the transition came at ``Tstop``, else 0.

    Rows with ``status`` 1 and no time are kept: those States did it on the day on which they could.
    A State is followed up to the last day of the record, to its leaving the Protocol, or to the
    withdrawal of its signature.

    Args:
        then: ``"designated"`` (its first mechanism) or ``"visited"`` (the first known mission of
            the Subcommittee), if the parties are to be followed so far. Those that had designated
            a mechanism before they joined, or of which that is unclear, have no such row
            (`opcat.frames.durations` has them). Inexact dates count by their latest reading.
        backend: ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        treaty: the Protocol, a treaty that says who it is open to (`opcat.Treaty.open_to`), or a
            `opcat.Record`; by default the packaged record.

    Raises:
        VocabularyError: `then` or `backend` is not one of its allowed values.
        OtherTreatyError: the treaty is not the Protocol, and does not say who it is open to, or
            `then` is given.
        ModuleNotFoundError: the backend is not installed.

    Warns:
        CoverageWarning: the record of the Convention ends before that of the Protocol; which States
            could act is what was last known.

    Example:
        >>> from opcat import frames
        >>> rows = frames.transitions()
        >>> angola = rows[rows.alpha_3 == "AGO"]
        >>> print(angola.drop(columns=["alpha_3", "state", "regional_group"]).to_string(index=False))
           from     to  trans  Tstart  Tstop  time  status
        outside signed      1       0      0     0       1
         signed  party      3    2199   4515  2316       0
        >>> rows.groupby("trans").status.agg(["size", "sum"]).T.to_dict("list")
        {1: [176, 75], 2: [170, 32], 3: [75, 64]}
    """
    library = backend_of(backend)
    beyond = None if then is None else Until(term(Then, "then", then))
    asked = check_treaty(treaty)
    if beyond is not None:
        check_protocol("transitions(then=)", asked)
    check_joining("transitions", treaty, asked.as_of)
    files = files_of(treaty)
    parent = parent_of(asked, files)
    later = {} if beyond is None else dict(_later(asked, files, beyond))
    rows: list[tuple[Any, ...]] = []
    for state in states_and_participants(asked, files):
        entry = may_sign_on(state, asked, parent)
        known = [] if entry is None else [*_up_to_party(state, entry, asked, parent)]
        if any(row.came and row.after is Stage.PARTY for row in known):
            known += later.get(state, ())
        rows += (
            (
                *(state.alpha_3, state.name, state.regional_group, row.before, row.after),
                *(row.number, (row.since - entry).days, (row.until - entry).days),
                *((row.until - row.since).days, int(row.came)),
            )
            for row in known
            if entry is not None and (row.since < row.until or row.came)
        )
    stages = ["outside", "signed", "party", *([] if beyond is None else [beyond.value])]
    words = {"from": tuple(stages[:-1]), "to": tuple(stages[1:])}
    columns = columns_of(_KINDS, rows, _OPTIONAL)
    return library.table([one._replace(words=words.get(one.name, one.words)) for one in columns])


def _up_to_party(
    state: State, entry: date, treaty: Treaty, convention: Treaty | None
) -> Iterator[_Row]:
    """Yield what a State was at risk of until it joined, as far as it is followed."""
    acts = treaty.status_on(state, treaty.as_of).actions
    signed_on = next((act.date for act in acts if act.kind.is_signature), None)
    joined_on = next((since for _, since, _ in spells_of(treaty, state)), None)
    undone = (act.date for act in acts if act.kind is ActionKind.WITHDRAWAL_OF_SIGNATURE)
    end = min(next(undone, treaty.as_of), joined_on or treaty.as_of)
    could = next(eligible_spells(state, treaty, convention), None)

    def joins(number: int, before: Stage, since: date, until: date) -> Iterator[_Row]:
        if could is None:
            return
        since, last = max(since, could[0]), min(until, could[1] or until)
        if since <= last:
            yield _Row(number, before, Stage.PARTY, since, last, joined_on == last)

    if signed_on is None or signed_on == joined_on:
        yield _Row(1, Stage.OUTSIDE, Stage.SIGNED, entry, end, came=False)
        yield from joins(2, Stage.OUTSIDE, entry, end)
        return
    if entry <= signed_on:
        yield _Row(1, Stage.OUTSIDE, Stage.SIGNED, entry, signed_on, came=True)
        yield from joins(2, Stage.OUTSIDE, entry, signed_on)
    yield from joins(3, Stage.SIGNED, max(entry, signed_on), end)


def _later(
    treaty: Treaty, record: RecordFiles, event: Until
) -> Iterator[tuple[State, tuple[_Row, ...]]]:
    """Yield what came after a State had joined, where it is known that it was at risk of that."""
    for wait in waits(treaty, record, Origin.JOINED, (event,)):
        if wait.outcome in (Outcome.HAPPENED, Outcome.CUT_OFF):
            until = wait.until_on or wait.end_on
            yield (
                wait.state,
                (_Row(4, Stage.PARTY, Stage(event.value), wait.origin_on, until, wait.event),),
            )
