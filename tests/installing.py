"""Building the package and running what was installed: what the tests of the wheel share."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "tests" / "pages" / "treaty.html"
SMOKE = ROOT / "tests" / "smoke"
DEPENDENCIES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "optional-dependencies"
]
"""What each extra brings."""
EXTRAS = tuple(extra for extra in DEPENDENCIES if extra != "all")


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command that does not see the source tree; return what it prints."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    kept.setdefault("UV_SYSTEM_CERTS", "1")  # uv trusts whom the machine trusts, as pip does
    done = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env=kept | environment,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
    return done.stdout


def tracked(*paths: str) -> list[str]:
    """Return the files that git tracks, or would."""
    listing = ("ls-files", "--cached", "--others", "--exclude-standard", *paths)
    names = run("git", *listing, cwd=ROOT).splitlines()
    return [name for name in names if (ROOT / name).exists()]


def build(kind: str, into: Path, root: Path = ROOT, **environment: str) -> Path:
    """Build a wheel or an sdist; return where it is."""
    command = (sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", into)
    run(*command, cwd=root, **environment)
    [built] = into.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


def tool(name: str, target: str) -> str:
    """Return where a tool is. What needs it, and a network, is run by a make target only."""
    if os.environ.get("OPCAT_TRY") != target:
        pytest.skip(f"make {target} runs this: it brings packages from their registries")
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert found, f"there is no {name}"
    return found
