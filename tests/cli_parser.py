"""The parser of the command line, as argcomplete is given it."""

import argparse
from collections.abc import Iterator

import argcomplete
import pytest

from opcat.cli import main


class _TakenError(Exception):
    """The parser has been taken."""


def parser_of_all() -> argparse.ArgumentParser:
    """Return the parser of all commands, as a shell's completion has it."""
    taken: list[argparse.ArgumentParser] = []

    def take(parser: argparse.ArgumentParser) -> None:
        taken.append(parser)
        raise _TakenError

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("_ARGCOMPLETE", "1")
        patch.setattr(argcomplete, "autocomplete", take)
        with pytest.raises(_TakenError):
            main([])
    return taken[0]


def parsers(above: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield a parser and those of its commands, each once."""
    yield above
    for action in above._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in dict.fromkeys(action.choices.values()):
                yield from parsers(below)


def lists_of_all() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each list by its name."""
    made = [(parser.prog.split(), parser) for parser in parsers(parser_of_all())]
    return {words[2]: parser for words, parser in made if words[1:2] == ["list"] and words[2:]}
