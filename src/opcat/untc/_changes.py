"""What changed between two statuses of one treaty."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar, TypeVar

import attrs

from opcat._core.days import long_date
from opcat._core.model import Source, as_sources
from opcat._core.shown import Held, Rows, Shown, as_rows, rows_of
from opcat._core.treaty import Treaty
from opcat.untc._change import (
    Change,
    ChangedAction,
    ChangedFact,
    NewAction,
    RenamedState,
    VanishedState,
    WithdrawnAction,
)

_T = TypeVar("_T")


@attrs.frozen(kw_only=True)
class Changes(Shown):
    """What changed between two statuses: iterable, and false if nothing did.

    Attributes:
        title: the title of the treaty.
        since: the day of the older status.
        until: the day of the newer one.
        entries: the changes. Unexpected changes come first, then new acts in chronological order,
            then new names.
        sources: the sources of the newer status.
    """

    __module__ = "opcat.untc"

    title: str
    since: dt.date
    until: dt.date
    entries: Held[Change] = attrs.field(default=(), converter=as_rows)
    sources: Held[Source] = attrs.field(default=(), converter=as_sources)

    _shown_by: ClassVar[str] = "untc._shown_changes"

    def of(self, kind: type[_T]) -> Rows[_T]:
        """Return the changes of one type, such as `NewConsent`, in order."""
        return rows_of(kind, (entry for entry in self.entries if isinstance(entry, kind)))

    @property
    def unexpected(self) -> Rows[Change]:
        """The changes that need review before they are applied."""
        return Rows(entry for entry in self.entries if not entry.is_expected)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __str__(self) -> str:
        """Return an entry of a changelog: a heading, and a line for each change."""
        lines = [f"- {entry}" for entry in self.entries] or ["- nothing changed"]
        return "\n".join([f"{heading(self)}:", *lines])

    def __repr__(self) -> str:
        return f"<Changes from {self.since} to {self.until}: {len(self)}>"

    def applied_to(self, treaty: Treaty) -> Treaty:
        """Return a Treaty brought up to the newer status.

        The Treaty keeps what the page lacks: its rules, its other facts, the sources of its acts.
        An act that was withdrawn leaves the log, because the day of withdrawal is not known. A
        `ChangedOffLogEntry` is not applied, because a log has no place for it.

        Args:
            treaty: the older status, or a Treaty that equals it as `compare` sees it.

        Raises:
            InvariantError: the result is impossible, for instance because the treaty's rule gives a
                different day of entry into force from the page.

        Example:
            >>> import opcat
            >>> from opcat import untc
            >>> old = opcat.treaty(on="2025-01-01")
            >>> untc.compare(old, opcat.treaty()).applied_to(old).counts.parties
            96
        """
        gone = {entry.action for entry in self.of(WithdrawnAction)}
        gone |= {entry.before for entry in self.of(ChangedAction)}
        gone |= {action for entry in self.of(VanishedState) for action in entry.actions}
        added = [entry.action for entry in self.of(NewAction)]
        added += [entry.after for entry in self.of(ChangedAction)]
        names = {entry.after.key: entry.after.depositary_name for entry in self.of(RenamedState)}
        known = {
            state.key: attrs.evolve(
                state, depositary_name=names.get(state.key, state.depositary_name)
            )
            for state in treaty.states
        }
        facts: dict[str, Any] = {entry.fact: entry.after for entry in self.of(ChangedFact)}
        log = [action for action in treaty.actions if action not in gone] + added
        cited = {**dict(treaty.fact_sources), **dict.fromkeys(("as_of", *facts), self.sources)}
        return attrs.evolve(
            treaty,
            as_of=self.until,
            actions=[
                attrs.evolve(action, state=known.get(action.state.key, action.state))
                for action in log
            ],
            fact_sources=tuple((fact, sources) for fact, sources in cited.items() if sources),
            **facts,
        )


def heading(changes: Changes) -> str:
    """Return the treaty and the days of its two statuses; of one day neither is the older."""
    since, until = long_date(changes.since), long_date(changes.until)
    days = f"two statuses of {until}" if since == until else f"from {since} to {until}"
    return f"{changes.title}, {days}"
