"""The command line, in this process and in one of its own."""

import io
import os
import re
import runpy
import struct
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from unicodedata import east_asian_width

import attrs
import pytest
from calendar_days import in_words

import opcat
from opcat.cli import main
from opcat.cli._overview import _facts  # the overview of a treaty that is not the Protocol


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "opcat", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_overview_says_what_a_newcomer_asks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    screen = " ".join(" ".join(lines).split())
    for text in (
        "96 parties",
        "95 parties",
        "76 signatories: 65 have joined, 11 are pending",
        "94 was right from 26 April 2024 to 16 July 2025",
        "adopted 18 December 2002, New York",
        "opened 4 February 2003",
        "in force 22 June 2006",
        "2025-11-10 Colombia: accession",
        "United Nations Treaty Collection",
        "France: party",
        "Belgium: pending signatory",
        "Kenya: no action",
        "The record ends on 3 February 2026",
        "opcat --help lists the commands",
    ):
        assert text in screen
    # The answer comes first, and what somebody else wrote later.
    assert screen.index("96 parties") < screen.index("adopted") < screen.index("encyclopedia")
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize(
    "command",
    ["", "status Germany Denmark", "profile Ghana", "reconcile --parties 62 --on 2012-05-08"],
)
def test_text_fits_the_screen(
    command: str, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every word is there, in its order, and a line that goes on stands further to the right."""
    assert main(command.split()) == 0
    whole = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(command.split()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert " ".join(lines).split() == whole.split()
    assert all(len(line) <= width for line in lines)
    begun = {line.split()[0] for line in whole.splitlines() if line[:1].strip()}
    assert all(line.split()[0] in begun for line in lines if line[:1].strip())


@pytest.mark.parametrize("width", [40, 60, 120])
@pytest.mark.parametrize(
    "words",
    [
        ["lst"],
        ["list", "partys"],
        ["status", "Narnia"],
        ["when", "--parties", "many"],
        ["status", "没有 这个 国家 的 名字 " * 5],
    ],
    ids=" ".join,
)
def test_messages_fit_the_screen_and_lose_no_word(
    words: list[str],
    width: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "10000")
    assert _refused(words) == 2
    whole = capsys.readouterr().err
    monkeypatch.setenv("COLUMNS", str(width))
    assert _refused(words) == 2
    wrapped = capsys.readouterr().err
    said = re.split(r"^(?=opcat)", wrapped, flags=re.MULTILINE)[-1]  # argparse breaks the usage
    assert max(map(_cells, said.splitlines())) <= width
    assert len(whole.splitlines()[-1]) > 60  # it has to be wrapped at all
    assert wrapped.split() == whole.split()


def test_a_message_that_is_wrapped_leaves_what_was_typed_as_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["status", "Narnia   Land"]) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) > 1
    assert "'Narnia   Land'" in told


def _cells(line: str) -> int:
    """Return how many cells of a terminal a line takes: a Chinese character takes two."""
    return len(line) + sum(east_asian_width(character) in "WF" for character in line)


def _refused(words: list[str]) -> object:
    """Return the exit status, which argparse raises."""
    try:
        return main(words)
    except SystemExit as error:
        return error.code


def test_messages_fit_the_screen_that_they_are_written_to() -> None:
    """The answer may go to a file while the messages go to the terminal."""
    pty, fcntl, termios = map(pytest.importorskip, ("pty", "fcntl", "termios"))
    reading, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 50, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    command = [sys.executable, "-m", "opcat", "status", "Narnia"]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=screen, env=environment, check=False
    )
    assert done.returncode == 2
    lines = os.read(reading, 10_000).decode().splitlines()
    os.close(screen)
    os.close(reading)
    assert len(lines) > 1
    assert max(map(len, lines)) <= 50


def test_a_script_for_a_shell_is_not_wrapped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["completion", "bash"]) == 0
    whole = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "40")
    assert main(["completion", "bash"]) == 0
    assert capsys.readouterr().out == whole


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (opcat.treaty().entry_rule, ", 30 days after the 20th deposit (article 28)"),
        (
            opcat.EntryIntoForceRule(instruments=3, days=1, article="9"),
            ", 1 day after the 3rd deposit (article 9)",
        ),
        (None, ""),
    ],
)
def test_the_overview_tells_the_rule_that_the_treaty_has(
    rule: opcat.EntryIntoForceRule | None, said: str
) -> None:
    treaty = attrs.evolve(opcat.treaty(), entry_rule=rule, stated_in_force_on=None)
    [line] = [line for line in _facts(treaty) if line.startswith("  in force")]
    day = "not known" if rule is None else in_words(treaty.in_force_on or date.max) + said
    assert line == f"  in force  {day}"


def test_status_says_what_each_state_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "Philippines", "fr", "--on", "2012-05-08"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "On 8 May 2012",
        "  Philippines: party",
        "      2012-04-17  accession",
        "      2012-05-17  enters into force for it",
        "  France: party",
        "      2005-09-16  signature",
        "      2008-11-11  ratification",
        "      2008-12-11  entered into force for it",
    ]


def test_a_day_after_the_record_warns_on_the_other_stream(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["status", "France", "--on", "2030-01-01"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("On 3 February 2026")
    assert err.startswith("opcat: --on 2030-01-01 is later than the record")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["status", "Frannce"], "did you mean 'France'"),
        (["status", "Korea"], "may mean more than one State"),
        (["status", "France", "--on", "2012-13-01"], "pass YYYY-MM-DD"),
    ],
)
def test_what_is_not_understood(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.startswith("opcat: ")


@pytest.mark.parametrize("words", [["--version"], ["-V"], ["-VV"], ["-V", "--version"]])
def test_the_version_names_package_and_record(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0
    assert capsys.readouterr().out == f"opcat {version('opcat')} (record as of 2026-02-03)\n"
    assert opcat.__version__ == version("opcat")


def test_as_a_module(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["opcat", "status", "Kenya"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("opcat", run_name="__main__")
    assert caught.value.code == 0
    assert "Kenya: no action" in capsys.readouterr().out


def test_a_terminal_of_another_encoding() -> None:
    command = [sys.executable, "-m", "opcat", "status", "Ivory Coast"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert b"C?te d'Ivoire: party" in done.stdout


def test_a_pipe_that_is_closed_early(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert main([]) == 1
        print("nobody reads this", flush=True)


def test_a_pipe_that_is_closed_early_leaves_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "opcat"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_stream_of_another_kind_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True)
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert main(["status", "Ivory Coast"]) == 0
    assert b"C?te d'Ivoire: party" in screen.buffer.getvalue()


def test_a_stream_that_was_closed_leaves_the_other_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python has None in its place, and `print` would then write warnings into the answer."""
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["counts", "--on", "2030-01-01", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("as_of,parties")
    monkeypatch.undo()
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["counts"]) == 0
    assert main(["status", "Frannce"]) == 2
    assert "did you mean 'France'?" in capsys.readouterr().err


def test_in_a_process_of_its_own() -> None:
    done = run("--version")
    assert re.fullmatch(r"opcat \S+ \(record as of 2026-02-03\)\n", done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    done = run("status", "Frannce")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
