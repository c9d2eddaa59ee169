"""Answers as lines of text."""

from collections.abc import Iterable, Iterator

import opcat


class Cited:
    """The sources of an answer, numbered in the order in which they are first named."""

    def __init__(self) -> None:
        self._numbers: dict[opcat.Source, int] = {}

    def marks(self, sources: Iterable[opcat.Source]) -> str:
        """Return what refers to these sources, behind what they tell."""
        for source in sources:
            self._numbers.setdefault(source, len(self._numbers) + 1)
        return "".join(f" [{self._numbers[source]}]" for source in sources)

    def lines(self) -> Iterator[str]:
        """Yield the sources, with their addresses."""
        yield "Sources"
        for source, number in self._numbers.items():
            yield f"  [{number}] {source}"


def acts(
    status: opcat.StateStatus,
    asked: "opcat.Treaty | opcat.Record | None" = None,
    cited: Cited | None = None,
) -> Iterator[str]:
    """Yield where a State stands, and by which acts.

    Args:
        status: where it stands.
        asked: the treaty or the record that was asked. Of the Protocol's the record tells for which
            territories, if it has that table.
        cited: the sources of the answer, if it names them.
    """
    # The version is printed without them.
    from opcat._names.arguments import check_treaty
    from opcat._names.which_treaty import is_protocol
    from opcat._practice.territories import standing_words

    has_table = not isinstance(asked, opcat.Record) or "territories.csv" in asked.file_names
    of_protocol = has_table and is_protocol(check_treaty(asked))
    declared = opcat.territories(status.state, treaty=asked) if of_protocol else ()
    marks = _no_marks if cited is None else cited.marks
    told = opcat.Rows() if status.actions else status.sources
    if status.is_party:
        told += opcat.Rows(
            source for place in declared if status.as_of in place.period for source in place.sources
        )
    yield f"  {status.state.name}: {standing_words(status, declared)}{marks(told)}"
    for action in status.actions:
        yield f"      {action.date}  {action.kind.label}{marks(action.sources)}"
    if status.in_force_on is not None:
        enters = "enters" if status.in_force_on > status.as_of else "entered"
        yield f"      {status.in_force_on}  {enters} into force for it"


def _no_marks(_: Iterable[opcat.Source]) -> str:
    return ""
