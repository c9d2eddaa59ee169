"""The look of the charts, and what each of them has: title, day, source, description.

People with colour vision deficiency can distinguish the colours, and each has a contrast of at
least 3 to 1 against the white background (WCAG 2.2, 1.4.11). No information depends on colour
alone: a shape, a line or a word repeats it.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import altair as alt

from opcat._core.days import long_date
from opcat._core.model import Source
from opcat._core.treaty import Treaty
from opcat._foreign import in_script, on_page, on_terminal
from opcat._record.write import write_one
from opcat.errors import VocabularyError

BLUE, ORANGE, GREEN, PURPLE = "#0b5a9e", "#c2510c", "#00795c", "#8c4a8f"
INK, SOFT, GREY, LINE, PALE = "#1a1a1a", "#595959", "#707070", "#d9d9d9", "#ececec"

_DRAWN = ("png", "svg", "pdf", "vega")
_FORMS = ("png", "svg", "pdf", "html", "json", "vega")
_TEXT = 12
# The viewer of an SVG may use a wider font than the one that it was laid out with.
_PADDING = {"left": 16, "top": 16, "right": 32, "bottom": 16}
_LEADING = 15


# A "<" that begins a tag or a comment in HTML. With a space after it, it does not, and in
# expressions of Vega, where it compares, the space changes nothing.
_TAG = re.compile("<(?=[A-Za-z/!?])")


class _ForScripts(json.JSONEncoder):
    """Writes JSON that is safe inside a script of a page."""

    def encode(self, o: object) -> str:
        return in_script(super().encode(o))


class Chart(alt.LayerChart):
    """An Altair chart that can be saved in all formats, and viewed, without a network.

    It is a layered chart like any other: change it with ``properties``, ``configure`` and the rest,
    then display or save it. Foreign titles and names cannot run in it.
    """

    __module__ = "opcat.charts"

    def to_dict(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Return the specification in Vega-Lite, as for Altair's own charts.

        Altair, its renderers and its menus make everything from it. So its strings are safe to
        display anywhere: U+FFFD replaces control characters, and a space follows a ``<`` that
        could begin a tag.

        Args:
            *args: as for Altair's own charts.
            **options: as for Altair's own charts.
        """
        context = dict(options.pop("context", None) or {})
        datasets = context.setdefault("datasets", {})
        specification = super().to_dict(*args, context=context, **options)
        # As a part of another chart, it passes its data on in this way.
        datasets.update(_shown(datasets))
        shown: dict[str, Any] = _shown(specification)
        return shown

    def to_html(self, *args: Any, **options: Any) -> str:
        """Return a page that shows it, as for Altair's own charts.

        Args:
            *args: as for Altair's own charts.
            **options: as for Altair's own charts, such as ``inline=True`` for a page that needs no
                network.
        """
        return str(super().to_html(*args, **_for_scripts(options)))

    def save(self, fp: Any, format: Any = None, *args: Any, **options: Any) -> None:
        """Save it as PNG, SVG, PDF, HTML, JSON or Vega, according to the name of the file.

        It is drawn first, and then replaces the file by a single rename. If the process is killed
        before that, a hidden file may stay beside it: ``.opcat-`` and sixteen hexadecimal digits.
        An HTML file contains the scripts that it needs, unless you pass ``inline=False``.

        Args:
            fp: the file, by its name or opened.
            format: ``"png"``, ``"svg"``, ``"pdf"``, ``"html"``, ``"json"`` (Vega-Lite) or
                ``"vega"``, in lowercase or uppercase; by default the ending of the name.
            *args: as for Altair's own charts.
            **options: as for Altair's own charts, such as ``scale_factor=2`` for a larger PNG.

        Raises:
            ModuleNotFoundError: the extra is not installed, and the format needs it.
            VocabularyError: the format or the ending of the name is not known.
            OSError: the file cannot be written; it is as it was.
        """
        kind: Any = _form(fp, format)
        within = options.setdefault("inline", True) if kind == "html" else False
        if (within or kind in _DRAWN) and find_spec("vl_convert") is None:
            raise ModuleNotFoundError(
                f"saving as {kind} needs vl-convert-python; install it with: "
                "pip install 'opcat[charts]'",
                name="vl_convert",
            )
        made: Any = BytesIO() if kind in ("png", "pdf") else StringIO()
        super().save(made, kind, *args, **(_for_scripts(options) if kind == "html" else options))
        drawn = made.getvalue()
        if kind in ("html", "svg"):
            drawn = self._readable(drawn)
        if isinstance(fp, (str, Path)):
            write_one(Path(fp), drawn if isinstance(drawn, bytes) else drawn.encode())
        else:
            fp.write(drawn)

    def _repr_mimebundle_(self, *args: Any, **options: Any) -> Any:
        """Return the notebook display, drawn here so that it needs no network.

        It is a PNG, which every notebook displays, trusted or not, and scales down if necessary.
        If you have set a renderer of Altair's, or options of one, you get its output.
        """
        is_set = alt.renderers.active != "default" or alt.renderers.options
        if is_set or find_spec("vl_convert") is None:
            return super()._repr_mimebundle_(*args, **options)
        with alt.renderers.enable("png", ppi=144):
            display: Any = super()._repr_mimebundle_(*args, **options)
        bundle, metadata = display
        return {**bundle, "text/plain": on_terminal(str(self.description))}, metadata

    def _readable(self, text: str) -> str:
        """Add what screen readers need in a page or an SVG, and Altair leaves out."""
        description = escape(on_page(str(self.description)))
        text = text.replace("<svg ", f'<svg role="img" aria-label="{description}" ', 1)
        head = f'<html lang="en">\n<head>\n  <title>{escape(on_page(self._heading()))}</title>'
        return text.replace("<html>\n<head>", head, 1)

    def _heading(self) -> str:
        title = self.title
        return str(title.text if isinstance(title, alt.TitleParams) else title)


def _shown(value: Any) -> Any:
    """Return a piece of a specification with all its strings safe to display."""
    if isinstance(value, str):
        return _TAG.sub("< ", on_page(value))
    if isinstance(value, dict):
        return {_shown(key): _shown(member) for key, member in value.items()}
    return [_shown(member) for member in value] if isinstance(value, list) else value


def _for_scripts(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a page so that all its JSON is safe inside a script."""
    embedding = _shown(options.get("embed_options"))
    writing = {"cls": _ForScripts, **(options.get("json_kwds") or {})}
    return {**options, "embed_options": embedding, "json_kwds": writing}


def _form(fp: object, format: object) -> str:
    """Return the format in which to save."""
    if format is None and isinstance(fp, (str, Path)):
        ending = Path(fp).suffix
        known = {f".{form}": form for form in _FORMS}
        if ending.lower() not in known:
            raise VocabularyError("the ending of fp", ending, known)
        return known[ending.lower()]
    if not isinstance(format, str) or format.lower() not in _FORMS:
        raise VocabularyError("format", format, _FORMS)
    return format.lower()


def rows_of(rows: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Return rows as the data of a layer, written into the chart."""
    return alt.InlineData(values=[dict(row) for row in rows])


def under_pointer(**titles: str) -> list[alt.Tooltip]:
    """Return the tooltip: the fields of a row, in words for people."""
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()]


def days_axis(field: str, title: str, **scale: Any) -> alt.X:
    """Return an axis of days, which unlike moments are the same in every time zone."""
    return alt.X(
        f"{field}:T",
        title=title,
        scale=alt.Scale(type="utc", **scale),
        axis=alt.Axis(
            format="%Y",
            tickCount="year",
            labelOverlap="greedy",
            labelSeparation=4,
            labelFlush=False,
            grid=False,
        ),
    )


def name_of(treaty: Treaty) -> str:
    """Return the shortest known name of a treaty, because a chart's title has little room."""
    return treaty.abbreviation or treaty.short_title or treaty.title


def cited(sources: Iterable[Source]) -> str:
    """Return the source line: who published what."""
    names = [
        ", ".join(part for part in (source.publisher, source.title) if part) for source in sources
    ]
    return f"Source: {'; '.join(names) or 'not given'}."


def picture(
    *layers: alt.Chart,
    title: str,
    says: str,
    as_of: date,
    source: Sequence[str],
    sources: Iterable[Source],
    size: tuple[int, int],
    below: int,
    **options: Any,
) -> Chart:
    """Return the layers as one chart.

    Args:
        *layers: the layers, from the bottom up.
        title: the subject, in one line.
        says: what the chart shows, in a sentence or two; with the title it describes the chart
            for people who do not see it.
        as_of: its day.
        source: lines below: the source line, and other notes.
        sources: the sources in full, which are saved with the chart.
        size: width and height in pixels.
        below: how far below the plot the lines stand.
        **options: more properties of the chart.
    """
    width, height = size
    day = long_date(as_of)
    foot = (
        alt.Chart(rows_of([{}]), name="source")
        .mark_text(
            align="left",
            baseline="top",
            fontSize=11,
            lineHeight=_LEADING,
            color=SOFT,
            text=list(source),
            clip=False,
        )
        .encode(x=alt.value(0), y=alt.value(height + below))
    )
    return Chart(
        layer=[*layers, foot],
        width=width,
        height=height,
        title=alt.TitleParams(
            title, subtitle=[f"As of {day}. {says}"], anchor="start", frame="group"
        ),
        description=f"{title}, as of {day}. {says}",
        background="white",
        padding=_PADDING,
        usermeta={
            "as_of": as_of.isoformat(),
            "sources": list(map(str, sources)),
            # The editor is a page on the network, so no button leads there.
            "embedOptions": {
                "renderer": "svg",
                "actions": {"export": True, "source": True, "editor": False},
            },
        },
        config=_config(),
        **options,
    )


def _config() -> alt.Config:
    return alt.Config(
        font="Helvetica, Arial, sans-serif",
        title=alt.TitleConfig(
            fontSize=19,
            fontWeight=600,
            color=INK,
            subtitleFontSize=13,
            subtitleColor=SOFT,
            subtitlePadding=6,
            offset=18,
        ),
        axis=alt.AxisConfig(
            labelFontSize=_TEXT,
            labelColor=SOFT,
            titleFontSize=_TEXT,
            titleFontWeight="normal",
            titleColor=SOFT,
            titlePadding=10,
            domainColor=GREY,
            tickColor=GREY,
            gridColor=LINE,
        ),
        legend=alt.LegendConfig(
            labelFontSize=_TEXT,
            labelColor=INK,
            titleFontSize=_TEXT,
            titleColor=SOFT,
            titleFontWeight="normal",
            symbolSize=110,
            columnPadding=24,
        ),
        view=alt.ViewConfig(stroke=None),
        text=alt.MarkConfig(fontSize=_TEXT, color=INK),
    )
