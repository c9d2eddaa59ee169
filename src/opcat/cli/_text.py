"""Answers as lines of text."""

from collections.abc import Iterator

import opcat


def acts(status: opcat.StateStatus, *, of_protocol: bool = True) -> Iterator[str]:
    """Yield where a State stands, and by which acts.

    Args:
        status: where it stands.
        of_protocol: whether that is under the Protocol, of whose territories the record tells.
    """
    # The version is printed without it.
    from opcat._practice.territories import standing_words

    declared = opcat.territories(status.state) if of_protocol else ()
    standing = standing_words(status, declared)
    yield f"  {status.state.name}: {standing}"
    for action in status.actions:
        yield f"      {action.date}  {action.kind.label}"
    if status.in_force_on is not None:
        enters = "enters" if status.in_force_on > status.as_of else "entered"
        yield f"      {status.in_force_on}  {enters} into force for it"
