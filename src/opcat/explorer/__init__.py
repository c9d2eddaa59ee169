"""The explorer: one page on which a visitor picks a day, made from the package at build time.

The page needs no server: it contains styles, script, shapes, facts and words. It computes only
which acts had been done by the chosen day; the package works out everything else here, for each
day on which anything changed.
"""

import json
import re
from collections.abc import Mapping
from html import escape
from pkgutil import get_data
from string import Template

import opcat
from opcat._core.days import long_date
from opcat._core.treaty import Treaty
from opcat._foreign import in_script, on_page
from opcat._names.arguments import check_treaty
from opcat._output.cite import citation_of
from opcat._record.record import Record
from opcat.errors import NoSourcesError
from opcat.explorer import _page_facts, _paths
from opcat.explorer._page_words import ENGLISH, english, filled, words

__all__ = ["page"]

COLLECTION = "Multilateral Treaties Deposited with the Secretary-General"
_SAID = re.compile(
    r'<[^>]+ data-(?P<name>words|aria-label|placeholder|content)="(?P<key>[^"]+)"[^>]*>'
)
"""A tag that names one of the words, for its text or for an attribute."""


def page(*, treaty: Treaty | Record | None = None, docs: str | None = None) -> str:
    """Return the page, in which visitors choose among English, French and Spanish.

    Args:
        treaty: a `Record`, or a `Treaty` of which only the acts are known, such as one that
            `opcat.untc.read_page` read: its page leaves out mechanisms, missions and limits, which
            only a record of the Protocol has. By default the packaged record.
        docs: the address of the documentation's first page, to which the page links.

    Raises:
        TypeError: `treaty` is neither a Treaty nor a `Record`.

    Example:
        >>> from opcat import explorer
        >>> page = explorer.page()
        >>> page.startswith("<!doctype html>")
        True
        >>> len(explorer.page(treaty=opcat.convention())) < len(page)
        True
    """
    asked = check_treaty(treaty)
    facts = _page_facts.facts(treaty)
    is_protocol = facts["isProtocol"]
    titles = [] if isinstance(treaty, Treaty) or not is_protocol else _titles(asked, treaty)
    facts |= {
        "citation": on_page(_citation(asked, is_protocol=is_protocol)),
        "map": _paths.world(),
        "words": words(),
        "titles": titles,
        "version": opcat.__version__,
    }
    counts = opcat.counts(treaty=asked)
    figures = {
        "parties": counts.parties,
        "signatories": counts.signatories,
        "pending": counts.pending_signatories,
        "day": asked.as_of,  # a form of no language: the words come in three
    }
    plain = {"treaty": facts["treaty"]}
    markup = {
        "treaty": escape(facts["treaty"]),
        "day": f"<strong>{long_date(asked.as_of)}</strong>",
        "titles": "; ".join(_title(*title) for title in titles if title[0] != ENGLISH),
        "collection": f'<cite lang="en">{COLLECTION}</cite>',
        "version": opcat.__version__,
    }
    template = _SAID.sub(
        lambda place: _in_english(place, plain, markup, is_protocol=is_protocol),
        _read("page.html"),
    )
    return Template(template).substitute(
        style=_read("page.css"),
        script=_read("page.js"),
        facts=in_script(json.dumps(facts, ensure_ascii=False, separators=(",", ":"))),
        docs=""
        if docs is None
        else f'<a href="{escape(docs)}" data-words="documentation">{escape(english("documentation"))}</a> · ',
        noscript="\n    ".join(
            f'<p class="note" lang="{code}">{escape(filled(str(one["noscript"]), figures))}</p>'
            for code, one in words().items()
        ),
    )


def _citation(asked: Treaty, *, is_protocol: bool) -> str:
    """Return what to cite; of a treaty that names no source, the package, which made the page."""
    if is_protocol:
        return str(citation_of(asked))
    try:
        return str(opcat.cite(asked.sources))
    except NoSourcesError:
        return str(opcat.cite().package)


def _in_english(
    place: re.Match[str], plain: Mapping[str, str], markup: Mapping[str, str], *, is_protocol: bool
) -> str:
    """Return a tag with its words, which the script replaces where another language is chosen.

    Values stand in the words as they are in an attribute, and as markup in a text.
    """
    tag, name, key = place[0], place["name"], place["key"]
    if not is_protocol and f"{key}.other" in words()[ENGLISH]:
        key = f"{key}.other"
    if name == "words":
        made = f"{tag}{filled(escape(english(key), quote=False), markup)}"
    else:
        made = f'{tag[:-1]} {name}="{escape(filled(english(key), plain))}">'
    return made.replace("$", "$$")


def _title(language: str, text: str) -> str:
    """Return a title, marked as of its language, so that it is read aloud and set as such."""
    way = ' dir="rtl"' if language == "ar" else ""
    return f'<cite lang="{language}"{way}>{escape(text)}</cite>'


def _titles(asked: Treaty, treaty: Record | None) -> list[tuple[str, str]]:
    """Return the Protocol's titles, each with its language."""
    others = opcat.background(treaty=treaty).titles
    return [
        (ENGLISH, on_page(asked.title)),
        *((title.language.value, on_page(title.text)) for title in others),
    ]


def _read(name: str) -> str:
    return (get_data("opcat.explorer", name) or b"").decode("utf-8")
