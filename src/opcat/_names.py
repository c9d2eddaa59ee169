"""Spellings: the form in which names are compared, and the index from that form to a State."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import category, combining

from opcat._model import State, decomposed
from opcat.errors import DataError

__all__ = ["REASONS", "NameIndex", "Refusal", "fold"]

_LETTERS = {
    **dict.fromkeys("'’‘`´ʻʼ′.", None),
    "&": " and ",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
}

_STOP = re.compile(r"\.(?=[^\W_]{2})|(?<=[^\W_]{2})\.(?=[^\W_])")
"""A full stop before or behind a word of two letters or more, as in "St.Lucia"; not "U.S.A."."""


class _Folding(dict[int, "str | int | None"]):
    """What `str.translate` does with a character; the first that are met are kept."""

    def __missing__(self, point: int) -> str | int | None:
        character = chr(point)
        found: str | int | None = point if character.isalnum() else " "
        if combining(character) or category(character) == "Cf":
            found = None
        if len(self) < _KEPT:
            self[point] = found
        return found


_KEPT = 1024
"""How many characters are kept: more than all names of States have in the scripts of the world."""


_FOLDING = _Folding({ord(letter): folded for letter, folded in _LETTERS.items()})


def fold(text: str) -> str:
    """Return the form in which names are compared.

    Case, accents, apostrophes, full stops and invisible characters do not count; "&" is "and";
    every other mark is a space, and so is a full stop between words; the word "the" does not
    count. So "Gambia, The" is "gambia", "U.S.A." is "usa", and "St.Lucia" is "st lucia".
    """
    if not text.isascii():
        text = decomposed(text)
    if "." in text:
        text = _STOP.sub(" ", text)
    words = text.casefold().translate(_FOLDING).split()
    return " ".join([word for word in words if word != "the"])


REASONS = (
    "ambiguous",
    "former_state",
    "territory",
    "part_of_state",
    "organisation",
    "region",
    "not_in_record",
    "not_a_name",
)


class Refusal(NamedTuple):
    """Why a text is not a State of the record."""

    reason: str
    related: tuple[State, ...]
    note: str


class NameIndex(NamedTuple):
    """Every spelling that means a State.

    Attributes:
        exact: spellings as they stand in the record.
        folded: the same, folded.
    """

    exact: Mapping[str, State]
    folded: Mapping[str, State]

    @classmethod
    def of(cls, spellings: Iterable[tuple[str, str, State]]) -> "NameIndex":
        """Build the index from triples of the place in a file, the spelling and its State.

        Raises:
            DataError: a spelling belongs to two States, or folds to nothing.
        """
        problems: list[tuple[str, str]] = []
        exact: dict[str, State] = {}
        folded: dict[str, State] = {}
        for place, spelling, state in spellings:
            key = fold(spelling)
            owner = folded.setdefault(key, state)
            if not key:
                problems.append((place, f"{spelling!r} holds no letter or digit"))
            elif owner != state:
                problems.append((place, f"{spelling!r} belongs to {owner.key} already"))
            exact[spelling] = state
        if problems:
            raise DataError(problems)
        return cls(MappingProxyType(exact), MappingProxyType(folded))

    def refusals(self, refusals: Iterable[tuple[str, str, Refusal]]) -> Mapping[str, Refusal]:
        """Return what is refused, by folded text, from triples of the place, the text and why.

        Raises:
            DataError: a text is refused that is a spelling as well.
        """
        problems: list[tuple[str, str]] = []
        refused: dict[str, Refusal] = {}
        for place, text, refusal in refusals:
            key = fold(text)
            if key in self.folded:
                problems.append((place, f"{text!r} is a spelling of {self.folded[key].key}"))
            refused[key] = refusal
        if problems:
            raise DataError(problems)
        return MappingProxyType(refused)
