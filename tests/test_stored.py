"""What earlier releases stored is read by this one: a pickle and a JSON of each, kept for ever.

``python tests/test_stored.py`` writes those of the present version into ``tests/fixtures``, named
by it; run it when a release is made, and commit them. Those of a release that has been made are
never written again.
"""

import json
import pickle
import sys
from pathlib import Path

import pytest

import opcat

FIXTURES = Path(__file__).parent / "fixtures"
STORED = sorted(path.parent for path in FIXTURES.glob("*/treaty.json"))


def write(folder: Path) -> None:
    """Store the packaged record as this release would."""
    folder.mkdir(parents=True)
    treaty = opcat.treaty()
    (folder / "treaty.json").write_text(opcat.to_json(treaty, indent=2), encoding="utf-8")
    (folder / "treaty.pickle").write_bytes(pickle.dumps(treaty, 4))
    about = {"version": opcat.__version__, "as_of": str(treaty.as_of)}
    (folder / "about.json").write_text(json.dumps(about) + "\n", encoding="utf-8")


def test_there_is_one_of_the_last_release() -> None:
    """The versions that have been published, and the one that is being made."""
    assert STORED
    for folder in STORED:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        assert about["version"] == folder.name


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
class TestStored:
    """Both ways of storing hold the same Treaty, and it answers every question."""

    def test_the_pickle_and_the_json_are_equal(self, folder: Path) -> None:
        kept = pickle.loads((folder / "treaty.pickle").read_bytes())
        text = (folder / "treaty.json").read_text(encoding="utf-8")
        read = opcat.from_json(text)
        assert kept == read
        assert hash(kept) == hash(read)
        assert opcat.from_json(opcat.to_json(kept)) == kept

    def test_the_kept_answers_as_the_read_one_does(self, folder: Path) -> None:
        kept = pickle.loads((folder / "treaty.pickle").read_bytes())
        read = opcat.from_json((folder / "treaty.json").read_text(encoding="utf-8"))
        assert kept.statuses == read.statuses
        assert opcat.timeline(treaty=kept) == opcat.timeline(treaty=read)
        assert opcat.timeline(treaty=kept, basis="in_force")
        assert {action.state for action in kept.actions} <= set(opcat.states())


if __name__ == "__main__":
    write(FIXTURES / opcat.__version__)
    sys.stdout.write(f"Wrote {FIXTURES / opcat.__version__}.\n")
