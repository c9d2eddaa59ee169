"""Explanations of strings that are no State's spelling: for errors, never for answers."""

import operator
import re
from collections.abc import Iterable, Mapping
from functools import partial
from string import ascii_uppercase
from typing import Any, NamedTuple

from opcat._core.model import State
from opcat._forks import loading
from opcat._names.codes import Codes, by_code
from opcat._names.fold import Refusal, as_code, misread
from opcat._names.foreign_names import by_name_in, index_in, refused_in
from opcat._names.former_names import former
from opcat._names.languages import ENGLISH, Language, state_names
from opcat._names.letters import fold_in
from opcat._names.spellings import by_spelling, refusal_of
from opcat._record.record import LONGEST_NAME, packaged
from opcat.errors import AmbiguousStateError, UnknownStateError, shown

Languages = tuple[Language, ...]


class Known(NamedTuple):
    """What is known about a string: the arguments of `UnknownStateError` without suggestions."""

    explanation: str
    related: tuple[State, ...] = ()
    caution: str = ""
    languages: tuple[str, ...] = ()


def explained(name: object, languages: Languages) -> UnknownStateError | AmbiguousStateError:
    """Return the error that says everything known about a name that means no State.

    Args:
        name: what was passed.
        languages: those in which it was read.
    """
    if meant := candidates(name, languages):
        return AmbiguousStateError(name, meant)
    return UnknownStateError._of(  # noqa: SLF001 - for this room alone
        name, partial(_known, name, languages)
    )


def candidates(name: object, languages: Languages) -> tuple[State, ...]:
    """Return the States that an ambiguous string or number may mean; none for any other."""
    text = _text(name)
    for language in _with_codes(text, languages):
        if language is Language.EN:
            if refusal := refusal_of(text):
                return refusal.related if refusal.reason == "ambiguous" else ()
        elif refused := refused_in(text, language):
            return refused if isinstance(refused, tuple) else ()
    return ()


def _with_codes(text: str, languages: Languages) -> Languages:
    """Return the languages, with English before them if it may be a code: its list has codes too."""
    return (*ENGLISH, *languages) if _may_be_code(as_code(text)) else languages


def _may_be_code(text: str) -> bool:
    """Tell whether a string may be a code of ISO 3166."""
    return text.isascii() and text.isalnum() and len(text) in (2, 3, 4)


def _text(name: Any) -> str:
    """Return the string to look a name up by; for a number, its digits as in ISO 3166-1."""
    text = name if isinstance(name, str) else getattr(name, "alpha_3", None)
    if text is None:
        number = operator.index(name)
        return f"{number:03d}" if 0 <= number <= 999 else "a number that is no code"
    return str(text)[:LONGEST_NAME]


def _known(name: object, languages: Languages) -> tuple[Any, ...]:
    """Return the other arguments of an `UnknownStateError`."""
    text = _text(name)
    known = _of_refused(text, _with_codes(text, languages)) or _of_code(as_code(text))
    if known is None and not isinstance(name, str) and not hasattr(name, "alpha_3"):
        known = Known("No State of this record has this ISO 3166-1 number.")
        if other := _of_other_schemes(text):
            known = Known(f"{known.explanation} {other.explanation}")
    others = tuple(language for language in Language if language not in languages)
    known = known or _of_other_languages(text, others) or _of_former(text, languages)
    known = known or _of_damaged(text, languages) or _of_other_schemes(as_code(text))
    if known is None:
        return "", tuple(_near(text, languages)), (), "", ()
    return known.explanation, (), known.related, known.caution, known.languages


def _of_refused(text: str, languages: Languages = ENGLISH) -> Known | None:
    for language in languages:
        if language is Language.EN:
            if refusal := refusal_of(text):
                return _explained(refusal)
        elif isinstance(code := refused_in(text, language), str):
            return _of_code(code)
    return None


def _of_other_languages(text: str, languages: Languages) -> Known | None:
    """Return the explanation of a name in a language in which it was not read."""
    meant = {language: state for language in languages if (state := by_name_in(text, (language,)))}
    if not meant:
        return _of_refused_elsewhere(text, languages)
    state, *_ = meant.values()  # no text is the name of two States, in whatever languages
    labels = " and ".join(language.label for language in meant)
    words = tuple(language.value for language in meant)
    return Known(f"{shown(text)} is {state.name} in {labels}", (state,), languages=words)


def _of_refused_elsewhere(text: str, languages: Languages) -> Known | None:
    """Return the explanation of a string that another language refuses."""
    for language in languages:
        if language is Language.EN:
            continue  # what is refused there is no answer to a name in another language
        refused = refused_in(text, language)
        if isinstance(refused, str):
            return _of_code(refused)
        if refused is not None:
            return Known(f"In {language.label} it may mean more than one State.", refused)
    return None


def _explained(refusal: Refusal) -> Known:
    # Where the package has no opinion, it says only that the name is not in the record.
    note = "" if refusal.reason == "not_in_record" else refusal.note
    caution = _caution(refusal.related) if refusal.reason == "territory" else ""
    return Known(note, refusal.related, caution)


def _caution(related: tuple[State, ...]) -> str:
    """Return what the answer for a State leaves open about its territories.

    A treaty binds a State in respect of its entire territory, unless a different intention appears
    (Vienna Convention on the Law of Treaties, art. 29); for such territories it often does.
    """
    whose = repr(related[0].key) if len(related) == 1 else ""
    return f"whether the Protocol applies there is another question: opcat.territories({whose})"


def _of_code(code: str) -> Known | None:
    """Return the explanation of an ISO 3166 code that belongs to no State of the record."""
    if not _may_be_code(code):
        return None
    with loading:  # it has locks of its own, while it reads its files
        import pycountry  # slow to load, and needed only to explain

        present, historic = list(pycountry.countries), list(pycountry.historic_countries)
    code = code.upper()
    for country in present:
        if code in (country.alpha_2, country.alpha_3, country.numeric):
            return _of_refused(country.name)
    # Two codes were given twice: CS and 891.
    meanings = [_of_withdrawn(country) for country in historic if code in _codes(country)]
    if not meanings:
        return None
    explanation = " ".join([meaning.explanation for meaning in meanings])
    related = dict.fromkeys(state for meaning in meanings for state in meaning.related)
    return Known(explanation, tuple(related), meanings[-1].caution)


def _codes(country: Any) -> list[str | None]:
    fields = ("alpha_2", "alpha_3", "alpha_4", "numeric")
    return [getattr(country, field, None) for field in fields]


def _of_withdrawn(country: Any) -> Known:
    """Return the explanation of an ISO 3166-3 entry, with the State that it is today."""
    until = f"until {country.withdrawal_date[:4]}"
    was = f"It was the ISO 3166-1 code of {country.name}, {until}."
    if state := by_spelling(country.name):
        return Known(was, (state,))
    known = _of_refused(country.name)
    if known is None or not known.explanation:
        return Known(f"It was an ISO 3166-1 code {until}.")
    return known._replace(explanation=f"{was} {known.explanation}")


def _of_former(text: str, languages: Languages) -> Known | None:
    """Return the explanation of the name of a former State in a language other than English."""
    if (found := former(text, languages)) is None:
        return None
    meant = f"In {found.language.label} it is {found.name!r}."
    if state := by_spelling(found.name):
        return Known(meant, (state,))
    known = _of_refused(found.name) or Known("")
    return known._replace(explanation=f"{meant} {known.explanation}".strip())


def _of_other_schemes(code: str) -> Known | None:
    """Return the explanation of a code of a scheme that was not named, whatever it means there."""
    meant: dict[State, list[Codes]] = {}
    for scheme in (Codes.COW, Codes.COW_ABBREVIATION, Codes.GW, Codes.VDEM):
        if (state := by_code(code, scheme)) is not None:
            meant.setdefault(state, []).append(scheme)
    told = "; ".join(_as_codes(schemes, state) for state, schemes in meant.items())
    return Known(f"{told[0].upper()}{told[1:]}.") if told else None


def _as_codes(schemes: Iterable[Codes], state: State) -> str:
    kinds = " or ".join(f"a {scheme.label}" for scheme in schemes)
    calls = " or ".join(f"codes={scheme.value!r}" for scheme in schemes)
    return f"as {kinds} it is {state.name} ({calls})"


def _of_damaged(text: str, languages: Languages) -> Known | None:
    """Return the explanation of a string that a program has damaged or wrapped."""
    meant, encoding = misread(text) or (text, "")
    if encoding:
        was = f"It is {shown(meant)} in UTF-8, read as {encoding}; read the file as UTF-8."
        if state := by_name_in(meant, languages):
            return Known(was, (state,))
        if known := _of_refused(meant, languages):
            return known._replace(explanation=f"{was} {known.explanation}".strip())
    flag = as_code(text).translate(_FLAG_LETTERS)
    if flag.isascii() and (state := _by_code(flag, text)):
        return Known(f"It is the flag of a State; pass its code, {flag!r}.", (state,))
    code = _NO_FRACTION.sub("", text.strip(_WRAPPING))
    if state := _by_code(code, text):
        return Known(f"A code must be written exactly; pass {code!r}.", (state,))
    if not as_code(text):
        return Known("It is empty.")
    if not any(map(str.isalnum, text)):
        return Known("It holds no letter and no digit.")
    return None


_FLAG_LETTERS = {0x1F1E6 + place: letter for place, letter in enumerate(ascii_uppercase)}
"""The letters that flags are written with."""
_NO_FRACTION = re.compile("[.,]0{0,2}$")
"""What programs append to an integer; three zeros would mean thousands."""
_WRAPPING = " \t'\"`\u00b4\u2018\u2019\u201c\u201d\u00ab\u00bb=()[]{}*"
"""What programs put around a code; a spreadsheet adds an apostrophe to keep leading zeros."""


def _by_code(code: str, text: str) -> State | None:
    """Return the State of a code that differs from the string."""
    key = packaged.labels.get(code.upper()) if code != text and len(code) <= 3 else None
    return None if key is None else packaged.states[key]


def _near(text: str, languages: Languages) -> list[str]:
    """Return the up to three nearest spellings of a string, each of a different State.

    They are of the first language that has any. They are one edit away, or two for a string of nine
    or more letters, and differ by at most one in length; with more, a State's name in another
    language would suggest another State. An edit inserts, deletes or changes a letter, or swaps two;
    digits do not count.
    """
    spellings: list[str] = []
    for language in languages:
        spellings = spellings or _near_in(text, language)
    return spellings


def _near_in(text: str, language: Language) -> list[str]:
    letters = "".join(c for c in fold_in(text, language) if not c.isdigit())
    wanted = " ".join(letters.split())
    if len(wanted) < _SHORTEST:
        return []
    most = 1 if len(wanted) < _LONG else 2
    index = index_in(language)
    as_written = packaged.once(f"{language.label} as written", lambda _: _as_written(language))
    spellings: dict[str, str] = {}
    for edits in range(most + 1):
        near = [key for key in as_written if _edits(wanted, key, most) == edits]
        for key in near:
            state = index.folded[key]
            name = _own_name(state, language)
            own = name if fold_in(name, language) in near else as_written[key]
            spellings.setdefault(state.key, own)
        if spellings:
            break
    return list(spellings.values())[:3]


def _own_name(state: State, language: Language) -> str:
    names = state_names().get((language, state.key))
    return state.name if names is None else names.short_name or names.name


_SHORTEST, _LONG = 4, 9
"""From how many letters on a string counts as a misspelling, and may have two edits."""


def _edits(start: str, target: str, most: int) -> int:
    """Return how many edits lead from one string to another; above `most`, any larger number."""
    # An edit adds at most one new letter and removes one; this test alone excludes nearly all.
    too_far = abs(len(start) - len(target)) > 1 or len({*start} ^ {*target}) > 2 * most
    if too_far or len(target) < _SHORTEST:
        return most + 1
    before: list[int] = []
    last = list(range(len(target) + 1))
    for row, letter in enumerate(start, start=1):
        here = [row]
        for place, opposite in enumerate(target, start=1):
            edits = min(last[place] + 1, here[-1] + 1, last[place - 1] + (letter != opposite))
            swapped = row > 1 < place and (letter, start[row - 2]) == (target[place - 2], opposite)
            here.append(min(edits, before[place - 2] + 1) if swapped else edits)
        if min(here) > most:
            return most + 1
        before, last = last, here
    return last[-1]


def _as_written(language: Language) -> Mapping[str, str]:
    return {fold_in(spelling, language): spelling for spelling in index_in(language).exact}
