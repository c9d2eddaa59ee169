"""A record of one's own: a directory of record files, read and checked whole."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from opcat._core.treaty import Treaty
from opcat._practice.background import read_background
from opcat._practice.declarations import DECLARATIONS
from opcat._practice.figures import FIGURES
from opcat._practice.mechanism_histories import read_mechanisms
from opcat._practice.overdue import OVERDUE
from opcat._practice.territories import TERRITORIES
from opcat._practice.visit_totals import TOTALS
from opcat._practice.visits import read_visits
from opcat._record.files import reader
from opcat._record.layout import Layout
from opcat._record.record import Record

_TABLES: tuple[Layout[Any], ...] = (DECLARATIONS, TERRITORIES, OVERDUE, TOTALS, FIGURES)
_BESIDE: Mapping[str, Callable[[Record], object]] = {
    "convention_actions.csv": lambda record: record.convention,
    "milestones.csv": read_background,
    "mechanisms.csv": read_mechanisms,
    "visits.csv": read_visits,
    **{layout.file: partial(Record.values, layout=layout) for layout in _TABLES},
}
"""The files beside the treaty, with what reads and checks them."""


def load(directory: "str | os.PathLike[str]") -> Treaty:
    """Return the Treaty that a directory of record files describes.

    The directory holds ``treaty.csv``, ``actions.csv``, ``states.csv`` and ``sources.csv`` in the
    form of the packaged record. Where it has the Convention's tables or those of the practice
    record too, these are checked; the questions of practice answer from the packaged ones.

    Args:
        directory: where the files are.

    Raises:
        DataError: a file is missing or damaged, or describes something impossible; the error names
            file, row and column of all problems in the first such file.
        TypeError: ``directory`` is not a path.

    Example:
        >>> import opcat
        >>> from pathlib import Path
        >>> opcat.load(Path(opcat.__file__).parent / "data") == opcat.treaty()
        True
    """
    record = Record(reader(directory))
    record.sources.check()
    record.states.check()
    treaty = record.treaty
    for file, read in _BESIDE.items():
        if Path(directory, file).exists():
            read(record)
    return treaty
