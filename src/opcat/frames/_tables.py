"""The record as tables: values of the package to columns, by the types of their fields."""

import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import attrs

from opcat._asking import asked_treaty
from opcat._background import Milestone, Related, background
from opcat._bundled import packaged
from opcat._days import PartialDate
from opcat._declarations import Declaration, Territory, declarations, territories
from opcat._model import Action, Counts, Source, State, StateStatus
from opcat._overdue import OverdueEntry, overdue_mechanisms
from opcat._periods import Period
from opcat._practice import Mechanism, Visit, mechanisms, visits
from opcat._reconcile import ReportedFigure, reported_figures
from opcat._resolve import states
from opcat._terms import ActionKind, Standing, Term, term
from opcat._treaty import Treaty
from opcat.errors import VocabularyError
from opcat.frames._backends import BACKENDS, Backends, Col

__all__ = ["ArrowStream", "arrow_stream", "to_frame"]


class _Table(NamedTuple):
    """A table by name: what its rows are, and where they come from."""

    rows_of: Any
    rows: Callable[[Treaty], Iterable[Any]]


class _Change:
    """What a row of the timeline is: a day, and the `Counts` from it on."""


_TABLES = {
    "actions": _Table(Action, lambda treaty: treaty.actions),
    "declarations": _Table(Declaration, lambda _: declarations()),
    "mechanisms": _Table(Mechanism, lambda _: mechanisms()),
    "milestones": _Table(Milestone, lambda _: background().milestones),
    "overdue_mechanisms": _Table(OverdueEntry, lambda _: overdue_mechanisms().entries),
    "periods": _Table(Period, lambda _: ()),
    "related": _Table(Related, lambda _: background().related),
    "reported_figures": _Table(ReportedFigure, lambda _: reported_figures()),
    "sources": _Table(Source, lambda _: packaged.sources.values()),
    "states": _Table(State, lambda _: states()),
    "statuses": _Table(StateStatus, lambda treaty: treaty.statuses),
    "territories": _Table(Territory, lambda _: territories()),
    "timeline": _Table(_Change, lambda treaty: treaty.tally()),
    "visits": _Table(Visit, lambda _: visits()),
}


def to_frame(
    what: str | Iterable[Any],
    *,
    backend: str = "pandas",
    of: str | None = None,
    treaty: Treaty | None = None,
) -> Any:
    """Return a part of the record as a table.

    The columns follow from the type of the values. A State becomes ``alpha_3`` and ``state``, a
    date known in part its text and the first and last day that it can be, a vocabulary a category,
    sources their ids with ``;`` between. Days are dates; in pandas, which has none, midnights.

    Args:
        what: the name of a table (``"statuses"``, ``"actions"``, ``"states"``, ``"sources"``,
            ``"timeline"``, ``"mechanisms"``, ``"visits"``, ``"declarations"``, ``"territories"``,
            ``"overdue_mechanisms"``, ``"reported_figures"``, ``"milestones"``, ``"related"``), or
            what a query returned: a tuple of values of one type.
        backend: ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        of: the table that a tuple belongs to, where it is empty, as above or ``"periods"``.
        treaty: the Treaty that statuses, actions and the timeline are of; by default the packaged
            one.

    Raises:
        VocabularyError: there is no such table or backend.
        TypeError: `what` holds something else, or values of more than one type.
        ValueError: `what` is empty, and `of` is not given.

    Example:
        >>> import opcat
        >>> from opcat import frames
        >>> statuses = frames.to_frame("statuses", backend="polars")
        >>> statuses["is_party"].sum(), statuses.schema["deposited_on"]
        (96, Date)
        >>> visits = frames.to_frame(opcat.visits(state="Mexico"), backend="pandas")
        >>> print(visits[["state", "start", "start_earliest"]].to_string(index=False))
         state      start start_earliest
        Mexico       2008     2008-01-01
        Mexico 2016-12-12     2016-12-12
        Mexico 2026-01-25     2026-01-25
    """
    library = BACKENDS[term(Backends, "backend", backend)]
    return library.table(_columns(what, of, treaty))


class ArrowStream:
    """A table for whatever reads Arrow: it has ``__arrow_c_stream__`` and nothing else."""

    def __init__(self, columns: tuple[Col, ...]) -> None:
        self._columns = columns

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the table as a capsule that holds an Arrow stream."""
        try:
            made = BACKENDS[Backends.PYARROW].table(self._columns)
        except ModuleNotFoundError:
            made = BACKENDS[Backends.POLARS].table(self._columns)
        return made.__arrow_c_stream__(requested_schema)


def arrow_stream(
    what: str | Iterable[Any], *, of: str | None = None, treaty: Treaty | None = None
) -> ArrowStream:
    """Return a part of the record as a stream for whatever reads Arrow.

    The result has the method ``__arrow_c_stream__`` (the Arrow PyCapsule interface), which DuckDB,
    DataFusion, Polars, pandas and others read. It is made with PyArrow, or else with Polars.

    Args:
        what: as for `opcat.frames.to_frame`.
        of: as for `opcat.frames.to_frame`.
        treaty: as for `opcat.frames.to_frame`.

    Raises:
        VocabularyError, TypeError, ValueError: as for `opcat.frames.to_frame`.

    Example:
        >>> import duckdb
        >>> from opcat import frames
        >>> visits = frames.arrow_stream("visits")
        >>> duckdb.sql("SELECT count(*) FROM visits WHERE kind = 'regular'").fetchall()
        [(69,)]
    """
    return ArrowStream(_columns(what, of, treaty))


def _columns(what: str | Iterable[Any], of: str | None, treaty: Treaty | None) -> tuple[Col, ...]:
    asked = asked_treaty(treaty)
    if isinstance(what, str):
        table = _named("what", what)
        rows = tuple(table.rows(asked))
        kind = table.rows_of
    else:
        rows = tuple(what)
        kind = _kind_of(rows) if of is None else _named("of", of).rows_of
    return tuple(
        Col(part.name, part.kind, [part.get(row) for row in rows], part.optional)
        for part in _parts(kind)
    )


def _named(argument: str, name: str) -> _Table:
    if name not in _TABLES:
        raise VocabularyError(argument, name, _TABLES)
    return _TABLES[name]


def _kind_of(rows: tuple[Any, ...]) -> Any:
    kinds = {type(row) for row in rows}
    if not kinds:
        raise ValueError("what= is empty, so its columns are not known; name them: of='visits'")
    kind = kinds.pop()
    if kind is tuple and not kinds and all(isinstance(row[-1], Counts) for row in rows):
        return _Change
    if kinds or not attrs.has(kind):
        raise TypeError(
            "what= is not a tuple of values of one type; pass what one query returned, or the name "
            f"of a table: {', '.join(_TABLES)}"
        )
    return kind


class _Part(NamedTuple):
    """One column of the table of a type."""

    name: str
    kind: Any
    get: Callable[[Any], Any]
    optional: bool


@cache
def _parts(kind: Any) -> tuple[_Part, ...]:
    """Return the columns of the table of a type."""
    if kind is _Change:
        counts = (_part(field.name, int, attrgetter(field.name)) for field in attrs.fields(Counts))
        count_parts = [_within(part, itemgetter(1)) for found in counts for part in found]
        return (*_part("date", date, itemgetter(0)), *count_parts)
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
    else:
        fields = typing.get_type_hints(kind)
    return tuple(
        part
        for path, hint in fields.items()
        for part in _part(path.split(".")[0], hint, _getter(path))
    )


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


def _within(part: _Part, get: Callable[[Any], Any], *, optional: bool = False) -> _Part:
    return part._replace(get=_maybe(get, part.get), optional=part.optional or optional)


def _part(name: str, hint: Any, get: Callable[[Any], Any]) -> Iterator[_Part]:
    """Yield the columns that one field becomes: one, several or none."""
    kinds = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    optional = type(None) in kinds
    [kind] = [kind for kind in kinds if kind is not type(None)]
    if kind in (str, date, bool, int):
        yield _Part(name, kind, get, optional)
    elif kind is State:
        yield _Part("alpha_3", str, _maybe(get, attrgetter("alpha_3")), optional=True)
        yield _Part("state", str, _maybe(get, attrgetter("name")), optional)
    elif kind is Source:
        yield _Part(name, str, _maybe(get, attrgetter("id")), optional)
    elif kind is PartialDate:
        yield _Part(name, str, _maybe(get, str), optional)
        yield _Part(f"{name}_earliest", date, _maybe(get, attrgetter("earliest")), optional)
        yield _Part(f"{name}_latest", date, _maybe(get, attrgetter("latest")), optional)
    elif kind is Period:
        for part in _parts(Period):
            yield _within(part._replace(name=f"{name}_{part.name}"), get, optional=optional)
    elif kind == tuple[Source, ...]:
        yield _Part(name, str, _listed(get, attrgetter("id"), ";"), optional=True)
    elif kind == tuple[str, ...]:
        yield _Part(name, str, _listed(get, str, "; "), optional=True)
    elif isinstance(kind, type) and issubclass(kind, Term):
        yield _Part(name, kind, _maybe(get, attrgetter("value")), optional)


def _listed(
    get: Callable[[Any], Any], each: Callable[[Any], str], between: str
) -> Callable[[Any], str | None]:
    return lambda row: between.join(map(each, get(row))) or None
