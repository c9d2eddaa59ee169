"""Single values of NumPy, pandas and PyArrow.

This room loads none of these libraries: a caller who holds such a value has loaded its library.
"""

import operator
import sys
from datetime import date, datetime
from typing import Any

_EPOCH = date(1970, 1, 1).toordinal()


def plain(value: object) -> object:
    """Return the value of a NumPy or PyArrow scalar; any other value stays as it is.

    A masked element of a NumPy array is missing, so it is None.
    Days and times of NumPy stay as they are too, and so do PyArrow's outside Python's calendar.
    """
    try:
        return _held(value)
    except (NotImplementedError, OverflowError, ValueError):
        return value


def _held(value: object) -> object:
    scalar: Any = value
    if _is(value, "numpy", "generic"):
        return value if scalar.dtype.kind in "mM" else scalar.item()
    if _is(value, "numpy.ma.core", "MaskedConstant"):
        return None
    return scalar.as_py() if _is(value, "pyarrow", "Scalar") else value


def whole_number(value: object) -> int | None:
    """Return an integer of any library as an int; None for anything else.

    Whatever has an ``__index__`` is an integer, except for a bool.
    """
    number: Any = plain(value)
    if isinstance(number, bool):
        return None
    try:
        return operator.index(number)
    except TypeError:
        return None


def day_or_text(value: object) -> date | str | None:
    """Return the day of a date of any library, a string unchanged, and None for anything else.

    A moment counts as its own calendar day, unconverted. A missing value is not a day, and neither
    is a longer period, such as a year.

    Raises:
        NotImplementedError, OverflowError, ValueError: Python counts no days so early or so late.
    """
    if isinstance(value, datetime):
        return value.date() if value == value else None  # noqa: PLR0124 - NaT equals nothing
    if isinstance(value, (date, str)):
        return value
    known: Any = value
    if _is(value, "numpy", "datetime64"):
        # A value without a unit ("generic") is NaT.
        if sys.modules["numpy"].datetime_data(known.dtype)[0] in ("Y", "M", "W", "generic"):
            return None
        day = known.astype("datetime64[D]").item()  # an int where Python has no such day
        return day if day is None or isinstance(day, date) else date.fromordinal(day + _EPOCH)
    if _is(value, "pandas", "Period"):
        first, last = known.start_time.date(), known.end_time.date()
        return first if first == last else None
    held = _held(value)
    return None if held is value else day_or_text(held)


def _is(value: object, library: str, name: str) -> bool:
    kind: type | None = getattr(sys.modules.get(library), name, None)
    return kind is not None and isinstance(value, kind)
