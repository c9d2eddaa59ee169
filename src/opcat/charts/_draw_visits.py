"""The Subcommittee's missions, by year and kind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt

from opcat._core.days import long_date
from opcat._core.treaty import Treaty
from opcat._names.arguments import Day, check_day
from opcat._names.which_treaty import check_practice
from opcat._practice.visits import ReportPublic, Visit, VisitCompletion, VisitKind
from opcat._practice.visits import visits as visits_of
from opcat._record.record import Record
from opcat.charts._axes import number_axis, numbers_wide
from opcat.charts._canvas import Page
from opcat.charts._channels import at, data_of, looks, under_pointer
from opcat.charts._key import Mark
from opcat.charts._saving import Chart
from opcat.errors import EmptyChartError

_SHAPES = {
    VisitKind.REGULAR: "circle",
    VisitKind.NPM_ADVISORY: "square",
    VisitKind.OPCAT_ADVISORY: "diamond",
    VisitKind.FOLLOW_UP: "triangle-up",
    VisitKind.SUSPENDED: "cross",
    VisitKind.RESUMED: "triangle-right",
}
_COLOURS = {
    "regular": "blue",
    "npm_advisory": "green",
    "opcat_advisory": "purple",
    "follow_up": "orange",
    "suspended": "text",
    "resumed": "lines",
}
_REPORT = {
    ReportPublic.YES: "public, symbol not known",
    ReportPublic.NO: "not public",
    ReportPublic.UNKNOWN: "not known whether public",
}
_BAND, _LEAST_BAND = 27, 9.0
_WORDS = {
    "title": "Missions of the Subcommittee on Prevention of Torture",
    "says": "{missions}: {kinds}.",
    "missions": "{number} missions",
    "1 missions": "{number} mission",
    "number of a kind": "{number} {kind}",
    **{kind.value: kind.label for kind in VisitKind},
    **{f"{kind.value} in short": kind.label.removesuffix(" visit") for kind in VisitKind},
    "hollow": "Hollow: only the announcement is known. A suspended mission and its resumption have "
    "two marks.",
    "part of a year": "Shaded: of {year}, the record covers the time up to {day}.",
    "compiled": "Source: compiled by opcat from {number} sources; opcat.visits names those of each "
    "mission.",
    "1 compiled": "Source: compiled by opcat from {number} source; opcat.visits names it.",
    "year": "year in which the mission began",
    "number of missions": "number of missions",
    "State": "State",
    "days": "days",
    "kind": "kind of mission",
    "known": "what is known of it",
    "report": "report",
    **{one.value: one.label for one in VisitCompletion},
    **{text: text for text in _REPORT.values()},
}


def visits(
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
) -> Chart:
    """Return a chart of the Subcommittee's missions, one mark each, by year and kind.

    A mission counts in the year in which it began. Marks are hollow if only the announcement of a
    mission is known. A year that the record covers in part is shaded.

    Args:
        on: only those that had certainly begun by this day; by default all.
        treaty: a `Record`, whose own visits are then drawn, or the Protocol; by default the
            packaged record.
        width: of the picture in pixels, of which an inch has 96.
        height: of the picture; by default as high as it needs.
        title: replaces the title; an empty one leaves it out, with the line below it.
        words: replaces other words, each by its name; an unknown name is an error that lists the known ones.
        colours: replaces colours, each by its name, in the same way.
        theme: ``"light"``, ``"dark"``, or ``"print"`` for greys.
        language: the language of the names of States, as for `opcat.State.name_in`.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        EmptyChartError: by that day there was none.
        OtherTreatyError: the treaty is not the Protocol.
        VocabularyError: there is no such theme, colour, or name of a word or a colour.
        ChartSizeError: the words need more room than the width or the height.
        LookupError: the language is not known.

    Warns:
        CoverageWarning: `on` is later than the record; the chart shows what was last known.

    Example:
        >>> from opcat import charts
        >>> print(charts.visits(on="2008-12-31").title.text)
        Missions of the Subcommittee on Prevention of Torture
    """
    record = check_practice("visits", treaty).treaty
    _, day = check_day(record, on)
    page = Page(
        _WORDS,
        _COLOURS,
        width=width,
        height=height,
        title=title,
        words=words,
        colours=colours,
        theme=theme,
        language=language,
    )
    day = min(day, record.as_of)
    missions = visits_of(until=None if on is None else day, treaty=treaty)
    if not missions:
        raise EmptyChartError(
            "visits",
            f"by {long_date(day)} the record has no mission of the Subcommittee",
            "pass a later on=",
        )
    return _drawn(page, missions, day)


def _drawn(page: Page, missions: Sequence[Visit], day: date) -> Chart:
    say, rows = page.words, list(_rows(page, missions))
    kinds = Counter(visit.kind for visit in missions)
    shown = [kind for kind in _SHAPES if kinds[kind]]
    kinds_in_words = ", ".join(
        say("number of a kind", number=kinds[kind], kind=say(f"{kind.value} in short"))
        for kind in shown
    )
    page.head(
        say("title"),
        say("says", missions=say.count(len(rows), "missions"), kinds=kinds_in_words),
        day,
    )
    years = range(missions[0].start.year, max(day.year, missions[-1].start.year) + 1)
    is_part = day < date(years[-1], 12, 31)
    sources = dict.fromkeys(source for visit in missions for source in visit.sources)
    page.foot(
        say("hollow"),
        *([say("part of a year", year=years[-1], day=say.day(day))] if is_part else []),
        say.count(len(sources), "compiled"),
        sources=sources,
    )
    page.key(
        ([Mark(_SHAPES[kind], page.colours[kind], page.colours[kind])], say(kind.value))
        for kind in shown
    )
    most = max(row["place"] for row in rows)
    wide, high = page.plot(
        _BAND * page.scale * (most + 1),
        left=numbers_wide(page, most),
        right=page.text,
        below=page.axis_below,
        least=(_LEAST_BAND * len(years), _LEAST_BAND * (most + 1)),
    )
    cell = min(high / (most + 1), wide / len(years), 22 * page.scale)
    x = alt.X(
        "year:O",
        title=say("year"),
        scale=alt.Scale(domain=list(years)),
        axis=alt.Axis(
            labelAngle=0, values=_labelled(page, years, wide), labelOverlap=False, grid=False
        ),
    )
    marks = (
        alt.Chart(data_of(rows), description="missions")
        .mark_point(size=(cell * 0.6) ** 2, strokeWidth=1.8 * page.scale, opacity=1)
        .encode(
            x=x,
            y=number_axis("place", say("number of missions"), most, most + 0.6, grid=False),
            **looks("shape", "stroke", "fill"),
            tooltip=under_pointer(
                State=say("State"),
                days=say("days"),
                label=say("kind"),
                completion=say("known"),
                report=say("report"),
            ),
        )
    )
    shade = (
        alt.Chart(data_of([{"year": years[-1]}] if is_part else []), description="part of a year")
        .mark_bar(color=page.colours["pale"], width=alt.RelativeBandSize(band=1), aria=False)
        .encode(x=x, y=at(0, alt.YValue), y2=at("height", alt.Y2Value))
    )
    return page.draw(shade, marks, width=wide, height=high)


def _labelled(page: Page, years: range, wide: float) -> list[int]:
    """Return the years that have a label, as many as have room."""
    room = (page.wide("0000") + page.text / 2) / (wide / len(years))
    step = next(step for step in (1, 2, 5, 10, 20) if step >= room)
    return [year for year in years if year % step == 0] or [years[-1]]


def _rows(page: Page, missions: Iterable[Visit]) -> Iterator[Mapping[str, Any]]:
    """Yield one row per mission; in each year those of one kind are together."""
    order = list(_SHAPES)
    by_kind = sorted(missions, key=lambda visit: (visit.start.year, order.index(visit.kind)))
    so_far: Counter[int] = Counter()
    for visit in by_kind:
        so_far[visit.start.year] += 1
        colour, is_known = page.colours[visit.kind], visit.completion is VisitCompletion.CONFIRMED
        yield {
            "State": page.words.name(visit.state),
            "days": str(visit).partition(f" {visit.state.name}")[0],
            "year": visit.start.year,
            "place": so_far[visit.start.year],
            "kind": visit.kind.value,
            "label": page.words(visit.kind.value),
            "completion": page.words(visit.completion.value),
            "report": "; ".join(map(str, visit.reports))
            or page.words(_REPORT[visit.report_public]),
            "known": is_known,
            "shape": _SHAPES[visit.kind],
            "stroke": colour,
            "fill": colour if is_known else page.colours["background"],
        }
