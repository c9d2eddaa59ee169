"""Errors of `annotate` on a column that it cannot read: why, and the call that fixes it."""

import re
from collections.abc import Iterable
from enum import Enum, auto, unique
from typing import NamedTuple

from opcat._names.codes import Codes
from opcat.errors import ColumnTypeError
from opcat.frames._ask import Ask


@unique
class Held(Enum):
    """What a column holds, as far as that shows what its user may have meant."""

    INTEGERS = auto()
    FRACTIONS = auto()
    TEXTS = auto()
    DAYS = auto()
    SPANS = auto()
    OTHERS = auto()


@unique
class Texts(Enum):
    """What the entries of a column of strings all are; months and days begin with their year."""

    YEARS = re.compile("[0-9]{4}")
    MONTHS = re.compile("[0-9]{4}-[0-9]{2}")
    DATED = re.compile("[0-9]{4}([^0-9].*)?", re.DOTALL)
    OTHERS = re.compile(".*", re.DOTALL)


class Calls(NamedTuple):
    """The calls by which users of a library fix a column, with a placeholder for its name.

    Attributes:
        integers: turns floats into integers.
        numbers: turns strings into integers, categories too.
        years: takes the years of days or moments.
        days: turns strings into days.
        months: turns strings of months into their first days.
        heads: takes the years of strings that begin with them.
        spans: takes the years of periods. Only pandas has periods; the year of a missing one is
            -1 unless they become moments first.
    """

    integers: str
    numbers: str
    years: str
    days: str
    months: str
    heads: str
    spans: str = ""

    def of(self, call: str, column: object) -> str:
        """Return a call on a column."""
        return call.format(name=repr(column), sql='"' + str(column).replace('"', '""') + '"')


_PANDAS = Calls(
    integers="frame[{name}].astype('Int64')",
    numbers="frame[{name}].astype('Int64')",
    years="pd.to_datetime(frame[{name}]).dt.year.astype('Int64')",
    days="pd.to_datetime(frame[{name}])",
    months="pd.to_datetime(frame[{name}])",
    heads="frame[{name}].str[:4].astype('Int64')",
    spans="frame[{name}].dt.to_timestamp().dt.year.astype('Int64')",
)
CALLS = {
    "pandas": _PANDAS,
    "dask": _PANDAS._replace(
        years="dd.to_datetime(frame[{name}]).dt.year.astype('Int64')",
        days="dd.to_datetime(frame[{name}])",
        months="dd.to_datetime(frame[{name}])",
    ),
    "polars": Calls(
        integers="pl.col({name}).cast(pl.Int64)",
        numbers="pl.col({name}).cast(pl.String).cast(pl.Int64)",
        years="pl.col({name}).dt.year()",
        days="pl.col({name}).str.to_date()",
        months="pl.col({name}).cast(pl.String).str.to_date('%Y-%m')",
        heads="pl.col({name}).cast(pl.String).str.slice(0, 4).cast(pl.Int64)",
    ),
    "pyarrow": Calls(
        integers="table[{name}].cast('int64')",
        numbers="table[{name}].cast('int64')",
        years="pc.year(table[{name}])",
        days="table[{name}].cast('date32')",
        months="pc.binary_join_element_wise(table[{name}].cast('string'), '01', '-').cast('date32')",
        heads="pc.utf8_slice_codeunits(table[{name}].cast('string'), 0, 4).cast('int64')",
    ),
    "duckdb": Calls(
        integers="CAST({sql} AS BIGINT)",
        numbers="CAST({sql} AS BIGINT)",
        years="year({sql})",
        days="CAST({sql} AS DATE)",
        months="CAST(CAST({sql} AS VARCHAR) || '-01' AS DATE)",
        heads="CAST(left({sql}, 4) AS BIGINT)",
    ),
    "spark": Calls(
        integers="frame[{name}].cast('bigint')",
        numbers="frame[{name}].cast('bigint')",
        years="F.year(frame[{name}])",
        days="F.to_date(frame[{name}])",
        months="F.to_date(frame[{name}])",
        heads="frame[{name}].substr(1, 4).cast('bigint')",
    ),
}


def refuse_state(ask: Ask, type_name: str, held: Held, calls: Calls) -> ColumnTypeError:
    """Return the error for a state column that holds neither strings nor what `codes` allows."""
    integers = calls.of(calls.integers, ask.state)
    numeric = ask.codes is not None and ask.codes.is_number
    hint = "pass a column of names or ISO 3166-1 codes as strings"
    if numeric:
        digits = "three digits" if ask.codes is Codes.NUMERIC else "digits"
        hint = f"pass numbers without a fraction, or strings of {digits}"
        if held is Held.FRACTIONS:
            hint += f"; this turns decimals into integers: {integers}"
    elif held is Held.INTEGERS and ask.codes is None:
        hint = (
            "integers are read as codes only if you say of which scheme, because several use "
            "similar numbers: pass codes='numeric' (ISO 3166-1), 'cow', 'gw' or 'vdem'"
        )
    elif ask.codes is not None:
        hint = f"codes={ask.codes.value!r} is for strings"
    elif held is Held.FRACTIONS:
        hint += (
            "; for numbers of a scheme, pass codes='numeric' (ISO 3166-1), 'cow', 'gw' or 'vdem'"
        )
    return ColumnTypeError(ask.state, type_name, hint)


def texts_of(entries: Iterable[object]) -> Texts | None:
    """Tell what the entries of a column of strings are; None if it has none."""
    found = [str(entry) for entry in entries]
    fits = (kind for kind in Texts if all(map(kind.value.fullmatch, found)))
    return next(fits) if found else None


def refuse_day(
    ask: Ask, type_name: str, held: Held, calls: Calls, texts: Texts | None = None
) -> ColumnTypeError:
    """Return the error for a column of days that holds something else, or a superfluous rule.

    Args:
        ask: what was asked.
        type_name: the column's type, as its library writes it.
        held: what it holds.
        calls: how the users of its library fix a column.
        texts: what its strings are; years would be read as the first of January. None if they were
            not looked at.
    """
    integers, numbers, years, spans = (
        calls.of(call, ask.on) for call in (calls.integers, calls.numbers, calls.years, calls.spans)
    )
    if ask.partial is not None:
        hint = "partial= is for years: pass a column of integers, or leave partial= out"
        heads = calls.of(calls.heads, ask.on)
        if held is Held.FRACTIONS:
            hint += f"; one gap turns integers into floats; this turns them back: {integers}"
        elif held is Held.TEXTS and texts in (Texts.YEARS, None):
            hint += f"; this turns strings into integers: {numbers}"
            if texts is None:
                hint += f"; of strings that begin with a year, this takes it: {heads}"
        elif held is Held.TEXTS and texts is not Texts.OTHERS:
            hint += f"; this takes the years with which the strings begin: {heads}"
        elif held in (Held.DAYS, Held.SPANS):
            hint += f"; this takes the years: {years if held is Held.DAYS else spans}"
    elif held is Held.INTEGERS:
        hint = f"for years, {_RULE}; days that are written as numbers (20100501): make them dates"
    elif held is Held.FRACTIONS:
        hint = f"pass a column of dates or timestamps; for years, {_RULE}, and pass {integers}"
    elif held is Held.SPANS:
        hint = f"pass a column of dates or timestamps; for years, {_RULE}, and pass {spans}"
    elif held is Held.TEXTS:
        hint = _to_parse(ask, calls, texts)
    else:
        hint = "pass a column of dates or timestamps"
    return ColumnTypeError(ask.on, type_name, hint)


_RULE = (
    "say what counts in a year of change: partial='last' (as of 31 December), 'first', 'any' or "
    "'all'"
)


def _to_parse(ask: Ask, calls: Calls, texts: Texts | None) -> str:
    """Return what to do with strings where a column of days is needed."""
    numbers, days, months = (
        calls.of(call, ask.on) for call in (calls.numbers, calls.days, calls.months)
    )
    of_years = f"for years, {_RULE}, and pass {numbers}"
    if texts is Texts.YEARS:
        return of_years
    if texts is Texts.MONTHS:
        return (
            "a month is not a day: pass a column of dates, with the day of each month that counts; "
            f"this takes the first: {months}"
        )
    hint = f"pass a column of dates or timestamps; this parses strings: {days}"
    if texts is not None:
        return hint
    return f"{hint}; of months this takes the first day: {months}; {of_years}"
