"""From bytes to the regions of a page that matter, in bounded time and memory.

It uses lxml's event parsers and builds no tree of the page: time and memory stay proportional to
the size of the file, whatever it contains. Attributes are read and dropped, because a tree would
keep them in lists that take quadratic time to fill. Nothing outside the file is ever opened: a
document type declaration, which could declare entities, is refused unread.
"""

import re
from collections.abc import Callable, Mapping
from io import StringIO
from unicodedata import category
from xml.etree.ElementTree import Element, TreeBuilder

try:
    from lxml import etree
except ModuleNotFoundError:
    from opcat._output.extras import install_line

    raise ModuleNotFoundError(
        f"opcat.untc needs lxml; install it with: {install_line('opcat[untc]')}", name="lxml"
    ) from None

from opcat.errors import DataError

MAX_ELEMENTS = 200_000
"""Far more than any page has: the page of the Protocol has 1,500."""
MAX_DEPTH = 100
"""Deeper than any page is: the page of the Protocol has 22 levels."""

Regions = Mapping[str, Element]
"""The wanted parts of a page, by name."""

_FOOTNOTES = frozenset({"sup", "superscript"})
_BREAKS = frozenset({"br", "div", "p"})
_SAVE = "save the page again, as 'Webpage, HTML only'"
_UNSEEN = frozenset({"script", "style"})
_STRUCK = frozenset({"del", "s", "strike"})
_MARK = re.compile(r"[0-9*,\s]*")
"""A footnote mark; other superscript text is not a mark, and is kept."""
_ESCAPED_FOOTNOTE = re.compile(rf"<(sup|superscript)>{_MARK.pattern}</\1>", re.IGNORECASE)
_NO_MARK = "\0"
"""Stands for a footnote mark until the commas between marks are gone: no page may hold it."""
_NO_MARKS = re.compile(rf"{_NO_MARK}(?:[\s,]*{_NO_MARK})*")
_ANGLE = re.compile("[<>]")
_ENCODING = re.compile(rb"<\?xml[^<>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,20})[\"']")
_ENCODINGS = frozenset({"iso-8859-1", "us-ascii", "utf-8", "windows-1252"})
_HEADER = "Document/Treaty/Header/"
_FACTS = f"{_HEADER}ExternalData/"
_PATHS = {
    f"{_FACTS}Numsect": "number",
    f"{_FACTS}Subnumsect": "subnumber",
    f"{_FACTS}Titlesect": "title",
    f"{_FACTS}Subtitlesect": "subtitle",
    f"{_FACTS}Conclusion": "conclusion",
    f"{_FACTS}EIF/Labeltext": "in force",
    f"{_FACTS}Status/Signatories": "signatories",
    f"{_FACTS}Status/Parties": "parties",
    "Document/Treaty/Participants/Table": "participants",
}
_IDS = {
    "_div3": "status as at",
    "_rptHead_ctl00_tcHead": "chapter",
    "_rptHead_ctl01_tcHead": "part of the chapter",
    "_rptTreaty_ctl00_tcTreaty": "title",
    "_rptTreaty_ctl00_tcText": "conclusion",
    "_rptEIF_ctl00_tcText": "in force",
    "_rptStatus_ctl00_tcText": "totals",
    "_lblMsg": "message",
    "_tblgrid": "participants",
}
_LINK = "_lnkXml"
"""The end of the id of the link to the XML of the page, whose address has the treaty's number."""


class _Collector:
    """Takes the events of a parser, and builds the wanted regions.

    Args:
        place: where the page is, for errors.
        wanted: returns the name of the region that an element begins, if any, from its path and
            its attributes.
    """

    _depth: int
    _builder: TreeBuilder

    def __init__(
        self, place: str, wanted: Callable[[list[str], Mapping[str, str]], str | None]
    ) -> None:
        self._place = place
        self._wanted = wanted
        self._path: list[str] = []
        self._elements = 0
        self._regions: dict[str, Element] = {}
        self._name = ""

    # mutmut would wrap it in a function with any arguments, and lxml would then pass more.
    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # pragma: no mutate block
        self._elements += 1
        self._path.append(tag)
        if tag == "a" and attributes.get("id", "").endswith(_LINK):
            self._regions["link"] = Element(tag)
            self._regions["link"].text = attributes.get("href")
        if self._elements > MAX_ELEMENTS or len(self._path) > MAX_DEPTH:
            excess = f"more than {MAX_ELEMENTS} elements, or {MAX_DEPTH} levels of them"
            raise DataError([(self._place, f"has {excess}; no status page has")])
        if not self._name:
            self._name = self._wanted(self._path, attributes) or ""
            if self._name == "chapter" and "chapter" in self._regions:
                self._name = "part of the chapter"
            self._depth = len(self._path)
            self._builder = TreeBuilder()
            if self._name in self._regions:
                problem = (
                    f"holds the part {self._name!r} twice, but a status page is about one treaty"
                )
                raise DataError([(self._place, problem)])
        if self._name == "participants" and tag in _STRUCK:
            problem = "holds struck-out text in its table, which a status page never does"
            raise DataError([(self._place, f"{problem}; save the page again")])
        if self._name:
            self._builder.start(tag, {})

    def end(self, tag: str) -> None:
        if self._name:
            self._builder.end(tag)
            if len(self._path) == self._depth:
                self._regions[self._name] = self._builder.close()
                self._name = ""
        self._path.pop()

    def data(self, data: str) -> None:
        if self._name:
            self._builder.data(data)

    def close(self) -> Regions:
        return self._regions

    def forget(self) -> None:
        """Free the page: lxml keeps the target in a cycle that only the collector breaks."""
        vars(self).clear()


def xml_regions(place: str, data: bytes) -> Regions:
    """Return the parts of a status in XML.

    Raises:
        DataError: it is not well-formed, is declared to be in an encoding that the depositary does
            not use, or holds a document type.
    """
    declared = _ENCODING.match(data)
    encoding = "utf-8" if declared is None else declared[1].decode().lower()
    if encoding not in _ENCODINGS or b"\0" in data:
        known = ", ".join(sorted(_ENCODINGS))
        raise DataError(
            [(place, f"is declared to be in {encoding!r}, but only {known} can be read")]
        )
    if b"<!DOCTYPE" in data:
        raise DataError(
            [(place, "has a document type declaration, which the depositary's XML never has")]
        )
    collector = _Collector(place, _wanted_by_path)
    parser = etree.XMLParser(target=collector, encoding=encoding)
    return _run(place, data, collector, parser)


def html_regions(place: str, data: bytes) -> Regions:
    """Return the parts of a status page in HTML.

    Raises:
        DataError: it is not UTF-8, holds a NUL, or does not end as a page does.
    """
    try:
        data.decode()
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8: byte {error.start}: {error.reason}; {_SAVE}"
        raise DataError([(place, problem)]) from None
    if b"\0" in data:
        problem = f"holds a NUL, at byte {data.index(0)}, as damaged files do; {_SAVE}"
        raise DataError([(place, problem)])
    if b"</html" not in data[-2000:].lower():
        problem = f"ends before the end of the page (</html>); {_SAVE}"
        raise DataError([(place, problem)])
    collector = _Collector(place, _wanted_by_id)
    parser = etree.HTMLParser(target=collector, encoding="utf-8")
    return _run(place, data, collector, parser)


def _wanted_by_path(path: list[str], _: Mapping[str, str]) -> str | None:
    where = "/".join(path)
    # Headings, of the chapter and of its part, are whatever is so called outside the treaty's data.
    if path[-1] == "Header" and where.startswith(_HEADER) and not where.startswith(_FACTS):
        return "chapter"
    return _PATHS.get(where)


def _wanted_by_id(path: list[str], attributes: Mapping[str, str]) -> str | None:
    identifier = attributes.get("id")
    if identifier:
        return next((name for end, name in _IDS.items() if identifier.endswith(end)), None)
    return "page title" if path == ["html", "head", "title"] else None


def _run(place: str, data: bytes, collector: _Collector, parser: object) -> Regions:
    try:
        regions: Regions = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        # It may hold a piece of the page, and that what moves the cursor of a terminal.
        reason = printable(" ".join(str(error).split()))
        problem = f"is not well-formed, or was cut off: {reason}"
        raise DataError([(place, problem)]) from None
    finally:
        collector.forget()
    return regions


def text_of(element: Element | None) -> str:
    """Return the text of an element on one line, without footnote marks; ``""`` for none."""
    parts: list[str] = []
    if element is not None:
        _gather(element, parts)
    return plain("".join(parts))


def plain(text: str) -> str:
    """Return a text on one line, without the footnote marks that the XML has as escaped markup.

    No tag is left, not even one that appears when others are removed. Invisible characters, such as
    a zero-width space, are removed.
    """
    if "<" in text:
        text = _untagged(_ESCAPED_FOOTNOTE.sub(_NO_MARK, text))
    # A space between two marks may be all that separates a date from its letter.
    text = _NO_MARKS.sub(lambda marks: " " if any(map(str.isspace, marks[0])) else "", text)
    if not text.isascii():
        # This avoids a list of characters, which would take forty times the memory of the text.
        for unseen in {character for character in text if category(character) == "Cf"}:
            text = text.replace(unseen, "")
    return " ".join(text.split())


def _untagged(text: str) -> str:
    """Return a text without tags, as if the innermost were removed until there is none.

    So each pair of angle brackets goes, with everything between them. Their depth finds the pairs,
    because removing them one by one would take quadratic time.
    """
    kept, rest = _outside(text, "<")
    # The rest begins with an unclosed bracket. Read backwards, none is left open.
    kept_backwards, _ = _outside(rest[::-1], ">")
    return kept + kept_backwards[::-1]


def _outside(text: str, opening: str) -> tuple[str, str]:
    """Return the text outside brackets, and the rest from the first unclosed one."""
    kept = StringIO()
    depth = start = 0
    for bracket in _ANGLE.finditer(text):
        if bracket[0] == opening:
            if depth == 0:
                kept.write(text[start : bracket.start()])
                start = bracket.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                start = bracket.end()
    if depth:
        return kept.getvalue(), text[start:]
    return kept.getvalue() + text[start:], ""


def _gather(element: Element, parts: list[str]) -> None:
    """Collect the text; depth is bounded by `MAX_DEPTH`."""
    if element.tag in _UNSEEN:
        return
    if element.tag in _FOOTNOTES and _MARK.fullmatch("".join(element.itertext())):
        parts.append(_NO_MARK)
    else:
        parts.append(element.text or "")
        for child in element:
            _gather(child, parts)
            parts.append(" " if child.tag in _BREAKS else "")
            parts.append(child.tail or "")


def printable(text: str) -> str:
    """Return a text unchanged, or escaped if it has terminal control characters."""
    return text if text.isprintable() else ascii(text)
