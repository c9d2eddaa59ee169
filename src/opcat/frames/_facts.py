"""What follows from the acts and from other records: eligibility, entry into force, the mechanism."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import unique
from itertools import pairwise, starmap
from typing import Any, NamedTuple

from opcat._core.model import State
from opcat._core.status import StateStatus
from opcat._core.terms import Basis, Term
from opcat._core.treaty import Treaty, settled_on, spells_of, status_of
from opcat._names.arguments import states_and_participants
from opcat._names.which_treaty import is_protocol, parent_of, says_who_may_join
from opcat._practice.articles import Eligibility
from opcat._practice.designation import Designation
from opcat._practice.mechanism_histories import known
from opcat._questions.duties import Duty, duties_of
from opcat._questions.eligibility import eligibilities_of, eligible_spells
from opcat._record.record import RecordFiles
from opcat.frames._clock import Clock, Time
from opcat.frames._memberships import ONE_DAY, Life, covered, lives


@unique
class Mechanism(Term):
    """Whether a State has a mechanism, in the order in which one of several in a period counts."""

    NOT_PARTY = "not_party"
    NO = "no"
    UNCLEAR = "unclear"
    YES = "yes"


_ORDER = [word.value for word in Mechanism]


class Stretch(NamedTuple):
    """A value from one time up to, but not including, another (None: to the end)."""

    since: Any
    until: Any
    value: Any = True


class Facts(NamedTuple):
    """The facts of one State and their times: in days, or in the times of a clock.

    Attributes:
        in_force: when the treaty is in force for it, or None if that cannot be known.
        eligible: when it may join, or has joined (article 27); None for another treaty.
        due_on: by which day its mechanism is due, or None if the treaty requires none.
        is_due: when that day has come and the State is a party, or None as above.
        mechanism: when it is a party with or without a mechanism; None for another treaty.
        mechanism_type: what sort of institution that is, when there is one, or None as above.
        latest_due_on: by which day its mechanism is due as the Committee against Torture counted,
            or None as for `due_on`.
        eligible_on: since when it may join, when it may; None for another treaty.
        eligibility: what article 27 lets it do; None for another treaty.
        in_force_on: from which day the treaty is in force for it, as its status says.
        withdrawn_on: on which day its denunciation takes effect, as its status says.
    """

    in_force: tuple[Stretch, ...] | None
    eligible: tuple[Stretch, ...] | None
    due_on: tuple[Stretch, ...] | None
    is_due: tuple[Stretch, ...] | None
    mechanism: tuple[Stretch, ...] | None
    mechanism_type: tuple[Stretch, ...] | None
    latest_due_on: tuple[Stretch, ...] | None
    eligible_on: tuple[Stretch, ...] | None
    eligibility: tuple[Stretch, ...] | None
    in_force_on: tuple[Stretch, ...] | None
    withdrawn_on: tuple[Stretch, ...] | None


_NONE = Mechanism.NOT_PARTY.value
_OF_ONE_DAY = ("mechanism_type", "eligibility")


def changes_of(
    facts: Mapping[str, Facts], name: str, before: object, clock: Clock
) -> Iterator[tuple[str, list[tuple[Any, object]]]]:
    """Yield the values of one of the facts by State, each with the time from which on it holds.

    Args:
        facts: the facts by the State's key.
        name: the one of them.
        before: its value where nothing else is known.
        clock: how time is counted.
    """
    if name in _OF_ONE_DAY:  # on the last day of a period, or on the first
        clock = clock._replace(leaves=clock.joins)
    ranks = name == "mechanism"
    counted, which = (_ranked, 0) if ranks else (_timed, -1)
    for key, of_state in facts.items():
        if stretches := getattr(of_state, name):
            yield key, _changes(counted(stretches, clock), before, which)


def _changes(
    stretches: tuple[Stretch, ...], before: object, which: int
) -> list[tuple[Any, object]]:
    """Return the values of a fact with their times; of several at a time, the first or the last."""
    if len(stretches) == 1:  # as of most States, which this tells sooner
        since, until, value = stretches[0]
        if value == before or (until is not None and until <= since):
            return []
        return [(since, value)] if until is None else [(since, value), (until, before)]
    ends = {time for since, until, _ in stretches for time in (since, until)} - {None}
    changes: list[tuple[Any, object]] = []
    for time in sorted(ends):
        held = _values(stretches, time)
        value = held[which] if held else before
        if value != (changes[-1][1] if changes else before):
            changes.append((time, value))
    return changes


def _ranked(stretches: tuple[Stretch, ...], clock: Clock) -> tuple[Stretch, ...]:
    """Return stretches of words in the times of a clock, that which counts first.

    A step up counts as a step towards the treaty does, and a step down as one away from it.
    """

    def time(day: date, before: str, after: str) -> Time:
        is_up = _ORDER.index(before) < _ORDER.index(after)
        return clock.joins(day) if is_up else clock.leaves(day)

    begun = {stretch.since: stretch.value for stretch in stretches}
    ended = {stretch.until: stretch.value for stretch in stretches}
    ranked = [
        Stretch(
            time(since, ended.get(since, _NONE), value),
            None if until is None else time(until, value, begun.get(until, _NONE)),
            value,
        )
        for since, until, value in stretches
    ]
    ranked.sort(key=lambda stretch: _ORDER.index(stretch.value), reverse=not clock.lowest)
    return tuple(ranked)


def _timed(stretches: tuple[Stretch, ...], clock: Clock) -> tuple[Stretch, ...]:
    """Return stretches in the times of a clock.

    If one follows another without a gap, nothing ends: only the value changes.
    """
    begins = {stretch.since for stretch in stretches}
    joins, leaves = clock.joins, clock.leaves
    timed = []
    for since, until, value in stretches:
        end = until and (joins(until) if until in begins else leaves(until))
        timed.append(Stretch(joins(since), end, value))
    return tuple(timed)


def _holds(stretch: Stretch, time: Any) -> bool:
    return bool(stretch.since <= time and (stretch.until is None or time < stretch.until))


def _values(stretches: tuple[Stretch, ...], time: Any) -> list[Any]:
    return [stretch.value for stretch in stretches if _holds(stretch, time)]


def facts_of(
    treaty: Treaty, record: RecordFiles, fields: Collection[str] = Facts._fields
) -> Mapping[str, Facts]:
    """Return the facts of each State, by its key, in days up to the last one of the treaty's record.

    Args:
        treaty: the treaty.
        record: the record whose States, Convention, declarations and mechanisms count.
        fields: which facts are asked for; what a status says takes longest, and may be left out.
    """
    says = not {"in_force_on", "withdrawn_on"}.isdisjoint(fields)
    if treaty is record.treaty:
        return record.once("facts", lambda record: _facts_of(record.treaty, record, says=True))
    return _facts_of(treaty, record, says=says)


def _facts_of(treaty: Treaty, record: RecordFiles, *, says: bool) -> dict[str, Facts]:
    ruled = treaty.entry_rule is not None
    of_protocol, joins = is_protocol(treaty), says_who_may_join(treaty)
    parent = parent_of(treaty, record) if joins else None
    dated = of_protocol and (ruled or treaty.in_force_on is not None)
    known = lives(treaty, Basis.IN_FORCE) if ruled else {}
    acted = {status.state.key: status for status in treaty.statuses}
    facts = {}
    for state in states_and_participants(treaty, record):
        life = known.get(state.key)
        statuses = _statuses(treaty, acted.get(state.key)) if says else []
        duties = duties_of(state, treaty, record) if dated else ()
        eligible = [*eligible_spells(state, treaty, parent)] if joins else []
        facts[state.key] = Facts(
            in_force=tuple(_in_force(life)) if ruled else None,
            eligible=tuple(starmap(Stretch, eligible)) if joins else None,
            due_on=tuple(_due(duties, "due_on")) if dated else None,
            is_due=tuple(_come(duties, treaty.as_of)) if dated else None,
            mechanism=tuple(_mechanisms(treaty, state, record)) if of_protocol else None,
            mechanism_type=tuple(_types(treaty, state, record)) if of_protocol else None,
            latest_due_on=tuple(_due(duties, "latest_due_on")) if dated else None,
            eligible_on=tuple(Stretch(*spell, spell[0]) for spell in eligible) if joins else None,
            eligibility=tuple(_eligibilities(treaty, state, parent)) if joins else None,
            in_force_on=tuple(_said(statuses, "in_force_on")),
            withdrawn_on=tuple(_said(statuses, "withdrawn_on")),
        )
    return facts


def _statuses(treaty: Treaty, latest: StateStatus | None) -> list[Stretch]:
    """Return the statuses of a State, as far as the days that they say change.

    These do with the State's own acts, and when it is settled when the treaty enters into force.
    """
    if latest is None:
        return []
    days = {action.date for action in latest.actions}
    if (settled := settled_on(treaty)) is not None:
        days.add(settled)
    changes = sorted(days)
    return [
        Stretch(since, until, status_of(treaty, latest.state, since))
        for since, until in zip(changes, (*changes[1:], None), strict=True)
    ]


def _said(statuses: Sequence[Stretch], name: str) -> Iterator[Stretch]:
    """Yield a day that the status of a State says, as it changes."""
    for since, until, status in statuses:
        if (value := getattr(status, name)) is not None:
            yield Stretch(since, until, value)


def _eligibilities(treaty: Treaty, state: State, convention: Treaty | None) -> Iterator[Stretch]:
    """Yield what article 27 lets a State do, since the Protocol was opened for signature."""
    answers = [*eligibilities_of(state, treaty, convention), (None, None)]
    for (since, answer), (until, _) in pairwise(answers):
        assert answer is not None
        if answer is not Eligibility.NOT_OPEN:
            yield Stretch(since, until, answer.value)


def _in_force(life: Life | None) -> Iterator[Stretch]:
    """Yield when the treaty is in force for it, as long as it is counted."""
    if life is None:
        return
    for spell in life.memberships:
        if spell.party_on is not None:
            ends = [day for day in (spell.withdrawn_on, life.not_counted_from) if day is not None]
            yield Stretch(spell.party_on, min(ends, default=None))


def _due(duties: tuple[Duty, ...], name: str) -> Iterator[Stretch]:
    """Yield by which day its mechanism is due, as known from day to day, or was when it left."""
    for number, duty in enumerate(duties, start=1):
        until = duties[number].since if number < len(duties) else None
        yield Stretch(duty.since, until, getattr(duty, name))


def _come(duties: Iterable[Duty], as_of: date) -> Iterator[Stretch]:
    """Yield when the day by which the mechanism is due has come, while the State is a party."""
    for duty in duties:
        since = max(duty.since, duty.due_on)
        if since <= as_of and (duty.until is None or since < duty.until):
            yield Stretch(since, covered(duty.until, as_of))


def _mechanisms(treaty: Treaty, state: State, record: RecordFiles) -> Iterator[Stretch]:
    """Yield whether it has a mechanism, while it is a party by deposit."""
    for since, until, (answer, _) in _had(treaty, state, record):
        yield Stretch(since, until, answer.value)


def _types(treaty: Treaty, state: State, record: RecordFiles) -> Iterator[Stretch]:
    """Yield what sort of institution its mechanism is, while there is one for certain."""
    for since, until, (answer, mechanism) in _had(treaty, state, record):
        if answer is Designation.YES and mechanism is not None:
            yield Stretch(since, until, mechanism.institution_type.value)


def _had(treaty: Treaty, state: State, record: RecordFiles) -> Iterator[Stretch]:
    """Yield the answers of the record of mechanisms, while the State is a party."""
    changes = [*known(state, record).changes()]
    for _, deposited_on, left_on in spells_of(treaty, state):
        end = covered(left_on, treaty.as_of)
        last = end or treaty.as_of + ONE_DAY
        begun = [change for change in changes if change[0] <= deposited_on][-1:]
        later = [change for change in changes if deposited_on < change[0] < last]
        answers = [(deposited_on, *change[1:]) for change in begun] + later
        stops = [since for since, *_ in later] + [end]
        for (since, *value), until in zip(answers, stops, strict=True):
            yield Stretch(since, until, value)
