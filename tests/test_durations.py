"""How long States took, and which of them were at risk: told again from the files alone.

The second telling reads the packaged files as they stand, and knows nothing of the package's own.
"""

import calendar
import math
import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pandas as pd
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, CoxTimeVaryingFitter, KaplanMeierFitter
from lifelines.utils import median_survival_times
from record_files import loaded, rows_of_file, text_of

import opcat
from opcat import ActionKind, charts, frames, strategies

# All pairs that can be asked for, so that a new one is tested too.
from opcat._questions.waits import ORIGINS

OPENED, AS_OF = date(2003, 2, 4), date(2026, 2, 3)
IN_FORCE = date(2006, 6, 22)
DAY = timedelta(days=1)
PROTOCOLS = strategies.treaties(max_states=6).map(
    lambda treaty: attrs.evolve(treaty, key=opcat.treaty().key)
)
GROUPS = [None, *opcat.RegionalGroup]


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", opcat.CoverageWarning)
        yield


def table(name: str) -> list[dict[str, str]]:
    return rows_of_file(f"{name}.csv")


class Span(NamedTuple):
    """A date known in part: the first and the last day that it can be."""

    low: date
    high: date


def span(cell: str) -> Span:
    year, month, day = (int(part) for part in (cell + "-0-0").split("-")[:3])
    last = calendar.monthrange(year, month or 12)[1]
    return Span(date(year, month or 1, day or 1), date(year, month or 12, day or last))


def firsts(days: Iterator[tuple[str, date]]) -> dict[str, date]:
    """Return the first day of each State."""
    found: dict[str, date] = {}
    for code, day in days:
        found[code] = min(day, found.get(code, day))
    return found


def acts(name: str, *kinds: str) -> Iterator[tuple[str, date]]:
    for row in table(name):
        if not kinds or row["kind"] in kinds:
            yield row["alpha_3"], date.fromisoformat(row.get("effective_on") or row["date"])


STATES = {row["alpha_3"]: row for row in table("states")}
CONSENTS = ("ratification", "accession", "succession")
SIGNATURES = ("signature", "succession_to_signature")


def at_the_opening(days: dict[str, date]) -> dict[str, date]:
    return {code: max(day, OPENED) for code, day in days.items() if code in STATES}


MAY_SIGN = at_the_opening(firsts(acts("convention_actions")))
ELIGIBLE = at_the_opening(firsts(acts("convention_actions", *CONSENTS)))
SIGNED = firsts(acts("actions", *SIGNATURES))
JOINED = firsts(acts("actions", *CONSENTS))


def due() -> dict[str, date]:
    """Return by which day a mechanism was due, by the text of articles 17 and 24."""
    later: dict[str, date] = {}
    for code, day in JOINED.items():
        begins = max(day, IN_FORCE)
        later[code] = begins.replace(year=begins.year + 1)
    for row in table("declarations"):
        if (row["kind"], row["postpones"]) == ("postponement", "part_iv"):
            until = row["postponed_until"]
            if until:
                later[row["alpha_3"]] = max(later[row["alpha_3"]], date.fromisoformat(until))
    return later


def designated() -> dict[str, Span]:
    """Return between which days each State first designated a mechanism."""
    present = {row["alpha_3"]: row["designated"] for row in table("mechanism_standing")}
    dates: dict[str, list[str]] = {}
    for row in sorted(table("mechanisms"), key=lambda row: int(row["sequence"])):
        dates.setdefault(row["alpha_3"], []).append(row["designated_on"])
    found = {code: Span(date.min, date.max) for code, word in present.items() if word == "unclear"}
    for code, cells in dates.items():
        known = [span(cell) for cell in cells if cell]
        sure = [AS_OF] if present[code] != "unclear" else [date.max]
        high = min([day.high for day in known] or sure)
        found[code] = Span(known[0].low if cells[0] else date.min, high)
    return found


def visited() -> dict[str, Span]:
    found: dict[str, Span] = {}
    for row in table("visits"):
        if row["completion"] == "confirmed":
            start = span(row["start"])
            before = found.get(row["alpha_3"], start)
            found[row["alpha_3"]] = Span(min(before.low, start.low), min(before.high, start.high))
    return found


ORIGIN = {
    "may_sign": MAY_SIGN,
    "eligible": ELIGIBLE,
    "signed": SIGNED,
    "joined": JOINED,
    "mechanism_due": due(),
}
EVENTS: dict[str, dict[str, Span]] = {
    "signed": {code: Span(day, day) for code, day in SIGNED.items()},
    "joined": {code: Span(day, day) for code, day in JOINED.items()},
    "designated": designated(),
    "visited": visited(),
}
PAIRS = [(origin.value, until.value) for until, origins in ORIGINS.items() for origin in origins]


def told(origin: str, until: str, last: date = AS_OF) -> dict[str, dict[str, Any]]:
    """Return the row of each State whose origin had come by the end."""
    found = {}
    for code, begins in ORIGIN[origin].items():
        # Who has joined without a signature can no longer sign.
        end = min(last, JOINED.get(code, last)) if until == "signed" else last
        could = ELIGIBLE.get(code) if until == "joined" else begins
        if could is None or max(begins, could) > end:
            continue
        came = EVENTS[until].get(code)
        if came is not None and came.low > end:
            came = None
        # On the day by which it is due a State may still designate its mechanism in time.
        first = begins + DAY if origin == "mechanism_due" else begins
        has = came is not None and came.high <= end
        if came is None:
            outcome = "cut_off"
        elif came.high < first:
            outcome = "before"
        elif came.low < first or not has:
            outcome = "unclear"
        else:
            outcome = "happened"
        until_on = came.high if came is not None and has else None
        days = ((until_on or end) - begins).days
        low = days if came is None else (came.low - begins).days
        found[code] = {
            "alpha_3": code,
            "state": STATES[code]["name"],
            "regional_group": STATES[code]["regional_group"] or None,
            "origin_on": begins,
            "until_on": until_on,
            "days": days,
            "days_low": low if outcome == "before" else max(low, 0),
            "days_high": float(days) if has else math.inf,
            "event": has,
            "event_code": int(has),
            "outcome": outcome,
            "entry_days": max((could - begins).days, 0),
        }
    return found


def everything(**asked: Any) -> dict[str, dict[str, Any]]:
    found = frames.durations(prior="keep", unclear="keep", backend="polars", **asked)
    return {row["alpha_3"]: row for row in found.to_dicts()}


def product_limit(times: list[tuple[int, bool]]) -> dict[int, Fraction]:
    """Return the share that still waits after each day of an event, without rounding."""
    share, shares = Fraction(1), {}
    for day in sorted({days for days, event in times if event}):
        at_risk = sum(days >= day for days, _ in times)
        share *= 1 - Fraction(times.count((day, True)), at_risk)
        shares[day] = share
    return shares


def half_of(times: list[tuple[int, bool]]) -> int | None:
    shares = product_limit(times)
    return next((day for day, waiting in shares.items() if waiting <= Fraction(1, 2)), None)


class TestTheRecord:
    @pytest.mark.parametrize(("origin", "until"), PAIRS)
    def test_every_row_is_what_the_files_say(self, origin: str, until: str) -> None:
        assert everything(origin=origin, until=until) == told(origin, until)

    @pytest.mark.parametrize("end", [OPENED, date(2006, 7, 1), date(2010, 9, 15), date(2019, 9, 1)])
    @pytest.mark.parametrize(("origin", "until"), PAIRS)
    def test_so_is_every_row_up_to_an_earlier_day(self, origin: str, until: str, end: date) -> None:
        found = everything(origin=origin, until=until, on=end)
        # A postponement that had not begun is not known yet: the day is told in test_mechanisms.
        postponed = {code for code, row in found.items() if row["origin_on"] < ORIGIN[origin][code]}
        assert not postponed or origin == "mechanism_due"
        expected = told(origin, until, end)
        for code in expected.keys() - postponed:
            assert found[code] == expected[code]
        assert found.keys() - postponed == expected.keys() - postponed

    @pytest.mark.parametrize(("origin", "until"), PAIRS)
    def test_by_default_only_those_have_rows_that_were_at_risk(
        self, origin: str, until: str
    ) -> None:
        found = frames.durations(origin=origin, until=until, unclear="drop", backend="polars")
        expected = [
            row for row in told(origin, until).values() if row["outcome"] in ("happened", "cut_off")
        ]
        order = {state.alpha_3: place for place, state in enumerate(opcat.states())}
        assert found.to_dicts() == sorted(expected, key=lambda row: order[row["alpha_3"]])
        assert (found["days"] >= 0).all()
        assert (found["days"] >= found["entry_days"]).all()

    def test_numbers_that_were_counted_by_hand(self) -> None:
        counts = {}
        for origin, until in PAIRS:
            rows = told(origin, until).values()
            words = [row["outcome"] for row in rows]
            counts[origin, until] = [
                words.count(word) for word in ("happened", "cut_off", "unclear", "before")
            ]
        assert counts == {
            ("may_sign", "signed"): [76, 103, 0, 0],
            ("eligible", "signed"): [74, 99, 0, 2],
            ("eligible", "joined"): [96, 79, 0, 0],
            ("signed", "joined"): [65, 11, 0, 0],
            ("joined", "designated"): [59, 13, 6, 18],
            ("mechanism_due", "designated"): [45, 12, 5, 32],
            ("joined", "visited"): [73, 23, 0, 0],
        }

    def test_those_that_joined_on_the_day_on_which_they_could_are_kept(self) -> None:
        found = frames.durations(backend="polars")
        assert found.filter(days=0)["alpha_3"].to_list() == ["CAF", "LBR", "SSD"]
        assert found.filter(days=0)["event"].all()

    def test_those_that_signed_before_they_could_join_enter_late(self) -> None:
        found = frames.durations(origin="signed", backend="polars").filter(pl.col("entry_days") > 0)
        assert found.select("alpha_3", "entry_days").rows() == [("AGO", 2199), ("MDG", 811)]

    @pytest.mark.parametrize(
        ("group", "states", "joined", "half", "at_risk"),
        [
            (None, 175, 96, 4595, 74),
            ("african", 52, 25, 7330, 22),
            ("asia_pacific", 42, 13, None, None),
            ("eastern_european", 23, 21, 1449, 12),
            ("latin_american_and_caribbean", 28, 16, 3040, 10),
            ("western_european_and_others", 29, 21, 3633, 15),
        ],
    )
    def test_table_chart_and_lifelines_have_one_median(
        self, group: str | None, states: int, joined: int, half: int | None, at_risk: int | None
    ) -> None:
        """The table, a telling with fractions, the chart and lifelines have one median."""
        found = frames.durations(group=group, backend="polars")
        times = list(zip(found["days"], found["event"], strict=True))
        again = [
            (row["days"], row["event"])
            for row in told("eligible", "joined").values()
            if group in (None, row["regional_group"])
        ]
        assert sorted(times) == sorted(again)
        assert (len(times), sum(event for _, event in times)) == (states, joined)
        assert half_of(times) == half
        if half is not None:
            assert sum(days >= half for days, _ in times) == at_risk
        fitted = KaplanMeierFitter().fit(*zip(*times, strict=True))
        assert fitted.median_survival_time_ == (math.inf if half is None else half)
        low, high = median_survival_times(fitted.confidence_interval_).to_numpy()[0]
        said = "not reached" if half is None else f"{half / 365.25:.1f} years"
        ends = "not reached" if math.isinf(high) else f"{high / 365.25:.1f}"
        interval = (
            f"95 % interval from {low / 365.25:.1f} years"
            if half is None
            else f"95 % interval {low / 365.25:.1f} to {ends}"
        )
        description = str(charts.survival(group=group).description)
        assert description.endswith(f"Estimated median {said} ({interval}).")
        assert f"Of {states} States that could join, {joined} have." in description

    def test_the_median_of_the_record(self) -> None:
        found = frames.durations()
        fitted = KaplanMeierFitter().fit(found.days / 365.25, found.event)
        low, high = median_survival_times(fitted.confidence_interval_).to_numpy()[0]
        assert (fitted.median_survival_time_, low, high) == pytest.approx(
            (12.58, 9.95, 20.74), abs=0.006
        )

    def test_the_median_of_the_late_is_that_of_article_17(self) -> None:
        found = frames.durations(origin="mechanism_due", until="designated", unclear="drop")
        times = list(zip(found.days, found.event, strict=True))
        assert half_of(times) == opcat.article_17().median_days_with_none_yet == 1055

    def test_who_joins_without_a_signature_is_no_longer_at_risk_of_one(self) -> None:
        found = frames.durations(origin="may_sign", until="signed", backend="polars")
        rows = {row["alpha_3"]: row for row in found.to_dicts()}
        ended = {code for code in JOINED if code not in SIGNED}
        assert len(ended) == 31
        for code in ended:
            days = (JOINED[code] - MAY_SIGN[code]).days
            assert (rows[code]["outcome"], rows[code]["days"]) == ("cut_off", days)
        # It is the time of the first step, of which rows without time and event are left out.
        steps = frames.transitions(backend="polars").filter(trans=1)
        times = {code: row["days"] for code, row in rows.items() if row["days"] or row["event"]}
        assert dict(zip(steps["alpha_3"], steps["time"], strict=True)) == times


class TestUnclear:
    def test_they_are_named_and_left_out(self) -> None:
        message = (
            r"^5 States are left out, because the record does not say whether they were at risk: "
            r"Democratic Republic of the Congo; Maldives; Mauritius; Netherlands; Sri Lanka; pass "
            r"unclear='keep' for rows with bounds, or unclear='drop' to leave them out without"
        )
        asked = {"origin": "mechanism_due", "until": "designated"}
        with pytest.warns(opcat.errors.UnclearDatesWarning, match=message) as caught:
            found = frames.durations(**asked)  # type: ignore[arg-type] # mypy does not know which
        assert [warning.filename for warning in caught] == [__file__]
        assert found.equals(frames.durations(unclear="drop", **asked))  # type: ignore[arg-type] # as above

    def test_one_of_them(self) -> None:
        with pytest.warns(
            opcat.errors.UnclearDatesWarning, match=r"^1 State is left out, .*: Sweden; "
        ):
            frames.durations(
                origin="joined",
                until="designated",
                group="western_european_and_others",
                on="2005-10-01",
            )

    def test_where_all_is_clear_nothing_is_said(self) -> None:
        frames.durations(origin="joined", until="visited")
        frames.durations(origin="joined", until="designated", group="latin_american_and_caribbean")

    @pytest.mark.parametrize(("origin", "until"), PAIRS)
    def test_bounds_hold_the_days(self, origin: str, until: str) -> None:
        for row in everything(origin=origin, until=until).values():
            assert row["days_low"] <= row["days"] <= row["days_high"]
            assert math.isinf(row["days_high"]) is not row["event"]
            assert (row["until_on"] is not None) is row["event"]

    def test_an_earliest_and_a_latest_curve(self) -> None:
        """The bounds of what is inexact, as two estimates.

        Their medians need not be in order: of an event that moves before a State is cut off, more
        are at risk.
        """
        found = frames.durations(origin="joined", until="designated", unclear="drop")
        curves = [
            half_of([*zip(days, found.event, strict=True)]) for days in (found.days_low, found.days)
        ]
        assert curves == [1420, 1309]
        assert ((found.days_low < found.days).sum(), len(found)) == (7, 72)


class TestCompeting:
    def test_of_two_events_the_first_counts(self) -> None:
        found = everything(until=("signed", "joined"))
        alone = {event: told("eligible", event) for event in ("signed", "joined")}
        for code, row in found.items():
            days = [alone[event][code]["until_on"] for event in ("signed", "joined")]
            known = [day for day in days if day]
            assert row["until_on"] == min(known, default=None)
            first = 0 if not known else 1 + days.index(min(known))
            assert row["event_code"] == first
        codes = [row["event_code"] for row in found.values() if row["outcome"] != "before"]
        assert [codes.count(code) for code in (0, 1, 2)] == [68, 74, 31]

    def test_on_one_day_the_one_that_is_named_first(self) -> None:
        """Malta signed and ratified on 24 September 2003."""
        for until in (("signed", "joined"), ["joined", "signed"]):
            row = everything(until=until)["MLT"]
            assert (row["until_on"], row["event_code"]) == (date(2003, 9, 24), 1)

    def test_which_came_first_may_be_unclear(self) -> None:
        """Mauritius was visited on a day of 2007; the Maldives designated on one, and were visited."""
        rows = everything(origin="joined", until=("designated", "visited"))
        assert rows["MDV"]["outcome"] == "unclear"
        assert (rows["FRA"]["outcome"], rows["FRA"]["event_code"]) == ("before", 1)
        assert (rows["BEN"]["outcome"], rows["BEN"]["event_code"]) == ("happened", 2)

    def test_one_event_named_twice_is_one(self) -> None:
        assert everything(until=("joined", "joined")) == everything()

    def test_lifelines_reads_them(self) -> None:
        """Aalen and Johansen's estimate is told again: the share of each step that was at risk."""
        found = frames.durations(until=("signed", "joined"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it moves events that share a day apart
            fitted = AalenJohansenFitter(calculate_variance=False, seed=1).fit(
                found.days.clip(lower=0.5), found.event_code, event_of_interest=2
            )
        waiting, share = Fraction(1), Fraction(0)
        for day in sorted(set(found.days)):
            at_risk = int((found.days >= day).sum())
            codes = found.event_code[found.days == day]
            share += waiting * Fraction(int((codes == 2).sum()), at_risk)
            waiting *= 1 - Fraction(int((codes > 0).sum()), at_risk)
        last = fitted.cumulative_density_.to_numpy()[-1, 0]
        assert last == pytest.approx(float(share), abs=0.002)


class TestArguments:
    def test_words_that_are_not_known(self) -> None:
        make: Any = frames.durations
        for argument in ("origin", "until", "prior", "unclear", "group", "backend"):
            with pytest.raises(opcat.errors.VocabularyError, match=f"^{argument}='x' is not known"):
                make(**{argument: "x"})
        wrong: Any
        for wrong in (None, 5, ["x"], [None]):
            with pytest.raises(opcat.errors.VocabularyError, match=r"^until="):
                frames.durations(until=wrong)
        with pytest.raises(ValueError, match=r"^until=\(\) names no event; pass one, such as"):
            frames.durations(until=())

    def test_events_that_do_not_follow(self) -> None:
        message = (
            r"^the time until='visited' does not run from origin='eligible'; pass origin='joined'$"
        )
        with pytest.raises(ValueError, match=message):
            frames.durations(until="visited")
        with pytest.raises(ValueError, match=r"pass origin='eligible' or origin='signed'$"):
            frames.durations(origin="joined")
        with pytest.raises(ValueError, match=r"^the time until='joined' does not run from"):
            frames.durations(origin="may_sign", until=("signed", "joined"))

    def test_a_group_is_a_part_of_the_whole(self) -> None:
        whole = frames.durations(backend="polars")
        for group in opcat.RegionalGroup:
            part = whole.filter(pl.col("regional_group") == group.value)
            assert frames.durations(group=group, backend="polars").equals(part)
        assert whole.filter(pl.col("regional_group").is_null())["state"].to_list() == ["Holy See"]

    def test_a_day_is_a_treaty_cut_at_it(self) -> None:
        for day in ("2003-02-03", "2008-05-08", "2026-02-03"):
            cut = frames.durations(treaty=opcat.treaty(on=day), backend="polars")
            assert frames.durations(on=day, backend="polars").equals(cut)
        assert len(frames.durations(on="2003-02-03")) == 0

    def test_a_later_day_warns(self) -> None:
        with pytest.warns(opcat.CoverageWarning, match="^on=2027-01-01 is later") as caught:
            found = frames.durations(on="2027-01-01", backend="polars")
        assert [warning.filename for warning in caught] == [__file__]
        assert found.equals(frames.durations(backend="polars"))

    @pytest.mark.parametrize("make", [frames.durations, frames.transitions])
    def test_another_treaty_is_refused_by_its_question(self, make: Any) -> None:
        with pytest.raises(opcat.errors.OtherTreatyError, match=f"^{make.__name__} asks who may"):
            make(treaty=opcat.convention())

    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
    def test_types_do_not_depend_on_rows(self, backend: str) -> None:
        empty = frames.durations(on="2003-02-03", backend=backend)
        full = frames.durations(backend=backend)
        assert len(empty) == 0
        if backend == "pandas":
            assert empty.dtypes.equals(full.dtypes)
            assert full[["event", "days", "entry_days"]].dtypes.map(str).tolist() == [
                "bool",
                "int64",
                "int64",
            ]
            assert str(full.days_high.dtype) == "float64"
        else:
            assert empty.schema == full.schema


def made_up(*acts: tuple[str, ActionKind, date], as_of: date = AS_OF) -> opcat.Treaty:
    """Return the Protocol with these acts in place of those of their States."""
    states = {opcat.resolve(name) for name, *_ in acts}
    kept = [act for act in opcat.treaty().actions if act.state not in states]
    more = [
        opcat.Action(state=opcat.resolve(name), kind=kind, date=day) for name, kind, day in acts
    ]
    return attrs.evolve(opcat.treaty(), actions=(*kept, *more), as_of=as_of)


LEFT = made_up(
    ("Ghana", ActionKind.SIGNATURE, date(2006, 11, 6)),
    ("Ghana", ActionKind.RATIFICATION, date(2016, 9, 23)),
    ("Ghana", ActionKind.DENUNCIATION, date(2018, 6, 1)),
    ("Togo", ActionKind.ACCESSION, date(2009, 1, 1)),
    ("Togo", ActionKind.DENUNCIATION, date(2009, 2, 1)),
    ("Togo", ActionKind.ACCESSION, date(2015, 1, 1)),
    ("Kenya", ActionKind.SIGNATURE, date(2010, 1, 1)),
    ("Kenya", ActionKind.WITHDRAWAL_OF_SIGNATURE, date(2012, 1, 1)),
    ("Kenya", ActionKind.ACCESSION, date(2014, 1, 1)),
)


class TestMadeUp:
    @given(PROTOCOLS)
    @example(LEFT)
    def test_a_state_has_a_row_if_it_could_join_and_an_event_if_it_did(
        self, treaty: opcat.Treaty
    ) -> None:
        found = {
            row["state"]: row
            for row in frames.durations(treaty=treaty, backend="polars").to_dicts()
        }
        joined = {
            act.state.name: min(
                other.date
                for other in treaty.actions
                if other.state == act.state and other.kind.is_consent
            )
            for act in treaty.actions
            if act.kind.is_consent and act.date <= treaty.as_of
        }
        assert {name for name, row in found.items() if row["event"]} == set(joined)
        for name, row in found.items():
            assert row["until_on"] == joined.get(name)
            assert row["days"] == ((row["until_on"] or treaty.as_of) - row["origin_on"]).days >= 0
            assert row["entry_days"] == 0

    @given(PROTOCOLS, st.sampled_from(PAIRS))
    @example(LEFT, ("joined", "designated"))
    @example(LEFT, ("mechanism_due", "designated"))
    @example(LEFT, ("joined", "visited"))
    def test_every_pair_keeps_its_bounds(self, treaty: opcat.Treaty, pair: tuple[str, str]) -> None:
        origin, until = pair
        for row in frames.durations(
            origin=origin,
            until=until,
            prior="keep",
            unclear="keep",
            treaty=treaty,
            backend="polars",
        ).to_dicts():
            assert row["days_low"] <= row["days"] <= row["days_high"]
            assert row["origin_on"] <= treaty.as_of
            assert (row["outcome"] == "before") is (
                row["days"] < (origin == "mechanism_due") and row["event"]
            )
            if row["outcome"] == "cut_off":
                assert not row["event"]

    def test_the_first_joining_counts(self) -> None:
        found = frames.durations(treaty=LEFT, backend="polars")
        [togo] = found.filter(alpha_3="TGO").to_dicts()
        assert togo["until_on"] == date(2009, 1, 1)

    def test_who_left_is_observed_until_then(self) -> None:
        """Ghana designated nothing, and left in 2019; Togo left a month after its limit."""
        asked: dict[str, Any] = {"treaty": LEFT, "unclear": "drop", "backend": "polars"}
        found = frames.durations(origin="joined", until="designated", **asked)
        [ghana] = found.filter(alpha_3="GHA").to_dicts()
        left_on = date(2019, 6, 1)
        assert (ghana["outcome"], ghana["days"]) == (
            "cut_off",
            (left_on - date(2016, 9, 23)).days,
        )
        late = frames.durations(origin="mechanism_due", until="designated", **asked)
        [ghana] = late.filter(alpha_3="GHA").to_dicts()
        assert ghana["days"] == (left_on - date(2017, 9, 23)).days
        [togo] = late.filter(alpha_3="TGO").to_dicts()
        assert (togo["origin_on"], togo["days"], togo["event"]) == (date(2010, 1, 1), 31, False)

    def test_practice_is_known_up_to_the_record(self) -> None:
        """A page that is newer than the practice record says nothing more of mechanisms."""
        newer = attrs.evolve(opcat.treaty(), as_of=date(2027, 1, 1))
        found = frames.durations(origin="joined", until="visited", treaty=newer, backend="polars")
        [france] = found.filter(alpha_3="FRA").to_dicts()
        assert france["days"] == (AS_OF - date(2008, 11, 11)).days
        assert len(found) == 96

    def test_a_visit_that_was_only_announced_is_none(self, tmp_path: Path) -> None:
        announced = (
            "AFG,2020-01-06,2020-01-10,regular,stated,announced_only,unknown,high,untc-2026-02-03\n"
        )
        own = loaded(tmp_path, visits=text_of("visits") + announced)
        found = frames.durations(origin="joined", until="visited", treaty=own, backend="polars")
        [afghanistan] = found.filter(alpha_3="AFG").to_dicts()
        assert (afghanistan["outcome"], afghanistan["until_on"]) == ("cut_off", None)

    def test_a_state_that_cannot_join_has_no_time_to_it(self) -> None:
        """A signature alone does not make it eligible: India has only signed the Convention."""
        signs = made_up(("India", ActionKind.SIGNATURE, date(2010, 1, 1)))
        for asked in ({"origin": "signed"}, {"origin": "eligible"}):
            found = frames.durations(treaty=signs, backend="polars", **asked)
            assert found.filter(alpha_3="IND").is_empty()
        found = frames.durations(origin="may_sign", until="signed", treaty=signs, backend="polars")
        assert found.filter(alpha_3="IND")["days"].to_list() == [(date(2010, 1, 1) - OPENED).days]

    def test_who_leaves_the_convention_can_join_no_more(self, tmp_path: Path) -> None:
        """Kenya is at risk up to the day on which its denunciation takes effect (article 31)."""
        text = text_of("convention_actions")
        [accession] = [line for line in text.splitlines(keepends=True) if line.startswith("KEN,")]
        leaves = accession.replace("accession", "denunciation")
        leaves = leaves.replace(accession.split(",")[2], "2008-01-01")
        own = loaded(tmp_path, convention_actions=text.replace(accession, accession + leaves))
        left_on = date(2009, 1, 1)
        days = (left_on - OPENED).days
        [kenya] = frames.durations(treaty=own, backend="polars").filter(alpha_3="KEN").to_dicts()
        assert (kenya["until_on"], kenya["days"], kenya["outcome"]) == (None, days, "cut_off")
        steps = frames.transitions(treaty=own, backend="polars").filter(alpha_3="KEN")
        assert steps.select("trans", "Tstop", "status").rows() == [
            (1, (AS_OF - OPENED).days, 0),
            (2, days, 0),
        ]
        assert opcat.uptake(treaty=own).eligible == 174

    def test_the_convention_ends_earlier(self) -> None:
        newer = attrs.evolve(opcat.treaty(), as_of=date(2026, 3, 5))
        with pytest.warns(opcat.CoverageWarning, match="record of the Convention") as caught:
            frames.durations(treaty=newer)
        assert [warning.filename for warning in caught] == [__file__]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            frames.durations(origin="joined", until="visited", treaty=newer)


class TestSpellsByYear:
    """Cut at every 1 January, they are the same spells."""

    @given(PROTOCOLS)
    @example(opcat.treaty())
    def test_joined_again_they_are_the_spells(self, treaty: opcat.Treaty) -> None:
        whole = frames.spells(treaty=treaty, backend="polars")
        parts = frames.spells(every="year", treaty=treaty, backend="polars")
        again: list[dict[str, Any]] = []
        for row in parts.to_dicts():
            assert row.pop("year") == row["start"].year == (row["stop"] - DAY).year
            assert row["stop_day"] - row["start_day"] == (row["stop"] - row["start"]).days > 0
            before = again[-1] if again else None
            if (
                before
                and (row["start"].month, row["start"].day) == (1, 1)
                and (
                    before["state"],
                    before["standing"],
                    before["stop"],
                )
                == (row["state"], row["standing"], row["start"])
            ):
                assert (before["event"], before["next_standing"]) == (False, None)
                kept = {"start": before["start"], "start_day": before["start_day"]}
                again[-1] = {**row, **kept}
            else:
                again.append(row)
        assert again == whole.to_dicts()

    def test_an_event_on_1_january_belongs_to_the_year_before(self) -> None:
        """In (start, stop] it is at the stop of a row; a panel has it in the new year."""
        treaty = made_up(("Kenya", ActionKind.ACCESSION, date(2010, 1, 1)))
        rows = frames.spells(every="year", treaty=treaty, backend="polars").filter(alpha_3="KEN")
        assert rows.filter("event")["year"].to_list() == [2009]
        panel = frames.panel(2009, 2010, treaty=treaty, backend="polars").filter(alpha_3="KEN")
        assert panel["is_party"].to_list() == [False, True]

    def test_years_of_mechanisms_add_up_to_the_spells(self) -> None:
        whole = frames.spells(of="mechanism", backend="polars")
        parts = frames.spells(of="mechanism", every="year", backend="polars")
        assert parts["event"].sum() == whole["event"].sum()
        length = (pl.col("stop_day") - pl.col("start_day")).sum()
        assert parts.select(length).item() == whole.select(length).item()
        assert (parts["start"].dt.year() == parts["year"]).all()

    def test_columns_and_words(self) -> None:
        whole, parts = frames.spells(), frames.spells(every="year")
        assert parts.drop(columns="year").columns.equals(whole.columns)
        assert str(parts.year.dtype) == "int64"
        for made in (whole, frames.spells(of="mechanism")):
            known = {state.alpha_3: state.regional_group for state in opcat.states()}
            found = made.drop_duplicates("alpha_3").set_index("alpha_3").regional_group
            assert {code: known[code] for code in found.index} == {
                code: None if pd.isna(group) else group for code, group in found.items()
            }
        with pytest.raises(opcat.errors.VocabularyError, match=r"^every='month' .* 'year'$"):
            frames.spells(every="month")

    @pytest.mark.filterwarnings("ignore")
    def test_the_cuts_change_no_estimate(self) -> None:
        """A Cox model of joining on what a State had signed: the same by whole spells and by years."""
        ratios = []
        for every in (None, "year"):
            rows = frames.spells(every=every).query("standing != 'party'")
            rows = rows.assign(signed=(rows.standing == "pending_signatory").astype(int))
            rows = rows[["alpha_3", "start_day", "stop_day", "event", "signed"]]
            fitted = CoxTimeVaryingFitter().fit(
                rows,
                id_col="alpha_3",
                start_col="start_day",
                stop_col="stop_day",
                event_col="event",
            )
            ratios.append(float(fitted.hazard_ratios_["signed"]))
        assert ratios[0] == pytest.approx(ratios[1], rel=1e-6)


def steps(then: str | None = None, treaty: opcat.Treaty | None = None) -> pl.DataFrame:
    found: pl.DataFrame = frames.transitions(then=then, treaty=treaty, backend="polars")
    return found


class TestTransitions:
    def test_every_row_is_what_the_files_say(self) -> None:
        expected = set()
        for code, entry in MAY_SIGN.items():
            signed, joined, could = SIGNED.get(code), JOINED.get(code), ELIGIBLE.get(code)
            if signed == joined:
                signed = None
            left = signed or joined or AS_OF
            rows = [("outside", "signed", entry, left, left == signed)]
            if could:
                rows.append(("outside", "party", max(entry, could), left, left == joined))
                if signed:
                    end = joined or AS_OF
                    rows.append(("signed", "party", max(signed, could), end, end == joined))
            for before, after, since, until, came in rows:
                if since < until or (since == until and came):
                    days = (since - entry).days, (until - entry).days
                    expected.add((code, before, after, *days, int(came)))
        found = steps()
        columns = ["alpha_3", "from", "to", "Tstart", "Tstop", "status"]
        assert set(found.select(columns).rows()) == expected
        assert len(found) == len(expected)
        assert (found["Tstop"] - found["Tstart"] == found["time"]).all()
        numbers = found.select("trans", "from", "to").unique().sort("trans").rows()
        assert numbers == [
            (1, "outside", "signed"),
            (2, "outside", "party"),
            (3, "signed", "party"),
        ]

    @pytest.mark.parametrize(("then", "more"), [(None, []), ("visited", ["visited"])])
    def test_words_are_those_that_can_occur(self, then: str | None, more: list[str]) -> None:
        found = frames.transitions(then=then)
        stages = ["outside", "signed", "party", *more]
        assert found["from"].cat.categories.tolist() == stages[:-1]
        assert found["to"].cat.categories.tolist() == stages[1:]

    def test_steps_are_as_many_as_the_record_has(self) -> None:
        found = steps().group_by("trans").agg(pl.len(), pl.col("status").sum()).sort("trans")
        assert found.rows() == [(1, 176, 75), (2, 170, 32), (3, 75, 64)]

    def test_they_are_the_steps_of_the_spells(self) -> None:
        """But for States that signed or joined on the very day on which they could first act."""
        spells = frames.spells(backend="polars").filter(pl.col("next_standing").is_not_null())
        expected = {
            (row["alpha_3"], row["standing"], row["next_standing"], row["stop_day"])
            for row in spells.to_dicts()
        }
        words = {"outside": "no_action", "signed": "pending_signatory", "party": "party"}
        found = {
            (row["alpha_3"], words[row["from"]], words[row["to"]], row["Tstop"])
            for row in steps().filter(pl.col("status") == 1).to_dicts()
        }
        assert expected <= found
        assert {row[-1] for row in found - expected} == {0}

    @pytest.mark.parametrize("then", ["designated", "visited"])
    def test_what_comes_after_joining(self, then: str) -> None:
        found = steps(then)
        assert found.filter(pl.col("trans") < 4).rows() == steps().rows()
        last = found.filter(trans=4)
        assert set(last.select("from", "to").rows()) == {("party", then)}
        expected = {
            (row["alpha_3"], row["days"], int(row["event"]))
            for row in told("joined", then).values()
            if row["outcome"] in ("happened", "cut_off") and (row["days"] or row["event"])
        }
        assert set(last.select("alpha_3", "time", "status").rows()) == expected
        joined = {
            row["alpha_3"]: row["Tstop"]
            for row in found.to_dicts()
            if row["status"] and row["to"] == "party"
        }
        assert all(row["Tstart"] == joined[row["alpha_3"]] for row in last.to_dicts())
        with pytest.raises(opcat.errors.VocabularyError, match=r"^then='joined' is not known"):
            steps("joined")

    @given(PROTOCOLS)
    @example(LEFT)
    def test_of_any_treaty(self, treaty: opcat.Treaty) -> None:
        found = steps(treaty=treaty)
        assert (found["Tstart"] >= 0).all()
        assert (found["time"] >= 0).all()
        assert (found.filter(time=0)["status"] == 1).all()
        for rows in found.partition_by("state"):
            came = rows.filter(status=1).sort("Tstop", "trans").to_dicts()
            for one, following in pairwise(came):
                assert (one["to"], one["Tstop"]) <= (following["from"], following["Tstop"]) or (
                    one["to"] == following["from"]
                )
            assert rows["alpha_3"].n_unique() <= 1
            assert len(rows) <= 3

    def test_a_signature_that_was_withdrawn_ends_what_is_followed(self) -> None:
        rows = steps("visited", LEFT).filter(alpha_3="KEN").to_dicts()
        days = [(day - OPENED).days for day in (date(2010, 1, 1), date(2012, 1, 1))]
        assert [(row["trans"], row["Tstart"], row["Tstop"], row["status"]) for row in rows] == [
            (1, 0, days[0], 1),
            (2, 0, days[0], 0),
            (3, *days, 0),
        ]

    def test_a_state_that_signed_before_it_could(self) -> None:
        """Bhutan has done nothing under the Convention, so that no time of its is counted."""
        treaty = made_up(
            ("Bhutan", ActionKind.SIGNATURE, date(2010, 1, 1)),
            ("Bhutan", ActionKind.RATIFICATION, date(2012, 1, 1)),
        )
        rows = steps(treaty=treaty).filter(alpha_3="BTN").to_dicts()
        assert [(row["trans"], row["time"], row["status"]) for row in rows] == [(3, 0, 1)]
