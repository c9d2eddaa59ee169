"""Treaties and what they are made of, drawn: valid by construction, the simplest first."""

import datetime as dt

import attrs
from hypothesis import strategies as st

from opcat._core.days import PartialDate
from opcat._core.law import DenunciationRule, EntryIntoForceRule, denunciation_effective_on
from opcat._core.model import Action, Source, State
from opcat._core.periods import Period
from opcat._core.status import Counts, StateStatus
from opcat._core.terms import ActionKind, ParticipantKind
from opcat._core.treaty import Treaty
from opcat._names.resolve import states as known_states

_FIRST, _LAST = dt.date(2003, 2, 4), dt.date(2026, 2, 3)
_ONE_DAY = dt.timedelta(days=1)
_CONSENTS = [kind for kind in ActionKind if kind.is_consent]
_SIGNATURES = [kind for kind in ActionKind if kind.is_signature]
WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12
)
COVERED = st.dates(_FIRST, _LAST)


def _source(number: int) -> Source:
    return Source(
        id=f"source-{number}",
        publisher=f"Publisher {number}",
        title=f"Title {number}" if number % 2 else None,
        url=f"https://example.org/{number}" if number % 3 else None,
        as_of=PartialDate(year=2000 + number) if number % 4 else None,
    )


# Made once: a treaty draws from these so often that making them took longer than drawing.
_SOURCES = st.sampled_from([_source(number) for number in range(1, 10)])
_CITATIONS = st.lists(_SOURCES, max_size=2, unique_by=lambda source: source.id)


# Hypothesis prints what `map` and `builds` make by its repr, if that is shorter than the call; the
# repr of a source leaves fields out.
@st.composite
def _cited(draw: st.DrawFn) -> tuple[Source, ...]:
    return tuple(draw(_CITATIONS))


CITED = _cited()
KNOWN = st.deferred(lambda: st.sampled_from(known_states()))


@st.composite
def _participants(draw: st.DrawFn) -> State:
    word, name = draw(WORDS), draw(WORDS)
    kind = draw(st.sampled_from(ParticipantKind))
    return State(key=f"participant {word}", name=name, kind=kind)


@st.composite
def _no_longer_counted(draw: st.DrawFn) -> State:
    kind, day = draw(_OTHER_KINDS), draw(COVERED)
    return attrs.evolve(draw(_participants()), kind=kind, not_counted_from=day)


_OTHER_KINDS = st.sampled_from(
    [kind for kind in ParticipantKind if kind is not ParticipantKind.STATE]
)
_STATES = st.one_of(KNOWN, _participants(), _no_longer_counted())
_OTHERS = st.lists(_STATES, max_size=3, unique_by=lambda state: state.key)
_ENTRY_RULES = st.builds(
    EntryIntoForceRule,
    instruments=st.integers(1, 6),
    days=st.integers(0, 120),
    article=st.just("28"),
)
_DENUNCIATION_RULES = st.builds(DenunciationRule, months=st.integers(1, 24), article=st.just("33"))
_LANGUAGES = st.sampled_from([(), ("English",), ("English", "French")])
_FACT_SOURCES = st.sampled_from([(), ("title",), ("title", "opened_on")]).flatmap(
    lambda facts: st.tuples(*(st.tuples(st.just(fact), CITED) for fact in facts))
)
_SIGNING, _CONSENTING = st.sampled_from(_SIGNATURES), st.sampled_from(_CONSENTS)
_WITHDRAWING = st.just(ActionKind.WITHDRAWAL_OF_SIGNATURE)
_DENOUNCING = st.just(ActionKind.DENUNCIATION)
_REVOKING = st.just(ActionKind.REVOCATION_OF_DENUNCIATION)


def days(start: dt.date = _FIRST, end: dt.date = _LAST) -> st.SearchStrategy[dt.date]:
    """Return days, by default those that the packaged record covers.

    Args:
        start: the earliest.
        end: the latest.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> print(find(strategies.days(), lambda day: day.year == 2010))
        2010-01-01
    """
    return st.dates(start, end)


def partial_dates() -> st.SearchStrategy[PartialDate]:
    """Return dates that are known to the year, to the month or to the day.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> print(find(strategies.partial_dates(), lambda date: date.day is None))
        2000
    """
    return _partial_dates()


@st.composite
def _partial_dates(draw: st.DrawFn) -> PartialDate:
    day, known = draw(st.dates()), draw(st.integers(1, 3))
    return PartialDate(
        year=day.year,
        month=day.month if known > 1 else None,
        day=day.day if known > 2 else None,
    )


def periods() -> st.SearchStrategy[Period]:
    """Return periods, both ended and lasting ones.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> print(find(strategies.periods(), lambda period: period.stop is None))
        since 4 February 2003
    """
    return _periods()


@st.composite
def _periods(draw: st.DrawFn) -> Period:
    start, length = draw(COVERED), draw(st.none() | st.integers(1, 4000))
    return Period(start=start, stop=None if length is None else start + dt.timedelta(days=length))


def sources() -> st.SearchStrategy[Source]:
    """Return sources; an id always means the same source.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> find(strategies.sources(), lambda source: source.url is not None).publisher
        'Publisher 1'
    """
    return _SOURCES


def states() -> st.SearchStrategy[State]:
    """Return States of the packaged record, and now and then a participant without an ISO code.

    Some of the latter are former States and organisations that are no longer counted.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> print(find(strategies.states(), lambda state: state.alpha_3 is not None))
        Afghanistan
    """
    return _STATES


def counts() -> st.SearchStrategy[Counts]:
    """Return counts, with no more pending signatories than signatories.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> find(strategies.counts(), lambda counts: counts.pending_signatories > 0)
        Counts(parties=0, signatories=1, pending_signatories=1)
    """
    return st.integers(0, 200).flatmap(
        lambda signatories: st.builds(
            Counts,
            parties=st.integers(0, 200),
            signatories=st.just(signatories),
            pending_signatories=st.integers(0, signatories),
        )
    )


def entry_rules() -> st.SearchStrategy[EntryIntoForceRule]:
    """Return rules of entry into force that a handful of deposits can meet.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> find(strategies.entry_rules(), lambda rule: rule.days == 30).instruments
        1
    """
    return _ENTRY_RULES


def denunciation_rules() -> st.SearchStrategy[DenunciationRule]:
    """Return rules of denunciation.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> find(strategies.denunciation_rules(), lambda rule: True).months
        1
    """
    return _DENUNCIATION_RULES


def actions(
    state: st.SearchStrategy[State] | None = None,
) -> st.SearchStrategy[Action]:
    """Return single actions.

    Args:
        state: the State; by default any.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> print(find(strategies.actions(), lambda action: action.kind.is_consent).kind.label)
        ratification
    """
    return _actions(_STATES if state is None else state)


@st.composite
def _actions(draw: st.DrawFn, state: st.SearchStrategy[State]) -> Action:
    who, kind = draw(state), draw(st.sampled_from(ActionKind))
    return _act(draw, who, kind, draw(COVERED))


def _act(draw: st.DrawFn, state: State, kind: ActionKind, day: dt.date) -> Action:
    """Draw an act of that day: a succession has its day of effect now and then."""
    effect = None
    if kind is ActionKind.SUCCESSION:
        effect = draw(st.none() | days(day - dt.timedelta(days=3000), day))
    return Action(state=state, kind=kind, date=day, sources=draw(CITED), effective_on=effect)


@st.composite
def histories(
    draw: st.DrawFn,
    state: State,
    start: dt.date = _FIRST,
    end: dt.date = _LAST,
    denunciation_months: int | None = None,
) -> tuple[Action, ...]:
    """Draw a possible history of one State: what it did, in chronological order.

    It may withdraw its signature and sign again, denounce the treaty, and revoke that.

    Args:
        draw: given by Hypothesis.
        state: the State.
        start: the earliest day.
        end: the latest day.
        denunciation_months: when a denunciation takes effect; None for no denunciations.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> import opcat
        >>> histories = strategies.histories(opcat.resolve("Togo"))
        >>> [act.kind.label for act in find(histories, lambda history: len(history) > 0)]
        ['signature']
    """
    history: list[Action] = []

    def act(kinds: st.SearchStrategy[ActionKind], since: dt.date, until: dt.date) -> dt.date:
        kind, day = draw(kinds), draw(days(since, until))
        history.append(_act(draw, state, kind, day))
        return day

    if state.not_counted_from is not None:
        end = min(end, state.not_counted_from - _ONE_DAY)
    free = start
    while free <= end and draw(st.booleans()):
        free = act(_SIGNING, free, end)
        if not draw(st.booleans()):
            break
        free = act(_WITHDRAWING, free, end) + _ONE_DAY
    while free <= end and draw(st.booleans()):
        free = act(_CONSENTING, free, end)
        if denunciation_months is None:
            break
        while free <= end and draw(st.booleans()):
            denounced_on = act(_DENOUNCING, free, end)
            free = denunciation_effective_on(denounced_on, denunciation_months)
            if not draw(st.booleans()):
                break
            revocable = min(free - _ONE_DAY, end)
            free = act(_REVOKING, denounced_on, revocable) + _ONE_DAY
        else:
            break
    return tuple(history)


@st.composite
def state_statuses(draw: st.DrawFn) -> StateStatus:
    """Draw where one State stands, on the last day of a treaty's record.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> print(find(strategies.state_statuses(), lambda status: status.is_party))
        Afghanistan: party since 2003-02-04
    """
    treaty = draw(treaties())
    if treaty.statuses:
        return draw(st.sampled_from(treaty.statuses))
    return StateStatus(state=draw(states()), as_of=treaty.as_of)


@st.composite
def treaties(
    draw: st.DrawFn, *, denunciations: bool = True, max_states: int = 12, regional: bool = False
) -> Treaty:
    """Draw a treaty with a log of actions.

    Args:
        draw: given by Hypothesis.
        denunciations: whether States may leave, and join again, and participants may no longer be
            counted.
        max_states: how many States may act at the most.
        regional: whether the treaty may say which States it is open to (`Treaty.open_to`); those
            that act are among them.

    Example:
        >>> from hypothesis import find
        >>> from opcat import strategies
        >>> find(strategies.treaties(), lambda treaty: treaty.counts.parties == 1).counts.parties
        1
    """
    as_of = draw(COVERED)
    denunciation_rule = draw(_DENUNCIATION_RULES) if denunciations else None
    months = None if denunciation_rule is None else denunciation_rule.months
    acting = draw(st.lists(states(), max_size=max_states, unique_by=lambda state: state.key))
    if not denunciations:
        acting = [attrs.evolve(state, not_counted_from=None) for state in acting]
    opened_on = draw(days(_FIRST, as_of))
    acted = {state.key for state in acting}
    open_to = st.none() | _OTHERS.map(
        lambda more: (*acting, *(state for state in more if state.key not in acted))
    )
    return Treaty(
        key="drawn",
        title="Drawn treaty",
        as_of=as_of,
        actions=tuple(
            action
            for state in acting
            for action in draw(histories(state, opened_on, as_of, months))
        ),
        opened_on=draw(st.sampled_from([opened_on, None])),
        languages=draw(_LANGUAGES),
        entry_rule=draw(st.none() | _ENTRY_RULES),
        denunciation_rule=denunciation_rule,
        open_to=draw(open_to) if regional else None,
        fact_sources=draw(_FACT_SOURCES),
    )
