"""The obligations of a party and their days: entry into force, the mechanism, postponements."""

import datetime as dt
from typing import NamedTuple

import attrs

from opcat._core.days import long_date
from opcat._core.model import Source, State, reads_older_pickles
from opcat._core.treaty import Treaty, settled_on, spells_of
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_day, check_protocol
from opcat._names.resolve import resolve
from opcat._practice.articles import mechanism_due_on
from opcat._practice.declarations import Declaration, DeclarationKind, ProtocolPart, declarations
from opcat._practice.mechanisms import Designation, Mechanism, mechanisms
from opcat._practice.overdue import list_on
from opcat._record.record import packaged


@reads_older_pickles
@attrs.frozen(kw_only=True, repr=False)
class Deadlines:
    """The days that the Protocol sets one State, as they stood on a day.

    They follow the words of articles 17 and 24. The Committee against Torture has counted otherwise
    for Australia (CAT/C/73/3): the year of article 17 from the entry into force for the State, and
    a postponement added to it. By that count the mechanism was due thirty days later for all
    parties but the first twenty, and a postponement may end up to thirteen months later.

    A denunciation does not cancel earlier obligations (article 33(2)): for a State that has
    withdrawn, the days are those of the time when it was a party.

    Attributes:
        state: the State.
        as_of: the day.
        in_force_on: the day from which the Protocol is in force for it (article 28), or None if
            it has not joined, the day was not settled yet, or the treaty's rule is not known, as
            for a page of the Protocol that was read.
        mechanism_due_on: the day by which its mechanism was due (article 17: one year after the
            later of the Protocol's entry into force and its own deposit), or None if it has not
            joined or the day was not settled yet. The column of this name in a panel
            (`opcat.frames.panel`) is `due_on`.
        postponements: its declarations under article 24 that were made by then, of Part III
            (visits) or Part IV (the mechanism); only those of Part IV move the mechanism's day.
            They belong to the consent under which they were made: a State that joined again has
            none of the earlier ones.
        due_on: the day by which the mechanism was due with those: the later of
            `mechanism_due_on` and the end of a postponement of Part IV that has begun; None if
            nothing was due.
        is_overdue: whether `due_on` has passed without a mechanism, and the State is still a party.
            None if that is not known: the record knows only the present mechanism, so it says
                nothing
            about earlier days, and for some States it is unclear whether the mechanism exists.
        is_on_overdue_list: whether the State is on the Subcommittee's own list of substantially
            overdue mechanisms, as last known that day (`opcat.overdue_list`); None where the
            list is not known. That list and the day of article 17 are two different things.
        withdrawn_on: the day on which its denunciation takes effect (article 33(1)), which may
            lie in the future; None if there is none, or if it has joined again since.
        sources: how we know.
    """

    __module__ = "opcat"

    state: State
    as_of: dt.date
    in_force_on: dt.date | None
    mechanism_due_on: dt.date | None
    postponements: tuple[Declaration, ...] = attrs.field(repr=False)
    due_on: dt.date | None
    is_overdue: bool | None
    is_on_overdue_list: bool | None
    withdrawn_on: dt.date | None = None
    sources: tuple[Source, ...] = attrs.field(default=(), repr=False)

    def __str__(self) -> str:
        words = {True: "yes", False: "no", None: "not known"}
        lines = [f"{self.state.name} on {long_date(self.as_of)}"]
        for day, what in (
            (self.in_force_on, "in force for it (article 28)"),
            (self.mechanism_due_on, "mechanism due (article 17)"),
            (self.visits_postponed_until, "visits postponed until then (article 24, Part III)"),
            (self.postponed_to, "mechanism due after its postponement (article 24, Part IV)"),
            (self.withdrawn_on, "its denunciation takes effect (article 33)"),
        ):
            if day is not None:
                lines.append(f"{day}: {what}")
        overdue = words[self.is_overdue] if self.due_on else "nothing was due"
        left = self.withdrawn_on
        if self.due_on is not None and left is not None and left <= self.as_of:
            said = "was due" if self.due_on < left else "was not due yet"
            overdue = f"{said}; the State withdrew on {left} (article 33)"
        lines.append(f"mechanism overdue (article 17): {overdue}")
        lines.append(f"on the Subcommittee's overdue list: {words[self.is_on_overdue_list]}")
        return "\n  ".join(lines)

    def __repr__(self) -> str:
        return on_terminal(
            f"<Deadlines {self.state.key} due: {self.due_on}, overdue: {self.is_overdue}>"
        )

    @property
    def visits_postponed_until(self) -> dt.date | None:
        """The last day to which its duties under Part III were postponed, or None (article 24)."""
        ends = [
            made.postponed_until
            for made in self.postponements
            if made.postpones is ProtocolPart.PART_III and made.postponed_until is not None
        ]
        return max(ends, default=None)

    @property
    def postponed_to(self) -> dt.date | None:
        """The day by which the mechanism was due if a postponement moved it, or None."""
        return None if self.due_on == self.mechanism_due_on else self.due_on

    @property
    def overdue_since(self) -> dt.date | None:
        """The first day on which the mechanism was overdue, or None if it is not known to be.

        It is the day after `due_on`.
        """
        if self.due_on is None or not self.is_overdue:
            return None
        return self.due_on + dt.timedelta(days=1)


def deadlines(state: object, *, on: Day | None = None, treaty: Treaty | None = None) -> Deadlines:
    """Return the days that the Protocol sets a State, and whether its mechanism is overdue.

    Args:
        state: a name, a code, a `State` or an object with an ``alpha_3``, as for `opcat.resolve`.
        on: the day; by default the last one that the record covers.
        treaty: the Protocol; by default the packaged one. Declarations, mechanisms and the
            Subcommittee's list are those of the packaged record.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> ghana = opcat.deadlines("Ghana")
        >>> print(ghana.in_force_on, ghana.due_on, ghana.is_overdue, ghana.overdue_since)
        2016-10-23 2017-09-23 True 2017-09-24
        >>> germany = opcat.deadlines("Germany")
        >>> print(germany.mechanism_due_on, germany.due_on, germany.is_overdue)
        2009-12-04 2011-12-04 False
        >>> print(opcat.deadlines("Australia").is_overdue)
        None
        >>> print(opcat.deadlines("Kenya").due_on, opcat.deadlines("Kenya").is_overdue)
        None False
    """
    asked, day = check_day(treaty, on)
    check_protocol("deadlines", asked)
    return deadlines_of(resolve(state), min(day, asked.as_of), asked)


def deadlines_of(state: State, day: dt.date, treaty: Treaty) -> Deadlines:
    """Return the days that the Protocol sets a State, as they stood on a day of the record."""
    status = treaty.status_on(state, day)
    joined_on, left_on = status.deposited_on, status.withdrawn_on
    declared = () if joined_on is None else _postponements(state, joined_on, left_on)
    made = tuple(declaration for declaration in declared if declaration.made_on <= day)
    # For a State that has withdrawn, its last obligation (article 33(2)).
    duty = next((one for one in reversed(duties_of(state, treaty)) if one.since <= day), None)
    past_due = status.is_party and duty is not None and day > duty.due_on
    # The record knows only the mechanism on the day on which the record ends.
    present = mechanisms(state=state) if day == packaged.treaty.as_of else ()
    official = list_on(min(day, packaged.treaty.as_of))
    sources = [
        *status.sources,
        *(source for declaration in made for source in declaration.sources),
        *(source for mechanism in present for source in mechanism.sources),
        *(source for entry in official.entries if entry.state == state for source in entry.sources),
    ]
    return Deadlines(
        state=status.state,
        as_of=day,
        in_force_on=status.in_force_on,
        mechanism_due_on=duty and duty.mechanism_due_on,
        postponements=made,
        due_on=duty and duty.due_on,
        is_overdue=_is_missing(present) if past_due else False,
        is_on_overdue_list=official.includes(state),
        withdrawn_on=left_on,
        sources=tuple(dict.fromkeys(sources)),
    )


class Duty(NamedTuple):
    """By which day a State owes its mechanism, as known from one day up to, and without, another.

    Attributes:
        since: the first day on which that is known.
        until: the first day on which it is no longer so, or None.
        mechanism_due_on: the day of article 17.
        due_on: the day of article 17 with the postponements of article 24 that have begun.
    """

    since: dt.date
    until: dt.date | None
    mechanism_due_on: dt.date
    due_on: dt.date


def duties_of(state: State, treaty: Treaty) -> tuple[Duty, ...]:
    """Return by which day a State owes its mechanism, in chronological order (articles 17 and 24).

    The one place that knows: a day, a panel and a page on a State ask it. A duty begins with the
    State's deposit, but not before the deposit that settles when the Protocol enters into force,
    and ends when a denunciation takes effect. It changes when a postponement of Part IV begins.
    """
    settled, in_force = settled_on(treaty), treaty.in_force_on
    if settled is None or in_force is None:
        return ()
    found: list[Duty] = []
    for _, deposited_on, left_on in spells_of(treaty, state):
        begins = max(settled, deposited_on)
        if left_on is not None and left_on <= begins:
            continue
        postponed = [
            (max(made.made_on, made.postponed_from), made.postponed_until)
            for made in _postponements(state, deposited_on, left_on)
            if made.postpones is ProtocolPart.PART_IV
            and made.postponed_from
            and made.postponed_until
        ]
        last = (
            treaty.as_of if left_on is None else min(treaty.as_of, left_on - dt.timedelta(days=1))
        )
        later = {day for day, _ in postponed if begins < day <= last}
        days = [begins, *sorted(later)]
        due = mechanism_due_on(in_force, deposited_on)
        for since, until in zip(days, [*days[1:], left_on], strict=True):
            ends = [end for day, end in postponed if day <= since]
            found.append(Duty(since, until, due, max([due, *ends])))
    return tuple(found)


def _postponements(state: State, since: dt.date, until: dt.date | None) -> tuple[Declaration, ...]:
    """Return a State's declarations under article 24 from one day up to, and without, another.

    A State makes them upon joining (article 24(1)), so each belongs to the consent that bound the
    State when it was made, and to no later one.
    """
    return tuple(
        made
        for made in declarations(state=state, kind=DeclarationKind.POSTPONEMENT)
        if since <= made.made_on and (until is None or made.made_on < until)
    )


def _is_missing(present: tuple[Mechanism, ...]) -> bool | None:
    """Tell whether there is no mechanism, as far as the record can."""
    if len(present) != 1 or present[0].designated is Designation.UNCLEAR:
        return None
    return present[0].designated is Designation.NO
