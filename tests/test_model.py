"""The values: frozen, compared and printed as promised, and refused when they cannot be."""

import copy
import datetime as dt
import pickle
from datetime import date
from typing import Any
from unittest.mock import ANY

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import opcat
from opcat import (  # the reprs name them
    Action,
    ActionKind,
    Counts,
    PartialDate,
    Period,
    RegionalGroup,
    Source,
    Standing,
    State,
    StateStatus,
    Treaty,
    UNStatus,
    strategies,
)
from opcat.errors import InvariantError

VALUES = (
    strategies.sources()
    | strategies.states()
    | strategies.actions()
    | strategies.state_statuses()
    | strategies.treaties()
    | strategies.counts()
    | strategies.periods()
    | strategies.partial_dates()
    | strategies.entry_rules()
    | strategies.denunciation_rules()
)
FRANCE = State(alpha_3="FRA", name="France")
KENYA = State(alpha_3="KEN", name="Kenya")
DAY = date(2010, 1, 1)
_AROUND_THE_END = [date(2006, 1, 1), date(2006, 12, 30), date(2006, 12, 31), date(2007, 1, 1)]


untyped: Any = opcat
"""The package as code sees it that no type checker reads."""


def vars_of(value: Any) -> tuple[object, ...]:
    """Return all that an attrs value holds, whatever of it counts when it is compared."""
    return tuple(getattr(value, field.name) for field in attrs.fields(type(value)))


def act(kind: str, day: str, state: State = FRANCE) -> Action:
    return Action(state=state, kind=ActionKind(kind), date=date.fromisoformat(day))


def acted(text: str) -> Action:
    kind, day = text.split()
    return act(kind, day)


SHOWN = ("ParticipantKind", "State")
PARTICIPANTS = st.builds(
    State,
    key=st.sampled_from(["european-union", "yugoslavia"]),
    name=st.sampled_from(["European Union", "Yugoslavia"]),
    kind=st.sampled_from(opcat.ParticipantKind),
)
"""Participants without a code, of every kind."""


class TestValues:
    """Equality, hash, pickle, deep copy and attrs.evolve agree."""

    @given(VALUES)
    def test_copies_are_equal(self, value: Any) -> None:
        for twin in (
            pickle.loads(pickle.dumps(value)),
            copy.deepcopy(value),
            copy.copy(value),
            attrs.evolve(value),
        ):
            assert twin == value
            assert hash(twin) == hash(value)
            assert type(twin) is type(value)
            assert attrs.asdict(twin) == attrs.asdict(value)

    @given(VALUES)
    def test_values_are_named_after_the_package(self, value: Any) -> None:
        assert type(value).__module__ == "opcat"
        assert getattr(opcat, type(value).__name__) is type(value)

    @given(st.one_of(strategies.states(), strategies.actions(), strategies.counts()))
    def test_reprs_evaluate_back(self, value: Any) -> None:
        names = {**vars(opcat), "datetime": dt, "State": State, "Action": Action}
        names |= {"ActionKind": ActionKind, "Counts": Counts, "Period": Period}
        assert eval(repr(value), names) == value

    @given(strategies.states() | PARTICIPANTS)
    def test_a_state_evaluates_back_to_what_it_shows(self, state: State) -> None:
        """Two States are equal by key alone, so what else is shown is looked at by itself."""
        twin = eval(repr(state), vars(opcat) | {name: getattr(opcat, name) for name in SHOWN})
        assert (twin.key, twin.name, twin.kind) == (state.key, state.name, state.kind)

    @given(VALUES)
    def test_reprs_are_short(self, value: Any) -> None:
        assert len(repr(value)) < 300
        assert "\n" not in repr(value)

    def test_pickles_hold_nothing_derived(self) -> None:
        treaty = opcat.treaty(on="2010-01-01")
        fresh = len(pickle.dumps(treaty))
        assert treaty.counts.parties == 50
        assert len(pickle.dumps(treaty)) == fresh


class TestIdentity:
    """A State is its key, an Action its State, kind and day; a Treaty is everything."""

    def test_a_state_is_the_same_whatever_name_it_bears(self) -> None:
        swaziland = State(alpha_3="SWZ", name="Swaziland")
        assert swaziland == opcat.resolve("Eswatini")
        assert hash(swaziland) == hash(opcat.resolve("Eswatini"))
        assert swaziland != State(alpha_3="SWE", name="Swaziland")

    def test_a_state_is_the_same_whatever_else_is_said_of_it(self) -> None:
        """But for its key, and the code, which is the key."""
        [source] = opcat.treaty().sources_of("as_of")
        others: dict[str, Any] = {
            "name": "Another",
            "kind": opcat.ParticipantKind.FORMER_STATE,
            "alpha_2": "ZZ",
            "numeric": "999",
            "depositary_name": "Another",
            "un_status": UNStatus.OBSERVER,
            "regional_group": RegionalGroup.AFRICAN,
            "sources": (source,),
            "not_counted_from": date(2001, 3, 12),
        }
        fields = {field.name for field in attrs.fields(State)} - {"key", "alpha_3"}
        assert fields == set(others)
        for field, value in others.items():
            kind = {"kind": others["kind"]} if field == "not_counted_from" else {}
            other = attrs.evolve(FRANCE, **{field: value}, **kind)
            assert getattr(other, field) == value
            assert other == FRANCE
            assert hash(other) == hash(FRANCE)
        coded = State(key="yugoslavia", name="Yugoslavia")
        assert coded == State(
            key="yugoslavia", name="Other", kind=opcat.ParticipantKind.FORMER_STATE
        )

    def test_an_action_is_the_same_whatever_its_sources(self) -> None:
        [action] = opcat.actions("France", kind="signature")
        assert attrs.evolve(action, sources=()) == action
        assert repr(attrs.evolve(action, sources=())) == repr(action)
        assert attrs.evolve(action, date=date(2005, 9, 17)) != action

    def test_two_records_differ_by_a_difference_of_sets(self) -> None:
        earlier, later = opcat.treaty(on="2025-07-16"), opcat.treaty()
        new = set(later.actions) - set(earlier.actions)
        assert {action.state.name for action in new} == {"Bangladesh", "Colombia"}
        assert set(earlier.actions) <= set(later.actions)

    def test_a_treaty_compares_sources_and_names(self, treaty: opcat.Treaty) -> None:
        bare = attrs.evolve(treaty.actions[0], sources=())
        assert attrs.evolve(treaty, actions=(bare, *treaty.actions[1:])) != treaty
        first = treaty.actions[0].state
        renamed = attrs.evolve(first, name="Another name", sources=first.sources)
        actions = tuple(
            attrs.evolve(action, state=renamed) if action.state == first else action
            for action in treaty.actions
        )
        assert actions == treaty.actions
        assert attrs.evolve(treaty, actions=actions) != treaty
        assert attrs.evolve(treaty, as_of=date(2026, 2, 4)) != treaty

    @given(strategies.treaties(), strategies.treaties())
    def test_treaties_are_equal_when_all_that_they_hold_is(
        self, one: opcat.Treaty, other: opcat.Treaty
    ) -> None:
        everything = [
            [*vars_of(treaty), *((*vars_of(a), *vars_of(a.state)) for a in treaty.actions)]
            for treaty in (one, other)
        ]
        assert (one == other) is (everything[0] == everything[1])
        assert one != other or hash(one) == hash(other)
        assert one == attrs.evolve(one)
        assert hash(one) == hash(attrs.evolve(one))

    @pytest.mark.parametrize("field", [field.name for field in attrs.fields(Treaty)])
    def test_no_field_of_a_treaty_is_left_out(self, field: str, treaty: opcat.Treaty) -> None:
        twin = copy.copy(treaty)
        changed = {"actions": treaty.actions[:1], "open_to": treaty.states}.get(field, "changed")
        object.__setattr__(twin, field, changed)
        assert twin != treaty

    def test_what_is_no_treaty_may_say_itself_whether_it_is_equal(self) -> None:
        assert opcat.treaty() == ANY
        assert opcat.treaty() != opcat.treaty().title

    def test_actions_of_a_treaty_may_come_in_any_order(self, treaty: opcat.Treaty) -> None:
        assert attrs.evolve(treaty, actions=treaty.actions[::-1]) == treaty


class TestState:
    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": " x"}, "name"),
            ({"alpha_3": "fra"}, "alpha_3"),
            ({"alpha_3": "FR"}, "alpha_3"),
            ({"alpha_3": "FR1"}, "alpha_3"),
            ({"alpha_3": "ÄÖÜ"}, "alpha_3"),
            ({"alpha_2": "FRA"}, "alpha_2"),
            ({"numeric": "25"}, "numeric"),
            ({"numeric": "٢٥٠"}, "numeric"),
            ({"key": "FRX"}, "key"),
            ({"depositary_name": ""}, "depositary_name"),
            ({"alpha_3": None}, "key"),
            ({"alpha_3": None, "key": "EU"}, "key"),
        ],
    )
    def test_a_field_that_is_not_of_its_form_is_refused_by_name(
        self, fields: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(InvariantError) as caught:
            State(**{"alpha_3": "FRA", "name": "France", **fields})
        assert caught.value.problems[0][0] == field

    @pytest.mark.parametrize(
        ("day", "what"),
        [("2001-03-12", "not a datetime.date"), (date(2001, 3, 12), "for a State that still is")],
    )
    def test_not_counted_from_is_a_day_and_never_that_of_a_state(self, day: Any, what: str) -> None:
        with pytest.raises(InvariantError, match=f"^not_counted_from: .*{what}"):
            State(alpha_3="FRA", name="France", not_counted_from=day)

    def test_a_key_of_four_letters_is_no_code(self) -> None:
        assert State(key="body", name="Body", kind=opcat.ParticipantKind.ORGANISATION).key == "body"
        with pytest.raises(InvariantError, match=r"^key: 'bod' looks like a code"):
            State(key="bod", name="Body", kind=opcat.ParticipantKind.ORGANISATION)

    def test_a_participant_without_a_code_has_a_key_and_one_name(self) -> None:
        union = State(key="european-union", name="European Union")
        assert repr(union) == "State(key='european-union', name='European Union')"
        assert union.depositary_name == str(union) == "European Union"
        with pytest.raises(LookupError, match="no ISO 3166-1 name"):
            union.name_in("de")

    def test_the_code_and_the_name_stand_in_for_key_and_depositary_name(self) -> None:
        assert (FRANCE.key, FRANCE.depositary_name, FRANCE.alpha_2) == ("FRA", "France", None)

    def test_an_unknown_language_is_refused_with_those_that_are_known(self) -> None:
        with pytest.raises(
            LookupError,
            match=r"^language='tlh' is not known; pass 'ar', 'en', 'es', 'fr', 'ru' or 'zh', or the code of "
            r"another that pycountry translates to, such as 'de' or 'pt_BR'$",
        ):
            FRANCE.name_in("tlh")
        with pytest.raises(LookupError) as caught:
            FRANCE.name_in("x" * 10**6)
        assert len(str(caught.value)) < 250

    @pytest.mark.parametrize("language", [None, 5, b"fr"])
    def test_a_language_that_is_no_text_is_refused_by_its_type(self, language: Any) -> None:
        with pytest.raises(TypeError, match=rf"is of type {type(language).__name__}; pass a code"):
            FRANCE.name_in(language)

    def test_groups_and_membership_are_members_of_vocabularies_or_none(self) -> None:
        assert FRANCE.regional_group is None
        assert opcat.resolve("Israel").regional_group is RegionalGroup.WESTERN_EUROPEAN_AND_OTHERS
        assert opcat.resolve("Holy See").regional_group is None
        assert opcat.resolve("Niue").un_status is UNStatus.NON_MEMBER
        assert opcat.resolve("Holy See").un_status is UNStatus.OBSERVER
        assert str(RegionalGroup.AFRICAN) == "african"
        assert repr(RegionalGroup.AFRICAN) == "RegionalGroup.AFRICAN"
        assert [group.label for group in RegionalGroup][1:3] == ["Asia-Pacific", "Eastern European"]


class TestVocabularies:
    @pytest.mark.parametrize("member", [opcat.ActionKind.SIGNATURE, opcat.Basis.DEPOSIT])
    def test_members_cannot_be_changed(self, member: Any) -> None:
        for name in ("_value_", "_name_", "foo"):
            with pytest.raises(AttributeError, match="cannot be changed"):
                setattr(member, name, "x")
        with pytest.raises(AttributeError, match="cannot be changed"):
            del member._value_
        assert pickle.loads(pickle.dumps(member)) is copy.deepcopy(member) is member


class TestAction:
    def test_an_action_prints_as_day_state_and_kind(self) -> None:
        assert str(act("succession_to_signature", "2006-10-23")) == (
            "2006-10-23 France: succession to signature"
        )

    @pytest.mark.parametrize(
        ("kind", "effective_on", "what"),
        [
            ("succession", "2009-01-01", "is not a datetime.date"),
            ("succession", dt.datetime(2009, 1, 1), "is not a datetime.date"),
            ("succession", date(2010, 1, 2), "2010-01-02 is later than its notification"),
            ("signature", date(2009, 1, 1), "is given for a signature, not a succession"),
        ],
    )
    def test_only_a_succession_has_an_effect_and_not_a_later_one(
        self, kind: str, effective_on: Any, what: str
    ) -> None:
        with pytest.raises(InvariantError, match=what) as caught:
            Action(state=FRANCE, kind=ActionKind(kind), date=DAY, effective_on=effective_on)
        assert caught.value.problems[0][0] == "effective_on"

    def test_each_kind_is_a_signature_a_consent_or_an_end_of_one(self) -> None:
        ends = {"denunciation", "withdrawal_of_signature", "revocation_of_denunciation"}
        for kind in ActionKind:
            assert kind.is_signature + kind.is_consent + (kind in ends) == 1
        assert not ActionKind.DEFINITIVE_SIGNATURE.is_signature


class TestSource:
    def test_an_unknown_title_stays_unknown(self) -> None:
        source = Source(id="x", publisher="Scoop")
        assert source.title is None
        assert repr(source) == "Source(id='x', publisher='Scoop', title=None)"

    @pytest.mark.parametrize("fields", [{"title": ""}, {"url": " "}, {"id": ""}])
    def test_a_blank_text_is_refused(self, fields: dict[str, Any]) -> None:
        [field] = fields
        with pytest.raises(InvariantError, match=field):
            Source(**{"id": "x", "publisher": "y", **fields})

    def test_a_date_is_as_exact_as_it_is_known(self) -> None:
        [source] = [s for s in opcat.treaty().sources if s.id == "article-2025-10"]
        assert source.as_of == PartialDate(year=2025, month=10)


class TestStateStatus:
    def test_standing_follows_from_the_actions_and_the_day_of_withdrawal(self) -> None:
        signed, joined = act("signature", "2005-01-01"), act("ratification", "2006-01-01")
        assert StateStatus(state=FRANCE, as_of=DAY).standing is Standing.NO_ACTION
        pending = StateStatus(state=FRANCE, as_of=DAY, actions=opcat.Rows([signed]))
        assert pending.standing is Standing.PENDING_SIGNATORY
        assert str(pending) == "France: pending signatory since 2005-01-01"
        party = StateStatus(state=FRANCE, as_of=DAY, actions=opcat.Rows([signed, joined]))
        assert (party.is_party, party.is_signatory, party.is_pending_signatory) == (1, 1, 0)
        left = act("denunciation", "2007-01-01")
        leaving = attrs.evolve(
            party, actions=opcat.Rows([signed, joined, left]), withdrawn_on=date(2012, 1, 1)
        )
        assert leaving.standing is Standing.PARTY
        gone = attrs.evolve(leaving, withdrawn_on=date(2008, 1, 1))
        assert gone.standing is Standing.WITHDRAWN
        assert str(gone) == "France: withdrawn since 2008-01-01"
        assert (gone.is_party, gone.is_signatory, gone.is_pending_signatory) == (0, 1, 0)
        assert gone.consent == joined

    def test_a_status_prints_the_state_and_its_standing(self) -> None:
        france = "<StateStatus FRA France: party since 2008-11-11, as of 2026-02-03>"
        assert repr(opcat.status("France")) == france
        kenya = "<StateStatus KEN Kenya: no action, as of 2010-01-01>"
        assert repr(opcat.status("Kenya", on="2010-01-01")) == kenya
        assert str(opcat.status("Kenya")) == "Kenya: no action"

    def test_sources_are_those_of_its_actions_each_once(self) -> None:
        status = opcat.status("Argentina")
        assert [source.id for source in status.sources] == [
            *("untc-2026-02-03", "untc-2015-03-14", "trb-2010-273", "apt-global-status"),
        ]


class TestHistories:
    """What one State can have done under a Treaty."""

    @pytest.mark.parametrize(
        ("acts", "what"),
        [
            (
                ["ratification 2006-01-01", "signature 2007-01-01"],
                "after 2006-01-01 France: ratification; a signature is made on or before consent$",
            ),
            (["signature 2006-01-01", "signature 2007-01-01"], "a State signs once"),
            (
                ["accession 2006-01-01", "accession 2007-01-01"],
                "is in force; .*: leave one of the two out, or add its denunciation between them$",
            ),
            (
                ["accession 2006-01-01", "accession 2006-01-01"],
                "accession repeats 2006-01-01 France: accession; leave one of the two out$",
            ),
            (["denunciation 2007-01-01"], "has no consent in force to denounce$"),
            (["signature 2006-01-01", "denunciation 2007-01-01"], "no consent in force"),
            (
                ["accession 2005-01-01", "denunciation 2006-01-01", "denunciation 2006-02-01"],
                "no consent in force",
            ),
            (
                ["accession 2005-01-01", "denunciation 2006-01-01", "signature 2008-02-01"],
                "comes after 2006-01-01 France: denunciation; a signature is made on or before",
            ),
            (
                ["accession 2005-01-01", "denunciation 2006-01-01", "accession 2006-12-31"],
                "before .* takes effect on 2007-01-01",
            ),
            (["withdrawal_of_signature 2006-01-01"], "has no signature to withdraw$"),
            (
                ["signature 2005-01-01", *["withdrawal_of_signature 2006-01-01"] * 2],
                "has no signature to withdraw$",
            ),
            (
                [
                    "signature 2005-01-01",
                    "ratification 2006-01-01",
                    "withdrawal_of_signature 2007-01-01",
                ],
                "comes after 2006-01-01 France: ratification; a signature is withdrawn before",
            ),
            (["accession 2005-01-01", "revocation_of_denunciation 2006-01-01"], "no denunciation"),
            (
                [
                    "accession 2005-01-01",
                    "denunciation 2006-01-01",
                    "revocation_of_denunciation 2007-01-01",
                ],
                "does not come before .* takes effect on 2007-01-01$",
            ),
            (
                [
                    "accession 2005-01-01",
                    "denunciation 2006-01-01",
                    "revocation_of_denunciation 2006-12-31",
                    "accession 2007-01-01",
                ],
                "comes while 2005-01-01 France: accession is in force",
            ),
        ],
    )
    def test_an_impossible_history_is_refused(self, acts: list[str], what: str) -> None:
        actions = tuple(acted(text) for text in acts)
        rule = opcat.DenunciationRule(months=12, article="33")
        with pytest.raises(InvariantError, match=what):
            Treaty(key="x", title="X", as_of=DAY, actions=actions, denunciation_rule=rule)

    def test_a_state_may_come_back_when_its_denunciation_has_taken_effect(self) -> None:
        acts = ["accession 2005-01-01", "denunciation 2006-01-01", "accession 2007-01-01"]
        rule = opcat.DenunciationRule(months=12, article="33")
        treaty = Treaty(
            key="x",
            title="X",
            as_of=DAY,
            actions=tuple(acted(text) for text in acts),
            denunciation_rule=rule,
        )
        days = ["2006-12-31", "2007-01-01"]
        assert [opcat.status(FRANCE, on=day, treaty=treaty).is_party for day in days] == [1, 1]
        earlier = treaty.on(date(2006, 12, 31))
        assert earlier.statuses[0].withdrawn_on == date(2007, 1, 1)
        assert treaty.statuses[0].withdrawn_on is None
        assert treaty.statuses[0].deposited_on == date(2007, 1, 1)

    def test_a_consent_that_ends_on_the_day_on_which_the_treaty_begins_was_never_in_force(
        self,
    ) -> None:
        acts = (
            *(acted("accession 2001-01-01"), acted("denunciation 2001-01-02")),
            act("accession", "2001-12-03", State(alpha_3="KEN", name="Kenya")),
        )
        treaty = Treaty(
            key="x",
            title="X",
            as_of=DAY,
            actions=acts,
            entry_rule=opcat.EntryIntoForceRule(instruments=2, days=30, article="1"),
            denunciation_rule=opcat.DenunciationRule(months=12, article="2"),
        )
        assert treaty.in_force_on == date(2002, 1, 2)
        assert treaty.on(treaty.in_force_on).statuses[0].withdrawn_on == treaty.in_force_on
        assert [status.in_force_on for status in treaty.statuses] == [None, treaty.in_force_on]
        assert treaty.tally("in_force")[0][1].parties == 1

    def test_a_denunciation_that_is_revoked_never_takes_effect(self) -> None:
        """Vienna Convention, art. 68; until it is revoked, the day of its effect is told."""
        treaty = Treaty(
            key="x",
            title="X",
            as_of=DAY,
            actions=tuple(
                acted(text)
                for text in (
                    "accession 2005-01-01",
                    "denunciation 2006-01-01",
                    "revocation_of_denunciation 2006-12-31",
                )
            ),
            denunciation_rule=opcat.DenunciationRule(months=12, article="33"),
            entry_rule=opcat.EntryIntoForceRule(instruments=1, days=30, article="28"),
        )
        left_on = {day: treaty.status_on(FRANCE, day).withdrawn_on for day in _AROUND_THE_END}
        assert left_on == dict.fromkeys(_AROUND_THE_END[:2], date(2007, 1, 1)) | dict.fromkeys(
            _AROUND_THE_END[2:]
        )
        for day in _AROUND_THE_END:
            status = treaty.status_on(FRANCE, day)
            assert status.standing is Standing.PARTY
            assert (status.deposited_on, status.in_force_on) == (
                date(2005, 1, 1),
                date(2005, 1, 31),
            )
        assert [(day, counts.parties) for day, counts in treaty.tally()] == [(date(2005, 1, 1), 1)]

    def test_a_signature_that_is_withdrawn_counts_no_longer(self) -> None:
        treaty = Treaty(
            key="x",
            title="X",
            as_of=DAY,
            actions=tuple(
                acted(text)
                for text in (
                    "signature 2005-01-01",
                    "withdrawal_of_signature 2006-01-01",
                    "signature 2007-01-01",
                    "ratification 2008-01-01",
                )
            ),
        )
        told = [
            (status.standing, status.is_signatory, status.signed_on)
            for status in (
                treaty.status_on(FRANCE, day)
                for day in ("2005-12-31", "2006-01-01", "2007-01-01", "2008-01-01")
            )
        ]
        assert told == [
            (Standing.PENDING_SIGNATORY, True, date(2005, 1, 1)),
            (Standing.NO_ACTION, False, None),
            (Standing.PENDING_SIGNATORY, True, date(2007, 1, 1)),
            (Standing.PARTY, True, date(2007, 1, 1)),
        ]
        assert [
            (counts.parties, counts.signatories, counts.pending_signatories)
            for _, counts in treaty.tally()
        ] == [(0, 1, 1), (0, 0, 0), (0, 1, 1), (1, 1, 0)]
        assert str(treaty.status_on(FRANCE, "2006-01-01")) == "France: no action"

    def test_a_participant_counts_until_it_is_no_longer_counted(self) -> None:
        """It says nothing of when a State came to an end: only of who is counted."""
        gone = State(
            key="yugoslavia",
            name="Yugoslavia",
            kind=opcat.ParticipantKind.FORMER_STATE,
            not_counted_from=date(2001, 3, 12),
        )
        treaty = Treaty(
            key="x",
            title="X",
            as_of=DAY,
            actions=(act("signature", "1989-04-18", gone), act("ratification", "1991-09-10", gone)),
            entry_rule=opcat.EntryIntoForceRule(instruments=1, days=30, article="27"),
        )
        eve, since = treaty.status_on(gone, "2001-03-11"), treaty.status_on(gone, "2001-03-12")
        assert (eve.standing, eve.is_signatory) == (Standing.PARTY, True)
        assert since.standing is Standing.NO_LONGER_COUNTED
        assert (since.is_party, since.is_signatory, since.is_pending_signatory) == (0, 0, 0)
        assert str(since) == "Yugoslavia: no longer counted since 2001-03-12"
        assert since.in_force_on == eve.in_force_on == date(1991, 10, 10)
        assert (since.deposited_on, since.withdrawn_on) == (date(1991, 9, 10), None)
        assert treaty.tally()[-1] == (
            date(2001, 3, 12),
            opcat.Counts(parties=0, signatories=0, pending_signatories=0),
        )
        assert treaty.tally("in_force")[-1][1].parties == 0
        assert gone not in opcat.states()
        with pytest.raises(InvariantError, match="when it is no longer counted, from 2001-03-12"):
            attrs.evolve(
                treaty,
                actions=(*treaty.actions, act("denunciation", "2001-03-12", gone)),
                denunciation_rule=opcat.DenunciationRule(months=12, article="31"),
            )

    @pytest.mark.parametrize("group", [None, "eastern_european"])
    def test_a_pending_signatory_counts_until_it_is_no_longer_counted(
        self, group: str | None
    ) -> None:
        gone = State(
            key="atlantis",
            name="Atlantis",
            kind=opcat.ParticipantKind.FORMER_STATE,
            not_counted_from=date(2001, 3, 12),
            regional_group=RegionalGroup.EASTERN_EUROPEAN,
        )
        treaty = Treaty(
            key="x", title="X", as_of=DAY, actions=(act("signature", "1989-04-18", gone),)
        )
        assert [counts.pending_signatories for _, counts in treaty.tally(group=group)] == [1, 0]
        assert [counts.signatories for _, counts in treaty.tally(group=group)] == [1, 0]

    @pytest.mark.parametrize(
        ("notified", "effective", "in_force"),
        [
            ("1992-10-12", "1991-10-08", "1991-10-08"),
            ("1992-10-12", None, None),
            ("1992-10-12", "1980-01-01", "1987-06-26"),
            ("1987-06-26", None, "1987-06-26"),
            ("1987-06-26", "1986-01-01", "1987-06-26"),
        ],
    )
    def test_a_succession_is_in_force_from_its_effect_and_counts_from_its_deposit(
        self, notified: str, effective: str | None, in_force: str | None
    ) -> None:
        """But nobody is bound before the treaty is in force."""
        succession = attrs.evolve(
            act("succession", notified),
            effective_on=None if effective is None else date.fromisoformat(effective),
        )
        treaty = Treaty(
            key="x",
            title="X",
            as_of=DAY,
            actions=(succession, act("accession", "1987-05-27", KENYA)),
            entry_rule=opcat.EntryIntoForceRule(instruments=1, days=30, article="27"),
        )
        [status] = [status for status in treaty.statuses if status.state == FRANCE]
        assert str(status.in_force_on) == str(in_force)
        assert str(status.deposited_on) == notified
        for basis in ("deposit", "in_force"):
            assert opcat.is_party(FRANCE, on=notified, basis=basis, treaty=treaty)
            eve = succession.date - dt.timedelta(days=1)
            assert not opcat.is_party(FRANCE, on=eve, basis=basis, treaty=treaty)
            days = [day for day, counts in treaty.tally(basis) if counts.parties == 2]
            assert days[:1] == [succession.date]

    def test_a_signature_and_a_consent_of_one_day_stay_two_acts(self) -> None:
        """Malta, 24 September 2003."""
        malta = opcat.status("Malta")
        assert malta.signed_on == malta.deposited_on == date(2003, 9, 24)
        assert [action.kind.value for action in malta.actions] == ["signature", "ratification"]


class TestTreaty:
    """What cannot be is refused, with the field and the value."""

    def refused(self, match: str, **fields: Any) -> InvariantError:
        with pytest.raises(InvariantError, match=match) as caught:
            attrs.evolve(opcat.treaty(), **fields)
        return caught.value

    def test_an_action_before_the_opening_for_signature_is_refused(self) -> None:
        early = act("signature", "2003-02-03", State(alpha_3="KEN", name="Kenya"))
        actions = (*opcat.treaty().actions, early)
        problem = (
            "2003-02-03 Kenya: signature is earlier than opened_on, 2003-02-04, the opening for "
            "signature"
        )
        for key in ("opcat", "another"):  # whatever the treaty, for the model knows none
            assert self.refused("earlier", key=key, actions=actions).problems == (
                ("actions[0]", problem),
            )

    def test_an_action_after_as_of_is_refused(self) -> None:
        error = self.refused("2025-11-10 Colombia: accession is later", as_of=date(2025, 11, 9))
        assert error.problems[0][0] == "actions[171]"

    def test_a_stated_entry_into_force_that_the_rule_does_not_give_is_refused(self) -> None:
        error = self.refused(
            "2006-06-23 is not the day that follows from the deposits under article 28: 2006-06-22",
            stated_in_force_on=date(2006, 6, 23),
        )
        assert error.problems[0][0] == "stated_in_force_on"

    def test_a_denunciation_without_a_rule_is_refused(self) -> None:
        left = act("denunciation", "2020-01-01", opcat.resolve("France"))
        self.refused(
            "takes effect on an unknown day; give denunciation_rule",
            actions=(*opcat.treaty().actions, left),
            denunciation_rule=None,
        )

    def test_all_that_is_wrong_is_said_at_once(self) -> None:
        error = self.refused("problems:", as_of=date(2020, 1, 1), fact_sources=(("nonsense", ()),))
        assert len(error.problems) == len(opcat.actions(since="2020-01-02")) + 1
        assert error.problems[-1] == ("fact_sources", "'nonsense' is not a fact of a Treaty")

    def test_long_lists_of_problems_are_cut_in_the_message_only(self) -> None:
        error = self.refused("172 problems", opened_on=date(2026, 1, 1))
        assert "and 152 more, in the attribute problems" in str(error)
        assert len(str(error).splitlines()) == 22
        assert len(error.problems) == 172

    def test_a_repeated_action_is_blamed_where_it_stands(self) -> None:
        first = opcat.treaty().actions[0]
        again = attrs.evolve(first, sources=())
        error = self.refused("repeats", actions=(*opcat.treaty().actions, again))
        assert [place for place, _ in error.problems] == ["actions[1]"]

    @pytest.mark.parametrize(
        "pairs",
        [
            (("title",),),
            (("title", ["x"]),),
            (("title", ("x",)),),
            (("title", None),),
            ("title",),
            ((5, ()),),
            None,
        ],
    )
    def test_sources_of_facts_that_are_not_pairs_are_refused(self, pairs: Any) -> None:
        self.refused("fact_sources: .* is not a tuple of pairs", fact_sources=pairs)

    def test_a_fact_that_is_named_twice_is_refused(self) -> None:
        pair = opcat.treaty().fact_sources[0]
        self.refused("names a fact twice", fact_sources=(pair, pair))

    def test_the_order_of_the_facts_does_not_count(self) -> None:
        backwards = opcat.treaty().fact_sources[::-1]
        assert attrs.evolve(opcat.treaty(), fact_sources=backwards) == opcat.treaty()

    def test_states_whose_names_fold_alike_have_an_order(self) -> None:
        acts = [
            act("accession", "2005-01-01", State(key=f"participant {key}", name=name))
            for key, name in (("one", "Xy"), ("two", "XY"))
        ]
        treaties = [Treaty(key="x", title="X", as_of=DAY, actions=a) for a in (acts, acts[::-1])]
        assert treaties[0] == treaties[1]

    def test_days_that_no_calendar_has_are_refused(self) -> None:
        self.refused("is too late", as_of=date(9999, 12, 31))
        good: dict[str, Any] = {"instruments": 1, "days": 1, "article": "1"}
        for fields in ({"days": 99_999_999_999}, {"instruments": 0}, {"days": -1}):
            with pytest.raises(InvariantError, match="is not an integer from"):
                opcat.EntryIntoForceRule(**{**good, **fields})

    def test_methods_take_what_questions_take(self, treaty: opcat.Treaty) -> None:
        assert treaty.on("2010-01-01") == opcat.treaty(on="2010-01-01")
        assert treaty.status_on(opcat.resolve("FRA"), "2010-01-01").is_party
        assert treaty.tally("in_force", "african") == opcat.timeline(
            basis="in_force", group="african"
        )
        alpha_3: Any = "FRA"
        with pytest.raises(TypeError, match=r"is not a State; pass opcat\.resolve"):
            treaty.status_on(alpha_3, DAY)
        for arguments in (("nonsense",), ("deposit", "nonsense")):
            with pytest.raises(opcat.errors.VocabularyError):
                treaty.tally(*arguments)
        year: Any = 2010
        with pytest.raises(opcat.errors.DayTypeError):
            treaty.on(year)
        with pytest.raises(
            opcat.errors.VocabularyError, match=r"did you mean 'opened_on'\? Pass one of 'key'"
        ):
            treaty.sources_of("opened")

    def test_one_key_for_two_states_is_refused(self) -> None:
        other = attrs.evolve(opcat.treaty().actions[0].state, name="Another name")
        actions = (*opcat.treaty().actions, act("accession", "2026-01-01", other))
        self.refused("CRI has two different descriptions", actions=actions)

    def test_one_id_for_two_sources_is_refused(self) -> None:
        first = opcat.treaty().actions[0]
        other = attrs.evolve(first.sources[0], title="Another title")
        changed = attrs.evolve(first, sources=(other,))
        self.refused(
            "is the id of two different sources", actions=(changed, *opcat.treaty().actions[1:])
        )
        self.refused("is the id of two different sources", fact_sources=(("title", (other,)),))

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"title": ""}, "title: '' is not a string without whitespace around it"),
            ({"languages": ("English", "")}, r"languages\[1\]: '' is blank"),
        ],
    )
    def test_a_blank_text_is_refused(self, fields: dict[str, Any], field: str) -> None:
        self.refused(field, **fields)

    def test_a_treaty_prints_its_title_and_its_repr_the_counts(self, treaty: opcat.Treaty) -> None:
        assert str(treaty) == treaty.title
        assert repr(treaty) == (
            "<Treaty opcat as of 2026-02-03: 96 parties, 76 signatories, 11 of them pending>"
        )

    def test_states_stand_in_the_order_of_their_names_and_sources_once(
        self, treaty: opcat.Treaty
    ) -> None:
        names = [state.name for state in treaty.states]
        assert names[:2] == ["Afghanistan", "Albania"]
        assert names.index("Türkiye") == names.index("Tunisia") + 1
        assert names.index("Côte d'Ivoire") == names.index("Croatia") - 1
        assert len({source.id for source in treaty.sources}) == len(treaty.sources) == 84


class TestErrors:
    """Each error is the built-in one too, pickles, and holds its facts."""

    @pytest.mark.parametrize(
        ("error", "builtin"),
        [
            (opcat.errors.DayTypeError("on", 2010), TypeError),
            (opcat.errors.DayValueError("on", "x"), ValueError),
            (opcat.errors.DayValueError("on", 10_000), ValueError),
            (
                opcat.errors.DayOrderError("since", date(2012, 1, 1), "until", date(2011, 1, 1)),
                ValueError,
            ),
            (
                opcat.errors.DayOrderError("end", date(2012, 1, 1), "as_of", date(2011, 1, 1), "x"),
                ValueError,
            ),
            (opcat.UnknownStateError("x", "why", ["y"], [FRANCE]), LookupError),
            (opcat.AmbiguousStateError("x", [FRANCE]), LookupError),
            (opcat.errors.VocabularyError("basis", "x", ["y"]), ValueError),
            (opcat.errors.UnknownRuleError("X", "its rule"), ValueError),
            (opcat.errors.InvariantError([("a", "b")]), ValueError),
            (opcat.DataError([("a", "b"), ("c", "d")]), ValueError),
        ],
    )
    def test_an_error_is_also_its_builtin_and_pickles(
        self, error: opcat.OpcatError, builtin: type[Exception]
    ) -> None:
        assert isinstance(error, opcat.OpcatError)
        assert isinstance(error, builtin)
        twin = pickle.loads(pickle.dumps(error))
        assert (str(twin), vars(twin)) == (str(error), vars(error))
        assert len(str(error)) > 3

    def test_long_values_are_cut_in_messages(self) -> None:
        assert len(str(opcat.UnknownStateError("x" * 10_000))) < 200


def test_a_value_of_a_subclass_is_one_of_the_class() -> None:
    """A program may give a State more than it has here."""

    class Neighbour(opcat.State):
        pass

    togo = opcat.resolve("Togo")
    near = Neighbour(
        **{field.name: getattr(togo, field.name) for field in attrs.fields(opcat.State)}
    )
    act = opcat.Action(state=near, kind=opcat.ActionKind.SIGNATURE, date=date(2005, 9, 15))
    assert act.state is near
