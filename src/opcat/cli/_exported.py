"""The tables of answers in their export formats."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import opcat
from opcat._output.tables import TABLES
from opcat.cli import _stata, _workbook
from opcat.cli._answers import deadlines_of, eligibility_of, statuses_on
from opcat.cli._forms import Files
from opcat.cli._parquet import parquet
from opcat.cli._rscript import rscript
from opcat.cli._show import MARK
from opcat.cli._typed import (
    Column,
    columns_from,
    columns_of,
    require_no_nul,
    sheet_from,
    without_lists,
)
from opcat.errors import DataError

if TYPE_CHECKING:
    from opcat.cli._answers import Asked

Tables = Mapping[str, Sequence[Column]]


def _framed(name: str) -> Callable[["Asked"], list[Column]]:
    def make(asked: "Asked") -> list[Column]:
        def ask(backend: str) -> Any:
            from opcat import frames  # an extra

            return getattr(frames, name)(treaty=asked, backend=backend)

        return columns_from(f"the table {name}", ask)

    return make


def _day(asked: "Asked") -> date:
    return opcat.treaty(treaty=asked).as_of


_MADE: Mapping[str, Callable[["Asked"], list[Column]]] = {
    "panel": _framed("panel"),
    "spells": _framed("spells"),
    "durations": _framed("durations"),
    "transitions": _framed("transitions"),
    "statuses": lambda asked: columns_of(opcat.StateStatus, statuses_on(_day(asked), asked)),
    "deadlines": lambda asked: columns_of(
        opcat.Deadlines, deadlines_of(opcat.states(treaty=asked), _day(asked), asked)
    ),
    "eligibility": lambda asked: eligibility_of(opcat.states(treaty=asked), _day(asked), asked),
}
NAMES = (*_MADE, *(name for name in TABLES if name not in _MADE))
"""The tables, those of analyses first."""


def exported(form: str, names: Sequence[str], asked: "Asked", *, mark: bool = False) -> Files:
    """Return tables in a format.

    Args:
        form: ``"csv"``, ``"json"``, ``"parquet"``, ``"sqlite"``, ``"xlsx"``, ``"dta"`` or ``"r"``.
        names: the tables, each one of `NAMES`. If it is these, those that need a file that the
            record lacks are left out.
        asked: of what the tables are.
        mark: whether CSV begins with a byte order mark.

    Raises:
        DataError: a table does not fit into the format.
        ModuleNotFoundError: a table or the format needs an extra.
        OtherTreatyError: a table is about the Protocol alone, and the treaty is another.
    """
    if form in _LIBRARIES:
        _LIBRARIES[form]()  # first, because its extra brings what the tables need as well
    tables: dict[str, Sequence[Column]] = {}
    notes = []
    for name in names:
        try:
            tables[name] = _columns(name, asked)
        except DataError as error:
            file = error.problems[0][0]
            if names != NAMES or not _is_missing(file, asked):
                raise
            notes.append(f"{name} is not written, because the record does not have {file}")
    if form not in ("csv", "json", "r"):
        tables = {name: without_lists(columns) for name, columns in tables.items()}
    return Files(_FORMS[form](tables, MARK if mark else "", _day(asked)), notes)


def _is_missing(place: str, asked: "Asked") -> bool:
    """Tell whether a problem's place is a file that the record lacks, and no row of one."""
    is_file = place.endswith(".csv")
    return is_file and isinstance(asked, opcat.Record) and place not in asked.file_names


def _columns(name: str, asked: "Asked") -> list[Column]:
    if name in _MADE:
        return _MADE[name](asked)
    return columns_of(TABLES[name].rows_of, TABLES[name].rows(asked))


def _csv(tables: Tables, mark: str, _: date) -> dict[str, bytes]:
    return {
        f"{name}.csv": (
            mark + "".join(f"{line}\r\n" for line in sheet_from(columns).lines("csv"))
        ).encode()
        for name, columns in tables.items()
    }


def _json(tables: Tables, _: str, __: date) -> dict[str, bytes]:
    return {
        f"{name}.json": "".join(f"{line}\n" for line in sheet_from(columns).lines("json")).encode()
        for name, columns in tables.items()
    }


def _sqlite(tables: Tables, _: str, __: date) -> dict[str, bytes]:
    kinds = {str: "TEXT", date: "TEXT", int: "INTEGER", bool: "INTEGER", float: "REAL"}
    database = sqlite3.connect(":memory:")
    for name, columns in tables.items():
        named = ", ".join(f'"{column.name}" {kinds[column.kind]}' for column in columns)
        database.execute(f'CREATE TABLE "{name}" ({named})')
        marks = ", ".join("?" * len(columns))
        rows = ([_stored(cell) for cell in row] for row in sheet_from(columns).rows)
        database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608 - the names are the package's own
    database.commit()
    data = database.serialize()
    database.close()
    return {"opcat.sqlite": data}


def _stored(cell: Any) -> Any:
    return str(cell) if isinstance(cell, date) else cell


def _r(tables: Tables, _: str, as_of: date) -> dict[str, bytes]:
    flat = {name: without_lists(columns) for name, columns in tables.items()}
    require_no_nul(flat, "R")
    return {**_csv(tables, "", as_of), "opcat.R": rscript(flat, as_of).encode()}


_FORMS: Mapping[str, Callable[[Tables, str, date], dict[str, bytes]]] = {
    "csv": _csv,
    "json": _json,
    "parquet": lambda tables, _, __: parquet(tables),
    "sqlite": _sqlite,
    "xlsx": lambda tables, _, as_of: {"opcat.xlsx": _workbook.workbook(tables, as_of)},
    "dta": lambda tables, _, as_of: _stata.stata(tables, as_of),
    "r": _r,
}
_LIBRARIES: Mapping[str, Callable[[], Any]] = {"xlsx": _workbook.library, "dta": _stata.library}
"""What loads the library of a format."""
