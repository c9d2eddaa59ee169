"""How long States took to join, one curve per regional group, over their numbers at risk."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt

from opcat._core.model import Source
from opcat._core.terms import RegionalGroup
from opcat._questions.kaplan_meier import Median, Step, kaplan_meier, median
from opcat._questions.waits import YEAR, Wait
from opcat.charts._canvas import Page
from opcat.charts._channels import at, data_of, under_pointer
from opcat.charts._saving import Chart
from opcat.charts._survival_shared import moments, number, share_axis, short, with_room, years_axis

_HEIGHT = 340
_LEAST = 170.0, 110.0
_DASHES: Mapping[RegionalGroup, Sequence[int]] = {
    RegionalGroup.AFRICAN: [1, 0],
    RegionalGroup.ASIA_PACIFIC: [2, 3],
    RegionalGroup.EASTERN_EUROPEAN: [9, 3],
    RegionalGroup.LATIN_AMERICAN_AND_CARIBBEAN: [9, 3, 2, 3],
    RegionalGroup.WESTERN_EUROPEAN_AND_OTHERS: [5, 2],
}
"""Nobody needs the colours to tell the curves apart."""


class Curve(NamedTuple):
    """The estimate of one group.

    Attributes:
        group: which one.
        waits: the times of its States, in years, and whether they joined then.
        steps: the estimate of Kaplan and Meier.
        half: its median, with the interval.
    """

    group: RegionalGroup
    waits: tuple[tuple[float, bool], ...]
    steps: tuple[Step, ...]
    half: Median

    def at_risk(self, years: float) -> int:
        """Return how many States had been able to join for so long, and had not joined before."""
        return sum(time >= years for time, _ in self.waits)


def curves_of(waits: Sequence[Wait]) -> tuple[Curve, ...]:
    """Return the curve of each regional group of which a State could join."""
    curves = []
    for group in RegionalGroup:
        own = tuple(
            (wait.days / YEAR, wait.event) for wait in waits if wait.state.regional_group is group
        )
        if own:
            steps = kaplan_meier(own)
            curves.append(Curve(group, own, steps, median(steps)))
    return tuple(curves)


def by_group(
    page: Page, waits: Sequence[Wait], notes: Sequence[str], sources: Iterable[Source]
) -> Chart:
    """Return the curves in one chart, over a table of the numbers at risk and the medians.

    Args:
        page: the sheet, which has its title.
        waits: the times of the States.
        notes: the last ones.
        sources: the sources in full.
    """
    say, curves = page.words, curves_of(waits)
    medians = "; ".join(f"{say(curve.group.value)} {short(page, curve.half)}" for curve in curves)
    page.description = say("described", description=page.description, medians=medians)
    without = sum(wait.state.regional_group is None for wait in waits)
    page.foot(
        say("note by group"),
        say("note of the ticks"),
        *([say.count(without, "without a group")] if without else []),
        *notes,
        sources=sources,
    )
    last = max(curve.steps[-1].time for curve in curves)
    names = [say("at risk"), *(say(curve.group.value) for curve in curves)]
    halves = [say("medians"), *(short(page, curve.half) for curve in curves)]
    ends = _end_texts(page, curves)
    # A narrow page has no room beside the plot: the table stands below it, in two rows per group.
    stacked = page.is_narrow
    lines = 2 if stacked else 1
    axis = page.wide(say("percent", number=100)) + page.line + page.text * 1.7
    side = page.text * 1.5
    wide, high = page.plot(
        _HEIGHT * page.scale,
        left=axis if stacked else max(axis, *(page.wide(name, bold=True) for name in names)) + side,
        right=max(
            *(page.wide(end, bold=True) for end in ends),
            *([] if stacked else map(page.wide, halves)),
        )
        + side,
        below=page.axis_below + page.line * (1 + len(curves) * lines + (1 if stacked else 0)),
        least=_LEAST,
    )
    times = with_room(page, moments(last), wide)
    x, y = years_axis(page, last, times), share_axis(page)
    return page.draw(
        *(layer for curve in curves for layer in _curve(page, curve, x, y)),
        _ends(page, curves, ends, last, (x, y), page.line / high),
        *_table(page, curves, times, x, stacked=stacked),
        width=wide,
        height=high,
    )


def _curve(page: Page, curve: Curve, x: alt.X, y: alt.Y) -> Iterator[alt.Chart]:
    colour, say = page.colours[curve.group], page.words
    rows = [{"years": 0.0, "share": 0.0, "cut off": 0}] if curve.steps[0].time > 0 else []
    rows += [
        {"years": step.time, "share": 1 - step.waiting, "cut off": step.cut_off}
        for step in curve.steps
    ]
    group = say(curve.group.value)
    base = alt.Chart(
        data_of({**row, "group": group, "waited": number(page, row["years"])} for row in rows)
    )
    line = base.mark_line(
        interpolate="step-after",
        color=colour,
        strokeWidth=2 * page.scale,
        strokeDash=list(_DASHES[curve.group]),
        description=say(curve.group.value),
    ).encode(x=x, y=y)
    ticks = (
        base.transform_filter("datum['cut off'] > 0")
        .mark_tick(orient="vertical", color=colour, height=8 * page.scale, thickness=1, opacity=1)
        .encode(
            x=x,
            y=y,
            tooltip=under_pointer(
                **{
                    "group": say("group"),
                    "waited": say("years waited"),
                    "cut off": say("cut off"),
                }
            ),
        )
    )
    line.description = f"estimate of {curve.group}"
    ticks.description = f"cut off of {curve.group}"
    yield line
    yield ticks


def _end_texts(page: Page, curves: Sequence[Curve]) -> list[str]:
    """Return the texts at the ends of the curves; on a narrow page the share alone."""
    return [
        page.words(
            "end of a group",
            percent=page.words("percent", number=round(100 * (1 - curve.steps[-1].waiting))),
            group="" if page.is_narrow else page.words(curve.group.value),
        ).strip()
        for curve in curves
    ]


def _ends(
    page: Page,
    curves: Sequence[Curve],
    texts: Sequence[str],
    last: float,
    axes: tuple[alt.X, alt.Y],
    least: float,
) -> alt.Chart:
    """Return the texts at the ends of the curves, moved apart where they would touch."""
    ordered = sorted(zip(curves, texts, strict=True), key=lambda pair: -pair[0].steps[-1].waiting)
    shares = [1 - curve.steps[-1].waiting for curve, _ in ordered]
    rows = [
        {"years": last, "share": place, "label": text, "color": page.colours[curve.group]}
        for (curve, text), place in zip(ordered, apart(shares, least), strict=True)
    ]
    x, y = axes
    made: alt.Chart = (
        alt.Chart(data_of(rows), description="names")
        .mark_text(align="left", baseline="middle", dx=page.text / 2, fontWeight=600)
        .encode(
            x=x, y=y, text=alt.Text("label:N"), color=alt.Color("color:N", scale=None, legend=None)
        )
    )
    return made


def apart(shares: Sequence[float], least: float) -> list[float]:
    """Return where names stand whose places rise: no two touch, and none is above the plot."""
    places: list[float] = []
    for share in shares:
        places.append(max([share, *(place + least for place in places[-1:])]))
    top = 1.0
    for place in reversed(range(len(places))):
        places[place] = min(places[place], top)
        top = places[place] - least
    return places


def _table(
    page: Page, curves: Sequence[Curve], times: Sequence[float], x: alt.X, *, stacked: bool
) -> Iterator[alt.Chart]:
    """Yield the table below the axis: whom it is of, the States at risk, and the medians.

    Args:
        page: the sheet.
        curves: the curves.
        times: when the States at risk are counted.
        x: the axis of years.
        stacked: whether a name and its median stand above the numbers, and not beside them.
    """
    say, side = page.words, page.text * 1.5

    def texts(row: float, label: str, name: str, end: Any = 0, **look: Any) -> alt.Chart:
        down = page.axis_below - page.line / 2 + row * page.line
        made: alt.Chart = (
            alt.Chart(data_of([{"label": label}]), description=name)
            .mark_text(baseline="middle", dy=down, **look)
            .encode(x=at(end), y=at("height", alt.YValue), text=alt.Text("label:N"))
        )
        return made

    before = {"align": "left", "dx": -page.left} if stacked else {"align": "right", "dx": -side}
    yield texts(0, say("at risk"), "head of the risk", fontWeight=600, **before)
    if stacked:
        yield texts(1, say("medians"), "head of the medians", **before)
    else:
        after = {"align": "left", "dx": side}
        yield texts(0, say("medians"), "head of the medians", "width", fontWeight=600, **after)
    for place, curve in enumerate(curves):
        row = 2 + 2 * place if stacked else 1 + place
        colour = {"color": page.colours[curve.group]}
        name, half = say(curve.group.value), short(page, curve.half)
        if stacked:
            yield texts(row, f"{name}: {half}", f"median of {curve.group}", **colour, **before)
        else:
            yield texts(row, name, f"name of {curve.group}", fontWeight=600, **colour, **before)
            yield texts(row, half, f"median of {curve.group}", "width", **after)
        counts = [{"years": years, "label": str(curve.at_risk(years))} for years in times]
        down = page.axis_below - page.line / 2 + (row + (1 if stacked else 0)) * page.line
        if stacked:
            yield _sample(page, curve, down)
        yield (
            alt.Chart(data_of(counts), description=f"at risk of {curve.group}")
            .mark_text(baseline="middle", dy=down)
            .encode(x=x, y=at("height", alt.YValue), text=alt.Text("label:N"))
        )


def _sample(page: Page, curve: Curve, down: float) -> alt.Chart:
    """Return a piece of a curve's line before its numbers: in greys its dashes alone tell whose it is."""
    wide = 2 * page.scale
    begins = wide - page.left  # Vega reckons that a line begins before its first point by its width
    made: alt.Chart = (
        alt.Chart(data_of([{}]), description=f"line of {curve.group}")
        .mark_rule(
            color=page.colours[curve.group],
            strokeWidth=wide,
            strokeDash=list(_DASHES[curve.group]),
            yOffset=down,
        )
        .encode(x=at(begins), x2=at(-page.text * 1.4, alt.X2Value), y=at("height", alt.YValue))
    )
    return made
