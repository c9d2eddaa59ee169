"""The shapes of the map: every State is there, where it should be, and of the right size."""

from itertools import pairwise
from math import radians, sin
from pathlib import Path
from typing import Any

import pytest

import opcat
from opcat.charts import _world

Ring = list[tuple[float, float]]
EARTH = 6371.0088**2


@pytest.fixture(scope="module")
def topology() -> dict[str, Any]:
    return _world.topology()


@pytest.fixture(scope="module")
def shapes(topology: dict[str, Any]) -> dict[str, list[list[Ring]]]:
    """The polygons of each State, as lists of rings in degrees."""
    return {
        shape["id"]: polygons(topology, shape)
        for shape in topology["objects"]["states"]["geometries"]
    }


def polygons(topology: dict[str, Any], shape: dict[str, Any]) -> list[list[Ring]]:
    """Decode the polygons of a shape (TopoJSON specification 1.0, 2.1.4)."""
    (x, y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]

    def line(arc: int) -> Ring:
        if arc < 0:
            return line(~arc)[::-1]
        found, right, up = [], 0, 0
        for step in topology["arcs"][arc]:
            right, up = right + step[0], up + step[1]
            found.append((left + x * right, bottom + y * up))
        return found

    def ring(arcs: list[int]) -> Ring:
        return [point for arc in arcs for point in line(arc)[1:]]

    return [[ring(arcs) for arcs in rings] for rings in shape["arcs"]]


def km2(rings: list[Ring]) -> float:
    """Return what a polygon covers: its outline less its holes, on a sphere."""

    def turn(ring: Ring) -> float:
        return sum(
            radians((b[0] - a[0] + 180) % 360 - 180)
            * (2 + sin(radians(a[1])) + sin(radians(b[1])))
            / 2
            for a, b in pairwise([*ring, ring[0]])
        )

    outline, *holes = (abs(turn(ring)) * EARTH for ring in rings)
    return outline - sum(holes)


def inside(point: tuple[float, float], ring: Ring) -> bool:
    """Tell whether a line from the point to the east crosses the ring an odd number of times."""
    crossed = False
    for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
        if (ay > point[1]) != (by > point[1]):
            crossed ^= point[0] < ax + (bx - ax) * (point[1] - ay) / (by - ay)
    return crossed


def test_every_state_has_a_point_and_all_but_two_a_shape(
    shapes: dict[str, list[list[Ring]]],
) -> None:
    known = {state.alpha_3 for state in opcat.states()}
    assert set(_world.places()) == known
    assert known - set(shapes) == {"TUV", "VAT"}
    assert set(shapes) <= known


def test_no_state_has_fallen_flat(shapes: dict[str, list[list[Ring]]]) -> None:
    for key, parts in shapes.items():
        assert len(set(max(parts, key=km2)[0])) >= 3, key
        assert all(len(set(ring)) > 1 for rings in parts for ring in rings), key


def test_shapes_are_as_large_as_the_points_say(shapes: dict[str, list[list[Ring]]]) -> None:
    """The points are measured on a finer scale, so this holds the simplifying to it."""
    for key, parts in shapes.items():
        said = _world.places()[key].km2
        allowed = 0.1 if said > 10_000 else 0.2 if said > 1_000 else 0.25 if said > 300 else 1.5
        assert max(km2(rings) for rings in parts) == pytest.approx(said, rel=allowed), key


def test_points_lie_in_their_states(shapes: dict[str, list[list[Ring]]]) -> None:
    """Or, where the whole State is finer than the shapes are drawn, very near."""
    for key, parts in shapes.items():
        place = _world.places()[key]
        here = place.longitude, place.latitude
        if place.km2 > 300:
            assert any(
                inside(here, outline) and not any(inside(here, hole) for hole in holes)
                for outline, *holes in parts
            ), key
        else:
            corners = [corner for rings in parts for ring in rings for corner in ring]
            away = min(abs(x - here[0]) + abs(y - here[1]) for x, y in corners)
            assert away < 0.5, key


@pytest.mark.parametrize(
    ("state", "longitude", "latitude"),
    [
        ("FRA", 2, 47),  # the mainland: Guiana is smaller
        ("IND", 79, 22),
        ("TUV", 178, -8),
        ("NZL", 170, -44),
        ("CPV", -23.6, 15),
    ],
)
def test_where_points_are(state: str, longitude: float, latitude: float) -> None:
    place = _world.places()[state]
    assert place.longitude == pytest.approx(longitude, abs=6)
    assert place.latitude == pytest.approx(latitude, abs=6)


def test_the_rest_is_one_shape_without_a_name(topology: dict[str, Any]) -> None:
    others = topology["objects"]["others"]
    assert set(others) == {"type", "arcs"}
    [greenland] = [rings for rings in polygons(topology, others) if inside((-40.0, 72.0), rings[0])]
    assert km2(greenland) == pytest.approx(2_130_000, rel=0.03)


def test_nothing_is_carried_that_no_shape_uses(topology: dict[str, Any]) -> None:
    def numbers(arcs: Any) -> set[int]:
        if isinstance(arcs, int):
            return {arcs if arcs >= 0 else ~arcs}
        return set().union(*map(numbers, arcs))

    objects = topology["objects"]
    used = numbers([shape["arcs"] for shape in objects["states"]["geometries"]])
    assert used | numbers(objects["others"]["arcs"]) == set(range(len(topology["arcs"])))


def test_the_topology_is_the_callers_own() -> None:
    _world.topology()["objects"].clear()
    assert set(_world.topology()["objects"]) == {"states", "others", "points"}


def test_its_budget() -> None:
    assert (Path(_world.__file__).parent / "world.topojson").stat().st_size <= 250_000
