"""The notebook display of values: `html`, which each value calls through `Shown`.

No answer loads this room.
"""

from collections.abc import Iterator, Sized
from functools import singledispatch

from opcat._core.days import long_date
from opcat._core.model import Action, State
from opcat._core.shown import Rows
from opcat._core.status import Counts, StateStatus
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._names.columns import ResolvedNames
from opcat._output.by_fields import add_rows, rows_page, value_page
from opcat._output.html import ANSWERS, ROWS, Page
from opcat._output.profile_page import profile_page
from opcat._questions.deadlines import Deadlines
from opcat._questions.reconcile import CountReading, Reconciliation
from opcat._questions.reconcile_visits import VisitReconciliation
from opcat._questions.state_page import Profile
from opcat._record.record import Record
from opcat.errors import shown

_LATEST = 5
"""How many actions of a treaty are shown."""
_PERIODS = 5
"""How many periods of a reading are shown."""


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


@html.register
def record(value: Record) -> str:
    """Return the treaty of a whole record."""
    return treaty(value.treaty)


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
    return profile_page(value)


@html.register
def deadlines(value: Deadlines) -> str:
    """Return the days that a State is set and what came of them, as its text has them."""
    page = Page()
    caption, *lines = str(value).splitlines()
    parted = (line.strip().partition(": ")[::2] for line in lines)
    rows = ((said, day) if day[0].isdigit() else (day, said) for day, said in parted)
    page.table(
        caption, ("What", "Answer"), ((what[0].upper() + what[1:], answer) for what, answer in rows)
    )
    if value.postponements:
        add_rows(page, value.postponements, "Postponements (article 24)")
    if value.sources:
        page.note(f"How we know: sources {page.cite(value.sources)}.")
    return page.html()


@html.register
def resolved_names(value: ResolvedNames) -> str:
    """Return which entries were found, which may mean several States, and which mean none."""
    page = Page()
    found = ((shown(name), state.name, state.key) for name, state in value.resolved[:ROWS])
    page.table(_entries("found", value.resolved), ("Entry", "State", "Key"), found)
    page.left_out(ROWS, value.resolved, "resolved")
    if value.ambiguous:
        several = (
            (shown(name), ", ".join(state.name for state in meant))
            for name, meant in value.ambiguous[:ROWS]
        )
        page.table(_entries("ambiguous", value.ambiguous), ("Entry", "May mean"), several)
        page.left_out(ROWS, value.ambiguous, "ambiguous")
    if value.unknown:
        unknown = ((shown(name),) for name in value.unknown[:ROWS])
        page.table(_entries("unknown", value.unknown), ("Entry",), unknown)
        page.left_out(ROWS, value.unknown, "unknown")
    return page.html()


def _entries(how: str, entries: Sized) -> str:
    return f"{numbered(len(entries), 'entries')} {how}"


@html.register
def reconciliation(value: Reconciliation) -> str:
    """Return a published figure compared with the record, reading by reading."""
    page = Page()
    group = f", {value.group.label} group" if value.group else ""
    dated = f"as of {value.as_of}" if value.as_of else "of no given day"
    caption = f"Published: {numbered(value.value, value.figure.label)}{group}, {dated}"
    columns = "Read as", "Verdict", "The record counts", "True during"
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
        ("Agrees", ANSWERS[value.is_match], "none"),
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
