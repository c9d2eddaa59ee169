"""The rules of the Protocol as values and as pure functions of days, each naming its article.

Nothing here knows a State, a treaty or a file.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice

import attrs

from opcat._core import checks as check
from opcat._core.terms import Eligibility, Standing

__all__ = [
    "DenunciationRule",
    "EntryIntoForceRule",
    "add_months",
    "denunciation_effective_on",
    "eligibility",
    "enlarged_on",
    "entry_into_force_for_state_on",
    "entry_into_force_on",
    "latest_postponement_on",
    "mechanism_due_on",
    "nth_deposit_on",
    "postponement_limit_on",
    "subcommittee_members",
]

_ENLARGED_BY = 50
"""How many ratifications and accessions it takes until the Subcommittee grows (article 5(1))."""


@attrs.frozen(kw_only=True)
class EntryIntoForceRule:
    """When a treaty enters into force: so many days after so many deposits.

    Attributes:
        instruments: how many States must have deposited their consent.
        days: how many days after that, and after each later deposit.
        article: the article that says so.
    """

    __module__ = "opcat"

    instruments: int = attrs.field(converter=check.whole, validator=check.between(1, 1000))
    days: int = attrs.field(converter=check.whole, validator=check.between(0, 36_500))
    article: str = attrs.field(validator=check.text)


@attrs.frozen(kw_only=True)
class DenunciationRule:
    """When a denunciation takes effect: so many months after its notice.

    Attributes:
        months: how many, at least one: a denunciation always takes effect later than its notice
            (for the Protocol 12, article 33; compare Vienna Convention, art. 56(2)).
        article: the article that says so.
    """

    __module__ = "opcat"

    months: int = attrs.field(converter=check.whole, validator=check.between(1, 1200))
    article: str = attrs.field(validator=check.text)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month ``months`` months later.

    Where that month is too short the result is its last day: 29 February 2024 and twelve months is
    28 February 2025.
    """
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    # December 9999 has no next month.
    days = 31 if first.month == 12 else (first.replace(month=first.month + 1) - first).days
    return first.replace(day=min(day.day, days))


def nth_deposit_on(changes: Iterable[tuple[date, int]], instruments: int) -> date | None:
    """Return the first day on which ``instruments`` States have deposited, or None.

    Article 28(1) counts instruments of ratification or accession. Before the treaty is in force
    there is nothing to denounce under article 33: a denunciation that a log holds nevertheless is
    read as the withdrawal of the instrument, which then counts no longer. A treaty that is in force
    stays so, however many leave (Vienna Convention on the Law of Treaties, art. 55).

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


def eligibility(
    protocol: Standing, convention: Standing, *, has_signed_convention: bool
) -> Eligibility:
    """Return what a State may do (article 27).

    Any State that has signed the Convention may sign (27(1)); any that has ratified it or acceded
    to it may ratify (27(2)) or accede (27(3)). A succession to the Convention counts as well. In
    the depositary's practice a party to the Convention that never signed it may sign too.

    Args:
        protocol: where the State stands under the Protocol.
        convention: where it stands under the Convention on the same day; acts of that very day
            count, for many States did both at once.
        has_signed_convention: whether it has signed the Convention.
    """
    if protocol is Standing.PARTY:
        return Eligibility.PARTY
    if convention is Standing.PARTY:
        return Eligibility.MAY_JOIN
    return Eligibility.MAY_ONLY_SIGN if has_signed_convention else Eligibility.CONVENTION_FIRST


def mechanism_due_on(treaty_in_force_on: date, deposited_on: date) -> date:
    """Return the day by which a State must have its preventive mechanism (article 17).

    It is one year after the later of the Protocol's entry into force and the State's own deposit,
    by the words of the article. The Committee against Torture counted the year from the entry into
    force for the State (CAT/C/73/3): for all but the first twenty parties thirty days later.
    """
    return add_months(max(treaty_in_force_on, deposited_on), 12)


def postponement_limit_on(begins_on: date, *, extended: bool) -> date:
    """Return the last day to which obligations may be postponed (article 24(2)).

    At most three years; after due representations of the State and after consultation with the
    Subcommittee, the Committee against Torture may extend that by two more.
    """
    return add_months(begins_on, 60 if extended else 36)


def latest_postponement_on(declared_from: date) -> date:
    """Return the last day that a postponement can reach on any reading of articles 17 and 24.

    The Committee against Torture counted from the entry into force for the State, and added the
    three years and the two more to the year of article 17 (CAT/C/73/3, on Australia). A record
    that counts from the declaration begins up to thirty days before the entry into force.
    """
    return postponement_limit_on(add_months(declared_from + timedelta(days=30), 12), extended=True)


def subcommittee_members(deposits: int) -> int:
    """Return how many members the Subcommittee is to have (article 5(1)).

    Ten, and twenty-five after the fiftieth ratification or accession.

    Args:
        deposits: how many ratifications and accessions there have been, whoever left since.
    """
    return 25 if deposits >= _ENLARGED_BY else 10


def enlarged_on(deposits: Iterable[date]) -> date | None:
    """Return the day of the fiftieth ratification or accession, or None (article 5(1)).

    Args:
        deposits: the day of each ratification and accession, in order of time.
    """
    return next(islice(deposits, _ENLARGED_BY - 1, None), None)
