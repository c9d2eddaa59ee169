"""A folder of saved pages, read at once."""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from status_pages import PAGES, Table, html, refused, xml

import opcat
from opcat import untc
from opcat.cli import main
from opcat.errors import PageWarning

ROWS = (("Kenya", "1 Oct 2003", ""), ("Malta", "", "2 Oct 2003 a"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three treaties, one page twice, one refused page, and what is no page."""
    (tmp_path / "a.html").write_bytes(html(Table(rows=ROWS, letter="x")))
    (tmp_path / "b.XML").write_bytes(xml(Table(rows=ROWS, letter="y")))
    (tmp_path / "c.htm").write_bytes(html(Table(rows=ROWS, letter="z", signatories="", parties="")))
    (tmp_path / "d.html").write_bytes(html(Table(rows=ROWS, letter="x", as_at="01-01-2026")))
    (tmp_path / "e.html").write_bytes(html(Table(rows=ROWS, letter="w", parties="7")))
    (tmp_path / "notes.txt").write_text("no page", encoding="utf-8")
    shutil.copytree(PAGES, tmp_path / "more")
    return tmp_path


def test_a_folder_gives_treaties_by_number_and_says_what_was_refused(folder: Path) -> None:
    with pytest.warns(PageWarning, match=r"^1 page was read with warnings: c\.htm; ") as caught:
        read = untc.read_all(folder, "2026-02-03")
    assert caught[0].filename == __file__
    assert list(read.treaties) == ["IV-9-x", "IV-9-y", "IV-9-z"]
    for saved in read.pages:
        assert (
            saved.page == untc.read_page(folder / saved.file, "2026-02-03")
            if saved.file != "c.htm"
            else True
        )
        assert read.treaties[saved.page.treaty.key].counts.parties == 1
    assert [bool(saved.warnings) for saved in read.pages] == [False, False, True]
    [twice, wrong] = read.refused
    assert twice.file == "d.html"
    assert "is the status as at 2026-01-01, not as_of=2026-02-03" in twice.problems[0]
    assert (wrong.file, wrong.problems) == (
        "e.html",
        ("e.html: prints Parties: 7, but its rows have 1",),
    )
    assert repr(read) == "<Folder of 3 pages, 2 refused>"
    with pytest.raises(TypeError):
        read.treaties["x"] = opcat.treaty()  # type: ignore[index] # the mistake


def test_of_two_pages_of_one_treaty_the_first_is_read(folder: Path) -> None:
    with pytest.warns(PageWarning, match=r"^2 pages were read with warnings: c\.htm, e\.html; "):
        read = untc.read_all(folder, checks="warn")
    assert [saved.file for saved in read.pages] == ["a.html", "c.htm", "e.html"]
    assert [one.file for one in read.refused] == ["b.XML", "d.html"]
    [problem] = read.refused[1].problems
    assert problem == (
        "d.html: is of IV-9-x, as a.html is, but as at 2026-01-01 and not as at 2026-02-03; keep "
        "one of them in the folder, or read both with opcat.untc.read"
    )
    assert "prints Parties: 7, but its rows have 1" in read.pages[2].warnings[0]


@pytest.mark.parametrize(
    "name",
    [
        "a.html",
        "A.HTM",
        "a.b.xhtml",
        "ViewDetails.aspx",
        "two\nlines.html",
        "é.html",
        "ViewDetails.aspx?src=TREATY&mtdsg_no=IV-9-b&chapter=4&clang=_en",
        "ViewDetails.aspx@src=TREATY&mtdsg_no=IV-9-b&chapter=4&clang=_en",
    ],
)
def test_a_page_is_found_under_the_names_that_browsers_and_wget_give(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(html(Table(rows=ROWS)))
    [saved] = untc.read_all(tmp_path).pages
    assert saved.file == name


@pytest.mark.parametrize(
    "name",
    [".html", ".a.html", "._a.html", "a.html~", "a.txt", "html", "a.html.part", "a.aspx.pdf"],
)
def test_what_is_hidden_or_has_another_name_is_passed_over(tmp_path: Path, name: str) -> None:
    """A hidden file must not stand for the page that its owner sees."""
    (tmp_path / name).write_bytes(html(Table(rows=ROWS)))
    (tmp_path / "z.html").write_bytes(html(Table(rows=ROWS)))
    read = untc.read_all(tmp_path)
    assert ([saved.file for saved in read.pages], read.refused) == (["z.html"], ())


@pytest.mark.parametrize("name", ["a.mht", "a.mhtml", "a.MHTML", "a.webarchive"])
def test_a_web_archive_is_refused_and_not_passed_over(tmp_path: Path, name: str) -> None:
    archive = b"bplist00" if name.endswith("archive") else b"From: <Saved by Blink>\r\n"
    (tmp_path / name).write_bytes(archive + html(Table(rows=ROWS)))
    [one] = untc.read_all(tmp_path).refused
    assert one.problems[0].startswith(f"{name}: is a web archive")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_an_odd_folder_says_what_each_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links in a circle, folders with the name of a page, pipes, and what nobody may read."""
    (tmp_path / "page.html").write_bytes(html(Table(rows=ROWS)))
    (tmp_path / "circle").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "empty.html").touch()
    (tmp_path / "gone.html").symlink_to("nowhere")
    (tmp_path / "itself.html").symlink_to("itself.html")
    (tmp_path / "noise.html").write_bytes(bytes(range(1, 256)) * 20_000)
    (tmp_path / "secret.html").write_bytes(html(Table(rows=ROWS)))
    (tmp_path / "twice.html").symlink_to("page.html")
    os.mkfifo(tmp_path / "pipe.html")
    opened = Path.open

    def guarded(path: Path, *arguments: Any) -> Any:
        if path.name == "secret.html":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments)

    monkeypatch.setattr(Path, "open", guarded)
    read = untc.read_all(tmp_path)
    assert [saved.file for saved in read.pages] == ["page.html"]
    assert [problem for one in read.refused for problem in one.problems] == [
        "empty.html: is neither HTML nor XML; save the status page as 'Webpage, HTML only', or its XML",
        "gone.html: cannot be read: No such file or directory",
        "itself.html: cannot be read: Too many levels of symbolic links",
        "noise.html: is neither HTML nor XML; save the status page as 'Webpage, HTML only', or its XML",
        "pipe.html: is not a file",
        "secret.html: cannot be read: Permission denied",
        "twice.html: is of IV-9-b, as page.html is; keep one of them in the folder, or read both with opcat.untc.read",
    ]


def test_in_markdown_what_is_below_the_table_is_a_list_and_no_markup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line that follows a table without a gap would be a row of it."""
    (tmp_path / "a.html").write_bytes(html(Table(rows=ROWS, signatories="", parties="")))
    (tmp_path / "<b>*.html").write_bytes(b"")
    assert main(["pages", str(tmp_path), "--format", "markdown"]) == 0
    _, _, row, gap, *items = capsys.readouterr().out.splitlines()
    assert row.startswith("| IV-9-b |")
    assert gap == ""
    assert [item[:26] for item in items] == [
        "- warning: a.html prints n",
        r"- refused: \<b>\*.html: is",
    ]
    (tmp_path / "<b>*.html").unlink()
    (tmp_path / "a.html").write_bytes(html(Table(rows=ROWS)))
    assert main(["pages", str(tmp_path), "--format", "markdown"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_a_name_that_is_no_text_is_written_in_every_form(tmp_path: Path, form: str) -> None:
    """A name may hold any bytes; those that are not UTF-8 have no bytes in an answer."""
    (tmp_path / os.fsdecode(b"a\xff.html")).write_bytes(b"")
    (tmp_path / "b.html").write_bytes(html(Table(rows=ROWS)))
    done = subprocess.run(
        [sys.executable, "-m", "opcat", "pages", tmp_path, "--format", form],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert r"a\udcff.html" in done.stdout
    assert done.stderr == ""


def test_what_is_said_of_names_and_acts_holds_for_every_page(tmp_path: Path) -> None:
    table = Table(
        headings=("Participant", "Adherence"),
        rows=(("Ruritania", "1 Oct 2003"),),
        signatories="",
        parties="1",
    )
    (tmp_path / "a.html").write_bytes(html(table))
    refused((tmp_path / "a.html").read_bytes(), "Adherence")
    read = untc.read_all(
        tmp_path,
        participants={"Ruritania": opcat.resolve("Kenya")},
        acts={"Adherence": "accession"},
    )
    assert [str(action) for action in read.treaties["IV-9-b"].actions] == [
        "2003-10-01 Kenya: accession"
    ]


@pytest.mark.parametrize("number", range(1, 6))
def test_the_warning_names_the_first_three(tmp_path: Path, number: int) -> None:
    for letter in "abcde"[:number]:
        page = html(Table(rows=ROWS, letter=letter, signatories="", parties=""))
        (tmp_path / f"{letter}.html").write_bytes(page)
    with pytest.warns(PageWarning) as caught:
        untc.read_all(tmp_path)
    assert caught[0].filename == __file__
    were = "1 page was" if number == 1 else f"{number} pages were"
    assert str(caught[0].message).startswith(f"{were} read with warnings: ")
    assert str(caught[0].message).endswith("; the warnings of each are in Folder.pages")
    named = str(caught[0].message).partition(": ")[2].partition("; ")[0].split(", ")
    assert named == [*[f"{letter}.html" for letter in "abc"[:number]], *["..."] * (number > 3)]


def test_what_is_no_folder_of_pages(tmp_path: Path) -> None:
    with pytest.raises(opcat.DataError, match=r"has no status page: no file .* \.aspx; save"):
        untc.read_all(tmp_path)
    with pytest.raises(opcat.DataError, match="cannot be read as a folder"):
        untc.read_all(tmp_path / "none")
    with pytest.raises(opcat.DataError, match=r"^a\\x00b: cannot be read as a folder: .*null"):
        untc.read_all("a\0b")
    with pytest.raises(TypeError, match="folder=3 is not a path"):
        untc.read_all(3)  # type: ignore[arg-type] # the mistake


def test_the_command_line_shows_the_folder(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")  # on a narrower screen the title of the treaty is wrapped
    assert main(["pages", str(folder), "--as-of", "2026-02-03"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    _, _, *lines = out.splitlines()
    assert [line.split()[:4] for line in lines[:3]] == [
        [f"IV-9-{letter}", "1", "1", "2026-02-03"] for letter in "xyz"
    ]
    assert lines[3].startswith("warning: c.htm prints no total of signatories or parties")
    assert lines[4].startswith("refused: d.html: is the status as at 2026-01-01, not --as-of")
    assert lines[5] == "refused: e.html: prints Parties: 7, but its rows have 1"
    assert main(["pages", str(folder), "--format", "csv", "--checks", "warn"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["file"] for row in rows] == ["a.html", "c.htm", "e.html", "b.XML", "d.html"]
    assert [row["parties"] for row in rows] == ["1", "1", "1", "", ""]
    assert "prints Parties: 7, but its rows have 1" in rows[2]["warnings"]
    assert rows[3]["problems"].endswith("pass it: --as-of YYYY-MM-DD")
