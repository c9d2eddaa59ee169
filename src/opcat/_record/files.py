"""CSV files of a record: rows that know where they stand, and tables of them by key.

UTF-8, comma, one fact a row, ``|`` between the members of a list, an empty cell for what is not
known. What is wrong is said with file, row and column.
"""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from io import StringIO
from typing import Any, TypeVar

from opcat._core.days import parse_day
from opcat._core.terms import Term, word_of
from opcat._english import numbered
from opcat.errors import (
    DataError,
    DayValueError,
    InvariantError,
    OpcatError,
    VocabularyError,
    shown,
)

_T = TypeVar("_T")
_Word = TypeVar("_Word", bound=Term)

UNFINISHED = ".opcat-undo"
"""The list in a directory whose files are being replaced: see `opcat._record.write`."""


class Row:
    """One row of a file."""

    __slots__ = ("_columns", "_file", "_number", "cells")

    def __init__(
        self, file: str, number: int, columns: Mapping[str, int], cells: list[str]
    ) -> None:
        self._file = file
        self._number = number
        self._columns = columns
        self.cells = cells

    def __getitem__(self, column: str) -> str:
        """Return a cell as it stands."""
        return self.cells[self._columns[column]]

    def place(self, column: str = "") -> str:
        """Return where a cell stands: ``"actions.csv, row 7, column date"``."""
        return f"{self._file}, row {self._number}" + (f", column {column}" if column else "")

    def read(self, column: str, parse: Callable[[str], _T]) -> _T:
        """Return a cell's value.

        Raises:
            DataError: the cell does not hold one.
        """
        try:
            return parse(self[column])
        except DataError:
            raise
        except (OpcatError, LookupError, ValueError, TypeError) as error:
            reason = f"{error.args[0]!r} is not known" if type(error) is KeyError else str(error)
            raise DataError([(self.place(column), reason)]) from None

    def optional(self, column: str, parse: Callable[[str], _T]) -> _T | None:
        """Return a cell's value, or None where the cell is empty."""
        return self.read(column, parse) if self[column] else None

    def word(self, column: str, vocabulary: type[_Word]) -> _Word:
        """Return the word of a vocabulary that a cell holds.

        Raises:
            DataError: the cell holds another, or none.
        """
        try:
            return word_of(vocabulary, column, self[column])
        except VocabularyError as error:
            raise DataError([(self.place(column), str(error))]) from None

    def optional_word(self, column: str, vocabulary: type[_Word]) -> _Word | None:
        """Return the word of a vocabulary that a cell holds, or None where the cell is empty."""
        return self.word(column, vocabulary) if self[column] else None

    def day(self, column: str) -> date:
        """Return the day that a cell holds.

        Raises:
            DataError: the cell holds none.
        """
        try:
            return parse_day(column, self[column])
        except DayValueError as error:
            raise DataError([(self.place(column), str(error))]) from None

    def optional_day(self, column: str) -> date | None:
        """Return the day that a cell holds, or None where the cell is empty."""
        return self.day(column) if self[column] else None

    def build(self, kind: Callable[..., _T], /, **values: Any) -> _T:
        """Return a value made of this row.

        Raises:
            DataError: the value's own checks refuse it; the column is the field's name.
        """
        try:
            return kind(**values)
        except InvariantError as error:
            places = [(self.place(field), what) for field, what in error.problems]
            raise DataError(places) from None


class Table(Mapping[str, _T]):
    """The rows of a file by their key, each made into its value when it is first asked for.

    Args:
        rows: the rows, each key once.
        key: the name of the column that holds the key.
        make: what a row is made into.

    Raises:
        DataError: a key stands in two rows.
    """

    def __init__(self, rows: Iterable[Row], key: str, make: Callable[[Row], _T]) -> None:
        self._make = make
        self._made: dict[str, _T] = {}
        self._rows: dict[str, Row] = {}
        for row in rows:
            name = row[key]
            if self._rows.setdefault(name, row) is not row:
                twice = f"{name!r} is already in an earlier row"
                raise DataError([(row.place(key), twice)])

    def __getitem__(self, key: str) -> _T:
        found = self._made.get(key)
        if found is None:
            # Two threads may both make it; what the first one kept is what both return.
            found = self._made.setdefault(key, self._make(self._rows[key]))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def raw(self) -> Mapping[str, Row]:
        """Return the rows as they stand in the file."""
        return self._rows

    def check(self) -> None:
        """Make every value.

        Raises:
            DataError: rows are damaged; lists all of them.
        """
        each(self._rows.values(), self._make)


def each(rows: Iterable[Row], make: Callable[[Row], _T]) -> list[tuple[Row, _T]]:
    """Return each row with what is made of it, or raise one `DataError` for all that failed.

    What is wrong with a file that many rows lead to is said once.
    """
    found: list[tuple[Row, _T]] = []
    problems: dict[tuple[str, str], None] = {}
    for row in rows:
        try:
            found.append((row, make(row)))
        except DataError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise DataError(problems)
    return found


def reader(directory: "str | os.PathLike[str]") -> Callable[[str], bytes]:
    """Return what reads the files of a directory, as `rows` takes it.

    What it returns raises `DataError` too, where the directory is half written.

    Raises:
        DataError: there is no such directory.
        TypeError: it is no path.
    """
    if not isinstance(directory, (str, os.PathLike)):
        raise TypeError(
            f"directory={shown(directory)} is not a path; pass a string or a pathlib.Path"
        )
    if not os.path.isdir(directory):
        what = (
            "is not a directory of record files; begin with a copy of the packaged ones: "
            "python -m opcat export --format csv DIR"
        )
        raise DataError([(os.fspath(directory) or "''", what)])

    def read(file: str) -> bytes:
        if os.path.exists(os.path.join(directory, UNFINISHED)):
            what = (
                "is being written, or a process ended while it wrote; if no process is "
                "writing any more, run any opcat update or opcat export into it, which first "
                "puts the old files back"
            )
            raise DataError([(os.fspath(directory), what)])
        with open(os.path.join(directory, file), "rb") as stream:
            return stream.read()

    return read


def split(cell: str) -> list[str]:
    """Return the members of a list in a cell."""
    return cell.split("|") if cell else []


def rows(file: str, read: Callable[[str], bytes], columns: str) -> Iterator[Row]:
    """Yield the rows of a file.

    Args:
        file: its name.
        read: returns the bytes of a file by its name; an `OSError` where there is none.
        columns: the names of its columns in order, separated by commas.

    Raises:
        DataError: there is no such file, it is not UTF-8, its columns are others, or a row has
            more or fewer cells.
    """
    names = columns.split(",")
    try:
        # Excel saves "CSV UTF-8" with a byte order mark and offers no UTF-8 without one.
        text = read(file).decode("utf-8").removeprefix("\ufeff")
        lines = csv.reader(StringIO(text, newline=""), strict=True)
        header = next(lines, [])
        if header != names:
            wrong = f"the columns are {header}; they must be {names}"
            raise DataError([(f"{file}, row 1", wrong)])
        columns_by_name = {name: index for index, name in enumerate(names)}
        for number, cells in enumerate(lines, start=2):
            if len(cells) != len(names):
                wrong = f"{numbered(len(cells), 'cells')}; there must be {len(names)}"
                raise DataError([(f"{file}, row {number}", wrong)])
            yield Row(file, number, columns_by_name, cells)
    except OSError as error:
        place = error.filename or file  # with the directory, where there is one
        raise DataError([(place, f"cannot be read: {error.strerror or error}")]) from None
    except UnicodeDecodeError as error:
        raise DataError([(file, f"is not UTF-8: byte {error.start}: {error.reason}")]) from None
    except csv.Error as error:
        raise DataError([(file, f"is not CSV: {error}")]) from None
