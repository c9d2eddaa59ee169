"""The axes of charts: integers from zero, and days, with as many labels as have room."""

from datetime import date
from typing import Any

import altair as alt

from opcat.charts._canvas import Page


def numbers_wide(page: Page, top: int) -> float:
    """Return how wide an axis of integers with a title is, to the left of a plot."""
    return max(map(page.wide, map(str, whole_ticks(top)))) + page.line + page.text * 1.7


def number_axis(
    field: str, title: str, top: int, upto: float, channel: type[Any] = alt.Y, **axis: Any
) -> Any:
    """Return an axis of integers from 0 whose ticks reach `top`, and its plot `upto`."""
    return channel(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(domain=[0, upto], nice=False),
        axis=alt.Axis(values=whole_ticks(top), format="d", **{"labelFlush": False, **axis}),
    )


def day_axis(page: Page, field: str, title: str, first: date, last: date, width: float) -> alt.X:
    """Return an axis of days, which unlike moments are the same in every time zone.

    Its labels are years, months or days, as many as have room.
    """
    days, form = _ticks(first, last, width / (page.wide("0000") + 1.2 * page.text))
    if form != "%Y":
        room = page.wide("0000-00" if form == "%Y-%m" else "0000-00-00") + 1.2 * page.text
        days, form = _ticks(first, last, width / room)
    return alt.X(
        f"{field}:T",
        title=title,
        scale=alt.Scale(type="utc", domain=[first.isoformat(), last.isoformat()], nice=False),
        axis=alt.Axis(
            values=[day.isoformat() for day in days],
            format=form,
            labelFlush=False,
            labelOverlap=False,
            grid=False,
        ),
    )


def whole_ticks(top: int, most: int = 6) -> list[int]:
    """Return round integers from 0 to `top` at least, as few as tell it."""
    steps = (factor * 10**power for power in range(9) for factor in (1, 2, 5))
    step = next(step for step in steps if top / step <= most - 1)
    return [*range(0, max(top, 1) + 1, step)]


def _ticks(first: date, last: date, most: float) -> tuple[list[date], str]:
    """Return the days to be labelled, at most so many, and how they are written."""
    years = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    years = [day for day in years if first <= day]
    if len(years) > 2:
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if len(years) / step <= most)
        return [day for day in years if day.year % step == 0], "%Y"
    months = [
        date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)
    ]
    months = [day for day in months if first <= day <= last]
    for step in (1, 2, 3, 6):
        chosen = [day for day in months if (day.month - 1) % step == 0]
        if 2 <= len(chosen) <= most:
            return chosen, "%Y-%m"
    return ([first, last] if most >= 2 else [last]), "%Y-%m-%d"
