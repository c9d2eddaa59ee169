"""The words of charts: English, unless a caller replaces them."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date

from opcat._core.model import Source, State
from opcat._core.terms import RegionalGroup, term
from opcat._core.treaty import Treaty
from opcat._english import MONTHS
from opcat._names.languages import Language
from opcat._names.resolve import states
from opcat.charts._plurals import form_of, forms_of
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

    Where a number decides, a text has forms: in English `parties`, and `1 parties` for one. Texts
    that a caller gives have those of the language: `1 parties` is then for whatever counts as one
    there, such as 0 in French and 21 in Russian, and `zero parties`, `two parties`, `few parties`
    and `many parties` are further forms. If a caller leaves a form out, `parties` stands for it; so
    it does for 0 or 21 if the form for one does not show `{number}`.

    Args:
        english: the chart's own words, each by its name.
        given: the words that replace them.
        language: the language of the names of States, and of the words that replace others.

    Raises:
        VocabularyError: a name of a text is not known, or a name in its braces.
        LookupError: the language is not known.
        TypeError: `given` is not a mapping of strings, or `language` is not a string.
    """

    def __init__(self, english: Mapping[str, str], given: object, language: str) -> None:
        with suppress(VocabularyError):  # what is none of these words may be pycountry's
            language = term(Language, "language", language)
        if language != "en":
            _check_language(language)
        self.language = language
        self.texts = {**COMMON, **english}
        self._given = replacements("words", given)
        counted = [text for text in self.texts if f"1 {text}" in self.texts]
        forms = [form for form in forms_of(language) if form != "one"]
        known = self.texts | {
            f"{form} {text}": self.texts[text] for text in counted for form in forms
        }
        for name, text in self._given.items():
            if name not in known:
                raise VocabularyError("a key of words", name, known)
            if not isinstance(text, str):
                raise TypeError(f"words[{name!r}] is of type {type(text).__name__}; pass a string")
            places = _PLACE.findall(known[name])
            if name.removeprefix("1 ") in counted:
                places = _PLACE.findall(known[name.removeprefix("1 ")])
            if name in _ON_AXES and text and not _PLACE.search(text):
                needs = f"a text with {{{places[0]}}}"
                raise VocabularyError(f"words[{name!r}]", text, [self.texts[name]], needs)
            for found in _BRACES.finditer(text):
                place = found[0] if found[1] is None else found[1]
                if place not in places:
                    raise VocabularyError(f"a name in braces in words[{name!r}]", place, places)
        self.texts |= self._given

    def __call__(self, text: str, **values: object) -> str:
        """Return a text with its values."""
        return _PLACE.sub(lambda place: str(values[place[1]]), self.texts[text])

    def count(self, number: int, text: str, **values: object) -> str:
        """Return a text about a number."""
        return self(self._form(number, text), number=number, **values)

    def _form(self, number: int, text: str) -> str:
        """Return the name of the text that a number takes."""
        is_given = text in self._given
        form = form_of(number, self.language if is_given else "en")
        name = f"{'1' if form == 'one' else form} {text}"
        if name not in (self._given if is_given else self.texts):
            return text
        # A text such as "one party" is for one alone, whatever else counts as one.
        return name if number == 1 or "{number}" in self.texts[name] else text

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


def _check_language(language: str) -> None:
    """Refuse a language in which no State has a name: some lack that of the first."""
    every = states()
    if not any(_has_name(state, language) for state in every):
        every[0].name_in(language)  # it says why


def _has_name(state: State, language: str) -> bool:
    try:
        state.name_in(language)
    except LookupError:
        return False
    return True


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
