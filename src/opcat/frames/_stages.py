"""The rows of a panel before they are repeated: one per State and time in which nothing changes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter, sub
from typing import Any, NamedTuple

from opcat._core.model import State
from opcat._core.terms import Basis
from opcat._core.treaty import Treaty
from opcat._kept import cached_property
from opcat._names.arguments import check_treaty
from opcat._record.record import Asked, RecordFiles, files_of
from opcat.frames._backends import Col, col_of
from opcat.frames._clock import Clock, Every, Time, first_day
from opcat.frames._facts import changes_of, facts_of
from opcat.frames._offered import (
    COUNTS,
    FACTS,
    OF_ACTS,
    OF_STATE,
    OFFERED,
    is_answered,
    may_be_missing,
    values_of,
)
from opcat.frames._plan_of_treaty import plan_of

FIRST_YEAR = "first_year"
"""The column of a panel that no other table has."""


class Wanted(NamedTuple):
    """What the stages are for.

    Attributes:
        columns: the columns of the panel beside its keys.
        every: the length of a period.
        clock: when a change counts.
        periods: the periods of the panel.
        lags: by how many periods some columns look back.
        basis: what *party* means.
    """

    columns: tuple[str, ...]
    every: Every
    clock: Clock
    periods: range
    lags: tuple[int, ...]
    basis: Basis

    @property
    def dated(self) -> tuple[str, ...]:
        """The columns that say something of a day, and so have earlier values."""
        return tuple(name for name in self.columns if name in OF_ACTS or name in FACTS)


class _History(NamedTuple):
    """What the columns hold of one State.

    Attributes:
        times: the times at which one changes, in chronological order.
        rows: the values before all changes, and from each of them on.
    """

    times: Sequence[Any]
    rows: Sequence[tuple[Any, ...]]


_KEPT = 8
"""How many such questions a record remembers the answers to."""


class Stages:
    """The stages of States under one treaty or several.

    Attributes:
        wanted: what they are for.
        states: the States, each once per treaty.
        numbers: by the lag, with 0 for none: of how many periods each stage is.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.states: list[State] = []
        self.numbers: dict[int, list[int]] = {lag: [] for lag in (0, *wanted.lags)}
        self._treaties: list[Treaty] = []
        hidden = [COUNTS[name] for name in wanted.columns if name in COUNTS]
        hidden += ["is_party"] if FIRST_YEAR in wanted.columns else []
        self._dated = tuple(dict.fromkeys((*wanted.dated, *hidden)))
        self._of: list[Treaty] = []
        self._first_years: list[int] = []
        self._values: list[tuple[Any, ...]] = []

    def add(self, asked: Asked | None, states: Sequence[State]) -> None:
        """Add the stages of States under a treaty."""
        treaty = check_treaty(asked)
        self._treaties.append(treaty)
        self._of += [treaty] * len(states)
        self.states += states
        begins, stop = self.wanted.periods.start, self.wanted.periods.stop
        since = begins - max(self.numbers)
        histories, nothing = self._histories(treaty, asked)
        for state in states:
            history = histories.get(state.key, nothing)
            first, last = bisect_right(history.times, since), bisect_left(history.times, stop)
            edges = (since, *history.times[first:last], stop)
            for lag, numbers in self.numbers.items():
                clipped = [min(max(edge + lag, begins), stop) for edge in edges]
                numbers.extend(map(sub, clipped[1:], clipped))
            self._values += history.rows[first : last + 1]
            if FIRST_YEAR in self.wanted.columns:
                self._first_years.append(self._first_year(history))

    def _histories(
        self, treaty: Treaty, asked: Asked | None
    ) -> tuple[Mapping[str, _History], _History]:
        """Return what changes under a treaty: of a record's own, what was last asked is kept."""
        record = files_of(asked)
        if treaty is not record.treaty:
            return self._found(treaty, record)
        kept: dict[Any, Any] = record.once("stages", lambda _: {})
        question = (self._dated, self.wanted.basis, self.wanted.clock)
        known: tuple[Mapping[str, _History], _History] | None = kept.get(question)
        if known is None:
            if len(kept) >= _KEPT:
                kept.clear()
            known = kept[question] = self._found(treaty, record)
        return known

    def _found(self, treaty: Treaty, record: RecordFiles) -> tuple[dict[str, _History], _History]:
        """Return the histories of the States of which something changes, and that of the others."""
        # Many acts fall on the same days.
        clock = self.wanted.clock
        clock = clock._replace(joins=cache(clock.joins), leaves=cache(clock.leaves))
        acts = [name for name in self._dated if name in OF_ACTS]
        plan = plan_of(treaty, self.wanted.basis, clock, acts)
        of_facts = [name for name in self._dated if name in FACTS and is_answered(name, treaty)]
        fields = [FACTS[name].field for name in of_facts]
        facts = facts_of(treaty, record, fields) if of_facts else {}
        before: dict[str, object] = dict.fromkeys(self._dated)
        before |= {column.name: column.default for column in plan.columns}
        before |= {name: FACTS[name].before for name in of_facts}
        place_of = {name: place for place, name in enumerate(before)}
        changes: dict[str, dict[Time, list[tuple[int, object]]]] = {}
        places = [place_of[name] for name in acts]
        for key, row in plan.rows.items():
            times = {row[event] for event in plan.times} - {None}
            if times:
                changes[key] = {
                    time: [
                        (place, column.at(row, time))
                        for place, column in zip(places, plan.columns, strict=True)
                    ]
                    for time in times
                }
        for name, field in zip(of_facts, fields, strict=True):
            place = place_of[name]
            for key, changed in changes_of(facts, field, before[name], clock):
                of_state = changes.setdefault(key, {})
                for time, value in changed:
                    of_state.setdefault(time, []).append((place, value))
        nothing = [*before.values()]
        found = {key: _history(nothing, of_state) for key, of_state in changes.items()}
        return found, _History((), [tuple(nothing)])

    def _first_year(self, history: _History) -> int:
        """Return the year of the first period in which a State is a party, or 0 if there is none."""
        place = self._dated.index("is_party")
        after = zip(history.times, history.rows[1:], strict=True)
        first = next((time for time, values in after if values[place]), None)
        return 0 if first is None else first_day(self.wanted.every, first).year

    def of_states(self, names: Iterable[str]) -> Iterator[Col]:
        """Yield those columns of these names that need no day, with a value for each State."""
        for name in names:
            if name == "treaty":
                yield Col(name, str, [treaty.key for treaty in self._of], optional=False)
            elif name == FIRST_YEAR:
                yield Col(name, int, self._first_years, optional=False)
            elif name in OF_STATE:
                yield self._col(name, values_of(self.states, name))

    def covered(self) -> Col:
        """Return the numbers of the last days that are covered, with a value for each State."""
        numbers = [treaty.as_of.toordinal() for treaty in self._of]
        return Col("covered", int, numbers, optional=False)

    def counted(self) -> Iterator[Col]:
        """Yield the columns that count days, as the numbers of the days from which they count."""
        values = self._by_name
        for name in self.wanted.columns:
            if name in COUNTS:
                days = values[COUNTS[name]]
                numbers = [None if day is None else day.toordinal() for day in days]
                yield Col(name, int, numbers)

    def dated(self) -> Iterator[Col]:
        """Yield the columns that have earlier values, with a value for each stage."""
        values = self._by_name
        for name in self.wanted.dated:
            yield self._col(name, values[name])

    @cached_property
    def _by_name(self) -> dict[str, Sequence[Any]]:
        """The values of each column that needs a day."""
        return {
            name: [*map(itemgetter(place), self._values)] for place, name in enumerate(self._dated)
        }

    def _col(self, name: str, values: Sequence[Any]) -> Col:
        optional = any(may_be_missing(name, one) for one in self._treaties)
        return col_of(name, OFFERED[name], values, optional, *self._treaties)


def _history(
    before: Sequence[object], changes: Mapping[Any, Iterable[tuple[int, object]]]
) -> _History:
    """Return the history of a State, whose changes are the places and values of columns by time."""
    times, values = sorted(changes), [*before]
    rows = [tuple(values)]
    for time in times:
        for place, value in changes[time]:
            values[place] = value
        rows.append(tuple(values))
    return _History(times, rows)
