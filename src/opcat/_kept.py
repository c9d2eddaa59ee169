"""Properties that are computed on first use and cached."""

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    cached_property = functools.cached_property
else:

    class cached_property(functools.cached_property):  # noqa: N801 - it replaces the one of that name
        """A property that is computed once, as in Python 3.12.

        Earlier Pythons hold a lock meanwhile, for all instances of the class, and a process that
        is forked then would wait for it for ever. Two threads may both compute it; both return
        what the first one kept.
        """

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self
            kept = instance.__dict__
            if self.attrname not in kept:
                kept.setdefault(self.attrname, self.func(instance))
            return kept[self.attrname]
