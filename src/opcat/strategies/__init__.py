"""Hypothesis strategies for the values of the package.

They need Hypothesis (``python -m pip install "opcat[hypothesis]"``). Everything they draw is valid by
construction and shrinks towards few States, few actions and early days. Hypothesis finds them by
itself: ``st.from_type(opcat.Treaty)`` works without importing this module, and for every value of
``opcat``, and of ``opcat.untc`` if that extra is installed. Values that the record holds, such as
visits, are rows of the packaged record, and values that a question returns, such as profiles, are
answers about one of its days.

Example:
    >>> from hypothesis import given, strategies as st
    >>> import opcat
    >>> @given(st.from_type(opcat.Treaty))
    ... def test_pending_signatories_have_signed(treaty):
    ...     assert treaty.counts.pending_signatories <= treaty.counts.signatories
    >>> test_pending_signatories_have_signed()
"""

try:
    import hypothesis  # noqa: F401 - only to say what to install
except ModuleNotFoundError:
    from opcat._output.extras import install_line

    raise ModuleNotFoundError(
        f"opcat.strategies needs Hypothesis; install it with: {install_line('opcat[hypothesis]')}",
        name="hypothesis",
    ) from None

from opcat.strategies import _registered
from opcat.strategies._drawn import (
    actions,
    counts,
    days,
    denunciation_rules,
    entry_rules,
    histories,
    partial_dates,
    periods,
    sources,
    state_statuses,
    states,
    treaties,
)

__all__ = [
    "actions",
    "counts",
    "days",
    "denunciation_rules",
    "entry_rules",
    "histories",
    "partial_dates",
    "periods",
    "sources",
    "state_statuses",
    "states",
    "treaties",
]

for _name in __all__:
    globals()[_name].__module__ = __name__  # where users import it from
_registered.register_all()
