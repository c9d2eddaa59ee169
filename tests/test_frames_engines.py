"""The engines that need heavy parts. `make test-engines` installs them and runs this file.

Where an engine is missing its tests are skipped; with OPCAT_REQUIRE_ENGINES=1 they fail.
"""

import importlib
import os
import shutil
from datetime import UTC, date, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import pyarrow as pa
import pytest
from frame_backends import ENGINES, Backend, spark, table
from test_frames_annotate import TestAnyBackend  # noqa: F401 - the same tests, on other engines

import opcat
from opcat import frames
from opcat.frames._engines import ENGINES as WAYS  # engines that are not installed here
from opcat.frames._engines import Data  # engines that are not installed here

ZONE = "spark.sql.session.timeZone"
MODULES = {"dask": "dask.dataframe", "spark": "pyspark.sql"}


@pytest.fixture(params=ENGINES)
def backend(request: pytest.FixtureRequest) -> Backend:
    return engine_of(request.param)


def engine_of(engine: str) -> Backend:
    """Return an engine, or skip the test that asks for it where a part is missing."""
    required = os.environ.get("OPCAT_REQUIRE_ENGINES") == "1"
    try:
        importlib.import_module(MODULES[engine])
    except ModuleNotFoundError:
        if required:
            raise
        pytest.skip(f"{engine} is not installed; make test-engines installs it")
    if engine == "spark" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        if required:
            pytest.fail("OPCAT_REQUIRE_ENGINES=1, but Spark finds no Java", pytrace=False)
        pytest.skip("Spark finds no Java (on Debian: apt-get install default-jre-headless)")
    return ENGINES[engine]


def test_without_java_spark_is_skipped_or_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib, "import_module", lambda _name: None)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("OPCAT_REQUIRE_ENGINES", "0")
    with pytest.raises(pytest.skip.Exception, match="no Java"):
        engine_of("spark")
    monkeypatch.setenv("OPCAT_REQUIRE_ENGINES", "1")
    with pytest.raises(pytest.fail.Exception, match="no Java"):
        engine_of("spark")
    assert engine_of("dask") is ENGINES["dask"]


def test_what_is_lazy_stays_lazy(backend: Backend) -> None:
    given = table(["FRA"], [date(2010, 1, 1)])
    found = frames.annotate(backend.make(given), codes="alpha_3", unknown="null")
    assert type(found) is type(backend.make(given))
    assert [row["is_party"] for row in backend.rows(found)] == [True]


def test_moments_with_a_zone(backend: Backend, request: pytest.FixtureRequest) -> None:
    """Dask keeps the zone of a column, Spark shows moments in the zone of the session."""
    zone = "America/New_York"
    moment = pa.array([datetime(2008, 11, 11, 4, 30, tzinfo=UTC), None], pa.timestamp("us", zone))
    given = table(["France"] * 2, [None] * 2).drop_columns(["date"]).append_column("date", moment)
    frame = backend.make(given)

    def standings() -> list[str | None]:
        return [row["standing"] for row in backend.rows(frames.annotate(frame, missing="null"))]

    if backend is ENGINES["spark"]:
        conf = spark().conf
        request.addfinalizer(partial(conf.set, ZONE, conf.get(ZONE)))
        assert standings() == ["party", None]
        conf.set(ZONE, zone)
    assert standings() == ["pending_signatory", None]


@pytest.mark.parametrize("ends", ["-11", "-11-10", "/11/10"])
def test_the_call_that_takes_the_years_of_text_unread(backend: Backend, ends: str) -> None:
    """Whoever has months or days of text is told no call alone that fails on them."""
    texts = pa.array([f"2007{ends}", f"2010{ends}"])
    given = table(["France"] * 2, [None] * 2).drop_columns(["date"]).append_column("x", texts)
    frame = backend.make(given)
    with pytest.raises(opcat.errors.ColumnTypeError) as caught:
        backend.rows(frames.annotate(frame, on="x", partial="last"))
    call = str(caught.value).partition("; of strings that begin with a year, this takes it: ")[2]
    years = eval(call, {"frame": frame})
    mended = frame.withColumn("x", years) if hasattr(frame, "withColumn") else frame.assign(x=years)
    found = backend.rows(frames.annotate(mended, on="x", partial="last"))
    assert {row["x"]: row["is_party"] for row in found} == {2007: False, 2010: True}


def test_spark_starts_no_job_with_codes() -> None:
    backend = engine_of("spark")
    context = spark().sparkContext
    context.setJobGroup("annotate", "with codes")
    try:
        frame = backend.make(table(["FRA", None], [date(2010, 1, 1)] * 2))
        found = frames.annotate(frame, codes="alpha_3", unknown="null")
        tracker = context.statusTracker()
        assert not tracker.getJobIdsForGroup("annotate")
        assert len(backend.rows(found)) == 2
        assert tracker.getJobIdsForGroup("annotate")
    finally:
        context.setLocalProperty("spark.jobGroup.id", None)


def test_dask_computes_nothing_with_codes() -> None:
    backend = engine_of("dask")
    computed: list[int] = []

    def seen(part: pd.DataFrame) -> pd.DataFrame:
        computed.append(len(part))
        return part

    made = backend.make(table(["FRA", "KEN"], [date(2010, 1, 1)] * 2))
    frame = made.map_partitions(seen, meta=made._meta)
    found = frames.annotate(frame, codes="alpha_3", unknown="null")
    assert computed == []
    assert len(backend.rows(found)) == 2
    assert sum(computed) == 2
    frames.annotate(frame)
    assert sum(computed) == 4


def test_two_columns_of_one_name_are_refused(backend: Backend) -> None:
    """Dask and Spark bear tables with them; `annotate` could not tell which is meant."""
    one = backend.make(table(["France"], [date(2010, 1, 1)]))
    both = one.toDF("n", "date", "date") if hasattr(one, "toDF") else one[["n", "date", "date"]]
    with pytest.raises(opcat.errors.ColumnClashError, match="same name: 'date'; rename them"):
        frames.annotate(both, state="n")


SPARK_OTHERS = (
    *("2008.5D", "CAST(2008 AS DECIMAL(9, 0))", "X'46'", "TRUE", "array('FRA')", "map('a', 1)"),
    *("named_struct('a', 'FRA')", "INTERVAL 1 DAY", "INTERVAL 1 YEAR", "make_interval(1, 2)"),
)


def test_types_of_spark() -> None:
    """What is no text, number or day is refused by its type, not taken for a column of nulls."""
    engine_of("spark")
    sql = ", ".join(f"{other} AS x{n}" for n, other in enumerate(SPARK_OTHERS))
    rows = f"SELECT 0 AS n, 'France' AS country, DATE '2010-01-01' AS date, NULL AS void, {sql}"
    frame = spark().sql(rows)
    for n in range(len(SPARK_OTHERS)):
        refused: list[Any] = [
            {"state": f"x{n}"},
            {"on": f"x{n}"},
            {"on": f"x{n}", "partial": "last"},
        ]
        for asked in refused:
            with pytest.raises(opcat.errors.ColumnTypeError):
                frames.annotate(frame, **asked)
    read: list[Any] = [{"state": "void"}, {"on": "void"}, {"on": "void", "partial": "last"}]
    for asked in read:
        # Spark itself gives not all of the other columns to Arrow.
        [row] = ENGINES["spark"].rows(
            frames.annotate(frame, missing="null", **asked).select("standing")
        )
        assert row["standing"] is None
    with pytest.raises(
        opcat.errors.ColumnTypeError, match=r"type double; .*frame\['x0'\]\.cast\('bigint'\)"
    ):
        frames.annotate(frame, on="x0", partial="last")
    with pytest.raises(
        opcat.errors.ColumnTypeError, match=r"type date; .*F\.year\(frame\['date'\]\)"
    ):
        frames.annotate(frame, on="date", partial="last")


def test_types_of_dask() -> None:
    """The types of pandas, also where the names of its parts are put together."""
    backend = engine_of("dask")
    given = table(["France", None, "Kenya"], [date(2010, 1, 1)] * 3)
    wanted = ["party", None, "no_action"]
    made = backend.make(given)
    for kind in ("category", "object", "string[pyarrow]"):
        frame = made.astype({"country": kind})
        rows = backend.rows(frames.annotate(frame, missing="null"))
        assert [row["standing"] for row in rows] == wanted
    for kind in (pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        frame = made.assign(
            country=made["country"].map_partitions(
                _as_arrow, kind, meta=("country", pd.ArrowDtype(kind))
            )
        )
        found = frames.annotate(frame, columns=["standing"], missing="null").compute()
        assert (
            found["standing"].astype(object).where(found["standing"].notna(), None).tolist()
            == wanted
        )
    frame = made.assign(year=made["n"].astype("float64"))
    with pytest.raises(
        opcat.errors.ColumnTypeError, match=r"float64; .*frame\['year'\]\.astype\('Int64'\)"
    ):
        frames.annotate(frame, on="year", partial="last")
    # Whether by its type alone, or when a partition is computed: the call is Dask's.
    for kind in ("string[pyarrow]", "category"):
        texts = made.assign(text=made["n"].astype(str).astype(kind))
        with pytest.raises(
            opcat.errors.ColumnTypeError, match=r"parses strings: dd\.to_datetime\(frame"
        ):
            frames.annotate(texts, on="text", missing="null").compute()
    with pytest.raises(opcat.errors.ColumnTypeError, match=r"takes the years: dd\.to_datetime"):
        frames.annotate(made, on="date", partial="last")


def _as_arrow(part: Any, kind: Any) -> Any:
    array = pa.array(part, pa.string()).cast(kind)
    return pd.Series(pd.arrays.ArrowExtensionArray(array), index=part.index)


class TestWithoutThem:
    """What the package says to Dask and Spark, with something else in their place."""

    def test_dask_is_asked_partition_by_partition(self, monkeypatch: pytest.MonkeyPatch) -> None:
        made: list[Any] = []

        class Frame:
            """One partition that looks like many."""

            def __init__(self, whole: pd.DataFrame) -> None:
                self.whole = whole
                self._meta = whole.iloc[:0]
                self.columns = whole.columns

            def __getitem__(self, name: str) -> Any:
                column = self.whole[name]

                def later(value: Any) -> Any:
                    return SimpleNamespace(compute=lambda: value)

                return SimpleNamespace(
                    map_partitions=lambda function, ask, meta: later(function(column, ask))
                )

            def map_partitions(self, function: Any, *arguments: Any, meta: Any) -> Any:
                made.append(function(self.whole, *arguments))
                assert made[-1].dtypes.equals(meta.dtypes)
                return made[-1]

        monkeypatch.setattr(
            nw.dependencies, "is_dask_dataframe", lambda frame: isinstance(frame, Frame)
        )
        day = pd.Series([date(2010, 1, 1)] * 2).astype("datetime64[s]")
        by_name = Frame(pd.DataFrame({"country": ["France", "Kenya"], "date": day}))
        assert frames.annotate(by_name)["is_party"].tolist() == [True, False]
        misspelt = Frame(pd.DataFrame({"country": ["Frence", "Frence"], "date": day}))
        with pytest.raises(opcat.errors.UnknownStatesError) as caught:
            frames.annotate(misspelt)
        assert caught.value.offenders == (("Frence", 2),)
        by_code = Frame(pd.DataFrame({"country": ["FRA", "X"], "date": day}))
        found = frames.annotate(by_code, codes="alpha_3", unknown="null")
        assert found["is_party"].tolist() == [True, pd.NA]
        by_number = Frame(pd.DataFrame({"country": [250, 404], "date": day}))
        found = frames.annotate(by_number, codes="numeric", unknown="null")
        assert found["is_party"].tolist() == [True, False]
        wrong = Frame(pd.DataFrame({"country": [0.5, 1.5], "date": day}))
        with pytest.raises(opcat.errors.ColumnTypeError, match="float64"):
            frames.annotate(wrong)

    def test_spark_is_told_rows_and_kinds(self) -> None:
        said: list[Any] = []

        class Session:
            def createDataFrame(self, rows: Any, kinds: str) -> Any:  # noqa: N802 - Spark's own name
                said.extend([rows, kinds])
                return SimpleNamespace(hint=lambda word: word)

        way = WAYS[nw.Implementation.PYSPARK]
        data: Data = [("key", str, ["FRA"]), ("known", bool, [True]), ("day", date, [None])]
        assert way.table(SimpleNamespace(sparkSession=Session()), data) == "broadcast"
        assert said == [[("FRA", True, None)], "`key` string, `known` boolean, `day` date"]
        assert way.rows(SimpleNamespace(collect=lambda: [["FRA", 2]])) == [("FRA", 2)]
