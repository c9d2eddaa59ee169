"""What somebody may have meant who was not understood: for errors, never for answers."""

import operator
from collections.abc import Iterable
from datetime import date, timedelta

from opcat._forks import loading

_SHORTEST, _LONGEST = 2, 100
"""How many characters a string needs for a suggestion, and how many of them are compared."""


def _number(value: object) -> int:
    """Return an integer, whatever library it is of, as an int, and 0 for anything else."""
    try:
        return operator.index(value)  # type: ignore[arg-type] # this tests the type
    except TypeError:
        return 0


def year_in(value: object) -> int | None:
    """Return the year that an integer of any library may be; None for anything else."""
    year = 0 if isinstance(value, bool) else _number(value)
    return year if 1 <= year <= 9999 else None


def day_in_excel(value: object) -> date | None:
    """Return the day whose number in Excel this is, if it lies in the years 1954 to 2119."""
    number = int(value) if isinstance(value, float) and value.is_integer() else _number(value)
    return date(1899, 12, 30) + timedelta(number) if 20_000 <= number < 80_000 else None


def alone(unit: str, argument: str, first: object, last: object) -> str:
    """Return what to pass instead of a year or a month: its first day where a time begins."""
    day = first if argument in ("since", "start") else last
    return f"a {unit} alone is not a day: pass a full day such as '{day}'"


def near(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return up to three words that somebody may have meant, the most similar first.

    A word qualifies if its parts begin with the parts of the text, if the text gives its initials,
    or if it, or its beginning, is spelt similarly.
    """
    with loading:
        from difflib import SequenceMatcher  # slow to load, and days need none

    plain = {word: word.casefold().strip("-").replace("_", " ").replace("-", " ") for word in words}
    wanted = text[:_LONGEST].casefold().strip("- ").replace("_", " ").replace("-", " ")
    if len(wanted) < _SHORTEST:
        return ()
    begun = [word for word, bare in plain.items() if _begins(wanted.split(), bare.split())]
    begun = begun or [word for word, bare in plain.items() if _initials(bare) == wanted]
    if begun:
        return tuple(begun[:3])
    alike = {
        word: max(
            SequenceMatcher(None, wanted, part).ratio() for part in (bare, bare[: len(wanted)])
        )
        for word, bare in plain.items()
    }
    best = max(alike.values(), default=0.0)
    nearest = [word for word, ratio in alike.items() if ratio >= max(_ALIKE, best - _AS_GOOD)]
    return tuple(sorted(nearest, key=alike.__getitem__, reverse=True)[:3])


_ALIKE, _AS_GOOD = 0.7, 0.05
"""How similar a word must be, and how much less than the best: a worse one misleads."""


def _begins(wanted: list[str], parts: list[str]) -> bool:
    """Tell whether each part of a text begins the corresponding part of a word."""
    return len(wanted) <= len(parts) and all(map(str.startswith, parts, wanted))


def _initials(bare: str) -> str:
    return "".join(part[0] for part in bare.split() if part != "and")
