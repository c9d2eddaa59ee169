"""What a text shows, how wide that is, and where it breaks into lines.

Charts are laid out before they are drawn, so widths are those of Helvetica, which Arial and
Liberation Sans share. In another font a text may be a little wider.
"""

import re
from collections.abc import Iterator
from unicodedata import category, combining, east_asian_width, normalize

from opcat._foreign import on_page

# A "<" that begins a tag or a comment in HTML. With a space after it, it does not, and in
# expressions of Vega, where it compares, the space changes nothing.
_TAG = re.compile("<(?=[A-Za-z/!?])")
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
_WIDE, _SMALL, _OTHER, _UNSEEN = 1000, 700, 1030, 1700
"""A letter of East Asia, a small letter or digit, and any other sign, none of them in the table.

The last is a sign that is not seen, such as a zero-width space, for which some fonts draw a box.
"""
# Latin, Greek and Cyrillic letters with their marks, and punctuation.
_LACKED = re.compile("[^\0-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20ac]")
_BORROWED = 1.45
"""How much wider letters may be in another font.

Where Helvetica lacks one letter, what draws a picture may take another font for the whole line.
"""


def shown(text: str) -> str:
    """Return a text so that it is safe to display: this is what is measured, and what is drawn."""
    return _TAG.sub("< ", on_page(text))


def wide(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in pixels, in a font of this size, or what it is at most."""
    letters = normalize("NFD", shown(text))
    known = others = 0
    for letter in letters:
        place = ord(letter) - ord(_FIRST)
        if 0 <= place < len(_WIDTHS[bold]):
            known += _WIDTHS[bold][place]
        else:
            others += _letter(letter)
    return (known * (_BORROWED if _LACKED.search(letters) else 1) + others) * size / 1000


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Return what a text shows, in lines that fit into the room.

    Lines break at spaces, between letters of East Asia, and within what is wider than the room.
    """
    lines = [""]
    for piece in _pieces(shown(text)):
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


def _letter(letter: str) -> int:
    """Return the width of a letter that is not in the table."""
    if combining(letter):
        return 0
    if _is_wide(letter):
        return _WIDE
    if category(letter) == "Cf":
        return _UNSEEN
    return _SMALL if letter.isalnum() and not letter.isupper() else _OTHER
