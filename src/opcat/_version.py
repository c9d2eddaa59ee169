"""The number of this release, from which the distribution takes its own.

It stands in the package, and not only in the metadata of an installation, so that it is known where
there are none: in a zip application, or in a copy of the sources.
"""

__version__: str = "1.0.0rc2"
