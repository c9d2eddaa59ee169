"""Stamp the release on the papers that others read from the repository: CITATION.cff, the recipe.

``python tools/stamp.py``, after a change of `src/opcat/_version.py`, from which the number, the
day, the address and the DOI come. `tests/test_release.py` tells if it has not been run.
"""

import re
import runpy
from pathlib import Path

_CITED = re.compile(r"(?:^(?:version|date-released|url|doi):.*\n)+", re.MULTILINE)
_RECIPE_VERSION = re.compile(r'(?<=^  version: ").*(?="$)', re.MULTILINE)


def stamped(root: Path) -> dict[Path, str]:
    """Return each of these papers as it must read."""
    release = runpy.run_path(str(root / "src" / "opcat" / "_version.py"))
    cited = {
        "version": release["__version__"],
        "date-released": release["RELEASED_ON"],
        "url": release["ADDRESS"] and f'"{release["ADDRESS"]}"',
        "doi": release["DOI"],
    }
    lines = "".join(f"{key}: {value}\n" for key, value in cited.items() if value)
    return {
        root / name: form.sub(new, (root / name).read_text(encoding="utf-8"), count=1)
        for name, form, new in (
            ("CITATION.cff", _CITED, lines),
            ("recipe/recipe.yaml", _RECIPE_VERSION, release["__version__"]),
        )
    }


if __name__ == "__main__":
    for paper, text in stamped(Path(__file__).parents[1]).items():
        paper.write_text(text, encoding="utf-8", newline="\n")
