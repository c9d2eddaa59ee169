"""Stated numbers of missions against the record: how complete its visits are."""

import attrs

from opcat._core.model import Source
from opcat._core.shown import Rows, Shown, rows_of
from opcat._core.treaty import Treaty
from opcat._foreign import on_terminal
from opcat._names.arguments import check_day
from opcat._names.which_treaty import check_practice
from opcat._practice.visit_totals import TotalRelation, VisitTotal, VisitTotalScope
from opcat._practice.visits import Visit, VisitCompletion, VisitKind, visits_in
from opcat._record.record import Record, RecordFiles
from opcat.errors import shown


@attrs.frozen(kw_only=True, repr=False)
class VisitReconciliation(Shown):
    """A stated number of missions beside the record's own count.

    The record's count has two bounds, because some of its dates are inexact, and because of some
    missions only the announcement is known.

    Attributes:
        published: what was stated.
        least: how many the record has for certain.
        most: how many it has at the most.
        is_match: whether the record agrees; None where it may.
    """

    __module__ = "opcat"

    published: VisitTotal
    least: int
    most: int
    is_match: bool | None

    @property
    def sources(self) -> Rows[Source]:
        """Who stated the number."""
        return rows_of("sources", self.published.sources)

    @property
    def summary(self) -> str:
        """What follows, in one sentence."""
        verdict = {
            True: "which agrees",
            False: "which does not agree",
            None: "so it may agree",
        }[self.is_match]
        return f"{self.published}: the record has {self._counted}, {verdict}."

    @property
    def _counted(self) -> str:
        return str(self.most) if self.least == self.most else f"{self.least} to {self.most}"

    def __str__(self) -> str:
        """Return the summary."""
        return self.summary

    def __repr__(self) -> str:
        """Return what was stated, and the record's count."""
        return on_terminal(f"<VisitReconciliation {self.published}: {self._counted}>")


def reconcile_visits(
    total: VisitTotal, *, treaty: Treaty | Record | None = None
) -> VisitReconciliation:
    """Return what the record makes of a stated number of missions.

    A suspended mission and its resumption are two, as in `opcat.visits`. Those that had certainly
    begun by the day, and are known to have taken place, are the least that there can have been.
    The most are those that may have begun by then, also where only the announcement is known.

    Args:
        total: one of `opcat.visit_totals`, or a `VisitTotal` of your own.
        treaty: a `Record`, whose own visits are then counted, or the Protocol; by default the
            packaged record.

    Raises:
        TypeError: it is not a `VisitTotal`.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: its day is later than the record.

    Example:
        >>> import opcat
        >>> for total in opcat.visit_totals()[1:3]:
        ...     print(opcat.reconcile_visits(total))
        exactly 3 visits by 2008-03-18: the record has 3, which agrees.
        exactly 9 visits by 2010-06-02: the record has 9 to 10, so it may agree.
        >>> of_2023 = opcat.VisitTotal(
        ...     as_of=opcat.PartialDate.parse("2023"),
        ...     scope=opcat.VisitTotalScope.YEAR,
        ...     relation=opcat.TotalRelation.EXACTLY,
        ...     total=9,
        ... )
        >>> print(opcat.reconcile_visits(of_2023))
        exactly 9 visits in 2023: the record has 8, which does not agree.
    """
    if not isinstance(total, VisitTotal):
        raise TypeError(
            f"total={shown(total)} is not a VisitTotal; pass one of opcat.visit_totals(), or an "
            "opcat.VisitTotal of your own"
        )
    files = check_practice("reconcile_visits", treaty)
    as_of = total.as_of
    check_day(files.treaty, as_of.latest, "as_of", None if as_of.is_exact else as_of)
    least, most = (_count(total, files, certain=certain) for certain in (True, False))
    return VisitReconciliation(
        published=total, least=least, most=most, is_match=_is_match(total, least, most)
    )


_ONLY = {
    VisitTotalScope.REGULAR_VISITS: VisitKind.REGULAR,
    VisitTotalScope.SUSPENSIONS: VisitKind.SUSPENDED,
}


def _count(total: VisitTotal, record: RecordFiles, *, certain: bool) -> int:
    """Return how many missions of a record a total is about, at least or at the most."""
    holds = _is_certain if certain else _is_possible
    kind = _ONLY.get(total.scope)
    missions = [
        visit
        for visit in visits_in(record)
        if (kind is None or visit.kind is kind) and holds(visit, total)
    ]
    if total.scope is VisitTotalScope.COUNTRIES:
        return len({visit.state for visit in missions})
    return len(missions)


def _is_certain(visit: Visit, total: VisitTotal) -> bool:
    """Tell whether a mission is one of those that a total is about, whatever its inexact days are."""
    if visit.completion is not VisitCompletion.CONFIRMED:
        return False
    start, as_of = visit.start, total.as_of
    if total.scope is VisitTotalScope.YEAR:
        return as_of.earliest <= start.earliest and start.latest <= as_of.latest
    return start.latest <= as_of.earliest


def _is_possible(visit: Visit, total: VisitTotal) -> bool:
    """Tell whether a mission may be one of those that a total is about."""
    start, as_of = visit.start, total.as_of
    if total.scope is VisitTotalScope.YEAR:
        return start.earliest <= as_of.latest and as_of.earliest <= start.latest
    return start.earliest <= as_of.latest


def _is_match(total: VisitTotal, least: int, most: int) -> bool | None:
    """Tell whether a total agrees with a count between two bounds; None where it may."""
    more = total.relation is TotalRelation.MORE_THAN
    agrees = [count > total.total if more else count == total.total for count in (least, most)]
    if all(agrees):
        return True
    return None if any(agrees) or (not more and least < total.total < most) else False
