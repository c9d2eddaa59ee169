"""Tables as typed columns: those of `frames.to_frame` without any library, others from a frame."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from opcat._record.files import joined
from opcat.cli._rows import Sheet
from opcat.errors import DataError


class Column(NamedTuple):
    """One column of a table.

    Attributes:
        name: its name.
        kind: `str`, `date`, `bool`, `int`, `float`, or `tuple` for lists of strings.
        values: its cells; None for one that is not known or does not apply.
        words: the vocabulary that the cells are words of, if there is one.
    """

    name: str
    kind: type
    values: Sequence[Any]
    words: tuple[str, ...] = ()


def columns_of(kind: Any, values: Iterable[Any]) -> list[Column]:
    """Return values of the package as the columns of `opcat.frames.to_frame`, lists as tuples.

    Args:
        kind: their type, as `opcat._output.parts.parts_of` takes it.
        values: the values.
    """
    from opcat._core.terms import Term
    from opcat._output.parts import parts_of  # it loads every room, which the parser needs not

    rows = tuple(values)
    columns = []
    for part in parts_of(kind):
        words: tuple[str, ...] = ()
        plain = tuple if part.members else part.kind
        if issubclass(plain, Term):
            plain, words = str, tuple(word.value for word in part.kind)
        cells = [(part.members or part.get)(row) for row in rows]
        columns.append(Column(part.name, plain, cells, words))
    return columns


def without_lists(columns: Iterable[Column]) -> list[Column]:
    """Return columns with each list as one string, for a format that has no lists.

    Raises:
        DataError: a member of a list holds what separates members.
    """
    return [
        Column(column.name, str, [joined(column.name, cell) or None for cell in column.values])
        if column.kind is tuple
        else column
        for column in columns
    ]


def require_no_nul(tables: Mapping[str, Sequence[Column]], program: str) -> None:
    """Refuse texts that a program would cut short, because a NUL ends its strings.

    Raises:
        DataError: there are some.
    """
    problems = [
        (f"table {name}, column {column.name}", f"{program} ends a string at a NUL; {_OTHERWISE}")
        for name, columns in tables.items()
        for column in columns
        if any("\0" in cell for cell in column.values if isinstance(cell, str))
    ]
    if problems:
        raise DataError(problems)


_OTHERWISE = "correct the text, or pass --format parquet"
_LIBRARIES = ("pyarrow", "polars", "pandas")
"""Any will do; the first is the quickest to load."""


def columns_from(command: str, ask: Callable[[str], Any]) -> list[Column]:
    """Return a table of `opcat.frames` as columns, whichever library is installed.

    Args:
        command: what the table is for, for the error.
        ask: makes the table with the library of that name.

    Raises:
        ModuleNotFoundError: there is no such library, or no narwhals.
    """
    from importlib.util import find_spec

    installed = [name for name in _LIBRARIES if find_spec(name) is not None]
    if not installed or find_spec("narwhals") is None:
        from opcat._output.extras import install_line

        raise ModuleNotFoundError(
            f"{command} needs a table library ({', '.join(_LIBRARIES[:-1])} or {_LIBRARIES[-1]}); install one with: "
            f"{install_line('opcat[frames]', _LIBRARIES[0])}",
            name=_LIBRARIES[0],
        )
    import narwhals.stable.v2 as nw  # an extra

    frame = nw.from_native(ask(installed[0]), eager_only=True)
    return [_column(nw, frame[name]) for name in frame.columns]


def _column(nw: Any, series: Any) -> Column:
    cells = zip(series.to_list(), series.is_null().to_list(), strict=True)
    values = [None if missing else cell for cell, missing in cells]
    dtype = series.dtype
    if dtype in (nw.Date, nw.Datetime):  # pandas has no dates: days are midnights there
        days = [day.date() if isinstance(day, datetime) else day for day in values]
        return Column(series.name, date, days)
    if isinstance(dtype, (nw.Enum, nw.Categorical)):
        return Column(series.name, str, values, tuple(series.cat.get_categories().to_list()))
    if dtype == nw.Boolean:
        return Column(series.name, bool, values)
    kind = int if dtype.is_integer() else float if dtype.is_float() else str
    return Column(series.name, kind, values)


def sheet_from(columns: Sequence[Column]) -> Sheet:
    """Return columns as rows."""
    rows = zip(*(column.values for column in columns), strict=True)
    return Sheet([column.name for column in columns], list(rows))
