"""The rules that a treaty can have, as values and as pure functions of days.

Nothing here knows a State, a treaty or a file.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from opcat._core import checks as check
from opcat._core.days import add_months
from opcat._core.shown import Shown, expression


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class EntryIntoForceRule(Shown):
    """When a treaty enters into force: a number of days after a number of deposits.

    Attributes:
        instruments: how many States must have deposited their consent.
        days: how many days after that, and after each later deposit.
        article: the article that says so.
    """

    __module__ = "opcat"

    instruments: int = attrs.field(converter=check.whole, validator=check.between(1, 1000))
    days: int = attrs.field(converter=check.whole, validator=check.between(0, 36_500))
    article: str

    __repr__ = expression


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class DenunciationRule(Shown):
    """When a denunciation takes effect: a number of months after its notice.

    Attributes:
        months: how many, at least one: a denunciation always takes effect later than its notice
            (for the Protocol 12, article 33; compare Vienna Convention, art. 56(2)).
        article: the article that says so.
    """

    __module__ = "opcat"

    months: int = attrs.field(converter=check.whole, validator=check.between(1, 1200))
    article: str

    __repr__ = expression


def nth_deposit_on(changes: Iterable[tuple[date, int]], instruments: int) -> date | None:
    """Return the first day on which ``instruments`` States have deposited, or None.

    Article 28(1) counts instruments of ratification or accession. Before the treaty is in force
    there is nothing to denounce under article 33: if a log holds a denunciation nevertheless, it is
    read as the withdrawal of the instrument, which then no longer counts. A treaty that is in force
    stays so, however many leave (Vienna Convention on the Law of Treaties, art. 55).

    Args:
        changes: pairs of a day and the change in the number of parties from then on.
        instruments: how many instruments are needed: 20 for the Protocol.
    """
    net: dict[date, int] = {}
    for day, change in changes:
        net[day] = net.get(day, 0) + change
    deposited = 0
    for day in sorted(net):
        deposited += net[day]
        if deposited >= instruments:
            return day
    return None


def entry_into_force_on(nth_deposited_on: date, days: int) -> date:
    """Return the day on which the treaty enters into force (article 28(1)).

    Args:
        nth_deposited_on: the day of the deposit that completes the number.
        days: 30 for the Protocol: "the thirtieth day after the date of deposit".
    """
    return nth_deposited_on + timedelta(days=days)


def entry_into_force_for_state_on(deposited_on: date, treaty_on: date, days: int) -> date:
    """Return the day on which the treaty enters into force for one State (article 28(2)).

    It is ``days`` days after the State's own deposit, and not before the treaty's own day.

    Args:
        deposited_on: the day of the State's deposit.
        treaty_on: the day on which the treaty itself enters into force.
        days: 30 for the Protocol.
    """
    return max(treaty_on, deposited_on + timedelta(days=days))


def denunciation_effective_on(notified_on: date, months: int) -> date:
    """Return the day on which a denunciation takes effect (article 33(1): one year after notice).

    Args:
        notified_on: the day on which the depositary received the notice.
        months: 12 for the Protocol.
    """
    return add_months(notified_on, months)
