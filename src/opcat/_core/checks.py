"""Checks of one field of a value, in the form that attrs wants them.

Each raises `InvariantError` with the field, the value and what it should be.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, SupportsIndex

from opcat._core.scalars import whole_number
from opcat.errors import InvariantError

if TYPE_CHECKING:
    from collections.abc import Callable

    import attrs

    Check = Callable[[Any, attrs.Attribute[Any], Any], None]


def is_day(value: object) -> bool:
    """Tell whether ``value`` is a plain `datetime.date` (a `datetime.datetime` is not)."""
    return isinstance(value, date) and not isinstance(value, datetime)


def whole(value: SupportsIndex) -> int:
    """Return a whole number as a plain int, and anything else unchanged: the validator refuses it."""
    number = whole_number(value)
    return value if number is None else number  # type: ignore[return-value] # as the summary says


def text(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Hold the field to text that is not blank, has no white space around it, and can be written."""
    if not isinstance(value, str) or not value or value != value.strip():
        raise InvariantError([(attribute.name, f"{value!r} is not a text without space around it")])
    if _is_unwritable(value):
        raise InvariantError([(attribute.name, f"{value!r} {_HALVES}")])


_HALVES = "holds half a surrogate pair, which no file can hold"


def _is_unwritable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


def day(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Hold the field to a plain `datetime.date`."""
    if not is_day(value):
        raise InvariantError([(attribute.name, f"{value!r} is not a datetime.date")])


def texts(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Hold the field to a tuple of texts that are not blank."""
    members(str)(_, attribute, value)
    for index, member in enumerate(value):  # type: ignore[arg-type, var-annotated] # it is a tuple
        if not member.strip():
            raise InvariantError([(f"{attribute.name}[{index}]", f"{member!r} is blank")])
        if _is_unwritable(member):
            raise InvariantError([(f"{attribute.name}[{index}]", f"{member!r} {_HALVES}")])


def frozen_tuple(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Hold the field to a tuple that holds nothing that can be changed."""
    try:
        hash(value)
    except TypeError as error:
        raise InvariantError([(attribute.name, f"holds what can be changed: {error}")]) from None
    if type(value) is not tuple:
        raise InvariantError([(attribute.name, f"{value!r} is not a tuple")])


def count(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Hold the field to a whole number of 0 or more."""
    if type(value) is not int or value < 0:
        raise InvariantError([(attribute.name, f"{value!r} is not a whole number of 0 or more")])


def between(first: int, last: int) -> "Check":
    """Hold the field to a whole number from ``first`` to ``last``."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if type(value) is not int or not first <= value <= last:
            what = f"{value!r} is not a whole number from {first} to {last}"
            raise InvariantError([(attribute.name, what)])

    return check


def code(length: int, digits: bool = False) -> "Check":
    """Hold the field to ``length`` ASCII capitals, or digits."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        written = value if isinstance(value, str) and value.isascii() else ""
        fits = written.isdigit() if digits else written.isalpha() and written.isupper()
        if not fits or len(written) != length:
            kind = "digits" if digits else "capital letters"
            raise InvariantError([(attribute.name, f"{value!r} is not a code of {length} {kind}")])

    return check


def instance(kind: type) -> "Check":
    """Hold the field to instances of ``kind``."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if not isinstance(value, kind):
            raise InvariantError([(attribute.name, f"{value!r} is not of type {kind.__name__}")])

    return check


def members(kind: type) -> "Check":
    """Hold the field to a tuple of instances of ``kind``."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if type(value) is not tuple:
            raise InvariantError([(attribute.name, f"{value!r} is not a tuple")])
        for member in value:
            if not isinstance(member, kind):
                break
        else:
            return
        wrong = [
            (f"{attribute.name}[{index}]", f"{member!r} is not of type {kind.__name__}")
            for index, member in enumerate(value)
            if not isinstance(member, kind)
        ]
        raise InvariantError(wrong)

    return check


def optional(check: "Check") -> "Check":
    """Let the field be None as well."""

    def optional_check(self: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value is not None:
            check(self, attribute, value)

    return optional_check


def refuse(*rules: tuple[str, bool, str]) -> None:
    """Raise `InvariantError` for all the rules that are broken.

    Args:
        rules: triples of the field, whether the rule is broken, and what is wrong.
    """
    problems = [(field, what) for field, broken, what in rules if broken]
    if problems:
        raise InvariantError(problems)
