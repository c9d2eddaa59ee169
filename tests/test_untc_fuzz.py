"""Fuzzing both readers: whatever the bytes, a Treaty or an `OpcatError`, soon, in little memory.

``make test`` tries a few; ``make fuzz`` looks for two minutes. What it finds is reduced and kept
in `FOUND`, so that it is tried for ever.
"""

import contextlib
import gc
import os
import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from status_pages import PAGES, Table, html, xml

import opcat
from opcat import untc

ROWS = (("Albania", "", "1 Oct 2003 a"), ("Malta", "24 Sep 2003", "[24 Sep 2003]"))
SEEDS = [
    html(Table(rows=ROWS)),
    xml(Table(rows=ROWS)),
    html(Table(rows=ROWS, chapter="CHAPTER XI", part="B", letter="")),
    xml(Table(rows=ROWS, chapter="CHAPTER XI", part="B", letter="")),
    *(path.read_bytes() for path in sorted(PAGES.iterdir())),
]
PIECES = [
    *(b"<table id='x_tblgrid'>", b"</table>", b"<tr>", b"<td>", b"</td>", b"<div id='x_div3'>"),
    *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?x ?>", b"<!DOCTYPE html>", b"&amp;", b"&#0;"),
    *(b"&lt;superscript&gt;", b"<sup>", b"</sup>", b"<Row>", b"<Entry>", b"</Entry>", b"<script>"),
    *(b"\0", b"\xff", b"\xff\xfe", b"\xe2\x80\x8f", b"\xc3\x83\xc2\xa9", b"[", b"]", b"'", b'"'),
    *(b"1 Oct 2003 a", b"STATUS AS AT : 1-2-3", b"CHAPTER XI", b"16. a-2 ", b"(d), ", b"<title>"),
    *(
        b"<html>",
        b"</html>",
        b"<Document>",
        b"</Document>",
        b"<Participants>",
        b"<Table>",
        b"<svg>",
    ),
    *(b"<a b=c>", b"<a id='_lnkXml' href='/XI-B-1.en.xml'>", b"<Section><Header>A</Header>"),
]
FOUND: list[bytes] = [
    b"<html></html></html>",
    b"</div></p></html><html></html>",
    b"<html><table id='_tblgrid'></html>",
    b"<html><table id='_tblgrid'><tr></tr></table></html>",
    b"<html><table id='_tblgrid'><div id='_div3'><tr><td>Participant</td></table></html>",
    b"<Document><Treaty><Participants><Table/></Participants></Treaty></Document>",
    b"<x:Document xmlns:x='<document'/>",
    b"<html>STATUS AS AT \xc2</html>",
    b"<html><a id='_lnkXml'><a id='_lnkXml' href></html>",
    b"<Document><Treaty><Header><Header/><Header/><Header/></Header></Treaty></Document>",
]
"""Reduced failures of earlier runs, and what looked like one."""


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a page with pieces put in, taken out, moved and repeated."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        start, stop = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        stop = min(stop, start + 200)
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=8) | st.just(data[start:stop]))
        data = data[:start] + piece * draw(st.sampled_from([0, 1, 1, 2, 50])) + data[stop:]
    return data


def try_to_read(data: bytes) -> None:
    begin = time.perf_counter()
    with contextlib.suppress(opcat.OpcatError):
        untc.read_page(data, "2026-02-03")
    assert time.perf_counter() - begin < 2, "it takes some milliseconds"


@pytest.mark.parametrize("data", FOUND)
def test_what_was_found(data: bytes) -> None:
    try_to_read(data)


@given(damaged())
def test_damaged_pages(data: bytes) -> None:
    try_to_read(data)


@given(st.binary(max_size=400).map(lambda data: b"<html>" + data + b"</html>"))
@example(b"<html>\x00</html>")
def test_any_bytes(data: bytes) -> None:
    try_to_read(data)
    try_to_read(data.replace(b"html>", b"Document>"))


@pytest.mark.skipif("OPCAT_FUZZ" not in os.environ, reason="make fuzz runs this")
def test_for_a_while() -> None:
    """As many as fit into OPCAT_FUZZ seconds, and no memory is kept."""
    seconds = float(os.environ["OPCAT_FUZZ"])
    stop = time.monotonic() + seconds
    tried = 0

    @settings(
        max_examples=10_000_000,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),  # time is the only limit
    )
    @given(damaged())
    def look(data: bytes) -> None:
        nonlocal tried
        if time.monotonic() > stop:
            raise _Enough
        tried += 1
        try_to_read(data)

    with pytest.raises(_Enough):
        look()
    tracemalloc.start()
    sizes = []
    for _ in range(2):
        for data in SEEDS * 50:
            try_to_read(data)
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    print(f"\n{tried} pages tried in {seconds:.0f} s")
    assert sizes[1] - sizes[0] < 10_000, "nothing of a page is kept"


class _Enough(BaseException):
    """The time is over; no failure to be reduced."""
