"""Hostile text in every free cell of a record: what files, a terminal and a notebook make of it.

`test_foreign` has one value after the other; here the text comes in through `opcat.load`, and goes
out by the command line, as a caller has it.
"""

import csv
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from foreign import HOSTILE, OBEYED
from hostile_record import write_record
from openpyxl.utils.escape import unescape
from thorough import deeper, in_turn

import opcat
from opcat.cli import main
from opcat.errors import DataError

TEXT = HOSTILE.replace("\0", "") + "\r\n\"'\\\t,;_x0041_\u200b\u200d\ufffe\U0001f600 "
"""Without a NUL, which some programs cannot hold, and with ends of lines and what others escape."""
TABLES = "states,sources,statuses,related,milestones"
COLUMNS = {"states": "name", "sources": "publisher", "related": "about", "milestones": "event"}
"""A column of free text in each of some tables."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile") / "record"
    write_record(made, TEXT)
    return made


@pytest.fixture(scope="module")
def record(place: Path) -> opcat.Record:
    return opcat.load(place)


def told(record: opcat.Record) -> dict[str, list[str]]:
    """Return what the columns hold."""
    found = opcat.background(treaty=record)
    return {
        "states": [state.name for state in record.states],
        "sources": [source.publisher for source in record.sources],
        "related": [item.about for item in found.related],
        "milestones": [milestone.event for milestone in found.milestones],
    }


def exported(place: Path, form: str, out: Path) -> Path:
    words = ["--record", str(place), "export", "--format", form, "--tables", TABLES, str(out)]
    assert main(words) == 0
    return out


def test_every_free_cell_is_hostile(record: opcat.Record) -> None:
    for texts in told(record).values():
        assert all(text.startswith(TEXT) for text in texts)
    assert record.treaty.title.startswith(TEXT)
    assert any((one.note or "").startswith(TEXT) for one in opcat.mechanisms(treaty=record))


def test_a_workbook_holds_strings(place: Path, record: opcat.Record, tmp_path: Path) -> None:
    """Neither formulae nor links, and each string as it was."""
    book = openpyxl.load_workbook(exported(place, "xlsx", tmp_path / "out") / "opcat.xlsx")
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    for name, column in COLUMNS.items():
        header, *rows = book[name].iter_rows(values_only=True)
        place_of = header.index(column)
        found = [unescape(str(row[place_of])) for row in rows]
        # openpyxl has undone the escape of an escape already.
        assert found == [text.replace("_x0041_", "A") for text in told(record)[name]]
    with zipfile.ZipFile(tmp_path / "out" / "opcat.xlsx") as parts:
        assert b"_x005F_x0041_" in parts.read("xl/sharedStrings.xml"), "Excel would read an A"


def test_files_for_programs_hold_each_string_as_it_was(
    place: Path, record: opcat.Record, tmp_path: Path
) -> None:
    stata, arrow, database, plain = (
        exported(place, form, tmp_path / form) for form in ("dta", "parquet", "sqlite", "json")
    )
    connection = sqlite3.connect(database / "opcat.sqlite")
    for name, column in COLUMNS.items():
        expected = told(record)[name]
        assert list(pd.read_stata(stata / f"{name}.dta")[column]) == expected
        assert pq.read_table(arrow / f"{name}.parquet")[column].to_pylist() == expected
        rows = json.loads((plain / f"{name}.json").read_text(encoding="utf-8"))
        assert [row[column] for row in rows] == expected
        stored = connection.execute(f'SELECT "{column}" FROM "{name}"').fetchall()
        assert [text for (text,) in stored] == expected
    connection.close()


def test_a_script_of_r_holds_no_text_of_the_record(place: Path, tmp_path: Path) -> None:
    """Its tables are the CSV for spreadsheets, in which nothing begins a formula."""
    out = exported(place, "r", tmp_path / "out")
    assert "cmd" not in (out / "opcat.R").read_text(encoding="utf-8")
    for file in out.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                assert not any(
                    re.match(r"\s*[=+@-]", cell) for cell in row if not cell[1:].isdigit()
                )


@pytest.mark.parametrize(("form", "program"), [("dta", "Stata"), ("r", "R")])
def test_what_a_program_would_cut_short_is_refused(
    form: str, program: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_record(tmp_path / "record", "\0")
    words = ["--record", str(tmp_path / "record"), "export", "--format", form]
    assert main([*words, "--tables", "related", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert f"table related, column name: {program} ends a string at a NUL" in said
    assert "pass --format parquet" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("letter", ["x", "\U0001f600"])
def test_a_text_that_no_cell_of_excel_holds_is_refused(
    letter: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Excel counts a character past U+FFFF twice."""
    write_record(
        tmp_path / "record", letter * (32_768 if letter == "x" else 16_384), rows_of_each=1
    )
    words = ["--record", str(tmp_path / "record"), "export", "--tables", "related", "--format"]
    assert main([*words, "xlsx", str(tmp_path / "out")]) == 2
    assert "a cell of Excel holds 32767 characters; pass --format csv" in capsys.readouterr().err
    assert main([*words, "dta", str(tmp_path / "out")]) == 0
    names = pd.read_stata(tmp_path / "out" / "related.dta")["name"]
    assert names[0].startswith(letter * 16_384)


COMMANDS = (
    *("", "status Togo", "status Togo --sources", "profile Kazakhstan", "deadlines Togo"),
    *(
        "eligibility Bhutan",
        "counts",
        "timeline",
        "cite",
        "cite --format bibtex",
        "resolve Atlantis",
    ),
    *("when --parties 96", "reconcile --parties 96", "status Ruritania", "list nothing"),
    *(
        f"list {name} --format {form}"
        for turn, name in enumerate(
            ("states", "sources", "mechanisms", "declarations", "territories", "visits")
        )
        for form in ("table", *in_turn(("csv", "json", "markdown"), turn))
    ),
)
ON_A_TERMINAL = """
import json, sys
from opcat.cli import main
record, *commands = json.load(sys.stdin)
for words in commands:
    try:
        main(["--record", record, *words.split()])
    except SystemExit:
        pass
"""


@deeper
@pytest.mark.parametrize("long", [False, True])
def test_a_terminal_is_told_nothing(long: bool, tmp_path: Path) -> None:
    """What a terminal is sent, by a process that has one for its answers and for its errors."""
    text = "x" * 100_000 + HOSTILE if long else HOSTILE
    write_record(tmp_path / "record", text, rows_of_each=1 if long else 1000)
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", ON_A_TERMINAL],
        stdin=subprocess.PIPE,
        stdout=follower,
        stderr=follower,
        env=os.environ | {"TERM": "xterm-256color"},
    ) as child:
        os.close(follower)
        assert child.stdin is not None
        child.stdin.write(json.dumps([str(tmp_path / "record"), *COMMANDS]).encode())
        child.stdin.close()
        said = b""
        while True:
            try:
                part = os.read(leader, 65_536)
            except OSError:  # the child has ended
                break
            said += part
    os.close(leader)
    assert child.returncode == 0, said[-2000:]
    text = said.decode("utf-8")
    assert "Traceback" not in text
    assert "taken" in text
    assert re.findall(OBEYED, re.sub("\r*\n", "", text)) == []


def test_a_notebook_shows_text(record: opcat.Record) -> None:
    """The tables of a whole record, also of a hundred thousand characters."""
    shown: list[Any] = [record, record.states, opcat.profile("Kazakhstan", treaty=record)]
    shown += [opcat.mechanisms(treaty=record), opcat.background(treaty=record)]
    for value in shown:
        if hasattr(value, "_repr_html_"):
            html = value._repr_html_()
            assert "<script" not in html
            assert "<img" not in html
            assert re.findall(OBEYED.replace("\u2028\u2029", ""), html.replace("\n", "")) == []
            assert "javascript:" not in "".join(re.findall(r"href=\S+", html))


@pytest.mark.parametrize("half", ["\ud800", "a\udfff"])
def test_half_a_character_is_in_no_file(half: str, tmp_path: Path) -> None:
    """It cannot be written as UTF-8, and what stands for it is refused."""
    write_record(tmp_path)
    related = tmp_path / "related.csv"
    related.write_bytes(related.read_bytes() + f"{half},body,x,\n".encode("utf-8", "surrogatepass"))
    with pytest.raises(DataError, match=r"related\.csv: is not UTF-8"):
        opcat.load(tmp_path)
