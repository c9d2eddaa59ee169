"""A record of one's own: every question answers from it, and from nothing else."""

import copy
import csv
import inspect
import pickle
import re
import shutil
import warnings
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import pytest

import opcat
from opcat import charts, explorer, frames
from opcat._record.record import packaged  # it is emptied, so that nothing can be taken from it

DATA = Path(str(files("opcat") / "data"))
ROOMS = (opcat, charts, frames, explorer)
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    f"{room.__name__}.{name}": getattr(room, name)
    for room in ROOMS
    for name in room.__all__
    if inspect.isfunction(getattr(room, name))
}
OF_NAMES = {"resolve", "find_state", "resolve_all"}
OF_TEXTS = {"from_json", "to_json", "load", "treaty_from_rows"}
OF_THE_PACKAGE = {"cite"}
ASKED = {
    name: asked
    for name, asked in FUNCTIONS.items()
    if "treaty" in inspect.signature(asked).parameters and name != "opcat.to_json"
}
NEEDED: dict[str, dict[str, Any]] = {
    "opcat.when": {"parties": 96},
    "opcat.reconcile": {"parties": 96},
    "opcat.frames.annotate": {
        "frame": pd.DataFrame({"country": ["France", "Mali"], "date": [date(2015, 1, 1)] * 2})
    },
}
PLAIN: dict[str, Any] = {
    "state": "Australia",
    "values": "statuses",
    "total": opcat.visit_totals()[0],
}
TABLES = (
    *("actions", "consents", "declarations", "mechanism_history", "mechanisms", "milestones"),
    *("overdue_list", "related", "reported_figures", "sources", "states", "statuses"),
    *("territories", "timeline", "unvisited_parties", "uptake", "visit_reconciliation", "visits"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the packaged files."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture(scope="session")
def whole() -> opcat.Record:
    return opcat.load(DATA)


def told(value: Any) -> Any:
    """Return all that a value holds, because a State or an act compares by less."""
    if attrs.has(type(value)):
        return type(value), [told(getattr(value, at.name)) for at in attrs.fields(type(value))]
    if isinstance(value, tuple):
        return [told(member) for member in value]
    if isinstance(value, pd.DataFrame):
        return value.to_csv()
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if hasattr(value, "__arrow_c_stream__"):
        return [(column.name, [*column[2]]) for column in value._columns]
    if isinstance(value, dict | list | str | int | float | date | Enum | type(None)):
        return value
    raise AssertionError(type(value))


def asks() -> list[tuple[str, dict[str, Any]]]:
    """Every public question that takes a treaty, each with what it must be given."""
    found = []
    for name, asked in ASKED.items():
        own = inspect.signature(asked).parameters
        given = NEEDED.get(name, {}) | {
            key: PLAIN[key]
            for key, parameter in own.items()
            if parameter.default is parameter.empty and key in PLAIN
        }
        found.append((name, given))
        if "state" in own and "state" not in given and not name.endswith("annotate"):
            found.append((name, given | {"state": "Australia"}))
    found += [("opcat.frames.to_frame", {"values": table}) for table in TABLES]
    found += [("opcat.frames.spells", {"of": "mechanism"})]
    found += [("opcat.non_parties", {"eligibility": "may_join", "group": "african"})]
    found += [("opcat.reconcile", {"figure": opcat.reported_figures()[3]})]
    return found


def test_every_public_question_takes_a_record() -> None:
    """What takes none is named here, with the reason in the name of its set."""
    left = {name.removeprefix("opcat.") for name in FUNCTIONS.keys() - ASKED.keys()}
    assert left == OF_NAMES | OF_TEXTS | OF_THE_PACKAGE


@pytest.fixture
def no_packaged_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty the packaged record, except for the names by which States are found."""
    for _, given in asks():  # names are read before, and stay
        opcat.find_state(given.get("state", "Mali"))
    opcat.find_state("Ivory Coast")
    for language in ("ar", "en", "es", "fr", "ru", "zh"):  # the explorer's search knows them
        opcat.find_state("Atlantis", language=language)
    with pytest.raises(opcat.UnknownStateError):
        opcat.resolve("Greenland")  # as it does the names that mean no State
    named = {"states", "labels", "spellings", "participants", "states_by_name", "refusals"}
    named |= {"Arabic", "Chinese", "English", "French", "Russian", "Spanish"}
    named |= {key for key in packaged._kept if "names" in key or "written" in key or "codes" in key}
    shell = {key: value for key, value in packaged._kept.items() if key in named}
    for name, treaty in (("treaty", opcat.treaty()), ("convention", opcat.convention())):
        shell[name] = opcat.Treaty(key=treaty.key, title=treaty.title, as_of=date(1980, 1, 1))

    def read(name: str) -> bytes:
        raise AssertionError(f"{name} of the packaged record was read")

    monkeypatch.setattr(packaged, "_kept", shell)
    monkeypatch.setattr(packaged, "_read", read)


def test_nothing_is_taken_from_the_packaged_record(
    request: pytest.FixtureRequest, whole: opcat.Record
) -> None:
    """A copy of it gives the same answers where there is no packaged one to take them from."""
    questions = asks()
    expected = [told(ASKED[name](**given)) for name, given in questions]
    request.getfixturevalue("no_packaged_record")
    record = pickle.loads(pickle.dumps(whole))
    for (name, given), answer in zip(questions, expected, strict=True):
        assert told(ASKED[name](**given, treaty=record)) == answer, (name, given)


CHANGES: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "actions.csv": ("FRA,ratification,2008-11-11", "FRA,ratification,2008-11-12", "opcat.status", {"state": "France"}),
    "convention.csv": ("as_of,2026-02-03", "as_of,2026-02-04", "opcat.convention", {}),
    "convention_actions.csv": ("AGO,ratification,2019-10-02", "AGO,ratification,2019-10-01", "opcat.eligible_on", {"state": "Angola"}),
    "declarations.csv": ("KAZ,postponement,part_iv,2010-02-08", "KAZ,postponement,part_iv,2010-02-09", "opcat.deadlines", {"state": "Kazakhstan"}),
    "mechanism_standing.csv": ("AFG,no,high", "AFG,unclear,high", "opcat.article_17", {}),
    "mechanisms.csv": ('MLI,2,"National', 'MLI,2,"The National', "opcat.profile", {"state": "Mali"}),
    "milestones.csv": ("\n2002-12-18,", "\n2002-12-19,", "opcat.background", {}),
    "overdue_mechanisms.csv": ("2016-11-29,NRU,added", "2016-11-28,NRU,added", "opcat.overdue_list", {"on": "2016-12-31"}),
    "participants.csv": ("1990-10-03", "1990-10-04", "opcat.convention", {"on": "1990-10-03"}),
    "related.csv": ("\nIstanbul Protocol,", "\nProtocol of Istanbul,", "opcat.background", {}),
    "reported_figures.csv": ("article-2025-10,summary box,,parties,,94", "article-2025-10,summary box,,parties,,95", "opcat.reported_figures", {}),
    "sources.csv": (",United News of Bangladesh,", ",United News,", "opcat.sources", {}),
    "states.csv": ("CIV,CI,384,Côte d'Ivoire", "CIV,CI,384,Ivory Coast", "opcat.states", {}),
    "territories.csv": ("NZL,Tokelau", "NZL,Tokelau Islands", "opcat.territories", {"state": "New Zealand"}),
    "treaty.csv": ("entry_rule,20|30|28", "entry_rule,20|30|280", "opcat.treaty", {}),
    "treaty_titles.csv": ('opcat,es,"Protocolo', 'opcat,es,"El Protocolo', "opcat.background", {}),
    "visit_reports.csv": ("CAT/OP/MEX/2", "CAT/OP/MEX/20", "opcat.charts.visits", {}),
    "visit_totals.csv": ("ordinal: Sweden 3rd visit", "Sweden", "opcat.visit_totals", {}),
    "visits.csv": ("2026-01-25,2026-01-30,", "2026-01-25,2026-01-31,", "opcat.visits", {"state": "Mexico"}),
}  # fmt: skip
"""One row per table: what is changed in it, and a question whose answer it changes."""


def change(directory: Path, file: str, old: str, new: str) -> None:
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old)
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def test_a_row_is_changed_in_every_table() -> None:
    of_names = {"names", "not_states", "state_names", "cldr_names", "usual_names", "other_codes"}
    assert CHANGES.keys() == {path.name for path in DATA.glob("*.csv") if path.stem not in of_names}
    assert opcat.load(DATA).file_names == tuple(sorted(CHANGES))


@pytest.mark.parametrize("file", CHANGES)
def test_a_corrected_row_changes_the_answer(data: Path, whole: opcat.Record, file: str) -> None:
    old, new, question, given = CHANGES[file]
    before = whole
    change(data, file, old, new)
    after = opcat.load(data)
    asked = FUNCTIONS[question]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", opcat.CoverageWarning)
        assert told(asked(**given, treaty=after)) != told(asked(**given, treaty=before))
        assert told(asked(**given, treaty=before)) == told(asked(**given))
    assert after != before


DAY = re.compile(r"\d{4}(?:-\d\d){0,2}")
AHEAD = {
    ("declarations.csv", "effective_on"): "a declaration may take effect later",
    ("declarations.csv", "postponed_from"): "the limit may still be to come",
    ("declarations.csv", "postponed_until"): "the end of a postponement is",
    ("mechanisms.csv", "in_function_from"): "one that is designated may begin its work later",
    ("mechanisms.csv", "ended_on"): "an end may be announced",
    ("territories.csv", "period_end"): "likewise",
    ("visits.csv", "end"): "so is that of a mission that has begun",
    ("visit_reports.csv", "start"): "which must be that of a visit",
    (
        "participants.csv",
        "not_counted_from",
    ): "belongs to the Convention, which has a day of its own",
    ("convention_actions.csv", "date"): "likewise, and the Convention refuses what is later",
    ("convention_actions.csv", "effective_on"): "is not later than the act",
    ("sources.csv", "as_of"): "a source may have been read later",
    ("actions.csv", "date"): "the treaty refuses it",
}
"""The columns of days that may be later than the record's last one, or are held otherwise."""


def dated() -> list[tuple[str, str]]:
    """Return the columns that hold days and nothing else, told by what is in them."""
    found = []
    for file in CHANGES:
        with (DATA / file).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for column in rows[0]:
            cells = {row[column].partition("/")[0] for row in rows} - {""}
            if cells and all(DAY.fullmatch(cell) for cell in cells):
                found.append((file, column))
    return found


TOGETHER = {"visits.csv": "end", "declarations.csv": "effective_on"}
"""What cannot be earlier, and so is changed too."""


@pytest.mark.parametrize(("file", "column"), [place for place in dated() if place not in AHEAD])
def test_what_happened_after_the_last_day_is_refused(data: Path, file: str, column: str) -> None:
    """In every table alike."""
    with (data / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    place = max(at for at, row in enumerate(rows) if row[column] and row.get("scope") != "year")
    rows[place] |= dict.fromkeys((column, TOGETHER.get(file, column)), "2026-02-04")
    with (data / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(opcat.DataError) as caught:
        opcat.load(data)
    said = dict(caught.value.problems)[f"{file}, row {place + 2}, column {column}"]
    assert said.startswith(
        "2026-02-04 is later than as_of, 2026-02-03; leave it out, or move as_of"
    )


def test_a_date_known_in_part_counts_from_the_first_day_that_it_can_be(data: Path) -> None:
    change(data, "overdue_mechanisms.csv", "2016-11-29,NRU,added", "2026,NRU,added")
    assert opcat.load(data).as_of == date(2026, 2, 3)
    change(data, "overdue_mechanisms.csv", "2026,NRU,added", "2026-03/2026-05,NRU,added")
    with pytest.raises(opcat.DataError, match="2026-03/2026-05 is later than as_of"):
        opcat.load(data)


def test_an_act_of_the_convention_counts_to_the_last_day_of_the_convention(data: Path) -> None:
    change(data, "convention_actions.csv", "MHL,accession,2018-03-12", "MHL,accession,2026-02-04")
    with pytest.raises(opcat.DataError, match="later than as_of, 2026-02-03") as caught:
        opcat.load(data)
    assert all(place.startswith("convention_actions.csv") for place, _ in caught.value.problems)
    change(data, "convention.csv", "as_of,2026-02-03", "as_of,2026-02-04")
    assert opcat.load(data).convention.as_of == date(2026, 2, 4)


def test_the_last_day_is_that_of_the_record_that_is_asked(data: Path) -> None:
    """A day that it covers is no later than the packaged one for those that ask it."""
    for file in ("treaty.csv", "convention.csv"):
        change(data, file, "as_of,2026-02-03", "as_of,2026-06-30")
    record = opcat.load(data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for question in (opcat.mechanisms, opcat.overdue_list, opcat.territories):
            question(on="2026-06-30", treaty=record)
            with pytest.raises(opcat.CoverageWarning, match="30 June 2026"):
                question(on="2026-07-01", treaty=record)


@pytest.mark.parametrize(
    ("file", "question"),
    [
        ("declarations.csv", opcat.declarations),
        ("territories.csv", opcat.territories),
        ("visits.csv", opcat.visits),
    ],
)
def test_the_order_of_the_rows_does_not_count(
    data: Path, file: str, question: Callable[..., Any]
) -> None:
    """Answers go by day and the State's name, in whatever order a file has them."""
    header, *rows = (data / file).read_text(encoding="utf-8").splitlines()
    text = "\n".join([header, *reversed(rows)])
    (data / file).write_text(f"{text}\n", encoding="utf-8", newline="")
    found, usual = question(treaty=opcat.load(data)), question()
    assert [one.state for one in found] == [one.state for one in usual]


ANNOUNCED = "2007-10-30,2008-06-13,,"
ON = ("2007-01-01", "2026-02-02", "2026-02-03", "2030-01-01")


@pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
@pytest.mark.parametrize("day", ["2026-02-04", "2027-01-01", "2027"])
def test_an_announced_end_changes_no_answer_before_it_comes(
    data: Path, whole: opcat.Record, day: str
) -> None:
    """Nor does the announced beginning of its work; both can be read."""
    change(data, "mechanisms.csv", ANNOUNCED, f"2007-10-30,{day},{day},")
    record = opcat.load(data)
    [told] = opcat.mechanism_history("France", treaty=record)
    assert str(told.ended_on) == str(told.in_function_from) == day
    assert str(told).endswith(f"until {day}")
    for on in ON:
        for found in opcat.mechanisms(on=on, treaty=record):
            [usual] = opcat.mechanisms(found.state, on=on, treaty=whole)
            assert found.designated is usual.designated
            assert (found.mechanism == told) is (found.state.key == "FRA" and on > "2008")
        page, usual_page = (opcat.profile("France", on=on, treaty=one) for one in (record, whole))
        events = [event for event in usual_page.events if "in function" not in event.description]
        assert [*page.events] == events
    assert opcat.deadlines("France", treaty=record) == opcat.deadlines("France", treaty=whole)
    columns = ["is_mechanism_due", "mechanism", "mechanism_type"]
    ask: dict[str, Any] = {"columns": columns, "backend": "polars"}
    assert frames.panel(treaty=record, **ask).equals(frames.panel(treaty=whole, **ask))


def test_a_mechanism_of_unknown_designation_is_told_before_its_announced_end(data: Path) -> None:
    """As one is of which no end is known."""
    with (data / "mechanisms.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    key = next(row["alpha_3"] for row in rows if not row["designated_on"] and not row["ended_on"])
    before = opcat.profile(key, treaty=opcat.load(data)).mechanisms
    for row in rows:
        if row["alpha_3"] == key and not row["ended_on"]:
            row["ended_on"] = "2027-01-01"
    with (data / "mechanisms.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert len(opcat.profile(key, treaty=opcat.load(data)).mechanisms) == len(before) > 0


def test_an_announced_end_contradicts_a_present_without_a_mechanism(data: Path) -> None:
    change(data, "mechanisms.csv", ANNOUNCED, "2007-10-30,2008-06-13,2027-01-01,")
    for word in ("no", "unclear"):
        change(data, "mechanism_standing.csv", "FRA,yes,high", f"FRA,{word},high")
        with pytest.raises(opcat.DataError, match=f"{word}, and by the days .* it is yes"):
            opcat.load(data)
        change(data, "mechanism_standing.csv", f"FRA,{word},high", "FRA,yes,high")


def test_the_columns_that_may_lie_ahead_are_those_of_the_files() -> None:
    assert set(dated()) >= AHEAD.keys()


def test_codes_of_other_schemes_are_the_package_s(data: Path) -> None:
    """As names are: `resolve`, which is asked without a record, must not answer otherwise."""
    change(data, "other_codes.csv", "FRA,220,FRN,220,76", "FRA,2200,FRX,2200,7600")
    record = opcat.load(data)
    assert "other_codes.csv" not in record.file_names
    for scheme, code in {
        "cow": "220",
        "cow_abbreviation": "FRN",
        "gw": "220",
        "vdem": "76",
    }.items():
        rows = pd.DataFrame({"country": [code]})
        ask: dict[str, Any] = {"on": None, "codes": scheme, "columns": ["alpha_3", scheme]}
        found = frames.annotate(rows, **ask, treaty=record)
        assert found["alpha_3"][0] == opcat.resolve(code, codes=scheme).key == "FRA"
        assert found.equals(frames.annotate(rows, **ask))


class TestAsAValue:
    def test_it_is_equal_by_its_files(self, data: Path, whole: opcat.Record) -> None:
        again = opcat.load(data)
        assert (again == whole, hash(again) == hash(whole)) == (True, True)
        assert (again == whole.treaty, again != whole.treaty) == (False, True)
        for same in (pickle.loads(pickle.dumps(whole)), copy.copy(whole), copy.deepcopy(whole)):
            assert same == whole
            assert same.treaty == whole.treaty

    def test_it_has_a_short_repr(self, whole: opcat.Record) -> None:
        parties = "96 parties, 76 signatories, 11 of them pending"
        assert repr(whole) == f"<Record opcat as of 2026-02-03: {parties}>"

    def test_what_it_holds(self, whole: opcat.Record) -> None:
        assert (whole.treaty, whole.convention) == (opcat.treaty(), opcat.convention())
        assert (whole.as_of, whole.states) == (opcat.treaty().as_of, opcat.states())
        assert whole.sources == opcat.sources()

    def test_nobody_can_change_it(self, whole: opcat.Record) -> None:
        untyped: Any = whole
        for name in ("treaty", "_bytes", "_files", "other"):
            with pytest.raises(AttributeError):
                setattr(untyped, name, None)
            with pytest.raises(AttributeError):
                delattr(untyped, name)
        with pytest.raises(TypeError):
            untyped._bytes["visits.csv"] = b""

    def test_later_changes_of_the_files_change_nothing(self, data: Path) -> None:
        record = opcat.load(data)
        shutil.rmtree(data)
        assert opcat.visits(treaty=record) == opcat.visits()


class TestWithoutATable:
    """Nothing is mixed in silence: a file that a question needs and that is not there is named."""

    @pytest.mark.parametrize(
        ("file", "question", "given"),
        [
            ("visits.csv", opcat.visits, {}),
            ("mechanisms.csv", opcat.mechanisms, {}),
            ("overdue_mechanisms.csv", opcat.deadlines, {"state": "Mali"}),
            ("convention.csv", opcat.eligibility, {"state": "Mali"}),
            ("territories.csv", opcat.profile, {"state": "Mali"}),
            ("mechanisms.csv", frames.panel, {}),
        ],
    )
    def test_the_file_is_named(
        self, data: Path, file: str, question: Callable[..., Any], given: dict[str, Any]
    ) -> None:
        for path in data.glob(f"{file[:-4]}*.csv"):  # the Convention has two
            path.unlink()
        record = opcat.load(data)
        with pytest.raises(opcat.DataError) as caught:
            question(**given, treaty=record)
        [(place, problem)] = caught.value.problems
        assert place == file
        assert problem.startswith("cannot be read: this record does not have it. Put it into")
        assert told(question(**given, treaty=record.treaty)) == told(question(**given))

    def test_the_acts_are_answered(self, data: Path) -> None:
        for path in data.glob("*.csv"):
            if path.name not in ("treaty.csv", "actions.csv", "states.csv", "sources.csv"):
                path.unlink()
        record = opcat.load(data)
        assert opcat.counts(treaty=record) == opcat.counts()
        assert opcat.status("France", treaty=record) == opcat.status("France")


class TestAnotherTreaty:
    @pytest.fixture
    def other(self, data: Path) -> opcat.Record:
        text = (data / "treaty.csv").read_text(encoding="utf-8")
        text = text.replace("key,opcat,", "key,pact,").replace(opcat.treaty().title, "A Pact")
        (data / "treaty.csv").write_text(text, encoding="utf-8", newline="")
        return opcat.load(data)

    def test_acts_are_answered(self, other: opcat.Record) -> None:
        assert opcat.counts(treaty=other) == opcat.counts()
        assert opcat.when(parties=94, treaty=other) == opcat.when(parties=94)
        assert len(opcat.non_parties(treaty=other)) == 101

    @pytest.mark.parametrize(
        "question",
        [
            *(opcat.visits, opcat.visit_totals, opcat.mechanisms, opcat.mechanism_history),
            *(opcat.declarations, opcat.territories, opcat.overdue_list, opcat.background),
            *(opcat.reported_figures, opcat.unvisited_parties, opcat.article_17, opcat.convention),
            *(charts.visits, partial(opcat.deadlines, "FRA"), partial(opcat.profile, "FRA")),
        ],
    )
    def test_practice_says_why_not(self, other: opcat.Record, question: Callable[..., Any]) -> None:
        name = getattr(question, "func", question).__name__
        for treaty in (other, other.treaty, opcat.convention()):
            with pytest.raises(
                opcat.errors.OtherTreatyError, match=f"^{name} is about the Protocol, but"
            ):
                question(treaty=treaty)


class TestNames:
    """Names are read as the package reads them; the States are those of the record."""

    def test_the_states_are_its_own(self, data: Path) -> None:
        change(
            data,
            "states.csv",
            "KEN,KE,404,Kenya,Kenya,member,african",
            "KEN,KE,404,Kenia,Kenya,member,asia_pacific",
        )
        record = opcat.load(data)
        assert opcat.status("Kenya", treaty=record).state.name == "Kenia"
        assert opcat.status("Kenia", treaty=record).state.name == "Kenia"
        for question in (
            opcat.declarations,
            opcat.mechanism_history,
            opcat.territories,
            opcat.visits,
        ):
            assert question("Kenia", treaty=record) == ()
        asian = opcat.non_parties(group="asia_pacific", treaty=record)
        assert "Kenia" in {status.state.name for status in asian}
        assert opcat.states(group="african", treaty=record) == tuple(
            state for state in opcat.states(group="african") if state.alpha_3 != "KEN"
        )

    def test_a_state_that_the_package_does_not_know_is_found_by_its_own_name_and_code(
        self, data: Path
    ) -> None:
        with (data / "states.csv").open("a", encoding="utf-8", newline="") as stream:
            stream.write("XRU,XR,999,Ruritania,Kingdom of Ruritania,member,,untc-2026-02-03\n")
        record = opcat.load(data)
        for name in ("Ruritania", "the kingdom of ruritania", "XRU", "XR", "999"):
            assert opcat.status(name, treaty=record).state.key == "XRU", name
            assert opcat.deadlines(name, treaty=record).due_on is None
        with pytest.raises(opcat.UnknownStateError):
            opcat.status("Ruritania")
        table = pd.DataFrame({"country": ["Ruritania", "XRU"], "date": ["2015-01-01"] * 2})
        table["date"] = pd.to_datetime(table["date"])
        assert list(frames.annotate(table, treaty=record)["standing"]) == ["no_action"] * 2


@pytest.mark.parametrize("wrong", [5, "data", Path("data"), {"treaty": 1}])
def test_what_is_neither_a_treaty_nor_a_record(wrong: Any) -> None:
    message = (
        r"is not a Treaty; pass one that opcat.treaty or opcat.from_json returned, or a Record of"
    )
    for question in (opcat.counts, opcat.visits, opcat.states, opcat.sources, opcat.convention):
        with pytest.raises(TypeError, match=message):
            question(treaty=wrong)


def test_without_the_convention_a_table_does_not_say_since_when_a_state_may_join(
    data: Path,
) -> None:
    for file in ("convention.csv", "convention_actions.csv"):
        (data / file).unlink()
    record = opcat.load(data)
    statuses = opcat.parties(treaty=record)
    assert frames.to_frame(statuses, treaty=record)["eligible_on"].isna().all()
    assert frames.to_frame(statuses)["eligible_on"].notna().all()
