"""The strategies: valid by construction, found by Hypothesis, shrinking to little."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import opcat
from opcat import Standing, Treaty, strategies

TYPES = (
    opcat.Action,
    opcat.Counts,
    opcat.DenunciationRule,
    opcat.EntryIntoForceRule,
    opcat.PartialDate,
    opcat.Period,
    opcat.Source,
    opcat.State,
    opcat.StateStatus,
    opcat.Treaty,
)
SHRUNK = settings(max_examples=20_000, database=None)
DRAWN = settings(SHRUNK, phases=[Phase.generate])


@pytest.mark.parametrize("kind", TYPES)
def test_hypothesis_finds_them_by_type(kind: type) -> None:
    @given(st.from_type(kind))
    def drawn(value: object) -> None:
        assert type(value) is kind

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
    def test_standings(self, standing: opcat.Standing) -> None:
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
