"""The columns that say where a State stands, as steps in time.

Each is a chain: an initial value, and the steps that replace it; later steps override earlier ones.
Lazy engines turn the chain into one expression over a small table with one row per State; eager
ones look up the row's position among the State's `stages`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from opcat._core.terms import ActionKind, Basis, Standing, Term
from opcat._core.treaty import Treaty
from opcat.frames._clock import Clock, Time
from opcat.frames._memberships import Life, lives
from opcat.frames._words import words_of

COLUMNS = ("standing", "is_party", "is_signatory", "signed_on", "consent", "deposited_on")
"""The columns that `annotate` adds, in order."""

KINDS: Mapping[str, Any] = {
    "standing": Standing,
    "is_party": bool,
    "is_signatory": bool,
    "signed_on": date,
    "consent": ActionKind,
    "deposited_on": date,
}


class Field(NamedTuple):
    """A value that differs between States: the name of a field of their rows."""

    name: str


class Step(NamedTuple):
    """The column has this value from the time in the field `event` of a State's row on."""

    event: str
    value: Any


class Column(NamedTuple):
    """One column: its name, the value before all steps, the steps, earliest first, and its words.

    Only a column of a vocabulary has words: those that it can have.
    """

    name: str
    kind: Any
    default: Any
    steps: tuple[Step, ...]
    words: tuple[str, ...] = ()

    def at(self, row: Mapping[str, Any], time: Time) -> object:
        """Return the value for one State at a time."""
        for event, value in reversed(self.steps):
            since = row[event]
            if since is not None and since <= time:
                return row[value.name] if isinstance(value, Field) else value
        return self.default


class Plan(NamedTuple):
    """Columns, and the row of each State that they read.

    Attributes:
        columns: the columns.
        times: the fields of a row that hold times.
        fields: all fields of a row, with the kind of value that they hold, or the words.
        rows: by the State's key.
        blank: the row of a State that has done nothing.
    """

    columns: tuple[Column, ...]
    times: tuple[str, ...]
    fields: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, Any]]
    blank: Mapping[str, Any]

    def row(self, key: str) -> Mapping[str, Any]:
        """Return the row of a State."""
        return self.rows.get(key, self.blank)

    def stages(self, row: Mapping[str, Any]) -> tuple[tuple[Time | None, tuple[object, ...]], ...]:
        """Return the values of the columns from each time on at which one changes.

        The first stage has no time: it holds before all changes.
        """
        starts: list[Time] = sorted({row[time] for time in self.times} - {None})
        before = tuple(column.default for column in self.columns)
        return (
            (None, before),
            *((start, tuple(c.at(row, start) for c in self.columns)) for start in starts),
        )


def plan_of(treaty: Treaty, basis: Basis, clock: Clock, names: Iterable[str] = COLUMNS) -> Plan:
    """Return the plan of these columns for a treaty."""
    known = lives(treaty, basis)
    most = max((len(life.memberships) for life in known.values()), default=0)
    most_signed = max((len(life.signings) for life in known.values()), default=0)
    rows = {key: _row(life, clock, most_signed, most) for key, life in known.items()}
    # An event that no State has is not a step: no State has withdrawn from the Protocol.
    present = {name for row in rows.values() for name, value in row.items() if value is not None}
    columns = tuple(_column(name, most_signed, most, present, treaty) for name in names)
    steps = [step for column in columns for step in column.steps]
    times = tuple(dict.fromkeys(step.event for step in steps))
    taken = {
        step.value.name: column.words or column.kind
        for column in columns
        for step in column.steps
        if isinstance(step.value, Field)
    }
    fields = {**dict.fromkeys(times, clock.kind), **taken}
    return Plan(
        columns=columns,
        times=times,
        fields=fields,
        rows={key: {name: row[name] for name in fields} for key, row in rows.items()},
        blank=dict.fromkeys(fields),
    )


def _row(life: Life, clock: Clock, most_signed: int, most: int) -> dict[str, Any]:
    def time(day: date | None) -> Time | None:
        return None if day is None else clock.joins(day)

    def left(day: date | None, since: date) -> Time | None:
        # Before it did something it had done nothing, on some days of a period in which it leaves.
        return None if day is None else max(clock.joins(_began(life, since)), clock.leaves(day))

    gone = life.not_counted_from
    # Nothing is lower than not to be counted, whatever it had done before.
    row: dict[str, Any] = {"gone": None if gone is None else clock.leaves(gone)}
    for number in range(most_signed):
        row |= {f"{name}_{number}": None for name in ("signed", "unsigned", "signed_on")}
    for number, signing in enumerate(life.signings):
        row[f"signed_{number}"] = time(signing.signed_on)
        row[f"unsigned_{number}"] = left(signing.withdrawn_on, signing.signed_on)
        row[f"signed_on_{number}"] = signing.signed_on
    spells = ("deposited", "left", "party", "unbound", "consent", "deposited_on")
    row |= {f"{name}_{number}": None for number in range(most) for name in spells}
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


def _column(name: str, most_signed: int, most: int, present: set[str], treaty: Treaty) -> Column:
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
    kind = KINDS[name]
    return Column(
        name=name,
        kind=kind,
        default=defaults.get(name),
        steps=tuple(step for step in steps[name] if step.event in present),
        words=words_of(kind, name, treaty) if issubclass(kind, Term) else (),
    )


def _paired(joins: tuple[str, object], leaves: tuple[str, object], spells: range) -> list[Step]:
    return [Step(f"{event}_{n}", value) for n in spells for event, value in (joins, leaves)]
