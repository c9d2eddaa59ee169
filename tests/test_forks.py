"""A process that is forked while another thread asks: nothing is locked for ever in its child."""

import ast
import json
import logging
import os
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import Any

import pytest
from test_own_record import asks
from thorough import thorough

import opcat
from opcat._forks import _wait, loading  # the lock that a fork waits for, and how
from opcat._kept import cached_property  # two threads that compute it at one moment

ROOT = Path(opcat.__file__).parent
SCRIPT = Path(__file__).parent / "forked.py"
WINGS = ("_core", "_record", "_names", "_practice", "_questions", "_output")
LATE = [
    *(ROOT / f"{name}.py" for name in ("_forks", "_guesses", "__init__", "errors")),
    ROOT / "untc" / "_changes.py",
    *(
        path
        for wing in WINGS
        for path in (ROOT / wing).glob("*.py")
        if path.stem not in {"write", "lock"}
    ),
]
"""Rooms of answers: Hypothesis calls the plug-in, and who writes does so in one process."""

unix = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")


@unix
@pytest.mark.parametrize(
    "words",
    [
        *(["first 0.05", "later 10", "log"]),
        *(pytest.param(f"first {number / 40}", marks=thorough) for number in range(12)),
        pytest.param("later 100", marks=thorough),
    ],
)
def test_a_child_gets_its_answers(words: str) -> None:
    """The thread makes the first answer, which loads rooms; or later ones, which derive anew."""
    done = subprocess.run(
        [sys.executable, SCRIPT, *words.split()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("logs_first", [False, True])
def test_what_waits_for_the_lock_has_logging_s_again_if_it_had_it(logs_first: bool) -> None:
    logs: Any = vars(logging)["_lock"]
    if logs_first:
        logs.acquire()
    try:
        _wait()
        assert vars(logging)["_lock"]._is_owned() is logs_first
        assert not another_thread_can_take_it()
        loading.release()
        assert another_thread_can_take_it()
    finally:
        if logs_first:
            logs.release()


def another_thread_can_take_it() -> bool:
    got: list[bool] = []

    def take() -> None:
        got.append(loading.acquire(timeout=0.1))
        if got[0]:
            loading.release()

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return got[0]


def first_questions(rooms: tuple[str, ...]) -> list[tuple[str, dict[str, object]]]:
    """Every public question of some rooms whose arguments can be written as JSON."""
    found: list[tuple[str, dict[str, object]]] = []
    for name, given in asks():
        try:
            json.dumps(given)
        except TypeError:
            continue
        if name.rpartition(".")[0] in rooms and "rows" not in name:
            found.append((name, given))
    return found


@unix
@pytest.mark.parametrize(
    ("rooms", "forks", "threads"),
    [
        (("opcat",), 1, 16),
        pytest.param(("opcat",), 5, 16, marks=thorough),
        # The libraries of tables and charts make no promise to who forks while they are loaded.
        pytest.param(
            ("opcat", "opcat.frames", "opcat.charts", "opcat.explorer"), 0, 4, marks=thorough
        ),
    ],
)
def test_all_questions_at_once_are_the_first_that_a_process_answers(
    rooms: tuple[str, ...], forks: int, threads: int
) -> None:
    questions = first_questions(rooms)
    assert len(questions) > 25
    done = subprocess.run(
        [sys.executable, SCRIPT.with_name("at_once.py"), "1", str(forks), str(threads)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@unix
def test_a_fork_waits_for_what_is_being_loaded() -> None:
    held, seen = threading.Event(), []

    def load() -> None:
        with loading:
            held.set()
            time.sleep(0.3)
            seen.append("loaded")

    thread = threading.Thread(target=load)
    thread.start()
    held.wait()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        os._exit(0 if seen == ["loaded"] and loading.acquire(blocking=False) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    thread.join()
    assert loading.acquire(blocking=False)
    loading.release()


def test_answers_import_while_they_hold_the_lock() -> None:
    for path in LATE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        held = {
            node
            for block in ast.walk(tree)
            if isinstance(block, ast.With)
            and ast.unparse(block.items[0]) in {"loading", "_loading"}
            for node in ast.walk(block)
        }
        late = [
            node
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef) and function.name != "_loaded"
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        for node in late:
            assert node in held or path.stem == "__init__", f"{path.stem}: {ast.unparse(node)}"


def test_no_room_needs_the_lock_while_it_is_loaded() -> None:
    """Who loads it may hold its own lock of imports, for which the holder of this one waits."""
    code = """
import importlib, json, sys, types

class Lock:
    takers = set()
    def __enter__(self):
        frame = sys._getframe(1)
        while frame is not None and frame.f_code.co_name != "<module>":
            frame = frame.f_back
        self.takers.add(frame.f_globals["__name__"])
    def __exit__(self, *_):
        pass

sys.modules["opcat._forks"] = types.SimpleNamespace(loading=Lock())
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted(Lock.takers)))
import opcat
opcat.status("Kenya")
assert Lock.takers >= {"__main__"}
"""
    rooms = [
        ".".join(["opcat", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__")
        for path in sorted(ROOT.rglob("*.py"))
        if path.stem != "__main__"
    ]
    assert {"opcat.strategies", "opcat.untc", "opcat.charts._canvas"} <= set(rooms)
    done = subprocess.run(
        [sys.executable, "-c", code, *rooms], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    takers = json.loads(done.stdout)
    others = [name for name in takers if not name.startswith("opcat.cli")]
    assert others == []  # nothing loads the command line but itself


def test_nothing_else_locks() -> None:
    """`functools.cached_property` does, before Python 3.12."""
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.stem not in {"_kept", "_forks"}:
            assert "functools.cached_property" not in text, path
            assert "functools import cached_property" not in text, path
            assert "import threading" not in text, path
            assert "from threading" not in text, path


class Value:
    """What keeps a property."""

    def __init__(self) -> None:
        self.asked = 0

    @cached_property
    def derived(self) -> list[int]:
        """What is derived."""
        self.asked += 1
        return [self.asked]


def test_what_is_kept_is_computed_once() -> None:
    value = Value()
    assert value.derived is value.derived
    assert Value.__dict__["derived"].__get__(value) is value.derived
    assert value.asked == 1
    assert Value.derived.__doc__ == "What is derived."
    assert Value().derived is not value.derived


def test_what_the_first_thread_kept_is_what_both_return() -> None:
    """Here a second one is quicker, while the first computes."""
    found: list[object] = []

    class Slow:
        @cached_property
        def derived(self) -> object:
            if threading.current_thread() is first:
                second = threading.Thread(target=lambda: found.append(self.derived))
                second.start()
                second.join()
            return object()

    first = threading.current_thread()
    value = Slow()
    assert value.derived is found[0]
    assert value.derived is found[0]
