"""What can be said of a State on a day: the one table of columns, for `annotate` and `panel` alike."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from opcat._core.model import State
from opcat._core.terms import ActionKind, RegionalGroup, Standing, UNStatus
from opcat._core.treaty import Treaty
from opcat._names.codes import Codes, code_of
from opcat._names.which_treaty import is_protocol, says_who_may_join
from opcat._practice.articles import Eligibility
from opcat._practice.institutions import InstitutionType
from opcat.frames._facts import Mechanism


class Fact(NamedTuple):
    """Where a column takes its values from: a field of `Facts`, and the value before all others."""

    field: str
    before: object = None


OF_STATE: Mapping[str, Any] = MappingProxyType(
    {
        "alpha_3": str,
        "alpha_2": str,
        "numeric": str,
        "state": str,
        "regional_group": RegionalGroup,
        "un_status": UNStatus,
        "cow": int,
        "cow_abbreviation": str,
        "gw": int,
        "vdem": int,
    }
)
"""The columns that need no day, with the kinds of their values."""
OF_ACTS: Mapping[str, Any] = MappingProxyType(
    {
        "standing": Standing,
        "is_party": bool,
        "is_signatory": bool,
        "signed_on": date,
        "consent": ActionKind,
        "deposited_on": date,
    }
)
"""Those that `annotate` adds if no others are named."""
FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        "is_in_force": Fact("in_force", before=False),
        "in_force_on": Fact("in_force_on"),
        "withdrawn_on": Fact("withdrawn_on"),
        "is_eligible": Fact("eligible", before=False),
        "eligible_on": Fact("eligible_on"),
        "eligibility": Fact("eligibility", before=Eligibility.NOT_OPEN.value),
        "mechanism_due_on": Fact("due_on"),
        "mechanism_latest_due_on": Fact("latest_due_on"),
        "is_mechanism_due": Fact("is_due", before=False),
        "mechanism": Fact("mechanism", before=Mechanism.NOT_PARTY.value),
        "mechanism_type": Fact("mechanism_type"),
    }
)
"""Those that follow from more than the State's own acts."""
OF_JOINING = frozenset({"is_eligible", "eligible_on", "eligibility"})
"""Those of them that say who may join."""
COUNTS: Mapping[str, str] = MappingProxyType(
    {"days_since_signature": "signed_on", "days_since_deposit": "deposited_on"}
)
"""Those that count days, and since which one."""

OFFERED: Mapping[str, Any] = MappingProxyType(
    {
        **OF_STATE,
        **OF_ACTS,
        **{name: bool if fact.before is False else date for name, fact in FACTS.items()},
        "eligibility": Eligibility,
        "mechanism": Mechanism,
        "mechanism_type": InstitutionType,
        **dict.fromkeys(COUNTS, int),
    }
)
"""Every column with the kind of its values: `str`, `date`, `bool`, `int`, or a vocabulary."""


def may_be_missing(name: str, treaty: Treaty) -> bool:
    """Tell whether a column may lack a value for a State on a day: by the treaty, never by the rows."""
    if name in FACTS:
        return FACTS[name].before is None or not is_answered(name, treaty)
    # A participant without a code is no State of today, which alone have rows in other tables.
    return name not in ("state", "standing", "is_party", "is_signatory")


def is_answered(name: str, treaty: Treaty) -> bool:
    """Tell whether a treaty answers a column at all: some rest on the Protocol, or on a known rule."""
    if name not in FACTS or name == "withdrawn_on":
        return True
    has_rule = treaty.entry_rule is not None
    if name == "is_in_force":
        return has_rule
    is_dated = has_rule or treaty.in_force_on is not None
    if name in ("mechanism_due_on", "mechanism_latest_due_on", "is_mechanism_due"):
        return is_protocol(treaty) and is_dated
    if name in OF_JOINING:
        return says_who_may_join(treaty)
    return is_dated if name == "in_force_on" else is_protocol(treaty)


def values_of(states: Iterable[State], name: str) -> list[Any]:
    """Return the values of a column that needs no day, of each State."""
    if name == "state":
        return [state.name for state in states]
    if name in ("cow", "cow_abbreviation", "gw", "vdem"):
        scheme = Codes(name)
        return [code_of(state, scheme) for state in states]
    values = [getattr(state, name) for state in states]
    return [None if value is None else str(value) for value in values]
