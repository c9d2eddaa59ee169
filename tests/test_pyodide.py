"""The pure wheel in Pyodide, Python for the browser, here in Node.

`make test-pyodide` runs this file, with npm, node and pip; otherwise it is skipped.
"""

import json
import shutil
import sys
from pathlib import Path

import pytest
from installing import PYODIDE, ROOT, SMOKE, build, run, tool

ANSWERS = """
import opcat
for day in ("2003-06-01", "2006-05-22", "2006-06-22", "2012-05-08", "2025-10-31", "2026-02-03"):
    print(opcat.counts(on=day), opcat.counts(on=day, basis="in_force"), opcat.uptake(on=day))
print(opcat.timeline(), opcat.parties(), opcat.pending_signatories(), opcat.mechanisms())
print([opcat.deadlines(state) for state in opcat.states()])
print(*(opcat.profile(state) for state in opcat.states()), sep="\\n")
print(opcat.resolve_all(["Ivory Coast", "korea", "Atlantis", "gbr", "ＦＲＡＮＣＥ"]))
print(opcat.to_json(opcat.treaty()), opcat.to_json(opcat.convention()))
print(*(opcat.reconcile(figure) for figure in opcat.reported_figures()), sep="\\n")
"""


@pytest.fixture(scope="module")
def node() -> str:
    return tool("node", "test-pyodide")


@pytest.fixture(scope="module")
def place(node: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with Pyodide, and with the wheel and the wheels that it needs."""
    place = tmp_path_factory.mktemp("pyodide")
    npm = tool("npm", "test-pyodide")
    quiet = ("--silent", "--no-audit", "--no-fund", "--no-package-lock")
    run(npm, "install", *quiet, f"pyodide@{PYODIDE}", cwd=place)
    lock = place / "node_modules" / "pyodide" / "pyodide-lock.json"
    python = json.loads(lock.read_text(encoding="utf-8"))["info"]["python"]
    wheel = build("wheel", place / "built")
    pure = (
        "--only-binary",
        ":all:",
        "--implementation",
        "py",
        "--abi",
        "none",
        "--platform",
        "any",
    )
    options = ("-q", *pure, "--python-version", python, "-d", "wheels")
    run(sys.executable, "-m", "pip", "download", *options, wheel, cwd=place)
    shutil.copy(ROOT / "tests" / "pyodide.mjs", place)
    return place


def test_it_answers_as_elsewhere(node: str, place: Path) -> None:
    """The core questions first; and every line that is printed here is printed there."""
    script = place / "answers.py"
    script.write_text(ANSWERS, encoding="utf-8")
    there = run(node, "pyodide.mjs", "wheels", SMOKE / "core.py", script, cwd=place)
    core, _, answers = there.partition("\n")
    assert "parties=96" in core
    here = run(sys.executable, script, cwd=place, PYTHONPATH=str(ROOT / "src"))
    assert len(here) > 100_000
    assert answers == here
