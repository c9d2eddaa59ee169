"""Days as callers write them, days known in part, and periods."""

import datetime as dt
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest
from calendar_days import in_words
from hypothesis import given
from hypothesis import strategies as st

import opcat
from opcat import PartialDate, Period, strategies

AS_OF = opcat.treaty().as_of
NAMES = {"Period": Period, "datetime": dt}  # what a repr names


untyped: Any = opcat
"""The package as code sees it that no type checker reads."""


def asked(day: Any) -> date:
    """Return the day that is understood where one is asked about."""
    return opcat.treaty(on=day).as_of


class TestParseDay:
    """`on=` takes a date, or text of the one form YYYY-MM-DD."""

    @given(st.dates(max_value=AS_OF))
    def test_a_date_and_its_text_are_the_same(self, day: date) -> None:
        assert asked(day) == asked(day.isoformat()) == day

    @given(st.integers(0, 10**4))
    def test_an_error_is_short_whatever_was_passed(self, length: int) -> None:
        for wrong, kind in (("9" * length, opcat.errors.DayValueError), ([0] * length, TypeError)):
            with pytest.raises(kind) as caught:
                asked(wrong)
            assert len(str(caught.value)) < 300

    @given(
        st.datetimes(
            max_value=datetime(2026, 2, 3, 23), timezones=st.one_of(st.none(), st.timezones())
        )
    )
    def test_a_datetime_is_its_own_calendar_day(self, moment: datetime) -> None:
        found = asked(moment)
        assert type(found) is date
        assert (found.year, found.month, found.day) == (moment.year, moment.month, moment.day)

    def test_time_zones_are_not_converted(self) -> None:
        late = datetime(2010, 1, 1, 23, 59, tzinfo=timezone(timedelta(hours=-12)))
        assert late.astimezone(UTC).date() == date(2010, 1, 2)
        assert asked(late) == date(2010, 1, 1)

    @pytest.mark.parametrize("value", [2010, 20100101, 3.5, True, (2010, 1, 1), b"2010-01-01"])
    def test_what_is_of_no_type_of_day_is_refused(self, value: object) -> None:
        with pytest.raises(opcat.errors.DayTypeError, match=r"on=.* is not a day; ") as caught:
            asked(value)
        assert isinstance(caught.value, TypeError)
        assert (caught.value.argument, caught.value.value) == ("on", value)

    def test_none_is_no_day_where_one_has_to_be_given(self) -> None:
        """In a question, `on=None` is the last day of the record."""
        nothing: Any = None
        with pytest.raises(opcat.errors.DayTypeError, match="None is not a day"):
            opcat.treaty().on(nothing)

    @pytest.mark.parametrize("number", [20100101, -5, 0, 10_000])
    def test_a_number_that_is_no_year(self, number: int) -> None:
        with pytest.raises(opcat.errors.DayTypeError, match=r"pass a datetime\.date or a string"):
            asked(number)

    def test_a_bare_year_says_what_to_pass(self) -> None:
        with pytest.raises(
            opcat.errors.DayTypeError, match=r"a year alone is not a day.*'2010-12-31'"
        ):
            opcat.counts(on=2010)  # type: ignore[arg-type] # the mistake

    @pytest.mark.parametrize(
        ("argument", "value", "says"),
        [
            ("since", 2015, "a year alone is not a day: pass a full day such as '2015-01-01'"),
            ("until", 2015, "a year alone is not a day: pass a full day such as '2015-12-31'"),
            ("since", "2015", "a year alone is not a day: pass a full day such as '2015-01-01'"),
            ("until", "2015", "a year alone is not a day: pass a full day such as '2015-12-31'"),
            (
                "since",
                "2016-02",
                "a month alone is not a day: pass a full day such as '2016-02-01'",
            ),
            (
                "until",
                "2016-02",
                "a month alone is not a day: pass a full day such as '2016-02-29'",
            ),
        ],
    )
    def test_a_year_or_a_month_has_the_end_that_the_argument_needs(
        self, argument: str, value: Any, says: str
    ) -> None:
        """Whoever takes over the last day of a year as `since` loses the year."""
        with pytest.raises((opcat.errors.DayTypeError, opcat.errors.DayValueError)) as caught:
            opcat.consents(**{argument: value})
        assert str(caught.value).endswith(says)

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                " ",
                "201",
                "2010-1",
                "2010-1-1",
                "20100101",
                "2010-W01-1",
                "2010-001",
                "01-01-2010",
            ),
            *("2010-02-30", "2010-13-01", "2010-01-01T00:00", " 2010-01-01", "2010/01/01"),
            *("0000-01-01", "２０１０-01-01", "2010-01-0１", "today"),
        ],
    )
    def test_a_text_that_is_no_day_is_refused(self, text: str) -> None:
        with pytest.raises(
            opcat.errors.DayValueError, match="pass a string of the form 'YYYY-MM-DD'"
        ) as caught:
            asked(text)
        assert isinstance(caught.value, ValueError)
        assert (caught.value.argument, caught.value.value) == ("on", text)

    @given(st.dates(min_value=date(1000, 1, 1)))
    def test_a_day_in_another_form_is_named_and_never_read(self, day: date) -> None:
        month = in_words(day).split()[1]
        either = {f"{day.year}-{day.month:02}-{day.day:02}"}
        turned = {f"{day.year}-{day.day:02}-{day.month:02}"} if day.day <= 12 else set()
        for text, meant in (
            (f"{day.day} {month} {day.year}", either),
            (f"{day.day}-{month[:3].upper()}-{day.year}", either),
            (f"{month[:3]}. {day.day}, {day.year}", either),
            (f"{day.year}/{day.month}/{day.day}", either),
            (f"{day} 00:00:00", either),
            (f"{day}T12:30:00.000+02:00", either),
            (f"{day.day:02}/{day.month:02}/{day.year}", either | turned),
            (f"{day.month}.{day.day}.{day.year}", either | turned),
        ):
            with pytest.raises(opcat.errors.DayValueError) as caught:
                asked(text)
            assert {*re.findall(r"'(\d{4}-\d\d-\d\d)'", caught.value.hint)} == meant, text
            assert "'YYYY-MM-DD', here '" in str(caught.value)

    @pytest.mark.parametrize(
        "text", ["31/31/2010", "30 Feb 2010", "3 Fe 2010", "Foo 3, 2010", "2010-13-1"]
    )
    def test_what_is_no_day_in_any_form_names_none(self, text: str) -> None:
        with pytest.raises(opcat.errors.DayValueError, match="such as '2010-01-31'"):
            asked(text)

    @pytest.mark.parametrize("number", [38020, 38020.0, "38020", "38020.0", np.int64(38020)])
    def test_a_day_as_excel_counts_it(self, number: object) -> None:
        """Excel's 60 is a 29 February 1900 that never was; from 61 on it counts from 30 December 1899."""
        with pytest.raises((opcat.errors.DayTypeError, opcat.errors.DayValueError)) as caught:
            asked(number)
        assert "here '2004-02-03' if it counts days as Excel does" in str(caught.value)

    @given(st.text(max_size=12))
    @pytest.mark.filterwarnings("ignore::opcat.CoverageWarning")
    def test_any_text_is_a_day_or_the_one_error(self, text: str) -> None:
        try:
            day = asked(text)
        except opcat.errors.DayValueError:
            return
        assert day == min(date.fromisoformat(text), AS_OF)
        assert date.fromisoformat(text).isoformat() == text


class TestPartialDate:
    """As exact as a source gives it, and never a made-up day."""

    @given(strategies.partial_dates())
    def test_text_and_repr_read_back(self, partial: opcat.PartialDate) -> None:
        assert PartialDate.parse(str(partial)) == partial
        assert eval(repr(partial)) == partial

    @given(strategies.partial_dates())
    def test_earliest_and_latest_span_it(self, partial: opcat.PartialDate) -> None:
        assert partial.earliest <= partial.latest
        assert partial.is_exact is (partial.earliest == partial.latest)
        for day in (partial.earliest, partial.latest):
            assert str(PartialDate.of(day)).startswith(str(partial))
        outside = [
            end + step
            for end, step in ((partial.earliest, -timedelta(1)), (partial.latest, timedelta(1)))
            if date.min < end < date.max
        ]
        assert not [day for day in outside if str(PartialDate.of(day)).startswith(str(partial))]

    def test_the_last_days_there_are(self) -> None:
        assert PartialDate.parse("9999").latest == date.max
        assert PartialDate.parse("9999-12").latest == date.max
        assert PartialDate.parse("9999-11").latest == date(9999, 11, 30)

    @pytest.mark.parametrize(
        "text", ["", "2007-1", "07", "2007-13", "2007-02-30", "2007-10-", "0000"]
    )
    def test_what_is_no_partial_date_is_refused(self, text: str) -> None:
        with pytest.raises(
            opcat.errors.DayValueError, match=r"is not a day of the calendar; .*'YYYY-MM' or"
        ):
            PartialDate.parse(text)

    @pytest.mark.parametrize("text", ["２００７", "200a", "2007-1a"])
    def test_only_ascii_digits(self, text: str) -> None:
        with pytest.raises(opcat.errors.DayValueError):
            PartialDate.parse(text)

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"year": 2007, "day": 3}, "day"),
            ({"year": 2007, "month": 0}, "PartialDate"),
            ({"year": 2007, "month": 2, "day": 30}, "PartialDate"),
            ({"year": "2007"}, "year"),
            ({"year": 2007, "month": 1.0}, "month"),
            ({"year": 0}, "PartialDate"),
        ],
    )
    def test_a_year_month_or_day_that_does_not_exist_is_refused(
        self, fields: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(opcat.errors.InvariantError) as caught:
            PartialDate(**fields)
        assert caught.value.problems[0][0] == field

    def test_partial_dates_have_no_order(self) -> None:
        """2007 is neither before nor after October 2007."""
        with pytest.raises(TypeError):
            assert untyped.PartialDate.parse("2007") < PartialDate.parse("2007-10")

    @pytest.mark.parametrize("wrong", [2007, None, b"2007", date(2007, 1, 1)])
    def test_only_a_string_is_read(self, wrong: Any) -> None:
        with pytest.raises(opcat.errors.DayTypeError, match=r"^date="):
            PartialDate.parse(wrong)


class TestPeriod:
    """Half-open days that print inclusively."""

    @given(strategies.periods(), strategies.days())
    def test_a_period_holds_its_first_day_to_its_last(
        self, period: opcat.Period, day: date
    ) -> None:
        assert (day in period) is (
            period.start <= day and (period.last is None or day <= period.last)
        )

    def test_days_may_be_text_here_too(self) -> None:
        period = Period(start=date(2001, 1, 1), stop=date(2002, 1, 1))
        assert "2001-12-31" in period
        assert datetime(2002, 1, 1) not in period
        year: Any = 2001
        with pytest.raises(opcat.errors.DayTypeError):
            assert year in period

    @given(strategies.periods())
    def test_repr_reads_back(self, period: opcat.Period) -> None:
        assert eval(repr(period), NAMES) == period

    @given(strategies.periods())
    def test_prints_its_first_and_last_day(self, period: opcat.Period) -> None:
        text = str(period)
        if period.stop is None:
            assert text == f"since {in_words(period.start)}"
        elif period.last is None or period.last == period.start:
            assert text == in_words(period.start)
        else:
            assert text == f"{in_words(period.start)} to {in_words(period.last)}"

    @pytest.mark.parametrize(
        ("start", "stop", "field"),
        [
            (date(2001, 1, 1), date(2001, 1, 1), "stop"),
            (date(2001, 1, 1), date(2000, 1, 1), "stop"),
            ("2001-01-01", None, "start"),
            (datetime(2001, 1, 1), None, "start"),
            (date(2001, 1, 1), "2002-01-01", "stop"),
        ],
    )
    def test_a_period_of_no_days_or_of_other_types_than_dates_is_refused(
        self, start: Any, stop: Any, field: str
    ) -> None:
        with pytest.raises(opcat.errors.InvariantError, match=field):
            Period(start=start, stop=stop)
