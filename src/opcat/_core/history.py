"""What one State's actions under a treaty can be, and from when to when they bound it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from opcat._core.law import denunciation_effective_on
from opcat._core.model import Action
from opcat._core.terms import ActionKind

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
    actions: Sequence[Action], denunciation_months: int | None
) -> Iterator[tuple[int, str]]:
    """Yield what cannot be in one State's actions: pairs of an index and a message.

    Args:
        actions: the actions of one State.
        denunciation_months: when a denunciation takes effect; None leaves that unchecked.
    """
    signature: Action | None = None
    consent: Action | None = None
    denunciation: Action | None = None
    previous: tuple[dt.date, int] | None = None
    for index, action in enumerate(actions):
        order = action.date, action.kind.rank
        if previous is not None and order < previous:
            yield index, f"{action} comes after a later action; put them in order of time"
        previous = order
        if action.kind.is_signature:
            if consent is not None or denunciation is not None:
                done = consent or denunciation
                what = f"{action} comes after {done}; a signature is made on or before consent"
                yield index, what
            elif signature is not None:
                yield index, f"{action} repeats {signature}; a State signs once"
            signature = action
        elif action.kind.is_consent:
            if consent is not None:
                what = f"{action} comes while {consent} is in force; a State has one at a time"
                yield index, what
            if denunciation is not None and denunciation_months is not None:
                free = denunciation_effective_on(denunciation.date, denunciation_months)
                if action.date < free:
                    yield index, f"{action} comes before {denunciation} takes effect on {free}"
            consent, denunciation = action, None
        else:
            if consent is None:
                yield index, f"{action} has no consent in force to denounce"
            consent, denunciation = None, action
