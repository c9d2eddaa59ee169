"""Days: the one parser of what callers pass, and dates known to the month or the year."""

from datetime import date, timedelta

import attrs

from opcat._core import checks as check
from opcat._core.scalars import day_or_text
from opcat._core.shown import Value
from opcat._english import MONTHS
from opcat._forks import loading
from opcat.errors import BEYOND, DayTypeError, DayValueError, InvariantError

_FORM = "pass a string of the form 'YYYY-MM-DD'"
_FORMS = "pass a string of the form 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD', such as '2010-01'"


def parse_day(argument: str, value: object) -> date:
    """Return the day that a caller means.

    Args:
        argument: the name of the argument, for the error.
        value: a `datetime.date`; a `datetime.datetime` or `numpy.datetime64`, which counts as its
            own calendar day, unconverted; a `pandas.Period` within one day; a string of the form
            ``YYYY-MM-DD``; or a PyArrow scalar that holds one of these.

    Raises:
        DayTypeError: it is of another type, a bare year or month, or missing, as NaT is.
        DayValueError: the string has another form, or is not a day of the calendar; or the day lies
            outside Python's years.
    """
    try:
        day = day_or_text(value)
    except (NotImplementedError, OverflowError, ValueError):
        raise DayValueError(argument, value, BEYOND) from None
    if day is None:
        raise DayTypeError(argument, value)
    if not isinstance(day, str):
        return day
    try:
        return _written(day)
    except ValueError:
        raise _refused(argument, day) from None


def _refused(argument: str, text: str) -> DayValueError:
    """Return the error for a text, with the days that it may mean in another form, if any."""
    with loading:
        from opcat._core.other_days import here  # an answer does not need them
        from opcat._guesses import alone

    try:
        part = PartialDate.parse(text)
    except DayValueError:
        meant = here(text)
    else:
        unit = "year" if part.month is None else "month"
        return DayValueError(argument, text, alone(unit, argument, part.earliest, part.latest))
    hint = () if meant is None else (f"{_FORM}, here {meant}, or a datetime.date",)
    return DayValueError(argument, text, *hint)


def _written(day: str) -> date:
    """Return the day that a string of the form ``YYYY-MM-DD`` writes, or raise `ValueError`."""
    # date.fromisoformat also reads 20100131 and 2010-W04-7; one form is enough.
    if len(day) != 10 or day[4] != "-" or day[7] != "-":
        raise ValueError(day)
    return date.fromisoformat(day)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month ``months`` months later.

    If that month is too short, the result is its last day: 29 February 2024 plus twelve months is
    28 February 2025.
    """
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    # December 9999 has no next month.
    days = 31 if first.month == 12 else (first.replace(month=first.month + 1) - first).days
    return first.replace(day=min(day.day, days))


def long_date(day: date) -> str:
    """Return the day in English words, whatever the locale: ``"4 February 2003"``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class PartialDate(Value):
    """A date that is only as exact as its source: a day, a month or a year.

    Two of these compare equal when they say the same; they have no order, because 2007 is neither
    before nor after October 2007. Compare `earliest` or `latest` instead.

    Attributes:
        year: the year.
        month: the month (1 to 12), or None where only the year is known.
        day: the day of the month, or None where only the month or the year is known.

    Raises:
        InvariantError: there is no such year, month or day, or a day without its month.

    Example:
        >>> from opcat import PartialDate
        >>> october = PartialDate.parse("2007-10")
        >>> print(october, october.earliest, october.latest, october.is_exact)
        2007-10 2007-10-01 2007-10-31 False
    """

    __module__ = "opcat"

    year: int = attrs.field(converter=check.whole)
    month: int | None = attrs.field(default=None, converter=attrs.converters.optional(check.whole))
    day: int | None = attrs.field(default=None, converter=attrs.converters.optional(check.whole))

    def __attrs_post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise InvariantError([("day", f"{self.day} is given without its month")])
        month, day = (1 if part is None else part for part in (self.month, self.day))
        try:
            date(self.year, month, day)
        except ValueError as error:
            raise InvariantError(
                [("PartialDate", f"{self} is not a day of the calendar: {error}")]
            ) from None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

        Raises:
            DayTypeError: it is not a string.
            DayValueError: the string has another form, or is not a day of the calendar.
        """
        if not isinstance(text, str):
            raise DayTypeError("date", text)
        length = len(text)
        try:
            first = _written(text if length == 10 else text + "-01-01"[: 10 - length])
        except ValueError:
            raise DayValueError("date", text, _FORMS) from None
        # The checks of `__init__` take longer than all the rest, and the calendar has made them.
        parsed = cls.__new__(cls)
        _set_year(parsed, first.year)
        _set_month(parsed, first.month if length > 4 else None)
        _set_day(parsed, first.day if length > 7 else None)
        return parsed

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """Return the exact day as a `PartialDate`."""
        return cls(year=day.year, month=day.month, day=day.day)

    @property
    def earliest(self) -> date:
        """The first day that it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can be."""
        if self.is_exact:
            return self.earliest
        months = 12 if self.month is None else 1
        if (self.year, self.month or 12) == (9999, 12):
            return date.max
        return add_months(self.earliest, months) - timedelta(days=1)

    @property
    def is_exact(self) -> bool:
        """Whether the very day is known, so that `earliest` and `latest` are the same."""
        return self.day is not None

    def __str__(self) -> str:
        """Return the ISO 8601 form, as short as what is known: ``2007``, ``2007-10``."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __repr__(self) -> str:
        """Return an expression that evaluates back."""
        return f"PartialDate.parse({str(self)!r})"


# The members of a slot set an immutable value in two thirds of the time of `object.__setattr__`.
_set_year = PartialDate.year.__set__  # type: ignore[attr-defined] # a slot, which mypy takes for int
_set_month = PartialDate.month.__set__  # type: ignore[union-attr] # as above
_set_day = PartialDate.day.__set__  # type: ignore[union-attr] # as above
