"""The arguments of `annotate`, and the meaning of the entries of a state column."""

import inspect
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import unique
from functools import partial
from typing import Any, NamedTuple

from opcat._core.scalars import whole_number
from opcat._core.terms import Basis, Term, term
from opcat._core.treaty import Treaty
from opcat._names.arguments import check_basis, check_treaty, opened_on, participants_of
from opcat._names.columns import full_of_namibia, resolution_of
from opcat._names.fold import as_code
from opcat._names.foreign_names import by_name_in, index_in
from opcat._names.languages import ENGLISH, Language, languages_of
from opcat._names.resolve import resolve
from opcat._record.record import Record, files_of
from opcat.errors import (
    AmbiguousStateError,
    ColumnClashError,
    ColumnMissingError,
    MissingCodeWarning,
    OpcatError,
    UnknownStateError,
    UnknownStatesError,
    UnknownStatesWarning,
    VocabularyError,
    known_of,
    shown,
)
from opcat.frames._clock import DAYS, Every, Partial, period_of, period_rule
from opcat.frames._plan import COLUMNS, Plan, plan_of

EPOCH = date(1970, 1, 1)
"""The day from which tables count days."""
_LISTED = 10
"""How many offenders an error explains."""


@unique
class Codes(Term):
    """Which ISO 3166-1 codes a column holds."""

    ALPHA_3 = "alpha_3", "alpha-3", "ISO 3166-1 alpha-3", "iso3", "iso3c"
    ALPHA_2 = "alpha_2", "alpha-2", "ISO 3166-1 alpha-2", "iso2", "iso2c"
    NUMERIC = "numeric", "", "ISO 3166-1 numeric", "iso3n", "M49"


@unique
class Unknown(Term):
    """What to do with an entry that names no State."""

    RAISE = "raise"
    NULL = "null"


class Ask(NamedTuple):
    """The arguments of `annotate`, checked as far as possible without the table."""

    state: str
    on: str
    treaty: Treaty
    record: Treaty | Record | None
    basis: Basis
    languages: tuple[Language, ...]
    codes: Codes | None
    unknown: Unknown | None
    partial: Partial | None
    columns: tuple[str, ...]
    prefix: str

    @classmethod
    def checked(
        cls,
        state: str,
        on: str,
        *,
        treaty: Treaty | Record | None,
        basis: Basis | str,
        language: str | Iterable[str] | None,
        codes: str | None,
        unknown: str | None,
        partial: str | None,
        columns: Sequence[str] | None,
        prefix: str,
    ) -> "Ask":
        """Check the arguments that have a vocabulary."""
        asked = check_treaty(treaty)
        if isinstance(columns, str):
            raise TypeError(f"columns={shown(columns)} is a single string; pass a list of names")
        chosen = COLUMNS if columns is None else tuple(columns)
        for name in chosen:
            if name not in COLUMNS:
                raise VocabularyError("columns", name, COLUMNS)
        if codes is not None and language is not None:
            raise TypeError(
                "codes= says that the column holds codes and nothing else, so language= has nothing to "
                "read; pass one of them: with language= codes are read too"
            )
        if doubles := _doubles(chosen):
            raise ColumnClashError(doubles, "columns= names it more than once; name it once")
        return cls(
            state=state,
            on=on,
            treaty=asked,
            record=treaty,
            basis=check_basis(asked, basis),
            languages=ENGLISH if language is None else languages_of(language),
            codes=None if codes is None else term(Codes, "codes", codes),
            unknown=None if unknown is None else term(Unknown, "unknown", unknown),
            partial=None if partial is None else term(Partial, "partial", partial),
            columns=chosen,
            prefix=prefix,
        )

    @property
    def plan(self) -> Plan:
        """The columns to add, as steps in the time that the table's own column counts."""
        clock = DAYS if self.partial is None else period_rule(Every.YEAR, self.partial)
        return plan_of(self.treaty, self.basis, clock, self.columns)

    @property
    def last_time(self) -> int:
        """The last time that the record covers completely: a year, or the number of a day."""
        as_of = self.treaty.as_of
        if self.partial is None:
            return (as_of - EPOCH).days
        year = period_of(Every.YEAR, as_of)
        whole = self.partial is Partial.FIRST or (as_of.month, as_of.day) == (12, 31)
        return year if whole else year - 1

    @property
    def first_time(self) -> int | None:
        """The first time at which a State could act: a year, or the number of a day."""
        day = opened_on(self.treaty)
        if day is None and self.treaty.actions:
            day = self.treaty.actions[0].date
        if day is None:
            return None
        return (day - EPOCH).days if self.partial is None else day.year

    def check_table(self, names: Sequence[Any], *, is_case_sensitive: bool = True) -> None:
        """Refuse a table without the two columns, with duplicates, or with the names to be added.

        Args:
            names: the names of its columns.
            is_case_sensitive: whether its engine distinguishes uppercase and lowercase names.
        """
        for argument, name in (("state", self.state), ("on", self.on)):
            if name not in names:
                raise ColumnMissingError(argument, name, names)
        aside = "" if is_case_sensitive else " (column names are case-insensitive in this engine)"
        if doubles := _doubles(names if is_case_sensitive else [name.lower() for name in names]):
            raise ColumnClashError(doubles, f"rename them before you annotate{aside}")
        taken = set(names) if is_case_sensitive else {name.lower() for name in names}
        added = [self.prefix + name for name in self.columns]
        clashes = [name for name in added if (name if is_case_sensitive else name.lower()) in taken]
        if clashes:
            raise ColumnClashError(
                clashes,
                f"the table has them already{aside}: pass a prefix=, such as 'opcat_', or choose "
                "others with columns=",
            )


def _doubles(names: Sequence[Any]) -> list[Any]:
    return [name for name, times in Counter(names).items() if times > 1]


def code_keys(codes: Codes, treaty: Treaty | Record | None) -> Mapping[Any, str]:
    """Return the keys of States by their codes, as strings exactly as in ISO 3166-1."""
    states = files_of(treaty).states
    if codes is Codes.ALPHA_3:
        return {key: key for key in states}
    return {getattr(state, codes.value): key for key, state in states.items()}


def usual_spelling_keys(ask: Ask) -> Mapping[Any, str]:
    """Return the keys of States by their usual spellings, which need not be resolved."""
    if ask.codes is not None:
        return code_keys(ask.codes, ask.record)
    texts = {text for language in ask.languages for text in index_in(language).exact}
    meant = [(text, by_name_in(text, ask.languages)) for text in texts]
    keys = {text: state.key for text, state in meant if state is not None}
    uppercase = {text.upper(): key for text, key in keys.items()}
    codes = [code_keys(kind, ask.record) for kind in (Codes.ALPHA_2, Codes.ALPHA_3)]
    return {**uppercase, **keys, **codes[0], **codes[1]}


def spelling_keys(
    entries: Sequence[object], counts: Callable[[], Sequence[int]], ask: Ask
) -> dict[object, str]:
    """Return the keys of States by the distinct entries of a column.

    Args:
        entries: the distinct entries, without nulls.
        counts: called where some are unknown: how many rows hold each entry.
        ask: what was asked.

    Raises:
        UnknownStatesError: some are unknown or ambiguous, and `unknown` does not allow it.

    Warns:
        UnknownStatesWarning: some are, and it does.
    """
    keys: dict[object, str]
    if ask.codes is None:
        texts = (entry for entry in entries if isinstance(entry, str))
        resolution = resolution_of(texts, ask.languages)
        others: list[Any] = [*resolution.unknown, *(entry for entry, _ in resolution.ambiguous)]
        if Language.EN not in ask.languages:  # which the names of participants are in
            others = []
        meant = [*resolution.resolved, *participants_of(ask.record, others).items()]
        keys = {entry: state.key for entry, state in meant}
    else:
        known = code_keys(ask.codes, ask.record)
        codes = [(entry, known.get(_written(entry))) for entry in entries]
        keys = {entry: key for entry, key in codes if key is not None}
    if len(keys) < len(entries):
        numbers = counts()
        unknown = [
            (entry, n) for entry, n in zip(entries, numbers, strict=True) if entry not in keys
        ]
        unknown.sort(key=lambda offender: -offender[1])
        error = UnknownStatesError._of(  # noqa: SLF001 - as `UnknownStateError` for one
            ask.state, unknown, partial(_reasons, unknown[:_LISTED], ask.codes, ask.languages)
        )
        if ask.unknown is not Unknown.NULL:
            raise error
        warn(error.summary, UnknownStatesWarning)
    return keys


def warn_of_namibia(ask: Ask, counted: Iterable[tuple[object, int]]) -> None:
    """Warn where the "NA" of a column of codes may be missing values.

    Args:
        ask: what was asked.
        counted: the distinct entries of the column, nulls among them, each with its rows.
    """
    if ask.codes in (None, Codes.ALPHA_2) and (
        message := full_of_namibia(f"column {ask.state!r}", counted)
    ):
        warn(message, MissingCodeWarning)


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the first caller outside this package."""
    level, frame = 1, inspect.currentframe()
    while frame is not None and frame.f_globals["__name__"].startswith("opcat.frames"):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)


def _written(entry: object) -> object:
    """Return a code as ISO 3166-1 writes it: 4 is "004", and invisible characters do not count."""
    if isinstance(entry, str):
        return as_code(entry)
    number = whole_number(entry)
    return entry if number is None else f"{number:03d}"


def _reasons(
    unknown: Sequence[tuple[object, int]], codes: Codes | None, languages: tuple[Language, ...]
) -> list[str]:
    return [_reason(entry, codes, languages) for entry, _ in unknown]


def _reason(entry: object, codes: Codes | None, languages: tuple[Language, ...]) -> str:
    if codes is not None:
        return (
            f"{entry!r} is not the {codes.value} code of a State of this "
            f"record{_code_hint(entry, codes)}"
        )
    if not isinstance(entry, str):
        return f"{entry!r} is not a string"
    try:
        resolve(entry, language=languages)
    except OpcatError as error:
        return str(error)
    raise AssertionError(entry)  # pragma: no cover - a resolved entry is not an offender


def _code_hint(entry: object, codes: Codes) -> str:
    """Return the rest of the message on an entry that is not one of these codes."""
    try:
        state = resolve(entry)
    except UnknownStateError as error:
        if not error.languages:
            return known_of(error) if error.explanation else ""
        [state] = error.related  # whose name it is in another language
    except AmbiguousStateError as error:
        return f"; it may mean {' or '.join(state.name for state in error.candidates)}"
    except TypeError:
        return ""
    return f"; that of {state.name} is {getattr(state, codes.value)!r}"
