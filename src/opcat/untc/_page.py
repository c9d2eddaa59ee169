"""What a status page says: the Treaty, and what a Treaty cannot hold."""

import datetime as dt

import attrs

from opcat._core.model import State
from opcat._core.shown import Held, Shown, as_rows
from opcat._core.treaty import Treaty
from opcat._english import numbered


@attrs.frozen(kw_only=True)
class OffLogEntry(Shown):
    """A cell of the table that a Treaty's log cannot hold, because the page says too little.

    Brackets mark an act as withdrawn, denounced, superseded or annulled, on a day that the page
    does not give; a provisional application, a notification or an extension is neither a signature
    nor a consent to be bound; and who has joined joins no second time, such as to the treaty as it
    was amended.

    Attributes:
        state: the participant.
        description: the act, in words, such as ``"ratification"``.
        date: its day: not the day on which it was undone.
        has_lapsed: whether it is in brackets.
    """

    __module__ = "opcat.untc"

    state: State
    description: str
    date: dt.date
    has_lapsed: bool

    def __str__(self) -> str:
        """Return one line: the day, the participant, the act, in brackets if the page has them."""
        text = f"{self.date} {self.state.name}: {self.description}"
        return f"[{text}]" if self.has_lapsed else text


@attrs.frozen(kw_only=True)
class Page(Shown):
    """A status page: the Treaty that it describes, and what a Treaty cannot hold.

    Attributes:
        treaty: the Treaty.
        off_log_entries: the cells that are not in its log: acts in brackets, provisional
            applications and the like; in the order of the log.
        signatories: the total of signatories that the page prints, or None if it prints none; it
            does not count acts in brackets.
        parties: the total of parties that it prints, or None.
    """

    __module__ = "opcat.untc"

    treaty: Treaty
    off_log_entries: Held[OffLogEntry] = attrs.field(default=(), converter=as_rows)
    signatories: int | None = None
    parties: int | None = None

    def __repr__(self) -> str:
        return f"<Page of {self.treaty!r}, {numbered(len(self.off_log_entries), 'entries')} off its log>"


def require_page(argument: str, value: object, alternative: str = "") -> None:
    """Refuse anything but a page, such as the path of one, or the Treaty that `read` returns.

    Args:
        argument: the name of the argument.
        value: what was passed.
        alternative: what else may be passed, in words.

    Raises:
        TypeError: it is not a `Page`.
    """
    if not isinstance(value, Page):
        raise TypeError(
            f"{argument}= is of type {type(value).__name__}, not a page that was read; pass "
            f"what opcat.untc.read_page returned{alternative}"
        )
