"""What a page says about itself: its treaty in the collection, and its day."""

import datetime as dt
import re
from typing import Any

from opcat._core.days import PartialDate, long_date, parse_day
from opcat._core.model import Source
from opcat._core.treaty import Treaty
from opcat._names.fold import misread
from opcat.errors import DayValueError
from opcat.untc._cells import printed_day, quoted
from opcat.untc._sheet import Sheet

_PUBLISHER = "United Nations Treaty Collection"
_DEPOSITARY = "Secretary-General of the United Nations"
_CHAPTER = re.compile(r"CHAPTER ([IVXLC]+)\b")
_IN_PARTS = frozenset({"XI"})
"""The chapters that number treaties separately in each part, as in XI.A.1 and XI.B.1."""
_NUMBER = re.compile(r"[IVXLC]+(?:-[A-Z])?-[0-9]{1,3}(?:-[a-z0-9.-]+)?")
_PLAIN = re.compile(r"[IVXLC]+(?:-[A-Z])?-[0-9]{1,3}(?:-(?:[a-z]|[0-9]{1,3}[a-z]?))?")
_PART = re.compile(r"[IVXLC]+-([A-Z])-")
_ADDRESS = re.compile(r"[?&]mtdsg_no=([A-Za-z0-9.-]+)")

Problems = list[tuple[str, str]]
"""What is wrong: the place, and what is wrong there."""


def is_to_come(day: dt.date) -> bool:
    """Tell whether a day has not begun anywhere on Earth, by this computer's clock."""
    return day > (dt.datetime.now(dt.UTC) + dt.timedelta(hours=14)).date()


def is_numbered(treaty: Treaty) -> bool:
    """Tell whether a treaty bears its number in the collection as its key: it was read."""
    return _NUMBER.fullmatch(treaty.key) is not None


def number_of(treaty: Treaty) -> str | None:
    """Return the number of a treaty in the collection, such as ``"IV-9-b"``, or None.

    That of a treaty that was read is its key; that of a record stands in the address of the page
    that it follows.
    """
    if is_numbered(treaty):
        return treaty.key
    addresses = (source.url for source in treaty.sources_of("as_of") if source.url)
    return next((match[1] for match in map(_ADDRESS.search, addresses) if match), None)


def day_of(sheet: Sheet, given: dt.date | None, problems: Problems) -> dt.date | None:
    """Return the day of the status: the printed one, which a given one must agree with."""
    if not sheet.as_of:
        if given is None:
            problem = (
                "does not print the day of the status; pass it: as_of='YYYY-MM-DD', on the "
                "command line "
                "--as-of YYYY-MM-DD"
            )
            problems.append((sheet.place, problem))
        return given
    try:
        printed = parse_day("STATUS AS AT", sheet.as_of)
    except DayValueError:
        problem = (
            f"STATUS AS AT: {quoted(sheet.as_of)} is not a day of the calendar in the form "
            "'STATUS AS AT : 31-01-2026', the day first; save the English page again"
        )
        problems.append((sheet.place, problem))
        return None
    if given not in (None, printed):
        problem = f"is the status as at {printed}, not as_of={given}"
        problems.append((sheet.place, problem))
    return printed


def facts_of(sheet: Sheet, problems: Problems) -> dict[str, Any]:
    """Return the treaty's own facts, as arguments of `Treaty`; only those that are printed."""
    for text in (sheet.title, sheet.conclusion):
        if misread(text) is not None or "\ufffd" in text or not text.isprintable():
            problem = (
                f"{quoted(text)} is damaged, or was read in the wrong encoding; save the page again"
            )
            problems.append((sheet.place, problem))
    try:
        key = _key(sheet)
        concluded = printed_day(sheet.conclusion)
        in_force = printed_day(sheet.in_force)
    except ValueError as error:
        problems.append((sheet.place, str(error)))
        return {}
    facts: dict[str, Any] = {"key": key, "title": sheet.title, "depositary": _DEPOSITARY}
    if concluded is not None:
        at = concluded[0].rstrip(" ,")
        facts |= {"adopted_on": concluded[1]} | ({"adopted_at": at} if at else {})
    # "Not yet in force: see article 5" or "Provisionally on ..." gives no day of entry into force.
    if in_force is not None and not in_force[0]:
        facts["stated_in_force_on"] = in_force[1]
    return facts


def _key(sheet: Sheet) -> str:
    """Return the number of the treaty in the collection.

    Raises:
        ValueError: it is not clear.
    """
    chapter = _CHAPTER.match(sheet.chapter)
    if chapter is None or not sheet.number or not sheet.title:
        raise ValueError(
            f"chapter {quoted(sheet.chapter)}, number {quoted(sheet.number)}, title "
            f"{quoted(sheet.title)}: these do not identify a treaty of the collection"
        )
    linked = _PART.match(sheet.link)
    part = sheet.part or ("" if linked is None else linked[1])
    if chapter[1] in _IN_PARTS and not part:
        raise ValueError(
            f"is from chapter {chapter[1]}, which has parts, each with a treaty numbered "
            f"{sheet.number}; the page does not say which part it is from"
        )
    key = "-".join(name for name in (chapter[1], part, sheet.number) if name)
    if _PLAIN.fullmatch(key) and _PLAIN.fullmatch(sheet.link) and key != sheet.link:
        problem = f"is the status of {key}, but its link leads to {sheet.link}; save the page again"
        raise ValueError(problem)
    return key


def source_of(key: str, day: dt.date) -> Source:
    """Return the page as a source."""
    return Source(
        id=f"untc-{key.lower()}-{day}",
        title=f"Status of treaties, chapter {key.replace('-', '.')}, status as at {long_date(day)}",
        publisher=_PUBLISHER,
        as_of=PartialDate.of(day),
    )
