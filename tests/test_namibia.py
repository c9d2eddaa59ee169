"""A column of codes in which "NA" may be missing values is warned of: once, and only where it may."""

import warnings
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from frame_backends import LOCAL, Backend, table
from hypothesis import given
from hypothesis import strategies as st

import opcat
from opcat import frames

OTHERS = [state.alpha_2 for state in opcat.states() if state.alpha_2 not in {None, "NA"}]
EAGER = {name: backend for name, backend in LOCAL.items() if not backend.lazy}


def column(namibia: int, rows: int, *more: Any) -> list[Any]:
    """Return a column of codes, some of them Namibia's, and what else is said."""
    others = [OTHERS[place % len(OTHERS)] for place in range(rows - namibia - len(more))]
    return [*["NA"] * namibia, *others, *more]


def warned(ask: Callable[[], object]) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", opcat.errors.UnknownStatesWarning)
        ask()
    for warning in caught:
        assert warning.category is opcat.errors.MissingCodeWarning
        assert warning.filename == __file__, "it points at the caller"
    return [str(warning.message) for warning in caught]


SUSPECT: dict[str, tuple[list[Any], bool]] = {
    "one in twenty": (column(2, 40), True),
    "a list of twenty States": (column(1, 20), False),
    "twice in twenty": (column(2, 20), True),
    "five in a hundred": (column(5, 100), True),
    "all": (column(30, 30), True),
    "one in twenty-one": (column(1, 21), False),
    "none": (column(0, 40), False),
    "four in a hundred": (column(4, 100), False),
    "fewer than twenty rows": (column(5, 19), False),
    "one is missing": (column(10, 40, None), False),
    "one is empty": (column(10, 40, ""), False),
    "one is said to be missing": (column(10, 40, "N/A"), False),
    "one is a name": (column(10, 40, "Namibia"), False),
    "one has three letters": (column(10, 40, "FRA"), False),
    "one is no State's": (column(10, 40, "XK"), True),
}


@pytest.mark.parametrize(("names", "suspect"), SUSPECT.values(), ids=SUSPECT)
class TestDefinition:
    """Twenty rows or more, each a code of two letters, "NA" in two or more and in one of twenty."""

    def test_a_list_of_names_warns_of_a_suspect_na(self, names: list[Any], suspect: bool) -> None:
        for given_as in (list, tuple, iter, pd.Series, pl.Series, pa.array):
            said = warned(lambda as_=given_as: opcat.resolve_all(as_(names)))  # type: ignore[misc]
            assert len(said) == suspect
            for message in said:
                assert f'holds "NA" in {names.count("NA")} of {len(names)} rows' in message
                assert "missing" in message
                assert "silence this warning (opcat.errors.MissingCodeWarning)" in message

    @pytest.mark.parametrize("codes", ["alpha_2", "iso"])
    @pytest.mark.parametrize("backend", EAGER.values(), ids=EAGER)
    def test_a_column_of_codes_warns_of_a_suspect_na(
        self, names: list[Any], suspect: bool, backend: Backend, codes: str
    ) -> None:
        frame = backend.make(table(names, [date(2010, 1, 1)] * len(names)))
        said = warned(lambda: frames.annotate(frame, codes=codes, unknown="null"))
        assert len(said) == suspect
        for message in said:
            assert message.startswith(f"column 'country' holds \"NA\" in {names.count('NA')} of")


def categories() -> Iterator[Any]:
    names = column(2, 30)
    rows = {"country": names, "date": [date(2010, 1, 1)] * 30}
    frame = pd.DataFrame(rows).astype({"date": "datetime64[s]"})
    yield frame.astype({"country": "category"})
    yield pl.DataFrame(rows, schema_overrides={"country": pl.Categorical})
    yield pl.DataFrame(rows, schema_overrides={"country": pl.Enum(sorted(set(names)))})
    encoded = pa.table(rows)
    yield encoded.set_column(0, "country", encoded["country"].dictionary_encode())


@pytest.mark.parametrize("frame", list(categories()), ids=["pandas", "polars", "enum", "pyarrow"])
def test_categories_are_looked_at_as_texts_are(frame: Any) -> None:
    assert len(warned(lambda: frames.annotate(frame, codes="alpha_2"))) == 1


@pytest.mark.parametrize("backend", EAGER.values(), ids=EAGER)
@pytest.mark.parametrize("codes", ["alpha_3", "numeric"])
def test_other_codes_are_not_suspected(backend: Backend, codes: str) -> None:
    names = [getattr(opcat.resolve("Namibia"), codes)] * 40
    frame = backend.make(table(names, [date(2010, 1, 1)] * 40))
    assert warned(lambda: frames.annotate(frame, codes=codes)) == []


def test_a_table_of_the_record_is_not_suspected() -> None:
    """All States, and each regional group of twenty or more."""
    for group in (None, *opcat.RegionalGroup):
        codes = [state.alpha_2 for state in opcat.states(group=group)]
        assert warned(lambda codes=codes: opcat.resolve_all(codes)) == []  # type: ignore[misc]


def test_what_cannot_be_seen_does_not_hide_it() -> None:
    assert len(warned(lambda: opcat.resolve_all(["\ufeffNA", "na ", *column(0, 30)]))) == 1


@given(st.lists(st.sampled_from(["NA", "FR", "DE", "na", "FRA", "", None]), max_size=60))
def test_as_it_is_defined(names: list[str | None]) -> None:
    codes = [name for name in names if name and len(name) == 2]
    namibia = sum(name.upper() == "NA" for name in codes)
    often = namibia >= 2 and namibia / len(names) >= 1 / 20
    suspect = len(names) >= 20 and len(codes) == len(names) and often
    assert len(warned(lambda: opcat.resolve_all(names))) == suspect


def test_it_can_be_made_an_error() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", opcat.errors.MissingCodeWarning)
        with pytest.raises(opcat.errors.MissingCodeWarning, match="of 20 rows"):
            opcat.resolve_all(column(2, 20))
