"""The table of the explorer in a real browser: what it says, how it sorts, and that all can use it.

Hostile names in it are tried with the rest of the page, in `test_browser_foreign`.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import accessibility, browser
from explorer_page import NAME

import opcat
from opcat import explorer
from opcat._core.model import name_order  # the table must order names as this does

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TREATY = opcat.treaty()
DAYS = ["2002-12-18", "2006-06-22", "2012-05-08", str(TREATY.as_of), "2006-06-22"]  # and back
COLUMNS = ["state", "group", "standing", "signed", "joined", "in_force", "act"]
HEADS = {
    "en": "State|Regional group|Standing|Signed on|Joined on (deposit)|In force from|Act of joining",
    "fr": "État|Groupe régional|Situation|Signature|Dépôt de l’instrument|En vigueur à partir du|"
    "Forme du consentement",
    "es": "Estado|Grupo regional|Situación|Firma|Depósito del instrumento|En vigor a partir del|"
    "Forma del consentimiento",
}
BESIDE = {
    "fr": ["Allemagne", "Danemark", "Égypte", "El Salvador", "Équateur", "Fidji", "Zimbabwe"],
    "es": ["Alemania", "Ecuador", "España", "Estonia", "México", "Mónaco", "Níger", "Zimbabwe"],
}
"""Names in the order of each language, in which an accent comes after all letters."""
SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1400, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
READ = """() => [...document.querySelectorAll("#rows > tr")].filter(row => row.offsetHeight)
    .map(row => [...row.children].map(cell => cell.textContent))"""
"""Reads the cells of the rows that can be seen."""


@pytest.fixture(scope="module")
def started() -> Iterator["Browser"]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / NAME
    path.write_text(explorer.page(), encoding="utf-8")
    return path


@pytest.fixture(params=["desk"])
def page(started: "Browser", file: Path, request: pytest.FixtureRequest) -> Iterator["Page"]:
    """The table of the last day; in the end the page has asked nobody, and complained of nothing."""
    with started.new_context(**SCREENS[request.param]) as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("request", lambda asking: wrong.append(asking.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{file.as_uri()}#as=table")
        yield page
        assert {one.partition("#")[0] for one in wrong} == {file.as_uri()}


on_a_phone = pytest.mark.parametrize("page", ["phone"], indirect=True)
on_both = pytest.mark.parametrize("page", SCREENS, indirect=True)


def choose(page: "Page", **choices: str) -> None:
    """Choose by the ids of the controls, and what is shown by its radio button."""
    for name, value in choices.items():
        if name in ("show", "form"):
            page.check(f"[name={name}][value={value}]", force=True)
        elif name in ("day", "name"):
            page.fill(f"#{name}", value)
            page.dispatch_event(f"#{name}", "change" if name == "day" else "input")
        else:
            page.select_option(f"#{name}", value)


def rows(page: "Page") -> list[list[str]]:
    found: list[list[str]] = page.evaluate(READ)
    return found


def in_words(day: date | None, language: str = "en") -> str:
    if day is None:
        return ""
    names = {
        "en": "January February March April May June July August September October November December",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    }
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    between = " de " if language == "es" else " "
    return between.join([number, names[language].split()[day.month - 1], str(day.year)])


def facts(state: opcat.State, on: str, basis: str) -> dict[str, Any]:
    """A row as Python tells it: each column's value, by which it sorts; nothing is `None`."""
    status = opcat.status(state, on=on)
    party = any(state == one.state for one in opcat.parties(on=on, basis=basis))
    standing = status.standing.label
    if status.standing is opcat.Standing.PARTY and not party:
        standing = "consent deposited, not yet in force"
    group = state.regional_group
    return {
        "state": state.name,
        "group": group.label if group else None,
        "standing": standing,
        "signed": status.signed_on,
        "joined": status.deposited_on,
        "in_force": status.in_force_on,
        "act": status.consent.kind.label if status.consent else None,
    }


def told(row: dict[str, Any]) -> list[str]:
    """The same as the table writes it in English."""
    return [in_words(value) if isinstance(value, date) else value or "" for value in row.values()]


def by(found: list[dict[str, Any]], column: str, *, down: bool) -> list[dict[str, Any]]:
    """Sort rows by a column as Python sorts; what is equal stays by name, what is empty is last."""
    by_name = sorted(found, key=lambda row: name_order(row["state"]))
    full = [row for row in by_name if row[column] is not None]
    key = (lambda row: name_order(row["state"])) if column == "state" else lambda row: row[column]
    if column in ("group", "standing", "act"):
        key = lambda row: row[column].lower()  # noqa: E731 - one key of three
    return [
        *sorted(full, key=key, reverse=down),
        *(row for row in by_name if row[column] is None),
    ]


@pytest.mark.parametrize("basis", ["deposit", "in_force"])
def test_every_row_is_the_status_of_its_state(page: "Page", basis: str) -> None:
    choose(page, basis=basis, show="all")
    for on in DAYS:
        choose(page, day=on)
        expected = [told(facts(state, on, basis)) for state in opcat.states()]
        assert rows(page) == expected, on


@pytest.mark.parametrize("column", COLUMNS)
def test_each_column_sorts_in_both_directions(page: "Page", column: str) -> None:
    """As Python sorts the same rows; empty cells are last both times."""
    on = "2012-05-08"
    choose(page, day=on, basis="in_force", show="all")
    if column == "state":
        page.click("[data-column=joined] button")
    found = [facts(state, on, "in_force") for state in opcat.states()]
    head = page.locator(f"[data-column={column}]")
    for direction in ("ascending", "descending", "ascending"):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == direction
        assert page.locator("[aria-sort]").count() == 1
        expected = by(found, column, down=direction == "descending")
        assert rows(page) == [told(row) for row in expected], direction


def test_the_choices_apply_to_it_as_to_the_list(page: "Page") -> None:
    for choices in (
        {"show": "pending"},
        {"group": "african"},
        {"day": "2009-09-24", "basis": "in_force"},
        {"name": "guinea"},
        {"show": "parties", "group": "asia_pacific", "name": ""},
    ):
        choose(page, **choices)
        in_table = sorted(row[0] for row in rows(page))
        choose(page, form="list")
        seen = page.evaluate(
            "[...document.querySelectorAll('#states > li')].filter(row => row.offsetHeight)"
            ".map(row => row.querySelector('b').textContent)"
        )
        assert in_table == sorted(seen) != [], choices
        assert not page.is_visible("#rows")
        choose(page, form="table")
        assert not page.is_visible("#states")
        assert not page.is_visible("#map")


def test_the_address_keeps_table_column_and_direction(page: "Page", file: Path) -> None:
    choose(page, show="all", day="2012-05-08")
    page.click("[data-column=signed] button")
    page.click("[data-column=signed] button")
    expected, address = rows(page), page.url
    assert {"as=table", "sort=signed", "direction=descending"} <= set(
        address.partition("#")[2].split("&")
    )
    page.goto("about:blank")
    page.goto(address)
    assert rows(page) == expected
    assert page.get_attribute("[data-column=signed]", "aria-sort") == "descending"
    # The list says nothing of a column, and a column that is none is taken for the first.
    choose(page, form="list")
    assert "sort=" not in page.url
    assert "as=" not in page.url
    for wrong in ("x", "constructor", "__proto__"):
        page.goto("about:blank")
        page.goto(f"{file.as_uri()}#as=table&sort={wrong}&direction=sideways")
        assert page.get_attribute("[data-column=state]", "aria-sort") == "ascending"
        assert len(rows(page)) == opcat.counts().parties


def test_a_state_of_the_address_is_open_in_the_list(page: "Page", file: Path) -> None:
    """Nothing can be pointed at on a map that is not drawn; it is when the map comes back."""
    page.goto("about:blank")
    page.goto(f"{file.as_uri()}#as=table&state=FJI&show=all")
    assert not page.is_visible("#map")
    choose(page, form="list")
    page.locator("#states [data-code=FJI] details[open]").wait_for()
    page.locator("#map [data-code=FJI].here").first.wait_for(state="attached")
    assert page.is_visible("#map")


def test_the_csv_has_the_order_of_the_table(page: "Page") -> None:
    choose(page, show="all")
    page.click("[data-column=joined] button")
    page.click("[data-column=joined] button")
    with page.expect_download() as waiting:
        page.click("#download")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    loaded = [row["state"] for row in csv.DictReader(io.StringIO(text))]
    assert loaded == [row[0] for row in rows(page)]
    assert loaded[0] == max(opcat.parties(), key=lambda one: str(one.deposited_on)).state.name
    choose(page, form="list")
    with page.expect_download() as waiting:
        page.click("#download")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    names = [row["state"] for row in csv.DictReader(io.StringIO(text))]
    assert names == [state.name for state in opcat.states()]


def test_keys_choose_the_table_and_sort_it(page: "Page") -> None:
    choose(page, form="list")
    page.focus("[name=form]:checked")
    page.keyboard.press("ArrowRight")
    assert page.is_visible("#rows")
    page.focus("#download")
    for column in COLUMNS:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.parentElement.dataset.column") == column
        page.keyboard.press("Enter")
    for direction in ("descending", "ascending"):
        page.keyboard.press("Space")
        assert page.get_attribute("[data-column=act]", "aria-sort") == direction
        # The focus stays where it is, and nothing is said but the numbers.
        assert page.evaluate("document.activeElement.parentElement.dataset.column") == "act"
    page.wait_for_timeout(700)
    assert (page.text_content("#status") or "").startswith(in_words(TREATY.as_of))


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_it_speaks_three_languages(page: "Page", language: str) -> None:
    """With names in the order of each, and days as people write them."""
    choose(page, lang=language, show="all", day="2012-05-08")
    heads = page.locator("#columns th").all_inner_texts()
    assert heads == HEADS[language].split("|")
    names = [row[0] for row in rows(page)]
    if language != "en":
        named = {state.name_in(language): state for state in opcat.states()}
        assert set(names) == set(named)
        assert [name for name in names if name in BESIDE[language]] == BESIDE[language]
        for name, row in zip(names, rows(page), strict=True):
            status = opcat.status(named[name], on="2012-05-08")
            days = status.signed_on, status.deposited_on, status.in_force_on
            assert row[3:6] == [in_words(day, language) for day in days]


@on_both
def test_axe_finds_nothing_and_the_page_does_not_scroll_sideways(page: "Page") -> None:
    choose(page, show="all", day="2012-05-08", basis="in_force")
    page.emulate_media(reduced_motion="reduce")
    looks: list[dict[str, Any]] = [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"forced_colors": "active"},
    ]
    for look in looks:
        page.emulate_media(**look)
        assert accessibility(page) == [], look
    width = page.evaluate("document.documentElement.scrollWidth")
    assert page.viewport_size is not None
    assert width == page.viewport_size["width"]


@on_a_phone
def test_on_a_phone_it_scrolls_within_itself_beside_the_names(page: "Page") -> None:
    choose(page, show="all")
    measured = page.evaluate(
        """() => {
            const box = document.querySelector(".scrolls");
            const places = () => ["th", "td:last-child"].map(
                cell => document.querySelector(`#rows ${cell}`).getBoundingClientRect().x);
            const before = places();
            box.scrollLeft = 10000;
            return [box.scrollWidth > box.clientWidth, before, places()];
        }"""
    )
    scrolls, (name, act), (name_then, act_then) = measured
    assert scrolls
    assert name_then == pytest.approx(name, abs=1)
    assert act_then < act - 200
    assert act_then < 390


def test_on_a_desk_its_head_stays(page: "Page") -> None:
    choose(page, show="all")
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(300)
    top = page.evaluate("document.querySelector('thead th').getBoundingClientRect().top")
    assert page.evaluate("scrollY") > 1000
    assert top == pytest.approx(0, abs=1)


def test_it_prints_as_a_table(page: "Page") -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    heads = page.locator("#columns button")
    assert all(heads.nth(place).is_visible() for place in range(len(COLUMNS)))
    assert not page.is_visible("#forms")
    assert page.evaluate("getComputedStyle(document.querySelector('.scrolls')).overflowX") == (
        "visible"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    assert len(rows(page)) == opcat.counts().parties
    # In Spanish the groups stood a word per line, so that the table was twice as long.
    page.emulate_media(media="screen")
    choose(page, lang="es", show="all")
    page.emulate_media(media="print")
    wide = page.eval_on_selector_all(
        "#rows > tr",
        "all => all.map(row => [...row.cells].slice(0, 2).map(cell => cell.offsetWidth))",
    )
    assert min(min(pair) for pair in wide) > 100
    right = "document.querySelector('#rows').getBoundingClientRect().right"
    assert page.evaluate(right) <= page.evaluate(right.replace("#rows", ".tiles")) + 1


def until_the_last_day(page: "Page") -> None:
    """Wait while it plays."""
    for _ in range(300):
        if page.input_value("#day") == str(TREATY.as_of):
            return
        page.wait_for_timeout(50)
    pytest.fail("it does not come to the last day")


def test_playing_it_runs_to_the_last_day(page: "Page") -> None:
    page.click("[data-column=joined] button")
    choose(page, day="2025-10-01")
    page.click("#play")
    until_the_last_day(page)
    assert [row[0] for row in rows(page)][-1] == "Colombia"


WATCH = """() => {
    window.made = [];
    new MutationObserver(seen => {
        for (const one of seen) for (const node of one.addedNodes)
            window.made.push(node.closest("tr").dataset.code);
    }).observe(document.getElementById("rows"), {childList: true, subtree: true});
}"""
"""Notes of which State each row or cell is that is put into the table from now on."""


@pytest.mark.parametrize("column", ["state", "joined"])
def test_a_day_makes_only_the_rows_anew_that_it_changes(page: "Page", column: str) -> None:
    """All 197 were made anew on every day that playing passes, and playing came to a crawl."""
    [act] = opcat.actions("Colombia", kind="accession")
    choose(page, show="all", day=str(act.date - timedelta(days=2)))
    if column != "state":
        page.click(f"[data-column={column}] button")
    page.evaluate(WATCH)
    for days, expected in ((-1, set()), (0, {"COL"}), (1, set())):
        page.evaluate("window.made = []")
        choose(page, day=str(act.date + timedelta(days=days)))
        assert set(page.evaluate("window.made")) == expected, days
    page.evaluate("window.made = []")
    choose(page, lang="fr")
    assert len(set(page.evaluate("window.made"))) == len(opcat.states())


def test_playing_makes_no_more_collators_than_languages_need(page: "Page", file: Path) -> None:
    """One was made for each sorting, which is each frame."""
    page.add_init_script(
        """window.collators = 0;
        Intl.Collator = class extends Intl.Collator {
            constructor(...of) { super(...of); window.collators += 1; }
        };"""
    )
    page.goto("about:blank")
    page.goto(f"{file.as_uri()}#as=table&sort=standing&on=2025-12-01&lang=fr")
    made = page.evaluate("window.collators")
    page.click("#play")
    until_the_last_day(page)
    assert page.evaluate("window.collators") == made
    choose(page, lang="es")
    assert page.evaluate("window.collators") <= 2 * made
