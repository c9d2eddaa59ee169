"""The record as pages: one table a file, one row a fact, each with its address and its sources.

The pages are made from the data package when the docs are built, and hold what the files hold.
"""

import csv
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import opcat
from opcat._english import numbered

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["address", "in_order", "rows_of", "setup", "tables", "titled"]

DATA = Path(opcat.__file__).parent / "data"


@cache
def tables() -> dict[str, dict[str, Any]]:
    """Return what `datapackage.json` says of each file, by name."""
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


@cache
def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a file."""
    with (DATA / tables()[name]["path"]).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def in_order(name: str) -> list[dict[str, str]]:
    """Return the rows in the order that readers look for: by name where the file goes by code."""
    rows = rows_of(name)
    codes = [row["alpha_3"] for row in rows if "alpha_3" in row]
    if not codes or codes != sorted(codes):
        return rows
    names = {**titled(), **_participants()}
    return sorted(rows, key=lambda row: _plain(names[row["alpha_3"]]))


def _plain(name: str) -> str:
    """Return a name without accents, so that Côte d'Ivoire stands before Croatia."""
    return "".join(sign for sign in normalize("NFKD", name) if not combining(sign)).casefold()


def address(name: str, row: dict[str, str]) -> str:
    """Return the part of a row's address behind the ``#``: the file and the row's key."""
    schema = tables()[name]["schema"]
    keys = schema.get("primaryKey") or schema["uniqueKeys"][0]
    words = "-".join("-".join(row[key].split()) for key in keys)
    return f"{name}-" + re.sub(r"[^\w.+-]", lambda found: f"~{ord(found[0]):x}", words)


@cache
def titled() -> dict[str, str]:
    """Return the names of States by code."""
    return {row["alpha_3"]: row["name"] for row in rows_of("states")}


@cache
def _participants() -> dict[str, str]:
    """Return the names of the participants that are no States of today, by key."""
    return {row["key"]: row["name"] for row in rows_of("participants")}


@cache
def _uses() -> Counter[str]:
    """Return in how many rows of the other files each source is named.

    Where all rows have the same sources, the description of the file names them instead.
    """
    known = {row["id"] for row in rows_of("sources")}
    of_all = {
        name: known.intersection(re.findall("`([a-z0-9-]+)`", table["description"]))
        for name, table in tables().items()
    }
    return Counter(
        source
        for name in tables()
        for row in rows_of(name)
        for source in (
            *of_all[name],
            *(row.get("sources") or row.get("source") or "").split("|"),
        )
    )


@cache
def _citations() -> dict[str, str]:
    return {row["id"]: f"{row['publisher']}: {row['title']}" for row in rows_of("sources")}


class Record(SphinxDirective):
    """``record`` with the name of a file: the table of its rows."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        self.env.note_dependency(str(DATA / tables()[name]["path"]))
        columns = [field["name"] for field in tables()[name]["schema"]["fields"]]
        heads = columns + ["rows"] * (name == "sources")
        table = nodes.table(classes=["record", f"record-{name}"])
        group = nodes.tgroup(cols=len(heads))
        group += [nodes.colspec(colwidth=1) for _ in heads]
        group += nodes.thead("", nodes.row("", *(_entry(nodes.Text(head)) for head in heads)))
        group += nodes.tbody("", *(self._row(name, columns, row) for row in in_order(name)))
        table += group
        return [table]

    def _row(self, name: str, columns: list[str], row: dict[str, str]) -> nodes.row:
        cells = [_entry(*self._cell(name, column, row[column])) for column in columns]
        if name == "sources":
            cells.append(_entry(nodes.Text(str(_uses()[row["id"]]))))
        own = address(name, row)
        link = nodes.reference("", "#", refuri=f"#{own}", classes=["headerlink"], internal=True)
        link["reftitle"] = "Link to this row"
        cells[0][0] += link
        return nodes.row("", *cells, ids=[own])

    def _cell(self, name: str, column: str, text: str) -> list[nodes.Node]:
        if not text:
            return []
        if column in {"sources", "source"}:
            parts: list[nodes.Node] = []
            for source in text.split("|"):
                parts += [nodes.Text(", ")] * bool(parts)
                link = _link(source, f"sources.html#{_source(source)}")
                link["reftitle"] = _citations()[source]
                parts.append(link)
            return parts
        if column == "url" and text.startswith(("http://", "https://")):
            return [_link(text, text)]
        if column == "alpha_3" and name not in {"states", "names"}:
            page, key = ("states", column) if text in titled() else ("participants", "key")
            named = titled().get(text) or _participants()[text]
            return [
                _link(named, f"{page}.html#{address(page, {key: text})}"),
                nodes.Text(f" {text}"),
            ]
        return [nodes.Text(text.replace("|", ", "))]


def _entry(*inside: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *inside))


def _link(text: str, where: str) -> nodes.reference:
    return nodes.reference("", text, refuri=where, internal=not where.startswith("http"))


def _source(key: str) -> str:
    return address("sources", {"id": key})


def write_pages(app: "Sphinx") -> None:
    """Write a page for each file: its title, what the package says of it, and the table."""
    folder = Path(app.srcdir) / "record"
    folder.mkdir(exist_ok=True)
    for name, resource in tables().items():
        by_name = "" if in_order(name) is rows_of(name) else ", by name"
        text = (
            f"---\nhide-toc: true\n---\n\n# {resource['title']}\n\n{resource['description']}\n\n"
            f"`{resource['path']}`, {numbered(len(rows_of(name)), 'rows')}{by_name}; the columns are "
            f"described in [The record and its sources](../data.md).\n\n```{{record}} {name}\n```\n"
        )
        page = folder / f"{name}.md"
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


def setup(app: "Sphinx") -> dict[str, bool]:
    """Give Sphinx the directive, and have the pages written before it looks for pages."""
    app.add_directive("record", Record)
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
