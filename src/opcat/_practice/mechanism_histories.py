"""All that the record has of the mechanisms of each State: two tables, read and checked together."""

import datetime as dt
from codecs import BOM_UTF8
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import NamedTuple

from opcat._core.days import PartialDate
from opcat._core.model import Source, State, name_order
from opcat._core.terms import Confidence
from opcat._core.treaty import Treaty
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
from opcat._practice.institutions import Mechanism
from opcat._record.files import Row
from opcat._record.layout import Layout
from opcat._record.record import RecordFiles
from opcat.errors import DataError


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

    def stood(self, day: dt.date) -> tuple[Designation, Mechanism | None]:
        """Return the answer, and the mechanism that stood, or may have where it is unclear."""
        answer = self.on(day)
        place = None if answer is Designation.NO else holder_on(day, self.tenures)
        return answer, None if place is None else self.history[place]

    def changes(self) -> Iterator[tuple[dt.date, Designation, Mechanism | None]]:
        """Yield the answers with the mechanism that stood, each with its first day."""
        before: tuple[Designation, Mechanism | None] | None = None
        for day in (dt.date.min, *days_of_change(self.tenures, self.as_of)):
            now = self.stood(day)
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


def known(state: State, record: RecordFiles) -> Known:
    """Return all that a record has of the mechanisms of a State."""
    return all_known(record).get(state) or Known(record.treaty.as_of)


def all_known(record: RecordFiles) -> Mapping[State, Known]:
    """Return what a record has of the mechanisms, by State."""
    return record.once("mechanisms", read_mechanisms)


MECHANISMS = Layout(
    "mechanisms.csv",
    Mechanism,
    earlier={
        "names": "bodies",
        "names_complete": "has_all_bodies",
        "annual_reports_public": "has_public_annual_reports",
        "confidence_days": "day_confidence",
    },
)
PRESENTS = Layout("mechanism_standing.csv", _Present)
_COLUMNS_OF_RC1 = b"alpha_3,designated,names,institution_type,designated_on,confidence,note,sources"


def read_mechanisms(record: RecordFiles) -> Mapping[State, Known]:
    """Return what the record has of the mechanisms, by State, in the order of their names."""
    histories = _read_histories(record)
    presents = record.table(PRESENTS, "alpha_3")
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
        designations = [one.designated_on for one in tenures if one.designated_on is not None]
        # Where the table goes on after the treaty's last day, that day is not the one it stands for.
        if present is not None and all(date.earliest <= as_of for date in designations):
            answer = by_days(as_of, tenures, present.designated)
            if answer is not Designation.UNCLEAR and answer is not present.designated:
                wrong = f"{present.designated}, and by the days in mechanisms.csv it is {answer}"
                problems.append((presents.rows[state.key].place("designated"), wrong))
    for state in _unlisted(record.treaty, presents):
        name = f"{state.name} ({state.key})"
        lacking = f"has no row for {name}, a party; add one, 'unclear' where nothing is known"
        problems.append((PRESENTS.file, lacking))
    if problems:
        raise DataError(problems)
    return MappingProxyType(known)


def _unlisted(treaty: Treaty, presents: Container[str]) -> Iterator[State]:
    """Yield the parties that the table lacks, but for those that joined after all that it has.

    Those came with a newer page of the depositary, which says nothing of mechanisms.
    """
    joined = {
        status.state: status.consent.date
        for status in treaty.statuses
        if status.is_party and status.consent is not None
    }
    latest = max(
        (day for state, day in joined.items() if state.key in presents), default=dt.date.min
    )
    for state, day in joined.items():
        if state.key not in presents and day <= latest:
            yield state


def _read_histories(record: RecordFiles) -> dict[State, tuple[Mechanism, ...]]:
    try:
        pairs = record.pairs(MECHANISMS)
    except DataError:
        _refuse_that_of_rc1(record)
        raise
    pairs.sort(key=lambda pair: (pair[1].state.key, pair[1].sequence))
    histories = {state: [*own] for state, own in groupby(pairs, key=lambda pair: pair[1].state)}
    problems = [problem for own in histories.values() for problem in _problems(own)]
    if problems:
        raise DataError(problems)
    return {state: tuple(one for _, one in own) for state, own in histories.items()}


def _refuse_that_of_rc1(record: RecordFiles) -> None:
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
            yield row.place("day_confidence"), wrong
