"""All or nothing, at whatever moment a writer is killed, and whoever else writes.

A few kills are tried each time; with OPCAT_THOROUGH=1 a kill at every step, and at any moment.
"""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from cut_short import COMMANDS
from status_pages import Table, html, rows_of
from thorough import thorough

import opcat
from opcat import charts, untc

# The lock and the steps of writing, cut short one by one.
from opcat._record.write import held, write_all, write_one
from opcat.cli import main

DATA = Path(opcat.__file__).parent / "data"
HERE = Path(__file__).parent
LOG = "# Changelog\n\n## 1.0\n\n### Data\n\n- Something.\n"
FILES = ("treaty.csv", "actions.csv", "states.csv", "sources.csv", "datapackage.json")
"""What an update may write."""
OLDER = (("Kenya", "", "1 Mar 2026 a"),)
NEWER = (*OLDER, ("Republic of Zimbabwe", "2 Mar 2026", ""))

pytestmark = pytest.mark.skipif(os.name == "nt", reason="children are made by fork")


def page(rows: tuple[tuple[str, ...], ...], as_at: str) -> bytes:
    return html(Table(rows=(*rows_of(opcat.treaty()), *rows), as_at=as_at))


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that anybody may enter, with a record and a changelog in ``before``."""
    memory = Path("/dev/shm")  # a disk is slow at making each step last
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        place = Path(made)
        place.chmod(0o755)
        before = place / "before"
        (before / "data").mkdir(parents=True)
        for name in FILES:
            shutil.copy(DATA / name, before / "data")
        (before / "log").mkdir()
        (before / "log" / "CHANGELOG.md").write_text(LOG, encoding="utf-8")
        (place / "older.html").write_bytes(page(OLDER, "01-03-2026"))
        (place / "newer.html").write_bytes(page(NEWER, "02-03-2026"))
        yield place


def with_a_link(place: Path) -> None:
    """Have one of the files lie elsewhere."""
    (place / "before" / "elsewhere").mkdir()
    path = place / "before" / "data" / "states.csv"
    path.rename(place / "before" / "elsewhere" / "states.csv")
    path.symlink_to(Path("..") / "elsewhere" / "states.csv")


def run(task: str, place: Path, *pages: str) -> list[str]:
    words = [sys.executable, str(HERE / "cut_short.py"), task, str(place)]
    words += [str(place / page) for page in pages]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout.splitlines()


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


def copies(place: Path) -> Iterator[Path]:
    return (path for path in place.iterdir() if path.name.isdigit())


def settled(copy: Path) -> dict[str, bytes]:
    """What is there when the next writer has begun."""
    data = copy / "data"
    with held(data, data / "states.csv", copy / "log" / "CHANGELOG.md"):
        pass
    return contents(copy)


def assert_one_of(copy: Path, states: tuple[Mapping[str, bytes], ...], treaties: object) -> None:
    """Whoever reads sees one record whole, or is told; the next writer finds one record whole."""
    try:
        assert opcat.load(copy / "data").treaty in treaties  # type: ignore[operator] # a tuple
    except opcat.DataError as error:
        assert "it, which first puts the old files back" in str(error)  # noqa: PT017 - or no error at all
    found = settled(copy)
    assert found in states


class TestKilled:
    """SIGKILL at every step, and at any moment."""

    @pytest.mark.parametrize(
        ("task", "least"),
        [
            ("update renames", 3),
            pytest.param("update everywhere", 50, marks=thorough),
            pytest.param("sometime", 50, marks=thorough),
        ],
    )
    def test_an_update_that_is_killed_is_whole_or_not_at_all(
        self, place: Path, task: str, least: int
    ) -> None:
        with_a_link(place)
        before = contents(place / "before")
        whole = shutil.copytree(place / "before", place / "done", symlinks=True)
        newer = untc.read_page(place / "newer.html")
        untc.update(whole / "data", newer, changelog=whole / "log" / "CHANGELOG.md")
        after = contents(whole)
        changed = {name for name in before if before[name] != after[name]}
        assert {"data/states.csv", "elsewhere/states.csv", "log/CHANGELOG.md"} <= changed
        assert set(after) == set(before)
        treaties = opcat.treaty(), opcat.load(whole / "data").treaty
        run(task, place, "newer.html")
        seen = []
        for copy in copies(place):
            again = shutil.copytree(copy, place / f"{copy.name} again", symlinks=True)
            assert_one_of(copy, (before, after), treaties)
            seen.append(contents(copy) == after)
            untc.update(again / "data", newer, changelog=again / "log" / "CHANGELOG.md")
            assert settled(again) == after  # the entry stands once
        assert len(seen) > least
        if task != "sometime":
            assert {True, False} == set(seen)

    @pytest.mark.parametrize(
        "task", ["export renames", pytest.param("export everywhere", marks=thorough)]
    )
    def test_an_export_that_is_killed_is_whole_or_not_at_all(self, place: Path, task: str) -> None:
        """Over files of one's own, which are the old ones then."""
        data = place / "before" / "data"
        (data / "actions.csv").write_bytes(b"mine")
        before = contents(place / "before")
        after = before | {f"data/{path.name}": path.read_bytes() for path in DATA.iterdir()}
        run(task, place)
        seen = [settled(copy) for copy in copies(place)]
        assert before in seen
        assert all(found in (before, after) for found in seen)

    @pytest.mark.parametrize(
        ("task", "name"),
        [
            ("explorer", "explorer.html"),
            pytest.param("chart svg", "timeline.svg", marks=thorough),
        ],
    )
    def test_a_command_that_writes_one_file(self, place: Path, task: str, name: str) -> None:
        """The file has its old text or its new one; what may lie beside it has the name in the docs."""
        old = b'<meta name="generator" content="opcat explorer">'
        (place / "before" / "log" / name).write_bytes(old)
        before = contents(place / "before")
        run(f"killed {task}", place)
        *killed, done = (contents(copy) for copy in sorted(copies(place)))
        new = done[f"log/{name}"]
        assert done.keys() == before.keys()
        assert len(new) > 1000
        seen = []
        for found in killed:
            [*left] = found.keys() - before.keys()
            assert all(re.fullmatch(r"log/\.opcat-[0-9a-f]{16}", file) for file in left)
            seen.append((found[f"log/{name}"], len(left)))
            assert {file: found[file] for file in before} in (before, done)
        assert seen == [(old, 1), (old, 1), (new, 0)], "before fsync, rename and unlink"


class TestTwo:
    @pytest.mark.parametrize("task", ["both once", pytest.param("both often", marks=thorough)])
    def test_two_at_once(self, place: Path, task: str) -> None:
        """Each is done or refused, and what was done stays."""
        for line in run(task, place, "older.html", "newer.html"):
            if line.startswith("refused"):
                assert (
                    "another process is writing into it; wait" in line or "already reaches" in line
                )
                continue
            number, *codes = line.split()
            older, newer = (code == "0" for code in codes)
            assert set(codes) <= {"0", "3"}
            assert older or newer
            treaty = opcat.load(place / number / "data").treaty
            assert str(treaty.as_of) == ("2026-03-02" if newer else "2026-03-01")
            assert opcat.is_party("Kenya", treaty=treaty)
            log = (place / number / "log" / "CHANGELOG.md").read_text(encoding="utf-8")
            assert log.count("covers every action") == older + newer
            assert not list(place.joinpath(number).rglob(".opcat-*"))

    def test_somebody_else_holds_it(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        data = place / "before" / "data"
        before = contents(data)
        words = ["update", str(place / "newer.html"), "--into", str(data)]
        with held(data):
            for asked in (words, ["export", "--format", "csv", "--force", str(data)]):
                assert main(asked) == 2
                assert capsys.readouterr().err == (
                    f"opcat: {data}: is in use: another process is writing into it; wait until it has ended, then try again\n"
                )
        assert contents(data) == before
        assert main(words) == 0

    @pytest.mark.parametrize("where", ["data", "elsewhere", "log"])
    def test_somebody_else_holds_a_directory_that_a_link_leads_to(
        self, place: Path, where: str
    ) -> None:
        """Two records may share a file, or a changelog."""
        with_a_link(place)
        before = contents(place / "before")
        data, log = place / "before" / "data", place / "before" / "log" / "CHANGELOG.md"
        words = ["update", str(place / "newer.html"), "--into", str(data), "--changelog", str(log)]
        with held(place / "before" / where):
            assert main(words) == 2
            if where != "log":
                assert main(["export", "--format", "csv", "--force", str(data)]) == 2
        assert contents(place / "before") == before
        assert main(words) == 0

    def test_a_link_to_nowhere_that_is_not_written_is_no_matter(self, place: Path) -> None:
        data = place / "before" / "data"
        (data / "convention.csv").symlink_to(place / "nowhere" / "convention.csv")
        assert main(["update", str(place / "newer.html"), "--into", str(data)]) == 0

    def test_a_system_that_never_finds_its_own_lock(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As some that lie on a network: each time they give the file another number."""
        monkeypatch.setattr("os.path.samestat", lambda *_: False)
        told = (
            r"^[^:]*: cannot be locked: its lock is a different file each time; try again, or use"
        )
        with pytest.raises(opcat.DataError, match=told), held(tmp_path):
            pass
        assert len(list(Path("/dev/fd").iterdir())) < 100

    @pytest.mark.parametrize("seen", [True, False])
    def test_a_lock_that_is_a_link_leads_nowhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: bool
    ) -> None:
        """Nor where somebody puts the link there at the last moment."""
        place = tmp_path / "place"
        place.mkdir()
        (place / ".opcat-lock").symlink_to(tmp_path / "other")
        if not seen:
            monkeypatch.setattr(Path, "is_symlink", lambda _: False)
        told = "is a link, not a lock of this package; remove it" if seen else "cannot be written: "
        with pytest.raises(opcat.DataError, match=told), held(place):
            pass
        assert not (tmp_path / "other").exists()

    def test_what_a_killed_one_leaves_holds_nobody_up(self, place: Path) -> None:
        data = place / "before" / "data"
        (data / ".opcat-lock").touch()
        with held(data):
            assert (data / ".opcat-lock").exists()
        assert not (data / ".opcat-lock").exists()

    def test_a_lock_that_is_taken_away_meanwhile_is_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its holder takes it away when it is done; who has just opened it begins anew."""
        flock, asked = fcntl.flock, []

        def slow(number: int, how: int) -> None:
            asked.append(number)
            if len(asked) < 3:
                (tmp_path / ".opcat-lock").unlink()
            if len(asked) == 2:
                (tmp_path / ".opcat-lock").touch()
            flock(number, how)

        monkeypatch.setattr(fcntl, "flock", slow)
        with held(tmp_path):
            assert len(asked) == 3
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("busy", [True, False])
    def test_locks_of_windows_keep_others_out_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, busy: bool
    ) -> None:
        """A stand-in for its locks: they refuse with another error, and an open file stays."""
        locked: list[tuple[int, int]] = []
        unlink = Path.unlink

        def locking(number: int, how: int, size: int) -> None:
            os.fstat(number)
            locked.append((how, size))
            if busy:
                raise PermissionError(13, "Permission denied")

        def unlinked(path: Path, *, missing_ok: bool = False) -> None:
            if missing_ok:
                raise PermissionError(13, "it is open")
            unlink(path)

        monkeypatch.setitem(sys.modules, "fcntl", None)
        fake = SimpleNamespace(locking=locking, LK_NBLCK=2, __spec__=SimpleNamespace())
        monkeypatch.setitem(sys.modules, "msvcrt", fake)
        monkeypatch.setattr(Path, "unlink", unlinked)
        monkeypatch.setattr("os.path.samestat", lambda *_: False)  # so it is on some volumes
        if busy:
            with pytest.raises(opcat.DataError, match="another process is writing"), held(tmp_path):
                pass
        else:
            with held(tmp_path):
                pass
            assert not list(tmp_path.iterdir())
        assert locked == [(2, 1)]

    def test_where_there_are_no_locks(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As in a browser, where there is one process alone."""
        monkeypatch.setitem(sys.modules, "fcntl", None)
        monkeypatch.setitem(sys.modules, "msvcrt", None)
        with held(tmp_path):
            write_all(tmp_path, {tmp_path / "x": b"x"})
        assert contents(tmp_path) == {"x": b"x"}


class TestRefused:
    """What cannot be written is told, and nothing is changed."""

    @pytest.mark.parametrize(
        "name",
        [
            *("explorer", "export json"),
            *(pytest.param(n, marks=thorough) for n in COMMANDS if n not in ("explorer", "export json")),
        ],
    )  # fmt: skip
    def test_a_full_disk_for_every_command_that_writes(self, place: Path, name: str) -> None:
        """It ends with 2, and leaves all as it was."""
        before = contents(place / "before")
        run(f"full {name}", place)
        found = [contents(copy) for copy in copies(place)]
        assert found == [before] * (3 if name.startswith("export") else 1)

    @pytest.mark.parametrize("task", ["full", "closed"])
    def test_a_full_disk_and_a_closed_directory(self, place: Path, task: str) -> None:
        before = contents(place / "before")
        lines = run(task, place, "newer.html")
        assert all(line.startswith("refused: ") for line in lines)
        if task == "closed":
            assert all(line.endswith("cannot be written: Permission denied") for line in lines)
        else:
            assert all(line.endswith("; nothing was changed") for line in lines)
        for copy in (*copies(place), place / "before"):
            assert contents(copy) == before

    @pytest.mark.parametrize(
        "words",
        [
            ["export", "--format", "csv", ""],
            ["compare", ""],
            ["compare", "page.html", "--with", ""],
            ["update", "page.html", "--into", ""],
            ["update", "page.html", "--into", "data", "--changelog", ""],
        ],
    )
    def test_an_empty_name(
        self,
        tmp_path: Path,
        words: list[str],
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """It is not the current directory."""
        monkeypatch.chdir(tmp_path)
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2
        assert "the name is empty; the current directory is named '.'" in capsys.readouterr().err
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("log", ["", ".", "before/log"])
    def test_a_changelog_that_is_a_directory(
        self, place: Path, log: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(place)
        before = contents(place)
        newer = untc.read_page(place / "newer.html")
        with pytest.raises(opcat.DataError, match="is a directory, not a changelog"):
            untc.update("before/data", newer, changelog=log)
        assert contents(place) == before

    def test_a_file_that_cannot_be_looked_at(
        self, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """It is the file that cannot be read, and not the answer that cannot be written."""

        def refuse(path: Path, pattern: str) -> None:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(Path, "glob", refuse)
        assert main(["update", str(place / "newer.html"), "--into", str(place / "before")]) == 2
        told = f"opcat: {place / 'before'}: cannot be read or written: Permission denied\n"
        assert capsys.readouterr().err == told

    def test_a_device_is_no_file(self, tmp_path: Path) -> None:
        (tmp_path / "x").symlink_to(os.devnull)
        with pytest.raises(
            opcat.DataError, match=r"^x: is not a file that can be replaced: /dev/null"
        ):
            write_all(tmp_path, {tmp_path / "x": b"x"})
        assert not Path(os.devnull).is_file()

    def test_a_directory_that_is_not_there(self, tmp_path: Path) -> None:
        told = "nowhere: cannot be written: No such file or directory$"
        with pytest.raises(opcat.DataError, match=told), held(tmp_path / "nowhere"):
            pass

    def test_a_file_that_nobody_may_replace(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As on Windows, where another program has it open: it is not touched to put it back."""
        replace = Path.replace

        def refuse(path: Path, target: Path) -> Path:
            if target.name == "b":
                raise PermissionError(13, "Permission denied")
            return replace(path, target)

        paths = [tmp_path / name for name in "abc"]
        for path in paths:
            path.write_bytes(b"old")
        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(opcat.DataError, match=r"^b: cannot be written: Permission denied;"):
            write_all(tmp_path, dict.fromkeys(paths, b"new"))
        assert contents(tmp_path) == dict.fromkeys("abc", b"old")

    def test_two_paths_to_one_file(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"old")
        (tmp_path / "b").symlink_to("a")
        with pytest.raises(opcat.DataError, match=r"^b: leads to the same file as a, /.*a$"):
            write_all(tmp_path, {tmp_path / "a": b"1", tmp_path / "b": b"2"})
        assert contents(tmp_path) == {"a": b"old", "b": b"old"}

    def test_hard_links_are_two_files(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"old")
        (tmp_path / "b").hardlink_to(tmp_path / "a")
        write_all(tmp_path, {tmp_path / "a": b"1", tmp_path / "b": b"2"})
        assert contents(tmp_path) == {"a": b"1", "b": b"2"}

    def test_a_link_that_leads_nowhere(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "opcat.sqlite").symlink_to(tmp_path / "nowhere")
        words = ["export", "--format", "sqlite", str(tmp_path)]
        assert main(words) == 2
        assert "holds opcat.sqlite already; pass --force" in capsys.readouterr().err
        assert main([*words, "--force"]) == 2
        told = capsys.readouterr().err
        assert f"opcat.sqlite: is a broken link to {tmp_path / 'nowhere'};" in told
        assert [path.name for path in tmp_path.iterdir()] == ["opcat.sqlite"]

    @pytest.mark.parametrize("link", [True, False])
    def test_a_directory_that_is_a_link_to_nothing_or_a_file(
        self, tmp_path: Path, link: bool, capsys: pytest.CaptureFixture[str]
    ) -> None:
        there = tmp_path / "there"
        there.symlink_to(tmp_path / "nowhere") if link else there.touch()
        assert main(["export", "--format", "sqlite", str(there)]) == 2
        what = "is a broken link to " if link else "is a file; pass a directory"
        assert f"{there}: {what}" in capsys.readouterr().err
        assert [path.name for path in tmp_path.iterdir()] == ["there"]


class TestTheList:
    """It may be cut short, moved with its directory, or written by somebody else."""

    @pytest.mark.parametrize("text", [b"", b'[["actions.csv", ".opc', b"{}", b"[1]", b"[[1, 2]]"])
    def test_one_that_was_cut_short(self, tmp_path: Path, text: bytes) -> None:
        (tmp_path / ".opcat-list").write_bytes(text)
        with held(tmp_path):
            assert not (tmp_path / ".opcat-list").exists()
        (tmp_path / ".opcat-undo").write_bytes(text)
        with (
            pytest.raises(opcat.DataError, match="is damaged; check that the files"),
            held(tmp_path),
        ):
            pass

    def test_a_directory_that_is_moved(self, place: Path) -> None:
        """The list names what lies in it without the directory."""
        data = place / "before" / "data"
        before = contents(data)
        copy = f".opcat-{'0' * 16}-0"
        new = sha256(b"new").hexdigest()
        listed = json.dumps(
            [["actions.csv", copy, new, True], ["new.csv", copy[:-1] + "1", new, False]]
        )
        (data / ".opcat-undo").write_text(listed, encoding="utf-8")
        (data / "actions.csv").rename(data / f"{copy}.old")
        (data / "actions.csv").write_bytes(b"new")
        (data / "new.csv").write_bytes(b"new")
        (data / f"{copy[:-1]}1.old").touch()
        with pytest.raises(
            opcat.DataError, match=r"before/data: is being written, or a process ended"
        ):
            opcat.load(data)
        moved = data.rename(place / "moved")
        with held(moved):
            assert opcat.load(moved).treaty == opcat.treaty()
        assert contents(moved) == before

    @pytest.mark.parametrize("was_there", [True, False])
    def test_one_of_somebody_else_takes_nothing_away(self, place: Path, was_there: bool) -> None:
        """A copy bears a name that nothing else has, also where the digest is known."""
        data = place / "before" / "data"
        kept = place / "kept"
        kept.write_text("kept", encoding="utf-8")
        known = [sha256(b"kept").hexdigest(), was_there]
        for name in (".opcat-list", ".opcat-undo"):
            for copy in ("kept", "../kept", f".opcat-{'0' * 16}-0/../kept", f".opcat-{'0' * 16}-0"):
                text = json.dumps([[str(kept), copy, *known]])
                (data / name).write_text(text, encoding="utf-8")
                try:
                    with held(data):
                        pass
                except opcat.DataError:
                    (data / name).unlink()
                assert kept.read_text(encoding="utf-8") == "kept"

    @pytest.mark.parametrize("name", ["/", "..", "", "a/../../b", "a\0b", "\ud800", "x" * 300])
    def test_one_of_somebody_else_crashes_nothing(self, tmp_path: Path, name: str) -> None:
        place = tmp_path / "place"
        place.mkdir()
        listed = json.dumps([[name, f".opcat-{'0' * 16}-0", "", False]])
        for text in (listed, "[" * 100_000):
            for kind in (".opcat-list", ".opcat-undo"):
                (place / kind).write_text(text, encoding="utf-8")
                try:
                    with held(place):
                        pass
                except opcat.DataError:
                    (place / kind).unlink()
                assert not list(tmp_path.rglob(".opcat-*"))

    def test_a_file_on_another_drive_is_listed_by_its_whole_path(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """From one to another there is no way that a list could name."""

        def refuse(*_: object) -> str:
            raise ValueError("path is on mount 'C:', start on mount 'D:'")

        monkeypatch.setattr("os.path.relpath", refuse)
        monkeypatch.setattr("opcat._record.write._settle", lambda _: None)
        write_all(tmp_path, {tmp_path / "x": b"x"})
        [[name, *_]] = json.loads((tmp_path / ".opcat-list").read_bytes())
        assert name == os.path.realpath(tmp_path / "x")


def cut_short(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Do a piece of work as if it were killed when all files are replaced, and the list stands."""
    replace = Path.replace

    def killed(path: Path, target: Path) -> Path:
        if path.name == ".opcat-undo":
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        patch.setattr("opcat._record.write._settle", lambda _: None)
        with pytest.raises(KeyboardInterrupt):
            work()


class TestChangedSince:
    """What somebody writes after a writer was killed is never lost."""

    @pytest.fixture
    def cut(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Where ``a`` was replaced and ``new`` made by one that was cut short."""
        (tmp_path / "a").write_bytes(b"old")
        texts = {tmp_path / "a": b"written", tmp_path / "new": b"written"}
        cut_short(monkeypatch, lambda: write_all(tmp_path, texts))
        assert (tmp_path / "a").read_bytes() == (tmp_path / "new").read_bytes() == b"written"
        return tmp_path

    def test_what_nobody_changed_is_put_back(self, cut: Path) -> None:
        with held(cut):
            assert contents(cut) == {"a": b"old", ".opcat-lock": b""}
        assert contents(cut) == {"a": b"old"}

    @pytest.mark.parametrize("name", ["a", "new"])
    @pytest.mark.parametrize("since", [b"by hand", b"", None])
    def test_what_was_changed_by_hand_since_stays(
        self, cut: Path, name: str, since: bytes | None
    ) -> None:
        """It stays; the message names the old text, and what to do."""
        path = cut / name
        path.unlink() if since is None else path.write_bytes(since)
        if name == "new" and since is None:  # as it was
            with held(cut):
                pass
            assert contents(cut) == {"a": b"old"}
            return
        for _ in range(2):
            with pytest.raises(opcat.DataError) as caught, held(cut):
                pass
            [(told, what)] = caught.value.problems
            assert told == name
            assert what.startswith("has since been changed by somebody else; ")
            assert what.endswith("; correct the file, then remove that copy")
            [copy] = [one for one in cut.glob(".opcat-*.old") if str(one) in what]
            assert copy.read_bytes() == (b"old" if name == "a" else b"")
        copy.unlink()
        with held(cut):
            pass
        rest = {"a": b"old"} | ({} if since is None else {name: since})
        if name == "a" and since is None:
            rest = {}
        assert contents(cut) == rest

    @pytest.mark.parametrize("name", ["a", "new"])
    def test_back_to_what_it_was_by_hand(self, cut: Path, name: str) -> None:
        (cut / name).write_bytes(b"old") if name == "a" else (cut / name).unlink()
        with held(cut):
            pass
        assert contents(cut) == {"a": b"old"}

    @pytest.mark.parametrize("shared", ["log", "elsewhere"])
    def test_by_an_update_of_another_record(
        self, place: Path, monkeypatch: pytest.MonkeyPatch, shared: str
    ) -> None:
        """It shares the changelog, or a file that a link of both leads to."""
        record, name = place / "before", "CHANGELOG.md" if shared == "log" else "states.csv"
        if shared == "elsewhere":
            with_a_link(place)
        other = shutil.copytree(record / "data", record / "data2", symlinks=True)
        path = record / shared / name
        log = path if shared == "log" else None
        old = path.read_bytes()
        newer = untc.read_page(place / "newer.html")
        cut_short(monkeypatch, lambda: untc.update(record / "data", newer, changelog=log))
        begun = path.read_bytes()
        assert begun != old
        rows = (("Republic of Kenya", "", "1 Mar 2026 a"), NEWER[1])
        latest = untc.read_page(page(rows, "03-03-2026"))
        untc.update(other, latest, changelog=log)
        since = path.read_bytes()
        assert since != begun
        with pytest.raises(opcat.DataError, match=rf"^{name}: has since been changed") as caught:
            untc.update(record / "data", newer)
        assert path.read_bytes() == since
        [copy] = path.parent.glob(".opcat-*.old")
        assert str(copy) in str(caught.value)
        assert copy.read_bytes() == old
        copy.unlink()
        assert untc.update(record / "data", latest).files
        assert path.read_bytes() == since
        assert not list(place.rglob(".opcat-*"))

    def test_while_another_record_holds_what_is_to_be_put_back(
        self, place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data, log = place / "before" / "data", place / "before" / "log"
        before = contents(place / "before")
        newer = untc.read_page(place / "newer.html")
        work = lambda: untc.update(data, newer, changelog=log / "CHANGELOG.md")  # noqa: E731
        cut_short(monkeypatch, work)
        with (
            held(log),
            pytest.raises(
                opcat.DataError, match="log: is in use: another process is writing into it"
            ),
        ):
            untc.update(data, newer)
        assert contents(place / "before") != before
        assert settled(place / "before") == before

    def test_an_interrupt_stays_one_where_nothing_can_be_put_back(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a").write_bytes(b"old")
        replace = Path.replace

        def refuse(path: Path, target: Path) -> Path:
            if target.name == "b":
                raise KeyboardInterrupt
            if path.suffix == ".old":
                raise PermissionError(13, "Permission denied")
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(KeyboardInterrupt):
            write_all(tmp_path, {tmp_path / "a": b"new", tmp_path / "b": b"new"})
        monkeypatch.undo()
        with held(tmp_path):
            pass
        assert contents(tmp_path) == {"a": b"old"}

    def test_copies_that_cannot_be_taken_away(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Then it is not said that nothing was changed."""

        def refuse(path: Path, *_: object, missing_ok: bool = False) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "replace", refuse)
        monkeypatch.setattr(Path, "unlink", refuse)
        told = "Permission denied; the next run removes what this one left behind$"
        with pytest.raises(opcat.DataError, match=told):
            write_all(tmp_path, {tmp_path / "a": b"new"})
        monkeypatch.undo()
        with held(tmp_path):
            pass
        assert contents(tmp_path) == {}


class TestOneFile:
    """A picture takes the place of the file when it is drawn."""

    @pytest.mark.parametrize(
        "form",
        ["svg", *(pytest.param(f, marks=thorough) for f in ("png", "pdf", "html", "json", "vega"))],
    )
    def test_whole_or_not_at_all(
        self, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        picture = charts.timeline()
        path = tmp_path / f"x.{form}"
        (tmp_path / "link").symlink_to(path)
        path.write_text("mine", encoding="utf-8")
        path.chmod(0o600)

        def full(_: int) -> None:
            raise OSError(28, "No space left on device", "somewhere")

        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            with pytest.raises(OSError, match="No space left") as caught:
                picture.save(path)
        assert (caught.value.filename, caught.value.filename2) == (str(path), None)
        assert path.read_text(encoding="utf-8") == "mine"
        picture.save(str(tmp_path / "link"), form)
        assert path.stat().st_size > 1000
        assert path.stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "link").is_symlink()
        held = BytesIO() if form in ("png", "pdf") else StringIO()
        picture.save(held, form)
        drawn = held.getvalue()
        if form != "pdf":  # it holds the time
            text = drawn if isinstance(drawn, bytes) else drawn.encode()
            assert len(path.read_bytes()) == len(text)
        assert sorted(one.name for one in tmp_path.iterdir()) == ["link", f"x.{form}"]

    def test_one_file_that_is_killed_leaves_the_old_one(self, place: Path) -> None:
        """The old file stays, and the new text beside it under the name that the docs tell."""
        before = contents(place / "before")
        run("one file", place)
        killed, done = (contents(copy) for copy in sorted(copies(place)))
        [left] = killed.keys() - before.keys()
        assert re.fullmatch(r"log/\.opcat-[0-9a-f]{16}", left)
        assert killed == before | {left: b"new"}
        assert done == before | {"log/CHANGELOG.md": b"new"}

    def test_two_at_once(self, tmp_path: Path) -> None:
        """Whoever reads meanwhile sees one of the texts whole, and the last one stays."""
        path = tmp_path / "x.html"
        texts = [letter * 300_000 for letter in (b"a", b"b")]
        write_one(path, texts[0])

        def write(text: bytes) -> None:
            for _ in range(20):
                write_one(path, text)

        threads = [threading.Thread(target=write, args=(text,)) for text in texts]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert path.read_bytes() in texts
        assert path.read_bytes() in texts
        assert contents(tmp_path).keys() == {"x.html"}

    def test_a_device_is_written_into(self) -> None:
        charts.timeline().save(os.devnull, "svg")
        assert Path(os.devnull).is_char_device(), "no file took its place"

    def test_a_new_file_is_as_open_as_any(self, tmp_path: Path) -> None:
        (tmp_path / "other").touch()
        charts.timeline().save(tmp_path / "x.svg")
        assert (tmp_path / "x.svg").stat().st_mode == (tmp_path / "other").stat().st_mode
        assert not Path(os.devnull).is_file()
