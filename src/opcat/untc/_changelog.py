"""The changelog of a record: a new entry under *Data*."""

from io import StringIO
from pathlib import Path

from opcat._core.days import long_date
from opcat._core.model import Source
from opcat._core.treaty import Treaty
from opcat._foreign import in_markdown, on_terminal
from opcat.errors import DataError
from opcat.untc._changes import Changes


def entry_of(old: Treaty, changes: Changes, source: Source) -> str:
    """Return what belongs under *Data* in the changelog."""
    name = in_markdown(on_terminal(old.short_title or old.title))
    reach = (
        f"The record of the {name} covers every action to **{long_date(changes.until)}** "
        f"(`as_of`), after the depositary's page of that day (source `{source.id}`)."
    )
    lines = (in_markdown(on_terminal(str(change))) for change in changes)
    return "\n".join(f"- {line}" for line in (reach, *lines))


def with_entry(changelog: Path, entry: str) -> bytes:
    """Return a changelog with an entry at the end of its first section *Data*.

    Raises:
        DataError: it cannot be read, or has no such section.
    """
    try:
        text = changelog.read_bytes().decode()
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise DataError([(changelog.name, problem)]) from None
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8: byte {error.start}: {error.reason}"
        raise DataError([(changelog.name, problem)]) from None
    lines = list(StringIO(text))  # ends of lines stay as they are
    bare = [line.rstrip() for line in lines]
    releases = [n for n, line in enumerate(bare) if line.startswith("## ")]
    latest = bare[: releases[1]] if len(releases) > 1 else bare
    if "### Data" not in latest:
        raise DataError([(changelog.name, "has no section '### Data' in its latest release")])
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    start = latest.index("### Data")
    stop = next((n for n in range(start + 1, len(bare)) if bare[n].startswith("#")), len(bare))
    last = max(n for n in range(stop) if bare[n])
    new = [*([""] if last == start else []), *entry.split("\n")]
    new += [""] if any(bare[last + 1 : last + 2]) else []  # a heading follows at once
    before = "".join(lines[: last + 1])
    before += "" if before.endswith("\n") else end  # the last line of a file may be open
    added = "".join(line + end for line in new)
    return (before + added + "".join(lines[last + 1 :])).encode()
