"""How the parties met article 17: counts of States and median delays, by group and by decade."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple, Self

import attrs

from opcat._core.model import Source, State, as_sources
from opcat._core.shown import Held, Rows, Shown, as_rows, rows_of
from opcat._core.terms import RegionalGroup
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._foreign import on_terminal
from opcat._names.arguments import Day, check_day, check_group
from opcat._names.which_treaty import check_practice
from opcat._practice.punctuality import Punctuality
from opcat._questions.deadlines import Deadlines, deadlines_of
from opcat._questions.kaplan_meier import kaplan_meier, median
from opcat._record.record import Record, RecordFiles


@attrs.frozen(kw_only=True, repr=False)
class Article17(Shown):
    """How the parties had met article 17, on a day.

    Each party counts once: the numbers from `before_joining` to `not_due` add up to `parties`.
    Designated is neither accepted nor at work: article 17 is judged by the day of the law or
    decision.

    Attributes:
        as_of: the day.
        parties: how many States were parties, by deposit.
        before_joining: how many of them had designated a mechanism before their own deposit.
        in_time: how many had done so after that, and by the day of the text.
        between_readings: how many were late by the text, and not by the Committee's count.
        late: how many had designated one late on both readings.
        none_yet: how many were late on both readings, and had none.
        not_known: of how many it is not known, or unclear.
        not_due: for how many the day had not come, and there was none yet.
        median_days: how many days after the day of the text half of those had designated one that
            did so after it; None where nobody did.
        median_days_with_none_yet: the same with those counted in that had none yet, as not yet (the
            estimate of Kaplan and Meier); None where fewer than half had one by then.
        by_group: pairs of a regional group and its own answer, None standing for the States
            without a group; empty where the question was about one group.
        by_decade: pairs of the first year of a decade, such as 2000, and the answer of the parties
            that joined in it.
        sources: how we know.
    """

    __module__ = "opcat"

    as_of: dt.date
    parties: int
    before_joining: int
    in_time: int
    between_readings: int
    late: int
    none_yet: int
    not_known: int
    not_due: int
    median_days: int | None
    median_days_with_none_yet: int | None
    by_group: Held[tuple[RegionalGroup | None, Self]] = attrs.field(
        default=rows_of("article_17", ()), converter=as_rows, repr=False
    )
    by_decade: Held[tuple[int, Self]] = attrs.field(default=(), converter=as_rows, repr=False)
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __repr__(self) -> str:
        met = self.before_joining + self.in_time
        return on_terminal(
            f"<Article17 as of {self.as_of}: {numbered(self.parties, 'parties')}, {met} met it, "
            f"{self.late} late, {self.none_yet} none yet>"
        )


def article_17(
    *,
    on: Day | None = None,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Article17:
    """Return how many parties had met article 17, and how late the others were.

    A party is judged by its first designation of a mechanism, and on two readings of the day by
    which it was due, as for `opcat.deadlines`: nobody counts as late who is not late on both.

    Args:
        on: the day; by default the last one that the record covers.
        group: only the States of this regional group, as its word, its label or the member.
        treaty: the Protocol, or a `Record`; by default the packaged record. What a plain Treaty
            lacks, such as mechanisms, is the packaged record's.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such group.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: `on` is later than the record; the answer is what was last known.

    Example:
        >>> import opcat
        >>> now = opcat.article_17()
        >>> now.before_joining, now.in_time, now.between_readings, now.late, now.none_yet
        (18, 14, 3, 42, 12)
        >>> now.not_known, now.not_due, now.parties
        (5, 2, 96)
        >>> now.median_days, now.median_days_with_none_yet
        (755, 1055)
        >>> for decade, part in now.by_decade:
        ...     print(decade, part.parties, part.before_joining + part.in_time, part.late)
        2000 50 17 28
        2010 40 13 14
        2020 6 2 0
    """
    asked, day = check_day(treaty, on)
    files = check_practice("article_17", treaty)
    return article_17_of(asked, min(day, asked.as_of), files, check_group(group))


class _Party(NamedTuple):
    """A party, and how it met article 17."""

    group: RegionalGroup | None
    decade: int
    deadlines: Deadlines


def article_17_of(
    treaty: Treaty, day: dt.date, record: RecordFiles, wanted: RegionalGroup | None = None
) -> Article17:
    """Return how the parties had met article 17, on a day of the record."""
    parties = [
        _Party(
            state.regional_group,
            joined_on.year // 10 * 10,
            deadlines_of(state, day, treaty, record),
        )
        for state, joined_on in _joined(treaty, day)
        if wanted is None or state.regional_group is wanted
    ]
    groups = () if wanted is not None else (*RegionalGroup, None)
    decades = sorted({party.decade for party in parties})
    by_group = rows_of(
        "article_17",
        (
            (group, _counted(day, [party for party in parties if party.group is group]))
            for group in groups
        ),
    )
    by_decade = Rows(
        (decade, _counted(day, [party for party in parties if party.decade == decade]))
        for decade in decades
    )
    whole = _counted(day, parties)
    return attrs.evolve(whole, by_group=by_group, by_decade=by_decade)


def _joined(treaty: Treaty, day: dt.date) -> Iterator[tuple[State, dt.date]]:
    for latest in treaty.statuses:
        status = treaty.status_on(latest.state, day)
        if status.is_party and status.deposited_on is not None:
            yield status.state, status.deposited_on


def _counted(day: dt.date, parties: Collection[_Party]) -> Article17:
    # Before the day of the Protocol's entry into force was settled, nothing was due.
    counts = Counter(party.deadlines.punctuality or Punctuality.NOT_DUE for party in parties)
    delays = [delay for party in parties if (delay := _delay(party.deadlines)) is not None]
    sources = (source for party in parties for source in party.deadlines.sources)
    return Article17(
        as_of=day,
        parties=len(parties),
        before_joining=counts[Punctuality.BEFORE_JOINING],
        in_time=counts[Punctuality.IN_TIME],
        between_readings=counts[Punctuality.BETWEEN_READINGS],
        late=counts[Punctuality.LATE],
        none_yet=counts[Punctuality.NONE_YET],
        not_known=counts[Punctuality.NOT_KNOWN],
        not_due=counts[Punctuality.NOT_DUE],
        median_days=_median([(days, had) for days, had in delays if had]),
        median_days_with_none_yet=_median(delays),
        sources=Rows(dict.fromkeys(sources)),
    )


_LATE_BY_THE_TEXT = (Punctuality.BETWEEN_READINGS, Punctuality.LATE, Punctuality.NONE_YET)


def _delay(deadlines: Deadlines) -> tuple[int, bool] | None:
    """Return how many days after the day of the text a State had designated, or had not yet.

    None where it was in time, and where that is not known. Of an inexact date the latest reading
    counts.
    """
    if deadlines.punctuality not in _LATE_BY_THE_TEXT or deadlines.due_on is None:
        return None
    first = deadlines.designated_on
    until = deadlines.as_of if first is None else first.latest
    return (until - deadlines.due_on).days, first is not None


def _median(delays: Collection[tuple[int, bool]]) -> int | None:
    """Return after how many days half had designated, by the estimate of Kaplan and Meier.

    Args:
        delays: pairs of a number of days, and whether a State had designated one after these; who
            had not has been watched for so long.
    """
    half = median(kaplan_meier(delays)).time
    return None if half is None else int(half)
