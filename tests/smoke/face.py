"""What people look at first works on everything public, whatever is installed beside the package."""

import importlib.util
import inspect
import pydoc
import subprocess
import sys
from unittest import mock

import opcat

EXTRAS = {"charts": "altair", "frames": "narwhals", "strategies": "hypothesis", "untc": "lxml"}

listed = dir(opcat)
assert set(opcat.__all__) <= set(listed)
there = [opcat, opcat.errors]
for name, needed in EXTRAS.items():
    is_there = importlib.util.find_spec(needed) is not None
    assert (name in listed) is is_there, name
    assert hasattr(opcat, name) is is_there, name
    if is_there:
        there.append(getattr(opcat, name))
    else:
        try:
            getattr(opcat, name)
        except AttributeError as error:
            assert 'pip install "opcat[' in str(error), error  # noqa: PT017 - no pytest

for module in there:
    members = dict(inspect.getmembers(module))
    assert set(members) >= set(dir(module)), module
    mock.create_autospec(module)
    assert f"\nNAME\n    {module.__name__}" in pydoc.plain(pydoc.render_doc(module))
    for name in module.__all__:
        value = members[name]
        inspect.getmembers(value)
        mock.create_autospec(value)
        if not isinstance(value, str):  # the version: help of a text is that of its own name
            assert name in pydoc.plain(pydoc.render_doc(value)), name

command = [sys.executable, "-m", "pydoc", "opcat"]
shown = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
assert all(f"\n    {name}(" in shown for name in ("status", "parties")), shown
