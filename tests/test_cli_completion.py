"""Completion, in the shells themselves."""

import os
import pty
import select
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import argcomplete
import pytest
from argcomplete.finders import CompletionFinder
from cli_parser import parser_of_all
from thorough import THOROUGH, deeper

import opcat
from opcat.cli import main

COMMANDS = ["status", "list", "counts", "timeline", "profile", "reconcile", "compare", "update"]
COMMANDS += ["export", "cite", "completion", "statuses", "eligibility", "deadlines", "when"]
COMMANDS += ["resolve", "panel", "spells", "durations", "transitions", "pages", "explorer", "chart"]
GROUPS = [word.value for word in opcat.RegionalGroup]

# What bash itself does when the tabulator is pressed behind a line.
BASH = """
source <(opcat completion bash)
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9
read -ra COMP_WORDS <<< "$1"
[[ $1 == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
$(complete -p opcat | sed 's/.*-F \\([^ ]*\\).*/\\1/') opcat
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def shell_environment(tmp_path: Path) -> dict[str, str]:
    """The command `opcat` on the path, and a home that nothing else uses."""
    command = tmp_path / "bin" / "opcat"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m opcat "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}


def needs(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")  # what it runs is argcomplete's, tried in bash
    return found


LINES: list[tuple[str, list[str]]] = [
    ("opcat ", COMMANDS),
    ("opcat co", ["counts", "compare", "completion"]),
    ("opcat list par", ["parties"]),
    ("opcat list parties --group ", GROUPS),
    ("opcat list parties --format j", ["json"]),
    ("opcat status Fra", ["France"]),
    ("opcat profile Kaz", ["Kazakhstan"]),
    ("opcat status France Côte", [r"Côte\ d\'Ivoire"]),
    ("opcat list visits --state New", [r"New\ Zealand"]),
    ("opcat exp", ["export", "explorer"]),
    ("opcat export --format ", ["csv", "json", "parquet", "sqlite", "xlsx", "dta", "r"]),
    ("opcat panel --every ", ["year", "month", "day"]),
    ("opcat counts --treaty c", ["convention"]),
    ("opcat status Atlan", []),
]
ASKED_OF_BASH = ("opcat ", "opcat list parties --group ", "opcat status France Côte")
"""Lines for the shell itself, each of which costs a process: a command, a word, and a name with accents."""


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_what_is_offered(line: str, expected: list[str]) -> None:
    """As argcomplete answers any shell, in this process."""
    words = line.split(" ")
    found = CompletionFinder(
        parser_of_all()
    )._get_completions(  # type: ignore[no-untyped-call] # argcomplete's own
        words[:-1], words[-1], "", None
    )
    plain = {word.rstrip() for word in found}
    options = {"-h", "--help", "-V", "--version", "--record"}
    assert plain - options == set(expected)


@deeper
@pytest.mark.parametrize(
    ("line", "expected"),
    [pair for pair in LINES if pair[0] in ASKED_OF_BASH or THOROUGH],
)
def test_bash_offers_what_may_follow(
    line: str, expected: list[str], shell_environment: dict[str, str]
) -> None:
    command = [needs("bash"), "--norc", "-c", BASH, "bash", line]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True, env=shell_environment
    )
    assert done.stderr == ""
    found = {word.rstrip() for word in done.stdout.splitlines()}
    assert found - {"-h", "--help", "-V", "--version", "--record", ""} == set(expected)


def test_fish_offers_what_may_follow(shell_environment: dict[str, str]) -> None:
    code = "opcat completion fish | source; complete -C 'opcat list par'; complete -C 'opcat status Fra'"
    done = subprocess.run(
        [needs("fish"), "--no-config", "-c", code],
        capture_output=True, text=True, encoding="utf-8", check=True, env=shell_environment,
    )  # fmt: skip
    words = [line.split("\t")[0].strip() for line in done.stdout.splitlines()]
    assert words == ["parties", "France"]


def test_zsh_completes_a_word_on_a_terminal(shell_environment: dict[str, str]) -> None:
    """On a terminal: the half word is completed, and the whole line runs."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [needs("zsh"), "-f", "-i"],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        env={**shell_environment, "TERM": "dumb"},
    ) as process:  # fmt: skip
        os.close(theirs)

        def say(text: str, until: bytes) -> bytes:
            os.write(ours, text.encode())
            shown, end = b"", time.monotonic() + 60
            while until not in shown and time.monotonic() < end:
                if select.select([ours], [], [], 1)[0]:
                    shown += os.read(ours, 65536)
            return shown

        say(
            "autoload -Uz compinit; compinit -D; source <(opcat completion zsh); print re''ady\n",
            b"ready",
        )
        say("opcat list terr\t", b"territories")
        shown = say("--format csv\n", b"DNK")
        say("exit\n", b"")
        process.wait(timeout=60)
    os.close(ours)
    assert b"alpha_3,state,territory,effect" in shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_a_shell_is_told(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert capsys.readouterr().out.rstrip("\n") == argcomplete.shellcode(  # type: ignore[attr-defined] # it is public, and not in __all__
        ["opcat"], shell=shell
    ).rstrip("\n")


def test_without_argcomplete_the_pip_line_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in ("argcomplete", "argcomplete.shell_integration"):
        monkeypatch.setitem(sys.modules, module, None)
    assert main(["completion", "bash"]) == 2
    assert 'pip install "opcat[completion]"' in capsys.readouterr().err
    monkeypatch.setenv("_ARGCOMPLETE", "1")  # a shell that was told where argcomplete is
    assert main(["cite"]) == 2


def test_a_shell_that_asks_is_answered_before_the_words_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Words that are no command yet are no error then; argcomplete leaves on its own."""

    class LeftError(Exception):
        pass

    def leave(parser: object) -> None:
        assert "opcat" in repr(parser)
        raise LeftError

    monkeypatch.setenv("_ARGCOMPLETE", "1")
    monkeypatch.setattr(argcomplete, "autocomplete", leave)
    with pytest.raises(LeftError):
        main(["lis"])


def test_the_names_of_states_are_offered() -> None:
    """As readline asks argcomplete, word by word."""
    finder = CompletionFinder(parser_of_all())
    offered = [finder.rl_complete("status ", number) for number in range(300)]
    names = [shlex.split(text)[-1] for text in offered if text]
    assert set(names) >= {state.name for state in opcat.states()}
