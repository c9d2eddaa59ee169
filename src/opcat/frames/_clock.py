"""Time as a column counts it: by days, or by years and months with a rule for partial ones."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from enum import unique
from functools import cache
from typing import NamedTuple

from opcat._core.terms import Term

Time = date | int
"""A day; or a period, as an integer."""


@unique
class Every(Term):
    """The length of the periods of a panel."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@unique
class Partial(Term):
    """What counts for a period in which something changes.

    ``FIRST``
        the state of affairs on its first day
    ``LAST``
        the state of affairs on its last day, as in published counts at the end of a year
    ``ANY``
        what holds on any of its days
    ``ALL``
        what holds on all of its days
    """

    FIRST = "first"
    LAST = "last"
    ANY = "any"
    ALL = "all"


class Clock(NamedTuple):
    """When a change counts.

    Attributes:
        joins: from which time on a step towards the treaty counts.
        leaves: the same for a step away from it.
        lowest: whether of several values in one period the lowest counts, and not the highest.
    """

    joins: Callable[[date], Time]
    leaves: Callable[[date], Time]
    lowest: bool = False


DAYS = Clock(joins=lambda day: day, leaves=lambda day: day)


def period_of(every: Every, day: date) -> int:
    """Return the number of the period that a day lies in."""
    if every is Every.YEAR:
        return day.year
    return day.year * 12 + day.month - 1 if every is Every.MONTH else day.toordinal()


def first_day(every: Every, number: int) -> date:
    """Return the first day of a period."""
    if every is Every.YEAR:
        return date(number, 1, 1)
    if every is Every.MONTH:
        return date(number // 12, number % 12 + 1, 1)
    return date.fromordinal(number)


def last_day(every: Every, number: int) -> date:
    """Return the last day of a period."""
    first = first_day(every, number)
    if every is Every.DAY:
        return first
    month = 12 if every is Every.YEAR else first.month
    return date(first.year, month, monthrange(first.year, month)[1])


@cache
def period_rule(every: Every, partial: Partial) -> Clock:
    """Return when a change counts for periods, under one of the four rules.

    A change on the first day of a period holds for all of it. Any other change counts either for
    the period in which it falls, or from the next one on: the rules differ only in this.
    """

    def early(day: date) -> int:
        return period_of(every, day)

    def late(day: date) -> int:
        number = period_of(every, day)
        return number if first_day(every, number) == day else number + 1

    return {
        Partial.FIRST: Clock(joins=late, leaves=late),
        Partial.LAST: Clock(joins=early, leaves=early),
        Partial.ANY: Clock(joins=early, leaves=late),
        Partial.ALL: Clock(joins=late, leaves=early, lowest=True),
    }[partial]
