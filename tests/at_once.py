"""All public questions at once, as the first thing that a process does.

    python at_once.py SEED FORKS THREADS < QUESTIONS

The questions are JSON: pairs of the name of a function and its arguments. So many threads ask all
of them, each in an order of its own. So many times, meanwhile, the process is forked at a random
moment, and the child asks all of them too. It exits with 0 where every answer is the one that the
process gives afterwards, to one thread.
"""

import importlib
import json
import os
import random
import signal
import sys
import threading
import time
import warnings
from typing import Any

SECONDS = 240


def answer(name: str, given: dict[str, Any]) -> str:
    """Return what a question answers, as text."""
    room, _, function = name.rpartition(".")
    found = getattr(importlib.import_module(room), function)(**given)
    if hasattr(found, "to_dict"):  # a table, or a chart: Altair checks its schema slowly
        options = {"validate": False} if room == "opcat.charts" else {}
        return json.dumps(found.to_dict(**options), sort_keys=True, default=str)
    if function == "arrow_stream":
        import pyarrow as pa  # which few of the questions need

        return repr(pa.table(found).to_pylist())
    return repr(found)


def all_of(questions: list[Any], seed: int) -> dict[str, str]:
    """Return the answers, asked for in an order of chance."""
    order = random.Random(seed).sample(questions, len(questions))
    return {json.dumps(question): answer(*question) for question in order}


def main(seed: int, forks: int, count: int) -> int:
    """Ask, and tell with the exit code whether all is well."""
    warnings.simplefilter("ignore")
    questions = json.load(sys.stdin)
    signal.alarm(SECONDS)
    answers: list[dict[str, str]] = []
    begin = threading.Barrier(count + 1)

    def ask(number: int) -> None:
        begin.wait()
        answers.append(all_of(questions, seed + number))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    begin.wait()
    codes = []
    for number in range(forks):
        time.sleep(random.Random(seed).uniform(0, 0.4))
        child = os.fork()
        if not child:
            signal.alarm(SECONDS)
            code = 1
            try:
                code = 0 if all_of(questions, number) else 1
            finally:
                os._exit(code)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    for thread in threads:
        thread.join()
    afterwards = all_of(questions, seed)
    assert codes == [0] * forks, codes
    assert len(answers) == count, "a thread has failed"
    assert all(one == afterwards for one in answers), "an answer differs"
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
