"""`annotate` for PyArrow: positions by `index_in`, then `take` from pools of some hundred values."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opcat._names.codes import keys_by_code
from opcat.frames._arrow_pools import BLOCK, Block, pool_of, taken
from opcat.frames._ask import Ask
from opcat.frames._plan import EPOCH
from opcat.frames._refusals import CALLS, Calls, Held, refuse_day, refuse_state, texts_of
from opcat.frames._state_column import spelling_keys, warn_of_outlived


def annotated(table: Any, ask: Ask) -> tuple[Any, int | None]:
    """Return the table with the columns added, and its latest time: a day's number, or a year."""
    ask.check_table(table.column_names)
    plan = ask.plan
    when = times_of(table[ask.on], ask) if ask.is_dated else None
    who, keys = _places(table[ask.state], ask)
    ask.check_whole(ask.state, who.null_count)
    if when is not None:
        ask.check_whole(ask.on, when.null_count)
        _look_for_outlived(who, keys, when, ask)

    pool = plan.pool(key for key in keys if key is not None)
    # What is null or unknown is at stages of its own, behind all others: arrays without nulls are
    # taken from several times as fast.
    nowhere, some = len(pool.rows), next(iter(pool.changes.values()), ())
    rows = [*pool.rows, *[(None,) * len(plan.columns)] * (1 + len(some))]
    entries = (*keys, None)
    lasts = [(nowhere if key is None else pool.first[key]) + len(some) for key in entries]
    last = pa.array(lasts, pa.int32())
    changes = None
    if when is not None:
        changes = _Changes([some if key is None else pool.changes[key] for key in entries], when)
    columns = [pool_of(column, [row[n] for row in rows]) for n, column in enumerate(plan.columns)]
    counts = any(column.is_count for column in plan.columns)

    chunks: list[list[Any]] = [[] for _ in columns]
    both = {"who": who} if when is None else {"who": who, "when": when}
    for batch in pa.table(both).to_batches(max_chunksize=BLOCK):
        entry = pc.fill_null(batch["who"], len(keys))
        stage = taken(last, entry)
        blocks = {False: Block(stage)}
        if changes is not None:
            moment = batch["when"]
            stage = changes.back(stage, moment, entry)
            if moment.null_count:
                stage = pc.if_else(moment.is_valid(), stage, pa.scalar(nowhere, pa.int32()))
            blocks[True] = Block(stage)
            days = _numbers(moment, ask) if counts else None
        for column, held, column_chunks in zip(plan.columns, columns, chunks, strict=True):
            values = blocks[column.is_dated].column(held)
            column_chunks.append(pc.subtract(days, values) if column.is_count else values)
    for column, held, column_chunks in zip(plan.columns, columns, chunks, strict=True):
        added = pa.chunked_array(column_chunks, held.kind)
        table = table.append_column(ask.prefix + column.name, added)
    return table, None if when is None else _latest(when)


class _Changes:
    """The times of each entry's changes, in the unit of the rows' own times."""

    def __init__(self, times: Sequence[tuple[Any, ...]], when: Any) -> None:
        self._width = _width(when.type)
        numbers = [
            [_number(time, when.type) for time in change] for change in zip(*times, strict=True)
        ]
        self._times = [pa.array(change, self._width) for change in numbers]
        every = [time for change in numbers for time in change]
        self._is_far = bool(every) and self._may_overflow(min(every), max(every), when)

    def _may_overflow(self, first: int, last: int, when: Any) -> bool:
        """Tell whether a row's time is so far from a change that their difference does not fit."""
        least, most = pc.min_max(when.cast(self._width)).as_py().values()
        bound = 1 << (self._width.bit_width - 1)
        return least is not None and (least - last < -bound or most - first >= bound)

    def back(self, stage: Any, moment: Any, entry: Any) -> Any:
        """Return the rows' stages, counted back from the last one by the changes yet to come.

        A time minus a change is negative before it, so its highest bit is 1. For days PyArrow counts
        these in less than half the time of comparisons, whose single bits have to become numbers.
        """
        number = moment.view(self._width)
        bits = _UNSIGNED[self._width]
        highest = pa.scalar(bits.bit_width - 1, bits)
        for change in self._times:
            since = taken(change, entry)
            if self._is_far:
                is_ahead = pc.less(number, since).cast(self._width)
            else:
                difference = pc.subtract(number, since).view(bits)
                is_ahead = pc.shift_right(difference, highest).view(self._width)
            stage = pc.subtract(stage, is_ahead)
        return stage.cast(pa.int32())


def _look_for_outlived(who: Any, keys: list[str | None], when: Any, ask: Ask) -> None:
    if (one := ask.outlived) is None:
        return
    places = [place for place, key in enumerate(keys) if key == one.key]
    held = pc.is_in(who, pa.array(places, who.type))
    width = _width(when.type)
    until = pa.scalar(_number(ask.time_of(one.until), when.type), width)
    rows = pc.sum(pc.and_(held, pc.less(when.cast(width), until))).as_py()
    warn_of_outlived(ask, one, rows or 0)


def _numbers(moment: Any, ask: Ask) -> Any:
    """Return the days up to which days are counted, in integers."""
    if ask.partial is None:
        days = moment.cast(pa.date32(), safe=False).view(pa.int32()).cast(pa.int64())
        return pc.min_element_wise(days, pa.scalar(ask.last_day), skip_nulls=False)
    since, numbers = ask.counted_to()
    places = pc.subtract(moment, since)
    inside = pc.max_element_wise(
        pc.min_element_wise(places, pa.scalar(len(numbers) - 1), skip_nulls=False),
        pa.scalar(0),
        skip_nulls=False,
    )
    return pa.array(numbers, pa.int64()).take(inside)


def plain_names(column: Any, ask: Ask, type_name: str = "", calls: Calls = CALLS["pyarrow"]) -> Any:
    """Return a column of names or codes as strings, integers or nulls, or as a dictionary.

    Args:
        column: the column.
        ask: what was asked.
        type_name: its type as its library writes it, for the error.
        calls: how the users of its library fix a column.

    Raises:
        ColumnTypeError: it holds something else, or integers without `codes` for them.
    """
    type_name = type_name or str(column.type)
    column = _unpacked(column)
    kind = column.type
    held = _held(kind.value_type if pa.types.is_dictionary(kind) else kind)
    numbers = ask.codes is not None and ask.codes.is_number
    is_float = pa.types.is_floating(kind)  # a decimal is none
    fits = held is Held.TEXTS or (numbers and (held is Held.INTEGERS or is_float))
    if held is not None and not fits:
        raise refuse_state(ask, type_name, held, calls)
    if is_float and fits:
        column = column.cast(pa.float64())
        return pc.if_else(pc.is_nan(column), pa.scalar(None, pa.float64()), column)
    return column


def _unpacked(column: Any) -> Any:
    """Return a column without runs or string views, which PyArrow's functions cannot read."""
    if pa.types.is_run_end_encoded(column.type):
        chunks = [pc.run_end_decode(chunk) for chunk in column.chunks]
        column = pa.chunked_array(chunks, column.type.value_type)
    return column.cast(pa.large_string()) if pa.types.is_string_view(column.type) else column


def decoded(column: Any) -> Any:
    """Return a column without its dictionary, which may hold duplicate or unused entries."""
    if not pa.types.is_dictionary(column.type):
        return column
    chunks = [_unpacked(chunk.dictionary).take(chunk.indices) for chunk in column.chunks]
    kind = column.type.value_type
    return pa.chunked_array(chunks, pa.large_string() if pa.types.is_string_view(kind) else kind)


def _held(kind: Any) -> Held | None:
    """Return what a column of this type holds, or None if it holds only nulls."""
    types = pa.types
    if types.is_null(kind):
        return None
    if types.is_integer(kind):
        return Held.INTEGERS
    if types.is_floating(kind) or types.is_decimal(kind):
        return Held.FRACTIONS
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return Held.TEXTS
    return Held.DAYS if types.is_date(kind) or types.is_timestamp(kind) else Held.OTHERS


def _places(column: Any, ask: Ask) -> tuple[Any, list[str | None]]:
    """Return each row's position among the entries, and the key of each entry's State."""
    column = plain_names(column, ask)
    kind = column.type
    encoded = pa.types.is_dictionary(kind)
    inner = kind.value_type if encoded else kind
    if pa.types.is_null(inner):
        return column.cast(pa.int32()), []
    text = _held(inner) is Held.TEXTS
    if ask.codes is not None and text and not encoded:
        known = keys_by_code(ask.codes, ask.files)
        places = pc.index_in(column, value_set=pa.array(list(known), inner))
        if places.null_count == column.null_count:
            return places, list(known.values())
    if encoded and any(chunk.dictionary.null_count for chunk in column.chunks):
        # PyArrow does not unify dictionaries that hold a null; it finds the same entries again.
        column, encoded = decoded(column), False
    encoded_column = column if encoded else column.dictionary_encode()
    encoded_column = encoded_column.unify_dictionaries()
    chunks = encoded_column.chunks
    entries = chunks[0].dictionary.to_pylist() if chunks else []
    places = pa.chunked_array([chunk.indices.cast(pa.int32()) for chunk in chunks], pa.int32())
    present = _counter(places, len(entries))
    if encoded:  # unused dictionary entries are not errors
        rows: Counter[Any] = Counter()  # dictionaries may hold duplicates
        for entry, count in zip(entries, present(), strict=True):
            rows[entry] += count
        rows = +rows
        keys = spelling_keys([*rows], lambda: [*rows.values()], ask)
    else:
        keys = spelling_keys(entries, present, ask)
    return places, [keys.get(entry) for entry in entries]


def _counter(places: Any, number: int) -> Callable[[], list[int]]:
    def counts() -> list[int]:
        rows = {pair["values"]: pair["counts"] for pair in pc.value_counts(places).to_pylist()}
        return [rows.get(place, 0) for place in range(number)]

    return counts


def times_of(column: Any, ask: Ask, type_name: str = "", calls: Calls = CALLS["pyarrow"]) -> Any:
    """Return a column of days, moments of some unit, or years as int64.

    Args:
        column: the column.
        ask: what was asked.
        type_name: its type as its library writes it, for the error.
        calls: how the users of its library fix a column.

    Raises:
        ColumnTypeError: it holds something else, or a rule for years is missing or superfluous.
    """
    type_name = type_name or str(column.type)
    column = decoded(_unpacked(column))
    kind, held = column.type, _held(column.type)
    if held is None:
        return column.cast(pa.date32() if ask.partial is None else pa.int64())
    if held is not (Held.DAYS if ask.partial is None else Held.INTEGERS):
        texts = None
        if held is Held.TEXTS:
            texts = texts_of(pc.unique(column.drop_null()).to_pylist())
        raise refuse_day(ask, type_name, held, calls, texts)
    if held is Held.INTEGERS:
        if kind == pa.uint64():
            column = pc.min_element_wise(column, pa.scalar(2**62, kind), skip_nulls=False)
        return column.cast(pa.int64())
    if pa.types.is_date(kind):
        return column.cast(pa.date32())
    # A moment counts as its own calendar day.
    return column if kind.tz is None else pc.local_timestamp(column)


_A_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def _number(time: Any, kind: Any) -> int:
    if not isinstance(time, date):
        return int(time)
    return (time - EPOCH).days * (_A_DAY[kind.unit] if pa.types.is_timestamp(kind) else 1)


_UNSIGNED = {pa.int32(): pa.uint32(), pa.int64(): pa.uint64()}


def _width(kind: Any) -> Any:
    """Return the integers that times of a type are."""
    return pa.int32() if kind == pa.date32() else pa.int64()


def _latest(column: Any) -> int | None:
    kind = column.type
    latest = pc.max(column)
    latest = latest.cast(_width(kind))
    number: int | None = latest.as_py()
    if number is not None and pa.types.is_timestamp(kind):
        return number // _A_DAY[kind.unit]
    return number
