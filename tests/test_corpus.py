"""The corpus that names are measured on: in order, known States, each text once a collection."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import opcat

CORPUS = Path(__file__).parents[1] / "benchmarks" / "names_corpus.csv"
with CORPUS.open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))


def test_each_state_is_known_and_no_text_stands_twice_in_a_collection() -> None:
    known = {state.alpha_3 for state in opcat.states()}
    assert {row["alpha_3"] for row in ROWS} == known | {""}
    counted = Counter((row["text"], row["collection"]) for row in ROWS)
    assert counted.most_common(1)[0][1] == 1


def test_no_text_means_two_states() -> None:
    """A text that means different things in two of them would have no right answer."""
    meant: defaultdict[str, set[str]] = defaultdict(set)
    for row in ROWS:
        meant[row["text"].casefold()].add(row["alpha_3"])
    assert [text for text, codes in meant.items() if len(codes) > 1] == []


def test_opcat_takes_no_text_for_another_state() -> None:
    """It may refuse, and does refuse other languages, demonyms, cities and misspellings."""
    wrong = []
    for row in ROWS:
        found = opcat.find_state(row["text"])
        if found is not None and found.alpha_3 != row["alpha_3"]:
            wrong.append((row["text"], row["alpha_3"], found.alpha_3))
    assert wrong == []
