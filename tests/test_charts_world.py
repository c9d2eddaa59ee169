"""The shapes of the map: every State is there, where it should be, and of the right size.

What lies inside what, and whether a shape is sound, Shapely says. The longitudes and latitudes are
those of towns and islands as any atlas gives them.
"""

from itertools import pairwise
from math import radians, sin
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import Point, Polygon

import opcat
from opcat._output import world  # the shapes themselves, without a picture

Ring = list[tuple[float, float]]
Land = list[tuple[str | None, Polygon]]
EARTH = 6371.0088**2
NOBODY = None
"""The owner of land that is no State of the record."""

AS_THE_UNITED_NATIONS_DRAWS = [
    ("Simferopol", 34.10, 44.95, "UKR"),
    ("Dzhankoi", 34.39, 45.71, "UKR"),
    ("Bakhchysarai", 33.86, 44.75, "UKR"),
    ("Kerch", 36.3, 45.3, "UKR"),
    ("Donetsk", 37.80, 48.00, "UKR"),
    ("Krasnodar", 38.98, 45.04, "RUS"),
    ("Laayoune", -13.1, 27.1, NOBODY),
    ("Smara", -11.67, 26.74, NOBODY),
    ("Tifariti", -10.57, 26.16, NOBODY),
    ("the hinterland of Dakhla", -15.0, 23.7, NOBODY),
    ("Tan-Tan", -11.10, 28.44, "MAR"),
    ("Marrakesh", -7.99, 31.63, "MAR"),
    ("Zouerat", -12.47, 22.73, "MRT"),
    ("Khan Yunis", 34.31, 31.34, "PSE"),
    ("Ramallah", 35.20, 31.90, "PSE"),
    ("Hebron", 35.10, 31.53, "PSE"),
    ("Nablus", 35.26, 32.22, "PSE"),
    ("Jericho", 35.45, 31.86, "PSE"),
    ("East Jerusalem", 35.24, 31.79, "PSE"),
    ("Beersheba", 34.79, 31.25, "ISR"),
    ("Nazareth", 35.30, 32.70, "ISR"),
    ("Safed", 35.50, 32.97, "ISR"),
    ("Katzrin", 35.69, 32.99, "SYR"),
    ("Fiq", 35.70, 32.78, "SYR"),
    ("Quneitra", 35.82, 33.12, "SYR"),
    ("Majdal Shams", 35.77, 33.27, "SYR"),
    ("Damascus", 36.29, 33.51, "SYR"),
    ("Marjayoun", 35.59, 33.36, "LBN"),
    ("Irbid", 35.85, 32.55, "JOR"),
    ("Nicosia, north of the buffer zone", 33.36, 35.21, "CYP"),
    ("Morphou", 32.99, 35.20, "CYP"),
    ("Trikomo", 33.85, 35.28, "CYP"),
    ("Rizokarpaso", 34.35, 35.58, "CYP"),
    ("Pyla, in the buffer zone", 33.69, 35.01, "CYP"),
    ("the Troodos", 32.88, 34.92, "CYP"),
    ("Akrotiri", 32.97, 34.60, "CYP"),
    ("Dhekelia", 33.72, 35.00, "CYP"),
    ("Hargeisa", 44.06, 9.56, "SOM"),
    ("Burao", 45.53, 9.52, "SOM"),
    ("Garoowe", 48.48, 8.40, "SOM"),
    ("Tiraspol", 29.60, 46.86, "MDA"),
    ("the hinterland of Sukhumi", 41.15, 43.05, "GEO"),
    ("Tskhinvali", 43.97, 42.22, "GEO"),
    ("Stepanakert", 46.75, 39.82, "AZE"),
    ("Baikonur", 63.3, 45.96, "KAZ"),
    ("Lethem", -59.8, 3.4, "GUY"),
]
NO_STATE_OF_THE_RECORD = [
    ("Pristina", 21.17, 42.66, NOBODY),
    ("Prizren", 20.74, 42.21, NOBODY),
    ("Belgrade", 20.46, 44.80, "SRB"),
    ("Preševo", 21.65, 42.31, "SRB"),
    ("Taichung", 120.80, 24.15, NOBODY),
    ("Hualien", 121.4, 23.8, NOBODY),
    ("Zhangzhou", 117.4, 24.6, "CHN"),
    ("the Siachen Glacier", 77.10, 35.42, NOBODY),
    ("East Falkland", -58.9, -51.75, NOBODY),
    ("Bermuda", -64.75, 32.30, NOBODY),
    ("the hinterland of Macao, in Zhuhai", 113.3, 22.2, "CHN"),
    ("Greenland", -40, 72, NOBODY),
    ("Streymoy", -7.0, 62.15, NOBODY),
    ("Hong Kong", 114.15, 22.42, NOBODY),
    ("Aruba", -69.97, 12.5, NOBODY),
    ("Curaçao", -68.97, 12.17, NOBODY),
    ("Puerto Rico", -66.4, 18.2, NOBODY),
    ("New Caledonia", 165.5, -21.4, NOBODY),
    ("Tahiti", -149.45, -17.65, NOBODY),
]
AS_NATURAL_EARTH_DRAWS = [  # docs/charts.md names them: the United Nations marks or leaves them open
    ("Srinagar", 74.80, 34.08, "IND"),
    ("Gilgit", 74.31, 35.92, "PAK"),
    ("Muzaffarabad", 73.47, 34.37, "PAK"),
    ("Aksai Chin", 79.5, 35.1, "CHN"),
    ("Itanagar", 93.62, 27.09, "IND"),
    ("Abyei", 28.43, 9.59, "SDN"),
    ("Bir Tawil", 33.75, 21.87, "SDN"),
    ("the hinterland of Hala'ib", 35.4, 22.4, "EGY"),
    ("the Ilemi Triangle", 35.2, 4.9, "KEN"),
    ("Kunashir", 145.8, 44.05, "RUS"),
    ("Mayotte", 45.15, -12.82, "FRA"),
]
ROUND_THE_WORLD = [
    # Enclaves, exclaves and small States.
    ("Maseru", 28.2, -29.5, "LSO"),
    ("San Marino", 12.46, 43.94, "SMR"),
    ("Rome", 12.5, 41.9, "ITA"),
    ("Eswatini", 31.5, -26.5, "SWZ"),
    ("Soma", -15.53, 13.43, "GMB"),
    ("Vaduz", 9.54, 47.14, "LIE"),
    ("Andorra", 1.55, 42.55, "AND"),
    ("Kaliningrad", 21.0, 54.7, "RUS"),
    ("Nakhchivan", 45.41, 39.21, "AZE"),
    ("Cabinda", 12.5, -4.9, "AGO"),
    ("Oecusse", 124.35, -9.32, "TLS"),
    ("the hinterland of Kupang", 124.0, -9.9, "IDN"),
    ("Musandam", 56.25, 26.0, "OMN"),
    ("Temburong", 115.1, 4.6, "BRN"),
    ("Sokh", 71.13, 39.95, "UZB"),
    ("Fairbanks", -147.7, 64.84, "USA"),
    # What lies overseas and belongs to a State's own territory.
    ("French Guiana", -53, 4, "FRA"),
    ("Guadeloupe", -61.7, 16.15, "FRA"),
    ("Martinique", -61.0, 14.67, "FRA"),
    ("Réunion", 55.5, -21.12, "FRA"),
    ("Hawaii", -155.5, 19.6, "USA"),
    ("Gran Canaria", -15.6, 27.95, "ESP"),
    ("Madeira", -17.0, 32.75, "PRT"),
    ("São Miguel", -25.45, 37.78, "PRT"),
    ("Spitsbergen", 17.0, 78.4, "NOR"),
    ("Isabela", -91.1, -0.8, "ECU"),
    # Islands.
    ("Corsica", 9.1, 42.2, "FRA"),
    ("Sicily", 14.2, 37.5, "ITA"),
    ("Sardinia", 9.0, 40.1, "ITA"),
    ("Crete", 24.9, 35.2, "GRC"),
    ("Mallorca", 3.0, 39.6, "ESP"),
    ("Gotland", 18.5, 57.4, "SWE"),
    ("Åland", 20.0, 60.22, "FIN"),
    ("Bornholm", 14.9, 55.12, "DNK"),
    ("Northern Ireland", -6.9, 54.7, "GBR"),
    ("Socotra", 53.9, 12.5, "YEM"),
    ("Zanzibar", 39.35, -6.15, "TZA"),
    ("Bioko", 8.7, 3.5, "GNQ"),
    ("Hokkaido", 143, 43.3, "JPN"),
    ("Sakhalin", 142.8, 50, "RUS"),
    ("Hainan", 109.8, 19.2, "CHN"),
    ("Jeju", 126.55, 33.37, "KOR"),
    ("Sabah", 117, 5.3, "MYS"),
    ("Tasmania", 146.6, -42.2, "AUS"),
    ("Stewart Island", 167.9, -47.0, "NZL"),
    ("Bougainville", 155.2, -6.1, "PNG"),
    ("Guadalcanal", 160.1, -9.6, "SLB"),
    ("the east of Tierra del Fuego", -67.5, -54.3, "ARG"),
    ("the west of Tierra del Fuego", -69.5, -53.7, "CHL"),
    ("Newfoundland", -56, 48.7, "CAN"),
    ("Cap-Haïtien", -72.2, 19.4, "HTI"),
    ("Santiago de los Caballeros", -70.7, 19.45, "DOM"),
    # On both sides of the 180th meridian.
    ("Viti Levu", 178.0, -17.8, "FJI"),
    ("Vanua Levu", 179.1, -16.65, "FJI"),
    ("Anadyr", 176.5, 65.0, "RUS"),
    ("the Chukchi Peninsula", -175.0, 67.0, "RUS"),
    ("the west of Wrangel Island", 179.5, 71.1, "RUS"),
    ("the east of Wrangel Island", -179.5, 71.2, "RUS"),
]


@pytest.fixture(scope="module")
def topology() -> dict[str, Any]:
    return world.topology()


@pytest.fixture(scope="module")
def shapes(topology: dict[str, Any]) -> dict[str, list[list[Ring]]]:
    """The polygons of each State, as lists of rings in degrees."""
    return {
        shape["id"]: polygons(topology, shape)
        for shape in topology["objects"]["states"]["geometries"]
    }


@pytest.fixture(scope="module")
def land(topology: dict[str, Any], shapes: dict[str, list[list[Ring]]]) -> Land:
    """Every polygon with the State that it belongs to; those across the 180th meridian in one piece."""
    others = polygons(topology, topology["objects"]["others"])
    return [
        (owner, Polygon(unwrapped(outline), [unwrapped(hole) for hole in holes]))
        for owner, parts in [*shapes.items(), (NOBODY, others)]
        for outline, *holes in parts
    ]


def unwrapped(ring: Ring) -> Ring:
    """Let longitudes run on beyond 180 degrees, so that no line leads round the back of the map."""
    found = ring[:1]
    for x, y in ring[1:]:
        found.append((x + 360 * round((found[-1][0] - x) / 360), y))
    turn = 360 if min(x for x, _ in found) < -180 else 0
    return [(x + turn, y) for x, y in found]


def holds(polygon: Polygon, longitude: float, latitude: float) -> bool:
    return any(polygon.contains(Point(longitude + turn, latitude)) for turn in (-360, 0, 360))


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


@pytest.mark.parametrize(
    "places",
    [AS_THE_UNITED_NATIONS_DRAWS, NO_STATE_OF_THE_RECORD, AS_NATURAL_EARTH_DRAWS, ROUND_THE_WORLD],
)
def test_whose_land_it_is(land: Land, places: list[tuple[str, float, float, str | None]]) -> None:
    for place, longitude, latitude, owner in places:
        found = [key for key, polygon in land if holds(polygon, longitude, latitude)]
        assert found == [owner], place


def test_every_shape_is_sound(land: Land) -> None:
    """No line crosses another of its own polygon, and no polygon has fallen flat."""
    for key, polygon in land:
        assert polygon.is_valid, (key, shapely.is_valid_reason(polygon))
        assert polygon.area > 0, key


def test_no_land_is_drawn_twice(land: Land) -> None:
    """Neighbours share their borders: neither lies on a part of the other."""
    polygons = [polygon for _, polygon in land]
    tree = shapely.STRtree(polygons)
    for one, other in tree.query(polygons, predicate="intersects").T:
        if one < other:
            common = polygons[one].intersection(polygons[other])
            assert common.area == 0, (land[one][0], land[other][0], common.centroid)


def test_no_land_is_left_out_between_neighbours(land: Land) -> None:
    """All land together has one hole, and that is a sea; enclaves fill those of their neighbours."""
    everything = shapely.union_all([polygon for _, polygon in land])
    [hole] = [Polygon(hole) for part in everything.geoms for hole in part.interiors]
    assert hole.contains(Point(51, 42))  # the Caspian Sea
    assert not any(holds(polygon, 51, 42) for _, polygon in land)


def test_what_is_drawn_within_a_state_has_no_line_to_tell_it_apart(land: Land) -> None:
    """Cyprus is one island, and Somalia one coast."""
    for state in ("CYP", "SOM"):
        [polygon] = [polygon for key, polygon in land if key == state]
        assert not polygon.interiors, state


def test_every_state_has_a_point_and_all_but_one_a_shape(
    shapes: dict[str, list[list[Ring]]],
) -> None:
    known = {state.alpha_3 for state in opcat.states()}
    assert set(world.places()) == known
    assert known - set(shapes) == {"VAT"}
    assert set(shapes) <= known


def test_no_state_has_fallen_flat(shapes: dict[str, list[list[Ring]]]) -> None:
    for key, parts in shapes.items():
        assert len(set(max(parts, key=km2)[0])) >= 3, key
        assert all(len(set(ring)) > 1 for rings in parts for ring in rings), key


def test_shapes_are_as_large_as_the_points_say(shapes: dict[str, list[list[Ring]]]) -> None:
    """The points are measured before anything is simplified, so this holds the simplifying to it."""
    for key, parts in shapes.items():
        said = world.places()[key].km2
        allowed = 0.1 if said > 10_000 else 0.2 if said > 1_000 else 0.25 if said > 300 else 1.5
        assert max(km2(rings) for rings in parts) == pytest.approx(said, rel=allowed), key


def test_points_lie_in_their_states(shapes: dict[str, list[list[Ring]]], land: Land) -> None:
    """Or, where the whole State is finer than the shapes are drawn, very near."""
    for key, parts in shapes.items():
        place = world.places()[key]
        here = place.longitude, place.latitude
        if place.km2 > 300:
            assert any(holds(polygon, *here) for owner, polygon in land if owner == key), key
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
        ("VAT", 12.45, 41.9),
        ("MCO", 7.42, 43.74),
        ("MAR", -6.5, 32),
        ("SOM", 45, 4),
        ("CYP", 33.1, 35),
    ],
)
def test_where_points_are(state: str, longitude: float, latitude: float) -> None:
    place = world.places()[state]
    assert place.longitude == pytest.approx(longitude, abs=6)
    assert place.latitude == pytest.approx(latitude, abs=6)


def test_the_rest_is_one_shape_without_a_name(topology: dict[str, Any]) -> None:
    others = topology["objects"]["others"]
    assert set(others) == {"type", "arcs"}
    [greenland] = [
        rings for rings in polygons(topology, others) if Polygon(rings[0]).contains(Point(-40, 72))
    ]
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
    world.topology()["objects"].clear()
    assert set(world.topology()["objects"]) == {"states", "others", "points"}


def test_the_shapes_take_a_quarter_of_a_megabyte() -> None:
    assert (Path(world.__file__).parent / "world.topojson").stat().st_size <= 250_000
