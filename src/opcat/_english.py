"""Numbers with what they count, in English."""

__all__ = ["numbered"]


def numbered(number: int, many: str) -> str:
    """Return a number with what it counts: ``"1 party"``, ``"2 parties"``.

    Args:
        number: how many there are.
        many: what is counted, in the plural; what has none, such as "eligible", stays as it is.
    """
    if number != 1:
        return f"{number} {many}"
    return f"1 {many[:-3]}y" if many.endswith("ies") else f"1 {many.removesuffix('s')}"
