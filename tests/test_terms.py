"""Words: a member of a vocabulary is its word, and carries its own label."""

import copy
import importlib
import json
import pickle
import pkgutil

import attrs
import cattrs
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import opcat
from opcat import charts, frames
from opcat._core.terms import Term, term, word_of  # all vocabularies, those of single rooms too

for package in (opcat, charts, frames):
    for room in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if not room.name.endswith("__main__"):
            importlib.import_module(room.name)

VOCABULARIES = sorted(Term.__subclasses__(), key=lambda one: one.__name__)
WORDS = [word for vocabulary in VOCABULARIES for word in vocabulary]
FAMILIES = pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.__name__)

# Every label that is more than the word with spaces in it.
LABELS = {
    "african": "African",
    "asia_pacific": "Asia-Pacific",
    "eastern_european": "Eastern European",
    "latin_american_and_caribbean": "Latin American and Caribbean",
    "western_european_and_others": "Western European and others",
    "convention_first": "Convention first",
    "state": "State",
    "former_state": "former State",
    "non_member": "non-member",
    "part_iii": "Part III",
    "part_iv": "Part IV",
    "in_europe_only": "in Europe only",
    "regular": "regular visit",
    "follow_up": "follow-up visit",
    "npm_advisory": "NPM advisory visit",
    "opcat_advisory": "OPCAT advisory visit",
    "suspended": "suspended visit",
    "resumed": "resumed visit",
    "npm": "NPM",
    "npm_welcomed": "NPM welcomed",
    "iso": "ISO 3166-1 code",
    "alpha_2": "ISO 3166-1 alpha-2 code",
    "alpha_3": "ISO 3166-1 alpha-3 code",
    "numeric": "ISO 3166-1 number",
    "cow": "Correlates of War number",
    "cow_abbreviation": "Correlates of War abbreviation",
    "gw": "Gleditsch and Ward number",
    "vdem": "V-Dem number",
    "polars": "Polars",
    "pyarrow": "PyArrow",
    "part_of_state": "part of a State",
    "short": "short name",
    "list": "name for lists",
    "formal": "formal name",
    "ar": "Arabic",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ru": "Russian",
    "zh": "Chinese",
    "before_joining": "designated before it joined",
    "between_readings": "late by the text, and not by the Committee's count",
    "none_yet": "no, and none yet",
    "not_due": "not due yet",
}


def test_the_vocabularies_are_found() -> None:
    public = {getattr(opcat, name) for name in opcat.__all__}
    assert {opcat.Standing, opcat.VisitKind, opcat.ProtocolPart, opcat.UntilBasis} <= set(
        VOCABULARIES
    )
    assert len([one for one in VOCABULARIES if one in public]) >= 17
    assert len(WORDS) > 80


class TestAMemberIsItsWord:
    @FAMILIES
    def test_a_member_is_equal_hashed_sorted_and_printed_as_its_word(
        self, vocabulary: type[Term]
    ) -> None:
        for word in vocabulary:
            text = word.value
            assert type(text) is str
            assert word == text
            assert text == word
            assert hash(word) == hash(text)
            by_text: dict[str, int] = {word: 1}
            assert by_text[text] == 1
            assert {text, word} == {word}
            assert str(word) == f"{word}" == format(word) == text
            assert type(str(word)) is str
            assert f"{word:>40}" == f"{text:>40}"
            assert json.dumps([word, {word: word}]) == json.dumps([text, {text: text}])
            assert repr(word) == f"{vocabulary.__name__}.{word.name}"
            assert vocabulary(text) is word

    @FAMILIES
    def test_members_sort_among_texts_as_their_words(self, vocabulary: type[Term]) -> None:
        texts = [word.value for word in vocabulary]
        assert sorted(vocabulary) == sorted(texts)
        assert sorted([*vocabulary, *texts])[::2] == sorted(texts)

    @FAMILIES
    def test_a_member_that_was_pickled_or_copied_is_the_member_itself(
        self, vocabulary: type[Term]
    ) -> None:
        for word in vocabulary:
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                assert pickle.loads(pickle.dumps(word, protocol)) is word
            assert copy.copy(word) is word
            assert copy.deepcopy([word])[0] is word

    @FAMILIES
    def test_a_member_cannot_be_changed(self, vocabulary: type[Term]) -> None:
        for word in vocabulary:
            for name in ("_value_", "_name_", "label", "forms", "invented"):
                with pytest.raises(AttributeError, match="cannot be changed"):
                    setattr(word, name, "x")
            for name in ("_value_", "label"):
                with pytest.raises(AttributeError, match="cannot be changed"):
                    delattr(word, name)

    def test_answers_can_be_compared_with_words_and_matched(self) -> None:
        assert opcat.status("France").standing == "party"
        pending = [one for one in opcat.signatories() if one.standing == "pending_signatory"]
        assert len(pending) == 11
        assert json.dumps(opcat.status("Kenya").standing) == '"no_action"'
        standings = {"party": 0, "pending_signatory": 0, "withdrawn": 0, "no_action": 0}
        for state in opcat.states():
            standings[opcat.status(state).standing] += 1
        assert standings == {"party": 96, "pending_signatory": 11, "withdrawn": 0, "no_action": 90}
        match opcat.status("France").standing:
            case "party":
                found = True
            case _:
                found = False
        assert found

    def test_the_same_word_of_two_vocabularies_is_equal_and_is_no_argument_for_the_other(
        self,
    ) -> None:
        """The same word is equal, though it stays a member of its own vocabulary."""
        one: str = opcat.Standing.PARTY
        assert one == opcat.Eligibility.PARTY
        assert type(opcat.eligibility("France")) is opcat.Eligibility
        assert opcat.non_parties(eligibility=opcat.Standing.PARTY) == ()
        for question in (opcat.counts, opcat.parties, opcat.timeline):
            assert question(basis="deposit") == question(basis=opcat.Basis.DEPOSIT)
            with pytest.raises(opcat.errors.VocabularyError):
                question(basis=opcat.Standing.PARTY)

    def test_libraries_take_members(self) -> None:
        members = [status.standing for status in opcat.treaty().statuses]
        texts = [str(member) for member in members]
        assert pa.array(members).to_pylist() == texts
        assert pa.array(members).type == pa.string()
        assert pl.Series(members, dtype=pl.String).to_list() == texts
        assert pl.DataFrame({"standing": texts}).filter(
            pl.col("standing") == members[0]
        ).height == (texts.count(texts[0]))
        series = pd.Series(members)
        assert (series == "party").sum() == 96
        assert pd.Series(members, dtype="category").cat.categories.tolist() == sorted({*texts})
        assert pd.Series(members, dtype="string").tolist() == texts
        assert np.array(members).tolist() == texts
        found = duckdb.execute("SELECT ?, typeof(?)", [members[0], members[0]])
        assert found.fetchall() == [(texts[0], "VARCHAR")]

    def test_cattrs_takes_members(self) -> None:
        action = opcat.actions()[0]
        assert json.loads(json.dumps(cattrs.unstructure(action.kind))) == action.kind
        assert cattrs.structure("party", opcat.Standing) is opcat.Standing.PARTY
        as_plain = json.dumps(attrs.asdict(action), default=str)
        assert json.loads(as_plain)["kind"] == "signature"
        for wrong in ("Party", "parties", 1):
            with pytest.raises(ValueError, match="is not a valid Standing"):
                cattrs.structure(wrong, opcat.Standing)


class TestLabels:
    @FAMILIES
    def test_a_label_is_the_word_with_spaces_or_stands_in_the_list(
        self, vocabulary: type[Term]
    ) -> None:
        for word in vocabulary:
            assert word.label == LABELS.get(word.value, word.value.replace("_", " "))

    def test_every_label_of_the_list_is_one(self) -> None:
        assert {word.value for word in WORDS} >= set(LABELS)

    def test_proper_names_keep_their_capitals(self) -> None:
        """What the package writes with a capital everywhere has it in a label too."""
        names = {"npm", "opcat", "spt", "state", "convention", "europe", "iii", "iv"}
        for word in WORDS:
            assert not names.intersection(word.label.split()), word

    def test_what_prints_a_word_prints_its_label(self) -> None:
        [netherlands] = opcat.territories("Netherlands")
        assert str(netherlands).endswith(": in Europe only, since 28 September 2010")
        printed = {str(visit).partition(": ")[2] for visit in opcat.visits()}
        assert printed == {visit.kind.label for visit in opcat.visits()}
        drawn = charts.visits().to_dict()["layer"]
        [key] = [one["data"]["values"] for one in drawn if one["description"] == "key"]
        assert sorted(row["label"] for row in key) == sorted(kind.label for kind in opcat.VisitKind)


class TestWhatIsTaken:
    @FAMILIES
    def test_a_word_its_label_and_its_forms_are_taken_in_any_case(
        self, vocabulary: type[Term]
    ) -> None:
        for word in vocabulary:
            for form in (word.value, word.label, *word.forms):
                for written in (
                    form,
                    form.upper(),
                    form.lower(),
                    f" {form} ",
                    form.replace("-", " "),
                ):
                    assert term(vocabulary, "argument", written) is word

    @FAMILIES
    def test_no_form_has_two_meanings(self, vocabulary: type[Term]) -> None:
        meaning: dict[str, Term] = {}
        for word in vocabulary:
            forms = (word.value, word.label, *word.forms)
            for bare in {"".join(c for c in form.casefold() if c.isalnum()) for form in forms}:
                assert meaning.setdefault(bare, word) is word

    @FAMILIES
    def test_nothing_else_is_taken(self, vocabulary: type[Term]) -> None:
        for wrong in ("", " ", "_", "the", "zzz", 1, True, None, b"party", ["party"], vocabulary):
            with pytest.raises(opcat.errors.VocabularyError, match=r"argument=.* is not known; "):
                term(vocabulary, "argument", wrong)

    @FAMILIES
    def test_a_record_writes_words_in_one_form(self, vocabulary: type[Term]) -> None:
        for word in vocabulary:
            assert word_of(vocabulary, "column", word.value) is word
            for form in {word.label, *word.forms, word.value.upper(), f"{word.value} "} - {
                word.value
            }:
                with pytest.raises(opcat.errors.VocabularyError):
                    word_of(vocabulary, "column", form)

    @pytest.mark.parametrize(
        ("group", "written"),
        [
            ("african", "African"),
            ("african", "African States"),
            ("african", "the African Group"),
            ("african", "AFRICA"),
            ("asia_pacific", "Asia-Pacific"),
            ("asia_pacific", "Asia–Pacific Group"),
            ("asia_pacific", "Group of Asia-Pacific States"),
            ("eastern_european", "Eastern European States"),
            ("eastern_european", "EEG"),
            ("latin_american_and_caribbean", "GRULAC"),
            ("latin_american_and_caribbean", "Latin America and Caribbean States"),
            ("latin_american_and_caribbean", "Latin America and the Caribbean"),
            ("western_european_and_others", "WEOG"),
            ("western_european_and_others", "Western Europe and Others"),
            ("western_european_and_others", "Western Europe and other States"),
            ("western_european_and_others", "Western European and other States"),
            ("western_european_and_others", "Western European and Others Group"),
        ],
    )
    def test_a_group_is_taken_as_people_write_it(self, group: str, written: str) -> None:
        assert opcat.states(group=written) == opcat.states(group=group)
        assert opcat.counts(group=written) == opcat.counts(group=group)

    def test_a_chart_takes_a_group_as_people_write_it(self) -> None:
        drawn = charts.timeline(group="GRULAC").to_dict()
        assert drawn == charts.timeline(group="latin_american_and_caribbean").to_dict()
        assert drawn != charts.timeline(group="african").to_dict()

    @pytest.mark.parametrize(
        "written", ["Asia", "Europe", "Eastern Europe", "Western Europe", "Latin America", "LAC"]
    )
    def test_a_region_that_is_no_group_is_refused(self, written: str) -> None:
        """The statistical regions of these names hold other States than the groups do."""
        with pytest.raises(opcat.errors.VocabularyError, match="is not known"):
            opcat.states(group=written)

    @pytest.mark.parametrize(
        ("wrong", "near"),
        [
            ("Afrika", ("african",)),
            ("Asia", ("asia_pacific",)),
            ("Eastern Europe", ("eastern_european",)),
            ("Western Europe", ("western_european_and_others",)),
            ("Latin-America", ("latin_american_and_caribbean",)),
            ("Latin America", ("latin_american_and_caribbean",)),
            ("LAC", ("latin_american_and_caribbean",)),
            ("West Europe", ("western_european_and_others",)),
            ("Western Europe and Otters", ("western_european_and_others",)),
            ("Estern European", ("eastern_european", "western_european_and_others")),
            ("Europe", ()),
            ("x", ()),
            ("nordic", ()),
            (7, ()),
        ],
    )
    def test_the_error_says_what_is_near(self, wrong: object, near: tuple[str, ...]) -> None:
        with pytest.raises(opcat.errors.VocabularyError) as caught:
            opcat.states(group=wrong)  # type: ignore[arg-type]
        assert caught.value.suggestions == near
        likely = " or ".join(map(repr, near))
        meant = f"; did you mean {likely}? Pass one of" if near else "; pass one of"
        assert f"group={wrong!r} is not known{meant} 'african'" in str(caught.value)
        assert pickle.loads(pickle.dumps(caught.value)).suggestions == near

    def test_the_error_names_every_word_of_a_vocabulary_that_can_be_read(self) -> None:
        """The columns of a table are some thirty words; only lists such as CSS's colours are cut."""
        words = [f"word {number}" for number in range(101)]
        whole = str(opcat.errors.VocabularyError("argument", "?", words[:100]))
        assert [repr(word) for word in words[:100] if repr(word) not in whole] == []
        assert "others" not in whole
        assert str(opcat.errors.VocabularyError("argument", "?", words)).endswith(
            "'word 16' and 84 others"
        )

    @FAMILIES
    def test_no_farther_word_comes_first(self, vocabulary: type[Term]) -> None:
        """A letter too many, in whichever form, leads to the word of that form, or to none."""
        for word in vocabulary:
            wrong = [
                f"{form[:place]}x{form[place:]}"
                for form in (word.value, word.label, *word.forms)
                for place in range(len(form) + 1)
            ]
            for text in wrong:
                with pytest.raises(opcat.errors.VocabularyError) as caught:
                    term(vocabulary, "argument", text)
                assert caught.value.suggestions[:1] in ((), (word.value,)), text

    @FAMILIES
    def test_a_slip_in_any_word_is_answered_with_the_word(self, vocabulary: type[Term]) -> None:
        for word in vocabulary:
            if len(word) > 5:
                with pytest.raises(opcat.errors.VocabularyError) as caught:
                    term(vocabulary, "argument", f"{word[:3]}x{word[3:]}")
                assert word in caught.value.suggestions

    def test_json_takes_no_other_form(self) -> None:
        text = opcat.to_json(opcat.treaty())
        assert '"african"' in text
        with pytest.raises(opcat.DataError, match="'African' is not known"):
            opcat.from_json(text.replace('"african"', '"African"'))
