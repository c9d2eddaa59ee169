"""The command chart: a chart of the record as a file."""

import argparse
from collections.abc import Iterator

from opcat.cli._options import Commands, add_options, command, given, named
from opcat.errors import OpcatError

_TAKES = {
    "timeline": ("on", "basis", "group", "treaty"),
    "map": ("on", "treaty"),
    "groups": ("on",),
    "history": ("on",),
    "survival": ("on", "group"),
    "visits": ("on",),
}
"""What each chart takes of the options that the questions of the package have."""
_ENDINGS = (".svg", ".png", ".pdf", ".html", ".json", ".vega")


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    chart = command(
        commands,
        "chart",
        "draw a chart, and write it to a file",
        "chart map --on 2010-01-01 -o map.svg",
        "chart timeline --group african --width 321 --theme print -o column.pdf",
        "chart history Kazakhstan -o kazakhstan.html",
        answer=_chart,
        more="""The ending of the file is the format: .svg, .png, .pdf, .html, .json (Vega-Lite)
or .vega. An existing file is replaced when the chart is drawn, and not before.
It needs the extra: pip install 'opcat[charts]'""",
    )
    chart.add_argument("name", metavar="NAME", choices=_TAKES, help=", ".join(_TAKES))
    chart.add_argument("state", metavar="STATE", nargs="?", help="the State of a history")
    add_options(chart, ["on", "basis", "group", "treaty"])
    for side in ("width", "height"):
        chart.add_argument(
            f"--{side}", metavar="PIXELS", type=_pixels, help=f"the {side} of the picture"
        )
    chart.add_argument("--title", metavar="TEXT", help="replaces the title")
    chart.add_argument("--theme", metavar="WORD", default="light", help="light, dark or print")
    chart.add_argument(
        "-o", dest="file", metavar="FILE", type=_file, required=True, help="the file"
    )


def _pixels(text: str) -> int:
    """Return a size.

    Raises:
        argparse.ArgumentTypeError: it is not an integer.
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of pixels; pass one, like 640")
    return int(text)


def _file(text: str) -> str:
    """Return the name of a file that ends as a format does.

    Raises:
        argparse.ArgumentTypeError: it does not.
    """
    if not named(text).lower().endswith(_ENDINGS):
        message = f"{text!r} does not end like a format; pass a name with {', '.join(_ENDINGS)}"
        raise argparse.ArgumentTypeError(message)
    return text


def _chart(options: argparse.Namespace) -> Iterator[str]:
    name, asked = options.name, given(options)
    own_record = {"treaty"} if options.treaty is None else set()  # which every chart takes
    for option in asked.keys() - set(_TAKES[name]) - own_record:
        raise OpcatError(f"the chart {name} takes no --{option}; leave it out")
    if (name == "history") is not (options.state is not None):
        wrong = f"takes no State, such as {options.state!r}" if options.state else "needs a State"
        raise OpcatError(f"the chart {name} {wrong}; history is the chart of one State")
    from opcat import charts  # an extra, and slow to import

    state = [] if options.state is None else [options.state]
    look = {side: getattr(options, side) for side in ("width", "height", "title", "theme")}
    getattr(charts, name)(*state, **asked, **look).save(options.file)
    yield f"written: {options.file}"
