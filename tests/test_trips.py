"""How far a question goes for its answer: no file and no step more than it needs."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

import opcat

HOME = str(Path(opcat.__file__).parent)


def visits(ask: Callable[[], object]) -> Counter[str]:
    """Return how often a question calls something in each file of the package, asked again."""
    ask()
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(HOME):
            calls[frame.f_code.co_filename] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        ask()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("on", [None, "2010-06-01", "2026-02-03"])
def test_where_a_state_stands_passes_eight_files_at_most(on: str | None) -> None:
    calls = visits(lambda: opcat.status("Germany", on=on))
    assert len(calls) <= 8, calls
    assert calls.total() <= 18, calls


def test_each_argument_is_read_once() -> None:
    """The day is parsed at the door, and not again for each State."""
    calls = visits(lambda: opcat.parties(on="2010-06-01"))
    assert calls[f"{HOME}/_core/days.py"] == 2  # at its door, and where its text is taken apart


def test_the_parties_of_a_day_cost_a_dozen_steps_a_state() -> None:
    """They were twenty, which checked again what had been derived a moment before."""
    calls = visits(lambda: opcat.parties(on="2010-06-01"))
    assert calls.total() <= 12 * len(opcat.treaty().states), calls
