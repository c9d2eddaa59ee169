"""What the package costs, beside pycountry, in one run.

Three kinds of numbers: importing, the first answer of a fresh process, and answers after that.
Absolute times are this machine's; the ratios are what to compare. Run with ``make bench``.
"""

import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import pycountry

import opcat
from opcat._names.fold import fold
from opcat._names.resolve import _find_text
from opcat._names.spellings import spellings

ROUNDS = 40


def processes(*codes: str) -> list[float]:
    """Return the median time of a fresh process for each code, in milliseconds, run in turn."""
    times: list[list[float]] = [[] for _ in codes]
    for _ in range(ROUNDS):
        for code, found in zip(codes, times, strict=True):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
            found.append((time.perf_counter() - begin) * 1e3)
    return [statistics.median(found) for found in times]


REST = """
import time, opcat
opcat.status("France")
begin = time.process_time()
opcat.mechanisms(), opcat.mechanism_history(), opcat.visits()
opcat.overdue_list(), opcat.declarations(), opcat.reported_figures()
print((time.process_time() - begin) * 1e3)
"""
LOOKUP = """
import time
begin = time.process_time()
import pycountry
pycountry.countries.lookup("France")
print((time.process_time() - begin) * 1e3)
"""


def within(*codes: str) -> list[float]:
    """Return the median of what fresh processes print for each code, run in turn."""
    times: list[list[float]] = [[] for _ in codes]
    for _ in range(ROUNDS):
        for code, found in zip(codes, times, strict=True):
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
            found.append(float(done.stdout))
    return [statistics.median(found) for found in times]


def per_call(call: Callable[[], object], number: int = 20_000) -> float:
    """Return the time of one call in microseconds: the best of seven rounds."""
    call()
    best = float("inf")
    for _ in range(7):
        begin = time.perf_counter()
        for _ in range(number):
            call()
        best = min(best, (time.perf_counter() - begin) / number)
    return best * 1e6


def each(names: list[str], call: Callable[[str], object]) -> float:
    """Return the mean time of one call over many names, in microseconds: the best of five."""
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        for name in names:
            call(name)
        best = min(best, (time.perf_counter() - begin) / len(names))
    return best * 1e6


def line(what: str, value: str, bound: str = "") -> None:
    print(f"{what:58} {value:>14}   {bound}")


def commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "no checkout"


def main() -> None:
    # The processes below find bytecode, as a user's do, and are not timed at compiling.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(f"commit {commit()}, Python {platform.python_version()}, {platform.machine()}")
    bare, empty, attrs, first, peer = processes(
        "pass",
        "import opcat",
        "import attrs",
        "import opcat; opcat.status('France')",
        "import pycountry; pycountry.countries.lookup('France')",
    )
    line("bare interpreter", f"{bare:.1f} ms")
    line("import opcat, above it", f"{empty - bare:.1f} ms", "at most 5")
    line("import attrs, above it", f"{attrs - bare:.1f} ms")
    line("fresh process: opcat.status('France')", f"{first:.1f} ms")
    line("fresh process: pycountry.countries.lookup('France')", f"{peer:.1f} ms")
    line("  ratio", f"{first / peer:.2f}", "less than 1")
    needed, status, versions, version = processes(
        "import argparse, opcat; opcat.status('France')",
        "from opcat.cli import main; main(['status', 'France'])",
        "import argparse, opcat; opcat.treaty(), opcat.__version__",
        "from opcat.cli import main; main(['--version'])",
    )
    line("opcat status France, above what it needs", f"{status - needed:.1f} ms", "at most 30")
    line("opcat --version, above what it needs", f"{version - versions:.1f} ms", "at most 30")

    rest, lookup = within(REST, LOOKUP)
    line("the practice record, after it, processor time", f"{rest:.1f} ms", "under 20")
    line("pycountry's import and first lookup, in the same way", f"{lookup:.1f} ms")
    line("  ratio", f"{rest / lookup:.2f}", "at most 0.49")
    table = list(spellings().exact)
    folding = [f"  {name.upper()} " for name in table]
    for name in table:
        opcat.resolve(name)
    line("resolve, a spelling of the table", f"{each(table, opcat.resolve):.2f} us", "under 1")

    def uncached(name: str) -> object:
        return spellings().folded.get(fold(name))

    def first_time(name: str) -> object:
        return _find_text.__wrapped__(name, None)

    line("resolve, a spelling of the table, first time", f"{each(table, first_time):.2f} us")
    line("fold and look up, not cached", f"{each(folding, uncached):.2f} us", "under 3")
    line("resolve, needs folding, first time", f"{each(folding, first_time):.2f} us", "under 3")
    line("status('France')", f"{per_call(lambda: opcat.status('France')):.2f} us", "under 5")
    on = "2010-06-01"
    line("status('France', on=...)", f"{per_call(lambda: opcat.status('France', on=on)):.2f} us")
    line("counts(on=...)", f"{per_call(lambda: opcat.counts(on=on)):.2f} us", "under 5")
    line("parties(on=...)", f"{per_call(lambda: opcat.parties(on=on), 200):.0f} us")
    line("to_json", f"{per_call(lambda: opcat.to_json(opcat.treaty()), 20) / 1e3:.1f} ms")
    text = opcat.to_json(opcat.treaty())
    line("from_json", f"{per_call(lambda: opcat.from_json(text), 20) / 1e3:.1f} ms")

    chance = random.Random(1)
    known = [c.name for c in pycountry.countries if opcat.find_state(c.name)]
    column = chance.choices(known, k=1_000_000)
    begin = time.perf_counter()
    ours = [opcat.resolve(name).alpha_3 for name in column]
    middle = time.perf_counter()
    theirs = [pycountry.countries.lookup(name).alpha_3 for name in column]
    end = time.perf_counter()
    if ours != theirs:
        raise SystemExit("opcat and pycountry disagree")
    line("a million names: opcat.resolve in a loop", f"{middle - begin:.2f} s")
    line("a million names: pycountry lookup in a loop", f"{end - middle:.2f} s")
    line("  times faster", f"{(end - middle) / (middle - begin):.1f}", "at least 5")
    begin = time.perf_counter()
    states = dict(opcat.resolve_all(column).resolved)
    ours = [states[name].alpha_3 for name in column]
    line("a million names: resolve_all", f"{time.perf_counter() - begin:.2f} s")


if __name__ == "__main__":
    main()
