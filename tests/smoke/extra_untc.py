"""What an installation with the extra `untc` must answer. Its argument is a saved page."""

import sys
import warnings

import opcat
from opcat import untc

with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    treaty = untc.read(sys.argv[1])
assert {warning.category for warning in told} <= {opcat.errors.PageWarning}
assert treaty.actions
assert not untc.compare(treaty, treaty)
assert opcat.from_json(opcat.to_json(treaty)) == treaty
