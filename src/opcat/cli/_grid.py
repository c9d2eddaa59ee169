"""A readable table: columns side by side if the screen is wide enough, else one block per row."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO
from unicodedata import category, east_asian_width

_GAP = 2
_WORDS = re.compile(r"(\s*)(\S+)")
"""A word, after the spaces before it."""
_WIDEST = 1000
"""The widest cell that the others of its column are padded to, where the lines have no limit."""


def _screen(stream: TextIO | None = None) -> int | None:
    """Return how many characters fit in a line; None if there is no limit.

    The variable ``COLUMNS`` goes first, as for every program. A pipe or a file has no width.
    """
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size((stream or sys.stdout).fileno()).columns or None
    except (OSError, ValueError):  # no terminal, or no file at all
        return None


def fitted(line: str, stream: TextIO | None = None) -> list[str]:
    """Return a line of text as lines that fit the screen, a little further to the right.

    Args:
        line: the text.
        stream: where it is written; by default the standard output.
    """
    room = _screen(stream)
    if room is None or width_of(line) <= room:
        return [line]
    margin = len(line) - len(line.lstrip())
    first, *more = wrap(line, room - margin, indent=_GAP)
    return [" " * margin + first, *(" " * (margin + _GAP) + part for part in more)]


def table(
    names: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]
) -> Iterator[str]:
    """Yield the lines of a table that fits the screen.

    Args:
        names: the names of the columns.
        rows: the cells.
        right: for each column, whether its cells stand on the right.
    """
    room = _screen()
    columns = list(zip(names, *rows, strict=True))
    wide = [[width_of(_plain(text)) for text in column] for column in columns]
    widths = list(map(max, wide))
    least = [max(width_of(word) for text in column for word in text.split()) for column in columns]
    between = _GAP * (len(names) - 1)
    if room is not None and sum(least) + between > room:
        yield from _blocks(names, rows, room)
        return
    if room is None:  # else one long text would be as many spaces in every other row
        widths = [
            max((found for found in column if found <= _WIDEST), default=0) for column in wide
        ]
    while room is not None and sum(widths) + between > room:
        # Shrink the widest column that can shrink.
        spare = [(width, place) for place, width in enumerate(widths) if width > least[place]]
        widths[max(spare)[1]] -= 1
    yield from _row(names, widths, right, wraps=room is not None)
    yield (" " * _GAP).join("-" * width for width in widths)
    for row in rows:
        yield from _row(row, widths, right, wraps=room is not None)


def _row(
    cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], *, wraps: bool
) -> Iterator[str]:
    """Yield the lines of one row: one, or where the screen has a limit as many as its cells need."""
    wrapped = [
        wrap(_plain(cell), width if wraps else max(width, width_of(cell)))
        for cell, width in zip(cells, widths, strict=True)
    ]
    for number in range(max(map(len, wrapped))):
        line = [
            _padded(lines[number] if number < len(lines) else "", width, on_the_right)
            for lines, width, on_the_right in zip(wrapped, widths, right, strict=True)
        ]
        yield (" " * _GAP).join(line).rstrip()


def _blocks(names: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> Iterator[str]:
    """Yield one block per row, with one line per cell that is not empty."""
    for number, row in enumerate(rows):
        if number:
            yield ""
        for name, cell in zip(names, row, strict=True):
            if cell:
                first, *more = wrap(_plain(f"{name}: {cell}"), room, indent=_GAP)
                yield first
                yield from (" " * _GAP + line for line in more)


def wrap(text: str, width: int, *, indent: int = 0) -> list[str]:
    """Return a string in lines of at most this width, broken at spaces.

    A wider word gets a line of its own, and spaces within a line stay as they are. Every line but
    the first leaves room for an indent.
    """
    lines: list[list[str]] = [[]]
    taken = 0
    for gap, word in _WORDS.findall(text):
        wide = width_of(word)
        room = width - (indent if len(lines) > 1 else 0)
        if lines[-1] and taken + len(gap) + wide <= room:
            lines[-1].append(gap + word)
            taken += len(gap) + wide
            continue
        if lines[-1]:
            lines.append([])
        lines[-1].append(word)
        taken = wide
    return ["".join(line) for line in lines]


def _plain(cell: str) -> str:
    """Return a cell with one space between words, and no line that ends in it."""
    return " ".join(cell.split())


def width_of(text: str) -> int:
    """Return how many cells of a terminal a string takes.

    Letters of East Asia that Unicode calls wide take two (Unicode Standard Annex 11), marks that
    combine with a letter and characters that format none.
    """
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


def _padded(text: str, width: int, on_the_right: bool) -> str:
    space = " " * (width - width_of(text))
    return space + text if on_the_right else text + space
