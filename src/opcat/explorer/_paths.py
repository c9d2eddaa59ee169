"""The map: shapes in the Equal Earth projection, as paths of SVG.

The projection preserves areas (B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map
projection", 2018, equations 1 and 2), so that northern States do not look too large.
"""

from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

from opcat._output.world import places, too_small, topology

WIDTH = 2000.0
_NARROWEST = 240.0
"""The pixels of the narrowest map: what can be seen on it has no mark on any other."""

_COEFFICIENTS = (1.340264, -0.081106, 0.000893, 0.003796)
_NORTH, _SOUTH = 84.0, -57.0
_CENTRE = 11.0
"""The map is cut opposite this meridian, between Asia and America, so that no State is split."""

VIEWS = {
    "World": None,
    "Africa": (-28.0, 40.0, 60.0, -37.0),
    "Americas": (-125.0, 52.0, -30.0, -57.0),
    "Caribbean and Central America": (-95.0, 25.0, -56.0, 6.0),
    "Asia": (30.0, 55.0, 150.0, -12.0),
    "Europe": (-26.0, 70.0, 48.0, 33.0),
    "Oceania": (110.0, 18.0, 190.9, -48.0),
}
"""Parts of the map by name: west, north, east and south."""

Point = tuple[float, float]


def _equal_earth(longitude: float, latitude: float) -> Point:
    a1, a2, a3, a4 = _COEFFICIENTS
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * slope)
    return x, theta * (a1 + a2 * square + sixth * (a3 + a4 * square))


_SCALE = WIDTH / (2 * _equal_earth(180, 0)[0])
_TOP = _equal_earth(0, _NORTH)[1]
HEIGHT = round((_TOP - _equal_earth(0, _SOUTH)[1]) * _SCALE)


def project(longitude: float, latitude: float) -> Point:
    """Return where a place lies on the map, from its upper left corner."""
    x, y = _equal_earth((longitude - _CENTRE + 180) % 360 - 180, latitude)
    return _placed(x, y)


def _placed(x: float, y: float) -> Point:
    return WIDTH / 2 + x * _SCALE, (_TOP - y) * _SCALE


def world() -> dict[str, Any]:
    """Return the shapes by code, the land without a State, and the marks of small States.

    A mark has its place and the square kilometres of the State's land. Land is too small to be seen
    below ``small`` square kilometres, where a step of the map is a pixel.
    """
    topojson = topology()
    arcs = _arcs(topojson)
    objects = topojson["objects"]
    return {
        "views": [[name, _view(edges)] for name, edges in VIEWS.items()],
        "shapes": {
            shape["id"]: _path(shape, arcs)
            for shape in objects["states"]["geometries"]
            if shape.get("arcs")
        },
        "others": _path(objects["others"], arcs),
        "small": round(too_small(WIDTH)),
        "marks": {
            code: [*map(round, project(place.longitude, place.latitude)), round(place.km2, 1)]
            for code, place in places().items()
            if place.km2 < too_small(_NARROWEST)
        },
    }


def _view(edges: tuple[float, float, float, float] | None) -> list[int]:
    """Return where a part of the map begins, how wide it is and how high."""
    if edges is None:
        return [0, 0, int(WIDTH), HEIGHT]
    west, north, east, south = edges
    corners = [project(x, y) for x in (west, (west + east) / 2, east) for y in (north, 0, south)]
    inside = [(x, y) for x, y in corners if y >= project(0, north)[1] and y <= project(0, south)[1]]
    left, top = min(x for x, _ in inside), min(y for _, y in inside)
    right, bottom = max(x for x, _ in inside), max(y for _, y in inside)
    return [round(left), round(top), round(right - left), round(bottom - top)]


def _arcs(topojson: dict[str, Any]) -> list[list[Point]]:
    """Return the lines of a TopoJSON, whose points are differences of integers, in degrees."""
    transform = topojson["transform"]
    (across, up), (left, bottom) = transform["scale"], transform["translate"]
    lines: list[list[Point]] = []
    for arc in topojson["arcs"]:
        x = y = 0
        line: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((left + across * x, bottom + up * y))
        lines.append(line)
    return lines


def _path(shape: dict[str, Any], arcs: list[list[Point]]) -> str:
    """Return a shape as integer steps from point to point, without indistinguishable points."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    parts: list[str] = []
    for ring in (ring for polygon in polygons for ring in polygon):
        around = [
            point for index in ring for point in (arcs[index] if index >= 0 else arcs[~index][::-1])
        ]
        points = [(round(x), round(y)) for x, y in _drawn(around)]
        kept = points[:1] + [after for before, after in pairwise(points) if after != before]
        if len(kept) > 1 and kept[0] == kept[-1]:
            del kept[-1]
        if len(kept) < 3:
            x, y = kept[0]
            kept = [(x - 1, y), (x, y - 1), (x + 1, y), (x, y + 1)]
        steps = " ".join(f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(kept))
        parts.append(f"M{kept[0][0]} {kept[0][1]}l{steps.replace(' -', '-')}z")
    return "".join(parts)


def _drawn(ring: list[Point]) -> list[Point]:
    """Return a ring on the map, in one piece where the degrees jump from 180 to -180."""
    turns = 0.0
    whole = ring[:1]
    for (before, _), (longitude, latitude) in pairwise(ring):
        turns += 360 * ((before - longitude > 180) - (longitude - before > 180))
        whole.append((longitude + turns, latitude))
    middle = (min(whole)[0] + max(whole)[0]) / 2 - _CENTRE
    shift = _CENTRE + (middle - (middle + 180) % 360 + 180)
    return [_placed(*_equal_earth(longitude - shift, latitude)) for longitude, latitude in whole]
