"""The packaged spellings of States, and the texts that are known to be none."""

from collections.abc import Mapping

from opcat._core.model import State
from opcat._names.fold import REASONS, NameIndex, Refusal, fold
from opcat._record.files import Row, each, split
from opcat._record.record import Record, packaged
from opcat.errors import VocabularyError


def by_spelling(text: str) -> State | None:
    """Return the State that a spelling means, whatever its case, accents and punctuation."""
    index = spellings()
    return index.exact.get(text) or index.folded.get(fold(text))


def spellings() -> NameIndex:
    """Return every spelling of a State."""
    return packaged.once("spellings", read_spellings)


def refusals() -> Mapping[str, Refusal]:
    """Return every text that is known to be no State's spelling, folded as far as it can be."""
    return packaged.once("refusals", lambda record: read_refusals(record, spellings()))


def read_spellings(record: Record) -> NameIndex:
    """Read ``names.csv``."""

    def spelling(row: Row) -> tuple[str, str, State]:
        return row.place("name"), row["name"], record.state_of(row)

    found = each(record.rows("names.csv", "alpha_3,name,kinds"), spelling)
    return NameIndex.of(made for _, made in found)


def read_refusals(record: Record, index: NameIndex) -> Mapping[str, Refusal]:
    """Read ``not_states.csv``."""

    def states(cell: str) -> tuple[State, ...]:
        return tuple(map(record.states.__getitem__, split(cell)))

    def reason(cell: str) -> str:
        if cell not in REASONS:
            raise VocabularyError("reason", cell, REASONS)
        return cell

    def refusal(row: Row) -> tuple[str, str, Refusal]:
        related = row.read("states", states)
        why = Refusal(row.read("reason", reason), related, row["note"])
        return row.place("text"), row["text"], why

    found = each(record.rows("not_states.csv", "text,reason,states,note"), refusal)
    return index.refusals(made for _, made in found)
