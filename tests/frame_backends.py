"""The kinds of frames that `annotate` takes: how to make one of rows, and how to read it back."""

import importlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

import opcat

Rows = list[dict[str, Any]]
SCHEMA = pa.schema([("n", pa.int64()), ("country", pa.string()), ("date", pa.date32())])


class Backend(NamedTuple):
    """One kind of frame.

    Attributes:
        make: makes a frame of an Arrow table.
        table: computes a frame as an Arrow table, its words as text.
        lazy: whether its frames are lazy.
        ordered: whether rows are promised to keep their order.
        cased: whether columns whose names differ in capitals only are two.
    """

    make: Callable[[pa.Table], Any]
    table: Callable[[Any], pa.Table]
    lazy: bool
    ordered: bool
    cased: bool = True

    def rows(self, frame: Any) -> Rows:
        """Return the rows as Python values, in the order of the column ``n``, if there is one."""
        table = self.table(frame)
        rows = [{key: plain(value) for key, value in row.items()} for row in table.to_pylist()]
        if self.ordered or "n" not in table.column_names:
            return rows
        return sorted(rows, key=lambda row: row["n"])


def plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) and not value.tzinfo else value


def of_pandas(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def of_duckdb(table: pa.Table) -> duckdb.DuckDBPyRelation:
    # On the module's connection: DuckDB 1.4.0 closes any other one that only a relation still uses.
    return duckdb.from_arrow(table)


def of_dask(table: pa.Table) -> Any:
    dd = importlib.import_module("dask.dataframe")
    return dd.from_pandas(table.to_pandas(date_as_object=False), npartitions=2)


def of_spark(table: pa.Table) -> Any:
    return spark().createDataFrame(table)


def spark() -> Any:
    session = importlib.import_module("pyspark.sql").SparkSession
    options = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        # Small frames in two parts, one after the other, compiled no better than they need.
        "spark.default.parallelism": "2",
        "spark.sql.shuffle.partitions": "1",
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    return session.builder.master("local[1]").config(map=options).getOrCreate()


LOCAL = {
    "pandas": Backend(
        lambda table: table.to_pandas(date_as_object=False), of_pandas, lazy=False, ordered=True
    ),
    "pandas, of Arrow": Backend(
        lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
        of_pandas,
        lazy=False,
        ordered=True,
    ),
    "pandas, of objects": Backend(
        lambda table: pd.DataFrame(table.to_pydict(), columns=table.column_names, dtype=object),
        of_pandas,
        lazy=False,
        ordered=True,
    ),
    "polars": Backend(pl.DataFrame, lambda frame: frame.to_arrow(), lazy=False, ordered=True),
    "polars, lazy": Backend(
        lambda table: pl.DataFrame(table).lazy(),
        lambda frame: frame.collect().to_arrow(),
        lazy=True,
        ordered=True,
    ),
    "pyarrow": Backend(lambda table: table, lambda table: table, lazy=False, ordered=True),
    "duckdb": Backend(
        of_duckdb,
        lambda relation: relation.to_arrow_table(),
        lazy=True,
        ordered=False,
        cased=False,
    ),
}
ENGINES = {
    "dask": Backend(of_dask, lambda frame: of_pandas(frame.compute()), lazy=True, ordered=False),
    "spark": Backend(
        of_spark, lambda frame: frame.toArrow(), lazy=True, ordered=False, cased=False
    ),
}


def table(countries: list[Any], dates: list[Any], **columns: Any) -> pa.Table:
    """Return rows of a State and a day, numbered."""
    data = {"n": list(range(len(countries))), "country": countries, "date": dates}
    return pa.table(
        {**{name: pa.array(data[name], SCHEMA.field(name).type) for name in data}, **columns}
    )


def expected(
    country: object,
    day: date | None,
    treaty: opcat.Treaty | None = None,
    basis: opcat.Basis | str = "deposit",
) -> dict[str, Any]:
    """Return what is to be added to a row, as the core of the package answers it."""
    if country is None or day is None:
        return dict.fromkeys(
            ["standing", "is_party", "is_signatory", "signed_on", "consent", "deposited_on"]
        )
    status = opcat.status(country, on=day, treaty=treaty)
    return {
        "standing": status.standing.value,
        "is_party": opcat.is_party(country, on=day, basis=basis, treaty=treaty),
        "is_signatory": status.is_signatory,
        "signed_on": status.signed_on,
        "consent": None if status.consent is None else status.consent.kind.value,
        "deposited_on": status.deposited_on,
    }
