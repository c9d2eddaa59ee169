"""`charts.world`: the shapes of the map as GeoJSON, for any tool."""

import json
from itertools import pairwise

import shapely
from shapely.geometry import shape

import opcat
from opcat import charts
from opcat._output import world  # hatching, and shapes as they are packaged


def test_every_state_is_there_with_its_codes_and_standing() -> None:
    drawn = charts.world(on="2010-01-01")
    *states, rest = json.loads(json.dumps(drawn))["features"]
    assert {one["id"] for one in states} == {state.alpha_3 for state in opcat.states()}
    assert (rest["id"], rest["properties"]) == (None, None)
    for one in states:
        told, status = one["properties"], opcat.status(one["id"], on="2010-01-01")
        assert told["standing"] == status.standing
        assert told["deposited_on"] == (status.deposited_on and str(status.deposited_on))
        assert (told["alpha_2"], told["numeric"]) == (status.state.alpha_2, status.state.numeric)
    assert any("no endorsement" in note for note in drawn["notes"])


def test_a_state_that_is_no_more_has_no_shape() -> None:
    """Its land is that of others, who are drawn; before it ended too, because the shapes are today's."""
    convention = opcat.convention()
    former = [
        one.state for one in convention.statuses if one.standing is opcat.Standing.NO_LONGER_COUNTED
    ]
    assert [state.name for state in former] == [
        "Czechoslovakia",
        "German Democratic Republic",
        "Yugoslavia",
    ]
    for day in ("1990-01-01", convention.as_of):
        drawn = charts.world(on=day, treaty=convention)["features"]
        assert {one["id"] for one in drawn} - {None} == {
            state.alpha_3 for state in opcat.states()
        } | {
            status.state.key
            for status in convention.statuses
            if status.state not in former and status.standing is opcat.Standing.PARTY
        }


def test_shapes_are_sound_and_none_runs_round_the_back_of_the_map() -> None:
    """What lies on both sides of the 180th meridian is cut there (RFC 7946, section 3.1.9)."""
    for one in charts.world()["features"]:
        land = shape(one["geometry"])
        assert land.is_valid, one["id"]
        left, bottom, right, top = land.bounds
        assert -180 <= left <= right <= 180
        assert -90 <= bottom <= top <= 90
        for polygon in getattr(land, "geoms", ()):
            if not isinstance(polygon, shapely.Point):
                ring = polygon.exterior
                assert not ring.is_ccw, one["id"]
                assert max(abs(a[0] - b[0]) for a, b in pairwise(ring.coords)) < 90


def test_lines_of_a_pattern_lie_on_the_land() -> None:
    for key in ("CMR", "VEN", "BEL"):
        land = shapely.MultiPolygon([(part[0], part[1:]) for part in world.polygons()[key]])
        for way in (1, -1):
            lines = world.hatched(world.polygons()[key], 0.5, way)
            assert lines
            assert all(land.buffer(0.02).contains(shapely.LineString(line)) for line in lines)
