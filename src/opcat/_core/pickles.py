"""What an earlier release pickled, read by a class that has gained fields since."""

from typing import Any, TypeVar

import attrs

_T = TypeVar("_T")


def reads_older_pickles(kind: type[_T]) -> type[_T]:
    """Let a class give their defaults to the fields that a pickle of an earlier release lacks.

    For the values that have gained a field since a release; attrs itself would leave it unset.
    """
    changed: Any = kind
    set_state = changed.__setstate__
    fields = attrs.fields(changed)
    defaults = {field.name: field.default for field in fields if field.default is not attrs.NOTHING}

    def __setstate__(self: _T, state: dict[str, object]) -> None:  # noqa: N807 - what pickle calls
        set_state(self, defaults | state)

    changed.__setstate__ = __setstate__
    return kind
