"""Published figures, citations and profiles."""

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from record_files import rows_of_file
from status_pages import Table, html, rows_of

import opcat
from opcat import Basis, FigureKind, PartialDate, Verdict, frames, strategies, untc

DAYS = strategies.days(date(2000, 1, 1), date(2026, 2, 3))
KINDS = st.sampled_from(FigureKind)


untyped: Any = opcat
"""The package as code sees it that no type checker reads."""


class TestReportedFigures:
    def test_each_is_explained(self) -> None:
        figures = opcat.reported_figures()
        assert len(figures) == 31
        agreements = [opcat.reconcile(figure).verdict for figure in figures]
        assert agreements.count(Verdict.UNDATED) == 2
        assert agreements.count(Verdict.AGREES) == 29

    def test_dated_figures_of_all_states_are_what_the_rows_of_the_file_give(self) -> None:
        """Counted a second time, from the acts: all but one by deposit."""
        acts = rows_of_file("actions.csv")

        def who(day: date, *, joined: bool) -> set[str]:
            signing = {"signature", "succession_to_signature"}
            return {
                act["alpha_3"]
                for act in acts
                if date.fromisoformat(act["date"]) <= day and (act["kind"] in signing) is not joined
            }

        wrong = []
        for row in rows_of_file("reported_figures.csv"):
            if row["as_of"] and not row["regional_group"]:
                day = PartialDate.parse(row["as_of"]).latest
                signed, joined = who(day, joined=False), who(day, joined=True)
                sets = {"parties": joined, "signatories": signed}
                counted = sets.get(row["figure"], signed - joined)
                if len(counted) != int(row["value"]):
                    wrong.append((row["source"], len(counted)))
        assert wrong == [("apt-2012-05-08", 63)]

    def test_the_articles_box_and_text(self) -> None:
        box, signed, text, pending = opcat.reported_figures()[:4]
        assert [figure.value for figure in (box, signed, text, pending)] == [94, 76, 95, 11]
        assert opcat.reconcile(box).summary == (
            "The figure names no day; as the number of parties by deposit, 94 was true "
            "26 April 2024 to 16 July 2025."
        )
        assert opcat.reconcile(signed).summary == (
            "The figure names no day; as the number of all States that have signed, 76 was true "
            "since 14 December 2018."
        )
        assert opcat.reconcile(text).summary == (
            "95 matches the number of parties by deposit (true 17 July 2025 to 9 November 2025)."
        )
        assert opcat.reconcile(pending).is_match is True
        assert opcat.reconcile(text).sources == (text.source,) == text.sources

    def test_the_aptss_62_is_right_in_force(self) -> None:
        [figure] = [f for f in opcat.reported_figures() if f.source.id == "apt-2012-05-08"]
        found = opcat.reconcile(figure)
        assert found.verdict is Verdict.AGREES
        assert found.best.basis is Basis.IN_FORCE
        assert found.readings[0].counted == 63
        assert found.readings[0].verdict is Verdict.DISAGREES
        assert str(found).endswith("; the number of parties by deposit was 63.")

    def test_cat_c_63_4_by_group(self) -> None:
        figures = [f for f in opcat.reported_figures() if f.group is not None]
        assert len(figures) == 10
        for figure in figures:
            found = opcat.reconcile(figure)
            assert found.is_match is True
            assert found.best.basis is Basis.DEPOSIT
            assert found.group is figure.group
            assert figure.group is not None
            assert f"in the {figure.group.label} group" in found.summary


class TestReconcile:
    def test_a_number_that_is_out_of_date(self) -> None:
        found = opcat.reconcile(parties=94, on="2025-10-31")
        assert found.is_match is False
        assert [str(period) for period in found.periods] == ["26 April 2024 to 16 July 2025"]
        assert "which is 95 in the record; it was true 26 April 2024" in found.summary

    def test_pending_ones_called_signatories(self) -> None:
        found = opcat.reconcile(signatories=11, on="2025-10-31")
        assert found.is_match is True
        assert found.best.figure is FigureKind.PENDING_SIGNATORIES
        assert found.summary.endswith("; the number of all States that have signed was 76.")

    def test_a_number_that_never_was(self) -> None:
        found = opcat.reconcile(parties=120, on="2025-10-31")
        assert found.summary.endswith("which is 95 in the record; it was never true.")
        undated = opcat.reconcile(parties=120)
        assert undated.is_match is None
        assert "120 was never true." in undated.summary

    def test_a_number_that_only_the_other_definition_had(self) -> None:
        found = opcat.reconcile(parties=19, on="2025-10-31")
        assert found.verdict is Verdict.DISAGREES
        assert found.best is found.readings[0]
        assert found.periods == ()

    def test_dates_that_are_known_in_part(self) -> None:
        found = opcat.reconcile(parties=94, on=PartialDate.parse("2025-08"))
        assert found.verdict is Verdict.AGREES_IN_PART
        assert found.best.basis is Basis.IN_FORCE
        assert found.is_match is False
        assert "in force on some of the days" in found.summary
        assert opcat.reconcile(parties=95, on=PartialDate.parse("2025-09")).is_match is True
        for period in ("2026", "2026-02", "2027"):
            said = f"^on={period} ends later than the record"
            with pytest.warns(opcat.CoverageWarning, match=said):
                assert opcat.reconcile(parties=96, on=PartialDate.parse(period)).is_match is True
        with pytest.warns(opcat.CoverageWarning, match="^on=2026-02-04 is later than the record"):
            assert opcat.reconcile(parties=96, on="2026-02-04").is_match is True

    def test_before_the_opening_for_signature(self) -> None:
        assert opcat.reconcile(parties=0, on="2001-01-01").is_match is True
        assert opcat.reconcile(parties=1, on="2001-01-01").is_match is False
        verdict = opcat.reconcile(parties=0, on="2001-01-01").summary
        assert verdict == "0 matches the number of parties by deposit (nobody could act yet)."
        for kind in FigureKind:
            early = untyped.reconcile(**{kind.value: 0}, on="2001-01-01")
            assert early.is_match is True
            assert "nobody could act yet" in early.summary
        assert opcat.reconcile(parties=0, on=PartialDate.parse("2003-02")).is_match is True
        unopened = attrs.evolve(opcat.treaty(), opened_on=None)
        assert opcat.reconcile(parties=0, on="2001-01-01", treaty=unopened).is_match is True

    @given(KINDS, st.integers(0, 100), DAYS, st.none() | st.sampled_from(opcat.RegionalGroup))
    @example(FigureKind.PARTIES, 62, date(2012, 5, 8), None)
    def test_it_agrees_with_when(
        self, kind: FigureKind, number: int, day: date, group: opcat.RegionalGroup | None
    ) -> None:
        found = untyped.reconcile(**{kind.value: number}, on=day, group=group)
        for reading in found.readings:
            periods = untyped.when(
                **{reading.figure.value: number}, basis=reading.basis, group=group
            )
            assert reading.periods == periods
            counts = opcat.counts(on=day, basis=reading.basis, group=group)
            assert reading.counted == getattr(counts, reading.figure.value)
            agrees = reading.counted == number
            assert (reading.verdict is Verdict.AGREES) is agrees
            if day >= date(2003, 2, 4):
                assert any(day in period for period in periods) is agrees
        assert str(number) in found.summary
        assert found.is_match is any(r.verdict is Verdict.AGREES for r in found.readings)
        assert (found.value, found.figure, found.group) == (number, kind, group)

    @given(KINDS, DAYS)
    def test_the_true_count_always_agrees(self, kind: FigureKind, day: date) -> None:
        number = getattr(opcat.counts(on=day), kind.value)
        found = untyped.reconcile(**{kind.value: number}, on=day)
        assert found.is_match
        assert found.best is found.readings[0]
        assert found.summary.endswith(").")

    def test_a_count_after_the_record_is_compared_with_its_last_day_and_warns(self) -> None:
        with pytest.warns(opcat.CoverageWarning) as caught:
            assert opcat.reconcile(parties=96, on="2026-06-01").is_match is True
        assert [warning.filename for warning in caught] == [__file__]

    def test_a_count_of_another_treaty_is_compared_with_that_treaty(self) -> None:
        found = opcat.reconcile(parties=175, on="2026-01-01", treaty=opcat.convention())
        assert found.is_match is True

    def test_where_in_force_is_not_known(self) -> None:
        """The rest is answered, and what is not known is called so in every form of the answer."""
        read = untc.read(html(Table(rows=rows_of(opcat.treaty()))))
        for number, on, verdict, agrees, told in (
            (96, "2026-01-01", "agrees", True, "by deposit (true since 10 November 2025)."),
            (
                94,
                "2026-01-01",
                "not_known",
                None,
                "which is 96 in the record; it was true 26 April 2024",
            ),
            (94, None, "undated", None, "The figure names no day; as the number of"),
            (
                96,
                PartialDate.parse("2025"),
                "agrees_in_part",
                None,
                "by deposit on some of the days",
            ),
        ):
            found = opcat.reconcile(parties=number, on=on, treaty=read)
            known = opcat.reconcile(parties=number, on=on)
            assert (found.verdict.value, found.is_match) == (verdict, agrees)
            assert found.best == found.readings[0] == known.readings[0]
            assert found.readings[1] == opcat.CountReading(
                figure=FigureKind.PARTIES,
                basis=Basis.IN_FORCE,
                verdict=Verdict.NOT_KNOWN,
                counted=None,
                periods=(),
            )
            assert told in found.summary
            assert found.summary.endswith(
                ". Whether it matches the number of parties for which the treaty is in force is not "
                "known, because the treaty's rule of entry into force is not known."
            )
            assert str(found) == found.summary
            assert "None" not in repr(found)
            assert "not_known" in repr(found) or repr(found).endswith(", in_force not known>")
            page = found._repr_html_()
            assert page.count("not known</td>") == 3
            assert "never" not in page
            words = frames.to_frame(found.readings, backend="polars")["verdict"].to_list()
            assert words == [found.readings[0].verdict.value, "not_known"]

    def test_signatories_need_no_rule(self) -> None:
        read = untc.read(html(Table(rows=rows_of(opcat.treaty()))))
        for number in (76, 11, 0):
            found = opcat.reconcile(signatories=number, on="2026-01-01", treaty=read)
            assert found == opcat.reconcile(signatories=number, on="2026-01-01")
            assert repr(found) == repr(opcat.reconcile(signatories=number, on="2026-01-01"))
            assert "not known" not in found.summary

    @pytest.mark.parametrize(
        ("arguments", "what"),
        [
            ({}, "pass one count"),
            ({"parties": 1, "signatories": 2}, "pass one count"),
            ({"parties": "94"}, "is not a count; pass an integer"),
            ({"parties": True}, "is not a count; pass an integer"),
            ({"parties": 94, "on": 2025}, "a year alone is not a day"),
        ],
    )
    def test_what_is_no_figure_is_refused(self, arguments: dict[str, Any], what: str) -> None:
        with pytest.raises(TypeError, match=what):
            opcat.reconcile(**arguments)

    @pytest.mark.parametrize("text", ["2025", "2025-10"])
    def test_a_month_or_a_year_is_a_partial_date(self, text: str) -> None:
        with pytest.raises(opcat.errors.DayValueError, match=r"opcat\.PartialDate\.parse\("):
            opcat.reconcile(parties=95, on=text)
        assert opcat.reconcile(parties=95, on=opcat.PartialDate.parse(text)).is_match is not None

    def test_a_bare_number(self) -> None:
        with pytest.raises(TypeError, match=r"94 is not a ReportedFigure; pass .*parties=94"):
            untyped.reconcile(94)

    def test_a_figure_brings_its_own_count_and_day(self) -> None:
        figure = opcat.reported_figures()[0]
        for extra in ({"parties": 94}, {"on": "2025-10-31"}, {"group": "african"}):
            with pytest.raises(TypeError, match="pass nothing beside it"):
                opcat.reconcile(figure, **extra)


class TestCite:
    def test_a_citation_names_the_package_the_data_and_the_sources(self) -> None:
        text = str(opcat.cite())
        assert repr(opcat.cite()) == text
        assert (
            repr(opcat.cite(opcat.sources())) == f"<Citation of {len(opcat.sources())} references>"
        )
        assert f"version {opcat.__version__}" in text
        assert "as of 3 February 2026" in text
        assert "ST/LEG/SER.E" in text
        assert text.count("\n\n") == 2
        assert [source.id for source in opcat.cite().sources] == ["untc-2026-02-03"]

    def test_no_title_is_invented(self) -> None:
        source = opcat.Source(id="x", publisher="Scoop", url="https://example.org")
        assert str(source) == "Scoop. https://example.org"

    def test_a_source_is_cited_by_what_is_known(self) -> None:
        whole = opcat.Source(
            id="x",
            publisher="P",
            title="T",
            url="https://example.org",
            as_of=PartialDate.parse("2007"),
        )
        assert str(whole) == "P. T (2007). https://example.org"
        assert str(attrs.evolve(whole, as_of=None)) == "P. T. https://example.org"
        assert str(attrs.evolve(whole, url=None)) == "P. T (2007)"


class TestProfile:
    def test_order_of_time(self) -> None:
        for state in opcat.states():
            events = opcat.profile(state).events
            days = [event.date.earliest for event in events]
            assert days == sorted(days)

    def test_from_signature_to_last_visit(self) -> None:
        kazakhstan = opcat.profile("Kazakhstan")
        assert "2023-03-26: mission of the Subcommittee (follow-up visit), to" in str(kazakhstan)
        assert "2013-05-22: mechanism due after its postponement" in str(kazakhstan)
        france = opcat.profile("France")
        lines = str(france).splitlines()
        assert lines[0] == "France on 3 February 2026: party"
        for line in (
            "  1985-02-04: Convention: signature",
            "  2005-09-16: Protocol: signature",
            "  2008-11-11: Protocol: ratification",
            "  2008-12-11: Protocol: in force for it (article 28)",
            "  2009-11-11: mechanism due (article 17)",
        ):
            assert line in lines
        assert france.visits == (), "the record has none"
        assert repr(france) == "<Profile FRA party as of 2026-02-03>"

    def test_it_joins_what_the_questions_answer(self) -> None:
        for name in ("Kazakhstan", "Denmark", "Kenya", "United Kingdom", "Sri Lanka"):
            profile = opcat.profile(name)
            assert profile.protocol == opcat.status(name)
            assert profile.convention == opcat.status(name, treaty=opcat.convention())
            assert profile.eligibility is opcat.eligibility(name)
            assert profile.deadlines == opcat.deadlines(name)
            assert profile.mechanisms == opcat.mechanism_history(name)
            assert [profile.mechanism][: name != "Kenya"] == [*opcat.mechanisms(name)]
            assert profile.declarations == opcat.declarations(name)
            assert profile.territories == opcat.territories(name)
            assert profile.visits == opcat.visits(name)

    @given(st.sampled_from(opcat.states()), DAYS)
    def test_of_an_earlier_day_nothing_later_is_told(self, state: opcat.State, day: date) -> None:
        profile = opcat.profile(state, on=day)
        rules = {"in force", "mechanism due"}  # their days may lie ahead
        told = [e for e in profile.events if not any(rule in e.description for rule in rules)]
        assert all(event.date.earliest <= day for event in told)
        for mechanism in profile.mechanisms:
            assert mechanism.designated_on is None or mechanism.designated_on.earliest <= day
        assert profile.as_of == day

    def test_a_profile_has_the_sources_of_all_its_events_each_once(self) -> None:
        for name in ("France", "Kazakhstan"):
            profile = opcat.profile(name)
            cited = {source for event in profile.events for source in event.sources}
            assert cited <= set(profile.sources)
            assert len(set(profile.sources)) == len(profile.sources)

    def test_effects_that_ended_are_told(self) -> None:
        assert opcat.profile("Denmark", on="2004-06-24").territories == ()
        assert "no longer" not in str(opcat.profile("Denmark", on="2005-08-28"))
        page = str(opcat.profile("Denmark"))
        assert "2004-06-25: Faroe Islands: excluded\n" in page
        assert "2005-08-29: Faroe Islands: excluded, no longer\n" in page

    def test_what_is_unclear_or_only_announced_is_not_told_as_done(self) -> None:
        assert "mechanism (whether it stands is unclear): " in str(opcat.profile("Bangladesh"))
        assert "mechanism designated: unclear: " in str(opcat.profile("Bangladesh"))
        events = [str(event) for event in opcat.profile("Bangladesh").events]
        assert not any("mechanism designated" in event for event in events)
        assert "only its announcement is known" in str(opcat.profile("Maldives"))

    def test_what_the_record_answers_stands_at_the_end(self) -> None:
        assert str(opcat.profile("Australia")).splitlines()[-6:] == [
            "  under article 27: party",
            "  mechanism designated: unclear: Commonwealth Ombudsman; and others",
            "  article 17 met: yes, in time",
            "  mechanism overdue (article 17): not known",
            "  on the Subcommittee's overdue list: no",
            f"  missions of the Subcommittee in the record: {len(opcat.visits('Australia'))}",
        ]

    def test_a_territory_without_a_name(self) -> None:
        assert "Netherlands (Kingdom of the): in Europe only" in str(opcat.profile("Netherlands"))

    def test_a_profile_after_the_record_is_that_of_its_last_day_and_warns(self) -> None:
        with pytest.warns(opcat.CoverageWarning) as caught:
            assert opcat.profile("France", on="2027-01-01") == opcat.profile("France")
        assert [warning.filename for warning in caught] == [__file__]

    def test_the_day_before_the_record_ends(self) -> None:
        eve = opcat.treaty().as_of - timedelta(days=1)
        assert opcat.profile("France", on=eve).mechanisms == opcat.mechanism_history("France")
        before = opcat.profile("Sri Lanka", on=eve)
        assert before.mechanisms == (), "the day of its designation is not known"
        assert before.mechanism is not None
        assert before.mechanism.designated == "unclear"


class TestEveryValueHasSources:
    def test_every_answer_has_its_sources(self) -> None:
        values: list[Any] = [
            opcat.treaty(),
            opcat.convention(),
            opcat.resolve("France"),
            opcat.status("France"),
            opcat.uptake(),
            opcat.deadlines("France"),
            opcat.overdue_list(),
            opcat.profile("France"),
            opcat.reconcile(opcat.reported_figures()[0]),
            opcat.cite(),
            *opcat.actions(),
            *opcat.declarations(),
            *opcat.territories(),
            *opcat.mechanisms(),
            *opcat.visits(),
            *opcat.overdue_list().entries,
            *opcat.reported_figures(),
            *opcat.background().milestones,
            *opcat.background().related,
        ]
        for value in values:
            assert value.sources, value
            assert all(isinstance(source, opcat.Source) for source in value.sources)
            hash(value)
            if not isinstance(value, opcat.Citation):  # which people copy
                assert len(repr(value)) < 500
