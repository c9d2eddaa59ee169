"""`annotate` for pandas: over the distinct entries, then by places in small arrays.

A merge would hash and copy every row once more. Here each row becomes one small number, its
`stage`, and every column is taken from a pool of some hundred values.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from opcat._days import parse_day
from opcat._terms import Term
from opcat.frames._ask import Ask, Codes, refuse_day, refuse_state, spelling_keys, warn_of_namibia
from opcat.frames._plan import Column

__all__ = ["annotated"]

_BLOCK = 1 << 16
"""Rows at a time, so that what is worked on stays in the processor's cache."""
_NULL, _NEVER = np.iinfo(np.int64).min, np.iinfo(np.int64).max


def annotated(
    frame: Any, ask: Ask, keys: Mapping[Any, str] | None = None
) -> tuple[Any, int | None]:
    """Return the frame with the columns added, and the latest time in it: a day's number, or a year.

    Args:
        frame: the frame.
        ask: what was asked.
        keys: the keys of States by entry, where these are known already.
    """
    ask.check(list(frame.columns))
    plan = ask.plan
    times, unit = _times(frame[ask.on], ask)
    entries, distinct = _entries(frame[ask.state], ask)
    if keys is None:
        keys = spelling_keys(distinct, lambda: _counts(entries, len(distinct)), ask)
        if "NA" in distinct and not (entries < 0).any():
            warn_of_namibia(ask, zip(distinct, _counts(entries, len(distinct)), strict=True))
    stages = [plan.stages(plan.row(keys[entry])) if entry in keys else () for entry in distinct]

    # The first stage is what is not known. Of each entry, the stage before all changes, and the
    # times of the changes; one entry more at the end is the missing one, which pandas counts -1.
    values: list[tuple[object, ...]] = [(None,) * len(plan.columns)]
    base = np.zeros(len(distinct) + 1, dtype=np.intp)
    most = max((len(found) - 1 for found in stages if found), default=0)
    changes = np.full((most, len(distinct) + 1), _NEVER)
    for place, found in enumerate(stages):
        for number, (start, row) in enumerate(found):
            if start is None:
                base[place] = len(values)
            else:
                changes[number - 1, place] = _number(start, unit)
            values.append(row)

    pools = [
        _Pool(column, [row[n] for row in values], len(frame))
        for n, column in enumerate(plan.columns)
    ]
    missing = np.empty(len(frame), dtype=bool)
    for begin in range(0, len(frame), _BLOCK):
        rows = slice(begin, begin + _BLOCK)
        who, when = entries[rows], times[rows]
        stage = base[who]
        for change in changes:
            stage += when >= change[who]
        stage[when == _NULL] = 0
        np.equal(stage, 0, out=missing[rows])
        for pool in pools:
            pool.take(stage, rows)
    added = {ask.prefix + pool.column.name: pool.finished(frame.index, missing) for pool in pools}
    return frame.assign(**added), _latest(times, unit)


def _counts(entries: Any, number: int) -> list[int]:
    counts: list[int] = np.bincount(entries[entries >= 0], minlength=number).tolist()
    return counts


def _entries(column: Any, ask: Ask) -> tuple[Any, list[object]]:
    """Return each row's place among the distinct entries (-1 for missing), and those."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        places, distinct = column.cat.codes.to_numpy(), list(column.cat.categories)
        used = np.zeros(len(distinct) + 1, dtype=bool)
        used[places] = True
        if not used[:-1].all():  # a category that no row has is nobody's mistake
            kept = np.flatnonzero(used[:-1])
            moved = np.full(len(distinct) + 1, -1)
            moved[kept] = np.arange(len(kept))
            places, distinct = moved[places], [distinct[place] for place in kept]
    else:
        try:
            places, found = pd.factorize(column)
        except TypeError:  # lists and the like, which cannot be looked up
            raise refuse_state(
                ask, f"{column.dtype}, holding {_held(column)}", integer=False
            ) from None
        distinct = list(found)
    integer = pd.api.types.is_integer_dtype(column.dtype)
    integer = integer or pd.api.types.infer_dtype(distinct) == "integer"
    if integer and ask.codes is not Codes.NUMERIC:
        raise refuse_state(ask, str(column.dtype), integer=True)
    if not integer and distinct and not any(isinstance(entry, str) for entry in distinct):
        raise refuse_state(ask, str(column.dtype), integer=False)
    return places, [int(entry) for entry in distinct] if integer else distinct


def _times(column: Any, ask: Ask) -> tuple[Any, str]:
    """Return a column of days or years as whole numbers, and their unit, a year's being ""."""
    kind = column.dtype
    arrow = getattr(kind, "pyarrow_dtype", None)
    if arrow is not None and getattr(arrow, "tz", None):
        column = column.astype(pd.DatetimeTZDtype("us", arrow.tz))
        kind = column.dtype
    elif arrow is not None and str(arrow).startswith(("date", "timestamp")):
        column = column.astype("datetime64[us]")
        kind = column.dtype
    if pd.api.types.is_object_dtype(kind) and _held(column.head(_BLOCK)) == "integer":
        try:
            column = column.astype("Int64")
        except (OverflowError, TypeError, ValueError):  # further down is something else
            raise refuse_day(ask, f"object, holding {_held(column)}", integer=False) from None
        kind = column.dtype
    if isinstance(kind, pd.DatetimeTZDtype):  # a moment counts as its own calendar day
        column = column.dt.tz_localize(None)
        kind = column.dtype
    integer = pd.api.types.is_integer_dtype(kind)
    if integer and ask.partial is not None:
        missing = column.isna().to_numpy()
        unsigned = pd.api.types.is_unsigned_integer_dtype(kind)
        years = column.fillna(0).to_numpy(dtype=np.uint64 if unsigned else np.int64)
        if unsigned:
            years = np.minimum(years, np.uint64(2**62)).view(np.int64)
        return np.where(missing, _NULL, years), ""
    if pd.api.types.is_datetime64_dtype(kind) and ask.partial is None:
        found = column.to_numpy()
        return found.view(np.int64), np.datetime_data(found.dtype)[0]
    # Nothing but nulls has no type in pandas; it comes as objects or as floats.
    untyped = pd.api.types.is_object_dtype(kind) or pd.api.types.is_float_dtype(kind)
    if (untyped or str(arrow) == "null") and column.isna().all():
        return np.full(len(column), _NULL), "" if ask.partial else "D"
    if pd.api.types.is_object_dtype(kind) and ask.partial is None:
        return _days_of_objects(column, ask), "D"
    raise refuse_day(ask, str(kind), integer=integer)


def _days_of_objects(column: Any, ask: Ask) -> Any:
    try:
        places, distinct = pd.factorize(column)
        # Text would be read as well, and slowly; as a number it is refused.
        days = [parse_day(ask.on, 0 if isinstance(day, str) else day) for day in distinct]
    except TypeError:  # a DayTypeError, or lists and the like, which cannot be looked up
        found = f"object, holding {_held(column)}"
        raise refuse_day(ask, found, integer=found.endswith("integer")) from None
    numbers = np.array([*days, "NaT"], dtype="datetime64[D]").view(np.int64)
    return numbers[places]


def _held(column: Any) -> str:
    return str(pd.api.types.infer_dtype(column, skipna=True))


def _number(time: Any, unit: Any) -> int:
    return int(np.datetime64(time, unit).astype(np.int64)) if unit else int(time)


def _latest(times: Any, unit: Any) -> int | None:
    if len(times) == 0 or (latest := times.max()) == _NULL:
        return None
    if not unit:
        return int(latest)
    return int(np.datetime64(int(latest), unit).astype("datetime64[D]").astype(np.int64))


class _Pool:
    """The values of one column at every stage, and the column that is taken from them."""

    def __init__(self, column: Column, values: list[object], rows: int) -> None:
        self.column = column
        self._words = [word.value for word in column.kind] if issubclass(column.kind, Term) else []
        if self._words:
            places = [-1 if value is None else self._words.index(str(value)) for value in values]
            self._values = np.array(places, dtype=np.int8)
        elif column.kind is bool:
            self._values = np.array([bool(value) for value in values])
        else:
            self._values = np.array(values, dtype="datetime64[us]")
        self._out = np.empty(rows, dtype=self._values.dtype)

    def take(self, stages: Any, rows: slice) -> None:
        """Fill in the rows."""
        # Every stage exists; to clip is quicker than to check that.
        np.take(self._values, stages, out=self._out[rows], mode="clip")

    def finished(self, index: Any, missing: Any) -> Any:
        """Return the column."""
        found: Any = self._out
        if self._words:
            found = pd.Categorical.from_codes(found, categories=self._words, validate=False)
        elif self.column.kind is bool:
            found = pd.arrays.BooleanArray(found, missing.copy())
        return pd.Series(found, index=index, copy=False)
