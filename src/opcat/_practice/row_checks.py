"""What no row of the practice record can say, each told with its file, row and column.

That something happened after the record's last day, what another row says already, and what a State
could not do under the Protocol by its acts. `opcat.load` asks for it; the tests hold that the
packaged record says none of it.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from opcat._core.days import PartialDate
from opcat._core.model import State
from opcat._core.terms import Standing
from opcat._core.treaty import Treaty, spells_of, status_of
from opcat._names.which_treaty import is_protocol
from opcat._practice.background import MILESTONES, RELATED, TITLES
from opcat._practice.declarations import DECLARATIONS, DeclarationKind
from opcat._practice.figures import FIGURES
from opcat._practice.mechanism_histories import MECHANISMS, PRESENTS
from opcat._practice.overdue import OVERDUE
from opcat._practice.territories import TERRITORIES
from opcat._practice.visit_reports import REPORTS
from opcat._practice.visit_totals import TOTALS
from opcat._practice.visits import VISITS
from opcat._record.files import Row
from opcat._record.layout import Layout
from opcat._record.record import RecordFiles

Problem = tuple[str, str]
_Columns = tuple[str, ...]
_WhyNot = Callable[[Treaty, State, Row], str]

_HAPPENED: Mapping[Layout[Any], _Columns] = {
    DECLARATIONS: ("made_on",),
    FIGURES: ("as_of",),
    MECHANISMS: ("designated_on", "notified_on"),
    MILESTONES: ("date",),
    OVERDUE: ("as_of",),
    TERRITORIES: ("period_start",),
    TOTALS: ("as_of",),
    VISITS: ("start",),
}
"""The columns that say when something happened. What lies ahead, such as the end of a postponement,
of a mission that has begun or of a mechanism, may be known before its day. The acts of the
Convention are checked with it, by its own last day."""
_KEYS: Mapping[Layout[Any], _Columns] = {
    DECLARATIONS: ("alpha_3", "kind", "made_on"),
    FIGURES: ("source", "place", "figure", "regional_group"),
    MILESTONES: ("date", "event"),
    OVERDUE: ("as_of", "alpha_3", "kind"),
    RELATED: ("name",),
    REPORTS: ("alpha_3", "start", "symbol"),
    TERRITORIES: ("alpha_3", "territory", "effect", "period_start"),
    TITLES: ("treaty", "language"),
    TOTALS: ("as_of", "scope", "sources"),
    VISITS: ("alpha_3", "start"),
}
"""The columns that no two rows have alike, as ``datapackage.json`` says. The tables that are missing
here are refused by their readers: one row per State, mechanisms in order, acts once each."""


def problems_in(record: RecordFiles, files: Container[str]) -> Iterator[Problem]:
    """Yield what no row of these files can say. They have been read without an error."""
    rules = _IMPOSSIBLE if is_protocol(record.treaty) else {}
    for layout in dict.fromkeys((*_HAPPENED, *_KEYS, *rules)):
        if layout.file in files:
            rows = [*record.rows(layout)]
            yield from _later(rows, _HAPPENED.get(layout, ()), record.treaty.as_of)
            if layout in _KEYS:
                yield from _twice(rows, _KEYS[layout])
            if layout in rules:
                yield from _strange(rows, rules[layout], record)
            if layout is TITLES and rules:
                yield from _of_another(rows, record.treaty.key)


def _later(rows: Iterable[Row], columns: _Columns, last: date) -> Iterator[Problem]:
    """Yield the cells that say of something that it happened after the record's last day."""
    for row in rows:
        for column in columns:
            if row[column] and _earliest(row[column]) > last:
                wrong = f"{row[column]} is later than as_of, {last}"
                instead = "leave it out, or move as_of in treaty.csv if all acts up to a later day are known"
                yield row.place(column), f"{wrong}; {instead}"


def _twice(rows: Iterable[Row], columns: _Columns) -> Iterator[Problem]:
    """Yield the rows that are about the same as an earlier one."""
    seen: dict[_Columns, Row] = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        earlier = seen.setdefault(key, row)
        if earlier is not row:
            named = ", ".join(f"{column} {row[column]}" for column in columns if row[column])
            wrong = f"repeats {earlier.place()}, which has {named} too"
            yield row.place(columns[-1]), f"{wrong}; leave one of the two out"


def _strange(rows: Iterable[Row], why_not: _WhyNot, record: RecordFiles) -> Iterator[Problem]:
    """Yield the rows that say of a State what it could not do."""
    for row in rows:
        state = record.state(row["alpha_3"])
        if why := why_not(record.treaty, state, row):
            instead = "correct the row, or add to actions.csv the act that is missing there"
            yield row.place("alpha_3"), f"{state.name} {why}; {instead}"


_PROTOCOL = "opcat"
"""The key of the Protocol in the packaged record. One of a reader's own may have another."""


def _of_another(rows: Iterable[Row], key: str) -> Iterator[Problem]:
    """Yield the rows with the title of another treaty, which would be shown as the Protocol's."""
    for row in rows:
        if row["treaty"] not in (key, _PROTOCOL):
            wrong = f"{row['treaty']!r} is not the Protocol, whose titles this table has"
            yield row.place("treaty"), f"{wrong}; write {key!r}, or leave the row out"


def _earliest(cell: str) -> date:
    """Return the first day that a cell may mean; a list may lie between two dates."""
    return PartialDate.parse(cell.partition("/")[0]).earliest


def _latest(cell: str) -> date:
    return PartialDate.parse(cell.rpartition("/")[2]).latest


def _not_to_be_visited(treaty: Treaty, state: State, row: Row) -> str:
    """Tell why there was no mission: to a State that was not bound on any day of it."""
    first, last = _earliest(row["start"]), _latest(row["end"])
    on_last = status_of(treaty, state, last)
    if not (on_last.is_party or status_of(treaty, state, first).is_party):
        return f"was no party on {row['start']}, and missions go to States parties (article 11)"
    begins = on_last.in_force_on or treaty.in_force_on
    if (begins is None and treaty.entry_rule is None) or (begins is not None and begins <= last):
        return ""
    from_when = "not in force yet" if begins is None else f"in force for it from {begins} on only"
    return f"could have no mission on {row['start']}: the Protocol was {from_when} (article 28)"


def _not_to_be_declared(treaty: Treaty, state: State, row: Row) -> str:
    """Tell why there was no declaration: without an act, and a postponement without consent."""
    day = row["effective_on"]
    postpones = row["kind"] == DeclarationKind.POSTPONEMENT
    if postpones and not status_of(treaty, state, _earliest(day)).is_party:
        return f"was no party on {day}, and a State postpones when it joins (article 24)"
    return _did_nothing(treaty, state, row["made_on"])


def _not_to_be_applied(treaty: Treaty, state: State, row: Row) -> str:
    return _did_nothing(treaty, state, row["period_start"])


def _did_nothing(treaty: Treaty, state: State, day: str) -> str:
    standing = status_of(treaty, state, _earliest(day)).standing
    stands = standing in {Standing.PARTY, Standing.PENDING_SIGNATORY}
    return "" if stands else f"was neither a party nor a signatory on {day}, so it declares nothing"


def _not_to_be_listed(treaty: Treaty, state: State, row: Row) -> str:
    """Tell why the Subcommittee did not list a State: it was no party when that was published."""
    days = _earliest(row["as_of"]), _latest(row["as_of"])
    if any(status_of(treaty, state, day).is_party for day in days):
        return ""
    return f"was no party on {row['as_of']}, so it owed no mechanism (article 17)"


def _not_to_be_asked(treaty: Treaty, state: State, _: Row) -> str:
    """Tell why no question asks for where a State stands: it has never been a party."""
    never = "has never been a party, and this table says where parties stand"
    return "" if spells_of(treaty, state) else never


_IMPOSSIBLE: Mapping[Layout[Any], _WhyNot] = {
    DECLARATIONS: _not_to_be_declared,
    OVERDUE: _not_to_be_listed,
    PRESENTS: _not_to_be_asked,
    TERRITORIES: _not_to_be_applied,
    VISITS: _not_to_be_visited,
}
"""What a State's acts rule out. Its mechanisms are not among it, because a State may designate one
before it joins, or without joining."""
