"""What the documentation promises as a whole: every fact has its row, every public name its entry."""

import importlib
import inspect
import io
import re
import runpy
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

import chart_words
import name_links
import pandas as pd
import pictures
import pytest
import record
import search_words
from docutils import nodes
from installing import DEPENDENCIES, EXTRAS
from record_files import rows_of_file

import opcat
from opcat import charts, errors, frames
from opcat.charts._wording import COMMON  # no question tells them from a chart's own
from opcat.cli import main

DOCS = Path(__file__).parents[1] / "docs"
REFERENCE = "\n".join(page.read_text(encoding="utf-8") for page in DOCS.glob("reference*.md"))


class _Env:
    """What the directive needs of Sphinx."""

    @staticmethod
    def note_dependency(_path: str) -> None: ...


@cache
def table(name: str) -> nodes.table:
    """Return the table of a page of the record."""
    directive = record.Record.__new__(record.Record)
    directive.arguments = [name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record.Record, "env", _Env())
        [made] = directive.run()
    return made


@cache
def addresses(name: str) -> frozenset[str]:
    """Return where the rows of a page of the record stand."""
    return frozenset(f"{name}.html#{record.address(name, row)}" for row in record.rows_of(name))


@cache
def picture(name: str) -> Any:
    """Return a picture of the docs."""
    return pictures.PICTURES[name]()


class TestRecordPages:
    """Each file of the record as a table."""

    @pytest.mark.parametrize("name", record.tables())
    def test_every_row_and_cell_is_there(self, name: str) -> None:
        names = {row["alpha_3"]: row["name"] for row in rows_of_file("states.csv")}
        names |= {row["key"]: row["name"] for row in rows_of_file("participants.csv")}
        rows = list(table(name).findall(nodes.row))[1:]
        assert len(rows) == len(record.rows_of(name))
        for row, fact in zip(rows, record.in_order(name), strict=True):
            texts = [cell.astext().removesuffix("#") for cell in row]
            for text, (column, cell) in zip(texts, fact.items(), strict=False):
                said = cell.replace("|", ", ")
                if column == "alpha_3" and name not in {"states", "names"}:
                    said = f"{names[cell]} {cell}"
                assert text == said

    @pytest.mark.parametrize("name", record.tables())
    def test_every_link_leads_to_a_row(self, name: str) -> None:
        """Within the page, and to the rows of sources and of States; no address stands twice."""
        ids = [row["ids"][0] for row in table(name).findall(nodes.row) if row["ids"]]
        assert len(set(ids)) == len(ids) == len(record.rows_of(name))
        known = {f"#{key}" for key in ids}
        for other in ("sources", "states", "participants"):
            known |= addresses(other)
        links = {link["refuri"] for link in table(name).findall(nodes.reference)}
        assert {link for link in links if not link.startswith("http")} <= known
        cited = {
            key for row in record.rows_of(name) for key in (row.get("sources") or "").split("|")
        }
        assert {f"sources.html#sources-{key}" for key in cited - {""}} <= links

    def test_sources_say_how_often_they_are_used(self) -> None:
        shown = {
            row["ids"][0].removeprefix("sources-"): int(row[-1].astext())
            for row in list(table("sources").findall(nodes.row))[1:]
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
            for link in table("actions").findall(nodes.reference)
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

    @pytest.mark.parametrize("module", ["opcat", *(f"opcat.{name}" for name in opcat._EXTRAS)])
    def test_every_public_function_has_an_example(self, module: str) -> None:
        """Which runs: the docstrings are tested too."""
        room = importlib.import_module(module)
        public = {name: getattr(room, name) for name in room.__all__}
        functions = {name: found for name, found in public.items() if inspect.isfunction(found)}
        assert [
            name for name, found in functions.items() if ">>> " not in (found.__doc__ or "")
        ] == []


class TestInstalling:
    """The package can be had as a clone, and by its name where it is installed already."""

    PAGES = (DOCS.parent / "README.md", *sorted(DOCS.glob("*.md")))

    def test_the_quickstart_lists_every_extra(self) -> None:
        [line] = re.findall(
            r"^The extras are (.*);", (DOCS / "quickstart.md").read_text("utf-8"), re.MULTILINE
        )
        assert set(re.findall(r"`(\w+)`", line)) == set(DEPENDENCIES)

    def test_the_extra_that_is_all_of_them_is(self) -> None:
        """People try `opcat[all]` first."""
        [own] = DEPENDENCIES["all"]
        assert own == f"opcat[{','.join(sorted(EXTRAS))}]"

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


class TestQuestions:
    """The table *I want to ...*: each line gives an answer as it stands."""

    PAGE = (DOCS / "questions.md").read_text(encoding="utf-8")
    LINES = re.findall(r"^\| (?!I want)[^|]+ \| `([^`]+)` \| \[", PAGE, re.MULTILINE)

    def test_there_are_thirty_or_more(self) -> None:
        rows = re.findall(r"^\| (?!I want|---)", self.PAGE, re.MULTILINE)
        assert len(self.LINES) == len(rows) == len(set(self.LINES)) >= 30

    @pytest.mark.parametrize("line", [line for line in LINES if not line.startswith("opcat ")])
    def test_a_line_of_python_answers(self, line: str) -> None:
        mine = pd.DataFrame({"country": ["Togo"], "date": pd.to_datetime(["2012-05-01"])})
        found = eval(line, {"opcat": opcat, "charts": charts, "frames": frames, "mine": mine})
        assert found is not None
        assert not hasattr(found, "__len__") or len(found) > 0

    @pytest.mark.parametrize("line", [line for line in LINES if line.startswith("opcat ")])
    @pytest.mark.usefixtures("page_made_once")
    def test_a_line_of_the_shell_writes(
        self, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert main(line.split()[1:]) == 0
        assert list(tmp_path.iterdir())


class TestWords:
    """The glossary, whose words the site's search finds."""

    PAGE = (DOCS / "glossary.md").read_text(encoding="utf-8")
    WORDS = tuple(search_words.words_of(PAGE))

    def test_every_word_stands_once_and_leads_to_pages(self) -> None:
        rows = re.findall(r"^\| \*\*(.*?) \|", self.PAGE, re.MULTILINE)
        words = [word.lower() for word, _ in self.WORDS]
        assert len(words) == sum(row.count(",") + 1 for row in rows)
        assert len(words) == len(set(words)) > 60
        assert {"excel", "plot", "spt", "npm", "install", "not ratified", "download"} < set(words)
        for word, pages in self.WORDS:
            assert pages, word
            assert all((DOCS / f"{page}.md").exists() for page in pages), word


class TestWordsOfCharts:
    """The page that lists what `words=` replaces, for those who read no source."""

    PAGE = chart_words.PAGE.read_text(encoding="utf-8")
    MADE: ClassVar[dict[str, Callable[..., charts.Chart]]] = {
        "timeline": charts.timeline,
        "map": charts.map,
        "groups": charts.groups,
        "history": partial(charts.history, "Mexico"),
        "survival": charts.survival,
        "visits": charts.visits,
    }

    def test_the_lists_are_those_of_the_code(self) -> None:
        """`make picture` writes them."""
        assert self.PAGE.partition(chart_words.START)[2].strip() == chart_words.listed().strip()

    @pytest.mark.parametrize("name", MADE)
    def test_a_chart_knows_the_keys_that_are_listed(self, name: str) -> None:
        parts = dict(
            re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", self.PAGE, re.MULTILINE | re.DOTALL)
        )
        listed = set(re.findall(r"^\| `([^`]+)` \|", parts[f"`charts.{name}`"], re.MULTILINE))
        for part in ("Every chart", "Regional groups"):
            if part == "Every chart" or "Also the regional groups" in parts[f"`charts.{name}`"]:
                listed |= set(re.findall(r"`([^`]+)`(?= \||,|\.$)", parts[part], re.MULTILINE))
        listed -= {"timeline", "groups", "survival"}
        with pytest.raises(errors.VocabularyError) as caught:
            self.MADE[name](words={"unheard of": "x"})
        known = set(caught.value.allowed)
        if name == "history":  # and its events, each by its own text
            assert listed < known
            assert all(re.search(r"[A-Z ]", str(key)) or key == "party" for key in known - listed)
        else:
            assert known == listed

    def test_the_french_chart_is_whole(self) -> None:
        """Only what is the same in French is not replaced."""
        every = {**COMMON, **chart_words.OWN["groups"]}
        assert set(every) - set(chart_words.french()) == {"day", "says"}


class TestNames:
    """Names of the package that are written as plain code become links."""

    KNOWN = dict.fromkeys(
        ("opcat.counts", "opcat.Treaty", "opcat.Treaty.as_of", "opcat.errors.DayTypeError")
    )

    @pytest.mark.parametrize(
        ("code", "name"),
        [
            ("opcat.counts", "opcat.counts"),
            ("opcat.counts()", "opcat.counts"),
            ("Treaty", "opcat.Treaty"),
            ("Treaty.as_of", "opcat.Treaty.as_of"),
            ("DayTypeError", "opcat.errors.DayTypeError"),
            ("counts", None),  # may be a command, or an argument
            ("opcat.counts(on=day)", None),
            ("opcat.count", None),
            ("ValueError", None),
            ("", None),
        ],
    )
    def test_which_code_is_a_name(self, code: str, name: str | None) -> None:
        assert name_links.full_name(code, self.KNOWN) == name


@pytest.mark.parametrize("page", TestInstalling.PAGES, ids=lambda page: page.name)
def test_a_page_reads_as_plain_markdown_too(page: Path) -> None:
    """A role of Sphinx is raw text on a site that shows Markdown: links and code say the same."""
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    roles = set(re.findall(r"\{(?:doc|ref|term|py:\w+|nb-download)\}`[^`]*`", text))
    assert roles <= {"{nb-download}`tutorial.ipynb`"}, "write [title](page.md) or `opcat.name`"
    targets = re.findall(r"^\([\w-]+\)=$|^:::.*", text, re.MULTILINE)
    assert targets == [], "a heading is a target already"
    notes = re.findall(
        r"^```\{(?:note|warning|tip|seealso)\}", page.read_text("utf-8"), re.MULTILINE
    )
    assert notes == [], "a paragraph that begins with > is set apart by both"


@pytest.mark.parametrize("page", TestInstalling.PAGES, ids=lambda page: page.name)
def test_every_column_of_a_table_has_a_heading(page: Path) -> None:
    """A screen reader says it before each cell."""
    heads = re.findall(r"^(\|.*\|)\n\|[-:| ]+\|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert [head for head in heads if re.search(r"\|\s*\|", head)] == []


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    """They are relative, so that they lead there on a hosting site as well."""
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", TestInstalling.PAGES, ids=lambda page: page.name)
def test_a_link_to_a_part_of_a_page_leads_to_a_heading(page: Path) -> None:
    for file, part in re.findall(r"\]\(([\w/.-]*)#([\w-]+)\)", page.read_text(encoding="utf-8")):
        text = (page.parent / file if file else page).read_text(encoding="utf-8")
        heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        known = {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}
        assert part in known, f"{file}#{part}"


def test_the_first_page_names_every_page() -> None:
    """So does the README, except for the pages of the reference, which one page names."""
    first = (DOCS / "index.md").read_text(encoding="utf-8")
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        if not page.name.startswith("reference-") and page.name != "index.md":
            assert f"]({page.name})" in first, page.name
            if page.name != "changelog.md":
                assert f"](docs/{page.name})" in readme, page.name
    for page in DOCS.glob("reference-*.md"):
        assert f"]({page.name})" in (DOCS / "reference.md").read_text(encoding="utf-8"), page.name


class TestPictures:
    """The pictures that are kept, for README and for pages that are read as plain Markdown."""

    @pytest.mark.parametrize("name", pictures.PICTURES)
    def test_what_is_kept_is_that_of_the_record(self, name: str) -> None:
        """`make picture` draws it anew. Fonts may differ, and where words stand; the words may not."""
        held = io.StringIO()
        picture(name).save(held, "svg")
        kept = pictures.KEPT / f"{name}.svg"
        assert self.words(kept.read_text(encoding="utf-8")) == self.words(held.getvalue())
        assert kept.stat().st_size <= 400_000

    @pytest.mark.parametrize("page", TestInstalling.PAGES, ids=lambda page: page.name)
    def test_a_picture_is_described_as_the_chart_describes_itself(self, page: Path) -> None:
        shown = re.findall(r"!\[([^]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        for said, path in shown:
            assert (page.parent / path).resolve().parent == pictures.KEPT
            assert said == picture(Path(path).stem).description

    def test_every_picture_is_shown(self) -> None:
        pages = ("charts", "chart-words")
        text = "".join((DOCS / f"{page}.md").read_text(encoding="utf-8") for page in pages)
        assert all(f"](_static/{name}.svg)" in text for name in pictures.PICTURES)

    @staticmethod
    def words(svg: str) -> Counter[str]:
        """Return the words in a picture, however they are broken into lines."""
        return Counter(" ".join(ET.fromstring(svg).itertext()).split())


def test_the_reference_shows_no_default_that_cannot_be_passed() -> None:
    """attrs writes NOTHING for one that another field gives."""
    shown = runpy.run_path(str(DOCS / "conf.py"))["computed_defaults"]
    told = str(inspect.signature(opcat.State))
    assert "key: str = NOTHING" in told
    signature, returned = shown(None, "class", "opcat.State", opcat.State, None, told, None)
    assert signature == told.replace("NOTHING", "...")
    assert returned is None
    assert shown(None, "module", "opcat", opcat, None, None, None) is None
