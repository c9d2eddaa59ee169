"""One State, from the Convention to the last mission."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt

from opcat._core.days import PartialDate, long_date
from opcat._core.treaty import Treaty
from opcat._names.arguments import Day, check_day, resolve_participant
from opcat._names.which_treaty import check_convention, check_practice
from opcat._practice.mechanism_histories import Known, known
from opcat._practice.territories import standing_words
from opcat._questions.page_events import designation_event, events_of
from opcat._questions.profile import profile_of
from opcat._questions.state_page import Profile
from opcat._record.record import Record
from opcat.charts._axes import day_axis
from opcat.charts._canvas import Page
from opcat.charts._channels import at, data_of, looks, raw, under_pointer
from opcat.charts._key import Mark
from opcat.charts._saving import Chart
from opcat.charts._wording import cited_each, name_of
from opcat.errors import EmptyChartError

_SHAPES = {
    "convention": "square",
    "protocol": "circle",
    "mechanism": "diamond",
    "declaration": "triangle-up",
    "mission": "triangle-down",
}
_COLOURS = {
    "convention": "lines",
    "protocol": "blue",
    "mechanism": "green",
    "declaration": "purple",
    "mission": "orange",
}
_WORDS = {
    "title": "{state} and the {treaty}",
    "says": "{standing}; {number} events, the last on {last}.",
    "1 says": "{standing}; one event, on {last}.",
    "convention": "Convention",
    "protocol": "Protocol",
    "mechanism": "preventive mechanism",
    "declaration": "declaration or territory",
    "mission": "mission of the Subcommittee",
    "axis": "date",
    "date": "date",
    "about": "about",
    "what happened": "what happened",
    "compiled": "Compiled by opcat from {number} sources; opcat.profile names those of each event.",
    "1 compiled": "Compiled by opcat from {number} source; opcat.profile names it.",
}
_LEAST = 70.0, 20.0
_LANES = 0.38
"""The share of the width for the lanes."""


def history(
    state: object,
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
        width: of the picture in pixels, of which an inch has 96.
        height: of the picture; by default as high as it needs.
        title: replaces the title; an empty one leaves it out, with the line below it.
        words: replaces other words, each by its name, and the description of an event by itself; an
            unknown name is an error that lists the known ones.
        colours: replaces colours, each by its name, in the same way.
        theme: ``"light"``, ``"dark"``, or ``"print"`` for greys.
        language: the language of the names of States, as for `opcat.State.name_in`.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        DayTypeError, DayValueError: `on` is not a day.
        EmptyChartError: by that day the record has no event of the State.
        OtherTreatyError: the treaty is not the Protocol.
        VocabularyError: there is no such theme, colour, or name of a word or a colour.
        ChartSizeError: the words need more room than the width or the height.
        LookupError: the language is not known.

    Warns:
        CoverageWarning: `on` is later than the record, or the Convention's ends before the day of
            the chart; it shows what was last known.

    Example:
        >>> from opcat import charts
        >>> charts.history("Kenya").description
        'Kenya and the OPCAT, as of 3 February 2026. No action; 2 events, the last on 23 March 1997.'
    """
    asked, day = check_day(treaty, on)
    files = check_practice("history", treaty)
    parent = check_convention("history", treaty, day)
    who = resolve_participant(treaty, state)
    profile = profile_of(who, min(day, asked.as_of), asked, parent, files)
    mechanisms = known(who, files)
    events = events_of(profile, mechanisms)
    standing = standing_words(profile.protocol, profile.territories)
    texts = dict.fromkeys([standing, *(event.description for _, event in events)])
    page = Page(
        {**{text: text for text in texts}, **_WORDS},
        _COLOURS,
        width=width,
        height=height,
        title=title,
        words=words,
        colours=colours,
        theme=theme,
        language=language,
    )
    if not events:
        later = "a later on=, or " if profile.as_of < asked.as_of else ""  # later, nothing is known
        raise EmptyChartError(
            "history",
            f"by {long_date(profile.as_of)} the record has no event of {profile.state.name}",
            f"pass {later}another State",
        )
    return _drawn(page, profile, mechanisms, [asked, parent])


def _drawn(page: Page, profile: Profile, mechanisms: Known, treaties: Sequence[Treaty]) -> Chart:
    say, events = page.words, events_of(profile, mechanisms)
    treaty, convention = treaties
    standing = say.texts[standing_words(profile.protocol, profile.territories)]
    says = say.count(
        len(events),
        "says",
        standing=say.begins(standing),
        last=_day(page, events[-1][1].date),
    )
    page.head(
        say("title", state=say.name(profile.state), treaty=name_of(treaty)), says, profile.as_of
    )
    sources = dict.fromkeys(
        (*treaty.sources_of("as_of"), *convention.sources_of("as_of"), *profile.sources)
    )
    page.foot(
        *cited_each(list(sources)[:2], say),
        say.count(len(sources), "compiled"),
        sources=sources,
    )
    parts = [part for part in _SHAPES if part in {part for part, _ in events}]
    page.key(
        ([Mark(_SHAPES[part], page.colours[part], page.colours[part])], say(part)) for part in parts
    )
    dates = page.wide("0000-00-00") + page.text
    lanes = max(page.room * _LANES - page.text, _LEAST[0])
    texts = page.room - dates - lanes - page.text * 2
    lines = [
        page.wrapped(
            say.texts[event.description],
            texts,
        )
        for _, event in events
    ]
    gap = page.line * 0.6
    needed = sum(len(one) * page.line + gap for one in lines)
    wide, high = page.plot(
        needed,
        left=dates + texts + page.text,
        right=page.text,
        below=page.axis_below,
        least=(_LEAST[0], needed),
    )
    gap += (high - needed) / len(events)
    rows = list(_rows(page, profile, mechanisms, lines, gap))
    days = [date.fromisoformat(row[end]) for row in rows for end in ("start", "end")]
    # A known day may lie in the future, such as that on which a denunciation takes effect.
    first, last = min(days).replace(month=1, day=1), max(profile.as_of, *days)
    x = day_axis(page, "start", say("axis"), first, last, wide)
    base = alt.Chart(data_of(rows)).encode(y=raw("middle", alt.Y))
    lane = base.mark_rule(color=page.colours["grid"]).encode(x=at(0), x2=at("width", alt.X2Value))
    stood = base.transform_filter("datum.until").mark_rule(
        color=page.colours["mechanism"], strokeWidth=7 * page.scale, opacity=0.35
    )
    stood = stood.encode(x=alt.X("since:T"), x2=alt.X2("until:T"))
    spans = base.mark_rule(color=page.colours["notes"], strokeWidth=3 * page.scale).encode(
        x=x, x2=alt.X2("end:T")
    )

    points = base.mark_point(filled=True, size=120 * page.scale**2, opacity=1).encode(
        x=x,
        **looks("shape", "color"),
        tooltip=under_pointer(date=say("date"), about=say("about"), what=say("what happened")),
    )
    said = base.mark_text(align="left", baseline="top", lineHeight=page.line)
    date_texts = said.encode(x=at(-page.left), y=raw("top", alt.Y), text=alt.Text("date:N"))
    words = said.encode(x=at(dates - page.left), y=raw("top", alt.Y), text=alt.Text("lines:N"))
    layers = {
        "lanes": lane,
        "mechanisms": stood,
        "spans": spans,
        "events": points,
        "dates": date_texts,
        "words": words,
    }
    for name, layer in layers.items():
        layer.description = name
    return page.draw(*layers.values(), width=wide, height=high)


def _day(page: Page, day: PartialDate) -> str:
    return page.words.day(day.earliest) if day.earliest == day.latest else str(day)


def _rows(
    page: Page, profile: Profile, mechanisms: Known, lines: list[list[str]], gap: float
) -> Iterator[Mapping[str, Any]]:
    times = {
        designation_event(mechanism, mechanisms): mechanisms.time_of(mechanism)
        for mechanism in profile.mechanisms
    }
    top = 0.0
    for (part, event), written in zip(events_of(profile, mechanisms), lines, strict=True):
        since, until = times.get(event) or (None, None)
        high = len(written) * page.line + gap
        yield {
            "part": part,
            "about": page.words(part),
            "shape": _SHAPES[part],
            "color": page.colours[part],
            "date": str(event.date),
            "start": event.date.earliest.isoformat(),
            "end": event.date.latest.isoformat(),
            "what": page.words.texts[event.description],
            "lines": written,
            "top": top + gap / 2,
            "middle": top + high / 2,
            "since": since and min(since, profile.as_of).isoformat(),
            "until": until and min(until, profile.as_of).isoformat(),
        }
        top += high
