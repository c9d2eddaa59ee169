"""The house: which way imports run, what importing costs, and what the table of contents holds."""

import ast
import inspect
import json
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from importlib.metadata import entry_points, version
from pathlib import Path
from types import ModuleType

import attrs
import pytest
from console import without_sessions
from status_pages import Table, html, rows_of, xml

import opcat
from opcat import explorer
from opcat._core.shown import Value  # what compares the values
from opcat.cli import main

ROOT = Path(opcat.__file__).parent
FACE = Path(__file__).parent / "smoke" / "face.py"

STAGES = tuple(
    tuple(re.findall(r"\w+", stage))
    for stage in re.findall(
        r"^```text\n(.*?)^```",
        (ROOT.parents[1] / "CONTRIBUTING.md")
        .read_text(encoding="utf-8")
        .partition("## The wings of the house")[2]
        .partition("\n## ")[0],
        re.MULTILINE | re.DOTALL,
    )[0].split("<-")
)
"""The wings, and the rooms that stand by themselves, from the ground up, as people read them."""
STAGE_OF = {wing: stage for stage, wings in enumerate(STAGES) for wing in wings}
MODULES = {
    ".".join(["opcat", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(
        ".__init__"
    ): path
    for path in ROOT.rglob("*.py")
}
EXTRAS = {"charts": "altair", "frames": "narwhals", "strategies": "hypothesis", "untc": "lxml"}
"""The modules that need an extra, and which package that brings."""
ALLOWED = {("opcat.errors", "opcat"): "an error carries States, and its hints name `opcat.State`"}
"""Ties that run the other way, each with its reason."""


def wing_of(module: str) -> str:
    """Return the wing of a module; the table of contents stands for itself."""
    return module.split(".")[1] if "." in module else "__init__"


@cache
def parsed(path: Path) -> ast.Module:
    """Return the tree of a module, which is read once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def used_by(path: Path) -> set[str]:
    """Return the modules that a module imports: inside functions and for type checkers too."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else str(node.module) for name in names}
    return found & MODULES.keys()


@cache
def outside(path: Path) -> set[str]:
    """Return the packages that a module imports from outside, wherever in it."""
    nodes = list(ast.walk(parsed(path)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def strings_used(path: Path) -> set[str]:
    """Return the strings that a module uses: no docstrings, and no package that a class is from."""
    nodes = list(ast.walk(parsed(path)))
    apart = [node.value for node in nodes if isinstance(node, ast.Expr)]
    apart += [
        node.value
        for node in nodes
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__module__"
    ]
    constants = [node for node in nodes if isinstance(node, ast.Constant) and node not in apart]
    return {node.value for node in constants if isinstance(node.value, str)}


@cache
def all_uses() -> dict[str, set[str]]:
    """Return what each module uses, without what is allowed to run the other way."""
    return {
        module: {used for used in used_by(path) if (module, used) not in ALLOWED}
        for module, path in MODULES.items()
    }


def test_every_wing_has_its_place() -> None:
    assert {wing_of(module) for module in MODULES} == set(STAGE_OF)


def test_imports_run_one_way() -> None:
    """Between wings; those that share a stage do not use each other."""
    for module, used_modules in all_uses().items():
        if module == "opcat":
            continue  # the table of contents names everything to type checkers
        for used in used_modules:
            if wing_of(used) != wing_of(module):
                assert STAGE_OF[wing_of(used)] < STAGE_OF[wing_of(module)], f"{module} uses {used}"


def test_no_rooms_use_each_other_in_a_circle() -> None:
    rooms = {module: uses - {"opcat"} for module, uses in all_uses().items() if module != "opcat"}
    assert set(TopologicalSorter(rooms).static_order()) == rooms.keys()


def test_the_first_wings_are_listed_room_by_room_in_the_order_in_which_to_read_them() -> None:
    text = (ROOT.parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("### The first three wings, room by room")[2].partition("\n## ")[0]
    listed = [
        f"opcat.{wing}.{room}"
        for wing, room in re.findall(r"^\| `(\w+)/(\w+)\.py`", table, re.MULTILINE)
    ]
    wings = {"_core", "_record", "_names"}
    there = {module for module in MODULES if wing_of(module) in wings and module.count(".") == 2}
    assert sorted(listed) == sorted(there)
    for place, module in enumerate(listed):
        assert all_uses()[module] & there <= {*listed[:place]}, module


def test_what_may_run_the_other_way_does() -> None:
    assert all(used in used_by(MODULES[module]) for module, used in ALLOWED)


def test_the_heart_knows_no_file_no_name_and_no_protocol() -> None:
    for path in (ROOT / "_core").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\.csv|\bopen\(|Path\(", text), path
        for value in strings_used(path):
            assert not re.search(r"^opcat$|Protocol|[Aa]rticle \d", value), (path, value)


def test_few_modules_lie_flat_at_the_root() -> None:
    assert len(list(ROOT.glob("*.py"))) <= 10


def test_no_two_files_have_one_name() -> None:
    names = [path.stem.strip("_") for path in MODULES.values()]
    assert {name for name in names if names.count(name) > 1} == {"init", "main"}


def test_no_constant_of_a_room_is_set_twice() -> None:
    """Functions between the two would read the second one."""
    for path in MODULES.values():
        assigned = [
            name.id
            for node in parsed(path).body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            for name in ast.walk(target)
            if isinstance(name, ast.Name)
        ]
        assert len(set(assigned)) == len(assigned), (path, assigned)


@pytest.mark.parametrize("package", ["cattrs", "lxml"])
def test_only_one_room_knows_a_package_that_could_be_another(package: str) -> None:
    users = [module for module, path in MODULES.items() if package in outside(path)]
    assert len(users) == 1, users


def test_no_room_takes_the_text_of_an_error_apart() -> None:
    """What it says may change; what it knows are its attributes. Rooms of the command line put
    whole texts into their own words (`cli/_said.py`)."""
    parts = r"str\(error\)\.(partition|rpartition|removeprefix|removesuffix|split|replace)\([^)]"
    assert re.search(parts, 'str(error).partition(KNOWN)[2] + str(error).removeprefix("=")')
    for path in MODULES.values():
        assert re.search(parts, path.read_text(encoding="utf-8")) is None, path


def unexplained(text: str) -> list[str]:
    """Return the imports of private names of the package that have no reason beside or above them."""
    lines = ["", *text.splitlines()]
    missing = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        if any(re.match(r"opcat\.(.*\.)?_[a-z]", name, re.IGNORECASE) for name in names):
            beside, above = lines[node.lineno], lines[node.lineno - 1].lstrip()
            if not (re.search(r"#(?! noqa| type:) \w|# `", beside) or above.startswith("# ")):
                missing.append(beside.strip())
    return missing


def test_a_test_that_imports_a_private_name_says_why() -> None:
    """The others ask what users can ask, so that the inside may change."""
    plain = ("from opcat._core import law", "from opcat.errors import _MOST", "import opcat._kept")
    for line in plain:
        assert unexplained(line) == [line]
        assert len(unexplained(f"{line}  # noqa: F401")) == 1
        assert unexplained(f"{line}  # its days") == unexplained(f"# Its days.\n{line}") == []
    assert unexplained("from opcat import __version__, cli") == []
    for path in Path(__file__).parent.rglob("*.py"):
        assert unexplained(path.read_text(encoding="utf-8")) == [], path


def compared_by_identity(names: Mapping[str, object]) -> list[str]:
    """Return the attrs classes among them for which neither attrs nor `Value` writes ``==``."""
    return [
        name
        for name, kind in names.items()
        if isinstance(kind, type)
        and attrs.has(kind)
        and "__eq__" not in vars(kind)
        and not issubclass(kind, Value)
    ]


def test_no_value_compares_by_identity() -> None:
    """A class with ``eq=False`` derives from `Value`, which compares its fields."""

    @attrs.frozen(eq=False)
    class Same(Value):
        field: int

    @attrs.frozen(eq=False)
    class Other:
        field: int

    assert (Same(1) == Same(1), Other(1) == Other(1)) == (True, False)
    assert compared_by_identity({"Same": Same, "Other": Other}) == ["Other"]
    for module, path in MODULES.items():
        if "attrs" in outside(path):
            assert compared_by_identity(vars(import_module(module))) == [], module


LOCAL = re.compile(r"%[-#]?[aAbBcpxX]")
"""What `date.__format__` writes in the language of the locale."""
LOCAL_NAMES = {"strftime", "strptime", "month_name", "month_abbr", "day_name", "day_abbr"}
MAY_BE_LOCAL = re.compile("|".join([LOCAL.pattern, *LOCAL_NAMES]))


def spoken_by_the_locale(text: str) -> list[str]:
    """Return what a module lets the locale say: names of months, of days, whole dates."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)) if MAY_BE_LOCAL.search(text) else ():
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            found += LOCAL.findall(ast.unparse(node.format_spec))
        elif isinstance(node, ast.Attribute) and node.attr in LOCAL_NAMES:
            found.append(node.attr)
    return found


def test_no_day_is_written_in_the_language_of_the_locale() -> None:
    """Sphinx and other programs set the locale of whoever runs them; `long_date` does not ask it."""
    for text in ('f"{day:%B}"', 'day.strftime("%d")', "calendar.month_abbr[1]", 'f"{d:%d %b %Y}"'):
        assert spoken_by_the_locale(text)
    for folder in ("src", "docs", "tests", "benchmarks", "tools"):
        for path in (ROOT.parents[1] / folder).rglob("*.py"):
            assert spoken_by_the_locale(path.read_text(encoding="utf-8")) == [], path


def fresh(code: str) -> list[str]:
    """Run code in a fresh process; return the names of the modules that it leaves loaded."""
    return watched(code)[0]


def watched(code: str) -> tuple[list[str], list[str]]:
    """Return the modules that code leaves loaded, and the record's files that it opens."""
    command = f"""
import sys
opened = []
def hear(event, given):
    if event == "open" and str(given[0]).startswith({str(ROOT / "data")!r}):
        opened.append(str(given[0]).replace("\\\\", "/").rpartition("/")[2])
sys.addaudithook(hear)
{code}
modules = sorted(sys.modules)
import json; print(json.dumps([modules, sorted(set(opened))]))
"""
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, check=True)
    modules, files = json.loads(done.stdout)
    return modules, files


def rooms(loaded: Iterable[str]) -> set[str]:
    """Return the package's own among the modules that are loaded."""
    return {name for name in loaded if name.partition(".")[0] == "opcat"}


QUIET = "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()):\n    "
DEPOSITARY = ["actions.csv", "sources.csv", "states.csv", "treaty.csv"]


class TestLoading:
    def test_importing_loads_the_table_of_contents_and_one_lock(self) -> None:
        above = set(fresh("import opcat")) - set(fresh("pass"))
        assert above == rooms(above)
        assert len(above) == 2

    def test_the_first_answer_reads_what_the_depositary_says_and_nothing_else(self) -> None:
        loaded, files = watched("import opcat; opcat.status('France')")
        assert files == DEPOSITARY
        assert {wing_of(name) for name in rooms(loaded)}.isdisjoint({"_output", "cli", "untc"})
        assert len(rooms(loaded)) <= 26, "each room more makes every first answer slower"
        assert {"cattrs", "pycountry", "hypothesis"}.isdisjoint(loaded)
        assert {"difflib", "html", "json", "pathlib", "importlib.metadata"}.isdisjoint(loaded)

    def test_a_command_loads_and_reads_what_its_answer_needs(self) -> None:
        """Above that: argparse, the rooms that hold the words of the commands, and what stands
        beside "party": to which territories the Protocol does not apply, and in which period."""
        needed = set(fresh(f"{QUIET}import argparse, opcat; opcat.status('France')"))
        loaded, files = watched(f"{QUIET}from opcat.cli import main; main(['status', 'France'])")
        above = set(loaded) - needed
        assert files == sorted([*DEPOSITARY, "territories.csv"])
        inner = {name for name in rooms(above) if wing_of(name) not in {"cli", "_practice"}}
        assert inner == {"opcat._core.periods", "opcat._names.which_treaty"}
        for name in ("csv", "json", "sqlite3", "pathlib", "importlib.metadata", "argcomplete"):
            assert name not in above, name
        left = [name for name in MODULES if wing_of(name) == "cli" and name not in loaded]
        assert len(left) >= 3, "tables, files and other forms wait until they are asked for"

    @pytest.mark.parametrize("option", ["-V", "--version"])
    def test_the_version_waits_for_no_command(self, option: str) -> None:
        """The parser of all commands took longer to make than all the rest."""
        loaded = fresh(f"{QUIET}from opcat.cli import main; main([{option!r}])")
        spoken = {"_main", "_overview", "_parser", "_said", "_text"}
        assert {name for name in rooms(loaded) if wing_of(name) == "cli"} == {
            "opcat.cli",
            *(f"opcat.cli.{name}" for name in spoken),
        }
        assert "shutil" not in loaded, "argparse loads it for the first formatter of help"

    def test_an_everyday_spelling_or_an_unknown_name_needs_no_pycountry(self) -> None:
        loaded, files = watched(
            "import opcat; opcat.resolve('Ivory Coast'); opcat.find_state('Atlantis')"
        )
        assert "names.csv" in files
        assert "pycountry" not in loaded

    def test_hypothesis_runs_of_others_do_not_pay(self) -> None:
        """The entry point waits until a name is taken from the package."""
        loaded = set(fresh("import hypothesis"))
        assert len(rooms(loaded)) == 3, "the table of contents, its lock, and the entry point"
        assert "attrs" not in loaded

    @pytest.mark.parametrize(
        "code",
        [
            "import hypothesis, opcat; opcat.Treaty",
            "import opcat; opcat.Treaty; import hypothesis",
            "import opcat.strategies",
            "import opcat; opcat.status('France'); import opcat.strategies",
        ],
    )
    def test_strategies_are_registered_whichever_comes_first(self, code: str) -> None:
        check = (
            "from hypothesis import strategies as st\n"
            "import opcat\n"
            "assert 'treaties' in repr(st.from_type(opcat.Treaty))"
        )
        assert "opcat.strategies" in fresh(f"{code}\n{check}")

    def test_a_broken_hypothesis_breaks_no_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "opcat.strategies", None)
        [entry] = entry_points(group="hypothesis", name="opcat")
        register = entry.load()
        with pytest.warns(RuntimeWarning, match="strategies are not registered"):
            register()

    @pytest.mark.parametrize("name", list(EXTRAS))
    def test_what_needs_an_extra_names_the_pip_line(
        self, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, EXTRAS[name], None)
        [(room, asks)] = [
            (room, path)
            for room, path in MODULES.items()
            if f"opcat.{name} needs" in path.read_text("utf-8")
        ]
        extra = "hypothesis" if name == "strategies" else name
        with pytest.raises(ModuleNotFoundError, match=rf'pip install "opcat\[{extra}\]"') as caught:
            # Under its own name; coverage would take that of any other for no part of the package,
            # and would measure the file no longer.
            runpy.run_path(str(asks), run_name=room)
        assert caught.value.name == EXTRAS[name]


class TestPages:
    def test_every_command_in_the_pages_can_be_given(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Shell lines of the README and the docs that call the command line, up to a pipe.

        They are given where the files lie that they name. Sessions have a test of their own.
        """
        rows = (*rows_of(opcat.treaty()), ("Kenya", "", "1 Mar 2026 a"))
        table = Table(rows=rows, as_at="02-03-2026")
        (tmp_path / "page.html").write_bytes(html(table))
        (tmp_path / "status.xml").write_bytes(xml(table))
        (tmp_path / "CHANGELOG.md").write_text("### Data\n", encoding="utf-8")
        shutil.copytree(ROOT / "data", tmp_path / "my-data")
        root = ROOT.parents[1]
        shutil.copytree(root / "tests" / "pages", tmp_path / "tests" / "pages")
        monkeypatch.chdir(tmp_path)
        # What the page holds, `test_explorer.py` reads: it takes a second to make.
        page = '<meta name="generator" content="opcat explorer">'
        monkeypatch.setattr(explorer, "page", lambda **_: page)
        pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
        given = [
            line.strip().removeprefix("$ ")
            for page in pages
            for line in without_sessions(page.read_text(encoding="utf-8")).splitlines()
            if re.match(r"^\s*(\$ )?(python -m opcat|opcat) ", line)
        ]
        for line in given:
            words = shlex.split(re.split(r" [>|] ", line)[0], comments=True)
            assert main(words[3:] if words[0] == "python" else words[1:]) == 0, line
            assert capsys.readouterr().out
        assert given


class TestContents:
    def test_all_is_sorted_and_there(self) -> None:
        assert opcat.__all__ == sorted(set(opcat.__all__))
        for name in opcat.__all__:
            assert getattr(opcat, name) is not None
        assert dir(opcat) == sorted([*opcat.__all__, *EXTRAS])

    def test_help_and_its_kin_work_with_all_extras(self) -> None:
        """With none, and with each alone, they are tried where they are installed so: without any
        in `test_wheel.py`, and in `test_installed.py`."""
        assert "opcat" in fresh(f"import runpy; runpy.run_path({str(FACE)!r})")

    def test_every_function_of_a_public_class_names_its_module(self) -> None:
        """`help` of Python 3.13 fails on one without, such as one that attrs writes."""
        classes = [kind for name in opcat.__all__ if inspect.isclass(kind := getattr(opcat, name))]
        nameless = [
            (kind.__name__, name)
            for kind in classes
            for name in dir(kind)
            if inspect.isfunction(function := inspect.getattr_static(kind, name))
            and not getattr(function, "__module__", None)
        ]
        assert len(classes) > 40
        assert nameless == []

    def test_help_works_with_an_extra_that_is_broken(self, tmp_path: Path) -> None:
        """Such as one whose own needs are not met: the module is listed, and cannot be had."""
        (tmp_path / "lxml.py").write_text("raise ImportError('no libxml2')", encoding="utf-8")
        told = (
            f"import inspect, pydoc, sys; sys.path.insert(0, {str(tmp_path)!r})\n"
            "import opcat\n"
            "assert 'untc' in dir(opcat) and not hasattr(opcat, 'untc')\n"
            "assert inspect.getmembers(opcat) and pydoc.render_doc(opcat)"
        )
        assert "opcat.untc" not in fresh(told)

    @pytest.mark.parametrize("name", list(EXTRAS))
    def test_what_is_missing_is_no_attribute(
        self, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, f"opcat.{name}", None)
        monkeypatch.delattr(opcat, name, raising=False)
        assert not hasattr(opcat, name)

    @pytest.mark.parametrize("name", list(EXTRAS))
    def test_an_import_of_what_is_missing_is_an_import_error(self, name: str) -> None:
        """As it always is. As an attribute, what is missing is no attribute."""
        told = (
            f"import sys; sys.modules[{EXTRAS[name]!r}] = None\n"
            f"try:\n    from opcat import {name}\n"
            "except ModuleNotFoundError as error:\n    assert 'pip install' in str(error)\n"
            "else:\n    raise AssertionError"
        )
        assert f"opcat.{name}" not in fresh(told)

    def test_a_stand_in_for_an_extra_counts_as_the_extra(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "altair", ModuleType("altair"))
        assert "charts" in dir(opcat)

    def test_type_checkers_see_the_same(self) -> None:
        """Each name from the room that it is taken from, and no other name."""
        tree = parsed(ROOT / "__init__.py")
        block, _ = [node for node in tree.body if isinstance(node, ast.If)]
        seen = {
            alias.name: str(node.module)
            for node in block.body
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("opcat")
            for alias in node.names
        }
        assert set(seen) == {*opcat.__all__, *EXTRAS}
        for name, module in seen.items():
            if module != "opcat":
                assert getattr(opcat, name) is getattr(import_module(module), name)
            else:
                assert getattr(opcat, name) is import_module(f"opcat.{name}")

    def test_nothing_else_is_taken_from_a_room(self) -> None:
        trees = [parsed(path) for path in MODULES.values()]
        inside = {
            node.name
            for tree in trees
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        inside -= {*opcat.__all__, *(part for module in MODULES for part in module.split("."))}
        assert len(inside) > 300
        there = [name for name in sorted(inside) if hasattr(opcat, name)]
        assert [name for name in there if not name.startswith("_")] == []

    def test_a_star_import_takes_every_public_name(self) -> None:
        names: dict[str, object] = {}
        exec("from opcat import *", names)
        assert names.keys() - {"__builtins__"} == set(opcat.__all__)

    def test_the_version_is_that_of_the_distribution(self) -> None:
        assert opcat.__version__ == version("opcat")

    def test_an_unknown_name_is_refused(self) -> None:
        with pytest.raises(AttributeError, match=r"no attribute 'sates'; dir\(opcat\) lists them"):
            getattr(opcat, "sates")  # noqa: B009 - mypy refuses the dot


def test_first_use_from_many_threads_builds_the_record_once() -> None:
    code = """
import threading, opcat
start = threading.Barrier(64)
found = []
def ask(number):
    start.wait()
    found.append((id(opcat.treaty()), id(opcat.resolve(["Ivory Coast", "FRA"][number % 2]))))
threads = [threading.Thread(target=ask, args=(number,)) for number in range(64)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(found) == 64
assert len({treaty for treaty, _ in found}) == 1
assert len({state for _, state in found}) == 2
"""
    assert watched(code)[1] == sorted([*DEPOSITARY, "names.csv"])
