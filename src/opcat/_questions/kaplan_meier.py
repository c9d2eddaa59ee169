"""The Kaplan-Meier estimate of times to an event that has not yet happened for all."""

from collections.abc import Iterable, Sequence
from math import exp, log, sqrt
from operator import attrgetter
from statistics import NormalDist
from typing import NamedTuple

_Z = NormalDist().inv_cdf(0.975)
_HALF = 0.5 + 1e-12
"""A share of exactly one half may be computed with a rounding error above it."""


class Step(NamedTuple):
    """The estimate from one moment up to the next.

    Attributes:
        time: the moment.
        at_risk: how many were still waiting just before it.
        joined: how many joined then.
        cut_off: how many are censored there.
        waiting: the estimated share that still waits after it, 0 to 1.
        low: the lower end of its 95 % confidence interval.
        high: the upper end.
    """

    time: float
    at_risk: int
    joined: int
    cut_off: int
    waiting: float
    low: float
    high: float


def kaplan_meier(lives: Iterable[tuple[float, bool]]) -> tuple[Step, ...]:
    """Return the product-limit estimate (Kaplan and Meier 1958), one step per moment.

    The confidence interval is that of the logarithm of minus the logarithm of the share, with
    Greenwood's variance (Kalbfleisch and Prentice 2002, 1.4), which stays between 0 and 1. Where
    nobody or everybody has joined, it is the estimate alone.

    Args:
        lives: for each State, how long it was observed, and whether it joined then.
    """
    joined: dict[float, int] = {}
    ended: dict[float, int] = {}
    for time, event in lives:
        ended[time] = ended.get(time, 0) + 1
        joined[time] = joined.get(time, 0) + event
    at_risk, waiting, spread = sum(ended.values()), 1.0, 0.0
    steps = []
    for time in sorted(ended):
        now = joined[time]
        waiting *= 1 - now / at_risk
        if now < at_risk:
            spread += now / (at_risk * (at_risk - now))
        low = high = waiting
        if 0 < waiting < 1:
            away = _Z * sqrt(spread) / log(waiting)
            low, high = (exp(-exp(log(-log(waiting)) + way * away)) for way in (-1, 1))
        steps.append(Step(time, at_risk, now, ended[time] - now, waiting, low, high))
        at_risk -= ended[time]
    return tuple(steps)


class Median(NamedTuple):
    """When half have joined, with its 95 % confidence interval; None means not reached."""

    time: float | None
    low: float | None
    high: float | None

    def __str__(self) -> str:
        if self.low is None:
            return "estimated median not reached"
        if self.time is None:
            return f"estimated median not reached (95 % interval from {self.low:.1f} years)"
        high = "not reached" if self.high is None else f"{self.high:.1f}"
        return f"estimated median {self.time:.1f} years (95 % interval {self.low:.1f} to {high})"


def median(steps: Sequence[Step]) -> Median:
    """Return the first moment at which the estimate is a half or less, with its interval.

    The interval holds the moments at which the interval of the estimate includes a half (Brookmeyer
    and Crowley 1982). An end is None where the record does not reach that far.
    """
    time, low, high = (
        next((step.time for step in steps if share(step) <= _HALF), None)
        for share in (attrgetter("waiting"), attrgetter("low"), attrgetter("high"))
    )
    return Median(time, low, high)
