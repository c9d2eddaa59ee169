"""Record files -> values. The packaged record is in ``data/`` of the package."""

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn, TypeVar

from opcat._core.model import Action, Source, State, action_order, name_order
from opcat._core.shown import Rows, Shown, rows_of
from opcat._core.terms import ActionKind, ParticipantKind, UNStatus
from opcat._core.treaty import Treaty
from opcat._foreign import on_terminal
from opcat._forks import loading
from opcat._record.files import Row, Table, each, rows, split
from opcat._record.layout import Layout, hints_of, parser
from opcat.errors import DataError, InvariantError, shown

LONGEST_NAME = 200
"""All names in the record are much shorter. No more of a longer string is read, none is cached."""

_T = TypeVar("_T")


class Participant(NamedTuple):
    """A former State or an organisation, with its other names in the depositary's tables."""

    state: State
    names: tuple[str, ...]


class RecordFiles:
    """The files of one record, each read once, on first use.

    Args:
        read: returns the bytes of a file by its name; raises an `OSError` if there is none.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._kept: dict[str, Any] = {}
        self._cited: dict[str, tuple[Source, ...]] = {}

    def once(self, key: str, make: Callable[["RecordFiles"], _T]) -> _T:
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
        columns = layout.columns.values()
        return rows(layout.file, self._read, columns, layout.earlier, layout.unclear)

    def pairs(self, layout: Layout[_T]) -> list[tuple[Row, _T]]:
        """Return each row of a file with its value; raises `DataError` with all problems."""
        return each(self.rows(layout), layout.reader(self))

    def values(self, layout: Layout[_T]) -> tuple[_T, ...]:
        """Return the values of a file, in the order of its layout; it is read once."""

        def ordered(record: RecordFiles) -> tuple[_T, ...]:
            values = [value for _, value in record.pairs(layout)]
            return Rows(values if layout.order is None else sorted(values, key=layout.order))

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
            sources = self._cited.setdefault(cell, Rows(map(self.sources.__getitem__, split(cell))))
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


def _order_states(record: RecordFiles) -> Rows[State]:
    return rows_of(
        "states", sorted(record.states.values(), key=lambda state: name_order(state.name))
    )


def _label_states(record: RecordFiles) -> Mapping[str, str]:
    labels: dict[str, str] = {}
    for key, row in record.states.rows.items():
        cells, at = row.cells, row.columns
        numeric = cells[at["numeric"]]
        for label in (
            cells[at["name"]],
            cells[at["depositary_name"]],
            key,
            cells[at["alpha_2"]],
            numeric,
            numeric.lstrip("0"),
        ):
            labels[label] = key
    return MappingProxyType(labels)


_FACTS = hints_of(Treaty, "actions", "fact_sources")
"""The facts of a treaty, and their types."""


def read_facts(record: RecordFiles, file: str) -> dict[str, Any]:
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


def _read_treaty(record: RecordFiles, facts_file: str, layout: Layout[Action]) -> Treaty:
    facts = read_facts(record, facts_file)
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


packaged = RecordFiles(_read_packaged)
"""The packaged record. Each part is read on first use."""


class Record(Shown):
    """A whole record: a treaty, its Convention, and the tables beside them.

    `opcat.load` returns one. Every question takes it as ``treaty=``, in place of a Treaty, and
    answers from its tables alone, those of practice too: nothing is taken from the packaged
    record, except for the names by which States are found, and their codes in other schemes than
    ISO 3166-1 (``cow``, ``cow_abbreviation``, ``gw`` and ``vdem``). Where a question needs a file
    that the record does not have, it raises `DataError`, which names the file.

    Two are equal if they have the same files, byte for byte.

    Args:
        files: the bytes of the files, by name. They are read when they are needed, and only
            `opcat.load` checks all of them at once.

    Example:
        >>> import opcat
        >>> from pathlib import Path
        >>> record = opcat.load(Path(opcat.__file__).parent / "data")
        >>> record
        <Record opcat as of 2026-02-03: 96 parties, 76 signatories, 11 of them pending>
        >>> len(opcat.visits("Mexico", treaty=record)), record.convention.counts.parties
        (3, 175)
    """

    __module__ = "opcat"
    __slots__ = ("_bytes", "_files")

    _bytes: Mapping[str, bytes]
    _files: RecordFiles

    def __init__(self, files: Mapping[str, bytes]) -> None:
        held = MappingProxyType(dict(files))

        def read(name: str) -> bytes:
            if name not in held:
                raise FileNotFoundError(errno.ENOENT, _MISSING, name)
            return held[name]

        object.__setattr__(self, "_bytes", held)
        object.__setattr__(self, "_files", RecordFiles(read))

    @property
    def treaty(self) -> Treaty:
        """The treaty that the record is about, as a plain Treaty, without the other tables."""
        return self._files.treaty

    @property
    def convention(self) -> Treaty:
        """The Convention that it supplements; raises `DataError` if the record has none."""
        return self._files.convention

    @property
    def as_of(self) -> date:
        """The last day that the record covers."""
        return self.treaty.as_of

    @property
    def sources(self) -> Rows[Source]:
        """All its sources, in the order of their ids."""
        return rows_of("sources", self._files.sources.values())

    @property
    def states(self) -> Rows[State]:
        """The States of its ``states.csv``, by name."""
        return self._files.states_by_name

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names of its files, in alphabetical order."""
        return tuple(sorted(self._bytes))

    def __eq__(self, other: object) -> bool:
        return self._bytes == other._bytes if isinstance(other, Record) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._bytes.items()))

    def __repr__(self) -> str:
        return on_terminal(repr(self.treaty).replace("<Treaty", "<Record", 1))

    def __reduce__(self) -> Any:
        return Record, (dict(self._bytes),)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a Record cannot be changed: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a Record cannot be changed: {name}")


_MISSING = (
    "this record does not have it. Put it into the directory that opcat.load reads, such as the "
    "packaged one (python -m opcat export --format csv DIR), or ask about the record's .treaty "
    "alone, for which the packaged tables answer"
)

Asked = Treaty | Record
"""What a question takes as ``treaty=``."""


def files_of(treaty: Asked | None) -> RecordFiles:
    """Return the files from which a question is answered: for a plain Treaty the packaged ones."""
    if isinstance(treaty, Record):
        return treaty._files  # noqa: SLF001 - the one door
    if treaty is not None:
        require_treaty("treaty", treaty)
    return packaged


def require_treaty(argument: str, value: object) -> Treaty:
    """Return what was passed as an argument, which must be a Treaty."""
    if not isinstance(value, Treaty):
        or_record = ", or a Record of opcat.load" if argument == "treaty" else ""
        raise TypeError(
            f"{argument}={shown(value)} is not a Treaty; pass one that opcat.{argument} or "
            f"opcat.from_json returned{or_record}"
        )
    return value


def sources(*, treaty: Treaty | Record | None = None) -> Rows[Source]:
    """Return all the sources of the record, in the order of their ids.

    Args:
        treaty: a `Record`, whose own sources are then the answer; of any Treaty they are the
            packaged ones.

    Raises:
        TypeError: `treaty` is neither a Treaty nor a `Record`.

    Example:
        >>> import opcat
        >>> len(opcat.sources()) > len(opcat.treaty().sources)
        True
    """
    return rows_of("sources", files_of(treaty).sources.values())
