"""The reports of the Subcommittee's missions that are public, as far as their symbols are known."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import unique

import attrs

from opcat._core import checks as check
from opcat._core.model import Source
from opcat._core.terms import Term
from opcat._record.files import Row, each
from opcat._record.record import Record
from opcat.errors import DataError


@unique
class ReportAddressee(Term):
    """Whom a report of the Subcommittee is addressed to.

    ``STATE``
        the State party
    ``NPM``
        its national preventive mechanism
    """

    __module__ = "opcat"

    STATE = "state", "State"
    NPM = "npm", "NPM"


@attrs.frozen(kw_only=True, field_transformer=check.by_type)
class VisitReport:
    """A report of the Subcommittee on a mission, or on two: one that was suspended, and its resumption.

    Attributes:
        symbol: its symbol among the documents of the United Nations.
        addressee: whom it is addressed to.
        sources: the report itself, where it was seen; empty where only its symbol is known.
    """

    __module__ = "opcat"

    symbol: str
    addressee: ReportAddressee
    sources: tuple[Source, ...] = attrs.field(default=(), repr=False)

    @property
    def address(self) -> str | None:
        """Where it was read; None where that is not known. No address is made up from a symbol."""
        return next((source.url for source in self.sources if source.url is not None), None)

    def __str__(self) -> str:
        """Return the symbol, and whom the report is addressed to."""
        return f"{self.symbol} ({self.addressee.label})"


def read_visit_reports(
    record: Record, visits: AbstractSet[tuple[str, str]]
) -> Mapping[tuple[str, str], tuple[VisitReport, ...]]:
    """Return the reports of each visit, by the State's key and the first day as the files have it.

    Args:
        record: the record.
        visits: what there are reports of.

    Raises:
        DataError: a row is damaged, or of no such visit.
    """

    def report(row: Row) -> VisitReport:
        if (row["alpha_3"], row["start"]) not in visits:
            raise DataError([(row.place("start"), "there is no such visit in visits.csv")])
        return row.build(
            VisitReport,
            symbol=row["symbol"],
            addressee=row.word("addressee", ReportAddressee),
            sources=record.sources_of(row),
        )

    found: dict[tuple[str, str], tuple[VisitReport, ...]] = {}
    rows = record.rows("visit_reports.csv", "alpha_3,start,symbol,addressee,sources")
    for row, made in each(rows, report):
        visit = row["alpha_3"], row["start"]
        found[visit] = (*found.get(visit, ()), made)
    return found
