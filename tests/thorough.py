"""The mark of tests that take minutes: they run where OPCAT_THOROUGH=1 is set, as in `.ci/run`."""

import os
from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest

__all__ = ["by_turns", "thorough"]

thorough = pytest.mark.skipif(
    os.environ.get("OPCAT_THOROUGH") != "1", reason="takes minutes; OPCAT_THOROUGH=1 has it run"
)


def by_turns(*lists: Iterable[Any]) -> list[Any]:
    """Return all combinations as parameters; quick tests take one of so many as the last list has.

    Each value occurs in both, and in the quick ones each of the last list as often as the others.
    """
    known, found = [list(one) for one in lists], []
    for places in product(*(range(len(one)) for one in known)):
        values = [one[place] for one, place in zip(known, places, strict=True)]
        marks = [] if sum(places) % len(known[-1]) == 0 else [thorough]
        found.append(pytest.param(*values, marks=marks))
    return found
