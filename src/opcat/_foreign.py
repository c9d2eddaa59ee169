"""Foreign text, made safe to display: on a page, on a terminal, in a spreadsheet.

Text from a saved page, a JSON document or a directory of record files may be hostile. Values keep
it unchanged; every output passes it through this room.
"""

import re  # compiled on first use and cached, so no answer pays for a pattern that it does not need

# Bidirectional control characters reorder the text around them, which can make it misleading.
_TURNING = "\u202a-\u202e\u2066-\u2069"
_NOT_ON_PAGE = f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff{_TURNING}]"
_NOT_ON_TERMINAL = f"[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029{_TURNING}]"
_NOT_IN_SCRIPT = "[<>&\u2028\u2029\ud800-\udfff]"  # a lone surrogate cannot be written
_MARKUP = r"[\\|`*<\[~]|&(?=#?\w+;)"
# What a spreadsheet reads as a formula, including full-width forms from East Asian keyboards. A
# spreadsheet may split cells at ";" or "|", and a new cell also begins after a line break.
_SIGNS = "=+@\\-＝＋＠－"  # noqa: RUF001 - the wide forms are meant
_FORMULA = f"^(?=[\t\r\n]|\\s*[{_SIGNS}])|(?<=[;|\t\r\n])(?=[{_SIGNS}])"


def on_page(text: str) -> str:
    """Return a string with U+FFFD for control characters and bidirectional control characters.

    Markup is left as it is: the code that writes a page escapes it as the context demands.
    """
    return re.sub(_NOT_ON_PAGE, "\ufffd", text)


def on_terminal(text: str) -> str:
    r"""Return a line with ``\x1b`` and the like for characters that control a terminal."""
    return text if text.isprintable() else re.sub(_NOT_ON_TERMINAL, _escape, text)


def in_script(json: str) -> str:
    """Return equal JSON that is safe inside a script element, which a ``<`` could end."""
    return re.sub(_NOT_IN_SCRIPT, _escape_in_json, json)


def in_json(json: str) -> str:
    """Return an equal line of JSON without characters that control a terminal."""
    return json if json.isprintable() else re.sub(_NOT_ON_TERMINAL, _escape_in_json, json)


def in_cell(text: str) -> str:
    """Return a string with ``'`` before anything that a spreadsheet would read as a formula."""
    return re.sub(_FORMULA, "'", text)


def in_markdown(text: str) -> str:
    """Return a string that Markdown displays unchanged, also in a table cell."""
    return re.sub(_MARKUP, r"\\\g<0>", text)


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


def _escape_in_json(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
