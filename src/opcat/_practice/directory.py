"""A record of one's own: a directory of record files, read and checked whole."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from opcat._practice.background import RELATED, TITLES, read_background
from opcat._practice.declarations import DECLARATIONS
from opcat._practice.figures import FIGURES
from opcat._practice.mechanism_histories import MECHANISMS, PRESENTS, read_mechanisms
from opcat._practice.overdue import OVERDUE
from opcat._practice.row_checks import problems_in
from opcat._practice.territories import TERRITORIES
from opcat._practice.visit_reports import REPORTS
from opcat._practice.visit_totals import TOTALS
from opcat._practice.visits import read_visits
from opcat._record.files import reader
from opcat._record.layout import Layout
from opcat._record.record import Record, RecordFiles, files_of, read_facts
from opcat.errors import DataError

_TABLES: tuple[Layout[Any], ...] = (DECLARATIONS, TERRITORIES, OVERDUE, TOTALS, FIGURES)
_BESIDE: Mapping[str, Callable[[RecordFiles], object]] = {
    "participants.csv": lambda record: record.participants.check(),
    "convention_actions.csv": lambda record: record.convention,
    "milestones.csv": read_background,
    "mechanisms.csv": read_mechanisms,
    "visits.csv": read_visits,
    **{layout.file: partial(RecordFiles.values, layout=layout) for layout in _TABLES},
}
"""The files beside the treaty, with what reads and checks them."""
_NEEDED = ("treaty.csv", "actions.csv", "states.csv", "sources.csv")
_BESIDE_OTHERS: tuple[Layout[Any], ...] = (REPORTS, RELATED, TITLES)
_OTHERS: Mapping[str, Callable[[RecordFiles], object]] = {
    "convention.csv": partial(read_facts, file="convention.csv"),
    "mechanism_standing.csv": lambda record: record.table(PRESENTS, "alpha_3").check(),
    **{layout.file: partial(RecordFiles.pairs, layout=layout) for layout in _BESIDE_OTHERS},
}
"""The files that are read together with one of `_BESIDE`, which may be missing."""
EARLIER: Mapping[str, Mapping[str, str]] = {
    layout.file: layout.earlier for layout in (DECLARATIONS, MECHANISMS, TERRITORIES)
}
"""The names that columns of a file had in earlier editions, with those of today."""


def load(directory: "str | os.PathLike[str]") -> Record:
    """Return the record that a directory of record files holds.

    The directory holds ``treaty.csv``, ``actions.csv``, ``states.csv`` and ``sources.csv`` in the
    form of the packaged record, and may hold the Convention's tables and those of the practice
    record. All of them are read and checked at once; later changes of the files change nothing.
    Nothing may have happened after the record's last day, ``as_of``, and under the Convention
    nothing after the Convention's own. Other files, such as the spellings of names and the codes of
    other schemes than ISO 3166-1 (``other_codes.csv``), are not read: a record is asked with those
    of the package.

    Args:
        directory: where the files are.

    Raises:
        DataError: a file is missing or damaged, or describes something impossible; the error names
            file, row and column of all problems in the first such file. Or rows of the practice
            record say of something that it happened after ``as_of``, repeat another row, or say of
            a State what it could not do by its acts; the error names all of them.
        TypeError: ``directory`` is not a path.

    Example:
        >>> import opcat
        >>> from pathlib import Path
        >>> record = opcat.load(Path(opcat.__file__).parent / "data")
        >>> record.treaty == opcat.treaty()
        True
        >>> opcat.mechanisms("Mali", treaty=record) == opcat.mechanisms("Mali")
        True
    """
    read = reader(directory)
    texts = {name: _bytes(read, name) for name in _NEEDED}
    for name in (*_BESIDE, *_OTHERS):
        with suppress(FileNotFoundError):
            texts[name] = read(name)
    record = Record(texts)
    files = files_of(record)
    files.sources.check()
    files.states.check()
    _ = files.treaty
    for name, check in (*_OTHERS.items(), *_BESIDE.items()):
        if name in texts:
            check(files)
    problems = [*problems_in(files, texts)]
    if problems:
        raise DataError(problems)
    return record


def _bytes(read: Callable[[str], bytes], name: str) -> bytes:
    """Return the bytes of a file that must be there."""
    try:
        return read(name)
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise DataError([(error.filename or name, problem)]) from None
