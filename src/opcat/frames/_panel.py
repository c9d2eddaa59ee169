"""One row per State and period: panels for comparative work."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import unique
from typing import Any, SupportsIndex

from opcat._core.days import parse_day
from opcat._core.model import State
from opcat._core.terms import Basis, Term, term
from opcat._core.treaty import Treaty
from opcat._names.arguments import (
    Day,
    check_basis,
    check_day,
    check_order,
    check_treaty,
    states_and_participants,
)
from opcat._names.which_treaty import check_joining, says_who_may_join
from opcat._record.record import Asked, Record, files_of
from opcat.frames._backends import backend_of
from opcat.frames._clock import Every, Partial, first_day, last_day, period_of, period_rule
from opcat.frames._facts import facts_of
from opcat.frames._offered import OF_JOINING
from opcat.frames._panel_arguments import (
    beginning,
    columns_asked,
    covered_end,
    day_or_year,
    lags_asked,
    last_needed,
    treaties_asked,
)
from opcat.frames._panel_columns import KEYS, columns_of_panel
from opcat.frames._stages import FIRST_YEAR, Stages, Wanted


@unique
class StateChoice(Term):
    """Which States have rows."""

    ACTED = "acted"
    ELIGIBLE = "eligible"
    ALL = "all"


COLUMNS = (
    *("standing", "is_party", "is_signatory", "is_in_force", "is_eligible"),
    *("signed_on", "consent", "deposited_on", "days_since_signature", "days_since_deposit"),
    *("mechanism_due_on", "is_mechanism_due", "mechanism", "mechanism_type", FIRST_YEAR),
)
"""The columns that a panel has if none are named."""


def panel(
    start: Day | SupportsIndex | None = None,
    end: Day | SupportsIndex | None = None,
    *,
    every: str = "year",
    partial: str = "last",
    columns: Iterable[str] | None = None,
    lag: SupportsIndex | Iterable[SupportsIndex] | None = None,
    states: str = "all",
    basis: Basis | str = Basis.DEPOSIT,
    backend: str = "pandas",
    treaty: Treaty
    | Record
    | Iterable[Treaty | Record]
    | Mapping[str, Treaty | Record]
    | None = None,
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
      ``"first"`` and ``"all"`` on the first; null where there is none, or it is not known which;
    - ``first_year``: the year of the first period in which ``is_party`` is true, in or out of the
      panel, and 0 for a State that never was a party: the cohort of a staggered adoption.

    The function does not guess statehood: a State has rows, without actions, even before it was
    independent. A former State that acted under the treaty, as three did under the Convention, has
    rows too, and no ``alpha_3``: before a merge or a pivot by it and the period, keep
    ``panel[panel["alpha_3"].notna()]``. Nor does it guess who was a member of the United Nations: ``un_status`` is today's.

    Args:
        start: the day, or the year, that the panel begins with; by default the opening for
            signature (of several treaties, the first one).
        end: the day, or the year, that it ends with; the panel includes the whole period of that
            day. By default the last period that the record covers completely (for a panel that
            begins later than that, its first period); of several treaties, that every record covers.
        every: ``"year"``, ``"month"`` or ``"day"``.
        partial: what counts in a period of change: the standing on its ``"first"`` day, on its
            ``"last"`` (as in published counts at the end of a year), on ``"any"`` or on ``"all"``
            of its days, all of which the record must cover. With ``"any"`` a State
            has the highest standing that it had, with ``"all"`` the lowest, in the order of
            `opcat.Standing`, and ``mechanism`` likewise in the order above. Days since something are
            counted to the last day of the period, or of the record; with ``"first"`` and ``"all"`` to the first day.
        columns: the columns besides the State and the period, by default those above; any column of
            `annotate` is one.
        lag: by how many periods to look back, or several such numbers. It adds columns named
            ``standing_lag1`` and so on, which hold what the same `partial` says of that earlier
            period. The first rows have theirs from the record. Columns that need no day,
            ``first_year`` and days since something have none.
        states: ``"all"``, or only those that had ``"acted"``, or that were ``"eligible"`` at some
            time, by the end of the panel. Selecting States by what they did later selects on the
            outcome.
        basis: what *party* means, as for `opcat.is_party`.
        backend: ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        treaty: the Treaty, or the `opcat.Record` whose tables answer; by default the packaged one. A list,
            or a dict, as `opcat.untc.Folder.treaties` is, makes one long table, whose first column, ``treaty``, holds the key of each. Without a
            rule of entry into force ``is_in_force`` is null. The mechanism's columns are null if
            the day of entry into force is not known either, and if the treaty is not the Protocol;
            ``is_eligible`` is null if it is not, and does not say who it is open to.

    Raises:
        DayTypeError, DayValueError: `start` or `end` is not a day or a year.
        DayOrderError: `end` is before `start`; `start` is later than the record, and there is no
            `end`; or `partial` needs days after the record.
        VocabularyError: an argument is not one of its allowed values, or there is no such column.
        ColumnClashError: a column is named twice.
        ValueError: a lag is less than one period, or longer than the record; or `treaty` is an
            empty list, or holds two treaties of one key.
        TypeError: a lag is not an integer, `columns` is a single string, or `treaty` is not one.
        OtherTreatyError: ``states="eligible"``, and the treaty is not the Protocol, nor does it say
            who it is open to.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.
        ModuleNotFoundError: the backend is not installed.

    Warns:
        CoverageWarning: the last period ends (with ``"first"``: begins) later than the record; or
            the panel says who may join, and the Convention's record ends before that. The answer is
            what was last known.

    Example:
        >>> import opcat
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
        >>> both = [opcat.treaty(), opcat.convention()]
        >>> lagged = frames.panel(2008, 2008, lag=1, columns=["standing"], treaty=both)
        >>> chile = lagged[lagged.alpha_3 == "CHL"]
        >>> print(chile[["treaty", "year", "standing", "standing_lag1"]].to_string(index=False))
        treaty  year standing     standing_lag1
         opcat  2008    party pending_signatory
           cat  2008    party             party
    """
    library = backend_of(backend)
    length, rule = term(Every, "every", every), term(Partial, "partial", partial)
    choice = term(StateChoice, "states", states)
    asked, is_one = treaties_asked(treaty)
    treaties = [*map(check_treaty, asked)]
    names = COLUMNS if columns is None else columns_asked(columns)
    *_, meaning = (check_basis(one, basis) for one in treaties)
    first, ends = day_or_year("start", start, 1, 1), day_or_year("end", end, 12, 31)
    shortest = min(treaties, key=lambda one: one.as_of)
    since = min(map(beginning, treaties)) if first is None else parse_day("start", first)
    until = covered_end(length, since, shortest.as_of) if ends is None else parse_day("end", ends)
    check_order("start", since, "end", until)
    periods = range(period_of(length, since), period_of(length, until) + 1)
    _, needed = check_day(shortest, last_needed(length, rule, periods[-1], shortest.as_of), "end")
    for given in asked:
        says = not OF_JOINING.isdisjoint(names) and says_who_may_join(check_treaty(given))
        if says or choice is StateChoice.ELIGIBLE:
            check_joining("panel(states='eligible')", given, needed)

    lags = lags_asked(lag, length, treaties)
    wanted = Wanted(names, length, period_rule(length, rule), periods, lags, meaning)
    stages = Stages(wanted)
    for given in asked:
        stages.add(given, _chosen(choice, given, last_day(length, periods[-1])))
    edge = first_day if rule in (Partial.FIRST, Partial.ALL) else last_day
    reached = [edge(length, number) for number in periods]
    keys = (*(() if is_one else ("treaty",)), "alpha_3", "state", *KEYS[length])
    return library.frame(columns_of_panel(library, stages, keys, reached))


def _chosen(choice: StateChoice, asked: Asked | None, last: date) -> list[State]:
    """Return the States that have rows, by their acts up to the last day of the panel."""
    treaty, files = check_treaty(asked), files_of(asked)
    states = states_and_participants(treaty, files)
    if choice is StateChoice.ALL:
        return [*states]
    if choice is StateChoice.ACTED:
        return [state for state in states if treaty.status_on(state, last).actions]
    facts = facts_of(treaty, files)
    return [
        state
        for state in states
        if any(stretch.since <= last for stretch in facts[state.key].eligible or ())
    ]
