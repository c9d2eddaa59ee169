"""The command resolve: a column of names to codes."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import opcat
from opcat.cli._options import Commands, add_language, advised, codes_in, command, named
from opcat.cli._rows import Sheet
from opcat.cli._show import add_show, shown
from opcat.errors import (
    AmbiguousStateError,
    DataError,
    OpcatError,
    UnknownStateError,
    VocabularyError,
)

_STDIN = "-"
_OF_FILES = (".csv", ".tsv", ".txt")
"""How names of files end, and no State's; dots and slashes are in names of States too."""
_LIKE_A_FILE = frozenset("./\\")
"""A word without any of them was hardly meant as a file."""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    resolve = command(
        commands,
        "resolve",
        "which States names or codes mean, such as those of a column",
        "resolve 'Ivory Coast' GBR",
        "resolve cases.csv --column country --format csv > codes.csv",
        "resolve names.txt --language fr,es",
        "resolve cases.csv --column ccode --codes cow",
        answer=_resolve,
        record=False,
        more="""There is one row per entry, in the order of the file: the entry, and the
State's code and name. Entries that mean no State, or several, have neither:
each is reported once, and the exit code is then 2.

A single word that is the name of a file is that file; any other words are the
entries themselves.""",
    )
    resolve.add_argument(
        "words",
        metavar="FILE|NAME",
        type=named,
        nargs="*",
        help="a file in UTF-8, with one name per line, or CSV; or names or codes (default: "
        "standard input)",
    )
    resolve.add_argument("--column", metavar="NAME", help="the file is CSV: the column to read")
    add_language(resolve)
    resolve.add_argument(
        "--codes",
        metavar="SCHEME",
        type=codes_in,
        default="iso",
        help="what codes the entries are: iso (and names; the default), alpha_3, alpha_2 or "
        "numeric alone, cow, cow_abbreviation, gw or vdem",
    )
    add_show(resolve)


def _resolve(options: argparse.Namespace) -> Iterator[str]:
    if options.language is not None and options.codes != "iso":
        raise OpcatError(f"--codes {options.codes} reads no names; leave --language out")
    entries = _entries(options)
    reading = {"language": options.language, "codes": options.codes}
    found = opcat.resolve_all(entries, **reading)
    states = dict(found.resolved)
    vague = (*found.unknown, *(entry for entry, _ in found.ambiguous))
    options.problems = advised(_problems(vague, reading), options.language, states)
    options.notes = list(_notes(options, is_unknown=bool(found.unknown)))
    rows = [
        (entry, *((state.alpha_3, state.name) if (state := states.get(entry)) else (None, None)))
        for entry in entries
    ]
    return shown(Sheet(("entry", "alpha_3", "state"), rows), options)


def _problems(entries: Iterable[object], reading: dict[str, Any]) -> Iterator[OpcatError]:
    """Yield why each of these entries means no one State.

    An empty cell names nothing, and its row shows it.
    """
    for entry in filter(None, entries):
        try:
            opcat.resolve(entry, **reading)
        except (UnknownStateError, AmbiguousStateError) as error:
            yield error


def _entries(options: argparse.Namespace) -> list[str]:
    """Return the entries: the words themselves, or those of the column.

    Raises:
        DataError: the file is not UTF-8, not CSV, or has no such column.
        OpcatError: there is a file among several words, or no file for the column.
        OSError: the file cannot be read.
    """
    words = options.words or [_STDIN]
    files = [word for word in words if word == _STDIN or _is_file(word)]
    if len(words) > 1 and files:
        read = "standard input" if files[0] == _STDIN else f"{files[0]!r} is a file, which"
        raise OpcatError(f"{read} is read alone; leave the other words out, or pass them alone")
    if len(words) > 1 and options.column is not None:
        raise OpcatError("--column is one of a file; pass the file alone, or leave --column out")
    if files or options.column is not None:
        return _read(words[0], options)
    return list(words)


def _notes(options: argparse.Namespace, *, is_unknown: bool) -> Iterator[str]:
    """Yield what else a single word may have meant.

    Raises:
        OSError: it can only be a file, which is not there.
    """
    if len(options.words) != 1 or options.words == [_STDIN]:
        return
    [word] = options.words
    if _is_file(word):
        state = opcat.find_state(word, language=options.language)
        if state is not None:
            code = f"opcat resolve {state.alpha_3}"
            yield f"{word!r} is a file here, and its lines were read; for the State: {code}"
    elif is_unknown:
        if word.lower().endswith(_OF_FILES):
            _bytes(word)
        if _LIKE_A_FILE.intersection(word):
            yield f"and there is no file {word!r} here"


def _is_file(name: str) -> bool:
    """Tell whether a name is that of a file or a pipe."""
    return os.path.exists(name) and not os.path.isdir(name)  # noqa: PTH110, PTH112 - pathlib is slow to import


def _read(file: str, options: argparse.Namespace) -> list[str]:
    name = "standard input" if file == _STDIN else file
    try:
        text = _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = f"is not UTF-8: byte {error.start}; save it as 'CSV UTF-8', or convert it"
        raise DataError([(name, wrong)]) from None
    if options.column is not None:
        return _cells(name, text, options.column)
    if file.lower().endswith(".csv"):
        columns = ", ".join(map(repr, _rows(name, text)[0]))
        raise DataError([(name, f"is CSV; say which column to read: --column, one of {columns}")])
    return text.splitlines()


def _bytes(file: str) -> bytes:
    if file == _STDIN:
        return sys.stdin.buffer.read()
    with open(file, "rb") as stream:  # noqa: PTH123 - pathlib is slow to import
        return stream.read()


def _cells(name: str, text: str, column: str) -> list[str]:
    header, *rows = _rows(name, text)
    if column not in header:
        raise DataError([("--column", str(VocabularyError("", column, header)))])
    place = header.index(column)
    if header.count(column) > 1:
        raise DataError([(name, f"has {header.count(column)} columns named {column!r}")])
    return [row[place] if place < len(row) else "" for row in rows if row]


def _rows(name: str, text: str) -> Sequence[list[str]]:
    """Return the rows of CSV, whose cells a comma, a semicolon or a tabulator separates."""
    import csv  # lines of names do not need it
    from io import StringIO

    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    try:
        rows = [*csv.reader(StringIO(text, newline=""), delimiter=between, strict=True)]
    except csv.Error as error:
        raise DataError([(name, f"is not CSV: {error}")]) from None
    if not rows:
        raise DataError([(name, "is empty; its first row must name the columns")])
    return rows
