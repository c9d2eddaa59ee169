"""One value of each public class: what the tests of all values share."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from status_pages import PAGES, Table, html

import opcat
from opcat import untc

CLASSES = [
    found
    for module in (opcat, untc)
    for name in module.__all__
    if isinstance(found := getattr(module, name), type) and attrs.has(found)
]


def answers() -> Iterator[object]:
    """Yield answers that lead to a value of each class."""
    yield from (opcat.treaty(), opcat.convention(), opcat.when(parties=94), opcat.background())
    yield from (opcat.unvisited_parties(), *map(opcat.reconcile_visits, opcat.visit_totals()))
    yield from (opcat.consents(), opcat.reconcile(parties=94), opcat.deadlines("France"))
    yield from (opcat.profile("France"), opcat.article_17(), opcat.mechanism_history())
    yield from (opcat.declarations(), opcat.territories(), opcat.visits(), opcat.timeline())
    yield from (opcat.mechanisms(), opcat.overdue_list(), opcat.uptake(), opcat.cite())
    yield from (opcat.resolve_all(["Kenya", "Korea", "Atlantis"]), opcat.reported_figures())
    yield from (opcat.eligibility("France"), opcat.treaty().entry_rule)
    yield opcat.treaty().denunciation_rule
    old = untc.read_page(
        html(Table(rows=(("Malta", "1 Oct 2003", ""), ("Turkey", "1 Oct 2003", "[2 Oct 2003]"))))
    )
    yield old
    for rows in (
        (
            ("Malta", "2 Oct 2003", ""),
            ("Türkiye", "1 Oct 2003", "2 Oct 2003"),
            ("Kenya", "3 Oct 2003", ""),
        ),
        (("Turkey", "[1 Oct 2003]", ""), ("Kenya", "[1 Oct 2003]", "")),
    ):
        changes = untc.compare(old, untc.read_page(html(Table(rows=rows, in_force="1 May 2006"))))
        yield from (changes, *changes, untc.Update(changes=changes))
    yield untc.read_all(PAGES, "2024-03-02")
    yield untc.Change()
    yield untc.NewAction(action=opcat.actions()[0])


def examples() -> dict[type, Any]:
    """Return a value of each class."""
    found: dict[type, Any] = {}
    waiting = list(answers())
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting += value[:50]
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif attrs.has(type(value)) and type(value) not in found:
            found[type(value)] = value
            waiting += (getattr(value, name) for name in dir(value) if not name.startswith("_"))
    return found


EXAMPLES = examples()
