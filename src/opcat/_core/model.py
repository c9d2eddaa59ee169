"""The small frozen values that a log is made of: sources, States and actions.

They are attrs classes, frozen, slotted and keyword-only, and hold nothing mutable. Values are
checked when they are built (`InvariantError`).

Two of them compare by only some of their fields, so that the difference between two records is a
set difference: a `State` by its key, whatever name it bears, and an `Action` by its State, kind and
day, whatever its sources. A `Treaty` compares everything.
"""

import datetime as dt
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import combining, normalize

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.shown import Held, Rows, Shown, as_rows
from opcat._core.terms import ActionKind, ParticipantKind, RegionalGroup, UNStatus
from opcat._forks import loading
from opcat.errors import InvariantError

_T = TypeVar("_T")


def reads_older_pickles(kind: type[_T]) -> type[_T]:
    """Make a class read its pickles of earlier releases.

    A field that the value has gained since has its default, which attrs itself would leave unset,
    and parts that were plain tuples are Rows.
    """
    changed: Any = kind
    set_state = changed.__setstate__
    fields = attrs.fields(changed)
    defaults = {field.name: field.default for field in fields if field.default is not attrs.NOTHING}
    parts = [
        field.name
        for field in fields
        if field.converter is as_rows or isinstance(field.default, Rows)
    ]

    def __setstate__(self: _T, state: dict[str, Any]) -> None:  # noqa: N807 - what pickle calls
        whole = defaults | state
        rows = {name: Rows(whole[name]) for name in parts if type(whole[name]) is tuple}
        set_state(self, whole | rows)

    changed.__setstate__ = __setstate__
    return kind


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class Source(Shown):
    """The source of a fact.

    Attributes:
        id: the key that the record's files use.
        publisher: who published it, by name.
        title: its title, or None where it is not known. In square brackets it is a description,
            because the page has no title of its own: no title is ever invented.
        url: its address, or None where it has none.
        as_of: the day of the publication or of what it says, as exactly as it is known, or None.
    """

    __module__ = "opcat"

    id: str
    publisher: str
    title: str | None = None
    url: str | None = None
    as_of: PartialDate | None = None

    def __str__(self) -> str:
        """Return how to cite it: publisher, title, address and date, as far as they are known."""
        dated = f"{self.title} ({self.as_of})" if self.title and self.as_of else self.title
        return ". ".join(part for part in (self.publisher, dated, self.url) if part)

    def __hash__(self) -> int:
        return hash(self.id)  # hundreds are gathered in each answer, and few share an id

    def __repr__(self) -> str:
        return f"Source(id={self.id!r}, publisher={self.publisher!r}, title={self.title!r})"


if TYPE_CHECKING:

    def as_sources(values: tuple[Source, ...]) -> Rows[Source]:
        """Make Rows of sources; a type checker refuses all else, as it cannot with `as_rows`."""

else:
    as_sources = as_rows


@reads_older_pickles
@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class State(Shown):
    """A State, or another participant in a treaty, under its present name.

    Two are equal if their keys are: a State is the same whatever name it bears.

    Attributes:
        name: a short English name, the one that the answers are ordered by.
        alpha_3: its ISO 3166-1 code of three letters, or None for a participant without one.
        key: what identifies it: `alpha_3`, or for a participant without one a string of more than
            three characters.
        kind: the kind of participant; by default a State.
        alpha_2: its ISO 3166-1 code of two letters. Namibia's is the string ``"NA"``.
        numeric: its ISO 3166-1 number, as three digits.
        depositary_name: the depositary's spelling; by default `name`.
        un_status: its status at the United Nations, or None if it has none.
        regional_group: its regional group as used in elections, or None if it has none.
        sources: where these facts come from.
        not_counted_from: the day from which the depositary no longer counts it, or None. Of a
            former State this says nothing of when it came to an end.

    Raises:
        InvariantError: a code does not have its form, or one that is a State still is said to be
            counted no more.

    Example:
        >>> import opcat
        >>> state = opcat.resolve("Ivory Coast")
        >>> state
        State(alpha_3='CIV', name="Côte d'Ivoire")
        >>> state.alpha_2, state.numeric, state.regional_group
        ('CI', '384', RegionalGroup.AFRICAN)
    """

    __module__ = "opcat"

    name: str = attrs.field(eq=False)
    alpha_3: str | None = attrs.field(default=None, validator=check.code(3), eq=False)
    key: str = attrs.field(default=attrs.Factory(lambda self: self.alpha_3, takes_self=True))
    kind: ParticipantKind = attrs.field(default=ParticipantKind.STATE, eq=False)
    alpha_2: str | None = attrs.field(default=None, validator=check.code(2), eq=False)
    numeric: str | None = attrs.field(default=None, validator=check.code(3, digits=True), eq=False)
    depositary_name: str = attrs.field(
        default=attrs.Factory(lambda self: self.name, takes_self=True), eq=False
    )
    un_status: UNStatus | None = attrs.field(default=None, eq=False)
    regional_group: RegionalGroup | None = attrs.field(default=None, eq=False)
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, eq=False)
    not_counted_from: dt.date | None = attrs.field(default=None, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.alpha_3 is None and len(self.key) <= 3:
            raise InvariantError(
                [("key", f"{self.key!r} looks like a code; give alpha_3, or a longer key")]
            )
        if self.alpha_3 is not None and self.key != self.alpha_3:
            raise InvariantError([("key", f"{self.key!r} is not the alpha_3, {self.alpha_3!r}")])
        if self.not_counted_from is not None and self.kind is ParticipantKind.STATE:
            problem = "is given for a State that still is one; pass another kind="
            raise InvariantError([("not_counted_from", f"{self.not_counted_from} {problem}")])

    def __hash__(self) -> int:
        return hash(self.key)  # every answer looks up its State

    def name_in(self, language: str, *, form: str = "short") -> str:
        """Return the State's name in another language.

        In Arabic, Chinese, French, Russian and Spanish it is the form of the United Nations: of the
        Protocol and Liaison Service, or of the Statistics Division for lists. In English it is the
        depositary's. Other languages are those of pycountry, which translates ISO 3166-1.

        Args:
            language: ``"ar"``, ``"en"``, ``"es"``, ``"fr"``, ``"ru"`` or ``"zh"``, or another code
                that pycountry knows, such as ``"de"`` or ``"pt_BR"``.
            form: ``"short"``; ``"list"``, as lists have it; or ``"formal"``, with the article where
                the source has one.

        Raises:
            LookupError: the language is not known, there is no such name in it, or the State has
                no ISO code.
            VocabularyError: there is no such form.
            TypeError: ``language`` is not a string.

        Example:
            >>> import opcat
            >>> state = opcat.resolve("Netherlands")
            >>> [state.name_in("fr", form=form) for form in ("short", "list", "formal")]
            ['Pays-Bas', 'Pays-Bas (Royaume des)', 'le Royaume des Pays-Bas']
            >>> state.name_in("ru"), state.name_in("de")
            ('Нидерланды', 'Niederlande')
        """
        with loading:  # by its name, because that wing stands on this one
            room = import_module("opcat._names.languages")
        name: str = room.name_in(self, language, form)
        return name

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        """Return an expression that evaluates back."""
        code = f"alpha_3={self.alpha_3!r}" if self.alpha_3 else f"key={self.key!r}"
        kind = "" if self.kind is ParticipantKind.STATE else f", kind={self.kind!r}"
        return f"State({code}, name={self.name!r}{kind})"


@reads_older_pickles
@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class Action(Shown):
    """Something that a State did under a treaty, on a day.

    Two actions are equal if their State, kind and day are; the sources say how we know, not what
    happened.

    Attributes:
        state: who.
        kind: what.
        date: the day of the signature, or the day on which the depositary received the
            instrument.
        sources: how we know.
        effective_on: of a succession, the day on which it took effect in law, which is not later
            than its notification; None where that is not known, and of every other act.

    Raises:
        InvariantError: a field is of the wrong type, `effective_on` is given for another act than
            a succession, or is later than its notification.
    """

    __module__ = "opcat"

    state: State
    kind: ActionKind
    date: dt.date
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, eq=False)
    effective_on: dt.date | None = attrs.field(default=None, eq=False)

    def __attrs_post_init__(self) -> None:
        day = self.effective_on
        if day is not None:
            is_succession = self.kind is ActionKind.SUCCESSION
            check.refuse(
                (
                    "effective_on",
                    not is_succession,
                    f"{day} is given for a {self.kind.label}, not a succession",
                ),
                ("effective_on", day > self.date, f"{day} is later than its notification"),
            )

    def __str__(self) -> str:
        return f"{self.date} {self.state.name}: {self.kind.label}"

    def __repr__(self) -> str:
        """Return an expression that evaluates back."""
        return f"Action(state={self.state!r}, kind={self.kind!r}, date={self.date!r})"


def name_order(name: str) -> str:
    """Return the sort key of a name: accents folded, case ignored."""
    if not name.isascii():
        name = "".join([c for c in decomposed(name) if not combining(c)])
    return name.casefold()


def decomposed(text: str) -> str:
    """Return a string with its letters and marks decomposed, in time linear in its length.

    Python orders a thousand marks on one letter in quadratic time, so this works in pieces. Where
    there are many marks, their order then differs: use it only where their order does not matter.
    """
    pieces = (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
    return "".join([normalize("NFKD", piece) for piece in pieces])


_PIECE = 64
"""How many characters are decomposed at once; most names have fewer."""


def action_order(action: Action) -> tuple[dt.date, int, str, str]:
    """Return the sort key of an action: day, signatures first, consents next, then the name."""
    state = action.state
    return action.date, action.kind.rank, name_order(state.name), state.key
