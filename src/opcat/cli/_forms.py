"""The tables of the record in their export formats.

The tables, their columns, types and keys are those of ``datapackage.json``, which describes the
files of the record.
"""

import csv
import json
from collections.abc import Callable, Sequence
from datetime import date
from io import StringIO
from typing import Any, NamedTuple

import opcat
from opcat._record.record import packaged
from opcat.cli._rows import Sheet
from opcat.cli._show import MARK
from opcat.cli._typed import Column

_PACKAGE = "datapackage.json"


class _Resource(NamedTuple):
    """One table: its name, its file, the schema of its columns and keys, and its rows as strings."""

    name: str
    path: str
    schema: dict[str, Any]
    rows: list[list[str]]


def form(name: str, *, mark: bool = False) -> dict[str, bytes]:
    """Return all tables of the packaged record in a format: bytes by the names of the files.

    Args:
        name: ``"csv"``, ``"json"``, ``"parquet"`` or ``"sqlite"``.
        mark: whether CSV begins with a byte order mark; a record may have one.

    Raises:
        ModuleNotFoundError: the format needs an extra.
    """
    made = {"csv": _csv, "json": _json, "parquet": _parquet, "sqlite": _sqlite}[name]
    files = made(_resources())
    if mark:
        return {
            name: MARK.encode() + data if name.endswith(".csv") else data
            for name, data in files.items()
        }
    return files


def _resources() -> list[_Resource]:
    resources = []
    for resource in json.loads(packaged.file(_PACKAGE))["resources"]:
        text = packaged.file(resource["path"]).decode("utf-8")
        _, *rows = csv.reader(StringIO(text, newline=""), strict=True)
        resources.append(_Resource(resource["name"], resource["path"], resource["schema"], rows))
    return resources


def _csv(resources: Sequence[_Resource]) -> dict[str, bytes]:
    names = (*(resource.path for resource in resources), _PACKAGE)
    return {name: packaged.file(name) for name in names}


def _json(resources: Sequence[_Resource]) -> dict[str, bytes]:
    treaties = {"treaty": opcat.treaty, "convention": opcat.convention}
    return {
        f"{resource.name}.json": (
            opcat.to_json(treaties[resource.name]()).encode()
            if resource.name in treaties
            else "".join(f"{line}\n" for line in _sheet(resource).lines("json")).encode()
        )
        for resource in resources
    }


def _sheet(resource: _Resource) -> Sheet:
    fields = resource.schema["fields"]
    values: dict[str, Callable[[str], Any]] = {
        "string": str,
        "date": str,
        "integer": int,
        "boolean": "yes".__eq__,
    }
    kinds = [values[field["type"]] for field in fields]
    rows = [
        [kind(cell) if cell else None for kind, cell in zip(kinds, row, strict=True)]
        for row in resource.rows
    ]
    return Sheet([field["name"] for field in fields], rows)


def _sqlite(resources: Sequence[_Resource]) -> dict[str, bytes]:
    import sqlite3  # not in every Python; the other formats do not need it

    database = sqlite3.connect(":memory:")
    for resource in resources:
        sheet = _sheet(resource)
        database.execute(f"CREATE TABLE {_quoted([resource.name])} ({_columns(resource.schema)})")
        marks = ", ".join("?" * len(sheet.names))
        insert = f"INSERT INTO {_quoted([resource.name])} VALUES ({marks})"  # noqa: S608 - the names are those of the record
        database.executemany(insert, sheet.rows)
    database.commit()
    data = database.serialize()
    database.close()
    return {"opcat.sqlite": data}


def _columns(schema: dict[str, Any]) -> str:
    """Return the columns and keys of a table in SQL."""
    kinds = {"string": "TEXT", "date": "TEXT", "integer": "INTEGER", "boolean": "INTEGER"}
    parts = [
        f"{_quoted([field['name']])} {kinds[field['type']]}"
        + (" NOT NULL" if field.get("constraints", {}).get("required") else "")
        for field in schema["fields"]
    ]
    if "primaryKey" in schema:
        parts.append(f"PRIMARY KEY ({_quoted(schema['primaryKey'])})")
    parts += [f"UNIQUE ({_quoted(names)})" for names in schema.get("uniqueKeys", ())]
    for key in schema.get("foreignKeys", ()):
        reference = key["reference"]
        target = f"{_quoted([reference['resource']])} ({_quoted(reference['fields'])})"
        parts.append(f"FOREIGN KEY ({_quoted(key['fields'])}) REFERENCES {target}")
    return ", ".join(parts)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)  # "end" is a keyword of SQL


def _parquet(resources: Sequence[_Resource]) -> dict[str, bytes]:
    from opcat.cli._parquet import parquet  # an extra

    return parquet({resource.name: _typed(resource) for resource in resources})


def _typed(resource: _Resource) -> list[Column]:
    kinds = {"string": str, "date": date, "integer": int, "boolean": bool}
    sheet = _sheet(resource)
    made = []
    for number, field in enumerate(resource.schema["fields"]):
        kind = kinds[field["type"]]
        cells: list[Any] = [row[number] for row in sheet.rows]
        if kind is date:
            cells = [cell and date.fromisoformat(cell) for cell in cells]
        made.append(Column(field["name"], kind, cells))
    return made
