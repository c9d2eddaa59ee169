"""Article 27: who may sign and who may join, read off the Convention against Torture."""

import pickle
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Any

import attrs
import pytest
from calendar_days import months_later
from hypothesis import example, given
from hypothesis import strategies as st
from record_files import rows_of_file
from status_pages import Table, html, rows_of

import opcat
from opcat import Eligibility, RegionalGroup, Standing, charts, frames, strategies, untc

# Standings that no State of the record has together.
from opcat._practice.articles import eligibility

DAYS = strategies.days(date(2000, 1, 1), date(2026, 2, 3))


def as_protocol(treaty: opcat.Treaty) -> opcat.Treaty:
    return attrs.evolve(treaty, key=opcat.treaty().key)


def as_convention(treaty: opcat.Treaty) -> opcat.Treaty:
    return attrs.evolve(treaty, key=opcat.convention().key)


def page_of(treaty: opcat.Treaty) -> opcat.Treaty:
    """What is read from a status page of a treaty: its own key, no rules, no opening."""
    protocol = treaty.key == "opcat"
    table = Table(
        rows=rows_of(treaty),
        letter="b" if protocol else "",
        title=treaty.title,
        conclusion="New York, 18 December 2002" if protocol else "New York, 10 December 1984",
        in_force="22 June 2006" if protocol else "26 June 1987",
        as_at=f"{treaty.as_of:%d-%m-%Y}",
    )
    return untc.read(html(table))


def newer(treaty: opcat.Treaty, days: int = 30) -> opcat.Treaty:
    return attrs.evolve(treaty, as_of=treaty.as_of + timedelta(days=days))


class TestConvention:
    def test_the_convention_counts_as_the_depositary_does(self) -> None:
        convention = opcat.convention()
        assert (convention.counts.parties, convention.counts.pending_signatories) == (175, 4)
        assert len(convention.statuses) == 175 + 4 + 3
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

    def test_the_convention_on_a_day_is_its_treaty_cut_at_that_day(self) -> None:
        assert opcat.convention(on="1990-01-01") == opcat.treaty(
            on="1990-01-01", treaty=opcat.convention()
        )
        assert opcat.convention() is opcat.convention()
        with pytest.warns(opcat.CoverageWarning) as caught:
            opcat.convention(on="2027-01-01")
        assert caught[0].filename == __file__

    def test_a_succession_is_in_force_from_its_effect_and_counts_from_its_notification(
        self,
    ) -> None:
        """The days of effect are told anew from the file; that of North Macedonia is not known."""
        convention = opcat.convention()
        succeeded = {
            row["alpha_3"]: row
            for row in rows_of_file("convention_actions.csv")
            if row["kind"] == "succession"
        }
        assert len(succeeded) == 7
        for key, row in succeeded.items():
            status = opcat.status(key, treaty=convention)
            notified = date.fromisoformat(row["date"])
            assert str(status.in_force_on or "") == row["effective_on"]
            assert status.deposited_on == notified
            for basis in opcat.Basis:
                eve = notified - timedelta(days=1)
                assert not opcat.is_party(key, on=eve, basis=basis, treaty=convention)
                assert opcat.is_party(key, on=notified, basis=basis, treaty=convention)
            said = [
                (str(event.date), event.sources)
                for event in opcat.profile(key).events
                if event.description.startswith("Convention: in force for it")
            ]
            assert [day for day, _ in said] == [row["effective_on"]] * bool(row["effective_on"])
        undated = [s for s in opcat.parties(treaty=convention) if s.in_force_on is None]
        assert [status.state.key for status in undated] == ["MKD"]

    def test_counts_of_every_day_on_which_something_changed(self) -> None:
        """Told a second time, from the files with dicts and texts alone."""
        gone = {
            row["key"]: row["not_counted_from"]
            for row in rows_of_file("participants.csv")
            if row["not_counted_from"]
        }
        assert gone == {
            "czechoslovakia": "1993-01-01",
            "german-democratic-republic": "1990-10-03",
            "yugoslavia": "2001-03-12",
        }
        rows = rows_of_file("convention_actions.csv")
        assert {row["kind"] for row in rows} == {
            *("signature", "ratification", "accession", "succession"),
        }
        told: list[tuple[str, int, int, int]] = []
        for day in sorted({row["date"] for row in rows} | set(gone.values())):
            counted = [r for r in rows if r["date"] <= day < gone.get(r["alpha_3"], "9")]
            signed = {r["alpha_3"] for r in counted if r["kind"] == "signature"}
            joined = {r["alpha_3"] for r in counted if r["kind"] != "signature"}
            told.append((day, len(joined), len(signed), len(signed - joined)))
        assert told[0][0] == "1985-02-04"
        convention = opcat.convention()
        line = [
            (str(day), counts.parties, counts.signatories, counts.pending_signatories)
            for day, counts in opcat.timeline(treaty=convention)
        ]
        assert line == told
        for day, *numbers in told:
            counts = opcat.counts(on=day, treaty=convention)
            assert [counts.parties, counts.signatories, counts.pending_signatories] == numbers
            assert convention.on(day).counts == counts
        assert told[-1][1:] == (175, 83, 4)

    @pytest.mark.parametrize(
        ("day", "parties"),
        [("1997-12-05", 104), ("1990-10-02", 54), ("1990-10-03", 53), ("2001-03-11", 123)],
    )
    def test_counts_with_former_states(self, day: str, parties: int) -> None:
        """104 on 5 December 1997 as the Commission on Human Rights was told (E/CN.4/1998/36)."""
        convention = opcat.convention()
        assert opcat.counts(on=day, treaty=convention).parties == parties
        assert len(opcat.parties(on=day, treaty=convention)) == parties

    def test_former_states_are_found_by_their_names_and_listed_nowhere_else(self) -> None:
        convention = opcat.convention()
        names = ("Yugoslavia", "yugoslavia", "Former Yugoslavia", "YUGOSLAVIA (former)", "SFRY")
        for name in (*names, "East Germany", "GDR", "ČSSR", "ČSFR"):
            status = opcat.status(name, treaty=convention)
            assert status.standing is Standing.NO_LONGER_COUNTED
            assert status.state not in opcat.states()
            with pytest.raises(opcat.UnknownStateError):
                opcat.status(name)
        former = {s.state for s in convention.statuses} - set(opcat.states())
        assert {state.kind for state in former} == {opcat.ParticipantKind.FORMER_STATE}
        for question in (opcat.parties, opcat.signatories, opcat.pending_signatories):
            assert not former & {status.state for status in question(treaty=convention)}
        assert not former & {status.state for status in opcat.non_parties(treaty=convention)}
        assert len(opcat.actions("Czechoslovakia", treaty=convention)) == 2
        assert opcat.from_json(opcat.to_json(convention)) == convention

    def test_its_opening_and_its_rule_of_denunciation(self) -> None:
        convention = opcat.convention()
        assert convention.opened_on == date(1985, 2, 4)
        assert convention.denunciation_rule == opcat.DenunciationRule(months=12, article="31")
        for fact in ("opened_on", "denunciation_rule"):
            assert convention.sources_of(fact)

    def test_28_of_the_76_signatories_of_the_protocol_never_signed_it(self) -> None:
        """Told anew from the files: article 27(1) by its words is not the depositary's practice."""
        signing = {"signature", "succession_to_signature"}
        signed = {row["alpha_3"] for row in rows_of_file("actions.csv") if row["kind"] in signing}
        parent = rows_of_file("convention_actions.csv")
        never = signed - {row["alpha_3"] for row in parent if row["kind"] in signing}
        by = Counter(row["kind"] for row in parent if row["alpha_3"] in never)
        assert (len(signed), len(never)) == (76, 28)
        assert by == {"accession": 21, "succession": 7}

    def test_every_fact_and_act_of_the_convention_names_its_source(self) -> None:
        convention = opcat.convention()
        assert [s.id for s in convention.sources_of("adopted_on")] == ["untc-cat-2026-02-03"]
        assert all(action.sources for action in convention.actions)


class TestEligibility:
    def test_96_states_are_parties_79_may_join_4_may_only_sign_and_18_need_the_convention_first(
        self,
    ) -> None:
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
        with pytest.raises(opcat.errors.VocabularyError, match=r"pass one of 'party', 'may_join'"):
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
    @example(opcat.resolve("Montenegro"), date(2006, 6, 2))
    @example(opcat.resolve("Montenegro"), date(2006, 6, 3))
    @example(opcat.resolve("Montenegro"), date(2006, 10, 22))
    def test_it_follows_from_the_two_standings(self, state: opcat.State, day: date) -> None:
        found = opcat.eligibility(state, on=day)
        protocol = opcat.status(state, on=day)
        convention = opcat.status(state, on=day, treaty=opcat.convention())
        if day < date(2003, 2, 4):
            assert found is Eligibility.NOT_OPEN
        elif protocol.is_party:
            assert found is Eligibility.PARTY
        elif convention.is_party or (
            state.alpha_3 == "MNE" and date(2006, 6, 3) <= day < date(2006, 10, 23)
        ):
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
    def test_the_rule_of_article_27_holds_for_any_standings(
        self, protocol: Standing, convention: Standing, signed: bool
    ) -> None:
        """On generated pairs of standings, those too that the record does not have."""
        found = eligibility(protocol, convention, has_signed_convention=signed)
        assert (found is Eligibility.PARTY) is (protocol is Standing.PARTY)
        if protocol is not Standing.PARTY:
            assert (found is Eligibility.MAY_JOIN) is (convention is Standing.PARTY)
            if convention is not Standing.PARTY:
                assert (found is Eligibility.MAY_ONLY_SIGN) is signed

    @given(
        strategies.treaties().map(as_protocol), strategies.treaties().map(as_convention), st.data()
    )
    @pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
    def test_of_any_pair_of_treaties(
        self, protocol: opcat.Treaty, convention: opcat.Treaty, data: st.DataObject
    ) -> None:
        """Told once more, from the actions alone."""
        day = data.draw(strategies.days(date(2003, 2, 4), protocol.as_of))
        months = convention.denunciation_rule.months if convention.denunciation_rule else 0

        for state in {*protocol.states, *convention.states}:
            found = opcat.eligibility(state, on=day, treaty=protocol, convention=convention)
            every = [act for act in convention.actions if act.state == state]
            last = min(day, convention.as_of)
            bound, signed, leaves = False, False, None
            for act in every:
                if act.date > day:
                    continue
                match act.kind.value:
                    case "signature" | "succession_to_signature":
                        signed = True
                    case "withdrawal_of_signature":
                        signed = False
                    case "denunciation":
                        leaves = months_later(act.date, months)
                    case "revocation_of_denunciation":
                        leaves = None
                    case _:
                        bound, leaves = True, None
            bound = bound and (leaves is None or leaves > last)
            if any(a.state.not_counted_from and a.state.not_counted_from <= last for a in every):
                bound = signed = False
            # A successor is bound from its succession on, whenever it notifies that.
            bound |= any(a.effective_on and a.effective_on <= day < a.date for a in every)
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

    @given(strategies.treaties(max_states=6).map(as_convention), st.integers(-3, 3))
    @pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
    def test_a_protocol_that_follows_its_convention_breaks_nothing(
        self, convention: opcat.Treaty, days: int
    ) -> None:
        """Consents a few days before or after the Convention's: article 27 tells which may be.

        None may be before the Protocol is open, as for a succession that took effect long ago.
        """
        protocol = opcat.Treaty(key="opcat", title="New", as_of=convention.as_of)
        opened_on = opcat.treaty().opened_on
        assert opened_on is not None
        for status in convention.statuses:
            if status.consent is None:
                continue
            # A successor is bound from the day on which its succession took effect.
            since = status.consent.effective_on or status.consent.date
            day = since + timedelta(days=days)
            if day > convention.as_of or status.withdrawn_on is not None:
                continue
            before = opcat.eligibility(
                status.state,
                on=day,
                treaty=protocol,
                convention=convention,
            )
            gone_on = status.state.not_counted_from  # a former State joins nothing any more
            open_to_it = day >= opened_on and (gone_on is None or day < gone_on)
            joined_twice = sum(action.kind.is_consent for action in status.actions) > 1
            if not joined_twice:
                assert (before is Eligibility.MAY_JOIN) is (days >= 0 and open_to_it)


class TestUptake:
    @given(DAYS)
    @example(date(2026, 2, 3))
    @example(date(2006, 7, 1))
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
                assert (type(alone.by_group), alone.by_group) == (opcat.Rows, ())
        if day >= date(2003, 2, 4):
            assert whole.parties == opcat.counts(on=day).parties
            # A successor could join from the day of its effect; counts go by the deposit.
            early = [
                act
                for act in opcat.convention().actions
                if act.effective_on is not None and act.effective_on <= day < act.date
            ]
            counted = opcat.counts(on=day, treaty=opcat.convention()).parties
            assert whole.eligible == counted + len(early)

    def test_uptake_today_is_96_of_175(self) -> None:
        now = opcat.uptake()
        assert (now.parties, now.eligible) == (96, 175)
        assert now.share == pytest.approx(96 / 175)
        assert len(now.sources) == 2

    @pytest.mark.parametrize("day", ["2003-02-04", "2009-06-30", "2026-02-03"])
    @pytest.mark.parametrize("group", [None, *RegionalGroup])
    def test_the_three_shares_are_told_twice_alike(
        self, day: str, group: RegionalGroup | None
    ) -> None:
        """Told again, with fractions, from the status of each State and the day it could join."""
        until = date.fromisoformat(day)
        times, opening = [], []
        for state in opcat.states():
            could = opcat.eligible_on(state, on=day)
            if could is None or (group is not None and state.regional_group is not group):
                continue
            joined_on = opcat.status(state, on=day).deposited_on
            times.append((((joined_on or until) - could).days, joined_on is not None))
            if could == date(2003, 2, 4):
                opening.append(joined_on is not None)
        waiting = Fraction(1)
        for moment in sorted({days for days, joined in times if joined}):
            at_risk = sum(days >= moment for days, _ in times)
            waiting *= 1 - Fraction(times.count((moment, True)), at_risk)
        found = opcat.uptake(on=day, group=group)
        assert found.estimated_share == pytest.approx(float(1 - waiting), abs=1e-12)
        assert (found.opening_joined, found.opening_eligible) == (sum(opening), len(opening))
        assert found.opening_share == sum(opening) / len(opening)
        assert found.share == sum(joined for _, joined in times) / len(times)

    def test_the_three_shares_of_the_record(self) -> None:
        """The figures were counted by hand."""
        now = opcat.uptake()
        shares = (now.share, now.estimated_share, now.opening_share)
        assert shares == pytest.approx((0.5486, 0.6002, 0.6364), abs=5e-5)
        assert (now.opening_joined, now.opening_eligible) == (84, 132)

    def test_before_the_opening_there_is_no_share(self) -> None:
        before = opcat.uptake(on="2003-02-03")
        assert before.as_of == date(2003, 2, 3)
        assert before.share is before.estimated_share is before.opening_share is None
        assert (before.opening_joined, before.opening_eligible) == (0, 0)

    def test_an_unknown_group_is_refused_and_a_late_day_warns(self) -> None:
        with pytest.raises(opcat.errors.VocabularyError):
            opcat.uptake(group="nordic")
        with pytest.warns(opcat.CoverageWarning) as caught:
            assert opcat.uptake(on="2027-01-01") == opcat.uptake()
        assert opcat.uptake().as_of == opcat.treaty().as_of
        assert [warning.filename for warning in caught] == [__file__]

    def test_of_other_treaties(self) -> None:
        union = opcat.State(key="a union of States", name="A union")
        kenya = opcat.resolve("Kenya")
        joined = opcat.ActionKind.ACCESSION
        pair = [
            opcat.Treaty(
                key=key,
                title="X",
                as_of=date(2020, 1, 1),
                actions=[opcat.Action(state=s, kind=joined, date=day) for s in (union, kenya)],
            )
            for key, day in (("opcat", date(2005, 1, 1)), ("cat", date(2004, 1, 1)))
        ]
        found = opcat.uptake(treaty=pair[0], convention=pair[1])
        assert (found.parties, found.eligible) == (2, 2)
        assert opcat.uptake(treaty=pair[0], convention=pair[1], group="african").parties == 1

    def test_it_never_falls_back(self) -> None:
        """Nobody has left either treaty so far."""
        day, before = date(2003, 2, 4), 0
        while day < opcat.treaty().as_of:
            now = opcat.uptake(on=day).parties
            assert now >= before
            day, before = day + timedelta(days=365), now


def without_rules(answer: Any) -> object:
    """Return the part of an answer that does not rest on a rule of entry into force."""
    match answer:
        case opcat.Uptake():
            return answer.parties, answer.eligible
        case opcat.Deadlines():
            return answer.due_on, answer.is_overdue
        case opcat.Profile():
            return answer.eligibility, answer.deadlines.due_on, answer.protocol.standing
        case tuple():
            return [status.state for status in answer]
    return answer


QUESTIONS: dict[str, Callable[..., object]] = {
    "eligibility": partial(opcat.eligibility, "Ghana"),
    "uptake": opcat.uptake,
    "non_parties(eligibility=)": partial(opcat.non_parties, eligibility="may_join"),
    "deadlines": partial(opcat.deadlines, "Ghana"),
    "profile": partial(opcat.profile, "Ghana"),
    "subcommittee_size": opcat.subcommittee_size,
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
            with pytest.raises(opcat.errors.OtherTreatyError, match="pass the Protocol") as caught:
                QUESTIONS[question](treaty=treaty)
            assert (caught.value.question, caught.value.treaty) == (question, name)

    @pytest.mark.parametrize("question", QUESTIONS)
    @pytest.mark.parametrize("day", ["1990-01-01", "2003-02-03", "2003-02-04", "2017-09-23", None])
    def test_a_page_that_was_read_is_the_protocol(self, question: str, day: str | None) -> None:
        """It has the number of its chapter as its key, and does not say when it was opened."""
        read = attrs.evolve(opcat.treaty(), key="IV-9-b", opened_on=None)
        assert QUESTIONS[question](treaty=read, on=day) == QUESTIONS[question](on=day)
        page = page_of(opcat.treaty())
        assert page.entry_rule is None
        found = QUESTIONS[question](treaty=page, on=day)
        assert without_rules(found) == without_rules(QUESTIONS[question](on=day))

    def test_tables_of_who_may_join_are_of_the_protocol_alone(self) -> None:
        read = attrs.evolve(opcat.treaty(), key="IV-9-b", opened_on=None)
        for made in (
            frames.spells,
            frames.durations,
            frames.transitions,
            partial(frames.panel, 1990, 2020),
            partial(frames.panel, states="eligible"),
        ):
            assert made(backend="polars", treaty=read).equals(made(backend="polars"))
        with pytest.raises(opcat.errors.OtherTreatyError, match=r"^spells asks who may join"):
            frames.spells(treaty=opcat.convention())
        with pytest.raises(
            opcat.errors.OtherTreatyError, match=r"^panel\(states='eligible'\) asks"
        ):
            frames.panel(states="eligible", treaty=opcat.convention())
        asked = frames.panel(2020, 2020, treaty=opcat.convention(), backend="polars")
        assert asked["is_eligible"].null_count() == len(asked) == 197 + 3  # former States
        assert asked["is_in_force"].sum() > 160


OF_THE_CONVENTION: dict[str, Callable[..., object]] = {
    "eligibility": partial(opcat.eligibility, "Ghana"),
    "uptake": opcat.uptake,
}
READS_THE_CONVENTION: dict[str, Callable[..., object]] = {
    **OF_THE_CONVENTION,
    "non_parties(eligibility=)": partial(opcat.non_parties, eligibility="may_join"),
    "profile": partial(opcat.profile, "Ghana"),
    "panel": partial(frames.panel, "2026-01-01", every="day"),
    "spells": frames.spells,
    "durations": frames.durations,
    "transitions": frames.transitions,
    "groups": charts.groups,
    "history": partial(charts.history, "Ghana"),
    "survival": charts.survival,
}


class TestTheConventionAlone:
    """Who may join is read off the Convention, and off no other treaty."""

    @pytest.mark.parametrize("question", OF_THE_CONVENTION)
    def test_another_treaty_is_refused(self, question: str) -> None:
        other = opcat.Treaty(key="x", title="Another treaty", as_of=opcat.treaty().as_of)
        for treaty, name in (
            (opcat.treaty(), opcat.treaty().short_title),
            (page_of(opcat.treaty()), opcat.treaty().title),
            (other, other.title),
        ):
            message = r"convention= is the .*; pass the Convention, such as opcat.convention\(\)$"
            with pytest.raises(opcat.errors.OtherTreatyError, match=message) as caught:
                OF_THE_CONVENTION[question](convention=treaty)
            error = caught.value
            assert (error.question, error.treaty, error.argument) == (question, name, "convention")
            again = pickle.loads(pickle.dumps(error))
            assert str(again) == str(error)

    @pytest.mark.parametrize("question", OF_THE_CONVENTION)
    def test_what_is_no_treaty(self, question: str) -> None:
        message = "^convention='cat' is not a Treaty; pass one that opcat.convention or opcat"
        with pytest.raises(TypeError, match=message):
            OF_THE_CONVENTION[question](convention="cat")

    @pytest.mark.parametrize("question", OF_THE_CONVENTION)
    @pytest.mark.parametrize("day", ["1990-01-01", "2003-02-04", "2017-09-23", None])
    def test_a_page_that_was_read_is_the_convention(self, question: str, day: str | None) -> None:
        """And so is the Convention as it stood on a day."""
        read = page_of(opcat.convention())
        assert read.key == "IV-9"
        asked = OF_THE_CONVENTION[question]
        for convention in (read, opcat.convention(on=day) if day else opcat.convention()):
            found = asked(convention=convention, on=day)
            known: Any = asked(on=day)
            assert without_rules(found) == without_rules(known)

    @pytest.mark.parametrize("question", READS_THE_CONVENTION)
    def test_one_that_ends_before_the_protocol_is_told_once(self, question: str) -> None:
        """All that reads the Convention says it alike, and points at its caller."""
        asked = READS_THE_CONVENTION[question]
        later = newer(opcat.treaty())
        with pytest.warns(opcat.CoverageWarning) as caught:
            asked(treaty=later)
        [message] = [str(warning.message) for warning in caught]
        assert message == (
            "2026-03-05 is later than the record of the Convention, which covers up to "
            "3 February 2026; who may join is what was last known"
        )
        assert [warning.filename for warning in caught] == [__file__]
        day = "end" if question == "panel" else "on"
        if question not in ("spells", "transitions"):
            asked(treaty=later, **{day: opcat.convention().as_of})  # nothing to warn of

    @pytest.mark.parametrize("question", OF_THE_CONVENTION)
    def test_one_that_was_passed_and_ends_earlier(self, question: str) -> None:
        older = opcat.convention(on="2010-01-01")
        for day, told in (("2015-01-01", "2015-01-01"), (None, "2026-02-03")):
            with pytest.warns(
                opcat.CoverageWarning, match=f"^{told} is .* 1 January 2010;"
            ) as every:
                OF_THE_CONVENTION[question](on=day, convention=older)
            assert [warning.filename for warning in every] == [__file__]
        OF_THE_CONVENTION[question](on="2010-01-01", convention=older)

    def test_questions_that_do_not_read_it_do_not_speak_of_it(self) -> None:
        later = newer(opcat.treaty())
        assert opcat.non_parties(treaty=later)
        assert opcat.deadlines("Ghana", treaty=later).due_on
        assert len(frames.panel(2020, treaty=newer(opcat.convention())))
