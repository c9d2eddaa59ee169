"""Questions: arguments, days after the record, vocabularies, order."""

import inspect
import pickle
import warnings
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import attrs
import pytest

import opcat
from opcat import ActionKind, Basis, CoverageWarning, RegionalGroup, Standing

AFTER = "2026-02-04"
DAY_QUESTIONS = {
    "treaty": lambda on: opcat.treaty(on=on),
    "status": lambda on: opcat.status("France", on=on),
    "is_party": lambda on: opcat.is_party("France", on=on),
    "parties": lambda on: opcat.parties(on=on),
    "signatories": lambda on: opcat.signatories(on=on),
    "pending_signatories": lambda on: opcat.pending_signatories(on=on),
    "non_parties": lambda on: opcat.non_parties(on=on),
    "counts": lambda on: opcat.counts(on=on),
    "actions": lambda on: opcat.actions(until=on),
}


class TestDays:
    @pytest.mark.parametrize("question", DAY_QUESTIONS.values(), ids=DAY_QUESTIONS)
    def test_after_the_record_it_answers_what_was_last_known_and_warns_the_caller(
        self, question: Callable[..., object]
    ) -> None:
        with pytest.warns(CoverageWarning, match="2026-02-04 is later than the record") as caught:
            answer = question(AFTER)
        assert [warning.filename for warning in caught] == [__file__]
        assert answer == question("2026-02-03")

    def test_the_warning_can_be_an_error_or_silent(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error", CoverageWarning)
            with pytest.raises(CoverageWarning):
                opcat.counts(on=date(2030, 1, 1))
            warnings.simplefilter("ignore", CoverageWarning)
            assert opcat.counts(on=date(2030, 1, 1)).parties == 96

    @pytest.mark.parametrize("question", DAY_QUESTIONS.values(), ids=DAY_QUESTIONS)
    def test_text_date_and_datetime_are_one_day(self, question: Callable[..., object]) -> None:
        moment = datetime(2010, 6, 1, 12, 30)
        assert question("2010-06-01") == question(date(2010, 6, 1)) == question(moment)

    @pytest.mark.parametrize("question", DAY_QUESTIONS.values(), ids=DAY_QUESTIONS)
    def test_what_is_no_day_is_refused(self, question: Callable[..., object]) -> None:
        with pytest.raises(opcat.errors.DayTypeError):
            question(2010)
        with pytest.raises(opcat.errors.DayValueError):
            question("2010")

    def test_before_the_opening_for_signature(self) -> None:
        early = opcat.treaty(on="2000-01-01")
        assert early.actions == ()
        assert early.statuses == ()
        assert early.counts == opcat.Counts(parties=0, signatories=0, pending_signatories=0)
        assert early.in_force_on is None
        assert opcat.counts(on="2000-01-01") == early.counts
        assert opcat.timeline(treaty=early) == ()
        assert opcat.when(parties=0, treaty=early) == ()
        assert len(opcat.non_parties(on="2000-01-01")) == 197

    def test_a_status_speaks_of_its_day(self) -> None:
        assert opcat.status("France", on="2006-01-01").as_of == date(2006, 1, 1)
        assert opcat.status("France").as_of == opcat.treaty().as_of
        assert opcat.status("Kenya", on="2006-01-01").as_of == date(2006, 1, 1)

    def test_a_day_of_entry_into_force_may_lie_ahead(self) -> None:
        status = opcat.status("Colombia", on="2025-11-10")
        assert status.in_force_on == date(2025, 12, 10)
        assert status.is_party
        assert not opcat.is_party("Colombia", on="2025-12-09", basis="in_force")
        assert opcat.is_party("Colombia", on="2025-12-10", basis="in_force")

    def test_before_the_twentieth_deposit_no_day_is_settled(self) -> None:
        assert opcat.status("Albania", on="2006-05-22").in_force_on is None
        assert opcat.status("Albania", on="2006-05-23").in_force_on == date(2006, 6, 22)


class TestVocabularies:
    @pytest.mark.parametrize(
        ("question", "argument", "words"),
        [
            (lambda word: opcat.parties(basis=word), "basis", list(Basis)),
            (lambda word: opcat.non_parties(basis=word), "basis", list(Basis)),
            (lambda word: opcat.counts(basis=word), "basis", list(Basis)),
            (lambda word: opcat.timeline(basis=word), "basis", list(Basis)),
            (lambda word: opcat.when(parties=1, basis=word), "basis", list(Basis)),
            (lambda word: opcat.is_party("FRA", basis=word), "basis", list(Basis)),
            (lambda word: opcat.parties(group=word), "group", list(RegionalGroup)),
            (lambda word: opcat.signatories(group=word), "group", list(RegionalGroup)),
            (lambda word: opcat.pending_signatories(group=word), "group", list(RegionalGroup)),
            (lambda word: opcat.non_parties(group=word), "group", list(RegionalGroup)),
            (lambda word: opcat.counts(group=word), "group", list(RegionalGroup)),
            (lambda word: opcat.timeline(group=word), "group", list(RegionalGroup)),
            (lambda word: opcat.when(parties=1, group=word), "group", list(RegionalGroup)),
            (lambda word: opcat.states(group=word), "group", list(RegionalGroup)),
            (lambda word: opcat.actions(kind=word), "kind", list(ActionKind)),
        ],
    )
    def test_the_member_its_word_or_its_label(
        self, question: Callable[..., object], argument: str, words: list[Any]
    ) -> None:
        for word in words:
            for written in (word.value, word.label, word.name):
                assert question(word) == question(written)
        with pytest.raises(
            opcat.errors.VocabularyError, match=f"{argument}='x' is not known"
        ) as caught:
            question("x")
        assert caught.value.allowed == tuple(word.value for word in words)
        assert isinstance(caught.value, ValueError)
        for value in (7, words[0].value[:3], [words[0].value], Standing.PARTY):
            with pytest.raises(opcat.errors.VocabularyError):
                question(value)
        with pytest.raises(
            opcat.errors.VocabularyError, match=f"^{argument}='xxx.*\\.\\.\\. is not"
        ) as caught:
            question("x" * 10**6)
        assert len(str(caught.value)) < 500

    def test_a_group_is_a_part(self) -> None:
        groups = [opcat.parties(group=group) for group in RegionalGroup]
        assert sum(map(len, groups)) == 96
        assert all(
            status.state.regional_group is group
            for group, found in zip(RegionalGroup, groups, strict=True)
            for status in found
        )


class TestStatesInQuestions:
    @pytest.mark.parametrize(
        "state", ["France", "FRA", "fr", 250, "250", " france ", "French Republic"]
    )
    def test_many_ways_to_name_one(self, state: Any) -> None:
        assert opcat.status(state) == opcat.status("France")
        assert opcat.is_party(state)
        assert opcat.actions(state) == opcat.status("France").actions

    def test_values_are_names_too(self) -> None:
        import pycountry

        france = opcat.resolve("France")
        assert opcat.status(france) == opcat.status(pycountry.countries.get(alpha_3="FRA"))
        assert opcat.status(opcat.State(alpha_3="FRA", name="Frankreich")).state.name == "France"

    def test_an_unknown_state_is_told_a_near_one(self) -> None:
        for question in (opcat.status, opcat.is_party, opcat.actions):
            with pytest.raises(opcat.UnknownStateError, match="did you mean 'France'"):
                question("Frannce")

    def test_states_are_ordered_with_accents_folded(self) -> None:
        names = [state.name for state in opcat.states()]
        assert names[0] == "Afghanistan"
        assert names.index("Côte d'Ivoire") == names.index("Costa Rica") + 1
        assert names.index("Türkiye") == names.index("Tunisia") + 1


def test_a_word_that_is_no_eligibility_is_refused_by_the_name_of_its_argument() -> None:
    with pytest.raises(opcat.errors.VocabularyError, match=r"^eligibility='x' is not known"):
        opcat.non_parties(eligibility="x")


class TestActions:
    def test_acts_are_in_order_of_day_kind_and_name(self) -> None:
        actions = opcat.actions()
        assert [action.date for action in actions] == sorted(action.date for action in actions)
        day = [action for action in actions if action.date == date(2003, 9, 24)]
        ranks = [action.kind.is_consent for action in day]
        assert ranks == sorted(ranks)
        names = [action.state.name for action in day if action.kind is ActionKind.SIGNATURE]
        assert names == sorted(names)

    def test_since_and_until_are_inclusive(self) -> None:
        day = date(2006, 5, 23)
        found = opcat.actions(since=day, until=day)
        assert {action.state.name for action in found} == {"Bolivia", "Honduras"}

    def test_filters_are_a_conjunction(self) -> None:
        by_hand = tuple(
            action
            for action in opcat.actions()
            if action.kind is ActionKind.RATIFICATION and action.date >= date(2015, 1, 1)
        )
        assert opcat.actions(kind="ratification", since="2015-01-01") == by_hand
        assert opcat.actions(kind="accession", state="France") == ()
        assert opcat.actions("Kenya") == ()

    def test_two_days_after_the_record_warn_once(self) -> None:
        with pytest.warns(CoverageWarning, match="until=2026-03-01") as caught:
            assert opcat.actions(since=AFTER, until="2026-03-01") == ()
        assert len(caught) == 1

    @pytest.mark.parametrize(
        ("since", "until"),
        [
            ("2006-05-24", "2006-05-23"),
            ("2030-01-01", "2020-01-01"),
            (AFTER, "2026-02-03"),
            (date.max, date.min),
        ],
    )
    def test_a_time_that_ends_before_it_begins_is_refused(self, since: Any, until: Any) -> None:
        message = f"^since={since} is later than until={until}; change one of them$"
        with pytest.raises(opcat.errors.DayOrderError, match=message) as caught:
            opcat.actions(since=since, until=until)
        error = pickle.loads(pickle.dumps(caught.value))
        assert (error.start_argument, error.end_argument) == ("since", "until")
        assert (str(error.start), str(error.end)) == (str(since), str(until))
        assert isinstance(error, ValueError)
        assert isinstance(error, opcat.OpcatError)

    def test_a_first_day_after_the_record(self) -> None:
        with pytest.warns(CoverageWarning, match="since=2026-02-04"):
            assert opcat.actions(since=AFTER) == ()

    def test_a_first_day_after_the_record_warns_the_caller(self) -> None:
        with pytest.warns(CoverageWarning) as caught:
            opcat.actions(since=AFTER)
        assert [warning.filename for warning in caught] == [__file__]

    @pytest.mark.parametrize(
        ("days", "argument"),
        [
            ({"since": "x"}, "since"),
            ({"until": "x"}, "until"),
            ({"since": "x", "until": "2010-01-01"}, "since"),
            ({"since": "2010-01-01", "until": "x"}, "until"),
        ],
    )
    def test_an_error_names_the_argument(self, days: dict[str, str], argument: str) -> None:
        with pytest.raises(opcat.errors.DayValueError) as caught:
            opcat.actions(**days)  # type: ignore[arg-type] # mypy takes each for any argument
        assert caught.value.argument == argument


class TestWhen:
    def test_several_counts_must_hold_together(self) -> None:
        [period] = opcat.when(parties=95, signatories=76, pending_signatories=11)
        assert str(period) == "17 July 2025 to 9 November 2025"
        assert opcat.when(parties=95, signatories=75) == ()

    def test_it_begins_with_the_opening_for_signature(self) -> None:
        [period] = opcat.when(parties=0)
        assert period.start == opcat.treaty().opened_on
        assert opcat.when(signatories=0) == ()

    @pytest.mark.parametrize("number", [1.0, "94", True])
    def test_what_is_no_count(self, number: Any) -> None:
        with pytest.raises(TypeError, match="is not a count; pass an integer"):
            opcat.when(parties=number)

    def test_without_a_count(self) -> None:
        with pytest.raises(TypeError, match="no count is given"):
            opcat.when()

    def test_without_an_opening_it_begins_with_the_first_action(self) -> None:
        unknown = attrs.evolve(opcat.treaty(), opened_on=None)
        assert opcat.when(parties=0, treaty=unknown) == opcat.when(parties=0)
        [period] = opcat.when(parties=0, group="eastern_european", treaty=unknown)
        assert period.start == opcat.treaty().actions[0].date

    def test_a_treaty_without_actions(self) -> None:
        empty = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
        assert opcat.when(parties=0, treaty=empty) == (opcat.Period(start=date(2020, 1, 1)),)
        assert opcat.when(parties=1, treaty=empty) == ()


def test_every_question_takes_a_treaty() -> None:
    """So that it works on an earlier day, on another record, even on another treaty."""
    earlier = opcat.treaty(on="2010-01-01")
    for name in (
        "treaty",
        "parties",
        "signatories",
        "pending_signatories",
        "non_parties",
        "counts",
    ):
        question = getattr(opcat, name)
        assert question(treaty=earlier) == question(on="2010-01-01")
    assert opcat.actions(treaty=earlier) == opcat.actions(until="2010-01-01")
    assert opcat.timeline(treaty=earlier) == tuple(
        entry for entry in opcat.timeline() if entry[0] <= date(2010, 1, 1)
    )
    for name in (
        *("actions", "counts", "is_party", "non_parties", "parties", "pending_signatories"),
        *("signatories", "status", "treaty", "subcommittee_size", "timeline", "when"),
    ):
        parameters = inspect.signature(getattr(opcat, name)).parameters
        assert "treaty" in parameters
        kinds = {p.kind for label, p in parameters.items() if label != "state"}
        assert kinds == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("treaty", ["opcat", 5, opcat.Treaty])
def test_what_is_no_treaty(treaty: Any) -> None:
    for question in (opcat.counts, opcat.timeline, lambda **t: opcat.when(parties=1, **t)):
        with pytest.raises(TypeError, match=r"is not a Treaty; pass one that opcat\.treaty"):
            question(treaty=treaty)


def test_the_record_is_built_once() -> None:
    assert opcat.treaty() is opcat.treaty()
    assert opcat.resolve("France") is opcat.status("France").state
