"""Tables of HTML, as a notebook shows them.

A table has a caption and marked-up headers. It has no colours, scripts or style sheets: the page
around it decides the look, light or dark. All text is escaped and shortened; code that cuts rows
says what is left out, and where it is.
"""

import re
from collections.abc import Iterable, Sized
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from opcat._english import numbered
from opcat._foreign import on_page

if TYPE_CHECKING:
    from opcat._core.model import Source

ROWS = 40
"""How many rows a table has at most."""
CHARACTERS = 1000
"""How many characters a string has at most."""

ANSWERS = {True: "yes", False: "no", None: "not known"}
"""What is said of a question that may be open."""
_CITED = 12
"""How many sources a cell cites by number."""

_LEFT = "text-align:left;vertical-align:top"  # JupyterLab would align cells to the right
_LINK = "display:inline-block;min-width:12em;overflow-wrap:anywhere"  # an address has no spaces
_SHORT = 10
"""Strings of up to this length stay on one line, so that a day does not break."""


class _Link(NamedTuple):
    text: str
    address: str

    def __str__(self) -> str:
        return self.text


class Page:
    """Tables, one below the other, and at the end the sources that they cite by number."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.numbers: dict[Source, int] = {}

    def cite(self, sources: "Iterable[Source]") -> str:
        """Return the numbers under which the sources will be listed."""
        known = sorted(
            {self.numbers.setdefault(source, len(self.numbers) + 1) for source in sources}
        )
        more = len(known) - _CITED
        listed = ", ".join(map(str, known[:_CITED])) or "none"
        return f"{listed} and {more} more" if more > 0 else listed

    def table(
        self, caption: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]
    ) -> None:
        """Add a table. The first cell of a row is its header."""
        head = "".join(_cell(name, "col") for name in columns)
        body = "".join(map(_row, rows))
        self.parts.append(
            f'<table><caption style="{_LEFT}"><strong>{_text(caption)}</strong></caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def left_out(self, shown: int, whole: Sized, name: str) -> None:
        """Say how many are not shown, if any, and which attribute holds them."""
        total = len(whole)
        if total > shown:
            holds = f"<code>.{name}</code> holds {'it' if total == 1 else f'all {total}'}"
            self.parts.append(f"<p>Not shown: {numbered(total - shown, name)}; {holds}.</p>")

    def note(self, text: str) -> None:
        """Add a sentence."""
        self.parts.append(f"<p>{_text(text)}</p>")

    def html(self) -> str:
        """Return the whole, with the sources."""
        if self.numbers:
            rows = (
                (number, source.publisher, title_of(source), source.as_of)
                for source, number in islice(self.numbers.items(), ROWS)
            )
            self.table("Sources", ("No.", "Publisher", "Title", "Date"), rows)
            self.left_out(ROWS, self.numbers, "sources")
        # The last two keep formula setters from reading a "$"; pandas uses them too.
        return f'<div class="opcat tex2jax_ignore mathjax_ignore">{"".join(self.parts)}</div>'


def _row(cells: tuple[object, ...]) -> str:
    head, *others = cells
    return f"<tr>{_cell(head, 'row')}{''.join(map(_cell, others))}</tr>"


def _cell(value: object, heads: str | None = None) -> str:
    text = "not known" if value is None else str(value)
    inner = _text(text)
    if isinstance(value, _Link):
        inner = f'<a href="{_clean(value.address)}" style="{_LINK}">{inner}</a>'
    style = _LEFT if len(text) > _SHORT else f"{_LEFT};white-space:nowrap"
    scope, tag = (f' scope="{heads}"', "th") if heads else ("", "td")
    return f'<{tag}{scope} style="{style}">{inner}</{tag}>'


def title_of(source: "Source") -> str | _Link | None:
    """Return the title of a source, or its address, with its link."""
    text = source.title or source.url
    # Another kind of address might run a script, so it gets no link.
    if text and source.url and re.fullmatch(r"https?://\S{1,2000}", source.url):
        return _Link(text, source.url)
    return text


def _text(text: str) -> str:
    cut = len(text) - CHARACTERS
    return (
        _clean(text)
        if cut <= 0
        else f"{_clean(text[:CHARACTERS])}… ({numbered(cut, 'more characters')})"
    )


def _clean(text: str) -> str:
    return escape(on_page(text))
