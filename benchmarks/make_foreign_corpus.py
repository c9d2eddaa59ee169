"""Write `foreign_names_corpus.csv`: texts by language, the State that each means, and where each is from.

Run it where the group `bench` is installed, as `make_corpus.py` beside it, whose rules hold here too.
countrynames does not say of what language its texts are: those in a script are asked for in the
languages that are written in it, where each must mean its State or nothing.
"""

import csv
import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from gettext import NullTranslations, translation
from importlib.resources import files
from pathlib import Path

import pycountry
import yaml
from babel import Locale
from make_corpus import bare, state_of

CORPUS = Path(__file__).parent / "foreign_names_corpus.csv"
LOCALES = {
    "ar": (["ar"], ["ar"]),
    "es": (["es"], ["es", "es_MX"]),
    "fr": (["fr"], ["fr", "fr_CA"]),
    "ru": (["ru"], ["ru"]),
    "zh": (["zh_CN", "zh_TW", "zh_HK"], ["zh", "zh_Hant", "zh_Hant_HK"]),
}
"""The languages, each with its names in pycountry and in the CLDR."""
SOURCES = {
    "iso": "ISO 3166-1 after pycountry's translations (LGPL, names only)",
    "cldr": "names of the Unicode CLDR, after Babel (Unicode licence)",
    "countrynames": "500 texts of each script from countrynames, by lot (MIT)",
}
SCRIPTS = {"ARABIC": ["ar"], "LATIN": ["es", "fr"], "CYRILLIC": ["ru"], "CJK": ["zh"]}
MISTAKEN = {("المالديف", "ar", "iso")}
"""What pycountry has wrong: it gives Moldova this name, which is that of the Maldives."""
Rows = Iterator[tuple[str, str, str]]


class Nothing(NullTranslations):
    """What is not translated."""

    def gettext(self, message: str) -> str:  # noqa: ARG002 - as gettext calls it
        return ""


def iso() -> Rows:
    for language, (locales, _) in LOCALES.items():
        for locale in locales:
            names = translation("iso3166-1", pycountry.LOCALES_DIR, languages=[locale])
            names.add_fallback(Nothing())
            for country in pycountry.countries:
                for field in ("name", "official_name", "common_name"):
                    if hasattr(country, field):
                        yield names.gettext(getattr(country, field)), language, country.alpha_3


def cldr() -> Rows:
    for language, (_, locales) in LOCALES.items():
        for locale in locales:
            for code, name in Locale.parse(locale).territories.items():
                if code.isalpha() and pycountry.countries.get(alpha_2=code):
                    yield name, language, code


def countrynames() -> Rows:
    text = (files("countrynames") / "data.yaml").read_text(encoding="utf-8")
    by_script = defaultdict(set)
    for code, names in yaml.safe_load(text).items():
        if len(code) == 2 and pycountry.countries.get(alpha_2=code):
            for name in map(str, names):
                letters = [c for c in name if c.isalpha()]
                script = unicodedata.name(letters[0], "").split()[0] if letters else ""
                if script in SCRIPTS and (len(name) > 3 or script == "CJK"):
                    by_script[script].add((name, code))
    for script, languages in SCRIPTS.items():
        for name, code in random.Random(1).sample(sorted(by_script[script]), 500):
            for language in languages:
                yield name, language, code


def main() -> None:
    meant: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    rows: dict[tuple[str, str, str], str] = {}
    for collection, found in {"iso": iso(), "cldr": cldr(), "countrynames": countrynames()}.items():
        for text, language, code in found:
            clean = " ".join(text.split())
            if clean and (clean, language, collection) not in MISTAKEN:
                meant[language, bare(clean)].add(state_of(code))
                rows[clean, language, collection] = state_of(code)
    kept = [
        (text, language, code, collection)
        for (text, language, collection), code in rows.items()
        if len(meant[language, bare(text)]) == 1
    ]
    kept.sort(key=lambda row: (row[1], [*SOURCES].index(row[3]), row[0]))
    with CORPUS.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("text", "language", "alpha_3", "collection"))
        writer.writerows(kept)
    print(f"{len(kept)} rows, {len(rows) - len(kept)} left out")


if __name__ == "__main__":
    main()
