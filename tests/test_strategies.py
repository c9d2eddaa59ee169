"""The strategies: valid by construction, found by Hypothesis, shrinking to little."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

import opcat
from opcat import Standing, Treaty, strategies, untc

TYPES = [
    found
    for module in (opcat, untc)
    for name in module.__all__
    if isinstance(found := getattr(module, name), type)
    and (attrs.has(found) or issubclass(found, Enum))
]
SHRUNK = settings(max_examples=20_000, database=None)
DRAWN = settings(SHRUNK, phases=[Phase.generate])


def test_every_value_and_every_vocabulary_is_tried() -> None:
    assert {opcat.Visit, opcat.Profile, opcat.Standing, untc.Page} < set(TYPES)
    assert len(TYPES) > 60


@pytest.mark.parametrize("kind", TYPES)
def test_hypothesis_finds_them_by_type(kind: type) -> None:
    @settings(max_examples=20)
    @given(st.from_type(kind))
    def drawn(value: object) -> None:
        assert isinstance(value, kind)
        assert type(value) is kind or kind in (untc.Change, untc.NewAction)

    drawn()


class TestShrinking:
    def test_the_simplest_treaty_is_empty(self) -> None:
        simplest = find(strategies.treaties(), lambda treaty: True, settings=SHRUNK)
        assert simplest.actions == ()
        assert simplest.as_of == date(2003, 2, 4)

    def test_the_simplest_treaty_with_a_party(self) -> None:
        simplest = find(
            strategies.treaties(), lambda treaty: treaty.counts.parties, settings=SHRUNK
        )
        assert len(simplest.actions) == 1
        assert simplest.actions[0].sources == ()

    def test_the_simplest_partial_date(self) -> None:
        simplest = find(
            strategies.partial_dates(), lambda partial: partial.is_exact, settings=SHRUNK
        )
        assert simplest == opcat.PartialDate(year=2000, month=1, day=1)


class TestVariety:
    """What matters is drawn at all."""

    @pytest.mark.parametrize("standing", [s for s in Standing if s is not Standing.NO_ACTION])
    def test_every_standing_of_a_state_that_has_acted_is_drawn(
        self, standing: opcat.Standing
    ) -> None:
        found = find(strategies.state_statuses(), lambda s: s.standing is standing, settings=DRAWN)
        assert found.standing is standing

    @pytest.mark.parametrize(
        "wanted",
        [
            lambda treaty: treaty.in_force_on and treaty.in_force_on > treaty.as_of,
            lambda treaty: treaty.in_force_on and treaty.in_force_on < treaty.as_of,
            lambda treaty: any(state.alpha_3 is None for state in treaty.states),
            lambda treaty: any(len(s.actions) > 3 for s in treaty.statuses),
            lambda treaty: treaty.entry_rule is None and treaty.counts.parties > 1,
            lambda treaty: treaty.fact_sources,
        ],
    )
    def test_treaties(self, wanted: Callable[[opcat.Treaty], object]) -> None:
        assert wanted(
            find(strategies.treaties(), lambda treaty: bool(wanted(treaty)), settings=DRAWN)
        )

    @pytest.mark.parametrize(
        ("kind", "wanted"),
        [
            (opcat.Profile, lambda page: page.visits and page.declarations),
            (opcat.Profile, lambda page: page.eligibility is opcat.Eligibility.MAY_JOIN),
            (opcat.Deadlines, lambda found: found.postponements),
            (opcat.Deadlines, lambda found: found.is_overdue is None),
            (opcat.Reconciliation, lambda found: found.readings[0].periods),
            (opcat.ResolvedNames, lambda found: found.resolved and found.unknown),
            (opcat.Uptake, lambda found: found.eligible > 150),
            (opcat.Visit, lambda visit: not visit.start.is_exact),
            (untc.Changes, lambda changes: changes.of(untc.NewConsent)),
            (untc.ChangedFact, lambda changed: isinstance(changed.before, date)),
            (untc.Page, lambda page: page.off_log_entries and page.parties),
        ],
    )
    def test_answers(self, kind: type, wanted: Callable[[Any], object]) -> None:
        assert wanted(find(st.from_type(kind), lambda value: bool(wanted(value)), settings=DRAWN))

    def test_a_state_may_have_done_nothing(self) -> None:
        def idle(status: opcat.StateStatus) -> bool:
            return status.standing is Standing.NO_ACTION

        assert idle(find(strategies.state_statuses(), idle, settings=DRAWN))


@given(strategies.treaties(denunciations=False, max_states=3))
def test_arguments(treaty: Treaty) -> None:
    assert len(treaty.states) <= 3
    assert not [a for a in treaty.actions if a.kind is opcat.ActionKind.DENUNCIATION]
    assert treaty.denunciation_rule is None


@given(strategies.actions(st.just(opcat.resolve("Kenya"))))
def test_whose_action(action: opcat.Action) -> None:
    assert action.state.name == "Kenya"


def test_a_failing_example_is_short_enough_to_be_read() -> None:
    for state in ("Romania", "Kazakhstan", "Mexico"):
        profile = opcat.profile(state)
        assert pretty(profile) == repr(profile)
        assert len(pretty(profile)) < 100
