"""What each lazy engine does differently: a small table, a left join, and rows in Python.

The small table has to live where the frame lives: in the same connection or session. Each engine
is reached through the user's own frame, so that nothing has to be imported or registered.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import count
from operator import attrgetter
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from opcat._names.fold import UNSEEN
from opcat.frames._refusals import CALLS, Calls

Data = Sequence[tuple[str, Any, Sequence[Any]]]
"""The columns of a small table: name, kind of value (or the words that it can be), values."""
Lazy = nw.LazyFrame[Any]


class Place(int):
    """The number of a row of a small table, for which 32 bits are enough."""


class Engine(NamedTuple):
    """The operations of one engine for which narwhals has no common interface.

    Attributes:
        table: makes a small table beside a native frame.
        join: joins it to the left: frame, table, and the key's name in each.
        taken: the same where the keys are numbers, those of the table's rows from 0 on.
        rows: computes a frame, and returns its rows.
        renamed: gives the columns of a native frame other names, in their order.
        kind: the type of a native frame's column, as its engine writes it.
        void: how it writes the type of a column that holds only nulls.
        calls: how its users fix a column.
        aliases: types that narwhals reads as strings, but that do not compare like strings.
        plain: whether a name is taken literally; SQL reads "a.b" as a part of a table.
        names: the names of a native frame's columns, with duplicates.
        is_case_sensitive: whether names that differ only in case are two names.
        per_day: what the difference of two days is in integers, per day.
        joins_unseen: whether its join disregards invisible characters in an entry by itself.
        skips_usual: whether filtering out the usual spellings is cheaper than counting them.
    """

    table: Callable[[Any, Data], Any]
    join: Callable[[Lazy, Any, str, str], Lazy]
    taken: Callable[[Lazy, Any, str, str], Lazy]
    rows: Callable[[Any], Sequence[tuple[Any, ...]]]
    renamed: Callable[[Any, Sequence[str]], Any]
    kind: Callable[[Any, str], str]
    void: str
    calls: Calls
    aliases: tuple[str, ...] = ()
    plain: Callable[[str], bool] = str.isidentifier
    names: Callable[[Any], Sequence[str]] = attrgetter("columns")
    is_case_sensitive: bool = False
    per_day: int = 1
    joins_unseen: bool = False
    skips_usual: bool = False


def _joined(frame: Lazy, table: Any, entry: str, key: str) -> Lazy:
    return frame.join(nw.from_native(table), left_on=entry, right_on=key, how="left")


def _polars_table(_: Any, data: Data) -> Any:
    import polars as pl  # loaded by the user

    def kind(of: Any) -> Any:
        plain = {str: pl.String, bool: pl.Boolean, date: pl.Date, int: pl.Int64, float: pl.Float64}
        return pl.Enum(of) if isinstance(of, tuple) else {**plain, Place: pl.Int32}[of]

    return pl.DataFrame({name: pl.Series(values, dtype=kind(of)) for name, of, values in data})


def _polars_join(frame: Lazy, table: Any, entry: str, key: str) -> Lazy:
    import polars as pl  # loaded by the user

    keys = table[key]
    if keys.dtype == pl.String:
        # A join would hash every row and then sort rows back into their order. Here each entry
        # becomes its place among the keys, and the columns are gathered by it: no row moves.
        kind, column = pl.Enum(keys), pl.col(entry)
        place = column.cast(kind, strict=False).to_physical()
        seen = column.str.replace_all(UNSEEN, "").cast(kind, strict=False).to_physical()
        # Where every entry is found, which is quick to tell, Polars does not look for the seen ones.
        either = pl.when(place.is_null()).then(seen).otherwise(place).alias(key)
        placed: Lazy = nw.from_native(frame.to_native().with_columns(either))
        return _polars_taken(placed, table, key, key)
    right = table.lazy().cast({key: frame.collect_schema().to_polars()[entry]})
    joined: Lazy = nw.from_native(
        frame.to_native().join(
            right, left_on=entry, right_on=key, how="left", maintain_order="left"
        )
    )
    return joined


def _polars_taken(frame: Lazy, table: Any, entry: str, key: str) -> Lazy:
    import polars as pl  # loaded by the user

    place, left = pl.col(entry), frame.to_native()

    def gathered(column: Any) -> Any:
        if column.dtype == pl.Boolean:  # single bits are slower to gather than bytes
            return gathered(column.cast(pl.UInt8)) == 1
        if not column.null_count():
            return pl.lit(column).gather(place)
        # Gathering takes nearly twice as long where values may be null, so others stand for them.
        known = pl.lit(column.is_not_null().cast(pl.UInt8)).gather(place) == 1
        filled = column.fill_null(strategy="forward").fill_null(strategy="backward")
        return pl.when(known).then(pl.lit(filled).gather(place))

    columns = (gathered(column).alias(column.name) for column in table if column.name != key)
    taken: Lazy = nw.from_native(left.with_columns(place.cast(pl.UInt32)).with_columns(columns))
    return taken


def _duckdb_table(relation: Any, data: Data) -> Any:
    def listed(name: str, of: Any, values: Sequence[Any]) -> str:
        plain = {bool: "BOOLEAN", date: "DATE", int: "BIGINT", float: "DOUBLE", Place: "INTEGER"}
        cells = ["" if value is None else str(value) for value in values]
        # One text for all: DuckDB takes longer to read thousands of values than millions of rows.
        whole = "".join(cells)
        between = next(char for char in map(chr, count(0xE000)) if char not in whole)
        text = between.join(cells).replace("'", "''")
        parts = f"unnest(string_split('{text}', '{between}'))"
        return f"CAST(nullif({parts}, '') AS {plain.get(of, 'VARCHAR')}) AS \"{name}\""

    # A new row, in the relation's own connection.
    return (
        relation.limit(0)
        .aggregate("count(*)")
        .project(", ".join(listed(*column) for column in data))
    )


def _duckdb_renamed(relation: Any, names: Sequence[str]) -> Any:
    def quoted(name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    pairs = zip(relation.columns, names, strict=True)
    return relation.project(", ".join(f"{quoted(old)} AS {quoted(new)}" for old, new in pairs))


def _duckdb_kind(relation: Any, name: str) -> str:
    return str(relation.types[relation.columns.index(name)]).strip('"')


def _spark_table(frame: Any, data: Data) -> Any:
    plain = {bool: "boolean", date: "date", int: "bigint", float: "double", Place: "int"}
    kinds = ", ".join(f"`{name}` {plain.get(of, 'string')}" for name, of, _ in data)
    rows = list(zip(*(values for _, _, values in data), strict=True))
    return frame.sparkSession.createDataFrame(rows, kinds).hint("broadcast")


_SPARK = Engine(
    table=_spark_table,
    join=_joined,
    taken=_joined,
    rows=lambda frame: [tuple(row) for row in frame.collect()],
    renamed=lambda frame, names: frame.toDF(*names),
    kind=lambda frame, name: frame.schema[name].dataType.simpleString(),
    void="void",
    calls=CALLS["spark"],
)

ENGINES = {
    nw.Implementation.POLARS: Engine(
        table=_polars_table,
        join=_polars_join,
        taken=_polars_taken,
        rows=lambda frame: frame.collect().rows(),
        renamed=lambda frame, names: frame.rename(
            dict(zip(frame.collect_schema(), names, strict=True))
        ),
        kind=lambda frame, name: str(frame.collect_schema()[name]),
        void="Null",
        calls=CALLS["polars"],
        plain=lambda name: bool(name) and not name.startswith(("^", "*")),
        names=lambda frame: frame.collect_schema().names(),
        is_case_sensitive=True,
        per_day=86_400_000_000,
        joins_unseen=True,
        skips_usual=True,
    ),
    nw.Implementation.DUCKDB: Engine(
        table=_duckdb_table,
        join=_joined,
        taken=_joined,
        rows=lambda relation: relation.fetchall(),
        renamed=_duckdb_renamed,
        kind=_duckdb_kind,
        void="NULL",
        calls=CALLS["duckdb"],
        aliases=("JSON",),
    ),
    nw.Implementation.PYSPARK: _SPARK,
    nw.Implementation.PYSPARK_CONNECT: _SPARK,
}
