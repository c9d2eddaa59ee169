"""`annotate`: the same answers as `opcat.status`, row by row, in every kind of frame."""

import datetime as dt
import os
import warnings
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import duckdb
import narwhals as nw
import narwhals.stable.v2 as stable
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from frame_backends import LOCAL, Backend, expected, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_files import spellings
from test_names import UNSEEN
from thorough import THOROUGH, deeper, unmeasured

import opcat
from opcat import frames, strategies
from opcat.errors import UnknownStatesError, UnknownStatesWarning
from opcat.frames._arrow_pools import BLOCK  # a longer table is answered in several

annotate = partial(frames.annotate, missing="null")
"""The rows of these tests have gaps; `test_frames_offered` says what becomes of them by default."""


QUIETLY = pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
ADDED = list(expected(None, None))
SPELLINGS = spellings()
WRITTEN = st.builds(
    lambda name, way: way(name),
    st.sampled_from(SPELLINGS),
    st.sampled_from([str, str.upper, str.lower, " {}\t".format]),
)
FEW = settings(
    max_examples=int(os.environ.get("OPCAT_ENGINE_EXAMPLES", "25" if THOROUGH else "8")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
DAYS = strategies.days(date(1999, 1, 1), date(2030, 1, 1))


@pytest.fixture(params=LOCAL)
def backend(request: pytest.FixtureRequest) -> Backend:
    return LOCAL[request.param]


def sample() -> pa.Table:
    """Return rows on real days: around every action, in several spellings, with gaps."""
    countries: list[object] = []
    days: list[object] = []
    for place, action in enumerate(opcat.treaty().actions):
        names = (action.state.alpha_3, action.state.name, action.state.alpha_2)
        for shift in (-1, 0, 1, 30):
            countries.append(names[(place + shift) % 3])
            days.append(action.date + dt.timedelta(days=shift))
    countries += ["Kenya", None, "NA", None, "Namibia"]
    days += [date(1950, 1, 1), date(2010, 1, 1), None, None, date(2026, 2, 3)]
    return table(countries, days)


def checked(
    backend: Backend,
    given: pa.Table,
    found: Any,
    *,
    treaty: opcat.Treaty | None = None,
    basis: opcat.Basis | str = "deposit",
    prefix: str = "",
) -> None:
    """Check the rows of a frame against the core of the package."""
    rows = backend.rows(found)
    assert len(rows) == given.num_rows
    for row, before in zip(rows, given.to_pylist(), strict=True):
        core = expected(before["country"], before["date"], treaty, basis)
        assert row == {**before, **{prefix + name: value for name, value in core.items()}}


class TestAnyBackend:
    """What holds for every kind of frame, Spark and Dask included."""

    @pytest.mark.parametrize("basis", list(opcat.Basis))
    def test_around_every_action(self, backend: Backend, basis: opcat.Basis) -> None:
        given = sample()
        frame = backend.make(given)
        found = annotate(frame, basis=basis)
        assert type(found) is type(frame)
        checked(backend, given, found, basis=basis)

    def test_codes_of_each_iso_scheme_are_read(self, backend: Backend) -> None:
        states = opcat.states()
        days = [date(2003 + place % 22, 6, 15) for place in range(len(states))]
        for codes in ("alpha_3", "alpha_2", "numeric"):
            given = table([getattr(state, codes) for state in states], days)
            frame = backend.make(given)
            checked(backend, given, annotate(frame, codes=codes, unknown="raise"))

    @pytest.mark.parametrize("unknown", ["raise", "null"])
    @pytest.mark.parametrize("codes", ["alpha_3", "alpha_2", "numeric"])
    def test_what_cannot_be_seen_does_not_count_around_codes(
        self, backend: Backend, codes: str, unknown: str
    ) -> None:
        """As it does not around names; whether the entries are looked at or not."""
        france = opcat.resolve("France")
        code = getattr(france, codes)
        written = [
            code,
            *(unseen(code) for unseen in UNSEEN.values()),
            f"\ufeff {code}\u00a0\u200b\n",
        ]
        written = [entry for entry in written if "\x00" not in entry]  # not all engines hold it
        given = table(written, [date(2010, 1, 1)] * len(written))
        found = annotate(backend.make(given), codes=codes, unknown=unknown)
        rows = backend.rows(found)
        assert [row["country"] for row in rows] == written, "the column stays as it is"
        assert [row["deposited_on"] for row in rows] == [date(2008, 11, 11)] * len(written)

    @pytest.mark.parametrize("codes", ["alpha_3", "alpha_2", "numeric"])
    def test_what_can_be_seen_counts(self, backend: Backend, codes: str) -> None:
        code = getattr(opcat.resolve("France"), codes)
        wrong = [
            f"X{code}",
            f"{code[0]} {code[1:]}",
            f"'{code}",
            f"{code}.",
            "\u2116",
            "\ufeff",
            "",
        ]
        wrong += [] if codes == "numeric" else [code.lower()]
        given = table([code, *wrong], [date(2010, 1, 1)] * (len(wrong) + 1))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", opcat.errors.UnknownStatesWarning)
            found = annotate(backend.make(given), codes=codes, unknown="null")
        assert [row["is_party"] for row in backend.rows(found)] == [True, *[None] * len(wrong)]

    @QUIETLY
    def test_numbers_are_read_as_codes_where_one_says_so(self, backend: Backend) -> None:
        states = opcat.states()
        numbers = pa.array([int(state.numeric or "") for state in states], pa.int32())
        given = table([state.alpha_3 for state in states], [date(2012, 5, 8)] * len(states))
        frame = backend.make(given.append_column("number", numbers))
        with pytest.raises(opcat.errors.ColumnTypeError, match="pass codes='numeric'"):
            annotate(frame, state="number")
        found = annotate(frame, state="number", codes="numeric", unknown="raise")
        rows = backend.rows(found)
        assert [row["is_party"] for row in rows] == [
            opcat.is_party(state, on="2012-05-08") for state in states
        ]

    @FEW
    @given(data=st.data(), treaty=strategies.treaties(max_states=6))
    @QUIETLY
    def test_any_frame_is_the_core_row_by_row(
        self, backend: Backend, data: st.DataObject, treaty: opcat.Treaty
    ) -> None:
        coded = [state.alpha_3 for state in treaty.states if state.alpha_3]
        entry = st.sampled_from([*coded, "Kenya", "MLT"])
        row = st.tuples(st.none() | entry, st.none() | DAYS)
        rows = data.draw(st.lists(row, max_size=12))
        rule = [] if treaty.entry_rule is None else ["in_force"]
        basis = data.draw(st.sampled_from(["deposit", *rule]))
        given = table([country for country, _ in rows], [day for _, day in rows])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", opcat.CoverageWarning)
            found = annotate(backend.make(given), basis=basis, treaty=treaty)
            checked(backend, given, found, treaty=treaty, basis=basis)

    @FEW
    @given(rows=st.lists(st.tuples(st.none() | WRITTEN, DAYS), min_size=1, max_size=40))
    def test_any_spelling_of_a_name_is_found(
        self, backend: Backend, rows: list[tuple[str | None, date]]
    ) -> None:
        given = table([country for country, _ in rows], [day for _, day in rows])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", opcat.CoverageWarning)
            checked(backend, given, annotate(backend.make(given)))

    @pytest.mark.parametrize("partial", ["first", "last", "any", "all"])
    def test_years_agree_with_the_panel(self, backend: Backend, partial: str) -> None:
        """The rule for years and the rule of the panel are one."""
        panel = frames.panel(2002, "2025-12-31", partial=partial, backend="pyarrow")
        given = panel.select(["alpha_3", "year"]).append_column(
            "n", pa.array(range(panel.num_rows))
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", opcat.CoverageWarning)
            found = annotate(
                backend.make(given),
                state="alpha_3",
                on="year",
                partial=partial,
                codes="alpha_3",
                unknown="raise",
            )
        told = panel.select(["alpha_3", "year", *ADDED]).to_pylist()
        assert [{key: row[key] for key in told[0]} for row in backend.rows(found)] == told

    def test_years_with_gaps(self, backend: Backend) -> None:
        given = table(["France", "France", None], [None] * 3).drop_columns(["date"])
        given = given.append_column("year", pa.array([2008, None, 2008], pa.int32()))
        frame = backend.make(given)
        if hasattr(frame, "astype"):  # pandas makes integers with gaps floats: see TestPandas
            frame = frame.astype({"year": "Int64"})
        found = annotate(frame, on="year", partial="last")
        assert [row["standing"] for row in backend.rows(found)] == ["party", None, None]

    def test_a_moment_counts_as_its_day(self, backend: Backend) -> None:
        moments = [datetime(2008, 11, 10, 23, 59, 59), datetime(2008, 11, 11), None]
        given = table(["France"] * 3, [None] * 3).drop_columns(["date"])
        given = given.append_column("date", pa.array(moments, pa.timestamp("us")))
        found = annotate(backend.make(given))
        standings = [row["standing"] for row in backend.rows(found)]
        assert standings == ["pending_signatory", "party", None]

    def test_an_empty_frame_gets_the_columns(self, backend: Backend) -> None:
        given = table([], [])
        found = backend.table(annotate(backend.make(given)))
        assert found.num_rows == 0
        assert found.column_names == ["n", "country", "date", *ADDED]

    def test_a_frame_of_nulls_has_no_answers(self, backend: Backend) -> None:
        given = table([None, None], [None, None])
        checked(backend, given, annotate(backend.make(given)))
        for unknown in ("raise", "null"):
            found = annotate(backend.make(given), codes="alpha_3", unknown=unknown)
            checked(backend, given, found)

    def test_some_columns_with_a_prefix(self, backend: Backend) -> None:
        given = table(["France"], [date(2020, 1, 1)], standing=pa.array(["tall"]))
        found = annotate(backend.make(given), columns=["is_party", "standing"], prefix="opcat_")
        [row] = backend.rows(found)
        assert list(row) == ["n", "country", "date", "standing", "opcat_is_party", "opcat_standing"]
        assert (row["standing"], row["opcat_standing"]) == ("tall", "party")

    def test_names_that_are_used_in_between(self, backend: Backend) -> None:
        """Columns that the user happens to call as the package would are left alone."""
        extra = {"opcat_key": pa.array(["mine"]), "opcat__known": pa.array([1])}
        given = table(["France"], [date(2020, 1, 1)], **extra)
        checked(backend, given, annotate(backend.make(given)))

    def test_a_missing_column(self, backend: Backend) -> None:
        frame = backend.make(table(["France"], [None]))
        with pytest.raises(
            opcat.errors.ColumnMissingError, match=r"has no column 'nation' \(state=\)"
        ) as caught:
            annotate(frame, state="nation")
        assert isinstance(caught.value, KeyError)
        assert caught.value.columns == ("n", "country", "date")
        assert str(caught.value).endswith("; name the column of the States: state='...'")
        with pytest.raises(opcat.errors.ColumnMissingError, match=r"has no column 'day' \(on=\)"):
            annotate(frame, on="day")

    def test_columns_of_the_wrong_type(self, backend: Backend) -> None:
        given = table(["France"], [date(2020, 1, 1)])
        given = given.append_column("ratio", pa.array([0.5]))
        given = given.append_column("year", pa.array([2015]))
        frame = backend.make(given)
        with pytest.raises(
            opcat.errors.ColumnTypeError, match=r"'ratio' is of type .*as strings"
        ) as caught:
            annotate(frame, state="ratio")
        assert isinstance(caught.value, TypeError)
        with pytest.raises(opcat.errors.UnknownStatesError, match=r"0\.5 is not the numeric code"):
            annotate(frame, state="ratio", codes="numeric", unknown="raise")
        with pytest.raises(opcat.errors.ColumnTypeError, match="three digits"):
            annotate(frame, state="date", codes="numeric", unknown="raise")
        for column in ("ratio", "country"):
            with pytest.raises(
                opcat.errors.ColumnTypeError, match="a column of dates or timestamps"
            ):
                annotate(frame, on=column)
        with pytest.raises(opcat.errors.ColumnTypeError, match="partial='last'"):
            annotate(frame, on="year")
        for column in ("date", "country"):
            with pytest.raises(opcat.errors.ColumnTypeError, match="leave partial= out"):
                annotate(frame, on=column, partial="last")

    def test_a_column_that_is_there_already_is_refused(self, backend: Backend) -> None:
        frame = backend.make(table(["France"], [None], standing=pa.array(["tall"])))
        with pytest.raises(opcat.errors.ColumnClashError, match=r"'standing'; .*prefix=") as caught:
            annotate(frame)
        assert isinstance(caught.value, ValueError)
        assert caught.value.columns == ("standing",)

    def test_names_that_differ_in_capitals(self, backend: Backend) -> None:
        """DuckDB and Spark would give back the one column for the other."""
        given = table(["France"], [date(2010, 1, 1)], Standing=pa.array(["tall"]))
        frame = backend.make(given)
        checked(backend, given, annotate(frame, prefix="Opcat_"), prefix="Opcat_")
        if backend.cased:
            checked(backend, given, annotate(frame))
        else:
            with pytest.raises(
                opcat.errors.ColumnClashError, match=r"'standing'; .*case-insensitive"
            ) as caught:
                annotate(frame)
            assert caught.value.columns == ("standing",)
        given = table(["France"], [date(2010, 1, 1)], OPCAT_KEY=pa.array(["mine"]))
        checked(backend, given, annotate(backend.make(given)))

    @pytest.mark.parametrize(
        "names", [("iso.name", "obs.date", "a.b"), ("a b", "c`d", "€"), ('"', "^.*$", "*")]
    )
    def test_names_as_other_programs_give_them(
        self, backend: Backend, names: tuple[str, str, str]
    ) -> None:
        """R writes dots, which SQL takes for parts of a table, and Polars knows patterns."""
        state, on, other = names
        given = table(["France", None], [date(2010, 1, 1)] * 2, x=pa.array([1, 2]))
        frame = backend.make(given.rename_columns(["n", state, on, other]))
        for prefix in ("", "x.", "^"):
            found = annotate(frame, state=state, on=on, prefix=prefix)
            assert type(found) is type(frame)
            added = [prefix + name for name in ADDED]
            rows = backend.rows(found)
            assert list(rows[0]) == ["n", *names, *added]
            assert [row[other] for row in rows] == [1, 2]
            assert [row[prefix + "standing"] for row in rows] == ["party", None]
        wrong = table(["Frence"], [date(2010, 1, 1)], x=pa.array([1]))
        frame = backend.make(wrong.rename_columns(["n", state, on, other]))
        with pytest.raises(opcat.errors.UnknownStatesError) as caught:
            annotate(frame, state=state, on=on)
        assert caught.value.column == state

    def test_other_columns_are_untouched(self, backend: Backend) -> None:
        """Whatever they hold, their values and types come back."""
        extra = {
            "list": pa.array([["a"], None]),
            "struct": pa.array([{"a": 1}, {"a": None}]),
            "decimal": pa.array([Decimal("1.50"), None]),
            "bytes": pa.array([b"\x00", None]),
            "moment": pa.array([datetime(2020, 2, 29, 12, 30, tzinfo=dt.UTC), None]),
            "flag": pa.array([True, None]),
            "small": pa.array([1, -1], pa.int8()),
            "ratio": pa.array([0.5, -0.0]),
            "text": pa.array(["NA", ""]),
        }
        frame = backend.make(table(["NA", None], [date(2010, 1, 1), None], **extra))
        before, after = backend.table(frame), backend.table(annotate(frame))
        assert after.column_names == [*before.column_names, *ADDED]
        kept = after.select(before.column_names).sort_by("n")
        assert kept.schema.equals(before.schema)
        assert kept.equals(before.sort_by("n"))

    def test_each_distinct_entry_is_resolved_once(
        self, backend: Backend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked_for: list[object] = []

        def watched(names: Iterable[object], languages: object) -> opcat.ResolvedNames:
            asked_for.extend(names)
            return opcat.resolve_all(asked_for)

        monkeypatch.setattr("opcat.frames._state_column.resolution_of", watched)
        names = ["france", "Ivory coast", "france", None, "namibia"] * 200
        given = table(names, [date(2010, 1, 1)] * len(names))
        found = annotate(backend.make(given))
        assert len(backend.rows(found)) == len(names)
        assert sorted(map(str, asked_for)) == ["Ivory coast", "france", "namibia"]

    def test_unknown_names_are_one_error(self, backend: Backend) -> None:
        names = ["Frence", "France", "Korea", "Frence", "Yugoslavia", None]
        frame = backend.make(table(names, [date(2010, 1, 1)] * 6))
        with pytest.raises(opcat.errors.UnknownStatesError) as caught:
            annotate(frame)
        error = caught.value
        assert isinstance(error, LookupError)
        assert error.offenders[0] == ("Frence", 2)
        assert set(error.offenders) == {("Frence", 2), ("Korea", 1), ("Yugoslavia", 1)}
        said = str(error)
        assert "holds 3 distinct entries that name no State, in 4 rows" in said
        assert "2 x 'Frence' is not among the States of this record; did you mean 'France'?" in said
        assert "'Korea' may mean more than one State" in said
        assert "unknown='null'" in said

    def test_unknown_names_as_null(self, backend: Backend) -> None:
        given = table(["Frence", "France"], [date(2010, 1, 1)] * 2)
        with pytest.warns(
            opcat.errors.UnknownStatesWarning,
            match="1 distinct entry that names no State, in 1 row:",
        ) as caught:
            found = annotate(backend.make(given), unknown="null")
        assert caught[0].filename == __file__
        assert [row["is_party"] for row in backend.rows(found)] == [None, True]

    def test_an_unknown_code_is_refused_by_name(self, backend: Backend) -> None:
        given = table(["FRX", "FRA", "fra"], [date(2010, 1, 1)] * 3)
        with pytest.raises(
            opcat.errors.UnknownStatesError, match="'FRX' is not the alpha_3 code of a State"
        ):
            annotate(backend.make(given), codes="alpha_3", unknown="raise")
        if not backend.lazy:
            with pytest.raises(opcat.errors.UnknownStatesError):
                annotate(backend.make(given), codes="alpha_3")
            with pytest.warns(opcat.errors.UnknownStatesWarning):
                found = annotate(backend.make(given), codes="alpha_3", unknown="null")
        else:
            found = annotate(backend.make(given), codes="alpha_3", unknown="null")
        assert [row["is_party"] for row in backend.rows(found)] == [None, True, None]

    def test_no_default_for_codes_of_what_is_lazy(self, backend: Backend) -> None:
        """Neither to compute nor to lose entries in silence is a safe choice."""
        frame = backend.make(table(["FRA"], [date(2010, 1, 1)]))
        if backend.lazy:
            with pytest.raises(TypeError, match=r"needs unknown=, .*unknown='null' .*'raise'"):
                annotate(frame, codes="alpha_3")
        else:
            [row] = backend.rows(annotate(frame, codes="alpha_3"))
            assert row["is_party"] is True

    def test_days_before_anything_could_be_done(self, backend: Backend) -> None:
        """A spreadsheet's serial numbers, read as days from 1970, end long before the treaty."""
        early, opening = date(2003, 2, 3), opcat.treaty().opened_on
        for days, warned in (
            ([early, None], True),
            ([early, opening], False),
            ([None, None], False),
        ):
            given = table(["France", "Togo"], days)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                found = annotate(backend.make(given))
            checked(backend, given, found)
            assert len(caught) == (warned and not backend.lazy)
            for warning in caught:
                assert warning.category is opcat.CoverageWarning
                assert "holds nothing later than 2003-02-03, when the" in str(warning.message)
                assert warning.filename == __file__

    def test_days_after_the_record(self, backend: Backend) -> None:
        given = table(["Colombia", "Fiji"], [date(2026, 2, 4), date(9999, 12, 31)])
        frame = backend.make(given)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found = annotate(frame)
        assert [row["is_party"] for row in backend.rows(found)] == [True, False]
        if not backend.lazy:
            [warning] = caught
            assert warning.category is opcat.CoverageWarning
            assert "9999-12-31, later than the record" in str(warning.message)
            assert warning.filename == __file__

    def test_words_that_are_not_known(self, backend: Backend) -> None:
        frame = backend.make(table([], []))
        for argument in ("basis", "codes", "unknown", "partial"):
            unknown: Any = {argument: "x"}
            with pytest.raises(opcat.errors.VocabularyError, match=f"{argument}='x' is not known"):
                annotate(frame, **unknown)
        with pytest.raises(opcat.errors.VocabularyError, match="columns='party' is not known"):
            annotate(frame, columns=["party"])

    def test_columns_named_oddly(self, backend: Backend) -> None:
        given = table(["France"], [date(2010, 1, 1)])
        frame = backend.make(given)
        assert backend.rows(annotate(frame, columns=[])) == given.to_pylist()
        with pytest.raises(
            opcat.errors.ColumnClashError, match="'standing'; columns= names it more"
        ):
            annotate(frame, columns=["standing", "is_party", "standing"])
        with pytest.raises(TypeError, match="columns='standing' is a single string; pass a list"):
            annotate(frame, columns="standing")

    def test_a_treaty_whose_rule_is_not_known(self, backend: Backend) -> None:
        treaty = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
        frame = backend.make(table(["France"], [date(2010, 1, 1)]))
        with pytest.raises(opcat.errors.UnknownRuleError):
            annotate(frame, basis="in_force", treaty=treaty)
        [row] = backend.rows(annotate(frame, treaty=treaty))
        assert (row["standing"], row["consent"]) == ("no_action", None)
        [row] = backend.rows(annotate(frame, treaty=treaty, columns=["signed_on"]))
        assert row["signed_on"] is None


NO_TYPE: list[Any] = [{}, {"codes": "alpha_3"}, {"partial": "any"}]
FRANCE = {"country": ["France"], "date": [date(2010, 1, 1)]}


class TestPandas:
    def test_pandas_has_categories_and_nullable_flags(self) -> None:
        before = pd.DataFrame({**FRANCE, "x": [1]}, index=["a"])
        frame = annotate(before)
        assert list(frame.index) == ["a"]
        assert frame.dtypes.astype(str).to_dict() == {
            **before.dtypes.astype(str).to_dict(),
            "standing": "category",
            "is_party": "boolean",
            "is_signatory": "boolean",
            "consent": "category",
            "signed_on": "datetime64[us]",
            "deposited_on": "datetime64[us]",
        }
        assert list(frame["standing"].cat.categories) == ["no_action", "pending_signatory", "party"]

    def test_the_frame_itself_is_left_alone(self) -> None:
        before = pd.DataFrame(FRANCE)
        found = annotate(before)
        found.loc[0, "country"] = "Chad"
        assert list(before.columns) == ["country", "date"]
        assert before.loc[0, "country"] == "France"

    @pytest.mark.parametrize("extra", [[], ["Atlantis", "Chad"]])
    def test_a_category_that_no_row_has_is_no_mistake(self, extra: list[str]) -> None:
        """A category that no row has is nobody's mistake."""
        kind = pd.CategoricalDtype([*extra, "Kenya", "France"])
        column = pd.Series(["France", None, "Kenya"], dtype=kind)
        found = annotate(pd.DataFrame({"country": column, "date": [date(2010, 1, 1)] * 3}))
        assert found["is_party"].tolist() == [True, pd.NA, False]
        assert found["country"].dtype == kind

    def test_a_moment_with_a_zone_counts_as_its_own_day(self) -> None:
        """A moment counts as its own calendar day, whatever day it is in Greenwich."""
        moment = pd.Series(pd.to_datetime(["2008-11-10 23:30"])).dt.tz_localize("America/New_York")
        arrow = moment.astype(pd.ArrowDtype(pa.timestamp("us", "America/New_York")))
        for column in (moment, arrow, moment.astype(object)):
            found = annotate(pd.DataFrame({"country": ["France"], "date": column}))
            assert found["standing"].tolist() == ["pending_signatory"]

    def test_days_are_read_in_any_unit(self) -> None:
        for unit in ("s", "ms", "us", "ns"):
            days = pd.Series(["2008-11-10", "2008-11-11", None]).astype(f"datetime64[{unit}]")
            found = annotate(pd.DataFrame({"country": "France", "date": days}))
            assert found["is_party"].tolist() == [False, True, pd.NA]

    def test_of_floats_codes_are_read_and_years_are_refused(self) -> None:
        """Integers with gaps become floats in pandas: of years the error says what to do."""
        frame = pd.DataFrame({"country": ["France"] * 2, "year": [2008, None], "code": [250, None]})
        with pytest.raises(opcat.errors.ColumnTypeError, match="float64"):
            annotate(frame, on="year", partial="last")
        dated = frame.assign(date=date(2010, 1, 1))
        coded = annotate(dated, state="code", codes="numeric")
        assert coded["is_party"].tolist() == [True, pd.NA]
        whole = frame.astype({"year": "Int64", "code": "Int64"})
        found = annotate(whole, state="code", on="year", codes="numeric", partial="last")
        assert found["is_party"].tolist() == [True, pd.NA]

    def test_nulls_without_a_type(self) -> None:
        for nothing in (None, np.nan):
            frame = pd.DataFrame({"country": [nothing], "date": [nothing]})
            for arguments in NO_TYPE[::2]:
                assert annotate(frame, **arguments)["standing"].isna().all()

    def test_entries_that_are_no_text_are_offenders(self) -> None:
        frame = pd.DataFrame({"country": ["France", 7, 2.5], "date": [date(2010, 1, 1)] * 3})
        with pytest.raises(
            opcat.errors.UnknownStatesError, match=r"1 x 2.5 is not a string"
        ) as caught:
            annotate(frame)
        assert caught.value.offenders == ((7, 1), (2.5, 1))
        with pytest.raises(opcat.errors.UnknownStatesError, match=r"2.5 is not the alpha_3 code"):
            annotate(frame, codes="alpha_3")

    @pytest.mark.parametrize("entry", [2010, 3.5, True, "2010-01-01"])
    def test_objects_that_are_no_days(self, entry: Any) -> None:
        frame = pd.DataFrame({"country": ["France"], "date": pd.Series([entry], dtype=object)})
        with pytest.raises(
            opcat.errors.ColumnTypeError, match=r"partial='last'|dates or timestamps"
        ):
            annotate(frame)

    def test_two_columns_of_one_name_are_refused(self) -> None:
        frame = pd.DataFrame([["France", 1, 2]], columns=["country", "date", "date"])
        with pytest.raises(opcat.errors.ColumnClashError, match="same name: 'date'; rename them"):
            annotate(frame)

    def test_many_rows_keep_their_order(self) -> None:
        """More rows than are worked on at a time."""
        number = 200_001
        chance = np.random.default_rng(0)
        names = np.array([state.name for state in opcat.states()], dtype=object)
        days = np.datetime64("2003-01-01") + chance.integers(0, 8000, number)
        frame = pd.DataFrame({"country": names[chance.integers(0, len(names), number)]})
        frame["date"] = days.astype("datetime64[s]")
        found = annotate(frame)
        assert found["country"].equals(frame["country"])
        polars = annotate(pl.from_pandas(frame))
        arrow = annotate(pa.Table.from_pandas(frame))
        for column in ADDED:
            told = found[column].astype(object).where(found[column].notna(), None).tolist()
            told = [value.date() if isinstance(value, datetime) else value for value in told]
            assert told == polars[column].to_list() == arrow[column].to_pylist()
        for row in chance.integers(0, number, 200):
            core = expected(found["country"].iloc[row], found["date"].iloc[row].date())
            assert polars.select(ADDED).row(row, named=True) == core

    def test_numbers_among_objects_and_then_something_else(self) -> None:
        """Only the first of many rows are looked at to see what a column of objects holds."""
        for last in ("x", 2010.5, 2**70):
            column = pd.Series([2010] * 70_000 + [last], dtype=object)
            frame = pd.DataFrame({"country": "France", "date": column})
            with pytest.raises(
                opcat.errors.ColumnTypeError, match=r"object, holding (mixed-)?integer"
            ):
                annotate(frame, partial="last")

    def test_entries_that_cannot_be_looked_up(self) -> None:
        lists = pd.Series([["France"], ["Chad"]])
        frame = pd.DataFrame({"country": lists, "date": date(2010, 1, 1)})
        with pytest.raises(
            opcat.errors.ColumnTypeError, match="object, holding mixed; pass a column of"
        ):
            annotate(frame)
        frame = pd.DataFrame({"country": "France", "date": lists})
        with pytest.raises(
            opcat.errors.ColumnTypeError, match=r"object, holding mixed; .*dates or time"
        ):
            annotate(frame)

    def test_the_index_is_kept_whatever_it_is(self) -> None:
        frame = pd.DataFrame({**FRANCE, "date": [date(2010, 1, 1)]}).iloc[[0, 0]]
        for index in ([7, 7], pd.MultiIndex.from_tuples([("a", 1)] * 2), ["b", "a"]):
            found = annotate(frame.set_axis(index, axis=0))
            assert found.index.equals(frame.set_axis(index, axis=0).index)
            assert found["is_party"].tolist() == [True, True]


UNKNOWN = 20_000 if THOROUGH else 4_000
WAYS = ["pandas", "polars", "polars, lazy", "pyarrow", "duckdb"]


@pytest.fixture(scope="module")
def nowhere() -> pa.Table:
    """Return rows with names that are none, one of them three times."""
    names = ["Place of no name"] * 3 + [f"Place {number}" for number in range(3, UNKNOWN)]
    return table(names, [date(2010, 1, 1)] * len(names))


@deeper
@pytest.mark.parametrize(
    "way", [WAYS[0], *(pytest.param(way, marks=unmeasured) for way in WAYS[1:])]
)
def test_very_many_unknown_names(way: str, nowhere: pa.Table) -> None:
    with pytest.raises(opcat.errors.UnknownStatesError) as caught:
        annotate(LOCAL[way].make(nowhere))
    error = caught.value
    assert error.offenders[0] == ("Place of no name", 3)
    assert len(error.offenders) == len(dict(error.offenders)) == UNKNOWN - 2
    said = str(error)
    assert f"holds {UNKNOWN - 2} distinct entries" in said
    assert "3 x 'Place of no name'" in said
    assert f"and {UNKNOWN - 12} more, in the attribute offenders" in said
    assert len(said) < 2000


FAR: dict[str, Any] = {
    "pandas": lambda: pd.DataFrame(
        {"country": ["France"], "date": np.array(["20100-05-01"], "datetime64[s]")}
    ),
    "polars": lambda: pl.DataFrame(
        {"country": ["France"], "date": pl.Series([6_622_000], dtype=pl.Int32).cast(pl.Date)}
    ),
    "polars, moments": lambda: pl.DataFrame(
        {"country": ["France"], "date": pl.Series([2**60]).cast(pl.Datetime("us"))}
    ),
    "pyarrow": lambda: pa.table(
        {"country": ["France"], "date": pa.array([6_622_000], pa.int32()).view(pa.date32())}
    ),
    "pyarrow, moments": lambda: pa.table(
        {"country": ["France"], "date": pa.array([2**50]).view(pa.timestamp("s"))}
    ),
}


@pytest.mark.parametrize("kind", FAR)
def test_days_that_python_cannot_count_to(kind: str) -> None:
    """Tables hold a mistyped 20100-05-01; Python's own dates end with the year 9999."""
    with pytest.warns(opcat.CoverageWarning, match="holds a day after the year 9999, later"):
        found = annotate(FAR[kind]())
    standing = found["standing"]
    assert (standing.to_pylist() if hasattr(standing, "to_pylist") else list(standing)) == ["party"]


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_days_that_are_written_as_numbers_are_no_years(make: Any) -> None:
    """Whoever followed the word on partial= was told that Togo was a party before it joined."""
    frame = make({"country": ["Togo", "Togo"], "date": [20100101, 20100501]})
    with pytest.raises(opcat.errors.ColumnTypeError, match=r"\(20100501\): make them dates$"):
        annotate(frame)
    for lag in ((), "1y"):
        with pytest.raises(opcat.errors.DayValueError) as caught:
            annotate(frame, partial="last", lag=lag)
        assert str(caught.value) == (
            "on=20100501 is not a year of the calendar; column 'date' may hold days that are "
            "written as numbers: make them dates, and leave partial= out"
        )
    with pytest.warns(opcat.CoverageWarning, match="holds 9999, later than the record"):
        annotate(make({"country": ["Togo"], "date": [9999]}), partial="last")


EARLY: dict[str, Any] = {
    "pandas": lambda: pd.DataFrame(
        {"country": ["France"], "date": np.array(["0000-12-31"], "datetime64[s]")}
    ),
    "pandas, Arrow": lambda: EARLY["pyarrow"]().to_pandas(types_mapper=pd.ArrowDtype),
    "polars": lambda: pl.DataFrame(
        {"country": ["France"], "date": pl.Series([-800_000], dtype=pl.Int32).cast(pl.Date)}
    ),
    "polars, moments": lambda: pl.DataFrame(
        {"country": ["France"], "date": pl.Series([-(2**60)]).cast(pl.Datetime("us"))}
    ),
    "pyarrow": lambda: pa.table(
        {"country": ["France"], "date": pa.array([-800_000], pa.int32()).view(pa.date32())}
    ),
    "pyarrow, moments": lambda: pa.table(
        {"country": ["France"], "date": pa.array([-(2**50)]).view(pa.timestamp("s"))}
    ),
}


@pytest.mark.parametrize("kind", EARLY)
def test_days_before_the_first_that_python_counts(kind: str) -> None:
    """Tables hold a mistyped year 0 as well; Python's own dates begin with the year 1."""
    with pytest.warns(
        opcat.CoverageWarning, match="nothing later than a day before the year 1, when"
    ):
        found = annotate(EARLY[kind]())
    standing = found["standing"]
    said = standing.to_pylist() if hasattr(standing, "to_pylist") else list(standing)
    assert said == ["no_action"]


WHOSE = ["France", "China", "Atlantis", "Namibia", "United States", "Iceland"]
"""Of which two have signed and joined, and three have done nothing."""
LATEST: dict[str, Any] = {
    "years": pa.array([9999] * 6),
    "days": pa.array([2**31 - 1] * 6, pa.int32()).view(pa.date32()),
    **{unit: pa.array([2**63 - 1] * 6).view(pa.timestamp(unit)) for unit in ("s", "us", "ns")},
}


@pytest.mark.parametrize("kind", LATEST)
@QUIETLY
@pytest.mark.filterwarnings("ignore::opcat.errors.UnknownStatesWarning")
def test_the_last_time_that_a_column_can_hold(kind: str) -> None:
    """Tables write "for ever" so; no change of a State that has fewer than others comes then."""
    given = pa.table({"country": WHOSE, "date": LATEST[kind]})
    partial = "last" if kind == "years" else None
    frames_ = {"pyarrow": given, "pandas, Arrow": given.to_pandas(types_mapper=pd.ArrowDtype)}
    if kind in ("years", "ns"):
        frames_["pandas"] = given.to_pandas()
    for way, frame in frames_.items():
        found = annotate(frame, partial=partial, unknown="null", columns=["is_party", "signed_on"])
        parties = found["is_party"]
        said = parties.to_pylist() if way == "pyarrow" else parties.astype(object).tolist()
        assert [None if one is pd.NA else one for one in said] == [
            *(True, False, None, False, False, True)
        ], way
        held = found["signed_on"]
        signed = held.is_valid().to_pylist() if way == "pyarrow" else held.notna().tolist()
        assert signed == [True, False, False, False, False, True], way


def of_years(way: str, latest: int, kind: Any) -> Any:
    """Return rows of France in years of a type of integers, one of them the latest."""
    rows = table(["France"] * 4, [None] * 4).drop_columns(["date"])
    given = rows.append_column("year", pa.array([2007, 2010, latest, None], kind))
    if way == "pandas":
        types = {pa.uint64(): pd.UInt64Dtype(), pa.int64(): pd.Int64Dtype()}
        return given.to_pandas(types_mapper=types.get)
    return LOCAL[way].make(given)


LAZY = ("polars, lazy", "duckdb")
"""The ways in which the rows of a table are not read."""


@pytest.mark.parametrize("kind", [pa.int64(), pa.uint64()], ids=str)
@pytest.mark.parametrize(
    ("way", "latest"),
    [*((way, 9999) for way in WAYS), *((way, 2**63 - 1) for way in LAZY)],
)
@QUIETLY
def test_years_are_read_to_the_last(way: str, latest: int, kind: Any) -> None:
    found = annotate(of_years(way, latest, kind), on="year", partial="last")
    assert [row["is_party"] for row in LOCAL[way].rows(found)] == [False, True, True, None]


@pytest.mark.parametrize("way", LAZY)
def test_unsigned_years_are_read_to_the_largest_lazily(way: str) -> None:
    found = annotate(of_years(way, 2**64 - 1, pa.uint64()), on="year", partial="last")
    assert [row["is_party"] for row in LOCAL[way].rows(found)] == [False, True, True, None]


@pytest.mark.parametrize("way", [way for way in WAYS if way not in LAZY])
@pytest.mark.parametrize(
    ("latest", "kind"),
    [(10_000, pa.int64()), (2**63 - 1, pa.int64()), (2**63 + 1, pa.uint64())],
)
def test_a_year_beyond_the_calendar_is_refused(way: str, latest: int, kind: Any) -> None:
    with pytest.raises(opcat.errors.DayValueError, match="is not a year of the calendar"):
        annotate(of_years(way, latest, kind), on="year", partial="last")


class TestPolars:
    def test_polars_has_enums_dates_and_booleans(self) -> None:
        found = annotate(pl.LazyFrame(FRANCE)).collect_schema()
        standing = pl.Enum(["no_action", "pending_signatory", "party"])
        consent = pl.Enum(["ratification", "accession"])
        assert dict(found) == {
            "country": pl.String,
            "date": pl.Date,
            "standing": standing,
            "consent": consent,
            "is_party": pl.Boolean,
            "is_signatory": pl.Boolean,
            "signed_on": pl.Date,
            "deposited_on": pl.Date,
        }

    @pytest.mark.parametrize("kind", [pl.Categorical, pl.Enum(["France", "Atlantis"])])
    def test_a_column_of_categories_keeps_its_type(self, kind: Any) -> None:
        frame = pl.LazyFrame(FRANCE, schema_overrides={"country": kind})
        found = annotate(frame).collect()
        assert found["is_party"].to_list() == [True]
        assert found.schema["country"] == kind

    def test_nothing_is_computed_with_codes(self) -> None:
        def refuse(_: pl.DataFrame) -> pl.DataFrame:
            raise AssertionError

        frame = pl.LazyFrame({"country": ["FRA"], "date": [date(2010, 1, 1)]})
        watched = frame.map_batches(refuse, schema=frame.collect_schema())
        found = annotate(watched, codes="alpha_3", unknown="null")
        assert found.collect_schema().names()[2:] == ADDED
        with pytest.raises(AssertionError):
            annotate(watched)

    def test_an_unknown_entry_is_no_reason_to_read_the_data_once_more(self) -> None:
        """Only the message of the error is: it may name the scheme of which the codes are."""
        codes = ["USA", "UKG", "FRN", "GFR"]
        frame = pl.LazyFrame({"country": codes, "date": [date(2010, 1, 1)] * len(codes)})
        read: list[int] = []
        is_gone = False
        whole: Any = {"predicate_pushdown": False, "projection_pushdown": False}

        def seen(rows: pl.DataFrame) -> pl.DataFrame:
            if is_gone:
                raise OSError
            read.append(len(rows))
            return rows

        watched = frame.map_batches(seen, schema=frame.collect_schema(), **whole)
        annotate(watched.with_columns(country=pl.lit("France")))
        assert read == [4]
        with pytest.warns(UnknownStatesWarning) as caught:
            annotate(watched, unknown="null")
        assert read == [4, 4]
        assert "would be read with" not in str(caught[0].message)
        with pytest.raises(UnknownStatesError) as raised:
            annotate(watched)
        assert read == [4] * 3
        assert "3 of the 4 distinct entries would be read with" in str(raised.value)
        assert str(raised.value)
        assert read == [4] * 4
        with pytest.raises(UnknownStatesError) as raised:
            annotate(watched)
        is_gone = True
        assert "'UKG'" in str(raised.value)
        assert raised.value.hint == ""

    def test_a_moment_with_a_zone_counts_as_its_own_day(self) -> None:
        moment = datetime(2008, 11, 11, 4, 30)
        frame = pl.DataFrame({"country": ["France"], "date": [moment]}).with_columns(
            pl.col("date").dt.replace_time_zone("UTC").dt.convert_time_zone("America/New_York")
        )
        assert annotate(frame)["standing"].to_list() == ["pending_signatory"]

    def test_codes_fit_in_integers_of_any_width(self) -> None:
        numbers: dict[Any, list[int | None]] = {
            pl.Int8: [4, 8, None],
            pl.UInt8: [250, 12, 0],
            pl.Int64: [250, 840, -1],
        }
        for kind, codes in numbers.items():
            frame = pl.LazyFrame(
                {"country": pl.Series(codes, dtype=kind), "date": date(2020, 1, 1)}
            )
            found = annotate(frame, codes="numeric", unknown="null").collect()
            wanted = [False if c == 840 else None if c in (None, 0, -1) else c != 12 for c in codes]
            assert found["is_party"].to_list() == wanted

    def test_nulls_without_a_type(self) -> None:
        frame = pl.DataFrame({"country": [None], "date": [None]})
        assert frame.schema["date"] == pl.Null
        for arguments in NO_TYPE:
            assert annotate(frame, **arguments)["standing"].to_list() == [None]

    @pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
    def test_the_last_year(self) -> None:
        """Of the year in which the record ends, only the first day is covered."""
        frame = pl.DataFrame({"country": ["France"], "date": [2026]})
        with warnings.catch_warnings():
            warnings.simplefilter("error", opcat.CoverageWarning)
            annotate(frame, partial="first")
        with pytest.warns(opcat.CoverageWarning, match="holds 2026, later than the record"):
            annotate(frame, partial="last")


class TestPyArrow:
    def test_pyarrow_has_dictionaries_and_days(self) -> None:
        found = annotate(pa.table(FRANCE)).schema
        words = pa.dictionary(pa.int8(), pa.string())
        assert dict(zip(found.names, found.types, strict=True)) == {
            "country": pa.string(),
            "date": pa.date32(),
            "standing": words,
            "consent": words,
            "is_party": pa.bool_(),
            "is_signatory": pa.bool_(),
            "signed_on": pa.date32(),
            "deposited_on": pa.date32(),
        }

    @pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view()])
    def test_text_of_any_type_is_read(self, kind: Any) -> None:
        given = pa.table(FRANCE).cast(pa.schema([("country", kind), ("date", pa.date32())]))
        assert annotate(given)["is_party"].to_pylist() == [True]

    def test_dictionaries_that_differ_from_chunk_to_chunk(self) -> None:
        chunks = [["France", None], ["Kenya", "France"], []]
        column = pa.chunked_array([pa.array(c, pa.string()).dictionary_encode() for c in chunks])
        given = pa.table({"country": column, "date": pa.array([date(2010, 1, 1)] * 4)})
        found = annotate(given)
        assert found["is_party"].to_pylist() == [True, None, False, True]
        assert found["country"].equals(column)
        holding = [
            pa.array(c).dictionary_encode("encode") for c in (["France", None], [None, "Chad"])
        ]
        given = pa.table({"country": pa.chunked_array(holding), "date": [date(2010, 1, 1)] * 4})
        assert annotate(given)["is_party"].to_pylist() == [True, None, None, False]
        twice = pa.DictionaryArray.from_arrays(
            pa.array([0, 1, 2, 2, None]), pa.array(["France", "France", "Frence"])
        )
        given = pa.table({"country": twice, "date": [date(2010, 1, 1)] * 5})
        with pytest.raises(opcat.errors.UnknownStatesError) as caught:
            annotate(given)
        assert caught.value.offenders == (("Frence", 2),)
        assert annotate(given[:2])["is_party"].to_pylist() == [True, True]
        unused = pa.DictionaryArray.from_arrays(pa.array([0]), pa.array(["France", "Atlantis"]))
        given = pa.table({"country": unused, "date": [date(2010, 1, 1)]})
        assert annotate(given)["is_party"].to_pylist() == [True]

    @pytest.mark.parametrize(
        "kind", [pa.date64(), *(pa.timestamp(unit) for unit in ("s", "ms", "us", "ns"))]
    )
    def test_kinds_of_days(self, kind: Any) -> None:
        days = [date(2008, 11, 10), date(2008, 11, 11), None]
        given = pa.table({"country": ["France"] * 3, "date": pa.array(days).cast(kind)})
        assert annotate(given)["is_party"].to_pylist() == [False, True, None]

    @QUIETLY
    @pytest.mark.parametrize("far", [(), ("least",), ("most",), ("least", "most")])
    @pytest.mark.parametrize("kind", ["days", "years", "s", "ms", "us", "ns"])
    def test_times_however_far(self, kind: str, far: tuple[str, ...]) -> None:
        """They are compared by differences, which may need more bits than there are."""
        bits = 31 if kind == "days" else 63
        extremes = {"least": (-(2**bits), "no_action"), "most": (2**bits - 1, "party")}
        per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
        on = (date(2008, 11, 11) - date(1970, 1, 1)).days
        if kind == "years":
            on = 2008
        elif kind in per_second:
            on *= 86_400 * per_second[kind]
        cases = [(on, "party"), (on - 1, "pending_signatory"), *(extremes[name] for name in far)]
        numbers = pa.array([number for number, _ in cases], pa.int32() if bits == 31 else None)
        types = {"days": pa.date32(), "years": pa.int64()}
        when = numbers.view(types.get(kind) or pa.timestamp(kind))
        given = pa.table({"country": ["France"] * len(cases), "date": when})
        if kind == "years" and "most" in far:
            with pytest.raises(opcat.errors.DayValueError, match=f"on={2**63 - 1} is not a year"):
                annotate(given, partial="last")
            return
        found = annotate(given, partial="last" if kind == "years" else None)
        assert found["standing"].to_pylist() == [standing for _, standing in cases]

    @QUIETLY
    def test_acts_further_apart_than_nanoseconds_reach(self) -> None:
        """A difference of two times in nanoseconds fits into 64 bits up to 292 years."""
        treaty = opcat.treaty_from_rows(
            [("FRA", "signature", "1700-01-01"), ("FRA", "ratification", "2020-01-01")],
            key="x",
            title="X",
            as_of=date(2020, 1, 2),
        )
        days = [date(1699, 12, 31), date(1700, 1, 1), date(2019, 12, 31), date(2020, 1, 1)]
        days.append(date(2262, 1, 1))
        found = [
            annotate(
                pa.table({"country": ["France"] * 5, "date": pa.array(days).cast(kind)}),
                treaty=treaty,
            )["standing"].to_pylist()
            for kind in (pa.date32(), pa.timestamp("us"), pa.timestamp("ns"))
        ]
        told = ["no_action", "pending_signatory", "pending_signatory", "party", "party"]
        assert found == [told] * 3

    def test_a_moment_with_a_zone_counts_as_its_own_day(self) -> None:
        moment = pa.array([datetime(2008, 11, 11, 4, 30)], pa.timestamp("us", "America/New_York"))
        found = annotate(pa.table({"country": ["France"], "date": moment}))
        assert found["standing"].to_pylist() == ["pending_signatory"]

    def test_nulls_without_a_type(self) -> None:
        given = pa.table({"country": pa.nulls(1), "date": pa.nulls(1)})
        for arguments in NO_TYPE:
            assert annotate(given, **arguments)["standing"].to_pylist() == [None]

    def test_two_columns_of_one_name_are_refused(self) -> None:
        given = pa.table([["France"], [1], [2]], names=["country", "date", "date"])
        with pytest.raises(opcat.errors.ColumnClashError, match="same name: 'date'"):
            annotate(given)

    def test_a_treaty_under_which_nobody_acted(self) -> None:
        treaty = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
        given = pa.table({"country": ["France", "France"], "date": [date(2010, 1, 1), None]})
        found = annotate(given, treaty=treaty)
        assert found["standing"].to_pylist() == ["no_action", None]


@QUIETLY
@pytest.mark.parametrize("more", [0, 1, BLOCK + 3])
def test_a_long_table_of_pyarrow_has_the_columns_of_its_rows(more: int) -> None:
    """It is answered in blocks; codes are of one length, names are not, and some States have none."""
    names = ["France", "Kenya", "Niue", "Holy See", None, "Bosnia and Herzegovina", "Côte d'Ivoire"]
    days = [date(2008, 11, 11), date(1950, 1, 1), date(2025, 1, 1), None]
    few_rows = table([name for name in names for _ in days], [day for _ in names for day in days])
    codes = ["alpha_2", "alpha_3", "numeric"]
    columns = [*ADDED, *codes, "state", "cow_abbreviation", "cow", "regional_group"]
    rows = BLOCK + more
    places = pa.array(np.arange(rows) % few_rows.num_rows)
    found = annotate(few_rows.take(places), columns=columns, unknown="null")
    told = annotate(few_rows, columns=columns, unknown="null")
    assert found.schema == told.schema
    found.validate(full=True)
    assert found.equals(told.take(places))
    states = [name and opcat.resolve(name) for name in few_rows["country"].to_pylist()]
    for code in codes:
        assert told[code].to_pylist() == [state and getattr(state, code) for state in states]
    assert told["state"].to_pylist() == [state and state.name for state in states]


class TestDuckDB:
    def test_the_users_own_connection(self) -> None:
        """Nothing is registered in it, and nothing is left behind."""
        connection = duckdb.connect()
        connection.execute(
            "CREATE TABLE mine AS SELECT 'FRA' AS country, DATE '2010-01-01' AS date"
        )
        before = connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        found = annotate(connection.table("mine"), codes="alpha_3", unknown="null")
        assert found.project("country, is_party").fetchall() == [("FRA", True)]
        assert connection.execute("SHOW TABLES").fetchall() == [("mine",)]
        assert (
            connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
            == before
        )

    def test_nothing_is_computed_with_codes_and_names_are_read_once(self) -> None:
        """A function of the user's own counts how often the rows are read."""
        read: list[str] = []

        def seen(text: str) -> str:
            read.append(text)
            return text

        connection = duckdb.connect()
        kinds: Any = {"parameters": ["VARCHAR"], "return_type": "VARCHAR", "side_effects": True}
        connection.create_function("seen", seen, **kinds)
        sql = "SELECT seen('FRA') AS country, DATE '2010-01-01' AS date"
        found = annotate(connection.sql(sql), codes="alpha_3", unknown="null")
        assert read == []
        assert found.project("is_party").fetchall() == [(True,)]
        read.clear()
        annotate(connection.sql(sql))
        assert read == ["FRA"]
        read.clear()
        with pytest.raises(UnknownStatesError) as caught:
            annotate(connection.sql(sql.replace("FRA", "UKG")))
        assert "'UKG'" in str(caught.value)
        assert read == ["UKG"]
        read.clear()
        with pytest.warns(UnknownStatesWarning):
            annotate(connection.sql(sql.replace("FRA", "UKG")), unknown="null")
        assert read == ["UKG"]

    def test_a_file_that_duckdb_reads_keeps_namibia(self, tmp_path: Path) -> None:
        """In DuckDB an empty cell is missing, and Namibia's code is not."""
        file = tmp_path / "mine.csv"
        file.write_text("iso2,day\nNA,2010-01-01\nFR,2010-01-01\n,2010-01-01\n")
        relation = duckdb.read_csv(str(file))
        found = annotate(relation, state="iso2", on="day", codes="alpha_2", unknown="raise")
        parties = dict(found.project("iso2, is_party").fetchall())
        assert parties == {"NA": False, "FR": True, None: None}

    def test_infinity_and_enumerations(self) -> None:
        relation: Any = duckdb.sql(
            "SELECT 'Kenya'::ENUM ('Kenya', 'Chad') AS country, DATE 'infinity' AS date"
        )
        assert annotate(relation).project("standing").fetchall() == [("no_action",)]

    def test_a_moment_with_a_zone_counts_as_its_own_day(self) -> None:
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'America/New_York'")
        relation = connection.sql(
            "SELECT 'France' AS country, TIMESTAMPTZ '2008-11-11 04:30:00+00' AS date"
        )
        found = annotate(relation).project("standing").fetchall()
        assert found == [("pending_signatory",)]

    def test_two_columns_of_one_name_are_refused(self) -> None:
        sql = "SELECT 'France' AS country, DATE '2010-01-01' AS date, 1 AS date"
        with pytest.raises(opcat.errors.ColumnClashError, match="same name: 'date'; rename them"):
            annotate(duckdb.sql(sql))

    def test_a_name_with_a_quote_is_found(self) -> None:
        relation: Any = duckdb.sql("SELECT 'Côte d''Ivoire' AS country, DATE '2024-01-01' AS date")
        assert annotate(relation).project("is_party").fetchall() == [(True,)]


class TestOthers:
    @pytest.mark.parametrize("codes", ["iso", "alpha_3", "alpha_2"])
    def test_a_usual_spelling_means_what_it_would_if_it_were_resolved(self, codes: str) -> None:
        """However it is looked up; a column that is said to hold codes is read as codes alone."""
        if codes == "iso":
            texts = sorted({*SPELLINGS, *(text.upper() for text in SPELLINGS)})
        else:
            texts = [getattr(state, codes) for state in opcat.states()]
        joined = {
            state: date(1990, 1, 1) + dt.timedelta(days=number)
            for number, state in enumerate(opcat.states())
        }
        acceded = opcat.ActionKind.ACCESSION
        treaty = opcat.Treaty(
            key="x",
            title="X",
            as_of=date(2020, 1, 1),
            actions=tuple(
                opcat.Action(state=state, kind=acceded, date=day) for state, day in joined.items()
            ),
        )
        frame = pd.DataFrame({"country": texts, "date": date(2020, 1, 1)})
        found = annotate(frame, codes=codes, columns=["deposited_on"], treaty=treaty)
        days = [day.date() for day in found["deposited_on"]]
        assert days == [joined[opcat.resolve(text)] for text in texts]

    def test_participants_that_are_no_states(self) -> None:
        """An organisation is found by name among the participants of the treaty that is asked."""
        union = opcat.State(key="European Union", name="European Union", depositary_name="EU, the")
        deed = opcat.Action(
            state=union, kind=opcat.ActionKind.FORMAL_CONFIRMATION, date=date(2010, 1, 1)
        )
        treaty = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1), actions=[deed])
        names = ["European Union", "european union", "EU", "Kenya"]
        frame = pd.DataFrame({"country": names, "date": date(2012, 1, 1)})
        found = annotate(frame, treaty=treaty)
        assert found["is_party"].tolist() == [True, True, True, False]
        for name in names:
            assert opcat.is_party(name, on="2012-01-01", treaty=treaty) is (name != "Kenya")
        with pytest.raises(opcat.errors.UnknownStatesError):
            annotate(frame)
        frame.loc[0, "country"] = "Atlantis"
        with pytest.raises(opcat.errors.UnknownStatesError, match="Atlantis"):
            annotate(frame, treaty=treaty)

    def test_a_name_that_only_the_treaty_has_means_what_it_means_for_status(self) -> None:
        """Of a State of the record that a treaty calls otherwise, and of a name that elsewhere may
        mean more than one State."""
        gaul = attrs.evolve(opcat.resolve("France"), name="Gallia")
        korea = opcat.State(key="Corea", name="Korea", depositary_name="Korea")
        deeds = [
            opcat.Action(state=who, kind=opcat.ActionKind.ACCESSION, date=date(2010, 1, 1))
            for who in (gaul, korea)
        ]
        treaty = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1), actions=deeds)
        frame = pd.DataFrame({"country": ["Gallia", "Korea"], "date": date(2012, 1, 1)})
        assert [opcat.status(name, treaty=treaty).state.key for name in frame["country"]] == [
            "FRA",
            "Corea",
        ]
        assert annotate(frame, treaty=treaty)["is_party"].tolist() == [True, True]

    def test_text_of_three_digits_is_a_code_of_iso_3166(self) -> None:
        """As in `opcat.resolve`: the page says so, for other projects number States otherwise."""
        frame = pl.DataFrame({"country": ["404", "220"], "date": [date(2010, 1, 1)] * 2})
        with pytest.raises(opcat.errors.UnknownStatesError) as caught:
            annotate(frame)
        assert caught.value.offenders == (("220", 1),)
        assert opcat.resolve("404").name == "Kenya"

    def test_narwhals_own_frames(self) -> None:
        for frame in (nw.from_native(pl.LazyFrame(FRANCE)), stable.from_native(pd.DataFrame())):
            with pytest.raises(TypeError, match=r"narwhals' own; .*to_native\(\)"):
                annotate(frame)

    @pytest.mark.parametrize("frame", [None, "text", [1], {"country": []}, pd.Series([1])])
    def test_what_is_no_frame_is_refused(self, frame: Any) -> None:
        with pytest.raises(TypeError, match=r"frame= is of type .*; pass a DataFrame of pandas"):
            annotate(frame)

    def test_what_is_no_treaty_is_refused(self) -> None:
        wrong: Any = "opcat"
        with pytest.raises(TypeError, match="is not a Treaty"):
            annotate(pd.DataFrame(FRANCE), treaty=wrong)
