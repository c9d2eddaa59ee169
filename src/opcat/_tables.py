"""Values of the package as rows of plain columns, by the types of their fields.

A State becomes its code and its name, a date known in part its text and the first and last day that
it can be, a word of a vocabulary its value, sources their ids.
"""

import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import attrs

from opcat._background import Milestone, Related, background
from opcat._bundled import packaged
from opcat._days import PartialDate
from opcat._declarations import Declaration, declarations
from opcat._eligibility import Uptake, uptake
from opcat._figures import ReportedFigure, reported_figures
from opcat._mechanisms import Mechanism, mechanisms
from opcat._model import Action, Source, State
from opcat._overdue import OverdueEntry, overdue_mechanisms
from opcat._periods import Period
from opcat._resolve import states
from opcat._standing import Counts, StateStatus
from opcat._terms import ActionKind, RegionalGroup, Standing, Term
from opcat._territories import Territory, territories
from opcat._treaty import Treaty
from opcat._visits import Visit, visits
from opcat.errors import VocabularyError

__all__ = ["TABLES", "NamedTable", "Part", "kind_named", "kind_of", "named", "parts_of"]


class NamedTable(NamedTuple):
    """A table by name: what its rows are, and where they come from."""

    rows_of: Any
    rows: Callable[[Treaty], Iterable[Any]]


class TimelineRow:
    """What a row of the timeline is: a day, and the `Counts` from it on."""


class UptakeRow:
    """What a row of `Uptake.by_group` is: a regional group or None, and its `Uptake`."""


TABLES: Mapping[str, NamedTable] = types.MappingProxyType(
    {
        "actions": NamedTable(Action, lambda treaty: treaty.actions),
        "declarations": NamedTable(Declaration, lambda _: declarations()),
        "mechanisms": NamedTable(Mechanism, lambda _: mechanisms()),
        "milestones": NamedTable(Milestone, lambda _: background().milestones),
        "overdue_mechanisms": NamedTable(OverdueEntry, lambda _: overdue_mechanisms().entries),
        "related": NamedTable(Related, lambda _: background().related),
        "reported_figures": NamedTable(ReportedFigure, lambda _: reported_figures()),
        "sources": NamedTable(Source, lambda _: packaged.sources.values()),
        "states": NamedTable(State, lambda _: states()),
        "statuses": NamedTable(StateStatus, lambda treaty: treaty.statuses),
        "territories": NamedTable(Territory, lambda _: territories()),
        "timeline": NamedTable(TimelineRow, lambda treaty: treaty.tally()),
        "uptake": NamedTable(UptakeRow, lambda treaty: uptake(treaty=treaty).by_group),
        "visits": NamedTable(Visit, lambda _: visits()),
    }
)


_KINDS: Mapping[str, Any] = types.MappingProxyType(
    {**{name: table.rows_of for name, table in TABLES.items()}, "periods": Period}
)
"""What the rows of a table are, by its name; of periods the record has none that are not asked."""


def named(argument: str, name: str) -> NamedTable:
    """Return a table by its name.

    Raises:
        VocabularyError: there is no such table.
    """
    if name not in TABLES:
        raise VocabularyError(argument, name, TABLES)
    return TABLES[name]


def kind_named(argument: str, name: object) -> Any:
    """Return the type of the rows of a table, as `parts_of` takes it, by the table's name.

    Raises:
        VocabularyError: there is no such table.
    """
    if not isinstance(name, str) or name not in _KINDS:
        raise VocabularyError(argument, name, sorted(_KINDS))
    return _KINDS[name]


def kind_of(rows: tuple[Any, ...]) -> Any:
    """Return the one type that values have, as `parts_of` takes it.

    Raises:
        TypeError: they have more than one, or one that no query returns.
        ValueError: there are none.
    """
    kinds = {type(row) for row in rows}
    if not kinds:
        raise ValueError("what= is empty, so its columns are not known; name them: of='visits'")
    kind = kinds.pop()
    if kind is tuple and not kinds:
        for inner, pair in ((Counts, TimelineRow), (Uptake, UptakeRow)):
            if all(len(row) == 2 and isinstance(row[1], inner) for row in rows):
                return pair
    if kinds or not attrs.has(kind) or not parts_of(kind):
        raise TypeError(
            "what= is not a tuple of values of one type; pass what one query returned, or the name "
            f"of a table: {', '.join(TABLES)}"
        )
    return kind


class Part(NamedTuple):
    """One column of the table of a type.

    Attributes:
        name: the column's name.
        kind: `str`, `date`, `bool`, `int`, or a vocabulary, whose words are given by value.
        get: takes the cell out of a value.
        optional: whether the cell may be missing.
        members: takes the members out of a value where the cell is a list of them, joined.
        between: what stands between them.
    """

    name: str
    kind: Any
    get: Callable[[Any], Any]
    optional: bool
    members: Callable[[Any], tuple[str, ...]] | None = None
    between: str = ""


@cache
def parts_of(kind: Any) -> tuple[Part, ...]:
    """Return the columns of the table of a type."""
    if kind is TimelineRow:
        return (*_part("date", date, itemgetter(0)), *_second(Counts))
    if kind is UptakeRow:
        group = _part("regional_group", RegionalGroup | None, itemgetter(0))
        return (*group, *_second(Uptake))
    if kind is StateStatus:
        fields: Mapping[str, Any] = {
            "state": State,
            "standing": Standing,
            "is_party": bool,
            "is_signatory": bool,
            "signed_on": date | None,
            "consent.kind": ActionKind | None,
            "deposited_on": date | None,
            "in_force_on": date | None,
            "withdrawn_on": date | None,
            "as_of": date,
            "sources": tuple[Source, ...],
        }
    elif kind is Uptake:
        fields = {"as_of": date, "parties": int, "eligible": int, "sources": tuple[Source, ...]}
    else:
        fields = typing.get_type_hints(kind)
    return tuple(
        part
        for path, hint in fields.items()
        for part in _part(path.split(".")[0], hint, _getter(path))
    )


def _second(kind: Any) -> Iterator[Part]:
    """Yield the columns of the second value of a pair."""
    return (_within(part, itemgetter(1)) for part in parts_of(kind))


def _getter(path: str) -> Callable[[Any], Any]:
    name, _, inner = path.partition(".")
    get = attrgetter(name)
    return _maybe(get, attrgetter(inner)) if inner else get


def _maybe(outer: Callable[[Any], Any], inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return `inner` of `outer`, None where that is None."""

    def get(row: Any) -> Any:
        value = outer(row)
        return None if value is None else inner(value)

    return get


def _within(part: Part, get: Callable[[Any], Any], *, optional: bool = False) -> Part:
    of = part.members
    members = None if of is None else lambda row: of(get(row))
    found = part._replace(get=_maybe(get, part.get), optional=part.optional or optional)
    return found._replace(members=members)


def _part(name: str, hint: Any, get: Callable[[Any], Any]) -> Iterator[Part]:
    """Yield the columns that one field becomes: one, several or none."""
    kinds = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    optional = type(None) in kinds
    [kind] = [kind for kind in kinds if kind is not type(None)]
    if kind in (str, date, bool, int):
        yield Part(name, kind, get, optional)
    elif kind is State:
        yield Part("alpha_3", str, _maybe(get, attrgetter("alpha_3")), optional=True)
        yield Part("state", str, _maybe(get, attrgetter("name")), optional)
    elif kind is Source:
        yield Part(name, str, _maybe(get, attrgetter("id")), optional)
    elif kind is PartialDate:
        yield Part(name, str, _maybe(get, str), optional)
        yield Part(f"{name}_earliest", date, _maybe(get, attrgetter("earliest")), optional)
        yield Part(f"{name}_latest", date, _maybe(get, attrgetter("latest")), optional)
    elif kind is Period:
        for part in parts_of(Period):
            yield _within(part._replace(name=f"{name}_{part.name}"), get, optional=optional)
    elif kind == tuple[Source, ...]:
        yield _listed(name, get, attrgetter("id"), ";")
    elif kind == tuple[str, ...]:
        yield _listed(name, get, str, "; ")
    elif isinstance(kind, type) and issubclass(kind, Term):
        yield Part(name, kind, _maybe(get, attrgetter("value")), optional)


def _listed(name: str, get: Callable[[Any], Any], each: Callable[[Any], str], between: str) -> Part:
    def members(row: Any) -> tuple[str, ...]:
        return tuple(map(each, get(row)))

    def joined(row: Any) -> str | None:
        return between.join(members(row)) or None

    return Part(name, str, joined, optional=True, members=members, between=between)
