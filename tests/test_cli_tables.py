"""Tables of answers, exported: read back equal by other libraries, within the limits of each."""

import csv
import io
import json
import sqlite3
import sys
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pyreadstat
import pytest

import opcat
from opcat import frames
from opcat._output.tables import TABLES  # each table, so that a new one is offered too
from opcat.cli import main
from opcat.cli._exported import NAMES, _columns  # a new table is tried too, and each asked once
from opcat.cli._stata import stata, variables  # tables that do not fit
from opcat.cli._typed import Column  # what such tables are made of
from opcat.cli._workbook import workbook  # as for Stata

AS_OF = date(2026, 2, 3)
FORMS = ("csv", "json", "parquet", "sqlite", "xlsx", "dta", "r")
MADE = ("panel", "spells", "durations", "transitions", "statuses", "deadlines", "eligibility")


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All tables in every format, each in a directory of its own. They are asked once."""
    places = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("opcat.cli._exported._columns", cache(_columns))
        for form in FORMS:
            places[form] = tmp_path_factory.mktemp(form)
            assert main(["export", "--format", form, "--tables", "all", str(places[form])]) == 0
    return places


def told(name: str) -> list[dict[str, Any]]:
    """Return the rows of a table, asked in Python: what is missing as None, days as days."""
    if name in ("panel", "spells", "durations", "transitions"):
        rows = of(getattr(frames, name)(backend="polars"))
    elif name == "statuses":
        rows = of_values([opcat.status(state) for state in opcat.states()])
    elif name == "deadlines":
        rows = of_values([opcat.deadlines(state) for state in opcat.states()])
    elif name == "eligibility":
        rows = [
            {
                "alpha_3": state.alpha_3,
                "state": state.name,
                "regional_group": state.regional_group and state.regional_group.value,
                "eligibility": opcat.eligibility(state).value,
                "eligible_on": opcat.eligible_on(state),
                "as_of": opcat.treaty().as_of,
            }
            for state in opcat.states()
        ]
    else:
        rows = of(frames.to_frame(name, backend="polars"))
    return rows


def of_values(values: list[Any]) -> list[dict[str, Any]]:
    return of(frames.to_frame(values, backend="polars"))


def of(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dicts()


ROWS = {name: told(name) for name in NAMES}


def finite(cell: object) -> object:
    """Return a cell, and None for an infinite bound."""
    return None if cell == float("inf") else cell


def test_every_table_is_offered() -> None:
    assert {*NAMES} == {*MADE, *TABLES}


@pytest.mark.parametrize("form", FORMS)
def test_an_export_has_a_file_per_table_or_one(form: str, exports: dict[str, Path]) -> None:
    names = {path.name for path in exports[form].iterdir()}
    of_one = {"sqlite": {"opcat.sqlite"}, "xlsx": {"opcat.xlsx"}}
    ending = {"r": "csv"}.get(form, form)
    several = {f"{name}.{ending}" for name in NAMES} | ({"opcat.R"} if form == "r" else set())
    assert names == of_one.get(form, several)


@pytest.mark.parametrize("name", NAMES)
class TestReadBack:
    """Each table, by another library than the one that wrote it."""

    def test_csv_reads_back_as_the_rows(self, name: str, exports: dict[str, Path]) -> None:
        for form in ("csv", "r"):
            text = (exports[form] / f"{name}.csv").read_bytes().decode()
            found = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
            assert found == [
                {key: as_text(cell) for key, cell in row.items()} for row in ROWS[name]
            ]

    def test_json_reads_back_as_the_rows(self, name: str, exports: dict[str, Path]) -> None:
        """Lists are arrays, and an infinite bound is null."""
        found = json.loads((exports["json"] / f"{name}.json").read_text(encoding="utf-8"))
        for row, expected in zip(found, ROWS[name], strict=True):
            cells = {
                key: "|".join(cell) or None if isinstance(cell, list) else cell
                for key, cell in row.items()
            }
            assert cells == {
                key: str(cell) if isinstance(cell, date) else finite(cell)
                for key, cell in expected.items()
            }

    def test_parquet_reads_back_as_the_rows(self, name: str, exports: dict[str, Path]) -> None:
        assert pl.read_parquet(exports["parquet"] / f"{name}.parquet").to_dicts() == ROWS[name]

    def test_sqlite_reads_back_as_the_rows(self, name: str, exports: dict[str, Path]) -> None:
        database = sqlite3.connect(exports["sqlite"] / "opcat.sqlite")
        database.row_factory = sqlite3.Row
        found = database.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
        database.close()
        assert [dict(row) for row in found] == [
            {key: str(cell) if isinstance(cell, date) else cell for key, cell in row.items()}
            for row in ROWS[name]
        ]

    def test_stata_reads_back_as_the_rows(self, name: str, exports: dict[str, Path]) -> None:
        """By pandas and by ReadStat; the labels give the names of the columns back."""
        file = exports["dta"] / f"{name}.dta"
        expected = [{key: stata_cell(cell) for key, cell in row.items()} for row in ROWS[name]]
        with pd.io.stata.StataReader(file) as reader:
            names = reader.variable_labels()
            frame = reader.read(convert_categoricals=True)
        assert list(rows_of_stata(frame, names)) == expected
        frame, about = pyreadstat.read_dta(file, apply_value_formats=True)
        assert list(rows_of_stata(frame, about.column_names_to_labels)) == expected
        assert about.file_label == f"opcat {opcat.__version__}, {name}, record as of 2026-02-03"


def as_text(cell: object) -> str:
    return str(cell).lower() if isinstance(cell, bool) else "" if cell is None else str(cell)


def stata_cell(cell: object) -> object:
    """Return what Stata holds: numbers, also for booleans, and an empty string for none."""
    return None if cell in ("", float("inf")) else int(cell) if isinstance(cell, bool) else cell


def rows_of_stata(frame: Any, names: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for row in frame.astype(object).to_dict("records"):
        yield {names[name]: plain(cell) for name, cell in row.items()}


def plain(cell: Any) -> object:
    if cell is None or cell is pd.NaT or cell == "" or cell != cell:
        return None
    return cell.date() if isinstance(cell, datetime) else cell


@pytest.fixture(scope="module")
def book(exports: dict[str, Path]) -> Any:
    return openpyxl.load_workbook(exports["xlsx"] / "opcat.xlsx")


class TestExcel:
    def test_a_sheet_per_table(self, book: Any) -> None:
        assert book.sheetnames == list(NAMES)

    @pytest.mark.parametrize("name", NAMES)
    def test_cells_of_excel_have_their_types(self, name: str, book: Any) -> None:
        """Days are dates, booleans booleans, and Namibia's code and numbers with zeros text."""
        header, *rows = book[name].iter_rows(values_only=True)
        assert list(header) == list(ROWS[name][0])
        for row, expected in zip(rows, ROWS[name], strict=True):
            cells = [cell.date() if isinstance(cell, datetime) else cell for cell in row]
            assert cells == [finite(cell) for cell in expected.values()]
            assert [type(cell) for cell in cells if isinstance(cell, bool)] == [
                bool for cell in expected.values() if isinstance(cell, bool)
            ]

    def test_it_is_ready_to_be_read(self, book: Any) -> None:
        sheet = book["panel"]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet["A1"].font.b
        assert book["statuses"]["F2"].number_format == "yyyy-mm-dd"
        assert book.properties.title == f"opcat {opcat.__version__}, record as of 2026-02-03"

    def test_nothing_is_a_formula_or_a_link(self, tmp_path: Path) -> None:
        texts = ["=1+1", "@SUM(A1)", "+1", "-1", "http://example.org", "{=1}", "\x1b[2J", "004"]
        (tmp_path / "x.xlsx").write_bytes(workbook({"x": [Column("a", str, texts)]}, AS_OF))
        sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["x"]
        cells = [sheet.cell(row, 1) for row in range(2, len(texts) + 2)]
        assert [cell.data_type for cell in cells] == ["s"] * len(texts)
        assert [cell.hyperlink for cell in cells] == [None] * len(texts)
        assert [cell.value for cell in cells[:6]] == texts[:6]

    def test_a_day_before_1900_is_text_because_excel_has_none(self, tmp_path: Path) -> None:
        days = [date(1899, 12, 31), date(1900, 3, 1), None]
        (tmp_path / "x.xlsx").write_bytes(workbook({"x": [Column("a", date, days)]}, AS_OF))
        sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["x"]
        assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == [
            "1899-12-31", datetime(1900, 3, 1), None
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("name", "columns", "said"),
        [
            ("a" * 32, [], "table a+: the name of a sheet has at most 31 characters"),
            ("a/b", [], "and none of"),
            ("x", [Column("a", int, range(1_048_576))], "table x: has 1,?048,?576 rows, and a sheet"),
            ("x", [Column("a", str, ["b" * 32_768])], "table x, column a: a cell of Excel holds 32767"),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_is_refused(
        self, name: str, columns: list[Column], said: str
    ) -> None:
        with pytest.raises(opcat.DataError, match=said):
            workbook({name: columns}, AS_OF)

    def test_an_empty_table_has_its_header(self, tmp_path: Path) -> None:
        (tmp_path / "x.xlsx").write_bytes(workbook({"x": [Column("a", str, [])], "y": []}, AS_OF))
        book = openpyxl.load_workbook(tmp_path / "x.xlsx")
        assert list(book["x"].iter_rows(values_only=True)) == [("a",)]


class TestStata:
    def test_names_and_their_labels(self, exports: dict[str, Path]) -> None:
        """What Stata keeps for itself, and what is longer than its names, has another name."""
        with pd.io.stata.StataReader(exports["dta"] / "visits.dta") as reader:
            assert reader.variable_labels()["_end"] == "end"
        with pd.io.stata.StataReader(exports["dta"] / "mechanisms.dta") as reader:
            labels = reader.variable_labels()
        assert labels["npm_has_public_annual_reports"] == "mechanism_has_public_annual_reports"
        assert all(len(name) <= 32 for name in labels)

    def test_words_are_labelled_numbers(self, exports: dict[str, Path]) -> None:
        with pd.io.stata.StataReader(exports["dta"] / "panel.dta") as reader:
            labels = reader.value_labels()["standing"]
            numbers = reader.read(convert_categoricals=False)["standing"]
        words = frames.panel()["standing"]
        assert list(labels.values()) == list(words.cat.categories)
        assert [labels[number] for number in numbers] == list(words)

    def test_long_text_is_a_strl(self, tmp_path: Path) -> None:
        """By bytes, which is how Stata counts: 1,023 accents fit into str2045, and 1,023 do not."""
        for text in ("é" * 1022, "é" * 1023, "a" * 2046, "a" * 100_000):
            [data] = stata({"x": [Column("a", str, [text, None])]}, AS_OF).values()
            (tmp_path / "x.dta").write_bytes(data)
            assert list(pd.read_stata(tmp_path / "x.dta")["a"]) == [text, ""]
            found, _ = pyreadstat.read_dta(tmp_path / "x.dta")
            assert found["a"][0] == text

    @pytest.mark.parametrize(
        ("names", "said"),
        [
            (["a" * 33], "table x, column a+: a name in Stata has at most 32 letters"),
            (["1a"], "column 1a: a name in Stata has"),
            (["a b"], "column a b: a name in Stata has"),
            (["if", "_if"], "column _if: would be _if in Stata, like if"),
        ],
    )
    def test_a_name_that_stata_cannot_have(self, names: list[str], said: str) -> None:
        with pytest.raises(opcat.DataError, match=said):
            variables("x", [Column(name, int, []) for name in names])

    def test_pandas_renames_nothing_itself(self) -> None:
        """It would warn of a name that is not one of Stata's."""
        reserved = [Column(name, int, [1]) for name in ("str5", "end", "byte", "_n", "using")]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            [data] = stata({"x": reserved}, AS_OF).values()
        with pd.io.stata.StataReader(io.BytesIO(data)) as reader:
            labels = reader.variable_labels()
        assert labels == {
            "_str5": "str5",
            "_end": "end",
            "_byte": "byte",
            "__n": "_n",
            "_using": "using",
        }


@pytest.mark.parametrize("form", ["xlsx", "dta", "csv"])
def test_the_same_record_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    for place in ("a", "b"):
        words = ["export", "--format", form, "--tables", "statuses,spells", str(tmp_path / place)]
        assert main(words) == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_the_convention_has_tables_too(tmp_path: Path) -> None:
    words = ["--tables", "statuses,panel", "--treaty", "convention"]
    assert main(["export", "--format", "csv", *words, str(tmp_path)]) == 0
    with (tmp_path / "statuses.csv").open(encoding="utf-8", newline="") as file:
        parties = [row for row in csv.DictReader(file) if row["is_party"] == "true"]
    assert len(parties) == opcat.counts(treaty=opcat.convention()).parties


@pytest.mark.parametrize("words", [[], ["--tables", "statuses"]])
def test_excel_opens_csv_with_its_accents(words: list[str], tmp_path: Path) -> None:
    """With the mark in front; a record with it can still be loaded."""
    for name, more in (("plain", []), ("marked", ["--bom"])):
        place = str(tmp_path / name)
        assert main(["export", "--format", "csv", *words, *more, place]) == 0
    for path in (tmp_path / "plain").iterdir():
        marked = (tmp_path / "marked" / path.name).read_bytes()
        mark = b"\xef\xbb\xbf" if path.suffix == ".csv" else b""
        assert marked == mark + path.read_bytes()
    if not words:
        assert opcat.load(tmp_path / "marked").treaty == opcat.treaty()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--format xlsx --bom", "--bom marks CSV; pass --format csv, or leave it out"),
        ("--format csv --treaty convention", "--treaty is that of tables; pass --tables too"),
        (
            "--format csv --tables spells --treaty convention",
            "the Convention against Torture does not say; ask a",
        ),
    ],
)
def test_what_makes_no_sense(
    words: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *words.split(), str(tmp_path / "new")]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--format", "csv", "--tables", "panel,statusses", "x"])
    assert "--tables: 'statusses' is not known; did you mean 'statuses'?" in capsys.readouterr().err


def test_tables_do_not_go_among_the_files_of_a_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They have names in common, and the record could no longer be loaded."""
    assert main(["export", "--format", "csv", str(tmp_path)]) == 0
    for form in ("csv", "r"):
        words = ["export", "--format", form, "--tables", "states", "--force", str(tmp_path)]
        assert main(words) == 2
        assert "holds the files of a record; pass another directory" in capsys.readouterr().err
    assert opcat.load(tmp_path).treaty == opcat.treaty()


@pytest.mark.parametrize(
    ("form", "module", "line"),
    [
        ("xlsx", "xlsxwriter", 'pip install "opcat[excel]"'),
        ("dta", "pandas", 'pip install "opcat[stata]"'),
    ],
)
def test_without_its_library_a_format_names_the_pip_line(
    form: str,
    module: str,
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Once for all, also where the tables have no library either: one extra brings both."""
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    for table in ("statuses", "panel"):
        words = ["export", "--format", form, "--tables", table, str(tmp_path / "new")]
        assert main(words) == 2
        assert line in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
