"""Keep together what a line must not break: a number and its sign or unit, and a word of code.

A browser breaks `--on` after its hyphens, "54.9 %" before the sign, "36 ms" before the unit, the
counts "425 / 0 / 2" or a day of a narrow column into three lines, and on paper the name of a file anywhere.
The pages write them as people type them.
"""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

from opcat._english import MONTHS

__all__ = ["DAY", "LONGEST", "SPACE", "join", "setup", "with_whole_days"]

SPACE = re.compile(r"(?<=\d) (?=%|\*|[kM]B\b|[mµ]?s\b)")
"""The spaces after a number at which no line may end."""

DAY = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})(?: \d{{4}})?\b")
"""A day, which the narrow column of a table would break."""

LONGEST = 32
"""Letters of a word of code that has room in every column; what is longer breaks where it must."""


def join(_app: Sphinx, tree: nodes.document, _page: str) -> None:
    """Put spaces that do not break after the numbers, and mark the code for the style sheet."""
    for text in list(tree.findall(nodes.Text)):
        if not isinstance(text.parent, nodes.literal | nodes.FixedTextElement | nodes.raw):
            joined = re.sub(r"(?<=\d) / (?=\d)", "\u202f/\u202f", SPACE.sub("\u00a0", text))
            if any(isinstance(one, nodes.entry) for one in _above(text)):
                joined = with_whole_days(joined)
            text.parent.replace(text, nodes.Text(joined))
    for code in tree.findall(nodes.literal):
        if max(map(len, code.astext().split()), default=0) <= LONGEST:
            code["classes"].append("whole")


def _above(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def with_whole_days(text: str) -> str:
    """Return a text of a table in which no line ends within a day."""
    return DAY.sub(lambda day: day[0].replace(" ", "\u00a0"), text)


def setup(app: Sphinx) -> dict[str, bool]:
    """Have it done whenever a page is written, because what was read may be kept."""
    app.connect("doctree-resolved", join)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
