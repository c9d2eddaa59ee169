"""Without a command: one screen on what the package knows; and its version."""

import argparse
from collections.abc import Iterator

import opcat
from opcat._core.days import long_date
from opcat._english import noun, numbered, ordinal
from opcat.cli._text import acts


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options that need no command."""
    parser.add_argument(
        "-V",
        "--version",
        action="store_true",
        help="print the package's version and the record's day",
    )
    parser.set_defaults(answer=_overview)


def version() -> str:
    """Return the package's version and the record's day."""
    return f"opcat {opcat.__version__} (record as of {opcat.treaty().as_of})"


def _overview(options: argparse.Namespace) -> Iterator[str]:
    if options.version:
        yield version()
        return
    from opcat.cli._grid import fitted  # the version is printed without it

    for line in _screen(options):
        yield from fitted(line)


def _screen(options: argparse.Namespace) -> Iterator[str]:
    from opcat.cli._options import treaty_of  # the version is printed without it

    asked = treaty_of(options)
    treaty = opcat.treaty(treaty=asked)
    yield treaty.title
    yield ""
    yield f"Counts on {long_date(treaty.as_of)}, the last day that the record covers"
    yield from _counts(treaty.counts)
    yield ""
    yield from _facts(treaty)
    yield ""
    yield "Latest actions, and how we know"
    for action in reversed(treaty.actions[-2:]):
        yield f"  {action}"
        for source in action.sources:
            yield f"      {source.publisher}" + (f": {source.title}" if source.title else "")
    yield ""
    yield "Three States"
    for name in ("France", "Belgium", "Kenya"):
        yield from acts(opcat.status(name, treaty=asked), asked)
    yield ""
    if asked is None:
        yield f"Counts on {long_date(opcat.treaty(on='2025-10-31').as_of)}"
        yield from _counts(opcat.counts(on="2025-10-31"))
        [since] = opcat.when(parties=94)
        yield (
            "  An encyclopedia article of that month gives 94 parties in its summary and 95 in its "
            f"text: 94 was right from {since}."
        )
        yield ""
    yield f"The record ends on {long_date(treaty.as_of)}: nothing is known of later days."
    yield "The depositary's record prevails over this one."
    yield ""
    yield "opcat --help lists the commands, and opcat COMMAND --help has examples of each."


def _facts(treaty: opcat.Treaty) -> Iterator[str]:
    rule, entered = treaty.entry_rule, ""
    if rule is not None:
        after = f"{numbered(rule.days, 'days')} after the {ordinal(rule.instruments)} deposit"
        entered = f", {after} (article {rule.article})"
    for label, day, rest in (
        ("adopted", treaty.adopted_on, f", {treaty.adopted_at}"),
        ("opened", treaty.opened_on, ", for signature"),
        ("in force", treaty.in_force_on, entered),
    ):
        yield f"  {label:9} " + (f"{long_date(day)}{rest}" if day else "not known")


def _counts(counts: opcat.Counts) -> Iterator[str]:
    joined = counts.signatories - counts.pending_signatories
    pending = counts.pending_signatories
    have, are = "has" if joined == 1 else "have", "is" if pending == 1 else "are"
    yield f"  {counts.parties:4} {noun(counts.parties, 'parties')} (consent deposited)"
    signatories = noun(counts.signatories, "signatories")
    yield f"  {counts.signatories:4} {signatories}: {joined} {have} joined, {pending} {are} pending"
