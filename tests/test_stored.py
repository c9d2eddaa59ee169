"""What earlier releases stored is read by this one: pickles and JSON of each, kept for ever.

``python tests/test_stored.py`` writes those of the present version into ``tests/fixtures``, named
by it; run it when a release is made, and commit them. Those of a release that has been made are
never written again. All are the bytes that the release itself writes.
"""

import base64
import enum
import json
import pickle
import re
import sys
import zlib
from pathlib import Path
from typing import Any

import attrs
import pytest
from every_value import CLASSES, EXAMPLES

import opcat
from opcat import errors, untc

FIXTURES = Path(__file__).parent / "fixtures"
STORED = sorted(path.parent for path in FIXTURES.glob("*/about.json"))
TREATIES = ("treaty", "convention")

PROBLEMS = [("actions[3]", "is not an Action"), ("title", "is blank")]
OTHERS: dict[str, tuple[Any, ...]] = {
    "AmbiguousStateError": ("Korea", opcat.states()[:2]),
    "ChartSizeError": ("width", 100.0, "pass 200 to 10000"),
    "ColumnClashError": (("standing",), "pass prefix='opcat_'"),
    "ColumnMissingError": ("state", "country", ("land", "date")),
    "ColumnTypeError": ("date", "Int64", "for years, say what counts"),
    "DataError": (PROBLEMS,),
    "DayOrderError": ("since", 2011, "until", 2010),
    "DayTypeError": ("on", 2010),
    "DayValueError": ("on", "2010-02-30"),
    "EmptyChartError": ("visits", "there are none", "ask for another year"),
    "InvariantError": (PROBLEMS,),
    "MissingValuesError": ("date", 3),
    "OtherTreatyError": ("deadlines", "Convention against Torture"),
    "ReferenceClashError": ("a", "One", "Two"),
    "UnknownRuleError": ("A treaty", "its rule of entry into force"),
    "UnknownStateError": ("Gibraltar", "It is a territory.", ("Malta",), opcat.states()[:1]),
    "UnknownStatesError": ("country", (("Atlantis", 2),), ("'Atlantis' is none",)),
    "VocabularyError": ("basis", "deposits", ("deposit", "in_force")),
}
"""What each error of the package is made of; a warning, and the root of them all, of a text."""


NOT_READ = {
    "1.0.0rc1": [
        "Aside",
        "Background",
        "ChangedAside",
        "Changes",
        "Citation",
        "Declaration",
        "Event",
        "Mechanism",
        "OverdueEntry",
        "OverdueList",
        "Page",
        "Profile",
        "Reading",
        "Reconciliation",
        "Related",
        "Renamed",
        "Resolution",
        "Territory",
        "Update",
        "Vanished",
        "Visit",
        "WithdrawnAction",
    ]
}
"""Values of a release candidate whose class, or a part of it, has had another name since, or says
something else: a `Mechanism` was where a party stood, and is one body in its time; a `Citation`
held texts, and holds each `Reference`.

The changelog of the next one has the table. No release that is not a candidate stands here.
"""

WORDS_NOT_READ = {"1.0.0rc1": ["Agreement", "Part", "RelatedKind"]}
"""Vocabularies of a release candidate that have had another name since."""

VOCABULARIES = {
    name: found
    for module in (opcat, untc)
    for name in module.__all__
    if isinstance(found := getattr(module, name), type) and issubclass(found, enum.Enum)
}


def values() -> dict[str, object]:
    """Return one of each public value, and one of each error and warning, by the name of its class."""
    found: dict[str, object] = {kind.__name__: EXAMPLES[kind] for kind in CLASSES}
    del found["Treaty"]  # it has a file of its own
    for name in errors.__all__:
        found[name] = getattr(errors, name)(*OTHERS.get(name, ("what was said",)))
    return found


def write(folder: Path) -> None:
    """Store the packaged record as this release would."""
    folder.mkdir(parents=True)
    for name in TREATIES:
        treaty = getattr(opcat, name)()
        (folder / f"{name}.json").write_text(opcat.to_json(treaty, indent=2), encoding="utf-8")
        (folder / f"{name}.pickle").write_bytes(pickle.dumps(treaty, 4))
    pickled = {name: _text(pickle.dumps(value, 4)) for name, value in values().items()}
    (folder / "values.json").write_text(json.dumps(pickled, indent=0) + "\n", encoding="ascii")
    members = {
        name: {word.value: _text(pickle.dumps(word, 4)) for word in found}
        for name, found in VOCABULARIES.items()
    }
    (folder / "words.json").write_text(json.dumps(members, indent=0) + "\n", encoding="ascii")
    about = {"version": opcat.__version__, "as_of": str(opcat.treaty().as_of)}
    (folder / "about.json").write_text(json.dumps(about) + "\n", encoding="utf-8")


def _text(pickled: bytes) -> str:
    return base64.b85encode(zlib.compress(pickled, 9)).decode("ascii")


def _bytes(text: str) -> bytes:
    return zlib.decompress(base64.b85decode(text))


def stored(folder: Path) -> dict[str, str]:
    """Return the pickles of a release, each as text, by the name of its class."""
    found: dict[str, str] = json.loads((folder / "values.json").read_text(encoding="ascii"))
    return found


def face(value: object) -> dict[str, object]:
    """Return all that can be read off a value or an error, but for its methods."""
    names = [name for name in dir(value) if not name.startswith("_")]
    found = {name: getattr(value, name) for name in names}
    return {name: held for name, held in found.items() if not callable(held)}


def test_there_is_one_of_the_last_release() -> None:
    """The versions that have been published, and the one that is being made."""
    assert STORED
    for folder in STORED:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        assert about["version"] == folder.name


@pytest.mark.parametrize("treaty", TREATIES)
@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
class TestStored:
    """Both ways of storing hold the same Treaty, and it answers every question."""

    def test_the_pickle_and_the_json_are_equal(self, folder: Path, treaty: str) -> None:
        kept = pickle.loads((folder / f"{treaty}.pickle").read_bytes())
        text = (folder / f"{treaty}.json").read_text(encoding="utf-8")
        read = opcat.from_json(text)
        assert kept == read
        assert hash(kept) == hash(read)
        assert opcat.from_json(opcat.to_json(kept)) == kept
        assert pickle.loads(pickle.dumps(kept)) == kept

    def test_the_kept_answers_as_the_read_one_does(self, folder: Path, treaty: str) -> None:
        kept = pickle.loads((folder / f"{treaty}.pickle").read_bytes())
        read = opcat.from_json((folder / f"{treaty}.json").read_text(encoding="utf-8"))
        assert kept.statuses == read.statuses
        assert opcat.timeline(treaty=kept) == opcat.timeline(treaty=read)
        assert opcat.timeline(treaty=kept, basis="in_force")
        known = {*opcat.states()}
        if treaty == "convention":
            known |= {*opcat.convention().states}  # former ones too, which are no States of today
        assert {action.state for action in kept.actions} <= known


def test_what_rc1_stored_answers_as_it_did() -> None:
    """The numbers of its own day, as 1.0.0rc1 printed them."""
    of = {
        name: pickle.loads((FIXTURES / "1.0.0rc1" / f"{name}.pickle").read_bytes())
        for name in TREATIES
    }
    said = {name: opcat.counts(treaty=kept) for name, kept in of.items()}
    assert said["treaty"] == opcat.Counts(parties=96, signatories=76, pending_signatories=11)
    assert said["convention"] == opcat.Counts(parties=175, signatories=83, pending_signatories=4)
    assert opcat.counts(treaty=of["convention"], on="1997-12-05").parties == 103


@pytest.mark.parametrize("treaty", TREATIES)
def test_what_rc1_stored_holds_its_parts_in_rows(treaty: str) -> None:
    kept = pickle.loads((FIXTURES / "1.0.0rc1" / f"{treaty}.pickle").read_bytes())
    for parts in (kept.actions, *(action.sources for action in kept.actions)):
        assert type(parts) is opcat.Rows
    assert all(type(action.state.sources) is opcat.Rows for action in kept.actions)
    cited = kept.actions[0].sources
    assert list(cited.to_frame(backend="polars")["id"]) == [source.id for source in cited]


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        pytest.param(folder, name, id=f"{folder.name}-{name}")
        for folder in STORED
        for name in stored(folder)
        if name not in NOT_READ.get(folder.name, ())
    ],
)
def test_every_value_and_error_is_whole(folder: Path, name: str) -> None:
    """It is read, and prints, compares, hashes, says all that it can say, and is stored anew.

    If this fails for a value that has gained a field, `reads_older_pickles` belongs on its class.
    """
    pickled = _bytes(stored(folder)[name])
    kept, twin = pickle.loads(pickled), pickle.loads(pickled)
    assert type(kept).__name__ == name
    assert (str(kept), repr(kept)) == (str(twin), repr(twin))
    assert face(kept) == face(twin)
    again = pickle.loads(pickle.dumps(kept))
    assert face(again) == face(kept)
    if attrs.has(type(kept)):
        assert kept == twin == again
        assert hash(kept) == hash(twin)
        assert attrs.evolve(kept) == kept  # with the defaults of what came later
    else:
        assert kept.args == twin.args == again.args
        assert type(kept)(*kept.args).args == kept.args


def faces(value: object) -> list[dict[str, object]]:
    """Return the face of a value, and those of the values that it holds in a tuple."""
    held = face(value)
    return [held, *(face(one) for part in held.values() if isinstance(part, tuple) for one in part)]


@pytest.mark.parametrize(
    ("release", "name"), [(release, name) for release in NOT_READ for name in NOT_READ[release]]
)
def test_what_was_renamed_is_not_read_by_halves(release: str, name: str) -> None:
    """Whoever loads it is told so at once, or when the first field is asked for."""
    pickled = _bytes(stored(FIXTURES / release)[name])
    with pytest.raises((AttributeError, TypeError)):
        faces(pickle.loads(pickled))


def test_the_page_for_users_of_rc1_names_what_is_not_read() -> None:
    """Each class of today; those that were renamed are in the changelog's table."""
    page = (FIXTURES.parents[1] / "docs" / "from-rc1.md").read_text(encoding="utf-8")
    told = "".join(line for line in page.splitlines() if line.startswith("| pickles of a class"))
    today = {kind.__name__ for kind in CLASSES}
    assert set(re.findall(r"`([A-Z]\w+)`", told)) - {"AttributeError"} == {
        name for name in NOT_READ["1.0.0rc1"] if name in today
    }


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
def test_every_word_of_a_vocabulary_is_itself(folder: Path) -> None:
    """A pickled word is the member of today; of a vocabulary that was renamed it is refused."""
    words = json.loads((folder / "words.json").read_text(encoding="ascii"))
    renamed = WORDS_NOT_READ.get(folder.name, [])
    assert words.keys() <= VOCABULARIES.keys() | set(renamed)
    for name, members in words.items():
        for word, pickled in members.items():
            if name in renamed:
                with pytest.raises(AttributeError, match=name):
                    pickle.loads(_bytes(pickled))
            else:
                assert pickle.loads(_bytes(pickled)) is VOCABULARIES[name](word)


def test_all_that_is_public_is_stored() -> None:
    """So that the next release has one of each to read; of an earlier one, whatever it had."""
    public = {kind.__name__ for kind in CLASSES} | set(errors.__all__)
    assert values().keys() | {"Treaty"} == public
    for folder in STORED:
        assert stored(folder).keys() <= public.union(NOT_READ.get(folder.name, ()))


if __name__ == "__main__":
    write(FIXTURES / opcat.__version__)
    sys.stdout.write(f"Wrote {FIXTURES / opcat.__version__}.\n")
