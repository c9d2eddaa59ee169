"""Bringing a directory of record files up to a status page: all of it, or nothing."""

import csv
import json
import os
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from status_pages import SAMPLES, Table, html, rows_of, short, varied

import opcat
from opcat import untc
from opcat.cli import main

DATA = Path(opcat.__file__).parent / "data"
NOT_WRITTEN = "cannot be written: {}; nothing was changed$"
ROWS = (("Albania", "1 Oct 2003", "2 Oct 2004"), ("Malta", "24 Sep 2003", ""))
NAMES_OF_2018 = {
    "MKD": "The former Yugoslav Republic of Macedonia",
    "NLD": "Netherlands",
    "TUR": "Turkey",
}

PRACTICE = (
    *("declarations", "mechanisms", "mechanism_standing", "overdue_mechanisms"),
    *("reported_figures", "visit_reports", "visit_totals", "visits"),
)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A copy of the record as it was in January 2018, with the names of that time."""
    directory = tmp_path / "data"
    shutil.copytree(DATA, directory)
    for name in PRACTICE:  # what happened after that day is not in a record that ends with it
        (directory / f"{name}.csv").unlink()
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
    sources = directory / "sources.csv"
    first, latest, *rest = sources.read_text(encoding="utf-8").splitlines(keepends=True)
    assert "status as at 3 February 2026" in latest
    latest = latest.replace("3 February 2026", "31 January 2018").replace(",2026-", ",2018-01-31,")
    latest = latest.partition(",2018-01-31,")[0] + ",2018-01-31\n"
    sources.write_text("".join((first, latest, *rest)), encoding="utf-8")
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


def edit(path: Path, keep: Callable[[str], bool]) -> None:
    text = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(filter(keep, text)), encoding="utf-8")


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


class TestUpdate:
    """A directory of record files, brought up to a page: all of it, or nothing."""

    def test_an_old_record_becomes_the_packaged_one_and_then_nothing_is_to_do(
        self, scratch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        changelog = tmp_path / "CHANGELOG.md"
        saved = tmp_path / "page.html"
        saved.write_bytes(html(Table(rows=rows_of(opcat.treaty()))))
        assert opcat.load(scratch).treaty.counts.parties == 87
        assert main(["compare", str(saved), "--with", str(scratch)]) == 0
        told = capsys.readouterr().out.splitlines()
        assert len(told) == 1 + 9 + 1 + 3
        assert (
            main(["update", str(saved), "--into", str(scratch), "--changelog", str(changelog)]) == 0
        )
        out = capsys.readouterr().out.splitlines()
        assert out[0].startswith(f"- The record of the {opcat.treaty().short_title} covers every")
        assert "**3 February 2026**" in out[0]
        assert "`untc-iv-9-b-2026-02-03`" in out[0]
        assert out[1:14] == told[1:]
        assert out[14:] == [
            *("written: actions.csv", "written: states.csv", "written: sources.csv"),
            *("written: treaty.csv", "written: datapackage.json", f"written: {changelog}"),
        ]
        updated = opcat.load(scratch).treaty
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
        for more in ([], ["--changelog", str(changelog)]):
            assert main(["update", str(saved), "--into", str(scratch), *more]) == 0
            assert capsys.readouterr().out == "The record is up to date; nothing was written.\n"
            assert contents(tmp_path) == before

    def test_byte_order_marks_are_read_and_kept(self, scratch: Path) -> None:
        """Excel puts one before a file that it saves as "CSV UTF-8"."""
        for path in (*scratch.glob("*.csv"), scratch / "datapackage.json"):
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        done = untc.update(scratch, untc.read_page(html(Table(rows=rows_of(opcat.treaty())))))
        assert len(done.files) == 5
        assert opcat.load(scratch).treaty.statuses == opcat.treaty().statuses
        for path in (*scratch.glob("*.csv"), scratch / "datapackage.json"):
            assert path.read_bytes().startswith(b"\xef\xbb\xbf")
            assert path.read_bytes().count(b"\xef\xbb\xbf") == 1

    def test_columns_in_another_order_stay_so(self, scratch: Path) -> None:
        headings = {}
        for name in ("actions", "states", "sources", "treaty"):
            path = scratch / f"{name}.csv"
            with path.open(encoding="utf-8", newline="") as stream:
                lines = [line[::-1] for line in csv.reader(stream)]
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows(lines)
            headings[name] = lines[0]
        done = untc.update(scratch, untc.read_page(html(Table(rows=rows_of(opcat.treaty())))))
        assert len(done.files) == 5
        assert opcat.load(scratch).treaty.statuses == opcat.treaty().statuses
        for name, heading in headings.items():
            first = (scratch / f"{name}.csv").read_text("utf-8").partition("\n")[0]
            assert first.split(",") == heading

    def test_a_later_day_without_changes_moves_the_day_alone(self, scratch: Path) -> None:
        before = contents(scratch)
        old = opcat.load(scratch).treaty
        new = untc.read_page(html(Table(rows=rows_of(old), as_at="01-02-2018")))
        done = untc.update(scratch, new)
        assert done.files == ("sources.csv", "treaty.csv", "datapackage.json")
        assert not done.changes
        assert done.changelog_entry.count("\n") == 0
        assert opcat.load(scratch).as_of == date(2018, 2, 1)
        assert {name for name, data in contents(scratch).items() if before[name] != data} == set(
            done.files
        )

    def test_a_missing_description_of_the_data_is_not_made(self, scratch: Path) -> None:
        (scratch / "datapackage.json").unlink()
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        assert "datapackage.json" not in untc.update(scratch, new).files

    def test_the_acts_of_a_new_state_stand_together_in_order(self, scratch: Path) -> None:
        rows: tuple[tuple[str, ...], ...] = rows_of(opcat.treaty(on="2018-01-31"))
        rows += (("Zimbabwe", "", "1 Feb 2018 a"), ("Barbados", "2 Feb 2018", "2 Feb 2018"))
        untc.update(scratch, untc.read_page(html(Table(rows=rows))))
        lines = (scratch / "actions.csv").read_text(encoding="utf-8").splitlines()
        assert lines[-1].startswith("ZWE,accession,2018-02-01,untc-iv-9-b-")
        assert [line[:13] for line in lines if line.startswith("BRB")] == [
            *("BRB,signature", "BRB,ratificat")
        ]

    def test_a_second_page_of_one_day_is_no_second_source(self, scratch: Path) -> None:
        """Two pages of one day are one source."""
        rows: tuple[tuple[str, ...], ...] = rows_of(opcat.load(scratch).treaty)
        for more in (("Kenya", "", "1 Feb 2018 a"), ("Ghana", "6 Nov 2006", "23 Sep 2016")):
            rows = tuple({row[0]: row for row in (*rows, more)}.values())
            done = untc.update(scratch, untc.read_page(html(Table(rows=rows, as_at="01-02-2018"))))
        assert not done.changes
        rows = (*rows, ("Zimbabwe", "1 Feb 2018", ""))
        done = untc.update(scratch, untc.read_page(html(Table(rows=rows, as_at="01-02-2018"))))
        assert done.files == ("actions.csv",)

    def test_each_act_stands_after_the_earlier_ones_of_its_state(self, scratch: Path) -> None:
        """Also one that became known later."""
        rows = rows_of(opcat.load(scratch).treaty)
        for as_at, first in (("02-02-2018", ""), ("03-02-2018", "1 Jan 2018 d")):
            row = ("Kenya", first, "1 Feb 2018 d")
            untc.update(scratch, untc.read_page(html(Table(rows=(*rows, row), as_at=as_at))))
        lines = (scratch / "actions.csv").read_text(encoding="utf-8").splitlines()[1:]
        acts = [line.split(",")[0:3:2] for line in lines]
        assert acts == sorted(acts)
        assert [day for key, day in acts if key == "KEN"] == ["2018-01-01", "2018-02-01"]

    def test_a_long_title_is_cut_in_the_error(self, scratch: Path) -> None:
        for length, whole in ((200, True), (201, False)):
            title = "x" * length
            new = untc.read_page(html(Table(rows=ROWS, letter="c", title=title)))
            with pytest.raises(opcat.DataError) as caught:
                untc.update(scratch, new)
            assert (repr(title) in str(caught.value)) is whole
            assert title[:200] in str(caught.value)

    def test_a_page_of_the_convention_updates_its_own_files(self, scratch: Path) -> None:
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
        assert len(done.changes) == len(done.changes.of(untc.RenamedState)) == 3

    def test_a_record_without_the_convention_takes_pages_of_its_own_treaty_alone(
        self, scratch: Path, tmp_path: Path
    ) -> None:
        """What `opcat.load` reads is enough for a page of its treaty, and for no other."""
        four = tmp_path / "four"
        four.mkdir()
        for name in ("treaty", "actions", "states", "sources"):
            shutil.copy(scratch / f"{name}.csv", four)
        rows = (*rows_of(opcat.load(four).treaty), ("Kenya", "1 Feb 2018", ""))
        page = tmp_path / "page.html"
        page.write_bytes(html(Table(rows=rows, as_at="01-02-2018")))
        assert main(["compare", str(page), "--with", str(four), "--exit-code"]) == 3
        assert main(["update", str(page), "--into", str(four)]) == 0
        assert untc.update(scratch, untc.read_page(page)).changes
        assert {name: (scratch / name).read_bytes() for name in contents(four)} == contents(four)
        other = untc.read_page(html(Table(rows=ROWS, letter="", title=opcat.convention().title)))
        with pytest.raises(
            opcat.DataError, match=r"but the record is that of the [^()]+ \(IV-9-b\)$"
        ):
            untc.update(four, other)

    @pytest.mark.parametrize(
        ("row", "facts", "message"),
        [
            (("Cameroon", "16 Dec 2009", ""), {}, "by hand: CHANGED: Cameroon: signature"),
            (("Cameroon", "[15 Dec 2009]", ""), {}, "by hand: WITHDRAWN: Cameroon: signature"),
            (("Cameroon",), {}, "by hand: VANISHED: Cameroon"),
            ((), {"in_force": "1 May 2006"}, "by hand: CHANGED: stated_in_force_on"),
            (
                ("Kenya", "", "[1 Mar 2016 a]"),
                {},
                "by hand: [2016-03-01 Kenya: accession] cannot go into the record",
            ),
            (
                (),
                {"as_at": "30-01-2018"},
                "as_of: the page is of 2018-01-30, but the record already reaches 2018-01-31",
            ),
            (
                (),
                {"letter": "c", "title": "X"},
                "IV-9-c: is the status of 'X', but the record is that of the {0} (IV-9-b) or {1} (IV-9)",
            ),
            (
                ("European Union", "24 Sep 2003", ""),
                {},
                "states.csv: European Union is not a State of this record, which holds only States",
            ),
            (("Kenya", "1 Feb 2018", "2 Feb 2018 a"), {}, "a State that has signed ratifies"),
        ],
    )
    def test_what_is_refused_changes_nothing(
        self, scratch: Path, row: tuple[str, ...], facts: dict[str, str], message: str
    ) -> None:
        rows: dict[str, tuple[str, ...]] = {r[0]: r for r in rows_of(opcat.load(scratch).treaty)}
        if row:
            rows[row[0]] = row
        before = contents(scratch)
        new = untc.read_page(
            html(varied(Table(rows=tuple(r for r in rows.values() if r[1:])), facts))
        )
        with pytest.raises(opcat.DataError) as caught:
            untc.update(scratch, new)
        [problem] = caught.value.problems
        names = opcat.treaty().short_title, opcat.convention().short_title
        assert message.format(*names) in ": ".join(problem)
        assert contents(scratch) == before

    def test_a_damaged_record_is_refused(self, scratch: Path) -> None:
        (scratch / "sources.csv").unlink()
        new = untc.read_page(html(Table(rows=ROWS)))
        with pytest.raises(opcat.DataError, match=r"sources\.csv: cannot be read"):
            untc.update(scratch, new)

    @pytest.mark.parametrize("row", ["\n", "x\n"])
    @pytest.mark.parametrize("file", ["actions", "sources", "states", "treaty"])
    def test_a_damaged_last_row_is_refused_and_changes_nothing(
        self, scratch: Path, file: str, row: str
    ) -> None:
        """Also where nothing that is asked of the record lies behind it."""
        path = scratch / f"{file}.csv"
        path.write_bytes(path.read_bytes() + row.encode())
        before = contents(scratch)
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        with pytest.raises(opcat.DataError, match=rf"^{file}\.csv, row \d+: .*there must be \d"):
            untc.update(scratch, new)
        assert contents(scratch) == before

    def test_a_directory_that_is_not_there_is_refused_with_the_way_to_make_one(
        self, tmp_path: Path
    ) -> None:
        new = untc.read_page(html(Table(rows=ROWS)))
        with pytest.raises(opcat.DataError, match="none: is not a directory of record files") as e:
            untc.update(tmp_path / "none", new)
        assert str(e.value).endswith("python -m opcat export --format csv DIR")

    @pytest.mark.parametrize("wrong", ["page.html", opcat.treaty(on="2020-01-01")])
    def test_anything_but_a_page_is_refused(self, scratch: Path, wrong: Any) -> None:
        """Such as its path, or the Treaty that `read` returns."""
        kind = type(wrong).__name__
        message = (
            f"^page= is of type {kind}, not a page .* pass what opcat.untc.read_page returned$"
        )
        with pytest.raises(TypeError, match=message):
            untc.update(scratch, wrong)

    def test_what_the_command_line_exports_can_be_updated(self, tmp_path: Path) -> None:
        assert main(["export", "--format", "csv", str(tmp_path / "mine")]) == 0
        rows = (*rows_of(opcat.treaty()), ("Kenya", "", "1 Mar 2026 a"))
        untc.update(tmp_path / "mine", untc.read_page(html(Table(rows=rows, as_at="02-03-2026"))))
        assert opcat.is_party("Kenya", treaty=opcat.load(tmp_path / "mine"))

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            (None, "cannot be read: No such file or directory"),
            (b"# Changelog\n", "has no section '### Data' in its latest release"),
            (
                b"## 2.0\n\n### Added\n\n## 1.0\n\n### Data\n",
                "has no section '### Data' in its latest release",
            ),
            (b"### Data\n\xff", "is not UTF-8: byte 9: invalid start byte"),
        ],
    )
    def test_a_changelog_that_cannot_take_the_entry_is_refused(
        self, scratch: Path, tmp_path: Path, text: bytes | None, what: str
    ) -> None:
        changelog = tmp_path / "OTHER.md"
        if text is not None:
            changelog.write_bytes(text)
        before = contents(tmp_path)
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        with pytest.raises(opcat.DataError) as caught:
            untc.update(scratch, new, changelog=changelog)
        assert caught.value.problems == (("OTHER.md", what),)
        assert contents(tmp_path) == before

    @pytest.mark.parametrize("name", ["a\0b", "\ud800"])
    def test_a_changelog_with_the_name_of_no_file_is_refused(
        self, scratch: Path, tmp_path: Path, name: str
    ) -> None:
        before = contents(scratch)
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        with pytest.raises(ValueError, match=r"null|surrogates") as why:
            os.lstat(tmp_path / name)
        with pytest.raises(opcat.DataError) as caught:
            untc.update(scratch, new, changelog=tmp_path / name)
        told = f"cannot be written: {why.value}; pass another name"
        assert caught.value.problems == ((str(tmp_path / name), told),)
        assert contents(scratch) == before

    def test_an_empty_section_takes_the_entry(self, scratch: Path, tmp_path: Path) -> None:
        changelog = tmp_path / "CHANGELOG.md"
        changelog.write_text("## 2.0\n\n### Data", encoding="utf-8")
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        done = untc.update(scratch, new, changelog=changelog)
        assert (
            changelog.read_text(encoding="utf-8")
            == f"## 2.0\n\n### Data\n\n{done.changelog_entry}\n"
        )

    @pytest.mark.parametrize("failing", range(5))
    def test_a_write_that_fails_changes_nothing(
        self, scratch: Path, monkeypatch: pytest.MonkeyPatch, failing: int
    ) -> None:
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
        with pytest.raises(opcat.DataError, match=NOT_WRITTEN.format("Permission denied")):
            untc.update(scratch, new)
        assert contents(scratch) == before

    @pytest.mark.parametrize("failing", range(4))
    def test_an_interrupt_changes_nothing(
        self, scratch: Path, monkeypatch: pytest.MonkeyPatch, failing: int
    ) -> None:
        before = contents(scratch)
        replace = Path.replace
        asked: list[Path] = []

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

    def test_what_cannot_be_put_back_is_kept_and_named(
        self, scratch: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replace = Path.replace
        asked: list[Path] = []

        def refuse(path: Path, target: Path) -> Path:
            asked.append(target)
            if len(asked) > 3:  # the first names the list anew
                raise PermissionError(13, "Permission denied")
            return replace(path, target)

        before = contents(scratch)
        monkeypatch.setattr(Path, "replace", refuse)
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        with pytest.raises(opcat.DataError, match="its old text is kept in") as caught:
            untc.update(scratch, new)
        monkeypatch.undo()
        kept = sorted(scratch.glob(".opcat-*.old"))
        why, *problems = caught.value.problems
        assert why == ("sources.csv", "cannot be written: Permission denied")
        assert len(problems) == 2
        for name, what in problems:
            assert what.startswith("cannot be put back: Permission denied; its old text is kept in")
            assert what.endswith("; the next run tries again")
            [copy] = [path for path in kept if str(path) in what]
            assert copy.read_bytes() == before[name]
        with pytest.raises(
            opcat.DataError, match="opcat update or opcat export into it, which first"
        ):
            opcat.load(scratch)
        assert untc.update(scratch, new).files
        assert opcat.load(scratch).treaty.counts.parties == 96
        assert not list(scratch.glob(".opcat-*"))

    def test_what_a_record_cannot_hold_is_settled_by_hand(self, scratch: Path) -> None:
        """An act made and undone between two pages is not lost in silence."""
        before = contents(scratch)
        rows = (*rows_of(opcat.treaty()), ("Kenya", "", "[1 Mar 2020 a]"))
        with pytest.raises(
            opcat.DataError, match=r"\[2020-03-01 Kenya: accession\] cannot go into the record"
        ):
            untc.update(scratch, untc.read_page(html(Table(rows=rows))))
        assert contents(scratch) == before

    def test_a_disk_that_is_full_changes_nothing(
        self, scratch: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = contents(scratch)

        fsync = os.fsync
        synced: list[int] = []

        def full(number: int) -> None:
            synced.append(number)
            if len(synced) > 1:  # the first is the list
                raise OSError(28, "No space left on device")
            fsync(number)

        monkeypatch.setattr("os.fsync", full)
        new = untc.read_page(html(Table(rows=rows_of(opcat.treaty()))))
        message = rf"actions\.csv: {NOT_WRITTEN.format('No space left on device')}"
        with pytest.raises(opcat.DataError, match=message):
            untc.update(scratch, new)
        assert contents(scratch) == before


IDLE = [state for state in opcat.states() if not opcat.status(state).actions]


@st.composite
def newer_rows(draw: st.DrawFn) -> tuple[tuple[str, ...], ...]:
    """Draw the rows of a page after the record: States that act for the first time, new names."""
    rows = [list(row) for row in rows_of(opcat.treaty())]
    for row in draw(st.lists(st.sampled_from(rows), max_size=2, unique_by=lambda row: row[0])):
        name = opcat.resolve(row[0])
        row[0] = draw(st.sampled_from([row[0], name.name, f"Republic of {row[0]}"]))
        row[0] = row[0] if opcat.find_state(row[0]) == name else name.depositary_name
    days = st.dates(date(2026, 2, 4), date(2026, 3, 1))
    for state in draw(st.lists(st.sampled_from(IDLE), max_size=4, unique=True)):
        signed, joined = draw(st.sampled_from([("", " a"), ("x", ""), ("x", "-")]))
        first, second = (short(day) for day in sorted([draw(days), draw(days)]))
        rows.append(
            [
                draw(st.sampled_from([state.depositary_name, state.name])),
                first if signed else "",
                "" if joined == "-" else second + joined,
            ]
        )
    return tuple(map(tuple, rows))


@given(newer_rows(), st.booleans())
@settings(max_examples=15, deadline=None)
def test_what_is_written_is_what_the_page_says(
    rows: tuple[tuple[str, ...], ...], windows: bool
) -> None:
    """Whatever is new: the record says it then, and nothing else in the files has changed."""
    with TemporaryDirectory() as directory:
        data = shutil.copytree(DATA, Path(directory, "data"))
        for path in data.iterdir() if windows else ():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        before = contents(data)
        page = untc.read_page(html(Table(rows=rows, as_at="01-03-2026")))
        done = untc.update(data, page)
        after = contents(data)
        assert {name for name in before if before[name] != after[name]} == set(done.files)
        assert not untc.compare(opcat.load(data).treaty, page)
        assert not untc.update(data, page).files
        for name in done.files:
            gone = set(before[name].splitlines(True)) - set(after[name].splitlines(True))
            renamed = len(done.changes.of(untc.RenamedState)) if name == "states.csv" else 0
            assert len(gone) <= max(renamed, 2), "the day, or the version and its source"


class TestDays:
    """A record ends on a day that was."""

    def test_a_page_of_a_day_to_come_is_refused(self, scratch: Path) -> None:
        before = contents(scratch)
        day = date.today() + timedelta(days=3)
        table = Table(rows=rows_of(opcat.load(scratch).treaty), as_at=f"{day:%d-%m-%Y}")
        with pytest.warns(opcat.errors.PageWarning, match="still to come"):
            page = untc.read_page(html(table))
        with pytest.raises(opcat.DataError, match=f"^as_of: .* {day}, a day that is still to come"):
            untc.update(scratch, page)
        assert contents(scratch) == before

    def test_a_page_that_the_record_has_already_is_no_second_source(self, scratch: Path) -> None:
        """The record of January 2018 calls it by another id than a new one would get."""
        [known] = opcat.load(scratch).treaty.sources_of("as_of")
        rows = (*rows_of(opcat.load(scratch).treaty), ("Kenya", "1 Jan 2018", ""))
        done = untc.update(scratch, untc.read_page(html(Table(rows=rows, as_at="31-01-2018"))))
        assert done.files == ("actions.csv",)
        [action] = opcat.actions("Kenya", treaty=opcat.load(scratch))
        assert action.sources == (known,)

    def test_a_new_source_has_the_address_of_the_page_before(self, scratch: Path) -> None:
        """And where the record followed another publisher before, none is known."""
        [old] = opcat.load(scratch).treaty.sources_of("as_of")
        rows = rows_of(opcat.load(scratch).treaty)
        untc.update(scratch, untc.read_page(html(Table(rows=rows, as_at="01-02-2018"))))
        [first] = opcat.load(scratch).treaty.sources_of("as_of")
        assert (first.publisher, first.url) == (old.publisher, old.url)
        assert first.title == "Status of treaties, chapter IV.9.b, status as at 1 February 2018"
        titled = f'"{first.title}",'
        edit_text(scratch / "sources.csv", titled + first.publisher, f"{titled}Somebody")
        untc.update(scratch, untc.read_page(html(Table(rows=rows, as_at="02-02-2018"))))
        [second] = opcat.load(scratch).treaty.sources_of("as_of")
        assert (second.publisher, second.url) == (old.publisher, None)

    def test_a_new_source_has_no_address_where_the_record_has_no_page(self, scratch: Path) -> None:
        edit_text(scratch / "treaty.csv", "as_of,2018-01-31,untc-2026-02-03", "as_of,2018-01-31,")
        old = opcat.load(scratch).treaty
        assert old.sources_of("as_of") == ()
        untc.update(scratch, untc.read_page(html(Table(rows=rows_of(old), as_at="01-02-2018"))))
        [source] = opcat.load(scratch).treaty.sources_of("as_of")
        assert source.url is None

    def test_a_second_source_of_the_same_day_stands_beside_the_first(self, scratch: Path) -> None:
        edit_text(scratch / "sources.csv", "status as at 31 January 2018", "another table")
        [first] = opcat.load(scratch).treaty.sources_of("as_of")
        rows = (*rows_of(opcat.load(scratch).treaty), ("Kenya", "1 Jan 2018", ""))
        untc.update(scratch, untc.read_page(html(Table(rows=rows, as_at="31-01-2018"))))
        both = opcat.load(scratch).treaty.sources_of("as_of")
        assert [source.id for source in both] == [first.id, "untc-iv-9-b-2018-01-31"]


class TestFiles:
    """What is not changed keeps its bytes."""

    @pytest.fixture
    def newer(self, scratch: Path) -> untc.Page:
        rows = (*rows_of(opcat.load(scratch).treaty), ("Zimbabwe", "", "1 Feb 2018 a"))
        return untc.read_page(html(Table(rows=rows, as_at="01-02-2018")))

    def test_line_endings_stay_as_they_are(
        self, scratch: Path, tmp_path: Path, newer: untc.Page
    ) -> None:
        for path in (*scratch.iterdir(), tmp_path / "CHANGELOG.md"):
            if path.is_file():
                path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        before = contents(tmp_path)
        done = untc.update(scratch, newer, changelog=tmp_path / "CHANGELOG.md")
        after = contents(tmp_path)
        changed = {name for name in before if before[name] != after[name]}
        assert changed == {*done.files, "CHANGELOG.md"}
        assert done.files == ("actions.csv", "sources.csv", "treaty.csv", "datapackage.json")
        for name, data in after.items():
            assert data.count(b"\n") == data.count(b"\r\n"), name
        assert opcat.load(scratch).treaty.counts.parties == 88

    def test_other_rows_are_left_as_they_were_written(
        self, scratch: Path, newer: untc.Page
    ) -> None:
        """Quotes that need not be there, and a last line without an end."""
        path = scratch / "actions.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        lines[1:] = [f'"{line[:3]}"{line[3:]}' for line in lines[1:]]
        path.write_text("".join(lines).rstrip("\n"), encoding="utf-8")
        states = scratch / "states.csv"
        quoted = [f'"{row[:3]}"{row[3:]}' for row in states.read_text("utf-8").splitlines()[1:]]
        heading = states.read_text("utf-8").splitlines()[0]
        states.write_text("\n".join([heading, *quoted]), encoding="utf-8")
        before = states.read_bytes()
        done = untc.update(scratch, newer)
        assert "states.csv" not in done.files
        assert states.read_bytes() == before
        *kept, added = path.read_text(encoding="utf-8").splitlines(keepends=True)
        assert kept == lines
        assert added == "ZWE,accession,2018-02-01,untc-iv-9-b-2018-02-01\n"

    def test_a_new_name_of_a_state_that_had_not_acted_is_written(self, scratch: Path) -> None:
        rows = (*rows_of(opcat.load(scratch).treaty), ("Republic of Kenya", "", "1 Feb 2018 a"))
        done = untc.update(scratch, untc.read_page(html(Table(rows=rows, as_at="01-02-2018"))))
        [renamed] = done.changes.of(untc.RenamedState)
        assert str(renamed) == "Name: Republic of Kenya instead of Kenya (KEN)"
        assert str(renamed) in done.changelog_entry
        names = {state.key: state.depositary_name for state in opcat.load(scratch).treaty.states}
        assert names["KEN"] == "Republic of Kenya"

    @pytest.mark.skipif(os.name == "nt", reason="links need a right there")
    def test_a_link_stays_a_link(self, scratch: Path, tmp_path: Path, newer: untc.Page) -> None:
        target = tmp_path / "elsewhere"
        target.mkdir()
        for name in ("actions.csv", "treaty.csv"):
            (scratch / name).rename(target / name)
            (scratch / name).symlink_to(target / name)
        untc.update(scratch, newer)
        for name in ("actions.csv", "treaty.csv"):
            assert (scratch / name).is_symlink()
            assert "2018-02-01" in (target / name).read_text(encoding="utf-8")
        assert sorted(path.name for path in target.iterdir()) == ["actions.csv", "treaty.csv"]

    def test_the_description_gets_the_new_day_and_keeps_all_else(
        self, scratch: Path, newer: untc.Page
    ) -> None:
        path = scratch / "datapackage.json"
        edit_text(path, "status as at 3 February 2026", "status as at 31 January 2018")
        before = json.loads(path.read_bytes())
        untc.update(scratch, newer)
        after = json.loads(path.read_bytes())
        assert after["version"] == "2018-02-01"
        assert after["sources"][0]["version"] == "status as at 1 February 2018"
        del before["version"], before["sources"], after["version"], after["sources"]
        assert after == before

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            (
                '"2018-01-31"',
                '"2017-12-31"',
                "version is '2017-12-31', but the record reaches",
            ),
            ('"version": "2018-01-31"', '"version": "1.0"', "version is '1.0', but the record"),
            ('"name": "opcat"', '"x": {"version": "2018-01-31"}', "in 2 places"),
            ('"version": "2018-01-31"', '"version": "\\u0032018-01-31"', "in 0 places"),
            ('{\n  "$schema"', '[\n  "$schema"', "is not the description of a data package"),
        ],
    )
    def test_a_description_that_cannot_get_the_new_day_is_refused(
        self, scratch: Path, newer: untc.Page, old: str, new: str, message: str
    ) -> None:
        """Else its version would stay behind, and nobody would know."""
        edit_text(scratch / "datapackage.json", old, new)
        before = contents(scratch)
        with pytest.raises(opcat.DataError, match=message) as caught:
            untc.update(scratch, newer)
        assert caught.value.problems[0][0] == "datapackage.json"
        assert contents(scratch) == before

    def test_a_version_of_something_else_is_not_taken_for_its_own(
        self, scratch: Path, newer: untc.Page
    ) -> None:
        path = scratch / "datapackage.json"
        edit_text(path, '"version": "2018-01-31"', '"version": "\\u0032018-01-31"')
        edit_text(path, '"name": "opcat"', '"x": {"version": "2018-01-31"}')
        before = contents(scratch)
        with pytest.raises(opcat.DataError, match="in 1 places; change it by hand"):
            untc.update(scratch, newer)
        assert contents(scratch) == before

    def test_a_description_that_is_a_list_is_refused(self, scratch: Path, newer: untc.Page) -> None:
        (scratch / "datapackage.json").write_text("[]", encoding="utf-8")
        with pytest.raises(opcat.DataError, match="not the description of a data package"):
            untc.update(scratch, newer)

    def test_a_description_without_a_version_stays_as_it_is(
        self, scratch: Path, newer: untc.Page
    ) -> None:
        edit_text(scratch / "datapackage.json", '  "version": "2018-01-31",\n', "")
        assert "datapackage.json" not in untc.update(scratch, newer).files

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("## 1\n\n### Data\n- A.\n### Added\n", "## 1\n\n### Data\n- A.\n{}\n\n### Added\n"),
            ("## 1\n\n### Data\n\n- A.", "## 1\n\n### Data\n\n- A.\n{}\n"),
            (
                "## 1\r\n\r\n### Data\r\n\r\n## 0\r\n",
                "## 1\r\n\r\n### Data\r\n\r\n{}\r\n\r\n## 0\r\n",
            ),
        ],
    )
    def test_the_changelog_keeps_its_form(
        self, scratch: Path, tmp_path: Path, text: str, expected: str
    ) -> None:
        changelog = tmp_path / "CHANGELOG.md"
        changelog.write_bytes(text.encode())
        new = untc.read_page(
            html(Table(rows=rows_of(opcat.load(scratch).treaty), as_at="01-02-2018"))
        )
        done = untc.update(scratch, new, changelog=changelog)
        assert changelog.read_bytes().decode() == expected.format(done.changelog_entry)


def edit_text(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the depositary's own pages are not here")
def test_the_depositarys_own_pages_bring_the_record_of_2018_to_today(scratch: Path) -> None:
    of_2018 = untc.read_page(SAMPLES / "IV-9-b.2018-01.xml", "2018-01-31")
    latest = untc.read_page(SAMPLES / "IV-9-b.2026-02-03.html")
    assert not untc.compare(opcat.load(scratch).treaty, of_2018)
    done = untc.update(scratch, latest)
    assert [change.action.state.name for change in done.changes.of(untc.NewConsent)] == [
        *("Afghanistan", "Iceland", "South Africa", "Latvia", "Côte d'Ivoire"),
        *("Slovakia", "Congo", "Bangladesh", "Colombia"),
    ]
    assert [change.action.state.name for change in done.changes.of(untc.NewSignature)] == [
        "Slovakia"
    ]
    assert {change.after.key for change in done.changes.of(untc.RenamedState)} == set(NAMES_OF_2018)
    assert len(done.changes) == 9 + 1 + 3
    assert not untc.compare(opcat.load(scratch).treaty, latest)
    assert not untc.compare(opcat.load(scratch).treaty, opcat.treaty())
