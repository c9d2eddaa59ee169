"""Damaged JSON, names, days and record files: a few of each, and what was found.

What is tried, and what must come of it, stands in `fuzzers` and `doors`; ``make fuzz`` looks for longer. The
pages of the depositary have a module of their own (`test_untc_fuzz`).
"""

import ast
from random import Random

import pytest
from damage import damaged, damaged_json, damaged_tables
from defects import DEFECTS, Defect, place_of
from doors import DOORS, FUZZERS, whole_record
from fuzz import NAMES, reduced
from fuzzers import apart, as_one, files_in, small_treaty, try_day, try_name
from hypothesis import given
from hypothesis import strategies as st

import opcat

# Damage may have the record end after the Convention's, and then a question says so.
pytestmark = pytest.mark.filterwarnings("ignore::opcat.errors.CoverageWarning")

ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
IN_FORMAT_2 = (
    '{"format": 2, "key": "x", "title": "t", "as_of": "2026-02-03", '
    '"actions": [], "states": {}, "sources": {}}'
)
FOUND = [
    ("from_json", IN_FORMAT_2),
    ("resolve", ""),
    ("resolve", "4"),
    ("resolve", "\u0130"),
    ("resolve", "The" * 100),
    ("days", "2004-02-30"),
    ("days", "\u0662\u0660\u0660\u0664-01-01"),
    ("days", "-004-01-01"),
    ("days", "2004-01-0\u00b2"),
    ("days", "9999-11"),
    ("languages", "fr\nla Tchéquie (le)"),
    ("citing", "3\n\ns\n\n\n\n;"),
    ("rows", "\n\0"),
    ("headings", "\n,S"),
]
"""Reduced failures of earlier runs, and what looked like one."""


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_what_was_found(name: str, text: str) -> None:
    FUZZERS[name].attempt(text.encode())


@pytest.mark.parametrize("name", ["from_json", "resolve", "days", "load", *DOORS])
@given(data=st.data())
def test_damaged_input_is_answered_or_refused(name: str, data: st.DataObject) -> None:
    fuzzer = FUZZERS[name]
    seed, chance = data.draw(st.sampled_from(fuzzer.seeds)), data.draw(st.randoms())
    fuzzer.attempt(damaged(seed, chance, fuzzer.tokens, fuzzer.words))


@given(st.randoms())
def test_json_with_exchanged_members_is_answered_or_refused(chance: Random) -> None:
    FUZZERS["from_json"].attempt(damaged_json(FUZZERS["from_json"].seeds[0], chance))


@pytest.mark.parametrize("name", ["load", "update", "record", "explorer"])
@given(chance=st.randoms())
def test_tables_with_exchanged_cells_are_answered_or_refused(name: str, chance: Random) -> None:
    fuzzer = FUZZERS[name]
    files = apart(chance.choice(fuzzer.seeds))
    made = damaged_tables(files, chance, fuzzer.words)
    assert made.keys() == files.keys()
    assert sum(made[file] != files[file] for file in files) <= 1, "one table, and no other"
    fuzzer.attempt(as_one(made))


@given(st.integers() | ANY_VALUE)
def test_anything_for_a_name(name: object) -> None:
    try_name(name)


@given(ANY_VALUE | st.dates() | st.datetimes() | st.binary(max_size=12))
def test_anything_for_a_day(day: object) -> None:
    try_day(day)
    if not isinstance(day, str):
        with pytest.raises(
            opcat.errors.DayTypeError, match=r"date=(?s:.*) is not a day; (pass|a year alone)"
        ):
            opcat.PartialDate.parse(day)  # type: ignore[arg-type] # that is what is tried


class TestFuzzers:
    """A search that begins with what is refused at once finds little."""

    def test_each_of_them_is_run(self) -> None:
        assert tuple(FUZZERS) == NAMES

    def test_the_seeds_are_read(self) -> None:
        assert opcat.from_json(FUZZERS["from_json"].seeds[0]) == small_treaty()
        with files_in(apart(FUZZERS["load"].seeds[0])) as directory:
            assert opcat.load(directory).treaty.counts.parties == 1
        with files_in(whole_record()) as directory:
            assert {*opcat.load(directory).file_names} == whole_record().keys()
        for fuzzer in DOORS.values():
            for seed in fuzzer.seeds:
                fuzzer.attempt(seed)

    @pytest.mark.parametrize("name", NAMES)
    @given(chance=st.randoms())
    def test_damage_is_decided_by_chance_alone(self, name: str, chance: Random) -> None:
        """And whatever has been damaged can be damaged further."""
        fuzzer, number = FUZZERS[name], chance.getrandbits(32)
        made = []
        for _ in range(2):
            data, again = fuzzer.seeds[0], Random(number)
            for _ in range(5):
                data = damaged(data, again, fuzzer.tokens, fuzzer.words)
                data = damaged_json(data, again) if name == "from_json" else data
                if files := apart(data):
                    data = as_one(damaged_tables(files, again, fuzzer.words))
            made.append(data)
        assert made[0] == made[1]

    def test_a_text_of_any_depth_can_be_damaged(self) -> None:
        """Python copies fewer levels of it than it reads."""
        for depth in range(400, 1000, 10):  # how deep that is depends on the caller
            text = b'{"a":' + b"[" * depth + b"1" + b"]" * depth + b"}"
            made = [damaged_json(text, Random(number)) for number in range(20)]
            assert depth > 500 or any(one != text for one in made)

    def test_every_table_of_a_record_is_as_likely(self) -> None:
        """Also one of a single short row, which no change of any cell of all would reach."""
        files, reached = whole_record(), set[str]()
        for number in range(400):
            made = damaged_tables(files, Random(number), (b"<b>",))
            reached |= {file for file in files if made[file] != files[file]}
        assert reached == {file for file in files if file.endswith(".csv")}

    def test_what_fails_is_reduced(self) -> None:
        assert reduced(b"one two three four", lambda data: b"w" in data and b"ee" in data) == b"wee"

    @pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.what)
    def test_each_defect_can_be_put_in(self, defect: Defect) -> None:
        text = place_of(defect).read_text(encoding="utf-8").replace(defect.before, defect.after)
        ast.parse(text)  # it is code still
        assert defect.fuzzer in NAMES
