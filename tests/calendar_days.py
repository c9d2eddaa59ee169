"""Days told a second time: in words, and by months later."""

from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def in_words(day: date) -> str:
    """Return a day as it is printed: 4 February 2003."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where the month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:  # there is no such day in that month
            continue
    raise AssertionError(day)
