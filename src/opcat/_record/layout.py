"""From rows to values, by the types of a class's fields: the inverse of `opcat._output.parts`.

A class says what its table is: one column per field, and how each cell is read. `datapackage.json`
describes the same tables to people and to other programs; a test holds the two equal.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, get_args, get_origin

import attrs

from opcat._core.days import parse_day
from opcat._core.model import Source, State
from opcat._core.terms import Term, word_of
from opcat._record.files import PROBLEMS, Row, split
from opcat.errors import DataError, InvariantError

if TYPE_CHECKING:

    class Known(Protocol):
        """What rows name: the States, or other participants, and the sources of a record."""

        @property
        def sources(self) -> Mapping[str, Source]: ...
        def state(self, key: str) -> State: ...
        def cited(self, cell: str) -> tuple[Source, ...]: ...


_T = TypeVar("_T")

Hints = Mapping[str, Any]
"""The names of fields, and their types."""
Parse = Callable[[str], Any]


def hints_of(kind: Any, *without: str) -> dict[str, Any]:
    """Return the fields of an attrs class, or of a named tuple, with their types."""
    if attrs.has(kind):
        hints = {field.name: field.type for field in attrs.fields(kind)}
    else:
        hints = dict(kind.__annotations__)
    return {name: hint for name, hint in hints.items() if name not in without}


class Layout(Generic[_T]):
    """The layout of a file: one row per value, one column per field.

    A column has its field's name; that of a field `state` is ``alpha_3``.

    Args:
        file: the name of the file.
        make: makes a value of a row's cells, which are passed by the names of the fields.
        hints: the fields and their types; by default those of `make`, which is a class.
        columns: other names of columns, by field.
        earlier: names that columns had in earlier editions of the file, which are still read, with
            those of today.
        unclear: names that columns had and that meant something else, with what to do about them.
        order: the sort key of the values; by default they keep the order of the file.
    """

    def __init__(
        self,
        file: str,
        make: Callable[..., _T],
        hints: Hints | None = None,
        *,
        columns: Mapping[str, str] = MappingProxyType({}),
        earlier: Mapping[str, str] = MappingProxyType({}),
        unclear: Mapping[str, str] = MappingProxyType({}),
        order: Callable[[_T], Any] | None = None,
    ) -> None:
        self.file = file
        self.make = make
        self.hints = hints_of(make) if hints is None else hints
        self.columns = {name: columns.get(name, _USUAL.get(name, name)) for name in self.hints}
        self.earlier: Mapping[str, str] = earlier
        self.unclear: Mapping[str, str] = unclear
        self.order = order

    def reader(self, record: "Known") -> Callable[[Row], _T]:
        """Return a function that makes the value of a row.

        It raises `DataError` with all problems of the row.
        """
        make, columns = self.make, self.columns
        plan = [
            (field, columns[field], parser(hint, columns[field], record))
            for field, hint in self.hints.items()
        ]

        def read(row: Row) -> _T:
            cells, at = row.cells, row.columns
            try:
                return make(**{field: parse(cells[at[column]]) for field, column, parse in plan})
            except PROBLEMS:
                return whole(row)

        def whole(row: Row) -> _T:
            """Read a row cell by cell, to report all its problems."""
            values: dict[str, Any] = {}
            problems: list[tuple[str, str]] = []
            for field, column, parse in plan:
                try:
                    values[field] = row.read(column, parse)
                except DataError as error:
                    problems += error.problems
            if problems:
                raise DataError(problems)
            try:
                return make(**values)
            except InvariantError as error:
                raise DataError(
                    [(row.place(columns.get(field, field)), why) for field, why in error.problems]
                ) from None

        return read


_USUAL = {"state": "alpha_3"}


class _Read(dict[str, Any]):
    """The values of the cells of a column, each read once."""

    def __init__(self, parse: Parse, known: Mapping[str, Any]) -> None:
        super().__init__(known)
        self._parse = parse

    def __missing__(self, cell: str) -> Any:
        value = self[cell] = self._parse(cell)
        return value


def parser(hint: Any, column: str, record: "Known") -> Parse:
    """Return a function that reads a cell with a value of a type.

    An empty cell is None if the type allows it, or an empty tuple. ``|`` separates the members of a
    tuple, and the fields of a class unless it says otherwise.
    """
    known: dict[str, Any] = {}
    if hint is str:
        return str
    if hint == str | None:
        return lambda cell: cell or None
    if isinstance(hint, UnionType):
        [hint] = [kind for kind in get_args(hint) if kind is not NoneType]
        known[""] = None
    return _Read(_parser(hint, column, record), known).__getitem__


def _parser(hint: Any, column: str, record: "Known") -> Parse:
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if inner is Source:
            return record.cited
        parse = _parser(inner, column, record)
        return lambda cell: tuple(map(parse, split(cell)))
    if hint is State:
        return record.state
    if hint is Source:
        return record.sources.__getitem__
    if hint is date:
        return lambda cell: parse_day(column, cell)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if issubclass(hint, Term):
        return lambda cell: word_of(hint, column, cell)
    return hint.parse if hasattr(hint, "parse") else _members(hint, column, record)


def _number(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise ValueError(f"{cell!r} is not an integer in digits; write one such as 62")
    return int(cell)


def _yes_or_no(cell: str) -> bool:
    if cell not in _ANSWERS:
        raise ValueError(f"{cell!r} is neither 'yes' nor 'no'")
    return _ANSWERS[cell]


_ANSWERS = {"yes": True, "no": False}
_PLAIN: Mapping[Any, Parse] = {str: str, int: _number, bool: _yes_or_no}


def _members(kind: Any, column: str, record: "Known") -> Parse:
    """Return a function that reads a value whose fields share one cell."""
    parsers = {name: _parser(hint, column, record) for name, hint in hints_of(kind).items()}

    def parse(cell: str) -> Any:
        parts = cell.split("|")
        if len(parts) != len(parsers):
            raise ValueError(f"{cell!r} is not of the form {'|'.join(parsers)}")
        return kind(
            **{name: read(part) for (name, read), part in zip(parsers.items(), parts, strict=True)}
        )

    return parse
