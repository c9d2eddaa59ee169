"""The rules of the Protocol as functions of days."""

import calendar
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opcat._core import law  # rules at days that no treaty has
from opcat._core.days import add_months  # months at days that no treaty has
from opcat.errors import InvariantError

VIENNA_CONVENTION = {
    "2": "the use of terms",
    "2(1)(f)": "contracting State",
    "2(1)(g)": "party; in the Convention of 1978, notification of succession",
    "11": "the means of expressing consent to be bound",
    "12(2)(b)": "a signature ad referendum that is confirmed is a full signature",
    "18": "not to defeat the object and purpose before entry into force",
    "25": "provisional application",
    "29": "the entire territory, unless a different intention appears",
    "31(3)(b)": "subsequent practice, where it establishes the parties' agreement",
    "55": "a treaty does not end because its parties become too few",
    "56(2)": "twelve months' notice, where a treaty has no rule",
    "68": "notifications may be revoked before they take effect",
}
"""The articles that the package cites, and what each says: who cites another adds it here."""

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def test_no_article_of_the_vienna_convention_is_cited_for_what_it_does_not_say() -> None:
    """A check of a log is the package's own rule, however near an article lies to it."""
    root = Path(__file__).parents[1]
    texts = {
        path: path.read_text(encoding="utf-8")
        for folder, pattern in (("src", "*.py"), ("docs", "*.md"))
        for path in (root / folder).rglob(pattern)
    }
    cited: dict[str, str] = {}
    for path, text in texts.items():
        flat = " ".join(text.replace('"', " ").split())
        number = r"(\d+(?:\(\w+\))*)"
        for pattern in (
            rf"Vienna Convention[^.;:]{{0,60}}?\bart(?:\.|icles?) {number}",
            rf"article {number} of the Vienna Convention",
        ):
            cited |= dict.fromkeys(re.findall(pattern, flat), path.name)
    assert set(cited) == set(VIENNA_CONVENTION), cited


class TestAddMonths:
    """Months are counted by the calendar; a month that is too short ends on its last day."""

    @pytest.mark.parametrize(
        ("day", "months", "expected"),
        [
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2024, 2, 29), 48, date(2028, 2, 29)),
            (date(2023, 1, 31), 1, date(2023, 2, 28)),
            (date(2023, 12, 31), 2, date(2024, 2, 29)),
            (date(2023, 11, 15), 1, date(2023, 12, 15)),
            (date(2023, 5, 31), 1, date(2023, 6, 30)),
            (date(9999, 11, 30), 1, date(9999, 12, 30)),
        ],
    )
    def test_months_are_added_as_these_examples_say(
        self, day: date, months: int, expected: date
    ) -> None:
        assert add_months(day, months) == expected

    @given(DAYS, st.integers(0, 600))
    def test_the_month_is_right_and_the_day_as_near_as_can_be(self, day: date, months: int) -> None:
        later = add_months(day, months)
        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
        assert later.day == min(day.day, calendar.monthrange(later.year, later.month)[1])


class TestRules:
    """A rule is held to numbers that a treaty could have."""

    @pytest.mark.parametrize(
        ("field", "least", "most"), [("instruments", 1, 1000), ("days", 0, 36_500)]
    )
    def test_of_entry_into_force(self, field: str, least: int, most: int) -> None:
        rule = law.EntryIntoForceRule(instruments=20, days=30, article="28")
        within(rule, field, least, most)

    def test_a_denunciation_takes_one_to_twelve_hundred_months(self) -> None:
        within(law.DenunciationRule(months=12, article="33"), "months", 1, 1200)


def within(rule: Any, field: str, least: int, most: int) -> None:
    """Hold that a field takes the numbers from one to another, and no other."""
    for number in (least, most):
        assert getattr(attrs.evolve(rule, **{field: number}), field) == number
    for number in (least - 1, most + 1):
        with pytest.raises(InvariantError, match=f"^{field}: {number} .*{least} to {most}"):
            attrs.evolve(rule, **{field: number})


class TestArticle28:
    """Entry into force: the thirtieth day after the twentieth deposit, then after each."""

    @given(st.lists(DAYS, max_size=40), st.integers(1, 30))
    def test_nth_deposit_is_the_nth_smallest_day(
        self, deposits: list[date], instruments: int
    ) -> None:
        found = law.nth_deposit_on([(day, 1) for day in deposits], instruments)
        expected = sorted(deposits)[instruments - 1] if instruments <= len(deposits) else None
        assert found == expected

    def test_an_instrument_that_is_gone_does_not_count(self) -> None:
        first, gone, second, third = (date(2001, 1, day) for day in (1, 2, 3, 4))
        changes = [(first, 1), (gone, -1), (second, 1), (third, 1)]
        assert law.nth_deposit_on(changes, 2) == third

    def test_a_deposit_on_the_day_on_which_another_goes(self) -> None:
        day = date(2001, 1, 2)
        changes = [(date(2001, 1, 1), 1), (day, 1), (day, -1)]
        assert law.nth_deposit_on(changes, 2) is None
        assert law.nth_deposit_on(changes, 1) == date(2001, 1, 1)

    @given(DAYS, st.integers(0, 400))
    def test_the_treatys_own_day(self, day: date, days: int) -> None:
        assert law.entry_into_force_on(day, days) - day == timedelta(days=days)

    @given(DAYS, DAYS, st.integers(0, 400))
    def test_a_states_day_is_never_before_the_treatys(
        self, deposited: date, treaty_on: date, days: int
    ) -> None:
        found = law.entry_into_force_for_state_on(deposited, treaty_on, days)
        assert found >= treaty_on
        assert found >= deposited + timedelta(days=days)
        assert found in (treaty_on, deposited + timedelta(days=days))


class TestArticle33:
    """Denunciation takes effect one year after notice."""

    def test_a_denunciation_takes_effect_after_one_year(self) -> None:
        assert law.denunciation_effective_on(date(2020, 2, 29), 12) == date(2021, 2, 28)
        assert law.denunciation_effective_on(date(2020, 3, 1), 12) == date(2021, 3, 1)
