"""References in the formats of programs that keep them: BibTeX, RIS and CSL-JSON.

Titles and names may be foreign text. Whatever they hold stays in its field: it is one line without
control characters, and what the format would read as a sign of its own is escaped.
"""

import json
from collections.abc import Iterable, Iterator
from unicodedata import normalize
from urllib.parse import quote

from opcat._core.days import PartialDate
from opcat._foreign import on_page
from opcat._output.references import Reference, ReferenceKind, said_for

_IN_LATEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_{}"},
        "\\": "\\textbackslash{}",
        "^": "\\textasciicircum{}",
        "~": "\\textasciitilde{}",
        "<": "\\textless{}",
        ">": "\\textgreater{}",
        "|": "\\textbar{}",
        "`": "\\textasciigrave{}",
    }
)
_IN_ADDRESS = "!#$%&'()*+,-./:;=?@[]_"
"""What an address keeps besides letters and digits; a brace could end the field of BibTeX."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RIS = {
    ReferenceKind.SOFTWARE: "COMP",
    ReferenceKind.DATA: "DATA",
    ReferenceKind.DATABASE: "DBASE",
    ReferenceKind.WEB_PAGE: "ELEC",
    ReferenceKind.DOCUMENT: "GEN",
}
_CSL = {
    ReferenceKind.SOFTWARE: "software",
    ReferenceKind.DATA: "dataset",
    ReferenceKind.DATABASE: "dataset",
    ReferenceKind.WEB_PAGE: "webpage",
    ReferenceKind.DOCUMENT: "document",
}


def bibtex(references: Iterable[Reference]) -> str:
    """Return references in BibTeX."""
    return "\n\n".join(map(_entry, references))


def ris(references: Iterable[Reference]) -> str:
    """Return references in RIS."""
    return "\n".join(line for reference in references for line in _tags(reference))


def csl(references: Iterable[Reference]) -> str:
    """Return references in CSL-JSON."""
    return json.dumps(list(map(_item, references)), ensure_ascii=False, indent=2)


def _entry(reference: Reference) -> str:
    date = reference.date
    fields = {
        # A second brace keeps a name that is no person's, and the case of a title.
        "author": f"{{{{{_latex(reference.author)}}}}}",
        "title": reference.title and f"{{{{{_latex(reference.title)}}}}}",
        "year": date and f"{{{date.year}}}",
        "month": date and date.month and _MONTHS[date.month - 1],
        "day": date and date.day and f"{{{date.day}}}",
        "version": reference.version and f"{{{_latex(reference.version)}}}",
        "note": reference.note and f"{{{_latex(reference.note)}}}",
        "annote": reference.cited_for and f"{{{_latex(said_for(reference))}}}",
        "doi": reference.doi and f"{{{_address(reference.doi)}}}",
        "url": reference.url and f"{{{_address(reference.url)}}}",
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{reference.key},", *lines, "}"])


def _tags(reference: Reference) -> Iterator[str]:
    date = reference.date
    tags = {
        "TY": _RIS[reference.kind],
        "ID": reference.key,
        "AU": _line(reference.author),
        "TI": reference.title and _line(reference.title),
        "PY": date and str(date.year),
        "DA": date and f"{date.year}/{_two(date.month)}/{_two(date.day)}/",
        "ET": reference.version and _line(reference.version),
        "N1": _line("; ".join(filter(None, (reference.note, said_for(reference))))),
        "DO": reference.doi and _line(reference.doi),
        # In RIS a semicolon stands between two addresses.
        "UR": reference.url and _address(reference.url).replace(";", "%3B"),
    }
    for tag, value in tags.items():
        if value:
            yield f"{tag}  - {value}"
    yield "ER  - "


def _two(number: int | None) -> str:
    return "" if number is None else f"{number:02d}"


def _item(reference: Reference) -> dict[str, object]:
    item = {
        "id": reference.key,
        "type": _CSL[reference.kind],
        "author": [{"literal": _line(reference.author)}],
        "title": reference.title and _line(reference.title),
        "issued": reference.date and {"date-parts": [_date_parts(reference.date)]},
        "version": reference.version and _line(reference.version),
        "note": reference.note and _line(reference.note),
        "annote": _line(said_for(reference)),
        "DOI": reference.doi and _line(reference.doi),
        "URL": reference.url and _address(reference.url),
    }
    return {name: value for name, value in item.items() if value}


def _date_parts(date: PartialDate) -> list[int]:
    return [part for part in (date.year, date.month, date.day) if part is not None]


def _latex(text: str) -> str:
    """Return a line that LaTeX prints as it is."""
    return _line(text).translate(_IN_LATEX)


def _line(text: str) -> str:
    """Return foreign text on one line, its letters composed with their accents."""
    return " ".join(normalize("NFC", on_page(text)).split())


def _address(text: str) -> str:
    """Return an address of ASCII characters without blanks, which changes no good one."""
    return quote(on_page(text).strip(), safe=_IN_ADDRESS)
