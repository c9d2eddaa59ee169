"""Panels that look back, that are of several treaties, or that have other columns."""

import calendar
import re
import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import attrs
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from thorough import THOROUGH, deeper, few

import opcat
from opcat import frames, strategies
from opcat.errors import ColumnClashError, OtherTreatyError, UnknownRuleError, VocabularyError

TREATIES = strategies.treaties(max_states=6)
PROTOCOLS = TREATIES.map(lambda treaty: attrs.evolve(treaty, key=opcat.treaty().key))
RULES = ("first", "last", "any", "all")
KEYS = {"year": ["year"], "month": ["year", "month"], "day": ["date"]}
BACKENDS = ("pandas", "polars", "pyarrow")
DATED = [
    *("standing", "is_party", "is_signatory", "is_in_force", "is_eligible"),
    *("signed_on", "consent", "deposited_on"),
    *("mechanism_due_on", "is_mechanism_due", "mechanism", "mechanism_type"),
]
OTHERS = ["days_since_signature", "days_since_deposit", "first_year"]
OF_STATE = [
    *("alpha_2", "numeric", "regional_group", "un_status"),
    *("cow", "cow_abbreviation", "gw", "vdem"),
]
FACTS = ["in_force_on", "withdrawn_on", "eligible_on", "eligibility", "mechanism_latest_due_on"]
STEPS = ["no_action", "pending_signatory", "party", "withdrawn", "no_longer_counted"]


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", opcat.CoverageWarning)
        yield


def panel(*args: Any, **options: Any) -> pl.DataFrame:
    found: pl.DataFrame = frames.panel(*args, backend="polars", **options)
    return found


def earlier(day: date, every: str, by: int) -> date:
    """Return the first day of the period so many periods before that of a day."""
    if every == "day":
        return day - timedelta(days=by)
    if every == "year":
        return date(day.year - by, 1, 1)
    while by:
        day, by = day.replace(day=1) - timedelta(days=1), by - 1
    return day.replace(day=1)


def days_of(day: date, every: str) -> list[date]:
    """Return every day of a period by its first one."""
    if every == "day":
        return [day]
    last = date(day.year, 12, 31)
    if every == "month":
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return [day + timedelta(days=n) for n in range((last - day).days + 1)]


def first_day(row: dict[str, Any]) -> date:
    """Return the first day of the period of a row."""
    day: date = row.get("date") or date(row["year"], row.get("month", 1), 1)
    return day


class TestLags:
    @pytest.mark.parametrize("every", list(KEYS))
    @few(8, 40)  # of each of three
    @given(
        TREATIES | PROTOCOLS,
        st.sampled_from(RULES),
        st.integers(0, 40),
        st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True),
    )
    def test_they_are_what_the_panel_says_of_the_earlier_period(
        self, every: str, treaty: opcat.Treaty, partial: str, shift: int, lags: list[int]
    ) -> None:
        treaty = attrs.evolve(treaty, as_of=date(2040, 12, 31))  # longer than any lag
        start = earlier(date(2020, 5, 17) - timedelta(days=90 * shift), every, 0)
        length = {"year": 800, "month": 70, "day": 5}[every]
        end = days_of(earlier(start + timedelta(days=length), every, 0), every)[-1]
        options: dict[str, Any] = {"every": every, "partial": partial, "treaty": treaty}
        found = panel(start, end, lag=lags, **options)
        whole = panel(earlier(start, every, max(lags)), end, **options)
        plain = panel(start, end, **options)
        assert found.select(plain.columns).equals(plain), "nothing is overwritten"
        told = {
            (row["state"], first_day(row)): [row[name] for name in DATED]
            for row in whole.to_dicts()
        }
        names = [f"{name}_lag{lag}" for lag in lags for name in DATED]
        assert found.columns == [*plain.columns, *names]
        names = [*map(str, treaty.states), "Togo"]
        for row in found.filter(pl.col("state").is_in(names)).to_dicts():
            for lag in lags:
                before = told[row["state"], earlier(first_day(row), every, lag)]
                assert [row[f"{name}_lag{lag}"] for name in DATED] == before

    @deeper
    @pytest.mark.parametrize(("partial", "place"), [("first", 0), ("last", -1)])
    @pytest.mark.parametrize(
        ("every", "start", "end"),
        [
            ("year", "2002-01-01", "2025-12-31"),
            ("month", "2008-09-01", "2009-02-28"),
            ("day", "2008-11-10", "2008-11-12"),
        ],
    )
    def test_row_by_row_as_the_core_says(
        self, every: str, start: str, end: str, partial: str, place: int
    ) -> None:
        found = panel(start, end, every=every, partial=partial, lag=2)
        for row in found.to_dicts()[:: 1 if THOROUGH else 5]:  # of each State other years
            day = days_of(earlier(first_day(row), every, 2), every)[place]
            status = opcat.status(row["alpha_3"], on=day)
            due_on = opcat.deadlines(row["alpha_3"], on=day).due_on
            told = {
                "standing": status.standing,
                "is_party": status.is_party,
                "is_signatory": status.is_signatory,
                "is_in_force": opcat.is_party(row["alpha_3"], on=day, basis="in_force"),
                "is_eligible": opcat.eligibility(row["alpha_3"], on=day) in ("party", "may_join"),
                "signed_on": status.signed_on,
                "consent": status.consent and status.consent.kind,
                "deposited_on": status.deposited_on,
                "mechanism_due_on": due_on,
                "is_mechanism_due": due_on is not None and due_on <= day and status.is_party,
            }
            assert {name: row[f"{name}_lag2"] for name in told} == told

    @given(TREATIES, st.data())
    def test_any_and_all_of_the_days_of_the_earlier_month(
        self, treaty: opcat.Treaty, data: st.DataObject
    ) -> None:
        if not treaty.actions:
            return
        treaty = attrs.evolve(treaty, as_of=max(treaty.as_of, date(2026, 2, 3)))
        act = data.draw(st.sampled_from(treaty.actions))
        days = days_of(act.date.replace(day=1), "month")
        after = days[-1] + timedelta(days=1)
        if days_of(after, "month")[-1] > treaty.as_of:
            return
        told = [treaty.status_on(act.state, day) for day in days]
        order = [word.value for word in opcat.Standing]
        for rule, pick, first in (("any", any, min), ("all", all, max)):
            found = panel(after, after, every="month", partial=rule, lag=1, treaty=treaty)
            [row] = found.filter(pl.col("state") == act.state.name).to_dicts()
            assert row["is_party_lag1"] is pick(status.is_party for status in told)
            assert row["is_signatory_lag1"] is pick(status.is_signatory for status in told)
            standing = first((status.standing.value for status in told), key=order.index)
            assert row["standing_lag1"] == standing

    def test_the_first_year_has_its_value_from_the_record(self) -> None:
        found = panel(2009, 2010, lag=1)
        chile = found.filter(alpha_3="CHL").select("year", "deposited_on_lag1", "is_party_lag1")
        assert chile.rows() == [(2009, date(2008, 12, 12), True), (2010, date(2008, 12, 12), True)]
        assert found["is_party_lag1"].null_count() == 0
        before = panel(2003, 2003, lag=1)
        assert before["standing_lag1"].unique().to_list() == ["no_action"]
        assert not before["is_party_lag1"].any()

    def test_by_the_last_day_lagged_is_by_the_first_day(self) -> None:
        """No State has acted on a 1 January, so the two say the same."""
        lagged = panel(2003, 2025, lag=1)
        assert lagged["standing_lag1"].equals(
            panel(2003, 2025, partial="first")["standing"], null_equal=True
        )

    def test_what_needs_no_day_has_no_earlier_value(self) -> None:
        found = panel(2010, 2010, lag=1, columns=[*OF_STATE, *OTHERS, "is_party"])
        names = [*OF_STATE, *OTHERS, "is_party", "is_party_lag1"]
        assert found.columns == ["alpha_3", "state", "year", *names]

    @pytest.mark.parametrize("backend", BACKENDS)
    @pytest.mark.parametrize("treaty", [None, opcat.convention()])
    def test_they_have_the_types_of_their_columns(
        self, backend: str, treaty: opcat.Treaty | None
    ) -> None:
        found = frames.panel(2009, 2010, lag=1, backend=backend, treaty=treaty)
        if backend == "pandas":
            kinds = found.dtypes.to_dict()
        elif backend == "polars":
            kinds = dict(found.schema)
        else:
            kinds = {field.name: field.type for field in found.schema}
        for name in DATED:
            assert kinds[f"{name}_lag1"] == kinds[name]
        told = panel(2009, 2010, lag=1, treaty=treaty)
        if backend == "pandas":
            found = pl.from_pandas(found).cast({n: told.schema[n] for n in told.columns})
        assert pl.DataFrame(found).to_dicts() == told.to_dicts()

    def test_integers_of_any_library_and_none_twice(self) -> None:
        assert panel(2010, 2010, lag=pd.Series([1, 1, 2])).columns == (
            panel(2010, 2010, lag=[1, 2]).columns
        )
        assert panel(2010, 2010, lag=[]).equals(panel(2010, 2010))

    def test_what_is_no_lag_is_refused(self) -> None:
        wrong: Any
        for wrong in (True, 1.0, "1", [1, "2"]):
            with pytest.raises(
                TypeError, match=r"lag=.* is not a number of periods; pass an integer"
            ):
                frames.panel(2010, 2011, lag=wrong)
        with pytest.raises(TypeError, match=r"^lag='1y' is not a number of periods"):
            frames.panel(2010, 2011, lag="1y")  # type: ignore[arg-type] # annotate's
        for number in (0, -1):
            with pytest.raises(
                ValueError, match=f"lag={number} looks at no earlier period; pass 1"
            ):
                frames.panel(2010, 2011, lag=number)

    @pytest.mark.parametrize(("every", "most"), [("year", 23), ("month", 276), ("day", 8400)])
    def test_a_lag_longer_than_the_record(self, every: str, most: int) -> None:
        """The record covers 4 February 2003 to 3 February 2026: 24 years, 277 months, 8,401 days."""
        message = (
            f"lag={most + 1} is longer than the record, which covers {most + 1} {every}s, so that "
            f"every value would be that of a State that has done nothing; pass at most {most}"
        )
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            frames.panel("2026-01-31", "2026-01-31", every=every, lag=[1, most + 1])
        assert len(panel("2026-01-31", "2026-01-31", every=every, lag=most)) == 197

    def test_a_treaty_that_began_nowhere_has_no_longest_lag(self) -> None:
        nothing = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
        found = panel(2019, 2019, lag=50, treaty=nothing)
        assert found["standing_lag50"].unique().to_list() == ["no_action"]

    def test_the_first_years_of_the_calendar(self) -> None:
        found = panel(1, 1, lag=20)
        assert found["standing_lag20"].unique().to_list() == ["no_action"]


class TestColumns:
    @given(st.lists(st.sampled_from([*OF_STATE, *DATED, *FACTS, *OTHERS]), unique=True))
    def test_any_of_them_in_any_order(self, names: list[str]) -> None:
        found = panel(2024, 2025, columns=names)
        whole = panel(2024, 2025, columns=[*OF_STATE, *DATED, *FACTS, *OTHERS])
        assert found.columns == ["alpha_3", "state", "year", *names]
        assert found.equals(whole.select(found.columns))

    def test_those_of_a_state_are_those_of_its_value(self) -> None:
        for row in panel(2025, 2025, columns=OF_STATE).to_dicts():
            state = opcat.resolve(row["alpha_3"])
            assert row["state"] == state.name
            assert row["alpha_2"] == state.alpha_2
            assert row["numeric"] == state.numeric
            assert row["regional_group"] == state.regional_group
            assert row["un_status"] == state.un_status
            for scheme in ("cow", "cow_abbreviation", "gw", "vdem"):
                if row[scheme] is not None:
                    assert opcat.resolve(row[scheme], codes=scheme) == state

    @pytest.mark.parametrize(("partial", "month", "day"), [("first", 1, 1), ("last", 12, 31)])
    def test_facts_of_a_day_are_as_the_core_says(self, partial: str, month: int, day: int) -> None:
        for row in panel(2002, 2025, partial=partial, columns=FACTS).to_dicts():
            on = date(row["year"], month, day)
            status = opcat.status(row["alpha_3"], on=on)
            assert row["in_force_on"] == status.in_force_on
            assert row["withdrawn_on"] == status.withdrawn_on
            assert row["eligible_on"] == opcat.eligible_on(row["alpha_3"], on=on)
            assert row["eligibility"] == opcat.eligibility(row["alpha_3"], on=on)
            latest = opcat.deadlines(row["alpha_3"], on=on).latest_due_on
            assert row["mechanism_latest_due_on"] == latest

    def test_the_keys_are_there_in_any_case(self) -> None:
        found = panel(2025, 2025, columns=["state", "is_party", "alpha_3"])
        assert found.columns == ["alpha_3", "state", "year", "is_party"]
        assert panel(2025, 2025, columns=[]).columns == ["alpha_3", "state", "year"]

    def test_columns_unknown_or_named_twice_are_refused(self) -> None:
        with pytest.raises(VocabularyError, match=r"columns='is_member' is not known.*first_year"):
            frames.panel(2010, 2011, columns=["standing", "is_member"])
        with pytest.raises(TypeError, match="columns='standing' is a single string; pass a list"):
            frames.panel(2010, 2011, columns="standing")
        with pytest.raises(ColumnClashError, match="'is_party'; columns= names it more than once"):
            frames.panel(2010, 2011, columns=["is_party", "standing", "is_party"])


class TestFirstYear:
    @pytest.mark.parametrize("basis", ["deposit", "in_force"])
    @pytest.mark.parametrize(("partial", "month", "day"), [("first", 1, 1), ("last", 12, 31)])
    def test_it_is_the_first_in_which_a_state_is_a_party(
        self, basis: opcat.Basis, partial: str, month: int, day: int
    ) -> None:
        found = panel(2005, 2006, basis=basis, partial=partial, columns=["first_year"])
        for row in found.to_dicts():
            years = [
                year
                for year in range(2003, 2027)
                if opcat.is_party(row["alpha_3"], on=date(year, month, day), basis=basis)
            ]
            assert row["first_year"] == min(years, default=0)

    @given(TREATIES, st.sampled_from(RULES), st.sampled_from(list(KEYS)))
    def test_a_state_has_one_first_year_under_any_treaty(
        self, treaty: opcat.Treaty, partial: str, every: str
    ) -> None:
        """A State that left and joined again has one."""
        treaty = attrs.evolve(treaty, as_of=max(treaty.as_of, date(2026, 12, 31)))
        if every == "day":
            return
        first_act = treaty.actions[0].date.year if treaty.actions else 2020
        years = range(min(first_act, 2025), 2026)
        found = panel(years[0], years[-1], partial=partial, every=every, treaty=treaty)
        told = found.filter("is_party").group_by("state").agg(pl.col("year").min())
        first = {state: year for state, year in told.rows() if year}
        for row in found.unique(["state", "first_year"]).to_dicts():
            said = row["first_year"] if row["first_year"] <= years[-1] else 0
            assert said == first.get(row["state"], 0)

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_no_state_lacks_it(self, backend: str) -> None:
        made = frames.panel(2010, 2010, backend=backend)
        column = made["first_year"]
        kind = {"pandas": "int64", "polars": pl.Int64, "pyarrow": pa.int64()}[backend]
        assert (column.type if backend == "pyarrow" else column.dtype) == kind
        values = column.to_pylist() if backend == "pyarrow" else column.to_list()
        assert values.count(0) == 197 - 96


class TestSeveralTreaties:
    def test_a_dict_of_treaties_is_a_list_of_them(self) -> None:
        both = [opcat.treaty(), opcat.convention()]
        named = {treaty.key: treaty for treaty in both}
        asked: dict[str, Any] = {"columns": ["standing"], "backend": "polars"}
        expected = frames.panel(2008, 2009, treaty=both, **asked)
        assert frames.panel(2008, 2009, treaty=named, **asked).equals(expected)

    @pytest.mark.parametrize("backend", BACKENDS)
    @pytest.mark.parametrize("every", list(KEYS))
    @few(5, 20)  # of each of nine
    @given(data=st.data())
    def test_they_are_the_panels_of_each_one_below_the_other(
        self, backend: str, every: str, data: st.DataObject
    ) -> None:
        drawn = data.draw(st.lists(TREATIES | PROTOCOLS, min_size=1, max_size=3))
        treaties = [
            attrs.evolve(one, key=f"t{n}", title=f"T{n}", as_of=date(2040, 12, 31))
            for n, one in enumerate(drawn)
        ]
        options: dict[str, Any] = {
            "every": every,
            "partial": data.draw(st.sampled_from(["first", "last"])),
            "states": data.draw(st.sampled_from(["all", "acted"])),
            "lag": data.draw(st.sampled_from([None, 1])),
        }
        acts = [action.date for one in treaties for action in one.actions]
        asked = ("2012-01-01", "2019-12-31")
        if every != "year":  # four days or sixteen months, in which something changes
            middle = data.draw(st.sampled_from(acts or [date(2017, 1, 1)]))
            before, after = (2, 1) if every == "day" else (240, 240)
            asked = (str(middle - timedelta(days=before)), str(middle + timedelta(days=after)))
        single = [panel(*asked, **options, treaty=one) for one in treaties]
        stack = [
            {"treaty": one.key, **row}
            for one, table in zip(treaties, single, strict=True)
            for row in table.to_dicts()
        ]
        found = frames.panel(*asked, **options, treaty=treaties, backend=backend)
        assert len(found) == len(stack)
        if backend == "polars":
            assert found.to_dicts() == stack
        elif backend == "pyarrow":
            assert found.to_pylist() == stack
        elif stack:
            told = pl.from_pandas(found)
            assert told.columns == [*stack[0]]
            for name in ("treaty", "state", "standing", "is_party", "first_year"):
                assert told[name].to_list() == [row[name] for row in stack]

    def test_the_records_may_end_on_different_days(self) -> None:
        short = attrs.evolve(opcat.treaty(on="2020-06-30"), key="short", title="Short")
        found = panel(2019, 2021, treaty=[short, opcat.treaty()])
        for one in (short, opcat.treaty()):
            alone = panel(2019, 2021, treaty=one)
            assert found.filter(treaty=one.key).drop("treaty").to_dicts() == alone.to_dicts()
        days = found.filter(alpha_3="FRA", year=2021)["days_since_deposit"].to_list()
        joined = date(2008, 11, 11)
        assert days == [(date(2020, 6, 30) - joined).days, (date(2021, 12, 31) - joined).days]

    def test_the_words_are_those_of_all(self) -> None:
        both = panel(2010, 2010, treaty=[opcat.treaty(), opcat.convention()])
        kind: Any = both["standing"].dtype
        assert kind.categories.to_list() == [*STEPS[:3], STEPS[4]]
        consents: Any = both["consent"].dtype
        assert {"ratification", "accession", "succession"} <= {*consents.categories}

    def test_a_flag_is_nullable_if_a_treaty_has_no_rule_for_it(self) -> None:
        """A flag can be missing if one of the treaties has no rule for it."""
        kinds = frames.panel(2010, 2010, treaty=[opcat.treaty(), opcat.convention()]).dtypes
        assert str(kinds["is_eligible"]) == "boolean"
        assert str(kinds["is_party"]) == str(kinds["is_in_force"]) == "bool"
        alone = frames.panel(2010, 2010, treaty=[opcat.treaty()])
        assert list(alone.columns)[:4] == ["treaty", "alpha_3", "state", "year"]
        assert str(alone.dtypes["is_eligible"]) == "bool"

    def test_by_default_from_the_first_opening_to_the_last_year_that_all_cover(self) -> None:
        short = attrs.evolve(opcat.treaty(on="2020-06-30"), key="short", title="Short")
        years = panel(treaty=iter([opcat.convention(), short]))["year"]
        assert (years.min(), years.max()) == (1985, 2019)

    def test_a_warning_is_of_the_record_that_ends_first(self) -> None:
        short = attrs.evolve(opcat.treaty(on="2020-06-30"), key="short", title="Short")
        with pytest.warns(opcat.CoverageWarning, match="covers up to 30 June 2020") as caught:
            frames.panel(2020, 2020, treaty=[opcat.convention(), short])
        assert [warning.filename for warning in caught] == [__file__]

    def test_the_convention_ends_earlier_where_a_panel_says_who_may_join(self) -> None:
        """And where it does not, nobody is warned."""
        later = attrs.evolve(opcat.treaty(), as_of=date(2026, 6, 30))
        ask = partial(frames.panel, "2026-03-31", "2026-03-31", every="month", treaty=later)
        for columns, states in ((["is_eligible"], "all"), (["standing"], "eligible")):
            with pytest.warns(opcat.CoverageWarning, match="later than the record of the Conv"):
                ask(columns=columns, states=states)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert len(ask(columns=["standing"])) == 197

    def test_two_treaties_of_one_key_and_none_are_refused(self) -> None:
        protocol = opcat.treaty()
        earlier_one = opcat.treaty(on="2020-01-01")
        message = "two treaties of the key 'opcat'.*attrs.evolve"
        with pytest.raises(ValueError, match=message):
            frames.panel(2010, 2011, treaty=[protocol, opcat.convention(), earlier_one])
        with pytest.raises(ValueError, match="treaty= is empty; pass at least one treaty"):
            frames.panel(2010, 2011, treaty=[])
        wrong: Any
        for wrong in ("opcat", 5, ["opcat"], [protocol, 5]):
            with pytest.raises(TypeError, match=r"treaty=.* is not a Treaty"):
                frames.panel(2010, 2011, treaty=wrong)
        both = [protocol, opcat.convention()]
        with pytest.raises(OtherTreatyError):
            frames.panel(2010, 2011, treaty=both, states="eligible")
        other = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
        with pytest.raises(UnknownRuleError):
            frames.panel(2010, 2011, treaty=[protocol, other], basis="in_force")


@pytest.mark.parametrize(
    ("lag", "told"),
    [
        (1, "lag=1 is not known; pass '1y' for years or '1m' for months, or one of '1y', "),
        ("12", "lag='12' is not known; pass '12y' for years or '12m' for months, or one of '1y'"),
        ("2 years", "lag='2 years' is not known; pass '2y' for years or '2m' for months, or one"),
        (True, "lag=True is not known; pass one of '1y', '2y', '6m'"),
        (1.5, "lag=1.5 is not known; pass one of '1y', '2y', '6m'"),
        ("6w", "lag='6w' is not known; pass one of '1y', '2y', '6m'"),
        ("12 weeks", "lag='12 weeks' is not known; pass one of '1y', '2y', '6m'"),
        pytest.param(10**5000, "lag=", id="huge"),
        ("year", "lag='year' is not known; pass one of '1y', '2y', '6m'"),
    ],
)
def test_a_number_alone_is_told_with_its_units(lag: Any, told: str) -> None:
    frame = pd.DataFrame({"country": ["France"], "date": [date(2015, 1, 1)]})
    with pytest.raises(opcat.errors.VocabularyError) as caught:
        frames.annotate(frame, lag=lag)
    assert str(caught.value).startswith(told)


WHOLE_YEARS = "pass whole years, which are all that a column of years has, or one of '1y', '2y'"


@pytest.mark.parametrize(
    ("lag", "told"),
    [
        (1, "lag=1 is not known; pass '1y' for years, or one of '1y', '2y'"),
        ("2 years", "lag='2 years' is not known; pass '2y' for years, or one of '1y', '2y'"),
        ("6 months", f"lag='6 months' is not known; {WHOLE_YEARS}"),
        ("year", "lag='year' is not known; pass one of '1y', '2y'"),
        (["1y", "6m"], f"lag='6m' is not known; {WHOLE_YEARS}"),
    ],
)
def test_a_table_of_years_is_told_of_lags_of_years_alone(lag: Any, told: str) -> None:
    frame = pd.DataFrame({"country": ["France"], "date": [2015]})
    with pytest.raises(opcat.errors.VocabularyError) as caught:
        frames.annotate(frame, partial="last", lag=lag)
    assert str(caught.value) == told


@pytest.mark.parametrize("lazy", [False, True])
def test_two_months_before_the_last_of_february_it_was_the_28th(lazy: bool) -> None:
    """The State of Palestine joined on a 29 December, to which no day of that February looks back."""
    days = [date(2018, 2, 27), date(2018, 2, 28), date(2018, 3, 1), date(2018, 3, 2)]
    frame: Any = pl.DataFrame({"country": ["Palestine"] * 4, "date": days})
    assert opcat.status("Palestine").deposited_on == date(2017, 12, 29)
    found = frames.annotate(frame.lazy() if lazy else frame, lag="2m", columns=["is_party"])
    found = found.collect() if lazy else found
    assert found["is_party_lag2m"].to_list() == [False, False, True, True]


def test_a_lag_beyond_the_calendar_is_longer_than_the_record() -> None:
    frame = pd.DataFrame({"country": ["France"], "date": [date(2015, 1, 1)]})
    with pytest.raises(ValueError, match=r"^lag='9999y' is longer than the record"):
        frames.annotate(frame, lag="9999y")
