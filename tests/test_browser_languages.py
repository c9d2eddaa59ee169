"""The explorer page in English, French and Spanish, in a real browser."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import accessibility, browser
from explorer_page import NAME

import opcat
from opcat import explorer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TREATY = opcat.treaty()
SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1366, "height": 768}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
KINDS = {
    "en": {"signature": "signature", "ratification": "ratification", "accession": "accession"},
    "fr": {"signature": "signature", "ratification": "ratification", "accession": "adhésion"},
    "es": {"signature": "firma", "ratification": "ratificación", "accession": "adhesión"},
}
DAYS = (date(2003, 2, 4), date(2006, 6, 22), date(2012, 5, 1), TREATY.as_of)


def written(day: date, language: str) -> str:
    """A day as people write it in a language."""
    month = MONTHS[language].split()[day.month - 1]
    if language == "es":
        return f"{day.day} de {month} de {day.year}"
    first = language == "fr" and day.day == 1
    return f"{'1er' if first else day.day} {month} {day.year}"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("languages") / NAME
    path.write_text(explorer.page(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def started() -> Iterator["Browser"]:
    with browser() as started:
        yield started


@pytest.fixture
def page(started: "Browser", file: Path, request: pytest.FixtureRequest) -> Iterator["Page"]:
    """The page on a desk; in the end it has asked for nothing but itself, and complained of nothing."""
    context = started.new_context(**SCREENS["desk"], **getattr(request, "param", {}))
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda asking: asked.append(asking.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert {url.partition("#")[0] for url in asked} == {file.as_uri()}
    assert complaints == []


def pick(page: "Page", day: date) -> None:
    page.fill("#day", str(day))
    page.dispatch_event("#day", "change")


def listed(page: "Page") -> list[str]:
    """The names in the list that can be seen."""
    found: list[str] = page.eval_on_selector_all(
        "#states > li",
        "all => all.filter(e => !e.hidden).map(e => e.querySelector('b').textContent)",
    )
    return found


def number(page: "Page", which: str) -> int:
    return int(page.inner_text(f"#n-{which}"))


def test_each_language_has_the_numbers_and_names_of_the_package(page: "Page") -> None:
    for language in ("fr", "es", "en"):
        page.select_option("#lang", language)
        assert page.get_attribute("html", "lang") == language
        for basis in opcat.Basis:
            page.select_option("#basis", basis.value)
            for day in DAYS:
                pick(page, day)
                assert written(day, language) in page.inner_text("#shown-title")
                counts = opcat.counts(on=day, basis=basis)
                assert number(page, "parties") == counts.parties
                assert number(page, "signatories") == counts.signatories
                assert number(page, "pending") == counts.pending_signatories
                names = [one.state.name_in(language) for one in opcat.parties(on=day, basis=basis)]
                if language == "en":
                    names = [one.state.name for one in opcat.parties(on=day, basis=basis)]
                assert sorted(listed(page)) == sorted(names)
                assert page.inner_text("#list-title").split()[0] == str(len(names))
        page.select_option("#basis", "deposit")
        for status in opcat.parties()[::19]:
            row = page.locator(f"#states [data-code={status.state.alpha_3}] summary")
            said = row.text_content() or ""  # of rows far below nothing is drawn
            for act in status.actions:
                on = {"en": "", "fr": "le ", "es": "el "}[language] + written(act.date, language)
                assert f"{KINDS[language].get(act.kind, act.kind)} {on}" in said


@pytest.mark.parametrize(
    ("language", "said"), [("en", "and 1 more."), ("fr", "et 1 autre."), ("es", "y 1 más.")]
)
def test_the_last_of_six_that_are_hidden_is_one_more(
    page: "Page", file: Path, language: str, said: str
) -> None:
    page.goto("about:blank")
    page.goto(f"{file.as_uri()}#lang={language}&name=gu&group=eastern_european&show=all")
    assert listed(page) == []
    assert said in page.inner_text("#none").replace("\u00a0", " ")


def test_names_are_in_the_order_of_the_language(page: "Page") -> None:
    page.select_option("#lang", "es")
    names = listed(page)
    assert names.index("Alemania") < names.index("Argentina") < names.index("Armenia")
    page.select_option("#lang", "fr")
    names = listed(page)
    around = ["Équateur", "Espagne", "Estonie"]
    assert [name for name in names if name in around] == around


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_search_finds_the_names_of_all_three_languages_in_each(
    page: "Page", language: str
) -> None:
    page.select_option("#lang", language)
    page.check("[name=show][value=all]", force=True)
    asked = [
        (state.name_in(code), state.alpha_3)
        for state in opcat.states()
        for code in ("en", "fr", "es")
    ]
    missed = page.evaluate(
        """all => {
            const field = document.getElementById("name");
            return all.filter(([text, code]) => {
                field.value = text;
                field.dispatchEvent(new Event("input"));
                return document.querySelector("#states > li:not([hidden])")?.dataset.code !== code;
            });
        }""",
        asked,
    )
    assert missed == []


def test_the_address_keeps_the_language(page: "Page", file: Path) -> None:
    page.select_option("#lang", "es")
    assert "lang=es" in page.url
    page.reload()
    assert page.get_attribute("html", "lang") == "es"
    assert page.title() == "El OPCAT día a día"
    page.select_option("#lang", "en")
    assert "lang=" not in page.url
    page.goto(f"{file.as_uri()}#lang=xx")
    assert page.get_attribute("html", "lang") == "en"
    page.goto(f"{file.as_uri()}#lang=fr&on=2030-01-01")
    problem = page.inner_text("#problem")
    assert "1er janvier 2030" in problem
    assert "3 février 2026" in problem


@pytest.mark.parametrize("page", [{"locale": "fr-CA"}], indirect=True)
def test_it_begins_in_the_language_of_the_browser(page: "Page") -> None:
    assert page.get_attribute("html", "lang") == "fr"
    assert page.inner_text("#last") == "Dernier jour"
    page.select_option("#lang", "en")
    assert "lang=en" in page.url  # else a reload would be French again
    page.reload()
    assert page.inner_text("#last") == "Last day"


UNMARKED = """() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const one = walk.currentNode.parentElement;
        if (one.closest("script, style, noscript")) continue;
        if (one.closest("[lang]").lang === document.documentElement.lang) found.push(walk.currentNode.data);
    }
    for (const one of document.querySelectorAll("[aria-label], [placeholder], [aria-valuetext]"))
        found.push(...["aria-label", "placeholder", "aria-valuetext"].map(name => one.getAttribute(name) ?? ""));
    return found.join("\\n");
}"""
"""All text that says to be in the language of the page."""


@pytest.mark.parametrize("language", ["fr", "es"])
def test_nothing_says_to_be_in_a_language_that_it_is_not_in(
    page: "Page", file: Path, language: str
) -> None:
    """With panels of States that have everything; what stays English says that it is English."""
    english = r"\b(?:the|and|of|signed|joined|since|States|party|mechanism|day|yes)\b"
    for code in ("CHL", "DEU", "NZL", "KEN", "BRA", "NLD"):
        page.goto(f"{file.as_uri()}#lang={language}&show=all&on=2020-01-01&state={code}")
        page.locator(f"#states [data-code={code}] .more p").last.wait_for()
        text = page.evaluate(UNMARKED)
        assert re.findall(english, text) == [], code
        assert page.locator(f"#states [data-code={code}] .more").inner_text()
    page.goto(f"{file.as_uri()}#lang={language}&show=all&state=CHL")
    panel = page.locator("#states [data-code=CHL] .more")
    panel.locator("h3").last.wait_for()
    said = {
        "fr": ["Mécanisme national de prévention désigné", "4 avril 2016", "3391 jours de retard",
               "Missions du Sous-Comité", "Convention : ratification"],
        "es": ["Mecanismo nacional de prevención designado", "4 de abril de 2016",
               "3391 días de retraso", "Misiones del Subcomité", "Convención: ratificación"],
    }[language]  # fmt: skip
    text = panel.inner_text().replace("\u00a0", " ")
    for words in said:
        assert words in text
    sources = panel.locator("a").evaluate_all("all => all.every(a => a.closest('[lang=en]'))")
    assert sources


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_and_nothing_is_cut(started: "Browser", file: Path, screen: str) -> None:
    """In each language; in forced colours and in print too."""
    with started.new_context(**SCREENS[screen], reduced_motion="reduce") as context:
        page = context.new_page()
        for language, dark in (("fr", True), ("es", False), ("en", False)):
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.goto("about:blank")
            page.goto(
                f"{file.as_uri()}#lang={language}&on=2012-05-01&basis=in_force&state=NZL&show=all"
            )
            page.locator("#states [data-code=NZL] .more p").last.wait_for()
            assert accessibility(page) == []
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width == SCREENS[screen]["viewport"]["width"], "it scrolls sideways"
            cut = page.evaluate(
                """() => [...document.querySelectorAll("button, .tiles label, .ticks span, h1, h2, .legend li")]
                    .filter(one => one.offsetWidth && one.scrollWidth > one.clientWidth + 1)
                    .map(one => one.textContent)"""
            )
            assert cut == [], language
        page.emulate_media(forced_colors="active")
        assert accessibility(page) == []
        page.emulate_media(forced_colors="none", media="print")
        assert accessibility(page) == []


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_map_and_its_legend_are_on_the_first_screen(
    page: "Page", file: Path, language: str
) -> None:
    for width, height in ((1400, 900), (1366, 768), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        for rest in ("", "&on=2012-05-08&basis=in_force"):
            page.goto("about:blank")
            page.goto(f"{file.as_uri()}#lang={language}{rest}")
            ends = page.evaluate(
                "['map', 'legend'].map(id => document.getElementById(id).getBoundingClientRect().bottom)"
            )
            assert max(ends) <= height, (language, width, rest)
            assert (
                page.evaluate("document.getElementById('map').getBoundingClientRect().height") > 260
            )


def test_a_picture_and_copied_sources_are_in_the_language(page: "Page", tmp_path: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.select_option("#lang", "fr")
    pick(page, date(2012, 5, 8))
    with page.expect_download() as waiting:
        page.click("#save-svg")
    waiting.value.save_as(tmp_path / "map.svg")
    text = (tmp_path / "map.svg").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert (
        "Protocole facultatif se rapportant à la Convention contre la torture, 8 mai 2012" in text
    )
    assert "63 parties, 71 signataires, dont 22 non parties" in text
    page.locator("#states [data-code=FRA] summary").click()
    page.locator("#states [data-code=FRA] .more button").click()
    page.locator("#states [data-code=FRA] .more button:has-text('Copié')").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("France au 8 mai 2012\n")
    assert str(opcat.cite()) in copied


def test_the_page_of_another_treaty_has_its_numbers_and_no_more(
    page: "Page", tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The Convention: it has no mechanisms and no missions; its States come and go."""
    treaty = opcat.convention()
    path = tmp_path_factory.getbasetemp() / "languages0" / "convention.html"
    path.write_text(explorer.page(treaty=treaty), encoding="utf-8")
    other = page.context.new_page()
    complaints: list[str] = []
    other.on("console", lambda message: complaints.append(message.text))
    other.on("pageerror", lambda error: complaints.append(str(error)))
    other.goto(f"{path.as_uri()}#lang=es&show=all&state=CHL")
    for day in (date(1987, 6, 26), date(2000, 1, 1), treaty.as_of):
        pick(other, day)
        for basis in opcat.Basis:
            other.select_option("#basis", basis.value)
            counts = opcat.counts(on=day, treaty=treaty, basis=basis)
            assert number(other, "parties") == counts.parties
            assert number(other, "signatories") == counts.signatories
    panel = other.locator("#states [data-code=CHL] .more")
    panel.locator("button").wait_for()
    text = other.text_content("main") or ""
    assert "Ratificación" in (panel.text_content() or "")
    for word in ("artículo 17", "Subcomité", "Protocolo"):
        assert word not in text
    assert accessibility(other) == []
    assert complaints == []
    other.close()


def viewed(page: "Page") -> list[float]:
    """Which part of the map is drawn: where it begins, how wide it is and how high."""
    return [float(part) for part in (page.get_attribute("#map", "viewBox") or "").split()]


FINGERS = """([kind, ...places]) => {
    const map = document.getElementById("map");
    const { left, top, width, height } = map.getBoundingClientRect();
    for (const [pointerId, x, y] of places)
        map.dispatchEvent(new PointerEvent(kind, {
            pointerId, pointerType: "touch", bubbles: true,
            clientX: left + x * width, clientY: top + y * height,
        }));
}"""
"""Fingers on the map, each with its place in shares of the map's width and height."""


def test_fingers_draw_the_map_nearer_and_move_it(page: "Page") -> None:
    """What lies below a finger stays below it; nothing leaves the world; another part begins anew."""
    whole = viewed(page)
    page.evaluate(FINGERS, ["pointerdown", [1, 0.5, 0.5]])
    page.evaluate(FINGERS, ["pointermove", [1, 0.3, 0.3]])
    assert viewed(page) == whole  # one finger scrolls the page
    page.evaluate(FINGERS, ["pointermove", [1, 0.4, 0.5]])
    page.evaluate(FINGERS, ["pointerdown", [2, 0.6, 0.5]])
    page.evaluate(FINGERS, ["pointermove", [1, 0.3, 0.5], [2, 0.7, 0.5]])
    near = viewed(page)
    assert near[2] == pytest.approx(whole[2] / 2, rel=0.01)
    assert near[2] / near[3] == pytest.approx(whole[2] / whole[3])
    assert near[0] + near[2] / 2 == pytest.approx(whole[2] / 2, rel=0.02)
    page.evaluate(FINGERS, ["pointerup", [2, 0.7, 0.5]])
    page.evaluate(FINGERS, ["pointermove", [1, 0.2, 0.5]])
    moved = viewed(page)
    assert moved[0] > near[0]
    assert moved[1:] == pytest.approx(near[1:])
    page.evaluate(FINGERS, ["pointermove", [1, -9, -9]])
    end = viewed(page)
    assert end[0] + end[2] == pytest.approx(whole[2])
    assert end[1] + end[3] == pytest.approx(whole[3])
    page.evaluate(FINGERS, ["pointerup", [1, 0, 0]])
    page.select_option("#view", "Africa")
    assert viewed(page)[2] < whole[2]
    page.select_option("#view", "World")
    assert viewed(page) == whole


def test_numbers_and_groups_change_the_map(page: "Page") -> None:
    """A number leaves its States in full colour; a group shows its part of the world."""
    for show, question in (("pending", opcat.pending_signatories), ("others", opcat.non_parties)):
        page.check(f"[name=show][value={show}]", force=True)
        bright = page.eval_on_selector_all(
            "#map [data-code]:not(.aside)", "all => all.map(e => e.dataset.code)"
        )
        assert set(bright) == {one.state.alpha_3 for one in question()}
    page.check("[name=show][value=parties]", force=True)
    assert page.locator("#map .aside").count() == 0
    page.select_option("#group", "african")
    assert page.input_value("#view") == "Africa"
    assert "map=Africa" in page.url
    page.select_option("#group", "")
    assert page.input_value("#view") == "World"


def test_the_embed_code_shows_the_page_as_it_stands(
    page: "Page", tmp_path: Path, file: Path
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.select_option("#lang", "fr")
    pick(page, date(2012, 5, 8))
    page.click("#copy-embed")
    page.locator("#copy-embed:has-text('Copié')").wait_for()
    code = page.evaluate("navigator.clipboard.readText()")
    assert code.startswith("<iframe ")
    assert 'title="L’OPCAT jour après jour"' in code
    host = tmp_path / "host.html"
    host.write_text(f"<!doctype html><title>host</title>{code}", encoding="utf-8")
    around = page.context.new_page()
    around.goto(host.as_uri())
    frame = around.frame_locator("iframe")
    assert frame.locator("#n-parties").inner_text() == str(opcat.counts(on="2012-05-08").parties)
    assert frame.locator("#last").inner_text() == "Dernier jour"
    frame.locator("#copy-citation").click()  # a frame may not copy: the text is shown, and closed
    frame.locator("#copied").wait_for()
    frame.locator("#close").click()
    frame.locator("#copied").wait_for(state="hidden")
    around.close()
