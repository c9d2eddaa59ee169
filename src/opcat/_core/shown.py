"""What all values have: they compare by their fields, and show themselves, one or many.

The tables of a notebook and data frames are made by later wings.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, SupportsIndex, TypeAlias, TypeVar, overload

import attrs

from opcat._forks import loading

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)


@cache
def _compared(kind: type) -> Callable[[Any], object]:
    """Return what takes from a value of an attrs class the fields that it is compared by."""
    return attrgetter(*(field.name for field in attrs.fields(kind) if field.eq))


class Value:
    """A value of an attrs class, which compares by its fields.

    With ``eq=False`` attrs leaves this to it. What attrs writes does the same, but is compiled anew
    for each class in every process, which takes as long as reading a dozen rows.
    """

    __slots__ = ()

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        """Say the types of all arguments, as attrs does but of those that `as_rows` converts."""
        made: Any = cls
        for field in attrs.fields(made):
            if field.converter is as_rows:
                made.__init__.__annotations__[field.alias] = field.type

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        kind: Any = self.__class__
        compared = _compared(kind)
        return compared(self) == compared(other)

    def __hash__(self) -> int:
        kind: Any = self.__class__
        return hash(_compared(kind)(self))


class Shown(Value):
    """A value that a notebook shows as tables with their sources."""

    __slots__ = ()

    _shown_by: ClassVar[str] = "_output.notebook"
    """The room whose `html` makes the tables. It is loaded by name, when a notebook needs it."""

    def _repr_html_(self) -> str:
        with loading:
            room = import_module(f"opcat.{self._shown_by}")
        html: str = room.html(self)
        return html


_EMPTY: dict[object, "Rows[Any]"] = {}
_TABLES: dict[int, object] = {}
"""The empty answers, one per table, and the table of each by its identity.

So an empty answer knows its columns, and yet is a tuple without anything else in it.
"""


class Rows(tuple[_T_co, ...], Shown):
    """A tuple of values that a notebook shows as one table.

    Questions with several answers return it, and values hold their parts in it, such as the acts of
    a treaty and the visits of a profile. The States, acts and treaties that you make yourself of
    plain tuples do too. It is a tuple in every way: it is equal to the tuple of the same values, has
    its hash, and stands wherever a tuple may.
    A slice of it, and what is added to it, are such a table too. Make one of your own from whatever
    holds values.

    An empty answer of a question has the same columns as a full one.

    ``in`` compares whole values, as in every tuple: a name or a code of a State is in none. About
    one State ask the question that is about one, such as `opcat.is_party`, or ``opcat.visits("Mexico")``.

    Example:
        >>> import opcat
        >>> visits = opcat.visits("Mexico")
        >>> visits == tuple(visits), type(visits[:2]) is opcat.Rows
        (True, True)
        >>> visits.to_frame(backend="polars").shape
        (3, 15)
        >>> late = opcat.Rows(map(opcat.deadlines, ["Chile", "Kenya"]))
        >>> late.to_frame(backend="polars")["due_on"].to_list()
        [datetime.date(2009, 12, 12), None]
        >>> "Togo" in opcat.parties(), opcat.is_party("Togo")
        (False, True)
        >>> opcat.resolve("Togo") in opcat.states()
        True
    """

    __module__ = "opcat"
    __slots__ = ()
    __origin__: ClassVar[object] = Sequence
    """How cattrs knows that this is a sequence, when it writes one."""

    @overload
    def __getitem__(self, place: SupportsIndex, /) -> _T_co: ...
    @overload
    def __getitem__(self, place: slice, /) -> "Rows[_T_co]": ...
    def __getitem__(self, place: SupportsIndex | slice, /) -> Any:
        part: Any = super().__getitem__(place)
        if isinstance(place, slice):
            return Rows(part) if self else self
        return part

    @classmethod
    def _empty(cls, table: object) -> "Rows[Any]":
        """Return the empty answer of a table, always the same one."""
        empty = _EMPTY.setdefault(table, cls())
        _TABLES[id(empty)] = table
        return empty

    def __reduce__(self) -> Any:
        table = table_of(self)
        return (Rows, (tuple(self),)) if table is None else (Rows._empty, (table,))

    @overload
    def __add__(self, values: tuple[_T_co, ...], /) -> "Rows[_T_co]": ...
    @overload
    def __add__(self, values: tuple[_T, ...], /) -> "Rows[_T_co | _T]": ...
    def __add__(self, values: tuple[Any, ...], /) -> "Rows[Any]":
        return Rows(super().__add__(values)) or self

    def to_frame(
        self, *, backend: str = "pandas", of: str | None = None, treaty: Any = None
    ) -> Any:
        """Return the values as a data frame, as `opcat.frames.to_frame` does.

        Args:
            backend: ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
            of: where there may be no values, the table that they would belong to, such as
                ``"visits"``. What a question returned knows it.
            treaty: the Treaty or the `opcat.Record` that was asked. By it statuses have their
                ``eligible_on``. Without it that is by the packaged Protocol, and null if a status
                is not as in the packaged Protocol.

        Raises:
            VocabularyError: there is no such table or backend.
            ModuleNotFoundError: the backend, or Narwhals, is not installed.
            TypeError: the values are of several types, or of a type that has no table; or `treaty`
                is neither a Treaty nor a `Record`.
            ValueError: there are no values, no question returned this, and `of` is not given.
        """
        with loading:
            frames = import_module("opcat.frames")
        return frames.to_frame(self, backend=backend, of=of, treaty=treaty)


if TYPE_CHECKING:
    Held: TypeAlias = Rows[_T]
else:

    class Held:
        """What a field is annotated with that holds Rows.

        A type checker reads ``Held[Source]`` as ``Rows[Source]``. At run time it is
        ``tuple[Source, ...]``, because what makes values by annotations, as cattrs and Hypothesis
        do, knows no Rows.
        """

        def __class_getitem__(cls, member: Any) -> Any:
            return tuple[member, ...]


if TYPE_CHECKING:

    def as_rows(values: tuple[Any, ...]) -> Rows[Any]:
        """Make Rows of what a field is given; what is no tuple stays for its check to refuse."""

else:
    as_rows = attrs.Converter(lambda values: Rows(values) if type(values) is tuple else values)
    """One for all fields, because attrs inspects the signature of each function anew."""


def rows_of(table: object, values: Iterable[_T]) -> Rows[_T]:
    """Return the answer of a question.

    Args:
        table: the name of the table that the values belong to, or their type.
        values: the values.
    """
    return Rows(values) or Rows._empty(table)  # noqa: SLF001 - in one room


def table_of(values: object) -> object:
    """Return the table of an empty answer, as for `rows_of`, or None of all else."""
    return _TABLES.get(id(values))


def expression(value: Any) -> str:
    """Return an expression that evaluates back to a value: its fields by name.

    Fields that are kept out of it (``repr=False``) are left out, as attrs does.

    It is the ``__repr__`` of the values that a first answer is made of: what attrs writes is as
    long again as the rest of a small class, and compiled anew in every process.
    """
    fields = ", ".join(
        f"{field.name}={getattr(value, field.name)!r}"
        for field in attrs.fields(type(value))
        if field.repr
    )
    return f"{type(value).__name__}({fields})"
