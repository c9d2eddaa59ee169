"""Whether a party has a mechanism on a day, by the days of all that it had: the rule.

Nothing here knows a State, a treaty or a file.
"""

from collections.abc import Sequence
from datetime import date
from enum import unique
from typing import NamedTuple

from opcat._core.days import PartialDate
from opcat._core.terms import Term


@unique
class Designation(Term):
    """Whether a State has designated its national preventive mechanism (article 17).

    It says nothing of whether the mechanism is at work, or has what articles 18 to 23 ask of it.
    """

    __module__ = "opcat"

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Tenure(NamedTuple):
    """The days of one mechanism: each None where it is not known, or where it has not come."""

    designated_on: PartialDate | None
    ended_on: PartialDate | None


class Span(NamedTuple):
    """Between which days something begins, or ends: the earliest reading and the latest."""

    earliest: date
    latest: date


def begins(tenures: Sequence[Tenure], place: int) -> Span:
    """Return when a mechanism took over.

    That is its designation, or the end of the one before where that is later. A day that is not
    known may be any.
    """
    designated = _designated(tenures[place])
    if not place or tenures[place - 1].ended_on is None:
        return designated
    ended = ends(tenures[place - 1])
    return Span(max(designated.earliest, ended.earliest), max(designated.latest, ended.latest))


def ends(tenure: Tenure) -> Span:
    """Return when a mechanism ended; never, where no end is known."""
    return Span(date.max, date.max) if tenure.ended_on is None else _span(tenure.ended_on)


def _designated(tenure: Tenure) -> Span:
    day = tenure.designated_on
    return Span(date.min, date.max) if day is None else _span(day)


def _span(day: PartialDate) -> Span:
    earliest = day.earliest
    return Span(earliest, earliest if day.is_exact else day.latest)


def holder_on(day: date, tenures: Sequence[Tenure]) -> int | None:
    """Return the place of the one mechanism that stood on a day, or may have, where it is but one.

    Around a hand-over of inexact date it is not known which.
    """
    places = [
        place
        for place, one in enumerate(tenures)
        if begins(tenures, place).earliest <= day < ends(one).latest
    ]
    return places[0] if len(places) == 1 and day < ends(tenures[places[0]]).earliest else None


def days_of_change(tenures: Sequence[Tenure], as_of: date) -> list[date]:
    """Return the days on which the answer, or the mechanism, can have become another, in order.

    None is later than the record, because nothing is known after it.
    """
    known = [day for tenure in tenures for day in tenure if day is not None]
    days = {end for day in known for end in _span(day)} | {as_of}
    return sorted(day for day in days if day <= as_of)


def designation_on(
    day: date, tenures: Sequence[Tenure], present: Designation | None, as_of: date
) -> Designation:
    """Tell whether there is a mechanism on a day.

    - On the last day of the record the answer is what the record says of the present.
    - *Yes* from a first designation on, by the latest reading of its date, until an end without a
      successor, by the earliest reading of that. A hand-over of inexact date stays yes.
    - *No* before the first designation, by the earliest reading of its date, if no earlier mechanism
      lacks a date; where none is known, if the record says that there is none; and where it is sure
      that one had ended and no other had come.
    - *Unclear* otherwise. Where the record says of the present that it is unclear, so is every day
      from the end of the last mechanism on, or from its beginning if no end is known.

    Args:
        day: the day.
        tenures: the days of all mechanisms that the State had, in chronological order.
        present: what the record says of its last day, or None where it says nothing.
        as_of: the last day of the record, after which nothing is known.
    """
    if day > as_of:
        return Designation.UNCLEAR
    if day == as_of and present is not None:
        return present
    return by_days(day, tenures, present)


def by_days(day: date, tenures: Sequence[Tenure], present: Designation | None) -> Designation:
    """Tell the same by the days alone, without what the record says of its last day."""
    if not tenures:
        return Designation.NO if present is Designation.NO else Designation.UNCLEAR
    dated = next((place for place, one in enumerate(tenures) if one.designated_on), None)
    if dated is None or (present is Designation.UNCLEAR and _doubted_from(tenures) <= day):
        return Designation.UNCLEAR
    first = _designated(tenures[dated])
    if day < first.earliest:
        return Designation.UNCLEAR if dated else Designation.NO
    if day < first.latest:
        return Designation.UNCLEAR
    if any(
        ends(one).latest <= day < begins(tenures, place).earliest
        for place, one in enumerate(tenures[:-1], start=1)
    ):
        return Designation.NO
    last = ends(tenures[-1])
    if day < last.earliest:
        return Designation.YES
    # An end that is sure leaves none, if the record has none at present either.
    gone = last.latest <= day and present is not Designation.UNCLEAR and present is not None
    return Designation.NO if gone else Designation.UNCLEAR


def _doubted_from(tenures: Sequence[Tenure]) -> date:
    last = ends(tenures[-1]).earliest
    return begins(tenures, len(tenures) - 1).earliest if last == date.max else last
