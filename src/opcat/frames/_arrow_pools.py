"""Columns of PyArrow that are taken from pools of some hundred values, by the stage of each row.

PyArrow takes several times as long from what may be null, and from texts. So values without nulls
are taken, and what is null is told by flags, which are taken once for all the columns that are null
at the same stages. Texts of one length are taken as their bytes, and others as string views, which
become strings in less time than PyArrow needs to take strings.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from opcat._core.terms import Term
from opcat.frames._plan import EPOCH, Column

BLOCK = 1 << 17
"""How many rows are processed at a time, so that they stay in the processor's cache."""
_KINDS = {bool: pa.bool_(), date: pa.date32(), int: pa.int64(), str: pa.string()}
_BLANKS = {bool: False, date: EPOCH, int: 0, str: ""}
_PADDED = {3: 4}
"""The widths of texts that are taken with a blank: PyArrow moves four bytes in one step, not three."""


class ColumnPool(NamedTuple):
    """The values of one column at every stage.

    Attributes:
        kind: the type of the column.
        values: the values, with some value where there is none.
        known: at which stages there is one.
        words: the words, if the values are places among them.
        width: how many bytes each text has, if all are of one length.
        long: where the texts are that do not fit into their views.
    """

    kind: Any
    values: Any
    known: tuple[bool, ...]
    words: Any = None
    width: int = 0
    long: Sequence[Any] = ()


def pool_of(column: Column, values: Sequence[Any]) -> ColumnPool:
    """Return the values of a column at every stage, of which some are None."""
    known = tuple(value is not None for value in values)
    if issubclass(column.kind, Term):
        places = [0 if value is None else column.words.index(str(value)) for value in values]
        words = pa.array(column.words, pa.string())
        return ColumnPool(
            pa.dictionary(pa.int8(), pa.string()), pa.array(places, pa.int8()), known, words
        )
    kind, blank = _KINDS[column.kind], _BLANKS[column.kind]
    filled = [blank if value is None else value for value in values]
    if column.kind is bool:
        return ColumnPool(kind, tuple(filled), known)
    if column.kind is str:
        return _texts(values, known)
    return ColumnPool(kind, pa.array(filled, kind), known)


def _texts(values: Sequence[str | None], known: tuple[bool, ...]) -> ColumnPool:
    widths = {len(text.encode()) for text in values if text is not None}
    if len(widths) == 1 and (width := widths.pop()):
        padded = _PADDED.get(width, width)
        texts = [(text or "").encode().ljust(padded) for text in values]
        return ColumnPool(pa.string(), pa.array(texts, pa.binary(padded)), known, width=width)
    views = pa.array([text or "" for text in values], pa.string_view())
    _, each, *long = views.buffers()
    raw = pa.Array.from_buffers(pa.binary(16), len(views), [None, each])
    return ColumnPool(pa.string(), raw, known, long=long)


def taken(values: Any, places: Any) -> Any:
    """Return values by their places, all of which exist."""
    return pc.take(values, places, boundscheck=False)


class Block:
    """Some rows, by the stage of each."""

    def __init__(self, stage: Any) -> None:
        self._stage = stage
        self._flags: dict[tuple[bool, ...], Any] = {}

    def column(self, held: ColumnPool) -> Any:
        """Return the rows of a column."""
        if held.kind == pa.bool_():
            values = self._flag(held.values)
        else:
            values = taken(held.values, self._stage)
        # No value has to be copied for its nulls: they are bits beside the values, one per row.
        known = self._flag(held.known).buffers()[1]
        buffers = values.buffers()[1:]
        if held.kind == pa.string():
            buffers = _text_buffers(values, held)
        if held.words is None:
            return pa.Array.from_buffers(held.kind, len(values), [known, *buffers])
        places = pa.Array.from_buffers(pa.int8(), len(values), [known, *buffers])
        return pa.DictionaryArray.from_arrays(places, held.words, safe=False)

    def _flag(self, stages: tuple[bool, ...]) -> Any:
        """Return whether each row's stage is one of those for which it is true."""
        if stages not in self._flags:  # single bits are slower to take than bytes
            numbers = taken(pa.array(stages).cast(pa.int8()), self._stage)
            self._flags[stages] = pc.greater(numbers, pa.scalar(0, pa.int8()))
        return self._flags[stages]


def _text_buffers(values: Any, held: ColumnPool) -> list[Any]:
    """Return where the texts of a block end, and their bytes."""
    rows, [_, raw] = len(values), values.buffers()
    if not held.width:
        views = pa.Array.from_buffers(pa.string_view(), rows, [None, raw, *held.long])
        return list(views.cast(pa.string()).buffers()[1:])
    padded = values.type.byte_width
    if padded > held.width:
        every = pa.Array.from_buffers(pa.uint8(), rows * padded, [None, raw])
        places = _first_bytes(held.width, padded).slice(0, rows * held.width)
        raw = taken(every, places).buffers()[1]
    return [_ends(held.width), raw]


@cache
def _ends(width: int) -> Any:
    """Return where each text of a block ends if all are of one length."""
    return pc.cumulative_sum(pa.repeat(pa.scalar(width, pa.int32()), BLOCK + 1), -width).buffers()[
        1
    ]


@cache
def _first_bytes(width: int, padded: int) -> Any:
    """Return the places of the bytes of a block that are not padding."""
    places = pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int32()), BLOCK * width), -1)
    texts = pc.divide(places, pa.scalar(width, pa.int32()))
    return pc.add(places, pc.multiply(texts, pa.scalar(padded - width, pa.int32())))
