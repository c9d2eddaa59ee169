"""What is fuzzed: each `Fuzzer` takes bytes, passes on what they say, and holds what comes back.

Whatever the bytes, an answer or an error of the documented kind; and what is answered is held
against what was asked. Seeds are as small as can be, for a search is as quick as one attempt.
``test_fuzz`` and ``test_untc_fuzz`` try a few damaged inputs in ``make test``; ``fuzz`` searches,
guided by the branches that are reached, in ``make fuzz``.
"""

import contextlib
import csv
import io
import json
import re
import shutil
import tempfile
import warnings
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import attrs
import pytest
from status_pages import PAGES, Table, html, xml

import opcat
from opcat import untc

DAY = "2026-02-03"
ROWS = (("Albania", "", "1 Oct 2003 a"), ("Malta", "24 Sep 2003", "[24 Sep 2003]"))
ROADS = Table(rows=ROWS, chapter="CHAPTER XI", part="B", letter="")
PARTICIPANTS = {
    "Atlantis": opcat.State(
        key="atlantis", name="Atlantis", kind=opcat.ParticipantKind.ORGANISATION
    )
}
ACTS = {"Blessing": opcat.ActionKind.ACCEPTANCE}
SPELLINGS = tuple(
    text
    for state in opcat.states()
    for text in (state.name, state.depositary_name, state.alpha_3, state.alpha_2)
    if text is not None
)
MARKS = (
    *"\u0300\u0301\u200b\u200d\u2019\u00a0\u0130\u0131\u1e9e\ufb01\u0661\u3000.-&'/(),;\n\0",
    *(" the ", "The ", " and ", "St.", "U.S.A.", "\U0001f600"),
)


@attrs.frozen
class Fuzzer:
    """What is tried, and what is known of its input.

    Attributes:
        attempt: passes the bytes on; an `AssertionError`, or any other, is what is looked for.
        seeds: inputs to begin with.
        words: what may stand in an input.
        tokens: the parts that an input is taken apart into, to be exchanged.
    """

    attempt: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    tokens: re.Pattern[bytes] = re.compile(rb"\w+|.", re.DOTALL)


def small_treaty() -> opcat.Treaty:
    """Return a treaty with something of everything, and little of it."""
    source = opcat.Source(
        id="x",
        publisher="P",
        title="T",
        url="https://example.org",
        as_of=opcat.PartialDate(year=2003),
    )
    acts = (
        ("ALB", opcat.ActionKind.ACCESSION, date(2003, 10, 1)),
        ("MLT", opcat.ActionKind.SIGNATURE, date(2003, 9, 24)),
        ("MLT", opcat.ActionKind.RATIFICATION, date(2003, 9, 24)),
        ("MLT", opcat.ActionKind.DENUNCIATION, date(2004, 9, 24)),
    )
    return opcat.Treaty(
        key="small",
        title="Treaty",
        as_of=date(2006, 2, 3),
        opened_on=date(2003, 2, 4),
        languages=("English",),
        entry_rule=opcat.EntryIntoForceRule(instruments=2, days=30, article="28"),
        denunciation_rule=opcat.DenunciationRule(months=12, article="33"),
        fact_sources=(("title", (source,)),),
        actions=tuple(
            opcat.Action(state=opcat.resolve(code), kind=kind, date=day, sources=(source,))
            for code, kind, day in acts
        ),
    )


def try_json(text: str | bytes) -> None:
    """What is read says all that was written, and is read again as what it was."""
    with contextlib.suppress(opcat.DataError):
        treaty = opcat.from_json(text)
        again = opcat.to_json(treaty)
        assert opcat.from_json(again) == treaty
        told, written = json.loads(text, object_pairs_hook=_once), json.loads(again)
        # What needs nothing of format 2 is written in format 1.
        assert type(told["format"]) is int
        assert written.pop("format") <= told.pop("format")
        assert says(written, told)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(dict(pairs)) == len(pairs), "a key stands twice"
    return dict(pairs)


def says(written: Any, told: Any) -> bool:
    """Tell whether all that was told is written: members may be more, actions in another order."""
    if isinstance(told, dict):
        return all(key in written and says(written[key], told[key]) for key in told)
    if isinstance(told, list):
        left = list(written)
        for one in told:
            found = next((index for index, other in enumerate(left) if says(other, one)), None)
            if found is None:
                return False
            del left[found]
        return not left
    return type(written) is type(told) and bool(written == told)


def bones(text: str) -> str:
    """Return the letters and digits of a text, without "the" and "and": less than the package."""
    letters = normalize("NFKD", text.casefold().translate(_LETTERS))
    return re.sub("the|and", "", "".join(one for one in letters if one.isalnum()))


_LETTERS = str.maketrans({"\u00e6": "ae", "\u0153": "oe", "\u00f8": "o", "\u0142": "l"}) | (
    str.maketrans({"\u0111": "d", "\u00f0": "d", "\u00fe": "th", "\u0131": "i"})
)


@cache
def _known() -> Mapping[opcat.State, frozenset[str]]:
    """Return the bones of all spellings and codes of each State, read without the package."""
    spelt: dict[str, set[str]] = {}
    for file in ("states.csv", "names.csv"):
        with (Path(opcat.__file__).parent / "data" / file).open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                columns = ("alpha_3", "alpha_2", "numeric", "name", "depositary_name")
                texts = [row[column] for column in columns if row.get(column)]
                texts += [row["numeric"].lstrip("0")] if "numeric" in row else []
                spelt.setdefault(row["alpha_3"], set()).update(map(bones, texts))
    return {opcat.resolve(code): frozenset(texts) for code, texts in spelt.items()}


def try_name(name: object) -> None:
    try:
        found = opcat.find_state(name)
    except TypeError:
        assert not isinstance(name, str)
        with pytest.raises(TypeError):
            opcat.resolve(name)
        return
    if found is not None:
        assert opcat.resolve(name) is found
        if isinstance(name, str):
            assert bones(name) in _known()[found], "nothing is guessed"
            again = opcat.find_state(f"\u00a0{name.swapcase()} ")
            # Some letters have another case from which no way leads back: then nothing is found.
            assert again is found if name.isascii() and len(name) < 190 else again in (found, None)
        return
    with pytest.raises((opcat.UnknownStateError, opcat.AmbiguousStateError)) as caught:
        opcat.resolve(name)
    assert len(str(caught.value)) < 2000, "an error is for reading"
    for state in getattr(caught.value, "candidates", ()):
        assert opcat.find_state(state.name) is state


def try_names(data: bytes) -> None:
    """Each line is a name; all of them are a column."""
    names = data.decode("utf-8", "replace").split("\n")[:3]
    result = opcat.resolve_all(names)
    ambiguous = dict(result.ambiguous)
    found = dict(result.resolved)
    told = sorted([*found, *result.unknown, *ambiguous], key=str)
    assert told == sorted(set(names)), "every entry stands in one of the three"
    for name in told:
        assert opcat.find_state(name) is found.get(name)
    try_name(names[0])  # no more: to look for what is near to a name takes a millisecond


def is_a_day(text: str) -> bool:
    """Tell, by other means than the package, whether a text is a day of the one form."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        return False
    year, month, day = map(int, text.split("-"))
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def try_day(day: Any) -> None:
    treaty = opcat.treaty()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            earlier = opcat.treaty(on=day)
        except opcat.errors.DayTypeError:
            assert not isinstance(day, str | date)
            return
        except opcat.errors.DayValueError:
            assert isinstance(day, str)
            assert not is_a_day(day)
            return
    meant = treaty.as_of if day is None else None
    if isinstance(day, str):
        assert is_a_day(day)
        meant = date(*map(int, day.split("-")))
    elif isinstance(day, date):
        meant = date(day.year, day.month, day.day)
    assert meant is not None
    assert earlier.as_of == min(meant, treaty.as_of)
    assert bool(told) is (meant > treaty.as_of)
    assert earlier.actions == tuple(a for a in treaty.actions if a.date <= meant)


def try_partial_date(text: str) -> None:
    full = {4: f"{text}-01-01", 7: f"{text}-01", 10: text}.get(len(text), "")
    try:
        found = opcat.PartialDate.parse(text)
    except opcat.errors.DayValueError:
        assert not is_a_day(full)
        return
    assert is_a_day(full)
    assert str(found) == text
    assert found.is_exact is (len(text) == 10)
    assert found.earliest.isoformat() == full
    after = found.latest.toordinal() + 1
    assert after - found.earliest.toordinal() in {4: (365, 366), 7: (28, 29, 30, 31)}.get(
        len(text), (1,)
    )


def try_day_in_a_period(text: str) -> None:
    period = opcat.Period(start=date(2003, 2, 4), stop=date(2026, 2, 3))
    try:
        inside = text in period
    except opcat.errors.DayValueError:
        assert not is_a_day(text)
    else:
        assert is_a_day(text)
        assert inside is ("2003-02-04" <= text < "2026-02-03")


def try_text_of_a_day(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try_day(text)
    try_partial_date(text)
    try_day_in_a_period(text)


def try_page(data: bytes) -> None:
    """A page, with and without the day: a `Page` that agrees with itself, or an error."""
    for day in (None, DAY):
        said = ""
        try:
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always", opcat.errors.PageWarning)
                page = untc.read_page(data, day, participants=PARTICIPANTS, acts=ACTS)
        except opcat.OpcatError as error:
            said = str(error)
            problems = error.problems if isinstance(error, opcat.DataError) else ()
            # Not only as a whole, which escapes what it is told: scripts print these one by one.
            assert all(text.isprintable() for problem in problems for text in problem)
        assert said.replace("\n", "").isprintable(), "an error is shown on a terminal"
        if said:
            continue
        assert told or (page.signatories, page.parties) != (None, None), "nothing was checked"
        treaty = page.treaty
        assert all(action.date <= treaty.as_of for action in treaty.actions)
        for total, printed in (
            (sum(a.kind.is_signature for a in treaty.actions), page.signatories),
            (sum(a.kind.is_consent for a in treaty.actions), page.parties),
        ):
            assert printed in (total, None)
        assert not untc.compare(page, page)
        with contextlib.suppress(opcat.OpcatError):
            assert untc.compare(SEED_PAGE, page) or treaty.actions == SEED_PAGE.treaty.actions


FILES = (
    *("sources.csv", "states.csv", "treaty.csv", "actions.csv", "convention.csv"),
    *("convention_actions.csv", "datapackage.json", "CHANGELOG.md", "page.html"),
    *("participants.csv", "declarations.csv", "mechanisms.csv", "mechanism_standing.csv"),
    *("milestones.csv", "overdue_mechanisms.csv", "related.csv", "reported_figures.csv"),
    *("territories.csv", "treaty_titles.csv", "visits.csv", "visit_reports.csv"),
    "visit_totals.csv",
)
_BEGINNING = re.compile(
    rb"^==(" + b"|".join(re.escape(name.encode()) for name in FILES) + rb")\n", re.MULTILINE
)


def small_record() -> dict[str, bytes]:
    """Return the files of a record of two treaties, and of a page with something new."""
    convention = "Convention against Torture and Other Cruel, Inhuman or Degrading Treatment"
    files = {
        "sources.csv": "id,title,publisher,url,as_of\n"
        'un,"Status, of 2003",United Nations Treaty Collection,https://example.org,2003-12-01\n'
        "b,B,C,,2003\nc,C,C,,\n",
        "states.csv": "alpha_3,alpha_2,numeric,name,depositary_name,un_status,regional_group,"
        "sources\nALB,AL,008,Albania,Albania,member,eastern_european,un\n"
        "MLT,MT,470,Malta,Republic of Malta,member,western_european_and_others,un|b\n"
        "COL,CO,170,Colombia,Colombia,member,latin_american_and_caribbean,un\n",
        "treaty.csv": "fact,value,sources\nkey,opcat,\ntitle,"
        '"Optional Protocol to the Convention against Torture and Other Cruel, Inhuman or '
        'Degrading Treatment or Punishment",b\nadopted_on,2002-12-18,un\nopened_on,2003-02-04,b\n'
        "adopted_at,New York,un\nlanguages,English|French,b\nentry_rule,1|30|28,b\ndenunciation_rule,12|33,b\n"
        "as_of,2003-12-01,un\n",
        "actions.csv": "alpha_3,kind,date,sources\nALB,accession,2003-10-01,un\n"
        "MLT,signature,2003-09-24,un|b\n",
        "convention.csv": "fact,value,sources\nkey,cat,\n"
        f'title,"{convention} or Punishment",un\nas_of,2003-12-01,un\n',
        "convention_actions.csv": "alpha_3,kind,date,effective_on,sources\nMLT,accession,1990-09-13,,un\n",
    }
    return {name: text.encode() for name, text in files.items()}


def as_one(files: dict[str, bytes]) -> bytes:
    return b"".join(b"==" + name.encode() + b"\n" + data for name, data in files.items())


def apart(data: bytes) -> dict[str, bytes]:
    """Return the files that stand in one."""
    _, *parts = _BEGINNING.split(data)
    return {name.decode(): text for name, text in zip(parts[::2], parts[1::2], strict=True)}


@contextlib.contextmanager
def files_in(files: dict[str, bytes]) -> Iterator[Path]:
    """Give a directory of files, for as long as they are needed."""
    shared = Path("/dev/shm")  # memory, where there is such a place: a disk is slow
    path = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else None))
    try:
        for name, data in files.items():
            (path / name).write_bytes(data)
        yield path
    finally:
        shutil.rmtree(path)


def _rows(data: bytes) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(data.decode("utf-8"), newline=""))) - 1


def try_load(data: bytes) -> None:
    files = apart(data)
    with files_in(files) as directory:
        said = ""
        try:
            treaty = opcat.load(directory).treaty
        except opcat.DataError as error:
            said = str(error)
        else:
            assert len(treaty.actions) == _rows(files["actions.csv"])
        assert said.replace("\n", "").isprintable(), "an error is shown on a terminal"


def try_update(data: bytes) -> None:
    """All of it or nothing; what is brought up once has nothing left to be brought up."""
    files = apart(data)
    page_file = files.pop("page.html", b"")
    try:
        with warnings.catch_warnings():
            # What is damaged may be the totals, or the day; the reading of pages has its own search.
            warnings.simplefilter("ignore", opcat.errors.PageWarning)
            page = untc.read_page(page_file)
    except opcat.OpcatError:
        return
    with files_in(files) as directory:
        log = directory / "CHANGELOG.md" if "CHANGELOG.md" in files else None
        before, written = None, set[str]()
        with contextlib.suppress(opcat.DataError):
            before = opcat.load(directory).treaty
        try:
            done = untc.update(directory, page, changelog=log)
        except opcat.DataError:
            pass
        else:
            written = {*done.files, *(["CHANGELOG.md"] if log and done.files else [])}
            again = untc.update(directory, page)
            assert not again.files
            assert not again.changes
            assert before is not None, "a record that was damaged is not written to"
            assert before.as_of <= opcat.load(directory).treaty.as_of
        left = {path.name: path.read_bytes() for path in directory.iterdir()}
        assert left.keys() == files.keys()
        assert {name for name in files if left[name] != files[name]} == written


SEED_PAGE = untc.read_page(html(Table(rows=ROWS)))
_NEW = Table(rows=(ROWS[0], ("Malta", "24 Sep 2003", "24 Sep 2004")), in_force="")
_LATER = Table(
    rows=(ROWS[0], ("Republic of Malta", "24 Sep 2003", "")), in_force="", as_at="02-12-2003"
)
_CELLS = (
    *("1 Oct 2003 a", "[24 Sep 2003]", "Atlantis", "Blessing", "Participant", "Signature"),
    *("Ratification", "Accession(a)", "Provisional application(n)", "Formal confirmation(c)"),
    *(
        "European Union",
        "Yugoslavia",
        "C\u00f4te d'Ivoire",
        "\u200f",
        "\u00c3\u00a9",
        "29 Feb 2003",
    ),
)
_PAGE_WORDS = (
    *(cell.encode() for cell in _CELLS),
    *(
        b"&amp;",
        b"&#0;",
        b"&#27;",
        b"&#155;",
        b"\x7f",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<?x ?>",
        b"\0",
        b"\xff",
    ),
    *(b"&lt;superscript&gt;", b"&lt;/superscript&gt;", b"&nbsp;", b"[", b"]", b"\xef\xbb\xbf"),
)
_TAGS = re.compile(rb"<[^<>]*>|\w+|\s+|.", re.DOTALL)
_CSV = re.compile(rb"\w+|.", re.DOTALL)
_CSV_WORDS = tuple(
    word.encode()
    for word in (
        *('"', ",", "\n", "\r\n", "|", "\ufeff", "2003-02-29", "0000-01-01", "9999-12-31", "un"),
        *("ALB", "MLT", "FRA", "signature", "ratification", "denunciation", "succession"),
        *("succession_to_signature", "as_of,", "key,", "stated_in_force_on,2003-10-31,un\n"),
        *(
            "\u202e",
            "observer",
            "african",
            "short_title,x,b\n",
            "parent,x,b\n",
            "\0",
            "1|30|28",
            "9" * 5000,
        ),
    )
)
_LOG = b"# Changelog\n\n## 1.0\n\n### Data\n\n- Something.\n\n### Added\n"

FUZZERS = {
    "from_json": Fuzzer(
        attempt=try_json,
        seeds=(opcat.to_json(small_treaty(), indent=None).encode(),),
        words=(
            *(b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\u0000", b"\\ud800", b"null"),
            *(b"true", b"NaN", b"1e999", b"-0", b"1", b'"format"', b'"actions"', b'"states"'),
            *(b'"sources"', b'"as_of"', b'"key"', b'"ALB"', b'"2003-02-29"', b'"0000-00-00"'),
            *(b'"9999-12-31"', b"\xef\xbb\xbf", b"\0", b"[" * 2000, b'{"a":' * 2000, b"9" * 5000),
            *(b"[" * 985 + b"]" * 985, b'"denunciation"', b'"signature"', b'"organisation"'),
        ),
        tokens=re.compile(rb'"(?:[^"\\]|\\.)*"|\w+|.', re.DOTALL),
    ),
    "resolve": Fuzzer(
        attempt=try_names,
        seeds=tuple(
            text.encode()
            for text in (*SPELLINGS[::40], "Korea", "Yugoslavia\nGreenland", "EU\n4\n004", "n/a")
        ),
        words=tuple(text.encode() for text in (*MARKS, *SPELLINGS)),
        tokens=re.compile(rb"\w+|[\x80-\xff]+|.", re.DOTALL),
    ),
    "days": Fuzzer(
        attempt=try_text_of_a_day,
        seeds=(
            b"2004-02-29",
            b"2003-02-03",
            b"2026-02-03",
            b"9999-12-31",
            b"2007-10",
            b"2007",
            b"2010-W04-7",
        ),
        words=tuple(
            text.encode() for text in (*"0123456789-+TWZ:. \u0661\u00b2\0", "-12", "-02-29")
        ),
    ),
    "html": Fuzzer(
        attempt=try_page,
        seeds=(
            *(html(table) for table in (Table(rows=ROWS), ROADS)),
            *(path.read_bytes() for path in sorted(PAGES.glob("*.html"))),
        ),
        words=(
            *_PAGE_WORDS,
            *(
                b"<table id='x_tblgrid'>",
                b"</table>",
                b"<tr>",
                b"<td>",
                b"</td>",
                b"<br>",
                b"<svg>",
            ),
            *(b"<div id='x_div3'>", b"</div>", b"<sup>", b"</sup>", b"<script>", b"<title>"),
            *(b"<html>", b"</html>", b"<!DOCTYPE html>", b"<a id='_lnkXml' href='/XI-B-1.en.xml'>"),
            *(b"STATUS AS AT : 03-02-2026", b"CHAPTER XI", b"16. a-2 ", b"(d), ", b"<a b=c>"),
            *(b"Signatories : 1. Parties : 1", b"<div id='_lblMsg'>", b"<i>" * 120),
        ),
        tokens=_TAGS,
    ),
    "xml": Fuzzer(
        attempt=try_page,
        seeds=(
            *(xml(table) for table in (Table(rows=ROWS), ROADS)),
            *(path.read_bytes() for path in sorted(PAGES.glob("*.xml"))),
        ),
        words=(
            *_PAGE_WORDS,
            *(b"<Document>", b"</Document>", b"<Participants>", b"<Table>", b"<Row>", b"</Row>"),
            *(b"<Entry>", b"</Entry>", b"<Entry/>", b"<Section><Header>A</Header></Section>"),
            *(b"<!DOCTYPE x>", b'encoding="utf-8"', b'encoding="windows-1252"', b"xmlns:x='y'"),
            *(b"<Numsect>7</Numsect>", b"<Subnumsect>c</Subnumsect>", b"<x>" * 120),
        ),
        tokens=_TAGS,
    ),
    "load": Fuzzer(
        attempt=try_load,
        seeds=(as_one(small_record()),),
        words=(*_CSV_WORDS, *(b"==" + name.encode() + b"\n" for name in FILES)),
        tokens=_CSV,
    ),
    "update": Fuzzer(
        attempt=try_update,
        seeds=tuple(
            as_one({**small_record(), **more, "page.html": page})
            for more, page in (
                ({}, html(_NEW)),
                ({"CHANGELOG.md": _LOG}, html(_LATER)),
                ({"datapackage.json": b'{"version": "2003-12-01", "title": "x"}\n'}, html(_NEW)),
            )
        ),
        words=(*_CSV_WORDS, *_PAGE_WORDS, b"### Data\n", b"## 1.0\n"),
        tokens=_TAGS,
    ),
}
