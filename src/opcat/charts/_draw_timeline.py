"""Parties and signatories, day by day."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import altair as alt

from opcat._core.days import long_date
from opcat._core.status import Counts
from opcat._core.terms import Basis, RegionalGroup
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._names.arguments import Day, check_basis, check_day, check_group
from opcat._practice.articles import enlarged_on
from opcat._record.record import Record, packaged
from opcat.charts._look import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    Chart,
    cited,
    days_axis,
    name_of,
    picture,
    rows_of,
    under_pointer,
)
from opcat.errors import EmptyChartError

_SIZE = 760, 340
_LINES = {"parties": BLUE, "signatories": ORANGE}
_NEAR = 18
"""Labels nearer to each other than this, in pixels, are moved apart."""


def timeline(
    *,
    on: Day | None = None,
    basis: Basis | str = Basis.DEPOSIT,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
) -> Chart:
    """Return a chart of the number of parties and of signatories, day by day.

    Lines mark the entry into force and, for the Protocol, the fiftieth deposit, after which the
    Subcommittee is to have twenty-five members (article 5(1)).

    Args:
        on: the last day on the chart; by default the last one that the record covers.
        basis: what *party* means, as for `opcat.is_party`.
        group: count only the States of this regional group, as its word, its label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such basis or group.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.
        EmptyChartError: by that day there was no act to count.

    Warns:
        CoverageWarning: `on` is later than the record; the chart shows what was last known.

    Example:
        >>> from opcat import charts
        >>> charts.timeline(on="2010-01-01").description.splitlines()[0]
        'Parties and signatories of the OPCAT, as of 1 January 2010. 50 parties, 64 signatories.'
    """
    asked, day = check_day(treaty, on)
    meaning, part = check_basis(asked, basis), check_group(group)
    past = asked.on(day)
    tally = past.tally(meaning, part)
    if not tally:
        whose = f"States of the group {part.label}" if part else "States"
        raise EmptyChartError(
            "timeline",
            f"by {long_date(past.as_of)} the record has no act of {whose} to count",
            "pass a later on=",
        )
    now = tally[-1][1]
    rows = list(_rows(past, tally))
    bound = " in force" if meaning is Basis.IN_FORCE else ""
    says = f"{numbered(now.parties, 'parties')}{bound}, {numbered(now.signatories, 'signatories')}."
    base = alt.Chart(rows_of(rows))
    colour = alt.Color("counted:N", scale=_scale(list(_LINES.values())), legend=None)
    lines = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        x=days_axis("day", "day of the act (each tick: 1 January)"),
        y=alt.Y("States:Q", title="number of States", axis=alt.Axis(tickMinStep=1, tickCount=5)),
        color=colour,
        strokeDash=alt.StrokeDash("counted:N", scale=_scale([[1, 0], [6, 3]]), legend=None),
        tooltip=under_pointer(counted="count", since="since", States="number of States"),
    )
    lines.name = "counts"
    ends = [row for row in rows if row["last"]]
    return picture(
        *_marked(past),
        lines,
        *_labels(ends),
        title=f"Parties and signatories of the {name_of(past)}"
        + (f", {part.label}" if part else ""),
        says=says,
        as_of=past.as_of,
        source=[cited(asked.sources_of("as_of"))],
        sources=past.sources,
        size=_SIZE,
        below=52,
    )


def _scale(values: list[Any]) -> alt.Scale:
    return alt.Scale(domain=list(_LINES), range=values)


def _rows(past: Treaty, tally: tuple[tuple[date, Counts], ...]) -> Iterator[Mapping[str, Any]]:
    """Yield what each line holds: from the opening, at each change, and on the last day."""
    for counted in _LINES:
        steps = [(day, getattr(counts, counted)) for day, counts in tally]
        if past.opened_on is not None and past.opened_on < steps[0][0]:
            steps.insert(0, (past.opened_on, 0))
        steps.append((past.as_of, steps[-1][1]))
        for place, (day, number) in enumerate(steps, 1):
            last = place == len(steps)
            yield {
                "counted": counted,
                "day": day.isoformat(),
                "since": long_date(day),  # the axis reads it as a day; elsewhere it is a number
                "States": number,
                "last": last,
            }


def _labels(ends: list[Mapping[str, Any]]) -> Iterator[alt.Chart]:
    """Yield the labels at the ends of the lines, kept apart from each other."""
    top = max(1, *(end["States"] for end in ends))
    apart = (ends[0]["States"] - ends[1]["States"]) * _SIZE[1] / top
    shift = (_NEAR - abs(apart)) / 2 if abs(apart) < _NEAR else 0.0
    for end, way in zip(ends, (1, -1) if apart < 0 else (-1, 1), strict=True):
        label = {**end, "label": numbered(end["States"], end["counted"])}
        yield (
            alt.Chart(rows_of([label]), name=f"label of {end['counted']}")
            .mark_text(align="left", dx=6, dy=way * shift, fontWeight=600)
            .encode(
                x="day:T",
                y="States:Q",
                text="label:N",
                color=alt.value(_LINES[end["counted"]]),
            )
        )


def _marked(past: Treaty) -> Iterator[alt.Chart]:
    """Yield lines and labels for the important days."""
    days = []
    if past.in_force_on is not None and past.in_force_on <= past.as_of:
        days.append(("Entry into force", past.in_force_on))
    if past.key == packaged.treaty.key:
        fiftieth = enlarged_on(act.date for act in past.actions if act.kind.is_consent)
        if fiftieth is not None:
            days.append(("Fiftieth deposit", fiftieth))
    if not days:
        return
    rows = [
        {"day": day.isoformat(), "what": event, "label": [event, long_date(day)]}
        for event, day in days
    ]
    base = alt.Chart(rows_of(rows)).encode(x="day:T")
    rules = base.mark_rule(color=GREY, strokeDash=[2, 3])
    words = base.mark_text(align="left", baseline="top", dx=5, color=INK, lineHeight=15)
    rules.name, words.name = "days", "words"
    yield rules
    yield words.encode(y=alt.value(6), text="label:N")
