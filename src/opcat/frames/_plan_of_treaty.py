"""How the plan of columns follows from a treaty: which steps its States' acts and facts make."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from opcat._core.terms import Basis, Standing, Term
from opcat._core.treaty import Treaty
from opcat._names.arguments import states_and_participants
from opcat._record.record import RecordFiles, packaged
from opcat.frames._clock import Clock, Time
from opcat.frames._facts import changes_of, facts_of
from opcat.frames._lags import Lag, behind
from opcat.frames._memberships import Life, lives
from opcat.frames._offered import (
    COUNTS,
    FACTS,
    OF_ACTS,
    OF_STATE,
    OFFERED,
    may_be_missing,
    values_of,
)
from opcat.frames._plan import EPOCH, Column, Field, Plan, Step
from opcat.frames._words import words_of


def plan_of(
    treaty: Treaty,
    basis: Basis,
    clock: Clock,
    names: Iterable[str] = OF_ACTS,
    lags: Iterable[Lag] = (),
    record: RecordFiles = packaged,
) -> Plan:
    """Return the plan of these columns for a treaty, and of what they were earlier.

    Args:
        treaty: the treaty.
        basis: what *party* means.
        clock: how time is counted.
        names: the columns.
        lags: how far back the earlier ones look.
        record: the record whose States, Convention, declarations and mechanisms count.
    """
    names = tuple(names)
    plan = _plan_of(treaty, basis, clock, names, record)
    for lag in lags:
        earlier = _plan_of(treaty, basis, behind(clock, lag), lagged(names), record)
        plan = _beside(plan, earlier, lag.suffix)
    return plan


def lagged(names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that have an earlier value: not those that need no day or count days."""
    return tuple(name for name in names if name not in OF_STATE and name not in COUNTS)


def _plan_of(
    treaty: Treaty, basis: Basis, clock: Clock, names: Iterable[str], record: RecordFiles
) -> Plan:
    known = lives(treaty, basis)
    most = max((len(life.memberships) for life in known.values()), default=0)
    most_signed = max((len(life.signings) for life in known.values()), default=0)
    empty = _empty(most_signed, most)
    rows = {key: empty | _row(life, clock) for key, life in known.items()}
    # An event that no State has is not a step: no State has withdrawn from the Protocol.
    present = {name for row in rows.values() for name, value in row.items() if value is not None}
    others = [name for name in names if name in OF_STATE or name in FACTS]
    if others:  # these concern States too that have done nothing
        rows = {
            state.key: rows.get(state.key) or empty.copy()
            for state in states_and_participants(treaty, record)
        }
    columns = []
    for name in names:
        if name in OF_STATE:
            columns.append(_column_of_states(name, treaty, record, rows))
        elif name in FACTS:
            columns.append(_column_of_facts(name, treaty, clock, record, rows))
        elif name in COUNTS:
            columns.append(
                _count(
                    name,
                    treaty,
                    _column_of_acts(COUNTS[name], most_signed, most, present, treaty),
                    rows,
                )
            )
        else:
            columns.append(_column_of_acts(name, most_signed, most, present, treaty))
    times = tuple(dict.fromkeys(step.event for column in columns for step in column.steps))
    taken = (
        value.name
        for column in columns
        for value in (column.default, *(step.value for step in column.steps))
        if isinstance(value, Field)
    )
    fields = dict.fromkeys((*times, *taken))
    return Plan(
        columns=tuple(columns),
        times=times,
        rows={key: {name: row[name] for name in fields} for key, row in rows.items()},
        blank=dict.fromkeys(fields),
    )


def _beside(plan: Plan, other: Plan, suffix: str) -> Plan:
    """Return a plan with the columns of another one, whose names get a suffix."""

    def called(value: Any) -> Any:
        return Field(value.name + suffix) if isinstance(value, Field) else value

    def renamed(row: Mapping[str, Any]) -> dict[str, Any]:
        return {name + suffix: value for name, value in row.items()}

    columns = tuple(
        column._replace(
            name=column.name + suffix,
            steps=tuple(Step(step.event + suffix, called(step.value)) for step in column.steps),
        )
        for column in other.columns
    )
    return Plan(
        columns=plan.columns + columns,
        times=plan.times + tuple(time + suffix for time in other.times),
        rows={
            key: {**plan.row(key), **renamed(other.row(key))}
            for key in dict.fromkeys([*plan.rows, *other.rows])
        },
        blank={**plan.blank, **renamed(other.blank)},
    )


def _column(name: str, treaty: Treaty, default: Any, steps: Iterable[Step], **more: Any) -> Column:
    kind = OFFERED[name]
    words = words_of(kind, name, treaty) if issubclass(kind, Term) else ()
    # A word that holds on no day, because another act came on the same one, is no step.
    shown = (
        s for s in steps if not words or isinstance(s.value, Field) or s.value in (*words, None)
    )
    return Column(
        name=name,
        kind=kind,
        default=default,
        steps=tuple(shown),
        words=words,
        is_optional=may_be_missing(name, treaty),
        **more,
    )


def _column_of_states(
    name: str, treaty: Treaty, record: RecordFiles, rows: Mapping[str, dict[str, Any]]
) -> Column:
    """Return a column that needs no day, and put its values into the rows."""
    states = states_and_participants(treaty, record)
    for state, value in zip(states, values_of(states, name), strict=True):
        rows[state.key][name] = value
    return _column(name, treaty, Field(name), (), is_dated=False)


def _column_of_facts(
    name: str,
    treaty: Treaty,
    clock: Clock,
    record: RecordFiles,
    rows: Mapping[str, dict[str, Any]],
) -> Column:
    """Return a column of facts, and put its times and values into the rows."""
    field, before = FACTS[name]
    changes = dict(changes_of(facts_of(treaty, record), field, before, clock))
    steps = []
    for number in range(max(map(len, changes.values()), default=0)):
        event, value = f"{name}_{number}_since", f"{name}_{number}"
        at = {key: known[number] for key, known in changes.items() if number < len(known)}
        for key, row in rows.items():
            row[event], row[value] = at.get(key, (None, None))
        values = {given for _, given in at.values()}
        # One value for all needs no field.
        steps.append(Step(event, values.pop() if len(values) == 1 else Field(value)))
    return _column(name, treaty, before, steps)


def _count(name: str, treaty: Treaty, days: Column, rows: Mapping[str, dict[str, Any]]) -> Column:
    """Return a column that counts the days since those of another one."""
    steps = []
    for event, value in days.steps:
        counted = value
        if isinstance(value, Field):
            counted = Field(f"{value.name}_number")
            for row in rows.values():
                day = row[value.name]
                row[counted.name] = None if day is None else (day - EPOCH).days
        steps.append(Step(event, counted))
    return _column(name, treaty, None, steps, is_count=True)


def _empty(most_signed: int, most: int) -> dict[str, Any]:
    """Return the row of a State that has done nothing, where others did so much."""
    signings, spells = range(most_signed), range(most)
    fields = ["gone"]
    fields += [f"{name}_{n}" for n in signings for name in ("signed", "unsigned", "signed_on")]
    names = ("deposited", "left", "party", "unbound", "consent", "deposited_on")
    fields += [f"{name}_{n}" for n in spells for name in names]
    return dict.fromkeys(fields)


def _row(life: Life, clock: Clock) -> dict[str, Any]:
    def time(day: date | None) -> Time | None:
        return None if day is None else clock.joins(day)

    def left(day: date | None, since: date) -> Time | None:
        # Before it did something it had done nothing, on some days of a period in which it leaves.
        return None if day is None else max(clock.joins(_began(life, since)), clock.leaves(day))

    gone = life.not_counted_from
    # Nothing is lower than not to be counted, whatever it had done before.
    row: dict[str, Any] = {"gone": None if gone is None else clock.leaves(gone)}
    for number, signing in enumerate(life.signings):
        row[f"signed_{number}"] = time(signing.signed_on)
        row[f"unsigned_{number}"] = left(signing.withdrawn_on, signing.signed_on)
        row[f"signed_on_{number}"] = signing.signed_on
    following = (*life.memberships, None)[1:]
    for number, (spell, after) in enumerate(zip(life.memberships, following, strict=True)):
        row[f"deposited_{number}"] = time(spell.deposited_on)
        row[f"party_{number}"] = time(spell.party_on)
        # A State that joins again on the day on which it leaves was never outside the treaty.
        for name, again in (
            ("left", after and after.deposited_on),
            ("unbound", after and after.party_on),
        ):
            is_left = again is None or again != spell.withdrawn_on
            day = spell.withdrawn_on if is_left else None
            row[f"{name}_{number}"] = left(day, spell.deposited_on)
        row[f"consent_{number}"] = spell.consent
        row[f"deposited_on_{number}"] = spell.deposited_on
    return row


def _began(life: Life, day: date) -> date:
    """Return since when a State that did something by a day has not been without any standing."""
    joined = min([day, *(spell.deposited_on for spell in life.memberships)])
    signed = [
        signing.signed_on
        for signing in life.signings
        if signing.signed_on <= joined
        and (signing.withdrawn_on is None or joined < signing.withdrawn_on)
    ]
    return min([joined, *signed])


def _column_of_acts(
    name: str, most_signed: int, most: int, present: set[str], treaty: Treaty
) -> Column:
    signings, spells = range(most_signed), range(most)
    pending, withdrawn = Standing.PENDING_SIGNATORY.value, Standing.WITHDRAWN.value
    steps: dict[str, list[Step]] = {
        "standing": [
            *_paired(("signed", pending), ("unsigned", Standing.NO_ACTION.value), signings),
            *_paired(("deposited", Standing.PARTY.value), ("left", withdrawn), spells),
            Step("gone", Standing.NO_LONGER_COUNTED.value),
        ],
        "is_party": [
            *_paired(("party", True), ("unbound", False), spells),
            Step("gone", value=False),
        ],
        "is_signatory": [
            *_paired(("signed", True), ("unsigned", False), signings),
            Step("gone", value=False),
        ],
        "signed_on": [
            step
            for n in signings
            for step in (
                Step(f"signed_{n}", Field(f"signed_on_{n}")),
                Step(f"unsigned_{n}", value=None),
            )
        ],
        "consent": [Step(f"deposited_{n}", Field(f"consent_{n}")) for n in spells],
        "deposited_on": [Step(f"deposited_{n}", Field(f"deposited_on_{n}")) for n in spells],
    }
    defaults = {"standing": Standing.NO_ACTION.value, "is_party": False, "is_signatory": False}
    present_steps = (step for step in steps[name] if step.event in present)
    return _column(name, treaty, defaults.get(name), present_steps)


def _paired(joins: tuple[str, object], leaves: tuple[str, object], spells: range) -> list[Step]:
    return [Step(f"{event}_{n}", value) for n in spells for event, value in (joins, leaves)]
