"""Codes of States in other schemes than ISO 3166-1."""

from typing import NamedTuple

from opcat._core.model import State
from opcat._record.layout import Layout


class OtherCodes(NamedTuple):
    """The codes of a State in other schemes than ISO 3166-1: a row of ``other_codes.csv``."""

    state: State
    cow: int | None
    cow_abbreviation: str | None
    gw: int | None
    vdem: int | None


_OTHER_CODES = Layout("other_codes.csv", OtherCodes)
