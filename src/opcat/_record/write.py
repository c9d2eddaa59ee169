"""Writing several files: all of them or none, at whatever moment the process is killed.

One list in the directory says which files are written. Beside each of them lie copies: its new
text, and its old one, or a mark that there was none.

1. The list is written as ``.opcat-list``, and then the copies. No file is touched.
2. The list is renamed to ``.opcat-undo``. Each new text takes its file's place by one rename.
3. The list is renamed to ``.opcat-list``. By this one rename everything is written.
4. The copies go, and then the list.

Whoever holds the directory next and finds ``.opcat-undo`` puts the old texts back, and whoever
finds ``.opcat-list`` takes the copies away.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from opcat._record.files import UNFINISHED
from opcat.errors import DataError

__all__ = ["held", "write_all", "write_one"]

_LIST, _LOCK = ".opcat-list", ".opcat-lock"
_COPY = re.compile(r"\.opcat-[0-9a-f]{16}-[0-9]+")


class _File(NamedTuple):
    """A file that is written, and its copies, which lie beside it."""

    path: Path
    copy: str

    @property
    def new(self) -> Path:
        """Its new text; there until it takes the file's place."""
        return self.path.with_name(f"{self.copy}.new")

    @property
    def old(self) -> Path:
        """Its old text."""
        return self.path.with_name(f"{self.copy}.old")

    @property
    def none(self) -> Path:
        """The mark that there was no such file."""
        return self.path.with_name(f"{self.copy}.none")


@contextmanager
def held(*directories: Path) -> Iterator[None]:
    """Hold directories against every other writer, with what was begun there and cut short undone.

    Raises:
        DataError: somebody else holds one, or it cannot be written into.
    """
    with ExitStack() as stack:
        for directory in sorted({Path(os.path.realpath(directory)) for directory in directories}):
            try:
                stack.enter_context(_lock(directory / _LOCK))
                _settle(directory)
            except OSError as error:
                raise DataError([(str(directory), _unwritten(error))]) from None
        yield


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold a file for this process alone; the system lets go of it when the process ends."""
    number = _hold(path)
    while number is None:
        number = _hold(path)
    try:
        yield
    finally:
        try:
            path.unlink(missing_ok=True)
        except OSError:  # Windows takes no file away that is open
            os.close(number)
            with suppress(OSError):  # or somebody else has opened it
                path.unlink()
        else:
            os.close(number)


def _hold(path: Path) -> int | None:
    """Return the number of the file, or None where it was taken away before it could be held."""
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _exclude(number, path)
        if os.path.samestat(os.fstat(number), path.stat()):
            return number
    except BaseException as error:
        os.close(number)
        if isinstance(error, FileNotFoundError):
            return None
        raise
    os.close(number)
    return None


def _exclude(number: int, path: Path) -> None:
    """Lock an open file, as the system does it; one that cannot has one process alone."""
    try:
        if find_spec("fcntl"):
            import fcntl  # not on Windows

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif find_spec("msvcrt"):
            import msvcrt  # on Windows only

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined] # mypy reads it as on Linux
    except (BlockingIOError, PermissionError):  # the one system says it so, the other so
        what = "is being written into by another process; wait until it has ended, and try again"
        raise DataError([(str(path.parent), what)]) from None


def write_all(directory: Path, texts: Mapping[Path, bytes]) -> None:
    """Write files in the place of those that are there already, all of them or none.

    Where a path is a link, the file that it leads to is replaced, and the link stays.

    Args:
        directory: where the list lies; it is `held`, and so are those of the files that others
            may write.
        texts: the texts by the paths of their files.

    Raises:
        DataError: a file cannot be written; all are as they were.
    """
    files = _files(texts)
    name = str(directory)
    try:
        listed = [(_within(directory, file.path), file.copy) for file in files]
        _write(directory / _LIST, json.dumps(listed).encode())
        for file, (given, text) in zip(files, texts.items(), strict=True):
            name = given.name
            _write(file.new, text)
            if file.path.exists():
                _write(file.old, file.path.read_bytes())
                shutil.copystat(file.path, file.old)
                shutil.copymode(file.path, file.new)
            else:
                _write(file.none, b"")
        name = str(directory)
        _sync(directory, files)
        (directory / _LIST).replace(directory / UNFINISHED)
        _sync(directory)
        for file, given in zip(files, texts, strict=True):
            name = given.name
            file.new.replace(file.path)
        name = str(directory)
        _sync(directory, files)
        (directory / UNFINISHED).replace(directory / _LIST)  # now all of it is written
        _sync(directory)
    except BaseException as error:  # also when somebody interrupts
        with suppress(OSError):  # what cannot be taken away is on the list
            _settle(directory)
        if not isinstance(error, OSError):
            raise
        raise DataError([(name, _unwritten(error))]) from None
    with suppress(OSError):
        _settle(directory)


def write_one(path: Path, text: bytes) -> None:
    """Write one file in the place of what is there, whole or not at all.

    A link stays, and what is no file, such as a device, is written into.

    Raises:
        OSError: it cannot be written, and is as it was.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        path.write_bytes(text)
        return
    made = path.with_name(f".opcat-{token_hex(8)}")
    try:
        _write(made, text)
        if path.exists():
            shutil.copymode(path, made)
        made.replace(path)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        made.unlink(missing_ok=True)


def _unwritten(error: OSError) -> str:
    return f"cannot be written: {error.strerror or error}; nothing was changed"


def _files(texts: Mapping[Path, bytes]) -> list[_File]:
    """Return the files that paths lead to.

    Raises:
        DataError: two lead to one, or a link leads nowhere.
    """
    stem = f".opcat-{token_hex(8)}"
    found: dict[Path, Path] = {}
    for given in texts:
        path = Path(os.path.realpath(given))
        if given.is_symlink() and not path.exists():
            what = (
                f"is a link that leads to nothing, {path}; take it away, or make what it leads to"
            )
            raise DataError([(given.name, what)])
        if path.exists() and not path.is_file():
            raise DataError([(given.name, f"is no file that can be replaced: {path}")])
        other = found.setdefault(path, given)
        if other is not given:
            raise DataError([(given.name, f"leads to the same file as {other.name}, {path}")])
    return [_File(path, f"{stem}-{number}") for number, path in enumerate(found)]


def _within(directory: Path, path: Path) -> str:
    """Return how the list names a file: so that the directory can be moved with what is near it."""
    try:
        return os.path.relpath(path, os.path.realpath(directory))
    except ValueError:  # on another drive of Windows
        return str(path)


def _settle(directory: Path) -> None:
    """Put back what was begun and cut short, and take away what is no longer needed.

    Raises:
        DataError: a file cannot be put back; its old text is kept.
        OSError: something cannot be taken away.
    """
    undo, listed = directory / UNFINISHED, directory / _LIST
    if undo.exists():
        files = _read(undo)
        problems = [problem for file in files for problem in _put_back(file)]
        if not files:
            what = "is damaged; see that the files here are of one record, and take it away"
            problems = [(str(undo), what)]
        if problems:
            raise DataError(problems)
        undo.replace(listed)
        _sync(directory)
    if listed.exists():
        for file in _read(listed):
            for copy in (file.new, file.old, file.none):
                copy.unlink(missing_ok=True)
        listed.unlink()


def _put_back(file: _File) -> Iterator[tuple[str, str]]:
    """Put a file back where it was replaced; yield what is wrong where that cannot be done."""
    try:
        if file.new.exists():
            return
        if file.old.exists():
            file.old.replace(file.path)
        elif file.none.exists():
            file.path.unlink(missing_ok=True)
            file.none.unlink()
    except OSError as error:
        was = f"was replaced; its old text is kept in {file.old}" if file.old.exists() else "is new"
        again = "the next run tries to put it back"
        yield file.path.name, f"{was}: {error.strerror or error}; {again}"


def _read(path: Path) -> list[_File]:
    """Return the files of a list; none where it was cut short, for then no copy was made."""
    try:
        return [
            _File(Path(os.path.realpath(path.parent), name), copy)
            for name, copy in json.loads(path.read_bytes())
            if _COPY.fullmatch(copy)
        ]
    except (ValueError, TypeError):
        return []


def _write(path: Path, text: bytes) -> None:
    with path.open("xb") as stream:  # unlike tempfile, with the permissions that any file gets
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(directory: Path, files: list[_File] | None = None) -> None:
    """Have the names in directories written, so that they outlive a loss of power in this order."""
    for path in {directory, *(file.path.parent for file in files or ())}:
        with suppress(OSError):  # not every system opens a directory, nor syncs it
            number = os.open(path, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)
