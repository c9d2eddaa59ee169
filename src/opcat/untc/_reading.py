"""From a sheet to a Treaty, and the checks on the way: all that is wrong is said at once."""

import datetime as dt
import os
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from opcat._days import PartialDate, long_date, parse_day
from opcat._model import Action, Source, State, action_order
from opcat._treaty import Treaty
from opcat.errors import DataError, DayValueError, InvariantError, PageWarning
from opcat.untc._cells import PROVISIONAL, Column, column, printed_day
from opcat.untc._page import Aside, Page
from opcat.untc._participants import participant, unknown
from opcat.untc._sheet import Sheet, sheet

__all__ = ["PUBLISHER", "read", "read_page"]

PUBLISHER = "United Nations Treaty Collection"
_DEPOSITARY = "Secretary-General of the United Nations"
_CHAPTER = re.compile(r"CHAPTER ([IVXLC]+)\b")

_Problems = list[tuple[str, str]]
_Entries = list[tuple[int, Action | Aside]]
"""What the table says, each with the number of its row."""


def read(
    source: "str | os.PathLike[str] | bytes",
    as_of: str | dt.date | None = None,
    *,
    participants: Mapping[str, State] | None = None,
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

    Raises:
        DataError: it is no status page, is damaged, or a check fails; lists all that was found.
        DayTypeError, DayValueError: ``as_of`` is not a day.

    Warns:
        PageWarning: the page holds acts that a log cannot hold; `read_page` returns them.

    Example:
        >>> from opcat import untc
        >>> untc.read(b"<html><head><title>Oops</title></head><body></body></html>")
        Traceback (most recent call last):
            ...
        opcat.errors.DataError: page: holds no table of participants; it is an error page, or no \
status page; it says 'Oops'; save the status page again
    """
    page = read_page(source, as_of, participants=participants)
    if page.asides:
        first = ", ".join(map(str, page.asides[:3])) + (", ..." if len(page.asides) > 3 else "")
        message = (
            f"{len(page.asides)} of the page's entries are not in the Treaty: {first}; "
            "opcat.untc.read_page returns them"
        )
        warnings.warn(message, PageWarning, stacklevel=2)
    return page.treaty


def read_page(
    source: "str | os.PathLike[str] | bytes",
    as_of: str | dt.date | None = None,
    *,
    participants: Mapping[str, State] | None = None,
) -> Page:
    """Return all that a status page says: the Treaty, and what a Treaty cannot hold.

    Args:
        source: as for `read`.
        as_of: as for `read`.
        participants: as for `read`.

    Raises:
        DataError, DayTypeError, DayValueError: as for `read`.
    """
    if any(not isinstance(state, State) for state in (participants or {}).values()):
        raise TypeError("participants= is a mapping from names to States")
    given = None if as_of is None else parse_day("as_of", as_of)
    found = sheet(source)
    problems: _Problems = []
    day = _as_of(found, given, problems)
    facts = _facts(found, problems)
    columns = _columns(found, problems)
    if problems or day is None:
        raise DataError(problems)
    cited = _source(facts["key"], day)
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
    return Page(
        treaty=_treaty(found, facts, entries),
        asides=tuple(asides),
        signatories=totals["Signatories"],
        parties=totals["Parties"],
    )


def _place(found: Sheet, row: int | None = None) -> str:
    return found.place if row is None else f"{found.place}, row {row}"


def _as_of(found: Sheet, given: dt.date | None, problems: _Problems) -> dt.date | None:
    """Return the day of the status: the printed one, which a given one must agree with."""
    if not found.as_of:
        if given is None:
            what = "prints no day of the status; pass it: as_of='YYYY-MM-DD'"
            problems.append((found.place, what))
        return given
    try:
        printed = parse_day("STATUS AS AT", found.as_of)
    except DayValueError:
        problems.append((found.place, f"STATUS AS AT: {found.as_of} is no day of the calendar"))
        return None
    if given not in (None, printed):
        what = f"is the status as at {printed}, not as_of={given}"
        problems.append((found.place, what))
    return printed


def _facts(found: Sheet, problems: _Problems) -> dict[str, Any]:
    """Return the treaty's own facts, as arguments of `Treaty`; only those that are printed."""
    chapter = _CHAPTER.match(found.chapter)
    if chapter is None or not found.number or not found.title:
        what = (
            f"chapter {found.chapter!r}, number {found.number!r}, title {found.title!r}: they do "
            "not say which treaty of the collection this is"
        )
        problems.append((found.place, what))
        return {}
    facts: dict[str, Any] = {
        "key": f"{chapter[1]}-{found.number}",
        "title": found.title,
        "depositary": _DEPOSITARY,
    }
    try:
        concluded = printed_day(found.conclusion)
        in_force = printed_day(found.in_force)
    except ValueError as error:
        problems.append((found.place, str(error)))
        return facts
    if concluded is not None:
        at = concluded[0].rstrip(" ,")
        facts |= {"adopted_on": concluded[1]} | ({"adopted_at": at} if at else {})
    # "Not yet in force: see article 5" or "Provisionally on ..." gives no day of entry into force.
    if in_force is not None and not in_force[0]:
        facts["stated_in_force_on"] = in_force[1]
    return facts


def _source(key: str, day: dt.date) -> Source:
    return Source(
        id=f"untc-{key.lower()}-{day}",
        title=f"Status of treaties, chapter {key.replace('-', '.')}, status as at {long_date(day)}",
        publisher=PUBLISHER,
        as_of=PartialDate.of(day),
    )


def _columns(found: Sheet, problems: _Problems) -> list[Column]:
    """Return the columns of dates, as the headings describe them."""
    if len(found.headings) < 2 or found.headings[0].casefold() != "participant":
        what = (
            f"the table has the headings {list(found.headings)}; a table of participants begins "
            "with 'Participant' and has a column of signatures, of consents, or both"
        )
        problems.append((found.place, what))
        return []
    columns = []
    for heading in found.headings[1:]:
        try:
            columns.append(column(heading))
        except ValueError as error:
            problems.append((found.place, f"heading {heading!r}: {error}"))
    return columns


def _entries(
    found: Sheet,
    columns: Sequence[Column],
    cited: Source,
    others: Mapping[str, State],
    problems: _Problems,
) -> _Entries:
    """Return what the cells say."""
    entries: _Entries = []
    seen: dict[str, int] = {}
    for row, (name, *cells) in found.rows:
        place = _place(found, row)
        if len(cells) != len(columns):
            what = f"{name!r} has {1 + len(cells)} cells; there must be {1 + len(columns)}"
            problems.append((place, what))
            continue
        state = participant(name, others)
        if state is None:
            problems.append((place, unknown(name)))
            continue
        if seen.setdefault(state.key, row) != row:
            what = f"{name!r} stands in row {seen[state.key]} already, as {state.key}"
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
    found: Sheet, columns: Sequence[Column], entries: _Entries, problems: _Problems
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
            what = f"prints {label}: {printed or 'no total'}, and its rows have {counted}"
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
