"""JSON: lossless, strict, and described by a schema that is held to the code."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import opcat
from opcat import strategies

SCHEMAS: dict[int, Any] = {
    form: json.loads(
        (Path(__file__).parents[1] / "docs" / "schema" / f"treaty-{form}.json").read_text("utf-8")
    )
    for form in (1, 2)
}
VALIDATORS = {form: jsonschema.Draft202012Validator(schema) for form, schema in SCHEMAS.items()}
VALIDATOR = VALIDATORS[1]
DOCUMENT = json.loads(opcat.to_json(opcat.treaty(on="2004-06-30")))


untyped: Any = opcat
"""The package as code sees it that no type checker reads."""


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the document with one thing set; ``...`` takes it away."""
    document: dict[str, Any] = deepcopy(DOCUMENT)
    *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    place: Any = document
    for key in parents:
        place = place[key]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return document


def assert_kept(given: object, read: Any) -> None:
    """All that a document says is said again: nothing is lost, nothing is changed."""
    if isinstance(given, dict):
        for key, member in given.items():
            assert_kept(member, read[key])
    elif isinstance(given, list):
        assert isinstance(read, list)
        for member, again in zip(given, read, strict=True):
            assert_kept(member, again)
    else:
        assert given == read


class TestRoundTrip:
    @given(strategies.treaties(), st.sampled_from([None, 0, 2]))
    def test_a_treaty_reads_back_as_it_was(self, treaty: opcat.Treaty, indent: int | None) -> None:
        text = opcat.to_json(treaty, indent=indent)
        twin = opcat.from_json(text)
        assert twin == treaty
        assert attrs.asdict(twin) == attrs.asdict(treaty)
        assert opcat.to_json(twin, indent=indent) == text
        assert opcat.from_json(text.encode()) == treaty
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=indent)
        assert opcat.to_json(treaty) == opcat.to_json(treaty, indent=2)

    def test_the_packaged_record(self, treaty: opcat.Treaty) -> None:
        text = opcat.to_json(treaty)
        assert opcat.from_json(text) == treaty == opcat.treaty(on=treaty.as_of)
        assert "Côte d'Ivoire" in text

    @given(strategies.treaties())
    def test_equal_treaties_give_equal_texts(self, treaty: opcat.Treaty) -> None:
        backwards = attrs.evolve(treaty, actions=treaty.actions[::-1])
        assert opcat.to_json(backwards) == opcat.to_json(treaty)

    def test_states_and_sources_are_held_once(self) -> None:
        assert len(DOCUMENT["states"]) == len({a["state"] for a in DOCUMENT["actions"]})
        used = {cited for action in DOCUMENT["actions"] for cited in action["sources"]}
        assert used <= set(DOCUMENT["sources"])
        assert "key" not in DOCUMENT["states"]["ALB"]

    def test_keys_may_come_in_any_order(self, treaty: opcat.Treaty) -> None:
        text = json.dumps(json.loads(opcat.to_json(treaty)), sort_keys=True)
        assert opcat.from_json(text) == treaty

    def test_documents_that_are_read_at_once_do_not_mix(self) -> None:
        """Each names its own States and sources, under the same keys."""
        texts = [
            opcat.to_json(opcat.treaty(on="2004-06-30")).replace("Albania", f"Albania {number}")
            for number in range(8)
        ]
        with ThreadPoolExecutor(8) as pool:
            read = list(pool.map(opcat.from_json, texts * 4))
        assert [opcat.to_json(treaty) for treaty in read] == texts * 4

    def test_a_document_does_not_outlive_its_reading(self) -> None:
        """One without States knows none, although another had them a moment before."""
        assert opcat.from_json(json.dumps(DOCUMENT)).states
        with pytest.raises(opcat.DataError) as caught:
            opcat.from_json(json.dumps(changed("states", {})))
        first = DOCUMENT["actions"][0]["state"]
        problem = f"'{first}' is not a State of this document"
        assert ("$.actions[0].state", problem) in caught.value.problems

    def test_actions_may_come_in_any_order(self) -> None:
        document: dict[str, Any] = deepcopy(DOCUMENT)
        document["actions"].reverse()
        assert opcat.from_json(json.dumps(document)) == opcat.treaty(on="2004-06-30")


BROKEN: list[tuple[str, object, str, str]] = [
    ("actions.1.date", "2003-02-29", "$.actions[1].date", "is not a day"),
    ("fact_sources.nonsense", [], "$.fact_sources", "is not a fact of a Treaty"),
    ("states.ALB.alpha_3", None, "$.states.ALB.key", "looks like a code"),
    ("as_of", "2004-02-30", "$.as_of", "is not a day of the form"),
    ("format", ..., "$.format", "is neither 1 nor 2"),
    ("format", 3, "$.format", "is neither 1 nor 2"),
    ("format", "1", "$.format", "is neither 1 nor 2"),
    ("format", True, "$.format", "is neither 1 nor 2"),
    ("actions.1.effective_on", "2003-06-24", "$.actions[1].effective_on", "is not a known key"),
    ("actions.1.effective_on", None, "$.actions[1].effective_on", "is not a known key"),
    ("states.ALB.not_counted_from", None, "$.states.ALB.not_counted_from", "is not a known key"),
    ("actions.1.kind", "withdrawal_of_signature", "$.actions[1].kind", "format 1 lacks"),
    ("actions.1.kind", "revocation_of_denunciation", "$.actions[1].kind", "format 1 lacks"),
    ("extra", 1, "$.extra", "is not a known key"),
    ("title", ..., "$.title", "is missing"),
    ("title", "", "$.title", "is not a string"),
    ("title", 5, "$.title", "is not a string"),
    ("title", None, "$.title", "is not a string"),
    ("as_of", ..., "$.as_of", "is missing"),
    ("as_of", None, "$.as_of", "is not a day"),
    ("as_of", "2004", "$.as_of", "is not a day of the form"),
    ("as_of", 2004, "$.as_of", "is not a day"),
    ("adopted_on", "x", "$.adopted_on", "is not a day"),
    ("languages", "English", "$.languages", "is not an array"),
    ("languages", ["English", 5], "$.languages[1]", "is not a string"),
    ("entry_rule", 20, "$.entry_rule", "is not an object"),
    ("entry_rule.days", "30", "$.entry_rule.days", "is not an integer"),
    ("entry_rule.days", True, "$.entry_rule.days", "is not an integer"),
    ("entry_rule.days", -1, "$.entry_rule.days", "from 0 to 36500"),
    ("entry_rule.instruments", 0, "$.entry_rule.instruments", "from 1 to 1000"),
    ("entry_rule.weeks", 3, "$.entry_rule.weeks", "is not a known key"),
    ("entry_rule.article", ..., "$.entry_rule.article", "is missing"),
    ("actions", ..., "$.actions", "is missing"),
    ("actions", None, "$.actions", "is not an array"),
    ("actions", {}, "$.actions", "is not an array"),
    ("actions.1", 3, "$.actions[1]", "is not an object"),
    ("actions.1.date", ..., "$.actions[1].date", "is missing"),
    (
        "actions.1.kind",
        "joining",
        "$.actions[1].kind",
        "kind='joining' is not known; pass one of 'signature'",
    ),
    ("actions.1.state", 5, "$.actions[1].state", "is not a State of this document"),
    ("actions.1.note", "x", "$.actions[1].note", "is not a known key"),
    ("states", ..., "$.states", "is missing"),
    ("states", [], "$.states", "is not an object"),
    ("states.ALB", [], "$.states.ALB", "is not an object"),
    ("states.ALB.name", ..., "$.states.ALB.name", "is missing"),
    ("states.ALB.alpha_3", "alb", "$.states.ALB.alpha_3", "3 uppercase letters"),
    ("states.ALB.numeric", 8, "$.states.ALB.numeric", "is not a string"),
    ("states.ALB.key", "ALB", "$.states.ALB", "repeats its 'key'"),
    (
        "states.ALB.un_status",
        "visitor",
        "$.states.ALB.un_status",
        "un_status='visitor' is not known; pass one of 'member'",
    ),
    ("states.ALB.kind", "realm", "$.states.ALB.kind", "kind='realm' is not known; pass one of"),
    (
        "states.ALB.regional_group",
        "northern",
        "$.states.ALB.regional_group",
        "regional_group='northern' is not known; pass one of",
    ),
    ("sources", ..., "$.sources", "is missing"),
    ("sources.untc-2015-03-14.as_of", "March", "$.sources.untc-2015-03-14.as_of", "not a date"),
    ("sources.untc-2015-03-14.as_of", 2015, "$.sources.untc-2015-03-14.as_of", "not a date"),
    ("sources.untc-2015-03-14.publisher", ..., "$.sources.untc-2015-03-14.publisher", "missing"),
    ("fact_sources.title", 5, "$.fact_sources.title", "is not an array"),
    ("fact_sources", [], "$.fact_sources", "is not an object"),
]
BEYOND_THE_SCHEMA: list[
    tuple[str, object, str, str]
] = [  # the calendar, references, 1.0 as an integer, the Treaty's own rules
    ("format", 1.0, "$.format", "is neither 1 nor 2"),
    ("entry_rule.days", 30.0, "$.entry_rule.days", "is not an integer"),
    ("actions.1.state", "XXX", "$.actions[1].state", "is not a State of this document"),
    ("actions.1.sources.0", "x", "$.actions[1].sources[0]", "is not a source of this document"),
    ("fact_sources.title", ["x"], "$.fact_sources.title[0]", "is not a source"),
    ("actions.1.date", "2003-02-03", "$.actions[1]", "is earlier than opened_on"),
    ("actions.28.date", "2004-07-01", "$.actions[28]", "is later than as_of"),
    ("stated_in_force_on", "2006-06-22", "$.stated_in_force_on", "is not the day that"),
    ("states.XKX", {"name": "X", "alpha_3": "XKX"}, "$.states.XKX", "is used nowhere"),
    ("sources.x", {"publisher": "X"}, "$.sources.x", "is used nowhere"),
]


SENTENCES = {
    "is missing",
    "is not a known key",
    "is not an object",
    "is neither 1 nor 2, the formats that this release reads",
    "is used nowhere",
    "repeats its 'key'",
}
"""What is said without the value; all else quotes it."""


def shown(value: object) -> str:
    return repr(value) if len(repr(value)) <= 80 else f"{repr(value)[:77]}..."


def value_at(document: Any, place: str) -> Any:
    """Return what stands in a document at a place such as ``$.actions[1].date``."""
    for key in re.findall(r"[^.\[\]$]+", place):
        try:
            document = document[int(key) if isinstance(document, list) else key]
        except KeyError:
            return None
    return document


class TestStrict:
    """One `DataError` that lists every problem with its path."""

    @pytest.mark.parametrize(("path", "value", "place", "what"), [*BROKEN, *BEYOND_THE_SCHEMA])
    def test_each_problem_has_its_path(
        self, path: str, value: object, place: str, what: str
    ) -> None:
        with pytest.raises(opcat.DataError, match=what) as caught:
            opcat.from_json(json.dumps(changed(path, value)))
        assert {p for p, _ in caught.value.problems} == {place}, caught.value.problems
        for _, said in caught.value.problems:
            quoted = [value_at(changed(path, value), place), *path.split(".")]
            if re.fullmatch(r"\$\.actions\[[0-9]+\]", place) and isinstance(quoted[0], dict):
                quoted = [quoted[0]["date"]]  # the rules of a Treaty begin with the day of an act
            assert (
                said in SENTENCES
                or any(shown(word) in said for word in quoted)
                or said.startswith(f"{quoted[0]} ")
            ), said

    def test_every_problem_is_listed(self) -> None:
        document = changed("actions.1.date", "x")
        document["actions"][2]["kind"] = "x"
        document["states"]["ALB"]["name"] = ""
        document["languages"] = 3
        document["extra"] = None
        with pytest.raises(opcat.DataError) as caught:
            opcat.from_json(json.dumps(document))
        assert [place for place, _ in caught.value.problems] == [
            *("$.states.ALB.name", "$.actions[1].date", "$.actions[2].kind"),
            *("$.languages", "$.extra"),
        ]

    def test_a_problem_has_the_number_that_its_action_has_in_the_document(self) -> None:
        document = changed("actions.1.date", "2003-02-03")
        document["actions"].reverse()
        number = len(document["actions"]) - 2
        with pytest.raises(opcat.DataError) as caught:
            opcat.from_json(json.dumps(document))
        assert caught.value.problems[0][0] == f"$.actions[{number}]"

    def test_a_repeated_action_is_named_itself(self) -> None:
        document: dict[str, Any] = deepcopy(DOCUMENT)
        document["actions"].append(document["actions"][3])
        with pytest.raises(opcat.DataError) as caught:
            opcat.from_json(json.dumps(document))
        assert caught.value.problems[0][0] == f"$.actions[{len(DOCUMENT['actions'])}]"

    @pytest.mark.parametrize(
        ("path", "value", "what"),
        [
            ("title", " ", "is not a string without whitespace"),
            ("as_of", "9999-12-31", "is too late"),
            ("fact_sources.colour", [], "'colour' is not a fact of a Treaty"),
        ],
    )
    def test_other_problems_are_told_beside_an_action_that_could_not_be_read(
        self, path: str, value: object, what: str
    ) -> None:
        document = changed(path, value)
        document["actions"][1]["date"] = "x"
        with pytest.raises(opcat.DataError) as caught:
            opcat.from_json(json.dumps(document))
        action, other = caught.value.problems
        assert action[0] == "$.actions[1].date"
        assert other[0] == f"$.{path.partition('.')[0]}"
        assert what in other[1]

    def test_rules_of_a_treaty_are_not_held_to_actions_that_could_not_be_read(self) -> None:
        """With one action less the day of entry into force may be another: nothing is said of it."""
        document = changed("actions.1.date", "x")
        document["stated_in_force_on"] = "2006-06-22"
        with pytest.raises(opcat.DataError) as caught:
            opcat.from_json(json.dumps(document))
        assert [place for place, _ in caught.value.problems] == ["$.actions[1].date"]

    @pytest.mark.parametrize("value", ["x", "2004-02-30", "XXXX", "", 2004, None, [], "x" * 99])
    def test_what_is_no_date_is_quoted_with_the_form_that_it_should_have(
        self, value: object
    ) -> None:
        quoted = repr(value) if len(repr(value)) <= 80 else f"{repr(value)[:77]}..."
        for path, form in (
            ("actions.1.date", "day of the form 'YYYY-MM-DD'"),
            ("sources.untc-2015-03-14.as_of", "date of the form 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'"),
        ):
            if value is None and path.startswith("sources"):
                continue  # a source may have no date
            with pytest.raises(opcat.DataError) as caught:
                opcat.from_json(json.dumps(changed(path, value)))
            assert f"{quoted} is not a {form}" in [what for _, what in caught.value.problems]

    @example(78, "languages")  # with its quotes as long as may be
    @example(79, "languages")
    @given(st.integers(0, 200), st.sampled_from(["actions.1.state", "languages", "states"]))
    def test_what_is_quoted_is_cut_to_eighty_characters(self, length: int, path: str) -> None:
        value = "x" * length
        with pytest.raises(opcat.DataError) as caught:
            opcat.from_json(json.dumps(changed(path, value)))
        place = "$.actions[1].state" if path.startswith("actions") else f"$.{path}"
        quoted, _, _ = dict(caught.value.problems)[place].partition(" is ")
        if len(repr(value)) <= 80:
            assert quoted == repr(value)
        else:
            assert len(quoted) == 80
            assert quoted == repr(value)[: len(quoted) - 3] + "..."

    def test_what_is_no_treaty_and_no_text_is_refused(self) -> None:
        with pytest.raises(TypeError, match="is not a Treaty; pass one"):
            untyped.to_json("x")
        with pytest.raises(TypeError, match="neither a string nor bytes"):
            untyped.from_json(None)

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ('"\ud800"', "is not UTF-8"),
            ("{}".encode("utf-16"), "is not UTF-8"),
            ("", "is not JSON"),
            ("{", "is not JSON"),
            ("[]", "not an object"),
            ("null", "not an object"),
            ('"x"', "not an object"),
            (b"\xff{}", "is not UTF-8"),
            ('{"format": 1, "format": 1}', "one object has the key 'format' twice"),
            ('{"key": 1, "format": 1, "format": 1}', "one object has the key 'format' twice"),
            ('{"format": NaN}', "NaN is not JSON"),
            ('{"format": -Infinity}', "-Infinity is not JSON"),
            ("[" * 100_000, "is nested too deeply"),
            ('{"format": ' + "9" * 5000 + "}", "is not JSON"),
            ('{"format": 1, "title": "a \\ud800"}', r"holds '\\ud800', a lone surrogate"),
            ('{"format": 1, "\\uDFFF": 1}', r"holds '\\udfff', a lone surrogate"),
            ('{"format": 1, "languages": ["\\ude00\\ud83d"]}', "a lone surrogate"),
            ('\ufeff\ufeff{"format": 1}', "is not JSON"),
        ],
    )
    def test_what_is_no_document(self, text: str, what: str) -> None:
        with pytest.raises(opcat.DataError, match=what) as caught:
            opcat.from_json(text)
        [(place, said)] = caught.value.problems
        assert place == "$", "the document as a whole"
        assert re.match(r"is |one object has the key '|NaN |-Infinity |holds '", said)
        said.encode()

    @pytest.mark.parametrize("indent", [None, 2])
    def test_a_byte_order_mark_does_not_count(self, indent: int | None) -> None:
        """RFC 8259, section 8.1: a reader may ignore it. It is never written."""
        text = json.dumps(DOCUMENT, indent=indent)
        expected = opcat.treaty(on="2004-06-30")
        assert opcat.from_json(f"\ufeff{text}") == expected
        assert opcat.from_json(text.encode("utf-8-sig")) == expected
        assert not opcat.to_json(expected).startswith("\ufeff")

    def test_both_halves_of_a_pair_are_one_character(self) -> None:
        text = json.dumps(changed("title", "\U0001f600"))
        assert "\\ud83d" in text
        assert opcat.from_json(text).title == "\U0001f600"

    def test_what_only_looks_like_half_a_pair_is_text(self) -> None:
        """A backslash that is escaped itself escapes nothing."""
        text = json.dumps(changed("title", r"a \ud800"))
        assert opcat.from_json(text).title == r"a \ud800"

    @given(st.text(st.characters(codec=None), min_size=1, max_size=5))
    @example("\ud800")
    @example("\udc00\ud800")
    def test_what_is_read_can_be_written(self, title: str) -> None:
        try:
            treaty = opcat.from_json(json.dumps(changed("title", title)))
        except opcat.DataError:
            return
        assert opcat.from_json(opcat.to_json(treaty).encode()) == treaty

    @pytest.mark.parametrize("twice", [0, 9_999, 19_998])
    def test_many_keys_take_no_quadratic_time(self, twice: int) -> None:
        """Counting each key anew took seven seconds."""
        pairs = [f'"k{number}":1' for number in range(19_999)]
        text = "{" + ",".join([*pairs, pairs[twice]]) + "}"
        before = time.process_time()
        with pytest.raises(opcat.DataError, match=f"one object has the key 'k{twice}' twice"):
            opcat.from_json(text)
        assert time.process_time() - before < 2

    def test_many_marks_take_no_quadratic_time(self) -> None:
        """Marks of two classes have to be put in order: 80,000 of them took seven seconds."""
        name = "a" + "\u0301\u0316" * 40_000
        before = time.process_time()
        treaty = opcat.from_json(json.dumps(changed("states.ALB.name", name)))
        assert time.process_time() - before < 2
        assert name in {action.state.name for action in treaty.actions}

    def test_a_document_that_is_no_object_is_quoted(self) -> None:
        with pytest.raises(opcat.DataError, match=r"\$: is \[1, 2\], not an object"):
            opcat.from_json("[1, 2]")

    def test_every_fact_with_damaged_sources_is_listed(self) -> None:
        document = deepcopy(DOCUMENT)
        document["fact_sources"] = {"title": 5, "opened_on": ["x", "y"]}
        with pytest.raises(opcat.DataError) as caught:
            opcat.from_json(json.dumps(document))
        assert [place for place, _ in caught.value.problems] == [
            "$.fact_sources.title",
            "$.fact_sources.opened_on[0]",
            "$.fact_sources.opened_on[1]",
        ]

    @given(st.data())
    def test_damage_anywhere_is_found_or_harmless(self, data: st.DataObject) -> None:
        """One member at any place is taken away, or replaced by something of another type."""
        document: dict[str, Any] = deepcopy(DOCUMENT)
        place: Any = document
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            inner = place[key]
            if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
                break
            place = inner
        if data.draw(st.booleans()):
            del place[key]
        else:
            place[key] = data.draw(
                st.sampled_from([None, 5, "x", [], {}, [5], {"x": 5}, True, 1.5])
            )
        try:
            treaty = opcat.from_json(json.dumps(document))
        except opcat.DataError:
            return
        again = json.loads(opcat.to_json(treaty))
        for log in (document["actions"], again["actions"]):  # another name has another place
            log.sort(key=lambda act: (act["date"], act["kind"], act["state"]))
        assert_kept(document, again)


FORMER = opcat.State(
    key="yugoslavia",
    name="Yugoslavia",
    kind=opcat.ParticipantKind.FORMER_STATE,
    not_counted_from=date(2001, 3, 12),
)
CROATIA = opcat.State(alpha_3="HRV", name="Croatia")


def log(*acts: tuple[opcat.State, str, str], **fields: Any) -> opcat.Treaty:
    actions = [
        opcat.Action(state=state, kind=opcat.ActionKind(kind), date=date.fromisoformat(day))
        for state, kind, day in acts
    ]
    return opcat.Treaty(
        key="x",
        title="X",
        as_of=date(2010, 1, 1),
        actions=actions,
        denunciation_rule=opcat.DenunciationRule(months=12, article="31"),
        **fields,
    )


def of_format_2() -> dict[str, Any]:
    """A document that needs format 2 for every reason that there is."""
    treaty = log(
        (CROATIA, "succession", "1992-10-12"),
        (CROATIA, "denunciation", "1995-01-01"),
        (CROATIA, "revocation_of_denunciation", "1995-02-01"),
        (FORMER, "signature", "1989-04-18"),
        (FORMER, "withdrawal_of_signature", "1990-04-18"),
        (FORMER, "accession", "1991-09-10"),
    )
    actions = [
        attrs.evolve(action, effective_on=date(1991, 10, 8))
        if action.kind is opcat.ActionKind.SUCCESSION
        else action
        for action in treaty.actions
    ]
    treaty = attrs.evolve(treaty, actions=actions)
    found: dict[str, Any] = json.loads(opcat.to_json(treaty))
    return found


class TestFormats:
    """Format 1 is written wherever it suffices, and both are read."""

    @given(strategies.treaties())
    def test_the_earliest_form_that_can_hold_it(self, treaty: opcat.Treaty) -> None:
        document = json.loads(opcat.to_json(treaty))
        acts = treaty.actions
        needs = {act.kind.value for act in acts} & {
            "withdrawal_of_signature",
            "revocation_of_denunciation",
        }
        gone = [act for act in acts if act.effective_on or act.state.not_counted_from]
        assert document["format"] == (2 if needs or gone else 1)
        keys = {key for act in document["actions"] for key in act}
        keys |= {key for state in document["states"].values() for key in state}
        assert ({"effective_on", "not_counted_from"} <= keys) is (document["format"] == 2)

    @pytest.mark.parametrize(
        "treaty",
        [
            log((CROATIA, "signature", "2000-01-01"), (FORMER, "accession", "2000-01-01")),
            log(
                (CROATIA, "signature", "2000-01-01"),
                (CROATIA, "withdrawal_of_signature", "2000-01-02"),
            ),
            log(
                (CROATIA, "accession", "2000-01-01"),
                (CROATIA, "denunciation", "2000-01-02"),
                (CROATIA, "revocation_of_denunciation", "2000-01-02"),
            ),
        ],
    )
    def test_each_reason_for_format_2(self, treaty: opcat.Treaty) -> None:
        text = opcat.to_json(treaty)
        assert json.loads(text)["format"] == 2
        assert attrs.asdict(opcat.from_json(text)) == attrs.asdict(treaty)
        VALIDATORS[2].validate(json.loads(text))

    def test_the_packaged_protocol_is_of_format_1(self) -> None:
        assert json.loads(opcat.to_json(opcat.treaty()))["format"] == 1

    def test_a_document_of_form_1_is_one_of_format_2_under_another_number(self) -> None:
        document = changed("format", 2)
        assert opcat.from_json(json.dumps(document)) == opcat.from_json(json.dumps(DOCUMENT))
        VALIDATORS[2].validate(document)

    @pytest.mark.parametrize(
        ("place", "value", "path", "what", "in_schema"),
        [
            (("actions", 2, "effective_on"), "1991", "actions[2].effective_on", "not a day", True),
            (
                ("actions", 2, "effective_on"),
                "1991-01-01",
                "actions[2].effective_on",
                "not a succession",
                True,
            ),
            (
                ("actions", 3, "effective_on"),
                "1992-10-13",
                "actions[3].effective_on",
                "is later than its notification",
                False,
            ),
            (
                ("states", "HRV", "not_counted_from"),
                "2001-03-12",
                "states.HRV.not_counted_from",
                "is given for a State that still is one",
                True,
            ),
            (
                ("states", "yugoslavia", "not_counted_from"),
                "1991-09-10",
                "actions[2]",
                "comes when it is no longer counted, from 1991-09-10",
                False,
            ),
            (("actions", 5, "date"), "1996-01-01", "actions[5]", "takes effect", False),
        ],
    )
    def test_what_the_schema_or_the_rules_of_format_2_forbid_is_refused_with_its_path(
        self, place: tuple[Any, ...], value: str, path: str, what: str, in_schema: bool
    ) -> None:
        document = of_format_2()
        VALIDATORS[2].validate(document)
        holder: Any = document
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = value
        with pytest.raises(opcat.DataError, match=what) as caught:
            opcat.from_json(json.dumps(document))
        assert [where for where, _ in caught.value.problems] == [f"$.{path}"]
        assert VALIDATORS[2].is_valid(document) is not in_schema


class TestSchema:
    """The JSON Schema in the docs says what the code does."""

    @pytest.mark.parametrize("form", [1, 2])
    def test_it_is_a_schema(self, form: int) -> None:
        jsonschema.Draft202012Validator.check_schema(SCHEMAS[form])
        assert SCHEMAS[form]["properties"]["format"]["const"] == form

    @given(strategies.treaties())
    def test_what_is_written_is_valid(self, treaty: opcat.Treaty) -> None:
        document = json.loads(opcat.to_json(treaty))
        VALIDATORS[document["format"]].validate(document)

    def test_the_record_is_valid(self) -> None:
        VALIDATOR.validate(json.loads(opcat.to_json(opcat.treaty())))

    @pytest.mark.parametrize(("path", "value"), [case[:2] for case in BROKEN])
    def test_what_the_code_refuses_the_schema_refuses(self, path: str, value: object) -> None:
        assert not VALIDATOR.is_valid(changed(path, value))

    @pytest.mark.parametrize(("path", "value"), [case[:2] for case in BEYOND_THE_SCHEMA])
    def test_what_only_the_code_can_know_the_schema_lets_pass(
        self, path: str, value: object
    ) -> None:
        assert VALIDATOR.is_valid(changed(path, value))

    def test_vocabularies_and_fields_are_those_of_the_code(self) -> None:
        """Those of format 2, which has all that format 1 has."""
        schema = SCHEMAS[2]
        defs = schema["$defs"]

        def enums(node: object) -> list[list[object]]:
            if isinstance(node, dict):
                own = [node["enum"]] if "enum" in node else []
                return own + [found for member in node.values() for found in enums(member)]
            if isinstance(node, list):
                return [found for member in node for found in enums(member)]
            return []

        words = {frozenset(w for w in found if w is not None) for found in enums(schema)}
        fields = {field.name for field in attrs.fields(opcat.Treaty)}
        assert words - {frozenset(fields)} == {
            frozenset(word.value for word in vocabulary)
            for vocabulary in (
                *(opcat.ActionKind, opcat.ParticipantKind),
                *(opcat.RegionalGroup, opcat.UNStatus),
            )
        }
        assert set(schema["properties"]) == fields | {"format", "states", "sources"}
        objects = [set(d["properties"]) for d in defs.values() if "properties" in d]
        for kind, left_out in (
            (opcat.State, {"key"}),
            (opcat.Source, {"id"}),
            (opcat.Action, set()),
            (opcat.EntryIntoForceRule, set()),
            (opcat.DenunciationRule, set()),
        ):
            assert {field.name for field in attrs.fields(kind)} - left_out in objects, kind
