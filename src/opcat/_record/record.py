"""Record files -> values. The packaged record lies in ``data/`` beside this module."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from opcat._core.days import PartialDate, parse_day
from opcat._core.law import DenunciationRule, EntryIntoForceRule
from opcat._core.model import Action, Source, State, action_order, name_order
from opcat._core.terms import ActionKind, RegionalGroup, UNStatus
from opcat._core.treaty import Treaty
from opcat._forks import loading
from opcat._record.files import Row, Table, each, reader, rows, split
from opcat.errors import DataError, InvariantError

LONGEST_NAME = 200
"""No name in the record is nearly as long. Of longer texts no more is looked at, and none is kept."""

_T = TypeVar("_T")


class Record:
    """The files of one record, read when they are first asked for, each once.

    Args:
        read: returns the bytes of a file by its name; an `OSError` where there is none.
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
        found: _T = self._kept[key]
        return found

    def file(self, name: str) -> bytes:
        """Return the bytes of a file; raises an `OSError` where there is none."""
        return self._read(name)

    def rows(self, file: str, columns: str) -> Iterator[Row]:
        """Yield the rows of a file, as `opcat._record.files.rows` does."""
        return rows(file, self._read, columns)

    @property
    def sources(self) -> Table[Source]:
        """The sources by their id."""
        return self.once("sources", _read_sources)

    @property
    def states(self) -> Table[State]:
        """The States by their key."""
        return self.once("states", _read_states)

    @property
    def treaty(self) -> Treaty:
        """The treaty that the record is about."""
        return self.once("treaty", lambda record: _read_treaty(record, "treaty.csv", "actions.csv"))

    @property
    def convention(self) -> Treaty:
        """The treaty that it supplements, whose participants alone may join it."""
        return self.once(
            "convention",
            lambda record: _read_treaty(record, "convention.csv", "convention_actions.csv"),
        )

    @property
    def states_by_name(self) -> tuple[State, ...]:
        """The States, ordered by name."""
        return self.once("states_by_name", _order_states)

    @property
    def labels(self) -> Mapping[str, str]:
        """What answers at once: from ISO 3166-1 codes, and from names in the record, to keys."""
        return self.once("labels", _label_states)

    def sources_of(self, row: Row) -> tuple[Source, ...]:
        """Return the sources that a row names; rows that name the same share one tuple."""
        found = self._cited.get(row["sources"])
        return row.read("sources", self._sources_in) if found is None else found

    def _sources_in(self, cell: str) -> tuple[Source, ...]:
        return self._cited.setdefault(cell, tuple(map(self.sources.__getitem__, split(cell))))

    def state_of(self, row: Row) -> State:
        """Return the State that a row is about."""
        return row.read("alpha_3", self.states.__getitem__)


def _read_sources(record: Record) -> Table[Source]:
    def source(row: Row) -> Source:
        key, title, publisher, url, _ = row.cells
        return row.build(
            Source,
            id=key,
            title=title or None,
            publisher=publisher,
            url=url or None,
            as_of=row.optional("as_of", PartialDate.parse),
        )

    return Table(record.rows("sources.csv", "id,title,publisher,url,as_of"), "id", source)


def _read_states(record: Record) -> Table[State]:
    def state(row: Row) -> State:
        alpha_3, alpha_2, numeric, name, depositary_name, *_ = row.cells
        return row.build(
            State,
            alpha_3=alpha_3,
            alpha_2=alpha_2,
            numeric=numeric,
            name=name,
            depositary_name=depositary_name,
            un_status=row.word("un_status", UNStatus),
            regional_group=row.optional_word("regional_group", RegionalGroup),
            sources=record.sources_of(row),
        )

    columns = "alpha_3,alpha_2,numeric,name,depositary_name,un_status,regional_group,sources"
    return Table(record.rows("states.csv", columns), "alpha_3", state)


def _order_states(record: Record) -> tuple[State, ...]:
    return tuple(sorted(record.states.values(), key=lambda state: name_order(state.name)))


def _label_states(record: Record) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, row in record.states.raw().items():
        alpha_3, alpha_2, numeric, name, depositary_name, *_ = row.cells
        written = (name, depositary_name, alpha_3, alpha_2, numeric, numeric.lstrip("0"))
        found |= dict.fromkeys(written, key)
    return MappingProxyType(found)


def _read_facts(record: Record, file: str) -> dict[str, Any]:
    """Return the facts of a treaty as arguments of `Treaty`."""

    def fact(row: Row) -> tuple[Any, tuple[Source, ...]]:
        return row.read("value", row.read("fact", _FACTS.__getitem__)), record.sources_of(row)

    table = Table(record.rows(file, "fact,value,sources"), "fact", fact)
    table.check()
    missing = [name for name in ("key", "title", "as_of") if name not in table]
    if missing:
        raise DataError([(file, f"has no row for the fact {name!r}") for name in missing])
    facts = {name: value for name, (value, _) in table.items()}
    facts["fact_sources"] = tuple(
        (name, sources) for name, (_, sources) in table.items() if sources
    )
    return facts


def _read_actions(record: Record, file: str) -> list[tuple[Row, Action]]:
    state_of = record.states.__getitem__

    def action(row: Row) -> Action:
        return row.build(
            Action,
            state=row.read("alpha_3", state_of),
            kind=row.word("kind", ActionKind),
            date=row.day("date"),
            sources=record.sources_of(row),
        )

    return each(record.rows(file, "alpha_3,kind,date,sources"), action)


def _read_treaty(record: Record, facts_file: str, actions_file: str) -> Treaty:
    facts = _read_facts(record, facts_file)
    found = _read_actions(record, actions_file)
    try:
        treaty = Treaty(**facts, actions=tuple(action for _, action in found))
    except InvariantError as error:
        found.sort(key=lambda pair: action_order(pair[1]))
        places = {f"actions[{index}]": row.place() for index, (row, _) in enumerate(found)}
        raise DataError(
            [
                (places.get(field, f"{facts_file}, fact {field}"), what)
                for field, what in error.problems
            ]
        ) from None
    signed = {action.state.key for action in treaty.actions if action.kind.is_signature}
    problems = [
        (row.place("kind"), f"{action}: {_MISMATCH[action.kind]}")
        for row, action in found
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


def _day(cell: str) -> date:
    return parse_day("date", cell)


def _languages(cell: str) -> tuple[str, ...]:
    return tuple(split(cell))


def _parts(cell: str, form: str) -> list[str]:
    parts = cell.split("|")
    if len(parts) != len(form.split("|")):
        raise ValueError(f"{cell!r} is not of the form {form}")
    return parts


def _entry_rule(cell: str) -> EntryIntoForceRule:
    instruments, days, article = _parts(cell, "instruments|days|article")
    return EntryIntoForceRule(instruments=int(instruments), days=int(days), article=article)


def _denunciation_rule(cell: str) -> DenunciationRule:
    months, article = _parts(cell, "months|article")
    return DenunciationRule(months=int(months), article=article)


_FACTS: Mapping[str, Callable[[str], Any]] = {
    "key": str,
    "title": str,
    "short_title": str,
    "abbreviation": str,
    "kind": str,
    "drafted_on": _day,
    "adopted_on": _day,
    "adopted_at": str,
    "opened_on": _day,
    "depositary": str,
    "languages": _languages,
    "parent": str,
    "publication": str,
    "entry_rule": _entry_rule,
    "denunciation_rule": _denunciation_rule,
    "stated_in_force_on": _day,
    "as_of": _day,
}


def _read_packaged(file: str) -> bytes:
    # Python's own loaders, zipimport among them, give a package's data by its path;
    # importlib.resources and pathlib would be slower to import than all the rest.
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", file)
    data: bytes = __spec__.loader.get_data(path)  # type: ignore[union-attr] # loaders of files have it
    return data


packaged = Record(_read_packaged)
"""The packaged record. Nothing of it is read before it is asked for."""


def load(directory: "str | os.PathLike[str]") -> Treaty:
    """Return the Treaty that a directory of record files describes.

    The directory holds ``treaty.csv``, ``actions.csv``, ``states.csv`` and ``sources.csv`` in the
    form of the packaged record.

    Args:
        directory: where the files are.

    Raises:
        DataError: a file is missing or damaged, or what it says cannot be; names file, row and
            column of all that is wrong in the first such file.
        TypeError: ``directory`` is no path.

    Example:
        >>> import opcat
        >>> from pathlib import Path
        >>> opcat.load(Path(opcat.__file__).parent / "data") == opcat.treaty()
        True
    """
    record = Record(reader(directory))
    record.sources.check()
    record.states.check()
    return record.treaty


def sources() -> tuple[Source, ...]:
    """Return all the sources of the record, in the order of their ids.

    Example:
        >>> import opcat
        >>> len(opcat.sources()) > len(opcat.treaty().sources)
        True
    """
    return tuple(packaged.sources.values())
