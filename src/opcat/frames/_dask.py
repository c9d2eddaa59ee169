"""`annotate` for Dask: the path of pandas on every partition, with the entries resolved once."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from opcat._names import as_code
from opcat.frames import _pandas
from opcat.frames._ask import Ask, Codes, code_keys, refuse_day, refuse_state, spelling_keys

__all__ = ["annotated"]


def annotated(frame: Any, ask: Ask, *, look: bool) -> Any:
    """Return the frame with the columns added; nothing is computed but distinct entries."""
    ask.check(list(frame.columns))
    for column, refused in ((ask.state, refuse_state), (ask.on, refuse_day)):
        kind = frame._meta.dtypes.get(column)  # noqa: SLF001 - Dask names the types of its columns nowhere else
        if kind is not None and kind.kind == "f":  # its parts might be all null, or not
            raise refused(ask, str(kind), integer=False)
    meta, _ = _pandas.annotated(frame._meta, ask, {})  # noqa: SLF001 - refuses what must be refused
    keys = _looked(frame[ask.state], ask) if look else _codes(ask)
    return frame.map_partitions(_partition, ask, keys, look, meta=meta)


def _partition(part: Any, ask: Ask, keys: Mapping[Any, str], look: bool) -> Any:
    if not look:  # what cannot be seen does not count
        texts = [entry for entry in part[ask.state].unique() if isinstance(entry, str)]
        known = {entry: keys.get(as_code(entry)) for entry in texts if entry not in keys}
        keys = {**keys, **{entry: key for entry, key in known.items() if key is not None}}
    return _pandas.annotated(part, ask, keys)[0]


def _looked(column: Any, ask: Ask) -> Mapping[Any, str]:
    # One step: Dask's own unique() puts partitions together in a tree, which takes longer.
    parts = column.map_partitions(_distinct, meta=column._meta)  # noqa: SLF001 - as above
    entries = list(dict.fromkeys(parts.compute().dropna()))

    def counts() -> list[int]:
        found = column.value_counts().compute()
        return [int(found.get(entry, 0)) for entry in entries]

    return spelling_keys(entries, counts, ask)


def _distinct(part: Any) -> Any:
    return pd.Series(part.unique())


def _codes(ask: Ask) -> Mapping[Any, str]:
    assert ask.codes is not None
    keys = code_keys(ask.codes)
    if ask.codes is not Codes.NUMERIC:
        return keys
    return {**keys, **{int(code): key for code, key in keys.items()}}
