"""Hypothesis strategies for the values of the package.

They need Hypothesis (``pip install "opcat[hypothesis]"``). Everything they draw is valid by
construction and shrinks towards few States, few actions and early days. Hypothesis finds them by
itself: ``st.from_type(opcat.Treaty)`` works without importing this module, and for every value of
``opcat``, and of ``opcat.untc`` if that extra is installed. Values that the record holds, such as
visits, are rows of the packaged record, and values that a question returns, such as profiles, are
answers about one of its days.

Example:
    >>> from hypothesis import given, strategies as st
    >>> import opcat
    >>> @given(st.from_type(opcat.Treaty))
    ... def test_pending_signatories_have_signed(treaty):
    ...     assert treaty.counts.pending_signatories <= treaty.counts.signatories
    >>> test_pending_signatories_have_signed()
"""

import datetime as dt
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import attrs

try:
    from hypothesis import strategies as st
    from hypothesis.vendor.pretty import RepresentationPrinter, for_type_by_name
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "opcat.strategies needs Hypothesis; install it with: pip install 'opcat[hypothesis]'",
        name="hypothesis",
    ) from None

from opcat._core.days import PartialDate
from opcat._core.law import DenunciationRule, EntryIntoForceRule, denunciation_effective_on
from opcat._core.model import Action, Source, State
from opcat._core.periods import Period
from opcat._core.status import Counts, StateStatus
from opcat._core.terms import ActionKind, ParticipantKind
from opcat._core.treaty import Treaty
from opcat._names.columns import ResolvedNames, resolve_all
from opcat._names.resolve import find_state
from opcat._names.resolve import states as known_states
from opcat._output.cite import Citation, cite
from opcat._output.references import Reference
from opcat._practice.background import Background, Milestone, RelatedItem, Title, background
from opcat._practice.declarations import Declaration, declarations
from opcat._practice.figures import ReportedFigure, reported_figures
from opcat._practice.institutions import Mechanism
from opcat._practice.mechanisms import MechanismStatus, mechanism_history, mechanisms
from opcat._practice.overdue import OverdueEntry, OverdueList, overdue_list
from opcat._practice.territories import TerritorialApplication, territories
from opcat._practice.visit_reports import VisitReport
from opcat._practice.visit_totals import (
    TotalRelation,
    VisitTotal,
    VisitTotalScope,
    visit_totals,
)
from opcat._practice.visits import Visit, visits
from opcat._questions.article_17 import Article17, article_17
from opcat._questions.consents import Consent, consents_of
from opcat._questions.deadlines import Deadlines, deadlines
from opcat._questions.profile import profile
from opcat._questions.reconcile import CountReading, Reconciliation, reconcile
from opcat._questions.reconcile_visits import VisitReconciliation, reconcile_visits
from opcat._questions.state_page import Profile, ProfileEvent
from opcat._questions.unvisited import UnvisitedParty, unvisited_parties
from opcat._questions.uptake import Uptake, uptake
from opcat.errors import OpcatError

__all__ = [
    "actions",
    "counts",
    "days",
    "denunciation_rules",
    "entry_rules",
    "histories",
    "partial_dates",
    "periods",
    "sources",
    "state_statuses",
    "states",
    "treaties",
]

_T = TypeVar("_T")
_FIRST, _LAST = dt.date(2003, 2, 4), dt.date(2026, 2, 3)
_ONE_DAY = dt.timedelta(days=1)
_CONSENTS = [kind for kind in ActionKind if kind.is_consent]
_SIGNATURES = [kind for kind in ActionKind if kind.is_signature]
_WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12
)


_COVERED = st.dates(_FIRST, _LAST)


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


@st.composite
def _events(draw: st.DrawFn) -> ProfileEvent:
    return ProfileEvent(date=draw(partial_dates()), description=draw(_text()), sources=draw(_CITED))


_CITED = _cited()
_KNOWN = st.deferred(lambda: st.sampled_from(known_states()))


@st.composite
def _participants(draw: st.DrawFn) -> State:
    word, name = draw(_WORDS), draw(_WORDS)
    kind = draw(st.sampled_from(ParticipantKind))
    return State(key=f"participant {word}", name=name, kind=kind)


@st.composite
def _no_longer_counted(draw: st.DrawFn) -> State:
    kind, day = draw(_OTHER_KINDS), draw(_COVERED)
    return attrs.evolve(draw(_participants()), kind=kind, not_counted_from=day)


_OTHER_KINDS = st.sampled_from(
    [kind for kind in ParticipantKind if kind is not ParticipantKind.STATE]
)
_STATES = st.one_of(_KNOWN, _participants(), _no_longer_counted())
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
    lambda facts: st.tuples(*(st.tuples(st.just(fact), _CITED) for fact in facts))
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
    """
    return st.dates(start, end)


def partial_dates() -> st.SearchStrategy[PartialDate]:
    """Return dates that are known to the year, to the month or to the day."""
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
    """Return periods, both ended and lasting ones."""
    return _periods()


@st.composite
def _periods(draw: st.DrawFn) -> Period:
    start, length = draw(_COVERED), draw(st.none() | st.integers(1, 4000))
    return Period(start=start, stop=None if length is None else start + dt.timedelta(days=length))


def sources() -> st.SearchStrategy[Source]:
    """Return sources; an id always means the same source."""
    return _SOURCES


def states() -> st.SearchStrategy[State]:
    """Return States of the packaged record, and now and then a participant without an ISO code.

    Some of the latter are former States and organisations that are no longer counted.
    """
    return _STATES


def counts() -> st.SearchStrategy[Counts]:
    """Return counts, with no more pending signatories than signatories."""
    return st.integers(0, 200).flatmap(
        lambda signatories: st.builds(
            Counts,
            parties=st.integers(0, 200),
            signatories=st.just(signatories),
            pending_signatories=st.integers(0, signatories),
        )
    )


def entry_rules() -> st.SearchStrategy[EntryIntoForceRule]:
    """Return rules of entry into force that a handful of deposits can meet."""
    return _ENTRY_RULES


def denunciation_rules() -> st.SearchStrategy[DenunciationRule]:
    """Return rules of denunciation."""
    return _DENUNCIATION_RULES


def actions(
    state: st.SearchStrategy[State] | None = None,
) -> st.SearchStrategy[Action]:
    """Return single actions.

    Args:
        state: the State; by default any.
    """
    return _actions(_STATES if state is None else state)


@st.composite
def _actions(draw: st.DrawFn, state: st.SearchStrategy[State]) -> Action:
    who, kind = draw(state), draw(st.sampled_from(ActionKind))
    return _act(draw, who, kind, draw(_COVERED))


def _act(draw: st.DrawFn, state: State, kind: ActionKind, day: dt.date) -> Action:
    """Draw an act of that day: a succession has its day of effect now and then."""
    effect = None
    if kind is ActionKind.SUCCESSION:
        effect = draw(st.none() | days(day - dt.timedelta(days=3000), day))
    return Action(state=state, kind=kind, date=day, sources=draw(_CITED), effective_on=effect)


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
    """Draw where one State stands, on the last day of a treaty's record."""
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
    """
    as_of = draw(_COVERED)
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


def _text() -> st.SearchStrategy[str]:
    return st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)


def _answers(
    question: Callable[..., _T], *arguments: st.SearchStrategy[Any]
) -> st.SearchStrategy[_T]:
    """Return a question's answers about any day of the record."""
    return st.builds(question, *arguments, on=_COVERED)


def _mechanism_statuses() -> st.SearchStrategy[MechanismStatus]:
    statuses = days().map(lambda day: mechanisms(on=day)).filter(bool)
    return statuses.flatmap(st.sampled_from)


def _reconciliations() -> st.SearchStrategy[Reconciliation]:
    return st.builds(
        lambda number, day: reconcile(parties=number, on=day), _NUMBERS, st.none() | days()
    )


def _visit_totals() -> st.SearchStrategy[VisitTotal]:
    """Return those of the record, and others of the days that it covers."""
    drawn = st.sampled_from(VisitTotalScope).flatmap(
        lambda scope: st.builds(
            VisitTotal,
            as_of=_until(scope),
            scope=st.just(scope),
            relation=st.sampled_from(TotalRelation),
            total=_NUMBERS,
            sources=_CITED,
        )
    )
    return st.one_of(st.sampled_from(visit_totals()), drawn)


def _until(scope: VisitTotalScope) -> st.SearchStrategy[PartialDate]:
    lengths = [4] if scope is VisitTotalScope.YEAR else [4, 7, 10]
    return st.builds(
        lambda day, length: PartialDate.parse(str(day)[:length]),
        days(end=dt.date(2025, 12, 31)),
        st.sampled_from(lengths),
    )


_NUMBERS = st.integers(0, 120)
_QUESTIONS: dict[type, Callable[..., Any]] = {
    Article17: article_17,
    Deadlines: deadlines,
    OverdueList: overdue_list,
    Profile: profile,
    Uptake: uptake,
}
"""By which question an answer is printed, because its fields would take pages."""

# Generated values, and values of the packaged record: its rows, and answers about any of its days.
# Each is made when Hypothesis needs it, so that importing this room reads nothing.
_STRATEGIES: tuple[tuple[type, Callable[[], st.SearchStrategy[Any]]], ...] = (
    (Action, actions),
    (Counts, counts),
    (DenunciationRule, denunciation_rules),
    (EntryIntoForceRule, entry_rules),
    (ProfileEvent, _events),
    (PartialDate, partial_dates),
    (Period, periods),
    (Source, sources),
    (State, states),
    (StateStatus, state_statuses),
    (Treaty, lambda: treaties(regional=True)),
    (Article17, lambda: _answers(article_17)),
    (Background, lambda: st.builds(background)),
    (Citation, lambda: st.builds(cite)),
    (Consent, lambda: treaties().map(consents_of).filter(bool).flatmap(st.sampled_from)),
    (Deadlines, lambda: _answers(deadlines, _KNOWN)),
    (Declaration, lambda: st.sampled_from(declarations())),
    (Mechanism, lambda: st.sampled_from(mechanism_history())),
    (MechanismStatus, _mechanism_statuses),
    (Milestone, lambda: st.sampled_from(background().milestones)),
    (OverdueEntry, lambda: st.sampled_from(overdue_list().entries)),
    (OverdueList, lambda: _answers(overdue_list)),
    (Profile, lambda: _answers(profile, _KNOWN)),
    (
        CountReading,
        lambda: _reconciliations().flatmap(lambda answer: st.sampled_from(answer.readings)),
    ),
    (Reconciliation, _reconciliations),
    (Reference, lambda: sources().map(lambda source: cite(source).references[0])),
    (RelatedItem, lambda: st.sampled_from(background().related)),
    (ReportedFigure, lambda: st.sampled_from(reported_figures())),
    (ResolvedNames, lambda: st.lists(_KNOWN.map(str) | _WORDS, max_size=6).map(resolve_all)),
    (Title, lambda: st.sampled_from(background().titles)),
    (TerritorialApplication, lambda: st.sampled_from(territories())),
    (
        UnvisitedParty,
        lambda: _answers(unvisited_parties).filter(bool).flatmap(st.sampled_from),
    ),
    (Uptake, lambda: _answers(uptake)),
    (Visit, lambda: st.sampled_from(visits())),
    (
        VisitReconciliation,
        lambda: st.builds(reconcile_visits, st.from_type(VisitTotal)),
    ),
    (
        VisitReport,
        lambda: st.sampled_from([report for visit in visits() for report in visit.reports]),
    ),
    (VisitTotal, _visit_totals),
)


def _register(kind: type, make: Callable[[], st.SearchStrategy[Any]]) -> None:
    st.register_type_strategy(kind, lambda _: make())
    for_type_by_name(kind.__module__, kind.__name__, _print)


def _print(value: Any, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG001 - Hypothesis calls it so
    """Print a value in a failing example, so that it can be read, and makes the value again.

    Hypothesis would print all fields, and a State of the record takes twenty lines.
    """
    if isinstance(value, State) and value.alpha_3 and find_state(value.alpha_3) is value:
        printer.text(f"opcat.resolve({value.alpha_3!r})")
        return
    question = _QUESTIONS.get(type(value))
    if question is not None:
        who = [value.state] if hasattr(value, "state") else []
        if _says_again(question, who, value):
            printer.repr_call(f"opcat.{question.__name__}", who, {"on": value.as_of})
            return
    fields = [field for field in attrs.fields(type(value)) if field.init]
    told = {
        field.alias: getattr(value, field.name) for field in fields if not _is_usual(value, field)
    }
    with printer.group(1, f"{type(value).__name__}(", ")"):
        for place, (name, part) in enumerate(told.items()):
            if place:
                printer.text(",")
                printer.breakable()
            printer.text(f"{name}=")
            printer.pretty(part)


def _says_again(question: Callable[..., Any], who: list[State], value: Any) -> bool:
    """Tell whether a question answers with the value, without a warning that could be an error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return bool(question(*who, on=value.as_of) == value)
    except (OpcatError, Warning):
        return False


def _is_usual(value: Any, field: "attrs.Attribute[Any]") -> bool:
    """Tell whether a field has the value that it has where nothing is passed."""
    usual: Any = field.default
    if isinstance(usual, attrs.Factory):  # type: ignore[arg-type] # a class, to the type checker a function
        usual = usual.factory(value) if usual.takes_self else usual.factory()
    return usual is not attrs.NOTHING and getattr(value, field.name) == usual


for _kind, _make in _STRATEGIES:
    _register(_kind, _make)
# Of a tuple of another type Hypothesis prints a single member as if it were none.
for_type_by_name("opcat", "Rows", lambda rows, printer, _: printer.pretty(tuple(rows)))


def _register_pages() -> None:
    # Reading pages is an extra, and may be missing. Taken from `opcat`, it would cause a deadlock.
    from opcat.untc import ChangedFact, Changes, OffLogEntry, Page, compare

    def off_log_entries() -> st.SearchStrategy[OffLogEntry]:
        return st.builds(
            OffLogEntry,
            state=states(),
            description=st.sampled_from(ActionKind).map(lambda kind: kind.label),
            date=days(),
            has_lapsed=st.booleans(),
        )

    def pages() -> st.SearchStrategy[Page]:
        return st.builds(
            Page,
            treaty=treaties(),
            off_log_entries=st.lists(off_log_entries(), max_size=2).map(tuple),
            signatories=st.none() | _NUMBERS,
            parties=st.none() | _NUMBERS,
        )

    def changed(fact: str) -> st.SearchStrategy[ChangedFact]:
        value = days() if fact.endswith("_on") else _text()
        return st.builds(ChangedFact, fact=st.just(fact), before=st.none() | value, after=value)

    facts = st.sampled_from(["title", "adopted_on", "adopted_at", "opened_on"])
    _register(OffLogEntry, off_log_entries)
    _register(ChangedFact, lambda: facts.flatmap(changed))
    _register(
        Changes,
        lambda: st.builds(lambda treaty, day: compare(treaty.on(day), treaty), treaties(), days()),
    )
    _register(Page, pages)


with suppress(ModuleNotFoundError):
    _register_pages()
