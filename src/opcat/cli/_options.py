"""Commands, and the options that several of them share."""

import argparse
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import opcat
from opcat.cli._parser import word_in
from opcat.errors import (
    AmbiguousStateError,
    DayOrderError,
    OpcatError,
    UnknownStateError,
    VocabularyError,
)

_T = TypeVar("_T")

Commands = Any
"""What `argparse.ArgumentParser.add_subparsers` returns: its type has no public name."""


def date_of(text: str) -> "opcat.PartialDate":
    """Return a day, a month or a year.

    Raises:
        argparse.ArgumentTypeError: the string is invalid.
    """
    try:
        return opcat.PartialDate.parse(text)
    except opcat.errors.DayValueError:
        message = f"{text!r} is not a date; pass YYYY, YYYY-MM or YYYY-MM-DD"
        raise argparse.ArgumentTypeError(message) from None


def named(text: str) -> str:
    """Return the name of a file or a directory.

    Raises:
        argparse.ArgumentTypeError: it is empty, like an unset variable in a shell.
    """
    if not text:
        raise argparse.ArgumentTypeError("the name is empty; the current directory is named '.'")
    return text


def languages_in(text: str) -> tuple[str, ...]:
    """Return the languages of names, in order.

    Raises:
        argparse.ArgumentTypeError: one is not known.
    """
    from opcat._names.languages import languages_of  # which most command lines do not need

    try:
        return languages_of(text.split(","))
    except VocabularyError as error:
        message = str(VocabularyError("", error.value, error.allowed))
        raise argparse.ArgumentTypeError(message) from None


def codes_in(text: str) -> str:
    """Return the scheme of codes.

    Raises:
        argparse.ArgumentTypeError: it is not known.
    """
    from opcat._names.codes import Codes  # which most command lines do not need

    return word_in(Codes)(text)


def count_of(text: str) -> int:
    """Return a number of States.

    Raises:
        argparse.ArgumentTypeError: the string is invalid.
    """
    if re.fullmatch("[0-9]{1,9}", text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a count; pass an integer of 0 or more")
    return int(text)


_VOCABULARIES = opcat.Basis, opcat.RegionalGroup, opcat.Eligibility, opcat.Designation
_BASES, _GROUPS, _ELIGIBILITIES, _ANSWERS = (
    [word.value for word in vocabulary] for vocabulary in _VOCABULARIES
)
_BASIS, _GROUP, _ELIGIBILITY, _DESIGNATION = map(word_in, _VOCABULARIES)
_TREATIES = ("protocol", "convention")
_OPTIONS: dict[str, dict[str, Any]] = {
    "on": {"metavar": "YYYY-MM-DD", "help": "the day (default: the record's last)"},
    "since": {"metavar": "DATE", "type": date_of, "help": "from this day, month or year on"},
    "until": {"metavar": "DATE", "type": date_of, "help": "up to this day, month or year"},
    "basis": {
        "metavar": "BASIS",
        "type": _BASIS,
        "choices": _BASES,
        "help": f"what party means: {_BASES[0]} (its consent is deposited; the default) or "
        f"{_BASES[1]} (the treaty is in force for it)",
    },
    "group": {
        "metavar": "GROUP",
        "type": _GROUP,
        "choices": _GROUPS,
        "help": f"only the States of this regional group: {', '.join(_GROUPS)}",
    },
    "eligibility": {
        "metavar": "WORD",
        "type": _ELIGIBILITY,
        "choices": _ELIGIBILITIES,
        "help": f"only the States with this answer under article 27: {', '.join(_ELIGIBILITIES)}",
    },
    "kind": {
        "metavar": "KIND",
        "help": "only entries of this kind; the error about an unknown word lists the kinds",
    },
    "report_public": {
        "metavar": "WORD",
        "help": "only visits whose report is public: yes, no or unknown",
    },
    "designated": {
        "metavar": "WORD",
        "type": _DESIGNATION,
        "choices": _ANSWERS,
        "help": f"only the parties with this answer: {', '.join(_ANSWERS)}",
    },
    "state": {"metavar": "STATE", "help": "only this State: a name or an ISO 3166-1 code"},
    "treaty": {
        "metavar": "TREATY",
        "choices": _TREATIES,
        "help": "the treaty that is asked: protocol (the Optional Protocol; the default) or "
        "convention (the Convention against Torture)",
    },
}


def command(
    commands: Commands,
    name: str,
    summary: str,
    *examples: str,
    answer: Callable[[argparse.Namespace], Iterable[str]],
    more: str = "",
    record: bool = True,
) -> argparse.ArgumentParser:
    """Add a command, and return its parser.

    Args:
        commands: the commands of a parser.
        name: its name.
        summary: what it does, for the list of commands and its own help.
        examples: what to type, after the program's name.
        answer: yields the lines of the answer.
        more: further lines of its own help.
        record: whether it can answer from a record of one's own.
    """
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[:1].upper()}{summary[1:]}." + (f"\n\n{more}" if more else ""),
        epilog="\n  ".join(["examples:", *(f"opcat {example}" for example in examples)]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.set_defaults(answer=answer, parser=made, asked=(), takes_record=record)
    if record:
        add_record(made, default=argparse.SUPPRESS)
    return made


def add_options(parser: argparse.ArgumentParser, names: Iterable[str]) -> None:
    """Add options that the questions of the package have as arguments."""
    for name in names:
        option = parser.add_argument(f"--{name.replace('_', '-')}", **_OPTIONS[name])
        if name == "state":
            _complete(option)
            add_language(parser)
    parser.set_defaults(asked=tuple(names))


def add_record(parser: argparse.ArgumentParser, **others: Any) -> None:
    """Add the option that names a record of one's own, which may stand before the command too."""
    words = "answer from the record files in this directory, and from no others"
    parser.add_argument("--record", metavar="DIR", type=named, help=words, **others)


def load_record(options: argparse.Namespace) -> None:
    """Read the record that is named.

    Raises:
        DataError: a file is missing or damaged.
    """
    if not options.takes_record:
        options.parser.error(f"this command does not take --record; leave out {options.record}")
    options.loaded = opcat.load(options.record)
    options.typed["and --treaty is the"] = "and --record holds the"
    options.typed["leave --treaty out"] = "ask for its acts, such as opcat status or opcat counts"


def given(options: argparse.Namespace) -> dict[str, Any]:
    """Return the values of the options of `add_options`, as arguments of a question.

    Raises:
        DayOrderError: they ask for a time that ends before it begins.
        UnknownStateError, AmbiguousStateError: as for `meant`.
        OpcatError: there is a language, and no State that is named in it.
    """
    values = {name: getattr(options, name) for name in options.asked}
    if values.get("state") is not None:
        values["state"] = meant(values["state"], options)
    elif "state" in values and options.language is not None:
        raise OpcatError("--language is that of the name after --state; pass --state too")
    values["treaty"] = treaty_of(options)  # every question takes one
    since, until = values.get("since"), values.get("until")
    if since and until and until.latest < since.earliest:
        raise DayOrderError("since", since, "until", until)
    for name, end, does in (("since", "earliest", "begins"), ("until", "latest", "ends")):
        period = values.get(name)
        if period is not None:
            day = values[name] = getattr(period, end)
            if not period.is_exact:  # a warning about the day quotes what was typed
                options.typed[f"--{name} {day} is"] = f"--{name} {period} {does}"
    return {name: value for name, value in values.items() if value is not None}


def treaty_of(options: argparse.Namespace) -> "opcat.Treaty | opcat.Record | None":
    """Return what a command asks; None for what questions ask by default."""
    if getattr(options, "treaty", None) == "convention":
        return opcat.convention(treaty=options.loaded)
    record: opcat.Record | None = options.loaded
    return record


def add_states(
    parser: argparse.ArgumentParser, number: str | None, without: str = "every State"
) -> None:
    """Add the States that a command is about.

    Args:
        parser: the parser of a command.
        number: ``"+"`` for at least one, ``"*"`` for any number, None for exactly one.
        without: what the command is about where there may be none and none is named.
    """
    words = "a name or an ISO 3166-1 code" + (f" (default: {without})" if number == "*" else "")
    option = parser.add_argument("state", metavar="STATE", nargs=number, help=words)
    _complete(option)
    add_language(parser)


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add the option that says in which languages the names of States are."""
    parser.add_argument(
        "--language",
        metavar="LANG,...",
        type=languages_in,
        help="the language of names, or several in order: ar, en, es, fr, ru, zh (default: en)",
    )


def meant(name: str, options: argparse.Namespace) -> "str | opcat.State":
    """Return the State that a name means in the languages that are asked for.

    Where none is, it is the name: a question reads it in English.

    Raises:
        UnknownStateError, AmbiguousStateError: it means none there, or several.
        OpcatError: it means one in another language, which stands behind those that were passed.
    """
    try:
        return _read(name, options)
    except UnknownStateError as error:
        [problem] = advised([error], options.language, ())
        if problem is error:
            raise
        raise OpcatError(problem) from None


def _read(name: str, options: argparse.Namespace) -> "str | opcat.State":
    return name if options.language is None else opcat.resolve(name, language=options.language)


def those_known(options: argparse.Namespace, ask: Callable[[object], _T]) -> list[_T]:
    """Return the answers for the States that are meant.

    What means none, or several, goes to the problems: those that are known are answered.
    """
    answers: list[_T] = []
    known: list[str] = []
    problems: list[OpcatError] = []
    for name in options.state:
        try:
            answers.append(ask(_read(name, options)))
            known.append(name)
        except (UnknownStateError, AmbiguousStateError) as error:
            problems.append(error)
    options.problems = advised(problems, options.language, known)
    return answers


def advised(
    problems: Iterable[OpcatError], language: Any, known: Iterable[object]
) -> list[OpcatError | str]:
    """Return problems with names, each with the languages in which all of them are read.

    Args:
        problems: one for each name that means no State.
        language: the languages in which the names were read; None for English.
        known: the names that mean one.
    """
    told: list[OpcatError | str] = list(problems)
    foreign = {
        place: error
        for place, error in enumerate(told)
        if isinstance(error, UnknownStateError) and error.languages
    }
    if foreign:
        from opcat._names.columns import languages_to_pass  # most names need no other language
        from opcat._names.languages import ENGLISH

        words = languages_to_pass(
            [error.name for error in foreign.values()], language or ENGLISH, known
        )
        for place, error in foreign.items():
            told[place] = f"{error.explanation}; pass --language {','.join(words)}"
    return told


def _complete(option: argparse.Action) -> None:
    """Let argcomplete, if a shell uses it, complete the names of States."""
    option.completer = _state_names  # type: ignore[attr-defined] # argcomplete looks for it


def _state_names(**_: object) -> Iterator[str]:
    return (state.name for state in opcat.states())
