"""What the Subcommittee and others stated of the number of its missions, as the record holds it."""

from enum import unique

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source, as_sources
from opcat._core.shown import Held, Rows, Shown, rows_of
from opcat._core.terms import Term
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._foreign import on_terminal
from opcat._names.which_treaty import check_practice
from opcat._record.layout import Layout
from opcat._record.record import Record


@unique
class VisitTotalScope(Term):
    """What a stated total of missions counts.

    ``VISITS``
        all visits up to a day
    ``REGULAR_VISITS``
        the regular ones up to a day
    ``COUNTRIES``
        the States that were visited up to a day
    ``SUSPENSIONS``
        the visits that were suspended up to a day
    ``YEAR``
        all visits in a year
    """

    __module__ = "opcat"

    VISITS = "visits"
    REGULAR_VISITS = "regular_visits"
    COUNTRIES = "countries"
    SUSPENSIONS = "suspensions"
    YEAR = "year"


@unique
class TotalRelation(Term):
    """Whether a stated total is the number itself, or one that the number exceeds."""

    __module__ = "opcat"

    EXACTLY = "exactly"
    MORE_THAN = "more_than"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class VisitTotal(Shown):
    """A number of missions that somebody stated.

    Attributes:
        as_of: the day up to which it counts, or the year, as exactly as known.
        scope: what it counts.
        relation: whether `total` is the number itself, or one that the number exceeds.
        total: the number.
        note: in which words it was stated, or None.
        sources: who stated it.

    Raises:
        InvariantError: a field has another type, `total` is negative, or `as_of` is not a year where
            the scope is one.
    """

    __module__ = "opcat"

    as_of: PartialDate
    scope: VisitTotalScope
    relation: TotalRelation
    total: int = attrs.field(converter=check.whole)
    note: str | None = None
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __attrs_post_init__(self) -> None:
        part = self.scope is VisitTotalScope.YEAR and self.as_of.month is not None
        check.refuse(("as_of", part, f"{self.as_of} is not a year, which scope 'year' asks for"))

    def __str__(self) -> str:
        """Return the number, what it counts and until when: ``exactly 7 visits in 2019``."""
        in_year = self.scope is VisitTotalScope.YEAR
        counted = numbered(self.total, "visits" if in_year else self.scope.label)
        return f"{self.relation.label} {counted} {'in' if in_year else 'by'} {self.as_of}"

    def __repr__(self) -> str:
        """Return the number, what it counts and until when."""
        return on_terminal(f"<VisitTotal {self}>")


def visit_totals(*, treaty: Treaty | Record | None = None) -> Rows[VisitTotal]:
    """Return the stated numbers of missions that the record holds, in the order of its file.

    `opcat.reconcile_visits` compares them with the record's own counts.

    Args:
        treaty: a `Record`, whose own table then answers, or the Protocol; by default the packaged
            record.

    Raises:
        OtherTreatyError: the treaty is not the Protocol.

    Example:
        >>> import opcat
        >>> for total in opcat.visit_totals()[:3]:
        ...     print(total, "|", total.note)
        exactly 2 visits by 2007-12-19 | ordinal: Maldives 2nd visit
        exactly 3 visits by 2008-03-18 | ordinal: Sweden 3rd visit
        exactly 9 visits by 2010-06-02 | ordinal: Lebanon 9th visit
    """
    return rows_of(VisitTotal, check_practice("visit_totals", treaty).values(TOTALS))


TOTALS = Layout("visit_totals.csv", VisitTotal)
