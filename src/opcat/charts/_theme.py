"""The colours of charts: three themes, and what a caller replaces.

People with colour vision deficiency can distinguish the colours, and each has a contrast of at
least 3 to 1 against the background (WCAG 2.2, 1.4.11). No information depends on colour alone: a
shape, a line, a pattern or a word repeats it.
"""

import re
from collections.abc import Mapping

import altair as alt

from opcat._guesses import near
from opcat.errors import VocabularyError

THEMES: Mapping[str, Mapping[str, str]] = {
    "light": {
        "background": "#ffffff",
        "text": "#1a1a1a",
        "notes": "#595959",
        "lines": "#707070",
        "grid": "#d9d9d9",
        "pale": "#ececec",
        "blue": "#0b5a9e",
        "orange": "#c2510c",
        "green": "#00795c",
        "purple": "#8c4a8f",
    },
    "dark": {
        "background": "#15191e",
        "text": "#f0f2f4",
        "notes": "#b4bcc4",
        "lines": "#8d969f",
        "grid": "#3b434b",
        "pale": "#2c333a",
        "blue": "#6db3f2",
        "orange": "#ff9c5b",
        "green": "#4dc4a2",
        "purple": "#d59bd8",
    },
    # For a printer without colours: what two colours tell apart, so do two greys and a pattern.
    "print": {
        "background": "#ffffff",
        "text": "#000000",
        "notes": "#3d3d3d",
        "lines": "#5c5c5c",
        "grid": "#d0d0d0",
        "pale": "#f2f2f2",
        "blue": "#3b3b3b",
        "orange": "#666666",
        "green": "#000000",
        "purple": "#7a7a7a",
    },
}
COMMON = ("background", "text", "notes", "lines")
"""What a caller may replace on every chart, by the names of a theme."""

_SUCH = "the code of a colour, such as '#0b5a9e'"
_HEX = re.compile("#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def colours_of(
    theme: object, roles: Mapping[str, str], given: Mapping[str, str] | None
) -> Mapping[str, str]:
    """Return the colours of a chart: those of the theme by their names, and its own by theirs.

    Args:
        theme: ``"light"``, ``"dark"`` or ``"print"``.
        roles: the chart's own names of colours, each with its name in a theme.
        given: the colours that replace them.

    Raises:
        VocabularyError: the theme, a name of a colour or a colour is not known.
        TypeError: `given` is not a mapping.
    """
    if not isinstance(theme, str) or theme not in THEMES:
        raise VocabularyError("theme", theme, THEMES)
    basic = THEMES[theme]
    colours = {**basic, **{name: basic[role] for name, role in roles.items()}}
    for name, colour in replacements("colours", given).items():
        if name not in roles and name not in COMMON:
            raise VocabularyError("a key of colours", name, (*roles, *COMMON))
        if not is_colour(colour):
            names = _names()
            such = "" if near(str(colour), names) else _SUCH
            raise VocabularyError(f"colours[{name!r}]", colour, names, such)
        colours[name] = colour
    return colours


def replacements(argument: str, given: object) -> Mapping[str, str]:
    """Return what a caller replaces, by name.

    Raises:
        TypeError: it is not a mapping.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise TypeError(f"{argument}= is of type {type(given).__name__}; pass a dict")
    return given


def is_colour(text: object) -> bool:
    """Tell whether it is the name of a colour in CSS, or one like ``"#0b5a9e"``."""
    if not isinstance(text, str):
        return False
    return text.lower() in _names() or _HEX.fullmatch(text) is not None


def _names() -> list[str]:
    """Return the names of colours in CSS, of which the first 17 are the oldest and best known."""
    names: list[str] = alt.ColorName.resolve_references()["enum"]
    return names
