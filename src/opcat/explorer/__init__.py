"""The explorer: one page on which a visitor picks a day, made from the package at build time.

The page needs no server: it contains styles, script, shapes and facts. It computes only which acts
had been done by the chosen day; the package works out everything else here, for each day on which
anything changed.
"""

import json
from html import escape
from pkgutil import get_data
from string import Template

import opcat
from opcat._foreign import in_script, on_page
from opcat._output.cite import citation_of
from opcat._output.world import NOTE
from opcat._practice.background import Title
from opcat.explorer import _page_facts, _paths

__all__ = ["page"]


def page(*, treaty: "opcat.Record | None" = None, docs: str | None = None) -> str:
    """Return the page.

    Args:
        treaty: a `Record` of the Protocol; by default the packaged one.
        docs: the address of the documentation's first page, to which the page links.

    Example:
        >>> from opcat import explorer
        >>> explorer.page().startswith("<!doctype html>")
        True
    """
    facts = _page_facts.facts(treaty)
    facts["citation"] = on_page(str(citation_of(opcat.treaty(treaty=treaty))))
    facts["map"] = _paths.world()
    counts = opcat.counts(treaty=treaty)
    return Template(_read("page.html")).substitute(
        style=_read("page.css"),
        script=_read("page.js"),
        facts=in_script(json.dumps(facts, ensure_ascii=False, separators=(",", ":"))),
        as_of=facts["asOfText"],
        version=opcat.__version__,
        note=" ".join(NOTE),
        titles="; ".join(map(_title, opcat.background(treaty=treaty).titles)),
        parties=counts.parties,
        signatories=counts.signatories,
        pending=counts.pending_signatories,
        docs="" if docs is None else f'<a href="{escape(docs)}">Documentation</a> · ',
    )


def _title(title: Title) -> str:
    """Return a title, marked as of its language, so that it is read aloud and set as such."""
    language = title.language.value
    way = ' dir="rtl"' if language == "ar" else ""
    return f'<cite lang="{language}"{way}>{escape(on_page(title.text))}</cite>'


def _read(name: str) -> str:
    return (get_data(__package__, name) or b"").decode("utf-8")
