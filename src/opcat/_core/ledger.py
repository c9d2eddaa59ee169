"""What follows from a log of actions: who did what, where each State stands, and the counts.

A `Ledger` belongs to one Treaty and is as immutable as the log it is made from; it caches what it
derives.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from operator import attrgetter, itemgetter

from opcat._core.law import (
    DenunciationRule,
    EntryIntoForceRule,
    denunciation_effective_on,
    entry_into_force_for_state_on,
    entry_into_force_on,
    nth_deposit_on,
)
from opcat._core.model import Action, Source, State, name_order
from opcat._core.shown import Rows, rows_of
from opcat._core.status import (
    Counts,
    Spell,
    StateStatus,
    history_problems,
    party_spells,
    signature_spells,
    while_counted,
)
from opcat._core.terms import ActionKind, Basis, RegionalGroup
from opcat._kept import cached_property

Tally = tuple[tuple[date, Counts], ...]
"""The days on which a count changed, with the counts from that day."""

_Stage = tuple[Rows[Action], date | None, date | None]
"""What one State had done by an act, and when it was bound by then.

The first day is the one that its status shows once it is settled when the treaty enters into force.
"""

NOTHING = Counts(parties=0, signatories=0, pending_signatories=0)


def counts_on(tally: Tally, day: date) -> Counts:
    """Return the counts on a day: those from the last day, up to it, on which one changed."""
    place = bisect_right(tally, day, key=itemgetter(0))
    return tally[place - 1][1] if place else NOTHING


_day_of = attrgetter("date")


class Ledger:
    """The consequences of a log.

    Args:
        actions: the log, in chronological order.
        as_of: the last day that it covers.
        entry_rule: when the treaty enters into force, or None where that is not known.
        denunciation_rule: when a denunciation takes effect; needed where there is one.
        listing: the sources that list those that acted.
    """

    def __init__(
        self,
        actions: tuple[Action, ...],
        as_of: date,
        entry_rule: EntryIntoForceRule | None,
        denunciation_rule: DenunciationRule | None,
        *,
        listing: Rows[Source],
    ) -> None:
        self._listing = listing
        self._as_of = as_of
        self._entry_rule = entry_rule
        self._months = 0 if denunciation_rule is None else denunciation_rule.months
        histories: dict[str, list[Action]] = {}
        for action in actions:
            histories.setdefault(action.state.key, []).append(action)
        self._histories = {key: tuple(history) for key, history in histories.items()}
        self._stages: dict[tuple[str, int], _Stage] = {}
        self._latest: dict[str, StateStatus] = {}

    def problems(self) -> Iterator[tuple[Action, str]]:
        """Yield the impossible actions, each with the reason."""
        for history in self._histories.values():
            for index, problem in history_problems(history, self._months):
                yield history[index], problem

    @cached_property
    def completed_on(self) -> date | None:
        """The day of the deposit that completes the number of the entry rule, or None."""
        if self._entry_rule is None:
            return None
        changes: list[tuple[date, int]] = []
        for history in self._histories.values():
            for _, start, stop in party_spells(history, self._months):
                changes.append((start, 1))
                if stop is not None:
                    changes.append((stop, -1))
        completed = nth_deposit_on(changes, self._entry_rule.instruments)
        return None if completed is None or completed > self._as_of else completed

    def spells_of(self, state: State) -> tuple[Spell, ...]:
        """Return how a State counts as a party, spell by spell, by its deposits."""
        return party_spells(self._histories.get(state.key, ()), self._months)

    @cached_property
    def in_force_on(self) -> date | None:
        """The day on which the treaty enters into force, as far as its rule and the log give it."""
        if self._entry_rule is None or self.completed_on is None:
            return None
        return entry_into_force_on(self.completed_on, self._entry_rule.days)

    @cached_property
    def statuses(self) -> Rows[StateStatus]:
        """Where each State that has acted stands on the last day, ordered by name."""
        states = [history[-1].state for history in self._histories.values()]
        states.sort(key=lambda state: (name_order(state.name), state.key))
        return rows_of("statuses", (self.status_on(state, self._as_of) for state in states))

    def status_on(self, state: State, day: date) -> StateStatus:
        """Return where a State stands on a day; on the last day where the day is later."""
        history = self._histories.get(state.key)
        if history is None:
            nothing: Rows[Action] = rows_of("actions", ())
            last = min(day, self._as_of)
            return StateStatus(state=state, as_of=last, actions=nothing, listing=self._listing)
        if day < self._as_of:
            return self._status(history, day)
        latest = self._latest.get(state.key)
        if latest is None:
            latest = self._latest.setdefault(state.key, self._status(history, self._as_of))
        return latest

    def _status(self, history: tuple[Action, ...], day: date) -> StateStatus:
        state = history[-1].state
        place = state.key, bisect_right(history, day, key=_day_of)
        stage = self._stages.get(place)
        if stage is None:
            stage = self._stages.setdefault(place, self._stage(history[: place[1]]))
        actions, in_force_on, withdrawn_on = stage
        return StateStatus(
            state=state,
            as_of=day,
            actions=actions,
            in_force_on=in_force_on if self._is_settled(day) else None,
            withdrawn_on=withdrawn_on,
            listing=self._listing,
        )

    def _stage(self, actions: tuple[Action, ...]) -> _Stage:
        spells = party_spells(actions, self._months)
        if not spells:
            return rows_of("actions", actions), None, None
        withdrawn_on = None
        if actions[-1].kind is ActionKind.DENUNCIATION:
            withdrawn_on = denunciation_effective_on(actions[-1].date, self._months)
        return rows_of("actions", actions), self._in_force_on(spells[-1]), withdrawn_on

    def _in_force_on(self, spell: Spell) -> date | None:
        """Return from when the treaty is in force by one spell of consent; None if not known.

        A succession takes effect before its notification, on a day that may not be known; but no
        State is bound before the treaty is in force.
        """
        counts_from, _ = self._in_force(spell)
        consent, start, _ = spell
        treaty_on = self.in_force_on
        if counts_from is None or treaty_on is None or start <= treaty_on:
            return counts_from
        if consent.kind is not ActionKind.SUCCESSION:
            return counts_from
        effective_on = consent.effective_on
        return None if effective_on is None else max(treaty_on, effective_on)

    def _is_settled(self, day: date) -> bool:
        return self.completed_on is not None and self.completed_on <= day

    def bound_from(self, state: State, day: date) -> date | None:
        """Return the day from which a State counts as bound, as far as it is settled on a day.

        It is the `in_force_on` of its status, but for a succession: its State counts from the day
        of the notification, because before it nobody could count it.
        """
        history = self._histories.get(state.key, ())
        spells = party_spells(history[: bisect_right(history, day, key=_day_of)], self._months)
        return self._in_force(spells[-1])[0] if spells and self._is_settled(day) else None

    def _in_force(self, spell: Spell) -> tuple[date | None, date | None]:
        """Return from when, and until when, a State counts as bound by one spell of consent."""
        consent, start, stop = spell
        treaty_on = self.in_force_on
        if self._entry_rule is None or treaty_on is None:
            return None, None
        # A succession has taken effect by its notification, from which day on it counts.
        days = 0 if consent.kind is ActionKind.SUCCESSION else self._entry_rule.days
        begins = entry_into_force_for_state_on(start, treaty_on, days)
        return (None, None) if stop is not None and stop <= begins else (begins, stop)

    @cached_property
    def _tally(self) -> Tally:
        return self._count(Basis.DEPOSIT, None)

    def tally(self, basis: Basis, group: RegionalGroup | None) -> Tally:
        """Return the days on which a count changed, with the Counts from that day."""
        if basis is Basis.DEPOSIT and group is None:
            return self._tally
        return self._count(basis, group)

    def _count(self, basis: Basis, group: RegionalGroup | None) -> Tally:
        changes: dict[date, list[int]] = {}

        def change(day: date | None, kind: int, by: int) -> None:
            if day is not None and day <= self._as_of:
                changes.setdefault(day, [0, 0, 0])[kind] += by

        for history in self._histories.values():
            if group is not None and history[-1].state.regional_group is not group:
                continue
            spells = party_spells(history, self._months)
            joined = spells[0][1] if spells else None
            for spell in spells:
                start, stop = spell[1:] if basis is Basis.DEPOSIT else self._in_force(spell)
                if start is not None:
                    change(start, 0, 1)
                    change(stop, 0, -1)
            for _, start, stop in while_counted(signature_spells(history)):
                change(start, 1, 1)
                change(stop, 1, -1)
                change(start, 2, 1)
                ends = [day for day in (joined, stop) if day is not None]
                change(min(ends, default=None), 2, -1)
        running = [0, 0, 0]
        tally: list[tuple[date, Counts]] = []
        for day in sorted(changes):
            if any(changes[day]):
                running = [old + new for old, new in zip(running, changes[day], strict=True)]
                parties, signatories, pending = running
                counts = Counts(
                    parties=parties, signatories=signatories, pending_signatories=pending
                )
                tally.append((day, counts))
        return tuple(tally)
