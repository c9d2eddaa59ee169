"""The explorer as it is drawn: its line of time, the State that is sought, and how it is printed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import browser

import opcat
from opcat import explorer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCREENS = [(1400, 900), (1366, 768), (1280, 720), (820, 1180), (390, 844)]
CHOICES = ["", "lang=fr&basis=in_force", "lang=es&group=african", "group=eastern_european"]
FAULTS = """() => {
  const apart = (one, other) => one.right <= other.left || other.right <= one.left ||
    one.bottom <= other.top || other.bottom <= one.top;
  const faults = [];
  const ticks = [...document.querySelectorAll("#ticks span")].map(one => one.getBoundingClientRect());
  if (ticks.length < 4) faults.push("few years");
  ticks.slice(1).forEach((tick, place) => {
    if (tick.left - ticks[place].right < 4) faults.push("years touch");
  });
  const words = [...document.querySelectorAll("#lines span")].filter(
    one => getComputedStyle(one).visibility === "visible");
  if (!words.length) faults.push("no line has its word");
  const boxes = words.map(one => one.getBoundingClientRect());
  if (boxes.length > 1 && !apart(...boxes)) faults.push("words touch");
  const panel = document.querySelector(".when").getBoundingClientRect();
  for (const [place, box] of boxes.entries()) {
    if (box.left < panel.left || box.right > panel.right) faults.push("a word leaves the panel");
    for (const kind of ["parties", "signatories"]) {
      const path = document.getElementById(`curve-${kind}`), matrix = path.getScreenCTM();
      for (let step = 0; step <= 2000; step += 1) {
        const { x, y } = path.getPointAtLength(path.getTotalLength() * step / 2000).matrixTransform(matrix);
        // Between its letters and its box a word has some room.
        if (x > box.left + 1 && x < box.right - 1 && y > box.top + 4 && y < box.bottom - 4)
          { faults.push(`${words[place].textContent} lies on ${kind}`); break; }
      }
    }
  }
  return faults;
}"""
"""What is wrong with the line of time, measured where it is drawn."""


@pytest.fixture(scope="module")
def started() -> Iterator["Browser"]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("screens")
    found = {}
    for name, treaty in (("protocol", None), ("convention", opcat.convention())):
        found[name] = folder / f"{name}.html"
        found[name].write_text(explorer.page(treaty=treaty), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def opened(started: "Browser", files: dict[str, Path]) -> Iterator["Page"]:
    page = started.new_context(locale="en-GB", reduced_motion="reduce").new_page()
    page.goto(files["protocol"].as_uri())
    yield page
    page.context.close()


def show(page: "Page", choices: str) -> None:
    """Begin anew with some choices, as from an address."""
    page.evaluate(
        """(choices) => {
            history.replaceState(null, "", `${location.pathname}#${choices}`);
            dispatchEvent(new Event("hashchange"));
        }""",
        choices,
    )
    page.wait_for_timeout(100)


@pytest.mark.parametrize("name", ["protocol", "convention"])
def test_nothing_on_the_line_of_time_lies_on_another(
    name: str, started: "Browser", files: dict[str, Path]
) -> None:
    with started.new_page() as page:
        page.goto(files[name].as_uri())
        found = {}
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            for choices in CHOICES:
                show(page, choices)
                if faults := page.evaluate(FAULTS):
                    found[width, choices] = faults
        assert found == {}


def viewed(page: "Page") -> list[float]:
    return [float(part) for part in (page.get_attribute("#map", "viewBox") or "").split()]


def marked(page: "Page") -> list[str]:
    """Return the States that the map marks, of which each has to be seen."""
    found: list[Any] = page.evaluate(
        """() => [...document.querySelectorAll("#map .here")].map(one => {
            const box = one.getBoundingClientRect(), map = one.ownerSVGElement.getBoundingClientRect();
            const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
            const is = x > map.left && x < map.right && y > map.top && y < map.bottom;
            return [one.dataset.code, is, getComputedStyle(one).stroke, getComputedStyle(document.body).color];
        })"""
    )
    for code, is_seen, stroke, ink in found:
        assert is_seen, code
        assert stroke == ink
    return list(dict.fromkeys(code for code, *_ in found))


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_map_moves_to_the_state_that_is_sought(opened: "Page", size: tuple[int, int]) -> None:
    page = opened
    page.set_viewport_size({"width": size[0], "height": size[1]})
    show(page, "")
    whole = viewed(page)
    ring = page.locator("#map .ring")
    for text, code in (("Kenya", "KEN"), ("Malte", "MLT"), ("UK", "GBR"), ("Russie", "RUS")):
        page.fill("#name", text)
        page.wait_for_timeout(500)
        assert marked(page) == [code]
        near = viewed(page)
        assert near != whole or code == "RUS"
        assert near[2] / near[3] == pytest.approx(whole[2] / whole[3], rel=0.01)
        assert near[0] >= 0
        assert near[0] + near[2] <= whole[2] + 0.01
        assert ring.is_visible() is (code == "MLT")
    page.fill("#name", "Guinea")  # also a part of other names, but theirs alone
    page.wait_for_timeout(500)
    assert marked(page) == ["GIN"]
    page.fill("#name", "an")  # many
    page.wait_for_timeout(500)
    assert (marked(page), viewed(page)) == ([], whole)
    page.fill("#name", "")
    page.wait_for_timeout(500)
    assert (marked(page), viewed(page)) == ([], whole)
    show(page, "name=Fiji")
    page.wait_for_timeout(200)
    assert marked(page) == ["FJI"]


def test_the_map_marks_the_state_that_is_open(opened: "Page") -> None:
    page = opened
    page.set_viewport_size({"width": 1280, "height": 720})
    show(page, "show=all")
    whole = viewed(page)
    for code in ("CHE", "TUV"):  # in the whole world all are in sight
        page.locator(f"#states [data-code={code}] summary").click()
        page.wait_for_timeout(100)
        assert marked(page) == [code]
        assert viewed(page) == whole
        page.locator(f"#states [data-code={code}] summary").click()
        page.wait_for_timeout(100)
        assert marked(page) == []
    show(page, "show=all&map=Europe")
    europe = viewed(page)
    page.locator("#states [data-code=FJI] summary").click()
    page.wait_for_timeout(100)
    assert marked(page) == ["FJI"]
    assert viewed(page) != europe
    page.locator("#states [data-code=FJI] summary").click()
    page.wait_for_timeout(100)
    assert viewed(page) == europe


def test_it_is_printed_dark_on_light(opened: "Page") -> None:
    """Whatever the screen has, paper is white; and nothing that only a click or a key needs is printed."""
    page = opened
    page.set_viewport_size({"width": 794, "height": 1123})
    show(page, "show=pending&state=CMR")
    page.locator("#states [data-code=CMR] summary").focus()
    page.emulate_media(color_scheme="dark", media="print")
    try:
        looks = page.evaluate(
            """() => ["backgroundColor", "color"].map(one => getComputedStyle(document.documentElement)[one])"""
        )
        assert looks == ["rgb(255, 255, 255)", "rgb(20, 32, 43)"]
        row = page.locator("#states [data-code=CMR] summary")
        assert row.evaluate("one => getComputedStyle(one).outlineStyle") == "none"
        assert row.evaluate("one => getComputedStyle(one, '::after').display") == "none"
        assert page.locator("button:visible, select:visible, #slider:visible").count() == 0
        assert page.locator("legend:visible").count() == 0  # it says what a click does
        assert page.evaluate("document.documentElement.scrollWidth") <= 794
    finally:
        page.emulate_media(color_scheme="light", media="screen")


GROUPS = (
    "&group=western_european_and_others",
    "&group=latin_american_and_caribbean&basis=in_force&map=Caribbean+and+Central+America",
    "&group=latin_american_and_caribbean&as=table&show=all",
)
"""The longest names, some beside the longest other choices."""


@pytest.mark.parametrize("size", SCREENS)
def test_no_choice_is_cut_off_and_no_page_is_too_wide(
    opened: "Page", size: tuple[int, int]
) -> None:
    """In three languages: each list shows all of what is chosen, beside the longest group too."""
    page = opened
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for lang in ("en", "fr", "es"):
        # On a phone a name of 48 letters has no room in one line; the words above the list say it.
        groups = GROUPS if size[0] > 390 else GROUPS[2:] if lang == "en" else ()
        for choices in ("", "&basis=in_force&on=2012-05-08", "&state=MEX", *groups):
            show(page, f"lang={lang}{choices}")
            cut = page.evaluate(
                """() => [...document.querySelectorAll("select")].filter(one => one.offsetWidth).filter(one => {
                    const probe = document.createElement("span");
                    probe.style.cssText = "position: absolute; visibility: hidden; white-space: nowrap";
                    probe.style.font = getComputedStyle(one).font;
                    probe.textContent = one.selectedOptions[0].textContent;
                    document.body.append(probe);
                    const { paddingLeft, paddingRight } = getComputedStyle(one);
                    const room = one.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - 16;
                    const is = probe.offsetWidth > room;
                    probe.remove();
                    return is;
                }).map(one => `${one.id}: ${one.selectedOptions[0].textContent}`)"""
            )
            assert cut == [], json.dumps([lang, choices])
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", [size for size in SCREENS if size[0] >= 1280])
def test_on_a_desk_the_choices_of_the_day_stand_in_one_row(
    opened: "Page", size: tuple[int, int]
) -> None:
    """In French the button that plays stood alone in a second row."""
    page = opened
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for lang in ("en", "fr", "es"):
        show(page, f"lang={lang}")
        tops = page.locator(".pick > :is(button, input)").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(({ top, height }) => top + height / 2)"
        )
        assert len(tops) == 5
        assert max(tops) - min(tops) < 2, lang


@pytest.mark.parametrize("size", [size for size in SCREENS if size[0] >= 1280])
def test_the_map_is_beside_the_state_that_is_open(opened: "Page", size: tuple[int, int]) -> None:
    """On a screen 720 high nothing stood beside the panel, because the map scrolled away."""
    page = opened
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for lang in ("en", "fr", "es"):
        show(page, f"lang={lang}&state=KAZ&basis=in_force")
        assert page.evaluate("scrollY") > 500
        for shown in ("#map", "#legend"):
            box = page.locator(shown).bounding_box()
            assert box is not None
            assert 0 <= box["y"], (lang, shown)
            assert box["y"] + box["height"] <= size[1], (lang, shown)


def test_the_track_of_the_days_is_seen_in_forced_colours(
    started: "Browser", files: dict[str, Path]
) -> None:
    """Its colour is the page's own there, so it needs a line around it."""
    with started.new_context(
        viewport={"width": 1280, "height": 720}, forced_colors="active"
    ) as context:
        page = context.new_page()
        page.goto(files["protocol"].as_uri() + "#on=2024-01-01")
        box = page.locator("#slider").bounding_box()
        assert box is not None
        left, top, height = box["x"] + box["width"] / 4, box["y"], box["height"]

        def drawn() -> bytes:
            """Return what is seen of the track, far from its handle."""
            picture: bytes = page.screenshot(
                clip={"x": left, "y": top, "width": 10, "height": height}
            )
            return picture

        with_track = drawn()
        page.add_style_tag(content="#slider { visibility: hidden }")
        assert drawn() != with_track
