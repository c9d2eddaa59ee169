"""Panels and spells: every cell is what the core says of that State and day."""

import calendar
import re
import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

import opcat
from opcat import Eligibility, Standing, frames, strategies
from opcat.errors import DayOrderError

TREATIES = strategies.treaties(max_states=6)
PROTOCOLS = TREATIES.map(lambda treaty: attrs.evolve(treaty, key=opcat.treaty().key))
DAYS = strategies.days(date(2003, 1, 1), date(2026, 2, 3))
AS_OF = opcat.treaty().as_of
DOCS = Path(__file__).parents[1] / "docs"
ORDER = [word.value for word in Standing]


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", opcat.CoverageWarning)
        yield


def panel(*args: Any, **options: Any) -> pl.DataFrame:
    found: pl.DataFrame = frames.panel(*args, backend="polars", **options)
    return found


def cell(
    state: str | opcat.State, day: date, treaty: opcat.Treaty | None, basis: str = "deposit"
) -> dict[str, Any]:
    """What one row says, asked of the core."""
    status = opcat.status(state, on=day, treaty=treaty)
    return {
        "standing": status.standing.value,
        "is_party": opcat.is_party(state, on=day, basis=basis, treaty=treaty),
        "is_signatory": status.is_signatory,
        "is_eligible": None
        if treaty is not None and treaty.key == "drawn"
        else opcat.eligibility(state, on=day, treaty=treaty)
        in (Eligibility.PARTY, Eligibility.MAY_JOIN),
        "signed_on": status.signed_on,
        "consent": None if status.consent is None else status.consent.kind.value,
        "deposited_on": status.deposited_on,
    }


def product_limit(waits: list[tuple[int, bool]]) -> dict[int, Fraction]:
    """Return the share that still waits after each day on which some joined, without rounding."""
    share, shares = Fraction(1), {}
    for day in sorted({wait for wait, joined in waits if joined}):
        at_risk = sum(wait >= day for wait, _ in waits)
        share *= 1 - Fraction(waits.count((day, True)), at_risk)
        shares[day] = share
    return shares


def flags(state: opcat.State, day: date, treaty: opcat.Treaty) -> dict[str, bool]:
    """Whether the treaty is in force for it, and whether its mechanism is due."""
    if treaty.entry_rule is None:
        return {}
    due_on = opcat.deadlines(state, on=day, treaty=treaty).due_on
    return {
        "is_in_force": opcat.is_party(state, on=day, basis="in_force", treaty=treaty),
        "is_mechanism_due": due_on is not None
        and due_on <= day
        and opcat.is_party(state, on=day, treaty=treaty),
    }


class TestAgainstTheCore:
    def test_every_state_at_the_end_of_every_year(self) -> None:
        for row in panel(2002, 2025).to_dicts():
            day = date(row["year"], 12, 31)
            told = cell(row["alpha_3"], day, None)
            assert {name: row[name] for name in told} == told
            due_on = opcat.deadlines(row["alpha_3"], on=day).due_on
            due = due_on is not None and due_on <= day
            assert (row["mechanism_due_on"], row["is_mechanism_due"]) == (due_on, due)
            in_force = opcat.is_party(row["alpha_3"], on=day, basis="in_force")
            assert row["is_in_force"] is in_force
            for since, name in (("signed_on", "signature"), ("deposited_on", "deposit")):
                days = None if row[since] is None else (day - row[since]).days
                assert row[f"days_since_{name}"] == days

    @given(TREATIES | PROTOCOLS, DAYS, st.data())
    def test_any_treaty_on_any_day(
        self, treaty: opcat.Treaty, day: date, data: st.DataObject
    ) -> None:
        bases = ["deposit"] if treaty.entry_rule is None else ["deposit", "in_force"]
        basis = data.draw(st.sampled_from(bases))
        found = panel(day, day, every="day", treaty=treaty, basis=basis)
        known = {state.name: state for state in (*opcat.states(), *treaty.states)}
        rows = found.filter(pl.col("state").is_in([state.name for state in treaty.states]))
        for row in rows.to_dicts():
            assert row["date"] == day
            told = cell(known[row["state"]], day, treaty, basis)
            assert {name: row[name] for name in told} == told
            if treaty.key == "drawn" or treaty.entry_rule is None:
                assert row["mechanism_due_on"] is row["is_mechanism_due"] is None
            else:
                due_on = opcat.deadlines(known[row["state"]], on=day, treaty=treaty).due_on
                assert row["mechanism_due_on"] == due_on
        assert found["is_in_force"].null_count() == 0 if treaty.entry_rule else len(found)

    @given(
        DAYS,
        DAYS,
        st.sampled_from(["year", "month", "day"]),
        st.sampled_from(["deposit", "in_force"]),
        st.sampled_from(["first", "last"]),
    )
    def test_the_count_of_every_period_is_the_count_of_its_day(
        self, one: date, other: date, every: str, basis: opcat.Basis, partial: str
    ) -> None:
        start, end = sorted([one, other])
        if every == "day":
            end = min(end, start + timedelta(days=40))
        found = panel(start, end, every=every, basis=basis, partial=partial)
        keys = [name for name in ("year", "month", "date") if name in found.columns]
        counted = found.group_by(keys).agg(pl.col("is_party", "is_signatory").sum())
        for row in counted.to_dicts():
            counts = opcat.counts(on=day_of(row, partial), basis=basis)
            assert (row["is_party"], row["is_signatory"]) == (counts.parties, counts.signatories)
        assert len(found) == 197 * len(counted)


def day_of(row: dict[str, Any], partial: str) -> date:
    if "date" in row:
        day: date = row["date"]
        return day
    first, last = row.get("month", 1), row.get("month", 12)
    if partial == "first":
        return date(row["year"], first, 1)
    return date(row["year"], last, calendar.monthrange(row["year"], last)[1])


RULES = ("first", "last", "any", "all")
FLAGS = ("is_party", "is_signatory")


def imply(made: dict[str, pl.DataFrame], flag: str) -> bool:
    """Hold that what is so by `all` is so by every rule, and by `any` where it is by one.

    Returns whether the rules differ anywhere, so that something was held.
    """
    rules = {rule: made[rule][flag] for rule in made}
    assert not any(column.null_count() for column in rules.values())
    for middle in ("first", "last"):
        assert (rules["all"] <= rules[middle]).all()
        assert (rules[middle] <= rules["any"]).all()
    return bool((rules["all"] != rules["any"]).any())


class TestRules:
    """`all` implies `first`, `last` and `any`; each of these implies `any`."""

    @given(TREATIES | PROTOCOLS, st.sampled_from(["year", "month"]))
    def test_all_implies_first_and_last_and_these_any_under_any_treaty(
        self, treaty: opcat.Treaty, every: str
    ) -> None:
        treaty = attrs.evolve(treaty, as_of=max(treaty.as_of, date(2012, 12, 31)))
        covered = "2004-06-01", "2012-03-01"
        made = {rule: panel(*covered, every=every, treaty=treaty, partial=rule) for rule in RULES}
        ruled = [] if treaty.entry_rule is None else ["is_in_force"]
        if treaty.key != "drawn":
            ruled.append("is_eligible")
        for flag in ("is_party", "is_signatory", *ruled):
            imply(made, flag)

    @pytest.mark.parametrize("basis", list(opcat.Basis))
    @pytest.mark.parametrize("every", ["year", "month"])
    def test_all_implies_first_and_last_and_these_any_in_the_record(
        self, every: str, basis: opcat.Basis
    ) -> None:
        made = {rule: panel(every=every, partial=rule, basis=basis) for rule in RULES}
        flags = [name for name in made["any"].columns if name.startswith("is_")]
        assert flags == [*FLAGS, "is_in_force", "is_eligible", "is_mechanism_due"]
        for flag in flags:
            assert imply(made, flag)
        ranks = {
            rule: frame["standing"].cast(pl.String).replace_strict(ORDER, range(len(ORDER)))
            for rule, frame in made.items()
        }
        for middle in ("first", "last"):
            assert (ranks["all"] >= ranks[middle]).all()
            assert (ranks[middle] >= ranks["any"]).all()

    @given(PROTOCOLS, st.data())
    def test_any_and_all_are_what_the_words_say(
        self, treaty: opcat.Treaty, data: st.DataObject
    ) -> None:
        """Looked up day by day: the highest and the lowest standing of a month."""
        if not treaty.states:
            return
        state = data.draw(st.sampled_from(treaty.states))
        changes = [action.date for action in treaty.actions if action.state == state]
        day = data.draw(st.sampled_from(changes or [AS_OF]) | DAYS)
        first = day.replace(day=1)
        length = calendar.monthrange(day.year, day.month)[1]
        days = [first + timedelta(days=n) for n in range(length)]
        treaty = attrs.evolve(treaty, as_of=max(treaty.as_of, days[-1]))
        told = [cell(state, one, treaty) | flags(state, one, treaty) for one in days]
        for rule, pick, order in (("any", any, min), ("all", all, max)):
            found = panel(first, first, every="month", treaty=treaty, partial=rule)
            [row] = found.filter(pl.col("state") == state.name).to_dicts()
            ruled = [] if treaty.entry_rule is None else ["is_in_force", "is_mechanism_due"]
            for flag in ("is_party", "is_signatory", "is_eligible", *ruled):
                assert row[flag] == pick(one[flag] for one in told)
            standing = order((one["standing"] for one in told), key=ORDER.index)
            assert row["standing"] == standing

    @pytest.mark.parametrize("basis", ["deposit", "in_force"])
    def test_a_state_that_left_and_joined_again_on_one_day(self, basis: str) -> None:
        """By deposit there was no day without it; in force, the treaty is from 30 days later."""
        france = opcat.resolve("France")
        acts = [
            opcat.Action(state=france, kind=opcat.ActionKind.DENUNCIATION, date=date(2019, 2, 10)),
            opcat.Action(state=france, kind=opcat.ActionKind.ACCESSION, date=date(2020, 2, 10)),
        ]
        rule = opcat.DenunciationRule(months=12, article="33")
        protocol = opcat.treaty()
        treaty = attrs.evolve(protocol, actions=(*protocol.actions, *acts), denunciation_rule=rule)
        days = [date(2020, 2, number) for number in range(1, 30)]
        told = [cell(france, day, treaty, basis) for day in days]
        found = panel(
            "2020-02-01", "2020-02-29", every="month", partial="all", treaty=treaty, basis=basis
        )
        [row] = found.filter(pl.col("alpha_3") == "FRA").to_dicts()
        assert row["standing"] == max((one["standing"] for one in told), key=ORDER.index) == "party"
        assert row["is_party"] is all(one["is_party"] for one in told) is (basis == "deposit")

    def test_a_state_that_left_and_joined_again_later(self) -> None:
        """Kiribati joined the Convention in 2019: without the Protocol it could not join again."""
        kiribati = opcat.resolve("Kiribati")
        rule = opcat.DenunciationRule(months=1, article="33")
        acts = [("ratification", 2003), ("denunciation", 2004), ("accession", 2006)]
        treaty = opcat.Treaty(
            key="opcat",
            title="X",
            as_of=date(2007, 1, 1),
            opened_on=date(2003, 1, 1),
            denunciation_rule=rule,
            actions=tuple(
                opcat.Action(state=kiribati, kind=opcat.ActionKind(kind), date=date(year, 3, 1))
                for kind, year in acts
            ),
        )
        found = panel(2002, 2006, treaty=treaty).filter(pl.col("alpha_3") == "KIR")
        for row in found.to_dicts():
            told = cell(kiribati, date(row["year"], 12, 31), treaty)
            assert {name: row[name] for name in told} == told
        assert found["is_eligible"].to_list() == [False, True, False, False, True]

    def test_a_state_that_joined_in_july(self) -> None:
        for rule, standing in (
            ("first", "no_action"),
            ("last", "party"),
            ("any", "party"),
            ("all", "no_action"),
        ):
            found = panel(2025, "2025-12-31", partial=rule)
            [row] = found.filter(pl.col("alpha_3") == "BGD").to_dicts()
            assert row["standing"] == standing
            assert row["days_since_deposit"] == (167 if standing == "party" else None)

    def test_no_mechanism_is_due_before_the_treaty_is_in_force(self) -> None:
        early = opcat.treaty(on="2006-05-22")
        assert panel(2003, "2006-05-22", treaty=early)["mechanism_due_on"].null_count() == 197 * 4

    def test_postponements_move_the_day(self) -> None:
        """Germany postponed, and Kazakhstan only when the mechanism was due already."""
        found = panel("2009-01-01", "2013-12-31", every="month", states="acted")
        found = found.filter(pl.col("alpha_3") == "KAZ").select("year", "month", "is_mechanism_due")
        due = [(year, month) for year, month, is_due in found.rows() if is_due]
        assert due[0] == (2009, 10)
        assert (2010, 4) in due
        assert (2010, 5) not in due
        assert (2013, 5) in due


class TestShape:
    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
    @pytest.mark.parametrize("every", ["year", "month", "day"])
    def test_every_backend_has_the_same_rows(self, backend: str, every: str) -> None:
        found = frames.panel("2005-12-15", "2006-02-01", every=every, backend=backend)
        told = panel("2005-12-15", "2006-02-01", every=every)
        assert len(found) == len(told) == 197 * {"year": 2, "month": 3, "day": 49}[every]
        if backend == "pandas":
            assert list(found.index) == list(range(len(found)))
            found = pl.from_pandas(found).cast({n: told.schema[n] for n in told.columns})
        assert pl.DataFrame(found).to_dicts() == told.to_dicts()

    def test_states_are_those_that_the_word_says(self) -> None:
        words = ("acted", "eligible", "all")
        now = {word: panel(2025, 2025, states=word)["state"].to_list() for word in words}
        assert {word: len(names) for word, names in now.items()} == {
            "acted": 107,
            "eligible": 175,
            "all": 197,
        }
        assert now["all"] == [state.name for state in opcat.states()]
        none = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
        for backend in ("pandas", "polars", "pyarrow"):
            found = frames.panel(2010, 2011, states="acted", treaty=none, backend=backend)
            assert len(found) == 0

    @pytest.mark.parametrize("partial", RULES)
    def test_nobody_is_chosen_for_what_comes_after_the_panel(self, partial: str) -> None:
        """By the end of that panel 141 States could join, and 53 had acted."""
        chosen = {
            word: set(panel(2003, 2005, states=word, partial=partial)["alpha_3"])
            for word in ("acted", "eligible")
        }
        last = date(2005, 12, 31)
        assert chosen["eligible"] == {
            state.alpha_3
            for state in opcat.states()
            if opcat.eligibility(state, on=last) in (Eligibility.PARTY, Eligibility.MAY_JOIN)
        }
        assert chosen["acted"] == {act.state.alpha_3 for act in opcat.actions(until=last)}
        assert (len(chosen["eligible"]), len(chosen["acted"])) == (141, 53)

    @pytest.mark.parametrize("partial", RULES)
    def test_by_default_from_the_opening_to_the_last_year_that_the_record_covers(
        self, partial: str
    ) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            years = panel(partial=partial)["year"]
            assert (years.min(), years.max()) == (2003, 2025)
            months = panel(2025, every="month", partial=partial)
            assert months.select("year", "month").row(-1) == (2026, 1)
            assert panel(2026, every="day", partial=partial)["date"].max() == AS_OF
            whole = opcat.treaty(on="2024-12-31")
            assert panel(treaty=whole, partial=partial)["year"].max() == 2024
        treaty = opcat.Treaty(key="x", title="X", as_of=date(2020, 12, 31))
        assert panel(treaty=treaty, partial=partial)["year"].unique().to_list() == [2020]

    def test_by_default_from_the_first_act_where_the_opening_is_not_known(self) -> None:
        other = opcat.Treaty(
            key="x", title="X", as_of=date(2020, 1, 1), actions=opcat.actions(until="2006-01-01")
        )
        assert panel(treaty=other)["year"].min() == 2003

    def test_the_last_period_is_counted_to_the_end_of_the_record(self) -> None:
        last = panel(2026, 2026).filter(pl.col("year") == 2026, pl.col("alpha_3") == "COL")
        assert last["days_since_deposit"].to_list() == [(AS_OF - date(2025, 11, 10)).days]

    def test_an_end_after_the_record_warns(self) -> None:
        with pytest.warns(opcat.CoverageWarning, match="end=2027-12-31 is later") as caught:
            frames.panel(2026, 2027)
        assert caught[0].filename == __file__
        with pytest.warns(opcat.CoverageWarning):
            found = panel(9999, 9999)
        assert found["is_party"].sum() == 96

    @pytest.mark.parametrize(
        "asked", [(2026, 2026), (2026, "2026-02-03"), ("2026-01-01", AS_OF), (2026, None)]
    )
    def test_an_unfinished_year_is_told_of_however_it_is_asked_for(self, asked: Any) -> None:
        with pytest.warns(opcat.CoverageWarning, match="end=2026-12-31 is later") as caught:
            found = frames.panel(*asked, backend="polars")
        assert [warning.filename for warning in caught] == [__file__]
        assert found.equals(panel(2026, 2026))

    def test_the_first_day_of_an_unfinished_year_is_known(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = panel(2025, 2026, partial="first")
        rows = found.filter(alpha_3="BGD").select("year", "standing", "is_mechanism_due").rows()
        assert rows == [(2025, "no_action", False), (2026, "party", False)]
        with pytest.warns(opcat.CoverageWarning, match="end=2027-01-01 is later"):
            panel(2025, 2027, partial="first")

    @pytest.mark.parametrize("partial", ["any", "all"])
    @pytest.mark.parametrize("asked", [(2026, 2026), (2026, "2026-02-03"), (2026, None)])
    def test_of_days_that_nobody_knows_nothing_is_said(self, asked: Any, partial: str) -> None:
        message = (
            f"end=2026-12-31 is later than as_of=2026-02-03; partial='{partial}' needs every day of "
            "each period: pass an earlier end=, or partial='last'"
        )
        with pytest.raises(DayOrderError, match=f"^{re.escape(message)}$"):
            frames.panel(*asked, partial=partial)
        assert len(panel(2025, 2025, partial=partial)) == 197

    def test_a_panel_that_begins_after_the_record_needs_an_end(self) -> None:
        message = (
            "start=2026-02-04 is later than as_of=2026-02-03; pass an earlier start=, or an end="
        )
        with pytest.raises(DayOrderError, match=message):
            frames.panel("2026-02-04")
        with pytest.warns(opcat.CoverageWarning):
            assert len(frames.panel("2026-02-04", "2026-02-04", every="day")) == 197

    @pytest.mark.parametrize("value", [0, 10_000, -1])
    def test_a_year_of_no_calendar_is_refused(self, value: Any) -> None:
        with pytest.raises(
            ValueError, match=f"start={value} is not a year of the cal.*; pass one such as 2015"
        ):
            frames.panel(value)

    def test_what_is_no_day_or_word_is_refused(self) -> None:
        wrong: tuple[Any, ...] = (True, 2010.0, (2010,))
        for value in wrong:
            with pytest.raises(opcat.errors.DayTypeError, match="start="):
                frames.panel(value)
            with pytest.raises(opcat.errors.DayTypeError, match="end="):
                frames.panel(end=value)
        with pytest.raises(opcat.errors.DayValueError, match="start='2010'"):
            frames.panel("2010")
        with pytest.raises(DayOrderError, match="start=2010-01-01 is later than end=2009-12-31"):
            frames.panel(2010, 2009)
        for argument in ("every", "partial", "states", "basis", "backend"):
            unknown: Any = {argument: "x"}
            with pytest.raises(opcat.errors.VocabularyError, match=f"{argument}='x' is not known"):
                frames.panel(2010, 2011, **unknown)
        treaty = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
        with pytest.raises(opcat.errors.UnknownRuleError):
            frames.panel(2010, 2011, basis="in_force", treaty=treaty)


def entry(state: opcat.State, treaty: opcat.Treaty) -> date | None:
    """The later of the opening for signature and the first act under the Convention.

    Or the day on which it joined, where that is earlier (made-up treaties only).
    """
    opened_on = treaty.opened_on or opcat.treaty().opened_on
    assert opened_on is not None
    acts = [
        act.effective_on or act.date  # article 27 asks when a succession took effect
        for act in opcat.convention().actions
        if act.state == state
    ]
    joined = [a.date for a in treaty.actions if a.state == state and a.kind.is_consent]
    return min([max(min(acts), opened_on), *joined] if acts else joined, default=None)


class TestSpells:
    @given(PROTOCOLS, st.data())
    def test_they_tile_each_states_time_and_agree_with_its_status(
        self, treaty: opcat.Treaty, data: st.DataObject
    ) -> None:
        found = frames.spells(backend="polars", treaty=treaty)
        for state in data.draw(st.sets(st.sampled_from([*opcat.states(), *treaty.states][-30:]))):
            rows = found.filter(pl.col("state") == state.name).to_dicts()
            begins = entry(state, treaty)
            if begins is None or begins >= treaty.as_of:
                assert not rows
                continue
            edges = [rows[0]["start"], *(row["stop"] for row in rows)]
            assert edges[0] == begins
            assert edges[-1] == treaty.as_of
            assert [row["start"] for row in rows] == edges[:-1]
            assert edges == sorted(set(edges))
            for row, following in zip(rows, [*rows[1:], None], strict=True):
                for day in (row["start"], row["stop"] - timedelta(days=1)):
                    told = opcat.status(state, on=day, treaty=treaty).standing.value
                    assert row["standing"] == told
                assert (row["stop"] - row["start"]).days == row["stop_day"] - row["start_day"]
                assert (row["start"] - begins).days == row["start_day"]
                then = following and following["standing"]
                if following is None:
                    last = opcat.status(state, on=treaty.as_of, treaty=treaty).standing.value
                    then = None if last == row["standing"] else last
                assert row["next_standing"] == then
                assert row["event"] is (then == "party")

    def test_a_state_that_joins_on_the_last_day_of_the_record(self) -> None:
        """It is an event, and of the new standing nothing was seen."""
        found = frames.spells(backend="polars", treaty=opcat.treaty(on="2025-11-10"))
        last = found.filter(alpha_3="COL").row(-1, named=True)
        assert (last["standing"], last["stop"]) == ("no_action", date(2025, 11, 10))
        assert (last["event"], last["next_standing"]) == (True, "party")
        assert (found["start_day"] < found["stop_day"]).all()

    def test_every_day_of_every_state(self) -> None:
        """On each of the 1.5 million, exactly one spell, and the standing of the panel by days."""
        days = panel("2003-02-04", AS_OF, every="day").select("alpha_3", "date", "standing")
        told = (
            frames.spells(backend="polars")
            .with_columns(date=pl.date_ranges("start", "stop", closed="left"))
            .explode("date")
            .select("alpha_3", "date", told="standing")
        )
        assert not told.select("alpha_3", "date").is_duplicated().any()
        both = told.join(days, on=["alpha_3", "date"], how="inner")
        assert len(both) == len(told) > 1_000_000
        assert (both["told"] == both["standing"]).all()

    def test_every_change_of_every_state(self, treaty: opcat.Treaty) -> None:
        """On the day of every act, and on the days about it, as the core says."""
        found = frames.spells(backend="polars")
        rows_of = {
            name: rows for (name,), rows in found.partition_by("state", as_dict=True).items()
        }
        for state in treaty.states:
            rows = rows_of[state.name].to_dicts()
            acts = [action.date for action in opcat.actions(state)]
            near = {day + timedelta(days=shift) for day in acts for shift in (-1, 0, 1)}
            for day in near | {rows[0]["start"], AS_OF - timedelta(days=1), AS_OF}:
                spells = [row for row in rows if row["start"] <= day < row["stop"]]
                if day < rows[0]["start"] or day >= AS_OF:
                    assert not spells
                else:
                    status = opcat.status(state, on=day)
                    assert [row["standing"] for row in spells] == [status.standing.value]

    def test_every_day_of_some_states(self, every_day: list[date]) -> None:
        found = frames.spells(backend="polars")
        for name in ("France", "Montenegro", "South Sudan", "Malta", "Kenya"):
            rows = found.filter(pl.col("state") == name).to_dicts()
            for day in every_day:
                told = [row["standing"] for row in rows if row["start"] <= day < row["stop"]]
                if rows[0]["start"] <= day < AS_OF:
                    assert told == [opcat.status(name, on=day).standing.value]
                else:
                    assert told == []

    def test_states_outside_the_convention_have_no_rows(self) -> None:
        found = frames.spells()
        assert "BTN" not in set(found["alpha_3"])
        of_today = set(opcat.convention().states) & set(opcat.states())
        assert found["alpha_3"].nunique() == len(of_today) == 179

    def test_every_joining_is_one_event(self) -> None:
        found = frames.spells(backend="polars")
        assert (
            found["event"].sum()
            + found.filter(pl.col("start_day") == 0, pl.col("standing") == "party")[
                "state"
            ].n_unique()
            == 96
        )

    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
    def test_spells_are_as_many_in_every_backend(self, backend: str) -> None:
        assert len(frames.spells(backend=backend)) == len(frames.spells())
        with pytest.raises(opcat.errors.VocabularyError):
            frames.spells(backend="x")

    @pytest.mark.filterwarnings("ignore")
    def test_lifelines_reads_them_as_the_time_until_a_state_signs(self) -> None:
        """Every clock starts on the first day on which a State could sign."""
        spells = frames.spells(backend="polars")
        first = spells.filter(pl.col("start_day") == 0, pl.col("standing") == "no_action")
        signs = first["next_standing"].eq_missing("pending_signatory")
        curve = KaplanMeierFitter().fit(first["stop_day"].to_list(), signs.to_list())
        shares = product_limit(list(zip(first["stop_day"], signs, strict=True)))
        assert len(shares) > 50
        for day, waiting in shares.items():
            assert curve.predict(day) == pytest.approx(float(waiting))

    def test_the_docs_show_how_long_until_a_state_joins(self) -> None:
        """A plain second telling, from single questions, of the figures that docs/durations.md prints.

        A State's time runs from the later of the opening for signature and its consent to the
        Convention (article 27), and the share that waits is cut at every day on which one joins.
        """
        treaty, convention = opcat.treaty(), opcat.convention()
        waits = []
        for state in opcat.states():
            consent = opcat.status(state, treaty=convention).deposited_on
            if consent is None:
                continue
            could = max(consent, date(2003, 2, 4))
            joined = opcat.status(state).deposited_on
            waits.append((((joined or treaty.as_of) - could).days, joined is not None))
        days = [wait for wait, joined in waits if joined]
        assert (len(waits), len(days), days.count(0)) == (175, 96, 3)
        shares = product_limit(waits)
        half = min(day for day, waiting in shares.items() if waiting <= Fraction(1, 2))
        assert (half, sum(wait >= half for wait, _ in waits)) == (4595, 74)
        text = (DOCS / "durations.md").read_text(encoding="utf-8")
        assert f"median {half / 365.25:.2f} years, 95 % 9.9 to 20.7" in text
        for year in (1, 5, 10, 15, 20):
            end = year * 365.25
            has = 1 - min(waiting for day, waiting in shares.items() if day <= end)
            at_risk = sum(wait >= end for wait, _ in waits)
            assert f"by year {year:2}: {float(has):5.1%} have joined, {at_risk:3} at risk\n" in text


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("2000", "start='2000' is not a day of the calendar; for a whole year pass the integer 2000"),
        ("2000-01", "start='2000-01' is not a day of the calendar; pass a day of the month, such as '2000-01-01'"),
    ],
)  # fmt: skip
def test_a_year_or_a_month_as_a_string_is_told_how_to_write_it(start: str, told: str) -> None:
    for name in ("start", "end"):
        ask: dict[str, Any] = {name: start}
        with pytest.raises(opcat.errors.DayValueError) as caught:
            frames.panel(**ask)
        assert str(caught.value) == told.replace("start=", f"{name}=")
