"""Writing several files: all of them, or none."""

import os
import shutil
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from tempfile import mkstemp

from opcat.errors import DataError

__all__ = ["replace_all", "with_entry"]


def with_entry(changelog: Path, entry: str) -> bytes:
    """Return a changelog with an entry at the end of its first section *Data*.

    Raises:
        DataError: it cannot be read, or has no such section.
    """
    try:
        text = changelog.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError([(changelog.name, f"cannot be read: {error}")]) from None
    lines = list(StringIO(text, newline=""))
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    bare = [line.rstrip("\r\n") for line in lines]
    releases = [n for n, line in enumerate(bare) if line.startswith("## ")]
    latest = slice(*releases[:2]) if len(releases) > 1 else slice(0, None)
    if "### Data" not in bare[latest]:
        raise DataError([(changelog.name, "has no section '### Data' in its latest release")])
    start = bare.index("### Data")
    stop = next((n for n in range(start + 1, len(bare)) if bare[n].startswith("#")), len(bare))
    last = max(n for n in range(start, stop) if bare[n])
    new = [*([""] if last == start else []), *entry.split("\n")]
    new += [""] if "".join(bare[last + 1 : last + 2]) else []  # a heading follows at once
    before = "".join(lines[: last + 1]).rstrip("\r\n")
    added = "".join(end + line for line in new)
    return (before + added + end + "".join(lines[last + 1 :])).encode("utf-8")


def replace_all(texts: Mapping[Path, bytes]) -> None:
    """Put new text in the place of files, each of which is there.

    Where a path is a link, the file that it leads to is replaced, and the link stays. Every text
    is written beside its file first; then each takes its place by one rename. Where that fails,
    those that were replaced are put back.

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
        raise DataError([(name, f"cannot be written: {error}; nothing was changed")]) from None
    finally:
        for path in (*made.values(), *kept.values()):
            path.unlink()


def _put_back(done: Sequence[Path], kept: dict[Path, Path]) -> None:
    """Put the kept copies back; those that cannot be put back stay, and the error names them."""
    problems: list[tuple[str, str]] = []
    for path in done:
        copy = kept.pop(path)
        try:
            copy.replace(path)
        except OSError as error:
            problems.append((path.name, f"was replaced; its old text is kept in {copy}: {error}"))
    if problems:
        raise DataError(problems)


def _beside(path: Path) -> Path:
    handle, name = mkstemp(dir=path.parent, prefix=".opcat-")
    os.close(handle)
    return Path(name)
