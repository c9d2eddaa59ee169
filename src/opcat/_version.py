"""The number of this release, from which the distribution takes its own, and how it is cited.

It stands in the package, and not only in the metadata of an installation, so that it is known where
there are none: in a zip application, or in a copy of the sources.
"""

__version__: str = "1.0.0"
RELEASED_ON: str = "2026-11-28"
"""The day of the release, as in ``CITATION.cff``."""
ADDRESS: str | None = None
"""Where the project is published, or None while it is nowhere."""
DOI: str | None = None
"""The digital object identifier of this release, or None while it has none."""
