"""How values show themselves: their fields, and the door to what a notebook shows.

The tables of a notebook are made by a later wing.
"""

from importlib import import_module
from typing import Any, ClassVar

import attrs

from opcat._forks import loading


class Shown:
    """A value that a notebook shows as tables with their sources."""

    __slots__ = ()

    _shown_by: ClassVar[str] = "_output.notebook"
    """The room whose `html` makes the tables. It is loaded by name, when a notebook needs it."""

    def _repr_html_(self) -> str:
        with loading:
            room = import_module(f"opcat.{self._shown_by}")
        html: str = room.html(self)
        return html


def expression(value: Any) -> str:
    """Return an expression that evaluates back to a value: its fields by name.

    Fields that are kept out of it (``repr=False``) are left out, as attrs does.

    It is the ``__repr__`` of the values that a first answer is made of: what attrs writes is as
    long again as the rest of a small class, and compiled anew in every process.
    """
    fields = ", ".join(
        f"{field.name}={getattr(value, field.name)!r}"
        for field in attrs.fields(type(value))
        if field.repr
    )
    return f"{type(value).__name__}({fields})"
