"""Damage: the parts of an input exchanged, repeated, left out, and others put in.

Whatever is decided is decided by a `Random`: Hypothesis and the search of `fuzz` each give theirs.
"""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

VALUES: tuple[Any, ...] = (
    *(None, True, 0, 1, -1, 10**400, 0.5, "", "ALB", "x", "2003-02-29", "9999-12-31", "\u001b["),
    *([], {}, ["x"], ["x", "x"], {"x": "x"}, "denunciation", "signature", "2003", "1" * 5000),
)


def damaged(
    data: bytes, chance: Random, tokens: re.Pattern[bytes], words: Sequence[bytes]
) -> bytes:
    """Return an input with some of its tokens exchanged."""
    parts = tokens.findall(data)
    for _ in range(chance.choice((1, 1, 2, 3, 4))):
        place = chance.randint(0, len(parts))
        stop = place + chance.choice((0, 1, 1, 2, 9))
        new: list[bytes] = chance.choice(
            (
                [],
                [chance.choice(words or (b"",))],
                [changed(part, chance) for part in parts[place : place + 1]],
                parts[place:stop] * chance.choice((2, 2, 60)),
                taken(parts, chance),
            )
        )
        parts[place:stop] = new
    return b"".join(parts)


def taken(parts: Sequence[bytes], chance: Random) -> list[bytes]:
    """Return some of the parts."""
    start = chance.randint(0, len(parts))
    return list(parts[start : start + chance.choice((1, 1, 2, 5, 20))])


def changed(part: bytes, chance: Random) -> bytes:
    """Return a part with one of its bytes changed, or in another case; or another number."""
    if part.isdigit() and len(part) < 5 and chance.random() < 0.5:
        return b"%0*d" % (
            len(part),
            chance.choice((int(part) - 1, int(part) + 1, chance.randint(0, 32))),
        )
    if not part or chance.random() < 0.2:
        return part.swapcase()
    place = chance.randrange(len(part))
    new = chance.choice(
        (b"", b"0", b"1", b"9", b" ", b"\x80", b"\xc3", bytes([chance.randrange(256)]))
    )
    return part[:place] + new + part[place + 1 :]


def damaged_json(data: bytes, chance: Random) -> bytes:
    """Return a JSON text, still JSON, with members exchanged; the same where it is none."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return data
    try:
        _exchange(document, chance)
        text = json.dumps(document, ensure_ascii=chance.random() < 0.5)
    except RecursionError:  # it was read as deep as Python can, and made deeper, or not copied
        return data
    if chance.randrange(10) == 0:  # what Python's own dict cannot hold
        members = list(_MEMBER.finditer(text))
        for member in chance.sample(members, min(len(members), 1)):
            text = text[: member.start()] + member[0] + text[member.start() :]
    return text.encode("utf-8", "replace")


def _exchange(document: Any, chance: Random) -> None:
    """Exchange some members of what JSON holds."""
    places = [(inner, key) for inner in inner_of(document) for key in keys_of(inner)]
    for _ in range(chance.choice((1, 1, 2, 3))):
        if not places:
            break
        place, key = chance.choice(places)
        if key not in keys_of(place):
            continue
        other, other_key = chance.choice(places)
        what = chance.randrange(5)
        if what == 0:
            del place[key]
        elif what == 1 or other_key not in keys_of(other):
            place[key] = chance.choice(VALUES)
        elif what == 2:  # a copy, for a circle could not be written
            place[key] = json.loads(json.dumps(other[other_key]))
        elif isinstance(place, list):
            place.insert(chance.randint(0, len(place)), json.loads(json.dumps(place[key])))
        else:
            name = str(chance.choice(("x", other_key, chance.choice(VALUES))))
            place[name] = json.loads(json.dumps(place[key]))


def damaged_tables(
    files: Mapping[str, bytes], chance: Random, words: Sequence[bytes]
) -> dict[str, bytes]:
    """Return files, still CSV, with cells and rows of one table exchanged.

    A table is chosen first, and its cell then: where all cells of all files are as likely, those of
    a small table are next to never reached.
    """
    tables = [name for name in files if name.endswith(".csv")]
    if not tables:
        return dict(files)
    file = chance.choice(tables)
    text = files[file].decode("latin-1")  # each byte is a character, and is written as it was
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:  # a field beyond what Python reads
        return dict(files)
    for _ in range(chance.choice((1, 1, 1, 2))):
        places = [(row, column) for row in rows[1:] for column in range(len(row))]
        if not places:
            break
        row, column = chance.choice(places)
        other, other_column = chance.choice(places)
        what = chance.randrange(10)
        if what == 0:
            rows.remove(row)
        elif what == 1:
            rows.append(list(row))
        elif what == 2:
            row[column] = other[other_column]
        elif what == 3:
            row[column] = changed(row[column].encode("latin-1"), chance).decode("latin-1")
        else:  # a word for the cell, before it, or behind it
            word = chance.choice(words).decode("latin-1") if words else ""
            row[column] = chance.choice((word, word + row[column], row[column] + word))
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return {**files, file: written.getvalue().encode("latin-1")}


_MEMBER = re.compile(r'"\w+": (?:"[^"]*"|\w+), ')


def inner_of(document: Any) -> list[Any]:
    """Return the objects and arrays of a document, however deep."""
    found, left = [], [document]
    while left:
        place = left.pop()
        if isinstance(place, dict | list):
            found.append(place)
            left += place.values() if isinstance(place, dict) else place
    return found


def keys_of(place: Any) -> Sequence[Any]:
    """Return what stands in an object, or in an array."""
    return tuple(place) if isinstance(place, dict) else range(len(place))
