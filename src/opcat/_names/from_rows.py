"""A treaty of one's own from rows of plain words: State, kind and date."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from opcat._core.days import parse_day
from opcat._core.law import DenunciationRule, EntryIntoForceRule
from opcat._core.model import Action, Source, State, action_order
from opcat._core.scalars import plain
from opcat._core.terms import ActionKind, RegionalGroup, term
from opcat._core.treaty import Treaty
from opcat._names.arguments import Day
from opcat._names.fold import fold
from opcat._names.resolve import find_state, resolve, states
from opcat._record.files import PROBLEMS, split
from opcat._record.table_rows import TableRow, is_missing, rows_of_table
from opcat.errors import DataError, InvariantError, UnknownStateError, VocabularyError, shown

_T = TypeVar("_T")
_Problems = list[tuple[str, str]]

_NEEDED = ("state", "kind", "date")
_COLUMNS = (*_NEEDED, "sources", "effective_on")
_MARKS = (";", "\t", "|", ",")
"""What separates the cells of a file, when a table of one column is such a file, read wrongly."""
_Rule = TypeVar("_Rule", EntryIntoForceRule, DenunciationRule)
_PROTOCOL_ALONE = "are open to States alone."
"""How the package ends what it says of an organisation."""
_EXAMPLES: Mapping[type, str] = {
    EntryIntoForceRule: '{"instruments": 20, "days": 30, "article": "28"}',
    DenunciationRule: '{"months": 12, "article": "33"}',
}


def treaty_from_rows(
    rows: Any,
    *,
    key: str,
    title: str,
    as_of: Day,
    short_title: str | None = None,
    abbreviation: str | None = None,
    adopted_on: Day | None = None,
    opened_on: Day | None = None,
    entry_rule: EntryIntoForceRule | Mapping[str, Any] | None = None,
    denunciation_rule: DenunciationRule | Mapping[str, Any] | None = None,
    open_to: Iterable[Any] | None = None,
    columns: Mapping[str, object] = MappingProxyType({}),
    language: str | Iterable[str] | None = None,
    codes: str = "iso",
    states: Iterable[State] = (),
    sources: Iterable[Source] = (),
) -> Treaty:
    """Return a treaty of your own from a table with one row per act: who, what, and when.

    Every question that does not rest on an article of the Protocol takes it as ``treaty=``. With
    `open_to` it answers too who could join, since when, and how long States took.

    Args:
        rows: a data frame of pandas or Polars, a PyArrow table or a DuckDB relation; the path of a
            CSV file, or its text; a dict of columns; or a list of dicts, or of tuples of State,
            kind and date.
        key: a short name of the treaty, such as ``"pact"``.
        title: its title.
        as_of: the last day that the rows cover.
        short_title: its short title.
        abbreviation: its usual abbreviation, which charts prefer.
        adopted_on: the day of its adoption.
        opened_on: the day on which it was opened for signature.
        entry_rule: when it enters into force: ``{"instruments": 3, "days": 30, "article": "12"}``
            is thirty days after the third deposit, and for each later State thirty days after its
            own. Without it nobody knows for whom it is in force.
        denunciation_rule: when a denunciation takes effect: ``{"months": 12, "article": "14"}`` is
            twelve months after the notice. Needed where a State has left.
        open_to: the States that may join: a list of them, ``"all"``, or a regional group. States
            that act must be among them.
        columns: what your columns are called, where it is not ``state``, ``kind``, ``date``,
            ``sources`` and ``effective_on``: ``{"state": "Country"}``. Only the first three are
            needed, and other columns do not count.
        language: the language in which names of States are read, as for `opcat.resolve`.
        codes: the scheme of the codes of States, as for `opcat.resolve`.
        states: participants that the package does not know, such as organisations; rows name them
            by name or key.
        sources: how you know. The column ``sources`` names them by id, with ``|`` between; without
            that column each act has all of them.

    Raises:
        DataError: rows, columns or arguments are wrong, or describe something impossible; the error
            lists all of it, each with its row and column.
        VocabularyError: a language, a scheme, or a name in `columns` is not known.
        TypeError: `rows` is no table, or `states` or `sources` hold something else.

    Example:
        >>> import opcat
        >>> pact = opcat.treaty_from_rows(
        ...     [("Kenya", "signature", "2018-01-01"), ("UGA", "Accession", "2019-03-01")],
        ...     key="pact",
        ...     title="Lake Pact",
        ...     as_of="2020-12-31",
        ...     open_to=["Kenya", "Uganda", "Tanzania"],
        ... )
        >>> pact
        <Treaty pact as of 2020-12-31: 1 party, 1 signatory, 1 of them pending>
        >>> [status.state.name for status in opcat.non_parties(treaty=pact)]
        ['Kenya', 'United Republic of Tanzania']
        >>> opcat.uptake(treaty=pact).share
        0.3333333333333333
    """
    reader = _Reader(language, codes, states, sources)
    problems: _Problems = []
    names = {field: str(columns.get(field, field)) for field in _COLUMNS}
    for field in columns:
        if field not in _COLUMNS:
            raise VocabularyError("columns", field, _COLUMNS)
    header, table = rows_of_table(rows, [names[field] for field in _COLUMNS])
    problems += _missing_columns(header, names, columns)
    if problems:
        raise DataError(problems)
    pairs = [(row, reader.action(row, names, problems)) for row in table]
    facts = {
        "key": key,
        "title": title,
        "short_title": short_title,
        "abbreviation": abbreviation,
        **reader.days(problems, as_of=as_of, adopted_on=adopted_on, opened_on=opened_on),
        "entry_rule": _rule("entry_rule", EntryIntoForceRule, entry_rule, problems),
        "denunciation_rule": _rule(
            "denunciation_rule", DenunciationRule, denunciation_rule, problems
        ),
        "open_to": reader.open_to(open_to, problems),
    }
    if problems:
        raise DataError(problems)
    known = [(row, action) for row, action in pairs if action is not None]
    try:
        return Treaty(**facts, actions=tuple(action for _, action in known))
    except InvariantError as error:
        order = sorted(range(len(known)), key=lambda number: action_order(known[number][1]))
        numbers = {f"actions[{index}]": number for index, number in enumerate(order)}
        found = [(*field.partition("."), problem) for field, problem in error.problems]
        found.sort(key=lambda problem: numbers.get(problem[0], len(known)))
        places = {at: known[number][0].place for at, number in numbers.items()}
        raise DataError(
            (f"{places[at]}, column {names[rest]}" if rest in names else places[at], problem)
            if at in places
            else (f"{at}{dot}{rest}", problem)
            for at, dot, rest, problem in found
        ) from None


def _missing_columns(
    header: list[str] | None, names: Mapping[str, str], columns: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    if header is None:
        return
    if len(header) == 1 and (mark := next((mark for mark in _MARKS if mark in header[0]), None)):
        wrong = f"there is one column, {shown(header[0])}, as if {mark!r} separated its cells"
        sep = f"sep={mark!r} to pandas.read_csv, or separator={mark!r} to polars.read_csv"
        yield "columns", f"{wrong}; pass {sep}"
        return
    for field, name in names.items():
        if name not in header and (field in _NEEDED or field in columns):
            there = ", ".join(header) or "none"
            wrong = f"there is no column {name!r}; the columns are {there}"
            yield "columns", f"{wrong}. Say which one it is: columns={{{field!r}: ...}}"


class _Reader:
    """Reads cells: it knows the States and the sources that the caller has given."""

    def __init__(
        self,
        language: str | Iterable[str] | None,
        codes: str,
        states: Iterable[State],
        sources: Iterable[Source],
    ) -> None:
        self._language = language if isinstance(language, str | None) else tuple(language)
        self._codes = codes
        find_state("", language=self._language, codes=codes)  # refuses what is not known
        self._own: dict[str, State] = {}
        for state in states:
            if not isinstance(state, State):
                raise TypeError(f"states= holds {shown(state)}, which is not an opcat.State")
            self._own |= {fold(state.name): state, fold(state.key): state}
        self._sources: dict[str, Source] = {}
        for source in sources:
            if not isinstance(source, Source):
                raise TypeError(f"sources= holds {shown(source)}, which is not an opcat.Source")
            self._sources[source.id] = source

    def state(self, value: object) -> State:
        """Return the State that a cell means."""
        if isinstance(value, str) and (own := self._own.get(fold(value))) is not None:
            return own
        state = find_state(value, language=self._language, codes=self._codes)
        if state is not None:
            return state
        try:
            return resolve(value, language=self._language, codes=self._codes)
        except UnknownStateError as error:
            if not error.explanation.endswith(_PROTOCOL_ALONE):
                raise
            # The Convention and the Protocol are open to States alone; this treaty may not be.
            raise LookupError(
                f"{shown(value)} is a body of several States and not a State; if it took part, "
                "pass it: states=[opcat.State(key=..., name=..., "
                "kind=opcat.ParticipantKind.ORGANISATION)]"
            ) from None

    def action(self, row: TableRow, names: Mapping[str, str], problems: _Problems) -> Action | None:
        """Return the act of a row; None where it has problems, which are added."""
        before = len(problems)
        read: dict[str, Callable[[object], object]] = {
            "state": self.state,
            "kind": lambda value: term(ActionKind, "kind", value),
            "date": lambda value: parse_day("date", value),
            "effective_on": lambda value: parse_day("effective_on", value),
            "sources": self._cited,
        }
        fields: dict[str, Any] = {}
        for field, parse in read.items():
            value, place = row.cells.get(names[field]), f"{row.place}, column {names[field]}"
            value = value.strip() if isinstance(value, str) else value
            if not is_missing(value):
                fields[field] = _tried(parse, value, place, problems)
            elif field in _NEEDED:
                problems.append((place, f"is empty; give the {field}, or leave the row out"))
        if names["sources"] not in row.cells:
            fields["sources"] = tuple(self._sources.values())
        if len(problems) > before:
            return None
        try:
            return Action(**fields)
        except InvariantError as error:
            problems += ((f"{row.place}, column {names[at]}", why) for at, why in error.problems)
            return None

    def _cited(self, value: object) -> tuple[Source, ...]:
        ids = split(value) if isinstance(value, str) else value
        if not isinstance(ids, (list, tuple)):
            raise TypeError(f"{shown(value)} is not a list of ids of sources")
        for name in ids:
            if not isinstance(name, str) or name not in self._sources:
                raise LookupError(f"{shown(name)} is the id of none of sources=; pass it there")
        return tuple(self._sources[name] for name in ids)

    def days(self, problems: _Problems, **days: object) -> dict[str, Any]:
        """Return days, each None where it is not given."""
        return {
            name: None if value is None else _tried(partial(parse_day, name), value, name, problems)
            for name, value in days.items()
        }

    def open_to(self, given: Any, problems: _Problems) -> Iterable[State] | None:
        """Return the States that may join: a list of them, all, or those of a group."""
        if given is None:
            return None
        if isinstance(given, str):
            if given == "all":
                return states()
            try:
                return states(group=term(RegionalGroup, "open_to", given))
            except VocabularyError as error:
                allowed = ["all", *error.allowed]
                hint = f"{VocabularyError('open_to', given, allowed)}; or pass a list of States"
                problems.append(("open_to", hint))
                return None
        if not isinstance(given, Iterable):
            problems.append(("open_to", f"{shown(given)} is not a list of States"))
            return None
        found = [
            _tried(self.state, plain(value), f"open_to[{place}]", problems)
            for place, value in enumerate(given)
        ]
        return tuple(state for state in found if state is not None)


def _tried(parse: Callable[[Any], _T], value: object, place: str, problems: _Problems) -> _T | None:
    """Return what a value means; None where it is wrong, and a problem is added."""
    try:
        return parse(value)
    except PROBLEMS as error:
        problems.append((place, str(error)))
        return None


def _rule(argument: str, kind: type[_Rule], given: object, problems: _Problems) -> _Rule | None:
    """Return a rule, which may be given as a dict of its fields."""
    if given is None or isinstance(given, kind):
        return given
    names = set(attrs.fields_dict(kind))
    if not isinstance(given, Mapping) or set(given) != names:
        wrong = f"{shown(given)} is not of the form {_EXAMPLES[kind]}"
        problems.append((argument, wrong))
        return None
    try:
        return kind(**given)
    except InvariantError as error:
        problems += ((f"{argument}, {field}", why) for field, why in error.problems)
        return None
