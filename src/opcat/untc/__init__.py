"""The depositary's own pages: read one that you saved, check it, and see what changed.

It needs lxml (``pip install "opcat[untc]"``) and reads local files only: nothing here opens a
connection.
"""

from opcat.untc._changes import (
    Change,
    ChangedAction,
    ChangedAside,
    ChangedFact,
    Changes,
    NewAction,
    NewConsent,
    NewSignature,
    Renamed,
    Vanished,
    WithdrawnAction,
)
from opcat.untc._compare import compare
from opcat.untc._page import Aside, Page
from opcat.untc._reading import read, read_page

__all__ = [
    "Aside",
    "Change",
    "ChangedAction",
    "ChangedAside",
    "ChangedFact",
    "Changes",
    "NewAction",
    "NewConsent",
    "NewSignature",
    "Page",
    "Renamed",
    "Vanished",
    "WithdrawnAction",
    "compare",
    "read",
    "read_page",
]
