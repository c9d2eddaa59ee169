"""The shapes of the map, for maps of one's own."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from opcat._core.model import State
from opcat._core.terms import Standing
from opcat._core.treaty import Treaty
from opcat._names.arguments import Day, check_day, states_and_participants
from opcat._output.world import NOTE, Polygon, places, polygons
from opcat._record.record import Record, files_of


def world(*, on: Day | None = None, treaty: Treaty | Record | None = None) -> dict[str, Any]:
    """Return the shapes of the map as GeoJSON, with the codes and the standing of every State.

    Each feature is a State, with its alpha_3 as ``id``. Its properties are its codes, name and
    regional group, its standing with the days of signature and deposit (None where there is none),
    and the longitude and latitude of a point in it. A State without a shape is a point. The last
    feature is all land that belongs to no State of the record: its ``id`` and properties are None.
    Outlines run clockwise, as D3, Vega and Plotly expect. ``notes`` says whose shapes these are, and
    that they imply no opinion; print it below your map.

    Args:
        on: the day; by default the last one that the record covers.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.

    Warns:
        CoverageWarning: `on` is later than the record; the standing is what was last known.

    Example:
        >>> from opcat import charts
        >>> land = {feature["id"]: feature for feature in charts.world()["features"]}
        >>> land["TGO"]["properties"]["standing"], land["TGO"]["geometry"]["type"]
        ('party', 'MultiPolygon')
    """
    asked, day = check_day(treaty, on)
    return {
        "type": "FeatureCollection",
        "notes": list(NOTE),
        "features": [
            *_features(asked, day, states_and_participants(asked, files_of(treaty))),
            _feature(None, None, polygons()[None]),
        ],
    }


def _features(treaty: Treaty, day: date, states: Sequence[State]) -> Iterator[Mapping[str, Any]]:
    for state in states:
        place = places().get(state.key)
        status = treaty.status_on(state, day)
        if place is None or status.standing is Standing.NO_LONGER_COUNTED:
            continue
        properties = {
            **_codes(state),
            "standing": status.standing.value,
            "signed_on": status.signed_on and status.signed_on.isoformat(),
            "deposited_on": status.deposited_on and status.deposited_on.isoformat(),
            "longitude": place.longitude,
            "latitude": place.latitude,
        }
        yield _feature(state.key, properties, polygons().get(state.key, ()))


def _codes(state: State) -> Mapping[str, str | None]:
    return {
        "name": state.name,
        "alpha_3": state.alpha_3,
        "alpha_2": state.alpha_2,
        "numeric": state.numeric,
        "regional_group": state.regional_group and state.regional_group.value,
    }


def _feature(
    key: str | None, properties: Mapping[str, Any] | None, land: Sequence[Polygon]
) -> Mapping[str, Any]:
    geometry: Mapping[str, Any] = {
        "type": "MultiPolygon",
        "coordinates": [[list(map(list, ring)) for ring in polygon] for polygon in land],
    }
    if properties is not None and not land:
        point = [properties["longitude"], properties["latitude"]]
        geometry = {"type": "Point", "coordinates": point}
    return {"type": "Feature", "id": key, "properties": properties, "geometry": geometry}
