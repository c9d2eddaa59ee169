"""From the day on which a State could join to the day on which it did."""

from collections.abc import Iterator, Mapping, Sequence
from enum import unique
from typing import Any

import altair as alt

from opcat._core.days import long_date
from opcat._core.terms import RegionalGroup, Term, term
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._names.arguments import (
    Day,
    check_day,
    check_group,
    check_joining,
)
from opcat._questions.kaplan_meier import Median, Step, kaplan_meier, median
from opcat._questions.waits import YEAR, Wait, waits
from opcat._record.record import Record, files_of
from opcat.charts._draw_survival_groups import by_group, curves_of, moments, years_axis
from opcat.charts._look import (
    BLUE,
    INK,
    Chart,
    cited,
    name_of,
    picture,
    rows_of,
    under_pointer,
)
from opcat.errors import EmptyChartError

_SIZE = 760, 340
_YEARS = "years since the State could join"


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
        treaty: the Protocol, or a `Record`; by default the packaged record.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such group, or nothing else to draw curves by.
        ValueError: both `group` and `by` are given.
        EmptyChartError: by that day no State could join.
        OtherTreatyError: the treaty is not the Protocol.

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
    past = asked.on(day)
    times = waits(past, files_of(treaty))
    known = [wait for wait in times if part is None or wait.state.regional_group is part]
    if not known or (per and not curves_of(known)):
        raise EmptyChartError(
            "survival",
            f"by {long_date(past.as_of)} no State of the record could join",
            "pass a later on=",
        )
    steps = kaplan_meier((wait.days / YEAR, wait.event) for wait in known)
    rows = list(_rows(steps))
    half = median(steps)
    joined = sum(wait.event for wait in known)
    have = "has" if joined == 1 else "have"
    half_in_words = f"{str(half)[0].upper()}{str(half)[1:]}"
    says = f"Of {numbered(len(known), 'States')} that could join, {joined} {have}."
    title = f"How long States took to join the {name_of(past)}"
    sources = (*asked.sources_of("as_of"), *(parent.sources_of("as_of") if parent else ()))
    cites = [cited([source]) for source in dict.fromkeys(sources)]
    y = alt.Y(
        "share:Q",
        title="share of States that have joined",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5),
    )
    if per is not None:
        return by_group(
            known,
            y,
            _YEARS,
            title=f"{title}, by regional group",
            says=says,
            as_of=past.as_of,
            source=cites,
            sources=dict.fromkeys(sources),
        )
    x = years_axis(rows[-1]["years"], _YEARS)
    base = alt.Chart(rows_of(rows))
    band = base.mark_area(interpolate="step-after", color=BLUE, opacity=0.16).encode(
        x=x, y=alt.Y("low:Q"), y2="high:Q"
    )
    line = base.mark_line(interpolate="step-after", color=BLUE, strokeWidth=2.5).encode(x=x, y=y)
    ticks = base.mark_tick(
        orient="vertical", color=INK, height=10, thickness=1.2, opacity=1
    ).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("years:Q", title="years since they could join", format=".1f"),
            *under_pointer(
                **{
                    "at risk": "States that had not joined before",
                    "cut off": "States not known to have joined later",
                }
            ),
        ],
    )
    last = rows[-1]
    label = f"{last['share']:.0%} after {numbered(round(last['years']), 'years')}"
    ends = alt.Chart(rows_of([{**last, "label": label}]))
    words = ends.mark_text(align="left", dx=6, fontWeight=600, color=BLUE).encode(
        x=x, y=y, text="label:N"
    )
    band.name, line.name, words.name = "band", "estimate", "words"
    ticks = ticks.transform_filter("datum['cut off'] > 0")
    ticks.name = "cut off"
    marks = () if half.time is None else _median(half.time, half, last["years"], x, y)
    return picture(
        band,
        line,
        ticks,
        words,
        *marks,
        *_at_risk(known, moments(rows[-1]["years"]), x),
        title=f"{title}, {part.label}" if part else title,
        says=f"{says} {half_in_words}.",
        as_of=past.as_of,
        source=[
            "Kaplan-Meier estimate, 95 % confidence interval. Ticks: States not known to have joined later.",
            *(
                ["The point and its line: the median and its 95 % confidence interval."]
                if marks
                else []
            ),
            *cites,
        ],
        sources=dict.fromkeys(sources),
        size=_SIZE,
        below=88,
    )


def _at_risk(
    waits: Sequence[Wait], times: Sequence[float], x: alt.X
) -> tuple[alt.Chart, alt.Chart]:
    """Return the States at risk below the ticks of the axis, and what the numbers are."""
    place = alt.value(_SIZE[1] + 68)
    counts = [sum(wait.days / YEAR >= years for wait in waits) for years in times]
    numbers = [
        {"years": years, "label": str(count)} for years, count in zip(times, counts, strict=True)
    ]
    counted = alt.Chart(rows_of(numbers), name="at risk").mark_text()
    head = alt.Chart(rows_of([{"label": "States at risk"}])).mark_text(
        align="right", dx=-22, fontWeight=600
    )
    return (
        counted.encode(x=x, y=place, text="label:N"),
        head.encode(x=alt.value(0), y=place, text="label:N"),
    )


def _median(
    time: float, half: Median, last: float, x: alt.X, y: alt.Y
) -> tuple[alt.Chart, alt.Chart, alt.Chart]:
    """Return the point, the line of its interval, and its label.

    The curve rises, so there is room above it to the left of a point, and below it to the right.
    """
    row = {"years": time, "share": 0.5, "from": half.low, "to": half.high or last}
    base = alt.Chart(rows_of([{**row, "median": f"median {time:.1f} years"}]))
    line = base.mark_rule(color=INK, strokeWidth=1.5).encode(x=x.copy(), x2="to:Q", y=y)
    line.encoding.x.shorthand = "from:Q"
    point = base.mark_circle(color=INK, size=70, opacity=1).encode(x=x, y=y, tooltip="median:N")
    place: dict[str, Any] = (
        {"align": "left", "dx": 8, "dy": 14}
        if time < last / 4
        else {"align": "right", "dx": -8, "dy": -10}
    )
    word = base.mark_text(fontWeight=600, **place).encode(x=x, y=y, text="median:N")
    line.name, point.name, word.name = "interval of the median", "median", "word of the median"
    return line, point, word


def _rows(steps: Sequence[Step]) -> Iterator[Mapping[str, Any]]:
    """Yield the drawn values: shares that have joined, not shares that wait."""
    if steps[0].time > 0:
        nothing = {"share": 0.0, "low": 0.0, "high": 0.0}
        yield {"years": 0.0, **nothing, "at risk": steps[0].at_risk, "joined": 0, "cut off": 0}
    for step in steps:
        yield {
            "years": step.time,
            "share": 1 - step.waiting,
            "low": 1 - step.high,
            "high": 1 - step.low,
            "at risk": step.at_risk,
            "joined": step.joined,
            "cut off": step.cut_off,
        }
