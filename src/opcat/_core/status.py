"""Which histories of one State are possible, when it was bound, and where States stand on a day."""

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs

from opcat._core.law import denunciation_effective_on
from opcat._core.model import Action, Source, State, reads_older_pickles
from opcat._core.shown import Held, Rows, Shown, expression, rows_of
from opcat._core.terms import ActionKind, Standing
from opcat._foreign import on_terminal

_DENUNCIATION = ActionKind.DENUNCIATION
_REVOCATION = ActionKind.REVOCATION_OF_DENUNCIATION
_SIGNATURE_WITHDRAWN = ActionKind.WITHDRAWAL_OF_SIGNATURE

Spell = tuple[Action, dt.date, dt.date | None]
"""How a State counts: by which act, from which day, and until which day (None: it still does)."""


def party_spells(actions: Sequence[Action], denunciation_months: int) -> tuple[Spell, ...]:
    """Return how one State counts as a party, spell by spell, from its actions in order.

    A spell ends when a denunciation takes effect that was not revoked, or where the State is no
    longer counted.
    """
    spells: list[Spell] = []
    for action in actions:
        if action.kind.is_consent:
            spells.append((action, action.date, None))
        elif action.kind is _DENUNCIATION and spells:
            stop = denunciation_effective_on(action.date, denunciation_months)
            spells[-1] = *spells[-1][:2], stop
        elif action.kind is _REVOCATION and spells:
            spells[-1] = *spells[-1][:2], None
    return while_counted(spells)


def signature_spells(actions: Sequence[Action]) -> tuple[Spell, ...]:
    """Return for which times one State has signed and not withdrawn it, from its actions in order."""
    spells: list[Spell] = []
    for action in actions:
        if action.kind.is_signature:
            spells.append((action, action.date, None))
        elif action.kind is _SIGNATURE_WITHDRAWN and spells:
            spells[-1] = *spells[-1][:2], action.date
    return tuple(spells)


def while_counted(spells: Sequence[Spell]) -> tuple[Spell, ...]:
    """Return spells of one State, the last of which ends where it is no longer counted."""
    if spells:
        action, start, stop = spells[-1]
        until = action.state.not_counted_from
        if until is not None:
            return *spells[:-1], (action, start, until if stop is None else min(stop, until))
    return tuple(spells)


def history_problems(
    actions: Sequence[Action], denunciation_months: int
) -> Iterator[tuple[int, str]]:
    """Yield the impossible acts of one State: pairs of an index and a message.

    Args:
        actions: the actions of one State, in chronological order.
        denunciation_months: when a denunciation takes effect.
    """
    signature = consent = denunciation = denounced = None
    for index, action in enumerate(actions):
        kind = action.kind
        until = action.state.not_counted_from
        if until is not None and action.date >= until:
            yield index, f"{action} comes when it is no longer counted, from {until}"
        effect = None
        if denunciation is not None:
            effect = denunciation_effective_on(denunciation.date, denunciation_months)
        if kind.is_signature or kind is _SIGNATURE_WITHDRAWN:
            problem = _signature_problem(action, signature, consent or denunciation)
            signature = action if kind.is_signature else None
        elif kind.is_consent:
            problem = _consent_problem(action, consent, denunciation, effect)
            consent, denunciation = action, None
        elif kind is _DENUNCIATION:
            problem = None if consent else f"{action} has no consent in force to denounce"
            consent, denunciation, denounced = None, action, consent
        else:
            problem = _revocation_problem(action, denunciation, effect)
            consent, denunciation = denounced, None
        if problem is not None:
            yield index, problem


def _signature_problem(
    action: Action, signature: Action | None, joined: Action | None
) -> str | None:
    """Return why a State cannot sign, or withdraw its signature: because of the one, or of joining."""
    signs = action.kind.is_signature
    if joined is not None:
        done = "made on or before" if signs else "withdrawn before"
        return f"{action} comes after {joined}; a signature is {done} consent"
    if signs:
        return None if signature is None else f"{action} repeats {signature}; a State signs once"
    return f"{action} has no signature to withdraw" if signature is None else None


def _consent_problem(
    action: Action, consent: Action | None, denunciation: Action | None, effect: dt.date | None
) -> str | None:
    """Return why a State cannot join: because of the consent in force, or of a denunciation."""
    if consent is not None:
        if (action.date, action.kind) == (consent.date, consent.kind):
            return f"{action} repeats {consent}; leave one of the two out"
        return (
            f"{action} comes while {consent} is in force; a State has one at a time: leave one of "
            "the two out, or add its denunciation between them"
        )
    if effect is not None and action.date < effect:
        return f"{action} comes before {denunciation} takes effect on {effect}"
    return None


def _revocation_problem(
    action: Action, denunciation: Action | None, effect: dt.date | None
) -> str | None:
    """Return why a State cannot revoke its denunciation (Vienna Convention, art. 68)."""
    if effect is None:
        return f"{action} has no denunciation to revoke"
    if action.date >= effect:
        return f"{action} does not come before {denunciation} takes effect on {effect}"
    return None


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Counts(Shown):
    """How many States are parties, signatories and pending signatories.

    A signatory is a State that has signed, whether or not it joined later; a pending one has
    never joined, so it is counted twice here. Pending signatories are counted by deposit whatever
    the basis of the parties is, so with ``basis="in_force"`` the parties that signed and the
    pending signatories need not add up to the signatories.

    Attributes:
        parties: States that are parties.
        signatories: States that have signed.
        pending_signatories: States that have signed and have never joined.
    """

    __module__ = "opcat"

    parties: int
    signatories: int
    pending_signatories: int

    __repr__ = expression


@reads_older_pickles
@attrs.frozen(kw_only=True, repr=False, eq=False)
class StateStatus(Shown):
    """Where one State stands under a treaty on a day, and by which acts.

    Attributes:
        state: the State.
        as_of: the day.
        actions: what it had done by then, in chronological order; empty where it had done nothing.
        in_force_on: the day from which the treaty is in force for it, which may still lie ahead;
            None where it has not joined, where that day was not yet settled, or where the treaty's
            rule is not known. Where it succeeded to the treaty, this is the day on which the
            succession took effect, before its notification; None where that is not known.
        withdrawn_on: the day on which its denunciation takes effect, which may still lie ahead;
            None where there is none, where it was revoked, or where it has joined again since.

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
    actions: Held[Action] = attrs.field(default=rows_of("actions", ()))
    in_force_on: dt.date | None = None
    withdrawn_on: dt.date | None = None
    # What lists those that acted, and so tells of a State that it did nothing.
    _listing: Held[Source] = attrs.field(default=Rows(), repr=False, eq=False)

    @property
    def signature(self) -> Action | None:
        """Its signature or succession to one, or None; None too where it has withdrawn it."""
        latest = None
        for action in self.actions:
            if action.kind.is_signature:
                latest = action
            elif action.kind is _SIGNATURE_WITHDRAWN:
                latest = None
        return latest

    @property
    def signed_on(self) -> dt.date | None:
        """The day on which it signed or succeeded to a signature, or None."""
        signature = self.signature
        return None if signature is None else signature.date

    @property
    def consent(self) -> Action | None:
        """The act by which it joined, the latest one if it joined twice, or None."""
        latest = None
        for action in self.actions:
            if action.kind.is_consent:
                latest = action
        return latest

    @property
    def deposited_on(self) -> dt.date | None:
        """The day on which the depositary received that act, or None."""
        consent = self.consent
        return None if consent is None else consent.date

    @property
    def standing(self) -> Standing:
        """Where it stands, by deposit."""
        if self._is_no_longer_counted:
            return Standing.NO_LONGER_COUNTED
        if self.consent is not None:
            gone = self.withdrawn_on is not None and self.withdrawn_on <= self.as_of
            return Standing.WITHDRAWN if gone else Standing.PARTY
        return Standing.NO_ACTION if self.signature is None else Standing.PENDING_SIGNATORY

    @property
    def _is_no_longer_counted(self) -> bool:
        since = self.state.not_counted_from
        return since is not None and since <= self.as_of

    @property
    def is_party(self) -> bool:
        """Whether it is a party, by deposit."""
        return self.standing is Standing.PARTY

    @property
    def is_signatory(self) -> bool:
        """Whether it has signed, whether or not it joined later, and has not withdrawn it."""
        return self.signature is not None and not self._is_no_longer_counted

    @property
    def is_pending_signatory(self) -> bool:
        """Whether it has signed and has never joined."""
        return self.standing is Standing.PENDING_SIGNATORY

    @property
    def sources(self) -> Rows[Source]:
        """The sources of its actions, each once; where it did nothing, of the treaty's ``as_of``.

        That a State did nothing is told by the page that lists the others.
        """
        acts = (source for action in self.actions for source in action.sources)
        return rows_of("sources", dict.fromkeys(acts) if self.actions else self._listing)

    def __str__(self) -> str:
        since = {
            Standing.PARTY: self.deposited_on,
            Standing.PENDING_SIGNATORY: self.signed_on,
            Standing.WITHDRAWN: self.withdrawn_on,
            Standing.NO_ACTION: None,
            Standing.NO_LONGER_COUNTED: self.state.not_counted_from,
        }[self.standing]
        return f"{self.state.name}: {self.standing.label}" + (f" since {since}" if since else "")

    def __repr__(self) -> str:
        """Return who, how it stands and since when, and the day of the answer."""
        return on_terminal(f"<StateStatus {self.state.key} {self}, as of {self.as_of}>")
