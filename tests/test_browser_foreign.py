"""Hostile text in a real browser: it is shown, nothing runs, nothing is asked for.

The texts are those of `foreign.py`: one in every field of every value, in pictures saved as pages,
in what notebooks show, and in the explorer.
"""

import csv
import re
import shutil
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import altair as alt
import attrs
import pytest
from browser import browser
from explorer_page import NAME
from foreign import ADDRESS, HOSTILE, hostile
from test_foreign import DRAWN, VALUES, is_formula

import opcat
from opcat import charts, explorer
from opcat.charts import _draw_visits  # the chart is drawn of missions that no record has

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

SHAPES = {"svg", "title", "defs", "pattern", "g", "path", "rect", "circle", "use", "text"}
"""All that a saved map is made of."""
TURNED = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
SHOWN = "<img src='http://taken.invalid/x'"


@pytest.fixture(scope="module")
def started() -> Iterator["Browser"]:
    with browser() as started:
        yield started


class Watched:
    """A browser whose pages are looked at: what they ask for, say, open and run."""

    def __init__(self, context: "BrowserContext") -> None:
        self.context = context
        self.happened: list[str] = []
        context.on("request", lambda request: self._note("asks for", request.url))
        context.on("page", self._watch)

    def _note(self, what: str, of: str) -> None:
        if not of.startswith(("file://", "about:", "data:,", "blob:")):
            self.happened.append(f"{what} {of}")

    def _watch(self, page: "Page") -> None:
        page.on("dialog", self._dismiss)
        page.on("pageerror", lambda error: self._note("fails", str(error)))

    def _dismiss(self, dialog: "Dialog") -> None:
        self._note("asks", dialog.message)
        dialog.dismiss()

    def open(self, path: Path) -> "Page":
        page = self.context.new_page()
        page.goto(path.as_uri())
        return page

    def is_quiet(self) -> bool:
        """Tell whether nothing ran, in no page that was opened."""
        for page in self.context.pages:
            page.wait_for_timeout(100)  # what failed to load would run what is to run then
            if page.title() == "taken":
                self.happened.append("a title was taken")
            count = page.locator("img:not([src^='data:']), [onerror], [onload]").count()
            self.happened += ["an element was made"] * count
        return self.happened == []


@pytest.fixture
def watched(started: "Browser") -> Iterator[Watched]:
    with started.new_context(accept_downloads=True) as context:
        yield Watched(context)


def test_it_would_be_seen(watched: Watched, tmp_path: Path) -> None:
    """Where the same text is not escaped, it runs."""
    path = tmp_path / "bad.html"
    path.write_text(f"<script>var spec = '{HOSTILE}'</script>", encoding="utf-8")
    watched.open(path)
    assert not watched.is_quiet()


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture(
    name: str, watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is saved, and as Altair by itself shows it with a title of the reader's own."""
    missions = tuple(map(hostile, opcat.visits()))
    monkeypatch.setattr(_draw_visits, "visits_of", lambda **_: missions)
    picture = DRAWN[name]()
    saved, altairs = tmp_path / "saved.html", tmp_path / "altairs.html"
    picture.save(saved)
    titled = picture.properties(title=HOSTILE)
    altairs.write_text(alt.Chart.from_dict(titled.to_dict()).to_html(inline=True), encoding="utf-8")
    for path in (saved, altairs):
        page = watched.open(path)
        page.locator("svg.marks").wait_for()
        for mark in page.locator("[role=graphics-symbol]").all()[:3]:
            mark.hover(force=True)
    assert watched.is_quiet()
    # Whoever asks for the page as text gets what was looked at, below another head.
    head, _, body = picture.to_html(inline=True).partition("<body>")
    assert body == saved.read_text(encoding="utf-8").partition("<body>")[2] != ""
    assert "taken" not in head


@pytest.mark.parametrize("words", ["View Source", "View Compiled Vega"])
def test_the_menu_of_a_picture(words: str, watched: Watched, tmp_path: Path) -> None:
    """It writes the specification into a new window, as a page and unescaped."""
    path = tmp_path / "timeline.html"
    DRAWN["timeline"]().properties(title=HOSTILE).save(path)
    page = watched.open(path)
    page.locator("svg.marks").wait_for()
    page.locator("details summary").click()
    with page.expect_popup() as opened:
        page.get_by_text(words).click()
    opened.value.locator("code.json").wait_for()
    assert opened.value.locator("script, img, svg").count() == 0
    assert watched.is_quiet()


def test_a_tooltip(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    charts.map(words={"party": re.sub("[{}]", "", HOSTILE)}).save(path)
    page = watched.open(path)
    page.locator("svg.marks").wait_for()
    page.locator("svg.marks [aria-label*='Brazil: ']").first.hover(force=True)
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    assert "document.title='taken'" in tip.inner_text()
    assert tip.locator("img, script, svg").count() == 0
    assert watched.is_quiet()


def test_an_svg_by_itself(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "timeline.svg"
    DRAWN["timeline"]().save(path)
    page = watched.open(path)
    assert page.locator("svg").first.get_attribute("role") == "img"
    assert watched.is_quiet()


def test_what_a_notebook_shows(watched: Watched, tmp_path: Path) -> None:
    tables = [value._repr_html_() for value in VALUES.values() if hasattr(value, "_repr_html_")]
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{''.join(tables)}", encoding="utf-8")
    page = watched.open(path)
    assert page.locator(".opcat").count() == len(tables)
    assert SHOWN in page.locator("body").inner_text()
    assert page.locator("a:not([href^='http'])").count() == 0
    assert watched.is_quiet()


FREE = {
    "sources.csv": ("title", "publisher", "url"),
    "states.csv": ("name", "depositary_name"),
    "declarations.csv": ("summary",),
    "mechanisms.csv": ("bodies",),
}
"""The columns of texts that anybody may write, and that the explorer shows."""


@pytest.fixture
def explored(tmp_path: Path) -> Path:
    """The explorer, made of a hostile record."""
    data = tmp_path / "data"
    shutil.copytree(str(files("opcat") / "data"), data)
    written = HOSTILE.replace("|", "")  # which separates the members of a cell
    written = written.replace("\0", "")  # which no CSV holds
    for name, columns in FREE.items():
        with (data / name).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for row in rows:
            for column in filter(row.get, columns):
                row[column] = f"{ADDRESS if column == 'url' else written}{row[column]}"
        with (data / name).open("w", encoding="utf-8", newline="") as lines:
            table = csv.DictWriter(lines, rows[0], lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    path = tmp_path / NAME
    path.write_text(explorer.page(treaty=opcat.load(data)), encoding="utf-8")
    return path


def test_the_explorer(explored: Path, watched: Watched) -> None:
    page = watched.open(explored)
    page.locator("#states li:visible").first.wait_for()
    assert page.locator("#states li:visible").count() == 96
    page.locator("#states li:visible summary").first.click()
    assert SHOWN in page.locator("#states li:visible").first.inner_text()
    assert page.locator("#states a:not([href^='http'])").count() == 0
    assert page.locator("#states li:visible .more li").count() > 0
    assert re.search(TURNED, page.locator("#states").inner_text()) is None
    for code in ("CHL", "DEU", "NZL"):  # with mechanisms, declarations and territories
        page.locator(f"#states [data-code={code}] summary").click()
        panel = page.locator(f"#states [data-code={code}] .more")
        panel.locator("h3").last.wait_for()
        assert SHOWN in panel.inner_text()
    page.locator("#map .shape[data-code=BRA]").hover(force=True)
    assert SHOWN in page.locator("#hint").inner_text()
    page.check("[name=form][value=table]", force=True)
    page.click("[data-column=act] button")
    cells = page.locator("#rows tr:visible > *").all_text_contents()
    assert sum(SHOWN in cell for cell in cells) == 96
    assert not any(re.search(TURNED, cell) for cell in cells)
    assert page.locator("table :is(img, script, svg, a)").count() == 0
    page.check("[name=form][value=list]", force=True)
    page.fill("#name", HOSTILE)
    with page.expect_download() as loaded:
        page.evaluate("document.querySelector('#name').value = ''")
        page.locator("#name").dispatch_event("input")
        page.click("#download")
    text = Path(loaded.value.path()).read_text(encoding="utf-8-sig")
    [_, *rows] = csv.reader(text.splitlines(keepends=True), strict=True)
    assert len(rows) == 96
    assert not any(is_formula(cell) for row in rows for cell in row)
    assert rows[0][1].startswith("'=cmd")
    assert watched.is_quiet()


LONG = "Ab" * 150
"""A word that is wider than any page."""


def unheard_of() -> opcat.Treaty:
    """Return a treaty whose title and whose States are called what nothing has room for."""
    names = (LONG, HOSTILE, f"{HOSTILE}{LONG}", f"\u202e{LONG}", "\N{ARABIC LETTER SEEN}" * 200)
    acts = tuple(
        opcat.Action(
            state=opcat.State(key=f"state-{place}", name=f"{name} {place}"),
            kind=opcat.ActionKind.ACCESSION,
            date=date(2005, 1, 1 + place),
        )
        for place, name in enumerate(names)
    )
    return attrs.evolve(
        opcat.convention(),
        title=f"{LONG}: {HOSTILE}{LONG}",
        short_title=f"{HOSTILE}{LONG}",
        abbreviation=None,
        actions=acts,
        stated_in_force_on=None,
    )


@pytest.mark.parametrize("size", [(1400, 900), (820, 1180), (390, 844)])
def test_long_words_stay_within_the_explorer(
    size: tuple[int, int], watched: Watched, tmp_path: Path
) -> None:
    """In the list, the panel, the hint, what is said of a search, the dialog, and the saved map."""
    path = tmp_path / NAME
    path.write_text(explorer.page(treaty=unheard_of()), encoding="utf-8")
    page = watched.open(path)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    for place in range(5):
        page.locator(f"#states [data-code=state-{place}] summary").click()
        page.locator(f"#states [data-code=state-{place}] .more button").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], place
    page.check("[name=form][value=table]", force=True)
    page.click("[data-column=state] button")
    assert page.locator("#rows tr:visible").count() == 5
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.check("[name=form][value=list]", force=True)
    page.click("#copy-citation")
    page.locator("#copied").wait_for()
    box = page.locator("#copied").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    page.click("#close")
    with page.expect_download() as loaded:
        page.click("#save-svg")
    drawn = ET.parse(loaded.value.path())
    assert {one.tag.rpartition("}")[2] for one in drawn.iter()} <= SHAPES
    for text in (LONG, HOSTILE):
        page.fill("#name", f"zz{text}")
        assert "zz" in page.inner_text("#none")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert watched.is_quiet()
