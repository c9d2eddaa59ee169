"""What an installation without extras must answer, and what it must say it lacks."""

import importlib.util
import inspect
import sys
from importlib.metadata import metadata
from pathlib import Path

import opcat

assert sys.prefix in str(Path(inspect.getfile(opcat)).resolve())
assert opcat.counts() == opcat.Counts(parties=96, signatories=76, pending_signatories=11)
assert opcat.counts(on="2025-10-31").parties == 95
assert [str(period) for period in opcat.when(parties=94)] == ["26 April 2024 to 16 July 2025"]
assert str(opcat.status("Ivory Coast").deposited_on) == "2023-03-01"
assert opcat.resolve("Côte d’Ivoire").alpha_2 == "CI"
assert opcat.resolve("France").name_in("es") == "Francia"
assert opcat.find_state("Atlantis") is None
assert opcat.from_json(opcat.to_json(opcat.treaty())) == opcat.treaty()
assert opcat.reconcile(parties=62, on="2012-05-08").is_match is True
assert opcat.deadlines("Ghana").is_overdue is True
assert "party" in str(opcat.profile("Mexico"))
assert len(opcat.visits()) == 105
assert len(opcat.background().milestones) == 6

for name in opcat.__all__:
    assert getattr(opcat, name) is not None, name

NEEDS = {"charts": "altair", "frames": "narwhals", "hypothesis": "hypothesis", "untc": "lxml"}
for extra in metadata("opcat").get_all("Provides-Extra") or ():
    room = {"hypothesis": "strategies"}.get(extra, extra)
    if extra in NEEDS and not importlib.util.find_spec(NEEDS[extra]):
        try:
            importlib.import_module(f"opcat.{room}")
        except ModuleNotFoundError as error:
            assert f'pip install "opcat[{extra}]"' in str(error), error  # noqa: PT017 - no pytest
        else:
            raise AssertionError(extra)

print(opcat.counts())
