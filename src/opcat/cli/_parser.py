"""The parser of every command: it answers misspellings with suggestions and the usage."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn, TypeVar

from opcat._core.terms import Term, term
from opcat._foreign import on_terminal
from opcat.errors import VocabularyError, shown

_T = TypeVar("_T", bound=Term)


class _Once(argparse.Action):
    """An argument that is given at most once.

    argparse would keep the last of several, so that `--state Togo --state Benin` would answer for
    Benin alone.
    """

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - the signature is argparse's
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002 - as above
    ) -> None:
        given = vars(namespace).setdefault("given_once", set())
        if self.dest in given:
            raise argparse.ArgumentError(self, "given more than once; pass it once")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


class Parser(argparse.ArgumentParser):
    """A parser that suggests similar words for unknown ones, and refuses an option given twice.

    Attributes:
        commands: the words that may stand in place of the one that this parser is of.
    """

    commands: Sequence[str] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.register("action", None, _Once)
        self.register("action", "store", _Once)

    def parse_words(self, words: Sequence[str]) -> argparse.Namespace:
        """Return the options of a command line.

        The parser of the command refuses unknown words, because it knows the usage.
        """
        if sum(word.partition("=")[0] == "--record" for word in words) > 1:
            # It may stand before and after the command, whose parsers do not know of each other.
            self.error("argument --record: given more than once; pass it once")
        options, unknown = self.parse_known_args(words)
        if unknown:
            options.parser.refuse(unknown)
        return options

    def refuse(self, unknown: Sequence[str]) -> None:
        """Exit with a message on the words that this command does not know."""
        names = [word.partition("=")[0] for word in unknown if word.startswith("-")]
        from opcat._guesses import near  # a command that is understood needs no guess

        meant = [option for name in names for option in near(name, self._option_string_actions)]
        hint = f"{self.prog} --help shows what it takes"
        if meant:
            hint = f"did you mean {' or '.join(dict.fromkeys(meant))}?"
        self.error(f"unrecognized arguments: {' '.join(unknown)}; {hint}")

    def error(self, message: str) -> NoReturn:
        """Exit with a message that fits the screen, and whose words cannot control it."""
        from opcat.cli._grid import fitted  # an answer may do without it

        self.print_usage(sys.stderr)
        lines = fitted(on_terminal(f"{self.prog}: error: {message}"), sys.stderr)
        self.exit(2, "".join(f"{line}\n" for line in lines))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse a word that is not one of the choices, and suggest similar ones."""
        if action.choices is not None and value not in action.choices:
            message = _within(value, action.choices) if action.dest == "command" else ""
            if not action.option_strings:
                message = message or self._beside(value, action.choices)
            raise argparse.ArgumentError(action, message or _unknown(value, action.choices))

    def _beside(self, value: str, choices: Iterable[str]) -> str:
        """Return the message on a word that is no part of a command, but is one; else ``""``.

        People type `opcat list deadlines`, and mean `opcat deadlines`.
        """
        from opcat._guesses import near  # a command that is understood needs no guess

        if value not in self.commands and near(value, choices):  # one of these, misspelt
            return ""
        meant = (value,) if value in self.commands else near(value, self.commands)
        if not meant:
            return ""
        program = self.prog.partition(" ")[0]
        return _meant(value, " or ".join(f"{program} {one}" for one in meant), choices)


def word_in(vocabulary: type[_T]) -> Callable[[str], str]:
    """Return a function that reads a word of a vocabulary, as the package's questions do."""

    def word(text: str) -> str:
        try:
            return term(vocabulary, "", text).value
        except VocabularyError as error:
            raise argparse.ArgumentTypeError(_unknown(text, error.allowed)) from None

    return word


def _within(value: str, commands: Any) -> str:
    """Return the message on a word that is no command, but is or resembles a part of one; else ``""``.

    Lists and charts are: people type `opcat visits`, and mean `opcat list visits`.
    """
    parts: dict[str, list[str]] = {}
    for made in commands.values():
        for action in made._actions:  # noqa: SLF001 - argparse has no public list of them
            if not action.option_strings:
                for part in action.choices or ():
                    parts.setdefault(part, []).append(f"{made.prog} {part}")
    from opcat._guesses import near  # a command that is understood needs no guess

    meant = [value] if value in parts else near(value, () if near(value, commands) else parts)
    if not meant:
        return ""
    likely = " or ".join(prog for part in meant for prog in parts[part])
    return _meant(value, likely, commands)


def _meant(value: str, likely: str, choices: Iterable[str]) -> str:
    words = ", ".join(map(repr, choices))
    return f"{shown(value)} is not known; did you mean {likely}? Pass one of {words}"


def _unknown(value: str, choices: Any) -> str:
    return str(VocabularyError("", value, choices))
