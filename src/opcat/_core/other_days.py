"""Days in other forms than the one that is read: for errors, never for answers."""

import re
from collections.abc import Iterator
from datetime import date

from opcat._english import MONTHS
from opcat._guesses import day_in_excel

_LONGEST = 40
"""No more of a longer text is looked at."""
_YEAR_FIRST = re.compile(
    r"(\d{4})([-/. ]?)(\d{1,2})\2(\d{1,2})(?:[T ][\d:.,]+(?:Z|[+-][\d:]+)?)?", re.ASCII
)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[- ]+([A-Za-z]+)\.?,?[- ]+(\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})", re.ASCII)
_COUNT = re.compile(r"([2-7]\d{4})(?:\.0+)?", re.ASCII)


def here(text: str) -> str | None:
    """Return which days a text may mean, as the phrase of an error; None where nobody can tell."""
    written = text[:_LONGEST].strip()
    if found := _COUNT.fullmatch(written):
        return f"'{day_in_excel(int(found[1]))}' if it counts days as Excel does"
    return " or ".join(f"'{day}'" for day in dict.fromkeys(_meant(written))) or None


def _meant(text: str) -> Iterator[date]:
    for year, month, day in _parts(text):
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _parts(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield year, month and day in every order in which they can be meant."""
    if found := _YEAR_FIRST.fullmatch(text):
        yield int(found[1]), int(found[3]), int(found[4])
    elif found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        yield year, second, first
        yield year, first, second
    elif found := _DAY_FIRST.fullmatch(text):
        yield int(found[3]), _month(found[2]), int(found[1])
    elif found := _MONTH_FIRST.fullmatch(text):
        yield int(found[3]), _month(found[1]), int(found[2])


def _month(name: str) -> int:
    """Return the number of a month by its English name or the beginning of that; 0 for no month."""
    wanted = name.casefold()
    names = [month.casefold() for month in MONTHS]
    fits = [number for number, full in enumerate(names, 1) if full.startswith(wanted)]
    return fits[0] if len(wanted) >= 3 and fits else 0
