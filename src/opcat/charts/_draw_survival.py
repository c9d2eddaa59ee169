"""From the day on which a State could join to the day on which it did."""

from collections.abc import Iterator, Mapping, Sequence
from enum import unique
from typing import Any

import altair as alt

from opcat._core.days import long_date
from opcat._core.terms import RegionalGroup, Term, term
from opcat._core.treaty import Treaty
from opcat._names.arguments import Day, check_day, check_group
from opcat._names.which_treaty import check_joining
from opcat._questions.kaplan_meier import Median, Step, kaplan_meier, median
from opcat._questions.waits import YEAR, Wait, waits
from opcat._record.record import Record, files_of
from opcat.charts._canvas import Page
from opcat.charts._channels import at, data_of, under_pointer
from opcat.charts._draw_survival_groups import by_group, curves_of
from opcat.charts._saving import Chart
from opcat.charts._survival_shared import (
    COLOURS,
    WORDS,
    half_in_words,
    moments,
    number,
    share_axis,
    with_room,
    years_axis,
)
from opcat.charts._wording import cited_each, name_of
from opcat.errors import EmptyChartError

_HEIGHT = 340
_LEAST = 170.0, 90.0


@unique
class By(Term):
    """What there is a curve for each of."""

    GROUP = "group"


def survival(
    *,
    on: Day | None = None,
    group: RegionalGroup | str | None = None,
    by: str | None = None,
    treaty: Treaty | Record | None = None,
    width: float | None = None,
    height: float | None = None,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    theme: str = "light",
    language: str = "en",
) -> Chart:
    """Return a chart of how long States took to join, from the day on which they could.

    A State can join from the later of the opening for signature and its consent to the Convention
    (article 27(2) and (3)); those that have not joined are censored at the end of the record. The
    share that has joined by a given time is the Kaplan-Meier estimate, and the band is its 95 %
    confidence interval. A point marks the estimated median, and a line its 95 %
    confidence interval (Brookmeyer and Crowley); an interval without an end runs to the edge. Only
    the first joining counts. `opcat.frames.durations` has the times that it is made from.

    With ``by="group"`` there is one curve per regional group, over a table of the States that were
    at risk at each time, and the medians with their intervals.

    Args:
        on: the day up to which States are observed; by default the last one of the record.
        group: only the States of this regional group, as its word, its label or the member.
        by: ``"group"`` for a curve per regional group, which are those of today.
        treaty: the Protocol, a `Record`, or a treaty that says who may join (`Treaty.open_to`); by
            default the packaged record.
        width: of the picture in pixels, of which an inch has 96.
        height: of the picture; by default as high as it needs.
        title: replaces the title; an empty one leaves it out, with the line below it.
        words: replaces other words, each by its name; an unknown name is an error that lists the known ones.
        colours: replaces colours, each by its name, in the same way.
        theme: ``"light"``, ``"dark"``, or ``"print"`` for greys.
        language: the language of the names of States, as for `opcat.State.name_in`.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such group, theme, colour, or name of a word or a colour, or
            nothing else to draw curves by.
        ValueError: both `group` and `by` are given.
        EmptyChartError: by that day no State could join.
        OtherTreatyError: the treaty does not say who may join it.
        ChartSizeError: the words need more room than the width or the height.
        LookupError: the language is not known.

    Warns:
        CoverageWarning: `on` is later than the record, or the Convention's ends before the day of
            the chart; it shows what was last known.

    Example:
        >>> from opcat import charts
        >>> charts.survival().description
        'How long States took to join the OPCAT, as of 3 February 2026. Of 175 States that could \
join, 96 have. Estimated median 12.6 years (95 % interval 9.9 to 20.7).'
    """
    asked, day = check_day(treaty, on)
    part = check_group(group)
    per = None if by is None else term(By, "by", by)
    if part is not None and per is not None:
        raise ValueError("by='group' draws every group, and group= one; pass one of the two")
    parent = check_joining("survival", treaty, day)
    page = Page(
        WORDS,
        COLOURS,
        width=width,
        height=height,
        title=title,
        words=words,
        colours=colours,
        theme=theme,
        language=language,
    )
    past = asked.on(day)
    times = waits(past, files_of(treaty))
    known = [wait for wait in times if part is None or wait.state.regional_group is part]
    if not known or (per and not curves_of(known)):
        raise EmptyChartError(
            "survival",
            f"by {long_date(past.as_of)} no State of the record could join",
            "pass a later on=",
        )
    parents = () if parent is None else parent.sources_of("as_of")
    sources = dict.fromkeys((*asked.sources_of("as_of"), *parents))
    say, joined = page.words, sum(wait.event for wait in known)
    head = say("title", treaty=name_of(past))
    says = say("says", states=say.count(len(known), "States"), joined=say.count(joined, "have"))
    notes = cited_each(sources, say)
    if per is not None:
        page.head(say("title by group", title=head), says, past.as_of)
        return by_group(page, known, notes, sources)
    if part:
        head = say("title of a group", title=head, group=say(part.value))
    steps = kaplan_meier((wait.days / YEAR, wait.event) for wait in known)
    half = median(steps)
    page.head(head, f"{says} {say.begins(half_in_words(page, half))}.", past.as_of)
    point = [] if half.time is None else [say("note of the median")]
    page.foot(say("note"), *point, *notes, sources=sources)
    return _drawn(page, known, steps, half)


def _drawn(page: Page, known: Sequence[Wait], steps: Sequence[Step], half: Median) -> Chart:
    say, colours = page.words, page.colours
    rows = list(_rows(page, steps))
    last = rows[-1]
    after = say.count(round(last["years"]), "years")
    percent = say("percent", number=round(100 * last["share"]))
    label = say("end", percent=percent, years=after)
    if page.is_narrow:
        label = say("end of a group", percent=percent, group="").strip()
    wide, high = page.plot(
        _HEIGHT * page.scale,
        left=page.wide(say("percent", number=100)) + page.line + page.text * 1.7,
        right=page.wide(label, bold=True) + page.text,
        below=page.axis_below + 2 * page.line,
        least=_LEAST,
    )
    times = with_room(page, moments(last["years"]), wide)
    x, y = years_axis(page, last["years"], times), share_axis(page)
    base = alt.Chart(data_of(rows))
    band = base.mark_area(interpolate="step-after", color=colours["curve"], opacity=0.16).encode(
        x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
    )
    line = base.mark_line(
        interpolate="step-after", color=colours["curve"], strokeWidth=2.5 * page.scale
    ).encode(x=x, y=y)
    ticks = (
        base.transform_filter("datum['cut off'] > 0")
        .mark_tick(
            orient="vertical",
            color=colours["text"],
            height=10 * page.scale,
            thickness=1.2,
            opacity=1,
        )
        .encode(
            x=x,
            y=y,
            tooltip=under_pointer(
                **{
                    "waited": say("years waited"),
                    "at risk": say("not joined before"),
                    "cut off": say("cut off"),
                }
            ),
        )
    )
    end = (
        alt.Chart(data_of([{**last, "label": label}]))
        .mark_text(
            align="left",
            baseline="middle",
            dx=page.text / 2,
            fontWeight=600,
            color=colours["curve"],
        )
        .encode(x=x, y=y, text=alt.Text("label:N"))
    )
    layers = {"band": band, "estimate": line, "cut off": ticks, "end": end}
    if half.time is not None:
        layers |= _median(page, half.time, half, last["years"], x, y)
    for name, layer in layers.items():
        layer.description = name
    return page.draw(*layers.values(), *_at_risk(page, known, times, x), width=wide, height=high)


def _at_risk(
    page: Page, known: Sequence[Wait], times: Sequence[float], x: alt.X
) -> Iterator[alt.Chart]:
    """Yield the States at risk below the ticks of the axis, and above them what they are."""
    rows = [
        {"years": years, "label": str(sum(wait.days / YEAR >= years for wait in known))}
        for years in times
    ]
    for name, row, text in (
        ("head of the risk", 0, None),
        ("at risk", 1, rows),
    ):
        down = page.axis_below - page.line / 2 + row * page.line
        base = alt.Chart(
            data_of(text or [{"label": page.words("at risk")}]), description=name
        ).mark_text(
            align="left" if text is None else "center",
            baseline="middle",
            dx=-page.left if text is None else 0,
            dy=down,
            fontWeight=600 if text is None else "normal",
        )
        place = at(0) if text is None else x
        yield base.encode(x=place, y=at("height", alt.YValue), text=alt.Text("label:N"))


def _median(
    page: Page, time: float, half: Median, last: float, x: alt.X, y: alt.Y
) -> Mapping[str, alt.Chart]:
    """Return the point, the line of its interval, and its label, each by what it is.

    The curve rises, so there is room above it to the left of a point, and below it to the right.
    """
    row = {"years": time, "share": 0.5, "from": half.low, "to": half.high or last}
    label = page.words("median", years=number(page, time))
    base = alt.Chart(data_of([{**row, "median": label}]))
    colour = page.colours["text"]
    line = base.mark_rule(color=colour, strokeWidth=1.5).encode(x=x.copy(), x2=alt.X2("to:Q"), y=y)
    line.encoding.x.shorthand = "from:Q"
    point = base.mark_circle(color=colour, size=70 * page.scale**2, opacity=1).encode(
        x=x, y=y, tooltip=alt.Tooltip("median:N")
    )
    place: dict[str, Any] = (
        {"align": "left", "dx": 8, "dy": 14}
        if time < last / 2
        else {"align": "right", "dx": -8, "dy": -10}
    )
    word = base.mark_text(fontWeight=600, **place).encode(x=x, y=y, text=alt.Text("median:N"))
    return {"interval of the median": line, "median": point, "word of the median": word}


def _rows(page: Page, steps: Sequence[Step]) -> Iterator[Mapping[str, Any]]:
    """Yield the drawn values: shares that have joined, not shares that wait."""
    if steps[0].time > 0:
        nothing = {"share": 0.0, "low": 0.0, "high": 0.0}
        yield {"years": 0.0, **nothing, "at risk": steps[0].at_risk, "joined": 0, "cut off": 0}
    for step in steps:
        yield {
            "years": step.time,
            "waited": number(page, step.time),
            "share": 1 - step.waiting,
            "low": 1 - step.high,
            "high": 1 - step.low,
            "at risk": step.at_risk,
            "joined": step.joined,
            "cut off": step.cut_off,
        }
