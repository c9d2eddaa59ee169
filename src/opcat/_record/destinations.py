"""Why no file can be written at a path, said before anything is."""

import errno
import os
from pathlib import Path


def why_no_name(path: Path) -> str:
    """Return why a path is the name of no file, or ``""``.

    It holds a NUL or half a character, or is too long.
    """
    try:
        os.lstat(path)
    except OSError as error:  # else a name, be there a file or none
        return (
            "the name is too long; pass a shorter one" if error.errno == errno.ENAMETOOLONG else ""
        )
    except ValueError as error:
        return f"{error}; pass another name"
    return ""


def why_not_made(path: Path) -> str:
    """Return why no file can be made at a path, or ``""``: its name, or that of its directory."""
    error = not_made(path)
    return "" if error is None else str(error.strerror)


def not_made(path: Path) -> OSError | None:
    """Return the error that no file can be made at a path, or None: its name, or its directory's."""
    if problem := why_no_name(path):
        return OSError(errno.EINVAL, f"cannot be made: {problem}", str(path))
    place = path.parent
    if place.is_dir():
        return None
    there = next((each for each in path.parents if os.path.lexists(each)), place)
    if there.is_dir():
        problem = f"there is no directory {place}; make it, or pass another"
        return FileNotFoundError(errno.ENOENT, f"cannot be made, because {problem}", str(path))
    problem = f"{there} is not a directory; pass another"
    return NotADirectoryError(errno.ENOTDIR, f"cannot be made, because {problem}", str(path))
