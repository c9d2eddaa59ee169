"""`python -m opcat` is the command line."""

from opcat.cli import main

raise SystemExit(main())
