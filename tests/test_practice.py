"""Deadlines, declarations, territories, mechanisms, the overdue list: and what is unknown."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from calendar_days import in_words, months_later
from hypothesis import example, given
from hypothesis import strategies as st
from record_files import loaded, rows_of_file

import opcat
from opcat import (
    Declaration,
    DeclarationKind,
    Designation,
    ListKnowledge,
    ProtocolPart,
    TerritorialEffect,
    UntilBasis,
    charts,
    strategies,
)
from opcat._practice.articles import (  # the articles at days that no State's record has
    enlarged_on,
    latest_postponement_on,
    mechanism_due_on,
    postponement_limit_on,
    subcommittee_size,
)
from opcat.cli import main

DAYS = strategies.days(date(2002, 1, 1), date(2026, 2, 3))
STATES = st.sampled_from(opcat.states())


untyped: Any = opcat
"""The package as code sees it that no type checker reads."""


class TestArticle17And24:
    @pytest.mark.parametrize(
        ("treaty_on", "deposited_on", "due"),
        [
            (date(2006, 6, 22), date(2003, 10, 1), date(2007, 6, 22)),  # Albania
            (date(2006, 6, 22), date(2016, 9, 23), date(2017, 9, 23)),  # Ghana
            (date(2006, 6, 22), date(2024, 2, 29), date(2025, 2, 28)),
            (date(2024, 2, 29), date(2023, 2, 28), date(2025, 2, 28)),
        ],
    )
    def test_a_mechanism_is_due_one_year_after_the_later_day(
        self, treaty_on: date, deposited_on: date, due: date
    ) -> None:
        assert mechanism_due_on(treaty_on, deposited_on) == due

    def test_a_postponement_ends_after_three_years_or_two_more(self) -> None:
        assert postponement_limit_on(date(2012, 2, 29), extended=False) == date(2015, 2, 28)
        assert postponement_limit_on(date(2012, 2, 29), extended=True) == date(2017, 2, 28)

    def test_the_subcommittee_grows_with_the_fiftieth_deposit(self) -> None:
        """Ten members, twenty-five after the fiftieth deposit, of 24 September 2009."""
        assert [subcommittee_size(number) for number in (0, 49, 50, 96)] == [10, 10, 25, 25]
        assert opcat.subcommittee_size(on="2009-09-23") == 10
        assert opcat.subcommittee_size(on="2009-09-24") == opcat.subcommittee_size() == 25
        assert opcat.subcommittee_size(on="2000-01-01") == 10

    def test_article_5_counts_acts_and_not_those_who_stayed(self) -> None:
        """ "After the fiftieth ratification ... or accession": whoever left since is one of them."""
        left = opcat.Action(
            state=opcat.resolve("Albania"),
            kind=opcat.ActionKind.DENUNCIATION,
            date=date(2008, 1, 1),
        )
        treaty = attrs.evolve(opcat.treaty(), actions=(*opcat.treaty().actions, left))
        assert opcat.counts(on="2009-09-24", treaty=treaty).parties == 49
        assert opcat.subcommittee_size(on="2009-09-23", treaty=treaty) == 10
        assert opcat.subcommittee_size(on="2009-09-24", treaty=treaty) == 25
        days = [date(2001, 1, 1) + timedelta(days=number) for number in range(60)]
        assert enlarged_on(days[:49]) is None
        assert enlarged_on(days[:50]) == enlarged_on(days) == days[49]

    @pytest.mark.parametrize(
        ("state", "in_force", "years", "article_17"),
        [("Australia", date(2018, 1, 20), 4, True), ("Romania", date(2009, 8, 1), 5, False)],
    )
    def test_two_postponements_run_from_the_entry_into_force(
        self, state: str, in_force: date, years: int, article_17: bool
    ) -> None:
        """CAT/C/73/3: three years and one after the year of article 17. Romania's own ordinance
        48/2014: three and two, without it."""
        [made] = opcat.declarations(state, kind="postponement")
        assert opcat.deadlines(state).in_force_on == made.postponed_from == in_force
        assert made.postponed_until == months_later(in_force, 12 * (years + article_17))

    def test_recorded_postponements_keep_to_the_limits(self) -> None:
        for declaration in opcat.declarations(kind="postponement"):
            begins, until = declaration.postponed_from, declaration.postponed_until
            in_force = opcat.status(declaration.state).in_force_on
            assert begins is not None
            assert until is not None
            assert in_force is not None
            limit = postponement_limit_on(max(begins, in_force), extended=True)
            assert until <= limit
            if declaration.until_basis is UntilBasis.LIMIT:
                assert until == postponement_limit_on(begins, extended=False)

    def test_an_end_may_be_counted_as_the_committee_counted(self) -> None:
        """CAT/C/73/3: entry into force for the State, a year, three years, and two more at most."""
        assert latest_postponement_on(date(2008, 12, 4)) == date(2015, 1, 3)
        for made in opcat.declarations(kind="postponement"):
            in_force = opcat.status(made.state).in_force_on
            assert in_force is not None
            assert made.postponed_from is not None
            begins = max(in_force, made.postponed_from)
            granted = months_later(begins, 12 + 36 + 24)
            assert attrs.evolve(made, postponed_until=granted).covers(granted)
            with pytest.raises(opcat.errors.InvariantError, match="the five of article 24"):
                attrs.evolve(made, postponed_until=granted + timedelta(days=31))
        [germany] = opcat.declarations("Germany")
        attrs.evolve(germany, postponed_until=date(2015, 1, 3))
        with pytest.raises(opcat.errors.InvariantError, match="article 24") as caught:
            attrs.evolve(germany, postponed_until=date(2015, 1, 4))
        assert caught.value.problems[0][0] == "postponed_until"

    def test_computed_ends_follow_from_the_stated_period(self) -> None:
        years = {"P2Y": 24, "P3Y": 36}
        for declaration in opcat.declarations(kind="postponement"):
            if declaration.until_basis is UntilBasis.COMPUTED:
                assert declaration.period is not None
                assert declaration.postponed_from is not None
                months = years[declaration.period]
                extension = 24 if "extended by two years" in declaration.summary else 0
                expected = months_later(declaration.postponed_from, months + extension)
                assert declaration.postponed_until == expected


class TestDeadlines:
    @pytest.mark.parametrize(
        ("state", "due", "with_postponement", "overdue"),
        [
            ("Albania", date(2007, 6, 22), date(2007, 6, 22), False),
            ("Ghana", date(2017, 9, 23), date(2017, 9, 23), True),
            ("Germany", date(2009, 12, 4), date(2011, 12, 4), False),
            ("Philippines", date(2013, 4, 17), date(2013, 4, 17), True),
            ("Colombia", date(2026, 11, 10), date(2026, 11, 10), False),
            ("Australia", date(2018, 12, 21), date(2023, 1, 20), None),
            ("Kenya", None, None, False),
            ("Belgium", None, None, False),
        ],
    )
    def test_each_party_has_its_day_and_is_overdue_or_not(
        self, state: str, due: date | None, with_postponement: date | None, overdue: bool | None
    ) -> None:
        found = opcat.deadlines(state)
        assert found.original_due_on == due
        assert found.due_on == with_postponement
        assert found.is_overdue is overdue

    def test_a_postponement_of_part_iii_moves_no_day_of_a_mechanism(self) -> None:
        """The Philippines postponed visits, not the mechanism."""
        found = opcat.deadlines("Philippines")
        assert [made.postpones for made in found.postponements] == [ProtocolPart.PART_III]
        assert found.due_on == found.original_due_on
        assert found.visits_postponed_until == date(2015, 4, 17)
        assert opcat.deadlines("Germany").visits_postponed_until is None

    @given(STATES, DAYS)
    @example(opcat.resolve("Romania"), date(2012, 1, 1))
    @example(opcat.resolve("Bosnia and Herzegovina"), date(2013, 1, 1))
    def test_what_is_postponed_is_never_overdue_meanwhile(
        self, state: opcat.State, day: date
    ) -> None:
        found = opcat.deadlines(state, on=day)
        for made in found.postponements:
            if made.postpones is ProtocolPart.PART_IV and made.covers(day):
                assert found.is_overdue is False

    def test_overdue_begins_the_day_after_the_later_reading(self) -> None:
        """Between the two readings nobody is called late."""
        ghana = opcat.deadlines("Ghana")
        assert (ghana.due_on, ghana.latest_due_on) == (date(2017, 9, 23), date(2017, 10, 23))
        assert ghana.overdue_since == date(2017, 10, 24)
        days = ("2017-09-23", "2017-09-24", "2017-10-23", "2017-10-24")
        told = [opcat.deadlines("Ghana", on=day).is_overdue for day in days]
        assert told == [False, None, None, True]

    def test_as_of_the_record_it_follows_the_designation(self) -> None:
        expected = {Designation.YES: False, Designation.NO: True, Designation.UNCLEAR: None}
        for mechanism in opcat.mechanisms():
            found = opcat.deadlines(mechanism.state)
            assert found.latest_due_on is not None
            late = found.latest_due_on < opcat.treaty().as_of
            assert found.is_overdue is (expected[mechanism.designated] if late else False)

    def test_before_the_twentieth_deposit_nothing_is_due(self) -> None:
        found = opcat.deadlines("Albania", on="2006-05-22")
        assert (found.in_force_on, found.original_due_on, found.due_on) == (None, None, None)
        assert found.is_overdue is False

    def test_a_state_that_left_before_the_protocol_was_in_force_never_owed_one(self) -> None:
        kenya = opcat.resolve("Kenya")
        acts = (
            opcat.Action(state=kenya, kind=opcat.ActionKind.ACCESSION, date=date(2003, 6, 1)),
            opcat.Action(state=kenya, kind=opcat.ActionKind.DENUNCIATION, date=date(2004, 1, 1)),
        )
        protocol = attrs.evolve(
            opcat.treaty(), actions=(*opcat.treaty().actions, *acts), stated_in_force_on=None
        )
        for day in ("2004-06-01", "2005-01-01", "2026-02-03"):
            found = opcat.deadlines(kenya, on=day, treaty=protocol)
            assert (found.due_on, found.latest_due_on) == (None, None)
            assert found.is_overdue is False

    def test_the_subcommittees_own_list_stands_beside_it(self) -> None:
        assert opcat.deadlines("Ghana").is_on_overdue_list is True
        assert opcat.deadlines("France").is_on_overdue_list is False
        assert opcat.deadlines("Ghana", on="2016-01-01").is_on_overdue_list is None

    def test_a_declaration_not_yet_made_changes_nothing(self) -> None:
        before = opcat.deadlines("Bosnia and Herzegovina", on="2011-03-15")
        assert before.postponements == ()
        made = opcat.deadlines("Bosnia and Herzegovina", on="2011-03-16")
        assert len(made.postponements) == 1
        assert made.due_on == before.due_on, "it had not taken effect yet"
        begun = opcat.deadlines("Bosnia and Herzegovina", on="2012-03-23")
        assert begun.due_on == date(2015, 3, 23)

    def test_sources_are_those_of_the_day_that_is_asked_about(self) -> None:
        ids = {source.id for source in opcat.deadlines("Germany").sources}
        assert {"untc-2026-02-03", "apt-ch-a8c461"} <= ids
        earlier = {source.id for source in opcat.deadlines("Mali", on="2008-01-01").sources}
        assert earlier == {
            *(source.id for source in opcat.mechanism_history("Mali")[0].sources),
            *(source.id for source in opcat.status("Mali").sources),
        }
        listed = {source.id for source in opcat.deadlines("Ghana").sources}
        assert "ohchr-org-56cff2" in listed

    def test_each_day_is_printed_with_its_article(self) -> None:
        assert str(opcat.deadlines("Germany")).splitlines() == [
            "Germany on 3 February 2026",
            "  2009-01-03: in force for it (article 28)",
            "  2009-12-04: mechanism due (article 17)",
            "  2011-12-04: mechanism due after its postponement (article 24, Part IV)",
            "  2013-01-03: mechanism due as the Committee against Torture counted",
            "  2008-11-20: mechanism first designated",
            "  article 17 met: yes, designated before it joined",
            "  mechanism overdue (article 17): no",
            "  on the Subcommittee's overdue list: no",
        ]
        assert "2015-04-17: visits postponed until then (article 24, Part III)" in str(
            opcat.deadlines("Philippines")
        )
        assert "mechanism overdue (article 17): nothing was due" in str(opcat.deadlines("Kenya"))

    def test_whether_a_party_of_a_newer_record_is_overdue_is_not_known(self) -> None:
        """The party is new to the practice record, so whether it is overdue is not known."""
        kenya = opcat.Action(
            state=opcat.resolve("Kenya"), kind=opcat.ActionKind.ACCESSION, date=date(2026, 3, 1)
        )
        newer = attrs.evolve(
            opcat.treaty(), as_of=date(2028, 1, 1), actions=(*opcat.treaty().actions, kenya)
        )
        found = opcat.deadlines("Kenya", treaty=newer)
        assert (found.original_due_on, found.is_overdue) == (date(2027, 3, 1), None)
        with pytest.warns(opcat.CoverageWarning, match="the record of the Convention"):
            assert opcat.profile("Kenya", treaty=newer).protocol.is_party
        assert opcat.deadlines("Ghana", treaty=newer).is_overdue is None
        assert opcat.deadlines("Ghana", treaty=newer, on="2026-02-03").is_overdue is True

    def test_a_day_after_the_record_warns_the_line_that_asked(self) -> None:
        with pytest.warns(opcat.CoverageWarning) as caught:
            assert opcat.deadlines("Ghana", on="2027-01-01") == opcat.deadlines("Ghana")
        assert [warning.filename for warning in caught] == [__file__]


class TestDeclarations:
    def test_declarations_stand_in_the_order_of_their_days(self) -> None:
        found = opcat.declarations()
        assert len(found) == 14
        assert [made.made_on for made in found] == sorted(made.made_on for made in found)
        assert len(opcat.declarations(kind=DeclarationKind.POSTPONEMENT)) == 8
        assert opcat.declarations("Kenya") == ()

    def test_a_late_declaration_took_effect_later(self) -> None:
        late = [made for made in opcat.declarations() if made.effective_on != made.made_on]
        assert [made.state.name for made in late] == ["Kazakhstan", "Bosnia and Herzegovina"]
        assert late[0].postponed_from == late[0].effective_on

    def test_three_postponements_came_after_the_state_had_joined(self) -> None:
        """Article 24(1) has them made "upon ratification"; two of the three took effect later."""
        joined = {act.state: act.date for act in opcat.treaty().actions if act.kind.is_consent}
        late = [
            made
            for made in opcat.declarations(kind="postponement")
            if made.made_on > joined[made.state]
        ]
        assert [made.state.key for made in late] == ["KAZ", "BIH", "HUN"]
        assert [made.effective_on > made.made_on for made in late] == [True, True, False]

    def test_until_keeps_declarations_made_on_or_before_a_day(self) -> None:
        assert opcat.declarations(until="2005-10-23") == ()
        [first] = opcat.declarations(until="2005-10-24")
        assert first.state.name == "Belgium"
        assert str(first).startswith("2005-10-24 Belgium: ")

    @given(STATES, st.none() | st.sampled_from(DeclarationKind), DAYS)
    def test_filters_are_a_conjunction(
        self, state: opcat.State, kind: DeclarationKind | None, day: date
    ) -> None:
        found = opcat.declarations(state, kind=kind, until=day)
        assert found == tuple(
            made
            for made in opcat.declarations()
            if made.state == state and (kind is None or made.kind is kind) and made.made_on <= day
        )

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"postpones": None}, "postpones"),
            ({"postponed_until": None}, "postpones"),
            ({"kind": DeclarationKind.TERRITORIAL_DECLARATION}, "postpones"),
            ({"effective_on": date(2000, 1, 1)}, "effective_on"),
            ({"postponed_until": date(2000, 1, 1)}, "postponed_until"),
            ({"postponed_until": date(2050, 1, 1)}, "postponed_until"),
            ({"summary": ""}, "summary"),
        ],
    )
    def test_a_declaration_that_contradicts_itself_is_refused(
        self, fields: dict[str, Any], field: str
    ) -> None:
        [good] = opcat.declarations("Hungary")
        with pytest.raises(opcat.errors.InvariantError) as caught:
            attrs.evolve(good, **fields)
        assert caught.value.problems[0][0] == field

    def test_what_postpones_nothing_covers_nothing(self) -> None:
        [france] = opcat.declarations("France")
        assert not france.covers(date(2009, 1, 1))
        [hungary] = opcat.declarations("Hungary")
        first, last = hungary.postponed_from, hungary.postponed_until
        assert first is not None
        assert last is not None
        assert hungary.covers(first)
        assert hungary.covers(last)
        assert hungary.covers("2013-01-01")
        year: Any = 2013
        with pytest.raises(opcat.errors.DayTypeError):
            hungary.covers(year)
        assert not hungary.covers(first - timedelta(days=1))
        assert not hungary.covers(last + timedelta(days=1))
        assert isinstance(hungary, Declaration)


def test_the_last_day_of_a_range_belongs_to_it_in_every_table() -> None:
    """As the files say it, on that day and not on the next."""
    told = set()
    for row in rows_of_file("territories.csv"):
        if row["period_end"]:
            last = date.fromisoformat(row["period_end"])
            for day, stands in ((last, True), (last + timedelta(days=1), False)):
                places = [place.territory for place in opcat.territories(row["alpha_3"], on=day)]
                assert (row["territory"] in places) is stands
            told.add("territories")
    for row in rows_of_file("declarations.csv"):
        if row["postponed_until"]:
            last = date.fromisoformat(row["postponed_until"])
            [made] = opcat.declarations(row["alpha_3"], kind="postponement")
            assert made.postponed_until == last
            assert (made.covers(last), made.covers(last + timedelta(days=1))) == (True, False)
            told.add("declarations")
    data = Path(opcat.__file__).parent / "data"
    headings = {
        path.stem: path.read_text("utf-8").partition("\n")[0] for path in data.glob("*.csv")
    }
    last_days = {"period_end", "postponed_until"}
    assert told == {name for name, heading in headings.items() if last_days & {*heading.split(",")}}


class TestTerritories:
    def test_an_application_has_a_period_and_three_still_last(self) -> None:
        [denmark] = opcat.territories("Denmark")
        assert repr(denmark) == "<TerritorialApplication DNK Faroe Islands: excluded>"
        assert str(denmark.period) == "25 June 2004 to 28 August 2005"
        assert [place.period.stop for place in opcat.territories()].count(None) == 3

    def test_territories_on_a_day_are_those_in_their_period(self) -> None:
        assert opcat.territories(on="2004-06-24") == ()
        assert [place.territory for place in opcat.territories(on="2005-08-28")] == [
            "Faroe Islands"
        ]
        assert opcat.territories(on="2005-08-29") == ()
        assert len(opcat.territories(on="2026-02-03")) == 3

    def test_the_party_is_the_kingdom(self) -> None:
        """Where no territory is named, the State is called as the depositary lists it."""
        [netherlands] = opcat.territories("Netherlands")
        assert str(netherlands).startswith("Netherlands (Kingdom of the): in ")
        assert repr(netherlands) == "<TerritorialApplication NLD: in_europe_only>"

    @pytest.mark.parametrize(
        ("state", "on", "beside"),
        [
            ("New Zealand", "2026-02-03", "party (Tokelau: excluded)"),
            ("New Zealand", "2007-03-14", "party (Tokelau: excluded)"),
            ("New Zealand", "2007-03-13", "pending signatory"),
            ("Netherlands", "2026-02-03", f"party ({TerritorialEffect.IN_EUROPE_ONLY.label})"),
            ("United Kingdom", "2026-02-03", "party (Isle of Man: extended)"),
            ("United Kingdom", "2014-02-23", "party"),
            ("Denmark", "2005-08-28", "party (Faroe Islands: excluded)"),
            ("Denmark", "2005-08-29", "party"),
            ("France", "2026-02-03", "party"),
        ],
    )
    def test_what_is_limited_stands_beside_party(
        self, state: str, on: str, beside: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """ "Party" is no answer for Tokelau, and the page of New Zealand says so at once."""
        page = opcat.profile(state, on=on)
        head = str(page).splitlines()[0]
        assert head == f"{state} on {in_words(date.fromisoformat(on))}: {beside}"
        assert f">{head}<" in page._repr_html_()
        assert main(["status", state, "--on", on]) == 0
        assert f"  {state}: {beside}\n" in capsys.readouterr().out
        pytest.importorskip("altair")
        described = str(charts.history(state, on=on).description)
        assert f" {beside[0].upper()}{beside[1:]}; " in described

    def test_the_first_answer_reads_no_territories(self) -> None:
        """It costs nothing for those who do not ask."""
        code = (
            "import sys, opcat\n"
            "print(opcat.status('New Zealand'), 'opcat._practice.territories' in sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.split()[-1] == "False"

    def test_effect_and_state_narrow_the_territories(self) -> None:
        [extended] = opcat.territories(effect="extended")
        assert extended.territory == "Isle of Man"
        assert opcat.territories(effect="extended", state="Denmark") == ()
        message = "effect='included' is not known; did you mean 'excluded'\\?"
        with pytest.raises(opcat.errors.VocabularyError, match=f"^{message}"):
            opcat.territories(effect="included")

    def test_several_declarations_of_a_state_and_one_of_a_single_day(self, tmp_path: Path) -> None:
        text = (
            "alpha_3,territory,effect,period_start,period_end,note,sources\n"
            "GBR,Isle of Man,extended,2014-02-24,2014-02-24,n,\n"
            "GBR,Jersey,extended,2014-02-24,,n,\n"
        )
        record = loaded(tmp_path, territories=text)
        places = {"2014-02-24": ["Isle of Man", "Jersey"], "2014-02-25": ["Jersey"]}
        for day, names in places.items():
            found = opcat.territories(on=day, treaty=record)
            assert [place.territory for place in found] == names
            beside = "; ".join(f"{name}: extended" for name in names)
            head = str(opcat.profile("United Kingdom", on=day, treaty=record)).splitlines()[0]
            assert head.endswith(f": party ({beside})")


class TestOverdueList:
    @pytest.mark.parametrize(
        ("day", "knowledge", "full_list", "size"),
        [
            ("2016-06-30", ListKnowledge.UNKNOWN, None, 0),
            ("2016-11-28", ListKnowledge.UNKNOWN, None, 0),
            ("2016-11-29", ListKnowledge.CHANGES, None, 1),
            ("2017-06-29", ListKnowledge.CHANGES, None, 1),
            ("2017-06-30", ListKnowledge.FULL_LIST, "2017-06", 14),
            ("2017-11-25", ListKnowledge.FULL_LIST, "2017-06", 14),
            ("2017-11-26", ListKnowledge.FULL_LIST_AND_CHANGES, "2017-06", 14),
            ("2019-02-22", ListKnowledge.FULL_LIST_AND_CHANGES, "2017-06", 13),
            ("2019-11-22", ListKnowledge.FULL_LIST, "2019-11-22", 13),
            ("2021-11-29", ListKnowledge.FULL_LIST, "2019-11-22", 13),
            ("2021-11-30", ListKnowledge.FULL_LIST_AND_CHANGES, "2020/2021-11", 14),
            ("2024-02-22", ListKnowledge.FULL_LIST_AND_CHANGES, "2020/2021-11", 15),
            ("2025-02-28", ListKnowledge.FULL_LIST_AND_CHANGES, "2024-02/2025-02", 14),
        ],
    )
    def test_on_each_day_the_list_is_as_last_known(
        self, day: str, knowledge: ListKnowledge, full_list: str | None, size: int
    ) -> None:
        found = opcat.overdue_list(on=day)
        assert (found.knowledge, found.full_list, len(found.entries)) == (
            knowledge,
            full_list,
            size,
        )
        assert found.as_of == date.fromisoformat(day)
        held = {0: "", 1: ": 1 State"}.get(size, f": {size} States")
        assert repr(found) == f"<OverdueList {knowledge} as of {day}{held}>"

    def test_an_unknown_list_with_entries_is_refused(self) -> None:
        known = opcat.overdue_list()
        with pytest.raises(
            opcat.errors.InvariantError,
            match="entries: a list that is not known cannot have entries",
        ):
            attrs.evolve(known, knowledge=ListKnowledge.UNKNOWN)

    def test_a_list_of_which_only_changes_are_known_says_no_of_nobody(self) -> None:
        """Nauru was added on 29 November 2016; no other State of that list is known."""
        then = opcat.overdue_list(on="2016-12-31")
        assert [state.name for state in then.states] == ["Nauru"]
        assert then.includes("Nauru") is True
        others = {then.includes(state) for state in opcat.states() if state.alpha_3 != "NRU"}
        assert others == {None}
        assert opcat.deadlines("Nauru", on="2016-12-31").is_on_overdue_list is True
        assert opcat.deadlines("Benin", on="2016-12-31").is_on_overdue_list is None
        for wrong in ({"full_list": "2016"}, {"knowledge": ListKnowledge.FULL_LIST}):
            with pytest.raises(opcat.errors.InvariantError, match="full_list: there is a whole"):
                attrs.evolve(then, **wrong)

    def test_unknown_is_not_empty(self) -> None:
        unknown = opcat.overdue_list(on="2016-01-01")
        assert unknown.includes(opcat.resolve("Ghana")) is unknown.includes("Ghana") is None
        known = opcat.overdue_list()
        assert known.includes(opcat.resolve("Ghana")) is True
        assert known.includes("Kenya") is False
        with pytest.raises(opcat.UnknownStateError):
            known.includes("Atlantis")

    def test_a_partial_list_says_nothing_of_the_others(self) -> None:
        before = set(opcat.overdue_list(on="2017-11-25").states)
        assert set(opcat.overdue_list(on="2017-11-26").states) == before

    def test_a_state_is_on_the_list_from_its_addition_to_its_removal(self) -> None:
        def has(state: str, day: str) -> bool | None:
            return opcat.overdue_list(on=day).includes(opcat.resolve(state))

        assert (has("Panama", "2019-02-21"), has("Panama", "2019-02-22")) == (True, False)
        assert (has("Ghana", "2021-11-29"), has("Ghana", "2021-11-30")) == (False, True)
        assert (has("Benin", "2025-02-27"), has("Benin", "2025-02-28")) == (True, False)

    def test_a_welcome_is_not_a_removal(self) -> None:
        found = {entry.state.name: entry for entry in opcat.overdue_list().entries}
        assert found["Nigeria"].was_welcomed
        assert not found["Ghana"].was_welcomed
        assert len(found["Nigeria"].sources) == 2
        assert found["Ghana"].last_seen == "2024-02/2025-02"

    @pytest.mark.parametrize(
        ("listed", "welcomed"),
        [("2020", True), ("2019-12", True), ("2020-03", False), ("2019/2021", True)],
    )
    def test_a_welcome_counts_where_the_list_may_be_older(
        self, tmp_path: Path, listed: str, welcomed: bool
    ) -> None:
        """The list of 2024-02/2025-02 names the Democratic Republic of the Congo, whose mechanism
        was welcomed on 27 November 2024."""
        text = f"as_of,alpha_3,kind,sources\n2020-02,TGO,npm_welcomed,\n{listed},TGO,full_list,\n"
        record = loaded(tmp_path, overdue_mechanisms=text)
        [entry] = opcat.overdue_list(on="2022-01-01", treaty=record).entries
        assert (entry.was_welcomed, entry.last_seen) == (welcomed, listed)

    def test_a_welcome_to_a_state_that_is_not_on_the_list(self, tmp_path: Path) -> None:
        text = "as_of,alpha_3,kind,sources\n2020-01,TGO,npm_welcomed,\n2019-01,GHA,full_list,\n"
        record = loaded(tmp_path, overdue_mechanisms=text)
        found = opcat.overdue_list(on="2020-02-01", treaty=record)
        assert [(entry.state.key, entry.was_welcomed) for entry in found.entries] == [
            ("GHA", False)
        ]
        assert found.knowledge is ListKnowledge.FULL_LIST_AND_CHANGES

    def test_states_stand_in_the_order_of_their_names_with_all_sources(self) -> None:
        found = opcat.overdue_list()
        names = [state.name for state in found.states]
        assert names == sorted(names)
        assert {source.id for source in found.sources} >= {"ohchr-org-56cff2", "scoop-co-nz-09e162"}

    @pytest.mark.parametrize(
        ("name", "header", "row", "place", "what"),
        [
            ("overdue_mechanisms", "as_of,alpha_3,kind,sources", "2020,XXX,added,", "alpha_3", "'XXX' is not known"),
            ("overdue_mechanisms", "as_of,alpha_3,kind,sources", "20,KEN,added,", "as_of", "not a day"),
            ("overdue_mechanisms", "as_of,alpha_3,kind,sources", "2020,KEN,lost,", "kind", "pass one of 'full_list'"),
            ("territories", "alpha_3,territory,effect,period_start,period_end,note,sources", "KEN,X,excluded,2008-01-02,2008-01-01,n,", "period_end", "2008-01-01 is before the first day, 2008-01-02"),
            ("declarations", "alpha_3,kind,postpones,made_on,effective_on,period,postponed_from,postponed_until,until_basis,summary,sources", "KEN,postponement,,2008-01-02,2008-01-02,,,,,s,", "postpones", "article 24"),
            ("declarations", "alpha_3,kind,postpones,made_on,effective_on,period,postponed_from,postponed_until,until_basis,summary,sources", "KEN,wish,,2008-01-02,2008-01-02,,,,,s,", "kind", "'postponement'"),
        ],
    )  # fmt: skip
    def test_a_damaged_row_is_refused_at_its_place(
        self, tmp_path: Path, name: str, header: str, row: str, place: str, what: str
    ) -> None:
        with pytest.raises(opcat.DataError, match=what) as caught:
            loaded(tmp_path, **{name: f"{header}\n{row}\n"})
        assert caught.value.problems[0][0] == f"{name}.csv, row 2, column {place}"
