"""The words of charts: English, unless a caller replaces them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from opcat._core.model import Source, State
from opcat._core.terms import RegionalGroup
from opcat._core.treaty import Treaty
from opcat._english import MONTHS
from opcat._names.resolve import states
from opcat.charts._theme import replacements
from opcat.errors import VocabularyError

COMMON: Mapping[str, str] = {
    "subtitle": "As of {day}. {says}",
    "description": "{title}, as of {day}. {says}",
    "day": "{day} {month} {year}",
    **{month.lower(): month for month in MONTHS},
    "source": "Source: {sources}.",
    "no source": "not given",
}
"""The words of every chart, each by its name; a name in braces stands for what changes."""
GROUPS: Mapping[str, str] = {group.value: group.label for group in RegionalGroup}

_ON_AXES = {"percent"}
"""What an axis writes at each of its numbers, which it would lose in a text without a place."""
_PLACE = re.compile(r"\{(\w+)\}")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}][^{}]*")
"""What stands in braces, or after a brace that lacks its other half."""


class Words:
    """The words of a chart.

    Where a number decides, a text has two forms: `parties`, and `1 parties` for one.

    Args:
        english: the chart's own words, each by its name.
        given: the words that replace them.
        language: the language of the names of States.

    Raises:
        VocabularyError: a name of a text is not known, or a name in its braces.
        LookupError: the language is not known.
        TypeError: `given` is not a mapping of strings, or `language` is not a string.
    """

    def __init__(self, english: Mapping[str, str], given: object, language: str) -> None:
        self.texts = {**COMMON, **english}
        self.language = language
        for name, text in replacements("words", given).items():
            if name not in self.texts:
                raise VocabularyError("a key of words", name, self.texts)
            if not isinstance(text, str):
                raise TypeError(f"words[{name!r}] is of type {type(text).__name__}; pass a string")
            places = _PLACE.findall(self.texts[name])
            if name in _ON_AXES and text and not _PLACE.search(text):
                needs = f"a text with {{{places[0]}}}"
                raise VocabularyError(f"words[{name!r}]", text, [self.texts[name]], needs)
            for found in _BRACES.finditer(text):
                place = found[0] if found[1] is None else found[1]
                if place not in places:
                    raise VocabularyError(f"a name in braces in words[{name!r}]", place, places)
        self.texts |= replacements("words", given)
        if language != "en":
            states()[0].name_in(language)  # it refuses an unknown one

    def __call__(self, text: str, **values: object) -> str:
        """Return a text with its values."""
        return _PLACE.sub(lambda place: str(values[place[1]]), self.texts[text])

    def count(self, number: int, text: str, **values: object) -> str:
        """Return a text about a number."""
        return self(f"1 {text}" if number == 1 else text, number=number, **values)

    def begins(self, text: str) -> str:
        """Return a text, which may be empty, as the beginning of a sentence."""
        return text[:1].upper() + text[1:]

    def day(self, day: date) -> str:
        """Return a day as people write it."""
        month = self.texts[MONTHS[day.month - 1].lower()]
        return self("day", day=day.day, month=month, year=day.year)

    def name(self, state: State) -> str:
        """Return the name of a State; in English where it has none in the language."""
        if self.language == "en":
            return state.name
        try:
            return state.name_in(self.language)
        except LookupError:
            return state.name


def name_of(treaty: Treaty) -> str:
    """Return the shortest known name of a treaty, because a chart's title has little room."""
    return treaty.abbreviation or treaty.short_title or treaty.title


def cited(sources: Iterable[Source], words: Words) -> str:
    """Return the source line: who published what."""
    names = [
        ", ".join(part for part in (source.publisher, source.title) if part) for source in sources
    ]
    return words("source", sources="; ".join(names) or words("no source"))


def cited_each(sources: Iterable[Source], words: Words) -> list[str]:
    """Return a source line for each source; one that says so where there is none."""
    return [cited([source], words) for source in sources] or [cited((), words)]
