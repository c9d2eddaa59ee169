"""`annotate` for pandas: over the distinct entries, then by positions in small arrays.

A merge would hash and copy every row once more. Here each row becomes one small number, its
`stage`, and every column is taken from a pool of some hundred values.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from opcat._core.days import parse_day
from opcat.errors import ColumnTypeError, DayValueError
from opcat.frames._ask import Ask
from opcat.frames._pandas_pools import PooledColumn, Shared
from opcat.frames._refusals import CALLS, Calls, Held, refuse_day, refuse_state, texts_of
from opcat.frames._state_column import spelling_keys, warn_of_namibia, warn_of_outlived

_BLOCK = 1 << 16
"""How many rows are processed at a time, so that they stay in the processor's cache."""
_COPIES = pd.__version__.startswith("2.")
"""Whether a new column is copied into a frame at once; pandas 3 copies it when it is changed."""
_NULL, _NEVER = np.iinfo(np.int64).min, np.iinfo(np.int64).max


def annotated(
    frame: Any, ask: Ask, keys: Mapping[Any, str] | None = None, calls: Calls = CALLS["pandas"]
) -> tuple[Any, int | None]:
    """Return the frame with the columns added, and the latest time in it.

    The time is the number of a day, or a year.

    Args:
        frame: the frame.
        ask: what was asked.
        keys: the keys of States by entry, where these are known already.
        calls: how the users of its library fix a column.
    """
    ask.check_table(list(map(_label, frame.columns)), frame.index.names)
    plan = ask.plan
    times, unit = _times(frame[ask.on], ask, calls) if ask.is_dated else (None, "")
    entries, distinct = entries_of(frame[ask.state], ask, calls)
    if keys is None:
        keys = spelling_keys(distinct, lambda: counts_of(entries, len(distinct)), ask)
        if "NA" in distinct and not (entries < 0).any():
            warn_of_namibia(ask, zip(distinct, counts_of(entries, len(distinct)), strict=True))
        _look_for_outlived(entries, [keys.get(entry) for entry in distinct], times, unit, ask)
    ask.check_whole(ask.state, int(np.count_nonzero(entries < 0)))

    # The first stages mean "not known". For each entry: the stage before all changes, and the times
    # of the changes; one extra entry at the end is the missing one, which pandas numbers -1.
    pool = plan.pool(keys[entry] for entry in distinct if entry in keys)
    most = len(next(iter(pool.changes.values()), ()))
    values = [*[(None,) * len(plan.columns)] * (most + 1), *pool.rows]
    base = np.zeros(len(distinct) + 1, dtype=np.intp)
    changes = np.full((most, len(distinct) + 1), _NEVER)
    for place, entry in enumerate(distinct):
        if entry in keys:
            base[place] = most + 1 + pool.first[keys[entry]]
            changes[:, place] = [_number(time, unit) for time in pool.changes[keys[entry]]]

    shared = Shared(len(frame))
    pools = [
        PooledColumn(column, [row[n] for row in values], len(frame), shared)
        for n, column in enumerate(plan.columns)
    ]
    missing = np.empty(len(frame), dtype=bool)
    for begin in range(0, len(frame), _BLOCK):
        rows = slice(begin, begin + _BLOCK)
        who = entries[rows]
        stage = base[who]
        for one in pools:
            if not one.column.is_dated:
                one.take(stage, rows)
        if times is not None:
            when = times[rows]
            for change in changes:
                stage += when >= change[who]
            stage[when == _NULL] = 0
            np.less_equal(stage, most, out=missing[rows])
            _fill(pools, stage, rows, when, unit, ask)
    if times is not None:
        ask.check_whole(ask.on, int(np.count_nonzero(times == _NULL)))
    is_missing = None if ask.is_whole else missing
    added = {ask.prefix + one.column.name: one.finished(frame.index, is_missing) for one in pools}
    return _with(frame, added), None if times is None else _latest(times, unit)


def _look_for_outlived(
    entries: Any, keys: list[str | None], times: Any, unit: str, ask: Ask
) -> None:
    if (one := ask.outlived) is None:
        return
    held = np.isin(entries, [place for place, key in enumerate(keys) if key == one.key])
    before = (times != _NULL) & (times < _number(ask.time_of(one.until), unit))
    warn_of_outlived(ask, one, int(np.count_nonzero(held & before)))


def _fill(
    pools: list[PooledColumn], stage: Any, rows: slice, when: Any, unit: str, ask: Ask
) -> None:
    """Fill in the rows of the columns that need a day."""
    for pool in pools:
        if pool.column.is_count:
            pool.count(stage, rows, _numbers(when, unit, ask))
        elif pool.column.is_dated:
            pool.take(stage, rows)


def _numbers(when: Any, unit: str, ask: Ask) -> Any:
    """Return the days up to which days are counted, in integers."""
    if not unit:
        since, numbers = ask.counted_to()
        return np.take(numbers, when - since, mode="clip")
    days = when if unit == "D" else when.view(f"M8[{unit}]").astype("M8[D]").view(np.int64)
    return np.minimum(days, ask.last_day)


def _with(frame: Any, added: Mapping[str, Any]) -> Any:
    """Return a frame with columns added."""
    if isinstance(frame.columns, pd.CategoricalIndex):  # it takes no new names
        frame = frame.set_axis(frame.columns.astype(object), axis=1)
    if not isinstance(frame.columns, pd.MultiIndex):
        kinds = [column.dtype for column in added.values()]
        if _COPIES and type(frame) is pd.DataFrame and all(map(_stands_alone, kinds)):
            return _joined(frame, added)
        return frame.assign(**added)
    widened = frame.copy()
    for name, column in added.items():
        widened[name, *[""] * (frame.columns.nlevels - 1)] = column
    return widened


def _stands_alone(kind: Any) -> bool:
    return isinstance(kind, pd.api.extensions.ExtensionDtype)


def _joined(frame: Any, added: Mapping[str, Any]) -> Any:
    """Return what ``frame.assign`` does, without the copy of each new column that pandas 2 makes.

    Of columns that pandas keeps together, such as two of numbers, it would make a copy here as well.
    """
    frame, columns = frame.copy(), frame.columns
    for name in added:
        columns = columns.insert(len(columns), name)
    new = pd.DataFrame(added, index=frame.index, copy=False)
    whole = pd.concat([frame, new], axis=1, copy=False)
    return whole.set_axis(columns, axis=1, copy=False).__finalize__(frame)


def _label(name: Any) -> Any:
    """Return the name of a column of several levels if only the first level has a name."""
    first, *others = name if isinstance(name, tuple) and name else (name,)
    return first if set(others) == {""} else name


def counts_of(entries: Any, number: int) -> list[int]:
    """Return how many rows hold each entry."""
    counts: list[int] = np.bincount(entries[entries >= 0], minlength=number).tolist()
    return counts


def entries_of(column: Any, ask: Ask, calls: Calls) -> tuple[Any, list[object]]:
    """Return each row's position among the distinct entries (-1 for missing), and the entries.

    Args:
        column: the column.
        ask: what was asked.
        calls: how the users of its library fix a column.

    Raises:
        ColumnTypeError: they are neither strings nor, if `codes` allows it, integers.
    """
    type_name = str(column.dtype)
    if _arrow_type(column) is not None:
        from opcat.frames import _arrow  # PyArrow is loaded already

        plain = _arrow.plain_names(_chunks(column), ask, type_name, calls)
        plain = _arrow.decoded(plain)
        if str(plain.type) == "null":
            return np.full(len(plain), -1), []
        column = pd.Series(pd.arrays.ArrowExtensionArray(plain))
    if isinstance(column.dtype, pd.CategoricalDtype):
        places, distinct = column.cat.codes.to_numpy(), list(column.cat.categories)
        used = np.zeros(len(distinct) + 1, dtype=bool)
        used[places] = True
        if not used[:-1].all():  # unused categories are not errors
            kept = np.flatnonzero(used[:-1])
            moved = np.full(len(distinct) + 1, -1)
            moved[kept] = np.arange(len(kept))
            places, distinct = moved[places], [distinct[place] for place in kept]
    else:
        try:
            places, entries = pd.factorize(column)
        except TypeError:  # lists and other unhashable values
            named = f"{type_name}, holding {_inferred(column)}"
            raise refuse_state(ask, named, Held.OTHERS, calls) from None
        distinct = list(entries)
    held = _held(pd.api.types.infer_dtype(distinct, skipna=True)) if distinct else Held.TEXTS
    if pd.api.types.is_integer_dtype(column.dtype):
        held = Held.INTEGERS
    if ask.codes is not None and ask.codes.is_number:
        if held is Held.INTEGERS:
            return places, [int(entry) for entry in distinct]
        if held is Held.FRACTIONS and all(isinstance(entry, float) for entry in distinct):
            return places, distinct
    if held is Held.INTEGERS or not (
        held is Held.TEXTS or any(isinstance(entry, str) for entry in distinct)
    ):
        untyped = pd.api.types.is_object_dtype(column.dtype)
        named = f"{type_name}, holding {_inferred(column)}" if untyped else type_name
        raise refuse_state(ask, named, held, calls)
    return places, distinct


def _arrow_type(column: Any) -> Any:
    return getattr(column.dtype, "pyarrow_dtype", None)


def _chunks(column: Any) -> Any:
    """Return the data of a column that is backed by PyArrow."""
    import pyarrow as pa  # loaded already

    data = pa.array(column.array)
    return data if isinstance(data, pa.ChunkedArray) else pa.chunked_array([data])


def _times(column: Any, ask: Ask, calls: Calls) -> tuple[Any, str]:
    """Return a column of days or years as integers, and their unit, a year's being "".

    Raises:
        ColumnTypeError: it holds something else, or a rule for years is missing or superfluous.
    """
    type_name = str(column.dtype)
    if _arrow_type(column) is not None:
        return _times_of_arrow(column, ask, type_name, calls)
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if isinstance(column.dtype, pd.PeriodDtype):
        column = _starts(column, ask, type_name, calls)
    if isinstance(column.dtype, pd.DatetimeTZDtype):  # a moment counts as its own calendar day
        column = column.dt.tz_localize(None)
    # A column of nulls has no type in pandas; it comes as objects or as floats.
    untyped = pd.api.types.is_object_dtype(column.dtype)
    if (untyped or pd.api.types.is_float_dtype(column.dtype)) and column.isna().all():
        return np.full(len(column), _NULL), "" if ask.partial else "D"
    if untyped and ask.partial is None:
        return _days_of_objects(column, ask, type_name, calls), "D"
    if untyped and _inferred(column.head(_BLOCK)) == "integer":
        try:
            column = column.astype("Int64")
        except (OverflowError, TypeError, ValueError):  # the rest holds something else
            named = f"{type_name}, holding {_inferred(column)}"
            raise refuse_day(ask, named, Held.OTHERS, calls) from None
    kind = column.dtype
    if pd.api.types.is_integer_dtype(kind) and ask.partial is not None:
        missing = column.isna().to_numpy()
        unsigned = pd.api.types.is_unsigned_integer_dtype(kind)
        years = column.fillna(0).to_numpy(dtype=np.uint64 if unsigned else np.int64)
        if unsigned:
            years = np.minimum(years, np.uint64(2**62)).view(np.int64)
        return np.where(missing, _NULL, years), ""
    if pd.api.types.is_datetime64_dtype(kind) and ask.partial is None:
        moments = column.to_numpy()
        return moments.view(np.int64), np.datetime_data(moments.dtype)[0]
    raise _refused(column, ask, type_name, calls)


def _refused(column: Any, ask: Ask, type_name: str, calls: Calls) -> ColumnTypeError:
    """Return the error for a column of days that holds something else."""
    inferred = _inferred(column)
    untyped = pd.api.types.is_object_dtype(column.dtype)
    named = f"{type_name}, holding {inferred}" if untyped else type_name
    held = _held(inferred)
    texts = texts_of(column.dropna().unique()) if held is Held.TEXTS else None
    return refuse_day(ask, named, held, calls, texts)


def _times_of_arrow(column: Any, ask: Ask, type_name: str, calls: Calls) -> tuple[Any, str]:
    import pyarrow as pa  # loaded already

    from opcat.frames import _arrow  # PyArrow is loaded already

    times = _arrow.times_of(_chunks(column), ask, type_name, calls)
    unit = getattr(times.type, "unit", "D" if times.type == pa.date32() else "")
    whole = times.cast(pa.int32()) if unit == "D" else times
    return whole.cast(pa.int64()).fill_null(_NULL).to_numpy(), unit


def _starts(column: Any, ask: Ask, type_name: str, calls: Calls) -> Any:
    """Return the moments at which periods begin, each within one day."""
    try:
        starts, ends = column.dt.start_time, column.dt.end_time
        short = (starts.dt.normalize() == ends.dt.normalize()) | starts.isna()
    except ValueError:  # pandas counts moments for fewer years than periods
        raise refuse_day(ask, type_name, Held.SPANS, calls) from None
    if ask.partial is not None or not short.all():
        raise refuse_day(ask, type_name, Held.SPANS, calls)
    return starts


def _days_of_objects(column: Any, ask: Ask, type_name: str, calls: Calls) -> Any:
    try:
        places, distinct = pd.factorize(column)
        # Strings would be parsed too, and slowly; as numbers they are refused.
        days = [parse_day(str(ask.on), 0 if isinstance(day, str) else day) for day in distinct]
    except (
        TypeError,
        DayValueError,
    ):  # not days, days outside Python's calendar, or lists and the like
        raise _refused(column, ask, type_name, calls) from None
    numbers = np.array([*days, "NaT"], dtype="datetime64[D]").view(np.int64)
    return numbers[places]


def _inferred(column: Any) -> str:
    return str(pd.api.types.infer_dtype(column, skipna=True))


_HELD = {
    "integer": Held.INTEGERS,
    "mixed-integer-float": Held.FRACTIONS,
    "floating": Held.FRACTIONS,
    "decimal": Held.FRACTIONS,
    "string": Held.TEXTS,
    "date": Held.DAYS,
    "datetime": Held.DAYS,
    "datetime64": Held.DAYS,
}


def _held(inferred: str) -> Held:
    """Return what a column holds, in pandas' own word."""
    return _HELD.get(inferred, Held.OTHERS)


def _number(time: Any, unit: Any) -> int:
    return int(np.datetime64(time, unit).astype(np.int64)) if unit else int(time)


def _latest(times: Any, unit: Any) -> int | None:
    if len(times) == 0 or (latest := times.max()) == _NULL:
        return None
    if not unit:
        return int(latest)
    return int(np.datetime64(int(latest), unit).astype("datetime64[D]").astype(np.int64))
