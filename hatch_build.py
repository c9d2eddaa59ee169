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
_LINK = re.compile(
    r"(?P<picture>!?)\[(?P<text>[^\[\]]*)\]"
    r"\((?P<path>(?:https?:|(?![A-Za-z][\w+.-]*:))[^()\s]+)\)"
)
_CODE_WITH_LINK = re.compile(r"^(?: {4}|\t).*\]\(", re.MULTILINE)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_UNKNOWN = re.compile(r"^[ \t]*(?:```|~~~)|\]\(|^ {0,3}\[[^\]]+\]:|<(?:a|img)\s", re.MULTILINE)


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
    """Return the README as it reads where the files beside it are not.

    Raises:
        ValueError: it holds Markdown that this would leave broken, or take for a link.
    """
    _check(readme)

    def written(link: re.Match[str]) -> str:
        picture, text, path = link["picture"], link["text"], link["path"]
        if path.startswith(("http:", "https:", "#")):
            return link[0]
        if home is None:
            return "" if picture else text
        form = PICTURES if picture else FILES
        return f"{picture}[{text}]({form.format(home=home, version=version, path=path)})"

    parts = _FENCED.split(readme)  # each second one is code, which stays as it is
    parts[::2] = (_LINK.sub(written, part) for part in parts[::2])
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)) if home is None else "".join(parts)


def _check(readme: str) -> None:
    """Refuse links and code of other forms than those that `description` knows.

    Raises:
        ValueError: there is one.
    """
    prose = _FENCED.sub(_blank, readme)
    spans = (span for span in _SPAN.finditer(prose) if "](" in span[0])
    links = _LINK.sub(_blank, _SPAN.sub(_blank, prose))
    found = [_CODE_WITH_LINK.search(prose), next(spans, None), _UNKNOWN.search(links)]
    starts = [each.start() for each in found if each]
    if starts:
        number = readme.count("\n", 0, min(starts)) + 1
        raise ValueError(
            f"README.md, line {number}: hatch_build.py does not know this form of link or code; write "
            "a link as [text](path) or [text](https://...), a picture as ![text](path), none of them "
            "in the other or in code, and a block of code between lines of ``` without indentation"
        )


def _blank(found: re.Match[str]) -> str:
    """Return as many characters and lines, without what they say."""
    return re.sub(r"[^\n]", " ", found[0])
