"""How a value is printed in a failing example: so that it can be read, and makes the value again."""

import warnings
from collections.abc import Callable
from typing import Any

import attrs
from hypothesis.vendor.pretty import RepresentationPrinter

from opcat._core.model import State
from opcat._names.resolve import find_state
from opcat._practice.overdue import OverdueList, overdue_list
from opcat._questions.article_17 import Article17, article_17
from opcat._questions.deadlines import Deadlines, deadlines
from opcat._questions.profile import profile
from opcat._questions.state_page import Profile
from opcat._questions.uptake import Uptake, uptake
from opcat.errors import OpcatError

_QUESTIONS: dict[type, Callable[..., Any]] = {
    Article17: article_17,
    Deadlines: deadlines,
    OverdueList: overdue_list,
    Profile: profile,
    Uptake: uptake,
}
"""By which question an answer is printed, because its fields would take pages."""


def print_value(value: Any, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG001 - Hypothesis calls it so
    """Print a value in a failing example, so that it can be read, and makes the value again.

    Hypothesis would print all fields, and a State of the record takes twenty lines.
    """
    if isinstance(value, State) and value.alpha_3 and find_state(value.alpha_3) is value:
        printer.text(f"opcat.resolve({value.alpha_3!r})")
        return
    question = _QUESTIONS.get(type(value))
    if question is not None:
        who = [value.state] if hasattr(value, "state") else []
        if _says_again(question, who, value):
            printer.repr_call(f"opcat.{question.__name__}", who, {"on": value.as_of})
            return
    fields = [field for field in attrs.fields(type(value)) if field.init]
    told = {
        field.alias: getattr(value, field.name) for field in fields if not _is_usual(value, field)
    }
    with printer.group(1, f"{type(value).__name__}(", ")"):
        for place, (name, part) in enumerate(told.items()):
            if place:
                printer.text(",")
                printer.breakable()
            printer.text(f"{name}=")
            printer.pretty(part)


def _says_again(question: Callable[..., Any], who: list[State], value: Any) -> bool:
    """Tell whether a question answers with the value, without a warning that could be an error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return bool(question(*who, on=value.as_of) == value)
    except (OpcatError, Warning):
        return False


def _is_usual(value: Any, field: "attrs.Attribute[Any]") -> bool:
    """Tell whether a field has the value that it has where nothing is passed."""
    usual: Any = field.default
    if isinstance(usual, attrs.Factory):  # type: ignore[arg-type] # a class, to the type checker a function
        usual = usual.factory(value) if usual.takes_self else usual.factory()
    return usual is not attrs.NOTHING and getattr(value, field.name) == usual
