"""Headings of any page of the collection: what is read, what is asked for, and what is let through."""

import csv
import warnings
from datetime import date
from pathlib import Path

import pytest
from status_pages import Form, Table, html, refused, xml

import opcat
from opcat import ActionKind, untc
from opcat.errors import PageWarning, VocabularyError
from opcat.untc._cells import column  # single headings, each against what it may say

CASES = Path(__file__).parents[2] / "shared" / "cases" / "headings.csv"
NAMES = ("Kenya", "Malta", "Mali", "Peru", "Togo", "Chile", "France", "Nepal", "Ghana", "Cuba")

READ = {
    "Accession(a), Ratification": {"1 a": "accession", "1": "ratification"},
    "Participation under articles 3 (2) and (3)(P)": {"1 P": "participation"},
    "Participation under article XI of the Protocol of 1 May 1970(P), Ratification": {
        "1 P": "participation",
        "1": "ratification",
    },
    "Participation by virtue of ratification, accession or succession to the Protocol": {
        "1": "participation",
    },
    "Acceptance ipso facto by virtue of article 9 (1) of the Convention, as amended(A)": {
        "1 A": "acceptance",
    },
    # One date may be any of several acts, all of which make a party.
    "Definitive signature of the Protocol, Acceptance of the Protocol, Accession(a)": {
        "1": "consent_to_be_bound",
        "1 s": "definitive_signature",
        "1 A": "acceptance",
        "1 a": "accession",
    },
    "Definitive signature or acceptance of the Protocol": {"1": "consent_to_be_bound"},
    "Participation under article 5 or accession(a)": {"1 a": "consent_to_be_bound"},
    "Succession to the Convention and the Protocol(d)": {"1 d": "succession"},
    "Accession to the Convention as amended by the Protocol(a)": {"1 a": "accession"},
    "Ratification of the Agreement as amended": {"1": "ratification"},
    "Acceptance(A), Acceptance ipso facto by virtue of article 9(A)": {"1 A": "acceptance"},
    "Signature, Signature ad referendum (s)": {"1": "signature", "1 s": "signature"},
    "Signature by non-regional members under Section 3 (c) (i)": {"1": "signature"},
    "Definitive signature(s), Confirmation of signature": {
        "1 s": "definitive_signature",
        "1": "definitive_signature",
    },
    "Definitive acceptance": {"1": "acceptance"},
    "Application": {"1": "consent_to_be_bound"},
    "Act of formal confirmation(c)": {"1 c": "formal_confirmation"},
    "Consent to be bound(P)": {"1 P": "consent_to_be_bound"},
    "Consent to be bound (P), Act of formal confirmation (c)": {
        "1 P": "consent_to_be_bound",
        "1 c": "formal_confirmation",
    },
    "Ratification, Notification of succession(d)": {"1": "ratification", "1 d": "succession"},
}
"""Headings, and what dates in their columns are: a consent or a signature."""
OFF_LOG = {
    "Provisional application(n)": ("1 n", "provisional application"),
    "Provisional application under article 23(n)": ("1 n", "provisional application"),
    "Provisional application of the Agreement as amended": ("1", "provisional application"),
    "Provisional application by virtue of signature, adoption of the Agreement or accession": (
        "1",
        "provisional application",
    ),
    "Undertaking of provisional application in accordance with article 31": (
        "1",
        "provisional application",
    ),
    "Notification of provisional application under article 7(n)": (
        "1 n",
        "provisional application",
    ),
    "Provisional acceptance/accession": ("1", "provisional application"),
    "Extension": ("1", "extension"),
    "Notification under article 21 (1)": ("1", "notification under article 21 (1)"),
    "Notification of non-provisional application under article 7 (1) (b)": (
        "1",
        "notification of non-provisional application under article 7 (1) (b)",
    ),
    "Confirmation of signature ad referendum(C)": (
        "1 C",
        "confirmation of signature ad referendum",
    ),
}
"""Headings, a cell, and what the entry is that no log holds."""


def dated(cell: str) -> str:
    """Return a cell with a day: ``"1 a"`` is ``"1 Oct 2003 a"``."""
    return cell.replace("1", "1 Oct 2003", 1)


@pytest.mark.parametrize("form", [html, xml])
@pytest.mark.parametrize("heading", READ)
def test_a_heading_is_read_by_its_words_and_letters(form: Form, heading: str) -> None:
    acts = READ[heading]
    rows = tuple((name, dated(cell)) for name, cell in zip(NAMES, acts, strict=False))
    signs = "signature" in acts.values()
    table = Table(
        headings=("Participant", heading),
        rows=rows,
        signatories=str(len(acts)) if signs else "",
        parties="" if signs else str(len(acts)),
    )
    page = untc.read_page(form(table), None if form is html else "2026-02-03")
    assert {action.state.name: action.kind for action in page.treaty.actions} == {
        row[0]: ActionKind(kind) for row, kind in zip(rows, acts.values(), strict=True)
    }
    assert page.off_log_entries == ()


@pytest.mark.parametrize("heading", OFF_LOG)
def test_what_no_log_holds_is_kept_beside_it(heading: str) -> None:
    cell, description = OFF_LOG[heading]
    table = Table(
        headings=("Participant", heading, "Accession(a)"),
        rows=(("Kenya", dated(cell), "2 Oct 2003 a"), ("Mali", f"[{dated(cell)}]", "")),
        signatories="",
        parties="1",
    )
    page = untc.read_page(html(table))
    assert [(one.description, one.has_lapsed) for one in page.off_log_entries] == [
        (description, False),
        (description, True),
    ]
    assert page.treaty.counts.parties == 1


def test_who_has_joined_joins_no_second_time() -> None:
    """As to a convention, and to the convention as a protocol amended it."""
    headings = (
        "Participant",
        "Definitive signature of the Protocol, Acceptance of the Protocol",
        "Accession to the Convention as amended by the Protocol(a)",
    )
    rows = (
        ("Kenya", "2 Oct 2003", "1 Oct 2003 a"),
        ("Malta", "1 Oct 2003", "2 Oct 2003 a"),
        ("Mali", "[1 Oct 2003]", "2 Oct 2003 a"),
    )
    page = untc.read_page(html(Table(headings=headings, rows=rows, signatories="", parties="3")))
    assert [str(action) for action in page.treaty.actions] == [
        str(action)
        for action in (
            opcat.Action(state=state, kind=kind, date=day)
            for state, kind, day in (
                (opcat.resolve("Kenya"), ActionKind.ACCESSION, date(2003, 10, 1)),
                (opcat.resolve("Malta"), ActionKind.CONSENT_TO_BE_BOUND, date(2003, 10, 1)),
                (opcat.resolve("Mali"), ActionKind.ACCESSION, date(2003, 10, 2)),
            )
        )
    ]  # fmt: skip
    assert list(map(str, page.off_log_entries)) == [
        "[2003-10-01 Mali: consent to be bound]",
        "2003-10-02 Kenya: consent to be bound",
        "2003-10-02 Malta: accession",
    ]


STRANGE = "Notification, with commas, of (something) under paragraph 4 of resolution 05-79(Q)"


@pytest.mark.parametrize("key", [STRANGE, STRANGE.upper(), STRANGE[:-3], "Q"])
@pytest.mark.parametrize("kind", ["accession", ActionKind.ACCESSION, "provisional", "ignore"])
def test_the_caller_settles_any_heading(key: str, kind: str) -> None:
    """By all of it, by the words of an act in it, or by a letter."""
    table = Table(
        headings=("Participant", STRANGE, "Ratification"),
        rows=(("Kenya", "1 Oct 2003 Q", ""), ("Mali", "", "2 Oct 2003")),
        signatories="",
        parties="2" if kind == "accession" else "1",
    )
    refused(html(table), f"acts={{{STRANGE[:-3]!r}: KIND}}", f"--act '{STRANGE[:-3]}=KIND'")
    page = untc.read_page(html(table), acts={key: kind})
    described = {"provisional": ["provisional application"]}
    assert [one.description for one in page.off_log_entries] == described.get(kind, [])
    kinds = [action.kind for action in page.treaty.actions]
    assert kinds == [*[ActionKind.ACCESSION] * (kind == "accession"), ActionKind.RATIFICATION]


@pytest.mark.parametrize("heading", [",Signing", ", Accession(a)", ""])
def test_a_heading_with_nothing_between_commas_is_settled_as_a_whole(heading: str) -> None:
    """And what is said of a heading without a text says nothing of another column."""
    table = Table(
        headings=("Participant", heading, "Ratification"),
        rows=(("Kenya", "see note 4", ""), ("Mali", "", "2 Oct 2003")),
        signatories="",
        parties="1",
    )
    refused(html(table), f"acts={{{heading!r}: KIND}}")
    page = untc.read_page(html(table), acts={heading: "ignore"})
    assert [action.kind for action in page.treaty.actions] == [ActionKind.RATIFICATION]


def test_a_heading_that_is_ignored_may_hold_anything() -> None:
    table = Table(
        headings=("Participant", "Remarks", "Accession(a)"),
        rows=(("Kenya", "see note 4", "2 Oct 2003 a"), ("Mali", "", "2 Oct 2003 x")),
        signatories="",
        parties="2",
    )
    page = untc.read_page(html(table), acts={"Remarks": "ignore", "x": "ratification"})
    assert [action.kind.value for action in page.treaty.actions] == ["accession", "ratification"]
    with pytest.raises(opcat.DataError, match=r"the letter 'x'; say what it is: acts=\{'x': KIND"):
        untc.read_page(html(table), acts={"Remarks": "ignore"})
    with pytest.raises(VocabularyError, match="acts='ignored' is not known"):
        untc.read_page(html(table), acts={"Remarks": "ignored"})


@pytest.mark.parametrize(
    ("heading", "why"),
    [
        ("Signature, Accession", "explains a date without a letter twice"),
        ("Signature or accession", "explains a date without a letter twice"),
        ("Provisional application or accession(a)", "explains a date without a letter twice"),
        ("Notification under article 5 or ratification", "explains a date without a letter twice"),
        ("Ratification or something else or accession", "is not an act"),
        ("Accession(a), Approval(a)", "explains the letter 'a' twice"),
        ("Notification in respect of the Agreement as amended(d)", "is not an act"),
        ("Accession of the Convention in part", "is not an act"),
        ("Participation", None),
    ],
)
def test_what_a_heading_leaves_open_is_asked_for(heading: str, why: str | None) -> None:
    if why is None:
        assert column(heading, {}).acts[""] is ActionKind.PARTICIPATION
    else:
        with pytest.raises(ValueError, match=why) as caught:
            column(heading, {})
        assert "acts={" in str(caught.value)


@pytest.mark.parametrize("form", [html, xml])
@pytest.mark.parametrize(
    ("signatories", "parties", "missing"),
    [
        ("", "", "signatories or parties"),
        ("1", "", "parties"),
        ("", "2", "signatories"),
    ],
)
def test_a_total_that_is_not_printed_is_warned_of(
    form: Form, signatories: str, parties: str, missing: str
) -> None:
    table = Table(
        rows=(("Kenya", "1 Oct 2003", ""), ("Mali", "", "2 Oct 2003 a"), ("Cuba", "", "2 Oct 2003 a")),
        signatories=signatories,
        parties=parties,
    )  # fmt: skip
    as_of = None if form is html else "2026-02-03"
    warned = rf"^page prints no total of {missing}, so nothing tells"
    for read in (untc.read, untc.read_page):
        with pytest.warns(PageWarning, match=warned) as caught:
            read(form(table), as_of)
        assert caught[0].filename == __file__


class TestChecks:
    """The depositary's own slips."""

    SLIPS = (
        (Table(rows=(("Mali", "", "2 Oct 2003 a"),), parties="2"), "prints Parties: 2, but its rows have 1"),
        (Table(rows=(("Mali", "", "2 Oct 1903 a"),)), "1903-10-02 Mali: accession is earlier than the day of the treaty"),
        (Table(rows=(("Mali", "3 Oct 2003", "2 Oct 2003"),)), "page, row 1: "),
        (Table(rows=(("Mali", "", "2 Oct 2033 a"),)), "2033-10-02 Mali: accession is later than"),
        (Table(rows=(("Mali", "", "[2 Oct 2033 a]"),)), "2033-10-02 Mali: accession] is later than"),
        (Table(rows=(("Mali", "", "[2 Oct 1903 a]"),)), "1903-10-02 Mali: accession] is earlier than"),
    )  # fmt: skip

    @pytest.mark.parametrize(("table", "slip"), SLIPS)
    def test_a_slip_is_refused_or_warned_of(self, table: Table, slip: str) -> None:
        refused(html(table), slip.removeprefix("page, row 1: "))
        with pytest.warns(PageWarning) as caught:
            page = untc.read_page(html(table), checks="warn")
        [warning] = caught
        assert slip in str(warning.message)
        assert warning.filename == __file__
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            assert untc.read(html(table), checks="warn") == page.treaty

    def test_an_act_that_cannot_be_is_beside_the_log(self) -> None:
        with pytest.warns(PageWarning, match="signature"):
            page = untc.read_page(html(self.SLIPS[2][0]), checks="warn")
        beside = [one.description for one in page.off_log_entries]
        logged = [action.kind.label for action in page.treaty.actions]
        assert sorted(beside + logged) == ["ratification", "signature"]
        assert beside

    def test_what_is_no_slip_is_refused_all_the_same(self) -> None:
        table = Table(rows=(("Ruritania", "", "2 Oct 2003 a"),), parties="3")
        with pytest.raises(opcat.DataError, match="'Ruritania' is not a participant"):
            untc.read_page(html(table), checks="warn")
        with pytest.raises(VocabularyError, match=r"checks='off' is not known"):
            untc.read_page(html(table), checks="off")


@pytest.mark.parametrize("form", [html, xml])
def test_a_page_without_a_table_says_just_that(form: Form) -> None:
    data = form(Table(title="Convention on Salt"))
    start = data.index(b"<table" if form is html else b"<Participants>")
    end = data.index(b"</table>") if form is html else data.index(b"</Participants>")
    data = data[:start] + data[end + len(b"</table>" if form is html else b"</Participants>") :]
    refused(
        data, "'", "Convention on Salt", "has no table of participants, like the pages of treaties"
    )


@pytest.mark.skipif(not CASES.exists(), reason="the cases from the field are not here")
def test_every_case_of_the_field_is_read_with_its_totals() -> None:
    """With one cell for each letter of each heading, and the totals where the page prints them."""
    asked: list[str] = []
    unread: list[str] = []
    with CASES.open(encoding="utf-8", newline="") as stream:
        cases = list(csv.DictReader(stream))
    for case in cases:
        headings = case["columns"].split(" | ")
        try:
            columns = [column(heading, {}) for heading in headings]
        except ValueError:
            asked.append(case["chapter"])
            continue
        states = iter(opcat.states())
        rows: list[tuple[str, ...]] = []
        kinds: list[object] = []
        for place, its in enumerate(columns):
            for letters, act in its.acts.items():
                cells = [""] * len(headings)
                cells[place] = f"1 Oct 2003 {letters}".rstrip()
                rows.append((next(states).name, *cells))
                kinds.append(act)
        acts = [kind for kind in kinds if isinstance(kind, ActionKind)]
        table = Table(
            headings=("Participant", *headings),
            rows=tuple(rows),
            signatories=case["printed_signatories"]
            and str(sum(kind.is_signature for kind in acts)),
            parties=case["printed_parties"] and str(sum(kind.is_consent for kind in acts)),
        )
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for data, as_of in ((html(table), None), (xml(table), "2026-02-03")):
                page = untc.read_page(data, as_of)
                if len(page.treaty.actions) + len(page.off_log_entries) != len(rows):
                    unread.append(case["chapter"])
        both = bool(case["printed_signatories"]) and bool(case["printed_parties"])
        assert bool(caught) or both or not all(
            (any(its.is_of_signatures for its in columns), any(its.is_of_consents for its in columns))
        )  # fmt: skip
    assert len(cases) == 93
    assert unread == []
    assert asked == ["VI-3", "VI-9"]
