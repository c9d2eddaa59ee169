"""Answers for many States at once, as the commands and the exports have them."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import opcat
from opcat.cli._typed import Column

if TYPE_CHECKING:
    Asked = opcat.Treaty | opcat.Record | None
    """What a question is asked of: by default the packaged record."""


def statuses_on(day: date, asked: "Asked", group: str | None = None) -> list[opcat.StateStatus]:
    """Return where every State stands on a day, by name.

    Those without any action too, and the treaty's other participants, unless a group is named.
    """
    from opcat._names.arguments import check_treaty, states_and_participants  # slow, like all names
    from opcat._record.record import files_of

    states = states_and_participants(check_treaty(asked), files_of(asked))
    return [
        opcat.status(state, on=day, treaty=asked)
        for state in states
        if group in (None, state.regional_group)
    ]


def eligibility_of(states: Iterable[opcat.State], day: date, asked: "Asked") -> list[Column]:
    """Return whether States may join on a day, and since when they could."""
    whose = tuple(states)
    groups = [state.regional_group and state.regional_group.value for state in whose]
    answers = [opcat.eligibility(state, on=day, treaty=asked).value for state in whose]
    since = [opcat.eligible_on(state, on=day, treaty=asked) for state in whose]
    return [
        Column("alpha_3", str, [state.alpha_3 for state in whose]),
        Column("state", str, [state.name for state in whose]),
        Column("regional_group", str, groups, tuple(opcat.RegionalGroup)),
        Column("eligibility", str, answers, tuple(opcat.Eligibility)),
        Column("eligible_on", date, since),
        Column("as_of", date, [day for _ in whose]),
    ]


def deadlines_of(
    states: Iterable[opcat.State], day: date, asked: "Asked"
) -> "list[opcat.Deadlines]":
    """Return by when States had to have a mechanism, as known on a day."""
    return [opcat.deadlines(state, on=day, treaty=asked) for state in states]
