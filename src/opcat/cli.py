"""The command line: one screen that says what the package knows."""

import argparse
import sys
from collections.abc import Iterator, Sequence

import opcat
from opcat._days import long_date

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the overview, or what the options ask for, and return the exit code.

    Args:
        arguments: the words after the program's name; by default those of the process.
    """
    parser = argparse.ArgumentParser(
        prog="opcat",
        description="Who has done what under the Optional Protocol to the Convention against "
        "Torture, on any day, and how we know.",
        epilog="example: python -m opcat --on 2012-05-08 France Philippines",
    )
    parser.add_argument("state", nargs="*", help="States to show, by name or ISO 3166-1 code")
    parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day (default: the record's last)")
    parser.add_argument("--version", action="store_true", help="print the versions and exit")
    options = parser.parse_args(arguments)
    if options.version:
        print(f"opcat {opcat.__version__} (record as of {opcat.treaty().as_of})")
        return 0
    try:
        lines = list(_overview(options.on, options.state))
    except (opcat.UnknownStateError, opcat.AmbiguousStateError, opcat.DayValueError) as error:
        print(f"opcat: {error}", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0


def _overview(on: str | None, names: Sequence[str]) -> Iterator[str]:
    treaty = opcat.treaty() if on is None else opcat.treaty(on=on)
    yield treaty.title
    adopted, opened, begun = treaty.adopted_on, treaty.opened_on, treaty.in_force_on
    assert adopted is not None
    assert opened is not None
    yield f"  adopted        {long_date(adopted)}, {treaty.adopted_at}"
    yield f"  opened         {long_date(opened)}, for signature"
    yield f"  in force       {long_date(begun) if begun else 'not by then'}" + (
        f" (article {treaty.entry_rule.article}: {treaty.entry_rule.instruments} deposits and "
        f"{treaty.entry_rule.days} days)"
        if treaty.entry_rule
        else ""
    )
    yield ""
    yield f"Counts on {long_date(treaty.as_of)}" + (
        ", the last day that the record covers" if on is None else ""
    )
    yield from _counts(treaty.counts)
    if on is None:
        yield from _article()
    yield ""
    yield "Latest actions"
    for action in reversed(treaty.actions[-3:]):
        yield f"  {action}"
        for source in action.sources:
            yield f"      {source.publisher}" + (f": {source.title}" if source.title else "")
    yield ""
    yield "States"
    for name in names or ("France", "Belgium", "Kenya"):
        yield from _state(opcat.status(name, treaty=treaty))
    yield ""
    yield (
        f"The record ends on {long_date(opcat.treaty().as_of)}: after that day nothing is known. "
        "The depositary's record prevails."
    )


def _counts(counts: opcat.Counts) -> Iterator[str]:
    joined = counts.signatories - counts.pending_signatories
    yield f"  {counts.parties:4} parties (consent deposited)"
    yield (
        f"  {counts.signatories:4} signatories, of whom {joined} have joined and "
        f"{counts.pending_signatories} are pending"
    )


def _article() -> Iterator[str]:
    day = opcat.treaty(on="2025-10-31").as_of
    yield ""
    yield f"Counts on {long_date(day)}"
    yield from _counts(opcat.counts(on=day))
    [since] = opcat.when(parties=94)
    yield (
        f"  An article of that month gives 94 parties in its box and 95 in its text: 94 was right "
        f"from {since}."
    )


def _state(status: opcat.StateStatus) -> Iterator[str]:
    yield f"  {status.state.name}: {status.standing.label}"
    for action in status.actions:
        yield f"      {action.date}  {action.kind.label}"
    if status.in_force_on is not None:
        enters = "enters" if status.in_force_on > status.as_of else "entered"
        yield f"      {status.in_force_on}  {enters} into force for it"
