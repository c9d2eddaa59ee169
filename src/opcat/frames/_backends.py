"""Tables in pandas, Polars and PyArrow: made from columns of Python values, rows repeated.

Strings may be missing, days are dates (midnights in pandas, which has no dates), and words of a
vocabulary are categories that list the words that the column can have (`_words`). The type of a
column never depends on its values, so an empty table has the types of a full one.

In pandas the types are those that models take: what cannot be missing is of NumPy's own types, and
an integer that can be missing a float, because statsmodels and others refuse the nullable
integers. A flag that can be missing stays nullable, because a mask of floats selects no rows.
"""

import importlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import unique
from typing import Any, NamedTuple

from opcat._core.terms import Term, term
from opcat._core.treaty import Treaty
from opcat._output.extras import install_line
from opcat.frames._words import words_of


class Col(NamedTuple):
    """One column: its name, the kind of its values, the values, and whether some may be missing.

    The kind is `str`, `date`, `bool`, `int`, `float`, or a vocabulary, whose words are given by
    value. A column of a vocabulary has the words that it can have (`col_of`).
    """

    name: str
    kind: Any
    values: Sequence[Any]
    optional: bool = True
    words: tuple[str, ...] = ()


def col_of(name: str, kind: Any, values: Sequence[Any], optional: bool, *treaties: Treaty) -> Col:
    """Return a column of a table about these treaties, if any, with the words that it can have."""
    words = words_of(kind, name, *treaties) if issubclass(kind, Term) else ()
    return Col(name, kind, values, optional, words)


def columns_of(
    kinds: Mapping[str, Any],
    rows: Iterable[Sequence[Any]],
    optional: Collection[str],
    *treaties: Treaty,
) -> list[Col]:
    """Return the rows of a table about these treaties as columns.

    Args:
        kinds: the kind of each column, by its name.
        rows: their cells, in that order.
        optional: the columns of which some cells may be missing.
        *treaties: what the table is about.
    """
    cells = [*rows]
    return [
        col_of(name, kind, [row[place] for row in cells], name in optional, *treaties)
        for place, (name, kind) in enumerate(kinds.items())
    ]


@unique
class Backends(Term):
    """The libraries that tables can be made for."""

    PANDAS = "pandas"
    POLARS = "polars", "Polars"
    PYARROW = "pyarrow", "PyArrow"


class Backend(NamedTuple):
    """The operations of one library.

    Attributes:
        column: makes a column.
        places: the places of the rows if each is repeated as often as a list of numbers says.
        taken: the values of a column at such places.
        tiled: repeats a whole column.
        counted: the days from some days on up to others, or to the last one that is covered.
        frame: makes a table of such columns, by their names.
    """

    column: Callable[[Col], Any]
    places: Callable[[Sequence[int]], Any]
    taken: Callable[[Any, Any], Any]
    tiled: Callable[[Any, int], Any]
    counted: Callable[[Any, Any, Any], Any]
    frame: Callable[[Mapping[str, Any]], Any]

    def table(self, columns: Iterable[Col]) -> Any:
        """Make a table of columns."""
        return self.frame({column.name: self.column(column) for column in columns})


_EPOCH = date(1970, 1, 1).toordinal()


def _pandas_column(column: Col) -> Any:
    import numpy as np
    import pandas as pd

    _, kind, values, optional, words = column
    if issubclass(kind, Term):
        places_of = {word: place for place, word in enumerate(words)}
        known = (-1 if value is None else places_of[value] for value in values)
        places = np.fromiter(known, dtype=np.int8, count=len(values))
        index = pd.Index(words, dtype="str")
        return pd.Categorical.from_codes(places, categories=index, validate=False)
    if kind is str or (kind is bool and optional):
        return pd.array(values, dtype="string" if kind is str else "boolean")
    if kind is date:  # NumPy takes several times as long to read dates as their numbers
        missing = np.iinfo(np.int64).min
        numbers = (missing if day is None else day.toordinal() - _EPOCH for day in values)
        days = np.fromiter(numbers, dtype=np.int64, count=len(values)).view("datetime64[D]")
        return days.astype("datetime64[us]")
    plain: Any = {bool: "bool", int: "float64" if optional else "int64"}
    return np.array(values, dtype=plain.get(kind, "float64"))


def _pandas_places(numbers: Sequence[int]) -> Any:
    import numpy as np

    return np.repeat(np.arange(len(numbers)), numbers)


def _pandas_tiled(column: Any, times: int) -> Any:
    import numpy as np

    return np.tile(column, times)


def _pandas_counted(reached: Any, covered: Any, since: Any) -> Any:
    import numpy as np

    return np.minimum(reached, covered) - since


def _pandas_frame(columns: Mapping[str, Any]) -> Any:
    import pandas as pd

    return pd.DataFrame(columns)


def _polars_column(column: Col) -> Any:
    import polars as pl

    name, kind, cells, _, words = column
    plain = {str: pl.String, date: pl.Date, bool: pl.Boolean, int: pl.Int64, float: pl.Float64}
    return pl.Series(name, cells, dtype=pl.Enum(words) if issubclass(kind, Term) else plain[kind])


def _polars_places(numbers: Sequence[int]) -> Any:
    import polars as pl

    places = pl.select(
        pl.int_range(len(numbers), dtype=pl.UInt32)
        .repeat_by(pl.Series(numbers, dtype=pl.UInt32))
        .explode()
        .drop_nulls()  # in earlier Polars a row that is repeated no times is one that is null
    )
    return places.to_series()


def _polars_tiled(column: Any, times: int) -> Any:
    import polars as pl

    return pl.concat([column] * times) if times else column.clear()


def _polars_counted(reached: Any, covered: Any, since: Any) -> Any:
    import polars as pl

    return pl.select(pl.min_horizontal(reached, covered) - since).to_series()


def _polars_frame(columns: Mapping[str, Any]) -> Any:
    import polars as pl

    return pl.DataFrame([column.alias(name) for name, column in columns.items()])


def _pyarrow_column(column: Col) -> Any:
    import pyarrow as pa

    _, kind, values, _, words = column
    if not issubclass(kind, Term):
        numbers = {bool: pa.bool_(), int: pa.int64(), float: pa.float64()}
        return pa.array(values, {str: pa.string(), date: pa.date32(), **numbers}[kind])
    places = [None if value is None else words.index(value) for value in values]
    indices = pa.array(places, pa.int8())
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


def _pyarrow_places(numbers: Sequence[int]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    stops = pc.cumulative_sum(pa.array([0, *numbers], pa.int32()))
    return pc.list_parent_indices(pa.ListArray.from_arrays(stops, pa.nulls(sum(numbers))))


def _pyarrow_tiled(column: Any, times: int) -> Any:
    import pyarrow as pa

    return pa.concat_arrays([column] * times) if times else column.slice(0, 0)


def _pyarrow_counted(reached: Any, covered: Any, since: Any) -> Any:
    import pyarrow.compute as pc

    return pc.subtract(pc.min_element_wise(reached, covered), since)


def _pyarrow_frame(columns: Mapping[str, Any]) -> Any:
    import pyarrow as pa

    return pa.table(columns)


BACKENDS = {
    Backends.PANDAS: Backend(
        column=_pandas_column,
        places=_pandas_places,
        taken=lambda column, places: column.take(places),
        tiled=_pandas_tiled,
        counted=_pandas_counted,
        frame=_pandas_frame,
    ),
    Backends.POLARS: Backend(
        column=_polars_column,
        places=_polars_places,
        taken=lambda column, places: column[places],  # several times as fast as `gather`
        tiled=_polars_tiled,
        counted=_polars_counted,
        frame=_polars_frame,
    ),
    Backends.PYARROW: Backend(
        column=_pyarrow_column,
        places=_pyarrow_places,
        taken=lambda column, places: column.take(places),
        tiled=_pyarrow_tiled,
        counted=_pyarrow_counted,
        frame=_pyarrow_frame,
    ),
}


def backend_of(name: str) -> Backend:
    """Return the operations of an installed library.

    Raises:
        VocabularyError: it is not one of the supported libraries.
        ModuleNotFoundError: it is not installed.
    """
    library = term(Backends, "backend", name)
    try:
        importlib.import_module(library.value)
    except ModuleNotFoundError as error:
        if error.name != library.value:  # the library itself is broken
            raise
        raise ModuleNotFoundError(
            f"backend={library.value!r} is not installed; pass another, of "
            f"{', '.join(repr(word.value) for word in Backends)}, or install it with: "
            f"{install_line(library.value)}",
            name=library.value,
        ) from None
    return BACKENDS[library]
