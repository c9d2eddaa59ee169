"""What a chart can do: be displayed, saved and joined, without a network."""

from collections.abc import Iterable, Mapping
from html import escape
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import altair as alt

from opcat._foreign import on_page, on_terminal
from opcat._output.extras import install_line
from opcat._record.destinations import not_made
from opcat._record.write import write_one
from opcat.charts._specification import displayable, for_scripts, nested, write_in, write_out
from opcat.charts._theme import is_colour
from opcat.errors import VocabularyError

_DRAWN = ("png", "svg", "pdf", "vega")
FORMS = ("png", "svg", "pdf", "html", "json", "vega")

_WHOLE = "whole"
_APART = 24
"""Pixels between charts that are joined."""


class _Saved(alt.TopLevelMixin):
    """What one chart and several that are joined have in common.

    Altair refuses to join a chart that has a look of its own (``config``, ``padding``,
    ``background``). So these stand in a property of the package, ``whole``, which `to_dict` writes
    where Vega-Lite expects them: at the top of a whole chart, and at each axis, title and text of a
    part of another one.
    """

    description: Any
    title: Any
    usermeta: Any

    def to_dict(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Return the specification in Vega-Lite, as for Altair's own charts.

        Altair, its renderers and its menus make everything from it. So its strings are safe to
        display anywhere: U+FFFD replaces control characters, and a space follows a ``<`` that
        could begin a tag. In the title of a field, such as that of an axis, U+2216 replaces a
        backslash, with which a text could leave an expression of Vega.

        Args:
            *args: as for Altair's own charts.
            **options: as for Altair's own charts.
        """
        context = dict(options.pop("context", None) or {})
        datasets = context.setdefault("datasets", {})
        bare: Any = self.copy(deep=False)  # type: ignore[attr-defined] # the charts have it
        whole = _whole(bare)
        bare[_WHOLE] = alt.Undefined
        is_whole = context.get("top_level", True)
        if is_whole:
            given = {} if bare.config is alt.Undefined else bare.config.to_dict()
            bare.config = nested(whole.get("config", {}), given)
            for name in ("background", "padding"):
                if bare[name] is alt.Undefined and name in whole:
                    bare[name] = whole[name]
        else:
            bare.usermeta = alt.Undefined
        drawn: dict[str, Any] = super(_Saved, bare).to_dict(*args, context=context, **options)
        if is_whole:
            write_in(drawn, drawn.pop("datasets", {}))
        else:
            write_out(drawn, whole.get("config", {}))
        # As a part of another chart, it passes its data on in this way.
        datasets.update(displayable(datasets))
        safe: dict[str, Any] = displayable(drawn)
        return safe

    def to_html(self, *args: Any, **options: Any) -> str:
        """Return a page that shows it, as for Altair's own charts.

        Args:
            *args: as for Altair's own charts.
            **options: as for Altair's own charts, such as ``inline=True`` for a page that needs no
                network.
        """
        return str(super().to_html(*args, **for_scripts(options)))

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
            OSError: the file cannot be written, such as into a directory that does not exist; it is
                as it was.
        """
        kind: Any = form_of(fp, format)
        within = options.setdefault("inline", True) if kind == "html" else False
        if (within or kind in _DRAWN) and find_spec("vl_convert") is None:
            raise ModuleNotFoundError(
                f"saving as {kind} needs vl-convert-python; install it with: "
                f"{install_line('opcat[charts]')}",
                name="vl_convert",
            )
        if isinstance(fp, (str, Path)) and (error := not_made(Path(fp))) is not None:
            raise error
        made: Any = BytesIO() if kind in ("png", "pdf") else StringIO()
        super().save(made, kind, *args, **(for_scripts(options) if kind == "html" else options))
        drawn = made.getvalue()
        if kind in ("html", "svg"):
            drawn = self._readable(drawn)
        if isinstance(fp, (str, Path)):
            write_one(Path(fp), drawn if isinstance(drawn, bytes) else drawn.encode())
        else:
            fp.write(drawn)

    def __or__(self, other: Any) -> "Joined":
        """Return it with another chart to the right."""
        return joined([*_parts(self, rows=False), other])

    def __and__(self, other: Any) -> "Joined":  # type: ignore[override] # one class does both
        """Return it with another chart below."""
        return joined([*_parts(self, rows=True), other], columns=1)

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
        """Add what screen readers and telephones need in a page or an SVG, and Altair leaves out."""
        description = escape(on_page(str(self.description)))
        text = text.replace("<svg ", f'<svg role="img" aria-label="{description}" ', 1)
        background = _whole(self).get("background")
        if not is_colour(background):  # a chart that was read from JSON may hold anything
            background = "white"
        head = (
            f'<html lang="en">\n<head>\n  <title>{escape(on_page(self._heading()))}</title>\n'
            '  <meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"  <style>body {{ background: {background} }} "
            "#vis svg, #vis canvas { max-width: 100%; height: auto !important }</style>"
        )
        return text.replace("<html>\n<head>", head, 1)

    def _heading(self) -> str:
        title = self.title
        if title is alt.Undefined:
            return str(self.description)
        text = title.text if isinstance(title, alt.TitleParams) else title
        return text if isinstance(text, str) else " ".join(map(str, text))


class Chart(_Saved, alt.LayerChart):
    """An Altair chart that can be saved in all formats, and viewed, without a network.

    It is a layered chart like any other: change it with ``properties``, ``configure`` and the rest,
    then display or save it. ``one | other`` joins two side by side, and ``one & other`` one above
    the other. Foreign titles and names cannot run in it.
    """

    __module__ = "opcat.charts"


class Joined(_Saved, alt.ConcatChart):
    """Several charts in one picture, which can be saved in all formats like each of them.

    Example:
        >>> from opcat import charts
        >>> pair = charts.timeline(width=400) | charts.visits(width=400)
        >>> len(pair.concat), len((pair & charts.timeline(width=824)).concat)
        (2, 2)
    """

    __module__ = "opcat.charts"


def joined(parts: Iterable[Any], **options: Any) -> Joined:
    """Return charts in one picture, with the look of the first one's whole.

    Args:
        parts: the charts.
        **options: properties of the whole, such as ``columns``.

    Raises:
        TypeError: a part is no chart, or has a look that Altair refuses in a part.
        ValueError: the charts have several backgrounds, on one of which the others cannot be read.
    """
    charts = list(parts)
    ours = [chart for chart in charts if isinstance(chart, _Saved)]
    grounds = dict.fromkeys(str(_whole(chart).get("background")) for chart in ours)
    if len(grounds) > 1:
        raise ValueError(
            f"the charts have several backgrounds ({', '.join(grounds)}), and one picture has one; "
            "draw them all with the same theme=, and the same background in colours="
        )
    whole = {
        name: part for name, part in _whole(ours[0]).items() if name in ("background", "padding")
    }
    # Whoever replaces usermeta, or reads a chart from JSON, may leave out what it said.
    metas = [chart.usermeta if isinstance(chart.usermeta, Mapping) else {} for chart in ours]
    sources = dict.fromkeys(source for meta in metas for source in meta.get("sources", ()))
    options = {
        "description": " ".join(str(chart.description) for chart in ours),
        "spacing": _APART,
        "align": "each",
        **options,
    }
    usermeta = {name: meta[name] for meta in reversed(metas) for name in meta}
    usermeta["sources"] = list(sources)
    if days := [meta["as_of"] for meta in metas if "as_of" in meta]:
        usermeta["as_of"] = max(days)
    if options.get("columns") != 1:
        charts = _in_line(charts)
    return Joined(concat=charts, usermeta=usermeta, whole=whole, **options)


def _in_line(charts: list[Any]) -> list[Any]:
    """Return the charts of a row with their titles at one height.

    Their plots begin on one line, and a title stands as far above as the key and its own lines need.
    """
    tops = [_above(chart) for chart in charts]
    highest = max(tops)
    return [
        _raised(chart, highest) if top else chart for chart, top in zip(charts, tops, strict=True)
    ]


def _above(chart: Any) -> int:
    """Return how high a title with all below it stands above the plot; 0 where there is none."""
    above: int = _whole(chart).get("above", 0) if isinstance(chart.title, alt.TitleParams) else 0
    return above


def _raised(chart: Any, top: int) -> Any:
    whole = _whole(chart)
    title = chart.title.copy(deep=False)
    title.offset += top - whole["above"]
    raised = chart.copy(deep=False)
    raised.title, raised[_WHOLE] = title, {**whole, "above": top}
    return raised


def _whole(chart: Any) -> Mapping[str, Any]:
    """Return the look of a whole chart; one that was read from JSON has it in its own properties."""
    whole: Mapping[str, Any] = getattr(chart, _WHOLE, {})
    return whole


def _parts(chart: Any, *, rows: bool) -> list[Any]:
    """Return the charts of a row or a column, to which another one is added; else the chart."""
    if isinstance(chart, Joined) and (chart.columns == 1) is rows and chart.title is alt.Undefined:
        return list(chart.concat)
    return [chart]


def form_of(fp: object, format: object) -> str:
    """Return the format in which to save."""
    if format is None and isinstance(fp, (str, Path)):
        ending = Path(fp).suffix
        known = {f".{form}": form for form in FORMS}
        if ending.lower() not in known:
            raise VocabularyError("the ending of the file", ending, known)
        return known[ending.lower()]
    if not isinstance(format, str) or format.lower() not in FORMS:
        raise VocabularyError("format", format, FORMS)
    return format.lower()
