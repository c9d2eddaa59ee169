"""The directive `notebook`: what a notebook shows of an expression, made when the docs are built."""

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from unbroken import with_whole_days

import opcat

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


class Notebook(SphinxDirective):
    """The page of a value, after the expression that gives it."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the page as it is."""
        self.env.note_reread()  # the value may have changed where the page has not
        [expression] = self.arguments
        value = eval(expression, {"opcat": opcat})  # noqa: S307 - the docs' own words
        # The class is the theme's: on a phone the tables scroll, and not the page.
        markup = f'<div class="table-wrapper">{with_whole_days(value._repr_html_())}</div>'
        return [
            nodes.literal_block(expression, expression, language="python"),
            nodes.raw("", markup, format="html"),
        ]


def setup(app: "Sphinx") -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("notebook", Notebook)
    return {"parallel_read_safe": True}
