"""The words of the page, in each language that has a file: English, and what is translated from it.

A file ``words/xx.json`` is all that a language needs. Its keys and placeholders are those of
English; a number with its noun has a text per plural form of the language, as in CLDR.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import TypeAlias

from opcat._core.terms import ActionKind, Term
from opcat._practice.declarations import DeclarationKind
from opcat._practice.territories import TerritorialEffect
from opcat._practice.visits import VisitKind

Words: TypeAlias = Mapping[str, str | Mapping[str, str]]
Phrase: TypeAlias = list[str | dict[str, str]]
"""A key of the words, and what stands in its placeholders."""

ENGLISH = "en"
TEXT = ""
"""The key of a phrase that no language has: its one value is the English text."""
_PLACE = re.compile(r"\{(\w+)\}")
_TERMS: Mapping[str, type[Term]] = {
    "act": ActionKind,
    "declaration": DeclarationKind,
    "effect": TerritorialEffect,
    "visit": VisitKind,
}
"""What may stand in a placeholder, where that is a vocabulary: the page has its words."""
_PATTERNS: Mapping[str, str] = {
    "n": r"\d+",
    "least": r"\d+",
    "day": r"\d{4}(?:-\d\d(?:-\d\d)?)?",
    "answer": "yes|no|not known",
    **{
        name: "|".join(re.escape(member.label) for member in members)
        for name, members in _TERMS.items()
    },
}


@cache
def words() -> Mapping[str, Words]:
    """Return the words by key, by language: English first, the others in the order of their codes."""
    files = {
        file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
        for file in resources.files("opcat.explorer").joinpath("words").iterdir()
        if file.name.endswith(".json")
    }
    return {code: files[code] for code in sorted(files, key=lambda code: (code != ENGLISH, code))}


def texts_of(entry: str | Mapping[str, str]) -> Iterable[str]:
    """Return the texts of an entry, one per plural form."""
    return (entry,) if isinstance(entry, str) else entry.values()


def filled(text: str, values: Mapping[str, object]) -> str:
    """Return a text with its values."""
    return _PLACE.sub(lambda place: str(values[place[1]]), text)


def english(key: str) -> str:
    """Return a text in English."""
    entry = words()[ENGLISH][key]
    return entry if isinstance(entry, str) else entry["other"]


def phrase(group: str, text: str) -> Phrase:
    """Return which of the words an English text is, so that the page can say it in any language.

    Args:
        group: how the key begins: ``event.`` or ``answer.``.
        text: a text that the package made.
    """
    for key, pattern in _patterns(group):
        if found := pattern.fullmatch(text):
            values = found.groupdict()
            for name, members in _TERMS.items():
                if name in values:
                    values[name] = next(one for one in members if one.label == values[name])
            return [key, values]
    return [TEXT, {"text": text}]


@cache
def _patterns(group: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the patterns of a group of words; the less one leaves open, the earlier it comes."""
    found = [
        (key, text)
        for key, entry in words()[ENGLISH].items()
        for text in texts_of(entry)
        if key.startswith(group)
    ]
    found.sort(key=lambda pair: len(_PLACE.sub("", pair[1])), reverse=True)
    return [(key, re.compile("".join(_pattern(text)), re.DOTALL)) for key, text in found]


def _pattern(text: str) -> Iterator[str]:
    """Yield a text as parts of a pattern, with a group per placeholder."""
    for place, part in enumerate(_PLACE.split(text)):
        yield f"(?P<{part}>{_PATTERNS.get(part, '.+')})" if place % 2 else re.escape(part)
