"""What each State did under a treaty, as plain days: the basis of every table."""

from datetime import date, timedelta
from typing import NamedTuple

from opcat._core.status import StateStatus, signature_spells
from opcat._core.terms import Basis
from opcat._core.treaty import Treaty, bound_from

ONE_DAY = timedelta(days=1)


class Membership(NamedTuple):
    """One time for which a State joined.

    Attributes:
        deposited_on: the day of its consent.
        consent: by which act, as the value of its `opcat.ActionKind`.
        party_on: the day from which it is a party on the given basis, or None if it never was
            one by the last day of the record.
        withdrawn_on: the day from which it is no longer a party, or None.
    """

    deposited_on: date
    consent: str
    party_on: date | None
    withdrawn_on: date | None


class Signing(NamedTuple):
    """One time for which a State has signed.

    Attributes:
        signed_on: the day of its signature.
        withdrawn_on: the day on which it withdrew it, or None.
    """

    signed_on: date
    withdrawn_on: date | None


class Life(NamedTuple):
    """One State under a treaty, to the last day of the record.

    Attributes:
        signings: the times for which it has signed.
        memberships: the times for which it has joined.
        not_counted_from: the day from which it is no longer counted, or None.
    """

    signings: tuple[Signing, ...]
    memberships: tuple[Membership, ...]
    not_counted_from: date | None


def lives(treaty: Treaty, basis: Basis) -> dict[str, Life]:
    """Return the lives of the States that have acted, by their keys, in the order of names.

    This derives nothing beyond what a `StateStatus` says: each time that a State joined is taken
    from its status on the last day before it joined again.
    """
    return {status.state.key: _life(treaty, status, basis) for status in treaty.statuses}


def _life(treaty: Treaty, latest: StateStatus, basis: Basis) -> Life:
    consents = [action for action in latest.actions if action.kind.is_consent]
    memberships: list[Membership] = []
    for number, consent in enumerate(consents, start=1):
        status = latest
        if number < len(consents):
            status = treaty.status_on(latest.state, consents[number].date - ONE_DAY)
        deposit = basis is Basis.DEPOSIT
        party_on = consent.date if deposit else bound_from(treaty, status.state, status.as_of)
        memberships.append(
            Membership(
                deposited_on=consent.date,
                consent=consent.kind.value,
                party_on=covered(party_on, treaty.as_of),
                withdrawn_on=covered(status.withdrawn_on, treaty.as_of),
            )
        )
    return Life(
        # A signature that was withdrawn on its own day stood on no day.
        signings=tuple(
            Signing(start, stop)
            for _, start, stop in signature_spells(latest.actions)
            if start != stop
        ),
        memberships=tuple(memberships),
        not_counted_from=covered(latest.state.not_counted_from, treaty.as_of),
    )


def covered(day: date | None, as_of: date) -> date | None:
    """Return a day, or None if it is later than the record."""
    return None if day is None or day > as_of else day
