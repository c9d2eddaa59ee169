"""Where each State of the world stands."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, overload

import altair as alt

from opcat._core.model import State
from opcat._core.terms import Standing
from opcat._core.treaty import Treaty
from opcat._names.arguments import Day, check_day, states_and_participants
from opcat._output.world import NOTE, hatched, places, polygons, too_small, topology
from opcat._record.record import Record, files_of
from opcat.charts._canvas import Page
from opcat.charts._channels import data_of, looks, under_pointer
from opcat.charts._key import HATCHED, HATCHED_BACK, SOLID, TINT, Mark
from opcat.charts._saving import Chart, Joined, joined
from opcat.charts._wording import cited, name_of
from opcat.errors import EmptyChartError

_WIDTH = 992
_SHAPE = 0.4422
"""The height of the world for a width of 1, in the Equal Earth projection, without Antarctica."""
_LEAST = 180.0, 80.0
_COLOURS = {
    "party": "blue",
    "pending_signatory": "orange",
    "withdrawn": "purple",
    "no_action": "pale",
    "no_state": "background",
}
_MARKS = {
    Standing.PARTY: ("circle", 30.0),
    Standing.PENDING_SIGNATORY: ("triangle-up", 34.0),
    Standing.WITHDRAWN: ("diamond", 34.0),
    Standing.NO_ACTION: ("circle", 9.0),
}
"""The mark of a State that is too small to be seen, and its square pixels."""
_HATCHED = {Standing.PENDING_SIGNATORY: 1, Standing.WITHDRAWN: -1}
"""Which way the lines of a pattern go, so that nobody has to tell two colours apart."""
_OF_LAND = "State", "stands", "since", "says", "fill", "fillOpacity"
_WORDS = {
    "title": "Parties to the {treaty}",
    "says": "{parties}, {pending}.",
    "parties": "{number} parties",
    "1 parties": "{number} party",
    "pending signatories": "{number} pending signatories",
    "1 pending signatories": "{number} pending signatory",
    "party": "party",
    "pending_signatory": "pending signatory",
    "withdrawn": "withdrawn",
    "no_action": "no action",
    "small": "Every State too small to be seen has a mark. No colour: not a State in this record.",
    "not placed": "Parties that are not on the map: {names}.",
    "shapes": NOTE[0],
    "borders": NOTE[1],
    "of a State": "{state}: {standing}",
    "of a State since": "{state}: {standing} since {day}",
    "State": "State",
    "standing": "standing",
    "since": "since",
}


@overload
def map(  # noqa: A001 - as below
    *,
    on: Day | None = None,
    treaty: Treaty | Record | None = None,
    width: float | None = None,
    height: float | None = None,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    theme: str = "light",
    language: str = "en",
) -> Chart: ...


@overload
def map(  # noqa: A001 - as below
    *,
    on: list[Day] | tuple[Day, ...],
    treaty: Treaty | Record | None = None,
    width: float | None = None,
    height: float | None = None,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    theme: str = "light",
    language: str = "en",
) -> Joined: ...


def map(  # noqa: A001 - its public name
    *,
    on: Day | list[Day] | tuple[Day, ...] | None = None,
    treaty: Treaty | Record | None = None,
    width: float | None = None,
    height: float | None = None,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    theme: str = "light",
    language: str = "en",
) -> Chart | Joined:
    """Return a map of the world with the standing of every State.

    A pattern tells pending signatories and States that have withdrawn from parties. States that are
    too small to be seen have a mark: a circle for a party, a triangle for a pending signatory, a
    diamond for a State that has withdrawn, and a small circle for the others. Shapes are those of
    Natural Earth, with borders adapted to the maps of the United Nations; they imply no opinion and
    no endorsement by anyone. Land that belongs to no State of the record has no colour.

    Args:
        on: the day, by default the last one that the record covers; or a list of days, for a map of
            each, one below the other.
        treaty: the Treaty, or a `Record`; by default the packaged one.
        width: of the picture in pixels, of which an inch has 96.
        height: of the picture, or of each of several; by default as high as it needs.
        title: replaces the title; an empty one leaves it out, with the line below it.
        words: replaces other words, each by its name; an unknown name is an error that lists the known ones.
        colours: replaces colours, each by its name, in the same way.
        theme: ``"light"``, ``"dark"``, or ``"print"`` for greys.
        language: the language of the names of States, as for `opcat.State.name_in`.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such theme, colour, or name of a word or a colour.
        EmptyChartError: `on` is an empty list.
        ChartSizeError: the words need more room than the width or the height.
        LookupError: the language is not known.

    Warns:
        CoverageWarning: `on` is later than the record; the chart shows what was last known.

    Example:
        >>> from opcat import charts
        >>> charts.map(on="2006-06-22").description
        'Parties to the OPCAT, as of 22 June 2006. 20 parties, 35 pending signatories.'
        >>> len(charts.map(on=["2006-06-22", "2016-06-22"], width=600).concat)
        2
    """
    days = on if isinstance(on, (list, tuple)) else [on]
    if not days:
        raise EmptyChartError("map", "on= is an empty list", "pass a day, or a list of days")
    drawn = []
    for one in days:
        asked, day = check_day(treaty, one)
        page = Page(
            _WORDS,
            _COLOURS,
            width=_WIDTH if width is None else width,
            height=height,
            title=title,
            words=words,
            colours=colours,
            theme=theme,
            language=language,
        )
        known = states_and_participants(asked, files_of(treaty))
        drawn.append(_drawn(page, asked, min(day, asked.as_of), known))
    return joined(drawn, columns=1) if days is on else drawn[0]


def _drawn(page: Page, treaty: Treaty, day: date, states: Sequence[State]) -> Chart:
    say, past = page.words, treaty.on(day)
    counts = past.counts
    said = say(
        "says",
        parties=say.count(counts.parties, "parties"),
        pending=say.count(counts.pending_signatories, "pending signatories"),
    )
    page.head(say("title", treaty=name_of(treaty)), said, day)
    page.foot(
        *_unplaced(page, treaty, day, states),
        say("small"),
        say("shapes"),
        say("borders"),
        cited(treaty.sources_of("as_of"), say),
        sources=past.sources,
    )
    statuses = _standings(treaty, day, states)
    shown = [one for one in _MARKS if one in statuses.values()]
    page.key((_symbols(page, one), say(one.value)) for one in shown)
    edge = page.text / 2  # marks of islands at the rim of the map reach beyond it
    wide, high = page.plot(
        (page.room - 2 * edge) * _SHAPE, left=edge, right=edge, below=page.line, least=_LEAST
    )
    across = min(wide, high / _SHAPE)
    rows = list(_rows(page, treaty, day, states, too_small(across)))

    tips = under_pointer(State=say("State"), stands=say("standing"), since=say("since"))
    shapes = (
        alt.Chart(description="shapes")
        .mark_geoshape(strokeWidth=0.6, stroke=page.colours["lines"])
        .transform_filter("isValid(datum.id)")
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(
                data=data_of({name: row[name] for name in ("alpha_3", *_OF_LAND)} for row in rows),
                key="alpha_3",
                fields=list(_OF_LAND),
            ),
        )
        .encode(
            **looks("fill", "fillOpacity"),
            tooltip=tips,
            description=alt.Description("says:N"),
        )
    )
    others = (
        alt.Chart(description="others")
        .mark_geoshape(
            strokeWidth=0.6, stroke=page.colours["lines"], fill=page.colours["no_state"], aria=False
        )
        .transform_filter("!isValid(datum.id)")
    )
    dots = (
        alt.Chart(data_of(row for row in rows if row["dot"]), description="dots")
        .mark_point(strokeWidth=0.7, opacity=1, stroke=page.colours["lines"])
        .encode(
            longitude=alt.Longitude("longitude:Q"),
            latitude=alt.Latitude("latitude:Q"),
            **looks("fill", "shape", "size"),
            tooltip=tips,
            description=alt.Description("says:N"),
        )
    )
    return page.draw(
        others,
        shapes,
        *_patterns(page, statuses, 2.2 / min(1.0, across / 961)),
        dots,
        width=wide,
        height=high,
        data=_land(),
        projection=alt.Projection(type="equalEarth", rotate=[-11, 0, 0]),
    )


def _symbols(page: Page, standing: Standing) -> Sequence[Mark]:
    """Return what stands for a standing in the key: its land, and its mark."""
    colour, lines = page.colours[standing], page.colours["lines"]
    shape, size = _MARKS[standing]
    mark = Mark(shape, colour, lines, size * 1.6)
    way = _HATCHED.get(standing)
    if way is None:
        return Mark(SOLID, colour, lines), mark
    return Mark(HATCHED if way > 0 else HATCHED_BACK, colour, colour, fillOpacity=TINT), mark


def _patterns(page: Page, statuses: Mapping[str, Standing], apart: float) -> Iterator[alt.Chart]:
    """Yield the lines on the land of pending signatories, and of States that have withdrawn."""
    for standing, way in _HATCHED.items():
        lines = [
            {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": lines}}
            for key, stands in statuses.items()
            if stands is standing
            for lines in [hatched(polygons().get(key, ()), apart, way)]
            if lines
        ]
        if lines:
            yield (
                alt.Chart(data_of(lines), description=f"lines of {standing}").mark_geoshape(
                    filled=False, stroke=page.colours[standing], strokeWidth=1.1, aria=False
                )
            )


@cache
def _topology() -> Mapping[str, Any]:
    """Return all shapes in one collection, because Vega takes only one; the rest has no id."""
    world = topology()
    every = [*world["objects"]["states"]["geometries"], world["objects"]["others"]]
    return {**world, "objects": {"land": {"type": "GeometryCollection", "geometries": every}}}


def _land() -> dict[str, Any]:
    """Return all shapes as data; of rows, `data_of` says why they are a plain dict."""
    return {"values": dict(_topology()), "format": {"feature": "land", "type": "topojson"}}


def _standings(treaty: Treaty, day: date, states: Sequence[State]) -> Mapping[str, Standing]:
    """Return where each State stands that has a place on the map, by its code."""
    found = {}
    for state in states:
        standing = treaty.status_on(state, day).standing
        # The place of one that is no longer counted is another State's now.
        if state.key in places() and standing is not Standing.NO_LONGER_COUNTED:
            found[state.key] = standing
    return found


def _rows(
    page: Page, treaty: Treaty, day: date, states: Sequence[State], least: float
) -> Iterator[Mapping[str, Any]]:
    """Yield one row per State that has a place on the map."""
    for state in states:
        place = places().get(state.key)
        status = treaty.status_on(state, day)
        if place is None or status.standing is Standing.NO_LONGER_COUNTED:
            continue
        since = {
            Standing.PARTY: status.deposited_on,
            Standing.PENDING_SIGNATORY: status.signed_on,
            Standing.WITHDRAWN: status.withdrawn_on,
        }.get(status.standing)
        name, stands = page.words.name(state), page.words(status.standing.value)
        says = page.words(
            "of a State" if since is None else "of a State since",
            state=name,
            standing=stands,
            day=since,
        )
        shape, size = _MARKS[status.standing]
        yield {
            "alpha_3": state.key,
            "State": name,
            "stands": stands,
            "since": "" if since is None else page.words.day(since),
            "says": says,
            "longitude": place.longitude,
            "latitude": place.latitude,
            "dot": place.km2 < least,
            "fill": page.colours[status.standing],
            "fillOpacity": TINT if status.standing in _HATCHED else 1,
            "shape": shape,
            "size": size * page.scale**2,
        }


def _unplaced(page: Page, treaty: Treaty, day: date, states: Sequence[State]) -> Iterator[str]:
    """Yield a line that names the parties which are on no map, such as organisations."""
    names = [
        page.words.name(state)
        for state in states
        if state.key not in places() and treaty.status_on(state, day).is_party
    ]
    if names:
        yield page.words("not placed", names=", ".join(names))
