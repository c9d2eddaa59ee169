"""The options that say how rows are shown, and the rows as they say."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from opcat._core.model import name_order
from opcat.cli._rows import FORMATS, Cell, Sheet
from opcat.errors import OpcatError

MARK = "\ufeff"
"""The byte order mark, without which Excel on Windows does not read CSV as UTF-8."""


def add_show(parser: argparse.ArgumentParser, *, text: bool = False) -> None:
    """Add the options that say how to show rows.

    Args:
        parser: the parser of a command.
        text: whether the command has an answer in words, which is then the default.
    """
    forms = ("text", *FORMATS) if text else FORMATS
    parser.add_argument(
        "--format",
        dest="show",
        metavar="FORMAT",
        choices=forms,
        default=forms[0],
        help=f"{', '.join(forms[:-1])} or {forms[-1]} (default: {forms[0]})",
    )
    parser.add_argument(
        "--columns",
        metavar="NAME,...",
        help="only these columns, in this order; 'all' for all of them (default: all in csv and "
        "json, the main ones in table and markdown)",
    )
    parser.add_argument(
        "--sort",
        metavar="NAME,...",
        help="order the rows by these columns, also by ones that are not shown; rows without a "
        "value come last",
    )
    parser.add_argument("--descending", action="store_true", help="sort from the last to the first")
    parser.add_argument(
        "--bom", action="store_true", help="begin CSV with the mark by which Excel knows UTF-8"
    )


def in_words(options: argparse.Namespace) -> bool:
    """Tell whether the answer should be in words; naming columns asks for a table."""
    return options.show == "text" and options.columns is None and options.sort is None


def shown(sheet: Sheet, options: argparse.Namespace, main: Sequence[str] = ()) -> Iterator[str]:
    """Return the lines of a sheet as the options say.

    Args:
        sheet: the rows.
        options: what `add_show` added.
        main: the columns that a table shows by default; without them, all.

    Raises:
        DataError: a column is not known, or a list cannot be written as CSV.
        ColumnClashError: a column is named twice.
        OpcatError: an option is of no use without another.
    """
    form = "table" if options.show == "text" else options.show
    if options.bom and form != "csv":
        raise OpcatError("--bom marks CSV; pass --format csv too")
    if options.descending and options.sort is None:
        raise OpcatError("--descending needs the columns to sort by; pass --sort too")
    if options.sort is not None:
        by = sheet.only(_names(options.sort), "--sort").rows
        sheet = sheet._replace(rows=_sorted(sheet.rows, by, descending=options.descending))
    if options.columns is not None and options.columns != "all":
        sheet = sheet.only(_names(options.columns))
    elif options.columns is None and main and form in ("table", "markdown"):
        sheet = sheet.only(main)
    lines = sheet.lines(form)
    return _marked(lines) if options.bom else lines


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _sorted(
    rows: Sequence[Sequence[Cell]], by: Sequence[Sequence[Cell]], *, descending: bool
) -> list[Sequence[Cell]]:
    """Return rows by the cells of some columns; those without one come last, either way."""
    order = list(range(len(rows)))
    for column in reversed(range(len(by[0]) if by else 0)):
        known = [place for place in order if by[place][column] is not None]
        known.sort(key=lambda place: _key(by[place][column]), reverse=descending)
        order = [*known, *(place for place in order if by[place][column] is None)]
    return [rows[place] for place in order]


def _key(cell: Cell) -> Any:
    return name_order(cell) if isinstance(cell, str) else cell


def _marked(lines: Iterable[str]) -> Iterator[str]:
    mark = MARK
    for line in lines:
        yield mark + line
        mark = ""
