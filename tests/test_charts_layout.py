"""The charts as they are drawn: sizes, and that no text lies on another or is cut off."""

import io
import operator
import re
import struct
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from itertools import pairwise, product
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

import altair as alt
import pytest
import vl_convert
from drawn_svg import COLUMN, EVERY, drawing, faults, fills, saved, size_of, svg_of, texts, wide
from foreign import hostile
from thorough import by_turns, thorough

import opcat
from opcat import Basis, RegionalGroup, charts
from opcat.charts import _measure  # widths of letters, each against the font's own
from opcat.errors import ChartSizeError

FAULTY = ["2010-01-01", "2006-06-22", "2006-07-01", "2006-12-31", "2009-12-31", "2010-12-31"]
"""Days on which texts of the release candidate lay on each other."""
EARLY = ["2003-02-04", "2003-03-01", "2003-06-26", "2004-02-29", "2005-03-31"]
ENDS = [*EARLY, *FAULTY, "2013-09-23", "2014-10-24", "2026-02-03"]


@pytest.mark.parametrize(("on", "width"), by_turns(ENDS, [COLUMN, None]))
def test_no_text_of_a_timeline_lies_on_another(on: str, width: int | None) -> None:
    assert faults(svg_of(charts.timeline(on=on, width=width))) == []


@pytest.mark.parametrize(
    ("group", "basis", "on"), by_turns(RegionalGroup, Basis, ["2009-01-01", "2026-02-03"])
)
def test_nor_of_a_group(group: RegionalGroup, basis: Basis, on: str) -> None:
    assert faults(svg_of(charts.timeline(on=on, group=group, basis=basis, width=400))) == []


@pytest.mark.parametrize(
    ("name", "on", "width"),
    by_turns(
        ["groups", "visits", "survival", "survival by group"],
        ["2007-12-31", "2016-02-29", None],
        [COLUMN, 640, None],
    ),
)
def test_nor_of_the_others(name: str, on: str | None, width: int | None) -> None:
    assert faults(svg_of(EVERY[name](on=on, width=width))) == []


@pytest.mark.parametrize("name", EVERY)
def test_nor_in_a_column(name: str) -> None:
    assert faults(drawing(name, width=COLUMN)) == []


@pytest.mark.parametrize(("on", "width"), by_turns(["2006-06-22"], [None, COLUMN]))
def test_nor_of_a_map(on: str, width: int | None) -> None:
    assert faults(svg_of(charts.map(on=on, width=width))) == []


@pytest.mark.parametrize(
    ("state", "width"),
    by_turns(["Mexico", "Netherlands", "United Kingdom", "Kenya", "Chile"], [None, COLUMN]),
)
def test_nor_of_a_history(state: str, width: int | None) -> None:
    """Every text of an event is drawn whole, in as many lines as it needs."""
    svg = svg_of(charts.history(state, width=width))
    assert faults(svg) == []
    drawn = " ".join(one.text for one in texts(svg))
    for event in opcat.profile(state).events:
        assert re.sub(r"\s", "", event.description) in re.sub(r"\s", "", drawn)


def many() -> Iterator[Callable[[], charts.Chart]]:
    """Yield the charts of the days on which something changed, and the first and the last.

    Of those that cost most, every fourth, eighth or ninth one is drawn.
    """
    changes = [day for day, _ in opcat.timeline()]
    for day in (date(2003, 2, 4), *changes):
        yield partial(charts.timeline, on=day)
    for group, basis in product(RegionalGroup, Basis):
        for day, _ in opcat.timeline(group=group, basis=basis)[::9]:
            yield partial(charts.timeline, on=day, group=group, basis=basis, width=COLUMN)
    for day in changes[::8]:
        yield partial(charts.groups, on=day, width=COLUMN)
    for group in RegionalGroup:
        yield partial(charts.survival, group=group, width=COLUMN)
    for year in range(2003, 2026):
        look: dict[str, Any] = {"by": "group"} if year % 2 else {"width": COLUMN}
        yield partial(charts.survival, on=f"{year}-12-31", **look)
    for visit in opcat.visits()[::8]:
        yield partial(charts.visits, on=visit.start.latest, width=COLUMN)
    for state in opcat.states()[::4]:
        if opcat.profile(state).events:
            yield partial(charts.history, state, width=COLUMN)


@thorough
def test_nor_on_any_day_nor_of_any_state() -> None:
    found = {
        str(chart.description): wrong
        for make in many()
        for chart in [make()]
        if (wrong := faults(svg_of(chart)))
    }
    assert found == {}


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "size",
    [(COLUMN,), (800, 700), *(pytest.param((width,), marks=thorough) for width in (680, 1280))],
)
def test_a_picture_has_the_size_that_is_asked_for(name: str, size: tuple[int, ...]) -> None:
    """As a PDF of 321 pixels is 85 mm wide; to the last pixel, because pages are laid out by it."""
    drawn = size_of(drawing(name, **dict(zip(("width", "height"), size, strict=False))))
    assert drawn[: len(size)] == pytest.approx(size, abs=1e-6)
    assert drawn[1] == int(drawn[1])


@cache
def foreign_treaty() -> opcat.Treaty:
    """Return the Protocol with hostile text in its title, its sources and its States' names."""
    return hostile(opcat.treaty())  # type: ignore[no-any-return] # of the kind that it is given


@pytest.mark.parametrize(
    ("name", "size"), by_turns(EVERY, [(COLUMN,), (640,), (900, 1000), (1280,)])
)
def test_whatever_the_treaty_and_its_states_are_called(name: str, size: tuple[int, ...]) -> None:
    """What is drawn for a tag or a control character is wider than they are."""
    asked = dict(zip(("width", "height"), size, strict=False))
    svg = svg_of(EVERY[name](treaty=foreign_treaty(), **asked))
    assert faults(svg) == []
    assert size_of(svg)[: len(size)] == pytest.approx(size, abs=1e-6)
    drawn = "".join(one.text for one in texts(svg))
    # Missions of the Subcommittee are in no treaty.
    assert ("document.title='taken'" in re.sub(r"\s", "", drawn)) is (name != "visits")


HARD = {
    "signs that begin tags": "<a<b</c<!d<?e" * 20,
    "control characters": "a\x1b[2J\x07\x9b\u202e" * 20,
    "what is not seen": "a\ufeff\u200b\u00ad" * 20,
    "signs beyond ASCII": "— Æ … “ŒØ” " * 20,
    "narrow letters beside a borrowed one": "it's <=> l/f; \ufffd" * 20,
    "letters of other scripts": "ЖЩ ΩΨ שלום " * 20,
}
"""Titles that a sum of the widths of common letters takes for narrower than they are drawn."""


@pytest.mark.parametrize(
    ("title", "name"), by_turns(HARD.values(), [name for name in EVERY if name != "map"])
)
def test_whatever_a_title_is_of(title: str, name: str) -> None:
    svg = svg_of(EVERY[name](title=title, width=400))
    assert size_of(svg)[0] == pytest.approx(400, abs=1e-6)


@pytest.mark.parametrize(("name", "times"), by_turns(EVERY, [1, 2]))
def test_a_png_has_as_many_pixels(name: str, times: int) -> None:
    held = io.BytesIO()
    chart = EVERY[name](width=400, height=640)
    chart.save(held, "png", **({"scale_factor": times} if times > 1 else {}))
    head = held.getvalue()[:24]
    assert head.startswith(b"\x89PNG")
    assert struct.unpack(">II", head[16:]) == (400 * times, 640 * times)


@pytest.mark.parametrize("name", EVERY)
def test_in_a_column_every_text_has_seven_points(name: str) -> None:
    svg = drawing(name, width=COLUMN)
    sizes = [float(size) for size in re.findall(r'font-size="([0-9.]+)px"', svg)]
    assert min(sizes) * 72 / 96 >= 7


def test_in_a_column_a_line_before_each_group_has_the_dashes_of_its_curve() -> None:
    """In greys nothing else said whose a curve is: two of them are black, and none has a name."""
    svg = drawing("survival by group", theme="print", width=COLUMN)
    curves = dict(re.findall(r'<path aria-label="([^"]+)"[^>]* stroke-dasharray="([^"]+)"', svg))
    samples = {
        float(down): dashes
        for down, dashes in re.findall(
            r'<line transform="translate\([^,]+,([^)]+)\)"[^>]* stroke-dasharray="([^"]+)"', svg
        )
    }
    assert len(set(curves.values())) == len(curves) == 5
    names = {
        group: text.box[3]
        for text in texts(svg)
        for group in curves
        if text.text.startswith(f"{group}: ")
    }
    order = sorted(names, key=lambda group: names[group])
    assert [curves[group] for group in order] == [samples[down] for down in sorted(samples)]


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"width": 100}, ChartSizeError, "width=100 pixels is no size for this chart; pass 200 to"),
        (
            {"height": 1e9},
            ChartSizeError,
            "height=1000000000 pixels is no size for this chart; pass ",
        ),
        ({"height": 210, "width": 400}, ChartSizeError, r"height=210.*; this chart needs \d+"),
        ({"width": "wide"}, TypeError, "width='wide' is not a number of pixels; pass one, such as"),
        ({"width": True}, TypeError, "width=True is not a number"),
        ({"width": float("nan")}, TypeError, "width=nan is not a number"),
        ({"title": 7}, TypeError, "title= is of type int; pass a string"),
    ],
)
@pytest.mark.parametrize("name", EVERY)
def test_what_is_no_size(
    name: str, given: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        EVERY[name](**given)


def test_a_size_that_is_too_small_is_told_one_that_is_enough() -> None:
    for name, draw in EVERY.items():
        with pytest.raises(ChartSizeError) as caught:
            draw(height=200, width=400)
        needed = int(re.findall(r"needs (\d+)", caught.value.reason)[0])
        assert faults(svg_of(draw(height=needed, width=400))) == [], name
    long = {"parties": "{number} States that have deposited their instruments"}
    with pytest.raises(ChartSizeError, match=r"width=321.* the words of this chart need") as caught:
        charts.timeline(width=COLUMN, words=long)
    assert (caught.value.argument, caught.value.value) == ("width", COLUMN)
    needed = int(re.findall(r"need (\d+)", caught.value.reason)[0])
    assert faults(svg_of(charts.timeline(width=needed, words=long))) == []
    with pytest.raises(ChartSizeError, match="the words of the marked days need more"):
        charts.timeline(width=400, words={"fiftieth deposit": "The fiftieth deposit " * 5})


def test_widths_are_those_of_helvetica() -> None:
    letters = [chr(code) for code in range(32, 127)]
    for bold, letter in product((False, True), letters):
        assert _measure.wide(letter, 1000, bold=bold) == wide(letter, 1000, bold=bold), letter
    assert _measure.wide("é", 10) == _measure.wide("e", 10)
    assert _measure.wide("国", 10) == 10


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 50, []),
        ("one two", 500, ["one two"]),
        ("one two", 30, ["one", "two"]),
        ("one  two ", 30, ["one", "two"]),
        ("iiiiiiiiii", 10, ["iiii"] * 2 + ["ii"]),
        ("国国国国国", 25, ["国国", "国国", "国"]),
    ],
)
def test_lines_break_where_the_room_ends(text: str, room: float, lines: list[str]) -> None:
    assert _measure.wrapped(text, room, 10) == lines


class TestJoined:
    """Charts that are joined draw each its own data, whoever joins them."""

    WAYS: ClassVar[dict[str, Callable[[charts.Chart, charts.Chart], Any]]] = {
        "|": lambda one, other: one | other,
        "hconcat": alt.hconcat,
        "&": lambda one, other: one & other,
        "vconcat": alt.vconcat,
        "Joined": lambda *both: charts.Joined(concat=[*both], whole=both[0]["whole"]),
        "concat": alt.concat,
        "by hand": lambda *both: {"vconcat": [one.to_dict() for one in both]},
    }

    def test_of_several_backgrounds_are_refused(self) -> None:
        """Of one of them, dark words on a dark ground would be left."""
        dark, light = charts.timeline(theme="dark"), charts.groups(theme="print")
        for one, other in ((dark, light), (light, dark)):
            for join in (operator.or_, operator.and_):
                with pytest.raises(ValueError, match=r"#15191e.*same theme="):
                    join(one, other)
        assert len((light | charts.timeline(theme="light")).concat) == 2

    @pytest.mark.parametrize(
        "way",
        [pytest.param(way, marks=[] if way in ("|", "by hand") else thorough) for way in WAYS],
    )
    def test_joined_maps_are_filled_as_each_alone(self, way: str) -> None:
        apart = {"on": "2010-12-31", "width": COLUMN}, {"width": COLUMN}
        one, other = (fills(drawing("map", **options)) for options in apart)
        assert one != other
        drawn = self.WAYS[way](*(charts.map(**options) for options in apart))
        assert fills(svg_of_any(drawn)) == one + other

    @pytest.mark.parametrize(
        ("pair", "way"),
        [
            *(  # every second pair has every chart too
                pytest.param(pair, way, marks=thorough if place % 2 else [])
                for place, (pair, way) in enumerate(
                    zip(pairwise([*EVERY, "timeline"]), WAYS, strict=True)
                )
            ),
            *(
                pytest.param((name, name), way, marks=thorough)
                for name, way in zip(EVERY, WAYS, strict=True)
            ),
        ],
    )
    def test_any_two_charts_show_together_what_each_does(
        self, pair: tuple[str, str], way: str
    ) -> None:
        """The words and symbols of both are drawn; and of a chart beside itself twice."""
        one, other = pair
        apart: list[tuple[str, dict[str, Any]]] = [
            (one, {"width": COLUMN}),
            (other, {"width": COLUMN, "theme": "print"}),
        ]
        drawn = self.WAYS[way](*(EVERY[name](**options) for name, options in apart))
        expected = [one for name, options in apart for one in shown(drawing(name, **options))]
        assert shown(svg_of_any(drawn)) == sorted(expected)

    def test_by_hand_each_keeps_its_own_too(self) -> None:
        groups = ("african", "eastern_european")
        parts = [charts.timeline(group=group).to_dict() for group in groups]
        drawn = {text.text for text in texts(vl_convert.vegalite_to_svg({"vconcat": parts}))}
        assert drawn >= {"25 parties", "19 signatories", "21 parties", "14 signatories"}

    def test_in_rows_and_columns(self) -> None:
        one = charts.visits(on="2010-01-01", width=400)
        row = one | one | one
        assert (len(row.concat), row.columns) == (3, alt.Undefined)
        grid = row & one & one
        assert (len(grid.concat), grid.columns) == (3, 1)
        assert len((grid | one).concat) == 2
        wide, high = size_of(svg_of(one))
        wide_row, high_row = size_of(svg_of(row))
        assert wide_row > 2.8 * wide
        assert high_row == pytest.approx(high, abs=2)
        assert svg_of(row).count("Hollow: only") == 3

    def test_titles_of_a_row_stand_on_one_line(self) -> None:
        """Whatever key and however many lines stand between each and its plot."""
        long = "A title that is so long that it needs two lines"
        titles = {"map": "A map", "timeline": long, "groups": "Groups", "visits": "Missions"}
        charts_of = {name: EVERY[name](width=400, title=title) for name, title in titles.items()}
        one, *others = charts_of.values()
        row: Any = one
        for other in others:
            row = row | other
            own = svg_of(row)
            heads = {title.split(" that")[0] for title in titles.values()}
            tops = [text.box[1] for text in texts(own) if text.text.startswith(tuple(heads))]
            assert len(tops) == len(row.concat)
            assert max(tops) - min(tops) < 0.01
            assert faults(own) == []
        bare = EVERY["groups"](width=400, title="")
        assert size_of(svg_of(bare | charts_of["visits"]))[1] >= size_of(svg_of(bare))[1]
        assert [text.box[1] for text in texts(svg_of(one)) if text.text == "A map"] < tops

    def test_with_a_chart_of_ones_own(self) -> None:
        own = alt.Chart(alt.InlineData(values=[{"a": 3}])).mark_text(text="my own").encode(x="a:Q")
        ours = charts.visits(on="2010-01-01", width=400)
        assert isinstance(ours | own, charts.Joined)
        assert isinstance(own | ours, alt.HConcatChart)
        for drawn in ((ours | own), (ours & own)):
            assert "my own" in {one.text for one in texts(svg_of(drawn))}
        found = {one.text for one in texts(vl_convert.vegalite_to_svg((own | ours).to_dict()))}
        assert found >= {"my own", "regular visit"}

    def test_ones_own_marks_lie_on_it(self) -> None:
        row = {"day": "2015-01-01", "States": 50}
        own = alt.Chart(alt.InlineData(values=[row])).mark_text(text="here")
        own = own.encode(x="day:T", y="States:Q")
        base = charts.timeline()
        for drawn in (base + own, charts.Chart.from_dict((base + own).to_dict())):
            [place] = [one for one in texts(svg_of_any(drawn)) if one.text == "here"]
            assert 100 < place.box[0] < 700
        outer = alt.layer(base, own)
        assert "here" in {one.text for one in texts(vl_convert.vegalite_to_svg(outer.to_dict()))}

    def test_a_joined_chart_says_and_keeps_what_its_parts_do(self) -> None:
        one, other = charts.timeline(on="2010-01-01"), charts.visits()
        pair = one | other
        assert pair.description == f"{one.description} {other.description}"
        assert pair.usermeta["as_of"] == "2026-02-03"
        assert set(pair.usermeta["sources"]) == {
            *one.usermeta["sources"],
            *other.usermeta["sources"],
        }
        root = ET.fromstring(saved(pair))
        assert (root.get("role"), root.get("aria-label")) == ("img", pair.description)
        assert pair.to_dict()["background"] == "#ffffff"

    def test_it_is_saved_and_displayed_as_safely(self, tmp_path: Any) -> None:
        hostile = "</script><script>x()</script>\x1b"
        pair = charts.visits(on="2008-01-01", title=hostile) | charts.visits(on="2008-01-01")
        for form in ("png", "svg", "pdf", "html", "json", "vega"):
            pair.save(tmp_path / f"pair.{form}")
        assert len(list(tmp_path.iterdir())) == 6
        page = (tmp_path / "pair.html").read_text(encoding="utf-8")
        assert page.count("<script") == 2
        assert "<title>" in page
        found, _ = pair._repr_mimebundle_()
        assert set(found) == {"image/png", "text/plain"}
        assert "background: #ffffff }" in page
        titled = pair.properties(title="Both")
        assert "<title>Both</title>" in html_of(titled)

    def test_what_is_no_colour_stays_out_of_the_page(self) -> None:
        """A specification may come from anywhere; the style of a page is no place for its text."""
        drawn: Any = charts.timeline()
        for wrong in ("white}</style><script>x()</script>", "url(https://x.example)", None, 5):
            drawn["whole"] = {"background": wrong}
            page = drawn._readable("<html>\n<head>\n</head></html>")
            assert "<style>body { background: white } " in page, wrong
            assert "<script" not in page

    @pytest.mark.parametrize("meta", [{}, {"as_of": "2026-02-03"}])
    def test_charts_without_their_notes_are_joined_too(self, meta: Any) -> None:
        """Whoever replaces `usermeta` loses what it said, and nothing else."""
        bare = charts.timeline(width=400).properties(usermeta=meta)
        full = charts.visits(width=400)
        for pair in (bare | full, full & bare):
            assert pair.usermeta["sources"] == full.usermeta["sources"]
            assert pair.usermeta["as_of"] == "2026-02-03"
            assert pair.usermeta["embedOptions"] == full.usermeta["embedOptions"]
        alone = bare | bare
        assert alone.usermeta["sources"] == []

    def test_the_look_of_a_part_is_that_of_the_whole(self) -> None:
        """Fonts, sizes and colours of texts and axes are the same, alone or joined."""
        one = charts.timeline(width=500, theme="dark")
        alone, part = (
            looks(svg)
            for svg in (svg_of(one), vl_convert.vegalite_to_svg(alt.hconcat(one).to_dict()))
        )
        assert part == alone

    def test_what_is_set_for_the_whole_chart_holds(self) -> None:
        drawn = charts.timeline().configure_axis(labelFontSize=21).properties(background="#ffffee")
        svg = svg_of(drawn)
        assert 'font-size="21px"' in svg
        assert "#ffffee" in svg
        assert svg_of(charts.timeline()).count("Helvetica") == svg.count("Helvetica")


def svg_of_any(chart: Any) -> str:
    return vl_convert.vegalite_to_svg(chart if isinstance(chart, dict) else chart.to_dict())


def html_of(chart: Any) -> str:
    held = io.StringIO()
    chart.save(held, "html", inline=False)
    return held.getvalue()


def shown(svg: str) -> list[str]:
    """Return every text and every mark of a picture, wherever it lies."""
    marks = [
        f"{one.get('aria-label')} {one.get('fill')} {one.get('stroke')}"
        for one in ET.fromstring(svg).iter()
        if one.tag.endswith("}path")
        and one.get("fill") not in (None, "none")
        and one.get("aria-hidden") is None
    ]
    return sorted([*(one.text for one in texts(svg)), *marks])


def looks(svg: str) -> list[tuple[str, ...]]:
    names = ("font-family", "font-size", "font-weight", "fill")
    return sorted(
        tuple(str(one.get(name)) for name in names)
        for one in ET.fromstring(svg).iter()
        if one.tag.endswith("}text")
    )
