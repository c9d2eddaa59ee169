"""The wheel in empty environments: no extra, each alone and all, lowest and newest dependencies.

`make test-wheel` installs uv, which this needs, and runs this file; otherwise it is skipped.
"""

from pathlib import Path

import pytest
from installing import EXTRAS, PAGE, ROOT, SMOKE, build, run, tool

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
    chosen = [word for extra in extras for word in ("--extra", extra)]
    options = ("-q", "--no-header", "--resolution", resolution, "-o", wanted)
    run(uv, "pip", "compile", *options, *chosen, ROOT / "pyproject.toml", beside, cwd=tmp_path)
    run(uv, "venv", "-q", "place", cwd=tmp_path)
    python = tmp_path / "place" / "bin" / "python"
    to = ("pip", "install", "-q", "--python", python)
    run(uv, *to, "--no-deps", "-r", wanted, wheel, cwd=tmp_path)
    run(uv, "pip", "check", "-q", "--python", python, cwd=tmp_path)
    for script in ("core.py", "face.py"):
        run(python, "-W", "error", SMOKE / script, cwd=tmp_path)
    for extra in extras:
        run(python, "-W", "error", SMOKE / f"extra_{extra}.py", PAGE, cwd=tmp_path)
