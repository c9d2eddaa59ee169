"""From a sheet to a Treaty, with checks on the way: one error lists all problems."""

import datetime as dt
import os
import warnings
from collections.abc import Mapping
from typing import Any

from opcat._core.days import parse_day
from opcat._core.model import Action, State, action_order
from opcat._core.shown import Rows
from opcat._core.terms import ActionKind
from opcat._core.treaty import Treaty
from opcat.errors import DataError, InvariantError, PageWarning, VocabularyError, shown
from opcat.untc._cells import act_of, as_key
from opcat.untc._heading import Problems, day_of, facts_of, is_to_come, source_of
from opcat.untc._page import OffLogEntry, Page
from opcat.untc._sheet import Sheet, read_sheet
from opcat.untc._table import Entries, columns_of, entries_of, place_of, totals_of

_PASS = {
    "participants": "of printed names to opcat.State(...)",
    "acts": "of headings, of their words or of their letters to opcat.ActionKind",
}
"""What to pass for names and acts that the package does not know."""
_CHECKS = ("strict", "warn")


def read(
    source: "str | os.PathLike[str] | bytes",
    as_of: str | dt.date | None = None,
    *,
    participants: Mapping[str, State] | None = None,
    acts: Mapping[str, ActionKind | str] | None = None,
    checks: str = "strict",
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
        acts: the kinds of act that the headings of columns mean, by a whole heading, by the words
            of one act in it, or by a letter such as ``"P"``. A kind is an `opcat.ActionKind` or
            its word; ``"provisional"`` for a provisional application; or ``"ignore"``.
        checks: ``"strict"`` refuses a page whose printed totals disagree with its rows, or that
            has acts which cannot be, such as one before the day of the treaty; ``"warn"`` reads it
            and warns of each. An act that cannot be is then not in the Treaty.

    Raises:
        DataError: it is not a status page, is damaged, or a check fails; lists all problems.
        DayTypeError, DayValueError: ``as_of`` is not a day.
        VocabularyError: one of ``acts`` is not an act, or ``checks`` is not one of its words.
        TypeError: ``source`` is neither a path nor bytes, ``participants`` is not a mapping to
            States, or ``acts`` is not a mapping.

    Warns:
        PageWarning: the page holds acts that a log cannot hold; `read_page` returns them. The page
            prints no total, so nothing tells whether all rows were read. A check failed under
            ``checks="warn"``. Or the day of the status is in the future.

    Example:
        >>> from opcat import untc
        >>> untc.read(b"<html><head><title>Oops</title></head><body></body></html>")
        Traceback (most recent call last):
            ...
        opcat.errors.DataError: page: has no table of participants: an error page, or not a \
status page; it says 'Oops'; save the status page again
    """
    page, messages = page_of(source, as_of, participants, acts, checks)
    for message in messages:
        # mutmut would stand between here and the caller.
        warnings.warn(message, PageWarning, stacklevel=2)  # pragma: no mutate
    if entries := page.off_log_entries:
        first = ", ".join(map(str, entries[:3])) + (", ..." if len(entries) > 3 else "")
        are = "is" if len(entries) == 1 else "are"
        message = (
            f"{len(entries)} of the page's entries {are} not in the Treaty: {first}; "
            "opcat.untc.read_page returns them"
        )
        warnings.warn(message, PageWarning, stacklevel=2)  # pragma: no mutate
    return page.treaty


def read_page(
    source: "str | os.PathLike[str] | bytes",
    as_of: str | dt.date | None = None,
    *,
    participants: Mapping[str, State] | None = None,
    acts: Mapping[str, ActionKind | str] | None = None,
    checks: str = "strict",
) -> Page:
    """Return everything that a status page says: the Treaty, and entries that its log cannot hold.

    Args:
        source: as for `read`.
        as_of: as for `read`.
        participants: as for `read`.
        acts: as for `read`.
        checks: as for `read`.

    Raises:
        DataError, DayTypeError, DayValueError, VocabularyError, TypeError: as for `read`.

    Warns:
        PageWarning: as for `read`, but not of the acts that the Treaty lacks.

    Example:
        >>> from opcat import untc
        >>> text = '''<html><head><title>UNTC</title></head><body>
        ... <div id="x_div3">STATUS AS AT : 02-03-2024</div>
        ... <div id="x_rptHead_ctl00_tcHead">CHAPTER XXIX</div>
        ... <div id="x_rptTreaty_ctl00_tcTreaty">7. A Protocol made by hand</div>
        ... <div id="x_rptStatus_ctl00_tcText">Signatories : 1. Parties : 1</div>
        ... <table id="x_tblgrid">
        ... <tr><td>Participant</td><td>Signature</td><td>Ratification, Accession(a)</td></tr>
        ... <tr><td>Kenya</td><td>2 May 1990</td><td></td></tr>
        ... <tr><td>Malta</td><td></td><td>1 Oct 2003 a</td></tr>
        ... <tr><td>Niue</td><td></td><td>[3 Jun 1991 a]</td></tr>
        ... </table></body></html>'''
        >>> page = untc.read_page(text.encode())
        >>> page.treaty
        <Treaty XXIX-7 as of 2024-03-02: 1 party, 1 signatory, 1 of them pending>
        >>> print(page.off_log_entries[0])
        [1991-06-03 Niue: accession]
    """
    page, messages = page_of(source, as_of, participants, acts, checks)
    for message in messages:
        warnings.warn(message, PageWarning, stacklevel=2)  # pragma: no mutate
    return page


def page_of(
    source: "str | os.PathLike[str] | bytes",
    as_of: str | dt.date | None,
    participants: Mapping[str, State] | None,
    acts: Mapping[str, ActionKind | str] | None,
    checks: str,
) -> tuple[Page, tuple[str, ...]]:
    """Return the page, and what is doubtful about it, of which the public functions warn.

    Raises:
        DataError, DayTypeError, DayValueError, VocabularyError, TypeError: as for `read`.
    """
    for argument, value in (("participants", participants), ("acts", acts)):
        if value is not None and not isinstance(value, Mapping):
            raise TypeError(
                f"{argument}={shown(value)} is not a mapping; pass a dict {_PASS[argument]}"
            )
    if any(not isinstance(state, State) for state in (participants or {}).values()):
        raise TypeError(
            f"participants= holds values that are not States; pass a dict {_PASS['participants']}"
        )
    if checks not in _CHECKS:
        raise VocabularyError("checks", checks, _CHECKS)
    given = None if as_of is None else parse_day("as_of", as_of)
    known = {as_key(words): act_of(kind) for words, kind in (acts or {}).items()}
    sheet = read_sheet(source)
    problems: Problems = []
    day = day_of(sheet, given, problems)
    facts = facts_of(sheet, problems)
    columns = columns_of(sheet, known, problems)
    if problems or day is None:
        raise DataError(problems)
    cited = source_of(facts["key"], day)
    entries = entries_of(sheet, columns, cited, participants or {}, problems)
    slips: Problems = []
    unchecked: list[str] = []
    totals = totals_of(sheet, columns, entries, slips, unchecked)
    concluded = facts.get("adopted_on")
    early = [pair for pair in entries if concluded is not None and pair[1].date < concluded]
    slips += [
        (place_of(sheet, row), f"{entry} is earlier than the day of the treaty, {concluded}")
        for row, entry in early
    ]
    slips += [
        (place_of(sheet, row), f"{entry} is later than the day of the status, {day}")
        for row, entry in entries
        if isinstance(entry, OffLogEntry) and entry.date > day
    ]
    if problems or (slips and checks == "strict"):
        raise DataError([*problems, *slips])
    facts["as_of"] = day
    facts["fact_sources"] = tuple((fact, Rows((cited,))) for fact in facts if fact != "key")
    if early:
        entries = [
            (row, _beside(entry) if (row, entry) in early else entry) for row, entry in entries
        ]
    treaty, off_log_entries = _logged(sheet, facts, entries, slips if checks == "warn" else None)
    page = Page(
        treaty=treaty,
        off_log_entries=off_log_entries,
        signatories=totals["Signatories"],
        parties=totals["Parties"],
    )
    messages = [f"{place}: {problem}" for place, problem in slips]
    if unchecked:
        messages.append(
            f"{sheet.place} prints no total of {' or '.join(unchecked)}, so nothing tells whether "
            "all of its rows were read"
        )
    if is_to_come(day):
        messages.append(
            f"{sheet.place} is the status as at {day}, a day that is still to come; check the page"
        )
    return page, tuple(messages)


def _logged(
    sheet: Sheet, facts: dict[str, Any], entries: Entries, slips: Problems | None
) -> tuple[Treaty, tuple[OffLogEntry, ...]]:
    """Return the Treaty, and the entries that its log cannot hold, in the order of a log.

    Args:
        sheet: the page.
        facts: the other facts of the Treaty.
        entries: the entries of the table.
        slips: takes what is wrong with acts that cannot be; None refuses such acts.

    Raises:
        DataError: acts cannot be.
    """
    log = [(row, entry) for row, entry in entries if isinstance(entry, Action)]
    off_log_entries = [entry for _, entry in entries if isinstance(entry, OffLogEntry)]
    try:
        treaty = Treaty(**facts, actions=tuple(action for _, action in log))
    except InvariantError as error:
        log.sort(key=lambda pair: action_order(pair[1]))
        placed = {f"actions[{index}]": pair for index, pair in enumerate(log)}
        problems = [
            (place_of(sheet, placed[field][0] if field in placed else None), problem)
            for field, problem in error.problems
        ]
        wrong = [placed[field] for field, _ in error.problems if field in placed]
        if slips is None or not wrong:
            raise DataError(problems) from None
        slips += problems
        moved: Entries = [
            (row, _beside(entry) if (row, entry) in wrong else entry) for row, entry in entries
        ]
        return _logged(sheet, facts, moved, slips)  # each turn has fewer acts
    off_log_entries.sort(key=lambda entry: (entry.date, entry.state.key, entry.description))
    return treaty, Rows(off_log_entries)


def _beside(entry: Action | OffLogEntry) -> OffLogEntry:
    """Return an act as an entry beside the log."""
    if isinstance(entry, OffLogEntry):
        return entry
    return OffLogEntry(
        state=entry.state, description=entry.kind.label, date=entry.date, has_lapsed=False
    )
