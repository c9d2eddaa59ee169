"""The command explorer: the page on which a visitor picks a day, as one file."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from opcat.cli._options import Commands, command, named
from opcat.cli._pages import add_reading, read_page
from opcat.errors import DataError, OpcatError

if TYPE_CHECKING:
    from pathlib import Path

    from opcat import Record, Treaty

_MARK = b'<meta name="generator" content="opcat explorer">'
"""Stands near the beginning of every such page."""
_BEGINNING = 1000
"""Within so many bytes of its beginning."""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    explorer = command(
        commands,
        "explorer",
        "write a page with a map, on which visitors pick a day",
        "explorer opcat.html",
        "explorer treaty.html --page page.html",
        answer=_explorer,
        more="It is one file, which any browser opens and which needs no network. A page that\n"
        "this command wrote is replaced; any other file stays. With --record DIR it is\n"
        "the page of those record files; with --page PAGE it is that of the treaty whose\n"
        "status page you saved, and has acts alone: no mechanisms, missions and limits.",
    )
    explorer.add_argument(
        "file", metavar="FILE", type=_file, help="the page to write, such as opcat.html"
    )
    explorer.add_argument(
        "--page",
        metavar="PAGE",
        type=named,
        help="a saved status page of any treaty: its HTML, or its XML",
    )
    add_reading(explorer)


def _file(text: str) -> str:
    """Return the name of a file.

    Raises:
        argparse.ArgumentTypeError: it is empty, or "-", which other programs read as standard
            output.
    """
    if text == "-":
        message = "explorer writes a file, not to standard output; for a file named '-', pass ./-"
        raise argparse.ArgumentTypeError(message)
    return named(text)


def _explorer(options: argparse.Namespace) -> Iterator[str]:
    from pathlib import Path  # slow to import, like what the next ones need

    from opcat import explorer
    from opcat._record.write import write_one

    path = Path(options.file)
    _require_room(path)  # before the page is made, which takes longer
    write_one(path, explorer.page(treaty=_asked(options)).encode())
    yield f"written: {path}"


def _asked(options: argparse.Namespace) -> "Treaty | Record | None":
    """Return what the page is to be about: a saved page, a record of one's own, or None.

    Raises:
        OpcatError: there are two of them, or options of a saved page without one.
        DataError, UnknownNamesError: as for `opcat.untc.read_page`.
    """
    if options.page is None:
        if options.as_of or options.participant or options.act or options.checks != "strict":
            message = "--as-of, --participant, --act and --checks are those of a saved page"
            raise OpcatError(f"{message}; pass --page PAGE too, or leave them out")
        record: Record | None = options.loaded
        return record
    if options.loaded is not None:
        raise OpcatError("--page and --record are about two treaties; leave one of them out")
    return read_page(options).treaty


def _require_room(path: "Path") -> None:
    """Refuse a place where no page can be written, or where something else would be lost.

    Raises:
        DataError: it is one.
    """
    from opcat._record.destinations import why_no_name, why_not_made  # slow to import

    problem = ""
    if why_no_name(path):  # of which nothing else can be asked
        problem = why_not_made(path)
    elif path.is_dir():
        problem = "is a directory; pass the name of a file, such as opcat.html"
    elif path.is_file():
        with path.open("rb") as stream:
            if _MARK not in stream.read(_BEGINNING):
                problem = "is a file, and no explorer page; remove it, or pass another name"
    elif path.is_symlink() and not path.exists():
        problem = "is a broken link; remove it, or create its target"
    else:
        problem = why_not_made(path)
    if problem:
        raise DataError([(str(path), problem)])
