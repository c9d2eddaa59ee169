"""The shell sessions of the pages: blocks fenced as ``console``.

A line that begins with ``$ `` is a command, lines that begin with ``> `` go on with it, and the rest
is what it prints, on the standard output and the standard error. A line ``...`` stands for any lines.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["Step", "agree", "run", "sessions", "without_sessions"]

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_END = "\x1f"


class Step(NamedTuple):
    """A command, and what a page says that it prints."""

    command: str
    printed: str


def without_sessions(text: str) -> str:
    """Return a page without its sessions."""
    return _BLOCK.sub("", text)


def sessions(text: str) -> Iterator[list[Step]]:
    """Yield the sessions of a page."""
    for block in _BLOCK.findall(text):
        steps: list[Step] = []
        for line in block.splitlines(keepends=True):
            if line.startswith("$ "):
                steps.append(Step(line[2:], ""))
            elif line.startswith("> "):
                steps[-1] = Step(steps[-1].command + line[2:], "")
            else:
                steps[-1] = steps[-1]._replace(printed=steps[-1].printed + line)
        yield steps


def run(steps: list[Step], directory: Path) -> list[str]:
    """Give the commands of a session to one bash; return what each prints.

    `opcat` and `python` are those of this process.
    """
    tools = directory / ".bin"
    tools.mkdir(exist_ok=True)
    for name, words in (("opcat", "-m opcat"), ("python", "")):
        tool = tools / name
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
        tool.chmod(0o755)
    script = "".join(f"{step.command}kept=$?; printf '{_END}'; (exit $kept)\n" for step in steps)
    kept = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        cwd=directory,
        env={**kept, "PATH": path, "PYTHONIOENCODING": "utf-8"},
    )
    return done.stdout.decode("utf-8").replace("\r\n", "\n").split(_END)[:-1]


def agree(said: str, printed: str) -> bool:
    """Tell whether what a page says is what was printed."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", said, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*".join(parts), printed) is not None
