"""Tables for terminals: any width, any text, no terminal at all."""

import csv
import io
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from datetime import date
from fcntl import ioctl

import attrs
import pytest
from cli_parser import lists_of_all
from hypothesis import example, given
from hypothesis import strategies as st

import opcat
from opcat import frames
from opcat.cli import main
from opcat.cli._grid import table, width_of, wrap  # cells of widths that no answer has
from opcat.cli._rows import Sheet  # cells of widths that no answer has

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


def test_a_long_text_widens_no_other_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where lines have no limit, each row is one line, and text of a thousand characters lines up."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr("opcat.cli._grid._screen", lambda: None)
    long, edge = "x y " * 5_000 + "z", "w" * 1_000
    rows = [
        ["a", long, "1"],
        *[["b", "short", "2"]] * 500,
        ["c", edge, "3"],
        ["d", edge + "w", "4"],
    ]
    names, line, first, *others = table(["n", "text", "m"], rows, [False, False, True])
    assert first == f"a  {long}  1"
    assert names.index("m") == line.rindex("-") == 3 + 1_000 + 2
    assert others[:500] == [f"b  {'short':<1000}  2"] * 500
    assert others[500:] == [f"c  {edge}  3", f"d  {edge}w  4"]


@given(text=st.text(), width=st.integers(1, 80), indent=st.integers(0, 4))
def test_wrapping_keeps_every_word(text: str, width: int, indent: int) -> None:
    lines = wrap(text, width, indent=indent)
    assert " ".join(lines).split() == text.split()
    assert all(fits(line, width - (indent if number else 0)) for number, line in enumerate(lines))


def test_wrapping_measures_each_word_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long cell, such as a list of all States, takes time in proportion to its length."""
    measured: list[str] = []

    def width(text: str) -> int:
        measured.append(text)
        return width_of(text)

    monkeypatch.setattr("opcat.cli._grid.width_of", width)
    words = [f"w{number}" for number in range(1000)]
    for screen in (1, 80, 10_000):
        measured.clear()
        assert " ".join(wrap(" ".join(words), screen)).split() == words
        assert measured == words


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
    sheet = Sheet(("name", "mark"), rows)
    _, _, *lines = sheet.lines("table")
    assert {width_of(line.removesuffix("x")) for line in lines} == {15}


def test_numbers_stand_on_the_right() -> None:
    sheet = Sheet(("n", "text"), [(5, "a"), (50, "b")])
    assert list(sheet.lines("table")) == [" n  text", "--  ----", " 5  a", "50  b"]


@pytest.mark.parametrize("name", lists_of_all())
@pytest.mark.parametrize("columns", ["main", "all"])
def test_no_line_is_wider_than_a_narrow_terminal(
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


# What a terminal obeys and does not show: controls, ends of lines, what turns the order of letters.
OBEYED = "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
SIGNS = tuple("=+-@＝＋－＠")


@given(cell=st.text(st.characters(codec="utf-8") | st.sampled_from("\\|`*<[~&;#\n\x1b\u202e")))
@example(cell="a|b\\|c `d` *e* <f> [g]\nh ~~i~~ &lt;j> & k")
def test_a_cell_of_markdown_is_one_cell(cell: str) -> None:
    """What could be markup is escaped, and what a terminal would obey is told."""
    _, _, *lines = Sheet(("a", "b"), [(cell, "end")]).lines("markdown")
    [line] = lines
    assert re.search(OBEYED, line) is None
    assert line.endswith(" | end |")
    inner = line.removeprefix("| ").removesuffix(" | end |").replace("<br>", "\n")
    bare = inner.replace("\\\\", "")
    assert re.search(r"(?<!\\)[|`*<\[~]|(?<!\\)&(?=#?\w+;)", bare) is None
    if re.search(OBEYED, cell.replace("\n", "")) is None:
        assert re.sub(r"\\([\\|`*<\[~&])", r"\1", inner) == cell.removesuffix("\n")


@given(
    rows=st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.text('a,"\r\n;\t =+-@＝')))
)
@example(
    rows=[
        ("=1+1", "-a"),
        ("a;=b", "\t=c"),
        ("@SUM(A1)", "a\n+b"),
        ("a-b", "2-3; -c"),
        ("a|=b", "c"),
    ]
)
def test_csv_is_that_of_rfc_4180(rows: list[tuple[str, str]]) -> None:
    """What Python's own strict reader reads is what was written, and no cell is a formula."""
    lines = Sheet(("a", "b"), rows).lines("csv")
    text = "".join(f"{line}\r\n" for line in lines)
    head, *read = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert head == ["a", "b"]
    for row, given_row in zip(read, rows, strict=True):
        for cell, text in zip(row, given_row, strict=True):
            assert not is_formula(cell)
            assert cell.replace("'", "") == text.replace("'", "")
            assert cell == text or is_formula(text)


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take a cell, or what it may part from one, for a formula."""
    parts = re.split("[;|\t\r\n]", text)
    return text.startswith(("\t", "\r", "\n")) or any(
        part.startswith(SIGNS) for part in (text.lstrip(), *parts)
    )


MEMBERS = st.lists(st.text(st.sampled_from("ab ;,=é"), min_size=1), max_size=4).map(tuple)


@given(members=MEMBERS)
def test_a_list_is_split_again(members: tuple[str, ...]) -> None:
    """By the separator of the record's own files, in CSV and in the tables of `frames` alike."""
    lines = Sheet(("a", "b"), [(members, 1)]).lines("csv")
    text = "".join(f"{line}\r\n" for line in lines)
    _, [cell, _] = csv.reader(io.StringIO(text, newline=""), strict=True)
    read = [member.replace("'", "") for member in cell.split("|")]
    assert read == (list(members) or [""])


def test_a_member_that_holds_the_separator_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would read as two; JSON has an array for it, and people see what it is."""
    [action, *_] = opcat.actions()
    [source, *_] = action.sources
    odd = attrs.evolve(action, sources=(attrs.evolve(source, id="a|b"),))
    monkeypatch.setattr(opcat, "actions", lambda **_: (odd,))
    assert main(["list", "actions", "--format", "csv"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("'a|b' holds '|', which separates the members of a list")) == ("", 1)
    with pytest.raises(opcat.DataError, match=r"column sources: 'a\|b' holds '\|'"):
        frames.to_frame((odd,))
    for form in ("json", "table", "markdown"):
        assert main(["list", "actions", "--format", form]) == 0


def test_numbers_and_days_are_no_formulas() -> None:
    rows = [(-1, date(2010, 1, 1)), (0, None)]
    lines = Sheet(("a", "b"), rows).lines("csv")
    assert list(lines) == ["a,b", "-1,2010-01-01", "0,"]


def test_the_record_has_no_formula(capsys: pytest.CaptureFixture[str]) -> None:
    """So its tables are written as they are."""
    for name in lists_of_all():
        assert main(["list", name, "--format", "json"]) == 0
        for row in json.loads(capsys.readouterr().out):
            for cell in row.values():
                for text in cell if isinstance(cell, list) else [cell]:
                    assert not (isinstance(text, str) and is_formula(text)), (name, text)


@given(cell=st.text(st.characters(codec="utf-8") | st.sampled_from("\x9b\u202e\u2028\x7f")))
def test_json_says_exactly_what_it_was_given(cell: str) -> None:
    lines = list(Sheet(("a",), [(cell,)]).lines("json"))
    assert re.search(OBEYED, "".join(lines)) is None
    assert json.loads("\n".join(lines)) == [{"a": cell}]


class TestForeignText:
    """A name that others wrote: what any form prints moves no cursor."""

    NAME = "=1+1\x1b[2J\x1b]0;x\x07\u202e\x9b\nB: party|<b>"
    STATE = opcat.State(key="drawn", name=NAME, depositary_name=NAME)

    def statuses(self) -> tuple[opcat.StateStatus, ...]:
        act = opcat.Action(state=self.STATE, kind=opcat.ActionKind.ACCESSION, date=date(2010, 1, 1))
        return opcat.Treaty(
            key="t", title=self.NAME, as_of=date(2010, 1, 1), actions=(act,)
        ).statuses

    @pytest.mark.parametrize("form", ["text", "table", "markdown", "csv", "json"])
    def test_in_every_form(
        self, form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        [status] = self.statuses()
        monkeypatch.setattr(opcat, "status", lambda *_, **__: status)
        monkeypatch.setattr(opcat, "parties", lambda **_: (status,))
        words = ["status", "x"] if form == "text" else ["list", "parties"]
        assert main([*words, "--format", form]) == 0
        out = capsys.readouterr().out
        if form == "csv":
            [_, row] = csv.reader(io.StringIO(out, newline=""))
            assert f"'{self.NAME}" in row
            return
        assert re.search(OBEYED, out.replace("\n", "")) is None
        if form == "json":
            assert json.loads(out)[0]["state"] == self.NAME
        else:
            assert "=1+1\\x1b[2J" in out.replace("\\[", "[").replace("\\\\", "\\")
        if form == "text":
            assert len(out.splitlines()) == 3, "a name is one line"

    def test_csv_on_a_screen(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """There people read it; what goes into a file says what the values hold."""
        monkeypatch.setattr(opcat, "parties", lambda **_: self.statuses())
        monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
        assert main(["list", "parties", "--format", "csv"]) == 0
        assert re.search(OBEYED, re.sub("\r?\n", "", capsys.readouterr().out)) is None

    def test_in_errors_and_warnings(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(**_: object) -> None:
            raise opcat.AmbiguousStateError("x", (self.STATE, self.STATE))

        monkeypatch.setattr(opcat, "parties", fails)
        assert main(["list", "parties"]) == 2
        with pytest.raises(SystemExit):
            main(["status", "x", "--\x1b[2J"])
        assert re.search(OBEYED, capsys.readouterr().err.replace("\n", "")) is None
