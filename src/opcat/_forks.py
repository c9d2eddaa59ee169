"""Loading, so that a process may be forked meanwhile.

A child has one thread. What another was importing when the process was forked is never finished in
the child, and Python would wait for it there for ever. So every import that an answer makes is made
while this lock is held, each part of a record is read while it is held, and a fork waits for it.
"""

import os
from _thread import RLock  # threading takes long to load, and this room is loaded with the package

loading = RLock()
"""No room may need it while it is imported itself: its holder may wait for that room."""

if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(
        before=loading.acquire, after_in_parent=loading.release, after_in_child=loading.release
    )
