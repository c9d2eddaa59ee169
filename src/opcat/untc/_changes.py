"""What changed between two statuses of one treaty."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, TypeVar

import attrs

from opcat import _checks as check
from opcat._days import long_date
from opcat._model import Action, Source, State
from opcat._treaty import Treaty
from opcat.untc._page import Aside

__all__ = [
    "Change",
    "ChangedAction",
    "ChangedAside",
    "ChangedFact",
    "Changes",
    "NewAction",
    "NewConsent",
    "NewSignature",
    "Renamed",
    "Vanished",
    "WithdrawnAction",
]

_T = TypeVar("_T")


def _action() -> Any:
    return attrs.field(validator=check.instance(Action))


def _aside() -> Any:
    return attrs.field(default=None, validator=check.optional(check.instance(Aside)))


@attrs.frozen(kw_only=True)
class Change:
    """Something that changed. `is_expected` tells the daily bread from what needs a second look."""

    __module__ = "opcat.untc"

    @property
    def is_expected(self) -> bool:
        """Whether it is of a kind that statuses are full of: a new act, or a new name."""
        return False


@attrs.frozen(kw_only=True)
class NewAction(Change):
    """An act that is in the newer status only.

    Attributes:
        action: the act.
    """

    __module__ = "opcat.untc"

    action: Action = _action()

    @property
    def is_expected(self) -> bool:
        """True."""
        return True

    def __str__(self) -> str:
        return f"New {self.action.kind.label}: {self.action.state.name}, {self.action.date}"


@attrs.frozen(kw_only=True)
class NewSignature(NewAction):
    """A State has signed, or succeeded to a signature."""

    __module__ = "opcat.untc"


@attrs.frozen(kw_only=True)
class NewConsent(NewAction):
    """A State has joined."""

    __module__ = "opcat.untc"


@attrs.frozen(kw_only=True)
class ChangedAction(Change):
    """A cell now gives another day or another act. The depositary has never been seen to do this.

    Attributes:
        before: the act in the older status.
        after: the act in the newer one.
    """

    __module__ = "opcat.untc"

    before: Action = _action()
    after: Action = _action()

    def __str__(self) -> str:
        before, after = self.before, self.after
        return (
            f"CHANGED: {after.state.name}: {before.kind.label} {before.date} is now "
            f"{after.kind.label} {after.date}"
        )


@attrs.frozen(kw_only=True)
class WithdrawnAction(Change):
    """An act that the newer status no longer has, or has in brackets.

    Attributes:
        action: the act.
        aside: the cell in brackets, or None where the cell is empty or other acts follow it.
    """

    __module__ = "opcat.untc"

    action: Action = _action()
    aside: Aside | None = _aside()

    def __str__(self) -> str:
        how = "no longer listed" if self.aside is None else "now in brackets"
        return (
            f"WITHDRAWN: {self.action.state.name}: {self.action.kind.label} {self.action.date} "
            f"is {how}; the page gives no day of it"
        )


@attrs.frozen(kw_only=True)
class Vanished(Change):
    """A participant that the newer status does not name at all.

    Attributes:
        state: who.
        actions: what it had done.
    """

    __module__ = "opcat.untc"

    state: State = attrs.field(validator=check.instance(State))
    actions: tuple[Action, ...] = attrs.field(validator=check.members(Action))

    def __str__(self) -> str:
        acts = ", ".join(f"{action.kind.label} {action.date}" for action in self.actions)
        return f"VANISHED: {self.state.name}: {acts}"


@attrs.frozen(kw_only=True)
class ChangedAside(Change):
    """A cell in brackets, or a provisional application, that came, went or changed.

    Attributes:
        before: the cell in the older status, or None.
        after: the cell in the newer one, or None.
    """

    __module__ = "opcat.untc"

    before: Aside | None = _aside()
    after: Aside | None = _aside()

    def __str__(self) -> str:
        return f"BESIDE THE LOG: {self.before or 'nothing'} is now {self.after or 'nothing'}"


@attrs.frozen(kw_only=True)
class Renamed(Change):
    """A participant that the depositary spells otherwise than before.

    Attributes:
        before: it, as the older status has it.
        after: it, as the newer one has it.
    """

    __module__ = "opcat.untc"

    before: State = attrs.field(validator=check.instance(State))
    after: State = attrs.field(validator=check.instance(State))

    @property
    def is_expected(self) -> bool:
        """True."""
        return True

    def __str__(self) -> str:
        before, after = self.before.depositary_name, self.after.depositary_name
        return f"Renamed: {before} is now {after} ({self.after.key})"


@attrs.frozen(kw_only=True)
class ChangedFact(Change):
    """A fact of the treaty itself that the newer status gives otherwise.

    Attributes:
        fact: the name of the attribute of `opcat.Treaty`.
        before: its value in the older status, or None where it had none.
        after: its value in the newer one.
    """

    __module__ = "opcat.untc"

    fact: str = attrs.field(validator=check.text)
    before: str | dt.date | None
    after: str | dt.date

    def __str__(self) -> str:
        before = "not known" if self.before is None else self.before
        return f"CHANGED: {self.fact}: {before} is now {self.after}"


@attrs.frozen(kw_only=True, repr=False)
class Changes:
    """What changed between two statuses: iterable, false where nothing did.

    Attributes:
        title: the title of the treaty.
        since: the day of the older status.
        until: the day of the newer one.
        entries: the changes. First what is not expected, then new acts in order of time, then new
            names.
        sources: the sources of the newer status.
    """

    __module__ = "opcat.untc"

    title: str = attrs.field(validator=check.text)
    since: dt.date = attrs.field(validator=check.day)
    until: dt.date = attrs.field(validator=check.day)
    entries: tuple[Change, ...] = attrs.field(default=(), validator=check.members(Change))
    sources: tuple[Source, ...] = attrs.field(default=(), validator=check.members(Source))

    def of(self, kind: type[_T]) -> tuple[_T, ...]:
        """Return the changes of one type, such as `NewConsent`, in order."""
        return tuple(entry for entry in self.entries if isinstance(entry, kind))

    @property
    def unexpected(self) -> tuple[Change, ...]:
        """The changes that need a second look before they are taken over."""
        return tuple(entry for entry in self.entries if not entry.is_expected)

    def __iter__(self) -> Iterator[Change]:
        """Return the changes in order."""
        return iter(self.entries)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.entries)

    def __str__(self) -> str:
        """Return an entry of a changelog: a heading, and a line for each change."""
        lines = [f"- {entry}" for entry in self.entries] or ["- nothing changed"]
        days = f"from {long_date(self.since)} to {long_date(self.until)}"
        return "\n".join([f"{self.title}, {days}:", *lines])

    def __repr__(self) -> str:
        """Return the days, and how many changes there are."""
        return f"<Changes from {self.since} to {self.until}: {len(self)}>"

    def applied_to(self, treaty: Treaty) -> Treaty:
        """Return a Treaty brought up to the newer status.

        What the Treaty has and the page does not stays: its rules, its other facts, the sources
        of its acts. An act that was withdrawn leaves the log, for the day of it is not known.

        Args:
            treaty: the older status, or a Treaty that equals it as `compare` sees it.

        Raises:
            InvariantError: the result cannot be, for instance because the treaty's rule gives
                another day of entry into force than the page.

        Example:
            >>> import opcat
            >>> from opcat import untc
            >>> old = opcat.treaty(on="2025-01-01")
            >>> untc.compare(old, opcat.treaty()).applied_to(old).counts.parties
            96
        """
        gone = {entry.action for entry in self.of(WithdrawnAction)}
        gone |= {entry.before for entry in self.of(ChangedAction)}
        gone |= {action for entry in self.of(Vanished) for action in entry.actions}
        added = [entry.action for entry in self.of(NewAction)]
        added += [entry.after for entry in self.of(ChangedAction)]
        names = {entry.after.key: entry.after.depositary_name for entry in self.of(Renamed)}
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
