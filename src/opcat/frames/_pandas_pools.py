"""Columns of pandas that are taken from pools of some hundred values, by the stage of each row."""

from typing import Any

import numpy as np
import pandas as pd

from opcat._core.terms import Term
from opcat.frames._plan import Column


class Known:
    """Which rows have a value: the same for all columns that have one at the same stages."""

    def __init__(self, at_stages: tuple[bool, ...], rows: int) -> None:
        self._at_stages = np.array(at_stages)
        self._filled = 0
        self.out = np.empty(rows, dtype=bool)

    def take(self, stages: Any, rows: slice) -> None:
        """Fill in the rows, if no other column has done that."""
        if rows.start >= self._filled:
            np.take(self._at_stages, stages, out=self.out[rows], mode="clip")
            self._filled = rows.stop


class Shared:
    """What columns of texts of one length share: where they are null, and where each text ends.

    Args:
        rows: how many rows the frame has.
    """

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._known: dict[tuple[bool, tuple[bool, ...]], Known] = {}
        self._ends: dict[int, Any] = {}

    def known(self, at_stages: tuple[bool, ...], *, is_dated: bool) -> Known:
        """Return which rows have a value; a dated column has other stages than one that is not."""
        key = is_dated, at_stages
        if key not in self._known:
            self._known[key] = Known(at_stages, self._rows)
        return self._known[key]

    def texts(self, values: Any, known: Known) -> Any:
        """Return texts from their bytes."""
        import pyarrow as pa  # loaded already

        width = values.itemsize
        if width not in self._ends:
            self._ends[width] = np.arange(0, values.nbytes + 1, width, dtype=np.int64)
        bits = np.packbits(known.out, bitorder="little")
        buffers = [pa.py_buffer(buffer) for buffer in (bits, self._ends[width], values)]
        texts = pa.Array.from_buffers(pa.large_string(), self._rows, buffers)
        return pd.arrays.ArrowStringArray(texts)


class PooledColumn:
    """The values of one column at every stage, and the column that is taken from them."""

    def __init__(self, column: Column, values: list[object], rows: int, shared: Shared) -> None:
        self.column = column
        self._shared = shared
        self._has_words = issubclass(column.kind, Term)
        self._texts: list[Any] = []
        self._arrow: Any = None
        self._known: Any = None  # of texts of one length: which are not null
        if column.kind is str:  # as an array of its own, because texts are no values of NumPy
            self._array = pd.array(values, dtype="string")
            self._arrow = _arrow_texts(self._array)
            if self._arrow is None:
                self._values = self._array.to_numpy(dtype=object)
                self._out = np.empty(rows, dtype=object)
                return
            width = _width(values)
            if width is None:
                return
            # Codes are of one length, so that their bytes need no lengths beside them.
            known = tuple(value is not None for value in values)
            self._known = shared.known(known, is_dated=column.is_dated)
            self._values = np.array([str(value or "").encode() for value in values], f"S{width}")
            self._out = np.empty(rows, dtype=self._values.dtype)
            return
        if self._has_words:
            places = [-1 if value is None else column.words.index(str(value)) for value in values]
            self._values = np.array(places, dtype=np.int8)
        elif column.kind is bool:
            self._values = np.array([bool(value) for value in values])
        elif column.kind is int:
            self._values = np.array(values, dtype=np.float64)
        else:
            self._values = np.array(values, dtype="datetime64[us]")
        self._out = np.empty(rows, dtype=self._values.dtype)

    def take(self, stages: Any, rows: slice) -> None:
        """Fill in the rows."""
        if self._arrow is not None and self._known is None:
            self._texts.append(_taken(self._arrow, stages))
            return
        # Every stage exists; clipping is quicker than checking that.
        np.take(self._values, stages, out=self._out[rows], mode="clip")
        if self._known is not None:
            self._known.take(stages, rows)

    def count(self, stages: Any, rows: slice, numbers: Any) -> None:
        """Fill in the rows with the days from the value up to some numbers of days."""
        self.take(stages, rows)
        np.subtract(numbers, self._out[rows], out=self._out[rows])

    def finished(self, index: Any, missing: Any) -> Any:
        """Return the column.

        Args:
            index: that of the frame.
            missing: where a flag is missing, or None if it is nowhere.
        """
        if self._known is not None:
            texts = self._shared.texts(self._out, self._known)
            return pd.Series(texts, index=index, copy=False)
        if self._arrow is not None:
            parts = self._texts or [self._array[:0]]
            texts = type(parts[0])._concat_same_type(parts)  # noqa: SLF001 - of every extension array
            return pd.Series(texts, index=index, copy=False)
        values: Any = self._out
        if self.column.kind is str:
            # Its texts are those of the pool; pandas would look at each of them again.
            texts = self._array._from_backing_data(values)  # noqa: SLF001 - there is no public way
            return pd.Series(texts, index=index, copy=False)
        if self._has_words:
            words = pd.Index(self.column.words, dtype="str")
            values = pd.Categorical.from_codes(values, categories=words, validate=False)
        elif self.column.kind is bool and missing is not None:
            values = pd.arrays.BooleanArray(values, missing.copy())
        return pd.Series(values, index=index, copy=False)


def _arrow_texts(values: Any) -> Any:
    """Return the data of an array of texts in one piece, or None where pandas keeps Python's."""
    if getattr(values.dtype, "storage", "") != "pyarrow":
        return None
    import pyarrow as pa  # pandas has loaded it

    return pa.array(values.to_numpy(dtype=object, na_value=None), pa.large_string())


def _taken(texts: Any, places: Any) -> Any:
    """Return texts by their places, several times as fast as pandas, which takes from pieces."""
    import pyarrow as pa  # loaded already
    import pyarrow.compute as pc

    return pd.arrays.ArrowStringArray(pc.take(texts, pa.array(places), boundscheck=False))


def _width(values: list[Any]) -> int | None:
    """Return of how many bytes each text is, or None if that differs."""
    widths = {len(value.encode()) for value in values if value is not None}
    return widths.pop() if len(widths) == 1 else None
