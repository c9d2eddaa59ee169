"""Status pages for tests, written in the shape of the depositary's two forms.

A `Table` says what stands on a page; `html` and `xml` write it. Where things may differ from page
to page without a difference in meaning (white space, numbers of footnotes, the order of
attributes), a `Random` decides.
"""

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import attrs
import pytest
from calendar_days import MONTHS

import opcat
from opcat import untc

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
PAGES = Path(__file__).parent / "pages"
PREFIX = "ctl00_ctl00_ContentPlaceHolder1_ContentPlaceHolderInnerPage_"
Form = Callable[..., bytes]
"""`html` or `xml`."""
PROTOCOL = (
    "Optional Protocol to the Convention against Torture and Other Cruel, Inhuman or Degrading "
    "Treatment or Punishment"
)


@attrs.frozen(kw_only=True)
class Table:
    """What stands on a page."""

    rows: tuple[tuple[str, ...], ...] = ()
    headings: tuple[str, ...] = (
        "Participant",
        "Signature, Succession to signature(d)",
        "Accession(a), Succession(d), Ratification",
    )
    as_at: str = "03-02-2026"  # where it is empty, the page has no such line
    chapter: str = "CHAPTER IV"
    part: str = ""
    number: str = "9"
    letter: str = "b"
    title: str = PROTOCOL
    conclusion: str = "New York, 18 December 2002"
    in_force: str = "22 June 2006, in accordance with article 28(1)."
    signatories: str | None = None
    parties: str | None = None

    def total(self, column: int) -> str:
        """Return the total that a page prints: the cells without brackets."""
        cells = [row[column] for row in self.rows]
        return str(sum(bool(cell) and not cell.startswith("[") for cell in cells))

    @property
    def totals(self) -> tuple[str, str]:
        """The totals of signatories and of parties, where none are given."""
        signatories = self.total(1) if self.signatories is None else self.signatories
        parties = self.total(2) if self.parties is None else self.parties
        return signatories, parties


def varied(table: Table, facts: Mapping[str, Any]) -> Table:
    """Return a table with other facts."""
    return attrs.evolve(table, **facts)


def html(table: Table, chance: Random | None = None) -> bytes:
    """Return the page in HTML."""
    chance = chance or Random(0)

    def tag(name: str, suffix: str, text: str) -> str:
        attributes = [f'id="{PREFIX}{suffix}"', 'class="normal"', "style='width: 2%'"]
        chance.shuffle(attributes)
        return f"<{name} {' '.join(attributes)}>{text}</{name}>"

    def mark() -> str:
        numbers = [str(chance.randint(1, 40)) for _ in range(chance.randint(0, 2))]
        links = ", ".join(f"<A href='#{n}' class='noteIndex'>{n}</A>" for n in numbers)
        return f" <SUP>{links} </SUP>" if links else ""

    def name(text: str) -> str:
        linked = f"<A href=\"#EndDec\" class='noteIndex'>{escape(text)}</A>"
        return chance.choice([escape(text), linked]) + mark()

    def cell(text: str) -> str:
        return "<td>" + (spaced(escape(text), chance) + "<br>" if text else "&nbsp;") + "</td>"

    signatories, parties = table.totals
    rows = [
        "<tr class='thead-one'>"
        + "".join(f"<td>{escape(h)}{mark()}<br></td>" for h in table.headings)
    ]
    rows += [
        f"<tr><td>{name(row[0])}<br></td>" + "".join(cell(text) for text in row[1:]) + "</tr>"
        for row in table.rows
    ]
    number = f"{table.number}. {table.letter}"
    parts = [
        tag("div", "div3", f"STATUS AS AT : {table.as_at} 10:16:18 EDT") if table.as_at else "",
        tag("div", "rptHead_ctl00_tcHead", spaced(table.chapter, chance)),
        tag("div", "rptHead_ctl01_tcHead", table.part) if table.part else "",
        tag("div", "rptTreaty_ctl00_tcTreaty", spaced(f"{number} {escape(table.title)}", chance)),
        tag("div", "rptTreaty_ctl00_tcText", spaced(escape(table.conclusion), chance)),
        tag("div", "rptEIF_ctl00_tcText", escape(table.in_force) + mark()),
        tag("div", "rptStatus_ctl00_tcText", f"Signatories : {signatories}. Parties : {parties}"),
        tag("table", "tblgrid", "\n".join(rows)),
        tag("table", "tblDec", "<tr><td>Participant</td><td>Date</td><td>Territories</td></tr>"),
    ]
    page = "\n".join(parts)
    head = "<head><title>UNTC</title></head>"
    return f"<!DOCTYPE html><html>{head}<body>{page}</body></html>".encode()


def spaced(text: str, chance: Random) -> str:
    """Return text with other white space between its words, and around it."""
    gaps = [" ", "\t ", "\n    ", "\xa0 ", "  "]
    words = "".join(word + chance.choice(gaps) for word in text.split(" "))
    return chance.choice(["", "\n ", "\xa0"]) + words


def xml(table: Table, chance: Random | None = None) -> bytes:
    """Return the page in XML."""
    chance = chance or Random(0)

    def element(name: str, text: str) -> str:
        attributes = [f"colname={quoteattr(str(chance.randint(1, 9)))}", 'rowsep="0"']
        chance.shuffle(attributes)
        return f"<{name} {' '.join(attributes)}>{text}</{name}>" if text else f"<{name} />"

    def mark() -> str:
        numbers = ",".join(str(chance.randint(1, 40)) for _ in range(chance.randint(0, 2)))
        return escape(f"<superscript>{numbers}</superscript>") if numbers else ""

    def row(cells: tuple[str, ...]) -> str:
        texts = [spaced(escape(text), chance) if text else "" for text in cells]
        return element(
            "Row",
            element("Entry", texts[0] + mark())
            + "".join(element("Entry", text) for text in texts[1:]),
        )

    signatories, parties = table.totals
    subtitle = bool(table.letter)
    header = "".join(
        [
            element("Numsect", table.number),
            element("Subnumsect", table.letter),
            element("Subtitlesect" if subtitle else "Titlesect", escape(table.title)),
            element("Conclusion", escape(table.conclusion)),
            f"<EIF>{element('Labeltext', escape(table.in_force))}</EIF>",
            f"<Status>{element('Signatories', signatories)}{element('Parties', parties)}</Status>",
        ]
    )
    part = f"<Section><Header>{table.part}</Header></Section>" if table.part else ""
    heading = f"<Thead>{row(table.headings)}</Thead>"
    body = f"<Tbody><Rows>{''.join(row(cells) for cells in table.rows)}</Rows></Tbody>"
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<Document><Treaty>'
        f"<Header><Chapter><Header>{table.chapter}</Header></Chapter>{part}"
        f"<ExternalData>{header}</ExternalData></Header>"
        f"<Participants><Table><TGroup>{heading}{body}</TGroup></Table></Participants>"
        "<TerritorialApplications><Application><Participant>Denmark</Participant></Application>"
        "</TerritorialApplications></Treaty></Document>"
    )
    return text.encode("iso-8859-1", "xmlcharrefreplace")


def short(day: date) -> str:
    """Return a day as the depositary prints it, whatever the locale: ``"04 Feb 2003"``."""
    return f"{day.day:02d} {MONTHS[day.month - 1][:3]} {day.year}"


def rows_of(treaty: opcat.Treaty) -> tuple[tuple[str, str, str], ...]:
    """Return the rows of a page on which a Treaty is printed."""
    letters = {"accession": " a", "succession": " d", "succession_to_signature": " d"}

    def cell(action: opcat.Action | None) -> str:
        if action is None:
            return ""
        return f"{short(action.date)}{letters.get(action.kind.value, '')}"

    return tuple(
        (status.state.depositary_name, cell(status.signature), cell(status.consent))
        for status in treaty.statuses
    )


def old_table(path: Path) -> untc.Page:
    """Return the page of one of the tables that were kept as CSV, brought to the HTML form."""
    with path.open(encoding="utf-8", newline="") as stream:
        headings, *rows = (tuple(row) for row in csv.reader(stream))
    year, month, day = path.stem.removeprefix("IV-9-b.").split("-")
    table = Table(headings=headings, rows=tuple(rows), as_at=f"{day}-{month}-{year}")
    return untc.read_page(html(table))


def refused(data: bytes, *patterns: str, as_of: str | None = None) -> None:
    """Hold that a page is refused, and that the error says all of this, each thing of a place."""
    with pytest.raises(opcat.DataError) as caught:
        untc.read_page(data, as_of)
    for place, _ in caught.value.problems:
        assert re.fullmatch(r"page(, row [0-9]+)?", place)
    for pattern in patterns:
        assert pattern in str(caught.value)
