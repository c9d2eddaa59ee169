"""Properties of any treaty, on generated ones and on the packaged record."""

import itertools
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from thorough import REACHING, REACHING_NOTHING_ELSE

import opcat
from opcat import Basis, RegionalGroup, Standing, Treaty, strategies

TREATIES = strategies.treaties()
STAYING = strategies.treaties(denunciations=False)
DAYS = strategies.days(date(2002, 12, 1), date(2026, 2, 3))
GROUPS = st.none() | st.sampled_from(RegionalGroup)


def covered(treaty: Treaty, day: date) -> date:
    return min(day, treaty.as_of)


def known_bases(treaty: Treaty) -> list[Basis]:
    return [Basis.DEPOSIT] if treaty.entry_rule is None else list(Basis)


class TestStandings:
    """The four standings partition the States; the counts are the lengths of the tuples."""

    @given(TREATIES, DAYS)
    @example(opcat.treaty(), date(2026, 2, 3))
    def test_each_state_has_one_standing_and_the_lists_are_those_of_it(
        self, treaty: opcat.Treaty, day: date
    ) -> None:
        day = covered(treaty, day)
        parties = opcat.parties(on=day, treaty=treaty)
        pending = opcat.pending_signatories(on=day, treaty=treaty)
        acting = [opcat.status(status.state, on=day, treaty=treaty) for status in treaty.statuses]
        by_standing = {
            standing: [status for status in acting if status.standing is standing]
            for standing in Standing
        }
        assert list(parties) == by_standing[Standing.PARTY]
        assert list(pending) == by_standing[Standing.PENDING_SIGNATORY]
        assert sum(map(len, by_standing.values())) == len(treaty.statuses)

    @given(TREATIES, DAYS)
    @example(opcat.treaty(), date(2026, 2, 3))
    def test_parties_and_the_others_are_all_states(self, treaty: opcat.Treaty, day: date) -> None:
        day = covered(treaty, day)
        others = {status.state for status in opcat.non_parties(on=day, treaty=treaty)}
        joined = {status.state for status in opcat.parties(on=day, treaty=treaty)}
        assert not others & joined
        assert others | joined >= set(opcat.states())
        assert others <= set(opcat.states())

    @given(STAYING, DAYS)
    @example(opcat.treaty(), date(2026, 2, 3))
    def test_without_withdrawals_signatories_are_parties_that_signed_and_the_pending(
        self, treaty: opcat.Treaty, day: date
    ) -> None:
        day = covered(treaty, day)
        signed = set(opcat.signatories(on=day, treaty=treaty))
        parties = {s for s in opcat.parties(on=day, treaty=treaty) if s.is_signatory}
        assert signed == parties | set(opcat.pending_signatories(on=day, treaty=treaty))

    @given(TREATIES, DAYS, GROUPS, st.data())
    @example(opcat.treaty(), date(2012, 5, 8), None, None)
    def test_counts_are_lengths(
        self,
        treaty: opcat.Treaty,
        day: date,
        group: opcat.RegionalGroup | None,
        data: st.DataObject | None,
    ) -> None:
        day = covered(treaty, day)
        bases = known_bases(treaty)
        basis = Basis.IN_FORCE if data is None else data.draw(st.sampled_from(bases))
        counts = opcat.counts(on=day, basis=basis, group=group, treaty=treaty)
        assert counts == opcat.Counts(
            parties=len(opcat.parties(on=day, basis=basis, group=group, treaty=treaty)),
            signatories=len(opcat.signatories(on=day, group=group, treaty=treaty)),
            pending_signatories=len(opcat.pending_signatories(on=day, group=group, treaty=treaty)),
        )

    @given(TREATIES, DAYS)
    @example(opcat.treaty(), date(2015, 1, 1))
    def test_answers_are_ordered_by_name(self, treaty: opcat.Treaty, day: date) -> None:
        day = covered(treaty, day)
        names = [status.state.name for status in opcat.signatories(on=day, treaty=treaty)]
        folded = [name.translate(str.maketrans("ôü", "ou")).casefold() for name in names]
        if all(name.isascii() for name in folded):
            assert folded == sorted(folded)

    @given(STAYING)
    @example(opcat.treaty())
    def test_parties_never_fall_without_a_denunciation(self, treaty: opcat.Treaty) -> None:
        parties = [counts.parties for _, counts in opcat.timeline(treaty=treaty)]
        assert parties == sorted(parties)


class TestEarlierDays:
    """A Treaty on an earlier day is a Treaty, and every way to that day gives the same."""

    @given(TREATIES, DAYS, DAYS)
    @example(opcat.treaty(), date(2006, 5, 22), date(2006, 5, 23))
    @pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
    def test_two_days_in_turn_are_the_earlier_of_them(
        self, treaty: opcat.Treaty, a: date, b: date
    ) -> None:
        twice = opcat.treaty(on=b, treaty=opcat.treaty(on=a, treaty=treaty))
        assert twice == opcat.treaty(on=min(a, b), treaty=treaty)
        assert twice.as_of == min(a, b, treaty.as_of)

    @given(TREATIES)
    @example(opcat.treaty())
    def test_the_last_day_is_the_treaty_itself(self, treaty: opcat.Treaty) -> None:
        assert opcat.treaty(on=treaty.as_of, treaty=treaty) == treaty

    @given(TREATIES, DAYS)
    @example(opcat.treaty(), date(2006, 5, 22))
    @example(opcat.treaty(), date(2006, 5, 23))
    def test_questions_with_a_day_are_questions_to_the_earlier_treaty(
        self, treaty: opcat.Treaty, day: date
    ) -> None:
        day = covered(treaty, day)
        earlier = treaty.on(day)
        assert opcat.counts(on=day, treaty=treaty) == earlier.counts
        acting = {status.state: status for status in earlier.statuses}
        for status in treaty.statuses:
            on_day = opcat.status(status.state, on=day, treaty=treaty)
            assert on_day == opcat.status(status.state, treaty=earlier)
            assert (status.state in acting) is bool(on_day.actions)

    @given(TREATIES, DAYS)
    def test_statuses_are_possible_values(self, treaty: opcat.Treaty, day: date) -> None:
        """Built by the package, or by hand from their own fields: the same."""
        for status in treaty.on(covered(treaty, day)).statuses:
            rebuilt = opcat.StateStatus(
                state=status.state,
                as_of=status.as_of,
                actions=status.actions,
                in_force_on=status.in_force_on,
                withdrawn_on=status.withdrawn_on,
            )
            assert rebuilt == status


class TestWhen:
    """`when` holds on exactly the days it names, and the timeline tells the same story."""

    @given(TREATIES, GROUPS, st.data())
    def test_the_periods_hold_the_days_with_these_counts_and_no_other(
        self, treaty: opcat.Treaty, group: opcat.RegionalGroup | None, data: st.DataObject
    ) -> None:
        basis = data.draw(st.sampled_from(known_bases(treaty)))
        first = treaty.opened_on or min((a.date for a in treaty.actions), default=treaty.as_of)
        day = data.draw(strategies.days(first, treaty.as_of))
        counts = opcat.counts(on=day, basis=basis, group=group, treaty=treaty)
        fields = data.draw(
            st.sets(st.sampled_from(["parties", "signatories", "pending_signatories"]), min_size=1)
        )
        wanted = {field: getattr(counts, field) for field in fields}
        periods = opcat.when(**wanted, basis=basis, group=group, treaty=treaty)
        assert any(day in period for period in periods)
        other = data.draw(strategies.days(first, treaty.as_of))
        then = opcat.counts(on=other, basis=basis, group=group, treaty=treaty)
        agrees = all(getattr(then, field) == number for field, number in wanted.items())
        assert any(other in period for period in periods) is agrees

    def test_the_periods_and_the_timeline_agree_on_every_day_of_the_record(
        self, treaty: opcat.Treaty, every_day: Iterable[date]
    ) -> None:
        changes = dict(opcat.timeline())
        now = opcat.Counts(parties=0, signatories=0, pending_signatories=0)
        holding: dict[int, list[date]] = {}
        opened_on = treaty.opened_on
        assert opened_on is not None
        for day in every_day:
            now = changes.get(day, now)
            assert opcat.counts(on=day) == now
            if day >= opened_on:
                holding.setdefault(now.parties, []).append(day)
        for parties, days in holding.items():
            named = [
                date.fromordinal(number)
                for period in opcat.when(parties=parties)
                for number in range(
                    period.start.toordinal(), (period.last or treaty.as_of).toordinal() + 1
                )
            ]
            assert named == days

    @given(TREATIES, GROUPS, st.data())
    @example(opcat.treaty(), None, None)
    def test_the_timeline_changes_on_each_of_its_days_and_on_no_other(
        self, treaty: opcat.Treaty, group: opcat.RegionalGroup | None, data: st.DataObject | None
    ) -> None:
        bases = known_bases(treaty)
        basis = Basis.IN_FORCE if data is None else data.draw(st.sampled_from(bases))
        line = opcat.timeline(basis=basis, group=group, treaty=treaty)
        days = [day for day, _ in line]
        assert days == sorted(set(days))
        before = opcat.Counts(parties=0, signatories=0, pending_signatories=0)
        for day, counts in line:
            eve = day - timedelta(days=1)
            assert opcat.counts(on=eve, basis=basis, group=group, treaty=treaty) == before
            assert opcat.counts(on=day, basis=basis, group=group, treaty=treaty) == counts
            assert counts != before
            before = counts

    @given(TREATIES, st.integers(0, 12))
    @example(opcat.treaty(), 94)
    def test_periods_are_apart_and_in_order(self, treaty: opcat.Treaty, number: int) -> None:
        periods = opcat.when(parties=number, treaty=treaty)
        for earlier, later in itertools.pairwise(periods):
            assert earlier.stop is not None
            assert earlier.stop < later.start
        assert all(period.stop is not None for period in periods[:-1])


class TestBasis:
    """In-force parties are deposited ones less those whose entry into force lies ahead."""

    @given(TREATIES, DAYS)
    @example(opcat.treaty(), date(2012, 5, 8))
    @example(opcat.treaty(), date(2006, 6, 1))
    def test_in_force_is_a_part_of_deposited(self, treaty: opcat.Treaty, day: date) -> None:
        assume(treaty.entry_rule is not None)
        day = covered(treaty, day)
        deposited = set(opcat.parties(on=day, treaty=treaty))
        bound = set(opcat.parties(on=day, basis="in_force", treaty=treaty))
        assert bound <= deposited
        for status in deposited - bound:
            assert status.in_force_on is None or status.in_force_on > day
        for status in bound:
            if status.in_force_on is None:  # its succession took effect on a day that is not known
                assert status.consent is not None
                assert status.consent.kind is opcat.ActionKind.SUCCESSION
                assert treaty.in_force_on is not None
                assert treaty.in_force_on < status.consent.date <= day
            else:
                assert status.in_force_on <= day

    @given(TREATIES)
    def test_an_unknown_rule_is_no_guess(self, treaty: opcat.Treaty) -> None:
        unknown = treaty.entry_rule is None
        for question in (opcat.parties, opcat.counts, opcat.timeline, opcat.non_parties):
            if unknown:
                with pytest.raises(
                    opcat.errors.UnknownRuleError, match="rule of entry into force is not"
                ):
                    question(basis="in_force", treaty=treaty)
            else:
                question(basis="in_force", treaty=treaty)
        if unknown:
            assert treaty.in_force_on is None
            with pytest.raises(opcat.errors.UnknownRuleError):
                opcat.is_party("France", basis="in_force", treaty=treaty)

    @given(TREATIES)
    def test_pending_signatories_never_depend_on_it(self, treaty: opcat.Treaty) -> None:
        assume(treaty.entry_rule is not None)
        for day, counts in opcat.timeline(basis="in_force", treaty=treaty):
            then = opcat.counts(on=day, treaty=treaty)
            assert counts.pending_signatories == then.pending_signatories
            assert counts.signatories == then.signatories
            assert counts.parties <= then.parties


class TestEntryIntoForce:
    """Article 28 on any rule."""

    @given(TREATIES)
    def test_so_many_days_after_so_many_parties(self, treaty: opcat.Treaty) -> None:
        rule = treaty.entry_rule
        assume(rule is not None)
        assert rule is not None
        enough = [
            day
            for day, counts in opcat.timeline(treaty=treaty)
            if counts.parties >= rule.instruments
        ]
        if not enough:
            assert treaty.in_force_on is None
        else:
            assert treaty.in_force_on == enough[0] + timedelta(days=rule.days)

    @given(TREATIES)
    def test_stating_the_derived_day_changes_nothing_else(self, treaty: opcat.Treaty) -> None:
        assume(treaty.entry_rule is not None)
        stated = attrs.evolve(treaty, stated_in_force_on=treaty.in_force_on)
        assert stated.statuses == treaty.statuses
        day = treaty.as_of - timedelta(days=400)
        assert stated.on(day).stated_in_force_on in (None, treaty.in_force_on)

    def test_a_stated_day_counts_without_a_rule(self) -> None:
        stated = Treaty(
            key="x", title="X", as_of=date(2020, 1, 1), stated_in_force_on=date(2010, 1, 1)
        )
        assert stated.in_force_on == date(2010, 1, 1)
        assert stated.on(date(2010, 1, 1)).in_force_on == date(2010, 1, 1)
        assert stated.on(date(2009, 12, 31)).in_force_on is None

    def test_the_day_of_entry_into_force_is_derived_once(self) -> None:
        """Every status of every question asks for it."""
        treaty = opcat.treaty(on="2010-01-01")
        assert treaty.in_force_on == date(2006, 6, 22)
        assert treaty.in_force_on is treaty.in_force_on

    def test_a_succession_counts_from_its_deposit(self) -> None:
        france, kenya = opcat.resolve("France"), opcat.resolve("Kenya")
        treaty = Treaty(
            key="x",
            title="X",
            as_of=date(2020, 1, 1),
            entry_rule=opcat.EntryIntoForceRule(instruments=1, days=30, article="1"),
            actions=[
                opcat.Action(state=france, kind=opcat.ActionKind.ACCESSION, date=date(2001, 1, 1)),
                opcat.Action(state=kenya, kind=opcat.ActionKind.SUCCESSION, date=date(2010, 1, 1)),
            ],
        )
        assert opcat.status("France", treaty=treaty).in_force_on == date(2001, 1, 31)
        assert opcat.status("Kenya", treaty=treaty).in_force_on is None, "its effect is earlier"
        for day, bound in (("2009-12-31", False), ("2010-01-01", True)):
            assert opcat.is_party("Kenya", on=day, basis="in_force", treaty=treaty) is bound
            assert opcat.counts(on=day, basis="in_force", treaty=treaty).parties == 1 + bound

    def test_who_succeeds_before_the_treaty_is_in_force_is_bound_when_it_is(self) -> None:
        france, kenya = opcat.resolve("France"), opcat.resolve("Kenya")
        treaty = Treaty(
            key="x",
            title="X",
            as_of=date(2020, 1, 1),
            entry_rule=opcat.EntryIntoForceRule(instruments=2, days=30, article="1"),
            actions=[
                opcat.Action(state=kenya, kind=opcat.ActionKind.SUCCESSION, date=date(2010, 1, 1)),
                opcat.Action(state=france, kind=opcat.ActionKind.ACCESSION, date=date(2010, 2, 1)),
            ],
        )
        assert opcat.status("Kenya", on="2010-01-31", treaty=treaty).in_force_on is None
        assert opcat.status("Kenya", treaty=treaty).in_force_on == date(2010, 3, 3)
        assert not opcat.is_party("Kenya", on="2010-03-02", basis="in_force", treaty=treaty)
        assert opcat.is_party("Kenya", on="2010-03-03", basis="in_force", treaty=treaty)

    def test_who_leaves_before_the_treaty_is_in_force_is_never_bound(self) -> None:
        france, kenya = opcat.resolve("France"), opcat.resolve("Kenya")
        acts = [
            (france, "accession", date(2001, 1, 1)),
            (kenya, "accession", date(2001, 1, 1)),
            (france, "denunciation", date(2001, 1, 2)),
        ]
        treaty = Treaty(
            key="x",
            title="X",
            as_of=date(2020, 1, 1),
            entry_rule=opcat.EntryIntoForceRule(instruments=2, days=90, article="1"),
            denunciation_rule=opcat.DenunciationRule(months=1, article="2"),
            actions=[
                opcat.Action(state=state, kind=opcat.ActionKind(kind), date=day)
                for state, kind, day in acts
            ],
        )
        assert treaty.in_force_on == date(2001, 4, 1)
        assert opcat.status(france, treaty=treaty).in_force_on is None
        assert opcat.status(france, treaty=treaty).withdrawn_on == date(2001, 2, 2)
        bound = opcat.parties(basis="in_force", treaty=treaty)
        assert [status.state for status in bound] == [kenya]
        assert opcat.counts(basis="in_force", treaty=treaty).parties == 1


@given(st.none())
def test_coverage_does_not_slow_these(request: pytest.FixtureRequest, nothing: None) -> None:
    """`conftest.py` takes them out of it, once Hypothesis has marked them."""
    assert request.node.get_closest_marker("unmeasured")


def test_the_files_that_coverage_needs_are_there() -> None:
    """A file that gets another name would lose its coverage, or be slowed by it, without a word."""
    files = {path.stem for path in Path(__file__).parent.glob("test_*.py")}
    assert files >= REACHING | REACHING_NOTHING_ELSE
