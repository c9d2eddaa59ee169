"""Putting files into a directory: all of them or none, and none in the place of another."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from opcat._write import write_all
from opcat.errors import DataError

__all__ = ["place"]


def place(files: Mapping[str, bytes], directory: Path, *, force: bool) -> None:
    """Write files into a directory, which is made where it is not there.

    Args:
        files: their bytes by name.
        directory: the directory.
        force: whether files that are there already are replaced.

    Raises:
        DataError: files are there already, or something cannot be written. Nothing is changed.
    """
    there = [name for name in files if (directory / name).exists()]
    if there and not force:
        what = f"holds {', '.join(there)} already; give --force to replace what is there"
        raise DataError([(str(directory), what)])
    new = [path for path in (directory, *directory.parents) if not path.exists()]
    try:
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = f"cannot be made: {error.strerror}"
            raise DataError([(str(directory), what)]) from None
        write_all({directory / name: data for name, data in files.items()})
    except BaseException:  # also when somebody interrupts
        for path in new:
            with suppress(OSError):  # it was not made, or somebody else has put something there
                path.rmdir()
        raise
