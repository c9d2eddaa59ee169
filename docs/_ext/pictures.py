"""Draw the pictures of the pages: for light and dark pages, for desks and for phones.

A page shows `_static/NAME.svg`, as plain Markdown can; in the site four forms of it take its place,
of which the style sheet shows one. `python docs/_ext/pictures.py` draws the ones that are kept.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import chart_words
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from opcat import charts

__all__ = ["KEPT", "PICTURES", "setup"]

KEPT = Path(__file__).parents[1] / "_static"
PICTURES: dict[str, Callable[..., charts.Chart]] = {
    "timeline": charts.timeline,
    "map": charts.map,
    "groups": charts.groups,
    "groups-french": partial(charts.groups, words=chart_words.french(), language="fr"),
    "history": partial(charts.history, "Kazakhstan"),
    "survival": charts.survival,
    "survival-by-group": partial(charts.survival, by="group"),
    "visits": charts.visits,
}
IN_A_CELL = re.compile(r"^charts\.(\w+)\(on=\"([\d-]+)\"\)\Z", re.MULTILINE)
"""The last line of a notebook's cell that draws a chart, which a page shows in its forms too."""
FORMS = {
    f"{theme}-{screen}": ({"theme": theme, **size}, [f"only-{theme}", f"on-{screen}"])
    for theme in ("light", "dark")
    for screen, size in (("desk", {}), ("phone", {"width": 360}))
}


def draw(app: Sphinx) -> None:
    """Write each picture in each form."""
    target = Path(app.srcdir) / "_generated"
    target.mkdir(exist_ok=True)
    for name, made in PICTURES.items():
        draw_forms(target, name, made)


def draw_forms(target: Path, name: str, made: Callable[..., charts.Chart]) -> None:
    """Write one picture in each form."""
    for form, (arguments, _) in FORMS.items():
        made(**arguments).save(target / f"{name}-{form}.svg")


def name_of(picture: nodes.image, target: Path) -> str | None:
    """Return under which name the forms of a picture lie; those of a cell are drawn for it."""
    path = Path(picture["uri"])
    if path.parent.name == KEPT.name and path.stem in PICTURES:
        return path.stem
    cell = picture.parent
    while cell is not None and "cell" not in cell.get("classes", ()):
        cell = cell.parent
    code = next(cell.findall(nodes.literal_block), None) if cell else None
    drawn = IN_A_CELL.search(code.astext()) if code else None
    if drawn is None:
        return None
    name = f"{drawn[1]}-{drawn[2]}"
    draw_forms(target, name, partial(getattr(charts, drawn[1]), on=drawn[2]))
    return name


class Forms(SphinxTransform):
    """Put the four forms of a picture where a page shows the one that is kept."""

    default_priority = 200  # before Sphinx looks for the files of the pictures

    def apply(self, **_: object) -> None:
        """Replace each picture that is drawn here, and no other."""
        target = Path(self.env.srcdir) / "_generated"
        for kept in list(self.document.findall(nodes.image)):
            name = name_of(kept, target)
            if name is not None:
                forms = []
                for form, (_arguments, classes) in FORMS.items():
                    shown = kept.deepcopy()
                    shown["uri"] = f"/_generated/{name}-{form}.svg"
                    shown["classes"] = classes
                    for size in ("width", "height"):  # a cell's are those of its own picture
                        shown.attributes.pop(size, None)
                    forms.append(shown)
                kept.replace_self(forms)


def setup(app: Sphinx) -> dict[str, bool]:
    """Have the pictures drawn before the pages are read."""
    app.connect("builder-inited", draw)
    app.add_transform(Forms)
    return {"parallel_read_safe": True}


if __name__ == "__main__":
    for kept_name, drawn in PICTURES.items():
        drawn().save(KEPT / f"{kept_name}.svg")
