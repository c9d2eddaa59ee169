"""Tables of the record: proper types, no Namibia lost, and nothing lost on the way through files."""

import io
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

import opcat
from opcat import frames

# Which columns hold sources, whatever their names.
from opcat._output.parts import parts_of
from opcat._output.tables import UptakeRow  # a pair in itself has no public type

NAMES = [
    *("actions", "article_17", "consents", "declarations", "mechanism_history", "mechanisms"),
    *("milestones", "overdue_list"),
    *("related", "reported_figures", "sources", "states", "statuses", "territories"),
    *("timeline", "unvisited_parties", "uptake", "visit_reconciliation", "visits"),
]
Make = Callable[..., Any]
MADE: dict[str, Make] = {
    "a panel": partial(frames.panel, 2003, 2010),
    "a panel by months": partial(frames.panel, "2006-06-01", "2006-08-01", every="month"),
    "a panel by days": partial(frames.panel, "2006-06-21", "2006-06-23", every="day"),
    "a panel without rows": partial(
        frames.panel,
        states="acted",
        treaty=opcat.Treaty(key="x", title="X", as_of=date(2020, 12, 31)),
    ),
    "spells": frames.spells,
    "spells by years": partial(frames.spells, every="year"),
    "durations": frames.durations,
    "durations of which some are inexact": partial(
        frames.durations, origin="joined", until="designated", unclear="keep", prior="keep"
    ),
    "durations without rows": partial(frames.durations, on="2003-02-03"),
    "transitions": partial(frames.transitions, then="visited"),
    "statuses of another treaty": partial(frames.to_frame, "statuses", treaty=opcat.convention()),
    **{name: partial(frames.to_frame, name) for name in NAMES},
    "no periods": partial(frames.to_frame, (), of="periods"),
}


@pytest.fixture(params=MADE)
def make(request: pytest.FixtureRequest) -> Make:
    return MADE[request.param]


class TestRoundTrips:
    """Parquet and CSV keep types and values: the reader of CSV has to be told the types."""

    def test_a_polars_frame_reads_back_from_parquet(self, make: Make) -> None:
        frame = make(backend="polars")
        file = io.BytesIO()
        frame.write_parquet(file)
        read = pl.read_parquet(file.getvalue())
        assert read.equals(frame)
        assert read.schema == frame.schema
        back = pl.read_csv(frame.write_csv().encode(), schema=frame.schema)
        assert back.equals(frame)

    def test_a_pandas_frame_reads_back_from_parquet(self, make: Make) -> None:
        frame = make(backend="pandas")
        file = io.BytesIO()
        frame.to_parquet(file)
        read = pd.read_parquet(file)
        if frame.empty:  # Parquet keeps the words of categories beside the rows
            words = frame.columns[frame.dtypes == "category"]
            read = read.astype(frame[words].dtypes.to_dict())
        pd.testing.assert_frame_equal(read, frame)
        days = frame.columns[frame.dtypes == "datetime64[us]"]
        kinds = frame.drop(columns=days).dtypes.to_dict()
        back = pd.read_csv(
            io.StringIO(frame.to_csv(index=False)),
            dtype=kinds,
            parse_dates=list(days),
            keep_default_na=False,
            na_values=[""],
        )
        pd.testing.assert_frame_equal(back.astype(dict.fromkeys(days, "datetime64[us]")), frame)

    def test_a_pyarrow_table_reads_back_from_parquet(self, make: Make) -> None:
        frame = make(backend="pyarrow")
        sink = pa.BufferOutputStream()
        pyarrow.parquet.write_table(frame, sink)
        back = pyarrow.parquet.read_table(pa.BufferReader(sink.getvalue()))
        assert back.schema.equals(frame.schema)
        assert back.to_pylist() == frame.to_pylist()
        plain = pa.schema(
            [(field.name, getattr(field.type, "value_type", field.type)) for field in frame.schema]
        )
        sink = pa.BufferOutputStream()
        pyarrow.csv.write_csv(frame.cast(plain), sink)
        back = pyarrow.csv.read_csv(
            pa.BufferReader(sink.getvalue()),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=plain, null_values=[""], strings_can_be_null=True
            ),
        )
        assert back.schema.equals(plain)
        assert back.to_pylist() == frame.to_pylist()

    def test_duckdb_reads_the_tables_and_keeps_them(self, make: Make) -> None:
        """It reads the tables that Polars and PyArrow hold, and Parquet of its own keeps them."""
        frame = make(backend="pyarrow")
        with TemporaryDirectory() as place:
            file = str(Path(place) / "frame.parquet")
            duckdb.from_arrow(frame).write_parquet(file)
            read = duckdb.read_parquet(file).to_arrow_table()
        assert read.to_pylist() == frame.to_pylist()

    def test_all_backends_agree(self, make: Make) -> None:
        arrow = make(backend="pyarrow").to_pylist()
        assert make(backend="polars").to_dicts() == arrow
        pandas = pa.Table.from_pandas(make(backend="pandas"), preserve_index=False)
        for field in pandas.schema:
            if pa.types.is_timestamp(field.type):
                place = pandas.column_names.index(field.name)
                column = pandas[field.name].cast(pa.date32())
                pandas = pandas.set_column(place, field.name, column)
        assert pandas.to_pylist() == arrow


TUPLES: dict[str, Callable[[], tuple[Any, ...]]] = {
    "actions": opcat.actions,
    "consents": opcat.consents,
    "convention": lambda: opcat.convention().statuses,
    "declarations": opcat.declarations,
    "events": lambda: opcat.profile("France").events,
    "mechanism_history": opcat.mechanism_history,
    "mechanisms": opcat.mechanisms,
    "article 17": lambda: opcat.article_17().by_group,
    "article 17 by decade": lambda: opcat.article_17().by_decade,
    "milestones": lambda: opcat.background().milestones,
    "non_parties": opcat.non_parties,
    "overdue": lambda: opcat.overdue_list().entries,
    "overdue states": lambda: opcat.overdue_list().states,
    "parties": opcat.parties,
    "pending_signatories": opcat.pending_signatories,
    "readings": lambda: opcat.reconcile(parties=50).readings,
    "related": lambda: opcat.background().related,
    "reported_figures": opcat.reported_figures,
    "signatories": opcat.signatories,
    "sources": lambda: opcat.cite().sources,
    "states": opcat.states,
    "tally": lambda: opcat.treaty().tally(),
    "territories": opcat.territories,
    "timeline": opcat.timeline,
    "visits": opcat.visits,
    "unvisited": opcat.unvisited_parties,
    "visit_totals": opcat.visit_totals,
    "visit reports": lambda: opcat.visits("Moldova")[0].reports,
    "uptake": lambda: opcat.uptake().by_group,
    "when": lambda: opcat.when(parties=94),
}


class TestToFrame:
    def test_columns_have_the_types_of_their_values(self) -> None:
        schema = frames.to_frame("statuses", backend="polars").schema
        assert schema["standing"] == pl.Enum(["no_action", "pending_signatory", "party"])
        assert schema["consent"] == pl.Enum(["ratification", "accession"])
        assert schema["deposited_on"] == pl.Date
        assert schema["is_party"] == pl.Boolean
        types = frames.to_frame("states").dtypes.astype(str)
        assert types["alpha_2"] == "string"
        assert types["regional_group"] == "category"

    def test_statuses_are_those_of_the_treaty_row_by_row(self) -> None:
        rows = frames.to_frame("statuses", backend="polars").to_dicts()
        for row, status in zip(rows, opcat.treaty().statuses, strict=True):
            assert row == {
                "alpha_3": status.state.alpha_3,
                "state": status.state.name,
                "standing": status.standing.value,
                "is_party": status.is_party,
                "is_signatory": status.is_signatory,
                "eligible_on": opcat.eligible_on(status.state),
                "signed_on": status.signed_on,
                "consent": status.consent and status.consent.kind.value,
                "deposited_on": status.deposited_on,
                "in_force_on": status.in_force_on,
                "withdrawn_on": status.withdrawn_on,
                "as_of": status.as_of,
                "sources": "|".join(source.id for source in status.sources),
            }

    @pytest.mark.parametrize(
        ("file", "table", "otherwise"),
        [
            ("actions", "actions", set()),
            ("convention_actions", "actions", set()),
            ("declarations", "declarations", set()),
            ("mechanisms", "mechanism_history", set()),
            ("mechanism_standing", "mechanisms", set()),
            ("milestones", "milestones", set()),
            ("related", "related", set()),
            ("reported_figures", "reported_figures", set()),
            ("sources", "sources", set()),
            ("states", "states", set()),
            # The file has the last day, and the table the day after, as all half-open ranges.
            ("territories", "territories", {"period_end"}),
            ("visits", "visits", set()),
        ],
    )
    def test_a_column_has_one_name_in_the_files_and_in_the_tables(
        self, file: str, table: str, otherwise: set[str]
    ) -> None:
        """On the command line too: tests/test_cli_lists.py holds it to the tables."""
        header = (Path(opcat.__file__).parent / "data" / f"{file}.csv").read_text("utf-8")
        columns = set(header.partition("\n")[0].split(","))
        assert columns - {*frames.to_frame(table, backend="polars").columns} == otherwise

    def test_since_when_a_state_may_join_is_of_the_day_of_the_row(self) -> None:
        for day in ("2003-02-03", "2010-01-01", "2019-10-01"):
            found = opcat.non_parties(on=day)
            told = frames.to_frame(found, backend="polars")["eligible_on"].to_list()
            assert told == [opcat.eligible_on(status.state, on=day) for status in found]
        page = [attrs.evolve(opcat.status("Angola"), as_of=date(2027, 1, 1))]
        told = frames.to_frame(page, backend="polars")["eligible_on"].to_list()
        assert told == [date(2019, 10, 2)], "a day after the record is answered with its last"

    @pytest.mark.parametrize(
        "question",
        ["parties", "signatories", "pending_signatories", "non_parties", "visits", "territories"],
    )
    def test_an_empty_answer_has_the_table_of_its_question(self, question: str) -> None:
        full = getattr(opcat, question)().to_frame(backend="polars")
        assert opcat.Rows().to_frame(backend="polars", of=question).schema == full[:0].schema

    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
    def test_the_code_of_namibia_is_a_text(self, backend: str) -> None:
        frame = frames.to_frame("states", backend=backend)
        assert "NA" in list(
            frame["alpha_2"] if backend != "pyarrow" else frame["alpha_2"].to_pylist()
        )

    def test_every_table_has_its_rows(self) -> None:
        sizes = {name: len(frames.to_frame(name, backend="polars")) for name in NAMES}
        treaty = opcat.treaty()
        assert sizes == {
            "actions": len(treaty.actions),
            "article_17": len(opcat.article_17().by_group),
            "consents": 96,
            "declarations": len(opcat.declarations()),
            "mechanism_history": len(opcat.mechanism_history()),
            "mechanisms": len(opcat.mechanisms()),
            "milestones": len(opcat.background().milestones),
            "overdue_list": len(opcat.overdue_list().entries),
            "related": len(opcat.background().related),
            "reported_figures": len(opcat.reported_figures()),
            "sources": sizes["sources"],
            "states": 197,
            "statuses": 107,
            "territories": len(opcat.territories()),
            "timeline": len(opcat.timeline()),
            "unvisited_parties": len(opcat.unvisited_parties()),
            "uptake": len(opcat.uptake().by_group),
            "visit_reconciliation": len(opcat.visit_totals()),
            "visits": len(opcat.visits()),
        }
        assert sizes["sources"] >= len(treaty.sources)

    def test_what_queries_return(self) -> None:
        treaty = opcat.treaty(on="2010-01-01")
        parties = frames.to_frame(opcat.parties(treaty=treaty), backend="polars")
        assert len(parties) == 50
        assert len(frames.to_frame("statuses", treaty=treaty)) == len(treaty.statuses)
        assert frames.to_frame(opcat.when(parties=94), backend="polars").to_dicts() == [
            {"start": date(2024, 4, 26), "stop": date(2025, 7, 17)}
        ]
        timeline = frames.to_frame(opcat.timeline(), backend="polars")
        assert timeline["parties"].to_list()[-1] == 96
        some = [opcat.deadlines(state) for state in opcat.states()]
        overdue = frames.to_frame(some, backend="polars")["is_overdue"].to_list()
        assert overdue == [one.is_overdue for one in some]
        mechanisms = frames.to_frame(opcat.mechanisms(designated="no"), backend="polars")
        assert mechanisms["mechanism_bodies"].null_count() == 13

    def test_uptake_is_by_group_or_from_day_to_day(self) -> None:
        """By group on one day, and as a whole from day to day; a treaty may be asked."""
        past = opcat.treaty(on="2012-05-08")
        by_group = opcat.uptake(treaty=past).by_group
        expected = [
            {
                "regional_group": None if group is None else group.value,
                "as_of": past.as_of,
                "parties": part.parties,
                "eligible": part.eligible,
                "estimated_share": part.estimated_share,
                "opening_eligible": part.opening_eligible,
                "opening_joined": part.opening_joined,
                "sources": "|".join(source.id for source in part.sources),
            }
            for group, part in by_group
        ]
        assert frames.to_frame("uptake", treaty=past, backend="polars").to_dicts() == expected
        assert frames.to_frame(by_group, backend="polars").to_dicts() == expected
        days = [opcat.uptake(on=f"{year}-12-31") for year in range(2003, 2025)]
        frame = frames.to_frame(days, backend="polars")
        assert frame["parties"].to_list() == [day.parties for day in days]
        # Their members are what the command line would list; it has no list of these.
        [sources] = [part for part in parts_of(UptakeRow) if part.name == "sources"]
        assert sources.members is not None
        assert sources.members(by_group[0]) == tuple(source.id for source in by_group[0][1].sources)

    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
    @pytest.mark.parametrize("name", TUPLES)
    def test_every_tuple_of_a_query(self, name: str, backend: str) -> None:
        rows = TUPLES[name]()
        frame = frames.to_frame(rows, backend=backend)
        assert len(frame) == len(rows) > 0
        stream = pa.table(frames.arrow_stream(rows))
        assert stream.num_rows == len(rows)
        columns = frame.column_names if backend == "pyarrow" else list(frame.columns)
        assert stream.column_names == columns
        if "state" in columns:
            told = [getattr(row, "state", None) or getattr(row, "name", None) for row in rows]
            assert stream["state"].to_pylist() == [state and state.name for state in told]

    def test_a_tuple_without_rows(self) -> None:
        none = tuple(opcat.visits("Kenya"))
        with pytest.raises(ValueError, match="of='visits'"):
            frames.to_frame(none)
        empty = frames.to_frame(none, of="visits", backend="polars")
        assert empty.schema == frames.to_frame("visits", backend="polars").schema
        assert len(empty) == 0

    @pytest.mark.parametrize(
        ("what", "message"),
        [
            ([1, 2], "values of type int, and there is no table of these; pass what one query"),
            ([(1, 2)], "values of type tuple, and there is no table of these"),
            ([()], "values of type tuple, and there is no table of these"),
            (
                [opcat.treaty().actions[0], opcat.treaty().statuses[0]],
                r"of several types \(Action, StateStatus\)",
            ),
            (
                [opcat.uptake().by_group[0], opcat.timeline()[0]],
                "values of type tuple, and there is no table of these",
            ),
            (
                [opcat.timeline()[0], opcat.treaty().actions[0]],
                r"of several types \(tuple, Action\)",
            ),
        ],
    )
    def test_what_makes_no_table_is_refused(self, what: Any, message: str) -> None:
        with pytest.raises(TypeError, match=message):
            frames.to_frame(what)

    @pytest.mark.parametrize(
        "value",
        [opcat.status("France"), opcat.counts(), opcat.uptake(), opcat.deadlines("France")],
    )
    def test_one_value_is_passed_in_a_tuple(self, value: Any) -> None:
        kind = type(value).__name__
        message = rf"^values= is of type {kind}; pass a tuple .*, such as \(value,\), or the name"
        for ask in (frames.to_frame, frames.arrow_stream):
            with pytest.raises(TypeError, match=message):
                ask(value)
        assert len(frames.to_frame((value,))) == 1

    @pytest.mark.parametrize("wrong", [None, 5])
    def test_what_is_no_table(self, wrong: Any) -> None:
        with pytest.raises(TypeError, match=rf"{type(wrong).__name__}.*: {', '.join(NAMES)}$"):
            frames.to_frame(wrong)

    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
    def test_a_backend_that_is_not_installed(
        self, backend: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for make in (
            frames.panel,
            frames.spells,
            frames.durations,
            frames.transitions,
            partial(frames.to_frame, "states"),
        ):
            with monkeypatch.context() as context:
                context.setitem(sys.modules, backend, None)
                with pytest.raises(ModuleNotFoundError, match=f"pip install {backend}") as caught:
                    make(backend=backend)
            assert caught.value.name == backend

    def test_a_backend_of_which_a_part_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_: str) -> None:
            raise ModuleNotFoundError("No module named 'numpy'", name="numpy")

        monkeypatch.setattr("importlib.import_module", broken)
        with pytest.raises(ModuleNotFoundError, match=r"^No module named 'numpy'$"):
            frames.to_frame("states")

    def test_words_that_are_not_known(self) -> None:
        with pytest.raises(
            opcat.errors.VocabularyError, match=r"values='parties' is not known; .*'statuses'"
        ):
            frames.to_frame("parties")
        # Of periods there is a table where one has asked for them, and none to ask for.
        with pytest.raises(opcat.errors.VocabularyError, match="values='periods'") as caught:
            frames.to_frame("periods")
        assert caught.value.allowed == tuple(NAMES)
        wrong: Any
        for wrong in ("x", 5, ["visits"]):
            with pytest.raises(opcat.errors.VocabularyError, match=r"of=.* is not known") as caught:
                frames.to_frame((), of=wrong)
            assert caught.value.allowed == tuple(sorted([*NAMES, "periods"]))
        with pytest.raises(opcat.errors.VocabularyError, match="'pandas', 'polars', 'pyarrow'"):
            frames.to_frame("states", backend="excel")


class TestArrowStream:
    def test_whatever_reads_arrow(self) -> None:
        stream = frames.arrow_stream("states")
        assert pl.DataFrame(stream).to_dicts() == pa.table(stream).to_pylist()
        assert duckdb.execute("SELECT count(*) FROM stream").fetchall() == [(197,)]
        assert pa.table(frames.arrow_stream(opcat.when(parties=94))).num_rows == 1

    def test_a_stream_needs_pyarrow_or_polars(self, monkeypatch: pytest.MonkeyPatch) -> None:
        wanted = frames.to_frame("states", backend="polars")
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        assert pl.DataFrame(frames.arrow_stream("states")).to_dicts() == wanted.to_dicts()
        monkeypatch.setitem(sys.modules, "polars", None)
        with pytest.raises(ModuleNotFoundError, match="needs PyArrow or Polars; install one"):
            frames.arrow_stream("states").__arrow_c_stream__()


@pytest.mark.parametrize("name", [name for name in NAMES if hasattr(opcat, name)])
def test_a_table_that_is_called_as_a_question_holds_its_answer(name: str) -> None:
    answer = getattr(opcat, name)()
    rows = {"overdue_list": "entries", "article_17": "by_group", "uptake": "by_group"}
    part = getattr(answer, rows[name]) if name in rows else answer
    table, asked = frames.to_frame(name, backend="polars"), part.to_frame(backend="polars")
    assert table.columns == asked.columns
    assert Counter(table.rows()) == Counter(asked.rows())


INSTEAD = {
    **{name: f"the answer itself, opcat.{name}()" for name in ("parties", "signatories")},
    **{
        name: f"the answer itself, opcat.{name}()"
        for name in ("pending_signatories", "non_parties")
    },
    "background": "a part of the answer, opcat.background().milestones",
    "counts": "a list of answers, [opcat.counts()]",
    "deadlines": "a list of answers, [opcat.deadlines('Chile')]",
    "profile": "a part of the answer, opcat.profile('Chile').events",
    "reconcile": "a part of the answer, opcat.reconcile(parties=94).readings",
    "status": "a list of answers, [opcat.status('Chile')]",
    "visit_totals": "the answer itself, opcat.visit_totals()",
    "when": "the answer itself, opcat.when(parties=94)",
}


@pytest.mark.parametrize(("name", "instead"), INSTEAD.items())
def test_the_name_of_a_question_that_is_no_table_says_what_to_pass(name: str, instead: str) -> None:
    """And what it says to pass has a table."""
    with pytest.raises(opcat.errors.VocabularyError) as caught:
        frames.to_frame(name)
    assert str(caught.value).startswith(
        f"values={name!r} is not known; pass {instead}, or one of 'actions', "
    )
    asked = instead.partition(", ")[2]
    assert len(frames.to_frame(eval(asked, {"opcat": opcat}))) > 0
