"""The packaged spellings, and what there is to say of a text that is none of them."""

from collections.abc import Mapping

from opcat._bundled import LONGEST_NAME, Record, packaged
from opcat._files import Row, each, split
from opcat._model import State
from opcat._names import REASONS, NameIndex, Refusal, fold
from opcat.errors import AmbiguousStateError, UnknownStateError, VocabularyError

__all__ = [
    "by_spelling",
    "candidates",
    "explained",
    "read_refusals",
    "read_spellings",
    "spellings",
]


def by_spelling(text: str) -> State | None:
    """Return the State that a spelling means, whatever its case, accents and punctuation."""
    index = spellings()
    return index.exact.get(text) or index.folded.get(fold(text))


def spellings() -> NameIndex:
    """Return every spelling of a State."""
    return packaged.once("spellings", read_spellings)


def refusals() -> Mapping[str, Refusal]:
    """Return every text that is known to be no State's spelling, folded."""
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


def explained(name: object) -> UnknownStateError | AmbiguousStateError:
    """Return the error that says all that is known of what is no State's spelling."""
    if meant := candidates(name):
        return AmbiguousStateError(name, meant)
    text = name if isinstance(name, str) else getattr(name, "alpha_3", None)
    if text is None:
        return UnknownStateError(name, "It is no State's ISO 3166-1 number.")
    text = text[:LONGEST_NAME]
    refusal = _refusal(text) or _refusal_of_code(text.strip())
    if refusal is None:
        return UnknownStateError(name, suggestions=_near(text))
    # Of what the package has no opinion on, it says no more than that it is not in the record.
    note = "" if refusal.reason == "not_in_record" else refusal.note
    caution = _caution(refusal.related) if refusal.reason == "territory" else ""
    return UnknownStateError(name, note, related=refusal.related, caution=caution)


def _caution(related: tuple[State, ...]) -> str:
    """Return what the answer for a State does not tell of its territories.

    A treaty binds a State in respect of its entire territory, unless a different intention appears
    (Vienna Convention on the Law of Treaties, art. 29); for such territories it often does.
    """
    whose = f"state={related[0].key!r}" if len(related) == 1 else ""
    return f"whether the Protocol applies there is another question: opcat.territories({whose})"


def _refusal(text: str) -> Refusal | None:
    return refusals().get(fold(text))


def candidates(name: object) -> tuple[State, ...]:
    """Return the States that an ambiguous text may mean; none for any other."""
    refusal = _refusal(name[:LONGEST_NAME]) if isinstance(name, str) else None
    return refusal.related if refusal is not None and refusal.reason == "ambiguous" else ()


def _refusal_of_code(code: str) -> Refusal | None:
    """Return what there is to say of an ISO 3166-1 code that is no State's of the record."""
    if len(code) not in (2, 3):
        return None
    import pycountry  # slow to load, and needed only to explain

    countries, code = pycountry.countries, code.upper()
    country = countries.get(alpha_2=code) if len(code) == 2 else countries.get(alpha_3=code)
    return None if country is None else _refusal(country.name)


def _near(text: str) -> list[str]:
    """Return up to three spellings that are near to a text: for an error, never for an answer."""
    import difflib  # slow to load, and needed only to explain

    index = spellings()
    as_written = packaged.once("spellings as written", _as_written)
    folded = fold(text)
    within = [key for key in as_written if len(key) > 3 and f" {key} " in f" {folded} "]
    near = sorted(within, key=len, reverse=True)[:3]
    near += difflib.get_close_matches(folded, as_written, n=6, cutoff=0.75) if not near else []
    best: dict[str, str] = {}
    for key in near:
        state = index.folded[key]
        own = state.name if fold(state.name) in near else as_written[key]
        best.setdefault(state.key, own)
    return list(best.values())[:3]


def _as_written(_: Record) -> Mapping[str, str]:
    return {fold(spelling): spelling for spelling in spellings().exact}
