"""Reading a record from a directory: the packaged checks, with file, row and column."""

import csv
import io
import shutil
import subprocess
import sys
import threading
import time
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import opcat

# The cells of any file, which no answer shows.
from opcat._record.files import rows

# That files are read only as far as needed, which no answer shows.
from opcat._record.record import RecordFiles

NEEDED = ("treaty.csv", "actions.csv", "states.csv", "sources.csv")


untyped: Any = opcat
"""The package as code sees it that no type checker reads."""


@pytest.fixture
def record(tmp_path: Path) -> Path:
    for name in NEEDED:
        shutil.copy(str(files("opcat") / "data" / name), tmp_path)
    return tmp_path


def change(directory: Path, file: str, old: str, new: str) -> None:
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old)
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def test_the_packaged_files_give_the_packaged_treaty(record: Path) -> None:
    assert opcat.load(record) == opcat.load(str(record))
    assert opcat.load(record).treaty == opcat.treaty()


def test_a_newer_action_is_one_more_line(record: Path) -> None:
    change(record, "treaty.csv", "as_of,2026-02-03", "as_of,2026-03-01")
    with (record / "actions.csv").open("a", encoding="utf-8") as stream:
        stream.write("KEN,accession,2026-02-28,untc-2026-02-03\n")
    newer = opcat.load(record)
    assert opcat.counts(treaty=newer).parties == newer.treaty.counts.parties == 97
    assert opcat.status("Kenya", treaty=newer).is_party


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "what"),
    [
        ("actions.csv", "AFG,accession,", "XXX,accession,", "actions.csv, row 2, column alpha_3", "'XXX' is not known"),
        ("actions.csv", "AFG,accession,", "AFG,joining,", "actions.csv, row 2, column kind", "pass one of"),
        ("actions.csv", "2018-04-17", "2018-04-31", "actions.csv, row 2, column date", "YYYY-MM-DD"),
        ("actions.csv", "2018-04-17", "17-04-2018", "actions.csv, row 2, column date", "YYYY-MM-DD"),
        ("actions.csv", "2018-04-17", "", "actions.csv, row 2, column date", "YYYY-MM-DD"),
        ("actions.csv", "2018-04-17", "2003-02-03", "actions.csv, row 2", "is earlier than opened_on"),
        ("actions.csv", "2018-04-17", "2026-02-04", "actions.csv, row 2", "is later than as_of"),
        ("actions.csv", "|statement-of-treaties-2018-04", "|nowhere", "actions.csv, row 2, column sources", "'nowhere' is not known"),
        ("actions.csv", "AFG,accession,", "AFG,ratification,", "actions.csv, row 2, column kind", "the State has not signed, .*article 27"),
        ("actions.csv", "FRA,ratification,", "FRA,accession,", "actions.csv, row 62, column kind", "the State has signed, .*article 27"),
        ("actions.csv", "alpha_3,kind,date,sources", "alpha_3,kind,day,sources", "actions.csv, row 1", "the columns are"),
        ("actions.csv", "AFG,accession,2018-04-17,", "AFG,accession,", "actions.csv, row 2", "3 cells; there must be 4"),
        ("actions.csv", "alpha_3,kind,date,sources", "alpha_3;kind;date;sources", "actions.csv, row 1", "a semicolon separates its cells, and it must be a comma"),
        ("actions.csv", "AFG,accession,2018-04-17,untc-2026-02-03|", "AFG;accession;2018-04-17;untc-2026-02-03|", "actions.csv, row 2", "a semicolon separates"),
        ("actions.csv", "AFG,accession", 'AFG,"accession', "actions.csv", "is not CSV"),
        ("states.csv", "AFG,AF,004,Afghanistan,", "AFG,AF,4,Afghanistan,", "states.csv, row 2, column numeric", "3 digits"),
        ("states.csv", "AFG,AF,004,Afghanistan,", "AFG,AF,004,,", "states.csv, row 2, column name", "is not a string"),
        ("states.csv", "AFG,AF,004,Afghanistan,", "AFG,,004,Afghanistan,", "states.csv, row 2, column alpha_2", "2 uppercase"),
        ("states.csv", "AFG,AF,004,Afghanistan,", "AFG,AF,,Afghanistan,", "states.csv, row 2, column numeric", "3 digits"),
        ("states.csv", "Afghanistan,member,", "Afghanistan,,", "states.csv, row 2, column un_status", "pass one of 'member'"),
        ("states.csv", "AGO,AO,024", "AFG,AO,024", "states.csv, row 3, column alpha_3", "is already in an earlier row"),
        ("sources.csv", "untc-2015-03-14,", "untc-2026-02-03,", "sources.csv, row 4, column id", "is already in an earlier row"),
        ("sources.csv", ",2018-04\n", ",2018-4\n", "sources.csv, row 11, column as_of", "is not a day"),
        ("treaty.csv", "entry_rule,20|30|28", "entry_rule,20|30", "treaty.csv, row 15, column value", r"is not of the form instruments\|days\|article$"),
        ("treaty.csv", "entry_rule,20|30|28", "entry_rule,0|30|28", "treaty.csv, row 15, column value", "from 1 to 1000"),
        ("treaty.csv", "entry_rule,20|30|28", "entry_rule,20|99999999999|28", "treaty.csv, row 15, column value", "from 0 to 36500"),
        ("treaty.csv", "entry_rule,20|30|28", "entry_rule,-20|30|28", "treaty.csv, row 15, column value", "'-20' is not an integer"),
        ("treaty.csv", "denunciation_rule,12|33", "denunciation_rule,12", "treaty.csv, row 16, column value", r"is not of the form months\|article$"),
        ("treaty.csv", "stated_in_force_on,2006-06-22", "stated_in_force_on,2006-06-23", "treaty.csv, fact stated_in_force_on", "article 28: 2006-06-22"),
        ("treaty.csv", "abbreviation,OPCAT", "nickname,OPCAT", "treaty.csv, row 5, column fact", "'nickname' is not known"),
        ("treaty.csv", "abbreviation,OPCAT", "key,OPCAT", "treaty.csv, row 5, column fact", "is already in an earlier row"),
        ("treaty.csv", "as_of,2026-02-03,untc-2026-02-03\n", "", "treaty.csv", "has no row for the fact 'as_of'"),
    ],
)  # fmt: skip
def test_damage_is_said_with_its_place(
    record: Path, file: str, old: str, new: str, place: str, what: str
) -> None:
    change(record, file, old, new)
    with pytest.raises(opcat.DataError, match=what) as caught:
        opcat.load(record)
    assert caught.value.problems[0][0] == place


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_is_too_long_whether_it_is_quoted_or_not(record: Path, quote: str) -> None:
    """As the csv module says, which any program may tell to read longer ones."""
    change(record, "states.csv", ",Afghanistan,member,", f",{quote}{'x' * 4000}{quote},member,")
    limit = csv.field_size_limit(3000)
    try:
        with pytest.raises(opcat.DataError, match="is not CSV: field larger than field limit"):
            opcat.load(record)
    finally:
        csv.field_size_limit(limit)
    assert opcat.load(record).states[0].depositary_name == "x" * 4000


@pytest.mark.parametrize("file", NEEDED)
def test_a_missing_file_is_named(record: Path, file: str) -> None:
    (record / file).unlink()
    with pytest.raises(opcat.DataError) as caught:
        opcat.load(record)
    assert caught.value.problems == (
        (str(record / file), "cannot be read: No such file or directory"),
    )


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    for nowhere in (tmp_path / "nowhere", ""):
        with pytest.raises(opcat.DataError, match=r"is not a directory of record files") as caught:
            opcat.load(nowhere)
        [(place, what)] = caught.value.problems
        assert place == (str(nowhere) or "''")
        assert what.endswith("copy of the packaged ones: python -m opcat export --format csv DIR")


def test_a_repeated_row_is_named_itself(record: Path) -> None:
    with (record / "actions.csv").open("a", encoding="utf-8") as stream:
        stream.write("AFG,accession,2018-04-17,untc-2026-02-03\n")
    with pytest.raises(opcat.DataError, match=r"repeats .*; leave one of the two out") as caught:
        opcat.load(record)
    assert [place for place, _ in caught.value.problems] == ["actions.csv, row 174"]


def test_all_that_is_wrong_with_a_row_is_said_at_once(record: Path) -> None:
    change(record, "actions.csv", "AFG,accession,2018-04-17,", "AFX,joining,2018-04-31,")
    with pytest.raises(opcat.DataError) as caught:
        opcat.load(record)
    columns = [place.rpartition(" ")[2] for place, _ in caught.value.problems]
    assert columns == ["alpha_3", "kind", "date"]


def test_what_is_not_known_is_said_with_the_file_that_must_have_it(record: Path) -> None:
    change(record, "actions.csv", "AFG,accession,", "XXX,accession,")
    change(record, "actions.csv", "|statement-of-treaties-2018-04", "|nowhere")
    with pytest.raises(opcat.DataError) as caught:
        opcat.load(record)
    assert caught.value.problems == (
        ("actions.csv, row 2, column alpha_3", "'XXX' is not known; states.csv must have it in the column alpha_3"),
        ("actions.csv, row 2, column sources", "'nowhere' is not known; sources.csv must have it in the column id"),
    )  # fmt: skip


@pytest.mark.parametrize("file", NEEDED)
def test_columns_may_stand_in_another_order(record: Path, file: str) -> None:
    """A spreadsheet may put them so."""
    path = record / file
    with path.open(encoding="utf-8", newline="") as stream:
        lines = [line[::-1] for line in csv.reader(stream)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(lines)
    assert opcat.load(record).treaty == opcat.treaty()


@pytest.mark.parametrize("header", ["id,title,publisher,url", "id,title,publisher,url,as_of,id"])
def test_a_column_that_is_missing_or_stands_twice(record: Path, header: str) -> None:
    (record / "sources.csv").write_text(f"{header}\n", encoding="utf-8")
    with pytest.raises(opcat.DataError, match=r"row 1: the columns are .*; they must be \['id'"):
        opcat.load(record)


def test_a_single_cell_is_said_to_be_separated_only_where_something_stands_between(
    record: Path,
) -> None:
    header = "id,publisher,title,url,as_of"
    for text in ("id\n", f"{header}\nun\n"):
        (record / "sources.csv").write_text(text, encoding="utf-8")
        with pytest.raises(opcat.DataError, match="must be") as caught:
            opcat.load(record)
        assert "separates" not in str(caught.value)


class TestTable:
    """A table is read as far as what was asked for."""

    SOURCES = b"id,title,publisher,url,as_of\none,,P,,\ntwo,,P,,\none,,P,,\n"

    def test_what_stands_below_is_not_read(self) -> None:
        sources = RecordFiles(lambda _: self.SOURCES + b'"').sources
        assert sources["one"].publisher == sources["two"].publisher == "P"

    def test_damage_is_said_as_often_as_somebody_reads_so_far(self) -> None:
        sources = RecordFiles(lambda _: self.SOURCES).sources
        for _ in range(2):
            with pytest.raises(opcat.DataError, match="'one' is already in an earlier row"):
                len(sources)
        with pytest.raises(opcat.DataError, match="row 4, column id"):
            _ = sources["three"]
        assert sources["one"].id == "one"

    def test_what_is_not_there(self) -> None:
        sources = RecordFiles(lambda _: self.SOURCES.rpartition(b"one")[0]).sources
        assert ("two" in sources, "three" in sources, list(sources)) == (
            True,
            False,
            ["one", "two"],
        )
        assert sources.get("three") is None

    def test_the_first_answer_reads_no_source_of_the_practice_record(self) -> None:
        """They stand below those of the acts, the States and the treaty."""
        code = (
            "import opcat; opcat.parties(); from opcat._record.record import packaged\n"
            "read = list(packaged.sources._rows)\n"
            "named = {s for a in opcat.treaty().actions for s in (*a.sources, *a.state.sources)}\n"
            "named |= {s for _, sources in opcat.treaty().fact_sources for s in sources}\n"
            "assert read[-1] in {s.id for s in named}, read\n"
            "assert len(read) < len(packaged.sources) / 4"
        )
        subprocess.run([sys.executable, "-c", code], check=True)


def test_a_byte_order_mark_does_not_count(record: Path) -> None:
    """Excel puts one before every file that it saves as "CSV UTF-8"."""
    for path in record.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert opcat.load(record).treaty == opcat.treaty()


def test_a_second_byte_order_mark_is_another_column(record: Path) -> None:
    path = record / "states.csv"
    path.write_bytes(b"\xef\xbb\xbf" * 2 + path.read_bytes())
    with pytest.raises(opcat.DataError, match=r"row 1: the columns are \['\\ufeffalpha_3'"):
        opcat.load(record)


def test_what_is_no_path() -> None:
    with pytest.raises(TypeError, match="directory=None is not a path"):
        untyped.load(None)


def test_another_encoding_than_utf_8_is_refused(record: Path) -> None:
    (record / "states.csv").write_bytes("Côte d'Ivoire".encode("latin-1"))
    with pytest.raises(opcat.DataError, match=r"states.csv: is not UTF-8: byte 1"):
        opcat.load(record)


@given(st.text(alphabet='a,"\r\n\u2028é\0', max_size=30))
@example('a,"b, ""c""\r\nd",e\r\nf,g,h\r')
@example("a\n\nb")
def test_a_file_reads_as_the_csv_module_reads_it(text: str) -> None:
    """Rows without quotes are split without it."""
    read = partial(rows, "states.csv", lambda _: text.encode())
    header, others, damage = ["a"], [], ""
    try:
        header, *others = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    except csv.Error as error:
        damage = str(error)
    if damage:
        with pytest.raises(opcat.DataError) as caught:
            list(read(header))
        # What stands before the damage may have other columns, and is reported first.
        assert damage in str(caught.value) or ", row " in str(caught.value)
        return
    lengths = {len(cells) for cells in others} | {len(header)}
    if len({*header}) == len(header) and len(lengths) == 1:
        assert [row.cells for row in read(header)] == others
    elif len(lengths) > 1:
        with pytest.raises(opcat.DataError, match=r"row \d+: \d+ cells?; there must be \d+"):
            list(read(header))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("before", [b"AFG,x\n" * 5000, b"", "é".encode() * 8191, b"a" * 8191])
def test_a_byte_that_is_not_utf_8_is_counted_from_the_beginning_of_the_file(
    mark: bytes, before: bytes
) -> None:
    for damage, reason in ((b"\xff", "invalid start byte"), (b"\xc3", "unexpected end of data")):
        data = mark + b"a,b\n" + before + damage
        with pytest.raises(opcat.DataError) as caught:
            list(rows("states.csv", {"states.csv": data}.__getitem__, ["a", "b"]))
        place = len(data) - 1
        assert str(caught.value) == f"states.csv: is not UTF-8: byte {place}: {reason}"


def test_an_empty_file(record: Path) -> None:
    (record / "actions.csv").write_bytes(b"")
    with pytest.raises(opcat.DataError, match=r"row 1: the columns are \[\]"):
        opcat.load(record)


def test_a_file_that_many_rows_lead_to_is_said_once(record: Path) -> None:
    (record / "sources.csv").write_bytes(b"\xff")
    with pytest.raises(opcat.DataError) as caught:
        opcat.load(record)
    assert str(caught.value) == "sources.csv: is not UTF-8: byte 0: invalid start byte"


def test_every_damaged_row_is_listed(record: Path) -> None:
    path = record / "actions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("accession", "joining"), "utf-8")
    with pytest.raises(opcat.DataError) as caught:
        opcat.load(record)
    assert len(caught.value.problems) == 31


def test_a_succession_to_signature_is_a_signature(record: Path) -> None:
    """Montenegro ratified after it had succeeded to a signature."""
    change(
        record, "actions.csv", "MNE,succession_to_signature,2006-10-23", "MNE,signature,2006-10-23"
    )
    assert opcat.load(record).treaty.counts == opcat.treaty().counts


def test_a_damaged_state_is_said_with_its_own_place(record: Path) -> None:
    """Also when a row of another file is what asks for it."""
    change(record, "states.csv", "AFG,AF,004,Afghanistan,", "AFG,AF,4,Afghanistan,")
    with pytest.raises(opcat.DataError) as caught:
        _ = RecordFiles(lambda file: (record / file).read_bytes()).treaty
    assert [place for place, _ in caught.value.problems] == ["states.csv, row 2, column numeric"]


def test_what_another_thread_is_making_is_waited_for() -> None:
    record = RecordFiles(lambda _: b"")
    asking = threading.Event()
    found: list[str] = []

    def second() -> None:
        asking.set()
        found.append(record.once("thing", lambda _: pytest.fail("made twice")))

    def make(_: RecordFiles) -> object:
        thread.start()
        asking.wait()
        time.sleep(0.05)
        return "made"

    thread = threading.Thread(target=second)
    assert record.once("thing", make) == "made"
    thread.join()
    assert found == ["made"]


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of the whole packaged record."""
    for file in (files("opcat") / "data").iterdir():
        if file.name.endswith(".csv"):
            shutil.copy(str(file), tmp_path)
    return tmp_path


OLD = "alpha_3,designated,names,institution_type,designated_on,confidence,note,sources\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("mechanisms.csv", None, OLD, "one row per mechanism"),
        ("mechanisms.csv", "ALB,1,", "ALB,2,", "mechanisms.csv, row 2, column sequence"),
        ("mechanism_standing.csv", "AFG,", "XXX,", "mechanism_standing.csv, row 2, column alpha_3"),
        ("declarations.csv", ",postponement,", ",delay,", "declarations.csv, row .*, column kind"),
        ("territories.csv", ",excluded,", ",left out,", "territories.csv, row .*, column effect"),
        ("overdue_mechanisms.csv", ",removed,", ",gone,", "overdue_mechanisms.csv, row .*, column kind"),
        ("visits.csv", ",regular,", ",usual,", "visits.csv, row .*, column kind"),
        ("visit_totals.csv", ",visits,", ",trips,", "visit_totals.csv, row .*, column scope"),
        ("reported_figures.csv", ",parties,", ",members,", "reported_figures.csv, row .*, column figure"),
        ("milestones.csv", "\n19", "\n1x", "milestones.csv, row .*, column date"),
        ("convention_actions.csv", ",accession,", ",joining,", "convention_actions.csv, row .*, column kind"),
        # The column that people see, also where the value's own check finds it under another name.
        ("treaty_titles.csv", ',fr,"', ',fr," ', "treaty_titles.csv, row 4, column title: ' Proto"),
    ],
)  # fmt: skip
def test_the_tables_beside_the_treaty_are_checked(
    whole: Path, file: str, old: str | None, new: str, problem: str
) -> None:
    """So a directory with tables of 1.0.0rc1, or with damaged ones, is not taken in silence."""
    assert opcat.load(whole).treaty == opcat.treaty()
    text = (whole / file).read_text(encoding="utf-8")
    assert old is None or old in text
    damaged = new if old is None else text.replace(old, new)
    (whole / file).write_text(damaged, encoding="utf-8", newline="")
    with pytest.raises(opcat.DataError, match=problem):
        opcat.load(whole)


@pytest.mark.parametrize(
    ("file", "beside"),
    [
        ("convention.csv", "convention_actions.csv"),
        ("mechanism_standing.csv", "mechanisms.csv"),
        ("visit_reports.csv", "visits.csv"),
        ("related.csv", "milestones.csv"),
        ("treaty_titles.csv", "milestones.csv"),
    ],
)
def test_a_table_is_checked_without_the_one_that_it_is_read_with(
    whole: Path, file: str, beside: str
) -> None:
    (whole / beside).unlink()
    assert opcat.load(whole).treaty == opcat.treaty()
    with (whole / file).open("a", encoding="utf-8") as stream:
        stream.write("one cell too few\n")
    with pytest.raises(opcat.DataError, match=rf"^{file}, row "):
        opcat.load(whole)


def test_a_last_day_that_was_the_day_after_is_not_read_as_one(whole: Path) -> None:
    """In 1.0.0rc1 the period of a territory ended before the day that ``until`` gave."""
    change(whole, "territories.csv", "period_start,period_end", "from,until")
    with pytest.raises(opcat.DataError, match="until was the day after; name it period_end, and"):
        opcat.load(whole)


@pytest.mark.parametrize(
    ("file", "earlier"),
    [
        ("declarations.csv", {"postponed_from": "from", "postponed_until": "until"}),
        ("territories.csv", {"period_start": "from"}),
        (
            "mechanisms.csv",
            {
                "bodies": "names",
                "has_all_bodies": "names_complete",
                "has_public_annual_reports": "annual_reports_public",
                "day_confidence": "confidence_days",
            },
        ),
    ],
)
def test_the_column_names_of_earlier_editions_are_read(
    whole: Path, file: str, earlier: dict[str, str]
) -> None:
    path = whole / file
    header, _, rows = path.read_text(encoding="utf-8").partition("\n")
    names = [earlier.get(name, name) for name in header.split(",")]
    assert sum(name in earlier.values() for name in names) == len(earlier)
    path.write_text(f"{','.join(names)}\n{rows}", encoding="utf-8", newline="")
    assert opcat.load(whole).treaty == opcat.treaty()
    path.write_text(f"{','.join(names)},{names[-1]}\n", encoding="utf-8", newline="")
    with pytest.raises(opcat.DataError, match=rf"{file}, row 1: the columns are .*; they must be"):
        opcat.load(whole)
