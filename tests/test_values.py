"""Every public value in other hands: type hints, cattrs, and the tables of data frame libraries."""

import contextlib
import datetime as dt
import re
import typing
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from inspect import isclass, isfunction
from types import ModuleType
from typing import Any

import attrs
import cattrs
import polars as pl
import pyarrow as pa
import pytest
from every_value import CLASSES, EXAMPLES

import opcat
from opcat import charts, frames, untc

MODULES = [opcat, *map(import_module, ("opcat.errors", "opcat.untc", "opcat.frames"))]
MODULES += map(import_module, ("opcat.charts", "opcat.strategies"))
PICTURES = {charts.Chart, charts.Joined}


def annotated(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield what is public in a module and may have annotations, methods of its classes too."""
    for name in module.__all__:
        found = getattr(module, name)
        if isfunction(found) or (isclass(found) and found not in PICTURES):
            yield name, found
        if isclass(found):
            for inner, value in vars(found).items():
                plain = getattr(value, "fget", getattr(value, "__func__", value))
                if isfunction(plain):
                    yield f"{name}.{inner}", plain


class TestTypeHints:
    """`typing.get_type_hints` finds every name, whatever was asked for before."""

    @pytest.mark.parametrize("module", MODULES)
    def test_of_everything_public(
        self, module: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also of names that nobody has taken from the package, whose rooms are loaded by need.

        Only Altair's own annotations, from which a picture inherits, have names that it lacks.
        """
        whole = dict(annotated(module))
        assert len(whole) > 1
        for name in opcat.__all__:
            monkeypatch.delitem(vars(opcat), name, raising=False)
        for name, found in whole.items():
            hints = typing.get_type_hints(found)
            assert not [hint for hint in hints.values() if isinstance(hint, str)], name

    @pytest.mark.parametrize("kind", CLASSES)
    def test_they_are_the_types_of_the_fields(self, kind: type) -> None:
        hints = typing.get_type_hints(kind)
        for field in attrs.fields(kind):
            assert hints[field.name] == field.type


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind is not opcat.Citation])
def test_a_repr_begins_with_the_name_of_its_class(kind: type) -> None:
    """That of a Citation is the citation, which people copy from the prompt."""
    assert re.match(rf"<?{kind.__name__}\b", repr(EXAMPLES[kind]))


# A field of these may hold values of several types, and plain cattrs keeps no names of types.
ONE_WAY = {
    opcat.ResolvedNames: "its entries are whatever was asked for",
    untc.Changes: "its entries are changes of several kinds",
    untc.Update: "it holds Changes",
    untc.ChangedFact: "a fact is a text or a day",
}


def plain(value: Any) -> bool:
    """Tell whether there is nothing in a value but what Python has itself."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return all(map(plain, value))
    return value is None or isinstance(value, str) or type(value) in (int, float, bool, dt.date)


class TestCattrs:
    """A converter that nobody has taught anything, but that a day is a day."""

    @pytest.mark.parametrize("kind", CLASSES)
    def test_every_value_becomes_plain(self, kind: type) -> None:
        assert plain(cattrs.unstructure(EXAMPLES[kind]))

    @pytest.mark.parametrize("kind", CLASSES)
    def test_and_comes_back_equal(self, kind: type) -> None:
        converter = cattrs.Converter()
        converter.register_structure_hook(dt.date, lambda value, _: value)
        raw = converter.unstructure(EXAMPLES[kind])
        if kind not in ONE_WAY:
            assert converter.structure(raw, kind) == EXAMPLES[kind]
        else:
            with contextlib.suppress(Exception):  # cattrs raises errors of many kinds
                back: Any = converter.structure(raw, kind)
                if back == EXAMPLES[kind]:
                    pytest.fail("it comes back: say so in the docs")

    def test_every_answer_of_the_record(self) -> None:
        converter = cattrs.Converter()
        converter.register_structure_hook(dt.date, lambda value, _: value)
        answers: list[tuple[Any, ...]] = [
            opcat.visits(),
            opcat.mechanisms(),
            opcat.declarations(),
            opcat.territories(),
            opcat.states(),
            opcat.actions(),
            opcat.treaty().statuses,
            opcat.reported_figures(),
            tuple(opcat.deadlines(state) for state in opcat.states()),
            tuple(opcat.profile(state) for state in opcat.states()[::10]),
            (opcat.uptake(), opcat.treaty(), opcat.convention(), opcat.background()),
        ]
        for values in answers:
            assert len(values) > 0
            for value in values:
                raw = converter.unstructure(value)
                assert converter.structure(raw, type(value)) == value


# Values that are no row, and what holds rows in their place.
NO_TABLE = {
    opcat.Background: "value.milestones or value.related",
    opcat.Citation: "value.references",
    opcat.OverdueList: "value.entries",
    opcat.Profile: "value.mechanisms or value.declarations or value.territories or value.visits",
    opcat.Reconciliation: "value.readings",
    opcat.ResolvedNames: "[state for _, state in value.resolved]",
    opcat.Treaty: "value.actions",
    untc.Change: "the name of a table: actions, article_17",
    untc.Changes: "value.entries",
    untc.Folder: "value.refused",
    untc.SavedPage: "value.page.treaty.actions or value.page.off_log_entries",
    untc.Page: "value.treaty.actions or value.off_log_entries",
    untc.Update: "value.changes.entries",
}
# Fields that the columns of a table tell in another way, as the docstring of `to_frame` says.
TOLD_OTHERWISE = {
    (opcat.Article17, "by_decade"),
    (opcat.Article17, "by_group"),
    (opcat.ReportedFigure, "group"),
    (opcat.StateStatus, "actions"),
    (opcat.StateStatus, "_listing"),
    (opcat.Uptake, "by_group"),
}


def parts(value: Any) -> Iterator[str]:
    """Yield what a row must tell of a value, field by field, each as text."""
    for field in attrs.fields(type(value)):
        inner = getattr(value, field.name)
        if isinstance(inner, opcat.State) and field.name == "state":
            yield from filter(None, (inner.alpha_3, inner.name))
        elif (type(value), field.name) not in TOLD_OTHERWISE:
            yield from leaves(inner)


def leaves(value: Any, *, of_list: bool = False) -> Iterator[str]:
    """Yield what columns must tell of what a field holds."""
    if isinstance(value, Enum):
        yield value.value
    elif isinstance(value, opcat.Source):
        yield value.id
    elif isinstance(value, opcat.PartialDate):
        yield from (str(value), str(value.earliest), str(value.latest))
    elif isinstance(value, opcat.Action) and of_list:
        yield from (str(value.date), value.state.name, value.kind.label)
    elif isinstance(value, opcat.VisitReport) and of_list:
        yield f"{value.symbol} {value.addressee}"
    elif isinstance(value, opcat.Declaration) and of_list:
        yield from map(str, (value.made_on, value.postpones, value.postponed_from))
        yield str(value.postponed_until)
    elif isinstance(value, tuple):
        for member in value:
            yield from leaves(member, of_list=True)
    elif attrs.has(type(value)):
        yield from parts(value)
    elif value is not None:
        yield str(value)


def table(rows: Any) -> pl.DataFrame:
    found: pl.DataFrame = frames.to_frame(rows, backend="polars")
    assert found.columns == frames.to_frame(rows, backend="pandas").columns.to_list()
    arrow: pa.Table = frames.to_frame(rows, backend="pyarrow")
    assert arrow.column_names == found.columns
    assert arrow.to_pylist() == found.to_dicts()
    return found


def complete(found: pl.DataFrame, values: list[Any]) -> None:
    """Hold that each row tells all of its value, and that no column stands for two fields."""
    assert len(set(found.columns)) == len(found.columns)
    for row, value in zip(found.to_dicts(), values, strict=True):
        cells = [str(cell) for cell in row.values() if cell is not None]
        for leaf in parts(value):
            assert any(leaf in cell for cell in cells), (leaf, row)
        for field in attrs.fields(type(value)):
            if (type(value), field.name) not in TOLD_OTHERWISE:
                assert [
                    c for c in found.columns if c == field.name or c.startswith(f"{field.name}_")
                ]


WHOLE = [kind for kind in CLASSES if kind not in NO_TABLE]


class TestTables:
    """A value has a complete table, or is refused by type with the next step."""

    @pytest.mark.parametrize("kind", WHOLE)
    def test_each_field_is_in_the_table(self, kind: type) -> None:
        complete(table((EXAMPLES[kind],)), [EXAMPLES[kind]])

    @pytest.mark.parametrize("kind", NO_TABLE)
    def test_what_is_no_row_is_refused(self, kind: type) -> None:
        value = EXAMPLES[kind]
        for rows in ([value], value):
            if rows is value and kind is untc.Changes:  # it is iterable: its own entries
                continue
            with pytest.raises(TypeError) as caught:
                frames.to_frame(rows)
            message = str(caught.value)
            assert message.startswith(f"there is no table of {kind.__name__} values, because ")
            assert f"; pass {NO_TABLE[kind]}" in message

    @pytest.mark.parametrize(
        "kind", [kind for kind in NO_TABLE if NO_TABLE[kind].startswith("value.")]
    )
    def test_and_what_it_names_has_one(self, kind: type) -> None:
        for path in NO_TABLE[kind].split(" or "):
            held: Any = EXAMPLES[kind]
            for name in path.split(".")[1:]:
                held = getattr(held, name)
            for entry in held:
                complete(table([entry]), [entry])

    def test_every_answer_of_the_record(self) -> None:
        answers: list[tuple[Any, ...]] = [
            opcat.visits(),
            opcat.mechanisms(),
            opcat.declarations(),
            opcat.territories(),
            opcat.states(),
            opcat.actions(),
            opcat.reported_figures(),
            opcat.background().milestones,
            opcat.overdue_list().entries,
            opcat.cite().sources,
            opcat.profile("Kazakhstan").events,
            opcat.when(parties=94),
            opcat.reconcile(parties=94, on="2025-10-31").readings,
            tuple(opcat.deadlines(state) for state in opcat.states()),
        ]
        for values in answers:
            assert len(values) > 0
            complete(table(values), list(values))

    def test_the_fields_of_which_nothing_was_told(self) -> None:
        """Periods of a reading and postponements of deadlines, and both of two States in a row."""
        readings = opcat.reconcile(parties=94, on="2025-10-31").readings
        told = table(readings)["periods"].to_list()
        assert told == ["2024-04-26/2025-07-17", "2024-05-26/2025-08-16"]
        assert table(opcat.reconcile(parties=96).readings)["periods"][0] == "2025-11-10/.."
        kazakhstan = table([opcat.deadlines("Kazakhstan")])
        assert kazakhstan["postponements"].to_list() == ["2010-02-08 part_iv 2010-05-22/2013-05-22"]
        before = opcat.resolve("Türkiye")
        after = attrs.evolve(before, depositary_name="Another spelling")
        row = table([untc.RenamedState(before=before, after=after)]).row(0, named=True)
        assert (row["before_alpha_3"], row["after_alpha_3"]) == ("TUR", "TUR")
        assert row["before_depositary_name"] != row["after_depositary_name"] == "Another spelling"
        day = dt.date(2006, 6, 22)
        for old, written in (("old", "old"), (day, "2006-06-22"), (None, None)):
            fact = untc.ChangedFact(fact="opened_on", before=old, after=day)
            assert table([fact])["before"].to_list() == [written]
        left = untc.WithdrawnAction(action=opcat.actions()[0])
        assert table([left])["off_log_entry_description"].to_list() == [None]

    def test_of_says_what_the_values_are(self) -> None:
        visits = opcat.visits("Mexico")
        assert frames.to_frame(visits, of="visits", backend="polars").equals(table(visits))
        with pytest.raises(TypeError, match=r"values of type Visit, and of='actions' has rows of"):
            frames.to_frame(visits, of="actions")

    def test_values_of_several_types(self) -> None:
        mixed = [opcat.actions()[0], opcat.visits()[0]]
        message = r"of several types \(Action, Visit\); .* pass each type separately"
        with pytest.raises(TypeError, match=message):
            frames.to_frame(mixed)
        with pytest.raises(
            TypeError, match=r"values of type int, and there is no table of these; pass"
        ):
            frames.to_frame([1, 2])
