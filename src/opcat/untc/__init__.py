"""The depositary's own pages: read one that you saved, check it, and see what changed.

It needs lxml (``pip install "opcat[untc]"``) and reads local files only: nothing here opens a
connection.
"""

from opcat.untc._change import (
    Change,
    ChangedAction,
    ChangedAside,
    ChangedFact,
    NewAction,
    NewConsent,
    NewSignature,
    Renamed,
    Vanished,
    WithdrawnAction,
)
from opcat.untc._changes import Changes
from opcat.untc._compare import compare
from opcat.untc._page import Aside, Page
from opcat.untc._reading import read, read_page
from opcat.untc._update import Update, update

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
    "Update",
    "Vanished",
    "WithdrawnAction",
    "compare",
    "read",
    "read_page",
    "update",
]
