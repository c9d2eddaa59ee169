"""The key of a chart: symbols with what they mean, in as many rows as it needs."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import NamedTuple

import altair as alt

from opcat.charts._channels import data_of, looks, raw
from opcat.charts._measure import wide

_SQUARE = 110.0
"""Square pixels of a symbol of the key, where the text has its usual size."""
SOLID = "M-1.2,-1H1.2V1H-1.2Z"
HATCHED = f"{SOLID}M-1.2,-0.2L-0.4,-1M-1.2,1L0.8,-1M-0.1,1L1.2,-0.3"
HATCHED_BACK = f"{SOLID}M1.2,-0.2L0.4,-1M1.2,1L-0.8,-1M0.1,1L-1.2,-0.3"
"""Symbols for areas, as paths of SVG."""
TINT = 0.3
"""How strong the ground of a pattern is."""


class Mark(NamedTuple):
    """A symbol of the key; several beside each other make one entry."""

    shape: str
    fill: str
    stroke: str
    size: float = _SQUARE
    fillOpacity: float = 1.0  # noqa: N815 - its name in Vega-Lite


class Key:
    """The key above a plot.

    Args:
        entries: symbols beside each other, with what they mean.
        text: the size of the text.
        scale: how much larger than usual the symbols are.
        room: the width that a row may have.
    """

    def __init__(
        self,
        entries: Iterable[tuple[Sequence[Mark], str]],
        text: float,
        scale: float,
        room: float,
    ) -> None:
        self._text = text
        self._scale = scale
        self._symbol = text * 1.4
        self._line = text * 1.6
        self._rows: list[list[tuple[Sequence[Mark], str]]] = []
        used = room
        for entry in entries:
            needed = self._wide(entry)
            if used + needed > room:
                self._rows.append([])
                used = 0.0
            self._rows[-1].append(entry)
            used += needed + 2 * text

    def _wide(self, entry: tuple[Sequence[Mark], str]) -> float:
        marks, label = entry
        return len(marks) * self._symbol + self._text / 2 + wide(label, self._text)

    @property
    def high(self) -> int:
        """How high the key is, or where there is none the half of a label on the axis."""
        return ceil(self._line * len(self._rows) + self._text / (1 if self._rows else 2) + 1)

    def drawn(self, left: float) -> Iterator[alt.Chart]:
        """Yield the layers of the key, above the plot.

        Args:
            left: where it begins, from the left side of the plot.
        """
        if not self._rows:
            return
        marks, labels = [], []
        for row, entries in enumerate(self._rows):
            x = left
            y = self._line * (row + 0.5) - self.high
            for symbols, label in entries:
                for symbol in symbols:
                    size = symbol.size * self._scale**2
                    look = {**symbol._asdict(), "size": size}
                    marks.append({"x": x + self._symbol / 2, "y": y, **look})
                    x += self._symbol
                labels.append({"x": x + self._text / 2, "y": y, "label": label})
                x += self._text / 2 + wide(label, self._text) + 2 * self._text
        yield (
            alt.Chart(data_of(marks), description="symbols of the key")
            .mark_point(strokeWidth=1.4, opacity=1, aria=False)
            .encode(
                x=raw("x"),
                y=raw("y", alt.Y),
                **looks("shape", "fill", "stroke", "size", "fillOpacity"),
            )
        )
        yield (
            alt.Chart(data_of(labels), description="key")
            .mark_text(align="left", baseline="middle")
            .encode(x=raw("x"), y=raw("y", alt.Y), text=alt.Text("label:N"))
        )
