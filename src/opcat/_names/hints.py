"""Explanations of strings that are no State's spelling: for errors, never for answers."""

import operator
import re
from collections.abc import Mapping
from functools import partial
from string import ascii_uppercase
from typing import Any, NamedTuple

from opcat._core.model import State
from opcat._forks import loading
from opcat._names.fold import Refusal, as_code, fold, misread
from opcat._names.spellings import by_spelling, refusals, spellings
from opcat._record.record import LONGEST_NAME, Record, packaged
from opcat.errors import AmbiguousStateError, UnknownStateError, shown


class Known(NamedTuple):
    """What is known about a string: the arguments of `UnknownStateError` without suggestions."""

    explanation: str
    related: tuple[State, ...] = ()
    caution: str = ""


def explained(name: object) -> UnknownStateError | AmbiguousStateError:
    """Return the error that says everything known about a name that means no State."""
    if meant := candidates(name):
        return AmbiguousStateError(name, meant)
    return UnknownStateError._of(name, partial(_known, name))  # noqa: SLF001 - for this room alone


def candidates(name: object) -> tuple[State, ...]:
    """Return the States that an ambiguous string or number may mean; none for any other."""
    refusal = _refusal(_text(name))
    return refusal.related if refusal is not None and refusal.reason == "ambiguous" else ()


def _text(name: Any) -> str:
    """Return the string to look a name up by; for a number, its digits as in ISO 3166-1."""
    text = name if isinstance(name, str) else getattr(name, "alpha_3", None)
    if text is None:
        number = operator.index(name)
        return f"{number:03d}" if 0 <= number <= 999 else "a number that is no code"
    return str(text)[:LONGEST_NAME]


def _known(name: object) -> tuple[str, tuple[str, ...], tuple[State, ...], str]:
    """Return the other arguments of an `UnknownStateError`."""
    text = _text(name)
    known = _of_refused(text) or _of_code(as_code(text))
    if known is None and not isinstance(name, str) and not hasattr(name, "alpha_3"):
        known = Known("No State of this record has this ISO 3166-1 number.")
    known = known or _of_damaged(text)
    if known is None:
        return "", tuple(_near(text)), (), ""
    return known.explanation, (), known.related, known.caution


def _refusal(text: str) -> Refusal | None:
    """Return why a string is refused. One that folds to nothing, such as "--", is its own key."""
    key = fold(text) or text.strip()
    return refusals().get(key) or refusals().get(as_code(text).zfill(3))


def _of_refused(text: str) -> Known | None:
    refusal = _refusal(text)
    return None if refusal is None else _explained(refusal)


def _explained(refusal: Refusal) -> Known:
    # Where the package has no opinion, it says only that the name is not in the record.
    note = "" if refusal.reason == "not_in_record" else refusal.note
    caution = _caution(refusal.related) if refusal.reason == "territory" else ""
    return Known(note, refusal.related, caution)


def _caution(related: tuple[State, ...]) -> str:
    """Return what the answer for a State leaves open about its territories.

    A treaty binds a State in respect of its entire territory, unless a different intention appears
    (Vienna Convention on the Law of Treaties, art. 29); for such territories it often does.
    """
    whose = repr(related[0].key) if len(related) == 1 else ""
    return f"whether the Protocol applies there is another question: opcat.territories({whose})"


def _of_code(code: str) -> Known | None:
    """Return the explanation of an ISO 3166 code that belongs to no State of the record."""
    if not (code.isascii() and code.isalnum() and len(code) in (2, 3, 4)):
        return None
    with loading:  # it has locks of its own, while it reads its files
        import pycountry  # slow to load, and needed only to explain

        present, historic = list(pycountry.countries), list(pycountry.historic_countries)
    code = code.upper()
    for country in present:
        if code in (country.alpha_2, country.alpha_3, country.numeric):
            return _of_refused(country.name)
    # Two codes were given twice: CS and 891.
    known = [_of_withdrawn(one) for one in historic if code in _codes(one)]
    if not known:
        return None
    related = dict.fromkeys(state for one in known for state in one.related)
    return Known(" ".join([one.explanation for one in known]), tuple(related), known[-1].caution)


def _codes(country: Any) -> list[str | None]:
    fields = ("alpha_2", "alpha_3", "alpha_4", "numeric")
    return [getattr(country, field, None) for field in fields]


def _of_withdrawn(country: Any) -> Known:
    """Return the explanation of an ISO 3166-3 entry, with the State that it is today."""
    until = f"until {country.withdrawal_date[:4]}"
    was = f"It was the ISO 3166-1 code of {country.name}, {until}."
    if state := by_spelling(country.name):
        return Known(was, (state,))
    known = _of_refused(country.name)
    if known is None or not known.explanation:
        return Known(f"It was an ISO 3166-1 code {until}.")
    return known._replace(explanation=f"{was} {known.explanation}")


def _of_damaged(text: str) -> Known | None:
    """Return the explanation of a string that a program has damaged or wrapped."""
    meant, encoding = misread(text) or (text, "")
    if encoding:
        was = f"It is {shown(meant)} in UTF-8, read as {encoding}; read the file as UTF-8."
        if state := by_spelling(meant):
            return Known(was, (state,))
        if known := _of_refused(meant):
            return known._replace(explanation=f"{was} {known.explanation}".strip())
    flag = as_code(text).translate(_FLAG_LETTERS)
    if flag.isascii() and (state := _by_code(flag, text)):
        return Known(f"It is the flag of a State; pass its code, {flag!r}.", (state,))
    code = _NO_FRACTION.sub("", text.strip(_WRAPPING))
    if state := _by_code(code, text):
        return Known(f"A code must be written exactly; pass {code!r}.", (state,))
    if not as_code(text):
        return Known("It is empty.")
    if not any(map(str.isalnum, text)):
        return Known("It holds no letter and no digit.")
    return None


_FLAG_LETTERS = {0x1F1E6 + place: letter for place, letter in enumerate(ascii_uppercase)}
"""The letters that flags are written with."""
_NO_FRACTION = re.compile("[.,]0{0,2}$")
"""What programs append to an integer; three zeros would mean thousands."""
_WRAPPING = " \t'\"`\u00b4\u2018\u2019\u201c\u201d\u00ab\u00bb=()[]{}*"
"""What programs put around a code; a spreadsheet adds an apostrophe to keep leading zeros."""


def _by_code(code: str, text: str) -> State | None:
    """Return the State of a code that differs from the string."""
    key = packaged.labels.get(code.upper()) if code != text and len(code) <= 3 else None
    return None if key is None else packaged.states[key]


def _near(text: str) -> list[str]:
    """Return the up to three nearest spellings of a string, each of a different State.

    They are one edit away, or two for a string of nine or more letters, and differ by at most one
    in length; with more, a State's name in another language would suggest another State. An edit
    inserts, deletes or changes a letter, or swaps two; digits do not count.
    """
    wanted = " ".join("".join(c for c in fold(text) if not c.isdigit()).split())
    if len(wanted) < _SHORTEST:
        return []
    most = 1 if len(wanted) < _LONG else 2
    index, as_written = spellings(), packaged.once("spellings as written", _as_written)
    found: dict[str, str] = {}
    for edits in range(most + 1):
        near = [key for key in as_written if _edits(wanted, key, most) == edits]
        for key in near:
            state = index.folded[key]
            own = state.name if fold(state.name) in near else as_written[key]
            found.setdefault(state.key, own)
        if found:
            break
    return list(found.values())[:3]


_SHORTEST, _LONG = 4, 9
"""From how many letters on a string counts as a misspelling, and may have two edits."""


def _edits(one: str, other: str, most: int) -> int:
    """Return how many edits lead from one string to another; above `most`, any larger number."""
    # An edit adds at most one new letter and removes one; this test alone excludes nearly all.
    too_far = abs(len(one) - len(other)) > 1 or len({*one} ^ {*other}) > 2 * most
    if too_far or len(other) < _SHORTEST:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        here = [row]
        for place, its in enumerate(other, start=1):
            edits = min(last[place] + 1, here[-1] + 1, last[place - 1] + (letter != its))
            swapped = row > 1 < place and (letter, one[row - 2]) == (other[place - 2], its)
            here.append(min(edits, before[place - 2] + 1) if swapped else edits)
        if min(here) > most:
            return most + 1
        before, last = last, here
    return last[-1]


def _as_written(_: Record) -> Mapping[str, str]:
    return {fold(spelling): spelling for spelling in spellings().exact}
