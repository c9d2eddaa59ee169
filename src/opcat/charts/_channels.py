"""The channels and the data of a layer, in the forms that Altair takes quickly.

Channels are objects, such as ``alt.X("day:T")``: to find out what a text or a dict is, Altair
compares it with all its thousand classes, every time, which took longer than all the rest.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt


def raw(field: str, channel: type[Any] = alt.X) -> Any:
    """Return a channel whose values are pixels."""
    return channel(f"{field}:Q", scale=None, axis=None)


def at(place: float | str, channel: type[Any] = alt.XValue) -> Any:
    """Return a channel that is the same for every row: pixels, or a side of the plot."""
    return channel(place)


def looks(*channels: str) -> dict[str, Any]:
    """Return channels whose values are the look itself, each in the field of its name.

    A scale would be shared by charts that are joined, and give one the colours of another.
    """
    return {
        channel: getattr(alt, f"{channel[0].upper()}{channel[1:]}")(
            field=channel,
            type="quantitative" if channel in _NUMBERS else "nominal",
            scale=None,
            legend=None,
        )
        for channel in channels
    }


_NUMBERS = frozenset({"fillOpacity", "size"})
"""Channels of which Vega-Lite warns if their values are words."""


def data_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows as the data of a layer, written into the chart.

    They are a plain dict, because Altair checks each row twice where one makes its `InlineData`.
    """
    return {"values": [dict(row) for row in rows]}


def under_pointer(**titles: str) -> list[alt.Tooltip]:
    """Return the tooltip: the fields of a row, in words for people."""
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()]
