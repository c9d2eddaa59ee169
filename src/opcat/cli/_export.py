"""The command export: the record, or tables of answers, as files."""

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from opcat.cli._options import Commands, add_options, command, named, treaty_of
from opcat.errors import DataError, OpcatError, VocabularyError

if TYPE_CHECKING:
    from pathlib import Path

    from opcat.cli._forms import Files

_OF_RECORD = ("csv", "json", "parquet", "sqlite")
"""The formats of the record's own files; all formats can have tables."""
_FORMS = (*_OF_RECORD, "xlsx", "dta", "r")


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    export = command(
        commands,
        "export",
        "write the record, or tables of answers, into a directory",
        "export --format csv my-data",
        "export --format xlsx my-workbook",
        "export --format dta --tables panel,statuses my-tables",
        "export --format sqlite . --force",
        "export --record my-data --format parquet my-tables",
        answer=_export,
        more="""csv      the files of the record, which opcat.load reads
json     treaty.json and convention.json, which opcat.from_json reads, and one
         file per other table
parquet  one file per table; needs PyArrow or Polars besides the extra:
         python -m pip install "opcat[frames]" pyarrow
sqlite   one database, opcat.sqlite
xlsx     one Excel workbook, opcat.xlsx, with a sheet per table of answers:
         python -m pip install "opcat[excel]"
dta      one Stata file per table of answers:
         python -m pip install "opcat[stata]"
r        the tables of answers as CSV, and opcat.R, with which R reads them

The upper bound of what is cut off (days_high in durations) is infinite: inf in
csv and r, Infinity in parquet and sqlite. Excel, Stata and JSON have no
infinity: there the cell is empty, missing, or null.

With --record the record is that in DIR, with the tables that it has; names and
codes of other schemes are the package's, and no part of it. What needs a file
that DIR lacks is left out, and a note says so.

--tables writes tables of answers in any of these formats: those of
opcat.frames, and deadlines and eligibility; 'all' for all of them.

Either all files are written, or none. Existing files stay, unless you pass
--force.""",
    )
    export.add_argument("--format", choices=_FORMS, required=True, help="the format of the files")
    export.add_argument(
        "--tables",
        metavar="NAME,...",
        type=_tables,
        help="tables of answers, such as panel,statuses, or all (default: the files of the "
        "record in csv, json, parquet and sqlite, else all tables)",
    )
    add_options(export, ["treaty"])
    export.add_argument(
        "--bom", action="store_true", help="begin CSV with the mark by which Excel knows UTF-8"
    )
    export.add_argument("--force", action="store_true", help="replace existing files")
    export.add_argument(
        "directory",
        metavar="DIR",
        type=_directory,
        help="the directory of the files, created if it does not exist",
    )


def _tables(text: str) -> tuple[str, ...]:
    """Return the names of tables, each once.

    Raises:
        argparse.ArgumentTypeError: one is not known.
    """
    from opcat.cli._exported import NAMES  # it loads every room

    names = NAMES if text == "all" else tuple(dict.fromkeys(text.split(",")))
    for name in names:
        if name not in NAMES:
            message = str(VocabularyError("", name, ["all", *NAMES]))
            raise argparse.ArgumentTypeError(message)
    return names


def _directory(text: str) -> str:
    """Return the name of a directory.

    Raises:
        argparse.ArgumentTypeError: it is empty, or "-", which other programs read as standard
            output.
    """
    if text == "-":
        message = (
            "export writes several files into a directory, not to standard output; opcat list "
            "prints one table. For a directory named '-', pass ./-"
        )
        raise argparse.ArgumentTypeError(message)
    return named(text)


def _export(options: argparse.Namespace) -> Iterator[str]:
    from pathlib import Path  # slow to import, like what the next ones need

    from opcat.cli._place import place

    directory = Path(options.directory)
    files, options.notes = _files(options)
    if options.tables is not None or options.format not in _OF_RECORD:
        _require_no_record(directory, files)
    place(files, directory, force=options.force)
    yield from (f"written: {directory / name}" for name in files)


def _require_no_record(directory: "Path", files: Iterable[str]) -> None:
    """Refuse to write tables among the files of a record, some of which have the same names.

    Raises:
        DataError: that would be so.
    """
    if (directory / "datapackage.json").exists() and any(name.endswith(".csv") for name in files):
        raise DataError([(str(directory), "holds the files of a record; pass another directory")])


def _files(options: argparse.Namespace) -> "Files":
    """Return what to write, and what there is to say of what is not.

    Raises:
        OpcatError: an option is of no use to the others.
    """
    if options.bom and options.format != "csv":
        raise OpcatError("--bom marks CSV; pass --format csv, or leave it out")
    tables = options.tables
    if tables is None and options.format in _OF_RECORD:
        if options.treaty is not None:
            raise OpcatError("--treaty is that of tables; pass --tables too: the record has both")
        from opcat.cli._forms import form

        return form(options.format, options.loaded, mark=options.bom)
    from opcat.cli._exported import NAMES, exported

    asked = treaty_of(options)
    return exported(options.format, tables or NAMES, asked, mark=options.bom)
