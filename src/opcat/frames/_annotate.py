"""Adds a treaty's standing to the user's own rows, in any kind of table."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from opcat._core.days import long_date
from opcat._core.terms import Basis
from opcat._core.treaty import Treaty
from opcat._names.codes import Outlived, keys_by_code, written
from opcat._record.record import Record
from opcat.errors import CoverageWarning, DayValueError
from opcat.frames import _lazy
from opcat.frames._ask import Ask, Unknown
from opcat.frames._engines import ENGINES
from opcat.frames._plan import EPOCH
from opcat.frames._state_column import warn, warn_of_namibia, warn_of_outlived

Frame = TypeVar("Frame")


def annotate(
    frame: Frame,
    *,
    state: str = "country",
    on: str | None = "date",
    basis: Basis | str = Basis.DEPOSIT,
    language: str | Iterable[str] | None = None,
    codes: str = "iso",
    unknown: str | None = None,
    missing: str | None = None,
    partial: str | None = None,
    columns: Sequence[str] | None = None,
    lag: str | Iterable[str] | None = None,
    prefix: str = "",
    treaty: Treaty | Record | None = None,
) -> Frame:
    """Return a table with added columns that say where each row's State stood on the row's day.

    It takes a DataFrame of pandas, Polars, Dask or PySpark, a Polars LazyFrame, a PyArrow Table or
    a DuckDB relation, and returns the same kind; a lazy one stays lazy. Existing columns stay as
    they are. It adds these, as known on the row's day:

    - ``standing``: the value of its `opcat.Standing`;
    - ``is_party``, on the `basis`; ``is_signatory``, whether or not it joined later;
    - ``signed_on``, ``consent`` (the `opcat.ActionKind` by which it joined) and ``deposited_on``,
      null if it had not done so by then.

    `columns` chooses among these and the following, which have the same names in every table:

    - without a day: ``alpha_3``, ``alpha_2``, ``numeric``, ``state``, ``regional_group``,
      ``un_status`` (today's), and the codes ``cow``, ``cow_abbreviation``, ``gw`` and ``vdem``;
    - ``is_in_force``, ``in_force_on``, ``withdrawn_on``, as its status says;
    - ``is_eligible``, ``eligible_on``, ``eligibility``: what article 27 lets it do;
    - ``mechanism_due_on``, ``mechanism_latest_due_on``, ``is_mechanism_due``, ``mechanism`` and
      ``mechanism_type``, as in `opcat.frames.panel`;
    - ``days_since_signature``, ``days_since_deposit``, up to the last day of the record.

    The State of a row may be written in any way that `opcat.resolve` knows: the distinct entries
    are looked up once, never row by row. For a lazy frame they are computed immediately, except
    with `codes` and ``unknown="null"``, which compute nothing. Rows keep their order in pandas,
    Polars and PyArrow; DuckDB, Spark and Dask promise no order.

    The types depend on the arguments and the treaty, never on the rows. In pandas a flag is
    ``bool``, or the nullable ``boolean`` where `unknown` or `missing` lets it be missing.

    Args:
        frame: the table.
        state: the name of the column of States.
        on: the name of the column of days: dates, timestamps (which count as their own calendar
            day, in their own time zone), or years, with `partial`. It is not read, and may be None,
            if no column needs a day.
        basis: what *party* means, as for `opcat.is_party`.
        language: the official language of the United Nations in which the column has its names, or
            several in order, as for `opcat.resolve`; by default English.
        codes: ``"iso"`` for names and codes of ISO 3166-1, or the one scheme whose codes the column
            holds, as for `opcat.resolve`: exactly as the scheme writes them (invisible characters,
            such as a byte order mark, do not count). Numbers are accepted only with a scheme of
            numbers, because several use similar ones.
        unknown: what to do with an entry that names no State: ``"raise"``, or ``"null"`` for null
            and a warning. By default it raises. A lazy frame with `codes` has no default, because
            neither is safe: ``"null"`` computes nothing, and such an entry becomes null without a
            warning; ``"raise"`` computes the distinct entries.
        missing: what to do with a row that lacks its State or its day: ``"raise"``, or ``"null"``
            for null. By default it raises, except with ``unknown="null"``. The days of a lazy
            frame are not read: there such a row becomes null (in Dask it raises when computed).
        partial: what counts in a year of change: the standing on its ``"first"`` day, on its
            ``"last"``, on ``"any"`` or on ``"all"`` of its days.
        columns: which columns to add; by default the six above.
        lag: adds the same columns as they stood earlier, named ``..._lag1``: ``"1y"`` for the same
            day of the year before (of 29 February, the 28th), ``"2y"``, ``"6m"``, or several. Years
            have lags of whole years. What needs no day, and days since something, have no lag.
        prefix: what the names of the added columns begin with.
        treaty: the Treaty, or a `opcat.Record`; by default the packaged one.

    Raises:
        ColumnMissingError: the table has no such column.
        ColumnTypeError: a column has a type that cannot be read, or years without `partial`.
        ColumnClashError: column names occur twice, or would.
        MissingValuesError: rows lack their State or their day, and `missing` does not allow it.
        UnknownStatesError: entries name no State, or more than one. It lists the most frequent.
        VocabularyError: an argument is not one of its allowed values.
        UnknownRuleError: the basis or a column needs the rule of entry into force, and the treaty's
            is not known.
        OtherTreatyError: a column rests on an article of the Protocol, and the treaty is another.
        DayValueError: a year has more than four digits, in a table of pandas, Polars or PyArrow.
        ValueError: a lag is longer than the record.
        TypeError: `frame` is not a known kind of table, ``columns`` is a single string, `language`
            and `codes` are both passed, or a lazy frame is passed with `codes` and without `unknown`.

    Warns:
        UnknownStatesWarning: entries name no State, and `unknown` allows it.
        MissingCodeWarning: a table of pandas, Polars or PyArrow has at least twenty rows, each with
            a code of two letters, and at least two, and one in twenty, are "NA", which may mean a
            missing value.
        CoverageWarning: a table of pandas, Polars or PyArrow holds a day later than the record,
            for which the answer is what was last known, only days before the treaty was opened for
            signature, or a code of other schemes that was a former State's on the day of its row
            (345 of Correlates of War before 1992). Lazy frames are not scanned.

    Example:
        >>> import pandas as pd
        >>> from opcat import frames
        >>> mine = pd.DataFrame({"country": ["UK", "Togo"], "date": pd.to_datetime("2010-05-01")})
        >>> annotated = frames.annotate(mine, columns=["standing", "deposited_on"])
        >>> print(annotated.to_string(index=False))
        country       date          standing deposited_on
             UK 2010-05-01             party   2003-12-10
           Togo 2010-05-01 pending_signatory          NaT
    """
    ask = Ask.checked(
        state,
        on,
        treaty=treaty,
        basis=basis,
        language=language,
        codes=codes,
        unknown=unknown,
        missing=missing,
        partial=partial,
        columns=columns,
        lag=lag,
        prefix=prefix,
    )
    annotated: Frame
    annotated, latest = _annotated(frame, ask)
    if latest is not None and ask.partial is not None and latest > date.max.year:
        hint = (
            f"column {on!r} may hold days that are written as numbers: make them dates, and leave "
            "partial= out"
        )
        raise DayValueError("on", latest, hint)
    first = ask.first_time
    if latest is not None and first is not None and latest < first:
        warn(
            f"{on!r} holds nothing later than {_time_in_words(latest, ask)}, when the treaty was "
            "not open for signature yet, so that no State had done anything; if these days were "
            "made from numbers, check from which day those are counted",
            CoverageWarning,
        )
    if latest is not None and latest > ask.last_time:
        warn(
            f"{on!r} holds {_time_in_words(latest, ask)}, later than the record, which covers up "
            f"to {long_date(ask.treaty.as_of)}; for such rows this is what was last known",
            CoverageWarning,
        )
    return annotated


def _time_in_words(latest: int, ask: Ask) -> object:
    """Return a time in words; tables may hold days outside Python's calendar."""
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
        lazy = _lazy.annotated(wrapped.lazy(), ask, engine, look=True, whole=wrapped)
        days = wrapped.get_column(str(ask.on)) if ask.is_dated else None
        if days is not None:
            ask.check_whole(ask.on, days.null_count())
        collected = lazy.collect()
        _look_for_namibia(wrapped.get_column(ask.state), ask)
        if days is not None and (one := ask.outlived) is not None:
            years = days if ask.partial is not None else days.dt.year()
            before = wrapped.get_column(ask.state).filter(years < one.until)
            _look_for_outlived(before, ask, one)
        return collected.to_native(), None if days is None else _latest(days)
    _say_unknown(ask)
    return _lazy.annotated(wrapped, ask, engine, look=look).to_native(), None


def _look_for_namibia(column: nw.Series[Any], ask: Ask) -> None:
    column = column.alias("entry")  # Polars reads some names as patterns
    if column.dtype in (nw.Categorical, nw.Enum):
        column = column.cast(nw.String)
    if column.dtype == nw.String and (column == "NA").any() and not column.null_count():
        warn_of_namibia(ask, column.value_counts(name="rows").rows())


def _look_for_outlived(column: nw.Series[Any], ask: Ask, one: Outlived) -> None:
    known = keys_by_code(one.scheme, ask.files)
    held = column.alias("entry").value_counts(name="rows").rows()
    rows = [n for entry, n in held if known.get(written(entry, one.scheme) or "") == one.key]
    warn_of_outlived(ask, one, sum(rows))


def _say_unknown(ask: Ask) -> None:
    """Refuse lazy codes without `unknown`, because invalid codes would silently become null."""
    if ask.codes is not None and ask.unknown is None:
        raise TypeError(
            "codes= of a lazy frame needs unknown=, because its rows are not read: pass "
            "unknown='null' if an invalid code may become null without a warning, or "
            "unknown='raise' to have the distinct codes computed and checked"
        )


def _latest(days: nw.Series[Any]) -> int | None:
    time = nw.col("time")  # Polars reads some names as patterns
    maximum = days.alias("time").to_frame().select(time.max())
    if maximum.schema["time"] in (nw.Date, nw.Datetime):
        maximum = maximum.select(time.dt.date().cast(nw.Int32))
    latest: int | None = maximum.item()
    return latest
