"""What an installation with the extra `stata` must answer."""

from pathlib import Path

import pandas as pd

import opcat
from opcat.cli import main

assert main(["export", "--format", "dta", "--tables", "panel,statuses", "stata"]) == 0
statuses = pd.read_stata(Path("stata") / "statuses.dta")
assert statuses["is_party"].sum() == opcat.counts().parties
assert len(pd.read_stata(Path("stata") / "panel.dta")) > 197
