"""The command line: ``opcat``, also ``python -m opcat``.

One room holds the options of a few commands and their answers. An answer is lines of text; `main`
prints them. Slow modules are imported where an answer needs them.
"""

from opcat.cli._main import main

__all__ = ["main"]
