"""`annotate` for Dask: the path of pandas on every partition, with the entries resolved once."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from opcat._names.codes import keys_by_code, written
from opcat.frames import _pandas
from opcat.frames._ask import Ask
from opcat.frames._refusals import CALLS, Held, refuse_day, refuse_state
from opcat.frames._state_column import spelling_keys

_CALLS = CALLS["dask"]


def annotated(frame: Any, ask: Ask, *, look: bool) -> Any:
    """Return the frame with the columns added; nothing is computed but distinct entries."""
    ask.check_table(list(frame.columns), frame._meta.index.names)  # noqa: SLF001 - as below
    numbers = ask.codes is not None and ask.codes.is_number
    for column, refused in (
        (ask.state, refuse_state),
        (ask.on if ask.is_dated else None, refuse_day),
    ):
        kind = frame._meta.dtypes.get(column)  # noqa: SLF001 - Dask gives the types of its columns only here
        arrow = hasattr(kind, "pyarrow_dtype")  # which has a type for columns of nulls
        fits = numbers and column == ask.state
        if kind is not None and not arrow and kind.kind == "f" and not fits:
            raise refused(ask, str(kind), Held.FRACTIONS, _CALLS)  # parts might be it, or not
    meta, _ = _pandas.annotated(frame._meta, ask, {}, _CALLS)  # noqa: SLF001 - refuses what must be refused
    keys = _looked(frame[ask.state], ask) if look else _codes(ask)
    return frame.map_partitions(_partition, ask, keys, look, meta=meta)


def _partition(part: Any, ask: Ask, keys: Mapping[Any, str], look: bool) -> Any:
    if not look:  # invisible characters do not count
        _, entries = _pandas.entries_of(part[ask.state], ask, _CALLS)
        assert ask.codes is not None
        texts = [entry for entry in entries if isinstance(entry, str) and entry not in keys]
        known = {entry: keys.get(written(entry, ask.codes) or "") for entry in texts}
        keys = {**keys, **{entry: key for entry, key in known.items() if key is not None}}
    return _pandas.annotated(part, ask, keys, _CALLS)[0]


def _looked(column: Any, ask: Ask) -> Mapping[Any, str]:
    # One step: Dask's own unique() puts partitions together in a tree, which takes longer.
    parts = column.map_partitions(_counted, ask, meta=(ask.state, "int64")).compute()
    counts = parts.groupby(level=0, sort=False).sum()
    return spelling_keys(list(counts.index), counts.tolist, ask)


def _counted(part: Any, ask: Ask) -> Any:
    """Return how many rows of a partition hold each entry."""
    places, distinct = _pandas.entries_of(part, ask, _CALLS)
    counts = _pandas.counts_of(places, len(distinct))
    return pd.Series(counts, index=pd.Index(distinct, dtype=object), dtype="int64")


def _codes(ask: Ask) -> Mapping[Any, str]:
    assert ask.codes is not None
    keys = keys_by_code(ask.codes, ask.files)
    if not ask.codes.is_number:
        return keys
    # An integer equals a float without a fraction, and hashes alike.
    return {**keys, **{int(code): key for code, key in keys.items()}}
