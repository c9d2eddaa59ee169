"""What a panel has besides the standing: eligibility, entry into force, the mechanism's day."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import starmap
from typing import Any, NamedTuple

from opcat._core.model import State
from opcat._core.terms import Basis
from opcat._core.treaty import Treaty
from opcat._names.arguments import is_protocol
from opcat._questions.deadlines import Duty, duties_of
from opcat._questions.eligibility import eligible_spells
from opcat.frames._clock import Clock, Time
from opcat.frames._memberships import Life, covered, lives


class Stretch(NamedTuple):
    """A value from one time up to, but not including, another (None: to the end)."""

    since: Any
    until: Any
    value: Any = True


class Facts(NamedTuple):
    """The facts of one State and their times: in days, or in the times of a clock.

    Attributes:
        in_force: when the treaty is in force for it, or None if that cannot be known.
        eligible: when it may join, or has joined (article 27); None for another treaty.
        due_on: by which day its mechanism is due, or None if the treaty requires none.
        is_due: when that day has come and the State is a party, or None as above.
    """

    in_force: tuple[Stretch, ...] | None
    eligible: tuple[Stretch, ...] | None
    due_on: tuple[Stretch, ...] | None
    is_due: tuple[Stretch, ...] | None

    def on(self, clock: Clock) -> "Facts":
        """Return the same in the times of a clock."""
        return Facts(*(None if part is None else _timed(part, clock) for part in self))

    def times(self) -> set[Any]:
        """Return the times at which something changes."""
        stretches = [stretch for part in self for stretch in part or ()]
        return {time for since, until, _ in stretches for time in (since, until)}

    def at(self, time: Any) -> tuple[bool | None, bool | None, date | None, bool | None]:
        """Return in force, eligible, the day that the mechanism is due, and whether it has come."""
        due = [stretch for stretch in self.due_on or () if _holds(stretch, time)]
        return (
            _any(self.in_force, time),
            _any(self.eligible, time),
            due[-1].value if due else None,
            _any(self.is_due, time),
        )


def _timed(stretches: tuple[Stretch, ...], clock: Clock) -> tuple[Stretch, ...]:
    """Return stretches in the times of a clock.

    If one follows another without a gap, nothing ends: only the value changes.
    """
    begins = {stretch.since for stretch in stretches}

    def time(day: date) -> Time:
        return clock.joins(day) if day in begins else clock.leaves(day)

    return tuple(
        Stretch(clock.joins(since), None if until is None else time(until), value)
        for since, until, value in stretches
    )


def _holds(stretch: Stretch, time: Any) -> bool:
    return bool(stretch.since <= time and (stretch.until is None or time < stretch.until))


def _any(stretches: tuple[Stretch, ...] | None, time: Any) -> bool | None:
    if stretches is None:
        return None
    return any(_holds(stretch, time) for stretch in stretches)


def facts_of(treaty: Treaty, states: tuple[State, ...]) -> dict[str, Facts]:
    """Return the facts of each State, by its key, in days up to the last one of the record."""
    ruled = treaty.entry_rule is not None
    of_protocol = is_protocol(treaty)
    dated = of_protocol and (ruled or treaty.in_force_on is not None)
    known = lives(treaty, Basis.IN_FORCE) if ruled else {}
    found = {}
    for state in states:
        life = known.get(state.key)
        duties = duties_of(state, treaty) if dated else ()
        found[state.key] = Facts(
            in_force=tuple(_in_force(life)) if ruled else None,
            eligible=tuple(starmap(Stretch, eligible_spells(state, treaty)))
            if of_protocol
            else None,
            due_on=tuple(_due(duties)) if dated else None,
            is_due=tuple(_come(duties, treaty.as_of)) if dated else None,
        )
    return found


def _in_force(life: Life | None) -> Iterator[Stretch]:
    """Yield when the treaty is in force for it, as long as it is counted."""
    if life is None:
        return
    for spell in life.memberships:
        if spell.party_on is not None:
            ends = [day for day in (spell.withdrawn_on, life.not_counted_from) if day is not None]
            yield Stretch(spell.party_on, min(ends, default=None))


def _due(duties: tuple[Duty, ...]) -> Iterator[Stretch]:
    """Yield by which day its mechanism is due, as known from day to day, or was when it left."""
    for number, duty in enumerate(duties, start=1):
        until = duties[number].since if number < len(duties) else None
        yield Stretch(duty.since, until, duty.due_on)


def _come(duties: Iterable[Duty], as_of: date) -> Iterator[Stretch]:
    """Yield when the day by which the mechanism is due has come, while the State is a party."""
    for duty in duties:
        since = max(duty.since, duty.due_on)
        if since <= as_of and (duty.until is None or since < duty.until):
            yield Stretch(since, covered(duty.until, as_of))
