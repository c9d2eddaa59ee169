"""Writing several files: all of them, or none."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_hex

from opcat.errors import DataError

__all__ = ["write_all"]


def write_all(texts: Mapping[Path, bytes]) -> None:
    """Write files into directories that are there, in the place of those that are there already.

    Where a path is a link, the file that it leads to is replaced, and the link stays. Every text
    is written beside its file first; then each takes its place by one rename. Where that fails,
    those that were replaced are put back, and new ones are taken away.

    Args:
        texts: the texts by the paths of their files.

    Raises:
        DataError: a file cannot be written; all are as they were.
    """
    made: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    done: list[Path] = []
    name = ""
    try:
        for given, text in texts.items():
            name, path = given.name, given.resolve()
            made[path] = _beside(path)
            with made[path].open("wb") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            if path.exists():
                shutil.copymode(path, made[path])
                kept[path] = _beside(path)
                shutil.copy2(path, kept[path])
        for given in texts:
            name, path = given.name, given.resolve()
            made[path].replace(path)
            del made[path]
            done.append(path)
    except BaseException as error:  # also when somebody interrupts: it is all of it, or nothing
        _put_back(done, kept)
        if not isinstance(error, OSError):
            raise
        what = f"cannot be written: {error.strerror or error}; nothing was changed"
        raise DataError([(name, what)]) from None
    finally:
        for path in (*made.values(), *kept.values()):
            path.unlink()


def _put_back(done: Sequence[Path], kept: dict[Path, Path]) -> None:
    """Put the kept copies back; those that cannot be put back stay, and the error names them."""
    problems: list[tuple[str, str]] = []
    for path in done:
        copy = kept.pop(path, None)
        try:
            path.unlink() if copy is None else copy.replace(path)
        except OSError as error:
            before = "is new" if copy is None else f"was replaced; its old text is kept in {copy}"
            problems.append((path.name, f"{before}: {error.strerror or error}"))
    if problems:
        raise DataError(problems)


def _beside(path: Path) -> Path:
    made = path.with_name(f".opcat-{token_hex(8)}")
    made.open("xb").close()  # unlike tempfile, with the permissions that any new file gets
    return made
