"""The command list: lists of States, and every table of the record."""

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import opcat
from opcat._core.days import long_date, parse_day
from opcat.cli._options import Commands, add_options, command, given, treaty_of
from opcat.cli._rows import sheet_of
from opcat.cli._show import add_show, shown


class _List(NamedTuple):
    """A list by name.

    Attributes:
        summary: a description.
        of: the table that its rows belong to.
        ask: the question of `opcat` that gives its values, or an attribute of its answer; ``""``
            for the whole table.
        options: the arguments of that question that are options of the command.
        main: the columns that a table shows by default.
        kept: options by which the command itself chooses among the answers.
    """

    summary: str
    of: str
    ask: str
    options: str
    main: str
    kept: str = ""


_LISTS = {
    "parties": _List(
        "the parties, by name",
        "statuses",
        "parties",
        "on basis group treaty",
        "alpha_3 state deposited_on in_force_on",
    ),
    "signatories": _List(
        "the States that have signed, whether or not they joined later",
        "statuses",
        "signatories",
        "on group treaty",
        "alpha_3 state signed_on standing",
    ),
    "pending": _List(
        "the States that have signed and have not joined",
        "statuses",
        "pending_signatories",
        "on group treaty",
        "alpha_3 state signed_on eligible_on",
    ),
    "non-parties": _List(
        "the States that are not party",
        "statuses",
        "non_parties",
        "on basis group eligibility treaty",
        "alpha_3 state standing signed_on eligible_on",
    ),
    "states": _List(
        "the States that the package knows",
        "states",
        "states",
        "group",
        "alpha_3 alpha_2 name regional_group",
    ),
    "actions": _List(
        "what States did under the Protocol, in chronological order",
        "actions",
        "actions",
        "since until kind state treaty",
        "date alpha_3 state kind",
        "group",
    ),
    "consents": _List(
        "the acts of joining, in order of the day, each with its rank",
        "consents",
        "consents",
        "since until group state treaty",
        "rank date alpha_3 state kind shares_day",
    ),
    "mechanisms": _List(
        "the national preventive mechanism of each party, as it stood on a day",
        "mechanisms",
        "mechanisms",
        "on group state designated",
        "alpha_3 state designated mechanism_bodies",
    ),
    "mechanism-history": _List(
        "every national preventive mechanism that the record knows, in its time",
        "mechanism_history",
        "mechanism_history",
        "state",
        "state sequence designated_on ended_on bodies",
        "since until group",
    ),
    "article-17": _List(
        "how the parties met article 17, by regional group",
        "article_17",
        "article_17.by_group",
        "on",
        "regional_group parties before_joining in_time between_readings late none_yet not_known "
        "not_due median_days",
        "group",
    ),
    "visits": _List(
        "the missions of the Subcommittee",
        "visits",
        "visits",
        "since until kind group report_public state",
        "start end state kind",
    ),
    "visit-reconciliation": _List(
        "stated numbers of missions, beside the record's own counts",
        "visit_reconciliation",
        "",
        "",
        "published_as_of published_scope published_relation published_total least most is_match",
    ),
    "unvisited": _List(
        "the parties to which no mission of the Subcommittee is known",
        "unvisited_parties",
        "unvisited_parties",
        "on group",
        "alpha_3 state visitable_on",
    ),
    "overdue": _List(
        "the Subcommittee's list of overdue mechanisms, as last known",
        "overdue_list",
        "overdue_list.entries",
        "on",
        "alpha_3 state last_seen was_welcomed",
        "group",
    ),
    "declarations": _List(
        "declarations and notifications",
        "declarations",
        "declarations",
        "since until kind state",
        "made_on state kind summary",
        "group",
    ),
    "territories": _List(
        "to which territories the Protocol extends, and to which it does not",
        "territories",
        "territories",
        "on state",
        "state territory effect period_start period_stop",
        "group",
    ),
    "figures": _List(
        "counts that others published",
        "reported_figures",
        "",
        "",
        "source place as_of figure value",
        "since until group",
    ),
    "sources": _List(
        "the sources of the record", "sources", "sources", "", "id publisher title as_of"
    ),
    "milestones": _List(
        "how the Protocol came about",
        "milestones",
        "",
        "",
        "date event",
        "since until",
    ),
    "related": _List(
        "bodies, documents and funds related to the Protocol",
        "related",
        "",
        "",
        "name kind about",
    ),
}


def add(commands: Commands, asked: Sequence[str] = ()) -> None:
    """Add the command to the parser.

    Args:
        commands: the commands of the parser.
        asked: the words after the command: if they begin with a list, no other list is made.
    """
    made = command(
        commands,
        "list",
        "lists of States and of everything else in the record",
        "list parties --group african",
        "list pending --on 2010-01-01 --format csv",
        "list non-parties --eligibility may_join --format json",
        "list visits --state Mexico --columns start,end,kind,report_public",
        answer=lambda _: (),
        more="Each list has options of its own: opcat list parties --help.",
    )
    lists = made.add_subparsers(title="lists", metavar="LIST", required=True)
    for name in _LISTS.keys() & asked[:1] or _LISTS:
        each = _LISTS[name]
        example = f"list {name}"
        examples = [example, f"{example} --format csv", f"{example} --columns all --format json"]
        part = command(lists, name, each.summary, *examples, answer=_list)
        part.set_defaults(list=name)
        add_options(part, f"{each.options} {each.kept}".split())
        add_show(part)


def _list(options: argparse.Namespace) -> Iterator[str]:
    each = _LISTS[options.list]
    from opcat._output.tables import named  # it loads every room, but the parser needs none

    asked = given(options)
    chosen = {name: asked.pop(name) for name in each.kept.split() if name in asked}
    found = _answer(each.ask, asked) if each.ask else named("of", each.of).rows(treaty_of(options))
    values = [value for value in found if _is_kept(each.of, value, **chosen)]
    options.notes = list(_notes(options.list, values, asked))
    return shown(sheet_of(values, each.of, treaty_of(options)), options, each.main.split())


def _answer(ask: str, asked: Mapping[str, Any]) -> Iterable[Any]:
    question, _, part = ask.partition(".")
    answer: Any = getattr(opcat, question)(**asked)
    values: Iterable[Any] = getattr(answer, part) if part else answer
    return values


_GROUPS: Mapping[str, Callable[[Any], Any]] = {
    "article_17": itemgetter(0),
    "reported_figures": attrgetter("group"),
}
"""The regional group of a row, by the table; of others it is that of its State."""
_DAYS: Mapping[str, Callable[[Any], Any]] = {
    "mechanism_history": attrgetter("designated_on"),
    "milestones": attrgetter("date"),
    "reported_figures": attrgetter("as_of"),
}
"""The date of a row, by the table."""


def _is_kept(
    of: str, value: Any, *, group: str = "", since: date = date.min, until: date = date.max
) -> bool:
    """Tell whether a row is of a group, and of a time by the latest day that its date can be."""
    if group and _GROUPS.get(of, attrgetter("state.regional_group"))(value) != group:
        return False
    if (since, until) == (date.min, date.max):
        return True
    day = _DAYS[of](value)
    latest = getattr(day, "latest", day)
    return latest is not None and since <= latest <= until


_OF_PARTIES = ("mechanisms", "mechanism-history", "visits", "declarations", "territories")
"""The lists that have nothing to say of a State that is not a party."""
_COMPILED = ("mechanism-history", "visits")
"""Those that hold what some source reports, and no more."""


def _notes(name: str, values: list[Any], asked: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the rows, or their lack, do not mean."""
    if name == "declarations" and any(made.until_basis not in (None, "stated") for made in values):
        yield (
            "the last day of a postponement is one reading of the sources where until_basis is not "
            "'stated', and may be up to thirteen months short"
        )
    if values or "state" not in asked or name not in _OF_PARTIES:
        return
    record = asked.get("treaty")
    treaty = opcat.treaty(treaty=record)
    day = min(parse_day("on", asked.get("on", treaty.as_of)), treaty.as_of)
    status = opcat.status(asked["state"], on=day, treaty=record)
    if not status.is_party:
        yield (
            f"{status.state.name} is not a party to the Protocol on {long_date(day)} "
            f"({status.standing.label}), so the empty list does not mean 'no'"
        )
    elif name in _COMPILED:
        yield "an empty list proves nothing: the record has only what a source reports"
