"""Territories that States excluded from the Protocol, or to which they extended it."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import unique
from typing import Any

import attrs

from opcat._core import checks as check
from opcat._core.model import Source, State, as_sources, name_order
from opcat._core.periods import Period
from opcat._core.shown import Held, Rows, Shown, rows_of
from opcat._core.status import StateStatus
from opcat._core.terms import Term, term
from opcat._core.treaty import Treaty
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_day, resolve_participant
from opcat._names.which_treaty import check_practice
from opcat._record.layout import Layout, hints_of
from opcat._record.record import Record
from opcat.errors import InvariantError


@unique
class TerritorialEffect(Term):
    """Whether the Protocol applies to a territory."""

    __module__ = "opcat"

    EXCLUDED = "excluded"
    IN_EUROPE_ONLY = "in_europe_only", "in Europe only"
    EXTENDED = "extended"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class TerritorialApplication(Shown):
    """A State's declaration on a territory for whose international relations it is responsible.

    Attributes:
        state: the State.
        territory: the territory's name, or None if the declaration names none.
        effect: whether the Protocol applies to it.
        period: the days on which the declaration stood, from the day on which it was made or
            notified. That is not the time during which the Protocol applied or did not apply: it
            may not have been in force yet, or for the State only from the thirtieth day on.
        note: what the record says about it.
        sources: how we know.
    """

    __module__ = "opcat"

    state: State
    territory: str | None
    effect: TerritorialEffect
    period: Period
    note: str
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __repr__(self) -> str:
        where = f"{self.state.key} {self.territory}" if self.territory else self.state.key
        return on_terminal(f"<TerritorialApplication {where}: {self.effect}>")

    def __str__(self) -> str:
        named = f"{self.state.name} ({self.territory})" if self.territory else None
        who = named or self.state.depositary_name
        return f"{who}: {self.effect.label}, {self.period}"


def territories(
    state: object = None,
    *,
    effect: TerritorialEffect | str | None = None,
    on: Day | None = None,
    treaty: Treaty | Record | None = None,
) -> Rows[TerritorialApplication]:
    """Return the territorial exclusions and extensions, by the State's name.

    They are those of the depositary's record. If it does not name a territory, that proves nothing:
    a treaty binds a State in respect of its entire territory, "unless a different intention
    appears" (Vienna Convention on the Law of Treaties, art. 29), and the United Kingdom's extension
    to the Isle of Man presupposes that without one it is not bound there.

    Args:
        state: only those of this State, given as for `opcat.status`.
        effect: only those with this effect, as its word, its label or the member.
        on: only those whose declaration stood on this day; by default all, including ended ones.
        treaty: a `Record`, whose own table then answers, or the Protocol; by default the packaged
            record.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        OtherTreatyError: the treaty is not the Protocol.
        VocabularyError: there is no such effect.
        DayTypeError, DayValueError: `on` is not a day.

    Warns:
        CoverageWarning: `on` is later than the record.

    Example:
        >>> import opcat
        >>> for territory in opcat.territories():
        ...     print(territory)
        Denmark (Faroe Islands): excluded, 25 June 2004 to 28 August 2005
        Netherlands (Kingdom of the): in Europe only, since 28 September 2010
        New Zealand (Tokelau): excluded, since 14 March 2007
        United Kingdom (Isle of Man): extended, since 24 February 2014
    """
    files = check_practice("territories", treaty)
    asked, day = check_day(files.treaty, on)
    day = min(day, asked.as_of)
    wanted = None if effect is None else term(TerritorialEffect, "effect", effect)
    whose = None if state is None else resolve_participant(treaty, state)
    return rows_of(
        "territories",
        (
            territory
            for territory in files.values(TERRITORIES)
            if (on is None or day in territory.period)
            and (wanted is None or territory.effect is wanted)
            and (whose is None or territory.state == whose)
        ),
    )


def standing_words(status: StateStatus, declared: Iterable[TerritorialApplication]) -> str:
    """Return where a State stands, and for a party what it declared about its territories.

    Args:
        status: where it stands under the Protocol.
        declared: its declarations; those that do not stand on the day are left out.
    """
    where = "; ".join(
        f"{place.territory}: {place.effect.label}" if place.territory else place.effect.label
        for place in declared
        if status.is_party and status.as_of in place.period
    )
    return f"{status.standing.label} ({where})" if where else status.standing.label


def _declared(
    *, period_start: date, period_end: date | None, **fields: Any
) -> TerritorialApplication:
    """Return what a row says; `period_end` is the last day, as people write one."""
    if period_end is not None and period_end < period_start:
        wrong = f"{period_end} is before the first day, {period_start}"
        raise InvariantError([("period_end", wrong)])
    stop = None if period_end is None else period_end + timedelta(days=1)
    return TerritorialApplication(period=Period(start=period_start, stop=stop), **fields)


TERRITORIES = Layout(
    "territories.csv",
    _declared,
    {
        **hints_of(TerritorialApplication, "period"),
        "period_start": date,
        "period_end": date | None,
    },
    earlier={"from": "period_start"},
    unclear={"until": "until was the day after; name it period_end, and give the last day"},
    order=lambda territory: name_order(territory.state.name),
)
