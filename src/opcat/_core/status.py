"""What one State's actions can be, when they bound it, and where States stand on a day."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import attrs

from opcat._core.law import denunciation_effective_on
from opcat._core.model import Action, Source, State
from opcat._core.shown import Shown, expression
from opcat._core.terms import ActionKind, Standing
from opcat._foreign import on_terminal

_DENUNCIATION = ActionKind.DENUNCIATION

Spell = tuple[ActionKind, dt.date, dt.date | None]
"""How a State was bound: by which act, from which day, and until which day (None: it still is)."""


def party_spells(actions: Iterable[Action], denunciation_months: int) -> tuple[Spell, ...]:
    """Return how one State was bound, spell by spell, from its actions in order."""
    spells: list[Spell] = []
    consent: Action | None = None
    for action in actions:
        if action.kind.is_consent:
            consent = action
        elif action.kind is _DENUNCIATION and consent is not None:
            stop = denunciation_effective_on(action.date, denunciation_months)
            spells.append((consent.kind, consent.date, stop))
            consent = None
    if consent is not None:
        spells.append((consent.kind, consent.date, None))
    return tuple(spells)


def history_problems(
    actions: Sequence[Action], denunciation_months: int
) -> Iterator[tuple[int, str]]:
    """Yield what cannot be in one State's actions: pairs of an index and a message.

    Args:
        actions: the actions of one State, in chronological order.
        denunciation_months: when a denunciation takes effect.
    """
    signature: Action | None = None
    consent: Action | None = None
    denunciation: Action | None = None
    for index, action in enumerate(actions):
        if action.kind.is_signature:
            if consent is not None or denunciation is not None:
                earlier = consent or denunciation
                yield (
                    index,
                    f"{action} comes after {earlier}; a signature is made on or before consent",
                )
            elif signature is not None:
                yield index, f"{action} repeats {signature}; a State signs once"
            signature = action
        elif action.kind.is_consent:
            if consent is not None:
                yield (
                    index,
                    f"{action} comes while {consent} is in force; a State has one at a time",
                )
            if denunciation is not None:
                free = denunciation_effective_on(denunciation.date, denunciation_months)
                if action.date < free:
                    yield index, f"{action} comes before {denunciation} takes effect on {free}"
            consent, denunciation = action, None
        else:
            if consent is None:
                yield index, f"{action} has no consent in force to denounce"
            consent, denunciation = None, action


@attrs.frozen(kw_only=True, repr=False)
class Counts(Shown):
    """How many States are parties, signatories and pending signatories.

    A signatory is a State that has signed, whether or not it joined later; a pending one has
    never joined, so it is counted twice here. Pending signatories are counted by deposit whatever
    the basis of the parties is, so with ``basis="in_force"`` the parties that signed and the
    pending signatories need not add up to the signatories.

    Attributes:
        parties: States that are party.
        signatories: States that have signed.
        pending_signatories: States that have signed and have never joined.
    """

    __module__ = "opcat"

    parties: int
    signatories: int
    pending_signatories: int

    __repr__ = expression


@attrs.frozen(kw_only=True, repr=False)
class StateStatus(Shown):
    """Where one State stands under a treaty on a day, and by which acts.

    Attributes:
        state: the State.
        as_of: the day.
        actions: what it had done by then, in chronological order; empty where it had done nothing.
        in_force_on: the day from which the treaty is in force for it, which may still lie ahead;
            None where it has not joined, where that day was not yet settled, where the treaty's
            rule is not known, or where it succeeded to the treaty: a succession takes effect
            before its notification, on a day that the record does not have.
        withdrawn_on: the day on which its denunciation takes effect, which may still lie ahead;
            None where there is none, or where it has joined again since.

    Example:
        >>> import opcat
        >>> france = opcat.status("France")
        >>> print(france.signed_on, france.deposited_on, france.in_force_on)
        2005-09-16 2008-11-11 2008-12-11
        >>> france.standing
        Standing.PARTY
        >>> opcat.status("France", on="2006-01-01").standing
        Standing.PENDING_SIGNATORY
    """

    __module__ = "opcat"

    state: State
    as_of: dt.date
    actions: tuple[Action, ...] = ()
    in_force_on: dt.date | None = None
    withdrawn_on: dt.date | None = None

    @property
    def signature(self) -> Action | None:
        """Its signature or succession to one, or None."""
        return next((action for action in self.actions if action.kind.is_signature), None)

    @property
    def signed_on(self) -> dt.date | None:
        """The day on which it signed or succeeded to a signature, or None."""
        signature = self.signature
        return None if signature is None else signature.date

    @property
    def consent(self) -> Action | None:
        """The act by which it joined, the latest where it joined twice, or None."""
        for action in reversed(self.actions):
            if action.kind.is_consent:
                return action
        return None

    @property
    def deposited_on(self) -> dt.date | None:
        """The day on which the depositary received that act, or None."""
        consent = self.consent
        return None if consent is None else consent.date

    @property
    def standing(self) -> Standing:
        """Where it stands, by deposit."""
        if self.consent is not None:
            gone = self.withdrawn_on is not None and self.withdrawn_on <= self.as_of
            return Standing.WITHDRAWN if gone else Standing.PARTY
        return Standing.NO_ACTION if self.signature is None else Standing.PENDING_SIGNATORY

    @property
    def is_party(self) -> bool:
        """Whether it is a party, by deposit."""
        return self.standing is Standing.PARTY

    @property
    def is_signatory(self) -> bool:
        """Whether it has signed, whether or not it joined later."""
        return self.signature is not None

    @property
    def is_pending_signatory(self) -> bool:
        """Whether it has signed and has never joined."""
        return self.standing is Standing.PENDING_SIGNATORY

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of its actions, each once."""
        return tuple(dict.fromkeys(source for action in self.actions for source in action.sources))

    def __str__(self) -> str:
        since = {
            Standing.PARTY: self.deposited_on,
            Standing.PENDING_SIGNATORY: self.signed_on,
            Standing.WITHDRAWN: self.withdrawn_on,
            Standing.NO_ACTION: None,
        }[self.standing]
        return f"{self.state.name}: {self.standing.label}" + (f" since {since}" if since else "")

    def __repr__(self) -> str:
        return on_terminal(f"<StateStatus {self.state.key} {self.standing} as of {self.as_of}>")
