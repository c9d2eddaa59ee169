"""What an installation with the extra `hypothesis` must answer."""

from hypothesis import given, settings
from hypothesis import strategies as st

import opcat
from opcat import strategies

seen: list[bool] = []


@settings(max_examples=20, database=None, deadline=None)
@given(st.from_type(opcat.Treaty), strategies.days())
def keep(treaty: opcat.Treaty, day: object) -> None:
    seen.append(opcat.from_json(opcat.to_json(treaty)) == treaty)


keep()
assert seen
assert all(seen)
