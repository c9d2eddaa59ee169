"""The national preventive mechanisms, each in its time, and where each party stood on a day.

Compiled from many sources, unlike the depositary's record: each row has its own confidence, and
what is unknown stays unknown.
"""

import datetime as dt

import attrs

from opcat._core.model import Source, State, as_sources
from opcat._core.shown import Held, Rows, Shown, rows_of
from opcat._core.terms import Confidence, RegionalGroup, term
from opcat._core.treaty import Treaty
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_day, check_group, resolve_participant
from opcat._names.which_treaty import check_practice
from opcat._practice.designation import Designation
from opcat._practice.institutions import Mechanism, names_of
from opcat._practice.mechanism_histories import all_known, known
from opcat._record.record import Record, RecordFiles


@attrs.frozen(kw_only=True, repr=False, eq=False)
class MechanismStatus(Shown):
    """Where a party stood on a day: whether it had designated a mechanism, and which.

    Attributes:
        state: the party.
        as_of: the day.
        designated: whether there was one: *yes*, *no*, or *unclear*, where the record cannot tell.
        mechanism: the one that stood that day; of an answer that is unclear, the one that may have.
            None where there was none, and where it is not known which, as around a hand-over of
            inexact date.
        confidence: of `designated`. Of the last day of the record it has its own; of an earlier
            one it is that of the date on which the answer rests, and None where there is none.
        note: what else there is to know of the last day of the record; None of earlier days.
        sources: how we know.
    """

    __module__ = "opcat"

    state: State
    as_of: dt.date
    designated: Designation
    mechanism: Mechanism | None
    confidence: Confidence | None
    note: str | None
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __repr__(self) -> str:
        return on_terminal(
            f"<MechanismStatus {self.state.key} designated: {self.designated} as of {self.as_of}>"
        )

    def __str__(self) -> str:
        which = "" if self.mechanism is None else f": {names_of(self.mechanism)}"
        return f"{self.state.name}: mechanism designated: {self.designated}{which}"


def mechanism_history(
    state: object = None, *, treaty: Treaty | Record | None = None
) -> Rows[Mechanism]:
    """Return every mechanism that the record knows, by the State's name, in chronological order.

    Those of States that designated one before they joined are among them. That there were no other
    mechanisms is likely, and not certain.

    Args:
        state: only those of this State, given as for `opcat.status`.
        treaty: a `Record`, whose own tables then answer, or the Protocol; by default the packaged
            record.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        OtherTreatyError: the treaty is not the Protocol.

    Example:
        >>> import opcat
        >>> for mechanism in opcat.mechanism_history("Costa Rica"):
        ...     print(mechanism.sequence, mechanism.designated_on, mechanism.ended_on)
        1 2006-12-13 2014-02-28
        2 2014-02-18 None
        >>> len(opcat.mechanism_history())
        101
    """
    files = check_practice("mechanism_history", treaty)
    if state is not None:
        return rows_of(
            "mechanism_history", known(resolve_participant(treaty, state), files).history
        )
    return rows_of(
        "mechanism_history",
        (mechanism for own in all_known(files).values() for mechanism in own.history),
    )


def mechanisms(
    state: object = None,
    *,
    on: Day | None = None,
    group: RegionalGroup | str | None = None,
    designated: Designation | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[MechanismStatus]:
    """Return which mechanism each party had on a day, one value per party, by the State's name.

    The answer is *yes* from a designation on, by the latest reading of its date; *no* before the
    first one, by the earliest reading of its date, or where there never was one; and *unclear*
    where the record cannot tell. The docs have the whole rule.

    Args:
        state: only that of this State, given as for `opcat.status`; none where it was no party.
        on: the day; by default the last one that the record covers.
        group: only the States of this regional group, as its word, its label or the member.
        designated: only those of which this is so, as its word, its label or the member.
        treaty: a `Record`, whose own tables then answer, or the Protocol; by default the packaged
            record. The parties are those of the treaty, and what a plain Treaty lacks is packaged.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol.
        VocabularyError: there is no such group or word.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> [then] = opcat.mechanisms("Mali", on="2015-01-01")
        >>> print(then)
        Mali: mechanism designated: yes: National Human Rights Commission (Commission nationale des droits de l'homme, CNDH)
        >>> print(then.mechanism.sequence, then.mechanism.designated_on, then.mechanism.ended_on)
        2 2009-11-19 2016-07-07
        >>> for word in opcat.Designation:
        ...     print(word, len(opcat.mechanisms(designated=word)))
        yes 78
        no 13
        unclear 5
        >>> opcat.mechanisms("Kenya")
        ()
    """
    files = check_practice("mechanisms", treaty)
    asked, day = check_day(treaty, on)
    day = min(day, asked.as_of)
    within = check_group(group)
    wanted = None if designated is None else term(Designation, "designated", designated)
    whose = None if state is None else resolve_participant(treaty, state)
    answers = (
        status_of(status.state, day, files)
        for status in asked.statuses
        if (whose is None or status.state == whose)
        and (within is None or status.state.regional_group is within)
        and asked.status_on(status.state, day).is_party
    )
    return rows_of(
        "mechanisms",
        (answer for answer in answers if wanted is None or answer.designated is wanted),
    )


def status_of(state: State, day: dt.date, record: RecordFiles) -> MechanismStatus:
    """Return where a State stood on a day of a record."""
    own = known(state, record)
    history, present = own.history, own.present
    answer, holder = own.stood(day)
    is_now = present is not None and day == own.as_of
    sources = [source for one in (holder and (holder,)) or history for source in one.sources]
    confidence: Confidence | None = None
    if present is not None and (is_now or not history):
        confidence = present.confidence
    elif history and answer is not Designation.UNCLEAR:
        confidence = (holder or history[0]).day_confidence
    if present is not None and (is_now or not history or answer is Designation.UNCLEAR):
        sources = [*present.sources, *sources]
    return MechanismStatus(
        state=state,
        as_of=day,
        designated=answer,
        mechanism=holder,
        confidence=confidence,
        note=present.note if present is not None and is_now else None,
        sources=Rows(dict.fromkeys(sources)),
    )
