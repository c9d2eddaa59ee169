"""The kinds of change between two statuses of one treaty."""

import datetime as dt

import attrs

from opcat._core.model import Action, State
from opcat._core.shown import Held, Shown, as_rows
from opcat.untc._page import OffLogEntry


@attrs.frozen(kw_only=True)
class Change(Shown):
    """Something that changed. `is_expected` separates routine changes from those that need review."""

    __module__ = "opcat.untc"

    @property
    def is_expected(self) -> bool:
        """Whether it is a routine change: a new act, or a new name."""
        return False


@attrs.frozen(kw_only=True)
class NewAction(Change):
    """An act that is in the newer status only.

    Attributes:
        action: the act.
    """

    __module__ = "opcat.untc"

    action: Action

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
    """A cell now gives a different day or act. The depositary has never been seen to do this.

    Attributes:
        before: the act in the older status.
        after: the act in the newer one.
    """

    __module__ = "opcat.untc"

    before: Action
    after: Action

    def __str__(self) -> str:
        before, after = self.before, self.after
        return (
            f"CHANGED: {after.state.name}: {after.kind.label} {after.date} instead of "
            f"{before.kind.label} {before.date}"
        )


@attrs.frozen(kw_only=True)
class WithdrawnAction(Change):
    """An act that the newer status no longer has, or has in brackets.

    Attributes:
        action: the act.
        off_log_entry: the cell in brackets, or None where the cell is empty or other acts follow
            it.
    """

    __module__ = "opcat.untc"

    action: Action
    off_log_entry: OffLogEntry | None = None

    def __str__(self) -> str:
        how = "is not listed" if self.off_log_entry is None else "stands in brackets"
        return (
            f"WITHDRAWN: {self.action.state.name}: {self.action.kind.label} {self.action.date} "
            f"{how}; the page does not say since when"
        )


@attrs.frozen(kw_only=True)
class VanishedState(Change):
    """A participant that the newer status does not name at all.

    Attributes:
        state: the participant.
        actions: what it had done.
    """

    __module__ = "opcat.untc"

    state: State
    actions: Held[Action] = attrs.field(converter=as_rows)

    def __str__(self) -> str:
        acts = ", ".join(f"{action.kind.label} {action.date}" for action in self.actions)
        return f"VANISHED: {self.state.name}: {acts}"


@attrs.frozen(kw_only=True)
class ChangedOffLogEntry(Change):
    """A cell in brackets, or a provisional application, that came, went or changed.

    Attributes:
        before: the cell in the older status, or None.
        after: the cell in the newer one, or None.
    """

    __module__ = "opcat.untc"

    before: OffLogEntry | None = None
    after: OffLogEntry | None = None

    def __str__(self) -> str:
        return f"BESIDE THE LOG: {self.after or 'nothing'} instead of {self.before or 'nothing'}"


@attrs.frozen(kw_only=True)
class RenamedState(Change):
    """A participant whose name the newer status spells differently.

    The older one may have the later name: a record keeps the names of its last day, on whatever day
    it is asked.

    Attributes:
        before: the participant in the older status.
        after: the participant in the newer one.
    """

    __module__ = "opcat.untc"

    before: State
    after: State

    @property
    def is_expected(self) -> bool:
        """True."""
        return True

    def __str__(self) -> str:
        before, after = self.before.depositary_name, self.after.depositary_name
        return f"Name: {after} instead of {before} ({self.after.key})"


@attrs.frozen(kw_only=True)
class ChangedFact(Change):
    """A fact of the treaty itself that differs in the newer status.

    Attributes:
        fact: the name of the attribute of `opcat.Treaty`.
        before: its value in the older status, or None if it had none.
        after: its value in the newer one.
    """

    __module__ = "opcat.untc"

    fact: str
    before: str | dt.date | None
    after: str | dt.date

    def __str__(self) -> str:
        before = "no value" if self.before is None else self.before
        return f"CHANGED: {self.fact}: {self.after} instead of {before}"
