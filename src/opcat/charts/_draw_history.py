"""One State, from the Convention to the last mission."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import altair as alt

from opcat._core.days import long_date
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._names.arguments import (
    Day,
    check_convention,
    check_day,
    check_practice,
    resolve_participant,
)
from opcat._practice.mechanism_histories import Known, known
from opcat._practice.territories import standing_words
from opcat._questions.profile import Profile, designation_event, events_of, profile_of
from opcat._record.record import Record
from opcat.charts._look import (
    BLUE,
    GREEN,
    GREY,
    LINE,
    ORANGE,
    PURPLE,
    SOFT,
    Chart,
    cited,
    days_axis,
    name_of,
    picture,
    rows_of,
    under_pointer,
)
from opcat.errors import EmptyChartError

_PARTS = {
    "convention": ("Convention", "square", GREY),
    "protocol": ("Protocol", "circle", BLUE),
    "mechanism": ("preventive mechanism", "diamond", GREEN),
    "declaration": ("declaration or territory", "triangle-up", PURPLE),
    "mission": ("mission of the Subcommittee", "triangle-down", ORANGE),
}
_DATES, _WORDS, _WIDTH, _BAND = 92, 450, 920, 26


def history(
    state: object, *, on: Day | None = None, treaty: Treaty | Record | None = None
) -> Chart:
    """Return a chart of the record's events of a State, in chronological order, one row per event.

    It shows the `opcat.Profile.events` of `opcat.profile`. A date that is known only in part is
    drawn as a line from its first day to its last, with the mark on the first. A broad line shows
    the days on which the record says that a mechanism stood; it says nothing of whether it was at
    work, and there is none where that is unclear.

    Args:
        state: a name, a code, an `opcat.State` or an object with an ``alpha_3``, as for
            `opcat.resolve`.
        on: the day; by default the last one that the record covers.
        treaty: the Protocol, or a `Record`; by default the packaged record. What a plain Treaty
            lacks, such as mechanisms, is the packaged record's.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        DayTypeError, DayValueError: `on` is not a day.
        EmptyChartError: by that day the record has no event of the State.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: `on` is later than the record, or the Convention's ends before the day of
            the chart; it shows what was last known.

    Example:
        >>> from opcat import charts
        >>> charts.history("Kenya").description
        'Kenya and the OPCAT, as of 3 February 2026. No action; 2 events, the last on 1997-03-23.'
    """
    asked, day = check_day(treaty, on)
    files = check_practice("history", treaty)
    parent = check_convention("history", treaty, day)
    who = resolve_participant(treaty, state)
    page = profile_of(who, min(day, asked.as_of), asked, parent, files)
    rows = list(_rows(page, known(who, files)))
    if not rows:
        later = "a later on=, or " if page.as_of < asked.as_of else ""  # later, nothing is known
        raise EmptyChartError(
            "history",
            f"by {long_date(page.as_of)} the record has no event of {page.state.name}",
            f"pass {later}another State",
        )
    standing = standing_words(page.protocol, page.territories)
    number = f"{len(rows)} events, the last on" if len(rows) > 1 else "one event, on"
    order = alt.Y("row:O", axis=None, scale=alt.Scale(padding=0.5))
    base = alt.Chart(rows_of(rows)).encode(y=order)
    begins = date.fromisoformat(rows[0]["start"]).replace(month=1, day=1)
    x = days_axis(
        "start",
        "date (each tick: 1 January)",
        range=[_DATES + _WORDS, _WIDTH],
        # A known day may lie in the future, such as that on which a denunciation takes effect.
        domain=[begins.isoformat(), max(page.as_of.isoformat(), *(row["end"] for row in rows))],
    )
    lanes = base.mark_rule(color=LINE).encode(x=alt.value(_DATES + _WORDS), x2=alt.value(_WIDTH))
    spans = base.mark_rule(color=SOFT, strokeWidth=3).encode(x=x, x2="end:T")
    points = base.mark_point(filled=True, size=120, opacity=1).encode(
        x=x,
        shape=alt.Shape("part:N", scale=_scale(1), legend=_legend()),
        color=alt.Color("part:N", scale=_scale(2), legend=_legend()),
        tooltip=under_pointer(date="date", part="about", what="what happened"),
    )
    dates = base.mark_text(align="left", color=SOFT).encode(x=alt.value(0), text="date:N")
    words = base.mark_text(align="left", limit=_WORDS - 16).encode(
        x=alt.value(_DATES), text="what:N"
    )
    stood = base.transform_filter("datum.until").mark_rule(
        color=_PARTS["mechanism"][2], strokeWidth=7, opacity=0.35
    )
    stood = stood.encode(x=alt.X("since:T"), x2="until:T")
    lanes.name, spans.name, points.name = "lanes", "spans", "events"
    stood.name = "mechanisms"
    dates.name, words.name = "dates", "words"
    sources = dict.fromkeys(
        (*asked.sources_of("as_of"), *parent.sources_of("as_of"), *page.sources)
    )
    return picture(
        lanes,
        stood,
        spans,
        points,
        dates,
        words,
        title=f"{page.state.name} and the {name_of(asked)}",
        says=f"{standing[0].upper()}{standing[1:]}; {number} {rows[-1]['date']}.",
        as_of=page.as_of,
        source=[
            *map(cited, ([source] for source in list(sources)[:2])),
            (
                f"Compiled by opcat from {numbered(len(sources), 'sources')}; opcat.profile names "
                "those of each event."
            ),
        ],
        sources=sources,
        size=(_WIDTH, _BAND * len(rows)),
        below=52,
    )


def _scale(place: int) -> alt.Scale:
    values: list[Any] = [part[place] for part in _PARTS.values()]
    return alt.Scale(domain=[part[0] for part in _PARTS.values()], range=values)


def _legend() -> alt.Legend:
    return alt.Legend(title=None, orient="top", columns=5)


def _rows(page: Profile, mechanisms: Known) -> Iterator[Mapping[str, Any]]:
    times = {
        designation_event(mechanism, mechanisms): mechanisms.time_of(mechanism)
        for mechanism in page.mechanisms
    }
    for place, (part, event) in enumerate(events_of(page, mechanisms)):
        since, until = times.get(event) or (None, None)
        yield {
            "row": place,
            "part": _PARTS[part][0],
            "date": str(event.date),
            "start": event.date.earliest.isoformat(),
            "end": event.date.latest.isoformat(),
            "what": event.description,
            "since": since and min(since, page.as_of).isoformat(),
            "until": until and min(until, page.as_of).isoformat(),
        }
