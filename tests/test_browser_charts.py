"""A picture saved as a page, in a real browser without a network."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import accessibility, browser
from drawn_svg import COLUMN, EVERY, Text, apart

from opcat import charts
from opcat.charts._plurals import LANGUAGES, form_of  # rules of CLDR, which browsers have too

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The page is a picture, to be laid beside others: it has no headings or landmarks of its own.
NO_PARTS = ("landmark-one-main", "page-has-heading-one", "region")
BOXES = """() => {
  const svg = document.querySelector("svg.marks");
  const texts = [...svg.querySelectorAll("text")].filter(
    one => one.checkVisibility({opacityProperty: true}) && one.textContent.trim());
  const within = one => one.children.length ? [...one.children] : [one];
  const box = one => {
    const place = one.getBoundingClientRect(), rim = svg.getBoundingClientRect();
    return [place.left - rim.left, place.top - rim.top,
            place.right - rim.left, place.bottom - rim.top];
  };
  return [[svg.width.baseVal.value, svg.height.baseVal.value],
          texts.flatMap(within).map(one => [one.textContent, box(one)])];
}"""
"""The size of the picture, and the box of each line of text, as Chromium sets it."""
RIM = 0.15
"""How much of the height of a box lies above the letters, and below: what a font leaves empty."""


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


@pytest.mark.parametrize("name", EVERY)
def test_no_text_lies_on_another_or_is_cut(name: str, chromium: "Browser", tmp_path: Path) -> None:
    """Elsewhere the boxes are worked out; here they are those of the browser and its fonts."""
    path = tmp_path / "chart.html"
    with chromium.new_page() as page:
        for on, width in ((None, COLUMN), ("2009-12-31", None), ("2014-10-24", 640)):
            EVERY[name](on=on, width=width).save(path)
            page.goto(path.as_uri())
            page.locator("svg.marks").wait_for()
            size, found = page.evaluate(BOXES)
            lines = [
                Text(text, (left, top + RIM * (bottom - top), right, bottom - RIM * (bottom - top)))
                for text, (left, top, right, bottom) in found
            ]
            assert len(lines) > 8
            assert apart(lines, size) == [], (on, width)


def test_numbers_take_the_forms_that_the_browser_gives_them(chromium: "Browser") -> None:
    codes = [code.replace("_", "-") for code in LANGUAGES]
    with chromium.new_page() as page:
        forms = page.evaluate(
            """codes => codes.map(code => {
                if (!Intl.PluralRules.supportedLocalesOf(code).length) return null;
                const rules = new Intl.PluralRules(code);
                return Array.from({length: 1000}, (_, number) => rules.select(number));
            })""",
            codes,
        )
    known = {code: found for code, found in zip(codes, forms, strict=True) if found}
    assert {"ar", "en", "es", "fr", "ru", "zh"} < set(known)
    for code, found in known.items():
        assert [form_of(number, code) for number in range(1000)] == found, code
