"""Tables as Stata files, by pandas."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import opcat
from opcat.cli._typed import Column, require_no_nul
from opcat.errors import DataError

_LONGEST_NAME = 32
_LONGEST_TEXT = 2045
"""In bytes; a longer one is a strL."""
_UNICODE = 118
"""The format of Stata 14 and later, which is the first in UTF-8."""
# fmt: off
_RESERVED = frozenset((
    "_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "aggregate",
    "array", "boolean", "break", "byte", "case", "catch", "class", "colvector", "complex",
    "const", "continue", "default", "delegate", "delete", "do", "double", "else",
    "eltypedef", "end", "enum", "explicit", "export", "external", "float", "for", "friend",
    "function", "global", "goto", "if", "in", "inline", "int", "local", "long", "mata",
    "matrix", "namespace", "new", "null", "numeric", "NULL", "operator", "orgtypedef",
    "polymorphic", "pragma", "private", "protected", "public", "quad", "real", "return",
    "rowvector", "scalar", "short", "signed", "static", "strL", "string", "struct", "super",
    "switch", "template", "this", "throw", "transmorphic", "try", "typedef", "typename",
    "union", "unsigned", "using", "vector", "version", "virtual", "void", "volatile",
    "while", "with",
))
# fmt: on
"""What no variable may be called, besides `str1` to `str2045`."""


def library() -> Any:
    """Return the library that writes files of Stata.

    Raises:
        ModuleNotFoundError: pandas is not installed.
    """
    try:
        import pandas as pd  # an extra
    except ModuleNotFoundError:
        from opcat._output.extras import install_line

        raise ModuleNotFoundError(
            f"Stata files need pandas; install it with: {install_line('opcat[stata]')}",
            name="pandas",
        ) from None
    return pd


def stata(tables: Mapping[str, Sequence[Column]], as_of: date) -> dict[str, bytes]:
    """Return each table as a Stata file.

    A day is a daily date, a boolean 0 or 1, and a word of a vocabulary a number with its label. What
    is missing is missing; so is an infinite bound, which is how Stata writes what is cut off. A
    variable whose name Stata does not take has another, and the column's own as its label.

    Raises:
        DataError: Stata can have no such variable, or no such text.
        ModuleNotFoundError: pandas is not installed.
    """
    pd = library()
    require_no_nul(tables, "Stata")
    named = {table: variables(table, columns) for table, columns in tables.items()}
    return {
        f"{table}.dta": _written(pd, table, dict(zip(named[table], columns, strict=True)), as_of)
        for table, columns in tables.items()
    }


def variables(table: str, columns: Iterable[Column]) -> list[str]:
    """Return the name that each column has in Stata.

    Raises:
        DataError: one has none, or two have the same.
    """
    names: dict[str, str] = {}
    for column in columns:
        name = column.name
        if name in _RESERVED or re.fullmatch("str[0-9]+", name):
            name = f"_{name}"
        if len(name) > _LONGEST_NAME:
            name = name.replace("mechanism_", "npm_")
        place = f"table {table}, column {column.name}"
        if re.fullmatch(rf"[A-Za-z_][A-Za-z0-9_]{{0,{_LONGEST_NAME - 1}}}", name) is None:
            wrong = f"a name in Stata has at most {_LONGEST_NAME} letters, digits and underscores"
            raise DataError([(place, f"{wrong}; pass --format csv")])
        if name in names:
            wrong = f"would be {name} in Stata, like {names[name]}; pass --format csv"
            raise DataError([(place, wrong)])
        names[name] = column.name
    return list(names)


def _written(pd: Any, table: str, columns: Mapping[str, Column], as_of: date) -> bytes:
    stream = BytesIO()
    pd.DataFrame({name: _series(pd, column) for name, column in columns.items()}).to_stata(
        stream,
        write_index=False,
        version=_UNICODE,
        convert_dates={name: "td" for name, column in columns.items() if column.kind is date},
        convert_strl=[name for name, column in columns.items() if _is_long(column)],
        variable_labels={name: column.name for name, column in columns.items()},
        data_label=f"opcat {opcat.__version__}, {table}, record as of {as_of}",
        time_stamp=datetime(as_of.year, as_of.month, as_of.day),  # noqa: DTZ001 - Stata has no zones
    )
    return stream.getvalue()


def _is_long(column: Column) -> bool:
    return column.kind is str and any(
        len((text or "").encode()) > _LONGEST_TEXT
        for text in column.values  # noqa: PD011 - of a column of this room
    )


def _series(pd: Any, column: Column) -> Any:
    _, kind, values, words = column
    if words:
        return pd.Series(pd.Categorical(values, categories=list(words)))
    if kind is date:
        return pd.Series(values, dtype="datetime64[s]")
    if kind is str:
        return pd.Series([text or "" for text in values], dtype=object)
    numbers = pd.Series(values, dtype="float64").replace(float("inf"), float("nan"))
    whole = {bool: "int8", int: "int32", float: "float64"}[kind]
    return numbers if numbers.hasnans else numbers.astype(whole)
