"""A folder of saved pages, read at once."""

import csv
import io
import shutil
from pathlib import Path

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
        "d.html: is of IV-9-x, as a.html is; keep one of them in the folder, or read both with "
        "opcat.untc.read"
    )
    assert "prints Parties: 7, but its rows have 1" in read.pages[2].warnings[0]


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
    with pytest.raises(opcat.DataError, match="has no file that ends in"):
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
