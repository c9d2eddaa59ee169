"""What an installation with the extra `excel` must answer."""

import zipfile
from pathlib import Path

from opcat.cli import main

assert main(["export", "--format", "xlsx", "workbook"]) == 0
with zipfile.ZipFile(Path("workbook") / "opcat.xlsx") as book:
    sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
assert len(sheets) > 20
