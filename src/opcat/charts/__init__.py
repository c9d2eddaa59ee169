"""Charts of the record, made with Altair.

They need Altair and vl-convert (``python -m pip install "opcat[charts]"``), but no network: neither to make
or save a chart, nor to view a saved one.
"""

try:
    import altair as alt  # noqa: F401 - only to say what to install
except ModuleNotFoundError:
    from opcat._output.extras import install_line

    raise ModuleNotFoundError(
        f"opcat.charts needs Altair; install it with: {install_line('opcat[charts]')}",
        name="altair",
    ) from None

from opcat.charts._draw_groups import groups
from opcat.charts._draw_history import history
from opcat.charts._draw_map import map  # noqa: A004 - its public name
from opcat.charts._draw_survival import survival
from opcat.charts._draw_timeline import timeline
from opcat.charts._draw_visits import visits
from opcat.charts._draw_world import world
from opcat.charts._saving import Chart, Joined

__all__ = [
    "Chart",
    "Joined",
    "groups",
    "history",
    "map",
    "survival",
    "timeline",
    "visits",
    "world",
]
