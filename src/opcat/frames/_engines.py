"""What each lazy engine does differently: a small table, a left join, and rows in Python.

The small table has to live where the frame lives: in the same connection or session. Each engine
is reached through the user's own frame, so that nothing has to be imported or registered.
"""

from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from opcat.frames._refusals import CALLS, Calls

Data = Sequence[tuple[str, Any, Sequence[Any]]]
"""The columns of a small table: name, kind of value (or the words that it can be), values."""
Lazy = nw.LazyFrame[Any]


class Engine(NamedTuple):
    """The operations of one engine for which narwhals has no common interface.

    Attributes:
        table: makes a small table beside a native frame.
        join: joins it to the left: frame, table, and the key's name in each.
        rows: computes a frame, and returns its rows.
        renamed: gives the columns of a native frame other names, in their order.
        kind: the type of a native frame's column, as its engine writes it.
        void: how it writes the type of a column that holds only nulls.
        calls: how its users fix a column.
        aliases: types that narwhals reads as strings, but that do not compare like strings.
        plain: whether a name is taken literally; SQL reads "a.b" as a part of a table.
        names: the names of a native frame's columns, with duplicates.
        is_case_sensitive: whether names that differ only in case are two names.
        enums: whether words are stored as an enumeration instead of strings.
        per_day: what the difference of two days is in integers, per day.
        skips_usual: whether filtering out the usual spellings is cheaper than counting them.
    """

    table: Callable[[Any, Data], Any]
    join: Callable[[Lazy, Any, str, str], Lazy]
    rows: Callable[[Any], Sequence[tuple[Any, ...]]]
    renamed: Callable[[Any, Sequence[str]], Any]
    kind: Callable[[Any, str], str]
    void: str
    calls: Calls
    aliases: tuple[str, ...] = ()
    plain: Callable[[str], bool] = str.isidentifier
    names: Callable[[Any], Sequence[str]] = attrgetter("columns")
    is_case_sensitive: bool = False
    enums: bool = False
    per_day: int = 1
    skips_usual: bool = False


def _joined(frame: Lazy, table: Any, entry: str, key: str) -> Lazy:
    return frame.join(nw.from_native(table), left_on=entry, right_on=key, how="left")


def _polars_table(_: Any, data: Data) -> Any:
    import polars as pl  # loaded by the user

    def kind(of: Any) -> Any:
        plain = {str: pl.String, bool: pl.Boolean, date: pl.Date, int: pl.Int64, float: pl.Float64}
        return pl.Enum(of) if isinstance(of, tuple) else plain[of]

    return pl.DataFrame({name: pl.Series(values, dtype=kind(of)) for name, of, values in data})


def _polars_join(frame: Lazy, table: Any, entry: str, key: str) -> Lazy:
    import polars as pl  # loaded by the user

    left, keys = frame.to_native(), table[key]
    if keys.dtype == pl.String:
        # A join would hash every row and then sort rows back into their order. Here each entry
        # becomes its place among the keys, and the columns are gathered by it: no row moves.
        places = pl.col(entry).cast(pl.Enum(keys), strict=False).to_physical().alias(key)
        others = (column for column in table if column.name != key)
        gathered = (pl.lit(column).gather(key).alias(column.name) for column in others)
        joined = left.with_columns(places).with_columns(gathered)
    else:
        right = table.lazy().cast({key: frame.collect_schema().to_polars()[entry]})
        joined = left.join(right, left_on=entry, right_on=key, how="left", maintain_order="left")
    wrapped: Lazy = nw.from_native(joined)
    return wrapped


def _duckdb_table(relation: Any, data: Data) -> Any:
    def listed(name: str, of: Any, values: Sequence[Any]) -> str:
        plain = {bool: "BOOLEAN", date: "DATE", int: "BIGINT", float: "DOUBLE"}
        cells = ", ".join(map(_sql, values))
        return f'unnest([{cells}]::{plain.get(of, "VARCHAR")}[]) AS "{name}"'

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


def _sql(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int, float)):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _spark_table(frame: Any, data: Data) -> Any:
    plain = {bool: "boolean", date: "date", int: "bigint", float: "double"}
    kinds = ", ".join(f"`{name}` {plain.get(of, 'string')}" for name, of, _ in data)
    rows = list(zip(*(values for _, _, values in data), strict=True))
    return frame.sparkSession.createDataFrame(rows, kinds).hint("broadcast")


_SPARK = Engine(
    table=_spark_table,
    join=_joined,
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
        enums=True,
        per_day=86_400_000_000,
        skips_usual=True,
    ),
    nw.Implementation.DUCKDB: Engine(
        table=_duckdb_table,
        join=_joined,
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
