"""What the search of the page says of names that are no State's: territories, former States and others."""

from opcat._core.model import State
from opcat._foreign import on_page
from opcat._forks import loading
from opcat._names.fold import fold
from opcat._names.foreign_names import foreign_index
from opcat._names.hints import explained
from opcat._names.languages import Language
from opcat._names.spellings import refusals
from opcat._practice.territories import TERRITORIES
from opcat._record.record import RecordFiles

_TOLD = {"territory", "part_of_state", "former_state", "ambiguous", "not_in_record"}
"""The reasons of `not_states.csv` of which the page speaks; the rest, such as regions, nobody seeks in it."""
_NOTED = {"territory", "former_state"}
"""Those of them under which cases differ, so that the page says no more than the record's own note."""


def refused() -> dict[str, list[str]]:
    """Return why a name in any language means no State, by the folded name.

    Each has the reason, the record's note in English, or ``""``, and the codes of related States, as
    `opcat.resolve` gives them with its error.
    """
    found = {
        text: [
            refusal.reason,
            refusal.note if refusal.reason in _NOTED else "",
            *_codes(refusal.related),
        ]
        for text, refusal in refusals().items()
        if refusal.reason in _TOLD
    }
    for language in Language:
        if language is Language.EN:
            continue
        index = foreign_index(language)
        for text, states in index.ambiguous.items():
            found.setdefault(text, ["ambiguous", "", *_codes(states)])
        for text in index.others:
            error = explained(text, (language,))
            reason = "territory" if getattr(error, "caution", "") else "not_in_record"
            found.setdefault(text, [reason, "", *_codes(getattr(error, "related", ()))])
    return found


def applied(record: RecordFiles) -> list[list[object]]:
    """Return what States declared on territories: its folded names, name, since when, until when, effect."""
    return [
        [
            _names_of(one.territory),
            on_page(one.territory),
            str(one.period.start),
            None if one.period.stop is None else str(one.period.stop),
            one.effect.value,
        ]
        for one in record.values(TERRITORIES)
        if one.territory
    ]


def _names_of(territory: str) -> list[str]:
    """Return the folded names of a territory in all languages, as far as ISO 3166-1 has it."""
    with loading:  # it has locks of its own, while it reads its files
        import pycountry  # slow to load, and the explorer alone needs it here

        country = pycountry.countries.get(name=territory)
    names = {fold(territory): None}
    for language in Language:
        if country and language is not Language.EN:
            others = foreign_index(language).others.items()
            names |= {text: None for text, code in others if code == country.alpha_3}
    return list(names)


def _codes(states: tuple[State, ...]) -> list[str]:
    return [state.alpha_3 or state.key for state in states]
