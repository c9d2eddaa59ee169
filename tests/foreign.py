"""Hostile values: every text of a value with what would run, or be obeyed, where it is not escaped."""

import enum
from typing import Any

import attrs

from opcat.errors import InvariantError

HOSTILE = (
    "=cmd|'/c calc'!A0;@SUM(1)</script><script>document.title='taken'</script><!--<script>"
    "<img src='http://taken.invalid/x' onerror=\"document.title='taken'\">'\"><svg onload=alert(1)>"
    "&lt;b&gt;[a](javascript:alert(1))|`$\\alpha$`${alert(1)}"
    "\x1b[2J\x1b]0;x\x07\x9b\x00\u202e\u2066\u2028\ufeff "
)
ADDRESS = "javascript:document.title='taken'//"

# What a terminal obeys and does not show; ends of lines are looked at by themselves.
OBEYED = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


def hostile(value: Any) -> Any:
    """Return a value like this one, each of whose texts is hostile where its form is free.

    The key by which the package knows the Protocol stays: without it nothing could be asked.
    """
    if isinstance(value, str) and not isinstance(value, enum.Enum):
        return HOSTILE + value
    if isinstance(value, tuple):
        return type(value)(map(hostile, value))
    if not attrs.has(type(value)):
        return value
    changed: dict[str, Any] = {}
    kept = {"key"} if type(value).__name__ == "Treaty" else set()
    for field in attrs.fields(type(value)):
        name = field.alias or field.name
        old = getattr(value, field.name)
        if not field.init or name in kept:
            continue
        new: Any
        if name == "fact_sources":  # pairs of the name of a field and its sources
            new = tuple((fact, hostile(sources)) for fact, sources in old)
        else:
            new = ADDRESS + old if name == "url" and old else hostile(old)
        if isinstance(old, str) and not _fits(value, name, new):
            continue  # a code, or a word of a vocabulary
        changed[name] = new
    return attrs.evolve(value, **changed)


def texts(value: Any) -> set[str]:
    """Return the hostile texts that a value holds."""
    if isinstance(value, str):
        return {value} if value.startswith((HOSTILE, ADDRESS)) else set()
    if isinstance(value, tuple):
        return set().union(*map(texts, value))
    if attrs.has(type(value)):
        return set().union(*(texts(getattr(value, f.name)) for f in attrs.fields(type(value))))
    return set()


def _fits(value: Any, name: str, text: str) -> bool:
    try:
        attrs.evolve(value, **{name: text})
    except InvariantError:
        return False
    return True
