"""The explorer: one page on which a visitor picks a day, made from the package at build time.

The page asks nothing of a server: styles, script, shapes and facts stand in it. What it computes is
only which acts had been done by the day that is picked; everything else is worked out here, by the
package itself, for each day on which anything changed.
"""

import json
from pkgutil import get_data
from string import Template

import opcat
from opcat._foreign import in_script
from opcat._output.world import NOTE
from opcat.explorer import _page_facts, _paths

__all__ = ["page"]


def page() -> str:
    """Return the page."""
    facts = _page_facts.facts()
    facts["map"] = _paths.world()
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
    return (get_data(__package__, name) or b"").decode("utf-8")
