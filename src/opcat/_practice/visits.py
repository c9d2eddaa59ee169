"""The missions of the Subcommittee on Prevention of Torture (the practice record).

Compiled from many sources, unlike the depositary's record: each row has its own confidence, and
what is unknown stays unknown.
"""

from datetime import date
from enum import unique
from typing import SupportsIndex

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source, State, name_order
from opcat._core.terms import Confidence, Term, term
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_day, check_number, check_year
from opcat._names.resolve import resolve
from opcat._record.files import Row, each, split
from opcat._record.record import Record, packaged


@unique
class VisitKind(Term):
    """What sort of mission of the Subcommittee it was.

    A mission that was suspended, and its resumption, are two rows.
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


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False)
class Visit:
    """A mission of the Subcommittee on Prevention of Torture.

    Attributes:
        state: where.
        start: its first day, as exactly as known.
        end: its last day, as exactly as known.
        kind: what sort of mission.
        kind_basis: whether a source states the kind, or it is inferred.
        completion: whether it is known to have taken place.
        report_public: whether its report is public; unknown does not mean confidential.
        report_symbols: the symbols of its reports; empty where none is known.
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
    report_symbols: tuple[str, ...]
    confidence: Confidence
    sources: tuple[Source, ...] = attrs.field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        early = self.end.latest < self.start.earliest
        check.refuse(("end", early, f"{self.end} is before the start, {self.start}"))

    def __repr__(self) -> str:
        """Return the State, the days and the kind."""
        return on_terminal(f"<Visit {self.state.key} {self.start} to {self.end}: {self.kind}>")

    def __str__(self) -> str:
        """Return one line: when, where, what."""
        days = str(self.start) if self.start == self.end else f"{self.start} to {self.end}"
        return f"{days} {self.state.name}: {self.kind.label}"


def visits(
    state: object = None,
    *,
    kind: VisitKind | str | None = None,
    year: SupportsIndex | None = None,
    report_public: ReportPublic | str | None = None,
    on: Day | None = None,
) -> tuple[Visit, ...]:
    """Return the Subcommittee's missions, in chronological order.

    Args:
        state: only those to this State, given as for `opcat.status`.
        kind: only those of this kind, as its word, its label or the member.
        year: only those that began in this year.
        report_public: only those of which this is so, as its word, its label or the member.
        on: only those that had certainly begun by this day; by default all.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        VocabularyError: there is no such word.
        DayTypeError, DayValueError: `on` is not a day, or `year` no year.

    Warns:
        CoverageWarning: `on`, or the end of the year, is later than the record.

    Example:
        >>> import opcat
        >>> for visit in opcat.visits("Mexico"):
        ...     print(visit, visit.report_public)
        2008 Mexico: regular visit yes
        2016-12-12 to 2016-12-21 Mexico: regular visit yes
        2026-01-25 to 2026-01-30 Mexico: regular visit unknown
        >>> len(opcat.visits()), len(opcat.visits(year=2019))
        (105, 7)
    """
    _, day = check_day(None, on)
    if year is not None:
        number = check_number("year", year, "a year; pass an integer such as 2019")
        year = check_year("year", number, "pass one such as 2019")
        check_day(None, None if on is not None else date(year, 12, 31), "year", year)
    wanted = None if kind is None else term(VisitKind, "kind", kind)
    public = None if report_public is None else term(ReportPublic, "report_public", report_public)
    where = None if state is None else resolve(state)
    return tuple(
        visit
        for visit in packaged.once("visits", _read_visits)
        if (where is None or visit.state == where)
        and (wanted is None or visit.kind is wanted)
        and (year is None or visit.start.year == year)
        and (public is None or visit.report_public is public)
        and (on is None or visit.start.latest <= day)
    )


def _read_visits(record: Record) -> tuple[Visit, ...]:
    def visit(row: Row) -> Visit:
        return row.build(
            Visit,
            state=record.state_of(row),
            start=row.read("start", PartialDate.parse),
            end=row.read("end", PartialDate.parse),
            kind=row.word("kind", VisitKind),
            kind_basis=row.word("kind_basis", VisitKindBasis),
            completion=row.word("completion", VisitCompletion),
            report_public=row.word("report_public", ReportPublic),
            report_symbols=tuple(split(row["report_symbol"])),
            confidence=row.word("confidence", Confidence),
            sources=record.sources_of(row),
        )

    columns = "alpha_3,start,end,kind,kind_basis,completion,report_public,report_symbol,confidence,sources"
    found = [made for _, made in each(record.rows("visits.csv", columns), visit)]
    return tuple(sorted(found, key=lambda made: (made.start.earliest, name_order(made.state.name))))
