"""Values of the package as rows of plain columns, by the types of their fields.

A State becomes its code and its name; a partial date its text and the first and last possible day;
a member of a vocabulary its word; sources their ids.
"""

import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import attrs

from opcat._core.days import PartialDate
from opcat._core.model import Action, Source, State
from opcat._core.periods import Period
from opcat._core.status import Counts, StateStatus
from opcat._core.terms import ActionKind, RegionalGroup, Standing, Term
from opcat._names.arguments import check_treaty
from opcat._names.columns import ResolvedNames
from opcat._names.which_treaty import parent_of, says_who_may_join
from opcat._output.tables import TABLES, Article17DecadeRow, Article17Row, TimelineRow, UptakeRow
from opcat._practice.declarations import Declaration
from opcat._practice.visit_reports import VisitReport
from opcat._questions.article_17 import Article17
from opcat._questions.eligibility import eligible_since
from opcat._questions.uptake import Uptake
from opcat._record.files import joined
from opcat._record.record import Asked, Record, files_of, packaged

PAIRS: Mapping[Any, tuple[Any, Any]] = types.MappingProxyType(
    {
        TimelineRow: (date, Counts),
        UptakeRow: (RegionalGroup | None, Uptake),
        Article17Row: (RegionalGroup | None, Article17),
        Article17DecadeRow: (int, Article17),
    }
)
"""What the rows of an answer are that are pairs: the types of the first and of the second."""
_COLUMNS = {"group": "regional_group"}
"""The columns of fields that the files of the record, and other tables, call by another name."""
_REPEATED = ("mechanism_alpha_3", "mechanism_state")
"""Columns that say again what others say: a mechanism is that of the party in its row."""
_FIRST = {TimelineRow: "date", Article17DecadeRow: "decade"}
"""What the first of a pair is called, where it is no regional group."""


_OF_PAIRS = {Uptake: ("by_group",), Article17: ("by_group", "by_decade")}
"""The fields of a value that are tables by themselves, and have no column."""


def is_pair(row: tuple[Any, ...], first: Any, second: Any) -> bool:
    return len(row) == 2 and isinstance(row[0], first) and isinstance(row[1], second)


class Part(NamedTuple):
    """One column of the table of a type.

    Attributes:
        name: the column's name.
        kind: `str`, `date`, `bool`, `int`, `float`, or a vocabulary, whose words are given by value.
        get: takes the cell out of a value.
        optional: whether the cell may be missing.
        members: takes the members out of a value if the cell is a list of them, joined.
    """

    name: str
    kind: Any
    get: Callable[[Any], Any]
    optional: bool
    members: Callable[[Any], tuple[str, ...]] | None = None


def parts_of(kind: Any, treaty: Asked | None = None, rows: Iterable[Any] = ()) -> tuple[Part, ...]:
    """Return the columns of the table of a type.

    Args:
        kind: the type of its rows.
        treaty: the treaty or the record by which a status has its ``eligible_on``; by default the
            packaged record.
        rows: values of unknown origin. If a status among them is not as in the packaged Protocol,
            they are of another treaty, and without `treaty` none has its ``eligible_on``.
    """
    parts = _parts_of(kind)
    if kind is not StateStatus or (treaty is None and all(map(_is_packaged, rows))):
        return parts
    get = _never if treaty is None else partial(_eligible_on, treaty)
    return tuple(part._replace(get=get) if part.name == "eligible_on" else part for part in parts)


@cache
def _parts_of(kind: Any) -> tuple[Part, ...]:
    if kind in PAIRS:
        first, second = PAIRS[kind]
        head = _part(_FIRST.get(kind, "regional_group"), first, itemgetter(0))
        return (*head, *_second(second))
    asked: dict[str, Callable[[Any], Any]] = {}
    if kind is StateStatus:
        asked = {"eligible_on": partial(_eligible_on, None)}
        fields: Mapping[str, Any] = {
            "state": State,
            "standing": Standing,
            "is_party": bool,
            "is_signatory": bool,
            "eligible_on": date | None,
            "signed_on": date | None,
            "consent.kind": ActionKind | None,
            "deposited_on": date | None,
            "in_force_on": date | None,
            "withdrawn_on": date | None,
            "as_of": date,
            "sources": tuple[Source, ...],
        }
    elif kind in _OF_PAIRS:
        fields = {name: hint for name, hint in _hints(kind).items() if name not in _OF_PAIRS[kind]}
    else:
        if (refusal := refusal_of(kind)) is not None:
            raise TypeError(refusal)
        fields = _hints(kind)
    return tuple(
        part
        for path, hint in fields.items()
        for part in _part(_column(path), hint, asked.get(path) or _getter(path))
        if part.name not in _REPEATED
    )


def _column(path: str) -> str:
    name = path.partition(".")[0]
    return _COLUMNS.get(name, name)


def _is_packaged(status: StateStatus) -> bool:
    """Tell whether the packaged Protocol has the acts of a status."""
    return packaged.treaty.status_on(status.state, status.as_of).actions == status.actions


def _never(_: StateStatus) -> None:
    """Return no day: it is not known which treaty the State could join."""


def _eligible_on(treaty: Asked | None, status: StateStatus) -> date | None:
    """Return since when the State may join, of a treaty of which it is known who may."""
    asked = check_treaty(treaty)
    if not says_who_may_join(asked):
        return None
    if (
        isinstance(treaty, Record)
        and asked.open_to is None
        and "convention.csv" not in treaty.file_names
    ):
        return None  # nothing is taken from another record
    parent = parent_of(asked, files_of(treaty))
    return eligible_since(status.state, status.as_of, asked, parent)


def refusal_of(kind: Any) -> str | None:
    """Return why a type of value has no table, and what to pass instead; None if it has one."""
    unfit = [name for name, hint in _hints(kind).items() if not _fits(hint)]
    if kind is StateStatus or kind in _OF_PAIRS or (_hints(kind) and not unfit):
        return None
    held = (
        ["[state for _, state in value.resolved]"]
        if kind is ResolvedNames
        else [*_held(kind, "value")]
    )
    why = f"what it holds does not fit into a row ({', '.join(unfit)})" if unfit else "it is empty"
    instead = " or ".join(held) or f"the name of a table: {', '.join(TABLES)}"
    return f"there is no table of {kind.__name__} values, because {why}; pass {instead}"


def _held(kind: Any, path: str) -> Iterator[str]:
    """Yield the paths of the values that have tables."""
    for name, hint in _hints(kind).items():
        inner = _of_tuple(hint)
        if (
            attrs.has(inner)
            and inner is not Source
            and (not _hints(inner) or not refusal_of(inner))
        ):
            yield f"{path}.{name}"
        elif attrs.has(hint) and not _fits(hint):
            yield from _held(hint, f"{path}.{name}")


def _hints(kind: Any) -> Mapping[str, Any]:
    """Return the fields of a type with their types, as objects, not strings."""
    return {field.name: field.type for field in attrs.fields(kind)}


def _second(kind: Any) -> Iterator[Part]:
    """Yield the columns of the second value of a pair."""
    return (_within(part, itemgetter(1)) for part in _parts_of(kind))


def _getter(path: str) -> Callable[[Any], Any]:
    name, _, inner = path.partition(".")
    get = attrgetter(name)
    return _maybe(get, attrgetter(inner)) if inner else get


def _maybe(
    outer: Callable[[Any], Any], inner: Callable[[Any], Any], otherwise: object = None
) -> Callable[[Any], Any]:
    """Return `inner` of `outer`, or a default if that is None."""

    def get(row: Any) -> Any:
        value = outer(row)
        return otherwise if value is None else inner(value)

    return get


def _within(part: Part, get: Callable[[Any], Any], *, optional: bool = False) -> Part:
    of = part.members
    members = None if of is None else _maybe(get, of, ())
    inner = part._replace(get=_maybe(get, part.get), optional=part.optional or optional)
    return inner._replace(members=members)


def _part(name: str, hint: Any, get: Callable[[Any], Any]) -> Iterator[Part]:
    """Yield the columns that one field becomes: one or several."""
    kinds = _alternatives(hint)
    optional = type(None) in typing.get_args(hint)
    kind = kinds[0]
    if len(kinds) > 1:
        yield Part(name, str, _maybe(get, str), optional)
    elif kind in (str, date, bool, int, float):
        yield Part(name, kind, get, optional)
    elif kind is State and name == "state":
        yield Part("alpha_3", str, _maybe(get, attrgetter("alpha_3")), optional=True)
        yield Part("state", str, _maybe(get, attrgetter("name")), optional)
    elif kind is Source:
        yield Part(name, str, _maybe(get, attrgetter("id")), optional)
    elif kind is PartialDate:
        yield Part(name, str, _maybe(get, str), optional)
        yield Part(f"{name}_earliest", date, _maybe(get, attrgetter("earliest")), optional)
        yield Part(f"{name}_latest", date, _maybe(get, attrgetter("latest")), optional)
    elif issubclass(kind, Term):
        yield Part(name, kind, _maybe(get, attrgetter("value")), optional)
    elif kind is tuple:
        yield _listed(name, get, _LISTED[_of_tuple(hint)])
    else:
        for part in _parts_of(kind):
            yield _within(part._replace(name=f"{name}_{part.name}"), get, optional=optional)


def _interval(period: Period) -> str:
    """Return a period as in ISO 8601: half-open, with two points if it still lasts."""
    return f"{period.start}/{period.stop or '..'}"


def _postponement(made: Declaration) -> str:
    """Return a declaration under article 24: when it was made, of what, and for which days."""
    return f"{made.made_on} {made.postpones} {made.postponed_from}/{made.postponed_until}"


def _report(report: VisitReport) -> str:
    """Return a report of a visit: its symbol and its addressee."""
    return f"{report.symbol} {report.addressee}"


_LISTED: Mapping[Any, Callable[[Any], str]] = types.MappingProxyType(
    {
        Action: str,
        Declaration: _postponement,
        Period: _interval,
        Source: attrgetter("id"),
        VisitReport: _report,
        str: str,
    }
)
"""The types that may occur several times in a cell, each with its format."""


def _alternatives(hint: Any) -> list[Any]:
    """Return the possible classes of a field's value, without None."""
    kinds = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return [typing.get_origin(kind) or kind for kind in kinds if kind is not type(None)]


def _of_tuple(hint: Any) -> Any:
    """Return the member type of a tuple of any length, or None for any other type."""
    inner = typing.get_args(hint)
    return inner[0] if typing.get_origin(hint) is tuple and inner[1:] == (...,) else None


def _fits(hint: Any) -> bool:
    """Tell whether there are columns for a field."""
    kinds = _alternatives(hint)
    if len(kinds) > 1:
        return set(kinds) <= {str, date}
    if kinds == [tuple]:
        return _of_tuple(hint) in _LISTED
    [kind] = kinds
    return (
        kind in (str, date, bool, int, float, PartialDate) or issubclass(kind, Term) or _nests(kind)
    )


def _nests(kind: Any) -> bool:
    """Tell whether a value of this type may have columns of its own in a row."""
    return attrs.has(kind) and all(map(_fits, _hints(kind).values()))


def _listed(name: str, get: Callable[[Any], Any], each: Callable[[Any], str]) -> Part:
    def members(row: Any) -> tuple[str, ...]:
        return tuple(map(each, get(row)))

    def cell(row: Any) -> str | None:
        return joined(name, members(row)) or None

    return Part(name, str, cell, optional=True, members=members)
