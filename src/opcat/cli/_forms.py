"""The tables of the record in their export formats.

The tables, their columns, types and keys are those of ``datapackage.json``, which describes the
files of the record.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import opcat
from opcat._practice.directory import EARLIER
from opcat._record.files import csv_line, rows
from opcat._record.record import Record, RecordFiles, files_of, packaged
from opcat.cli._rows import Sheet
from opcat.cli._show import MARK
from opcat.cli._typed import Column

_PACKAGE = "datapackage.json"
_ACTS = "convention_actions.csv"


class _Resource(NamedTuple):
    """One table: its name, its file, the schema of its columns and keys, and its rows as strings."""

    name: str
    path: str
    schema: dict[str, Any]
    rows: list[list[str]]


class Files(NamedTuple):
    """What is written: bytes by the names of the files, and what is not written, and why."""

    written: dict[str, bytes]
    notes: list[str]


def form(name: str, record: Record | None, *, mark: bool = False) -> Files:
    """Return all tables of a record in a format.

    Args:
        name: ``"csv"``, ``"json"``, ``"parquet"`` or ``"sqlite"``.
        record: a record of one's own; None for the packaged one.
        mark: whether CSV begins with a byte order mark; a record may have one.

    Raises:
        ModuleNotFoundError: the format needs an extra.
    """
    descriptor = json.loads(packaged.file(_PACKAGE))
    if record is not None:
        descriptor = _of_record(record, descriptor)
    resources = [_resource(files_of(record), described) for described in descriptor["resources"]]
    if name == "csv":
        files = {
            # The packaged files as they are, byte for byte.
            one.path: _table(one) if record else packaged.file(one.path)
            for one in resources
        }
        if mark:
            files = {path: MARK.encode() + text for path, text in files.items()}
        described = _written(descriptor) if record else packaged.file(_PACKAGE)
        return Files({**files, _PACKAGE: described}, [])
    if name == "json":
        return _json(resources, record)
    return Files({"parquet": _parquet, "sqlite": _sqlite}[name](resources), [])


def _of_record(record: Record, packaged_one: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a record of one's own: of the tables that it has, and no others.

    Who made it, from what, and under which licence, only its owner knows.
    """
    resources = [one for one in packaged_one["resources"] if one["path"] in record.file_names]
    there = {"", *(resource["name"] for resource in resources)}
    for resource in resources:
        keys = resource["schema"].get("foreignKeys", [])
        kept = [key for key in keys if key["reference"]["resource"] in there]
        resource["schema"]["foreignKeys"] = kept
    paragraphs = packaged_one["description"].split("\n\n")
    return {
        "$schema": packaged_one["$schema"],
        "name": "record",
        "title": f"Record of the {record.treaty.short_title or record.treaty.title}",
        "description": f"The version is the last day that the record covers.\n\n{paragraphs[-1]}",
        "version": str(record.as_of),
        "resources": resources,
    }


def _written(descriptor: dict[str, Any]) -> bytes:
    return f"{json.dumps(descriptor, ensure_ascii=False, indent=2)}\n".encode()


def _resource(files: RecordFiles, described: dict[str, Any]) -> _Resource:
    """Read a table, whose columns may have another order or names of an earlier edition."""
    path, schema = described["path"], described["schema"]
    columns = [field["name"] for field in schema["fields"]]
    earlier = EARLIER.get(path, {})
    read = [[row[name] for name in columns] for row in rows(path, files.file, columns, earlier)]
    for place, field in enumerate(schema["fields"]):
        if not all(cells[place] for cells in read):  # a record of one's own may lack sources
            field.get("constraints", {}).pop("required", None)
    return _Resource(described["name"], path, schema, read)


def _table(resource: _Resource) -> bytes:
    head = [field["name"] for field in resource.schema["fields"]]
    return "".join(csv_line(row, "\n") for row in (head, *resource.rows)).encode()


def _json(resources: Sequence[_Resource], record: Record | None) -> Files:
    files = files_of(record)
    treaties = {"treaty": lambda: files.treaty, "convention": lambda: files.convention}
    notes = []
    if record is not None and _ACTS not in record.file_names:  # a Treaty is its acts
        resources = [one for one in resources if one.name != "convention"]
        if "convention.csv" in record.file_names:
            notes = [f"convention.json is not written, because the record does not have {_ACTS}"]
    written = {
        f"{resource.name}.json": (
            opcat.to_json(treaties[resource.name]()).encode()
            if resource.name in treaties
            else "".join(f"{line}\n" for line in _sheet(resource).lines("json")).encode()
        )
        for resource in resources
    }
    return Files(written, notes)


def _sheet(resource: _Resource) -> Sheet:
    fields = resource.schema["fields"]
    values: dict[str, Callable[[str], Any]] = {
        "string": str,
        "date": str,
        "integer": int,
        "boolean": "yes".__eq__,
    }
    kinds = [values[field["type"]] for field in fields]
    read = [
        [kind(cell) if cell else None for kind, cell in zip(kinds, row, strict=True)]
        for row in resource.rows
    ]
    return Sheet([field["name"] for field in fields], read)


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
