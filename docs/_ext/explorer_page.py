"""Writes the explorer beside the pages of the documentation."""

from pathlib import Path

from sphinx.application import Sphinx

from opcat import explorer

__all__ = ["NAME", "setup"]

NAME = "opcat-explorer.html"


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        (Path(app.outdir) / NAME).write_text(explorer.page(docs="index.html"), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Have Sphinx write the page beside its own."""
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
