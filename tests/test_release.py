"""A release in step with itself: version, changelog, citation, docs and data say the same."""

import re
import runpy
import tomllib
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pytest
import trove_classifiers
import yaml
from calendar_days import in_words
from installing import PYODIDE
from packaging.licenses import canonicalize_license_expression

import opcat

ROOT = Path(__file__).parents[1]
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, BUILD = CONFIGURATION["project"], CONFIGURATION["build-system"]
VERSION = opcat.__version__
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPE = yaml.safe_load((ROOT / "recipe" / "recipe.yaml").read_text(encoding="utf-8"))
READTHEDOCS = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text(encoding="utf-8"))
WORKFLOW_FILES = sorted((ROOT / ".github" / "workflows").iterdir())
WORKFLOWS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in WORKFLOW_FILES}
HEADINGS = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
AS_OF = in_words(opcat.treaty().as_of)


def in_conda(requirements: Iterable[str]) -> list[str]:
    """Return requirements as a recipe has them: a blank before the floor."""
    return [line.replace(">=", " >=") for line in requirements]


def numbered(classifier: str) -> list[str | int]:
    """Return a key that puts 3.9 before 3.10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", classifier)]


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


def test_the_changelog_says_nothing_twice() -> None:
    """A merge that takes both sides brings back lines that were moved, and old words beside new."""
    lines = Counter(line for line in CHANGELOG.splitlines() if line.startswith("- "))
    assert not [line for line, times in lines.items() if times > 1]
    for release in re.split(r"^## ", CHANGELOG, flags=re.MULTILINE)[1:]:
        begun = Counter(line[:40] for line in release.splitlines() if line.startswith("- "))
        assert not [beginning for beginning, times in begun.items() if times > 1]


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
    assert PROJECT["dynamic"] == ["version", "readme", "urls"]
    assert "version" not in PROJECT
    assert version("opcat") == VERSION


def test_nothing_is_left_to_stamp() -> None:
    """`python tools/stamp.py` writes the version, the day and the address where others read them."""
    stamped = runpy.run_path(str(ROOT / "tools" / "stamp.py"))["stamped"](ROOT)
    assert [paper.name for paper in stamped] == ["CITATION.cff", "recipe.yaml"]
    assert [text for paper, text in stamped.items() if text != paper.read_text("utf-8")] == []
    assert RECIPE["context"]["version"] == VERSION


def test_the_docs_take_their_version_from_the_package() -> None:
    assert 'version_of("opcat")' in (ROOT / "docs" / "conf.py").read_text(encoding="utf-8")


def test_the_maturity_that_is_claimed_fits_the_version() -> None:
    [status] = [found for found in PROJECT["classifiers"] if found.startswith("Development Status")]
    stable = int(VERSION.split(".", maxsplit=1)[0]) >= 1 and VERSION.replace(".", "").isdigit()
    assert status.endswith("Production/Stable" if stable else "Beta")


def test_the_classifiers_are_known_and_in_order() -> None:
    """The licences are told by an expression, and so not by classifiers too."""
    claimed = PROJECT["classifiers"]
    assert set(claimed) <= trove_classifiers.classifiers - set(
        trove_classifiers.deprecated_classifiers
    )
    assert claimed == sorted(set(claimed), key=numbered)
    assert not any(found.startswith("License") for found in claimed)
    assert canonicalize_license_expression(PROJECT["license"]) == PROJECT["license"]


def test_the_citation_offers_no_choice_of_licences() -> None:
    """A list there means any one of them; so it has the code's, and its message all."""
    assert CITATION["license"] == "MIT"
    for name in PROJECT["license"].split(" AND "):
        assert name in CITATION["message"]


def test_each_python_that_is_claimed_is_tried() -> None:
    """By the workflow of the wheel, on three systems; of what else tries it there is a table."""
    claimed = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["classifiers"]))
    assert PROJECT["requires-python"] == f">={claimed[0]}"
    assert WORKFLOWS["wheel"]["jobs"]["try"]["strategy"]["matrix"]["python"] == claimed
    told = re.findall(r"^\| (3\.\d+) \|", CONTRIBUTING, re.MULTILINE)
    assert told == claimed
    assert PYODIDE.split(".")[0] == claimed[-1].replace(".", "")


def test_a_release_publishes_what_was_tried_and_needs_no_secret() -> None:
    """Who may publish is granted to one job, which runs after all others and builds nothing."""
    jobs = WORKFLOWS["release"]["jobs"]
    assert jobs["wheel"]["uses"] == WORKFLOWS["ci"]["jobs"]["wheel"]["uses"]
    order = ["tag", "wheel", "attest", "publish"]
    assert [(name, jobs[name].get("needs")) for name in order] == list(
        zip(order, [None, *order], strict=False)
    )
    may = {name: set(job.get("permissions", ())) for name, job in jobs.items()}
    assert may == {
        "tag": set(),
        "wheel": set(),
        "attest": {"attestations", "id-token"},
        "publish": {"id-token"},
    }
    assert not any("run" in step for step in jobs["publish"]["steps"])
    assert not any("secrets." in path.read_text("utf-8") for path in WORKFLOW_FILES)


def test_a_workflow_may_only_read_unless_a_job_says_more() -> None:
    assert WORKFLOWS.keys() == {"ci", "release", "wheel"}
    for name, workflow in WORKFLOWS.items():
        assert workflow["permissions"] == {"contents": "read"}, name


def test_the_recipe_asks_for_what_the_package_does() -> None:
    """What extras need is no requirement there, but their floors hold for those who have it."""
    requirements = RECIPE["requirements"]
    minimum = PROJECT["requires-python"].removeprefix(">=")
    assert RECIPE["context"]["python_min"] == minimum
    python, *run = requirements["run"]
    assert python == "python >=${{ python_min }}"
    assert run == in_conda(PROJECT["dependencies"])
    [backend] = BUILD["requires"]
    assert in_conda([backend])[0] in requirements["host"]
    extras = PROJECT["optional-dependencies"]
    needed = {line for name, lines in extras.items() if name != "all" for line in lines}
    assert requirements["run_constraints"] == sorted(in_conda(needed))
    [script] = PROJECT["scripts"].items()
    assert RECIPE["build"]["python"]["entry_points"] == [" = ".join(script)]


def test_the_recipe_says_of_the_package_what_the_package_says() -> None:
    about = RECIPE["about"]
    assert about["summary"] == PROJECT["description"]
    assert about["license"] == PROJECT["license"]
    assert about["license_file"] == PROJECT["license-files"]


def test_the_site_is_built_elsewhere_as_here() -> None:
    """The line is the one of `make docs`, into the place that the host names."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    [line] = re.findall(r"^docs: .*\n(?:\t.*\n)?\t\$\(BIN\)/(sphinx-build .*)$", text, re.MULTILINE)
    jobs = READTHEDOCS["build"]["jobs"]
    assert jobs["install"][-1].endswith('install -e ".[all]" --group docs')
    [there] = jobs["build"]["html"]
    assert there == line.replace("docs/_build/html", "$READTHEDOCS_OUTPUT/html")


def test_what_this_version_stores_is_kept() -> None:
    """`python tests/test_stored.py` writes it when a release is made, and not before: it may change."""
    stored = (ROOT / "tests" / "fixtures" / VERSION).is_dir()
    assert stored == ("unreleased" not in HEADINGS[0])


@pytest.mark.parametrize(
    "paper",
    [
        ".pre-commit-config.yaml",
        ".readthedocs.yaml",
        "CONTRIBUTING.md",
        "LICENSE-DATA",
        "Makefile",
        "SECURITY.md",
        "hatch_build.py",
        "pyproject.toml",
        "recipe/recipe.yaml",
        "tools/stamp.py",
    ],
)
def test_a_file_that_is_named_by_its_path_is_there(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8").replace("\\", "")  # patterns escape the dot
    named = set(
        re.findall(r"(?<![\w/.-])((?:benchmarks|docs|src|tests|tools)/[\w./-]+\.\w+)", text)
    )
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
