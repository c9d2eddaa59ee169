"""Tables as one Excel workbook, by XlsxWriter."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from math import isinf
from typing import Any

import opcat
from opcat._english import numbered
from opcat.cli._typed import Column
from opcat.errors import DataError

_LONGEST_NAME, _MOST_ROWS, _LONGEST_TEXT = 31, 1_048_576, 32_767
_NOT_IN_NAMES = frozenset("[]:*?/\\")
_FIRST_YEAR = 1900
_WIDEST = 40


def library() -> Any:
    """Return the library that writes workbooks.

    Raises:
        ModuleNotFoundError: XlsxWriter is not installed.
    """
    try:
        import xlsxwriter  # an extra
    except ModuleNotFoundError:
        from opcat._output.extras import install_line

        raise ModuleNotFoundError(
            f"Excel files need XlsxWriter; install it with: {install_line('opcat[excel]')}",
            name="xlsxwriter",
        ) from None
    return xlsxwriter


def workbook(tables: Mapping[str, Sequence[Column]], as_of: date) -> bytes:
    """Return a workbook with one sheet per table.

    A string is a string, whatever it looks like: Excel evaluates no formula and follows no link. A
    day is a date, but for one before 1900, which Excel does not have.

    Raises:
        DataError: a table does not fit into a sheet.
        ModuleNotFoundError: XlsxWriter is not installed.
    """
    xlsxwriter = library()
    if problems := [problem for name, each in tables.items() for problem in _problems(name, each)]:
        raise DataError(problems)
    stream = BytesIO()
    # Everything is written by its type, and nothing by what it looks like.
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties(  # the same record gives the same file
        {
            "title": f"opcat {opcat.__version__}, record as of {as_of}",
            "created": datetime(as_of.year, as_of.month, as_of.day),  # noqa: DTZ001 - Excel has no zones
        }
    )
    head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for name, columns in tables.items():
        _fill(book.add_worksheet(name), columns, head, day)
    book.close()
    return stream.getvalue()


def _problems(name: str, columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Return what does not fit into a sheet."""
    problems = []
    if len(name) > _LONGEST_NAME or _NOT_IN_NAMES & {*name}:
        what = f"at most {_LONGEST_NAME} characters, and none of {''.join(sorted(_NOT_IN_NAMES))}"
        problems.append((f"table {name}", f"the name of a sheet has {what}; pass --format csv"))
    rows = len(columns[0].values) if columns else 0
    if rows >= _MOST_ROWS:
        what = f"has {numbered(rows, 'rows')}, and a sheet of Excel {_MOST_ROWS - 1}"
        problems.append((f"table {name}", f"{what}; pass --format csv or parquet"))
    problems += [
        (
            f"table {name}, column {column.name}",
            f"a cell of Excel holds {_LONGEST_TEXT} characters; pass --format csv or parquet",
        )
        for column in columns
        if column.kind is str and any(_length(text or "") > _LONGEST_TEXT for text in column.values)
    ]
    return problems


def _length(text: str) -> int:
    """Return the length of a text as Excel counts it: characters past U+FFFF are two."""
    return len(text) + sum(character > "\uffff" for character in text)


def _fill(sheet: Any, columns: Sequence[Column], head: Any, day: Any) -> None:
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name, head)
        longest = len(column.name)
        for row, cell in enumerate(column.values, start=1):
            longest = max(longest, len(str(cell or "")))
            if cell is None or (isinstance(cell, float) and isinf(cell)):
                continue  # an empty cell
            if column.kind is bool:
                sheet.write_boolean(row, place, cell)
            elif column.kind is date and cell.year >= _FIRST_YEAR:
                sheet.write_datetime(row, place, cell, day)
            elif column.kind in (int, float):
                sheet.write_number(row, place, cell)
            else:
                sheet.write_string(row, place, str(cell))
        sheet.set_column(place, place, min(longest, _WIDEST) + 2)
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, len(columns[0].values), len(columns) - 1)
