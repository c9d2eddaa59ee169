"""The commands that answer for many States, resolve columns and make tables for statistics."""

import csv
import io
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cli_parser import parser_of_all, parsers
from hypothesis import example, given
from hypothesis import strategies as st
from thorough import by_turns

import opcat
from opcat import frames
from opcat._output.extras import install_line  # which depends on where the tests run
from opcat._questions.waits import Origin, Until  # the words of --origin and --until
from opcat.cli import main
from opcat.cli._typed import columns_from, sheet_from  # a float, which no panel has
from opcat.frames._clock import Every, Partial  # the words of --every and --partial
from opcat.frames._durations import Prior, Unclear  # the words of --prior and --unclear
from opcat.frames._panel import StateChoice  # the words of --states
from opcat.frames._spells import Cut, Of  # the words of --every and --of
from opcat.frames._transitions import Then  # the words of --then

DAYS = st.dates(date(2003, 1, 1), date(2026, 2, 3)).map(str)
GROUPS = st.sampled_from([word.value for word in opcat.RegionalGroup])
LIBRARIES = ("pyarrow", "polars", "pandas")


def run(*words: str, code: int = 0) -> str:
    screen = io.StringIO(newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", screen)
        patch.delenv("COLUMNS", raising=False)
        assert main(words) == code
    return screen.getvalue()


def rows_of(*words: str, code: int = 0) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run(*words, "--format", "json", code=code))
    return rows


@given(on=DAYS, group=st.none() | GROUPS)
def test_statuses_are_those_of_every_state(on: str, group: str | None) -> None:
    words = ["--group", group] if group else []
    rows = rows_of("statuses", "--on", on, *words)
    assert [row["alpha_3"] for row in rows] == [s.alpha_3 for s in opcat.states(group=group)]
    for row in rows:
        status = opcat.status(row["alpha_3"], on=on)
        assert (row["standing"], row["as_of"]) == (status.standing, on)
        assert row["deposited_on"] == (str(status.deposited_on) if status.deposited_on else None)


@given(on=DAYS, group=st.none() | GROUPS)
def test_eligibility_of_every_state(on: str, group: str | None) -> None:
    words = ["--group", group] if group else []
    rows = rows_of("eligibility", "--on", on, *words)
    assert [row["alpha_3"] for row in rows] == [s.alpha_3 for s in opcat.states(group=group)]
    for row in rows:
        assert row["eligibility"] == opcat.eligibility(row["alpha_3"], on=on)
        since = opcat.eligible_on(row["alpha_3"], on=on)
        assert row["eligible_on"] == (None if since is None else str(since))


def test_deadlines_of_every_state() -> None:
    rows = rows_of("deadlines", "--on", "2015-01-01")
    assert len(rows) == len(opcat.states())
    for row in rows:
        found = opcat.deadlines(row["alpha_3"], on="2015-01-01")
        assert row["due_on"] == (str(found.due_on) if found.due_on else None)
        assert (row["is_overdue"], row["days_late"]) == (found.is_overdue, found.days_late)
        assert row["sources"] == [source.id for source in found.sources]


def test_some_states_are_named() -> None:
    """In any language; what means none is reported, and the others are answered."""
    assert [row["alpha_3"] for row in rows_of("deadlines", "Chile", "Mali")] == ["CHL", "MLI"]
    words = ["eligibility", "Allemagne", "Suisse", "--language", "fr"]
    assert [row["alpha_3"] for row in rows_of(*words)] == ["DEU", "CHE"]
    assert [row["state"] for row in rows_of("eligibility", "Angola", "Atlantis", code=2)] == [
        "Angola"
    ]


def test_a_day_after_the_record_warns_once(capsys: pytest.CaptureFixture[str]) -> None:
    """And not once per State."""
    for command in ("statuses", "eligibility", "deadlines"):
        assert main([command, "--on", "2030-01-01", "--format", "csv"]) == 0
        assert capsys.readouterr().err.count("later than the record") == 1


@given(
    figure=st.sampled_from([figure.value for figure in opcat.FigureKind]),
    number=st.integers(0, 120),
    at_least=st.booleans(),
    basis=st.none() | st.sampled_from([word.value for word in opcat.Basis]),
)
@example(figure="parties", number=94, at_least=False, basis=None)
def test_when_prints_the_periods_of_the_question(
    figure: str, number: int, at_least: bool, basis: str | None
) -> None:
    words = ["when", f"--{figure.replace('_', '-')}", str(number)]
    words += ["--at-least"] * at_least + (["--basis", basis] if basis else [])
    asked: dict[str, Any] = {figure: number, "at_least": at_least}
    periods = opcat.when(**asked, basis=basis or "deposit")
    assert run(*words).splitlines() == ([str(period) for period in periods] or ["never"])
    assert [(row["start"], row["stop"]) for row in rows_of(*words)] == [
        (str(period.start), str(period.stop) if period.stop else None) for period in periods
    ]


def test_several_counts_at_once() -> None:
    found = run("when", "--parties", "94", "--signatories", "76")
    assert found == "26 April 2024 to 16 July 2025\n"


class TestResolve:
    CASES = (
        'id,country\r\n1,Kenya\r\n2,"Côte d\'Ivoire"\r\n3,Korea\r\n4,Kenya\r\n5,\r\n6,Atlantis\r\n'
    )
    EXPECTED = ("KEN", "CIV", None, "KEN", None, None)

    @pytest.mark.parametrize("between", [",", ";", "\t"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_a_column_of_a_file(
        self, between: str, mark: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One row per row of the file; each entry that means no one State is told once."""
        file = tmp_path / "cases.csv"
        file.write_bytes((mark + self.CASES.replace(",", between)).encode())
        assert main(["resolve", str(file), "--column", "country", "--format", "csv"]) == 2
        out, err = capsys.readouterr()
        rows = list(csv.DictReader(io.StringIO(out, newline="")))
        assert [row["alpha_3"] or None for row in rows] == list(self.EXPECTED)
        assert [row["entry"] for row in rows][4:] == ["", "Atlantis"]
        assert [row["state"] for row in rows][:2] == ["Kenya", "Côte d'Ivoire"]
        lines = err.splitlines()
        assert len(lines) == 2
        assert lines[0].startswith("opcat: 'Atlantis' is not among the States")
        assert lines[1].startswith("opcat: 'Korea' may mean more than one State")

    @pytest.mark.parametrize("file", [(), ("-",)])
    def test_lines_of_standard_input(
        self, file: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stdin = io.TextIOWrapper(io.BytesIO(b"Allemagne\nle Tchad\n"))
        monkeypatch.setattr(sys, "stdin", stdin)
        found = rows_of("resolve", *file, "--language", "fr")
        assert [(row["entry"], row["alpha_3"]) for row in found] == [
            ("Allemagne", "DEU"),
            ("le Tchad", "TCD"),
        ]

    def test_codes_of_a_scheme(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "codes"
        file.write_text("2\n365\n260\n", encoding="utf-8")
        assert main(["resolve", str(file), "--codes", "COW", "--columns", "alpha_3"]) == 2
        out, err = capsys.readouterr()
        assert out.split()[2:] == ["USA", "RUS"]
        assert "Ask for Germany (DEU)" in err

    def test_a_column_full_of_namibia_is_warned_of(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "codes"
        file.write_text("FR\nNA\n" * 20, encoding="utf-8")
        assert main(["resolve", str(file)]) == 0
        err = capsys.readouterr().err
        assert err.startswith('opcat: the column holds "NA" in 20 of 40 rows')
        assert err.endswith("empty it first\n")

    @pytest.mark.parametrize(
        ("text", "words", "said"),
        [
            (b"", ["--column", "x"], "is empty; its first row must name the columns"),
            (b"a,b\n1,2\n", [], "is CSV; say which column to read: --column, one of 'a', 'b'"),
            (b"a,b\n1,2\n", ["--column", "c"], "--column: 'c' is not known; pass one of 'a', 'b'"),
            (b"a,a\n1,2\n", ["--column", "a"], "has 2 columns named 'a'"),
            (b'a\n"x', ["--column", "a"], "is not CSV: unexpected end of data"),
            (b"a\nC\xf4te\n", ["--column", "a"], "is not UTF-8: byte 3; save it as 'CSV UTF-8'"),
            (
                b"a\n",
                ["--column", "a", "--codes", "gw", "--language", "fr"],
                "leave --language out",
            ),
        ],
    )
    def test_a_file_that_cannot_be_read(
        self,
        text: bytes,
        words: list[str],
        said: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        file = tmp_path / "file.csv"
        file.write_bytes(text)
        assert main(["resolve", str(file), *words]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert said in err
        assert main(["resolve", str(tmp_path / "none")]) == 2
        assert f"and there is no file {str(tmp_path / 'none')!r} here" in capsys.readouterr().err

    def test_words_that_are_no_file_are_the_entries(self, tmp_path: Path) -> None:
        """Names, codes, other schemes and other languages; a directory is no file."""
        (tmp_path / "Mali").mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(tmp_path)
            for words, codes in (
                (["France"], ["FRA"]),
                (["Ivory Coast", "GBR", "NA", "France"], ["CIV", "GBR", "NAM", "FRA"]),
                (["365", "--codes", "cow"], ["RUS"]),
                (["Allemagne", "Suisse", "--language", "fr"], ["DEU", "CHE"]),
                (["Mali"], ["MLI"]),
            ):
                assert [row["alpha_3"] for row in rows_of("resolve", *words)] == codes

    def test_a_word_that_is_a_file_is_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Also where it may have meant a State: then the message says so."""
        monkeypatch.chdir(tmp_path)
        for name, said in (
            ("Chad", "opcat: 'Chad' is a file here, and its lines were read; for the State: opcat resolve TCD\n"),
            ("names", ""),
        ):  # fmt: skip
            (tmp_path / name).write_text("Togo\n", encoding="utf-8")
            assert main(["resolve", name, "--format", "csv", "--columns", "alpha_3"]) == 0
            out, err = capsys.readouterr()
            assert (out.split(), err) == (["alpha_3", "TGO"], said)

    def test_a_word_that_means_nothing_is_no_file_either(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Which is said only of a word that looks like the name of one."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / "folder").mkdir()
        for words, said in (
            (["Frannce"], ["did you mean 'France'?"]),
            (["Korea"], ["say which: Republic of Korea (KOR)"]),
            (["Frannce", "Togo"], ["did you mean 'France'?"]),
            (["folder"], ["is not among the States"]),
            (["Kosovo"], ["is not among the States"]),
            (["St. Lucai"], ["did you mean 'St. Lucia'?", "and there is no file 'St. Lucai' here"]),
            (
                ["Dem. Rep. Yemen"],
                ["is not among the States", "and there is no file 'Dem. Rep. Yemen' here"],
            ),
            (["./folder"], ["is not among the States", "and there is no file './folder' here"]),
        ):
            assert main(["resolve", *words]) == 2
            out, err = capsys.readouterr()
            assert all(word in out for word in words)
            lines = err.splitlines()
            assert len(lines) == len(said)
            for line, part in zip(lines, said, strict=True):
                assert part in line

    @pytest.mark.parametrize(
        ("line", "asked"),
        [
            ("resolve Allemagne Brasil", "fr,es"),
            ("resolve Allemagne Brasil Germany", "en,fr,es"),
            ("resolve France Allemagne", "fr"),
            ("resolve Brasil --language en,fr", "en,fr,es"),
            ("resolve Brasil --language fr", "es"),
            ("status Brasil --language en,fr", "en,fr,es"),
            ("status Allemagne Atlantis Brasil Germany", "en,fr,es"),
            ("eligibility Germany Suisse --language fr", "fr,en"),
            ("deadlines Germany Brasil", "en,es"),
            ("cite Irak Allemagne", "fr"),
        ],
    )
    def test_names_in_other_languages_are_told_all_that_they_need(
        self,
        line: str,
        asked: str,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """What was passed is not dropped, and the command that is advised reads each of them."""
        monkeypatch.setenv("COLUMNS", "200")
        assert main(line.split()) == 2
        told = [one for one in capsys.readouterr().err.splitlines() if "--language" in one]
        assert told
        assert all(one.endswith(f"; pass --language {asked}") for one in told)
        words = line.partition(" --language")[0].replace(" Atlantis", "").split()
        assert main([*words, "--language", asked]) == 0

    def test_short_and_empty_rows(self, tmp_path: Path) -> None:
        """A row without the cell has an empty one; an empty line is no row."""
        file = tmp_path / "file.csv"
        file.write_text("a,b\n1\n\n2,Togo\n", encoding="utf-8")
        found = rows_of("resolve", str(file), "--column", "b")
        assert [row["alpha_3"] for row in found] == [None, "TGO"]


def expected(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a table of PyArrow as JSON has them."""
    return [
        {
            key: str(cell) if isinstance(cell, date) else None if cell == float("inf") else cell
            for key, cell in row.items()
        }
        for row in frame.to_pylist()
    ]


TABLES: list[tuple[str, str, dict[str, Any]]] = [
    ("panel 2000 2024", "panel", {"start": 2000, "end": 2024}),
    ("panel", "panel", {}),
    (
        "panel 2012-03 2012-04 --every month",
        "panel",
        {"start": "2012-03-01", "end": "2012-04-30", "every": "month"},
    ),
    (
        "panel 2010 2012 --partial any --states eligible --basis in_force",
        "panel",
        {
            "start": 2010,
            "end": 2012,
            "partial": "any",
            "states": "eligible",
            "basis": "in_force",
        },
    ),
    (
        "panel 2012-04-17 2012-05-31 --every month",
        "panel",
        {"start": "2012-04-17", "end": "2012-05-31", "every": "month"},
    ),
    (
        "panel 1990 1991 --treaty convention",
        "panel",
        {"start": 1990, "end": 1991, "treaty": opcat.convention()},
    ),
    ("panel 2011-01 2012-12", "panel", {"start": 2011, "end": 2012}),
    ("panel 2011-03-05 2012-02-01", "panel", {"start": 2011, "end": 2012}),
    (
        "panel 2012-03 2012-03 --every day",
        "panel",
        {"start": "2012-03-01", "end": "2012-03-31", "every": "day"},
    ),
    ("panel 2005 2010 --lag 1,2", "panel", {"start": 2005, "end": 2010, "lag": [1, 2]}),
    ("spells", "spells", {}),
    ("spells --of mechanism", "spells", {"of": "mechanism"}),
    ("spells --every year", "spells", {"every": "year"}),
    ("durations", "durations", {}),
    (
        "durations --until signed,joined --prior keep --on 2015-01-01 --group african",
        "durations",
        {
            "until": ("signed", "joined"),
            "prior": "keep",
            "on": "2015-01-01",
            "group": "african",
        },
    ),
    (
        "durations --origin joined --until designated --unclear drop",
        "durations",
        {"origin": "joined", "until": "designated", "unclear": "drop"},
    ),
    ("transitions", "transitions", {}),
    ("transitions --then visited", "transitions", {"then": "visited"}),
]
"""What is typed, and what is asked of `frames`."""


@pytest.mark.parametrize(("table", "library"), by_turns(TABLES, LIBRARIES))
def test_tables_are_those_of_frames_whichever_library_makes_them(
    table: tuple[str, str, dict[str, Any]], library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days as days, and what is missing as null, in all three."""
    words, name, asked = table
    monkeypatch.setattr("opcat.cli._typed._LIBRARIES", (library,))
    frame = getattr(frames, name)(**asked, backend="pyarrow")
    assert rows_of(*words.split()) == expected(frame)


VOCABULARIES = {
    ("panel", "every"): Every,
    ("panel", "partial"): Partial,
    ("panel", "states"): StateChoice,
    ("spells", "of"): Of,
    ("spells", "every"): Cut,
    ("durations", "origin"): Origin,
    ("durations", "prior"): Prior,
    ("durations", "unclear"): Unclear,
    ("transitions", "then"): Then,
}


@pytest.mark.parametrize(("command", "option"), VOCABULARIES)
def test_the_words_are_those_of_frames(command: str, option: str) -> None:
    """The parser is made without `frames`, which needs an extra."""
    [made] = [each for each in parsers(parser_of_all()) if each.prog == f"opcat {command}"]
    [choices] = [act.choices for act in made._actions if act.dest == option]
    assert {*(choices or ())} == {word.value for word in VOCABULARIES[command, option]}


def test_several_events_are_words_of_theirs(capsys: pytest.CaptureFixture[str]) -> None:
    for event in Until:
        assert event.value in run_help("durations")
    with pytest.raises(SystemExit):
        main(["durations", "--until", "signed,joind"])
    assert "'joind' is not known; did you mean 'joined'?" in capsys.readouterr().err


def run_help(command: str) -> str:
    [made] = [each for each in parsers(parser_of_all()) if each.prog == f"opcat {command}"]
    return made.format_help()


def test_states_whose_dates_are_unclear_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["durations", "--origin", "joined", "--until", "designated", "--format", "csv"]
    assert main(words) == 0
    err = capsys.readouterr().err
    assert err.startswith("opcat: 6 States are left out")
    assert err.endswith("; pass --unclear keep for rows with bounds, or --unclear drop\n")
    assert main([*words, "--unclear", "drop"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("every", "keys"), [("year", ["year"]), ("month", ["year", "month"]), ("day", ["date"])]
)
def test_a_panel_for_people_has_few_columns(every: str, keys: list[str]) -> None:
    header = run("panel", "2020-01-01", "2020-01-01", "--every", every).splitlines()[0]
    assert header.split() == [
        *("alpha_3", "state", *keys), *("standing", "is_party", "is_in_force", "mechanism")
    ]  # fmt: skip


def test_a_panel_has_the_columns_that_are_named() -> None:
    """Any that `frames.panel` offers, also earlier ones, and those to sort by."""
    columns = ["alpha_3", "year", "regional_group", "is_party_lag1"]
    words = ["--lag", "1", "--columns", ",".join(columns), "--sort", "cow,year"]
    frame = frames.panel(
        2010, 2012, columns=["regional_group", "is_party", "cow"], lag=1, backend="polars"
    ).sort("cow", "year", nulls_last=True, maintain_order=True)
    assert rows_of("panel", "2010", "2012", *words) == frame.select(columns).to_dicts()


@pytest.mark.parametrize("missing", [LIBRARIES, ("narwhals",)])
def test_without_a_table_library_the_error_names_the_pip_line(
    missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import importlib.util

    found = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> object:
        return None if name in missing else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    monkeypatch.setenv("COLUMNS", "100")  # the line that installs it stands unbroken even so
    monkeypatch.setattr(sys, "executable", f"/{'x' * 90}/python")
    for command in ("panel", "spells", "durations", "transitions"):
        assert main([command]) == 2
        said = f"opcat: opcat {command} needs a table library (pyarrow, polars or pandas); "
        line = install_line("opcat[frames]", "pyarrow")
        assert capsys.readouterr().err == f"{said}install one with:\n  {line}\n"


def test_a_float_stays_one() -> None:
    """Bounds may be infinite; JSON, which has no such number, has null."""
    import pyarrow as pa

    table = pa.table({"high": [1.5, float("inf"), None]})
    columns = columns_from("x", lambda _: table)
    assert [(column.kind, column.values) for column in columns] == [
        (float, [1.5, float("inf"), None])
    ]
    sheet = sheet_from(columns)
    assert json.loads("".join(sheet.lines("json"))) == [
        {"high": 1.5},
        {"high": None},
        {"high": None},
    ]
    assert list(sheet.lines("csv")) == ["high", "1.5", "inf", '""']


class TestMark:
    def test_excel_reads_the_accents(self, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
        """The mark stands before the header, once, and nothing else changes."""
        words = ["list", "states", "--format", "csv"]
        assert main(words) == 0
        plain = capsysbinary.readouterr().out
        assert main([*words, "--bom"]) == 0
        marked = capsysbinary.readouterr().out
        assert marked == "\ufeff".encode() + plain
        assert "Côte d'Ivoire" in marked.decode("utf-8-sig")

    @pytest.mark.parametrize("form", ["table", "json", "markdown"])
    def test_only_csv_has_one(self, form: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["list", "states", "--format", form, "--bom"]) == 2
        assert "--bom marks CSV; pass --format csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "durations --on 2012",
            "--on '2012' is not a day of the calendar; a year alone is not a day",
        ),
        ("list parties --descending", "--descending needs the columns to sort by; pass --sort too"),
        ("list parties --sort deposited", "--sort: 'deposited' is not known; did you mean 'depos"),
        ("deadlines Chile --group african", "--group chooses among all States"),
        ("eligibility --language fr", "--language is that of the names of States; name one too"),
        ("panel 2020 2010", "START 2020-01-01 is later than END 2010-12-31; change one of them"),
        (
            "panel --states eligible --treaty convention",
            "asks who may join, which the Convention against Torture does not say; ask about",
        ),
        (
            "list non-parties --eligibility may_join --treaty convention",
            "--eligibility asks who may join, which the Convention against Torture does not say; ask",
        ),
        ("panel 2020 2026 --partial all", "pass an earlier END, or --partial last"),
        (
            "durations --until visited",
            "the time --until visited does not run from --origin eligible; pa",
        ),
        (
            "panel --columns alpha_3,standig",
            "--columns 'standig' is not known; did you mean 'standing'?",
        ),
        ("panel 2027", "pass an earlier START, or an END for what was last known"),
    ],
)
def test_what_is_wrong_is_told_in_options(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert re.search(r"\b[a-z_]+=", err) is None


def test_when_needs_a_count(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["when"])
    assert caught.value.code == 2
    assert "pass a count: --parties, --signatories or" in capsys.readouterr().err
