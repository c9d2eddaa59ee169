"""The packaged record: the facts that must come out right, and the form of its files."""

import csv
import html
import io
import json
from collections import Counter
from datetime import date
from importlib.resources import files
from urllib.parse import urlsplit

import pycountry
import pytest
from article import PARTIES, PENDING_SIGNATORIES
from record_files import rows_of_file as rows
from whole_page import whole_page

import opcat
from opcat import ActionKind, Basis, RegionalGroup, Standing
from opcat.charts._wording import Words, cited  # of a source without a title; the record has none
from opcat.cli import main

PAGES = "update the README, docs/quickstart.md and CHANGELOG.md too"


class TestTotals:
    """What the record says in all."""

    def test_counts_are_those_of_the_depositary(self) -> None:
        expected = opcat.Counts(parties=96, signatories=76, pending_signatories=11)
        assert opcat.counts() == opcat.treaty().counts == expected, PAGES

    def test_kinds_of_action(self) -> None:
        kinds = Counter(action.kind for action in opcat.actions())
        assert kinds == {
            ActionKind.SIGNATURE: 75,
            ActionKind.SUCCESSION_TO_SIGNATURE: 1,
            ActionKind.RATIFICATION: 65,
            ActionKind.ACCESSION: 31,
        }

    def test_states_that_have_acted(self) -> None:
        assert len(opcat.treaty().statuses) == 107
        assert len(opcat.states()) == 197

    def test_the_succession_to_a_signature_is_montenegros(self) -> None:
        [action] = opcat.actions(kind="succession_to_signature")
        assert action.state.name == "Montenegro"
        assert opcat.status("Montenegro").is_signatory

    def test_parties_at_the_end_of_each_year(self) -> None:
        ends = [opcat.counts(on=date(year, 12, 31)).parties for year in range(2003, 2026)]
        assert ends == [
            *(3, 6, 16, 30, 34, 42, 50, 57, 61, 65, 70, 76, 80, 83, 87, 88, 90, 90, 91, 91),
            *(93, 94, 96),
        ]

    @pytest.mark.parametrize("number", [12, 19, 23, 53])
    def test_numbers_that_never_were(self, number: int) -> None:
        """Two deposits on one day leave a number out."""
        assert opcat.when(parties=number) == ()

    def test_regional_groups_at_the_end_of_2017(self) -> None:
        """CAT/C/63/4, paragraph 2."""
        published = {
            RegionalGroup.AFRICAN: (22, 9),
            RegionalGroup.ASIA_PACIFIC: (11, 1),
            RegionalGroup.EASTERN_EUROPEAN: (19, 0),
            RegionalGroup.LATIN_AMERICAN_AND_CARIBBEAN: (15, 1),
            RegionalGroup.WESTERN_EUROPEAN_AND_OTHERS: (20, 3),
        }
        for group, expected in published.items():
            counts = opcat.counts(on="2017-12-31", group=group)
            assert (counts.parties, counts.pending_signatories) == expected

    @pytest.mark.parametrize("basis", Basis)
    @pytest.mark.parametrize("group", [None, *RegionalGroup])
    def test_counts_are_lengths_on_every_day_that_matters(
        self, basis: Basis, group: RegionalGroup | None
    ) -> None:
        for day, counts in opcat.timeline(basis=basis, group=group):
            for then in (day, date.fromordinal(day.toordinal() - 1)):
                assert opcat.counts(on=then, basis=basis, group=group) == opcat.Counts(
                    parties=len(opcat.parties(on=then, basis=basis, group=group)),
                    signatories=len(opcat.signatories(on=then, group=group)),
                    pending_signatories=len(opcat.pending_signatories(on=then, group=group)),
                )
            assert opcat.counts(on=day, basis=basis, group=group) == counts


class TestArticle:
    """The article's numbers and names, each true of something."""

    def test_parties_in_october_2025(self) -> None:
        names = [status.state.name for status in opcat.parties(on="2025-10-31")]
        assert sorted(names) == sorted(PARTIES)
        assert len(names) == 95

    def test_pending_signatories_in_october_2025(self) -> None:
        names = [status.state.name for status in opcat.pending_signatories(on="2025-10-31")]
        assert names == PENDING_SIGNATORIES
        assert len(names) == 11

    @pytest.mark.parametrize(
        ("parties", "period"),
        [
            (94, "26 April 2024 to 16 July 2025"),
            (95, "17 July 2025 to 9 November 2025"),
            (96, "since 10 November 2025"),
        ],
    )
    def test_when_each_count_was_right(self, parties: int, period: str) -> None:
        assert [str(found) for found in opcat.when(parties=parties)] == [period]

    def test_76_have_signed_and_11_of_them_have_not_joined(self) -> None:
        signed = opcat.signatories()
        assert len(signed) == 76
        assert sum(status.is_pending_signatory for status in signed) == 11

    def test_62_were_bound_while_63_had_deposited(self) -> None:
        """The Association for the Prevention of Torture, 8 May 2012."""
        deposited = set(opcat.parties(on="2012-05-08"))
        bound = set(opcat.parties(on="2012-05-08", basis=Basis.IN_FORCE))
        assert (len(deposited), len(bound)) == (63, 62)
        [ahead] = deposited - bound
        assert (ahead.state.name, ahead.in_force_on) == ("Philippines", date(2012, 5, 17))

    def test_the_treaty_has_the_facts_that_the_depositary_gives(self, treaty: opcat.Treaty) -> None:
        assert treaty.short_title == "Optional Protocol to the Convention against Torture"
        assert treaty.title.startswith(treaty.short_title)
        assert treaty.abbreviation == "OPCAT"
        assert treaty.kind == "human rights convention"
        assert treaty.drafted_on == treaty.adopted_on == date(2002, 12, 18)
        assert treaty.adopted_at == "New York"
        assert treaty.depositary == "Secretary-General of the United Nations"
        assert treaty.languages == (
            *("Arabic", "Chinese", "English", "French", "Russian", "Spanish"),
        )
        assert treaty.parent is not None
        assert treaty.parent.startswith("Convention against Torture")

    def test_every_fact_has_its_source(self, treaty: opcat.Treaty) -> None:
        bare = [name for name in ("key", "actions") if treaty.sources_of(name)]
        assert bare == []
        for row in rows("treaty.csv"):
            if row["fact"] != "key":
                assert treaty.sources_of(row["fact"]), row["fact"]

    def test_milestones_are_in_order_and_have_sources(self) -> None:
        background = opcat.background()
        years = [milestone.date.year for milestone in background.milestones]
        assert years == sorted(years)
        assert {1977, 1984, 1987, 2002, 2006} <= set(years)
        founding = background.milestones[0]
        assert founding.date == opcat.PartialDate(year=1977)
        assert "Jean-Jacques Gautier" in founding.event
        assert str(founding).startswith("1977: ")
        names = {related.name for related in background.related}
        assert {
            "Istanbul Protocol",
            "International Rehabilitation Council for Torture Victims",
            "Center for Victims of Torture",
            "Subcommittee on Prevention of Torture",
            "Special Fund under the Optional Protocol",
        } <= names
        assert all(milestone.sources for milestone in background.milestones)
        assert all(related.sources for related in background.related)
        assert {source.id for source in background.sources} >= {"article-2025-10", "a-res-57-199"}


class TestEntryIntoForce:
    """Article 28(1): the thirtieth day after the twentieth deposit."""

    def test_the_twentieth_deposit(self) -> None:
        before = opcat.counts(on="2006-05-22").parties
        after = opcat.counts(on="2006-05-23").parties
        assert (before, after) == (18, 20)
        last = [
            status.state.name
            for status in opcat.parties()
            if status.deposited_on == date(2006, 5, 23)
        ]
        assert last == ["Bolivia", "Honduras"]

    def test_it_is_derived(self, treaty: opcat.Treaty) -> None:
        assert treaty.in_force_on == treaty.stated_in_force_on == date(2006, 6, 22)
        assert opcat.treaty(on="2006-05-22").in_force_on is None
        assert opcat.treaty(on="2006-05-23").in_force_on == date(2006, 6, 22)
        assert treaty.entry_rule is not None
        assert (treaty.entry_rule.instruments, treaty.entry_rule.days) == (20, 30)

    def test_the_first_twenty_and_the_others(self, treaty: opcat.Treaty) -> None:
        """Article 28(2): for every later State the thirtieth day after its own deposit."""
        in_force_on = treaty.in_force_on
        assert in_force_on is not None
        for status in opcat.parties():
            assert status.deposited_on is not None
            later = date.fromordinal(status.deposited_on.toordinal() + 30)
            expected = max(in_force_on, later)
            assert status.in_force_on == expected

    def test_nobody_is_bound_before(self) -> None:
        assert opcat.parties(on="2006-06-21", basis="in_force") == ()
        assert len(opcat.parties(on="2006-06-22", basis="in_force")) == 20


class TestFiles:
    """The files are what the data dictionary says."""

    def test_rows_are_sorted_and_unique(self) -> None:
        keys = {
            "actions.csv": ("alpha_3", "date", "kind"),
            "states.csv": ("alpha_3",),
            "names.csv": ("alpha_3", "name"),
            "not_states.csv": ("text",),
            "milestones.csv": ("date",),
            "related.csv": ("name",),
            "treaty_titles.csv": ("treaty", "language"),
            "usual_names.csv": ("states", "language", "name"),
            "cldr_names.csv": ("code", "language", "name"),
            "other_codes.csv": ("alpha_3",),
            "state_names.csv": ("alpha_3", "language"),
        }
        for name, columns in keys.items():
            found = [tuple(row[column] for column in columns) for row in rows(name)]
            assert len(set(found)) == len(found), name
            if name != "actions.csv":
                assert found == sorted(found), name

    def test_only_line_feeds_and_utf_8(self) -> None:
        for file in (files("opcat") / "data").iterdir():
            text = file.read_bytes()
            assert b"\r" not in text, file.name
            assert text.decode("utf-8").endswith("\n"), file.name

    def test_codes_are_iso_3166(self) -> None:
        for state in opcat.states():
            country = pycountry.countries.get(alpha_3=state.alpha_3)
            assert country is not None, state
            assert (country.alpha_2, country.numeric) == (state.alpha_2, state.numeric)

    def test_every_source_is_used_and_every_row_can_be_made(self) -> None:
        assert len(opcat.states()) == len(rows("states.csv"))
        used = {"un-m49-2026-05", "un-protocol-names-2026-05"}  # of every row of state_names.csv
        for file in (files("opcat") / "data").iterdir():
            if file.name.endswith(".csv") and file.name != "sources.csv":
                for row in rows(file.name):
                    used |= set(row.get("sources", "").split("|")) | {row.get("source", "")}
        known = {source.id for source in opcat.sources()}
        assert used - {""} <= known
        described = (files("opcat") / "data" / "datapackage.json").read_text("utf-8")
        of_whole_tables = {name for name in known - used if f"`{name}`" in described}
        assert known - used == of_whole_tables

    def test_every_source_has_a_publisher_by_name_and_a_title_or_a_description(self) -> None:
        """No source prints as the host of its address."""
        for row in rows("sources.csv"):
            host = urlsplit(row["url"]).hostname or ""
            assert row["publisher"] not in {host, host.removeprefix("www.")}
            assert row["title"]

    def test_a_source_prints_by_its_publisher_and_what_it_is_wherever_it_is_printed(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        source = opcat.status("Colombia").sources[-1]
        assert source.publisher == "Comisión Colombiana de Juristas"
        assert source.title is not None
        assert source.title.startswith("[News release: the Coalición Colombiana ")
        assert str(source).startswith(f"{source.publisher}. {source.title}. https://")
        page = opcat.status("Colombia")._repr_html_()
        assert source.publisher in page
        assert html.escape(source.title) in page
        facts = json.dumps([source.publisher, source.title], ensure_ascii=False)[1:-1]
        assert facts.replace(", ", ",") in whole_page()
        assert (
            cited([source], Words({}, None, "en")) == f"Source: {source.publisher}, {source.title}."
        )
        assert main(["list", "sources", "--format", "csv"]) == 0
        listed = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        assert (source.publisher, source.title) in {(x["publisher"], x["title"]) for x in listed}

    def test_namibia_is_text(self) -> None:
        assert opcat.resolve("Namibia").alpha_2 == "NA"

    def test_all_but_five_actions_have_a_source_beside_the_depositarys_table(self) -> None:
        depositary = {"untc-2026-02-03", "untc-2015-03-14"}
        bare = {
            action.state.alpha_3
            for action in opcat.actions()
            if {source.id for source in action.sources} <= depositary
        }
        assert bare == {"GRC", "GNB", "PAN", "TCD", "URY"}

    def test_standing_of_a_state_that_has_done_nothing(self) -> None:
        kenya = opcat.status("Kenya")
        assert kenya.standing is Standing.NO_ACTION
        assert (kenya.actions, kenya.consent, kenya.signature) == ((), None, None)
        assert [source.id for source in kenya.sources] == ["untc-2026-02-03"]
        assert (kenya.signed_on, kenya.deposited_on, kenya.in_force_on) == (None, None, None)
