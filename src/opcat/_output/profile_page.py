"""What a notebook shows of one State: its page."""

from collections.abc import Iterator

from opcat._output.html import ANSWERS, ROWS, Page
from opcat._practice.institutions import Mechanism, names_of
from opcat._practice.visits import Visit
from opcat._questions.state_page import Profile


def profile_page(value: Profile) -> str:
    """Return the page of a State."""
    page = Page()
    head = "What", "Answer", "Sources"
    page.table(str(value).partition("\n")[0], head, _answers(page, value))
    events = value.events
    if events:
        rows = (
            (event.date, event.description, page.cite(event.sources)) for event in events[-ROWS:]
        )
        page.table("Events in chronological order", ("Date", "What", "Sources"), rows)
        page.left_out(ROWS, events, "events")
    if value.mechanisms:
        mechanisms = (_mechanism(page, each) for each in value.mechanisms[-ROWS:])
        page.table("National preventive mechanisms, in chronological order", _MECHANISM, mechanisms)
        page.left_out(ROWS, value.mechanisms, "mechanisms")
    if value.visits:
        visits = (_visit(page, each) for each in value.visits[-ROWS:])
        page.table("Missions of the Subcommittee", _VISIT, visits)
        page.left_out(ROWS, value.visits, "visits")
    page.note(
        "Mechanisms and missions are compiled from many sources: the confidence of each says how "
        "sure it is, and one that is not in the record may still exist."
    )
    return page.html()


def _answers(page: Page, value: Profile) -> Iterator[tuple[object, ...]]:
    protocol, convention, deadlines = value.protocol, value.convention, value.deadlines
    postponing = [source for made in deadlines.postponements for source in made.sources]
    for label, status in (("Protocol", protocol), ("Convention", convention)):
        since = str(status).removeprefix(f"{status.state.name}: ")
        yield label, since, page.cite(status.sources)
    joined = page.cite((*protocol.sources, *convention.sources))
    yield "Under article 27", value.eligibility.label, joined
    for label, day, sources in (
        ("Mechanism due (article 17)", deadlines.original_due_on, protocol.sources),
        ("Mechanism due after its postponement (article 24)", deadlines.postponed_to, postponing),
        ("Mechanism due as the Committee counted", deadlines.latest_due_on, protocol.sources),
        ("Visits postponed until (article 24)", deadlines.visits_postponed_until, postponing),
        ("Denunciation takes effect (article 33)", deadlines.withdrawn_on, protocol.sources),
    ):
        if day is not None:
            yield label, day, page.cite(sources)
    met, overdue = (str(deadlines).splitlines()[place].partition(": ")[2] for place in (-3, -2))
    if deadlines.due_on is not None:
        yield "Article 17 met", met, page.cite(deadlines.sources)
    yield "Mechanism overdue (article 17)", overdue, page.cite(deadlines.sources)
    listed = ANSWERS[deadlines.is_on_overdue_list]
    yield "On the Subcommittee's overdue list", listed, page.cite(deadlines.sources)
    had = value.mechanism
    if had is not None:
        which = "" if had.mechanism is None else f": {names_of(had.mechanism)}"
        yield "Mechanism designated", f"{had.designated.label}{which}", page.cite(had.sources)
    if not value.visits:
        yield "Missions of the Subcommittee in the record", "none", "none"


_MECHANISM = (
    "Bodies",
    "Institution",
    "Designated",
    "In function from",
    "Ended",
    "Confidence",
    "Note",
    "Sources",
)
_VISIT = "From", "To", "Kind", "Took place", "Report public", "Reports", "Confidence", "Sources"


def _mechanism(page: Page, value: Mechanism) -> tuple[object, ...]:
    return (
        names_of(value),
        value.institution_type.label,
        value.designated_on,
        value.in_function_from,
        value.ended_on or "no end known",
        value.confidence.label,
        value.note or "none",
        page.cite(value.sources),
    )


def _visit(page: Page, value: Visit) -> tuple[object, ...]:
    return (
        value.start,
        value.end,
        f"{value.kind.label} ({value.kind_basis.label})",
        value.completion.label,
        value.report_public.label,
        "; ".join(map(str, value.reports)) or "none",
        value.confidence.label,
        page.cite(value.sources),
    )
