"""Exports of the command line: read back equal, all or nothing, and never over other files."""

import csv
import errno
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import opcat
from opcat.cli import main
from opcat.cli._exported import NAMES  # the tables that all of them are

DATA = files("opcat") / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
FORMS = ("csv", "json", "parquet", "sqlite")
OPTIONAL = (
    *("convention_actions.csv", "declarations.csv", "mechanisms.csv", "milestones.csv"),
    *("overdue_mechanisms.csv", "reported_figures.csv", "territories.csv", "visit_totals.csv"),
    "visits.csv",
)
"""The files that a record may lack, each by itself."""
NEEDS = "the record does not have "


def export(form: str, directory: Path, *more: str) -> set[str]:
    """Export, and return the names of the files that are then there."""
    assert main(["export", "--format", form, str(directory), *more]) == 0
    return {path.name for path in directory.iterdir()}


def rows_of(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of the record: None for an empty cell, numbers and answers as such."""
    resource = RESOURCES[name]
    kinds = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    text = (DATA / resource["path"]).read_text(encoding="utf-8")
    read: dict[str, Callable[[str], Any]] = {"integer": int, "boolean": "yes".__eq__}
    return [
        {key: read.get(kinds[key], str)(cell) if cell else None for key, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def test_csv_is_a_record_that_can_be_loaded(tmp_path: Path) -> None:
    names = export("csv", tmp_path / "new" / "data")
    assert names == {resource["path"] for resource in RESOURCES.values()} | {"datapackage.json"}
    assert opcat.load(tmp_path / "new" / "data").treaty == opcat.treaty()
    source = Path(opcat.__file__).parent / "data"
    assert names == {path.name for path in source.iterdir()}
    for name in names:
        assert (tmp_path / "new" / "data" / name).read_bytes() == (source / name).read_bytes()


class TestARecordOfOnesOwn:
    """The tables of the directory that --record names, and nothing of the package."""

    @pytest.fixture
    def own(self, tmp_path: Path) -> Path:
        """A record without the Convention, with a mark, other orders, earlier names and a gap."""
        directory = tmp_path / "own"
        assert main(["export", "--format", "csv", str(directory)]) == 0
        for name in ("convention.csv", "convention_actions.csv", "participants.csv"):
            (directory / name).unlink()
        for name, old, new in (
            ("visits.csv", "MEX,2026-01-25,2026-01-30", "MEX,2026-01-25,2026-01-31"),
            ("territories.csv", "period_start,period_end", "from,period_end"),
            ("milestones.csv", ",article-2025-10\n", ",\n"),  # no source is known
        ):
            text = (directory / name).read_text(encoding="utf-8")
            assert old in text
            (directory / name).write_text(text.replace(old, new), encoding="utf-8-sig")
        with (directory / "actions.csv").open(encoding="utf-8", newline="") as lines:
            rows = [row[::-1] for row in csv.reader(lines)]
        with (directory / "actions.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return directory

    @pytest.mark.parametrize("lacking", OPTIONAL)
    def test_any_file_may_be_missing(
        self, lacking: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What needs it is left out, with a note; and refused where it is asked for by name."""
        data = Path(shutil.copytree(Path(opcat.__file__).parent / "data", tmp_path / "data"))
        (data / lacking).unlink()
        there = set(opcat.load(data).file_names)
        assert lacking not in there
        for form in ("csv", "json", "parquet", "sqlite"):
            written = export(form, tmp_path / form, "--record", str(data))
            notes = capsys.readouterr().err
            if (lacking, form) == ("convention_actions.csv", "json"):
                assert notes == f"opcat: convention.json is not written, because {NEEDS}{lacking}\n"
                assert "convention.json" not in written
            else:
                assert notes == ""
            if form in ("json", "parquet"):
                names = {Path(name).stem for name in there}
                assert {Path(name).stem for name in written} == names - (
                    {"convention"} if notes else set()
                )
        written = export("json", tmp_path / "all", "--record", str(data), "--tables", "all")
        *notes_of, end = capsys.readouterr().err.split("\n")
        left_out = [note.split()[1] for note in notes_of]
        assert end == ""
        assert notes_of == [
            f"opcat: {name} is not written, because {NEEDS}{lacking}" for name in left_out
        ]
        assert left_out == [name for name in NAMES if f"{name}.json" not in written]
        assert "statuses.json" in written
        assert left_out != []
        for name in left_out:
            words = ("--record", str(data), "--format", "csv", "--tables", name)
            assert main(["export", *words, str(tmp_path / "one")]) == 2
            assert f"{lacking}: cannot be read" in capsys.readouterr().err

    @pytest.mark.parametrize("form", FORMS)
    def test_its_tables_are_written(self, own: Path, tmp_path: Path, form: str) -> None:
        record = opcat.load(own)
        written = export(form, tmp_path / "out", "--record", str(own))
        names = {Path(name).stem for name in record.file_names}
        endings = {"csv": names | {"datapackage"}, "sqlite": {"opcat"}}
        assert {Path(name).stem for name in written} == endings.get(form, names)
        if form == "csv":
            again = opcat.load(tmp_path / "out")
            assert again.treaty == record.treaty
            assert opcat.visits(treaty=again) == opcat.visits(treaty=record) != opcat.visits()
            assert opcat.territories(treaty=again) == opcat.territories()
            export("csv", tmp_path / "twice", "--record", str(tmp_path / "out"))
            for name in written:
                texts = [(tmp_path / place / name).read_bytes() for place in ("out", "twice")]
                assert texts[0] == texts[1]
        elif form == "json":
            text = (tmp_path / "out" / "treaty.json").read_text(encoding="utf-8")
            assert opcat.from_json(text) == record.treaty
            visits = json.loads((tmp_path / "out" / "visits.json").read_text(encoding="utf-8"))
            assert {"2026-01-31"} < {visit["end"] for visit in visits}
        elif form == "sqlite":
            database = sqlite3.connect(tmp_path / "out" / "opcat.sqlite")
            tables = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            assert {name for (name,) in tables} == names
            ends = database.execute("SELECT \"end\" FROM visits WHERE alpha_3 = 'MEX'")
            assert ("2026-01-31",) in [*ends]
        else:
            visits = pl.read_parquet(tmp_path / "out" / "visits.parquet")
            assert "2026-01-31" in visits["end"].cast(str).to_list()

    def test_the_description_is_of_what_is_there(self, own: Path, tmp_path: Path) -> None:
        from frictionless import Package  # slow to import

        export("csv", tmp_path / "out", "--record", str(own), "--bom")
        assert (tmp_path / "out" / "visits.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        export("csv", tmp_path / "out", "--record", str(own), "--force")
        described = tmp_path / "out" / "datapackage.json"
        descriptor = json.loads(described.read_text(encoding="utf-8"))
        paths = {resource["path"] for resource in descriptor["resources"]}
        assert paths | {"datapackage.json"} == {path.name for path in (tmp_path / "out").iterdir()}
        assert descriptor.keys().isdisjoint({"licenses", "contributors", "sources"})
        assert descriptor["version"] == "2026-02-03"
        report = Package(str(described)).validate()
        assert report.valid, report.flatten(["title", "rowNumber", "message"])

    def test_one_about_another_treaty_is_written_too(self, own: Path, tmp_path: Path) -> None:
        """Also with a table of what the Protocol supplements."""
        text = (own / "treaty.csv").read_text(encoding="utf-8")
        text = text.replace("key,opcat,", "key,pact,").replace(
            "short_title,Optional", "short_title,Other"
        )
        text = text.replace(opcat.treaty().title, "A Pact")
        (own / "treaty.csv").write_text(text, encoding="utf-8")
        data = Path(opcat.__file__).parent / "data"
        for name in ("convention.csv", "convention_actions.csv", "participants.csv"):
            (own / name).write_bytes((data / name).read_bytes())
        export("json", tmp_path / "out", "--record", str(own))
        text = (tmp_path / "out" / "convention.json").read_text(encoding="utf-8")
        assert opcat.from_json(text) == opcat.convention()
        title = json.loads((tmp_path / "out" / "treaty.json").read_text(encoding="utf-8"))
        assert "A Pact" in str(title)

    def test_a_lone_carriage_return_in_a_cell_is_read_back(self, own: Path, tmp_path: Path) -> None:
        """It ends a line for whoever reads it bare."""
        file = own / "territories.csv"
        text = file.read_text(encoding="utf-8")
        head, first, rest = text.split("\n", 2)
        cells = dict(zip(head.split(","), next(csv.reader([first])), strict=True))
        noted = [
            f'"{cells[name]}\rmore"' if name == "note" else f'"{cells[name]}"' for name in cells
        ]
        file.write_bytes("\n".join([head, ",".join(noted), rest]).encode())
        export("csv", tmp_path / "out", "--record", str(own))
        again = opcat.load(tmp_path / "out")
        assert opcat.territories(treaty=again) == opcat.territories(treaty=opcat.load(own))


def test_json_reads_back(tmp_path: Path) -> None:
    assert export("json", tmp_path) == {f"{name}.json" for name in RESOURCES}
    for name, treaty in (("treaty", opcat.treaty()), ("convention", opcat.convention())):
        assert opcat.from_json((tmp_path / f"{name}.json").read_text(encoding="utf-8")) == treaty
    for name in RESOURCES.keys() - {"treaty", "convention"}:
        found = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        assert found == rows_of(name)


def test_sqlite_reads_back(tmp_path: Path) -> None:
    """Every row of every table, under the keys that the record's description names."""
    assert export("sqlite", tmp_path) == {"opcat.sqlite"}
    database = sqlite3.connect(tmp_path / "opcat.sqlite")
    database.row_factory = sqlite3.Row
    tables = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    assert {row["name"] for row in tables} == set(RESOURCES)
    for name, resource in RESOURCES.items():
        found = database.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
        assert [dict(row) for row in found] == rows_of(name)
        columns = database.execute(f'PRAGMA table_info("{name}")').fetchall()
        key = [row["name"] for row in sorted(columns, key=lambda row: row["pk"]) if row["pk"]]
        assert key == resource["schema"].get("primaryKey", [])
        refers = database.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
        assert {row["table"] for row in refers} == {
            key["reference"]["resource"] for key in resource["schema"].get("foreignKeys", ())
        }
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    joined = "SELECT count(*) FROM actions JOIN states USING (alpha_3) WHERE kind = 'accession'"
    assert database.execute(joined).fetchone()[0] == len(opcat.actions(kind="accession"))
    database.close()


@pytest.mark.parametrize("hidden", [[], ["pyarrow", "pyarrow.parquet"]])
def test_parquet_reads_back(
    tmp_path: Path, hidden: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever library wrote it, days are days and numbers numbers, in empty columns too."""
    with monkeypatch.context() as patch:
        for module in hidden:
            patch.setitem(sys.modules, module, None)
        assert export("parquet", tmp_path) == {f"{name}.parquet" for name in RESOURCES}
    for name, resource in RESOURCES.items():
        table = pl.read_parquet(tmp_path / f"{name}.parquet")
        kinds = {"string": pl.String, "date": pl.Date, "integer": pl.Int64, "boolean": pl.Boolean}
        fields = resource["schema"]["fields"]
        assert dict(table.schema) == {field["name"]: kinds[field["type"]] for field in fields}
        read = [
            {key: str(cell) if isinstance(cell, date) else cell for key, cell in row.items()}
            for row in table.to_dicts()
        ]
        assert read == rows_of(name)


def test_parquet_without_a_library_names_the_pip_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in ("pyarrow", "polars"):
        monkeypatch.setitem(sys.modules, module, None)
    assert main(["export", "--format", "parquet", str(tmp_path / "new")]) == 2
    assert 'pip install "opcat[frames]" pyarrow' in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMS)
def test_what_is_there_stays(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --force nothing is written; with it only the files of the export are replaced."""
    names = sorted(export(form, tmp_path / "first"))
    place = tmp_path / "place"
    place.mkdir()
    (place / names[-1]).write_text("mine", encoding="utf-8")
    (place / "other").write_text("mine too", encoding="utf-8")
    capsys.readouterr()
    assert main(["export", "--format", form, str(place)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert names[-1] in err
    assert "--force" in err
    assert sorted(path.name for path in place.iterdir()) == sorted([names[-1], "other"])
    assert (place / names[-1]).read_text(encoding="utf-8") == "mine"
    assert export(form, place, "--force") == {*names, "other"}
    assert (place / "other").read_text(encoding="utf-8") == "mine too"
    for name in names:
        assert (place / name).read_bytes() == (tmp_path / "first" / name).read_bytes()


def test_the_answer_names_each_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = export("csv", tmp_path)
    lines = capsys.readouterr().out.splitlines()
    assert sorted(lines) == sorted(f"written: {tmp_path / name}" for name in names)


@pytest.mark.parametrize("failing", [1, 7, 18])
@pytest.mark.parametrize("error", [OSError("no more room"), KeyboardInterrupt()])
def test_a_failure_leaves_everything_as_it_was(
    failing: int, error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New files and new directories are taken away; replaced files are put back."""
    place = tmp_path / "there"
    place.mkdir()
    (place / "actions.csv").write_text("mine", encoding="utf-8")
    replace = Path.replace
    done: list[Path] = []

    def refuse(self: Path, target: Path) -> Path:
        done.append(target)
        if len(done) == failing:
            raise error
        return replace(self, target)

    for directory in (place, tmp_path / "new" / "data"):
        done.clear()
        words = ["export", "--format", "csv", str(directory), "--force"]
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", refuse)
            if isinstance(error, OSError):
                assert main(words) == 2
            else:
                with pytest.raises(KeyboardInterrupt):
                    main(words)
        assert len(done) >= failing
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert [path.name for path in place.iterdir()] == ["actions.csv"]
    assert (place / "actions.csv").read_text(encoding="utf-8") == "mine"


def test_what_cannot_be_taken_away_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[Path] = []
    replace, unlink = Path.replace, Path.unlink

    def refuse(self: Path, target: Path) -> Path:
        done.append(target)
        if len(done) == 3:  # the first names the list anew
            raise OSError("no more room")
        return replace(self, target)

    def keep(self: Path, *, missing_ok: bool = False) -> None:
        if self.name == "actions.csv":
            raise PermissionError("it is locked")
        unlink(self, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        patch.setattr(Path, "unlink", keep)
        assert main(["export", "--format", "csv", str(tmp_path / "new")]) == 2
    told = capsys.readouterr().err
    assert (
        "actions.csv: cannot be put back: it is locked; there was no such file before, as" in told
    )
    assert "notes; the next run tries again" in told
    assert "nothing was changed" not in told
    assert (tmp_path / "new" / "actions.csv").exists()
    assert main(["export", "--format", "csv", str(tmp_path / "new")]) == 0
    assert not list((tmp_path / "new").glob(".opcat-*"))


@pytest.mark.parametrize("below", [(), ("below",)])
def test_a_file_is_no_directory(
    below: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert main(["export", "--format", "sqlite", str(tmp_path.joinpath("file", *below))]) == 2
    told = capsys.readouterr().err
    assert told == f"opcat: {tmp_path / 'file'}: is a file; {_PASS}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


_PASS = "pass a directory, or a name that is free"


@pytest.mark.parametrize("below", [(), ("below",)])
def test_a_link_to_nothing_is_no_directory(
    below: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert main(["export", "--format", "sqlite", str(tmp_path.joinpath("link", *below))]) == 2
    told = capsys.readouterr().err
    what = f"is a broken link to {tmp_path / 'nowhere'}; remove it, or create its"
    assert told == f"opcat: {tmp_path / 'link'}: {what} target\n"
    assert [path.name for path in tmp_path.iterdir()] == ["link"]


def test_another_reason_is_told_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--format", "sqlite", "/dev/null"]) == 2
    assert capsys.readouterr().err == f"opcat: /dev/null: is not a directory; {_PASS}\n"

    def refuse(path: Path, **_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)  # as on a disk that cannot be written
    assert main(["export", "--format", "sqlite", str(tmp_path / "new")]) == 2
    told = f"opcat: {tmp_path / 'new'}: cannot be made: {os.strerror(errno.EROFS)}\n"
    assert capsys.readouterr().err == told
    name = "x" * 300
    assert main(["export", "--format", "sqlite", name]) == 2
    told = f"opcat: {name}: cannot be made: the name is too long; pass a shorter one\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
@pytest.mark.parametrize("words", ["export --format csv", "explorer", "chart timeline -o"])
@pytest.mark.usefixtures("page_made_once")
def test_the_name_of_no_file_is_refused(
    words: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A caller may have such a name; a shell has none."""
    file = f"{tmp_path}/{name}.svg"
    assert main([*words.split(), file]) == 2
    with pytest.raises(ValueError, match="embedded null" if "\0" in name else "surrogates") as why:
        os.lstat(file)
    seen = file.encode("unicode_escape").decode()
    told = f"opcat: {seen}: cannot be made: {why.value}; pass another name\n"
    assert capsys.readouterr().err == told
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["a link to nothing", "a directory"])
def test_a_name_that_is_in_the_way_is_told_with_its_directory(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "treaty.csv"
    there.mkdir() if kind == "a directory" else there.symlink_to(tmp_path / "nowhere")
    assert main(["export", "--format", "csv", "--force", str(tmp_path)]) == 2
    what = "not a file that can be" if kind == "a directory" else "a broken link to "
    assert capsys.readouterr().err.startswith(f"opcat: {there}: is {what}")
    assert [path.name for path in tmp_path.iterdir()] == ["treaty.csv"]


def test_new_files_are_as_open_as_any(tmp_path: Path) -> None:
    """The user's umask decides, as for every new file."""
    command = f"umask 027; exec {sys.executable} -m opcat export --format sqlite out"
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True, env=os.environ)
    assert (tmp_path / "out" / "opcat.sqlite").stat().st_mode & 0o777 == 0o640


def test_any_export_puts_back_what_was_cut_short(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also one of another form, and one that is refused itself; so `opcat.load` says."""
    for words in (["--format", "json"], ["--format", "csv"]):
        data = tmp_path / words[1]
        assert main(["export", "--format", "csv", str(data)]) == 0
        copy = f".opcat-{'0' * 16}-0"
        listed = json.dumps([["actions.csv", copy, sha256(b"new").hexdigest(), True]])
        (data / ".opcat-undo").write_text(listed, encoding="utf-8")
        (data / "actions.csv").rename(data / f"{copy}.old")
        (data / "actions.csv").write_bytes(b"new")
        said = "any opcat update or opcat export into it, which first puts the old files back$"
        with pytest.raises(opcat.DataError, match=said):
            opcat.load(data)
        assert main(["export", *words, str(data)]) == (0 if "json" in words else 2)
        assert opcat.load(data).treaty == opcat.treaty()
    assert "pass --force" in capsys.readouterr().err
