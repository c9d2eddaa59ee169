"""What is derived from a value when it is first asked for, and kept."""

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    cached_property = functools.cached_property
else:

    class cached_property(functools.cached_property):  # noqa: N801 - it stands in the place of that one
        """A property that is computed once, as in Python 3.12.

        Before, a lock is held while it is computed, for all instances of the class. A process that
        is forked meanwhile would wait for it for ever. Two threads may compute it both; what the
        first one kept is what both return.
        """

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self
            found = instance.__dict__
            if self.attrname not in found:
                found.setdefault(self.attrname, self.func(instance))
            return found[self.attrname]
