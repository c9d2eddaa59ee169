"""Article 27: who may sign and who may join, read off the Convention against Torture."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import opcat
from opcat import Eligibility, RegionalGroup, Standing, frames, strategies
from opcat._law import add_months, eligibility

DAYS = strategies.days(date(2000, 1, 1), date(2026, 2, 3))


untyped: Any = opcat
"""The package as code sees it that no type checker reads."""


def as_protocol(treaty: opcat.Treaty) -> opcat.Treaty:
    return attrs.evolve(treaty, key=opcat.treaty().key)


class TestConvention:
    def test_totals(self) -> None:
        convention = opcat.convention()
        assert (convention.counts.parties, convention.counts.pending_signatories) == (175, 4)
        assert len(convention.statuses) == 179
        pending = opcat.pending_signatories(treaty=convention)
        assert [status.state.alpha_3 for status in pending] == ["BRN", "HTI", "IND", "PLW"]

    def test_entry_into_force(self) -> None:
        """Thirty days after the twentieth deposit (Convention, article 27(1))."""
        convention = opcat.convention()
        assert convention.in_force_on == date(1987, 6, 26)
        assert opcat.counts(on="1987-05-26", treaty=convention).parties == 19
        assert opcat.counts(on="1987-05-27", treaty=convention).parties == 20

    def test_every_question_works_on_it(self) -> None:
        convention = opcat.convention()
        assert opcat.status("Kenya", treaty=convention).standing is Standing.PARTY
        assert len(opcat.parties(treaty=convention, group="african")) == 52
        assert len(opcat.signatories(treaty=convention)) == 83
        assert len(opcat.non_parties(treaty=convention)) == 22
        assert opcat.is_party("Kenya", on="1997-02-20", treaty=convention) is False
        assert len(opcat.actions(kind="succession", treaty=convention)) == 7
        assert str(opcat.when(parties=175, treaty=convention)[0]).startswith("since ")
        assert opcat.from_json(opcat.to_json(convention)) == convention
        assert opcat.parties(treaty=convention, basis="in_force", on="1987-06-25") == ()

    def test_on_a_day(self) -> None:
        assert opcat.convention(on="1990-01-01") == opcat.treaty(
            on="1990-01-01", treaty=opcat.convention()
        )
        assert opcat.convention() is opcat.convention()
        with pytest.warns(opcat.CoverageWarning) as caught:
            opcat.convention(on="2027-01-01")
        assert caught[0].filename == __file__

    def test_a_succession_has_no_day_of_effect_and_counts_from_its_notification(self) -> None:
        """Croatia notified in 1992 with effect from 1991: the record has the former day only."""
        convention = opcat.convention()
        undated = [
            status for status in opcat.parties(treaty=convention) if status.in_force_on is None
        ]
        assert {status.state.key for status in undated} == {
            action.state.key for action in opcat.actions(kind="succession", treaty=convention)
        }
        assert len(undated) == 7
        assert set(undated) <= set(opcat.parties(treaty=convention, basis="in_force"))
        for status in undated:
            notified = status.deposited_on
            assert notified is not None
            for basis in opcat.Basis:
                before = opcat.is_party(
                    status.state, on=notified - timedelta(days=1), basis=basis, treaty=convention
                )
                assert not before
                assert opcat.is_party(status.state, on=notified, basis=basis, treaty=convention)
            page = opcat.profile(status.state)
            said = [event.what for event in page.events if event.what.startswith("Convention: ")]
            assert "Convention: succession" in said
            assert "Convention: in force for it" not in said

    def test_28_of_the_76_signatories_of_the_protocol_never_signed_it(self) -> None:
        """Told anew from the files: article 27(1) by its words is not the depositary's practice."""
        data = Path(opcat.__file__).parent / "data"

        def acts(file: str) -> list[dict[str, str]]:
            with (data / file).open(encoding="utf-8", newline="") as stream:
                return list(csv.DictReader(stream))

        signing = {"signature", "succession_to_signature"}
        signed = {row["alpha_3"] for row in acts("actions.csv") if row["kind"] in signing}
        parent = acts("convention_actions.csv")
        never = signed - {row["alpha_3"] for row in parent if row["kind"] in signing}
        by = Counter(row["kind"] for row in parent if row["alpha_3"] in never)
        assert (len(signed), len(never)) == (76, 28)
        assert by == {"accession": 21, "succession": 7}

    def test_sources(self) -> None:
        convention = opcat.convention()
        assert [s.id for s in convention.sources_of("adopted_on")] == ["untc-cat-2026-02-03"]
        assert all(action.sources for action in convention.actions)


class TestEligibility:
    def test_as_of_the_record(self) -> None:
        kinds = Counter(opcat.eligibility(state) for state in opcat.states())
        assert kinds == {
            Eligibility.PARTY: 96,
            Eligibility.MAY_JOIN: 79,
            Eligibility.MAY_ONLY_SIGN: 4,
            Eligibility.CONVENTION_FIRST: 18,
        }

    @pytest.mark.parametrize("word", list(Eligibility))
    def test_non_parties_are_filtered_by_it(self, word: opcat.Eligibility) -> None:
        found = opcat.non_parties(eligibility=word)
        assert found == opcat.non_parties(eligibility=word.value)
        assert all(opcat.eligibility(status.state) is word for status in found)

    def test_the_filter_is_a_conjunction(self) -> None:
        african = opcat.non_parties(eligibility="may_join", group="african")
        assert len(african) == 27
        assert {status.state.name for status in african} >= {"Kenya", "Egypt", "Angola"}

    def test_an_unknown_word(self) -> None:
        with pytest.raises(opcat.VocabularyError, match=r"pass one of 'party', 'may_join'"):
            opcat.non_parties(eligibility="yes")

    def test_before_the_opening_for_signature(self) -> None:
        for day in ("1980-01-01", "2003-02-03"):
            assert opcat.eligibility("France", on=day) is Eligibility.NOT_OPEN
            assert opcat.uptake(on=day).eligible == 0
            assert opcat.uptake(on=day).share is None
        assert opcat.eligibility("France", on="2003-02-04") is Eligibility.MAY_JOIN

    def test_acts_of_one_day(self) -> None:
        """Some States joined the Convention and acted under the Protocol on the same day."""
        same = set()
        for action in opcat.actions():
            under_convention = opcat.status(action.state, treaty=opcat.convention())
            required = (
                under_convention.actions[0].date
                if action.kind.is_signature
                else under_convention.deposited_on
            )
            if required == action.date:
                same.add(action.state.name)
        assert same == {
            *("Angola", "Central African Republic", "Liberia", "Montenegro", "South Sudan"),
        }

    def test_no_action_of_the_record_comes_before_what_article_27_requires(self) -> None:
        for action in opcat.actions():
            before = opcat.status(action.state, on=action.date, treaty=opcat.convention())
            if action.kind.is_signature:
                assert before.is_signatory or before.is_party, action
            else:
                assert before.is_party, action

    @given(st.sampled_from(opcat.states()), DAYS)
    @example(opcat.resolve("Angola"), date(2013, 9, 24))
    def test_it_follows_from_the_two_standings(self, state: opcat.State, day: date) -> None:
        found = opcat.eligibility(state, on=day)
        protocol = opcat.status(state, on=day)
        convention = opcat.status(state, on=day, treaty=opcat.convention())
        if day < date(2003, 2, 4):
            assert found is Eligibility.NOT_OPEN
        elif protocol.is_party:
            assert found is Eligibility.PARTY
        elif convention.is_party:
            assert found is Eligibility.MAY_JOIN
        elif convention.is_signatory:
            assert found is Eligibility.MAY_ONLY_SIGN
        else:
            assert found is Eligibility.CONVENTION_FIRST

    @given(
        st.sampled_from(Standing),
        st.sampled_from(Standing),
        st.booleans(),
    )
    def test_the_rule(self, protocol: Standing, convention: Standing, signed: bool) -> None:
        """On generated pairs of standings, those too that the record does not have."""
        found = eligibility(protocol, convention, has_signed_convention=signed)
        assert (found is Eligibility.PARTY) is (protocol is Standing.PARTY)
        if protocol is not Standing.PARTY:
            assert (found is Eligibility.MAY_JOIN) is (convention is Standing.PARTY)
            if convention is not Standing.PARTY:
                assert (found is Eligibility.MAY_ONLY_SIGN) is signed

    @given(strategies.treaties().map(as_protocol), strategies.treaties(), st.data())
    @pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
    def test_of_any_pair_of_treaties(
        self, protocol: opcat.Treaty, convention: opcat.Treaty, data: st.DataObject
    ) -> None:
        """Told once more, from the actions alone."""
        day = data.draw(strategies.days(date(2003, 2, 4), protocol.as_of))
        months = convention.denunciation_rule.months if convention.denunciation_rule else 0

        for state in {*protocol.states, *convention.states}:
            found = opcat.eligibility(state, on=day, treaty=protocol, convention=convention)
            acts = [a for a in convention.actions if a.state == state and a.date <= day]
            bound = False
            for act in acts:
                if act.kind.is_consent:
                    bound = True
                elif act.kind is opcat.ActionKind.DENUNCIATION:
                    bound = add_months(act.date, months) > min(day, convention.as_of)
            signed = any(act.kind.is_signature for act in acts)
            opened_on = protocol.opened_on or opcat.treaty().opened_on
            if opened_on is not None and day < opened_on:
                assert found is Eligibility.NOT_OPEN
            elif opcat.is_party(state, on=day, treaty=protocol):
                assert found is Eligibility.PARTY
            elif bound:
                assert found is Eligibility.MAY_JOIN
            else:
                expected = Eligibility.MAY_ONLY_SIGN if signed else Eligibility.CONVENTION_FIRST
                assert found is expected

    @given(strategies.treaties(max_states=6), st.integers(-3, 3))
    @pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
    def test_a_protocol_that_follows_its_convention_breaks_nothing(
        self, convention: opcat.Treaty, days: int
    ) -> None:
        """Consents a few days before or after the Convention's: article 27 tells which may be."""
        for status in convention.statuses:
            if status.deposited_on is None:
                continue
            day = status.deposited_on + timedelta(days=days)
            if day > convention.as_of or status.withdrawn_on is not None:
                continue
            before = opcat.eligibility(
                status.state,
                on=day,
                treaty=opcat.Treaty(key="opcat", title="New", as_of=convention.as_of),
                convention=convention,
            )
            joined_twice = sum(action.kind.is_consent for action in status.actions) > 1
            if not joined_twice:
                assert (before is Eligibility.MAY_JOIN) is (days >= 0)


class TestUptake:
    @given(DAYS)
    @example(date(2026, 2, 3))
    def test_it_equals_its_parts(self, day: date) -> None:
        whole = opcat.uptake(on=day)
        parts = [part for _, part in whole.by_group]
        assert [group for group, _ in whole.by_group] == [*RegionalGroup, None]
        assert whole.parties == sum(part.parties for part in parts)
        assert whole.eligible == sum(part.eligible for part in parts)
        for group, part in whole.by_group:
            if group is not None:
                alone = opcat.uptake(on=day, group=group)
                assert alone == part
                assert alone.by_group == ()
        if day >= date(2003, 2, 4):
            assert whole.parties == opcat.counts(on=day).parties
            assert whole.eligible == opcat.counts(on=day, treaty=opcat.convention()).parties

    def test_values(self) -> None:
        now = opcat.uptake()
        assert (now.parties, now.eligible) == (96, 175)
        assert now.share == pytest.approx(96 / 175)
        assert len(now.sources) == 2

    def test_arguments(self) -> None:
        with pytest.raises(opcat.VocabularyError):
            opcat.uptake(group="nordic")
        with pytest.warns(opcat.CoverageWarning) as caught:
            assert opcat.uptake(on="2027-01-01") == opcat.uptake()
        assert [warning.filename for warning in caught] == [__file__]
        with pytest.raises(opcat.InvariantError, match="parties: 3 of 2 eligible"):
            opcat.Uptake(as_of=date(2020, 1, 1), parties=3, eligible=2)
        with pytest.raises(opcat.InvariantError, match="by_group: holds what can be changed"):
            untyped.Uptake(as_of=date(2020, 1, 1), parties=1, eligible=2, by_group=([],))
        with pytest.raises(opcat.InvariantError, match="by_group: None is not a tuple"):
            untyped.Uptake(as_of=date(2020, 1, 1), parties=1, eligible=2, by_group=None)

    def test_of_other_treaties(self) -> None:
        union = opcat.State(key="a union of States", name="A union")
        kenya = opcat.resolve("Kenya")
        joined = opcat.ActionKind.ACCESSION
        pair = [
            opcat.Treaty(
                key="opcat",
                title="X",
                as_of=date(2020, 1, 1),
                actions=[opcat.Action(state=s, kind=joined, date=day) for s in (union, kenya)],
            )
            for day in (date(2005, 1, 1), date(2004, 1, 1))
        ]
        found = opcat.uptake(treaty=pair[0], convention=pair[1])
        assert (found.parties, found.eligible) == (2, 2)
        assert opcat.uptake(treaty=pair[0], convention=pair[1], group="african").parties == 1

    def test_a_convention_that_ends_earlier(self) -> None:
        older = opcat.convention(on="2010-01-01")
        with pytest.warns(opcat.CoverageWarning, match="2010") as caught:
            found = opcat.eligibility("Kenya", on="2015-01-01", convention=older)
        assert found is Eligibility.MAY_JOIN
        assert [warning.filename for warning in caught] == [__file__]

    def test_it_never_falls_back(self) -> None:
        """Nobody has left either treaty so far."""
        day, before = date(2003, 2, 4), 0
        while day < opcat.treaty().as_of:
            now = opcat.uptake(on=day).parties
            assert now >= before
            day, before = day + timedelta(days=365), now


QUESTIONS: dict[str, Callable[..., object]] = {
    "eligibility": partial(opcat.eligibility, "Ghana"),
    "uptake": opcat.uptake,
    "non_parties(eligibility=)": partial(opcat.non_parties, eligibility="may_join"),
    "deadlines": partial(opcat.deadlines, "Ghana"),
    "profile": partial(opcat.profile, "Ghana"),
    "subcommittee_members": opcat.subcommittee_members,
}


class TestTheProtocolAlone:
    """What the Protocol's articles say is not asked of another treaty."""

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_another_treaty_is_refused(self, question: str) -> None:
        other = opcat.Treaty(key="x", title="Another treaty", as_of=date(2020, 1, 1))
        for treaty, name in (
            (opcat.convention(), "Convention against Torture"),
            (other, other.title),
        ):
            with pytest.raises(opcat.OtherTreatyError, match="pass the Protocol") as caught:
                QUESTIONS[question](treaty=treaty)
            assert (caught.value.question, caught.value.treaty) == (question, name)

    @pytest.mark.parametrize("question", QUESTIONS)
    @pytest.mark.parametrize("day", ["1990-01-01", "2003-02-03", "2003-02-04", "2017-09-23", None])
    def test_a_page_that_was_read_is_the_protocol(self, question: str, day: str | None) -> None:
        """It has the number of its chapter as its key, and does not say when it was opened."""
        read = attrs.evolve(opcat.treaty(), key="IV-9-b", opened_on=None)
        assert QUESTIONS[question](treaty=read, on=day) == QUESTIONS[question](on=day)

    def test_tables(self) -> None:
        read = attrs.evolve(opcat.treaty(), key="IV-9-b", opened_on=None)
        for made in (
            frames.spells,
            partial(frames.panel, 1990, 2020),
            partial(frames.panel, states="eligible"),
        ):
            assert made(backend="polars", treaty=read).equals(made(backend="polars"))
        with pytest.raises(opcat.OtherTreatyError, match=r"^spells is about the Protocol"):
            frames.spells(treaty=opcat.convention())
        with pytest.raises(opcat.OtherTreatyError, match=r"^panel\(states='eligible'\) is about"):
            frames.panel(states="eligible", treaty=opcat.convention())
        asked = frames.panel(2020, 2020, treaty=opcat.convention(), backend="polars")
        assert asked["is_eligible"].null_count() == len(asked) == 197
        assert asked["is_in_force"].sum() > 160
