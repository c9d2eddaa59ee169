"""Days, numbers and names as NumPy, pandas, Polars and PyArrow hand them over."""

import inspect
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_files import spellings

import opcat
from opcat import charts, frames, strategies, untc

PAGE = (Path(__file__).parent / "pages" / "treaty.xml").read_bytes()
YEAR_2100 = date(2100, 1, 1)

untyped: Any = opcat
"""The package as code sees it that no type checker reads."""

# Each makes of a day what a library hands over for it.
DAYS: dict[str, Callable[[date], Any]] = {
    "datetime64[D]": np.datetime64,
    "datetime64[h]": lambda day: np.datetime64(day, "h"),
    "datetime64[m]": lambda day: np.datetime64(day, "m"),
    "datetime64[s]": lambda day: np.datetime64(day, "s"),
    "datetime64[us]": lambda day: np.datetime64(day, "us"),
    "datetime64[25s]": lambda day: np.datetime64(day).astype("M8[25s]"),
    "datetime64[ns]": lambda day: np.datetime64(f"{day}T23:59:59.999999999"),
    "datetime64 of an array": lambda day: np.array([day], "M8[D]")[0],
    "Timestamp": pd.Timestamp,
    "Timestamp of a series": lambda day: pd.Series(pd.to_datetime([day])).iloc[0],
    "Timestamp late in another zone": lambda day: pd.Timestamp(
        day.year, day.month, day.day, 23, 59, tz=timezone(timedelta(hours=-12))
    ),
    "Period[D]": lambda day: pd.Period(day, "D"),
    "Period[h]": lambda day: pd.Period(day, "h"),
    "date32": pa.scalar,
    "date64": lambda day: pa.scalar(day, pa.date64()),
    "timestamp[s]": lambda day: pa.scalar(day, pa.date32()).cast(pa.timestamp("s")),
    "timestamp[us, tz]": lambda day: pa.scalar(
        datetime(day.year, day.month, day.day, 12, tzinfo=UTC), pa.timestamp("us", "UTC")
    ),
    "text of NumPy": lambda day: np.str_(day.isoformat()),
    "text of PyArrow": lambda day: pa.scalar(day.isoformat()),
    "Polars": lambda day: pl.Series([day])[0],
}
DAYS["timestamp[ns]"] = lambda day: pa.array([np.datetime64(f"{day}T23:59:59.999999999")])[0]

with warnings.catch_warnings():  # NumPy 2.5 asks for a unit, and there are tables of before
    warnings.simplefilter("ignore", DeprecationWarning)
    WITHOUT_UNIT = np.datetime64("NaT")

NO_DAYS: dict[str, Any] = {
    "pandas.NaT": pd.NaT,
    "pandas.NA": pd.NA,
    "nan": float("nan"),
    "NaT without a unit": WITHOUT_UNIT,
    "NaT of days": np.datetime64("NaT", "D"),
    "NaT of nanoseconds": np.datetime64("NaT", "ns"),
    "NaT of a period": pd.Series(pd.PeriodIndex([None], freq="D")).iloc[0],
    "no value of PyArrow": pa.scalar(None),
    "no day of PyArrow": pa.scalar(None, pa.date32()),
    "Polars' type of nothing": pl.Null,
    "a year of NumPy": np.datetime64("2010"),
    "a month of NumPy": np.datetime64("2010-01"),
    "a week of NumPy": np.datetime64("2010-01-01", "W"),
    "a year of pandas": pd.Period("2010", "Y"),
    "a week of pandas": pd.Period("2010-01-01", "W"),
    "a span of NumPy": np.timedelta64(1, "D"),
    "a span of pandas": pd.Timedelta(days=1),
    "a bool of NumPy": np.True_,
    "a float of NumPy": np.float64(2010),
    "an array": np.array(["2010-01-01"]),
    "a series": pd.Series([date(2010, 1, 1)]),
    "what is masked": np.ma.masked,
}
"""None of these is an integer either."""

FAR: dict[str, Any] = {
    "datetime64": np.datetime64("20100-05-01"),
    "datetime64, early": np.datetime64("-0001-05-01"),
    "Timestamp": pd.Timestamp(np.datetime64("20100-05-01", "s")),
    "Period": pd.Period(ordinal=6_622_000, freq="D"),
    "date32": pa.array([6_622_000], pa.int32()).view(pa.date32())[0],
    "timestamp": pa.array([2**60]).view(pa.timestamp("us"))[0],
}

TOLD = "^on= holds a day outside the years 1 to 9999; pass one within them$"

WHOLE: dict[str, Callable[[int], Any]] = {
    **{kind: np.dtype(kind).type for kind in ("int16", "uint16", "int32", "int64", "uint64")},
    "an element of a series": lambda number: pd.Series([number]).max(),
    "a nullable element": lambda number: pd.Series([number, None], dtype="Int64").min(),
    "PyArrow": pa.scalar,
    "no dimension": np.array,
}


def questions(word: str) -> Iterator[tuple[Callable[..., Any], str]]:
    """Return every public function with an argument whose type names a word, and the argument."""
    rooms: list[Any] = [opcat, charts, frames, untc]
    found = [getattr(room, name) for room in rooms for name in room.__all__]
    found += [opcat.Treaty.on, opcat.Treaty.status_on, opcat.Declaration.covers]
    found += [opcat.Period.__contains__]
    for function in found:
        if inspect.isfunction(function):
            for name, argument in inspect.signature(function).parameters.items():
                kind = str(argument.annotation)
                if word in kind and not name.startswith("_") and "Sequence" not in kind:
                    yield function, name


def asked(function: Callable[..., Any], argument: str, value: object) -> Any:
    """Ask a question with this argument, and as little else as it needs."""
    others: dict[str, Any] = {
        "self": {
            "Treaty": opcat.treaty(),
            "Period": opcat.Period(start=date(2010, 1, 1)),
            "Declaration": opcat.declarations()[0],
        }.get(function.__qualname__.partition(".")[0]),
        "state": opcat.resolve("France"),
        "source": PAGE,
        "treaty": opcat.treaty(),
        "folder": Path(__file__).parent / "pages",
    }
    needed = {
        name: others[name]
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.default is parameter.empty and name != argument
    }
    return function(**needed, **{argument: value})


DAY_QUESTIONS = [*questions("Day"), *questions("date")]


class TestDays:
    def test_every_question_is_there(self) -> None:
        """If the words of the annotations change, this test must not hold in silence."""
        names = {(function.__qualname__, argument) for function, argument in DAY_QUESTIONS}
        assert {
            ("status", "on"),
            ("actions", "since"),
            ("actions", "until"),
            ("reconcile", "on"),
            ("panel", "start"),
            ("panel", "end"),
            ("read", "as_of"),
            ("read_page", "as_of"),
            ("map", "on"),
            ("Treaty.on", "day"),
            ("Period.__contains__", "day"),
            ("Declaration.covers", "day"),
        } <= names
        assert len(names) > 30

    @pytest.mark.parametrize("kind", DAYS)
    @given(day=st.dates(date(1700, 1, 1), opcat.treaty().as_of))
    def test_what_a_library_calls_a_day(self, kind: str, day: date) -> None:
        found = opcat.treaty(on=DAYS[kind](day)).as_of
        assert type(found) is date
        assert found == day

    @pytest.mark.parametrize("kind", NO_DAYS)
    def test_what_is_no_day(self, kind: str) -> None:
        """A missing value never means the last day of the record."""
        for function, argument in DAY_QUESTIONS:
            if function is opcat.treaty_from_rows:
                continue  # it lists this among all that is wrong with a table, in a DataError
            with pytest.raises(opcat.errors.DayTypeError, match=" is not a day; ") as caught:
                asked(function, argument, NO_DAYS[kind])
            assert caught.value.argument == argument or "." in function.__qualname__
            assert caught.value.value is NO_DAYS[kind]

    @pytest.mark.parametrize("kind", FAR)
    def test_days_that_python_does_not_count(self, kind: str) -> None:
        """Whatever their library makes of them: PyArrow cannot write them, or writes 309237645330:57."""
        with pytest.raises(opcat.errors.DayValueError, match=TOLD) as caught:
            opcat.counts(on=FAR[kind])
        assert caught.value.value is FAR[kind]

    @pytest.mark.parametrize("kind", FAR)
    def test_such_a_day_is_no_name_and_no_number_either(self, kind: str) -> None:
        with pytest.raises(TypeError, match="cannot name a State"):
            opcat.resolve(FAR[kind])
        with pytest.raises(TypeError, match=r"^parties=.* is not a count"):
            untyped.when(parties=FAR[kind])
        with pytest.raises(opcat.errors.VocabularyError, match=r"^group=.* is not known"):
            opcat.counts(group=FAR[kind])

    @pytest.mark.parametrize("kind", WHOLE)
    def test_a_bare_year(self, kind: str) -> None:
        with pytest.raises(
            opcat.errors.DayTypeError, match=r"a year alone is not a day.*'2010-12-31'"
        ):
            untyped.counts(on=WHOLE[kind](2010))

    def test_the_same_answers(self) -> None:
        plain = opcat.counts(on="2010-01-01")
        for make in DAYS.values():
            assert opcat.counts(on=make(date(2010, 1, 1))) == plain
        at: Any = np.datetime64("2010-01-01")
        assert untyped.treaty(on=at) == opcat.treaty(on="2010-01-01")
        figure = untyped.reconcile(parties=50, on=at)
        assert figure == opcat.reconcile(parties=50, on="2010-01-01")
        panel = untyped.frames.panel(at, pd.Timestamp(2012, 1, 1))
        assert panel.equals(frames.panel("2010-01-01", "2012-01-01"))
        assert at in opcat.Period(start=date(2010, 1, 1))


class TestNumbers:
    """Whatever has an ``__index__`` is an integer, and a bool is none."""

    QUESTIONS = tuple(questions("SupportsIndex"))

    def test_every_question_is_there(self) -> None:
        counts = {"parties", "signatories", "pending_signatories"}
        assert {(function.__name__, argument) for function, argument in self.QUESTIONS} >= {
            *(("when", name) for name in counts),
            *(("reconcile", name) for name in counts),
            *(("panel", name) for name in ("start", "end")),
        }

    @pytest.mark.parametrize("kind", WHOLE)
    def test_a_number_of_any_library_is_an_integer(self, kind: str) -> None:
        for function, argument in self.QUESTIONS:
            number = {"start": 2019, "end": 2019, "lag": 2}.get(argument, 76)
            plain, found = (asked(function, argument, n) for n in (number, WHOLE[kind](number)))
            assert plain.equals(found) if hasattr(plain, "equals") else plain == found

    @pytest.mark.parametrize("kind", ["True", *NO_DAYS])
    def test_what_is_none(self, kind: str) -> None:
        wrong = True if kind == "True" else NO_DAYS[kind]
        for function, argument in self.QUESTIONS:
            with pytest.raises(TypeError, match=f"{argument}=.* is not a"):
                asked(function, argument, wrong)

    @pytest.mark.parametrize("kind", WHOLE)
    def test_numbers_of_any_library_become_plain_integers(self, kind: str) -> None:
        """They hold plain ints, so that equal values have equal JSON and pickles."""
        make = WHOLE[kind]
        partial = opcat.PartialDate(year=make(2010), month=make(3), day=make(4))
        assert partial == opcat.PartialDate.parse("2010-03-04")
        entry = opcat.EntryIntoForceRule(instruments=make(20), days=make(30), article="28")
        months = opcat.DenunciationRule(months=make(12), article="33").months
        source = opcat.treaty().sources[0]
        figure = opcat.ReportedFigure(
            source=source, place="p. 1", figure=opcat.FigureKind.PARTIES, value=make(94)
        )
        numbers = [partial.year, partial.month, partial.day, entry.instruments, entry.days]
        numbers += [months, figure.value]
        assert {type(number) for number in numbers} == {int}
        assert numbers == [2010, 3, 4, 20, 30, 12, 94]
        assert opcat.resolve(make(404)) == opcat.resolve("Kenya")

    def test_values_refuse_the_rest(self) -> None:
        for wrong in (True, np.True_, 2010.0, "2010", pd.NA):
            with pytest.raises(opcat.errors.InvariantError, match="is not an integer"):
                untyped.PartialDate(year=wrong)

    def test_an_indent_is_an_integer_of_any_library(self) -> None:
        treaty = opcat.treaty()
        for make in WHOLE.values():
            assert opcat.to_json(treaty, indent=make(1)) == opcat.to_json(treaty, indent=1)
        for wrong in (True, 2.0, "2", pd.NA):
            with pytest.raises(TypeError, match=r"indent=.* is not an integer; pass one such as"):
                untyped.to_json(treaty, indent=wrong)


NAMES = st.sampled_from([*spellings(), "Korea", "Atlantis", "", " uk ", "404", "Frence"])

# Each makes a column of a list of texts, in which None is what is missing.
COLUMNS: dict[str, Callable[[list[str | None]], Any]] = {
    "tuple": tuple,
    "generator": iter,
    "PyArrow": lambda names: pa.array(names, pa.string()),
    "PyArrow, large": lambda names: pa.array(names, pa.large_string()),
    "PyArrow, views": lambda names: pa.array(names, pa.string_view()),
    "PyArrow, chunks": lambda names: pa.chunked_array([names[:2], names[2:], []], pa.string()),
    "PyArrow, a dictionary": lambda names: pa.array(names, pa.string()).dictionary_encode(),
    "PyArrow, runs": lambda names: pc.run_end_encode(pa.array(names, pa.string())),
    "PyArrow, of a table": lambda names: pa.table({"a": pa.array(names, pa.string())})["a"],
    "scalars of PyArrow": lambda names: [pa.scalar(name, pa.string()) for name in names],
    "NumPy, of objects": lambda names: np.array(names, dtype=object),
    "scalars of NumPy": lambda names: [name if name is None else np.str_(name) for name in names],
    "pandas, of objects": lambda names: pd.Series(names, dtype=object),
    "pandas, text": lambda names: pd.Series(names, dtype="str"),
    "pandas, nullable": lambda names: pd.Series(names, dtype="string[python]"),
    "pandas, Arrow": lambda names: pd.Series(names, dtype=pd.ArrowDtype(pa.string())),
    "pandas, categories": lambda names: pd.Series(pd.Categorical(names)),
    "pandas, bare categories": pd.Categorical,
    "pandas, an index": lambda names: pd.Index(names, dtype=object),
    "Polars": lambda names: pl.Series(names, dtype=pl.String),
    "Polars, categories": lambda names: pl.Series(names, dtype=pl.Categorical),
    "Polars, an enumeration": lambda names: pl.Series(
        names, dtype=pl.Enum(list(dict.fromkeys(name for name in names if name is not None)))
    ),
    "Polars, objects": lambda names: pl.Series(names, dtype=pl.Object),
}
TABLES: dict[str, Any] = {
    "dict": {"country": ["UK"]},
    "pandas": pd.DataFrame({"country": ["UK"]}),
    "pandas, groups": pd.DataFrame({"country": ["UK"]}).groupby("country"),
    "Polars": pl.DataFrame({"country": ["UK"]}),
    "Polars, lazy": pl.LazyFrame({"country": ["UK"]}),
    "PyArrow": pa.table({"country": ["UK"]}),
    "PyArrow, a batch": pa.record_batch({"country": ["UK"]}),
    "DuckDB": duckdb.sql("SELECT 'UK' AS country"),
    "NumPy": np.array([["UK"]]),
    "NumPy, records": np.array([("UK", 1)], dtype=[("country", "U2"), ("n", "i8")]),
}


def sqlite_rows() -> list[Any]:
    """Return rows that are no tuples, and may be looked up by the name of a column."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute("SELECT 'UK' AS country, 1 AS n").fetchall()


def is_missing(entry: object) -> bool:
    return entry is None or entry is pd.NA or entry != entry


class TestColumns:
    @pytest.mark.parametrize("kind", COLUMNS)
    @given(names=st.lists(st.none() | NAMES, max_size=12))
    def test_any_column_is_its_list(self, kind: str, names: list[str | None]) -> None:
        """But for how a library writes what is missing."""
        plain, found = opcat.resolve_all(names), opcat.resolve_all(COLUMNS[kind](names))
        assert (found.resolved, found.ambiguous) == (plain.resolved, plain.ambiguous)
        assert all(type(entry) is str for entry, _ in (*found.resolved, *found.ambiguous))
        unknown = [entry for entry in found.unknown if not is_missing(entry)]
        assert unknown == [entry for entry in plain.unknown if entry is not None]
        assert len(found.unknown) == len(plain.unknown)

    def test_texts_of_numpy(self) -> None:
        found = opcat.resolve_all(np.array(["UK", "Togo", "UK"]))
        assert [state.alpha_3 for _, state in found.resolved] == ["GBR", "TGO"]

    @pytest.mark.parametrize("kind", ["int16", "int64", "uint16"])
    def test_a_column_of_numbers_is_resolved_as_integers_are(self, kind: str) -> None:
        plain = opcat.resolve_all([404, 999, 404])
        numbers = np.array([404, 999, 404], kind)
        for column in (numbers, pd.Series(numbers), pl.Series(numbers), pa.array(numbers)):
            assert opcat.resolve_all(column) == plain
        assert opcat.resolve_all([*numbers, 404, 999]) == plain

    def test_floats_are_no_codes_and_nan_is_one_entry(self) -> None:
        for column in ([float("nan"), float("nan"), 404.0], np.array([np.nan, np.nan, 404.0])):
            found = opcat.resolve_all(column)
            assert not found.resolved
            assert [str(entry) for entry in found.unknown] == ["nan", "404.0"]

    @pytest.mark.parametrize("kind", TABLES)
    def test_a_table_is_refused_by_name(self, kind: str) -> None:
        name = type(TABLES[kind]).__name__
        with pytest.raises(TypeError, match=rf"names= is a table \({name}\); pass one column"):
            opcat.resolve_all(TABLES[kind])

    @pytest.mark.parametrize(
        "rows", [[["UK"]], pl.Series([["UK"]]), pa.array([{"country": "UK"}]), [pa.array(["UK"])]]
    )
    def test_rows_that_hold_several_values(self, rows: Any) -> None:
        with pytest.raises(TypeError, match=r"names= holds .*not hashable; pass a column with one"):
            opcat.resolve_all(rows)

    @pytest.mark.parametrize(
        "column",
        [
            [b"UK"],
            ["Togo", b"UK"],
            np.array(["UK", "Togo"], dtype="S4"),
            pd.Series([b"UK"]),
            pa.array([b"UK"]),
            pl.Series([b"UK"]),
        ],
    )
    def test_bytes_are_no_names(self, column: Any) -> None:
        """As for `resolve`; the message says how to make text of them."""
        with pytest.raises(
            TypeError, match=r"names= holds b'UK', which is bytes; decode them"
        ) as caught:
            opcat.resolve_all(column)
        call = str(caught.value).rpartition(": ")[2]
        assert call == "[name.decode() for name in names]"

    @pytest.mark.parametrize(
        "rows",
        [
            [("UK", 1)],
            ["Togo", ("UK", 1)],
            duckdb.execute("SELECT 'UK' AS country, 1 AS n").fetchall(),
            pd.MultiIndex.from_tuples([("UK", 1)]),
            pd.DataFrame({"country": ["UK"]}).itertuples(index=False),
            sqlite_rows(),
            [frozenset({"UK"})],
        ],
    )
    def test_rows_of_a_table_are_no_names(self, rows: Any) -> None:
        with pytest.raises(
            TypeError, match=r"names= holds .* a row of several values; pass one col"
        ):
            opcat.resolve_all(rows)

    def test_a_row_that_has_a_code_is_a_name(self) -> None:
        """As for `resolve`, which takes any object with an ``alpha_3``."""
        rows = list(pd.DataFrame({"alpha_3": ["TGO"], "n": [1]}).itertuples())
        assert [state.name for _, state in opcat.resolve_all(rows).resolved] == ["Togo"]

    def test_what_is_masked_is_missing(self) -> None:
        masked = np.ma.array(["UK", "Togo", "Fiji"], mask=[False, True, False])
        query = "SELECT * FROM (VALUES ('UK'), (NULL), ('Fiji')) AS t(country)"
        for column in (masked, duckdb.execute(query).fetchnumpy()["country"]):
            assert opcat.resolve_all(column) == opcat.resolve_all(["UK", None, "Fiji"])
        numbers = np.ma.array([768, 4], mask=[False, True])
        assert opcat.resolve_all(numbers) == opcat.resolve_all([768, None])
        whole = np.ma.array(["UK"], mask=[True])
        assert opcat.resolve_all(whole) == opcat.resolve_all([None])

    @pytest.mark.parametrize(
        "one",
        [
            "UK",
            b"UK",
            bytearray(b"UK"),
            memoryview(b"UK"),
            np.str_("UK"),
            np.array("UK"),
            pa.scalar("UK"),
            pl.col("a"),
            5,
            None,
        ],
    )
    def test_what_is_no_column(self, one: Any) -> None:
        with pytest.raises(
            TypeError, match=r"names=.* is (a single name|not a column); pass a list"
        ):
            opcat.resolve_all(one)


class TestNames:
    @given(NAMES)
    def test_any_scalar_is_its_text(self, name: str) -> None:
        def told(value: object) -> object:
            try:
                return opcat.status(value, treaty=treaty)
            except (opcat.UnknownStateError, opcat.AmbiguousStateError) as error:
                return type(error), str(error)

        treaty = opcat.treaty()
        for scalar in (np.str_(name), pa.scalar(name), pa.scalar(name, pa.large_string())):
            assert told(scalar) == told(name)
            assert opcat.find_state(scalar) == opcat.find_state(name)

    @given(strategies.treaties(max_states=2))
    def test_a_participant_is_found_by_its_key(self, treaty: opcat.Treaty) -> None:
        for state in treaty.states:
            assert opcat.status(pa.scalar(state.key), treaty=treaty).state == state

    @pytest.mark.parametrize("kind", NO_DAYS)
    def test_what_is_no_name(self, kind: str) -> None:
        for ask in (opcat.resolve, opcat.find_state, opcat.status):
            with pytest.raises(TypeError, match="cannot name a State"):
                ask(NO_DAYS[kind])
