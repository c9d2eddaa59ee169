"""A zip application holds the package alone: no file of its own on the disk, and no metadata."""

import json
import shutil
import subprocess
import sys
import sysconfig
import zipapp
from pathlib import Path

import pytest
from status_pages import Table, html, rows_of

import opcat


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as one file, and beside it what it needs, but for an installed opcat."""
    where = tmp_path_factory.mktemp("zip")
    sources = where / "sources"
    shutil.copytree(
        Path(opcat.__file__).parent, sources / "opcat", ignore=shutil.ignore_patterns("__pycache__")
    )
    made = where / "opcat.pyz"
    zipapp.create_archive(sources, made, main="opcat.cli:main")
    shutil.rmtree(sources)
    needed = where / "needed"
    needed.mkdir()
    for place in {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}:
        for entry in Path(place).iterdir():
            if "opcat" not in entry.name and entry.suffix != ".pth":
                (needed / entry.name).symlink_to(entry)
    return made


def run(application: Path, *words: str, code: str | None = None) -> str:
    """Return what the application prints, or a program with the application on its path."""
    path = [application.parent / "needed", *([application] if code else [])]
    command = ["-c", code] if code else [str(application), *words]
    done = subprocess.run(
        [sys.executable, "-S", *command],
        env={"PYTHONPATH": ":".join(map(str, path)), "PATH": ""},
        cwd=application.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


def test_there_is_no_metadata(application: Path) -> None:
    code = "import importlib.metadata as m; print([d.name for d in m.distributions(name='opcat')])"
    assert run(application, code=code) == "[]\n"


def test_the_application_answers_as_the_package_does(application: Path) -> None:
    assert run(application, "--version") == (
        f"opcat {opcat.__version__} (record as of {opcat.treaty().as_of})\n"
    )
    assert f"version {opcat.__version__} (" in run(application, "cite")
    assert run(application, "cite", "--format", "bibtex").startswith("@misc{opcat,")
    assert run(application, "status", "Ivory Coast").splitlines()[1] == "  Côte d'Ivoire: party"
    assert len(json.loads(run(application, "list", "visits", "--format", "json"))) == 105
    page = html(Table(rows=rows_of(opcat.treaty()), as_at="02-03-2026"))
    (application.parent / "page.html").write_bytes(page)
    assert "nothing changed" in run(application, "compare", "page.html")
    assert "commands:" in run(application, "--help")


@pytest.mark.parametrize("form", ["csv", "json", "sqlite"])
def test_the_application_exports_files_that_can_be_read(application: Path, form: str) -> None:
    files = run(application, "export", "--format", form, form).splitlines()
    for line in files:
        assert (application.parent / line.removeprefix("written: ")).stat().st_size > 0
    if form == "csv":
        assert opcat.load(application.parent / form).treaty == opcat.treaty()


def test_each_extra_answers_in_a_zip(application: Path) -> None:
    code = """
import io, pydoc, opcat
from opcat import charts, frames, untc
assert ".pyz" in opcat.__file__
print(opcat.__version__)
print(opcat.from_json(opcat.to_json(opcat.treaty())) == opcat.treaty())
print("FUNCTIONS" in pydoc.plain(pydoc.render_doc(opcat)))
print(frames.panel(2020, 2020, backend="polars").height)
picture = io.StringIO()
charts.groups().save(picture, "svg")
print("<svg" in picture.getvalue())
print("'arcs': [" in str(charts.map().to_dict()))
"""
    assert run(application, code=code).split() == [
        opcat.__version__,
        "True",
        "True",
        "197",
        "True",
        "True",
    ]
