"""Commands about saved status pages: compare, update."""

import argparse
from collections.abc import Iterator
from typing import Any

__all__ = ["add"]

_DIRECTORY = "a directory of record files (default: the packaged record)"


def add(commands: Any) -> None:
    """Add the commands to those of the parser."""
    compare = commands.add_parser(
        "compare",
        help="what a saved status page has that the record has not",
        description="What a status page of the United Nations Treaty Collection that you saved "
        "has that the record has not. Nothing is written.",
        epilog="example: opcat compare page.html",
    )
    _page_arguments(compare)
    compare.add_argument("--with", dest="directory", metavar="DIR", help=_DIRECTORY)
    compare.set_defaults(answer=_compare)
    update = commands.add_parser(
        "update",
        help="write what a saved status page has into record files",
        description="Write what a saved status page has into a directory of record files, all of "
        "it or nothing, and print the entry for the changelog.",
        epilog="example: opcat update page.html --into src/opcat/data --changelog CHANGELOG.md",
    )
    _page_arguments(update)
    update.add_argument(
        "--into", dest="directory", metavar="DIR", required=True, help="a directory of record files"
    )
    update.add_argument("--changelog", metavar="FILE", help="write the entry into this changelog")
    update.set_defaults(answer=_update)


def _page_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("page", help="a saved status page: its HTML, or its XML")
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day of the status, for XML")


def _compare(options: argparse.Namespace) -> Iterator[str]:
    from opcat import untc  # it needs lxml, which is an extra
    from opcat.untc._update import record_of, treaty_of

    page = untc.read_page(options.page, options.as_of)
    known = treaty_of(record_of(options.directory), page)
    # An older page is held against the record as it stood on the page's own day.
    yield str(untc.compare(known.on(page.treaty.as_of), page))
    yield from (f"- beside the log: {aside}" for aside in page.asides)


def _update(options: argparse.Namespace) -> Iterator[str]:
    from opcat import untc  # it needs lxml, which is an extra

    page = untc.read_page(options.page, options.as_of)
    done = untc.update(options.directory, page, changelog=options.changelog)
    yield done.entry or "The record is up to date; nothing was written."
    yield from (f"written: {file}" for file in done.files)
