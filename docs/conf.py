"""Settings of the documentation. The package must be installed where it is built."""

from importlib.metadata import version as version_of

project = "opcat"
author = "The opcat developers"
project_copyright = author
release = version = version_of("opcat")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"opcat {release}"

myst_heading_anchors = 3

default_role = "py:obj"  # the single backticks of the docstrings
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_numpy_docstring = False

nitpicky = True
nitpick_ignore = [
    # Names of other projects: their inventories lie on the network, which no build needs.
    ("py:class", "collections.abc.Iterable"),
    ("py:class", "datetime.date"),
    ("py:class", "hypothesis.strategies.SearchStrategy"),
    ("py:class", "os.PathLike"),
    # Arguments of functions, named in their docstrings.
    ("py:obj", "on"),
    ("py:obj", "since"),
    ("py:obj", "state"),
    ("py:obj", "until"),
]


def keep_colons(_app, what, _name, _object, _options, lines):
    """Put an empty comment where napoleon would take the words before a colon for a type."""
    if what == "property":
        lines[:0] = ["..", ""]


def setup(app):
    """Come before napoleon, which listens with priority 500."""
    app.connect("autodoc-process-docstring", keep_colons, priority=400)
