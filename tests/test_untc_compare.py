"""What changed between two statuses, and bringing a record up to the newer one."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import attrs
import pytest
from status_pages import PAGES, SAMPLES, Table, html, old_table, rows_of

import opcat
from opcat import untc
from opcat.cli import main

DATA = Path(opcat.__file__).parent / "data"
ROWS = (("Albania", "1 Oct 2003", "2 Oct 2004"), ("Malta", "24 Sep 2003", ""))
NO_DAY = "; the page gives no day of it"
NAMES_OF_2018 = {
    "MKD": "The former Yugoslav Republic of Macedonia",
    "NLD": "Netherlands",
    "TUR": "Turkey",
}
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the depositary's own pages are not here"
)


def page(*rows: tuple[str, str, str], **facts: str) -> untc.Page:
    return untc.read_page(html(Table(rows=rows, **facts)))


def lines(old: opcat.Treaty | untc.Page, new: opcat.Treaty | untc.Page) -> list[str]:
    return str(untc.compare(old, new)).splitlines()[1:]


class TestCompare:
    """Each kind of change in its own words."""

    def test_nothing_changed(self):
        changes = untc.compare(page(*ROWS), page(*ROWS))
        assert not changes
        assert str(changes).endswith("from 3 February 2026 to 3 February 2026:\n- nothing changed")
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
                ["CHANGED: Malta: signature 2003-09-24 is now signature 2003-09-25"],
            ),
            (
                (("Albania", "1 Oct 2003", "2 Oct 2004 a"), ROWS[1]),
                ["CHANGED: Albania: ratification 2004-10-02 is now accession 2004-10-02"],
            ),
            (
                (("Albania", "1 Oct 2003", "[2 Oct 2004]"), ROWS[1]),
                [
                    f"WITHDRAWN: Albania: ratification 2004-10-02 is now in brackets{NO_DAY}",
                ],
            ),
            (
                (("Albania", "1 Oct 2003", ""), ROWS[1]),
                [
                    f"WITHDRAWN: Albania: ratification 2004-10-02 is no longer listed{NO_DAY}",
                ],
            ),
            (
                (ROWS[1],),
                ["VANISHED: Albania: signature 2003-10-01, ratification 2004-10-02"],
            ),
            (
                (("Republic of Albania", *ROWS[0][1:]), ROWS[1]),
                ["Renamed: Albania is now Republic of Albania (ALB)"],
            ),
            (
                (*ROWS, ("Kenya", "[5 Jan 2005]", "")),
                ["BESIDE THE LOG: nothing is now [2005-01-05 Kenya: signature]"],
            ),
        ],
    )
    def test_one_change(self, rows, told):
        assert lines(page(*ROWS), page(*rows)) == [f"- {line}" for line in told]

    def test_brackets_that_change_or_go(self):
        old = page(*ROWS, ("Kenya", "[5 Jan 2005]", ""))
        assert lines(old, page(*ROWS, ("Kenya", "[6 Jan 2005]", ""))) == [
            "- BESIDE THE LOG: [2005-01-05 Kenya: signature] is now [2005-01-06 Kenya: signature]"
        ]
        assert lines(old, page(*ROWS)) == [
            "- BESIDE THE LOG: [2005-01-05 Kenya: signature] is now nothing"
        ]
        assert not untc.compare(old.treaty, page(*ROWS, ("Kenya", "[6 Jan 2005]", "")))

    def test_facts(self):
        changes = untc.compare(page(*ROWS, conclusion=""), page(*ROWS, in_force="1 May 2006"))
        assert [str(change) for change in changes] == [
            "CHANGED: adopted_on: not known is now 2002-12-18",
            "CHANGED: adopted_at: not known is now New York",
            "CHANGED: stated_in_force_on: 2006-06-22 is now 2006-05-01",
        ]
        assert not untc.compare(page(*ROWS), page(*ROWS, conclusion="", in_force=""))

    def test_order_and_types(self):
        new = page(
            ("Republic of Albania", *ROWS[0][1:]),
            ("Malta", "23 Sep 2003", ""),
            ("Kenya", "5 Jan 2005", ""),
            ("Ghana", "", "4 Jan 2005 a"),
        )
        changes = untc.compare(page(*ROWS), new)
        assert [type(change) for change in changes] == [
            *(untc.ChangedAction, untc.NewConsent, untc.NewSignature, untc.Renamed)
        ]
        assert [change.is_expected for change in changes] == [False, True, True, True]
        assert changes.unexpected == changes.of(untc.ChangedAction)
        assert len(changes) == 4

    def test_another_treaty(self):
        other = page(*ROWS, title="Another Protocol", letter="c")
        with pytest.raises(opcat.DataError, match="IV-9-c: is the status of 'Another Protocol'"):
            untc.compare(page(*ROWS), other)

    def test_a_denunciation_is_known_to_records_only(self):
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
        assert [type(change) for change in revoked] == [untc.WithdrawnAction]
        assert revoked.entries[0].action.kind is opcat.ActionKind.DENUNCIATION
        assert revoked.unexpected == revoked.entries
        assert lines(old, left) == [
            "- New accession: Kenya, 2005-01-01",
            "- New denunciation: Kenya, 2010-01-01",
        ]
        assert [type(change) for change in untc.compare(left, attrs.evolve(left, actions=()))] == [
            untc.Vanished
        ] * 3

    def test_the_hand_made_pages(self):
        older = untc.read_page(PAGES / "treaty.xml", "2003-01-01")
        newer = untc.read_page(PAGES / "treaty.html")
        assert lines(older, newer) == [
            f"- WITHDRAWN: Philippines: accession 1998-02-10 is now in brackets{NO_DAY}",
            "- New signature: Holy See, 1990-05-04",
            "- New simplified procedure: Malta, 1996-12-08",
            "- New ratification: Türkiye, 1999-03-11",
            "- New accession: Albania, 2003-10-01",
            "- Renamed: European Community is now European Union (european-union)",
            "- Renamed: Turkey is now Türkiye (TUR)",
            "- Renamed: Yugoslavia (former) is now Yugoslavia (yugoslavia)",
        ]


class TestApplied:
    """A record brought up to a page keeps what the page does not say."""

    def test_the_rule_and_the_sources_stay(self):
        old = opcat.treaty(on="2018-01-31")
        new = untc.read(html(Table(rows=rows_of(opcat.treaty()))))
        updated = untc.compare(old, new).applied_to(old)
        assert set(updated.actions) == set(opcat.treaty().actions)
        assert updated.entry_rule == opcat.treaty().entry_rule
        assert opcat.counts(basis="in_force", treaty=updated) == opcat.counts(basis="in_force")
        assert opcat.status("France", treaty=updated).sources == opcat.status("France").sources
        assert updated.sources_of("as_of") == new.sources_of("as_of")
        assert not untc.compare(updated, opcat.treaty())

    def test_every_kind_of_change(self):
        old = page(*ROWS, ("Kenya", "5 Jan 2005", ""), ("Ghana", "", "6 Jan 2005 a")).treaty
        new = page(
            ("Republic of Albania", "1 Oct 2003", "3 Oct 2004"),
            ("Malta", "", "1 Jan 2006 a"),
            ("Kenya", "5 Jan 2005", "6 Jan 2006"),
            in_force="1 May 2007",
        ).treaty
        assert untc.compare(old, new).applied_to(old) == new


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A copy of the record as it was in January 2018, with the names of that time."""
    directory = tmp_path / "data"
    shutil.copytree(DATA, directory)
    old = opcat.treaty(on="2018-01-31")
    kept = [f"{a.state.key},{a.kind},{a.date}," for a in old.actions]
    edit(directory / "actions.csv", lambda line: line.startswith(("alpha_3", *kept)))
    states = (directory / "states.csv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(states):
        key, *_ = line.split(",")
        if key in NAMES_OF_2018:
            new = opcat.resolve(key).depositary_name
            before, name, after = line.rpartition(f",{new},")
            assert name
            states[number] = f"{before},{NAMES_OF_2018[key]},{after}"
    (directory / "states.csv").write_text("\n".join(states) + "\n", encoding="utf-8")
    facts = directory / "treaty.csv"
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("as_of,2026-02-03", "as_of,2018-01-31"),
        encoding="utf-8",
    )
    package = directory / "datapackage.json"
    package.write_text(
        package.read_text(encoding="utf-8").replace(
            '"version": "2026-02-03"', '"version": "2018-01-31"'
        ),
        encoding="utf-8",
    )
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## 1.0\n\n### Data\n\n- Something.\n\n### Added\n", encoding="utf-8"
    )
    return directory


def edit(path: Path, keep) -> None:  # type: ignore[no-untyped-def] # a predicate of lines
    text = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(filter(keep, text)), encoding="utf-8")


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


class TestUpdate:
    """A directory of record files, brought up to a page: all of it, or nothing."""

    def test_end_to_end(self, scratch, tmp_path, capsys):
        changelog = tmp_path / "CHANGELOG.md"
        saved = tmp_path / "page.html"
        saved.write_bytes(html(Table(rows=rows_of(opcat.treaty()))))
        assert opcat.load(scratch).counts.parties == 87
        assert main(["compare", str(saved), "--with", str(scratch)]) == 0
        told = capsys.readouterr().out.splitlines()
        assert len(told) == 1 + 9 + 1 + 3
        assert (
            main(["update", str(saved), "--into", str(scratch), "--changelog", str(changelog)]) == 0
        )
        out = capsys.readouterr().out.splitlines()
        assert out[0].startswith("- The record of the Optional Protocol to the Convention against")
        assert "**3 February 2026**" in out[0]
        assert "`untc-iv-9-b-2026-02-03`" in out[0]
        assert out[1:14] == told[1:]
        assert out[14:] == [
            *("written: actions.csv", "written: states.csv", "written: sources.csv"),
            *("written: treaty.csv", "written: datapackage.json"),
        ]
        updated = opcat.load(scratch)
        assert [(a.state, a.kind, a.date) for a in updated.actions] == [
            (a.state, a.kind, a.date) for a in opcat.actions()
        ]
        assert updated.states == opcat.treaty().states
        for name in ("states.csv", "datapackage.json"):
            assert (scratch / name).read_bytes() == (DATA / name).read_bytes()
        rows = (scratch / "actions.csv").read_text(encoding="utf-8").splitlines()
        packaged_rows = (DATA / "actions.csv").read_text(encoding="utf-8").splitlines()
        assert [r.rpartition(",")[0] for r in rows] == [r.rpartition(",")[0] for r in packaged_rows]
        [source] = updated.sources_of("as_of")
        assert source.url == opcat.treaty().sources_of("as_of")[0].url
        text = changelog.read_text(encoding="utf-8")
        assert text.startswith("# Changelog\n\n## 1.0\n\n### Data\n\n- Something.\n- The record")
        assert text.endswith("(TUR)\n\n### Added\n")
        before = contents(tmp_path)
        assert main(["update", str(saved), "--into", str(scratch)]) == 0
        assert capsys.readouterr().out == "The record is up to date; nothing was written.\n"
        assert contents(tmp_path) == before

    def test_a_later_day_without_changes(self, scratch):
        before = contents(scratch)
        old = opcat.load(scratch)
        new = untc.read_page(html(Table(rows=rows_of(old), as_at="01-02-2018")))
        done = untc.update(scratch, new)
        assert done.files == ("sources.csv", "treaty.csv", "datapackage.json")
        assert not done.changes
        assert done.entry.count("\n") == 0
        assert opcat.load(scratch).as_of == date(2018, 2, 1)
        assert {name for name, data in contents(scratch).items() if before[name] != data} == set(
            done.files
        )

    def test_without_a_description_of_the_data(self, scratch):
        (scratch / "datapackage.json").unlink()
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        assert "datapackage.json" not in untc.update(scratch, new).files

    def test_a_state_that_acts_for_the_first_time(self, scratch):
        rows = (*rows_of(opcat.treaty(on="2018-01-31")), ("Zimbabwe", "", "1 Feb 2018 a"))
        rows += (("Barbados", "2 Feb 2018", "2 Feb 2018"),)
        untc.update(scratch, untc.read_page(html(Table(rows=rows))))
        lines = (scratch / "actions.csv").read_text(encoding="utf-8").splitlines()
        assert lines[-1].startswith("ZWE,accession,2018-02-01,untc-iv-9-b-")
        assert [line[:13] for line in lines if line.startswith("BRB")] == [
            *("BRB,signature", "BRB,ratificat")
        ]

    def test_a_page_of_the_same_day_that_has_more(self, scratch):
        """Two pages of one day are one source."""
        rows = rows_of(opcat.load(scratch))
        for more in (("Kenya", "", "1 Feb 2018 a"), ("Ghana", "6 Nov 2006", "23 Sep 2016")):
            rows = tuple({row[0]: row for row in (*rows, more)}.values())
            done = untc.update(scratch, untc.read_page(html(Table(rows=rows, as_at="01-02-2018"))))
        assert not done.changes
        rows = (*rows, ("Zimbabwe", "1 Feb 2018", ""))
        done = untc.update(scratch, untc.read_page(html(Table(rows=rows, as_at="01-02-2018"))))
        assert done.files == ("actions.csv",)

    def test_the_convention_too(self, scratch):
        treaty = opcat.convention()
        table = Table(
            rows=rows_of(treaty),
            letter="",
            title=treaty.title,
            conclusion="New York, 10 December 1984",
            in_force="26 June 1987",
            as_at="01-03-2026",
        )
        done = untc.update(scratch, untc.read_page(html(table)))
        assert done.files == ("states.csv", "sources.csv", "convention.csv")
        assert len(done.changes) == len(done.changes.of(untc.Renamed)) == 3

    @pytest.mark.parametrize(
        ("row", "facts", "message"),
        [
            (("Cameroon", "16 Dec 2009", ""), {}, "by hand: CHANGED: Cameroon: signature"),
            (("Cameroon", "[15 Dec 2009]", ""), {}, "by hand: WITHDRAWN: Cameroon: signature"),
            (("Cameroon",), {}, "by hand: VANISHED: Cameroon"),
            ((), {"in_force": "1 May 2006"}, "by hand: CHANGED: stated_in_force_on"),
            ((), {"as_at": "30-01-2018"}, "the record reaches 2018-01-31"),
            ((), {"letter": "c", "title": "X"}, "IV-9-c: is the status of 'X'; the record is of"),
            (("European Union", "24 Sep 2003", ""), {}, "European Union is not in it; only States"),
            (("Kenya", "1 Feb 2018", "2 Feb 2018 a"), {}, "who has signed ratifies"),
        ],
    )
    def test_what_is_refused_changes_nothing(self, scratch, row, facts, message):
        rows = {name: (name, *acts) for name, *acts in rows_of(opcat.load(scratch))}
        if row:
            rows[row[0]] = row
        before = contents(scratch)
        new = untc.read_page(
            html(Table(rows=tuple(row for row in rows.values() if row[1:]), **facts))
        )
        with pytest.raises(opcat.DataError) as caught:
            untc.update(scratch, new)
        assert message in str(caught.value)
        assert contents(scratch) == before

    def test_a_record_that_is_damaged(self, scratch):
        (scratch / "sources.csv").unlink()
        new = untc.read_page(html(Table(rows=ROWS)))
        with pytest.raises(opcat.DataError, match=r"sources\.csv: cannot be read"):
            untc.update(scratch, new)

    @pytest.mark.parametrize(
        "text",
        [None, b"# Changelog\n", b"## 2.0\n\n### Added\n\n## 1.0\n\n### Data\n", b"### Data\n\xff"],
    )
    def test_a_changelog_that_cannot_take_the_entry(self, scratch, tmp_path, text):
        changelog = tmp_path / "OTHER.md"
        if text is not None:
            changelog.write_bytes(text)
        before = contents(tmp_path)
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        with pytest.raises(opcat.DataError, match=r"OTHER\.md: (has no|cannot be)"):
            untc.update(scratch, new, changelog=changelog)
        assert contents(tmp_path) == before

    def test_an_empty_section_takes_the_entry(self, scratch, tmp_path):
        changelog = tmp_path / "CHANGELOG.md"
        changelog.write_text("## 2.0\n\n### Data", encoding="utf-8")
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        done = untc.update(scratch, new, changelog=changelog)
        assert changelog.read_text(encoding="utf-8") == f"## 2.0\n\n### Data\n\n{done.entry}\n"

    @pytest.mark.parametrize("failing", range(5))
    def test_a_write_that_fails_changes_nothing(self, scratch, monkeypatch, failing):
        """Whichever of the renames fails, what was replaced before it is put back."""
        before = contents(scratch)
        replace = Path.replace
        asked: list[Path] = []

        def refuse(path: Path, target: Path) -> Path:
            asked.append(target)
            if len(asked) == failing + 1:
                raise PermissionError(13, "Permission denied")
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", refuse)
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        with pytest.raises(opcat.DataError, match=r"cannot be written: .* nothing was changed"):
            untc.update(scratch, new)
        assert contents(scratch) == before

    @pytest.mark.parametrize("failing", range(4))
    def test_an_interrupt_changes_nothing(self, scratch, monkeypatch, failing):
        before = contents(scratch)
        replace, asked = Path.replace, []

        def interrupted(path: Path, target: Path) -> Path:
            asked.append(target)
            if len(asked) == failing + 1:
                raise KeyboardInterrupt
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", interrupted)
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        with pytest.raises(KeyboardInterrupt):
            untc.update(scratch, new)
        assert contents(scratch) == before

    def test_what_cannot_be_put_back_is_kept_and_named(self, scratch, monkeypatch):
        replace, asked = Path.replace, []

        def refuse(path: Path, target: Path) -> Path:
            asked.append(target)
            if len(asked) > 2:
                raise PermissionError(13, "Permission denied")
            return replace(path, target)

        before = contents(scratch)
        monkeypatch.setattr(Path, "replace", refuse)
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        with pytest.raises(opcat.DataError, match="its old text is kept in") as caught:
            untc.update(scratch, new)
        monkeypatch.undo()
        kept = sorted(scratch.glob(".opcat-*"))
        assert len(kept) == len(caught.value.problems) == 2
        for name, what in caught.value.problems:
            [copy] = [path for path in kept if str(path) in what]
            assert copy.read_bytes() == before[name]

    def test_what_a_record_cannot_hold_is_settled_by_hand(self, scratch):
        """An act made and undone between two pages is not lost in silence."""
        before = contents(scratch)
        rows = (*rows_of(opcat.treaty()), ("Kenya", "", "[1 Mar 2020 a]"))
        with pytest.raises(opcat.DataError, match=r"\[2020-03-01 Kenya: accession\] cannot stand"):
            untc.update(scratch, untc.read_page(html(Table(rows=rows))))
        assert contents(scratch) == before

    def test_a_disk_that_is_full_changes_nothing(self, scratch, monkeypatch):
        before = contents(scratch)

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        with pytest.raises(opcat.DataError, match=r"actions\.csv: cannot be written"):
            untc.update(scratch, new)
        assert contents(scratch) == before


class TestCommands:
    """What only the command line does."""

    def test_compare_with_the_packaged_record(self, tmp_path, capsys):
        saved = tmp_path / "page.html"
        rows = (*rows_of(opcat.treaty()), ("Kenya", "", "1 Mar 2026 a"))
        saved.write_bytes(html(Table(rows=rows, as_at="02-03-2026")))
        assert main(["compare", str(saved)]) == 0
        assert capsys.readouterr().out.splitlines()[1:] == ["- New accession: Kenya, 2026-03-01"]

    def test_without_lxml_it_names_the_pip_line(self):
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
            "opcat: opcat.untc needs lxml; install it with: pip install 'opcat[untc]'\n"
        )

    def test_an_older_page_is_held_against_that_day(self, tmp_path, capsys):
        saved = tmp_path / "page.html"
        rows = rows_of(opcat.treaty(on="2010-01-01"))
        rows = (*rows, ("Kenya", "[1 Jan 2004]", ""))
        saved.write_bytes(html(Table(rows=rows, as_at="01-01-2010")))
        assert main(["compare", str(saved)]) == 0
        assert capsys.readouterr().out.splitlines()[1:] == [
            "- nothing changed",
            "- beside the log: [2004-01-01 Kenya: signature]",
        ]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["compare", str(PAGES / "error.html")], "it is an error page"),
            (["compare", str(PAGES / "treaty.xml")], "prints no day of the status"),
            (["compare", str(PAGES / "treaty.html")], "is the status of 'Protocol on Hand-made"),
        ],
    )
    def test_refusals(self, capsys, arguments, message):
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

    def test_the_record_is_that_of_the_page(self, latest):
        assert not untc.compare(opcat.treaty(), latest)
        assert set(latest.treaty.actions) == set(opcat.actions())
        assert (latest.signatories, latest.parties, latest.asides) == (76, 96, ())

    def test_the_convention(self):
        page = untc.read_page(SAMPLES / "IV-9.2026-02-03.fragment.html")
        assert not untc.compare(opcat.convention(), page)
        assert (page.signatories, page.parties, page.asides) == (83, 175, ())
        assert page.treaty.stated_in_force_on == date(1987, 6, 26)

    def test_from_2018(self, of_2018, latest):
        assert (of_2018.signatories, of_2018.parties) == (75, 87)
        changes = untc.compare(of_2018, latest)
        assert [change.action.state.name for change in changes.of(untc.NewConsent)] == [
            *("Afghanistan", "Iceland", "South Africa", "Latvia", "Côte d'Ivoire"),
            *("Slovakia", "Congo", "Bangladesh", "Colombia"),
        ]
        [signed] = changes.of(untc.NewSignature)
        assert (signed.action.state.name, signed.action.date) == ("Slovakia", date(2018, 12, 14))
        assert {entry.after.key for entry in changes.of(untc.Renamed)} == set(NAMES_OF_2018)
        assert len(changes) == 9 + 1 + 3

    @pytest.mark.parametrize(
        ("day", "joined", "renamed"),
        [("2015-03-14", 19, 3), ("2013-07-06", None, 4)],
    )
    def test_from_the_old_tables(self, latest, day, joined, renamed):
        old = old_table(SAMPLES / f"IV-9-b.{day}.csv")
        changes = untc.compare(old, latest)
        assert changes.unexpected == ()
        names = {entry.after.key for entry in changes.of(untc.Renamed)}
        assert len(changes.of(untc.Renamed)) == renamed
        assert names - set(NAMES_OF_2018) == ({"CPV"} if renamed == 4 else set())
        if joined is not None:
            assert len(changes.of(untc.NewConsent)) == joined

    def test_no_old_table_says_anything_that_the_record_does_not(self):
        for path in sorted(SAMPLES.glob("IV-9-b.*.csv")):
            old = old_table(path)
            then = opcat.treaty(on=old.treaty.as_of)
            changes = untc.compare(then, old)
            assert changes.of(untc.Renamed) == changes.entries, path.name

    def test_end_to_end(self, scratch, of_2018, latest):
        assert not untc.compare(opcat.load(scratch), of_2018)
        done = untc.update(scratch, latest)
        assert len(done.changes) == 9 + 1 + 3
        assert not untc.compare(opcat.load(scratch), latest)
        assert not untc.compare(opcat.load(scratch), opcat.treaty())
