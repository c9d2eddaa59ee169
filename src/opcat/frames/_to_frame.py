"""The record as tables of a data frame library."""

import contextlib
from collections.abc import Iterable
from typing import Any

from opcat._core.shown import table_of
from opcat._core.treaty import Treaty
from opcat._names.arguments import check_treaty
from opcat._output.extras import install_line
from opcat._output.kinds import kind_of, no_rows
from opcat._output.parts import parts_of
from opcat._output.tables import named
from opcat._record.record import Record
from opcat.frames._backends import Col, backend_of, col_of


def to_frame(
    values: str | Iterable[Any],
    *,
    backend: str = "pandas",
    of: str | None = None,
    treaty: Treaty | Record | None = None,
) -> Any:
    """Return a part of the record as a table.

    The type of the values decides the columns: each field has one column, or several. A State
    becomes ``alpha_3`` and ``state``; a partial date its text and the first and last possible day;
    a vocabulary a category, with the words that the treaty gives if the table is named, and all of
    them otherwise; sources their ids. Days are dates (midnights in
    pandas, which has no dates). A value within a value has columns named after the field
    (``before_kind``). Several sources, bodies, declarations, actions or periods share a cell,
    separated by ``|``, as in the files of the record.
    A status has ``signed_on``, ``consent``, ``deposited_on`` and ``withdrawn_on`` for its acts
    (`opcat.actions` has each), and ``eligible_on``, the day since when the State could join
    (`opcat.eligible_on`). A status does not hold its treaty, so pass `treaty` for that of another;
    it is null where that does not say who may join. Without `treaty` it is by the packaged
    Protocol, and null in all rows if a status has other acts than there. An uptake has its own
    numbers (``by_group`` is a separate table).

    A value that holds tables, such as an `opcat.Profile`, has no table: the error says what to
    pass.

    Args:
        values: the name of a table (``"statuses"``, ``"actions"``, ``"consents"``, ``"states"``, ``"sources"``,
            ``"timeline"``, ``"mechanisms"``, ``"mechanism_history"``, ``"article_17"``, ``"visits"``,
            ``"visit_reconciliation"``, ``"unvisited_parties"``, ``"declarations"``, ``"territories"``,
            ``"overdue_list"``, ``"uptake"``, ``"reported_figures"``, ``"milestones"``,
            ``"related"``), or what a query returned: a tuple of values of one type.
        backend: ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        of: for an empty tuple of your own, the table that it belongs to, as above or
            ``"periods"``. What a query returned knows it.
        treaty: the Treaty, or a `opcat.Record`, whose own tables then answer; by default the packaged
            record. A plain Treaty has statuses, actions, consents, uptake and the timeline; the
            rest is the packaged record's.

    Raises:
        VocabularyError: there is no such table or backend.
        OtherTreatyError: the table is about the Protocol, and the treaty is another.
        ModuleNotFoundError: the backend is not installed.
        TypeError: `values` holds something else, values of several types, of a type that has no
            table, or of a different type from `of`.
        ValueError: `values` is empty, no query returned it, and `of` is not given.

    Example:
        >>> import opcat
        >>> from opcat import frames
        >>> statuses = frames.to_frame("statuses", backend="polars")
        >>> statuses["is_party"].sum(), statuses.schema["deposited_on"]
        (96, Date)
        >>> visits = frames.to_frame(opcat.visits("Mexico"), backend="pandas")
        >>> print(visits[["state", "start", "start_earliest"]].to_string(index=False))
         state      start start_earliest
        Mexico 2008-08-27     2008-08-27
        Mexico 2016-12-12     2016-12-12
        Mexico 2026-01-25     2026-01-25
    """
    library = backend_of(backend)
    return library.table(_columns(values, of, treaty))


class ArrowStream:
    """A table for any program that reads Arrow: it has only ``__arrow_c_stream__``."""

    def __init__(self, columns: tuple[Col, ...]) -> None:
        self._columns = columns

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the table as a capsule that holds an Arrow stream."""
        for name in ("pyarrow", "polars"):
            with contextlib.suppress(ModuleNotFoundError):
                made = backend_of(name).table(self._columns)
                return made.__arrow_c_stream__(requested_schema)
        raise ModuleNotFoundError(
            f"an Arrow stream needs PyArrow or Polars; install one with: {install_line('pyarrow')}",
            name="pyarrow",
        )


def arrow_stream(
    values: str | Iterable[Any], *, of: str | None = None, treaty: Treaty | Record | None = None
) -> ArrowStream:
    """Return a part of the record as a stream for any program that reads Arrow.

    The result has the method ``__arrow_c_stream__`` (the Arrow PyCapsule interface), which DuckDB,
    DataFusion, Polars, pandas and others read. It is made with PyArrow, or else with Polars.

    Args:
        values: as for `opcat.frames.to_frame`.
        of: as for `opcat.frames.to_frame`.
        treaty: as for `opcat.frames.to_frame`.

    Raises:
        VocabularyError, TypeError, ValueError: as for `opcat.frames.to_frame`.

    Example:
        >>> import duckdb
        >>> from opcat import frames
        >>> visits = frames.arrow_stream("visits")
        >>> duckdb.sql("SELECT count(*) FROM visits WHERE kind = 'regular'").fetchall()
        [(70,)]
    """
    return ArrowStream(_columns(values, of, treaty))


def _columns(
    values: str | Iterable[Any], of: str | None, treaty: Treaty | Record | None
) -> tuple[Col, ...]:
    asked = check_treaty(treaty)
    about: tuple[Treaty, ...] = ()
    if isinstance(values, str):
        about = (asked,)
        table = named("values", values)
        rows = tuple(table.rows(treaty))
        kind = table.rows_of
    elif isinstance(values, Iterable):
        rows = tuple(values)
        kind = kind_of(rows, of, table_of(values))
    else:
        raise TypeError(no_rows(values))
    return tuple(
        col_of(part.name, part.kind, [part.get(row) for row in rows], part.optional, *about)
        for part in parts_of(kind, treaty, rows)
    )
