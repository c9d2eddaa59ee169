"""What the documentation promises as a whole: every fact has its row, every public name its entry."""

import importlib
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import record
from docutils import nodes
from record_files import rows_of_file

import opcat

DOCS = Path(__file__).parents[1] / "docs"
REFERENCE = (DOCS / "reference.md").read_text(encoding="utf-8")


class TestRecordPages:
    """Each file of the record as a table."""

    @pytest.fixture(autouse=True)
    def _directive(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Env:
            @staticmethod
            def note_dependency(_path: str) -> None: ...

        monkeypatch.setattr(record.Record, "env", Env())

    def table(self, name: str) -> nodes.table:
        directive = record.Record.__new__(record.Record)
        directive.arguments = [name]
        [table] = directive.run()
        return table

    @pytest.mark.parametrize("name", record.tables())
    def test_every_row_and_cell_is_there(self, name: str) -> None:
        names = {row["alpha_3"]: row["name"] for row in rows_of_file("states.csv")}
        names |= {row["key"]: row["name"] for row in rows_of_file("participants.csv")}
        rows = list(self.table(name).findall(nodes.row))[1:]
        assert len(rows) == len(record.rows_of(name))
        for row, fact in zip(rows, record.rows_of(name), strict=True):
            texts = [cell.astext().removesuffix("#") for cell in row]
            for text, (column, cell) in zip(texts, fact.items(), strict=False):
                said = cell.replace("|", ", ")
                if column == "alpha_3" and name not in {"states", "names"}:
                    said = f"{names[cell]} {cell}"
                assert text == said

    @pytest.mark.parametrize("name", record.tables())
    def test_every_link_leads_to_a_row(self, name: str) -> None:
        """Within the page, and to the rows of sources and of States; no address stands twice."""
        ids = [row["ids"][0] for row in self.table(name).findall(nodes.row) if row["ids"]]
        assert len(set(ids)) == len(ids) == len(record.rows_of(name))
        known = {f"#{key}" for key in ids}
        for other in ("sources", "states", "participants"):
            known |= {f"{other}.html#{record.address(other, row)}" for row in record.rows_of(other)}
        links = {link["refuri"] for link in self.table(name).findall(nodes.reference)}
        assert {link for link in links if not link.startswith("http")} <= known
        cited = {
            key for row in record.rows_of(name) for key in (row.get("sources") or "").split("|")
        }
        assert {f"sources.html#sources-{key}" for key in cited - {""}} <= links

    def test_sources_say_how_often_they_are_used(self) -> None:
        shown = {
            row["ids"][0].removeprefix("sources-"): int(row[-1].astext())
            for row in list(self.table("sources").findall(nodes.row))[1:]
        }
        named: Counter[str] = Counter()
        for path in (Path(opcat.__file__).parent / "data").glob("*.csv"):
            for row in rows_of_file(path.name):
                named.update((row.get("sources") or row.get("source") or "").split("|"))
        names = len(rows_of_file("state_names.csv"))  # their description names two for all rows
        named.update({"un-m49-2026-05": names, "un-protocol-names-2026-05": names})
        codes = len(rows_of_file("other_codes.csv"))  # and so does theirs
        schemes = ("cow-state-system-2016", "gleditsch-ward-2017", "vdem-units-15")
        named.update(dict.fromkeys(schemes, codes))
        assert shown == {row["id"]: named[row["id"]] for row in rows_of_file("sources.csv")}

    def test_a_link_to_a_source_says_who_published_what(self) -> None:
        """Its text is the id, which is made of a host's name."""
        [link] = [
            link
            for link in self.table("actions").findall(nodes.reference)
            if link.astext() == "coljuristas-org-3f28af"
        ]
        assert link["reftitle"].startswith("Comisión Colombiana de Juristas: [News release: the ")

    def test_every_file_is_in_the_contents(self) -> None:
        listed = re.findall(
            r"^record/(\w+)$", (DOCS / "record.md").read_text(encoding="utf-8"), re.MULTILINE
        )
        assert sorted(listed) == sorted(record.tables())


class TestReference:
    def test_every_public_name_has_an_entry(self) -> None:
        for name in opcat.__all__:
            if name != "errors":  # the module: its names are the package's own
                assert entry(f"opcat.{name}") or entry(name), name

    @pytest.mark.parametrize("module", ["errors", *opcat._EXTRAS])
    def test_every_public_name_of_the_modules_too(self, module: str) -> None:
        found: Any = importlib.import_module(f"opcat.{module}")
        for name in found.__all__:
            if getattr(opcat, name, None) is not getattr(found, name):
                assert entry(f"opcat.{module}.{name}"), f"{module}.{name}"


class TestInstalling:
    """The package can be had as a clone, and by its name where it is installed already."""

    PAGES = (DOCS.parent / "README.md", *sorted(DOCS.glob("*.md")))

    def test_the_quickstart_lists_every_extra(self) -> None:
        project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
        extras = set(project["project"]["optional-dependencies"])
        [line] = re.findall(
            r"^The extras are (.*);", (DOCS / "quickstart.md").read_text("utf-8"), re.MULTILINE
        )
        assert set(re.findall(r"`(\w+)`", line)) == extras

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_every_page_installs_from_the_clone(self, page: Path) -> None:
        by_name = re.findall(r"^.*pip install '?\"?opcat.*$", page.read_text("utf-8"), re.MULTILINE)
        assert all("is installed," in line for line in by_name), by_name


def entry(name: str) -> bool:
    return (
        re.search(rf"^\.\. (auto\w+|py:data):: {re.escape(name)}(\(|$)", REFERENCE, re.MULTILINE)
        is not None
    )


def test_links_of_the_readme_lead_somewhere() -> None:
    root = DOCS.parent
    for page in (root / "README.md", root / "CONTRIBUTING.md"):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (root / link).exists(), f"{page.name}: {link}"
