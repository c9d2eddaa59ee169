"""One row per party and answer on its mechanism, from the day by which one was due."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from opcat._core.terms import RegionalGroup
from opcat._names.arguments import check_treaty, states_and_participants
from opcat._practice.designation import Designation
from opcat._practice.mechanism_histories import Known, known
from opcat._questions.duties import Duty, duties_of
from opcat._record.record import Asked, files_of

KINDS: Mapping[str, Any] = {
    "alpha_3": str,
    "state": str,
    "regional_group": RegionalGroup,
    "designated": Designation,
    "start": date,
    "stop": date,
    "start_day": int,
    "stop_day": int,
    "event": bool,
    "next_designated": Designation,
}


def tenures(treaty: Asked | None) -> Iterator[tuple[Any, ...]]:
    """Yield the rows: of each party, from the day by which its mechanism was due by the text."""
    asked, files = check_treaty(treaty), files_of(treaty)
    for state in states_and_participants(asked, files):
        last = {duty.deposited_on: duty for duty in duties_of(state, asked, files)}
        for duty in last.values():
            for row in _tenures(duty, asked.as_of, known(state, files)):
                yield state.alpha_3, state.name, state.regional_group, *row


def _tenures(duty: Duty, as_of: date, mechanism: Known) -> Iterator[tuple[Any, ...]]:
    origin = duty.due_on
    end = as_of if duty.until is None else min(duty.until, as_of)
    changes = [day for day, _, _ in mechanism.changes() if origin < day <= end]
    first = mechanism.first_designated_on
    came = {first.latest} if first is not None and origin < first.latest <= end else set()
    answers = {day: mechanism.on(day).value for day in (origin, *changes)}
    days = sorted({origin, end, *changes, *came}) if origin < end else []
    for start, stop in pairwise(days):
        yield (
            answers[max(day for day in answers if day <= start)],
            start,
            stop,
            (start - origin).days,
            (stop - origin).days,
            stop in came,
            answers.get(stop),
        )
