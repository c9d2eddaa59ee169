"""A treaty's standing beside the user's own rows, whatever table they are in."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from opcat._core.days import long_date
from opcat._core.terms import Basis
from opcat._core.treaty import Treaty
from opcat.errors import CoverageWarning
from opcat.frames import _lazy
from opcat.frames._ask import EPOCH, Ask, Unknown, warn, warn_of_namibia
from opcat.frames._engines import ENGINES

Frame = TypeVar("Frame")


def annotate(
    frame: Frame,
    *,
    state: str = "country",
    on: str = "date",
    basis: Basis | str = Basis.DEPOSIT,
    codes: str | None = None,
    unknown: str | None = None,
    partial: str | None = None,
    columns: Sequence[str] | None = None,
    prefix: str = "",
    treaty: Treaty | None = None,
) -> Frame:
    """Return a table with where each row's State stood on each row's day added to it.

    Takes a DataFrame of pandas, Polars, Dask or PySpark, a Polars LazyFrame, a PyArrow Table or a
    DuckDB relation, and returns the same kind; what is lazy stays lazy. The columns that are there
    stay as they are. These are added, each as known on the row's day, and null where the State or
    the day is null:

    - ``standing``: the value of its `opcat.Standing`;
    - ``is_party``, on the `basis`; ``is_signatory``, whether or not it joined later;
    - ``signed_on``, ``consent`` (the `opcat.ActionKind` by which it joined) and ``deposited_on``,
      null as long as it has not.

    The State of a row may be written in any way that `opcat.resolve` knows: the distinct entries
    are looked up once, never row by row. A lazy frame is asked for them at once; with `codes` and
    ``unknown="null"`` nothing is computed. Rows keep their order in pandas, Polars and PyArrow;
    DuckDB, Spark and Dask promise none.

    Args:
        frame: the table.
        state: the name of the column that says which State.
        on: the name of the column that says when: dates, timestamps (which count as their own
            calendar day, in their own time zone), or whole years, with `partial`.
        basis: what *party* means, as for `opcat.is_party`.
        codes: ``"alpha_3"``, ``"alpha_2"`` or ``"numeric"`` where the column holds ISO 3166-1
            codes, exactly as the standard writes them (what cannot be seen, such as a byte order
            mark, does not count); integers are taken with ``"numeric"``
            only, for other numberings look like it.
        unknown: what to do with an entry that names no State: ``"raise"``, or ``"null"`` for null
            and a warning. By default it raises. A lazy frame with `codes` has no default, because
            none is safe: ``"null"`` computes nothing, and such an entry gives null without a
            warning; ``"raise"`` has the distinct entries computed.
        partial: what counts for the year of a change: what is so on its ``"first"`` day, on its
            ``"last"``, on ``"any"`` or on ``"all"`` of its days.
        columns: which columns to add; by default all of them.
        prefix: what the names of the added columns begin with.
        treaty: the Treaty; by default the packaged one.

    Raises:
        ColumnMissingError: the table has no such column.
        ColumnTypeError: a column is not of a type that can be read; years without `partial`.
        ColumnClashError: names occur twice, or would.
        UnknownStatesError: entries name no State, or more than one. Lists the most frequent.
        VocabularyError: there is no such basis, code, rule, way or column to add.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.
        TypeError: `frame` is no table that is known here, ``columns`` is one text, or a lazy frame
            is asked with `codes` and without `unknown`.

    Warns:
        UnknownStatesWarning: entries name no State, and `unknown` allows it.
        MissingCodeWarning: a table of pandas, Polars or PyArrow has twenty rows or more, each with
            a code of two letters, and "NA", which may stand for a missing value, in two of them or
            more, at least one in twenty.
        CoverageWarning: a table of pandas, Polars or PyArrow holds a day later than the record,
            where the answer is what was last known, or only days before the treaty was opened for
            signature. Lazy frames are not looked through for it.

    Example:
        >>> import pandas as pd
        >>> from opcat import frames
        >>> mine = pd.DataFrame({"country": ["UK", "Togo"], "date": pd.to_datetime("2010-05-01")})
        >>> found = frames.annotate(mine, columns=["standing", "deposited_on"])
        >>> print(found.to_string(index=False))
        country       date          standing deposited_on
             UK 2010-05-01             party   2003-12-10
           Togo 2010-05-01 pending_signatory          NaT
    """
    ask = Ask.of(
        state,
        on,
        treaty=treaty,
        basis=basis,
        codes=codes,
        unknown=unknown,
        partial=partial,
        columns=columns,
        prefix=prefix,
    )
    found: Frame
    found, latest = _annotated(frame, ask)
    first = ask.first_time
    if latest is not None and first is not None and latest < first:
        warn(
            f"{on!r} holds nothing later than {_said(latest, ask)}, when the treaty was not open "
            "for signature yet, so that no State had done anything; if these days were made from "
            "numbers, check from which day those are counted",
            CoverageWarning,
        )
    if latest is not None and latest > ask.last_time:
        warn(
            f"{on!r} holds {_said(latest, ask)}, later than the record, which covers up to "
            f"{long_date(ask.treaty.as_of)}; for such rows this is what was last known",
            CoverageWarning,
        )
    return found


def _said(latest: int, ask: Ask) -> object:
    """Return a time as it is read; tables hold days that Python cannot count to."""
    if ask.partial is not None:
        return latest
    number = latest + EPOCH.toordinal()
    if number < date.min.toordinal():
        return "a day before the year 1"
    return (
        date.fromordinal(number) if number <= date.max.toordinal() else "a day after the year 9999"
    )


def _annotated(frame: Any, ask: Ask) -> tuple[Any, int | None]:
    """Return the frame with the columns added, and the latest time in it, in integers."""
    if nw.to_native(frame, pass_through=True) is not frame:
        raise TypeError("frame= is narwhals' own; pass the table in it: frame.to_native()")
    if nw.dependencies.is_pandas_dataframe(frame):
        from opcat.frames import _pandas  # pandas is loaded already

        return _pandas.annotated(frame, ask)
    if nw.dependencies.is_pyarrow_table(frame):
        from opcat.frames import _arrow  # PyArrow is loaded already

        annotated = _arrow.annotated(frame, ask)
        names = _arrow.decoded(_arrow.plain_names(frame[ask.state], ask))
        _look_for_namibia(nw.from_native(names, series_only=True), ask)
        return annotated
    look = ask.codes is None or ask.unknown is Unknown.RAISE
    if nw.dependencies.is_dask_dataframe(frame):
        from opcat.frames import _dask  # Dask and pandas are loaded already

        _say_unknown(ask)
        return _dask.annotated(frame, ask, look=look), None
    wrapped = nw.from_native(frame, pass_through=True)
    implementation: Any = getattr(wrapped, "implementation", None)
    engine = ENGINES.get(implementation)
    if engine is None:
        raise TypeError(
            f"frame= is of type {type(frame).__name__}; pass a DataFrame of pandas, Polars, Dask "
            "or "
            "PySpark, a Polars LazyFrame, a PyArrow Table or a DuckDB relation"
        )
    if isinstance(wrapped, nw.DataFrame):
        found = _lazy.annotated(wrapped.lazy(), ask, engine, look=True).collect()
        _look_for_namibia(wrapped.get_column(ask.state), ask)
        return found.to_native(), _latest(wrapped, ask.on)
    _say_unknown(ask)
    return _lazy.annotated(wrapped, ask, engine, look=look).to_native(), None


def _look_for_namibia(column: nw.Series[Any], ask: Ask) -> None:
    column = column.alias("entry")  # Polars reads some names as patterns
    if column.dtype in (nw.Categorical, nw.Enum):
        column = column.cast(nw.String)
    if column.dtype == nw.String and (column == "NA").any() and not column.null_count():
        warn_of_namibia(ask, column.value_counts(name="rows").rows())


def _say_unknown(ask: Ask) -> None:
    """Refuse to choose what becomes of entries that are no codes, where nothing is computed."""
    if ask.codes is not None and ask.unknown is None:
        raise TypeError(
            "codes= of a lazy frame needs unknown=, because its rows are not read: pass "
            "unknown='null' if an invalid code may become null without a warning, or "
            "unknown='raise' to have the distinct codes computed and checked"
        )


def _latest(frame: nw.DataFrame[Any], on: str) -> int | None:
    time = nw.col("time")  # Polars reads some names as patterns
    found = frame.get_column(on).alias("time").to_frame().select(time.max())
    if found.schema["time"] in (nw.Date, nw.Datetime):
        found = found.select(time.dt.date().cast(nw.Int32))
    latest: int | None = found.item()
    return latest
