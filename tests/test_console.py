"""The shell sessions of the README and the docs: each command prints what the page says."""

from pathlib import Path

import pytest
from console import Step, agree, alone, run, sessions, without_sessions

import opcat

ROOT = Path(opcat.__file__).parents[2]
PAGES = [
    page
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    if list(sessions(page.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.usefixtures("page_made_once")
def test_a_session_prints_what_its_page_says(page: Path, tmp_path: Path) -> None:
    """The sessions of one page are given in one directory, in order."""
    for steps in sessions(page.read_text(encoding="utf-8")):
        printed = run(steps, tmp_path)
        assert len(printed) == len(steps)
        for step, found in zip(steps, printed, strict=True):
            assert agree(step.printed, found), f"{step.command}prints\n{found}"


def test_the_pages_on_the_command_line_have_sessions() -> None:
    assert {"README.md", "cli.md"} <= {page.name for page in PAGES}


def test_a_session_is_read_and_run(tmp_path: Path) -> None:
    """Both streams, the exit code of the command before, lines that go on, and what differs."""
    text = "a\n```console\n$ false\n$ echo $?; echo 2 >&2\n1\n2\n$ echo '\n> x'\n\nx\n```\nb\n"
    [steps] = sessions(text)
    assert steps == [
        Step("false\n", ""),
        Step("echo $?; echo 2 >&2\n", "1\n2\n"),
        Step("echo '\nx'\n", "\nx\n"),
    ]
    assert run(steps, tmp_path) == [step.printed for step in steps]
    assert without_sessions(text) == "a\n\nb\n"


def test_it_prints_the_same_in_a_process_of_its_own(tmp_path: Path) -> None:
    """Both streams in their order, the exit code, and files that it writes."""
    for command in ("status Frannce Kenya", "counts --frm csv", "list parties --format csv | wc"):
        steps = [Step(f"opcat {command}\n", ""), Step("echo $?\n", "")]
        apart = [Step(f"true; opcat {command}\n", ""), *steps[1:]]
        assert run(steps, tmp_path) == run(apart, tmp_path)
    run([Step("opcat export --format csv here\n", "")], tmp_path)
    assert (tmp_path / "here" / "actions.csv").exists()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("opcat status France 'Viet Nam'\n", ["status", "France", "Viet Nam"]),
        ("opcat status France | wc -l\n", []),
        ("opcat cite > x\n", []),
        ("COLUMNS=40 opcat cite\n", []),
        ("echo $?\n", []),
    ],
)
def test_what_needs_no_shell(command: str, words: list[str]) -> None:
    assert alone(command) == words


@pytest.mark.parametrize(
    ("said", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n...\n", "a\nb\nc\n", True),
        ("...\nc\n", "a\nb\nc\n", True),
        ("a\n...\nc\n", "a\nc\n", True),
        ("a\n...\nc\n", "a\nd\n", False),
        ("a.\n", "ab\n", False),
        ("", "a\n", False),
    ],
)
def test_what_agrees(said: str, printed: str, same: bool) -> None:
    assert agree(said, printed) is same
