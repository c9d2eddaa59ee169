"""Change what mutmut leaves alone, one place at a time, and see whether a test notices.

mutmut keeps its hands off functions with a decorator (properties among them) and off the bodies of
classes and modules: the defaults, validators and converters of fields, tables of words, patterns.
Here the same kinds of change are made in these places, and where `pragma: no mutate` keeps mutmut
away; and one more, a decorator that is gone.

Every change is made in a copy of the project, and tried in a process of its own, which runs the
tests that `make mutants` runs, and that of the list of public names.

Run by ``make mutants``; by itself: ``python benchmarks/bodies.py [--list] [ROOM ...]``.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory

import attrs
import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
WORKERS = 2
PATIENCE = 600
"""Seconds after which a change counts as noticed: it made something go on for ever."""
NAMES = {"__all__", "__module__", "_T"}
"""What is assigned to these is not changed: tests/test_api.py holds what is public."""
BOTH = ("tests/test_api.py", "tests/test_fields.py")
"""The tests of all rooms; the others are of `opcat.untc` by their names, or of the rest."""
SLOW = {
    *("codec.py", "independent.py", "properties.py", "record.py"),
    *("untc_damaged.py", "untc_fuzz.py", "untc_properties.py", "untc_update.py"),
}
"""The tests that come last: most changes are noticed without them."""
PRAGMA = "pragma: no mutate"


@attrs.frozen
class Mutant:
    """A room with one change."""

    room: Path
    line: int
    before: str
    after: str
    code: str

    def __str__(self) -> str:
        return f"{self.room.stem}:{self.line}: {self.before} -> {self.after or 'nothing'}"


def mutants_of(room: Path) -> Iterator[Mutant]:
    """Yield every change of one room."""
    text = room.read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text))
    positions = wrapper.resolve(PositionProvider)
    module = wrapper.module
    for node, other in changes(module, positions, text.splitlines(), by_mutmut=False):
        changed = module.deep_remove(node) if other is None else module.deep_replace(node, other)
        assert isinstance(changed, cst.Module)
        before = module.code_for_node(node)
        after = "" if other is None else changed.code_for_node(other)
        line = positions[node].start.line
        yield Mutant(room, line, " ".join(before.split()), " ".join(after.split()), changed.code)


def changes(
    node: cst.CSTNode,
    positions: Mapping[cst.CSTNode, CodeRange],
    lines: Sequence[str],
    *,
    by_mutmut: bool,
) -> Iterator[tuple[cst.CSTNode, cst.CSTNode | None]]:
    """Yield what may stand in place of what where mutmut does not look; None is nothing.

    Args:
        node: where to look.
        positions: where each node stands in the text.
        lines: the text.
        by_mutmut: whether mutmut changes what stands around it.
    """
    if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom) or is_a_name(node):
        return
    pragma = node in positions and PRAGMA in lines[positions[node].start.line - 1]
    if isinstance(node, cst.FunctionDef) and not node.decorators and not pragma:
        by_mutmut = True
    if pragma or not by_mutmut:
        if isinstance(node, cst.Decorator):
            yield node, None
        for kind, made in mutation_operators:
            if isinstance(node, kind):
                yield from ((node, other) for other in made(node))
    for child in node.children:
        yield from changes(child, positions, lines, by_mutmut=by_mutmut)


def is_a_name(node: cst.CSTNode) -> bool:
    """Tell whether a statement gives a name to a type, or one that `NAMES` has."""
    if isinstance(node, cst.Assign | cst.AnnAssign):
        target = node.target if isinstance(node, cst.AnnAssign) else node.targets[0].target
        is_type = isinstance(node.value, cst.Subscript) and isinstance(node, cst.Assign)
        return is_type or (isinstance(target, cst.Name) and target.value in NAMES)
    return False


def noticed(mutant: Mutant | None, directory: Path, profile: str) -> bool:
    """Tell whether the tests fail on a change that is made in a copy of the project."""
    path = None if mutant is None else directory / mutant.room.relative_to(ROOT)
    if path is not None and mutant is not None:
        path.write_text(mutant.code, encoding="utf-8")
    tests = tests_of(None if mutant is None else mutant.room)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
            env={**os.environ, "PYTHONPATH": str(directory / "src"), "HYPOTHESIS_PROFILE": profile},
            capture_output=True,
            check=False,
            cwd=directory,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        if path is not None and mutant is not None:
            shutil.copy(mutant.room, path)
    return done.returncode != 0


def tests_of(room: Path | None) -> list[str]:
    """Return the tests that hold a room: those of `opcat.untc`, or the others."""
    tests: list[str] = [*SETTINGS["pytest_add_cli_args_test_selection"], "tests/test_api.py"]
    if room is None:
        return tests
    of_untc = room.parent.name == "untc"
    ours = [test for test in tests if test in BOTH or ("untc" in test) is of_untc]
    return sorted(ours, key=lambda test: test.removeprefix("tests/test_") in SLOW)


def copied(directory: Path) -> Path:
    """Return a directory that holds a copy of what git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True, cwd=ROOT)
    for name in listed.stdout.decode().rstrip("\0").split("\0"):
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, directory / name)
    return directory


def main(arguments: list[str]) -> None:
    """Print, room by room, how many changes were noticed, and which were not."""
    names = [name for name in arguments if name != "--list"]
    rooms = sorted(room for glob in SETTINGS["only_mutate"] for room in ROOT.glob(glob))
    rooms = [room for room in rooms if not names or room.stem in names]
    mutants = [mutant for room in rooms for mutant in mutants_of(room)]
    if "--list" in arguments:
        print(*mutants, sep="\n")
        return
    with TemporaryDirectory() as temporary, ThreadPoolExecutor(WORKERS) as pool:
        free: Queue[Path] = Queue()
        for number in range(WORKERS):
            free.put(copied(Path(temporary, str(number))))

        def is_noticed(mutant: Mutant | None) -> bool:
            directory = free.get()
            try:  # few examples first, then as many as `make test` tries
                return any(noticed(mutant, directory, profile) for profile in ("mutants", "quick"))
            finally:
                free.put(directory)

        if is_noticed(None):
            raise SystemExit("The tests fail without any change.")
        answers = list(pool.map(is_noticed, mutants))
    made, left = Counter(mutant.room for mutant in mutants), Counter[Path]()
    for mutant, answer in zip(mutants, answers, strict=True):
        if not answer:
            left[mutant.room] += 1
            print(f"  {mutant}")
    for room, number in made.items():
        share = 100 * (number - left[room]) / number
        print(f"{room.stem}: {number} changes, {number - left[room]} noticed: {share:.1f} %")


if __name__ == "__main__":
    main(sys.argv[1:])
