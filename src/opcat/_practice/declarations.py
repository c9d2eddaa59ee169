"""Declarations and notifications of States, including postponements."""

import datetime as dt
from enum import unique

import attrs

from opcat._core import checks as check
from opcat._core.days import parse_day
from opcat._core.model import Source, State, as_sources, name_order
from opcat._core.shown import Held, Rows, Shown, rows_of
from opcat._core.terms import Term, term
from opcat._core.treaty import Treaty
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_range, resolve_participant
from opcat._names.which_treaty import check_practice
from opcat._practice.articles import latest_postponement_on
from opcat._record.layout import Layout
from opcat._record.record import Record, RecordFiles


@unique
class DeclarationKind(Term):
    """The kind of a declaration or notification.

    The words are this package's: the depositary writes "declaration" or "notification".

    ``POSTPONEMENT``
        under article 24, of the obligations of Part III or Part IV
    ``TERRITORIAL_DECLARATION``
        on where the Protocol can be applied
    ``DECLARATION_ON_SIGNATURE``
        made when signing
    ``INTERPRETATIVE_DECLARATION``
        on how the State reads an article
    ``ARTICLE_17_NOTIFICATION``
        about the State's preventive mechanism
    """

    __module__ = "opcat"

    POSTPONEMENT = "postponement"
    TERRITORIAL_DECLARATION = "territorial_declaration"
    DECLARATION_ON_SIGNATURE = "declaration_on_signature"
    INTERPRETATIVE_DECLARATION = "interpretative_declaration"
    ARTICLE_17_NOTIFICATION = "article_17_notification"


@unique
class ProtocolPart(Term):
    """What a declaration under article 24 postpones.

    ``PART_III``
        visits by the Subcommittee
    ``PART_IV``
        the national preventive mechanism
    """

    __module__ = "opcat"

    PART_III = "part_iii", "Part III"
    PART_IV = "part_iv", "Part IV"


@unique
class UntilBasis(Term):
    """How the end of a postponement is known.

    ``STATED``
        the Committee against Torture stated it
    ``COMPUTED``
        from its beginning and the period that was stated, with any extension; it may be up to
        thirteen months short
    ``LIMIT``
        no period was stated: it is the three years of article 24(2); it may be up to thirteen
        months short
    """

    __module__ = "opcat"

    STATED = "stated"
    COMPUTED = "computed"
    LIMIT = "limit"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class Declaration(Shown):
    """A declaration or notification in the depositary's record.

    There are no reservations among them: article 30 allows none.

    Attributes:
        state: the State.
        kind: the kind of declaration.
        made_on: the day on which it was made.
        effective_on: the day on which it took effect; later than `made_on` if the depositary
            accepted a late declaration.
        summary: what it says, in this record's words.
        postpones: the part that it postpones (article 24), or None if it postpones nothing.
        period: how long, as an ISO 8601 duration such as ``"P3Y"``, or None if none is stated.
        postponed_from: the first day of the postponement, or None. Sources differ on where it
            starts to count: it is the best reading, not a ruling.
        postponed_until: its last day, or None. Ends that the Committee against Torture did not
            state are counted from `postponed_from`, and may be up to thirteen months short: for
            Australia it counted from the entry into force for the State and after the year of
            article 17 (CAT/C/73/3).
        until_basis: how that day is known, or None.
        sources: how we know.

    Raises:
        InvariantError: a postponement without its days, days without a postponement, days in the
            wrong order, or an end that is too late on every reading of articles 17 and 24.
    """

    __module__ = "opcat"

    state: State
    kind: DeclarationKind
    made_on: dt.date
    effective_on: dt.date
    summary: str
    postpones: ProtocolPart | None = None
    period: str | None = None
    postponed_from: dt.date | None = None
    postponed_until: dt.date | None = None
    until_basis: UntilBasis | None = None
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __attrs_post_init__(self) -> None:
        parts = (self.postpones, self.postponed_from, self.postponed_until, self.until_basis)
        present = [part is not None for part in parts]
        postpones = self.kind is DeclarationKind.POSTPONEMENT
        begins, ends = self.postponed_from, self.postponed_until
        whole = (
            "a postponement needs all of postpones, postponed_from, postponed_until and "
            "until_basis (article 24); no other declaration has any of them"
        )
        limit = "the year of article 17 and the five of article 24(2), from its entry into force on"
        check.refuse(
            ("postpones", not all(present) if postpones else any(present), whole),
            (
                "effective_on",
                self.effective_on < self.made_on,
                f"{self.effective_on} is before it was made, {self.made_on}",
            ),
            (
                "postponed_until",
                begins is not None and ends is not None and ends < begins,
                f"{ends} is before {begins}",
            ),
            (
                "postponed_until",
                begins is not None and ends is not None and ends > latest_postponement_on(begins),
                f"{ends} is later than {limit}, allow",
            ),
        )

    def covers(self, day: Day) -> bool:
        """Tell whether the obligations are postponed on a day.

        Raises:
            DayTypeError, DayValueError: it is not a day.
        """
        day = parse_day("day", day)
        begins, ends = self.postponed_from, self.postponed_until
        return begins is not None and ends is not None and begins <= day <= ends

    def __repr__(self) -> str:
        return on_terminal(f"<Declaration {self.state.key} {self.made_on}: {self.kind}>")

    def __str__(self) -> str:
        return f"{self.made_on} {self.state.name}: {self.summary}"


def declarations(
    state: object = None,
    *,
    kind: DeclarationKind | str | None = None,
    since: Day | None = None,
    until: Day | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[Declaration]:
    """Return the declarations and notifications, in the order in which they were made.

    The end of a postponement is one reading of the sources: it may be up to thirteen months short,
    except where the Committee against Torture stated it.

    Args:
        state: only those of this State, given as for `opcat.status`.
        kind: only those of this kind, as its word, its label or the member.
        since: only those made on this day or later.
        until: only those made on this day or earlier.
        treaty: a `Record`, whose own table then answers, or the Protocol; by default the packaged
            record.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        OtherTreatyError: the treaty is not the Protocol.
        VocabularyError: there is no such kind.
        DayTypeError, DayValueError: `since` or `until` is not a day.
        DayOrderError: `since` is later than `until`.

    Warns:
        CoverageWarning: `since` or `until` is later than the record.

    Example:
        >>> import opcat
        >>> for declaration in opcat.declarations("Kazakhstan", kind="postponement"):
        ...     print(declaration.made_on, declaration.effective_on, declaration.postponed_until)
        2010-02-08 2010-05-22 2013-05-22
    """
    files = check_practice("declarations", treaty)
    _, start, end = check_range(files.treaty, since, until)
    wanted = None if kind is None else term(DeclarationKind, "kind", kind)
    whose = None if state is None else resolve_participant(treaty, state)
    return rows_of(
        "declarations",
        (
            declaration
            for declaration in files.values(DECLARATIONS)
            if start <= declaration.made_on <= end
            and (wanted is None or declaration.kind is wanted)
            and (whose is None or declaration.state == whose)
        ),
    )


def declarations_of(state: State, record: RecordFiles) -> tuple[Declaration, ...]:
    """Return the declarations of a State, in the order in which they were made."""
    return tuple(made for made in record.values(DECLARATIONS) if made.state == state)


DECLARATIONS = Layout(
    "declarations.csv",
    Declaration,
    earlier={"from": "postponed_from", "until": "postponed_until"},
    order=lambda declaration: (declaration.made_on, name_order(declaration.state.name)),
)
