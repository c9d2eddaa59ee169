"""One page per State: everything that the record has on it, in chronological order."""

import datetime as dt

import attrs

from opcat._core.model import State
from opcat._core.shown import rows_of
from opcat._core.treaty import Treaty
from opcat._names.arguments import Day, check_day, resolve_participant
from opcat._names.which_treaty import check_convention, check_practice
from opcat._practice.declarations import declarations_of
from opcat._practice.institutions import Mechanism
from opcat._practice.mechanism_histories import known
from opcat._practice.mechanisms import status_of
from opcat._practice.territories import TERRITORIES
from opcat._practice.visits import visits_in
from opcat._questions.deadlines import deadlines_of
from opcat._questions.eligibility import eligibility_of
from opcat._questions.page_events import events_of
from opcat._questions.state_page import Profile, ProfileEvent
from opcat._record.record import Record, RecordFiles


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
    """Return everything that the record has on a State, as it stood on a day of the record."""
    page = page_of(who, day, protocol, parent, record)
    told = events_of(page, known(who, record))
    events = rows_of(ProfileEvent, (event for _, event in told))
    return attrs.evolve(page, events=events)


def page_of(
    who: State, day: dt.date, protocol: Treaty, parent: Treaty, record: RecordFiles
) -> Profile:
    """Return the same without the events, which take long where many days are asked for.

    Args:
        who: the State.
        day: the day.
        protocol: the Protocol.
        parent: the Convention.
        record: the record whose tables count beside these.
    """
    status, mechanisms = protocol.status_on(who, day), known(who, record)
    last = min(day, record.treaty.as_of)
    return Profile(
        state=who,
        as_of=day,
        convention=parent.status_on(who, day),
        protocol=status,
        eligibility=eligibility_of(who, day, protocol, parent),
        deadlines=deadlines_of(who, day, protocol, record),
        mechanism=status_of(who, day, record) if status.is_party else None,
        mechanisms=rows_of(
            "mechanism_history",
            (
                mechanism
                for mechanism in mechanisms.history
                if _has_come(mechanism, day, mechanisms.as_of)
            ),
        ),
        declarations=rows_of(
            "declarations",
            (
                declaration
                for declaration in declarations_of(who, record)
                if declaration.made_on <= day
            ),
        ),
        territories=rows_of(
            "territories",
            (
                place
                for place in record.values(TERRITORIES)
                if place.state == who and place.period.start <= day
            ),
        ),
        visits=rows_of(
            "visits",
            (
                visit
                for visit in visits_in(record)
                if visit.state == who and visit.start.latest <= last
            ),
        ),
    )


def _has_come(mechanism: Mechanism, day: dt.date, as_of: dt.date) -> bool:
    """Tell whether a mechanism had been designated by a day, or may have; not, where nobody knows."""
    if mechanism.designated_on is not None:
        return mechanism.designated_on.earliest <= day
    last = min(mechanism.ended_on.latest, as_of) if mechanism.ended_on else as_of
    return last <= day
