"""The descriptor of the record, held against the files, the code and the frictionless library."""

import csv
import json
import pkgutil
import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

import attrs
import pytest

import opcat

# What the package reads is held against what its description says.
from opcat._record.layout import Layout

DATA = Path(opcat.__file__).parent / "data"
DESCRIPTOR = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in DESCRIPTOR["resources"]}
COLUMNS = [
    (name, field["name"], field)
    for name, resource in RESOURCES.items()
    for field in resource["schema"]["fields"]
]
PARTIAL = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"

FACTS = [field.name for field in attrs.fields(opcat.Treaty)]
FACTS = [name for name in FACTS if name not in {"actions", "fact_sources"}]
REASONS = (
    *("ambiguous", "former_state", "territory", "part_of_state", "organisation", "region"),
    *("not_in_record", "not_a_name"),
)
VOCABULARIES: dict[tuple[str, str], Iterable[str]] = {
    ("actions", "kind"): opcat.ActionKind,
    ("cldr_names", "language"): opcat.Language,
    ("convention", "fact"): FACTS,
    ("convention_actions", "kind"): opcat.ActionKind,
    ("declarations", "kind"): opcat.DeclarationKind,
    ("declarations", "postpones"): opcat.ProtocolPart,
    ("declarations", "until_basis"): opcat.UntilBasis,
    ("mechanism_standing", "confidence"): opcat.Confidence,
    ("mechanism_standing", "designated"): opcat.Designation,
    ("mechanisms", "confidence"): opcat.Confidence,
    ("mechanisms", "day_confidence"): opcat.Confidence,
    ("mechanisms", "institution_type"): opcat.InstitutionType,
    ("not_states", "reason"): REASONS,
    ("overdue_mechanisms", "kind"): ("full_list", "partial", "added", "removed", "npm_welcomed"),
    ("participants", "kind"): opcat.ParticipantKind,
    ("related", "kind"): opcat.RelatedItemKind,
    ("reported_figures", "figure"): opcat.FigureKind,
    ("reported_figures", "regional_group"): opcat.RegionalGroup,
    ("state_names", "language"): opcat.Language,
    ("states", "regional_group"): opcat.RegionalGroup,
    ("states", "un_status"): opcat.UNStatus,
    ("territories", "effect"): opcat.TerritorialEffect,
    ("treaty", "fact"): FACTS,
    ("treaty_titles", "language"): opcat.Language,
    ("usual_names", "kind"): ["common", "abbreviation", "former", "ambiguous"],
    ("usual_names", "language"): opcat.Language,
    ("visit_reports", "addressee"): opcat.ReportAddressee,
    ("visit_totals", "relation"): opcat.TotalRelation,
    ("visit_totals", "scope"): opcat.VisitTotalScope,
    ("visits", "completion"): opcat.VisitCompletion,
    ("visits", "confidence"): opcat.Confidence,
    ("visits", "kind"): opcat.VisitKind,
    ("visits", "kind_basis"): opcat.VisitKindBasis,
    ("visits", "report_public"): opcat.ReportPublic,
}
"""The column, and the words of the code that it may hold."""


def rows(name: str, directory: Path = DATA) -> list[dict[str, str]]:
    with (directory / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def members(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def strays(directory: Path = DATA) -> list[tuple[str, str]]:
    """Return what the lists name that is nowhere else: frictionless breaks on keys in lists."""
    known = {row["id"] for row in rows("sources", directory)}
    states = {row["alpha_3"] for row in rows("states", directory)}
    found = [
        (name, source)
        for name, column, _ in COLUMNS
        if column == "sources"
        for row in rows(name, directory)
        for source in members(row["sources"])
        if source not in known
    ]
    return found + [
        (name, state)
        for name in ("not_states", "usual_names")
        for row in rows(name, directory)
        for state in members(row["states"])
        if state not in states
    ]


def referred(name: str) -> set[str]:
    """Return a table, and those that its keys lead to."""
    keys = RESOURCES[name]["schema"].get("foreignKeys", [])
    others = {key["reference"]["resource"] for key in keys} - {"", name}
    return {name}.union(*map(referred, others))


def errors(directory: Path, only: str = "") -> list[tuple[str, str, int | None]]:
    """Return what frictionless finds: the file, the sort of error and the row.

    Args:
        directory: where the files are.
        only: look at this table and those that its keys lead to, which takes less long.
    """
    # Slow to import, and needed by these tests alone.
    from frictionless import Package

    if only:
        resources = [RESOURCES[name] for name in RESOURCES if name in referred(only)]
        text = json.dumps({**DESCRIPTOR, "resources": resources})
        (directory / "datapackage.json").write_text(text, encoding="utf-8")
    report = Package(str(directory / "datapackage.json")).validate()
    assert not report.warnings
    found: list[tuple[str, str, int | None]] = [("", error.type, None) for error in report.errors]
    for task in report.tasks:
        found += [
            (task.name, error.type, getattr(error, "row_number", None)) for error in task.errors
        ]
    assert report.valid == (not found)
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


class TestThePackage:
    def test_frictionless_finds_it_valid(self) -> None:
        assert errors(DATA) == []

    def test_its_version_is_the_last_day_of_the_record(self) -> None:
        assert DESCRIPTOR["version"] == str(opcat.treaty().as_of)
        assert str(opcat.convention().as_of) == DESCRIPTOR["version"]

    def test_it_names_the_licence_and_the_depositary(self) -> None:
        [licence], [source] = DESCRIPTOR["licenses"], DESCRIPTOR["sources"]
        assert licence["name"] == "CC0-1.0"
        others = {name: one["licenses"] for name, one in RESOURCES.items() if "licenses" in one}
        assert [[one["name"] for one in found] for found in others.values()] == [["Unicode-3.0"]]
        assert list(others) == ["cldr_names"]
        assert "ST/LEG/SER.E" in source["title"]
        assert "ST/LEG/SER.E" in DESCRIPTOR["description"]

    def test_every_part_says_that_it_is_of_version_2(self) -> None:
        for resource in RESOURCES.values():
            for part in (DESCRIPTOR, resource["dialect"], resource["schema"]):
                assert part["$schema"].startswith("https://datapackage.org/profiles/2.0/")

    def test_every_file_has_a_resource_and_every_resource_its_file(self) -> None:
        assert len(RESOURCES) == len(DESCRIPTOR["resources"])
        assert {path.name for path in DATA.iterdir()} == {
            "datapackage.json",
            *(resource["path"] for resource in RESOURCES.values()),
        }
        assert all(resource["path"] == f"{name}.csv" for name, resource in RESOURCES.items())

    @pytest.mark.parametrize("name", RESOURCES)
    def test_the_form_of_a_file(self, name: str) -> None:
        resource = RESOURCES[name]
        text = (DATA / resource["path"]).read_bytes()
        header = text.decode(resource["encoding"]).split(resource["dialect"]["lineTerminator"])[0]
        assert header.split(",") == [field["name"] for field in resource["schema"]["fields"]]
        assert b"\r" not in text
        assert text.endswith(b"\n")
        assert resource["type"] == "table"
        assert resource["title"]
        assert resource["description"].endswith(".")
        assert resource["schema"]["missingValues"] == [""]

    @pytest.mark.parametrize("name", RESOURCES)
    def test_keys_name_columns_and_are_unique(self, name: str) -> None:
        """Frictionless does not look at `uniqueKeys`; here an empty cell counts as a value."""
        schema = RESOURCES[name]["schema"]
        columns = {field["name"]: field for field in schema["fields"]}
        keys = [schema["primaryKey"]] if "primaryKey" in schema else []
        for key in keys:
            assert all(columns[column]["constraints"]["required"] for column in key)
        keys += schema.get("uniqueKeys", [])
        assert keys
        for key in keys:
            found = [tuple(row[column] for column in key) for row in rows(name)]
            assert len(found) == len(set(found))

    def test_what_refers_to_states_and_sources(self) -> None:
        refer = {
            (name, *key["fields"], key["reference"]["resource"], *key["reference"]["fields"])
            for name, resource in RESOURCES.items()
            for key in resource["schema"].get("foreignKeys", [])
        }
        assert refer == {
            ("reported_figures", "source", "sources", "id"),
            ("visit_reports", "alpha_3", "start", "visits", "alpha_3", "start"),
        } | {
            (name, "alpha_3", "states", "alpha_3")
            for name, column, _ in COLUMNS
            if column == "alpha_3" and name not in ("states", "convention_actions")
        }

    def test_what_refers_to_states_or_to_other_participants(self) -> None:
        """No key of a table can say so: the acts of former States stand among those of States."""
        keys = {row["alpha_3"] for row in rows("convention_actions")}
        others = {row["key"] for row in rows("participants") if row["not_counted_from"]}
        assert keys - {row["alpha_3"] for row in rows("states")} == others


def columns_of(table: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the columns of a table, each with its description."""
    return [(column, field) for name, column, field in COLUMNS if name == table]


class TestColumns:
    @pytest.mark.parametrize("name", RESOURCES)
    def test_each_is_described_and_typed(self, name: str) -> None:
        for column, field in columns_of(name):
            assert field["description"], column
            assert field["type"] in {"string", "date", "integer", "boolean"}, column

    def test_every_vocabulary_is_the_code_s(self) -> None:
        found = {
            (name, column): sorted(field["constraints"]["enum"])
            for name, column, field in COLUMNS
            if "enum" in field.get("constraints", {})
        }
        assert found == {
            place: sorted(getattr(word, "value", word) for word in words)
            for place, words in VOCABULARIES.items()
        }

    def test_the_words_of_a_list_are_in_its_pattern(self) -> None:
        [pattern] = [
            field["constraints"]["pattern"] for _, column, field in COLUMNS if column == "kinds"
        ]
        words = {word for row in rows("names") for word in row["kinds"].split("|")}
        assert set(re.findall("[a-z_]+", pattern)) == words

    @pytest.mark.parametrize("name", RESOURCES)
    def test_a_column_of_days_is_a_date_and_one_of_shorter_dates_has_their_pattern(
        self, name: str
    ) -> None:
        for column, field in columns_of(name):
            cells = [row[column] for row in rows(name) if row[column]]
            pattern = field.get("constraints", {}).get("pattern", "")
            looks_dated = all(re.fullmatch(f"{PARTIAL}(/{PARTIAL})?", cell) for cell in cells)
            assert looks_dated == (field["type"] == "date" or PARTIAL in pattern), column

    @pytest.mark.parametrize("name", RESOURCES)
    def test_required_is_what_the_file_shows(self, name: str) -> None:
        """A column that is always filled may be optional all the same; a required one may not gape."""
        for column, field in columns_of(name):
            if field.get("constraints", {}).get("required"):
                assert all(row[column] for row in rows(name)), column

    def test_namibia_is_no_missing_value(self) -> None:
        from frictionless import Package

        package = Package(str(DATA / "datapackage.json"))
        states = package.get_table_resource("states").read_rows()
        assert [row["alpha_2"] for row in states if row["alpha_3"] == "NAM"] == ["NA"]
        assert [row["numeric"] for row in states if row["alpha_3"] == "AFG"] == ["004"]


def layouts() -> Iterator[Layout[Any]]:
    """Yield how the package reads each table, but for the two of facts."""
    for wing in ("_record", "_names", "_practice", "untc"):
        package = import_module(f"opcat.{wing}")
        for room in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = import_module(room.name)
            yield from (value for value in vars(module).values() if isinstance(value, Layout))


LAYOUTS = {layout.file.removesuffix(".csv"): layout for layout in layouts()}
READ = [
    (name, layout.columns[field], hint)
    for name, layout in LAYOUTS.items()
    for field, hint in layout.hints.items()
]
"""The column of a table, and the type that the package reads from it."""
FIELDS = {(name, column): field for name, column, field in COLUMNS}
TYPES = {bool: "boolean", date: "date", int: "integer"}
PATTERNS = {
    opcat.PartialDate: f"^{PARTIAL}$",
    opcat.State: "^[A-Z]{3}$",
    tuple[opcat.Source, ...]: r"^[a-z0-9-]+(\|[a-z0-9-]+)*$",
}

OF_ANY_PARTICIPANT = "^([A-Z]{3}|[a-z][a-z-]{3,})$"
"""A State by its code, or a former State by its key in ``participants.csv``."""


class TestTheReader:
    """The descriptor says what the package reads, column by column."""

    def test_it_reads_every_table(self) -> None:
        assert set(LAYOUTS) == set(RESOURCES) - {"treaty", "convention"}

    @pytest.mark.parametrize("name", LAYOUTS)
    def test_a_table_is_read_by_the_columns_described(self, name: str) -> None:
        described = [field["name"] for field in RESOURCES[name]["schema"]["fields"]]
        assert sorted(LAYOUTS[name].columns.values()) == sorted(described)

    def test_the_columns_of_facts(self) -> None:
        for name in ("treaty", "convention"):
            described = [field["name"] for field in RESOURCES[name]["schema"]["fields"]]
            assert described == ["fact", "value", "sources"]

    @pytest.mark.parametrize(("name", "column", "hint"), READ)
    def test_the_type_of_a_column(self, name: str, column: str, hint: Any) -> None:
        field = FIELDS[name, column]
        constraints = field.get("constraints", {})
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        optional = NoneType in get_args(hint)
        kind = kinds[0] if optional else hint
        assert field["type"] == TYPES.get(kind, "string")
        if kind in PATTERNS:
            of_others = (name, column) == ("convention_actions", "alpha_3")
            wanted = OF_ANY_PARTICIPANT if of_others else PATTERNS[kind]
            assert constraints["pattern"] == wanted
        assert ("enum" in constraints) == (isinstance(kind, type) and issubclass(kind, StrEnum))
        if "enum" in constraints:
            assert constraints["enum"] == list(kind)
        if get_origin(kind) is tuple and kind != tuple[opcat.Source, ...]:
            assert field["description"].startswith("a list: ")
        else:
            may_be_empty = optional or (name, column) in MAY_BE_EMPTY
            assert constraints.get("required", False) != may_be_empty


MAY_BE_EMPTY = {
    ("not_states", "note"),
    ("participants", "sources"),
    ("visit_reports", "sources"),
}
"""Columns whose empty cell is an empty text, or no source."""


class TestLists:
    def test_every_member_exists(self) -> None:
        assert strays() == []

    def test_every_table_but_names_not_states_figures_and_sources_has_sources(self) -> None:
        """Those of the names in other languages are the same for all rows: the description has them."""
        without = set(RESOURCES) - {name for name, column, _ in COLUMNS if column == "sources"}
        assert without == {
            *("names", "not_states", "reported_figures", "sources"),
            *("state_names", "cldr_names", "usual_names", "other_codes"),
        }
        known = {row["id"] for row in rows("sources")}
        named = set(re.findall("`([a-z0-9-]+)`", RESOURCES["state_names"]["description"]))
        assert named & known == {"un-m49-2026-05", "un-protocol-names-2026-05"}
        named = set(re.findall("`([a-z0-9-]+)`", RESOURCES["other_codes"]["description"]))
        assert named & known == {"cow-state-system-2016", "gleditsch-ward-2017", "vdem-units-15"}

    @pytest.mark.parametrize("column", ["sources", "states", "names", "kinds"])
    def test_no_member_is_empty_or_stands_twice(self, column: str) -> None:
        for name, found, _ in COLUMNS:
            if found == column:
                for row in rows(name):
                    listed = members(row[column])
                    assert all(member == member.strip() != "" for member in listed)
                    assert len(listed) == len(set(listed))

    def test_a_column_with_a_bar_says_that_it_is_a_list(self) -> None:
        barred = {
            (name, column)
            for name, column, _ in COLUMNS
            if any("|" in row[column] for row in rows(name))
        }
        described = {
            (name, column)
            for name, column, field in COLUMNS
            if field["description"].startswith("a list: ") or column == "sources"
        }
        values = {("treaty", "value"), ("convention", "value")}
        assert barred - values <= described


def damage(directory: Path, name: str, old: str, new: str) -> None:
    file = directory / f"{name}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


class TestDamage:
    """A damaged copy is found."""

    @pytest.mark.parametrize(
        ("name", "old", "new", "kind"),
        [
            ("actions", "\nAFG,", "\nAFX,", "foreign-key"),
            ("visits", "\nMUS,2007,", "\nXXX,2007,", "foreign-key"),
            ("reported_figures", "\ncat-c-63-4,", "\nno-such-source,", "foreign-key"),
            ("actions", "\nAFG,", "\naf,", "constraint-error"),
            ("states", "\nNAM,NA,", "\nNAM,,", "constraint-error"),
            ("actions", "2018-04-17", "2018-04-31", "type-error"),
            ("declarations", "2008-11-11", "11.11.2008", "type-error"),
            ("visits", "\nMUS,2007,2007,", "\nMUS,2007,2007-13,", "constraint-error"),
            ("overdue_mechanisms", "\n2017-06,", "\n2017-06/,", "constraint-error"),
            ("mechanism_standing", "\nAFG,no,", "\nAFG,perhaps,", "constraint-error"),
            ("visits", ",stated,", ",guessed,", "constraint-error"),
            ("reported_figures", ",94\n", ",many\n", "type-error"),
            ("names", ",article|", ",rumour|", "constraint-error"),
            ("states", "alpha_3,alpha_2", "alpha_2,alpha_3", "incorrect-label"),
        ],
    )
    def test_a_wrong_cell(self, copy: Path, name: str, old: str, new: str, kind: str) -> None:
        damage(copy, name, old, new)
        assert (name, kind) in {(place, found) for place, found, _ in errors(copy, name)}

    def test_a_doubled_key_in_any_file(self, copy: Path) -> None:
        """In all of them at once, because frictionless reads the whole package each time."""
        names = [name for name in RESOURCES if "primaryKey" in RESOURCES[name]["schema"]]
        for name in names:
            first = (copy / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1]
            damage(copy, name, f"{first}\n", f"{first}\n{first}\n")
        assert {(name, "primary-key", 3) for name in names} <= set(errors(copy))

    def test_an_unknown_source(self, copy: Path) -> None:
        damage(copy, "mechanisms", "ohchr-org-b5c4ce", "no-such-source")
        assert strays(copy) == [("mechanisms", "no-such-source")]

    def test_an_unknown_candidate(self, copy: Path) -> None:
        damage(copy, "not_states", ",ambiguous,", ",ambiguous,XXX|")
        damage(copy, "usual_names", "KOR|PRK,", "KOR|PRQ,")
        assert strays(copy) == [("not_states", "XXX"), ("usual_names", "PRQ")]

    def test_a_missing_file(self, copy: Path) -> None:
        (copy / "visits.csv").unlink()
        assert errors(copy)
