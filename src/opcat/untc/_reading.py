"""From a sheet to a Treaty, and the checks on the way: all that is wrong is said at once."""

import datetime as dt
import os
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from opcat._days import parse_day
from opcat._model import Action, Source, State, action_order
from opcat._terms import ActionKind, term
from opcat._treaty import Treaty
from opcat.errors import DataError, InvariantError, PageWarning
from opcat.untc._cells import PROVISIONAL, Column, column, quoted
from opcat.untc._heading import Problems, day_of, facts_of, is_to_come, source_of
from opcat.untc._page import Aside, Page
from opcat.untc._participants import participant, unknown
from opcat.untc._sheet import Sheet, sheet

__all__ = ["read", "read_page"]

_Entries = list[tuple[int, Action | Aside]]
"""What the table says, each with the number of its row."""


def read(
    source: "str | os.PathLike[str] | bytes",
    as_of: str | dt.date | None = None,
    *,
    participants: Mapping[str, State] | None = None,
    acts: Mapping[str, ActionKind | str] | None = None,
) -> Treaty:
    """Return the Treaty that a status page of the depositary describes, and nothing it leaves open.

    Its rules are None, for a page gives them only in the words of the treaty; so
    ``basis="in_force"`` is an `opcat.UnknownRuleError`. Each participant bears the name that the
    page prints as its ``depositary_name``.

    Args:
        source: the path of a page that was saved, or its bytes: the HTML of a status page of the
            United Nations Treaty Collection, or its XML.
        as_of: the day of the status. The XML prints none, so it is needed; the HTML prints it.
        participants: who is meant by names that the package does not know, by the name as it is
            printed.
        acts: what is meant by acts in the headings of columns that the package does not know, by
            their words there.

    Raises:
        DataError: it is no status page, is damaged, or a check fails; lists all that was found.
        DayTypeError, DayValueError: ``as_of`` is not a day.
        VocabularyError: one of ``acts`` is no `opcat.ActionKind`.

    Warns:
        PageWarning: the page holds acts that a log cannot hold; `read_page` returns them. Or the
            day of the status is still to come.

    Example:
        >>> from opcat import untc
        >>> untc.read(b"<html><head><title>Oops</title></head><body></body></html>")
        Traceback (most recent call last):
            ...
        opcat.errors.DataError: page: holds no table of participants; it is an error page, or no \
status page; it says 'Oops'; save the status page again
    """
    page = _page(source, as_of, participants, acts)
    if page.asides:
        first = ", ".join(map(str, page.asides[:3])) + (", ..." if len(page.asides) > 3 else "")
        message = (
            f"{len(page.asides)} of the page's entries are not in the Treaty: {first}; "
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
    """Return all that a status page says: the Treaty, and what a Treaty cannot hold.

    Args:
        source: as for `read`.
        as_of: as for `read`.
        participants: as for `read`.
        acts: as for `read`.

    Raises:
        DataError, DayTypeError, DayValueError, VocabularyError: as for `read`.

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
    """Return the page, and warn whoever called the function that calls this one."""
    if any(not isinstance(state, State) for state in (participants or {}).values()):
        raise TypeError("participants= is a mapping from names to States")
    given = None if as_of is None else parse_day("as_of", as_of)
    known = {words: term(ActionKind, "acts", kind) for words, kind in (acts or {}).items()}
    found = sheet(source)
    problems: Problems = []
    day = day_of(found, given, problems)
    facts = facts_of(found, problems)
    columns = _columns(found, known, problems)
    if problems or day is None:
        raise DataError(problems)
    cited = source_of(facts["key"], day)
    entries = _entries(found, columns, cited, participants or {}, problems)
    totals = _totals(found, columns, entries, problems)
    concluded = facts.get("adopted_on")
    problems += [
        (_place(found, row), f"{entry} is earlier than the day of the treaty, {concluded}")
        for row, entry in entries
        if concluded is not None and entry.date < concluded
    ]
    problems += [
        (_place(found, row), f"{aside} is later than the day of the status, {day}")
        for row, aside in entries
        if isinstance(aside, Aside) and aside.date > day
    ]
    if problems:
        raise DataError(problems)
    facts["as_of"] = day
    facts["fact_sources"] = tuple((fact, (cited,)) for fact in facts if fact != "key")
    asides = [entry for _, entry in entries if isinstance(entry, Aside)]
    asides.sort(key=lambda aside: (aside.date, aside.state.key, aside.what))
    page = Page(
        treaty=_treaty(found, facts, entries),
        asides=tuple(asides),
        signatories=totals["Signatories"],
        parties=totals["Parties"],
    )
    if is_to_come(day):
        message = (
            f"{found.place} is the status as at {day}, a day that is still to come; look again"
        )
        warnings.warn(message, PageWarning, stacklevel=3)  # pragma: no mutate
    return page


def _place(found: Sheet, row: int | None = None) -> str:
    return found.place if row is None else f"{found.place}, row {row}"


def _columns(found: Sheet, acts: Mapping[str, ActionKind], problems: Problems) -> list[Column]:
    """Return the columns of dates, as the headings describe them."""
    if len(found.headings) < 2 or found.headings[0].casefold() != "participant":
        headings = ", ".join(map(quoted, found.headings[:5]))
        what = (
            f"the table has the headings [{headings}]; a table of participants begins "
            "with 'Participant' and has a column of signatures, of consents, or both"
        )
        problems.append((found.place, what))
        return []
    columns = []
    for heading in found.headings[1:]:
        try:
            columns.append(column(heading, acts))
        except ValueError as error:
            problems.append((found.place, f"heading {quoted(heading)}: {error}"))
    return columns


def _entries(
    found: Sheet,
    columns: Sequence[Column],
    cited: Source,
    others: Mapping[str, State],
    problems: Problems,
) -> _Entries:
    """Return what the cells say."""
    entries: _Entries = []
    seen: dict[str, int] = {}
    for row, (name, *cells) in found.rows:
        place = _place(found, row)
        if len(cells) != len(columns):
            what = f"{quoted(name)} has {1 + len(cells)} cells; there must be {1 + len(columns)}"
            problems.append((place, what))
            continue
        state = participant(name, others)
        if state is None:
            problems.append((place, unknown(name)))
            continue
        if seen.setdefault(state.key, row) != row:
            what = f"{quoted(name)} stands in row {seen[state.key]} already, as {state.key}"
            problems.append((place, what))
        for its, text in zip(columns, cells, strict=True):
            try:
                if text:
                    entries.append((row, _entry(its, text, state, cited)))
            except ValueError as error:
                problems.append((place, f"{name}: {error}"))
    return entries


def _entry(its: Column, text: str, state: State, cited: Source) -> Action | Aside:
    cell = its.read(text)
    if cell.kind is None or cell.lapsed:
        what = PROVISIONAL if cell.kind is None else cell.kind.label
        return Aside(state=state, what=what, date=cell.day, lapsed=cell.lapsed)
    return Action(state=state, kind=cell.kind, date=cell.day, sources=(cited,))


def _totals(
    found: Sheet, columns: Sequence[Column], entries: _Entries, problems: Problems
) -> dict[str, int | None]:
    """Return the printed totals, which must be those of the rows: the check sum of the page."""
    kinds = [entry.kind for _, entry in entries if isinstance(entry, Action)]
    totals: dict[str, int | None] = {}
    for label, printed, has_column, counted in (
        (
            "Signatories",
            found.signatories,
            any(its.is_of_signatures for its in columns),
            sum(kind.is_signature for kind in kinds),
        ),
        (
            "Parties",
            found.parties,
            any(its.is_of_consents for its in columns),
            sum(kind.is_consent for kind in kinds),
        ),
    ):
        totals[label] = int(printed) if re.fullmatch("[0-9]{1,6}", printed) else None
        if totals[label] != (counted if has_column or printed else None):
            what = f"prints {label}: {printed[:20] or 'no total'}, and its rows have {counted}"
            problems.append((found.place, what))
    return totals


def _treaty(found: Sheet, facts: dict[str, Any], entries: _Entries) -> Treaty:
    log = [(row, entry) for row, entry in entries if isinstance(entry, Action)]
    try:
        return Treaty(**facts, actions=tuple(action for _, action in log))
    except InvariantError as error:
        log.sort(key=lambda pair: action_order(pair[1]))
        rows = {f"actions[{index}]": row for index, (row, _) in enumerate(log)}
        raise DataError(
            [(_place(found, rows.get(field)), what) for field, what in error.problems]
        ) from None
