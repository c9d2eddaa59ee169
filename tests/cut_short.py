"""Processes that write and are killed: each task is done by a child of a process without threads.

    python cut_short.py TASK DIRECTORY PAGE ...

It prints a line for each child, and exits with 0 where the children did what they should.
"""

import builtins
import io
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import opcat
from opcat import untc
from opcat._record.write import write_one  # the step that is cut short, which no question shows
from opcat.cli import main

CALLS = ("replace", "rename", "open", "unlink", "fsync", "close", "mkdir", "rmdir", "ftruncate")
"""What changes a file, a directory or a lock, or makes it last."""
RENAMES = ("replace",)
"""What each step of a writer ends with."""
ONE_FILE = ("fsync", "replace", "unlink")
"""The steps of a writer of one file, once its text is made."""
COMMANDS = {
    "explorer": ["explorer", "log/explorer.html"],
    **{
        f"chart {form}": ["chart", "timeline", "--force", "-o", f"log/timeline.{form}"]
        for form in ("svg", "png", "pdf", "html", "json", "vega")
    },
    **{
        f"export {form}": ["export", "--format", form, "--force", "data"]
        for form in ("csv", "json", "parquet", "sqlite")
    },
    **{
        f"export {form}": ["export", "--format", form, "--tables", "statuses", "--force", "log"]
        for form in ("xlsx", "dta", "r")
    },
}
"""What the command line writes; the names are those in a copy."""


def child(task: Callable[[], object]) -> int:
    """Start a child that does a task; its exit code is 0, or 3 where a `DataError` was raised."""
    number = os.fork()
    if number:
        return number
    code = 9
    try:
        task()
        code = 0
    except opcat.DataError as error:
        print(f"refused: {error}", flush=True)
        code = 3
    finally:
        os._exit(code)


def ended(number: int) -> int:
    """Return the exit code of a child; negative where a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def killed_at(step: int, calls: tuple[str, ...]) -> None:
    """Have this process killed right before one of these calls, that of this number."""
    left = step

    def counting(call: Callable[..., object]) -> Callable[..., object]:
        def counted(*given: object, **options: object) -> object:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **options)

        return counted

    for name in calls:
        setattr(os, name, counting(getattr(os, name)))
    if "open" in calls:
        io.open = counting(io.open)  # type: ignore[assignment] # pathlib opens with it
        builtins.open = io.open


def stepwise(
    place: Path, work: Callable[[Path], object], calls: tuple[str, ...] = CALLS, every: int = 1
) -> None:
    """Do a piece of work in copies of ``place/before``, killed at one step after the other."""
    for step in range(1, 1000, every):
        copy = shutil.copytree(place / "before", place / f"{step}", symlinks=True)

        def task(copy: Path = copy, step: int = step) -> None:
            killed_at(step, calls)
            work(copy)

        code = ended(child(task))
        if code != -signal.SIGKILL:
            print(f"{step - 1} steps, then {code}")
            sys.exit(code)
    sys.exit("it never ends")


def sometime(place: Path, work: Callable[[Path], object]) -> None:
    """Do it in copies, killed after a random while."""
    begun = time.perf_counter()
    whole = shutil.copytree(place / "before", place / "whole", symlinks=True)
    assert ended(child(lambda: work(whole))) == 0
    longest = time.perf_counter() - begun
    for number in range(60):
        copy = shutil.copytree(place / "before", place / f"{number}", symlinks=True)
        working = child(lambda copy=copy: work(copy))  # type: ignore[misc] # its own copy
        time.sleep(random.uniform(0, longest))
        os.kill(working, signal.SIGKILL)
        print(number, ended(working))


def update(page: str) -> Callable[[Path], object]:
    read = untc.read_page(page)
    return lambda copy: untc.update(copy / "data", read, changelog=copy / "log" / "CHANGELOG.md")


def export(copy: Path) -> None:
    if main(["export", "--format", "csv", "--force", str(copy / "data")]):
        raise opcat.DataError([("export", "was refused")])


def command(name: str) -> Callable[[Path], int]:
    """Return what does a command in a copy, and returns its exit code."""

    def work(copy: Path) -> int:
        os.chdir(copy)
        return main(COMMANDS[name])

    return work


def full_for(place: Path, name: str) -> None:
    """Do a command where no file may grow beyond a few bytes; it must say so with its exit code."""
    work = command(name)
    codes = []
    # One file is written at once, and drawn anew for each size.
    sizes = (0, 100, 2_000) if name.startswith("export") else (2_000,)
    for size in sizes:
        copy = shutil.copytree(place / "before", place / f"{size}")

        def task(copy: Path = copy, size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            os._exit(work(copy))

        codes.append(ended(child(task)))
    sys.exit(0 if codes == [2] * len(sizes) else f"{codes}")


def both(place: Path, pages: list[str], times: int) -> None:
    """Two at once: neither is lost, and the older never stands over the newer."""
    for number in range(times):
        copy = shutil.copytree(place / "before", place / f"{number}")
        started, go = os.pipe()

        def task(page: str, copy: Path = copy, started: int = started) -> None:
            work = update(page)
            os.read(started, 1)
            work(copy)

        pair = [child(lambda page=page: task(page)) for page in pages]  # type: ignore[misc] # its own page
        os.write(go, b"..")
        print(number, *map(ended, pair))
        os.close(go)
        os.close(started)


def full(place: Path, page: str) -> None:
    """No file may grow beyond a few bytes, as on a disk that is full."""
    work = update(page)
    codes = []
    for size in (0, 100, 5_000):
        copy = shutil.copytree(place / "before", place / f"{size}")

        def task(copy: Path = copy, size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            work(copy)

        codes.append(ended(child(task)))
    sys.exit(0 if codes == [3, 3, 3] else f"{codes}")


def closed(place: Path, page: str) -> None:
    """The directory may be read and not written, by somebody who is not root."""
    work = update(page)

    def task() -> None:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        work(place / "before")

    (place / "before" / "data").chmod(0o555)
    code = ended(child(task))
    (place / "before" / "data").chmod(0o755)
    sys.exit(0 if code == 3 else f"{code}")


if __name__ == "__main__":
    task, directory, *pages = sys.argv[1:]
    place = Path(directory)
    if task == "update everywhere":
        stepwise(place, update(*pages))
    elif task == "update renames":
        stepwise(place, update(*pages), RENAMES, 3)
    elif task.startswith("export"):
        export(shutil.copytree(place / "before", place / "first"))  # all is imported by then
        if task == "export everywhere":
            stepwise(place, export)
        else:
            stepwise(place, export, RENAMES, 9)
    elif task.startswith("killed "):
        stepwise(place, command(task.removeprefix("killed ")), ONE_FILE)
    elif task.startswith("full "):
        full_for(place, task.removeprefix("full "))
    elif task == "one file":
        stepwise(place, lambda copy: write_one(copy / "log" / "CHANGELOG.md", b"new"), RENAMES)
    elif task == "sometime":
        sometime(place, update(*pages))
    elif task in ("both once", "both often"):
        both(place, pages, 1 if task == "both once" else 20)
    elif task == "full":
        full(place, *pages)
    elif task == "closed":
        closed(place, *pages)
    else:
        sys.exit(f"{task} is no task")
