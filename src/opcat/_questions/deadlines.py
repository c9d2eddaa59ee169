"""The obligations of a party and their days: entry into force, the mechanism, postponements."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs

from opcat._core.days import PartialDate, long_date
from opcat._core.model import Source, State, as_sources, reads_older_pickles
from opcat._core.shown import Held, Rows, Shown, as_rows, rows_of
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_day, resolve_participant
from opcat._names.which_treaty import check_practice
from opcat._practice.declarations import Declaration, ProtocolPart
from opcat._practice.mechanism_histories import Known, known
from opcat._practice.mechanisms import status_of
from opcat._practice.overdue import list_on
from opcat._practice.punctuality import Punctuality, days_late, is_overdue, punctuality
from opcat._questions.duties import Duty, duty_on, postponements
from opcat._record.record import Record, RecordFiles

_WORDS = {True: "yes", False: "no", None: "not known"}


@reads_older_pickles
@attrs.frozen(kw_only=True, repr=False)
class Deadlines(Shown):
    """The days that the Protocol sets one State, as they stood on a day.

    There are two readings of articles 17 and 24, and both are kept. By the text the year of article
    17 runs from the State's own deposit: `due_on`. The Committee against Torture counted it from
    the entry into force for the State, and a postponement on top of it (CAT/C/73/3, on Australia):
    `latest_due_on`. Nobody is called late here who is not late on both.

    A denunciation does not cancel earlier obligations (article 33(2)): for a State that has
    withdrawn, the days are those of the time when it was a party.

    Attributes:
        state: the State.
        as_of: the day.
        in_force_on: the day from which the Protocol is in force for it (article 28), or None if
            it has not joined, the day was not settled yet, or the treaty's rule is not known, as
            for a page of the Protocol that was read.
        original_due_on: the day by which its mechanism was due by the text, without a postponement
            (article 17: one year after the later of the Protocol's entry into force and its own
            deposit), or None where it has not joined or the day was not settled yet.
        postponements: its declarations under article 24 that were made by then, of Part III
            (visits) or Part IV (the mechanism); only those of Part IV move the mechanism's day.
            They belong to the consent under which they were made: a State that joined again has
            none of the earlier ones.
        due_on: the day by which the mechanism was due with those, by the text: the later of
            `original_due_on` and the end of a postponement of Part IV that has begun; None where
            nothing was due.
        latest_due_on: the same by the Committee's count: a year after the entry into force for the
            State, and a postponement on top.
        designated_on: when it first designated a mechanism, as exactly as a source gives it, if
            that was by then; None otherwise, and where the date is not known.
        punctuality: how article 17 was met by that, as known that day; None where nothing was due.
        was_met: whether article 17 was met by that first designation: True by `due_on`, False only
            after `latest_due_on`, None between the two, where the date is too inexact, and where
            the day has not come. Before that day, True where there is a mechanism already.
        days_late: how many days after `latest_due_on` the first designation came, 0 where it was in
            time by that count; None where there is none, or the number is not exactly known.
        days_late_at_least: the least that this can be, by the earliest reading of the date; where
            there was none yet, the days that had gone by.
        days_late_at_most: the most that it can be, by the latest reading; None where there was none
            yet.
        is_overdue: whether a mechanism was lacking after `latest_due_on`, and the State a party.
            None between the two readings, and where it is unclear whether there was a mechanism.
        overdue_since: the first day on which it was overdue without a break until then, or None.
        is_on_overdue_list: whether the State is on the Subcommittee's own list of substantially
            overdue mechanisms, as last known that day (`opcat.overdue_list`); None where the list
            is not known. That list and the day of article 17 are two different things.
        withdrawn_on: the day on which its denunciation takes effect (article 33(1)), which may
            lie in the future; None if there is none, or if it has joined again since.
        sources: how we know.
    """

    __module__ = "opcat"

    state: State
    as_of: dt.date
    in_force_on: dt.date | None
    original_due_on: dt.date | None = None
    postponements: Held[Declaration] = attrs.field(converter=as_rows, repr=False)
    due_on: dt.date | None
    latest_due_on: dt.date | None = None
    designated_on: PartialDate | None = None
    punctuality: Punctuality | None = None
    was_met: bool | None = None
    days_late: int | None = None
    days_late_at_least: int | None = None
    days_late_at_most: int | None = None
    is_overdue: bool | None
    overdue_since: dt.date | None = None
    is_on_overdue_list: bool | None
    withdrawn_on: dt.date | None = None
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __str__(self) -> str:
        lines = [f"{self.state.name} on {long_date(self.as_of)}"]
        lines += [f"{day}: {event}" for day, event in self._days() if day is not None]
        overdue = _WORDS[self.is_overdue] if self.due_on else "nothing was due"
        left = self.withdrawn_on
        if self.due_on is not None and left is not None and left <= self.as_of:
            due = "was due" if self.due_on < left else "was not due yet"
            overdue = f"{due}; the State withdrew on {left} (article 33)"
        if self.punctuality is not None:
            lines.append(f"article 17 met: {self._met(self.punctuality)}")
        lines.append(f"mechanism overdue (article 17): {overdue}")
        lines.append(f"on the Subcommittee's overdue list: {_WORDS[self.is_on_overdue_list]}")
        return "\n  ".join(lines)

    def _days(self) -> Iterator[tuple[object, str]]:
        yield self.in_force_on, "in force for it (article 28)"
        yield self.original_due_on, "mechanism due (article 17)"
        yield (
            self.visits_postponed_until,
            "visits postponed until then (article 24, Part III)",
        )
        yield self.postponed_to, "mechanism due after its postponement (article 24, Part IV)"
        if self.latest_due_on != self.due_on:
            yield self.latest_due_on, "mechanism due as the Committee against Torture counted"
        yield self.designated_on, "mechanism first designated"
        yield self.withdrawn_on, "its denunciation takes effect (article 33)"

    def _met(self, how: Punctuality) -> str:
        if how.was_met is not False:
            return f"yes, {how.label}" if how.was_met else how.label
        least, most = self.days_late_at_least or 0, self.days_late_at_most
        days = numbered(least, "days")
        if most is not None and most != least:
            days = f"{least} to {numbered(most, 'days')}"
        if how is Punctuality.NONE_YET:
            return f"no, {days} late and none yet"
        return f"no, {'at least ' if most is None else ''}{days} late"

    def __repr__(self) -> str:
        due, overdue = self.due_on or "nothing", _WORDS[self.is_overdue]
        return on_terminal(f"<Deadlines {self.state.key} due: {due}, overdue: {overdue}>")

    @property
    def visits_postponed_until(self) -> dt.date | None:
        """The last day to which its duties under Part III were postponed, or None (article 24).

        It may be up to thirteen months short: see `Declaration.postponed_until`.
        """
        ends = [
            made.postponed_until
            for made in self.postponements
            if made.postpones is ProtocolPart.PART_III and made.postponed_until is not None
        ]
        return max(ends, default=None)

    @property
    def postponed_to(self) -> dt.date | None:
        """The day by which the mechanism was due where a postponement moved it, or None."""
        return None if self.due_on == self.original_due_on else self.due_on


def deadlines(
    state: object, *, on: Day | None = None, treaty: Treaty | Record | None = None
) -> Deadlines:
    """Return the days that the Protocol sets a State, and whether its mechanism is overdue.

    Args:
        state: a name, a code, a `State` or an object with an ``alpha_3``, as for `opcat.resolve`.
        on: the day; by default the last one that the record covers.
        treaty: the Protocol, or a `Record`; by default the packaged record. What a plain Treaty
            lacks, such as mechanisms, is the packaged record's.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> ghana = opcat.deadlines("Ghana")
        >>> print(ghana.due_on, ghana.latest_due_on, ghana.is_overdue, ghana.overdue_since)
        2017-09-23 2017-10-23 True 2017-10-24
        >>> chile = opcat.deadlines("Chile")
        >>> print(chile.latest_due_on, chile.designated_on, chile.was_met, chile.days_late)
        2010-01-11 2019-04-25 False 3391
        >>> print(opcat.deadlines("Chile", on="2015-01-01").is_overdue)
        True
        >>> print(opcat.deadlines("Australia").is_overdue)
        None
        >>> print(opcat.deadlines("Kenya").due_on, opcat.deadlines("Kenya").is_overdue)
        None False
    """
    asked, day = check_day(treaty, on)
    files = check_practice("deadlines", treaty)
    return deadlines_of(resolve_participant(treaty, state), min(day, asked.as_of), asked, files)


def deadlines_of(state: State, day: dt.date, treaty: Treaty, record: RecordFiles) -> Deadlines:
    """Return the days that the Protocol sets a State, as they stood on a day of the treaty's record.

    Args:
        state: the State.
        day: the day.
        treaty: the Protocol.
        record: the record whose declarations, mechanisms and lists count.
    """
    status = treaty.status_on(state, day)
    joined_on, left_on = status.deposited_on, status.withdrawn_on
    declared = () if joined_on is None else postponements(state, joined_on, left_on, record)
    made = rows_of(
        "declarations", (declaration for declaration in declared if declaration.made_on <= day)
    )
    duty = duty_on(state, day, treaty, record)
    judged: dict[str, Any] = {}
    if duty is not None:
        judged = _judged(day, duty, known(state, record), is_party=status.is_party)
    official = list_on(day, record)
    sources = [
        *status.sources,
        *(source for declaration in made for source in declaration.sources),
        *(() if duty is None else status_of(state, duty.seen_on(day), record).sources),
        *(source for entry in official.entries if entry.state == state for source in entry.sources),
    ]
    return Deadlines(
        state=status.state,
        as_of=day,
        in_force_on=status.in_force_on,
        postponements=made,
        is_on_overdue_list=official.includes(status.state),
        withdrawn_on=left_on,
        sources=Rows(dict.fromkeys(sources)),
        **{"due_on": None, "is_overdue": False, **judged},
    )


def _judged(day: dt.date, duty: Duty, mechanism: Known, *, is_party: bool) -> dict[str, Any]:
    """Return the fields of `Deadlines` that judge what a State owed by what it had."""
    seen = duty.seen_on(day)
    first, designated = mechanism.first_designated_on, mechanism.on(seen)
    due = duty.due_on, duty.latest_due_on
    punctual = punctuality(seen, duty.deposited_on, *due, first, designated)
    least, most = days_late(seen, duty.latest_due_on, first, designated)
    overdue = is_party and is_overdue(day, *due, designated)
    since = None
    if overdue:
        lacking = max(begins for begins, _, _ in mechanism.changes() if begins <= day)
        since = max(lacking, duty.latest_due_on + dt.timedelta(days=1))
    return {
        "original_due_on": duty.original_due_on,
        "due_on": duty.due_on,
        "latest_due_on": duty.latest_due_on,
        "designated_on": first if first is not None and first.latest <= seen else None,
        "punctuality": punctual,
        "was_met": punctual.was_met,
        "days_late": least if least == most else None,
        "days_late_at_least": least,
        "days_late_at_most": most,
        "is_overdue": overdue,
        "overdue_since": since,
    }
