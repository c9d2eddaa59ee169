"""The parties to which no mission of the Subcommittee is known, and since when one could have come."""

import datetime as dt

import attrs

from opcat._core.model import Source, State, as_sources
from opcat._core.shown import Held, Rows, Shown, rows_of
from opcat._core.status import StateStatus
from opcat._core.terms import RegionalGroup
from opcat._core.treaty import Treaty
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_day, check_group
from opcat._names.which_treaty import check_practice
from opcat._practice.declarations import ProtocolPart, declarations_of
from opcat._practice.visits import VisitCompletion, visits_in
from opcat._questions.deadlines import deadlines_of
from opcat._record.record import Record, RecordFiles


@attrs.frozen(kw_only=True, repr=False)
class UnvisitedParty(Shown):
    """A party to which no mission of the Subcommittee is known.

    That none is known does not mean that there was none: see `opcat.reconcile_visits`.

    Attributes:
        state: the party.
        as_of: the day.
        in_force_on: the day from which the Protocol is in force for it, or None where that was not
            settled yet or is not known.
        visitable_on: since when it could have been visited: that day, or the day after the last
            one to which it postponed its duties under Part III (article 24). It may still lie
            ahead. None where `in_force_on` is.
        sources: how we know since when.
    """

    __module__ = "opcat"

    state: State
    as_of: dt.date
    in_force_on: dt.date | None
    visitable_on: dt.date | None
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __str__(self) -> str:
        """Return one line: who, and since when it could have been visited."""
        since = "a day that is not known" if self.visitable_on is None else self.visitable_on
        return f"{self.state.name}: no visit known, possible from {since}"

    def __repr__(self) -> str:
        """Return the State, and since when it could have been visited."""
        return on_terminal(f"<UnvisitedParty {self.state.key} since {self.visitable_on}>")


def unvisited_parties(
    *,
    on: Day | None = None,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[UnvisitedParty]:
    """Return the parties to which no mission of the Subcommittee is known, by name.

    A mission counts that had certainly begun by the day, and is known to have taken place.

    Args:
        on: the day; by default the last one that the record covers.
        group: only the States of this regional group, as its word, its label or the member.
        treaty: the Protocol, or a `Record`; by default the packaged record. What a plain Treaty
            lacks, such as visits, is the packaged record's.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such group.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> unvisited = opcat.unvisited_parties()
        >>> len(unvisited), len(opcat.parties())
        (23, 96)
        >>> print(min(unvisited, key=lambda party: party.visitable_on))
        Denmark: no visit known, possible from 2006-06-22
    """
    asked, day = check_day(treaty, on)
    files = check_practice("unvisited_parties", treaty)
    day = min(day, asked.as_of)
    wanted = check_group(group)
    last = min(day, files.treaty.as_of)
    visited = {
        visit.state
        for visit in visits_in(files)
        if visit.start.latest <= last and visit.completion is VisitCompletion.CONFIRMED
    }
    standing = (asked.status_on(status.state, day) for status in asked.statuses)
    return rows_of(
        "unvisited_parties",
        (
            _unvisited(status, day, asked, files)
            for status in standing
            if status.is_party
            and status.state not in visited
            and (wanted is None or status.state.regional_group is wanted)
        ),
    )


def _unvisited(
    status: StateStatus, day: dt.date, treaty: Treaty, record: RecordFiles
) -> UnvisitedParty:
    since = status.in_force_on
    sources = [*status.sources]
    postponed_parts = {
        declaration.postpones for declaration in declarations_of(status.state, record)
    }
    if ProtocolPart.PART_III in postponed_parts:  # which takes time to look into
        deadlines = deadlines_of(status.state, day, treaty, record)
        if since is not None and (until := deadlines.visits_postponed_until) is not None:
            since = max(since, until + dt.timedelta(days=1))
            sources += [
                source
                for postponement in deadlines.postponements
                for source in postponement.sources
            ]
    return UnvisitedParty(
        state=status.state,
        as_of=day,
        in_force_on=status.in_force_on,
        visitable_on=since,
        sources=Rows(dict.fromkeys(sources)),
    )
