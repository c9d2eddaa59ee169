"""A release in step with itself: version, changelog, citation, docs and data say the same."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from calendar_days import in_words

import opcat

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSION = opcat.__version__
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
HEADINGS = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
AS_OF = in_words(opcat.treaty().as_of)


def test_the_changelog_begins_with_this_version() -> None:
    assert re.fullmatch(
        rf"{re.escape(VERSION)} \((unreleased|\d+ [A-Z][a-z]+ \d{{4}})\)", HEADINGS[0]
    )
    versions = [tuple(map(int, re.findall(r"\d+", found.split()[0])[:3])) for found in HEADINGS]
    assert versions == sorted(versions, reverse=True)


def test_the_sections_of_a_release_come_in_their_order() -> None:
    order = ["Data", "Removed", "Deprecated", "Added", "Changed", "Fixed"]
    for release in re.split(r"^## ", CHANGELOG, flags=re.MULTILINE)[1:]:
        sections = re.findall(r"^### (.*)$", release, re.MULTILINE)
        assert sections == sorted(set(sections), key=order.index)


def test_the_citation_is_of_this_version_and_record() -> None:
    assert CITATION["version"] == VERSION
    assert f"Status as at {AS_OF}" in [entry.get("notes") for entry in CITATION["references"]]
    if "unreleased" not in HEADINGS[0]:
        released = CITATION["date-released"]
        assert f"({in_words(released)})" in HEADINGS[0]


def test_the_changelog_and_the_data_page_name_the_records_last_day() -> None:
    latest = re.search(r"to \*\*([^*]+)\*\* \(`as_of`\)", CHANGELOG)
    assert latest is not None
    assert latest[1] == AS_OF
    assert AS_OF in (ROOT / "docs" / "data.md").read_text(encoding="utf-8")


def test_the_version_stands_in_one_place() -> None:
    """What is installed has it from the package; an installation of before is made anew."""
    assert PROJECT["dynamic"] == ["version"]
    assert "version" not in PROJECT
    assert version("opcat") == VERSION


def test_the_docs_take_their_version_from_the_package() -> None:
    assert 'version_of("opcat")' in (ROOT / "docs" / "conf.py").read_text(encoding="utf-8")


def test_the_maturity_that_is_claimed_fits_the_version() -> None:
    [status] = [found for found in PROJECT["classifiers"] if found.startswith("Development Status")]
    stable = int(VERSION.split(".", maxsplit=1)[0]) >= 1 and VERSION.replace(".", "").isdigit()
    assert status.endswith("Production/Stable" if stable else "Beta")


def test_what_this_version_stores_is_kept() -> None:
    """`python tests/test_stored.py` writes it when a release is made, and not before: it may change."""
    stored = (ROOT / "tests" / "fixtures" / VERSION).is_dir()
    assert stored == ("unreleased" not in HEADINGS[0])


@pytest.mark.parametrize(
    "paper",
    [
        ".pre-commit-config.yaml",
        "CONTRIBUTING.md",
        "LICENSE-DATA",
        "Makefile",
        "SECURITY.md",
        "pyproject.toml",
    ],
)
def test_a_file_that_is_named_by_its_path_is_there(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8").replace("\\", "")  # patterns escape the dot
    named = set(
        re.findall(r"(?<![\w/.-])((?:benchmarks|docs|src|tests|tools)/[\w./-]+\.\w+)", text)
    )
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
