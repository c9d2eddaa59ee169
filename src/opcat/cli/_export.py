"""The command export: all tables of the record as files."""

import argparse
from collections.abc import Iterator

from opcat.cli._options import Commands, command, named


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    export = command(
        commands,
        "export",
        "write all tables of the record into a directory",
        "export --format csv my-data",
        "export --format sqlite . --force",
        answer=_export,
        more="""csv      the files of the record as they are, which opcat.load reads
json     treaty.json and convention.json, which opcat.from_json reads, and one
         file per other table
parquet  one file per table; needs PyArrow or Polars besides the extra:
         pip install 'opcat[frames]' pyarrow
sqlite   one database, opcat.sqlite

Either all files are written, or none. Existing files stay, unless you pass
--force.""",
    )
    forms = ("csv", "json", "parquet", "sqlite")
    export.add_argument("--format", choices=forms, required=True, help="the format of the files")
    export.add_argument("--force", action="store_true", help="replace existing files")
    export.add_argument(
        "directory", metavar="DIR", type=_directory, help="created if it does not exist"
    )


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
    from pathlib import Path  # slow to import, like what the next two need

    from opcat.cli._forms import form
    from opcat.cli._place import place

    directory = Path(options.directory)
    files = form(options.format)
    place(files, directory, force=options.force)
    yield from (f"written: {directory / name}" for name in files)
