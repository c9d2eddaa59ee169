"""Reads the rows of the table one by one, and checks the page's totals."""

import re
from collections.abc import Iterator, Mapping, Sequence

from opcat._core.model import Action, Source, State
from opcat._core.shown import Rows
from opcat._core.terms import ActionKind
from opcat._english import numbered
from opcat.untc._cells import Act, Cell, Column, column, quoted
from opcat.untc._heading import Problems
from opcat.untc._page import OffLogEntry
from opcat.untc._parse import printable
from opcat.untc._participants import participant, unknown
from opcat.untc._sheet import Sheet

Entries = list[tuple[int, Action | OffLogEntry]]
"""The entries of the table, each with the number of its row."""


def place_of(sheet: Sheet, row: int | None) -> str:
    """Return the place of an error: the page, or a row of it."""
    return sheet.place if row is None else f"{sheet.place}, row {row}"


def columns_of(sheet: Sheet, acts: Mapping[str, Act | None], problems: Problems) -> list[Column]:
    """Return the columns of dates, as the headings describe them."""
    if len(sheet.headings) < 2 or sheet.headings[0].casefold() != "participant":
        headings = ", ".join(map(quoted, sheet.headings[:5]))
        problem = (
            f"the table has the headings [{headings}]; a table of participants begins "
            "with 'Participant' and has a column of signatures, of consents, or both"
        )
        problems.append((sheet.place, problem))
        return []
    columns = []
    for heading in sheet.headings[1:]:
        try:
            columns.append(column(heading, acts))
        except ValueError as error:
            problems.append((sheet.place, f"heading {quoted(heading, 300)}: {error}"))
    return columns


def entries_of(
    sheet: Sheet,
    columns: Sequence[Column],
    cited: Source,
    given_participants: Mapping[str, State],
    problems: Problems,
) -> Entries:
    """Return the entries of the cells."""
    entries: Entries = []
    seen: dict[str, int] = {}
    for row, (name, *cells) in sheet.rows:
        place = place_of(sheet, row)
        if len(cells) != len(columns):
            problem = (
                f"{quoted(name)} has {numbered(1 + len(cells), 'cells')}; there must be "
                f"{1 + len(columns)}"
            )
            problems.append((place, problem))
            continue
        state = participant(name, given_participants)
        if state is None:
            problems.append((place, unknown(name)))
            continue
        if seen.setdefault(state.key, row) != row:
            problem = f"{quoted(name)} is already in row {seen[state.key]}, as {state.key}"
            problems.append((place, problem))
        of_state: list[Cell] = []
        for dates, text in zip(columns, cells, strict=True):
            try:
                cell = dates.read(text) if text else None
            except ValueError as error:
                problems.append((place, f"{name}: {error}"))
            else:
                of_state += [] if cell is None else [cell]
        entries += [(row, entry) for entry in _entries(of_state, state, cited)]
    return entries


def _entries(cells: Sequence[Cell], state: State, cited: Source) -> Iterator[Action | OffLogEntry]:
    """Yield the entries of a row.

    A participant joins by its first consent. A later one, such as to the treaty as amended, is not
    in the log.
    """
    joining = min(
        (cell for cell in cells if _is_consent(cell)), key=lambda cell: cell.day, default=None
    )
    for cell in cells:
        if not isinstance(cell.act, ActionKind):
            description = cell.act
        elif cell.has_lapsed or (_is_consent(cell) and cell is not joining):
            description = cell.act.label
        else:
            yield Action(state=state, kind=cell.act, date=cell.day, sources=Rows((cited,)))
            continue
        yield OffLogEntry(
            state=state, description=description, date=cell.day, has_lapsed=cell.has_lapsed
        )


def _is_consent(cell: Cell) -> bool:
    return isinstance(cell.act, ActionKind) and cell.act.is_consent and not cell.has_lapsed


def totals_of(
    sheet: Sheet,
    columns: Sequence[Column],
    entries: Entries,
    problems: Problems,
    unchecked: list[str],
) -> dict[str, int | None]:
    """Return the printed totals, which must agree with the rows.

    What a page has a column for, and prints no total of, goes to `unchecked`.
    """
    kinds = [entry.kind for _, entry in entries if isinstance(entry, Action)]
    totals: dict[str, int | None] = {}
    for label, printed, has_column, counted in (
        (
            "Signatories",
            sheet.signatories,
            any(dates.is_of_signatures for dates in columns),
            sum(kind.is_signature for kind in kinds),
        ),
        (
            "Parties",
            sheet.parties,
            any(dates.is_of_consents for dates in columns),
            sum(kind.is_consent for kind in kinds),
        ),
    ):
        totals[label] = int(printed) if re.fullmatch("[0-9]{1,6}", printed) else None
        if printed and totals[label] != counted:
            problem = f"prints {label}: {printable(printed[:20])}, but its rows have {counted}"
            problems.append((sheet.place, problem))
        elif has_column and not printed:
            unchecked.append(label.lower())
    if unchecked and sheet.unread_totals:
        problem = (
            f"says {quoted(sheet.unread_totals)} where totals stand; the English page says "
            "'Signatories : 76. Parties : 96'; save the English page again"
        )
        problems.append((sheet.place, problem))
    return totals
