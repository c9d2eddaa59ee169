"""Writes files into a directory: all of them or none, without replacing any."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from opcat._record.destinations import why_no_name, why_not_made
from opcat._record.write import held, write_all
from opcat.errors import DataError


def place(files: Mapping[str, bytes], directory: Path, *, force: bool) -> None:
    """Write files into a directory, which is created if it does not exist.

    Args:
        files: their bytes by name.
        directory: the directory.
        force: whether to replace existing files.

    Raises:
        DataError: files exist already, or something cannot be written. Nothing is changed, or
            the message names each file that could not be restored.
    """
    if why_no_name(directory):
        raise DataError([(str(directory), why_not_made(directory))])
    new = [path for path in (directory, *directory.parents) if not os.path.lexists(path)]
    try:
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataError([_in_the_way(directory, error)]) from None
        texts = {directory / name: data for name, data in files.items()}
        with held(directory, *texts):
            if not force:
                _require_room(files, directory)
            try:
                write_all(directory, texts)
            except DataError as error:  # it names a file without its directory
                raise DataError(
                    (str(directory / name) if name in files else name, reason)
                    for name, reason in error.problems
                ) from None
    except BaseException:  # also on an interrupt
        for path in new:
            with suppress(OSError):  # it was not made, or somebody else has written into it
                path.rmdir()
        raise


def _in_the_way(directory: Path, error: OSError) -> tuple[str, str]:
    """Return what is in the way of a directory that cannot be made, and what to do about it."""
    way = (directory, *directory.parents)
    obstacle = next((path for path in way if os.path.lexists(path)), directory)
    if obstacle.is_dir():
        return str(directory), f"cannot be made: {error.strerror}"
    if obstacle.exists():
        kind = "is a file" if obstacle.is_file() else "is not a directory"
        return str(obstacle), f"{kind}; pass a directory, or a name that is free"
    nowhere = os.path.realpath(obstacle)
    reason = f"is a broken link to {nowhere}; remove it, or create its target"
    return str(obstacle), reason


def _require_room(files: Mapping[str, bytes], directory: Path) -> None:
    existing = [name for name in files if os.path.lexists(directory / name)]
    if existing:
        reason = f"holds {', '.join(existing)} already; pass --force to replace what is there"
        raise DataError([(str(directory), reason)])
