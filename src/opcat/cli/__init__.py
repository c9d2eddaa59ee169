"""The command line: ``opcat``, also ``python -m opcat``.

One room holds the words of a few commands and their answers. An answer is lines of text; `main`
prints them. What is slow to import is imported where an answer needs it.
"""

from opcat.cli._main import main

__all__ = ["main"]
