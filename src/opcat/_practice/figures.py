"""Counts that others published, as the record holds them."""

from enum import unique

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source
from opcat._core.shown import Rows, Shown, rows_of
from opcat._core.terms import RegionalGroup, Term
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._foreign import on_terminal
from opcat._names.which_treaty import check_practice
from opcat._record.layout import Layout
from opcat._record.record import Record


@unique
class FigureKind(Term):
    """The kind of States that a published figure counts."""

    __module__ = "opcat"

    PARTIES = "parties"
    SIGNATORIES = "signatories"
    PENDING_SIGNATORIES = "pending_signatories"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class ReportedFigure(Shown):
    """A count that somebody published.

    Attributes:
        source: where it was published.
        place: its place in that source.
        figure: what it counts.
        value: the count.
        as_of: its day, as exactly as the source gives it, or None if it gives none.
        group: its regional group, or None for all States.
    """

    __module__ = "opcat"

    source: Source
    place: str
    figure: FigureKind
    value: int = attrs.field(converter=check.whole)
    as_of: PartialDate | None = None
    group: RegionalGroup | None = None

    def __repr__(self) -> str:
        counted = numbered(self.value, self.figure)
        when = ", undated" if self.as_of is None else f" as of {self.as_of}"
        return on_terminal(f"<ReportedFigure {self.source.id}: {counted}{when}>")

    @property
    def sources(self) -> Rows[Source]:
        """The one source."""
        return Rows((self.source,))


def reported_figures(*, treaty: Treaty | Record | None = None) -> Rows[ReportedFigure]:
    """Return the published counts that the record holds, in the order of its file.

    Args:
        treaty: a `Record`, whose own table then answers, or the Protocol; by default the packaged
            record.

    Raises:
        OtherTreatyError: the treaty is not the Protocol.

    Example:
        >>> import opcat
        >>> for figure in opcat.reported_figures()[:4]:
        ...     print(figure.source.id, figure.place, figure.as_of, figure.figure, figure.value)
        article-2025-10 summary box None parties 94
        article-2025-10 summary box None signatories 76
        article-2025-10 text 2025-10 parties 95
        article-2025-10 text 2025-10 pending_signatories 11
    """
    return rows_of("reported_figures", check_practice("reported_figures", treaty).values(FIGURES))


FIGURES = Layout("reported_figures.csv", ReportedFigure, columns={"group": "regional_group"})
