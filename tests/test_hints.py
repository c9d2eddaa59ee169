"""What an error says of a name that is none: true, useful, never another State, and on demand only."""

import copy
import gc
import pickle
import subprocess
import sys
import time
from functools import lru_cache
from typing import Any, get_type_hints

import pandas as pd
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_names import NAMES

import opcat
from opcat import AmbiguousStateError, UnknownStateError, frames
from opcat._names.fold import fold  # edits are counted in folded texts


def refused(name: object) -> UnknownStateError:
    with pytest.raises(UnknownStateError) as caught:
        opcat.resolve(name)
    return caught.value


def keys(error: UnknownStateError) -> list[str]:
    return [state.key for state in error.related]


OTHER_LANGUAGES = {
    "République démocratique du Congo": "COD",
    "República Democrática del Congo": "COD",
    "Alemania": "DEU",
    "Allemagne": "DEU",
    "Liban": "LBN",
    "Islandia": "ISL",
    "República Dominicana": "DOM",
    "República Checa": "CZE",
    "Sudán del Sur": "SSD",
    "Guinea Ecuatorial": "GNQ",
    "Irlanda": "IRL",
    "Reino Unido": "GBR",
    "États-Unis": "USA",
    "Argelia": "DZA",
    "Chipre": "CYP",
    "Letonia": "LVA",
    "Malasia": "MYS",
    "Gambie": "GMB",
    "Zambie": "ZMB",
    "le Japon": "JPN",
    "le Népal": "NPL",
    "Ouganda": "UGA",
}


class TestSuggestions:
    """At most one edit for a short text, two for a long one; of nearly the same length."""

    @pytest.mark.parametrize(("text", "alpha_3"), OTHER_LANGUAGES.items())
    def test_a_name_in_another_language_is_told_as_that(self, text: str, alpha_3: str) -> None:
        error = refused(text)
        assert keys(error) == [alpha_3]
        assert error.suggestions == ()
        assert {opcat.resolve(text, language=one).key for one in error.languages} == {alpha_3}

    @pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "it", "pt", "ru", "zh"])
    def test_no_name_in_another_language_is_taken_for_another_state_alone(
        self, language: str
    ) -> None:
        for state in opcat.states():
            try:
                name = state.name_in(language)
            except LookupError:
                continue
            if opcat.find_state(name) is not None:
                continue
            with pytest.raises((AmbiguousStateError, UnknownStateError)) as caught:
                opcat.resolve(name)
            error: Any = caught.value
            if isinstance(error, AmbiguousStateError):
                meant = {other.key for other in error.candidates}
            else:
                meant = {opcat.resolve(near).key for near in error.suggestions} or {*keys(error)}
            assert not meant or state.key in meant, (name, meant)

    @pytest.mark.parametrize(
        ("text", "suggestions"),
        [
            ("Frnace", ["France"]),
            ("Tgoo", ["Togo"]),
            ("Kazahkstan", ["Kazakhstan"]),
            ("Untied Kindgom", ["United Kingdom"]),
            ("GuineaBissau", ["Guinea-Bissau"]),
            ("Kenya (2010)", ["Kenya"]),
            ("T\ufffdrkiye", ["Türkiye"]),
            ("Chila", ["Chile", "China"]),
            ("Irax", ["Iran", "Iraq"]),
            ("Qwertyuiop Asdf", []),
            ("Ira", []),
            ("2010", []),
        ],
    )
    def test_what_is_near_is_suggested_and_nothing_else(
        self, text: str, suggestions: list[str]
    ) -> None:
        assert sorted(refused(text).suggestions) == suggestions

    @given(st.data())
    def test_nothing_farther_is_suggested_and_nothing_nearer_is_left_out(
        self, data: st.DataObject
    ) -> None:
        """Against a plain second telling of the distance."""
        name = data.draw(st.sampled_from([row["name"] for row in NAMES]))
        letters = list(name)
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(letters) - 1))
            letters[place : place + 1] = data.draw(st.text("aeinrst", max_size=2))
            letters = letters or ["x"]
        text = "".join(letters)
        try:
            opcat.resolve(text)
        except AmbiguousStateError:
            return
        except UnknownStateError as error:
            if error.explanation:
                return
            folded = " ".join("".join(c for c in fold(text) if not c.isdigit()).split())
            most = 1 if len(folded) < 9 else 2
            near = {
                row["alpha_3"]: distance(folded, fold(row["name"]))
                for row in NAMES
                if len(folded) > 3
                and len(fold(row["name"])) > 3
                and abs(len(fold(row["name"])) - len(folded)) <= 1
                and distance(folded, fold(row["name"])) <= most
            }
            meant = [opcat.resolve(one).key for one in error.suggestions]
            assert len(meant) == len(set(meant)) <= 3
            assert set(meant) <= set(near)
            assert bool(meant) is bool(near)


@lru_cache(maxsize=100_000)
def distance(one: str, other: str) -> int:
    """Return how many edits lead from one to the other: the definition, as it is written down."""
    if not one or not other:
        return len(one) + len(other)
    if one[0] == other[0]:
        return distance(one[1:], other[1:])
    ways = [distance(one[1:], other), distance(one, other[1:]), distance(one[1:], other[1:])]
    if one[:2] == other[1::-1]:
        ways.append(distance(one[2:], other[2:]))
    return 1 + min(ways)


class TestCodes:
    """A code that is no State's is told for what it was, and is refused."""

    @pytest.mark.parametrize(
        "entry", list(pycountry.historic_countries), ids=lambda one: one.alpha_4
    )
    def test_every_withdrawn_code_of_iso_3166(self, entry: object) -> None:
        year = getattr(entry, "withdrawal_date")[:4]  # noqa: B009 - it has no types
        current = {
            code
            for country in pycountry.countries
            for code in (country.alpha_2, country.alpha_3, country.numeric)
        }
        for field in ("alpha_2", "alpha_3", "alpha_4", "numeric"):
            code = getattr(entry, field, None)
            if code is None or code in current:
                continue
            for written in (
                code,
                code.lower(),
                f"\ufeff{code} ",
                *([int(code)] if code.isdigit() else []),
            ):
                assert opcat.find_state(written) is None
                error = refused(written)
                assert f"until {year}." in error.explanation
                assert error.suggestions == ()
                assert str(error).startswith(
                    f"{written!r} is not among the States of this record. "
                )

    @pytest.mark.parametrize(
        ("code", "first", "said"),
        [
            (
                "SUN",
                "ARM",
                "USSR, Union of Soviet Socialist Republics, until 1992. The Soviet Union",
            ),
            ("SU", "ARM", "until 1992"),
            ("BUR", "MMR", "Burma, Socialist Republic of the Union of, until 1989."),
            ("ZAR", "COD", "Zaire, Republic of, until 1997."),
            ("TMP", "TLS", "East Timor, until 2002."),
            ("DDR", "DEU", "of German Democratic Republic, until 1990. The German Democratic"),
            ("DD", "DEU", "of German Democratic Republic, until 1990. The German Democratic"),
            ("YUG", "BIH", "until 2003."),
            ("CS", "CZE", "until 2006."),
            ("NTZ", "IRQ", "until 1993."),
            ("FXX", "FRA", "until 1997."),
            (810, "ARM", "until 1992."),
            (280, "DEU", "before 3 October 1990"),
            ("ROM", "ROU", "Romania before ROU"),
            ("ADO", "AND", "World Bank's earlier code for Andorra"),
            ("IMY", "GBR", "Isle of Man, in the World Bank's earlier codes"),
            ("CHI", "GBR", "Channel Islands, in the World Bank's codes"),
            ("WBG", "PSE", "World Bank's earlier code for the West Bank and Gaza"),
            ("GRL", "DNK", "for whose international relations"),
            (304, "DNK", "for whose international relations"),
            ("304", "DNK", "for whose international relations"),
        ],
    )
    def test_it_says_what_it_was_and_whom_to_ask_for(
        self, code: object, first: str, said: str
    ) -> None:
        error = refused(code)
        assert keys(error)[0] == first
        assert said in error.explanation
        assert f"({first})" in str(error)

    @pytest.mark.parametrize("code", [736, "736", 230, "230"])
    def test_the_number_of_a_state_that_was_parted_is_ambiguous(self, code: object) -> None:
        with pytest.raises(AmbiguousStateError) as caught:
            opcat.resolve(code)
        assert len(caught.value.candidates) == 2
        assert opcat.resolve_all([code]).ambiguous == ((code, caught.value.candidates),)

    @pytest.mark.parametrize(
        "code",
        [
            *("WLD", "EMU", "SSA", "SSF", "LIC", "ARB"),
            *("AFR", "SXZ", "XZN", "NAF", "NOC", "OEC"),
            *(1, 2, "002", "2", 150, 419),
        ],
    )
    def test_regions_and_groups_are_said_to_be_ones(self, code: object) -> None:
        error = refused(code)
        assert "and not a State." in error.explanation
        assert (error.related, error.suggestions) == ((), ())

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("XKX", "code for Kosovo, which is not among the States of this record."),
            ("KSV", "code for Kosovo, which is not among the States of this record."),
            # V-Dem's country_text_id
            ("PSG", "code for its unit Palestine/Gaza, which no State of this record is."),
            ("SML", "code for its unit Somaliland, which no State of this record is."),
        ],
    )
    def test_a_code_is_explained_without_an_opinion(self, code: str, said: str) -> None:
        error = refused(code)
        assert said in str(error)
        assert error.related == ()

    @pytest.mark.parametrize("code", ["TWN", "TW", "158", 158, "ESH", "EH", 732, "ATN", "WAK"])
    def test_of_what_it_has_no_opinion_on_it_says_nothing_more(self, code: object) -> None:
        error = refused(code)
        assert error.explanation in {
            "",
            "It was an ISO 3166-1 code until 1983.",
            "It was an ISO 3166-1 code until 1986.",
        }
        assert (error.related, error.suggestions) == ((), ())

    @pytest.mark.parametrize("code", ["QQQ", "GER", "ZZZ", "X1", 998, -1, 10**30])
    def test_of_no_code_it_says_so_or_nothing(self, code: object) -> None:
        error = refused(code)
        number = "No State of this record has this ISO 3166-1 number."
        assert error.explanation == ("" if isinstance(code, str) else number)
        assert (error.related, error.suggestions) == ((), ())

    def test_of_an_entry_that_the_package_does_not_know_it_says_the_year(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Later issues of pycountry may have more of them."""

        class Entry:
            alpha_2, alpha_3, name, withdrawal_date = "QA", "QQA", "Qwertyland", "2030-01-01"

        monkeypatch.setattr(pycountry, "historic_countries", [Entry])
        assert refused("QQA").explanation == "It was an ISO 3166-1 code until 2030."


DOUBLE_NAMES = {
    "Russia (Soviet Union)": "RUS",
    "Germany (Prussia)": "DEU",
    "Italy/Sardinia": "ITA",
    "Turkey (Ottoman Empire)": "TUR",
    "Turkey/Ottoman Empire": "TUR",
    "Tanzania/Tanganyika": "TZA",
    "Yemen (Arab Republic of Yemen)": "YEM",
    "Vietnam, Democratic Republic of": "VNM",
    "Vietnam (Annam/Cochin China/Tonkin)": "VNM",
}


class TestDoubleNames:
    """Of two States under one name the present one comes first, and neither is chosen."""

    @pytest.mark.parametrize(("text", "alpha_3"), DOUBLE_NAMES.items())
    def test_the_list_is_named_and_the_present_state_first(self, text: str, alpha_3: str) -> None:
        error = refused(text)
        assert opcat.find_state(text) is None
        assert "list of Gleditsch and Ward" in error.explanation
        assert keys(error)[0] == alpha_3
        assert f"Ask for {error.related[0].name} ({alpha_3})" in str(error)

    @pytest.mark.parametrize(
        ("text", "alpha_3"),
        [
            ("Yugoslavia/Serbia", "SRB"),
            ("Serbia (Yugoslavia)", "SRB"),
            ("Russia/USSR", "RUS"),
            ("USSR/Russia", "RUS"),
            ("Egypt (UAR)", "EGY"),
            ("Yemen, People's Republic of", "YEM"),
            ("Hesse-Kassel (Electoral)", "DEU"),
            ("Hesse-Darmstadt (Ducal)", "DEU"),
        ],
    )
    def test_so_it_does_in_other_lists(self, text: str, alpha_3: str) -> None:
        assert keys(refused(text))[0] == alpha_3

    @pytest.mark.parametrize(
        ("text", "alpha_3"),
        [
            ("Burkina Faso (Upper Volta)", "BFA"),
            ("Iran (Persia)", "IRN"),
            ("Sri Lanka (Ceylon)", "LKA"),
            ("Myanmar (Burma)", "MMR"),
            ("Cambodia (Kampuchea)", "KHM"),
            ("Zimbabwe (Rhodesia)", "ZWE"),
            ("Belarus (Byelorussia)", "BLR"),
            ("Madagascar (Malagasy)", "MDG"),
            ("Congo, Democratic Republic of (Zaire)", "COD"),
            ("Kyrgyz Republic", "KGZ"),
            ("Rumania", "ROU"),
            ("German Federal Republic", "DEU"),
        ],
    )
    def test_two_names_of_one_state_are_that_state(self, text: str, alpha_3: str) -> None:
        assert opcat.resolve(text).key == alpha_3

    def test_granada_is_grenada_in_spanish(self) -> None:
        with pytest.raises(AmbiguousStateError, match=r"Grenada \(GRD\) or Spain \(ESP\)"):
            opcat.resolve("Granada")


class TestDamage:
    """What a program has made of a text is told, with the State that it was."""

    @pytest.mark.parametrize("encoding", ["windows-1252", "mac-roman", "cp850", "cp437"])
    def test_every_name_that_was_read_in_a_wrong_encoding(self, encoding: str) -> None:
        for row in NAMES:
            written = row["name"].encode().decode(encoding, "replace")
            if row["name"].isascii() or "\ufffd" in written or opcat.find_state(written):
                continue
            error = refused(written)
            assert keys(error) == [row["alpha_3"]], written
            assert error.explanation.startswith(f"It is {row['name']!r} in UTF-8, read as ")
            assert str(error).endswith(f"({row['alpha_3']}).")

    def test_the_encoding_is_named(self) -> None:
        for text in ("C\u00c3\u00b4te d'Ivoire", "C\u00c3\u00b4te d\u00e2\u20ac\u2122Ivoire"):
            error = refused(text)
            assert "in UTF-8, read as Windows-1252; read the file as UTF-8." in str(error)
            assert keys(error) == ["CIV"]

    def test_what_was_no_state_is_explained_all_the_same(self) -> None:
        error = refused("Cura\u00c3\u00a7ao")
        assert "'Curaçao' in UTF-8, read as Windows-1252" in error.explanation
        assert "for whose international relations" in error.explanation
        assert keys(error) == ["NLD"]
        assert error.caution

    def test_a_long_text_is_quoted_no_farther_than_any_other(self) -> None:
        written = ("C\u00f4te d'Ivoire" + 150 * "\u2007").encode().decode("iso-8859-1")[:200]
        written = written[: len(written) // 3 * 3 - 1]
        for text in (written, "C\u00c3\u00b4te d'Ivoire" + 180 * "."):
            assert len(str(refused(text))) < 400

    def test_what_was_nothing_is_not_explained(self) -> None:
        assert refused("Qw\u00c3\u00a9rtyuiop").explanation == ""

    @pytest.mark.parametrize(
        ("text", "code", "alpha_3"),
        [
            ("'004", "004", "AFG"),
            ("004'", "004", "AFG"),
            ("\u2019004", "004", "AFG"),
            ('="004"', "004", "AFG"),
            ("'FR", "FR", "FRA"),
            ("(FRA)", "FRA", "FRA"),
            ("[fr]", "fr", "FRA"),
            ("FRA*", "FRA", "FRA"),
            ("250.0", "250", "FRA"),
            ("768.00", "768", "TGO"),
            ("768,0", "768", "TGO"),
            ("768,00", "768", "TGO"),
            ("768.", "768", "TGO"),
            ("KEN,", "KEN", "KEN"),
            ("4.0", "4", "AFG"),
        ],
    )
    def test_what_stands_around_a_code(self, text: str, code: str, alpha_3: str) -> None:
        error = refused(text)
        assert opcat.find_state(text) is None
        assert f"A code must be written exactly; pass {code!r}." in str(error)
        assert keys(error) == [alpha_3]
        assert opcat.resolve(code) is error.related[0]

    @pytest.mark.parametrize("text", ["4,000", "4.000", "768.5", "76.80", "7,680"])
    def test_thousands_and_fractions_are_no_codes(self, text: str) -> None:
        assert refused(text).explanation == ""

    def test_a_flag_is_a_code_in_other_letters(self) -> None:
        for state in opcat.states():
            assert state.alpha_2 is not None
            flag = "".join(chr(ord(letter) - ord("A") + 0x1F1E6) for letter in state.alpha_2)
            error = refused(flag)
            assert f"It is the flag of a State; pass its code, {state.alpha_2!r}." in str(error)
            assert error.related == (state,)

    @pytest.mark.parametrize("text", ["$$", "+++", "\U0001f1ec\U0001f1f1", "\U0001f600", "%", "<>"])
    def test_signs_are_not_called_a_missing_value(self, text: str) -> None:
        assert refused(text).explanation == "It holds no letter and no digit."

    @pytest.mark.parametrize(
        "text", ["-", "--", " .. ", "\u2026", "\u2014", "?", "*", "n/a", "999", "#N/A"]
    )
    def test_what_stands_for_a_missing_value_is_called_so(self, text: str) -> None:
        assert "This stands for a missing value" in refused(text).explanation

    @pytest.mark.parametrize("text", ["", "   ", "\ufeff", "\u200b\u00a0\n"])
    def test_what_is_empty_is_called_so(self, text: str) -> None:
        assert refused(text).explanation == "It is empty."


EVERYTHING = [
    "Frnace",
    "SUN",
    "'004",
    "Granada",
    "Tokelau",
    "R\u00c3\u00a9union",
    "Nowhere",
    810,
    "",
]


class TestOnDemand:
    """What there is to say is found out when it is read, and not before."""

    def test_pycountry_is_not_loaded_by_whoever_only_catches(self) -> None:
        code = (
            "import sys, opcat\n"
            "for name in ('XYZ', 'Frnace', 810, 'Tokelau', 'GL'):\n"
            "    assert opcat.find_state(name) is None\n"
            "    try: opcat.resolve(name)\n"
            "    except LookupError as error: last = error\n"
            "assert 'pycountry' not in sys.modules and 'difflib' not in sys.modules\n"
            "assert 'Denmark' in str(last) and 'pycountry' in sys.modules\n"
        )
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_to_catch_costs_a_small_part_of_what_to_read_costs(self) -> None:
        names = [f"Qwerty{number}uiop" for number in range(100)]

        def spent(read: bool) -> float:
            before = time.process_time()
            for name in names:
                try:
                    opcat.resolve(name)
                except UnknownStateError as error:
                    if read:
                        str(error)
            return time.process_time() - before

        spent(read=True)
        assert min(spent(read=False) for _ in range(3)) * 5 < spent(read=True)

    @pytest.mark.parametrize("name", EVERYTHING)
    def test_each_way_to_read_it_reads_the_same(self, name: object) -> None:
        def error() -> Exception:
            with pytest.raises((UnknownStateError, AmbiguousStateError)) as caught:
                opcat.resolve(name)
            return caught.value

        said = str(error())
        args = error().args
        assert args[0] == name
        for twin in (
            pickle.loads(pickle.dumps(error())),
            copy.copy(error()),
            copy.deepcopy(error()),
            type(error())(*args),
        ):
            assert type(twin) is type(error())
            assert str(twin) == said
            assert twin.args == args
        assert repr(error()) == f"{type(error()).__name__}{args!r}"

    def test_attributes_are_there_in_any_order(self) -> None:
        for names in (
            ["explanation", "suggestions", "related", "caution", "languages", "args"],
            ["languages", "caution", "related", "suggestions", "explanation", "args"],
        ):
            error = refused("Tokelau")
            first = [getattr(error, name) for name in names]
            assert first == [getattr(error, name) for name in names]
            known = (error.explanation, (), error.related, error.caution, ())
            assert error.args == ("Tokelau", *known)
            assert keys(error) == ["NZL"]

    def test_an_error_that_an_earlier_release_pickled_is_read(self) -> None:
        """It held its facts as attributes of its own."""
        error = UnknownStateError("Tokelau", "A territory.", (), (opcat.resolve("New Zealand"),))
        state = {
            "name": "Tokelau",
            "explanation": "A territory.",
            "suggestions": (),
            "related": (opcat.resolve("New Zealand"),),
        }
        again = UnknownStateError(*error.args[:4])
        again.__setstate__(state)
        assert (
            str(again)
            == str(error)
            == (
                "'Tokelau' is not among the States of this record. A territory. Ask for New Zealand (NZL)."
            )
        )

    def test_a_pickle_of_an_earlier_release_is_read(self) -> None:
        """What 1.0.0rc1 made of its error on "Frnace", in protocol 0, which people can read."""
        pickled = (
            b"copcat.errors\nUnknownStateError\np0\n(VFrnace\np1\nV\np2\n(VFrance\np3\ntp4\n(ttp5\n"
            b"Rp6\n(dp7\nVname\np8\ng1\nsVexplanation\np9\ng2\nsVsuggestions\np10\ng4\nsVrelated\n"
            b"p11\n(tsb."
        )
        again = pickle.loads(pickled)
        assert str(again) == str(refused("Frnace"))
        assert again.args == refused("Frnace").args

    def test_its_class_gives_its_hints(self) -> None:
        assert get_type_hints(UnknownStateError) == {}

    def test_a_note_is_pickled_with_it(self) -> None:
        error = refused("Frnace")
        error.add_note("in row 5")
        assert pickle.loads(pickle.dumps(error)).__notes__ == ["in row 5"]

    def test_an_error_keeps_nothing_alive_that_it_has_read(self) -> None:
        errors = [refused(f"Qwerty{number}") for number in range(50)]
        assert all(error.explanation == "" for error in errors)
        gc.collect()
        assert not any(error._explain for error in errors)


class TestColumnsOfCodes:
    """What is none of the codes that a column should hold is told as `resolve` tells it."""

    @pytest.mark.parametrize(
        ("codes", "entry", "said"),
        [
            ("alpha_3", "ROM", ". The code of Romania before ROU"),
            ("alpha_3", "SUN", ". It was the ISO 3166-1 code of USSR"),
            ("alpha_3", "WLD", ". The World Bank's code for the world: a region"),
            ("alpha_3", "fra", "; that of France is 'FRA'"),
            ("alpha_3", "France", "; that of France is 'FRA'"),
            ("alpha_2", "UK", "; that of United Kingdom is 'GB'"),
            ("alpha_2", "CS", "until 2006."),
            ("alpha_3", "Korea", "; it may mean Republic of Korea or Democratic People's Republic"),
            ("numeric", "'004", ". A code must be written exactly; pass '004'."),
            ("numeric", 810, "Ask for Armenia (ARM)"),
            ("numeric", 736, "; it may mean Sudan or South Sudan"),
            ("alpha_3", "QQQ", "not the alpha_3 code of a State of this record\n"),
            ("alpha_3", "TWN", "not the alpha_3 code of a State of this record\n"),
            ("alpha_3", 3.5, "not the alpha_3 code of a State of this record\n"),
        ],
    )
    def test_the_error_names_the_column_and_says_what_a_code_is(
        self, codes: str, entry: object, said: str
    ) -> None:
        good = getattr(opcat.resolve("France"), codes)
        given = [entry, int(good)] if isinstance(entry, int) else [entry, good]
        frame = pd.DataFrame({"country": given, "date": pd.Timestamp("2010-01-01")})
        with pytest.raises(opcat.errors.UnknownStatesError) as caught:
            frames.annotate(frame, codes=codes)
        assert f"- 1 x {entry!r} is not the {codes} code" in str(caught.value)
        assert said in str(caught.value)
