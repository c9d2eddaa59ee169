"""The strategies: valid by construction, found by Hypothesis, shrinking to little."""

import datetime as dt
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty
from thorough import THOROUGH, deeper

import opcat
from opcat import Standing, Treaty, strategies, untc

TYPES = [
    found
    for module in (opcat, untc)
    for name in module.__all__
    if isinstance(found := getattr(module, name), type)
    and (attrs.has(found) or issubclass(found, Enum))
]
SHRUNK = settings(max_examples=20_000, database=None, report_multiple_bugs=False)
DRAWN = settings(SHRUNK, phases=[Phase.generate])


def test_every_value_and_every_vocabulary_is_tried() -> None:
    assert {opcat.Visit, opcat.Profile, opcat.Standing, untc.Page} < set(TYPES)
    assert len(TYPES) > 60


@deeper
@pytest.mark.parametrize("kind", TYPES)
def test_hypothesis_finds_them_by_type(kind: type) -> None:
    @settings(max_examples=20 if THOROUGH else 8)
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

    def test_the_simplest_treaty_with_a_party_has_one_act_without_sources(self) -> None:
        simplest = find(
            strategies.treaties(), lambda treaty: treaty.counts.parties, settings=SHRUNK
        )
        assert len(simplest.actions) == 1
        assert simplest.actions[0].sources == ()

    def test_the_simplest_exact_partial_date_is_the_first_day_of_2000(self) -> None:
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
    def test_every_kind_of_treaty_is_drawn(self, wanted: Callable[[opcat.Treaty], object]) -> None:
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
    def test_every_kind_of_answer_is_drawn(
        self, kind: type, wanted: Callable[[Any], object]
    ) -> None:
        assert wanted(find(st.from_type(kind), lambda value: bool(wanted(value)), settings=DRAWN))

    def test_a_state_may_have_done_nothing(self) -> None:
        def idle(status: opcat.StateStatus) -> bool:
            return status.standing is Standing.NO_ACTION

        assert idle(find(strategies.state_statuses(), idle, settings=DRAWN))


@given(strategies.treaties(denunciations=False, max_states=3))
def test_a_treaty_has_as_many_states_and_no_denunciation_as_asked(treaty: Treaty) -> None:
    assert len(treaty.states) <= 3
    assert not [a for a in treaty.actions if a.kind is opcat.ActionKind.DENUNCIATION]
    assert treaty.denunciation_rule is None


@given(strategies.actions(st.just(opcat.resolve("Kenya"))))
def test_an_action_is_of_the_state_that_was_asked_for(action: opcat.Action) -> None:
    assert action.state.name == "Kenya"


PRINTED = {name: getattr(room, name) for room in (untc, opcat) for name in room.__all__}
PRINTED |= {"opcat": opcat, "datetime": dt}
"""What a user has imported who pastes a failing example."""


@pytest.mark.parametrize("kind", TYPES)
def test_a_failing_example_can_be_read_and_gives_the_value_again(kind: type) -> None:
    seen: list[object] = []

    @settings(database=None, phases=[Phase.generate], print_blob=False)
    @given(value=st.from_type(kind))
    def fails(value: object) -> None:
        seen.append(value)
        raise AssertionError

    with pytest.raises(AssertionError) as caught:
        fails()
    _, _, told = "\n".join(caught.value.__notes__).partition("fails(")
    assert eval(f"dict({told}", PRINTED)["value"] == seen[-1]
    assert len(told) < 3_000


@deeper
@pytest.mark.parametrize(
    "kind", [opcat.Treaty, opcat.Consent, opcat.Profile, opcat.Deadlines, opcat.Visit, untc.Page]
)
def test_what_is_printed_gives_the_value_again_however_long_it_is(kind: type) -> None:
    @settings(max_examples=50 if THOROUGH else 5)
    @given(st.from_type(kind))
    def printed(value: object) -> None:
        assert eval(pretty(value), PRINTED) == value

    printed()


def test_an_answer_about_another_treaty_is_printed_by_its_fields() -> None:
    """The question would be about the packaged record."""
    asked = opcat.deadlines("Togo", on="2012-01-01")
    assert pretty(asked) == "opcat.deadlines(opcat.resolve('TGO'), on=datetime.date(2012, 1, 1))"
    changed = attrs.evolve(asked, is_on_overdue_list=True)
    assert pretty(changed).startswith("Deadlines(state=opcat.resolve('TGO'),")
    assert eval(pretty(changed), PRINTED) == changed
    assert pretty(opcat.uptake(on="2012-01-01")) == "opcat.uptake(on=datetime.date(2012, 1, 1))"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "change",
    [
        {"as_of": date(2035, 1, 1)},
        {"state": attrs.evolve(opcat.resolve("Chile"), name="Another", alpha_3="ZZZ", key="ZZZ")},
    ],
)
def test_what_the_question_warns_about_or_refuses_is_printed_by_its_fields(
    change: dict[str, Any],
) -> None:
    """The failing example would be lost otherwise, where a warning is an error."""
    changed = attrs.evolve(opcat.deadlines("Chile"), **change)
    assert pretty(changed).startswith("Deadlines(state=")
    assert eval(pretty(changed), PRINTED) == changed


def test_a_failing_treaty_tells_what_matters_and_leaves_out_what_nobody_passed() -> None:
    act = opcat.Action(
        state=opcat.resolve("Togo"), kind=opcat.ActionKind.ACCESSION, date=date(2010, 7, 20)
    )
    treaty = Treaty(key="drawn", title="Drawn", as_of=date(2020, 1, 1), actions=(act,))
    assert " ".join(pretty(treaty).split()) == (
        "Treaty(key='drawn', title='Drawn', as_of=datetime.date(2020, 1, 1), "
        "actions=(Action(state=opcat.resolve('TGO'), kind=ActionKind.ACCESSION, "
        "date=datetime.date(2010, 7, 20)),))"
    )
    renamed = attrs.evolve(opcat.resolve("Togo"), name="Another")
    assert pretty(renamed).startswith("State(name='Another',")
