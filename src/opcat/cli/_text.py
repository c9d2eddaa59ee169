"""Answers as lines of text."""

from collections.abc import Iterator

import opcat


def acts(
    status: opcat.StateStatus, asked: "opcat.Treaty | opcat.Record | None" = None
) -> Iterator[str]:
    """Yield where a State stands, and by which acts.

    Args:
        status: where it stands.
        asked: the treaty or the record that was asked. Of the Protocol's the record tells for which
            territories, if it has that table.
    """
    # The version is printed without them.
    from opcat._names.arguments import check_treaty, is_protocol
    from opcat._practice.territories import standing_words

    has_table = not isinstance(asked, opcat.Record) or "territories.csv" in asked.file_names
    of_protocol = has_table and is_protocol(check_treaty(asked))
    declared = opcat.territories(status.state, treaty=asked) if of_protocol else ()
    standing = standing_words(status, declared)
    yield f"  {status.state.name}: {standing}"
    for action in status.actions:
        yield f"      {action.date}  {action.kind.label}"
    if status.in_force_on is not None:
        enters = "enters" if status.in_force_on > status.as_of else "entered"
        yield f"      {status.in_force_on}  {enters} into force for it"
