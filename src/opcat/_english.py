"""Numbers with what they count, in English."""


def numbered(number: int, many: str) -> str:
    """Return a number with what it counts: ``"1 party"``, ``"2 parties"``."""
    return f"{number} {noun(number, many)}"


def noun(number: int, many: str) -> str:
    """Return what a number counts: ``"party"`` for 1, else ``"parties"``.

    Args:
        number: how many there are.
        many: what is counted, in the plural; what has none, such as "eligible", stays as it is.
    """
    if number != 1:
        return many
    for ending, one in (("ies", "y"), ("uses", "us"), ("s", "")):
        if many.endswith(ending):
            return many.removesuffix(ending) + one
    return many


def ordinal(number: int) -> str:
    """Return a number as one of a row: ``"1st"``, ``"20th"``."""
    teens = 10 < number % 100 < 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
