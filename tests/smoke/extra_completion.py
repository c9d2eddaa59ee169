"""What an installation with the extra `completion` must answer."""

import os
import subprocess
import sys
from pathlib import Path

typed = "opcat prof"
asked = {
    "_ARGCOMPLETE": "1",
    "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
    "_ARGCOMPLETE_STDOUT_FILENAME": str(Path.cwd() / "completions"),
    "COMP_LINE": typed,
    "COMP_POINT": str(len(typed)),
    "COMP_TYPE": "9",
}
command = [sys.executable, "-m", "opcat"]
subprocess.run(command, env=os.environ | asked, check=True)
completions = Path("completions").read_text(encoding="utf-8")
assert completions == "profile", completions
