"""What a type checker must see in code that uses the core. It is checked, and never run."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import assert_never, assert_type

import opcat


def questions(day: dt.date, moment: dt.datetime) -> None:
    assert_type(opcat.treaty(), opcat.Treaty)
    assert_type(opcat.treaty(on="2010-01-01"), opcat.Treaty)
    assert_type(opcat.status("France", on=day), opcat.StateStatus)
    assert_type(opcat.status(250, on=moment), opcat.StateStatus)
    assert_type(opcat.is_party("Kenya"), bool)
    assert_type(opcat.parties(basis="in_force"), opcat.Rows[opcat.StateStatus])
    assert_type(opcat.parties(basis=opcat.Basis.IN_FORCE), opcat.Rows[opcat.StateStatus])
    assert_type(opcat.signatories(group="african"), opcat.Rows[opcat.StateStatus])
    assert_type(opcat.pending_signatories(), opcat.Rows[opcat.StateStatus])
    assert_type(opcat.non_parties(), opcat.Rows[opcat.StateStatus])
    assert_type(opcat.states(), opcat.Rows[opcat.State])
    assert_type(opcat.counts(), opcat.Counts)
    assert_type(opcat.timeline(), opcat.Rows[tuple[dt.date, opcat.Counts]])
    assert_type(opcat.when(parties=94), opcat.Rows[opcat.Period])
    assert_type(opcat.actions(kind="accession"), opcat.Rows[opcat.Action])
    assert_type(opcat.deadlines("Ghana"), opcat.Deadlines)
    assert_type(opcat.eligibility("Kenya"), opcat.Eligibility)
    assert_type(opcat.uptake(), opcat.Uptake)
    assert_type(opcat.convention(), opcat.Treaty)
    assert_type(opcat.declarations(), opcat.Rows[opcat.Declaration])
    assert_type(opcat.territories(), opcat.Rows[opcat.TerritorialApplication])
    assert_type(opcat.mechanisms(on=day), opcat.Rows[opcat.MechanismStatus])
    assert_type(opcat.mechanisms()[0].mechanism, opcat.Mechanism | None)
    assert_type(opcat.mechanism_history("Mali"), opcat.Rows[opcat.Mechanism])
    assert_type(opcat.article_17(), opcat.Article17)
    assert_type(opcat.deadlines("Ghana").punctuality, opcat.Punctuality | None)
    assert_type(
        opcat.visits("Mexico", since="2019-01-01", group="african"), opcat.Rows[opcat.Visit]
    )
    assert_type(opcat.visits()[0].reports[0].address, str | None)
    assert_type(opcat.visit_totals(), opcat.Rows[opcat.VisitTotal])
    assert_type(opcat.reconcile_visits(opcat.visit_totals()[0]).is_match, bool | None)
    assert_type(opcat.unvisited_parties(on=day)[0].visitable_on, dt.date | None)
    assert_type(opcat.consents("Mexico", since=day), opcat.Rows[opcat.Consent])
    assert_type(opcat.eligible_on("Mexico", on=moment), dt.date | None)
    assert_type(opcat.when(parties=50, at_least=True), opcat.Rows[opcat.Period])
    assert_type(opcat.overdue_list(), opcat.OverdueList)
    assert_type(opcat.profile("Mexico"), opcat.Profile)
    assert_type(opcat.reconcile(parties=94, on=day), opcat.Reconciliation)
    assert_type(opcat.reported_figures(), opcat.Rows[opcat.ReportedFigure])
    assert_type(opcat.background(), opcat.Background)
    assert_type(opcat.cite(), opcat.Citation)
    assert_type(opcat.subcommittee_size(), int)
    assert_type(opcat.__version__, str)


def many(mixed: list[opcat.Visit | opcat.Action]) -> None:
    plain: tuple[opcat.Visit, ...] = opcat.visits()
    visits = opcat.visits()
    assert_type(visits[0], opcat.Visit)
    assert_type(visits[:3], opcat.Rows[opcat.Visit])
    assert_type(visits + plain, opcat.Rows[opcat.Visit])
    assert_type(opcat.Rows(mixed), opcat.Rows[opcat.Visit | opcat.Action])
    visits.to_frame(backend="polars")


def parts(treaty: opcat.Treaty, source: opcat.Source, cited: tuple[opcat.Source, ...]) -> None:
    """The parts of a value are Rows, and a value is made of any tuple."""
    profile, deadlines = opcat.profile("Mexico"), opcat.deadlines("Chile")
    background, reading = opcat.background(), opcat.reconcile(parties=94).readings[0]
    assert_type(opcat.status("Mexico").actions, opcat.Rows[opcat.Action])
    assert_type(opcat.resolve("Mexico").sources, opcat.Rows[opcat.Source])
    assert_type(profile.visits, opcat.Rows[opcat.Visit])
    assert_type(profile.visits[0].reports[:1], opcat.Rows[opcat.VisitReport])
    assert_type(profile.mechanisms[0].sources, opcat.Rows[opcat.Source])
    assert_type(profile.declarations + profile.declarations, opcat.Rows[opcat.Declaration])
    assert_type(deadlines.postponements, opcat.Rows[opcat.Declaration])
    opcat.uptake().by_group.to_frame()
    opcat.article_17().by_decade.to_frame()
    if treaty.open_to is not None:
        assert_type(treaty.open_to, opcat.Rows[opcat.State])
    profile.events.to_frame()
    profile.territories.to_frame()
    background.titles.to_frame()
    reading.periods.to_frame()
    opcat.cite().references.to_frame()
    opcat.overdue_list().entries.to_frame(backend="polars")
    france = opcat.State(alpha_3="FRA", name="France", sources=(source,))
    day = dt.date(2005, 9, 16)
    signed = opcat.Action(state=france, kind=opcat.ActionKind.SIGNATURE, date=day, sources=cited)
    signed.sources.to_frame(backend="pyarrow")


def names(column: list[str | None], mapping: Mapping[str, int]) -> None:
    assert_type(opcat.resolve("DR Congo"), opcat.State)
    assert_type(opcat.find_state("Atlantis"), opcat.State | None)
    assert_type(opcat.resolve_all(column), opcat.ResolvedNames)
    assert_type(opcat.resolve_all(mapping), opcat.ResolvedNames)
    state = opcat.resolve("France")
    assert_type(state.alpha_3, str | None)
    assert_type(state.regional_group, opcat.RegionalGroup | None)


def values(status: opcat.StateStatus, treaty: opcat.Treaty) -> str:
    assert_type(status.state, opcat.State)
    assert_type(status.signed_on, dt.date | None)
    assert_type(status.consent, opcat.Action | None)
    assert_type(status.is_party, bool)
    assert_type(status.sources, opcat.Rows[opcat.Source])
    assert_type(treaty.as_of, dt.date)
    assert_type(treaty.in_force_on, dt.date | None)
    assert_type(treaty.counts, opcat.Counts)
    assert_type(treaty.counts.parties, int)
    assert_type(treaty.statuses, opcat.Rows[opcat.StateStatus])
    if status.deposited_on is not None:
        assert_type(status.deposited_on, dt.date)
    assert_type(status.standing.value, str)
    assert_type(opcat.ProtocolPart.PART_III.value, str)
    assert_type(status.standing.label, str)
    if opcat.status("Togo").standing == "party":
        counted: dict[str, int] = {status.standing: 1}
        return f"{counted['party']}"
    match status.standing:  # a check that every standing has its case
        case opcat.Standing.PARTY:
            return "party"
        case opcat.Standing.PENDING_SIGNATORY | opcat.Standing.WITHDRAWN:
            return "not a party"
        case opcat.Standing.NO_ACTION | opcat.Standing.NO_LONGER_COUNTED:
            return "nothing"
        case other:  # pyright: ignore[reportUnnecessaryComparison] - as it should be
            assert_never(other)


def texts(treaty: opcat.Treaty, directory: Path) -> None:
    assert_type(opcat.to_json(treaty), str)
    assert_type(opcat.from_json("{}"), opcat.Treaty)
    assert_type(opcat.from_json(b"{}"), opcat.Treaty)
    assert_type(opcat.load(directory), opcat.Record)
    assert_type(opcat.load("record").treaty, opcat.Treaty)


def errors(name: str) -> tuple[str, ...]:
    try:
        opcat.resolve(name)
    except opcat.AmbiguousStateError as error:
        assert_type(error.candidates, tuple[opcat.State, ...])
    except opcat.UnknownStateError as error:
        return assert_type(error.suggestions, tuple[str, ...])
    return ()


def building() -> None:
    state = opcat.State(alpha_3="FRA", name="France")
    action = opcat.Action(state=state, kind=opcat.ActionKind.SIGNATURE, date=dt.date(2005, 9, 16))
    treaty = opcat.Treaty(key="x", title="X", as_of=dt.date(2010, 1, 1), actions=[action])
    assert_type(treaty.actions, opcat.Rows[opcat.Action])
    period = opcat.Period(start=dt.date(2010, 1, 1), stop=None)
    assert_type("2010-01-01" in period, bool)
