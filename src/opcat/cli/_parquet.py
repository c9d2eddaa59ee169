"""Tables as Parquet files, by PyArrow or Polars."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from opcat.cli._typed import Column


def parquet(tables: Mapping[str, Sequence[Column]]) -> dict[str, bytes]:
    """Return each table as a Parquet file, with days as dates.

    Raises:
        ModuleNotFoundError: neither library is installed, or narwhals is not.
    """
    from opcat.frames._backends import BACKENDS, Backends, Col  # an extra

    def written(library: Backends, columns: Sequence[Column]) -> bytes:
        made = [Col(column.name, column.kind, column.values) for column in columns]
        table = BACKENDS[library].table(made)
        stream = BytesIO()
        if library is Backends.PYARROW:
            import pyarrow.parquet as pq

            pq.write_table(table, stream)
        else:
            table.write_parquet(stream)
        return stream.getvalue()

    for library in (Backends.PYARROW, Backends.POLARS):
        try:
            return {f"{name}.parquet": written(library, each) for name, each in tables.items()}
        except ModuleNotFoundError:
            continue
    from opcat._output.extras import install_line

    raise ModuleNotFoundError(
        "Parquet files need PyArrow or Polars; install one with: "
        f"{install_line('opcat[frames]', 'pyarrow')}",
        name="pyarrow",
    )
