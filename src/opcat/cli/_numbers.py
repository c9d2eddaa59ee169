"""Commands about numbers: counts, timeline, when, reconcile."""

import argparse
from collections.abc import Iterator

import opcat
from opcat.cli._options import (
    Commands,
    add_options,
    command,
    count_of,
    date_of,
    given,
)
from opcat.cli._rows import Sheet, sheet_of
from opcat.cli._show import add_show, in_words, shown


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    counts = command(
        commands,
        "counts",
        "how many parties, signatories and pending signatories",
        "counts --on 2025-10-31",
        "counts --on 2012-05-08 --basis in_force",
        "counts --group african --format json",
        answer=_counts,
    )
    add_options(counts, ["on", "basis", "group", "treaty"])
    add_show(counts)
    timeline = command(
        commands,
        "timeline",
        "the days on which a count changed, with the counts from that day",
        "timeline --since 2020",
        "timeline --group african --until 2010-06 --format csv",
        answer=_timeline,
    )
    add_options(timeline, ["since", "until", "basis", "group", "treaty"])
    add_show(timeline)
    when = command(
        commands,
        "when",
        "when there were so many parties, signatories or pending signatories",
        "when --parties 94",
        "when --parties 50 --at-least",
        "when --parties 20 --signatories 54 --basis in_force --format json",
        answer=_when,
    )
    _add_figures(when)
    when.add_argument("--at-least", action="store_true", help="also when there were more")
    add_options(when, ["basis", "group", "treaty"])
    add_show(when, text=True)
    reconcile = command(
        commands,
        "reconcile",
        "under which definition, and when, a published count was true",
        "reconcile --parties 94 --on 2025-10-31",
        "reconcile --pending-signatories 11 --on 2025-10",
        "reconcile --parties 62 --on 2012-05-08 --format json",
        answer=_reconcile,
        more="All formats except text give one row per definition that may have been meant.",
    )
    _add_figures(reconcile.add_mutually_exclusive_group(required=True))
    reconcile.add_argument(
        "--on", metavar="DATE", type=date_of, help="the day, month or year that it is about"
    )
    add_options(reconcile, ["group", "treaty"])
    add_show(reconcile, text=True)


def _add_figures(parser: argparse._ActionsContainer) -> None:
    """Add one option for each figure that is counted."""
    for figure in opcat.FigureKind:
        option = f"--{figure.value.replace('_', '-')}"
        words = f"a number of {figure.label.lower()}"
        parser.add_argument(option, type=count_of, metavar="N", help=words)


def _counts(options: argparse.Namespace) -> Iterator[str]:
    asked = given(options)
    treaty = opcat.treaty(on=asked.pop("on", None), treaty=asked.pop("treaty", None))
    counts = opcat.counts(treaty=treaty, **asked)
    if options.treaty is not None:
        asked = {"treaty": options.treaty, **asked}
    names = ("as_of", *asked, "parties", "signatories", "pending_signatories")
    numbers = (counts.parties, counts.signatories, counts.pending_signatories)
    row = (treaty.as_of, *asked.values(), *numbers)
    return shown(Sheet(names, [row]), options)


def _timeline(options: argparse.Namespace) -> Iterator[str]:
    return shown(sheet_of(opcat.timeline(**given(options)), "timeline"), options)


def _when(options: argparse.Namespace) -> Iterator[str]:
    figures = {figure.value: getattr(options, figure.value) for figure in opcat.FigureKind}
    if not any(number is not None for number in figures.values()):
        options.parser.error("pass a count: --parties, --signatories or --pending-signatories")
    periods = opcat.when(**figures, at_least=options.at_least, **given(options))
    if in_words(options):
        return iter([str(period) for period in periods] or ["never"])
    return shown(sheet_of(periods, opcat.Period), options)


def _reconcile(options: argparse.Namespace) -> Iterator[str]:
    reconciliation = opcat.reconcile(
        parties=options.parties,
        signatories=options.signatories,
        pending_signatories=options.pending_signatories,
        on=options.on,
        **given(options),
    )
    if in_words(options):
        yield from str(reconciliation).split("\n")
        return
    rows = [
        (
            reconciliation.value,
            str(reconciliation.as_of) if reconciliation.as_of else None,
            reading.figure.value,
            reading.basis.value,
            reading.verdict.value,
            reading.counted,
            tuple(map(str, reading.periods)),
        )
        for reading in reconciliation.readings
    ]
    names = ("value", "as_of", "figure", "basis", "verdict", "counted", "periods")
    yield from shown(Sheet(names, rows), options)
