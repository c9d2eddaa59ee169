"""What reading the depositary's pages costs, beside pandas on the same file, in one run.

Run with the paths of saved pages: ``python benchmarks/untc.py page.html status.xml``. Without any
it writes a page of the packaged record and reads that.

The two take turns, so that what else the computer does falls on both. Each limit that is not kept
is named at the end, and the exit code is 1.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import opcat
from opcat import untc
from opcat._english import MONTHS
from opcat.untc import _parse

LIMITS = {"HTML, read and checked": 40.0, "XML, read and checked": 15.0}
"""In milliseconds."""
HOSTILE_LIMITS = {"huge": (1.0, 50.0)}
"""In seconds, and in megabytes more than before."""
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
print(spent, grown / 1e3)
"""


def best(*calls: Callable[[], object]) -> list[float]:
    """Return the times of the calls in milliseconds, each the best of twenty; they take turns."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(20):
        for its, call in zip(times, calls, strict=True):
            begin = time.perf_counter()
            call()
            its.append((time.perf_counter() - begin) * 1e3)
    return [min(its) for its in times]


def page() -> bytes:
    """Return a status page of the packaged record, in the shape of the real one."""
    rows = []
    for status in opcat.treaty().statuses:
        cells = []
        for action in (status.signature, status.consent):
            letter = {"accession": " a", "succession_to_signature": " d"}
            text = "&nbsp;"
            if action is not None:
                day, month = action.date, MONTHS[action.date.month - 1][:3]
                text = f"{day:%d} {month}\t {day:%Y}{letter.get(action.kind.value, '')}<br>"
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
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as directory:
        paths = [Path(argument) for argument in sys.argv[1:]]
        if not paths:
            paths = [Path(directory, "page.html")]
            paths[0].write_bytes(page())
        for path in paths:
            broken += measure(path)
        many = b" ".join(b"a%d" % number for number in range(400_000))
        for name, data in (
            ("huge", b"\0" * 100_000_000),
            ("attributes", b"<html " + many + b"></html>"),
            ("angles", b"<html>" + b"<" * 3_900_000 + b"</html>"),
        ):
            path = Path(directory, f"{name}.html")
            path.write_bytes(data)
            broken += refuse(name, path)
    if broken:
        raise SystemExit("\n".join(["limits that are not kept:", *broken]))


def refuse(name: str, path: Path) -> list[str]:
    """Print what it costs to refuse a file; return the limits that are not kept."""
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE, path], capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    label = f"refused: {name}, {path.stat().st_size / 1e6:.1f} MB"
    print(label.ljust(46), f"{seconds * 1e3:10.1f} ms {megabytes:8.1f} MB more")
    most = HOSTILE_LIMITS.get(name)
    kept = most is None or (seconds <= most[0] and megabytes <= most[1])
    return [] if kept else [f"{label}: {seconds:.2f} s, {megabytes:.1f} MB"]


def measure(path: Path) -> list[str]:
    """Print what it costs to read a page; return the limits that are not kept."""
    data = path.read_bytes()
    is_xml = data.lstrip()[:5] == b"<?xml"
    form = "XML" if is_xml else "HTML"
    regions = _parse.xml_regions if is_xml else _parse.html_regions
    print(f"{path.name}, {len(data) / 1e3:.0f} kB")

    def read() -> object:
        return untc.read_page(path, "2026-02-03" if is_xml else None)

    begin = time.perf_counter()
    read()
    print("  the first time".ljust(46), f"{(time.perf_counter() - begin) * 1e3:10.1f} ms")
    calls: list[Callable[[], object]] = [read, lambda: regions(path.name, data)]
    labels = ["  read and checked", "  of that, parsing"]
    if not is_xml:
        try:
            pandas = import_module("pandas")  # no dependency: install it to compare
        except ModuleNotFoundError:
            print("  pandas is not installed, so nothing to compare with")
        else:
            calls.append(lambda: pandas.read_html(path, encoding="utf-8"))
            labels.append("  pandas.read_html, unchecked")
    times = best(*calls)
    for label, spent in zip(labels, times, strict=True):
        print(label.ljust(46), f"{spent:10.1f} ms")
    if len(times) > 2:
        print("  times faster".ljust(46), f"{times[2] / times[0]:10.1f}")
    most = LIMITS[f"{form}, read and checked"]
    return [] if times[0] <= most else [f"{path.name}: {times[0]:.1f} ms, not {most} ms"]


if __name__ == "__main__":
    main()
