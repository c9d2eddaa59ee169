"""Compares two statuses of one treaty: the difference of two logs, in the terms of a table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from opcat._core.model import Action, State, name_order
from opcat._core.shown import Rows
from opcat._core.terms import ActionKind
from opcat._core.treaty import Treaty
from opcat._names.fold import fold
from opcat._record.record import packaged
from opcat.errors import DataError
from opcat.untc._cells import quoted
from opcat.untc._change import (
    Change,
    ChangedAction,
    ChangedFact,
    ChangedOffLogEntry,
    NewAction,
    NewConsent,
    NewSignature,
    RenamedState,
    VanishedState,
    WithdrawnAction,
)
from opcat.untc._changes import Changes
from opcat.untc._heading import is_numbered, number_of
from opcat.untc._page import OffLogEntry, Page, require_page

_FACTS = ("title", "adopted_on", "adopted_at", "opened_on", "stated_in_force_on")
_T = TypeVar("_T")


def compare(old: Treaty | Page, new: Treaty | Page) -> Changes:
    """Return what changed between two statuses of one treaty.

    Sources do not count, and neither do facts that a page cannot give: a fact that the newer status
    leaves open has not changed. With a `Page`, its entries off the log are compared too; a consent
    that an `opcat.Treaty` has with its denunciation equals one that a page has in brackets.

    Args:
        old: the older status. To compare a page with the record as it stood on the page's own
            day, pass ``old.on(...)`` or ``opcat.treaty(on=...)``.
        new: the newer one, of the same day or a later one.

    Raises:
        DataError: they are of two treaties, or ``new`` is older than ``old``.
        TypeError: one of them is neither a `Page` nor an `opcat.Treaty`.

    Example:
        >>> import opcat
        >>> from opcat import untc
        >>> print(untc.compare(opcat.treaty(on="2024-12-31"), opcat.treaty()))
        Optional Protocol to the Convention against Torture and Other Cruel, Inhuman or Degrading \
Treatment or Punishment, from 31 December 2024 to 3 February 2026:
        - New accession: Bangladesh, 2025-07-17
        - New accession: Colombia, 2025-11-10
        >>> bool(untc.compare(opcat.treaty(), opcat.treaty()))
        False
    """
    for argument, status in (("old", old), ("new", new)):
        if not isinstance(status, Treaty):
            require_page(argument, status, ", or a Treaty")
    # A page names only participants that have acted; a record knows how the others were spelled.
    before, _ = _parts(old)
    return changes(old, new, {} if is_numbered(before) else packaged.states)


def changes(old: Treaty | Page, new: Treaty | Page, known: Mapping[str, State]) -> Changes:
    """Return what changed, as `compare` does.

    Args:
        old: the older status.
        new: the newer one.
        known: the States that the older one knows beside those that have acted, by their keys.

    Raises:
        DataError: as for `compare`.
    """
    before, old_off_log = _parts(old)
    after, new_off_log = _parts(new)
    if not is_same_treaty(before, after):
        problem = f"is the status of {_named(after)}, not of {_named(before)}"
        raise DataError([(after.key, problem)])
    if after.as_of < before.as_of:
        earlier = "old.treaty" if isinstance(old, Page) else "old"
        problem = (
            f"new is of {after.as_of}, earlier than old, of {before.as_of}; compare with the "
            f"record of that day: compare({earlier}.on('{after.as_of}'), new), for the packaged "
            "record "
            f"compare(opcat.treaty(on='{after.as_of}'), new)"
        )
        raise DataError([(after.key, problem)])
    gone, added = _difference(before.actions, after.actions)
    gone = _without_uncounted(gone, after)
    added = _without_uncounted(added, before)
    if after.denunciation_rule is None:  # then it cannot say that an act was undone
        ended = _ended(before.actions, set(after.actions))
        gone = [action for action in gone if action not in ended]
    gone_entries, added_entries = (
        _difference(old_off_log, new_off_log)
        if isinstance(old, Page) and isinstance(new, Page)
        else ([], [])
    )
    withdrawn, gone = _withdrawn(gone, new_off_log)
    brackets = {entry.off_log_entry for entry in withdrawn}
    corrected, gone, added = _paired(gone, added, _role)
    replaced, gone_entries, added_entries = _paired(
        gone_entries, [entry for entry in added_entries if entry not in brackets], _who
    )
    present = _participants(after, new_off_log)
    entries: list[Change] = [
        *_fact_changes(before, after),
        *(ChangedAction(before=older, after=newer) for older, newer in corrected),
        *withdrawn,
        *_departures(gone, set(present.values())),
        *(ChangedOffLogEntry(before=older, after=newer) for older, newer in replaced),
        *(ChangedOffLogEntry(before=entry) for entry in gone_entries),
        *(ChangedOffLogEntry(after=entry) for entry in added_entries),
        *(_new(action) for action in added),
        *_renamings(_participants(before, old_off_log), known, present),
    ]
    return Changes(
        title=after.title,
        since=before.as_of,
        until=after.as_of,
        entries=Rows(entries),
        sources=after.sources_of("as_of"),
    )


def is_same_treaty(first: Treaty, second: Treaty) -> bool:
    """Tell whether two statuses are of one treaty.

    They have the same number in the depositary's collection; where one has none, the same key or
    the same title.
    """
    numbers = number_of(first), number_of(second)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return first.key == second.key or fold(first.title) == fold(second.title)


def _named(treaty: Treaty) -> str:
    number = number_of(treaty)
    title = quoted(treaty.title, 200)
    return title if number is None else f"{number} {title}"


def _parts(status: Treaty | Page) -> tuple[Treaty, tuple[OffLogEntry, ...]]:
    return (status.treaty, status.off_log_entries) if isinstance(status, Page) else (status, ())


def _difference(old: Sequence[_T], new: Sequence[_T]) -> tuple[list[_T], list[_T]]:
    """Return the entries that only one of the two has, each side in order."""
    before, after = set(old), set(new)
    gone = [entry for entry in old if entry not in after]
    added = [entry for entry in new if entry not in before]
    return gone, added


def _paired(
    gone: Sequence[_T], added: Sequence[_T], key: Callable[[_T], object]
) -> tuple[list[tuple[_T, _T]], list[_T], list[_T]]:
    """Return the replacements, and the rest on either side."""
    pairs: list[tuple[_T, _T]] = []
    unpaired: list[_T] = []
    rest = list(added)
    for entry in gone:
        replacement = next((new for new in rest if key(new) == key(entry)), None)
        if replacement is None:
            unpaired.append(entry)
        else:
            rest.remove(replacement)
            pairs.append((entry, replacement))
    return pairs, unpaired, rest


def _role(action: Action) -> object:
    return action.state.key, action.kind.is_signature, action.kind.is_consent


def _who(entry: OffLogEntry) -> object:
    return entry.state.key


def _without_uncounted(actions: Sequence[Action], status: Treaty) -> list[Action]:
    """Return the acts without those of participants that a status no longer counts, nor names."""
    named = set(status.states)
    return [
        action
        for action in actions
        if action.state in named
        or action.state.not_counted_from is None
        or action.state.not_counted_from > status.as_of
    ]


def _ended(actions: Sequence[Action], present: set[Action]) -> set[Action]:
    """Return what a page without a rule of denunciation need not name.

    These are denunciations, with the consents that they ended and that are present no more;
    denunciations that were revoked, with what revoked them; and withdrawals of signatures, with
    the signatures.
    """
    ended: set[Action] = set()
    standing: dict[str, list[Action]] = {}
    for action in actions:
        acts = standing.setdefault(action.state.key, [])
        if action.kind is ActionKind.REVOCATION_OF_DENUNCIATION:
            ended |= {action, acts.pop()}
        elif action.kind is ActionKind.WITHDRAWAL_OF_SIGNATURE:
            signature = acts.pop()
            ended |= set() if signature in present else {action, signature}
        else:
            acts.append(action)
    for acts in standing.values():
        for consent, action in pairwise(acts):
            if action.kind is ActionKind.DENUNCIATION and consent not in present:
                ended |= {consent, action}
    return ended


def _withdrawn(
    gone: Sequence[Action], off_log_entries: Sequence[OffLogEntry]
) -> tuple[list[WithdrawnAction], list[Action]]:
    """Return the acts that now stand in brackets, and the others."""
    brackets = {
        (entry.state.key, entry.description, entry.date): entry for entry in off_log_entries
    }
    withdrawn: list[WithdrawnAction] = []
    remaining: list[Action] = []
    for action in gone:
        off_log_entry = brackets.get((action.state.key, action.kind.label, action.date))
        if off_log_entry is None:
            remaining.append(action)
        else:
            withdrawn.append(WithdrawnAction(action=action, off_log_entry=off_log_entry))
    return withdrawn, remaining


def _departures(gone: Sequence[Action], present: set[State]) -> Iterator[Change]:
    absent: dict[State, list[Action]] = {}
    for action in gone:
        if action.state in present:
            yield WithdrawnAction(action=action)
        else:
            absent.setdefault(action.state, []).append(action)
    for state, actions in absent.items():
        yield VanishedState(state=state, actions=Rows(actions))


def _fact_changes(before: Treaty, after: Treaty) -> Iterator[ChangedFact]:
    for fact in _FACTS:
        old_value, new_value = getattr(before, fact), getattr(after, fact)
        if new_value is not None and new_value != old_value:
            yield ChangedFact(fact=fact, before=old_value, after=new_value)


def _new(action: Action) -> NewAction:
    if action.kind.is_signature:
        return NewSignature(action=action)
    return NewConsent(action=action) if action.kind.is_consent else NewAction(action=action)


def _participants(treaty: Treaty, off_log_entries: Sequence[OffLogEntry]) -> dict[str, State]:
    """Return all participants of a status by key, including those with entries only off the log."""
    present = {state.key: state for state in treaty.states}
    return {**{entry.state.key: entry.state for entry in off_log_entries}, **present}


def _renamings(
    before: Mapping[str, State], known: Mapping[str, State], after: Mapping[str, State]
) -> Iterator[RenamedState]:
    for state in sorted(after.values(), key=lambda state: name_order(state.name)):
        earlier = before.get(state.key) or known.get(state.key)
        if earlier is not None and earlier.depositary_name != state.depositary_name:
            yield RenamedState(before=earlier, after=state)
