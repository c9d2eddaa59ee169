"""A process that is forked while another thread asks: its child must get every answer.

    python forked.py first DELAY | python forked.py later TIMES | python forked.py log

It exits with 0 where each child has answered in time; from Python 3.12 on, forking beside threads
warns, and that is what this is for.
"""

import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable

import opcat  # before logging, whose lock a fork then takes first
from opcat import _forks  # the lock that is held while something is loaded

import logging  # isort: skip

SECONDS = 20


def ask() -> None:
    """Ask what loads rooms, reads the record, explains and shows."""
    opcat.status("Kenya")
    opcat.non_parties(eligibility="may_join")
    opcat.resolve("Ivory Coast").name_in("fr")
    opcat.profile("Kenya")._repr_html_()
    str(opcat.cite())
    try:
        opcat.resolve("Atlantis")
    except opcat.UnknownStateError as error:
        str(error)


def derive() -> None:
    """Ask what a treaty derives from its log, of one that nobody has asked yet."""
    treaty = opcat.Treaty(
        key="x", title="X", as_of=opcat.treaty().as_of, actions=opcat.treaty().actions
    )
    opcat.timeline(treaty=treaty)
    opcat.parties(treaty=treaty)


def forked(task: Callable[[], None]) -> None:
    """Do it in a child as well, which must not take long."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        task()
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code == 0, "it hangs" if code == -signal.SIGALRM else code


def logged(loading: threading.Event) -> None:
    """Write to a log while something is loaded, as pycountry does."""
    with _forks.loading:
        loading.set()
        time.sleep(0.2)
        logging.getLogger("opcat.forked").isEnabledFor(logging.DEBUG)


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)
    if sys.argv[1] == "first":
        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(float(sys.argv[2]))
        forked(ask)
    elif sys.argv[1] == "log":
        loading = threading.Event()
        thread = threading.Thread(target=logged, args=[loading])
        thread.start()
        loading.wait()
        forked(lambda: logging.getLogger("opcat.forked").debug("the child has it too"))
    else:
        ask()
        ended = threading.Event()

        def again() -> None:
            while not ended.is_set():
                derive()

        thread = threading.Thread(target=again)
        thread.start()
        try:
            for _ in range(int(sys.argv[2])):
                time.sleep(random.uniform(0, 0.01))
                forked(derive)
        finally:
            ended.set()
    thread.join()
