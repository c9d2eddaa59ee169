"""The practice record: preventive mechanisms, and the Subcommittee's visits.

Compiled from many sources, unlike the depositary's record: each row has its own confidence, and
what is unknown stays unknown.
"""

from enum import unique

import attrs

from opcat import _checks as check
from opcat._asking import Day, asked_day
from opcat._bundled import Record, packaged
from opcat._days import PartialDate
from opcat._files import Row, each, split
from opcat._model import Source, State, name_order
from opcat._resolve import resolve
from opcat._terms import Term, term

__all__ = [
    "Confidence",
    "Designation",
    "InstitutionType",
    "Mechanism",
    "ReportPublic",
    "Visit",
    "VisitCompletion",
    "VisitKind",
    "VisitKindBasis",
    "mechanisms",
    "visits",
]


@unique
class Confidence(Term):
    """How far a row of the practice record can be relied on."""

    __module__ = "opcat"

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@unique
class Designation(Term):
    """Whether a State has designated its national preventive mechanism (article 17)."""

    __module__ = "opcat"

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@unique
class InstitutionType(Term):
    """What sort of institution a mechanism is."""

    __module__ = "opcat"

    OMBUDS_INSTITUTION = "ombuds_institution"
    OMBUDS_INSTITUTION_PLUS_CIVIL_SOCIETY = "ombuds_institution_plus_civil_society"
    NATIONAL_HUMAN_RIGHTS_INSTITUTION = "national_human_rights_institution"
    NEW_SPECIALISED_BODY = "new_specialised_body"
    SEVERAL_BODIES = "several_bodies"


@unique
class VisitKind(Term):
    """What sort of mission of the Subcommittee it was.

    A mission that was suspended, and its resumption, are two rows.
    """

    __module__ = "opcat"

    REGULAR = "regular"
    FOLLOW_UP = "follow_up"
    NPM_ADVISORY = "npm_advisory"
    OPCAT_ADVISORY = "opcat_advisory"
    SUSPENDED = "suspended"
    RESUMED = "resumed"


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


@attrs.frozen(kw_only=True, repr=False)
class Mechanism:
    """The present national preventive mechanism of a party, or that it has none.

    Some States had others before: nothing here says whether a mechanism existed on an earlier day.

    Attributes:
        state: the party.
        designated: whether there is one.
        bodies: the names of the bodies that it consists of; empty where none is known.
        institution_type: what sort of institution it is, or None where that is not known.
        designated_on: the date of the law or decision that designated it, as exactly as a source
            gives it, or None where none does. It may be earlier than the deposit.
        confidence: of `designated` and `bodies`.
        note: what else there is to know, or None.
        sources: how we know.
    """

    __module__ = "opcat"

    state: State = attrs.field(validator=check.instance(State))
    designated: Designation = attrs.field(validator=check.instance(Designation))
    bodies: tuple[str, ...] = attrs.field(validator=check.texts)
    institution_type: InstitutionType | None = attrs.field(
        validator=check.optional(check.instance(InstitutionType))
    )
    designated_on: PartialDate | None = attrs.field(
        validator=check.optional(check.instance(PartialDate))
    )
    confidence: Confidence = attrs.field(validator=check.instance(Confidence))
    note: str | None = attrs.field(validator=check.optional(check.text))
    sources: tuple[Source, ...] = attrs.field(
        default=(), validator=check.members(Source), repr=False
    )

    def __repr__(self) -> str:
        """Return the State and whether there is one."""
        return f"<Mechanism {self.state.key} designated: {self.designated}>"

    def __str__(self) -> str:
        """Return one line: who, whether, which bodies."""
        which = f": {'; '.join(self.bodies)}" if self.bodies else ""
        return f"{self.state.name}: mechanism designated: {self.designated}{which}"


@attrs.frozen(kw_only=True, repr=False)
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

    state: State = attrs.field(validator=check.instance(State))
    start: PartialDate = attrs.field(validator=check.instance(PartialDate))
    end: PartialDate = attrs.field(validator=check.instance(PartialDate))
    kind: VisitKind = attrs.field(validator=check.instance(VisitKind))
    kind_basis: VisitKindBasis = attrs.field(validator=check.instance(VisitKindBasis))
    completion: VisitCompletion = attrs.field(validator=check.instance(VisitCompletion))
    report_public: ReportPublic = attrs.field(validator=check.instance(ReportPublic))
    report_symbols: tuple[str, ...] = attrs.field(validator=check.texts)
    confidence: Confidence = attrs.field(validator=check.instance(Confidence))
    sources: tuple[Source, ...] = attrs.field(
        default=(), validator=check.members(Source), repr=False
    )

    def __attrs_post_init__(self) -> None:
        early = self.end.latest < self.start.earliest
        check.refuse(("end", early, f"{self.end} is before the start, {self.start}"))

    def __repr__(self) -> str:
        """Return the State, the days and the kind."""
        return f"<Visit {self.state.key} {self.start} to {self.end}: {self.kind}>"

    def __str__(self) -> str:
        """Return one line: when, where, what."""
        days = str(self.start) if self.start == self.end else f"{self.start} to {self.end}"
        return f"{days} {self.state.name}: {self.kind.label} visit"


def mechanisms(
    *, state: object = None, designated: Designation | str | None = None
) -> tuple[Mechanism, ...]:
    """Return the present national preventive mechanisms, one row a party, by the State's name.

    Args:
        state: only that of this State, given as for `opcat.status`; none for one that is no party.
        designated: only those of which this is so, given as the enum or its value.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        VocabularyError: there is no such word.

    Example:
        >>> import opcat
        >>> [mechanism] = opcat.mechanisms(state="France")
        >>> print(mechanism)
        France: mechanism designated: yes: Contrôleur général des lieux de privation de liberté (CGLPL)
        >>> print(mechanism.designated_on, mechanism.confidence)
        2007-10-30 high
        >>> len(opcat.mechanisms(designated="no")), opcat.mechanisms(state="Kenya")
        (13, ())
    """
    wanted = None if designated is None else term(Designation, "designated", designated)
    whose = None if state is None else resolve(state)
    return tuple(
        mechanism
        for mechanism in packaged.once("mechanisms", _read_mechanisms)
        if (wanted is None or mechanism.designated is wanted)
        and (whose is None or mechanism.state == whose)
    )


def visits(
    *,
    state: object = None,
    kind: VisitKind | str | None = None,
    year: int | None = None,
    report_public: ReportPublic | str | None = None,
    on: Day | None = None,
) -> tuple[Visit, ...]:
    """Return the Subcommittee's missions, in order of time.

    Args:
        state: only those to this State, given as for `opcat.status`.
        kind: only those of this kind, given as the enum or its value.
        year: only those that began in this year.
        report_public: only those of which this is so, given as the enum or its value.
        on: only those that had certainly begun by this day; by default all.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        VocabularyError: there is no such word.
        DayTypeError, DayValueError: `on` is not a day.

    Warns:
        CoverageWarning: `on`, or the end of the year, is later than the record.

    Example:
        >>> import opcat
        >>> for visit in opcat.visits(state="Mexico"):
        ...     print(visit, visit.report_public)
        2008 Mexico: regular visit yes
        2016-12-12 to 2016-12-21 Mexico: regular visit yes
        2026-01-25 to 2026-01-30 Mexico: regular visit unknown
        >>> len(opcat.visits()), len(opcat.visits(year=2019))
        (105, 7)
    """
    _, day = asked_day(None, on)
    if year is not None:
        if type(year) is not int:
            raise TypeError(f"year={year!r} is not a year; pass a whole number such as 2019")
        asked_day(None, None if on is not None else PartialDate(year=year).latest, "year")
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


def _read_mechanisms(record: Record) -> tuple[Mechanism, ...]:
    def mechanism(row: Row) -> Mechanism:
        return row.build(
            Mechanism,
            state=record.state_of(row),
            designated=row.read("designated", lambda cell: term(Designation, "designated", cell)),
            bodies=tuple(split(row["names"])),
            institution_type=row.optional(
                "institution_type", lambda cell: term(InstitutionType, "institution_type", cell)
            ),
            designated_on=row.optional("designated_on", PartialDate.parse),
            confidence=row.read("confidence", _confidence),
            note=row["note"] or None,
            sources=record.sources_of(row),
        )

    columns = "alpha_3,designated,names,institution_type,designated_on,confidence,note,sources"
    found = [made for _, made in each(record.rows("mechanisms.csv", columns), mechanism)]
    return tuple(sorted(found, key=lambda made: name_order(made.state.name)))


def _read_visits(record: Record) -> tuple[Visit, ...]:
    def visit(row: Row) -> Visit:
        return row.build(
            Visit,
            state=record.state_of(row),
            start=row.read("start", PartialDate.parse),
            end=row.read("end", PartialDate.parse),
            kind=row.read("kind", lambda cell: term(VisitKind, "kind", cell)),
            kind_basis=row.read(
                "kind_basis", lambda cell: term(VisitKindBasis, "kind_basis", cell)
            ),
            completion=row.read(
                "completion", lambda cell: term(VisitCompletion, "completion", cell)
            ),
            report_public=row.read(
                "report_public", lambda cell: term(ReportPublic, "report_public", cell)
            ),
            report_symbols=tuple(split(row["report_symbol"])),
            confidence=row.read("confidence", _confidence),
            sources=record.sources_of(row),
        )

    columns = "alpha_3,start,end,kind,kind_basis,completion,report_public,report_symbol,confidence,sources"
    found = [made for _, made in each(record.rows("visits.csv", columns), visit)]
    return tuple(sorted(found, key=lambda made: (made.start.earliest, name_order(made.state.name))))


def _confidence(cell: str) -> Confidence:
    return term(Confidence, "confidence", cell)
