"""A lock on a directory, so that only one process writes into it at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from opcat.errors import DataError


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Lock a directory for this process; the system releases the lock when the process ends.

    Raises:
        DataError: another process holds it, or it cannot be locked.
        OSError: it cannot be written into.
    """
    path = directory / ".opcat-lock"
    number = _hold(path)
    try:
        yield
    finally:
        try:
            path.unlink(missing_ok=True)
        except OSError:  # Windows cannot remove an open file
            os.close(number)
            with suppress(OSError):  # or somebody else has opened it
                path.unlink()
        else:
            os.close(number)


def _hold(path: Path) -> int:
    """Return the number of the file, which is opened again if its last holder removed it."""
    if path.is_symlink():
        raise DataError([(str(path), "is a link, not a lock of this package; remove it")])
    for _ in range(3):  # some file systems never recognise a file as the same
        number = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            if _is_exclusive(number, path):
                return number
        except BaseException:
            os.close(number)
            raise
        os.close(number)
    unlockable = (
        "cannot be locked: its lock is a different file each time; try again, or use another "
        "directory"
    )
    raise DataError([(str(path.parent), unlockable)])


def _is_exclusive(number: int, path: Path) -> bool:
    """Lock an open file in the way of the system; a system without locks has only one process.

    The lock is useless if its last holder has removed the file meanwhile.
    """
    try:
        if find_spec("fcntl"):
            import fcntl  # not on Windows

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return os.path.samestat(os.fstat(number), path.lstat())
        if find_spec("msvcrt"):
            import msvcrt  # on Windows only, where nobody can remove an open file

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined] # mypy reads it as on Linux
    except FileNotFoundError:
        return False
    except (BlockingIOError, PermissionError):  # the one system says it so, the other so
        in_use = (
            "is in use: another process is writing into it; wait until it has ended, then try again"
        )
        raise DataError([(str(path.parent), in_use)]) from None
    return True
