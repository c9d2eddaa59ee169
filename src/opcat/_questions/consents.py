"""The acts of joining, in order of the day: who was the first party, and who the fiftieth."""

import datetime as dt

import attrs

from opcat._core.model import Source, State, as_sources
from opcat._core.shown import Held, Rows, Shown, rows_of
from opcat._core.terms import ActionKind, RegionalGroup
from opcat._core.treaty import Treaty
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_group, check_range, resolve_participant
from opcat._record.record import Record


@attrs.frozen(kw_only=True, repr=False)
class Consent(Shown):
    """An act by which a State joined a treaty, and its place in the order of those acts.

    Attributes:
        rank: its place in order of the day, from 1. States that joined on the same day have the
            places that follow each other, by name: the record does not say which of them was first.
        state: who.
        kind: by which act.
        date: the day of the deposit.
        shares_day: whether another State joined on the same day.
        sources: how we know.
    """

    __module__ = "opcat"

    rank: int
    state: State
    kind: ActionKind
    date: dt.date
    shares_day: bool
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __str__(self) -> str:
        """Return one line: which, when, who, what, and whether another joined that day."""
        shared = ", on the same day as another" if self.shares_day else ""
        return f"{self.rank}. {self.date} {self.state.name}: {self.kind.label}{shared}"

    def __repr__(self) -> str:
        return on_terminal(f"<Consent {self.rank} {self.state.key} {self.date}: {self.kind}>")


def consents(
    state: object = None,
    *,
    since: Day | None = None,
    until: Day | None = None,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[Consent]:
    """Return the acts of joining in order of the day, each with its rank among all of them.

    Every act of consent to be bound counts, whoever left since: a State that leaves and joins
    again has two. The filters choose acts, and leave each its rank.

    Args:
        state: only those of this State, given as for `status`.
        since: only those on this day or later.
        until: only those on this day or earlier.
        group: only those of States of this regional group, as its word, its label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `status`.
        DayTypeError, DayValueError: `since` or `until` is not a day.
        DayOrderError: `since` is later than `until`.
        VocabularyError: there is no such group.

    Warns:
        CoverageWarning: `since` or `until` is later than the record.

    Example:
        >>> import opcat
        >>> print(opcat.consents()[50 - 1])
        50. 2009-09-24 Switzerland: ratification
        >>> [france] = opcat.consents("France")
        >>> france.rank, france.shares_day
        (38, False)
        >>> for consent in opcat.consents(since="2006-05-01", until="2006-05-31"):
        ...     print(consent)
        19. 2006-05-23 Bolivia: ratification, on the same day as another
        20. 2006-05-23 Honduras: ratification, on the same day as another
    """
    asked, start, end = check_range(treaty, since, until)
    wanted = check_group(group)
    whose = None if state is None else resolve_participant(treaty, state)
    return rows_of(
        "consents",
        (
            consent
            for consent in consents_of(asked)
            if start <= consent.date <= end
            and (wanted is None or consent.state.regional_group is wanted)
            and (whose is None or consent.state == whose)
        ),
    )


def consents_of(treaty: Treaty) -> tuple[Consent, ...]:
    """Return every act of joining a treaty, in order of the day."""
    acts = [act for act in treaty.actions if act.kind.is_consent]
    days = [act.date for act in acts]
    return tuple(
        Consent(
            rank=rank,
            state=act.state,
            kind=act.kind,
            date=act.date,
            shares_day=days.count(act.date) > 1,
            sources=act.sources,
        )
        for rank, act in enumerate(acts, start=1)
    )
