"""Commands about States: status, statuses, profile, eligibility, deadlines."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

import opcat
from opcat._core.days import long_date
from opcat.cli._answers import deadlines_of, eligibility_of, statuses_on
from opcat.cli._options import (
    Commands,
    add_options,
    add_states,
    command,
    given,
    meant,
    those_known,
    treaty_of,
)
from opcat.cli._rows import Sheet, sheet_of
from opcat.cli._show import add_show, in_words, shown
from opcat.cli._text import Cited, acts
from opcat.cli._typed import sheet_from
from opcat.errors import OpcatError

_MAIN = ("alpha_3", "state", "standing", "signed_on", "deposited_on", "in_force_on")
_SOURCES = ("sources", "source_urls")
_DEADLINES = ("alpha_3", "state", "due_on", "latest_due_on", "designated_on", "punctuality")


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    status = command(
        commands,
        "status",
        "where States stand, and by which acts",
        "status France",
        "status 'Ivory Coast' KEN --on 2015-01-01",
        "status Allemagne Suisse --language fr",
        "status France Belgium --treaty convention --format json",
        "status Colombia --sources",
        answer=_status,
    )
    add_states(status, "+")
    add_options(status, ["on", "treaty"])
    _add_sources(status)
    add_show(status, text=True)
    statuses = command(
        commands,
        "statuses",
        "where every State stands on a day, those without any action too",
        "statuses --on 2010-12-31 --format csv",
        "statuses --group african --sort deposited_on",
        "statuses --treaty convention --on 1990-01-01",
        answer=_statuses,
    )
    add_options(statuses, ["on", "group", "treaty"])
    add_show(statuses)
    profile = command(
        commands,
        "profile",
        "everything that the record has on one State, in chronological order",
        "profile Kazakhstan",
        "profile Ghana --on 2018-01-01",
        "profile Ghana --format csv",
        "profile Ghana --sources",
        answer=_profile,
        more="The formats other than text give what happened: date, description, sources.",
    )
    add_states(profile, None)
    add_options(profile, ["on"])
    _add_sources(profile)
    add_show(profile, text=True)
    eligibility = command(
        commands,
        "eligibility",
        "which States may join the Protocol (article 27), and since when they could",
        "eligibility Angola India",
        "eligibility --group african --on 2015-01-01 --sort eligible_on",
        answer=_eligibility,
    )
    add_states(eligibility, "*")
    add_options(eligibility, ["on", "group"])
    add_show(eligibility)
    deadlines = command(
        commands,
        "deadlines",
        "by when each State had to have a preventive mechanism (articles 17 and 24)",
        "deadlines Chile",
        "deadlines --group eastern_european --sort latest_due_on --format csv",
        answer=_deadlines,
    )
    add_states(deadlines, "*")
    add_options(deadlines, ["on", "group"])
    add_show(deadlines)


def _add_sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sources",
        action="store_true",
        help="also who says so, with addresses; in the formats of rows a column source_urls",
    )


def _status(options: argparse.Namespace) -> Iterator[str]:
    day, asked = opcat.treaty(**given(options)).as_of, treaty_of(options)
    statuses = those_known(options, lambda state: opcat.status(state, on=day, treaty=asked))
    if not statuses:
        return
    if not in_words(options):
        sheet = sheet_of(statuses, "statuses", asked)
        if options.sources:
            sheet = _with_urls(sheet, [status.sources for status in statuses])
        yield from shown(sheet, options, (*_MAIN, *(_SOURCES if options.sources else ())))
        return
    cited = Cited() if options.sources else None
    yield f"On {long_date(day)}"
    for status in statuses:
        yield from acts(status, asked, cited)
    if cited is not None:
        yield from cited.lines()


def _with_urls(sheet: Sheet, cited: Iterable[Iterable[opcat.Source]]) -> Sheet:
    """Return a sheet with the addresses of the sources of each row, in their order."""
    urls = (tuple(source.url or "" for source in sources) for sources in cited)
    rows = [(*row, cell) for row, cell in zip(sheet.rows, urls, strict=True)]
    return Sheet((*sheet.names, _SOURCES[1]), rows)


def _asked(options: argparse.Namespace) -> Sequence[opcat.State]:
    """Return the States that are meant, or those of a group, or all.

    Raises:
        OpcatError: States are named, and a group too, or a language without a State.
    """
    if not options.state and options.language is not None:
        raise OpcatError("--language is that of the names of States; name one too")
    if not options.state:
        return opcat.states(group=options.group, treaty=treaty_of(options))
    if options.group is not None:
        raise OpcatError("--group chooses among all States; leave it out, or the names")
    asked = treaty_of(options)
    return those_known(options, lambda name: opcat.status(name, treaty=asked).state)


def _statuses(options: argparse.Namespace) -> Iterator[str]:
    asked = given(options)
    group = asked.pop("group", None)
    day = opcat.treaty(**asked).as_of  # a day after the record warns once, and not per State
    statuses = statuses_on(day, treaty_of(options), group)
    return shown(sheet_of(statuses, "statuses", treaty_of(options)), options, _MAIN)


def _profile(options: argparse.Namespace) -> Iterator[str]:
    page = opcat.profile(meant(options.state, options), **given(options))
    if in_words(options):
        lines = str(page).split("\n")
        if not options.sources:
            yield from lines
            return
        cited = Cited()
        listed = opcat.overdue_list(on=page.deadlines.as_of, treaty=treaty_of(options))
        told = zip_longest(lines, _rests_on(page, listed), fillvalue=())
        yield from (f"{line}{cited.marks(sources)}" for line, sources in told)
        yield from cited.lines()
        return
    rows = [
        (str(event.date), event.description, tuple(source.id for source in event.sources))
        for event in page.events
    ]
    sheet = Sheet(("date", "description", "sources"), rows)
    if options.sources:
        sheet = _with_urls(sheet, [event.sources for event in page.events])
    yield from shown(
        sheet, options, ("date", "description", *(_SOURCES if options.sources else ()))
    )


def _rests_on(page: "opcat.Profile", listed: "opcat.OverdueList") -> list[tuple[opcat.Source, ...]]:
    """Return the sources of the lines of a profile: the standing, what happened, answers."""
    idle = [() if one.actions else one.sources for one in (page.protocol, page.convention)]
    mechanism = [] if page.mechanism is None else [page.mechanism.sources]
    cited = [idle[0], *(event.sources for event in page.events), idle[1], *mechanism]
    entry = [one.sources for one in listed.entries if one.state == page.state]
    before = 2 if page.deadlines.due_on else 1  # the last line of the deadlines is about the list
    return [*cited, *[()] * before, *entry]


def _eligibility(options: argparse.Namespace) -> Iterable[str]:
    states = _asked(options)
    if options.problems and not states:
        return ()
    day = opcat.treaty(on=options.on, treaty=treaty_of(options)).as_of
    sheet = sheet_from(eligibility_of(states, day, treaty_of(options)))
    return shown(sheet, options, sheet.names[:-1])


def _deadlines(options: argparse.Namespace) -> Iterable[str]:
    states = _asked(options)
    if options.problems and not states:
        return ()
    day = opcat.treaty(on=options.on, treaty=treaty_of(options)).as_of
    found = deadlines_of(states, day, treaty_of(options))
    return shown(sheet_of(found, opcat.Deadlines), options, _DEADLINES)
