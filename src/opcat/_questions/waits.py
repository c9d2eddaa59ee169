"""How long States took from one day to another, and which of them were at risk: the one rule.

Whatever tells or draws such a time asks here: tables, charts and the uptake.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import unique
from types import MappingProxyType
from typing import NamedTuple

from opcat._core.model import State
from opcat._core.terms import Term
from opcat._core.treaty import Treaty, spells_of
from opcat._names.arguments import states_and_participants
from opcat._names.which_treaty import parent_of
from opcat._practice.articles import Eligibility
from opcat._practice.designation import Designation, Span
from opcat._practice.mechanism_histories import Known, known
from opcat._practice.visits import VisitCompletion, visits_in
from opcat._questions.duties import duties_of
from opcat._questions.eligibility import eligibilities_of, eligible_spells
from opcat._record.record import RecordFiles

YEAR = 365.25
"""How many days a year has, where days are counted in years."""
_ONE_DAY = timedelta(days=1)
_OUTSIDE = (Eligibility.NOT_OPEN, Eligibility.CONVENTION_FIRST)


@unique
class Origin(Term):
    """From which day a time runs: always the first of its kind.

    ``MAY_SIGN``
        the day from which the State could sign: the later of the opening for signature and its
        first act under the Convention
    ``ELIGIBLE``
        the day from which it could join (article 27)
    ``SIGNED``
        its signature
    ``JOINED``
        its deposit
    ``MECHANISM_DUE``
        the day by which its mechanism was due, by the text of articles 17 and 24
    """

    MAY_SIGN = "may_sign"
    ELIGIBLE = "eligible"
    SIGNED = "signed"
    JOINED = "joined"
    MECHANISM_DUE = "mechanism_due"


@unique
class Until(Term):
    """To which event a time runs: always the first of its kind.

    ``SIGNED``
        its signature
    ``JOINED``
        its deposit
    ``DESIGNATED``
        the designation of its mechanism
    ``VISITED``
        a mission of the Subcommittee that is known to have taken place
    """

    SIGNED = "signed"
    JOINED = "joined"
    DESIGNATED = "designated"
    VISITED = "visited"


ORIGINS: Mapping[Until, tuple[Origin, ...]] = MappingProxyType(
    {
        Until.SIGNED: (Origin.MAY_SIGN, Origin.ELIGIBLE),
        Until.JOINED: (Origin.ELIGIBLE, Origin.SIGNED),
        Until.DESIGNATED: (Origin.JOINED, Origin.MECHANISM_DUE),
        Until.VISITED: (Origin.JOINED,),
    }
)
"""From which days the time to an event can run."""


@unique
class Outcome(Term):
    """What came of a State whose time had begun.

    ``HAPPENED``
        the event came, on or after the origin, by the last day of observation
    ``CUT_OFF``
        it had not come by then, as far as is known; or, for a signature, the State has joined without
    ``UNCLEAR``
        the dates are too inexact, or are not known, so that it may have come before the origin, or
        after the last day of observation
    ``BEFORE``
        it had come before the origin, so that the State was never at risk
    """

    HAPPENED = "happened"
    CUT_OFF = "cut_off"
    UNCLEAR = "unclear"
    BEFORE = "before"


class Wait(NamedTuple):
    """The time of one State.

    Attributes:
        state: whose it is.
        origin_on: the first day.
        at_risk_on: from which day the event could come: the origin, or a later day.
        came: between which days the event came; None where it had not come by the end.
        end_on: the last day of observation.
        outcome: what came of it.
        code: which event came, 1 for the first that was asked for; 0 where none did.
    """

    state: State
    origin_on: date
    at_risk_on: date
    came: Span | None
    end_on: date
    outcome: Outcome
    code: int

    @property
    def event(self) -> bool:
        """Whether the event is known to have come by the end."""
        return self.code > 0

    @property
    def until_on(self) -> date | None:
        """The day of the event, by the latest reading of its date; None where it is not known."""
        return self.came.latest if self.came is not None and self.event else None

    @property
    def days(self) -> int:
        """How many days the time took, by the latest reading, or how long it was observed."""
        return ((self.until_on or self.end_on) - self.origin_on).days

    @property
    def days_low(self) -> int:
        """The fewest days that it can have taken."""
        if self.came is None:
            return self.days
        low = (self.came.earliest - self.origin_on).days
        return low if self.outcome is Outcome.BEFORE else max(low, 0)

    @property
    def days_high(self) -> float:
        """The most days that it can have taken: infinity where it is not known to have ended."""
        return float(self.days) if self.event else float("inf")


def waits(
    treaty: Treaty,
    record: RecordFiles,
    origin: Origin = Origin.ELIGIBLE,
    until: Sequence[Until] = (Until.JOINED,),
    convention: Treaty | None = None,
) -> Iterator[Wait]:
    """Yield the time of each State whose origin has come by the last day of the record.

    States that could never have the event have none: those that cannot join, for joining.

    Args:
        treaty: the Protocol, up to the last day of observation.
        record: the record whose tables count beside it.
        origin: from which day the times run.
        until: to which event; of several, to the one that comes first, and of two on one day to
            the one that is named first.
        convention: the Convention; by default that of the record.
    """
    parent = convention or parent_of(treaty, record)
    for state in states_and_participants(treaty, record):
        wait = _wait(_Case(state, treaty, record, parent), origin, until)
        if wait is not None:
            yield wait


def may_sign_on(state: State, treaty: Treaty, convention: Treaty | None) -> date | None:
    """Return the first day on which a State could sign, or joined without; None if it could not."""
    days = eligibilities_of(state, treaty, convention)
    return next((day for day, may in days if may not in _OUTSIDE), None)


class _Case(NamedTuple):
    """A State, and what tells of it."""

    state: State
    treaty: Treaty
    record: RecordFiles
    convention: Treaty | None


def _wait(case: _Case, origin: Origin, until: Sequence[Until]) -> Wait | None:
    state, treaty, record, convention = case
    could: tuple[date, date | None] | None = None
    if origin is Origin.ELIGIBLE or Until.JOINED in until:
        could = next(eligible_spells(state, treaty, convention), None)
        if could is None:
            return None
    membership = next(iter(spells_of(treaty, state)), None)
    begins = _origin(origin, case, could, membership and membership[1])
    if begins is None:
        return None
    ends, at_risk = [treaty.as_of], begins
    if could is not None and Until.JOINED in until:
        at_risk = max(begins, could[0])
        ends += [] if could[1] is None else [could[1]]
    if membership is not None and Until.SIGNED in until and Until.JOINED not in until:
        ends.append(membership[1])  # who has joined can no longer sign
    if membership is not None and origin in (Origin.JOINED, Origin.MECHANISM_DUE):
        ends += [record.treaty.as_of, membership[2] or treaty.as_of]
    end = min(ends)
    if at_risk > end:
        return None
    # A State owes nothing before the end of the day by which its mechanism is due.
    first = begins + _ONE_DAY if origin is Origin.MECHANISM_DUE else begins
    events = [
        (span, place)
        for place, event in enumerate(until, start=1)
        if (span := _came(event, state, treaty, record)) is not None and span.earliest <= end
    ]
    if not events:
        return Wait(state, begins, at_risk, None, end, Outcome.CUT_OFF, 0)
    came, code = min(events, key=lambda event: event[0].latest)
    outcome = _outcome(came, first, end)
    if any(span.earliest < came.latest for span, place in events if place != code):
        outcome = Outcome.UNCLEAR  # which of them came first
    return Wait(state, begins, at_risk, came, end, outcome, code if came.latest <= end else 0)


def _outcome(came: Span, first: date, end: date) -> Outcome:
    if came.latest < first:
        return Outcome.BEFORE
    if came.earliest < first or end < came.latest:
        return Outcome.UNCLEAR
    return Outcome.HAPPENED


def _origin(
    origin: Origin, case: _Case, could: tuple[date, date | None] | None, joined_on: date | None
) -> date | None:
    state, treaty, record, convention = case
    if origin is Origin.MAY_SIGN:
        return may_sign_on(state, treaty, convention)
    if origin is Origin.ELIGIBLE:
        return None if could is None else could[0]
    if origin is Origin.SIGNED:
        return _signed_on(state, treaty)
    if origin is Origin.JOINED:
        return joined_on
    # The last that is known of what it owed for its first deposit.
    duties = [duty for duty in duties_of(state, treaty, record) if duty.deposited_on == joined_on]
    return duties[-1].due_on if duties else None


def _came(event: Until, state: State, treaty: Treaty, record: RecordFiles) -> Span | None:
    """Return between which days an event came; None where it has not come, as far as is known."""
    if event is Until.DESIGNATED:
        return _designated(known(state, record))
    if event is Until.VISITED:
        starts = [
            visit.start
            for visit in visits_in(record)
            if visit.state == state and visit.completion is VisitCompletion.CONFIRMED
        ]
        if not starts:
            return None
        return Span(min(day.earliest for day in starts), min(day.latest for day in starts))
    if event is Until.SIGNED:
        day = _signed_on(state, treaty)
    else:
        day = next((joined_on for _, joined_on, _ in spells_of(treaty, state)), None)
    return None if day is None else Span(day, day)


def _signed_on(state: State, treaty: Treaty) -> date | None:
    acts = treaty.status_on(state, treaty.as_of).actions
    return next((act.date for act in acts if act.kind.is_signature), None)


def _designated(own: Known) -> Span | None:
    """Return between which days a State first designated a mechanism; None where it has not."""
    answer = None if own.present is None else own.present.designated
    if not own.history:
        return None if answer is Designation.NO else Span(date.min, date.max)
    dates = [day for one in own.history if (day := one.designated_on) is not None]
    is_sure = answer in (Designation.YES, Designation.NO)
    latest = min([day.latest for day in dates] or [own.as_of if is_sure else date.max])
    first = own.first_designated_on
    return Span(date.min if first is None else first.earliest, latest)
