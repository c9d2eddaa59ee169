"""What is built: the same from everywhere, no more than it should be, and small."""

import os
import shutil
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from installing import EXTRAS, ROOT, SMOKE, build, run, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


def test_it_holds_what_git_tracks_and_no_more(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        metadata = {Path(name).name for name in archive.namelist() if ".dist-info/" in name}
    assert names == {name.removeprefix("src/") for name in tracked("src/opcat")}
    assert "opcat/py.typed" in names
    assert metadata == {
        *("METADATA", "WHEEL", "RECORD", "entry_points.txt"),
        *("LICENSE", "LICENSE-DATA", "LICENSE-UNICODE"),
    }


def test_it_is_pure(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")


def test_it_is_small(wheel: Path) -> None:
    """The core and the data have a budget, the shapes of the map another, the whole a third."""
    rooms = ("charts", "cli", "explorer", "frames", "untc", "_output/world.topojson")
    packages = tuple(f"opcat/{name}" for name in rooms)
    with zipfile.ZipFile(wheel) as archive:
        shapes = archive.getinfo("opcat/_output/world.topojson")
        files = archive.infolist()
    core = sum(file.compress_size for file in files if not file.filename.startswith(packages))
    assert core < 420_000
    assert shapes.file_size < 250_000
    assert wheel.stat().st_size < 800_000


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_two_builds_are_the_same_to_the_byte(kind: str, tmp_path: Path) -> None:
    """Whoever builds it, where, when, and in whatever order the files were laid down."""
    names = tracked()
    made = []
    for place, order, mode, day, zone in (
        ("here", names, 0o644, 1_000_000_000, "UTC"),
        ("over/there", names[::-1], 0o600, 1_700_000_001, "Asia/Kolkata"),
    ):
        root = tmp_path / place
        for name in order:
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
            target.chmod(mode)
            os.utime(target, (day, day))
        environment = {"TZ": zone, "PYTHONHASHSEED": str(day % 1000), "LC_ALL": "C"}
        made.append(build(kind, tmp_path / f"{place}-{kind}", root, **environment))
    assert made[0].name == made[1].name
    assert made[0].read_bytes() == made[1].read_bytes()


def test_it_answers_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "empty"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel, cwd=tmp_path)
    for script in ("core.py", "face.py"):
        run(python, "-W", "error", SMOKE / script, cwd=tmp_path)
    assert "96 parties" in run(python, "-m", "opcat", cwd=tmp_path)
    assert "96 parties" in run(place / "bin" / "opcat", cwd=tmp_path)


def test_it_answers_from_a_zip_file(wheel: Path) -> None:
    """The data is read by Python's own loaders, so a zipped package answers too."""
    code = f"import sys; sys.path.insert(0, {str(wheel)!r}); import opcat; print(opcat.counts())"
    assert "parties=96" in run(sys.executable, "-c", code, cwd=wheel.parent)


def test_each_extra_has_a_script_that_tries_it() -> None:
    """They are what `test_installed.py` runs, on the lowest and the newest of everything."""
    tried = {path.stem for path in SMOKE.glob("*.py")}
    assert tried == {"core", "face", *(f"extra_{extra}" for extra in EXTRAS)}
