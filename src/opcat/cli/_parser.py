"""The parser of every command: what is misspelt is told with what is near, and how to put it."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

from opcat._core.terms import Term, term
from opcat._foreign import on_terminal
from opcat.errors import VocabularyError, near

_T = TypeVar("_T", bound=Term)


class Parser(argparse.ArgumentParser):
    """A parser that suggests what is near to what it does not know."""

    def parse_words(self, words: Sequence[str]) -> argparse.Namespace:
        """Return what the words of a command line ask for.

        What is not known is refused by the parser of the command, which knows how to put it.
        """
        options, unknown = self.parse_known_args(words)
        if unknown:
            options.parser.refuse(unknown)
        return options

    def refuse(self, unknown: Sequence[str]) -> None:
        """Leave with a message on what is not known to this command."""
        names = [word.partition("=")[0] for word in unknown if word.startswith("-")]
        meant = [found for name in names for found in near(name, self._option_string_actions)]
        hint = f"; did you mean {' or '.join(dict.fromkeys(meant))}?" if meant else ""
        self.error(f"unrecognized arguments: {' '.join(unknown)}{hint}")

    def error(self, message: str) -> NoReturn:
        """Leave with a message; what it quotes of the words that were typed moves no cursor."""
        super().error(on_terminal(message))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is none of the choices, and say what is near."""
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, _unknown(value, action.choices))


def word_in(vocabulary: type[_T]) -> Callable[[str], str]:
    """Return what reads a word of a vocabulary, as the questions of the package do."""

    def word(text: str) -> str:
        try:
            return term(vocabulary, "", text).value
        except VocabularyError as error:
            raise argparse.ArgumentTypeError(_unknown(text, error.allowed)) from None

    return word


def _unknown(value: str, choices: Any) -> str:
    return str(VocabularyError("", value, choices))
