"""The official languages of the United Nations, and what a State is called in them and in others."""

from collections.abc import Iterable, Mapping
from enum import unique
from functools import lru_cache
from typing import NamedTuple

from opcat._core.model import State
from opcat._core.terms import Term, term
from opcat._forks import loading
from opcat._record.layout import Layout
from opcat._record.record import RecordFiles, packaged
from opcat.errors import DataError, VocabularyError


@unique
class Language(Term):
    """The official languages of the United Nations, by their ISO 639-1 codes."""

    __module__ = "opcat"

    AR = "ar", "Arabic", "ara", "العربية"
    EN = "en", "English", "eng"
    ES = "es", "Spanish", "spa", "español", "castellano"
    FR = "fr", "French", "fra", "fre", "français"
    RU = "ru", "Russian", "rus", "русский"
    ZH = "zh", "Chinese", "zho", "chi", "中文"


ENGLISH = (Language.EN,)
"""What is read where no language is named."""


def languages_of(language: str | Iterable[str]) -> tuple[Language, ...]:
    """Return the languages that a caller names: one, or several in order.

    Raises:
        VocabularyError: one is not known, or there is none; the message lists those that are.
    """
    if isinstance(language, str):
        return _one(language)
    named: tuple[object, ...]
    try:
        named = tuple(language)
    except TypeError:  # no text, and nothing that holds some: the next step refuses it
        named = (language,)
    if not named:
        raise VocabularyError("language", language, (word.value for word in Language))
    return tuple(dict.fromkeys([term(Language, "language", word) for word in named]))


@lru_cache(maxsize=64)
def _one(language: str) -> tuple[Language, ...]:
    return (term(Language, "language", language),)


@unique
class Form(Term):
    """Which name of a State: as it is called, as lists of States have it, or in full."""

    SHORT = "short", "short name"
    LIST = "list", "name for lists"
    FORMAL = "formal", "formal name", "official", "official name"


_FIELDS = {
    Form.SHORT: ("common_name", "name"),
    Form.LIST: ("name",),
    Form.FORMAL: ("official_name",),
}
"""Where pycountry has them."""


class StateName(NamedTuple):
    """What a State is called in one language: a row of ``state_names.csv``."""

    state: State
    language: Language
    name: str
    short_name: str | None
    article: str | None
    formal_name: str | None


STATE_NAMES = Layout("state_names.csv", StateName)


def state_names() -> Mapping[tuple[str, str], StateName]:
    """Return the names of States by language and key."""
    return packaged.once("state names", _read_state_names)


def _read_state_names(record: RecordFiles) -> Mapping[tuple[str, str], StateName]:
    names: dict[tuple[str, str], StateName] = {}
    problems = []
    for row, name in record.pairs(STATE_NAMES):
        if names.setdefault((name.language, name.state.key), name) is not name:
            twice = f"{name.state.key} is already in an earlier row, in {name.language.label}"
            problems.append((row.place("alpha_3"), twice))
    if problems:
        raise DataError(problems)
    return names


def name_in(state: State, language: str, form: str) -> str:
    """Return what a State is called in a language; see `State.name_in`, which is the door to it."""
    if not isinstance(language, str):
        raise TypeError(f"language= is of type {type(language).__name__}; pass a code such as 'fr'")
    which = term(Form, "form", form)
    try:
        official = term(Language, "language", language)
    except VocabularyError:
        with loading:
            from opcat._names.translations import translated  # it loads pycountry, which is slow

        return translated(state, language, which.label, _FIELDS[which])
    name: str | None
    if official is Language.EN:
        name, advice = "" if which is Form.FORMAL else state.depositary_name, "use State.name"
    elif names := state_names().get((official.value, state.key)):
        # Two States have no more than the name of lists.
        short = names.short_name or names.name
        name = {Form.SHORT: short, Form.LIST: names.name, Form.FORMAL: names.formal_name}[which]
        advice = "pass form='list'"
    else:
        name, advice = "", "use State.name"
    if not name:
        raise LookupError(
            f"this record has no {which.label} of {state.name} in {official.label}; {advice}"
        )
    return name
