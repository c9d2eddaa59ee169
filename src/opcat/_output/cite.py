"""How to cite the package, the record, the depositary's publication, and the sources of any value.

What is told of the release stands in ``CITATION.cff`` too; a test holds both to the same.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from unicodedata import normalize

import attrs

from opcat._core.days import PartialDate, long_date
from opcat._core.model import Source, as_sources
from opcat._core.shown import Held, Rows, Shown, as_rows
from opcat._core.terms import Term
from opcat._core.treaty import Treaty
from opcat._foreign import on_terminal
from opcat._output.cited_facts import facts_of, in_words
from opcat._output.reference_formats import bibtex, csl, ris
from opcat._output.references import Reference, ReferenceKind
from opcat._record.record import packaged
from opcat._version import ADDRESS, DOI, RELEASED_ON, __version__
from opcat.errors import NoSourcesError, ReferenceClashError, shown

_SHOWN = 3
"""How many references an interpreter shows: the package, the record and the publication."""


@attrs.frozen(kw_only=True, repr=False)
class Citation(Shown):
    """What to cite, as text and for programs that keep references.

    Attributes:
        references: what is cited, each once.
        sources: the sources from which they come: of the package and the record, the depositary's
            table.
    """

    __module__ = "opcat"

    references: Held[Reference] = attrs.field(converter=as_rows)
    sources: Held[Source] = attrs.field(converter=as_sources)

    @property
    def package(self) -> Reference:
        """The software, with its version."""
        return _package()

    @property
    def data(self) -> Reference:
        """The record, with the last day that it covers."""
        return _data(packaged.treaty)

    @property
    def publication(self) -> Reference:
        """The depositary's own publication, which prevails."""
        return _publication(packaged.treaty.as_of)

    def to_bibtex(self) -> str:
        r"""Return the references in BibTeX, one ``@misc`` entry each.

        That is the type that every style knows. What LaTeX would read as a command is escaped;
        accents and other scripts stay as they are, in UTF-8.

        Example:
            >>> import opcat
            >>> source = opcat.status("Colombia").sources[1]
            >>> print(opcat.cite(source).to_bibtex())
            @misc{unb-com-bd-cbb612,
              author = {{United News of Bangladesh}},
              title = {{UN torture-prevention body welcomes Bangladesh, Colombia for joining it}},
              url = {https://unb.com.bd/category/Bangladesh/un-torture-prevention-body-welcomes-bangladesh-colombia-for-joining-it/173726},
            }
        """
        return bibtex(self.references)

    def to_ris(self) -> str:
        """Return the references in RIS, which EndNote, Zotero, Mendeley and others read.

        Example:
            >>> import opcat
            >>> for line in opcat.cite(opcat.treaty().sources_of("as_of")).to_ris().splitlines()[:6]:
            ...     print(line)
            TY  - ELEC
            ID  - untc-2026-02-03
            AU  - United Nations Treaty Collection
            TI  - Status of treaties, chapter IV.9.b, status as at 3 February 2026
            PY  - 2026
            DA  - 2026/02/03/
        """
        return ris(self.references)

    def to_csl(self) -> str:
        """Return the references in CSL-JSON, which Zotero, Pandoc and Quarto read.

        Example:
            >>> import json
            >>> import opcat
            >>> [item] = json.loads(opcat.cite(opcat.treaty().sources_of("as_of")).to_csl())
            >>> item["type"], item["author"], item["issued"]
            ('webpage', [{'literal': 'United Nations Treaty Collection'}], {'date-parts': [[2026, 2, 3]]})
        """
        return csl(self.references)

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.references))

    def __repr__(self) -> str:
        """Return the same text, so that an interpreter shows it; of many, how many there are."""
        if len(self.references) > _SHOWN:
            return f"<Citation of {len(self.references)} references>"
        return "\n".join(map(on_terminal, str(self).split("\n")))


def cite(*values: object) -> Citation:
    """Return how to cite the sources of values; of nothing, the package, the record and the publication.

    It prints as text; `Citation.to_bibtex`, `Citation.to_ris` and `Citation.to_csl` are for
    programs that keep references.

    Args:
        values: one or several sources, or whatever has some: a status, an action, a mechanism, a
            visit, a declaration, a profile, a treaty, or a tuple of these, such as an answer. A
            source that several of them name is cited once. Each reference says what it is cited for,
            up to a dozen facts; pass the sources themselves for references without it.

    Raises:
        NoSourcesError: none of the values names a source.
        ReferenceClashError: two different sources have the same id.
        TypeError: a value is a string.

    Example:
        >>> import opcat
        >>> print(opcat.cite().data)
        The opcat developers. Record of the Optional Protocol to the Convention against Torture, \
as of 3 February 2026 (2026-02-03). Compiled data, part of opcat 1.0.0 (CC0 1.0)
        >>> for reference in opcat.cite(opcat.status("Colombia")).references[1:]:
        ...     print(reference)
        United News of Bangladesh. \
UN torture-prevention body welcomes Bangladesh, Colombia for joining it. \
https://unb.com.bd/category/Bangladesh/un-torture-prevention-body-welcomes-bangladesh-colombia-\
for-joining-it/173726. Cited for: 2025-11-10 Colombia: accession
        Comisión Colombiana de Juristas. \
[News release: the Coalición Colombiana Contra la Tortura welcomes the ratification of the \
Optional Protocol and the deposit of the instrument]. \
https://www.coljuristas.org/sala_de_prensa/colombia-adopta-un-nuevo-mecanismo-internacional-para-\
prevenir-la-tortura. Cited for: 2025-11-10 Colombia: accession
    """
    if not values:
        return citation_of(packaged.treaty)
    for value in values:
        if isinstance(value, str) and not isinstance(value, Term):
            raise TypeError(
                f"cannot cite {shown(value)}, which is a string; pass a value of the record, such "
                "as opcat.status('Togo')"
            )
    facts = facts_of(values)
    if not facts:
        raise NoSourcesError(values[0] if len(values) == 1 else values)
    references = (_reference(source, in_words(told)) for source, told in facts.items())
    return Citation(references=Rows(_distinct(references)), sources=Rows(facts))


def citation_of(treaty: Treaty) -> Citation:
    """Return how to cite the package, a record of a treaty, and the depositary's publication."""
    references = Rows((_package(), _data(treaty), _publication(treaty.as_of)))
    return Citation(references=references, sources=treaty.sources_of("as_of"))


def _distinct(references: Iterable[Reference]) -> Iterator[Reference]:
    """Yield references, no two of which have one key; programs take "A" and "a" for the same."""
    seen: dict[str, Reference] = {}
    for reference in references:
        other = seen.setdefault(reference.key.casefold(), reference)
        if other is not reference:
            raise ReferenceClashError(reference.key, str(other), str(reference))
        yield reference


def _reference(source: Source, cited_for: str | None) -> Reference:
    return Reference(
        key=_key(source.id),
        kind=ReferenceKind.WEB_PAGE if source.url else ReferenceKind.DOCUMENT,
        author=source.publisher,
        title=source.title,
        date=source.as_of,
        url=source.url,
        cited_for=cited_for,
    )


def _key(text: str) -> str:
    """Return a key that every program reads: ids of the record stay as they are."""
    letters = normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub("[^A-Za-z0-9._-]+", "-", letters).strip("-") or "source"


def _package() -> Reference:
    return Reference(
        key="opcat",
        kind=ReferenceKind.SOFTWARE,
        author="The opcat developers",
        title="opcat: the status of the Optional Protocol to the Convention against Torture, for any "
        "day",
        date=PartialDate.parse(RELEASED_ON),
        version=__version__,
        url=ADDRESS,
        doi=DOI,
        note="Python package (MIT)",
    )


def _data(treaty: Treaty) -> Reference:
    return Reference(
        key="opcat-record",
        kind=ReferenceKind.DATA,
        author="The opcat developers",
        title=f"Record of the {treaty.short_title}, as of {long_date(treaty.as_of)}",
        date=PartialDate.parse(str(treaty.as_of)),
        url=ADDRESS,
        note=f"Compiled data, part of opcat {__version__} (CC0 1.0)",
    )


def _publication(day: date) -> Reference:
    return Reference(
        key="opcat-publication",
        kind=ReferenceKind.DATABASE,
        author="United Nations Treaty Collection",
        title="Multilateral Treaties Deposited with the Secretary-General (ST/LEG/SER.E)",
        date=PartialDate.parse(str(day)),
        url="https://treaties.un.org",
        note=f"Chapter IV.9.b, status as at {long_date(day)}. The depositary's record prevails",
    )
