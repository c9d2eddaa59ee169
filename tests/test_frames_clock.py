"""What counts for a period in which something changes, told a second time from every day of it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from frame_backends import LOCAL, expected
from hypothesis import given
from hypothesis import strategies as st
from test_frames_annotate import FEW, QUIETLY

import opcat
from opcat import Action, ActionKind, frames, strategies

FIRST, AS_OF = date(2010, 1, 1), date(2013, 12, 31)
RULES = ["first", "last", "any", "all"]
ORDER = [word.value for word in opcat.Standing]
"""From the highest standing to the lowest."""


@st.composite
def busy(draw: st.DrawFn) -> opcat.Treaty:
    """Draw a treaty under which States act, leave and join again within few months."""
    states = draw(st.lists(st.sampled_from(opcat.states()), min_size=1, max_size=2, unique=True))
    months = draw(st.integers(1, 4))
    histories = [draw(strategies.histories(state, FIRST, AS_OF, months)) for state in states]
    return opcat.Treaty(
        key="busy",
        title="Busy treaty",
        as_of=AS_OF,
        actions=[action for history in histories for action in history],
        entry_rule=draw(strategies.entry_rules()),
        denunciation_rule=opcat.DenunciationRule(months=months, article="33"),
    )


def telling(
    treaty: opcat.Treaty, state: opcat.State, basis: str
) -> Callable[[date, date, str], dict[str, Any]]:
    """Return what is so in a period, from what the core says of each of its days."""
    known: dict[date, dict[str, Any]] = {}

    def on(day: date) -> dict[str, Any]:
        if day not in known:
            known[day] = expected(state, day, treaty, basis)
        return known[day]

    def told(start: date, stop: date, partial: str) -> dict[str, Any]:
        days = [on(start + timedelta(days=n)) for n in range((min(stop, AS_OF) - start).days + 1)]
        if partial in ("first", "last"):
            return days[0 if partial == "first" else -1]
        choose, holds = (min, any) if partial == "any" else (max, all)
        flags = {name: holds(day[name] for day in days) for name in ("is_party", "is_signatory")}
        standing = choose((day["standing"] for day in days), key=ORDER.index)
        # A signature that was withdrawn stood on some days, and not on all.
        signed = [day["signed_on"] for day in days if day["signed_on"] is not None]
        if partial == "all" and len(signed) < len(days):
            signed = []
        return {
            **days[-1 if partial == "any" else 0],
            **flags,
            "standing": standing,
            "signed_on": signed[-1] if signed else None,
        }

    return told


@FEW
@given(treaty=busy(), basis=st.sampled_from(["deposit", "in_force"]))
@QUIETLY
def test_years_and_months_are_what_their_days_are(treaty: opcat.Treaty, basis: str) -> None:
    """By each rule, because what the core says of a day serves them all."""
    tellings = {state: telling(treaty, state, basis) for state in treaty.states}
    for partial in RULES:
        by_rule(partial, treaty, basis, tellings)


def by_rule(
    partial: str,
    treaty: opcat.Treaty,
    basis: str,
    tellings: Mapping[opcat.State, Callable[[date, date, str], dict[str, Any]]],
) -> None:
    """Hold years and months, by one rule, to what is told of their days."""
    years = range(FIRST.year - 1, AS_OF.year + 1)
    asked = [(state, year) for state in tellings for year in years]
    rows = pa.table(
        {
            "n": range(len(asked)),
            "country": [state.alpha_3 for state, _ in asked],
            "year": [year for _, year in asked],
        }
    )
    wanted = [
        tellings[state](date(year, 1, 1), date(year, 12, 31), partial) for state, year in asked
    ]
    for way in ("pandas", "polars", "polars, lazy", "pyarrow", "duckdb"):
        found = frames.annotate(
            LOCAL[way].make(rows), on="year", partial=partial, basis=basis, treaty=treaty
        )
        cells = [{name: row[name] for name in wanted[0]} for row in LOCAL[way].rows(found)]
        assert cells == wanted, (way, partial)
    for every, stretches in (("year", years), ("month", range(2009 * 12, 2014 * 12))):
        panel = frames.panel(
            date(2009, 1, 1),
            AS_OF,
            every=every,
            partial=partial,
            basis=basis,
            treaty=treaty,
            backend="polars",
        )
        for state, told in tellings.items():
            found = panel.filter(pl.col("alpha_3") == state.alpha_3)
            assert len(found) == len(stretches)
            for row in found.to_dicts():
                start = date(row["year"], row.get("month", 1), 1)
                stop = start.replace(month=row.get("month", 12), day=28) + timedelta(days=4)
                cell = told(start, stop - timedelta(days=stop.day), partial)
                assert {name: row[name] for name in cell} == cell, (every, partial)


def standings_of(
    acts: Iterable[tuple[ActionKind, date]], years: Iterable[int]
) -> dict[str, list[str]]:
    """Return where Kenya, which did only this, stood in each year, by each rule."""
    kenya = opcat.resolve("Kenya")
    treaty = opcat.Treaty(
        key="x",
        title="X",
        as_of=AS_OF,
        actions=[Action(state=kenya, kind=kind, date=day) for kind, day in acts],
        denunciation_rule=opcat.DenunciationRule(months=1, article="1"),
    )
    rows = [("KEN", year) for year in years]
    frame = pl.DataFrame(rows, schema=["country", "year"], orient="row")
    return {
        partial: frames.annotate(frame, on="year", partial=partial, treaty=treaty)[
            "standing"
        ].to_list()
        for partial in RULES
    }


@QUIETLY
def test_joining_and_leaving_within_one_year() -> None:
    """The lowest standing in it is that of the days before."""
    acts = (
        (ActionKind.ACCESSION, date(2010, 3, 1)),
        (ActionKind.DENUNCIATION, date(2010, 5, 1)),
    )
    assert standings_of(acts, range(2009, 2012)) == {
        "first": ["no_action", "no_action", "withdrawn"],
        "last": ["no_action", "withdrawn", "withdrawn"],
        "any": ["no_action", "party", "withdrawn"],
        "all": ["no_action", "no_action", "withdrawn"],
    }


@pytest.mark.parametrize("partial", RULES)
@QUIETLY
def test_a_signature_withdrawn_on_its_own_day_stood_on_none(partial: str) -> None:
    kenya, togo = opcat.resolve("Kenya"), opcat.resolve("Togo")
    day = date(2010, 12, 6)
    treaty = opcat.Treaty(
        key="x",
        title="X",
        as_of=date(2012, 12, 31),
        actions=[
            Action(state=kenya, kind=ActionKind.SIGNATURE, date=day),
            Action(state=kenya, kind=ActionKind.WITHDRAWAL_OF_SIGNATURE, date=day),
            Action(state=togo, kind=ActionKind.ACCESSION, date=date(2009, 1, 1)),
        ],
    )
    frame = pl.DataFrame({"country": ["KEN"] * 3, "year": [2009, 2010, 2011]})
    annotated = frames.annotate(frame, on="year", partial=partial, treaty=treaty)
    assert annotated["standing"].to_list() == ["no_action"] * 3
    assert annotated["signed_on"].to_list() == [None] * 3
    assert opcat.status("Kenya", on=day, treaty=treaty).standing == "no_action"


@QUIETLY
def test_what_came_before_a_withdrawn_signature_is_not_before_joining() -> None:
    """It signed and withdrew that, years before it joined and left within one year."""
    acts = (
        (ActionKind.SIGNATURE, date(2010, 1, 2)),
        (ActionKind.WITHDRAWAL_OF_SIGNATURE, date(2010, 2, 1)),
        (ActionKind.ACCESSION, date(2012, 1, 2)),
        (ActionKind.DENUNCIATION, date(2012, 1, 2)),
    )
    assert standings_of(acts, range(2010, 2014)) == {
        "first": ["no_action", "no_action", "no_action", "withdrawn"],
        "last": ["no_action", "no_action", "withdrawn", "withdrawn"],
        "any": ["pending_signatory", "no_action", "party", "withdrawn"],
        "all": ["no_action", "no_action", "no_action", "withdrawn"],
    }


@QUIETLY
def test_a_year_in_which_a_state_ceased_to_be_counted() -> None:
    former = opcat.State(
        key="former land",
        name="Former land",
        kind=opcat.ParticipantKind.FORMER_STATE,
        not_counted_from=date(2012, 6, 1),
    )
    treaty = opcat.Treaty(
        key="x",
        title="X",
        as_of=date(2013, 12, 31),
        actions=[Action(state=former, kind=ActionKind.SIGNATURE, date=date(2012, 3, 1))],
    )
    standings = {
        partial: frames.panel(
            2011, 2013, states="acted", partial=partial, treaty=treaty, backend="polars"
        )["standing"].to_list()
        for partial in RULES
    }
    gone = "no_longer_counted"
    assert standings == {
        "first": ["no_action", "no_action", gone],
        "last": ["no_action", gone, gone],
        "any": ["no_action", "pending_signatory", gone],
        "all": ["no_action", gone, gone],
    }
