"""What a notebook shows of any value, and of a tuple of values: by the names of their fields.

A value that has more to say than its fields has a page of its own in `opcat._output.notebook`.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import attrs

from opcat._core.model import Action, Source, State
from opcat._core.status import StateStatus
from opcat._core.terms import Term
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._output.cite import Citation
from opcat._output.html import ROWS, Page, title_of
from opcat._practice.designation import Designation
from opcat._practice.institutions import Mechanism
from opcat._practice.mechanisms import MechanismStatus
from opcat._practice.overdue import ListKnowledge, OverdueList
from opcat._questions.article_17 import Article17
from opcat._questions.deadlines import Deadlines
from opcat._questions.reconcile import CountReading, Verdict
from opcat._questions.state_page import Profile
from opcat._questions.uptake import Uptake

_COLUMNS: dict[type, tuple[str, ...]] = {
    Action: ("date", "state", "kind"),
    Article17: (
        *("as_of", "parties", "before_joining", "in_time", "between_readings", "late"),
        *("none_yet", "not_known", "not_due", "median_days", "median_days_with_none_yet"),
    ),
    Deadlines: (
        *("state", "in_force_on", "due_on", "latest_due_on", "designated_on", "punctuality"),
        *("days_late", "is_overdue", "is_on_overdue_list"),
    ),
    Mechanism: (
        *("state", "bodies", "institution_type", "designated_on", "in_function_from", "ended_on"),
        *("confidence", "note"),
    ),
    Profile: ("state", "protocol", "convention", "eligibility"),
    Source: ("id", "publisher", "title", "as_of"),
    State: ("name", "alpha_3", "alpha_2", "numeric", "un_status", "regional_group"),
    StateStatus: ("state", "standing", "signed_on", "deposited_on", "in_force_on"),
    Treaty: ("title", "as_of", "in_force_on", "depositary"),
    Uptake: ("as_of", "parties", "eligible", "share", "estimated_share", "opening_share"),
}
"""The columns of a table of many, where they are not the fields."""
_DERIVED: dict[type, tuple[str, ...]] = {Uptake: ("share", "opening_share")}
"""What a value tells besides its fields."""
_NONE: dict[object, str] = {
    **dict.fromkeys(("alpha_2", "alpha_3", "numeric", "regional_group", "un_status"), "none"),
    **dict.fromkeys(("deposited_on", "signed_on", "withdrawn_on", "full_list"), "none"),
    **dict.fromkeys(("period", "postponed_from", "postponed_until", "postpones"), "none"),
    **dict.fromkeys(("mechanism", "note", "overdue_since", "until_basis", "url"), "none"),
    **dict.fromkeys(("off_log_entry", "before", "after", "day_confidence"), "none"),
    **dict.fromkeys(("due_on", "latest_due_on", "punctuality"), "nothing was due"),
    **dict.fromkeys(("has_public_annual_reports", "reports", "web_address"), "none known"),
    **dict.fromkeys(("median_days", "median_days_with_none_yet"), "not reached"),
    (CountReading, "periods"): "never",
    (Deadlines, "designated_on"): "none, or not known",
    (Deadlines, "days_late"): "none, or not known",
    "ended_on": "no end known",
    "group": "all States",
    "stop": "still lasts",
    "territory": "not named",
}
"""What it means that there is nothing in a field, where it does not mean that it is not known."""
_UNKNOWN: dict[tuple[type, str], Callable[[Any], bool]] = {
    (CountReading, "periods"): lambda reading: reading.verdict is Verdict.NOT_KNOWN,
    (MechanismStatus, "mechanism"): lambda status: status.designated is not Designation.NO,
    (OverdueList, "entries"): lambda listed: listed.knowledge is ListKnowledge.UNKNOWN,
}
"""When nothing in a field means that it is not known, where it may also mean that there is none."""
_MEMBERS = 5
"""How many members of a tuple a cell has."""
_HEADINGS = {"id": "ID", "stop": "Stop (not included)", "url": "Address"}
"""The headings that are not the field's name."""
_NOUNS = {"StateStatus": "statuses", "tuple": "rows"}
"""What values are called, where it is not the name of their class."""
_PAIRED = {date: "Day", int: "Decade"}
"""What the first of a pair is, where it is no regional group."""


def value_page(value: object) -> str:
    """Return the tables of a value: its fields, and a table for each field that holds values."""
    page = Page()
    kind = type(value)
    cells: list[tuple[object, ...]] = []
    below: list[tuple[str, tuple[object, ...]]] = []
    for name in _fields(kind):
        held = getattr(value, name)
        if (
            name != "sources"
            and isinstance(held, tuple)
            and any(_is_row(one) or _is_pair(one) for one in held)
        ):
            below.append((name, held))
        else:
            cells.append((heading(name), cell(page, value, name)))
    if cells:
        page.table(_caption(value), ("What", "Answer"), cells)
    else:
        page.note(_caption(value))
    for name, held in below:
        add_rows(page, held, heading(name))
    return page.html()


def rows_page(values: tuple[object, ...]) -> str:
    """Return the table of a tuple of values."""
    page = Page()
    kinds = set(map(type, values))
    many = _plural(kinds.pop().__name__) if len(kinds) == 1 else "values"
    add_rows(page, values, numbered(len(values), many))
    return page.html()


def add_rows(page: Page, values: tuple[Any, ...], caption: str) -> None:
    """Add a table of values to a page, a row for each."""
    shown = values[:ROWS]
    if len(set(map(type, values))) == 1 and _is_row(values[0]):
        names = _names(type(values[0]))
        page.table(caption, _head(names), (_cells(page, value, names) for value in shown))
    elif values and all(map(_is_pair, values)):
        names = _names(type(values[0][1]))
        first = _PAIRED.get(type(values[0][0]), "Regional group")
        cells = ((_text(one, "none"), *_cells(page, value, names)) for one, value in shown)
        page.table(caption, (first, *_head(names)), cells)
    else:
        page.table(caption, ("Value",), ((_text(value, "none"),) for value in shown or ("none",)))
    if len(values) > ROWS:
        left = numbered(len(values) - ROWS, "rows")
        page.note(f"Not shown: {left}. A slice shows others, and to_frame() holds all.")


def heading(name: str) -> str:
    """Return a field's name as a heading."""
    return _HEADINGS.get(name) or name.replace("_", " ").capitalize()


def cell(page: Page, value: object, name: str) -> object:
    """Return what an attribute of a value is in a table."""
    held = getattr(value, name)
    if name == "sources":
        return page.cite(held)
    if isinstance(value, Source) and name == "title":
        return title_of(value)
    if isinstance(held, tuple):
        members = [str(_text(member, "none")) for member in held[:_MEMBERS]]
        more = len(held) - len(members)
        listed = "; ".join(members + ([f"and {more} more"] if more else []))
        return listed or _nothing(value, name, "none")
    return _text(held, _nothing(value, name, "not known"))


def _nothing(value: object, name: str, otherwise: str) -> str:
    kind = type(value)
    if (kind, name) in _UNKNOWN and _UNKNOWN[kind, name](value):
        return "not known"
    return _NONE.get((kind, name)) or _NONE.get(name, otherwise)


def _text(value: object, none: str) -> object:
    if value is None:
        return none
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Term):
        return value.label
    if isinstance(value, float):
        return f"{value:.1%}"
    return str(value).partition("\n")[0] or "none"


def _caption(value: object) -> str:
    """Return what a value calls itself, or else what it is called."""
    kind = type(value)
    if kind.__str__ is object.__str__ or isinstance(value, Citation):
        return _words(kind.__name__).capitalize()
    return str(value).partition("\n")[0] or "none"


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", name).lower()


def _plural(name: str) -> str:
    words = _NOUNS.get(name) or _words(name)
    if words.endswith(("us", "y")):
        return f"{words}es" if words.endswith("us") else f"{words[:-1]}ies"
    return words if words.endswith("s") else f"{words}s"


def _fields(kind: Any) -> tuple[str, ...]:
    names = [field.name for field in attrs.fields(kind) if field.name != "sources"]
    return (*names, *_DERIVED.get(kind, ()), *(["sources"] if hasattr(kind, "sources") else []))


def _names(kind: Any) -> tuple[str, ...]:
    """Return the columns of a table of values of a type."""
    if kind not in _COLUMNS:
        return _fields(kind)
    return (*_COLUMNS[kind], *(["sources"] if hasattr(kind, "sources") else []))


def _head(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(heading, names))


def _cells(page: Page, value: object, names: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(cell(page, value, name) for name in names)


def _is_row(value: object) -> bool:
    """Tell whether a value has fields."""
    return attrs.has(type(value)) and bool(_fields(type(value)))


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and _is_row(value[1])
