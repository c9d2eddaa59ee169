"""CSV files of a record: rows that know their place, and tables of them by key.

UTF-8, comma, one fact per row, ``|`` between the members of a list, an empty cell for an unknown
value. Errors name the file, the row and the column.
"""

import csv
import os
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO, TextIOWrapper
from types import MappingProxyType
from typing import Any, TypeVar

from opcat._english import numbered
from opcat._forks import loading
from opcat.errors import DataError, OpcatError, shown

_T = TypeVar("_T")

PROBLEMS = (OpcatError, LookupError, ValueError, TypeError)
"""The errors that an invalid cell may raise."""

UNFINISHED = ".opcat-undo"
"""The list in a directory whose files are being replaced: see `opcat._record.write`."""


class Row:
    """One row of a file."""

    __slots__ = ("_file", "_number", "cells", "columns")

    def __init__(
        self, file: str, number: int, columns: Mapping[str, int], cells: list[str]
    ) -> None:
        self._file = file
        self._number = number
        self.columns = columns
        self.cells = cells

    def __getitem__(self, column: str) -> str:
        return self.cells[self.columns[column]]

    def place(self, column: str = "") -> str:
        """Return the place of a cell: ``"actions.csv, row 7, column date"``."""
        return f"{self._file}, row {self._number}" + (f", column {column}" if column else "")

    def read(self, column: str, parse: Callable[[str], _T]) -> _T:
        """Return a cell's value.

        Raises:
            DataError: the cell is invalid.
        """
        try:
            return parse(self[column])
        except DataError:
            raise
        except PROBLEMS as error:
            raise DataError([(self.place(column), str(error))]) from None


class UnknownKeyError(KeyError):
    """A table has no row with a key."""

    def __str__(self) -> str:
        return str(self.args[0])


class Table(Mapping[str, _T]):
    """The rows of a file by their key, each made into its value on first use.

    The file is read only as far as needed. The first rows of a long file are cheap to find, and
    damage below them is reported when it is reached.

    Args:
        file: its name.
        rows: the rows, each key once.
        key: the name of the column that holds the key.
        make: makes the value of a row.
    """

    def __init__(self, file: str, rows: Iterator[Row], key: str, make: Callable[[Row], _T]) -> None:
        self._file = file
        self._unread = rows
        self._key = key
        self._make = make
        self._rows: dict[str, Row] = {}
        self._values: dict[str, _T] = {}
        self._damage: DataError | None = None

    def __getitem__(self, key: str) -> _T:
        value = self._values.get(key)
        if value is None:
            if key not in self._rows:
                self._read_to(key)
            if key not in self._rows:
                where = f"{self._file} must have it in the column {self._key}"
                raise UnknownKeyError(f"{key!r} is not known; {where}")
            # Two threads may both make it; both return the one that was cached first.
            value = self._values.setdefault(key, self._make(self._rows[key]))
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rows(self) -> Mapping[str, Row]:
        """The rows in the order of the file; raises `DataError` if it is damaged."""
        self._read_to(None)
        return self._rows

    def _read_to(self, key: str | None) -> None:
        """Read on to the row with a key, or to the end.

        Raises:
            DataError: the file is damaged up to there, or two rows have the same key.
        """
        with loading:  # one thread at a time can read on
            if self._damage is not None:
                raise DataError(self._damage.problems)
            try:
                while key not in self._rows and (row := next(self._unread, None)) is not None:
                    self._add(row)
            except DataError as error:
                self._damage = error  # nobody can read on in a damaged file
                raise

    def _add(self, row: Row) -> None:
        name = row[self._key]
        if self._rows.setdefault(name, row) is not row:
            twice = f"{name!r} is already in an earlier row"
            raise DataError([(row.place(self._key), twice)])

    def check(self) -> None:
        """Make every value.

        Raises:
            DataError: rows are damaged; it lists all of them.
        """
        each(self.rows.values(), lambda row: self[row[self._key]])


def each(rows: Iterable[Row], make: Callable[[Row], _T]) -> list[tuple[Row, _T]]:
    """Return each row with its value, or raise one `DataError` for all rows that failed.

    A problem of a file to which many rows refer is listed once.
    """
    pairs: list[tuple[Row, _T]] = []
    problems: dict[tuple[str, str], None] = {}
    for row in rows:
        try:
            pairs.append((row, make(row)))
        except DataError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise DataError(problems)
    return pairs


def reader(directory: "str | os.PathLike[str]") -> Callable[[str], bytes]:
    """Return a function that reads the files of a directory, for `rows`.

    That function raises `DataError` too if the directory is half written.

    Raises:
        DataError: there is no such directory.
        TypeError: it is not a path.
    """
    if not isinstance(directory, (str, os.PathLike)):
        raise TypeError(
            f"directory={shown(directory)} is not a path; pass a string or a pathlib.Path"
        )
    if not os.path.isdir(directory):
        missing = (
            "is not a directory of record files; begin with a copy of the packaged ones: "
            "python -m opcat export --format csv DIR"
        )
        raise DataError([(os.fspath(directory) or "''", missing)])

    def read(file: str) -> bytes:
        if os.path.exists(os.path.join(directory, UNFINISHED)):
            unfinished = (
                "is being written, or a process ended while it wrote; if no process is "
                "writing any more, run any opcat update or opcat export into it, which first "
                "puts the old files back"
            )
            raise DataError([(os.fspath(directory), unfinished)])
        with open(os.path.join(directory, file), "rb") as stream:
            return stream.read()

    return read


BETWEEN = "|"
"""What separates the members of a list in a cell: in the record, in tables and in exports."""


def split(cell: str) -> list[str]:
    """Return the members of a list in a cell."""
    return cell.split(BETWEEN) if cell else []


def joined(column: str, members: Iterable[str]) -> str:
    """Return a cell of which `split` returns these members.

    Raises:
        DataError: one holds the separator.
    """
    listed = tuple(members)
    for member in listed:
        if BETWEEN in member:
            wrong = f"{member!r} holds {BETWEEN!r}, which separates the members of a list"
            raise DataError([(f"column {column}", f"{wrong}; write it without, or use JSON")])
    return BETWEEN.join(listed)


_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}


def separated_otherwise(cells: list[str], allowed: str) -> str:
    """Return what to do about the single cell of a row that something else separates, or nothing.

    Args:
        cells: the cells of the row.
        allowed: what may separate them.
    """
    [cell] = cells if len(cells) == 1 else [""]
    for mark, name in _SEPARATORS.items():
        if mark in cell and mark not in allowed:
            may = " or ".join(_SEPARATORS[other] for other in allowed)
            return f"; it seems that {name} separates its cells, and it must be {may}"
    return ""


def rows(
    file: str,
    read: Callable[[str], bytes],
    columns: Iterable[str],
    earlier: Mapping[str, str] = MappingProxyType({}),
    unclear: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Row]:
    """Yield the rows of a file.

    Args:
        file: its name.
        read: returns the bytes of a file by its name; raises an `OSError` if there is none.
        columns: the names of its columns, in any order.
        earlier: names that columns had in earlier editions, with those of today.
        unclear: names that meant something else, with what to do about them.

    Raises:
        DataError: there is no such file, it is not UTF-8, it has other columns, or a row has
            more or fewer cells.
    """
    try:
        data = read(file)
    except OSError as error:
        place = error.filename or file  # with the directory, if there is one
        raise DataError([(place, f"cannot be read: {error.strerror or error}")]) from None
    stream = BytesIO(data)
    # Excel saves "CSV UTF-8" with a byte order mark and offers no UTF-8 without one.
    stream.seek(len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0)
    try:
        lines = _cells(TextIOWrapper(stream, "utf-8", newline=""))
        header = [earlier.get(name, name) for name in next(lines, [])]
        if sorted(header) != sorted(columns):
            wrong = f"the columns are {header}; they must be {list(columns)}"
            wrong += separated_otherwise(header, ",")
            wrong += "".join(f"; {unclear[name]}" for name in header if name in unclear)
            raise DataError([(f"{file}, row 1", wrong)])
        columns_by_name = {name: index for index, name in enumerate(header)}
        for number, cells in enumerate(lines, start=2):
            if len(cells) != len(header):
                wrong = f"{numbered(len(cells), 'cells')}; there must be {len(header)}"
                wrong += separated_otherwise(cells, ",")
                raise DataError([(f"{file}, row {number}", wrong)])
            yield Row(file, number, columns_by_name, cells)
    except UnicodeDecodeError as error:
        byte = stream.tell() - len(error.object) + error.start  # it counts from the piece it read
        raise DataError([(file, f"is not UTF-8: byte {byte}: {error.reason}")]) from None
    except csv.Error as error:
        raise DataError([(file, f"is not CSV: {error}")]) from None


def _cells(lines: Iterator[str]) -> Iterator[list[str]]:
    """Yield the cells of each row of a CSV file.

    Most rows quote nothing. Those are split at their commas, because the csv module looks at every
    character by itself, which takes many times as long. It refuses the same long cells everywhere.
    """
    found: list[str] = []

    def take() -> str | None:
        return found.pop() if found else next(lines, None)

    quoted = csv.reader(iter(take, None), strict=True)
    longest = csv.field_size_limit()
    for line in lines:
        if '"' in line or len(line) > longest:
            found.append(line)
            yield next(quoted)  # which takes further lines, if a cell goes on there
        else:
            cells = line.rstrip("\r\n")
            yield cells.split(",") if cells else []


def csv_line(cells: Sequence[str], end: str) -> str:
    """Return a row as a line of CSV.

    A lone carriage return ends a line for whoever reads it, and the csv module leaves it bare.
    """
    stream = StringIO(newline="")
    has_return = any("\r" in cell for cell in cells)
    quoting: Any = csv.QUOTE_ALL if has_return else csv.QUOTE_MINIMAL
    csv.writer(stream, lineterminator=end, quoting=quoting).writerow(cells)
    return stream.getvalue()
