"""Search for what the package does not bear, guided by the branches that an input reaches.

``make fuzz`` runs every fuzzer of `doors`, as many at a time as there are processors, each for
`FUZZ` seconds, and prints how many inputs were tried. ``python tests/fuzz.py 600 html xml`` runs
two of them. What reached something new is kept in ``.fuzz``, and the next search begins there. An
input that fails is printed as short as it can be: it belongs into `FOUND` of ``test_fuzz`` or
``test_untc_fuzz``.

It needs Linux, and the group ``fuzz`` (atheris).
"""

import importlib
import os
import pkgutil
import re
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple

KEPT = Path(__file__).parents[1] / ".fuzz"
NAMES = (
    *("from_json", "resolve", "days", "html", "xml", "load", "update"),
    *("languages", "citing", "rows", "headings", "record", "explorer"),
)
NOT_SEARCHED = ("__main__", "_plugin", "charts", "cli", "frames", "strategies")
"""The rooms whose branches guide no search, because no fuzzer asks them."""
_TRIED = re.compile(r"^(?:#|stat::number_of_executed_units: )(\d+)\b", re.MULTILINE)
_KEPT_AS = re.compile(r"Test unit written to (\S+)")


class Outcome(NamedTuple):
    """How a search ended.

    Attributes:
        name: of the fuzzer.
        tried: how many inputs.
        seconds: how long it took.
        well: whether nothing was found, and the search ran at all.
        said: the end of what it said.
        failing: the file that holds the input that fails, if any.
    """

    name: str
    tried: int
    seconds: float
    well: bool
    said: str
    failing: Path | None

    def __str__(self) -> str:
        line = f"{self.name}: {self.tried:,} inputs tried in {self.seconds:.0f} s"
        return f"{line}, nothing found" if self.well else f"{line}\n{self.said}\n{self.failing}"


def search(name: str, options: list[str]) -> None:
    """Search in this process, until libFuzzer's options say that it is enough."""
    import atheris

    with atheris.instrument_imports(include=["opcat"]):
        for room in pkgutil.walk_packages(importlib.import_module("opcat").__path__, "opcat."):
            if room.name.split(".")[1] not in NOT_SEARCHED:
                importlib.import_module(room.name)
    from damage import damaged, damaged_json, damaged_tables
    from doors import FUZZERS
    from fuzzers import apart, as_one

    fuzzer = FUZZERS[name]
    warnings.simplefilter("ignore")

    def damage(data: bytes, most: int, seed: int) -> bytes:
        chance = Random(seed)
        if chance.randrange(2) == 0:  # most of what is kept is refused early; the seeds are not
            data = chance.choice(fuzzer.seeds)
        way = chance.randrange(5)
        if way == 0:
            made: bytes = atheris.Mutate(data, most)
            return made
        if way < 4 and name == "from_json":
            return damaged_json(data, chance)[:most]
        if way < 4 and (files := apart(data)):
            return as_one(damaged_tables(files, chance, fuzzer.words))[:most]
        return damaged(data, chance, fuzzer.tokens, fuzzer.words)[:most]

    atheris.Setup([sys.argv[0], *options], fuzzer.attempt, custom_mutator=damage)
    atheris.Fuzz()


def run(
    name: str, seconds: float, kept: Path = KEPT, environment: Mapping[str, str] = os.environ
) -> Outcome:
    """Search in a process of its own."""
    from doors import FUZZERS

    corpus, words = kept / name, kept / f"{name}.dict"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(FUZZERS[name].seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    short = [word for word in FUZZERS[name].words if 0 < len(word) <= 60]
    lines = ['"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in short]
    words.write_text("\n".join(lines) + "\n", encoding="ascii")
    options = [
        *(f"-max_total_time={seconds:g}", f"-dict={words}", f"-artifact_prefix={kept}/"),
        # Without the second, what outgrows the longest seed is cut, and a record that is cut is refused.
        *("-max_len=8000", "-len_control=0", "-timeout=60", "-print_final_stats=1", str(corpus)),
    ]
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, __file__, "search", name, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        check=False,
    )
    told = done.stdout.decode("utf-8", "replace")
    tried = max(map(int, _TRIED.findall(told)), default=0)
    said = "\n".join(line for line in told.splitlines() if not line.startswith(("#", "INFO")))
    file = _KEPT_AS.search(told)
    failing = None if file is None else Path(file[1])
    well = done.returncode == 0 and tried > 0
    return Outcome(name, tried, time.monotonic() - begun, well, said[-3000:], failing)


def reduced(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Return what is left of an input when all is taken out without which it fails as well."""
    step = len(data)
    while step:
        start = 0
        while start < len(data):
            shorter = data[:start] + data[start + step :]
            if fails(shorter):
                data = shorter
            else:
                start += step
        step //= 2
    return data


def failure(name: str, data: bytes) -> str:
    """Return the kind of what an input fails with, and the line; ``""`` where it does not fail."""
    from doors import FUZZERS

    try:
        FUZZERS[name].attempt(data)
    except Exception as error:  # noqa: BLE001 # whatever it is, it is what is looked for
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        assert trace is not None
        return f"{type(error).__name__} in {Path(trace.tb_frame.f_code.co_filename).name}"
    return ""


def main(arguments: list[str]) -> int:
    """Run the fuzzers that are named, or all."""
    if arguments[:1] == ["search"]:
        search(arguments[1], arguments[2:])
        return 0
    seconds, names = float(arguments[0]), arguments[1:] or NAMES
    well = True
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for outcome in pool.map(lambda name: run(name, seconds), names):
            well &= outcome.well
            print(outcome, flush=True)
            if outcome.failing is not None and outcome.failing.name.startswith("crash-"):
                data, name = outcome.failing.read_bytes(), outcome.name
                if how := failure(name, data):
                    print(how, reduced(data, lambda it: failure(name, it) == how), flush=True)  # noqa: B023 # called at once
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
