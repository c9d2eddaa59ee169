"""Commands about saved status pages: compare, update, pages."""

import argparse
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from opcat._foreign import in_markdown
from opcat.cli._options import Commands, command, named
from opcat.cli._rows import Sheet
from opcat.cli._said import in_options
from opcat.cli._show import add_show, shown
from opcat.errors import DataError, PageWarning, VocabularyError

if TYPE_CHECKING:
    from opcat.untc import Page

_DIRECTORY = "a directory of record files (default: the packaged record)"


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    compare = command(
        commands,
        "compare",
        "what is new in a saved status page",
        "compare page.html",
        "compare status.xml --as-of 2026-03-02",
        answer=_compare,
        record=False,
        more="The page is one of the United Nations Treaty Collection that you saved. Nothing\n"
        "is written.",
    )
    _page_arguments(compare)
    compare.add_argument("--with", dest="directory", metavar="DIR", type=named, help=_DIRECTORY)
    compare.add_argument(
        "--exit-code", action="store_true", help="exit with 3 instead of 0 if anything changed"
    )
    update = command(
        commands,
        "update",
        "write the news of a saved status page into record files",
        "update page.html --into src/opcat/data --changelog CHANGELOG.md",
        answer=_update,
        record=False,
        more="Either everything is written or nothing; the changelog entry is printed.",
    )
    _page_arguments(update)
    update.add_argument(
        "--into",
        dest="directory",
        metavar="DIR",
        type=named,
        required=True,
        help="a directory of record files",
    )
    update.add_argument(
        "--changelog",
        metavar="FILE",
        type=named,
        help="also write the entry into this changelog, under its first heading Data",
    )
    pages = command(
        commands,
        "pages",
        "what all saved status pages in a folder say",
        "pages saved",
        "pages saved --as-of 2026-03-02 --checks warn",
        "pages saved --format csv",
        answer=_pages,
        record=False,
        more="The pages may be of any treaties of the collection. Below a table stand those\n"
        "that were refused; the other formats have all pages, each with what is wrong.",
    )
    pages.add_argument("folder", metavar="FOLDER", type=named, help="a folder of saved pages")
    add_reading(pages)
    add_show(pages)


def _page_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "page", metavar="PAGE", type=named, help="a saved status page: its HTML, or its XML"
    )
    add_reading(parser)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how a saved page is to be read."""
    parser.add_argument(
        "--as-of", metavar="YYYY-MM-DD", help="the day of the status, which XML does not have"
    )
    parser.add_argument(
        "--participant",
        action="append",
        default=[],
        metavar="NAME=KEY",
        help="the participant that an unknown name means: an ISO code or a key of "
        "participants.csv; for a participant that the package does not know, KIND:KEY, such "
        "as organisation:my-body (repeatable)",
    )
    parser.add_argument(
        "--act",
        action="append",
        default=[],
        metavar="WORDS=KIND",
        help="the kind of act that a heading, words in it or a letter mean, such as 'Application "
        "of regulation=accession'; 'provisional' and 'ignore' are kinds too (repeatable)",
    )
    parser.add_argument(
        "--checks",
        choices=("strict", "warn"),
        default="strict",
        help="whether to refuse a page whose totals or days disagree, or to warn (default: strict)",
    )


def read_page(options: argparse.Namespace) -> "Page":
    """Return the page that is named, read as the options of `add_reading` say."""
    from pathlib import Path  # slow to import

    from opcat import untc  # it needs lxml, which is an extra

    how = _how(options)
    with warnings.catch_warnings():
        warnings.simplefilter("always", PageWarning)
        return untc.read_page(Path(options.page), options.as_of, **how)


def _how(options: argparse.Namespace) -> dict[str, Any]:
    """Return what `add_reading` added, as arguments of `opcat.untc.read_page`."""
    from opcat.untc._cells import act_of
    from opcat.untc._participants import identified

    problems: list[tuple[str, str]] = []
    participants, acts = {}, {}
    for name, key in _pairs("--participant", "NAME=KEY", options.participant, problems):
        try:
            participants[name] = identified(name, key)
        except DataError as error:
            problems.append((f"--participant {name}", error.problems[0][1]))
    for words, kind in _pairs("--act", "WORDS=KIND", options.act, problems):
        acts[words] = kind
        try:
            act_of(kind)
        except VocabularyError as error:
            problems.append(
                (f"--act {words}", str(VocabularyError("", error.value, error.allowed)))
            )
    if problems:
        raise DataError(problems)
    return {"participants": participants, "acts": acts, "checks": options.checks}


def _pairs(
    option: str, form: str, texts: list[str], problems: list[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of an option; anything else goes to the problems."""
    for text in texts:
        name, _, value = text.rpartition("=")
        if name.strip() and value.strip():
            yield name.strip(), value.strip()
        else:
            problems.append((option, f"{text!r} is not of the form {form}"))


def _require_files(directory: str) -> None:
    """Refuse an existing directory without record files.

    Raises:
        DataError: it has no record files.
    """
    from pathlib import Path  # slow to import

    if Path(directory).is_dir() and not any(Path(directory).glob("*.csv")):
        reason = (
            "holds no record files; begin with a copy of the packaged ones: "
            "opcat export --format csv DIR"
        )
        raise DataError([(directory, reason)])


def _compare(options: argparse.Namespace) -> Iterator[str]:
    from opcat.untc._compare import changes  # it needs lxml, which is an extra
    from opcat.untc._update import record_of, treaty_of

    page = read_page(options)
    if options.directory is not None:
        _require_files(options.directory)
    record = record_of(options.directory)
    # An older page is compared with the record as it stood on the page's own day.
    known = treaty_of(record, page).on(page.treaty.as_of)
    page_changes = changes(known, page, record.states)
    if options.exit_code and page_changes:
        options.code = 3
    yield from str(page_changes).split("\n")
    yield from (f"- beside the log: {off_log_entry}" for off_log_entry in page.off_log_entries)


def _update(options: argparse.Namespace) -> Iterator[str]:
    from opcat import untc  # it needs lxml, which is an extra

    page = read_page(options)
    _require_files(options.directory)
    done = untc.update(options.directory, page, changelog=options.changelog)
    yield from (done.changelog_entry or "The record is up to date; nothing was written.").split(
        "\n"
    )
    yield from (f"written: {file}" for file in done.files)
    if done.changelog_entry and options.changelog is not None:
        yield f"written: {options.changelog}"


_COLUMNS = (
    "file",
    "number",
    "title",
    "as_of",
    "parties",
    "signatories",
    "off_log_entries",
    "warnings",
    "problems",
)


def _pages(options: argparse.Namespace) -> Iterator[str]:
    from opcat import untc  # it needs lxml, which is an extra

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PageWarning)  # each is in its row
        folder = untc.read_all(options.folder, options.as_of, **_how(options))
    rows: list[tuple[Any, ...]] = []
    for saved in folder.pages:
        treaty = saved.page.treaty
        facts = (saved.file, treaty.key, treaty.title, treaty.as_of)
        numbers = (treaty.counts.parties, treaty.counts.signatories)
        rows.append((*facts, *numbers, len(saved.page.off_log_entries), saved.warnings, ()))
    table = options.show in ("table", "markdown")
    if not table:
        for refused in folder.refused:
            problems = tuple(map(in_options, refused.problems))
            rows.append((refused.file, *[None] * 6, (), problems))
    yield from shown(
        Sheet(_COLUMNS, rows), options, ("number", "parties", "signatories", "as_of", "title")
    )
    if table:
        below = [f"warning: {text}" for saved in folder.pages for text in saved.warnings]
        below += [
            f"refused: {in_options(problem)}"
            for refused in folder.refused
            for problem in refused.problems
        ]
        if options.show == "markdown" and below:
            # A line that follows a table without a gap would be a row of it.
            below = ["", *(f"- {in_markdown(line)}" for line in below)]
        yield from below
