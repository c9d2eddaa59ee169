"""The rows of a panel before they are repeated: one per State and time in which nothing changes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from opcat._core.model import State
from opcat._core.terms import Basis
from opcat._core.treaty import Treaty
from opcat._names.arguments import check_treaty, states_and_participants
from opcat._record.record import Asked, RecordFiles, files_of
from opcat.frames._backends import Col, col_of
from opcat.frames._clock import Clock, Every, Time, first_day
from opcat.frames._facts import facts_of
from opcat.frames._offered import (
    COUNTS,
    FACTS,
    OF_ACTS,
    OF_STATE,
    OFFERED,
    is_answered,
    may_be_missing,
    of_state,
)
from opcat.frames._plan import plan_of

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


class _Known(NamedTuple):
    """What the columns hold.

    Attributes:
        of_states: the values that need no day, by the State's key.
        before: the others before all changes.
        changes: the changes of each State, in chronological order.
    """

    of_states: Mapping[str, tuple[object, ...]]
    before: Mapping[str, object]
    changes: Mapping[str, Mapping[Any, Mapping[str, object]]]


_KEPT = 8
"""How many such questions a record remembers the answers to."""


class Stages:
    """The stages of States under one treaty or several.

    Attributes:
        states: how many States there are, each once per treaty.
        numbers: by the lag, with 0 for none: of how many periods each stage is.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.states = 0
        self.numbers: dict[int, list[int]] = {lag: [] for lag in (0, *wanted.lags)}
        self._wanted = wanted
        self._treaties: list[Treaty] = []
        self._of_state = tuple(name for name in wanted.columns if name in OF_STATE)
        hidden = [COUNTS[name] for name in wanted.columns if name in COUNTS]
        hidden += ["is_party"] if FIRST_YEAR in wanted.columns else []
        self._dated = tuple(dict.fromkeys((*wanted.dated, *hidden)))
        self._heads: list[tuple[Any, ...]] = []
        self._values: list[tuple[Any, ...]] = []
        self._covered: list[int] = []

    def add(self, asked: Asked | None, states: Sequence[State]) -> None:
        """Add the stages of States under a treaty."""
        treaty = check_treaty(asked)
        self._treaties.append(treaty)
        self.states += len(states)
        periods, most = self._wanted.periods, max(self.numbers)
        known = self._known(treaty, asked)
        for state in states:
            changes = known.changes.get(state.key, {})
            before = known.before
            stages = [*_walked(before, changes, periods.start - most, periods.stop)]
            edges = [*(start for start, _ in stages), periods.stop]
            for lag, numbers in self.numbers.items():
                clipped = [min(max(edge + lag, periods.start), periods.stop) for edge in edges]
                numbers += [stop - start for start, stop in pairwise(clipped)]
            of_it = known.of_states[state.key]
            head = (treaty.key, state.alpha_3, state.name, *of_it, self._first_year(changes))
            self._heads += [head] * len(stages)
            self._values += [values for _, values in stages]
            self._covered += [treaty.as_of.toordinal()] * len(stages)

    def _known(self, treaty: Treaty, asked: Asked | None) -> "_Known":
        """Return what changes under a treaty: of a record's own, what was last asked is kept."""
        record = files_of(asked)
        if treaty is not record.treaty:
            return self._changes(treaty, record)
        kept: dict[Any, _Known] = record.once("stages", lambda _: {})
        question = (self._of_state, self._dated, self._wanted.basis, self._wanted.clock)
        known = kept.get(question)
        if known is None:
            if len(kept) >= _KEPT:
                kept.clear()
            known = kept[question] = self._changes(treaty, record)
        return known

    def _changes(self, treaty: Treaty, record: RecordFiles) -> "_Known":
        clock = self._wanted.clock
        acts = [name for name in self._dated if name in OF_ACTS]
        plan = plan_of(treaty, self._wanted.basis, clock, acts)
        of_facts = [name for name in self._dated if name in FACTS and is_answered(name, treaty)]
        fields = [FACTS[name].field for name in of_facts]
        facts = facts_of(treaty, record, fields) if of_facts else {}
        before = dict.fromkeys(self._dated)
        before |= {column.name: column.default for column in plan.columns}
        before |= {name: FACTS[name].before for name in of_facts}
        found: dict[str, dict[Time, dict[str, object]]] = {}
        for key, row in plan.rows.items():
            times = {row[event] for event in plan.times} - {None}
            if times:
                found[key] = {
                    time: {column.name: column.at(row, time) for column in plan.columns}
                    for time in times
                }
        for name, field in zip(of_facts, fields, strict=True):
            for key, fact in facts.items():
                for time, value in fact.changes(field, before[name], clock):
                    found.setdefault(key, {}).setdefault(time, {})[name] = value
        ordered = {key: dict(sorted(changes.items())) for key, changes in found.items()}
        of_states = {
            state.key: tuple(of_state(state, name) for name in self._of_state)
            for state in states_and_participants(treaty, record)
        }
        return _Known(of_states, before, ordered)

    def _first_year(self, changes: Mapping[int, Mapping[str, object]]) -> int:
        """Return the year of the first period in which a State is a party, or 0 if there is none."""
        times = (time for time, values in changes.items() if values.get("is_party"))
        first = next(times, None)
        return 0 if first is None else first_day(self._wanted.every, first).year

    def fixed(self) -> list[Col]:
        """Return the columns that have no earlier values, and the numbers of the days to count from."""
        names = ("treaty", "alpha_3", "state", *self._of_state, FIRST_YEAR)
        kinds = {**OFFERED, "treaty": str, FIRST_YEAR: int}
        cols = [
            self._col(name, kinds[name], values) for name, values in _columns(names, self._heads)
        ]
        for name, days in _columns(self._dated, self._values):
            if name in COUNTS.values():
                numbers = [None if day is None else day.toordinal() for day in days]
                cols.append(Col(NUMBER + name, int, numbers))
        return [*cols, Col("as_of", int, self._covered, optional=False)]

    def dated(self) -> list[Col]:
        """Return the columns that have earlier values."""
        return [
            self._col(name, OFFERED[name], values)
            for name, values in _columns(self._dated, self._values)
            if name in self._wanted.columns
        ]

    def _col(self, name: str, kind: Any, values: Sequence[Any]) -> Col:
        optional = name in OFFERED and any(may_be_missing(name, one) for one in self._treaties)
        return col_of(name, kind, values, optional, *self._treaties)


NUMBER = "number_of_"
"""What precedes the name of a column of days to make that of their numbers."""


def _columns(
    names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield the names with the values of each; without rows, there are none."""
    return zip(names, zip(*rows, strict=True) if rows else ((),) * len(names), strict=True)


def _walked(
    before: Mapping[str, object],
    changes: Mapping[int, Mapping[str, object]],
    begins: int,
    stop: int,
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield the values of all columns from each time on at which one changes, from `begins` on."""
    start, values = begins, dict(before)
    for time in changes:
        if time >= stop:
            break
        if time > begins:
            yield start, tuple(values.values())
            start = time
        values.update(changes[time])
    yield start, tuple(values.values())
