"""What happened: the events of a State's page, each with the part that it belongs to."""

import datetime as dt
from collections.abc import Iterator

from opcat._core.days import PartialDate
from opcat._core.terms import ActionKind
from opcat._practice.designation import Designation
from opcat._practice.institutions import Mechanism, names_of
from opcat._practice.mechanism_histories import Known
from opcat._practice.visits import VisitCompletion
from opcat._questions.state_page import Profile, ProfileEvent


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
    last = min(page.as_of, mechanisms.as_of)  # an end that is only announced may lie between
    for mechanism in page.mechanisms:
        for event in _in_its_time(mechanism, mechanisms):
            if event.date.earliest <= last:
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
