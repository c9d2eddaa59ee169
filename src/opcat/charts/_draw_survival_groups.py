"""How long States took to join, one curve per regional group, over their numbers at risk."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt

from opcat._core.terms import RegionalGroup
from opcat._english import numbered
from opcat._questions.kaplan_meier import Median, Step, kaplan_meier, median
from opcat._questions.waits import YEAR, Wait
from opcat.charts._look import BLUE, GREEN, INK, ORANGE, PURPLE, Chart, picture, rows_of

_SIZE = 500, 340
_ROW, _TABLE, _BESIDE = 19, 74, 22
"""How high a row of the table is, how far it stands below the plot, and the texts beside it."""
_APART = 15 / _SIZE[1]
"""How far apart the names at the ends of the curves stand, as a share of the plot's height."""


class _Look(NamedTuple):
    """How a curve looks: nobody needs the colours to tell them apart."""

    colour: str
    dash: Sequence[int]


_LOOKS: Mapping[RegionalGroup, _Look] = {
    RegionalGroup.AFRICAN: _Look(ORANGE, [1, 0]),
    RegionalGroup.ASIA_PACIFIC: _Look(PURPLE, [2, 3]),
    RegionalGroup.EASTERN_EUROPEAN: _Look(GREEN, [9, 3]),
    RegionalGroup.LATIN_AMERICAN_AND_CARIBBEAN: _Look(INK, [9, 3, 2, 3]),
    RegionalGroup.WESTERN_EUROPEAN_AND_OTHERS: _Look(BLUE, [5, 2]),
}


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


def short(half: Median) -> str:
    """Return a median of years with its interval, as in a table."""
    if half.low is None:
        return "not reached"
    if half.time is None:
        return f"not reached (from {half.low:.1f})"
    high = "not reached" if half.high is None else f"{half.high:.1f}"
    return f"{half.time:.1f} ({half.low:.1f} to {high})"


def years_axis(last: float, title: str) -> alt.X:
    """Return the axis of years, which has ticks at the moments of the numbers at risk."""
    return alt.X(
        "years:Q",
        title=title,
        scale=alt.Scale(nice=False, domain=[0, last or 1]),
        axis=alt.Axis(grid=False, labelFlush=False, values=moments(last), format="~g"),
    )


def by_group(waits: Sequence[Wait], y: alt.Y, title_of_x: str, **around: Any) -> Chart:
    """Return the curves in one chart, over a table of the numbers at risk and the medians.

    Args:
        waits: the times of the States.
        y: the axis of shares.
        title_of_x: the title of the axis of years.
        **around: what every chart has; `says` and `source` are added to.
    """
    curves = curves_of(waits)
    last = max(curve.steps[-1].time for curve in curves)
    x = years_axis(last, title_of_x)
    drawn = [layer for curve in curves for layer in _curve(curve, x, y)]
    below = _TABLE + _ROW * (len(curves) + 1)
    without = sum(wait.state.regional_group is None for wait in waits)
    chart = picture(
        *drawn,
        _ends(curves, last, x, y),
        *_table(curves, moments(last), x),
        says=around.pop("says"),
        source=[
            "Kaplan-Meier estimates, medians with 95 % confidence intervals.",
            "Ticks: States not known to have joined later.",
            *([f"{numbered(without, 'States')} of no group: not drawn."] if without else []),
            *around.pop("source"),
        ],
        size=_SIZE,
        below=below + _ROW,
        **around,
    )
    medians = "; ".join(f"{curve.group.label} {short(curve.half)}" for curve in curves)
    chart.description = (
        f"{chart.description} Estimated medians in years, with 95 % intervals: {medians}."
    )
    return chart


def moments(last: float) -> list[float]:
    """Return the years at which States at risk are counted: four to eight of them, or the first."""
    step = next((step for step in (0.25, 0.5, 1, 2, 5) if last / step < 8), 10)
    return [number * step for number in range(int(last / step) + 1)]


def _curve(curve: Curve, x: alt.X, y: alt.Y) -> Iterator[alt.Chart]:
    look, label = _LOOKS[curve.group], curve.group.label
    rows = [{"years": 0.0, "share": 0.0, "cut off": 0}] if curve.steps[0].time > 0 else []
    rows += [
        {"years": step.time, "share": 1 - step.waiting, "cut off": step.cut_off}
        for step in curve.steps
    ]
    base = alt.Chart(rows_of({**row, "group": label} for row in rows))
    line = base.mark_line(
        interpolate="step-after",
        color=look.colour,
        strokeWidth=2,
        strokeDash=list(look.dash),
        description=label,
    ).encode(x=x, y=y)
    ticks = (
        base.transform_filter("datum['cut off'] > 0")
        .mark_tick(orient="vertical", color=look.colour, height=8, thickness=1, opacity=1)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("group:N", title="group"),
                alt.Tooltip("years:Q", title="years since they could join", format=".1f"),
                alt.Tooltip("cut off:N", title="States not known to have joined later"),
            ],
        )
    )
    line.name, ticks.name = f"estimate of {curve.group}", f"cut off of {curve.group}"
    yield line
    yield ticks


def _ends(curves: Sequence[Curve], last: float, x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the names at the ends of the curves, moved apart where they would touch."""
    ordered = sorted(curves, key=lambda curve: -curve.steps[-1].waiting)
    shares = [1 - curve.steps[-1].waiting for curve in ordered]
    rows = [
        {
            "years": last,
            "share": place,
            "label": f"{share:.0%} {curve.group.label}",
            "colour": _LOOKS[curve.group].colour,
        }
        for curve, share, place in zip(ordered, shares, apart(shares), strict=True)
    ]
    names = alt.Chart(rows_of(rows), name="names").mark_text(align="left", dx=8, fontWeight=600)
    colour = alt.Color("colour:N", scale=None)
    made: alt.Chart = names.encode(x=x, y=y, text="label:N", color=colour)
    return made


def apart(shares: Sequence[float]) -> list[float]:
    """Return where names stand whose places rise: no two touch, and none is above the plot."""
    places: list[float] = []
    for share in shares:
        places.append(max([share, *(place + _APART for place in places[-1:])]))
    top = 1.0
    for number in reversed(range(len(places))):
        places[number] = min(places[number], top)
        top = places[number] - _APART
    return places


def _table(curves: Sequence[Curve], times: Sequence[float], x: alt.X) -> Iterator[alt.Chart]:
    """Yield the table below the axis: whom it is of, the States at risk, and the medians."""
    width, height = _SIZE
    top = height + _TABLE

    def texts(number: int, words: Sequence[Mapping[str, Any]], x: Any, **look: Any) -> alt.Chart:
        y = alt.value(top + _ROW * number)
        made: alt.Chart = (
            alt.Chart(rows_of(words)).mark_text(**look).encode(x=x, y=y, text="label:N")
        )
        return made

    beside = {"align": "right", "dx": -_BESIDE}, {"align": "left", "dx": _BESIDE}
    yield texts(0, [{"label": "States at risk"}], alt.value(0), fontWeight=600, **beside[0])
    heads = [{"label": "median, years (95 %)"}]
    yield texts(0, heads, alt.value(width), fontWeight=600, **beside[1])
    for number, curve in enumerate(curves, start=1):
        look = {"color": _LOOKS[curve.group].colour}
        label = [{"label": curve.group.label}]
        yield texts(number, label, alt.value(0), fontWeight=600, **look, **beside[0])
        counts = [{"years": years, "label": str(curve.at_risk(years))} for years in times]
        counted = texts(number, counts, x)
        counted.name = f"at risk of {curve.group}"
        yield counted
        halves = texts(number, [{"label": short(curve.half)}], alt.value(width), **beside[1])
        halves.name = f"median of {curve.group}"
        yield halves
