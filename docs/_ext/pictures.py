"""Draw the pictures of the page on them, and describe them for those who do not see them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sphinx.application import Sphinx

from opcat import charts

PICTURES: dict[str, Callable[..., charts.Chart]] = {
    "timeline": charts.timeline,
    "map": charts.map,
    "groups": charts.groups,
    "history": partial(charts.history, "Kazakhstan"),
    "survival": charts.survival,
    "survival-by-group": partial(charts.survival, by="group"),
    "visits": charts.visits,
}


def draw(app: Sphinx) -> None:
    """Write each picture for light and for dark pages, and the lines that show it."""
    target = Path(app.srcdir) / "_generated"
    target.mkdir(exist_ok=True)
    for name, made in PICTURES.items():
        lines = []
        for theme in ("light", "dark"):
            chart = made(theme=theme)
            chart.save(target / f"chart-{name}-{theme}.svg")
            lines += [
                f"```{{image}} /_generated/chart-{name}-{theme}.svg",
                f":alt: {chart.description}",
                f":class: only-{theme}",
                "```",
                "",
            ]
        (target / f"chart-{name}.md").write_text("\n".join(lines), encoding="utf-8")


def draw_first(app: Sphinx, error: Exception | None) -> None:
    """Write the dark form of the first page's picture, which the style sheet shows on dark pages."""
    if error is None and app.builder.format == "html":
        charts.timeline(theme="dark").save(Path(app.outdir) / "_static" / "timeline-dark.svg")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", draw)
    app.connect("build-finished", draw_first)
    return {"parallel_read_safe": True}
