"""The arguments of `annotate`, checked, and what follows from them before the table is read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from enum import unique
from typing import Any, NamedTuple

from opcat._core.terms import Basis, Term, term
from opcat._core.treaty import Treaty
from opcat._names.arguments import check_basis, check_treaty
from opcat._names.codes import OUTLIVED, Codes, Outlived, scheme_of
from opcat._names.languages import ENGLISH, Language, languages_of
from opcat._names.which_treaty import check_protocol, opened_on
from opcat._record.record import Record, RecordFiles, files_of
from opcat.errors import (
    ColumnClashError,
    ColumnMissingError,
    MissingValuesError,
    UnknownRuleError,
    VocabularyError,
    shown,
)
from opcat.frames._clock import DAYS, Every, Partial, first_day, last_day, period_of, period_rule
from opcat.frames._lags import Lag, lags_of
from opcat.frames._offered import OF_ACTS, OF_STATE, OFFERED, is_answered
from opcat.frames._plan import EPOCH, Plan
from opcat.frames._plan_of_treaty import lagged, plan_of

_NAMIBIA = (
    'If "NA", the code of Namibia, was read as missing there, read it as text: in pandas '
    "read_csv(..., keep_default_na=False, na_values=[''])"
)


@unique
class Unknown(Term):
    """What to do with an entry that names no State, or with a row that lacks one or its day."""

    RAISE = "raise"
    NULL = "null"


class Ask(NamedTuple):
    """The arguments of `annotate`, checked as far as possible without the table."""

    state: str
    on: str | None
    treaty: Treaty
    record: Treaty | Record | None
    basis: Basis
    languages: tuple[Language, ...]
    codes: Codes | None
    unknown: Unknown | None
    missing: Unknown
    partial: Partial | None
    columns: tuple[str, ...]
    lags: tuple[Lag, ...]
    prefix: str

    @classmethod
    def checked(
        cls,
        state: str,
        on: str | None,
        *,
        treaty: Treaty | Record | None,
        basis: Basis | str,
        language: str | Iterable[str] | None,
        codes: str,
        unknown: str | None,
        missing: str | None,
        partial: str | None,
        columns: Sequence[str] | None,
        lag: str | Iterable[str] | None,
        prefix: str,
    ) -> "Ask":
        """Check the arguments that have a vocabulary."""
        asked = check_treaty(treaty)
        if isinstance(columns, str):
            raise TypeError(f"columns={shown(columns)} is a single string; pass a list of names")
        chosen = tuple(OF_ACTS) if columns is None else tuple(columns)
        for name in chosen:
            if name not in OFFERED:
                raise VocabularyError("columns", name, OFFERED)
        if doubles := _doubles(chosen):
            raise ColumnClashError(doubles, "columns= names it more than once; name it once")
        _check_answered(chosen, asked)
        rule = None if partial is None else term(Partial, "partial", partial)
        lags = lags_of(lag, _opened_on(asked), asked, of_years=rule is not None)
        leave = None if unknown is None else term(Unknown, "unknown", unknown)
        return cls(
            state=state,
            on=on,
            treaty=asked,
            record=treaty,
            basis=check_basis(asked, basis),
            languages=ENGLISH if language is None else languages_of(language),
            codes=scheme_of(codes, language),
            unknown=leave,
            missing=(leave or Unknown.RAISE)
            if missing is None
            else term(Unknown, "missing", missing),
            partial=rule,
            columns=chosen,
            lags=lags,
            prefix=prefix,
        )

    @property
    def plan(self) -> Plan:
        """The columns to add, as steps in the time that the table's own column counts."""
        clock = DAYS if self.partial is None else period_rule(Every.YEAR, self.partial)
        return plan_of(self.treaty, self.basis, clock, self.columns, self.lags, self.files)

    @property
    def files(self) -> RecordFiles:
        """The files whose States, codes and practice count."""
        return files_of(self.record)

    @property
    def last_day(self) -> int:
        """The last day of the record, up to which days are counted, as the number of a day."""
        return (self.treaty.as_of - EPOCH).days

    @property
    def counts_to_first(self) -> bool:
        """Whether days are counted to the first day of a year, and not to its last one."""
        return self.partial in (Partial.FIRST, Partial.ALL)

    def counted_to(self) -> tuple[int, list[int]]:
        """Return the days up to which days are counted, by the year, as the numbers of days.

        Nothing is counted in the years before the first one, and the last one stands for all later.
        """
        since = self.treaty.actions[0].date.year if self.treaty.actions else self.treaty.as_of.year
        day = first_day if self.counts_to_first else last_day
        years = range(since, self.treaty.as_of.year + 2)
        return since, [min((day(Every.YEAR, year) - EPOCH).days, self.last_day) for year in years]

    @property
    def added(self) -> tuple[str, ...]:
        """The names of the columns to add."""
        earlier = (name + lag.suffix for lag in self.lags for name in lagged(self.columns))
        return tuple(self.prefix + name for name in (*self.columns, *earlier))

    @property
    def is_dated(self) -> bool:
        """Whether a column needs a day."""
        return not OF_STATE.keys() >= {*self.columns}

    @property
    def is_whole(self) -> bool:
        """Whether every row must have a State and a day, so that no flag is missing."""
        return self.missing is Unknown.RAISE and self.unknown is not Unknown.NULL

    def check_whole(self, column: str | None, missing: int) -> None:
        """Refuse a column that lacks values, if the caller does not allow it."""
        if self.missing is Unknown.RAISE and missing:
            may_be_namibia = column == self.state and self.codes in (None, Codes.ALPHA_2)
            raise MissingValuesError(column, missing, _NAMIBIA if may_be_namibia else "")

    @property
    def outlived(self) -> Outlived | None:
        """The code of the scheme that was another State's once, if days are asked about."""
        return OUTLIVED.get(self.codes) if self.codes is not None and self.is_dated else None

    def time_of(self, year: int) -> Any:
        """Return the beginning of a year as a time of the table's column: a day, or the year."""
        return date(year, 1, 1) if self.partial is None else year

    @property
    def last_time(self) -> int:
        """The last time that the record covers completely: a year, or the number of a day."""
        as_of = self.treaty.as_of
        if self.partial is None:
            return (as_of - EPOCH).days
        year = period_of(Every.YEAR, as_of)
        whole = self.partial is Partial.FIRST or (as_of.month, as_of.day) == (12, 31)
        return year if whole else year - 1

    @property
    def first_time(self) -> int | None:
        """The first time at which a State could act: a year, or the number of a day."""
        day = _opened_on(self.treaty)
        if day is None:
            return None
        return (day - EPOCH).days if self.partial is None else day.year

    def check_table(
        self, names: Sequence[Any], index: Sequence[Any] = (), *, is_case_sensitive: bool = True
    ) -> None:
        """Refuse a table without the two columns, with duplicates, or with the names to be added.

        Args:
            names: the names of its columns.
            index: the names of its index, which only pandas and Dask have; None is none.
            is_case_sensitive: whether its engine distinguishes uppercase and lowercase names.
        """
        levels = [name for name in index if name is not None]
        inside = "it is in the index: pass frame.reset_index()"
        if self.state not in names:
            named = "name the column of the States: state='...'"
            hint = inside if self.state in levels else named
            raise ColumnMissingError("state", self.state, names, hint)
        if self.is_dated and self.on not in names:
            hint = inside if self.on in levels else _without_a_day(self.columns)
            raise ColumnMissingError("on", self.on, names, hint)
        aside = "" if is_case_sensitive else " (column names are case-insensitive in this engine)"
        if doubles := _doubles(names if is_case_sensitive else [name.lower() for name in names]):
            raise ColumnClashError(doubles, f"rename them before you annotate{aside}")
        taken = set(names) if is_case_sensitive else {name.lower() for name in names}
        added = self.added
        clashes = [name for name in added if (name if is_case_sensitive else name.lower()) in taken]
        if clashes:
            raise ColumnClashError(
                clashes,
                f"the table has them already{aside}: pass a prefix=, such as 'opcat_', or choose "
                "others with columns=",
            )


def _doubles(names: Sequence[Any]) -> list[Any]:
    return [name for name, times in Counter(names).items() if times > 1]


def _check_answered(columns: Iterable[str], treaty: Treaty) -> None:
    """Refuse columns that a treaty does not answer, because it has no such article or rule."""
    name = next((name for name in columns if not is_answered(name, treaty)), None)
    if name is None:
        return
    if name not in ("is_in_force", "in_force_on"):
        check_protocol(f"annotate(columns=[{name!r}])", treaty)
    raise UnknownRuleError(treaty.short_title or treaty.title, "the rule of entry into force")


def _without_a_day(chosen: Iterable[str]) -> str:
    """Return what to do about a table without a column of days."""
    dated = ", ".join(name for name in chosen if name not in OF_STATE)
    return (
        f"{dated} need a day: name the column that has it with on=; without a day there are "
        f"{', '.join(OF_STATE)}: choose among them with columns="
    )


def _opened_on(treaty: Treaty) -> date | None:
    """Return the first day on which a State could act, as far as the record shows it."""
    day = opened_on(treaty)
    return treaty.actions[0].date if day is None and treaty.actions else day
