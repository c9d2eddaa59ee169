"""Settings of the documentation. The package must be installed where it is built."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import opcat

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "opcat"
author = "The opcat developers"
project_copyright = author
release = version = version_of("opcat")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "explorer_page",
    "name_links",
    "notebook",
    "pictures",
    "record",
    "search_words",
    "unbroken",
]
exclude_patterns = ["_build", "_generated", "_ext"]

html_theme = "furo"
html_title = f"opcat {release}"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["opcat.css"]
html_js_files = ["opcat.js"]
html_theme_options: dict[str, list[str]] = {
    "top_of_page_buttons": []
}  # the source of a page is no page
html_copy_source = False

myst_heading_anchors = 3

nb_execution_mode = "force"  # what it shows depends on the package, which no cache watches
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True

default_role = "py:obj"  # the single backticks of the docstrings
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_numpy_docstring = False

nitpicky = True
nitpick_ignore = [
    # Names of other projects: their inventories lie on the network, which no build needs.
    ("py:class", "collections.abc.Iterable"),
    ("py:class", "collections.abc.Mapping"),
    ("py:class", "collections.abc.Sequence"),
    ("py:class", "datetime.date"),
    ("py:class", "hypothesis.strategies.SearchStrategy"),
    ("py:class", "os.PathLike"),
    ("py:class", "opcat.frames._annotate.Frame"),  # a type variable
    ("py:class", "opcat.untc._changes._T"),  # another
    # Arguments of functions, named in their docstrings.
    *(
        ("py:obj", name)
        for name in (
            "at_least",
            "backend",
            "basis",
            "by",
            "codes",
            "columns",
            "end",
            "every",
            "frame",
            "group",
            "language",
            "missing",
            "of",
            "on",
            "open_to",
            "origin",
            "rows",
            "then",
            "treaty",
        )
    ),
    *(
        ("py:obj", name)
        for name in ("partial", "since", "start", "state", "unknown", "until", "values", "year")
    ),
]


def keep_colons(
    _app: Sphinx, what: str, _name: str, _object: object, _options: object, lines: list[str]
) -> None:
    """Put an empty comment where napoleon would take the words before a colon for a type."""
    if what == "property":
        lines[:0] = ["..", ""]


def describe_files(app: Sphinx) -> None:
    """Write what `datapackage.json` says of the record's files, for the data page to include."""
    data = Path(opcat.__file__).parent / "data"
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    target = Path(app.srcdir) / "_generated" / "data-files.md"
    target.parent.mkdir(exist_ok=True)
    text = "\n".join(line for part in package["resources"] for line in describe(part, data))
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


def describe(resource: dict[str, Any], data: Path) -> Iterator[str]:
    """Yield the lines on one file."""
    with (data / resource["path"]).open(encoding="utf-8", newline="") as lines:
        rows = sum(1 for _ in csv.DictReader(lines))
    schema = resource["schema"]
    yield from (f"### {resource['path']}", "", resource["description"], "")
    yield f"- Rows: {rows}"
    yield f"- Key: {code(schema['primaryKey'] if 'primaryKey' in schema else schema['uniqueKeys'][0])}"
    for key in schema.get("foreignKeys", ()):
        reference = key["reference"]
        yield f"- {code(key['fields'])} refers to {code(reference['fields'])} of `{reference['resource']}.csv`"
    yield from (
        "",
        "| column | type | required | what it holds |",
        "|---|---|---|---|",
    )
    for field in schema["fields"]:
        rules = field.get("constraints", {})
        required = "yes" if rules.get("required") else ""
        # Beside the words in a column of their own, what it holds would have no room.
        words = f". One of {code(rules['enum'])}" if "enum" in rules else ""
        yield f"| `{field['name']}` | {field['type']} | {required} | {field['description']}{words} |"
    yield ""


def code(words: str | Iterable[str]) -> str:
    """Return words as they stand in the files, separated by commas."""
    return ", ".join(f"`{word}`" for word in words)


def computed_defaults(*event: Any) -> tuple[str, str | None] | None:
    """Show `...` for a default that another field gives, as that of `State.key` is its code."""
    signature, returned = event[5:]
    return signature and (signature.replace("= NOTHING", "= ..."), returned)


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-signature", computed_defaults)
    app.connect("autodoc-process-docstring", keep_colons, priority=400)  # napoleon has 500
    app.connect("builder-inited", describe_files)
