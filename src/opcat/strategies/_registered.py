"""The strategy and the print of every value, as Hypothesis is told them.

Beside the drawn values there are those of the record, and what questions answer about its days.
"""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.vendor.pretty import for_type_by_name

from opcat._core.days import PartialDate
from opcat._core.law import DenunciationRule, EntryIntoForceRule
from opcat._core.model import Action, Source, State
from opcat._core.periods import Period
from opcat._core.status import Counts, StateStatus
from opcat._core.terms import ActionKind
from opcat._core.treaty import Treaty
from opcat._names.columns import ResolvedNames, resolve_all
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
from opcat.strategies._drawn import (
    CITED,
    COVERED,
    KNOWN,
    WORDS,
    actions,
    counts,
    days,
    denunciation_rules,
    entry_rules,
    partial_dates,
    periods,
    sources,
    state_statuses,
    states,
    treaties,
)
from opcat.strategies._printed import print_value

_T = TypeVar("_T")
_NUMBERS = st.integers(0, 120)


@st.composite
def _events(draw: st.DrawFn) -> ProfileEvent:
    return ProfileEvent(date=draw(partial_dates()), description=draw(_text()), sources=draw(CITED))


def _text() -> st.SearchStrategy[str]:
    return st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


def _answers(
    question: Callable[..., _T], *arguments: st.SearchStrategy[Any]
) -> st.SearchStrategy[_T]:
    """Return a question's answers about any day of the record."""
    return st.builds(question, *arguments, on=COVERED)


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
            sources=CITED,
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
    (Deadlines, lambda: _answers(deadlines, KNOWN)),
    (Declaration, lambda: st.sampled_from(declarations())),
    (Mechanism, lambda: st.sampled_from(mechanism_history())),
    (MechanismStatus, _mechanism_statuses),
    (Milestone, lambda: st.sampled_from(background().milestones)),
    (OverdueEntry, lambda: st.sampled_from(overdue_list().entries)),
    (OverdueList, lambda: _answers(overdue_list)),
    (Profile, lambda: _answers(profile, KNOWN)),
    (
        CountReading,
        lambda: _reconciliations().flatmap(lambda answer: st.sampled_from(answer.readings)),
    ),
    (Reconciliation, _reconciliations),
    (Reference, lambda: sources().map(lambda source: cite(source).references[0])),
    (RelatedItem, lambda: st.sampled_from(background().related)),
    (ReportedFigure, lambda: st.sampled_from(reported_figures())),
    (ResolvedNames, lambda: st.lists(KNOWN.map(str) | WORDS, max_size=6).map(resolve_all)),
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
    for_type_by_name(kind.__module__, kind.__name__, print_value)


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


def register_all() -> None:
    """Register the strategy of every value, and how it is printed."""
    for kind, make in _STRATEGIES:
        _register(kind, make)
    # Of a tuple of another type Hypothesis prints a single member as if it were none.
    for_type_by_name("opcat", "Rows", lambda rows, printer, _: printer.pretty(tuple(rows)))
    with suppress(ModuleNotFoundError):
        _register_pages()
