"""A folder of saved pages, read at once: any treaties of the collection."""

import datetime as dt
import os
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import attrs

from opcat._core.model import State
from opcat._core.shown import Held, Rows, Shown, as_rows
from opcat._core.terms import ActionKind
from opcat._core.treaty import Treaty
from opcat._english import numbered
from opcat.errors import DataError, PageWarning, shown
from opcat.untc._page import Page
from opcat.untc._reading import page_of

_NAME = re.compile(
    r"[^.].*\.(?:x?html?|xml|aspx(?:[?@].*)?|mht|mhtml|webarchive)", re.IGNORECASE | re.DOTALL
)
"""The names under which browsers and ``wget`` save pages; under Windows it writes ``@`` for ``?``.

Archives are refused, not passed over.
"""


@attrs.frozen(kw_only=True)
class SavedPage(Shown):
    """A page of a folder that was read.

    Attributes:
        file: the name of its file.
        page: what it says.
        warnings: what is doubtful about it, in sentences: that it prints no total, or what failed
            under ``checks="warn"``.
    """

    __module__ = "opcat.untc"

    file: str
    page: Page
    warnings: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class RefusedPage(Shown):
    """A page of a folder that was refused.

    Attributes:
        file: the name of its file.
        problems: what is wrong, each with its place.
    """

    __module__ = "opcat.untc"

    file: str
    problems: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Folder(Shown):
    """The pages of a folder.

    Attributes:
        pages: the pages that were read, in the order of the names of their files.
        refused: the pages that were refused, in that order.
    """

    __module__ = "opcat.untc"

    pages: Held[SavedPage] = attrs.field(default=(), converter=as_rows)
    refused: Held[RefusedPage] = attrs.field(default=(), converter=as_rows)

    @property
    def treaties(self) -> Mapping[str, Treaty]:
        """The Treaties by their keys, which are their numbers in the collection."""
        return MappingProxyType({saved.page.treaty.key: saved.page.treaty for saved in self.pages})

    def __repr__(self) -> str:
        return f"<Folder of {numbered(len(self.pages), 'pages')}, {len(self.refused)} refused>"


def read_all(
    folder: "str | os.PathLike[str]",
    as_of: str | dt.date | None = None,
    *,
    participants: Mapping[str, State] | None = None,
    acts: Mapping[str, ActionKind | str] | None = None,
    checks: str = "strict",
) -> Folder:
    """Return what all status pages of a folder say, and which were refused and why.

    It reads the files of the folder whose names end in ``.html``, ``.htm``, ``.xhtml`` or
    ``.xml``, or in ``.aspx`` and a query, as ``wget`` names them; none that is hidden (``.name``),
    and none of the folders in it. Web archives (``.mht``, ``.mhtml``, ``.webarchive``) are refused.
    Of two pages of one treaty the first by name is read; the other is refused.

    Args:
        folder: the path of the folder.
        as_of: the day of the status, for every page: as for `read`.
        participants: as for `read`.
        acts: as for `read`.
        checks: as for `read`.

    Raises:
        DataError: there is no such folder, or it has no such file.
        DayTypeError, DayValueError, VocabularyError: as for `read`.
        TypeError: ``folder`` is not a path, or as for `read`.

    Warns:
        PageWarning: pages were read with warnings, which each `SavedPage` has.

    Example:
        >>> from opcat import untc
        >>> folder = untc.read_all("tests/pages", as_of="2024-03-02")
        >>> list(folder.treaties)
        ['XI-B-99', 'XXIX-7-c']
        >>> [refused.file for refused in folder.refused]
        ['error.html', 'treaty.xml']
    """
    refused: list[RefusedPage] = []
    first: dict[str, SavedPage] = {}
    for path in _files(folder):
        try:
            page, messages = page_of(path, as_of, participants, acts, checks)
        except DataError as error:
            problems = tuple(f"{place}: {problem}" for place, problem in error.problems)
            refused.append(RefusedPage(file=path.name, problems=problems))
            continue
        key = page.treaty.key
        if key in first:
            day, other = page.treaty.as_of, first[key].page.treaty.as_of
            but = "" if day == other else f", but as at {day} and not as at {other}"
            problem = (
                f"{path.name}: is of {key}, as {first[key].file} is{but}; keep one of them in the "
                "folder, or read both with opcat.untc.read"
            )
            refused.append(RefusedPage(file=path.name, problems=(problem,)))
            continue
        first[key] = SavedPage(file=path.name, page=page, warnings=messages)
    pages = Rows(first.values())
    doubtful = [saved.file for saved in pages if saved.warnings]
    if doubtful:
        named = ", ".join(doubtful[:3]) + (", ..." if len(doubtful) > 3 else "")
        were = "was" if len(doubtful) == 1 else "were"
        message = (
            f"{numbered(len(doubtful), 'pages')} {were} read with warnings: {named}; the warnings "
            "of each are in Folder.pages"
        )
        warnings.warn(message, PageWarning, stacklevel=2)
    return Folder(pages=pages, refused=Rows(refused))


def _files(folder: "str | os.PathLike[str]") -> list[Path]:
    """Return the files that may be status pages, in the order of their names.

    Raises:
        DataError: there is no such folder, or it has no such file.
        TypeError: it is not a path.
    """
    if not isinstance(folder, (str, os.PathLike)):
        raise TypeError(f"folder={shown(folder)} is not a path; pass a string or a pathlib.Path")
    place = os.fspath(folder) or "''"
    try:
        paths = sorted(Path(folder).iterdir(), key=lambda path: path.name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError([(place, f"cannot be read as a folder: {reason}")]) from None
    pages = [path for path in paths if _NAME.fullmatch(path.name) and not path.is_dir()]
    if not pages:
        problem = (
            "has no status page: no file that ends in .html, .htm, .xhtml, .xml or .aspx; save pages "
            "there"
        )
        raise DataError([(place, problem)])
    return pages
