"""Pictures of the record, as Altair charts.

They need Altair and vl-convert (``pip install "opcat[charts]"``), and no network: neither to be
made, nor to be saved, nor, once saved, to be looked at.
"""

try:
    import altair as alt  # noqa: F401 - only to say what to install
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "opcat.charts needs Altair; install it with: pip install 'opcat[charts]'",
        name="altair",
    ) from None

from opcat.charts._groups import groups
from opcat.charts._history import history
from opcat.charts._look import Picture
from opcat.charts._map import map  # noqa: A004 - what it is called where it is asked for
from opcat.charts._survival import survival
from opcat.charts._timeline import timeline
from opcat.charts._visits import visits

__all__ = ["Picture", "groups", "history", "map", "survival", "timeline", "visits"]
