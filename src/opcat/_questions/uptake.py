"""How many of the States that may join have joined: three shares, which answer three questions."""

import datetime as dt
from collections.abc import Sequence
from typing import Self

import attrs

from opcat._core.model import Source, as_sources, reads_older_pickles
from opcat._core.shown import Held, Rows, Shown, as_rows, rows_of
from opcat._core.terms import RegionalGroup
from opcat._core.treaty import Treaty
from opcat._names.arguments import Day, check_day, check_group, states_and_participants
from opcat._names.which_treaty import check_joining
from opcat._practice.articles import Eligibility
from opcat._questions.eligibility import ELIGIBLE, eligibility_of, open_from
from opcat._questions.kaplan_meier import kaplan_meier
from opcat._questions.waits import Wait, waits
from opcat._record.record import Record, RecordFiles, files_of


@reads_older_pickles
@attrs.frozen(kw_only=True)
class Uptake(Shown):
    """How many of the States that may join have joined.

    Three shares answer three questions:

    - `share`: of the States that are eligible that day, how many are parties?
    - `estimated_share`: of States that could join for as long as the first ones could, how many
      would have joined?
    - `opening_share`: of the States that could join on the day of the opening for signature, how
      many have? (Where `Treaty.open_to` is known and that day is not, from the adoption or the
      first act on.)

    Attributes:
        as_of: the day.
        parties: how many are parties, by deposit.
        eligible: how many are parties or may join: in practice the parties to the Convention.
        estimated_share: the estimate of Kaplan and Meier at the end of the longest time at risk, 0
            to 1, in which each State counts for as long as it could join; None where no State
            could.
        opening_eligible: how many could join on the day of the opening for signature.
        opening_joined: how many of these have joined since.
        by_group: pairs of a regional group and its own uptake, None standing for the States
            without a group; empty where the question was about one group.
        sources: the tables from which the counts are made.
    """

    __module__ = "opcat"

    as_of: dt.date
    parties: int
    eligible: int
    estimated_share: float | None = attrs.field(default=None, repr=False)
    opening_eligible: int = attrs.field(default=0, repr=False)
    opening_joined: int = attrs.field(default=0, repr=False)
    by_group: Held[tuple[RegionalGroup | None, Self]] = attrs.field(
        default=rows_of("uptake", ()), converter=as_rows, repr=False
    )
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    @property
    def share(self) -> float | None:
        """The parties as a share of the eligible States, 0 to 1; None if no State is eligible."""
        return self.parties / self.eligible if self.eligible else None

    @property
    def opening_share(self) -> float | None:
        """The share that has joined of those that could on the opening day; None if none could."""
        return self.opening_joined / self.opening_eligible if self.opening_eligible else None


def uptake(
    *,
    on: Day | None = None,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
    convention: Treaty | None = None,
) -> Uptake:
    """Return how many of the States that may join under article 27 have joined.

    Args:
        on: the day; by default the last one that the record covers.
        group: only the States of this regional group, as its word, its label or the member.
        treaty: the Protocol, a treaty that says who it is open to (`Treaty.open_to`), or a
            `Record`; by default the packaged record.
        convention: the Convention, for the Protocol; by default that of the record.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such group.
        OtherTreatyError: the treaty is not the Protocol and does not say who it is open to, or
            `convention` is not the Convention.

    Warns:
        CoverageWarning: `on` is later than the record, or the Convention's ends before the day of
            the answer; the answer is what was last known.

    Example:
        >>> import opcat
        >>> now = opcat.uptake()
        >>> now.parties, now.eligible, round(now.share, 3)
        (96, 175, 0.549)
        >>> round(now.estimated_share, 3)
        0.6
        >>> now.opening_joined, now.opening_eligible, round(now.opening_share, 3)
        (84, 132, 0.636)
        >>> for group, part in now.by_group:
        ...     print(group, part.parties, part.eligible)
        african 25 52
        asia_pacific 13 42
        eastern_european 21 23
        latin_american_and_caribbean 16 28
        western_european_and_others 21 29
        None 0 1
    """
    asked, day = check_day(treaty, on)
    day = min(day, asked.as_of)
    wanted = check_group(group)
    parent = check_joining("uptake", treaty, day, convention)
    return uptake_of(asked, day, files_of(treaty), parent, wanted)


def uptake_of(
    protocol: Treaty,
    day: dt.date,
    record: RecordFiles,
    convention: Treaty | None,
    wanted: RegionalGroup | None = None,
) -> Uptake:
    """Return how many of the States that may join have joined, on a day of the record."""
    may = {
        state: eligibility_of(state, day, protocol, convention)
        for state in states_and_participants(protocol, record)
    }
    opened = open_from(protocol, convention)
    times = [*waits(protocol.on(day), record, convention=convention)]
    table = protocol.sources_of("as_of")
    if convention is not None:
        table += convention.sources_of("as_of")

    def of(answers: Sequence[Eligibility], times: Sequence[Wait]) -> Uptake:
        steps = kaplan_meier((wait.days, wait.event) for wait in times)
        opening = [wait for wait in times if wait.origin_on == opened]
        return Uptake(
            as_of=day,
            parties=answers.count(Eligibility.PARTY),
            eligible=sum(answer in ELIGIBLE for answer in answers),
            estimated_share=1 - steps[-1].waiting if steps else None,
            opening_eligible=len(opening),
            opening_joined=sum(wait.event for wait in opening),
            sources=table,
        )

    def within(group: RegionalGroup | None) -> Uptake:
        return of(
            [answer for state, answer in may.items() if state.regional_group is group],
            [wait for wait in times if wait.state.regional_group is group],
        )

    if wanted is not None:
        return within(wanted)
    by_group = Rows((group, within(group)) for group in (*RegionalGroup, None))
    return attrs.evolve(of([*may.values()], times), by_group=by_group)
