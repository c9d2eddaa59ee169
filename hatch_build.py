"""What a build adds to the metadata: the long description, and the addresses of the project.

README links to the files beside it, which are not there in an installed package or on an index. If
the project has a home (`ADDRESS` in `src/opcat/_version.py`), these links lead to the files of this
release there; if it has none, the words of the links remain, and the pictures are left out.
"""

import re
import runpy
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

FILES = "{home}/blob/v{version}/{path}"
"""Where a hosting site shows a file of a tag; `PICTURES`, where it serves the file itself."""
PICTURES = "{home}/raw/v{version}/{path}"

_FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?!https?:|#)(?P<path>[^)\s]+)\)")


class Metadata(MetadataHookInterface):
    """The fields that `pyproject.toml` calls dynamic, but for the version."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add them to those of `pyproject.toml`."""
        root = Path(self.root)
        release = runpy.run_path(str(root / "src" / "opcat" / "_version.py"))
        home, version = release["ADDRESS"], release["__version__"]
        text = (root / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": description(text, home, version),
        }
        metadata["urls"] = addresses(home, version)


def addresses(home: str | None, version: str) -> dict[str, str]:
    """Return where an index sends its visitors, or nothing if there is no home."""
    if home is None:
        return {}
    return {
        "Source": home,
        "Documentation": FILES.format(home=home, version=version, path="docs/index.md"),
        "Changelog": FILES.format(home=home, version=version, path="CHANGELOG.md"),
        "Issues": f"{home}/issues",
    }


def description(readme: str, home: str | None, version: str) -> str:
    """Return the README as it reads where the files beside it are not."""

    def written(link: re.Match[str]) -> str:
        picture, text, path = link["picture"], link["text"], link["path"]
        if home is None:
            return "" if picture else text
        form = PICTURES if picture else FILES
        return f"{picture}[{text}]({form.format(home=home, version=version, path=path)})"

    parts = _FENCED.split(readme)  # each second one is code, which stays as it is
    parts[::2] = (_LINK.sub(written, part) for part in parts[::2])
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)) if home is None else "".join(parts)
