"""How long it takes until something happens, where for some it has not happened yet."""

from collections.abc import Iterable
from math import exp, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

__all__ = ["Step", "kaplan_meier", "median"]

_Z = NormalDist().inv_cdf(0.975)


class Step(NamedTuple):
    """What is estimated from one moment up to the next.

    Attributes:
        time: the moment.
        at_risk: how many were still waiting just before it.
        joined: how many joined then.
        cut_off: how many are not known of after it.
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
    """Return the product-limit estimate (Kaplan and Meier 1958), a step each moment.

    The confidence interval is that of the logarithm of minus the logarithm of the share, with
    Greenwood's variance (Kalbfleisch and Prentice 2002, 1.4), which stays between 0 and 1. Where
    nobody or everybody has joined, it is the estimate alone.

    Args:
        lives: of each, how long it was observed, and whether it joined then.
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


def median(steps: Iterable[Step]) -> float | None:
    """Return after how long half have joined, or None where fewer have."""
    return next((step.time for step in steps if step.waiting <= 0.5), None)
