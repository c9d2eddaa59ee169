"""The doors that are fuzzed besides those of `fuzzers`: languages, citations, rows, headings, records.

Each is held as its neighbours there: whatever the bytes, an answer that a plain second telling
agrees with, or an error of the documented kind that does nothing to a terminal.
"""

import ast
import contextlib
import csv
import io
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sized
from functools import cache
from html.parser import HTMLParser
from itertools import permutations
from pathlib import Path
from typing import Any
from unicodedata import normalize

import rispy
from bibtexparser.entrypoint import parse_string
from citeproc.source.json import CiteProcJSON
from foreign import OBEYED
from fuzzers import FUZZERS as FIRST
from fuzzers import MARKS, ROWS, Fuzzer, apart, as_one, bones, files_in, small_record
from status_pages import Table, html, xml

import opcat
from opcat import explorer, untc
from opcat.explorer import _page_facts, _paths  # the map is made once, because no record changes it

DATA = Path(opcat.__file__).parent / "data"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
_ARTICLES = ("", "el", "la", "los", "las", "le", "les", "l")


def plain_error(error: Exception, most: int | None = None) -> str:
    """Return what an error says, which is for reading, and for a terminal."""
    said = str(error)
    assert most is None or len(said) < most, "an error is for reading"
    assert not re.search(OBEYED, said.replace("\n", "")), "an error is shown on a terminal"
    return said


# Languages


@cache
def _table(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@cache
def _known(language: str) -> Mapping[str, frozenset[str]]:
    """Return the bones of all that means a State in a language, by its code; read without the package."""
    spelt: dict[str, set[str]] = {}
    for row in _table("states.csv"):
        codes = (row["alpha_3"], row["alpha_2"], row["numeric"], row["numeric"].lstrip("0"))
        spelt.setdefault(row["alpha_3"], set()).update(map(bones, codes))
        if language == "en":
            spelt[row["alpha_3"]] |= {bones(row["name"]), bones(row["depositary_name"])}
    if language == "en":
        for row in _table("names.csv"):
            spelt[row["alpha_3"]].add(bones(row["name"]))
    for row in _table("state_names.csv"):
        if row["language"] == language:
            texts = (row["name"], row["short_name"], row["formal_name"])
            spelt[row["alpha_3"]].update(bones_in(text, language) for text in texts if text)
    for file, column in (("cldr_names.csv", "code"), ("usual_names.csv", "states")):
        for row in _table(file):
            if row["language"] == language and row[column] in spelt:
                spelt[row[column]].add(bones_in(row["name"], language))
    return {code: frozenset(texts) for code, texts in spelt.items()}


def bones_in(text: str, language: str) -> str:
    """Return letters and digits; in Arabic those of keyboards that have others are one."""
    for mark, word in {"en": "and", "es": "y", "fr": "et", "ru": "и"}.items():
        text = text.replace("&", f" {word} ") if mark == language else text
    found = bones(text.replace("\u0640", "") if language == "ar" else text)
    same = str.maketrans("ىیةک", "ييهك")
    return found.translate(same) if language == "ar" else found


def means(name: str, state: opcat.State, language: str) -> bool:
    """Tell whether a name has the bones of a spelling, with an article before or behind it or none."""
    written, known = bones_in(name, language), _known(language)[state.key]
    bare = {
        written.removeprefix(before).removesuffix(behind)
        for before in _ARTICLES
        for behind in _ARTICLES
    }
    with_articles = {f"{article}{text}" for article in _ARTICLES for text in known}
    return bool(bare & known) or written in with_articles


_SEVERAL: Any = object()
"""What a text means that means several States: then no other language answers."""


def alone(name: str, language: str) -> Any:
    """Return what a name means in one language: a State, `_SEVERAL`, or None."""
    try:
        return opcat.resolve(name, language=language)
    except opcat.AmbiguousStateError:
        return _SEVERAL
    except opcat.UnknownStateError:
        return None


def try_languages(data: bytes) -> None:
    """The first line names languages, the others are names, singly and as a column."""
    first, *names = data.decode("utf-8", "replace").split("\n")[:4]
    named = first.split(",")
    try:
        opcat.find_state("", language=named)
    except opcat.errors.VocabularyError as error:
        plain_error(error, 2000)
        assert not set(named) <= set(LANGUAGES)
        return
    whole = opcat.resolve_all(names, language=named)
    for name in names:
        found = opcat.find_state(name, language=named)
        meanings = {language: alone(name, language) for language in (*named, *LANGUAGES)}
        known = [one for one in LANGUAGES if meanings[one] is not None]
        for order in (named, named[::-1], *permutations(known, 2)):
            said = next((meanings[one] for one in order if meanings[one] is not None), None)
            meant = opcat.find_state(name, language=order)
            assert meant is (None if said is _SEVERAL else said), "the first that knows it answers"
        assert dict(whole.resolved).get(name) is found
        if found is None:
            try:
                opcat.resolve(name, language=named)
            except (opcat.UnknownStateError, opcat.AmbiguousStateError) as error:
                plain_error(error, 2000)
            else:
                raise AssertionError("what is not found is refused")
            continue
        assert opcat.resolve(name, language=named) is found
        if set(named) <= set(LANGUAGES):
            assert any(means(name, found, one) for one in named), "nothing is guessed"
        for one in named:
            for form in ("short", "list", "formal"):
                with contextlib.suppress(LookupError):
                    told = found.name_in(one, form=form)
                    assert opcat.resolve(told, language=one) is found
    try:
        told = opcat.resolve("Kenya").name_in(names[0] if names else first)
    except LookupError as error:
        plain_error(error, 2000)
    else:
        assert told


# Citations

_TEX = re.compile(
    r"\\(?:text(?P<name>backslash|asciicircum|asciitilde|less|greater|bar|asciigrave)\{\}"
    r"|(?P<sign>[&%$#_{}]))|(?P<open>[\\{}])"
)
_PRINTED = {"backslash": "\\", "asciicircum": "^", "asciitilde": "~", "less": "<"} | {
    "greater": ">",
    "bar": "|",
    "asciigrave": "`",
}


def tamed(text: str) -> str:
    """Tell what a page shows of a text: nothing that a terminal or a page obeys."""
    controls = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
    return re.sub(controls, "\ufffd", text)


def line(text: str) -> str:
    """Tell what a field holds of a text: one line of what a page shows."""
    return " ".join(normalize("NFC", tamed(text)).split())


def printed(tex: str) -> str:
    """Return what LaTeX prints for the commands of a field; there are no others."""

    def one(match: re.Match[str]) -> str:
        assert match["open"] is None, "LaTeX would obey it"
        return match["sign"] or _PRINTED[match["name"]]

    return _TEX.sub(one, tex)


def try_citing(data: bytes) -> None:
    """Each paragraph is a field of a source; three programs read each back as it was written."""
    texts = [*data.decode("utf-8", "replace").split("\n\n"), "", "", "", ""]
    key, publisher, title, url, day = texts[:5]
    try:
        as_of = opcat.PartialDate.parse(day) if day else None
        source = opcat.Source(
            id=key, publisher=publisher, title=title or None, url=url or None, as_of=as_of
        )
    except (opcat.errors.InvariantError, opcat.errors.DayValueError):
        return
    cited = opcat.cite(source)
    library = parse_string(cited.to_bibtex())
    assert len(library.blocks) == len(library.entries) == 1
    fields = {field.key: str(field.value) for field in library.entries[0].fields}
    assert len(fields) == len(library.entries[0].fields)
    [in_ris] = rispy.loads(cited.to_ris(), skip_unknown_tags=False)
    assert "unknown_tag" not in in_ris
    [item] = json.loads(cited.to_csl())
    [styled] = CiteProcJSON([item]).values()
    year = "" if as_of is None else str(as_of.year)
    expected = {"author": publisher, "title": title, "url": url, "year": year}
    if as_of is not None and as_of.month:
        expected["month"] = fields["month"]
        assert fields["month"] in [
            "jan",
            "feb",
            "mar",
            "apr",
            "may",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct",
            "nov",
            "dec",
        ]
        if as_of.day:
            expected["day"] = str(as_of.day)
    expected = {name: text for name, text in expected.items() if text}
    assert fields.keys() == expected.keys()
    for name in ("author", "title"):
        if name in expected:
            told = line(expected[name])
            assert printed(fields[name].removeprefix("{").removesuffix("}")) == told
            # rispy takes the blanks away that end a line, those of all scripts
            found = in_ris["authors"][0] if name == "author" else in_ris["title"]
            assert found.strip() == told.strip()
            found = item["author"][0]["literal"] if name == "author" else item["title"]
            assert found == told
    assert item["id"] == in_ris["id"] == library.entries[0].key
    assert re.fullmatch("[A-Za-z0-9._-]+", item["id"])
    if "title" in expected:
        assert str(styled["title"]) == item["title"]
    if url:
        assert fields["url"] == item["URL"]
        # In RIS a semicolon stands between two addresses; blanks end no address.
        assert in_ris.get("urls", [""]) == [item["URL"].replace(";", "%3B").strip()]
        assert not set(item["URL"]) & set('{}\\^"<>|` \n')
    for text in (cited.to_bibtex(), cited.to_ris(), cited.to_csl()):
        assert not re.search(OBEYED.replace("\u2028\u2029", ""), text.replace("\n", ""))


# A treaty from rows


def try_rows(data: bytes) -> None:
    """The first line is the language, the others are a CSV file, passed as text and in columns."""
    first, _, text = data.decode("utf-8", "replace").partition("\n")
    given: dict[str, Any] = {
        "key": "pact",
        "title": "Pact",
        "as_of": "2020-12-31",
        "opened_on": "2018-01-01",
        "entry_rule": {"instruments": 2, "days": 30, "article": "10"},
        "denunciation_rule": {"months": 6, "article": "11"},
        "open_to": "all" if "all" in first else None,
        "language": first.split()[0] if first.split() else None,
    }
    try:
        treaty = opcat.treaty_from_rows(text, **given)
    except (opcat.DataError, opcat.errors.VocabularyError) as error:
        plain_error(error)
        return
    needed = {"state", "kind", "date"}
    told = [rows for rows in tables_of(text) if rows and needed <= rows[0].keys()]
    assert any(len(rows) == len(treaty.actions) for rows in told) or not treaty.actions
    for rows in told:
        if len(rows) == len(treaty.actions):
            assert opcat.treaty_from_rows(rows, **given) == treaty
            columns = {name: [row[name] for row in rows] for name in rows[0]}
            assert opcat.treaty_from_rows(columns, **given) == treaty
            days = sorted(row["date"].strip() for row in rows)
            assert days == sorted(str(action.date) for action in treaty.actions)
    again = [(act.state, act.kind, act.date, None, act.effective_on) for act in treaty.actions]
    assert opcat.treaty_from_rows(again, **given) == treaty
    assert opcat.counts(treaty=treaty).parties == len(opcat.parties(treaty=treaty))


def tables_of(text: str) -> list[list[dict[str, str]]]:
    """Return the rows of a CSV file as each of the three separators cuts it."""
    found = []
    for mark in ",;\t":
        with contextlib.suppress(csv.Error, ValueError):
            stream = io.StringIO(text.removeprefix("\ufeff").lstrip("\r\n"), newline="")
            header, *rows = csv.reader(stream, delimiter=mark)
            names = [name.strip() for name in header]
            found.append([dict(zip(names, row, strict=True)) for row in rows if any(row)])
    return found


# Headings of a page


_ASKED = re.compile(r"""acts=\{(?P<key>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"): KIND\}""")
_SIMPLE = re.compile(r"[\w ,.()/;=|\n\[\]-]*", re.ASCII)


def try_headings(data: bytes) -> None:
    """Acts of the caller, headings, and rows: both forms say the same, and what is asked for helps."""
    lines = data.decode("utf-8", "replace").split("\n")
    given, heads, *rows = [*lines, ""]
    acts = {
        word: kind
        for pair in given.split(";")
        for word, mark, kind in [pair.partition("=")]
        if mark
    }
    table = Table(
        headings=("Participant", *heads.split("|")),
        rows=tuple(tuple(row.split("|")) for row in rows if row)[:6],
        signatories="",
        parties="",
    )
    outcomes = [_page_of(form(table), acts) for form in (html, xml)]
    if _SIMPLE.fullmatch("\n".join(lines)):
        assert outcomes[0] == outcomes[1], "both forms say the same"
    for form, outcome in zip((html, xml), outcomes, strict=True):
        if isinstance(outcome, str):
            asked = [ast.literal_eval(found["key"]) for found in _ASKED.finditer(outcome)]
            settled = acts | dict.fromkeys(asked, "ignore")
            again = _page_of(form(table), settled) if asked else ""
            if isinstance(again, str):
                left = [ast.literal_eval(found["key"]) for found in _ASKED.finditer(again)]
                assert not set(left) & set(asked), "what the error says to pass settles it"


def _page_of(data: bytes, acts: Mapping[str, str]) -> Any:
    """Return what was read, as far as both forms have it, or what the error said."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", opcat.errors.PageWarning)
            page = untc.read_page(data, "2026-02-03", acts=acts, checks="warn")
    except opcat.errors.OpcatError as error:
        return plain_error(error)
    assert not untc.compare(page, page)
    for action in page.treaty.actions:
        assert action.kind.is_signature or action.kind.is_consent
    return page.treaty.actions, page.off_log_entries


# A whole record, and its page

PRACTICE = {
    "sources.csv": "id,title,publisher,url,as_of\n"
    'un,"Status, of 2003",United Nations Treaty Collection,https://example.org,2003-12-01\n'
    "b,B,C,,2003\nc,C,C,,\n",
    "participants.csv": "key,kind,name,names,sources,not_counted_from\n"
    "old-land,former_state,Old Land,Land of Old|OL,b,2003-10-01\n",
    "declarations.csv": "alpha_3,kind,postpones,made_on,effective_on,period,postponed_from,"
    "postponed_until,until_basis,summary,sources\n"
    "ALB,postponement,part_iv,2003-10-01,2003-10-01,P3Y,2003-11-01,2006-11-01,stated,Postpones,un|b\n",
    "mechanisms.csv": "alpha_3,sequence,bodies,has_all_bodies,institution_type,legal_basis,"
    "designated_on,in_function_from,ended_on,notified_on,web_address,has_public_annual_reports,"
    "confidence,day_confidence,note,sources\n"
    "ALB,1,Advocate (Avokati),yes,ombuds_institution,Law 1,2003-11-05,2003-11-06,,,"
    "http://a.example/,yes,high,high,A note,b\n",
    "mechanism_standing.csv": "alpha_3,designated,confidence,note,sources\nALB,yes,high,,b|c\n",
    "milestones.csv": "date,event,sources\n2002,Founded,b\n2003-02-04,Opened,un\n",
    "overdue_mechanisms.csv": "as_of,alpha_3,kind,sources\n2003-11,ALB,full_list,b\n",
    "related.csv": "name,kind,about,sources\nA body,body,About it,b\n",
    "reported_figures.csv": "source,place,as_of,figure,regional_group,value\nb,box,,parties,,1\n",
    "territories.csv": "alpha_3,territory,effect,period_start,period_end,note,sources\n"
    "ALB,Isle,excluded,2003-10-02,2003-11-01,A note,un\n",
    "treaty_titles.csv": "treaty,language,title,sources\nopcat,fr,Protocole,b\nopcat,ar,العنوان,c\n",
    "visits.csv": "alpha_3,start,end,kind,kind_basis,completion,report_public,confidence,sources\n"
    "ALB,2003-11-10,2003-11-12,regular,stated,confirmed,yes,high,b|c\n",
    "visit_reports.csv": "alpha_3,start,symbol,addressee,sources\nALB,2003-11-10,CAT/OP/1,state,b\n",
    "visit_totals.csv": "as_of,scope,relation,total,note,sources\n2003-11-30,visits,exactly,1,n,b\n",
}


def whole_record() -> dict[str, bytes]:
    """Return the files of a small record with a row in every table."""
    return small_record() | {name: text.encode() for name, text in PRACTICE.items()}


def of_a_pact() -> dict[str, bytes]:
    """Return the files of a record like it, of another treaty."""
    files = whole_record()
    text = files["treaty.csv"].decode().replace("key,opcat", "key,pact")
    files["treaty.csv"] = text.replace("Optional Protocol to the", "Pact on the").encode()
    return files


ANSWERS: Mapping[str, Callable[..., Sized]] = {
    "visits.csv": opcat.visits,
    "declarations.csv": opcat.declarations,
    "territories.csv": opcat.territories,
    "reported_figures.csv": opcat.reported_figures,
    "visit_totals.csv": opcat.visit_totals,
}
"""What has one value for each row of a file."""


def record_of(files: Mapping[str, bytes]) -> opcat.Record | None:
    """Return the record that lies in files; None where it is refused."""
    with files_in(dict(files)) as directory:
        try:
            return opcat.load(directory)
        except opcat.DataError as error:
            plain_error(error)
    return None


def _rows(data: bytes) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) - 1


def asked_of(record: opcat.Record) -> Iterator[Any]:
    """Yield the answers of the questions about the practice, of all its States."""
    yield from (opcat.mechanisms(treaty=record), opcat.mechanism_history(treaty=record))
    yield from (opcat.overdue_list(treaty=record), opcat.article_17(treaty=record))
    yield from (opcat.background(treaty=record), opcat.unvisited_parties(treaty=record))
    yield from (opcat.consents(treaty=record), opcat.uptake(treaty=record))
    yield from (opcat.profile(status.state, treaty=record) for status in record.treaty.statuses[:3])
    yield from (opcat.deadlines(status.state, treaty=record) for status in record.treaty.statuses)


def is_the_protocol(record: opcat.Record) -> bool:
    """Tell it by the key or by the title, of which a status page has the second alone."""
    protocol, treaty = opcat.treaty(), record.treaty
    return treaty.key == protocol.key or treaty.title == protocol.title


def try_record(data: bytes) -> None:
    """What is loaded has every row, and every question answers from it or says what it lacks.

    Questions of practice refuse a record of another treaty.
    """
    files = apart(data)
    record = record_of(files)
    if record is None:
        return
    assert len(record.treaty.actions) == _rows(files["actions.csv"])
    try:
        for file, question in ANSWERS.items():
            if file in files:
                assert len(question(treaty=record)) == _rows(files[file])
        for answer in asked_of(record):
            assert not re.search(OBEYED, repr(answer).replace("\n", ""))
    except opcat.errors.OtherTreatyError:
        assert not is_the_protocol(record)
    except opcat.DataError as error:
        said = plain_error(error)
        assert "this record does not have it" in said, "all of it was checked when it was loaded"


class Outline(HTMLParser):
    """The tags of a page, and what stands in its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.scripts: list[str] = []
        self.links: list[str] = []
        self.titles: list[str] = []
        self._in_script = False
        self._in_title = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self.scripts += [""] if self._in_script else []
        # The titles are as many as the record has; all the rest is as many as in any page.
        self._in_title = tag == "cite"
        self.titles += [""] if self._in_title else []
        if tag != "cite":
            self.tags.append((tag, tuple(name for name, _ in attributes)))
        self.links += [value or "" for name, value in attributes if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        self._in_script = self._in_title = False
        if tag != "cite":
            self.tags.append((f"/{tag}", ()))

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts[-1] += data
        if self._in_title:
            self.titles[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


_world = cache(_paths.world)


def titles_in(files: Mapping[str, bytes]) -> list[str]:
    """Return the titles in languages other than English, as a page shows them."""
    text = files.get("treaty_titles.csv", b"").decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [tamed(row["title"]) for row in rows if row["language"] != "en"]


def try_explorer(data: bytes) -> None:
    """Whatever a record says, its page is one document of the same tags, and says its facts."""
    files = apart(data)
    record = record_of(files)
    if record is None:
        return
    _paths.world = _world
    try:
        text = explorer.page(treaty=record)
    except opcat.DataError as error:
        said = plain_error(error)
        assert "this record does not have it" in said
        return
    seen = Outline(text)
    is_protocol = is_the_protocol(record)
    assert seen.tags == _tags(is_protocol)
    assert seen.links == ["data:,", "#list"]
    *titles, _collection = seen.titles
    assert titles == (titles_in(files) if is_protocol else []), "a title is a text"
    facts = json.loads(seen.scripts[1])
    told = json.loads(json.dumps(_page_facts.facts(record)))
    assert {name: facts[name] for name in told} == told
    assert text.count("</script") == len(seen.scripts) == 3
    # By the standard of HTML these three change how a script is read to its end.
    assert not re.search("<!--|</?script", seen.scripts[1], re.IGNORECASE)
    allowed = text.replace("\n", "").replace("\u2028", "").replace("\u2029", "")
    assert not re.search(OBEYED, allowed)
    assert text.encode("utf-8")


@cache
def _tags(is_protocol: bool) -> list[tuple[str, tuple[str, ...]]]:
    record = record_of(whole_record() if is_protocol else of_a_pact())
    assert record is not None
    return Outline(explorer.page(treaty=record)).tags


_MARKUP = (b"</script>", b"<script>", b"<!--", b"<img src=x onerror=y>")
_ANY_TEXT = (
    *(*_MARKUP, b"-->", b"]]>", b"'", b'"'),
    *(b"&lt;", b"&#60;", b"$", b"${facts}", b"$facts", b"$$", b"{n}", b"{day}", b"\\u003c"),
    *("\u2028".encode(), "\u202e".encode(), b"\x1b[2J", b"\0", "\ufeff".encode(), b"javascript:x"),
)
_HEADS = (
    *("Signature, Succession to signature(d)", "Accession(a), Succession(d), Ratification"),
    *("Participation under articles 3 (2) and (3)(P)", "Provisional application under article 23(n)"),
    *("Definitive signature(s)", "Acceptance ipso facto by virtue of article 9 (1)", "Extension"),
    *("Notification, with commas, of (something)(Q)", "Application", "Remarks", "Act of formal confirmation(c)"),
)  # fmt: skip
_ROWS = "\n".join("|".join(row) for row in ROWS)

DOORS = {
    "languages": Fuzzer(
        attempt=try_languages,
        seeds=tuple(
            text.encode()
            for text in (
                "fr\nla Tchéquie\nJapon (le)\nCongo",
                "es,en\nCosta de Marfil\nGermany\nCorea",
                "en,es\nGranada\nla Granada",  # two languages read it differently
                "ru\nОбъединённые Арабские Эмираты",
                "zh,fr\n刚果（金）\nPays Bas",
                "ar\nمصـــــر\nسورية",
                "French,spa\nTrinité & Tobago\nKEN\n404",
                "en\nKorea\nde\npt_BR",
                "en\nAllemagne\nCosta de Marfil\nАнгола",  # told as names in other languages
            )
        ),
        words=tuple(
            text.encode()
            for text in (
                *(*MARKS, *LANGUAGES, *_ARTICLES, " (la)", ", el", "l'", "de", "pt_BR", "../"),
                *(
                    row[column]
                    for row in _table("state_names.csv")[::9]
                    for column in ("name", "formal_name")
                    if row[column]
                ),
                *(row["name"] for row in _table("usual_names.csv")[::5]),
                *(row["text"] for row in _table("not_states.csv") if row["reason"] == "ambiguous"),
                *(row["name"] for row in _table("cldr_names.csv")[::29]),
            )
        ),
        tokens=re.compile(rb"\w+|[\x80-\xff]+|.", re.DOTALL),
    ),
    "citing": Fuzzer(
        attempt=try_citing,
        seeds=(
            b"un-2003\n\nUnited Nations\n\nStatus, of 2003\n\nhttps://example.org/a%20b?c=d\n\n2003-12-01",
            b"a\n\nP\n\n100 % of $5_000 {x} \\emph{y} #1 & ~ ^ <a> | `b`\n\n\n\n2007-10",
            b"b\n\nP\n\na}},\n  title = {b}\n}\n@misc{c, title = {d}}\n\nhttps://x.org/{}",
            b"c\n\nA\r\nER  - \r\nTY  - JOUR\n\n\n\n\n\n2007",
        ),
        words=(
            *_ANY_TEXT,
            *(b"\nER  - ", b"\nTY  - JOUR", b"TI  - ", b"}},", b"@misc{", b"@string{a = {b}}", b"{"),
            *(b"}", b"\\", b"\\textbackslash{}", b"\\{", b'"}], "id": "x', b"%", b"#", b" # ", b"~"),
            *("\x85".encode(), b"\x0b", b"\x1c", b"\n\n", "e\u0301".encode(), "\u3000".encode()),
            *(b"@comment{", b"and", b" and ", b"jan", b"  - ", b"2003-02-29", b"https://"),
        ),
        tokens=re.compile(rb"\n\n|\w+|.", re.DOTALL),
    ),
    "rows": Fuzzer(
        attempt=try_rows,
        seeds=(
            b"\nstate,kind,date\nKenya,signature,2018-01-01\nKEN,ratified,2019-03-01\n",
            b"fr all\nstate;kind;date;effective_on\nla Tch\xc3\xa9quie;accession;2018-06-01;\n",
            b'en all\n\xef\xbb\xbfkind,date,state,sources\nsigned,2018-01-02,"Tanzania",\ndenunciation,2020-01-01,TZA,\n',
        ),
        words=(
            *(b",", b";", b"\t", b'"', b"\n", b"\r\n", b"\r", b"\xef\xbb\xbf", b"state", b"kind"),
            *(b"date", b"sources", b"effective_on", b"signature", b"signed", b"accession", b"fr"),
            *(b"withdrawal", b"2018-01-01", b"2020-12-31", b"2021-01-01", b"2019-02-29", b"KEN"),
            *(b"Kenya", b"European Union", b"Yugoslavia", b"Korea", b" ", b"\0", b"9" * 5000),
            *(b"\x1b[2J", "\u202e".encode(), b"=1+1", b"nan", b"None", b"404", b"4.0", b"all"),
        ),
        tokens=re.compile(rb"\w+|.", re.DOTALL),
    ),
    "headings": Fuzzer(
        attempt=try_headings,
        seeds=(
            f"\n{_HEADS[0]}|{_HEADS[1]}\n{_ROWS}".encode(),
            f"Remarks=ignore;Q=accession\n{_HEADS[9]}|{_HEADS[7]}|{_HEADS[2]}\n"
            "Kenya|note|1 Oct 2003 Q|\nMali|||[2 Oct 2003 P]".encode(),
            f"n=provisional\n{_HEADS[3]}|{_HEADS[4]}\nTogo|1 Oct 2003 n|2 Oct 2003 s".encode(),
        ),
        words=(
            *(head.encode() for head in _HEADS),
            *(b"|", b"\n", b";", b"=", b"ignore", b"provisional", b"accession", b"ratification", b"(a)"),
            *(b"(", b")", b" or ", b" by virtue of ", b", ", b"1 Oct 2003", b"[1 Oct 2003 a]", b" x"),
            *(b"'", b'"', b"\\", b"\\'", b"\x1b[2J", "\u202e".encode(), b"&amp;", b"<br>", b"x" * 320),
            *("\u0130".encode(), "\u00df".encode(), "\u1e9e".encode(), b"signature", b"Q", b"AA"),
        ),
        tokens=re.compile(rb"\w+|.", re.DOTALL),
    ),
    "record": Fuzzer(
        attempt=try_record,
        seeds=(as_one(whole_record()),),
        words=(*FIRST["load"].words, *_ANY_TEXT, *(b"==" + name.encode() + b"\n" for name in PRACTICE)),
        tokens=FIRST["load"].tokens,
    ),
    "explorer": Fuzzer(
        attempt=try_explorer,
        seeds=(as_one(whole_record()), as_one(of_a_pact())),
        words=(*_ANY_TEXT, *_MARKUP * 4),  # what it is about; few inputs are tried in a minute
        tokens=FIRST["load"].tokens,
    ),
}  # fmt: skip
FUZZERS: Mapping[str, Fuzzer] = {**FIRST, **DOORS}
"""All of them, in the order in which they are run."""
