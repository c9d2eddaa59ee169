"""Write ``cldr_names.csv``: what the Unicode CLDR calls States in Arabic, Chinese, French, Russian and Spanish.

    python tools/compile_names.py [DIR]

It needs Babel, which has the data of the CLDR, and nothing of this package but the files of DIR (by
default those that are packaged). The package itself never loads Babel.

A name that ``state_names.csv`` has already, but for case, accents and punctuation, is left out. What
the CLDR calls a territory with an ISO 3166-1 code that is none of the States of the record is kept:
it must not be taken for a State, and the error says what is known of its code.
"""

import csv
import sys
from pathlib import Path
from unicodedata import combining, normalize

import babel
import pycountry
from babel import Locale, localedata

DATA = Path(__file__).parents[1] / "src" / "opcat" / "data"
SCRIPTS = {
    "ar": ("Arab",),
    "es": ("Latn",),
    "fr": ("Latn",),
    "ru": ("Cyrl",),
    "zh": ("Hans", "Hant"),
}
"""The languages, each in the scripts that its names are taken in: not Chinese in Latin letters."""


def bare(text: str) -> str:
    """Return the words of a text in small letters, without accents and punctuation."""
    letters = [c for c in normalize("NFKD", text.casefold()) if not combining(c)]
    return " ".join("".join([c if c.isalnum() else " " for c in letters]).split())


def locales(language: str) -> list[Locale]:
    """Return a language and its regional forms: that which all share comes first."""
    names = [
        name for name in sorted(localedata.locale_identifiers()) if name.split("_")[0] == language
    ]
    found = [Locale.parse(name) for name in sorted(names, key=len)]
    return [one for one in found if one.script is None or one.script in SCRIPTS[language]]


def main(directory: Path) -> None:
    """Write the table, in the order of codes, languages and names."""
    known: set[tuple[str, str]] = set()
    with (directory / "state_names.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            known |= {
                (row["language"], bare(row[form])) for form in ("name", "short_name", "formal_name")
            }
    alpha_3 = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    rows = set()
    for language in SCRIPTS:
        for locale in locales(language):
            for code, name in locale.territories.items():
                if code in alpha_3 and (language, bare(name)) not in known:
                    known.add((language, bare(name)))
                    rows.add((alpha_3[code], language, name))
    with (directory / "cldr_names.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("code", "language", "name"))
        writer.writerows(sorted(rows))
    print(f"{len(rows)} names after Babel {babel.__version__}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
