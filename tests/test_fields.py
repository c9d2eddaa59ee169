"""Every field of every public value, core and pages: what it takes, and what it refuses."""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from status_pages import Table, html

import opcat
from opcat import untc

CLASSES = [
    found
    for module in (opcat, untc)
    for name in module.__all__
    if isinstance(found := getattr(module, name), type) and attrs.has(found)
]


FREE = {"found", "unknown", "ambiguous", "by_group"}
"""Fields that hold whatever was asked for, or pairs: tuples of what cannot be changed."""


class Strange:
    """What no field can hold."""


def answers() -> Iterator[object]:
    """Yield answers that lead to a value of each class."""
    yield from (opcat.treaty(), opcat.convention(), opcat.when(parties=94), opcat.background())
    yield from (opcat.reconcile(parties=94), opcat.deadlines("France"), opcat.profile("France"))
    yield from (opcat.declarations(), opcat.territories(), opcat.visits(), opcat.timeline())
    yield from (opcat.mechanisms(), opcat.overdue_mechanisms(), opcat.uptake(), opcat.cite())
    yield from (opcat.resolve_all(["Kenya", "Korea", "Atlantis"]), opcat.reported_figures())
    yield from (opcat.eligibility("France"), opcat.treaty().entry_rule)
    yield opcat.treaty().denunciation_rule
    old = untc.read_page(
        html(Table(rows=(("Malta", "1 Oct 2003", ""), ("Turkey", "1 Oct 2003", "[2 Oct 2003]"))))
    )
    yield old
    for rows in (
        (
            ("Malta", "2 Oct 2003", ""),
            ("Türkiye", "1 Oct 2003", "2 Oct 2003"),
            ("Kenya", "3 Oct 2003", ""),
        ),
        (("Turkey", "[1 Oct 2003]", ""), ("Kenya", "[1 Oct 2003]", "")),
    ):
        changes = untc.compare(old, untc.read_page(html(Table(rows=rows, in_force="1 May 2006"))))
        yield from (changes, *changes, untc.Update(changes=changes))
    yield untc.Change()
    yield untc.NewAction(action=opcat.actions()[0])


def examples() -> dict[type, Any]:
    """Return a value of each class."""
    found: dict[type, Any] = {}
    waiting = list(answers())
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting += value[:50]
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif attrs.has(type(value)) and type(value) not in found:
            found[type(value)] = value
            waiting += (getattr(value, name) for name in dir(value) if not name.startswith("_"))
    return found


EXAMPLES = examples()
FIELDS = [(kind, field.name) for kind in CLASSES for field in attrs.fields(kind)]


def may_be_none(kind: type, name: str) -> bool:
    hint = get_type_hints(kind)[name]
    return get_origin(hint) in (Union, UnionType) and type(None) in get_args(hint)


def test_there_is_an_example_of_each() -> None:
    assert {kind for kind in CLASSES if kind not in EXAMPLES} == set()


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_a_field_refuses_what_is_not_of_its_type(kind: type, name: str) -> None:
    """And says which field it is."""
    wrong = [Strange(), [Strange()], ([],) if name in FREE else (Strange(),)]
    wrong += [] if may_be_none(kind, name) else [None]
    for value in wrong:
        with pytest.raises(opcat.InvariantError) as caught:
            attrs.evolve(EXAMPLES[kind], **{name: value})
        said = [what for place, what in caught.value.problems if place.startswith(name)]
        assert any("is not" in what or "holds what can be changed" in what for what in said)


HALF = "half a \ud800"
TEXTS = [
    (kind, name, value)
    for kind, name in FIELDS
    for hint, value in ((str, HALF), (str | None, HALF), (tuple[str, ...], ("whole", HALF)))
    if get_type_hints(kind)[name] == hint and kind is not untc.Update
]
"""Fields that hold text; an `Update` holds names of files and what is written into them."""


@pytest.mark.parametrize(("kind", "name", "value"), TEXTS)
def test_a_text_can_be_written(kind: type, name: str, value: object) -> None:
    """Half a surrogate pair cannot: JSON and CSV of such a value would fail, and much later."""
    with pytest.raises(
        opcat.InvariantError, match=r"half a surrogate pair|is not a code"
    ) as caught:
        attrs.evolve(EXAMPLES[kind], **{name: value})
    str(caught.value).encode()


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, name in FIELDS if may_be_none(kind, name)]
)
def test_a_field_takes_none_where_its_type_says_so(kind: type, name: str) -> None:
    """A rule may still refuse it, but not for its type."""
    try:
        found = getattr(attrs.evolve(EXAMPLES[kind], **{name: None}), name)
    except opcat.InvariantError as error:
        assert "None is not" not in str(error)  # noqa: PT017 - either of the two
    else:
        assert found is None


@pytest.mark.parametrize("kind", CLASSES)
def test_fields_are_named_and_stay(kind: type) -> None:
    example = EXAMPLES[kind]
    values = [getattr(example, field.name) for field in attrs.fields(kind)]
    if values:
        with pytest.raises(TypeError, match="positional"):
            kind(*values)
    for field in attrs.fields(kind):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(example, field.name, None)
    assert not hasattr(example, "__dict__")
    assert attrs.evolve(example) == example
    assert hash(attrs.evolve(example)) == hash(example)


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
    empty = None if may_be_none(kind, name) else type(getattr(EXAMPLES[kind], name))()
    assert default == empty
    assert type(default) is type(empty)
