"""Record files -> values. The packaged record is in ``data/`` of the package."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from opcat._core.model import Action, Source, State, action_order, name_order
from opcat._core.shown import Rows
from opcat._core.terms import ActionKind, ParticipantKind, UNStatus
from opcat._core.treaty import Treaty
from opcat._forks import loading
from opcat._record.files import Row, Table, each, rows, split
from opcat._record.layout import Layout, hints_of, parser
from opcat.errors import DataError, InvariantError

LONGEST_NAME = 200
"""All names in the record are much shorter. No more of a longer string is read, none is cached."""

_T = TypeVar("_T")


class Participant(NamedTuple):
    """A former State or an organisation, with its other names in the depositary's tables."""

    state: State
    names: tuple[str, ...]


class Record:
    """The files of one record, each read once, on first use.

    Args:
        read: returns the bytes of a file by its name; raises an `OSError` if there is none.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._kept: dict[str, Any] = {}
        self._cited: dict[str, tuple[Source, ...]] = {}

    def once(self, key: str, make: Callable[["Record"], _T]) -> _T:
        """Return ``make(self)``, made once, whichever thread comes first."""
        if key not in self._kept:
            with loading:
                if key not in self._kept:
                    self._kept[key] = make(self)
        kept: _T = self._kept[key]
        return kept

    def file(self, name: str) -> bytes:
        """Return the bytes of a file; raises an `OSError` if there is none."""
        return self._read(name)

    def rows(self, layout: Layout[Any]) -> Iterator[Row]:
        """Yield the rows of a file, as `opcat._record.files.rows` does."""
        return rows(layout.file, self._read, layout.columns.values(), layout.earlier)

    def pairs(self, layout: Layout[_T]) -> list[tuple[Row, _T]]:
        """Return each row of a file with its value; raises `DataError` with all problems."""
        return each(self.rows(layout), layout.reader(self))

    def values(self, layout: Layout[_T]) -> tuple[_T, ...]:
        """Return the values of a file, in the order of its layout; it is read once."""

        def ordered(record: Record) -> tuple[_T, ...]:
            values = [value for _, value in record.pairs(layout)]
            return tuple(values if layout.order is None else sorted(values, key=layout.order))

        return self.once(layout.file, ordered)

    def table(self, layout: Layout[_T], key: str) -> Table[_T]:
        """Return the values of a file by the key of each row, made on first use."""
        return Table(layout.file, self.rows(layout), key, layout.reader(self))

    @property
    def sources(self) -> Table[Source]:
        """The sources by their id."""
        return self.once("sources", lambda record: record.table(_SOURCES, "id"))

    @property
    def states(self) -> Table[State]:
        """The States by their key."""
        return self.once("states", lambda record: record.table(_STATES, "alpha_3"))

    @property
    def participants(self) -> Table[Participant]:
        """What takes part in treaties besides the States, by key."""
        return self.once("participants", lambda record: record.table(_PARTICIPANTS, "key"))

    def state(self, key: str) -> State:
        """Return the State with a code, or the other participant with a key.

        Raises:
            LookupError: there is none.
        """
        if len(key) > 3 and key[0].islower():
            return self.participants[key].state
        return self.states[key]

    @property
    def treaty(self) -> Treaty:
        """The treaty that the record is about."""
        return self.once("treaty", lambda record: _read_treaty(record, "treaty.csv", _ACTIONS))

    @property
    def convention(self) -> Treaty:
        """The treaty that it supplements, whose participants alone may join it."""
        return self.once(
            "convention",
            lambda record: _read_treaty(record, "convention.csv", _CONVENTION_ACTIONS),
        )

    @property
    def states_by_name(self) -> Rows[State]:
        """The States, ordered by name."""
        return self.once("states_by_name", _order_states)

    @property
    def labels(self) -> Mapping[str, str]:
        """State keys by ISO 3166-1 code and by the record's own names (the fast path)."""
        return self.once("labels", _label_states)

    def cited(self, cell: str) -> tuple[Source, ...]:
        """Return the sources that a cell names; cells that name the same share one tuple."""
        sources = self._cited.get(cell)
        if sources is None:
            sources = self._cited.setdefault(
                cell, tuple(map(self.sources.__getitem__, split(cell)))
            )
        return sources


_SOURCES = Layout("sources.csv", Source)
_CODED = {"alpha_3": str, "alpha_2": str, "numeric": str, "un_status": UNStatus}
"""The fields that each State of the file has, but another participant may lack."""
_STATES = Layout("states.csv", State, hints_of(State, "key", "kind", "not_counted_from") | _CODED)


def _participant(*, names: tuple[str, ...], **fields: Any) -> Participant:
    return Participant(State(**fields), names)


_PARTICIPANTS = Layout(
    "participants.csv",
    _participant,
    {
        "key": str,
        "kind": ParticipantKind,
        "name": str,
        "names": tuple[str, ...],
        "sources": tuple[Source, ...],
        "not_counted_from": date | None,
    },
)
_ACTIONS = Layout("actions.csv", Action, hints_of(Action, "effective_on"))
_CONVENTION_ACTIONS = Layout("convention_actions.csv", Action)


def _order_states(record: Record) -> Rows[State]:
    return Rows(sorted(record.states.values(), key=lambda state: name_order(state.name)))


def _label_states(record: Record) -> Mapping[str, str]:
    labels: dict[str, str] = {}
    for key, row in record.states.rows.items():
        numeric = row["numeric"]
        written = (
            row["name"],
            row["depositary_name"],
            key,
            row["alpha_2"],
            numeric,
            numeric.lstrip("0"),
        )
        labels |= dict.fromkeys(written, key)
    return MappingProxyType(labels)


_FACTS = hints_of(Treaty, "actions", "fact_sources")
"""The facts of a treaty, and their types."""


def _read_facts(record: Record, file: str) -> dict[str, Any]:
    """Return the facts of a treaty as arguments of `Treaty`."""
    layout: Layout[Any] = Layout(
        file, dict, {"fact": str, "value": str, "sources": tuple[Source, ...]}
    )

    def known(name: str) -> Any:
        if name not in _FACTS:
            raise LookupError(f"{name!r} is not known; write one of {', '.join(_FACTS)}")
        return parser(_FACTS[name], "value", record)

    def fact(row: Row) -> tuple[Any, tuple[Source, ...]]:
        value = row.read("value", row.read("fact", known))
        return value, row.read("sources", record.cited)

    table = Table(file, record.rows(layout), "fact", fact)
    table.check()
    missing = [name for name in ("key", "title", "as_of") if name not in table]
    if missing:
        raise DataError([(file, f"has no row for the fact {name!r}") for name in missing])
    facts = {name: value for name, (value, _) in table.items()}
    facts["fact_sources"] = tuple(
        (name, sources) for name, (_, sources) in table.items() if sources
    )
    return facts


def _read_treaty(record: Record, facts_file: str, layout: Layout[Action]) -> Treaty:
    facts = _read_facts(record, facts_file)
    pairs = record.pairs(layout)
    try:
        treaty = Treaty(**facts, actions=tuple(action for _, action in pairs))
    except InvariantError as error:
        pairs.sort(key=lambda pair: action_order(pair[1]))
        places = {f"actions[{index}]": row.place() for index, (row, _) in enumerate(pairs)}
        raise DataError(
            [
                (places.get(field, f"{facts_file}, fact {field}"), why)
                for field, why in error.problems
            ]
        ) from None
    signed = {action.state.key for action in treaty.actions if action.kind.is_signature}
    problems = [
        (row.place("kind"), f"{action}: {_MISMATCH[action.kind]}")
        for row, action in pairs
        if (action.kind is _ACCESSION and action.state.key in signed)
        or (action.kind is _RATIFICATION and action.state.key not in signed)
    ]
    if problems:
        raise DataError(problems)
    return treaty


_ACCESSION, _RATIFICATION = ActionKind.ACCESSION, ActionKind.RATIFICATION
_MISMATCH = {
    _ACCESSION: "the State has signed, and a State that has signed ratifies (for the Protocol "
    "article 27(2))",
    _RATIFICATION: "the State has not signed, and a State that has not signed accedes (for the "
    "Protocol article 27(3))",
}


def _read_packaged(file: str) -> bytes:
    # Python's own loaders, zipimport among them, give a package's data by its path;
    # importlib.resources and pathlib would be slower to import than all the rest.
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", file)
    data: bytes = __spec__.loader.get_data(path)  # type: ignore[union-attr] # loaders of files have it
    return data


packaged = Record(_read_packaged)
"""The packaged record. Each part is read on first use."""


def sources() -> Rows[Source]:
    """Return all the sources of the record, in the order of their ids.

    Example:
        >>> import opcat
        >>> len(opcat.sources()) > len(opcat.treaty().sources)
        True
    """
    return Rows(packaged.sources.values())
