"""The words that a column of a vocabulary can have: by its name, its kind and the treaty.

They never depend on the rows. The first one is what a model compares the others with.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from opcat._core.terms import ActionKind, Standing
from opcat._core.treaty import Treaty, spells_of

_STANDINGS = (
    Standing.NO_ACTION,
    Standing.PENDING_SIGNATORY,
    Standing.PARTY,
    Standing.WITHDRAWN,
    Standing.NO_LONGER_COUNTED,
)
"""In the order in which a State goes through them: what it begins with is the reference."""


def words_of(kind: Any, name: str, *treaties: Treaty) -> tuple[str, ...]:
    """Return the words of a column, in order.

    A table of treaties has those that one of them gives on some day; values that belong to no
    treaty in particular may have any word of the vocabulary.

    Args:
        kind: the vocabulary.
        name: the name of the column.
        treaties: the treaties that the table is about.
    """
    words = _STANDINGS if kind is Standing else tuple(kind)
    if name == "consent":
        words = tuple(word for word in words if word.is_consent)
    if treaties and kind in _GIVEN:
        given = {word for treaty in treaties for word in _GIVEN[kind](treaty)}
        words = tuple(word for word in words if word in given)
    return tuple(word.value for word in words)


def _standings(treaty: Treaty) -> Iterator[Standing]:
    """Yield every standing that a State has on some day of the record."""
    yield Standing.NO_ACTION
    counts = [counted for _, counted in treaty.tally()]
    if any(counted.pending_signatories for counted in counts):
        yield Standing.PENDING_SIGNATORY
    if any(counted.parties for counted in counts):
        yield Standing.PARTY
    if any(_withdrew(treaty)):
        yield Standing.WITHDRAWN
    ends = [state.not_counted_from for state in treaty.states]
    if any(day is not None and day <= treaty.as_of for day in ends):
        yield Standing.NO_LONGER_COUNTED


def _withdrew(treaty: Treaty) -> Iterator[bool]:
    """Yield of each end of a State's consent whether it was withdrawn for a day at least."""
    acts = (action for action in treaty.actions if action.kind is ActionKind.DENUNCIATION)
    for state in {action.state.key: action.state for action in acts}.values():
        spells = spells_of(treaty, state)
        for (_, _, stop), (_, again, _) in pairwise((*spells, (None, None, None))):
            counted = state.not_counted_from is None or stop != state.not_counted_from
            yield stop is not None and stop <= treaty.as_of and counted and stop != again


def _acts(treaty: Treaty) -> Iterator[ActionKind]:
    return (action.kind for action in treaty.actions)


_GIVEN: Any = {Standing: _standings, ActionKind: _acts}
