"""Reading status pages: both forms, every letter, and what is refused."""

import re
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pycountry
import pytest
from record_files import rows_of_file
from status_pages import PAGES, Form, Table, html, refused, xml

import opcat
from opcat import ActionKind, ParticipantKind, untc

# `opcat.load` does not look for names that two participants share.
from opcat._record.record import RecordFiles, packaged
from opcat.errors import PageWarning

# `opcat.load` does not look for names that two participants share.
from opcat.untc._participants import read_participants

ROWS = (
    ("Albania", "", "1 Oct 2003 a"),
    ("Malta", "24 Sep 2003", "24 Sep 2003"),
    ("Montenegro", "23 Oct 2006 d", ""),
)

HEADED = (
    "Participant@",
    "Signature, Succession to signature(d)",
    "Accession(a), Succession(d), Ratification@",
)


@pytest.fixture(scope="module")
def page() -> untc.Page:
    return untc.read_page(PAGES / "treaty.html")


@pytest.fixture(scope="module")
def older() -> untc.Page:
    return untc.read_page(PAGES / "treaty.xml", "2003-01-01")


def link(number: str) -> bytes:
    address = f"/doc/Publication/MTDSG/Volume%20I/Chapter/{number}.en.xml"
    return f'<a id="x_ucicons_lnkXml" title="XML" href="{address}"></a>'.encode()


class TestHandMade:
    """The pages that were written by hand hold one of everything."""

    def test_the_facts_of_the_treaty_are_those_on_the_page(
        self, page: untc.Page, older: untc.Page
    ) -> None:
        for treaty in (page.treaty, older.treaty):
            assert (treaty.key, treaty.title) == ("XXIX-7-c", "Protocol on Hand-made Pages")
            assert (treaty.adopted_on, treaty.adopted_at) == (date(1990, 5, 1), "Nairobi")
            assert treaty.stated_in_force_on == treaty.in_force_on == date(1991, 7, 29)
            assert treaty.depositary == "Secretary-General of the United Nations"
        assert page.treaty.as_of == date(2024, 3, 2)
        assert older.treaty.as_of == date(2003, 1, 1)

    def test_what_the_page_does_not_say_stays_unknown(self, page: untc.Page) -> None:
        assert page.treaty.entry_rule is None
        assert page.treaty.denunciation_rule is None
        with pytest.raises(opcat.errors.UnknownRuleError, match="rule of entry into force"):
            opcat.parties(basis="in_force", treaty=page.treaty)

    def test_every_letter_is_read_as_its_act(self, page: untc.Page) -> None:
        acts = {
            action.state.name: action.kind
            for action in page.treaty.actions
            if action.kind.is_consent
        }
        assert acts == {
            "Albania": ActionKind.ACCESSION,
            "China": ActionKind.ACCEPTANCE,
            "Cook Islands": ActionKind.DEFINITIVE_SIGNATURE,
            "Croatia": ActionKind.SUCCESSION,
            "Côte d'Ivoire": ActionKind.APPROVAL,
            "European Union": ActionKind.FORMAL_CONFIRMATION,
            "Kenya": ActionKind.PARTICIPATION,
            "Malta": ActionKind.SIMPLIFIED_PROCEDURE,
            "Türkiye": ActionKind.RATIFICATION,
            "Yugoslavia": ActionKind.ACCESSION,
        }
        croatia = opcat.status("Croatia", treaty=page.treaty)
        assert croatia.signature is not None
        assert croatia.signature.kind is ActionKind.SUCCESSION_TO_SIGNATURE

    def test_what_stands_in_brackets_is_beside_the_log(self, page: untc.Page) -> None:
        assert list(map(str, page.off_log_entries)) == [
            "[1990-09-09 Czechoslovakia: signature]",
            "[1991-10-10 Czechoslovakia: ratification]",
            "1997-01-09 Niue: provisional application",
            "[1998-02-10 Philippines: accession]",
        ]
        assert (page.signatories, page.parties) == (5, 10)
        assert page.treaty.counts == opcat.Counts(parties=10, signatories=5, pending_signatories=1)
        assert repr(page).endswith("1 of them pending>, 4 entries off its log>")

    def test_reading_a_treaty_warns_of_what_its_log_cannot_hold(self, page: untc.Page) -> None:
        with pytest.warns(PageWarning, match="^4 of the page's entries are not in the Treaty"):
            assert untc.read(PAGES / "treaty.html") == page.treaty
        with pytest.warns(PageWarning, match="3 of the page's entries"):
            untc.read(PAGES / "treaty.xml", as_of=date(2003, 1, 1))

    @pytest.mark.parametrize("number", range(1, 6))
    def test_the_warning_names_the_first_three(self, number: int) -> None:
        rows = [(name, "", "[1 Oct 2003 a]") for name in ("Kenya", "Malta", "Mali", "Peru", "Togo")]
        page = untc.read_page(html(Table(rows=tuple(rows[:number]))))
        with pytest.warns(PageWarning) as caught:
            untc.read(html(Table(rows=tuple(rows[:number]))))
        count, _, rest = str(caught[0].message).partition(" ")
        _, _, rest = rest.partition(": ")
        named, _, step = rest.partition("; ")
        assert count == str(number)
        assert named.split(", ") == [
            *map(str, page.off_log_entries[:3]),
            *["..."][: max(0, number - 3)],
        ]
        assert step.startswith("opcat.untc.read_page returns")

    def test_participants_that_are_no_states_have_their_own_kind(
        self, page: untc.Page, older: untc.Page
    ) -> None:
        kinds = {state.key: state.kind for state in page.treaty.states if not state.alpha_3}
        assert kinds == {
            "european-union": ParticipantKind.ORGANISATION,
            "yugoslavia": ParticipantKind.FORMER_STATE,
        }
        assert {off_log_entry.state.key for off_log_entry in older.off_log_entries} == {
            "czechoslovakia",
            "NIU",
        }
        names = {state.key: state.depositary_name for state in older.treaty.states}
        assert names["TUR"] == "Turkey"
        assert names["european-union"] == "European Community"
        assert names["yugoslavia"] == "Yugoslavia (former)"

    def test_queries_find_organisations_and_former_states_by_name_and_key(
        self, page: untc.Page, older: untc.Page
    ) -> None:
        for name in ("European Union", "european union", "european-union"):
            assert opcat.is_party(name, treaty=page.treaty)
        assert opcat.is_party("European Community", treaty=older.treaty)
        assert opcat.actions("Yugoslavia", treaty=page.treaty)
        with pytest.raises(opcat.UnknownStateError, match="Yugoslavia"):
            opcat.status("Yugoslavia")
        with pytest.raises(opcat.AmbiguousStateError):
            opcat.status("Korea", treaty=page.treaty)

    def test_each_fact_names_the_page(self, page: untc.Page) -> None:
        [source] = page.treaty.sources
        assert source.id == "untc-xxix-7-c-2024-03-02"
        assert source.title == "Status of treaties, chapter XXIX.7.c, status as at 2 March 2024"
        assert page.treaty.sources_of("adopted_on") == (source,)

    def test_json_keeps_the_treaty(self, page: untc.Page) -> None:
        assert opcat.from_json(opcat.to_json(page.treaty)) == page.treaty

    def test_a_page_of_a_part_of_a_chapter_names_those_who_are_no_more(self) -> None:
        page = untc.read_page(PAGES / "part.html")
        assert page.treaty.key == "XI-B-99"
        assert page.treaty.stated_in_force_on is None
        assert (page.signatories, page.parties) == (2, 4)
        assert {state.key: state.kind for state in page.treaty.states if not state.alpha_3} == {
            "serbia-and-montenegro": ParticipantKind.FORMER_STATE,
            "union-soviet-socialist-republics": ParticipantKind.FORMER_STATE,
            "world-health-organization": ParticipantKind.ORGANISATION,
        }
        assert list(map(str, page.off_log_entries)) == [
            "[1960-01-06 Yemen Arab Republic: accession]"
        ]

    def test_an_error_page_is_refused_with_its_message(self) -> None:
        refused(
            (PAGES / "error.html").read_bytes(),
            "page: has no table of participants: an error page, or not a status page; it says",
            "The page that you ask for is not there.",
        )

    @pytest.mark.parametrize(("length", "whole"), [(200, True), (201, False)])
    def test_a_page_without_a_message_says_its_title(self, length: int, whole: bool) -> None:
        title = "x" * length
        said = repr(title) if whole else f"{title[:200]!r}..."
        data = f"<html><head><title>{title}</title></head><body></body></html>".encode()
        refused(data, f"page; it says {said}; save the status page again")


class TestForms:
    """What differs from page to page, and is no error."""

    def test_a_table_of_consents_alone_has_no_total_of_signatories(self) -> None:
        table = Table(
            headings=("Participant", "Accession(a), Ratification"),
            rows=(("Kenya", "1 Jan 2004 a"), ("Malta", "[2 Jan 2004]")),
            signatories="",
            parties="1",
        )
        for data, as_of in ((html(table), None), (xml(table), "2026-02-03")):
            page = untc.read_page(data, as_of)
            assert (page.signatories, page.parties) == (None, 1)
        without, count = re.subn(rb"<Signatories [^>]*/>", b"", xml(table))
        assert count == 1
        assert untc.read_page(without, "2026-02-03").signatories is None

    def test_an_entry_before_the_day_of_the_treaty_is_refused(self) -> None:
        """A digit that is read wrongly shows, also in brackets."""
        for cell in ("1 Oct 1903 a", "[17 Dec 2002 a]"):
            table = Table(rows=(("Kenya", "", cell), ("Malta", "", "18 Dec 2002 a")), parties=None)
            with pytest.raises(
                opcat.DataError, match="is earlier than the day of the treaty"
            ) as caught:
                untc.read_page(html(table))
            assert [place for place, _ in caught.value.problems] == ["page, row 1"]

    def test_what_happens_on_the_day_of_the_status_is_in_it(self) -> None:
        table = Table(rows=(("Kenya", "3 Feb 2026", "[3 Feb 2026]"), ("Malta", "", "3 Feb 2026 a")))
        assert {
            off_log_entry.date for off_log_entry in untc.read_page(html(table)).off_log_entries
        } == {date(2026, 2, 3)}

    def test_what_nobody_sees_is_no_part_of_a_name(self) -> None:
        seen = Table(rows=(("Malta", "", "1 May 2004"),))
        unseen = Table(rows=(("\u202eMal\u200bta\u00ad", "", "1 May\ufeff 2004"),))
        for write in (html, xml):
            status, other = (untc.read_page(write(t), as_of="2026-02-03") for t in (seen, unseen))
            assert not untc.compare(status, other)

    @pytest.mark.parametrize(
        ("html_name", "xml_name"),
        [
            ("M<b>al</b>ta", "M&lt;b&gt;al&lt;/b&gt;ta"),
            ("<i></i>Malta", "&lt;i&gt;Malta&lt;/i&gt;"),
        ],
    )
    def test_how_a_name_is_set_is_no_part_of_it(self, html_name: str, xml_name: str) -> None:
        """The XML has the tags of a page in its text."""
        for write, name in ((html, html_name), (xml, xml_name)):
            data = write(Table(rows=(("Malta", "", "1 May 2004"),)))
            start = data.rindex(b"Malta")
            other = data[:start] + name.encode() + data[start + 5 :]
            assert untc.read(other, "2026-02-03") == untc.read(data, "2026-02-03")

    def test_a_mark_may_be_an_element(self) -> None:
        data = xml(Table(rows=(("Malta", "", "1 May 2004"),)))
        start = data.rindex(b"Malta") + 5
        for mark in (b"<superscript>1, 2</superscript>", b"<sup>*</sup>"):
            other = data[:start] + mark + data[start:]
            assert untc.read(other, "2026-02-03") == untc.read(data, "2026-02-03")

    @pytest.mark.parametrize("between", ["", ",", " , ", ",&nbsp;", "\n"])
    @pytest.mark.parametrize("number", range(1, 4))
    def test_commas_between_marks_are_no_part_of_the_text(self, between: str, number: int) -> None:
        """In a name, in a cell and in a heading, whether the marks are elements or escaped."""
        for write, mark in (
            (html, "<SUP>1</SUP>"),
            (xml, "<superscript>1</superscript>"),
            (xml, "&lt;superscript&gt;1&lt;/superscript&gt;"),
        ):
            data = write(Table(rows=(("Malta", "", "1 May 2004@"),), headings=HEADED))
            assert data.count(b"@") == 3
            marks = between.join([mark] * number).replace("&nbsp;", "&#160;")
            other = data.replace(b"@", marks.encode()).replace(b"Malta", f"Malta{marks}".encode())
            assert untc.read(other, "2026-02-03") == untc.read(
                data.replace(b"@", b""), "2026-02-03"
            )

    @pytest.mark.parametrize("between", [" ", ", ", " ,", "&#160;", "\n"])
    def test_a_space_between_marks_separates_what_stands_around_them(self, between: str) -> None:
        """A letter or a word may follow the last mark at once."""
        for write, mark in (
            (html, "<SUP>1</SUP>"),
            (xml, "<superscript>1</superscript>"),
            (xml, "&lt;superscript&gt;1&lt;/superscript&gt;"),
        ):
            data = write(Table(rows=(("Holy@See", "", "1 Oct 2003@a"),)))
            assert data.count(b"@") == 2
            marks = (mark + between + mark).encode()
            assert untc.read(data.replace(b"@", marks), "2026-02-03") == untc.read(
                data.replace(b"@", b" "), "2026-02-03"
            )

    def test_a_comma_that_stands_between_no_marks_is_kept(self) -> None:
        data = html(Table(rows=ROWS, title="Salt@, Pepper@ and Tea, 1986"))
        title = untc.read(data.replace(b"@", b"<SUP>1</SUP>")).title
        assert title == "Salt, Pepper and Tea, 1986"

    @pytest.mark.parametrize("tag", ["script", "style", "STYLE"])
    def test_what_a_browser_has_put_into_a_text_is_no_part_of_it(self, tag: str) -> None:
        data = html(Table(rows=ROWS, title="Treaty@ on Salt"))
        put = f"<{tag}>a b {{}}</{tag}>".encode()
        other = data.replace(b"@", put).replace(b"Albania", b"Albania" + put)
        assert untc.read(other) == untc.read(data.replace(b"@", b""))

    @pytest.mark.parametrize("gap", ["<br>", "<p></p>", "<div></div>"])
    def test_a_new_line_is_a_space(self, gap: str) -> None:
        data = html(Table(rows=(("Holy See", "1 Oct 2003", ""),)))
        start = data.index(b"Holy See")
        broken = data[:start] + f"Holy{gap}See".encode() + data[start + 8 :]
        assert untc.read(broken) == untc.read(data)

    def test_a_page_whose_title_has_no_number_is_refused(self) -> None:
        data = html(Table(rows=ROWS, number="@", letter="", title="@"))
        start, stop = data.index(b"@"), data.rindex(b"@") + 1
        refused(
            data[:start] + b"Protocol" + data[stop:], "number '', title '': these do not identify"
        )

    @pytest.mark.parametrize("mark", ["<SUP> a</SUP>", "<sup>1 a", "<SUP>a 1</SUP>"])
    def test_a_letter_set_as_a_footnote_is_not_lost(self, mark: str) -> None:
        """Else an accession would be read as a ratification."""
        plain = html(Table(rows=(("Kenya", "", "1 Oct 2003 a"),)))
        data = plain.replace(b"2003  a\t <br>", b"2003  " + mark.encode(), 1)
        assert data != plain
        try:
            page = untc.read_page(data)
        except opcat.DataError:
            return
        assert page.treaty.actions[0].kind is opcat.ActionKind.ACCESSION

    def test_a_table_of_signatures_alone_is_read(self) -> None:
        table = Table(
            headings=("Participant", "Signature"),
            rows=(("Kenya", "1 Jan 2001"),),
            signatories="1",
            parties="",
            in_force="Not yet in force: see article 20, adopted on 3 March 1999.",
            conclusion="1 January 2000",
            letter="",
        )
        treaty = untc.read(html(table))
        assert (treaty.key, treaty.in_force_on) == ("IV-9", None)
        assert (treaty.adopted_on, treaty.adopted_at) == (date(2000, 1, 1), None)
        treaty = untc.read(xml(attrs.evolve(table, conclusion="", in_force="")), "2026-02-03")
        assert (treaty.key, treaty.adopted_on) == ("IV-9", None)

    @pytest.mark.parametrize("form", [html, xml])
    def test_definitive_signatures_in_a_part_of_a_chapter_are_consents(self, form: Form) -> None:
        """The facts of XI.B.6 as the depositary has them: parties by letters and brackets."""
        table = Table(
            headings=(
                "Participant",
                "Signature",
                "Accession(a), Succession(d), Ratification, Definitive signature(s)",
            ),
            rows=(
                ("Albania", "", "14 Oct 2008 a"),
                ("Belgium", "16 Sep 1950", "23 Apr 1954"),
                ("France", "", "[16 Sep 1950 s]"),
                ("Greece", "", "1 Jul 1952 a"),
                ("Italy", "", "30 Mar 1957 a"),
                ("Luxembourg", "16 Sep 1950", "17 Oct 1952"),
                ("Montenegro", "", "23 Oct 2006 d"),
                ("Netherlands (Kingdom of the)", "16 Sep 1950", "4 Dec 1952 s"),
                ("Serbia", "", "12 Mar 2001 d"),
            ),
            chapter="CHAPTER XI",
            part="B",
            number="6",
            letter="",
            conclusion="Geneva, 16 September 1950",
            in_force="1 July 1952, in accordance with article 5.",
            signatories="3",
            parties="8",
        )
        page = untc.read_page(form(table), "2026-02-03")
        assert page.treaty.key == "XI-B-6"
        assert page.treaty.counts == opcat.Counts(parties=8, signatories=3, pending_signatories=0)
        netherlands = opcat.status("NLD", treaty=page.treaty)
        assert netherlands.consent is not None
        assert netherlands.consent.kind is ActionKind.DEFINITIVE_SIGNATURE
        assert list(map(str, page.off_log_entries)) == ["[1950-09-16 France: definitive signature]"]

    @pytest.mark.parametrize(
        "total",
        [
            *("2&lt;superscript&gt;1,2&lt;/superscript&gt;", "2&lt;SUP&gt;1 *&lt;/SUP&gt;"),
            *("2<Note>1</Note><Note>2</Note>", "2<superscript>1</superscript>"),
        ],
    )
    def test_a_total_may_have_footnotes(self, total: str) -> None:
        data = xml(Table(rows=ROWS, parties="@")).replace(b"@", total.encode())
        assert untc.read_page(data, "2026-02-03").parties == 2

    @pytest.mark.parametrize(
        ("status", "said"),
        [
            ("Signataires : 2. Parties : 2", "says 'Signataires : 2' where totals stand"),
            ("Unterzeichner : 2. Vertragsparteien : 2", "'Signatories : 76. Parties : 96'; save"),
            ("Signatories : 2. Vertragsparteien : 2", "says 'Vertragsparteien : 2' where"),
            (
                "\u7b7e\u7f72\u56fd\uff1a2",
                "'Signatories : 76. Parties : 96'; save the English page again",
            ),
        ],
    )
    def test_a_total_in_other_words_does_not_pass_for_none(self, status: str, said: str) -> None:
        """As on a page that a browser has translated."""
        table = Table(rows=ROWS)
        printed = f"Signatories : {table.totals[0]}. Parties : {table.totals[1]}"
        data = html(table)
        assert printed.encode() in data
        refused(data.replace(printed.encode(), status.encode()), said)
        with pytest.warns(PageWarning) as caught:
            page = untc.read_page(data.replace(printed.encode(), status.encode()), checks="warn")
        assert page.treaty == untc.read(data)
        assert any("where totals stand" in str(warning.message) for warning in caught)

    @pytest.mark.parametrize(
        "said", ["Not yet in force (article 12)", "Terminated on 1 May 1990", ""]
    )
    def test_a_remark_where_totals_stand_is_no_total(self, said: str) -> None:
        table = Table(rows=ROWS)
        printed = f"Signatories : {table.totals[0]}. Parties : {table.totals[1]}"
        data = html(table)
        assert printed.encode() in data
        with pytest.warns(PageWarning, match="prints no total"):
            page = untc.read_page(data.replace(printed.encode(), said.encode()))
        assert page.treaty == untc.read(data)

    @pytest.mark.parametrize("after", ["*", " *", ".", ". (see note)", ". Parties : 2"])
    def test_what_stands_after_the_totals_does_not_count(self, after: str) -> None:
        data = html(Table(rows=ROWS))
        assert (
            untc.read_page(data.replace(b"Parties : 2<", f"Parties : 2{after}<".encode())).parties
            == 2
        )

    def test_two_totals_that_differ_are_refused(self) -> None:
        data = html(Table(rows=ROWS))
        twice = data.replace(b"Parties : 2<", b"Parties : 2. Parties : 3<")
        assert twice != data
        refused(twice, "prints Parties: 2 and 3, but its rows have 2")

    def test_a_page_without_a_day_needs_one(self) -> None:
        data = html(Table(rows=ROWS, as_at=""))
        assert b"STATUS" not in data
        step = "page: does not print the day of the status; pass it: as_of='YYYY-MM-DD', on the command line --as"
        with pytest.raises(opcat.DataError) as caught:
            untc.read(data)
        assert str(caught.value).startswith(step)
        assert str(caught.value).endswith(" --as-of YYYY-MM-DD")
        assert untc.read(data, "2026-02-03").as_of == date(2026, 2, 3)
        refused(xml(Table(rows=ROWS)), "does not print the day of the status")

    @pytest.mark.parametrize(
        "line",
        [
            *("STATUS AS AT : 3-2-2026", "STATUS AS AT : 2026-02-03", "STATUS AS AT 03/02/2026"),
            *("STATUS AS AT :", "STATUS AS AT : 02-30-2026 10:16:18 EDT", "As at 3 February 2026"),
            *("STATUS AS AT : O3-O2-2O26", "STATUS AS AT : 03-02-20266", "STATUS AS AT:03-02-26"),
        ],
    )
    def test_another_form_of_the_day_does_not_pass_for_none(self, line: str) -> None:
        """Else the caller's day would be believed, whatever the page says."""
        data = html(Table(rows=ROWS)).replace(
            b"STATUS AS AT : 03-02-2026 10:16:18 EDT", line.encode()
        )
        for as_of in (None, "2026-02-03"):
            refused(data, "the day first; save the English page again", as_of=as_of)

    def test_the_form_of_the_day_that_the_error_gives_is_read(self) -> None:
        line = "STATUS AS AT : 03-02-2026 10:16:18 EDT"
        data = html(Table(rows=ROWS)).decode()
        with pytest.raises(opcat.DataError) as caught:
            untc.read(data.replace(line, "STATUS AS AT : 3-2-2026").encode())
        said = (
            r"in the form '(STATUS AS AT : [0-9-]+)', the day first; save the English page again$"
        )
        found = re.search(said, str(caught.value))
        assert found is not None
        example = found[1]
        assert untc.read(data.replace(line, example).encode()).as_of.day == int(
            example.split(" ")[4][:2]
        )

    def test_the_day_is_read_in_small_letters_too(self) -> None:
        data = html(Table(rows=ROWS))
        other = data.replace(b"STATUS AS AT : 03", b"Status as at:03")
        assert untc.read(other) == untc.read(data)
        moved = other.replace(b"div3", b"div4")
        refused(moved, "STATUS AS AT: 'Status as at:03-02-2026 10:16:18 EDT'", as_of="2026-02-03")

    def test_a_day_in_another_place_does_not_pass_for_none(self) -> None:
        data = html(Table(rows=ROWS)).replace(b"div3", b"div4")
        message = "STATUS AS AT: 'STATUS AS AT : 03-02-2026 10:16:18 EDT' is not a day"
        refused(data, message, as_of="2026-02-03")
        for said in ("ééé" * 10, "x" + "ééé" * 10):  # of one of them half a letter is looked at
            other = data.replace(b"03-02-2026", said.encode())
            refused(other, f"STATUS AS AT: 'STATUS AS AT : {said[:9]}", as_of="2026-02-03")

    @pytest.mark.parametrize("form", [html, xml])
    def test_a_day_to_come_is_read_with_a_warning(self, form: Form) -> None:
        """A page can be read on a computer whose clock is wrong; it is not quiet about it."""
        today = datetime.now(UTC).date()
        for days, warned in ((-1, False), (3, True)):
            day = today + timedelta(days=days)
            data = form(Table(rows=ROWS, as_at=f"{day:%d-%m-%Y}"))
            for call in (untc.read, untc.read_page):
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    call(data, day)
                assert bool(caught) is warned
                if warned:
                    assert caught[0].category is PageWarning
                    assert f"as at {day}, a day that is still to come" in str(caught[0].message)

    def test_a_warning_names_the_line_that_asked(self) -> None:
        tomorrow = datetime.now(UTC).date() + timedelta(days=3)
        to_come = html(Table(rows=ROWS, as_at=f"{tomorrow:%d-%m-%Y}"))
        for call in (untc.read, untc.read_page):
            with pytest.warns(PageWarning, match="still to come") as caught:
                call(to_come)
            assert [warning.filename for warning in caught] == [__file__]
        with pytest.warns(PageWarning, match="not in the Treaty") as caught:
            untc.read(PAGES / "treaty.html")
        assert [warning.filename for warning in caught] == [__file__]

    @pytest.mark.parametrize("form", [html, xml])
    @pytest.mark.parametrize(
        ("number", "letter", "part", "chapter", "key"),
        [
            ("9", "b", "", "CHAPTER IV", "IV-9-b"),
            ("9", "", "", "CHAPTER IV", "IV-9"),
            ("1", "", "A", "CHAPTER XI", "XI-A-1"),
            ("1", "", "B", "CHAPTER XI", "XI-B-1"),
            ("4", "a", "PART D", "CHAPTER XI", "XI-D-4-a"),
            ("4", "", "Section d", "CHAPTER XI", "XI-D-4"),
        ],
    )
    def test_the_number_in_the_collection_is_the_key(
        self, form: Form, number: str, letter: str, part: str, chapter: str, key: str
    ) -> None:
        table = Table(rows=ROWS, number=number, letter=letter, part=part, chapter=chapter)
        treaty = untc.read(form(table), "2026-02-03")
        assert (treaty.key, treaty.title) == (key, table.title)
        [source] = treaty.sources
        assert f"chapter {key.replace('-', '.')}, status" in str(source.title)

    @pytest.mark.parametrize(
        ("printed", "key", "title"),
        [
            ("9. b Optional Protocol", "IV-9-b", "Optional Protocol"),
            ("9.b Optional Protocol", "IV-9-b", "Optional Protocol"),
            ("9. b) Optional Protocol", "IV-9-b", "Optional Protocol"),
            ("9. bis Protocol", "IV-9", "bis Protocol"),
            ("9. international Covenant", "IV-9", "international Covenant"),
            ("26. a-2 Protocol", "IV-26-a-2", "Protocol"),
            ("2. 7 Annex VII", "IV-2-7", "Annex VII"),
            ("2. 12a Annex XII", "IV-2-12a", "Annex XII"),
            ("2. 12 a Annex XII", "IV-2-12a", "Annex XII"),
            ("2. 12 annexes", "IV-2-12", "annexes"),
            ("16. 1. Uniform provisions", "IV-16-1", "Uniform provisions"),
            ("16. 12) Uniform provisions", "IV-16-12", "Uniform provisions"),
            ("16. 100 Regulation", "IV-16-100", "Regulation"),
            ("7. 1946 Protocol", "IV-7", "1946 Protocol"),
            ("7. 2nd Protocol", "IV-7", "2nd Protocol"),
        ],
    )
    def test_a_letter_or_a_number_is_one_where_a_space_follows_it(
        self, printed: str, key: str, title: str
    ) -> None:
        data = html(Table(rows=ROWS, number="@", letter="", title="@"))
        start = data.index(b"@")
        stop = data.index(b"@", start + 1) + 1
        treaty = untc.read(data[:start] + printed.encode() + data[stop:])
        assert (treaty.key, treaty.title) == (key, title)

    def test_the_link_to_the_xml_names_the_part_too(self) -> None:
        table = Table(rows=ROWS, number="1", letter="", chapter="CHAPTER XI")
        refused(html(table), "is from chapter XI, which has parts, each with a treaty numbered 1")
        refused(xml(table), "does not say which part it is from", as_of="2026-02-03")
        linked = html(table).replace(b"<body>", b"<body>" + link("XI-B-1"))
        assert untc.read(linked).key == "XI-B-1"

    def test_a_heading_among_the_facts_of_the_treaty_is_not_that_of_a_part(self) -> None:
        data = xml(Table(rows=ROWS))
        headed = data.replace(b"<ExternalData>", b"<ExternalData><Header>PART B</Header>")
        headed = headed.replace(b"<EIF>", b"<EIF><Header>CHAPTER V</Header>")
        assert headed != data
        assert untc.read(headed, "2026-02-03") == untc.read(data, "2026-02-03")

    def test_the_link_to_the_xml_is_that_of_the_page(self) -> None:
        data = html(Table(rows=ROWS))
        assert untc.read(data.replace(b"<body>", b"<body>" + link("IV-9-b"))) == untc.read(data)
        assert untc.read(data.replace(b"<body>", b"<body>" + link("IV-9-b-x"))) == untc.read(data)
        for other in ("IV-9", "IV-9-c", "IV-11-b", "V-9-b"):
            page = data.replace(b"<body>", b"<body>" + link(other))
            refused(page, f"is the status of IV-9-b, but its link leads to {other}")

    def test_the_link_of_an_annex_is_that_of_the_page(self) -> None:
        """Annexes have numbers and letters: III.2.12a."""
        table = Table(rows=ROWS, chapter="CHAPTER III", number="2", letter="12a")
        for its in ("III-2-12a", "III-2-12-a"):
            linked = html(table).replace(b"<body>", b"<body>" + link(its))
            assert untc.read(linked).key == "III-2-12a"
        assert untc.read(xml(table), "2026-02-03").key == "III-2-12a"
        for other in ("III-2", "III-2-12", "III-2-12b", "III-2-1"):
            linked = html(table).replace(b"<body>", b"<body>" + link(other))
            refused(linked, f"is the status of III-2-12a, but its link leads to {other}")

    def test_the_caller_says_which_act_an_unknown_heading_means(self) -> None:
        headings = ("Participant", "Signature", "Application of regulation, Succession(d)")
        table = Table(rows=(("Kenya", "", "1 Oct 2003"),), headings=headings)
        refused(
            html(table),
            "acts={'Application of regulation': KIND}",
            "--act 'Application of regulation=KIND'",
        )
        for kind in (ActionKind.ACCEPTANCE, "acceptance"):
            for call in (untc.read, lambda *a, **k: untc.read_page(*a, **k).treaty):
                treaty = call(html(table), acts={"Application of Regulation": kind})
                assert [action.kind for action in treaty.actions] == [ActionKind.ACCEPTANCE]
        with pytest.raises(opcat.errors.VocabularyError, match="acts='applying' is not known"):
            untc.read(html(table), acts={"Application of regulation": "applying"})

    def test_a_given_day_must_be_the_printed_one(self) -> None:
        data = html(Table(rows=ROWS))
        assert untc.read(data, date(2026, 2, 3)) == untc.read(data)
        refused(data, "is the status as at 2026-02-03, not as_of=2026-02-04", as_of="2026-02-04")
        with pytest.raises(opcat.errors.DayTypeError, match=r"^as_of=2026"):
            untc.read(data, 2026)  # type: ignore[arg-type] # the mistake

    def test_a_byte_order_mark_and_blank_lines_before_the_page_are_passed_over(self) -> None:
        mark = b"\xef\xbb\xbf\r\n"
        text = xml(Table(rows=ROWS)).decode("iso-8859-1")
        in_utf_8 = text.replace("ISO-8859-1", "UTF-8", 1).encode()
        for data in (mark + html(Table(rows=ROWS)), b"\n" + xml(Table(rows=ROWS)), mark + in_utf_8):
            assert untc.read(data, "2026-02-03").counts.parties == 2

    def test_a_body_of_the_table_and_blank_rows_change_nothing(self) -> None:
        data = html(Table(rows=ROWS)).replace(b"<tr><td>Alb", b"<tr><td> </td></tr><tr><td>Alb")
        assert untc.read(data).counts.parties == 2

    def test_headings_may_be_cells_of_their_own_kind(self) -> None:
        data = html(Table(rows=ROWS))
        heading, row, rest = data.partition(b"<tr><td>")
        start = heading.index(b"<tr class")
        headed = heading[start:].replace(b"<td>", b"<th>").replace(b"</td>", b"</th>")
        assert headed.count(b"<th>") == 3
        assert untc.read(heading[:start] + headed + row + rest) == untc.read(data)

    def test_the_caller_says_who_is_meant_by_an_unknown_name(self) -> None:
        table = Table(rows=(("Ruritania", "", "1 Oct 2003 a"), ("The Body", "", "2 Oct 2003 a")))
        refused(html(table), "'Ruritania' is not a participant", "'The Body' is not a participant")
        body = opcat.State(key="the-body", name="Body", kind=ParticipantKind.ORGANISATION)
        treaty = untc.read(
            html(table), participants={"Ruritania": opcat.resolve("Kenya"), "The Body": body}
        )
        assert [state.depositary_name for state in treaty.states] == ["The Body", "Ruritania"]
        no_states: Any = {"Ruritania": "Kenya"}
        with pytest.raises(
            TypeError, match=r"values that are not States; pass a dict of printed names"
        ):
            untc.read(html(table), participants=no_states)

    @pytest.mark.parametrize("read", [untc.read, untc.read_page])
    @pytest.mark.parametrize("argument", ["participants", "acts"])
    @pytest.mark.parametrize("value", [["Ruritania"], [], "Ruritania=organisation:x", 0])
    def test_participants_and_acts_that_are_no_mapping_are_refused(
        self, read: Callable[..., object], argument: str, value: object
    ) -> None:
        with pytest.raises(TypeError, match=rf"{argument}=.* is not a mapping; pass a dict of"):
            read(html(Table(rows=ROWS)), **{argument: value})


class TestRefusals:
    """Every check, each with one clear error."""

    @pytest.mark.parametrize(
        ("table", "message"),
        [
            (Table(rows=ROWS, parties="3"), "prints Parties: 3, but its rows have 2"),
            (Table(rows=ROWS, signatories="1"), "prints Signatories: 1, but its rows have 2"),
            (Table(rows=ROWS, parties="two"), "prints Parties: two, but its rows have 2"),
            (
                Table(rows=ROWS, headings=("State", "Signature", "Accession(a)")),
                "headings ['State'",
            ),
            (Table(headings=("Participant",)), "headings ['Participant']"),
            (
                Table(rows=ROWS, headings=("Participant", "Firma", "Accession(a)")),
                "'Firma' is not an act that the package knows",
            ),
            (
                Table(rows=ROWS, headings=("Participant", "Signature", "Signature, Approval")),
                "explains a date without a letter twice",
            ),
            (
                Table(
                    rows=ROWS, headings=("Participant", "Signature", "Accession(a), Approval(a)")
                ),
                "explains the letter 'a' twice",
            ),
            (
                Table(rows=(*ROWS, ("Kenya", "1 May 2004")), parties="2"),
                "row 4: 'Kenya' has 2 cells; there must be 3",
            ),
            (Table(rows=(*ROWS, ("ken", "", ""))), "row 4: 'ken' is not a participant"),
            (Table(rows=(*ROWS, ("Česko–", "", ""))), "row 4: 'Česko–' is not a participant"),
            (Table(rows=(*ROWS, ("Kenya\x92", "", ""))), r"'Kenya\x92' is not a participant"),
            (
                Table(rows=(*ROWS, ("CÃ´te d'Ivoire", "", ""))),
                '"Côte d\'Ivoire" in the wrong encoding',
            ),
            (
                Table(rows=(*ROWS, ("TÃ¼rkiye", "", ""))),
                "'Türkiye' in the wrong encoding",
            ),
            (
                Table(rows=(*ROWS, ("Turkey", "", ""), ("Türkiye", "", "1 May 2004"))),
                "row 5: 'Türkiye' is already in row 4, as TUR",
            ),
            (
                Table(rows=(*ROWS, ("Kenya", "1 May 2004 x", "")), signatories="2"),
                "the heading 'Signature, Succession to signature(d)' does not explain the letter",
            ),
            (
                Table(
                    rows=(("Kenya", "", "1 May 2004"),),
                    headings=("Participant", "Signature", "Accession(a)"),
                    parties="0",
                ),
                "does not explain a date without a letter",
            ),
            (Table(rows=(("Kenya", "", "May 2004"),), parties="0"), "'May 2004' is not a date"),
            (Table(rows=(("Kenya", "", "[1 May 2004"),), parties="0"), "is not a date such as"),
            (
                Table(rows=(("Kenya", "", "1 May 0204"),)),
                "'1 May 0204' is not a date",
            ),
            (Table(rows=(("Kenya", "", "31 Jun 2004"),), parties="0"), "not a day of the calendar"),
            (
                Table(rows=(("Kenya", "2 May 2004", "1 May 2004"),)),
                "row 1: 2004-05-02 Kenya: signature comes after",
            ),
            (Table(rows=(("Kenya", "", "4 Feb 2026"),)), "later than as_of, 2026-02-03"),
            # The act would have lapsed, whatever stands in its own cell.
            (Table(rows=(("[Kenya]", "", "4 Feb 2006"),)), "'[Kenya]': brackets around a name"),
            (Table(rows=(("[Kenya", "", "4 Feb 2006"),)), "'[Kenya': brackets around a name"),
            (Table(rows=(("Kenya ]", "", "4 Feb 2006"),)), "'Kenya ]': brackets around a name"),
            (
                Table(rows=(("Kenya", "", "[4 Feb 2026]"),)),
                "row 1: [2026-02-04 Kenya: ratification] is later than the day of the status, 2026",
            ),
            (Table(rows=ROWS, title="Convention relativeâ\x80\x94"), "read in the wrong encoding"),
            (Table(rows=ROWS, title="Accord europÃ©en"), "read in the wrong encoding"),
            (Table(rows=ROWS, conclusion="GenÃ¨ve, 1 May 2002"), "read in the wrong encoding"),
            (Table(rows=ROWS, title="Accord europ\ufffden"), "read in the wrong encoding"),
            (Table(rows=ROWS, title="Treaty\x9b2J"), r"'Treaty\x9b2J' is damaged, or was read in"),
            (
                Table(rows=ROWS, chapter="Chapter"),
                "chapter 'Chapter', number '9-b', title 'Optional",
            ),
            (Table(rows=ROWS, title=""), "these do not identify a treaty of the collection"),
            (Table(rows=ROWS, conclusion="Rome, 31 June 2002"), "not a day of the calendar"),
            (
                Table(rows=ROWS, conclusion="New York, 18 December 0202"),
                "'18 December 0202' is not a date of a treaty",
            ),
            (Table(rows=ROWS, conclusion="18 December 202"), "'18 December 202' is not a date of"),
            (
                Table(rows=ROWS, in_force="22 June 20066"),
                "'22 June 20066' is not a date of a treaty",
            ),
        ],
    )
    def test_each_check_refuses_html_and_xml_alike(self, table: Table, message: str) -> None:
        refused(html(table), message)
        refused(xml(table), message, as_of="2026-02-03")

    def test_what_no_row_says_is_blamed_on_the_page(self) -> None:
        refused(html(Table(rows=ROWS, as_at="31-12-9999")), "page: 9999-12-31 is too late")

    def test_a_total_that_is_none_is_cut_in_the_error(self) -> None:
        data = xml(Table(rows=ROWS, parties="9" * 21))
        refused(data, f"prints Parties: {'9' * 20}, but its rows have 2", as_of="2026-02-03")

    def test_a_day_that_no_calendar_has_is_refused(self) -> None:
        refused(
            html(Table(rows=ROWS, as_at="31-02-2026")), "'2026-02-31' is not a day of the calendar"
        )

    def test_a_table_of_something_else_is_refused_by_its_headings(self) -> None:
        table = Table(rows=ROWS, headings=("A", "B", "C", "D", "E", "F"))
        begins = (
            "page: the table has the headings ['A', 'B', 'C', 'D', 'E']; a table of participants"
        )
        ends = " begins with 'Participant' and has a column of signatures, of consents, or both"
        for data in (html(table), xml(table)):
            with pytest.raises(opcat.DataError) as caught:
                untc.read(data, "2026-02-03")
            assert str(caught.value) == begins + ends

    def test_all_that_is_wrong_is_said_at_once(self) -> None:
        rows = (("Peru", ""), ("A", "", "x"), ("Kenya", "x", "y"), ("Malta", "", "z"))
        data = html(Table(rows=rows, signatories="1", parties="1"))
        with pytest.raises(opcat.DataError) as caught:
            untc.read(data)
        assert [place for place, _ in caught.value.problems] == [
            *("page, row 1", "page, row 2", "page, row 3", "page, row 3", "page, row 4"),
            *("page", "page"),
        ]

    def test_an_error_names_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "saved.html"
        path.write_bytes(html(Table(rows=ROWS, parties="9")))
        with pytest.raises(opcat.DataError, match=r"^saved\.html: prints Parties"):
            untc.read(path)


PARTICIPANTS = rows_of_file("participants.csv")


def plain(name: str) -> str:
    """Return a name in small letters, without marks and articles."""
    return re.sub(r"\W|\bthe\b", "", name.casefold())


class TestParticipants:
    """``participants.csv``: what the package knows beside the States of the record."""

    def test_no_participant_bears_a_name_of_a_state(self) -> None:
        for row in PARTICIPANTS:
            for name in (row["name"], *filter(None, row["names"].split("|"))):
                with pytest.raises(LookupError):
                    opcat.resolve(name)

    def test_keys_are_kept_in_order_and_each_has_a_name_of_its_own(self) -> None:
        keys = [row["key"] for row in PARTICIPANTS]
        assert keys == sorted(set(keys))
        assert len({row["name"] for row in PARTICIPANTS}) == len(keys)
        assert all(row["kind"] != "state" for row in PARTICIPANTS)

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ("body,club,Body,,,\n", "row 2, column kind: kind='club'"),
            (
                "body,organisation,Body,,,\nother,organisation,Other,body,,\n",
                "row 3, column names: 'body' is a name of body already",
            ),
        ],
    )
    def test_what_is_wrong_is_said_with_its_place(self, rows: str, message: str) -> None:
        text = "key,kind,name,names,sources,not_counted_from\n" + rows
        files = {"participants.csv": text.encode(), "sources.csv": packaged._read("sources.csv")}
        with pytest.raises(opcat.DataError, match=message):
            read_participants(RecordFiles(files.__getitem__))

    def test_each_is_read_off_a_page_as_its_row_says(self) -> None:
        rows = tuple((row["name"], "", "1 Oct 2003") for row in PARTICIPANTS)
        known = {state.key: state for state in untc.read(html(Table(rows=rows))).states}
        assert len(known) == len(PARTICIPANTS)
        for row in PARTICIPANTS:
            state = known[row["key"]]
            assert "|".join(source.id for source in state.sources) == row["sources"]
            assert state.name == row["name"]
            assert state.kind.value == row["kind"]
            assert state.not_counted_from is None, "a page names those whom it counts"

    def test_former_states_have_the_codes_that_they_had(self) -> None:
        """What is said to be in ISO 3166-3 is there, under that name; and is no State of today."""
        listed = [row.name.split(", ") for row in pycountry.historic_countries]
        parts = [", ".join(part[:size]) for part in listed for size in range(1, len(part) + 1)]
        former = {plain(name) for name in (*parts, *(name for part in listed for name in part))}
        cited = [row for row in PARTICIPANTS if "iso-3166-3" in row["sources"].split("|")]
        assert {row["kind"] for row in cited} == {"former_state"}
        assert len(cited) == 6
        for row in cited:
            names = {plain(name) for name in (row["name"], *row["names"].split("|"))}
            assert names & former, row["key"]

    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("Serbia and Montenegro", "serbia-and-montenegro"),
            ("Union of Soviet Socialist Republics", "union-soviet-socialist-republics"),
            ("Yemen Arab Republic", "yemen-arab-republic"),
            ("Yemen (Democratic)", "democratic-yemen"),
            ("Yemen", "YEM"),
            ("Serbia", "SRB"),
            ("Russian Federation", "RUS"),
            (
                "Organization of Eastern Caribbean States (OECS)",
                "organisation-eastern-caribbean-states",
            ),
            (
                "Intergovernmental Authority on Development (IGAD)",
                "intergovernmental-authority-development",
            ),
            ("International Renewable Energy Agency", "international-renewable-energy-agency"),
            ("Gulf Cooperation Council", "gulf-cooperation-council"),
            ("World Health Organization (WHO)", "world-health-organization"),
            ("YUGOSLAVIA  (Fórmer)", "yugoslavia"),
        ],
    )
    def test_a_printed_name_means_one_participant(self, name: str, key: str) -> None:
        rows = ((name, "", "1 Oct 2003"), ("Malta", "", "2 Oct 2003"))
        treaty = untc.read(html(Table(rows=rows)))
        assert {state.key for state in treaty.states} == {key, "MLT"}


def test_fixtures_are_no_copies_of_real_pages() -> None:
    for path in Path(PAGES).iterdir():
        assert path.stat().st_size < 6_000
