"""The tuple of values that questions return: a tuple in every way, and a table in a notebook."""

import copy
import inspect
import json
import operator
import pickle
import re
import shutil
import typing
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import attrs
import cattrs
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from every_value import CLASSES, EXAMPLES
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import opcat
from opcat import frames, untc
from opcat._output import html  # the limit of rows of a page
from opcat._output.tables import TABLES  # the types that have a table

ANSWERS: dict[str, Callable[[], Any]] = {
    "actions": opcat.actions,
    "consents": opcat.consents,
    "declarations": opcat.declarations,
    "mechanism_history": opcat.mechanism_history,
    "mechanisms": opcat.mechanisms,
    "non_parties": opcat.non_parties,
    "parties": opcat.parties,
    "pending_signatories": opcat.pending_signatories,
    "reported_figures": opcat.reported_figures,
    "signatories": opcat.signatories,
    "sources": opcat.sources,
    "states": opcat.states,
    "territories": opcat.territories,
    "timeline": opcat.timeline,
    "unvisited_parties": opcat.unvisited_parties,
    "visit_totals": opcat.visit_totals,
    "visits": opcat.visits,
    "when": lambda: opcat.when(parties=94),
}
CHANGES = untc.compare(opcat.treaty(on="2020-01-01"), opcat.treaty())
NARROWED: dict[str, Callable[[], Any]] = {
    "actions of a State": lambda: opcat.actions("France"),
    "eligible": lambda: opcat.non_parties(eligibility="may_join"),
    "history of a State": lambda: opcat.mechanism_history("Mali"),
    "States of a group": lambda: opcat.states(group="african"),
    "statuses": lambda: opcat.treaty().statuses,
    "States of a treaty": lambda: opcat.treaty().states,
    "States on the list": lambda: opcat.overdue_list().states,
    "changes": lambda: CHANGES.of(untc.NewConsent),
    "unexpected": lambda: CHANGES.unexpected,
}
EVERY = ANSWERS | NARROWED
MEMBERS = st.lists(st.sampled_from([*opcat.states()[:5], *opcat.actions()[:5], 1, "one", None]))


def test_every_question_with_several_answers_returns_it() -> None:
    """By their annotations: what is a tuple of values is `Rows`, and nothing else is left."""
    found: dict[str, object] = {}
    for name in opcat.__all__:
        question = getattr(opcat, name)
        if inspect.isfunction(question):
            found[name] = typing.get_type_hints(question)["return"]
    many = {name for name, hint in found.items() if typing.get_origin(hint) in (tuple, opcat.Rows)}
    assert many == set(ANSWERS)
    assert all(typing.get_origin(found[name]) is opcat.Rows for name in many)


PARTS = [
    *EXAMPLES.values(),
    *map(opcat.profile, ("Australia", "Mali", "Mexico", "New Zealand")),
    *opcat.visits("Mexico"),
    opcat.reported_figures()[0],
    opcat.deadlines("Kazakhstan"),
]


def is_table(values: tuple[Any, ...]) -> bool:
    """Tell whether a table holds these values."""
    try:
        frames.to_frame(values, backend="polars")
    except TypeError:
        return False
    return True


def test_every_part_of_a_value_that_is_a_table_is_such_a_tuple_too() -> None:
    """The acts of a treaty, the parts of a profile, the sources of anything."""
    found = {}
    for value in PARTS:
        for name in dir(value):
            part = None if name.startswith("_") else getattr(value, name)
            if isinstance(part, tuple) and part and is_table(part):
                found[type(value).__name__, name] = type(part)
    assert {kind for kind in found.values() if kind is not opcat.Rows} == set(), found
    for expected in (
        ("Treaty", "actions"),
        ("StateStatus", "actions"),
        *(("Profile", part) for part in ("declarations", "events", "mechanisms", "visits")),
        *(("Profile", part) for part in ("territories", "sources")),
        *(("Background", part) for part in ("milestones", "related", "titles")),
        *(("Deadlines", "postponements"), ("OverdueList", "entries"), ("Visit", "reports")),
        *(("Article17", "by_decade"), ("Article17", "by_group"), ("Uptake", "by_group")),
        *(("Citation", "references"), ("Reconciliation", "readings"), ("Folder", "refused")),
    ):
        assert expected in found


@pytest.mark.parametrize("answer", EVERY.values(), ids=EVERY)
class TestAnswers:
    def test_it_is_what_is_returned(self, answer: Callable[[], Any]) -> None:
        assert type(answer()) is opcat.Rows

    def test_its_data_frame_is_that_of_the_tuple(self, answer: Callable[[], Any]) -> None:
        rows = answer()
        if not rows:  # several types of changes might be in it
            with pytest.raises(ValueError, match="such as of='visits'"):
                rows.to_frame()
            return
        for backend, kind in (("pandas", pd.DataFrame), ("polars", pl.DataFrame)):
            frame = rows.to_frame(backend=backend)
            assert type(frame) is kind
            assert frame.equals(frames.to_frame(tuple(rows), backend=backend))
        assert type(rows.to_frame(backend="pyarrow")) is pa.Table

    def test_a_notebook_shows_each_of_them_up_to_the_limit(self, answer: Callable[[], Any]) -> None:
        rows = answer()
        table = etree.fromstring(rows._repr_html_()).find("table")
        if not rows:
            assert table is not None
            return
        caption = "".join(table.find("caption").itertext())
        assert re.fullmatch(rf"{len(rows)} [a-z ]+", caption)
        assert len(table.find("tbody")) == min(len(rows), html.ROWS)
        said = "".join(etree.fromstring(rows._repr_html_()).itertext())
        left = f"Not shown: {len(rows) - html.ROWS} row"
        assert (left in said) is (len(rows) > html.ROWS)


class TestATuple:
    """Each statement is told a second time with Python's own tuple."""

    @given(MEMBERS, MEMBERS, st.integers(-12, 12) | st.slices(8))
    def test_in_every_way(self, members: list[Any], more: list[Any], place: Any) -> None:
        rows, plain = opcat.Rows(members), tuple(members)
        assert isinstance(rows, tuple)
        assert rows == plain
        assert plain == rows
        assert hash(rows) == hash(plain)
        assert repr(rows) == repr(plain)
        assert str(rows) == str(plain)
        assert list(rows) == members
        assert len(rows) == len(plain)
        assert bool(rows) is bool(plain)
        assert rows * 2 == plain * 2
        assert rows + tuple(more) == plain + tuple(more)
        assert tuple(more) + rows == tuple(more) + plain
        assert rows.count(1) == plain.count(1)
        assert (1 in rows) is (1 in plain)
        assert {rows: "found"}[plain] == "found"
        try:
            expected = plain[place]
        except IndexError:
            with pytest.raises(IndexError):
                rows[place]
        else:
            assert rows[place] == expected
            assert (type(rows[place]) is opcat.Rows) is isinstance(place, slice)

    def test_a_slice_and_a_sum_are_tables_too(self) -> None:
        mexico, chile = opcat.visits("Mexico"), opcat.visits("Chile")
        for made in (mexico[:2], mexico + chile, mexico + tuple(chile), mexico[5:]):
            assert type(made) is opcat.Rows
        with pytest.raises(TypeError, match="concatenate"):
            operator.add(mexico, [1])
        assert type(opcat.timeline()[0]) is tuple, "a row that is a pair is no table"

    @pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    def test_it_is_pickled_and_copied(self, protocol: int) -> None:
        for rows in (opcat.visits("Mexico"), opcat.visits("Kenya"), opcat.timeline()):
            made = (
                pickle.loads(pickle.dumps(rows, protocol)),
                copy.copy(rows),
                copy.deepcopy(rows),
            )
            for back in made:
                assert type(back) is opcat.Rows
                assert back == rows
        plain = tuple(opcat.visits("Mexico"))
        assert type(pickle.loads(pickle.dumps(plain, protocol))) is tuple

    def test_it_is_matched(self) -> None:
        match opcat.consents("France"):
            case (opcat.Consent(state=opcat.State(alpha_3=code)),):
                assert code == "FRA"
            case _:
                pytest.fail("it is a sequence of one")
        match opcat.visits("Mexico"):
            case [first, *others]:
                assert (first, len(others)) == (opcat.visits("Mexico")[0], 2)

    def test_no_name_is_in_it(self) -> None:
        """`in` compares whole values, as in the tuple of them."""
        togo = opcat.resolve("Togo")
        assert opcat.is_party("Togo")
        for answer in (opcat.parties(), opcat.states()):
            values: tuple[object, ...] = answer
            for one in ("Togo", "TGO", "TG", togo, answer[0]):
                assert (one in values) is any(one == value for value in values)
            assert "Togo" not in values
        assert togo in opcat.states()

    def test_json_and_cattrs_write_it_as_a_tuple(self) -> None:
        assert json.dumps(opcat.Rows([1, None, "one"])) == '[1, null, "one"]'
        for answer in ANSWERS.values():
            rows = answer()
            for converter in (cattrs.Converter(), cattrs.Converter(prefer_attrib_converters=True)):
                assert converter.unstructure(rows) == converter.unstructure(tuple(rows))
        raw = cattrs.unstructure({"visits": opcat.visits("Mexico")})
        assert [type(row) for row in raw["visits"]] == [dict] * 3

    def test_a_value_may_be_made_of_it(self) -> None:
        """A field that takes a tuple takes it, and the value is the same."""
        status, treaty = opcat.status("Togo"), opcat.treaty()
        sources = opcat.Rows(status.sources)
        action = attrs.evolve(status.actions[0], sources=sources)
        assert action == status.actions[0]
        facts = opcat.Rows((name, opcat.Rows(held)) for name, held in treaty.fact_sources)
        made = attrs.evolve(treaty, actions=opcat.actions(), fact_sources=facts)
        assert made == treaty
        assert opcat.from_json(opcat.to_json(made)) == treaty
        assert frames.to_frame(opcat.visits(), backend="polars").equals(
            frames.to_frame("visits", backend="polars")
        )

    @pytest.mark.parametrize("kind", CLASSES)
    def test_every_part_is_rows_whatever_tuple_it_is_made_of(self, kind: type) -> None:
        """As type checkers are told, so `to_frame` can be asked of it. Texts and lookups are plain.

        Answers make hundreds of statuses of Rows, which are taken as they are.
        """
        plain = {"bodies", "fact_sources", "files", "languages", "problems", "warnings"}
        plain |= {"resolved", "unknown", "ambiguous"} if kind is opcat.ResolvedNames else set()
        value: Any = EXAMPLES[kind]
        if kind is opcat.Treaty:
            value = attrs.evolve(value, open_to=value.states)
        parts = {
            field.alias: getattr(value, field.name)
            for field in attrs.fields(kind)
            if isinstance(getattr(value, field.name), tuple)
        }
        made = attrs.evolve(value, **{name: tuple(part) for name, part in parts.items()})
        for field in attrs.fields(kind):
            if field.alias in parts:
                wanted = tuple if field.name in plain else opcat.Rows
                assert type(parts[field.alias]) is wanted, field.name
                if kind is not opcat.StateStatus:
                    assert type(getattr(made, field.name)) is wanted, field.name
        assert made == value

    def test_another_kind_of_tuple_is_still_refused(self) -> None:
        """It might hold what can be changed."""

        class Other(tuple[Any, ...]):
            __slots__ = ()

        with pytest.raises(opcat.errors.InvariantError, match="is not a tuple"):
            attrs.evolve(opcat.actions()[0], sources=Other())

    def test_it_is_a_type_with_a_parameter(self) -> None:
        assert typing.get_args(opcat.Rows[opcat.Visit]) == (opcat.Visit,)
        assert issubclass(opcat.Rows, Sequence)


_BEFORE: dict[str, Any] = {"on": "2002-12-19"}
_UNTIL: dict[str, Any] = {"until": "2002-12-19"}
PRACTICE = (
    *("declarations", "mechanism_standing", "mechanisms", "overdue_mechanisms", "reported_figures"),
    *("territories", "visit_reports", "visit_totals", "visits"),
)


@pytest.fixture(scope="module")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> opcat.Record:
    """Return a record in which nothing is known of practice."""
    directory = tmp_path_factory.mktemp("records") / "empty"
    shutil.copytree(Path(opcat.__file__).parent / "data", directory)
    for name in PRACTICE:
        table = directory / f"{name}.csv"
        table.write_text(
            table.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8"
        )
    return opcat.load(directory)


@pytest.fixture(scope="module")
def new_treaty() -> opcat.Treaty:
    """Return a treaty under which nobody has acted."""
    return opcat.treaty_from_rows(
        [], key="new", title="A new one", as_of="2020-01-01", open_to=["France"]
    )


def unsourced_status() -> opcat.StateStatus:
    """Return where a State stands by acts without a source."""
    status = opcat.status("Togo")
    acts = opcat.Rows(attrs.evolve(action, sources=()) for action in status.actions)
    return attrs.evolve(status, actions=acts)


def unsourced_profile() -> opcat.Profile:
    """Return what is known of a State that had done nothing, without the page that says so."""
    profile = opcat.profile("Mali", on="1980-01-01")
    nothing = opcat.StateStatus(state=profile.state, as_of=profile.as_of)
    deadlines = attrs.evolve(profile.deadlines, sources=())
    return attrs.evolve(profile, convention=nothing, protocol=nothing, deadlines=deadlines)


# Each takes the empty record and the new treaty.
EMPTY: dict[str, Callable[[opcat.Record, opcat.Treaty], Any]] = {
    "actions": lambda *_: opcat.actions(**_UNTIL),
    "consents": lambda *_: opcat.consents(**_UNTIL),
    "declarations": lambda record, _: opcat.declarations(treaty=record),
    "mechanism_history": lambda record, _: opcat.mechanism_history(treaty=record),
    "mechanisms": lambda *_: opcat.mechanisms(**_BEFORE),
    "non_parties": lambda *_: opcat.non_parties(eligibility="not_open", group="african"),
    "parties": lambda *_: opcat.parties(**_BEFORE),
    "pending_signatories": lambda *_: opcat.pending_signatories(**_BEFORE),
    "reported_figures": lambda record, _: opcat.reported_figures(treaty=record),
    "signatories": lambda *_: opcat.signatories(**_BEFORE),
    "states": lambda _, treaty: opcat.states(group="african", treaty=treaty),
    "territories": lambda record, _: opcat.territories(treaty=record),
    "timeline": lambda *_: opcat.timeline(**_UNTIL),
    "unvisited_parties": lambda *_: opcat.unvisited_parties(**_BEFORE),
    "visit_totals": lambda record, _: opcat.visit_totals(treaty=record),
    "visits": lambda *_: opcat.visits("Norway", since="2025-01-01"),
    "when": lambda *_: opcat.when(parties=190),
    "Background.sources": lambda *_: (
        attrs.evolve(opcat.background(), milestones=(), related=(), titles=()).sources
    ),
    "Profile.sources": lambda *_: unsourced_profile().sources,
    "Reconciliation.periods": lambda *_: opcat.reconcile(parties=190, on="2010-01-01").periods,
    "StateStatus.sources": lambda *_: unsourced_status().sources,
    "Treaty.sources": lambda _, treaty: treaty.sources,
    "Treaty.sources_of": lambda _, treaty: treaty.sources_of("opened_on"),
    "Treaty.states": lambda _, treaty: treaty.states,
    "Treaty.statuses": lambda _, treaty: treaty.statuses,
    "OverdueList.sources": lambda *_: attrs.evolve(opcat.overdue_list(), entries=()).sources,
    "OverdueList.states": lambda *_: attrs.evolve(opcat.overdue_list(), entries=()).states,
    "VisitReconciliation.sources": lambda *_: (
        opcat.reconcile_visits(attrs.evolve(opcat.visit_totals()[0], sources=())).sources
    ),
    "untc.Changes.of": lambda *_: untc.compare(opcat.treaty(), opcat.treaty()).of(untc.NewConsent),
}
FULL: dict[str, Callable[[], Any]] = {
    **ANSWERS,
    "Background.sources": lambda: opcat.background().sources,
    "Profile.sources": lambda: opcat.profile("Mali").sources,
    "Reconciliation.periods": lambda: opcat.reconcile(parties=94).periods,
    "StateStatus.sources": lambda: opcat.status("Togo").sources,
    "Treaty.sources": lambda: opcat.treaty().sources,
    "Treaty.sources_of": lambda: opcat.treaty().sources_of("opened_on"),
    "Treaty.states": lambda: opcat.treaty().states,
    "Treaty.statuses": lambda: opcat.treaty().statuses,
    "OverdueList.sources": lambda: opcat.overdue_list().sources,
    "OverdueList.states": lambda: opcat.overdue_list().states,
    "VisitReconciliation.sources": (
        lambda: opcat.reconcile_visits(opcat.visit_totals()[0]).sources
    ),
    "untc.Changes.of": lambda: CHANGES.of(untc.NewConsent),
}
NEVER = {"sources", "Record.sources", "Record.states", "ReportedFigure.sources"}
"""A record without a State or a source is none, and a figure has one source."""
SEVERAL = {"untc.Changes.unexpected"}
"""Changes of whatever type: an empty answer has no columns."""


def test_every_answer_that_may_be_empty_is_asked() -> None:
    listed = (Path(__file__).parent / "api.txt").read_text(encoding="utf-8")
    every = set(re.findall(r"^opcat\.([\w.]+)(?:\(.*\))? -> Rows\[", listed, re.MULTILINE))
    assert every == {*EMPTY} | NEVER | SEVERAL


@pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
@pytest.mark.parametrize("name", EMPTY)
class TestEmptyAnswers:
    def test_they_know_their_columns(
        self, name: str, empty_record: opcat.Record, new_treaty: opcat.Treaty
    ) -> None:
        rows, full = EMPTY[name](empty_record, new_treaty), FULL[name]()
        assert type(rows) is opcat.Rows
        assert tuple(rows) == ()
        assert full
        for backend in ("pandas", "polars", "pyarrow"):
            frame, other = (one.to_frame(backend=backend) for one in (rows, full))
            assert len(frame) == 0
            assert frame.equals(other[:0])
            if backend == "pandas":
                assert frame.dtypes.equals(other.dtypes)
            else:
                assert frame.schema == other.schema
        with pytest.raises(TypeError, match="of='related' has rows of another type"):
            rows.to_frame(of="related")

    def test_they_are_empty_tuples_in_every_way(
        self, name: str, empty_record: opcat.Record, new_treaty: opcat.Treaty
    ) -> None:
        rows = EMPTY[name](empty_record, new_treaty)
        assert (hash(rows), repr(rows), list(rows), bool(rows)) == (hash(()), "()", [], False)
        assert not hasattr(rows, "__dict__")
        pickled = [pickle.dumps(rows, number) for number in range(pickle.HIGHEST_PROTOCOL + 1)]
        again = (
            copy.copy(rows),
            copy.deepcopy(rows),
            rows[:2],
            operator.add(rows, ()),
            *map(pickle.loads, pickled),
        )
        for one in again:
            assert type(one) is opcat.Rows
            assert one == rows
            columns = one.to_frame(backend="polars").schema
            assert columns == rows.to_frame(backend="polars").schema
        one_more = rows + FULL["sources"]()[:1]
        assert one_more.to_frame(backend="polars")["id"].len() == 1


# Of each part how it comes to be empty, and one that is full.
EMPTY_PARTS: dict[str, tuple[Callable[[opcat.Record, opcat.Treaty], Any], Callable[[], Any]]] = {
    "Deadlines.postponements": (
        lambda *_: opcat.deadlines("France").postponements,
        lambda: opcat.deadlines("Kazakhstan").postponements,
    ),
    "OverdueList.entries": (
        lambda record, _: opcat.overdue_list(treaty=record).entries,
        lambda: opcat.overdue_list().entries,
    ),
    "Profile.declarations": (
        lambda record, _: opcat.profile("Kazakhstan", treaty=record).declarations,
        lambda: opcat.profile("Kazakhstan").declarations,
    ),
    "Profile.events": (
        lambda *_: opcat.profile("Chile", on="1980-01-01").events,
        lambda: opcat.profile("Chile").events,
    ),
    "Profile.mechanisms": (
        lambda *_: opcat.profile("Mali", on="2003-01-01").mechanisms,
        lambda: opcat.profile("Mali").mechanisms,
    ),
    "Profile.territories": (
        lambda *_: opcat.profile("Mali").territories,
        lambda: opcat.profile("New Zealand").territories,
    ),
    "Profile.visits": (
        lambda *_: opcat.profile("Mexico", on="2006-01-01").visits,
        lambda: opcat.profile("Mexico").visits,
    ),
    "StateStatus.actions": (
        lambda *_: opcat.status("Chile", on="1980-01-01").actions,
        lambda: opcat.status("Chile").actions,
    ),
    "Treaty.actions": (lambda _, treaty: treaty.actions, lambda: opcat.treaty().actions),
    "Visit.reports": (
        lambda record, _: next(visit for visit in opcat.visits() if not visit.reports).reports,
        lambda: next(visit for visit in opcat.visits() if visit.reports).reports,
    ),
}
FULL_PARTS = {"Background.milestones", "Background.related"}
"""The record is not read without them."""


def test_every_part_that_may_be_empty_is_asked() -> None:
    listed = (Path(__file__).parent / "api.txt").read_text(encoding="utf-8")
    kinds = {table.rows_of.__name__ for table in TABLES.values() if isinstance(table.rows_of, type)}
    of_kind = "|".join((kinds - {"Source"}) | {"ProfileEvent", "VisitReport"})
    parts = rf"^opcat\.([A-Z]\w+\.\w+): Rows\[(?:{of_kind})\]"
    every = set(re.findall(parts, listed, re.MULTILINE))
    assert every - {"Treaty.open_to"} == {*EMPTY_PARTS} | FULL_PARTS


@pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
@pytest.mark.parametrize("name", EMPTY_PARTS)
def test_empty_parts_know_their_columns(
    name: str, empty_record: opcat.Record, new_treaty: opcat.Treaty
) -> None:
    empty, full = EMPTY_PARTS[name]
    rows, other = empty(empty_record, new_treaty), full()
    assert (type(rows), tuple(rows), bool(other)) == (opcat.Rows, (), True)
    frame = rows.to_frame(backend="polars")
    assert frame.equals(other.to_frame(backend="polars")[:0])
    assert frame.schema == other.to_frame(backend="polars").schema


def test_a_tuple_of_ones_own_knows_no_columns() -> None:
    changes = untc.compare(opcat.treaty(), opcat.treaty())
    for rows in (opcat.Rows(), opcat.Rows(opcat.visits("Kenya")), (), changes.of(untc.Change)):
        with pytest.raises(ValueError, match="such as of='visits'"):
            frames.to_frame(rows)
    with pytest.raises(ValueError, match="such as of='visits'"):
        changes.of(object).to_frame()


class TestOfOnesOwn:
    def test_answers_about_several_states_become_one_table(self) -> None:
        rows = opcat.Rows(map(opcat.deadlines, ["Chile", "Kenya"]))
        assert rows.to_frame(backend="polars")["state"].to_list() == ["Chile", "Kenya"]
        assert "Chile" in rows._repr_html_()

    def test_rows_without_values_have_their_columns(self) -> None:
        rows = opcat.Rows[opcat.Visit]()
        assert "0 values" in rows._repr_html_()
        assert rows.to_frame(of="visits", backend="polars").schema == (
            opcat.visits().to_frame(backend="polars").schema
        )
        with pytest.raises(ValueError, match=r"of='visits': actions, .*statuses.*visits$"):
            rows.to_frame()
        with pytest.raises(TypeError, match=r"of='actions' has rows of another type"):
            opcat.visits().to_frame(of="actions")

    def test_values_of_several_types_are_lines(self) -> None:
        rows = opcat.visits("Mexico")[:1] + opcat.actions("Mexico")[:1]
        page = etree.fromstring(rows._repr_html_())
        assert ["".join(cell.itertext()) for cell in page.find("table").find("tbody")] == [
            str(row) for row in rows
        ]
        with pytest.raises(TypeError, match="several types"):
            rows.to_frame()

    @pytest.mark.parametrize("value", EXAMPLES.values(), ids=lambda value: type(value).__name__)
    def test_of_any_value(self, value: Any) -> None:
        page = etree.fromstring(opcat.Rows([value, value])._repr_html_())
        head, *rows = page.find("table").iter("tr")
        assert len(rows) == 2
        assert all(len(row) == len(head) for row in rows)
