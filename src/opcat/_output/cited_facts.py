"""What each source of a value is cited for."""

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from opcat._core.days import long_date
from opcat._core.model import Source
from opcat._core.status import StateStatus
from opcat._practice.overdue import OverdueEntry
from opcat._questions.deadlines import Deadlines
from opcat._questions.state_page import Profile
from opcat._questions.uptake import Uptake

_MOST = 12
"""How many facts a reference names; it says how many more there are."""
_ON_LIST = "{}: on the Subcommittee's overdue list"


def facts_of(values: Iterable[object]) -> dict[Source, list[str]]:
    """Return the sources that values name, each with what it is cited for, in order.

    A source that is passed by itself is cited for nothing that is known here.
    """
    found: dict[Source, list[str]] = {}
    for value in values:
        for source, fact in _told(value):
            facts = found.setdefault(source, [])
            if fact and fact not in facts:
                facts.append(fact)
    return found


def in_words(facts: list[str]) -> str | None:
    """Return what a reference is cited for, or None where that is not known."""
    if not facts:
        return None
    more = [f"and {len(facts) - _MOST} more"] if len(facts) > _MOST else []
    return "; ".join([*facts[:_MOST], *more])


def _told(value: object) -> Iterator[tuple[Source, str]]:
    """Yield the sources of a value that names its own, even if none; of others, of what they hold."""
    kind: Any = type(value)
    sources = getattr(value, "sources", None)
    if isinstance(value, Source):
        yield value, ""
    elif isinstance(sources, tuple):
        yield from _told_of(value, sources)
    elif attrs.has(kind):
        for field in attrs.fields(kind):
            yield from _told(getattr(value, field.name))
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for member in value:
            yield from _told(member)


def _told_of(value: object, sources: tuple[Source, ...]) -> list[tuple[Source, str]]:
    """Return the sources of a value in order, each with the facts of its parts that it tells of."""
    parts = list(_parts(value))
    told = []
    for source in sources:
        facts = [fact for fact, cited in parts if source in cited]
        told += [(source, fact) for fact in facts or [_named(value)]]
    return told


def _parts(value: object) -> Iterator[tuple[str, tuple[Source, ...]]]:
    """Yield the facts that make up a status or a profile, each with its sources."""
    if isinstance(value, StateStatus):
        for action in value.actions:
            yield str(action), action.sources
    elif isinstance(value, Profile):
        for event in value.events:
            yield f"{event.date} {value.state.name}: {event.description}", event.sources
        if value.mechanism is not None:
            yield str(value.mechanism), value.mechanism.sources
        for status, treaty in ((value.convention, "Convention"), (value.protocol, "Protocol")):
            if not status.actions:
                yield f"{treaty}: {status}", status.sources
        if value.deadlines.is_on_overdue_list:
            parts = (value.protocol, value.mechanism, *value.declarations)
            others = {source for part in parts if part is not None for source in part.sources}
            own = tuple(source for source in value.deadlines.sources if source not in others)
            yield _ON_LIST.format(value.state.name), own


def _named(value: object) -> str:
    """Return what a value is, in one line."""
    if isinstance(value, OverdueEntry):
        return _ON_LIST.format(value.state.name)
    if isinstance(value, Uptake):
        return f"how many of the States that may join have joined, as of {long_date(value.as_of)}"
    first, *more = str(value).splitlines()
    if isinstance(value, Deadlines):
        listed = "; on the Subcommittee's overdue list" if value.is_on_overdue_list else ""
        return f"{first}: the deadlines of articles 17 and 24{listed}"
    if more:
        return f"{type(value).__name__}: {first.removesuffix(':')}"
    return first.strip("<>") if str(value) == repr(value) else first
