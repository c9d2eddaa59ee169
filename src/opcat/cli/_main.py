"""From the words of a command to its answer and the exit code."""

import argparse
import io
import os
import sys
import warnings
from collections.abc import Sequence

import opcat
from opcat.cli import _overview, _pages, _states

__all__ = ["main", "parser"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer a command, and return the exit code.

    Exit codes: 0 where the question was answered, 1 where nobody read the answer to its end, 2
    where the question was not understood, 3 where `compare --exit-code` found a change.

    Args:
        arguments: the words after the program's name; by default those of the process.
    """
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal of another encoding shows "?"
            stream.reconfigure(errors="replace")
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", opcat.CoverageWarning)
            lines = list(options.answer(options))
    except (opcat.OpcatError, ModuleNotFoundError) as error:
        print(f"opcat: {error}", file=sys.stderr)
        return 2
    for warning in caught:
        print(f"opcat: {warning.message}", file=sys.stderr)
    try:
        print("\n".join(lines), flush=True)
    except BrokenPipeError:  # who read it has seen enough; Python's own last flush must not fail
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    code: int = options.code
    return code


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line, with every command."""
    made = argparse.ArgumentParser(
        prog="opcat",
        description="Who has done what under the Optional Protocol to the Convention against "
        "Torture, on any day, and how we know. Without a command: an overview.",
        epilog="example: opcat status France Philippines --on 2012-05-08",
    )
    made.set_defaults(code=0)
    _overview.add(made)
    commands = made.add_subparsers(title="commands", metavar="COMMAND")
    for room in (_states, _pages):
        room.add(commands)
    return made
