"""One row per State and period: panels for comparative work."""

from collections.abc import Mapping
from datetime import date
from enum import unique
from itertools import pairwise
from typing import Any, SupportsIndex

import narwhals.stable.v2 as nw

from opcat._core.days import parse_day
from opcat._core.model import State
from opcat._core.scalars import whole_number
from opcat._core.terms import Basis, Term, term
from opcat._core.treaty import Treaty
from opcat._names.arguments import (
    Day,
    check_basis,
    check_day,
    check_joining,
    check_order,
    check_treaty,
    check_year,
    opened_on,
    says_who_may_join,
    states_and_participants,
)
from opcat._practice.institutions import InstitutionType
from opcat._record.record import Asked, Record, files_of
from opcat.errors import DayOrderError
from opcat.frames._backends import Col, backend_of, col_of
from opcat.frames._clock import (
    Clock,
    Every,
    Partial,
    first_day,
    last_day,
    period_of,
    period_rule,
)
from opcat.frames._facts import Facts, Mechanism, facts_of
from opcat.frames._plan import KINDS, plan_of


@unique
class StateChoice(Term):
    """Which States have rows."""

    ACTED = "acted"
    ELIGIBLE = "eligible"
    ALL = "all"


_STANDING = ("standing", "is_party", "is_signatory")
_ACTS = ("signed_on", "consent", "deposited_on")
_FACTS: Mapping[str, Any] = {
    "is_in_force": bool,
    "is_eligible": bool,
    "mechanism_due_on": date,
    "is_mechanism_due": bool,
    "mechanism": Mechanism,
    "mechanism_type": InstitutionType,
}


def panel(
    start: Day | SupportsIndex | None = None,
    end: Day | SupportsIndex | None = None,
    *,
    every: str = "year",
    partial: str = "last",
    states: str = "all",
    basis: Basis | str = Basis.DEPOSIT,
    backend: str = "pandas",
    treaty: Treaty | Record | None = None,
) -> Any:
    """Return a table with one row per State and period, by the State's name.

    Every State has a row for every period from the one of `start` to the one of `end`:

    - ``alpha_3``, ``state``, and ``year``, ``year`` and ``month``, or ``date``;
    - ``standing``, ``is_party`` (on the `basis`), ``is_signatory``, ``is_in_force``;
    - ``is_eligible``: whether it may join under article 27, or has joined;
    - ``signed_on``, ``consent``, ``deposited_on``, and the days since the first and the last;
    - ``mechanism_due_on``: the day by which its preventive mechanism is due (article 17, with the
      postponements of article 24): the ``due_on`` of `opcat.deadlines`, also of a State that has
      withdrawn since;
    - ``is_mechanism_due``: whether the State is a party and that day has come, by the last day of
      the record at the latest;
    - ``mechanism``: whether the State has designated one (`opcat.mechanisms`): ``"not_party"``,
      ``"no"``, ``"unclear"`` or ``"yes"``;
    - ``mechanism_type``: what sort of institution it is on the last day of the period, with
      ``"first"`` and ``"all"`` on the first; null where there is none, or it is not known which.

    The function does not guess statehood: a State has rows, without actions, even before it was
    independent.

    Args:
        start: the day, or the year, that the panel begins with; by default the opening for
            signature.
        end: the day, or the year, that it ends with; the panel includes the whole period of that
            day. By default the last period that the record covers completely (for a panel that
            begins later than that, its first period).
        every: ``"year"``, ``"month"`` or ``"day"``.
        partial: what counts in a period of change: the standing on its ``"first"`` day, on its
            ``"last"`` (as in published counts at the end of a year), on ``"any"`` or on ``"all"``
            of its days, all of which the record must cover. With ``"any"`` a State
            has the highest standing that it had, with ``"all"`` the lowest, in the order of
            `opcat.Standing`, and ``mechanism`` likewise in the order above. Days since something are
            counted to the last day of the period, or of the record; with ``"first"`` and ``"all"`` to the first day.
        states: ``"all"``, or only those that had ``"acted"``, or that were ``"eligible"`` at some
            time, by the end of the panel. Selecting States by what they did later selects on the
            outcome.
        basis: what *party* means, as for `opcat.is_party`.
        backend: ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        treaty: the Treaty, or a `Record`; by default the packaged record. Without a rule of entry into force
            ``is_in_force`` is null. The mechanism's columns are null if the day of entry into
            force is not known either; these and ``is_eligible`` are null if the treaty is not the
            Protocol.

    Raises:
        DayTypeError, DayValueError: `start` or `end` is not a day or a year.
        DayOrderError: `end` is before `start`; `start` is later than the record, and there is no
            `end`; or `partial` needs days after the record.
        VocabularyError: an argument is not one of its allowed values.
        OtherTreatyError: ``states="eligible"``, and the treaty is not the Protocol.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.
        ModuleNotFoundError: the backend is not installed.

    Warns:
        CoverageWarning: the last period ends (with ``"first"``: begins) later than the record, or
            the Convention's record ends before that; the answer is what was last known.

    Example:
        >>> from opcat import frames
        >>> panel = frames.panel(2003, 2025)
        >>> panel.groupby("year")["is_party"].sum().loc[[2003, 2011, 2025]].to_dict()
        {2003: 3, 2011: 61, 2025: 96}
        >>> chile = panel[(panel.alpha_3 == "CHL") & panel.year.between(2007, 2009)]
        >>> print(chile[["year", "standing", "days_since_deposit"]].to_string(index=False))
         year          standing  days_since_deposit
         2007 pending_signatory                 NaN
         2008             party                19.0
         2009             party               384.0
    """
    library = backend_of(backend)
    length, rule = term(Every, "every", every), term(Partial, "partial", partial)
    choice = term(StateChoice, "states", states)
    asked = check_treaty(treaty)
    meaning = check_basis(asked, basis)
    first, ends = _day("start", start, 1, 1), _day("end", end, 12, 31)
    since = _beginning(asked) if first is None else parse_day("start", first)
    until = _covered_end(length, since, asked.as_of) if ends is None else parse_day("end", ends)
    check_order("start", since, "end", until)
    periods = range(period_of(length, since), period_of(length, until) + 1)
    _, needed = check_day(asked, _last_needed(length, rule, periods[-1], asked.as_of), "end")
    if choice is StateChoice.ELIGIBLE or says_who_may_join(asked):
        check_joining("panel(states='eligible')", treaty, needed)

    clock = period_rule(length, rule)
    rows = _Rows(treaty, meaning, clock, periods, choice, last_day(length, periods[-1]))
    cells = library.repeated(library.table(rows.columns), rows.numbers)
    when = library.tiled(library.table(_periods(periods, length, rule, asked.as_of)), rows.states)
    both = nw.from_native(library.beside([cells, when]), eager_only=True)
    reference = nw.col("reference")
    both = both.with_columns(
        (reference - nw.col(number)).alias(name)
        for name, number in (
            ("days_since_signature", "signed"),
            ("days_since_deposit", "deposited"),
        )
    )
    keys = {Every.YEAR: ["year"], Every.MONTH: ["year", "month"], Every.DAY: ["date"]}[length]
    return both.select(
        *("alpha_3", "state", *keys, *_STANDING, "is_in_force", "is_eligible", *_ACTS),
        *("days_since_signature", "days_since_deposit", "mechanism_due_on", "is_mechanism_due"),
        *("mechanism", "mechanism_type"),
    ).to_native()


def _day(argument: str, value: Day | SupportsIndex | None, month: int, day: int) -> Day | None:
    """Return a day as it is, and for a year the day with which the panel begins or ends."""
    year = whole_number(value)
    if year is None:
        return value  # type: ignore[return-value] # parse_day refuses anything else
    return date(check_year(argument, year, "pass one such as 2015, or a day"), month, day)


def _covered_end(every: Every, since: date, as_of: date) -> date:
    """Return the last day of the last period that the record covers, or else of the first one."""
    if since > as_of:
        hint = "pass an earlier start=, or an end= for what was last known"
        raise DayOrderError("start", since, "as_of", as_of, hint)
    number = period_of(every, as_of)
    covered = number if last_day(every, number) == as_of else number - 1
    return last_day(every, max(covered, period_of(every, since)))


def _last_needed(every: Every, partial: Partial, number: int, as_of: date) -> date:
    """Return the last day that the record must cover for a panel to end with a period.

    Raises:
        DayOrderError: the rule asks for every day of the period, and the record does not cover it.
    """
    if partial is Partial.FIRST:
        return first_day(every, number)
    last = last_day(every, number)
    if partial is not Partial.LAST and last > as_of:
        hint = (
            f"partial='{partial}' needs every day of each period: pass an earlier end=, or "
            "partial='last'"
        )
        raise DayOrderError("end", last, "as_of", as_of, hint)
    return last


def _beginning(treaty: Treaty) -> date:
    first_act = treaty.actions[0].date if treaty.actions else treaty.as_of
    return opened_on(treaty) or first_act


def _periods(periods: range, every: Every, partial: Partial, as_of: date) -> list[Col]:
    """Return the columns that name the period, and the number of the day up to which days count."""
    days = [first_day(every, number) for number in periods]
    to_first = partial in (Partial.FIRST, Partial.ALL)
    reached = days if to_first else [last_day(every, number) for number in periods]
    counted = [min(day, as_of) for day in reached]
    return [
        Col("year", int, [day.year for day in days], optional=False),
        Col("month", int, [day.month for day in days], optional=False),
        Col("date", date, days, optional=False),
        Col("reference", int, [day.toordinal() for day in counted], optional=False),
    ]


class _Rows:
    """One row per run of periods in which nothing changes for a State.

    Attributes:
        columns: the columns.
        numbers: of how many periods each run consists.
        states: how many States there are.
    """

    def __init__(
        self,
        asked: Asked | None,
        basis: Basis,
        clock: Clock,
        periods: range,
        choice: StateChoice,
        last: date,
    ) -> None:
        treaty = check_treaty(asked)
        plan = plan_of(treaty, basis, clock, (*_STANDING, *_ACTS))
        files = files_of(asked)
        facts = facts_of(treaty, files)
        chosen = [
            state
            for state in states_and_participants(treaty, files)
            if _is_chosen(choice, state, treaty, facts, last)
        ]
        self.states = len(chosen)
        self.numbers: list[int] = []
        rows: list[tuple[Any, ...]] = []
        for state in chosen:
            row = plan.row(state.key)
            state_facts = facts[state.key].on(clock)
            times = {row[time] for time in plan.times} | state_facts.times()
            starts = sorted(time for time in times if time is not None and time in periods[1:])
            for begins, ends in pairwise([periods.start, *starts, periods.stop]):
                self.numbers.append(ends - begins)
                acts = (column.at(row, begins) for column in plan.columns)
                rows.append((state.alpha_3, state.name, *acts, *state_facts.at(begins)))
        self.columns = _columns(rows, treaty, next(iter(facts.values())))


def _columns(rows: list[tuple[Any, ...]], treaty: Treaty, known: Facts) -> list[Col]:
    kinds = {
        "alpha_3": str,
        "state": str,
        **{name: KINDS[name] for name in (*_STANDING, *_ACTS)},
        **_FACTS,
    }
    # What cannot be known of one State, because the treaty has no such rule, is known of none.
    flags = {
        "is_in_force": known.in_force,
        "is_eligible": known.eligible,
        "is_mechanism_due": known.is_due,
    }
    required = {"state", *_STANDING, *(name for name, part in flags.items() if part is not None)}
    columns = {name: [row[place] for row in rows] for place, name in enumerate(kinds)}
    cols = [
        col_of(name, kinds[name], values, name not in required, treaty)
        for name, values in columns.items()
    ]
    for name, day in (("signed", "signed_on"), ("deposited", "deposited_on")):
        numbers = [None if value is None else value.toordinal() for value in columns[day]]
        cols.append(Col(name, int, numbers))
    return cols


def _is_chosen(
    choice: StateChoice, state: State, treaty: Treaty, facts: Mapping[str, Facts], last: date
) -> bool:
    """Tell whether a State has rows, by its acts up to the last day of the panel."""
    if choice is StateChoice.ACTED:
        return bool(treaty.status_on(state, last).actions)
    eligible = facts[state.key].eligible or ()
    return choice is StateChoice.ALL or any(stretch.since <= last for stretch in eligible)
