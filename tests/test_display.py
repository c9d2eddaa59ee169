"""What a notebook shows of a value: tables that anybody can read, of any length and any text."""

import re
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import attrs
import pytest
from every_value import CLASSES, EXAMPLES
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

import opcat
from opcat import strategies, untc

# Every class that a notebook shows, so that a new one is tested too.
from opcat._core.shown import Shown

# The limits of a page, and which classes have pages of their own.
from opcat._output import html, notebook

PROFILES = st.builds(
    lambda state, day: opcat.profile(state, on=day),
    st.sampled_from(opcat.states()),
    strategies.days(),
)
RECONCILIATIONS = st.one_of(
    st.sampled_from(opcat.reported_figures()).map(opcat.reconcile),
    st.builds(
        lambda parties, group, on: opcat.reconcile(parties=parties, group=group, on=on),
        st.integers(0, 120),
        st.none() | st.sampled_from(opcat.RegionalGroup),
        st.none() | strategies.days(),
    ),
)
CHANGES = st.builds(
    lambda treaty, day: untc.compare(treaty.on(min(day, treaty.as_of)), treaty),
    strategies.treaties(denunciations=False),
    strategies.days(),
)
VALUES: st.SearchStrategy[Shown] = st.one_of(
    strategies.treaties(),
    strategies.state_statuses(),
    strategies.states(),
    strategies.actions(),
    strategies.counts(),
    PROFILES,
    RECONCILIATIONS,
    st.from_type(opcat.VisitReconciliation),
    CHANGES,
)
RECORDED: tuple[Shown, ...] = (
    opcat.treaty(),
    opcat.convention(),
    *opcat.treaty().statuses,
    *opcat.states(),
    *opcat.actions(),
    *(counts for _, counts in opcat.timeline()),
    *map(opcat.profile, opcat.states()),
    *map(opcat.reconcile, opcat.reported_figures()),
    *map(opcat.reconcile_visits, opcat.visit_totals()),
    *map(opcat.deadlines, opcat.states()),
    opcat.load(Path(opcat.__file__).parent / "data"),
    *(value for value in EXAMPLES.values() if isinstance(value, Shown)),
    *(opcat.states(), opcat.actions(), opcat.consents(), opcat.timeline(), opcat.sources()),
    *(opcat.parties(), opcat.non_parties(), opcat.when(parties=94), opcat.when(parties=19)),
    *(opcat.declarations(), opcat.territories(), opcat.mechanisms(), opcat.mechanism_history()),
    *(opcat.visits(), opcat.visit_totals(), opcat.unvisited_parties(), opcat.reported_figures()),
)
# What JupyterLab leaves in a notebook that it does not trust, and readers of screens know.
ATTRIBUTES = {
    "div": {"class"},
    "table": set(),
    "caption": {"style"},
    "strong": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "style"},
    "td": {"style"},
    "a": {"href", "style"},
    "p": set(),
    "code": set(),
}
# What HTML cannot hold, controls, and what would turn the order of the letters after it.
NO_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
STYLES = {
    *("text-align:left", "vertical-align:top", "white-space:nowrap"),
    *("display:inline-block", "min-width:12em", "overflow-wrap:anywhere"),
}


def shown(value: Shown) -> etree._Element:
    markup = value._repr_html_()
    markup.encode()  # a notebook is sent as UTF-8
    return etree.fromstring(markup)


def words(element: etree._Element) -> str:
    return "".join(element.itertext())


def tables(value: Shown) -> dict[str, list[list[str]]]:
    """Return the tables by their captions, each as its rows without the header."""
    return {
        words(table.find("caption")): [list(map(words, row)) for row in table.iter("tr")][1:]
        for table in shown(value).iter("table")
    }


def check_form(value: Shown) -> None:
    page = shown(value)
    for element in page.iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag]
        assert set(filter(None, element.get("style", "").split(";"))) <= STYLES
        assert element.get("href", "https://").startswith(("https://", "http://"))
    for table in page.iter("table"):
        [caption] = table.iter("caption")
        assert words(caption)
        [header, *rows] = table.iter("tr")
        assert {cell.get("scope") for cell in header} == {"col"}
        assert rows
        for row in rows:
            assert [cell.tag for cell in row] == ["th", *["td"] * (len(header) - 1)]
            assert row[0].get("scope") == "row"
            assert all(map(words, row))


class TestForm:
    @given(VALUES)
    def test_of_any_value(self, value: Shown) -> None:
        check_form(value)

    def test_of_all_that_the_record_holds(self) -> None:
        for value in RECORDED:
            check_form(value)

    def test_the_text_beside_it_names_no_absence(self) -> None:
        figures = opcat.reported_figures()
        values = [*opcat.mechanism_history(), *opcat.territories(), *figures, opcat.overdue_list()]
        values += [*map(opcat.reconcile, figures), *map(opcat.deadlines, opcat.states())]
        texts = {text for text in map(repr, [*RECORDED, *values]) if text.startswith("<")}
        assert "<TerritorialApplication NLD: in_europe_only>" in texts
        assert "<Deadlines KEN due: nothing, overdue: no>" in texts
        assert not [text for text in texts if re.search(r"\bNone\b| to >", text)]

    def test_the_text_beside_it_stays_short(self) -> None:
        for value in RECORDED:
            if isinstance(value, opcat.Rows | untc.Change | opcat.Citation):
                continue  # of a tuple, of two actions, and what people copy
            text = repr(value)
            assert len(text) < 200
            assert "\n" not in text

    @given(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.strip).filter(bool)
    )
    @example("<script>alert('&')</script>\"</td>")
    @example("a\u202eb\u2066c")
    @example("&lt;b&gt;\x00\x1b[31m\uffff\x85.")
    def test_any_text_is_shown_as_text(self, text: str) -> None:
        source = opcat.Source(id=text, publisher=text, title=text, url=text)
        state = opcat.State(key=f"key {text}", name=text, sources=(source,))
        action = opcat.Action(
            state=state, kind=opcat.ActionKind.ACCESSION, date=date(2010, 1, 1), sources=(source,)
        )
        treaty = opcat.Treaty(
            key=text, title=text, as_of=action.date, actions=[action], languages=(text,)
        )
        for value in (state, action, treaty, treaty.statuses[0]):
            check_form(value)
            found = "".join(words(shown(value)).split())
            bare = "".join(NO_TEXT.sub("\ufffd", text).split())
            assert bare in found

    @pytest.mark.parametrize(
        ("address", "linked"),
        [
            ("https://example.org/?a=1&b='2'", True),
            ("http://example.org", True),
            ("javascript:alert(1)", False),
            ("data:text/html,x", False),
            ("https://example.org/ onclick=x", False),
            ("https://" + "x" * 3000, False),
        ],
    )
    def test_only_addresses_of_pages_are_links(self, address: str, linked: bool) -> None:
        for title in ("Title", None):
            source = opcat.Source(id="s", publisher="Publisher", title=title, url=address)
            page = shown(opcat.State(key="drawn", name="Drawn", sources=(source,)))
            found = [(link.get("href"), words(link)) for link in page.iter("a")]
            assert found == ([(address, title or address)] if linked else [])


class TestLength:
    """However much a value holds, its page ends, and says what is not on it."""

    MOST = 150_000

    def history(self, acts: int) -> opcat.StateStatus:
        kinds = opcat.ActionKind.ACCESSION, opcat.ActionKind.DENUNCIATION
        state = opcat.resolve("France")
        numbers = count()
        sources = [opcat.Source(id=f"s{n}", publisher=f"P{n}") for n in range(acts)]
        actions = opcat.Rows(
            opcat.Action(
                state=state,
                kind=kinds[number % 2],
                date=date(2003, 1, 1) + timedelta(days=50 * number),
                sources=(sources[next(numbers)],),
            )
            for number in range(acts)
        )
        last = actions[-1].date
        leaves = last + timedelta(days=31) if acts % 2 == 0 else None
        return opcat.StateStatus(state=state, as_of=last, actions=actions, withdrawn_on=leaves)

    def test_of_many_rows_the_last_are_shown(self) -> None:
        status = self.history(100)
        [[*rows], sources] = tables(status).values()
        days = [day for _, day, _ in rows]
        assert days[: html.ROWS] == [str(act.date) for act in status.actions[-html.ROWS :]]
        assert len(sources) == html.ROWS
        assert "Not shown: 60 actions; .actions holds all 100." in words(shown(status))

    def test_a_treaty_shows_its_latest_actions_and_where_the_rest_is(self) -> None:
        treaty = opcat.convention()
        [rows] = [
            rows for caption, rows in tables(treaty).items() if caption.startswith("The latest")
        ]
        latest = treaty.actions[::-1][: len(rows)]
        assert [row[:3] for row in rows] == [
            [str(act.date), act.state.name, act.kind.label] for act in latest
        ]
        left = len(treaty.actions) - len(rows)
        text = words(shown(treaty))
        assert f"Not shown: {left} actions; .actions holds all {len(treaty.actions)}." in text
        assert f".statuses holds all {len(treaty.statuses)}." in text

    def test_many_sources_are_cut_too(self) -> None:
        status = self.history(100)
        cited = tuple(source for act in status.actions for source in act.sources)
        state = attrs.evolve(status.state, sources=cited)
        assert len(tables(state)["Sources"]) == html.ROWS
        assert "Not shown: 60 sources; .sources holds all 100." in words(shown(state))

    def test_many_periods_are_cut(self) -> None:
        periods = tuple(
            opcat.Period(start=date(2000 + n, 1, 1), stop=date(2000 + n, 2, 1)) for n in range(9)
        )
        asked = opcat.reconcile(parties=94)
        readings = tuple(attrs.evolve(reading, periods=periods) for reading in asked.readings)
        rows = next(iter(tables(attrs.evolve(asked, readings=readings)).values()))
        for row in rows:
            assert row[-1].endswith("2004; and 4 periods more, in .periods")

    @given(VALUES)
    def test_of_any_value(self, value: Shown) -> None:
        assert len(value._repr_html_()) < self.MOST

    def test_of_all_that_the_record_holds(self) -> None:
        assert max(len(value._repr_html_()) for value in RECORDED) < 60_000

    def test_of_a_very_long_text(self) -> None:
        name = "<" * 1_000_000
        state = opcat.State(key="drawn", name=name, depositary_name=name)
        assert len(state._repr_html_()) < self.MOST
        assert "… (999000 more characters)" in words(shown(state))


class TestFacts:
    """The page says what the questions answer."""

    @given(strategies.treaties())
    @example(opcat.treaty())
    def test_of_a_treaty(self, treaty: opcat.Treaty) -> None:
        found = tables(treaty)
        counted = found[
            next(caption for caption in found if caption.startswith("Counts by deposit on"))
        ]
        assert [int(number) for _, number in counted] == list(attrs.astuple(treaty.counts))
        facts = {label: told for label, told, _ in next(iter(found.values()))}
        assert facts["Title"] == treaty.title
        assert facts["Opened for signature"] == str(treaty.opened_on or "not known")
        if treaty.in_force_on is not None:
            assert facts["In force from"] == str(treaty.in_force_on)
        elif treaty.entry_rule is not None:
            assert facts["In force from"] == "not settled yet"
        else:
            assert facts["In force from"] == facts["Rule of entry into force"] == "not known"

    def test_a_fact_stands_beside_its_sources(self) -> None:
        treaty = opcat.treaty()
        found = tables(treaty)
        listed = {number: publisher for number, publisher, _, _ in found["Sources"]}
        [cited] = [row[2] for row in next(iter(found.values())) if row[0] == "Depositary"]
        publishers = [source.publisher for source in treaty.sources_of("depositary")]
        assert [listed[number] for number in cited.split(", ")] == publishers

    @given(strategies.state_statuses())
    def test_of_a_status(self, status: opcat.StateStatus) -> None:
        found = tables(status)
        caption = next(iter(found))
        assert caption.endswith(f": {status.standing.label}")
        days = {what: day for what, day, _ in found[caption]}
        for action in status.actions[-1:]:
            assert days[action.kind.label] == str(action.date)
        assert ("in force for it" in days) is (status.consent is not None)
        if status.consent is not None:
            assert days["in force for it"] == str(status.in_force_on or "not known")
            rows = {row[0]: row[2] for row in found[caption]}
            how = "none" if status.in_force_on is None else "the treaty's rule"
            if status.in_force_on and status.in_force_on == status.consent.effective_on:
                how = rows[status.consent.kind.label]  # the sources of the succession say so
            assert rows["in force for it"] == how
        assert days.get("denunciation takes effect") == (
            None if status.withdrawn_on is None else str(status.withdrawn_on)
        )

    @given(PROFILES)
    @example(opcat.profile("Kazakhstan"))
    @example(opcat.profile("Kenya"))
    def test_of_a_profile(self, profile: opcat.Profile) -> None:
        found = tables(profile)
        events = found.get("Events in chronological order", [])
        assert [row[:2] for row in events] == [
            [str(event.date), event.description] for event in profile.events[-html.ROWS :]
        ]
        visits = found.get("Missions of the Subcommittee", [])
        assert [row[6] for row in visits] == [str(visit.confidence) for visit in profile.visits]
        assert [row[5] for row in visits] == [
            "; ".join(map(str, visit.reports)) or "none" for visit in profile.visits
        ]
        mechanisms = found.get("National preventive mechanisms, in chronological order", [])
        assert [row[5] for row in mechanisms] == [
            str(mechanism.confidence) for mechanism in profile.mechanisms
        ]
        assert len(found.get("Sources", [])) == min(len(profile.sources), html.ROWS)

    @given(RECONCILIATIONS)
    def test_of_a_reconciliation(self, asked: opcat.Reconciliation) -> None:
        assert asked.summary in words(shown(asked))
        rows = next(iter(tables(asked).values()))
        assert [row[:2] for row in rows] == [
            [reading.definition, reading.verdict.label] for reading in asked.readings
        ]

    @given(CHANGES)
    def test_of_changes(self, changes: untc.Changes) -> None:
        rows = next(iter(tables(changes).values()))
        expected = [str(entry) for entry in changes.entries[: html.ROWS]] or ["nothing changed"]
        assert [row[0] for row in rows] == expected

    def test_what_needs_a_second_look_is_said(self) -> None:
        treaty = opcat.treaty()
        fewer = attrs.evolve(treaty, actions=treaty.actions[:-1])
        [[change, look]] = next(iter(tables(untc.compare(treaty, fewer)).values()))
        assert change.startswith("VANISHED: Colombia")
        assert look.startswith("yes")


def test_deadlines_say_how_we_know_as_far_as_the_treaty_names_a_source() -> None:
    bare = attrs.evolve(opcat.treaty(), fact_sources=())
    assert "How we know" not in words(shown(opcat.deadlines("Kenya", treaty=bare)))
    assert "How we know: sources" in words(shown(opcat.deadlines("Kenya")))


def test_a_succession_cites_its_sources_for_the_day_of_its_effect() -> None:
    """Its own sources tell that day; for another State it follows from the treaty's rule."""
    for name, day, sources in (
        ("Croatia", "1991-10-08", "1, 2"),
        ("France", "1987-06-26", "the treaty's rule"),
    ):
        acts, *_ = tables(opcat.status(name, treaty=opcat.convention())).values()
        assert [row[1:] for row in acts if row[0] == "in force for it"] == [[day, sources]]


# A day is shown as the text that it is.
SHOWN = [kind for kind in CLASSES if kind is not opcat.PartialDate]
OWN_PAGES = set(notebook.html.registry) | {untc.Changes}


class TestEveryClass:
    @pytest.mark.parametrize("kind", SHOWN)
    def test_a_notebook_shows_it(self, kind: type) -> None:
        assert issubclass(kind, Shown)

    @pytest.mark.parametrize(
        "kind", [kind for kind in SHOWN if kind not in OWN_PAGES and attrs.fields(kind)]
    )
    def test_each_field_has_a_row_or_a_table(self, kind: type) -> None:
        value = EXAMPLES[kind]
        page = tables(value)
        rows = {row[0] for row in next(iter(page.values()))}
        for field in attrs.fields(kind):
            told = {"id": "ID", "url": "Address", "stop": "Stop (not included)"}
            name = told.get(field.name) or field.name.replace("_", " ").capitalize()
            assert (name in rows) ^ (name in page and field.name != "sources"), name

    @pytest.mark.parametrize(
        ("value", "row", "said"),
        [
            (opcat.status("Kenya"), "no action", "by then"),
            (opcat.when(parties=96)[0], "Stop (not included)", "still lasts"),
            (opcat.when(parties=94)[0], "Stop (not included)", "2025-07-17"),
            (opcat.overdue_list(), "Full list", "2024-02/2025-02"),
            (opcat.overdue_list(on="2010-01-01"), "Entries", "not known"),
            (opcat.overdue_list(on="2010-01-01"), "Full list", "none"),
            (opcat.mechanisms("Afghanistan")[0], "Mechanism", "none"),
            (opcat.mechanism_history("Albania")[0], "Ended on", "no end known"),
            (opcat.mechanism_history("Albania")[0], "Notified on", "not known"),
            (opcat.mechanism_history("Albania")[0], "Has all bodies", "yes"),
            (opcat.visits("Mexico")[2], "Reports", "none known"),
            (opcat.visits("Mexico")[2], "Report public", "unknown"),
            (opcat.declarations("Azerbaijan")[0], "Postponed until", "none"),
            (opcat.reported_figures()[0], "Group", "all States"),
            (opcat.reported_figures()[0], "As of", "not known"),
            (opcat.reconcile(parties=500).readings[0], "Periods", "never"),
            (opcat.uptake(), "Share", "54.9%"),
            (opcat.article_17(group="western_european_and_others"), "By group", "none"),
            (opcat.deadlines("Kenya"), "Mechanism overdue (article 17)", "nothing was due"),
            (opcat.deadlines("Kazakhstan"), "In force for it (article 28)", "2008-11-21"),
            (opcat.deadlines("Kazakhstan"), "On the Subcommittee's overdue list", "no"),
        ],
    )
    def test_what_nothing_means(self, value: Shown, row: str, said: str) -> None:
        """That something is not known, that there is none, and that it lasts are told apart."""
        [told] = [each for each in next(iter(tables(value).values())) if each[0] == row]
        assert said in told[1]

    def test_so_does_a_table_of_many(self) -> None:
        unclear = opcat.mechanisms(designated="unclear")
        [rows] = [page for caption, page in tables(unclear).items() if caption != "Sources"]
        assert {row[3] for row, one in zip(rows, unclear, strict=True) if not one.mechanism} <= {
            "not known"
        }
        [rows, *_] = tables(opcat.Rows(map(opcat.deadlines, ["Kenya", "Chile"]))).values()
        assert rows[0][:6] == [
            *("Kenya", "not known", "nothing was due", "nothing was due", "none, or not known"),
            "nothing was due",
        ]
        last = tables(opcat.uptake())["By group"][-1]
        assert last[:3] == ["none", "2026-02-03", "0"]

    def test_names_that_were_looked_up(self) -> None:
        page = tables(opcat.resolve_all(["Kenya", "Korea", None, "Atlantis"]))
        assert page == {
            "1 entry found": [["'Kenya'", "Kenya", "KEN"]],
            "1 entry ambiguous": [
                ["'Korea'", "Republic of Korea, Democratic People's Republic of Korea"]
            ],
            "2 entries unknown": [["None"], ["'Atlantis'"]],
        }
        assert list(tables(opcat.resolve_all(["Korea"]))) == [
            "0 entries found",
            "1 entry ambiguous",
        ]
        many = opcat.resolve_all([f"Atlantis {number}" for number in range(100)])
        assert "Not shown: 60 unknown; .unknown holds all 100." in words(shown(many))

    def test_a_cell_cites_a_dozen_sources_and_says_how_many_more(self) -> None:
        value = opcat.article_17()
        [told] = [row for row in next(iter(tables(value).values())) if row[0] == "Sources"]
        listed = ", ".join(map(str, range(1, 13)))
        assert told[1] == f"{listed} and {len(value.sources) - 12} more"


def test_every_page_has_a_value() -> None:
    """What `html` can show is what the values are that have a page."""
    kinds = {type(value) for value in RECORDED}
    assert set(notebook.html.registry) <= kinds | {object}
    assert all(issubclass(kind, Shown) for kind in kinds | {untc.Changes})
