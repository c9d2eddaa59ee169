"""The small grammar of the depositary's table: headings and cells.

Pure functions of text without footnote marks, in which runs of whitespace are one space.
"""

import re
from collections.abc import Mapping
from datetime import date

import attrs

from opcat._core.days import MONTHS
from opcat._core.terms import ActionKind

PROVISIONAL = "provisional application"
"""An act that is neither a signature nor a consent (Vienna Convention, art. 25)."""

_ACTS: dict[str, ActionKind | None] = {
    # What ends an act has no column: the table tells it by brackets.
    **{kind.label: kind for kind in ActionKind if kind.is_signature or kind.is_consent},
    "act of formal confirmation": ActionKind.FORMAL_CONFIRMATION,
    PROVISIONAL: None,
}
_MONTHS = {
    name: number for number, month in enumerate(MONTHS, start=1) for name in (month, month[:3])
}
_TERM = re.compile(r"(?P<words>[^()]+?) ?(?:\((?P<letters>[A-Za-z]{1,2})\))?")
_DAY = rf"(?P<day>[0-9]{{1,2}}) (?P<month>{'|'.join(_MONTHS)}) (?P<year>[0-9]{{4}})"
_CELL = re.compile(rf"(?P<open>\[)? ?{_DAY}(?: (?P<letters>[A-Za-z]{{1,2}}))? ?(?P<close>\])?")
_PRINTED = re.compile(rf"(?<![0-9]){_DAY}(?![0-9])")


@attrs.frozen
class Cell:
    """The content of a date cell.

    Attributes:
        kind: the act, or None for a provisional application.
        day: its day.
        has_lapsed: whether brackets mark it as withdrawn, denounced, superseded or annulled.
    """

    kind: ActionKind | None
    day: date
    has_lapsed: bool


@attrs.frozen
class Column:
    """A column of dates.

    Attributes:
        heading: its heading.
        acts: the act that each letter stands for; that of a date without a letter under ``""``.
    """

    heading: str
    acts: Mapping[str, ActionKind | None]

    @property
    def is_of_signatures(self) -> bool:
        """Whether it holds signatures."""
        return any(kind is not None and kind.is_signature for kind in self.acts.values())

    @property
    def is_of_consents(self) -> bool:
        """Whether it holds consents to be bound."""
        return any(kind is not None and kind.is_consent for kind in self.acts.values())

    def read(self, text: str) -> Cell:
        """Return the content of a cell that is not empty.

        Raises:
            ValueError: it does not have the form of a date, or has a letter that the heading does
                not explain.
        """
        match = _CELL.fullmatch(text)
        if match is None or (match["open"] is None) is not (match["close"] is None):
            problem = "is not a date such as '1 Oct 2003 a' or '[1 Oct 2003]'"
            raise ValueError(f"{quoted(text)} {problem}")
        letters = match["letters"] or ""
        if letters not in self.acts:
            marker = f"the letter {letters!r}" if letters else "a date without a letter"
            heading = quoted(self.heading, 200)
            raise ValueError(f"{text!r}: the heading {heading} does not explain {marker}")
        return Cell(self.acts[letters], _day(match), match["open"] is not None)


def column(heading: str, given_acts: Mapping[str, ActionKind]) -> Column:
    """Return the column that a heading such as ``"Accession(a), Ratification"`` describes.

    Args:
        heading: the heading.
        given_acts: acts that the package does not know, by their words in the heading.

    Raises:
        ValueError: it names an act that is not known, or explains a letter twice.
    """
    known = _ACTS | {words.casefold(): kind for words, kind in given_acts.items()}
    acts: dict[str, ActionKind | None] = {}
    for term in heading.split(","):
        match = _TERM.fullmatch(term.strip())
        words = term.strip() if match is None else match["words"]
        if match is None or words.casefold() not in known:
            raise ValueError(
                f"{quoted(words)} is not an act that the package knows; the English page has "
                "headings such as 'Signature' and 'Accession(a), Ratification'; if it is an "
                f"act, say which: acts={{{quoted(words)}: opcat.ActionKind...}}, on the command "
                "line --act "
                "WORDS=KIND"
            )
        letters = match["letters"] or ""
        if letters in acts:
            marker = f"the letter {letters!r}" if letters else "a date without a letter"
            raise ValueError(f"{quoted(heading, 200)} explains {marker} twice")
        acts[letters] = known[words.casefold()]
    return Column(heading, acts)


def printed_day(text: str) -> tuple[str, date] | None:
    """Return the first day in a line, with the text before it; None if there is none.

    Raises:
        ValueError: the day is not in the calendar.
    """
    match = _PRINTED.search(text)
    return None if match is None else (text[: match.start()], _day(match))


def _day(match: re.Match[str]) -> date:
    try:
        return date(int(match["year"]), _MONTHS[match["month"]], int(match["day"]))
    except ValueError:
        raise ValueError(f"{quoted(match[0])} is not a day of the calendar") from None


def quoted(text: str, most: int = 80) -> str:
    """Return a string in quotes, shortened so that an error stays readable."""
    return repr(text) if len(text) <= most else f"{text[:most]!r}..."
