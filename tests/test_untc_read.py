"""Reading status pages: both forms, every letter, and what is refused."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import attrs
import pytest
from status_pages import PAGES, Table, html, xml

import opcat
from opcat import ActionKind, PageWarning, ParticipantKind, untc
from opcat._bundled import Record, packaged
from opcat._names import fold
from opcat._spellings import spellings
from opcat.untc._participants import read_participants
from opcat.untc._sheet import MAX_BYTES

STATM = Path("/proc/self/statm")
ROWS = (
    ("Albania", "", "1 Oct 2003 a"),
    ("Malta", "24 Sep 2003", "24 Sep 2003"),
    ("Montenegro", "23 Oct 2006 d", ""),
)


@pytest.fixture(scope="module")
def page() -> untc.Page:
    return untc.read_page(PAGES / "treaty.html")


@pytest.fixture(scope="module")
def older() -> untc.Page:
    return untc.read_page(PAGES / "treaty.xml", "2003-01-01")


def refused(data: bytes, *patterns: str, as_of: str | None = None) -> None:
    with pytest.raises(opcat.DataError) as caught:
        untc.read_page(data, as_of)
    for pattern in patterns:
        assert pattern in str(caught.value)


class TestHandMade:
    """The pages that were written by hand hold one of everything."""

    def test_the_facts_of_the_treaty(self, page, older):
        for treaty in (page.treaty, older.treaty):
            assert (treaty.key, treaty.title) == ("XXIX-7-c", "Protocol on Hand-made Pages")
            assert (treaty.adopted_on, treaty.adopted_at) == (date(1990, 5, 1), "Nairobi")
            assert treaty.stated_in_force_on == treaty.in_force_on == date(1991, 7, 29)
            assert treaty.depositary == "Secretary-General of the United Nations"
        assert page.treaty.as_of == date(2024, 3, 2)
        assert older.treaty.as_of == date(2003, 1, 1)

    def test_what_the_page_does_not_say_stays_unknown(self, page):
        assert page.treaty.entry_rule is None
        assert page.treaty.denunciation_rule is None
        with pytest.raises(opcat.UnknownRuleError, match="rule of entry into force"):
            opcat.parties(basis="in_force", treaty=page.treaty)

    def test_every_letter(self, page):
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

    def test_what_stands_in_brackets_is_beside_the_log(self, page):
        assert list(map(str, page.asides)) == [
            "[1990-09-09 Czechoslovakia: signature]",
            "[1991-10-10 Czechoslovakia: ratification]",
            "1997-01-09 Niue: provisional application",
            "[1998-02-10 Philippines: accession]",
        ]
        assert (page.signatories, page.parties) == (5, 10)
        assert page.treaty.counts == opcat.Counts(parties=10, signatories=5, pending_signatories=1)
        assert repr(page).endswith("1 of them pending>, 4 asides>")

    def test_reading_a_treaty_warns_of_them(self, page):
        with pytest.warns(PageWarning, match=r"4 of .* not in the Treaty: .*, \.\.\.; ") as caught:
            assert untc.read(PAGES / "treaty.html") == page.treaty
        assert caught[0].filename == __file__
        with pytest.warns(PageWarning, match="3 of the page's entries"):
            untc.read(PAGES / "treaty.xml", as_of=date(2003, 1, 1))

    def test_participants_of_their_own_kind(self, page, older):
        kinds = {state.key: state.kind for state in page.treaty.states if not state.alpha_3}
        assert kinds == {
            "european-union": ParticipantKind.ORGANISATION,
            "yugoslavia": ParticipantKind.FORMER_STATE,
        }
        assert {aside.state.key for aside in older.asides} == {"czechoslovakia", "NIU"}
        names = {state.key: state.depositary_name for state in older.treaty.states}
        assert names["TUR"] == "Turkey"
        assert names["european-union"] == "European Community"
        assert names["yugoslavia"] == "Yugoslavia (former)"

    def test_queries_find_them_by_name_and_key(self, page, older):
        for name in ("European Union", "european union", "european-union"):
            assert opcat.is_party(name, treaty=page.treaty)
        assert opcat.is_party("European Community", treaty=older.treaty)
        assert opcat.actions(state="Yugoslavia", treaty=page.treaty)
        with pytest.raises(opcat.UnknownStateError, match="Yugoslavia"):
            opcat.status("Yugoslavia")
        with pytest.raises(opcat.AmbiguousStateError):
            opcat.status("Korea", treaty=page.treaty)

    def test_each_fact_names_the_page(self, page):
        [source] = page.treaty.sources
        assert source.id == "untc-xxix-7-c-2024-03-02"
        assert source.title == "Status of treaties, chapter XXIX.7.c, status as at 2 March 2024"
        assert page.treaty.sources_of("adopted_on") == (source,)

    def test_json_keeps_it(self, page):
        assert opcat.from_json(opcat.to_json(page.treaty)) == page.treaty

    def test_an_error_page(self):
        refused(
            (PAGES / "error.html").read_bytes(),
            "it is an error page, or no status page",
            "The page that you ask for is not there.",
        )


class TestForms:
    """What differs from page to page, and is no error."""

    def test_a_table_of_consents_alone(self):
        table = Table(
            headings=("Participant", "Accession(a), Ratification"),
            rows=(("Kenya", "1 Jan 2004 a"), ("Malta", "[2 Jan 2004]")),
            signatories="",
            parties="1",
        )
        for data, as_of in ((html(table), None), (xml(table), "2026-02-03")):
            page = untc.read_page(data, as_of)
            assert (page.signatories, page.parties) == (None, 1)

    def test_nothing_before_the_day_of_the_treaty(self):
        """A digit that is read wrongly shows, also in brackets."""
        for cell in ("1 Oct 1903 a", "[17 Dec 2002 a]"):
            table = Table(rows=(("Kenya", "", cell), ("Malta", "", "18 Dec 2002 a")), parties=None)
            with pytest.raises(
                opcat.DataError, match="is earlier than the day of the treaty"
            ) as caught:
                untc.read_page(html(table))
            assert len(caught.value.problems) == 1

    @pytest.mark.parametrize("mark", ["<SUP> a</SUP>", "<sup>1 a", "<SUP>a 1</SUP>"])
    def test_a_letter_set_as_a_footnote_is_not_lost(self, mark):
        """Else an accession would be read as a ratification."""
        plain = html(Table(rows=(("Kenya", "", "1 Oct 2003 a"),)))
        data = plain.replace(b"2003  a\t <br>", b"2003  " + mark.encode(), 1)
        assert data != plain
        try:
            page = untc.read_page(data)
        except opcat.DataError:
            return
        assert page.treaty.actions[0].kind is opcat.ActionKind.ACCESSION

    def test_a_table_of_signatures_alone(self):
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

    def test_a_page_without_a_day_needs_one(self):
        data = html(Table(rows=ROWS, as_at=""))
        refused(data, "prints no day of the status; pass it: as_of=")
        assert untc.read(data, "2026-02-03").as_of == date(2026, 2, 3)
        refused(xml(Table(rows=ROWS)), "prints no day of the status")

    def test_a_given_day_must_be_the_printed_one(self):
        data = html(Table(rows=ROWS))
        assert untc.read(data, date(2026, 2, 3)) == untc.read(data)
        refused(data, "is the status as at 2026-02-03, not as_of=2026-02-04", as_of="2026-02-04")
        with pytest.raises(opcat.DayTypeError):
            untc.read(data, 2026)  # type: ignore[arg-type]

    def test_a_byte_order_mark_and_blank_lines_before_the_page(self):
        for data in (b"\xef\xbb\xbf\r\n" + html(Table(rows=ROWS)), b"\n" + xml(Table(rows=ROWS))):
            assert untc.read(data, "2026-02-03").counts.parties == 2

    def test_a_browser_adds_a_body_to_the_table_and_blank_rows(self):
        data = html(Table(rows=ROWS)).replace(b"<tr><td>Alb", b"<tr><td> </td></tr><tr><td>Alb")
        assert untc.read(data).counts.parties == 2

    def test_who_is_meant_by_another_name(self):
        table = Table(rows=(("Ruritania", "", "1 Oct 2003 a"), ("The Body", "", "2 Oct 2003 a")))
        refused(html(table), "'Ruritania' is not a participant", "'The Body' is not a participant")
        body = opcat.State(key="the-body", name="Body", kind=ParticipantKind.ORGANISATION)
        treaty = untc.read(
            html(table), participants={"Ruritania": opcat.resolve("Kenya"), "The Body": body}
        )
        assert [state.depositary_name for state in treaty.states] == ["The Body", "Ruritania"]
        with pytest.raises(TypeError, match="from names to States"):
            untc.read(html(table), participants={"Ruritania": "Kenya"})  # type: ignore[dict-item]


class TestRefusals:
    """Every check, each with one clear error."""

    @pytest.mark.parametrize(
        ("table", "message"),
        [
            (Table(rows=ROWS, parties="3"), "prints Parties: 3, and its rows have 2"),
            (Table(rows=ROWS, signatories="1"), "prints Signatories: 1, and its rows have 2"),
            (Table(rows=ROWS, parties=""), "prints Parties: no total, and its rows have 2"),
            (
                Table(rows=ROWS, headings=("State", "Signature", "Accession(a)")),
                "headings ['State'",
            ),
            (Table(headings=("Participant",)), "headings ['Participant']"),
            (
                Table(rows=ROWS, headings=("Participant", "Firma", "Accession(a)")),
                "'Firma' is not an act that a status page names",
            ),
            (
                Table(rows=ROWS, headings=("Participant", "Signature", "Ratification, Approval")),
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
            (
                Table(rows=(*ROWS, ("CÃ´te d'Ivoire", "", ""))),
                '"Côte d\'Ivoire" in a wrong encoding',
            ),
            (
                Table(rows=(*ROWS, ("TÃ¼rkiye", "", ""))),
                "'Türkiye' in a wrong encoding",
            ),
            (
                Table(rows=(*ROWS, ("Turkey", "", ""), ("Türkiye", "", "1 May 2004"))),
                "row 5: 'Türkiye' stands in row 4 already, as TUR",
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
            (Table(rows=(("Kenya", "", "31 Jun 2004"),), parties="0"), "no day of the calendar"),
            (
                Table(rows=(("Kenya", "2 May 2004", "1 May 2004"),)),
                "row 1: 2004-05-02 Kenya: signature comes after",
            ),
            (Table(rows=(("Kenya", "", "4 Feb 2026"),)), "later than as_of, 2026-02-03"),
            (
                Table(rows=(("Kenya", "", "[4 Feb 2026]"),)),
                "[2026-02-04 Kenya: ratification] is later than the day of the status, 2026-02-03",
            ),
            (Table(rows=ROWS, chapter="Chapter"), "which treaty of the collection this is"),
            (Table(rows=ROWS, title=""), "which treaty of the collection this is"),
            (Table(rows=ROWS, conclusion="Rome, 31 June 2002"), "no day of the calendar"),
        ],
    )
    def test_in_either_form(self, table, message):
        refused(html(table), message)
        refused(xml(table), message, as_of="2026-02-03")

    def test_a_day_that_is_none(self):
        refused(html(Table(rows=ROWS, as_at="31-02-2026")), "2026-02-31 is no day of the calendar")

    def test_all_that_is_wrong_is_said_at_once(self):
        with pytest.raises(opcat.DataError) as caught:
            untc.read(html(Table(rows=(("A", "", "x"), ("Kenya", "", "y"), ("Malta", "", "z")))))
        assert [place for place, _ in caught.value.problems] == [
            *("page, row 1", "page, row 2", "page, row 3"),
            "page",
        ]

    def test_a_file_is_named(self, tmp_path):
        path = tmp_path / "saved.html"
        path.write_bytes(html(Table(rows=ROWS, parties="9")))
        with pytest.raises(opcat.DataError, match=r"^saved\.html: prints Parties"):
            untc.read(path)


class TestDamaged:
    """Files that are no pages, or no longer."""

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "is neither HTML nor XML"),
            (b"%PDF-1.7", "is a PDF file; save the status page as 'Webpage, HTML only'"),
            (b"MIME-Version: 1.0", "is a web archive (MHTML)"),
            (b"<html><body>", "ends before the end of the page"),
            ("<html>é</html>".encode("latin-1"), "is not UTF-8: byte 6"),
            (b"<Document><Treaty>", "is not well-formed XML, or was cut off"),
            (b"<Document><Treaty></Treaty></Document>", "holds no table of participants"),
            (
                b"<?xml version='1.0' encoding='UTF-7'?><Document/>",
                "is declared to be in 'utf-7'; what is read is iso-8859-1",
            ),
            ("<Document/>".encode("utf-16-le"), "neither HTML nor XML"),
            (b"<Document>\0</Document>", "is declared to be in 'utf-8'"),
            (b"<Document>" + b"<a>" * 300 + b"</Document>", "100 levels"),
            (b"<html>" + b"<div>" * 300 + b"</html>", "100 levels"),
            (b"<html>" + b"<p>x" * 200_001 + b"</html>", "more than 200000 elements"),
            (
                b'<!DOCTYPE d [<!ENTITY a "&b;&b;"><!ENTITY b "boom">]><Document>&a;</Document>',
                "holds a document type",
            ),
            (
                b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><Document>&a;</Document>',
                "holds a document type",
            ),
            (b"<Document>&unknown;</Document>", "is not well-formed XML"),
        ],
    )
    def test_it_is_refused(self, data, message):
        refused(data, message, as_of="2026-02-03")

    def test_cut_off_anywhere(self):
        """Whatever is missing at the end, it is noticed."""
        for data, as_of in ((html(Table(rows=ROWS)), None), (xml(Table(rows=ROWS)), "2026-02-03")):
            for length in range(0, len(data) - 8, 7):
                refused(data[:length], as_of=as_of)

    def test_two_treaties_in_one_page(self):
        data = html(Table(rows=ROWS))
        table = data[data.index(b"<table") : data.index(b"</table>") + 8]
        refused(data.replace(b"</body>", table + b"</body>"), "'participants' twice")

    def test_a_row_within_a_row_is_no_row(self):
        inner = b"<td><table><tr><td>Kenya</td><td></td><td>1 May 2004 a</td></tr></table></td>"
        data = html(Table(rows=ROWS)).replace(b"<td>&nbsp;</td>", inner, 1)
        refused(data, "is not a date such as")

    def test_not_a_file(self, tmp_path):
        for path in (tmp_path, tmp_path / "none.html", "nul\0in the name"):
            with pytest.raises(opcat.DataError, match=r"not a file|cannot be read"):
                untc.read(path)
        with pytest.raises(TypeError):
            untc.read(None)  # type: ignore[arg-type]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(opcat.DataError, match="pipe: is not a file"):
            untc.read(tmp_path / "pipe")


class TestBounds:
    """Hostile files cost little time and memory."""

    def test_a_file_of_a_hundred_megabytes(self, tmp_path):
        path = tmp_path / "huge.html"
        with path.open("wb") as stream:
            stream.write(b"<html>")
            stream.truncate(100_000_000)
        begin = time.perf_counter()
        with pytest.raises(opcat.DataError, match=r"huge\.html: has more than 4,000,000 bytes"):
            untc.read(path)
        assert time.perf_counter() - begin < 1
        refused(bytes(MAX_BYTES + 1), "has more than")

    @pytest.mark.skipif(not STATM.is_file(), reason="the size of a process is read from /proc")
    def test_a_file_of_a_hundred_megabytes_fits_into_fifty(self, tmp_path):
        """In a process that may not have more."""
        path = tmp_path / "huge.xml"
        with path.open("wb") as stream:
            stream.write(b"<Document>")
            stream.truncate(100_000_000)
        code = f"""
import resource
from pathlib import Path
import opcat
from opcat import untc
size = int(Path({str(STATM)!r}).read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (size + 50_000_000,) * 2)
try:
    bytes(60_000_000)
except MemoryError:
    pass
else:
    raise SystemExit("the limit does not hold")
try:
    untc.read({str(path)!r}, "2026-02-03")
except opcat.DataError:
    pass
"""
        subprocess.run([sys.executable, "-c", code], check=True)

    @pytest.mark.parametrize(
        "data",
        [
            b"<html " + b" ".join(b"a%d" % n for n in range(400_000)),
            b"<html>" + b"<" * 3_900_000,
            b"<html>" + b"<table><tr><td>" * 260_000,
            b"<html>" + b"&amp" * 900_000,
            b"<html>" + b"<!--" * 900_000,
            b"<html><script>" * 270_000,
            b"<Document " + b" ".join(b"a%d='1'" % n for n in range(300_000)) + b"/>",
            b"<Document>" + b"&lt;" * 900_000 + b"</Document>",
        ],
        ids=[
            *("attributes", "angles", "tables", "entities", "comments", "scripts"),
            *("xml-attributes", "xml-entities"),
        ],
    )
    def test_a_hostile_file_of_the_largest_size(self, data):
        """A parser that takes quadratic time needs minutes for some of these."""
        begin = time.process_time()
        refused(data + b"</html>", as_of="2026-02-03")
        assert time.process_time() - begin < 10, "it takes a quarter of a second, untraced"


class TestParticipants:
    """``participants.csv``: what the package knows beside the States of the record."""

    def test_no_name_is_one_of_a_state(self):
        names = untc._participants.participants()
        assert not set(names) & set(spellings().folded)
        assert len({state.key for state in names.values()}) == len(
            {state.name for state in names.values()}
        )

    def test_keys_are_kept_in_order(self):
        rows = list(packaged.rows("participants.csv", "key,kind,name,names,sources"))
        keys = [row["key"] for row in rows]
        assert keys == sorted(set(keys))
        assert all(row["kind"] != "state" for row in rows)

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ("body,club,Body,,\n", "row 2, column kind: kind='club'"),
            ("body,organisation,Body,,\nother,organisation,Other,body,\n", "row 3, column names"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_place(self, rows, message):
        text = "key,kind,name,names,sources\n" + rows
        files = {"participants.csv": text.encode(), "sources.csv": packaged._read("sources.csv")}
        with pytest.raises(opcat.DataError, match=message):
            read_participants(Record(files.__getitem__))

    def test_folding_is_that_of_the_package(self):
        assert fold("Yugoslavia (former)") in untc._participants.participants()


def test_fixtures_are_no_copies_of_real_pages():
    for path in Path(PAGES).iterdir():
        assert path.stat().st_size < 6_000
