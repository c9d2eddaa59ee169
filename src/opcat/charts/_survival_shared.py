"""What both charts of the time to joining have in common: words, medians, moments and axes."""

import json
from collections.abc import Sequence

import altair as alt

from opcat._foreign import on_page
from opcat._questions.kaplan_meier import Median
from opcat.charts._canvas import Page
from opcat.charts._wording import GROUPS

COLOURS = {
    "curve": "blue",
    "african": "orange",
    "asia_pacific": "purple",
    "eastern_european": "green",
    "latin_american_and_caribbean": "text",
    "western_european_and_others": "blue",
}


WORDS = {
    "title": "How long States took to join the {treaty}",
    "title by group": "{title}, by regional group",
    "title of a group": "{title}: {group} group",
    "says": "Of {states} that could join, {joined}.",
    "States": "{number} States",
    "1 States": "{number} State",
    "have": "{number} have",
    "1 have": "{number} has",
    "half": "estimated median {years} years (95 % interval {low} to {high})",
    "half of no time": "estimated median not reached (95 % interval from {low} years)",
    "no half": "estimated median not reached",
    "not reached": "not reached",
    "not reached from": "not reached (from {low})",
    "interval": "{years} ({low} to {high})",
    "median": "median {years} years",
    "decimal sign": ".",
    "axis": "years since the State could join",
    "share": "share of States that have joined",
    "percent": "{number} %",
    "end": "{percent} after {years}",
    "end of a group": "{percent} {group}",
    "years": "{number} years",
    "1 years": "{number} year",
    "at risk": "States at risk",
    "medians": "median, years (95 %)",
    "group": "group",
    "years waited": "years since they could join",
    "not joined before": "States that had not joined before",
    "cut off": "States not known to have joined later",
    "note": "Kaplan-Meier estimate, 95 % confidence interval. Ticks: States not known to have "
    "joined later.",
    "note of the median": "The point and its line: the median and its 95 % confidence interval.",
    "note by group": "Kaplan-Meier estimates, medians with 95 % confidence intervals.",
    "note of the ticks": "Ticks: States not known to have joined later.",
    "without a group": "{number} States of no group: not drawn.",
    "1 without a group": "{number} State of no group: not drawn.",
    "described": "{description} Estimated medians in years, with 95 % intervals: {medians}.",
    **GROUPS,
}


def number(page: Page, years: float) -> str:
    """Return a number with one decimal."""
    return f"{years:.1f}".replace(".", page.words("decimal sign"))


def half_in_words(page: Page, half: Median) -> str:
    """Return a median with its interval, in words."""
    return _said(page, half, "no half", "half of no time", "half")


def short(page: Page, half: Median) -> str:
    """Return a median of years with its interval, as in a table."""
    return _said(page, half, "not reached", "not reached from", "interval")


def _said(page: Page, half: Median, nothing: str, beginning: str, whole: str) -> str:
    """Return a median in the words for one that is not known, begins after a time, or is known."""
    if half.low is None:
        return page.words(nothing)
    low = number(page, half.low)
    if half.time is None:
        return page.words(beginning, low=low)
    high = page.words("not reached") if half.high is None else number(page, half.high)
    return page.words(whole, years=number(page, half.time), low=low, high=high)


def moments(last: float) -> list[float]:
    """Return the years at which States at risk are counted: four to eight of them, or the first."""
    step = next((step for step in (0.25, 0.5, 1, 2, 5) if last / step < 8), 10)
    return [number * step for number in range(int(last / step) + 1)]


def with_room(page: Page, times: Sequence[float], wide: float) -> Sequence[float]:
    """Return the moments whose numbers have room beside each other: all, or every other."""
    room = max(page.wide("000"), *(page.wide(f"{time:g}") for time in times)) + page.text / 2
    return times if len(times) * room <= wide else times[::2]


def years_axis(page: Page, last: float, times: Sequence[float]) -> alt.X:
    """Return the axis of years, which has ticks at the moments of the numbers at risk."""
    sign = page.words("decimal sign")
    return alt.X(
        "years:Q",
        title=page.words("axis"),
        scale=alt.Scale(nice=False, domain=[0, last or 1]),
        axis=alt.Axis(
            grid=False,
            labelFlush=False,
            values=list(times),
            labelExpr=f"replace(format(datum.value, '~g'), '.', {_in_vega(sign)})",
        ),
    )


def _in_vega(text: str) -> str:
    """Return a text as a string in an expression of Vega, which is that of JSON."""
    return json.dumps(on_page(text))


def share_axis(page: Page) -> alt.Y:
    """Return the axis of shares."""
    # What stands around the number, wherever the words have it.
    around = page.words.texts["percent"].split("{number}")
    return alt.Y(
        "share:Q",
        title=page.words("share"),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(
            values=[0, 0.2, 0.4, 0.6, 0.8, 1],
            labelExpr=" + round(datum.value * 100) + ".join(map(_in_vega, around)),
            labelFlush=False,
        ),
    )
