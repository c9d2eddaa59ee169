"""Codes of States: the schemes that a caller may name, and what is known of a code that means none.

Only a scheme that is named is read: 44 numbers of Correlates of War are another State's in ISO 3166-1.
"""

import re
from collections.abc import Mapping
from enum import unique
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from opcat._core.model import State
from opcat._core.scalars import whole_number
from opcat._core.terms import Term, term
from opcat._names.fold import as_code
from opcat._names.spellings import by_spelling, refusal_of
from opcat._record.layout import Layout
from opcat._record.record import LONGEST_NAME, RecordFiles, packaged
from opcat.errors import UnknownStateError


@unique
class Codes(Term):
    """How States are written: in names and codes of ISO 3166-1, or in the codes of one scheme alone."""

    ISO = "iso", "ISO 3166-1 code"
    ALPHA_3 = "alpha_3", "ISO 3166-1 alpha-3 code", "alpha-3", "ISO 3166-1 alpha-3", "iso3c"
    ALPHA_2 = "alpha_2", "ISO 3166-1 alpha-2 code", "alpha-2", "ISO 3166-1 alpha-2", "iso2c"
    NUMERIC = "numeric", "ISO 3166-1 number", "ISO 3166-1 numeric", "iso3n", "M49"
    COW = "cow", "Correlates of War number", "cown", "ccode", "COWcode"
    COW_ABBREVIATION = "cow_abbreviation", "Correlates of War abbreviation", "stateabb"
    GW = "gw", "Gleditsch and Ward number", "gwn", "gwno", "gwcode"
    VDEM = "vdem", "V-Dem number", "V-Dem"

    @property
    def is_number(self) -> bool:
        """Whether its codes are numbers, which tables may hold as integers or as floats."""
        return self in (Codes.NUMERIC, Codes.COW, Codes.GW, Codes.VDEM)


class OtherCodes(NamedTuple):
    """The codes of a State in other schemes than ISO 3166-1: a row of ``other_codes.csv``."""

    state: State
    cow: int | None
    cow_abbreviation: str | None
    gw: int | None
    vdem: int | None


_OTHER_CODES = Layout("other_codes.csv", OtherCodes)


class Outlived(NamedTuple):
    """A code of a State of today that was another's before a year."""

    scheme: Codes
    key: str
    was: str
    until: int


OUTLIVED: Mapping[Codes, Outlived] = MappingProxyType(
    {
        one.scheme: one
        for one in (
            Outlived(Codes.COW, "SRB", "Yugoslavia", 1992),
            Outlived(Codes.COW_ABBREVIATION, "SRB", "Yugoslavia", 1992),
            Outlived(Codes.GW, "YEM", "Yemen Arab Republic", 1990),
        )
    }
)
"""The one such code of each list. Without a day it means the State of today."""


def scheme_of(codes: str, language: object) -> Codes | None:
    """Return the scheme that a caller names, or None for the usual reading of names and ISO codes.

    Raises:
        VocabularyError: there is no such scheme.
        TypeError: a language is named besides, in which codes have nothing to read.
    """
    scheme = term(Codes, "codes", codes)
    if scheme is Codes.ISO:
        return None
    if language is not None:
        raise TypeError(
            f"codes={scheme.value!r} says that these are codes and nothing else, so language= has "
            "nothing to read; pass one of them: with language= codes of ISO 3166-1 are read too"
        )
    return scheme


def code_of(state: State, scheme: Codes) -> int | str | None:
    """Return the code of a State in a scheme, if the scheme has it."""
    code: int | str | None
    if scheme in (Codes.ALPHA_3, Codes.ALPHA_2, Codes.NUMERIC):
        code = getattr(state, scheme.value)
    else:
        others = packaged.once("other codes", _read_other_codes).get(state.key)
        code = getattr(others, scheme.value, None)
    return code


def keys_by_code(scheme: Codes, record: RecordFiles = packaged) -> Mapping[str, str]:
    """Return the keys of a record's States by their codes in a scheme, as it writes them.

    The codes of other schemes than ISO 3166-1 are those of the packaged record.
    """
    return record.once(f"keys by {scheme.value}", partial(_keys_by_code, scheme=scheme))


def _keys_by_code(record: RecordFiles, scheme: Codes) -> Mapping[str, str]:
    codes = {key: code_of(state, scheme) for key, state in record.states.items()}
    return MappingProxyType({str(code): key for key, code in codes.items() if code is not None})


def _read_other_codes(record: RecordFiles) -> Mapping[str, OtherCodes]:
    return {codes.state.key: codes for codes in record.values(_OTHER_CODES)}


def written(code: object, scheme: Codes) -> str | None:
    """Return a code as its scheme writes it, or None if no code of the scheme is of this type.

    In a scheme of numbers an integer is a code, and so is a float without a fraction, into which one
    gap turns a column of integers. Invisible characters do not count, nor do zeros that fill up a
    number to three digits.
    """
    width = 3 if scheme is Codes.NUMERIC else 1
    if isinstance(code, str):
        text = as_code(code)
        is_filled = scheme.is_number and len(text) == 3 and text.isascii() and text.isdigit()
        return text.lstrip("0").zfill(width) if is_filled else text
    if not scheme.is_number:
        return None
    number = int(code) if isinstance(code, float) and code.is_integer() else whole_number(code)
    return None if number is None else f"{number:0{width}d}"


def by_code(code: object, scheme: Codes) -> State | None:
    """Return the State that a code means in a scheme; uppercase and lowercase are the same."""
    key = keys_by_code(scheme).get(_exact(code, scheme))
    return None if key is None else packaged.states[key]


def _exact(code: object, scheme: Codes) -> str:
    text = (written(code, scheme) or "").upper()
    return text.zfill(3) if scheme is Codes.NUMERIC else text


def explained_code(code: object, scheme: Codes) -> UnknownStateError:
    """Return the error that says everything known about a code that means no State."""
    return UnknownStateError._of(  # noqa: SLF001 - as in `opcat._names.hints`
        code, partial(_known, code, scheme)
    )


def _known(code: object, scheme: Codes) -> tuple[object, ...]:
    """Return the other arguments of an `UnknownStateError`."""
    meant = _FORMER.get(scheme, {}).get(_exact(code, scheme))
    explained: tuple[str, tuple[State, ...]] = (
        (_of_other(code, scheme), ()) if meant is None else _of_former(meant, scheme)
    )
    explanation, related = explained
    return explanation, (), related, "", ()


def _of_other(code: object, scheme: Codes) -> str:
    """Return the explanation of what is no code of the scheme, as far as the record knows."""
    label = scheme.label
    if not isinstance(code, str) or as_code(code).isdigit():
        none = f"No State of this record has this {label}"
        return f"{none}; {_OF_POLITY}" if scheme in (Codes.COW, Codes.GW) else f"{none}."
    exact = _WRAPPED.sub("", code)
    if exact != code and by_code(exact, scheme) is not None:
        return f"A code must be written exactly; pass {exact!r}."
    text = code[:LONGEST_NAME]
    key = packaged.labels.get(as_code(text).upper())
    state = by_spelling(text) if key is None else packaged.states[key]
    if state is None:
        return f"It is not the {label} of a State of this record."
    own = code_of(state, scheme)
    of = f"that of {state.name} is {own!r}" if own is not None else f"{state.name} has none"
    return f"It is not a {label}; {of}."


_OF_POLITY = "Polity has numbers of its own, so read its names of States instead."

_WRAPPED = re.compile(r"^[\s'\"]+|[.,]0{0,2}[\s'\"]*$|[\s'\"]+$")
"""What programs put around a code, or append to a number."""


def _of_former(meant: str, scheme: Codes) -> tuple[str, tuple[State, ...]]:
    """Return the explanation of a code whose scheme gives it to what is no State of the record."""
    stands = f"As a {scheme.label} it stands for {meant!r}."
    refusal = refusal_of(meant)
    if refusal is None:  # a former name of a State of today, which has another code
        state = by_spelling(meant)
        assert state is not None, meant
        return f"{stands} That of {state.name} today is {code_of(state, scheme)!r}.", (state,)
    note = "" if refusal.reason == "not_in_record" else refusal.note
    return f"{stands} {note}".strip(), refusal.related


_COW: tuple[tuple[int, str, str], ...] = (
    (240, "HAN", "Hanover"),
    (245, "BAV", "Bavaria"),
    (260, "GFR", "German Federal Republic"),
    (265, "GDR", "German Democratic Republic"),
    (267, "BAD", "Baden"),
    (269, "SAX", "Saxony"),
    (271, "WRT", "Wuerttemburg"),
    (273, "HSE", "Hesse Electoral"),
    (275, "HSG", "Hesse Grand Ducal"),
    (280, "MEC", "Mecklenburg Schwerin"),
    (300, "AUH", "Austria-Hungary"),
    (315, "CZE", "Czechoslovakia"),
    (327, "PAP", "Papal States"),
    (329, "SIC", "Two Sicilies"),
    (332, "MOD", "Modena"),
    (335, "PMA", "Parma"),
    (347, "KOS", "Kosovo"),
    (511, "ZAN", "Zanzibar"),
    (678, "YAR", "Yemen Arab Republic"),
    (680, "YPR", "Yemen People's Republic"),
    (713, "TAW", "Taiwan"),
    (730, "KOR", "Korea"),
    (817, "RVN", "Republic of Vietnam"),
)
"""What else is in the list of Correlates of War, by that list (``cow-state-system-2016``)."""
_GW_ALONE = {
    "255": "Germany (Prussia)",
    "345": "Yugoslavia",
    "563": "Transvaal",
    "564": "Orange Free State",
}
"""What else is in the list of Gleditsch and Ward (``gleditsch-ward-2017``), besides the same numbers."""
_NOT_GW = {"260", "678"}
_VDEM = {
    "23": "South Yemen",
    "35": "Republic of Vietnam",
    "43": "Kosovo",
    "48": "Taiwan",
    "128": "Palestine/West Bank",
    "137": "German Democratic Republic",
    "138": "Palestine/Gaza",
    "139": "Somaliland",
    "167": "Hong Kong",
    "236": "Zanzibar",
}
"""What else is a country unit of V-Dem, by its list (``vdem-units-15``)."""

_FORMER: Mapping[Codes, Mapping[str, str]] = MappingProxyType(
    {
        Codes.COW: {str(number): meant for number, _, meant in _COW},
        Codes.COW_ABBREVIATION: {abbreviation: meant for _, abbreviation, meant in _COW},
        Codes.GW: {
            **{str(number): meant for number, _, meant in _COW if str(number) not in _NOT_GW},
            **_GW_ALONE,
        },
        Codes.VDEM: _VDEM,
    }
)
"""Texts that ``names.csv`` or ``not_states.csv`` explains, by code."""
