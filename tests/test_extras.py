"""The line that installs what is missing installs it where it is missed."""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from opcat._output.extras import install_line  # what only errors show

SOURCES = Path(__file__).parents[1] / "src" / "opcat"


@pytest.fixture(autouse=True)
def _in_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the tests run in: no notebook, pip is there, and no `python` on the path."""
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    monkeypatch.setenv("PATH", "")
    found(monkeypatch, pip=True)


def found(monkeypatch: pytest.MonkeyPatch, *, pip: bool) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: object() if pip else None)


def in_ipython(monkeypatch: pytest.MonkeyPatch, get_ipython: Callable[[], object]) -> None:
    module = ModuleType("IPython")
    vars(module)["get_ipython"] = get_ipython
    monkeypatch.setitem(sys.modules, "IPython", module)


def test_it_names_the_interpreter_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/somewhere/bin/python3")
    line = install_line("opcat[frames]", "pyarrow")
    assert line == '/somewhere/bin/python3 -m pip install "opcat[frames]" pyarrow'
    monkeypatch.setattr(sys, "executable", "/some where/python")
    assert shlex.split(install_line("pandas"))[0] == "/some where/python"


def test_it_runs_as_it_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is given to a shell, with a program that prints its words in place of the interpreter."""
    program = tmp_path / "py thon"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    done = subprocess.run(
        ["/bin/sh", "-c", install_line("opcat[charts]")], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["-m", "pip", "install", "opcat[charts]"]


def test_where_python_is_that_interpreter_it_says_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An environment that is active; of another `python` on the path it says nothing."""
    for name in ("active", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "python").write_text("#!/bin/sh\n")
        (tmp_path / name / "python").chmod(0o755)
    mine = tmp_path / "active" / "python"
    monkeypatch.setattr(sys, "executable", str(mine))
    monkeypatch.setenv("PATH", str(tmp_path / "active"))
    assert install_line("opcat[untc]") == 'python -m pip install "opcat[untc]"'
    monkeypatch.setenv("PATH", str(tmp_path / "other"))
    assert install_line("opcat[untc]") == f'{mine} -m pip install "opcat[untc]"'
    for none in ("", None):  # Python within another program
        monkeypatch.setattr(sys, "executable", none)
        assert install_line("opcat[untc]") == 'python -m pip install "opcat[untc]"'


def test_in_a_notebook_it_is_the_magic_of_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    in_ipython(monkeypatch, object)
    assert install_line("opcat[charts]") == '%pip install "opcat[charts]"'
    in_ipython(monkeypatch, lambda: None)  # IPython is imported, but does not run
    assert install_line("opcat[charts]").startswith(sys.executable)


def test_where_there_is_no_pip_it_is_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environments that uv makes have none, and `python -m pip` fails there."""
    found(monkeypatch, pip=False)
    line = f'uv pip install "opcat[untc]" --python {sys.executable}'
    assert install_line("opcat[untc]") == line
    in_ipython(monkeypatch, object)
    assert install_line("opcat[untc]") == f"!{line}"


def test_no_message_of_the_package_has_a_bare_pip() -> None:
    """It may belong to another environment; help, which is the same for all, has `python -m pip`."""
    for path in SOURCES.rglob("*.py"):
        text = path.read_text("utf-8")
        bare = re.findall(r"(?<!python -m )(?<!uv )(?<!%)\bpip install.*", text)
        assert bare == [] or path.name == "extras.py", (path.name, bare)
