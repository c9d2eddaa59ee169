"""A directory of record files with hostile text in every cell whose form is free."""

import csv
from pathlib import Path

from foreign import ADDRESS, HOSTILE

import opcat

DATA = Path(opcat.__file__).parent / "data"
FREE = {
    "convention.csv": ("title", "adopted_at"),
    "declarations.csv": ("summary",),
    "mechanism_standing.csv": ("note",),
    "mechanisms.csv": ("bodies", "legal_basis", "web_address", "note"),
    "milestones.csv": ("event",),
    "participants.csv": ("name",),
    "related.csv": ("name", "about"),
    "reported_figures.csv": ("place",),
    "sources.csv": ("publisher", "title", "url"),
    "states.csv": ("name", "depositary_name"),
    "territories.csv": ("territory", "note"),
    "treaty.csv": ("title", "short_title", "abbreviation", "adopted_at", "depositary"),
    "treaty_titles.csv": ("title",),
    "visit_reports.csv": ("symbol",),
    "visit_totals.csv": ("note",),
}
"""The columns of free text; of the facts of a treaty, their names."""


def write_record(directory: Path, text: str = HOSTILE, *, rows_of_each: int = 1000) -> None:
    """Write the packaged record with a text before what stands in the free cells of some rows."""
    directory.mkdir(exist_ok=True)
    names = (*FREE, "actions.csv", "convention_actions.csv", "overdue_mechanisms.csv", "visits.csv")
    for name in names:
        with (DATA / name).open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        for row in rows if header[0] == "fact" else rows[:rows_of_each]:
            for place, column in enumerate(header):
                of_facts = (
                    header[0] == "fact" and column == "value" and row[0] in FREE.get(name, ())
                )
                if row[place] and (of_facts or column in FREE.get(name, ())):
                    address = column in ("url", "web_address")
                    before = ADDRESS if address else text
                    if column == "symbol":  # a cell of a table holds several, with "|" between
                        before = before.replace("|", "/")
                    row[place] = before + row[place]
        with (directory / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([header, *rows])
