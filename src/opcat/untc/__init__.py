"""The depositary's own pages: read one that you saved, check it, and see what changed.

It needs lxml (``python -m pip install "opcat[untc]"``) and reads local files only: nothing here opens a
connection.
"""

from opcat.untc._change import (
    Change,
    ChangedAction,
    ChangedFact,
    ChangedOffLogEntry,
    NewAction,
    NewConsent,
    NewSignature,
    RenamedState,
    VanishedState,
    WithdrawnAction,
)
from opcat.untc._changes import Changes
from opcat.untc._compare import compare
from opcat.untc._folder import Folder, RefusedPage, SavedPage, read_all
from opcat.untc._page import OffLogEntry, Page
from opcat.untc._reading import read, read_page
from opcat.untc._update import Update, update

__all__ = [
    "Change",
    "ChangedAction",
    "ChangedFact",
    "ChangedOffLogEntry",
    "Changes",
    "Folder",
    "NewAction",
    "NewConsent",
    "NewSignature",
    "OffLogEntry",
    "Page",
    "RefusedPage",
    "RenamedState",
    "SavedPage",
    "Update",
    "VanishedState",
    "WithdrawnAction",
    "compare",
    "read",
    "read_all",
    "read_page",
    "update",
]
