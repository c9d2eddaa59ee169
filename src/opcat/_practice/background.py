"""Background: the origins of the Protocol, and related bodies and documents."""

from enum import unique

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source, as_sources, reads_older_pickles
from opcat._core.shown import Held, Rows, Shown, as_rows, expression, rows_of
from opcat._core.terms import Term, term
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._foreign import on_terminal
from opcat._names.languages import Language
from opcat._names.which_treaty import check_practice, is_protocol
from opcat._record.layout import Layout
from opcat._record.record import Record, RecordFiles, packaged


@unique
class RelatedItemKind(Term):
    """The kind of an item related to the Protocol."""

    __module__ = "opcat"

    BODY = "body"
    DOCUMENT = "document"
    FUND = "fund"


@reads_older_pickles
@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class Milestone(Shown):
    """A step on the way to the Protocol.

    Attributes:
        date: when, as exactly as the sources say.
        event: what happened, in a sentence without its full stop.
        sources: how we know.
    """

    __module__ = "opcat"

    date: PartialDate
    event: str
    sources: Held[Source] = attrs.field(converter=as_sources, repr=False)

    __repr__ = expression

    def __str__(self) -> str:
        return f"{self.date}: {self.event}"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class RelatedItem(Shown):
    """A body, a document or a fund related to the Protocol.

    Attributes:
        name: its English name.
        kind: what it is.
        about: what it does or says, in a phrase.
        sources: how we know.
    """

    __module__ = "opcat"

    name: str
    kind: RelatedItemKind
    about: str
    sources: Held[Source] = attrs.field(converter=as_sources, repr=False)

    def __repr__(self) -> str:
        return on_terminal(f"<RelatedItem {self.name}>")


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class Title(Shown):
    """The Protocol's title in one of its authentic languages other than English.

    Attributes:
        treaty: the key of the Protocol.
        language: which.
        text: the title.
        sources: how we know.
    """

    __module__ = "opcat"

    treaty: str
    language: Language
    text: str
    sources: Held[Source] = attrs.field(converter=as_sources, repr=False)

    __repr__ = expression

    def __str__(self) -> str:
        return self.text


@reads_older_pickles
@attrs.frozen(kw_only=True, repr=False, eq=False)
class Background(Shown):
    """The origins of the Protocol, and the bodies, documents and funds related to it.

    Attributes:
        milestones: the steps, in chronological order.
        related: bodies, documents and funds, by name.
        titles: its titles in its authentic languages other than English.
    """

    __module__ = "opcat"

    milestones: Held[Milestone] = attrs.field(converter=as_rows)
    related: Held[RelatedItem] = attrs.field(converter=as_rows)
    titles: Held[Title] = attrs.field(default=(), converter=as_rows)

    def __repr__(self) -> str:
        """Return how much it holds."""
        milestones, related = len(self.milestones), len(self.related)
        held = f"{numbered(milestones, 'milestones')}, {numbered(related, 'related items')}"
        return f"<Background: {held}, {numbered(len(self.titles), 'titles')}>"

    @property
    def sources(self) -> Rows[Source]:
        """Every source of these, each once."""
        cited = [source for milestone in self.milestones for source in milestone.sources]
        cited += [source for related in self.related for source in related.sources]
        cited += [source for title in self.titles for source in title.sources]
        return rows_of("sources", dict.fromkeys(cited))


def background(*, treaty: Treaty | Record | None = None) -> Background:
    """Return the history of the Protocol as milestones, and the items related to it.

    Args:
        treaty: a `Record`, whose own tables then answer, or the Protocol; by default the packaged
            record.

    Raises:
        OtherTreatyError: the treaty is not the Protocol.

    Example:
        >>> import opcat
        >>> [str(milestone.date) for milestone in opcat.background().milestones]
        ['1977', '1984-12-10', '1987', '2002-12-18', '2003-02-04', '2006-06-22']
        >>> [related.name for related in opcat.background().related if related.kind.value == "document"]
        ['Istanbul Protocol']
        >>> [title.language.label for title in opcat.background().titles]
        ['Arabic', 'Spanish', 'French', 'Russian', 'Chinese']
    """
    return check_practice("background", treaty).once("background", read_background)


def read_background(record: RecordFiles) -> Background:
    return Background(
        milestones=record.values(MILESTONES),
        related=record.values(RELATED),
        titles=record.values(TITLES),
    )


def title_in(treaty: Treaty, language: str) -> str:
    """Return the title of a treaty in a language; see `Treaty.title_in`, which is the door to it."""
    wanted = term(Language, "language", language)
    if wanted is Language.EN:
        return treaty.title
    for title in packaged.values(TITLES) if is_protocol(treaty) else ():
        if title.language is wanted:
            return title.text
    name = on_terminal(treaty.short_title or treaty.title)
    raise LookupError(f"this record has no title of {name} in {wanted.label}; use Treaty.title")


MILESTONES = Layout("milestones.csv", Milestone)
RELATED = Layout("related.csv", RelatedItem)
TITLES = Layout("treaty_titles.csv", Title, columns={"text": "title"})
