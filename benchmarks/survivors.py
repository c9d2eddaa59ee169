"""Try the mutants that survived `mutmut run` again, each in a process of its own.

mutmut forks from a process that has asked the package already: what that keeps (the packaged
record, the folding of letters) hides changes of the code that made it. A fresh process hides none. And it
tries as many examples as `make test` does, where `mutmut run` tries few.

Run by ``make mutants``; by itself: ``python benchmarks/survivors.py [ROOM ...]``.
"""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
MUTATED = ROOT / "mutants" / "src"
SURVIVED = (0, 5, 33)
"""How the tests end on a mutant that they do not notice: they pass, or there are none."""


def killed(mutant: str, settings: dict[str, list[str]]) -> bool:
    """Tell whether the tests fail on a mutant; on the code as it is, if it has no name."""
    options = settings["pytest_add_cli_args"] + settings["pytest_add_cli_args_test_selection"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", *options],
        env={
            **os.environ,
            "MUTANT_UNDER_TEST": mutant,
            "PYTHONPATH": str(MUTATED),
            "HYPOTHESIS_PROFILE": "thorough",
        },
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    return done.returncode not in SURVIVED


def main(rooms: list[str]) -> None:
    """Print, room by room, how many mutants were killed, and which were not."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)["tool"]["mutmut"]
    if killed("", settings):
        raise SystemExit("The tests fail without any change; run mutmut again.")
    for path in sorted(MUTATED.rglob("*.py.meta")):
        ended = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        room = path.name.removesuffix(".py.meta")
        if ended and (not rooms or room in rooms):
            unnoticed = [name for name, code in ended.items() if code in SURVIVED]
            left = [name for name in unnoticed if not killed(name, settings)]
            share = 100 * (len(ended) - len(left)) / len(ended)
            print(f"{room}: {len(ended)} mutants, {len(ended) - len(left)} killed: {share:.1f} %")
            print(*(f"  {name}" for name in left), sep="\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
