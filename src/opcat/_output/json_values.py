"""Single values <-> what JSON holds of them. The only room that knows cattrs.

A State and a source stand in the tables of a document; elsewhere their keys stand for them. What is
not of its type is an error: nothing is coerced.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

import attrs
from cattrs import ClassValidationError, Converter, IterableValidationError
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from opcat._core.days import PartialDate, parse_day
from opcat._core.model import Action, Source, State
from opcat._core.terms import ActionKind, ParticipantKind, RegionalGroup, Term, UNStatus, word_of
from opcat._core.treaty import Treaty
from opcat.errors import InvariantError, shown

_T = TypeVar("_T")

Problems = list[tuple[str, str]]
"""Paths, each with what is wrong there."""
DamagedValueError = ClassValidationError
"""What a reader raises of a value with parts; `problems_of` says what is wrong with which."""

_NEW_KEYS: Mapping[type, str] = {
    Treaty: "open_to",
    State: "not_counted_from",
    Action: "effective_on",
}
"""The keys that format 2 has and format 1 lacks."""
_NEW_KINDS = (ActionKind.WITHDRAWAL_OF_SIGNATURE, ActionKind.REVOCATION_OF_DENUNCIATION)
"""The kinds of acts that format 2 has and format 1 lacks."""


def format_of(treaty: Treaty) -> int:
    """Return the number of the earliest format that can hold a Treaty."""
    needs_more = treaty.open_to is not None or "open_to" in dict(treaty.fact_sources)
    needs_more = needs_more or any(
        action.kind in _NEW_KINDS
        or action.effective_on is not None
        or action.state.not_counted_from is not None
        for action in treaty.actions
    )
    return 2 if needs_more else 1


def _left_out(kind: type, number: int) -> dict[str, Any]:
    """Return the keys of a type that a format lacks, as cattrs leaves them out."""
    return {_NEW_KEYS[kind]: override(omit=True)} if number == 1 and kind in _NEW_KEYS else {}


Tables = dict[type, Mapping[str, Any] | None]
TABLES: ContextVar[Tables] = ContextVar("TABLES")
"""The sources and the States of the document that is being read, by key: None for a damaged one.

So the converter is made once and not for each document: it refers to these.
"""


class _Writer(NamedTuple):
    treaty: Callable[[Treaty], dict[str, Any]]
    state: Callable[[State], dict[str, Any]]
    source: Callable[[Source], dict[str, Any]]


@cache
def writer_of(number: int) -> _Writer:
    """Return what writes values in a format; within others, States and sources are written as their keys."""
    converter = Converter()
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(PartialDate, str)
    source = make_dict_unstructure_fn(Source, converter, id=override(omit=True))
    converter.register_unstructure_hook(Source, lambda source: source.id)
    omitted = {"key": override(omit=True), **_left_out(State, number)}
    state = make_dict_unstructure_fn(State, converter, **omitted)
    converter.register_unstructure_hook(State, lambda state: state.key)
    action = make_dict_unstructure_fn(Action, converter, **_left_out(Action, number))
    converter.register_unstructure_hook(Action, action)
    treaty = make_dict_unstructure_fn(Treaty, converter, **_left_out(Treaty, number))
    return _Writer(treaty, state, source)


class _Reader(NamedTuple):
    treaty: Callable[[dict[str, Any], type[Treaty]], Treaty]
    action: Callable[[object, object], Action]
    state: Callable[[object, object], State]
    source: Callable[[object, object], Source]


@cache
def reader_of(number: int) -> _Reader:
    """Return what reads values in a format; within others, States and sources are those of the tables."""
    converter = _converter(number)
    source = _object(number, Source, converter)
    converter.register_structure_hook(Source, _reference(Source, "source"))
    state = _object(number, State, converter)
    converter.register_structure_hook(State, _reference(State, "State"))
    read = override(struct_hook=lambda actions, _: actions)
    facts = override(struct_hook=_fact_sources(converter, number))
    treaty = make_dict_structure_fn(
        Treaty, converter, actions=read, fact_sources=facts, **_left_out(Treaty, number)
    )
    return _Reader(treaty, _object(number, Action, converter), state, source)


def _converter(number: int) -> Converter:
    """Return a converter of a format that never coerces: what is not of its type is an error."""
    converter = Converter(forbid_extra_keys=True)
    for kind in (str, int):
        converter.register_structure_hook(kind, _exact(kind))
    converter.register_structure_hook(date, _day)
    converter.register_structure_hook(PartialDate, _partial_date)
    for vocabulary, key in _VOCABULARIES.items():
        converter.register_structure_hook(vocabulary, _word(key))
    if number == 1:
        converter.register_structure_hook(ActionKind, _kind_in_format_1)
    converter.register_structure_hook_factory(attrs.has, partial(_object, number))
    converter.register_structure_hook_factory(_is_tuple, _listed)
    return converter


def _exact(kind: type[_T]) -> Callable[[object, object], _T]:
    def exact(value: object, _: object) -> _T:
        if type(value) is not kind:
            names = {str: "a string", int: "an integer"}
            raise ValueError(f"{shown(value)} is not {names[kind]}")
        return value

    return exact


def _day(value: object, _: object) -> date:
    try:
        return parse_day("date", value)
    except (TypeError, ValueError):
        raise ValueError(f"{shown(value)} is not a day of the form 'YYYY-MM-DD'") from None


def _partial_date(value: object, _: object) -> PartialDate:
    try:
        return PartialDate.parse(value if isinstance(value, str) else "")
    except ValueError:
        form = "'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'"
        raise ValueError(f"{shown(value)} is not a date of the form {form}") from None


_VOCABULARIES: Mapping[type[Term], str] = {
    ActionKind: "kind",
    ParticipantKind: "kind",
    RegionalGroup: "regional_group",
    UNStatus: "un_status",
}
"""The vocabularies, each with the key that it stands under."""


def _word(key: str) -> Callable[[object, type[Term]], Term]:
    return lambda value, vocabulary: word_of(vocabulary, key, value)


def _kind_in_format_1(value: object, _: object) -> ActionKind:
    kind = word_of(ActionKind, "kind", value)
    if kind in _NEW_KINDS:
        raise ValueError(f'{shown(value)} is a kind that format 1 lacks; write "format": 2')
    return kind


def _object(number: int, kind: type[_T], converter: Converter) -> Callable[[object, object], _T]:
    members = make_dict_structure_fn(kind, converter, **_left_out(kind, number))

    def members_of(value: object, _: object) -> _T:
        if not isinstance(value, dict):
            raise ValueError(f"{shown(value)} is not an object")
        return members(value, kind)

    return members_of


def _is_tuple(kind: object) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis


def _listed(kind: Any, converter: Converter) -> Callable[[object, object], Any]:
    members = homogenous_tuple_structure_factory(kind, converter)

    def listed(value: object, _: object) -> Any:
        if not isinstance(value, list):
            raise ValueError(f"{shown(value)} is not an array")
        return members(value, kind)

    return listed


def _fact_sources(converter: Converter, number: int) -> Callable[[object, object], Any]:
    def fact_sources(value: object, _: object) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"{shown(value)} is not an object")
        kind = tuple[Source, ...]
        pairs = []
        problems = []
        for fact, cited in value.items():
            if number == 1 and fact == _NEW_KEYS[Treaty]:
                lacking = 'is a fact that format 1 lacks; write "format": 2'
                problems.append((f".{fact}", lacking))
                continue
            try:
                pairs.append((fact, converter.structure(cited, kind)))
            except (IterableValidationError, ValueError) as error:
                problems += problems_of(error, f".{fact}")
        if problems:
            raise _FactProblemsError(problems)
        return tuple(pairs)

    return fact_sources


class _FactProblemsError(Exception):
    """Problems with their paths below the place where this is raised."""


class _ReportedError(Exception):
    """The reason is already among the problems."""


def _reference(kind: type, noun: str) -> Callable[[object, object], Any]:
    def reference(value: object, _: object) -> Any:
        table = TABLES.get()[kind]
        if table is None:
            raise _ReportedError
        if not isinstance(value, str) or value not in table:
            raise ValueError(f"{shown(value)} is not a {noun} of this document")
        if table[value] is None:
            raise _ReportedError
        return table[value]

    return reference


def problems_of(error: BaseException, path: str) -> Problems:
    """Return the problems of an error of cattrs or of a value: paths and reasons."""
    if isinstance(error, ClassValidationError):
        fields, others = error.group_exceptions()
        problems = [
            problem
            for inner, note in fields
            for problem in problems_of(
                inner, path if type(inner) is KeyError else f"{path}.{note.name}"
            )
        ]
        return problems + [problem for inner in others for problem in problems_of(inner, path)]
    if isinstance(error, IterableValidationError):
        members, _ = error.group_exceptions()
        return [p for inner, note in members for p in problems_of(inner, f"{path}[{note.index}]")]
    if isinstance(error, InvariantError):
        return [(f"{path}.{field}", reason) for field, reason in error.problems]
    if isinstance(error, ForbiddenExtraKeysError):
        return [(f"{path}.{name}", "is not a known key") for name in sorted(error.extra_fields)]
    if isinstance(error, _ReportedError):
        return []
    if isinstance(error, _FactProblemsError):
        return [(path + below, reason) for below, reason in error.args[0]]
    if isinstance(error, KeyError):
        return [(f"{path}.{error.args[0]}", "is missing")]
    return [(path, str(error))]


def broken_rules_of(error: ClassValidationError) -> Problems:
    """Return only the rules that the whole Treaty breaks."""
    _, others = error.group_exceptions()
    return [
        problem
        for inner in others
        if isinstance(inner, InvariantError)
        for problem in problems_of(inner, "$")
    ]
