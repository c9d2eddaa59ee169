"""The missions of the Subcommittee on Prevention of Torture (the practice record).

Compiled from many sources, unlike the depositary's record: each row has its own confidence, and
what is unknown stays unknown.
"""

from enum import unique
from typing import Any

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source, State, as_sources, name_order
from opcat._core.shown import Held, Rows, Shown, as_rows, rows_of
from opcat._core.terms import Confidence, RegionalGroup, Term, term
from opcat._core.treaty import Treaty
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_group, check_range, resolve_participant
from opcat._names.which_treaty import check_practice
from opcat._practice.visit_reports import REPORTS, Visited, VisitReport
from opcat._record.layout import Layout, hints_of
from opcat._record.record import Record, RecordFiles
from opcat.errors import DataError, InvariantError


@unique
class VisitKind(Term):
    """The kind of a mission of the Subcommittee.

    A mission that was suspended and its resumption are two rows.
    """

    __module__ = "opcat"

    REGULAR = "regular", "regular visit"
    FOLLOW_UP = "follow_up", "follow-up visit"
    NPM_ADVISORY = "npm_advisory", "NPM advisory visit"
    OPCAT_ADVISORY = "opcat_advisory", "OPCAT advisory visit"
    SUSPENDED = "suspended", "suspended visit"
    RESUMED = "resumed", "resumed visit"


@unique
class VisitKindBasis(Term):
    """How the kind of a visit is known: a source states it, or it is inferred."""

    __module__ = "opcat"

    STATED = "stated"
    INFERRED = "inferred"


@unique
class VisitCompletion(Term):
    """Whether a visit is known to have taken place."""

    __module__ = "opcat"

    CONFIRMED = "confirmed"
    ANNOUNCED_ONLY = "announced_only"


@unique
class ReportPublic(Term):
    """Whether the report of a visit is public; unknown does not mean confidential."""

    __module__ = "opcat"

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class Visit(Shown):
    """A mission of the Subcommittee on Prevention of Torture.

    Attributes:
        state: the State visited.
        start: its first day, as exactly as known.
        end: its last day, as exactly as known.
        kind: the kind of mission.
        kind_basis: whether a source states the kind, or it is inferred.
        completion: whether it is known to have taken place.
        report_public: whether its report is public; unknown does not mean confidential.
        reports: its public reports whose symbols are known, the State's before the mechanism's.
        confidence: of the row.
        sources: how we know.

    Raises:
        InvariantError: it ends before it begins.
    """

    __module__ = "opcat"

    state: State
    start: PartialDate
    end: PartialDate
    kind: VisitKind
    kind_basis: VisitKindBasis
    completion: VisitCompletion
    report_public: ReportPublic
    reports: Held[VisitReport] = attrs.field(converter=as_rows)
    confidence: Confidence
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.end.latest < self.start.earliest:
            raise InvariantError([("end", f"{self.end} is before the start, {self.start}")])

    def __repr__(self) -> str:
        return on_terminal(f"<Visit {self.state.key} {self.start} to {self.end}: {self.kind}>")

    def __str__(self) -> str:
        days = str(self.start) if self.start == self.end else f"{self.start} to {self.end}"
        return f"{days} {self.state.name}: {self.kind.label}"


def visits(
    state: object = None,
    *,
    group: RegionalGroup | str | None = None,
    kind: VisitKind | str | None = None,
    since: Day | None = None,
    until: Day | None = None,
    report_public: ReportPublic | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[Visit]:
    """Return the Subcommittee's missions, in chronological order.

    A mission counts on the day on which it began; if that is known only in part, on the latest day
    that is possible. So every mission `until` a day had certainly begun by then, a year holds the
    missions that began in it, and each mission is either until a day or since the next.

    Args:
        state: only those to this State, given as for `opcat.status`.
        group: only those to States of this regional group, as its word, its label or the member.
        kind: only those of this kind, as its word, its label or the member.
        since: only those that began on this day or later.
        until: only those that began on this day or earlier.
        report_public: only missions whose report has this status, as its word, its label or the
            member.
        treaty: a `Record`, whose own visits then answer, or the Protocol; by default the packaged
            record.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        VocabularyError: there is no such word.
        OtherTreatyError: the treaty is not the Protocol.
        DayTypeError, DayValueError: `since` or `until` is not a day.
        DayOrderError: `since` is later than `until`.

    Warns:
        CoverageWarning: `since` or `until` is later than the record.

    Example:
        >>> import opcat
        >>> for visit in opcat.visits("Mexico"):
        ...     print(visit, [report.symbol for report in visit.reports])
        2008-08-27 to 2008-09-12 Mexico: regular visit ['CAT/OP/MEX/1']
        2016-12-12 to 2016-12-21 Mexico: regular visit ['CAT/OP/MEX/2']
        2026-01-25 to 2026-01-30 Mexico: regular visit []
        >>> len(opcat.visits()), len(opcat.visits(since="2019-01-01", until="2019-12-31"))
        (105, 7)
    """
    files = check_practice("visits", treaty)
    _, first, last = check_range(files.treaty, since, until)
    part = check_group(group)
    wanted = None if kind is None else term(VisitKind, "kind", kind)
    public = None if report_public is None else term(ReportPublic, "report_public", report_public)
    where = None if state is None else resolve_participant(treaty, state)
    return rows_of(
        "visits",
        (
            visit
            for visit in visits_in(files)
            if (where is None or visit.state == where)
            and (part is None or visit.state.regional_group is part)
            and (wanted is None or visit.kind is wanted)
            and (public is None or visit.report_public is public)
            and first <= visit.start.latest
            and (until is None or visit.start.latest <= last)
        ),
    )


def visits_in(record: RecordFiles) -> tuple[Visit, ...]:
    """Return all missions of a record, in chronological order."""
    return record.once("visits", read_visits)


def read_visits(record: RecordFiles) -> tuple[Visit, ...]:
    reports = record.pairs(REPORTS)
    of_visit: dict[Visited, tuple[VisitReport, ...]] = {}
    for _, (visit, report) in reports:
        of_visit[visit] = (*of_visit.get(visit, ()), report)

    def visited(*, state: State, start: PartialDate, **fields: Any) -> Visit:
        return Visit(
            state=state,
            start=start,
            reports=rows_of(VisitReport, of_visit.get((state, start), ())),
            **fields,
        )

    visits = record.values(Layout(VISITS.file, visited, VISITS.hints, order=VISITS.order))
    known = {(visit.state, visit.start) for visit in visits}
    strays = [row.place("start") for row, (visit, _) in reports if visit not in known]
    if strays:
        raise DataError((place, f"there is no such visit in {VISITS.file}") for place in strays)
    return visits


VISITS = Layout(
    "visits.csv",
    Visit,
    hints_of(Visit, "reports"),
    order=lambda visit: (visit.start.earliest, name_order(visit.state.name)),
)
