"""The columns that say where a State stands, as steps in time.

Each is a chain: an initial value, and the steps that replace it; later steps override earlier ones.
No engine follows the chains of a row: it counts which changes of the State come before the row's day,
or after it. That gives the number of a stage, by which every column is taken from a small table.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from opcat.frames._clock import Time

EPOCH = date(1970, 1, 1)
"""The day from which tables count days."""


class Field(NamedTuple):
    """A value that differs between States: the name of a field of their rows."""

    name: str


class Step(NamedTuple):
    """The column has this value from the time in the field `event` of a State's row on."""

    event: str
    value: Any


class Column(NamedTuple):
    """One column: its value before all steps, which may be a field, and the steps, earliest first.

    Attributes:
        name: its name.
        kind: the kind of its values.
        default: the value before all steps.
        steps: the steps.
        words: if it is of a vocabulary, the words that it can have.
        is_dated: whether it needs a day.
        is_count: whether it counts the days up to the row's own, from the days that the steps give
            in the number of days since `EPOCH`.
        is_optional: whether it may be missing where the State and the day are known.
    """

    name: str
    kind: Any
    default: Any
    steps: tuple[Step, ...]
    words: tuple[str, ...] = ()
    is_dated: bool = True
    is_count: bool = False
    is_optional: bool = True

    def at(self, row: Mapping[str, Any], time: Time) -> object:
        """Return the value for one State at a time."""
        for event, value in reversed(self.steps):
            since = row[event]
            if since is not None and since <= time:
                return row[value.name] if isinstance(value, Field) else value
        return self.before(row)

    def before(self, row: Mapping[str, Any]) -> object:
        """Return the value for one State before all steps."""
        return row[self.default.name] if isinstance(self.default, Field) else self.default


class Pool(NamedTuple):
    """The values of columns at every stage of every history, one history after the other.

    All have as many stages as the longest: the last one of a shorter history is there repeatedly.
    So a row whose day has passed *n* changes of its State is at the *n*-th stage after the first.

    Attributes:
        first: the number of a State's first stage, by its key.
        changes: the times of a State's changes, by its key, with some time where there are fewer.
        rows: the values at every stage.
    """

    first: Mapping[str, int]
    changes: Mapping[str, tuple[Time, ...]]
    rows: Sequence[tuple[object, ...]]


class Plan(NamedTuple):
    """Columns, and the row of each State that they read.

    Attributes:
        columns: the columns.
        times: the fields of a row that hold times.
        rows: by the State's key.
        blank: the row of a State that has done nothing.
    """

    columns: tuple[Column, ...]
    times: tuple[str, ...]
    rows: Mapping[str, Mapping[str, Any]]
    blank: Mapping[str, Any]

    def row(self, key: str) -> Mapping[str, Any]:
        """Return the row of a State."""
        return self.rows.get(key, self.blank)

    def stages(self, row: Mapping[str, Any]) -> tuple[tuple[Time | None, tuple[object, ...]], ...]:
        """Return the values of the columns from each time on at which one changes.

        The first stage has no time: it holds before all changes.
        """
        starts: list[Time] = sorted({row[time] for time in self.times} - {None})
        before = tuple(column.before(row) for column in self.columns)
        return (
            (None, before),
            *((start, tuple(c.at(row, start) for c in self.columns)) for start in starts),
        )

    def pool(self, keys: Iterable[str]) -> Pool:
        """Return the stages of States."""
        histories = {key: self.stages(self.row(key)) for key in dict.fromkeys(keys)}
        length = max(map(len, histories.values()), default=1)
        times = [start for stages in histories.values() for start, _ in stages if start is not None]
        numbers: dict[Any, int] = {}
        changes: dict[str, tuple[Time, ...]] = {}
        rows: list[tuple[object, ...]] = []
        for key, stages in histories.items():
            padded = stages + stages[-1:] * (length - len(stages))
            if stages not in numbers:
                numbers[stages] = len(rows)
                rows += [values for _, values in padded]
            changes[key] = tuple(times[0] if start is None else start for start, _ in padded[1:])
        return Pool({key: numbers[stages] for key, stages in histories.items()}, changes, rows)
