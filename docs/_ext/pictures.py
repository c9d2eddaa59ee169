"""Draw the pictures of the page on them, and describe them for those who do not see them."""

from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx

from opcat import charts

PICTURES: dict[str, Callable[[], charts.Chart]] = {
    "timeline": charts.timeline,
    "map": charts.map,
    "groups": charts.groups,
    "history": lambda: charts.history("Kazakhstan"),
    "survival": charts.survival,
    "survival-by-group": lambda: charts.survival(by="group"),
    "visits": charts.visits,
}


def draw(app: Sphinx) -> None:
    """Write each picture, and the lines that show it, for the page to include."""
    target = Path(app.srcdir) / "_generated"
    target.mkdir(exist_ok=True)
    for name, made in PICTURES.items():
        chart = made()
        chart.save(target / f"chart-{name}.svg")
        lines = [f"```{{image}} /_generated/chart-{name}.svg", f":alt: {chart.description}", "```"]
        (target / f"chart-{name}.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", draw)
    return {"parallel_read_safe": True}
