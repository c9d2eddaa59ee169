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
from opcat.charts._channels import at, rows_of
from opcat.errors import ChartSizeError


class Flag(NamedTuple):
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


def flags_of(page: Page, past: Treaty) -> Iterator[Flag]:
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
        yield Flag(day, words[0], max(map(page.wide, words)) + page.text)


def placed(page: Page, flags: Sequence[Flag], first: date, last: date, wide: float) -> list[Flag]:
    """Return the flags where no words cover others, a line, or the edge of the page."""
    scale = wide / (last - first).days
    for tried in sorted(
        product(product(range(len(flags)), (1, -1)), repeat=len(flags)), key=_rows_used
    ):
        placed = [
            flag._replace(row=row, side=side)
            for flag, (row, side) in zip(flags, tried, strict=True)
        ]
        spans = []
        for flag in placed:
            x = (flag.day - first).days * scale
            spans.append((x, x + flag.wide) if flag.side > 0 else (x - flag.wide, x))
        if all(start >= 0 and end <= wide + page.right for start, end in spans) and not any(
            _meet(one, span, other, (other.day - first).days * scale, other_span)
            for one, span in zip(placed, spans, strict=True)
            for other, other_span in zip(placed, spans, strict=True)
            if other is not one
        ):
            return placed
    raise ChartSizeError("width", page.width, "the words of the marked days need more")


def _rows_used(tried: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    return max((row for row, _ in tried), default=0), sum(side < 0 for _, side in tried)


def _meet(
    one: Flag,
    span: tuple[float, float],
    other: Flag,
    line: float,
    other_span: tuple[float, float],
) -> bool:
    """Tell whether the words of a flag meet those of another, or its line, which begins beside them."""
    if one.row == other.row and span[0] < other_span[1] and other_span[0] < span[1]:
        return True
    return one.row >= other.row and span[0] < line < span[1]


def drawn_flags(page: Page, flags: Sequence[Flag]) -> Iterator[alt.Chart]:
    """Yield the lines and words of the important days."""
    for flag in flags:
        label = [flag.what, page.words.day(flag.day)]
        row = {"day": flag.day.isoformat(), "what": flag.what, "label": label}
        top = flag.row * 2 * page.line
        base = alt.Chart(rows_of([row])).encode(x=alt.X("day:T"))
        line = base.mark_rule(color=page.colours["lines"], strokeDash=[2, 3]).encode(
            y=at(top, alt.YValue), y2=at("height", alt.Y2Value)
        )
        words = base.mark_text(
            align="left" if flag.side > 0 else "right",
            baseline="top",
            dx=flag.side * page.text / 2,
            lineHeight=page.line,
        ).encode(y=at(top, alt.YValue), text=alt.Text("label:N"))
        line.description, words.description = "line of a day", "words of a day"
        yield line
        yield words
