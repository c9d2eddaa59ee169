"""Properties of reading and comparing, on generated tables in both forms."""

from datetime import date, timedelta
from random import Random
from typing import Any

import attrs
import pytest
from calendar_days import in_words
from hypothesis import assume, given
from hypothesis import strategies as st
from record_files import rows_of_file
from status_pages import Form, Table, html, short, xml

import opcat
from opcat import ActionKind, untc

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
SOURCES = {source.id: source for source in opcat.sources()}
WHO = [
    *opcat.states(),
    *(
        opcat.State(
            key=row["key"],
            name=row["name"],
            kind=opcat.ParticipantKind(row["kind"]),
            sources=tuple(SOURCES[key] for key in row["sources"].split("|") if key),
        )
        for row in rows_of_file("participants.csv")
    ),
]
DAY = date(2026, 2, 3)
FIRST = date(2002, 12, 18)
FORMS = st.sampled_from([html, xml])
FACTS = ("title", "adopted_on", "adopted_at", "stated_in_force_on")
CONCLUDED: dict[str, dict[str, object]] = {
    "New York, 18 December 2002": {"adopted_on": FIRST, "adopted_at": "New York"},
    "Geneva, Switzerland, 1 May 2001": {
        "adopted_on": date(2001, 5, 1),
        "adopted_at": "Geneva, Switzerland",
    },
    "Port X , 18 December 2002": {"adopted_on": FIRST, "adopted_at": "Port X"},
    "18 December 2002": {"adopted_on": FIRST},
    "": {},
}
IN_FORCE: dict[str, dict[str, object]] = {
    "22 June 2006, in accordance with article 28(1).": {"stated_in_force_on": date(2006, 6, 22)},
    "1 May 2007": {"stated_in_force_on": date(2007, 5, 1)},
    "Not yet in force: see article 28.": {},
    "": {},
}


def names_of() -> dict[str, list[str]]:
    """Return the names that a table may have for each participant."""
    names: dict[str, list[str]] = {who.key: [who.depositary_name] for who in WHO}
    for row in rows_of_file("names.csv"):
        names[row["alpha_3"]].append(row["name"])
    for row in rows_of_file("participants.csv"):
        names[row["key"]] += row["names"].split("|") if row["names"] else []
    return {
        key: [name for name in dict.fromkeys(found) if len(name) > 3 and name == name.strip()]
        for key, found in names.items()
    }


NAMES = names_of()


@attrs.frozen
class Cell:
    """A cell, and what it means."""

    day: date
    letters: str
    has_lapsed: bool

    def __str__(self) -> str:
        day = short(self.day).removeprefix("0")
        text = f"{day} {self.letters}" if self.letters else day
        return f"[{text}]" if self.has_lapsed else text


def cells(letters: list[str], last: date = DAY) -> st.SearchStrategy[Cell | None]:
    has_lapsed = st.sampled_from([False, False, False, True])
    return st.none() | st.builds(Cell, st.dates(FIRST, last), st.sampled_from(letters), has_lapsed)


@st.composite
def tables(
    draw: st.DrawFn, *, days: st.SearchStrategy[date] | None = None
) -> tuple[Table, untc.Page]:
    """Draw a table, and the page that it must be read as.

    Without `days` all are of one day and one set of facts, under the names of today.
    """
    day = DAY if days is None else draw(days)
    title = Table().title
    conclusion, in_force = next(iter(CONCLUDED)), next(iter(IN_FORCE))
    if days is not None:
        title = draw(st.sampled_from([title, "Another Title"]))
        conclusion = draw(st.sampled_from(sorted(CONCLUDED)))
        in_force = draw(st.sampled_from(sorted(IN_FORCE)))
    source = opcat.Source(
        id=f"untc-iv-9-b-{day}",
        title=f"Status of treaties, chapter IV.9.b, status as at {in_words(day)}",
        publisher="United Nations Treaty Collection",
        as_of=opcat.PartialDate.of(day),
    )
    actions: list[opcat.Action] = []
    off_log_entries: list[untc.OffLogEntry] = []
    rows: list[tuple[str, ...]] = []
    for one in draw(st.lists(st.sampled_from(WHO), max_size=8, unique_by=lambda who: who.key)):
        name = one.depositary_name if days is None else draw(st.sampled_from(NAMES[one.key]))
        who = attrs.evolve(one, depositary_name=name)
        signed, joined = draw(cells(["", "d"], day)), draw(cells(sorted(LETTERS), day))
        if signed and joined and signed.day > joined.day:
            signed = attrs.evolve(signed, day=joined.day)
        rows.append((name, *(str(cell or "") for cell in (signed, joined))))
        signature = {"": ActionKind.SIGNATURE, "d": ActionKind.SUCCESSION_TO_SIGNATURE}
        for cell, kinds in ((signed, signature), (joined, LETTERS)):
            if cell is None:
                continue
            kind = kinds[cell.letters]
            if kind is None or cell.has_lapsed:
                what = "provisional application" if kind is None else kind.label
                off_log_entries.append(
                    untc.OffLogEntry(
                        state=who, description=what, date=cell.day, has_lapsed=cell.has_lapsed
                    )
                )
            else:
                acted = opcat.Action(state=who, kind=kind, date=cell.day, sources=(source,))
                actions.append(acted)
    signatories = sum(action.kind.is_signature for action in actions)
    parties = sum(action.kind.is_consent for action in actions)
    table = Table(
        headings=HEADINGS,
        rows=tuple(rows),
        as_at=f"{day:%d-%m-%Y}",
        title=title,
        conclusion=conclusion,
        in_force=in_force,
        signatories=str(signatories),
        parties=str(parties),
    )
    facts: dict[str, Any] = {
        "title": title,
        "depositary": "Secretary-General of the United Nations",
        **CONCLUDED[conclusion],
        **IN_FORCE[in_force],
        "as_of": day,
    }
    treaty = opcat.Treaty(
        key="IV-9-b",
        actions=tuple(actions),
        fact_sources=tuple((fact, (source,)) for fact in facts),
        **facts,
    )
    off_log_entries.sort(
        key=lambda off_log_entry: (
            off_log_entry.date,
            off_log_entry.state.key,
            off_log_entry.description,
        )
    )
    page = untc.Page(
        treaty=treaty,
        off_log_entries=tuple(off_log_entries),
        signatories=signatories,
        parties=parties,
    )
    return table, page


ANY = tables(days=st.dates(date(2020, 1, 1), DAY))
"""Tables of any day, with any facts and names."""


def read(form: Form, table: Table, chance: Random | None = None) -> untc.Page:
    day, month, year = table.as_at.split("-")
    return untc.read_page(form(table, chance), f"{year}-{month}-{day}")


def as_compared(treaty: opcat.Treaty) -> set[object]:
    """Return what two statuses are compared by, but for facts: acts, and names as printed."""
    names = {state.key: state.depositary_name for state in treaty.states}
    return {(act.state.key, act.kind, act.date, names[act.state.key]) for act in treaty.actions}


@given(ANY, FORMS)
def test_what_is_written_is_read_back(drawn: tuple[Table, untc.Page], form: Form) -> None:
    """In either form, and to the last field."""
    table, page = drawn
    assert read(form, table) == page


@given(ANY, FORMS, st.randoms(use_true_random=False))
def test_space_footnotes_and_attributes_mean_nothing(
    drawn: tuple[Table, untc.Page], form: Form, chance: Random
) -> None:
    table, page = drawn
    assert read(form, table, chance) == page


@given(tables(), tables())
def test_applying_the_changes_gives_the_newer_status(
    one: tuple[Table, untc.Page], other: tuple[Table, untc.Page]
) -> None:
    old, new = one[1].treaty, other[1].treaty
    changes = untc.compare(old, new)
    assert changes.applied_to(old) == new
    assert bool(changes) is (old != new)


@given(tables(), tables())
def test_applying_the_changes_of_pages_gives_the_newer_log(
    one: tuple[Table, untc.Page], other: tuple[Table, untc.Page]
) -> None:
    """A page's brackets explain more, and the log that comes out is the same."""
    old, new = one[1], other[1]
    changes = untc.compare(old, new)
    assert changes.applied_to(old.treaty) == new.treaty
    assert bool(changes) is (old != new)
    assert not untc.compare(new, new)


@given(ANY, ANY, st.booleans())
def test_applying_the_changes_brings_all_but_sources(
    one: tuple[Table, untc.Page], other: tuple[Table, untc.Page], with_asides: bool
) -> None:
    """Acts, names, facts and days; a fact that the newer status leaves open stays as it was."""
    old, new = sorted((one[1], other[1]), key=lambda page: page.treaty.as_of)
    changes = untc.compare(old, new) if with_asides else untc.compare(old.treaty, new.treaty)
    applied = changes.applied_to(old.treaty)
    assert as_compared(applied) == as_compared(new.treaty)
    assert applied.as_of == new.treaty.as_of
    for fact in FACTS:
        before, after = getattr(old.treaty, fact), getattr(new.treaty, fact)
        assert getattr(applied, fact) == (before if after is None else after)
    assert not untc.compare(applied, new.treaty)
    log = [(act, act.sources) for act in old.treaty.actions if act in new.treaty.actions]
    kept = {act: act.sources for act in applied.actions}
    assert all(kept[act] == sources for act, sources in log)


@given(ANY, ANY)
def test_every_renaming_is_told(
    one: tuple[Table, untc.Page], other: tuple[Table, untc.Page]
) -> None:
    """Of whoever stands on both pages with any cell, also one in brackets."""
    old, new = sorted((one[1], other[1]), key=lambda page: page.treaty.as_of)
    before, after = named(old), named(new)
    told = {
        change.after.key: (change.before.depositary_name, change.after.depositary_name)
        for change in untc.compare(old, new).of(untc.RenamedState)
    }
    assert told == {
        key: (before[key], after[key])
        for key in before.keys() & after.keys()
        if before[key] != after[key]
    }


def named(page: untc.Page) -> dict[str, str]:
    states = [*page.treaty.states, *(off_log_entry.state for off_log_entry in page.off_log_entries)]
    return {state.key: state.depositary_name for state in states}


def later(day: date, draw: st.DrawFn) -> date:
    return day + timedelta(days=draw(st.integers(400, 1200)))


@st.composite
def records(draw: st.DrawFn) -> tuple[opcat.Treaty, Table]:
    """Draw a record with denunciations, and the table that the depositary prints of it.

    A consent that was denounced stands there in brackets, or no more; of one who came back the
    cell has the last accession.
    """
    actions: list[opcat.Action] = []
    rows: list[tuple[str, ...]] = []
    for who in draw(st.lists(st.sampled_from(opcat.states()), max_size=6, unique=True)):
        day = draw(st.dates(FIRST, date(2006, 1, 1)))
        signed, cell = draw(st.booleans()), ""
        log = [(ActionKind.SIGNATURE, day)] if signed else []
        first = str(Cell(day, "", has_lapsed=False)) if signed else ""
        if signed and draw(st.booleans()):
            day = later(day, draw)
            log.append((ActionKind.WITHDRAWAL_OF_SIGNATURE, day))
            signed, first = False, draw(st.sampled_from([f"[{first}]", ""]))
        for _ in range(draw(st.integers(0, 3))):
            day = later(day, draw)
            kind = ActionKind.RATIFICATION if signed else ActionKind.ACCESSION
            log.append((kind, day))
            cell = str(Cell(day, "" if signed else "a", has_lapsed=False))
            if not draw(st.booleans()):
                break
            day = later(day, draw)
            log.append((ActionKind.DENUNCIATION, day))
            if draw(st.booleans()):
                revoked_on = day + timedelta(days=draw(st.integers(0, 300)))
                log.append((ActionKind.REVOCATION_OF_DENUNCIATION, revoked_on))
                break
            cell = draw(st.sampled_from([f"[{cell}]", ""]))
        actions += [opcat.Action(state=who, kind=kind, date=on) for kind, on in log]
        if first or cell:
            rows.append((who.depositary_name, first, cell))
    gone = opcat.State(
        key="yugoslavia",
        name="Yugoslavia",
        kind=opcat.ParticipantKind.FORMER_STATE,
        not_counted_from=draw(st.dates(later(FIRST, draw), DAY)),
    )
    acts = st.tuples(st.sampled_from([[], [ActionKind.SIGNATURE], [ActionKind.ACCESSION]]))
    for kind in draw(acts)[0]:
        actions.append(opcat.Action(state=gone, kind=kind, date=FIRST))
    record = opcat.Treaty(
        key="IV-9-b",
        title=Table().title,
        as_of=DAY,
        actions=tuple(actions),
        adopted_on=FIRST,
        adopted_at="New York",
        denunciation_rule=opcat.DenunciationRule(months=12, article="33"),
        stated_in_force_on=date(2006, 6, 22),
    )
    return record, Table(headings=HEADINGS, rows=tuple(rows))


@given(records(), FORMS, st.data())
def test_a_record_with_denunciations_and_its_page_say_the_same(
    drawn: tuple[opcat.Treaty, Table], form: Form, data: st.DataObject
) -> None:
    """And what is new on a later page comes into the record beside them."""
    record, table = drawn
    assert not untc.compare(record, read(form, table))
    there = {row[0] for row in table.rows} | {state.depositary_name for state in record.states}
    who = data.draw(st.sampled_from([s for s in opcat.states() if s.depositary_name not in there]))
    table = attrs.evolve(table, rows=(*table.rows, (who.depositary_name, "", "2 Feb 2026 a")))
    changes = untc.compare(record, read(form, table))
    assert [str(change) for change in changes] == [f"New accession: {who.name}, 2026-02-02"]
    applied = changes.applied_to(record)
    assert set(applied.actions) - set(record.actions) == {changes.of(untc.NewConsent)[0].action}
    assert set(record.actions) < set(applied.actions)
    assert not untc.compare(applied, read(form, table))


@given(tables(), FORMS, st.data())
def test_a_change_of_any_cell_is_found(
    drawn: tuple[Table, untc.Page], form: Form, data: st.DataObject
) -> None:
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
def test_letters_are_case_sensitive(letters: str) -> None:
    table = Table(headings=HEADINGS, rows=(("Kenya", "", f"1 May 2004 {letters}"),), parties="1")
    if letters in LETTERS:
        [action] = read(html, table).treaty.actions
        assert action.kind is LETTERS[letters]
    else:
        with pytest.raises(opcat.DataError, match=f"the letter '{letters}'"):
            read(html, table)
