"""A treaty from rows of plain words, and a treaty that says who it is open to."""

import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import opcat
from opcat import Eligibility, charts, frames, strategies

FACTS: dict[str, Any] = {"key": "pact", "title": "Lake Pact", "as_of": "2020-12-31"}
ROWS = [
    ("Kenya", "signature", "2018-01-01"),
    ("UGA", "Signed", "2018-01-01"),
    ("Tanzania", "accession", "2018-06-01"),
    ("Kenya", "RATIFICATION", "2019-03-01"),
    ("Uganda", "ratified", "2019-05-01"),
    ("Uganda", "denunciation", "2020-01-01"),
]
RULES: dict[str, Any] = {
    "entry_rule": {"instruments": 2, "days": 30, "article": "10"},
    "denunciation_rule": {"months": 6, "article": "11"},
}
CSV = "state,kind,date\n" + "".join(f"{','.join(row)}\n" for row in ROWS)
COLUMNS = {
    name: [row[place] for row in ROWS] for place, name in enumerate(("state", "kind", "date"))
}
CITED = [["one", "two"], ["one"], ["two"], ["one"], ["two", "one"], ["one"]]
FIVE = ["Kenya", "Uganda", "Tanzania", "Rwanda", "Burundi"]


def act(name: str, kind: str, day: str) -> opcat.Action:
    return opcat.Action(
        state=opcat.resolve(name), kind=opcat.ActionKind(kind), date=date.fromisoformat(day)
    )


BARE = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
PACT = opcat.Treaty(
    key="pact",
    title="Lake Pact",
    as_of=date(2020, 12, 31),
    entry_rule=opcat.EntryIntoForceRule(instruments=2, days=30, article="10"),
    denunciation_rule=opcat.DenunciationRule(months=6, article="11"),
    actions=[
        act("KEN", "signature", "2018-01-01"),
        act("UGA", "signature", "2018-01-01"),
        act("TZA", "accession", "2018-06-01"),
        act("KEN", "ratification", "2019-03-01"),
        act("UGA", "ratification", "2019-05-01"),
        act("UGA", "denunciation", "2020-01-01"),
    ],
)


def relation(columns: Mapping[str, Any]) -> duckdb.DuckDBPyRelation:
    table = pa.table(dict(columns))
    return duckdb.from_arrow(table)


TABLES: dict[str, Callable[[], Any]] = {
    "tuples": lambda: ROWS,
    "a generator": lambda: iter(ROWS),
    "lists": lambda: [list(row) for row in ROWS],
    "dicts": lambda: [dict(zip(COLUMNS, row, strict=True)) for row in ROWS],
    "columns": lambda: COLUMNS,
    "CSV": lambda: CSV,
    "CSV of Excel": lambda: "\ufeff" + CSV.replace(",", ";").replace("\n", "\r\n") + "\r\n;;\r\n",
    "pandas": lambda: pd.DataFrame(COLUMNS),
    "pandas with days": lambda: pd.DataFrame(COLUMNS | {"date": pd.to_datetime(COLUMNS["date"])}),
    "pandas with categories": lambda: pd.DataFrame(COLUMNS).astype("category"),
    "Polars": lambda: pl.DataFrame(COLUMNS).with_columns(pl.col("date").str.to_date()),
    "lazy Polars": lambda: pl.DataFrame(COLUMNS).lazy(),
    "PyArrow": lambda: pa.table(COLUMNS | {"date": pa.array(COLUMNS["date"]).cast(pa.date32())}),
    "DuckDB": lambda: relation(COLUMNS),
    "NumPy": lambda: {name: np.array(column) for name, column in COLUMNS.items()},
}


class TestRows:
    @pytest.mark.parametrize("table", TABLES)
    def test_words_make_the_treaty_that_enums_make(self, table: str) -> None:
        assert opcat.treaty_from_rows(TABLES[table](), **FACTS, **RULES) == PACT

    def test_a_file_is_read_by_either_kind_of_path(self, tmp_path: Path) -> None:
        path = tmp_path / "pact.csv"
        path.write_text(CSV, encoding="utf-8-sig")
        for given_path in (path, str(path)):
            assert opcat.treaty_from_rows(given_path, **FACTS, **RULES) == PACT

    @given(strategies.treaties(), st.randoms())
    def test_every_treaty_comes_back_from_its_rows(self, treaty: opcat.Treaty, random: Any) -> None:
        """Whatever the order of the rows, and whatever form the words have."""
        forms: list[Callable[[opcat.Action], Any]] = [
            lambda action: action.kind,
            lambda action: action.kind.value,
            lambda action: action.kind.label.upper(),
        ]
        rows = [
            {
                "state": action.state,
                "kind": random.choice(forms)(action),
                "date": random.choice([action.date, str(action.date)]),
                "effective_on": action.effective_on,
                "sources": "|".join(source.id for source in action.sources),
            }
            for action in treaty.actions
        ]
        random.shuffle(rows)
        made = opcat.treaty_from_rows(
            rows,
            key=treaty.key,
            title=treaty.title,
            as_of=treaty.as_of,
            opened_on=treaty.opened_on,
            entry_rule=treaty.entry_rule,
            denunciation_rule=treaty.denunciation_rule,
            sources=treaty.sources,
        )
        assert made == attrs.evolve(treaty, languages=(), fact_sources=())

    def test_columns_of_other_names_are_told_apart(self) -> None:
        table = pd.DataFrame(COLUMNS).rename(columns={"state": "Country", "date": "Deposited"})
        table["note"] = "does not count"
        made = opcat.treaty_from_rows(
            table, **FACTS, **RULES, columns={"state": "Country", "date": "Deposited"}
        )
        assert made == PACT

    def test_languages_and_codes(self) -> None:
        rows = [("Allemagne", "signature", "2018-01-01"), ("Suisse", "approved", "2018-01-02")]
        french = opcat.treaty_from_rows(rows, **FACTS, language="fr")
        assert [state.alpha_3 for state in french.states] == ["DEU", "CHE"]
        numbers = [(365, "signature", "2018-01-01"), (2.0, "signature", "2018-01-01")]
        cow = opcat.treaty_from_rows(numbers, **FACTS, codes="cow", open_to=[365, 2, 20])
        assert [state.alpha_3 for state in cow.open_to or ()] == ["CAN", "RUS", "USA"]

    def test_participants_that_the_package_does_not_know(self) -> None:
        union = opcat.State(
            key="lake-union", name="Lake Union", kind=opcat.ParticipantKind.ORGANISATION
        )
        rows = [("the LAKE union", "formal confirmation", "2019-01-01"), *ROWS[:1]]
        made = opcat.treaty_from_rows(rows, **FACTS, states=[union], open_to=["lake-union", "KEN"])
        assert opcat.status("Lake Union", treaty=made).is_party
        assert made.open_to == (opcat.resolve("KEN"), union)

    def test_a_row_has_its_own_sources_or_all_of_them(self) -> None:
        gazette = opcat.Source(id="gazette", publisher="Lake Gazette")
        letter = opcat.Source(id="letter", publisher="A letter")
        both = opcat.treaty_from_rows(ROWS[:1], **FACTS, sources=[gazette, letter])
        assert both.actions[0].sources == (gazette, letter)
        rows = [(*ROWS[0], "letter"), (*ROWS[2], "gazette|letter"), (*ROWS[3], None)]
        made = opcat.treaty_from_rows(rows, **FACTS, sources=[gazette, letter])
        assert [action.sources for action in made.actions] == [(letter,), (gazette, letter), ()]

    def test_an_organisation_is_a_participant_that_is_passed(self) -> None:
        """What the Protocol lets a body of States do says nothing of another treaty."""
        for name in ("EU", "European Union"):
            [why] = problems_of([(name, "signature", "2018-01-01")]).values()
            assert why.startswith(f"{name!r} is a body of several States and not a State")
            assert "states=[opcat.State(" in why
            assert "Protocol" not in why
        union = opcat.State(
            key="european-union", name="European Union", kind=opcat.ParticipantKind.ORGANISATION
        )
        rows = [("European Union", "signature", "2018-01-01")]
        assert opcat.treaty_from_rows(rows, **FACTS, states=[union]).states == (union,)

    def test_spaces_around_cells(self) -> None:
        text = re.sub("[,\n]", lambda mark: f" {mark[0]} ", CSV).replace(" \n ", " \n")
        spaced = [tuple(f" {cell}\t" for cell in row) for row in ROWS]
        frame = pd.DataFrame(spaced, columns=["state", "kind", "date"])
        for rows in (text, spaced, frame):
            assert opcat.treaty_from_rows(rows, **FACTS, **RULES) == PACT

    @pytest.mark.parametrize("mark", [";", "\t", "|"])
    def test_a_data_frame_of_cells_that_were_not_separated(self, mark: str) -> None:
        frame = pd.read_csv(io.StringIO(CSV.replace(",", mark)))
        [(place, why)] = problems_of(frame).items()
        assert place == "columns"
        assert f"as if {mark!r} separated its cells" in why
        assert f"sep={mark!r}" in why

    def test_problems_stand_in_the_order_of_the_rows(self) -> None:
        rows = [
            ("Kenya", "accession", "2019-01-01"),
            ("Uganda", "signature", "2017-01-01"),
            ("Uganda", "signature", "2019-01-01"),
            ("Kenya", "accession", "2018-06-01"),
            ("Togo", "signature", "2016-01-01"),
        ]
        found = problems_of(rows, opened_on="2018-01-01")
        assert [*found] == ["rows[0]", "rows[1]", "rows[2]", "rows[4]"]
        assert "2018-01-01, the opening for signature" in found["rows[1]"]
        assert "27" not in found["rows[1]"]

    def test_a_table_without_rows_makes_a_treaty_without_acts(self) -> None:
        tables: list[Any] = [
            [],
            "state,kind,date\n",
            pd.DataFrame({"state": [], "kind": [], "date": []}),
        ]
        for rows in tables:
            assert opcat.treaty_from_rows(rows, **FACTS).actions == ()
        assert (
            opcat.treaty_from_rows(relation({name: [] for name in COLUMNS}), **FACTS).states == ()
        )

    def test_moments_and_days_of_other_libraries(self) -> None:
        for day in (
            datetime(2018, 1, 1, 12),
            np.datetime64("2018-01-01"),
            pd.Timestamp(2018, 1, 1),
        ):
            made = opcat.treaty_from_rows([("KEN", "signature", day)], **FACTS)
            assert made.actions[0].date == date(2018, 1, 1)


def problems_of(rows: Any, **others: Any) -> dict[str, str]:
    with pytest.raises(opcat.DataError) as caught:
        opcat.treaty_from_rows(rows, **(FACTS | others))
    return dict(caught.value.problems)


class TestBadInput:
    def test_all_problems_are_told_at_once_with_row_and_column(self) -> None:
        text = (
            "state,kind,date\nKenya,joined,2018-01-01\nAtlantis,signature,2018-02-30\n,signature,\n"
            "Korea,signature,01.02.2018\n"
        )
        found = problems_of(
            text,
            as_of="2020",
            opened_on="x",
            entry_rule={"instruments": 2},
            denunciation_rule={"months": 0, "article": "1"},
            open_to=["Kenya", "Ruritania", 5.5],
        )
        assert list(found) == [
            *("row 2, column kind", "row 3, column state", "row 3, column date"),
            *("row 4, column state", "row 4, column date"),
            *("row 5, column state", "row 5, column date"),
            *("as_of", "opened_on", "entry_rule", "denunciation_rule, months"),
            *("open_to[1]", "open_to[2]"),
        ]
        assert "pass one of 'signature'" in found["row 2, column kind"]
        assert found["row 3, column state"].startswith("'Atlantis' is not among the States")
        assert "YYYY-MM-DD" in found["row 3, column date"]
        assert found["row 4, column state"] == "is empty; give the state, or leave the row out"
        assert "may mean more than one State" in found["row 5, column state"]
        assert found["entry_rule"].endswith('form {"instruments": 20, "days": 30, "article": "28"}')
        assert found["denunciation_rule, months"] == "0 is not an integer from 1 to 1200"

    @pytest.mark.parametrize("missing", [None, float("nan"), pd.NaT, pd.NA, " ", np.nan])
    def test_an_empty_date_is_refused_in_its_place(self, missing: object) -> None:
        assert problems_of([("Kenya", "signature", missing)]) == {
            "rows[0], column date": "is empty; give the date, or leave the row out"
        }

    @pytest.mark.parametrize(
        ("rows", "place", "problem"),
        [
            ([*ROWS[:2], ROWS[1]], "rows[2]", "a State signs once"),
            ([ROWS[3], ("KEN", "signature", "2020-01-01")], "rows[1]", "on or before consent"),
            ([("KEN", "accession", "2021-01-01")], "rows[0]", "later than as_of, 2020-12-31"),
            ([("KEN", "accession", "2019-01-01"), ("KEN", "denunciation", "2020-01-01")], "rows[1]", "give denunciation_rule"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_told_with_its_row(self, rows: Any, place: str, problem: str) -> None:
        [(at, why)] = problems_of(rows).items()
        assert at == place
        assert problem in why

    def test_who_acts_is_among_those_that_may_join(self) -> None:
        found = problems_of(ROWS[:3], open_to=["KEN", "UGA"])
        assert found == {
            "rows[2], column state": (
                "United Republic of Tanzania is not among open_to, the States that may join; "
                "add it there"
            )
        }
        assert problems_of([], open_to=["KEN", "Kenya"]) == {
            "open_to[1]": "KEN is there twice; name it once"
        }

    def test_an_act_that_cannot_be(self) -> None:
        row = {"state": "Kenya", "kind": "signature", "date": "2018-01-01", "since": "2017-01-01"}
        found = problems_of([row], columns={"effective_on": "since"})
        assert found == {
            "rows[0], column since": "2017-01-01 is given for a signature, not a succession"
        }

    def test_a_day_of_effect_that_is_none(self) -> None:
        row = {"state": "Kenya", "kind": "succession", "date": "2018-01-01", "since": "2017"}
        [(place, why)] = problems_of([row], columns={"effective_on": "since"}).items()
        assert place == "rows[0], column since"
        assert why.startswith("effective_on='2017' is not a day")

    def test_what_names_no_states_is_refused(self) -> None:
        assert "Pass one of 'all', 'african'" in problems_of([], open_to="Africans")["open_to"]
        assert problems_of([], open_to=5) == {"open_to": "5 is not a list of States"}

    def test_a_missing_column_is_told_with_those_there_are(self) -> None:
        table = pd.DataFrame({"Country": ["KEN"], "kind": ["signature"]})
        found = problems_of(table, columns={"state": "Country"})
        hint = "Say which one it is: columns={'date': ...}"
        assert found == {
            "columns": f"there is no column 'date'; the columns are Country, kind. {hint}"
        }
        with pytest.raises(opcat.errors.VocabularyError, match="columns='land' is not"):
            opcat.treaty_from_rows(table, **FACTS, columns={"land": "Country"})

    def test_sources_that_are_not_given(self) -> None:
        found = problems_of([(*ROWS[0], "letter"), (*ROWS[1], 5)])
        assert "pass it there" in found["rows[0], column sources"]
        assert found["rows[1], column sources"] == "5 is not a list of ids of sources"
        assert (
            "[1] is the id of none" in problems_of([(*ROWS[0], [[1]])])["rows[0], column sources"]
        )

    @pytest.mark.parametrize(
        "several",
        [
            *(pd.Series(["KEN", "UGA"]), pd.Series([], dtype=object), pd.Index(["KEN"])),
            *(pl.Series(["KEN", "UGA"]), pa.array(["KEN"]), pa.chunked_array([["KEN"]])),
            *(np.array([["KEN"]]), pd.DataFrame({"a": [1]}), ["KEN"], {"KEN": 1}, {"KEN"}),
        ],
        ids=lambda several: type(several).__name__,
    )
    def test_several_values_where_one_is_due(self, several: Any) -> None:
        """In a cell, whichever column it is of, and in an argument."""
        for place, column in enumerate(("state", "kind", "date")):
            row = list(ROWS[0])
            row[place] = several
            [(at, why)] = problems_of([row]).items()
            assert at == f"rows[0], column {column}"
            assert re.search(
                "cannot name a State|is not known; pass one of|is not a day; pass", why
            )
        for argument in ("as_of", "opened_on"):
            with pytest.raises(opcat.DataError, match=f"^{argument}: .* is not a day; pass"):
                opcat.treaty_from_rows(ROWS, **FACTS | {argument: several})
        with pytest.raises(opcat.errors.VocabularyError, match="codes="):
            opcat.treaty_from_rows(ROWS, **FACTS, codes=several)

    @pytest.mark.parametrize(
        ("text", "mark", "allowed"),
        [
            ("state|kind|date\n", "a vertical bar", "a comma or a semicolon or a tab"),
            ("state,kind,date\nKenya;signature;2018-01-01\n", "a semicolon", "a comma"),
            ("state\tkind\tdate\nKenya,signature,2018-01-01\n", "a comma", "a tab"),
        ],
    )
    def test_cells_that_something_else_separates(self, text: str, mark: str, allowed: str) -> None:
        [why] = problems_of(text).values()
        assert why.endswith(f"that {mark} separates its cells, and it must be {allowed}")

    def test_a_single_row_and_what_is_no_source(self) -> None:
        row = {"state": "Kenya", "kind": "signature", "date": "2018-01-01"}
        for single in (row, row | {"date": date(2018, 1, 1)}):
            with pytest.raises(TypeError, match="is a single row; pass a list of rows"):
                opcat.treaty_from_rows(single, **FACTS)
        with pytest.raises(TypeError, match="sources= holds 'letter', which is not an"):
            opcat.treaty_from_rows([row], **FACTS, sources=["letter"])  # type: ignore[list-item] # that is the test

    def test_columns_that_are_numbers(self) -> None:
        made = opcat.treaty_from_rows(
            pd.DataFrame(ROWS), **FACTS, **RULES, columns={"state": 0, "kind": 1, "date": 2}
        )
        assert made == PACT

    @pytest.mark.parametrize(
        "table",
        [
            pl.DataFrame,
            pa.table,
            pd.DataFrame,
            lambda columns: pd.DataFrame(columns | {"sources": list(map(np.array, CITED))}),
            lambda columns: pd.DataFrame(columns | {"sources": list(map(pd.Series, CITED))}),
        ],
    )
    def test_cells_that_hold_several_values(self, table: Callable[[Any], Any]) -> None:
        known = [opcat.Source(id=name, title=name, publisher="P") for name in ("one", "two")]
        made = opcat.treaty_from_rows(
            table({**COLUMNS, "sources": CITED}), **FACTS, **RULES, sources=known
        )
        assert [len(act.sources) for act in made.actions] == [2, 1, 1, 1, 2, 1]

    def test_a_cell_that_is_a_table_is_no_gap(self) -> None:
        rows = [{"state": "KEN", "kind": "signature", "date": pd.DataFrame({"day": [1, 2]})}]
        assert "is not a day" in problems_of(rows)["rows[0], column date"]
        rows[0]["date"] = pd.NA
        assert "is empty" in problems_of(rows)["rows[0], column date"]

    @pytest.mark.parametrize("rows", [5, None, b"state,kind,date\n", opcat.treaty])
    def test_what_is_no_table(self, rows: object) -> None:
        with pytest.raises(TypeError, match="is not a table; pass a data frame, the path"):
            opcat.treaty_from_rows(rows, **FACTS)

    def test_a_damaged_table_is_refused_in_its_place(self, tmp_path: Path) -> None:
        assert problems_of(["Kenya", ("KEN", "signature")]).keys() == {"rows[0]", "rows[1]"}
        assert "3 cells" in problems_of("state,kind,date,x\nKEN,signature,2018-01-01\n")["row 2"]
        assert problems_of('state,kind,date\n"KEN,signature\n')["rows"].startswith("is not CSV")
        assert problems_of({"state": ["KEN"], "kind": [], "date": []}).keys() == {"rows"}
        twice = pd.DataFrame([["KEN", "KEN", "signature"]], columns=["state", "state", "kind"])
        assert problems_of(twice) == {"rows": "has two columns 'state'; rename one"}
        for rows in (
            "state,kind,date,date \nKEN,signature,2018-01-01,2019-01-01\n",
            pd.DataFrame([["KEN", "signature", 1, 2]], columns=["state", "kind", 7, "7"]),
        ):
            assert "rename one" in problems_of(rows)["rows"]
        assert opcat.treaty_from_rows(CSV.replace("\n", ",,\n"), **FACTS, **RULES) == PACT
        nowhere = tmp_path / "nowhere.csv"
        assert problems_of(nowhere) == {str(nowhere): "cannot be read: No such file or directory"}
        for name in ("a\0b", "a\ud800b"):  # of no file
            [(place, why)] = problems_of(name).items()
            assert place == name
            assert why.startswith("cannot be read: ")
        nowhere.write_bytes(b"\xff\n")
        assert "is not UTF-8" in problems_of(nowhere)[str(nowhere)]

    def test_no_language_and_no_state(self) -> None:
        with pytest.raises(opcat.errors.VocabularyError):
            opcat.treaty_from_rows([], **FACTS, language="xx")
        with pytest.raises(TypeError, match="states= holds 'Kenya', which is not an"):
            opcat.treaty_from_rows([], **FACTS, states=["Kenya"])  # type: ignore[list-item] # that is the test


REGIONAL = opcat.treaty_from_rows(
    ROWS, **FACTS, **RULES, open_to=FIVE, opened_on="2018-01-01", short_title="Lake Pact"
)


@pytest.mark.parametrize(
    ("open_to", "number"),
    [("all", 197), ("african", 54), ("African", 54), (opcat.RegionalGroup.AFRICAN, 54), ([], 0)],
)
def test_who_could_join_in_one_word(open_to: Any, number: int) -> None:
    made = opcat.treaty_from_rows([], **FACTS, open_to=open_to)
    assert made.open_to is not None
    assert len(made.open_to) == number


class TestOpenTo:
    """Whatever asks who could join answers for a treaty that says it, by a plain second telling."""

    def test_who_may_join(self) -> None:
        words = {name: opcat.eligibility(name, treaty=REGIONAL) for name in (*FIVE, "France")}
        assert words == {
            "Kenya": Eligibility.PARTY,
            "Tanzania": Eligibility.PARTY,
            "Uganda": Eligibility.MAY_JOIN,  # it left on 1 July 2020
            "Rwanda": Eligibility.MAY_JOIN,
            "Burundi": Eligibility.MAY_JOIN,
            "France": Eligibility.NOT_OPEN,
        }
        assert opcat.eligibility("Kenya", treaty=REGIONAL, on="2017-12-31") is Eligibility.NOT_OPEN
        assert opcat.eligible_on("Rwanda", treaty=REGIONAL) == date(2018, 1, 1)
        assert opcat.eligible_on("France", treaty=REGIONAL) is None

    def test_it_is_open_from_the_opening_adoption_or_first_act(self) -> None:
        """From the opening on, or else from the adoption or the first act."""
        for opened, adopted, since in (
            (date(2017, 1, 1), date(2016, 1, 1), date(2017, 1, 1)),
            (None, date(2016, 1, 1), date(2016, 1, 1)),
            (None, None, date(2018, 1, 1)),
        ):
            treaty = attrs.evolve(REGIONAL, opened_on=opened, adopted_on=adopted)
            assert opcat.eligible_on("Burundi", treaty=treaty) == since
        empty = attrs.evolve(REGIONAL, actions=(), opened_on=None)
        assert opcat.eligible_on("Burundi", treaty=empty) == REGIONAL.as_of

    def test_the_convention_says_nothing_of_it(self) -> None:
        for convention in (None, opcat.convention()):
            told = opcat.eligibility("Rwanda", treaty=REGIONAL, convention=convention)
            assert told is Eligibility.MAY_JOIN
        wrong: Any = 5
        with pytest.raises(TypeError, match=r"^convention=5 is not a Treaty"):
            opcat.eligibility("Rwanda", treaty=REGIONAL, convention=wrong)

    def test_only_states_that_may_join_are_asked(self) -> None:
        others = opcat.non_parties(treaty=REGIONAL)
        assert [status.state.name for status in others] == ["Burundi", "Rwanda", "Uganda"]
        asked = opcat.non_parties(treaty=REGIONAL, eligibility="may_join", group="african")
        assert asked == others
        assert opcat.states(treaty=REGIONAL) == REGIONAL.open_to
        assert opcat.states(treaty=REGIONAL, group="asia_pacific") == ()
        assert len(opcat.states(treaty=PACT)) == len(opcat.states())

    def test_uptake_counts_the_states_that_may_join(self) -> None:
        now = opcat.uptake(treaty=REGIONAL)
        assert (now.parties, now.eligible, now.opening_joined, now.opening_eligible) == (2, 5, 3, 5)

    def test_uptake_where_the_opening_is_not_known(self) -> None:
        for facts in ({"adopted_on": date(2016, 1, 1)}, {"adopted_on": None}):
            treaty = attrs.evolve(REGIONAL, opened_on=None, **facts)
            now = opcat.uptake(treaty=treaty)
            assert (now.opening_joined, now.opening_eligible, now.opening_share) == (3, 5, 0.6)

    def test_a_status_does_not_hold_its_treaty(self) -> None:
        """Its table has no day of another treaty in silence, and the right one where that is given."""
        pact = attrs.evolve(REGIONAL, opened_on=None, adopted_on=date(2017, 5, 1))
        for rows in (opcat.parties(treaty=pact), pact.statuses):
            for backend in ("pandas", "polars"):
                told = opcat.Rows(rows).to_frame(backend=backend, treaty=pact)["eligible_on"]
                assert {str(day)[:10] for day in told.to_list()} == {"2017-05-01"}
            assert opcat.Rows(rows).to_frame(backend="polars")["eligible_on"].is_null().all()
            bare = opcat.Rows(rows).to_frame(backend="polars", treaty=PACT)["eligible_on"]
            assert bare.is_null().all(), "it does not say who may join"
        whose = opcat.convention().statuses
        assert frames.to_frame(whose, backend="polars")["eligible_on"].is_null().all()
        with pytest.raises(TypeError, match="is not a Treaty"):
            opcat.parties().to_frame(treaty=5)

    def test_tables_hold_the_states_that_may_join(self) -> None:
        panel = frames.panel(2017, 2020, treaty=REGIONAL)
        assert len(panel) == 4 * 5
        assert panel.groupby("year")["is_party"].sum().to_dict() == {
            2017: 0,
            2018: 1,
            2019: 3,
            2020: 2,
        }
        assert panel.groupby("year")["is_eligible"].sum().to_dict() == {
            2017: 0,
            2018: 5,
            2019: 5,
            2020: 5,
        }
        times = frames.durations(treaty=REGIONAL)
        assert dict(zip(times.alpha_3, times.days, strict=True)) == {
            "KEN": 424,
            "UGA": 485,
            "TZA": 151,
            "RWA": 1095,
            "BDI": 1095,
        }
        assert times.event.sum() == 3
        spells = frames.spells(treaty=REGIONAL)
        assert len(spells[spells.alpha_3 == "UGA"]) == 3
        assert set(spells.alpha_3) == {"KEN", "UGA", "TZA", "RWA", "BDI"}
        assert frames.transitions(treaty=REGIONAL).status.sum() == 5
        statuses = frames.to_frame("statuses", treaty=REGIONAL)
        assert list(statuses.eligible_on.dt.date.unique()) == [date(2018, 1, 1)]

    def test_charts_count_the_states_that_may_join(self) -> None:
        assert "Of 5 States that could join, 3 have" in charts.survival(treaty=REGIONAL).description
        assert charts.groups(treaty=REGIONAL).description.endswith(
            "2 parties, 0 pending signatories, 5 eligible States."
        )
        assert "2 parties" in charts.map(treaty=REGIONAL).description

    @pytest.mark.parametrize(
        "question",
        [
            lambda: opcat.eligibility("Kenya", treaty=PACT),
            lambda: opcat.eligible_on("Kenya", treaty=PACT),
            lambda: opcat.uptake(treaty=PACT),
            lambda: opcat.non_parties(eligibility="may_join", treaty=PACT),
            lambda: frames.panel(states="eligible", treaty=PACT),
            lambda: frames.durations(treaty=PACT),
            lambda: frames.spells(treaty=PACT),
            lambda: frames.transitions(treaty=PACT),
            lambda: charts.survival(treaty=PACT),
            lambda: charts.groups(treaty=PACT),
        ],
    )
    def test_where_it_is_not_said_the_error_says_how(self, question: Callable[[], object]) -> None:
        message = (
            r"asks who may join, which the Lake Pact does not say; give the treaty its States: "
        )
        with pytest.raises(opcat.errors.OtherTreatyError, match=message) as caught:
            question()
        assert caught.value.argument == "open_to"

    @pytest.mark.parametrize(
        "question",
        [
            lambda: opcat.deadlines("Kenya", treaty=REGIONAL),
            lambda: opcat.mechanisms(treaty=REGIONAL),
            lambda: opcat.profile("Kenya", treaty=REGIONAL),
            lambda: opcat.subcommittee_size(treaty=REGIONAL),
            lambda: frames.spells(of="mechanism", treaty=REGIONAL),
            lambda: frames.transitions(then="visited", treaty=REGIONAL),
            lambda: frames.durations(origin="joined", until="visited", treaty=REGIONAL),
            lambda: charts.history("Kenya", treaty=REGIONAL),
        ],
    )
    def test_what_rests_on_an_article_of_the_protocol_says_so(
        self, question: Callable[[], object]
    ) -> None:
        with pytest.raises(
            opcat.errors.OtherTreatyError, match="is about the Protocol, but treaty="
        ):
            question()

    def test_as_a_field(self) -> None:
        kenya, rwanda = opcat.resolve("KEN"), opcat.resolve("RWA")
        made = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1), open_to=[rwanda, kenya])
        assert made.open_to == (kenya, rwanda)
        assert made != attrs.evolve(made, open_to=None)
        assert made != attrs.evolve(made, open_to=[rwanda, attrs.evolve(kenya, name="Kenia")])
        assert REGIONAL.on("2018-03-01").open_to == REGIONAL.open_to

    @given(strategies.treaties(regional=True))
    def test_json_loses_nothing(self, treaty: opcat.Treaty) -> None:
        text = opcat.to_json(treaty)
        document = json.loads(text)
        assert opcat.from_json(text) == treaty
        assert ("open_to" in document) == (document["format"] == 2)
        if treaty.open_to is not None:
            assert document["open_to"] == [state.key for state in treaty.open_to]
            assert set(document["open_to"]) == set(document["states"])

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ({"format": 1}, "$.open_to: is not a known key"),
            ({"open_to": ["KEN", "KEN"]}, "KEN is there twice"),
            ({"open_to": ["KEN", "XXX"]}, "'XXX' is not a State of this document"),
            ({"open_to": "KEN"}, "is not an array"),
            ({"open_to": None}, "is used nowhere"),
        ],
    )
    def test_json_is_checked(self, change: Mapping[str, Any], problem: str) -> None:
        document = json.loads(opcat.to_json(REGIONAL)) | change
        with pytest.raises(opcat.DataError, match=re.escape(problem)):
            opcat.from_json(json.dumps(document))

    def test_a_fact_of_format_2(self) -> None:
        cited = attrs.evolve(BARE, fact_sources=(("open_to", ()),))
        document = json.loads(opcat.to_json(cited))
        assert document.pop("format") == 2
        del document["open_to"]
        with pytest.raises(opcat.DataError, match="is a fact that format 1 lacks") as caught:
            opcat.from_json(json.dumps({"format": 1, **document}))
        assert [place for place, _ in caught.value.problems] == ["$.fact_sources.open_to"]

    @given(strategies.treaties(regional=True))
    def test_a_status_stands_by_itself(self, treaty: opcat.Treaty) -> None:
        """Each State to which it is open is a party, may join, or waits for its opening."""
        if treaty.open_to is None:
            return
        told = {state: opcat.eligibility(state, treaty=treaty) for state in treaty.open_to}
        parties = {status.state for status in opcat.parties(treaty=treaty)}
        assert {state for state, word in told.items() if word is Eligibility.PARTY} == parties
        assert {*parties, *(status.state for status in opcat.non_parties(treaty=treaty))} == set(
            treaty.open_to
        )
        assert opcat.uptake(treaty=treaty).parties == len(parties)
