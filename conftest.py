"""Every example in the README, in the docs and in docstrings is run."""

from collections.abc import Generator
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

_pages = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md"],
)
_docstrings = Sybil(
    parsers=[DocTestParser()],
    # Before Python 3.13 two stars stand for one directory here, so packages are named too.
    patterns=["src/opcat/*.py", "src/opcat/*/*.py"],
    document_types={".py": PythonDocStringDocument},
)

# Nothing here is measured in seconds, because a busy machine would fail.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

pytest_collect_file = (_pages + _docstrings).pytest()

TESTS = Path(__file__).parent / "tests"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage of examples: they say what a thing is for, and tests what it does."""
    for item in items:
        if TESTS not in item.path.parents:
            item.add_marker(pytest.mark.unmeasured)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Measure the coverage of a test, unless it is marked to run without.

    It begins anew with each, because what runs between tests may leave it off, and the mark
    `no_cover` of pytest-cov leaves it off after a test that fails or skips itself.
    """
    measuring = Coverage.current()
    if measuring is None:
        return (yield)
    measuring.stop()
    if not item.get_closest_marker("unmeasured"):
        measuring.start()
        return (yield)
    try:
        return (yield)
    finally:
        measuring.start()
