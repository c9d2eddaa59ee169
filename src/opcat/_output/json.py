"""Treaty <-> JSON, lossless and strict: whole documents.

The two formats are described by the JSON Schemas ``treaty-1.json`` and ``treaty-2.json`` in
``docs/schema``: the Treaty's own fields, with its States and sources held once, by key and id, and
named by these wherever they are used. Format 2 has keys and words that format 1 lacks, and is
written only where a Treaty needs one.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, SupportsIndex, TypeVar

from opcat._core.model import Action, Source, State, action_order
from opcat._core.scalars import whole_number
from opcat._core.treaty import Treaty
from opcat._output.json_values import (
    TABLES,
    DamagedValueError,
    Problems,
    Tables,
    broken_rules_of,
    format_of,
    problems_of,
    reader_of,
    writer_of,
)
from opcat.errors import DataError, shown

FORMATS = (1, 2)
"""The numbers of the formats. A new one comes when a reader of the earlier ones could go wrong."""

_T = TypeVar("_T")


def to_json(treaty: Treaty, *, indent: SupportsIndex | None = 2) -> str:
    """Return a Treaty as JSON: the log, its facts and sources, and nothing derived.

    Equal Treaties give the same text. It is of format 2 if the Treaty says who it is open to, or has
    a succession with its day of effect, a participant that is no longer counted, a signature that
    was withdrawn or a denunciation that was revoked, and of format 1 otherwise.

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
    number = format_of(treaty)
    writer = writer_of(number)
    states = _states(treaty)
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
    tables: Tables = {}
    token = TABLES.set(tables)
    try:
        return _read(document, number, tables)
    finally:
        TABLES.reset(token)


def _read(document: dict[str, Any], number: int, tables: Tables) -> Treaty:
    """Return the Treaty of a document, whose tables are filled on the way."""
    problems: Problems = []
    reader = reader_of(number)
    tables[Source] = sources = _table(document, "sources", "id", reader.source, problems)
    tables[State] = states = _table(document, "states", "key", reader.state, problems)
    actions = _log(document, reader.action, problems)
    treaty = None
    try:
        treaty = reader.treaty({**document, "actions": () if problems else actions}, Treaty)
    except DamagedValueError as error:
        treaty_problems = problems_of(error, "$")
        if problems:  # unreadable actions give no day of entry into force
            rules = [rule for rule in broken_rules_of(error) if rule[0] == "$.stated_in_force_on"]
            treaty_problems = [problem for problem in treaty_problems if problem not in rules]
        problems += _renumbered(treaty_problems, actions)
    if problems or treaty is None or states is None or sources is None:
        raise DataError(problems)
    used_states = _states(treaty)
    used_sources = {source.id for source in _sources(treaty, used_states)}
    unused = [(f"$.states.{key}", "is used nowhere") for key in states if key not in used_states]
    unused += [
        (f"$.sources.{key}", "is used nowhere") for key in sources if key not in used_sources
    ]
    if unused:
        raise DataError(unused)
    return treaty


def _states(treaty: Treaty) -> dict[str, State]:
    """Return the States that a Treaty names, by key."""
    named = (*(treaty.open_to or ()), *(action.state for action in treaty.actions))
    return {state.key: state for state in named}


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


def _table(
    document: dict[str, Any],
    name: str,
    key: str,
    read: Callable[[object, object], _T],
    problems: Problems,
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
        except DamagedValueError as error:
            problems += problems_of(error, path)
    return table


def _log(
    document: dict[str, Any], read: Callable[[object, object], Action], problems: Problems
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
        except (DamagedValueError, ValueError) as error:
            problems += problems_of(error, f"$.actions[{index}]")
    return tuple(actions)


def _renumbered(problems: Problems, actions: Sequence[Action]) -> Problems:
    """Return problems of actions, numbered as in the document.

    A Treaty keeps its actions in chronological order; a document may have them in any order.
    """
    order = sorted(range(len(actions)), key=lambda index: action_order(actions[index]))
    numbers = {f"$.actions[{new}]": f"$.actions[{old}]" for new, old in enumerate(order)}
    return [(numbers.get(path, path), reason) for path, reason in problems]
