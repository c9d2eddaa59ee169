"""What a panel is asked for: its treaties, columns, lags and periods."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, SupportsIndex

from opcat._core.scalars import whole_number
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._names.arguments import Day, check_number, check_treaty, check_year
from opcat._names.which_treaty import opened_on
from opcat._record.record import Asked
from opcat.errors import ColumnClashError, DayOrderError, DayValueError, VocabularyError, shown
from opcat.frames._clock import Every, Partial, first_day, last_day, period_of
from opcat.frames._offered import OFFERED
from opcat.frames._stages import FIRST_YEAR


def treaties_asked(
    treaty: Asked | Iterable[Asked] | Mapping[str, Asked] | None,
) -> tuple[Sequence[Asked | None], bool]:
    """Return what a panel is of, and whether it is of one treaty that was not in a list.

    Raises:
        TypeError: one is neither a Treaty nor a `opcat.Record`.
        ValueError: there are none, or two have one key.
    """
    given: Any = treaty
    if not isinstance(given, Iterable) or isinstance(given, str):  # which is no list either
        single: Sequence[Any] = [given]
        return single, True
    asked = [*(given.values() if isinstance(given, Mapping) else given)]
    if not asked:
        raise ValueError(
            "treaty= is empty; pass at least one treaty, or leave it out for the Protocol"
        )
    titles: dict[str, str] = {}
    for one in map(check_treaty, asked):
        if one.key in titles:
            raise ValueError(
                f"treaty= has two treaties of the key {one.key!r}, {shown(titles[one.key])} and "
                f"{shown(one.title)}, whose rows nothing would tell apart; give one of them another: "
                "attrs.evolve(treaty, key='...')"
            )
        titles[one.key] = one.title
    return asked, False


def columns_asked(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that a caller names, without those that every panel has.

    Raises:
        ColumnClashError: one is named twice.
        TypeError: they are a single string.
        VocabularyError: there is no such column.
    """
    if isinstance(columns, str):
        raise TypeError(f"columns={shown(columns)} is a single string; pass a list of names")
    names = tuple(columns)
    for name in names:
        if name not in OFFERED and name != FIRST_YEAR:
            raise VocabularyError("columns", name, (*OFFERED, FIRST_YEAR))
    if len({*names}) < len(names):
        doubles = [name for name, times in Counter(names).items() if times > 1]
        raise ColumnClashError(doubles, "columns= names it more than once; name it once")
    return tuple(name for name in names if name not in ("alpha_3", "state"))


def lags_asked(
    lag: SupportsIndex | Iterable[SupportsIndex] | None, every: Every, treaties: Sequence[Treaty]
) -> tuple[int, ...]:
    """Return by how many periods columns look back.

    Raises:
        TypeError: one is not an integer.
        ValueError: one is less than 1, or longer than the record.
    """
    # An array without a dimension has an __iter__ all the same.
    asked: Any = lag
    is_many = isinstance(asked, Iterable) and not isinstance(asked, str)
    is_many = is_many and getattr(asked, "ndim", 1) > 0
    given: Any = () if lag is None else asked if is_many else (asked,)
    # A treaty whose opening is not known, and under which nobody has acted, begins nowhere.
    begun = [one for one in treaties if one.actions or opened_on(one)] or None
    since = begun and period_of(every, min(map(beginning, begun)))
    until = period_of(every, max(treaty.as_of for treaty in treaties))
    lags = []
    for value in given:
        number = check_number("lag", value, "a number of periods; pass an integer, such as 1")
        if number < 1:
            raise ValueError(f"lag={number} looks at no earlier period; pass 1 or more")
        if since is not None and number > until - since:
            covered = numbered(until - since + 1, f"{every}s")
            raise ValueError(
                f"lag={number} is longer than the record, which covers {covered}, so that every "
                "value would be that of a State that has done nothing; pass at most "
                f"{until - since}"
            )
        lags.append(number)
    return tuple(dict.fromkeys(lags))


_PART = re.compile(r"(?!0000)([0-9]{4})(-(?:0[1-9]|1[0-2]))?")
"""A year or a month as a string: a panel takes a year as an integer."""


def day_or_year(
    argument: str, value: Day | SupportsIndex | None, month: int, day: int
) -> Day | None:
    """Return a day as it is, and for a year the day with which the panel begins or ends.

    Raises:
        DayValueError: the year is not in the calendar, or a year or a month is a string.
    """
    if isinstance(value, str) and (found := _PART.fullmatch(value)):
        its_year, of_month = found.groups()
        whole = f"for a whole year pass the integer {int(its_year)}"
        at = f"pass a day of the month, such as '{value}-01'"
        raise DayValueError(argument, value, at if of_month else whole)
    year = whole_number(value)
    if year is None:
        return value  # type: ignore[return-value] # parse_day refuses anything else
    return date(check_year(argument, year, "pass one such as 2015, or a day"), month, day)


def covered_end(every: Every, since: date, as_of: date) -> date:
    """Return the last day of the last period that the record covers, or else of the first one."""
    if since > as_of:
        hint = "pass an earlier start=, or an end= for what was last known"
        raise DayOrderError("start", since, "as_of", as_of, hint)
    number = period_of(every, as_of)
    covered = number if last_day(every, number) == as_of else number - 1
    return last_day(every, max(covered, period_of(every, since)))


def last_needed(every: Every, partial: Partial, number: int, as_of: date) -> date:
    """Return the last day that the record must cover for a panel to end with a period.

    Raises:
        DayOrderError: the rule asks for every day of the period, and the record does not cover it.
    """
    if partial is Partial.FIRST:
        return first_day(every, number)
    last = last_day(every, number)
    if partial is not Partial.LAST and last > as_of:
        hint = (
            f"partial='{partial}' needs every day of each period: pass an earlier end=, or "
            "partial='last'"
        )
        raise DayOrderError("end", last, "as_of", as_of, hint)
    return last


def beginning(treaty: Treaty) -> date:
    first_act = treaty.actions[0].date if treaty.actions else treaty.as_of
    return opened_on(treaty) or first_act
