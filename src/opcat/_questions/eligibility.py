"""Which States may join (article 27), as follows from the Convention against Torture."""

import datetime as dt
from collections.abc import Iterator

from opcat._core.model import State
from opcat._core.shown import Rows, rows_of
from opcat._core.status import StateStatus
from opcat._core.terms import Basis, RegionalGroup, Standing, term
from opcat._core.treaty import Treaty, spells_of, status_of, successions_of
from opcat._names.arguments import Day, check_basis, check_day, resolve_participant
from opcat._names.resolve import states
from opcat._names.which_treaty import check_joining, check_practice, opened_on
from opcat._practice import articles
from opcat._practice.articles import Eligibility
from opcat._questions.query import counts_as_party
from opcat._record.record import Record


def convention(*, on: Day | None = None, treaty: Treaty | Record | None = None) -> Treaty:
    """Return the Convention against Torture of 1984, the parent treaty: a `Treaty` like any other.

    The German Democratic Republic, Czechoslovakia and Yugoslavia were parties once. They count until
    the day from which the depositary no longer counted them, and `opcat.states` does not have them.
    Seven States succeeded to it. They count from the day on which they notified that; their
    ``in_force_on`` is the earlier day on which the succession took effect, where that is known.

    Args:
        on: the day; by default the last one that the record covers.
        treaty: a `Record`, whose own Convention is the answer, or the Protocol; by default the
            packaged record.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> opcat.convention()
        <Treaty cat as of 2026-02-03: 175 parties, 83 signatories, 4 of them pending>
        >>> print(opcat.convention().in_force_on)
        1987-06-26
        >>> [status.state.name for status in opcat.pending_signatories(treaty=opcat.convention())]
        ['Brunei Darussalam', 'Haiti', 'India', 'Palau']
    """
    asked, day = check_day(check_practice("convention", treaty).convention, on)
    return asked.on(day)


def eligibility(
    state: object,
    *,
    on: Day | None = None,
    treaty: Treaty | Record | None = None,
    convention: Treaty | None = None,
) -> Eligibility:
    """Return what article 27 lets a State do.

    Of a treaty that says who it is open to (`Treaty.open_to`) the answer is *party*, *may join*
    or *not open*.

    Args:
        state: a name, a code, a `State` or an object with an ``alpha_3``, as for `opcat.resolve`.
        on: the day; by default the last one that the record covers.
        treaty: the Protocol, a treaty that says who it is open to, or a `Record`; by default the
            packaged record.
        convention: the Convention, for the Protocol; by default that of the record.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol and does not say who it is open to, or
            `convention` is not the Convention.

    Warns:
        CoverageWarning: `on` is later than the record, or the Convention's ends before the day of
            the answer; the answer is what was last known.

    Example:
        >>> import opcat
        >>> opcat.eligibility("Kenya"), opcat.eligibility("India")
        (Eligibility.MAY_JOIN, Eligibility.MAY_ONLY_SIGN)
        >>> opcat.eligibility("Angola"), opcat.eligibility("Bhutan")
        (Eligibility.MAY_JOIN, Eligibility.CONVENTION_FIRST)
        >>> opcat.eligibility("Kenya", on="2003-02-03")
        Eligibility.NOT_OPEN
    """
    asked, day = check_day(treaty, on)
    parent = check_joining("eligibility", treaty, day, convention)
    return eligibility_of(resolve_participant(treaty, state), day, asked, parent)


def eligibility_of(
    state: State, day: dt.date, protocol: Treaty, convention: Treaty | None
) -> Eligibility:
    """Return what article 27 lets a State do on a day, or the list of those that may join.

    Args:
        state: the State.
        day: the day.
        protocol: the Protocol, or a treaty that says who it is open to.
        convention: the Convention; None where the treaty itself says who may join it.
    """
    day = min(day, protocol.as_of)
    opened = open_from(protocol, convention)
    if opened is not None and day < opened:
        return Eligibility.NOT_OPEN
    if convention is None:
        if protocol.status_on(state, day).is_party:
            return Eligibility.PARTY
        return Eligibility.MAY_JOIN if state in (protocol.open_to or ()) else Eligibility.NOT_OPEN
    under_convention = convention.status_on(state, day)
    # A successor is bound from its succession on, although it notifies that only later.
    has_succeeded = any(since <= day < until for since, until in successions_of(convention, state))
    return articles.eligibility(
        protocol.status_on(state, day).standing,
        Standing.PARTY if has_succeeded else under_convention.standing,
        has_signed_convention=under_convention.is_signatory,
    )


def open_from(protocol: Treaty, convention: Treaty | None) -> dt.date | None:
    """Return from when on States could join at all, as far as is known.

    It is the opening for signature; where a treaty that says who it is open to does not have that
    day, its adoption or its first act.
    """
    if convention is not None or protocol.opened_on is not None:
        return opened_on(protocol)
    days = [protocol.adopted_on, *(act.date for act in protocol.actions[:1])]
    return min((day for day in days if day is not None), default=protocol.as_of)


ELIGIBLE = frozenset({Eligibility.PARTY, Eligibility.MAY_JOIN})
"""The answers of article 27 for States that have joined, or may."""


def eligibilities_of(
    state: State, protocol: Treaty, convention: Treaty | None
) -> Iterator[tuple[dt.date, Eligibility]]:
    """Yield the answers of `eligibility_of` for a State, each with its first day.

    From the first day on which anything can have changed to the last one of the Protocol's record.
    """
    days = {open_from(protocol, convention)}
    for treaty in (protocol,) if convention is None else (convention, protocol):
        days.update(act.date for act in treaty.status_on(state, protocol.as_of).actions)
        days.update(stop for _, _, stop in spells_of(treaty, state))
        days.update(since for since, _ in successions_of(treaty, state))
    before: Eligibility | None = None
    for day in sorted(day for day in days if day is not None and day <= protocol.as_of):
        now = eligibility_of(state, day, protocol, convention)
        if now is not before:
            yield day, now
        before = now


def eligible_on(
    state: object,
    *,
    on: Day | None = None,
    treaty: Treaty | Record | None = None,
    convention: Treaty | None = None,
) -> dt.date | None:
    """Return since when article 27 lets a State join, whether or not it has joined since.

    It is the later of the Protocol's opening for signature and the day on which the State became a
    party to the Convention; None where the State cannot join. A treaty that says who it is open to
    (`Treaty.open_to`) is open to them from its opening for signature on, or else from its adoption
    or its first act.

    Args:
        state: a name, a code, a `State` or an object with an ``alpha_3``, as for `opcat.resolve`.
        on: the day that the answer is about; by default the last one that the record covers.
        treaty: the Protocol, a treaty that says who it is open to, or a `Record`; by default the
            packaged record.
        convention: the Convention, for the Protocol; by default that of the record.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol and does not say who it is open to, or
            `convention` is not the Convention.

    Warns:
        CoverageWarning: `on` is later than the record, or the Convention's ends before the day of
            the answer; the answer is what was last known.

    Example:
        >>> import opcat
        >>> opcat.eligible_on("Angola")
        datetime.date(2019, 10, 2)
        >>> print(opcat.eligible_on("Angola", on="2019-10-01"), opcat.eligible_on("India"))
        None None
        >>> france = opcat.status("France")
        >>> print(opcat.eligible_on(france.state), france.deposited_on)
        2003-02-04 2008-11-11
    """
    asked, day = check_day(treaty, on)
    parent = check_joining("eligible_on", treaty, day, convention)
    return eligible_since(resolve_participant(treaty, state), day, asked, parent)


def non_parties(
    *,
    on: Day | None = None,
    basis: Basis | str = Basis.DEPOSIT,
    group: RegionalGroup | str | None = None,
    eligibility: Eligibility | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[StateStatus]:
    """Return the States of `opcat.states` that are not parties, by name.

    Of a treaty that says who it is open to (`Treaty.open_to`), they are those of them that have not
    joined.

    Args:
        on: the day; by default the last one that the record covers.
        basis: what *party* means, as for `is_party`.
        group: only the States of this regional group, as its word, its label or the member.
        eligibility: only the States with this answer of `opcat.eligibility`, as its word, its
            label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such basis, group or eligibility.
        OtherTreatyError: `eligibility` is given for a treaty that is not the Protocol and does not
            say who it is open to.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.

    Warns:
        CoverageWarning: `on` is later than the record, or `eligibility` is given and the
            Convention's ends before the day of the answer; the answer is what was last
            known.

    Example:
        >>> import opcat
        >>> len(opcat.non_parties())
        101
        >>> len(opcat.parties()) + len(opcat.non_parties()) == len(opcat.states())
        True
        >>> [len(opcat.non_parties(eligibility=word)) for word in opcat.Eligibility]
        [0, 79, 4, 18, 0]
    """
    asked, day = check_day(treaty, on)
    meaning = check_basis(asked, basis)
    statuses = [status_of(asked, state, day) for state in states(group=group, treaty=treaty)]
    others = rows_of(
        "statuses", (status for status in statuses if not counts_as_party(asked, status, meaning))
    )
    if eligibility is None:
        return others
    wanted = term(Eligibility, "eligibility", eligibility)
    parent = check_joining("non_parties(eligibility=)", treaty, day)
    return rows_of(
        "statuses",
        (status for status in others if eligibility_of(status.state, day, asked, parent) is wanted),
    )


def eligible_since(
    state: State, day: dt.date, protocol: Treaty, convention: Treaty | None
) -> dt.date | None:
    """Return since when a State may join, as it stood on a day; None if it may not."""
    for since, until in eligible_spells(state, protocol, convention):
        if since <= day and (until is None or day < until):
            return since
    return None


def eligible_spells(
    state: State, protocol: Treaty, convention: Treaty | None
) -> Iterator[tuple[dt.date, dt.date | None]]:
    """Yield when a State may join, or has joined: from a day up to, and without, another or None."""
    since: dt.date | None = None
    for day, eligibility in eligibilities_of(state, protocol, convention):
        if eligibility in ELIGIBLE:
            since = since or day
        elif since is not None:
            yield since, day
            since = None
    if since is not None:
        yield since, None
