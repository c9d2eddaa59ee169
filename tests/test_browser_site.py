"""The built site in a real browser: it needs nobody else, and every page fits a phone.

`make test-browser` builds it and says where it is, in OPCAT_SITE.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
import search_words
from browser import accessibility, browser, missing
from explorer_page import NAME

import opcat

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

LOOKED_AT = (
    "index",
    "questions",
    "glossary",
    "quickstart",
    "charts",
    "reference-questions",
    "tutorial",
    "notebooks",
    "data",
    "record/declarations",
    "explorer",
    "search",
)
GLOSSARY = Path(__file__).parents[1] / "docs" / "glossary.md"


@pytest.fixture(scope="module")
def site() -> Path:
    place = os.environ.get("OPCAT_SITE")
    if place is None:
        missing("OPCAT_SITE does not say where the built site is; make test-browser builds it")
    return Path(place).resolve()


@pytest.fixture(scope="module")
def started() -> Iterator["Browser"]:
    with browser() as started:
        yield started


# What stands beyond the screen where nothing scrolls, so that nobody can reach it.
LOST = """() => [...document.querySelectorAll("article :is(a, p, li, img, h1, h2, h3, dt)")]
    .filter(one => !one.closest("pre, .table-wrapper, .opcat, .cell_output") && one.getBoundingClientRect().right > innerWidth)
    .map(one => `${one.tagName} ${one.innerText?.slice(0, 60)}`)"""


def test_no_page_asks_anybody_else_or_complains(started: "Browser", site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert {"index.html", NAME} <= {page.name for page in pages}
    asked: set[str] = set()
    complaints: list[str] = []
    with started.new_context(viewport={"width": 375, "height": 812}) as context:
        tab = context.new_page()
        tab.on("request", lambda asking: asked.add(asking.url))
        tab.on("console", lambda message: complaints.append(f"{tab.url}: {message.text}"))
        tab.on("pageerror", lambda error: complaints.append(f"{tab.url}: {error}"))
        for page in pages:
            tab.goto(page.as_uri())
            width = tab.evaluate("document.documentElement.scrollWidth")
            assert width == 375, f"{page.name} scrolls sideways on a phone"
            assert tab.evaluate(LOST) == [], page.name
    assert [url for url in asked if not url.startswith((site.as_uri(), "data:"))] == []
    assert complaints == []


# What is shown and stands beyond the paper or the screen, or is cut at the edge of its box.
BEYOND = """() => {
    const width = document.documentElement.clientWidth;
    return [...document.querySelectorAll("body *")].filter(one => {
        const box = one.getBoundingClientRect();
        if (!one.checkVisibility() || !box.width || !box.height) return false;
        if (one.closest(".visually-hidden, .hidden") || one.closest("pre") !== one && one.closest("pre"))
            return false;  // a space that hangs at the end of a line is wider than its box
        const cut = getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
        return box.right > width + 1 || box.left < -1 || (cut && one.clientWidth);
    }).map(one => `${one.tagName} ${one.className} ${one.innerText?.slice(0, 60)}`);
}"""


def test_a_printed_page_shows_all_of_it_and_nothing_to_click(
    started: "Browser", site: Path
) -> None:
    """Nobody can scroll a sheet: within A4 or letter nothing is cut, and a link has its address."""
    upright, across = 640, 940  # pixels between the margins, tables of the record lie across
    menus = (
        ".skip-to-content, .sidebar-drawer, .toc-drawer, .mobile-header, .back-to-top, .headerlink"
    )
    with started.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.emulate_media(media="print")
        for path in sorted(site.rglob("*.html")):
            page.set_viewport_size({"width": upright, "height": 960})
            page.goto(path.as_uri())
            if page.locator("table.record").count():
                assert (
                    page.evaluate("getComputedStyle(document.querySelector('article')).page")
                    == "wide"
                )
                page.set_viewport_size({"width": across, "height": 640})
            if path.name != NAME:
                assert page.evaluate(BEYOND) == [], path.name
            assert page.locator(menus).locator("visible=true").count() == 0, path.name
            dark = page.locator("article img:visible").evaluate_all(
                "shown => shown.map(one => one.src).filter(one => one.includes('-dark-'))"
            )
            assert dark == [], path.name
            said = page.eval_on_selector_all(
                "article a[href^=http]:not(table.record a)",
                """links => links.map(link => [
                    link.href, getComputedStyle(link, "::after").content.replaceAll('"', "")
                ])""",
            )
            assert all(address.rstrip("/") in text for address, text in said), path.name


def test_a_table_of_the_record_is_printed_from_its_page_on(started: "Browser", site: Path) -> None:
    """A table in a box that scrolls began on the sheet after its heading, and was cut at the edges."""
    with started.new_context() as context:
        page = context.new_page()
        page.emulate_media(media="print")
        page.goto((site / "record/actions.html").as_uri())
        assert page.locator(".record-filter").is_hidden()
        page.emulate_media(media="screen")
        page.get_by_label("Show rows with").fill("france")
        page.emulate_media(media="print")
        assert page.inner_text(".record-filter output").startswith("2 of ")  # not all of it is here
        box = page.locator("article .table-wrapper")
        assert box.evaluate("one => getComputedStyle(one).overflowX") == "visible"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_axe_finds_nothing_of_ours(started: "Browser", site: Path, name: str, theme: Any) -> None:
    """In dark too, where white may stand on white, and all but the colours is the same."""
    with started.new_context(color_scheme=theme) as context:
        page = context.new_page()
        page.goto((site / f"{name}.html").as_uri())
        found = accessibility(page, rules=["color-contrast"] if theme == "dark" else [])
        # pandas leaves the corner of a table empty.
        assert [one for one in found if not one.startswith("empty-table-header")] == []


def test_the_explorer_is_reached_from_the_first_page(started: "Browser", site: Path) -> None:
    with started.new_context() as context:
        page = context.new_page()
        page.goto((site / "index.html").as_uri())
        page.click(".sidebar-tree >> text=explorer")
        page.click("text=Open the explorer")
        assert page.url.endswith(NAME)
        assert page.inner_text("#n-parties") == str(opcat.counts().parties)


THREE_HITS_OR_ALL = """() => {
    const results = document.getElementById("search-results");
    const summary = results.querySelector("p.search-summary");
    return results.querySelectorAll("ul.search > li").length >= 3 || /found/.test(summary?.textContent);
}"""
"""Hits come one by one, the best first; when all are there, the page says how many it found."""


def test_the_search_finds_pages_by_everyday_words(started: "Browser", site: Path) -> None:
    """Each word of the glossary leads to its page within the first three hits."""
    words = dict(search_words.words_of(GLOSSARY.read_text(encoding="utf-8")))
    asked = {
        "excel": "elsewhere",
        "plot": "charts",
        "SPT": "visits",
        "install": "quickstart",
        "not ratified": "questions",
        "download": "elsewhere",
    }
    with started.new_context() as context:
        page = context.new_page()
        for word, target in {**{word: pages[0] for word, pages in words.items()}, **asked}.items():
            page.goto((site / "search.html").as_uri() + "?q=" + quote(word))
            page.wait_for_function(THREE_HITS_OR_ALL)
            hits = page.eval_on_selector_all(
                "#search-results ul.search > li > a", "links => links.map(link => link.href)"
            )
            first = [re.sub(r"[?#].*", "", hit).rsplit("/", 1)[-1] for hit in hits[:3]]
            assert f"{target}.html" in first, f"{word}: {first}"


def test_a_table_of_the_record_is_filtered(started: "Browser", site: Path) -> None:
    with started.new_context() as context:
        page = context.new_page()
        page.goto((site / "record/actions.html").as_uri())
        rows = page.locator("table.record tbody tr:visible")
        assert rows.count() == len(opcat.actions())
        page.get_by_label("Show rows with").fill("cote IVOIRE")
        assert [text.split()[0] for text in rows.all_inner_texts()] == ["Côte"]
        assert page.inner_text(".record-filter output") == f"1 of {len(opcat.actions())}"
        page.get_by_label("Show rows with").fill("france ratif")
        assert [text.split()[0] for text in rows.all_inner_texts()] == ["France"]
        page.get_by_label("Show rows with").fill("atlantis")
        assert rows.count() == 0
        page.get_by_label("Show rows with").fill("")
        assert rows.count() == len(opcat.actions())


def test_a_sentence_of_the_record_has_room(started: "Browser", site: Path) -> None:
    """In a column of a word or two per line it left a screen of blank cells beside it."""
    with started.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        for name in ("declarations", "mechanisms", "territories"):
            page.goto((site / f"record/{name}.html").as_uri())
            widths = page.eval_on_selector_all(
                "article td:not(:last-child)",
                "all => all.filter(one => one.innerText.trim().length > 40).map(one => one.clientWidth)",
            )
            assert min(widths) >= 280, name


def test_a_letter_of_the_index_goes_on_over_the_sheet(started: "Browser", site: Path) -> None:
    """Its entries are one row of a table; kept whole, it left the sheet before it blank."""
    with started.new_context() as context:
        page = context.new_page()
        page.emulate_media(media="print")
        page.goto((site / "genindex.html").as_uri())
        rows = page.eval_on_selector_all(
            ".genindextable tr", "all => all.map(row => getComputedStyle(row).breakInside)"
        )
        assert set(rows) == {"auto"}


def test_long_code_goes_on_over_the_sheet(started: "Browser", site: Path) -> None:
    """Kept whole, it left half a sheet before it blank; of a short one all lines stay together."""
    with started.new_context() as context:
        page = context.new_page()
        page.emulate_media(media="print")
        for name in ("own-treaty", "tutorial"):
            page.goto((site / f"{name}.html").as_uri())
            looks = page.eval_on_selector_all(
                "article pre",
                """all => all.flatMap(pre => {
                    const around = [];
                    for (let one = pre; one.tagName !== "BODY"; one = one.parentElement) {
                        const look = getComputedStyle(one);
                        around.push([look.breakInside, look.overflow]);
                        if (one.closest("article")) around.push([look.display, "visible"]);
                    }
                    return around;
                })""",
            )
            assert {tuple(look) for look in looks} == {("auto", "visible"), ("block", "visible")}
            lines = page.eval_on_selector_all(
                "article pre", "all => all.map(pre => getComputedStyle(pre).orphans)"
            )
            assert set(lines) == {"4"}


def test_a_day_in_words_in_a_table_does_not_break(started: "Browser", site: Path) -> None:
    with started.new_context() as context:
        page = context.new_page()
        found = 0
        for width in (390, 1366, 680):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(media="print" if width == 680 else "screen")
            for name in ("concepts", "deadlines", "frames", "glossary", "mechanisms", "notebooks"):
                page.goto((site / f"{name}.html").as_uri())
                days = page.eval_on_selector_all(
                    "article :is(td, th)",
                    """cells => cells.flatMap(cell => {
                        const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
                        const days = [];
                        for (let text; (text = texts.nextNode()); ) {
                            for (const day of text.data.matchAll(/\\b\\d{1,2}\\s[A-Z][a-z]+\\s\\d{4}/g)) {
                                const range = document.createRange();
                                range.setStart(text, day.index);
                                range.setEnd(text, day.index + day[0].length);
                                const tops = [...range.getClientRects()].map(box => Math.round(box.top));
                                days.push([day[0], new Set(tops).size]);
                            }
                        }
                        return days;
                    })""",
                )
                assert [day for day, lines in days if lines > 1] == [], (name, width)
                found += len(days)
        assert found > 50


def test_a_day_in_a_table_does_not_break(started: "Browser", site: Path) -> None:
    with started.new_context() as context:
        page = context.new_page()
        for name, width in (
            ("record/actions", 375),
            ("record/visits", 375),
            ("notebooks", 375),
            ("notebooks", 640),  # on paper
        ):
            page.emulate_media(media="print" if width == 640 else "screen")
            page.set_viewport_size({"width": width, "height": 812})
            page.goto((site / f"{name}.html").as_uri())
            lines = page.eval_on_selector_all(
                "article td",
                """cells => cells.filter(cell => /^\\d{4}-\\d\\d-\\d\\d$/.test(cell.innerText.trim()))
                .map(cell => {
                    const range = document.createRange();
                    range.selectNodeContents((cell.querySelector("p") ?? cell).firstChild);
                    return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
                })""",
            )
            assert lines
            assert set(lines) == {1}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("screen", "width"), [("desk", 1280), ("phone", 390)])
def test_pictures_follow_theme_and_screen(
    started: "Browser", site: Path, theme: Any, screen: str, width: int
) -> None:
    """A light picture on a dark page is a white slab, and the words of a wide one too small to read."""
    size: ViewportSize = {"width": width, "height": 800}
    with started.new_context(color_scheme=theme, viewport=size) as context:
        page = context.new_page()
        shown = {"index": 1, "charts": 7, "chart-words": 1, "durations": 1, "tutorial": 1}
        for name, number in shown.items():
            page.goto((site / f"{name}.html").as_uri())
            pictures = page.locator("article img:visible")
            assert pictures.count() == number
            for address in pictures.evaluate_all("shown => shown.map(picture => picture.src)"):
                assert Path(address.removeprefix("file://")).exists()
                assert address.endswith(f"-{theme}-{screen}.svg"), address


# Of the tables that are no rows of the record: those that are wider than their boxes or begin beside
# the text; and what a line breaks, of numbers with their signs and units, and of words of code.
BROKEN = """() => {
    const lines = range => new Set([...range.getClientRects()].filter(box => box.width > 1).map(box => Math.round(box.top))).size;
    const found = [];
    for (const box of document.querySelectorAll("article .table-wrapper")) {
        const table = box.querySelector("table");
        if (table.matches(".record")) continue;
        if (innerWidth > 1000 && box.scrollWidth > box.clientWidth + 1) found.push(`wide: ${table.innerText.slice(0, 40)}`);
        if (table.getBoundingClientRect().left - box.getBoundingClientRect().left > 20) found.push(`aside: ${table.innerText.slice(0, 40)}`);
    }
    for (const word of document.querySelectorAll("article code .pre")) {
        const all = word.closest("code").textContent.split(/\\s+/);
        if (all.some(one => one.length > 32) || !word.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(word);
        if (lines(range) > 1) found.push(`code: ${word.textContent}`);
    }
    const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode;
        if (text.parentElement.closest("pre, code, script")) continue;
        for (const { index, 0: { length } } of text.data.matchAll(/\\d+(?:\\s\\/\\s\\d+)+(?:\\s\\*)?|\\d\\s(?:%|[kM]B\\b|[mµ]?s\\b)/g)) {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + length);
            if (lines(range) > 1) found.push(`number: ${text.data.slice(index - 10, index + length)}`);
        }
    }
    return found;
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_tables_have_room_and_lines_break_nothing_apart(
    started: "Browser", site: Path, width: int
) -> None:
    """`--on` was left at the end of a line as `--`, and narrow tables stood in the middle."""
    with started.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        for path in sorted(site.glob("*.html")):
            if path.name != NAME:
                page.goto(path.as_uri())
                assert page.evaluate(BROKEN) == [], path.name


def test_on_a_phone_a_sentence_in_a_table_has_room(started: "Browser", site: Path) -> None:
    """Beside long words of code it had one word in a line."""
    with started.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        for name in ("assurance", "data", "deadlines", "notebooks", "practice"):
            page.goto((site / f"{name}.html").as_uri())
            widths = page.eval_on_selector_all(
                "article td",
                "all => all.filter(one => one.innerText.trim().length > 60).map(one => one.clientWidth)",
            )
            assert min(widths) >= 180, name


def test_the_words_of_a_chart_are_no_names_of_the_package(started: "Browser", site: Path) -> None:
    """Among the keys is `State`, which led to the class of that name."""
    with started.new_context() as context:
        page = context.new_page()
        page.goto((site / "chart-words.html").as_uri())
        assert page.get_by_role("cell", name="State", exact=True).count() > 1
        assert page.locator("article td a").count() == 0


def test_a_page_of_the_reference_is_not_endless(started: "Browser", site: Path) -> None:
    """The whole was 79,000 pixels high as one page."""
    with started.new_context(viewport={"width": 1400, "height": 900}) as context:
        page = context.new_page()
        for path in site.glob("reference*.html"):
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollHeight") < 30_000, path.name


def test_a_row_leads_to_its_source(started: "Browser", site: Path) -> None:
    """From an act of France to what the record says of its first source."""
    act = opcat.status("France").actions[0]
    with started.new_context() as context:
        page = context.new_page()
        page.goto((site / "record/actions.html").as_uri() + f"#actions-FRA-{act.kind}-{act.date}")
        row = page.locator("tr:target")
        assert row.inner_text().startswith("France")
        row.get_by_text(act.sources[0].id, exact=True).click()
        said = page.locator("tr:target").inner_text().replace("\N{NO-BREAK SPACE}", " ")
        assert (act.sources[0].title or "no title") in said
        assert act.sources[0].publisher in said


def test_the_tutorial_can_be_taken_away(started: "Browser", site: Path) -> None:
    with started.new_context() as context:
        page = context.new_page()
        page.goto((site / "tutorial.html").as_uri())
        link = page.locator("a[href$='tutorial.ipynb']")
        target = link.evaluate("link => link.href")
        notebook = Path(target.removeprefix("file://"))
        assert '"had_signed"' in notebook.read_text(encoding="utf-8").replace("\\", "")
