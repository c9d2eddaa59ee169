"""The small parts that readers of pages are made of, each by itself."""

import contextlib
import datetime as dt
import re
import shlex
from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

import opcat
from opcat import ActionKind
from opcat._names.fold import misread  # texts that no page can hold
from opcat.untc._cells import (  # single cells, each against what it may say
    Cell,
    Column,
    column,
    quoted,
)
from opcat.untc._heading import is_to_come  # moments of other clocks
from opcat.untc._lines import Lines  # lines and columns, which only damaged pages show
from opcat.untc._parse import plain  # single texts, each against what remains of it
from opcat.untc._participants import identified, unknown  # single names

CELL = st.sampled_from(["", "a", "b c", "é", "two\nlines", 'a "quoted" one', "a, b", "X"])
ROW = st.lists(CELL, min_size=2, max_size=3)
END = st.sampled_from(["\n", "\r\n", "\r"])


def written(row: list[str], end: str, *, quotes: bool = False) -> str:
    """Return the text of a row; with quotes where none need be."""

    def cell(text: str) -> str:
        quoted = text.replace('"', '""')
        return f'"{quoted}"' if quotes or set(text) & set(',"\n') else text

    return ",".join(map(cell, row)) + end


@given(
    END,
    st.lists(st.tuples(ROW, END, st.booleans()), max_size=5),
    st.booleans(),
    st.lists(st.tuples(st.booleans(), st.integers(0, 9), ROW), max_size=4),
)
def test_a_row_that_is_not_touched_keeps_its_bytes(
    first: str,
    drawn: list[tuple[list[str], str, bool]],
    closed: bool,
    changes: list[tuple[bool, int, list[str]]],
) -> None:
    """Whichever ends its lines have; new ones end as the heading does, and stand where they are put."""
    rows = [["one", "two"], *(row for row, _, _ in drawn)]
    texts = [f"one,two{first}", *(written(row, end, quotes=quotes) for row, end, quotes in drawn)]
    if not closed:
        texts[-1] = texts[-1].rstrip("\r\n")
    lines = Lines("".join(texts).encode())
    new_end = "\r\n" if texts[0].endswith("\r\n") else "\n"
    for is_new, number, row in changes:
        new = written(row, new_end)
        index = min(max(number, int(is_new)), len(rows) - (not is_new))
        if is_new:
            if not texts[index - 1].endswith(("\n", "\r")):
                texts[index - 1] += new_end
            rows.insert(index, row)
            texts.insert(index, new)
            lines.insert(index, row)
        else:
            if rows[index] != row:
                texts[index] = new
            rows[index] = row
            lines.replace(index, row)
        assert list(lines) == rows
    assert lines.data().decode() == "".join(texts)


@pytest.mark.parametrize("heading", ["Firma", "Accession(a", "Signature,", "Accession(a)b", ""])
def test_what_is_no_heading_is_told_what_headings_are(heading: str) -> None:
    """The examples in the error are headings, in the depositary's own letters."""
    with pytest.raises(ValueError, match="is not an act that the package knows") as caught:
        column(heading, {})
    message = str(caught.value)
    assert message.startswith(repr(heading))
    found = re.search("the English page has headings such as '(.*)' and '(.*)'; if it is", message)
    assert found is not None
    for example in found.groups():
        kinds = column(example, {}).acts.values()
        words = [term.partition("(")[0] for term in example.split(", ")]
        assert [kind.label.capitalize() for kind in kinds if isinstance(kind, ActionKind)] == words
    assert f"acts={{{heading!r}: KIND}}" in message
    assert f"--act {shlex.quote(heading + '=KIND')}, where KIND is" in message


def test_each_act_with_a_column_is_known_by_its_words() -> None:
    """What ends an act has no column; a provisional application is no act of a log."""
    ends = {"Denunciation", "Withdrawal of signature", "Revocation of denunciation"}
    for kind in ActionKind:
        words = kind.label.capitalize()
        if words in ends:
            ends.remove(words)
            with pytest.raises(ValueError, match=f"^'{words}' is not an act"):
                column(f"{words}(x)", {})
        else:
            assert column(f"{words}(x)", {}).acts == {"x": kind}
    assert not ends
    assert column("Act of formal confirmation", {}).acts[""] is ActionKind.FORMAL_CONFIRMATION
    assert column("Provisional application(n)", {}).acts == {"n": "provisional application"}


@given(st.lists(st.sampled_from([*ActionKind, "extension", None]), min_size=1, unique=True))
def test_a_column_holds_signatures_or_consents_as_its_letters_say(
    kinds: list[ActionKind | str | None],
) -> None:
    its = Column("any", {chr(97 + letter): kind for letter, kind in enumerate(kinds)})
    acts = [kind for kind in kinds if isinstance(kind, ActionKind)]
    assert its.is_of_signatures is any(kind.is_signature for kind in acts)
    assert its.is_of_consents is any(kind.is_consent for kind in acts)


def test_what_is_no_date_is_told_what_dates_are() -> None:
    dates = column("Ratification, Accession(a)", {})
    with pytest.raises(ValueError, match="is not a date such as") as caught:
        dates.read("2003")
    first, last = str(caught.value).partition("such as '")[2][:-1].split("' or '")
    day = date(2003, 10, 1)
    assert dates.read(first) == Cell(ActionKind.ACCESSION, day, has_lapsed=False)
    assert dates.read(last) == Cell(ActionKind.RATIFICATION, day, has_lapsed=True)


ENCODINGS = {
    "iso-8859-1": "Windows-1252",
    "windows-1252": "Windows-1252",
    "mac-roman": "Mac Roman",
    "cp850": "a code page of DOS",
    "cp437": "a code page of DOS",
}


@given(st.text(min_size=1), st.sampled_from(["iso-8859-1", "windows-1252"]))
def test_a_text_that_was_read_in_a_wrong_encoding_can_be_told(text: str, encoding: str) -> None:
    with contextlib.suppress(UnicodeError):
        wrong = text.encode().decode(encoding)
        assert misread(wrong) == (None if text.isascii() else (text, "Windows-1252"))


@pytest.mark.parametrize(("encoding", "name"), ENCODINGS.items())
def test_names_of_states_that_were_read_so_can_be_told(encoding: str, name: str) -> None:
    for text in ("Côte d'Ivoire", "Türkiye", "São Tomé and Príncipe"):
        assert misread(text.encode().decode(encoding)) == (text, name)
    assert misread("Kenya") is None
    assert misread("Côte d'Ivoire") is None


def test_bytes_that_windows_does_not_define_stay_as_browsers_leave_them() -> None:
    assert misread("\u00c3\u008dsland \u00e2\u20ac\u0153") == ("\u00cdsland \u201c", "Windows-1252")


def test_no_name_of_a_state_looks_as_if_it_were_read_so() -> None:
    for state in opcat.states():
        assert misread(state.depositary_name) is None


@given(st.text(min_size=1, max_size=300), st.integers(1, 300))
def test_a_quoted_text_is_whole_or_says_that_it_is_not(text: str, most: int) -> None:
    whole = repr(text)
    assert quoted(text, most) == (whole if len(text) <= most else f"{text[:most]!r}...")
    assert quoted("x" * 80) == repr("x" * 80)
    assert quoted("x" * 81) == f"{'x' * 80!r}..."


@pytest.mark.parametrize(("length", "whole"), [(300, True), (301, False)])
def test_a_long_heading_is_cut_in_the_error(length: int, whole: bool) -> None:
    """It is longer than any that the depositary has, which are whole, to be pasted."""
    words = "X" + "x" * (length - 1)
    shown = repr(words) if whole else f"{words[:300]!r}..."
    with pytest.raises(ValueError, match="is not an act") as caught:
        column(words, {})
    assert str(caught.value).startswith(f"{shown} is not an act")
    assert f"acts={{{shown}: KIND}}" in str(caught.value)
    assert (f"--act {words}=KIND" in str(caught.value)) is whole
    assert ("--act WORDS=KIND" in str(caught.value)) is not whole
    lettered = f"{words[:-3]}(d)"
    dates = column(lettered, {words[:-3].casefold(): ActionKind.ACCESSION})
    with pytest.raises(ValueError, match="does not explain a date without a letter") as caught:
        dates.read("1 Oct 2003")
    assert (repr(lettered) in str(caught.value)) is whole
    assert lettered[:300] in str(caught.value)


@pytest.mark.parametrize("today", [dt.date(2024, 2, 28), dt.date(2025, 12, 31)])
@pytest.mark.parametrize("time", [(0, 0), (9, 0), (9, 59), (10, 0), (10, 1), (23, 59)])
@pytest.mark.parametrize("days", [-1, 0, 1, 2])
def test_a_day_is_to_come_until_it_begins_where_days_begin_first(
    today: dt.date, time: tuple[int, int], days: int
) -> None:
    """On the Line Islands, fourteen hours before UTC."""
    moment = dt.datetime.combine(today, dt.time(*time), dt.UTC)

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override] # the one that is asked
            assert tz is not None, "the local day is another"
            return moment.astimezone(tz)

    day = today + dt.timedelta(days=days)
    begins = dt.datetime.combine(day, dt.time(), dt.timezone(dt.timedelta(hours=14)))
    with patch.object(dt, "datetime", Clock):
        assert is_to_come(day) is (begins > moment)


class TestTags:
    @given(st.text(st.sampled_from("<<>>/ab \u200b")))
    def test_tags_are_taken_out_until_nothing_changes(self, text: str) -> None:
        left, before = text, ""
        while left != before:
            left, before = re.sub(r"<[^<>]*>", "", left), left
        found = plain(text)
        assert found == " ".join(left.replace("\u200b", "").split())
        assert plain(found) == found

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("<<x>/script>", ""),
            ("<<x>script>alert(1)<<x>/script>", "alert(1)"),
            ("<scr<script>ipt>a", "a"),
            ("<<sup>1</sup>b>a", "a"),
            ("fewer < than", "fewer < than"),
            ("a > b < c", "a > b < c"),
            ("a > <b>c</b> < d", "a > c < d"),
        ],
    )
    def test_what_is_left_is_no_tag(self, text: str, left: str) -> None:
        assert plain(text) == left


def test_who_is_not_known_is_named_with_what_to_write() -> None:
    with pytest.raises(opcat.DataError) as caught:
        identified("Ruritania", "ruritania")
    [(place, why)] = caught.value.problems
    assert place == "Ruritania"
    assert why == (
        "'ruritania' is neither a State nor a participant that the package knows; say what it is, "
        "for instance 'organisation:ruritania'"
    )
    assert unknown("Ruritania") == (
        "'Ruritania' is not a participant that the package knows; if it is one, say who it is: "
        "participants={'Ruritania': opcat.State(...)}, on the command line --participant NAME=KEY"
    )
