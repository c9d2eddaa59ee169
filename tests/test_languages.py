"""Names in the official languages: every packaged one answers in its own, and nothing else does."""

import copy
import csv
import gettext
import pickle
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_names import NAMES, REFUSED, UNSEEN, VARIANTS, rows, without_accents

import opcat
from opcat import AmbiguousStateError, Language, UnknownStateError, frames
from opcat._names import former_names  # what it has kept is replaced
from opcat._names import languages as room  # its tables are replaced by others
from opcat._names.foreign_names import read_foreign  # `opcat.load` does not read spellings
from opcat._names.letters import fold_in, without_article  # folding of texts that stand in no table
from opcat._record.record import RecordFiles, packaged  # `opcat.load` does not read spellings
from opcat.errors import DataError, UnknownStatesError, UnknownStatesWarning, VocabularyError

FORMS = ("name", "short_name", "formal_name")
OFFICIAL = rows("state_names.csv")
CLDR = rows("cldr_names.csv")
USUAL = rows("usual_names.csv")
CORPUS = Path(__file__).parents[1] / "benchmarks" / "foreign_names_corpus.csv"
KNOWN = {state.key for state in opcat.states()}
FOREIGN = ["ar", "es", "fr", "ru", "zh"]
MEANT = [
    *(
        (row["language"], row[form], row["alpha_3"])
        for row in OFFICIAL
        for form in FORMS
        if row[form]
    ),
    *((row["language"], row["name"], row["code"]) for row in CLDR if row["code"] in KNOWN),
    *((row["language"], row["name"], row["states"]) for row in USUAL if "|" not in row["states"]),
]
"""The language, the name, and the State that it means."""

ENGLISH_WORDS = {"ampersand", "article before", "article after"}
SPELT = {name: change for name, change in VARIANTS.items() if name not in ENGLISH_WORDS}


def refused(name: object, **asked: Any) -> UnknownStateError:
    with pytest.raises(UnknownStateError) as caught:
        opcat.resolve(name, **asked)
    return caught.value


class TestPackagedNames:
    def test_each_means_its_state_in_its_language(self) -> None:
        for language, name, alpha_3 in MEANT:
            assert opcat.resolve(name, language=language).key == alpha_3, name
        assert {alpha_3 for *_, alpha_3 in MEANT} == KNOWN
        for language in FOREIGN:
            assert len({key for one, _, key in MEANT if one == language}) == 197

    @pytest.mark.parametrize("variant", SPELT.values(), ids=SPELT)
    def test_case_accents_spacing_and_punctuation_do_not_count(
        self, variant: Callable[[str], str]
    ) -> None:
        """As in English; "and" and articles are of each language."""
        for language, name, alpha_3 in MEANT:
            written = variant(name)
            assert opcat.resolve(written, language=language).key == alpha_3, written

    @pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
    def test_what_cannot_be_seen_does_not_count(self, unseen: Callable[[str], str]) -> None:
        for language, name, alpha_3 in MEANT:
            found = opcat.find_state(unseen(name), language=language)
            assert found is not None, name
            assert found.key == alpha_3

    def test_with_and_without_its_article(self) -> None:
        """Before it, or behind it, as lists have it."""
        articles = 0
        for row in OFFICIAL:
            if row["article"]:
                between = "" if row["article"].endswith("'") else " "
                before = f"{row['article']}{between}{row['short_name']}"
                for written in (
                    before,
                    before.upper(),
                    before.replace("'", "\u2019"),
                    f"{row['short_name']} ({row['article']})",
                    f"{row['short_name']}, {row['article']}",
                ):
                    assert opcat.resolve(written, language=row["language"]).key == row["alpha_3"]
                articles += 1
            for article in ("la ", "le ", "el ", "los ", "las ", "l'", "l\u2019", "les "):
                if row["language"] in ("es", "fr") and row["formal_name"].startswith(article):
                    bare = row["formal_name"].removeprefix(article)
                    assert opcat.resolve(bare, language=row["language"]).key == row["alpha_3"]
        assert articles > 200
        assert opcat.find_state("Salvador", language="es") is None
        assert opcat.resolve("Salvador, El", language="es").key == "SLV"

    @pytest.mark.parametrize(
        ("text", "language", "alpha_3"),
        [
            ("Royaume-Uni", "fr", "GBR"),
            ("États-Unis", "fr", "USA"),
            ("RDC", "fr", "COD"),
            ("Congo", "fr", "COG"),
            ("Trinité & Tobago", "fr", "TTO"),
            ("Pays Bas", "fr", "NLD"),
            ("Costa de Marfil", "es", "CIV"),
            ("Reino Unido", "es", "GBR"),
            ("EE. UU.", "es", "USA"),
            ("EE.UU.", "es", "USA"),
            ("Granada", "es", "GRD"),
            ("Antigua & Barbuda", "es", "ATG"),
            ("США", "ru", "USA"),
            ("Объединённые Арабские Эмираты", "ru", "ARE"),
            ("Босния & Герцеговина", "ru", "BIH"),
            ("英国", "zh", "GBR"),
            ("英國", "zh", "GBR"),
            ("伊朗（伊斯兰共和国）", "zh", "IRN"),
            ("刚果（金）", "zh", "COD"),
            ("刚果金", "zh", "COD"),
            ("朝鲜", "zh", "PRK"),
            ("韩国", "zh", "KOR"),
            ("الامارات العربيه المتحده", "ar", "ARE"),
            ("مصـــــر", "ar", "EGY"),
            ("فَرَنْسَا", "ar", "FRA"),
            ("ایران", "ar", "IRN"),
            ("سورية", "ar", "SYR"),
        ],
    )
    def test_what_people_write(self, text: str, language: str, alpha_3: str) -> None:
        assert opcat.resolve(text, language=language).key == alpha_3
        assert opcat.find_state(text, language=language) == opcat.resolve(alpha_3)

    def test_no_row_is_there_that_another_makes_needless(self) -> None:
        seen: set[tuple[str, str]] = set()
        for row in OFFICIAL:
            language = Language(row["language"])
            for name in filter(None, map(row.get, FORMS)):
                seen |= {(language, fold_in(name, language))}
                seen |= {(language, fold_in(without_article(name, language), language))}
        for row in (*CLDR, *USUAL):
            language = Language(row["language"])
            key = language, fold_in(row["name"], language)
            assert key not in seen, row
            seen.add(key)


class TestNoWrongAnswer:
    def test_no_text_means_two_states_in_whatever_languages(self) -> None:
        """A plain second telling of how names are compared."""

        def bare(text: str) -> str:
            return "".join(c for c in without_accents(text).casefold() if c.isalnum())

        meant: defaultdict[str, set[str]] = defaultdict(set)
        for _, name, alpha_3 in MEANT:
            meant[bare(name)].add(alpha_3)
        for row in NAMES:
            meant[bare(row["name"])].add(row["alpha_3"])
        assert {text: keys for text, keys in meant.items() if len(keys) > 1} == {}

    def test_one_name_only_is_refused_in_english(self) -> None:
        """In Spanish it is Grenada, and in English a city of Spain as well."""
        refused_texts = {row["text"].casefold() for row in REFUSED}
        assert {name for _, name, _ in MEANT if name.casefold() in refused_texts} == {"Granada"}

    def test_no_name_is_the_code_of_another(self) -> None:
        codes = {
            code: country.alpha_3
            for country in pycountry.countries
            for code in (country.alpha_2, country.alpha_3)
        }
        for language, name, alpha_3 in MEANT:
            key = fold_in(name, Language(language)).upper()
            assert codes.get(key, alpha_3) == alpha_3, name

    @pytest.mark.parametrize("language", FOREIGN)
    def test_corpora_of_others(self, language: str) -> None:
        """pycountry's translations, the CLDR, and countrynames' texts in the same letters."""
        with CORPUS.open(encoding="utf-8", newline="") as stream:
            corpus = [row for row in csv.DictReader(stream) if row["language"] == language]
        assert len(corpus) > 1000
        wrong, right = [], 0
        for row in corpus:
            found = opcat.find_state(row["text"], language=language)
            if found is not None and found.key != row["alpha_3"]:
                wrong.append((row["text"], found.key))
            right += found is not None
            if row["collection"] == "cldr":
                assert (found is not None) is (row["alpha_3"] != ""), row
        assert wrong == []
        assert right > 400

    @pytest.mark.parametrize(
        ("language", "texts"),
        [
            (
                "fr",
                (
                    "Corée|Corées|Groenland|Taïwan|Kosovo|Sahara occidental|Hong Kong|Europe|Yougoslavie|"
                    "URSS|Tchécoslovaquie|Guyane|Polynésie française|Porto Rico|Écosse|Bavière|Îles Vierges|"
                    "Allemand|Paris|Germany|Antilles|Martinique|Îles|Rép.|le|l'|Union européenne"
                ),
            ),
            (
                "es",
                (
                    "Corea|Coreas|Groenlandia|Taiwán|Kosovo|Sahara Occidental|Hong Kong|Europa|Yugoslavia|"
                    "URSS|Checoslovaquia|Guayana Francesa|Puerto Rico|Escocia|Baviera|Islas Vírgenes|"
                    "Alemán|Madrid|Germany|Islas Malvinas|Gibraltar|El|Islas|República|Salvador"
                ),
            ),
            (
                "ru",
                (
                    "Корея|Гренландия|Тайвань|Косово|Западная Сахара|Гонконг|Европа|Югославия|СССР|"
                    "Чехословакия|Пуэрто-Рико|Шотландия|Бавария|Острова|Республика|немец|Москва|Germany|РК"
                ),
            ),
            (
                "zh",
                "台湾|臺灣|科索沃|西撒哈拉|香港|澳门|欧洲|苏联|南斯拉夫|苏格兰|北京|共和国|群岛|Germany",
            ),
            (
                "ar",
                "كوريا|تايوان|كوسوفو|الصحراء الغربية|هونغ كونغ|أوروبا|يوغوسلافيا|باريس|جمهورية|غرينلاند",
            ),
        ],
    )
    def test_what_must_not_match(self, language: str, texts: str) -> None:
        for text in texts.split("|"):
            assert opcat.find_state(text, language=language) is None, text

    @given(st.text(max_size=12), st.sampled_from(FOREIGN))
    def test_any_text_is_a_name_a_code_or_nothing(self, text: str, language: str) -> None:
        found = opcat.find_state(text, language=language)
        if found is not None and found != opcat.find_state(text):
            word = Language(language)
            names = [name for one, name, key in MEANT if one == language and key == found.key]
            own = {
                fold_in(one, word) for name in names for one in (name, without_article(name, word))
            }
            assert own & {fold_in(one, word) for one in (text, without_article(text, word))}


class TestWhichLanguages:
    def test_codes_are_codes_in_any(self) -> None:
        for language in [*FOREIGN, "en", FOREIGN]:
            for state in opcat.states():
                for code in (
                    state.alpha_2,
                    state.alpha_3,
                    state.numeric,
                    f"\ufeff{state.alpha_2} ",
                ):
                    assert opcat.resolve(code, language=language) is state
            assert opcat.resolve(250, language=language).key == "FRA"
            assert opcat.resolve(opcat.resolve("FRA"), language=language).key == "FRA"
            with pytest.raises(AmbiguousStateError):
                opcat.resolve(736, language=language)

    def test_english_is_read_only_where_it_is_listed(self) -> None:
        assert opcat.find_state("Germany", language="fr") is None
        assert opcat.find_state("Allemagne", language="en") is None
        for languages in (["fr", "en"], ("en", "fr"), iter(["en", "fr"]), [Language.FR, "English"]):
            pair = list(languages)
            assert opcat.resolve("Germany", language=pair).key == "DEU"
            assert opcat.resolve("Allemagne", language=pair).key == "DEU"
        assert opcat.resolve("Ivory Coast", language="en") == opcat.resolve("Ivory Coast")

    def test_the_first_that_knows_a_text_answers(self) -> None:
        assert opcat.resolve("Granada", language=["es", "en"]).key == "GRD"
        for languages in (["en", "es"], "en"):
            with pytest.raises(AmbiguousStateError, match=r"Grenada \(GRD\) or Spain \(ESP\)"):
                opcat.resolve("Granada", language=languages)
        for languages in (["fr", "en"], ["en", "fr"]):
            with pytest.raises(AmbiguousStateError, match=r"\(KOR\) or .* \(PRK\)"):
                opcat.resolve("Corée", language=languages)
            assert opcat.find_state("Groenland", language=languages) is None
        assert opcat.resolve("Irak", language=["ru", "fr"]).key == "IRQ"

    @pytest.mark.parametrize(
        "language", ["de", "xx", "", "fr ", "fr,es", [], (), ["fr", "de"], 5, [5]]
    )
    def test_an_unknown_one_is_refused_with_those_that_are_known(self, language: Any) -> None:
        if language == "fr ":  # as in any vocabulary, space does not count
            assert opcat.resolve("Allemagne", language=language).key == "DEU"
            return
        asks: Iterable[Callable[[], object]] = (
            lambda: opcat.resolve("France", language=language),
            lambda: opcat.find_state(250, language=language),
            lambda: opcat.resolve_all(["France"], language=language),
            lambda: frames.annotate(TABLE, language=language),
        )
        for ask in asks:
            with pytest.raises(
                VocabularyError, match=r"^language=.* one of 'ar', 'en', 'es', 'fr', 'ru', 'zh'$"
            ):
                ask()

    def test_the_words_of_the_vocabulary(self) -> None:
        assert [language.value for language in opcat.Language] == [
            "ar",
            "en",
            "es",
            "fr",
            "ru",
            "zh",
        ]
        for language in ("français", "French", "fra", "FR"):
            assert opcat.resolve("Suisse", language=language).key == "CHE"

    def test_a_whole_column(self) -> None:
        column = ["Allemagne", "la Suisse", "FRA", "Corée", "Germany", None, "Allemagne"]
        found = opcat.resolve_all(column, language="fr")
        assert [(name, state.key) for name, state in found.resolved] == [
            ("Allemagne", "DEU"),
            ("la Suisse", "CHE"),
            ("FRA", "FRA"),
        ]
        assert found.unknown == ("Germany", None)
        assert [(name, [one.key for one in several]) for name, several in found.ambiguous] == [
            ("Corée", ["KOR", "PRK"])
        ]
        both = opcat.resolve_all(column, language=["fr", "en"])
        assert [name for name, _ in both.resolved] == ["Allemagne", "la Suisse", "FRA", "Germany"]
        assert opcat.resolve_all(["Groenland"], language=["fr", "en"]).unknown == ("Groenland",)


TABLE = pd.DataFrame(
    {"country": ["Allemagne", "la Suisse", "Royaume-Uni", "FRA"], "date": pd.Timestamp(2015, 1, 1)}
)


class TestAnnotate:
    @pytest.mark.parametrize("kind", ["pandas", "polars", "polars, lazy", "pyarrow", "duckdb"])
    def test_a_column_of_french_names(self, kind: str) -> None:
        import duckdb
        import polars as pl
        import pyarrow as pa

        make: dict[str, Callable[[], Any]] = {
            "pandas": lambda: TABLE,
            "polars": lambda: pl.from_pandas(TABLE),
            "polars, lazy": lambda: pl.from_pandas(TABLE).lazy(),
            "pyarrow": lambda: pa.Table.from_pandas(TABLE),
            "duckdb": lambda: duckdb.from_df(TABLE),
        }
        read: dict[str, Callable[[Any], list[Any]]] = {
            "pandas": lambda found: found["standing"].tolist(),
            "polars": lambda found: found["standing"].to_list(),
            "polars, lazy": lambda found: found.collect()["standing"].to_list(),
            "pyarrow": lambda found: found["standing"].to_pylist(),
            "duckdb": lambda found: found.df()["standing"].tolist(),
        }
        found: Any = frames.annotate(make[kind](), language=["es", "fr"], columns=["standing"])
        assert read[kind](found) == ["party"] * 4

    def test_english_names_are_not_read_with_it(self) -> None:
        table = pd.DataFrame({"country": ["Germany", "Suisse"], "date": pd.Timestamp(2015, 1, 1)})
        with pytest.raises(UnknownStatesError) as caught:
            frames.annotate(table, language="fr")
        assert caught.value.offenders == (("Germany", 1),)
        assert caught.value.reasons == ("'Germany' is Germany in English",)
        assert caught.value.hint == "for names in other languages, pass language=['fr', 'en']"
        found = frames.annotate(table, language=["fr", "en"], columns=["standing"])
        assert found["standing"].tolist() == ["party", "party"]

    def test_with_codes_it_is_refused(self) -> None:
        with pytest.raises(TypeError, match="language= has nothing to read; pass one of them"):
            frames.annotate(TABLE, language="fr", codes="alpha_3")

    def test_a_column_of_codes_says_which_code_a_name_has(self) -> None:
        with pytest.raises(UnknownStatesError, match="this record; that of Germany is 'DEU'"):
            frames.annotate(TABLE, codes="alpha_3")

    def test_its_error_says_which_language_and_is_pickled_with_that(self) -> None:
        with pytest.raises(UnknownStatesError) as caught:
            frames.annotate(TABLE)
        error = caught.value
        for one in (copy.copy(error), pickle.loads(pickle.dumps(error)), error):
            assert "'Allemagne' is Germany in French\n" in str(one)
            assert "\nfor names in other languages, pass language='fr'\n" in str(one)
            assert one.args == error.args
            assert one.args == (error.column, error.offenders, error.reasons, error.hint)
            assert repr(one) == f"UnknownStatesError{error.args!r}"

    @pytest.mark.parametrize(
        ("column", "read", "needed"),
        [
            (["Allemagne", "Brasil"], None, ["fr", "es"]),
            (["Brasil", "Allemagne"], None, ["es", "fr"]),
            (["Germany", "Allemagne", "Brasil"], None, ["en", "fr", "es"]),
            (["France", "GBR", "Allemagne"], None, "fr"),
            (["Yugoslavia", "Germany", "Brasil"], None, ["en", "es"]),
            (["Irak", "Allemagne", "Brasil", "Atlantis", "x" * 9999], None, ["es", "fr"]),
            (["Suisse", "Brasil"], ["en", "fr"], ["en", "fr", "es"]),
            (["Brasil"], ["en", "fr"], ["en", "fr", "es"]),
            (["Suisse", "Germany"], "fr", ["fr", "en"]),
            (["France", "Germany"], "fr", "en"),
            (["Atlantis", "Germany"], None, None),
            (["Atlantis", "Allemagne"], ["fr", "es"], None),
        ],
    )
    @pytest.mark.parametrize("kind", ["pandas", "polars, lazy"])
    def test_its_error_names_all_that_the_column_needs(
        self, kind: str, column: list[str], read: Any, needed: Any
    ) -> None:
        """And drops nothing that was passed, and English only where no name needs it."""
        import polars as pl

        table = pd.DataFrame({"country": column, "date": pd.Timestamp(2015, 1, 1)})
        frame: Any = table if kind == "pandas" else pl.from_pandas(table).lazy()
        with pytest.raises(UnknownStatesError) as caught:
            frames.annotate(frame, language=read)
        advised = needed and f"for names in other languages, pass language={needed!r}"
        assert caught.value.hint == (advised or "")
        if needed:
            before = opcat.resolve_all(column, language=read)
            after = opcat.resolve_all(column, language=needed)
            assert {*before.resolved} < {*after.resolved}
            assert not [name for name in after.unknown if name in ("Allemagne", "Brasil", "Irak")]

    def test_a_column_that_is_not_read_again_keeps_what_was_passed(self) -> None:
        """A warning of a lazy frame does not read its usual names, which may be English."""
        import polars as pl

        table = pl.from_pandas(TABLE).lazy().with_columns(country=pl.lit("Allemagne"))
        with pytest.warns(UnknownStatesWarning, match=r"pass language=\['en', 'fr'\]$"):
            frames.annotate(table, unknown="null")

    def test_it_may_hold_codes_and_names_in_other_languages(self) -> None:
        """Each is told, on a line of its own."""
        column = ["UKG", "GFR", "SPN", "SWZ", "Allemagne"]
        table = pd.DataFrame({"country": column, "date": pd.Timestamp(2015, 1, 1)})
        with pytest.raises(UnknownStatesError) as caught:
            frames.annotate(table)
        scheme, language = caught.value.hint.split("\n")
        assert "codes='cow_abbreviation'" in scheme
        assert language.endswith("pass language='fr'")


FORMER = (
    ("fr", "Yougoslavie", "Yugoslavia"),
    ("fr", "URSS", "USSR"),
    ("fr", "l'URSS", "USSR"),
    ("fr", "Union des républiques socialistes soviétiques", "USSR"),
    ("fr", "la Tchécoslovaquie", "Czechoslovakia"),
    ("fr", "République démocratique allemande", "German Democratic Republic"),
    ("fr", "Serbie et Monténégro", "Serbia and Montenegro"),
    ("fr", "Antilles néerlandaises", "Netherlands Antilles"),
    ("es", "Yugoslavia", "Yugoslavia"),
    ("es", "Checoslovaquia", "Czechoslovakia"),
    ("es", "República Democrática de Alemania", "German Democratic Republic"),
    ("es", "URSS", "USSR"),
    ("ru", "Союз Советских Социалистических Республик", "USSR"),
    ("ru", "Сербия и Черногория", "Serbia and Montenegro"),
    ("zh", "德意志民主共和国", "German Democratic Republic"),
    ("ar", "صربيا والمنتنيغرو", "Serbia and Montenegro"),
)


class TestFormerStates:
    @pytest.mark.parametrize(("language", "text", "name"), FORMER)
    def test_one_is_explained_as_in_english(self, language: str, text: str, name: str) -> None:
        """Whether its language is asked for or another: the States of today are the same."""
        english = refused(name)
        label = opcat.Language(language).label
        for asked in (language, ["en", language]):
            assert opcat.find_state(text, language=asked) is None
            error = refused(text, language=asked)
            if text == "Yugoslavia" and "en" in asked:
                continue  # which is English too
            assert error.related == english.related != ()
            assert error.explanation.startswith(f"In {label} it is '{name}")
            assert error.explanation.endswith(english.explanation)
        if text not in ("Yugoslavia", "URSS", "l'URSS"):
            assert refused(text).explanation == error.explanation

    def test_every_translation_means_no_state_or_the_one_that_it_was(self) -> None:
        """Of pycountry, told a second time: what is written there is the State's, or is explained."""
        for language, locale in (
            ("ar", "ar"),
            ("es", "es"),
            ("fr", "fr"),
            ("ru", "ru"),
            ("zh", "zh_CN"),
        ):
            say = gettext.translation("iso3166-3", pycountry.LOCALES_DIR, [locale]).gettext
            for entry in pycountry.historic_countries:
                if (text := say(entry.name)) == entry.name:
                    continue
                meant: tuple[opcat.State, ...]
                try:
                    meant = (opcat.resolve(entry.name),)
                except UnknownStateError as error:
                    meant = error.related
                except AmbiguousStateError as error:
                    meant = error.candidates
                state = opcat.find_state(text, language=language)
                if state is None:
                    found = refused(text, language=language)
                    assert found.related == meant, text
                    assert found.explanation.startswith("In "), text
                else:
                    assert (state,) == meant, text

    def test_what_is_none_is_told_nothing_of_it(self) -> None:
        for text in ("Atlantide", "Alemania Occidental y Oriental", "Югославияя", ""):
            assert not refused(text, language="fr").explanation.startswith("In ")

    @pytest.mark.parametrize("language", ["es", "fr"])
    def test_half_an_entry_is_a_name_only_where_it_is_one(self, language: str) -> None:
        """Of "Wake, isla" and "Zaire, República del" the second half names nothing."""
        halves = (
            "Islas",
            "isla",
            "atolón",
            "zona metropolitana",
            "Tierras Australes y Antárticas de",
        )
        turned = ("República del", "República Democrática de", "République de", "République du")
        for text in (*halves, *turned):
            error = refused(text, language=language)
            assert not error.explanation.startswith("In "), text
            assert error.related == (), text

    def test_the_halves_that_are_names(self) -> None:
        for language, text in (
            ("es", "República Socialista Checoslovaca"),
            ("es", "Unión de Repúblicas Socialistas Soviéticas"),
            ("es", "islas Midway"),
            ("es", "isla Wake"),
            ("fr", "République socialiste tchécoslovaque"),
            ("fr", "République fédérale (socialiste) de Yougoslavie"),
        ):
            assert refused(text, language=language).explanation.startswith("In "), text

    def test_an_error_is_shown_where_the_translations_are_not(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Some who package pycountry leave its translations out."""
        monkeypatch.setattr(pycountry, "LOCALES_DIR", str(tmp_path))
        monkeypatch.setattr(former_names, "packaged", RecordFiles(packaged.file))
        error = refused("Tchécoslovaquie", language="fr")
        assert str(error).startswith("'Tchécoslovaquie'")
        assert "Czechoslovakia" not in error.explanation


class TestErrors:
    """Without `language`, a name in one of the languages is said to be that, and nothing else."""

    def test_every_name_in_another_language(self) -> None:
        for language, name, alpha_3 in MEANT:
            if opcat.find_state(name) is not None or name == "Granada":
                continue
            error = refused(name)
            assert language in error.languages, name
            assert [state.key for state in error.related] == [alpha_3]
            assert error.suggestions == ()
            assert f"is {error.related[0].name} in " in error.explanation
            assert str(error).endswith(
                "; pass " + " or ".join(f"language='{one}'" for one in error.languages)
            )
            for one in error.languages:
                assert opcat.resolve(name, language=one).key == alpha_3

    @pytest.mark.parametrize(
        ("text", "asked", "said"),
        [
            ("Allemagne", {}, "'Allemagne' is Germany in French; pass language='fr'"),
            (
                "Irak",
                {},
                "'Irak' is Iraq in Spanish and French; pass language='es' or language='fr'",
            ),
            ("Germany", {"language": "fr"}, "'Germany' is Germany in English; pass language='en'"),
            (
                "Alemania",
                {"language": ["fr", "en"]},
                "'Alemania' is Germany in Spanish; pass language='es'",
            ),
            (
                "Corée",
                {},
                (
                    "'Corée' is not among the States of this record. In French it may mean more than one State. "
                    "Ask for Republic of Korea (KOR), Democratic People's Republic of Korea (PRK)."
                ),
            ),
            (
                "Frnace",
                {},
                "'Frnace' is not among the States of this record; did you mean 'France'?",
            ),
            (
                "Allemgne",
                {"language": "fr"},
                "'Allemgne' is not among the States of this record; did you mean 'Allemagne'?",
            ),
            (
                "Канадв",
                {"language": "ru"},
                "'Канадв' is not among the States of this record; did you mean 'Канада'?",
            ),
            (
                "Taïwan",
                {"language": "fr"},
                "'Taïwan' is not among the States of this record; opcat.states() lists them",
            ),
            (
                "台湾",
                {},
                "'台湾' is not among the States of this record; opcat.states() lists them",
            ),
            (
                "Sahara occidental",
                {},
                "'Sahara occidental' is not among the States of this record; opcat.states() lists them",
            ),
        ],
    )
    def test_what_it_says(self, text: str, asked: dict[str, Any], said: str) -> None:
        assert str(refused(text, **asked)) == said

    def test_a_misspelling_that_was_near_to_english_names_is_now_a_name(self) -> None:
        """ "Chine" had been told as Chile or China."""
        assert refused("Chine").suggestions == ()
        assert "is China in French" in str(refused("Chine"))

    def test_a_territory_is_told_as_its_code_is(self) -> None:
        for row in CLDR:
            if row["code"] not in KNOWN:
                error, code = refused(row["name"], language=row["language"]), refused(row["code"])
                assert (error.explanation, error.related) == (code.explanation, code.related), row
                assert error.caution == code.caution
                for one in (error, refused(row["name"])):
                    assert (one.suggestions, one.languages) == ((), ()), row

    def test_suggestions_are_of_the_first_language_that_has_any(self) -> None:
        assert refused("Allemgne", language=["ru", "fr"]).suggestions == ("Allemagne",)
        assert refused("Italya", language=["fr", "en"]).suggestions != ()
        assert refused("zzzzzz", language=FOREIGN).suggestions == ()

    def test_a_damaged_name_is_told_in_its_language(self) -> None:
        damaged = "Brésil".encode().decode("windows-1252")
        error = refused(damaged, language="fr")
        assert error.explanation.startswith("It is 'Brésil' in UTF-8, read as Windows-1252")
        assert [state.key for state in error.related] == ["BRA"]

    def test_withdrawn_codes_are_told_whatever_the_language(self) -> None:
        assert "until 1992." in refused("SUN", language="ru").explanation
        assert "World Bank" in refused("ROM", language="fr").explanation

    def test_nothing_of_it_is_read_before_the_message_is(self) -> None:
        told = """
import opcat
from opcat._record.record import packaged
opcat.status("France")
import sys
assert "opcat._names.languages" not in sys.modules
opcat.resolve("Ivory Coast")
assert "opcat._names.foreign_names" not in sys.modules
try:
    opcat.resolve("Allemagne")
except opcat.UnknownStateError as error:
    caught = error
read = [key for key in packaged._kept if key in ("French", "Arabic", "state names")]
assert not read, read
import pandas as pd
from opcat import frames
try:
    frames.annotate(pd.DataFrame({"country": ["Allemagne"], "date": pd.Timestamp(2015, 1, 1)}))
except opcat.errors.UnknownStatesError as error:
    column = error
assert not [key for key in packaged._kept if key in ("French", "Arabic", "state names")]
assert "French" in str(caught) and "French" in str(column)
assert "French" in packaged._kept
"""
        subprocess.run([sys.executable, "-c", told], check=True)

    def test_one_language_is_read_without_the_others(self) -> None:
        told = """
import opcat
from opcat._record.record import packaged
assert opcat.resolve("Allemagne", language="fr").key == "DEU"
assert not {"Arabic", "Chinese", "Russian", "Spanish", "treaty"} & packaged._kept.keys()
import sys
assert "pycountry" not in sys.modules
"""
        subprocess.run([sys.executable, "-c", told], check=True)

    def test_a_name_costs_a_few_microseconds_after_the_first(self) -> None:
        """Ten times what it takes on a machine that does nothing else."""
        names = [row["name"] for row in OFFICIAL if row["language"] == "fr"]
        opcat.find_state(names[0], language="fr")
        begin = time.process_time()
        for name in names * 20:
            opcat.find_state(name, language="fr")
        assert (time.process_time() - begin) / (20 * len(names)) < 30e-6


class TestNameIn:
    @pytest.mark.parametrize("language", FOREIGN)
    def test_the_united_nations_own_forms(self, language: str) -> None:
        for row in OFFICIAL:
            if row["language"] == language:
                state = opcat.resolve(row["alpha_3"])
                assert state.name_in(language, form="list") == row["name"]
                assert state.name_in(language) == (row["short_name"] or row["name"])
                if row["formal_name"]:
                    assert state.name_in(language, form="formal") == row["formal_name"]
                else:
                    assert state.key in {"CIV", "TUR"}
                    with pytest.raises(
                        LookupError, match=r"no formal name of .*; pass form='list'"
                    ):
                        state.name_in(language, form="formal")

    def test_what_it_gives_is_read_again(self) -> None:
        for state in opcat.states():
            for language in opcat.Language:
                for form in ("short", "list"):
                    name = state.name_in(language, form=form)
                    assert opcat.resolve(name, language=language) == state

    def test_english_is_the_depositarys(self) -> None:
        bolivia = opcat.resolve("Bolivia")
        assert bolivia.name_in("en") == "Bolivia (Plurinational State of)"
        assert bolivia.name_in("en", form="list") == bolivia.depositary_name
        with pytest.raises(
            LookupError, match=r"no formal name of Bolivia in English; use State\.name"
        ):
            bolivia.name_in("en", form="formal")

    def test_other_languages_are_pycountrys(self) -> None:
        bolivia = opcat.resolve("Bolivia")
        assert bolivia.name_in("de") == "Bolivien"
        assert bolivia.name_in("de", form="list") == "Bolivien, Plurinationaler Staat"
        assert bolivia.name_in("de", form="formal") == "Plurinationaler Staat Bolivien"
        assert opcat.resolve("Côte d'Ivoire").name_in("de") == "Côte d'Ivoire"
        assert opcat.resolve("Angola").name_in("de") == "Angola"  # which is its German name

    def test_a_language_that_only_repeats_english_has_no_name(self) -> None:
        empty = [
            language
            for language in (path.name for path in Path(pycountry.LOCALES_DIR).iterdir())
            if (Path(pycountry.LOCALES_DIR) / language / "LC_MESSAGES" / "iso3166-1.mo").exists()
            and not any(named(state, language) for state in opcat.states())
        ]
        assert sorted(empty) == ["ab", "ace", "ay", "bi", "ee", "kl", "ota", "pap", "tzm"]
        with pytest.raises(
            LookupError,
            match=r"^pycountry has no short name of France in language='kl'; pass another language, or "
            r"use State\.name$",
        ):
            opcat.resolve("France").name_in("kl")

    def test_a_form_that_is_none(self) -> None:
        with pytest.raises(
            VocabularyError,
            match=r"^form='long' is not known; pass one of 'short', 'list', 'formal'$",
        ):
            opcat.resolve("France").name_in("fr", form="long")

    def test_a_state_of_ones_own(self) -> None:
        own = opcat.State(key="atlantis", name="Atlantis")
        assert own.name_in("en") == "Atlantis"
        for language in ("fr", "de"):
            with pytest.raises(LookupError, match=r"Atlantis.*; use State\.name"):
                own.name_in(language)
        with pytest.raises(LookupError, match="no short name of France in French"):
            opcat.State(alpha_3="QQQ", name="France").name_in("fr")


def named(state: opcat.State, language: str) -> bool:
    try:
        return bool(state.name_in(language))
    except LookupError:
        return False


class TestTitles:
    def test_each_authentic_language_has_one_with_its_source(self) -> None:
        titles = rows("treaty_titles.csv")
        found = opcat.background().titles
        assert [(one.language.value, one.text) for one in found] == [
            (row["language"], row["title"]) for row in titles
        ]
        for title, row in zip(found, titles, strict=True):
            assert opcat.treaty().title_in(title.language) == title.text == str(title)
            assert [source.id for source in title.sources] == row["sources"].split("|")
            assert set(title.sources) <= set(opcat.background().sources)
        assert opcat.treaty().title_in("en") == opcat.treaty().title
        authentic = {language.label for language in opcat.Language}
        assert authentic == set(opcat.treaty().languages)

    def test_an_earlier_day_and_a_treaty_without(self) -> None:
        assert opcat.treaty(on="2010-01-01").title_in("ru") == opcat.treaty().title_in("ru")
        assert opcat.convention().title_in("en") == opcat.convention().title
        with pytest.raises(
            LookupError, match=r"no title of Convention .* in French; use Treaty\.title"
        ):
            opcat.convention().title_in("fr")
        with pytest.raises(VocabularyError, match="language='de' is not known; pass one of 'ar'"):
            opcat.treaty().title_in("de")


class TestDamagedFiles:
    def record(self, **others: str) -> RecordFiles:
        texts = {
            "states.csv": "alpha_3,alpha_2,numeric,name,depositary_name,un_status,regional_group,"
            "sources\nKEN,KE,404,Kenya,Kenya,member,african,\nFRA,FR,250,France,France,member,,\n",
            "sources.csv": "id,title,publisher,url,as_of\n",
            "state_names.csv": "alpha_3,language,name,short_name,article,formal_name\n"
            "KEN,fr,Kenya,Kenya,le,la République du Kenya\n",
            "cldr_names.csv": "code,language,name\n",
            "usual_names.csv": "states,language,name,kind\n",
        }
        for name, text in others.items():
            texts[f"{name}.csv"] += text
        return RecordFiles(lambda file: texts[file].encode())

    @pytest.mark.parametrize(
        ("file", "text", "place", "what"),
        [
            ("state_names", "FRA,fr,kénya,,,\n", "row 3, column name", "belongs to KEN"),
            ("state_names", "XXX,fr,x,,,\n", "row 3, column alpha_3", "'XXX' is not known"),
            ("cldr_names", "FRA,fr,Kenya\n", "row 2, column name", "belongs to KEN"),
            ("cldr_names", "GRL,fr,KENYA\n", "row 2, column name", "'KENYA' is a name of KEN"),
            ("usual_names", "FRA,fr,République du Kenya,common\n", "row 2, column name", "to KEN"),
            ("usual_names", "XXX,fr,x,common\n", "row 2, column states", "'XXX' is not known"),
            ("usual_names", "FRA,fr,x,rumour\n", "row 2, column kind", "pass one of 'common'"),
            (
                "usual_names",
                "FRA|KEN,fr,x,common\n",
                "row 2, column states",
                "must be one State, or",
            ),
            (
                "usual_names",
                "FRA,fr,x,ambiguous\n",
                "row 2, column states",
                "must be one State, or",
            ),
            ("usual_names", ",fr,x,common\n", "row 2, column states", "must be one State, or"),
            ("usual_names", "FRA|KEN,fr,kenya,ambiguous\n", "row 2, column name", "name of KEN"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_place(
        self, file: str, text: str, place: str, what: str
    ) -> None:
        with pytest.raises(DataError, match=what) as caught:
            read_foreign(self.record(**{file: text}), Language.FR)
        assert caught.value.problems[0][0] == f"{file}.csv, {place}"

    def test_a_state_that_stands_twice_in_a_language(self) -> None:
        with pytest.raises(
            DataError, match="KEN is already in an earlier row, in French"
        ) as caught:
            room._read_state_names(self.record(state_names="KEN,fr,Quénia,,,\n"))
        assert caught.value.problems[0][0] == "state_names.csv, row 3, column alpha_3"

    def test_other_languages_are_not_looked_at(self) -> None:
        index = read_foreign(self.record(usual_names="FRA,es,Kenya,common\n"), Language.FR)
        assert {state.key for state in index.names.folded.values()} == {"KEN"}


def test_a_language_tag_may_have_a_hyphen() -> None:
    brazil = opcat.resolve("Brazil")
    assert brazil.name_in("pt-BR") == brazil.name_in("pt_BR") == "Brasil"
