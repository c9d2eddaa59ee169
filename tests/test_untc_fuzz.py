"""Damaged pages, read and written into a record: a few of each, and what was found.

What is tried, and what must come of it, stands in `fuzzers`; ``make fuzz`` looks for longer. What
it finds is reduced and kept in `FOUND`, so that it is tried for ever.
"""

import contextlib
import gc
import tracemalloc

import pytest
from damage import damaged
from doors import FUZZERS
from fuzzers import apart, files_in, try_page
from hypothesis import example, given
from hypothesis import strategies as st

import opcat
from opcat import untc
from opcat.untc._participants import identified  # names that no page can hold

SEEDS = (*FUZZERS["html"].seeds, *FUZZERS["xml"].seeds)
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
    b"<Document><![CDATA[ \xe2\x80\xae hello",
    b"<Document><a\xe2\x80\x8db></c></Document>",
]
"""Reduced failures of earlier runs, and what looked like one."""


@pytest.mark.parametrize("data", FOUND)
def test_what_a_search_has_found_is_read_or_refused(data: bytes) -> None:
    try_page(data)


@pytest.mark.parametrize("name", ["html", "xml", "update"])
@given(data=st.data())
def test_a_damaged_page_is_read_or_refused(name: str, data: st.DataObject) -> None:
    fuzzer = FUZZERS[name]
    seed, chance = data.draw(st.sampled_from(fuzzer.seeds)), data.draw(st.randoms())
    fuzzer.attempt(damaged(seed, chance, fuzzer.tokens, fuzzer.words))


@given(st.binary(max_size=400).map(lambda data: b"<html>" + data + b"</html>"))
@example(b"<html>\x00</html>")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try_page(data)
    try_page(data.replace(b"html>", b"Document>"))


@given(
    name=st.text(max_size=12),
    key=st.text(max_size=12)
    | st.sampled_from(["ALB", "european-union", "Malta"])
    | st.builds("{}:{}".format, st.sampled_from(opcat.ParticipantKind), st.text(max_size=8)),
)
def test_whoever_is_said_to_be_meant_is_a_participant_or_refused(name: str, key: str) -> None:
    """The command line takes NAME=KEY: a participant, or a `DataError`."""
    with contextlib.suppress(opcat.DataError):
        assert isinstance(identified(name, key), opcat.State)


def test_nothing_of_a_page_is_kept() -> None:
    tracemalloc.start()
    sizes = []
    for _ in range(2):
        for data in SEEDS * 5:
            try_page(data)
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert sizes[1] - sizes[0] < 10_000


def test_the_seeds_are_read() -> None:
    """A search that begins with what is refused at once finds little."""
    for data in SEEDS:
        if b"<Entry" in data or b"tblgrid" in data:  # not so the error page
            as_of = None if b"STATUS AS AT" in data else "2026-02-03"
            assert untc.read_page(data, as_of).treaty.actions
    for data in FUZZERS["update"].seeds:
        files = apart(data)
        page = untc.read_page(files.pop("page.html"))
        with files_in(files) as directory:
            assert untc.update(directory, page).files
            assert opcat.load(directory).treaty.as_of == page.treaty.as_of
