"""Properties of reading and comparing, on generated tables in both forms."""

import calendar
from datetime import date
from random import Random

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from status_pages import Table, html, xml

import opcat
from opcat import ActionKind, untc
from opcat.untc._participants import participants

LETTERS = {
    "": ActionKind.RATIFICATION,
    "A": ActionKind.ACCEPTANCE,
    "AA": ActionKind.APPROVAL,
    "P": ActionKind.CONSENT_TO_BE_BOUND,
    "a": ActionKind.ACCESSION,
    "c": ActionKind.FORMAL_CONFIRMATION,
    "d": ActionKind.SUCCESSION,
    "n": None,
    "p": ActionKind.SIMPLIFIED_PROCEDURE,
    "s": ActionKind.DEFINITIVE_SIGNATURE,
}
HEADINGS = (
    "Participant",
    "Signature, Succession to signature(d)",
    ", ".join(
        [
            *("Acceptance(A)", "Approval(AA)", "Consent to be bound(P)", "Accession(a)"),
            *("Formal confirmation(c)", "Succession(d)", "Provisional application(n)"),
            *("Simplified procedure (p)", "Ratification", "Definitive signature(s)"),
        ]
    ),
)
WHO = [*opcat.states(), *dict.fromkeys(participants().values())]
DAYS = st.dates(date(2002, 12, 18), date(2026, 2, 3))
FORMS = st.sampled_from([html, xml])


@attrs.frozen
class Cell:
    """A cell, and what it means."""

    day: date
    letters: str
    lapsed: bool

    def __str__(self) -> str:
        day = f"{self.day.day} {calendar.month_abbr[self.day.month]} {self.day.year}"
        text = f"{day} {self.letters}" if self.letters else day
        return f"[{text}]" if self.lapsed else text


def cells(letters: list[str]) -> st.SearchStrategy[Cell | None]:
    lapsed = st.sampled_from([False, False, False, True])
    return st.none() | st.builds(Cell, DAYS, st.sampled_from(letters), lapsed)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, untc.Page]:
    """Draw a table, and the page that it must be read as."""
    day = date(2026, 2, 3)
    source = opcat.Source(
        id="untc-iv-9-b-2026-02-03",
        title="Status of treaties, chapter IV.9.b, status as at 3 February 2026",
        publisher="United Nations Treaty Collection",
        as_of=opcat.PartialDate.of(day),
    )
    actions: list[opcat.Action] = []
    asides: list[untc.Aside] = []
    rows = []
    for who in draw(st.lists(st.sampled_from(WHO), max_size=8, unique_by=lambda who: who.key)):
        signed, joined = draw(cells(["", "d"])), draw(cells(sorted(LETTERS)))
        if signed and joined and signed.day > joined.day:
            signed = attrs.evolve(signed, day=joined.day)
        rows.append((who.depositary_name, *(str(cell or "") for cell in (signed, joined))))
        signature = {"": ActionKind.SIGNATURE, "d": ActionKind.SUCCESSION_TO_SIGNATURE}
        for cell, kinds in ((signed, signature), (joined, LETTERS)):
            if cell is None:
                continue
            kind = kinds[cell.letters]
            if kind is None or cell.lapsed:
                what = "provisional application" if kind is None else kind.label
                asides.append(untc.Aside(state=who, what=what, date=cell.day, lapsed=cell.lapsed))
            else:
                acted = opcat.Action(state=who, kind=kind, date=cell.day, sources=(source,))
                actions.append(acted)
    signatories = sum(action.kind.is_signature for action in actions)
    parties = sum(action.kind.is_consent for action in actions)
    table = Table(
        headings=HEADINGS,
        rows=tuple(rows),
        signatories=str(signatories),
        parties=str(parties),
    )
    facts = {
        "title": table.title,
        "depositary": "Secretary-General of the United Nations",
        "adopted_on": date(2002, 12, 18),
        "adopted_at": "New York",
        "stated_in_force_on": date(2006, 6, 22),
        "as_of": day,
    }
    treaty = opcat.Treaty(
        key="IV-9-b",
        actions=tuple(actions),
        fact_sources=tuple((fact, (source,)) for fact in facts),
        **facts,  # type: ignore[arg-type] # each has its own type
    )
    asides.sort(key=lambda aside: (aside.date, aside.state.key, aside.what))
    page = untc.Page(treaty=treaty, asides=tuple(asides), signatories=signatories, parties=parties)
    return table, page


def read(form, table: Table, chance: Random | None = None) -> untc.Page:  # type: ignore[no-untyped-def] # html or xml
    return untc.read_page(form(table, chance), "2026-02-03")


@given(tables(), FORMS)
def test_what_is_written_is_read_back(drawn, form):
    """In either form, and to the last field."""
    table, page = drawn
    assert read(form, table) == page


@given(tables(), FORMS, st.randoms(use_true_random=False))
def test_space_footnotes_and_attributes_mean_nothing(drawn, form, chance):
    table, page = drawn
    assert read(form, table, chance) == page


@given(tables(), tables())
def test_applying_the_changes_gives_the_newer_status(one, other):
    old, new = one[1].treaty, other[1].treaty
    changes = untc.compare(old, new)
    assert changes.applied_to(old) == new
    assert bool(changes) is (old != new)


@given(tables(), tables())
def test_applying_the_changes_of_pages_gives_the_newer_log(one, other):
    """A page's brackets explain more, and the log that comes out is the same."""
    old, new = one[1], other[1]
    changes = untc.compare(old, new)
    assert changes.applied_to(old.treaty) == new.treaty
    assert bool(changes) is (old != new)
    assert not untc.compare(new, new)


@given(tables(), FORMS, st.data())
def test_a_change_of_any_cell_is_found(drawn, form, data):
    """By the check sum, by another check, or by `compare`."""
    table, page = drawn
    assume(table.rows)
    row = data.draw(st.integers(0, len(table.rows) - 1))
    column = data.draw(st.integers(0, 2))
    before = table.rows[row][column]
    others = (
        st.sampled_from([who.depositary_name for who in WHO])
        if column == 0
        else (cells(sorted(LETTERS)).map(lambda cell: str(cell or "")) | st.text(max_size=3))
    )
    after = data.draw(others)
    assume(" ".join(after.split()) != before)
    assume(after.isprintable() and not set(after) & set("<>&"))
    cells_after = (*table.rows[row][:column], after, *table.rows[row][column + 1 :])
    changed = attrs.evolve(table, rows=(*table.rows[:row], cells_after, *table.rows[row + 1 :]))
    try:
        found = read(form, changed)
    except opcat.DataError:
        return
    if any(cells_after[1:]) or any(table.rows[row][1:]):
        assert untc.compare(page, found)
    else:
        assert found == page, "a row without acts is no participant yet"


@pytest.mark.parametrize("letters", ["a", "A", "AA", "aa", "D", "C"])
def test_letters_are_case_sensitive(letters):
    table = Table(headings=HEADINGS, rows=(("Kenya", "", f"1 May 2004 {letters}"),), parties="1")
    if letters in LETTERS:
        [action] = read(html, table).treaty.actions
        assert action.kind is LETTERS[letters]
    else:
        with pytest.raises(opcat.DataError, match=f"the letter '{letters}'"):
            read(html, table)
