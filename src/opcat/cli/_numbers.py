"""Commands about numbers: counts, timeline, reconcile."""

import argparse
from collections.abc import Iterator

import opcat
from opcat.cli._options import (
    Commands,
    add_options,
    add_show,
    command,
    count_of,
    date_of,
    given,
    in_words,
    shown,
)
from opcat.cli._rows import Sheet, sheet_of


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
    add_options(counts, ["on", "basis", "group"])
    add_show(counts)
    timeline = command(
        commands,
        "timeline",
        "the days on which a count changed, with the counts from that day",
        "timeline --since 2020",
        "timeline --group african --until 2010-06 --format csv",
        answer=_timeline,
    )
    add_options(timeline, ["since", "until", "basis", "group"])
    add_show(timeline)
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
    figure = reconcile.add_mutually_exclusive_group(required=True)
    figure.add_argument("--parties", type=count_of, metavar="N", help="a number of parties")
    figure.add_argument("--signatories", type=count_of, metavar="N", help="a number of signatories")
    figure.add_argument(
        "--pending-signatories", type=count_of, metavar="N", help="a number of pending signatories"
    )
    reconcile.add_argument(
        "--on", metavar="DATE", type=date_of, help="the day, month or year that it is about"
    )
    add_options(reconcile, ["group"])
    add_show(reconcile, text=True)


def _counts(options: argparse.Namespace) -> Iterator[str]:
    asked = given(options)
    treaty = opcat.treaty(on=asked.pop("on", None))
    counts = opcat.counts(treaty=treaty, **asked)
    names = ("as_of", *asked, "parties", "signatories", "pending_signatories")
    numbers = (counts.parties, counts.signatories, counts.pending_signatories)
    row = (treaty.as_of, *asked.values(), *numbers)
    return shown(Sheet(names, [row]), options)


def _timeline(options: argparse.Namespace) -> Iterator[str]:
    return shown(sheet_of(opcat.timeline(**given(options)), "timeline"), options)


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
