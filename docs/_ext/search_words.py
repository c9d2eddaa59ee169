"""Have the site's search find pages by the words of the glossary.

A search looks at a page's own words; people also use others ("plot", "Excel", "SPT").
The glossary is the one list of both: its first column has the words, its last the pages.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

__all__ = ["setup", "words_of"]

ROW = re.compile(r"^\| (?P<words>.*?) \| .* \| (?P<pages>.*?) \|$", re.MULTILINE)


def words_of(glossary: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each word of the glossary with the pages that its row names, best first."""
    for row in ROW.finditer(glossary):
        pages = re.findall(r"\]\(([\w-]+)\.md\)", row["pages"])
        if pages:
            for word in row["words"].replace("**", "").split(","):
                yield word.strip(), pages


def add_words(app: Sphinx, tree: nodes.document) -> None:
    """Write the words into the index of the page that was read; the search looks there first."""
    page = app.env.docname
    glossary = Path(app.srcdir) / "glossary.md"
    app.env.note_dependency(glossary)
    for word, pages in words_of(glossary.read_text(encoding="utf-8")):
        if page in pages:
            # Only what is marked as "main" is ranked among the other hits.
            tree.insert(0, addnodes.index(entries=[("single", word, "", "main", None)]))


def setup(app: Sphinx) -> dict[str, bool]:
    """Have the words written into each page."""
    app.connect("doctree-read", add_words)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
