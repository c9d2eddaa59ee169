"""Names of States in the official languages other than English, and what is none of them.

They are the forms of ``state_names.csv``, the everyday names of the Unicode CLDR (``cldr_names.csv``)
and what people write besides (``usual_names.csv``). Each language is read when it is first asked for.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import unique
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from opcat._core.model import State
from opcat._core.terms import Term
from opcat._names.fold import NameIndex
from opcat._names.languages import STATE_NAMES, Language, StateName
from opcat._names.letters import fold_in, without_article
from opcat._names.spellings import by_spelling, refusal_of, spellings
from opcat._record.files import Row
from opcat._record.layout import Layout, hints_of
from opcat._record.record import RecordFiles, packaged
from opcat.errors import DataError, InvariantError

_T = TypeVar("_T")


class ForeignIndex(NamedTuple):
    """What is known of one language.

    Attributes:
        names: what means a State.
        ambiguous: what may mean several, folded.
        others: what means a territory that is no State of the record, folded, with its code.
    """

    names: NameIndex
    ambiguous: Mapping[str, tuple[State, ...]]
    others: Mapping[str, str]


def foreign_index(language: Language) -> ForeignIndex:
    """Return what is known of a language other than English."""
    return packaged.once(language.label, partial(read_foreign, language=language))


def by_name_in(text: str, languages: Iterable[Language]) -> State | None:
    """Return the State that a text means in the first of some languages that knows it."""
    for language in languages:
        english = language is Language.EN
        state = by_spelling(text) if english else _by_foreign_name(text, language)
        if state is not None:
            return state
        if refusal_of(text) if english else refused_in(text, language):
            return None
    return None


def index_in(language: Language) -> NameIndex:
    """Return what means a State in a language."""
    return spellings() if language is Language.EN else foreign_index(language).names


def _by_foreign_name(text: str, language: Language) -> State | None:
    index = foreign_index(language).names
    state = index.exact.get(text) or index.folded.get(fold_in(text, language))
    if state is None and (bare := without_article(text, language)) != text:
        state = index.folded.get(fold_in(bare, language))
    return state


def refused_in(text: str, language: Language) -> tuple[State, ...] | str | None:
    """Return the States that a text may mean in a language, or the code of a territory; else None."""
    index = foreign_index(language)
    for written in dict.fromkeys((text, without_article(text, language))):
        key = fold_in(written, language)
        if key in index.ambiguous:
            return index.ambiguous[key]
        if key in index.others:
            return index.others[key]
    return None


@unique
class UsualKind(Term):
    """Why people write a name that stands in ``usual_names.csv``."""

    COMMON = "common"
    ABBREVIATION = "abbreviation"
    FORMER = "former"
    AMBIGUOUS = "ambiguous"


class _CldrName(NamedTuple):
    """A row of ``cldr_names.csv``, which has territories too."""

    code: str
    language: Language
    name: str


class _UsualName(NamedTuple):
    """A row of ``usual_names.csv``: of one State, or of several that it may mean."""

    states: tuple[State, ...]
    language: Language
    name: str
    kind: UsualKind


def _usual_name(*, states: tuple[State, ...], kind: UsualKind, **others: Any) -> _UsualName:
    if not states or (len(states) > 1) is not (kind is UsualKind.AMBIGUOUS):
        raise InvariantError([("states", "must be one State, or several that are ambiguous")])
    return _UsualName(states=states, kind=kind, **others)


_CLDR_NAMES = Layout("cldr_names.csv", _CldrName)
_USUAL_NAMES = Layout("usual_names.csv", _usual_name, hints_of(_UsualName))


def read_foreign(record: RecordFiles, language: Language) -> ForeignIndex:
    """Read what the three files have of a language.

    Raises:
        DataError: a file is damaged, or a text means two things.
    """
    states, folding = record.states, partial(fold_in, language=language)
    forms = [pair for pair in record.pairs(STATE_NAMES) if pair[1].language is language]
    everyday = [pair for pair in record.pairs(_CLDR_NAMES) if pair[1].language is language]
    usual = [pair for pair in record.pairs(_USUAL_NAMES) if pair[1].language is language]
    spelled = [
        (row.place(column), text, name.state)
        for row, name in forms
        for column in ("name", "short_name", "formal_name")
        for text in _with_and_without_article(name, column)
    ]
    spelled += [
        (row.place("name"), name.name, states[name.code])
        for row, name in everyday
        if name.code in states
    ]
    spelled += [
        (row.place("name"), name.name, name.states[0])
        for row, name in usual
        if name.kind is not UsualKind.AMBIGUOUS
    ]
    names = NameIndex.of(spelled, folding)
    several = [(row, name.states) for row, name in usual if name.kind is UsualKind.AMBIGUOUS]
    others = [(row, name.code) for row, name in everyday if name.code not in states]
    return ForeignIndex(names, _apart(names, folding, several), _apart(names, folding, others))


def _with_and_without_article(name: StateName, column: str) -> Iterable[str]:
    """Return a form of a State's name; a formal one has its article before it in the table."""
    text = getattr(name, column)
    if text is None:
        return ()
    bare = without_article(text, name.language) if column == "formal_name" else text
    return dict.fromkeys((text, bare))


def _apart(
    names: NameIndex, folding: Callable[[str], str], rows: Iterable[tuple[Row, _T]]
) -> Mapping[str, _T]:
    """Return what texts mean that are no State's name, folded.

    Raises:
        DataError: one is.
    """
    meanings: dict[str, _T] = {}
    problems = []
    for row, meaning in rows:
        key = folding(row["name"])
        meanings[key] = meaning
        if key in names.folded:
            reason = f"{row['name']!r} is a name of {names.folded[key].key}"
            problems.append((row.place("name"), reason))
    if problems:
        raise DataError(problems)
    return MappingProxyType(meanings)
