"""A CSV file that is edited in place: an unchanged row keeps its bytes.

So it keeps its line endings, and whatever else an editor or a program has written.
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import pairwise

from opcat._record.files import csv_line


class Lines:
    """The rows of a CSV file, including the heading, each with its original text.

    Args:
        data: the file, in UTF-8: one that `opcat._record.files.rows` has read, so it has a heading.
    """

    def __init__(self, data: bytes) -> None:
        lines = list(StringIO(data.decode(), newline=""))
        self._end = "\r\n" if lines[0].endswith("\r\n") else "\n"
        self._rows: list[list[str]] = []
        reader = csv.reader(lines)
        ends = [0]
        for row in reader:
            self._rows.append(row)
            ends.append(reader.line_num)
        self._texts = ["".join(lines[start:stop]) for start, stop in pairwise(ends)]

    def __iter__(self) -> Iterator[list[str]]:
        return iter([list(row) for row in self._rows])

    @property
    def heading(self) -> list[str]:
        """The names of the columns, in a file that may begin with a byte order mark."""
        return [name.removeprefix("\ufeff") for name in self._rows[0]]

    def row(self, **cells: str) -> list[str]:
        """Return the cells of a row in the order of the columns, empty where none is given."""
        return [cells.get(name, "") for name in self.heading]

    def replace(self, index: int, row: Sequence[str]) -> None:
        """Replace a row if the new one differs."""
        if list(row) != self._rows[index]:
            self._rows[index] = list(row)
            self._texts[index] = self._written(row)

    def insert(self, index: int, row: Sequence[str]) -> None:
        """Insert a row before an index, or at the end."""
        if not self._texts[index - 1].endswith(
            ("\n", "\r")
        ):  # the last line of a file may lack a line ending
            self._texts[index - 1] += self._end
        self._rows.insert(index, list(row))
        self._texts.insert(index, self._written(row))

    def data(self) -> bytes:
        """Return the file."""
        return "".join(self._texts).encode()

    def _written(self, row: Sequence[str]) -> str:
        return csv_line(row, self._end)
