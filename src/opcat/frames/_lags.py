"""The same columns as they stood earlier: "1y" is the same day of the year before."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, date
from typing import Any, NamedTuple

from opcat._core.scalars import whole_number
from opcat._core.treaty import Treaty
from opcat.errors import VocabularyError, shown
from opcat.frames._clock import Clock, Time

_FORM = re.compile(r"([1-9][0-9]{0,3})([ym])")
_NUMBER = re.compile(r"\s*([1-9][0-9]{0,3})\s*(?:years?|months?)?\s*")
_WHOLE_YEARS = "whole years, which are all that a column of years has"


class Lag(NamedTuple):
    """How far back the columns look: a number of months, and the end of their names."""

    months: int
    suffix: str


def lags_of(
    lag: str | Iterable[str] | None, first: date | None, treaty: Treaty, *, of_years: bool
) -> tuple[Lag, ...]:
    """Return the lags that a caller names.

    Args:
        lag: what was passed.
        first: the first day on which a State could act, if that is known.
        treaty: the treaty.
        of_years: whether the table has years, which have no lags of months.

    Raises:
        VocabularyError: one has another form.
        ValueError: one is longer than the record.
    """
    known = ("1y", "2y") if of_years else ("1y", "2y", "6m")
    lags = []
    given: Any = () if lag is None else lag
    # An array without a dimension has an __iter__ all the same.
    is_one = isinstance(given, str) or getattr(given, "ndim", 1) == 0
    for text in (given,) if is_one or not isinstance(given, Iterable) else given:
        found = _FORM.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise VocabularyError("lag", text, known, _with_units(text, of_years=of_years))
        count, is_years = int(found[1]), found[2] == "y"
        months = count * 12 if is_years else count
        if of_years and months % 12:
            raise VocabularyError("lag", text, known, _WHOLE_YEARS)
        if first is not None and _later(first, months) > treaty.as_of:
            raise ValueError(
                f"lag={shown(text)} is longer than the record, which goes from {first} to "
                f"{treaty.as_of}, so that every value would be that of a State that has done "
                "nothing; pass a shorter one"
            )
        lags.append(Lag(months, f"_lag{count}" if is_years else f"_lag{count}m"))
    return tuple(dict.fromkeys(lags))


def _with_units(lag: Any, *, of_years: bool) -> str:
    """Return what to pass instead of a number whose unit is missing or written out, or nothing."""
    number = whole_number(lag)
    if number is not None and 0 < number < 10_000:  # a longer one has no digits that are shown
        lag = str(number)
    found = _NUMBER.fullmatch(lag) if isinstance(lag, str) else None
    if found is None:
        return ""
    years = f"'{found[1]}y' for years"
    if of_years:
        return _WHOLE_YEARS if "m" in found[0] else years
    return f"{years} or '{found[1]}m' for months"


def behind(clock: Clock, lag: Lag) -> Clock:
    """Return a clock by which every change counts later by a lag.

    What holds for a time by that clock held so much earlier. 29 February looks back to 28 February.
    """

    def later(time: Time) -> Time:
        return _later(time, lag.months) if isinstance(time, date) else time + lag.months // 12

    return clock._replace(
        joins=lambda day: later(clock.joins(day)), leaves=lambda day: later(clock.leaves(day))
    )


def _later(day: date, months: int) -> date:
    """Return the first day that looks back to a day, or to a later one, over so many months.

    Of a day after the year 9999 it is the last one that there is.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    if day.day <= monthrange(year, month + 1)[1]:
        return day.replace(year=year, month=month + 1)
    return date(year, month + 2, 1)  # never of a December, which has every day
