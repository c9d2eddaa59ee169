"""The Subcommittee's list of States whose mechanism is substantially overdue, as last known.

Being on it and being past the day of article 17 are two different things: see `opcat.deadlines`.
"""

import datetime as dt
from collections.abc import Iterable
from enum import unique
from typing import NamedTuple, Self

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source, State, as_sources, name_order
from opcat._core.shown import Held, Rows, Shown, as_rows, expression, rows_of
from opcat._core.terms import Term
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._names.arguments import Day, check_day
from opcat._names.resolve import resolve
from opcat._names.which_treaty import check_practice
from opcat._record.layout import Layout
from opcat._record.record import Record, RecordFiles


@unique
class _Event(Term):
    """What a row of ``overdue_mechanisms.csv`` says about a State; in order within one date."""

    FULL_LIST = "full_list"
    PARTIAL = "partial"
    ADDED = "added"
    REMOVED = "removed"
    NPM_WELCOMED = "npm_welcomed", "NPM welcomed"


class _ListDate(str):  # noqa: SLOT000 - a subclass of str cannot have more slots
    """When a list was published, as the record writes it: a date, or two that it lies between.

    Attributes:
        earliest: the first day on which it can have been published.
        counted_from: the first day on which it had certainly been published.
    """

    earliest: dt.date
    counted_from: dt.date

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it."""
        published = cls(text)
        dates = [PartialDate.parse(part) for part in text.split("/")]
        published.earliest, published.counted_from = dates[0].earliest, dates[-1].latest
        return published


class _Row(NamedTuple):
    """One row of ``overdue_mechanisms.csv``."""

    as_of: _ListDate
    state: State
    kind: _Event
    sources: tuple[Source, ...]


_ORDER = list(_Event)
OVERDUE = Layout(
    "overdue_mechanisms.csv",
    _Row,
    order=lambda row: (row.as_of.counted_from, _ORDER.index(row.kind)),
)


@unique
class ListKnowledge(Term):
    """How much of the list is known on a day.

    ``UNKNOWN``
        not at all: nothing is known before 29 November 2016
    ``CHANGES``
        no whole list is known, only that States were added: nothing is known of the others
    ``FULL_LIST``
        a whole list is known, and no later change
    ``FULL_LIST_AND_CHANGES``
        a whole list is known, and later changes to it or parts of it, which say nothing about the
        States that they do not name
    """

    __module__ = "opcat"

    UNKNOWN = "unknown"
    CHANGES = "changes"
    FULL_LIST = "full_list"
    FULL_LIST_AND_CHANGES = "full_list_and_changes"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class OverdueEntry(Shown):
    """A State on the list.

    Attributes:
        state: the State.
        last_seen: the date of the latest list, part of a list or change that names it, as the
            record writes it; ``2020/2021-11`` is a list published between the two.
        was_welcomed: whether the Subcommittee has since welcomed a mechanism of this State without
            being known to have removed it from the list. Where the list was published between two
            dates, a welcome between them counts.
        sources: how we know.
    """

    __module__ = "opcat"

    state: State
    last_seen: str
    was_welcomed: bool
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    __repr__ = expression


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class OverdueList(Shown):
    """The list as last known on a day, and how much of it is known.

    Attributes:
        as_of: the day.
        knowledge: how well it is known. Where it is unknown, `entries` is empty and means nothing;
            where no whole list is known, it holds what is known to be on it.
        full_list: the date of the latest whole list, as the record writes it, or None.
        entries: the States on it, by name.
    """

    __module__ = "opcat"

    as_of: dt.date
    knowledge: ListKnowledge
    full_list: str | None
    entries: Held[OverdueEntry] = attrs.field(converter=as_rows, repr=False)

    def __repr__(self) -> str:
        """Return how well it is known, on which day, and how many States it has."""
        unknown = self.knowledge is ListKnowledge.UNKNOWN
        held = "" if unknown else f": {numbered(len(self.entries), 'States')}"
        return f"<OverdueList {self.knowledge} as of {self.as_of}{held}>"

    def __attrs_post_init__(self) -> None:
        unknown = self.knowledge is ListKnowledge.UNKNOWN
        stray = unknown and bool(self.entries or self.full_list)
        whole = self.knowledge is not ListKnowledge.CHANGES
        check.refuse(
            ("entries", stray, "a list that is not known cannot have entries"),
            (
                "full_list",
                not unknown and (self.full_list is not None) is not whole,
                f"there is a whole list, or the knowledge is {ListKnowledge.CHANGES.value!r}",
            ),
        )

    @property
    def states(self) -> Rows[State]:
        """The States on the list, by name."""
        return rows_of("states", (entry.state for entry in self.entries))

    @property
    def sources(self) -> Rows[Source]:
        """The sources of the entries, each once."""
        cited = (source for entry in self.entries for source in entry.sources)
        return rows_of("sources", dict.fromkeys(cited))

    def includes(self, state: object) -> bool | None:
        """Tell whether a State is on the list; None where that is not known.

        Without a whole list nothing is known of the States that no change names.

        Args:
            state: a name, a code, a `State` or an object with an ``alpha_3``.

        Raises:
            UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.resolve`.
        """
        is_named = resolve(state) in self.states
        return None if self.full_list is None and not is_named else is_named


def overdue_list(*, on: Day | None = None, treaty: Treaty | Record | None = None) -> OverdueList:
    """Return the Subcommittee's list of substantially overdue mechanisms, as last known on a day.

    The Subcommittee lists States that are at least three years late, by the criterion that the page
    of the Office of the High Commissioner for Human Rights gives.

    A date that is known to the month counts from the month's last day, and a list published
    between two dates from the later one, so that nothing counts before it was published.

    Args:
        on: the day; by default the last one that the record covers.
        treaty: a `Record`, whose own table then answers, or the Protocol; by default the packaged
            record.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> now = opcat.overdue_list()
        >>> print(now.knowledge, now.full_list, len(now.states))
        full_list_and_changes 2024-02/2025-02 14
        >>> [entry.state.name for entry in now.entries if entry.was_welcomed]
        ['Democratic Republic of the Congo', 'Madagascar', 'Nigeria']
        >>> opcat.overdue_list(on="2016-12-31").knowledge
        ListKnowledge.CHANGES
        >>> opcat.overdue_list(on="2016-01-01").knowledge
        ListKnowledge.UNKNOWN
    """
    files = check_practice("overdue_list", treaty)
    _, day = check_day(files.treaty, on)
    return list_on(day, files)


def list_on(day: dt.date, record: RecordFiles) -> OverdueList:
    """Return the list as last known on a day; on the last of the record where the day is later."""
    day = min(day, record.treaty.as_of)
    rows = [row for row in record.values(OVERDUE) if row.as_of.counted_from <= day]
    known = record.once(f"{OVERDUE.file}, {len(rows)} rows", lambda _: _list_of(rows, day))
    return attrs.evolve(known, as_of=day)


def _list_of(rows: Iterable[_Row], day: dt.date) -> OverdueList:
    entries: dict[State, OverdueEntry] = {}
    welcomes: dict[State, _Row] = {}
    full_list: str | None = None
    changed = False
    for row in rows:
        if row.kind is _Event.FULL_LIST and row.as_of != full_list:
            entries, full_list, changed = {}, str(row.as_of), False
        if row.kind is not _Event.FULL_LIST:
            changed = True
        if row.kind is _Event.NPM_WELCOMED:
            welcomes[row.state] = row
        elif row.kind is _Event.REMOVED:
            entries.pop(row.state, None)
        else:
            entries[row.state] = OverdueEntry(
                state=row.state, last_seen=str(row.as_of), was_welcomed=False, sources=row.sources
            )
        seen, welcome = entries.get(row.state), welcomes.get(row.state)
        if (
            seen
            and welcome
            and welcome.as_of.counted_from >= _ListDate.parse(seen.last_seen).earliest
        ):
            sources = Rows(dict.fromkeys(seen.sources + welcome.sources))
            entries[row.state] = attrs.evolve(seen, was_welcomed=True, sources=sources)
    return OverdueList(
        as_of=day,
        knowledge=_knowledge(full_list is not None, bool(entries), changed),
        full_list=full_list,
        entries=rows_of(
            "overdue_list", sorted(entries.values(), key=lambda entry: name_order(entry.state.name))
        ),
    )


def _knowledge(has_list: bool, has_entries: bool, changed: bool) -> ListKnowledge:
    if has_list:
        return ListKnowledge.FULL_LIST_AND_CHANGES if changed else ListKnowledge.FULL_LIST
    return ListKnowledge.CHANGES if has_entries else ListKnowledge.UNKNOWN
