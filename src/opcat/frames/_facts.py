"""What a panel tells beside the standing: eligibility, entry into force, the mechanism's day."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from opcat._asking import is_protocol, opened_on
from opcat._bundled import packaged
from opcat._declarations import DeclarationKind, Part, declarations
from opcat._eligibility import eligibility_of
from opcat._law import mechanism_due_on
from opcat._model import State
from opcat._terms import Basis, Eligibility
from opcat._treaty import Treaty
from opcat.frames._clock import Clock
from opcat.frames._lives import Membership, lives

__all__ = ["Facts", "Stretch", "facts_of", "first_convention_act"]


class Stretch(NamedTuple):
    """From a time up to, and without, another (None: to the end), something has a value."""

    since: Any
    until: Any
    value: Any = True


class Facts(NamedTuple):
    """What is so of one State, and when: in days, or in the times of a clock.

    Attributes:
        in_force: when the treaty is in force for it, or None where that cannot be known.
        eligible: when it may join, or has joined (article 27); None for another treaty.
        due_on: by which day its mechanism is due, or None where the treaty asks for none.
        is_due: when that day has come, or None as above.
    """

    in_force: tuple[Stretch, ...] | None
    eligible: tuple[Stretch, ...] | None
    due_on: tuple[Stretch, ...] | None
    is_due: tuple[Stretch, ...] | None

    def on(self, clock: Clock) -> "Facts":
        """Return the same in the times of a clock."""

        def timed(stretch: Stretch) -> Stretch:
            until = None if stretch.until is None else clock.leaves(stretch.until)
            return stretch._replace(since=clock.joins(stretch.since), until=until)

        def all_timed(part: tuple[Stretch, ...] | None) -> tuple[Stretch, ...] | None:
            return None if part is None else tuple(map(timed, part))

        return Facts(
            in_force=all_timed(self.in_force),
            eligible=all_timed(self.eligible),
            due_on=all_timed(self.due_on),
            is_due=all_timed(self.is_due),
        )

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


def _holds(stretch: Stretch, time: Any) -> bool:
    return bool(stretch.since <= time and (stretch.until is None or time < stretch.until))


def _any(stretches: tuple[Stretch, ...] | None, time: Any) -> bool | None:
    if stretches is None:
        return None
    return any(_holds(stretch, time) for stretch in stretches)


def facts_of(treaty: Treaty, states: tuple[State, ...]) -> dict[str, Facts]:
    """Return the facts of each State, by its key, in days."""
    ruled = treaty.entry_rule is not None
    of_protocol = is_protocol(treaty)
    known = lives(treaty, Basis.IN_FORCE if ruled else Basis.DEPOSIT)
    found = {}
    for state in states:
        spells = known[state.key].memberships if state.key in known else ()
        due = tuple(_due(treaty, state, spells)) if ruled and of_protocol else None
        found[state.key] = Facts(
            in_force=tuple(_in_force(spells)) if ruled else None,
            eligible=tuple(_eligible(treaty, state, spells)) if of_protocol else None,
            due_on=due,
            is_due=None if due is None else tuple(_come(due)),
        )
    return found


def first_convention_act(state: State) -> date | None:
    """Return the day of a State's first act under the Convention, or None."""
    acts = packaged.convention.status_on(state, packaged.convention.as_of).actions
    return acts[0].date if acts else None


def _in_force(spells: Iterable[Membership]) -> Iterator[Stretch]:
    for spell in spells:
        if spell.party_on is not None:
            yield Stretch(spell.party_on, spell.withdrawn_on)


def _eligible(treaty: Treaty, state: State, spells: Iterable[Membership]) -> Iterator[Stretch]:
    """Yield when it may join, or has joined (article 27)."""
    convention = packaged.convention.status_on(state, treaty.as_of)
    protocol = treaty.status_on(state, treaty.as_of)
    settled = [action.date for action in (*convention.actions, *protocol.actions)]
    left = [spell.withdrawn_on for spell in spells]  # also where it has joined again
    other = [opened_on(treaty), convention.withdrawn_on, *left]
    days = {day for day in (*settled, *other) if day is not None and day <= treaty.as_of}
    since: date | None = None
    for day in sorted(days):
        found = eligibility_of(state, day, treaty)
        is_eligible = found in (Eligibility.PARTY, Eligibility.MAY_JOIN)
        if is_eligible and since is None:
            since = day
        elif since is not None and not is_eligible:
            yield Stretch(since, day)
            since = None
    if since is not None:
        yield Stretch(since, None)


def _due(treaty: Treaty, state: State, spells: Iterable[Membership]) -> Iterator[Stretch]:
    """Yield by which day its mechanism is due, as known from day to day (articles 17 and 24)."""
    if treaty.in_force_on is None or treaty.entry_rule is None:
        return
    settled_on = treaty.in_force_on - timedelta(days=treaty.entry_rule.days)
    postponed = sorted(
        (max(made.made_on, made.postponed_from), made.postponed_until)
        for made in declarations(state=state, kind=DeclarationKind.POSTPONEMENT)
        if made.postpones is Part.PART_IV and made.postponed_from and made.postponed_until
    )
    for spell in spells:
        due = mechanism_due_on(treaty.in_force_on, spell.deposited_on)
        since = max(settled_on, spell.deposited_on)
        for begins, ends in postponed:
            yield Stretch(since, begins, due)
            since, due = begins, max(due, ends)
        yield Stretch(since, spell.withdrawn_on, due)


def _come(due: tuple[Stretch, ...]) -> Iterator[Stretch]:
    """Yield when the day by which the mechanism is due has come."""
    for since, until, day in due:
        if until is None or max(since, day) < until:
            yield Stretch(max(since, day), until)
