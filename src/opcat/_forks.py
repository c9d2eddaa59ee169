"""A lock for loading, so that a process may fork meanwhile.

A forked child has one thread. It never finishes an import that another thread had begun, and Python
would wait for that import forever. So every import that an answer makes, and every reading of a
part of a record, happens while this lock is held, and a fork waits for the lock.
"""

import os
import sys
from _thread import RLock  # threading is slow to load, and this room is loaded with the package

loading = RLock()
"""No room may take it while it is being imported: the lock's holder may wait for that room."""


def _wait() -> None:
    """Take the lock before a fork, and logging's after it, if the fork has that already.

    pycountry writes to its log while this lock is held. If a fork kept logging's lock and waited for
    this one, both threads would wait forever.
    """
    logs = getattr(sys.modules.get("logging"), "_lock", None)
    if logs is None or not logs._is_owned():  # noqa: SLF001 - as threading asks it
        loading.acquire()
        return
    logs.release()
    loading.acquire()
    logs.acquire()


if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(
        before=_wait, after_in_parent=loading.release, after_in_child=loading.release
    )
