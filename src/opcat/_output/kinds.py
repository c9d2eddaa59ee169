"""Which table the values that a caller passes belong to."""

import types
from collections.abc import Mapping
from typing import Any

import attrs

from opcat._core.periods import Period
from opcat._output.parts import PAIRS, is_pair, parts_of, refusal_of
from opcat._output.tables import TABLES
from opcat.errors import VocabularyError

_KINDS: Mapping[str, Any] = types.MappingProxyType(
    {**{name: table.rows_of for name, table in TABLES.items()}, "periods": Period}
)
"""The type of the rows of a table, by its name; periods exist only as answers."""
_ANSWERS: Mapping[str, str] = types.MappingProxyType(
    {
        **dict.fromkeys(
            ("parties", "signatories", "pending_signatories", "non_parties"), "statuses"
        ),
        "when": "periods",
    }
)
"""The tables of the answers of questions that have another name."""


def _kind_named(argument: str, name: object) -> Any:
    """Return the type of the rows of a table, as `parts_of` takes it, by the table's name.

    Raises:
        VocabularyError: there is no such table.
    """
    if not isinstance(name, str) or (table := _ANSWERS.get(name, name)) not in _KINDS:
        raise VocabularyError(argument, name, sorted(_KINDS))
    return _KINDS[table]


def kind_of(rows: tuple[Any, ...], of: object = None, table: object = None) -> Any:
    """Return the one type of the values, as `parts_of` takes it.

    Args:
        rows: the values.
        of: the name of the table that they belong to, if the caller names it.
        table: the same, or their type, if they know it although there are none.

    Raises:
        TypeError: they have several types, a type without a table, or a different type from `of`.
        ValueError: there are no values, and `of` is not given.
        VocabularyError: there is no such table.
    """
    named_kind = None if of is None else _kind_named("of", of)
    if not rows:
        own: Any = _KINDS[table] if isinstance(table, str) else table
        if table is not None and own not in PAIRS and not (attrs.has(own) and attrs.fields(own)):
            own = None  # what several types have in common is no table
        if named_kind is None and own is None:
            raise ValueError(
                "values= is empty, so it does not say which columns its table has; name the table "
                f"that it belongs to, such as of='visits': {', '.join(sorted(_KINDS))}"
            )
        if None not in (own, named_kind) and own is not named_kind:
            raise TypeError(
                f"values= is an empty answer about {own.__name__}, and of={of!r} has rows of another "
                "type"
            )
        return own or named_kind
    kinds = list(dict.fromkeys(map(type, rows)))
    kind: Any = kinds[0]
    if kinds == [tuple]:
        for pair, (first, second) in PAIRS.items():
            if all(is_pair(row, first, second) for row in rows):
                kind = pair
    names = ", ".join(row_type.__name__ for row_type in kinds)
    if len(kinds) > 1:
        raise TypeError(
            f"values= holds values of several types ({names}); a table has rows of one type, so "
            "pass each type separately"
        )
    if kind not in PAIRS and not attrs.has(kind):
        raise TypeError(
            f"values= holds values of type {names}, and there is no table of these; pass what "
            f"one query returned, or the name of a table: {', '.join(TABLES)}"
        )
    if named_kind is not None and named_kind is not kind:
        raise TypeError(
            f"values= holds values of type {names}, and of={of!r} has rows of another type"
        )
    parts_of(kind)
    return kind


def no_rows(value: object) -> str:
    """Return why a value that is neither a string nor a tuple has no rows, and what to pass."""
    kind = type(value)
    refusal = refusal_of(kind) if attrs.has(kind) else None
    return refusal or (
        f"values= is of type {kind.__name__}; pass a tuple of values of one type, such as "
        f"(value,), or the name of a table: {', '.join(TABLES)}"
    )
