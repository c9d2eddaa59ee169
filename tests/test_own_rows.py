"""Rows of a record of one's own that no record can have: given twice, or ruled out by the acts."""

import csv
import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs
import pytest

import opcat

DATA = Path(str(files("opcat") / "data"))
RESOURCES: dict[str, dict[str, Any]] = {
    resource["path"]: resource["schema"]
    for resource in json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
}
LOADED = opcat.load(DATA).file_names
COUNTED = {"mechanisms.csv": "sequence"}
"""Where rows are counted, the one before must end first; told by other columns than the key."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the packaged files."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def rows_of(directory: Path, file: str) -> list[dict[str, str]]:
    with (directory / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(directory: Path, file: str, rows: list[dict[str, str]]) -> None:
    with (directory / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def add(directory: Path, file: str, like: int = 0, **cells: str) -> str:
    """Add a row like another one, with other cells; return its place."""
    rows = rows_of(directory, file)
    rows.append(rows[like] | cells)
    write(directory, file, rows)
    return f"{file}, row {len(rows) + 1}"


def refused(directory: Path) -> dict[str, str]:
    with pytest.raises(opcat.DataError) as caught:
        opcat.load(directory)
    return dict(caught.value.problems)


def key_of(file: str) -> list[str]:
    schema = RESOURCES[file]
    return [*(schema.get("primaryKey") or schema["uniqueKeys"][0])]


@pytest.mark.parametrize("file", LOADED)
def test_a_row_given_twice_is_refused_in_every_table(data: Path, file: str) -> None:
    """With its place, and the column, except for acts, which are told by the whole row."""
    place = add(data, file, like=1)
    said = {where: why for where, why in refused(data).items() if where.startswith(place)}
    [(where, why)] = said.items()
    if file in {"actions.csv", "convention_actions.csv"}:
        assert " repeats " in why
    else:
        assert where.removeprefix(f"{place}, column ") in key_of(file)


PRACTICE = [file for file in LOADED if set(key_of(file)) not in ({"fact"}, {"id"}, {"key"})]


@pytest.mark.parametrize("file", PRACTICE)
def test_two_rows_of_one_key_are_refused_however_else_they_differ(data: Path, file: str) -> None:
    """The key is that of datapackage.json, so other programs refuse the same."""
    rows = rows_of(data, file)
    rows.append(dict(rows[1]))
    other = [row for row in rows if row["sources" if "sources" in row else "value"]]
    free = rows[0].keys() - {*key_of(file)}
    # The last cells that may differ by themselves: what they say is that of another row.
    taken = {"sources", "summary", "note", "value", "about", "title"} & free
    rows[-1] |= {column: other[-2][column] for column in taken}
    write(data, file, rows)
    assert any(where.startswith(f"{file}, row {len(rows) + 1}") for where in refused(data))


def test_the_error_names_the_other_row(data: Path) -> None:
    place = add(data, "visits.csv", like=4)
    row = rows_of(data, "visits.csv")[4]
    assert refused(data) == {
        f"{place}, column start": f"repeats visits.csv, row 6, which has alpha_3 {row['alpha_3']}, "
        f"start {row['start']} too; leave one of the two out"
    }


def test_it_names_no_column_in_which_neither_says_anything(data: Path) -> None:
    place = add(data, "reported_figures.csv", value="95")
    assert refused(data) == {
        f"{place}, column regional_group": "repeats reported_figures.csv, row 2, which has source "
        "article-2025-10, place summary box, figure parties too; leave one of the two out"
    }


def test_all_rows_given_twice_are_told_at_once(data: Path) -> None:
    places = {add(data, file) for file in ("visits.csv", "visit_totals.csv", "territories.csv")}
    assert {where.rpartition(", column ")[0] for where in refused(data)} == places


def test_two_territories_may_be_declared_on_one_day(data: Path) -> None:
    """They are two facts, and the territory is what tells them apart."""
    rows = rows_of(data, "territories.csv")
    like = next(at for at, row in enumerate(rows) if row["territory"])
    add(data, "territories.csv", like, territory="Another Place")
    record = opcat.load(data)
    assert len(opcat.territories(treaty=record)) == len(opcat.territories()) + 1


IN_2012: dict[str, Any] = {"start": "2012-05-01", "end": "2012-05-10"}
POSTPONED = {
    "postponed_from": "2010-01-01",
    "postponed_until": "2012-12-31",
    "made_on": "2010-01-01",
    "effective_on": "2010-01-01",
}


def place_of(file: str, column: str, word: str) -> int:
    """Return where the first row with a word is."""
    return next(at for at, row in enumerate(rows_of(DATA, file)) if row[column] == word)


@pytest.mark.parametrize(
    ("file", "like", "cells", "told"),
    [
        ("visits.csv", 0, {"alpha_3": "KEN", **IN_2012}, "Kenya was no party on 2012-05-01, and missions go to States parties (article 11)"),
        # Signed in 2003 and deposited in 2006: bound from the entry into force on 22 June 2006 on.
        ("visits.csv", 0, {"alpha_3": "MEX", "start": "2006-01-01", "end": "2006-06-21"}, "Mexico could have no mission on 2006-01-01: the Protocol was in force for it from 2006-06-22 on only (article 28)"),
        ("visits.csv", 0, {"alpha_3": "FRA", "start": "2008-11-12", "end": "2008-12-10"}, "France could have no mission on 2008-11-12: the Protocol was in force for it from 2008-12-11 on only (article 28)"),
        ("visits.csv", 0, {"alpha_3": "FRA", "start": "2007", "end": "2007"}, "France was no party on 2007, and missions go to States parties (article 11)"),
        ("declarations.csv", place_of("declarations.csv", "kind", "postponement"), {"alpha_3": "KEN", **POSTPONED}, "Kenya was no party on 2010-01-01, and a State postpones when it joins (article 24)"),
        ("declarations.csv", place_of("declarations.csv", "kind", "postponement"), {"alpha_3": "BEL", **POSTPONED}, "Belgium was no party on 2010-01-01, and a State postpones when it joins (article 24)"),
        ("declarations.csv", place_of("declarations.csv", "kind", "interpretative_declaration"), {"alpha_3": "KEN"}, "Kenya was neither a party nor a signatory on 2008-11-11, so it declares nothing"),
        ("territories.csv", 0, {"alpha_3": "KEN"}, "Kenya was neither a party nor a signatory on 2004-06-25, so it declares nothing"),
        ("overdue_mechanisms.csv", 0, {"alpha_3": "KEN"}, "Kenya was no party on 2016-11-29, so it owed no mechanism (article 17)"),
        ("mechanism_standing.csv", 0, {"alpha_3": "KEN"}, "Kenya has never been a party, and this table says where parties stand"),
    ],
)  # fmt: skip
def test_what_the_acts_rule_out_is_refused(
    data: Path, file: str, like: int, cells: dict[str, str], told: str
) -> None:
    place = add(data, file, like, **cells)
    [(where, why)] = refused(data).items()
    assert where == f"{place}, column alpha_3"
    assert why == f"{told}; correct the row, or add to actions.csv the act that is missing there"


@pytest.mark.parametrize(
    ("file", "like", "cells"),
    [
        # It goes on after the Protocol came into force for France, or may do so.
        ("visits.csv", 0, {"alpha_3": "FRA", "start": "2008-12-01", "end": "2008-12-11"}),
        ("visits.csv", 0, {"alpha_3": "FRA", "start": "2008", "end": "2008"}),
        # A signatory declares when it signs; Belgium had signed on 24 October 2005.
        ("declarations.csv", place_of("declarations.csv", "kind", "interpretative_declaration"), {"alpha_3": "BEL", "made_on": "2006-01-01", "effective_on": "2006-01-01"}),
        ("mechanisms.csv", 0, {"alpha_3": "KEN"}),
    ],
)  # fmt: skip
def test_what_they_leave_open_is_taken(
    data: Path, file: str, like: int, cells: dict[str, str]
) -> None:
    add(data, file, like, **cells)
    assert opcat.load(data).as_of == opcat.treaty().as_of


def test_a_title_of_another_treaty_is_not_taken_for_the_protocols(data: Path) -> None:
    place = add(data, "treaty_titles.csv", treaty="cat", title="Convention")
    assert refused(data) == {
        f"{place}, column treaty": "'cat' is not the Protocol, whose titles this table has; "
        "write 'opcat', or leave the row out"
    }


def test_a_record_of_the_protocol_under_another_key_keeps_its_titles(data: Path) -> None:
    """A page has no key, and its treaty is told by the title."""
    text = (data / "treaty.csv").read_text(encoding="utf-8").replace("key,opcat,", "key,mine,")
    (data / "treaty.csv").write_text(text, encoding="utf-8", newline="")
    titles = opcat.background().titles
    assert opcat.background(treaty=opcat.load(data)).titles == titles
    rows = [row | {"treaty": "mine"} for row in rows_of(data, "treaty_titles.csv")]
    write(data, "treaty_titles.csv", rows)
    assert len(opcat.background(treaty=opcat.load(data)).titles) == len(titles)


def test_a_mechanism_of_a_state_that_has_not_joined_is_in_the_history_alone(data: Path) -> None:
    add(data, "mechanisms.csv", alpha_3="KEN")
    record = opcat.load(data)
    assert len(opcat.mechanism_history("Kenya", treaty=record)) == 1
    assert opcat.mechanisms("Kenya", treaty=record) == ()


def test_a_state_that_withdrew_is_judged_by_its_days(data: Path) -> None:
    """A denunciation takes effect a year later (article 33); until then missions may come."""
    with (data / "actions.csv").open("a", encoding="utf-8", newline="") as stream:
        stream.write("ALB,denunciation,2010-03-01,untc-2026-02-03\n")
    known = [row for row in rows_of(data, "visits.csv") if row["alpha_3"] != "ALB"]
    write(data, "visits.csv", known)
    reports = [row for row in rows_of(data, "visit_reports.csv") if row["alpha_3"] != "ALB"]
    write(data, "visit_reports.csv", reports)
    add(data, "visits.csv", alpha_3="ALB", start="2011-02-25", end="2011-03-05")
    record = opcat.load(data)
    assert opcat.status("Albania", treaty=record).standing == "withdrawn"
    assert len(opcat.visits("Albania", treaty=record)) == 1
    place = add(data, "visits.csv", alpha_3="ALB", start="2011-03-01", end="2011-03-05")
    assert refused(data)[f"{place}, column alpha_3"].startswith("Albania was no party on 2011")


def test_before_the_treaty_is_in_force_there_are_no_missions(data: Path) -> None:
    """Also where it is not known when that will be."""
    write(data, "visits.csv", rows_of(data, "visits.csv")[:1])
    reports = (data / "visit_reports.csv").read_text(encoding="utf-8")
    (data / "visit_reports.csv").write_text(reports.partition("\n")[0], encoding="utf-8")
    facts = [row for row in rows_of(data, "treaty.csv") if row["fact"] != "stated_in_force_on"]
    for row in facts:
        row["value"] = {"entry_rule": "200|30|28"}.get(row["fact"], row["value"])
    write(data, "treaty.csv", facts)
    [why] = refused(data).values()
    assert ": the Protocol was not in force yet (article 28)" in why
    facts = [row for row in facts if row["fact"] != "entry_rule"]
    write(data, "treaty.csv", facts)
    assert len(opcat.visits(treaty=opcat.load(data))) == 1  # nobody knows by which rule


def test_without_a_rule_the_day_that_is_stated_bounds_them(data: Path) -> None:
    facts = [row for row in rows_of(data, "treaty.csv") if row["fact"] != "entry_rule"]
    write(data, "treaty.csv", facts)
    assert len(opcat.visits(treaty=opcat.load(data))) == len(opcat.visits())
    place = add(data, "visits.csv", alpha_3="MEX", start="2006-01-01", end="2006-06-21")
    why = refused(data)[f"{place}, column alpha_3"]
    assert "was in force for it from 2006-06-22 on only" in why


def test_nothing_is_ruled_out_by_articles_of_the_protocol_for_another_treaty(data: Path) -> None:
    text = (data / "treaty.csv").read_text(encoding="utf-8")
    text = text.replace("key,opcat,", "key,pact,").replace(opcat.treaty().title, "A Pact")
    (data / "treaty.csv").write_text(text, encoding="utf-8", newline="")
    add(data, "visits.csv", alpha_3="KEN", **IN_2012)
    add(data, "treaty_titles.csv", treaty="cat", title="Convention")
    assert opcat.load(data).treaty.title == "A Pact"
    assert attrs.evolve(opcat.treaty(), key="pact", title="A Pact") == opcat.load(data).treaty
