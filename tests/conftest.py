import gc
import os
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from thorough import REACHING, REACHING_NOTHING_ELSE, THOROUGH, unmeasured
from whole_page import known_page

import opcat

os.environ.pop("COLUMNS", None)  # the width that pytest-xdist sets, and nobody's screen has

# "quick" is what `make test` runs, and "thorough" what `make test-thorough` does, in CI.
# HYPOTHESIS_PROFILE=long looks harder.
UNHURRIED = settings.get_profile("unhurried")  # of the conftest above this one
settings.register_profile("quick", UNHURRIED, max_examples=15)
settings.register_profile("thorough", UNHURRIED, max_examples=50)
settings.register_profile("long", UNHURRIED, max_examples=5000)
# "mutants" is what `make mutants` runs: the same examples every time, and a failure is enough.
settings.register_profile(
    "mutants",
    UNHURRIED,
    max_examples=15,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(
    os.environ.get(
        "HYPOTHESIS_PROFILE", "thorough" if os.environ.get("OPCAT_THOROUGH") == "1" else "quick"
    )
)


@pytest.hookimpl(trylast=True)  # when Hypothesis has marked them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage of what reaches nothing else, because that takes twice as long and more.

    Properties, with their many examples, are measured in the files alone where they reach more. In
    a thorough run nothing but these is: a quick one has the rest.
    """
    for item in items:
        file = item.path.stem
        is_property = item.get_closest_marker("hypothesis") is not None
        if (
            file in REACHING_NOTHING_ELSE
            or (is_property and file not in REACHING)
            or (THOROUGH and not is_property)
        ):
            item.add_marker(unmeasured)


def pytest_collection_finish() -> None:
    """Set apart what stays until the end, thousands of tests, so that nobody looks for waste in it."""
    gc.freeze()


@pytest.fixture
def page_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command line take the explorer's page from here; `test_explorer` has it made anew."""
    monkeypatch.setattr("opcat.explorer.page", known_page)


@pytest.fixture(scope="session")
def treaty() -> opcat.Treaty:
    return opcat.treaty()


@pytest.fixture(scope="session")
def every_day(treaty: opcat.Treaty) -> list[date]:
    """Every day from before the opening for signature to the last that the record covers."""
    assert treaty.opened_on is not None
    first = treaty.opened_on - timedelta(days=60)
    return [first + timedelta(days=n) for n in range((treaty.as_of - first).days + 1)]
