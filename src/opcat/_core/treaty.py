"""A treaty: its facts, its log of actions, and the methods that derive the rest."""

from collections.abc import Iterable, Iterator
from datetime import date
from importlib import import_module
from typing import Any, TypeGuard

import attrs

from opcat._core import checks as check
from opcat._core.days import parse_day
from opcat._core.law import DenunciationRule, EntryIntoForceRule
from opcat._core.ledger import NOTHING, Ledger, Tally
from opcat._core.model import Action, Source, State, action_order, name_order, reads_older_pickles
from opcat._core.shown import Held, Rows, Shown, rows_of
from opcat._core.status import Counts, Spell, StateStatus
from opcat._core.terms import ActionKind, Basis, RegionalGroup, term
from opcat._english import numbered
from opcat._foreign import on_terminal
from opcat._forks import loading
from opcat._kept import cached_property
from opcat.errors import InvariantError, UnknownRuleError, VocabularyError, shown

_FactSources = tuple[tuple[str, tuple[Source, ...]], ...]


def _same(state: State, other: State) -> bool:
    return attrs.astuple(state, recurse=False) == attrs.astuple(other, recurse=False)


def _everything(treaty: "Treaty") -> tuple[object, ...]:
    """Return all that a Treaty holds, because it compares more than its actions do."""
    return (
        attrs.astuple(treaty, recurse=False),
        *(
            (action.sources, action.effective_on, attrs.astuple(action.state, recurse=False))
            for action in treaty.actions
        ),
        *(attrs.astuple(state, recurse=False) for state in treaty.open_to or ()),
    )


def _by_fact(pairs: _FactSources) -> _FactSources:
    """Return the pairs in the order of the facts, whatever order they came in."""
    order = {name: index for index, name in enumerate(attrs.fields_dict(Treaty))}
    try:
        return tuple(sorted(pairs, key=lambda pair: (order.get(pair[0], len(order)), pair[0])))
    except (TypeError, IndexError):
        return pairs  # the validator says what is wrong


def _is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    return type(value) is tuple or type(value) is Rows


def _check_fact_sources(
    _: object, attribute: "attrs.Attribute[_FactSources]", pairs: object
) -> None:
    if not _is_tuple(pairs) or not all(
        _is_tuple(pair)
        and len(pair) == 2
        and isinstance(pair[0], str)
        and _is_tuple(pair[1])
        and all(isinstance(source, Source) for source in pair[1])
        for pair in pairs
    ):
        problem = f"{pairs!r} is not a tuple of pairs of a fact and a tuple of its sources"
        raise InvariantError([(attribute.name, problem)])


def _check_as_of(_: object, attribute: "attrs.Attribute[date]", day: date) -> None:
    if day > _LAST_DAY:
        raise InvariantError(
            [(attribute.name, f"{day} is too late: the effects of an action come later still")]
        )


def _in_order(actions: Iterable[Action]) -> Rows[Action]:
    if not isinstance(actions, Iterable):
        return actions  # type: ignore[unreachable] # the validator says what is wrong
    log = Rows(actions)
    if all(isinstance(action, Action) for action in log):
        return rows_of("actions", sorted(log, key=action_order))
    return log


def _by_name(states: Iterable[State] | None) -> Rows[State] | None:
    """Return States by name; whatever holds something else, for the validator to refuse."""
    if not isinstance(states, Iterable):
        return states
    listed = Rows(states)
    if all(isinstance(state, State) for state in listed):
        by_name = sorted(listed, key=lambda state: (name_order(state.name), state.key))
        return rows_of("states", by_name)
    return listed


_LAST_DAY = date(9000, 12, 31)
"""The latest day of a record, so that the effects of an action still fall within Python's years."""
_DENUNCIATION = ActionKind.DENUNCIATION


@reads_older_pickles
@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class Treaty(Shown):
    """A treaty as a log: its own facts, the actions under it, and the last day they cover.

    Statuses, counts and the entry into force are derived, so they cannot disagree with the
    actions. A Treaty as it stood on an earlier day (`opcat.treaty`) is a Treaty too.

    Attributes:
        key: a short name of the treaty in the record, such as ``"opcat"``.
        title: its long title.
        as_of: the last day that the actions cover.
        actions: what States did under it; any iterable, kept as a tuple in chronological order (on
            the same day signatures first, then consents, each by the State's name).
        short_title: its short title, or None.
        abbreviation: its usual abbreviation, or None.
        kind: the kind of treaty, in the words of its source, or None.
        drafted_on: the day on which, by a source, the treaty was drafted, or None. The Protocol's
            is the day of its adoption, which the article of October 2025 calls "Date Drafted".
        adopted_on: the day of its adoption, or None.
        adopted_at: the place of its adoption, or None.
        opened_on: the day on which it was opened for signature, or None.
        depositary: who keeps the original and receives the instruments, or None.
        languages: the languages of its authentic texts.
        parent: the title of the treaty that it supplements, or None.
        publication: where the text is published, or None.
        entry_rule: its rule of entry into force, or None if that is not known.
        denunciation_rule: its rule of denunciation, or None if that is not known.
        stated_in_force_on: the day of entry into force as the depositary states it, or None.
            It must be the day that `entry_rule` gives.
        open_to: the States that may join it, from the day on which it was opened on, by name; any
            iterable. None if that is not said, as of the Protocol, whose article 27 says it.
        fact_sources: pairs of the name of a fact above and its sources.

    Raises:
        InvariantError: an action is earlier than `opened_on` or later than `as_of`, or of a State
            that is not among `open_to`; a State's
            actions are not a possible history: a signature after its consent, two consents at a
            time, a denunciation without one, a revocation of one that has taken effect, an act of
            a participant that is no longer counted; or the stated entry into force is not the one
            that the rule gives. The error lists all problems.

    Example:
        >>> import opcat
        >>> opcat.treaty()
        <Treaty opcat as of 2026-02-03: 96 parties, 76 signatories, 11 of them pending>
        >>> print(opcat.treaty().in_force_on, opcat.treaty().entry_rule.article)
        2006-06-22 28
    """

    __module__ = "opcat"

    key: str
    title: str
    as_of: date = attrs.field(validator=[check.day, _check_as_of])
    actions: Held[Action] = attrs.field(default=rows_of("actions", ()), converter=_in_order)
    short_title: str | None = None
    abbreviation: str | None = None
    kind: str | None = None
    drafted_on: date | None = None
    adopted_on: date | None = None
    adopted_at: str | None = None
    opened_on: date | None = None
    depositary: str | None = None
    languages: tuple[str, ...] = ()
    parent: str | None = None
    publication: str | None = None
    entry_rule: EntryIntoForceRule | None = None
    denunciation_rule: DenunciationRule | None = None
    stated_in_force_on: date | None = None
    open_to: Held[State] | None = attrs.field(default=None, converter=_by_name)
    fact_sources: _FactSources = attrs.field(
        default=(), converter=_by_fact, validator=_check_fact_sources
    )

    def __attrs_post_init__(self) -> None:
        problems: list[tuple[str, str]] = []
        for index, action in enumerate(self.actions):
            if self.opened_on is not None and action.date < self.opened_on:
                problem = (
                    f"{action} is earlier than opened_on, {self.opened_on}, the opening for "
                    "signature"
                )
                problems.append((f"actions[{index}]", problem))
            if action.date > self.as_of:
                problem = f"{action} is later than as_of, {self.as_of}"
                problems.append((f"actions[{index}]", problem))
            if action.kind is _DENUNCIATION and self.denunciation_rule is None:
                problem = f"{action} takes effect on an unknown day; give denunciation_rule"
                problems.append((f"actions[{index}]", problem))
        broken = list(self._ledger.problems())
        if broken:
            places = {id(action): index for index, action in enumerate(self.actions)}
            problems += [(f"actions[{places[id(action)]}]", problem) for action, problem in broken]
        if self.entry_rule is not None and self.stated_in_force_on not in (None, self.in_force_on):
            problem = (
                f"{self.stated_in_force_on} is not the day that follows from the deposits under "
                "article "
                f"{self.entry_rule.article}: {self.in_force_on}"
            )
            problems.append(("stated_in_force_on", problem))
        problems += [*self._doubles(), *self._strangers()]
        names = attrs.fields_dict(type(self))
        facts = [fact for fact, _ in self.fact_sources]
        problems += [
            ("fact_sources", f"{fact!r} is not a fact of a Treaty")
            for fact in facts
            if fact not in names
        ]
        if len(set(facts)) < len(facts):
            problems.append(("fact_sources", "names a fact twice"))
        if problems:
            raise InvariantError(problems)

    def _doubles(self) -> Iterator[tuple[str, str]]:
        """Yield the places where two States have one key, or two sources one id."""
        states: dict[str, State] = {}
        sources: dict[str, Source] = {}
        states |= {state.key: state for state in self.open_to or ()}
        known_tuples: set[tuple[int, int]] = set()
        for index, action in enumerate(self.actions):
            state = states.setdefault(action.state.key, action.state)
            if state is not action.state and not _same(state, action.state):
                yield f"actions[{index}].state", f"{state.key} has two different descriptions"
            tuples = id(action.sources), id(action.state.sources)
            if tuples in known_tuples:
                continue
            known_tuples.add(tuples)
            for source in (*action.sources, *action.state.sources):
                known = sources.setdefault(source.id, source)
                if known is not source and known != source:
                    yield (
                        f"actions[{index}].sources",
                        f"{source.id!r} is the id of two different sources",
                    )
        cited_at = [(f"fact_sources.{fact}", cited) for fact, cited in self.fact_sources]
        for index, state in enumerate(self.open_to or ()):
            cited_at.append((f"open_to[{index}].sources", state.sources))
        for place, cited in cited_at:
            for source in cited:
                if sources.setdefault(source.id, source) != source:
                    yield place, f"{source.id!r} is the id of two different sources"

    def _strangers(self) -> Iterator[tuple[str, str]]:
        """Yield the places where `open_to` has a State twice, and where it lacks one that acts."""
        if self.open_to is None:
            return
        keys = [state.key for state in self.open_to]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                yield f"open_to[{index}]", f"{key} is there twice; name it once"
        for index, action in enumerate(self.actions):
            if action.state.key not in keys:
                missing = "is not among open_to, the States that may join; add it there"
                yield f"actions[{index}].state", f"{action.state.name} {missing}"

    @cached_property
    def _ledger(self) -> Ledger:
        """What follows from the log. It is kept beside the fields, and never pickled."""
        return Ledger(
            self.actions,
            self.as_of,
            self.entry_rule,
            self.denunciation_rule,
            listing=self.sources_of("as_of"),
        )

    @property
    def in_force_on(self) -> date | None:
        """The day on which the treaty enters into force, as its rule and the deposits give it.

        It may be later than `as_of`. Without a rule it is the day that the depositary states. None
        while the deposits do not suffice, or if neither is known.
        """
        return self.stated_in_force_on if self.entry_rule is None else self._ledger.in_force_on

    @property
    def statuses(self) -> Rows[StateStatus]:
        """Where each State that has acted stands on `as_of`, ordered by its name."""
        return self._ledger.statuses

    @property
    def states(self) -> Rows[State]:
        """The States that have acted, ordered by name."""
        return rows_of("states", (status.state for status in self.statuses))

    @property
    def counts(self) -> Counts:
        """How many States are parties, signatories and pending signatories on `as_of`."""
        tally = self.tally()
        return tally[-1][1] if tally else NOTHING

    @property
    def sources(self) -> Rows[Source]:
        """Every source of the facts, then of the actions, each once."""
        facts = (source for _, sources in self.fact_sources for source in sources)
        acts = (source for action in self.actions for source in action.sources)
        return rows_of("sources", dict.fromkeys([*facts, *acts]))

    def sources_of(self, fact: str) -> Rows[Source]:
        """Return the sources of one fact of the treaty.

        Args:
            fact: the name of an attribute, such as ``"opened_on"``.

        Raises:
            VocabularyError: a Treaty has no such fact.

        Example:
            >>> import opcat
            >>> [source.publisher for source in opcat.treaty().sources_of("opened_on")]
            ['United Nations Treaty Collection']
        """
        names = [name for name in attrs.fields_dict(Treaty) if name != "fact_sources"]
        if fact not in names:
            raise VocabularyError("fact", fact, names)
        return rows_of("sources", dict(self.fact_sources).get(fact, ()))

    def status_on(self, state: State, day: date | str) -> StateStatus:
        """Return where a State stands on a day; on `as_of` where the day is later.

        `opcat.status` does the same for names and codes, and warns about later days.

        Raises:
            TypeError: `state` is not a `State`; as `opcat.errors.DayTypeError`, the day is not a day.
            DayValueError: the day is malformed.
        """
        if not isinstance(state, State):
            raise TypeError(f"state={shown(state)} is not a State; pass opcat.resolve(...)")
        return self._ledger.status_on(state, parse_day("day", day))

    def on(self, day: date | str) -> "Treaty":
        """Return the Treaty as it stood on a day; itself if the day is not before `as_of`.

        `opcat.treaty` does the same, and warns about later days.

        Raises:
            DayTypeError, DayValueError: it is not a day.
        """
        day = parse_day("day", day)
        if day >= self.as_of:
            return self
        known = [action for action in self.actions if action.date <= day]
        earlier = attrs.evolve(self, actions=known, as_of=day, stated_in_force_on=None)
        if self.entry_rule is None:
            stated = self.stated_in_force_on
            settled = stated is not None and stated <= day
        else:
            stated = earlier.in_force_on
            settled = stated == self.stated_in_force_on
        return attrs.evolve(earlier, stated_in_force_on=stated) if settled else earlier

    def tally(
        self, basis: Basis | str = Basis.DEPOSIT, group: RegionalGroup | str | None = None
    ) -> Tally:
        """Return the days on which a count changed, with the Counts from that day.

        Args:
            basis: what *party* means.
            group: count only the States of this regional group.

        Raises:
            VocabularyError: there is no such basis or group.
            UnknownRuleError: the basis is in force, and the treaty's entry rule is not known.
        """
        meaning = require_rule(self, basis)
        part = None if group is None else term(RegionalGroup, "group", group)
        return self._ledger.tally(meaning, part)

    def title_in(self, language: str) -> str:
        """Return the treaty's title in another of the official languages of the United Nations.

        The record has those of the Protocol, with their sources: ``opcat.background().titles``.

        Args:
            language: ``"ar"``, ``"en"``, ``"es"``, ``"fr"``, ``"ru"`` or ``"zh"``.

        Raises:
            LookupError: the record has no such title.
            VocabularyError: the language is none of these.

        Example:
            >>> import opcat
            >>> opcat.treaty().title_in("fr")[:47]
            'Protocole facultatif se rapportant à la Convent'
        """
        with loading:  # by its name, because that wing stands on this one
            room = import_module("opcat._practice.background")
        title: str = room.title_in(self, language)
        return title

    def __eq__(self, other: object) -> bool:
        return (
            _everything(self) == _everything(other) if isinstance(other, Treaty) else NotImplemented
        )

    def __hash__(self) -> int:
        return hash(_everything(self))

    def __str__(self) -> str:
        return self.title

    def __repr__(self) -> str:
        counts = self.counts
        parties = numbered(counts.parties, "parties")
        signatories = numbered(counts.signatories, "signatories")
        pending = f"{counts.pending_signatories} of them pending"
        return on_terminal(
            f"<Treaty {self.key} as of {self.as_of}: {parties}, {signatories}, {pending}>"
        )


# attrs writes it for the cached property and names no module, without which help() of Python 3.13 fails.
vars(Treaty)["__getattr__"].__module__ = __name__


def require_rule(treaty: Treaty, basis: Basis | str) -> Basis:
    """Return the basis if the treaty has the rules that it needs.

    Raises:
        VocabularyError: there is no such basis.
        UnknownRuleError: the basis is in force, and the treaty's entry rule is not known.
    """
    meaning = term(Basis, "basis", basis)
    if meaning is Basis.IN_FORCE and treaty.entry_rule is None:
        raise UnknownRuleError(treaty.short_title or treaty.title, "its rule of entry into force")
    return meaning


def status_of(treaty: Treaty, state: State, day: date) -> StateStatus:
    """Return where a State stands on a day, as `Treaty.status_on` does. The caller has checked both."""
    return treaty._ledger.status_on(state, day)  # noqa: SLF001 - users' States and days are checked


def settled_on(treaty: Treaty) -> date | None:
    """Return the day from which it is known when a treaty enters into force, or None.

    If its rule is not known, this is the day of entry into force that the depositary states.
    """
    if treaty.entry_rule is not None:
        return treaty._ledger.completed_on  # noqa: SLF001 - a step of the rule, not for users
    stated = treaty.stated_in_force_on
    return None if stated is None else min(stated, treaty.as_of)


def spells_of(treaty: Treaty, state: State) -> tuple[Spell, ...]:
    """Return how a State counts as a party to a treaty, spell by spell, by its deposits."""
    return treaty._ledger.spells_of(state)  # noqa: SLF001 - users ask for statuses


def successions_of(treaty: Treaty, state: State) -> tuple[tuple[date, date], ...]:
    """Return the times for which a State was bound by a succession before it had notified it.

    Of each the day on which the succession took effect, and that of the notification, from which
    on the State counts as a party.
    """
    return tuple(
        (consent.effective_on, notified_on)
        for consent, notified_on, _ in spells_of(treaty, state)
        if consent.effective_on is not None
    )


def bound_from(treaty: Treaty, state: State, day: date) -> date | None:
    """Return the day from which a State counts as bound, if that is settled on a day."""
    return treaty._ledger.bound_from(state, day)  # noqa: SLF001 - users ask for parties
