"""The national preventive mechanisms, each in its time, and where each party stood on a day.

Compiled from many sources, unlike the depositary's record: each row has its own confidence, and
what is unknown stays unknown.
"""

import datetime as dt
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import unique
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import NamedTuple

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source, State, name_order
from opcat._core.terms import Confidence, RegionalGroup, Term, term
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_day, check_group
from opcat._names.resolve import resolve
from opcat._practice.designation import (
    Designation,
    Tenure,
    begins,
    by_days,
    days_of_change,
    designation_on,
    ends,
    holder_on,
)
from opcat._record.files import Row
from opcat._record.layout import Layout
from opcat._record.record import Record, packaged
from opcat.errors import DataError


@unique
class InstitutionType(Term):
    """The kind of institution that a mechanism is."""

    __module__ = "opcat"

    OMBUDS_INSTITUTION = "ombuds_institution"
    OMBUDS_INSTITUTION_PLUS_CIVIL_SOCIETY = "ombuds_institution_plus_civil_society"
    NATIONAL_HUMAN_RIGHTS_INSTITUTION = "national_human_rights_institution"
    NEW_SPECIALISED_BODY = "new_specialised_body"
    SEVERAL_BODIES = "several_bodies"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False)
class Mechanism:
    """A national preventive mechanism in its time: one body, or a set of bodies.

    It stands from its designation, or from the end of the one before where that is later, to its
    own end. That it was designated does not say that it was at work: see `in_function_from`.

    Attributes:
        state: whose it is.
        sequence: which one of that State: 1 is the first.
        bodies: the names of the bodies that it consists of.
        has_all_bodies: whether these are all; False where others belong to it that are not named.
        institution_type: what sort of institution it is.
        legal_basis: the law or decision, in this record's words, or None.
        designated_on: the date of the law or decision that designated it, as exactly as a source
            gives it, or None where none does. It may be earlier than the deposit.
        in_function_from: from when it worked: the entry into force of its mandate, the start of
            its work or its first members, whichever a source gives; None where none does.
        ended_on: the first day on which another had taken over, or there was none any more; None
            where no end is known.
        notified_on: when the depositary or the Subcommittee was told, or None where that is not
            known.
        web_address: its site, or None where none is known.
        has_public_annual_reports: True where annual reports of it are public; None where none was
            seen, which does not mean that there are none.
        confidence: of `bodies`.
        day_confidence: of `designated_on`; None where that is.
        note: what else there is to know, or None.
        sources: how we know.
    """

    __module__ = "opcat"

    state: State
    sequence: int
    bodies: tuple[str, ...]
    has_all_bodies: bool
    institution_type: InstitutionType
    legal_basis: str | None
    designated_on: PartialDate | None
    in_function_from: PartialDate | None
    ended_on: PartialDate | None
    notified_on: PartialDate | None
    web_address: str | None
    has_public_annual_reports: bool | None
    confidence: Confidence
    day_confidence: Confidence | None
    note: str | None
    sources: tuple[Source, ...] = attrs.field(default=(), repr=False)

    def __repr__(self) -> str:
        since, until = self.designated_on or "?", self.ended_on or ""
        return on_terminal(f"<Mechanism {self.state.key} {self.sequence}: {since} to {until}>")

    def __str__(self) -> str:
        said = f"{self.state.name}: {names_of(self)}, designated {self.designated_on or 'on a day not known'}"
        return said if self.ended_on is None else f"{said}, ended {self.ended_on}"


def names_of(mechanism: Mechanism) -> str:
    """Return the names of its bodies, and that there are others where they are not all."""
    named = "; ".join(mechanism.bodies)
    return named if mechanism.has_all_bodies else f"{named}; and others"


@attrs.frozen(kw_only=True, repr=False)
class MechanismStatus:
    """Where a party stood on a day: whether it had designated a mechanism, and which.

    Attributes:
        state: the party.
        as_of: the day.
        designated: whether there was one: *yes*, *no*, or *unclear*, where the record cannot tell.
        mechanism: the one that stood that day; of an answer that is unclear, the one that may have.
            None where there was none, and where it is not known which, as around a hand-over of
            inexact date.
        confidence: of `designated`. Of the last day of the record it has its own; of an earlier
            one it is that of the date on which the answer rests, and None where there is none.
        note: what else there is to know of the last day of the record; None of earlier days.
        sources: how we know.
    """

    __module__ = "opcat"

    state: State
    as_of: dt.date
    designated: Designation
    mechanism: Mechanism | None
    confidence: Confidence | None
    note: str | None
    sources: tuple[Source, ...] = attrs.field(default=(), repr=False)

    def __repr__(self) -> str:
        return on_terminal(
            f"<MechanismStatus {self.state.key} designated: {self.designated} as of {self.as_of}>"
        )

    def __str__(self) -> str:
        which = "" if self.mechanism is None else f": {names_of(self.mechanism)}"
        return f"{self.state.name}: mechanism designated: {self.designated}{which}"


def mechanism_history(state: object = None) -> tuple[Mechanism, ...]:
    """Return every mechanism that the record knows, by the State's name, in chronological order.

    Those of States that designated one before they joined are among them. That there were no other
    mechanisms is likely, and not certain.

    Args:
        state: only those of this State, given as for `opcat.status`.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.

    Example:
        >>> import opcat
        >>> for mechanism in opcat.mechanism_history("Costa Rica"):
        ...     print(mechanism.sequence, mechanism.designated_on, mechanism.ended_on)
        1 2006-12-13 2014-02-28
        2 2014-02-18 None
        >>> len(opcat.mechanism_history())
        101
    """
    if state is not None:
        return known(resolve(state)).history
    return tuple(one for found in _all().values() for one in found.history)


def mechanisms(
    state: object = None,
    *,
    on: Day | None = None,
    group: RegionalGroup | str | None = None,
    designated: Designation | str | None = None,
) -> tuple[MechanismStatus, ...]:
    """Return which mechanism each party had on a day, one value per party, by the State's name.

    The answer is *yes* from a designation on, by the latest reading of its date; *no* before the
    first one, by the earliest reading of its date, or where there never was one; and *unclear*
    where the record cannot tell. The docs have the whole rule.

    Args:
        state: only that of this State, given as for `opcat.status`; none where it was no party.
        on: the day; by default the last one that the record covers.
        group: only the States of this regional group, as its word, its label or the member.
        designated: only those of which this is so, as its word, its label or the member.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such group or word.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> [then] = opcat.mechanisms("Mali", on="2015-01-01")
        >>> print(then)
        Mali: mechanism designated: yes: National Human Rights Commission (Commission nationale des droits de l'homme, CNDH)
        >>> print(then.mechanism.sequence, then.mechanism.designated_on, then.mechanism.ended_on)
        2 2009-11-19 2016-07-07
        >>> for word in opcat.Designation:
        ...     print(word, len(opcat.mechanisms(designated=word)))
        yes 78
        no 13
        unclear 5
        >>> opcat.mechanisms("Kenya")
        ()
    """
    treaty, day = check_day(None, on)
    day = min(day, treaty.as_of)
    within = check_group(group)
    wanted = None if designated is None else term(Designation, "designated", designated)
    whose = None if state is None else resolve(state)
    found = (
        status_of(one.state, day)
        for one in treaty.statuses
        if (whose is None or one.state == whose)
        and (within is None or one.state.regional_group is within)
        and treaty.status_on(one.state, day).is_party
    )
    return tuple(one for one in found if wanted is None or one.designated is wanted)


class _Present(NamedTuple):
    """One row of ``mechanism_standing.csv``."""

    state: State
    designated: Designation
    confidence: Confidence
    note: str | None
    sources: tuple[Source, ...]


class Known(NamedTuple):
    """All that the record has of the mechanisms of one State.

    Attributes:
        as_of: the last day of the record.
        history: its mechanisms, in chronological order.
        tenures: the days of each.
        present: where it stands on that day; None where the record says nothing.
    """

    as_of: dt.date
    history: tuple[Mechanism, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    present: _Present | None = None

    def on(self, day: dt.date) -> Designation:
        """Return whether there was a mechanism on a day: unclear after the end of the record."""
        present = None if self.present is None else self.present.designated
        return designation_on(day, self.tenures, present, self.as_of)

    def holder(self, day: dt.date) -> Mechanism | None:
        """Return the mechanism that stood on a day, or may have where the answer is unclear."""
        place = None if self.on(day) is Designation.NO else holder_on(day, self.tenures)
        return None if place is None else self.history[place]

    def changes(self) -> Iterator[tuple[dt.date, Designation, Mechanism | None]]:
        """Yield the answers with the mechanism that stood, each with its first day."""
        before: tuple[Designation, Mechanism | None] | None = None
        for day in (dt.date.min, *days_of_change(self.tenures, self.as_of)):
            now = self.on(day), self.holder(day)
            if now != before:
                yield day, *now
            before = now

    def time_of(self, mechanism: Mechanism) -> tuple[dt.date, dt.date] | None:
        """Return from which day, and until which, the record says that a mechanism stood.

        The second is the day on which that ends, or the last one of the record. None where the
        record says of no day that it stood.
        """
        changes = [*self.changes(), (self.as_of, Designation.UNCLEAR, None)]
        times = [
            (day, end)
            for (day, answer, holder), (end, *_) in pairwise(changes)
            if answer is Designation.YES and holder == mechanism
        ]
        return (times[0][0], times[-1][1]) if times else None

    @property
    def first_designated_on(self) -> PartialDate | None:
        """The date of the first designation; None where there is none, or it is not known."""
        return self.history[0].designated_on if self.history else None


def known(state: State) -> Known:
    """Return all that the record has of the mechanisms of a State."""
    return _all().get(state) or Known(packaged.treaty.as_of)


def status_of(state: State, day: dt.date) -> MechanismStatus:
    """Return where a State stood on a day of the record."""
    found = known(state)
    present, answer, holder = found.present, found.on(day), found.holder(day)
    is_now = present is not None and day == found.as_of
    sources = [source for one in (holder and (holder,)) or found.history for source in one.sources]
    confidence: Confidence | None = None
    if present is not None and (is_now or not found.history):
        confidence = present.confidence
    elif found.history and answer is not Designation.UNCLEAR:
        confidence = (holder or found.history[0]).day_confidence
    if present is not None and (is_now or not found.history or answer is Designation.UNCLEAR):
        sources = [*present.sources, *sources]
    return MechanismStatus(
        state=state,
        as_of=day,
        designated=answer,
        mechanism=holder,
        confidence=confidence,
        note=present.note if present is not None and is_now else None,
        sources=tuple(dict.fromkeys(sources)),
    )


def _all() -> Mapping[State, Known]:
    return packaged.once("mechanisms", read_mechanisms)


_MECHANISMS = Layout(
    "mechanisms.csv",
    Mechanism,
    columns={
        "bodies": "names",
        "has_all_bodies": "names_complete",
        "has_public_annual_reports": "annual_reports_public",
        "day_confidence": "confidence_days",
    },
)
_PRESENTS = Layout("mechanism_standing.csv", _Present)
_COLUMNS_OF_RC1 = b"alpha_3,designated,names,institution_type,designated_on,confidence,note,sources"


def read_mechanisms(record: Record) -> Mapping[State, Known]:
    """Return what the record has of the mechanisms, by State, in the order of their names."""
    histories = _read_histories(record)
    presents = record.table(_PRESENTS, "alpha_3")
    presents.check()
    as_of = record.treaty.as_of
    known: dict[State, Known] = {}
    problems: list[tuple[str, str]] = []
    states = {*histories, *(present.state for present in presents.values())}
    for state in sorted(states, key=lambda state: name_order(state.name)):
        history = histories.get(state, ())
        tenures = tuple(Tenure(one.designated_on, one.ended_on) for one in history)
        present = presents.get(state.key)
        known[state] = Known(as_of, history, tenures, present)
        dates = [date for one in tenures for date in one if date is not None]
        # Where the table goes on after the treaty's last day, that day is not the one it stands for.
        if present is not None and all(date.earliest <= as_of for date in dates):
            answer = by_days(as_of, tenures, present.designated)
            if answer is not Designation.UNCLEAR and answer is not present.designated:
                wrong = f"{present.designated}, and by the days in mechanisms.csv it is {answer}"
                problems.append((presents.rows[state.key].place("designated"), wrong))
    if problems:
        raise DataError(problems)
    return MappingProxyType(known)


def _read_histories(record: Record) -> dict[State, tuple[Mechanism, ...]]:
    try:
        pairs = record.pairs(_MECHANISMS)
    except DataError:
        _refuse_that_of_rc1(record)
        raise
    pairs.sort(key=lambda pair: (pair[1].state.key, pair[1].sequence))
    histories = {state: [*own] for state, own in groupby(pairs, key=lambda pair: pair[1].state)}
    problems = [problem for own in histories.values() for problem in _problems(own)]
    if problems:
        raise DataError(problems)
    return {state: tuple(one for _, one in own) for state, own in histories.items()}


def _refuse_that_of_rc1(record: Record) -> None:
    """Say what has changed to whoever has the table of 1.0.0rc1."""
    with suppress(OSError):
        if record.file("mechanisms.csv").removeprefix(BOM_UTF8).startswith(_COLUMNS_OF_RC1):
            changed = (
                "is the table of 1.0.0rc1, with one row per party; it now has one row per mechanism "
                "in its time, and mechanism_standing.csv says where each party stands. Begin with "
                "a copy of the packaged tables: python -m opcat export --format csv DIR"
            )
            raise DataError([("mechanisms.csv, row 1", changed)]) from None


def _problems(pairs: list[tuple[Row, Mechanism]]) -> Iterator[tuple[str, str]]:
    """Yield what cannot be in the history of one State, each with its place."""
    tenures = [Tenure(one.designated_on, one.ended_on) for _, one in pairs]
    for place, (row, one) in enumerate(pairs):
        if one.sequence != place + 1:
            wrong = f"is {one.sequence} where {place + 1} is due: a State's are counted from 1"
            yield row.place("sequence"), wrong
        if one.ended_on is None and place + 1 < len(pairs):
            wrong = "is empty, but another mechanism follows; give the day on which that took over"
            yield row.place("ended_on"), wrong
        began, ended = begins(tenures, place), ends(tenures[place])
        if ended.latest < began.earliest:
            wrong = f"{one.ended_on} is before it began, on {began.earliest}"
            yield row.place("ended_on"), wrong
        before = tenures[place - 1].designated_on if place else None
        if one.designated_on and before and one.designated_on.latest < before.earliest:
            wrong = f"{one.designated_on} is before {before}, when the one before it was designated"
            yield row.place("designated_on"), wrong
        if (one.designated_on is None) is not (one.day_confidence is None):
            wrong = "must be given with designated_on, and only with it"
            yield row.place("confidence_days"), wrong
