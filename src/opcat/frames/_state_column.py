"""What the entries of a state column mean, and what is said about those that mean no State."""

import inspect
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from opcat._names.arguments import participants_of
from opcat._names.codes import Codes, Outlived, code_of, explained_code, keys_by_code, written
from opcat._names.columns import (
    full_of_namibia,
    languages_to_pass,
    resolution_of,
    schemes_that_fit,
)
from opcat._names.foreign_names import by_name_in, index_in
from opcat._names.languages import Language
from opcat._names.resolve import resolve
from opcat._record.record import RecordFiles
from opcat.errors import (
    AmbiguousStateError,
    CoverageWarning,
    MissingCodeWarning,
    UnknownStateError,
    UnknownStatesError,
    UnknownStatesWarning,
    known_of,
)
from opcat.frames._ask import Ask, Unknown

_ISO = (Codes.ALPHA_3, Codes.ALPHA_2, Codes.NUMERIC)
_LISTED = 10
"""How many offenders an error explains."""


def text_keys(scheme: Codes, record: RecordFiles) -> dict[str, str]:
    """Return the keys of States by their codes as texts, numbers also filled up to three digits."""
    keys = keys_by_code(scheme, record)
    filled = {code.zfill(3): key for code, key in keys.items()} if scheme.is_number else {}
    return {**filled, **keys}


def usual_spelling_keys(ask: Ask) -> Mapping[Any, str]:
    """Return the keys of States by their usual spellings, which need not be resolved."""
    if ask.codes is not None:
        return text_keys(ask.codes, ask.files)
    texts = {text for language in ask.languages for text in index_in(language).exact}
    meant = [(text, by_name_in(text, ask.languages)) for text in texts]
    keys = {text: state.key for text, state in meant if state is not None}
    uppercase = {text.upper(): key for text, key in keys.items()}
    codes = [keys_by_code(kind, ask.files) for kind in (Codes.ALPHA_2, Codes.ALPHA_3)]
    return {**uppercase, **keys, **codes[0], **codes[1]}


def spelling_keys(
    entries: Sequence[object],
    counts: Callable[[], Sequence[int]],
    ask: Ask,
    others: Callable[[], Iterable[object] | None] = tuple,
) -> dict[object, str]:
    """Return the keys of States by the distinct entries of a column.

    Args:
        entries: the distinct entries, without nulls.
        counts: called where some are unknown: how many rows hold each entry.
        ask: what was asked.
        others: called where the reasons are read: the entries of the column that are known without
            this; None where that cannot be told, so that no other scheme is named.

    Raises:
        UnknownStatesError: some are unknown or ambiguous, and `unknown` does not allow it.

    Warns:
        UnknownStatesWarning: some are, and it does.
    """
    keys: dict[object, str]
    if ask.codes is None:
        texts = (entry for entry in entries if isinstance(entry, str))
        resolution = resolution_of(texts, ask.languages)
        strange: list[Any] = [*resolution.unknown, *(entry for entry, _ in resolution.ambiguous)]
        if Language.EN not in ask.languages:  # which the names of participants are in
            strange = []
        meant = [*resolution.resolved, *participants_of(ask.record, strange).items()]
        keys = {entry: state.key for entry, state in meant}
    else:
        known = keys_by_code(ask.codes, ask.files)
        codes = [(entry, known.get(written(entry, ask.codes) or "")) for entry in entries]
        keys = {entry: key for entry, key in codes if key is not None}
    if len(keys) < len(entries):
        numbers = counts()
        unknown = [
            (entry, n) for entry, n in zip(entries, numbers, strict=True) if entry not in keys
        ]
        unknown.sort(key=lambda offender: -offender[1])
        error = UnknownStatesError._of(  # noqa: SLF001 - as `UnknownStateError` for one
            ask.state,
            unknown,
            partial(_explained, unknown, ask, entries, others),
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


def warn_of_outlived(ask: Ask, one: Outlived, rows: int) -> None:
    """Warn where rows of an earlier time hold a code that was another State's then.

    Args:
        ask: what was asked.
        one: the code.
        rows: how many rows do.
    """
    if rows:
        state = ask.files.states[one.key]
        many = "1 row" if rows == 1 else f"{rows} rows"
        warn(
            f"column {ask.state!r} holds {code_of(state, one.scheme)!r} in {many} before "
            f"{one.until}; as a {one.scheme.label} it stood for {one.was!r} then, a former State, and "
            f"the answer is that for {state.name}: leave such rows out",
            CoverageWarning,
        )


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the first caller outside this package."""
    level, frame = 1, inspect.currentframe()
    while frame is not None and frame.f_globals["__name__"].startswith("opcat.frames"):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)


def _explained(
    unknown: Sequence[tuple[object, int]],
    ask: Ask,
    looked: Sequence[object],
    others: Callable[[], Iterable[object] | None],
) -> tuple[list[str], str]:
    """Return why entries name no State, and what to pass if they are other codes or languages."""
    reasons = [_reason(entry, ask.codes, ask.languages) for entry, _ in unknown[:_LISTED]]
    rest = others()
    entries = None if rest is None else (*looked, *rest)
    hints = [
        _in_scheme(entries, ask.codes, len(unknown)),
        _in_languages([entry for entry, _ in unknown], ask, entries),
    ]
    return reasons, "\n".join(filter(None, hints))


def _in_scheme(entries: Sequence[object] | None, read: Codes | None, misses: int) -> str:
    """Return what to pass if most entries are codes of another scheme than was read, else ``""``."""
    if entries is None:
        return ""
    fitting, number = schemes_that_fit(entries, read)
    if number <= len(entries) - misses or 2 * number < len(entries):
        return ""
    calls = " or ".join(f"codes={scheme.value!r}" for scheme in fitting)
    return (
        f"{number} of the {len(entries)} distinct entries would be read with {calls}: pass that if "
        "it is what the column holds"
    )


def _in_languages(unknown: Sequence[object], ask: Ask, entries: Sequence[object] | None) -> str:
    """Return what to pass if names are in languages that were not read, else ``""``."""
    if ask.codes is not None:
        return ""
    strange = {*unknown}
    found = None if entries is None else [entry for entry in entries if entry not in strange]
    words = [language.value for language in languages_to_pass(unknown, ask.languages, found)]
    if not words:
        return ""
    return f"for names in other languages, pass language={words if words[1:] else words[0]!r}"


def _reason(entry: object, codes: Codes | None, languages: tuple[Language, ...]) -> str:
    if codes is not None and codes not in _ISO:
        return str(explained_code(entry, codes))
    if codes is not None:
        return (
            f"{entry!r} is not the {codes.value} code of a State of this "
            f"record{_code_hint(entry, codes)}"
        )
    if not isinstance(entry, str):
        return f"{entry!r} is not a string"
    try:
        resolve(entry, language=languages)
    except UnknownStateError as error:  # what to pass depends on the whole column
        return error.explanation if error.languages else str(error)
    except AmbiguousStateError as error:
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
