"""The articles of the Protocol that reason over days: 5, 17, 24 and 27.

Nothing here knows a State, a treaty or a file.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import unique
from itertools import islice

from opcat._core.days import add_months
from opcat._core.law import entry_into_force_for_state_on
from opcat._core.terms import Standing, Term

_ENLARGED_BY = 50
"""How many ratifications and accessions it takes until the Subcommittee grows (article 5(1))."""


_DAYS_TO_FORCE = 30
"""How many days after its deposit the Protocol enters into force for a State (article 28(2))."""


@unique
class Eligibility(Term):
    """What article 27 lets a State do.

    ``PARTY``
        it has joined already
    ``MAY_JOIN``
        it is a party to the Convention: it may ratify if it has signed the Protocol (27(2)), or
        else accede (27(3)). It may sign too: 27(1) lets the signatories of the Convention do so,
        and in the depositary's practice parties that never signed it may as well
    ``MAY_ONLY_SIGN``
        it has signed the Convention and not joined it, so it may only sign (27(1))
    ``CONVENTION_FIRST``
        it has done neither: it must first sign the Convention to sign the Protocol, and join the
        Convention to join the Protocol
    ``NOT_OPEN``
        the Protocol was not open for signature yet
    """

    __module__ = "opcat"

    PARTY = "party"
    MAY_JOIN = "may_join"
    MAY_ONLY_SIGN = "may_only_sign"
    CONVENTION_FIRST = "convention_first", "Convention first"
    NOT_OPEN = "not_open"


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
            count, because many States did both at once.
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
    by the words of the article.
    """
    return add_months(max(treaty_in_force_on, deposited_on), 12)


def latest_mechanism_due_on(
    treaty_in_force_on: date, deposited_on: date, days: int = _DAYS_TO_FORCE
) -> date:
    """Return the same as the Committee against Torture counted it (CAT/C/73/3, on Australia).

    It is one year after the entry into force for the State: for all but the first twenty parties
    thirty days later than by the words of article 17.

    Args:
        treaty_in_force_on: the day on which the Protocol enters into force.
        deposited_on: the day of the State's deposit.
        days: how many days after its deposit the Protocol enters into force for a State.
    """
    return add_months(entry_into_force_for_state_on(deposited_on, treaty_in_force_on, days), 12)


def latest_postponed_to(due_on: date, begins_on: date, ends_on: date) -> date:
    """Return to which day a postponement can reach by the Committee's count (article 24).

    The Committee added it to the year of article 17 (CAT/C/73/3). An end that the record has, and
    that is later, stands.

    Args:
        due_on: the day by which the mechanism was due without it, by that count.
        begins_on: from which day the record counts the postponement.
        ends_on: its last day in the record.
    """
    months = 12 * (ends_on.year - begins_on.year) + ends_on.month - begins_on.month
    return max(ends_on, add_months(due_on, months - (ends_on.day < begins_on.day)))


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
    in_force_on = declared_from + timedelta(days=_DAYS_TO_FORCE)
    return postponement_limit_on(add_months(in_force_on, 12), extended=True)


def subcommittee_size(deposits: int) -> int:
    """Return how many members the Subcommittee is to have (article 5(1)).

    Ten, and twenty-five after the fiftieth ratification or accession.

    Args:
        deposits: how many ratifications and accessions there have been, even if States left later.
    """
    return 25 if deposits >= _ENLARGED_BY else 10


def enlarged_on(deposits: Iterable[date]) -> date | None:
    """Return the day of the fiftieth ratification or accession, or None (article 5(1)).

    Args:
        deposits: the day of each ratification and accession, in chronological order.
    """
    return next(islice(deposits, _ENLARGED_BY - 1, None), None)
