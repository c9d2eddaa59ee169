"""What a reference is, whatever it is to."""

import re
from enum import unique
from typing import Any

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.shown import Shown
from opcat._core.terms import Term
from opcat._foreign import on_terminal
from opcat.errors import InvariantError


@unique
class ReferenceKind(Term):
    """What a reference is to."""

    __module__ = "opcat"

    SOFTWARE = "software"
    DATA = "data"
    DATABASE = "database"
    WEB_PAGE = "web_page"
    DOCUMENT = "document"


def _check_key(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require what every format can hold as it is: in BibTeX, a comma would end the key."""
    if not isinstance(value, str) or re.fullmatch("[A-Za-z0-9._-]+", value) is None:
        problem = f"{value!r} is not a key of letters from A to Z, digits, '-', '.' and '_'"
        raise InvariantError([(attribute.name, problem)])


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False)
class Reference(Shown):
    """An entry of a list of references.

    Attributes:
        key: by which a text cites it: letters from A to Z, digits, ``-``, ``.`` and ``_``. Of a source it is
            the source's id.
        kind: what it is.
        author: who made or published it, by name.
        title: its title, or a description in square brackets, or None where it is not known.
        date: when it was made, or the day of what it says, as exactly as it is known, or None.
        version: which version, or None.
        url: its address, or None.
        doi: its digital object identifier, or None.
        note: what else to print, or None.
        cited_for: which facts it is cited for, in words, or None. BibTeX and CSL-JSON have it as
            ``annote``, which no usual style prints, and RIS as a note.
    """

    __module__ = "opcat"

    key: str = attrs.field(validator=_check_key)
    kind: ReferenceKind
    author: str
    title: str | None = None
    date: PartialDate | None = None
    version: str | None = None
    url: str | None = None
    doi: str | None = None
    note: str | None = None
    cited_for: str | None = None

    def __str__(self) -> str:
        """Return it as a sentence, as far as it is known."""
        version = self.version and f"version {self.version}"
        named = ", ".join(part for part in (self.title, version) if part)
        day = None if self.date is None else str(self.date)
        dated = f"{named} ({day})" if named and day else named or day
        address = f"https://doi.org/{self.doi}" if self.doi else self.url
        parts = (self.author, dated, address, self.note, said_for(self))
        return ". ".join(part for part in parts if part)

    def __repr__(self) -> str:
        return on_terminal(f"<Reference {self.key}: {self.author}>")


def said_for(reference: Reference) -> str:
    """Return what a reference is cited for as a sentence says it, or nothing."""
    return f"Cited for: {reference.cited_for}" if reference.cited_for else ""
