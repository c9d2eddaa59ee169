"""Code that a type checker must refuse. Each mark below is itself an error where it is not needed.

It is checked, and never run.
"""

import datetime as dt

import opcat
from opcat import frames


def questions() -> None:
    opcat.counts(on=2010)  # type: ignore[arg-type]
    opcat.counts("2010-01-01")  # type: ignore[call-arg, misc, unused-ignore]
    opcat.parties(baiss="deposit")  # type: ignore[call-arg]
    opcat.parties(treaty="opcat")  # type: ignore[arg-type]
    opcat.when(parties="94")  # type: ignore[arg-type]
    opcat.visits(since=2019)  # type: ignore[arg-type]
    opcat.resolve_all(None)  # type: ignore[arg-type]
    opcat.from_json(None)  # type: ignore[arg-type]
    opcat.load(None)  # type: ignore[arg-type]
    opcat.reconcile(94)  # type: ignore[arg-type]
    opcat.no_such_name()  # type: ignore[attr-defined]


def unknown_may_be_missing(status: opcat.StateStatus) -> None:
    status.deposited_on.year  # type: ignore[union-attr]
    opcat.find_state("Atlantis").name  # type: ignore[union-attr]
    status.deposited_on > dt.date(2010, 1, 1)  # type: ignore[operator]


def values_are_frozen(status: opcat.StateStatus, counts: opcat.Counts) -> None:
    counts.parties = 97  # type: ignore[misc]
    status.state.name = "Gaul"  # type: ignore[misc]
    status.sources[0] = None  # type: ignore[index]
    opcat.treaty().actions.append(None)  # type: ignore[attr-defined]


def values_are_built_by_name() -> None:
    opcat.Counts(1, 1, 1)  # type: ignore[call-arg]
    opcat.Period(start="2010-01-01")  # type: ignore[arg-type]
    opcat.PartialDate(year="2007")  # type: ignore[arg-type]
    opcat.Action(state="FRA", kind="signature", date="2010-01-01")  # type: ignore[arg-type]
    opcat.State(name="Gaul", alpha_3="GAU", sources=("x",))  # type: ignore[arg-type]
    opcat.Reference(key="x", kind="document", author="A")  # type: ignore[arg-type]


def days_known_in_part_have_no_order(day: opcat.PartialDate) -> None:
    day < opcat.PartialDate(year=2007)  # type: ignore[operator]


def tables(rows: list[int]) -> None:
    frames.annotate(rows, sate="country")  # type: ignore[call-arg]
    frames.annotate(rows, columns=5)  # type: ignore[arg-type]
    frames.panel(every=1)  # type: ignore[arg-type]
