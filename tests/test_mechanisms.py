"""Mechanisms through time, and article 17: what the rule says, told again from the files alone.

The second telling reads ``mechanisms.csv`` and ``mechanism_standing.csv`` as they stand, and knows
nothing of the package's own.
"""

import calendar
import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

import attrs
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from record_files import loaded, text_of

import opcat
from opcat import Designation, Punctuality, frames
from opcat._practice.articles import latest_postponed_to  # postponements that no State has made
from opcat._practice.designation import Tenure, designation_on  # histories that no State has

# A mechanism before its State joined, of which no question tells.
from opcat._practice.mechanism_histories import known
from opcat._practice.punctuality import days_late, punctuality  # dates that no mechanism has
from opcat._questions.article_17 import _median  # delays that no States have
from opcat._record.record import packaged  # what `known` takes

DATA = Path(opcat.__file__).parent / "data"
AS_OF = date(2026, 2, 3)
DAY = timedelta(days=1)
FIRST = date(2003, 1, 1)


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class Dates(NamedTuple):
    """A date known in part: the first and the last day that it can be."""

    low: date
    high: date


def dates(cell: str) -> Dates | None:
    if not cell:
        return None
    year, month, day = (int(part) for part in (cell + "-0-0").split("-")[:3])
    last = calendar.monthrange(year, month or 12)[1]
    return Dates(date(year, month or 1, day or 1), date(year, month or 12, day or last))


class Had(NamedTuple):
    """One row of ``mechanisms.csv``."""

    names: list[str]
    designated: Dates | None
    ended: Dates | None


HISTORY: dict[str, list[Had]] = {}
for line in sorted(table("mechanisms"), key=lambda row: (row["alpha_3"], int(row["sequence"]))):
    HISTORY.setdefault(line["alpha_3"], []).append(
        Had(line["bodies"].split("|"), dates(line["designated_on"]), dates(line["ended_on"]))
    )
PRESENT = {row["alpha_3"]: row["designated"] for row in table("mechanism_standing")}
PARTIES = {status.state.alpha_3 or "": status.deposited_on for status in opcat.parties()}
"""No State has ever left, so each is a party from its deposit on."""


def told(code: str, day: date) -> str:
    """Tell by the rule whether a State had a mechanism on a day."""
    if day == AS_OF:
        return PRESENT[code]
    had = HISTORY.get(code, [])
    if not had:
        return "no" if PRESENT[code] == "no" else "unclear"
    dated = [one.designated for one in had if one.designated]
    if not dated:
        return "unclear"
    last = had[-1]
    if PRESENT[code] == "unclear":
        doubt = last.ended or last.designated
        assert doubt is not None
        if doubt.low <= day:
            return "unclear"
    first = dated[0]
    if first.high <= day and not (last.ended and last.ended.low <= day):
        return "yes"
    if day < first.low and had[0].designated is not None:
        return "no"
    return "unclear"


def edges() -> Iterator[tuple[str, date]]:
    """Every day on which the answer of a State can change, and those about it."""
    for code, since in PARTIES.items():
        days = {AS_OF, since or FIRST}
        for one in HISTORY.get(code, []):
            for known_in_part in (one.designated, one.ended):
                days.update(known_in_part or ())
        for day in days:
            for near in (day - DAY, day, day + DAY):
                if near <= AS_OF:
                    yield code, near


EDGES = sorted(set(edges()))
NEAR = st.sampled_from(EDGES) | st.tuples(st.sampled_from(sorted(PARTIES)), st.dates(FIRST, AS_OF))


def joined(code: str, day: date) -> bool:
    since = PARTIES[code]
    return since is not None and since <= day


class TestTheRule:
    """On every day the answers are what a plain telling from the files gives."""

    @given(st.sampled_from(sorted({day for _, day in EDGES})) | st.dates(FIRST, AS_OF))
    @example(date(2015, 1, 1))
    def test_on_every_day(self, day: date) -> None:
        found = {one.state.alpha_3: one for one in opcat.mechanisms(on=day)}
        assert set(found) == {code for code in PARTIES if joined(code, day)}
        for code, one in found.items():
            assert code is not None
            assert (one.designated.value, one.as_of) == (told(code, day), day), code

    @pytest.mark.parametrize("code", sorted(PARTIES))
    def test_on_every_day_of_change(self, code: str) -> None:
        for whose, day in EDGES:
            if whose == code and joined(code, day):
                [one] = opcat.mechanisms(code, on=day)
                assert one.designated.value == told(code, day), day

    def test_the_present_is_what_the_table_says(self) -> None:
        assert {one.state.alpha_3: one.designated.value for one in opcat.mechanisms()} == PRESENT

    @given(NEAR)
    def test_there_is_at_most_one_at_a_time(self, asked: tuple[str, date]) -> None:
        """One stands from its designation, or the end of the one before, to its own end."""
        code, day = asked
        had = HISTORY.get(code, [])
        never, always = Dates(date.max, date.max), Dates(date.min, date.min)
        sure = []
        before = always
        for place, one in enumerate(had):
            start = one.designated or Dates(date.min, date.max)
            begins = max(start.high, before.high)
            ends = one.ended or never
            if begins <= day < ends.low:
                sure.append(place)
            before = ends
        assert len(sure) <= 1
        holder = known(opcat.resolve(code), packaged).stood(day)[1]
        if sure:
            assert holder is opcat.mechanism_history(code)[sure[0]]
        if told(code, day) == "no":
            assert holder is None

    def test_a_hand_over_of_inexact_date_stays_yes_and_nobody_knows_which(self) -> None:
        for day, place in (("2022-08-31", 1), ("2022-09-05", None), ("2022-09-30", 2)):
            [one] = opcat.mechanisms("Nigeria", on=day)
            assert one.designated == "yes"
            assert (one.mechanism and one.mechanism.sequence) == place

    def test_a_designation_before_the_end_of_the_one_before_takes_over_at_that_end(self) -> None:
        for day, place in (("2014-02-27", 1), ("2014-02-28", 2)):
            [one] = opcat.mechanisms("Costa Rica", on=day)
            assert one.mechanism is not None
            assert one.mechanism.sequence == place

    def test_of_a_day_that_is_not_known_only_the_present_is_sure(self) -> None:
        [before] = opcat.mechanisms("Sri Lanka", on=AS_OF - DAY)
        [now] = opcat.mechanisms("Sri Lanka")
        assert (before.designated, now.designated) == ("unclear", "yes")
        assert opcat.mechanisms("Mauritius", on="2012-08-02")[0].designated == "unclear"
        assert opcat.mechanisms("Mauritius", on="2012-08-03")[0].designated == "yes"

    def test_no_present_fact_stands_in_an_earlier_answer(self) -> None:
        for one in opcat.mechanisms(on="2010-06-30"):
            assert one.note is None
            if one.mechanism is not None and one.mechanism.designated_on is not None:
                assert one.mechanism.designated_on.earliest <= one.as_of

    @pytest.mark.parametrize(
        ("day", "ever", "yes", "unclear"),
        [
            ("2008-04-21", 16, 16, 1),
            ("2014-12-31", 60, 60, 1),
            ("2016-12-31", 63, 63, 1),
            ("2022-10-14", 76, 75, 3),
            ("2025-03-12", 80, 77, 5),
        ],
    )
    def test_totals_beside_those_that_were_published(
        self, day: str, ever: int, yes: int, unclear: int
    ) -> None:
        found = Counter(one.designated.value for one in opcat.mechanisms(on=day))
        assert (found["yes"], found["unclear"]) == (yes, unclear)
        had = {
            one.state
            for one in opcat.mechanism_history()
            if one.designated_on is not None and str(one.designated_on.latest) <= day
        }
        assert sum(opcat.is_party(state, on=day) for state in had) == ever

    @given(
        st.lists(st.integers(1, 9), min_size=2, max_size=6).map(
            lambda gaps: [date(2010, 1, 1) + sum(gaps[:n]) * DAY for n in range(1, len(gaps) + 1)]
        )
    )
    def test_between_an_end_and_a_later_designation_there_is_none(self, days: list[date]) -> None:
        """No history in the record has such a gap, and one of a reader's own may."""
        exact = [opcat.PartialDate.of(day) for day in days]
        tenures = [
            Tenure(begins, ends)
            for begins, ends in zip(exact[::2], [*exact[1::2], None], strict=False)
        ]
        for day in (days[0] - DAY, *(day + by * DAY for day in days for by in (-1, 0, 1))):
            is_in = any(
                one.designated_on is not None
                and one.designated_on.earliest <= day
                and (one.ended_on is None or day < one.ended_on.latest)
                for one in tenures
            )
            present = Designation.NO if len(days) % 2 == 0 else Designation.YES
            answer = designation_on(day, tenures, present, AS_OF)
            assert answer is (Designation.YES if is_in else Designation.NO)


class TestHistory:
    def test_101_mechanisms_of_83_states_stand_in_the_order_of_names_and_of_time(self) -> None:
        found = opcat.mechanism_history()
        assert len(found) == 101
        assert len({one.state for one in found}) == 83
        assert [*found] == sorted(found, key=lambda one: (names(one.state), one.sequence))
        assert [one.sequence for one in opcat.mechanism_history("GBR")] == [1, 2, 3]
        assert opcat.mechanism_history("Kenya") == ()

    def test_a_mechanism_has_the_fields_of_its_row(self) -> None:
        [chile] = opcat.mechanism_history("Chile")
        assert str(chile.notified_on) == "2009-12"
        assert (chile.web_address, chile.has_public_annual_reports) == ("https://mnpt.cl/", None)
        [france] = opcat.mechanism_history("France")
        assert (france.has_all_bodies, france.has_public_annual_reports) == (True, True)
        [australia] = opcat.mechanism_history("Australia")
        assert not australia.has_all_bodies
        assert "; and others" in str(opcat.mechanisms("Australia")[0])
        [congo] = opcat.mechanism_history("COD")
        assert congo.designated_on is None
        assert congo.day_confidence is None
        assert "on a day not known" in str(congo)
        assert repr(congo) == "<Mechanism COD 1: since ?>"
        assert repr(chile) == "<Mechanism CHL 1: since 2019-04-25>"
        netherlands = opcat.mechanism_history("NLD")[0]
        assert len(netherlands.bodies) == 5
        assert repr(netherlands) == "<Mechanism NLD 1: 2011 to 2024-04-01>"
        assert str(netherlands).endswith("designated 2011, until 2024-04-01")

    def test_each_filter_leaves_only_what_it_names(self) -> None:
        africa = opcat.mechanisms(group="african", designated="no", on="2020-01-01")
        assert africa
        assert {one.state.regional_group for one in africa} == {opcat.RegionalGroup.AFRICAN}
        assert {one.designated for one in africa} == {Designation.NO}
        assert opcat.mechanisms("France", on="2008-11-10") == (), "it was no party"
        with pytest.raises(opcat.errors.VocabularyError, match="'unclear'"):
            opcat.mechanisms(designated="maybe")
        with pytest.warns(opcat.CoverageWarning) as caught:
            assert opcat.mechanisms(on="2027-01-01") == opcat.mechanisms()
        assert [warning.filename for warning in caught] == [__file__]

    def test_confidence_is_that_of_the_table(self) -> None:
        """Of the last day the table says it; before, the date on which the answer rests."""
        for word in ("yes", "no", "unclear"):
            for one in opcat.mechanisms(designated=word):
                row = next(r for r in table("mechanism_standing") if r["alpha_3"] == one.state.key)
                assert one.confidence == row["confidence"]
                assert {source.id for source in one.sources} >= set(row["sources"].split("|"))
        [lesser] = opcat.mechanisms("Guatemala", on="2020-01-01")
        assert lesser.confidence == "medium"
        [before] = opcat.mechanisms("Rwanda", on="2016-01-01")
        assert (before.designated, before.confidence) == ("no", "medium")
        [doubted] = opcat.mechanisms("Gabon", on="2025-01-01")
        assert (doubted.designated, doubted.confidence) == ("unclear", None)
        assert repr(doubted) == "<MechanismStatus GAB designated: unclear as of 2025-01-01>"
        assert doubted.sources


def names(state: opcat.State) -> str:
    return str([*opcat.states()].index(state)).zfill(3)


LATEST = {
    "AUS": date(2023, 1, 20),  # the Committee's own day (CAT/C/73/3)
    "BIH": date(2015, 3, 23),  # accepted late, and so later than a year and three from joining
    "DEU": date(2013, 1, 3),
    "HUN": date(2016, 2, 11),
    "KAZ": date(2013, 5, 22),
    "MNE": date(2012, 4, 5),
    "ROU": date(2015, 8, 1),
}
"""By which day those were due at the latest that postponed Part IV."""


def year_later(day: date) -> date:
    return day.replace(year=day.year + 1)


def limits(code: str) -> tuple[date, date]:
    """Return by which days a mechanism was due, by the text and as the Committee counted."""
    deposited = PARTIES[code]
    assert deposited is not None
    in_force = date(2006, 6, 22)
    text = year_later(max(in_force, deposited))
    for made in opcat.declarations(state=code, kind="postponement"):
        if made.postpones == "part_iv" and made.postponed_until is not None:
            text = max(text, made.postponed_until)
    return text, LATEST.get(code, year_later(max(in_force, deposited + 30 * DAY)))


class TestArticle17:
    """Judged by the first designation, and on two readings of the day."""

    @pytest.mark.parametrize("code", sorted(PARTIES))
    def test_limits_and_lateness_on_the_last_day_follow_from_the_files(self, code: str) -> None:
        found = opcat.deadlines(code)
        text, latest = limits(code)
        assert (found.due_on, found.latest_due_on) == (text, latest)
        first = HISTORY[code][0].designated if code in HISTORY else None
        if first is None:
            missing = PRESENT[code] == "no" and latest < AS_OF
            assert found.was_met is (False if missing else None)
            late = (AS_OF - latest).days if missing else None
            assert (found.days_late_at_least, found.days_late_at_most) == (late, None)
        elif text < AS_OF:
            met = True if first.high <= text else False if first.low > latest else None
            assert found.was_met is met
            bounds = [max(0, (day - latest).days) for day in first]
            assert [found.days_late_at_least, found.days_late_at_most] == bounds
            exact = bounds[0] if bounds[0] == bounds[1] else None
            assert found.days_late == exact
        else:
            assert found.was_met is None, "Bangladesh: it is unclear whether there is one"
            assert found.days_late is found.days_late_at_least is None

    @given(NEAR)
    @example(("NER", date(2023, 6, 1)))
    @example(("ITA", date(2014, 4, 25)))
    def test_overdue_on_every_day(self, asked: tuple[str, date]) -> None:
        code, day = asked
        found = opcat.deadlines(code, on=day)
        if found.due_on is None or found.latest_due_on is None:
            assert found.is_overdue is False
            assert (found.was_met, found.punctuality, found.days_late) == (None, None, None)
            return
        answer = told(code, day)
        expected: bool | None = False
        if day > found.due_on and answer != "yes":
            expected = True if answer == "no" and day > found.latest_due_on else None
        assert found.is_overdue is expected
        assert (found.overdue_since is not None) is (expected is True)
        if found.overdue_since is not None:
            assert opcat.deadlines(code, on=found.overdue_since).is_overdue is True
            assert opcat.deadlines(code, on=found.overdue_since - DAY).is_overdue is not True
        if day <= found.due_on:
            assert found.was_met is (True if answer == "yes" else None)

    @pytest.mark.parametrize("code", sorted(PARTIES))
    def test_it_turns_true_only_after_a_limit_or_an_end_or_a_doubt(self, code: str) -> None:
        _, latest = limits(code)
        ends = {one.ended.high for one in HISTORY.get(code, []) if one.ended}
        days = {latest, latest + DAY, *ends, *(day for whose, day in EDGES if whose == code)}
        for day in sorted(day for day in days if PARTIES[code] and day <= AS_OF):
            now = opcat.deadlines(code, on=day).is_overdue
            before = opcat.deadlines(code, on=day - DAY).is_overdue
            if now is True and before is not True:
                doubted = told(code, day - DAY) == "unclear"
                assert day == latest + DAY or day in ends or doubted

    def test_how_many_met_it(self) -> None:
        found = Counter(opcat.deadlines(code).was_met for code in PARTIES)
        assert found == {True: 32, False: 54, None: 10}
        late = [code for code in PARTIES if opcat.deadlines(code).punctuality == "late"]
        assert len(late) == 42
        one_only = [
            code for code in PARTIES if opcat.deadlines(code).punctuality == "between_readings"
        ]
        assert sorted(one_only) == ["ITA", "MDA", "MNE"]
        unknown = [code for code in PARTIES if opcat.deadlines(code).punctuality == "not_known"]
        assert sorted(unknown) == ["COD", "LKA", "MDV", "MUS", "NLD"]

    def test_the_day_of_the_limit_is_in_time(self) -> None:
        due, latest = date(2010, 1, 1), date(2010, 1, 31)

        def how(first: date, day: date = AS_OF) -> Punctuality:
            came = opcat.PartialDate.of(first)
            answer = Designation.YES if first <= day else Designation.NO
            return punctuality(day, date(2009, 1, 1), due, latest, came, answer)

        assert how(date(2008, 12, 31)) is Punctuality.BEFORE_JOINING
        assert how(date(2009, 1, 1)) is Punctuality.IN_TIME
        assert how(due) is Punctuality.IN_TIME
        assert how(due + DAY) is Punctuality.BETWEEN_READINGS
        assert how(latest) is Punctuality.BETWEEN_READINGS
        assert how(latest + DAY) is Punctuality.LATE
        assert how(latest + DAY, latest) is Punctuality.BETWEEN_READINGS
        assert how(latest + 2 * DAY, latest + DAY) is Punctuality.NONE_YET
        assert how(due, due - DAY) is Punctuality.NOT_DUE
        assert how(due, due) is Punctuality.IN_TIME

    @pytest.mark.parametrize(
        ("first", "expected"),
        [
            ("2009", Punctuality.IN_TIME),
            ("2008", Punctuality.BEFORE_JOINING),
            ("2010", Punctuality.NOT_KNOWN),  # from the day of the text to late on both
            ("2010-02", Punctuality.LATE),
            ("2010-01", Punctuality.NOT_KNOWN),
        ],
    )
    def test_inexact_dates(self, first: str, expected: Punctuality) -> None:
        came = opcat.PartialDate.parse(first)
        due, latest = date(2010, 1, 1), date(2010, 1, 20)
        found = punctuality(AS_OF, date(2009, 1, 1), due, latest, came, Designation.YES)
        assert found is expected
        straddling = opcat.PartialDate.parse("2010-02")
        assert (
            punctuality(AS_OF, date(2009, 1, 1), due, date(2010, 2, 5), straddling, Designation.YES)
            is Punctuality.NOT_KNOWN
        )
        # By the earliest reading on the day of the text itself, which is in time.
        assert (
            punctuality(
                AS_OF,
                date(2009, 1, 1),
                date(2010, 2, 1),
                date(2010, 3, 3),
                straddling,
                Designation.YES,
            )
            is Punctuality.NOT_KNOWN
        )
        least, most = days_late(date(2010, 2, 5), latest, straddling, Designation.UNCLEAR)
        assert (least, most) == (12, None), "it may have come by then, or not"

    def test_a_postponement_by_the_committees_count(self) -> None:
        """On top of the year of article 17; a later end in the record stands."""
        due, begins = date(2010, 1, 3), date(2008, 12, 4)
        assert latest_postponed_to(due, begins, date(2011, 12, 4)) == date(2013, 1, 3)
        assert latest_postponed_to(due, begins, date(2011, 12, 3)) == date(2012, 12, 3)
        assert latest_postponed_to(date(2009, 1, 1), begins, date(2009, 6, 1)) == date(2009, 6, 1)

    def test_told_in_words(self) -> None:
        def met(code: str, day: str | None = None) -> str:
            [line] = [
                line for line in str(opcat.deadlines(code, on=day)).splitlines() if "17 met" in line
            ]
            return line.partition(": ")[2]

        assert met("Chile") == "no, 3391 days late"
        assert met("Ghana") == "no, 3025 days late and none yet"
        assert met("Italy") == "late by the text, and not by the Committee's count"
        assert met("Albania") == "no, 262 days late"
        assert met("France") == "yes, designated before it joined"
        assert met("Poland") == "no, 210 days late"
        assert met("Spain") == "no, 865 days late"
        assert met("New Zealand") == "yes, in time"
        assert met("Denmark") == "no, 101 to 131 days late"
        assert met("Denmark", "2007-10-15") == "no, at least 101 days late"
        assert met("Colombia") == "not due yet"
        assert met("Netherlands") == "not known"
        assert "17 met" not in str(opcat.deadlines("Kenya"))

    def test_only_a_postponement_of_part_iv_moves_the_day(self) -> None:
        moved = {row["alpha_3"] for row in table("declarations") if row["postpones"] == "part_iv"}
        for code in PARTIES:
            found = opcat.deadlines(code)
            assert (found.postponed_to is not None) is (code in moved)
            assert found.postponed_to in (None, found.due_on)
            told = "mechanism due after its postponement (article 24, Part IV)" in str(found)
            assert told is (code in moved)

    def test_between_the_readings_days_count_from_the_second(self) -> None:
        italy = opcat.deadlines("Italy")
        assert (italy.was_met, italy.days_late) == (None, 0)
        maldives = opcat.deadlines("Maldives")
        assert (maldives.days_late, maldives.days_late_at_least, maldives.days_late_at_most) == (
            None,
            0,
            192,
        )

    def test_a_designation_that_had_not_come_is_not_told(self) -> None:
        then = opcat.deadlines("Chile", on="2019-04-24")
        assert (then.designated_on, then.days_late) == (None, None)
        assert (then.days_late_at_least, then.is_overdue) == (3390, True)
        assert str(opcat.deadlines("Chile", on="2019-04-25").designated_on) == "2019-04-25"


class TestSummary:
    """`article_17` counts what `deadlines` says."""

    @given(st.dates(FIRST, AS_OF))
    @example(AS_OF)
    def test_it_counts_what_deadlines_say(self, day: date) -> None:
        whole = opcat.article_17(on=day)
        parties = opcat.parties(on=day)
        expected = Counter(
            opcat.deadlines(status.state, on=day).punctuality or Punctuality.NOT_DUE
            for status in parties
        )
        assert {word: getattr(whole, word.value) for word in Punctuality} == {
            word: expected[word] for word in Punctuality
        }
        assert whole.parties == len(parties) == expected.total()
        for parts in (whole.by_group, whole.by_decade):
            assert sum(part.parties for _, part in parts) == whole.parties
            for word in Punctuality:
                total = sum(getattr(part, word.value) for _, part in parts)
                assert total == getattr(whole, word.value)
        assert [group for group, _ in whole.by_group] == [*opcat.RegionalGroup, None]
        for decade, part in whole.by_decade:
            joined_then = [s for s in parties if s.deposited_on.year // 10 * 10 == decade]  # type: ignore[union-attr] # a party has deposited
            assert part.parties == len(joined_then)

    def test_on_the_last_day(self) -> None:
        now = opcat.article_17()
        assert (now.before_joining, now.in_time, now.late, now.none_yet) == (18, 14, 42, 12)
        assert (now.between_readings, now.not_known, now.not_due) == (3, 5, 2)
        assert (now.median_days, now.median_days_with_none_yet) == (755, 1055)
        assert repr(now).startswith("<Article17 as of 2026-02-03: 96 parties, 32 met it")
        delays = []
        for code in PARTIES:
            first = HISTORY[code][0].designated if code in HISTORY else None
            text, _ = limits(code)
            if first is not None and first.low > text:
                delays.append((first.high - text).days)
        assert (len(delays), median(delays)) == (45, 755)

    def test_of_one_group(self) -> None:
        for group, part in opcat.article_17(on="2020-01-01").by_group:
            if group is not None:
                alone = opcat.article_17(on="2020-01-01", group=group)
                assert attrs.evolve(alone, by_decade=()) == part
                assert (type(alone.by_group), alone.by_group) == (opcat.Rows, ())
                # It has no groups, but the columns that groups would have.
                for groups in (alone.by_group, part.by_group):
                    table = frames.to_frame(groups, backend="polars")
                    assert (table.height, table.columns[0]) == (0, "regional_group")
        with pytest.raises(opcat.errors.VocabularyError):
            opcat.article_17(group="nordic")
        with pytest.raises(opcat.errors.OtherTreatyError):
            opcat.article_17(treaty=opcat.convention())
        with pytest.warns(opcat.CoverageWarning):
            assert opcat.article_17(on="2027-01-01") == opcat.article_17()

    @given(st.lists(st.integers(1, 5000), min_size=1))
    def test_without_anyone_waiting_it_is_the_lower_median(self, delays: list[int]) -> None:
        found = _median([(days, True) for days in delays])
        assert found == sorted(delays)[(len(delays) - 1) // 2]

    def test_who_waits_counts_as_not_yet(self) -> None:
        """By hand: after 10 days 3/4 wait, after 30 days half of those that were still watched."""
        assert _median([(10, True), (20, False), (30, True), (40, False)]) == 30
        assert _median([(10, True), (20, False), (30, False)]) is None
        assert _median([]) is None


class TestTables:
    @pytest.mark.parametrize("partial", ["first", "last", "any", "all"])
    def test_the_panel_says_what_the_days_of_a_year_say(self, partial: str) -> None:
        order = ["not_party", "no", "unclear", "yes"]
        found = frames.panel(2005, 2025, partial=partial, backend="polars")
        cells = {(row["alpha_3"], row["year"]): row for row in found.to_dicts()}
        for code, since in PARTIES.items():
            changes = sorted({day for whose, day in EDGES if whose == code} | {since or FIRST})
            for year in range(2005, 2026):
                begins, ends = date(year, 1, 1), date(year, 12, 31)
                days = [begins, ends, *(day for day in changes if begins <= day <= ends)]
                answers = {
                    day: told(code, day) if joined(code, day) else "not_party" for day in days
                }
                ranks = sorted(order.index(answer) for answer in answers.values())
                expected = {
                    "first": answers[begins],
                    "last": answers[ends],
                    "any": order[ranks[-1]],
                    "all": order[ranks[0]],
                }[partial]
                row = cells[code, year]
                assert row["mechanism"] == expected, (code, year)
                day = begins if partial in ("first", "all") else ends
                holder = known(opcat.resolve(code), packaged).stood(day)[1]
                kind = holder.institution_type.value if holder and answers[day] == "yes" else None
                assert row["mechanism_type"] == kind, (code, year)
        others = [row for (code, _), row in cells.items() if code not in PARTIES]
        assert {row["mechanism"] for row in others} == {"not_party"}

    def test_of_another_treaty_it_has_none(self) -> None:
        found = frames.panel(2010, 2012, treaty=opcat.convention(), backend="polars")
        assert found["mechanism"].null_count() == len(found)
        assert found["mechanism_type"].null_count() == len(found)

    def test_spells_have_no_gap_and_end_with_the_record(self) -> None:
        """They begin on the day of the text, have no gap, and end with the record."""
        found = frames.spells(of="mechanism", backend="polars")
        due = {code for code in PARTIES if limits(code)[0] < AS_OF}
        assert set(found["alpha_3"]) == due
        for code in due:
            text, _ = limits(code)
            rows = found.filter(alpha_3=code).to_dicts()
            assert [row["start"] for row in rows] == [text, *(row["stop"] for row in rows[:-1])]
            assert rows[-1]["stop"] == AS_OF
            first = HISTORY[code][0].designated if code in HISTORY else None
            for row in rows:
                assert row["designated"] == told(code, row["start"])
                assert row["start_day"] == (row["start"] - text).days
                assert row["stop_day"] == (row["stop"] - text).days
                assert row["event"] is (first is not None and first.high == row["stop"])
                if row["stop"] < AS_OF:
                    assert row["next_designated"] == told(code, row["stop"])

    def test_spells_of_a_record_of_ones_own(self, tmp_path: Path) -> None:
        """Whose own mechanisms count: here France has never had one."""
        lines = text_of("mechanisms").splitlines(keepends=True)
        without = "".join(line for line in lines if not line.startswith("FRA,"))
        standing = text_of("mechanism_standing").replace("\nFRA,yes,", "\nFRA,no,")
        own = loaded(tmp_path, mechanisms=without, mechanism_standing=standing)
        found = frames.spells(of="mechanism", treaty=own, backend="polars").filter(alpha_3="FRA")
        assert found.select("designated", "start", "stop").rows() == [
            ("no", date(2009, 11, 11), AS_OF)
        ]

    def test_an_earlier_treaty_and_one_that_a_state_left(self) -> None:
        past = opcat.treaty(on="2010-01-01")
        found = frames.spells(of="mechanism", treaty=past, backend="polars")
        assert found["stop"].max() == past.as_of
        leaves = opcat.Action(
            state=opcat.resolve("Ghana"), kind=opcat.ActionKind.DENUNCIATION, date=date(2024, 6, 1)
        )
        gone = attrs.evolve(opcat.treaty(), actions=(*opcat.treaty().actions, leaves))
        rows = frames.spells(of="mechanism", treaty=gone, backend="polars").filter(alpha_3="GHA")
        assert rows["stop"].to_list() == [date(2025, 6, 1)]
        cells = frames.panel(2024, 2025, treaty=gone, backend="polars").filter(alpha_3="GHA")
        assert cells["mechanism"].to_list() == ["no", "not_party"]
        with pytest.raises(opcat.errors.VocabularyError, match="mechanism"):
            frames.spells(of="visits")

    def test_tables_of_mechanisms_count_every_party(self) -> None:
        assert len(frames.to_frame("mechanism_history", backend="polars")) == 101
        decades = frames.to_frame(opcat.article_17().by_decade, backend="polars")
        assert decades.select("decade", "parties").rows() == [(2000, 50), (2010, 40), (2020, 6)]
        groups = frames.to_frame("article_17", backend="polars")
        assert groups["parties"].sum() == 96
        now = frames.to_frame("mechanisms", backend="polars").filter(pl.col("alpha_3") == "FRA")
        assert now["mechanism_designated_on"].to_list() == ["2007-10-30"]
        assert "mechanism_alpha_3" not in now.columns


HEADER = (
    "alpha_3,sequence,bodies,has_all_bodies,institution_type,legal_basis,designated_on,"
    "in_function_from,ended_on,notified_on,web_address,has_public_annual_reports,confidence,"
    "day_confidence,note,sources"
)


def row(sequence: object = 1, designated: str = "2010", ended: str = "", **other: str) -> str:
    cells = {
        "alpha_3": "KEN",
        "sequence": str(sequence),
        "bodies": "Body",
        "has_all_bodies": "yes",
        "institution_type": "several_bodies",
        "designated_on": designated,
        "ended_on": ended,
        "confidence": "high",
        "day_confidence": "high" if designated else "",
        **other,
    }
    return ",".join(cells.get(name, "") for name in HEADER.split(","))


def test_the_time_of_a_mechanism_that_stands_ends_with_the_record() -> None:
    dutch = known(opcat.resolve("Netherlands"), packaged)
    first, second = (dutch.time_of(mechanism) for mechanism in dutch.history)
    assert first == (date(2011, 12, 31), date(2024, 4, 1))
    assert second == (date(2024, 4, 1), AS_OF)
    assert all(day <= AS_OF for day, _, _ in dutch.changes())


class TestDamaged:
    """What cannot be in a record is refused, with row and column."""

    @pytest.fixture
    def read(self, tmp_path: Path) -> Callable[..., opcat.Record]:
        """Read a record with these mechanisms and no others, and with more rows of standing."""

        def read(mechanisms: str, standing: str = "") -> opcat.Record:
            standings = text_of("mechanism_standing") + standing
            return loaded(tmp_path, mechanisms=mechanisms, mechanism_standing=standings)

        return read

    @pytest.mark.parametrize(
        ("rows", "place", "what"),
        [
            ([row(designated="2010", ended="2009-12-31")], "row 2, column ended_on", "is before it began"),
            ([row(ended="2012"), row(2, "2009-01-01", "")], "row 3, column designated_on", "when the one before"),
            ([row(ended="2015"), row(2, "2011", "2014-12-31")], "row 3, column ended_on", "is before it began"),
            ([row(ended="2012"), row(3, "2012")], "row 3, column sequence", "is 3 where 2 is due"),
            ([row(2)], "row 2, column sequence", "is 2 where 1 is due"),
            ([row(ended="2012"), row(1, "2012")], "row 3, column sequence", "is 1 where 2 is due"),
            ([row(), row(2, "2012")], "row 2, column ended_on", "another mechanism follows"),
            ([row(designated="", day_confidence="low")], "row 2, column day_confidence", "only with it"),
            ([row(day_confidence="")], "row 2, column day_confidence", "must be given with"),
            ([row(has_all_bodies="maybe")], "row 2, column has_all_bodies", "neither 'yes' nor 'no'"),
            ([row(has_public_annual_reports="?")], "row 2, column has_public_annual_reports", "neither 'yes'"),
            ([row(institution_type="")], "row 2, column institution_type", "'ombuds_institution'"),
            ([row(sequence="x")], "row 2, column sequence", "is not an integer"),
            ([row(confidence="sure")], "row 2, column confidence", "'medium'"),
            ([row(designated="20")], "row 2, column designated_on", "not a day"),
        ],
    )  # fmt: skip
    def test_an_impossible_history_is_refused_at_its_place(
        self, read: Callable[..., opcat.Record], rows: list[str], place: str, what: str
    ) -> None:
        with pytest.raises(opcat.DataError, match=what) as caught:
            read("\n".join([HEADER, *rows, ""]))
        assert [where for where, _ in caught.value.problems] == [f"mechanisms.csv, {place}"]

    def test_a_designation_may_precede_the_end_of_the_one_before(
        self, read: Callable[..., opcat.Record]
    ) -> None:
        first, second = row(ended="2012", alpha_3="FRA"), row(2, "2011", alpha_3="FRA")
        record = read(f"{HEADER}\n{first}\n{second}\n")
        for day, sequence in (("2011-12-31", 1), ("2012-12-31", 2)):
            [france] = opcat.mechanisms("France", on=day, treaty=record)
            assert france.mechanism is not None
            assert france.mechanism.sequence == sequence

    @pytest.mark.parametrize(
        ("rows", "designated", "by_days"),
        [([row()], "no", "yes"), ([row(ended="2012")], "yes", "no")],
    )
    def test_where_a_party_stands_must_not_deny_its_history(
        self, read: Callable[..., opcat.Record], rows: list[str], designated: str, by_days: str
    ) -> None:
        with pytest.raises(opcat.DataError) as caught:
            read("\n".join([HEADER, *rows, ""]), f"KEN,{designated},high,,\n")
        [(place, problem)] = caught.value.problems
        assert problem == f"{designated}, and by the days in mechanisms.csv it is {by_days}"
        assert place == f"mechanism_standing.csv, row {len(PRESENT) + 2}, column designated"

    def test_a_mechanism_of_which_nothing_else_is_known_may_stand(
        self, read: Callable[..., opcat.Record]
    ) -> None:
        """As Sri Lanka's does: that there is one is known, and no day."""
        record = read(f"{HEADER}\n", "")
        assert opcat.mechanism_history(treaty=record) == ()
        [one] = opcat.mechanisms("Sri Lanka", treaty=record)
        assert (one.designated, one.mechanism) == (opcat.Designation.YES, None)

    def test_a_state_that_stands_twice_is_refused(self, read: Callable[..., opcat.Record]) -> None:
        with pytest.raises(opcat.DataError, match="is already in an earlier row"):
            read(f"{HEADER}\n", "KEN,no,high,,\nKEN,no,high,,\n")

    def test_each_party_without_a_row_of_its_standing_is_named(self, tmp_path: Path) -> None:
        """Otherwise the answer would be unclear in silence, as if somebody had looked."""
        kept = [
            line
            for line in text_of("mechanism_standing").splitlines(keepends=True)
            if not line.startswith(("FRA,", "GAB,"))
        ]
        with pytest.raises(opcat.DataError) as caught:
            loaded(tmp_path, mechanism_standing="".join(kept))
        assert [place for place, _ in caught.value.problems] == ["mechanism_standing.csv"] * 2
        for name, (_, problem) in zip(("France", "Gabon"), caught.value.problems, strict=True):
            assert problem.startswith(f"has no row for {name} (")
            assert problem.endswith("add one, 'unclear' where nothing is known")

    def test_a_state_that_has_left_needs_no_row_of_its_standing(self, tmp_path: Path) -> None:
        left = "FRA,denunciation,2015-01-01,untc-2026-02-03\n"
        kept = [
            line
            for line in text_of("mechanism_standing").splitlines(keepends=True)
            if not line.startswith("FRA,")
        ]
        actions = text_of("actions") + left
        record = loaded(tmp_path, actions=actions, mechanism_standing="".join(kept))
        assert opcat.mechanisms("France", treaty=record) == ()

    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_the_table_of_rc1_is_told_what_changed(
        self, read: Callable[..., opcat.Record], mark: str
    ) -> None:
        old = "alpha_3,designated,names,institution_type,designated_on,confidence,note,sources\n"
        with pytest.raises(opcat.DataError, match="one row per mechanism in its time") as caught:
            read(f"{mark}{old}KEN,no,,,,high,,\n")
        assert "mechanism_standing.csv says where each party stands" in str(caught.value)
        with pytest.raises(opcat.DataError, match="the columns are"):
            read("alpha_3,state\nKEN,no\n")

    def test_a_question_that_needs_a_table_that_is_missing_names_it(self, tmp_path: Path) -> None:
        record = loaded(tmp_path, mechanisms=None)
        with pytest.raises(opcat.DataError, match=r"mechanisms\.csv: "):
            opcat.mechanisms(treaty=record)


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        *(("2009-12-31", "no"), ("2010-01-01", "yes"), ("2011-12-31", "yes")),
        *(("2012-01-01", "no"), ("2013-12-31", "no"), ("2014-01-01", "yes")),
    ],
)
def test_after_an_end_there_is_none_until_the_next(day: str, answer: str) -> None:
    first, end, second = map(opcat.PartialDate.parse, ("2010-01-01", "2012-01-01", "2014-01-01"))
    tenures = [Tenure(first, end), Tenure(second, None)]
    told = designation_on(date.fromisoformat(day), tenures, Designation.YES, AS_OF)
    assert told is Designation(answer)


def test_a_record_without_a_word_on_the_present() -> None:
    """Nothing is said of a State that no table names, and history goes on without an end."""
    tenures = [Tenure(opcat.PartialDate.parse("2010"), None)]
    asked: Callable[[date], Designation] = lambda day: designation_on(day, tenures, None, AS_OF)  # noqa: E731 - one line says it
    assert asked(date(2009, 12, 31)) is Designation.NO
    assert asked(date(2010, 6, 1)) is Designation.UNCLEAR
    assert asked(AS_OF) is Designation.YES
    assert asked(AS_OF + DAY) is Designation.UNCLEAR
    assert designation_on(AS_OF, [], None, AS_OF) is Designation.UNCLEAR
    ended = [Tenure(opcat.PartialDate.parse("2010"), opcat.PartialDate.parse("2012"))]
    assert designation_on(AS_OF, ended, None, AS_OF) is Designation.UNCLEAR
