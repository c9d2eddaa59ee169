"""Every example in the README, in the docs and in docstrings is run."""

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
