"""Tables for terminals: any width, any text, no terminal at all."""

import csv
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from fcntl import ioctl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import opcat
from opcat.cli import _lists, main
from opcat.cli._sheet import Sheet
from opcat.cli._table import table, width_of, wrap

CELLS = st.text(st.sampled_from("ab é国\u0301\n|"), max_size=24)
SHEETS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=5).map(
        lambda rows: ([f"name_{number}" for number in range(width)], rows)
    )
)


def fits(line: str, width: int) -> bool:
    """A line fits, or is a single word, which may stand in the indent of its cell."""
    return width_of(line) <= width or len(line.split()) == 1


@given(sheet=SHEETS, width=st.integers(1, 120))
@example(sheet=(["name_0"], []), width=1)
def test_no_line_is_wider_than_the_screen(
    sheet: tuple[list[str], list[list[str]]], width: int
) -> None:
    """And no word is lost, be it in columns side by side or in a block a row."""
    names, rows = sheet
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        lines = list(table(names, rows, [False] * len(names)))
    assert all(fits(line, width) for line in lines)
    assert all(line == line.rstrip() for line in lines)
    printed = sorted(word for line in lines for word in line.split() if set(word) != {"-"})
    words = sorted(word for row in rows for cell in row for word in cell.split())
    labels = [f"{name}:" for row in rows for name, cell in zip(names, row, strict=True) if cell]
    assert printed in (sorted([*names, *words]), sorted([*labels, *words]))


@given(text=st.text(), width=st.integers(1, 80), indent=st.integers(0, 4))
def test_wrapping_keeps_every_word(text: str, width: int, indent: int) -> None:
    lines = wrap(text, width, indent=indent)
    assert " ".join(lines).split() == text.split()
    assert all(fits(line, width - (indent if number else 0)) for number, line in enumerate(lines))


@pytest.mark.parametrize(
    ("text", "width"),
    [("Cote", 4), ("Côte", 4), ("Co\u0302te", 4), ("国", 2), ("Türkiye", 7), ("a\u200db", 2)],
)
def test_the_width_of_a_text(text: str, width: int) -> None:
    """Accents take no cell of their own, letters of East Asia two (UAX 11), joiners none."""
    assert width_of(text) == width


def test_columns_stand_below_each_other() -> None:
    """Whatever the letters: each cell of the second column begins in the same place."""
    rows = [("Côte d'Ivoire", "x"), ("Co\u0302te", "x"), ("国国", "x"), ("plain", "x")]
    sheet = Sheet(("name", "mark"), rows, ("", ""))
    _, _, *lines = sheet.lines("table")
    assert {width_of(line.removesuffix("x")) for line in lines} == {15}


def test_numbers_stand_on_the_right() -> None:
    sheet = Sheet(("n", "text"), [(5, "a"), (50, "b")], ("", ""))
    assert list(sheet.lines("table")) == [" n  text", "--  ----", " 5  a", "50  b"]


@pytest.mark.parametrize("name", _lists._LISTS)
@pytest.mark.parametrize("columns", ["main", "all"])
def test_forty_columns(
    name: str, columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every list of the record on a narrow screen: no line is wider, but for a single word."""
    monkeypatch.setenv("COLUMNS", "40")
    words = ["list", name] if columns == "main" else ["list", name, "--columns", "all"]
    assert main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert [line for line in lines if not fits(line, 40)] == []


@pytest.mark.parametrize("said", ["", "0", "wide", "-3"])
def test_a_width_that_is_none_does_not_count(
    said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing limits a pipe."""
    monkeypatch.setenv("COLUMNS", said)
    assert main(["list", "milestones"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2 + len(opcat.background().milestones)


def on_a_terminal(*words: str, columns: int, **environment: str) -> str:
    """Give a command on a terminal of its own, and return what that shows."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    kept = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-m", "opcat", *words], stdout=theirs, env={**kept, **environment}
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while more := os.read(ours, 65536):
                shown += more
        except OSError:  # Linux says so that the other end is closed
            pass
    os.close(ours)
    assert process.returncode == 0
    return shown.decode().replace("\r\n", "\n")


def test_a_terminal_says_how_wide_it_is() -> None:
    shown = on_a_terminal("list", "milestones", columns=50)
    assert [line for line in shown.splitlines() if not fits(line, 50)] == []
    assert len(shown.splitlines()) > 2 + len(opcat.background().milestones)


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}])
def test_there_is_no_colour(environment: dict[str, str]) -> None:
    """Not even on a terminal, so there is none to turn off."""
    for words in (
        [],
        ["status", "France"],
        ["list", "overdue"],
        ["list", "pending", "--format", "json"],
    ):
        assert "\x1b" not in on_a_terminal(*words, columns=80, TERM="xterm", **environment)


@given(cell=st.text(st.characters(exclude_characters="\r", codec="utf-8")))
@example(cell="a|b\\|c `d` *e* <f> [g]\nh")
def test_a_cell_of_markdown_is_one_cell(cell: str) -> None:
    """What could be markup is escaped: backslash, pipe, backtick, star, less-than and bracket."""
    _, _, *lines = Sheet(("a", "b"), [(cell, "end")], ("", "")).lines("markdown")
    [line] = lines
    assert line.endswith(" | end |")
    inner = line.removeprefix("| ").removesuffix(" | end |").replace("<br>", "\n")
    assert re.search(r"(?<!\\)(\\\\)*[|`*<\[]", inner.replace("\\\\", "")) is None
    assert re.sub(r"\\([\\|`*<\[])", r"\1", inner) == cell


@given(rows=st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.text('a,"\r\n'))))
def test_csv_is_that_of_rfc_4180(rows: list[tuple[str, str]]) -> None:
    """What Python's own strict reader reads is what was written."""
    lines = Sheet(("a", "b"), rows, ("", "")).lines("csv")
    text = "".join(f"{line}\r\n" for line in lines)
    read = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert [tuple(row) for row in read] == [("a", "b"), *rows]
