"""What an installation with the extra `frames`, and Polars beside it, must answer."""

import polars as pl

import opcat
from opcat import frames

rows = pl.DataFrame(
    {"country": ["France", "Kenya", "Belgium"], "date": ["2010-01-01"] * 3}
).with_columns(pl.col("date").str.to_date())
found = frames.annotate(rows)
assert found["standing"].to_list() == ["party", "no_action", "pending_signatory"]
statuses = frames.to_frame("statuses", backend="polars")
assert statuses["is_party"].sum() == opcat.counts().parties
panel = frames.panel(backend="polars")
assert panel.height > 197
assert frames.spells(backend="polars").height > 100
