"""The shell sessions of the pages: blocks fenced as ``console``.

A line that begins with ``$ `` is a command, lines that begin with ``> `` go on with it, and the rest
is what it prints, on the standard output and the standard error. A line ``...`` stands for any lines.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from opcat.cli import main

__all__ = ["Step", "agree", "alone", "run", "sessions", "without_sessions"]

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


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
    """Give the commands of a session, one after the other; return what each prints.

    A command of opcat that is words alone is given in this process, because most of what a process
    does is to begin, and so is one whose lines go on to another program. Everything else is given
    to bash. `opcat` and `python` are those of this
    process, and `$?` is the exit code of the command before.
    """
    code, printed = 0, []
    for step in steps:
        first, _, second = step.command.partition(" | ")
        if not (words := alone(first)):
            code, told = in_bash(step.command, code, directory)
        elif second:
            piped = io.BytesIO()
            _, told = given(words, directory, piped)
            code, shown = in_bash(second, 0, directory, piped.getvalue())
            told += shown
        else:
            code, told = given(words, directory)
        printed.append(told.replace("\r\n", "\n"))
    return printed


def alone(command: str) -> list[str]:
    """Return the words of a command of opcat that needs no shell, or none."""
    words = shlex.split(command)
    return words[1:] if words[:1] == ["opcat"] and not set("|<>$*?~;&(){}`\\") & {*command} else []


def given(words: list[str], directory: Path, piped: io.BytesIO | None = None) -> tuple[int, str]:
    """Give a command to the command line in this process.

    Args:
        words: the words after `opcat`.
        directory: where it is given.
        piped: what takes the standard output, if another program does.

    Returns:
        The exit code, and what a terminal shows.
    """
    held = io.BytesIO()
    screen, out = (
        io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        for stream in (held, held if piped is None else piped)
    )
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(screen),
    ):
        patch.chdir(directory)
        patch.delenv("COLUMNS", raising=False)
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
    for stream in (screen, out):
        stream.detach()
    return code, held.getvalue().decode("utf-8")


def in_bash(command: str, code: int, directory: Path, piped: bytes = b"") -> tuple[int, str]:
    """Give a command to bash, after one that left with `code`, with what is piped into it."""
    tools = directory / ".bin"
    tools.mkdir(exist_ok=True)
    for name, words in (("opcat", "-m opcat"), ("python", "")):
        tool = tools / name
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
        tool.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", f"(exit {code})\n{command}"],
        input=piped,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        cwd=directory,
        env={**kept, "PATH": path, "PYTHONIOENCODING": "utf-8"},
    )
    return done.returncode, done.stdout.decode("utf-8")


def agree(said: str, printed: str) -> bool:
    """Tell whether what a page says is what was printed."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", said, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*".join(parts), printed) is not None
