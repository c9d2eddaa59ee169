"""Link names of the package that the pages write as plain code.

So a page needs no role for them, and reads as well where plain Markdown is shown.
"""

from collections.abc import Mapping

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

__all__ = ["full_name", "setup"]


def full_name(text: str, known: Mapping[str, object]) -> str | None:
    """Return the public name that code means: ``opcat.counts``, ``Treaty``, ``DataError``."""
    name = text.removesuffix("()")
    if name.startswith("opcat."):
        return name if name in known else None
    if not name[:1].isupper():
        return None  # `status` may be a column, an argument or a command
    return next(
        (full for home in ("opcat", "opcat.errors") if (full := f"{home}.{name}") in known), None
    )


def link(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Make each such name a link to its entry, outside of headings and of other links."""
    known = app.env.domains.python_domain.objects
    # The words of the charts are keys: `State` is one, and no class there.
    keys = (nodes.table,) if page == "chart-words" else ()
    for code in list(tree.findall(nodes.literal)):
        full = full_name(code.astext(), known)
        if full is None or inside(code, nodes.reference, pending_xref, nodes.title, *keys):
            continue
        entry = known[full]
        where = app.builder.get_relative_uri(page, entry.docname)
        to = nodes.reference(
            "", "", internal=True, refuri=f"{where}#{entry.node_id}", reftitle=full
        )
        code.replace_self(to)
        to += code


def inside(node: nodes.Node, *kinds: type[nodes.Node]) -> bool:
    """Return whether a node stands in one of these kinds."""
    above = node.parent
    while above is not None and not isinstance(above, kinds):
        above = above.parent
    return above is not None


def find(
    app: Sphinx, env: BuildEnvironment, wanted: pending_xref, shown: nodes.TextElement
) -> nodes.reference | None:
    """Find `Treaty` in the docstrings of modules other than `opcat` too."""
    if wanted.get("refdomain") != "py":
        return None
    target = f"opcat.{wanted['reftarget']}"
    known = env.domains.python_domain.objects
    if target not in known:
        return None
    where = app.builder.get_relative_uri(wanted["refdoc"], known[target].docname)
    return nodes.reference(
        "", "", shown, internal=True, refuri=f"{where}#{known[target].node_id}", reftitle=target
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Have the names linked once every page is read."""
    app.connect("missing-reference", find)
    app.connect("doctree-resolved", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
