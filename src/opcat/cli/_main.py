"""From the words of a command to its answer and the exit code."""

import argparse
import io
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from itertools import chain, takewhile
from types import MappingProxyType

import opcat
from opcat._foreign import on_terminal
from opcat.cli import _overview
from opcat.cli._parser import Parser
from opcat.cli._said import in_options
from opcat.errors import MissingCodeWarning, UnclearDatesWarning

_WARNINGS = (opcat.CoverageWarning, MissingCodeWarning, UnclearDatesWarning)
_EXIT_CODES = """exit codes:
  0  the question was answered
  1  the reader closed the pipe before the answer ended
  2  the command was wrong or has no answer; the message says why
  3  compare --exit-code found a change"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer a command, and return the exit code.

    Exit codes: 0 if the question was answered, 1 if the reader closed the pipe before the answer
    ended, 2 if the command was wrong or has no answer, 3 if `compare --exit-code` found a change.

    Args:
        arguments: the words after the program's name; by default those of the process.
    """
    # A closed stream is None; print would write its output to the other one.
    sys.stdout, sys.stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal with another encoding shows "?"
            stream.reconfigure(errors="replace")
    try:
        try:
            return _answer(arguments)
        finally:  # argparse prints help and exits
            sys.stdout.flush()
    except OSError as error:
        # Python's own last flush must not fail as well.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has seen enough
            return 1
        print(f"opcat: the answer cannot be written: {error.strerror}", file=sys.stderr)
        return 2


def _answer(arguments: Sequence[str] | None) -> int:
    asked = sys.argv[1:] if arguments is None else list(arguments)
    completes = "_ARGCOMPLETE" in os.environ  # a shell asks what could come next
    if asked in (["-V"], ["--version"]) and not completes:
        # The parser of every command takes longer to make than this takes to print.
        print(_overview.version())
        return 0
    if asked[:1] == ["help"] and not completes:  # as other programs have it
        asked = [*asked[1:], "--help"]
    typed: Mapping[str, str] = {}
    try:
        made = parser(() if completes else asked)
        if completes:
            import argcomplete  # an extra

            argcomplete.autocomplete(made)
        before = list(takewhile(lambda word: word.startswith("-"), asked))  # none takes a value
        if before != asked and any(word.startswith(("-V", "--version")) for word in before):
            made.error(f"--version stands alone; leave out {asked[len(before)]}")
        options = made.parse_words(asked)
        typed = options.typed
        with warnings.catch_warnings(record=True) as caught:
            for category in _WARNINGS:
                warnings.simplefilter("always", category)
            try:
                if options.record is not None:
                    from opcat.cli._options import load_record  # the version is printed without it

                    load_record(options)
                lines = list(options.answer(options))
            except OSError as error:  # of a file; an error in writing the answer is handled above
                reason = f"cannot be read or written: {error.strerror or error}"
                raise opcat.DataError([(error.filename or "a file", reason)]) from None
    except (opcat.OpcatError, ModuleNotFoundError) as error:
        _tell(error, typed)
        return 2
    for problem in options.problems:
        _tell(problem)
    for warning in caught:
        _tell(str(warning.message), typed)
    for note in options.notes:
        _tell(note)
    _write(lines, options)
    code: int = 2 if options.problems else options.code
    return code


def _write(lines: list[str], options: argparse.Namespace) -> None:
    """Print an answer in its form."""
    form = getattr(options, "show", None)  # None is a text that is no answer, such as a script
    if form in ("csv", "json") and isinstance(sys.stdout, io.TextIOWrapper):
        # Both are UTF-8 everywhere, and no system translates their line endings. Half a character,
        # as in the name of a file, has no bytes in UTF-8.
        sys.stdout.reconfigure(encoding="utf-8", newline="", errors="backslashreplace")
    end = "\r\n" if form == "csv" else "\n"
    if form != "csv" or sys.stdout.isatty():  # for other programs CSV gives the exact values
        lines = list(map(on_terminal, lines))
    if form == "text":
        from opcat.cli._grid import fitted  # the version is printed without it

        lines = list(chain.from_iterable(map(fitted, lines)))
    sys.stdout.write("".join(f"{line}{end}" for line in lines))


def _tell(message: Exception | str, typed: Mapping[str, str] = MappingProxyType({})) -> None:
    """Print a message, in the words that were typed."""
    from opcat.cli._grid import fitted  # an answer may do without it

    text = in_options(message)
    for meant, words in typed.items():
        text = text.replace(meant, words)
    is_missing = isinstance(message, ModuleNotFoundError)
    if is_missing:  # what installs it stands alone and unbroken, so that it can be copied
        text = text.replace(" with: ", " with:\n  ")
    for number, line in enumerate(text.split("\n")):
        said = f"{'' if number else 'opcat: '}{on_terminal(line)}"
        lines = [said] if is_missing and number else fitted(said, sys.stderr)
        print(*lines, sep="\n", file=sys.stderr)


def parser(asked: Sequence[str]) -> Parser:
    """Return the parser of the command line.

    Args:
        asked: the words of a command. If they begin with it, as they should, no other command is
            made, because all of them take longer to make than most answers. So help, completion
            and what is misspelt have every command.
    """
    # The version is printed without them.
    from opcat.cli import (
        _about,
        _chart,
        _entries,
        _explore,
        _export,
        _lists,
        _numbers,
        _pages,
        _panels,
        _states,
    )
    from opcat.cli._options import add_record

    made = Parser(
        prog="opcat",
        description="Who has done what under the Optional Protocol to the Convention against\n"
        "Torture, on any day, and how we know. Without a command: an overview.",
        epilog="examples:\n"
        "  opcat status France Philippines --on 2012-05-08\n"
        "  opcat list parties --group african --format csv\n"
        "  opcat counts --on 2025-10-31\n\n"
        f"{_EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.set_defaults(code=0, problems=(), notes=(), typed={}, parser=made)
    made.set_defaults(loaded=None, takes_record=True)
    add_record(made)
    _overview.add(made)
    commands = made.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    rooms = {
        _states: "status statuses profile eligibility deadlines",
        _entries: "resolve",
        _lists: "list",
        _numbers: "counts timeline when reconcile",
        _panels: "panel spells durations transitions",
        _pages: "compare update pages",
        _chart: "chart",
        _explore: "explorer",
        _export: "export",
        _about: "cite completion",
    }
    name, *words = _after_record(asked) or [""]
    for room in [room for room, names in rooms.items() if name in names.split()] or rooms:
        if room is _lists:
            _lists.add(commands, words if name == "list" else ())
        else:
            room.add(commands)
    every = " ".join(rooms.values()).split()
    for part in commands.choices.values():
        part.commands = every
    return made


def _after_record(words: Sequence[str]) -> Sequence[str]:
    """Return the words of a command without the option that may stand before it."""
    first = next(iter(words), "")
    return words[2:] if first == "--record" else words[first.startswith("--record=") :]
