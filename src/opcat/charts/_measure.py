"""How wide a text is, and where it breaks into lines.

Charts are laid out before they are drawn, so widths are those of Helvetica, which Arial and
Liberation Sans share. In another font a text may be a little wider.
"""

from collections.abc import Iterator
from unicodedata import combining, east_asian_width, normalize

_FIRST = " "
# In thousandths of the font's size, from the space to the tilde.
_REGULAR = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 "
    "556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 "
    "722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 "
    "556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 "
    "260 334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 "
    "556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 "
    "722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 "
    "556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 "
    "280 389 584"
)
_WIDTHS = tuple(tuple(map(int, widths.split())) for widths in (_REGULAR, _BOLD))
_WIDE, _OTHER = 1000, 700
"""A letter of East Asia, and any other that is not in the table."""


def wide(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in pixels, in a font of this size."""
    return sum(_letter(letter, bold=bold) for letter in normalize("NFD", text)) * size / 1000


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Return a text in lines that fit into the room.

    Lines break at spaces, between letters of East Asia, and within what is wider than the room.
    """
    lines = [""]
    for piece in _pieces(text):
        if wide((lines[-1] + piece).rstrip(), size, bold=bold) <= room:
            lines[-1] += piece
        elif wide(piece.rstrip(), size, bold=bold) <= room:
            lines.append(piece)
        else:
            for letter in piece:
                if lines[-1] and wide(lines[-1] + letter, size, bold=bold) > room:
                    lines.append("")
                lines[-1] += letter
    return [line.rstrip() for line in lines if line.strip()]


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces between which a line may break, each with the space after it."""
    piece = ""
    for letter in text:
        if piece and (piece[-1] == " " != letter or _is_wide(letter)):
            yield piece
            piece = ""
        piece += letter
    yield piece


def _is_wide(letter: str) -> bool:
    return east_asian_width(letter) in ("W", "F")


def _letter(letter: str, *, bold: bool) -> int:
    place, widths = ord(letter) - ord(_FIRST), _WIDTHS[bold]
    if 0 <= place < len(widths):
        return widths[place]
    if combining(letter):
        return 0
    return _WIDE if _is_wide(letter) else _OTHER
