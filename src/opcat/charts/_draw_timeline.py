"""Parties and signatories, day by day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from opcat._core.days import long_date
from opcat._core.status import Counts
from opcat._core.terms import Basis, RegionalGroup
from opcat._core.treaty import Treaty
from opcat._names.arguments import Day, check_basis, check_day, check_group
from opcat._record.record import Record
from opcat.charts._axes import day_axis, number_axis, numbers_wide
from opcat.charts._canvas import Page
from opcat.charts._channels import data_of, under_pointer
from opcat.charts._marked_days import drawn_days, marked_days, placed
from opcat.charts._saving import Chart
from opcat.charts._wording import GROUPS, cited, name_of
from opcat.errors import EmptyChartError

_HEIGHT = 340
_LEAST = 150.0, 90.0
_FEWEST_DAYS = 30
_COUNTED = "parties", "signatories"
_COLOURS = {"parties": "blue", "signatories": "orange"}
_WORDS = {
    "title": "Parties and signatories of the {treaty}",
    "title in force": "Parties for which the {treaty} is in force, and signatories",
    "title of a group": "{title}: {group} group",
    "says": "{parties}, {signatories}.",
    "parties": "{number} parties",
    "1 parties": "{number} party",
    "parties in force": "in force for {number} parties",
    "1 parties in force": "in force for {number} party",
    "signatories": "{number} signatories",
    "1 signatories": "{number} signatory",
    "entry into force": "Entry into force",
    "fiftieth deposit": "Fiftieth deposit",
    "date": "date",
    "number of States": "number of States",
    "count": "count",
    "since": "since",
    **GROUPS,
}


def timeline(
    *,
    on: Day | None = None,
    basis: Basis | str = Basis.DEPOSIT,
    group: RegionalGroup | str | None = None,
    treaty: Treaty | Record | None = None,
    width: float | None = None,
    height: float | None = None,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    theme: str = "light",
    language: str = "en",
) -> Chart:
    """Return a chart of the number of parties and of signatories, day by day.

    Lines mark the entry into force and, for the Protocol, the fiftieth deposit, after which the
    Subcommittee is to have twenty-five members (article 5(1)).

    Args:
        on: the last day on the chart; by default the last one that the record covers.
        basis: what *party* means, as for `opcat.is_party`.
        group: count only the States of this regional group, as its word, its label or the member.
        treaty: the Treaty, or a `Record`; by default the packaged one.
        width: of the picture in pixels, of which an inch has 96.
        height: of the picture; by default as high as it needs.
        title: replaces the title; an empty one leaves it out, with the line below it.
        words: replaces other words, each by its name; an unknown name is an error that lists the known ones.
        colours: replaces colours, each by its name, in the same way.
        theme: ``"light"``, ``"dark"``, or ``"print"`` for greys.
        language: the language of the names of States, as for `opcat.State.name_in`.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        VocabularyError: there is no such basis, group, theme, colour, or name of a word or a colour.
        UnknownRuleError: the basis is in force, and the treaty's rule is not known.
        EmptyChartError: by that day there had been nobody to count.
        ChartSizeError: the words need more room than the width or the height.
        LookupError: the language is not known.

    Warns:
        CoverageWarning: `on` is later than the record; the chart shows what was last known.

    Example:
        >>> from opcat import charts
        >>> charts.timeline(on="2010-01-01").description.splitlines()[0]
        'Parties and signatories of the OPCAT, as of 1 January 2010. 50 parties, 64 signatories.'
    """
    asked, day = check_day(treaty, on)
    meaning, part = check_basis(asked, basis), check_group(group)
    page = Page(
        _WORDS,
        _COLOURS,
        width=width,
        height=height,
        title=title,
        words=words,
        colours=colours,
        theme=theme,
        language=language,
    )
    past = asked.on(day)
    tally = past.tally(meaning, part)
    if not tally:
        whose = f"no State of the group {part.label}" if part else "no State"
        raise EmptyChartError(
            "timeline",
            f"by {long_date(past.as_of)} {whose} had been a party or a signatory",
            "pass a later on=",
        )
    return _drawn(page, past, tally, meaning, part)


def _drawn(
    page: Page,
    past: Treaty,
    tally: tuple[tuple[date, Counts], ...],
    meaning: Basis,
    part: RegionalGroup | None,
) -> Chart:
    say, now = page.words, tally[-1][1]
    bound = meaning is Basis.IN_FORCE
    labels = {
        "parties": say.count(now.parties, "parties in force" if bound else "parties"),
        "signatories": say.count(now.signatories, "signatories"),
    }
    head = say("title in force" if bound else "title", treaty=name_of(past))
    if part:
        head = say("title of a group", title=head, group=say(part.value))
    said = say("says", **labels)
    page.head(head, say.begins(said), past.as_of)
    page.foot(cited(past.sources_of("as_of"), say), sources=past.sources)
    rows = list(_rows(page, past, tally))
    top = max(row["States"] for row in rows)
    ends = {counted: say.count(getattr(now, counted), counted) for counted in _COUNTED}
    wide, high = page.plot(
        _HEIGHT * page.scale,
        left=numbers_wide(page, top),
        right=max(page.wide(end, bold=True) for end in ends.values()) + page.text,
        below=page.axis_below,
        least=_LEAST,
    )
    first = date.fromisoformat(rows[0]["day"])
    last = max(past.as_of, first + timedelta(days=_FEWEST_DAYS))
    marks = placed(page, list(marked_days(page, past)), first, last, wide)
    band = (max((mark.row for mark in marks), default=-1) + 1) * 2 * page.line
    upto = max(top, 1) * high / (high - band - page.line * 1.4)
    x = day_axis(page, "day", say("date"), first, last, wide)
    y = number_axis("States", say("number of States"), top, upto)
    lines = [
        alt.Chart(data_of(row for row in rows if row["counted"] == counted), description=counted)
        .mark_line(
            interpolate="step-after",
            strokeWidth=2.5 * page.scale,
            color=page.colours[counted],
            strokeDash=dash,
        )
        .encode(
            x=x,
            y=y,
            tooltip=under_pointer(
                counts=say("count"), since=say("since"), States=say("number of States")
            ),
        )
        for counted, dash in zip(_COUNTED, ([1, 0], [6, 3]), strict=True)
    ]
    final = [row for row in rows if row["last"]]
    return page.draw(
        *drawn_days(page, marks),
        *lines,
        *_labels(page, final, ends, high / upto, high),
        width=wide,
        height=high,
    )


def _rows(
    page: Page, past: Treaty, tally: tuple[tuple[date, Counts], ...]
) -> Iterator[Mapping[str, Any]]:
    """Yield what each line holds: from the opening, at each change, and on the last day."""
    for counted in _COUNTED:
        steps = [(day, getattr(counts, counted)) for day, counts in tally]
        if past.opened_on is not None and past.opened_on < steps[0][0]:
            steps.insert(0, (past.opened_on, 0))
        steps.append((past.as_of, steps[-1][1]))
        for place, (day, number) in enumerate(steps, 1):
            yield {
                "counted": counted,
                "counts": page.words.count(number, counted),
                "day": day.isoformat(),
                "since": page.words.day(
                    day
                ),  # the axis reads it as a day; elsewhere it is a number
                "States": number,
                "last": place == len(steps),
            }


def _labels(
    page: Page,
    final: Sequence[Mapping[str, Any]],
    ends: Mapping[str, str],
    each: float,
    high: float,
) -> Iterator[alt.Chart]:
    """Yield the labels at the ends of the lines, kept apart from each other and from the axis.

    Args:
        page: the sheet.
        final: the last row of each line.
        ends: the label of each line.
        each: the pixels of one State.
        high: the height of the plot.
    """
    upper, lower = sorted(final, key=lambda row: row["States"], reverse=True)
    least = page.line + 2
    at = {row["counted"]: high - row["States"] * each for row in final}
    one, other = at[upper["counted"]], at[lower["counted"]]
    near = max(0.0, least - (other - one)) / 2
    low = min(other + near, high - page.line / 2)
    places = {lower["counted"]: low, upper["counted"]: min(one - near, low - least)}
    for row in final:
        counted = row["counted"]
        yield (
            alt.Chart(data_of([{**row, "label": ends[counted]}]), description=f"label of {counted}")
            .mark_text(
                align="left",
                baseline="middle",
                dx=page.text / 2,
                dy=places[counted] - at[counted],
                fontWeight=600,
            )
            .encode(
                x=alt.X("day:T"),
                y=alt.Y("States:Q"),
                text=alt.Text("label:N"),
                color=alt.ColorValue(page.colours[counted]),
            )
        )
