"""What tables cost: `annotate` beside the best query that one would write by hand, in one run.

The runs of one engine take turns in one process, on the same rows. What counts is the processor's
time of that process and of those that it started (Spark works in Java's), which other programs
disturb less than the time that passes; both are printed, least and median. The peak of resident
memory is that of processes of their own. What is compared must give the same result; what `apply`
does is of every hundredth row. Absolute times are this machine's; the ratios are what to compare.

At the end are the tables of ``docs/frames.md`` and ``docs/benchmarks.md`` as these pages have them.
Run with ``make bench-frames``, or ``python benchmarks/frames.py ROWS [ENGINE ...]``.
"""

import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import opcat
from opcat import frames
from opcat._names.spellings import spellings
from opcat.frames._offered import OFFERED

EPOCH = date(1970, 1, 1)
ROUNDS = 5
WARM = {False: 1, True: 3}
"""How many rounds are to warm up, without and with Spark: Java goes on compiling what it runs."""
COLUMNS = ["standing", "is_party", "is_signatory", "signed_on", "consent", "deposited_on"]
STANDINGS = ["party", "pending_signatory", "withdrawn", "no_action"]
CONSENTS = ["ratification", "accession"]


CODES, MIXED_NAMES, CAPITALS = "codes", "mixed spellings", "mixed spellings in capitals"
"""What the column of States may hold; capitals are no spelling just as the record has it."""


def held(what: str) -> str:
    """Return what the column of States holds in a run of this name."""
    return next((kind for kind in (CAPITALS, MIXED_NAMES) if what.endswith(kind)), CODES)


def rows(number: int, kind: str) -> pa.Table:
    """Return rows of a State, a day from 2003 to 2025, and a number."""
    chance = np.random.default_rng(1)
    names = [state.key for state in opcat.states()]
    if kind != CODES:
        names = sorted(spellings().exact)
    if kind == CAPITALS:
        names = [name.upper() for name in names]
    first = (date(2003, 1, 1) - EPOCH).days
    last = (date(2025, 12, 31) - EPOCH).days
    days = pa.array(chance.integers(first, last, number, dtype=np.int32), pa.int32())
    who = pa.array(chance.integers(0, len(names), number, dtype=np.int32))
    return pa.table(
        {
            "country": pa.array(names).take(who),
            "date": days.cast(pa.date32()),
            "x": pa.array(np.arange(number, dtype=np.float64)),
        }
    )


def status_table() -> pa.Table:
    """Return the table that one would join by hand."""
    known = [opcat.status(state) for state in opcat.states()]
    return pa.table(
        {
            "country": pa.array([status.state.alpha_3 for status in known]),
            "signed": pa.array([status.signed_on for status in known], pa.date32()),
            "deposited": pa.array([status.deposited_on for status in known], pa.date32()),
            "act": pa.array([s.consent and s.consent.kind.value for s in known], pa.string()),
        }
    )


# Each of these takes the input as its library holds it, and a function that computes the result.
# The hand-written ones know what the record holds: that no date and no code is missing, that
# nobody has withdrawn.


def polars_input(table: pa.Table) -> Any:
    import polars as pl

    return pl.DataFrame(table).lazy()


def polars_hand(frame: Any, order: Any = "left") -> Any:
    import polars as pl

    kind, act = pl.Enum(STANDINGS), pl.Enum(CONSENTS)
    status = pl.DataFrame(status_table()).with_columns(pl.col("act").cast(act)).lazy()
    on, signed, deposited = pl.col("date"), pl.col("signed"), pl.col("deposited")
    is_party = (on >= deposited).fill_null(value=False)
    is_signatory = (on >= signed).fill_null(value=False)
    return (
        frame.join(status, on="country", how="left", maintain_order=order)
        .with_columns(
            standing=pl.when(is_party)
            .then(pl.lit("party", kind))
            .when(is_signatory)
            .then(pl.lit("pending_signatory", kind))
            .otherwise(pl.lit("no_action", kind)),
            is_party=is_party,
            is_signatory=is_signatory,
            signed_on=pl.when(is_signatory).then(signed),
            consent=pl.when(is_party).then(pl.col("act")),
            deposited_on=pl.when(is_party).then(deposited),
        )
        .drop("signed", "deposited", "act")
        .collect()
    )


def polars_ours(frame: Any, codes: str = "alpha_3", columns: Any = None) -> Any:
    return frames.annotate(frame, codes=codes, unknown="null", columns=columns).collect()


def duckdb_input(table: pa.Table) -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.register("given", table)
    connection.execute("CREATE TABLE rows AS FROM given")
    connection.register("status_given", status_table())
    connection.execute("CREATE TABLE status AS FROM status_given")
    return connection


def duckdb_hand(connection: Any) -> Any:
    return connection.sql(
        """
        SELECT rows.*,
            CASE WHEN date >= deposited THEN 'party' WHEN date >= signed THEN 'pending_signatory'
                ELSE 'no_action' END AS standing,
            coalesce(date >= deposited, false) AS is_party,
            coalesce(date >= signed, false) AS is_signatory,
            CASE WHEN date >= signed THEN signed END AS signed_on,
            CASE WHEN date >= deposited THEN act END AS consent,
            CASE WHEN date >= deposited THEN deposited END AS deposited_on
        FROM rows LEFT JOIN status USING (country)
        """
    ).to_arrow_table()


def duckdb_ours(connection: Any, codes: str = "alpha_3", columns: Any = None) -> Any:
    rows_ = connection.table("rows")
    return frames.annotate(rows_, codes=codes, unknown="null", columns=columns).to_arrow_table()


def pyarrow_hand(table: pa.Table) -> Any:
    status = status_table().combine_chunks()
    place = pc.index_in(table["country"], value_set=status["country"].combine_chunks())
    on, never = table["date"], date.max

    def taken(name: str) -> Any:
        return status[name].combine_chunks().take(place)

    def worded(places: Any, words: list[str]) -> Any:
        chunks = [pa.DictionaryArray.from_arrays(c, pa.array(words)) for c in places.chunks]
        return pa.chunked_array(chunks)

    # A day that never comes spares the nulls of what has not happened.
    for name in ("signed", "deposited"):
        filled = pc.fill_null(status[name], never)
        status = status.set_column(status.column_names.index(name), name, filled)
    acts = pc.index_in(status["act"], value_set=pa.array(CONSENTS)).cast(pa.int8())
    status = status.set_column(3, "act", acts)
    signed, deposited, act = taken("signed"), taken("deposited"), taken("act")
    is_party, is_signatory = pc.greater_equal(on, deposited), pc.greater_equal(on, signed)
    party, pending, none = (pa.scalar(place, pa.int8()) for place in (0, 1, 3))
    standing = pc.if_else(is_party, party, pc.if_else(is_signatory, pending, none))
    columns = {
        "standing": worded(standing, STANDINGS),
        "is_party": is_party,
        "is_signatory": is_signatory,
        "signed_on": pc.if_else(is_signatory, signed, None),
        "consent": worded(pc.if_else(is_party, act, None), CONSENTS),
        "deposited_on": pc.if_else(is_party, deposited, None),
    }
    for name, column in columns.items():
        table = table.append_column(name, column)
    return table


def pandas_input(table: pa.Table) -> Any:
    frame = table.to_pandas(date_as_object=False)
    frame["country"] = frame["country"].astype(object)
    return frame


def category_input(table: pa.Table) -> Any:
    return pandas_input(table).astype({"country": "category"})


def pandas_plain(frame: Any) -> Any:
    """Merge as one writes it without a second thought."""
    status = status_table().to_pandas(date_as_object=False)
    found = frame.merge(status, on="country", how="left")
    found["is_party"] = found["date"] >= found["deposited"]
    found["is_signatory"] = found["date"] >= found["signed"]
    conditions = [found["is_party"], found["is_signatory"]]
    found["standing"] = np.select(conditions, ["party", "pending_signatory"], "no_action")
    found["signed_on"] = found["signed"].where(found["is_signatory"])
    found["consent"] = found["act"].where(found["is_party"])
    found["deposited_on"] = found["deposited"].where(found["is_party"])
    return found.drop(columns=["signed", "deposited", "act"])


def pandas_hand(frame: Any) -> Any:
    """Merge with the words kept as categories throughout."""
    import pandas as pd

    status = status_table().to_pandas(date_as_object=False).astype({"act": "category"})
    if frame["country"].dtype == "category":
        status["country"] = status["country"].astype(frame["country"].dtype)
    found = frame.merge(status, on="country", how="left")
    is_party = found["date"] >= found["deposited"]
    is_signatory = found["date"] >= found["signed"]
    places = np.where(is_party, 0, np.where(is_signatory, 1, 3)).astype(np.int8)
    found["standing"] = pd.Categorical.from_codes(places, STANDINGS)
    found["is_party"], found["is_signatory"] = is_party, is_signatory
    found["signed_on"] = found["signed"].where(is_signatory)
    found["consent"] = found["act"].where(is_party)
    found["deposited_on"] = found["deposited"].where(is_party)
    return found.drop(columns=["signed", "deposited", "act"])


def pandas_apply(frame: Any) -> Any:
    def row(given: Any) -> tuple[object, ...]:
        status = opcat.status(given["country"], on=given["date"])
        consent = status.consent and status.consent.kind.value
        return (
            status.standing.value,
            status.is_party,
            status.is_signatory,
            status.signed_on,
            consent,
            status.deposited_on,
        )

    part = frame.iloc[: max(1, len(frame) // 100)]
    found = part.apply(row, axis=1, result_type="expand")
    found.columns = COLUMNS
    return part.join(found)


def eager_ours(frame: Any, codes: str = "alpha_3", columns: Any = None) -> Any:
    return frames.annotate(frame, codes=codes, columns=columns)


def dask_input(table: pa.Table) -> Any:
    import dask

    dd: Any = importlib.import_module("dask.dataframe")
    dask.config.set(scheduler="threads", num_workers=2)
    # Dask keeps text as Arrow does; objects it would turn into that again in every run.
    given = pandas_input(table).astype({"country": "string[pyarrow]"})
    return dd.from_pandas(given, npartitions=8)


def dask_hand(frame: Any) -> Any:
    return frame.map_partitions(pandas_hand).compute()


def dask_ours(frame: Any, codes: str = "alpha_3", columns: Any = None) -> Any:
    return frames.annotate(frame, codes=codes, unknown="null", columns=columns).compute()


def spark_input(table: pa.Table) -> Any:
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "4g")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    path = tempfile.mkdtemp() + "/rows.parquet"
    pq.write_table(table, path)
    spark.createDataFrame(status_table().to_pandas()).createOrReplaceTempView("status")
    return spark.read.parquet(path)


CHECKED = """
    SELECT standing, is_party, is_signatory, consent, count(*) AS n, min(signed_on) AS a,
        max(signed_on) AS b, min(deposited_on) AS c, max(deposited_on) AS d
    FROM {} GROUP BY ALL ORDER BY ALL
"""


def spark_run(frame: Any) -> Any:
    frame.write.format("noop").mode("overwrite").save()
    return frame


def spark_hand(frame: Any) -> Any:
    frame.createOrReplaceTempView("rows")
    return spark_run(
        frame.sparkSession.sql(
            """
            SELECT /*+ BROADCAST(status) */ rows.*,
                CASE WHEN date >= deposited THEN 'party' WHEN date >= signed
                    THEN 'pending_signatory' ELSE 'no_action' END AS standing,
                coalesce(date >= deposited, false) AS is_party,
                coalesce(date >= signed, false) AS is_signatory,
                CASE WHEN date >= signed THEN signed END AS signed_on,
                CASE WHEN date >= deposited THEN act END AS consent,
                CASE WHEN date >= deposited THEN deposited END AS deposited_on
            FROM rows LEFT JOIN status USING (country)
            """
        ),
    )


def spark_ours(frame: Any, codes: str = "alpha_3", columns: Any = None) -> Any:
    return spark_run(frames.annotate(frame, codes=codes, unknown="null", columns=columns))


def mixed(ours: Callable[..., Any]) -> Callable[[Any], Any]:
    return lambda given: ours(given, codes="iso")


def unordered(frame: Any) -> Any:
    return polars_hand(frame, "none")


# Name: input, runs; the first of the runs is what the others are divided by.
SUITES: dict[str, tuple[Callable[[pa.Table], Any], dict[str, Callable[[Any], Any]]]] = {
    "polars": (
        polars_input,
        {"by hand": polars_hand, "by hand, unordered": unordered, "annotate": polars_ours},
    ),
    "duckdb": (duckdb_input, {"by hand": duckdb_hand, "annotate": duckdb_ours}),
    "pyarrow": (lambda table: table, {"by hand": pyarrow_hand, "annotate": eager_ours}),
    "pandas": (
        pandas_input,
        {
            "plain merge": pandas_plain,
            "merge, with categories": pandas_hand,
            "annotate": eager_ours,
            "apply, of 1 %": pandas_apply,
        },
    ),
    "pandas category": (
        category_input,
        {
            "plain merge": pandas_plain,
            "merge, with categories": pandas_hand,
            "annotate": eager_ours,
        },
    ),
    "dask": (dask_input, {"merge": dask_hand, "annotate": dask_ours}),
    "spark": (spark_input, {"by hand": spark_hand, "annotate": spark_ours}),
}
MIXED: dict[str, Callable[..., Any]] = {
    "polars": polars_ours,
    "duckdb": duckdb_ours,
    "pyarrow": eager_ours,
    "pandas": eager_ours,
    "pandas category": eager_ours,
    "dask": dask_ours,
    "spark": spark_ours,
}
for _name, _ours in MIXED.items():
    for _kind in (MIXED_NAMES, CAPITALS):
        SUITES[_name][1][f"annotate, {_kind}"] = mixed(_ours)


FIVE: dict[str, list[str] | None] = {
    "the six default ones": None,
    "a group, a code and flags": [
        *("alpha_3", "regional_group", "is_eligible", "is_in_force", "mechanism")
    ],
    "texts": ["alpha_3", "alpha_2", "numeric", "state", "cow_abbreviation"],
    "numbers": ["days_since_signature", "days_since_deposit", "cow", "gw", "vdem"],
    "article 27 and entry into force": [
        *("is_eligible", "eligible_on", "eligibility", "is_in_force", "in_force_on")
    ],
    "the mechanism": [
        *("mechanism", "mechanism_type", "is_mechanism_due"),
        *("mechanism_due_on", "mechanism_latest_due_on"),
    ],
}
"""Sets of columns, each of which is compared with the six default ones."""


def started() -> list[int]:
    """Return the processes that this one started, and those that they did."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it may be gone
            parents[int(status.parent.name)] = int(_after_name(status)[1])
    found = [os.getpid()]
    for known in found:
        found += [process for process, parent in parents.items() if parent == known]
    return found[1:]


def _after_name(status: Path) -> list[str]:
    return status.read_text(encoding="utf-8").rpartition(")")[2].split()


class Watch:
    """Tells what time a function took: the processor's, and what passed."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = {}
        self.passed: dict[str, list[float]] = {}

    def run(self, what: str | None, function: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """Return what a function does, and note how long it took, if it has a name."""
        others = time_of_others()
        spent, passed = time.process_time(), time.perf_counter()
        result = function(*given, **more)
        passed, spent = time.perf_counter() - passed, time.process_time() - spent
        if what is not None:
            self.spent.setdefault(what, []).append(spent + time_of_others() - others)
            self.passed.setdefault(what, []).append(passed)
        return result


def time_of_others() -> float:
    """Return the processor's time of the processes that this one started, gone ones too."""
    gone = os.times()
    ticks = 0
    for process in started():
        with suppress(OSError):  # it may be gone
            user, system, of_gone, by_gone = _after_name(Path(f"/proc/{process}/stat"))[11:15]
            ticks += int(user) + int(system) + int(of_gone) + int(by_gone)
    return gone.children_user + gone.children_system + ticks / os.sysconf("SC_CLK_TCK")


def five(engine: str, number: int) -> dict[str, Any]:
    """Return the times of each set of columns, the sets taking turns.

    Each is asked twice in each turn: where it has to have its memory from the system first, because
    the set before had less, and where it has that already.
    """
    given = SUITES[engine][0](rows(number, CODES))
    fresh, again = Watch(), Watch()
    for turn in range(1 + ROUNDS):  # the first is to warm up
        for what, columns in FIVE.items():
            for watch in (fresh, again):
                name = what if turn else None
                watch.run(name, MIXED[engine], given, columns=columns)
    return {what: {"fresh": fresh.spent[what], "spent": again.spent[what]} for what in FIVE}


def memory(what: str, processes: Iterable[int | str] = ("self",)) -> float:
    """Return a line of the status of processes, in megabytes."""
    found = 0.0
    for process in processes:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        found += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith(what))
    return found / 1e3


def checksum(result: Any) -> list[Any]:
    """Return what tells a result from another, whatever the order of its rows."""
    import duckdb

    connection = duckdb.connect()
    if hasattr(result, "sparkSession"):
        result.createOrReplaceTempView("result")
        found = [tuple(row) for row in result.sparkSession.sql(CHECKED.format("result")).collect()]
    else:
        connection.register("result", result)
        found = connection.sql(CHECKED.format("result")).fetchall()
    return sorted([[str(cell)[:10] for cell in row] for row in found])


def clock(engine: str, number: int) -> dict[str, Any]:
    """Return the times of each run, the runs taking turns, and what tells their results."""
    make, runs = SUITES[engine]
    given = {kind: make(rows(number, kind)) for kind in (CODES, MIXED_NAMES, CAPITALS)}
    watch = Watch()
    checks: dict[str, list[Any]] = {}
    first = WARM[engine == "spark"]
    for turn in range(first + ROUNDS):
        for what, run in runs.items():
            if "apply" in what and turn < first + ROUNDS - 2:
                continue  # it takes long, and no shorter than once
            result = watch.run(what if turn >= first else None, run, given[held(what)])
            if turn == first + ROUNDS - 1:
                checks[what] = checksum(result)
            del result
    return {
        what: {"spent": watch.spent[what], "passed": watch.passed[what], "check": checks[what]}
        for what in runs
    }


def peak(engine: str, what: str, number: int) -> dict[str, Any]:
    """Return the peak of memory of one run, in megabytes, its input included."""
    make, runs = SUITES[engine]
    given = make(rows(number, held(what)))
    processes: list[int | str] = ["self", *started()]
    for process in processes:  # forget earlier peaks
        Path(f"/proc/{process}/clear_refs").write_text("5", encoding="ascii")
    before = memory("VmRSS", processes)
    runs[what](given)
    found = memory("VmHWM", processes)
    return {"peak": found, "above": found - before}


def grow(engine: str, source: str) -> dict[str, Any]:
    """Annotate from one Parquet file into another, and return the times and the peak of memory."""
    import duckdb
    import polars as pl

    target = source + ".out"

    def with_polars() -> None:
        lazy = frames.annotate(pl.scan_parquet(source), codes="alpha_3", unknown="null")
        lazy.sink_parquet(target)

    def with_duckdb() -> None:
        connection = duckdb.connect(config={"preserve_insertion_order": "false"})
        given = connection.read_parquet(source)
        frames.annotate(given, codes="alpha_3", unknown="null").write_parquet(target)

    watch = Watch()
    before = memory("VmRSS")
    watch.run("first", with_polars if engine == "polars" else with_duckdb)
    return {"spent": watch.spent["first"], "above": memory("VmHWM") - before}


def growth(number: int) -> dict[int, dict[str, Any]]:
    """Return by the number of rows what each engine takes from one file to another."""
    found: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as directory:
        for part in (8, 4, 2, 1):
            source = f"{directory}/{part}.parquet"
            pq.write_table(rows(number // part, CODES), source, row_group_size=1 << 17)
            for engine in ("polars", "duckdb"):
                runs = [child("--grow", engine, source) for _ in range(3)]
                best = {key: min(run[key] for run in runs) for key in ("spent", "above")}
                found.setdefault(number // part, {})[engine] = best
    return found


def child(*arguments: str) -> dict[str, Any]:
    """Return what a process of its own finds."""
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed: {done.stderr[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


BACKENDS = ("pandas", "polars", "pyarrow")


def panels() -> dict[str, list[list[float]]]:
    """Return the times of panels, by what is asked and then by the backend."""
    treaties = [
        attrs.evolve(treaty, key=f"{treaty.key}-{number}", title=f"{treaty.title} {number}")
        for number in range(9)
        for treaty in (opcat.treaty(), opcat.convention())
    ]
    every: dict[str, Any] = {"columns": [*OFFERED, "first_year"], "lag": 1}
    questions: dict[str, dict[str, Any]] = {
        "by years": {"start": "2003-01-01"},
        "by months": {"start": "2003-01-01", "every": "month"},
        "by days": {"start": "2003-01-01", "every": "day"},
        "by years, every column and a lag": {"start": 2003, "end": 2025, **every},
        "by years, of 18 treaties": {"start": 2003, "end": 2025, "treaty": treaties},
    }
    watch = Watch()
    for turn in range(1 + 3 * ROUNDS):  # by turns, because the machine may be busy
        for what, options in questions.items():
            for backend in BACKENDS:
                if "days" in what and turn > ROUNDS:
                    continue
                made = watch.run(
                    f"{what}/{backend}" if turn else None, frames.panel, backend=backend, **options
                )
                del made
    return {what: [watch.spent[f"{what}/{backend}"] for backend in BACKENDS] for what in questions}


ENGINE_NAMES = {
    "polars": "Polars, lazy",
    "duckdb": "DuckDB",
    "pyarrow": "PyArrow",
    "pandas": "pandas",
    "pandas category": "pandas, a categorical column",
    "dask": "Dask",
    "spark": "Spark",
}
QUERIES = {
    ("polars", "by hand"): "a left join that keeps the order",
    ("polars", "by hand, unordered"): "a left join that does not",
    ("duckdb", "by hand"): "a left join",
    ("pyarrow", "by hand"): "`index_in` and `take`",
    ("pandas", "plain merge"): "a plain merge",
    ("pandas", "merge, with categories"): "a merge with words as categories",
    ("pandas category", "plain merge"): "a plain merge",
    ("pandas category", "merge, with categories"): "a merge with words as categories",
    ("dask", "merge"): "a merge of each partition",
    ("spark", "by hand"): "a broadcast join",
}
"""What the docs call the engines, and the queries that are written by hand."""


def line(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def heading(*cells: object) -> str:
    return f"{line(*cells)}\n{'|---' * len(cells)}|"


def ms(times: Sequence[float]) -> str:
    return f"{min(times) * 1e3:,.0f} ms"


def over(times: Sequence[float], base: Sequence[float]) -> str:
    """Return the ratio of the least times, and that of the medians."""
    return f"{min(times) / min(base):.2f} ({median(times) / median(base):.2f})"


def tables(
    times: dict[str, dict[str, Any]], peaks: dict[str, dict[str, Any]], sets: dict[str, Any]
) -> None:
    """Print the tables of the docs that are about engines."""
    print("\ndocs/frames.md, by hand and annotated:\n")
    print(heading("engine", "by hand", "time", "`annotate`", "ratio", "peak memory, ratio"))
    for engine, runs in times.items():
        ours = runs["annotate"]["spent"]
        for what, found in runs.items():
            if "annotate" in what or "apply" in what:
                continue
            ratio = peaks[engine]["annotate"]["peak"] / peaks[engine][what]["peak"]
            print(
                line(
                    *(ENGINE_NAMES[engine], QUERIES[engine, what]),
                    *(ms(found["spent"]), ms(ours)),
                    *(over(ours, found["spent"]), f"{ratio:.2f}"),
                )
            )
    print("\ndocs/frames.md, by what the column of States holds:\n")
    print(heading("engine", "codes", "spellings", "ratio", "in uppercase", "ratio"))
    for engine, runs in times.items():
        codes, *others = (found["spent"] for what, found in runs.items() if "annotate" in what)
        cells = [cell for other in others for cell in (ms(other), over(other, codes))]
        print(line(ENGINE_NAMES[engine], ms(codes), *cells))
    for engine, runs in times.items():
        for what, found in runs.items():
            if "apply" in what:
                factor = 100 * min(found["spent"]) / min(runs["annotate"]["spent"])
                print(f"\n{engine}, {what}: {ms(found['spent'])}, {factor:,.0f} times as long")
    print("\ndocs/benchmarks.md, five columns beside the six default ones:\n")
    five_columns(sets, "spent")
    print("\nthe same where memory has to come from the system first:\n")
    five_columns(sets, "fresh")


def five_columns(sets: dict[str, Any], measured: str) -> None:
    print(heading("five columns", *map(ENGINE_NAMES.get, sets)))
    for what in list(FIVE)[1:]:
        ratios = [
            over(found[what][measured], next(iter(found.values()))[measured])
            for found in sets.values()
        ]
        print(line(what, *ratios))


def other_tables(number: int) -> None:
    """Print the tables of the docs that are about files and panels."""
    print("\ndocs/frames.md, from one file to another:\n")
    print(heading("rows", "Polars, lazy", "above the start", "DuckDB", "above the start"))
    for count, found in growth(number).items():
        cells = [
            cell for one in found.values() for cell in (ms(one["spent"]), f"{one['above']:.0f} MB")
        ]
        print(line(f"{count:,}", *cells))
    print("\ndocs/frames.md and docs/benchmarks.md, panels:\n")
    print(heading("panel", *BACKENDS))
    for what, each in panels().items():
        print(line(what, *(f"{min(found) * 1e3:.1f} ms" for found in each)))


def main(number: int, engines: list[str]) -> None:
    begin = time.perf_counter()
    packages = ("narwhals", "polars", "duckdb", "pyarrow", "pandas", "dask", "pyspark")
    print(
        f"{number:,} rows, {date.today()}, Python {platform.python_version()}, "  # noqa: DTZ011 - a date to read
        f"{platform.machine()}, {os.cpu_count()} cores"
    )
    here = [name for name in packages if importlib.util.find_spec(name)]
    print(", ".join(f"{name} {version(name)}" for name in here))
    print("processor time: least, median; time that passed: least, median", flush=True)
    times: dict[str, dict[str, Any]] = {}
    peaks: dict[str, dict[str, Any]] = {}
    sets: dict[str, Any] = {}
    for engine in engines or SUITES:
        times[engine] = child("--clock", engine, str(number))
        first = next(iter(times[engine].values()))
        peaks[engine] = {}
        for what, found in times[engine].items():
            peaks[engine][what] = child("--peak", engine, what, str(number))
            same = found["check"] == first["check"]
            print(
                f"{engine:16} {what:38} {ms(found['spent']):>10} {median(found['spent']) * 1e3:7,.0f};"
                f" {ms(found['passed']):>10} {median(found['passed']) * 1e3:7,.0f}"
                f"  peak {peaks[engine][what]['peak']:6.0f} MB,"
                f" {peaks[engine][what]['above']:6.0f} MB above input  "
                f"{'the same result' if same else 'another input'}",
                flush=True,
            )
        sets[engine] = child("--five", engine, str(number))
        for what, found in sets[engine].items():
            print(
                f"{engine:16} {what:38} {ms(found['spent']):>10} {median(found['spent']) * 1e3:7,.0f}",
                flush=True,
            )
    tables(times, peaks, sets)
    if not engines:
        other_tables(number)
    print(f"\n{(time.perf_counter() - begin) / 60:.0f} minutes")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--clock"]:
        warnings.simplefilter("ignore")
        print(json.dumps(clock(sys.argv[2], int(sys.argv[3]))))
    elif sys.argv[1:2] == ["--peak"]:
        warnings.simplefilter("ignore")
        print(json.dumps(peak(sys.argv[2], sys.argv[3], int(sys.argv[4]))))
    elif sys.argv[1:2] == ["--five"]:
        warnings.simplefilter("ignore")
        print(json.dumps(five(sys.argv[2], int(sys.argv[3]))))
    elif sys.argv[1:2] == ["--grow"]:
        print(json.dumps(grow(sys.argv[2], sys.argv[3])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000, sys.argv[2:])
