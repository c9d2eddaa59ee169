"""Citations: what is cited, and what the programs that keep references read of it."""

import json
import pickle
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import attrs
import pytest
import rispy
import yaml
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from every_value import EXAMPLES
from foreign import HOSTILE, OBEYED
from hypothesis import example, given
from hypothesis import strategies as st

import opcat
from opcat._output import cite as citing  # its address and DOI are replaced by others
from opcat.errors import InvariantError, NoSourcesError, ReferenceClashError

FILE = yaml.safe_load((Path(__file__).parents[1] / "CITATION.cff").read_text(encoding="utf-8"))
EVERY = opcat.cite(opcat.sources())
AWKWARD = "100 % of $5_000 {x} \\emph{y} #1 & ~ ^ <a> | `b` \"c\" 'd' é ñ ș ő Ł ø ß — € عربي 中文"
FORMS: dict[str, Callable[[opcat.Citation], str]] = {
    "bibtex": opcat.Citation.to_bibtex,
    "ris": opcat.Citation.to_ris,
    "csl": opcat.Citation.to_csl,
}


def source(**fields: Any) -> opcat.Source:
    return opcat.Source(**{"id": "x", "publisher": "P", "title": "T", **fields})


def line(text: str) -> str:
    """Tell what a field holds of a text: one line, and nothing that a terminal or a page obeys."""
    controls = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
    return " ".join(normalize("NFC", re.sub(controls, "\ufffd", text)).split())


def in_bibtex(citation: opcat.Citation) -> list[dict[str, str]]:
    """Return the entries as a parser reads them, with what LaTeX prints for the commands."""
    plain = parse_string(citation.to_bibtex())
    assert plain.failed_blocks == []
    assert len(plain.blocks) == len(citation.references)
    assert all(entry.entry_type == "misc" for entry in plain.entries)
    addresses = [entry.fields_dict.get("url") for entry in plain.entries]
    read = parse_string(citation.to_bibtex(), append_middleware=[LatexDecodingMiddleware()])
    entries = [{field.key: str(field.value) for field in entry.fields} for entry in read.entries]
    for entry, raw, address in zip(entries, plain.entries, addresses, strict=True):
        entry["key"] = raw.key
        if address is not None:  # which no program decodes
            entry["url"] = address.value
    return entries


def in_ris(citation: opcat.Citation) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = rispy.loads(citation.to_ris(), skip_unknown_tags=False)
    assert len(read) == len(citation.references)
    assert not any("unknown_tag" in entry for entry in read)
    return read


def in_csl(citation: opcat.Citation) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(citation.to_csl())
    assert len(read) == len(citation.references)
    return read


class TestPackage:
    def test_three_things_and_their_facts(self) -> None:
        cited = opcat.cite()
        assert cited.references == (cited.package, cited.data, cited.publication)
        package, data, publication = cited.references
        assert package.version == opcat.__version__
        assert str(opcat.treaty().as_of) == str(data.date) == str(publication.date)
        assert "as of 3 February 2026" in str(data)
        assert len({reference.key for reference in cited.references}) == 3

    def test_the_file_of_the_project_says_the_same(self) -> None:
        package, _, publication = opcat.cite().references
        assert FILE["title"] == package.title
        assert FILE["version"] == package.version
        assert str(FILE["date-released"]) == str(package.date)
        assert [author["name"] for author in FILE["authors"]] == [package.author]
        assert FILE.get("url") == package.url
        assert FILE.get("doi") == package.doi
        [prevails] = FILE["references"]
        assert prevails["title"] == publication.title
        assert [author["name"] for author in prevails["authors"]] == [publication.author]
        assert prevails["url"] == publication.url
        assert publication.note is not None
        assert prevails["notes"].lower() in publication.note.lower()

    def test_an_address_and_an_identifier_where_there_are(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "url" not in in_bibtex(opcat.cite())[0]
        monkeypatch.setattr(citing, "ADDRESS", "https://example.org/opcat")
        assert "https://example.org/opcat" in str(opcat.cite().package)
        monkeypatch.setattr(citing, "DOI", "10.5281/zenodo.1")
        assert "https://doi.org/10.5281/zenodo.1" in str(opcat.cite().package)
        assert in_bibtex(opcat.cite())[0]["doi"] == "10.5281/zenodo.1"
        assert in_ris(opcat.cite())[0]["doi"] == "10.5281/zenodo.1"
        assert in_csl(opcat.cite())[0]["DOI"] == "10.5281/zenodo.1"
        assert in_csl(opcat.cite())[0]["URL"] == "https://example.org/opcat"

    def test_a_style_prints_them(self) -> None:
        """As citeproc does for Zotero and Pandoc, here by a style that the package brings."""
        items = CiteProcJSON(json.loads(opcat.cite().to_csl()))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the style does not use
            style = CitationStylesStyle("harvard-cite-them-right", validate=False)
            pages = CitationStylesBibliography(style, items, formatter.plain)
            for key in items:
                pages.register(Cited([CitationItem(key)]))
            printed = list(map(str, pages.bibliography()))
        assert len(printed) == 3
        for text, reference in zip(printed, opcat.cite().references, strict=True):
            assert reference.title is not None
            assert reference.title.split(":")[0] in text
            assert reference.author in text
            assert "2026" in text


class TestValues:
    @pytest.mark.parametrize("value", EXAMPLES.values(), ids=lambda value: type(value).__name__)
    def test_the_sources_of_any_value(self, value: Any) -> None:
        known = getattr(value, "sources", None)
        if isinstance(value, opcat.Source):
            known = (value,)
        if known:
            cited = opcat.cite(value)
            assert cited.sources == known
            assert [one.author for one in cited.references] == [one.publisher for one in known]
            alone = opcat.cite(known)
            assert [str(one) for one in alone.references] == list(map(str, known))
            assert [attrs.evolve(one, cited_for=None) for one in cited.references] == [
                *alone.references
            ]
            for one in () if isinstance(value, opcat.Source) else cited.references:
                assert str(one).partition(". Cited for: ")[2].strip()
        elif known == () or isinstance(value, opcat.Counts | opcat.Period):
            with pytest.raises(NoSourcesError, match="there is no source to cite of"):
                opcat.cite(value)

    def test_of_several_each_once_in_order(self) -> None:
        togo, mali = opcat.status("Togo"), opcat.visits("Mali")
        whole = tuple(dict.fromkeys((*togo.sources, *(s for visit in mali for s in visit.sources))))
        for values in ([togo, *mali], [(togo, mali)], [[togo], iter(mali)], [togo, mali, togo]):
            assert opcat.cite(*values).sources == whole

    def test_of_what_holds_values(self) -> None:
        names = opcat.resolve_all(["Kenya", "Korea", "Atlantis"])
        states = [*map(opcat.resolve, ("Kenya", "Republic of Korea", "North Korea"))]
        assert opcat.cite(names).sources == opcat.cite(*states).sources
        change = EXAMPLES[opcat.untc.NewAction]
        assert opcat.cite(change).sources == change.action.sources
        by_group = opcat.uptake().by_group
        assert opcat.cite(by_group).sources == opcat.uptake().sources
        some = opcat.non_parties(group="african")
        acted = [source for one in some for act in one.actions for source in act.sources]
        [page] = opcat.treaty().sources_of("as_of")
        assert set(opcat.cite(some).sources) == {page, *acted}

    @pytest.mark.parametrize(
        "treaty", [opcat.treaty(), opcat.convention()], ids=lambda one: one.key
    )
    @pytest.mark.parametrize("day", ["2003-01-01", "2015-01-01", None])
    def test_that_a_state_did_nothing_is_told_by_the_list_of_the_others(
        self, treaty: opcat.Treaty, day: str | None
    ) -> None:
        page = treaty.sources_of("as_of")
        idle = [one for one in opcat.non_parties(on=day, treaty=treaty) if not one.actions]
        assert idle
        for status in idle:
            assert status.sources == opcat.cite(status).sources == page
        table = opcat.Rows(idle).to_frame(treaty=treaty)
        assert set(table["sources"]) == {"|".join(source.id for source in page)}
        assert pickle.loads(pickle.dumps(idle[0])).sources == page

    def test_what_rests_on_a_status_rests_on_its_sources(self) -> None:
        page, other = (one.sources_of("as_of")[0] for one in (opcat.treaty(), opcat.convention()))
        assert opcat.deadlines("Kenya").sources == (page,)
        assert page in opcat.cite(opcat.profile("Kenya")).sources
        assert set(opcat.cite(opcat.profile("Bhutan")).sources) == {page, other}

    @pytest.mark.parametrize(
        "value",
        [
            None,
            5,
            (),
            opcat.counts(),
            opcat.status("Bhutan", treaty=attrs.evolve(opcat.treaty(), fact_sources=())),
            opcat.timeline(),
            [None, 5],
            ["Togo"],
            opcat.Standing.PARTY,
        ],
        ids=repr,
    )
    def test_what_has_none_is_refused(self, value: object) -> None:
        with pytest.raises(NoSourcesError) as caught:
            opcat.cite(value)
        assert "pass a value with sources, such as opcat.status('Togo')" in str(caught.value)
        assert len(str(caught.value)) < 300

    @pytest.mark.parametrize("value", ["Togo", HOSTILE])
    def test_a_name_is_refused_with_the_next_step(self, value: object) -> None:
        with pytest.raises(TypeError, match=r"is a string; pass .* opcat\.status\('Togo'\)") as got:
            opcat.cite(value)
        assert re.search(OBEYED, str(got.value)) is None


def test_a_reference_is_told_in_a_sentence_as_far_as_it_is_known() -> None:
    whole = opcat.Reference(
        key="atlas-2",
        kind=opcat.ReferenceKind.DATA,
        author="The Lake Office",
        title="Atlas",
        date=opcat.PartialDate.parse("2021-04"),
        version="2",
        url="https://example.org/atlas",
        doi="10.1000/182",
        note="Seen once",
    )
    said = "The Lake Office. Atlas, version 2 (2021-04). https://doi.org/10.1000/182. Seen once"
    assert str(whole) == said
    assert repr(whole) == "<Reference atlas-2: The Lake Office>"
    less = attrs.evolve(whole, version=None, date=None, doi=None, note=None)
    assert str(less) == "The Lake Office. Atlas. https://example.org/atlas"
    untitled = attrs.evolve(whole, title=None)
    assert str(untitled) == said.replace("Atlas, ", "")
    assert str(attrs.evolve(whole, cited_for="1 fact")) == f"{said}. Cited for: 1 fact"
    assert str(attrs.evolve(untitled, version=None)) == said.replace(
        "Atlas, version 2 (2021-04)", "2021-04"
    )


class TestFacts:
    """Each reference says which facts rest on it, in every format."""

    @pytest.mark.parametrize("name", ["Ghana", "Kenya", "Bhutan", "Kazakhstan"])
    def test_each_reference_names_the_facts_that_name_it(self, name: str) -> None:
        """Told a second time from the parts of the page."""
        page = opcat.profile(name)
        for one, reference in zip(page.sources, opcat.cite(page).references, strict=True):
            told = [
                f"{event.date} {name}: {event.description}"
                for event in page.events
                if one in event.sources
            ]
            if page.mechanism is not None and one in page.mechanism.sources:
                told.append(str(page.mechanism))
            treaties = {"Convention": page.convention, "Protocol": page.protocol}
            told += [
                f"{treaty}: {status}"
                for treaty, status in treaties.items()
                if not status.actions and one in status.sources
            ]
            assert told
            assert reference.cited_for == "; ".join(told)

    def test_no_source_of_a_page_is_cited_for_the_page_as_a_whole(self) -> None:
        listed = {entry.state: entry.sources for entry in opcat.overdue_list().entries}
        alone = set()
        for state in opcat.states():
            words = f"{state.name}: on the Subcommittee's overdue list"
            page = opcat.profile(state)
            for one, reference in zip(page.sources, opcat.cite(page).references, strict=True):
                assert "Profile" not in str(reference.cited_for), reference
                if words in str(reference.cited_for):
                    assert one in listed[state]
                    alone |= {state.name} if reference.cited_for == words else set()
        assert alone == {"Nigeria"}  # elsewhere it tells of the mechanism too

    def test_of_several_values_each_once_and_of_many_a_dozen(self) -> None:
        togo = opcat.actions("Togo")
        cited = opcat.cite(togo, opcat.status("Togo"), togo[0])
        assert cited.references[0].cited_for == (
            "2005-09-15 Togo: signature; 2010-07-20 Togo: ratification"
        )
        [page, *_] = opcat.cite(opcat.actions()).references
        facts = str(page.cited_for).split("; ")
        assert facts[:12] == list(map(str, opcat.actions()[:12]))
        assert facts[12:] == ["and 160 more"]

    def test_what_prints_in_several_lines_or_as_an_expression_has_words_of_its_own(self) -> None:
        entry = opcat.overdue_list().entries[0]
        told = {
            value: opcat.cite(value).references[0].cited_for
            for value in (
                opcat.deadlines("France"),
                opcat.deadlines(entry.state),
                entry,
                opcat.uptake(),
            )
        }
        name = entry.state.name
        days = "on 3 February 2026: the deadlines of articles 17 and 24"
        assert [*told.values()] == [
            f"France {days}",
            f"{name} {days}; on the Subcommittee's overdue list",
            f"{name}: on the Subcommittee's overdue list",
            "how many of the States that may join have joined, as of 3 February 2026",
        ]

    @pytest.mark.parametrize("value", EXAMPLES.values(), ids=lambda value: type(value).__name__)
    def test_no_value_is_told_as_an_expression(self, value: Any) -> None:
        if getattr(value, "sources", ()):
            for reference in opcat.cite(value).references:
                assert not re.search(r"\w+\(\w+=|[<>]|:$", str(reference.cited_for))

    def test_brackets_of_a_name_stay(self) -> None:
        state = opcat.State(alpha_3="TGO", name="<Lake Land>", sources=(source(),))
        assert opcat.cite(state).references[0].cited_for == "<Lake Land>"
        listed = str(opcat.cite(opcat.overdue_list()).references[0].cited_for)
        assert listed.startswith("OverdueList full_list")
        assert listed.endswith("14 States")

    def test_every_format_has_them_where_its_programs_look(self) -> None:
        """Those of two treaties, with signs of LaTeX and names in every script."""
        cited = opcat.cite(opcat.profile("Ghana"), EXAMPLES[opcat.MechanismStatus], opcat.visits())
        read = zip(cited.references, in_bibtex(cited), in_ris(cited), in_csl(cited), strict=True)
        for reference, bib, ris, csl in read:
            assert bib["annote"] == csl["annote"] == f"Cited for: {reference.cited_for}"
            assert not {"note"} & {*bib, *csl}
            assert ris["notes"] == [csl["annote"]]
            assert str(reference).endswith(f". {csl['annote']}")
            kept = CiteProcJSON([csl])[reference.key.lower()]["annote"]  # in pieces, by its markup
            assert "".join(map(str, kept)) == csl["annote"]

    def test_what_else_to_print_stays_apart_from_it(self) -> None:
        cited = opcat.cite(opcat.status("Togo"))
        noted = attrs.evolve(cited.references[0], note="Seen once")
        both = attrs.evolve(cited, references=(noted,))
        [bib], [ris], [csl] = in_bibtex(both), in_ris(both), in_csl(both)
        assert bib["note"] == csl["note"] == "Seen once"
        assert bib["annote"] == csl["annote"] == f"Cited for: {noted.cited_for}"
        assert ris["notes"] == [f"Seen once; {csl['annote']}"]

    def test_foreign_words_stay_in_the_annotation(self) -> None:
        action = attrs.evolve(
            opcat.actions("Togo")[0],
            sources=(source(),),
            state=opcat.State(alpha_3="TGO", name=f"{AWKWARD}; }}, title = {{b}}"),
        )
        cited = opcat.cite(action)
        [bib], [ris], [csl] = in_bibtex(cited), in_ris(cited), in_csl(cited)
        assert set(bib) == {"key", "author", "title", "annote"}
        assert (
            ris["notes"] == [csl["annote"]] == [line(f"Cited for: {cited.references[0].cited_for}")]
        )


class TestKeys:
    def test_those_of_the_record_are_its_ids(self) -> None:
        assert [one.key for one in EVERY.references] == [one.id for one in opcat.sources()]

    @pytest.mark.parametrize(
        ("written", "key"),
        [
            ("a b", "a-b"),
            ("Größe {1}, 2", "Große-1-2"),
            ("%#~\\", "source"),
            ("中文", "source"),
            ("A_b.c-9", "A_b.c-9"),
        ],
    )
    def test_others_are_made_such_that_programs_read_them(self, written: str, key: str) -> None:
        ascii_key = normalize("NFKD", key).encode("ascii", "ignore").decode()
        assert opcat.cite(source(id=written)).references[0].key == ascii_key

    @pytest.mark.parametrize(("first", "second"), [("a", "a"), ("a b", "a-b"), ("a", "A")])
    def test_two_that_clash_are_refused(self, first: str, second: str) -> None:
        two = source(id=first, title="One"), source(id=second, title="Two")
        with pytest.raises(ReferenceClashError, match="two references have the key") as caught:
            opcat.cite(*two)
        assert (caught.value.first, caught.value.second) == ("P. One", "P. Two")
        assert opcat.cite(two[0], two[0]).sources == two[:1]

    @pytest.mark.parametrize("key", ["x,\n}@misc{y", "", "a b", "é", "a\n", "a{", 5, None])
    def test_no_reference_has_one_that_programs_do_not_read(self, key: Any) -> None:
        """In BibTeX a comma ends the key, and a brace the entry."""
        with pytest.raises(InvariantError, match=r"key: .* is not a key of letters from A to Z"):
            attrs.evolve(EVERY.references[0], key=key)
        assert attrs.evolve(EVERY.references[0], key="A_b.c-9").key == "A_b.c-9"


class TestFormats:
    def test_all_sources_of_the_record(self) -> None:
        """Each parser reads each source, with its words as they are."""
        rows = zip(opcat.sources(), in_bibtex(EVERY), in_ris(EVERY), in_csl(EVERY), strict=True)
        for one, bib, ris, csl in rows:
            assert one.title is not None
            assert bib["title"].strip("{}") == ris["title"] == csl["title"] == one.title
            assert bib["author"].strip("{}") == one.publisher
            assert ris["authors"] == [one.publisher]
            assert csl["author"] == [{"literal": one.publisher}]
            assert bib["key"] == ris["id"] == csl["id"] == one.id
            assert bib.get("url") == csl.get("URL") == (ris.get("urls") or [None])[0]
            assert bool(one.url) is ("url" in bib) is (csl["type"] == "webpage")
            if one.url and one.url.isascii():
                assert bib["url"] == one.url
            assert (one.as_of is not None) is ("year" in bib) is ("issued" in csl)
            if one.as_of is not None:
                given_parts = [int(part) for part in str(one.as_of).split("-")]
                assert csl["issued"] == {"date-parts": [given_parts]}
                assert bib["year"] == ris["year"] == str(given_parts[0])
                assert ris["date"].rstrip("/").split("/") == str(one.as_of).split("-")
                assert ("month" in bib, "day" in bib) == (
                    len(given_parts) > 1,
                    len(given_parts) > 2,
                )

    def test_months_are_those_of_the_language(self) -> None:
        for number, month in enumerate(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
        ):
            day = opcat.PartialDate(year=2020, month=number)
            assert f"  month = {month},\n" in opcat.cite(source(as_of=day)).to_bibtex()

    def test_what_latex_would_obey_is_printed(self) -> None:
        cited = opcat.cite(
            source(title=AWKWARD, publisher=AWKWARD, url="https://x.org/a%20b_c#d{e}")
        )
        [entry] = in_bibtex(cited)
        assert entry["url"] == "https://x.org/a%20b_c#d%7Be%7D"
        told = (
            r"100 \% of \$5\_000 \{x\} \textbackslash{}emph\{y\} \#1 \& \textasciitilde{} "
            r"\textasciicircum{} \textless{}a\textgreater{} \textbar{} "
            r"""\textasciigrave{}b\textasciigrave{} "c" 'd' é ñ ș ő Ł ø ß — € عربي 中文"""
        )
        for field in ("title", "author"):
            assert f"  {field} = {{{{{told}}}}},\n" in cited.to_bibtex()

    @given(st.text(min_size=1).filter(lambda text: bool(text.strip())))
    @example(HOSTILE)
    @example(AWKWARD)
    @example("a}},\n  title = {b}\n}\n@misc{c, title = {d}}")
    @example("a\r\nER  - \r\nTY  - JOUR\r\nTI  - b")
    @example('"}], "id": "x')
    @example("a\u2028ER  - \x85TI  - b\x0bc\x1cd")
    def test_no_text_leaves_its_field(self, text: str) -> None:
        try:
            one = opcat.Source(id=text, publisher=text, title=text, url=text)
        except opcat.errors.InvariantError:
            return  # half a character
        cited = opcat.cite(one)
        told = line(text)
        [bib] = parse_string(cited.to_bibtex()).entries
        assert [field.key for field in bib.fields] == ["author", "title", "url"]
        [csl] = in_csl(cited)
        assert set(csl) == {"id", "type", "author", "title", "URL"}
        assert csl["title"] == csl["author"][0]["literal"] == told
        tags = [row[:6] for row in cited.to_ris().splitlines()]
        assert tags == [f"{tag}  - " for tag in ("TY", "ID", "AU", "TI", "UR", "ER")]
        assert cited.to_ris().split("\n")[3] == f"TI  - {told}"
        for form in FORMS.values():
            assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", form(cited)) is None
        assert csl["URL"].isascii()
        assert not set(csl["URL"]) & set('{}\\^"<>|` ')

    def test_each_reference_is_of_its_type(self) -> None:
        """The package, its record and the depositary's collection; a web page; what has no address."""
        types = ["COMP", "DATA", "DBASE"]
        assert re.findall("^TY  - (.*)$", opcat.cite().to_ris(), re.MULTILINE) == types
        assert [item["type"] for item in in_csl(opcat.cite())] == ["software", "dataset", "dataset"]
        for url, ris, csl in (("https://x.org", "ELEC", "webpage"), (None, "GEN", "document")):
            cited = opcat.cite(opcat.Source(id="x", publisher="P", url=url))
            assert cited.to_ris().startswith(f"TY  - {ris}\n")
            assert in_csl(cited)[0]["type"] == csl

    def test_nothing_is_said_that_is_not_known(self) -> None:
        cited = opcat.cite(opcat.Source(id="x", publisher="P"))
        assert cited.to_bibtex() == "@misc{x,\n  author = {{P}},\n}"
        assert cited.to_ris() == "TY  - GEN\nID  - x\nAU  - P\nER  - "
        assert in_csl(cited) == [{"id": "x", "type": "document", "author": [{"literal": "P"}]}]
        assert str(cited) == "P"

    def test_a_year_and_a_month(self) -> None:
        cited = opcat.cite(source(as_of=opcat.PartialDate.parse("2007")))
        assert "DA  - 2007///" in cited.to_ris()
        cited = opcat.cite(source(as_of=opcat.PartialDate.parse("2007-10")))
        assert "DA  - 2007/10//" in cited.to_ris()

    def test_it_is_a_value_like_the_others(self) -> None:
        cited = opcat.cite(opcat.status("Togo"))
        assert attrs.evolve(cited) == cited
        assert hash(cited) == hash(opcat.cite(opcat.status("Togo")))
        assert opcat.Rows(cited.references).to_frame(backend="polars").columns[:3] == [
            *("key", "kind", "author"),
        ]
