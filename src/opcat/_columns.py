"""A whole column of names at once."""

from collections.abc import Iterable

import attrs

from opcat import _checks as check
from opcat._model import State
from opcat._resolve import find_state
from opcat._spellings import candidates
from opcat.errors import shown

__all__ = ["Resolution", "resolve_all"]


@attrs.frozen(kw_only=True)
class Resolution:
    """What a whole column of names means: every distinct entry stands in one of the three.

    Attributes:
        found: pairs of an entry and its State; ``dict(found)`` looks them up.
        unknown: entries that are no State of the record, whatever their type.
        ambiguous: pairs of an entry and the States that it may mean.
    """

    __module__ = "opcat"

    found: tuple[tuple[object, State], ...] = attrs.field(validator=check.frozen_tuple)
    unknown: tuple[object, ...] = attrs.field(validator=check.frozen_tuple)
    ambiguous: tuple[tuple[object, tuple[State, ...]], ...] = attrs.field(
        validator=check.frozen_tuple
    )


def resolve_all(names: Iterable[object]) -> Resolution:
    """Return what each distinct entry of a column means, in the order of first appearance.

    Nothing is raised for an entry that is unknown, ambiguous or of another type (``None`` and
    ``nan`` too): it is reported.

    Args:
        names: any iterable of hashable entries.

    Raises:
        TypeError: it is a single text, or an entry is not hashable.

    Example:
        >>> import opcat
        >>> column = ["Kenya", "Ivory Coast", "Atlantis", "Korea", "Kenya", None]
        >>> result = opcat.resolve_all(column)
        >>> [(name, state.alpha_3) for name, state in result.found]
        [('Kenya', 'KEN'), ('Ivory Coast', 'CIV')]
        >>> result.unknown
        ('Atlantis', None)
        >>> [name for name, candidates in result.ambiguous]
        ['Korea']
    """
    if isinstance(names, (str, bytes)):
        raise TypeError(
            f"names={shown(names)} is one text; pass a list of them, or call opcat.resolve"
        )
    if not isinstance(names, Iterable):
        raise TypeError(f"names={shown(names)} is no column; pass a list of names")
    found: list[tuple[object, State]] = []
    unknown: list[object] = []
    ambiguous: list[tuple[object, tuple[State, ...]]] = []
    # 4 and 4.0 are equal and hash alike, but only one of them is a code.
    for _, name in dict.fromkeys((type(name), name) for name in names):
        try:
            state = find_state(name)
        except TypeError:
            unknown.append(name)
            continue
        if state is not None:
            found.append((name, state))
        elif meant := candidates(name):
            ambiguous.append((name, meant))
        else:
            unknown.append(name)
    return Resolution(found=tuple(found), unknown=tuple(unknown), ambiguous=tuple(ambiguous))
