"""What reading the depositary's pages costs, beside pandas on the same file, in one run.

Run with the paths of saved pages: ``python benchmarks/untc.py page.html status.xml``. Without any
it writes a page of the packaged record and reads that.
"""

import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import opcat
from opcat import untc
from opcat.untc import _parse

HOSTILE = """
import re, sys, time
from pathlib import Path
import opcat
from opcat import untc
def peak():  # of this program alone: the one of getrusage begins with that of its parent
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
begin = time.perf_counter()
try:
    untc.read(sys.argv[1], "2026-02-03")
except opcat.DataError:
    pass
else:
    raise SystemExit("it was read")
spent = time.perf_counter() - begin
grown = peak() - before
print(f"{spent * 1e3:10.1f} ms {grown / 1e3:8.1f} MB more")
"""


def best(call: Callable[[], object]) -> float:
    """Return the time of one call in milliseconds: the best of twenty."""
    return min(timeit.repeat(call, number=1, repeat=20)) * 1e3


def page() -> bytes:
    """Return a status page of the packaged record, in the shape of the real one."""
    rows = []
    for status in opcat.treaty().statuses:
        cells = []
        for action in (status.signature, status.consent):
            letter = {"accession": " a", "succession_to_signature": " d"}
            text = "&nbsp;"
            if action is not None:
                text = f"{action.date:%d %b\t %Y}{letter.get(action.kind.value, '')}<br>"
            cells.append(f"<td>{text}</td>")
        rows.append(f"<tr><td>{status.state.depositary_name}<br></td>{''.join(cells)}</tr>")
    counts = opcat.counts()
    headings = "Signature, Succession to signature(d)", "Accession(a), Succession(d), Ratification"
    return (
        "<html><head><title>UNTC</title></head><body>"
        "<div id='_div3'>STATUS AS AT : 03-02-2026 10:16:18 EDT</div>"
        "<div id='_rptHead_ctl00_tcHead'>CHAPTER IV</div>"
        f"<div id='_rptTreaty_ctl00_tcTreaty'>9. b {opcat.treaty().title}</div>"
        f"<div id='_rptStatus_ctl00_tcText'>Signatories : {counts.signatories}. "
        f"Parties : {counts.parties}</div><table id='_tblgrid'><tr><td>Participant</td>"
        f"{''.join(f'<td>{heading}</td>' for heading in headings)}</tr>{''.join(rows)}</table>"
        "</body></html>"
    ).encode()


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        paths = [Path(argument) for argument in sys.argv[1:]]
        if not paths:
            paths = [Path(directory, "page.html")]
            paths[0].write_bytes(page())
        for path in paths:
            measure(path)
        for name, start in (("huge", b""), ("attributes", b"<html "), ("angles", b"<html>" + b"<")):
            path = Path(directory, f"{name}.html")
            fill = {"huge": b"\0" * 100_000_000, "attributes": b"", "angles": b"<" * 3_900_000}[
                name
            ]
            if name == "attributes":
                fill = b" ".join(b"a%d" % number for number in range(400_000)) + b">"
            path.write_bytes(start + fill + b"</html>")
            done = subprocess.run(
                [sys.executable, "-c", HOSTILE, path], capture_output=True, text=True, check=True
            )
            size = path.stat().st_size / 1e6
            print(f"refused: {name}, {size:.1f} MB".ljust(46), done.stdout.rstrip())


def measure(path: Path) -> None:
    data = path.read_bytes()
    is_xml = data.lstrip()[:5] == b"<?xml"
    regions = _parse.xml_regions if is_xml else _parse.html_regions
    print(f"{path.name}, {len(data) / 1e3:.0f} kB")
    begin = time.perf_counter()
    untc.read_page(path, "2026-02-03" if is_xml else None)
    print("  the first time".ljust(46), f"{(time.perf_counter() - begin) * 1e3:10.1f} ms")
    whole = best(lambda: untc.read_page(path, "2026-02-03" if is_xml else None))
    print("  read and checked".ljust(46), f"{whole:10.1f} ms")
    parsed = best(lambda: regions(path.name, data))
    print("  of that, parsing".ljust(46), f"{parsed:10.1f} ms")
    if is_xml:
        return
    try:
        pandas = import_module("pandas")  # no dependency of the project: install it to compare
    except ModuleNotFoundError:
        print("  pandas is not installed, so nothing to compare with")
        return
    theirs = best(lambda: pandas.read_html(path, encoding="utf-8"))
    print("  pandas.read_html, unchecked".ljust(46), f"{theirs:10.1f} ms")
    print("  times faster".ljust(46), f"{theirs / whole:10.1f}")


if __name__ == "__main__":
    main()
