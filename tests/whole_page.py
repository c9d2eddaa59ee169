"""The explorer's page of the packaged record, made once in a process because it takes a second."""

from functools import cache

from opcat import Record, Treaty
from opcat.explorer import page

__all__ = ["known_page", "whole_page"]


@cache
def whole_page() -> str:
    """Return the page."""
    return page()


def known_page(*, treaty: Treaty | Record | None = None, docs: str | None = None) -> str:
    """Return what `opcat.explorer.page` does."""
    return whole_page() if treaty is None and docs is None else page(treaty=treaty, docs=docs)
