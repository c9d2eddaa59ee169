"""What tables take by the number of a stage: small tables, days far away, and what a record keeps."""

from datetime import date
from typing import Any

import attrs
import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import opcat
from opcat import frames
from opcat.frames._engines import ENGINES  # how an engine makes small tables

FLAGS = ["standing", "is_party", "mechanism", "mechanism_due_on"]
TEXTS = ["a", "", "it's", "", "b", None, "c|d", '"e"']


def relation(rows: list[tuple[str, date | None]]) -> Any:
    countries, days = zip(*rows, strict=True)
    columns = {"country": pa.array(countries), "date": pa.array(days, pa.date32())}
    return duckdb.from_arrow(pa.table(columns))


def test_duckdb_reads_back_the_texts_of_a_small_table() -> None:
    given = [(text or None) for text in TEXTS]
    engine = ENGINES[nw.Implementation.DUCKDB]
    made = engine.table(relation([("FRA", date.min)]), [("text", str, given)])
    assert [text for (text,) in made.fetchall()] == given


def test_codes_of_one_length_stay_each_in_its_column() -> None:
    """In pandas such columns share where their texts end."""
    keys = ["FRA", None, "VAT"]
    table = pd.DataFrame({"country": keys})
    ask: Any = {"missing": "null", "columns": ["alpha_3", "numeric", "alpha_2"]}
    with pd.option_context("mode.string_storage", "pyarrow"):
        found = frames.annotate(table, **ask)
    assert found["alpha_3"].fillna("-").tolist() == ["FRA", "-", "VAT"]
    assert found["numeric"].fillna("-").tolist() == ["250", "-", "336"]
    assert found["alpha_2"].fillna("-").tolist() == ["FR", "-", "VA"]


@pytest.mark.parametrize("day", [date.min, date(2026, 2, 3), date.max])
def test_the_last_stage_holds_for_ever_and_the_first_since_ever(day: date) -> None:
    """States with few changes share the width of those with many, and never pass one too many."""
    keys = [state.key for state in opcat.states()]
    table = pl.LazyFrame({"country": keys, "date": [day] * len(keys)})
    ask: Any = {"codes": "alpha_3", "unknown": "null", "columns": FLAGS}
    found = frames.annotate(table, **ask).collect()
    asked = min(day, opcat.treaty().as_of)
    known = [str(opcat.status(key, on=asked).standing) for key in keys]
    assert found["standing"].cast(str).to_list() == known
    rows = frames.annotate(relation([(key, day) for key in keys]), **ask).order("country")
    assert rows.fetchall() == found.cast({"standing": str, "mechanism": str}).sort("country").rows()


def test_a_treaty_without_acts_has_no_answer_for_a_row_without_a_day() -> None:
    empty = attrs.evolve(opcat.treaty(), key="empty", actions=(), stated_in_force_on=None)
    table = pl.LazyFrame({"country": ["FRA", "FRA"], "date": [date(2010, 1, 1), None]})
    ask: Any = {"codes": "alpha_3", "unknown": "null", "columns": ["standing", "is_party"]}
    found = frames.annotate(table, treaty=empty, **ask).collect()
    assert found.select("standing", "is_party").rows() == [("no_action", False), (None, None)]


def test_what_a_record_keeps_of_a_panel_changes_no_answer() -> None:
    ask: Any = {"columns": ["standing", "mechanism", "cow"], "backend": "polars"}
    first = frames.panel(2003, 2025, **ask)
    for partial in ("first", "last", "any", "all"):
        for every in ("year", "month", "day"):
            frames.panel(
                "2008-01-01",
                "2008-02-01" if every == "day" else "2009-12-31",
                every=every,
                partial=partial,
                **ask,
            )
    assert frames.panel(2003, 2025, **ask).equals(first)
