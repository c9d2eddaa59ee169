"""The rules told a second time, as plainly as possible, and held against the package.

Nothing here uses the package's own rules: only a Treaty's facts and its actions, day by day. Both
must agree on generated treaties, on every day on which anything happens and on the days around it.
"""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import opcat
from opcat import (
    Action,
    ActionKind,
    Basis,
    RegionalGroup,
    Standing,
    State,
    Treaty,
    strategies,
)

ONE_DAY = timedelta(days=1)
# Three times as many examples as elsewhere: 300 in `make test`, 15,000 in the long profile.
LOOK_HARDER = settings(max_examples=3 * settings().max_examples)


def some_months_later(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def effect(treaty: Treaty, denunciation: Action) -> date:
    assert treaty.denunciation_rule is not None
    return some_months_later(denunciation.date, treaty.denunciation_rule.months)


def acts_of(treaty: Treaty, key: str, day: date) -> list[Action]:
    return [a for a in treaty.actions if a.state.key == key and a.date <= day]


SIGNATURES = ("signature", "succession_to_signature")


def is_gone(treaty: Treaty, key: str, day: date) -> bool:
    """Whether a participant is no longer counted on a day."""
    return any(
        act.state.not_counted_from is not None and act.state.not_counted_from <= day
        for act in treaty.actions
        if act.state.key == key
    )


def consent_in_force(treaty: Treaty, key: str, day: date) -> Action | None:
    """The consent by which a State counts as a party on a day, by deposit."""
    if is_gone(treaty, key, day):
        return None
    bound = denounced = None
    for act in acts_of(treaty, key, day):
        match act.kind.value:
            case "signature" | "succession_to_signature" | "withdrawal_of_signature":
                pass
            case "denunciation":
                denounced = act
            case "revocation_of_denunciation":
                denounced = None
            case _:
                bound, denounced = act, None
    return None if denounced is not None and effect(treaty, denounced) <= day else bound


def has_signed(treaty: Treaty, key: str, day: date) -> bool:
    """Whether a State counts as a signatory on a day."""
    words = [act.kind.value for act in acts_of(treaty, key, day)]
    signed = sum(word in SIGNATURES for word in words)
    return signed > words.count("withdrawal_of_signature") and not is_gone(treaty, key, day)


def standing(treaty: Treaty, key: str, day: date) -> Standing:
    if is_gone(treaty, key, day):
        return Standing.NO_LONGER_COUNTED
    if consent_in_force(treaty, key, day) is not None:
        return Standing.PARTY
    if any(act.kind.value == "denunciation" for act in acts_of(treaty, key, day)):
        return Standing.WITHDRAWN
    return Standing.PENDING_SIGNATORY if has_signed(treaty, key, day) else Standing.NO_ACTION


def keys(treaty: Treaty) -> list[str]:
    return sorted({act.state.key for act in treaty.actions})


def enters_into_force(treaty: Treaty, day: date) -> date | None:
    """Walk day by day to the deposit that completes the number, as far as is known on a day."""
    assert treaty.entry_rule is not None
    for then in sorted({act.date for act in treaty.actions if act.date <= day}):
        bound = [k for k in keys(treaty) if consent_in_force(treaty, k, then) is not None]
        if len(bound) >= treaty.entry_rule.instruments:
            return then + timedelta(days=treaty.entry_rule.days)
    return None


def is_bound(treaty: Treaty, key: str, day: date) -> bool:
    """Whether the treaty is in force for a State on a day."""
    begins, consent = enters_into_force(treaty, day), consent_in_force(treaty, key, day)
    if begins is None or consent is None or begins > day:
        return False
    assert treaty.entry_rule is not None
    wait = 0 if consent.kind.value == "succession" else treaty.entry_rule.days
    return consent.date + timedelta(days=wait) <= day


def days_that_matter(treaty: Treaty) -> list[date]:
    days = {treaty.as_of}
    for act in treaty.actions:
        days.add(act.date)
        if act.kind.value == "denunciation":
            days.add(effect(treaty, act))
        if act.state.not_counted_from is not None:
            days.add(act.state.not_counted_from)
        if treaty.entry_rule is not None:
            days.add(act.date + timedelta(days=treaty.entry_rule.days))
    around = {day + step for day in days for step in (-ONE_DAY, timedelta(0), ONE_DAY)}
    return sorted(day for day in around if day <= treaty.as_of)


@LOOK_HARDER
@given(strategies.treaties(max_states=5))
def test_standing_is_told_twice_alike(treaty: opcat.Treaty) -> None:
    for day in days_that_matter(treaty):
        for key in keys(treaty):
            state = next(act.state for act in treaty.actions if act.state.key == key)
            assert opcat.status(state, on=day, treaty=treaty).standing is standing(treaty, key, day)


@LOOK_HARDER
@given(strategies.treaties(max_states=5))
def test_counts_are_told_twice_alike(treaty: opcat.Treaty) -> None:
    for day in days_that_matter(treaty):
        stands = [standing(treaty, key, day) for key in keys(treaty)]
        signed = [key for key in keys(treaty) if has_signed(treaty, key, day)]
        assert opcat.counts(on=day, treaty=treaty) == opcat.Counts(
            parties=stands.count(Standing.PARTY),
            signatories=len(signed),
            pending_signatories=stands.count(Standing.PENDING_SIGNATORY),
        )


@LOOK_HARDER
@given(strategies.treaties(max_states=5))
def test_entry_into_force_is_told_twice_alike(treaty: opcat.Treaty) -> None:
    if treaty.entry_rule is None:
        return
    for day in days_that_matter(treaty):
        assert treaty.on(day).in_force_on == enters_into_force(treaty, day)
        bound = [key for key in keys(treaty) if is_bound(treaty, key, day)]
        found = opcat.parties(on=day, basis=Basis.IN_FORCE, treaty=treaty)
        assert sorted(status.state.key for status in found) == bound
        assert opcat.counts(on=day, basis="in_force", treaty=treaty).parties == len(bound)


@LOOK_HARDER
@given(
    strategies.treaties(max_states=5),
    st.none() | st.sampled_from(RegionalGroup),
    st.sampled_from(Basis),
    strategies.days(),
)
def test_who_is_a_party_is_told_twice_alike(
    treaty: Treaty, group: RegionalGroup | None, basis: Basis, day: date
) -> None:
    """Which States each tuple holds, and `is_party` of every one."""
    day = min(day, treaty.as_of)
    if basis is Basis.IN_FORCE and treaty.entry_rule is None:
        return

    def joined(state: State) -> bool:
        if basis is Basis.IN_FORCE:
            return is_bound(treaty, state.key, day)
        return standing(treaty, state.key, day) is Standing.PARTY

    acting = {act.state for act in treaty.actions if group in (None, act.state.regional_group)}
    every = {state for state in opcat.states() if group in (None, state.regional_group)}
    signed = {state for state in acting if has_signed(treaty, state.key, day)}
    pending = {s for s in acting if standing(treaty, s.key, day) is Standing.PENDING_SIGNATORY}
    found = [
        (
            opcat.parties(on=day, basis=basis, group=group, treaty=treaty),
            set(filter(joined, acting)),
        ),
        (opcat.signatories(on=day, group=group, treaty=treaty), signed),
        (opcat.pending_signatories(on=day, group=group, treaty=treaty), pending),
        (
            opcat.non_parties(on=day, basis=basis, group=group, treaty=treaty),
            {state for state in every if not joined(state)},
        ),
    ]
    for statuses, expected in found:
        assert {status.state for status in statuses} == expected
        assert len(statuses) == len(expected)
        assert all(status.as_of == day for status in statuses)
    for state in acting:
        assert opcat.is_party(state, on=day, basis=basis, treaty=treaty) is joined(state)


@given(
    strategies.treaties(max_states=5),
    st.none() | st.sampled_from(ActionKind),
    st.tuples(*[st.none() | strategies.days()] * 2),
    st.data(),
)
def test_the_acts_of_a_question_are_told_twice_alike(
    treaty: Treaty,
    kind: ActionKind | None,
    days: tuple[date | None, date | None],
    data: st.DataObject,
) -> None:
    since, until = (None if day is None else min(day, treaty.as_of) for day in days)
    states = sorted({act.state for act in treaty.actions}, key=lambda state: state.key)
    state = data.draw(st.none() | st.sampled_from(states)) if states else None
    if since is not None and until is not None and since > until:
        with pytest.raises(opcat.errors.DayOrderError):
            opcat.actions(kind=kind, state=state, since=since, until=until, treaty=treaty)
        return
    assert list(opcat.actions(kind=kind, state=state, since=since, until=until, treaty=treaty)) == [
        act
        for act in treaty.actions
        if kind in (None, act.kind)
        and state in (None, act.state)
        and (since is None or since <= act.date)
        and (until is None or act.date <= until)
    ]


@example(date(2006, 5, 23))
@example(date(2012, 5, 8))
@example(date(2026, 2, 3))
@given(strategies.days(date(2003, 1, 1), date(2026, 2, 3)))
def test_any_day_of_the_record_is_told_twice_alike(day: date) -> None:
    treaty = opcat.treaty()
    stands = [standing(treaty, key, day) for key in keys(treaty)]
    counts = opcat.counts(on=day)
    assert counts.parties == stands.count(Standing.PARTY)
    assert counts.pending_signatories == stands.count(Standing.PENDING_SIGNATORY)
    begins = enters_into_force(treaty, day)
    assert opcat.treaty(on=day).in_force_on == begins
