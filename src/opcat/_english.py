"""Numbers with their nouns, and months, in English."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def numbered(number: int, many: str) -> str:
    """Return a number with its noun: ``"1 party"``, ``"2 parties"``."""
    return f"{number} {noun(number, many)}"


def noun(number: int, many: str) -> str:
    """Return the noun for a number: ``"party"`` for 1, else ``"parties"``.

    Args:
        number: how many there are.
        many: the plural noun; a word without a plural, such as "eligible", stays as it is.
    """
    if number != 1:
        return many
    for plural, singular in (("ies", "y"), ("uses", "us"), ("s", "")):
        if many.endswith(plural):
            return many.removesuffix(plural) + singular
    return many


def ordinal(number: int) -> str:
    """Return an ordinal number: ``"1st"``, ``"20th"``."""
    teens = 10 < number % 100 < 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
