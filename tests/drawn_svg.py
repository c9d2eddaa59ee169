"""Every chart, and what its SVG shows: its texts with their boxes, its areas, its size.

Texts are measured with the widths of Helvetica that Adobe published, which matplotlib has.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize
from xml.etree import ElementTree as ET

import altair as alt
import matplotlib as mpl
import vl_convert

from opcat import charts

EVERY: dict[str, Callable[..., charts.Chart]] = {
    "timeline": charts.timeline,
    "map": charts.map,
    "groups": charts.groups,
    "history": partial(charts.history, "Mexico"),
    "survival": charts.survival,
    "survival by group": partial(charts.survival, by="group"),
    "visits": charts.visits,
}
VEGA_LITE = ".".join(alt.SCHEMA_VERSION.split(".")[:2])
COLUMN = 321
"""A column of a journal, 85 mm, in pixels of which an inch has 96."""

_NUMBER = r"-?[0-9.]+(?:e-?[0-9]+)?"
Box = tuple[float, float, float, float]
Ring = list[tuple[float, float]]


class Text(NamedTuple):
    """A line of text, and the box around its capital letters and its descenders."""

    text: str
    box: Box


def saved(chart: Any) -> str:
    """Return a chart as SVG, as a user saves it."""
    held = io.StringIO()
    chart.save(held, "svg")
    return held.getvalue()


def svg_of(chart: Any) -> str:
    """Return the same picture without the words for who hears it.

    Altair does not check the specification, which takes a third of the time: `test_charts` has each
    chart checked and saved, and holds that this is the picture.
    """
    return vl_convert.vegalite_to_svg(chart.to_dict(validate=False), vl_version=VEGA_LITE)


@cache
def drawing(name: str, **options: Any) -> str:
    """Return a chart as SVG, each one drawn once, because nothing costs these tests more."""
    return svg_of(EVERY[name](**options))


def size_of(svg: str) -> tuple[float, float]:
    root = ET.fromstring(svg)
    return float(root.get("width", "")), float(root.get("height", ""))


@cache
def _metrics(bold: bool) -> dict[str, int]:
    name = "Helvetica-Bold.afm" if bold else "Helvetica.afm"
    path = Path(mpl.get_data_path()) / "fonts" / "pdfcorefonts" / name
    found = re.findall(r"C (\d+) ; WX (\d+) ;", path.read_text(encoding="latin-1"))
    widths = {chr(int(code)): int(width) for code, width in found}
    return {**widths, "'": widths["\xa9"], "`": widths["\xc1"]}  # the code points of ASCII


def wide(text: str, size: float, *, bold: bool) -> float:
    letters = re.sub(r"[\u0300-\u036f]", "", normalize("NFD", text))
    return sum(_metrics(bold).get(letter, 600) for letter in letters) * size / 1000


def texts(svg: str) -> list[Text]:
    """Return every visible line of text."""
    return list(_texts(ET.fromstring(svg), (1, 0, 0, 1, 0, 0)))


def _texts(element: ET.Element, place: tuple[float, ...]) -> Iterator[Text]:
    place = _moved(place, element.get("transform", ""))
    if element.get("opacity") == "0" or element.get("display") == "none":
        return
    if element.tag.endswith("}text"):
        size = float(element.get("font-size", "").removesuffix("px"))
        bold = element.get("font-weight") in ("600", "bold")
        anchor = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
        spans = [one for one in element if one.tag.endswith("}tspan")]
        down = 0.0
        for span in spans or [element]:
            down += float(span.get("dy", 0))
            text = span.text or ""
            if not text.strip():
                continue
            width = wide(text, size, bold=bold)
            corners = [
                _at(place, x, y)
                for x in (-anchor * width, (1 - anchor) * width)
                for y in (down - 0.73 * size, down + 0.21 * size)
            ]
            xs, ys = zip(*corners, strict=True)
            yield Text(text, (min(xs), min(ys), max(xs), max(ys)))
        return
    for child in element:
        yield from _texts(child, place)


def _moved(place: tuple[float, ...], transform: str) -> tuple[float, ...]:
    """Return a matrix after further transformations, which is a, b, c, d, e and f as in SVG."""
    for kind, given in re.findall(r"(\w+)\(([^)]*)\)", transform):
        numbers = [float(one) for one in re.findall(_NUMBER, given)]
        a, b, c, d, e, f = place
        if kind == "translate":
            x, y = numbers
            place = a, b, c, d, a * x + c * y + e, b * x + d * y + f
        elif kind == "rotate" and numbers == [-90]:
            place = -c, -d, a, b, e, f
        else:
            raise AssertionError(transform)
    return place


def _at(place: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = place
    return a * x + c * y + e, b * x + d * y + f


def meet(one: Box, other: Box) -> bool:
    """Tell whether two boxes have more in common than an edge."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > 0.5 and high > 0.5


def faults(svg: str) -> list[str]:
    """Return which texts lie on others, and which are cut off by the edge of the picture."""
    return apart(texts(svg), size_of(svg))


def apart(found: Sequence[Text], size: tuple[float, float]) -> list[str]:
    """Return the same of texts with their boxes, and the size of the picture."""
    width, height = size
    cut = [
        f"{one.text!r} is cut off at {one.box}"
        for one in found
        if not (
            0 <= one.box[0] and one.box[2] <= width and 0 <= one.box[1] and one.box[3] <= height
        )
    ]
    return cut + [
        f"{one.text!r} lies on {other.text!r}"
        for place, one in enumerate(found)
        for other in found[:place]
        if meet(one.box, other.box)
    ]


def marks(svg: str) -> list[ET.Element]:
    """Return every path and its like, in the order in which they are drawn."""
    drawn = ("path", "line", "rect")
    return [one for one in ET.fromstring(svg).iter() if one.tag.rpartition("}")[2] in drawn]


def polygons(svg: str, state: str = "") -> list[Ring]:
    """Return the outlines of the land of a State, or of all land, where they lie in the picture."""
    return list(_polygons(ET.fromstring(svg), (1, 0, 0, 1, 0, 0), state))


def _polygons(element: ET.Element, place: tuple[float, ...], state: str) -> Iterator[Ring]:
    place = _moved(place, element.get("transform", ""))
    if element.get("aria-roledescription") == "geoshape":
        label = element.get("aria-label", "")
        if label.startswith(f"{state}:" if state else ""):
            for ring in element.get("d", "").split("M")[1:]:
                pairs = re.findall(rf"({_NUMBER}),({_NUMBER})", ring)
                yield [_at(place, float(x), float(y)) for x, y in pairs]
    for child in element:
        yield from _polygons(child, place, state)


def fills(svg: str) -> list[tuple[str | None, str | None]]:
    """Return what the land of each State says and its fill, in the order of drawing."""
    return [
        (one.get("aria-label"), one.get("fill"))
        for one in marks(svg)
        if one.get("aria-roledescription") == "geoshape"
    ]
