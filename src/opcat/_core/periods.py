"""Periods: the days from one up to another."""

from datetime import date, timedelta

import attrs

from opcat._core import checks as check
from opcat._core.days import long_date, parse_day
from opcat._core.shown import Shown, expression
from opcat.errors import InvariantError


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class Period(Shown):
    """The days from `start` up to, but not including, `stop`.

    A period is half-open, so that consecutive periods share a date but no day. It prints its last
    day instead, as people expect.

    Attributes:
        start: the first day.
        stop: the first day that is no longer part of it; None means that the period still lasts
            on the last day that the record covers.

    Raises:
        InvariantError: `stop` is not after `start`.

    Example:
        >>> import opcat
        >>> [period] = opcat.when(parties=94)
        >>> print(period)
        26 April 2024 to 16 July 2025
        >>> "2025-07-16" in period
        True
    """

    __module__ = "opcat"

    start: date
    stop: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.stop is not None and self.stop <= self.start:
            raise InvariantError([("stop", f"{self.stop} is not after the start, {self.start}")])

    def __contains__(self, day: date | str) -> bool:
        """Tell whether a day lies in the period.

        Raises:
            DayTypeError, DayValueError: it is not a day.
        """
        day = parse_day("day", day)
        return self.start <= day and (self.stop is None or day < self.stop)

    @property
    def last(self) -> date | None:
        """The last day of the period, or None if it still lasts."""
        return None if self.stop is None else self.stop - timedelta(days=1)

    def __str__(self) -> str:
        if self.last is None:
            return f"since {long_date(self.start)}"
        if self.last == self.start:
            return long_date(self.start)
        return f"{long_date(self.start)} to {long_date(self.last)}"

    __repr__ = expression
