"""Reading files that are damaged, hostile, or no status pages: one clear error, at little cost."""

import contextlib
import gc
import gzip
import os
import runpy
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import attrs
import pytest
from status_pages import PAGES, Table, html, refused, xml

import opcat
from opcat import untc
from opcat._output.extras import install_line  # which depends on where the tests run

MAX_BYTES = 8_000_000
MAX_ELEMENTS, MAX_DEPTH = 200_000, 100
"""What SECURITY.md promises to read of a page at most."""

STATM = Path("/proc/self/statm")
ROWS = (
    ("Albania", "", "1 Oct 2003 a"),
    ("Malta", "24 Sep 2003", "24 Sep 2003"),
    ("Montenegro", "23 Oct 2006 d", ""),
)


class TestDamaged:
    """Files that are no pages, or no longer."""

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "is neither HTML nor XML"),
            (b"%PDF-1.7", "is a PDF file; save the status page as 'Webpage, HTML only'"),
            (b"PK\3\4...", "is a zip file; save the status page as 'Webpage, HTML only'"),
            (gzip.compress(html(Table(rows=ROWS))), "is a gzip file; save the status page as"),
            (b"bplist00<html></html>", "is a web archive; save the status page as"),
            (b"MIME-Version: 1.0", "is a web archive (MHTML)"),
            (b"From: <Saved by Blink>\r\n\r\n<html></html>", "is a web archive (MHTML)"),
            (
                b"Date: x\r\nContent-Type: multipart/related;\r\n\r\n<html></html>",
                "is a web archive (MHTML)",
            ),
            ("<html></html>".encode("utf-16"), "is UTF-16 text; save the status page as"),
            ("<html></html>".encode("utf-16-be"), "is UTF-16 text"),
            (b"<html>\0</html>", "page: holds a NUL, at byte 6, as damaged files do; save the"),
            (
                b"<html><body>",
                "page: ends before the end of the page (</html>); save the page again, as 'Webpage, HTML only'",
            ),
            ("<html>é</html>".encode("latin-1"), "is not UTF-8: byte 6"),
            (b"<Document><Treaty>", "is not well-formed, or was cut off"),
            (
                b"<Document><Treaty></Treaty></Document>",
                "page: has no table of participants, so it is not the XML of a status page",
            ),
            (
                b"<?xml version='1.0' encoding='UTF-7'?><Document/>",
                "page: is declared to be in 'utf-7', but only iso-8859-1, us-ascii, utf-8, w",
            ),
            ("<Document/>".encode("utf-16-le"), "is UTF-16 text"),
            (b"Document", "neither HTML nor XML"),
            (b"<Document>\0</Document>", "is declared to be in 'utf-8'"),
            (b"<Document>" + b"<a>" * 300 + b"</Document>", "100 levels"),
            (b"<html>" + b"<div>" * 300 + b"</html>", "100 levels"),
            (b"<html>" + b"<p>x" * 200_001 + b"</html>", "more than 200000 elements"),
            (
                b'<!DOCTYPE d [<!ENTITY a "&b;&b;"><!ENTITY b "boom">]><Document>&a;</Document>',
                "page: has a document type declaration, which the depositary's XML never has",
            ),
            (
                b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><Document>&a;</Document>',
                "has a document type declaration",
            ),
            (b"<Document>&unknown;</Document>", "page: is not well-formed, or was cut off: "),
        ],
    )
    def test_a_file_that_is_no_page_is_refused_with_the_reason(
        self, data: bytes, message: str
    ) -> None:
        refused(data, message, as_of="2026-02-03")

    def test_what_a_parser_says_is_not_quoted(self) -> None:
        with pytest.raises(opcat.DataError, match=r"or was cut off: [^'\"]"):
            untc.read_page(b"<Document><Treaty>", "2026-02-03")

    def test_what_a_parser_quotes_moves_no_cursor(self) -> None:
        """An error is shown on a terminal, and a piece of the page may stand in it."""
        said = b"<Document><![CDATA[ \xe2\x80\xae hello"
        with pytest.raises(opcat.DataError, match=r"CData section not finished.*\\u202e") as caught:
            untc.read_page(said, "2026-02-03")
        assert str(caught.value).isprintable()

    @pytest.mark.parametrize(
        ("inner", "most", "around"),
        [(b"<a/>", MAX_ELEMENTS, 1), (b"<a>", MAX_DEPTH, 1)],
    )
    def test_elements_and_levels_are_read_up_to_the_bound_and_not_past_it(
        self, inner: bytes, most: int, around: int
    ) -> None:
        for number, message in ((most, "has no table"), (most + 1, "page: has more than")):
            count = number - around
            closed = b"" if inner.endswith(b"/>") else b"</a>" * count
            data = b"<Document>" + inner * count + closed + b"</Document>"
            refused(data, message, as_of="2026-02-03")

    def test_a_page_whose_end_is_far_from_the_end_of_the_file_is_refused(self) -> None:
        """An end that is far from the end of the file is that of another page."""
        page = html(Table(rows=ROWS))
        data = page + b" " * (2000 - len("</html>"))
        assert untc.read(data) == untc.read(page)
        refused(data + b" ", "ends before the end of the page")

    def test_a_page_begins_among_its_first_four_thousand_bytes(self) -> None:
        page = html(Table(rows=ROWS))
        before = 4000 - page.index(b"<html") - len(b"<html")
        for more, read in ((0, True), (1, False)):
            data = b"<!--" + b"x" * (before + more - len(b"<!---->")) + b"-->" + page
            if read:
                assert untc.read(data) == untc.read(page)
            else:
                refused(data, "page: is neither HTML nor XML; save the status page as 'Webpage")

    def test_a_page_may_speak_of_documents(self) -> None:
        page = html(Table(rows=ROWS))
        data = page.replace(b"<head>", b"<head><!-- <Document> -->")
        assert data != page
        assert untc.read(data) == untc.read(page)

    def test_white_space_before_the_page_is_passed_over_and_nothing_else(self) -> None:
        """White space is passed over, and nothing else."""
        data = xml(Table(rows=ROWS))
        assert untc.read(b" \t\r\n" + data, "2026-02-03") == untc.read(data, "2026-02-03")
        refused(b"X" + data, "page: is not well-formed, or was cut off: ", as_of="2026-02-03")

    def test_without_lxml_the_error_names_the_pip_line(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "lxml", None)
        with pytest.raises(ModuleNotFoundError) as caught:
            runpy.run_path(str(untc._parse.__file__))
        assert caught.value.name == "lxml"
        line = install_line("opcat[untc]")
        assert str(caught.value) == f"opcat.untc needs lxml; install it with: {line}"

    def test_a_declaration_that_is_not_understood_decides_nothing(self) -> None:
        """Else a file could choose how it is read from all that the parser knows."""
        table = Table(rows=(("Côte d'Ivoire", "", "1 Oct 2003 a"),))
        _, _, text = xml(table).decode("iso-8859-1").partition("?>")
        long = "Extended_UNIX_Code_Packed_Format_for_Japanese"
        for said in ("", f'<?xml version="1.0" encoding="{long}"?>'):
            [action] = untc.read((said + text).encode(), "2026-02-03").actions
            assert action.state.alpha_3 == "CIV"

    def test_a_file_that_grows_while_it_is_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No more of it is read than one byte past what is allowed."""
        path = tmp_path / "growing.html"
        path.write_bytes(b"<html>")
        small = path.stat()
        with path.open("wb") as stream:
            stream.truncate(20 * MAX_BYTES)
        monkeypatch.setattr(Path, "stat", lambda _: small)
        tracemalloc.start()
        try:
            with pytest.raises(opcat.DataError, match=r"^growing\.html: has more than 8,000,000"):
                untc.read(path)
            assert tracemalloc.get_traced_memory()[1] < 2 * MAX_BYTES
        finally:
            tracemalloc.stop()

    def test_a_file_of_the_largest_size_is_read_to_its_end(self, tmp_path: Path) -> None:
        path = tmp_path / "large.html"
        data = html(Table(rows=ROWS))
        path.write_bytes(data.replace(b"<body>", b"<body>" + b" " * (MAX_BYTES - len(data))))
        assert path.stat().st_size == MAX_BYTES
        assert untc.read(path) == untc.read(data)
        path.write_bytes(path.read_bytes() + b" ")
        with pytest.raises(opcat.DataError, match=r"^large\.html: has more than 8,000,000 bytes"):
            untc.read(path)

    def test_a_total_that_is_none_moves_no_cursor(self) -> None:
        said = r"prints Parties: '\\x9f2', but its rows have"
        with pytest.raises(opcat.DataError, match=said) as caught:
            untc.read_page(xml(Table(rows=ROWS, parties="\x9f2")), "2026-02-03")
        assert str(caught.value).isprintable()

    def test_a_page_that_is_cut_off_anywhere_is_refused(self) -> None:
        """Whatever is missing at the end, it is noticed."""
        for data, as_of in ((html(Table(rows=ROWS)), None), (xml(Table(rows=ROWS)), "2026-02-03")):
            for length in range(0, len(data) - 8, 7):
                refused(data[:length], as_of=as_of)

    @pytest.mark.parametrize(
        "table",
        [
            Table(rows=(("x" * 90_000, "", "1 May 2004"),)),
            Table(rows=(("Kenya", "", "x" * 90_000),)),
            Table(rows=(("Kenya", "", "1 May 2004 a"),), headings=("Participant", "x" * 90_000)),
            Table(rows=(("Kenya", "", "1 May 2004 a"),), headings=("x" * 90_000,) * 9),
            Table(
                rows=(("Kenya", "1 May 2004 x", ""),),
                headings=("Participant", "Signature" + " " * 8 + "(d)", "Signature, " * 9_000),
            ),
            Table(rows=ROWS, chapter="x" * 90_000),
            Table(rows=ROWS, parties="9" * 90_000),
            Table(rows=ROWS, as_at="9" * 90_000),
            Table(rows=ROWS, title="Ã©" * 45_000),
            Table(rows=ROWS, conclusion="Rome " * 9_000 + "31 June 2002"),
        ],
    )
    def test_an_error_is_short_enough_to_be_read(self, table: Table) -> None:
        damaged = [html(table), xml(attrs.evolve(table, as_at=""))]
        for data in damaged[:1] if table.as_at != Table().as_at else damaged:
            with pytest.raises(opcat.DataError) as caught:
                untc.read_page(data, None if data is damaged[0] else "2026-02-03")
            assert len(str(caught.value)) < 1_500

    @pytest.mark.parametrize(
        "data",
        [
            *(html(Table(rows=ROWS)), html(Table(rows=ROWS, parties="9"))),
            *(b"<html>" + b"<div>" * 300 + b"</html>", b"<Document>" + b"<a>" * 300),
            *(b"<Document>&unknown;</Document>", (PAGES / "error.html").read_bytes()),
        ],
    )
    def test_nothing_of_a_page_is_kept_in_a_circle(self, data: bytes) -> None:
        """What lxml leaves to the collector of garbage is its own and small."""
        with contextlib.suppress(opcat.DataError):
            untc.read_page(data, None)
        gc.collect()
        gc.freeze()  # what was there before need not be looked through again
        gc.disable()
        try:
            gc.set_debug(gc.DEBUG_SAVEALL)
            with contextlib.suppress(opcat.DataError):
                untc.read_page(data, None)
            gc.collect()
            kinds = {type(thing) for thing in gc.garbage}
        finally:
            gc.set_debug(0)
            gc.garbage.clear()
            gc.enable()
        assert not {kind.__name__ for kind in kinds} & {"Element", "traceback", "frame"}

    @pytest.mark.parametrize("tag", ["s", "del", "strike", "S"])
    def test_a_date_that_is_struck_out_is_not_read(self, tag: str) -> None:
        """As in a page that somebody has edited. Elsewhere it changes nothing."""
        data = html(Table(rows=ROWS))
        struck = f"<{tag}>2003</{tag}>".encode()
        refused(data.replace(b"2003", struck), "holds struck-out text in its table")
        other = data.replace(b"</table></body>", b"</table>" + struck + b"</body>")
        assert untc.read(other) == untc.read(data)

    def test_two_treaties_in_one_page_are_refused(self) -> None:
        data = html(Table(rows=ROWS))
        table = data[data.index(b"<table") : data.index(b"</table>") + 8]
        refused(data.replace(b"</body>", table + b"</body>"), "'participants' twice")

    def test_a_row_within_a_row_is_no_row(self) -> None:
        inner = b"<td><table><tr><td>Kenya</td><td></td><td>1 May 2004 a</td></tr></table></td>"
        data = html(Table(rows=ROWS)).replace(b"<td>&nbsp;</td>", inner, 1)
        refused(data, "is not a date such as")

    def test_what_moves_the_cursor_of_a_terminal_is_refused(self) -> None:
        refused(html(Table(rows=(("Malta\x1b", "", ""),))), r"'Malta\x1b' is not a participant")
        refused(html(Table(rows=ROWS, title="Treaty \x1b[2J")), r"'Treaty \x1b[2J' is damaged")

    def test_the_text_of_a_page_is_refused_as_a_path(self) -> None:
        text = html(Table(rows=ROWS)).decode()
        with pytest.raises(opcat.DataError, match=r"^page: is the text of a page, .*\.encode\(\)$"):
            untc.read(f"\n{text}")

    @pytest.mark.parametrize(
        ("path", "message"),
        [
            (".", ".: is not a file"),
            ("", ".: is not a file"),
            ("none.html", "none.html: cannot be read: No such file or directory"),
            ("x" * 5000, f"{'x' * 255}: cannot be read: File name too long"),
        ],
    )
    def test_an_error_names_the_file_once(self, path: str, message: str) -> None:
        with pytest.raises(opcat.DataError) as caught:
            untc.read(path)
        assert str(caught.value) == message

    def test_anything_but_a_file_or_bytes_is_refused(self, tmp_path: Path) -> None:
        for path in (tmp_path, tmp_path / "none.html", "nul\0in the name"):
            with pytest.raises(opcat.DataError, match=r"not a file|cannot be read"):
                untc.read(path)
        wrong: Any
        for wrong in (None, 5):
            kind = type(wrong).__name__
            said = (
                rf"^source= is of type {kind}; pass .* as a string or a pathlib\.Path, or .* bytes$"
            )
            for read in (untc.read, untc.read_page):
                with pytest.raises(TypeError, match=said):
                    read(wrong)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(opcat.DataError, match="pipe: is not a file"):
            untc.read(tmp_path / "pipe")


class TestBounds:
    """Hostile files cost little time and memory."""

    def test_a_file_of_a_hundred_megabytes_is_not_opened(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "huge.html"
        with path.open("wb") as stream:
            stream.write(b"<html>")
            stream.truncate(100_000_000)
        monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("a huge file is opened"))
        with pytest.raises(opcat.DataError, match=r"huge\.html: has more than 8,000,000 bytes"):
            untc.read(path)
        refused(bytes(MAX_BYTES + 1), "has more than")

    @pytest.mark.skipif(not STATM.is_file(), reason="the size of a process is read from /proc")
    def test_a_file_of_a_hundred_megabytes_fits_into_fifty(self, tmp_path: Path) -> None:
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
