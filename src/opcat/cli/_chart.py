"""The command chart: a chart of the record as a file."""

import argparse
from collections.abc import Iterator

import opcat
from opcat.cli._options import Commands, add_options, command, given, named
from opcat.errors import DataError, OpcatError, VocabularyError

_TAKES = {
    "timeline": ("on", "basis", "group", "treaty"),
    "map": ("on", "treaty"),
    "groups": ("on",),
    "history": ("on",),
    "survival": ("on", "group", "by"),
    "visits": ("on",),
}
"""What each chart takes of the options that the questions of the package have."""
_LOOK = "width", "height", "title", "theme", "language", "words", "colours"
"""What every chart takes."""
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
        "chart map --language fr --words party=partie -o carte.svg",
        answer=_chart,
        more="""The ending of the file is the format: .svg, .png, .pdf, .html, .json (Vega-Lite)
or .vega. An existing file stays, unless you pass --force; then it is replaced
when the chart is drawn, and not before.

--words and --colours may be given several times. What stands in braces in a
text changes with the answer. An unknown KEY is an error that lists
the known ones.

It needs the extra: python -m pip install "opcat[charts]".""",
    )
    chart.add_argument(
        "name", metavar="NAME", choices=_TAKES, help=f"the chart: {', '.join(_TAKES)}"
    )
    chart.add_argument(
        "state", metavar="STATE", nargs="?", help="a name or an ISO 3166-1 code, for history alone"
    )
    add_options(chart, ["on", "basis", "group", "treaty"])
    chart.add_argument(
        "--by", metavar="WORD", help="group: of survival, one curve per regional group"
    )
    for side in ("width", "height"):
        chart.add_argument(
            f"--{side}", metavar="PIXELS", type=_pixels, help=f"the {side} of the picture"
        )
    chart.add_argument("--title", metavar="TEXT", help="the title, in place of the chart's own")
    chart.add_argument(
        "--theme", metavar="WORD", default="light", help="light (the default), dark or print"
    )
    chart.add_argument(
        "--language",
        metavar="LANG",
        default="en",
        help="the language of the names of States (default: en)",
    )
    for name, what in (("words", "TEXT"), ("colours", "COLOUR")):
        chart.add_argument(
            f"--{name}",
            metavar=f"KEY={what}",
            type=_pair,
            action="append",
            default=[],
            help=f"another of the {name}, such as {_SUCH[name]}",
        )
    chart.add_argument("--force", action="store_true", help="replace an existing file")
    chart.add_argument(
        "-o",
        dest="file",
        metavar="FILE",
        type=_file,
        required=True,
        help="the file to write, such as map.svg",
    )


_SUCH = {"words": "'parties={number} States parties'", "colours": "party=#00795c or party=green"}


def _pair(text: str) -> tuple[str, str]:
    """Return a key, and what replaces its text or colour.

    Raises:
        argparse.ArgumentTypeError: there is no key.
    """
    key, sign, value = text.partition("=")
    if not key or not sign:
        message = f"{text!r} does not say which; pass KEY=..., such as title=Parties or text=navy"
        raise argparse.ArgumentTypeError(message)
    return key, value


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
    if options.by is not None:
        asked["by"] = options.by
        if options.group is not None:
            raise OpcatError("--by draws every group, and --group one; leave one out")
    own_record = {"treaty"} if options.treaty is None else set()  # which every chart takes
    for option in asked.keys() - set(_TAKES[name]) - own_record:
        raise OpcatError(f"the chart {name} takes no --{option}; leave it out")
    if (name == "history") is not (options.state is not None):
        wrong = f"takes no State, such as {options.state!r}" if options.state else "needs a State"
        raise OpcatError(f"the chart {name} {wrong}; history is the chart of one State")
    look = {one: getattr(options, one) for one in _LOOK}
    for one in ("words", "colours"):
        look[one] = _each_once(one, look[one])
    _require_room(options)
    from opcat import charts  # an extra, and slow to import

    state = [] if options.state is None else [_meant(options.state, options.language)]
    try:
        drawn: charts.Chart = getattr(charts, name)(*state, **asked, **look)
    except LookupError as error:
        if isinstance(error, OpcatError):
            raise
        raise OpcatError(str(error)) from None
    drawn.save(options.file)
    yield f"written: {options.file}"


def _meant(name: str, language: str) -> "str | opcat.State":
    """Return the State that a name means in the language of the chart, or else in English.

    Raises:
        UnknownStateError, AmbiguousStateError: it means none, or several.
    """
    from opcat._names.languages import ENGLISH, languages_of

    try:
        languages = languages_of([language, *ENGLISH])
    except VocabularyError:  # a language in which no names are read, or none: the chart says which
        return name
    return name if languages == ENGLISH else opcat.resolve(name, language=languages)


def _each_once(option: str, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return what each key is replaced by.

    Raises:
        OpcatError: a key is given twice.
    """
    found: dict[str, str] = {}
    for key, value in pairs:
        if key in found:
            raise OpcatError(f"--{option} {key}= is given twice; leave one out")
        found[key] = value
    return found


def _require_room(options: argparse.Namespace) -> None:
    """Refuse a place where a chart cannot be written, or where a file would be lost.

    Raises:
        DataError: it is one.
    """
    from pathlib import Path  # slow to import

    from opcat._record.destinations import why_no_name, why_not_made

    path = Path(options.file)
    if why_no_name(path):  # of which nothing else can be asked
        problem = why_not_made(path)
    elif path.is_dir():
        problem = "is a directory; pass the name of a file, such as map.svg"
    elif path.exists() and not options.force:
        problem = "already exists; pass --force to replace it"
    else:
        problem = why_not_made(path)
    if problem:
        raise DataError([(str(path), problem)])
