"""The rows of the packaged files, read without the package."""

import csv
from importlib.resources import files
from pathlib import Path

import opcat

SPELLINGS = {"names", "not_states", "state_names", "cldr_names", "usual_names", "other_codes"}
"""The tables that `opcat.load` does not read."""


def rows_of_file(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the record's CSV files."""
    text = (files("opcat") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def spellings() -> list[str]:
    """Return what means a State: names as people write them, and codes."""
    codes = {row[key] for row in rows_of_file("states.csv") for key in ("alpha_3", "alpha_2")}
    return sorted({row["name"] for row in rows_of_file("names.csv")} | codes)


def text_of(name: str) -> str:
    """Return the text of one of the record's CSV files."""
    return (files("opcat") / "data" / f"{name}.csv").read_text(encoding="utf-8")


def loaded(place: Path, **texts: str | None) -> opcat.Record:
    """Return a copy of the packaged record, with other tables in place of its own; None for none."""
    for path in (files("opcat") / "data").iterdir():
        name, _, kind = path.name.partition(".")
        if kind == "csv" and name not in SPELLINGS and name not in texts:
            (place / path.name).write_bytes(path.read_bytes())
    for name, text in texts.items():
        if text is not None:
            (place / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return opcat.load(place)
