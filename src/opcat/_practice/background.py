"""Background: the origins of the Protocol, and related bodies and documents."""

from enum import unique

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source
from opcat._core.terms import Term
from opcat._foreign import on_terminal
from opcat._record.layout import Layout
from opcat._record.record import packaged


@unique
class RelatedItemKind(Term):
    """The kind of an item related to the Protocol."""

    __module__ = "opcat"

    BODY = "body"
    DOCUMENT = "document"
    FUND = "fund"


@attrs.frozen(kw_only=True, field_transformer=check.by_type)
class Milestone:
    """A step on the way to the Protocol.

    Attributes:
        date: when, as exactly as the sources say.
        event: what happened, in a sentence without its full stop.
        sources: how we know.
    """

    __module__ = "opcat"

    date: PartialDate
    event: str
    sources: tuple[Source, ...] = attrs.field(repr=False)

    def __str__(self) -> str:
        return f"{self.date}: {self.event}"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False)
class RelatedItem:
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
    sources: tuple[Source, ...] = attrs.field(repr=False)

    def __repr__(self) -> str:
        return on_terminal(f"<Related {self.name}>")


@attrs.frozen(kw_only=True)
class Background:
    """The origins of the Protocol, and the bodies, documents and funds related to it.

    Attributes:
        milestones: the steps, in chronological order.
        related: bodies, documents and funds, by name.
    """

    __module__ = "opcat"

    milestones: tuple[Milestone, ...]
    related: tuple[RelatedItem, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source of these, each once."""
        cited = [source for milestone in self.milestones for source in milestone.sources]
        cited += [source for related in self.related for source in related.sources]
        return tuple(dict.fromkeys(cited))


def background() -> Background:
    """Return the history of the Protocol as milestones, and the items related to it.

    Example:
        >>> import opcat
        >>> [str(milestone.date) for milestone in opcat.background().milestones]
        ['1977', '1984-12-10', '1987', '2002-12-18', '2003-02-04', '2006-06-22']
        >>> [related.name for related in opcat.background().related if related.kind.value == "document"]
        ['Istanbul Protocol']
    """
    return Background(milestones=packaged.values(_MILESTONES), related=packaged.values(_RELATED))


_MILESTONES = Layout("milestones.csv", Milestone)
_RELATED = Layout("related.csv", RelatedItem)
