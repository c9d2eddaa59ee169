"""Spellings: the folded form in which names are compared, and the index from it to a State."""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import unique
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import category, combining

from opcat._core.model import State, decomposed
from opcat._core.terms import Term
from opcat.errors import DataError

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
"""A full stop before or after a word of two or more letters, as in "St.Lucia"; not "U.S.A."."""


class _Folding(dict[int, "str | int | None"]):
    """A table for `str.translate`, which caches the first characters that it meets."""

    def __missing__(self, point: int) -> str | int | None:
        character = chr(point)
        replacement: str | int | None = point if character.isalnum() else " "
        if combining(character) or _is_invisible(character):
            replacement = None
        if len(self) < _KEPT:
            self[point] = replacement
        return replacement


_KEPT = 1024
"""How many characters are cached: more than the names of States have in all scripts."""


def _is_invisible(character: str) -> bool:
    return category(character) == "Cf" or ord(character) in _UNSEEN


_UNSEEN = {
    *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0),
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
}
"""Invisible letters and marks besides category Cf: fillers, joiners and variation selectors."""

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


def as_code(text: str) -> str:
    """Return the part of a string that can be a code: without invisible characters or outer spaces.

    A byte order mark, zero-width characters and soft hyphens vanish, and full-width letters and
    digits become ASCII, as in names. Everything visible stays, and so do spaces inside.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    seen = [c for c in text.translate(_FULL_WIDTH) if not _is_invisible(c)]
    return "".join([" " if category(c) == "Cc" else c for c in seen]).strip()


_FULL_WIDTH = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)}


def full_width(code: str) -> str:
    """Return a code in full-width letters and digits."""
    return "".join([chr(ord(c) + 0xFEE0) for c in code])


_EVERYWHERE = rf"\p{{Cf}}{''.join(map(chr, sorted(_UNSEEN)))}"
UNSEEN = rf"^[\s\p{{Z}}\p{{Cc}}{_EVERYWHERE}]+|[\s\p{{Z}}\p{{Cc}}{_EVERYWHERE}]+$|[{_EVERYWHERE}]"
"""What `as_code` removes, as a regular expression for engines that know ``\\p``."""


def misread(text: str) -> tuple[str, str] | None:
    """Return a string as it was before it was read in the wrong encoding, and that encoding."""
    if text.isascii():
        return None
    for encoding, name in _WRONG.items():
        try:
            meant = b"".join([_encoded(c, encoding) for c in text]).decode()
        except UnicodeError:
            continue
        return meant, name
    return None


_WRONG = {
    "iso-8859-1": "Windows-1252",  # programs use it for either
    "windows-1252": "Windows-1252",
    "mac-roman": "Mac Roman",
    "cp850": "a code page of DOS",
    "cp437": "a code page of DOS",
}


def _encoded(character: str, encoding: str) -> bytes:
    # Programs leave the five bytes unchanged that Windows-1252 does not define.
    undefined = encoding == "windows-1252" and character in "\x81\x8d\x8f\x90\x9d"
    return character.encode("iso-8859-1" if undefined else encoding)


@unique
class Reason(Term):
    """Why a string does not name a State of the record."""

    AMBIGUOUS = "ambiguous"
    FORMER_STATE = "former_state", "former State"
    TERRITORY = "territory"
    PART_OF_STATE = "part_of_state", "part of a State"
    ORGANISATION = "organisation"
    REGION = "region"
    NOT_IN_RECORD = "not_in_record"
    NOT_A_NAME = "not_a_name"


class Refusal(NamedTuple):
    """Why a string does not name a State of the record."""

    reason: Reason
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
    def of(
        cls,
        spellings: Iterable[tuple[str, str, State]],
        folding: Callable[[str], str] = fold,
    ) -> "NameIndex":
        """Build the index from triples of the place in a file, the spelling and its State.

        Args:
            spellings: the triples.
            folding: what makes of a text the form in which names are compared.

        Raises:
            DataError: a spelling belongs to two States, or folds to nothing.
        """
        problems: list[tuple[str, str]] = []
        exact: dict[str, State] = {}
        folded: dict[str, State] = {}
        for place, spelling, state in spellings:
            key = folding(spelling)
            owner = folded.setdefault(key, state)
            if not key:
                problems.append((place, f"{spelling!r} holds no letter or digit"))
            elif owner != state:
                problems.append((place, f"{spelling!r} already belongs to {owner.key}"))
            exact[spelling] = state
        if problems:
            raise DataError(problems)
        return cls(MappingProxyType(exact), MappingProxyType(folded))

    def refusals(self, refusals: Iterable[tuple[str, str, Refusal]]) -> Mapping[str, Refusal]:
        """Return the refusals by folded string, from triples of the place, the string and the reason.

        A string that folds to nothing, such as "--", is its own key.

        Raises:
            DataError: a refused string is also a spelling.
        """
        problems: list[tuple[str, str]] = []
        refused: dict[str, Refusal] = {}
        for place, text, refusal in refusals:
            key = fold(text) or text.strip()
            if key in self.folded:
                problems.append((place, f"{text!r} is a spelling of {self.folded[key].key}"))
            refused[key] = refusal
        if problems:
            raise DataError(problems)
        return MappingProxyType(refused)
