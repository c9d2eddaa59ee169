"""Nobody who holds the packaged record can change it: every object that is reached is attacked.

What Python keeps no object from is left out, and said so in docs/assurance.md: `object.__setattr__`
and what does the same (`__init__` and `__setstate__` of a value that is built already, the
``__dict__`` of an enum's member), other names that begin with ``_``, and patching a class or module.
"""

import gc
import hashlib
import operator
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import partial
from importlib import import_module
from pathlib import Path
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any

import attrs
import pytest
from every_value import CLASSES, EXAMPLES

import opcat
from opcat._core.ledger import Ledger  # the one part of a Treaty that fills as it is asked

# What holds nothing and cannot be changed, by Python's own word.
ATOMS = (str, bytes, int, float, bool, date, type(None), type(Ellipsis))


def answers() -> list[object]:
    """One answer of every kind of question: where a caller's hands reach the record."""
    return [
        opcat.treaty(),
        opcat.convention(),
        opcat.treaty(on="2010-01-01"),
        opcat.treaty().statuses,
        opcat.treaty().states,
        opcat.treaty().sources,
        opcat.treaty().entry_rule,
        opcat.treaty().tally(),
        opcat.treaty().tally("in_force", "african"),
        opcat.status("France"),
        opcat.status("Kenya"),
        opcat.parties(),
        opcat.non_parties(),
        opcat.signatories(),
        opcat.pending_signatories(),
        opcat.states(),
        opcat.counts(),
        opcat.timeline(),
        opcat.when(parties=94),
        opcat.actions(),
        opcat.resolve("Korea, South"),
        opcat.resolve_all(["Kenya", "Korea", "Atlantis"]),
        opcat.background(),
        opcat.reported_figures(),
        opcat.reconcile(parties=94),
        opcat.deadlines("France"),
        opcat.declarations(),
        opcat.territories(),
        opcat.mechanisms(),
        opcat.visits(),
        opcat.overdue_list(),
        opcat.profile("France"),
        opcat.uptake(),
        opcat.eligibility("France"),
        *EXAMPLES.values(),
    ]


def members(value: object) -> Iterator[object]:
    """Yield what a value holds, through its public face."""
    if isinstance(value, Mapping):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, tuple | frozenset):
        yield from value
    elif attrs.has(type(value)):
        for name in dir(value):
            if not name.startswith("_"):
                found = getattr(value, name)
                if not callable(found):
                    yield found


def reachable() -> list[object]:
    """Return every object that the answers lead to, each once."""
    seen: dict[int, object] = {}
    waiting: list[object] = answers()
    while waiting:
        value = waiting.pop()
        atom = isinstance(value, ATOMS) and not isinstance(value, Enum)  # a word is a text too
        if id(value) not in seen and not atom:
            seen[id(value)] = value  # kept, so that its id is not given away again
            waiting += members(value)
    return list(seen.values())


# How each container of Python's own would be changed.
METHODS: tuple[tuple[Any, ...], ...] = (
    ("append", "changed"),
    ("add", "changed"),
    ("clear",),
    ("pop",),
    ("popitem",),
    ("remove", "changed"),
    ("discard", "changed"),
    ("update", {"changed": "changed"}),
    ("setdefault", "changed", "changed"),
    ("extend", ["changed"]),
    ("insert", 0, "changed"),
    ("sort",),
    ("reverse",),
)


def attacks(value: Any) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what could change a value, each with its name; every one must be refused."""
    for name in {*dir(value), "invented", "_kept", "__class__", "__dict__"}:
        yield f"set {name}", partial(setattr, value, name, "changed")
        yield f"delete {name}", partial(delattr, value, name)
    for method, *given in METHODS:
        yield method, partial(operator.methodcaller(method, *given), value)
    yield "set a member", lambda: operator.setitem(value, 0, "changed")
    yield "delete a member", lambda: operator.delitem(value, 0)
    if isinstance(value, Mapping):
        yield "set a key", lambda: operator.setitem(value, next(iter(value)), "changed")  # type: ignore[call-overload] # that is the attack


def told() -> str:
    """Return a digest of everything that can be reached: types, members, order."""
    digest = hashlib.sha256()

    def tell(value: object) -> None:
        digest.update(type(value).__name__.encode())
        if isinstance(value, (*ATOMS, Enum)):
            digest.update(repr(value).encode())
        for member in () if isinstance(value, Enum) else members(value):
            tell(member)

    for answer in answers():
        tell(answer)
    return digest.hexdigest()


def test_every_attack_on_every_reachable_object_is_refused_and_changes_nothing() -> None:
    before = told()
    found = reachable()
    kinds = {type(value) for value in found}
    assert {*CLASSES, tuple, opcat.Rows} <= kinds
    assert {opcat.Standing, opcat.ActionKind, opcat.RegionalGroup, opcat.VisitKind} <= kinds
    assert len(found) > 1000
    for value in found:
        for name, attack in attacks(value):
            try:
                attack()
            except (AttributeError, TypeError):
                continue
            pytest.fail(f"{name} went through on {type(value)} {value!r}")
    # What makes a new value in place of the old leaves the old one as it was.
    for value in found:
        if isinstance(value, tuple):
            longer = value
            longer += ("changed",)
        elif isinstance(value, frozenset):
            larger = value
            larger |= {"changed"}
    assert told() == before


def test_only_what_cannot_be_changed_is_handed_out() -> None:
    """Of every type that is reached it is known why it holds."""
    for value in reachable():
        kind = type(value)
        frozen = attrs.has(kind) and "__setattr__" in dir(kind) and kind.__hash__ is not None
        assert (
            kind in (tuple, opcat.Rows, frozenset, MappingProxyType)
            or isinstance(value, Enum)
            or frozen
        ), kind
        assert isinstance(value, Enum) or not hasattr(value, "__dict__"), kind
        hash(value) if not isinstance(value, MappingProxyType) else None


def test_behind_private_names_a_treaty_has_its_ledger_and_nothing_else() -> None:
    """As the garbage collector sees it, whatever the names: one thing keeps what is derived."""
    treaty = opcat.treaty()
    assert treaty.counts == opcat.counts(treaty=treaty), "the ledger has been used"
    seen: dict[int, object] = {}
    waiting: list[object] = [treaty]
    while waiting:
        value = waiting.pop()
        if id(value) in seen or isinstance(value, (type, ModuleType, FunctionType, Ledger, Enum)):
            continue
        seen[id(value)] = value
        waiting += gc.get_referents(value)
    changeable = [value for value in seen.values() if not isinstance(value, (*ATOMS, tuple))]
    assert {type(value) for value in changeable} == {
        *(opcat.Treaty, opcat.Action, opcat.State, opcat.Source),
        *(opcat.EntryIntoForceRule, opcat.DenunciationRule, opcat.PartialDate),
    }


def test_what_was_handed_out_is_not_what_is_kept() -> None:
    """An answer that a caller turns into a list, sorts and empties is no answer's beginning."""
    mine = list(opcat.parties())
    mine.clear()
    columns = ["Kenya", "Atlantis"]
    result = opcat.resolve_all(columns)
    columns.clear()
    assert len(opcat.parties()) == opcat.counts().parties
    assert result.unknown == ("Atlantis",)


def test_no_room_holds_a_public_table_that_can_be_changed() -> None:
    root = Path(opcat.__file__).parent
    rooms = [f"opcat.{path.stem}" for path in root.glob("*.py") if not path.stem.startswith("__")]
    for room in rooms:
        names = vars(import_module(room))
        for name, value in names.items():
            if not name.startswith("_"):
                assert not isinstance(value, list | dict | set | bytearray), f"{room}.{name}"


def test_first_use_from_64_threads_makes_every_part_once() -> None:
    """In a fresh process, with threads that change places as often as can be."""
    code = """
import sys, threading, collections
sys.setswitchinterval(1e-6)
import opcat, opcat._record.record as bundled
made = collections.Counter()
once = bundled.RecordFiles.once
def counting(self, key, make):
    def counted(record):
        made[key] += 1
        return make(record)
    return once(self, key, counted)
bundled.RecordFiles.once = counting
start, found, failed = threading.Barrier(64), [], []
def ask(number):
    start.wait()
    try:
        questions = [
            opcat.treaty, opcat.convention, opcat.states, lambda: opcat.mechanism_history()[0],
            opcat.background,
            lambda: opcat.resolve("Korea, South"), lambda: opcat.find_state("Atlantis"),
            lambda: opcat.status("France"), lambda: opcat.eligibility("Kenya"), opcat.counts,
        ]
        number %= len(questions)
        answers = [question() for question in questions[number:] + questions[:number]]
        found.append(answers[-number:] + answers[:-number] if number else answers)
    except BaseException as error:
        failed.append(error)
threads = [threading.Thread(target=ask, args=(number,)) for number in range(64)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert not failed, failed
assert len(found) == 64
for question in range(6):
    assert len({id(answers[question]) for answers in found}) == 1, question
assert all(answers == found[0] for answers in found)
assert made and set(made.values()) == {1}, made
print(len(made))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert int(done.stdout) > 5
