"""The parser of every command: it answers misspellings with suggestions and the usage."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

from opcat._core.terms import Term, term
from opcat._foreign import on_terminal
from opcat.errors import VocabularyError, near

_T = TypeVar("_T", bound=Term)


class Parser(argparse.ArgumentParser):
    """A parser that suggests similar words for unknown ones."""

    def parse_words(self, words: Sequence[str]) -> argparse.Namespace:
        """Return the options of a command line.

        The parser of the command refuses unknown words, because it knows the usage.
        """
        options, unknown = self.parse_known_args(words)
        if unknown:
            options.parser.refuse(unknown)
        return options

    def refuse(self, unknown: Sequence[str]) -> None:
        """Exit with a message on the words that this command does not know."""
        names = [word.partition("=")[0] for word in unknown if word.startswith("-")]
        meant = [option for name in names for option in near(name, self._option_string_actions)]
        hint = f"; did you mean {' or '.join(dict.fromkeys(meant))}?" if meant else ""
        self.error(f"unrecognized arguments: {' '.join(unknown)}{hint}")

    def error(self, message: str) -> NoReturn:
        """Exit with a message, whose quoted words cannot control the terminal."""
        super().error(on_terminal(message))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse a word that is not one of the choices, and suggest similar ones."""
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, _unknown(value, action.choices))


def word_in(vocabulary: type[_T]) -> Callable[[str], str]:
    """Return a function that reads a word of a vocabulary, as the package's questions do."""

    def word(text: str) -> str:
        try:
            return term(vocabulary, "", text).value
        except VocabularyError as error:
            raise argparse.ArgumentTypeError(_unknown(text, error.allowed)) from None

    return word


def _unknown(value: str, choices: Any) -> str:
    return str(VocabularyError("", value, choices))
