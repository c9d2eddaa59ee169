"""The parser of the command line, as argcomplete is given it."""

import argparse

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
