"""The script with which R reads the tables of an export as they are."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

import opcat
from opcat.cli._typed import Column

_CLASSES = {str: "character", date: "Date", bool: "logical", int: "integer", float: "numeric"}


def rscript(tables: Mapping[str, Sequence[Column]], as_of: date) -> str:
    """Return a script whose value is a list of data frames, one per table.

    By itself, R's ``read.csv`` would take the ``NA`` of Namibia for a missing value, even between
    quotes, and the code ``004`` for the number 4.
    """
    reads = ",\n".join(f"    {name} = read({_read(name, each)})" for name, each in tables.items())
    return f"""\
# Tables of opcat {opcat.__version__}, record as of {as_of}. In R:
#   tables <- source("opcat.R", chdir = TRUE)$value
#   head(tables${next(iter(tables))})
local({{
  # An empty cell is a missing value; "NA" is the code of Namibia.
  read <- function(name, classes, words = list()) {{
    table <- read.csv(paste0(name, ".csv"), na.strings = "", colClasses = classes,
                      encoding = "UTF-8", check.names = FALSE)
    for (column in names(words)) table[[column]] <- factor(table[[column]], words[[column]])
    table
  }}
  list(
{reads}
  )
}})
"""


def _read(name: str, columns: Sequence[Column]) -> str:
    classes = ", ".join(f'"{_CLASSES[column.kind]}"' for column in columns)
    words = ", ".join(
        f"`{column.name}` = c({', '.join(map(json.dumps, column.words))})"
        for column in columns
        if column.words
    )
    return f'"{name}", c({classes})' + (f", list({words})" if words else "")
