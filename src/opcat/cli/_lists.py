"""The command list: lists of States, and every table of the record."""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import opcat
from opcat.cli._options import Commands, add_options, add_show, command, given, shown
from opcat.cli._rows import sheet_of


class _List(NamedTuple):
    """A list by name.

    Attributes:
        summary: a description.
        of: the table that its rows belong to.
        ask: the question of `opcat` that gives its values, or an attribute of its answer; ``""``
            for the whole table.
        options: the arguments of that question that are options of the command.
        main: the columns that a table shows by default.
    """

    summary: str
    of: str
    ask: str
    options: str
    main: str


_LISTS = {
    "parties": _List(
        "the parties, by name",
        "statuses",
        "parties",
        "on basis group",
        "alpha_3 state deposited_on in_force_on",
    ),
    "signatories": _List(
        "the States that have signed, whether or not they joined later",
        "statuses",
        "signatories",
        "on group",
        "alpha_3 state signed_on standing",
    ),
    "pending": _List(
        "the States that have signed and have not joined",
        "statuses",
        "pending_signatories",
        "on group",
        "alpha_3 state signed_on eligible_on",
    ),
    "non-parties": _List(
        "the States that are not party",
        "statuses",
        "non_parties",
        "on basis group eligibility",
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
        "since until kind state",
        "date alpha_3 state kind",
    ),
    "consents": _List(
        "the acts of joining, in order of the day, each with its rank",
        "consents",
        "consents",
        "since until group state",
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
    ),
    "article-17": _List(
        "how the parties met article 17, by regional group",
        "article_17",
        "article_17.by_group",
        "on",
        "regional_group parties before_joining in_time between_readings late none_yet not_known "
        "not_due median_days",
    ),
    "visits": _List(
        "the missions of the Subcommittee",
        "visits",
        "visits",
        "since until kind group report_public state",
        "start end state kind",
    ),
    "visit-totals": _List(
        "stated numbers of missions, beside the record's own counts",
        "visit_totals",
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
    ),
    "declarations": _List(
        "declarations and notifications",
        "declarations",
        "declarations",
        "since until kind state",
        "made_on state kind summary",
    ),
    "territories": _List(
        "to which territories the Protocol extends, and to which it does not",
        "territories",
        "territories",
        "on state",
        "state territory effect period_start period_stop",
    ),
    "figures": _List(
        "counts that others published",
        "reported_figures",
        "",
        "",
        "source place as_of figure value",
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
    ),
    "related": _List(
        "bodies, documents and funds related to the Protocol",
        "related",
        "",
        "",
        "name kind about",
    ),
}


def add(commands: Commands) -> None:
    """Add the command to the parser."""
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
    for name, (summary, _, _, options, _) in _LISTS.items():
        example = f"list {name}"
        examples = [example, f"{example} --format csv", f"{example} --columns all --format json"]
        part = command(lists, name, summary, *examples, answer=_list)
        part.set_defaults(list=name)
        add_options(part, options.split())
        add_show(part)


def _list(options: argparse.Namespace) -> Iterator[str]:
    _, of, ask, _, main = _LISTS[options.list]
    from opcat._output.tables import named  # it loads every room, but the parser needs none

    values = _answer(ask, given(options)) if ask else named("of", of).rows(opcat.treaty())
    return shown(sheet_of(values, of), options, main.split())


def _answer(ask: str, asked: Mapping[str, Any]) -> Iterable[Any]:
    question, _, part = ask.partition(".")
    answer: Any = getattr(opcat, question)(**asked)
    values: Iterable[Any] = getattr(answer, part) if part else answer
    return values
