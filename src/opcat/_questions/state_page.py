"""The page of one State, with its events, as values."""

import datetime as dt
from typing import Protocol

import attrs

from opcat._core.days import PartialDate, long_date
from opcat._core.model import Source, State, as_sources
from opcat._core.shown import Held, Rows, Shown, as_rows, rows_of
from opcat._core.status import StateStatus
from opcat._foreign import on_terminal
from opcat._practice.articles import Eligibility
from opcat._practice.declarations import Declaration
from opcat._practice.institutions import Mechanism
from opcat._practice.mechanisms import MechanismStatus
from opcat._practice.territories import TerritorialApplication, standing_words
from opcat._practice.visits import Visit
from opcat._questions.deadlines import Deadlines


class _Sourced(Protocol):
    @property
    def sources(self) -> Rows[Source]: ...


@attrs.frozen(kw_only=True)
class ProfileEvent(Shown):
    """Something that happened, in a State's profile.

    Attributes:
        date: its date, as exactly as known.
        description: what happened, in a phrase.
        sources: how we know; none for a day that follows from the Protocol's rules.
    """

    __module__ = "opcat"

    date: PartialDate
    description: str
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __str__(self) -> str:
        return f"{self.date}: {self.description}"


@attrs.frozen(kw_only=True, repr=False)
class Profile(Shown):
    """Everything that the record has on one State, as it stood on a day.

    Attributes:
        state: the State.
        as_of: the day.
        convention: where it stands under the Convention against Torture.
        protocol: where it stands under the Protocol.
        eligibility: what article 27 lets it do.
        deadlines: the days that the Protocol sets it, and whether its mechanism is overdue.
        mechanism: whether it had a mechanism that day, and which; None if it was not a party.
        mechanisms: the mechanisms that it had designated by then, or may have, ended ones too, in
            chronological order.
        declarations: its declarations and notifications by then.
        territories: the territorial effects that had begun by then, ended ones too.
        visits: the Subcommittee's missions that had begun by then.
        events: what happened, in chronological order; of a date known only in part, its first day
            counts.
    """

    __module__ = "opcat"

    state: State
    as_of: dt.date
    convention: StateStatus
    protocol: StateStatus
    eligibility: Eligibility
    deadlines: Deadlines
    mechanism: MechanismStatus | None = None
    mechanisms: Held[Mechanism] = attrs.field(converter=as_rows)
    declarations: Held[Declaration] = attrs.field(converter=as_rows)
    territories: Held[TerritorialApplication] = attrs.field(converter=as_rows)
    visits: Held[Visit] = attrs.field(converter=as_rows)
    events: Held[ProfileEvent] = attrs.field(default=(), converter=as_rows, repr=False)

    @property
    def sources(self) -> Rows[Source]:
        """The sources of all parts, each once."""
        parts: tuple[_Sourced, ...] = (
            self.convention,
            self.protocol,
            self.deadlines,
            *(() if self.mechanism is None else (self.mechanism,)),
            *self.mechanisms,
            *self.declarations,
            *self.territories,
            *self.visits,
        )
        cited = (source for part in parts for source in part.sources)
        return rows_of("sources", dict.fromkeys(cited))

    def __str__(self) -> str:
        standing = standing_words(self.protocol, self.territories)
        head = f"{self.state.name} on {long_date(self.as_of)}: {standing}"
        answers = [
            f"under article 27: {self.eligibility.label}",
            *([] if self.mechanism is None else [str(self.mechanism).partition(": ")[2]]),
            *str(self.deadlines).splitlines()[-3 if self.deadlines.due_on else -2 :],
            f"missions of the Subcommittee in the record: {len(self.visits) or 'none'}",
        ]
        return "\n".join([head, *(f"  {str(line).strip()}" for line in (*self.events, *answers))])

    def __repr__(self) -> str:
        return on_terminal(
            f"<Profile {self.state.key} {self.protocol.standing} as of {self.as_of}>"
        )
