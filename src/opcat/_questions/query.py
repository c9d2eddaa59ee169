"""Questions about a Treaty on a day: who stands where, how many, and by which acts.

Every question takes ``on=``, the day of the answer (by default the last day that the record
covers), and ``treaty=``, the Treaty or the `Record` to ask (by default the packaged one).
"""

from datetime import date

from opcat._core.ledger import counts_on
from opcat._core.model import Action
from opcat._core.shown import Rows, rows_of
from opcat._core.status import Counts, StateStatus
from opcat._core.terms import ActionKind, Basis, RegionalGroup, term
from opcat._core.treaty import Treaty, bound_from, status_of
from opcat._names.arguments import (
    Day,
    check_basis,
    check_day,
    check_group,
    check_range,
    resolve_participant,
)
from opcat._record.record import Record


def treaty(*, on: Day | None = None, treaty: Treaty | Record | None = None) -> Treaty:
    """Return the packaged Treaty, or a Treaty as it stood on a day.

    Args:
        on: the day; by default the last one that the record covers.
        treaty: the Treaty, or a `Record`; by default the packaged one, which is built once.

    Raises:
        DayTypeError: `on` is not a day.
        DayValueError: `on` is malformed, or is not a day of the calendar.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> opcat.treaty(on="2010-01-01")
        <Treaty opcat as of 2010-01-01: 50 parties, 64 signatories, 24 of them pending>
        >>> print(opcat.treaty(on="2006-05-22").in_force_on)
        None
        >>> print(opcat.treaty(on="2006-05-23").in_force_on)
        2006-06-22
    """
    asked, day = check_day(treaty, on)
    return asked.on(day)


def status(
    state: object, *, on: Day | None = None, treaty: Treaty | Record | None = None
) -> StateStatus:
    """Return where one State stands.

    Args:
        state: a name, a code, a `State` or an object with an ``alpha_3``, as for `opcat.resolve`;
            or the name or key of another participant of the treaty.
        on: the day; by default the last one that the record covers.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        UnknownStateError: it means no State of the record.
        AmbiguousStateError: it may mean more than one State.
        TypeError: `state` is of another type; as `opcat.errors.DayTypeError`, `on` is not a day.
        DayValueError: `on` is malformed, or is not a day of the calendar.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> print(opcat.status("Ivory Coast"))
        Côte d'Ivoire: party since 2023-03-01
        >>> opcat.status("Kenya").standing
        Standing.NO_ACTION
    """
    asked, day = check_day(treaty, on)
    return status_of(asked, resolve_participant(treaty, state), day)


def is_party(
    state: object,
    *,
    on: Day | None = None,
    basis: Basis | str = Basis.DEPOSIT,
    treaty: Treaty | Record | None = None,
) -> bool:
    """Tell whether a State is a party.

    The answer is about the State, not about its territories: see `opcat.territories`.

    Args:
        state: as for `status`.
        on: the day; by default the last one that the record covers.
        basis: ``"deposit"`` (its consent is deposited) or ``"in_force"`` (the treaty is in force
            for it; Vienna Convention on the Law of Treaties, art. 2(1)(g)).
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError, DayValueError: as for `status`.
        VocabularyError: there is no such basis.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> opcat.is_party("Philippines", on="2012-05-08")
        True
        >>> opcat.is_party("Philippines", on="2012-05-08", basis="in_force")
        False
    """
    asked, day = check_day(treaty, on)
    meaning = check_basis(asked, basis)
    return counts_as_party(
        asked, status_of(asked, resolve_participant(treaty, state), day), meaning
    )


def parties(
    *,
    on: Day | None = None,
    basis: Basis | str = Basis.DEPOSIT,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[StateStatus]:
    """Return the parties, by the State's name.

    About one State ask `is_party`: no name is ``in`` the answer, which holds statuses.

    Args:
        on: the day; by default the last one that the record covers.
        basis: what *party* means, as for `is_party`.
        group: only the States of this regional group, as its word, its label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such basis or group.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> len(opcat.parties()), len(opcat.parties(on="2025-10-31"))
        (96, 95)
        >>> [status.state.name for status in opcat.parties(on="2004-06-30")]
        ['Albania', 'Denmark', 'Malta', 'United Kingdom']
    """
    asked, day = check_day(treaty, on)
    meaning = check_basis(asked, basis)
    return rows_of(
        "statuses",
        (status for status in _on(asked, day, group) if counts_as_party(asked, status, meaning)),
    )


def signatories(
    *,
    on: Day | None = None,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[StateStatus]:
    """Return the States that have signed, whether or not they joined later, by name.

    About one State ask ``opcat.status("Togo").is_signatory``: no name is ``in`` the answer.

    Args:
        on: the day; by default the last one that the record covers.
        group: only the States of this regional group, as its word, its label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such group.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> len(opcat.signatories())
        76
    """
    asked, day = check_day(treaty, on)
    return rows_of("statuses", (status for status in _on(asked, day, group) if status.is_signatory))


def pending_signatories(
    *,
    on: Day | None = None,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[StateStatus]:
    """Return the States that have signed and have not joined, by name.

    About one State ask ``opcat.status("Togo").is_pending_signatory``: no name is ``in`` the answer.

    Args:
        on: the day; by default the last one that the record covers.
        group: only the States of this regional group, as its word, its label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such group.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> for status in opcat.pending_signatories(group="western_european_and_others"):
        ...     print(status)
        Belgium: pending signatory since 2005-10-24
        Ireland: pending signatory since 2007-10-02
    """
    asked, day = check_day(treaty, on)
    return rows_of(
        "statuses", (status for status in _on(asked, day, group) if status.is_pending_signatory)
    )


def counts(
    *,
    on: Day | None = None,
    basis: Basis | str = Basis.DEPOSIT,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Counts:
    """Return how many States are parties, signatories and pending signatories.

    Args:
        on: the day; by default the last one that the record covers.
        basis: what *party* means, as for `is_party`.
        group: only the States of this regional group, as its word, its label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such basis or group.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> opcat.counts()
        Counts(parties=96, signatories=76, pending_signatories=11)
        >>> opcat.counts(on="2025-10-31")
        Counts(parties=95, signatories=76, pending_signatories=11)
        >>> opcat.counts(on="2012-05-08", basis="in_force").parties
        62
    """
    asked, day = check_day(treaty, on)
    tally = asked.tally(check_basis(asked, basis), check_group(group))
    return counts_on(tally, day)


def actions(
    state: object = None,
    *,
    kind: ActionKind | str | None = None,
    since: Day | None = None,
    until: Day | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[Action]:
    """Return what States did, in chronological order; on one day signatures first, then by name.

    Args:
        state: only actions of this State, given as for `status`.
        kind: only actions of this kind, as its word, its label or the member.
        since: only actions on this day or later.
        until: only actions on this day or earlier.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        VocabularyError: there is no such kind.
        UnknownStateError, AmbiguousStateError, TypeError: as for `status`.
        DayTypeError, DayValueError: `since` or `until` is not a day.
        DayOrderError: `since` is later than `until`.

    Warns:
        CoverageWarning: `since` or `until` is later than the record.

    Example:
        >>> import opcat
        >>> for action in opcat.actions(since="2024-01-01"):
        ...     print(action)
        2024-04-26 Congo: ratification
        2025-07-17 Bangladesh: accession
        2025-11-10 Colombia: accession
        >>> len(opcat.actions(kind="accession"))
        31
    """
    asked, start, end = check_range(treaty, since, until)
    acts = asked.actions
    if state is not None:
        acts = status_of(asked, resolve_participant(treaty, state), asked.as_of).actions
    wanted = None if kind is None else term(ActionKind, "kind", kind)
    return rows_of(
        "actions",
        (
            action
            for action in acts
            if start <= action.date <= end and (wanted is None or action.kind is wanted)
        ),
    )


def _on(treaty: Treaty, day: date, group: RegionalGroup | str | None) -> list[StateStatus]:
    """Return the status on a day of every State that has acted under the treaty, by name."""
    wanted = check_group(group)
    return [
        status_of(treaty, status.state, day)
        for status in treaty.statuses
        if wanted is None or status.state.regional_group is wanted
    ]


def counts_as_party(treaty: Treaty, status: StateStatus, basis: Basis) -> bool:
    """Tell whether the State of a status is a party, in either sense."""
    if basis is Basis.DEPOSIT or not status.is_party:
        return status.is_party
    # If the status has a day it is this one; asking again for each party would take time.
    since = status.in_force_on or bound_from(treaty, status.state, status.as_of)
    return since is not None and since <= status.as_of
