"""What a notebook shows of the changes between two statuses."""

from opcat._output.html import ROWS, Page
from opcat.untc._changes import Changes, heading


def html(value: Changes) -> str:
    """Return what changed between two statuses."""
    page = Page()
    caption = heading(value)
    if value.entries:
        rows = (
            (entry, "no" if entry.is_expected else "yes: it is not of the expected kinds")
            for entry in value.entries[:ROWS]
        )
        page.table(caption, ("Change", "Needs a second look"), rows)
        page.left_out(ROWS, value.entries, "entries")
    else:
        page.table(caption, ("Change",), [("nothing changed",)])
    if value.sources:
        page.note(f"The newer status is from source {page.cite(value.sources)}.")
    return page.html()
