"""Who has done what under the Optional Protocol to the Convention against Torture, and how we know.

This is the table of contents. It loads each name on first use, so that importing the package
costs next to nothing.
"""

from opcat._forks import loading as _loading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opcat import charts as charts
    from opcat import errors as errors
    from opcat import frames as frames
    from opcat import strategies as strategies
    from opcat import untc as untc
    from opcat._core.days import PartialDate
    from opcat._core.law import DenunciationRule, EntryIntoForceRule
    from opcat._core.model import Action, Source, State
    from opcat._core.periods import Period
    from opcat._core.shown import Rows
    from opcat._core.status import Counts, StateStatus
    from opcat._core.terms import (
        ActionKind,
        Basis,
        Confidence,
        ParticipantKind,
        RegionalGroup,
        Standing,
        UNStatus,
    )
    from opcat._core.treaty import Treaty
    from opcat._names.columns import ResolvedNames, resolve_all
    from opcat._names.from_rows import treaty_from_rows
    from opcat._names.languages import Language
    from opcat._names.resolve import find_state, resolve, states
    from opcat._output.cite import Citation, cite
    from opcat._output.json import from_json, to_json
    from opcat._output.references import Reference, ReferenceKind
    from opcat._practice.articles import Eligibility
    from opcat._practice.background import (
        Background,
        Milestone,
        RelatedItem,
        RelatedItemKind,
        Title,
        background,
    )
    from opcat._practice.declarations import (
        Declaration,
        DeclarationKind,
        ProtocolPart,
        UntilBasis,
        declarations,
    )
    from opcat._practice.designation import Designation
    from opcat._practice.directory import load
    from opcat._practice.figures import FigureKind, ReportedFigure, reported_figures
    from opcat._practice.institutions import InstitutionType, Mechanism
    from opcat._practice.mechanisms import MechanismStatus, mechanism_history, mechanisms
    from opcat._practice.overdue import ListKnowledge, OverdueEntry, OverdueList, overdue_list
    from opcat._practice.punctuality import Punctuality
    from opcat._practice.territories import TerritorialApplication, TerritorialEffect, territories
    from opcat._practice.visit_reports import ReportAddressee, VisitReport
    from opcat._practice.visit_totals import (
        TotalRelation,
        VisitTotal,
        VisitTotalScope,
        visit_totals,
    )
    from opcat._practice.visits import (
        ReportPublic,
        Visit,
        VisitCompletion,
        VisitKind,
        VisitKindBasis,
        visits,
    )
    from opcat._questions.article_17 import Article17, article_17
    from opcat._questions.consents import Consent, consents
    from opcat._questions.deadlines import Deadlines, deadlines
    from opcat._questions.eligibility import (
        convention,
        eligibility,
        eligible_on,
        non_parties,
    )
    from opcat._questions.profile import profile
    from opcat._questions.query import (
        actions,
        counts,
        is_party,
        parties,
        pending_signatories,
        signatories,
        status,
        treaty,
    )
    from opcat._questions.reconcile import CountReading, Reconciliation, Verdict, reconcile
    from opcat._questions.reconcile_visits import VisitReconciliation, reconcile_visits
    from opcat._questions.state_page import Profile, ProfileEvent
    from opcat._questions.timeline import subcommittee_size, timeline, when
    from opcat._questions.unvisited import UnvisitedParty, unvisited_parties
    from opcat._questions.uptake import Uptake, uptake
    from opcat._record.record import Record, sources
    from opcat._version import __version__
    from opcat.errors import (
        AmbiguousStateError,
        CoverageWarning,
        DataError,
        OpcatError,
        UnknownStateError,
    )

_ROOMS = {
    "_practice.articles": "Eligibility",
    "_practice.background": "Background Milestone RelatedItem RelatedItemKind Title background",
    "_practice.directory": "load",
    "_record.record": "Record sources",
    "_output.cite": "Citation cite",
    "_output.references": "Reference ReferenceKind",
    "_output.json": "from_json to_json",
    "_names.columns": "ResolvedNames resolve_all",
    "_core.days": "PartialDate",
    "_questions.consents": "Consent consents",
    "_questions.article_17": "Article17 article_17",
    "_questions.deadlines": "Deadlines deadlines",
    "_practice.declarations": "Declaration DeclarationKind ProtocolPart UntilBasis declarations",
    "_questions.eligibility": "convention eligibility eligible_on non_parties",
    "_practice.figures": "FigureKind ReportedFigure reported_figures",
    "_core.periods": "Period",
    "_core.law": "DenunciationRule EntryIntoForceRule",
    "_practice.designation": "Designation",
    "_practice.institutions": "InstitutionType Mechanism",
    "_practice.mechanisms": "MechanismStatus mechanism_history mechanisms",
    "_core.shown": "Rows",
    "_core.model": "Action Source State",
    "_practice.overdue": "ListKnowledge OverdueEntry OverdueList overdue_list",
    "_questions.profile": "profile",
    "_questions.state_page": "Profile ProfileEvent",
    "_questions.query": "actions counts is_party parties pending_signatories signatories status treaty",
    "_questions.reconcile": "CountReading Reconciliation Verdict reconcile",
    "_names.from_rows": "treaty_from_rows",
    "_names.languages": "Language",
    "_names.resolve": "find_state resolve states",
    "_core.status": "Counts StateStatus",
    "_core.terms": "ActionKind Basis Confidence ParticipantKind RegionalGroup Standing UNStatus",
    "_practice.punctuality": "Punctuality",
    "_practice.territories": "TerritorialApplication TerritorialEffect territories",
    "_questions.timeline": "subcommittee_size timeline when",
    "_core.treaty": "Treaty",
    "_version": "__version__",
    "_practice.visit_reports": "ReportAddressee VisitReport",
    "_practice.visit_totals": "TotalRelation VisitTotal VisitTotalScope visit_totals",
    "_questions.reconcile_visits": "VisitReconciliation reconcile_visits",
    "_questions.unvisited": "UnvisitedParty unvisited_parties",
    "_questions.uptake": "Uptake uptake",
    "_practice.visits": "ReportPublic Visit VisitCompletion VisitKind VisitKindBasis visits",
    "errors": "AmbiguousStateError CoverageWarning DataError OpcatError UnknownStateError",
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}
_EXTRAS = {"charts": "altair", "frames": "narwhals", "strategies": "hypothesis", "untc": "lxml"}
"""Modules that need an extra, and the package that they need.

They are not in ``__all__``, so that a star import works everywhere.
"""

_when_used: "list[Callable[[], None]]" = []
"""Functions to call when the first name is taken from here: see `opcat._plugin`."""

__all__ = [
    "Action",
    "ActionKind",
    "AmbiguousStateError",
    "Article17",
    "Background",
    "Basis",
    "Citation",
    "Confidence",
    "Consent",
    "CountReading",
    "Counts",
    "CoverageWarning",
    "DataError",
    "Deadlines",
    "Declaration",
    "DeclarationKind",
    "DenunciationRule",
    "Designation",
    "Eligibility",
    "EntryIntoForceRule",
    "FigureKind",
    "InstitutionType",
    "Language",
    "ListKnowledge",
    "Mechanism",
    "MechanismStatus",
    "Milestone",
    "OpcatError",
    "OverdueEntry",
    "OverdueList",
    "PartialDate",
    "ParticipantKind",
    "Period",
    "Profile",
    "ProfileEvent",
    "ProtocolPart",
    "Punctuality",
    "Reconciliation",
    "Record",
    "Reference",
    "ReferenceKind",
    "RegionalGroup",
    "RelatedItem",
    "RelatedItemKind",
    "ReportAddressee",
    "ReportPublic",
    "ReportedFigure",
    "ResolvedNames",
    "Rows",
    "Source",
    "Standing",
    "State",
    "StateStatus",
    "TerritorialApplication",
    "TerritorialEffect",
    "Title",
    "TotalRelation",
    "Treaty",
    "UNStatus",
    "UnknownStateError",
    "UntilBasis",
    "UnvisitedParty",
    "Uptake",
    "Verdict",
    "Visit",
    "VisitCompletion",
    "VisitKind",
    "VisitKindBasis",
    "VisitReconciliation",
    "VisitReport",
    "VisitTotal",
    "VisitTotalScope",
    "__version__",
    "actions",
    "article_17",
    "background",
    "cite",
    "consents",
    "convention",
    "counts",
    "deadlines",
    "declarations",
    "eligibility",
    "eligible_on",
    "errors",
    "find_state",
    "from_json",
    "is_party",
    "load",
    "mechanism_history",
    "mechanisms",
    "non_parties",
    "overdue_list",
    "parties",
    "pending_signatories",
    "profile",
    "reconcile",
    "reconcile_visits",
    "reported_figures",
    "resolve",
    "resolve_all",
    "signatories",
    "sources",
    "states",
    "status",
    "subcommittee_size",
    "territories",
    "timeline",
    "to_json",
    "treaty",
    "treaty_from_rows",
    "unvisited_parties",
    "uptake",
    "visit_totals",
    "visits",
    "when",
]


if not TYPE_CHECKING:  # for a type checker, any other name is a mistake

    def __getattr__(name: str) -> object:
        if name not in {"errors", *_EXTRAS, *_ROOM_OF}:
            raise AttributeError(f"module 'opcat' has no attribute {name!r}; dir(opcat) lists them")
        with _loading:
            value = globals()[name] = _loaded(name)
            _used()
        return value


def _loaded(name: str) -> object:
    from importlib import import_module

    if name in _ROOM_OF:
        return getattr(import_module(f"opcat.{_ROOM_OF[name]}"), name)
    try:
        return import_module(f"opcat.{name}")
    except ImportError as error:  # hasattr, help and inspect expect exactly this one
        raise AttributeError(str(error)) from error


def _used() -> None:
    while True:
        try:
            waiting = _when_used.pop()
        except IndexError:  # nothing waits, or another thread was quicker
            return
        waiting()


def __dir__() -> list[str]:
    return sorted([*__all__, *filter(_is_there, _EXTRAS)])


def _is_there(module: str) -> bool:
    from importlib.util import find_spec

    try:
        return find_spec(_EXTRAS[module]) is not None
    except ValueError:  # a stand-in, such as a mock, has no spec
        return True
