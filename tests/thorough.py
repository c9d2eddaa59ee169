"""What only a thorough run asks: where OPCAT_THOROUGH=1 is set, as in `.ci/run`."""

import os
from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest
from hypothesis import settings

__all__ = [
    "REACHING",
    "REACHING_NOTHING_ELSE",
    "THOROUGH",
    "by_turns",
    "deeper",
    "few",
    "in_turn",
    "thorough",
    "unmeasured",
]

THOROUGH = os.environ.get("OPCAT_THOROUGH") == "1"
# Coverage makes Python 3.11 three times slower, so what takes long and reaches no branch of its own
# runs without it: most properties (see conftest.py), what a thorough run asks again, and what is marked.
unmeasured = pytest.mark.unmeasured
# With the properties a thorough run runs what only it asks, and what looks harder there.
deeper = pytest.mark.deeper
LATER = pytest.mark.skip(reason="takes minutes; OPCAT_THOROUGH=1 has it run")
thorough = deeper if THOROUGH else LATER
# The files whose properties reach branches that nothing else does, so that coverage needs them.
REACHING = frozenset(
    f"test_{name}"
    for name in (
        *("charts", "cli_lists", "display", "frames_offered", "frames_panel", "frames_types"),
        *("fuzz", "mechanisms", "scalars", "strategies", "untc_properties"),
    )
)
# The files whose tests reach no branch that the others do not.
REACHING_NOTHING_ELSE = frozenset(
    f"test_{name}"
    for name in (
        *("charts_world", "console", "datapackage", "docs", "foreign", "hostile", "immutability"),
        *("one_rule", "record", "terms"),
    )
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


def in_turn(values: Iterable[Any], turn: int) -> list[Any]:
    """Return all values, and in quick tests the one whose turn it is: for tests marked `deeper`."""
    known = list(values)
    return known if THOROUGH else [known[turn % len(known)]]


def few(examples: int, many: int | None = None) -> settings:
    """Return the settings for so many examples in the quick profile, and so many in the thorough one.

    In every other, and without the second number, there are as many as the profile says. A test
    of several backends has few of each, because together they draw as many treaties as any.
    """
    asked = {"quick": examples, "thorough": many}.get(settings.get_current_profile_name())
    return settings() if asked is None else settings(max_examples=asked)
