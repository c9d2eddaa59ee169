"""The Subcommittee's missions, by year and kind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import altair as alt

from opcat._core.days import long_date
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._names.arguments import Day, check_day, check_practice
from opcat._practice.visits import ReportPublic, Visit, VisitCompletion, VisitKind
from opcat._practice.visits import visits as visits_of
from opcat._record.record import Record
from opcat.charts._look import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    Chart,
    picture,
    rows_of,
    under_pointer,
)
from opcat.errors import EmptyChartError

_KINDS = {
    VisitKind.REGULAR: ("circle", BLUE),
    VisitKind.NPM_ADVISORY: ("square", GREEN),
    VisitKind.OPCAT_ADVISORY: ("diamond", PURPLE),
    VisitKind.FOLLOW_UP: ("triangle-up", ORANGE),
    VisitKind.SUSPENDED: ("cross", INK),
    VisitKind.RESUMED: ("triangle-right", GREY),
}
_REPORT = {
    ReportPublic.YES: "public, symbol not known",
    ReportPublic.NO: "not public",
    ReportPublic.UNKNOWN: "not known whether public",
}
_WIDTH, _BAND = 760, 27


def visits(*, on: Day | None = None, treaty: Treaty | Record | None = None) -> Chart:
    """Return a chart of the Subcommittee's missions, one mark each, by year and kind.

    A mission counts in the year in which it began. Marks are hollow if only the announcement of a
    mission is known.

    Args:
        on: only those that had certainly begun by this day; by default all.
        treaty: a `Record`, whose own visits are then drawn, or the Protocol; by default the
            packaged record.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol.
        EmptyChartError: by that day there was none.

    Warns:
        CoverageWarning: `on` is later than the record; the chart shows what was last known.

    Example:
        >>> from opcat import charts
        >>> print(charts.visits(on="2008-12-31").title.text)
        Missions of the Subcommittee on Prevention of Torture
    """
    record = check_practice("visits", treaty).treaty
    _, day = check_day(record, on)
    day = min(day, record.as_of)
    missions = visits_of(until=None if on is None else day, treaty=treaty)
    if not missions:
        raise EmptyChartError(
            "visits",
            f"by {long_date(day)} the record has no mission of the Subcommittee",
            "pass a later on=",
        )
    rows = list(_rows(missions))
    years = range(missions[0].start.year, max(day.year, missions[-1].start.year) + 1)
    most = max(row["place"] for row in rows)
    shapes = alt.Scale(domain=_labels(), range=[shape for shape, _ in _KINDS.values()])
    colours = alt.Scale(domain=_labels(), range=[colour for _, colour in _KINDS.values()])
    legend = alt.Legend(title=None, orient="top", columns=6, symbolStrokeWidth=2)
    marks = (
        alt.Chart(rows_of(rows), name="missions")
        .mark_point(size=150, strokeWidth=1.8, opacity=1)
        .encode(
            x=alt.X(
                "year:O",
                title="year in which the mission began",
                scale=alt.Scale(domain=list(years)),
                axis=alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=2, grid=False),
            ),
            y=alt.Y(
                "place:Q",
                title="number of missions",
                scale=alt.Scale(domain=[0, most + 0.6], nice=False),
                axis=alt.Axis(tickMinStep=1, grid=False),
            ),
            shape=alt.Shape("kind:N", scale=shapes, legend=legend),
            stroke=alt.Stroke("kind:N", scale=colours, legend=legend),
            fill=alt.condition(
                "datum.known",
                alt.Fill("kind:N", scale=colours, legend=legend),
                alt.value("white"),
            ),
            tooltip=under_pointer(
                State="State",
                days="days",
                kind="kind of mission",
                completion="what is known of it",
                report="report",
            ),
        )
    )
    sources = list(dict.fromkeys(source for visit in missions for source in visit.sources))
    kinds = Counter(row["kind"] for row in rows)
    kinds_in_words = ", ".join(
        f"{kinds[label]} {label.removesuffix(' visit')}" for label in _labels() if kinds[label]
    )
    return picture(
        marks,
        title="Missions of the Subcommittee on Prevention of Torture",
        says=f"{numbered(len(rows), 'missions')}: {kinds_in_words}.",
        as_of=day,
        source=[
            (
                "Hollow: only the announcement is known. A suspended mission and its resumption have "
                "two marks."
            ),
            (
                f"Source: compiled by opcat from {numbered(len(sources), 'sources')}; opcat.visits "
                "names those of each mission."
            ),
        ],
        sources=sources,
        size=(_WIDTH, _BAND * (most + 1)),
        below=52,
    )


def _labels() -> list[str]:
    return [kind.label for kind in _KINDS]


def _rows(missions: Iterable[Visit]) -> Iterator[Mapping[str, Any]]:
    """Yield one row per mission; in each year those of one kind are together."""
    order = list(_KINDS)
    by_kind = sorted(missions, key=lambda visit: (visit.start.year, order.index(visit.kind)))
    so_far: Counter[int] = Counter()
    for visit in by_kind:
        so_far[visit.start.year] += 1
        yield {
            "State": visit.state.name,
            "days": str(visit).partition(f" {visit.state.name}")[0],
            "year": visit.start.year,
            "place": so_far[visit.start.year],
            "kind": visit.kind.label,
            "completion": visit.completion.label,
            "report": "; ".join(map(str, visit.reports)) or _REPORT[visit.report_public],
            "known": visit.completion is VisitCompletion.CONFIRMED,
        }
