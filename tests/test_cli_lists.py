"""Lists, counts and timelines of the command line, read back from every format."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from cli_parser import lists_of_all
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import opcat
from opcat import frames
from opcat.cli import main

LISTS = lists_of_all()
"""The parser of each list."""
TABLES = {
    **dict.fromkeys(["parties", "signatories", "pending", "non-parties"], "statuses"),
    "overdue": "overdue_list",
    "figures": "reported_figures",
    "unvisited": "unvisited_parties",
    "visit-reconciliation": "visit_reconciliation",
    "mechanism-history": "mechanism_history",
    "article-17": "article_17",
}
"""The name of a list's table, where it is not that of the list."""
OPTIONS = {
    "on": st.dates(date(2003, 1, 1), date(2026, 2, 3)).map(str),
    "basis": st.sampled_from([word.value for word in opcat.Basis]),
    "group": st.sampled_from([word.value for word in opcat.RegionalGroup]),
    "eligibility": st.sampled_from([word.value for word in opcat.Eligibility]),
    "designated": st.sampled_from([word.value for word in opcat.Designation]),
    "state": st.sampled_from(["Mexico", "DNK", "Côte d'Ivoire"]),
}
PARTIAL_DATES = st.builds(
    lambda day, length: opcat.PartialDate.parse(str(day)[:length]),
    st.dates(date(2002, 1, 1), date(2025, 12, 31)),
    st.sampled_from([4, 7, 10]),
)


def of_group(
    question: Callable[..., Iterable[Any]], group_of: Callable[[Any], object]
) -> Callable[..., Iterable[Any]]:
    """Return a question that takes a group too, where the function itself does not."""

    def ask(*, group: str | None = None, **asked: Any) -> Iterable[Any]:
        return [value for value in question(**asked) if group in (None, group_of(value))]

    return ask


def group_of_state(value: Any) -> object:
    return value.state.regional_group


QUESTIONS: dict[str, Callable[..., Iterable[Any]]] = {
    "parties": opcat.parties,
    "signatories": opcat.signatories,
    "pending": opcat.pending_signatories,
    "non-parties": opcat.non_parties,
    "states": opcat.states,
    "actions": of_group(opcat.actions, group_of_state),
    "consents": opcat.consents,
    "mechanisms": opcat.mechanisms,
    "mechanism-history": of_group(opcat.mechanism_history, group_of_state),
    "article-17": of_group(lambda **asked: opcat.article_17(**asked).by_group, lambda row: row[0]),
    "visits": opcat.visits,
    "visit-reconciliation": lambda: map(opcat.reconcile_visits, opcat.visit_totals()),
    "unvisited": opcat.unvisited_parties,
    "overdue": of_group(lambda **asked: opcat.overdue_list(**asked).entries, group_of_state),
    "declarations": of_group(opcat.declarations, group_of_state),
    "territories": of_group(opcat.territories, group_of_state),
    "figures": of_group(opcat.reported_figures, lambda figure: figure.group),
    "sources": opcat.sources,
    "milestones": lambda: opcat.background().milestones,
    "related": lambda: opcat.background().related,
}
"""What each list must give, asked in Python."""


def run(*words: str) -> str:
    """Give a command that is understood; return what it prints, with its ends of lines."""
    screen = io.StringIO(newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", screen)
        patch.delenv("COLUMNS", raising=False)
        assert main(words) == 0
    return screen.getvalue()


def words_of(asked: dict[str, str]) -> list[str]:
    return [word for name, value in asked.items() for word in (f"--{name}", value)]


def rows_of(values: Iterable[Any], table: str) -> list[dict[str, Any]]:
    """Return values as rows of what their columns hold."""
    rows: list[dict[str, Any]]
    rows = frames.to_frame(tuple(values), backend="pyarrow", of=table).to_pylist()
    return rows


def as_text(cell: object) -> str:
    return str(cell).lower() if isinstance(cell, bool) else "" if cell is None else str(cell)


def read_markdown(text: str) -> list[dict[str, str]]:
    def cells(line: str) -> list[str]:
        assert line.startswith("| ")
        assert line.endswith(" |")
        parts = line[2:-2].split(" | ")  # one of a cell would be escaped
        return [re.sub(r"\\([\\|`*<\[])", r"\1", part.replace("<br>", "\n")) for part in parts]

    header, rule, *lines = text.splitlines()
    names = cells(header)
    assert rule == "|" + "---|" * len(names)
    return [dict(zip(names, cells(line), strict=True)) for line in lines]


@given(since=PARTIAL_DATES, until=PARTIAL_DATES)
def test_lists_of_dates_known_in_part_go_by_the_latest_day(
    since: opcat.PartialDate, until: opcat.PartialDate
) -> None:
    """As `opcat.visits` does: what is known to the year has certainly come by its end."""
    assume(since.earliest <= until.latest)
    bounds = ["--since", str(since), "--until", str(until), "--format", "json"]
    for name, column, dates in (
        ("milestones", "date", [one.date for one in opcat.background().milestones]),
        (
            "mechanism-history",
            "designated_on",
            [m.designated_on for m in opcat.mechanism_history()],
        ),
        ("figures", "as_of", [figure.as_of for figure in opcat.reported_figures()]),
    ):
        found = [row[column] for row in json.loads(run("list", name, *bounds))]
        assert found == [
            str(day)
            for day in dates
            if day is not None
            and since.earliest <= opcat.PartialDate.parse(str(day)).latest <= until.latest
        ]


SORTED = {"visits": ["kind", "start"], "parties": ["deposited_on", "state"], "consents": ["kind"]}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("name", "columns"), SORTED.items())
def test_rows_are_sorted_by_columns(name: str, columns: list[str], descending: bool) -> None:
    """By each in turn; equal rows stay as they were."""
    rows = json.loads(run("list", name, "--format", "json"))
    words = ["--sort", ", ".join(columns)] + ["--descending"] * descending
    found = json.loads(run("list", name, *words, "--format", "json"))
    expected = sorted(rows, key=lambda row: [row[c] for c in columns], reverse=descending)
    assert [[row[c] for c in columns] for row in found] == [
        [row[c] for c in columns] for row in expected
    ]
    few = run("list", name, *words, "--columns", "alpha_3").splitlines()[2:]
    assert [line.strip() for line in few] == [row["alpha_3"] or "" for row in found]


@pytest.mark.parametrize("descending", [False, True])
def test_what_has_no_value_comes_last_and_accents_do_not_count(descending: bool) -> None:
    words = ["--descending"] * descending
    found = json.loads(run("statuses", "--sort", "deposited_on", *words, "--format", "json"))
    days = [row["deposited_on"] for row in found]
    assert days[96:] == [None] * (len(days) - 96)
    assert days[:96] == sorted(days[:96], reverse=descending)
    names = [row["state"] for row in json.loads(run("list", "parties", "--format", "json"))]
    rows = json.loads(run("list", "parties", "--sort", "state", *words, "--format", "json"))
    assert [row["state"] for row in rows] == names[:: -1 if descending else 1]


def test_an_empty_list_can_be_sorted() -> None:
    assert (
        run("list", "actions", "--state", "Kenya", "--sort", "date", "--format", "json") == "[\n]\n"
    )


def test_every_list_is_here() -> None:
    assert set(QUESTIONS) == set(LISTS)


def test_the_columns_of_article_17_count_every_party_once() -> None:
    header, _, *rows = run("list", "article-17").splitlines()
    assert {word.value for word in opcat.Punctuality} < set(header.split())
    assert len(rows) == len(opcat.RegionalGroup) + 1


@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=max(5, settings().max_examples // 4))  # of each list, and five times each
@given(data=st.data())
def test_a_list_read_back_is_the_answer(name: str, data: st.DataObject) -> None:
    """From CSV, JSON and Markdown, whatever the options; and the table says no less."""
    taken = [word.removeprefix("--") for act in LISTS[name]._actions for word in act.option_strings]
    allowed = {key: OPTIONS[key] for key in taken if key in OPTIONS}
    asked = data.draw(st.fixed_dictionaries({}, optional=allowed))
    rows = rows_of(QUESTIONS[name](**asked), TABLES.get(name, name))
    texts = [{key: as_text(cell) for key, cell in row.items()} for row in rows]
    words = ["list", name, *words_of(asked)]

    printed = run(*words, "--format", "csv")
    assert list(csv.DictReader(io.StringIO(printed, newline=""), strict=True)) == texts
    assert printed.count("\r\n") == len(rows) + 1  # RFC 4180, 2(1); no cell holds an end of line

    found = json.loads(run(*words, "--format", "json"))
    for row, values in zip(found, rows, strict=True):
        assert list(row) == list(values)
        for key, cell in values.items():
            if isinstance(row[key], list):  # its members: see the next test
                assert bool(row[key]) is (cell is not None)
            else:
                assert row[key] == (str(cell) if isinstance(cell, date) else cell)

    everything = run(*words, "--format", "markdown", "--columns", "all")
    assert read_markdown(everything) == texts
    header, rule, *lines = run(*words).splitlines()
    main_ones = header.split()
    few = [{key: row[key] for key in main_ones} for row in texts]
    assert read_markdown(run(*words, "--format", "markdown")) == few

    assert not rule.strip("- ")
    assert len(lines) == len(rows)
    starts = [match.start() for match in re.finditer("-+", rule)]
    for line, row in zip(lines, few, strict=True):
        for start, stop, text in zip(starts, [*starts[1:], None], row.values(), strict=True):
            assert line[start:stop].strip() == " ".join(text.split())


def test_lists_in_json_are_the_sources_and_bodies_themselves() -> None:
    found = json.loads(run("list", "mechanism-history", "--format", "json"))
    for row, mechanism in zip(found, opcat.mechanism_history(), strict=True):
        assert tuple(row["sources"]) == tuple(source.id for source in mechanism.sources)
        assert tuple(row["bodies"]) == mechanism.bodies


def test_the_columns_are_those_of_the_tables_in_frames() -> None:
    for name, question in QUESTIONS.items():
        table = frames.to_frame(tuple(question()), backend="pyarrow")
        assert list(json.loads(run("list", name, "--format", "json"))[0]) == table.column_names


def test_columns_are_chosen_and_put_in_order() -> None:
    printed = run("list", "pending", "--columns", "signed_on, alpha_3", "--format", "csv")
    rows = [[str(status.signed_on), status.state.alpha_3] for status in opcat.pending_signatories()]
    assert list(csv.reader(io.StringIO(printed, newline="")))[1:] == rows


@given(
    since=PARTIAL_DATES,
    until=PARTIAL_DATES,
)
def test_dates_known_in_part_are_bounds(since: opcat.PartialDate, until: opcat.PartialDate) -> None:
    """A month is from its first day on, and up to its last."""
    assume(since.earliest <= until.latest)
    bounds = ["--since", str(since), "--until", str(until)]
    listed = json.loads(run("list", "actions", *bounds, "--format", "json"))
    assert [row["date"] for row in listed] == [
        str(action.date)
        for action in opcat.treaty().actions
        if since.earliest <= action.date <= until.latest
    ]
    joined = json.loads(run("list", "consents", *bounds, "--format", "json"))
    assert [row["rank"] for row in joined] == [
        consent.rank
        for consent in opcat.consents()
        if since.earliest <= consent.date <= until.latest
    ]
    changes = json.loads(run("timeline", *bounds, "--format", "json"))
    assert [row["date"] for row in changes] == [
        str(day) for day, _ in opcat.timeline() if since.earliest <= day <= until.latest
    ]


@given(
    asked=st.fixed_dictionaries(
        {}, optional={name: OPTIONS[name] for name in ("on", "basis", "group")}
    )
)
@example(asked={"on": "2012-05-08", "basis": "in_force"})
def test_counts_prints_the_numbers_of_the_question(asked: dict[str, str]) -> None:
    """The numbers are those of `opcat.counts`, and the row says of what."""
    [row] = json.loads(run("counts", *words_of(asked), "--format", "json"))
    counts = opcat.counts(**asked)  # type: ignore[arg-type] # text is a day, a basis and a group
    names = ("parties", "signatories", "pending_signatories")
    assert [row[name] for name in names] == [getattr(counts, name) for name in names]
    assert row["as_of"] == asked.get("on", str(opcat.treaty().as_of))
    assert {name: row[name] for name in asked if name != "on"} == {
        name: value for name, value in asked.items() if name != "on"
    }


@given(
    asked=st.fixed_dictionaries({}, optional={name: OPTIONS[name] for name in ("basis", "group")})
)
def test_timeline_prints_the_changes_of_the_question(asked: dict[str, str]) -> None:
    rows = json.loads(run("timeline", *words_of(asked), "--format", "json"))
    found = [(row.pop("date"), opcat.Counts(**row)) for row in rows]
    changes = opcat.timeline(**asked)  # type: ignore[arg-type] # text is a basis and a group
    assert found == [(str(day), counts) for day, counts in changes]


@given(
    kind=st.sampled_from([kind.value for kind in opcat.FigureKind]),
    number=st.integers(0, 120),
    on=st.none() | PARTIAL_DATES,
)
def test_reconcile_prints_the_answer_of_the_question(
    kind: str, number: int, on: opcat.PartialDate | None
) -> None:
    words = ["reconcile", f"--{kind.replace('_', '-')}", str(number)]
    words += ["--on", str(on)] if on else []
    answer = opcat.reconcile(**{kind: number}, on=on)  # type: ignore[arg-type] # kind is one of three
    assert run(*words) == f"{answer}\n"
    rows = json.loads(run(*words, "--format", "json"))
    for row, reading in zip(rows, answer.readings, strict=True):
        assert (row["value"], row["counted"]) == (number, reading.counted)
        assert (row["figure"], row["basis"]) == (reading.figure.value, reading.basis.value)
        assert row["verdict"] == reading.verdict.value
        assert row["periods"] == [str(period) for period in reading.periods]
        assert row["as_of"] == (str(on) if on else None)


@pytest.mark.parametrize("state", ["Kazakhstan", "Ghana", "Kenya", "Netherlands"])
def test_profile_prints_the_page_of_the_question(state: str) -> None:
    page = opcat.profile(state)
    assert run("profile", state) == f"{page}\n"
    rows = json.loads(run("profile", state, "--format", "json"))
    assert [(row["date"], row["description"]) for row in rows] == [
        (str(event.date), event.description) for event in page.events
    ]
    assert [row["sources"] for row in rows] == [
        [source.id for source in event.sources] for event in page.events
    ]


def test_status_in_rows() -> None:
    words = ["status", "France", "Kenya", "--on", "2006-01-01"]
    found = json.loads(run(*words, "--format", "json"))
    statuses = [opcat.status(name, on="2006-01-01") for name in ("France", "Kenya")]
    assert [(row["state"], row["standing"]) for row in found] == [
        (status.state.name, status.standing.value) for status in statuses
    ]
    # Who names columns and no format wants a table.
    header, _, *lines = run(*words, "--columns", "alpha_3,standing").splitlines()
    assert [line.split() for line in (header, *lines)] == [
        ["alpha_3", "standing"],
        ["FRA", "pending_signatory"],
        ["KEN", "no_action"],
    ]


def test_status_names_its_sources() -> None:
    """Each behind what it tells, and in full with its address below, once."""
    names = ("France", "New Zealand", "Kenya")
    found = run("status", *names, "--on", "2015-01-01", "--sources")
    answer, _, below = found.partition("Sources\n")
    listed = dict(re.findall(r"^  \[(\d+)\] (.*)$", below, re.MULTILINE))
    assert list(listed) == [str(number + 1) for number in range(len(listed))]
    assert len(set(listed.values())) == len(listed)
    assert all("https://" in text for text in listed.values())
    for status in (opcat.status(name, on="2015-01-01") for name in names):
        for action in status.actions:
            marks = "".join(
                f" [{number}]"
                for source in action.sources
                for number, text in listed.items()
                if text == str(source)
            )
            assert marks
            assert f"      {action.date}  {action.kind.label}{marks}\n" in answer
    # A State that did nothing, and a territory.
    [listing] = map(str, opcat.treaty().sources_of("as_of"))
    [page] = [key for key, text in listed.items() if text == listing]
    [tokelau] = opcat.territories("New Zealand")
    own = [key for key, text in listed.items() if text in map(str, tokelau.sources)]
    assert f"  Kenya: no action [{page}]\n" in answer
    assert f"(Tokelau: excluded){''.join(f' [{key}]' for key in own)}\n" in answer
    assert re.sub(r" \[\d+\]", "", answer) == run("status", *names, "--on", "2015-01-01")


def test_status_names_the_addresses_of_its_sources_in_rows() -> None:
    words = ["status", "France", "Kenya", "--treaty", "convention", "--sources"]
    for row in json.loads(run(*words, "--format", "json")):
        status = opcat.status(row["state"], treaty=opcat.convention())
        assert row["sources"] == [source.id for source in status.sources]
        assert row["source_urls"] == [source.url for source in status.sources]
    page = opcat.treaty().sources_of("as_of")
    [row] = json.loads(run("status", "Kenya", "--sources", "--format", "json"))
    assert (row["sources"], row["source_urls"]) == ([page[0].id], [page[0].url])
    assert f"@misc{{{page[0].id}," in run("cite", "--format", "bibtex", "Kenya")
    for form in ("table", "markdown"):
        assert "source_urls" in run(*words, "--format", form).splitlines()[0]
        plain = run(*words[:-1], "--format", form)
        assert "sources" not in plain.splitlines()[0]
    only = run(*words, "--columns", "source_urls", "--format", "csv").splitlines()
    assert only[0] == "source_urls"
    assert only[1].startswith("https://")


def test_cite_prints_the_citation_of_the_question() -> None:
    assert run("cite") == f"{opcat.cite()}\n"
    togo = opcat.cite(opcat.profile("Togo"))
    assert run("cite", "Togo") == f"{togo}\n"
    pages = [opcat.profile(name) for name in ("Togo", "Mali", "Togo")]
    assert run("cite", "Togo", "ML", "tgo") == f"{opcat.cite(*pages)}\n"
    both = {*pages[0].sources, *pages[1].sources}
    assert len(opcat.cite(*pages).sources) == len(both) > len(pages[0].sources)
    assert run("cite", "--language", "fr", "Allemagne") == f"{opcat.cite(opcat.profile('DEU'))}\n"
    for form, written in (("bibtex", togo.to_bibtex), ("ris", togo.to_ris), ("csl", togo.to_csl)):
        assert run("cite", "--format", form, "Togo") == f"{written()}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["list", "parties", "--columns", "name"], "--columns: 'name' is not known; pass one of"),
        (["list", "visits", "--kind", "secret"], "--kind 'secret' is not known; pass one of"),
        (["list", "visits", "--state", "Frannce"], "did you mean 'France'"),
        (["profile", "Frannce"], "did you mean 'France'"),
        (["cite", "Frannce"], "did you mean 'France'"),
        (["cite", "--language", "fr"], "--language is that of STATE; pass a State too"),
        (["counts", "--on", "2012"], "pass a full day such as '2012-12-31'"),
    ],
)
def test_what_is_not_known(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert message in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["list"], "required: LIST"),
        (["list", "everyone"], "'everyone' is not known; pass one of 'parties'"),
        (["list", "parties", "--group", "nordic"], "'nordic' is not known; pass one of 'african'"),
        (["list", "signatories", "--basis", "deposit"], "unrecognized arguments: --basis"),
        (["timeline", "--since", "20"], "'20' is not a date; pass YYYY, YYYY-MM or YYYY-MM-DD"),
        (["reconcile"], "one of the arguments --parties --signatories --pending-signatories"),
        (["reconcile", "--parties", "1", "--signatories", "1"], "not allowed with"),
        (
            ["reconcile", "--parties", "many"],
            "'many' is not a count; pass an integer of 0 or more",
        ),
        (["counts", "--format", "xml"], "'xml' is not known; pass one of 'table'"),
        (["counts", "--form", "csv"], "unrecognized arguments: --form"),
    ],
)
def test_what_is_no_command(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """argparse says what is wrong and how to put it, and leaves with 2 as well."""
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.startswith("usage: opcat")


@pytest.mark.parametrize(
    "words",
    [
        ["list", "parties", "--on", "2030-01-01"],
        ["list", "actions", "--until", "2030"],
        ["timeline", "--since", "2030"],
        ["timeline", "--until", "2030"],
        ["counts", "--on", "2030-01-01"],
        ["profile", "France", "--on", "2030-01-01"],
        ["reconcile", "--parties", "96", "--on", "2030"],
    ],
)
def test_a_day_after_the_record_warns_once(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert isinstance(json.loads(out), list)
    assert err.count(" later than the record") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("visits --state Kenya", "Kenya is not a party to the Protocol on 3 February 2026 (no action)"),
        ("mechanisms --state Chad", "Chad is not a party to the Protocol on 3 February 2026 (pending"),
        ("mechanisms --state Mali --on 2005-05-11", "Mali is not a party to the Protocol on 11 May 2005"),
        ("territories --state Kenya", "so the empty list does not mean 'no'"),
        ("visits --state Tunisia --since 2025", "the record has only what a source reports"),
    ],
)  # fmt: skip
def test_an_empty_list_that_is_no_answer_says_so(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the other stream, and without an error: nothing was wrong with the question."""
    assert main(["list", *words.split(), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == []
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        "visits --state Mexico",
        "mechanisms --state France",
        "declarations --state France",  # a party that made none
        "actions --state Kenya",  # the log of actions is complete
        "mechanisms --designated no --group western_european_and_others",
    ],
)
def test_an_answer_has_no_note(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", *words.split()]) == 0
    assert capsys.readouterr().err == ""


def test_postponements_come_with_their_caveat(capsys: pytest.CaptureFixture[str]) -> None:
    """As docs/declarations.md has it: not where the Committee against Torture stated the end."""
    for words, number in ([], 1), (["--state", "Germany"], 1), (["--state", "Australia"], 0):
        assert main(["list", "declarations", *words]) == 0
        assert capsys.readouterr().err.count("may be up to thirteen months short") == number


def test_the_convention_is_asked_in_the_same_words() -> None:
    """With Yugoslavia, as the Secretary-General counted on 5 December 1997."""
    on = ["--treaty", "convention", "--on", "1997-12-05"]
    [row] = json.loads(run("counts", *on, "--format", "json"))
    assert (row["parties"], row["pending_signatories"], row["treaty"]) == (104, 13, "convention")
    assert len(json.loads(run("list", "parties", *on, "--format", "json"))) == 104
    statuses = json.loads(run("statuses", *on, "--format", "json"))
    assert sum(row["is_party"] for row in statuses) == 104
    assert "Yugoslavia" in {row["state"] for row in statuses}
    assert "Yugoslavia" not in run("statuses", "--on", "1997-12-05")
    for words in (["timeline"], ["list", "parties"], ["status", "France"]):
        assert run(*words, "--treaty", "protocol") == run(*words)
    assert "1985-02-04  signature" in run("status", "France", "--treaty", "convention")
    first = opcat.convention().actions[0]
    [row, *_] = json.loads(run("list", "actions", "--treaty", "convention", "--format", "json"))
    assert (row["date"], row["state"]) == (str(first.date), first.state.name)


def test_a_territory_is_of_the_protocol() -> None:
    assert "party (Tokelau: excluded)" in run("status", "New Zealand")
    assert "Tokelau" not in run("status", "New Zealand", "--treaty", "convention")


def test_a_language_without_a_state_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "mechanisms", "--language", "fr"]) == 2
    assert "pass --state too" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Ghana", "Kenya", "Bhutan", "Nigeria", "Kazakhstan"])
def test_a_profile_names_the_source_of_each_line(name: str) -> None:
    """All sources of the page, each with a number that some line has."""
    page = opcat.profile(name)
    plain = run("profile", name).splitlines()
    lines = run("profile", name, "--sources").splitlines()
    at = lines.index("Sources")
    listed = dict(re.findall(r"^  \[(\d+)\] (.*)$", "\n".join(lines[at + 1 :]), re.MULTILINE))
    assert len(listed) == len(lines) - at - 1
    assert sorted(listed.values()) == sorted(map(str, page.sources))
    marks = [re.findall(r" \[(\d+)\]", line) for line in lines[:at]]
    assert [re.sub(r"( \[\d+\])+$", "", line) for line in lines[:at]] == plain
    assert {number for found in marks for number in found} == {*listed}
    for event, found in zip(page.events, marks[1:], strict=False):
        assert [listed[number] for number in found] == list(map(str, event.sources))
    rows = json.loads(run("profile", name, "--sources", "--format", "json"))
    assert [row["source_urls"] for row in rows] == [
        [source.url or "" for source in event.sources] for event in page.events
    ]


@pytest.mark.parametrize("on", [str(opcat.treaty().as_of), "2018-06-30"])
def test_each_answer_of_a_profile_has_the_sources_that_tell_it(on: str) -> None:
    """Told a second time from the answers themselves, for every State that a list names or not."""
    entries = {one.state: one.sources for one in opcat.overdue_list(on=on).entries}
    marked = set()
    for state in opcat.states():
        page = opcat.profile(state, on=on)
        lines = run("profile", state.name, "--on", on, "--sources").splitlines()
        at = lines.index("Sources")
        numbered = dict(line.strip().split(" ", 1) for line in lines[at + 1 :])
        sources: dict[str, Iterable[opcat.Source]] = {
            lines[0].partition(":")[0]: () if page.protocol.actions else page.protocol.sources,
            "under article 27": () if page.convention.actions else page.convention.sources,
            "mechanism designated": page.mechanism.sources if page.mechanism else (),
            "on the Subcommittee's overdue list": entries.get(state, ()),
        }
        for line in (lines[0], *lines[1 + len(page.events) : at]):
            told = [numbered[mark] for mark in re.findall(r"\[\d+\]", line)]
            asked = line.strip().partition(":")[0]
            assert told == list(map(str, sources.get(asked, ()))), line
            marked |= {state} if told and "overdue list" in asked else set()
    assert marked == {*entries}
    assert "Nigeria" in {state.name for state in marked}
