"""From a name to a State: opcat beside four other packages, in one run, right, wrong and refused.

The corpus is `names_corpus.csv`; `make_corpus.py` says where it is from. Of each text a package may
say one of three things:

- *right*: the State that is meant; or, for a text that means none of the 197 States or more than
  one, no State (nothing, an error, several, or the code of a place that is none of the 197);
- *wrong*: another State than the one that is meant, or a State for a text that means none;
- *refused*: nothing, where a State is meant.

Names in other languages are those of `foreign_names_corpus.csv`, which `make_foreign_corpus.py`
writes. Opcat is told the language; countrynames, which reads all languages at once, is not.

Run it with ``make bench``.
"""

import csv
import importlib
import json
import logging
import os
import platform
import random
import resource
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import opcat

CORPUS = Path(__file__).parent / "names_corpus.csv"
FOREIGN_CORPUS = CORPUS.with_name("foreign_names_corpus.csv")
STATES = {state.alpha_3 for state in opcat.states()}
HOME = {
    "opcat": {"record", "not-states"},
    "pycountry": {"iso"},
    "countrynames": {"countrynames", "countrynames-fail", "other-languages"},
    "hdx-python-country": {"ocha"},
}
"""Which collections are made from a package's own table: no fair test of that package."""
ROUNDS = 9
Asker = Callable[[str], str | None]


def opcat_() -> Asker:
    def ask(text: str) -> str | None:
        found = opcat.find_state(text)
        return found.alpha_3 if found else None

    return ask


def pycountry_() -> Asker:
    import pycountry

    def ask(text: str) -> str | None:
        try:
            return str(pycountry.countries.lookup(text).alpha_3)
        except LookupError:
            return None

    return ask


def pycountry_fuzzy() -> Asker:
    import pycountry

    def ask(text: str) -> str | None:
        try:
            return str(pycountry.countries.search_fuzzy(text)[0].alpha_3)
        except LookupError:
            return None

    return ask


@cache
def converter() -> Any:
    logging.getLogger("country_converter").setLevel(logging.CRITICAL)
    return importlib.import_module("country_converter").CountryConverter()


def country_converter_() -> Asker:
    convert = converter().convert

    def ask(text: str) -> str | None:
        found = convert(text, to="ISO3", not_found=None)
        return found if isinstance(found, str) and found != text else None  # several: a list

    return ask


def countrynames_(*, fuzzy: bool = False) -> Asker:
    to_code_3 = importlib.import_module("countrynames").to_code_3

    def ask(text: str) -> str | None:
        try:
            found = to_code_3(text, fuzzy=fuzzy)
        except KeyError:  # a code of two letters that it knows, with none of three
            return None
        return None if found is None else str(found)

    return ask


def hdx_() -> Asker:
    country = importlib.import_module("hdx.location.country").Country

    def ask(text: str) -> str | None:
        found = country.get_iso3_country_code(text, use_live=False)
        return None if found is None else str(found)

    return ask


def hdx_fuzzy() -> Asker:
    country = importlib.import_module("hdx.location.country").Country

    def ask(text: str) -> str | None:
        found = country.get_iso3_country_code_fuzzy(text, use_live=False)[0]
        return None if found is None else str(found)

    return ask


ASKERS: dict[str, Callable[[], Asker]] = {
    "opcat": opcat_,
    "pycountry": pycountry_,
    "pycountry, fuzzy": pycountry_fuzzy,
    "country_converter": country_converter_,
    "countrynames": countrynames_,
    "countrynames, fuzzy": lambda: countrynames_(fuzzy=True),
    "hdx-python-country": hdx_,
    "hdx-python-country, fuzzy": hdx_fuzzy,
}
IMPORTS = {
    "opcat": ("import opcat", "opcat.find_state({!r})"),
    "pycountry": ("import pycountry", "pycountry.countries.lookup({!r})"),
    "country_converter": (
        "import country_converter",
        "country_converter.convert({!r}, to='ISO3')",
    ),
    "countrynames": ("import countrynames", "countrynames.to_code_3({!r})"),
    "hdx-python-country": (
        "from hdx.location.country import Country",
        "Country.get_iso3_country_code({!r}, use_live=False)",
    ),
}
FIRST = ("France", "Republic of Türkiye")
"""A short name, and one for which a package may have to load more."""


def corpus() -> list[tuple[str, str, str]]:
    with CORPUS.open(encoding="utf-8", newline="") as stream:
        return [(row["text"], row["alpha_3"], row["collection"]) for row in csv.DictReader(stream)]


def judge(meant: str, found: str | None) -> str:
    """Return what an answer is, as the head of this file says."""
    state = found if found in STATES else ""
    if state == meant:
        return "right"
    return "wrong" if state else "refused"


def accuracy(rows: list[tuple[str, str, str]]) -> dict[str, dict[str, Counter[str]]]:
    """Return how often each package was right, wrong and refused, by collection."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for name, make in ASKERS.items():
        ask = make()
        found[name] = {}
        for text, meant, collection in rows:
            verdict = judge(meant, ask(text))
            found[name].setdefault(collection, Counter())[verdict] += 1
    return found


def fresh(codes: list[str]) -> list[float]:
    """Return what each code costs a fresh process, in milliseconds of the processor, run in turn.

    The least of nine counts: what a busy machine adds is not the package's.
    """
    times: list[list[float]] = [[] for _ in codes]
    for _ in range(ROUNDS):
        for code, taken in zip(codes, times, strict=True):
            begin = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
            end = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime
            taken.append(spent * 1e3)
    return [min(taken) for taken in times]


def singles(known: list[str]) -> dict[str, float]:
    """Return the mean time of one name that the package has not met before, in microseconds."""
    code = (
        "import sys, time, json; sys.path.insert(0, sys.argv[1]); import names\n"
        "ask = names.ASKERS[sys.argv[2]](); texts = json.load(sys.stdin); ask('Ivory Coast')\n"
        "begin = time.perf_counter()\n"
        "for text in texts: ask(text)\n"
        "print((time.perf_counter() - begin) / len(texts) * 1e6)"
    )
    found = {}
    for name in ASKERS:
        command = [sys.executable, "-c", code, str(Path(__file__).parent), name]
        runs = [
            subprocess.run(
                command, input=json.dumps(known), check=True, capture_output=True, text=True
            )
            for _ in range(3)
        ]
        found[name] = min(float(run.stdout) for run in runs)
    return found


def bulk(column: list[str]) -> dict[str, float]:
    """Return the seconds of the processor that each takes for a column, in its own way for one.

    The least of nine runs counts, so all have met the names before.
    """
    import pandas as pd

    def ours() -> object:
        states = dict(opcat.resolve_all(column).resolved)
        return [states[name].alpha_3 for name in column]

    def theirs() -> object:
        return converter().pandas_convert(pd.Series(column), to="ISO3").tolist()

    ways: dict[str, Callable[[], object]] = {"opcat": ours, "country_converter": theirs}
    for name in ("pycountry", "countrynames", "hdx-python-country"):
        ask = ASKERS[name]()
        ways[name] = lambda ask=ask: [ask(text) for text in column]  # type: ignore[misc] # mypy cannot infer it
    answers = {}
    taken = {}
    for name, way in ways.items():
        spent = []
        for _ in range(ROUNDS):
            begin = time.process_time()
            answers[name] = way()
            spent.append(time.process_time() - begin)
        taken[name] = min(spent)
    first = answers["opcat"]
    for name, answer in answers.items():
        if answer != first:
            raise SystemExit(f"opcat and {name} disagree on names that both know")
    return taken


def table(head: list[str], rows: list[list[str]]) -> None:
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in (head, ["-" * width for width in widths], *rows):
        print("| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |")
    print()


def show_accuracy(rows: list[tuple[str, str, str]]) -> None:
    found = accuracy(rows)
    collections = list(dict.fromkeys(collection for *_, collection in rows))
    sizes = Counter(collection for *_, collection in rows)
    lines = []
    for name, per in found.items():
        cells = [name]
        for collection in collections:
            counts = per[collection]
            own = "*" if collection in HOME.get(name.split(",")[0], ()) else ""
            cells.append(" / ".join(str(counts[v]) for v in ("right", "wrong", "refused")) + own)
        lines.append(cells)
    print("right / wrong / refused; * marks a collection made from the package's own table")
    table(["package", *(f"{name}, {sizes[name]}" for name in collections)], lines)


def show_languages() -> None:
    with FOREIGN_CORPUS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    theirs = countrynames_()
    askers: dict[str, Callable[[str, str], str | None]] = {
        "opcat": lambda text, language: getattr(
            opcat.find_state(text, language=language), "alpha_3", None
        ),
        "countrynames": lambda text, _: theirs(text),
    }
    collections = list(dict.fromkeys(row["collection"] for row in rows))
    lines = []
    for language in dict.fromkeys(row["language"] for row in rows):
        for name, ask in askers.items():
            counted: dict[str, Counter[str]] = {one: Counter() for one in collections}
            for row in rows:
                if row["language"] == language:
                    found = ask(row["text"], language)
                    counted[row["collection"]][judge(row["alpha_3"], found)] += 1
            cells = [
                " / ".join(str(per[verdict]) for verdict in ("right", "wrong", "refused"))
                for per in counted.values()
            ]
            lines.append([language, name, *cells])
    print("right / wrong / refused, by language")
    table(["language", "package", *collections], lines)


def main() -> None:
    warnings.simplefilter("ignore")
    # The processes below find bytecode, as a user's do, and are not timed at compiling.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    rows = corpus()
    names = ("opcat", "pycountry", "country_converter", "countrynames", "hdx-python-country")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    print(
        f"commit {done.stdout.strip() or 'unknown'}, Python {platform.python_version()}, {platform.machine()}; {versions}\n"
    )

    if sys.argv[1:] != ["speed"]:
        show_accuracy(rows)
        show_languages()
    known = [
        text for text, meant, collection in rows if meant and collection in {"iso", "cldr", "ocha"}
    ]
    plain = ("opcat", "pycountry", "country_converter", "countrynames", "hdx-python-country")
    asked = {name: ASKERS[name]() for name in plain}
    shared = [text for text in dict.fromkeys(known) if all(ask(text) for ask in asked.values())]
    codes = []
    for first, then in IMPORTS.values():
        codes += [first, *(f"{first}; {then.format(text)}" for text in FIRST)]
    bare, *times = fresh(["pass", *codes])
    single = singles(shared)
    column = random.Random(1).choices(shared, k=20_000)
    whole = bulk(column)
    lines = []
    for index, name in enumerate(IMPORTS):
        taken = [f"{t - bare:.0f} ms" for t in times[3 * index : 3 * index + 3]]
        pace = f"{len(column) / whole[name] / 1e6:.1f} million"
        lines.append([name, *taken, f"{single[name]:.1f} us", pace])
    print(
        f"Above a bare interpreter; one of {len(shared)} names that all know; {len(column)} rows."
    )
    table(["package", "import", *FIRST, "one new name", "rows a second"], lines)


if __name__ == "__main__":
    main()
