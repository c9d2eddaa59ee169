"""Every field of every public value, core and pages: what it takes, and what it refuses.

Values that callers, files and documents are made into are checked; answers, which the package
alone makes of such values, are not.
"""

import copy
import datetime as dt
import inspect
from collections.abc import Iterator
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from every_value import CLASSES, EXAMPLES

import opcat
from opcat import untc

SORTED = {(opcat.Treaty, "actions"), (opcat.Treaty, "fact_sources"), (opcat.Treaty, "open_to")}
"""Fields that take their members in any order, and so in a list as well."""
ANSWERS = {
    *(opcat.Article17, opcat.MechanismStatus),
    *(
        opcat.Background,
        opcat.Citation,
        opcat.Consent,
        opcat.Counts,
        opcat.Deadlines,
    ),
    *(opcat.Profile, opcat.ProfileEvent, opcat.CountReading, opcat.Reconciliation),
    *(opcat.ResolvedNames, opcat.StateStatus, opcat.UnvisitedParty, opcat.Uptake, untc.OffLogEntry),
    *(opcat.VisitReconciliation, untc.Changes, untc.Page, untc.Update),
    *(untc.Folder, untc.SavedPage, untc.RefusedPage),
    *(kind for kind in CLASSES if issubclass(kind, untc.Change)),
}
"""What the package alone makes, of values that are checked: their fields are not checked again."""


class Strange:
    """What no field can hold."""


FIELDS = [(kind, field.name) for kind in CLASSES for field in attrs.fields(kind)]
CHECKED = [(kind, name) for kind, name in FIELDS if kind not in ANSWERS]


def may_be_none(kind: type, name: str) -> bool:
    hint = get_type_hints(kind)[name]
    return get_origin(hint) in (Union, UnionType) and type(None) in get_args(hint)


def test_there_is_an_example_of_each() -> None:
    assert {kind for kind in CLASSES if kind not in EXAMPLES} == set()


def near_misses(hint: Any, value: Any) -> Iterator[object]:
    """Yield what looks like a value of a type, and is none."""
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    for kind in kinds:
        if get_origin(kind) is tuple:
            yield list(value)
        elif issubclass(kind, Enum):
            yield next(iter(kind)).value
        elif kind is int:
            yield from (1.0, True, "1", -1)
        elif kind is dt.date:
            yield from (dt.datetime(2010, 1, 1), "2010-01-01")
        elif kind is opcat.PartialDate:
            yield from (dt.date(2010, 1, 1), "2010-01-01")
        elif kind is opcat.State:
            yield "FRA"
        elif kind is str:
            yield from (5, b"bytes")


@pytest.mark.parametrize("kind", sorted(ANSWERS, key=str))
def test_no_field_of_an_answer_is_checked(kind: type) -> None:
    assert [field.name for field in attrs.fields(kind) if field.validator is not None] == []


@pytest.mark.parametrize(("kind", "name"), CHECKED)
def test_a_field_refuses_what_is_not_of_its_type(kind: type, name: str) -> None:
    """And says which field it is, or which member of it."""
    hint = get_type_hints(kind)[name]
    wrong = [Strange(), [Strange()], (Strange(),)]
    if (kind, name) not in SORTED:
        wrong += near_misses(hint, getattr(EXAMPLES[kind], name))
    wrong += [] if may_be_none(kind, name) else [None]
    for value in wrong:
        with pytest.raises(opcat.errors.InvariantError) as caught:
            attrs.evolve(EXAMPLES[kind], **{name: value})
        said = [problem for at, problem in caught.value.problems if at in (name, f"{name}[0]")]
        assert any("is not" in problem for problem in said), value


def test_a_treaty_takes_its_members_in_a_list() -> None:
    treaty = attrs.evolve(opcat.treaty(), open_to=opcat.treaty().states)
    for kind, name in SORTED:
        listed: dict[str, Any] = {name: list(getattr(treaty, name))}
        assert attrs.evolve(treaty, **listed) == treaty, (kind, name)


HALF = "half a \ud800"
TEXTS = [
    (kind, name, value)
    for kind, name in CHECKED
    for hint, value in ((str, HALF), (str | None, HALF), (tuple[str, ...], ("whole", HALF)))
    if get_type_hints(kind)[name] == hint
]


@pytest.mark.parametrize(("kind", "name", "value"), TEXTS)
def test_a_text_can_be_written(kind: type, name: str, value: object) -> None:
    """Half a surrogate pair cannot: JSON and CSV of such a value would fail, and much later."""
    with pytest.raises(
        opcat.errors.InvariantError, match=r"a lone surrogate|is not a code|is not a key"
    ) as caught:
        attrs.evolve(EXAMPLES[kind], **{name: value})
    str(caught.value).encode()


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, name in CHECKED if may_be_none(kind, name)]
)
def test_a_field_takes_none_where_its_type_says_so(kind: type, name: str) -> None:
    """A rule may still refuse it, but not for its type."""
    try:
        found = getattr(attrs.evolve(EXAMPLES[kind], **{name: None}), name)
    except opcat.errors.InvariantError as error:
        assert "None is not" not in str(error)  # noqa: PT017 - either of the two
    else:
        assert found is None


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if attrs.fields(kind)])
def test_fields_are_given_by_name(kind: type) -> None:
    values = [getattr(EXAMPLES[kind], field.name) for field in attrs.fields(kind)]
    with pytest.raises(TypeError, match="positional"):
        kind(*values)


@pytest.mark.parametrize("kind", CLASSES)
def test_a_value_made_of_the_same_fields_is_equal_and_has_the_same_hash(kind: type) -> None:
    example = EXAMPLES[kind]
    assert attrs.evolve(example) == example
    assert hash(attrs.evolve(example)) == hash(example)


NOT_COMPARED = {
    *((opcat.State, field.name) for field in attrs.fields(opcat.State) if field.name != "key"),
    (opcat.Action, "sources"),
    (opcat.Action, "effective_on"),
    (opcat.StateStatus, "_listing"),
}


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, name in FIELDS if kind is not opcat.Treaty]
)
def test_values_are_equal_where_all_fields_are_that_say_what_they_are(
    kind: type, name: str
) -> None:
    """A Treaty, which compares what its acts hold too, has tests of its own."""
    example = EXAMPLES[kind]
    other = copy.copy(example)
    object.__setattr__(other, name, "what no value holds")
    assert (other == example) is ((kind, name) in NOT_COMPARED)
    assert other != example or hash(other) == hash(example)
    assert example != attrs.astuple(example, recurse=False)


@pytest.mark.parametrize(
    "field",
    [
        pytest.param((kind, field), id=f"{kind.__name__}.{field.name}")
        for kind in CLASSES
        for field in attrs.fields(kind)
        if field.default is not attrs.NOTHING and kind is not opcat.State
    ],
)
def test_a_field_that_may_be_left_out_is_empty_then(
    field: tuple[type, "attrs.Attribute[Any]"],
) -> None:
    """It is None where it may be, else an empty tuple or text; but for those of a participant."""
    kind, left_out = field
    name, default = left_out.name, left_out.default
    convert: Any = getattr(left_out.converter, "converter", left_out.converter)
    if convert is not None:
        default = convert(default)
    empty = None if may_be_none(kind, name) else type(getattr(EXAMPLES[kind], name))()
    assert default == empty
    assert type(default) is type(empty)


@pytest.mark.parametrize("kind", CLASSES)
def test_a_signature_says_the_type_of_every_argument(kind: type) -> None:
    """Also of parts, which are made Rows of whatever tuple is given."""
    for name, parameter in inspect.signature(kind).parameters.items():
        assert parameter.annotation is not inspect.Parameter.empty, name
