"""Why no file can be written at a path, said before anything is."""

import os
from pathlib import Path


def why_no_name(path: Path) -> str:
    """Return why a path is the name of no file, or ``""``: it holds a NUL, or half a character."""
    try:
        os.lstat(path)
    except OSError:  # a name, be there a file or none
        return ""
    except ValueError as error:
        return f"{error}; pass another name"
    return ""


def why_not_made(path: Path) -> str:
    """Return why no file can be made at a path, or ``""``: its name, or that of its directory."""
    place = path.parent
    if problem := why_no_name(path):
        return f"cannot be made: {problem}"
    if place.is_dir():
        return ""
    if place.exists():
        return f"cannot be made, because {place} is not a directory; pass another"
    return f"cannot be made, because there is no directory {place}; make it, or pass another"
