"""How a State met article 17, and whether it is overdue: by days alone.

Nothing here knows a State, a treaty or a file.
"""

from datetime import date
from enum import unique

from opcat._core.days import PartialDate
from opcat._core.terms import Term
from opcat._practice.designation import Designation


@unique
class Punctuality(Term):
    """How a State met article 17, judged by its first designation.

    ``BEFORE_JOINING``
        designated before its own deposit
    ``IN_TIME``
        designated after that, by the day of the text; that day itself is in time
    ``BETWEEN_READINGS``
        late by the text, and in time, or not due yet, by the Committee's count
    ``LATE``
        designated late on both readings
    ``NONE_YET``
        late on both readings, and none designated
    ``NOT_KNOWN``
        the date is not known, or too inexact, or it is unclear whether there is a mechanism
    ``NOT_DUE``
        the day had not come, and there was none yet
    """

    __module__ = "opcat"

    BEFORE_JOINING = "before_joining", "designated before it joined"
    IN_TIME = "in_time"
    BETWEEN_READINGS = "between_readings", "late by the text, and not by the Committee's count"
    LATE = "late"
    NONE_YET = "none_yet", "no, and none yet"
    NOT_KNOWN = "not_known"
    NOT_DUE = "not_due", "not due yet"

    @property
    def was_met(self) -> bool | None:
        """Whether article 17 was met; None where that cannot be said."""
        if self in (Punctuality.BEFORE_JOINING, Punctuality.IN_TIME):
            return True
        return False if self in (Punctuality.LATE, Punctuality.NONE_YET) else None


def punctuality(
    day: date,
    deposited_on: date,
    due_on: date,
    latest_due_on: date,
    first: PartialDate | None,
    designated: Designation,
) -> Punctuality:
    """Tell how article 17 was met, as known on a day.

    Nobody is called late who is not late on both readings.

    Args:
        day: the day.
        deposited_on: when the State joined.
        due_on: by which day the mechanism was due by the text.
        latest_due_on: by which day it was due by the Committee's count.
        first: when the State first designated one, whenever that was; None where it never did, or
            where its date is not known.
        designated: whether there was a mechanism on the day.
    """
    if day <= due_on and (designated is not Designation.YES or not first or first.latest > day):
        return Punctuality.NOT_DUE
    if first is None and designated is not Designation.NO:
        return Punctuality.NOT_KNOWN
    # Who never designated one has not done so until the day of the answer.
    earliest, latest = (date.max, date.max) if first is None else (first.earliest, first.latest)
    if latest <= due_on:
        return Punctuality.BEFORE_JOINING if latest < deposited_on else Punctuality.IN_TIME
    if earliest > due_on and min(day, latest) <= latest_due_on:
        return Punctuality.BETWEEN_READINGS
    if earliest <= latest_due_on:
        return Punctuality.NOT_KNOWN
    return Punctuality.LATE if earliest <= day else Punctuality.NONE_YET


def is_overdue(
    day: date, due_on: date, latest_due_on: date, designated: Designation
) -> bool | None:
    """Tell whether a party is without the mechanism that it owes on a day (article 17).

    None between the two readings, and where it is unclear whether there is a mechanism.
    """
    if day <= due_on or designated is Designation.YES:
        return False
    return True if designated is Designation.NO and day > latest_due_on else None


def days_late(
    day: date, latest_due_on: date, first: PartialDate | None, designated: Designation
) -> tuple[int | None, int | None]:
    """Return how many days after the Committee's count the first designation came: from, to.

    Of a State that has none yet, the days that have gone by on the day of the answer are the least
    that it can be, and there is no most.

    Args:
        day: the day of the answer.
        latest_due_on: by which day the mechanism was due by the Committee's count.
        first: when the State first designated one; None where it never did, or where its date is
            not known.
        designated: whether there was a mechanism on the day.
    """
    has_come = day > latest_due_on or designated is Designation.YES
    if first is not None and first.latest <= day and has_come:
        least, most = ((it - latest_due_on).days for it in (first.earliest, first.latest))
        return max(0, least), max(0, most)
    if day <= latest_due_on or (first is None and designated is not Designation.NO):
        return None, None
    gone = day if first is None else min(day, first.earliest)
    return max(0, (gone - latest_due_on).days), None
