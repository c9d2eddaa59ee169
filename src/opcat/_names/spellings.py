"""The packaged spellings of States, and the strings that are known not to be spellings."""

from collections.abc import Mapping

from opcat._core.model import State
from opcat._names.fold import NameIndex, Reason, Refusal, as_code, fold
from opcat._record.layout import Layout
from opcat._record.record import RecordFiles, packaged


def by_spelling(text: str) -> State | None:
    """Return the State that a spelling means, whatever its case, accents and punctuation."""
    index = spellings()
    return index.exact.get(text) or index.folded.get(fold(text))


def spellings() -> NameIndex:
    """Return every spelling of a State."""
    return packaged.once("spellings", read_spellings)


def refusals() -> Mapping[str, Refusal]:
    """Return every string that is known to be no State's spelling, folded where possible."""
    return packaged.once("refusals", lambda record: read_refusals(record, spellings()))


def refusal_of(text: str) -> Refusal | None:
    """Return why a text is refused. What folds to nothing, such as "--", is looked up as it stands."""
    key = fold(text) or text.strip()
    return refusals().get(key) or refusals().get(as_code(text).zfill(3))


def read_spellings(record: RecordFiles) -> NameIndex:
    """Read ``names.csv``."""
    pairs = record.pairs(_NAMES)
    return NameIndex.of((row.place("name"), name, state) for row, (name, state) in pairs)


def read_refusals(record: RecordFiles, index: NameIndex) -> Mapping[str, Refusal]:
    """Read ``not_states.csv``."""
    pairs = record.pairs(_NOT_STATES)
    return index.refusals((row.place("text"), text, refusal) for row, (text, refusal) in pairs)


def _spelling(*, state: State, name: str, kinds: str) -> tuple[str, State]:  # noqa: ARG001 - the column is for people
    return name, state


_NAMES = Layout("names.csv", _spelling, {"state": State, "name": str, "kinds": str})


def _refused(
    *, text: str, note: str, reason: Reason, states: tuple[State, ...]
) -> tuple[str, Refusal]:
    return text, Refusal(reason, states, note)


_NOT_STATES = Layout(
    "not_states.csv",
    _refused,
    {"text": str, "reason": Reason, "states": tuple[State, ...], "note": str},
)
