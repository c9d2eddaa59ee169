"""The line that installs what is missing, in the environment that misses it."""

import os
import sys

from opcat._forks import loading


def install_line(*packages: str) -> str:
    """Return the line that installs packages for the interpreter that runs.

    A bare ``pip`` may belong to another environment. So it is the ``%pip`` of IPython and notebooks;
    elsewhere pip as a module of this interpreter, by its path unless ``python`` means it; and uv
    where the environment has no pip, as those that uv makes. Every shell reads the double quotes
    around packages.

    Args:
        packages: what to install, as in ``"opcat[charts]"``.
    """
    with loading:  # only whoever misses something waits for these
        from importlib.util import find_spec
        from shutil import which

    executable = sys.executable or ""  # an interpreter inside another program may have none
    named = " ".join(f'"{package}"' if "[" in package else package for package in packages)
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    program = f'"{executable}"' if " " in executable else executable
    if find_spec("pip") is None and program:
        return f"{'' if shell is None else '!'}uv pip install {named} --python {program}"
    if shell is not None:
        return f"%pip install {named}"
    python, found = map(os.path.normcase, (executable, which("python") or ""))
    return f"{'python' if python in ('', found) else program} -m pip install {named}"
