"""Hostile input costs memory in proportion to its size, and never more than is said here.

Memory is measured, not the clock: each input is read in a process of its own, a fork of one that
has answered already, and the operating system says how much that process held at its highest
(parsers in C included). Nothing depends on how quick the machine is; but a process that works for
`GIVEN_UP` seconds is stopped, because a parser that takes quadratic time would need minutes for
some of these, where half a second is enough.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from status_pages import Table, html
from thorough import THOROUGH, deeper, thorough

import opcat
from opcat import untc

PART = 1 if THOROUGH else 4
"""The largest sizes are read where one looks hard, and otherwise a fourth of them."""
MAX_BYTES = 8_000_000 // PART
"""What SECURITY.md promises to read of a page at most."""
JSON_BYTES = 4_000_000 // PART

STATUS = Path("/proc/self/status")
MIB = 1024 * 1024
ACUTE, GRAVE_BELOW = "\u0301", "\u0316"
FIRST = 4 * MIB
"""What reading may add to a process whatever the size; to this comes so much for each byte."""
PER_BYTE = {
    "accents": 8,
    "many attributes": 34,
    "attributes without values": 34,
    "XML attributes": 34,
    "XML namespaces": 34,
    "unknown states": 240,
}
OTHERS = 12
"""Bytes for each byte of all other input."""
AS_MANY_AS_MAY_BE = {"rows", "XML rows", "empty cells", "breaks in one cell"}
"""What is refused at a number of rows, or of lines, which is reached at a fourth of the size."""
ALL_ROWS = 56 * MIB

GIVEN_UP = 120
"""So many seconds of work, not of waiting, end a process: a guard, not a measurement."""

MEASURE = """
import json, os, re, resource, sys, warnings
import opcat
from opcat import untc
warnings.simplefilter("ignore")
def held():
    status = open("/proc/self/status").read()
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) * 1024
opcat.status("France"), opcat.find_state("Atlantis"), opcat.convention()
opcat.from_json(opcat.to_json(opcat.treaty()))
try:
    untc.read_page(b"<html><table></table></html>")
except opcat.OpcatError:
    pass
def answer(call, path):
    resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
    data = open(path, "rb").read()
    before, outcome = held(), "read"
    try:
        exec(call)
    except Exception as error:
        outcome = type(error).__name__
        assert len(str(error)) < 20_000, "an error is for reading"
    print(json.dumps([outcome, held() - before]), flush=True)
for line in sys.stdin:
    child = os.fork()
    if not child:
        answer(*json.loads(line))
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        print("null", flush=True)
""".replace("\\\\", "\\").replace("{seconds}", str(GIVEN_UP))

pytestmark = [
    deeper,
    pytest.mark.skipif(
        not (STATUS.is_file() and "VmHWM" in STATUS.read_text(encoding="ascii")),
        reason="the highest size of a process is read from /proc",
    ),
]


class Measured:
    """A process that has loaded what it needs, and forks for each input that it is to read.

    A child begins with the size that its parent has then, and not with the parent's highest.
    """

    def __init__(self, place: Path) -> None:
        self._data, self._log = place / "data", place / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", MEASURE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def __call__(self, call: str, data: bytes) -> tuple[str, int]:
        """Return how a call ended in a fresh child, and how many bytes more that came to hold."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._data.write_bytes(data)
        self._process.stdin.write(json.dumps([call, str(self._data)]) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or "null")
        assert answer is not None, self._log.read_text(encoding="utf-8")[-2000:]
        outcome, held = answer
        return outcome, held

    def end(self) -> None:
        """Let the process end."""
        self._process.communicate()


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    made = Measured(tmp_path_factory.mktemp("hostile"))
    yield made
    made.end()


def filled(head: bytes, piece: bytes, tail: bytes, size: int = MAX_BYTES) -> bytes:
    """Return a file of the largest size that is read, made of one piece again and again."""
    return head + piece * ((size - len(head) - len(tail)) // len(piece)) + tail


GRID = b"<html><body><table id='x_tblgrid'>"
HTML_END = b"</table></body></html>"
XML = b"<Document><Treaty><Participants><Table><TGroup><Tbody><Rows>"
XML_END = b"</Rows></Tbody></TGroup></Table></Participants></Treaty></Document>"
PAGES = {
    "open tags": filled(b"<html>", b"<div>", b"</html>"),
    "empty cells": filled(GRID, b"<td>", HTML_END),
    "rows": filled(GRID, b"<tr><td>Malta</td><td></td><td>1 May 2004 a</td></tr>", HTML_END),
    "one cell": filled(GRID + b"<tr><td>", b"x", b"</td></tr>" + HTML_END),
    "breaks in one cell": filled(GRID + b"<tr><td>", b"<br>a", b"</td></tr>" + HTML_END),
    "character references": filled(GRID + b"<tr><td>", b"&amp;", b"</td></tr>" + HTML_END),
    "one attribute": filled(b"<html><a b='", b"x", b"'></a></html>"),
    "many attributes": b"<html><a "
    + b" ".join(b"a%d=b" % number for number in range(300_000 // PART))
    + b"></a></html>",
    "attributes without values": b"<html "
    + b" ".join(b"a%d" % number for number in range(400_000 // PART))
    + b"></html>",
    "open tables": filled(b"<html>", b"<table><tr><td>", b"</html>"),
    "open scripts": filled(b"<html>", b"<script>", b"</html>"),
    "half character references": filled(b"<html>", b"&amp", b"</html>"),
    "accents": html(
        Table(rows=((f"a{900_000 // PART * ACUTE}{900_000 // PART * GRAVE_BELOW}", "", ""),))
    ),
    "comments": filled(b"<html>", b"<!--x-->", b"</html>"),
    "open comments": filled(b"<html>", b"<!--", b"</html>"),
    "one comment": filled(b"<html><!--", b"-", b"--></html>"),
    "unclosed quotes": filled(b"<html>", b"<a b='", b"</html>"),
    "less-than signs": filled(b"<html>", b"<", b"</html>"),
    "end tags": filled(b"<html>", b"</p>", b"</html>"),
    "white space": filled(GRID + b"<tr><td>a", b" ", b"b</td></tr>" + HTML_END),
    "XML rows": filled(XML, b"<Row><Entry>Malta</Entry><Entry/><Entry/></Row>", XML_END),
    "XML depth": filled(b"", b"<Document>", b""),
    "XML attributes": b"<Document "
    + b" ".join(b"a%d='b'" % number for number in range(300_000 // PART))
    + b"/>",
    "XML namespaces": b"<Document "
    + b" ".join(b"xmlns:a%d='b'" % number for number in range(200_000 // PART))
    + b"/>",
    "XML text": filled(XML + b"<Row><Entry>", b"x", b"</Entry></Row>" + XML_END),
    "XML escaped tags": filled(XML + b"<Row><Entry>", b"&lt;sup&gt;", b"</Entry></Row>" + XML_END),
    "XML escaped angles, open": filled(XML + b"<Row><Entry>", b"&lt;", b"</Entry></Row>" + XML_END),
    "XML escaped angles, nested": (
        XML
        + b"<Row><Entry>"
        + b"&lt;" * (499_000 // PART)
        + b"&gt;" * (499_000 // PART)
        + b"</Entry></Row>"
        + XML_END
    ),
    "XML sections": filled(XML + b"<Row><Entry>", b"<![CDATA[<]]>", b"</Entry></Row>" + XML_END),
    "XML entities": b"<!DOCTYPE Document [<!ENTITY a 'aaaaaaaaaa'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><Document>&j;</Document>",
}


def may_hold(name: str, data: bytes) -> int:
    """Return how many bytes reading this input may add, by the same rule at every size."""
    if name in AS_MANY_AS_MAY_BE:
        return ALL_ROWS
    return FIRST + PER_BYTE.get(name, OTHERS) * len(data)


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_refused_in_bounded_memory(name: str, measured: Measured) -> None:
    data = PAGES[name]
    assert len(data) <= MAX_BYTES
    outcome, held = measured("untc.read_page(data)", data)
    assert outcome == "DataError"
    assert held < may_hold(name, data)


def test_every_bound_is_one_of_an_input() -> None:
    assert PER_BYTE.keys() | AS_MANY_AS_MAY_BE <= PAGES.keys() | JSONS.keys()


def test_what_is_held_for_a_moment_is_measured_and_no_earlier_input(measured: Measured) -> None:
    """The tests above can fail: here is what a process looks like that holds too much."""
    for name in ("one cell", "rows", "accents", "many attributes", "unknown states"):
        data = PAGES.get(name) or JSONS[name]
        most = may_hold(name, data)
        outcome, held = measured(f"bytearray(b'x') * {most}", data)
        assert outcome == "read"
        assert held > most
    outcome, held = measured("data[:1]", bytes(MAX_BYTES))
    assert held < MIB
    outcome, _ = measured("[][0]", b"")
    assert outcome == "IndexError"
    with pytest.raises(AssertionError, match="an error is for reading"):
        measured("raise ValueError('x' * 30_000)", b"")


def test_an_entity_bomb_is_refused_before_it_is_read() -> None:
    with pytest.raises(opcat.DataError, match="document type"):
        untc.read_page(PAGES["XML entities"])


JSONS = {
    "depth": b"[" * JSON_BYTES,
    "depth of objects": b'{"a":' * (JSON_BYTES // 5),
    "one long number": b'{"format": ' + b"9" * JSON_BYTES + b"}",
    "one long text": b'{"format": "' + b"x" * JSON_BYTES + b'"}',
    "one long key": b'{"' + b"x" * JSON_BYTES + b'": 1}',
    "unknown states": filled(b'{"format": 1, "actions": [', b"{},", b"{}]}", JSON_BYTES // 8),
    "escapes": filled(b'{"format": "', b"\\u0000", b'"}'),
}


@pytest.mark.parametrize("name", JSONS)
def test_hostile_json_is_refused_in_bounded_memory(name: str, measured: Measured) -> None:
    outcome, held = measured("opcat.from_json(data)", JSONS[name])
    assert outcome == "DataError"
    assert held < may_hold(name, JSONS[name])


@pytest.mark.parametrize("letter", ["x", "\u0301", "'", ".", " ", "\u0130", "fr", "korea "])
def test_a_long_name_is_refused_in_bounded_memory(letter: str, measured: Measured) -> None:
    data = (letter * JSON_BYTES).encode()[:JSON_BYTES].decode("utf-8", "ignore").encode()
    outcome, held = measured("opcat.resolve(data.decode())", data)
    assert outcome == "UnknownStateError"
    assert held < may_hold("text", data)


@pytest.mark.parametrize("letter", ["0", "2004-01-01", "-", "\u0661"])
def test_a_long_day_is_refused_in_bounded_memory(letter: str, measured: Measured) -> None:
    data = (letter * (1_000_000 // PART)).encode()[:JSON_BYTES]
    outcome, held = measured("opcat.counts(on=data.decode('utf-8', 'ignore'))", data)
    assert outcome == "DayValueError"
    assert held < may_hold("text", data)


EVERY_CHARACTER = (
    "[opcat.find_state(''.join(map(chr, range(n, min(n + 200, 0x110000)))))"
    " for n in range(0, 0x110000, 200)]"
)
"""All there are, in names of the longest length that is looked up."""


@pytest.mark.parametrize(
    "call",
    [
        "[opcat.find_state(f'{n:0150d}') for n in range(100_000)]",
        EVERY_CHARACTER,
        pytest.param(  # what the one before asks too, among others
            EVERY_CHARACTER.replace("opcat.find_state", "opcat._names.fold.fold"), marks=thorough
        ),
    ],
)
def test_what_many_names_leave_behind_is_bounded(call: str, measured: Measured) -> None:
    """The memory of answers forgets, and so does folding, whichever characters come."""
    outcome, held = measured(call, b"")
    assert outcome == "read"
    assert held < 24 * MIB
