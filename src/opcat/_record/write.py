"""Writes several files: all of them or none, whenever the process is killed.

A list in the directory names the files to be written, with the digests of their new texts. Each of
them has copies beside it: of its new text, and of its old one, which is empty if there was none.

1. The list is written as ``.opcat-list``, and then the copies. No file is touched.
2. The list is renamed to ``.opcat-undo``. Each new text replaces its file by one rename.
3. The list is renamed to ``.opcat-list``. This rename completes the writing.
4. The copies are removed, and then the list.

The next process that locks the directory and finds ``.opcat-undo`` restores the old texts, but
never over what somebody else has written since; if it finds ``.opcat-list``, it removes the copies.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from opcat._record.destinations import why_no_name
from opcat._record.files import UNFINISHED
from opcat._record.lock import locked
from opcat.errors import DataError

_LIST = ".opcat-list"
_COPY = re.compile(r"\.opcat-[0-9a-f]{16}-[0-9]+")


class _File(NamedTuple):
    """A file to be written: its entry in the list, but with its absolute path."""

    path: Path
    copy: str
    digest: str
    was_there: bool

    @property
    def new(self) -> Path:
        """The copy of its new text; it exists until it replaces the file."""
        return self.path.parent / f"{self.copy}.new"

    @property
    def old(self) -> Path:
        """The copy of its old text; it exists until it is restored, or no longer needed."""
        return self.path.parent / f"{self.copy}.old"


@contextmanager
def held(directory: Path, *files: Path) -> Iterator[None]:
    """Lock a directory, and those of the files, against every other writer.

    Unfinished writing in them is undone, with its directories locked too.

    Raises:
        DataError: another process holds one, it cannot be written into, a name is that of no file,
            or unfinished writing cannot be undone.
    """
    for path in (directory, *files):
        if problem := why_no_name(path):
            raise DataError([(str(path), f"cannot be written: {problem}")])
    place = Path(os.path.realpath(directory))
    places = [place, *sorted(_places(Path(os.path.realpath(file)) for file in files) - {place})]
    with ExitStack() as stack:
        try:
            for place in places:  # it grows
                stack.enter_context(locked(place))
                begun = _places(file.path for file in _read(place / UNFINISHED))
                places += sorted(begun - {*places})
            for place in places:
                _settle(place)
        except OSError as error:
            raise DataError([(str(place), _unwritten(error))]) from None
        yield


def _places(paths: Iterable[Path]) -> set[Path]:
    """Return the existing directories of the files."""
    return {place for path in paths if (place := Path(os.path.realpath(path.parent))).is_dir()}


def write_all(directory: Path, texts: Mapping[Path, bytes]) -> None:
    """Write files, replacing existing ones, all of them or none.

    If a path is a link, its target is replaced, and the link stays.

    Args:
        directory: the directory of the list; it is `held`, and so are those of the files.
        texts: the texts by the paths of their files.

    Raises:
        DataError: a file cannot be written. All are as they were, or the message names each file
            that cannot be restored.
    """
    files = _files(texts)
    name = str(directory)
    try:
        listed = [(_within(directory, file.path), *file[1:]) for file in files]
        _write(directory / _LIST, json.dumps(listed).encode())
        for file, (given, text) in zip(files, texts.items(), strict=True):
            name = given.name
            _write(file.new, text)
            _write(file.old, file.path.read_bytes() if file.was_there else b"")
            if file.was_there:
                shutil.copystat(file.path, file.old)
                shutil.copymode(file.path, file.new)
        name = str(directory)
        _sync(directory, files)
        (directory / _LIST).replace(directory / UNFINISHED)
        _sync(directory)
        for file, given in zip(files, texts, strict=True):
            name = given.name
            file.new.replace(file.path)
        name = str(directory)
        _sync(directory, files)
        (directory / UNFINISHED).replace(directory / _LIST)  # now everything is written
        _sync(directory)
    except OSError as error:
        raise DataError(_undone(directory, name, _unwritten(error))) from None
    except BaseException:  # also on an interrupt
        with suppress(OSError, DataError):  # the list holds what cannot be undone
            _settle(directory)
        raise
    with suppress(OSError):
        _settle(directory)


def _undone(directory: Path, name: str, problem: str) -> list[tuple[str, str]]:
    """Undo what was begun; return what was wrong, and what cannot be undone."""
    try:
        _settle(directory)
    except DataError as error:
        return [(name, problem), *error.problems]
    except OSError:
        return [(name, f"{problem}; the next run removes what this one left behind")]
    return [(name, f"{problem}; nothing was changed")]


def write_one(path: Path, text: bytes) -> None:
    """Write one file, replacing an existing one, completely or not at all.

    Ask `why_not_made` first: it is a name of a file, in a directory that exists.
    A link stays, and a device or other special file is written to directly. If the process is
    killed, the new text may stay beside it, in a hidden file that nothing removes.

    Raises:
        OSError: it cannot be written, and is as it was.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        path.write_bytes(text)
        return
    fresh = path.with_name(f".opcat-{token_hex(8)}")
    try:
        _write(fresh, text)
        if path.exists():
            shutil.copymode(path, fresh)
        fresh.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        fresh.unlink(missing_ok=True)


def _unwritten(error: OSError) -> str:
    return f"cannot be written: {error.strerror or error}"


def _files(texts: Mapping[Path, bytes]) -> list[_File]:
    """Return the files that paths lead to.

    Raises:
        DataError: two paths lead to one file, or a link is broken.
    """
    stem = f".opcat-{token_hex(8)}"
    given_as: dict[Path, Path] = {}
    for given in texts:
        path = Path(os.path.realpath(given))
        if given.is_symlink() and not path.exists():
            broken = f"is a broken link to {path}; remove it, or create its target"
            raise DataError([(given.name, broken)])
        if path.exists() and not path.is_file():
            raise DataError([(given.name, f"is not a file that can be replaced: {path}")])
        earlier = given_as.setdefault(path, given)
        if earlier is not given:
            raise DataError([(given.name, f"leads to the same file as {earlier.name}, {path}")])
    return [
        _File(path, f"{stem}-{number}", sha256(texts[given]).hexdigest(), path.exists())
        for number, (path, given) in enumerate(given_as.items())
    ]


def _within(directory: Path, path: Path) -> str:
    """Return the relative path for the list, so that the directories can be moved together."""
    try:
        return os.path.relpath(path, os.path.realpath(directory))
    except ValueError:  # on another drive of Windows
        return str(path)


def _settle(directory: Path) -> None:
    """Undo unfinished writing, and remove copies that are no longer needed.

    Raises:
        DataError: a file cannot be restored; its old text is kept.
        OSError: something cannot be removed.
    """
    undo, listed = directory / UNFINISHED, directory / _LIST
    if undo.exists():
        files = _read(undo)
        problems = [(file.path.name, problem) for file in files if (problem := _put_back(file))]
        if not files:
            damaged = "is damaged; check that the files here belong to one record, then remove it"
            problems = [(str(undo), damaged)]
        if problems:
            raise DataError(problems)
        undo.replace(listed)
        _sync(directory)
    if listed.exists():
        for file in _read(listed):
            file.new.unlink(missing_ok=True)
            file.old.unlink(missing_ok=True)
        listed.unlink()


def _put_back(file: _File) -> str:
    """Restore a file that holds its new text; return the problem, or ``""``.

    A file without its copy was restored before, or somebody has settled it by hand.
    """
    kept = f"its old text is kept in {file.old}"
    if not file.was_there:
        kept = f"there was no such file before, as {file.old} notes"
    try:
        now = _digest(file.path)
        if not file.old.exists() or now == (_digest(file.old) if file.was_there else None):
            return ""
        if now != file.digest:
            again = "correct the file, then remove that copy"
            return f"has since been changed by somebody else; {kept}; {again}"
        if file.was_there:
            file.old.replace(file.path)
        else:
            file.path.unlink()
    except OSError as error:
        again = "the next run tries again"
        return f"cannot be put back: {error.strerror or error}; {kept}; {again}"
    return ""


def _digest(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.exists() else None


def _read(path: Path) -> list[_File]:
    """Return the files of a list.

    A truncated list has none, because no copy had been made by then.
    """
    try:
        return [
            _File(Path(os.path.normpath(Path(os.path.realpath(path.parent), name))), copy, *known)
            for name, copy, *known in json.loads(path.read_bytes())
            if _COPY.fullmatch(copy) and b"\0" not in os.fsencode(name) and len(known) == 2
        ]
    except (FileNotFoundError, ValueError, TypeError, RecursionError):
        return []


def _write(path: Path, text: bytes) -> None:
    with path.open("xb") as stream:  # unlike tempfile, with the usual permissions
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(directory: Path, files: list[_File] | None = None) -> None:
    """Sync the directories, so that renames survive a power failure in this order."""
    for path in {directory, *(file.path.parent for file in files or ())}:
        with suppress(OSError):  # not every system can open or sync a directory
            number = os.open(path, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)
