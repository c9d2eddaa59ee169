"""Columns of pandas that are taken from pools of some hundred values, by the stage of each row."""

from typing import Any

import numpy as np
import pandas as pd

from opcat._core.terms import Term
from opcat.frames._plan import Column


class PooledColumn:
    """The values of one column at every stage, and the column that is taken from them."""

    def __init__(
        self, column: Column, values: list[object], rows: int, ends: dict[int, Any]
    ) -> None:
        self.column = column
        self._ends = ends
        self._has_words = issubclass(column.kind, Term)
        self._texts: list[Any] = []
        self._known: Any = None  # of texts of one length: which are not null
        if column.kind is str:  # as an array of its own, because texts are no values of NumPy
            self._values = pd.array(values, dtype="string")
            self._arrow = _arrow_texts(self._values)
            width = None if self._arrow is None else _width(values)
            if width is None:
                return
            # Codes are of one length, so that their bytes need no lengths beside them.
            self._known = ~self._values.isna()
            self._values = np.array([str(value or "").encode() for value in values], f"S{width}")
            self._is_known = np.empty(rows, dtype=bool)
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
        if self.column.kind is str and self._known is None:
            self._texts.append(
                self._values.take(stages) if self._arrow is None else _taken(self._arrow, stages)
            )
        else:
            # Every stage exists; clipping is quicker than checking that.
            np.take(self._values, stages, out=self._out[rows], mode="clip")
        if self._known is not None:
            np.take(self._known, stages, out=self._is_known[rows], mode="clip")

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
            texts = _texts(self._out, self._is_known, self._ends)
            return pd.Series(texts, index=index, copy=False)
        if self.column.kind is str:
            parts = self._texts or [self._values[:0]]
            texts = type(parts[0])._concat_same_type(parts)  # noqa: SLF001 - of every extension array
            return pd.Series(texts, index=index, copy=False)
        values: Any = self._out
        if self._has_words:
            words = pd.Index(self.column.words, dtype="str")
            values = pd.Categorical.from_codes(values, categories=words, validate=False)
        elif self.column.kind is bool and missing is not None:
            values = pd.arrays.BooleanArray(values, missing.copy())
        return pd.Series(values, index=index, copy=False)


def _arrow_texts(values: Any) -> Any:
    """Return the data of an array of texts in one piece, or None where pandas has no PyArrow."""
    if getattr(values.dtype, "storage", "") != "pyarrow":
        return None
    import pyarrow as pa  # pandas has loaded it

    return pa.array(values.to_numpy(dtype=object, na_value=None), pa.large_string())


def _taken(texts: Any, places: Any) -> Any:
    """Return texts by their places, several times as fast as pandas, which takes from pieces."""
    import pyarrow as pa  # loaded already

    return pd.arrays.ArrowStringArray(texts.take(pa.array(places)))


def _width(values: list[Any]) -> int | None:
    """Return of how many bytes each text is, or None if that differs."""
    widths = {len(value.encode()) for value in values if value is not None}
    return widths.pop() if len(widths) == 1 else None


def _texts(values: Any, known: Any, ends: dict[int, Any]) -> Any:
    """Return texts of one length, which are null where they are not known.

    Args:
        values: their bytes.
        known: whether they are known.
        ends: where such texts end, by their length, which columns share.
    """
    import pyarrow as pa  # loaded already

    width = values.itemsize
    if width not in ends:
        ends[width] = np.arange(0, values.nbytes + 1, width, dtype=np.int64)
    bits = np.packbits(known, bitorder="little")
    buffers = [pa.py_buffer(buffer) for buffer in (bits, ends[width], values)]
    texts = pa.Array.from_buffers(pa.large_string(), len(values), buffers)
    return pd.arrays.ArrowStringArray(texts)
