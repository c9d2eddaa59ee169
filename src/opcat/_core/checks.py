"""Checks of one field of a value, in the form that attrs wants them.

Each raises `InvariantError` with the field, the value and the rule. `by_type` gives the fields of a
class the checks that its annotations ask for.

The checked classes are those whose values callers, files and documents make. Answers are not
checked, because only the package makes them, from values that are checked already.
"""

from datetime import date, datetime
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, SupportsIndex, get_origin

from opcat._core.scalars import whole_number
from opcat._core.shown import Rows
from opcat.errors import InvariantError

if TYPE_CHECKING:
    from collections.abc import Callable

    import attrs

    Check = Callable[[Any, attrs.Attribute[Any], Any], None]


def whole(value: SupportsIndex) -> int:
    """Return an integer as a plain int, and anything else unchanged: the validator refuses it."""
    if type(value) is int:  # nearly all are, and the record has hundreds
        return value
    number = whole_number(value)
    return value if number is None else number  # type: ignore[return-value] # as the summary says


def text(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require an encodable string that is not blank and has no whitespace around it."""
    if not isinstance(value, str) or not value or value != value.strip():
        raise InvariantError(
            [(attribute.name, f"{value!r} is not a string without whitespace around it")]
        )
    if not value.isascii() and _is_unwritable(value):  # most are, and a call takes time
        raise InvariantError([(attribute.name, f"{value!r} {_HALVES}")])


_HALVES = "holds a lone surrogate, which no file can store"


def _is_unwritable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


def day(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require a plain `datetime.date`, which a `datetime.datetime` is not."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InvariantError([(attribute.name, f"{value!r} is not a datetime.date")])


def texts(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require a tuple of strings that are not blank."""
    members(str)(_, attribute, value)
    for index, member in enumerate(value):  # type: ignore[arg-type, var-annotated] # it is a tuple
        if not member.strip():
            raise InvariantError([(f"{attribute.name}[{index}]", f"{member!r} is blank")])
        if _is_unwritable(member):
            raise InvariantError([(f"{attribute.name}[{index}]", f"{member!r} {_HALVES}")])


def count(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require an integer of 0 or more."""
    if type(value) is not int or value < 0:
        raise InvariantError([(attribute.name, f"{value!r} is not an integer of 0 or more")])


def between(first: int, last: int) -> "Check":
    """Require an integer from ``first`` to ``last``."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if type(value) is not int or not first <= value <= last:
            problem = f"{value!r} is not an integer from {first} to {last}"
            raise InvariantError([(attribute.name, problem)])

    return check


def code(length: int, digits: bool = False) -> "Check":
    """Hold the field to ``length`` ASCII capitals, or digits, or to None."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value is None:
            return
        written = value if isinstance(value, str) and value.isascii() else ""
        fits = written.isdigit() if digits else written.isalpha() and written.isupper()
        if not fits or len(written) != length:
            kind = "digits" if digits else "uppercase letters"
            raise InvariantError([(attribute.name, f"{value!r} is not a code of {length} {kind}")])

    return check


def instance(kind: type) -> "Check":
    """Hold the field to instances of ``kind``."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if not isinstance(value, kind):
            raise InvariantError([(attribute.name, f"{value!r} is not of type {kind.__name__}")])

    return check


def members(kind: type) -> "Check":
    """Require a tuple of instances of ``kind``."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if type(value) is not tuple and type(value) is not Rows:
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


def by_type(_: type, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """Give a class one check of all its fields: each by its validator, or else by its annotation.

    This is the ``field_transformer`` of every class whose values are checked. The check stands on
    the last field, because attrs validates when all fields are set. One call per value, and one
    line of generated code per class, are faster than one per field.
    """
    plan = [(field.name, *_planned(field), field) for field in fields]

    def check(self: object, _: "attrs.Attribute[Any]", __: object) -> None:
        for name, sure, check_field, field in plan:
            value = getattr(self, name)
            if type(value) not in sure:
                check_field(self, field, value)

    *others, last = [field.evolve(validator=None) if field.validator else field for field in fields]
    return [*others, last.evolve(validator=check)]


def _planned(field: "attrs.Attribute[Any]") -> "tuple[tuple[type, ...], Check]":
    """Return of which types every value fits a field, and the check of all others."""
    if field.validator:
        return (), field.validator
    annotation: Any = field.type
    sure: tuple[type, ...] = ()
    if isinstance(annotation, UnionType):
        [annotation] = [kind for kind in annotation.__args__ if kind is not NoneType]
        sure = (NoneType,)
    if get_origin(annotation) is tuple:
        [kind, _] = annotation.__args__
        return sure, texts if kind is str else members(kind)
    if annotation is str:
        return sure, text
    if annotation is int:
        return sure, count
    return (*sure, annotation), day if annotation is date else instance(annotation)


def refuse(*rules: tuple[str, bool, str]) -> None:
    """Raise `InvariantError` for all the rules that are broken.

    Args:
        rules: triples of the field, whether the rule is broken, and what is wrong.
    """
    problems = [(field, problem) for field, broken, problem in rules if broken]
    if problems:
        raise InvariantError(problems)
