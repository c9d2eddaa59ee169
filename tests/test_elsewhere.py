"""What R makes of an export: the lines of the docs, and every cell of every table.

Where R is missing these tests are skipped; with OPCAT_REQUIRE_ENGINES=1 they fail.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_cli_tables import ROWS

import opcat
from opcat import frames
from opcat.cli import main
from opcat.cli._exported import NAMES  # each table, so that a new one is tried too

PAGE = Path(opcat.__file__).parents[2] / "docs" / "elsewhere.md"


def rscript(*packages: str) -> str:
    """Return R's own program for scripts, or skip the test that asks for it or for its packages."""
    found = shutil.which("Rscript")
    missing = "R is not installed (on Debian: apt-get install r-base-core)"
    for package in packages if found else ():
        asked = f"quit(status = !requireNamespace('{package}', quietly = TRUE))"
        if subprocess.run([str(found), "-e", asked], check=False, capture_output=True).returncode:
            found = None
            missing = f"R has no {package} (on Debian: apt-get install r-cran-{package})"
    if found is None and os.environ.get("OPCAT_REQUIRE_ENGINES") == "1":
        pytest.fail(f"OPCAT_REQUIRE_ENGINES=1, but {missing}", pytrace=False)
    if found is None:
        pytest.skip(missing)
    return found


def run(program: str, script: str, directory: Path, locale: str = "C.UTF-8") -> str:
    """Run a script, and return what R prints."""
    (directory / "script.R").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [program, "--vanilla", "script.R"],
        cwd=directory,
        env={**os.environ, "LC_ALL": locale},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("missing", ["R", "a package"])
def test_without_r_a_test_is_skipped_or_fails(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None if missing == "R" else "false")
    monkeypatch.setenv("OPCAT_REQUIRE_ENGINES", "0")
    with pytest.raises(pytest.skip.Exception, match="apt-get install"):
        rscript("survival")
    monkeypatch.setenv("OPCAT_REQUIRE_ENGINES", "1")
    with pytest.raises(pytest.fail.Exception, match="apt-get install"):
        rscript("survival")


def steps() -> Iterator[tuple[str, str | None]]:
    """Yield the lines for R of the page, each with what they print if it says so."""
    text = PAGE.read_text(encoding="utf-8")
    for found in re.finditer(
        r"^```r\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", text, re.MULTILINE | re.DOTALL
    ):
        yield found[1], found[2]


def test_the_lines_of_the_page_print_what_it_says(tmp_path: Path) -> None:
    program = rscript("survival")
    words = ["--tables", "panel,statuses,durations,states", str(tmp_path / "for-r")]
    assert main(["export", "--format", "r", *words]) == 0
    told = list(steps())
    assert sum(said is not None for _, said in told) >= 4
    mark = "<end of a step>"
    script = "".join(f'{code}cat("{mark}\\n")\n' for code, _ in told)
    printed = run(program, script, tmp_path).split(f"{mark}\n")
    for (code, said), found in zip(told, printed, strict=False):
        assert [line.rstrip() for line in found.splitlines()] == (said or "").splitlines(), code
    assert len(printed) == len(told) + 1


SUMMARY = """
opcat <- source("all/opcat.R", chdir = TRUE)$value
for (name in names(opcat)) for (column in names(opcat[[name]])) {
  x <- opcat[[name]][[column]]
  text <- if (is.character(x) || is.factor(x)) {
    sum(vapply(as.character(x[!is.na(x)]), function(s) sum(utf8ToInt(enc2utf8(s))), 0))
  } else {
    sum(as.numeric(x[is.finite(as.numeric(x))]))
  }
  cat(name, column, class(x)[1], length(x), sum(is.na(x)), format(text, digits = 15), sep = "\\t")
  cat("\\n")
}
"""
CLASSES = {str: "character", bool: "logical", int: "integer", float: "numeric", date: "Date"}
EPOCH = date(1970, 1, 1)


def weight(cell: Any) -> float:
    """Return what R adds up: the letters of a text, the days of a date, a number itself."""
    if isinstance(cell, str):
        return sum(map(ord, cell))
    if isinstance(cell, date):
        return (cell - EPOCH).days
    return 0 if cell == float("inf") else cell


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_every_column_of_every_table(locale: str, tmp_path: Path) -> None:
    """Letter by letter, with Namibia's code and accents, wherever R runs; nothing turns missing."""
    program = rscript()
    assert main(["export", "--format", "r", str(tmp_path / "all")]) == 0
    printed = run(program, SUMMARY, tmp_path, locale).splitlines()
    found = {(line.split("\t")[0], line.split("\t")[1]): line.split("\t")[2:] for line in printed}
    assert {name for name, _ in found} == {*NAMES}
    for (name, column), (kind, length, missing, total) in found.items():
        cells = [row[column] for row in ROWS[name]]
        known = [cell for cell in cells if cell is not None]
        # A word of a vocabulary is a factor in R.
        kinds = {CLASSES[type(cell)] for cell in known}
        assert kinds <= {kind} or (kind == "factor" and kinds == {"character"}), (name, column)
        assert (int(length), int(missing)) == (len(cells), cells.count(None)), (name, column)
        assert float(total) == pytest.approx(sum(map(weight, known)), rel=1e-12), (name, column)
    assert {name: [c for n, c in found if n == name] for name in NAMES} == {
        name: list(ROWS[name][0]) for name in NAMES
    }


def test_by_itself_r_takes_namibia_for_missing(tmp_path: Path) -> None:
    """This is why there is a script; and the panel, which has no such code, does without."""
    program = rscript()
    assert main(["export", "--format", "r", str(tmp_path / "all")]) == 0
    script = """
states <- read.csv("all/states.csv")
panel <- read.csv("all/panel.csv")
cat(is.na(states$alpha_2[states$alpha_3 == "NAM"]), states$numeric[states$alpha_3 == "AFG"],
    sum(panel$alpha_3 == "NAM"), anyNA(panel$alpha_3))
"""
    years = sum(row["alpha_3"] == "NAM" for row in ROWS["panel"])
    assert run(program, script, tmp_path) == f"TRUE 4 {years} FALSE"


DURATIONS = """
library(survival)
times <- read.csv("durations.csv", na.strings = "")
times$joined <- times$event == "True"
curve <- survfit(Surv(days, joined) ~ 1, times, conf.type = "log-log")
groups <- survfit(Surv(days, joined) ~ regional_group, times, conf.type = "log-log")
steps <- subset(read.csv("transitions.csv", na.strings = ""), to == "party")
could <- ave(steps$Tstart, steps$alpha_3, FUN = min)
steps$start <- steps$Tstart - could
steps$stop <- pmax(steps$Tstop - could, 0.5)
ratio <- exp(coef(coxph(Surv(start, stop, status) ~ from, steps)))
cat(summary(curve)$table[c("median", "0.95LCL", "0.95UCL")], "\\n")
cat(summary(groups)$table[, "median"], "\\n")
cat(round(survdiff(Surv(days, joined) ~ regional_group, times)$chisq, 1), round(ratio, 2), "\\n")
"""


def test_r_finds_the_same_durations(tmp_path: Path) -> None:
    """The lines of the docs, on the tables as CSV: the medians, the test and the ratio there."""
    program = rscript("survival")
    frames.durations().to_csv(tmp_path / "durations.csv", index=False)
    frames.transitions().to_csv(tmp_path / "transitions.csv", index=False)
    median, groups, others = map(str.split, run(program, DURATIONS, tmp_path).splitlines())
    assert median == ["4595", "3633", "7576"]
    assert groups == ["7330", "NA", "1449", "3040", "3633"]
    assert others == ["33.2", "7.7"]
