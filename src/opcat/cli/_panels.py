"""Commands about tables for statistics: panel, spells, durations, transitions."""

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from opcat._core.days import PartialDate
from opcat.cli._options import Commands, add_options, command, count_of, date_of, given
from opcat.cli._show import add_show, shown
from opcat.cli._typed import columns_from, sheet_from
from opcat.errors import OpcatError, VocabularyError

_MORE = """It needs a table library (pyarrow, polars or pandas):
python -m pip install "opcat[frames]" pyarrow"""


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    panel = command(
        commands,
        "panel",
        "one row per State and year, month or day, for comparative work",
        "panel 2000 2024 --format csv",
        "panel 2010 2020 --partial any --states eligible --format json",
        "panel 2005 2024 --lag 1 --columns alpha_3,year,is_party_lag1",
        "panel 2024 2025 --every month --columns alpha_3,year,month,standing",
        answer=_panel,
        more=f"""A day stands for the whole period in which it lies. Without --every month,
START begins a year and END ends one, if they are months.

{_MORE}""",
    )
    panel.add_argument(
        "start",
        metavar="START",
        nargs="?",
        type=date_of,
        help="first year, month or day (default: where the record begins)",
    )
    panel.add_argument(
        "end",
        metavar="END",
        nargs="?",
        type=date_of,
        help="last year, month or day (default: where the record ends)",
    )
    _add_words(
        panel, "every", ("year", "month", "day"), "the length of the periods (default: year)"
    )
    rules = ("first", "last", "any", "all")
    _add_words(
        panel, "partial", rules, "what counts in a period of change (default: last, its last day)"
    )
    _add_words(
        panel, "states", ("all", "acted", "eligible"), "which States have rows (default: all)"
    )
    panel.add_argument(
        "--lag",
        metavar="N,...",
        type=_lags,
        help="also the columns of so many periods before, named standing_lag1 and so on",
    )
    add_options(panel, ["basis", "treaty"])
    add_show(panel)
    spells = command(
        commands,
        "spells",
        "one row per State and standing, by the day: event histories",
        "spells --format csv",
        "spells --of mechanism --sort state",
        answer=_spells,
        more=_MORE,
    )
    _add_words(
        spells, "of", ("standing", "mechanism"), "what the spells are of (default: standing)"
    )
    _add_words(spells, "every", ("year",), "also cut at each 1 January")
    add_show(spells)
    durations = command(
        commands,
        "durations",
        "one row per State: how long it took from one event to another",
        "durations --format csv",
        "durations --origin eligible --until signed,joined --group african",
        "durations --origin joined --until designated --unclear drop",
        answer=_durations,
        more=_MORE,
    )
    origins = ("may_sign", "eligible", "signed", "joined", "mechanism_due")
    _add_words(durations, "origin", origins, "from which event (default: eligible)")
    events = ("signed", "joined", "designated", "visited")
    durations.add_argument(
        "--until",
        metavar="WORD,...",
        type=_words(events),
        help=f"to which event, or the first of several (default: joined): {', '.join(events)}",
    )
    _add_words(
        durations,
        "prior",
        ("drop", "keep"),
        "States of which the event came before the first (default: drop)",
    )
    unclear = "States of which the dates are unclear (default: warn, which names and drops them)"
    _add_words(durations, "unclear", ("warn", "drop", "keep"), unclear)
    add_options(durations, ["on", "group"])
    add_show(durations)
    transitions = command(
        commands,
        "transitions",
        "one row per State and step that was open to it, for multi-state models",
        "transitions --format csv",
        "transitions --then visited",
        answer=_transitions,
        more=_MORE,
    )
    _add_words(
        transitions,
        "then",
        ("designated", "visited"),
        "what comes after joining (default: nothing)",
    )
    add_show(transitions)


def _add_words(parser: argparse.ArgumentParser, name: str, words: Sequence[str], text: str) -> None:
    """Add an option that is a word of a vocabulary of `opcat.frames`, which needs an extra."""
    listed = f"{text}: {', '.join(words)}"
    parser.add_argument(f"--{name}", metavar="WORD", choices=words, help=listed)


def _words(allowed: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Return a function that reads words with commas between them."""

    def read(text: str) -> tuple[str, ...]:
        words = tuple(text.split(","))
        for word in words:
            if word not in allowed:
                raise argparse.ArgumentTypeError(str(VocabularyError("", word, allowed)))
        return words

    return read


def _bound(options: argparse.Namespace, name: str) -> int | date | None:
    """Return START or END as `opcat.frames.panel` takes it: a year, or a day for a month or a day.

    Raises:
        OpcatError: the periods are years, and it is a month within one.
    """
    period: PartialDate | None = getattr(options, name)
    if period is None:
        return None
    if period.month is None:
        return period.year
    month, verb = (1, "begin") if name == "start" else (12, "end")
    if period.day is None and period.month != month and options.every in (None, "year"):
        wrong = f"{name.upper()} {period} does not {verb} a year"
        raise OpcatError(f"{wrong}; pass --every month, or years")
    return period.earliest if name == "start" else period.latest


def _lags(text: str) -> tuple[int, ...]:
    """Return numbers of periods.

    Raises:
        argparse.ArgumentTypeError: one is not a number.
    """
    return tuple(map(count_of, text.split(",")))


_KEYS = frozenset({"alpha_3", "state", "year", "month", "date"})
"""The columns that every panel has, as far as its periods have them."""


def _columns(options: argparse.Namespace) -> tuple[str, ...] | None:
    """Return the columns that a panel must have to be shown so; None for its usual ones."""
    if options.columns in (None, "all"):
        return None
    named = f"{options.columns},{options.sort or ''}".split(",")
    columns = dict.fromkeys(re.sub(r"_lag[0-9]+$", "", name.strip()) for name in named)
    return tuple(name for name in columns if name and name not in _KEYS)


def _panel(options: argparse.Namespace) -> Iterator[str]:
    when = {"month": ("year", "month"), "day": ("date",)}.get(options.every, ("year",))
    main = ("alpha_3", "state", *when, "standing", "is_party", "is_in_force", "mechanism")
    arguments = ("every", "partial", "states", "lag")
    bounds = {name: _bound(options, name) for name in ("start", "end")}
    return _framed(options, "panel", arguments, main, columns=_columns(options), **bounds)


def _spells(options: argparse.Namespace) -> Iterator[str]:
    return _framed(options, "spells", ("of", "every"))


def _durations(options: argparse.Namespace) -> Iterator[str]:
    return _framed(options, "durations", ("origin", "until", "prior", "unclear"))


def _transitions(options: argparse.Namespace) -> Iterator[str]:
    return _framed(options, "transitions", ("then",))


def _framed(
    options: argparse.Namespace,
    name: str,
    arguments: Sequence[str],
    main: Sequence[str] = (),
    **more: Any,
) -> Iterator[str]:
    """Return the lines of a table of `opcat.frames`.

    Args:
        options: those of the command.
        name: the function that makes the table.
        arguments: its arguments that are options.
        main: the columns that people are shown by default.
        more: further arguments; None for one that is left out.

    Raises:
        OpcatError: the function refuses what was asked.
    """
    values = {each: getattr(options, each) for each in arguments} | more
    asked = {each: value for each, value in values.items() if value is not None}
    asked |= given(options)

    def ask(backend: str) -> Any:
        from opcat import frames  # an extra

        try:
            return getattr(frames, name)(**asked, backend=backend)
        except OpcatError:
            raise
        except ValueError as error:  # such as a lag that is longer than the record
            raise OpcatError(str(error)) from None

    return shown(sheet_from(columns_from(f"opcat {name}", ask)), options, main)
