"""Questions about a Treaty over time: when counts changed, and when they had given values."""

import operator
from datetime import date
from typing import SupportsIndex

from opcat._core.ledger import NOTHING
from opcat._core.periods import Period
from opcat._core.shown import Rows, rows_of
from opcat._core.status import Counts
from opcat._core.terms import Basis, RegionalGroup
from opcat._core.treaty import Treaty
from opcat._names.arguments import (
    Day,
    check_basis,
    check_day,
    check_group,
    check_number,
    check_range,
    check_treaty,
)
from opcat._names.which_treaty import check_protocol, opened_on
from opcat._practice import articles
from opcat._record.record import Record
from opcat.errors import shown


def subcommittee_size(*, on: Day | None = None, treaty: Treaty | Record | None = None) -> int:
    """Return how many members the Subcommittee on Prevention of Torture is to have.

    Ten, and twenty-five after the fiftieth ratification or accession (article 5(1)). The members
    have to be elected first, so there may be fewer for a time.

    Args:
        on: the day; by default the last one that the record covers.
        treaty: the Protocol, or a `Record`; by default the packaged one.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> days = ["2009-09-23", "2009-09-24"]
        >>> [opcat.subcommittee_size(on=day) for day in days]
        [10, 25]
    """
    asked, day = check_day(treaty, on)
    check_protocol("subcommittee_size", asked)
    joined = [act for act in asked.actions if act.kind.is_consent and act.date <= day]
    return articles.subcommittee_size(len(joined))


def timeline(
    *,
    since: Day | None = None,
    until: Day | None = None,
    basis: Basis | str = Basis.DEPOSIT,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[tuple[date, Counts]]:
    """Return the days on which a count changed, with the Counts from that day.

    Args:
        since: only changes on this day or later.
        until: only changes on this day or earlier.
        basis: what *party* means, as for `is_party`.
        group: count only the States of this regional group, as its word, its label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        DayTypeError, DayValueError: `since` or `until` is not a day.
        DayOrderError: `since` is later than `until`.
        VocabularyError: there is no such basis or group.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.

    Warns:
        CoverageWarning: `since` or `until` is later than the record.

    Example:
        >>> import opcat
        >>> day, counts = opcat.timeline()[-1]
        >>> print(day, counts.parties)
        2025-11-10 96
    """
    asked, start, end = check_range(treaty, since, until)
    tally = asked.tally(check_basis(asked, basis), check_group(group))
    return rows_of("timeline", ((day, counts) for day, counts in tally if start <= day <= end))


def when(
    *,
    parties: SupportsIndex | None = None,
    signatories: SupportsIndex | None = None,
    pending_signatories: SupportsIndex | None = None,
    at_least: bool = False,
    basis: Basis | str = Basis.DEPOSIT,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[Period]:
    """Return the periods during which all the given counts held.

    It searches from the treaty's opening for signature (or from the first action, if that day is
    not known) to the last day that the record covers.

    Args:
        parties: how many parties.
        signatories: how many signatories.
        pending_signatories: how many pending signatories.
        at_least: whether each count may also have been larger.
        basis: what *party* means, as for `is_party`.
        group: count only the States of this regional group, as its word, its label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Returns:
        The periods in chronological order; none if the counts never held.

    Raises:
        TypeError: no count is given, one is not an integer, or `at_least` is not a bool.
        VocabularyError: there is no such basis or group.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.

    Example:
        >>> import opcat
        >>> [str(period) for period in opcat.when(parties=94)]
        ['26 April 2024 to 16 July 2025']
        >>> opcat.when(parties=96)
        (Period(start=datetime.date(2025, 11, 10), stop=None),)
        >>> opcat.when(parties=19)
        ()
        >>> [str(period) for period in opcat.when(parties=94, at_least=True)]
        ['since 26 April 2024']
    """
    if not isinstance(at_least, bool):
        raise TypeError(
            f"at_least={shown(at_least)} is not a bool; pass the count by its name, as in "
            "when(parties=50, at_least=True)"
        )
    given = {
        "parties": parties,
        "signatories": signatories,
        "pending_signatories": pending_signatories,
    }
    wanted = {
        name: check_number(name, number, "a count; pass an integer")
        for name, number in given.items()
        if number is not None
    }
    if not wanted:
        raise TypeError("no count is given; pass parties=, signatories= or pending_signatories=")
    asked = check_treaty(treaty)
    tally = asked.tally(check_basis(asked, basis), check_group(group))
    first_act = asked.actions[0].date if asked.actions else asked.as_of
    begins = opened_on(asked) or first_act
    if begins <= asked.as_of and (not tally or begins < tally[0][0]):
        tally = ((begins, NOTHING), *tally)
    meets = operator.ge if at_least else operator.eq
    periods: list[Period] = []
    start: date | None = None
    for day, now in tally:
        agrees = all(meets(getattr(now, name), number) for name, number in wanted.items())
        if agrees and start is None:
            start = day
        elif start is not None and not agrees:
            periods.append(Period(start=start, stop=day))
            start = None
    if start is not None:
        periods.append(Period(start=start))
    return rows_of("periods", periods)
