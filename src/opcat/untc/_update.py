"""Updating a directory of record files from a newer status page: everything or nothing.

The new text of every file is made and read back before the first file is touched.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import attrs

from opcat._core.model import Source
from opcat._core.shown import Shown
from opcat._core.treaty import Treaty
from opcat._record.files import reader
from opcat._record.record import RecordFiles, packaged
from opcat._record.write import held, write_all
from opcat.errors import DataError
from opcat.untc import _texts
from opcat.untc._cells import quoted
from opcat.untc._change import NewAction
from opcat.untc._changelog import entry_of, with_entry
from opcat.untc._changes import Changes
from opcat.untc._compare import changes as changes_between
from opcat.untc._compare import is_same_treaty
from opcat.untc._heading import is_to_come, number_of
from opcat.untc._page import Page, require_page

_WRITTEN = (
    *("treaty.csv", "actions.csv", "convention.csv", "convention_actions.csv"),
    *("states.csv", "sources.csv", _texts.PACKAGE),
)
"""The files that an update may write, besides the changelog."""


@attrs.frozen(kw_only=True)
class Update(Shown):
    """What an update did.

    Attributes:
        changes: what changed; empty if only the day of the record moved on, or nothing.
        files: the names of the record files that were written, in order; none if nothing was to
            do.
        changelog_entry: the entry for *Data* in the changelog; ``""`` if nothing was to do.
    """

    __module__ = "opcat.untc"

    changes: Changes
    files: tuple[str, ...] = ()
    changelog_entry: str = ""


def record_of(directory: "str | os.PathLike[str] | None") -> RecordFiles:
    """Return the record in a directory, or the packaged one."""
    return packaged if directory is None else RecordFiles(reader(directory))


def treaty_of(record: RecordFiles, page: Page) -> Treaty:
    """Return the treaty of a record that a page is about.

    Raises:
        DataError: it is about another treaty.
    """
    return _treaty_and_files(record, page)[0]


def update(
    directory: "str | os.PathLike[str]",
    page: Page,
    *,
    changelog: "str | os.PathLike[str] | None" = None,
) -> Update:
    """Update a directory of record files from a newer status page.

    It writes new acts, new names and the day of the record; it refuses every other change, because
    that needs a source that the page does not give. The files are read back before they replace
    the old ones, and if one cannot be replaced, all stay as they were. The same holds if the
    process is killed: the next update first restores the old files, and until then `opcat.load`
    reports that the record is half written. A file that somebody else has written since is not
    restored: the next update says so, and says where the old text is.

    Args:
        directory: where the files are, in the form of the packaged record: those that `opcat.load`
            reads, and for a page of the Convention its own two.
        page: the page, as returned by `read_page`.
        changelog: the changelog whose first section *Data* gets the entry; without it the entry
            is only returned.

    Raises:
        DataError: the page is of another treaty, of an older or a future day, names a participant
            that is not in ``states.csv``, or has changes to be settled by hand; or a file is
            damaged or cannot be written, or another process is writing into the directory. Then
            nothing is written, or the message names each file that could not be restored.
        TypeError: ``directory`` is not a path, or ``page`` is not a `Page`.

    Example:
        Here the page is made up; `read_page` returns one that was saved.

        >>> import datetime as dt, shutil
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> import attrs, opcat
        >>> from opcat import untc
        >>> joined = opcat.Action(
        ...     state=opcat.resolve("Kenya"), kind=opcat.ActionKind.ACCESSION, date=dt.date(2026, 2, 4)
        ... )
        >>> newer = attrs.evolve(
        ...     opcat.treaty(), as_of=dt.date(2026, 2, 4), actions=[*opcat.actions(), joined]
        ... )
        >>> with TemporaryDirectory() as folder:
        ...     data = shutil.copytree(Path(opcat.__file__).parent / "data", Path(folder, "data"))
        ...     done = untc.update(data, untc.Page(treaty=newer))
        ...     opcat.load(data).treaty
        <Treaty opcat as of 2026-02-04: 97 parties, 76 signatories, 11 of them pending>
        >>> for change in done.changes:
        ...     print(change)
        New accession: Kenya, 2026-02-04
        >>> done.files
        ('actions.csv', 'treaty.csv', 'datapackage.json')
    """
    require_page("page", page)
    read = reader(directory)
    log = None if changelog is None else Path(changelog)
    if log is not None and log.is_dir():
        raise DataError([(str(log), "is a directory, not a changelog; pass the name of a file")])
    files = [Path(directory, name) for name in _WRITTEN]
    with held(Path(directory), *files, *([log] if log else [])):
        return _update(Path(directory), read, page, log)


def _update(
    directory: Path, read: Callable[[str], bytes], page: Page, changelog: Path | None
) -> Update:
    record = RecordFiles(read)
    old, facts_file, actions_file = _treaty_and_files(record, page)
    _require_new(old, page)
    changes = changes_between(old, page, record.states)
    _require_plain(record, old, page, changes)
    if not changes and changes.until == old.as_of:
        return Update(changes=changes)
    record.states.check()  # so far it was read only to the rows that were asked for
    source = _source(record, old, page)
    texts = {
        actions_file: _texts.actions(read(actions_file), changes, source),
        "states.csv": _texts.names(read("states.csv"), changes),
        "sources.csv": _texts.sources(read("sources.csv"), record, source),
        facts_file: _texts.facts(read(facts_file), changes.until, source),
    }
    if facts_file == "treaty.csv" and (directory / _texts.PACKAGE).is_file():
        texts[_texts.PACKAGE] = _texts.described(read(_texts.PACKAGE), old.as_of, changes.until)
    texts = {file: text for file, text in texts.items() if text != read(file)}
    _read_back(read, texts)
    entry = entry_of(old, changes, source)
    paths = {directory / file: text for file, text in texts.items()}
    if changelog is not None:
        paths[changelog] = with_entry(changelog, entry)
    write_all(directory, paths)
    return Update(changes=changes, files=tuple(texts), changelog_entry=entry)


def _treaty_and_files(record: RecordFiles, page: Page) -> tuple[Treaty, str, str]:
    titles: list[str] = []
    for treaty, facts_file, actions_file in _treaties(record):
        if is_same_treaty(treaty, page.treaty):
            return treaty, facts_file, actions_file
        number = number_of(treaty) or treaty.key
        titles.append(f"{treaty.short_title or treaty.title} ({number})")
    known = " or ".join(titles)
    problem = (
        f"is the status of {quoted(page.treaty.title, 200)}, but the record is that of the {known}"
    )
    raise DataError([(page.treaty.key, problem)])


def _treaties(record: RecordFiles) -> Iterator[tuple[Treaty, str, str]]:
    """Yield the treaties of a record, each with its files; the Convention need not be in it."""
    yield record.treaty, "treaty.csv", "actions.csv"
    try:
        record.file("convention.csv")
    except FileNotFoundError:
        return
    yield record.convention, "convention.csv", "convention_actions.csv"


def _require_new(old: Treaty, page: Page) -> None:
    """Raise `DataError` if the page is older than the record, or of a future day."""
    day = page.treaty.as_of
    if day < old.as_of:
        raise DataError(
            [("as_of", f"the page is of {day}, but the record already reaches {old.as_of}")]
        )
    if is_to_come(day):
        problem = (
            f"the page is of {day}, a day that is still to come; a record covers only the past"
        )
        raise DataError([("as_of", problem)])


def _require_plain(record: RecordFiles, old: Treaty, page: Page, changes: Changes) -> None:
    """Raise `DataError` if a change has to be settled by hand."""
    known = {(action.state.key, action.date) for action in old.actions}
    problems = [
        ("by hand", f"{change}; find the source of this, and change the record by hand")
        for change in changes.unexpected
    ]
    problems += [
        (
            "states.csv",
            f"{new.action.state.name} is not a State of this record, which holds only States",
        )
        for new in changes.of(NewAction)
        if new.action.state.key not in record.states
    ]
    problems += [
        ("by hand", f"{entry} cannot go into the record; find out what became of it")
        for entry in page.off_log_entries
        if (entry.state.key, entry.date) not in known
    ]
    if problems:
        raise DataError(problems)


def _source(record: RecordFiles, old: Treaty, page: Page) -> Source:
    """Return the page as a source: the one that the record has of it, or a new one.

    A new one has the address of the page before it, where that is known.
    """
    [source] = page.treaty.sources_of("as_of")
    identity = source.publisher, source.title, source.as_of
    for known in record.sources.values():
        if known.id == source.id or (known.publisher, known.title, known.as_of) == identity:
            return known
    before = old.sources_of("as_of")
    url = before[0].url if before and before[0].publisher == source.publisher else None
    return attrs.evolve(source, url=url)


def _read_back(read: Callable[[str], bytes], texts: Mapping[str, bytes]) -> None:
    """Read the record as it would be.

    Raises:
        DataError: it breaks a rule of the record.
    """
    record = RecordFiles(lambda file: texts[file] if file in texts else read(file))
    record.sources.check()
    record.states.check()
    for _ in _treaties(record):
        pass
