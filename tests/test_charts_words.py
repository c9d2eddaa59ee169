"""Words, colours and themes of charts: all of them can be replaced, and unknown ones are named."""

import errno
import json
import os
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from drawn_svg import EVERY as OF_MEXICO
from drawn_svg import faults, size_of, svg_of, texts
from thorough import by_turns, unmeasured

import opcat
from opcat import charts
from opcat.charts._plurals import forms_of  # which keys a language has
from opcat.charts._wording import Words  # texts with their forms, without a chart
from opcat.errors import VocabularyError

EVERY: dict[str, Callable[..., charts.Chart]] = {
    **OF_MEXICO,
    "history": partial(charts.history, "Kazakhstan"),
}
NOT_SHOWN = {
    "map": {"withdrawn"},  # nobody has
    "survival": set(opcat.RegionalGroup),
    "survival by group": {"curve"},
}
"""Colours of what a chart does not show today."""


def known(name: str, argument: str) -> tuple[str, ...]:
    """Return the names that an unknown one is told."""
    with pytest.raises(VocabularyError) as caught:
        EVERY[name](**{argument: {"unheard of": "x"}})
    assert caught.value.value == "unheard of"
    assert str(caught.value).startswith(f"a key of {argument}='unheard of' is not known; pass one")
    return tuple(map(str, caught.value.allowed))


@pytest.mark.parametrize(("name", "empty"), by_turns(EVERY, ["", " "]))
def test_an_empty_title_leaves_out_the_title_and_the_line_below(name: str, empty: str) -> None:
    """As for a figure with a caption; whoever hears it is told as always."""
    usual = EVERY[name](width=640, height=640)
    drawn = EVERY[name](width=640, height=640, title=empty)
    assert drawn.description == usual.description
    pictures = svg_of(usual), svg_of(drawn)
    before, after = ([text.text for text in texts(svg)] for svg in pictures)
    heads = [text for text in before if text not in after]
    title: Any = usual.title.text
    lines = [title] if isinstance(title, str) else list(title)
    assert heads[: len(lines)] == lines
    assert len(heads) > len(lines)
    assert after == [text for text in before if text in after]
    assert not faults(pictures[1])
    high, low = (size_of(svg)[1] for svg in pictures)
    assert high == pytest.approx(low, abs=1)


def test_a_name_in_braces_where_there_is_none_is_left_out() -> None:
    with pytest.raises(VocabularyError, match="there is none, so leave it out"):
        charts.timeline(words={"date": "{number}"})


@pytest.mark.parametrize("name", EVERY)
def test_every_word_can_be_replaced(name: str) -> None:
    """Texts, tooltips and the description: nothing is left but numbers and days of the record."""
    words = dict.fromkeys(known(name, "words"), "zz")
    if "percent" in words:
        words["percent"] = "{number} zz"
    chart = EVERY[name](words=words)
    for one in texts(svg_of(chart)):
        assert re.fullmatch(r"(?i)(zz|[\d\s%.-])+", one.text), one.text
    titles = re.findall(r'"title": "([^"]*)"', json.dumps(chart.to_dict()["layer"]))
    assert set(titles) == {"zz"}
    assert str(chart.description) == "zz"


@pytest.mark.parametrize("name", EVERY)
def test_every_colour_can_be_replaced(name: str) -> None:
    given = {colour: f"#0000{place}" for place, colour in enumerate(known(name, "colours"), 10)}
    drawn = json.dumps(EVERY[name](colours=given).to_dict())
    assert {one for one in given if given[one] not in drawn} == NOT_SHOWN.get(name, set())


@cache
def spec_of(name: str, theme: str) -> str:
    return json.dumps(EVERY[name](theme=theme).to_dict(validate=False))


@pytest.mark.parametrize("theme", ["dark", "print"])
@pytest.mark.parametrize("name", EVERY)
def test_a_theme_changes_colours_and_nothing_else(name: str, theme: str) -> None:
    usual, themed = spec_of(name, "light"), spec_of(name, theme)
    assert usual != themed
    assert re.sub("#[0-9a-f]{6}", "", usual) == re.sub("#[0-9a-f]{6}", "", themed)


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"theme": "blue"}, VocabularyError, "theme='blue' is not known; pass one of 'light'"),
        ({"theme": None}, VocabularyError, "theme=None"),
        (
            {"colours": {"text": "blu"}},
            VocabularyError,
            r"colours\['text'\]='blu' .*; did you mean 'blue' .*'orange' and 131 others",
        ),
        (
            {"colours": {"text": "#12"}},
            VocabularyError,
            r"colours\['text'\]='#12' .*; pass the code of a colour, such as '#0b5a9e', or one of 'black', .*'orange' and 131 others",
        ),
        ({"colours": {"text": 7}}, VocabularyError, r"colours\['text'\]=7"),
        ({"colours": "red"}, TypeError, "colours= is of type str; pass a dict"),
        ({"words": ["a"]}, TypeError, "words= is of type list; pass a dict"),
        ({"words": {"title": 7}}, TypeError, r"words\['title'\] is of type int; pass a string"),
        (
            {"words": {"day": "{hour}"}},
            VocabularyError,
            r"in braces in words\['day'\]='hour' .*'day'",
        ),
        ({"language": "xx"}, LookupError, "xx"),
        ({"language": 7}, TypeError, "language"),
    ],
)
@pytest.mark.parametrize("name", ["timeline", "map"])
def test_what_is_not_known(
    name: str, given: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        EVERY[name](**given)


def test_a_figure_in_french() -> None:
    words = {"title": "{state} et l’{treaty}", "day": "{day} {month} {year}", "june": "juin"}
    chart = charts.history("Germany", words=words, language="fr")
    assert str(chart.description).startswith("Allemagne et l’OPCAT")
    assert faults(svg_of(chart)) == []


def test_states_have_their_names_in_a_language() -> None:
    spec = charts.map(language="es").to_dict()
    [dots] = [one for one in spec["layer"] if one.get("description") == "dots"]
    found = {row["alpha_3"]: row["State"] for row in dots["data"]["values"]}
    assert found["MLT"] == opcat.resolve("Malta").name_in("es")
    assert len(found) > 40


def test_named_colours_and_short_ones() -> None:
    assert "tomato" in json.dumps(charts.timeline(colours={"parties": "tomato"}).to_dict())
    assert "#f80" in json.dumps(charts.timeline(colours={"parties": "#f80"}).to_dict())


def test_a_state_without_a_name_in_the_language_has_its_english_one() -> None:
    """The translations of ISO 3166-1 into Swahili lack some States."""

    def name_of(state: opcat.State) -> str:
        try:
            return state.name_in("sw")
        except LookupError:
            return state.name

    told = json.dumps(charts.map(language="sw").to_dict(), ensure_ascii=False)
    lacking = [state for state in opcat.states() if name_of(state) == state.name]
    assert len(lacking) > 10
    assert [state.name for state in opcat.states() if name_of(state) not in told] == []


@pytest.mark.parametrize("name", EVERY)
def test_a_brace_that_is_not_closed_is_named_with_its_key(name: str) -> None:
    for text, value in (
        ("{", "{"),
        ("{day", "{day"),
        ("day} {day}", "} "),
        ("{}", ""),
        ("{ day }", " day "),
    ):
        with pytest.raises(
            VocabularyError, match=r"in braces in words\['subtitle'\].*'day'"
        ) as caught:
            EVERY[name](words={"subtitle": text})
        assert caught.value.value == value


@unmeasured
@pytest.mark.parametrize("name", EVERY)
def test_any_word_can_be_left_out(name: str) -> None:
    """An empty text is no first letter to be raised, and leaves its place empty."""
    for word in known(name, "words"):
        drawn = EVERY[name](words={word: ""}) if name != "map" or len(word) < 8 else None
        assert drawn is None or drawn.description is not None, word


@pytest.mark.parametrize("by", [None, "group"])
def test_numbers_are_written_as_the_words_say(by: str | None) -> None:
    """On both axes, in the notes, at the ends of curves and under the pointer."""
    words = {
        "percent": "%{number}",
        "decimal sign": "٫",
        "african": "Groupe des États d’Afrique",
        "years": "{number} a",
        "1 years": "{number} a",
    }
    for on in ("2005-06-30", None):
        chart = charts.survival(by=by, on=on, words=words)
        found = [one.text for one in texts(svg_of(chart))]
        assert {"%0", "%100"} < set(found)
        written = [text for text in found if not text.startswith("Source")]
        assert not [
            text for text in written if re.search(r"\d\.\d|\d ?%(?!\))", text) and "95" not in text
        ]
        spec = json.dumps(chart.to_dict()["layer"], ensure_ascii=False)
        assert re.search(r'"waited": "\d+٫\d"', spec)
        assert '"format": ".1f"' not in spec
        assert by is None or "Groupe des États d’Afrique" in " ".join(found)


@pytest.mark.parametrize("form", ["png", "svg", "pdf", "html", "json", "vega"])
def test_a_place_that_is_no_directory_is_named_before_anything_is_drawn(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    chart = charts.visits(on="2008-01-01", width=400)
    monkeypatch.setattr(charts.Chart, "to_dict", None)
    with pytest.raises(ValueError, match="embedded null") as why:
        os.lstat("a\0b")
    for name, problem in {
        "nowhere/x": (errno.ENOENT, ", because there is no directory {}; make it, or pass another"),
        "file/x": (errno.ENOTDIR, f", because {file} is not a directory; pass another"),
        "file/deep/x": (errno.ENOTDIR, f", because {file} is not a directory; pass another"),
        "a\0b/x": (errno.EINVAL, f": {why.value}; pass another name"),
        "a\0b": (errno.EINVAL, f": {why.value}; pass another name"),
        "a" * 300: (errno.EINVAL, ": the name is too long; pass a shorter one"),
    }.items():
        path = tmp_path / f"{name}.{form}"
        for given in (path, str(path)):
            with pytest.raises(OSError, match="cannot be made") as caught:
                chart.save(given)
            number, reason = problem
            said = f"cannot be made{reason.format(path.parent)}"
            assert caught.value.args == (number, said)
            kinds = {errno.ENOENT: FileNotFoundError, errno.ENOTDIR: NotADirectoryError}
            assert type(caught.value) is kinds.get(number, OSError)
            assert (caught.value.strerror, caught.value.filename) == (said, str(path))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


PLURALS = {
    "en": "0 other, 1 one, 2 other, 21 other",
    "de": "0 other, 1 one, 2 other",
    "fr": "0 one, 1 one, 2 other, 21 other",
    "pt_BR": "0 one, 1 one, 2 other",
    "pt-PT": "0 other, 1 one, 2 other",
    "es": "0 other, 1 one, 2 other",
    "zh": "0 other, 1 other, 2 other",
    "zh_CN": "1 other",
    "ru": "0 many, 1 one, 2 few, 5 many, 11 many, 12 many, 21 one, 22 few, 25 many, 111 many, 121 one",
    "pl": "0 many, 1 one, 2 few, 5 many, 12 many, 21 many, 22 few, 101 many",
    "ar": "0 zero, 1 one, 2 two, 3 few, 10 few, 11 many, 99 many, 100 other, 102 other, 103 few, 111 many",
    "cs": "0 other, 1 one, 4 few, 5 other, 22 other",
    "sr@latin": "0 other, 1 one, 3 few, 11 other, 13 other, 21 one, 23 few",
    "lt": "0 other, 1 one, 9 few, 10 other, 11 other, 19 other, 21 one, 29 few",
    "lv": "0 zero, 1 one, 2 other, 10 zero, 11 zero, 21 one, 30 zero",
    "ro": "0 few, 1 one, 2 few, 19 few, 20 other, 101 few, 120 other",
    "sl": "0 other, 1 one, 2 two, 4 few, 5 other, 101 one, 102 two",
    "mt": "0 few, 1 one, 2 two, 10 few, 11 many, 19 many, 20 other, 103 few",
    "ga": "0 other, 1 one, 2 two, 6 few, 10 many, 11 other",
    "cy": "0 zero, 1 one, 2 two, 3 few, 6 many, 4 other",
    "he": "1 one, 2 two, 20 other",
    "is": "1 one, 11 other, 21 one",
    "fil": "0 one, 3 one, 4 other, 14 other, 15 one, 26 other",
    "kw": "0 zero, 1 one, 2 two, 3 few, 21 many, 22 two, 101 many",
    "br": "1 one, 11 other, 21 one, 71 other, 3 few, 13 other, 2 two, 12 other",
    "gv": "0 few, 1 one, 11 one, 2 two, 3 other, 20 few",
}
"""Samples of the forms of integers, from the table *Language Plural Rules* of CLDR."""


SAME = {
    "fr": ("French", "fra", "français", "FR", "fr_CA", "fr-ca"),
    "ru": ("Russian", "rus", "русский", "the Russian"),
    "ar": ("Arabic", "ara"),
    "zh": ("Chinese", "zho", "zh_TW"),
    "pl": ("Polish", "pl_PL.UTF-8"),
    "he": ("iw", "hebrew"),
    "pt": ("pt_BR", "portuguese_brazil"),
    "en": ("English", "eng", "EN", "de", "German", "portuguese", "pt_PT", "el", "eu"),
}
"""Other ways of writing a language that `State.name_in` knows, or of others that count alike."""


@pytest.mark.parametrize("code", SAME)
def test_a_language_counts_alike_however_it_is_written(code: str) -> None:
    """It gave the names of States by any of these, and counted by the rule of English."""
    forms = [form for form in forms_of(code) if form != "one"]
    given = {f"{form} parties": f"{{number}} {form}" for form in forms}
    given |= {"parties": "{number} other", "1 parties": "{number} one"}
    known = {"parties": "{number} parties", "1 parties": "{number} party"}
    kenya = opcat.resolve("Kenya")
    for language in SAME[code]:
        words, same = (Words(known, given, one) for one in (language, code))
        found = [words.count(number, "parties") for number in range(103)]
        assert found == [same.count(number, "parties") for number in range(103)], language
        assert words.name(kenya) == kenya.name_in(language), language


def test_a_chart_counts_in_a_language_by_its_name() -> None:
    words = {"parties": "{number} Parteien", "few parties": "{number} участника"}
    for language in ("ru", "Russian", "rus"):
        chart = charts.map(on="2003-10-01", words=words, language=language)
        assert "2 участника" in str(chart.description)


@pytest.mark.parametrize("language", PLURALS)
def test_a_number_takes_the_form_of_its_language(language: str) -> None:
    found = [sample.split() for sample in PLURALS[language].split(", ")]
    forms = dict.fromkeys([*forms_of(language), "other"])
    known = {"title": "x", "parties": "{number} parties", "1 parties": "{number} party"}
    given = {f"{'1' if form == 'one' else form} parties": f"{{number}} {form}" for form in forms}
    given["parties"] = given.pop("other parties")
    words = Words(known, given, language)
    said = [words.count(int(number), "parties") for number, _ in found]
    assert said == [" ".join(sample) for sample in found]


def test_a_language_is_known_in_which_the_first_state_has_no_name() -> None:
    with pytest.raises(LookupError, match="Afghanistan"):
        opcat.states()[0].name_in("haw")
    assert Words({}, None, "haw").name(opcat.states()[0]) == "Afghanistan"
    with pytest.raises(LookupError, match="no short name of Afghanistan in language='tzm'"):
        Words({}, None, "tzm")


def test_a_form_that_is_left_out_is_the_general_one() -> None:
    known = {"parties": "{number} parties", "1 parties": "{number} party"}
    given: dict[str, str]
    for language, given, said in (
        ("fr", {}, "0 parties, 1 party, 2 parties"),  # the words are English
        ("fr", {"1 parties": "a party"}, "0 parties, a party, 2 parties"),
        (
            "fr",
            {"parties": "{number} parties", "1 parties": "{number} partie"},
            "0 partie, 1 partie, 2 parties",
        ),
        (
            "fr",
            {"parties": "{number} parties", "1 parties": "une partie"},
            "0 parties, une partie, 2 parties",
        ),
        ("zh", {"parties": "{number} 个缔约国"}, "0 个缔约国, 1 个缔约国, 2 个缔约国"),
        ("ru", {"parties": "участников: {number}"}, "участников: 0, участников: 1, участников: 2"),
    ):
        words = Words(known, given, language)
        assert ", ".join(words.count(number, "parties") for number in range(3)) == said


@pytest.mark.parametrize("language", ["en", "fr", "zh"])
def test_a_form_that_a_language_lacks_is_not_known(language: str) -> None:
    with pytest.raises(VocabularyError, match="a key of words='few parties' is not known"):
        charts.map(words={"few parties": "{number}"}, language=language)
    with pytest.raises(VocabularyError, match=r"in braces in words\['1 parties'\]='day'"):
        charts.map(words={"1 parties": "{day}"}, language=language)


def test_every_chart_counts_in_the_forms_of_the_language() -> None:
    """Each text of a number has all forms: in titles, at the ends of lines, and under the pointer."""
    early = {"timeline": "2003-06-01", "map": "2003-06-01", "groups": "2003-06-01"}
    for name, day in early.items():
        counted = {one.removeprefix("1 ") for one in known(name, "words") if one.startswith("1 ")}
        given = dict.fromkeys(counted, "{number} other")
        given |= {f"1 {text}": "{number} one" for text in counted}
        chart = EVERY[name](on=day, words=given, language="fr")
        told = [one.text for one in texts(svg_of(chart))]
        told.append(json.dumps(chart.to_dict()["layer"], ensure_ascii=False))
        found = re.findall(r"\b(\d+) (one|other)\b", " ".join([*told, str(chart.description)]))
        assert {form for number, form in found if int(number) < 2} == {"one"}, name
        assert {form for number, form in found if int(number) > 1} == {"other"}, name


def test_one_event_is_told_as_such_and_several_in_the_forms_of_the_language() -> None:
    words = {
        "says": "{number} событий",
        "1 says": "{number} событие, {last}",
        "few says": "{number} события",
        "many says": "{number} событий, {last}",
    }
    chart = charts.history("Kenya", words=words, language="ru")
    assert "2 события" in str(chart.description)
    for number, form in ((1, "событие"), (3, "события"), (7, "событий"), (21, "событие")):
        ru = Words({"says": "{number} {last}", "1 says": "one, {last}"}, words, "ru")
        assert ru.count(number, "says", last="").startswith(f"{number} {form}")


def test_groups_have_the_names_that_the_words_give_them() -> None:
    """A record has the groups in English alone, so a French figure brings its own."""
    french = {
        "african": "États d’Afrique",
        "asia_pacific": "États d’Asie et du Pacifique",
        "eastern_european": "États d’Europe orientale",
        "latin_american_and_caribbean": "États d’Amérique latine et des Caraïbes",
        "western_european_and_others": "États d’Europe occidentale et autres États",
        "percent": "{number}\N{NO-BREAK SPACE}%",
    }
    for draw in (charts.groups, partial(charts.survival, by="group")):
        found = {one.text for one in texts(svg_of(draw(words=french)))}
        said = " ".join(found)
        assert {name for name in french if name != "percent" and french[name] not in said} == set()
        assert not {group.label for group in opcat.RegionalGroup} & found
        assert re.search("\\d\N{NO-BREAK SPACE}%", said)
    titled = charts.timeline(group="african", words={"african": french["african"]})
    assert "États d’Afrique" in str(titled.description)


@pytest.mark.parametrize("name", ["groups", "survival"])
def test_no_axis_loses_its_numbers(name: str) -> None:
    with pytest.raises(VocabularyError, match=r"words\['percent'\]=' %' .* a text with {number}"):
        EVERY[name](words={"percent": " %"})


def test_a_treaty_of_ones_own_says_that_no_source_is_given_and_has_the_groups_that_may_join() -> (
    None
):
    treaty = opcat.treaty_from_rows(
        [("Kenya", "signature", "2010-03-01"), ("Kenya", "ratification", "2012-05-04")],
        key="lakes",
        title="Convention on the Lakes",
        as_of="2024-12-31",
        opened_on="2010-03-01",
        open_to=["Kenya", "Uganda"],
    )
    for chart in (charts.timeline, charts.map, charts.groups, charts.survival):
        said = [one.text for one in texts(svg_of(chart(treaty=treaty)))]
        assert sum("Source: not given." in text for text in said) == 1, chart
    groups = [one.text for one in texts(svg_of(charts.groups(treaty=treaty)))]
    assert [group.label for group in opcat.RegionalGroup if group.label in groups] == ["African"]
