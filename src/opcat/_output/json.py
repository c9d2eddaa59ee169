"""Treaty <-> JSON, lossless and strict. The only room that knows cattrs.

The two formats are described by the JSON Schemas ``treaty-1.json`` and ``treaty-2.json`` in
``docs/schema``: the Treaty's own fields, with its States and sources held once, by key and id, and
named by these wherever they are used. Format 2 has keys and words that format 1 lacks, and is
written only where a Treaty needs one.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple, NoReturn, SupportsIndex, TypeVar, get_args, get_origin

import attrs
from cattrs import ClassValidationError, Converter, IterableValidationError
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from opcat._core.days import PartialDate, parse_day
from opcat._core.model import Action, Source, State, action_order
from opcat._core.scalars import whole_number
from opcat._core.terms import ActionKind, ParticipantKind, RegionalGroup, Term, UNStatus, word_of
from opcat._core.treaty import Treaty
from opcat.errors import DataError, InvariantError, shown

FORMATS = (1, 2)
"""The numbers of the formats. A new one comes when a reader of the earlier ones could go wrong."""
_NEW_KEYS: Mapping[type, str] = {State: "not_counted_from", Action: "effective_on"}
"""The keys that format 2 has and format 1 lacks."""
_NEW_KINDS = (ActionKind.WITHDRAWAL_OF_SIGNATURE, ActionKind.REVOCATION_OF_DENUNCIATION)
"""The kinds of acts that format 2 has and format 1 lacks."""

_T = TypeVar("_T")
_Problems = list[tuple[str, str]]


def to_json(treaty: Treaty, *, indent: SupportsIndex | None = 2) -> str:
    """Return a Treaty as JSON: the log, its facts and sources, and nothing derived.

    Equal Treaties give the same text. It is of format 2 if the Treaty has a succession with its day
    of effect, a participant that is no longer counted, a signature that was withdrawn or a
    denunciation that was revoked, and of format 1 otherwise.

    Args:
        treaty: the Treaty.
        indent: how many spaces to indent each level; None for one long line.

    Example:
        >>> import opcat
        >>> text = opcat.to_json(opcat.treaty())
        >>> opcat.from_json(text) == opcat.treaty()
        True
    """
    if not isinstance(treaty, Treaty):
        raise TypeError(f"treaty={shown(treaty)} is not a Treaty; pass one, such as opcat.treaty()")
    spaces = None if indent is None else whole_number(indent)
    if spaces is None and indent is not None:
        raise TypeError(f"indent={shown(indent)} is not an integer; pass one such as 2, or None")
    number = _format_of(treaty)
    writer = _writer(number)
    states = {state.key: state for state in (action.state for action in treaty.actions)}
    sources = {source.id: source for source in _sources(treaty, states)}
    facts = writer.treaty(treaty)
    facts["fact_sources"] = dict(facts["fact_sources"])
    document = {
        "format": number,
        **facts,
        "states": {key: writer.state(states[key]) for key in sorted(states)},
        "sources": {key: writer.source(sources[key]) for key in sorted(sources)},
    }
    return json.dumps(document, ensure_ascii=False, indent=spaces)


def from_json(text: str | bytes) -> Treaty:
    """Return the Treaty that `to_json` wrote, in either format.

    Args:
        text: the JSON text, or its bytes in UTF-8; a byte order mark before it does not count.

    Raises:
        DataError: the text is not JSON, or not in this format, or describes an impossible treaty:
            an unknown or missing key, a wrong type, a bad date, an unused State or source, a broken
            invariant. It lists all problems, each with its path.

    Example:
        >>> import opcat
        >>> opcat.from_json('{"format": 1, "key": "x", "as_of": "2026-02-30"}')
        Traceback (most recent call last):
            ...
        opcat.errors.DataError: 5 problems:
        - $.sources: is missing
        - $.states: is missing
        - $.actions: is missing
        - $.title: is missing
        - $.as_of: '2026-02-30' is not a day of the form 'YYYY-MM-DD'
    """
    document = _parsed(text)
    number = document.pop("format", None)
    if type(number) is not int or number not in FORMATS:
        raise DataError([("$.format", "is neither 1 nor 2, the formats that this release reads")])
    tables: _Tables = {}
    token = _TABLES.set(tables)
    try:
        return _read(document, number, tables)
    finally:
        _TABLES.reset(token)


def _read(document: dict[str, Any], number: int, tables: "_Tables") -> Treaty:
    """Return the Treaty of a document, whose tables are filled on the way."""
    problems: _Problems = []
    reader = _reader(number)
    tables[Source] = sources = _table(document, "sources", "id", reader.source, problems)
    tables[State] = states = _table(document, "states", "key", reader.state, problems)
    actions = _log(document, reader.action, problems)
    treaty = None
    try:
        treaty = reader.treaty({**document, "actions": () if problems else actions}, Treaty)
    except ClassValidationError as error:
        treaty_problems = _problems(error, "$")
        if problems:  # unreadable actions give no day of entry into force
            rules = [rule for rule in _broken_rules(error) if rule[0] == "$.stated_in_force_on"]
            treaty_problems = [problem for problem in treaty_problems if problem not in rules]
        problems += _renumbered(treaty_problems, actions)
    if problems or treaty is None or states is None or sources is None:
        raise DataError(problems)
    used_states = {action.state.key: action.state for action in treaty.actions}
    used_sources = {source.id for source in _sources(treaty, used_states)}
    unused = [
        (f"$.states.{key}", "is used by no action") for key in states if key not in used_states
    ]
    unused += [
        (f"$.sources.{key}", "is used nowhere") for key in sources if key not in used_sources
    ]
    if unused:
        raise DataError(unused)
    return treaty


def _format_of(treaty: Treaty) -> int:
    """Return the number of the earliest format that can hold a Treaty."""
    needs_more = any(
        action.kind in _NEW_KINDS
        or action.effective_on is not None
        or action.state.not_counted_from is not None
        for action in treaty.actions
    )
    return 2 if needs_more else 1


def _left_out(kind: type, number: int) -> dict[str, Any]:
    """Return the keys of a type that a format lacks, as cattrs leaves them out."""
    return {_NEW_KEYS[kind]: override(omit=True)} if number == 1 and kind in _NEW_KEYS else {}


def _sources(treaty: Treaty, states: Mapping[str, State]) -> Iterator[Source]:
    yield from treaty.sources
    for state in states.values():
        yield from state.sources


def _parsed(text: str | bytes) -> dict[str, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            times = Counter(name for name, _ in pairs)
            twice = next(name for name in times if times[name] > 1)
            raise DataError([("$", f"one object has the key {shown(twice)} twice")])
        return members

    def refused(constant: str) -> NoReturn:
        raise DataError([("$", f"{constant} is not JSON")])

    if not isinstance(text, (str, bytes)):
        raise TypeError(
            f"{shown(text)} is neither a string nor bytes; pass what opcat.to_json returned"
        )
    try:
        written = text if isinstance(text, str) else text.decode("utf-8")
        written.encode("utf-8")
        # Editors on Windows put a byte order mark before UTF-8, and a reader may ignore it
        # (RFC 8259, section 8.1).
        written = written.removeprefix("\ufeff")
        document = json.loads(written, object_pairs_hook=unique, parse_constant=refused)
        _refuse_halves(written, document)
    except UnicodeError as error:
        raise DataError([("$", f"is not UTF-8: {error}")]) from None
    except RecursionError:
        raise DataError([("$", "is nested too deeply")]) from None
    except DataError:
        raise
    except ValueError as error:
        raise DataError([("$", f"is not JSON: {error}")]) from None
    if not isinstance(document, dict):
        raise DataError([("$", f"is {shown(document)}, not an object")])
    return document


def _refuse_halves(written: str, document: object) -> None:
    """Refuse a lone surrogate, which JSON can escape but no file can store."""
    if not _SURROGATE.search(written):
        return
    try:
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        half = error.object[error.start]
        reason = (
            f"holds {half!a}, a lone surrogate, which is not a character; write both halves "
            "of the pair"
        )
        raise DataError([("$", reason)]) from None


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""Escaped surrogates; this also finds both halves of a pair."""


_Tables = dict[type, Mapping[str, Any] | None]
_TABLES: ContextVar[_Tables] = ContextVar("_TABLES")
"""The sources and the States of the document that is being read, by key: None for a damaged one.

So the converter is made once and not for each document: it refers to these.
"""


class _Writer(NamedTuple):
    treaty: Callable[[Treaty], dict[str, Any]]
    state: Callable[[State], dict[str, Any]]
    source: Callable[[Source], dict[str, Any]]


@cache
def _writer(number: int) -> _Writer:
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
    return _Writer(converter.unstructure, state, source)


class _Reader(NamedTuple):
    treaty: Callable[[dict[str, Any], type[Treaty]], Treaty]
    action: Callable[[object, object], Action]
    state: Callable[[object, object], State]
    source: Callable[[object, object], Source]


@cache
def _reader(number: int) -> _Reader:
    """Return what reads values in a format; within others, States and sources are those of the tables."""
    converter = _converter(number)
    source = _object(number, Source, converter)
    converter.register_structure_hook(Source, _reference(Source, "source"))
    state = _object(number, State, converter)
    converter.register_structure_hook(State, _reference(State, "State"))
    read = override(struct_hook=lambda actions, _: actions)
    facts = override(struct_hook=_fact_sources(converter))
    treaty = make_dict_structure_fn(Treaty, converter, actions=read, fact_sources=facts)
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


def _fact_sources(converter: Converter) -> Callable[[object, object], Any]:
    def fact_sources(value: object, _: object) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"{shown(value)} is not an object")
        kind = tuple[Source, ...]
        pairs = []
        problems = []
        for fact, cited in value.items():
            try:
                pairs.append((fact, converter.structure(cited, kind)))
            except (IterableValidationError, ValueError) as error:
                problems += _problems(error, f".{fact}")
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
        table = _TABLES.get()[kind]
        if table is None:
            raise _ReportedError
        if not isinstance(value, str) or value not in table:
            raise ValueError(f"{shown(value)} is not a {noun} of this document")
        if table[value] is None:
            raise _ReportedError
        return table[value]

    return reference


def _table(
    document: dict[str, Any],
    name: str,
    key: str,
    read: Callable[[object, object], _T],
    problems: _Problems,
) -> dict[str, _T | None] | None:
    """Take a table out of the document.

    Returns:
        Its values by key, None for a damaged one; None where there is no table.
    """
    rows = document.pop(name, None)
    if not isinstance(rows, dict):
        missing = "is missing" if rows is None else f"{shown(rows)} is not an object"
        problems.append((f"$.{name}", missing))
        return None
    table: dict[str, _T | None] = {}
    for row_key, row in rows.items():
        path = f"$.{name}.{row_key}"
        table[row_key] = None
        if not isinstance(row, dict) or key in row:
            wrong = f"repeats its {key!r}" if isinstance(row, dict) else "is not an object"
            problems.append((path, wrong))
            continue
        try:
            table[row_key] = read({**row, key: row_key}, None)
        except ClassValidationError as error:
            problems += _problems(error, path)
    return table


def _log(
    document: dict[str, Any], read: Callable[[object, object], Action], problems: _Problems
) -> tuple[Action, ...]:
    """Take the actions out of the document, as far as they can be read.

    They are read one by one, so that what cattrs keeps of a bad one is freed before the next.
    """
    if "actions" not in document:
        problems.append(("$.actions", "is missing"))
        return ()
    listed = document.pop("actions")
    if not isinstance(listed, list):
        problems.append(("$.actions", f"{shown(listed)} is not an array"))
        return ()
    actions: list[Action] = []
    for index, row in enumerate(listed):
        try:
            actions.append(read(row, None))
        except (ClassValidationError, ValueError) as error:
            problems += _problems(error, f"$.actions[{index}]")
    return tuple(actions)


def _problems(error: BaseException, path: str) -> _Problems:
    """Return the problems of an error of cattrs or of a value: paths and reasons."""
    if isinstance(error, ClassValidationError):
        fields, others = error.group_exceptions()
        problems = [
            problem
            for inner, note in fields
            for problem in _problems(
                inner, path if type(inner) is KeyError else f"{path}.{note.name}"
            )
        ]
        return problems + [problem for inner in others for problem in _problems(inner, path)]
    if isinstance(error, IterableValidationError):
        members, _ = error.group_exceptions()
        return [p for inner, note in members for p in _problems(inner, f"{path}[{note.index}]")]
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


def _broken_rules(error: ClassValidationError) -> _Problems:
    _, others = error.group_exceptions()
    return [
        problem
        for inner in others
        if isinstance(inner, InvariantError)
        for problem in _problems(inner, "$")
    ]


def _renumbered(problems: _Problems, actions: Sequence[Action]) -> _Problems:
    """Return problems of actions, numbered as in the document.

    A Treaty keeps its actions in chronological order; a document may have them in any order.
    """
    order = sorted(range(len(actions)), key=lambda index: action_order(actions[index]))
    numbers = {f"$.actions[{new}]": f"$.actions[{old}]" for new, old in enumerate(order)}
    return [(numbers.get(path, path), reason) for path, reason in problems]
