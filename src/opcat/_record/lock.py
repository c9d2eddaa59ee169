"""A lock of a directory: while one process writes into it, no other does."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from opcat.errors import DataError


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold a directory for this process alone; the system lets go of it when the process ends.

    Raises:
        DataError: somebody else holds it, or nobody can.
        OSError: it cannot be written into.
    """
    path = directory / ".opcat-lock"
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


def _hold(path: Path) -> int:
    """Return the number of the file, which is opened anew where its last holder took it away."""
    if path.is_symlink():
        raise DataError([(str(path), "is a link, not a lock of this package; remove it")])
    for _ in range(3):  # some file systems never say of two that they are one file
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
    """Lock an open file, as the system does it; one that cannot has one process alone.

    It is of no use where its last holder has taken it away meanwhile.
    """
    try:
        if find_spec("fcntl"):
            import fcntl  # not on Windows

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return os.path.samestat(os.fstat(number), path.lstat())
        if find_spec("msvcrt"):
            import msvcrt  # on Windows only, where nobody takes away what is open

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined] # mypy reads it as on Linux
    except FileNotFoundError:
        return False
    except (BlockingIOError, PermissionError):  # the one system says it so, the other so
        in_use = (
            "is in use: another process is writing into it; wait until it has ended, then try again"
        )
        raise DataError([(str(path.parent), in_use)]) from None
    return True
