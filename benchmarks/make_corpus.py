"""Write `names_corpus.csv`: texts, the State that each means, and where each is from.

Run it where the group `bench` is installed. Only what may be passed on is read: names are facts, and
the licences of the collections stand in `SOURCES`. A text that means one State in one collection
and another, or none, in another is left out of all, for then there is no agreed answer.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pycountry
import yaml
from babel import Locale, localedata
from babel.core import UnknownLocaleError

import opcat

CORPUS = Path(__file__).parent / "names_corpus.csv"
STATES = {state.alpha_3 for state in opcat.states()}
SOURCES = {
    "record": "the depositary's spellings and the names of this record (CC0)",
    "not-states": "texts that mean no State, or more than one, in this record (CC0)",
    "iso": "ISO 3166-1 after pycountry: names, official and common names (LGPL, names only)",
    "cldr": "English names of the Unicode CLDR, after Babel (Unicode licence)",
    "ocha": "English names of OCHA's taxonomy of countries, after hdx-python-country (MIT)",
    "countrynames": "what countrynames lists, less the CLDR's names in other languages (MIT)",
    "countrynames-fail": "what countrynames says is no country (MIT)",
    "other-languages": "1,000 of the CLDR's names in other languages, by lot (Unicode licence)",
}
Rows = Iterator[tuple[str, str]]


def state_of(code: str) -> str:
    """Return the alpha-3 code of one of the 197 States for an ISO code, or nothing."""
    found = pycountry.countries.get(alpha_2=code) or pycountry.countries.get(alpha_3=code)
    return found.alpha_3 if found is not None and found.alpha_3 in STATES else ""


def bare(text: str) -> str:
    """Return the letters and digits of a text, whatever their case: what two texts are compared by."""
    return "".join(c for c in text.casefold() if c.isalnum())


def record() -> Rows:
    for state in opcat.states():
        for name in {state.name, state.depositary_name}:
            yield name, str(state.alpha_3)


def not_states() -> Rows:
    text = (files("opcat") / "data" / "not_states.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield row["text"], ""


def iso() -> Rows:
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            if hasattr(country, field):
                yield getattr(country, field), state_of(country.alpha_3)


def cldr(language: str) -> Rows:
    for code, name in Locale.parse(language).territories.items():
        if code.isalpha() and pycountry.countries.get(alpha_2=code):
            yield name, state_of(code)


def ocha() -> Rows:
    folder = files("hdx.location")
    [table] = [path for path in folder.iterdir() if path.name.endswith("Taxonomy.csv")]
    for row in csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()):
        for column in ("Preferred Term", "English Short", "English Formal", "M49 English"):
            code = row["ISO 3166-1 Alpha 3-Codes"]
            if code:
                yield row[column], state_of(code)


def in_other_languages() -> dict[str, tuple[str, str]]:
    """Return each name of the CLDR that is not an English one, folded, as it is written."""
    english = {bare(name) for name, _ in cldr("en")}
    found: dict[str, tuple[str, str]] = {}
    for language in sorted(localedata.locale_identifiers()):
        if not language.startswith("en"):
            try:
                names = list(cldr(language))
            except UnknownLocaleError:
                continue
            found |= {bare(n): (n, c) for n, c in names if bare(n) not in english}
    return found


def countrynames(others: set[str], fail: bool) -> Rows:
    text = (files("countrynames") / "data.yaml").read_text(encoding="utf-8")
    for code, names in yaml.safe_load(text).items():
        if len(code) == 2 and not pycountry.countries.get(alpha_2=code):
            continue  # a code that is not, or no longer, one of ISO 3166-1
        for name in map(str, names):
            if (code == "FAIL") is fail and bare(name) not in others:
                latin = all(c.isascii() or not c.isalpha() for c in name)
                if latin and len(name) > 3:
                    yield name, state_of(code)


def main() -> None:
    others = in_other_languages()
    collections: dict[str, Rows] = {
        "record": record(),
        "not-states": not_states(),
        "iso": iso(),
        "cldr": cldr("en"),
        "ocha": ocha(),
        "countrynames": countrynames(set(others), fail=False),
        "countrynames-fail": countrynames(set(others), fail=True),
        "other-languages": iter(random.Random(1).sample(sorted(others.values()), 1000)),
    }
    assert set(collections) == set(SOURCES)
    meant: defaultdict[str, set[str]] = defaultdict(set)
    rows: dict[tuple[str, str], str] = {}
    for collection, found in collections.items():
        for text, code in found:
            clean = " ".join(text.split())
            if clean:
                meant[bare(clean)].add(code)
                rows[clean, collection] = code
    kept = [
        (text, code, collection)
        for (text, collection), code in rows.items()
        if len(meant[bare(text)]) == 1
    ]
    order = list(SOURCES)
    kept.sort(key=lambda row: (order.index(row[2]), row[0]))
    with CORPUS.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("text", "alpha_3", "collection"))
        writer.writerows(kept)
    print(f"{len(kept)} rows, {len(rows) - len(kept)} left out")


if __name__ == "__main__":
    main()
