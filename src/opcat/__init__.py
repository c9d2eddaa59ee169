"""Who has done what under the Optional Protocol to the Convention against Torture, and how we know.

This is the table of contents. Nothing is loaded before it is asked for, so that importing the
package costs next to nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opcat import errors, strategies
    from opcat._bundled import load
    from opcat._codec import from_json, to_json
    from opcat._columns import Resolution, resolve_all
    from opcat._days import PartialDate, Period
    from opcat._model import (
        Action,
        Counts,
        DenunciationRule,
        EntryIntoForceRule,
        Source,
        State,
        StateStatus,
    )
    from opcat._practice import Background, Milestone, Related, RelatedKind, background
    from opcat._query import (
        actions,
        counts,
        is_party,
        non_parties,
        parties,
        pending_signatories,
        signatories,
        status,
        timeline,
        treaty,
        when,
    )
    from opcat._resolve import find_state, resolve, states
    from opcat._terms import ActionKind, Basis, RegionalGroup, Standing, UNStatus
    from opcat._treaty import Treaty
    from opcat.errors import (
        AmbiguousStateError,
        CoverageWarning,
        DataError,
        DayTypeError,
        DayValueError,
        InvariantError,
        OpcatError,
        UnknownRuleError,
        UnknownStateError,
        VocabularyError,
    )

    __version__: str

_ROOMS = {
    "_bundled": "load",
    "_codec": "from_json to_json",
    "_columns": "Resolution resolve_all",
    "_days": "PartialDate Period",
    "_model": "Action Counts DenunciationRule EntryIntoForceRule Source State StateStatus",
    "_practice": "Background Milestone Related RelatedKind background",
    "_query": "actions counts is_party non_parties parties pending_signatories signatories status timeline treaty when",
    "_resolve": "find_state resolve states",
    "_terms": "ActionKind Basis RegionalGroup Standing UNStatus",
    "_treaty": "Treaty",
    "errors": "AmbiguousStateError CoverageWarning DataError DayTypeError DayValueError InvariantError OpcatError UnknownRuleError UnknownStateError VocabularyError",
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}
_MODULES = ("errors", "strategies")
_when_used: "list[Callable[[], None]]" = []
"""What waits for the first name to be taken from here: see `opcat._plugin`."""

__all__ = [
    "Action",
    "ActionKind",
    "AmbiguousStateError",
    "Background",
    "Basis",
    "Counts",
    "CoverageWarning",
    "DataError",
    "DayTypeError",
    "DayValueError",
    "DenunciationRule",
    "EntryIntoForceRule",
    "InvariantError",
    "Milestone",
    "OpcatError",
    "PartialDate",
    "Period",
    "RegionalGroup",
    "Related",
    "RelatedKind",
    "Resolution",
    "Source",
    "Standing",
    "State",
    "StateStatus",
    "Treaty",
    "UNStatus",
    "UnknownRuleError",
    "UnknownStateError",
    "VocabularyError",
    "__version__",
    "actions",
    "background",
    "counts",
    "errors",
    "find_state",
    "from_json",
    "is_party",
    "load",
    "non_parties",
    "parties",
    "pending_signatories",
    "resolve",
    "resolve_all",
    "signatories",
    "states",
    "status",
    "strategies",
    "timeline",
    "to_json",
    "treaty",
    "when",
]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name == "__version__":
        from importlib.metadata import version

        found: object = version("opcat")
    elif name in _MODULES:
        found = import_module(f"opcat.{name}")
    elif name in _ROOM_OF:
        found = getattr(import_module(f"opcat.{_ROOM_OF[name]}"), name)
    else:
        raise AttributeError(f"module 'opcat' has no attribute {name!r}; dir(opcat) lists them")
    globals()[name] = found
    _used()
    return found


def _used() -> None:
    while _when_used:
        _when_used.pop()()


def __dir__() -> list[str]:
    return __all__
