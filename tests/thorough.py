"""The mark of tests that take minutes: they run where OPCAT_THOROUGH=1 is set, as in `.ci/run`."""

import os

import pytest

__all__ = ["thorough"]

thorough = pytest.mark.skipif(
    os.environ.get("OPCAT_THOROUGH") != "1", reason="takes minutes; OPCAT_THOROUGH=1 has it run"
)
