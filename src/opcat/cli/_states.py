"""Commands about States: status."""

import argparse
from collections.abc import Iterator
from typing import Any

import opcat
from opcat._days import long_date
from opcat.cli._text import acts

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the commands to those of the parser."""
    status = commands.add_parser(
        "status",
        help="where States stand, and by which acts",
        description="Where States stand, and by which acts.",
        epilog="example: opcat status 'Ivory Coast' KEN --on 2015-01-01",
    )
    status.add_argument("state", nargs="+", help="a name or an ISO 3166-1 code")
    status.add_argument("--on", metavar="YYYY-MM-DD", help="the day (default: the record's last)")
    status.set_defaults(answer=_status)


def _status(options: argparse.Namespace) -> Iterator[str]:
    treaty = opcat.treaty() if options.on is None else opcat.treaty(on=options.on)
    yield f"On {long_date(treaty.as_of)}"
    for name in options.state:
        yield from acts(opcat.status(name, treaty=treaty))
