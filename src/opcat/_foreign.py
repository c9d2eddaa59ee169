"""Text that others wrote, made fit to be shown: on a page, on a terminal, in a spreadsheet.

What a saved page, a JSON text or a directory of record files holds may be hostile. Values keep it
as it is; whatever shows it asks this room.
"""

import re  # it keeps what it has compiled: no answer pays for a pattern that it does not need

# They turn the order of the letters round them, in which other text then reads as it was not meant.
_TURNING = "\u202a-\u202e\u2066-\u2069"
_NOT_ON_PAGE = f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff{_TURNING}]"
_NOT_ON_TERMINAL = f"[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029{_TURNING}]"
_NOT_IN_SCRIPT = "[<>&\u2028\u2029\ud800-\udfff]"  # a half character cannot be written
_MARKUP = r"[\\|`*<\[~]|&(?=#?\w+;)"
# What a spreadsheet takes for a formula, wide forms as East Asian keyboards make them too. Where a
# spreadsheet parts cells at ";", one begins there; the same goes for a line that is not closed.
_SIGNS = "=+@\\-＝＋＠－"  # noqa: RUF001 - the wide forms are meant
_FORMULA = f"^(?=[\t\r\n]|\\s*[{_SIGNS}])|(?<=[;\t\r\n])(?=[{_SIGNS}])"


def on_page(text: str) -> str:
    """Return a text with U+FFFD for what no page and no picture can hold, or what would turn it.

    Marks of HTML are left: whoever writes a page escapes them as the place demands.
    """
    return re.sub(_NOT_ON_PAGE, "\ufffd", text)


def on_terminal(text: str) -> str:
    r"""Return a line with ``\x1b`` and its like for what a terminal would obey and not show."""
    return text if text.isprintable() else re.sub(_NOT_ON_TERMINAL, _escape, text)


def in_script(json: str) -> str:
    """Return JSON that says the same and can stand in a script of a page, which ends at a ``<``."""
    return re.sub(_NOT_IN_SCRIPT, _escape_in_json, json)


def in_json(json: str) -> str:
    """Return a line of JSON that says the same, and holds nothing that a terminal would obey."""
    return json if json.isprintable() else re.sub(_NOT_ON_TERMINAL, _escape_in_json, json)


def in_cell(text: str) -> str:
    """Return a text with ``'`` where a spreadsheet would take what follows for a formula."""
    return re.sub(_FORMULA, "'", text)


def in_markdown(text: str) -> str:
    """Return a text that Markdown shows as it stands, in a cell of a table too."""
    return re.sub(_MARKUP, r"\\\g<0>", text)


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def _escape_in_json(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
