"""Every column that `annotate` offers, in every kind of frame, told a second time row by row."""

import warnings
from datetime import date, timedelta
from typing import Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from frame_backends import LOCAL, Backend, expected, table
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_codes import told
from thorough import THOROUGH, deeper, in_turn

import opcat
from opcat import frames, strategies
from opcat.frames._lags import Lag, _later  # months later, at days that no panel has

# All columns that are offered, so that a new one is tested too.
from opcat.frames._offered import COUNTS, FACTS, OF_ACTS, OF_STATE, OFFERED

QUIETLY = pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
PROTOCOL = opcat.treaty()
DATED = [name for name in OFFERED if name not in OF_STATE]
LAGGED = [name for name in DATED if name not in COUNTS]


@pytest.fixture(params=LOCAL)
def backend(request: pytest.FixtureRequest) -> Backend:
    return LOCAL[request.param]


CODES = {
    scheme: {key: code for code, key in told(scheme).items()}
    for scheme in ("cow", "cow_abbreviation", "gw", "vdem")
}


def of_state(name: str) -> dict[str, Any]:
    """Return what is to be said of a State on every day, by the public answers."""
    state = opcat.resolve(name)
    codes: dict[str, Any] = {scheme: CODES[scheme].get(state.key) for scheme in CODES}
    for scheme in ("cow", "gw", "vdem"):
        codes[scheme] = None if codes[scheme] is None else int(codes[scheme])
    return {
        "alpha_3": state.alpha_3,
        "alpha_2": state.alpha_2,
        "numeric": state.numeric,
        "state": state.name,
        "regional_group": state.regional_group,
        "un_status": state.un_status,
        **codes,
    }


def on_day(name: str, day: date) -> dict[str, Any]:
    """Return what is to be said of a State on a day, by the public answers alone."""
    known = min(day, PROTOCOL.as_of)
    status, due = opcat.status(name, on=known), opcat.deadlines(name, on=known)
    answers = opcat.mechanisms(name, on=known)  # none where it is no party
    mechanism = [answer.designated.value for answer in answers] or ["not_party"]
    kinds = [
        answer.mechanism.institution_type.value
        for answer in answers
        if answer.designated == "yes" and answer.mechanism is not None
    ]
    eligible_on = opcat.eligible_on(name, on=known)
    return {
        **expected(name, day),
        "is_in_force": opcat.is_party(name, on=known, basis="in_force"),
        "in_force_on": status.in_force_on,
        "withdrawn_on": status.withdrawn_on,
        "is_eligible": eligible_on is not None,
        "eligible_on": eligible_on,
        "eligibility": opcat.eligibility(name, on=known).value,
        "mechanism_due_on": due.due_on,
        "mechanism_latest_due_on": due.latest_due_on,
        "is_mechanism_due": due.due_on is not None and due.due_on <= known and status.is_party,
        "mechanism": mechanism[0],
        "mechanism_type": kinds[0] if kinds else None,
        "days_since_signature": status.signed_on and (known - status.signed_on).days,
        "days_since_deposit": status.deposited_on and (known - status.deposited_on).days,
    }


def turning_points() -> list[tuple[str, date]]:
    """Return States and days around what happened to them, and some on which nothing did."""
    points = [
        ("Kenya", date(1950, 1, 1)),
        ("Kenya", date(2030, 2, 28)),
        ("India", date(2010, 1, 1)),
    ]
    for state in opcat.states():
        days = {action.date for action in opcat.status(state).actions}
        days |= {day for day in (opcat.eligible_on(state), opcat.deadlines(state).due_on) if day}
        days |= {day for day in (opcat.deadlines(state).latest_due_on,) if day}
        for known in opcat.mechanism_history(state):
            days |= {one.latest for one in (known.designated_on, known.ended_on) if one}
        points += [
            (state.name, day + timedelta(days=shift))
            for day in sorted(days) or [date(2012, 5, 8)]
            for shift in (-1, 0)
        ]
    return points[:3] + points[3::7]


POINTS = turning_points()
with warnings.catch_warnings():
    warnings.simplefilter("ignore", opcat.CoverageWarning)
    TOLD = [{**of_state(name), **on_day(name, day)} for name, day in POINTS]


def plain(value: Any) -> Any:
    """Return a cell as Python's own: pandas has whole numbers as floats where one may be missing."""
    return None if isinstance(value, float) and value != value else value


def cells(rows: list[dict[str, Any]], names: list[str]) -> list[list[Any]]:
    return [[plain(row[name]) for name in names] for row in rows]


def test_the_table_of_columns_has_every_column_once() -> None:
    assert list(OFFERED) == [*OF_STATE, *OF_ACTS, *FACTS, *COUNTS]
    assert set(OFFERED) == set(TOLD[0])


@QUIETLY
def test_every_column_is_the_core_row_by_row(backend: Backend) -> None:
    given_ = table([name for name, _ in POINTS], [day for _, day in POINTS])
    found = backend.rows(frames.annotate(backend.make(given_), columns=list(OFFERED)))
    for row, told_ in zip(found, TOLD, strict=True):
        assert {name: plain(row[name]) for name in OFFERED} == told_


@QUIETLY
@pytest.mark.parametrize("name", OFFERED)
def test_each_column_alone(backend: Backend, name: str) -> None:
    """No column needs the steps of another one."""
    some = range(0, len(POINTS), 3)
    given_ = table([POINTS[n][0] for n in some], [POINTS[n][1] for n in some])
    found = backend.rows(frames.annotate(backend.make(given_), columns=[name]))
    assert cells(found, [name]) == [[TOLD[n][name]] for n in some]


@QUIETLY
@pytest.mark.parametrize("partial", ["first", "last"])
def test_of_a_year_the_one_day_counts(backend: Backend, partial: str) -> None:
    """The one day of a year that counts; the last year of the record ends with the record."""
    names = [name for name, _ in POINTS[:40]]
    years = [2003 + place % 24 for place in range(len(names))]
    given_ = table(names, [None] * len(names), year=pa.array(years)).drop_columns(["date"])
    found = frames.annotate(backend.make(given_), on="year", partial=partial, columns=list(OFFERED))
    for row, name, year in zip(backend.rows(found), names, years, strict=True):
        day = date(year, 1, 1) if partial == "first" else date(year, 12, 31)
        told_ = {**of_state(name), **on_day(name, day)}
        assert {column: plain(row[column]) for column in OFFERED} == told_


def years_before(day: date, years: int) -> date:
    """Tell a second time which day is a year before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


@QUIETLY
@pytest.mark.parametrize("years", [1, 3])
def test_the_same_columns_earlier(backend: Backend, years: int) -> None:
    some = [*POINTS[::4], ("Cyprus", date(2008, 2, 29)), ("Mexico", date(2004, 2, 29))]
    given_ = table([name for name, _ in some], [day for _, day in some])
    found = backend.rows(
        frames.annotate(backend.make(given_), columns=list(OFFERED), lag=f"{years}y")
    )
    added = [f"{name}_lag{years}" for name in LAGGED]
    assert list(found[0]) == ["n", "country", "date", *OFFERED, *added]
    for row, (name, day) in zip(found, some, strict=True):
        earlier = on_day(name, years_before(day, years))
        assert [plain(row[column]) for column in added] == [earlier[column] for column in LAGGED]


@QUIETLY
def test_lags_of_years_and_of_months(backend: Backend) -> None:
    given_ = table(["France"] * 3, [date(2009, 11, 10), date(2009, 11, 11), date(2009, 5, 11)])
    found = frames.annotate(backend.make(given_), columns=["is_party", "cow"], lag=["1y", "6m"])
    rows = backend.rows(found)
    assert list(rows[0])[3:] == ["is_party", "cow", "is_party_lag1", "is_party_lag6m"]
    assert [row["is_party_lag1"] for row in rows] == [False, True, False]
    assert [row["is_party_lag6m"] for row in rows] == [True, True, True]
    years = table(["France"] * 2, [None] * 2, year=pa.array([2008, 2009])).drop_columns(["date"])
    found = frames.annotate(
        backend.make(years), on="year", partial="last", columns=["is_party"], lag="1y"
    )
    assert [row["is_party_lag1"] for row in backend.rows(found)] == [False, True]


@example(date(2015, 1, 28), 1)
@example(date(2015, 1, 31), 1)
@example(date(2015, 10, 31), 1)
@example(date(2016, 12, 31), 12)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 600))
def test_a_day_is_looked_back_to_from_its_first_day_on(day: date, months: int) -> None:
    """Told a second time: step back so many months, and to the last day of a shorter one."""

    def before(later: date) -> date:
        year, month = divmod(later.year * 12 + later.month - 1 - months, 12)
        for last in (later.day, 30, 29, 28):
            try:
                return date(year, month + 1, min(later.day, last))
            except ValueError:
                continue
        raise AssertionError(later)

    first = _later(day, months)
    assert before(first) >= day > before(first - timedelta(days=1))


class TestWithoutADay:
    def test_a_frame_without_a_column_of_days(self, backend: Backend) -> None:
        given_ = table(["UK", "Holy See"], [None, None]).drop_columns(["date"])
        for on in ("date", None):
            found = frames.annotate(backend.make(given_), on=on, columns=list(OF_STATE))
            for row in backend.rows(found):
                told_ = of_state(row["country"])
                assert {name: plain(row[name]) for name in OF_STATE} == told_

    def test_what_needs_a_day_says_what_does_not(self, backend: Backend) -> None:
        frame = backend.make(table(["UK"], [None]).drop_columns(["date"]))
        says = r"standing, is_party need a day: .* on=; without a day there are alpha_3, .*vdem"
        with pytest.raises(opcat.errors.ColumnMissingError, match=says):
            frames.annotate(frame, columns=["alpha_3", "standing", "is_party"])
        with pytest.raises(opcat.errors.ColumnMissingError, match=says):
            frames.annotate(frame, on=None, columns=["alpha_3", "standing", "is_party"])

    def test_a_missing_day_leaves_what_needs_none(self, backend: Backend) -> None:
        given_ = table(["UK", None], [None, date(2020, 1, 1)])
        found = frames.annotate(
            backend.make(given_), columns=["alpha_3", "is_party"], missing="null"
        )
        rows = [(row["alpha_3"], row["is_party"]) for row in backend.rows(found)]
        assert rows == [("GBR", None), (None, None)]


ALLOWING: list[dict[str, Any]] = [{"missing": "null"}, {"unknown": "null"}]


class TestMissing:
    def test_a_row_without_a_state_is_refused_by_default(self, backend: Backend) -> None:
        frame = backend.make(table(["UK", None, None], [date(2020, 1, 1)] * 3))
        refusing: list[dict[str, Any]] = [
            *({}, {"unknown": "raise"}, {"missing": "raise", "unknown": "null"})
        ]
        for options in refusing:
            with pytest.raises(
                opcat.errors.MissingValuesError, match=r"'country' .* 2 rows"
            ) as caught:
                backend.rows(frames.annotate(frame, **options))
            assert (caught.value.column, caught.value.rows) == ("country", 2)
        for options in ALLOWING:
            rows = backend.rows(frames.annotate(frame, **options))
            assert [row["is_party"] for row in rows] == [True, None, None]

    def test_a_row_without_a_day_is_refused_where_days_are_read(self, backend: Backend) -> None:
        frame = backend.make(table(["UK", "UK"], [date(2020, 1, 1), None]))
        if backend.lazy:  # its days are not read
            rows = backend.rows(frames.annotate(frame))
            assert [row["is_party"] for row in rows] == [True, None]
        else:
            with pytest.raises(opcat.errors.MissingValuesError, match=r"'date' .* 1 row, .*'null'"):
                frames.annotate(frame)


class TestTypes:
    """In pandas, by the arguments and the treaty, and never by the rows."""

    @pytest.mark.parametrize("rows", [0, 1, 3])
    def test_flags_are_plain_where_nothing_can_be_missing(self, rows: int) -> None:
        frame = pd.DataFrame(
            {"country": ["UK"] * rows, "date": pd.to_datetime(["2020-01-01"] * rows)}
        ).astype({"country": "str"})
        flags = [name for name, kind in OFFERED.items() if kind is bool]
        found = frames.annotate(frame, columns=flags, lag="1y")
        assert {str(found[name].dtype) for name in flags} == {"bool"}
        assert {str(found[f"{name}_lag1"].dtype) for name in flags} == {"bool"}
        for options in ALLOWING:
            found = frames.annotate(frame, columns=flags, **options)
            assert {str(found[name].dtype) for name in flags} == {"boolean"}

    def test_texts_of_pandas_without_pyarrow(self) -> None:
        frame = pd.DataFrame({"country": ["UK", "Holy See"]})
        with pd.option_context("mode.string_storage", "python"):
            found = frames.annotate(frame, columns=["alpha_3", "cow_abbreviation"])
        assert found["alpha_3"].tolist() == ["GBR", "VAT"]
        assert found["cow_abbreviation"].isna().tolist() == [False, True]
        assert found["alpha_3"].dtype.storage == "python"

    def test_the_types_are_those_of_the_panel(self) -> None:
        panel = frames.panel(2024, 2025)
        names = [name for name in OFFERED if name in panel]
        frame = panel[["alpha_3", "year"]].rename(columns={"alpha_3": "code"})
        found = frames.annotate(
            frame, state="code", on="year", partial="last", codes="alpha_3", columns=names
        )
        pd.testing.assert_frame_equal(found[names], panel[names])

    @QUIETLY
    def test_models_take_what_comes_out(self) -> None:
        smf = pytest.importorskip("statsmodels.formula.api")
        panel = frames.panel(2003, 2024)[["state", "year"]].rename(columns={"state": "country"})
        found = frames.annotate(
            panel,
            on="year",
            partial="last",
            columns=["standing", "is_party", "is_in_force", "regional_group", "is_eligible"],
            lag="1y",
        )
        found["y"] = range(len(found))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            fit = smf.ols("y ~ is_party + is_in_force_lag1 + C(standing_lag1)", found).fit()
            assert "C(standing_lag1)[T.party]" in fit.params.index, "no_action is the reference"
            found["joined"] = found["is_party"].astype(int)
            logit = smf.logit("joined ~ is_eligible_lag1 + year", found).fit(disp=False)
        assert logit.params["is_eligible_lag1[T.True]"] > 0


class TestRefused:
    def test_an_unknown_column_names_the_known_ones(self) -> None:
        frame = pl.DataFrame({"country": ["UK"], "date": [date(2020, 1, 1)]})
        with pytest.raises(
            opcat.errors.VocabularyError, match=r"'alpha_3', .*'days_since_deposit'"
        ):
            frames.annotate(frame, columns=["iso3"])

    @pytest.mark.parametrize("lag", [1, 0, 1.5, np.array(1), np.ma.masked])
    def test_a_lag_that_is_no_text_at_all(self, lag: object) -> None:
        """A panel takes numbers, and other tables do not."""
        frame = pl.DataFrame({"country": ["UK"], "date": [date(2020, 1, 1)]})
        with pytest.raises(opcat.errors.VocabularyError, match=r"lag=.* '1y', '2y', '6m'"):
            frames.annotate(frame, lag=lag)  # type: ignore[arg-type] # what must be refused

    @pytest.mark.parametrize("lag", ["9999y", "8000y"])
    def test_a_lag_past_the_calendar(self, lag: str) -> None:
        """Of a treaty that began nowhere every value is that of a State that has done nothing."""
        frame = pl.DataFrame({"country": ["UK"], "date": [date(2020, 1, 1)]})
        page = attrs.evolve(opcat.convention(), opened_on=None)
        for treaty in (None, page):
            with pytest.raises(ValueError, match=f"lag='{lag}' is longer than the record, which"):
                frames.annotate(frame, lag=lag, treaty=treaty)
        nothing = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
        found = frames.annotate(frame, lag=lag, treaty=nothing)
        assert found[f"standing_lag{lag[:-1]}"].to_list() == ["no_action"]

    @pytest.mark.parametrize("lag", ["1", "1d", "0y", "y", "-1y", "1Y", 1, None])
    def test_a_lag_of_another_form(self, lag: object) -> None:
        frame = pl.DataFrame({"country": ["UK"], "date": [date(2020, 1, 1)]})
        with pytest.raises(opcat.errors.VocabularyError, match=r"lag=.* '1y', '2y', '6m'"):
            frames.annotate(frame, lag=[lag])  # type: ignore[list-item] # what must be refused

    def test_a_lag_longer_than_the_record(self) -> None:
        frame = pl.DataFrame({"country": ["UK"], "date": [date(2020, 1, 1)]})
        message = (
            "lag='24y' is longer than the record, which goes from 2003-02-04 to 2026-02-03, so that "
            "every value would be that of a State that has done nothing; pass a shorter one"
        )
        with pytest.raises(ValueError, match=f"^{message}$"):
            frames.annotate(frame, lag="24y")
        assert "standing_lag22" in frames.annotate(frame, lag="22y").columns

    def test_a_lag_of_months_among_years(self) -> None:
        frame = pl.DataFrame({"country": ["UK"], "year": [2020]})
        with pytest.raises(opcat.errors.VocabularyError, match=r"lag='6m' .*'1y', '2y'"):
            frames.annotate(frame, on="year", partial="last", lag="6m")
        assert "is_party_lag12m" in frames.annotate(
            frame, on="year", partial="last", lag="12m", columns=["is_party"]
        )

    def test_a_lag_never_overwrites(self, backend: Backend) -> None:
        given_ = table(["UK"], [date(2020, 1, 1)], is_party_lag1=pa.array([1]))
        with pytest.raises(opcat.errors.ColumnClashError, match="is_party_lag1"):
            frames.annotate(backend.make(given_), columns=["is_party"], lag="1y")

    @pytest.mark.parametrize("name", sorted(FACTS))
    def test_what_the_treaty_does_not_answer(self, name: str) -> None:
        frame = pl.DataFrame({"country": ["UK"], "date": [date(2020, 1, 1)]})
        convention = opcat.convention()
        if name in ("is_in_force", "in_force_on", "withdrawn_on"):
            assert name in frames.annotate(frame, columns=[name], treaty=convention)
        else:
            with pytest.raises(opcat.errors.OtherTreatyError, match=name):
                frames.annotate(frame, columns=[name], treaty=convention)

    def test_a_rule_that_is_not_known(self) -> None:
        frame = pl.DataFrame({"country": ["UK"], "date": [date(2020, 1, 1)]})
        treaty = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
        with pytest.raises(opcat.errors.UnknownRuleError, match="entry into force"):
            frames.annotate(frame, columns=["is_in_force"], treaty=treaty)
        with pytest.raises(opcat.errors.OtherTreatyError):
            frames.annotate(frame, columns=["is_in_force", "mechanism"], treaty=opcat.convention())


@deeper
@pytest.mark.parametrize("scheme", ["cow", "cow_abbreviation", "gw", "vdem", "numeric"])
@pytest.mark.parametrize("unknown", ["raise", "null"])
def test_codes_of_a_scheme(backend: Backend, scheme: str, unknown: str) -> None:
    """As texts, and as numbers if they are: integers, and floats with a gap as programs make them."""
    known = told(scheme)
    days = [date(2012, 5, 8)] * len(known)
    kinds: list[Any] = [pa.string()]
    if scheme != "cow_abbreviation":
        turn = len(scheme) + 2 * (unknown == "null")
        kinds += in_turn([pa.int16(), pa.float64(), pa.int64(), pa.float32()], turn)
    for kind in kinds:
        codes = pa.array([code if kind == pa.string() else int(code) for code in known]).cast(kind)
        given_ = table([None] * len(known), days).append_column("code", codes)
        found = frames.annotate(
            backend.make(given_),
            state="code",
            codes=scheme,
            unknown=unknown,
            columns=["alpha_3", "is_party"],
        )
        rows = backend.rows(found)
        assert [row["alpha_3"] for row in rows] == list(known.values())
        assert [row["is_party"] for row in rows] == [
            opcat.is_party(key, on="2012-05-08") for key in known.values()
        ]


@pytest.mark.parametrize("scheme", ["cow", "gw", "vdem", "numeric"])
def test_a_gap_and_a_fraction_among_numbers(backend: Backend, scheme: str) -> None:
    known = {int(code): key for code, key in told(scheme).items()}
    first, key = next(iter(known.items()))
    gap = pa.array([float(first), None, float("nan")])
    given_ = table([None] * 3, [date(2020, 1, 1)] * 3).append_column("code", gap)
    ask: dict[str, Any] = {"state": "code", "codes": scheme, "columns": ["alpha_3"]}
    found = frames.annotate(backend.make(given_), unknown="null", **ask)
    assert [row["alpha_3"] for row in backend.rows(found)] == [key, None, None]
    with pytest.raises(opcat.errors.MissingValuesError, match=r"'code' .* 2 rows"):
        frames.annotate(backend.make(given_), unknown="raise", **ask)
    given_ = table([None], [date(2020, 1, 1)]).append_column("code", pa.array([first + 0.5]))
    with pytest.raises(opcat.errors.UnknownStatesError):
        frames.annotate(backend.make(given_), unknown="raise", **ask)


def test_codes_of_states_that_are_no_more(backend: Backend) -> None:
    given_ = table([None] * 3, [date(2008, 1, 1)] * 3, code=pa.array([680, 2, 680]))
    frame = backend.make(given_)
    with pytest.raises(opcat.errors.UnknownStatesError, match="People's Republic"):
        frames.annotate(frame, state="code", codes="cow", unknown="raise")


def test_numbers_without_a_scheme_say_which_there_are(backend: Backend) -> None:
    frame = backend.make(table([None], [date(2020, 1, 1)], code=pa.array([365])))
    with pytest.raises(opcat.errors.ColumnTypeError, match=r"'numeric'.*'cow', 'gw' or 'vdem'"):
        frames.annotate(frame, state="code")
    with pytest.raises(
        opcat.errors.ColumnTypeError, match="codes='cow_abbreviation' is for strings"
    ):
        frames.annotate(frame, state="code", codes="cow_abbreviation", unknown="raise")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=25 if THOROUGH else 8,
)
@given(data=st.data(), treaty=strategies.treaties(max_states=5))
@QUIETLY
def test_facts_and_days_since_are_those_of_any_treaty(
    backend: Backend, data: st.DataObject, treaty: opcat.Treaty
) -> None:
    """Days of entry into force and of withdrawal, and days since, as the status says."""
    coded = [state.alpha_3 for state in treaty.states if state.alpha_3]
    days = strategies.days(date(1999, 1, 1), date(2030, 1, 1))
    rows = data.draw(
        st.lists(st.tuples(st.sampled_from([*coded, "MLT"]), days), min_size=1, max_size=10)
    )
    names = ["withdrawn_on", *COUNTS]
    if treaty.entry_rule is not None:
        names += ["is_in_force", "in_force_on"]
    given_ = table([name for name, _ in rows], [day for _, day in rows])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", opcat.CoverageWarning)
        found = backend.rows(frames.annotate(backend.make(given_), columns=names, treaty=treaty))
        for row, (name, day) in zip(found, rows, strict=True):
            known = min(day, treaty.as_of)
            status = opcat.status(name, on=known, treaty=treaty)
            told_ = {
                "withdrawn_on": status.withdrawn_on,
                "in_force_on": status.in_force_on,
                "days_since_signature": status.signed_on and (known - status.signed_on).days,
                "days_since_deposit": status.deposited_on and (known - status.deposited_on).days,
            }
            if "is_in_force" in names:
                told_["is_in_force"] = opcat.is_party(
                    name, on=known, basis="in_force", treaty=treaty
                )
            assert {column: plain(row[column]) for column in names} == {
                column: told_[column] for column in names
            }


def test_a_lag_is_a_number_of_months_and_a_name() -> None:
    frame = pl.DataFrame({"country": ["UK"], "date": [date(2020, 1, 1)]})
    assert frames.annotate(frame, columns=[], lag="1y").columns == ["country", "date"]
    assert Lag(12, "_lag1")._asdict() == {"months": 12, "suffix": "_lag1"}
