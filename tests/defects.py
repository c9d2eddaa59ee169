"""Put defects into copies of the package, and see how long each fuzzer takes to find them.

A search that finds nothing says little as long as nobody knows that it could find something.
``make fuzz-defects`` tries each of `DEFECTS` for `FUZZ` seconds at most, from the seeds alone, and
prints a line for each. ``python tests/defects.py 60 rows record`` tries those of two fuzzers.
"""

import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from fuzz import NAMES, Outcome, run

SOURCE = Path(__file__).parents[1] / "src"


class Defect(NamedTuple):
    """A change of the code that makes it wrong.

    Attributes:
        fuzzer: which one should find it.
        what: what is wrong then, in words.
        before: the text that is changed; it stands once in the whole of the package.
        after: what stands in its place.
    """

    fuzzer: str
    what: str
    before: str
    after: str


DEFECTS = (
    Defect("from_json", "unknown keys are overlooked", "forbid_extra_keys=True", "forbid_extra_keys=False"),
    Defect("from_json", "of a key that stands twice, the last one counts", "len(members) < len(pairs)", "len(members) > len(pairs)"),
    Defect("from_json", "States and sources that nothing uses are dropped", "    if unused:\n", "    if unused is None:\n"),
    Defect("resolve", "a digit in a name is a space", "character.isalnum() else", "character.isalpha() else"),
    Defect("resolve", "an error quotes all of a name", "{shown(self.name)} is not among", "{self.name!r} is not among"),
    Defect("days", "a week and its day are read as a day", 'day[4] != "-" or day[7] != "-"', 'day[4] != "-"'),
    Defect("days", "other digits than 0 to 9 are read", "return date.fromisoformat(day)", "return date(int(day[:4]), int(day[5:7]), int(day[8:]))"),
    Defect("days", "the last day of the record is warned of", "if day > treaty.as_of:", "if day >= treaty.as_of:"),
    Defect("html", "rows of another length are not refused", "if len(cells) != len(columns):", "if len(cells) > len(columns):"),
    Defect("html", "a name that moves the cursor of a terminal is shown", "quoted_name = quoted(name)\n", "quoted_name = name\n"),
    Defect("xml", "printed totals are not compared", "if printed and totals[label] != counted:", "if printed == str(counted) and totals[label] != counted:"),
    Defect("xml", "what a parser quotes is shown as it is", "text if text.isprintable() else ascii(text)", "text"),
    Defect("load", "rows of another length are not refused", 'if len(cells) != len(header):\n                wrong = f"{', 'if len(cells) > len(header):\n                wrong = f"{'),
    Defect("load", "a source that is not in the record is no error", "PROBLEMS = (OpcatError, LookupError, ValueError, TypeError)", "PROBLEMS = (OpcatError, ValueError, TypeError)"),
    Defect("update", "files that stay as they are are said to be written", "if text != read(file)}", "if file}"),
    Defect("update", "what is to be settled by hand is overlooked", "    _require_plain(record, old, page, changes)\n", ""),
    Defect("update", "what was written is not read back", "    _read_back(read, texts)\n", ""),
    Defect("languages", "the last language that knows a text answers, and not the first", "    for language in languages:\n        english", "    for language in reversed([*languages]):\n        english"),
    Defect("languages", "a name in another language is shown as it is", "{shown(text)} is {state.name} in {labels}", "{text} is {state.name} in {labels}"),
    Defect("citing", "a brace ends a field of BibTeX", '"&%$#_{}"', '"&%$#_{"'),
    Defect("citing", "a line of RIS goes on in the next", '" ".join(normalize("NFC", on_page(text)).split())', 'normalize("NFC", on_page(text))'),
    Defect("citing", "a semicolon makes two addresses of one", '.replace(";", "%3B")', ""),
    Defect("rows", "rows of another length are not refused", '            if len(cells) != len(header):\n                wrong = f"has {numbered(', '            if len(cells) > len(header):\n                wrong = f"has {numbered('),
    Defect("rows", "the name of no file is not refused", "except ValueError as error:  # the name", "except KeyError as error:  # the name"),
    Defect("headings", "a heading is settled in its own case alone", "if as_key(heading) in given_acts:\n        return", "if heading in given_acts:\n        return"),
    Defect("headings", "what is to be passed is not quoted", "acts={{{quoted(text, _LONGEST)}: KIND}}", "acts={{'{text}': KIND}}"),
    Defect("record", "a table alone is not checked", "(*_OTHERS.items(), *_BESIDE.items())", "_BESIDE.items()"),
    Defect("explorer", "facts can end the script that they stand in", 'in_script(json.dumps(facts, ensure_ascii=False, separators=(",", ":")))', 'json.dumps(facts, ensure_ascii=False, separators=(",", ":"))'),
    Defect("explorer", "a title is markup", "{way}>{escape(text)}</cite>", "{way}>{text}</cite>"),
)  # fmt: skip


def place_of(defect: Defect, source: Path = SOURCE) -> Path:
    """Return the file in which the text to be changed stands; raises where it is not just one."""
    [found] = [
        path
        for path in source.rglob("*.py")
        for _ in range(path.read_text(encoding="utf-8").count(defect.before))
    ]
    return found


def search(defect: Defect, seconds: float) -> Outcome:
    """Search for one defect, in a copy of the package that has it."""
    with tempfile.TemporaryDirectory() as directory:
        source = Path(directory, "src")
        shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("__pycache__"))
        path = place_of(defect, source)
        text = path.read_text(encoding="utf-8").replace(defect.before, defect.after)
        path.write_text(text, encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(source)}
        return run(defect.fuzzer, seconds, Path(directory, "kept"), environment)


def main(arguments: list[str]) -> int:
    """Search for each defect of the fuzzers that are named, or of all, and print what came of it."""
    seconds, names = float(arguments[0]), arguments[1:] or NAMES
    defects = [defect for defect in DEFECTS if defect.fuzzer in names]
    missed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = pool.map(lambda defect: search(defect, seconds), defects)
        for defect, outcome in zip(defects, outcomes, strict=True):
            found = outcome.failing is not None and not outcome.well
            missed += not found
            how = "found" if found else "NOT found"
            cost = f"{outcome.tried:,} inputs, {outcome.seconds:.0f} s"
            print(f"{defect.fuzzer}: {defect.what}: {how}, {cost}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
