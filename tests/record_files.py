"""The rows of the packaged files, read without the package."""

import csv
from importlib.resources import files


def rows_of_file(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the record's CSV files."""
    text = (files("opcat") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def spellings() -> list[str]:
    """Return what means a State: names as people write them, and codes."""
    codes = {row[key] for row in rows_of_file("states.csv") for key in ("alpha_3", "alpha_2")}
    return sorted({row["name"] for row in rows_of_file("names.csv")} | codes)
