"""Spellings: every packaged one answers, nothing else does, and nobody guesses."""

import csv
import io
import itertools
import pickle
import random
import re
import string
import unicodedata
from collections.abc import Callable
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import pandas as pd
import pycountry
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import opcat
from opcat import AmbiguousStateError, State, UnknownStateError

# Folding of texts that stand in no table.
from opcat._names.fold import NameIndex, Reason, Refusal, _Folding, as_code, fold

# `opcat.load` does not read spellings.
from opcat._names.spellings import read_refusals, read_spellings
from opcat._record.record import RecordFiles  # `opcat.load` does not read spellings

untyped: Any = opcat
"""The package as code sees it that no type checker reads."""


def rows(name: str) -> list[dict[str, str]]:
    text = (files("opcat") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


NAMES = rows("names.csv")
REFUSED = rows("not_states.csv")
NON_SELF_GOVERNING = {
    "American Samoa": "USA",
    "Anguilla": "GBR",
    "Bermuda": "GBR",
    "British Virgin Islands": "GBR",
    "Cayman Islands": "GBR",
    "Falkland Islands (Malvinas)": "GBR",
    "French Polynesia": "FRA",
    "Gibraltar": "GBR",
    "Guam": "USA",
    "Montserrat": "GBR",
    "New Caledonia": "FRA",
    "Pitcairn": "GBR",
    "Saint Helena": "GBR",
    "Tokelau": "NZL",
    "Turks and Caicos Islands": "GBR",
    "United States Virgin Islands": "USA",
}
"""The list of the United Nations, each with its administering Power; without Western Sahara, which
has none there."""
ANTILLES = (
    "The Netherlands Antilles were a part of the Kingdom of the Netherlands until 10 October 2010."
)
ELSEWHERE = {"Aruba": "NLD", "Faroe Islands": "DNK", "Greenland": "DNK", "Isle of Man": "GBR"}
"""Other territories of States that the record says something of, or might."""
KINDS = [
    "article",
    "depositary",
    "iso",
    "official",
    "common",
    "former",
    "world_bank",
    "imf",
    "english",
    "abbreviation",
]


def without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


VARIANTS = {
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "swapped": str.swapcase,
    "space around": lambda text: f"  {text}\t",
    "more space": lambda text: text.replace(" ", "   "),
    "no-break space": lambda text: text.replace(" ", "\u00a0"),
    "underscores": lambda text: text.replace(" ", "_"),
    "no hyphens": lambda text: text.replace("-", " "),
    "dashes": lambda text: text.replace("-", "\u2013"),
    "ampersand": lambda text: text.replace(" and ", " & "),
    "article before": lambda text: f"The {text}",
    "article after": lambda text: f"{text}, the",
    "parentheses": lambda text: f"({text})",
    "curly apostrophe": lambda text: text.replace("'", "\u2019"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "no accents": without_accents,
    "no full stops": lambda text: text.replace(".", ""),
    "no space after a stop": lambda text: text.replace(". ", "."),
    "zero-width space": lambda text: f"\u200b{text}\u200b",
    "soft hyphen": lambda text: f"{text[:2]}\u00ad{text[2:]}",
    "full width": lambda text: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text
    ),
}


UNSEEN: dict[str, Callable[[str], str]] = {
    "byte order mark": lambda text: f"\ufeff{text}",
    "zero-width space": lambda text: f"\u200b{text}\u200b",
    "zero-width joiner": lambda text: f"{text[:1]}\u200d{text[1:]}",
    "zero-width non-joiner": lambda text: f"{text}\u200c",
    "soft hyphen": lambda text: f"{text[:1]}\u00ad{text[1:]}",
    "word joiner": lambda text: f"\u2060{text}",
    "no-break space": lambda text: f"\u00a0{text}\u202f",
    "ideographic space": lambda text: f"{text}\u3000",
    "direction marks": lambda text: f"\u2068{text}\u2069\u200f",
    "variation selector": lambda text: f"{text}\ufe0f",
    "hangul filler": lambda text: f"\u3164{text}",
    "grapheme joiner": lambda text: f"{text}\u034f",
    "nulls of a fixed width": lambda text: f"{text}\x00\x00",
    "a tag": lambda text: f"{text}\U000e0041",
    "full width": lambda text: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text
    ),
}
"""What is there and cannot be seen, or is only wider."""


class TestPackagedSpellings:
    def test_each_resolves_to_its_state(self) -> None:
        for row in NAMES:
            assert opcat.resolve(row["name"]).alpha_3 == row["alpha_3"], row

    def test_all_197_states_have_spellings_and_their_own_names_among_them(self) -> None:
        by_state: dict[str, set[str]] = {}
        for row in NAMES:
            by_state.setdefault(row["alpha_3"], set()).add(row["name"])
        assert len(by_state) == 197
        for state in opcat.states():
            assert {state.name, state.depositary_name} <= by_state[state.key]

    def test_kinds_are_the_vocabulary_in_its_order(self) -> None:
        for row in NAMES:
            kinds = row["kinds"].split("|")
            assert kinds == [kind for kind in KINDS if kind in kinds], row

    def test_no_two_states_share_a_spelling(self) -> None:
        owners: dict[str, set[str]] = {}
        for row in NAMES:
            owners.setdefault(fold(row["name"]), set()).add(row["alpha_3"])
        assert not {spelling: who for spelling, who in owners.items() if len(who) > 1}

    @pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
    def test_case_accents_spacing_and_punctuation_do_not_count(
        self, variant: Callable[[str], str]
    ) -> None:
        for row in NAMES:
            assert opcat.resolve(variant(row["name"])).alpha_3 == row["alpha_3"], row

    @pytest.mark.parametrize("field", ["name", "official_name", "common_name"])
    def test_pycountrys_names_mean_the_same_state(self, field: str) -> None:
        known = {state.alpha_3 for state in opcat.states()}
        for country in pycountry.countries:
            name = getattr(country, field, None)
            if name is None:
                continue
            found = opcat.find_state(name)
            assert (found.alpha_3 if found else None) == (
                country.alpha_3 if country.alpha_3 in known else None
            ), name

    @pytest.mark.parametrize(
        ("text", "alpha_3"),
        [
            ("Cape Verde", "CPV"),
            ("Turkey", "TUR"),
            ("The former Yugoslav Republic of Macedonia", "MKD"),
            ("Swaziland", "SWZ"),
            ("Ivory Coast", "CIV"),
            ("DR Congo", "COD"),
            ("Congo-Kinshasa", "COD"),
            ("Congo", "COG"),
            ("Holland", "NLD"),
            ("East Timor", "TLS"),
            ("UK", "GBR"),
            ("U.S.A.", "USA"),
            ("US", "USA"),
            ("South Korea", "KOR"),
            ("Burma", "MMR"),
            ("Congo, Dem. Rep.", "COD"),
            ("Venezuela, RB", "VEN"),
            ("Czechia", "CZE"),
            ("Vatican", "VAT"),
            ("Palestine", "PSE"),
            ("Niger", "NER"),
            ("Nigeria", "NGA"),
            ("Guinea", "GIN"),
            ("Dominica", "DMA"),
            ("Republic of Korea", "KOR"),
            ("Russia", "RUS"),
            ("Micronesia", "FSM"),
        ],
    )
    def test_what_people_write_means_the_state(self, text: str, alpha_3: str) -> None:
        assert opcat.resolve(text).alpha_3 == alpha_3


class TestCodes:
    def test_letters_of_a_code_match_in_any_case(self) -> None:
        for state in opcat.states():
            for code in (state.alpha_2, state.alpha_3):
                assert code is not None
                for letters in itertools.product(*((c.upper(), c.lower()) for c in code)):
                    assert opcat.resolve("".join(letters)) is state
                assert opcat.resolve(f" {code}\n") is state

    def test_numeric_codes_match_as_integers_and_as_texts_with_or_without_zeros(self) -> None:
        for state in opcat.states():
            assert state.numeric is not None
            number = int(state.numeric)
            for way in (number, state.numeric, str(number), f" {number} "):
                assert opcat.resolve(way) is state

    def test_namibia_is_na_and_na_is_only_that(self) -> None:
        assert opcat.resolve("NA").name == opcat.resolve("na").name == "Namibia"
        for text in ("N/A", "n.a.", "N.A.", "n a", "#N/A", "no.", "nan", "NaN", "None", "null"):
            assert opcat.find_state(text) is None, text

    def test_no_other_code_matches(self) -> None:
        known = {code for s in opcat.states() for code in (s.alpha_2, s.alpha_3)}
        spelled = {fold(row["name"]) for row in NAMES}
        for length in (2, 3):
            for letters in itertools.product(string.ascii_uppercase, repeat=length):
                code = "".join(letters)
                if code not in known and code.lower() not in spelled:
                    assert opcat.find_state(code) is None, code
        numbers = {int(state.numeric) for state in opcat.states() if state.numeric}
        for number in set(range(-10, 1100)) - numbers:
            assert opcat.find_state(number) is None
            assert opcat.find_state(str(number)) is None

    def test_codes_match_the_text_itself_only(self) -> None:
        for text in ("F R", "F-R", "F.R.A.", "(FR)", "the FR", "0250", "25O", "F\tR", "F\u00a0R"):
            assert opcat.find_state(text) is None, text

    def test_a_sign_that_only_decomposes_to_letters_is_no_code(self) -> None:
        """The numero sign is no Norway, and the trade mark sign no Turkmenistan."""
        for text in ("\u2116", "\u2122", "\u2120", "\u33cd", "\u00b2\u2075\u2070", "\u24d5\u24e1"):
            assert opcat.find_state(text) is None, text

    @pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
    def test_what_cannot_be_seen_does_not_count(self, unseen: Callable[[str], str]) -> None:
        """Nor does it around names: files, pages and keyboards bring it along."""
        for state in opcat.states():
            number = (state.numeric or "").lstrip("0")
            for text in (state.alpha_2, state.alpha_3, state.numeric, number, state.name):
                assert text is not None
                for written in (unseen(text), unseen(text.lower()), f" {unseen(text)}\n"):
                    assert opcat.resolve(written) is state, written
                    assert opcat.find_state(written) is state, written
                    assert opcat.resolve_all([written]).resolved == ((written, state),)

    def test_an_abbreviation_is_no_other_states_code(self) -> None:
        foreign = {c.alpha_2 for c in pycountry.countries} | {
            c.alpha_3 for c in pycountry.countries
        }
        for row in NAMES:
            key = fold(row["name"]).upper()
            if key in foreign:
                country = pycountry.countries.lookup(key)
                assert country.alpha_3 == row["alpha_3"], row


class TestTypes:
    @pytest.mark.parametrize("name", [None, True, False, 250.0, float("nan"), b"FRA", [], object()])
    def test_what_is_no_name_is_a_type_error(self, name: object) -> None:
        for question in (opcat.resolve, opcat.find_state):
            with pytest.raises(TypeError, match="cannot name a State; pass a name"):
                question(name)

    @pytest.mark.parametrize(
        "names", [["Togo", "Benin"], ("Togo",), {"Togo"}, pd.Series(["Togo"]), opcat.states()[:2]]
    )
    def test_several_names_are_told_what_reads_a_column(self, names: object) -> None:
        with pytest.raises(TypeError, match=r"; of several, .*resolve_all or frames\.annotate$"):
            opcat.status(names)
        with pytest.raises(TypeError, match=r"with an alpha_3$"):
            opcat.status(b"Togo")  # bytes are one text

    def test_integers_of_other_kinds_are_numeric_codes(self) -> None:
        class Code:
            def __index__(self) -> int:
                return 250

        assert opcat.resolve(Code()).alpha_3 == "FRA"

    def test_integers_that_are_no_code_are_unknown(self) -> None:
        """However many digits they have: Python writes no more than some thousand of them."""
        for number in (-1, 0, 1000, 10**5000, -(10**5000)):
            assert opcat.find_state(number) is None
            assert opcat.resolve_all([number]).unknown == (number,)
            with pytest.raises(UnknownStateError) as caught:
                opcat.resolve(number)
            assert caught.value.name == number
            assert len(str(caught.value)) < 200
        with pytest.raises(
            opcat.errors.DayTypeError, match=r"on=a value too long to print \(list\) is not a day"
        ):
            opcat.status("France", on=[10**5000])  # type: ignore[arg-type] # that is what is tried

    @pytest.mark.parametrize("question", [opcat.resolve, opcat.find_state, opcat.resolve_all])
    def test_an_error_quotes_no_more_than_its_beginning(
        self, question: Callable[[Any], object]
    ) -> None:
        with pytest.raises(TypeError, match="; pass a ") as caught:
            question(b"x" * 10**6)
        assert len(str(caught.value)) < 200

    def test_anything_with_an_alpha_3_names_its_state(self) -> None:
        class Country:
            alpha_3 = "ken"

        assert opcat.resolve(Country()).name == "Kenya"
        Country.alpha_3 = "ABW"
        with pytest.raises(UnknownStateError, match="Netherlands"):
            opcat.resolve(Country())
        for code in ("NA", "fr", "4"):
            Country.alpha_3 = code
            with pytest.raises(UnknownStateError):
                opcat.resolve(Country())
        Country.alpha_3 = 5  # type: ignore[assignment] # what no type checker has read
        with pytest.raises(TypeError):
            opcat.resolve(Country())

    def test_a_state_names_itself(self) -> None:
        other = opcat.State(key="european-union", name="European Union")
        assert opcat.resolve(other) is other


class TestRefused:
    """A corpus of texts that must not match, each with its reason."""

    def test_none_of_them_matches(self) -> None:
        for row in REFUSED:
            assert opcat.find_state(row["text"]) is None, row
            with pytest.raises((UnknownStateError, AmbiguousStateError)):
                opcat.resolve(row["text"])

    @pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
    def test_none_of_them_matches_however_it_is_written(
        self, variant: Callable[[str], str]
    ) -> None:
        codes = {"NA", "NO"}  # "n.a." and "no." without the stops are codes
        for row in REFUSED:
            written = variant(row["text"])
            if written.strip().upper() not in codes:
                assert opcat.find_state(written) is None, row

    def test_the_file_is_what_it_should_be(self) -> None:
        keys = {state.key for state in opcat.states()}
        for row in REFUSED:
            related = row["states"].split("|") if row["states"] else []
            assert row["reason"] in set(Reason)
            assert set(related) <= keys
            assert (row["reason"] == "ambiguous") <= (len(related) >= 2), row
            assert (row["reason"] in {"territory", "former_state"}) <= (len(related) >= 1), row
            assert (row["reason"] == "not_in_record") <= (not related), row
            assert row["note"].endswith("."), row

    def test_the_ambiguous_list_their_candidates(self) -> None:
        for row in REFUSED:
            if row["reason"] == "ambiguous":
                with pytest.raises(AmbiguousStateError, match="may mean more than one") as caught:
                    opcat.resolve(row["text"])
                assert [s.key for s in caught.value.candidates] == row["states"].split("|")
                assert caught.value.name == row["text"]

    def test_a_former_state_names_its_successors(self) -> None:
        with pytest.raises(UnknownStateError) as caught:
            opcat.resolve("Yugoslavia")
        successors = {state.alpha_3 for state in caught.value.related}
        assert {"HRV", "SVN", "SRB", "MKD", "BIH", "MNE"} <= successors
        assert "Croatia (HRV)" in str(caught.value)

    def test_a_territory_names_its_state(self) -> None:
        for text in ("Greenland", "GL", "grl"):
            with pytest.raises(UnknownStateError, match=r"Ask for Denmark \(DNK\); whether the "):
                opcat.resolve(text)
        with pytest.raises(UnknownStateError, match=r"Ask for Germany \(DEU\)\.$"):
            opcat.resolve("Bavaria")

    def test_a_territory_is_told_in_one_way_and_with_a_caution(self) -> None:
        """Who asks for Tokelau is sent to New Zealand, whose consent does not extend to Tokelau."""
        rows = [row for row in REFUSED if row["reason"] == "territory"]
        formula = re.compile(r"(A territory|Territories) for whose international relations .+ is ")
        others = {row["note"] for row in rows if not formula.match(row["note"])}
        assert others == {
            "A special administrative region of China.",
            ANTILLES,
            "The island is divided between two territories.",
            "There are British and United States Virgin Islands.",
        }
        for row in rows:
            related = row["states"].split("|")
            whose = repr(related[0]) if len(related) == 1 else ""
            with pytest.raises(UnknownStateError) as caught:
                opcat.resolve(row["text"])
            assert str(caught.value).endswith(
                f"; whether the Protocol applies there is another question: opcat.territories({whose})"
            )
            assert pickle.loads(pickle.dumps(caught.value)).caution == caught.value.caution
        for row in REFUSED:
            if row["reason"] not in {"territory", "ambiguous"}:
                with pytest.raises(UnknownStateError) as caught:
                    opcat.resolve(row["text"])
                assert caught.value.caution == ""

    @pytest.mark.parametrize("territory", [*NON_SELF_GOVERNING, *ELSEWHERE])
    def test_non_self_governing_territories_are_treated_alike(self, territory: str) -> None:
        """The list of the United Nations (Charter, Article 73), but for Western Sahara."""
        with pytest.raises(UnknownStateError, match="for whose international relations") as caught:
            opcat.resolve(territory)
        assert [state.key for state in caught.value.related] == [
            {**NON_SELF_GOVERNING, **ELSEWHERE}[territory]
        ]

    def test_a_number_that_is_no_code_is_said_to_be_none(self) -> None:
        with pytest.raises(UnknownStateError, match="has this ISO 3166-1 number"):
            opcat.resolve(998)

    def test_an_organisation_is_said_to_be_one(self) -> None:
        with pytest.raises(
            UnknownStateError, match=r"not a State; .* open to States alone"
        ) as caught:
            opcat.resolve("European Union")
        assert caught.value.related == ()
        assert caught.value.suggestions == ()

    def test_no_opinion_on_recognition(self) -> None:
        """Of these the error says that they are not in this record, and nothing else."""
        texts = [row["text"] for row in REFUSED if row["reason"] == "not_in_record"]
        assert {"Taiwan", "Kosovo", "Western Sahara"} <= set(texts)
        for text in [*texts, "TWN", "TW", "ESH"]:
            with pytest.raises(UnknownStateError) as caught:
                opcat.resolve(text)
            error = caught.value
            assert (error.explanation, error.suggestions, error.related) == ("", (), ())
            assert str(error) == (
                f"{text!r} is not among the States of this record; opcat.states() lists them"
            )

    def test_nearness_serves_suggestions_only(self) -> None:
        with pytest.raises(UnknownStateError, match="did you mean 'Kazakhstan'") as caught:
            opcat.resolve("Kazahkstan")
        assert caught.value.suggestions[0] == "Kazakhstan"
        with pytest.raises(UnknownStateError, match=r"opcat.states\(\) lists them") as caught:
            opcat.resolve("Qwertyuiop Asdf")
        assert caught.value.suggestions == ()

    def test_a_changed_letter_finds_nothing_or_another_spelling_of_the_file(self) -> None:
        """What is found stands in the file for just that State: nearness never answers."""
        chance = random.Random(1)
        spelled = {(fold(row["name"]), row["alpha_3"]) for row in NAMES}
        for row in NAMES:
            if len(row["name"]) <= 4:
                continue
            place = chance.randrange(len(row["name"]))
            letter = chance.choice(string.ascii_lowercase)
            wrong = row["name"][:place] + letter + row["name"][place + 1 :]
            found = opcat.find_state(wrong)
            assert found is None or (fold(wrong), found.alpha_3) in spelled

    @given(st.text(max_size=30))
    def test_any_text_is_a_spelling_or_nothing(self, text: str) -> None:
        found = opcat.find_state(text)
        spelled = fold(text) in {fold(row["name"]) for row in NAMES}
        code = as_code(text).upper()
        coded = found is not None and code in {
            found.alpha_2,
            found.alpha_3,
            found.numeric,
            (found.numeric or "").lstrip("0"),
        }
        assert (found is not None) is (spelled or coded)

    def test_endless_texts_are_nothing(self) -> None:
        for text in ("x" * 1_000_000, "France" + " " * 1000, "é" * 100_000):
            with pytest.raises(UnknownStateError) as caught:
                opcat.resolve(text)
            assert len(str(caught.value)) < 300


FILLERS = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
"""Default ignorable code points of the Unicode Standard that are letters or marks."""


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Gambia, The", "gambia"),
            ("U.S.A.", "usa"),
            ("St. Lucia", "st lucia"),
            ("Côte d’Ivoire", "cote divoire"),
            ("Bosnia & Herzegovina", "bosnia and herzegovina"),
            ("GUINEA–BISSAU", "guinea bissau"),
            ("St.Lucia", "st lucia"),
            ("Congo, Dem.Rep.", "congo dem rep"),
            ("Ken\u200bya", "kenya"),
            ("N/A", "n a"),
            ("Straße Łódź Þing Æther", "strasse lodz thing aether"),
            ("Grœnland Fær Øer", "groenland faer oer"),
            ("Đakovo Seyðisfjörður", "dakovo seydisfjordur"),
            ("Kırgızistan", "kirgizistan"),
            ("'’‘`´ʻʼ′.", ""),
            ("xX", "xx"),
            ("ＦＲＡＮＣＥ", "france"),
            ("…", ""),
        ],
    )
    def test_a_text_is_folded_to_what_was_written_down(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    @given(st.characters())
    @example("\u0301")
    @example("\u200b")
    @example("\u0660")
    @example("_")
    @example("\u3164")
    @example("\ufe0f")
    @example("\U000e0100")
    def test_marks_and_invisible_characters_vanish_and_letters_and_digits_stay(
        self, character: str
    ) -> None:
        """Marks on letters and invisible characters vanish, letters and digits stay."""
        folding = _Folding()
        unseen = unicodedata.category(character) == "Cf" or re.match(FILLERS, character)
        for _ in range(2):  # as it is found, and as it is kept
            if unicodedata.combining(character) or unseen:
                assert character.translate(folding) == ""
            else:
                expected = character if character.isalnum() else " "
                assert character.translate(folding) == expected

    @given(st.text("aé각.B \u0301\u0316\u0345\u200b", min_size=60, max_size=200))
    def test_a_long_text_is_folded_as_in_one_piece(self, text: str) -> None:
        in_pieces = fold(text)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("opcat._core.model._PIECE", len(text))
            assert fold(text) == in_pieces

    def test_folding_keeps_no_more_than_some_characters_and_folds_the_others_too(self) -> None:
        folding = _Folding()
        for point in range(0x3000):
            chr(point).translate(folding)
        assert len(folding) == 1024
        for character, becomes in {
            "\u20e3": " ",
            "\u0301": "",
            "\u2fff": " ",
            "\u2d30": "\u2d30",
        }.items():
            assert character.translate(folding) == becomes

    @given(st.text(max_size=40))
    def test_folding_twice_is_folding_once(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)


class TestResolveAll:
    def test_every_distinct_entry_stands_in_one_of_the_three(self) -> None:
        column = [row["name"] for row in NAMES] + [row["text"] for row in REFUSED]
        result = opcat.resolve_all([*column, *column])
        found = [str(name) for name, _ in result.resolved]
        refused = [*result.unknown, *(name for name, _ in result.ambiguous)]
        assert sorted(found) == sorted(row["name"] for row in NAMES)
        assert sorted(map(str, refused)) == sorted(row["text"] for row in REFUSED)
        for name, state in result.resolved:
            assert opcat.resolve(name) == state

    def test_entries_of_other_types_are_reported_not_lost(self) -> None:
        nan = float("nan")
        result = opcat.resolve_all(["Kenya", None, nan, nan, True, 4, 4.0, "4"])
        assert [name for name, _ in result.resolved] == ["Kenya", 4, "4"]
        assert result.unknown == (None, nan, True, 4.0)
        assert [type(name) for name in result.unknown] == [type(None), float, bool, float]

    def test_what_is_no_column_is_a_type_error(self) -> None:
        with pytest.raises(TypeError, match="is a single name; pass a list"):
            opcat.resolve_all("Kenya")
        with pytest.raises(TypeError, match="is a single name; pass a list"):
            opcat.resolve_all(b"Kenya \x04")
        with pytest.raises(TypeError, match="is not a column; pass a list"):
            untyped.resolve_all(None)
        held = (
            r"^names= holds \['Kenya'\], which is not hashable; pass a column with one name in each"
        )
        with pytest.raises(TypeError, match=held):
            opcat.resolve_all(["Kenya", ["Kenya"]])

    def test_a_table_may_tell_its_columns_by_their_names_alone(self) -> None:
        """As those of Hugging Face do, which are read row by row."""

        class Dataset(list[dict[str, str]]):
            column_names = ("country",)

        with pytest.raises(TypeError, match=r"^names= is a table \(Dataset\); pass one column"):
            opcat.resolve_all(Dataset([{"country": "Kenya"}]))

    def test_any_iterable_is_a_column(self) -> None:
        assert opcat.resolve_all(iter(["Kenya"])) == opcat.resolve_all(("Kenya",))
        assert hash(opcat.resolve_all(["Kenya"])) == hash(opcat.resolve_all(["Kenya", "Kenya"]))


class TestDamagedFiles:
    STATES = (
        "alpha_3,alpha_2,numeric,name,depositary_name,un_status,regional_group,sources\n"
        "KEN,KE,404,Kenya,Kenya,member,african,\nFRA,FR,250,France,France,member,,\n"
    )

    def record(self, **others: str) -> RecordFiles:
        texts = {"states.csv": self.STATES, "sources.csv": "id,title,publisher,url,as_of\n"}
        texts |= {f"{name}.csv": text for name, text in others.items()}
        return RecordFiles(lambda file: texts[file].encode())

    @pytest.mark.parametrize(
        ("text", "place", "what"),
        [
            ("KEN,Kenya,iso\nFRA,KENYA,iso\n", "names.csv, row 3, column name", "belongs to KEN"),
            ("XXX,Kenya,iso\n", "names.csv, row 2, column alpha_3", "'XXX' is not known"),
            ("KEN,-,iso\n", "names.csv, row 2, column name", "no letter or digit"),
        ],
    )
    def test_a_wrong_row_of_the_names_is_told_with_its_place(
        self, text: str, place: str, what: str
    ) -> None:
        record = self.record(names=f"alpha_3,name,kinds\n{text}")
        with pytest.raises(opcat.DataError, match=what) as caught:
            read_spellings(record)
        assert caught.value.problems[0][0] == place

    @pytest.mark.parametrize(
        ("text", "place", "what"),
        [
            ("kenya,region,,x\n", "column text", "is a spelling of KEN"),
            ("Korea,ambiguous,KEN|XXX,x\n", "column states", "'XXX' is not known"),
            ("Korea,nonsense,,x\n", "column reason", "pass one of 'ambiguous'"),
        ],
    )
    def test_a_wrong_row_of_what_is_no_state_is_told_with_its_place(
        self, text: str, place: str, what: str
    ) -> None:
        record = self.record(
            names="alpha_3,name,kinds\nKEN,Kenya,iso\n",
            not_states=f"text,reason,states,note\n{text}",
        )
        with pytest.raises(opcat.DataError, match=what) as caught:
            read_refusals(record, read_spellings(record))
        assert caught.value.problems[0][0].endswith(place)


SPELLINGS = st.lists(
    st.tuples(
        st.sampled_from(["Malta", "malta", "MALTA.", "The Malta", "Chad", "T.chad", "?", "the", ""])
        | st.text(max_size=4),
        st.sampled_from(opcat.states()[:3]),
    ),
    max_size=6,
)


class TestIndex:
    """Every spelling means one State, however it is written; all that is wrong is told at once."""

    @given(SPELLINGS)
    def test_a_spelling_without_letters_or_of_two_states_is_refused(
        self, spellings: list[tuple[str, State]]
    ) -> None:
        rows = [(f"row {n}", text, state) for n, (text, state) in enumerate(spellings)]
        owners: dict[str, State] = {}
        wrong: list[tuple[str, str]] = []
        for place, text, state in rows:
            if not fold(text):
                wrong.append((place, f"{text!r} holds no letter or digit"))
            elif owners.setdefault(fold(text), state) != state:
                wrong.append((place, f"{text!r} already belongs to {owners[fold(text)].key}"))
        if wrong:
            with pytest.raises(opcat.DataError) as caught:
                NameIndex.of(rows)
            assert list(caught.value.problems) == wrong
            return
        index = NameIndex.of(rows)
        assert index.folded == owners
        assert index.exact == dict(spellings)
        for table in index:
            assert isinstance(table, MappingProxyType)

    @given(SPELLINGS)
    def test_a_refusal_that_is_a_spelling_is_refused(
        self, spellings: list[tuple[str, State]]
    ) -> None:
        index = NameIndex.of([("x", "Malta", opcat.resolve("Malta"))])
        rows = [
            (f"row {n}", t, Refusal(Reason.REGION, (s,), t)) for n, (t, s) in enumerate(spellings)
        ]
        wrong = [
            (place, f"{text!r} is a spelling of MLT")
            for place, text, _ in rows
            if fold(text) == "malta"
        ]
        if wrong:
            with pytest.raises(opcat.DataError) as caught:
                index.refusals(rows)
            assert list(caught.value.problems) == wrong
            return
        refused = index.refusals(rows)
        assert refused == {fold(text) or text.strip(): refusal for _, text, refusal in rows}
        assert isinstance(refused, MappingProxyType)
