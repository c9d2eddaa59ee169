"""Columns of PyArrow that are taken from pools of some hundred values, by the stage of each row.

PyArrow takes several times as long from what may be null, and from texts. So values without nulls
are taken, texts of one length as their bytes, and what is null is told by flags, which are taken
once for all the columns that are null at the same stages.
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


class ColumnPool(NamedTuple):
    """The values of one column at every stage.

    Attributes:
        kind: the type of the column.
        values: the values, with some value where there is none.
        known: at which stages there is one.
        words: the words, if the values are places among them.
    """

    kind: Any
    values: Any
    known: tuple[bool, ...]
    words: Any = None


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
    widths = (
        {len(text.encode()) for text in values if text is not None} if column.kind is str else set()
    )
    if len(widths) == 1:
        [width] = widths
        texts = [(text or "").encode().ljust(width) for text in values]
        return ColumnPool(kind, pa.array(texts, pa.binary(width)), known)
    return ColumnPool(kind, pa.array(filled, kind), known)


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
        if held.kind == pa.string() and len(buffers) == 1:  # texts of one length, as their bytes
            buffers = [_ends(values.type.byte_width), *buffers]
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


@cache
def _ends(width: int) -> Any:
    """Return where each text of a block ends if all are of one length."""
    return pa.array(range(0, (BLOCK + 1) * width, width), pa.int32()).buffers()[1]
