"""The small frozen values: sources, States, actions, counts, and where one State stands.

They are attrs classes, frozen, slotted and keyword-only, and hold nothing that can change. What
can still be wrong with one is checked when it is built (`InvariantError`).

Two of them have an identity that is less than all their fields, because that is what makes
comparing two records a difference of sets: a `State` is its key, whatever name it bears, and an
`Action` is its State, kind and day, whatever its sources. A `Treaty` compares everything.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import combining, normalize

import attrs

from opcat import _checks as check
from opcat._days import PartialDate
from opcat._law import denunciation_effective_on
from opcat._terms import ActionKind, ParticipantKind, RegionalGroup, Standing, UNStatus
from opcat.errors import InvariantError

__all__ = [
    "Action",
    "Counts",
    "DenunciationRule",
    "EntryIntoForceRule",
    "Source",
    "Spell",
    "State",
    "StateStatus",
    "action_order",
    "history_problems",
    "name_order",
    "party_spells",
]

_DENUNCIATION = ActionKind.DENUNCIATION

Spell = tuple[ActionKind, dt.date, dt.date | None]
"""How a State was bound: by which act, from which day, and until which day (None: it still is)."""


@attrs.frozen(kw_only=True, repr=False)
class Source:
    """Where a fact is from.

    Attributes:
        id: the key that the record's files use.
        publisher: who published it; a host name where nothing better is known.
        title: its title, or None where it is not known: no title is ever invented.
        url: its address, or None where it has none.
        as_of: the day of the publication or of what it says, as exactly as it is known, or None.
    """

    __module__ = "opcat"

    id: str = attrs.field(validator=check.text)
    publisher: str = attrs.field(validator=check.text)
    title: str | None = attrs.field(default=None, validator=check.optional(check.text))
    url: str | None = attrs.field(default=None, validator=check.optional(check.text))
    as_of: PartialDate | None = attrs.field(
        default=None, validator=check.optional(check.instance(PartialDate))
    )

    def __str__(self) -> str:
        """Return how to cite it: publisher, title, address and date, as far as they are known."""
        dated = f"{self.title} ({self.as_of})" if self.title and self.as_of else self.title
        return ". ".join(part for part in (self.publisher, dated, self.url) if part)

    def __repr__(self) -> str:
        """Return the id and what there is to read."""
        return f"Source(id={self.id!r}, publisher={self.publisher!r}, title={self.title!r})"


@attrs.frozen(kw_only=True, repr=False)
class State:
    """A State, or another participant in a treaty, under its present name.

    Two are equal when their `key` is: a State is the same whatever name it bears.

    Attributes:
        name: a short English name, the one that the answers are ordered by.
        alpha_3: its ISO 3166-1 code of three letters, or None for a participant without one.
        key: what identifies it: `alpha_3`, or for a participant without one a text of more than
            three characters.
        kind: what sort of participant it is; by default a State.
        alpha_2: its ISO 3166-1 code of two letters. Namibia's is the text ``"NA"``.
        numeric: its ISO 3166-1 number, as three digits.
        depositary_name: the depositary's spelling; by default `name`.
        un_status: how it stands to the United Nations, or None where it does not.
        regional_group: its regional group as used in elections, or None where it has none.
        sources: where these are from.

    Raises:
        InvariantError: a code does not have its form.

    Example:
        >>> import opcat
        >>> state = opcat.resolve("Ivory Coast")
        >>> state
        State(alpha_3='CIV', name="Côte d'Ivoire")
        >>> state.alpha_2, state.numeric, state.regional_group
        ('CI', '384', RegionalGroup.AFRICAN)
    """

    __module__ = "opcat"

    name: str = attrs.field(validator=check.text, eq=False)
    alpha_3: str | None = attrs.field(
        default=None, validator=check.optional(check.code(3)), eq=False
    )
    key: str = attrs.field(
        default=attrs.Factory(lambda self: self.alpha_3, takes_self=True), validator=check.text
    )
    kind: ParticipantKind = attrs.field(
        default=ParticipantKind.STATE, validator=check.instance(ParticipantKind), eq=False
    )
    alpha_2: str | None = attrs.field(
        default=None, validator=check.optional(check.code(2)), eq=False
    )
    numeric: str | None = attrs.field(
        default=None, validator=check.optional(check.code(3, digits=True)), eq=False
    )
    depositary_name: str = attrs.field(
        default=attrs.Factory(lambda self: self.name, takes_self=True),
        validator=check.text,
        eq=False,
    )
    un_status: UNStatus | None = attrs.field(
        default=None, validator=check.optional(check.instance(UNStatus)), eq=False
    )
    regional_group: RegionalGroup | None = attrs.field(
        default=None, validator=check.optional(check.instance(RegionalGroup)), eq=False
    )
    sources: tuple[Source, ...] = attrs.field(default=(), validator=check.members(Source), eq=False)

    @key.validator
    def _check_key(self, _: object, key: str) -> None:
        if self.alpha_3 is None and len(key) <= 3:
            raise InvariantError(
                [("key", f"{key!r} looks like a code; give alpha_3, or a longer key")]
            )
        if self.alpha_3 is not None and key != self.alpha_3:
            raise InvariantError([("key", f"{key!r} is not the alpha_3, {self.alpha_3!r}")])

    def name_in(self, language: str) -> str:
        """Return the State's name in another language, as pycountry translates ISO 3166-1.

        Args:
            language: a code of a language that pycountry knows, such as ``"fr"`` or ``"pt_BR"``.

        Raises:
            LookupError: there is no such translation, or the State has no ISO code.

        Example:
            >>> import opcat
            >>> opcat.resolve("Germany").name_in("fr")
            'Allemagne'
        """
        import gettext  # these two are slow to load, and needed for nothing else

        import pycountry

        country = None
        if self.alpha_3 is not None:
            country = pycountry.countries.get(alpha_3=self.alpha_3)
        if country is None:
            raise LookupError(f"{self.name} has no ISO 3166-1 name to translate; use State.name")
        try:
            translation = gettext.translation(
                "iso3166-1", pycountry.LOCALES_DIR, languages=[language]
            )
        except OSError:
            raise LookupError(
                f"language={language!r} is not one that pycountry translates to; "
                "pass a code such as 'fr' or 'pt_BR'"
            ) from None
        return translation.gettext(getattr(country, "common_name", country.name))

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def __repr__(self) -> str:
        """Return an expression that evaluates back."""
        code = f"alpha_3={self.alpha_3!r}" if self.alpha_3 else f"key={self.key!r}"
        kind = "" if self.kind is ParticipantKind.STATE else f", kind={self.kind!r}"
        return f"State({code}, name={self.name!r}{kind})"

    def _repr_html_(self) -> str:
        """Return the tables that a notebook shows."""
        from opcat import _display  # only a notebook needs it

        return _display.state(self)


@attrs.frozen(kw_only=True, repr=False)
class Action:
    """Something a State did under a treaty, on a day.

    Two are equal when their State, kind and day are; the sources say how we know, not what
    happened.

    Attributes:
        state: who.
        kind: what.
        date: the day of the signature, or the day on which the depositary received the
            instrument.
        sources: how we know.

    Raises:
        InvariantError: a field is of the wrong type.
    """

    __module__ = "opcat"

    state: State = attrs.field(validator=check.instance(State))
    kind: ActionKind = attrs.field(validator=check.instance(ActionKind))
    date: dt.date = attrs.field(validator=check.day)
    sources: tuple[Source, ...] = attrs.field(default=(), validator=check.members(Source), eq=False)

    def __str__(self) -> str:
        """Return one line: the day, who, what."""
        return f"{self.date} {self.state.name}: {self.kind.label}"

    def __repr__(self) -> str:
        """Return an expression that evaluates back."""
        return f"Action(state={self.state!r}, kind={self.kind!r}, date={self.date!r})"

    def _repr_html_(self) -> str:
        """Return the tables that a notebook shows."""
        from opcat import _display  # only a notebook needs it

        return _display.action(self)


@attrs.frozen(kw_only=True)
class Counts:
    """How many States are parties, signatories and pending signatories.

    A signatory is a State that has signed, whether or not it joined later; a pending one has
    never joined, so it is counted twice here. Pending signatories are counted by deposit whatever
    the basis of the parties is, so with ``basis="in_force"`` the parties that signed and the
    pending signatories need not add up to the signatories.

    Attributes:
        parties: States that are party.
        signatories: States that have signed.
        pending_signatories: States that have signed and have never joined.

    Raises:
        InvariantError: a count is not a whole number of 0 or more, or more States are pending
            than have signed.
    """

    __module__ = "opcat"

    parties: int = attrs.field(validator=check.count)
    signatories: int = attrs.field(validator=check.count)
    pending_signatories: int = attrs.field(validator=check.count)

    def __attrs_post_init__(self) -> None:
        if self.pending_signatories > self.signatories:
            raise InvariantError(
                [
                    (
                        "pending_signatories",
                        f"{self.pending_signatories} of {self.signatories} signatories",
                    )
                ]
            )

    def _repr_html_(self) -> str:
        """Return the tables that a notebook shows."""
        from opcat import _display  # only a notebook needs it

        return _display.counts(self)


@attrs.frozen(kw_only=True, repr=False)
class StateStatus:
    """Where one State stands under a treaty on a day, and by which acts.

    Attributes:
        state: the State.
        as_of: the day.
        actions: what it had done by then, in order of time; empty where it had done nothing.
        in_force_on: the day from which the treaty is in force for it, which may still lie ahead;
            None where it has not joined, where that day was not yet settled, or where the
            treaty's rule is not known.
        withdrawn_on: the day on which its denunciation takes effect, which may still lie ahead;
            None where there is none, or where it has joined again since.

    Raises:
        InvariantError: the actions are not those of one State in a possible order, or a day does
            not fit them.

    Example:
        >>> import opcat
        >>> france = opcat.status("France")
        >>> print(france.signed_on, france.deposited_on, france.in_force_on)
        2005-09-16 2008-11-11 2008-12-11
        >>> france.standing
        Standing.PARTY
        >>> opcat.status("France", on="2006-01-01").standing
        Standing.PENDING_SIGNATORY
    """

    __module__ = "opcat"

    state: State = attrs.field(validator=check.instance(State))
    as_of: dt.date = attrs.field(validator=check.day)
    actions: tuple[Action, ...] = attrs.field(default=(), validator=check.members(Action))
    in_force_on: dt.date | None = attrs.field(default=None, validator=check.optional(check.day))
    withdrawn_on: dt.date | None = attrs.field(default=None, validator=check.optional(check.day))

    def __attrs_post_init__(self) -> None:
        problems = [
            (f"actions[{index}]", what) for index, what in history_problems(self.actions, None)
        ]
        for index, action in enumerate(self.actions):
            if action.state is not self.state and action.state != self.state:
                problems.append(
                    (f"actions[{index}]", f"{action} is not an action of {self.state.name}")
                )
            if action.date > self.as_of:
                problems.append(
                    (f"actions[{index}]", f"{action} is later than as_of, {self.as_of}")
                )
        for name, day in (("in_force_on", self.in_force_on), ("withdrawn_on", self.withdrawn_on)):
            if day is not None and (self.deposited_on is None or day < self.deposited_on):
                problems.append((name, f"{day} comes before any consent to be bound"))
        denounced = bool(self.actions) and self.actions[-1].kind is _DENUNCIATION
        if denounced is (self.withdrawn_on is None):
            what = f"{self.withdrawn_on}: a day is given where, and only where, it has denounced"
            problems.append(("withdrawn_on", what))
        if problems:
            raise InvariantError(problems)

    @property
    def signature(self) -> Action | None:
        """Its signature or succession to one, or None."""
        return next((action for action in self.actions if action.kind.is_signature), None)

    @property
    def signed_on(self) -> dt.date | None:
        """The day on which it signed or succeeded to a signature, or None."""
        return None if self.signature is None else self.signature.date

    @property
    def consent(self) -> Action | None:
        """The act by which it joined, the latest where it joined twice, or None."""
        return next((action for action in reversed(self.actions) if action.kind.is_consent), None)

    @property
    def deposited_on(self) -> dt.date | None:
        """The day on which the depositary received that act, or None."""
        return None if self.consent is None else self.consent.date

    @property
    def standing(self) -> Standing:
        """Where it stands, by deposit."""
        if self.consent is not None:
            gone = self.withdrawn_on is not None and self.withdrawn_on <= self.as_of
            return Standing.WITHDRAWN if gone else Standing.PARTY
        return Standing.NO_ACTION if self.signature is None else Standing.PENDING_SIGNATORY

    @property
    def is_party(self) -> bool:
        """Whether it is a party, by deposit."""
        return self.standing is Standing.PARTY

    @property
    def is_signatory(self) -> bool:
        """Whether it has signed, whether or not it joined later."""
        return self.signature is not None

    @property
    def is_pending_signatory(self) -> bool:
        """Whether it has signed and has never joined."""
        return self.standing is Standing.PENDING_SIGNATORY

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of its actions, each once."""
        return tuple(dict.fromkeys(source for action in self.actions for source in action.sources))

    def __str__(self) -> str:
        """Return one line: who, what it is, since when."""
        since = {
            Standing.PARTY: self.deposited_on,
            Standing.PENDING_SIGNATORY: self.signed_on,
            Standing.WITHDRAWN: self.withdrawn_on,
            Standing.NO_ACTION: None,
        }[self.standing]
        return f"{self.state.name}: {self.standing.label}" + (f" since {since}" if since else "")

    def __repr__(self) -> str:
        """Return the State, its standing and the day."""
        return f"<StateStatus {self.state.key} {self.standing} as of {self.as_of}>"

    def _repr_html_(self) -> str:
        """Return the tables that a notebook shows."""
        from opcat import _display  # only a notebook needs it

        return _display.state_status(self)


@attrs.frozen(kw_only=True)
class EntryIntoForceRule:
    """When a treaty enters into force: so many days after so many deposits.

    Attributes:
        instruments: how many States must have deposited their consent.
        days: how many days after that, and after each later deposit.
        article: the article that says so.
    """

    __module__ = "opcat"

    instruments: int = attrs.field(validator=check.between(1, 1000))
    days: int = attrs.field(validator=check.between(0, 36_500))
    article: str = attrs.field(validator=check.text)


@attrs.frozen(kw_only=True)
class DenunciationRule:
    """When a denunciation takes effect: so many months after its notice.

    Attributes:
        months: how many, at least one: a denunciation always takes effect later than its notice
            (for the Protocol 12, article 33; compare Vienna Convention, art. 56(2)).
        article: the article that says so.
    """

    __module__ = "opcat"

    months: int = attrs.field(validator=check.between(1, 1200))
    article: str = attrs.field(validator=check.text)


def name_order(name: str) -> str:
    """Return what names are ordered by: accents folded, case ignored."""
    if not name.isascii():
        name = "".join(c for c in normalize("NFKD", name) if not combining(c))
    return name.casefold()


def action_order(action: Action) -> tuple[dt.date, int, str, str]:
    """Return what actions are ordered by: day, signatures first, consents next, then the name."""
    state = action.state
    return action.date, action.kind.rank, name_order(state.name), state.key


def party_spells(actions: Iterable[Action], denunciation_months: int) -> tuple[Spell, ...]:
    """Return how one State was bound, spell by spell, from its actions in order."""
    spells: list[Spell] = []
    consent: Action | None = None
    for action in actions:
        if action.kind.is_consent:
            consent = action
        elif action.kind is _DENUNCIATION and consent is not None:
            stop = denunciation_effective_on(action.date, denunciation_months)
            spells.append((consent.kind, consent.date, stop))
            consent = None
    if consent is not None:
        spells.append((consent.kind, consent.date, None))
    return tuple(spells)


def history_problems(
    actions: Sequence[Action], denunciation_months: int | None
) -> Iterator[tuple[int, str]]:
    """Yield what cannot be in one State's actions: pairs of an index and a message.

    Args:
        actions: the actions of one State.
        denunciation_months: when a denunciation takes effect; None leaves that unchecked.
    """
    signature: Action | None = None
    consent: Action | None = None
    denunciation: Action | None = None
    previous: tuple[dt.date, int] | None = None
    for index, action in enumerate(actions):
        order = action.date, action.kind.rank
        if previous is not None and order < previous:
            yield index, f"{action} comes after a later action; put them in order of time"
        previous = order
        if action.kind.is_signature:
            if consent is not None or denunciation is not None:
                yield (
                    index,
                    (
                        f"{action} comes after {consent or denunciation}; a signature is made on or "
                        "before consent (Vienna Convention, art. 14)"
                    ),
                )
            elif signature is not None:
                yield index, f"{action} repeats {signature}; a State signs once"
            signature = action
        elif action.kind.is_consent:
            if consent is not None:
                yield (
                    index,
                    (
                        f"{action} comes while {consent} is in force; a State has one consent in force "
                        "at a time (Vienna Convention, art. 11)"
                    ),
                )
            if denunciation is not None and denunciation_months is not None:
                free = denunciation_effective_on(denunciation.date, denunciation_months)
                if action.date < free:
                    yield index, f"{action} comes before {denunciation} takes effect on {free}"
            consent, denunciation = action, None
        else:
            if consent is None:
                yield (
                    index,
                    (f"{action} has no consent in force to denounce (Vienna Convention, art. 54)"),
                )
            consent, denunciation = None, action
