"""Each rule has one owner: whoever tells a day tells the same one, and the one of the articles.

`Told` tells articles 17, 24, 27, 28 and 33 a second time, day by day, from the text of the articles
and the log alone.
"""

import calendar
import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import opcat
from opcat import Action, ActionKind, Declaration, Eligibility, ProtocolPart, State, Treaty, frames
from opcat import strategies as opcat_strategies
from opcat._questions.waits import waits  # each place that uses the rule is asked what it got
from opcat._record.record import packaged  # what `waits` takes

# Each place that uses the rule is asked what it got.
from opcat.charts._draw_groups import parts_of

# Each place that uses the rule is asked what it got.
from opcat.explorer import _page_facts as explorer_facts

POSTPONED = sorted({made.state.key for made in opcat.declarations(kind="postponement")})
FIRST, LAST = date(2003, 2, 4), date(2026, 2, 3)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", opcat.CoverageWarning)
        yield


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Told:
    """What the articles say of a State on a day, read off the log one act after the other."""

    def __init__(self, treaty: Treaty) -> None:
        self.treaty = treaty

    def joined_on(self, state: State, day: date) -> date | None:
        """The day of the consent that binds the State on a day, if any does (article 33)."""
        consent, until = self.last_joined(state, day)
        return None if until is not None and until <= day else consent

    def last_joined(self, state: State, day: date) -> tuple[date | None, date | None]:
        """The day of its latest consent by a day, and from when that binds it no longer."""
        consent: date | None = None
        until: date | None = None
        for act in self.treaty.actions:
            if act.state == state and act.date <= day:
                if act.kind.is_consent:
                    consent, until = act.date, None
                elif act.kind is ActionKind.DENUNCIATION:
                    assert self.treaty.denunciation_rule is not None
                    until = later(act.date, self.treaty.denunciation_rule.months)
                elif act.kind is ActionKind.REVOCATION_OF_DENUNCIATION:
                    until = None
        gone = None if consent is None else state.not_counted_from
        return consent, min((day for day in (until, gone) if day), default=None)

    def in_force_on(self, day: date) -> date | None:
        """The day of the entry into force, as known on a day (article 28(1))."""
        rule, stated = self.treaty.entry_rule, self.treaty.stated_in_force_on
        if rule is None:
            return None if stated is None or day < stated else stated
        completed = self.completed_on
        if completed is None or day < completed:
            return None
        return completed + timedelta(days=rule.days)

    @cached_property
    def completed_on(self) -> date | None:
        """The day on which so many are bound for the first time as the rule asks for."""
        rule = self.treaty.entry_rule
        assert rule is not None
        for day in sorted({act.date for act in self.treaty.actions}):
            if (
                sum(self.joined_on(state, day) is not None for state in self.treaty.states)
                >= rule.instruments
            ):
                return day
        return None

    def postponements(self, state: State, day: date) -> list[Declaration]:
        """What it declared upon its latest consent, by a day (article 24(1))."""
        joined, left = self.last_joined(state, day)
        return [
            made
            for made in opcat.declarations(kind="postponement")
            if made.state == state and joined is not None and joined <= made.made_on <= day
            if left is None or made.made_on < left
        ]

    def due_on(self, state: State, day: date) -> tuple[date | None, date | None]:
        """The day of article 17, and with the postponements of article 24 that have begun.

        Of a State that has withdrawn, what it owed while it was a party (article 33(2)).
        """
        (joined, left), in_force = self.last_joined(state, day), self.in_force_on(day)
        if joined is None or in_force is None:
            return None, None
        if left is not None and self.in_force_on(left - DAY) is None:
            return None, None
        due = moved = later(max(joined, in_force), 12)
        for made in self.postponements(state, day):
            assert made.postponed_from is not None
            assert made.postponed_until is not None
            begun = max(made.made_on, made.postponed_from)
            if (
                made.postpones is ProtocolPart.PART_IV
                and begun <= day
                and (left is None or begun < left)
            ):
                moved = max(moved, made.postponed_until)
        return due, moved

    def may(self, state: State, day: date) -> Eligibility:
        """What article 27 lets it do."""
        opened = self.treaty.opened_on or FIRST
        if day < opened:
            return Eligibility.NOT_OPEN
        if self.joined_on(state, day):
            return Eligibility.PARTY
        acts = {
            act.kind
            for act in opcat.convention().actions
            if act.state == state and (act.effective_on or act.date) <= day
        }
        if any(kind.is_consent for kind in acts):
            return Eligibility.MAY_JOIN
        return Eligibility.MAY_ONLY_SIGN if acts else Eligibility.CONVENTION_FIRST


@st.composite
def postponing(draw: st.DrawFn) -> Treaty:
    """Draw a Protocol under which States with a postponement join, leave and join again."""
    as_of = draw(opcat_strategies.days(date(2009, 1, 1), LAST))
    months = draw(st.integers(1, 24))
    acting = draw(st.lists(st.sampled_from(POSTPONED), min_size=1, max_size=3, unique=True))
    rules = st.builds(
        opcat.EntryIntoForceRule,
        instruments=st.integers(1, 2),
        days=st.integers(0, 120),
        article=st.just("28"),
    )
    rule = draw(st.none() | rules)
    return Treaty(
        key=opcat.treaty().key,
        title=opcat.treaty().title,
        as_of=as_of,
        opened_on=FIRST,
        actions=tuple(
            act
            for key in acting
            for act in draw(opcat_strategies.histories(opcat.resolve(key), FIRST, as_of, months))
        ),
        entry_rule=rule,
        denunciation_rule=opcat.DenunciationRule(months=months, article="33"),
        stated_in_force_on=None if rule else draw(st.none() | opcat_strategies.days(FIRST, as_of)),
    )


def changed(state: str, *acts: tuple[str, str]) -> Treaty:
    """The packaged Protocol with other acts of one State."""
    protocol, who = opcat.treaty(), opcat.resolve(state)
    made = [
        Action(state=who, kind=ActionKind(kind), date=date.fromisoformat(day)) for kind, day in acts
    ]
    others = [act for act in protocol.actions if act.state != who]
    return attrs.evolve(protocol, actions=(*others, *made))


LEFT_AND_CAME_BACK = changed(
    "Germany",
    ("ratification", "2008-12-04"),
    ("denunciation", "2012-01-10"),
    ("accession", "2020-05-05"),
)
JOINED_LATER = changed("Germany", ("signature", "2006-09-20"), ("ratification", "2015-06-01"))
BACK_AT_ONCE = changed(
    "Germany",
    ("ratification", "2008-12-04"),
    ("denunciation", "2008-12-10"),
    ("accession", "2010-02-01"),
)
JOINED_TWICE_ON_ONE_DAY = changed(
    "Germany",
    ("ratification", "2008-10-01"),
    ("denunciation", "2008-11-01"),
    ("accession", "2009-11-01"),
)
LEFT_BEFORE_IT_WAS_SETTLED = changed(
    "Germany",
    ("ratification", "2004-03-01"),
    ("denunciation", "2004-04-01"),
    ("accession", "2008-12-04"),
)


def edges(treaty: Treaty, states: tuple[State, ...]) -> set[date]:
    """The days on which anything about a mechanism can change, and those about them."""
    days = {FIRST, treaty.as_of, treaty.in_force_on}
    for state in states:
        for act in (act for act in treaty.actions if act.state == state):
            assert treaty.denunciation_rule is not None
            leaves = later(act.date, treaty.denunciation_rule.months)
            days |= {act.date, leaves, later(act.date, 12)}
        for made in opcat.declarations(state, kind="postponement"):
            days |= {made.made_on, made.effective_on, made.postponed_from, made.postponed_until}
    known = {day for day in days if day is not None}
    near = {day + shift * DAY for day in known for shift in (-1, 0, 1)}
    return {day for day in near if FIRST <= day <= treaty.as_of}


class TestMechanismDue:
    """Articles 17 and 24, and what 33(2) makes of them."""

    def test_a_denunciation_does_not_undo_what_was_owed(self) -> None:
        """Ghana owed a mechanism since 2017; leaving in 2027 makes that no untruth."""
        ghana = opcat.resolve("Ghana")
        leaves = Action(state=ghana, kind=ActionKind.DENUNCIATION, date=date(2026, 6, 1))
        protocol = attrs.evolve(
            opcat.treaty(), as_of=date(2028, 1, 1), actions=(*opcat.treaty().actions, leaves)
        )
        left = date(2027, 6, 1)
        line = "mechanism overdue (article 17): was due; the State withdrew on 2027-06-01"
        for day in (left - DAY, left, date(2028, 1, 1)):
            found = opcat.deadlines(ghana, on=day, treaty=protocol)
            assert found.original_due_on == found.due_on == date(2017, 9, 23)
            assert found.in_force_on == date(2016, 10, 23)
            assert found.withdrawn_on == left
            assert "2027-06-01: its denunciation takes effect (article 33)" in str(found)
            assert (line in str(found)) is (day >= left)
            assert found.is_overdue is (None if day < left else False), "after the record"
            page = opcat.profile(ghana, on=day, treaty=protocol)
            assert (line in str(page)) is (day >= left)
            assert ("was due; the State withdrew" in page._repr_html_()) is (day >= left)
            assert str(page).count("2027-06-01: Protocol: denunciation takes effect") == 1
        assert opcat.deadlines(ghana, treaty=opcat.treaty()).withdrawn_on is None

    def test_what_was_not_due_yet_when_it_left_is_not_called_due(self) -> None:
        """Germany's postponement would have ended on 4 December 2011; it leaves on 10 December 2009."""
        gone = changed("Germany", ("ratification", "2008-12-04"), ("denunciation", "2008-12-10"))
        found = opcat.deadlines("Germany", on="2015-01-01", treaty=gone)
        assert (found.original_due_on, found.due_on) == (date(2009, 12, 4), date(2011, 12, 4))
        assert "was not due yet; the State withdrew on 2009-12-10 (article 33)" in str(found)
        told = [event.description for event in opcat.profile("Germany", treaty=gone).events]
        assert "mechanism due (article 17)" in told
        assert "mechanism due after its postponement (article 24)" not in told

    @given(postponing(), st.data())
    @example(LEFT_AND_CAME_BACK, None)
    @example(JOINED_LATER, None)
    @example(BACK_AT_ONCE, None)
    @example(JOINED_TWICE_ON_ONE_DAY, None)
    @example(LEFT_BEFORE_IT_WAS_SETTLED, None)
    def test_deadlines_are_what_the_articles_say(
        self, treaty: Treaty, data: st.DataObject | None
    ) -> None:
        told = Told(treaty)
        states = tuple(opcat.resolve(key) for key in POSTPONED)
        state = opcat.resolve("Germany") if data is None else data.draw(st.sampled_from(states))
        for day in edges(treaty, (state,)):
            found = opcat.deadlines(state, on=day, treaty=treaty)
            assert (found.original_due_on, found.due_on) == told.due_on(state, day), day
            assert list(found.postponements) == told.postponements(state, day), day
            ends = [
                m.postponed_until
                for m in found.postponements
                if m.postpones is ProtocolPart.PART_III
            ]
            assert found.visits_postponed_until == (ends[-1] if ends else None)

    @given(postponing(), st.sampled_from(["first", "last"]))
    @example(LEFT_AND_CAME_BACK, "last")
    @example(LEFT_AND_CAME_BACK, "first")
    @example(JOINED_LATER, "last")
    @example(BACK_AT_ONCE, "last")
    @example(JOINED_TWICE_ON_ONE_DAY, "first")
    def test_the_panel_says_what_deadlines_say(self, treaty: Treaty, partial: str) -> None:
        """Cell by cell, in every month in which anything can change, and in the one after."""
        states = tuple(opcat.resolve(key) for key in POSTPONED)
        found = frames.panel(
            2003, treaty.as_of, every="month", partial=partial, treaty=treaty, backend="polars"
        )
        known = treaty.entry_rule is not None or treaty.in_force_on is not None
        months = {
            (day.year, day.month)
            for edge in edges(treaty, states)
            for day in (edge, min(edge + 31 * DAY, treaty.as_of))
        }
        for row in found.filter(pl.col("alpha_3").is_in(POSTPONED)).to_dicts():
            if (row["year"], row["month"]) in months:
                first = date(row["year"], row["month"], 1)
                day = first if partial == "first" else later(first, 1) - DAY
                day = min(day, treaty.as_of)
                due_on = opcat.deadlines(row["alpha_3"], on=day, treaty=treaty).due_on
                assert row["mechanism_due_on"] == due_on, (row, day)
                is_party = opcat.is_party(row["alpha_3"], on=day, treaty=treaty)
                has_come = is_party and bool(due_on) and due_on <= day
                assert row["is_mechanism_due"] is (has_come if known else None), (row, day)

    def test_what_begins_after_the_record_moves_nothing_in_it(self) -> None:
        """Montenegro's postponement began on 5 April 2009, which this record does not reach."""
        earlier = opcat.treaty(on="2009-03-10")
        assert opcat.deadlines("Montenegro", treaty=earlier).due_on == date(2010, 3, 6)
        found = frames.panel(2009, 2012, treaty=earlier, backend="polars")
        rows = found.filter(alpha_3="MNE").select("mechanism_due_on", "is_mechanism_due").rows()
        assert rows == [(date(2010, 3, 6), False)] * 4

    @given(postponing(), st.data())
    def test_any_and_all_days_of_a_month_are_told_by_a_panel_as_by_its_days(
        self, treaty: Treaty, data: st.DataObject
    ) -> None:
        """Also in the month in which a postponement moves the day, or a State comes back."""
        state = opcat.resolve(data.draw(st.sampled_from(POSTPONED)))
        day = data.draw(st.sampled_from(sorted(edges(treaty, (state,)))))
        first, last = day.replace(day=1), later(day.replace(day=1), 1) - DAY
        treaty = attrs.evolve(treaty, as_of=max(treaty.as_of, last))
        told = Told(treaty)
        days = [first + number * DAY for number in range(last.day)]
        owed = [told.due_on(state, one)[1] for one in days]
        come = [
            due is not None and due <= one and told.joined_on(state, one) is not None
            for due, one in zip(owed, days, strict=True)
        ]
        for rule, pick in (("any", any), ("all", all)):
            found = frames.panel(
                first, first, every="month", partial=rule, treaty=treaty, backend="polars"
            )
            [row] = found.filter(alpha_3=state.alpha_3).to_dicts()
            if treaty.entry_rule is not None or treaty.in_force_on is not None:
                assert row["is_mechanism_due"] is pick(come)
            assert (row["mechanism_due_on"] is not None) is pick(due is not None for due in owed)
            assert row["mechanism_due_on"] in (*owed, None)

    def test_a_postponement_that_moves_a_day_which_had_come(self) -> None:
        """Kazakhstan's mechanism was due in 2009, and from 22 May 2010 on not until 2013."""
        told = {}
        for rule in ("first", "last", "any", "all"):
            found = frames.panel(2010, 2010, partial=rule, backend="polars")
            row = found.filter(alpha_3="KAZ").row(0, named=True)
            told[rule] = (row["mechanism_due_on"], row["is_mechanism_due"])
        assert told == {
            "first": (date(2009, 10, 22), True),
            "last": (date(2013, 5, 22), False),
            "any": (date(2013, 5, 22), True),
            "all": (date(2009, 10, 22), False),
        }

    def test_a_state_that_left_and_joined_again(self) -> None:
        found = frames.panel(2008, 2025, treaty=LEFT_AND_CAME_BACK, backend="polars")
        germany = found.filter(alpha_3="DEU")
        assert dict(germany.select("year", "mechanism_due_on").rows()) == {
            **dict.fromkeys(range(2008, 2020), date(2011, 12, 4)),
            **dict.fromkeys(range(2020, 2026), date(2021, 5, 5)),
        }
        assert germany.filter("is_mechanism_due")["year"].to_list() == [
            2011,
            2012,
            *range(2021, 2026),
        ]

    def test_a_declaration_from_before_it_joined_moves_nothing(self) -> None:
        found = opcat.deadlines("Germany", treaty=JOINED_LATER)
        assert (found.due_on, found.postponements) == (date(2016, 6, 1), ())
        waiting = opcat.deadlines("Germany", on="2012-01-01", treaty=JOINED_LATER)
        assert (waiting.due_on, waiting.postponements) == (None, ())

    def test_a_postponement_ends_with_the_consent_that_it_belongs_to(self) -> None:
        """Germany would be back before its postponement ended, with a new year and no other day."""
        found = opcat.deadlines("Germany", on="2011-06-01", treaty=BACK_AT_ONCE)
        assert (found.due_on, found.postponements) == (date(2011, 2, 1), ())

    def test_a_page_without_the_rule_gives_the_days_that_it_states(self) -> None:
        page = attrs.evolve(opcat.treaty(), entry_rule=None)
        found = frames.panel(2010, 2010, treaty=page, backend="polars")
        told = frames.panel(2010, 2010, backend="polars")
        columns = ["alpha_3", "mechanism_due_on", "is_mechanism_due"]
        assert found.select(columns).equals(told.select(columns))
        assert found["is_in_force"].null_count() == len(found)

    def test_the_day_has_not_come_before_it_has(self) -> None:
        """The last period of a panel may reach beyond the record; no day in it has come yet."""
        found = frames.panel(2026, 2026, backend="polars").filter(
            pl.col("mechanism_due_on") > opcat.treaty().as_of
        )
        assert found["state"].to_list() == ["Bangladesh", "Colombia"]
        assert found["is_mechanism_due"].to_list() == [False, False]
        earlier = opcat.treaty(on="2025-03-01")
        congo = frames.panel(2025, 2025, treaty=earlier, backend="polars").filter(alpha_3="COG")
        assert congo["mechanism_due_on"].to_list() == [date(2025, 4, 26)]
        assert congo["is_mechanism_due"].to_list() == [False]

    @given(postponing(), st.data())
    @example(LEFT_AND_CAME_BACK, None)
    def test_profiles_say_the_same(self, treaty: Treaty, data: st.DataObject | None) -> None:
        state, day = opcat.resolve("Germany"), date(2020, 6, 1)
        if data is not None:
            state = opcat.resolve(data.draw(st.sampled_from(POSTPONED)))
            day = data.draw(st.sampled_from(sorted(edges(treaty, (state,)))))
        page = opcat.profile(state, on=day, treaty=treaty)
        assert page.deadlines == opcat.deadlines(state, on=day, treaty=treaty)
        told = {"mechanism due (article 17)", "mechanism due after its postponement (article 24)"}
        days = {event.date.earliest for event in page.events if event.description in told}
        left = page.protocol.withdrawn_on or date.max
        assert days == {due for due in Told(treaty).due_on(state, day) if due and due < left}


PROTOCOLS = opcat_strategies.treaties(max_states=4).map(
    lambda treaty: attrs.evolve(treaty, key=opcat.treaty().key)
)


class TestEligibility:
    """Article 27."""

    @given(PROTOCOLS, st.data())
    def test_everybody_says_what_the_article_says(
        self, treaty: Treaty, data: st.DataObject
    ) -> None:
        told = Told(treaty)
        states = st.sampled_from([*opcat.states(), *treaty.states])
        state = data.draw(states)
        acts = [act.date for act in treaty.actions if act.state == state]
        near = st.builds(
            lambda day, by: day + by * DAY, st.sampled_from(acts or [FIRST]), st.integers(-1, 1)
        )
        day = min(data.draw(near | opcat_strategies.days(date(2002, 1, 1), LAST)), treaty.as_of)
        may = opcat.eligibility(state, on=day, treaty=treaty)
        assert may is told.may(state, day)
        eligible = may in (Eligibility.PARTY, Eligibility.MAY_JOIN)
        found = frames.panel(day, day, every="day", treaty=treaty, backend="polars")
        [row] = found.filter(pl.col("state") == state.name).to_dicts()
        assert row["is_eligible"] is eligible
        if state.alpha_3:
            assert opcat.profile(state, on=day, treaty=treaty).eligibility is may

    @given(PROTOCOLS, opcat_strategies.days(FIRST, LAST))
    @example(opcat.treaty(), LAST)
    @example(opcat.treaty(), date(2012, 5, 8))
    def test_uptake_charts_and_panel_count_the_same(self, treaty: Treaty, day: date) -> None:
        day = min(day, treaty.as_of)
        told = {
            "no group" if group is None else group.label: (part.parties, part.eligible)
            for group, part in opcat.uptake(on=day, treaty=treaty).by_group
        }
        drawn = parts_of(treaty.on(day), opcat.uptake(on=day, treaty=treaty))
        for part in drawn:
            name = "no group" if part.group is None else part.group.label
            assert (part.parties, part.eligible) == told[name]
        assert sum(part.pending for part in drawn) == len(
            opcat.pending_signatories(on=day, treaty=treaty)
        )
        found = frames.panel(day, day, every="day", treaty=treaty, backend="polars")
        assert found["is_eligible"].sum() == sum(eligible for _, eligible in told.values())
        assert found["is_party"].sum() == sum(parties for parties, _ in told.values())

    @given(PROTOCOLS)
    @example(opcat.treaty())
    @example(opcat.treaty(on="2025-11-10"))
    def test_how_long_states_took_is_told_once(self, treaty: Treaty) -> None:
        """The time at risk of `charts.survival`, of the spells, and of the article, is one."""
        told = Told(treaty)
        found = frames.spells(backend="polars", treaty=treaty)
        by_state = {
            name: rows for (name,), rows in found.partition_by("state", as_dict=True).items()
        }
        expected = set()
        acts_there = opcat.convention().actions
        days_of_change = sorted({act.effective_on or act.date for act in acts_there})
        for state in dict.fromkeys([*treaty.states, *opcat.states()[:60]]):
            acts = [act.date for act in treaty.actions if act.state == state]
            since = [FIRST, treaty.opened_on or FIRST, *acts, *days_of_change]
            could = next(
                (
                    day
                    for day in sorted(set(since))
                    if day <= treaty.as_of
                    and told.may(state, day) in (Eligibility.PARTY, Eligibility.MAY_JOIN)
                ),
                None,
            )
            if could is not None:
                joined = next((day for day in sorted(acts) if told.joined_on(state, day)), None)
                expected.add((state.name, ((joined or treaty.as_of) - could).days, bool(joined)))
                if could < treaty.as_of:
                    rows = by_state[state.name].to_dicts()
                    ends = next((r for r in rows if r["event"]), rows[-1])["stop"]
                    stands = rows[0]["standing"] == "party"
                    assert (rows[0]["start"] if stands else ends) == (joined or treaty.as_of)
        assert expected <= {
            (wait.state.name, wait.days, wait.event) for wait in waits(treaty, packaged)
        }


class TestExplorer:
    """The page looks up the last step by the day that is picked."""

    @given(PROTOCOLS.filter(lambda treaty: treaty.entry_rule is not None), st.data())
    @example(LEFT_AND_CAME_BACK, None)
    def test_its_steps_are_what_the_core_says(
        self, treaty: Treaty, data: st.DataObject | None
    ) -> None:
        states = treaty.states if data is not None else (opcat.resolve("Germany"),)
        days = sorted({day for state in states for day in explorer_facts.days_of(state, treaty)})
        first, last = min([*days, treaty.as_of]) - DAY, treaty.as_of
        near = [day + shift * DAY for day in days for shift in (-1, 0, 1)]
        asked = [day for day in near if day <= last]
        if data is not None:
            asked = [data.draw(st.dates(first, last)) for _ in range(3)] + asked[:20]
        for state in states:
            steps = explorer_facts.steps_of(state, treaty)
            for day in asked:
                now: list[Any] = ["no_action", False, None, None]
                for step in steps:
                    if step[0] <= str(day):  # type: ignore[operator] # a step begins with its day
                        now = step[1:]
                status = opcat.status(state, on=day, treaty=treaty)
                assert now == [
                    status.standing.value,
                    opcat.is_party(state, on=day, basis="in_force", treaty=treaty),
                    status.in_force_on and str(status.in_force_on),
                    status.withdrawn_on and str(status.withdrawn_on),
                ], (state, day)


class TestSubcommittee:
    """Article 5(1)."""

    def test_its_size_follows_the_fiftieth_deposit(self) -> None:
        deposits = sorted(act.date for act in opcat.actions() if act.kind.is_consent)
        for day in (deposits[48], deposits[49] - DAY, deposits[49], LAST):
            number = sum(deposit <= day for deposit in deposits)
            assert opcat.subcommittee_size(on=day) == (25 if number >= 50 else 10)
