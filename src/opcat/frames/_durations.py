"""One row per State: how long it took from one day to another, for survival analysis."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import unique
from types import MappingProxyType
from typing import Any

from opcat._core.terms import RegionalGroup, Term, term
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_day, check_group
from opcat._names.which_treaty import check_joining, check_protocol
from opcat._questions.waits import ORIGINS, Origin, Outcome, Until, Wait, waits
from opcat._record.record import Record, files_of
from opcat.errors import UnclearDatesWarning
from opcat.frames._backends import backend_of, columns_of


@unique
class Prior(Term):
    """What becomes of States of which the event came before the origin."""

    DROP = "drop"
    KEEP = "keep"


@unique
class Unclear(Term):
    """What becomes of States of which the dates do not say whether they were at risk."""

    WARN = "warn"
    DROP = "drop"
    KEEP = "keep"


_KINDS: Mapping[str, Any] = MappingProxyType(
    {
        "alpha_3": str,
        "state": str,
        "regional_group": RegionalGroup,
        "origin_on": date,
        "until_on": date,
        "days": int,
        "days_low": int,
        "days_high": float,
        "event": bool,
        "event_code": int,
        "outcome": Outcome,
        "entry_days": int,
    }
)
_OPTIONAL = ("alpha_3", "regional_group", "until_on")


def durations(
    *,
    origin: str = "eligible",
    until: str | Sequence[str] = "joined",
    prior: str = "drop",
    unclear: str = "warn",
    on: Day | None = None,
    group: RegionalGroup | str | None = None,
    backend: str = "pandas",
    treaty: Treaty | Record | None = None,
) -> Any:
    """Return a table with one row per State: the days from one event to another.

    A State has a row if its `origin` has come, and the event was still to come then. By default
    these are the States that could join, from the day on which they could (article 27).

    - ``alpha_3``, ``state``, ``regional_group`` (that of today);
    - ``origin_on``, ``until_on``: the days of the two events, the second null if it had not come;
    - ``days``: between them, or up to the last day of observation. Zero if both came on one day;
    - ``days_low``, ``days_high``: the fewest and the most days that it can have taken. They differ
      if a date is inexact: ``days`` is its latest reading. Of what is cut off, ``days_high`` is
      infinity (in the files of ``opcat export`` too, except that a cell is empty in Excel, missing
      in Stata and null in JSON, which have no infinity);
    - ``event``: whether it came;
    - ``event_code``: 0 if it did not come, or the place in `until` of the event that came first;
    - ``outcome``: ``"happened"``, ``"cut_off"``, ``"unclear"`` or ``"before"``;
    - ``entry_days``: from which day of its time the event could come (late entry). Only with
      ``origin="signed"`` it is more than 0: for a State that signed before it could join.

    `origin` and `until` together ask:

    - ``"eligible"``, ``"joined"``: how long did States that could join take to join?
    - ``"signed"``, ``"joined"``: how long from signature to ratification?
    - ``"may_sign"`` or ``"eligible"``, ``"signed"``: how long to the signature?
    - ``"eligible"``, ``("signed", "joined")``: which came first, and when (competing events)?
    - ``"mechanism_due"``, ``"designated"``: how late did they designate a mechanism? Only States
      that had none by the end of the day of articles 17 and 24 were at risk;
    - ``"joined"``, ``"designated"``: how long did it take after joining?
    - ``"joined"``, ``"visited"``: when did the Subcommittee first come, as far as is known?

    Only the first event of each kind counts. A State that leaves the Protocol is observed up to
    that day, for its mechanism and visits. A State that joins without a signature is observed up to
    that day for its signature, because it can no longer sign; so too in `opcat.frames.transitions`.

    Args:
        origin: the event from which the days run, as in the table.
        until: the event up to which they run. Of several (competing) events the first to come
            counts, and of two on one day the one that is named first.
        prior: with ``"keep"`` States have rows of which the event came before the origin, with
            negative days and the outcome ``"before"``. They were never at risk.
        unclear: what becomes of States of which the record does not say whether the event came
            before the origin, or by the last day of observation: ``"warn"`` leaves them out and
            names them in a warning, ``"drop"`` leaves them out, ``"keep"`` gives them rows with the
            outcome ``"unclear"`` and bounds that hold all that is possible.
        on: the last day of observation; by default that of the record.
        group: only the States of this regional group, as its word, its label or the member.
        backend: ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        treaty: the Protocol, a treaty that says who it is open to (`opcat.Treaty.open_to`), or a
            `opcat.Record`; by default the packaged record. What a plain Treaty of the Protocol lacks,
            such as mechanisms, is the packaged record's.

    Raises:
        VocabularyError: an argument is not one of its allowed values.
        ValueError: the time to `until` does not run from `origin`.
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol; for signing and joining, nor does it say
            who it is open to.
        ModuleNotFoundError: the backend is not installed.

    Warns:
        UnclearDatesWarning: States are left out because their dates are unclear.
        CoverageWarning: `on` is later than the record, or the record of the Convention ends before
            the day of the answer; it is what was last known.

    Example:
        >>> from opcat import frames
        >>> times = frames.durations()
        >>> len(times), int(times.event.sum())
        (175, 96)
        >>> some = times[times.alpha_3.isin(["CHL", "KEN", "SSD"])]
        >>> print(some[["state", "origin_on", "until_on", "days", "event"]].to_string(index=False))
              state  origin_on   until_on  days  event
              Chile 2003-02-04 2008-12-12  2138   True
              Kenya 2003-02-04        NaT  8400  False
        South Sudan 2015-04-30 2015-04-30     0   True
        >>> late = frames.durations(origin="mechanism_due", until="designated", unclear="drop")
        >>> late.outcome.value_counts().loc[["happened", "cut_off"]].to_dict()
        {'happened': 45, 'cut_off': 12}
    """
    library = backend_of(backend)
    begins, events = _asked(origin, until)
    whether_prior, whether_unclear = term(Prior, "prior", prior), term(Unclear, "unclear", unclear)
    asked, day = check_day(treaty, on)
    if begins is Origin.MECHANISM_DUE or {Until.DESIGNATED, Until.VISITED}.intersection(events):
        check_protocol("durations", asked)
    part = check_group(group)
    if begins in (Origin.MAY_SIGN, Origin.ELIGIBLE) or Until.JOINED in events:
        check_joining("durations", treaty, day)
    left_out = {Outcome.BEFORE} if whether_prior is Prior.DROP else set()
    left_out |= {Outcome.UNCLEAR} if whether_unclear is not Unclear.KEEP else set()
    times = [
        wait
        for wait in waits(asked.on(day), files_of(treaty), begins, events)
        if part is None or wait.state.regional_group is part
    ]
    names = [wait.state.name for wait in times if wait.outcome is Outcome.UNCLEAR]
    if names and whether_unclear is Unclear.WARN:
        are = "is" if len(names) == 1 else "are"
        message = (
            f"{numbered(len(names), 'States')} {are} left out, because the record does not say "
            f"whether they were at risk: {'; '.join(map(on_terminal, names))}; pass unclear='keep' for rows with bounds, "
            "or unclear='drop' to leave them out without this warning"
        )
        warnings.warn(message, UnclearDatesWarning, stacklevel=2)
    rows = (_row(wait) for wait in times if wait.outcome not in left_out)
    return library.table(columns_of(_KINDS, rows, _OPTIONAL))


def _asked(origin: str, until: str | Iterable[str]) -> tuple[Origin, tuple[Until, ...]]:
    """Return the events in question.

    Raises:
        VocabularyError: there is no such event.
        ValueError: the time to one does not run from the other.
    """
    begins = term(Origin, "origin", origin)
    named = (until,) if isinstance(until, str) or not isinstance(until, Iterable) else until
    events = tuple(dict.fromkeys(term(Until, "until", event) for event in named))
    if not events:
        raise ValueError("until=() names no event; pass one, such as until='joined'")
    for event in events:
        if begins not in ORIGINS[event]:
            others = " or ".join(f"origin={one.value!r}" for one in ORIGINS[event])
            raise ValueError(
                f"the time until={event.value!r} does not run from origin={begins.value!r}; "
                f"pass {others}"
            )
    return begins, events


def _row(wait: Wait) -> tuple[Any, ...]:
    state = wait.state
    return (
        *(state.alpha_3, state.name, state.regional_group, wait.origin_on, wait.until_on),
        *(wait.days, wait.days_low, wait.days_high, wait.event, wait.code, wait.outcome),
        (wait.at_risk_on - wait.origin_on).days,
    )
