"""Every type and every name that a column can have: row by row as `opcat.status`, or refused.

What a column of some type means is told here by a list of Python values, and by one word: texts,
integers, days, nulls or others. The word alone says in which part of `annotate` it is read.
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from thorough import deeper, in_turn

import opcat
from opcat import frames

annotate = partial(frames.annotate, missing="null")
"""The rows of these tests have gaps; `test_frames_offered` says what becomes of them by default."""


pytestmark = pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")

DAYS = [date(2008, 11, 10), None, date(2008, 11, 11), date(2020, 2, 29)]
LATE = dt.time(23, 59, 59)
VALUES: dict[str, dict[str, list[Any]]] = {
    "texts": {
        "state": ["France", None, "Ivory coast", "NA"],
        "alpha_3": ["FRA", None, "TGO", "KEN"],
        "alpha_2": ["FR", None, "NA", "CI"],
        "numeric": ["250", None, "004", "768"],
    },
    "integers": {
        "state": [4, None, 8, 12],
        "numeric": [4, None, 8, 12],
        "last": [2007, None, 2008, 2020],
        "any": [2007, None, 2008, 2020],
    },
    "small": {"state": [4, None, 8, 12], "numeric": [4, None, 8, 12], "last": [1, None, 8, 100]},
    "floats": {"state": [4.0, None, 8.0, 12.0], "numeric": [4, None, 8, 12]},
    "days": {"state": DAYS, "on": DAYS},
    "nulls": {"state": [None, None, None, None]},
    "others": {"state": [None, None, None, None]},
}
"""What is in a column by its word and by how it is read; "state" where it is read in no such way."""
READ: dict[str, set[str]] = {
    "state": {"texts"},
    "alpha_3": {"texts"},
    "alpha_2": {"texts"},
    "numeric": {"texts", "integers", "small", "floats"},
    "on": {"days"},
    "last": {"integers", "small"},
    "any": {"integers", "small"},
}
"""Which words are read, by how; what holds only nulls is read in any way."""


class Column(NamedTuple):
    """One type of column: the word, how to make it of values, and whether these may be missing."""

    holds: str
    make: Callable[[list[Any]], Any]
    nullable: bool = True


def of_arrow(kind: Any) -> Callable[[list[Any]], Any]:
    return lambda values: pa.array(values, kind)


def moments(values: list[Any]) -> list[Any]:
    """Return the days as their last moments."""
    return [day and datetime.combine(day, LATE) for day in values]


def moments_of(make: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    return lambda values: make(moments(values))


def always(column: Any) -> Callable[[list[Any]], Any]:
    return lambda _: column


def in_dictionary(kind: Any) -> Callable[[list[Any]], Any]:
    """Return what makes a dictionary, with an entry that no row has."""

    def made(values: list[Any]) -> Any:
        kept = [value for value in values if value is not None]
        places = [None if value is None else kept.index(value) for value in values]
        unused = {str: "Atlantis", int: 0, date: date(1, 1, 1)}[type(kept[0])]
        return pa.DictionaryArray.from_arrays(pa.array(places), pa.array([*kept, unused], kind))

    return made


def in_runs(kind: Any) -> Callable[[list[Any]], Any]:
    return lambda values: pc.run_end_encode(pa.array(values, kind))


def in_zone(values: list[Any]) -> Any:
    local = pa.array(moments(values), pa.timestamp("us"))
    return pc.assume_timezone(local, "America/New_York")


ARROW: dict[str, Column] = {
    "string": Column("texts", of_arrow(pa.string())),
    "large_string": Column("texts", of_arrow(pa.large_string())),
    "string_view": Column("texts", of_arrow(pa.string_view())),
    "dictionary": Column("texts", in_dictionary(pa.string())),
    "dictionary of large_string": Column("texts", in_dictionary(pa.large_string())),
    "dictionary of string_view": Column("texts", in_dictionary(pa.string_view())),
    "runs of string": Column("texts", in_runs(pa.string())),
    **{
        str(kind): Column("small" if kind.bit_width == 8 else "integers", of_arrow(kind))
        for kind in (
            *(pa.int8(), pa.uint8(), pa.int16(), pa.uint16()),
            *(pa.int32(), pa.uint32(), pa.int64(), pa.uint64()),
        )
    },
    "dictionary of int64": Column("integers", in_dictionary(pa.int64())),
    "runs of int64": Column("integers", in_runs(pa.int64())),
    "date32": Column("days", of_arrow(pa.date32())),
    "date64": Column("days", of_arrow(pa.date64())),
    "timestamp[s]": Column("days", moments_of(of_arrow(pa.timestamp("s")))),
    "timestamp[ms]": Column("days", moments_of(of_arrow(pa.timestamp("ms")))),
    "timestamp[us]": Column("days", moments_of(of_arrow(pa.timestamp("us")))),
    "timestamp[ns]": Column("days", moments_of(of_arrow(pa.timestamp("ns")))),
    "timestamp with a zone": Column("days", in_zone),
    "dictionary of date32": Column("days", in_dictionary(pa.date32())),
    "runs of date32": Column("days", in_runs(pa.date32())),
    "halffloat": Column("floats", lambda values: of_arrow(pa.float64())(values).cast(pa.float16())),
    "float": Column("floats", of_arrow(pa.float32())),
    "double": Column("floats", of_arrow(pa.float64())),
    "runs of double": Column("floats", in_runs(pa.float64())),
    "null": Column("nulls", lambda values: pa.nulls(len(values))),
    "dictionary of null": Column("nulls", lambda values: pa.nulls(len(values)).dictionary_encode()),
    **{
        name: Column("others", always(array))
        for name, array in {
            "decimal32": pa.array([Decimal(8), None, Decimal(4), None], pa.decimal32(6, 0)),
            "decimal128": pa.array(
                [Decimal(2008), None, Decimal(2010), None], pa.decimal128(20, 0)
            ),
            "decimal256": pa.array([Decimal(8), None, Decimal(4), None], pa.decimal256(40, 0)),
            "time32": pa.array([dt.time(1), None, None, LATE], pa.time32("s")),
            "time64": pa.array([dt.time(1), None, None, LATE], pa.time64("ns")),
            "duration": pa.array([dt.timedelta(days=1), None, None, None]),
            "month_interval": pa.array([(1, 2, 3), None, None, None], pa.month_day_nano_interval()),
            "binary": pa.array([b"FRA", None, b"KEN", None]),
            "large_binary": pa.array([b"FRA", None, b"KEN", None], pa.large_binary()),
            "fixed binary": pa.array([b"FRA", None, b"KEN", None], pa.binary(3)),
            "binary_view": pa.array([b"FRA", None, b"KEN", None], pa.binary_view()),
            "bool": pa.array([True, None, False, None]),
            "list": pa.array([["FRA"], None, [], ["KEN"]]),
            "large_list": pa.array([["FRA"], None, [], ["KEN"]], pa.large_list(pa.string())),
            "list of one": pa.array([["FRA"], None, None, ["KEN"]], pa.list_(pa.string(), 1)),
            "struct": pa.array([{"a": "FRA"}, None, {"a": None}, {"a": "KEN"}]),
            "map": pa.array([[("a", 1)], None, [], None], pa.map_(pa.string(), pa.int64())),
            "dictionary of binary": pa.array([b"FRA", None, b"KEN", None]).dictionary_encode(),
            "uuid": pa.array([uuid.UUID(int=4).bytes, None, None, None], pa.uuid()),
            "bool8": pa.array([1, None, 0, None], pa.bool8()),
            "json": pa.array(['"FRA"', None, None, None], pa.json_(pa.string())),
        }.items()
    },
}


def of_pandas(kind: Any) -> Callable[[list[Any]], Any]:
    return lambda values: pd.Series(values, dtype=kind)


def objects(change: Callable[[Any], Any] = lambda value: value) -> Callable[[list[Any]], Any]:
    """Return what makes a column of objects, each of them changed but for what is missing."""
    return lambda values: pd.Series(
        [None if value is None else change(value) for value in values], dtype=object
    )


def of_nan(value: Any) -> float:
    return np.nan if value is None else float(value)


def stamps(values: list[Any]) -> Any:
    return pd.Series(pd.to_datetime(moments(values)))


def stamps_of(kind: str) -> Callable[[list[Any]], Any]:
    return lambda values: stamps(values).astype(kind)


PANDAS: dict[str, Column] = {
    "text": Column("texts", of_pandas("str")),
    "objects": Column("texts", objects()),
    "objects, text of NumPy": Column("texts", objects(np.str_)),
    "string[python]": Column("texts", of_pandas("string[python]")),
    "string[pyarrow]": Column("texts", of_pandas("string[pyarrow]")),
    "category": Column("texts", of_pandas("category")),
    "category, unused": Column(
        "texts",
        lambda values: pd.Series(
            pd.Categorical(values, [*{value for value in values if value}, "Atlantis"])
        ),
    ),
    "Sparse[text]": Column("texts", lambda values: pd.Series(pd.arrays.SparseArray(values)), False),
    **{
        kind: Column("small" if kind[-1] == "8" else "integers", of_pandas(kind), nullable=False)
        for kind in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
    },
    **{
        kind: Column("small" if kind[-1] == "8" else "integers", of_pandas(kind))
        for kind in ("Int8", "UInt8", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64")
    },
    "objects, integers": Column("integers", objects()),
    "objects, integers of NumPy": Column("integers", objects(np.int64)),
    "category of integers": Column(
        "integers", lambda values: pd.Series(values, dtype="Int64").astype("category")
    ),
    "category of int64": Column(
        "integers", lambda values: pd.Series(values).astype("category"), nullable=False
    ),
    "Sparse[int64]": Column(
        "integers", lambda values: pd.Series(pd.arrays.SparseArray(values)), nullable=False
    ),
    **{
        f"datetime64[{unit}]": Column("days", stamps_of(f"datetime64[{unit}]"))
        for unit in ("s", "ms", "us", "ns")
    },
    "datetime64 with a zone": Column(
        "days", lambda values: stamps(values).dt.tz_localize("America/New_York")
    ),
    "category of datetime64": Column("days", lambda values: stamps(values).astype("category")),
    "category of moments with a zone": Column(
        "days", lambda values: stamps(values).dt.tz_localize("Asia/Tokyo").astype("category")
    ),
    "period[D]": Column("days", lambda values: pd.Series(pd.PeriodIndex(values, freq="D"))),
    "period[h]": Column(
        "days", lambda values: pd.Series(pd.PeriodIndex(moments(values), freq="h"))
    ),
    "objects, dates": Column("days", objects()),
    "objects, datetimes": Column("days", lambda values: objects()(moments(values))),
    "objects, datetime64": Column("days", objects(np.datetime64)),
    "objects, Timestamps": Column("days", objects(lambda day: pd.Timestamp(day, tz="Asia/Tokyo"))),
    "objects, Periods": Column("days", objects(lambda day: pd.Period(day, "D"))),
    "category of dates": Column("days", lambda values: objects()(values).astype("category")),
    "float16": Column("floats", of_pandas("float16")),
    "float64": Column("floats", of_pandas("float64")),
    "Float64": Column("floats", of_pandas("Float64")),
    "Sparse[float64]": Column(
        "floats", lambda values: pd.Series(pd.arrays.SparseArray([*map(of_nan, values)]))
    ),
    "category of floats": Column(
        "floats", lambda values: pd.Series(values, dtype="float64").astype("category")
    ),
    "objects, floats": Column("floats", objects(float)),
    "objects, none": Column("nulls", objects()),
    "objects, NA": Column("nulls", lambda values: pd.Series([pd.NA] * len(values), dtype=object)),
    "floats, nan": Column("nulls", lambda values: pd.Series([np.nan] * len(values))),
    "category of nothing": Column("nulls", of_pandas("category")),
    **{
        name: Column("others", always(column))
        for name, column in {
            "complex128": pd.Series([1, 2, 3, 4], dtype="complex"),
            "bool": pd.Series([True, False, True, False]),
            "boolean": pd.Series([True, None, True, False], dtype="boolean"),
            "timedelta64": pd.Series(pd.to_timedelta([1, None, 2, 3], unit="D")),
            "period[Y]": pd.Series(pd.PeriodIndex(["2008", None, "2010", "2020"], freq="Y")),
            "period[M]": pd.Series(
                pd.PeriodIndex(["2008-01", None, "2010-01", "2020-01"], freq="M")
            ),
            "period[W]": pd.Series(
                pd.PeriodIndex(["2008-01", None, "2010-01", "2020-01"], freq="W")
            ),
            "interval": pd.Series(pd.IntervalIndex.from_breaks(range(5))),
            "category of bools": pd.Series([True, None, True, False], dtype=object).astype(
                "category"
            ),
            **{
                f"objects, {kind}": pd.Series(values, dtype=object)
                for kind, values in {
                    "Decimals": [Decimal(2008), None, Decimal(2010), Decimal(2020)],
                    "bools": [True, None, True, False],
                    "bools and integers": [True, None, 2008, 2010],
                    "bytes": [b"FRA", None, b"KEN", b"TGO"],
                    "lists": [["FRA"], None, ["KEN"], []],
                    "dicts": [{"a": 1}, None, {}, {}],
                    "times": [dt.time(1), None, LATE, LATE],
                    "timedeltas": [dt.timedelta(days=1), None, None, None],
                    "years of pandas": [pd.Period("2008", "Y"), None, None, None],
                    "years of NumPy": [np.datetime64("2008"), None, None, None],
                    "far days": [np.datetime64("20100-01-01"), None, None, None],
                    "States": [opcat.resolve("FRA"), None, None, None],
                }.items()
            },
        }.items()
    },
}


def of_polars(kind: Any) -> Callable[[list[Any]], Any]:
    return lambda values: pl.Series(values, dtype=kind)


class Thing:
    """An object of the user's own."""


POLARS: dict[str, Column] = {
    "String": Column("texts", of_polars(pl.String)),
    "Categorical": Column("texts", of_polars(pl.Categorical)),
    "Enum": Column(
        "texts",
        lambda values: pl.Series(
            values, dtype=pl.Enum([*(value for value in values if value), "Atlantis"])
        ),
    ),
    **{
        str(kind): Column("small" if str(kind).endswith("nt8") else "integers", of_polars(kind))
        for kind in (
            *(pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128),
            *(pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64),
        )
    },
    "Date": Column("days", of_polars(pl.Date)),
    **{
        f"Datetime({unit})": Column("days", moments_of(of_polars(pl.Datetime(unit))))
        for unit in ("ms", "us", "ns")
    },
    "Datetime with a zone": Column(
        "days",
        lambda values: pl.Series(moments(values)).dt.replace_time_zone("America/New_York"),
    ),
    "Float32": Column("floats", of_polars(pl.Float32)),
    "Float64": Column("floats", of_polars(pl.Float64)),
    "Null": Column("nulls", lambda values: pl.Series([None] * len(values))),
    **{
        name: Column("others", always(series))
        for name, series in {
            "Decimal": pl.Series([Decimal(2008), None, Decimal(2010), None]),
            "Time": pl.Series([dt.time(1), None, LATE, LATE]),
            "Duration": pl.Series([dt.timedelta(days=1), None, None, None]),
            "Object": pl.Series([Thing(), None, Thing(), Thing()], dtype=pl.Object),
            "Object of text": pl.Series(["FRA", None, "KEN", "TGO"], dtype=pl.Object),
            "List": pl.Series([["FRA"], None, [], ["KEN"]]),
            "Array": pl.Series([["FRA"], None, None, ["KEN"]], dtype=pl.Array(pl.String, 1)),
            "Struct": pl.Series([{"a": 1}, None, {"a": 2}, {"a": 3}]),
            "Binary": pl.Series([b"FRA", None, b"KEN", b"TGO"]),
            "Boolean": pl.Series([True, None, False, True]),
        }.items()
    },
}


def cell(value: Any) -> str:
    return "NULL" if value is None else f"'{value}'"


def of_duckdb(kind: str) -> Callable[[list[Any]], str]:
    return lambda values: f"unnest([{', '.join(map(cell, values))}]::{kind}[])"


def in_enum(values: list[Any]) -> str:
    words = [cell(value) for value in values if value is not None]
    return of_duckdb(f"ENUM ({', '.join([*words, cell('Atlantis')])})")(values)


DUCKDB: dict[str, Column] = {
    "VARCHAR": Column("texts", of_duckdb("VARCHAR")),
    "ENUM": Column("texts", in_enum),
    **{
        kind: Column("small" if kind.endswith("TINYINT") else "integers", of_duckdb(kind))
        for kind in (
            *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
            *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"),
        )
    },
    "DATE": Column("days", of_duckdb("DATE")),
    **{
        kind: Column("days", moments_of(of_duckdb(kind)))
        for kind in ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMPTZ")
    },
    "FLOAT": Column("floats", of_duckdb("FLOAT")),
    "DOUBLE": Column("floats", of_duckdb("DOUBLE")),
    "NULL": Column("nulls", lambda _: "NULL"),
    **{
        sql: Column("others", always(sql))
        for sql in (
            *(f"2008::{kind}" for kind in ("DECIMAL(9, 0)", "BIGNUM", "VARIANT")),
            *("TIME '01:00'", "'01:00'::TIME_NS", "'01:00:00+01:00'::TIMETZ", "INTERVAL 1 DAY"),
            *("uuid()", "'101'::BIT", "'FRA'::BLOB", "TRUE", "'\"FRA\"'::JSON", "'FRA'::JSON[]"),
            *("['FRA']", "['FRA']::VARCHAR[1]", "{'a': 'FRA'}", "MAP {'a': 'FRA'}", "[NULL]"),
            *("union_value(name := 'FRA')", "'POINT (1 2)'::GEOMETRY"),
        )
    },
}

BASE: dict[str, Sequence[Any]] = {
    "n": range(4),
    "country": ["FRA", "CIV", "TGO", "FRA"],
    "date": [date(2010, 1, 1)] * 4,
}


def pandas_frame(column: Any) -> Any:
    days = pd.Series(BASE["date"]).astype("datetime64[s]")
    return pd.DataFrame({**BASE, "date": days, "x": column})


def pandas_of_arrow(column: Any) -> Any:
    return pandas_frame(pd.Series(pd.arrays.ArrowExtensionArray(column)))


def chunked(column: Any) -> Any:
    return pa.table({**BASE, "x": pa.chunked_array([column[:1], column[1:], column[:0]])})


@cache
def in_new_york() -> duckdb.DuckDBPyConnection:
    """Return a connection that lives as long as its relations, which alone do not keep it open."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'America/New_York'")
    return connection


def duckdb_frame(sql: str) -> Any:
    rows = "unnest(range(4)) AS n, unnest(['FRA', 'CIV', 'TGO', 'FRA']) AS country"
    return in_new_york().sql(f"SELECT {rows}, DATE '2010-01-01' AS date, {sql} AS x")


class Engine(NamedTuple):
    """How to make a frame of one column, and which types of column there are."""

    frame: Callable[[Any], Any]
    columns: dict[str, Column]
    lazy: bool = False


ENGINES: dict[str, Engine] = {
    "pandas": Engine(pandas_frame, PANDAS),
    "pandas, of Arrow": Engine(pandas_of_arrow, ARROW),
    "polars": Engine(lambda column: pl.DataFrame({**BASE, "x": column}), POLARS),
    "polars, lazy": Engine(lambda column: pl.LazyFrame({**BASE, "x": column}), POLARS, lazy=True),
    "pyarrow": Engine(lambda column: pa.table({**BASE, "x": column}), ARROW),
    "pyarrow, chunks": Engine(chunked, ARROW),
    "duckdb": Engine(duckdb_frame, DUCKDB, lazy=True),
}
CASES = [(engine, kind) for engine in ENGINES for kind in ENGINES[engine].columns]


def standings(frame: Any, name: str = "standing") -> list[Any]:
    """Return the standings of a frame of any kind, in the order of n."""
    if isinstance(frame, pd.DataFrame):
        told = frame[name].astype(object)
        return list(told.where(told.notna(), None))
    if isinstance(frame, pl.LazyFrame):
        return standings(frame.collect(), name)
    if isinstance(frame, pl.DataFrame):
        return frame[name].to_list()
    if isinstance(frame, pa.Table):
        return list(frame[name].to_pylist())
    quoted = name.replace('"', '""')
    return [row[0] for row in frame.order("n").project(f'"{quoted}"').fetchall()]


def arguments(how: str) -> dict[str, Any]:
    """Return what `annotate` is asked, so that it reads the column x in this way."""
    if how == "on":
        return {"on": "x"}
    if how in ("last", "any"):
        return {"on": "x", "partial": how}
    return {"state": "x"} if how == "state" else {"state": "x", "codes": how}


def expected(how: str, values: list[Any]) -> Iterator[str | None]:
    """Return the standing of each row, as `opcat.status` tells it."""
    for country, day, value in zip(BASE["country"], BASE["date"], values, strict=True):
        if value is None:
            yield None
        elif how == "on":
            yield opcat.status(country, on=value).standing.value
        elif how == "last":
            yield opcat.status(country, on=date(value, 12, 31)).standing.value
        elif how == "any":
            days = (date(value, 1, 1), date(value, 12, 31))
            told = [opcat.status(country, on=day).standing for day in days]
            yield min(told, key=list(opcat.Standing).index).value  # nobody left
        else:
            yield opcat.status(value, on=day).standing.value


@deeper
@pytest.mark.parametrize(("engine", "kind"), CASES)
def test_a_column_of_any_type_is_read_row_by_row_or_refused(engine: str, kind: str) -> None:
    """In every way to read it; quick tests take one refusal of each type, by turns."""
    holds = ENGINES[engine].columns[kind].holds
    refused = [how for how in READ if holds != "nulls" and holds not in READ[how]]
    for how in READ:
        if how not in refused or how in in_turn(refused, CASES.index((engine, kind))):
            read_or_refused(engine, kind, how)


def read_or_refused(engine: str, kind: str, how: str) -> None:
    made, (holds, make, nullable) = ENGINES[engine], ENGINES[engine].columns[kind]
    values = VALUES[holds].get(how, VALUES[holds]["state"])
    if not nullable:
        values = [values[0] if value is None else value for value in values]
    frame, asked = made.frame(make(values)), arguments(how)
    ways: list[str | None] = [None, "raise"]
    if made.lazy and "codes" in asked:
        ways = ["null", "raise"]
    turn = CASES.index((engine, kind)) + list(READ).index(how)
    if holds == "nulls" or holds in READ[how]:
        for unknown in in_turn(ways, turn):
            found = annotate(frame, unknown=unknown, **asked)
            assert type(found) is type(frame)
            assert standings(found) == list(expected(how, values)), (how, unknown)
    else:  # by its type, before anything is unknown
        for unknown in in_turn(ways, turn):
            with pytest.raises(opcat.errors.ColumnTypeError) as caught:
                annotate(frame, unknown=unknown, **asked)
            assert caught.value.column == "x", (how, unknown)


COUNTED = [case for case in CASES if ENGINES[case[0]].columns[case[1]].holds in READ["last"]]


@pytest.mark.parametrize(("engine", "kind"), COUNTED)
def test_days_are_counted_to_years_of_any_type(engine: str, kind: str) -> None:
    """The days of a year are more than fit into the integers that hold its number."""
    made, (holds, make, nullable) = ENGINES[engine], ENGINES[engine].columns[kind]
    values = [value or (None if nullable else 100) for value in VALUES[holds]["last"]]
    columns = ["standing", "days_since_deposit"]
    found = annotate(made.frame(make(values)), on="x", partial="last", columns=columns)
    told = standings(found, "days_since_deposit")
    for country, year, days in zip(BASE["country"], values, told, strict=True):
        last = None if year is None else date(year, 12, 31)
        known = last and opcat.status(country, on=last).deposited_on
        assert days == (last and known and (last - known).days)


@pytest.mark.parametrize("rule", ["first", "last"])
@pytest.mark.parametrize("bits", [8, 16, 32, 64])
def test_days_are_counted_to_the_first_and_the_last_year_of_any_type(bits: int, rule: str) -> None:
    """Nothing is counted in the first one, and up to the end of the record in the last one."""
    deposited = opcat.status("France").deposited_on
    assert deposited is not None
    to_the_end = (opcat.treaty().as_of - deposited).days
    most = 2 ** (bits - 1) - 1
    sql = {8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT"}[bits]
    for years, kind, declared in (
        ((-most - 1, most), f"Int{bits}", sql),
        ((0, 2 * most + 1), f"UInt{bits}", f"U{sql}"),
    ):
        wanted = [None, to_the_end if years[1] > 2025 else None]
        ask: dict[str, Any] = {"on": "x", "partial": rule, "columns": ["days_since_deposit"]}
        columns = {"n": [0, 1], "country": ["France"] * 2}
        series = pl.Series(years, dtype=getattr(pl, kind))
        lazy = annotate(pl.LazyFrame({**columns, "x": series}), **ask)
        assert standings(lazy, "days_since_deposit") == wanted
        relation = in_new_york().sql(
            f"SELECT unnest([0, 1]) AS n, 'France' AS country, unnest({[*years]}::{declared}[]) AS x"
        )
        assert standings(annotate(relation, **ask), "days_since_deposit") == wanted


MENDED: dict[str, Callable[[Any, str], Any]] = {
    "pandas": lambda frame, call: frame.assign(x=eval(call, {"frame": frame, "pd": pd})),
    "pandas, of Arrow": lambda frame, call: frame.assign(x=eval(call, {"frame": frame, "pd": pd})),
    "polars": lambda frame, call: frame.with_columns(x=eval(call, {"pl": pl})),
    "polars, lazy": lambda frame, call: frame.with_columns(x=eval(call, {"pl": pl})),
    "pyarrow": lambda table, call: table.set_column(3, "x", eval(call, {"table": table, "pc": pc})),
    "pyarrow, chunks": lambda table, call: table.set_column(
        3, "x", eval(call, {"table": table, "pc": pc})
    ),
    "duckdb": lambda relation, call: relation.project(f"n, country, date, {call} AS x"),
}
"""How the users of a library do what an error tells them to."""
FLOATS = {
    "pandas": ["float64", "Float64", "objects, floats", "objects, Decimals"],
    "pandas, of Arrow": ["double", "float", "decimal128"],
    "polars": ["Float64", "Decimal"],
    "polars, lazy": ["Float64", "Decimal"],
    "pyarrow": ["double", "float", "decimal128"],
    "pyarrow, chunks": ["double"],
    "duckdb": ["DOUBLE", "2008::DECIMAL(9, 0)"],
}
YEARS = {
    "pandas": [
        "datetime64[s]",
        "objects, dates",
        "category of dates",
        "period[D]",
        "period[Y]",
        "period[M]",
    ],
    "pandas, of Arrow": ["date32", "timestamp[us]"],
    "polars": ["Date", "Datetime with a zone"],
    "polars, lazy": ["Date"],
    "pyarrow": ["date32", "timestamp with a zone"],
    "duckdb": ["DATE", "TIMESTAMPTZ"],
}


def advice(error: opcat.errors.ColumnTypeError, said: str) -> str:
    found = re.search(rf"{said}: (.*)$", str(error))
    assert found, str(error)
    return found[1]


@pytest.mark.parametrize(
    ("engine", "kind"), [(engine, kind) for engine, kinds in FLOATS.items() for kind in kinds]
)
def test_the_call_that_mends_floats(engine: str, kind: str) -> None:
    """One gap turns a column of integers into floats."""
    made = ENGINES[engine]
    holds, make, _ = made.columns[kind]
    frame = made.frame(make(VALUES[holds]["state"]))
    with pytest.raises(opcat.errors.ColumnTypeError) as caught:
        annotate(frame, on="x", partial="last")
    mended = MENDED[engine](frame, advice(caught.value, "this turns them back"))
    assert len(standings(annotate(mended, on="x", partial="last"))) == 4
    if holds == "floats":  # they are read as codes
        found = annotate(frame, state="x", codes="numeric", unknown="raise")
        again = annotate(mended, state="x", codes="numeric", unknown="raise")
        assert standings(found) == standings(again)
    else:
        with pytest.raises(opcat.errors.ColumnTypeError) as caught:
            annotate(frame, state="x", codes="numeric", unknown="raise")
        mended = MENDED[engine](frame, advice(caught.value, "this turns decimals into integers"))
        with pytest.raises(opcat.errors.UnknownStatesError):  # they are years, and no codes
            standings(annotate(mended, state="x", codes="numeric", unknown="raise"))
    annotate(frame, on="date")
    with pytest.raises(
        opcat.errors.ColumnTypeError, match=r"codes='numeric' \(ISO 3166-1\), 'cow'"
    ):
        annotate(frame, state="x")
    with pytest.raises(
        opcat.errors.ColumnTypeError, match=r"for years, say .*partial='last'.*, and pass "
    ):
        annotate(frame, on="x")


@pytest.mark.parametrize(
    ("engine", "kind"), [(engine, kind) for engine, kinds in YEARS.items() for kind in kinds]
)
def test_the_call_that_takes_the_years(engine: str, kind: str) -> None:
    made = ENGINES[engine]
    frame = made.frame(made.columns[kind].make(VALUES["days"]["on"]))
    with pytest.raises(opcat.errors.ColumnTypeError, match="leave partial= out") as caught:
        annotate(frame, on="x", partial="last")
    call = advice(caught.value, "this takes the years")
    years = [2008, None, 2010 if kind in ("period[Y]", "period[M]") else 2008, 2020]
    found = standings(annotate(MENDED[engine](frame, call), on="x", partial="last"))
    assert found == list(expected("last", years))


YEARS_OF_TEXT = ("2008", None, "2010", "2020")


def in_texts(engine: str, texts: Sequence[str | None] = YEARS_OF_TEXT) -> list[Any]:
    """Return columns of years, months or days as text, in every type of text of an engine."""
    arrow = [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]
    table = pa.table({"n": [0, 1, 2, 3], "country": ["France"] * 4, "date": [None] * 4})
    tables = [table.append_column("x", pa.array([*texts]).cast(kind)) for kind in arrow]
    match engine:
        case "pandas":
            types = [object, "str", "string[python]", "category", pd.ArrowDtype(pa.string())]
            frame = table.to_pandas()
            return [frame.assign(x=pd.Series([*texts], dtype=kind)) for kind in types]
        case "polars":
            kinds: list[Any] = [
                pl.String,
                pl.Categorical,
                pl.Enum([text for text in texts if text]),
            ]
            return [pl.DataFrame(table).with_columns(x=pl.Series([*texts], dtype=k)) for k in kinds]
        case "pyarrow":
            return tables
        case "polars, lazy":
            return [frame.lazy() for frame in in_texts("polars", texts)]
        case _:
            relation = duckdb.from_arrow(tables[0])
            words = ", ".join(f"'{text}'" for text in texts if text)
            return [relation, relation.project(f"n, country, date, x::ENUM({words}) AS x")]


@pytest.mark.parametrize("engine", ["pandas", "polars", "polars, lazy", "pyarrow", "duckdb"])
def test_the_call_that_makes_years_of_text(engine: str) -> None:
    """A file that was read as text has years of text."""
    for frame in in_texts(engine):
        with pytest.raises(
            opcat.errors.ColumnTypeError, match="partial= is for years: pass a "
        ) as caught:
            annotate(frame, on="x", partial="last")
        call = advice(caught.value, "this turns strings into integers").partition("; of strings")[0]
        found = standings(annotate(MENDED[engine](frame, call), on="x", partial="last"))
        assert found == ["party", None, "party", "party"]


@pytest.mark.parametrize("engine", ["pandas", "polars", "pyarrow", "duckdb"])
def test_years_of_text_are_not_to_be_read_as_days(engine: str) -> None:
    """The year alone as a day would silently be the first of January."""
    for frame in in_texts(engine):
        with pytest.raises(opcat.errors.ColumnTypeError) as caught:
            annotate(frame, on="x")
        said = re.search(
            r"for years, say .*: (partial='last').*, and pass (.*)$", str(caught.value)
        )
        assert said, str(caught.value)
        assert ("this parses strings" in str(caught.value)) is (engine == "duckdb")
        found = annotate(MENDED[engine](frame, said[2]), on="x", partial="last")
        assert standings(found) == ["party", None, "party", "party"]


@pytest.mark.parametrize("engine", ["pandas", "polars", "pyarrow", "duckdb"])
def test_the_call_that_makes_days_of_months(engine: str) -> None:
    """A month is not a day, and the message says which of its days the call takes."""
    for frame in in_texts(engine, ["2008-11", None, "2008-12", "2009-01"]):
        with pytest.raises(opcat.errors.ColumnTypeError) as caught:
            annotate(frame, on="x")
        said = re.search(
            r"this takes the first( day)?: (.*?)(; for years, .*)?$", str(caught.value)
        )
        assert said, str(caught.value)
        assert ("a month is not a day" in str(caught.value)) is (engine != "duckdb")
        found = annotate(MENDED[engine](frame, said[2]), on="x")
        assert standings(found) == ["pending_signatory", None, "party", "party"]  # 11 November


@pytest.mark.parametrize("engine", ["pandas", "polars", "polars, lazy", "pyarrow", "duckdb"])
@pytest.mark.parametrize("ends", ["-11", "-11-10", "/11/10", "-11-10T12:00:00"])
def test_the_call_that_takes_the_years_of_text(engine: str, ends: str) -> None:
    """Strings of months and of days are no integers, but they begin with their years."""
    for frame in in_texts(engine, [text and text + ends for text in YEARS_OF_TEXT]):
        with pytest.raises(opcat.errors.ColumnTypeError) as caught:
            annotate(frame, on="x", partial="last")
        lazy = "of strings that begin with a year, this takes it"  # it is not known whether they do
        read = "this takes the years with which the strings begin"
        call = advice(caught.value, lazy if engine in ("polars, lazy", "duckdb") else read)
        found = annotate(MENDED[engine](frame, call), on="x", partial="last")
        assert standings(found) == ["party", None, "party", "party"]


def test_text_without_a_year_in_front_gets_no_call_that_fails() -> None:
    for text in ("11/2008", "20081", "Nov 2008", ""):
        frame = pa.table({"country": ["France"], "x": [text]})
        with pytest.raises(opcat.errors.ColumnTypeError, match=r"or leave partial= out$"):
            annotate(frame, on="x", partial="last")


def test_other_text_is_to_be_read_as_days() -> None:
    """Where a lazy table cannot be looked at, the message says both ways."""
    for texts, is_days in ((["2008", "2008-11-10"], True), (["20081"], True), (["2008"], False)):
        columns = {"country": ["France"] * len(texts), "x": texts}
        for frame in (
            pd.DataFrame(columns),
            pd.DataFrame(columns, dtype="category"),
            pd.DataFrame(columns, dtype=pd.ArrowDtype(pa.string())),
            pl.DataFrame(columns),
            pa.table(columns),
        ):
            with pytest.raises(opcat.errors.ColumnTypeError) as caught:
                annotate(frame, on="x")
            assert ("this parses strings: " in str(caught.value)) is is_days
            assert ("partial='last'" in str(caught.value)) is not is_days
        for lazy in (pl.LazyFrame(columns), duckdb.from_arrow(pa.table(columns))):
            with pytest.raises(
                opcat.errors.ColumnTypeError,
                match=r"parses strings: .*; for years, say .*, and pass ",
            ):
                annotate(lazy, on="x")


def test_bytes_and_rows_are_no_names() -> None:
    """NumPy and pandas hold them as objects, so the message says what these are."""
    days = {"date": [date(2010, 1, 1)] * 2}
    for entries, said in (
        (
            list(np.array(["UK", "Togo"], dtype="S4")),
            "object, holding bytes; pass a column of names",
        ),
        ([("UK", 1), ("Togo", 2)], "object, holding mixed; pass a column of names"),
    ):
        column = pd.Series(entries, dtype=object)
        with pytest.raises(opcat.errors.ColumnTypeError, match=said):
            annotate(pd.DataFrame({**days, "country": column}))
    for frame in (
        pa.table({**days, "country": [b"UK", b"Togo"]}),
        pl.DataFrame({**days, "country": [b"UK", b"Togo"]}),
        duckdb.sql("SELECT 'UK'::BLOB AS country, DATE '2010-01-01' AS date"),
    ):
        with pytest.raises(
            opcat.errors.ColumnTypeError, match=r"(?i)of type b\w+; pass a column of names"
        ):
            annotate(frame)


def test_what_numpy_masks_is_missing() -> None:
    query = "SELECT * FROM (VALUES ('UK', DATE '2010-01-01'), (NULL, NULL)) AS t(country, date)"
    frame = pd.DataFrame(duckdb.execute(query).fetchnumpy())
    assert standings(annotate(frame)) == ["party", None]


def test_periods_that_no_moment_is_in() -> None:
    """pandas counts moments for fewer years than periods."""
    far = pd.Series(pd.PeriodIndex.from_ordinals([2**40], freq="D"))
    frame = pd.DataFrame({"country": ["France"], "x": far})
    with pytest.raises(
        opcat.errors.ColumnTypeError, match=r"of type period\[D\]; pass a column of dates"
    ):
        annotate(frame, on="x")


def test_periods_that_are_longer_than_a_day() -> None:
    for kind in ("period[Y]", "period[M]", "period[W]"):
        frame = pandas_frame(PANDAS[kind].make([]))
        with pytest.raises(
            opcat.errors.ColumnTypeError,
            match=r"for years, .*frame\['x'\]\.dt\.to_timestamp\(\)\.dt\.year",
        ):
            annotate(frame, on="x")


NAMES = [
    *("", " ", "  a  ", "a.b", ".", "'", '"', '""', "`", "a`b", "é", "日本", "🇹🇬", "a\nb", "\t"),
    *(
        "*",
        "^x$",
        "^",
        "{}",
        "{name}",
        "%s",
        "$1",
        "?",
        "\\",
        "--",
        ";",
        "select",
        "null",
        "x" * 300,
    ),
    *("standing ", "opcat_key", "opcat__key", "opcat_0"),
]
MADE: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": lambda data: pd.DataFrame(data, dtype=object),
    "polars": pl.DataFrame,
    "polars, lazy": pl.LazyFrame,
    "pyarrow": pa.table,
    "duckdb": lambda data: duckdb.from_arrow(pa.table(data)),
}


@deeper
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", MADE)
def test_columns_may_have_any_name(engine: str, name: str) -> None:
    if engine == "duckdb" and not name:
        pytest.skip("DuckDB has no columns without a name")
    names: list[Any] = ["France", "Kenya"]
    days: list[Any] = [date(2010, 1, 1)] * 2
    other: list[Any] = [1.5, None]
    make = MADE[engine]
    n: dict[str, list[Any]] = {"n": [0, 1]}
    places = (
        ({**n, name: names, "date": days}, name, "date"),
        ({**n, "country": names, name: days}, "country", name),
        ({**n, "country": names, "date": days, name: other}, "country", "date"),
    )
    turn = NAMES.index(name) + list(MADE).index(engine)
    for data, state, on in in_turn(places, turn):
        frame = make(data)
        for prefix in in_turn(("", name), turn):
            found = annotate(frame, state=state, on=on, prefix=prefix)
            assert type(found) is type(frame)
            assert standings(found, f"{prefix}standing") == ["party", "no_action"]
            there = found.collect_schema() if engine == "polars, lazy" else found
            columns = getattr(there, "column_names", None) or getattr(there, "columns", there)
            assert list(columns)[: len(data)] == list(data)
    for wrong in ("country", "date"):
        with pytest.raises(opcat.errors.ColumnMissingError) as caught:
            annotate(make({name: names}), state=wrong, on=wrong)
        assert caught.value.columns == (name,)
    with pytest.raises(opcat.errors.ColumnTypeError) as refused:
        annotate(make({name: [1.5]}), state=name, on=name)
    assert refused.value.column == name


def test_a_column_that_is_in_the_index() -> None:
    """Panels often are kept so, and pandas does not show an index among the columns."""
    rows = pd.DataFrame({"country": ["Togo"], "year": [2012], "deaths": [1]})
    for frame, missing in (
        (rows.set_index(["country", "year"]), "'country' (state=)"),
        (rows.set_index("country"), "'country' (state=)"),
        (rows.set_index("year"), "'year' (on=)"),
    ):
        with pytest.raises(opcat.errors.ColumnMissingError) as caught:
            annotate(frame, on="year", partial="last")
        assert f"has no column {missing}" in str(caught.value)
        assert str(caught.value).endswith("; it is in the index: pass frame.reset_index()")
        found = annotate(frame.reset_index(), on="year", partial="last")
        assert found["standing"].tolist() == ["party"]


@pytest.mark.parametrize(
    ("state", "on"),
    [(0, 1), (1.5, 2.5), (("a", "b"), ("a", "c")), (date(2010, 1, 1), None), (b"a", "date")],
)
def test_names_that_are_no_text(state: Any, on: Any) -> None:
    """pandas takes anything that can be hashed for a name."""
    frame = pd.DataFrame({"n": [1]})
    frame.columns = pd.Index(["n"], dtype=object)
    frame[state] = ["France"]
    frame[on] = [date(2010, 1, 1)]
    found = annotate(frame, state=state, on=on)
    assert found["standing"].tolist() == ["party"]
    assert list(found.columns)[:3] == list(frame.columns)
    with pytest.raises(opcat.errors.ColumnTypeError, match="is of type"):
        annotate(frame, state=state, on=state)


def test_columns_of_several_levels() -> None:
    """What has a name on the first level only is asked for by it, as in pandas itself."""
    columns = pd.MultiIndex.from_tuples([("country", ""), ("when", "day"), ("when", "year")])
    frame = pd.DataFrame([["France", date(2010, 1, 1), 2007]], columns=columns)
    asked: Any = ("when", "day")
    found = annotate(frame, on=asked, columns=["standing"])
    assert list(found.columns) == [*columns, ("standing", "")]
    assert found["standing"].tolist() == ["party"]
    asked = ("when", "year")
    assert annotate(frame, on=asked, partial="last")["is_party"].tolist() == [False]
    with pytest.raises(opcat.errors.ColumnMissingError, match="has no column 'when'"):
        annotate(frame, on="when")
    with pytest.raises(
        opcat.errors.ColumnClashError, match="'standing'; the table has them already"
    ):
        annotate(found, on=("when", "day"))  # type: ignore[arg-type] # pandas takes tuples


def test_names_that_are_categories() -> None:
    """An index of categories takes no new ones, so the names become plain."""
    frame = pd.DataFrame([["France", date(2010, 1, 1)]], columns=["country", "date"])
    frame.columns = pd.CategoricalIndex(frame.columns)
    assert annotate(frame)["standing"].tolist() == ["party"]


SOME = pd.DataFrame({"country": ["France", None, "Kenya"], "date": date(2010, 1, 1), "x": 1.5})


class Subclassed(pd.DataFrame):  # type: ignore[misc] # pandas has no types here
    @property
    def _constructor(self) -> type["Subclassed"]:
        return Subclassed


@pytest.mark.parametrize(
    "frame",
    [
        SOME,
        SOME.iloc[:0],
        SOME.iloc[[2, 0, 0]],
        SOME.set_axis(pd.MultiIndex.from_product([[1], list("aab")], names=["q", "r"])),
        SOME.rename_axis(columns="fields"),
        SOME.set_axis(pd.Index(["country", "date", 5], dtype=object), axis=1),
        SOME.set_axis(pd.Index(SOME.columns, dtype="string"), axis=1),
        SOME.set_flags(allows_duplicate_labels=False),
        Subclassed(SOME),
    ],
    ids=[
        *("plain", "empty", "repeated", "levels", "named", "numbered", "strings", "flagged"),
        "subclass",
    ],
)
def test_a_table_of_pandas_keeps_all_it_is_whatever_is_added(frame: pd.DataFrame) -> None:
    """Columns of texts alone are put beside it, and others into it."""
    frame = frame.copy()
    frame.attrs["source"] = "a survey"
    texts = ["state", "alpha_3", "regional_group"]
    alone, among = annotate(frame, columns=texts), annotate(frame, columns=[*texts, "is_party"])
    pd.testing.assert_frame_equal(alone, among.drop(columns="is_party"), check_flags=True)
    for found in (alone, among):
        assert type(found) is type(frame)
        assert found.attrs == {"source": "a survey"}
        assert found.columns.names == frame.columns.names
        assert found.columns.dtype == frame.columns.dtype
        assert found.index.equals(frame.index)
        assert found.index.names == frame.index.names
    if len(frame):
        before = frame.copy()
        alone.iloc[0, 2] = 7.5
        pd.testing.assert_frame_equal(frame, before)
