"""The two formats of a status page, brought to one: a sheet of plain text.

This module locates the parts of a page; it does not interpret them. All text is on one line, runs
of whitespace become one space, and footnote marks are removed.
"""

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import Element

import attrs

from opcat.errors import DataError
from opcat.untc._cells import quoted
from opcat.untc._parse import Regions, html_regions, plain, text_of, xml_regions

MAX_BYTES = 8_000_000
"""More than any page has: the page of the Protocol has 174 thousand, the longest 3.2 million."""

_TOO_LARGE = f"has more than {MAX_BYTES:,} bytes; no status page is as large"
_LONGEST_NAME = 255
"""How many characters of a file's name an error shows; no file has a longer name."""
_SAYS_AS_AT = re.compile(rb"STATUS\s+AS\s+AT[^<]{0,40}", re.IGNORECASE)
_AS_AT = re.compile(r"STATUS AS AT ?: ?([0-9]{2})-([0-9]{2})-([0-9]{4})(?: .*)?", re.IGNORECASE)
_TITLE = re.compile(
    r"([0-9]{1,3}) ?\. ?(?:([a-z](?:[-.][0-9]{1,2})?|[0-9]{1,3}(?: ?[a-z])?)[.)]?(?: |$))?(.*)"
)
_PART = re.compile(r"(?:PART |SECTION )?([A-Z])\b", re.IGNORECASE)
_LINK = re.compile(r"/([IVXLC]+(?:-[A-Za-z0-9.]+)+)\.en\.xml$")
_TOTAL = re.compile(r"\b(Signatories|Parties) ?: ?([^\s.*]{1,20})")
_OTHER_TOTAL = re.compile(r"[^\W\d] ?[:\uff1a] ?[0-9]")
_OTHER_FORMS = (
    (re.compile(rb"%PDF"), "a PDF file"),
    (re.compile(rb"PK\x03\x04"), "a zip file"),
    (re.compile(rb"\x1f\x8b"), "a gzip file"),
    (re.compile(rb"bplist00"), "a web archive"),
    (re.compile(rb"\xff\xfe|\xfe\xff|\0<|<\0"), "UTF-16 text"),
    (
        re.compile(
            rb"(?:From: <Saved by|MIME-Version:|[A-Za-z-]{1,40}:.*multipart/related)", re.DOTALL
        ),
        "a web archive (MHTML)",
    ),
)


@attrs.frozen(kw_only=True)
class Sheet:
    """A status page as plain text, whatever its format.

    Attributes:
        place: where it came from, for errors: the name of the file.
        chapter: the heading of the chapter, such as ``"CHAPTER IV"``.
        part: the letter of the part of the chapter, or ``""`` where the chapter has none.
        number: the number of the treaty in it, such as ``"9"``, ``"9-b"`` or ``"2-12a"``.
        title: the title of the treaty.
        conclusion: where and when it was concluded.
        in_force: what is said of its entry into force.
        as_of: the day of the status in the form ``YYYY-MM-DD``; or the text in its place if that is
            not a day; ``""`` if there is none.
        signatories: the printed total of signatories, or ``""``.
        parties: the printed total of parties, or ``""``.
        headings: the headings of the table.
        rows: its rows, each as the number of the row and the cells.
        unread_totals: what stands beside the totals and looks like one, as in another language;
            else ``""``.
        link: the number that the page's link to its XML has, such as ``"IV-9-b"``, or ``""``.
    """

    place: str
    chapter: str
    part: str
    number: str
    title: str
    conclusion: str
    in_force: str
    as_of: str
    signatories: str
    parties: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    unread_totals: str = ""
    link: str = ""


def read_sheet(source: "str | os.PathLike[str] | bytes") -> Sheet:
    """Return the sheet of a file, or of the bytes of one.

    Raises:
        DataError: it cannot be read, is too large, or is not a status page in XML or HTML.
        TypeError: it is neither a path nor bytes.
    """
    if not isinstance(source, (str, os.PathLike, bytes)):
        raise TypeError(
            f"source= is of type {type(source).__name__}; pass the path of a saved page as a "
            "string or a pathlib.Path, or the page's bytes"
        )
    if isinstance(source, str) and source.lstrip().startswith("<"):
        problem = "is the text of a page, not the path of a file; pass its bytes: text.encode()"
        raise DataError([("page", problem)])
    place, data = ("page", source) if isinstance(source, bytes) else _file(Path(source))
    if len(data) > MAX_BYTES:
        raise DataError([(place, _TOO_LARGE)])
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    start = data[:4000]
    other_form = next((name for mark, name in _OTHER_FORMS if mark.match(start)), None)
    start = start.lower()
    if other_form is None and b"<document" in start and b"<html" not in start:
        return _from_xml(place, xml_regions(place, data))
    if other_form is None and b"<html" in start:
        return _from_html(place, html_regions(place, data), _SAYS_AS_AT.search(data))
    problem = f"is {other_form or 'neither HTML nor XML'}"
    raise DataError(
        [(place, f"{problem}; save the status page as 'Webpage, HTML only', or its XML")]
    )


def _file(path: Path) -> tuple[str, bytes]:
    place = (path.name or str(path))[:_LONGEST_NAME]  # "." and "/" have no name
    try:
        # A device or a pipe may never end, and a huge file can be refused without reading it.
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            problem = "is not a file"
        elif status.st_size > MAX_BYTES:
            problem = _TOO_LARGE
        else:
            with path.open("rb") as stream:
                return place, stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        problem = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    raise DataError([(place, problem)])


def _from_xml(place: str, regions: Regions) -> Sheet:
    table = regions.get("participants")
    title = text_of(regions.get("subtitle")) or text_of(regions.get("title"))
    if table is None:
        problem = (
            _without(title)
            if title
            else "has no table of participants, so it is not the XML of a status page"
        )
        raise DataError([(place, problem)])
    number = [text_of(regions.get(name)) for name in ("number", "subnumber")]
    headings, rows = _rows([row.findall("Entry") for row in table.iter("Row")])
    return Sheet(
        place=place,
        chapter=text_of(regions.get("chapter")),
        part=_first(_PART.match(text_of(regions.get("part of the chapter")))).upper(),
        number="-".join(part for part in number if part),
        title=title,
        conclusion=text_of(regions.get("conclusion")),
        in_force=text_of(regions.get("in force")),
        as_of="",
        signatories=_own(regions.get("signatories")),
        parties=_own(regions.get("parties")),
        headings=headings,
        rows=rows,
    )


def _from_html(place: str, regions: Regions, as_at: re.Match[bytes] | None) -> Sheet:
    table = regions.get("participants")
    if table is None:
        if regions.keys() >= {"title", "conclusion"}:
            raise DataError([(place, _without(text_of(regions.get("title"))))])
        message = text_of(regions.get("message")) or text_of(regions.get("page title"))
        problem = (
            "has no table of participants: an error page, or not a status page; it says "
            f"{quoted(message, 200)}; save the status page again"
        )
        raise DataError([(place, problem)])
    status = text_of(regions.get("totals"))
    totals: dict[str, dict[str, None]] = {"Signatories": {}, "Parties": {}}
    for label, total in _TOTAL.findall(status):
        totals[label][total] = None
    rest = _TOTAL.sub("", status).strip(" .")
    heading = _TITLE.fullmatch(text_of(regions.get("title")))
    number, letter, title = ("", "", "") if heading is None else heading.groups()
    headings, rows = _rows([_cells(row) for row in table.iter("tr")])
    return Sheet(
        place=place,
        chapter=text_of(regions.get("chapter")),
        part=_first(_PART.match(text_of(regions.get("part of the chapter")))).upper(),
        number="-".join(part.replace(" ", "") for part in (number, letter) if part),
        title=title,
        conclusion=text_of(regions.get("conclusion")),
        in_force=text_of(regions.get("in force")),
        as_of=_as_of(text_of(regions.get("status as at")), as_at),
        # Two totals that differ cannot both be right.
        signatories=" and ".join(totals["Signatories"]),
        parties=" and ".join(totals["Parties"]),
        headings=headings,
        rows=rows,
        unread_totals=rest if _OTHER_TOTAL.search(rest) else "",
        link=_first(_LINK.search(text_of(regions.get("link")))),
    )


def _without(title: str) -> str:
    return (
        f"is the page of {quoted(title, 200)} and has no table of participants, like the pages of "
        "treaties that were terminated; there is nothing to read"
    )


def _as_of(text: str, as_at: re.Match[bytes] | None) -> str:
    """Return the printed day, or the text printed in its place, which must not count as nothing."""
    match = _AS_AT.fullmatch(text)
    if match is not None:
        return f"{match[3]}-{match[2]}-{match[1]}"
    return text or ("" if as_at is None else " ".join(as_at[0].decode(errors="replace").split()))


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _rows(
    rows: Iterable[Iterable[Element]],
) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    """Return the headings, and the numbered rows below them that hold any text."""
    texts = [tuple(text_of(cell) for cell in row) for row in rows]
    numbered = tuple((number, row) for number, row in enumerate(texts) if any(row))
    return (numbered[0][1], numbered[1:]) if numbered else ((), ())


def _own(element: Element | None) -> str:
    """Return the text of an element without that of elements in it: numbers of footnotes."""
    return "" if element is None else plain(element.text or "")


def _first(match: re.Match[str] | None) -> str:
    """Return the first group of a pattern's match; ``""`` without a match."""
    return "" if match is None else match[1]
