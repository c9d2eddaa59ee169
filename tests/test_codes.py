"""Codes of other schemes: read where the scheme is named, and nothing else is read then."""

import csv
import pickle
import warnings
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

import opcat
from opcat import frames
from opcat._names.codes import _FORMER, Codes  # all schemes, so that a new one is tested too
from opcat.errors import UnknownStateError, VocabularyError

with (files("opcat") / "data" / "other_codes.csv").open(encoding="utf-8") as lines:
    ROWS = list(csv.DictReader(lines))
OTHER = ("cow", "cow_abbreviation", "gw", "vdem")
NUMBERS = ("cow", "gw", "vdem")
ISO = ("alpha_3", "alpha_2", "numeric")


def told(scheme: str) -> dict[str, str]:
    """Return the keys of States by code, told a second time: from the files' own rows."""
    if scheme in ISO:
        return {str(getattr(state, scheme)): state.key for state in opcat.states()}
    return {row[scheme]: row["alpha_3"] for row in ROWS if row[scheme]}


class TestMeaning:
    @pytest.mark.parametrize("scheme", [*OTHER, *ISO])
    def test_every_code_of_a_scheme_means_its_state(self, scheme: str) -> None:
        assert told(scheme)
        for code, key in told(scheme).items():
            assert opcat.resolve(code, codes=scheme).key == key
            assert opcat.find_state(code.lower(), codes=scheme) is opcat.resolve(key)

    @pytest.mark.parametrize("scheme", [*NUMBERS, "numeric"])
    @pytest.mark.parametrize("make", [int, float, np.int16, np.float64, pa.scalar])
    def test_a_number_may_be_of_any_library_and_a_float(
        self, scheme: str, make: Callable[[int], object]
    ) -> None:
        for code, key in told(scheme).items():
            assert opcat.resolve(make(int(code)), codes=scheme).key == key

    def test_the_list_s_own_examples(self) -> None:
        names = {
            ("cow", 365): "Russian Federation",
            ("cow", 20): "Canada",
            ("cow", 255): "Germany",
            ("gw", 260): "Germany",
            ("cow", 679): "Yemen",
            ("gw", 678): "Yemen",
            ("cow", 345): "Serbia",
            ("gw", 340): "Serbia",
            ("cow_abbreviation", "USA"): "United States of America",
            ("cow_abbreviation", "UKG"): "United Kingdom",
            ("cow_abbreviation", "FRN"): "France",
            ("cow_abbreviation", "AUS"): "Austria",
            ("vdem", 77): "Germany",
        }
        for (scheme, code), name in names.items():
            assert opcat.resolve(code, codes=scheme).name == name

    def test_without_a_scheme_a_number_is_iso_s_as_before(self) -> None:
        """Of the 193 numbers of Correlates of War, 44 are another State's in ISO 3166-1."""
        iso = {int(code): key for code, key in told("numeric").items()}
        others = {
            int(code): key for code, key in told("cow").items() if iso.get(int(code), key) != key
        }
        assert len(others) == 44
        for number, key in others.items():
            assert opcat.resolve(number).key == opcat.resolve(number, codes="iso").key != key
            assert opcat.resolve(number, codes="cow").key == key
        for number in set(map(int, told("cow"))) - set(iso):
            assert opcat.find_state(number) is None

    @pytest.mark.parametrize("scheme", [*OTHER, *ISO])
    def test_what_names_a_state_by_itself_still_does(self, scheme: str) -> None:
        mali = opcat.resolve("Mali")
        assert opcat.resolve(mali, codes=scheme) is mali
        assert opcat.resolve(pycountry.countries.get(alpha_3="MLI"), codes=scheme) is mali

    @pytest.mark.parametrize(
        ("text", "scheme", "name"),
        [
            ("002", "cow", "United States of America"),
            ("020", "gw", "Canada"),
            ("003", "vdem", "Mexico"),
            (" 365\ufeff", "cow", "Russian Federation"),
            ("４", "numeric", "Afghanistan"),
            ("4", "numeric", "Afghanistan"),
            ("ukg ", "cow_abbreviation", "United Kingdom"),
        ],
    )
    def test_zeros_in_front_and_invisible_characters_do_not_count(
        self, text: str, scheme: str, name: str
    ) -> None:
        assert opcat.resolve(text, codes=scheme).name == name


class TestNotMeant:
    @pytest.mark.parametrize("scheme", OTHER)
    def test_names_and_iso_codes_are_not_read(self, scheme: str) -> None:
        for state in opcat.states():
            for text in (state.name, state.alpha_2, state.alpha_3, state.numeric):
                found = opcat.find_state(text, codes=scheme)
                code = told(scheme).get(str(text).lstrip("0"))
                assert (None if found is None else found.key) == code

    @pytest.mark.parametrize("scheme", [*NUMBERS, "numeric"])
    @given(number=st.integers() | st.floats(allow_nan=False))
    def test_no_other_number_means_a_state(self, scheme: str, number: float) -> None:
        known = {int(code): key for code, key in told(scheme).items()}
        found = opcat.find_state(number, codes=scheme)
        assert (None if found is None else found.key) == known.get(number)  # type: ignore[call-overload] # 2.0 is 2

    @pytest.mark.parametrize("scheme", ["cow_abbreviation", "alpha_3", "alpha_2"])
    def test_a_number_is_no_abbreviation(self, scheme: str) -> None:
        assert opcat.find_state(2, codes=scheme) is None
        assert opcat.find_state(2.0, codes=scheme) is None

    @pytest.mark.parametrize("value", [None, True, float("nan"), b"2", object(), np.bool_(1)])
    def test_what_can_be_no_code_is_a_type_error(self, value: object) -> None:
        for scheme in (*OTHER, *ISO):
            with pytest.raises(TypeError, match="cannot name a State"):
                opcat.resolve(value, codes=scheme)

    def test_a_float_needs_a_scheme_of_numbers_that_is_named(self) -> None:
        with pytest.raises(TypeError, match="cannot name a State"):
            opcat.resolve(250.0)
        assert opcat.resolve(250.0, codes="numeric").name == "France"

    def test_a_scheme_that_is_not_known_names_the_known_ones(self) -> None:
        known = "'iso', 'alpha_3', 'alpha_2', 'numeric', 'cow', 'cow_abbreviation', 'gw', 'vdem'"
        for ask in (opcat.resolve, opcat.find_state):
            with pytest.raises(VocabularyError, match=known):
                ask("FRA", codes="fips")
        with pytest.raises(VocabularyError, match=known):
            opcat.resolve_all(["FRA"], codes="fips")

    def test_a_language_has_nothing_to_read_beside_a_scheme(self) -> None:
        with pytest.raises(TypeError, match=r"codes='cow' says .* pass one of them"):
            opcat.resolve(2, codes="cow", language="fr")
        assert opcat.resolve("Allemagne", codes="ISO", language="fr").name == "Germany"


def reason(code: object, scheme: str) -> str:
    with pytest.raises(UnknownStateError) as caught:
        opcat.resolve(code, codes=scheme)
    error = caught.value
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert error.name == code
    return str(error).removeprefix(f"{code!r} is not among the States of this record. ")


class TestExplanations:
    @pytest.mark.parametrize(
        ("code", "scheme", "said"),
        [
            (
                260,
                "cow",
                "'German Federal Republic'. That of Germany today is 255. Ask for Germany",
            ),
            (265, "cow", "'German Democratic Republic'. The German Democratic Republic joined"),
            (315, "cow", "'Czechoslovakia'. Czechoslovakia is a former State with two successors"),
            (315, "gw", "'Czechoslovakia'. Czechoslovakia is a former State with two successors"),
            (
                345,
                "gw",
                "'Yugoslavia'. The Socialist Federal Republic of Yugoslavia is a former State",
            ),
            (678, "cow", "'Yemen Arab Republic'. Yemen was formed on 22 May 1990"),
            (680, "cow", '"Yemen People\'s Republic". Yemen was formed on 22 May 1990'),
            (680, "gw", '"Yemen People\'s Republic". Yemen was formed on 22 May 1990'),
            ("YAR", "cow_abbreviation", "'Yemen Arab Republic'. Yemen was formed"),
            ("CZE", "cow_abbreviation", "'Czechoslovakia'. Czechoslovakia is a former State"),
            (255, "gw", "'Germany (Prussia)'."),
            (23, "vdem", "'South Yemen'. Yemen was formed on 22 May 1990"),
            (137, "vdem", "'German Democratic Republic'."),
        ],
    )
    def test_a_code_of_a_state_that_is_no_more_says_what_it_was(
        self, code: object, scheme: str, said: str
    ) -> None:
        label = Codes(scheme).label
        assert reason(code, scheme).startswith(f"As a {label} it stands for {said}")
        assert "Ask for" in reason(code, scheme)

    @pytest.mark.parametrize(
        ("code", "scheme", "name"),
        [(347, "cow", "Kosovo"), (713, "gw", "Taiwan"), (128, "vdem", "Palestine/West Bank")],
    )
    def test_where_the_package_has_no_opinion_it_says_what_the_list_says(
        self, code: int, scheme: str, name: str
    ) -> None:
        assert reason(code, scheme) == f"As a {Codes(scheme).label} it stands for {name!r}."

    def test_every_other_code_is_explained_by_the_record_and_means_no_state(self) -> None:
        for scheme, codes in _FORMER.items():
            for code, meant in codes.items():
                assert opcat.find_state(code, codes=scheme) is None
                assert repr(meant) in reason(code, scheme)
                known = opcat.find_state(meant)
                assert known is None or scheme in (Codes.COW, Codes.COW_ABBREVIATION)

    @pytest.mark.parametrize(
        ("code", "scheme", "said"),
        [
            ("France", "cow", "It is not a Correlates of War number; that of France is 220."),
            (
                "USA",
                "gw",
                "It is not a Gleditsch and Ward number; that of United States of America is 2.",
            ),
            ("Holy See", "cow", "It is not a Correlates of War number; Holy See has none."),
            ("Atlantis", "vdem", "It is not the V-Dem number of a State of this record."),
            ("", "vdem", "It is not the V-Dem number of a State of this record."),
            ("365.0", "cow", "A code must be written exactly; pass '365'."),
            ("'365", "cow", "A code must be written exactly; pass '365'."),
        ],
    )
    def test_what_is_no_code(self, code: object, scheme: str, said: str) -> None:
        assert reason(code, scheme) == said

    def test_polity_has_numbers_of_its_own(self) -> None:
        """Its file has a column that looks like one of Correlates of War, and is none."""
        read = "; Polity has numbers of its own, so read its names of States instead."
        for scheme in ("cow", "gw", "vdem"):
            for code in (9001, "9001", 36.5):
                said = f"No State of this record has this {Codes(scheme).label}"
                assert reason(code, scheme) == said + ("." if scheme == "vdem" else read)

    def test_a_column_of_polity_is_refused_and_its_names_are_read(self) -> None:
        frame = pd.DataFrame(
            {
                "ccode": [9001, 9002, 9003, 9004, 9005],
                "country": ["Sudan-North", "South Sudan", "Kosovo", "Montenegro", "Ethiopia"],
                "year": 2015,
            }
        )
        with pytest.raises(opcat.errors.UnknownStatesError, match="read its names of States"):
            frames.annotate(frame, state="ccode", codes="cow", on="year", partial="last")
        frame = frame[frame["country"] != "Kosovo"]
        found = frames.annotate(frame, columns=["alpha_3"])["alpha_3"]
        assert found.tolist() == ["SDN", "SSD", "MNE", "ETH"]


class TestWithoutAScheme:
    def test_a_number_that_is_no_iso_number_says_in_which_scheme_it_is_one(self) -> None:
        iso = {int(code) for code in told("numeric")}
        explained = 0
        for number in {int(code) for scheme in NUMBERS for code in told(scheme)} - iso:
            with pytest.raises(LookupError) as caught:
                opcat.resolve(number)
            found = str(caught.value)
            if "has this ISO 3166-1 number" not in found:
                continue  # it is explained as something else, such as a region's
            explained += 1
            for scheme in NUMBERS:
                key = told(scheme).get(str(number))
                assert (f"codes={scheme!r}" in found) is (key is not None)
                assert key is None or f" it is {opcat.resolve(key).name} (codes=" in found
        assert explained > 100

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "365",
                "As a Correlates of War number or a Gleditsch and Ward number it is Russian Federation (codes='cow' or codes='gw').",
            ),
            (
                "UKG",
                "As a Correlates of War abbreviation it is United Kingdom (codes='cow_abbreviation').",
            ),
            (
                "110",
                "As a Correlates of War number or a Gleditsch and Ward number it is Guyana (codes='cow' or codes='gw'); as a V-Dem number it is China (codes='vdem').",
            ),
        ],
    )
    def test_so_does_a_text(self, text: str, said: str) -> None:
        with pytest.raises(UnknownStateError) as caught:
            opcat.resolve(text)
        assert caught.value.explanation == said


class TestColumns:
    def test_a_column_as_pandas_reads_it_with_a_gap(self) -> None:
        result = opcat.resolve_all([2.0, 365.0, float("nan"), 260.0, 2.0], codes="cow")
        assert [(code, state.alpha_3) for code, state in result.resolved] == [
            (2.0, "USA"),
            (365.0, "RUS"),
        ]
        assert result.unknown[1] == 260.0
        assert len(result.unknown) == 2
        assert result.ambiguous == ()

    def test_what_may_mean_several_in_the_list_is_unknown_in_a_scheme(self) -> None:
        result = opcat.resolve_all([730, "Korea", "Guinea"], codes="cow")
        assert result.unknown == (730, "Korea", "Guinea")

    def test_namibia_is_warned_of_only_where_codes_have_two_letters(self) -> None:
        column = ["NA"] * 5 + ["FR"] * 20
        with pytest.warns(opcat.errors.MissingCodeWarning):
            opcat.resolve_all(column, codes="alpha_2")
        assert opcat.resolve_all(column, codes="cow_abbreviation").unknown == ("NA", "FR")


LIBRARIES: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": pd.DataFrame,
    "pandas, categories": lambda rows: pd.DataFrame(rows).astype({"code": "category"}),
    "pandas, backed by PyArrow": lambda rows: pa.table(rows).to_pandas(types_mapper=pd.ArrowDtype),
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
}


@pytest.mark.parametrize("make", LIBRARIES.values(), ids=LIBRARIES)
class TestInTables:
    @pytest.mark.parametrize(
        ("scheme", "code", "was", "name", "until"),
        [
            ("cow", 345, "Yugoslavia", "Serbia", 1992),
            ("cow_abbreviation", "YUG", "Yugoslavia", "Serbia", 1992),
            ("gw", 678, "Yemen Arab Republic", "Yemen", 1990),
        ],
    )
    @pytest.mark.parametrize("is_year", [True, False], ids=["years", "days"])
    def test_a_code_that_was_a_former_states_on_the_day_says_so(
        self, make: Any, scheme: str, code: object, was: str, name: str, until: int, is_year: bool
    ) -> None:
        france = {"cow": 220, "cow_abbreviation": "FRN", "gw": 220}[scheme]
        times: list[Any] = [until - 1, until - 2, until - 1, until]
        if not is_year:
            times = [
                date(until - 1, 12, 31),
                date(until - 9, 1, 1),
                date(1988, 1, 1),
                date(until, 1, 1),
            ]
        ask: dict[str, Any] = {
            "state": "code",
            "on": "time",
            "codes": scheme,
            "columns": ["is_party"],
        }
        ask |= {"treaty": opcat.convention(), "partial": "last" if is_year else None}
        said = f"in 2 rows before {until}; as a .* it stood for '{was}' then.* is that for {name}:"
        with pytest.warns(opcat.CoverageWarning, match=said) as caught:
            frames.annotate(make({"code": [code, code, france, code], "time": times}), **ask)
        assert [warning.filename for warning in caught] == [__file__]
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # from that day on, and without a day, it is today's
            later = make({"code": [france, code], "time": times[2:]})
            frames.annotate(later, **ask)
            frames.annotate(later, **ask | {"on": None, "partial": None, "columns": ["alpha_3"]})

    @pytest.mark.parametrize(
        ("codes", "read", "meant"),
        [
            (["2", "20", "365"], "iso", "codes='cow' or codes='gw'"),
            (["002", "020", "365"], "iso", "codes='cow' or codes='gw'"),
            (["USA", "UKG", "FRN"], "iso", "codes='cow_abbreviation'"),
            (["77", "77", "20", "3"], "iso", "codes='vdem'"),
            ([250, 276, 4], "cow", "codes='numeric'"),
            (["250", "276", "004"], "cow", "codes='iso' or codes='numeric'"),
            (["France", "Togo", "2"], "gw", "codes='iso'"),
            (["FRA", "TGO"], "alpha_2", "codes='iso' or codes='alpha_3'"),
        ],
    )
    def test_a_column_in_another_scheme_is_told_which(
        self, make: Any, codes: list[Any], read: str, meant: str
    ) -> None:
        with pytest.raises(opcat.errors.UnknownStatesError) as caught:
            frames.annotate(
                make({"code": codes}), state="code", on=None, columns=["alpha_3"], codes=read
            )
        fitting = 2 if "Togo" in codes else len({*codes})
        hint = f"{fitting} of the {len({*codes})} distinct entries would be read with {meant}: pass"
        assert caught.value.hint.startswith(hint)
        again = pickle.loads(pickle.dumps(caught.value))
        assert hint in str(again) == str(caught.value)

    @pytest.mark.parametrize(
        ("codes", "read"),
        [
            (["France", "Germny"], "iso"),
            (["FR", "XX", "DE"], "alpha_2"),
            (["2", "x", "y", "z", "v"], "iso"),
        ],
    )
    def test_what_fits_no_other_better_is_told_nothing(
        self, make: Any, codes: list[Any], read: str
    ) -> None:
        with pytest.raises(opcat.errors.UnknownStatesError) as caught:
            frames.annotate(
                make({"code": codes}), state="code", on=None, columns=["alpha_3"], codes=read
            )
        assert caught.value.hint == ""

    def test_namibia_that_was_read_as_missing(self, make: Any) -> None:
        ask: dict[str, Any] = {"state": "code", "on": None, "columns": ["alpha_3"]}
        rows = make({"code": ["FR", None]})
        for codes in ("alpha_2", "iso"):
            with pytest.raises(opcat.errors.MissingValuesError, match=r"keep_default_na=False"):
                frames.annotate(rows, **ask, codes=codes)
        with pytest.raises(opcat.errors.MissingValuesError, match=r"have null there$"):
            frames.annotate(make({"code": ["FRN", None]}), **ask, codes="cow_abbreviation")


@pytest.mark.parametrize("codes", [*Codes.ISO.forms, Codes.ISO.label])
def test_the_usual_reading_by_any_of_its_names(codes: str) -> None:
    """Names are read then, and what is none is explained as ever."""
    assert opcat.resolve("Togo", codes=codes) == opcat.resolve("Togo")
    with pytest.raises(UnknownStateError) as caught:
        opcat.resolve("Atlantis", codes=codes)
    with pytest.raises(UnknownStateError) as usual:
        opcat.resolve("Atlantis")
    assert str(caught.value) == str(usual.value)
