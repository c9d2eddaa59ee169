"""The entry point by which Hypothesis finds the strategies.

Hypothesis calls it whenever Hypothesis is imported, in all test runs of everybody. So it costs
nothing until the first name is taken from `opcat`.
"""

import sys
import warnings

import opcat


def register() -> None:
    """Register the strategies now if the package is in use, otherwise when it is first used."""
    opcat._when_used.append(_register)
    if "opcat._core.model" in sys.modules:
        opcat._used()


def _register() -> None:
    try:
        import opcat.strategies  # noqa: F401 - it registers them
    except Exception as error:  # noqa: BLE001 - the package must answer all the same
        message = f"opcat's Hypothesis strategies are not registered: {error}"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
