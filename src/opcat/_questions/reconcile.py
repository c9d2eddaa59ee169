"""Published figures compared with the record: when, and by which definition, each was true."""

import datetime as dt
from collections.abc import Iterator
from enum import unique
from typing import Any, SupportsIndex

import attrs

from opcat._core.days import PartialDate, parse_day
from opcat._core.ledger import counts_on
from opcat._core.model import Source, as_sources
from opcat._core.periods import Period
from opcat._core.shown import Held, Rows, Shown, as_rows, rows_of
from opcat._core.terms import Basis, RegionalGroup, Term
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._names.arguments import Day, check_day, check_group, check_number
from opcat._practice.figures import FigureKind, ReportedFigure
from opcat._questions.timeline import when
from opcat._record.record import Record
from opcat.errors import DayValueError, shown


@unique
class Verdict(Term):
    """Whether a figure agrees with the record.

    ``AGREES``
        on its day, or on every day of its month or year
    ``AGREES_IN_PART``
        on some days of its month or year
    ``DISAGREES``
        on none of them
    ``UNDATED``
        the figure names no day, so only the periods during which it was true can be given
    ``NOT_KNOWN``
        the treaty's rule of entry into force is not known, so the answer is not known either
    """

    __module__ = "opcat"

    AGREES = "agrees"
    AGREES_IN_PART = "agrees_in_part"
    DISAGREES = "disagrees"
    UNDATED = "undated"
    NOT_KNOWN = "not_known"


@attrs.frozen(kw_only=True)
class CountReading(Shown):
    """A figure under one definition.

    Attributes:
        figure: what is counted.
        basis: what *party* means.
        verdict: whether the record agrees.
        counted: the record's count on the figure's day, on the last one of its month or year; None
            for an undated figure, or if it is not known.
        periods: the periods during which the figure was true under this definition; none if
            that is not known.
    """

    __module__ = "opcat"

    figure: FigureKind
    basis: Basis
    verdict: Verdict
    counted: int | None
    periods: Held[Period] = attrs.field(converter=as_rows)

    @property
    def definition(self) -> str:
        """The definition in words."""
        return {
            (FigureKind.PARTIES, Basis.DEPOSIT): "parties by deposit",
            (FigureKind.PARTIES, Basis.IN_FORCE): "parties for which the treaty is in force",
            (FigureKind.SIGNATORIES, Basis.DEPOSIT): "all States that have signed",
            (
                FigureKind.PENDING_SIGNATORIES,
                Basis.DEPOSIT,
            ): "States that have signed and not joined",
        }[self.figure, self.basis]


@attrs.frozen(kw_only=True, repr=False)
class Reconciliation(Shown):
    """A published figure compared with the record.

    Attributes:
        figure: what the figure claims to count.
        value: the count.
        as_of: its day, as exactly as known, or None.
        group: its regional group, or None.
        readings: the figure under each definition that may have been meant, the plain one first.
        sources: the source of the figure, if it has one.
    """

    __module__ = "opcat"

    figure: FigureKind
    value: int
    as_of: PartialDate | None
    group: RegionalGroup | None
    readings: Held[CountReading] = attrs.field(converter=as_rows, repr=False)
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    @property
    def best(self) -> CountReading:
        """The reading that agrees best; among equals, one that was ever true, then the first."""
        order = list(Verdict)
        return min(
            self.readings,
            key=lambda reading: (order.index(reading.verdict), not reading.periods),
        )

    @property
    def verdict(self) -> Verdict:
        """Whether the figure agrees with the record under any definition.

        It is not known if the figure does not agree and another definition cannot be tried.
        """
        best = self.best.verdict
        return Verdict.NOT_KNOWN if best is Verdict.DISAGREES and self._untried else best

    @property
    def is_match(self) -> bool | None:
        """Whether it agrees on every one of its days; None if that is not known.

        It is None for an undated figure, or if another definition cannot be tried.
        """
        if self.verdict is Verdict.AGREES:
            return True
        return None if self._untried or self.verdict is Verdict.UNDATED else False

    @property
    def _untried(self) -> "CountReading | None":
        """The reading that cannot be tried, because a rule of the treaty is not known."""
        not_known = (reading for reading in self.readings if reading.verdict is Verdict.NOT_KNOWN)
        return next(not_known, None)

    @property
    def periods(self) -> Rows[Period]:
        """When the figure was true, under the definition of the best reading."""
        return self.best.periods

    @property
    def summary(self) -> str:
        """The conclusion in one sentence, and what is not known in another."""
        untried = self._untried
        if untried is None:
            return self._conclusion
        return (
            f"{self._conclusion} Whether it matches the number of {untried.definition} is not "
            "known, "
            "because the treaty's rule of entry into force is not known."
        )

    @property
    def _conclusion(self) -> str:
        best, plain = self.best, self.readings[0]
        members = f" in the {self.group.label} group" if self.group else ""
        number = f"the number of {best.definition}{members}"
        true = ", ".join(str(period) for period in best.periods)
        was_true = f"was true {true}" if true else "was never true"
        if best.verdict is Verdict.UNDATED:
            return f"The figure names no day; as {number}, {self.value} {was_true}."
        if best.verdict is Verdict.DISAGREES:
            counted = f"which is {best.counted} in the record"
            return f"{self.value} does not match {number}, {counted}; it {was_true}."
        some = "" if best.verdict is Verdict.AGREES else " on some of the days"
        begun = self.as_of is not None and any(
            period.start <= self.as_of.latest for period in best.periods
        )
        period = f"true {true}" if begun else "nobody could act yet"
        matches = f"{self.value} matches {number}{some} ({period})"
        if best is plain:
            return f"{matches}."
        return f"{matches}; the number of {plain.definition} was {plain.counted}."

    def __repr__(self) -> str:
        untried = None if self.verdict is Verdict.NOT_KNOWN else self._untried
        verdict = f"{self.verdict}, {untried.basis} not known" if untried else self.verdict
        counted = numbered(self.value, self.figure)
        when = "" if self.as_of is None else f" as of {self.as_of}"
        return f"<Reconciliation {counted}{when}: {verdict}>"

    def __str__(self) -> str:
        return self.summary


def reconcile(
    figure: ReportedFigure | None = None,
    *,
    parties: SupportsIndex | None = None,
    signatories: SupportsIndex | None = None,
    pending_signatories: SupportsIndex | None = None,
    on: Day | PartialDate | None = None,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Reconciliation:
    """Compare a published count with the record.

    Both bases are tried, and signatories are also read as pending ones and vice versa, before the
    count is called a disagreement. If the treaty's rule of entry into force is not known, the
    reading that needs it is not known either; the others are answered.

    Args:
        figure: a figure of `reported_figures`; or else pass one of the next three:
        parties: a number of parties.
        signatories: a number of signatories.
        pending_signatories: a number of pending signatories.
        on: the day of the count, or a `PartialDate` for a month or a year
            (``opcat.PartialDate.parse("2025-10")``); without one it is undated.
        group: the regional group of the count, as its word, its label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        TypeError: not exactly one count is given, or it is not an integer; as `opcat.errors.DayTypeError`,
            `on` is not a day.
        DayValueError: `on` is malformed, or is not a day of the calendar.
        VocabularyError: there is no such group.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> print(opcat.reconcile(parties=94, on="2025-10-31"))
        94 does not match the number of parties by deposit, which is 95 in the record; \
it was true 26 April 2024 to 16 July 2025.
        >>> print(opcat.reconcile(parties=62, on="2012-05-08"))
        62 matches the number of parties for which the treaty is in force (true 11 February 2012 \
to 16 May 2012); the number of parties by deposit was 63.
        >>> [opcat.reconcile(figure).verdict.value for figure in opcat.reported_figures()[:4]]
        ['undated', 'undated', 'agrees', 'agrees']
    """
    given: dict[FigureKind, int] = {}
    for kind, number in (
        (FigureKind.PARTIES, parties),
        (FigureKind.SIGNATORIES, signatories),
        (FigureKind.PENDING_SIGNATORIES, pending_signatories),
    ):
        if number is not None:
            given[kind] = check_number(kind.value, number, "a count; pass an integer")
    if figure is not None:
        if not isinstance(figure, ReportedFigure):
            raise TypeError(
                f"{shown(figure)} is not a ReportedFigure; pass a count by its name, as in "
                "reconcile(parties=94, on='2025-10-31')"
            )
        if given or on is not None or group is not None:
            raise TypeError("a figure brings its own count, day and group; pass nothing beside it")
        given, when_, wanted = {figure.figure: figure.value}, figure.as_of, figure.group
    else:
        wanted = check_group(group)
        when_ = _when(on)
    if len(given) != 1:
        raise TypeError("pass one count: parties=, signatories= or pending_signatories=")
    period = None if when_ is None or when_.is_exact else when_
    asked, _ = check_day(treaty, None if when_ is None else when_.latest, "on", period)
    [(kind, number)] = given.items()
    return Reconciliation(
        figure=kind,
        value=number,
        as_of=when_,
        group=wanted,
        readings=Rows(_readings(kind, number, when_, wanted, asked)),
        sources=() if figure is None else figure.sources,
    )


def _when(on: Day | PartialDate | None) -> PartialDate | None:
    if on is None or isinstance(on, PartialDate):
        return on
    try:
        return PartialDate.of(parse_day("on", on))
    except DayValueError as error:
        hint = f"{error.hint}; for a month or a year opcat.PartialDate.parse('2025-10')"
        raise DayValueError("on", error.value, hint) from None


_DEFINITIONS = {
    FigureKind.PARTIES: (
        (FigureKind.PARTIES, Basis.DEPOSIT),
        (FigureKind.PARTIES, Basis.IN_FORCE),
    ),
    FigureKind.SIGNATORIES: (
        (FigureKind.SIGNATORIES, Basis.DEPOSIT),
        (FigureKind.PENDING_SIGNATORIES, Basis.DEPOSIT),
    ),
    FigureKind.PENDING_SIGNATORIES: (
        (FigureKind.PENDING_SIGNATORIES, Basis.DEPOSIT),
        (FigureKind.SIGNATORIES, Basis.DEPOSIT),
    ),
}
"""The possible meanings of a figure, the plain one first."""


def _readings(
    kind: FigureKind,
    number: int,
    day: PartialDate | None,
    group: RegionalGroup | None,
    treaty: Treaty,
) -> Iterator[CountReading]:
    for figure, basis in _DEFINITIONS[kind]:
        if basis is Basis.IN_FORCE and treaty.entry_rule is None:
            verdict = Verdict.NOT_KNOWN
            never: Rows[Period] = rows_of("periods", ())
            yield CountReading(
                figure=figure, basis=basis, verdict=verdict, counted=None, periods=never
            )
            continue
        counted_as: dict[str, Any] = {figure.value: number}
        periods = when(**counted_as, basis=basis, group=group, treaty=treaty)
        verdict, counted = Verdict.UNDATED, None
        if day is not None:
            first, last = (min(end, treaty.as_of) for end in (day.earliest, day.latest))
            tally = treaty.tally(basis, group)
            then = [
                getattr(counts_on(tally, first + dt.timedelta(days=n)), figure.value)
                for n in range((last - first).days + 1)
            ]
            counted = then[-1]
            if number in then:
                everywhere = then.count(number) == len(then)
                verdict = Verdict.AGREES if everywhere else Verdict.AGREES_IN_PART
            else:
                verdict = Verdict.DISAGREES
        yield CountReading(
            figure=figure, basis=basis, verdict=verdict, counted=counted, periods=periods
        )
