"""The command line. Without a command: one screen that says what the package knows.

Exit codes: 0 where the question was answered, 1 where nobody read the answer to its end, 2 where
the question was not understood.
"""

import argparse
import io
import os
import sys
import warnings
from collections.abc import Iterator, Sequence

import opcat
from opcat._days import long_date

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer a command, and return the exit code.

    Args:
        arguments: the words after the program's name; by default those of the process.
    """
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal of another encoding shows "?"
            stream.reconfigure(errors="replace")
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", opcat.CoverageWarning)
            lines = list(options.answer(options))
    except (opcat.OpcatError, ModuleNotFoundError) as error:
        print(f"opcat: {error}", file=sys.stderr)
        return 2
    for warning in caught:
        print(f"opcat: {warning.message}", file=sys.stderr)
    try:
        print("\n".join(lines), flush=True)
    except BrokenPipeError:  # who read it has seen enough; Python's own last flush must not fail
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="opcat",
        description="Who has done what under the Optional Protocol to the Convention against "
        "Torture, on any day, and how we know. Without a command: an overview.",
        epilog="example: opcat status France Philippines --on 2012-05-08",
    )
    parser.add_argument("--version", action="store_true", help="print the versions and exit")
    parser.set_defaults(answer=_overview)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    status = commands.add_parser(
        "status",
        help="where States stand, and by which acts",
        description="Where States stand, and by which acts.",
        epilog="example: opcat status 'Ivory Coast' KEN --on 2015-01-01",
    )
    status.add_argument("state", nargs="+", help="a name or an ISO 3166-1 code")
    status.add_argument("--on", metavar="YYYY-MM-DD", help="the day (default: the record's last)")
    status.set_defaults(answer=_status)
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
    return parser


_DIRECTORY = "a directory of record files (default: the packaged record)"


def _page_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("page", help="a saved status page: its HTML, or its XML")
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day of the status, for XML")


def _overview(options: argparse.Namespace) -> Iterator[str]:
    if options.version:
        yield f"opcat {opcat.__version__} (record as of {opcat.treaty().as_of})"
        return
    yield from _facts(opcat.treaty())
    yield ""
    yield f"Counts on {long_date(opcat.treaty().as_of)}, the last day that the record covers"
    yield from _counts(opcat.counts())
    yield ""
    yield f"Counts on {long_date(opcat.treaty(on='2025-10-31').as_of)}"
    yield from _counts(opcat.counts(on="2025-10-31"))
    [since] = opcat.when(parties=94)
    yield "  An encyclopedia article of that month gives 94 parties in its summary and 95 in its"
    yield f"  text: 94 was right from {since}."
    yield ""
    yield "Latest actions, and how we know"
    for action in reversed(opcat.actions()[-3:]):
        yield f"  {action}"
        for source in action.sources:
            yield f"      {source.publisher}" + (f": {source.title}" if source.title else "")
    yield ""
    yield "Three States"
    for name in ("France", "Belgium", "Kenya"):
        yield from _acts(opcat.status(name))
    yield ""
    yield f"The record ends on {long_date(opcat.treaty().as_of)}: of later days nothing is known."
    yield "The depositary's record prevails over this one."


def _status(options: argparse.Namespace) -> Iterator[str]:
    treaty = opcat.treaty() if options.on is None else opcat.treaty(on=options.on)
    yield f"On {long_date(treaty.as_of)}"
    for name in options.state:
        yield from _acts(opcat.status(name, treaty=treaty))


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


def _facts(treaty: opcat.Treaty) -> Iterator[str]:
    yield treaty.title
    for label, day, rest in (
        ("adopted", treaty.adopted_on, f", {treaty.adopted_at}"),
        ("opened", treaty.opened_on, ", for signature"),
        ("in force", treaty.in_force_on, ", thirty days after the twentieth deposit (article 28)"),
    ):
        yield f"  {label:9} " + (f"{long_date(day)}{rest}" if day else "not known")


def _counts(counts: opcat.Counts) -> Iterator[str]:
    joined = counts.signatories - counts.pending_signatories
    yield f"  {counts.parties:4} parties (consent deposited)"
    yield f"  {counts.signatories:4} signatories: {joined} have joined, {counts.pending_signatories} are pending"


def _acts(status: opcat.StateStatus) -> Iterator[str]:
    yield f"  {status.state.name}: {status.standing.label}"
    for action in status.actions:
        yield f"      {action.date}  {action.kind.label}"
    if status.in_force_on is not None:
        enters = "enters" if status.in_force_on > status.as_of else "entered"
        yield f"      {status.in_force_on}  {enters} into force for it"
