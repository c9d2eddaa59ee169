"""Plain English: no phrase that reads as translated, and one party is not "1 parties"."""

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import pytest
from status_pages import Table, html

import opcat
from opcat import charts, frames, untc
from opcat._english import noun, numbered, ordinal  # numbers and words that no message has
from opcat._output.html import CHARACTERS  # how much of a text a notebook shows
from opcat.cli import main

MANY = re.findall(
    "[a-zS]+",
    "cells characters columns days deposits entries events missions months parties periods problems "
    "reports rows signatories sources States statuses visits weeks years",
)
WRONG = re.compile(
    rf"(?<![\d.,-])1 (?:[a-z-]+ ){{0,3}}?(?:{'|'.join(MANY)})\b|(?<![\d.,-])1 (?:have|are|were)\b"
)
ONE_OF = re.compile(r"1 of (?:the|them)")
ROOT = Path(__file__).parents[1]
PHRASES = {
    "belongs into": "belongs in",
    "whole number": "integer",
    "capital letters": "uppercase letters",
    "in order of time": "in chronological order",
    "half a surrogate": "a lone surrogate",
    "never was true": "was never true",
}
"""Phrases that read as translated, each with a better one."""


@cache
def texts() -> dict[str, str]:
    """Return every text of the project by its file, in one line and in lowercase."""
    pages = (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("src/**/*.py"))
    return {
        str(page.relative_to(ROOT)): " ".join(page.read_text(encoding="utf-8").split()).lower()
        for page in pages
        if page.name not in ("CHANGELOG.md", "changelog.md")
    }


@pytest.mark.parametrize("phrase", PHRASES)
def test_no_phrase_reads_as_translated(phrase: str) -> None:
    assert len(texts()) > 100
    found = [page for page, text in texts().items() if re.search(rf"\b{phrase}", text)]
    assert found == [], f"write {PHRASES[phrase]!r}"


def read(text: str) -> str:
    """Return a text, where nothing in it counts one thing as many."""
    assert WRONG.findall(ONE_OF.sub("", text)) == []
    return text


def treaty_of_one() -> opcat.Treaty:
    """The Protocol, if France alone had signed and joined it, and one deposit were enough."""
    protocol = opcat.treaty()
    return attrs.evolve(
        protocol,
        actions=opcat.status("France").actions,
        stated_in_force_on=None,
        entry_rule=opcat.EntryIntoForceRule(instruments=1, days=1, article="28"),
        denunciation_rule=opcat.DenunciationRule(months=1, article="33"),
    )


def test_words_have_their_singular_and_plural() -> None:
    for many, one in (
        ("parties", "party"),
        ("pending signatories", "pending signatory"),
        ("States", "State"),
        ("distinct entries", "distinct entry"),
        ("eligible", "eligible"),
        ("statuses", "status"),
    ):
        assert noun(1, many) == one
        assert numbered(1, many) == f"1 {one}"
        for number in (0, 2, 10, 21, 101):
            assert noun(number, many) == many
            assert numbered(number, many) == f"{number} {many}"


def test_the_pattern_finds_what_is_wrong() -> None:
    for wrong in (
        "1 parties",
        "95 of 1 States",
        "in 1 rows",
        "1 distinct entries",
        "1 have joined",
        "(1 days",
        "1 periods more",
        "1 pending signatories",
    ):
        with pytest.raises(AssertionError):
            read(wrong)
    for right in (
        "1 party",
        "11 parties",
        "2011-01-1 days",
        "art. 2(1) parties",
        "0.1 years",
        "21 days",
    ):
        assert read(right) == right


def test_a_treaty_with_one_party() -> None:
    treaty = treaty_of_one()
    assert read(repr(treaty)) == (
        "<Treaty opcat as of 2026-02-03: 1 party, 1 signatory, 0 of them pending>"
    )
    assert "1 day after 1 deposit (article 28)" in read(treaty._repr_html_())
    assert "Not shown: 1 status; .statuses holds it." in re.sub("<[^>]*>", "", treaty._repr_html_())
    assert "1 month after its notice (article 33)" in treaty._repr_html_()
    before = treaty.on("2005-09-16")
    assert read(repr(before)).endswith("0 parties, 1 signatory, 1 of them pending>")
    for value in (1, 2):
        for kind in opcat.FigureKind:
            given: Any = {kind: value}
            found = opcat.reconcile(**given, on="2010-01-01", treaty=treaty)
            read(found.verdict)
            read(repr(found).replace("_", " "))
            read(found._repr_html_())
    for group in (None, "WEOG"):
        read(str(opcat.uptake(treaty=treaty, group=group)))


@pytest.mark.parametrize("name", ["map", "timeline", "groups", "survival", "history"])
def test_a_picture_of_one_state_is_in_the_singular(name: str) -> None:
    treaty = treaty_of_one()
    given = ("France",) if name == "history" else ()
    for day in ("2005-09-16", "2008-11-11", "2020-01-01"):
        drawn = getattr(charts, name)(*given, on=day, treaty=treaty).to_dict()
        for part in ("title", "layer", "description"):
            read(json.dumps(drawn[part], ensure_ascii=False))


def test_the_first_party_and_article_17() -> None:
    first = min(act.date for act in opcat.actions() if act.kind.is_consent)
    assert read(repr(opcat.article_17(on=first))).startswith(f"<Article17 as of {first}: 1 party, ")


def test_a_text_of_which_one_character_is_left_out() -> None:
    source = opcat.treaty().sources[0]
    for more, said in ((1, "… (1 more character)"), (2, "… (2 more characters)")):
        long = attrs.evolve(source, publisher="x" * (CHARACTERS + more))
        assert said in read(long._repr_html_())


def test_no_page_counts_one_thing_as_many() -> None:
    for page in (ROOT / "README.md", *ROOT.glob("docs/*.md")):
        text = re.sub(r"`1 [^`]*`|\"1 [^\"]*\"|\b[pm]\.? ?1 ", "", page.read_text(encoding="utf-8"))
        if page.name != "changelog.md":
            assert WRONG.findall(ONE_OF.sub("", text)) == [], page.name


def test_a_picture_of_one_mission() -> None:
    first = opcat.visits()[0].start.latest
    read(json.dumps(charts.visits(on=first).to_dict()))


def test_one_entry_that_is_wrong() -> None:
    with pytest.raises(opcat.errors.UnknownStatesError) as caught:
        frames.annotate(pd.DataFrame({"country": ["Atlantis"], "date": [date(2012, 1, 1)]}))
    assert "holds 1 distinct entry that names no State, in 1 row:" in read(str(caught.value))
    many = pd.DataFrame(
        {"country": ["Atlantis", "Atlantis", "Utopia"], "date": [date(2012, 1, 1)] * 3}
    )
    with pytest.raises(opcat.errors.UnknownStatesError) as caught:
        frames.annotate(many)
    assert "holds 2 distinct entries that name no State, in 3 rows:" in str(caught.value)


def test_a_page_with_one_entry_off_its_log() -> None:
    rows = (("Albania", "1 Oct 2003", "2 Oct 2004"), ("Malta", "24 Sep 2003", "[24 Sep 2003]"))
    page = untc.read_page(html(Table(rows=rows)))
    assert len(page.off_log_entries) == 1
    assert read(repr(page)).endswith(", 1 entry off its log>")
    with pytest.warns(
        opcat.errors.PageWarning, match="^1 of the page's entries is not in the Treaty"
    ):
        untc.read(html(Table(rows=rows)))


def test_a_published_figure_of_one() -> None:
    figure = attrs.evolve(opcat.reported_figures()[0], value=1)
    assert ": 1 party, undated" in read(repr(figure))


def test_a_row_of_one_cell(tmp_path: Path) -> None:
    for file in ("treaty.csv", "actions.csv", "states.csv", "sources.csv"):
        data = (Path(opcat.__file__).parent / "data" / file).read_bytes()
        (tmp_path / file).write_bytes(data + (b"x\n" if file == "actions.csv" else b""))
    with pytest.raises(opcat.DataError, match="1 cell; there must be") as caught:
        opcat.load(tmp_path)
    read(str(caught.value))


def test_the_overview_says_one_and_many_rightly(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (0, 1, 2):
        counts = opcat.Counts(parties=number, signatories=2 * number, pending_signatories=number)
        monkeypatch.setattr(opcat, "counts", lambda counts=counts, **_: counts)
        assert main([]) == 0
        read(capsys.readouterr().out)


def test_places_in_a_row() -> None:
    told = "1st 2nd 3rd 4th 10th 11th 12th 13th 20th 21st 101st 111th 112th 113th 122nd 1000th"
    assert told == " ".join(ordinal(int(re.sub(r"\D", "", word))) for word in told.split())
