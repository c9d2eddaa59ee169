"""The line that installs what is missing, in the environment that misses it."""

import os
import sys


def install_line(*packages: str) -> str:
    """Return the line that installs packages for the interpreter that runs.

    A bare ``pip`` may belong to another environment. So it is the ``%pip`` of IPython and notebooks;
    elsewhere pip as a module of this interpreter, by its path unless ``python`` means it; and uv
    where the environment has no pip, as those that uv makes. Double quotes suit every shell.

    Args:
        packages: what to install, as in ``"opcat[charts]"``.
    """
    from importlib.util import find_spec  # only whoever misses something waits for these
    from shutil import which

    named = " ".join(f'"{package}"' if "[" in package else package for package in packages)
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    program = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    if find_spec("pip") is None and program:
        return f"{'' if shell is None else '!'}uv pip install {named} --python {program}"
    if shell is not None:
        return f"%pip install {named}"
    python, found = map(os.path.normcase, (sys.executable, which("python") or ""))
    return f"{'python' if python in ('', found) else program} -m pip install {named}"
