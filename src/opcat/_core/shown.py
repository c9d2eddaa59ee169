"""The door from a value to what a notebook shows of it, which a later wing makes."""

from importlib import import_module
from typing import ClassVar

from opcat._forks import loading


class Shown:
    """A value that a notebook shows as tables with their sources."""

    __slots__ = ()

    _shown_by: ClassVar[str] = "_output.notebook"
    """The room whose `html` makes the tables. It is loaded by name, when a notebook asks."""

    def _repr_html_(self) -> str:
        with loading:
            room = import_module(f"opcat.{self._shown_by}")
        html: str = room.html(self)
        return html
