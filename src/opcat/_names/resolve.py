"""From what people write to a State of the packaged record: never by guessing.

This room answers codes and the States' own names. All other spellings are in
`opcat._names.spellings`, and explanations of strings that match none in `opcat._names.hints`.
Both are loaded on first use, because the first answer is much quicker without them.
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from opcat._core.model import State
from opcat._core.scalars import plain, whole_number
from opcat._core.shown import Rows, rows_of
from opcat._core.terms import RegionalGroup, term
from opcat._core.treaty import Treaty
from opcat._forks import loading
from opcat._record.record import LONGEST_NAME, Record, files_of, packaged
from opcat.errors import shown

if TYPE_CHECKING:
    from opcat._names.codes import Codes
    from opcat._names.languages import Language


_ISO = "iso"
"""What `codes` is unless a caller names something; an equal string is looked up, as any other."""


def resolve(
    name: object, *, language: str | Iterable[str] | None = None, codes: str = "iso"
) -> State:
    """Return the State that a name, a code or an object means.

    Codes are ISO 3166-1: two or three letters in any case, or the number as an int or as digits.
    Names are matched against the curated spellings of ``names.csv``, ignoring case, accents and
    punctuation. Invisible characters, such as a byte order mark, and full width do not count in
    either. The function never guesses: any other string raises an error.

    Names are read in English, unless you name another of the official languages of the United
    Nations, or several in order: the first that knows a text answers. Codes are read in any case,
    and English only where it is named.

    Codes of another scheme are read only where you name it, and then nothing else is: 365 is the
    Russian Federation's number in the Correlates of War, and 20 is Canada's there but Andorra's in
    ISO 3166-1.

    Args:
        name: a string, an integer, a `State`, or any object with an ``alpha_3`` (such as
            pycountry's); a scalar of NumPy or PyArrow counts as its value.
        language: ``"ar"``, ``"en"``, ``"es"``, ``"fr"``, ``"ru"`` or ``"zh"``, or several of them;
            by default English.
        codes: ``"iso"`` for names and codes of ISO 3166-1, or the one scheme whose codes are read:
            ``"cow"`` or ``"cow_abbreviation"`` (Correlates of War), ``"gw"`` (Gleditsch and Ward),
            ``"vdem"`` (V-Dem), and of ISO 3166-1 ``"alpha_3"``, ``"alpha_2"`` or ``"numeric"``.
            Numbers may be integers, floats without a fraction, or digits.

    Raises:
        UnknownStateError: it names no State of the record; the error says what is known about
            it, or which spellings are similar. The explanation is worked out when it is read.
        AmbiguousStateError: it may mean more than one State; the error lists them.
        VocabularyError: a language or a scheme is not one of these.
        TypeError: it is of another type, such as ``None``, ``bool`` or (without a scheme of
            numbers) ``float``; or a language and a scheme are both named.

    Example:
        >>> import opcat
        >>> opcat.resolve("DR Congo")
        State(alpha_3='COD', name='Democratic Republic of the Congo')
        >>> opcat.resolve("fr") == opcat.resolve(250) == opcat.resolve("FRANCE")
        True
        >>> opcat.resolve("la Tchéquie", language="fr") == opcat.resolve("Чехия", language=["fr", "ru"])
        True
        >>> opcat.resolve(365, codes="cow").name, opcat.resolve("UKG", codes="cow_abbreviation").name
        ('Russian Federation', 'United Kingdom')
        >>> opcat.resolve("Korea")
        Traceback (most recent call last):
            ...
        opcat.errors.AmbiguousStateError: 'Korea' may mean more than one State; say which: \
Republic of Korea (KOR) or Democratic People's Republic of Korea (PRK)
    """
    state = find_state(name, language=language, codes=codes)
    if state is None:
        if codes is not _ISO:
            with loading:  # the first answer is quicker without it
                from opcat._names.codes import explained_code, scheme_of

            if (scheme := scheme_of(codes, language)) is not None:
                raise explained_code(plain(name), scheme)
        with loading:  # the first answer is quicker without them
            from opcat._names.hints import explained
            from opcat._names.languages import ENGLISH, languages_of

        raise explained(plain(name), ENGLISH if language is None else languages_of(language))
    return state


def find_state(
    name: object, *, language: str | Iterable[str] | None = None, codes: str = "iso"
) -> State | None:
    """Return the State that a name, a code or an object means, or None.

    It returns None for every string that `resolve` would refuse, including ambiguous ones.

    Args:
        name: as for `resolve`.
        language: as for `resolve`.
        codes: as for `resolve`.

    Raises:
        VocabularyError, TypeError: as for `resolve`.

    Example:
        >>> import opcat
        >>> opcat.find_state("Atlantis") is None
        True
    """
    if codes is not _ISO:
        with loading:  # the first answer is quicker without it
            from opcat._names.codes import scheme_of

        if (scheme := scheme_of(codes, language)) is not None:
            return _find_code(name, scheme)
    languages = None
    if language is not None:
        with loading:
            from opcat._names.languages import (
                languages_of,
            )  # the first answer is quicker without it

        languages = languages_of(language)
    if isinstance(name, str):
        return _find_text(name, languages) if len(name) <= LONGEST_NAME else None
    if isinstance(name, State):
        return name
    held = plain(name)
    if isinstance(held, str):  # a scalar of PyArrow
        return find_state(held, language=languages)
    code = getattr(name, "alpha_3", None)
    if isinstance(code, str):
        return _by_code(code) if len(code) == 3 and code.isalpha() else None
    number = whole_number(held)
    if number is None:
        raise _not_a_name(name)
    return _by_code(f"{number:03d}") if 0 <= number <= 999 else None


def states(
    *, group: RegionalGroup | str | None = None, treaty: Treaty | Record | None = None
) -> Rows[State]:
    """Return the States that the record knows, by name: 197, on every day.

    They are the 193 Members of the United Nations, the observers Holy See and State of Palestine,
    and Cook Islands and Niue. Names and regional groups are today's.

    Args:
        group: only those of this regional group, as its word, its label or the member.
        treaty: a `Record`, whose own States are then the answer, or a Treaty; of one that says who
            it is open to (`Treaty.open_to`) they are those.

    Raises:
        VocabularyError: there is no such group.
        TypeError: `treaty` is neither a Treaty nor a `Record`.

    Example:
        >>> import opcat
        >>> len(opcat.states()), len(opcat.states(group="african"))
        (197, 54)
    """
    ordered = files_of(treaty).states_by_name
    if treaty is not None:
        asked = treaty.treaty if isinstance(treaty, Record) else treaty
        ordered = ordered if asked.open_to is None else rows_of("states", asked.open_to)
    if group is None:
        return ordered
    wanted = term(RegionalGroup, "group", group)
    return rows_of("states", (state for state in ordered if state.regional_group is wanted))


def _find_code(name: object, scheme: "Codes") -> State | None:
    """Return the State that a code of a scheme means; what names a State by itself still does."""
    held = plain(name)
    if isinstance(held, State) or isinstance(getattr(held, "alpha_3", None), str):
        return find_state(held)
    number = isinstance(held, float) and held == held  # noqa: PLR0124 - nan equals nothing
    if not (isinstance(held, str) or number) and whole_number(held) is None:
        raise _not_a_name(name)
    with loading:
        from opcat._names.codes import by_code

    return by_code(held, scheme)


@lru_cache(maxsize=8192)
def _find_text(text: str, languages: "tuple[Language, ...] | None") -> State | None:
    if languages is not None:
        return _reader_of(languages)(text)
    return _by_label(text) or _by_code(text.strip()) or _reader()(text)


@cache
def _reader() -> Callable[[str], State | None]:
    """Return what reads a spelling, or a code among invisible characters."""
    with loading:  # the first answer is quicker without them
        from opcat._names.fold import as_code
        from opcat._names.spellings import by_spelling

    return lambda text: by_spelling(text) or _by_code(as_code(text))


@cache
def _reader_of(languages: "tuple[Language, ...]") -> Callable[[str], State | None]:
    """Return what reads a code, or a name in some languages."""
    with loading:  # as above
        from opcat._names.fold import as_code
        from opcat._names.foreign_names import by_name_in

    # No name in any language is the code of another State, so what is quicker comes first.
    return lambda text: (
        _by_code(text.strip()) or by_name_in(text, languages) or _by_code(as_code(text))
    )


def _by_label(text: str) -> State | None:
    key = packaged.labels.get(text)
    return None if key is None else packaged.states[key]


def _by_code(text: str) -> State | None:
    return _by_label(text.upper()) if len(text) <= 3 and text.isascii() else None


def _not_a_name(name: object) -> TypeError:
    several = (
        ""
        if isinstance(name, bytes) or not isinstance(name, Iterable)
        else (
            "; of several, ask about each, or about a column with opcat.resolve_all or frames.annotate"
        )
    )
    return TypeError(
        f"{shown(name)} cannot name a State; pass a name, an ISO 3166-1 code, a State, or an "
        f"object with an alpha_3{several}"
    )
