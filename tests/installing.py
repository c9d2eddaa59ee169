"""Building the package and running what was installed: what the tests of the wheel share."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "tests" / "pages" / "treaty.html"
SMOKE = ROOT / "tests" / "smoke"
PYODIDE = "314.0.7"
"""The release that the wheel is tried in: its number begins with that of its Python."""
DEPENDENCIES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "optional-dependencies"
]
"""What each extra brings."""
EXTRAS = tuple(extra for extra in DEPENDENCIES if extra != "all")


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command that does not see the source tree; return what it prints."""
    # Whoever lets Python keep no bytecode would wait for pandas to be compiled by every script.
    left = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if name not in left}
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
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a clone, and only git knows which files belong to the project")
    listing = ("ls-files", "--cached", "--others", "--exclude-standard", *paths)
    names = run("git", *listing, cwd=ROOT).splitlines()
    return [name for name in names if (ROOT / name).exists()]


def copied(into: Path, names: Iterable[str]) -> Path:
    """Copy files of the project, in this order; return where they are."""
    for name in names:
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    return into


def settled(into: Path, home: str) -> Path:
    """Copy the project as it would be if this were its home; return where it is."""
    copied(into, tracked())
    constant = into / "src" / "opcat" / "_version.py"
    text = constant.read_text(encoding="utf-8")
    new = re.sub(r"(?<=^ADDRESS: str \| None = ).*$", f'"{home}"', text, flags=re.MULTILINE)
    assert new != text
    constant.write_text(new, encoding="utf-8")
    run(sys.executable, into / "tools" / "stamp.py", cwd=into)
    return into


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
