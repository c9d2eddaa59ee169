"""The rows of a table of whatever kind: a CSV file or text, a data frame, or a list of rows.

No data frame library is loaded here: a caller who passes a table has loaded its library.
"""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any, NamedTuple

from opcat._core.scalars import plain
from opcat._english import numbered
from opcat._record.files import separated_otherwise
from opcat.errors import DataError, shown

_DELIMITERS = ",;\t"


class TableRow(NamedTuple):
    """One row: where it stands, for errors, and its cells by column."""

    place: str
    cells: Mapping[str, object]


def rows_of_table(rows: Any, usual: Sequence[str]) -> tuple[list[str] | None, list[TableRow]]:
    """Return the columns of a table and its rows; None for columns that each row names itself.

    Args:
        rows: the path or the text of a CSV file, a table of a data frame library, a mapping of
            columns, or an iterable of mappings or of tuples.
        usual: the columns of rows that are tuples, in order.

    Raises:
        DataError: a file cannot be read, or a row has more or fewer cells.
        TypeError: it is nothing of this kind.
    """
    if isinstance(rows, os.PathLike) or (isinstance(rows, str) and "\n" not in rows):
        return _of_csv(os.path.split(rows)[1], _text(rows))
    if isinstance(rows, str):
        return _of_csv("", rows)
    if isinstance(rows, Mapping):
        if any(
            isinstance(column, str) or not isinstance(column, Iterable) for column in rows.values()
        ):
            raise TypeError(f"rows={shown(rows)} is a single row; pass a list of rows")
        return _of_columns({str(name): list(column) for name, column in rows.items()})
    if hasattr(rows, "collect") and hasattr(rows, "collect_schema"):  # a lazy frame of Polars
        rows = rows.collect()
    names = getattr(rows, "column_names", None) or getattr(rows, "columns", None)
    if names is not None and not callable(names):
        return _of_frame(rows, list(names))
    if isinstance(rows, (bytes, bytearray)) or not isinstance(rows, Iterable):
        raise TypeError(
            f"rows={shown(rows)} is not a table; pass a data frame, the path or the text of a CSV "
            "file, or a list of rows, each a dict or a tuple of State, kind and date"
        )
    return None, [*_of_rows(rows, usual)]


def is_missing(value: object) -> bool:
    """Tell whether a cell is empty, in the way of any library."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - NaN and NaT equal nothing
    except (TypeError, ValueError):  # pandas' NA is neither, and what holds several is no gap
        return not hasattr(value, "__len__")


def _cell(value: object) -> object:
    """Return a cell in Python's own types: several values, as arrays hold them, are a list."""
    known: Any = plain(value)
    listed = getattr(known, "tolist", None) or getattr(known, "to_list", None)
    return listed() if listed is not None and hasattr(known, "__len__") else known


def _refuse_twice(place: str, names: Sequence[str]) -> None:
    """Refuse two columns of one name; a table may have several without one."""
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise DataError([(place, f"has two columns {twice!r}; rename one")])


def _text(path: "str | os.PathLike[str]") -> str:
    try:
        with open(path, encoding="utf-8-sig", newline="") as stream:  # Excel writes a mark
            return stream.read()
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise DataError([(os.fspath(path) or "''", problem)]) from None
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8: byte {error.start}: {error.reason}; save it as CSV UTF-8"
        raise DataError([(os.fspath(path), problem)]) from None
    except ValueError as error:  # the name of no file: it holds a NUL, or half a character
        raise DataError([(os.fspath(path), f"cannot be read: {error}")]) from None


def _of_csv(file: str, text: str) -> tuple[list[str], list[TableRow]]:
    head = text.removeprefix("\ufeff").lstrip("\r\n")
    first = head.splitlines()[0] if head else ""
    delimiter = max(_DELIMITERS, key=first.count)
    where = f"{file}, row " if file else "row "
    rows, problems = [], []
    try:
        lines = csv.reader(StringIO(head, newline=""), delimiter=delimiter, strict=True)
        header = [name.strip() for name in next(lines, [])]
        _refuse_twice(file or "rows", header)
        if hint := separated_otherwise(header, _DELIMITERS):
            raise DataError([(f"{where}1", f"has a single cell, {shown(header[0])}{hint}")])
        for number, cells in enumerate(lines, start=2):
            if not any(cells):
                continue
            if len(cells) != len(header):
                wrong = f"has {numbered(len(cells), 'cells')}, and the header {len(header)}"
                wrong += separated_otherwise(cells, delimiter)
                problems.append((f"{where}{number}", wrong))
            rows.append(TableRow(f"{where}{number}", dict(zip(header, cells, strict=False))))
    except csv.Error as error:
        raise DataError([(file or "rows", f"is not CSV: {error}")]) from None
    if problems:
        raise DataError(problems)
    return header, rows


def _of_frame(frame: Any, names: list[Any]) -> tuple[list[str], list[TableRow]]:
    _refuse_twice("rows", [*map(str, names)])
    if hasattr(frame, "fetchall"):  # a relation of DuckDB
        columns: list[Any] = list(zip(*frame.fetchall(), strict=True)) or [()] * len(names)
    else:
        columns = [list(frame[name]) for name in names]
    return _of_columns(dict(zip(map(str, names), columns, strict=True)))


def _of_columns(columns: Mapping[str, Sequence[object]]) -> tuple[list[str], list[TableRow]]:
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise DataError([("rows", f"has columns of different lengths: {sorted(lengths)}")])
    cells = zip(*columns.values(), strict=True)
    rows = [
        TableRow(f"rows[{place}]", dict(zip(columns, map(_cell, row), strict=True)))
        for place, row in enumerate(cells)
    ]
    return list(columns), rows


def _of_rows(rows: Iterable[Any], usual: Sequence[str]) -> Iterator[TableRow]:
    problems = []
    for number, row in enumerate(rows):
        place = f"rows[{number}]"
        if isinstance(row, Mapping):
            yield TableRow(place, {str(name): _cell(cell) for name, cell in row.items()})
        elif isinstance(row, (tuple, list)) and 3 <= len(row) <= len(usual):
            yield TableRow(place, dict(zip(usual, map(_cell, row), strict=False)))
        else:
            wrong = f"{shown(row)} is neither a dict nor a tuple of State, kind and date"
            problems.append((place, wrong))
    if problems:
        raise DataError(problems)
