"""The sheet that a chart is drawn on: its sizes, words and colours, and what every chart has.

Every chart has a title, its day, notes with the sources, and a description for people who do not
see it. All of it is measured before it is drawn, so that the picture has the width that is asked
for, and no text covers another or is cut off.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import ceil, floor, isfinite
from typing import Any

import altair as alt

from opcat._core.model import Source
from opcat.charts._channels import at, data_of
from opcat.charts._key import Key, Mark
from opcat.charts._measure import wide, wrapped
from opcat.charts._saving import Chart
from opcat.charts._theme import colours_of
from opcat.charts._wording import Words
from opcat.errors import ChartSizeError

WIDTH = 900
"""The width of a picture where none is asked for, in pixels of a 96th of an inch."""

_TEXT = 12
_NARROW = 480
_LEAST, _MOST = 200, 10_000
_WITHIN = 0.25
"""How far within its edges the frame ends: Vega rounds up what lies around a plot."""


class Page:
    """What one chart is drawn with.

    Args:
        english: the chart's own words, by name; `title` is among them.
        roles: the chart's own colours, each with its name in a theme.
        width: the width of the whole picture in pixels; by default `WIDTH`.
        height: its height; by default as high as the chart needs.
        title: replaces the title; an empty one leaves it out, with the line below it.
        words, colours, theme, language: as for the charts.

    Raises:
        ChartSizeError: the width or the height is not a size, or too small for anything.
        VocabularyError, LookupError, TypeError: as for `Words` and `colours_of`.
    """

    def __init__(
        self,
        english: Mapping[str, str],
        roles: Mapping[str, str],
        *,
        width: float | None,
        height: float | None,
        title: str | None,
        words: Mapping[str, str] | None,
        colours: Mapping[str, str] | None,
        theme: str,
        language: str,
    ) -> None:
        self.width = _size("width", width) or WIDTH
        self.height = _size("height", height)
        self.words = Words(english, words, language)
        self.colours = colours_of(theme, roles, colours)
        if title is not None and not isinstance(title, str):
            raise TypeError(f"title= is of type {type(title).__name__}; pass a string")
        self._title = title
        # A printed column of 85 mm is 321 pixels wide, and 10 of them are 7.5 points.
        self.scale = min(max(self.width / WIDTH, 10 / _TEXT), 1.6)
        self.is_narrow = self.width < _NARROW
        self.pad = 8 if self.is_narrow else 16
        self.text = _TEXT * self.scale
        self.line = round(self.text * 1.3)
        self._foot_text = max(self.text - 1, 9.5)
        self._head_text = self.text * (1.4 if self.is_narrow else 1.6)
        self._said_text = self.text * (1.0 if self.is_narrow else 1.1)
        self._key = Key([], self.text, self.scale, self.room)
        self.left = self.right = self.below = 0.0

    @property
    def room(self) -> float:
        """The width between the margins of the page."""
        return self.width - 2 * self.pad

    def wide(self, text: str, *, bold: bool = False) -> float:
        """Return the width of a text of the chart."""
        return wide(text, self.text, bold=bold)

    def wrapped(self, text: str, room: float, *, bold: bool = False) -> list[str]:
        """Return a text of the chart in lines."""
        return wrapped(text, room, self.text, bold=bold)

    def head(self, title: str, says: str, as_of: date) -> None:
        """Set the title, what the chart says in a sentence or two, and its day."""
        self.as_of = as_of
        self.title = title if self._title is None else self._title
        day = self.words.day(as_of)
        self._heads = wrapped(self.title, self.room, self._head_text, bold=True)
        subtitle = self.words("subtitle", day=day, says=says) if self._heads else ""
        self._said = wrapped(subtitle, self.room, self._said_text)
        spoken = self.title if self._heads else title  # nobody sees a caption who hears the chart
        self.description = self.words("description", title=spoken, day=day, says=says)

    def foot(self, *notes: str, sources: Iterable[Source]) -> None:
        """Set the notes, and the sources in full, which are saved with the chart."""
        self._foot = [line for note in notes for line in wrapped(note, self.room, self._foot_text)]
        self._sources = list(map(str, sources))

    def key(self, entries: Iterable[tuple[Sequence[Mark], str]]) -> None:
        """Set the key: symbols with what they mean."""
        self._key = Key(entries, self.text, self.scale, self.room)

    def plot(
        self, height: float, *, left: float, right: float, below: float, least: tuple[float, float]
    ) -> tuple[float, float]:
        """Return the width and the height of the plot.

        Args:
            height: of the plot, where none is asked for.
            left: what its axis and words need there, within the margins of the page.
            right: the same to the right.
            below: the same below.
            least: the smallest plot that can be read.

        Raises:
            ChartSizeError: the plot would be smaller.
        """
        self.left, self.right, self.below = ceil(left), ceil(right), below
        width = self.room - self.left - self.right
        if width < least[0]:
            needed = round(self.width - width + least[0] + 0.5)
            raise ChartSizeError("width", self.width, f"the words of this chart need {needed}")
        height = ceil(height)
        if self.height is not None:
            around = self.above + self._under + 2 * self.pad
            height = self.height - around
            if height < least[1]:
                needed = round(around + least[1] + 0.5)
                raise ChartSizeError("height", self.height, f"this chart needs {needed}")
        return width, height

    @property
    def above(self) -> int:
        """How high the title and the key are, in whole pixels."""
        return ceil(self._key.high + self._head_high + self.text) if self._heads else self._key.high

    @property
    def _head_high(self) -> float:
        """How high Vega takes the title with the subtitle to be.

        It places them above all else, and counts the height of letters in whole pixels.
        """
        title, said = self._head_text, self._said_text
        high = title + (len(self._heads) - 1) * 1.2 * title
        if self._said:
            high += self.text / 2 + said + (len(self._said) - 1) * 1.3 * said + _above_letters(said)
        return high - 2 * _above_letters(title)

    @property
    def _under(self) -> int:
        """How high all is that stands below the plot, in whole pixels."""
        return ceil(self.below + self._foot_text * (1.35 * len(self._foot) - 0.2))

    def draw(self, *layers: alt.Chart, width: float, height: float, **options: Any) -> Chart:
        """Return the layers as one chart, from the bottom up.

        Args:
            *layers: the layers.
            width: of the plot.
            height: of the plot.
            **options: more properties of the chart.
        """
        return Chart(
            layer=[
                self._frame(width, height),
                *layers,
                *self._key.drawn(-self.left),
                self._drawn_foot(),
            ],
            width=width,
            height=height,
            title=alt.TitleParams(
                self._heads[0] if len(self._heads) == 1 else self._heads or "",
                subtitle=self._said,
                anchor="start",
                frame="group",
                dx=-self.left,
                offset=self.above - self._key.high - self._head_high,
            ),
            description=self.description,
            usermeta={
                "as_of": self.as_of.isoformat(),
                "sources": self._sources,
                # The editor is a page on the network, so no button leads there.
                "embedOptions": {
                    "renderer": "svg",
                    "actions": {"export": True, "source": True, "editor": False},
                },
            },
            whole={
                "background": self.colours["background"],
                "padding": self.pad,
                "config": self._config(),
                "above": self.above if self._heads else 0,
            },
            **options,
        )

    def _frame(self, width: float, height: float) -> alt.Chart:
        """Return what nobody sees, and gives the picture its size."""
        drawn: alt.Chart = (
            alt.Chart(data_of([{}]), description="frame")
            .mark_rect(opacity=0, aria=False)
            .encode(
                x=at(_WITHIN - self.left),
                x2=at(width + self.right - _WITHIN, alt.X2Value),
                y=at(_WITHIN - self._key.high, alt.YValue),
                y2=at(height + self._under - _WITHIN, alt.Y2Value),
            )
        )
        return drawn

    def _drawn_foot(self) -> alt.Chart:
        drawn: alt.Chart = (
            alt.Chart(data_of([{}]), description="notes")
            .mark_text(
                align="left",
                baseline="top",
                fontSize=self._foot_text,
                lineHeight=self._foot_text * 1.35,
                color=self.colours["notes"],
                text=self._foot,
                dx=-self.left,
                dy=self.below,
                clip=False,
            )
            .encode(x=at(0), y=at("height", alt.YValue))
        )
        return drawn

    def _config(self) -> dict[str, Any]:
        colours = self.colours
        return {
            "font": "Helvetica, Arial, sans-serif",
            "title": {
                "fontSize": self._head_text,
                "lineHeight": self._head_text * 1.2,
                "fontWeight": 600,
                "color": colours["text"],
                "subtitleFontSize": self._said_text,
                "subtitleLineHeight": self._said_text * 1.3,
                "subtitleColor": colours["notes"],
                "subtitlePadding": self.text / 2,
                "offset": self.text,
            },
            "axis": {
                "labelFontSize": self.text,
                "labelColor": colours["notes"],
                "titleFontSize": self.text,
                "titleFontWeight": "normal",
                "titleColor": colours["notes"],
                "titlePadding": self.text * 0.7,
                "domainColor": colours["lines"],
                "tickColor": colours["lines"],
                "gridColor": colours["grid"],
            },
            "view": {"stroke": None},
            "text": {"fontSize": self.text, "color": colours["text"]},
        }

    @property
    def axis_below(self) -> float:
        """How far below a plot its axis with a title reaches, and some room."""
        return round(self.text * 4.4)


def _above_letters(size: float) -> int:
    """Return where the box of letters of a size begins that hang from a line, as Vega rounds it."""
    return floor(0.79 * size + 0.5) - floor(0.8 * size + 0.5)


def _size(argument: str, value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise TypeError(f"{argument}={value!r} is not a number of pixels; pass one, such as 640")
    if not _LEAST <= value <= _MOST:
        raise ChartSizeError(argument, value, f"pass {_LEAST} to {_MOST}")
    return float(value)
