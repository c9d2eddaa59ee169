"""The compatibility promise: public names, signatures, fields and words are those of `api.txt`."""

from pathlib import Path

import pytest
from public_api import MODULES, SNAPSHOT, lines

import opcat

KNOWN = SNAPSHOT.read_text(encoding="utf-8").splitlines()
HERE = list(lines())


def test_nothing_public_was_taken_away_or_changed() -> None:
    """Deprecate it first: docs/compatibility.md says how. Then `make api` writes the file anew."""
    gone = [line for line in KNOWN if line not in set(HERE)]
    assert gone == []


def test_nothing_became_public_unseen() -> None:
    """Where it was meant to, `make api` writes the file anew; review its change."""
    new = [line for line in HERE if line not in set(KNOWN)]
    assert new == []


def test_it_lists_every_public_name() -> None:
    """What is read off the sources is what the package says of itself."""
    words = {
        line.split("(")[0].split(":")[0].split(" ")[-1 if "class " in line else 0] for line in HERE
    }
    assert {f"opcat.{name}" for name in opcat.__all__} - {"opcat.errors"} <= words
    assert not [word for word in words if "._" in word and not word.endswith("__")]


@pytest.mark.parametrize("module", MODULES)
def test_no_annotation_or_default_is_unknown(module: str) -> None:
    mine = [line for line in HERE if line.startswith((f"{module}.", f"class {module}."))]
    assert mine
    assert not [
        line
        for line in mine
        if ": None" in line or ("-> None" in line.split("__init__")[0] and "save" not in line)
    ]


def test_a_change_of_a_parameter_a_default_a_field_or_a_word_shows(tmp_path: Path) -> None:
    """In a copy of the package that is changed in each of these ways."""
    changes = (
        ("    group: RegionalGroup", "    groups: RegionalGroup", "query.py"),
        ("basis: Basis | str = Basis.DEPOSIT", "basis: Basis | str = Basis.IN_FORCE", "query.py"),
        ("    parties: int", "    members: int", "status.py"),
        ('WITHDRAWN = "withdrawn"', 'WITHDRAWN = "gone"', "terms.py"),
    )
    source = Path(opcat.__file__).parent
    for path in source.rglob("*.py"):
        target = tmp_path / "opcat" / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        for old, new, file in changes:
            text = text.replace(old, new) if path.name == file else text
        target.write_text(text, encoding="utf-8")
    changed = "\n".join(line for line in lines(tmp_path) if line not in set(HERE))
    for shown in ("groups: RegionalGroup", "Basis.IN_FORCE", "Counts.members: int", "'gone'"):
        assert shown in changed
