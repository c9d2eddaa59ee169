"""One page per State: everything that the record has on it, in chronological order."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Protocol

import attrs

from opcat._core.days import PartialDate, long_date
from opcat._core.model import Source, State
from opcat._core.shown import Shown
from opcat._core.status import StateStatus
from opcat._core.terms import ActionKind
from opcat._core.treaty import Treaty
from opcat._foreign import on_terminal
from opcat._names.arguments import (
    Day,
    check_convention,
    check_day,
    check_practice,
    resolve_participant,
)
from opcat._practice.articles import Eligibility
from opcat._practice.declarations import Declaration, declarations_of
from opcat._practice.designation import Designation
from opcat._practice.institutions import Mechanism, names_of
from opcat._practice.mechanism_histories import Known, known
from opcat._practice.mechanisms import MechanismStatus, status_of
from opcat._practice.territories import TERRITORIES, TerritorialApplication, standing_words
from opcat._practice.visits import Visit, VisitCompletion, visits_in
from opcat._questions.deadlines import Deadlines, deadlines_of
from opcat._questions.eligibility import eligibility_of
from opcat._record.record import Record, RecordFiles


class _Sourced(Protocol):
    @property
    def sources(self) -> tuple[Source, ...]: ...


@attrs.frozen(kw_only=True)
class ProfileEvent(Shown):
    """Something that happened, in a State's profile.

    Attributes:
        date: its date, as exactly as known.
        description: what happened, in a phrase.
        sources: how we know; none for a day that follows from the Protocol's rules.
    """

    __module__ = "opcat"

    date: PartialDate
    description: str
    sources: tuple[Source, ...] = attrs.field(default=(), repr=False)

    def __str__(self) -> str:
        return f"{self.date}: {self.description}"


@attrs.frozen(kw_only=True, repr=False)
class Profile(Shown):
    """Everything that the record has on one State, as it stood on a day.

    Attributes:
        state: the State.
        as_of: the day.
        convention: where it stands under the Convention against Torture.
        protocol: where it stands under the Protocol.
        eligibility: what article 27 lets it do.
        deadlines: the days that the Protocol sets it, and whether its mechanism is overdue.
        mechanism: whether it had a mechanism that day, and which; None if it was not a party.
        mechanisms: the mechanisms that it had designated by then, or may have, ended ones too, in
            chronological order.
        declarations: its declarations and notifications by then.
        territories: the territorial effects that had begun by then, ended ones too.
        visits: the Subcommittee's missions that had begun by then.
        events: what happened, in chronological order; of a date known only in part, its first day
            counts.
    """

    __module__ = "opcat"

    state: State
    as_of: dt.date
    convention: StateStatus
    protocol: StateStatus
    eligibility: Eligibility
    deadlines: Deadlines
    mechanism: MechanismStatus | None = None
    mechanisms: tuple[Mechanism, ...]
    declarations: tuple[Declaration, ...]
    territories: tuple[TerritorialApplication, ...]
    visits: tuple[Visit, ...]
    events: tuple[ProfileEvent, ...] = attrs.field(default=(), repr=False)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of all parts, each once."""
        parts: tuple[_Sourced, ...] = (
            self.convention,
            self.protocol,
            self.deadlines,
            *(() if self.mechanism is None else (self.mechanism,)),
            *self.mechanisms,
            *self.declarations,
            *self.territories,
            *self.visits,
        )
        return tuple(dict.fromkeys(source for part in parts for source in part.sources))

    def __str__(self) -> str:
        standing = standing_words(self.protocol, self.territories)
        head = f"{self.state.name} on {long_date(self.as_of)}: {standing}"
        answers = [
            f"under article 27: {self.eligibility.label}",
            *([] if self.mechanism is None else [str(self.mechanism).partition(": ")[2]]),
            *str(self.deadlines).splitlines()[-3 if self.deadlines.due_on else -2 :],
            f"missions of the Subcommittee in the record: {len(self.visits) or 'none'}",
        ]
        return "\n".join([head, *(f"  {str(line).strip()}" for line in (*self.events, *answers))])

    def __repr__(self) -> str:
        return on_terminal(
            f"<Profile {self.state.key} {self.protocol.standing} as of {self.as_of}>"
        )

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        """Print the repr: Hypothesis would print all fields, some 30,000 characters."""
        printer.text(repr(self))


def events_of(page: Profile, mechanisms: Known) -> tuple[tuple[str, ProfileEvent], ...]:
    """Return the events of a profile in chronological order, each with the part that it belongs to.

    The parts are ``convention``, ``protocol``, ``mechanism``, ``declaration`` (territories too) and
    ``mission``.

    Args:
        page: the profile.
        mechanisms: all that its record has of the State's mechanisms.
    """
    return tuple(sorted(_events(page, mechanisms), key=lambda pair: pair[1].date.earliest))


def _events(page: Profile, mechanisms: Known) -> Iterator[tuple[str, ProfileEvent]]:
    """Yield the events, each with its part of the page."""
    for status, name in ((page.convention, "Convention"), (page.protocol, "Protocol")):
        for action in status.actions:
            yield (
                name.lower(),
                ProfileEvent(
                    date=PartialDate.of(action.date),
                    description=f"{name}: {action.kind.label}",
                    sources=action.sources,
                ),
            )
    yield from _days(page)
    for made in page.declarations:
        description = f"{made.kind.label}: {made.summary}"
        yield (
            "declaration",
            ProfileEvent(
                date=PartialDate.of(made.made_on), description=description, sources=made.sources
            ),
        )
    for place in page.territories:
        description = f"{place.territory or place.state.depositary_name}: {place.effect.label}"
        begins, ends = place.period.start, place.period.stop
        yield (
            "declaration",
            ProfileEvent(
                date=PartialDate.of(begins), description=description, sources=place.sources
            ),
        )
        if ends is not None and ends <= page.as_of:
            description = f"{description}, no longer"
            yield (
                "declaration",
                ProfileEvent(
                    date=PartialDate.of(ends), description=description, sources=place.sources
                ),
            )
    for mechanism in page.mechanisms:
        for event in _in_its_time(mechanism, mechanisms):
            if event.date.earliest <= page.as_of:
                yield "mechanism", event
    for visit in page.visits:
        description = f"mission of the Subcommittee ({visit.kind.label})"
        if visit.end != visit.start:
            description = f"{description}, to {visit.end}"
        if visit.completion is VisitCompletion.ANNOUNCED_ONLY:
            description = f"{description}; only its announcement is known"
        yield (
            "mission",
            ProfileEvent(date=visit.start, description=description, sources=visit.sources),
        )


def _days(page: Profile) -> Iterator[tuple[str, ProfileEvent]]:
    """Yield the days that the rules of the two treaties give."""
    joined = page.convention.consent
    by = ", by its succession" if joined and joined.kind is ActionKind.SUCCESSION else ""
    left = page.deadlines.withdrawn_on or dt.date.max
    latest = page.deadlines.latest_due_on
    for part, day, description in (
        ("convention", page.convention.in_force_on, f"Convention: in force for it{by}"),
        ("convention", page.convention.withdrawn_on, "Convention: denunciation takes effect"),
        ("protocol", page.protocol.in_force_on, "Protocol: in force for it (article 28)"),
        (
            "protocol",
            page.protocol.withdrawn_on,
            "Protocol: denunciation takes effect (article 33)",
        ),
        ("mechanism", page.deadlines.original_due_on, "mechanism due (article 17)"),
        (
            "mechanism",
            page.deadlines.postponed_to,
            "mechanism due after its postponement (article 24)",
        ),
        (
            "mechanism",
            None if latest == page.deadlines.due_on else latest,
            "mechanism due as the Committee against Torture counted",
        ),
    ):
        # An obligation whose day came only after the withdrawal was never due.
        if day is not None and (part != "mechanism" or day < left):
            yield part, ProfileEvent(date=PartialDate.of(day), description=description)


def _in_its_time(mechanism: Mechanism, mechanisms: Known) -> Iterator[ProfileEvent]:
    """Yield what happened to a mechanism, as far as its dates are known."""
    begun = designation_event(mechanism, mechanisms)
    if begun is not None:
        yield begun
    later = len(mechanisms.history) > mechanism.sequence
    for day, event in (
        (mechanism.in_function_from, "in function"),
        (mechanism.ended_on, "replaced" if later else "ended"),
    ):
        if day is not None:
            description = f"mechanism {event}: {names_of(mechanism)}"
            yield ProfileEvent(date=day, description=description, sources=mechanism.sources)


def designation_event(mechanism: Mechanism, mechanisms: Known) -> ProfileEvent | None:
    """Return the event of a designation, or None where its date is not known.

    Args:
        mechanism: one of the State's mechanisms.
        mechanisms: all that the record has of these.
    """
    day = mechanism.designated_on
    if day is None:
        return None
    is_unclear = mechanisms.on(min(day.latest, mechanisms.as_of)) is Designation.UNCLEAR
    law = "mechanism (whether it stands is unclear)" if is_unclear else "mechanism designated"
    return ProfileEvent(
        date=day, description=f"{law}: {names_of(mechanism)}", sources=mechanism.sources
    )


def profile(
    state: object, *, on: Day | None = None, treaty: Treaty | Record | None = None
) -> Profile:
    """Return everything that the record has on a State.

    Args:
        state: a name, a code, a `State` or an object with an ``alpha_3``, as for `opcat.resolve`.
        on: the day; by default the last one that the record covers.
        treaty: the Protocol, or a `Record`; by default the packaged record. What a plain Treaty
            lacks, such as mechanisms, is the packaged record's.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: `on` is later than the record, or the Convention's ends before the day of
            the answer; the answer is what was last known.

    Example:
        >>> import opcat
        >>> print(opcat.profile("Kenya"))
        Kenya on 3 February 2026: no action
          1997-02-21: Convention: accession
          1997-03-23: Convention: in force for it
          under article 27: may join
          mechanism overdue (article 17): nothing was due
          on the Subcommittee's overdue list: no
          missions of the Subcommittee in the record: none
    """
    protocol, day = check_day(treaty, on)
    files = check_practice("profile", treaty)
    parent = check_convention("profile", treaty, day)
    who = resolve_participant(treaty, state)
    return profile_of(who, min(day, protocol.as_of), protocol, parent, files)


def profile_of(
    who: State, day: dt.date, protocol: Treaty, parent: Treaty, record: RecordFiles
) -> Profile:
    """Return everything that the record has on a State, as it stood on a day of the record.

    Args:
        who: the State.
        day: the day.
        protocol: the Protocol.
        parent: the Convention.
        record: the record whose tables count beside these.
    """
    status, mechanisms = protocol.status_on(who, day), known(who, record)
    last = min(day, record.treaty.as_of)
    page = Profile(
        state=who,
        as_of=day,
        convention=parent.status_on(who, day),
        protocol=status,
        eligibility=eligibility_of(who, day, protocol, parent),
        deadlines=deadlines_of(who, day, protocol, record),
        mechanism=status_of(who, day, record) if status.is_party else None,
        mechanisms=tuple(
            mechanism
            for mechanism in mechanisms.history
            if _has_come(mechanism, day, mechanisms.as_of)
        ),
        declarations=tuple(
            declaration
            for declaration in declarations_of(who, record)
            if declaration.made_on <= day
        ),
        territories=tuple(
            place
            for place in record.values(TERRITORIES)
            if place.state == who and place.period.start <= day
        ),
        visits=tuple(
            visit
            for visit in visits_in(record)
            if visit.state == who and visit.start.latest <= last
        ),
    )
    events = tuple(event for _, event in events_of(page, mechanisms))
    return attrs.evolve(page, events=events)


def _has_come(mechanism: Mechanism, day: dt.date, as_of: dt.date) -> bool:
    """Tell whether a mechanism had been designated by a day, or may have; not, where nobody knows."""
    if mechanism.designated_on is not None:
        return mechanism.designated_on.earliest <= day
    last = mechanism.ended_on.latest if mechanism.ended_on else as_of
    return last <= day
