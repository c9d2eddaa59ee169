"""From a sheet to a Treaty, with checks on the way: one error lists all problems."""

import datetime as dt
import os
import warnings
from collections.abc import Mapping
from typing import Any

from opcat._core.days import parse_day
from opcat._core.model import Action, State, action_order
from opcat._core.terms import ActionKind, term
from opcat._core.treaty import Treaty
from opcat.errors import DataError, InvariantError, PageWarning, shown
from opcat.untc._heading import Problems, day_of, facts_of, is_to_come, source_of
from opcat.untc._page import OffLogEntry, Page
from opcat.untc._sheet import Sheet, read_sheet
from opcat.untc._table import Entries, columns_of, entries_of, place_of, totals_of

_PASS = {
    "participants": "of printed names to opcat.State(...)",
    "acts": "of the words of a heading to opcat.ActionKind",
}
"""What to pass for names and acts that the package does not know."""


def read(
    source: "str | os.PathLike[str] | bytes",
    as_of: str | dt.date | None = None,
    *,
    participants: Mapping[str, State] | None = None,
    acts: Mapping[str, ActionKind | str] | None = None,
) -> Treaty:
    """Return the Treaty that a status page of the depositary describes.

    Its rules are None, because a page gives them only in the words of the treaty; so
    ``basis="in_force"`` is an `opcat.errors.UnknownRuleError`. Each participant bears the name that
    the page prints as its ``depositary_name``.

    Args:
        source: the path of a saved page, or its bytes: the HTML or the XML of a status page of the
            United Nations Treaty Collection.
        as_of: the day of the status. The XML does not print it, so it is needed; the HTML does.
        participants: the participants that unknown names mean, by the name as it is printed.
        acts: the kinds of act that unknown words in the headings of columns mean, by these words.

    Raises:
        DataError: it is not a status page, is damaged, or a check fails; lists all problems.
        DayTypeError, DayValueError: ``as_of`` is not a day.
        VocabularyError: one of ``acts`` is not an `opcat.ActionKind`.
        TypeError: ``source`` is neither a path nor bytes, ``participants`` is not a mapping to
            States, or ``acts`` is not a mapping.

    Warns:
        PageWarning: the page holds acts that a log cannot hold; `read_page` returns them. Or the
            day of the status is in the future.

    Example:
        >>> from opcat import untc
        >>> untc.read(b"<html><head><title>Oops</title></head><body></body></html>")
        Traceback (most recent call last):
            ...
        opcat.errors.DataError: page: has no table of participants: an error page, or not a \
status page; it says 'Oops'; save the status page again
    """
    page = _page(source, as_of, participants, acts)
    if entries := page.off_log_entries:
        first = ", ".join(map(str, entries[:3])) + (", ..." if len(entries) > 3 else "")
        are = "is" if len(entries) == 1 else "are"
        message = (
            f"{len(entries)} of the page's entries {are} not in the Treaty: {first}; "
            "opcat.untc.read_page returns them"
        )
        # mutmut would stand between here and the caller.
        warnings.warn(message, PageWarning, stacklevel=2)  # pragma: no mutate
    return page.treaty


def read_page(
    source: "str | os.PathLike[str] | bytes",
    as_of: str | dt.date | None = None,
    *,
    participants: Mapping[str, State] | None = None,
    acts: Mapping[str, ActionKind | str] | None = None,
) -> Page:
    """Return everything that a status page says: the Treaty, and entries that its log cannot hold.

    Args:
        source: as for `read`.
        as_of: as for `read`.
        participants: as for `read`.
        acts: as for `read`.

    Raises:
        DataError, DayTypeError, DayValueError, VocabularyError, TypeError: as for `read`.

    Warns:
        PageWarning: the day of the status is still to come.
    """
    return _page(source, as_of, participants, acts)


def _page(
    source: "str | os.PathLike[str] | bytes",
    as_of: str | dt.date | None,
    participants: Mapping[str, State] | None,
    acts: Mapping[str, ActionKind | str] | None,
) -> Page:
    """Return the page, and warn the caller of the calling function."""
    for argument, value in (("participants", participants), ("acts", acts)):
        if value is not None and not isinstance(value, Mapping):
            raise TypeError(
                f"{argument}={shown(value)} is not a mapping; pass a dict {_PASS[argument]}"
            )
    if any(not isinstance(state, State) for state in (participants or {}).values()):
        raise TypeError(
            f"participants= holds values that are not States; pass a dict {_PASS['participants']}"
        )
    given = None if as_of is None else parse_day("as_of", as_of)
    known = {words: term(ActionKind, "acts", kind) for words, kind in (acts or {}).items()}
    sheet = read_sheet(source)
    problems: Problems = []
    day = day_of(sheet, given, problems)
    facts = facts_of(sheet, problems)
    columns = columns_of(sheet, known, problems)
    if problems or day is None:
        raise DataError(problems)
    cited = source_of(facts["key"], day)
    entries = entries_of(sheet, columns, cited, participants or {}, problems)
    totals = totals_of(sheet, columns, entries, problems)
    concluded = facts.get("adopted_on")
    problems += [
        (place_of(sheet, row), f"{entry} is earlier than the day of the treaty, {concluded}")
        for row, entry in entries
        if concluded is not None and entry.date < concluded
    ]
    problems += [
        (place_of(sheet, row), f"{entry} is later than the day of the status, {day}")
        for row, entry in entries
        if isinstance(entry, OffLogEntry) and entry.date > day
    ]
    if problems:
        raise DataError(problems)
    facts["as_of"] = day
    facts["fact_sources"] = tuple((fact, (cited,)) for fact in facts if fact != "key")
    off_log_entries = [entry for _, entry in entries if isinstance(entry, OffLogEntry)]
    off_log_entries.sort(key=lambda entry: (entry.date, entry.state.key, entry.description))
    page = Page(
        treaty=_treaty(sheet, facts, entries),
        off_log_entries=tuple(off_log_entries),
        signatories=totals["Signatories"],
        parties=totals["Parties"],
    )
    if is_to_come(day):
        message = (
            f"{sheet.place} is the status as at {day}, a day that is still to come; check the page"
        )
        warnings.warn(message, PageWarning, stacklevel=3)  # pragma: no mutate
    return page


def _treaty(sheet: Sheet, facts: dict[str, Any], entries: Entries) -> Treaty:
    log = [(row, entry) for row, entry in entries if isinstance(entry, Action)]
    try:
        return Treaty(**facts, actions=tuple(action for _, action in log))
    except InvariantError as error:
        log.sort(key=lambda pair: action_order(pair[1]))
        rows = {f"actions[{index}]": row for index, (row, _) in enumerate(log)}
        raise DataError(
            [(place_of(sheet, rows.get(field)), problem) for field, problem in error.problems]
        ) from None
