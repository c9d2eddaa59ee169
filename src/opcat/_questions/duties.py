"""By which day a State owes its mechanism, through time: articles 17 and 24, in one place."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from opcat._core.model import State
from opcat._core.treaty import Treaty, settled_on, spells_of
from opcat._practice.articles import (
    latest_mechanism_due_on,
    latest_postponed_to,
    mechanism_due_on,
)
from opcat._practice.declarations import (
    Declaration,
    DeclarationKind,
    ProtocolPart,
    UntilBasis,
    declarations_of,
)
from opcat._record.record import RecordFiles


class Duty(NamedTuple):
    """By which day a State owes its mechanism, as known from one day up to, and without, another.

    Attributes:
        since: the first day on which that is known.
        until: the first day on which it is no longer so, or None.
        deposited_on: the day of the State's deposit.
        original_due_on: the day of article 17.
        due_on: the same with the postponements of article 24 that have begun.
        latest_due_on: the same as the Committee against Torture counted.
    """

    since: dt.date
    until: dt.date | None
    deposited_on: dt.date
    original_due_on: dt.date
    due_on: dt.date
    latest_due_on: dt.date

    def seen_on(self, day: dt.date) -> dt.date:
        """Return the last day, up to one, on which the State was a party that owed this."""
        return day if self.until is None else min(day, self.until - dt.timedelta(days=1))


def duty_on(state: State, day: dt.date, treaty: Treaty, record: RecordFiles) -> Duty | None:
    """Return by which day a State owed its mechanism, as known on a day.

    Of a State that has withdrawn, it is what it owed last (article 33(2)).
    """
    known = reversed(duties_of(state, treaty, record))
    return next((duty for duty in known if duty.since <= day), None)


def duties_of(state: State, treaty: Treaty, record: RecordFiles) -> tuple[Duty, ...]:
    """Return by which day a State owes its mechanism, in chronological order (articles 17 and 24).

    The one place that knows: a day, a panel and a page on a State ask it. A duty begins with the
    State's deposit, but not before the deposit that settles when the Protocol enters into force,
    and ends when a denunciation takes effect. It changes when a postponement of Part IV begins.

    Args:
        state: the State.
        treaty: the Protocol.
        record: the record whose declarations count.
    """
    settled, in_force = settled_on(treaty), treaty.in_force_on
    if settled is None or in_force is None:
        return ()
    duties: list[Duty] = []
    for _, deposited_on, left_on in spells_of(treaty, state):
        begins = max(settled, deposited_on)
        if left_on is not None and left_on <= begins:
            continue
        due = mechanism_due_on(in_force, deposited_on)
        rule = treaty.entry_rule
        latest = (
            latest_mechanism_due_on(in_force, deposited_on)
            if rule is None
            else latest_mechanism_due_on(in_force, deposited_on, rule.days)
        )
        postponed = [*_postponed(state, deposited_on, left_on, latest, record)]
        last = (
            treaty.as_of if left_on is None else min(treaty.as_of, left_on - dt.timedelta(days=1))
        )
        days = [begins, *sorted({day for day, _, _ in postponed if begins < day <= last})]
        for since, until in zip(days, [*days[1:], left_on], strict=True):
            begun = [(end, later) for day, end, later in postponed if day <= since]
            duties.append(
                Duty(
                    since,
                    until,
                    deposited_on,
                    due,
                    max([due, *(end for end, _ in begun)]),
                    max([latest, *(later for _, later in begun)]),
                )
            )
    return tuple(duties)


def postponements(
    state: State, since: dt.date, until: dt.date | None, record: RecordFiles
) -> tuple[Declaration, ...]:
    """Return a State's declarations under article 24 from one day up to, and without, another.

    A State makes them upon joining (article 24(1)), so each belongs to the consent that bound the
    State when it was made, and to no later one.
    """
    return tuple(
        made
        for made in declarations_of(state, record)
        if made.kind is DeclarationKind.POSTPONEMENT
        and since <= made.made_on
        and (until is None or made.made_on < until)
    )


def _postponed(
    state: State, since: dt.date, until: dt.date | None, latest: dt.date, record: RecordFiles
) -> Iterator[tuple[dt.date, dt.date, dt.date]]:
    """Yield from when on the mechanism was postponed to which day, by the text and at the latest."""
    for made in postponements(state, since, until, record):
        begins, ends = made.postponed_from, made.postponed_until
        if made.postpones is not ProtocolPart.PART_IV or begins is None or ends is None:
            continue
        # An end that the Committee stated is its own count already.
        is_stated = made.until_basis is UntilBasis.STATED
        later = ends if is_stated else latest_postponed_to(latest, begins, ends)
        yield max(made.made_on, begins), ends, later
