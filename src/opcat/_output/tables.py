"""The tables by name: the type of their rows, and where they come from."""

import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from opcat._core.model import Action, Source, State
from opcat._core.status import StateStatus
from opcat._names.arguments import check_treaty
from opcat._names.resolve import states
from opcat._practice.background import Milestone, RelatedItem, background
from opcat._practice.declarations import Declaration, declarations
from opcat._practice.figures import ReportedFigure, reported_figures
from opcat._practice.institutions import Mechanism
from opcat._practice.mechanisms import MechanismStatus, mechanism_history, mechanisms
from opcat._practice.overdue import OverdueEntry, overdue_list
from opcat._practice.territories import TerritorialApplication, territories
from opcat._practice.visit_totals import visit_totals
from opcat._practice.visits import Visit, visits
from opcat._questions.article_17 import article_17
from opcat._questions.consents import Consent, consents_of
from opcat._questions.reconcile_visits import VisitReconciliation, reconcile_visits
from opcat._questions.unvisited import UnvisitedParty, unvisited_parties
from opcat._questions.uptake import uptake
from opcat._record.record import Asked, sources
from opcat.errors import VocabularyError


class NamedTable(NamedTuple):
    """A table by name: the type of its rows, and where they come from."""

    rows_of: Any
    rows: Callable[[Asked | None], Iterable[Any]]


class TimelineRow:
    """A row of the timeline: a day, and the `Counts` from it on."""


class UptakeRow:
    """A row of `Uptake.by_group`: a regional group or None, and its `Uptake`."""


class Article17Row:
    """What a row of `Article17.by_group` is: a regional group or None, and its `Article17`."""


class Article17DecadeRow:
    """What a row of `Article17.by_decade` is: the first year of a decade, and its `Article17`."""


TABLES: Mapping[str, NamedTable] = types.MappingProxyType(
    {
        "actions": NamedTable(Action, lambda treaty: check_treaty(treaty).actions),
        "article_17": NamedTable(Article17Row, lambda treaty: article_17(treaty=treaty).by_group),
        "consents": NamedTable(Consent, lambda treaty: consents_of(check_treaty(treaty))),
        "declarations": NamedTable(Declaration, lambda treaty: declarations(treaty=treaty)),
        "mechanism_history": NamedTable(Mechanism, lambda treaty: mechanism_history(treaty=treaty)),
        "mechanisms": NamedTable(MechanismStatus, lambda treaty: mechanisms(treaty=treaty)),
        "milestones": NamedTable(Milestone, lambda treaty: background(treaty=treaty).milestones),
        "overdue_list": NamedTable(
            OverdueEntry, lambda treaty: overdue_list(treaty=treaty).entries
        ),
        "related": NamedTable(RelatedItem, lambda treaty: background(treaty=treaty).related),
        "reported_figures": NamedTable(
            ReportedFigure, lambda treaty: reported_figures(treaty=treaty)
        ),
        "sources": NamedTable(Source, lambda treaty: sources(treaty=treaty)),
        "states": NamedTable(State, lambda treaty: states(treaty=treaty)),
        "statuses": NamedTable(StateStatus, lambda treaty: check_treaty(treaty).statuses),
        "territories": NamedTable(
            TerritorialApplication, lambda treaty: territories(treaty=treaty)
        ),
        "timeline": NamedTable(TimelineRow, lambda treaty: check_treaty(treaty).tally()),
        "unvisited_parties": NamedTable(
            UnvisitedParty, lambda treaty: unvisited_parties(treaty=treaty)
        ),
        "uptake": NamedTable(UptakeRow, lambda treaty: uptake(treaty=treaty).by_group),
        "visit_reconciliation": NamedTable(
            VisitReconciliation,
            lambda treaty: [
                reconcile_visits(total, treaty=treaty) for total in visit_totals(treaty=treaty)
            ],
        ),
        "visits": NamedTable(Visit, lambda treaty: visits(treaty=treaty)),
    }
)


_INSTEAD: Mapping[str, str] = types.MappingProxyType(
    {
        **{
            name: f"the answer itself, opcat.{name}()"
            for name in ("parties", "signatories", "pending_signatories", "non_parties")
        },
        "background": "a part of the answer, opcat.background().milestones",
        "counts": "a list of answers, [opcat.counts()]",
        "deadlines": "a list of answers, [opcat.deadlines('Chile')]",
        "profile": "a part of the answer, opcat.profile('Chile').events",
        "reconcile": "a part of the answer, opcat.reconcile(parties=94).readings",
        "status": "a list of answers, [opcat.status('Chile')]",
        "visit_totals": "the answer itself, opcat.visit_totals()",
        "when": "the answer itself, opcat.when(parties=94)",
    }
)
"""What to pass in place of the name of a question that is not the name of a table."""


def named(argument: str, name: str) -> NamedTable:
    """Return a table by its name.

    Raises:
        VocabularyError: there is no such table.
    """
    if name not in TABLES:
        raise VocabularyError(argument, name, TABLES, _INSTEAD.get(name, ""))
    return TABLES[name]
