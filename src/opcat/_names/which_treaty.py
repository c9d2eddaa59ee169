"""Which treaty is asked: the Protocol, the Convention, or another one that says who may join it."""

import warnings
from datetime import date

from opcat._core.days import long_date
from opcat._core.treaty import Treaty
from opcat._names.arguments import check_treaty
from opcat._record.record import Asked, RecordFiles, files_of, packaged, require_treaty
from opcat.errors import CoverageWarning, OtherTreatyError


def check_practice(question: str, treaty: Asked | None) -> RecordFiles:
    """Return the record whose tables answer a question of practice.

    Of a `Record` they are its own; of a plain Treaty, which has none, the packaged ones.

    Raises:
        OtherTreatyError: it is another treaty than the Protocol.
        TypeError: it is neither a Treaty nor a `Record`.
    """
    if treaty is not None:  # what the package is about is the Protocol
        check_protocol(question, check_treaty(treaty))
    return files_of(treaty)


def check_convention(
    question: str, treaty: Asked | None, day: date, convention: Treaty | None = None
) -> Treaty:
    """Return the Convention to which article 27 refers: by default that of a `Record`, or the packaged one.

    Only public functions call this, like `check_day`.

    Args:
        question: the function that was asked.
        treaty: the Protocol, as it was passed.
        day: the day of the answer; days after the Protocol's own record do not count.
        convention: what was passed.

    Raises:
        OtherTreatyError: it is another treaty.
        TypeError: it is not a Treaty.

    Warns:
        CoverageWarning: its record ends earlier.
    """
    return _parent(question, treaty, day, convention)


def check_joining(
    question: str, treaty: Asked | None, day: date, convention: Treaty | None = None
) -> Treaty | None:
    """Return the Convention, by which it is decided who may join; None where the treaty says it.

    Only public functions call this, like `check_day`.

    Args:
        question: the function that was asked.
        treaty: the treaty, as it was passed.
        day: the day of the answer.
        convention: what was passed.

    Raises:
        OtherTreatyError: it is not the Protocol and does not say who it is open to, or
            `convention` is another treaty.
        TypeError: `convention` is not a Treaty.

    Warns:
        CoverageWarning: the record of the Convention ends earlier.
    """
    asked = check_treaty(treaty)
    if asked.open_to is not None:
        if convention is not None:
            require_treaty("convention", convention)
        return None
    if not is_protocol(asked):
        raise OtherTreatyError(question, asked.short_title or asked.title, "open_to")
    return _parent(question, treaty, day, convention)


def _parent(question: str, treaty: Asked | None, day: date, convention: Treaty | None) -> Treaty:
    """Return the Convention; the one place that warns where its record ends before the answer's day."""
    if convention is None:
        parent = files_of(treaty).convention
    else:
        parent = require_treaty("convention", convention)
        if not is_convention(parent):
            name = parent.short_title or parent.title
            raise OtherTreatyError(question, name, "convention")
    day = min(day, check_treaty(treaty).as_of)
    if day > parent.as_of:
        message = (
            f"{day} is later than the record of the Convention, which covers up to "
            f"{long_date(parent.as_of)}; who may join is what was last known"
        )
        warnings.warn(message, CoverageWarning, stacklevel=4)
    return parent


def parent_of(treaty: Treaty, record: RecordFiles) -> Treaty | None:
    """Return the Convention of a record; None where the treaty itself says who may join it."""
    return record.convention if treaty.open_to is None else None


def says_who_may_join(treaty: Treaty) -> bool:
    """Tell whether it is known who may join: by article 27, or because the treaty says it."""
    return treaty.open_to is not None or is_protocol(treaty)


def is_protocol(treaty: Treaty) -> bool:
    """Tell whether a treaty is the Protocol: its status page has the same title and another key."""
    return _is(treaty, packaged.treaty)


def is_convention(treaty: Treaty) -> bool:
    """Tell whether a treaty is the Convention, in the same way."""
    return _is(treaty, packaged.convention)


def _is(treaty: Treaty, known: Treaty) -> bool:
    return treaty.key == known.key or treaty.title == known.title


def check_protocol(question: str, treaty: Treaty) -> None:
    """Refuse a treaty that is not the Protocol, whose articles answer the question.

    Raises:
        OtherTreatyError: it is another treaty, such as the Convention.
    """
    if not is_protocol(treaty):
        raise OtherTreatyError(question, treaty.short_title or treaty.title)


def opened_on(treaty: Treaty) -> date | None:
    """Return the day of the opening for signature; for a page of the Protocol, the record's."""
    if treaty.opened_on is None and is_protocol(treaty):
        return packaged.treaty.opened_on
    return treaty.opened_on
