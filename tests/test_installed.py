"""The wheel in empty environments: no extra, each alone and all, lowest and newest dependencies.

`make test-wheel` installs uv, which this needs, and runs this file; otherwise it is skipped.
"""

from pathlib import Path

import pytest
from installing import EXTRAS, PAGE, ROOT, SMOKE, build, run, settled, tool

# What an extra cannot do without, and leaves to its user to choose.
BESIDE = {"frames": ["polars>=1.36"]}


@pytest.fixture(scope="module")
def uv() -> str:
    return tool("uv", "test-wheel")


@pytest.fixture(scope="module")
def wheel(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.mark.parametrize("resolution", ["lowest-direct", "highest"])
@pytest.mark.parametrize("extras", [(), *((extra,) for extra in EXTRAS), EXTRAS], ids="+".join)
def test_it_answers(
    extras: tuple[str, ...], resolution: str, uv: str, wheel: Path, tmp_path: Path
) -> None:
    beside = tmp_path / "beside.in"
    needed = [line for extra in extras for line in BESIDE.get(extra, ())]
    beside.write_text("\n".join(needed), encoding="utf-8")
    wanted = tmp_path / "wanted.txt"
    named = ("all",) if extras == EXTRAS else extras
    chosen = [word for extra in named for word in ("--extra", extra)]
    options = ("-q", "--no-header", "--resolution", resolution, "-o", wanted)
    run(uv, "pip", "compile", *options, *chosen, ROOT / "pyproject.toml", beside, cwd=tmp_path)
    run(uv, "venv", "-q", "place", cwd=tmp_path)
    python = tmp_path / "place" / "bin" / "python"
    to = ("pip", "install", "-q", "--python", python)
    run(uv, *to, "--no-deps", "-r", wanted, wheel, cwd=tmp_path)
    run(uv, "pip", "check", "-q", "--python", python, cwd=tmp_path)
    scripts = ["core", *(f"extra_{extra}" for extra in extras)]
    # It depends on what is there, and is slow: beside one extra the newest of everything will do.
    if resolution == "highest" or len(extras) != 1:
        scripts.append("face")
    for script in scripts:
        run(python, "-W", "error", SMOKE / f"{script}.py", PAGE, cwd=tmp_path)


def test_the_documented_examples_run_on_the_lowest_dependencies(uv: str, tmp_path: Path) -> None:
    """Those of README, docs and docstrings; `make tests` has them run on the newest."""
    wanted = tmp_path / "wanted.txt"
    about = ROOT / "pyproject.toml"
    options = ("-q", "--no-header", "--resolution", "lowest-direct", "-o", wanted)
    named = ("--all-extras", "--group", f"{about}:test")
    run(uv, "pip", "compile", *options, *named, about, cwd=tmp_path)
    run(uv, "venv", "-q", "place", cwd=tmp_path)
    python = tmp_path / "place" / "bin" / "python"
    to = ("pip", "install", "-q", "--python", python)
    run(uv, *to, "-r", wanted, cwd=tmp_path)
    run(uv, *to, "--no-deps", "--editable", ROOT, cwd=tmp_path)
    pages = ("README.md", "CONTRIBUTING.md", "docs", "src")
    # PySpark is in no extra, so its examples are skipped here also where they must not be.
    without = {"OPCAT_REQUIRE_ENGINES": "0"}
    run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *pages, cwd=ROOT, **without)


@pytest.mark.parametrize("home", [None, "https://example.org/opcat"])
def test_an_index_would_take_it(home: str | None, tmp_path: Path) -> None:
    """Without a home, as now, and with one; strictly, so that a warning fails too."""
    twine = tool("twine", "test-wheel")
    root = settled(tmp_path / "root", home) if home else ROOT
    built = [build(kind, tmp_path / kind, root) for kind in ("sdist", "wheel")]
    assert run(twine, "--no-color", "check", "--strict", *built, cwd=tmp_path).count("PASSED") == 2


def test_the_citation_file_is_valid_by_the_tool_of_its_format(uv: str, tmp_path: Path) -> None:
    """In an environment of its own: cffconvert takes a jsonschema that is older than the tests'."""
    run(uv, "venv", "-q", "--python", "3.11", "place", cwd=tmp_path)
    python = tmp_path / "place" / "bin" / "python"
    wanted = ("cffconvert==2.0.0", "setuptools<80")
    run(uv, "pip", "install", "-q", "--python", python, *wanted, cwd=tmp_path)
    tool_of_it = tmp_path / "place" / "bin" / "cffconvert"
    assert "valid" in run(tool_of_it, "--validate", "-i", ROOT / "CITATION.cff", cwd=tmp_path)
