"""Answers as lines to read."""

from collections.abc import Iterator

import opcat
from opcat._territories import territorial_words

__all__ = ["acts"]


def acts(status: opcat.StateStatus) -> Iterator[str]:
    """Yield where a State stands under the Protocol, and by which acts."""
    where = territorial_words(opcat.territories(state=status.state), status.as_of)
    beside = f" ({where})" if where and status.is_party else ""
    yield f"  {status.state.name}: {status.standing.label}{beside}"
    for action in status.actions:
        yield f"      {action.date}  {action.kind.label}"
    if status.in_force_on is not None:
        enters = "enters" if status.in_force_on > status.as_of else "entered"
        yield f"      {status.in_force_on}  {enters} into force for it"
