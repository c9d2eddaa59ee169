"""Important days on an axis of days, with words that cover no others, no line, and no edge."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import NamedTuple

import altair as alt

from opcat._core.treaty import Treaty
from opcat._names.which_treaty import is_protocol
from opcat._practice.articles import enlarged_on
from opcat.charts._canvas import Page
from opcat.charts._channels import at, data_of
from opcat.errors import ChartSizeError


class MarkedDay(NamedTuple):
    """An important day, with its words above the lines.

    Attributes:
        day: the day.
        what: what it is.
        wide: the width of its words.
        row: how far down they stand.
        side: 1 if they stand to the right of its line, -1 to the left.
    """

    day: date
    what: str
    wide: float
    row: int = 0
    side: int = 1


def marked_days(page: Page, past: Treaty) -> Iterator[MarkedDay]:
    """Yield the important days of a treaty, with their words."""
    days = []
    if past.in_force_on is not None and past.in_force_on <= past.as_of:
        days.append(("entry into force", past.in_force_on))
    if is_protocol(past):
        fiftieth = enlarged_on(act.date for act in past.actions if act.kind.is_consent)
        if fiftieth is not None:
            days.append(("fiftieth deposit", fiftieth))
    for what, day in days:
        words = page.words(what), page.words.day(day)
        yield MarkedDay(day, words[0], max(map(page.wide, words)) + page.text)


def placed(
    page: Page, marks: Sequence[MarkedDay], first: date, last: date, wide: float
) -> list[MarkedDay]:
    """Return the marked days where no words cover others, a line, or the edge of the page."""
    scale = wide / (last - first).days
    for tried in sorted(
        product(product(range(len(marks)), (1, -1)), repeat=len(marks)), key=_rows_used
    ):
        set_out = [
            mark._replace(row=row, side=side)
            for mark, (row, side) in zip(marks, tried, strict=True)
        ]
        spans = []
        for mark in set_out:
            x = (mark.day - first).days * scale
            spans.append((x, x + mark.wide) if mark.side > 0 else (x - mark.wide, x))
        if all(start >= 0 and end <= wide + page.right for start, end in spans) and not any(
            _meet(one, span, other, (other.day - first).days * scale, other_span)
            for one, span in zip(set_out, spans, strict=True)
            for other, other_span in zip(set_out, spans, strict=True)
            if other is not one
        ):
            return set_out
    raise ChartSizeError("width", page.width, "the words of the marked days need more")


def _rows_used(tried: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    return max((row for row, _ in tried), default=0), sum(side < 0 for _, side in tried)


def _meet(
    one: MarkedDay,
    span: tuple[float, float],
    other: MarkedDay,
    line: float,
    other_span: tuple[float, float],
) -> bool:
    """Tell whether the words of a marked day meet those of another, or its line, which begins beside them."""
    if one.row == other.row and span[0] < other_span[1] and other_span[0] < span[1]:
        return True
    return one.row >= other.row and span[0] < line < span[1]


def drawn_days(page: Page, marks: Sequence[MarkedDay]) -> Iterator[alt.Chart]:
    """Yield the lines and words of the important days."""
    for mark in marks:
        label = [mark.what, page.words.day(mark.day)]
        row = {"day": mark.day.isoformat(), "what": mark.what, "label": label}
        top = mark.row * 2 * page.line
        base = alt.Chart(data_of([row])).encode(x=alt.X("day:T"))
        line = base.mark_rule(color=page.colours["lines"], strokeDash=[2, 3]).encode(
            y=at(top, alt.YValue), y2=at("height", alt.Y2Value)
        )
        words = base.mark_text(
            align="left" if mark.side > 0 else "right",
            baseline="top",
            dx=mark.side * page.text / 2,
            lineHeight=page.line,
        ).encode(y=at(top, alt.YValue), text=alt.Text("label:N"))
        line.description, words.description = "line of a day", "words of a day"
        yield line
        yield words
