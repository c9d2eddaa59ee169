"""One hostile text in every field of every value, and every way out of the package.

It would run in a page, move the cursor of a terminal, or be computed by a spreadsheet, wherever it
is not escaped. What a real browser makes of it is looked at in `test_browser_foreign.py`.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest
from foreign import ADDRESS, HOSTILE, OBEYED, hostile, texts
from status_pages import Form, Table, html, xml

import opcat
from opcat import charts, untc
from opcat._output.tables import TABLES, named  # every table, so that a new one is tested too
from opcat.charts import _draw_visits  # the chart is drawn of missions that no record has
from opcat.cli._rows import FORMATS, sheet_of  # every format, of rows that no record has
from opcat.untc._changelog import entry_of  # an entry about texts that no page can hold

TREATY = hostile(opcat.treaty())
ANSWERS: dict[str, Callable[[], Any]] = {
    "treaty": opcat.treaty,
    "convention": opcat.convention,
    "state": lambda: opcat.resolve("Ivory Coast"),
    "participant": lambda: opcat.State(key="drawn", name="Drawn", depositary_name="Drawn"),
    "source": lambda: opcat.treaty().sources_of("as_of")[0],
    "action": lambda: opcat.actions()[-1],
    "status": lambda: opcat.status("Colombia"),
    "no action": lambda: opcat.status("Kenya"),
    "counts": opcat.counts,
    "profile": lambda: opcat.profile("Kazakhstan"),
    "deadlines": lambda: opcat.deadlines("Kazakhstan"),
    "declaration": lambda: opcat.declarations()[0],
    "territory": lambda: next(one for one in opcat.territories() if one.territory),
    "mechanism": lambda: next(iter(opcat.mechanism_history())),
    "mechanisms": lambda: next(one for one in opcat.mechanisms() if one.mechanism),
    "article 17": opcat.article_17,
    "visit": lambda: opcat.visits()[-1],
    "visit report": lambda: opcat.visits("Ukraine")[0].reports[0],
    "visit total": lambda: opcat.visit_totals()[0],
    "visits reconciled": lambda: opcat.reconcile_visits(opcat.visit_totals()[0]),
    "unvisited": lambda: opcat.unvisited_parties()[0],
    "consent": lambda: opcat.consents()[0],
    "overdue": opcat.overdue_list,
    "overdue entry": lambda: opcat.overdue_list().entries[0],
    "overdue, not known": lambda: opcat.overdue_list(on="2010-01-01"),
    "reading": lambda: opcat.reconcile(parties=94).readings[0],
    "period": lambda: opcat.when(parties=94)[0],
    "event": lambda: opcat.profile("France").events[0],
    "milestone": lambda: opcat.background().milestones[0],
    "related": lambda: opcat.background().related[0],
    "title": lambda: opcat.background().titles[0],
    "entry into force": lambda: opcat.treaty().entry_rule,
    "denunciation": lambda: opcat.treaty().denunciation_rule,
    "names": lambda: opcat.resolve_all(["Kenya", "Korea", "Atlantis"]),
    "reconciliation": lambda: opcat.reconcile(opcat.reported_figures()[0]),
    "figure": lambda: opcat.reported_figures()[0],
    "uptake": opcat.uptake,
    "background": opcat.background,
    "citation": lambda: opcat.cite(opcat.status("Colombia")),
    "package": opcat.cite,
    "reference": lambda: opcat.cite().publication,
    "rows": lambda: opcat.visits("Moldova"),
    "pairs": lambda: opcat.uptake().by_group,
    "changes": lambda: untc.compare(opcat.treaty(on="2020-01-01"), opcat.treaty()),
}
VALUES = {name: hostile(answer()) for name, answer in ANSWERS.items()}
DRAWN: dict[str, Callable[[], charts.Chart]] = {
    "timeline": lambda: charts.timeline(treaty=TREATY),
    "map": lambda: charts.map(treaty=TREATY),
    "groups": lambda: charts.groups(treaty=TREATY),
    "history": lambda: charts.history(TREATY.states[0], treaty=TREATY),
    "survival": lambda: charts.survival(treaty=TREATY),
    "visits": charts.visits,
}


class Seen(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, set[str]] = {}
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def check_page(markup: str) -> Seen:
    """Hold that a page has tables and links, and nothing that runs or turns the text around."""
    seen = Seen(markup)
    assert set(seen.tags) <= {
        *("div", "table", "caption", "strong", "thead", "tbody", "tr", "th", "td"),
        *("a", "p", "code"),
    }
    assert set(seen.attributes) <= {"class", "style", "scope", "href"}
    assert all(re.match("https?://", link) for link in seen.attributes.get("href", ()))
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", markup) is None
    return seen


def is_formula(text: str) -> bool:
    parts = re.split("[;|\t\r\n]", text)
    return any(part.startswith(tuple("=+-@")) for part in (text.lstrip(), *parts))


def test_every_value_that_holds_text_is_tried() -> None:
    bare = {"counts", "overdue, not known", "period", "reading"}
    for name, value in VALUES.items():
        assert bool(texts(value)) is (name not in bare), name
    assert len(texts(VALUES["treaty"])) > 200
    tried = {type(value).__name__ for value in VALUES.values()}
    shown = {name for name in opcat.__all__ if hasattr(getattr(opcat, name), "_repr_html_")}
    assert shown <= tried | {"Record"}, "a record is shown as its treaty"
    assert is_formula(HOSTILE)


@pytest.mark.parametrize("value", VALUES.values(), ids=list(VALUES))
class TestValues:
    def test_what_an_interpreter_prints_moves_no_cursor(self, value: Any) -> None:
        assert re.search(OBEYED, repr(value)) is None

    def test_a_notebook_shows_text(self, value: Any) -> None:
        if not hasattr(value, "_repr_html_"):
            return
        seen = check_page(value._repr_html_())
        if texts(value):
            assert "<img src='http://taken.invalid/x'" in seen.text

    def test_a_notebook_shows_text_of_many(self, value: Any) -> None:
        check_page(opcat.Rows([value, value])._repr_html_())

    def test_json_gives_it_back(self, value: Any) -> None:
        """What machines read is as it was."""
        if isinstance(value, opcat.Treaty):
            assert opcat.from_json(opcat.to_json(value)) == value


def without_separator(cell: Any) -> Any:
    """Return a list without what separates its members in CSV, which no member may hold there."""
    return tuple(one.replace("|", "") for one in cell) if isinstance(cell, tuple) else cell


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_command_line_holds_the_text_and_no_formula_or_tag(
    name: str, form: str
) -> None:
    rows = named("of", name).rows(opcat.treaty())
    sheet = sheet_of([hostile(row) for row in rows][:20], name)
    if form == "csv" and any(
        isinstance(cell, tuple) and cell for row in sheet.rows for cell in row
    ):
        with pytest.raises(opcat.DataError, match="separates the members of a list"):
            list(sheet.lines(form))
        sheet = sheet._replace(rows=[list(map(without_separator, row)) for row in sheet.rows])
    lines = list(sheet.lines(form))
    text = "".join(f"{line}\r\n" for line in lines)
    if form == "csv":
        _, *read = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert len(read) == len(sheet.rows)
        assert not any(is_formula(cell) for row in read for cell in row)
        return
    assert re.search(OBEYED, "".join(lines)) is None
    if form == "json":
        assert len(json.loads(text)) == len(sheet.rows)
    elif form == "markdown":
        assert len(lines) == len(sheet.rows) + 2
        for line in lines:
            assert re.search(r"(?<!\\)(\\\\)*(<(?!br>)|\[)", line.replace("\\\\", "")) is None
            assert len(re.findall(r"(?<!\\)\|", line.replace("\\\\", ""))) == len(sheet.names) + 1


@cache
def drawn(name: str) -> charts.Chart:
    """Return a chart, which is drawn once for all that is asked of it."""
    missions = tuple(map(hostile, opcat.visits()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_draw_visits, "visits_of", lambda **_: missions)
        return DRAWN[name]()


@pytest.mark.parametrize("name", DRAWN)
class TestPictures:
    @pytest.fixture
    def picture(self, name: str) -> charts.Chart:
        return drawn(name)

    def test_a_page_holds_the_text_and_runs_none_of_it(
        self, name: str, picture: charts.Chart
    ) -> None:
        for page in (picture.to_html(), picture.to_html(fullhtml=False)):
            seen = Seen(page)
            assert set(seen.tags) <= {"html", "head", "meta", "style", "script", "body", "div"}
            assert not any(key.startswith("on") for key in seen.attributes)
            assert "document.title='taken'" in page, f"{name} holds it, as text"

    def test_an_svg_runs_nothing_and_links_to_nothing(
        self, name: str, picture: charts.Chart
    ) -> None:
        held = io.StringIO()
        picture.save(held, "svg")
        assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", held.getvalue()) is None
        elements = list(ET.fromstring(held.getvalue()).iter())
        assert {one.tag.rpartition("}")[2] for one in elements} <= {
            *("svg", "g", "path", "rect", "text", "tspan", "line", "defs", "clipPath", "image"),
        }, name
        assert not any(
            key.lower().startswith("on") or key.endswith("href")
            for one in elements
            for key in one.attrib
        )

    def test_the_specification_holds_the_text_and_no_tag(
        self, name: str, picture: charts.Chart
    ) -> None:
        written = json.dumps(picture.to_dict(), ensure_ascii=False)
        assert re.search("<[A-Za-z/!?]", written) is None
        assert "document.title='taken'" in written, name


def test_half_a_character_is_drawn_as_what_it_is_not() -> None:
    """No value holds one; a title of one's own may."""
    held = io.StringIO()
    drawn("timeline").properties(title="half \ud800").save(held, "svg")
    assert "half \ufffd" in held.getvalue()


@pytest.mark.parametrize(
    "error",
    [
        opcat.AmbiguousStateError(HOSTILE, TREATY.states[:2]),
        opcat.UnknownStateError(HOSTILE, "It is not one.", (HOSTILE,), ()),
        opcat.UnknownStateError(HOSTILE, "It is not one.", (), TREATY.states[:2]),
        opcat.errors.EmptyChartError("history", f"no event of {HOSTILE}", "pass another State"),
        opcat.errors.InvariantError([("title", HOSTILE), (HOSTILE, "is wrong")]),
        opcat.DataError([(HOSTILE, HOSTILE)]),
        opcat.errors.OtherTreatyError("groups", HOSTILE),
        opcat.errors.UnknownRuleError(HOSTILE, "entry_rule"),
        opcat.errors.ColumnMissingError("state", HOSTILE, (HOSTILE,)),
        opcat.errors.ColumnClashError((HOSTILE,), "rename them"),
        opcat.errors.VocabularyError("kind", HOSTILE, (HOSTILE,)),
        opcat.errors.DayValueError("on", HOSTILE),
        opcat.errors.DayTypeError("on", HOSTILE),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_move_no_cursor(error: Exception) -> None:
    assert re.search(OBEYED, str(error)) is None


def test_questions_answer_about_a_hostile_treaty() -> None:
    assert opcat.counts(treaty=TREATY) == opcat.counts()
    assert len(opcat.parties(treaty=TREATY)) == 96
    profile = opcat.profile("France", treaty=TREATY)
    assert ADDRESS in str({source.url for source in profile.sources})


@pytest.mark.parametrize("form", [html, xml])
def test_a_page_whose_title_would_be_script_when_its_tags_are_gone_runs_nothing(form: Form) -> None:
    """An escaped title becomes text with tags; when those are out, nothing may be one."""
    title = "<<x>/script><<x>script>document.title='taken'<<x>/script><<x>img src=x onerror=x()>"
    table = Table(
        title=f"Convention on {title} Texts", letter="", rows=(("Kenya", "", "1 Oct 2003 a"),)
    )
    found = untc.read(form(table), None if form is html else "2026-02-03")
    assert found.title == "Convention on document.title='taken' Texts"
    seen = Seen(charts.timeline(treaty=found).to_html())
    assert seen.tags.count("script") == Seen(charts.timeline().to_html()).tags.count("script")
    assert "img" not in seen.tags


def test_an_entry_of_the_changelog_is_text() -> None:
    old = attrs.evolve(opcat.treaty(on="2020-01-01"), short_title=HOSTILE.strip())
    entry = entry_of(old, VALUES["changes"], ANSWERS["source"]())
    assert re.search(OBEYED, entry) is None
    assert len(entry.split("\n")) == len(VALUES["changes"].entries) + 1
    assert re.search(r"(?<!\\)[<\[]", entry.replace("\\\\", "")) is None
