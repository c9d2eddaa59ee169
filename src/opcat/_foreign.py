"""Text that others wrote, made fit to be shown: on a page, in a picture, on a terminal.

What a saved page, a JSON text or a directory of record files holds may be hostile. Values keep it
as it is; whatever shows it asks this room.
"""

import re

__all__ = ["in_script", "on_page", "on_terminal"]

# They turn the order of the letters round them, in which other text then reads as it was not meant.
_TURNING = "\u202a-\u202e\u2066-\u2069"
_NOT_ON_PAGE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff{_TURNING}]")
_NOT_ON_TERMINAL = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029{_TURNING}]")
_NOT_IN_SCRIPT = re.compile("[<>&\u2028\u2029]")


def on_page(text: str) -> str:
    """Return a text with U+FFFD for what no page and no picture can hold, or what would turn it.

    Marks of HTML are left: whoever writes a page escapes them as the place demands.
    """
    return _NOT_ON_PAGE.sub("\ufffd", text)


def on_terminal(text: str) -> str:
    r"""Return a line with ``\x1b`` and its like for what a terminal would obey and not show."""
    return text if text.isprintable() else _NOT_ON_TERMINAL.sub(_escape, text)


def in_script(json: str) -> str:
    """Return JSON that says the same and can stand in a script of a page, which ends at a ``<``."""
    return _NOT_IN_SCRIPT.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
