"""Answers as lines of text."""

from collections.abc import Iterator

import opcat


def acts(status: opcat.StateStatus) -> Iterator[str]:
    """Yield where a State stands under the Protocol, and by which acts."""
    # The version is printed without it.
    from opcat._practice.territories import standing_words

    standing = standing_words(status, opcat.territories(status.state))
    yield f"  {status.state.name}: {standing}"
    for action in status.actions:
        yield f"      {action.date}  {action.kind.label}"
    if status.in_force_on is not None:
        enters = "enters" if status.in_force_on > status.as_of else "entered"
        yield f"      {status.in_force_on}  {enters} into force for it"
