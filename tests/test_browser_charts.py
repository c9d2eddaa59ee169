"""A picture saved as a page, in a real browser without a network."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import accessibility, browser

from opcat import charts

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The page is a picture, to be laid beside others: it has no headings or landmarks of its own.
NO_PARTS = ("landmark-one-main", "page-has-heading-one", "region")


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    with browser() as started:
        yield started


@pytest.mark.parametrize("name", ["timeline", "map", "groups", "survival", "visits"])
def test_it_is_drawn_and_asks_for_nothing(name: str, chromium: "Browser", tmp_path: Path) -> None:
    chart: charts.Chart = getattr(charts, name)()
    path = tmp_path / f"{name}.html"
    chart.save(path)
    asked: list[str] = []
    said: list[str] = []
    with chromium.new_page() as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri())
        drawn = page.locator("svg.marks")
        drawn.wait_for()
        document = page.locator("[role=graphics-document]")
        assert document.get_attribute("aria-label") == chart.description
        text = drawn.inner_html()
        assert "Source: " in text
        assert "As of 3 February 2026." in text
        found = [one for one in accessibility(page) if not one.startswith(NO_PARTS)]
        if name == "map":
            said_of_states = page.locator("svg.marks [aria-label^='France: party since']")
            assert said_of_states.count() == 1
    assert asked == [path.as_uri()]
    assert said == []
    assert found == []
