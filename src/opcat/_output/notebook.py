"""The notebook display of values: `html`, which each value calls through `Shown`.

No answer loads this room.
"""

from collections.abc import Iterator
from functools import singledispatch

from opcat._core.days import long_date
from opcat._core.model import Action, State
from opcat._core.shown import Rows
from opcat._core.status import Counts, StateStatus
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._output.by_fields import rows_page, value_page
from opcat._output.html import ROWS, Page
from opcat._practice.institutions import Mechanism, names_of
from opcat._practice.visits import Visit
from opcat._questions.profile import Profile
from opcat._questions.reconcile import CountReading, Reconciliation
from opcat._questions.reconcile_visits import VisitReconciliation

_LATEST = 5
"""How many actions of a treaty are shown."""
_PERIODS = 5
"""How many periods of a reading are shown."""
_ANSWERS = {True: "yes", False: "no", None: "not known"}


@singledispatch
def html(value: object) -> str:
    """Return the tables of a value."""
    return value_page(value)


@html.register
def rows(value: Rows) -> str:  # type: ignore[type-arg] # singledispatch goes by the class alone
    """Return the table of many values."""
    return rows_page(value)


@html.register
def counts(value: Counts) -> str:
    """Return the counts."""
    page = Page()
    _counts(page, value, "Counts")
    return page.html()


def _counts(page: Page, value: Counts, caption: str) -> None:
    rows = (
        ("Parties", value.parties),
        ("Signatories, whether or not they joined later", value.signatories),
        ("Pending signatories: signed, never joined", value.pending_signatories),
    )
    page.table(caption, ("States", "How many"), rows)


@html.register
def action(value: Action) -> str:
    """Return the State, the act, the day and the sources."""
    page = Page()
    caption = f"{value.state.name}: {value.kind.label} on {long_date(value.date)}"
    page.table(caption, _ACTION, [_action(page, value)])
    return page.html()


_ACTION = "Day", "State", "Action", "Sources"


def _action(page: Page, value: Action) -> tuple[object, ...]:
    return value.date, value.state.name, value.kind.label, page.cite(value.sources)


@html.register
def state(value: State) -> str:
    """Return a State's names, codes and groups."""
    page = Page()
    codes = filter(None, (value.alpha_3, value.alpha_2, value.numeric))
    rows = (
        ("Kind of participant", value.kind.label),
        ("ISO 3166-1 codes", ", ".join(codes) or "none"),
        ("Depositary's spelling", value.depositary_name),
        ("United Nations", value.un_status.label if value.un_status else "none"),
        ("Regional group", value.regional_group.label if value.regional_group else "none"),
        ("Sources", page.cite(value.sources)),
    )
    page.table(value.name, ("What", "Answer"), rows)
    return page.html()


@html.register
def state_status(value: StateStatus) -> str:
    """Return where a State stands, and by which acts."""
    page = Page()
    page.table(_standing(value), ("What", "Day", "Sources"), _status(page, value))
    page.left_out(ROWS, value.actions, "actions")
    return page.html()


def _standing(value: StateStatus) -> str:
    return f"{value.state.name} on {long_date(value.as_of)}: {value.standing.label}"


def _status(page: Page, value: StateStatus) -> Iterator[tuple[object, ...]]:
    for act in value.actions[-ROWS:]:
        yield act.kind.label, act.date, page.cite(act.sources)
    if not value.actions:
        yield "no action", "by then", "none"
    if value.consent is not None:
        known = "the treaty's rule" if value.in_force_on else "none"
        if value.in_force_on and value.in_force_on == value.consent.effective_on:
            known = page.cite(value.consent.sources)
        yield "in force for it", value.in_force_on, known
    if value.withdrawn_on is not None:
        yield "denunciation takes effect", value.withdrawn_on, "the treaty's rule"


@html.register
def treaty(value: Treaty) -> str:
    """Return a treaty's own facts, the counts and the latest actions."""
    page = Page()
    name = value.short_title or value.title
    caption = f"{name}, as of {long_date(value.as_of)}"
    page.table(caption, ("Fact", "Value", "Sources"), _facts(page, value))
    _counts(page, value.counts, f"Counts by deposit on {long_date(value.as_of)}")
    latest = value.actions[: -_LATEST - 1 : -1]
    if latest:
        caption = f"The latest {len(latest)} of {len(value.actions)} actions, newest first"
        page.table(caption, _ACTION, (_action(page, act) for act in latest))
        page.left_out(_LATEST, value.actions, "actions")
        page.left_out(0, value.statuses, "statuses")
        page.note("opcat.frames.to_frame makes a table of either.")
    return page.html()


def _facts(page: Page, value: Treaty) -> Iterator[tuple[object, ...]]:
    def row(label: str, content: object, *facts: str) -> tuple[object, ...]:
        return label, content, page.cite(s for fact in facts for s in value.sources_of(fact))

    yield row("Title", value.title, "title")
    if value.parent is not None:
        yield row("Supplements", value.parent, "parent")
    adopted = ", ".join(str(part) for part in (value.adopted_on, value.adopted_at) if part)
    yield row("Adopted", adopted or None, "adopted_on", "adopted_at")
    yield row("Opened for signature", value.opened_on, "opened_on")
    entry, leaving = value.entry_rule, value.denunciation_rule
    since = value.in_force_on or (entry and "not settled yet")
    yield row("In force from", since, "stated_in_force_on")
    enters = (
        entry
        and f"{numbered(entry.days, 'days')} after {numbered(entry.instruments, 'deposits')} "
        f"(article {entry.article})"
    )
    yield row("Rule of entry into force", enters, "entry_rule")
    leaves = leaving and (
        f"{numbered(leaving.months, 'months')} after its notice (article {leaving.article})"
    )
    yield row("Denunciation takes effect", leaves, "denunciation_rule")
    yield row("Depositary", value.depositary, "depositary")
    yield row("Languages", ", ".join(value.languages) or None, "languages")
    yield row("Published in", value.publication, "publication")


@html.register
def profile(value: Profile) -> str:
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
    listed = _ANSWERS[deadlines.is_on_overdue_list]
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


@html.register
def reconciliation(value: Reconciliation) -> str:
    """Return a published figure compared with the record, reading by reading."""
    page = Page()
    group = f", {value.group.label} group" if value.group else ""
    dated = f"as of {value.as_of}" if value.as_of else "of no given day"
    caption = f"Published: {numbered(value.value, value.figure.label)}{group}, {dated}"
    columns = "Read as", "Agreement", "The record counts", "True during"
    page.table(caption, columns, map(_reading, value.readings[:ROWS]))
    page.left_out(ROWS, value.readings, "readings")
    page.note(value.summary)
    if value.sources:
        page.note(f"The figure is from source {page.cite(value.sources)}.")
    return page.html()


@html.register
def visit_reconciliation(value: VisitReconciliation) -> str:
    """Return a stated number of missions, beside the record's own count."""
    page = Page()
    published = value.published
    cited = page.cite(published.sources)
    rows = (
        ("Stated", str(published), cited),
        ("In which words", published.note, cited),
        ("The record has for certain", value.least, "none"),
        ("The record has at the most", value.most, "none"),
        ("Agrees", _ANSWERS[value.is_match], "none"),
    )
    page.table("Missions of the Subcommittee", ("What", "Answer", "Sources"), rows)
    page.note(value.summary)
    return page.html()


def _reading(value: CountReading) -> tuple[object, ...]:
    if value.verdict.value == "not_known":
        return value.definition, value.verdict.label, "not known", "not known"
    periods = "; ".join(map(str, value.periods[:_PERIODS])) or "never"
    more = len(value.periods) - _PERIODS
    true = f"{periods}; and {numbered(more, 'periods')} more, in .periods" if more > 0 else periods
    counted = "the figure has no day" if value.counted is None else value.counted
    return value.definition, value.verdict.label, counted, true
