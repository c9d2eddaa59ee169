"""The built wheel, installed in an empty environment without the source tree."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SMOKE = """
import opcat
from pathlib import Path
assert str(Path(opcat.__file__).resolve()).startswith(str(Path({venv!r}).resolve()))
assert opcat.counts() == opcat.Counts(parties=96, signatories=76, pending_signatories=11)
assert opcat.counts(on="2025-10-31").parties == 95
assert opcat.status("Ivory Coast").deposited_on.isoformat() == "2023-03-01"
assert opcat.from_json(opcat.to_json(opcat.treaty())) == opcat.treaty()
assert len(opcat.background().milestones) == 6
from opcat import *
import inspect
assert counts().parties == 96
assert inspect.getmembers(opcat.errors)
"""


def run(*command: str | Path, cwd: Path) -> str:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=clean)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target), cwd=ROOT)
    [built] = target.glob("*.whl")
    return built


def test_it_holds_what_git_tracks_and_no_more(wheel: Path) -> None:
    tracked = run(
        "git", "ls-files", "--cached", "--others", "--exclude-standard", "src/opcat", cwd=ROOT
    )
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == {line.removeprefix("src/") for line in tracked.splitlines()}
    assert "opcat/py.typed" in names


def test_it_is_small(wheel: Path) -> None:
    """The shapes of the map have a budget of their own, which counts before compression.

    Of the rest the data are a third, and the packages of rooms (tables, status pages, charts and
    the command line) more than the core.
    """
    with zipfile.ZipFile(wheel) as archive:
        shapes = archive.getinfo("opcat/charts/world.topojson")
    assert shapes.file_size < 250_000
    assert wheel.stat().st_size - shapes.compress_size < 300_000


def test_it_answers_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "empty"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel, cwd=tmp_path)
    run(python, "-W", "error", "-c", SMOKE.format(venv=str(place)), cwd=tmp_path)
    assert "96 parties" in run(python, "-m", "opcat", cwd=tmp_path)
    assert "96 parties" in run(place / "bin" / "opcat", cwd=tmp_path)


def test_it_answers_from_a_zip_file(wheel: Path) -> None:
    """The data is read by Python's own loaders, so a zipped package answers too."""
    code = f"import sys; sys.path.insert(0, {str(wheel)!r}); import opcat; print(opcat.counts())"
    assert "parties=96" in run(sys.executable, "-c", code, cwd=wheel.parent)
