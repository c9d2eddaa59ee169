"""A whole column of names at once."""

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from types import NoneType

import attrs

from opcat._core.model import State
from opcat._core.scalars import plain
from opcat._core.shown import Shown
from opcat._names.codes import Codes, by_code, scheme_of
from opcat._names.fold import as_code
from opcat._names.hints import candidates
from opcat._names.languages import ENGLISH, Language, languages_of
from opcat._names.resolve import find_state
from opcat.errors import MissingCodeWarning, shown


@attrs.frozen(kw_only=True, repr=False)
class ResolvedNames(Shown):
    """The meaning of a whole column of names: each distinct entry is in one of three tuples.

    Attributes:
        resolved: pairs of an entry and its State; ``dict(resolved)`` looks them up.
        unknown: entries that name no State of the record, whatever their type.
        ambiguous: pairs of an entry and the States that it may mean.
    """

    __module__ = "opcat"

    resolved: tuple[tuple[object, State], ...]
    unknown: tuple[object, ...]
    ambiguous: tuple[tuple[object, tuple[State, ...]], ...]

    def __repr__(self) -> str:
        """Return how many entries there are of each kind, because a column may be long."""
        resolved, unknown = len(self.resolved), len(self.unknown)
        return (
            f"<ResolvedNames: {resolved} found, {len(self.ambiguous)} ambiguous, {unknown} unknown>"
        )


def resolve_all(
    names: Iterable[object],
    *,
    language: str | Iterable[str] | None = None,
    codes: str = "iso",
) -> ResolvedNames:
    """Return the meaning of each distinct entry of a column, in the order of first appearance.

    An entry that is unknown, ambiguous or of another type (also ``None`` and ``nan``) raises no
    error but is reported. Bytes and rows of several values are refused.

    Args:
        names: a list or any other iterable of hashable entries: a column of pandas, Polars,
            PyArrow or NumPy gives the same as a list of its entries. A masked element of a NumPy
            array is None.
        language: as for `opcat.resolve`.
        codes: as for `opcat.resolve`: the one scheme whose codes the column holds.

    Raises:
        VocabularyError: a language or a scheme is not known.
        TypeError: it is a single string or a whole table, an entry is bytes, holds several
            values, like a row of a table, or is not hashable, or a language and a scheme are both
            named.

    Warns:
        MissingCodeWarning: there are at least twenty entries, all codes of two letters, and at
            least two, and one in twenty, are "NA", which may mean a missing value. Pass the
            whole column, because distinct entries do not show this.

    Example:
        >>> import opcat
        >>> column = ["Kenya", "Ivory Coast", "Atlantis", "Korea", "Kenya", None]
        >>> result = opcat.resolve_all(column)
        >>> [(name, state.alpha_3) for name, state in result.resolved]
        [('Kenya', 'KEN'), ('Ivory Coast', 'CIV')]
        >>> result.unknown
        ('Atlantis', None)
        >>> [name for name, candidates in result.ambiguous]
        ['Korea']
        >>> french = opcat.resolve_all(["Allemagne", "la Suisse", "Corée"], language="fr")
        >>> [state.alpha_3 for name, state in french.resolved]
        ['DEU', 'CHE']
        >>> numbers = opcat.resolve_all([2, 365.0, 680, float("nan")], codes="cow")
        >>> [(number, state.alpha_3) for number, state in numbers.resolved], numbers.unknown
        ([(2, 'USA'), (365.0, 'RUS')], (680, nan))
    """
    if isinstance(names, (str, bytes, bytearray, memoryview)):
        raise TypeError(
            f"names={shown(names)} is a single name; pass a list of names, or call opcat.resolve"
        )
    if _is_table(names):
        raise TypeError(
            f"names= is a table ({type(names).__name__}); pass one column of it, such as "
            "table['country']"
        )
    if getattr(names, "ndim", 1) == 0 or not isinstance(names, Iterable):
        raise TypeError(f"names={shown(names)} is not a column; pass a list of names")
    scheme = scheme_of(codes, language)
    languages = ENGLISH if language is None else languages_of(language)
    counted = _counted(names)
    if scheme in (None, Codes.ALPHA_2) and (message := full_of_namibia("names=", counted)):
        warnings.warn(message, MissingCodeWarning, stacklevel=2)
    return resolution_of((name for name, _ in counted), languages, scheme)


def resolution_of(
    distinct: Iterable[object], languages: tuple[Language, ...], scheme: Codes | None = None
) -> ResolvedNames:
    """Return the meaning of the distinct entries of a column in some languages, or in a scheme."""
    language = None if languages == ENGLISH else languages  # a lookup in English is kept once
    resolved: list[tuple[object, State]] = []
    unknown: list[object] = []
    ambiguous: list[tuple[object, tuple[State, ...]]] = []
    for name in distinct:
        try:
            state = find_state(name, language=language, codes=scheme or Codes.ISO)
        except TypeError:
            unknown.append(name)
            continue
        if state is not None:
            resolved.append((name, state))
        elif scheme is None and (meant := candidates(name, languages)):
            ambiguous.append((name, meant))
        else:
            unknown.append(name)
    return ResolvedNames(
        resolved=tuple(resolved), unknown=tuple(unknown), ambiguous=tuple(ambiguous)
    )


def schemes_that_fit(
    entries: Iterable[object], read: Codes | None
) -> tuple[tuple[Codes, ...], int]:
    """Return the schemes of which most entries of a column are codes, and how many are.

    Args:
        entries: the distinct entries.
        read: the scheme in which they were read, which is none of the answer; None for names and
            the codes of ISO 3166-1.
    """
    held = [entry for entry in entries if isinstance(entry, (str, int, float))]
    texts = [entry for entry in held if isinstance(entry, str)]
    numbers = {Codes.ISO: sum(find_state(text) is not None for text in texts)}
    for scheme in Codes:
        if scheme is not Codes.ISO:
            numbers[scheme] = sum(by_code(entry, scheme) is not None for entry in held)
    usual = (Codes.ISO, Codes.ALPHA_3, Codes.ALPHA_2, Codes.NUMERIC)
    for scheme in usual if read is None else (read,):
        del numbers[scheme]
    most = max(numbers.values())
    return tuple(scheme for scheme, number in numbers.items() if number == most), most


def languages_to_pass(
    unknown: Iterable[object],
    read: tuple[Language, ...],
    found: Iterable[object] | None,
) -> tuple[Language, ...]:
    """Return the languages in which a column is read with its names in other languages.

    They are as few as the names need, and come after those in which the column was read. A single
    one of these is left out if nothing would be lost. If no name is in another language, there are
    none.

    Args:
        unknown: the entries that name no State.
        read: the languages in which the column was read.
        found: the entries that name one; None if they cannot be told.
    """
    others = [language for language in Language if language not in read]
    texts = [entry for entry in unknown if isinstance(entry, str)]
    meant = [
        [each for each in others if find_state(text, language=(*read, each)) is not None]
        for text in texts
    ]
    needed: list[Language] = []
    while meant := [each for each in meant if each and not {*needed}.intersection(each)]:
        # The one that most names are in; of equals the first that the column needs.
        numbers = Counter(language for languages in meant for language in languages)
        needed.append(numbers.most_common(1)[0][0])
    if not needed or len(read) > 1 or found is None:
        return (*read, *needed) if needed else ()
    is_enough = all(find_state(entry, language=needed) is not None for entry in found)
    return tuple(needed) if is_enough else (*read, *needed)


def _is_table(names: object) -> bool:
    """Tell whether a value has columns, or is an array of more than one dimension."""
    kind = type(names)  # a lazy frame would have to compute its own columns
    fields = getattr(getattr(names, "dtype", None), "names", None)
    return (
        isinstance(names, Mapping)
        or hasattr(kind, "columns")
        or hasattr(kind, "column_names")
        or getattr(names, "ndim", 1) > 1
        or fields is not None
    )


def _counted(names: Iterable[object]) -> list[tuple[object, int]]:
    """Return the distinct entries of a column, each with its number of rows."""
    rows = [name if type(name) in _OF_PYTHON else plain(name) for name in names]
    try:  # 4 and 4.0 are equal and hash alike, but only one of them is a code
        counted = Counter(zip(map(type, rows), rows, strict=True))
    except TypeError:
        name = next(name for name in rows if not _is_hashable(name))
        raise TypeError(
            f"names= holds {shown(name)}, which is not hashable; pass a column with one name "
            "in each row"
        ) from None
    entries: dict[object, tuple[object, int]] = {}
    for (kind, name), number in counted.items():
        missing = isinstance(name, float) and name != name  # noqa: PLR0124 - nan equals nothing
        key = kind, None if missing else name
        first, before = entries.get(key, (name, 0))
        entries[key] = _one(first), before + number
    return list(entries.values())


_OF_PYTHON = frozenset({str, int, float, NoneType})
"""The types of nearly all entries, which are no library's scalars."""


def _is_hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _one(name: object) -> object:
    """Return an entry that is a single value; bytes and rows would silently name no State."""
    if isinstance(name, bytes):
        raise TypeError(
            f"names= holds {shown(name)}, which is bytes; decode them first: "
            "[name.decode() for name in names]"
        )
    if hasattr(name, "__len__") and not isinstance(name, str) and not hasattr(name, "alpha_3"):
        raise TypeError(
            f"names= holds {shown(name)}, which is a row of several values; pass one column, "
            "such as "
            "[row[0] for row in names]"
        )
    return name


def full_of_namibia(column: str, counted: Iterable[tuple[object, int]]) -> str | None:
    """Return a warning if the "NA" of a column may be missing values, else None.

    They may be if the column has at least twenty rows, each with a code of two letters, so that
    none is missing, and if "NA" is in at least two of them and one in twenty. A list of twenty
    States has Namibia once.
    """
    rows = namibia = 0
    for entry, count in counted:
        code = as_code(entry) if isinstance(entry, str) else ""
        if len(code) != 2 or not code.isalpha():
            return None
        rows += count
        namibia += count if code.upper() == "NA" else 0
    if rows < _ONE_IN or namibia < _TWICE or namibia * _ONE_IN < rows:
        return None
    return (
        f'{column} holds "NA" in {namibia} of {rows} rows, and no row is missing; "NA" is the '
        "code of "
        "Namibia, and what R and many programs write for a missing value. If it is missing there, "
        "make it null before you ask; if it is Namibia, silence this warning "
        "(opcat.errors.MissingCodeWarning)"
    )


_ONE_IN, _TWICE = 20, 2
