"""Where each State of the world stands."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt

from opcat._core.model import State
from opcat._core.terms import Standing
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._names.arguments import Day, check_day, states_and_participants
from opcat._output.world import NOTE, places, topology
from opcat._record.record import Record, files_of
from opcat.charts._look import (
    BLUE,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    Chart,
    cited,
    name_of,
    picture,
    rows_of,
)

SCALE = 178
"""Pixels per radian. Equal Earth preserves areas: a square kilometre has the same size everywhere."""
SMALL = 16.0
"""A State whose largest piece of land has fewer square pixels than this gets a mark of its own."""
DOT = 30.0
"""Square pixels of such a mark."""

_EARTH = 6371.0088
_SIZE = 960, 424
_LOOK = {
    Standing.PARTY: ("circle", BLUE, "white"),
    Standing.PENDING_SIGNATORY: ("triangle-up", ORANGE, "white"),
    Standing.WITHDRAWN: ("diamond", PURPLE, "white"),
    Standing.NO_ACTION: ("square", PALE, GREY),
}


def map(  # noqa: A001 - its public name
    *, on: Day | None = None, treaty: Treaty | Record | None = None
) -> Chart:
    """Return a map of the world with the standing of every State.

    States that are too small to be seen have a mark, and so have pending signatories and States
    that have withdrawn, of any size. Shapes are those of Natural Earth, with borders adapted to the
    maps of the United Nations; they imply no opinion and no endorsement by anyone. Land that
    belongs to no State of the record is white.

    Args:
        on: the day; by default the last one that the record covers.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.

    Warns:
        CoverageWarning: `on` is later than the record; the chart shows what was last known.

    Example:
        >>> from opcat import charts
        >>> charts.map(on="2010-01-01").description
        'Parties to the OPCAT, as of 1 January 2010. 50 parties, 24 pending signatories.'
    """
    asked, day = check_day(treaty, on)
    day = min(day, asked.as_of)
    known = states_and_participants(asked, files_of(treaty))
    rows = list(_rows(asked, day, known))
    shown = [word for word in _LOOK if any(row["standing"] == word.label for row in rows)]
    look = [_LOOK[word] for word in shown]
    labels = [word.label for word in shown]

    def scale(place: int) -> alt.Scale:
        return alt.Scale(domain=labels, range=[part[place] for part in look])

    legend = alt.Legend(title=None, orient="top", symbolStrokeWidth=1)
    land = alt.NamedData("land", format=alt.TopoDataFormat(feature="land", type="topojson"))
    shapes = (
        alt.Chart(land, name="shapes")
        .mark_geoshape(strokeWidth=0.6, stroke=GREY)
        .transform_filter("isValid(datum.id)")
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(
                data=rows_of(rows), key="alpha_3", fields=["State", "standing", "says"]
            ),
        )
        .encode(
            fill=alt.Fill("standing:N", scale=scale(1), legend=legend),
            tooltip="says:N",
            description="says:N",
        )
    )
    others = (
        alt.Chart(land, name="others")
        .mark_geoshape(strokeWidth=0.6, stroke=GREY, fill="white", aria=False)
        .transform_filter("!isValid(datum.id)")
    )
    dots = (
        alt.Chart(rows_of(row for row in rows if row["dot"]), name="dots")
        .mark_point(size=DOT, strokeWidth=0.8, opacity=1)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            fill=alt.Fill("standing:N", scale=scale(1), legend=legend),
            shape=alt.Shape("standing:N", scale=scale(0), legend=legend),
            stroke=alt.Stroke("standing:N", scale=scale(2), legend=legend),
            tooltip="says:N",
            description="says:N",
        )
    )
    counts = asked.on(day).counts
    pending = numbered(counts.pending_signatories, "pending signatories")
    return picture(
        others,
        shapes,
        dots,
        title=f"Parties to the {name_of(asked)}",
        says=f"{numbered(counts.parties, 'parties')}, {pending}.",
        as_of=day,
        source=[
            *_unplaced(asked, day, known),
            "Every State too small to be seen has a mark. White: not a State in this record.",
            *NOTE,
            cited(asked.sources_of("as_of")),
        ],
        sources=asked.on(day).sources,
        size=_SIZE,
        below=14,
        datasets={"land": _land()},
        projection=alt.Projection(
            type="equalEarth",
            scale=SCALE,
            rotate=[-11, 0, 0],
            translate=[_SIZE[0] / 2, 236],
        ),
    )


def _land() -> dict[str, Any]:
    """Return all shapes in one collection, because Vega takes only one; the rest has no id."""
    world = topology()
    every = [*world["objects"]["states"]["geometries"], world["objects"]["others"]]
    world["objects"] = {"land": {"type": "GeometryCollection", "geometries": every}}
    return world


def _rows(treaty: Treaty, day: date, states: Sequence[State]) -> Iterator[Mapping[str, Any]]:
    """Yield one row per State that has a place on the map."""
    for state in states:
        place = places().get(state.key)
        if place is None:
            continue
        status = treaty.status_on(state, day)
        if status.standing is Standing.NO_LONGER_COUNTED:  # its place is another State's now
            continue
        seen = place.km2 * (SCALE / _EARTH) ** 2 >= SMALL
        yield {
            "alpha_3": state.alpha_3,
            "State": state.name,
            "standing": status.standing.label,
            "says": str(status),
            "longitude": place.longitude,
            "latitude": place.latitude,
            "dot": not seen or status.standing in (Standing.PENDING_SIGNATORY, Standing.WITHDRAWN),
        }


def _unplaced(treaty: Treaty, day: date, states: Sequence[State]) -> Iterator[str]:
    """Yield a line that names the parties which are on no map, such as organisations."""
    names = [
        state.name
        for state in states
        if state.key not in places() and treaty.status_on(state, day).is_party
    ]
    if names:
        yield f"Parties that are not on the map: {', '.join(names)}."
