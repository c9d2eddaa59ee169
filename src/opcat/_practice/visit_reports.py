"""The public reports of the Subcommittee's missions, as far as their symbols are known."""

from enum import unique
from typing import Any

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source, State, as_sources
from opcat._core.shown import Held, Shown, expression
from opcat._core.terms import Term
from opcat._record.layout import Layout, hints_of

Visited = tuple[State, PartialDate]
"""The key of a visit: the State, and its first day as exactly as known."""


@unique
class ReportAddressee(Term):
    """The addressee of a report of the Subcommittee.

    ``STATE``
        the State party
    ``NPM``
        its national preventive mechanism
    """

    __module__ = "opcat"

    STATE = "state", "State"
    NPM = "npm", "NPM"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class VisitReport(Shown):
    """A report of the Subcommittee on a mission, or on two: one that was suspended, and its resumption.

    Attributes:
        symbol: its symbol among the documents of the United Nations.
        addressee: to whom it is addressed.
        sources: the report itself, where it was seen; empty where only its symbol is known.
    """

    __module__ = "opcat"

    symbol: str
    addressee: ReportAddressee
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    __repr__ = expression

    @property
    def address(self) -> str | None:
        """The address where it was read, or None if not known; never made up from a symbol."""
        return next((source.url for source in self.sources if source.url is not None), None)

    def __str__(self) -> str:
        return f"{self.symbol} ({self.addressee.label})"


def _report(*, state: State, start: PartialDate, **fields: Any) -> tuple[Visited, VisitReport]:
    return (state, start), VisitReport(**fields)


REPORTS = Layout(
    "visit_reports.csv",
    _report,
    {"state": State, "start": PartialDate, **hints_of(VisitReport)},
)
