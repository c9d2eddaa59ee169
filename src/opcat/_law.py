"""The rules of the Protocol as pure functions of days, each naming its article.

Nothing here knows a State, a treaty or a file.
"""

from collections.abc import Iterable
from datetime import date, timedelta

__all__ = [
    "add_months",
    "denunciation_effective_on",
    "entry_into_force_for_state_on",
    "entry_into_force_on",
    "nth_deposit_on",
]


def add_months(day: date, months: int) -> date:
    """Return the same day of the month ``months`` months later.

    Where that month is too short the result is its last day: 29 February 2024 and twelve months is
    28 February 2025.
    """
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    next_month = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (next_month - first).days))


def nth_deposit_on(changes: Iterable[tuple[date, int]], instruments: int) -> date | None:
    """Return the first day on which ``instruments`` States have deposited, or None.

    Article 28(1) counts instruments of ratification or accession. An instrument whose denunciation
    has taken effect before that number is reached is no longer one of them.

    Args:
        changes: pairs of a day and how many States more (or fewer) are parties from then on.
        instruments: how many are needed: 20 for the Protocol.
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
