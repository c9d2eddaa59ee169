"""The Subcommittee's missions and their reports: what is known, and by which day it counts."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from record_files import loaded, text_of

import opcat
from opcat import PartialDate, ReportAddressee, ReportPublic, VisitKind, charts, strategies

DATA = Path(opcat.__file__).parent / "data"
DAYS = strategies.days(date(2006, 1, 1), date(2026, 2, 3))
GROUPS = st.none() | st.sampled_from(opcat.RegionalGroup)
STATES = st.none() | st.sampled_from(["MEX", "BOL", "MUS", "UKR", "FRA"])


untyped: Any = opcat
"""The package as code sees it that no type checker reads."""


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class TestVisits:
    def test_there_are_105_in_the_order_in_which_they_began(self) -> None:
        found = opcat.visits()
        assert len(found) == 105
        assert [v.start.earliest for v in found] == sorted(v.start.earliest for v in found)

    def test_states_were_parties(self) -> None:
        for visit in opcat.visits():
            assert opcat.is_party(visit.state, on=visit.start.latest), visit

    def test_no_interval_is_negative(self) -> None:
        for visit in opcat.visits():
            assert visit.start.earliest <= visit.end.latest

    def test_unknown_is_not_no(self) -> None:
        kinds = {word: len(opcat.visits(report_public=word)) for word in ReportPublic}
        assert kinds == {
            word: sum(row["report_public"] == word for row in rows("visits"))
            for word in ReportPublic
        }
        assert min(kinds.values()) > 0

    @given(
        state=STATES,
        group=GROUPS,
        kind=st.none() | st.sampled_from(VisitKind),
        public=st.none() | st.sampled_from(ReportPublic),
        days=st.lists(st.none() | DAYS, min_size=2, max_size=2),
    )
    def test_filters_are_a_conjunction(
        self,
        state: str | None,
        group: opcat.RegionalGroup | None,
        kind: VisitKind | None,
        public: ReportPublic | None,
        days: list[date | None],
    ) -> None:
        since, until = days
        if since is not None and until is not None and until < since:
            since, until = until, since
        found = opcat.visits(
            state, group=group, kind=kind, since=since, until=until, report_public=public
        )
        assert found == tuple(
            visit
            for visit in opcat.visits()
            if (state is None or visit.state.key == state)
            and (group is None or visit.state.regional_group is group)
            and (kind is None or visit.kind is kind)
            and (public is None or visit.report_public is public)
            and (since is None or since <= visit.start.latest)
            and (until is None or visit.start.latest <= until)
        )

    @given(DAYS)
    @example(date(2010, 6, 2))
    @example(date(2010, 12, 31))
    def test_each_is_until_a_day_or_since_the_next(self, day: date) -> None:
        """Those of which only the year is known too, and none is both."""
        next_day = min(day + timedelta(1), date(2026, 2, 3))
        until, since = opcat.visits(until=day), opcat.visits(since=next_day)
        if day < date(2026, 2, 3):
            assert sorted(map(str, (*until, *since))) == sorted(map(str, opcat.visits()))
        for visit in until:
            assert visit.start.latest <= day, "it had certainly begun"

    def test_a_visit_of_a_year_counts_in_that_year(self) -> None:
        bolivia = opcat.visits("Bolivia")[0]
        assert str(bolivia.start) == "2010"
        assert opcat.visits("Bolivia", since="2010-01-01", until="2010-12-31") == (bolivia,)
        assert bolivia not in opcat.visits(until="2010-06-02")
        assert bolivia in opcat.visits(since="2010-06-03")

    @pytest.mark.parametrize("year", range(2007, 2026))
    def test_years_are_told_anew_from_the_file(self, year: int) -> None:
        found = opcat.visits(since=f"{year}-01-01", until=f"{year}-12-31")
        told = [row for row in rows("visits") if row["start"].startswith(str(year))]
        assert sorted(visit.state.key for visit in found) == sorted(row["alpha_3"] for row in told)

    def test_a_missions_first_day_decides(self) -> None:
        """Liberia 2018 went on from October to November."""
        [visit] = opcat.visits("Liberia", since="2018-10-29", until="2018-10-29")
        assert str(visit.end) == "2018-11-02"
        assert opcat.visits("Liberia", since="2018-10-30") == ()

    def test_filters_that_are_not_known_are_refused(self) -> None:
        with pytest.raises(opcat.errors.VocabularyError, match="'npm_advisory'"):
            opcat.visits(kind="courtesy")
        with pytest.raises(opcat.errors.VocabularyError, match="'unknown'"):
            untyped.visits(report_public=True)
        with pytest.raises(opcat.errors.VocabularyError, match="group='x' is not known"):
            opcat.visits(group="x")
        with pytest.raises(opcat.UnknownStateError):
            opcat.visits("Atlantis")
        with pytest.raises(opcat.errors.DayTypeError, match="since=2019"):
            untyped.visits(since=2019)
        with pytest.raises(
            opcat.errors.DayOrderError, match="since=2020-01-01 is later than until"
        ):
            opcat.visits(since="2020-01-01", until="2019-12-31")
        with pytest.raises(TypeError, match="year"):
            untyped.visits(year=2019)

    def test_a_day_that_the_record_does_not_cover(self) -> None:
        for asked in ({"since": "2030-01-01"}, {"until": "2030-01-01"}):
            with pytest.warns(opcat.CoverageWarning, match="=2030-01-01 is later") as caught:
                found = untyped.visits(**asked)
            assert len(found) == (0 if "since" in asked else 105)
            assert [warning.filename for warning in caught] == [__file__]

    def test_an_end_before_the_start(self) -> None:
        visit = opcat.visits("Maldives")[0]
        with pytest.raises(opcat.errors.InvariantError, match="end: 2007-11 is before the start"):
            attrs.evolve(visit, end=PartialDate.parse("2007-11"))

    def test_a_visit_prints_as_its_day_state_and_kind(self) -> None:
        assert str(opcat.visits()[0]) == "2007 Mauritius: regular visit"


class TestReports:
    def test_they_are_those_of_the_file(self) -> None:
        found = [
            (visit.state.key, str(visit.start), report.symbol, report.addressee.value)
            for visit in opcat.visits()
            for report in visit.reports
        ]
        told = [tuple(row.values())[:4] for row in rows("visit_reports")]
        assert sorted(found) == sorted(told)

    def test_what_has_a_report_has_a_public_one(self) -> None:
        for visit in opcat.visits():
            assert not visit.reports or visit.report_public is ReportPublic.YES

    def test_the_states_comes_before_the_mechanisms(self) -> None:
        both = [visit.reports for visit in opcat.visits() if len(visit.reports) > 1]
        assert len(both) == 9
        for first, second in both:
            assert (first.addressee, second.addressee) == (
                ReportAddressee.STATE,
                ReportAddressee.NPM,
            )

    def test_one_report_is_of_two_visits(self) -> None:
        suspended, resumed = opcat.visits("Ukraine")[1:]
        assert (suspended.kind, resumed.kind) == ("suspended", "resumed")
        assert suspended.reports == resumed.reports
        assert [str(report) for report in resumed.reports] == ["CAT/OP/UKR/3 (State)"]

    def test_where_one_was_seen_the_visit_cites_it(self) -> None:
        seen = 0
        for visit in opcat.visits():
            for report in visit.reports:
                assert set(report.sources) <= set(visit.sources), report
                assert report.address == (report.sources[0].url if report.sources else None)
                seen += bool(report.sources)
        assert seen > 50

    def test_no_address_is_made_up(self) -> None:
        report = attrs.evolve(opcat.visits("Mexico")[0].reports[0], sources=())
        assert report.address is None
        without = opcat.Source(id="x", publisher="X")
        assert attrs.evolve(report, sources=(without,)).address is None
        seen = attrs.evolve(without, id="y", url="https://example.org/report.pdf")
        assert attrs.evolve(report, sources=(without, seen)).address == seen.url

    def test_the_picture_tells_them(self) -> None:
        spec = charts.visits().to_dict()
        [data] = [
            one["data"]["values"] for one in spec["layer"] if one["description"] == "missions"
        ]
        told = {(row["State"], row["days"]): row["report"] for row in data}
        assert told["Republic of Moldova", "2012-10-01 to 2012-10-04"] == (
            "CAT/OP/MDA/1 (State); CAT/OP/MDA/2 (NPM)"
        )
        assert told["Senegal", "2019-05-05 to 2019-05-16"] == "public, symbol not known"
        assert told["Bolivia", "2010"] == "not public"
        assert told["Mauritius", "2007"] == "not known whether public"


VISITS = "alpha_3,start,end,kind,kind_basis,completion,report_public,confidence,sources"
REPORTS = "alpha_3,start,symbol,addressee,sources"


class TestDamage:
    @pytest.mark.parametrize(
        ("row", "column", "what"),
        [
            ("KEN,2008,2007,regular,stated,confirmed,yes,high,", "end", "is before the start"),
            ("KEN,2008,2008,regular,stated,confirmed,maybe,high,", "report_public", "'unknown'"),
            ("KEN,20,2008,regular,stated,confirmed,yes,high,", "start", "is not a day"),
            ("KEN,2008,2008,state,stated,confirmed,yes,high,", "kind", "'resumed'"),
        ],
    )
    def test_a_damaged_visit_is_refused_at_its_place(
        self, tmp_path: Path, row: str, column: str, what: str
    ) -> None:
        with pytest.raises(opcat.DataError, match=what) as caught:
            loaded(tmp_path, visits=f"{VISITS}\n{row}\n", visit_reports=f"{REPORTS}\n")
        assert caught.value.problems[0][0] == f"visits.csv, row 2, column {column}"

    @pytest.mark.parametrize(
        ("row", "column", "what"),
        [
            ("KEN,2008,CAT/OP/KEN/1,state,", "start", "there is no such visit in visits.csv"),
            ("MUS,2007,CAT/OP/MUS/1,press,", "addressee", "'npm'"),
            ("MUS,2007,,state,", "symbol", "is not a string"),
            ("MUS,2007,CAT/OP/MUS/1,state,nowhere", "sources", "'nowhere' is not known"),
        ],
    )
    def test_a_damaged_report_is_refused_at_its_place(
        self, tmp_path: Path, row: str, column: str, what: str
    ) -> None:
        with pytest.raises(opcat.DataError, match=what) as caught:
            loaded(tmp_path, visit_reports=f"{REPORTS}\n{row}\n")
        assert caught.value.problems[0][0] == f"visit_reports.csv, row 2, column {column}"

    @pytest.mark.parametrize(
        ("row", "column", "what"),
        [
            ("2010,missions,exactly,9,,", "scope", "'regular_visits'"),
            ("2010,visits,about,9,,", "relation", "'more_than'"),
            ("2010,visits,exactly,nine,,", "total", "nine"),
            (",visits,exactly,9,,", "as_of", "is not a day"),
        ],
    )
    def test_a_damaged_total_is_refused_at_its_place(
        self, tmp_path: Path, row: str, column: str, what: str
    ) -> None:
        text = f"as_of,scope,relation,total,note,sources\n{row}\n"
        with pytest.raises(opcat.DataError, match=what) as caught:
            loaded(tmp_path, visit_totals=text)
        assert caught.value.problems[0][0] == f"visit_totals.csv, row 2, column {column}"


def told(row: dict[str, str]) -> tuple[int, int]:
    """The bounds of the record's own count for a stated total, told anew from the files."""
    as_of, scope = row["as_of"], row["scope"]
    least, most = [], []
    for visit in rows("visits"):
        kind, start = visit["kind"], visit["start"]
        if (scope == "regular_visits" and kind != "regular") or (
            scope == "suspensions" and kind != "suspended"
        ):
            continue
        # A shorter date is text that the day begins with: here it is the year alone.
        first, last = (start, start) if len(start) == 10 else (f"{start}-01-01", f"{start}-12-31")
        if scope == "year":
            possible = certain = start.startswith(as_of)
        else:
            possible, certain = first <= as_of, last <= as_of
        if possible:
            most.append(visit["alpha_3"])
        if certain and visit["completion"] == "confirmed":
            least.append(visit["alpha_3"])
    if scope == "countries":
        return len(set(least)), len(set(most))
    return len(least), len(most)


class TestTotals:
    def test_the_eighteen_of_the_file(self) -> None:
        found = [
            (str(one.as_of), one.scope.value, one.relation.value, one.total, one.note)
            for one in opcat.visit_totals()
        ]
        assert found == [
            (row["as_of"], row["scope"], row["relation"], int(row["total"]), row["note"] or None)
            for row in rows("visit_totals")
        ]
        assert len(found) == 18
        assert sum(relation == "more_than" for _, _, relation, _, _ in found) == 6

    def test_the_record_contradicts_none_of_them(self) -> None:
        """Told anew from the files: each is a number that the record's inexact dates allow."""
        unsure = []
        for row, total in zip(rows("visit_totals"), opcat.visit_totals(), strict=True):
            least, most = told(row)
            stated = int(row["total"])
            if row["relation"] == "exactly":
                assert least <= stated <= most, row
                settled = least == most
            else:
                assert stated < most, row
                settled = stated < least
            found = opcat.reconcile_visits(total)
            assert (found.least, found.most) == (least, most)
            assert found.is_match is (True if settled else None)
            if not settled:
                unsure.append((row["as_of"], least, most))
        assert unsure == [("2007-12-19", 1, 2), ("2010-06-02", 9, 10), ("2016-11-29", 50, 51)]

    @given(st.from_type(opcat.VisitTotal), st.from_type(opcat.VisitReconciliation))
    def test_the_bounds_are_what_some_choice_of_days_gives(
        self, total: opcat.VisitTotal, other: opcat.VisitReconciliation
    ) -> None:
        found = opcat.reconcile_visits(total)
        assert found.published == total
        assert 0 <= found.least <= found.most
        counts = range(found.least, found.most + 1)
        more = total.relation == "more_than"
        agrees = {count > total.total if more else count == total.total for count in counts}
        expected = agrees.pop() if len(agrees) == 1 else None
        assert found.is_match is expected
        assert other == opcat.reconcile_visits(other.published)

    @given(DAYS, st.sampled_from(opcat.VisitTotalScope))
    def test_a_day_within_a_month_is_bounded_by_the_month(
        self, day: date, scope: opcat.VisitTotalScope
    ) -> None:
        """What is said up to a month may count from its first day to its last."""
        if scope is opcat.VisitTotalScope.YEAR:
            return
        by_day, by_month = (
            opcat.reconcile_visits(
                opcat.VisitTotal(
                    as_of=PartialDate.parse(text),
                    scope=scope,
                    relation=opcat.TotalRelation.EXACTLY,
                    total=1,
                )
            )
            for text in (str(min(day, date(2026, 1, 31))), str(min(day, date(2026, 1, 31)))[:7])
        )
        assert by_month.least <= by_day.least <= by_day.most <= by_month.most

    def test_a_total_is_no_less_than_none(self) -> None:
        stated = opcat.visit_totals()[0]
        assert attrs.evolve(stated, total=0).total == 0
        assert type(attrs.evolve(stated, total=np.int64(3)).total) is int
        with pytest.raises(opcat.errors.InvariantError, match="total: -1 is not an integer of 0"):
            attrs.evolve(stated, total=-1)

    def test_what_agrees_is_said_in_words(self) -> None:
        totals = opcat.visit_totals()
        assert str(opcat.reconcile_visits(totals[2])) == (
            "exactly 9 visits by 2010-06-02: the record has 9 to 10, so it may agree."
        )
        assert repr(opcat.reconcile_visits(totals[-1])) == (
            "<VisitReconciliation exactly 4 visits in 2025: 4>"
        )
        assert repr(totals[5]) == "<VisitTotal exactly 1 suspension by 2014-09-17>"
        wrong = attrs.evolve(totals[-1], total=5)
        assert str(opcat.reconcile_visits(wrong)) == (
            "exactly 5 visits in 2025: the record has 4, which does not agree."
        )
        assert opcat.reconcile_visits(wrong).sources == totals[-1].sources

    @pytest.mark.parametrize(
        ("relation", "total", "days", "completion", "bounds", "is_match"),
        [
            ("exactly", 10, ("2023-01-01", "2023-12-31"), "confirmed", (10, 10), True),
            ("exactly", 8, ("2022-12-31", "2024-01-01"), "confirmed", (8, 8), True),
            ("exactly", 9, ("2023-03-01", "2023-04-01"), "announced_only", (8, 10), None),
            ("more_than", 9, ("2023-03-01", "2023-04-01"), "announced_only", (8, 10), None),
            ("more_than", 10, ("2023-03-01", "2023-04-01"), "announced_only", (8, 10), False),
            ("exactly", 11, ("2023-03-01", "2023-04-01"), "announced_only", (8, 10), False),
        ],
    )
    def test_a_year_with_two_missions_more(  # the record has eight in 2023
        self,
        tmp_path: Path,
        relation: str,
        total: int,
        days: tuple[str, str],
        completion: str,
        bounds: tuple[int, int],
        is_match: bool | None,
    ) -> None:
        more = [
            f"AFG,{day},{day},regular,stated,{completion},unknown,high,untc-2026-02-03\n"
            for day in days
        ]
        own = loaded(tmp_path, visits="".join([text_of("visits"), *more]))
        stated = opcat.VisitTotal(
            as_of=PartialDate.parse("2023"),
            scope=opcat.VisitTotalScope.YEAR,
            relation=opcat.TotalRelation(relation),
            total=total,
        )
        found = opcat.reconcile_visits(stated, treaty=own)
        assert (found.least, found.most) == bounds
        assert found.is_match is is_match

    def test_in_a_notebook(self) -> None:
        html = opcat.reconcile_visits(opcat.visit_totals()[2])._repr_html_()
        for text in ("exactly 9 visits by 2010-06-02", "ordinal: Lebanon 9th visit", "not known"):
            assert text in html

    def test_what_is_no_total_is_refused(self) -> None:
        with pytest.raises(TypeError, match=r"^total=9 is not a VisitTotal; pass one of opcat"):
            untyped.reconcile_visits(9)
        with pytest.raises(
            opcat.errors.OtherTreatyError, match=r"^reconcile_visits is about the Protocol, but"
        ):
            opcat.reconcile_visits(opcat.visit_totals()[0], treaty=opcat.convention())
        later = attrs.evolve(opcat.visit_totals()[0], as_of=PartialDate.parse("2030"))
        with pytest.warns(opcat.CoverageWarning, match="^as_of=2030 ends later than") as caught:
            opcat.reconcile_visits(later)
        assert [warning.filename for warning in caught] == [__file__]
        refused: list[dict[str, Any]] = [
            {"total": -1},
            {"total": True},
            {"scope": "visits"},
            {"as_of": "2010"},
        ]
        for wrong in refused:
            with pytest.raises(opcat.errors.InvariantError, match=next(iter(wrong))):
                attrs.evolve(later, **wrong)


class TestUnvisited:
    def test_today_told_anew(self) -> None:
        visited = {row["alpha_3"] for row in rows("visits")}
        found = opcat.unvisited_parties()
        assert [one.state for one in found] == [
            status.state for status in opcat.parties() if status.state.key not in visited
        ]
        assert len(found) == 23
        for one in found:
            assert one.visitable_on == one.in_force_on == opcat.status(one.state).in_force_on

    @given(DAYS, GROUPS)
    @example(date(2008, 8, 27), None)
    @example(date(2014, 12, 31), None)
    def test_on_any_day(self, day: date, group: opcat.RegionalGroup | None) -> None:
        known = {
            visit.state
            for visit in opcat.visits()
            if visit.start.latest <= day and visit.completion == "confirmed"
        }
        found = opcat.unvisited_parties(on=day, group=group)
        assert [one.state for one in found] == [
            status.state
            for status in opcat.parties(on=day, group=group)
            if status.state not in known
        ]
        for one in found:
            deadlines = opcat.deadlines(one.state, on=day)
            postponed = deadlines.visits_postponed_until
            assert (one.as_of, one.in_force_on) == (day, deadlines.in_force_on)
            if one.in_force_on is None or postponed is None:
                assert one.visitable_on == one.in_force_on
            else:
                assert one.visitable_on == max(one.in_force_on, postponed + timedelta(1))

    def test_who_postponed_part_iii_could_not_be_visited_before(self) -> None:
        [philippines] = [
            one
            for one in opcat.unvisited_parties(on="2013-01-01", group="asia_pacific")
            if one.state.key == "PHL"
        ]
        assert philippines.in_force_on == date(2012, 5, 17)
        assert philippines.visitable_on == date(2015, 4, 18)
        [declaration] = opcat.declarations("Philippines", kind="postponement")
        assert set(declaration.sources) <= set(philippines.sources)
        assert str(philippines) == "Philippines: no visit known, possible from 2015-04-18"
        assert repr(philippines) == "<UnvisitedParty PHL since 2015-04-18>"

    def test_without_the_rule_of_entry_into_force_nobody_knows_since_when(self) -> None:
        unruled = attrs.evolve(opcat.treaty(), entry_rule=None, stated_in_force_on=None)
        found = opcat.unvisited_parties(on="2013-01-01", treaty=unruled)
        assert "PHL" in {one.state.key for one in found}
        assert {(one.in_force_on, one.visitable_on) for one in found} == {(None, None)}

    def test_before_the_entry_into_force_is_settled(self) -> None:
        found = opcat.unvisited_parties(on="2006-05-22")
        assert len(found) == opcat.counts(on="2006-05-22").parties
        assert {one.visitable_on for one in found} == {None}
        assert str(found[0]) == "Albania: no visit known, possible from a day that is not known"

    def test_whom_only_an_announcement_names_was_not_visited(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        announced = [
            attrs.evolve(visit, completion=opcat.VisitCompletion.ANNOUNCED_ONLY)
            for visit in opcat.visits()
        ]
        monkeypatch.setattr("opcat._questions.unvisited.visits_in", lambda _: announced)
        assert len(opcat.unvisited_parties()) == 96

    def test_another_treaty_or_group_is_refused(self) -> None:
        with pytest.raises(opcat.errors.OtherTreatyError, match=r"^unvisited_parties is about"):
            opcat.unvisited_parties(treaty=opcat.convention())
        with pytest.raises(opcat.errors.VocabularyError):
            opcat.unvisited_parties(group="x")
        with pytest.warns(opcat.CoverageWarning) as caught:
            assert len(opcat.unvisited_parties(on="2027-01-01")) == 23
        assert [warning.filename for warning in caught] == [__file__]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"total": -1}, "total: -1 is not an integer of 0 or more"),
        ({"scope": opcat.VisitTotalScope.YEAR}, "as_of: 2017-03 is not a year"),
    ],
)
def test_a_stated_total_that_cannot_be_is_refused(change: dict[str, Any], problem: str) -> None:
    total = opcat.VisitTotal(
        as_of=PartialDate.parse("2017-03"),
        scope=opcat.VisitTotalScope.VISITS,
        relation=opcat.TotalRelation.EXACTLY,
        total=5,
    )
    with pytest.raises(opcat.errors.InvariantError, match=problem):
        attrs.evolve(total, **change)
