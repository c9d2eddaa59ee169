"""What a State's panel says on each day: its profile, wherever that changes."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from opcat._core.days import PartialDate
from opcat._core.model import Source, State
from opcat._core.treaty import Treaty
from opcat._foreign import on_page
from opcat._names.which_treaty import opened_on
from opcat._practice.mechanism_histories import known
from opcat._practice.overdue import OVERDUE
from opcat._practice.punctuality import Punctuality
from opcat._questions.duties import Duty, duties_of
from opcat._questions.eligibility import eligibilities_of
from opcat._questions.page_events import events_of
from opcat._questions.profile import page_of
from opcat._questions.state_page import Profile
from opcat._record.record import RecordFiles
from opcat.explorer._page_words import Phrase, phrase


class Places(dict[str, int]):
    """Where each source stands in the list of the page's sources, by its id."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: list[Source] = []

    def of(self, sources: tuple[Source, ...]) -> list[int]:
        """Return where some sources stand; new ones come last."""
        for source in sources:
            if source.id not in self:
                self[source.id] = len(self.sources)
                self.sources.append(source)
        return [self[source.id] for source in sources]


class Panel(NamedTuple):
    """A State's panel.

    Attributes:
        events: each with its part, its date, its phrase and where its sources stand.
        steps: from which day, which events are told, what article 27 says, and the other answers.
        reports: the first day of each mission with a report, that day as exactly as known, the
            report, where its sources stand.
    """

    events: list[list[Any]]
    steps: list[list[Any]]
    reports: list[list[Any]]


def first_day(treaty: Treaty) -> date:
    """Return the first day that is told of: that of the adoption, or what is known to come first."""
    begins = treaty.adopted_on or opened_on(treaty) or treaty.as_of
    return min([begins, *(act.date for act in treaty.actions[:1])])


def panel_of(state: State, places: Places, record: RecordFiles) -> Panel:
    """Return the panel of a State."""
    treaty = record.treaty
    mechanisms = known(state, record)

    def page_on(day: date) -> Profile:
        return page_of(state, day, treaty, record.convention, record)

    first, last = first_day(treaty), page_on(treaty.as_of)
    days = {first, *(day for day, _, _ in mechanisms.changes())}
    for _, event in events_of(last, mechanisms):
        days |= _around(event.date)
    for duty in duties_of(state, treaty, record):
        days |= {*_turns(duty)}
    days |= {day for day, _ in eligibilities_of(state, treaty, record.convention)}
    if last.protocol.consent is not None:  # others are on no list
        for row in record.values(OVERDUE):
            days |= {row.as_of.earliest, row.as_of.counted_from}
    events: dict[str, tuple[int, list[Any]]] = {}
    steps: list[list[Any]] = []
    for day in sorted(day for day in days if first <= day <= treaty.as_of):
        page = page_on(day)
        told = []
        for part, event in events_of(page, mechanisms):
            if part != "protocol":  # these are the acts, which the page has
                said = phrase("event.", on_page(event.description))
                made = [part, str(event.date), said, places.of(event.sources)]
                told.append(events.setdefault(repr(made), (len(events), made))[0])
        now = [told, page.eligibility.value, _answers(page)]
        if not steps or now != steps[-1][1:]:
            steps.append([str(day), *now])
    reports = [
        [
            str(visit.start.earliest),
            str(visit.start),
            on_page(str(report)),
            places.of(report.sources),
        ]
        for visit in last.visits
        for report in visit.reports
    ]
    return Panel([made for _, made in events.values()], steps, reports)


def _around(dated: PartialDate) -> set[date]:
    """Return the days on which something can change because of a date."""
    one = timedelta(1)
    return {dated.earliest, dated.earliest + one, dated.latest, dated.latest + one}


def _turns(duty: Duty) -> Iterator[date]:
    """Yield the days on which what a State owes changes, or whether it is late.

    The last profile does not tell those of a duty that a postponement replaced. Such a duty ends
    where the next one begins, or when the State leaves, which changes what article 27 says.
    """
    yield duty.since
    yield duty.due_on + timedelta(1)
    yield duty.latest_due_on + timedelta(1)


def _answers(page: Profile) -> list[Phrase]:
    """Return how a party's mechanism stands to its limit.

    The delay of a mechanism that does not exist yet is left out: it grows by the day, and a step of
    the panel lasts longer.
    """
    if page.deadlines.due_on is None:
        return []
    met, *others = (line.strip() for line in str(page.deadlines).splitlines()[-3:])
    if page.deadlines.punctuality is Punctuality.NONE_YET:
        met = "article 17 met: no, and none yet"
    return [phrase("answer.", line) for line in (met, *others)]
