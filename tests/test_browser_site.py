"""The built site in a real browser: it needs nobody else, and every page fits a phone.

`make test-browser` builds it and says where it is, in OPCAT_SITE.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import accessibility, browser, missing
from explorer_page import NAME

import opcat

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOKED_AT = (
    "index",
    "quickstart",
    "tutorial",
    "notebooks",
    "data",
    "record/declarations",
    "explorer",
)


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
    assert [url for url in asked if not url.startswith((site.as_uri(), "data:"))] == []
    assert complaints == []


@pytest.mark.parametrize("name", LOOKED_AT)
def test_axe_finds_nothing_of_ours(started: "Browser", site: Path, name: str) -> None:
    with started.new_context() as context:
        page = context.new_page()
        page.goto((site / f"{name}.html").as_uri())
        found = accessibility(page, "article")  # around it is the theme's
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


def test_a_row_leads_to_its_source(started: "Browser", site: Path) -> None:
    """From an act of France to what the record says of its first source."""
    act = opcat.status("France").actions[0]
    with started.new_context() as context:
        page = context.new_page()
        page.goto((site / "record/actions.html").as_uri() + f"#actions-FRA-{act.kind}-{act.date}")
        row = page.locator("tr:target")
        assert row.inner_text().startswith("France")
        row.get_by_text(act.sources[0].id, exact=True).click()
        said = page.locator("tr:target").inner_text()
        assert re.search(re.escape(act.sources[0].title or ""), said)
        assert act.sources[0].publisher in said


def test_the_tutorial_can_be_taken_away(started: "Browser", site: Path) -> None:
    with started.new_context() as context:
        page = context.new_page()
        page.goto((site / "tutorial.html").as_uri())
        link = page.locator("a[href$='tutorial.ipynb']")
        target = link.evaluate("link => link.href")
        notebook = Path(target.removeprefix("file://"))
        assert '"had_signed"' in notebook.read_text(encoding="utf-8").replace("\\", "")
