"""Rows with a header, written as a table to read, as CSV, as JSON or as Markdown.

CSV follows RFC 4180. JSON is one array, with one object per row, whose keys are the columns.
No control character in a string reaches a terminal, no spreadsheet reads a string as a formula, and
no Markdown reader takes it as markup. JSON gives the exact values.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import isinf
from typing import Any, NamedTuple

from opcat._foreign import in_cell, in_json, in_markdown, on_terminal
from opcat._record.files import BETWEEN, joined
from opcat.errors import ColumnClashError, DataError, VocabularyError

FORMATS = ("table", "csv", "json", "markdown")

Cell = str | int | float | date | tuple[str, ...] | None


class Sheet(NamedTuple):
    """Rows with a header.

    Attributes:
        names: the names of the columns.
        rows: the rows, one cell per column; None for a value that is not known or does not apply.
    """

    names: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def only(self, names: Sequence[str], option: str = "--columns") -> "Sheet":
        """Return only these columns, in this order.

        Args:
            names: the names of the columns.
            option: the option that names them, for the error.

        Raises:
            DataError: there is no such column; one problem for each that is wrong.
            ColumnClashError: a column is named twice: an object of JSON holds each key once.
        """
        wrong = [VocabularyError("", name, self.names) for name in names if name not in self.names]
        if wrong:
            raise DataError((option, str(error)) for error in wrong)
        if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
            raise ColumnClashError(twice, "name each column once")
        places = [self.names.index(name) for name in names]
        return Sheet(names, [[row[place] for place in places] for row in self.rows])

    def lines(self, form: str) -> Iterator[str]:
        """Yield the lines of one of the `FORMATS`, without line endings.

        Raises:
            DataError: a member of a list in a cell of CSV holds the separator.
        """
        if form == "json":
            return _json(self)
        if form == "csv":
            return _csv([self.names, *(map(_for_csv, self.names, row) for row in self.rows)])
        texts = [list(map(_for_people, row)) for row in self.rows]
        if form == "markdown":
            return _markdown(self.names, texts)
        from opcat.cli._grid import table  # the other formats do not need it

        columns = zip(*self.rows, strict=True)
        numbers = [all(type(cell) in (int, float) for cell in column) for column in columns]
        return table(self.names, texts, numbers or [False] * len(self.names))


def sheet_of(values: Iterable[Any], of: str | type, asked: Any = None) -> Sheet:
    """Return values of the package as a sheet.

    The columns are those of `opcat.frames.to_frame`.

    Args:
        values: values of one type.
        of: the type, or the name of the table that such values belong to.
        asked: the treaty or the record that they are of; None for the packaged one.
    """
    from opcat._output.parts import parts_of  # it loads every room, but status needs few
    from opcat._output.tables import named

    parts = parts_of(named("of", of).rows_of if isinstance(of, str) else of, asked)
    return Sheet(
        names=[part.name for part in parts],
        rows=[[(part.members or part.get)(value) for part in parts] for value in values],
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, tuple):
        return BETWEEN.join(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def _for_csv(column: str, cell: Cell) -> str:
    if isinstance(cell, tuple):
        return in_cell(joined(column, cell))
    return in_cell(cell) if isinstance(cell, str) else _text(cell)


def _for_people(cell: Cell) -> str:
    return "\n".join(map(on_terminal, _text(cell).splitlines()))


def _csv(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    import csv  # the other formats do not need it
    from io import StringIO

    for row in rows:
        stream = StringIO(newline="")
        csv.writer(stream, lineterminator="\r\n").writerow(row)
        yield stream.getvalue().removesuffix("\r\n")


def _json(sheet: Sheet) -> Iterator[str]:
    import json  # the other formats do not need it

    yield "["
    for number, row in enumerate(sheet.rows, start=1):
        made = dict(zip(sheet.names, map(_in_json, row), strict=True))
        comma = "," if number < len(sheet.rows) else ""
        text = json.dumps(made, ensure_ascii=False, default=str)  # a day as ISO 8601
        yield f"  {in_json(text)}{comma}"
    yield "]"


def _in_json(cell: Cell) -> Cell:
    """Return a cell, and None for an infinite bound, which JSON has no number for."""
    return None if isinstance(cell, float) and isinf(cell) else cell


def _markdown(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        cells = (in_markdown(cell).replace("\n", "<br>") for cell in row)
        yield f"| {' | '.join(cells)} |"
