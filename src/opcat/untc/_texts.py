"""The new text of each record file, for an update to a newer status."""

import json
import re
from datetime import date

from opcat._core.days import long_date
from opcat._core.model import Source
from opcat._record.files import split
from opcat._record.record import RecordFiles
from opcat.errors import DataError
from opcat.untc._change import NewAction, RenamedState
from opcat.untc._changes import Changes
from opcat.untc._lines import Lines

PACKAGE = "datapackage.json"
"""The description of the data, as a Data Package."""


def actions(data: bytes, changes: Changes, source: Source) -> bytes:
    """Return the actions with the new ones among them, each after the State's earlier acts."""
    lines = Lines(data)
    state, day = lines.heading.index("alpha_3"), lines.heading.index("date")
    for change in changes.of(NewAction):
        act = change.action
        row = lines.row(
            alpha_3=act.state.key, kind=act.kind, date=act.date.isoformat(), sources=source.id
        )
        earlier = [
            index
            for index, known in enumerate(lines)
            if index and (known[state], known[day]) <= (row[state], row[day])
        ]
        lines.insert(max(earlier, default=0) + 1, row)
    return lines.data()


def names(data: bytes, changes: Changes) -> bytes:
    """Return the States under their new names."""
    lines = Lines(data)
    key, column = lines.heading.index("alpha_3"), lines.heading.index("depositary_name")
    renamed = {entry.after.key: entry.after.depositary_name for entry in changes.of(RenamedState)}
    for index, row in enumerate(lines):
        name = renamed.get(row[key], row[column])
        lines.replace(index, [*row[:column], name, *row[column + 1 :]])
    return lines.data()


def sources(data: bytes, record: RecordFiles, source: Source) -> bytes:
    """Return the sources with the page among them."""
    if source.id in record.sources:
        return data
    lines = Lines(data)
    row = lines.row(
        id=source.id,
        title=source.title or "",
        publisher=source.publisher,
        url=source.url or "",
        as_of=str(source.as_of or ""),
    )
    lines.insert(len(list(lines)), row)
    return lines.data()


def facts(data: bytes, as_of: date, source: Source) -> bytes:
    """Return the facts of the treaty with the new last day; a second source for a day is added."""
    lines = Lines(data)
    for index, row in enumerate(lines):
        cells = dict(zip(lines.heading, row, strict=True))
        if cells["fact"] == "as_of":
            day = as_of.isoformat()
            known = split(cells["sources"]) if cells["value"] == day else []
            cited = "|".join(dict.fromkeys([*known, source.id]))
            lines.replace(index, lines.row(fact="as_of", value=day, sources=cited))
    return lines.data()


def described(data: bytes, old: date, new: date) -> bytes:
    """Return the description of the data with a new version, which is the record's last day.

    People read it too, so it is edited in place, and the result is checked.

    Raises:
        DataError: it is not a description, has a different version, or cannot be changed.
    """
    try:
        description = json.loads(data)
        version = description.get("version")
    except (ValueError, AttributeError) as error:
        raise DataError([(PACKAGE, f"is not the description of a data package: {error}")]) from None
    if version is None:
        return data
    if version != str(old):
        problem = (
            f"its version is {version!r}, but the record reaches {old}; make the two equal first"
        )
        raise DataError([(PACKAGE, problem)])
    pattern = rf'("version"\s*:\s*)"{old}"'.encode()
    text, count = re.subn(pattern, rb'\g<1>"%s"' % str(new).encode(), data)
    if json.loads(text) != {**description, "version": str(new)}:
        raise DataError(
            [(PACKAGE, f"gives the version {old} in {count} places; change it by hand")]
        )
    before, after = (f'"status as at {long_date(day)}"'.encode() for day in (old, new))
    return text.replace(before, after)
