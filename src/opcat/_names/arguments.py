"""Checks of the arguments that queries share: Treaty, day, State, basis, group, numbers."""

import warnings
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date
from typing import SupportsIndex

from opcat._core.days import long_date, parse_day
from opcat._core.model import State, name_order
from opcat._core.scalars import plain, whole_number
from opcat._core.terms import Basis, RegionalGroup, term
from opcat._core.treaty import Treaty, require_rule
from opcat._forks import loading
from opcat._names.resolve import find_state, resolve
from opcat._record.record import Asked, Record, RecordFiles, files_of, require_treaty
from opcat.errors import CoverageWarning, DayOrderError, DayValueError, shown

Day = str | date
"""A day: a `datetime.date`, or a string of the form ``YYYY-MM-DD``.

Days of NumPy, pandas and PyArrow are accepted too; see `opcat._core.days.parse_day`.
"""


def check_day(
    treaty: Asked | None, on: Day | None, argument: str = "on", period: object = None
) -> tuple[Treaty, date]:
    """Return the Treaty to ask and the day of the answer.

    Only public functions call this, each once per day, so that a warning appears once and points
    at their caller.

    Args:
        treaty: what was passed as the Treaty.
        on: what was passed as the day.
        argument: the name of the argument, for the error and the warning.
        period: the month or the year that was passed, where the day is its last.

    Raises:
        TypeError: `treaty` is not a Treaty; as `opcat.errors.DayTypeError`, `on` is not a day.
        DayValueError: `on` is malformed, or is not a day of the calendar.

    Warns:
        CoverageWarning: the day is later than the record.
    """
    asked = check_treaty(treaty)
    if on is None:
        return asked, asked.as_of
    day = parse_day(argument, on)
    _warn_of_later(asked, argument, day, period)
    return asked, day


def check_range(
    treaty: Asked | None, since: Day | None, until: Day | None
) -> tuple[Treaty, date, date]:
    """Return the Treaty to ask, and the first and the last day of the time in question.

    Only public functions call this, like `check_day`.

    Args:
        treaty: what was passed as the Treaty.
        since: what was passed as the first day; without it there is no earliest day.
        until: what was passed as the last day; without it, it is the last day of the record.

    Raises:
        TypeError: `treaty` is not a Treaty; as `opcat.errors.DayTypeError`, `since` or `until` is not a day.
        DayValueError: one of them is malformed, or is not a day of the calendar.
        DayOrderError: `since` is later than `until`.

    Warns:
        CoverageWarning: `until`, or `since` without it, is later than the record.
    """
    asked = check_treaty(treaty)
    start = date.min if since is None else parse_day("since", since)
    end = asked.as_of if until is None else parse_day("until", until)
    if until is not None:
        check_order("since", start, "until", end)
        _warn_of_later(asked, "until", end)
    else:
        _warn_of_later(asked, "since", start)
    return asked, start, end


def _warn_of_later(treaty: Treaty, argument: str, day: date, period: object = None) -> None:
    if day > treaty.as_of:
        subject = f"{day} is" if period is None else f"{period} ends"
        message = (
            f"{argument}={subject} later than the record, which covers up to "
            f"{long_date(treaty.as_of)}; this is what was last known"
        )
        warnings.warn(message, CoverageWarning, stacklevel=4)


def check_treaty(treaty: Asked | None) -> Treaty:
    """Return the Treaty to ask, by default the packaged one."""
    if treaty is None or isinstance(treaty, Record):
        return files_of(treaty).treaty
    return require_treaty("treaty", treaty)


def resolve_participant(treaty: Asked | None, name: object) -> State:
    """Return the State of the question.

    It is a State of the packaged record, as found by `opcat.resolve`, or else a participant of the
    treaty with this name or key, such as an organisation or a former State. Where a `Record` is
    asked, it is the State of that record with the same code, and its own States are found too.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.resolve`.
    """
    state = find_state(name)
    if state is None and isinstance(text := plain(name), str):
        state = participants_of(treaty, [text]).get(text)
    if state is None:
        return resolve(name)
    return files_of(treaty).states.get(state.key, state) if isinstance(treaty, Record) else state


def participants_of(treaty: Asked | None, names: Sequence[str]) -> dict[str, State]:
    """Return the participants of a treaty that names mean, each found by its key or its name.

    The States of a `Record` are among them.
    """
    if not names:  # most columns leave none, and folding takes time
        return {}
    with loading:
        from opcat._names.fold import fold  # the first answer is quicker without it

    files = files_of(treaty)
    states: Sequence[State] = check_treaty(treaty).states
    if isinstance(treaty, Record):
        states = (*states, *files.states_by_name)
    by_key = {state.key: state for state in states}
    if isinstance(treaty, Record):
        by_key |= {label: files.states[key] for label, key in files.labels.items()}
    by_name: dict[str, State] = {}
    for state in states:
        known = None if state.alpha_3 else files.participants.get(state.key)
        for name in (state.name, state.depositary_name, *(known.names if known else ())):
            by_name.setdefault(fold(name), state)
    meant = [(name, by_key.get(name) or by_name.get(fold(name))) for name in names]
    return {name: state for name, state in meant if state is not None}


def states_and_participants(treaty: Treaty, record: RecordFiles) -> tuple[State, ...]:
    """Return all States of a record and every other participant of the treaty, by name.

    Of a treaty that says who it is open to, these are the States that may join it.
    """
    if treaty.open_to is not None:
        return treaty.open_to
    states = record.states_by_name
    others = set(treaty.states).difference(states)
    if not others:
        return states
    return tuple(sorted((*states, *others), key=lambda state: (name_order(state.name), state.key)))


def check_number(argument: str, value: SupportsIndex, description: str) -> int:
    """Return the integer in a question, of whatever library.

    Args:
        argument: the name of the argument, for the error.
        value: what was passed.
        description: what a valid value is, such as ``"a count; pass an integer"``.

    Raises:
        TypeError: it is not an integer.
    """
    number = whole_number(value)
    if number is None:
        raise TypeError(f"{argument}={shown(value)} is not {description}")
    return number


def check_year(argument: str, number: int, hint: str) -> int:
    """Return the year in a question.

    Raises:
        DayValueError: there is no such year.
    """
    if not MINYEAR <= number <= MAXYEAR:
        raise DayValueError(argument, number, hint)
    return number


def check_order(start_argument: str, start: date, end_argument: str, end: date) -> None:
    """Refuse a time that ends before it begins.

    Raises:
        DayOrderError: the time ends before it begins.
    """
    if start > end:
        raise DayOrderError(start_argument, start, end_argument, end)


def check_basis(treaty: Treaty, basis: Basis | str) -> Basis:
    """Return what *party* means, if the treaty has the rules that this needs."""
    return require_rule(treaty, basis)


def check_group(group: RegionalGroup | str | None) -> RegionalGroup | None:
    """Return the regional group in the question, if any."""
    return None if group is None else term(RegionalGroup, "group", group)
