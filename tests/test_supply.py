"""What the package rests on and what its code may not do, read from the project's own files."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import opcat

ROOT = Path(opcat.__file__).parent
PROJECT = Path(__file__).parents[1] / "pyproject.toml"

# No code made from text, no pickle, no network, no process: in none of the rooms.
FORBIDDEN_MODULES = frozenset(
    {
        *("_pickle", "_posixsubprocess", "_socket", "aiohttp", "asyncio", "code", "codeop"),
        *("concurrent.futures", "ctypes", "dill", "ftplib", "http", "httpx", "imaplib"),
        *("joblib", "marshal", "multiprocessing", "nntplib", "pickle", "poplib", "pty"),
        *("requests", "runpy", "shelve", "smtplib", "socket", "socketserver", "ssl"),
        *("subprocess", "telnetlib", "urllib3", "webbrowser", "xmlrpc"),
        *("urllib.request", "urllib.error", "urllib.robotparser"),
    }
)
FORBIDDEN_CALLS = frozenset({"__import__", "breakpoint", "compile", "eval", "exec"})
FORBIDDEN_IN_OS = frozenset({"popen", "startfile", "system"})


TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.rglob("*.py"))
}


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` for such an expression; what it hangs from is "?" where it is no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def modules_used(tree: ast.AST) -> set[str]:
    """Return every module that a tree imports, with those that hold it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    parts = [name.split(".") for name in found]
    return {".".join(name[:length]) for name in parts for length in range(1, len(name) + 1)}


def refused(tree: ast.AST) -> list[str]:
    """Return what a tree does that no room of the package may do."""
    found = sorted(modules_used(tree) & FORBIDDEN_MODULES)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in FORBIDDEN_CALLS:
            found.append(node.id)
        elif isinstance(node, ast.Attribute):
            name = dotted(node)
            module, _, last = name.rpartition(".")
            in_os = last in FORBIDDEN_IN_OS or re.match("exec|spawn|posix_spawn|fork", last)
            if (module == "os" and in_os) or (module == "builtins" and last in FORBIDDEN_CALLS):
                found.append(name)
        elif isinstance(node, ast.Import):
            found += [
                f"import {alias.name} as {alias.asname}"
                for alias in node.names
                if alias.name in ("os", "builtins", "importlib") and alias.asname
            ]
        elif isinstance(node, ast.ImportFrom) and node.module in ("os", "builtins"):
            found += [f"from {node.module} import {alias.name}" for alias in node.names]
    return found


def test_no_code_from_text_no_pickle_no_network_no_process() -> None:
    assert {room: found for room, tree in TREES.items() if (found := refused(tree))} == {}


def test_what_is_refused_would_be_found() -> None:
    """The test above can fail: each of these is one thing that it must see."""
    samples = [
        *("eval('1')", "run = exec", "compile('', '', 'exec')", "__import__(name)"),
        *("import pickle", "from pickle import loads", "import urllib.request"),
        *("from urllib import request", "import http.client", "from http import client"),
        *("import socket as s", "import asyncio", "import os\nos.system('x')"),
        *("from os import system", "import os\nos.execv('x', [])", "import subprocess"),
        *("import builtins\nbuiltins.eval('1')", "def f():\n    import ssl"),
        *("import os as o\no.system('x')", "import os\nos.posix_spawn('x', [], {})"),
        *("import _pickle", "import concurrent.futures", "from concurrent import futures"),
    ]
    for sample in samples:
        assert refused(ast.parse(sample)), sample
    for sample in ("import urllib.parse", "re.compile('x')", "import os\nos.path.join('x')"):
        assert not refused(ast.parse(sample)), sample


def test_modules_are_loaded_by_name_only_from_the_packages_own_tables() -> None:
    """`import_module` takes a room of the package, a fixed name, or a word of a vocabulary."""
    users = [tree for tree in TREES.values() if "importlib" in modules_used(tree)]
    assert users
    for tree in users:
        words = words_in(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and dotted(node.func).endswith("import_module"):
                (name,) = node.args
                if isinstance(name, ast.Constant):
                    assert name.value not in FORBIDDEN_MODULES, ast.unparse(node)
                    continue
                if ast.unparse(name) in words:
                    continue
                assert isinstance(name, ast.JoinedStr), ast.unparse(node)
                first = name.values[0]
                assert isinstance(first, ast.Constant), ast.unparse(node)
                assert first.value == "opcat.", ast.unparse(node)


def words_in(tree: ast.Module) -> set[str]:
    """Return how words are written that `term` has found in a vocabulary: ``name.value``."""
    found: set[str] = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            nodes = list(ast.walk(function))
            stored = [
                n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            ]
            for node in nodes:
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                    names = [target.id for target in node.targets if isinstance(target, ast.Name)]
                    if dotted(node.value.func) == "term":
                        found |= {f"{name}.value" for name in names if stored.count(name) == 1}
    return found


def test_run_time_dependencies_are_three_each_with_a_floor_and_its_reason() -> None:
    text = PROJECT.read_text(encoding="utf-8")
    required = tomllib.loads(text)["project"]["dependencies"]
    assert [re.split("[<>=!~ ;]", line)[0] for line in required] == ["attrs", "cattrs", "pycountry"]
    for line in required:
        assert re.fullmatch(r"[a-z]+>=[0-9]+(\.[0-9]+)*", line), f"{line}: one floor, no ceiling"
        reason = re.search(rf'"{re.escape(line)}", +# (.+)', text)
        assert reason, f"{line}: its reason stands beside it"
        assert len(reason[1].split()) > 3, f"{line}: a reason takes more words"


def test_the_core_imports_nothing_else() -> None:
    """Third parties by name: the three everywhere, the others only in the rooms of their extra."""
    extras = ("frames", "charts", "untc", "strategies", "_plugin", "cli")
    for room, tree in TREES.items():
        if room.split("/")[0].removesuffix(".py") in extras:
            continue
        others = {name.split(".")[0] for name in modules_used(tree)}
        others -= {*sys.stdlib_module_names, "opcat"}
        assert others <= {"attrs", "cattrs", "pycountry"}, room
