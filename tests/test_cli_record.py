"""A record of one's own on the command line: every command that has one answers from it."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from cli_parser import parser_of_all, parsers
from thorough import thorough

import opcat
from opcat.cli import main

DATA = Path(str(files("opcat") / "data"))
NEEDED = {
    "when": ["--parties", "94"],
    "reconcile": ["--parties", "94", "--on", "2025-10-31"],
    "status": ["France"],
    "profile": ["France"],
    "chart": ["visits", "-o"],
    "cite": ["Togo", "--format", "bibtex"],
    "panel": ["2004", "2008"],
    "export": ["--format", "csv", "--tables", "statuses,visits,panel"],
}
WITHOUT = {"resolve", "compare", "update", "pages", "completion"}
"""Commands that answer from no record, or name one in another way."""


def commands() -> list[str]:
    """Return every command, those of list too, as it is typed."""
    made = (parser.prog.removeprefix("opcat").strip() for parser in parsers(parser_of_all()))
    return [name for name in made if name != "list"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy of the packaged files."""
    return str(shutil.copytree(DATA, tmp_path_factory.mktemp("own") / "data"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def change(directory: Path, file: str, old: str, new: str) -> None:
    text = (directory / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    (directory / file).write_text(text.replace(old, new), encoding="utf-8", newline="")


def ran(*words: str) -> int:
    try:
        return main(words)
    except SystemExit as left:
        return int(left.code or 0)


@pytest.mark.parametrize(
    "command",
    [
        # A page takes a second, and `test_explorer` makes one of a record too.
        pytest.param(name, marks=thorough if name == "explorer" else [])
        for name in commands()
        if name not in WITHOUT
    ],
)
def test_a_copy_gives_the_same_answer(
    command: str, copy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether the option stands before the command or after it."""
    words = [*command.split(), *NEEDED.get(command, [])]
    ending = {"export": "", "chart": ".json", "explorer": ".html"}.get(command)
    places = ["", "", ""] if ending is None else [f"{tmp_path / name}{ending}" for name in "abc"]
    ends = [[place] if place else [] for place in places]
    said, codes = [], []
    asked = [
        ([], ends[0], []),
        (["--record", copy], ends[1], []),
        ([], ends[2], [f"--record={copy}"]),  # without a command that is the same place
    ]
    for before, end, after in asked:
        codes.append(ran(*before, *words, *end, *after))
        out = capsys.readouterr().out
        said.append(out.replace(end[0], "DIR") if end else out)
    assert set(codes) == {0}
    if command:
        assert len(set(said)) == 1
    else:
        assert said[1] == said[2]
        assert set(said[1].splitlines()) < set(said[0].splitlines())
    if command == "export":
        for name in ("statuses.csv", "visits.csv", "panel.csv"):
            texts = {(Path(place) / name).read_bytes() for place in places}
            assert len(texts) == 1
    if command in ("explorer", "chart"):
        assert len({Path(place).read_bytes() for place in places}) == 1


@pytest.mark.parametrize("command", sorted(WITHOUT))
def test_other_commands_say_that_they_take_none(
    command: str, copy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = {
        "compare": ["x"],
        "pages": ["x"],
        "update": ["x", "--into", "x"],
        "completion": ["bash"],
    }
    assert ran("--record", copy, command, *words.get(command, [])) == 2
    assert f"this command does not take --record; leave out {copy}" in capsys.readouterr().err


def test_every_command_is_one_of_these() -> None:
    assert set(commands()) >= WITHOUT | NEEDED.keys()


def test_a_corrected_row_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(data, "actions.csv", "FRA,ratification,2008-11-11", "FRA,ratification,2008-11-12")
    change(data, "territories.csv", "NZL,Tokelau", "NZL,Tokelau Islands")
    change(data, "visits.csv", "2026-01-25,2026-01-30,", "2026-01-25,2026-01-31,")
    change(
        data, "convention_actions.csv", "AGO,ratification,2019-10-02", "AGO,ratification,2019-10-01"
    )
    for words, told in (
        ("status France", "2008-11-12  ratification"),
        ("status New\u00a0Zealand", "party (Tokelau Islands: excluded)"),
        ("profile France", "2008-11-12: Protocol: ratification"),
        ("list visits --state Mexico", "2026-01-31"),
        ("list non-parties --format csv", "AGO,Angola,pending_signatory,false,true,2019-10-01"),
        ("statuses --format csv --columns alpha_3,eligible_on", "AGO,2019-10-01"),
        ("eligibility Angola", "2019-10-01"),
        ("counts --treaty convention --on 2019-10-01 --format csv", "2019-10-01,convention,169,"),
        ("panel 2008 2008 --format csv --columns alpha_3,deposited_on", "FRA,2008-11-12"),
    ):
        asked = [word.replace("\u00a0", " ") for word in words.split(" ")]
        assert ran("--record", str(data), *asked) == 0
        assert told in capsys.readouterr().out, words


def test_states_of_its_own_are_found(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (data / "states.csv").open("a", encoding="utf-8", newline="") as stream:
        stream.write("XRU,XR,999,Ruritania,Ruritania,member,,untc-2026-02-03\n")
    for words in (["status", "Ruritania"], ["deadlines", "XRU"], ["eligibility", "Ruritania"]):
        assert ran(*words, "--record", str(data)) == 0
        assert "Ruritania" in capsys.readouterr().out


class TestAnotherTreaty:
    @pytest.fixture
    def pact(self, data: Path) -> str:
        """Another treaty, with the four files that any record needs."""
        text = (data / "treaty.csv").read_text(encoding="utf-8")
        text = text.replace("key,opcat,", "key,pact,").replace(opcat.treaty().title, "Lake Pact")
        short = opcat.treaty().short_title
        assert short is not None
        (data / "treaty.csv").write_text(text.replace(short, "Lake Pact"), encoding="utf-8")
        for path in data.iterdir():
            if path.name not in ("treaty.csv", "actions.csv", "states.csv", "sources.csv"):
                path.unlink()
        return str(data)

    def test_acts_are_answered(self, pact: str, capsys: pytest.CaptureFixture[str]) -> None:
        for words, told in (
            ([], "Lake Pact"),
            (["status", "France"], "  France: party\n"),
            (["counts"], "96"),
            (["list", "parties", "--format", "csv"], "FRA,France,party,true,true,,2005-09-16"),
            (["when", "--parties", "94"], "26 April 2024 to 16 July 2025"),
        ):
            assert ran("--record", pact, *words) == 0
            assert told in capsys.readouterr().out

    @pytest.mark.parametrize(
        "words", ["deadlines Chile", "profile Chile", "list visits", "list mechanisms"]
    )
    def test_practice_says_why_not(
        self, words: str, pact: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert ran(*words.split(), "--record", pact) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert (
            "is about the Protocol, and --record holds the Lake Pact; ask for its acts" in said.err
        )

    def test_who_may_join_is_said_in_a_row(
        self, pact: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert ran("eligibility", "Chile", "--record", pact) == 2
        assert "or about a --record whose treaty.csv has a row open_to" in capsys.readouterr().err
        keys = "|".join(state.key for state in opcat.states())
        with (Path(pact) / "treaty.csv").open("a", encoding="utf-8", newline="") as stream:
            stream.write(f"open_to,{keys},\n")
        assert ran("eligibility", "Kenya", "--record", pact, "--format", "csv") == 0
        assert "KEN,Kenya,african,may_join,2003-02-04" in capsys.readouterr().out


class TestBadInput:
    def test_a_file_that_is_missing(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (data / "visits.csv").unlink()
        assert ran("list", "visits", "--record", str(data)) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err == (
            "opcat: visits.csv: cannot be read: this record does not have it. Put it into that "
            "directory, such as the packaged one (python -m opcat export --format csv DIR)\n"
        )

    def test_no_directory_and_damage(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert ran("counts", "--record", "nowhere") == 2
        assert "nowhere: is not a directory of record files" in capsys.readouterr().err
        change(data, "actions.csv", "FRA,ratification,2008-11-11", "FRA,ratification,2008-11-31")
        assert ran("counts", "--record", str(data)) == 2
        assert "actions.csv, row 62, column date" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "words", ["--record {0} counts --record {0}", "counts --record={0} --record {0}"]
    )
    def test_a_record_given_twice_is_refused(
        self, words: str, copy: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert ran(*words.format(copy).split()) == 2
        assert "argument --record: given more than once; pass it once" in capsys.readouterr().err

    def test_what_the_package_itself_cites(
        self, copy: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert ran("cite", "--record", copy) == 2
        assert "--record is that of STATE, whose sources it has" in capsys.readouterr().err


def test_without_a_rule_of_entry_into_force_it_says_which_row_is_missing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(
        data,
        "treaty.csv",
        "entry_rule,20|30|28,unts-2375-237|untc-2026-02-03|article-2025-10\n",
        "",
    )
    assert ran("--record", str(data), "counts", "--basis", "in_force") == 2
    said = "pass --basis deposit, or a --record whose treaty.csv has a row entry_rule"
    assert said in capsys.readouterr().err
