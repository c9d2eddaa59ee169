"""Joining in order: ranks, days that are shared, and since when a count was reached."""

import csv
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import opcat
from opcat import Action, ActionKind, Treaty, strategies

DATA = Path(opcat.__file__).parent / "data"
untyped: Any = opcat
"""The package as code sees it that no type checker reads."""


def told_anew() -> list[tuple[str, str, str]]:
    """The acts of joining as the file has them: day, code, act, in order of the day."""
    with (DATA / "actions.csv").open(encoding="utf-8", newline="") as lines:
        rows = [(row["date"], row["alpha_3"], row["kind"]) for row in csv.DictReader(lines)]
    return sorted(row for row in rows if row[2] in ("ratification", "accession"))


class TestConsents:
    def test_they_are_the_96_acts_of_the_file_in_order_of_the_day(self) -> None:
        found = [(str(one.date), one.state.key, one.kind.value) for one in opcat.consents()]
        assert sorted(found) == told_anew()
        assert [day for day, _, _ in found] == sorted(day for day, _, _ in found)
        assert [one.rank for one in opcat.consents()] == list(range(1, 97))

    def test_four_days_have_two(self) -> None:
        shared = [(one.rank, one.state.name) for one in opcat.consents() if one.shares_day]
        assert shared == [
            (12, "Poland"),
            (13, "Sweden"),
            (19, "Bolivia"),
            (20, "Honduras"),
            (23, "Armenia"),
            (24, "Peru"),
            (53, "Ecuador"),
            (54, "Togo"),
        ]
        days = Counter(day for day, _, _ in told_anew())
        assert sum(number > 1 for number in days.values()) == 4

    def test_the_fiftieth_enlarged_the_subcommittee(self) -> None:
        fiftieth = opcat.consents()[50 - 1]
        assert (fiftieth.state.name, fiftieth.date) == ("Switzerland", date(2009, 9, 24))
        assert str(fiftieth) == "50. 2009-09-24 Switzerland: ratification"
        assert repr(fiftieth) == "<Consent 50 CHE 2009-09-24: ratification>"

    def test_filters_leave_the_rank(self) -> None:
        [togo] = opcat.consents("Togo")
        assert (togo.rank, togo.shares_day) == (54, True)
        assert opcat.consents("Kenya") == ()
        with (DATA / "states.csv").open(encoding="utf-8", newline="") as lines:
            group = {row["alpha_3"]: row["regional_group"] for row in csv.DictReader(lines)}
        african = [one.rank for one in opcat.consents(group="African States")]
        assert african == [
            rank for rank, (_, code, _) in enumerate(told_anew(), 1) if group[code] == "african"
        ]
        assert len(african) == 25
        day = date(2010, 7, 20)
        assert [one.rank for one in opcat.consents(since=day, until=day)] == [53, 54]
        assert [one.rank for one in opcat.consents(until="2003-12-31")] == [1, 2, 3]
        assert [one.rank for one in opcat.consents(since="2025-07-17")] == [95, 96]

    def test_of_the_convention(self) -> None:
        found = opcat.consents(treaty=opcat.convention())
        assert [one.rank for one in found if one.date == date(1987, 5, 27)] == [20]
        assert {one.kind for one in found} == {
            ActionKind.RATIFICATION,
            ActionKind.ACCESSION,
            ActionKind.SUCCESSION,
        }

    def test_of_a_participant_that_is_no_state_of_today(self) -> None:
        [yugoslavia] = opcat.consents("Yugoslavia", treaty=opcat.convention())
        assert str(yugoslavia.date) == "1991-09-10"

    def test_who_leaves_and_joins_again_has_two(self) -> None:
        france, malta = map(opcat.resolve, ("France", "Malta"))
        acts = [
            (france, ActionKind.ACCESSION, date(2004, 1, 1)),
            (malta, ActionKind.ACCESSION, date(2004, 6, 1)),
            (france, ActionKind.DENUNCIATION, date(2005, 1, 1)),
            (france, ActionKind.ACCESSION, date(2007, 1, 1)),
        ]
        treaty = attrs.evolve(
            opcat.treaty(),
            actions=[Action(state=who, kind=kind, date=day) for who, kind, day in acts],
            stated_in_force_on=None,
        )
        assert [one.rank for one in opcat.consents("France", treaty=treaty)] == [1, 3]

    @given(strategies.treaties())
    def test_a_rank_says_how_many_had_joined_by_that_day(self, treaty: Treaty) -> None:
        """All acts before it, and of a day that is shared each place once."""
        found = opcat.consents(treaty=treaty)
        joined = [act for act in treaty.actions if act.kind.is_consent]
        assert [(one.state, one.date, one.kind) for one in found] == [
            (act.state, act.date, act.kind) for act in joined
        ]
        for one in found:
            before = sum(act.date < one.date for act in joined)
            that_day = sum(act.date == one.date for act in joined)
            assert before < one.rank <= before + that_day
            assert one.shares_day is (that_day > 1)
        assert len({one.rank for one in found}) == len(found)

    @given(
        st.none() | strategies.days(), st.none() | strategies.days(), st.sampled_from(["FRA", None])
    )
    def test_filters_are_a_conjunction(
        self, since: date | None, until: date | None, state: str | None
    ) -> None:
        if since is not None and until is not None and until < since:
            since, until = until, since
        assert opcat.consents(state, since=since, until=until) == tuple(
            one
            for one in opcat.consents()
            if (since is None or since <= one.date)
            and (until is None or one.date <= until)
            and (state is None or one.state.key == state)
        )

    def test_bad_arguments_of_consents_are_refused(self) -> None:
        with pytest.raises(opcat.errors.DayOrderError, match="since=2010-01-02 is later than"):
            opcat.consents(since="2010-01-02", until="2010-01-01")
        with pytest.raises(opcat.UnknownStateError):
            opcat.consents("Atlantis")
        with pytest.raises(opcat.errors.VocabularyError, match="group='x' is not known"):
            opcat.consents(group="x")
        for asked in ({"since": "2027-01-01"}, {"until": "2027-01-01"}):
            with pytest.warns(opcat.CoverageWarning, match="=2027-01-01 is later") as caught:
                untyped.consents(**asked)
            assert [warning.filename for warning in caught] == [__file__]


class TestAtLeast:
    def test_since_when_fifty(self) -> None:
        [period] = opcat.when(parties=50, at_least=True)
        assert (period.start, period.stop) == (opcat.consents()[50 - 1].date, None)

    @given(
        strategies.treaties(),
        st.fixed_dictionaries(
            {},
            optional={
                name: st.integers(0, 5)
                for name in ("parties", "signatories", "pending_signatories")
            },
        ).filter(bool),
        st.data(),
    )
    def test_it_is_what_each_day_says(
        self, treaty: Treaty, asked: dict[str, int], data: st.DataObject
    ) -> None:
        opened = treaty.opened_on or (treaty.actions[0].date if treaty.actions else treaty.as_of)
        changes = sorted({act.date for act in treaty.actions} | {opened, treaty.as_of})
        day = data.draw(st.sampled_from(changes) | st.dates(opened, treaty.as_of))
        periods = opcat.when(**asked, at_least=True, treaty=treaty)  # type: ignore[arg-type] # names of counts
        counts = opcat.counts(on=day, treaty=treaty)
        reached = all(getattr(counts, name) >= number for name, number in asked.items())
        assert any(day in period for period in periods) is reached
        for before, after in pairwise(periods):
            assert before.stop is not None
            assert before.stop < after.start, "two periods without a day between them are one"

    def test_what_is_no_bool(self) -> None:
        with pytest.raises(
            TypeError, match=r"^at_least=50 is not a bool; pass .* when\(parties=50,"
        ):
            untyped.when(parties=50, at_least=50)


class TestEligibleOn:
    def test_angola_may_join_from_its_own_consent_on(self) -> None:
        assert opcat.eligible_on("Angola") == date(2019, 10, 2)
        assert opcat.eligible_on("Angola", on="2019-10-02") == date(2019, 10, 2)
        assert opcat.eligible_on("Angola", on="2019-10-01") is None

    def test_who_may_not_join_has_no_day(self) -> None:
        assert opcat.eligible_on("India") is None, "it has only signed the Convention"
        assert opcat.eligible_on("Bhutan") is None
        assert opcat.eligible_on("France", on="2003-02-03") is None, "not open yet"

    def test_it_is_told_anew_from_the_files(self) -> None:
        """The later of the opening and the day on which the State joined the Convention.

        Of a succession that is its day of effect, where the record has one. A former State,
        which has a key and no code, had ceased to be counted before the opening.
        """
        with (DATA / "convention_actions.csv").open(encoding="utf-8", newline="") as lines:
            joined = {
                row["alpha_3"]: row["effective_on"] or row["date"]
                for row in csv.DictReader(lines)
                if row["kind"] != "signature" and len(row["alpha_3"]) == 3
            }
        assert {
            state.alpha_3: str(since)
            for state in opcat.states()
            if (since := opcat.eligible_on(state)) is not None
        } == {code: max("2003-02-04", day) for code, day in joined.items()}
        for status in opcat.parties():
            assert status.deposited_on is not None
            assert joined[status.state.key] <= str(status.deposited_on)

    def test_who_left_the_convention_and_came_back(self) -> None:
        """A new time begins, but for a party to the Protocol, whom article 27 lets be."""
        kenya, france = opcat.resolve("Kenya"), opcat.resolve("France")
        acts = [
            (ActionKind.ACCESSION, date(2004, 1, 1)),
            (ActionKind.DENUNCIATION, date(2009, 1, 1)),
            (ActionKind.ACCESSION, date(2012, 1, 1)),
        ]
        convention = attrs.evolve(
            opcat.convention(),
            actions=[
                Action(state=state, kind=kind, date=day)
                for state in (kenya, france)
                for kind, day in acts
            ],
            denunciation_rule=opcat.treaty().denunciation_rule,
            stated_in_force_on=None,
        )
        told = [
            [
                opcat.eligible_on(state, on=day, convention=convention)
                for day in ("2003-12-31", "2009-12-31", "2010-01-01", "2012-01-01")
            ]
            for state in (kenya, france)
        ]
        first, again = date(2004, 1, 1), date(2012, 1, 1)
        assert told == [[None, first, None, again], [None, first, first, first]]

    @given(st.sampled_from(opcat.states()), strategies.days())
    def test_it_is_the_first_day_without_a_break(self, state: opcat.State, day: date) -> None:
        since = opcat.eligible_on(state, on=day)
        may = opcat.eligibility(state, on=day) in ("party", "may_join")
        assert (since is not None) is may
        if since is not None:
            assert since <= day
            for earlier in (since, since + (day - since) // 2):
                assert opcat.eligibility(state, on=earlier) in ("party", "may_join")
            before = opcat.eligibility(state, on=since - timedelta(1))
            assert before not in ("party", "may_join")

    def test_bad_arguments_of_eligible_on_are_refused(self) -> None:
        with pytest.raises(opcat.errors.OtherTreatyError):
            opcat.eligible_on("France", treaty=opcat.convention())
        with pytest.raises(opcat.errors.OtherTreatyError):
            opcat.eligible_on("France", convention=opcat.treaty())
        with pytest.raises(opcat.UnknownStateError):
            opcat.eligible_on("Atlantis")
        with pytest.warns(opcat.CoverageWarning) as caught:
            opcat.eligible_on("France", on="2027-01-01")
        assert {warning.filename for warning in caught} == {__file__}


def test_the_sources_of_a_consent_that_is_made_anew_are_a_table_too() -> None:
    first = opcat.consents()[0]
    again = attrs.evolve(first, sources=(*first.sources,))
    assert again == first
    assert type(again.sources) is type(first.sources) is not tuple
