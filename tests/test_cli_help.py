"""The help texts: they fit, their examples run, and nothing that prints them fails."""

import argparse
import inspect
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_parser import lists_of_all, parser_of_all, parsers
from status_pages import PAGES, Table, html, rows_of, xml

import opcat
from opcat import frames
from opcat.cli import main
from opcat.cli._main import parser  # which parsers are made for a command

FULL = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only Linux has a disk that is always full"
)


PARSERS = {made.prog: made for made in parsers(parser_of_all())}
COMMON = {"record", "help", "format", "columns", "sort", "descending", "bom"}
LISTS = lists_of_all()


def examples(of: argparse.ArgumentParser) -> list[list[str]]:
    """Return the words of the examples of a help text, up to where a shell sends the answer."""
    lines = [line.strip() for line in (of.epilog or "").splitlines()]
    found = [re.split(r" >>? ", line)[0] for line in lines if line.startswith("opcat ")]
    return [shlex.split(line)[1:] for line in found]


@pytest.fixture
def where_files_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory with the files that the examples name."""
    rows = (*rows_of(opcat.treaty()), ("Kenya", "", "1 Mar 2026 a"))
    table = Table(rows=rows, as_at="02-03-2026")
    (tmp_path / "page.html").write_bytes(html(table))
    (tmp_path / "status.xml").write_bytes(xml(table))
    shutil.copytree(PAGES, tmp_path / "saved")
    cases = "case,country,ccode\n1,France,220\n2,Viet Nam,816\n"
    (tmp_path / "cases.csv").write_text(cases, encoding="utf-8")
    (tmp_path / "names.txt").write_text("Allemagne\nReino Unido\n", encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("### Data\n", encoding="utf-8")
    shutil.copytree(Path(opcat.__file__).parent / "data", tmp_path / "src" / "opcat" / "data")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("prog", PARSERS)
@pytest.mark.usefixtures("where_files_lie", "page_made_once")
def test_every_command_has_examples_that_can_be_given(
    prog: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = examples(PARSERS[prog])
    assert found
    for words in found:
        assert f"opcat {' '.join(words)}".startswith(prog)
        assert main(words) == 0, words
        assert capsys.readouterr().out


@pytest.mark.parametrize("prog", PARSERS)
def test_help_fits_the_terminal_and_has_examples(
    prog: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Help fits 80 columns, says what it is about, and is no error."""
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as caught:
        main([*prog.split()[1:], "--help"])
    assert caught.value.code == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(f"usage: {prog} ")
    assert "examples:" in out
    assert [line for line in out.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("before", [[], ["--record", "list"], ["--record=list"]])
def test_a_command_is_made_as_among_all_and_few_others_with_it(before: list[str]) -> None:
    for prog, among_all in PARSERS.items():
        words = prog.split()[1:]
        made = {each.prog: each for each in parsers(parser([*before, *words, "France"]))}
        assert made[prog].format_help() == among_all.format_help()
        assert vars(made[prog])["_defaults"].keys() == vars(among_all)["_defaults"].keys()
        if words[:1] not in ([], ["list"]):
            assert len(made) <= 6
        elif len(words) == 2:
            assert len(made) == 3
    for asked in ([], ["lst"], ["--record"], ["--version", "status"], ["--help", "status"]):
        assert len(list(parsers(parser([*before, *asked])))) == len(PARSERS)


@pytest.mark.parametrize("words", [[], ["status"], ["list", "parties"]])
def test_help_is_a_command_too(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    shown = []
    for asked in (["help", *words], [*words, "--help"]):
        with pytest.raises(SystemExit) as caught:
            main(asked)
        assert caught.value.code == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert shown[0].startswith(" ".join(["usage: opcat", *words]))


@pytest.mark.parametrize("name", ["panel", "spells", "durations", "transitions"])
def test_the_help_names_the_defaults_of_the_functions(name: str) -> None:
    """Those of `opcat.frames`, word for word; none is said where there is none to name."""
    taken = inspect.signature(getattr(frames, name)).parameters
    of_function = set()
    for action in PARSERS[f"opcat {name}"]._actions:
        said = re.search(r"\(default: (\w+)", action.help or "")
        usual = taken[action.dest].default if action.dest in taken else None
        if isinstance(usual, str) and not isinstance(usual, opcat.Basis):
            assert said is not None, action.dest
            assert said[1] == usual
            of_function.add(action.dest)
    words = {each for each, one in taken.items() if type(one.default) is str and each != "backend"}
    assert of_function == words


def test_the_help_lists_commands_and_exit_codes() -> None:
    text = PARSERS["opcat"].format_help()
    for prog in PARSERS:
        if len(words := prog.split()) == 2:
            assert re.search(rf"^    {words[1]}\b", text, re.MULTILINE)
    codes = re.findall(r"^  (\d)  ", text.partition("exit codes:")[2], re.MULTILINE)
    assert codes == ["0", "1", "2", "3"]
    for code in codes:
        assert code in str(main.__doc__)


def test_the_docs_name_every_command_list_and_exit_code() -> None:
    """Each list with the options that it takes."""
    page = (Path(opcat.__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")]
    commands = {words[1] for prog in PARSERS if len(words := prog.split()) == 2}
    assert {row[0].split()[2].strip("`") for row in rows if "`opcat " in row[0]} == commands
    named = {name: row for row in rows for name in re.findall(r"`([\w-]+)`", row[0])}
    for name, made in LISTS.items():
        options = {word[2:] for act in made._actions for word in act.option_strings if "--" in word}
        *_, last = named[name]
        own, _, more = last.partition(f"`{name}` also ")  # what comes for some lists only
        shared = own.split(";")[0]
        assert {*re.findall(r"--([\w-]+)", shared + more)} == options - COMMON
    codes = re.findall(r"^  (\d)  ", PARSERS["opcat"].format_help(), re.MULTILINE)
    assert [row[0].strip("| ") for row in rows if re.match(r"\| \d$", row[0])] == codes


def given(*words: str, stdout: int, **environment: str) -> tuple[int, bytes]:
    """Give a command whose answer goes to an open file; return its exit code and complaints."""
    done = subprocess.run(
        [sys.executable, "-m", "opcat", *words],
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "PYTHONUNBUFFERED": "", **environment},
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "words", [["--help"], ["list", "sources", "--format", "json"], ["--version"]]
)
def test_a_pipe_that_is_closed_early(words: list[str]) -> None:
    """Be it help, a long answer or a short one: no traceback, and 1."""
    reading, writing = os.pipe()
    os.close(reading)
    assert given(*words, stdout=writing) == (1, b"")
    os.close(writing)


@FULL
def test_a_disk_that_is_full() -> None:
    with Path("/dev/full").open("wb") as full:
        code, complaint = given("list", "states", stdout=full.fileno())
    assert code == 2
    assert complaint == b"opcat: the answer cannot be written: No space left on device\n"


@FULL
def test_a_disk_that_is_full_in_this_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(["cite"]) == 2
        monkeypatch.undo()
    assert "cannot be written: No space left on device" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_data_are_utf_8_whatever_the_terminal(form: str, encoding: str) -> None:
    """What other programs read is the same everywhere; nothing is replaced by a "?"."""
    command = [sys.executable, "-m", "opcat", "list", "states", "--format", form]
    done = subprocess.run(
        command, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": encoding}
    )
    assert "Côte d'Ivoire" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_what_people_read_is_in_the_encoding_of_the_terminal(form: str) -> None:
    command = [sys.executable, "-m", "opcat", "list", "states", "--format", form]
    done = subprocess.run(
        command, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )
    assert b"C?te d'Ivoire" in done.stdout


def test_json_pipes_into_other_programs() -> None:
    """The array is read by jq, where it is installed."""
    jq = shutil.which("jq")
    if jq is None:
        pytest.skip("jq is not installed; json.loads reads the same elsewhere")
    listed = [sys.executable, "-m", "opcat", "list", "parties", "--format", "json"]
    with subprocess.Popen(listed, stdout=subprocess.PIPE) as process:
        question = 'map(select(.deposited_on < "2010")) | length'
        done = subprocess.run([jq, question], stdin=process.stdout, capture_output=True, check=True)
    assert int(done.stdout) == opcat.counts(on="2009-12-31").parties
