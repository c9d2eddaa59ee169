"""Fuzzing what takes other people's text: `from_json`, `resolve` and every ``on=``.

Whatever the input, an answer or an error of the documented kind, and what is answered is held
against what was asked. ``make test`` tries a few inputs; ``make fuzz`` looks for `OPCAT_FUZZ`
seconds at each; the pages of the depositary have a fuzzer of their own (`test_untc_fuzz`). What is
found is reduced and kept here as an ``@example``.
"""

import contextlib
import json
import os
import re
import time
import unicodedata
import warnings
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import opcat
from opcat import strategies

# Short and with all kinds of members, so that a change falls on something that matters.
SEED = opcat.to_json(opcat.treaty(on="2003-09-24"), indent=None)
PIECES = (
    *('"', "{", "}", "[", "]", ",", ":", "\\", "\\u0000", "\\ud800", "null", "true", "NaN"),
    *("1e999", "-0", "1", '"format"', '"actions"', '"states"', '"sources"', '"as_of"', '"key"'),
    *('"ALB"', '"2003-02-29"', '"0000-00-00"', '"9999-12-31"', "\ufeff", "\x00", "[" * 2000),
)
SPELLINGS = tuple(
    text
    for state in opcat.states()
    for text in (state.name, state.depositary_name, state.alpha_3, state.alpha_2)
    if text is not None
)
MARKS = tuple(
    "\u0300\u0301\u200b\u200d\u2019\u00a0\u0130\u0131\u1e9e\ufb01\u0661\u3000.-&'/(),;\n\0"
)
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@st.composite
def damaged_texts(draw: st.DrawFn) -> str | bytes:
    """Draw the JSON of a treaty with pieces put in, taken out, moved and repeated."""
    text = SEED
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        stop = start + draw(st.sampled_from([0, 0, 1, 2, 10, 200]))
        piece = draw(st.sampled_from(PIECES) | st.text(max_size=4) | st.just(text[start:stop]))
        text = text[:start] + piece * draw(st.sampled_from([0, 1, 1, 2, 9])) + text[stop:]
    encoding = draw(st.sampled_from([None, None, "utf-8", "utf-16", "latin-1"]))
    return text if encoding is None else text.encode(encoding, "replace")


@st.composite
def damaged_documents(draw: st.DrawFn) -> str:
    """Draw the JSON of a generated treaty, still JSON, with members exchanged."""
    treaty = draw(strategies.treaties(max_states=3))
    document: Any = json.loads(opcat.to_json(treaty))
    for _ in range(draw(st.integers(1, 4))):
        place = document
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            inner = place[key]
            if isinstance(inner, dict | list) and inner and draw(st.booleans()):
                place = inner
                continue
            if draw(st.booleans()):
                place[key] = draw(ANY_VALUE)
            elif isinstance(place, dict):
                place[draw(st.text(max_size=3) | st.just(key))] = place.pop(key)
            else:
                place.insert(draw(st.integers(0, len(place))), place.pop(key))
            break
    return json.dumps(document)


@st.composite
def damaged_names(draw: st.DrawFn) -> str:
    """Draw a spelling with letters exchanged, put in and taken out, and strange marks."""
    text = draw(st.sampled_from(SPELLINGS) | st.text(max_size=12))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        piece = draw(st.sampled_from(MARKS) | st.characters() | st.just(""))
        text = text[:place] + piece + text[place + draw(st.integers(0, 2)) :]
    changes: list[Callable[[str], str]] = [
        *(str, str.upper, str.swapcase),
        lambda text: unicodedata.normalize("NFD", text),
    ]
    change = draw(st.sampled_from(changes))
    return change(text) * draw(st.sampled_from([1, 1, 1, 2, 500]))


@st.composite
def damaged_days(draw: st.DrawFn) -> object:
    """Draw what may be passed as a day: texts near to one, and values of other types."""
    text = str(draw(st.dates()))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        piece = draw(st.sampled_from([*"0123456789-+TWZ:. \u0661\u00b2\0", ""]) | st.characters())
        text = text[:place] + piece + text[place + draw(st.integers(0, 2)) :]
    return draw(st.just(text) | ANY_VALUE | st.dates() | st.datetimes() | st.binary(max_size=12))


def try_json(text: str | bytes) -> None:
    with contextlib.suppress(opcat.DataError):
        treaty = opcat.from_json(text)
        again = opcat.to_json(treaty)
        assert opcat.from_json(again) == treaty
        assert opcat.to_json(opcat.from_json(again)) == again


def try_name(name: object) -> None:
    found = None
    try:
        found = opcat.find_state(name)
    except TypeError:
        assert not isinstance(name, str)
        with pytest.raises(TypeError):
            opcat.resolve(name)
        return
    if found is not None:
        assert opcat.resolve(name) is found
        if isinstance(name, str):
            again = opcat.find_state(f"\u00a0{name.swapcase()} ")
            # Some letters have another case from which no way leads back: then nothing is found.
            assert again is found if name.isascii() and len(name) < 190 else again in (found, None)
        return
    with pytest.raises((opcat.UnknownStateError, opcat.AmbiguousStateError)) as caught:
        opcat.resolve(name)
    assert len(str(caught.value)) < 2000, "an error is for reading"


def is_a_day(text: str) -> bool:
    """Tell, by other means than the package, whether a text is a day of the one form."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        return False
    year, month, day = map(int, text.split("-"))
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def try_day(day: Any) -> None:
    treaty = opcat.treaty()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            earlier = opcat.treaty(on=day)
        except opcat.DayTypeError:
            assert not isinstance(day, str | date)
            return
        except opcat.DayValueError:
            assert isinstance(day, str)
            assert not is_a_day(day)
            return
    meant = treaty.as_of if day is None else None
    if isinstance(day, str):
        assert is_a_day(day)
        meant = date(*map(int, day.split("-")))
    elif isinstance(day, date):
        meant = date(day.year, day.month, day.day)
    assert meant is not None
    assert earlier.as_of == min(meant, treaty.as_of)
    assert bool(told) is (meant > treaty.as_of)
    assert all(action.date <= meant for action in earlier.actions)


@given(damaged_texts() | damaged_documents())
def test_from_json(text: str | bytes) -> None:
    try_json(text)


@given(damaged_names() | st.integers() | ANY_VALUE)
@example("")
@example("\u0130")
@example("The" * 100)
def test_resolve(name: object) -> None:
    try_name(name)


@given(damaged_days())
@example("2004-02-30")
@example("\u0662\u0660\u0660\u0664-01-01")
@example("-004-01-01")
@example("2004-01-0\u00b2")
def test_days(day: object) -> None:
    try_day(day)


class _Enough(BaseException):
    """The time is over; no failure to be reduced."""


@pytest.mark.skipif("OPCAT_FUZZ" not in os.environ, reason="make fuzz runs this")
@pytest.mark.parametrize(
    ("attempt", "inputs"),
    [
        pytest.param(try_json, damaged_texts() | damaged_documents(), id="from_json"),
        pytest.param(try_name, damaged_names() | st.integers() | ANY_VALUE, id="resolve"),
        pytest.param(try_day, damaged_days(), id="days"),
    ],
)
def test_for_a_while(
    attempt: Callable[[object], None], inputs: st.SearchStrategy[object], request: Any
) -> None:
    """As many as fit into OPCAT_FUZZ seconds."""
    seconds = float(os.environ["OPCAT_FUZZ"])
    stop = time.monotonic() + seconds
    tried = 0

    @settings(
        max_examples=100_000_000,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),  # time is the only limit
    )
    @given(inputs)
    def look(value: object) -> None:
        nonlocal tried
        if time.monotonic() > stop:
            raise _Enough
        tried += 1
        attempt(value)

    with pytest.raises(_Enough):
        look()
    print(f"\n{request.node.callspec.id}: {tried} inputs tried in {seconds:.0f} s")
