"""Parties, pending signatories and eligible States, by regional group."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import altair as alt

from opcat._core.terms import RegionalGroup, Standing
from opcat._core.treaty import Treaty
from opcat._names.arguments import Day, check_day
from opcat._names.which_treaty import check_joining
from opcat._questions.uptake import Uptake, uptake_of
from opcat._record.record import Record, files_of
from opcat.charts._axes import number_axis
from opcat.charts._canvas import Page
from opcat.charts._channels import at, data_of, looks, raw, under_pointer
from opcat.charts._key import HATCHED, SOLID, TINT, Mark
from opcat.charts._saving import Chart
from opcat.charts._wording import GROUPS, cited_each, name_of

_COLOURS = {"parties": "blue", "pending_signatories": "orange", "eligible": "background"}
_LEAST = 150.0, 60.0
_RIM = 2
"""How far the outlines of bars reach beyond the plot."""
_WORDS = {
    "title": "Parties to the {treaty} by regional group",
    "says": "{parties}, {pending}, {eligible}.",
    "parties": "{number} parties",
    "1 parties": "{number} party",
    "pending signatories": "{number} pending signatories",
    "1 pending signatories": "{number} pending signatory",
    "eligible States": "{number} eligible States",
    "1 eligible States": "{number} eligible State",
    "share": "{parties} of {eligible}, {percent}; {pending}",
    "percent": "{number} %",
    "share of none": "{parties} of {eligible}; {pending}",
    "key of parties": "parties",
    "key of pending signatories": "pending signatories",
    "key of eligible States": "eligible: parties, and States that may join",
    "eligible": "Eligible: parties, and States that may join under article 27. Groups: as they are "
    "today.",
    "open to": "Eligible: parties, and States to which it is open. Groups: as they are today.",
    "number of States": "number of States",
    "group": "group",
    "count": "count",
    "no group": "No group",
    **GROUPS,
}


class Part(NamedTuple):
    """The numbers of a group; None is that of the States that belong to none."""

    group: RegionalGroup | None
    parties: int
    pending: int
    eligible: int


def groups(
    *,
    on: Day | None = None,
    treaty: Treaty | Record | None = None,
    width: float | None = None,
    height: float | None = None,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    theme: str = "light",
    language: str = "en",
) -> Chart:
    """Return a chart of the parties, pending signatories and eligible States per group.

    The groups are the regional groups of the United Nations. Eligible are the States that are
    parties or may join under article 27, so they include the parties.

    Args:
        on: the day; by default the last one that the record covers.
        treaty: the Protocol, a `Record`, or a treaty that says who may join (`Treaty.open_to`); by
            default the packaged record.
        width: of the picture in pixels, of which an inch has 96.
        height: of the picture; by default as high as it needs.
        title: replaces the title; an empty one leaves it out, with the line below it.
        words: replaces other words, each by its name; an unknown name is an error that lists the known ones.
        colours: replaces colours, each by its name, in the same way.
        theme: ``"light"``, ``"dark"``, or ``"print"`` for greys.
        language: the language of the names of States, as for `opcat.State.name_in`.

    Raises:
        DayTypeError, DayValueError: `on` is not a day.
        OtherTreatyError: the treaty does not say who may join it.
        VocabularyError: there is no such theme, colour, or name of a word or a colour.
        ChartSizeError: the words need more room than the width or the height.
        LookupError: the language is not known.

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
    day = min(day, asked.as_of)
    return _drawn(
        page,
        asked,
        parent,
        day,
        parts_of(asked.on(day), uptake_of(asked, day, files_of(treaty), parent)),
    )


def parts_of(past: Treaty, uptake: Uptake) -> tuple[Part, ...]:
    """Return the numbers of each group in which a State may join or has acted; of all, if none has."""
    pending = [
        status.state.regional_group
        for status in past.statuses
        if status.standing is Standing.PENDING_SIGNATORY
    ]
    parts = [
        Part(group, part.parties, pending.count(group), part.eligible)
        for group, part in uptake.by_group
    ]
    of_groups = tuple(part for part in parts if part.group is not None)
    return tuple(part for part in parts if any(part[1:])) or of_groups


def _drawn(
    page: Page, treaty: Treaty, convention: Treaty | None, day: date, parts: Sequence[Part]
) -> Chart:
    say = page.words
    counted = {
        "parties": sum(part.parties for part in parts),
        "pending": sum(part.pending for part in parts),
        "eligible": sum(part.eligible for part in parts),
    }
    names = {"parties": "parties", "pending": "pending signatories", "eligible": "eligible States"}
    said = {one: say.count(number, names[one]) for one, number in counted.items()}
    page.head(say("title", treaty=name_of(treaty)), say("says", **said), day)
    parents = () if convention is None else convention.sources_of("as_of")
    sources = dict.fromkeys((*treaty.sources_of("as_of"), *parents))
    page.foot(
        say("eligible" if convention else "open to"),
        *cited_each(sources, say),
        sources=sources,
    )
    symbols = _symbols(page)
    page.key(([look], say(f"key of {names[one]}")) for one, look in symbols.items())
    heads = [say("no group" if part.group is None else part.group.value) for part in parts]
    shares = [_share(page, part) for part in parts]
    needed = max(page.wide(head, bold=True) for head in heads) + max(map(page.wide, shares))
    lines = 1 if needed + 2 * page.text <= page.room else 2
    bar = page.text * 1.2
    band = lines * page.line + bar + page.text * 1.3
    wide, high = page.plot(
        band * len(parts),
        left=_RIM,
        right=page.wide("00"),
        below=page.axis_below,
        least=(max(*_LEAST, *map(page.wide, shares)), band * len(parts)),
    )
    band = high / len(parts)
    top = max(1, *(max(part.eligible, part.parties + part.pending) for part in parts))
    # The first label begins at its tick, as the bars do, and reaches into no margin.
    x = number_axis("start", say("number of States"), top, top, alt.X, grid=False, labelFlush=True)
    rows = [
        {
            **row,
            **symbols[row["counted"]]._asdict(),
            "y": place * band + lines * page.line,
            "y2": place * band + lines * page.line + bar,
        }
        for place, part in enumerate(parts)
        for row in _rows(page, part, heads[place])
    ]
    bars = (
        alt.Chart(data_of(rows), description="bars")
        .transform_filter("datum.States > 0")
        .mark_rect(strokeWidth=1.2)
        .encode(
            x=x,
            x2=alt.X2("end:Q"),
            y=raw("y", alt.Y),
            y2=alt.Y2("y2:Q"),
            **looks("fill", "stroke", "fillOpacity"),
            tooltip=under_pointer(group=say("group"), label=say("count")),
        )
    )
    texts = [
        {"y": place * band + (lines - 1) * page.line, "label": share}
        for place, share in enumerate(shares)
    ]
    labels = (
        alt.Chart(data_of(texts), description="shares")
        .mark_text(
            baseline="top",
            align="right" if lines == 1 else "left",
            dx=0 if lines == 1 else -page.left,
        )
        .encode(x=at("width" if lines == 1 else 0), y=raw("y", alt.Y), text=alt.Text("label:N"))
    )
    titles = (
        alt.Chart(
            data_of({"y": place * band, "label": head} for place, head in enumerate(heads)),
            description="groups",
        )
        .mark_text(align="left", baseline="top", fontWeight=600, dx=-page.left)
        .encode(x=at(0), y=raw("y", alt.Y), text=alt.Text("label:N"))
    )
    pattern = (
        alt.Chart(data_of(_pattern(rows, top / wide, page.text / 2)), description="pattern")
        .mark_rule(color=page.colours["pending_signatories"], strokeWidth=1.2, aria=False)
        .encode(x=alt.X("start:Q"), x2=alt.X2("end:Q"), y=raw("y", alt.Y), y2=alt.Y2("y2:Q"))
    )
    return page.draw(bars, pattern, labels, titles, width=wide, height=high)


def _symbols(page: Page) -> Mapping[str, Mark]:
    parties, pending, eligible = (page.colours[name] for name in _COLOURS)
    return {
        "eligible": Mark(SOLID, eligible, page.colours["lines"]),
        "parties": Mark(SOLID, parties, parties),
        "pending": Mark(HATCHED, pending, pending, fillOpacity=TINT),
    }


def _share(page: Page, part: Part) -> str:
    pending = page.words.count(part.pending, "pending signatories")
    if not part.eligible:
        return page.words("share of none", parties=part.parties, eligible=0, pending=pending)
    return page.words(
        "share",
        parties=part.parties,
        eligible=part.eligible,
        percent=page.words("percent", number=round(100 * part.parties / part.eligible)),
        pending=pending,
    )


def _rows(page: Page, part: Part, name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the bars of a group: pending signatories follow the parties, on the eligible States."""
    say = page.words
    for counted, start, number, label in (
        ("eligible", 0, part.eligible, "eligible States"),
        ("parties", 0, part.parties, "parties"),
        ("pending", part.parties, part.pending, "pending signatories"),
    ):
        yield {
            "group": name,
            "counted": counted,
            "States": number,
            "label": say.count(number, label),
            "start": start,
            "end": start + number,
        }


def _pattern(
    rows: Sequence[Mapping[str, Any]], each: float, apart: float
) -> Iterator[Mapping[str, float]]:
    """Yield slanted lines over the bars of the pending signatories.

    Args:
        rows: the bars.
        each: how many States a pixel is.
        apart: the pixels from one line to the next.
    """
    for row in rows:
        if row["counted"] != "pending":
            continue
        start, end, high = row["start"], row["end"], row["y2"] - row["y"]
        foot = start - (high - apart) * each
        while foot < end:
            left, right = max(foot, start), min(foot + high * each, end)
            yield {
                "start": left,
                "end": right,
                "y": row["y2"] - (left - foot) / each,
                "y2": row["y2"] - (right - foot) / each,
            }
            foot += apart * each
