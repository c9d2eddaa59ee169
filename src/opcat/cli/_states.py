"""Commands about States: status, profile."""

import argparse
from collections.abc import Iterator

import opcat
from opcat._core.days import long_date
from opcat.cli._options import (
    Commands,
    add_options,
    add_show,
    add_states,
    command,
    given,
    in_words,
    meant,
    shown,
)
from opcat.cli._rows import Sheet, sheet_of
from opcat.cli._text import acts
from opcat.errors import AmbiguousStateError, UnknownStateError

_MAIN = ("alpha_3", "state", "standing", "signed_on", "deposited_on", "in_force_on")


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    status = command(
        commands,
        "status",
        "where States stand, and by which acts",
        "status France",
        "status 'Ivory Coast' KEN --on 2015-01-01",
        "status Allemagne Suisse --language fr",
        "status France Belgium --format json",
        answer=_status,
    )
    add_states(status, many=True)
    add_options(status, ["on"])
    add_show(status, text=True)
    profile = command(
        commands,
        "profile",
        "everything that the record has on one State, in chronological order",
        "profile Kazakhstan",
        "profile Ghana --on 2018-01-01",
        "profile Ghana --format csv",
        answer=_profile,
        more="The formats other than text give what happened: date, description, sources.",
    )
    add_states(profile, many=False)
    add_options(profile, ["on"])
    add_show(profile, text=True)


def _status(options: argparse.Namespace) -> Iterator[str]:
    treaty = opcat.treaty(**given(options))
    statuses, options.problems = [], []
    for name in options.state:
        try:
            statuses.append(opcat.status(meant(name, options), treaty=treaty))
        except (UnknownStateError, AmbiguousStateError) as error:
            options.problems.append(error)  # those that are known are answered
    if not statuses:
        return
    if not in_words(options):
        yield from shown(sheet_of(statuses, "statuses"), options, _MAIN)
        return
    yield f"On {long_date(treaty.as_of)}"
    for status in statuses:
        yield from acts(status)


def _profile(options: argparse.Namespace) -> Iterator[str]:
    page = opcat.profile(meant(options.state, options), **given(options))
    if in_words(options):
        yield from str(page).split("\n")
        return
    rows = [
        (str(event.date), event.description, tuple(source.id for source in event.sources))
        for event in page.events
    ]
    sheet = Sheet(("date", "description", "sources"), rows)
    yield from shown(sheet, options, ("date", "description"))
