"""What changed between two statuses of one treaty."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from status_pages import PAGES, SAMPLES, Table, html, old_table, rows_of, varied

import opcat
from opcat import untc
from opcat._output.extras import install_line  # which depends on where the tests run
from opcat.cli import main

ROWS = (("Albania", "1 Oct 2003", "2 Oct 2004"), ("Malta", "24 Sep 2003", ""))
NO_DAY = "; the page does not say since when"
NAMES_OF_2018 = {
    "MKD": "The former Yugoslav Republic of Macedonia",
    "NLD": "Netherlands",
    "TUR": "Turkey",
}
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the depositary's own pages are not here"
)


def page(*rows: tuple[str, ...], **facts: str) -> untc.Page:
    return untc.read_page(html(varied(Table(rows=rows), facts)))


def lines(old: opcat.Treaty | untc.Page, new: opcat.Treaty | untc.Page) -> list[str]:
    return str(untc.compare(old, new)).splitlines()[1:]


class TestCompare:
    """Each kind of change in its own words."""

    def test_a_page_has_not_changed_from_itself(self) -> None:
        changes = untc.compare(page(*ROWS), page(*ROWS))
        assert not changes
        assert str(changes).endswith(
            "Punishment, two statuses of 3 February 2026:\n- nothing changed"
        )
        assert repr(changes) == "<Changes from 2026-02-03 to 2026-02-03: 0>"

    @pytest.mark.parametrize(
        ("rows", "told"),
        [
            (
                (*ROWS, ("Kenya", "5 Jan 2005", "6 Jan 2005")),
                ["New signature: Kenya, 2005-01-05", "New ratification: Kenya, 2005-01-06"],
            ),
            (
                (ROWS[0], ("Malta", "25 Sep 2003", "")),
                ["CHANGED: Malta: signature 2003-09-25 instead of signature 2003-09-24"],
            ),
            (
                (("Albania", "1 Oct 2003", "2 Oct 2004 a"), ROWS[1]),
                ["CHANGED: Albania: accession 2004-10-02 instead of ratification 2004-10-02"],
            ),
            (
                (("Albania", "1 Oct 2003", "[2 Oct 2004]"), ROWS[1]),
                [
                    f"WITHDRAWN: Albania: ratification 2004-10-02 stands in brackets{NO_DAY}",
                ],
            ),
            (
                (("Albania", "1 Oct 2003", ""), ROWS[1]),
                [
                    f"WITHDRAWN: Albania: ratification 2004-10-02 is not listed{NO_DAY}",
                ],
            ),
            (
                (ROWS[1],),
                ["VANISHED: Albania: signature 2003-10-01, ratification 2004-10-02"],
            ),
            (
                (("Republic of Albania", *ROWS[0][1:]), ROWS[1]),
                ["Name: Republic of Albania instead of Albania (ALB)"],
            ),
            (
                (*ROWS, ("Kenya", "[5 Jan 2005]", "")),
                ["BESIDE THE LOG: [2005-01-05 Kenya: signature] instead of nothing"],
            ),
        ],
    )
    def test_each_change_is_told_in_its_own_words(
        self, rows: tuple[tuple[str, str, str], ...], told: list[str]
    ) -> None:
        assert lines(page(*ROWS), page(*rows)) == [f"- {line}" for line in told]

    def test_brackets_that_change_or_go_are_told_beside_the_log(self) -> None:
        old = page(*ROWS, ("Kenya", "[5 Jan 2005]", ""))
        assert lines(old, page(*ROWS, ("Kenya", "[6 Jan 2005]", ""))) == [
            "- BESIDE THE LOG: [2005-01-06 Kenya: signature] instead of [2005-01-05 Kenya: signature]"
        ]
        assert lines(old, page(*ROWS)) == [
            "- BESIDE THE LOG: nothing instead of [2005-01-05 Kenya: signature]"
        ]
        assert not untc.compare(old.treaty, page(*ROWS, ("Kenya", "[6 Jan 2005]", "")))

    def test_facts_that_differ_are_told_and_facts_that_a_page_lacks_are_not(self) -> None:
        changes = untc.compare(page(*ROWS, conclusion=""), page(*ROWS, in_force="1 May 2006"))
        assert [str(change) for change in changes] == [
            "CHANGED: adopted_on: 2002-12-18 instead of no value",
            "CHANGED: adopted_at: New York instead of no value",
            "CHANGED: stated_in_force_on: 2006-05-01 instead of 2006-06-22",
        ]
        assert not untc.compare(page(*ROWS), page(*ROWS, conclusion="", in_force=""))

    def test_unexpected_changes_come_first_then_new_acts_then_new_names(self) -> None:
        new = page(
            ("Republic of Albania", *ROWS[0][1:]),
            ("Malta", "23 Sep 2003", ""),
            ("Kenya", "5 Jan 2005", ""),
            ("Ghana", "", "4 Jan 2005 a"),
        )
        changes = untc.compare(page(*ROWS), new)
        assert [type(change) for change in changes] == [
            *(untc.ChangedAction, untc.NewConsent, untc.NewSignature, untc.RenamedState)
        ]
        assert [change.is_expected for change in changes] == [False, True, True, True]
        assert changes.unexpected == changes.of(untc.ChangedAction)
        assert len(changes) == 4

    def test_a_page_of_another_treaty_is_refused(self) -> None:
        """The number in the collection tells treaties apart, whatever their titles."""
        for facts in ({"letter": "c"}, {"letter": "c", "title": "Another Protocol"}):
            other = page(*ROWS, **facts)
            with pytest.raises(opcat.DataError, match=r"is the status of IV-9-c '.*not of IV-9-b"):
                untc.compare(page(*ROWS), other)
            with pytest.raises(opcat.DataError, match=r"is the status of IV-9-c '.*not of IV-9-b"):
                untc.compare(opcat.treaty(), other)
        assert lines(page(*ROWS), page(*ROWS, title="Another Title")) == [
            f"- CHANGED: title: Another Title instead of {Table().title}"
        ]

    def test_parts_of_a_chapter_number_their_treaties_anew(self) -> None:
        facts = {"chapter": "CHAPTER XI", "number": "1", "letter": ""}
        customs, roads = (page(*ROWS, **facts, part=part) for part in "AB")
        assert (customs.treaty.key, roads.treaty.key) == ("XI-A-1", "XI-B-1")
        with pytest.raises(opcat.DataError, match=r"XI-B-1 .*, not of XI-A-1"):
            untc.compare(customs, roads)

    def test_a_title_that_is_too_long_is_cut_in_the_error(self) -> None:
        other = page(*ROWS, letter="c", title="x" * 50_000)
        for old in (page(*ROWS), other):
            with pytest.raises(opcat.DataError) as caught:
                untc.compare(old, page(*ROWS) if old is other else other)
            assert len(str(caught.value)) < 600

    def test_a_title_of_two_hundred_characters_is_not_cut(self) -> None:
        for length, whole in ((200, True), (201, False)):
            title = "Protocol " + "x" * (length - 9)
            with pytest.raises(opcat.DataError) as caught:
                untc.compare(page(*ROWS), page(*ROWS, letter="c", title=title))
            [(place, what)] = caught.value.problems
            assert place == "IV-9-c"
            assert (repr(title) in what) is whole
            assert title[:200] in what

    def test_a_notebook_shows_each_change(self) -> None:
        changes = untc.compare(page(*ROWS), page(*ROWS, ("Kenya", "5 Jan 2005", "6 Jan 2005")))
        shown = changes._repr_html_()
        assert shown.count("Kenya") == 2
        assert "2005-01-06" in shown

    def test_a_record_without_the_depositarys_number_goes_by_its_title(self) -> None:
        known = attrs.evolve(page(*ROWS).treaty, key="mine")
        assert not untc.compare(known, page(*ROWS))
        with pytest.raises(opcat.DataError, match=r"is the status of IV-9-b .*, not of 'Mine'"):
            untc.compare(attrs.evolve(known, title="Mine"), page(*ROWS))

    def test_the_newer_one_must_not_be_the_older(self) -> None:
        older = page(*ROWS, as_at="01-01-2010")
        for old, name in ((opcat.treaty(), "old"), (page(*ROWS), "old.treaty")):
            with pytest.raises(opcat.DataError) as caught:
                untc.compare(old, older)
            assert "earlier than old, of 2026-02-03" in str(caught.value)
            assert f"compare({name}.on('2010-01-01'), new)" in str(caught.value)
            assert "opcat.treaty(on='2010-01-01')" in str(caught.value)
        then = untc.compare(opcat.treaty(on="2010-01-01"), older)
        assert then.of(untc.VanishedState)

    @pytest.mark.parametrize("wrong", ["page.html", b"<html>", 5])
    def test_anything_but_a_page_or_a_treaty_is_refused(self, wrong: Any) -> None:
        """The path of a page is the likeliest of them."""
        way_out = "a page that was read; pass what opcat.untc.read_page returned, or a Treaty"
        what = f"is of type {type(wrong).__name__}, not {way_out}"
        with pytest.raises(TypeError, match=f"^old= {what}$"):
            untc.compare(wrong, page(*ROWS))
        with pytest.raises(TypeError, match=f"^new= {what}$"):
            untc.compare(opcat.treaty(), wrong)

    def test_what_was_taken_back_need_not_be_named(self) -> None:
        """A page names neither a revoked denunciation nor a signature that was withdrawn."""
        old = page(*ROWS).treaty
        kenya, togo = opcat.resolve("Kenya"), opcat.resolve("Togo")
        acts = [
            (kenya, "accession", date(2005, 1, 1)),
            *((kenya, "denunciation", date(2010, 1, 1)), (togo, "signature", date(2005, 9, 15))),
            (kenya, "revocation_of_denunciation", date(2010, 6, 1)),
            (togo, "withdrawal_of_signature", date(2012, 1, 1)),
        ]
        log = [
            opcat.Action(state=state, kind=opcat.ActionKind(kind), date=day)
            for state, kind, day in acts
        ]
        rule = opcat.DenunciationRule(months=12, article="33")
        left = attrs.evolve(old, actions=[*old.actions, *log], denunciation_rule=rule)
        assert not untc.compare(left, page(*ROWS, ("Kenya", "", "1 Jan 2005 a")))
        assert lines(left, page(*ROWS)) == ["- VANISHED: Kenya: accession 2005-01-01"]

    def test_a_new_name_is_told_where_every_act_is_in_brackets(self) -> None:
        old = page(*ROWS, ("Turkey", "[1 Jan 2005]", ""))
        new = page(*ROWS, ("Türkiye", "[1 Jan 2005]", ""))
        assert lines(old, new) == ["- Name: Türkiye instead of Turkey (TUR)"]
        joined = page(*ROWS, ("Türkiye", "[1 Jan 2005]", "1 Jan 2006 a"))
        assert lines(old, joined) == [
            "- New accession: Türkiye, 2006-01-01",
            "- Name: Türkiye instead of Turkey (TUR)",
        ]

    def test_a_new_name_is_told_of_a_state_that_had_not_acted(self) -> None:
        """The record knows how it was spelled; a page does not say."""
        assert opcat.status("Kenya").actions == ()
        rows = (*rows_of(opcat.treaty()), ("Republic of Kenya", "", "1 Mar 2026 a"))
        new = page(*rows, as_at="02-03-2026")
        assert lines(opcat.treaty(), new) == [
            "- New accession: Kenya, 2026-03-01",
            "- Name: Republic of Kenya instead of Kenya (KEN)",
        ]
        assert lines(page(*rows_of(opcat.treaty())), new) == ["- New accession: Kenya, 2026-03-01"]

    def test_a_denunciation_is_known_to_records_only(self) -> None:
        """A page has brackets in its place, or nothing any more."""
        old = page(*ROWS).treaty
        kenya = opcat.resolve("Kenya")
        acts = [("accession", date(2005, 1, 1)), ("denunciation", date(2010, 1, 1))]
        log = [
            opcat.Action(state=kenya, kind=opcat.ActionKind(kind), date=day) for kind, day in acts
        ]
        left = attrs.evolve(
            old,
            actions=[*old.actions, *log],
            denunciation_rule=opcat.DenunciationRule(months=12, article="33"),
        )
        assert not untc.compare(left, page(*ROWS, ("Kenya", "", "[1 Jan 2005 a]")))
        assert not untc.compare(left, page(*ROWS))
        revoked = untc.compare(left, page(*ROWS, ("Kenya", "", "1 Jan 2005 a")))
        [withdrawn] = revoked.of(untc.WithdrawnAction)
        assert withdrawn.action.kind is opcat.ActionKind.DENUNCIATION
        assert revoked.unexpected == revoked.entries
        assert lines(old, left) == [
            "- New accession: Kenya, 2005-01-01",
            "- New denunciation: Kenya, 2010-01-01",
        ]
        assert [type(change) for change in untc.compare(old, left)] == [
            *(untc.NewConsent, untc.NewAction)
        ]
        assert [type(change) for change in untc.compare(left, attrs.evolve(left, actions=()))] == [
            untc.VanishedState
        ] * 3

    def test_the_hand_made_pages_differ_as_they_were_made_to(self) -> None:
        older = untc.read_page(PAGES / "treaty.xml", "2003-01-01")
        newer = untc.read_page(PAGES / "treaty.html")
        assert lines(older, newer) == [
            f"- WITHDRAWN: Philippines: accession 1998-02-10 stands in brackets{NO_DAY}",
            "- New signature: Holy See, 1990-05-04",
            "- New simplified procedure: Malta, 1996-12-08",
            "- New ratification: Türkiye, 1999-03-11",
            "- New accession: Albania, 2003-10-01",
            "- Name: Czechoslovakia (former) instead of Czechoslovakia (czechoslovakia)",
            "- Name: European Union instead of European Community (european-union)",
            "- Name: Türkiye instead of Turkey (TUR)",
            "- Name: Yugoslavia instead of Yugoslavia (former) (yugoslavia)",
        ]


class TestApplied:
    """A record brought up to a page keeps what the page does not say."""

    def test_the_rule_and_the_sources_stay(self) -> None:
        old = opcat.treaty(on="2018-01-31")
        new = untc.read(html(Table(rows=rows_of(opcat.treaty()))))
        updated = untc.compare(old, new).applied_to(old)
        assert updated.as_of == new.as_of
        assert set(updated.actions) == set(opcat.treaty().actions)
        assert updated.entry_rule == opcat.treaty().entry_rule
        assert opcat.counts(basis="in_force", treaty=updated) == opcat.counts(basis="in_force")
        assert opcat.status("France", treaty=updated).sources == opcat.status("France").sources
        assert updated.sources_of("as_of") == new.sources_of("as_of")
        assert not untc.compare(updated, opcat.treaty())

    def test_every_kind_of_change_is_applied(self) -> None:
        old = page(*ROWS, ("Kenya", "5 Jan 2005", ""), ("Ghana", "", "6 Jan 2005 a")).treaty
        new = page(
            ("Republic of Albania", "1 Oct 2003", "3 Oct 2004"),
            ("Malta", "", "1 Jan 2006 a"),
            ("Kenya", "5 Jan 2005", "6 Jan 2006"),
            in_force="1 May 2007",
        ).treaty
        assert untc.compare(old, new).applied_to(old) == new


class TestCommands:
    """What only the command line does."""

    def test_a_page_is_compared_with_the_packaged_record(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        saved = tmp_path / "page.html"
        rows = (*rows_of(opcat.treaty()), ("Kenya", "", "1 Mar 2026 a"))
        saved.write_bytes(html(Table(rows=rows, as_at="02-03-2026")))
        assert main(["compare", str(saved)]) == 0
        assert capsys.readouterr().out.splitlines()[1:] == ["- New accession: Kenya, 2026-03-01"]

    def test_the_caller_says_who_is_meant_by_an_unknown_name(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        saved = tmp_path / "page.html"
        rows = (
            *rows_of(opcat.treaty()),
            *(("Ruritania", "", "1 Mar 2026 a"), ("A = B", "2 Mar 2026", "")),
            *(("The Union", "3 Mar 2026", ""), ("The Body", "", "4 Mar 2026 a")),
        )
        saved.write_bytes(html(Table(rows=rows, as_at="05-03-2026")))
        known = ["Ruritania=KEN", "A = B = Ghanaland", "The Union=european-union"]
        command = ["compare", str(saved)]
        for text in known:
            command += ["--participant", text]
        assert main([*command, "--participant", "The Body=organisation:the-body"]) == 2
        assert "'Ghanaland' is neither a State nor a participant that" in capsys.readouterr().err
        command[command.index(known[1])] = "A = B = Zimbabwe"
        assert main([*command, "--participant", "The Body=organisation:the-body"]) == 0
        assert capsys.readouterr().out.splitlines()[1:] == [
            "- New accession: Kenya, 2026-03-01",
            "- New signature: Zimbabwe, 2026-03-02",
            "- New signature: European Union, 2026-03-03",
            "- New accession: The Body, 2026-03-04",
            "- Name: Ruritania instead of Kenya (KEN)",
            "- Name: A = B instead of Zimbabwe (ZWE)",
        ]
        for text, message in (
            ("The Body", "--participant: 'The Body' is not of the form NAME=KEY"),
            ("=KEN", "'=KEN' is not of the form"),
            ("The Body=club:the-body", "the kind 'club' is not known; pass one of"),
            ("The Body=organisation:abc", "'abc' looks like a code"),
        ):
            assert main([*command, "--participant", text]) == 2
            assert message in capsys.readouterr().err

    def test_the_caller_says_which_act_is_meant_by_an_unknown_heading(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        saved = tmp_path / "page.html"
        headings = ("Participant", "Signature", "Applying, Accession(a)")
        rows = tuple(row for row in rows_of(opcat.treaty()) if not row[1].endswith("d"))
        saved.write_bytes(html(Table(rows=rows, headings=headings)))
        assert main(["compare", str(saved)]) == 2
        assert "'Applying' is not an act that the package knows" in capsys.readouterr().err
        assert main(["compare", str(saved), "--act", "Applying"]) == 2
        assert "--act: 'Applying' is not of the form WORDS=KIND" in capsys.readouterr().err
        assert main(["compare", str(saved), "--act", "Applying=ratification"]) == 0
        out = capsys.readouterr().out
        assert "VANISHED: Montenegro" in out
        assert "CHANGED" not in out

    def test_a_script_can_ask_whether_anything_changed(self, tmp_path: Path) -> None:
        saved = tmp_path / "page.html"
        for rows, code in (
            (rows_of(opcat.treaty()), 0),
            ((*rows_of(opcat.treaty()), ("Kenya", "", "3 Feb 2026 a")), 3),
        ):
            saved.write_bytes(html(Table(rows=rows)))
            assert main(["compare", str(saved), "--exit-code"]) == code
            assert main(["compare", str(saved)]) == 0

    def test_a_day_to_come_is_told_on_the_other_stream(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        saved = tmp_path / "page.html"
        day = date.today() + timedelta(days=3)
        saved.write_bytes(html(Table(rows=rows_of(opcat.treaty()), as_at=f"{day:%d-%m-%Y}")))
        assert main(["compare", str(saved)]) == 0
        out, err = capsys.readouterr()
        assert out.endswith("- nothing changed\n")
        assert err.startswith(f"opcat: page.html is the status as at {day}, a day that is still")

    def test_without_lxml_it_names_the_pip_line(self) -> None:
        code = (
            "import sys; sys.modules['lxml'] = None; from opcat.cli import main; sys.exit(main())"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, "compare", "page.html"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"opcat: opcat.untc needs lxml; install it with:\n  {install_line('opcat[untc]')}\n"
        )

    def test_an_older_page_is_held_against_that_day(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        saved = tmp_path / "page.html"
        rows = rows_of(opcat.treaty(on="2010-01-01"))
        rows = (*rows, ("Kenya", "[1 Jan 2004]", ""))
        saved.write_bytes(html(Table(rows=rows, as_at="01-01-2010")))
        assert main(["compare", str(saved)]) == 0
        assert capsys.readouterr().out.splitlines()[1:] == [
            "- nothing changed",
            "- beside the log: [2004-01-01 Kenya: signature]",
        ]

    def test_no_word_says_which_came_first_where_an_older_page_has_other_words(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The record has the later name of Turkey on every day, and may have a later correction."""
        saved = tmp_path / "page.html"
        rows = [
            (
                "Turkey" if name == "Türkiye" else name,
                signed.replace("24 Sep 2003", "4 Feb 2003"),
                rest,
            )
            for name, signed, rest in rows_of(opcat.treaty(on="2010-01-01"))
        ]
        saved.write_bytes(html(Table(rows=tuple(rows), as_at="01-01-2010")))
        assert main(["compare", str(saved)]) == 0
        heading, *lines = capsys.readouterr().out.splitlines()
        assert heading.endswith("two statuses of 1 January 2010:")
        assert lines[-1] == "- Name: Turkey instead of Türkiye (TUR)"
        assert "- CHANGED: Malta: signature 2003-02-04 instead of signature 2003-09-24" in lines
        assert not [line for line in lines if {"now", "Renamed:"} & {*line.split()}]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (
                ["compare", str(PAGES / "error.html")],
                "participants: an error page, or not a status page",
            ),
            (["compare", str(PAGES / "treaty.xml")], "does not print the day of the status"),
            (["compare", str(PAGES / "treaty.html")], "is the status of 'Protocol on Hand-made"),
        ],
    )
    def test_an_error_goes_to_the_other_stream_and_ends_with_2(
        self, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
    ) -> None:
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("opcat: ")
        assert message in err


@pytest.fixture(scope="module")
def latest() -> untc.Page:
    return untc.read_page(SAMPLES / "IV-9-b.2026-02-03.html")


@pytest.fixture(scope="module")
def of_2018() -> untc.Page:
    return untc.read_page(SAMPLES / "IV-9-b.2018-01.xml", "2018-01-31")


@needs_samples
class TestSamples:
    """The depositary's own pages, read where they lie."""

    def test_the_record_is_that_of_the_page(self, latest: untc.Page) -> None:
        assert not untc.compare(opcat.treaty(), latest)
        assert set(latest.treaty.actions) == set(opcat.actions())
        assert (latest.signatories, latest.parties, latest.off_log_entries) == (76, 96, ())

    def test_the_convention_is_that_of_its_page(self) -> None:
        page = untc.read_page(SAMPLES / "IV-9.2026-02-03.fragment.html")
        assert not untc.compare(opcat.convention(), page)
        assert (page.signatories, page.parties, page.off_log_entries) == (83, 175, ())
        assert page.treaty.stated_in_force_on == date(1987, 6, 26)

    def test_what_has_changed_since_2018_is_found(
        self, of_2018: untc.Page, latest: untc.Page
    ) -> None:
        assert (of_2018.signatories, of_2018.parties) == (75, 87)
        changes = untc.compare(of_2018, latest)
        assert [change.action.state.name for change in changes.of(untc.NewConsent)] == [
            *("Afghanistan", "Iceland", "South Africa", "Latvia", "Côte d'Ivoire"),
            *("Slovakia", "Congo", "Bangladesh", "Colombia"),
        ]
        [signed] = changes.of(untc.NewSignature)
        assert (signed.action.state.name, signed.action.date) == ("Slovakia", date(2018, 12, 14))
        assert {entry.after.key for entry in changes.of(untc.RenamedState)} == set(NAMES_OF_2018)
        assert len(changes) == 9 + 1 + 3

    @pytest.mark.parametrize(
        ("day", "joined", "renamed"),
        [("2015-03-14", 19, 3), ("2013-07-06", None, 4)],
    )
    def test_what_has_changed_since_the_old_tables_is_expected(
        self, latest: untc.Page, day: str, joined: int | None, renamed: int
    ) -> None:
        old = old_table(SAMPLES / f"IV-9-b.{day}.csv")
        changes = untc.compare(old, latest)
        assert changes.unexpected == ()
        names = {entry.after.key for entry in changes.of(untc.RenamedState)}
        assert len(changes.of(untc.RenamedState)) == renamed
        assert names - set(NAMES_OF_2018) == ({"CPV"} if renamed == 4 else set())
        if joined is not None:
            assert len(changes.of(untc.NewConsent)) == joined

    def test_no_old_table_says_anything_that_the_record_does_not(self) -> None:
        for path in sorted(SAMPLES.glob("IV-9-b.*.csv")):
            old = old_table(path)
            then = opcat.treaty(on=old.treaty.as_of)
            changes = untc.compare(then, old)
            assert changes.of(untc.RenamedState) == changes.entries, path.name
