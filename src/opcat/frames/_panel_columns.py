"""The columns of a panel in one library: the stages, each repeated for its periods."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from opcat.frames._backends import Backend, Col
from opcat.frames._clock import Every, first_day
from opcat.frames._offered import COUNTS
from opcat.frames._stages import Stages

KEYS = {Every.YEAR: ("year",), Every.MONTH: ("year", "month"), Every.DAY: ("date",)}
"""The columns that name a period, by its length."""


def columns_of_panel(
    library: Backend, stages: Stages, keys: Sequence[str], reached: Sequence[date]
) -> dict[str, Any]:
    """Return the columns of a panel, in order, by their names.

    Args:
        library: the library.
        stages: the stages.
        keys: the columns that name a row.
        reached: the day of each period up to which days are counted.
    """
    wanted, rows = stages.wanted, len(stages.states)
    periods = wanted.periods
    # What needs no day is the same in all rows of a State, and these are the periods in turn.
    states = library.places([len(periods)] * rows)
    made = {
        column.name: library.taken(library.column(column), states)
        for column in stages.of_states((*keys, *wanted.columns))
    }
    made |= {
        column.name: library.tiled(library.column(column), rows)
        for column in _periods(periods, wanted.every)
    }
    places = {number: library.places(numbers) for number, numbers in stages.numbers.items()}
    dated = {column.name: library.column(column) for column in stages.dated()}
    made |= {name: library.taken(column, places[0]) for name, column in dated.items()}
    if any(name in COUNTS for name in wanted.columns):
        days = Col("reached", int, [day.toordinal() for day in reached], optional=False)
        up_to = library.tiled(library.column(days), rows)
        covered = library.taken(library.column(stages.covered()), states)
        for column in stages.counted():
            since = library.taken(library.column(column), places[0])
            made[column.name] = library.counted(up_to, covered, since)
    return {name: made[name] for name in (*keys, *wanted.columns)} | {
        f"{name}_lag{lag}": library.taken(column, places[lag])
        for lag in wanted.lags
        for name, column in dated.items()
    }


def _periods(periods: range, every: Every) -> Iterator[Col]:
    """Yield the columns that name the periods."""
    days = [first_day(every, number) for number in periods]
    if every is Every.DAY:
        yield Col("date", date, days, optional=False)
    else:
        yield Col("year", int, [day.year for day in days], optional=False)
    if every is Every.MONTH:
        yield Col("month", int, [day.month for day in days], optional=False)
