"""The explorer: one page on which a visitor picks a day, made from the package at build time.

The page asks nothing of a server: styles, script, shapes and facts stand in it. What it computes is
only which acts had been done by the day that is picked; everything else is worked out here, by the
package itself, for each day on which anything changed.
"""

import json
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import opcat
from explorer import _facts, _world
from opcat._foreign import in_script
from opcat.charts._world import NOTE

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["NAME", "page", "setup"]

NAME = "opcat-explorer.html"

_HERE = Path(__file__).parent


def page() -> str:
    """Return the page."""
    facts = _facts.facts()
    facts["map"] = _world.world()
    counts = opcat.counts()
    return Template(_read("page.html")).substitute(
        style=_read("page.css"),
        script=_read("page.js"),
        facts=in_script(json.dumps(facts, ensure_ascii=False, separators=(",", ":"))),
        as_of=facts["asOfText"],
        version=opcat.__version__,
        note=" ".join(NOTE),
        parties=counts.parties,
        signatories=counts.signatories,
        pending=counts.pending_signatories,
    )


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _write(app: "Sphinx", error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        (Path(app.outdir) / NAME).write_text(page(), encoding="utf-8")


def setup(app: "Sphinx") -> dict[str, bool]:
    """Have Sphinx write the page beside its own."""
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
