"""What a type checker must see in code that uses tables, pages, pictures and strategies.

It is checked, and never run.
"""
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false

from typing import Any, assert_type

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from hypothesis import strategies as st

import opcat
from opcat import charts, frames, strategies, untc


def a_table_keeps_its_type(
    a: pd.DataFrame, b: pl.DataFrame, c: pl.LazyFrame, d: pa.Table, e: duckdb.DuckDBPyRelation
) -> None:
    assert_type(frames.annotate(a), pd.DataFrame)
    assert_type(frames.annotate(b, on="day", codes="alpha_3"), pl.DataFrame)
    assert_type(frames.annotate(c, columns=["is_party"]), pl.LazyFrame)
    assert_type(frames.annotate(d, basis=opcat.Basis.IN_FORCE), pa.Table)
    assert_type(frames.annotate(e, treaty=opcat.convention()), duckdb.DuckDBPyRelation)


def tables() -> None:
    assert_type(frames.to_frame("statuses"), Any)
    assert_type(frames.to_frame(opcat.visits(), backend="polars"), Any)
    assert_type(frames.panel(2003, "2010-12-31", every="month"), Any)
    assert_type(frames.spells(), Any)
    assert_type(frames.arrow_stream("actions"), frames.ArrowStream)


def pages(older: opcat.Treaty, newer: opcat.Treaty) -> None:
    assert_type(untc.read("page.html"), opcat.Treaty)
    assert_type(untc.read(b"<html>", as_of="2026-02-03"), opcat.Treaty)
    assert_type(untc.read_page("page.html"), untc.Page)
    changes = untc.compare(older, newer)
    assert_type(changes, untc.Changes)
    assert_type(changes.of(untc.NewConsent), opcat.Rows[untc.NewConsent])
    for change in changes:
        assert_type(change, untc.Change)


def pictures() -> None:
    assert_type(charts.timeline(), charts.Chart)
    assert_type(charts.map(on="2010-01-01"), charts.Chart)
    charts.timeline().save("parties.svg")


def values() -> None:
    assert_type(strategies.treaties(), st.SearchStrategy[opcat.Treaty])
    assert_type(strategies.states(), st.SearchStrategy[opcat.State])
    assert_type(strategies.counts(), st.SearchStrategy[opcat.Counts])
