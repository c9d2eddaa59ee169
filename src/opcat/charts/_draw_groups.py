"""Parties, pending signatories and eligible States, by regional group."""

from collections.abc import Iterator, Mapping
from typing import Any

import altair as alt

from opcat._core.terms import Standing
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat._names.arguments import Day, check_day, check_joining
from opcat._questions.uptake import Uptake, uptake_of
from opcat._record.record import Record, files_of
from opcat.charts._look import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    Chart,
    cited,
    name_of,
    picture,
    rows_of,
    under_pointer,
)

_BARS = {
    "parties": (BLUE, BLUE),
    "pending signatories": (ORANGE, ORANGE),
    "eligible": ("white", GREY),
}
_NAMES, _WIDTH, _BAND = 236, 760, 74


def groups(*, on: Day | None = None, treaty: Treaty | Record | None = None) -> Chart:
    """Return a chart of the parties, pending signatories and eligible States per group.

    The groups are the regional groups of the United Nations. Eligible are the States that are
    parties or may join under article 27, so they include the parties.

    Args:
        on: the day; by default the last one that the record covers.
        treaty: the Protocol, or a `Record`; by default the packaged record.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty is not the Protocol.

    Warns:
        CoverageWarning: `on` is later than the record, or the Convention's ends before the day of
            the chart; it shows what was last known.

    Example:
        >>> from opcat import charts
        >>> charts.groups(on="2004-06-30").title.text
        'Parties to the OPCAT by regional group'
    """
    asked, day = check_day(treaty, on)
    parent = check_joining("groups", treaty, day)
    day = min(day, asked.as_of)
    known = uptake_of(asked, day, files_of(treaty), parent)
    rows = list(_rows(asked.on(day), known))
    names = list(dict.fromkeys(row["group"] for row in rows))
    totals = {
        counted: sum(row["States"] for row in rows if row["counted"] == counted)
        for counted in _BARS
    }
    eligible = {"eligible": "eligible States"}
    totals_in_words = [
        numbered(number, eligible.get(counted, counted)) for counted, number in totals.items()
    ]
    says = f"{', '.join(totals_in_words)}."
    base = alt.Chart(rows_of(rows)).encode(
        y=alt.Y("group:N", sort=names, axis=None, scale=alt.Scale(paddingInner=0.25)),
        yOffset=alt.YOffset("counted:N", sort=list(_BARS), scale=alt.Scale(paddingInner=0.12)),
    )
    x = alt.X(
        "States:Q",
        title="number of States",
        scale=alt.Scale(range=[_NAMES, _WIDTH], nice=True),
        axis=alt.Axis(tickMinStep=1, tickCount=6, grid=False, labelFlush=False),
    )

    def bars(colours: list[str]) -> alt.Scale:
        return alt.Scale(domain=list(_BARS), range=colours)

    inner, outer = ([pair[place] for pair in _BARS.values()] for place in (0, 1))
    marks = base.mark_bar(strokeWidth=1.2).encode(
        x=x,
        fill=alt.Fill("counted:N", scale=bars(inner), legend=None),
        stroke=alt.Stroke("counted:N", scale=bars(outer), legend=None),
        tooltip=under_pointer(group="group", counted="count", States="number of States"),
    )
    marks.name = "bars"
    words = base.mark_text(align="left", dx=6, color=INK).encode(x=x, text="label:N")
    words.name = "words"
    heads = (
        alt.Chart(rows_of({"group": name} for name in names), name="groups")
        .mark_text(align="left", fontWeight=600)
        .encode(y=alt.Y("group:N", sort=names, axis=None), x=alt.value(0), text="group:N")
    )
    sources = asked.sources_of("as_of")
    may_join = "to which it is open"
    if parent is not None:
        sources += parent.sources_of("as_of")
        may_join = "that may join under article 27"
    return picture(
        marks,
        words,
        heads,
        title=f"Parties to the {name_of(asked)} by regional group",
        says=says,
        as_of=day,
        source=[
            f"Eligible: parties, and States {may_join}. Groups: as they are today.",
            *map(cited, ([source] for source in dict.fromkeys(sources))),
        ],
        sources=dict.fromkeys(sources),
        size=(_WIDTH, _BAND * len(names)),
        below=52,
    )


def _rows(past: Treaty, uptake: Uptake) -> Iterator[Mapping[str, Any]]:
    pending = [
        status.state.regional_group
        for status in past.statuses
        if status.standing is Standing.PENDING_SIGNATORY
    ]
    for group, part in uptake.by_group:
        numbers = {
            "parties": part.parties,
            "pending signatories": pending.count(group),
            "eligible": part.eligible,
        }
        if group is None and not any(numbers.values()):
            continue
        for counted, number in numbers.items():
            yield {
                "group": "no group" if group is None else group.label,
                "counted": counted,
                "States": number,
                "label": numbered(number, counted),
            }
