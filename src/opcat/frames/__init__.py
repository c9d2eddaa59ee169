"""Tables: the record, panels and event histories, and a treaty's standing beside your own rows.

They need narwhals (``python -m pip install "opcat[frames]"``) and the table library of your choice: pandas,
Polars or PyArrow, and for `annotate` also DuckDB, Dask or PySpark.
"""

try:
    import narwhals  # noqa: F401 - only to say what to install
except ModuleNotFoundError:
    from opcat._output.extras import install_line

    raise ModuleNotFoundError(
        f"opcat.frames needs narwhals; install it with: {install_line('opcat[frames]')}",
        name="narwhals",
    ) from None

from opcat.frames._annotate import annotate
from opcat.frames._durations import durations
from opcat.frames._panel import panel
from opcat.frames._spells import spells
from opcat.frames._to_frame import ArrowStream, arrow_stream, to_frame
from opcat.frames._transitions import transitions

__all__ = [
    "ArrowStream",
    "annotate",
    "arrow_stream",
    "durations",
    "panel",
    "spells",
    "to_frame",
    "transitions",
]
