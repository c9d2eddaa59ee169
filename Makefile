# make demo: install into .venv and show the package at work.
# make test: install what the tests need, then lint, types, docs, tests, doctests, docs examples.
# make test-thorough: what looks harder if asked, with more examples and more kills.
# make coverage: what `make test test-thorough COVERED=1` has measured; it must be everything.
# make test-engines: add Spark (it needs Java 17 or later) and Dask, and test what runs on them, and in R.
# make test-wheel: the wheel in empty environments, on the lowest and the newest dependencies.
# make test-pyodide: the wheel in Pyodide (it needs node and npm).
# make test-pythons: what may depend on Python's version, on each other Python that is installed here.
# make test-browser: test in a real browser what people look at (it needs Chromium; Firefox too, if there is one).

PYTHON ?= python3
BIN = .venv/bin
# What test-fast runs.
FAST = $(patsubst %,tests/test_%.py,codec days eligibility fields house law model names practice properties query reconcile record stored terms)
# Seconds for each fuzzer.
FUZZ ?= 120
# One file to a process, because the examples of a page follow from each other; in the order of
# their names, because some with few tests take long, and would come last.
SPREAD = -n auto --dist loadfile --no-loadscope-reorder
# What a hosting site reads is checked against the schemas that the tool brings.
SCHEMA = $(BIN)/check-jsonschema -qq --builtin-schema vendor
# The files with tests that look harder if asked: all others say the same however hard one looks.
DEEPER = $(filter-out tests/test_browser_%,$(shell grep -lE 'hypothesis|thorough|THOROUGH' tests/test_*.py))
# With COVERED=1 the coverage of both is measured, as CI does.
MEASURED = $(if $(COVERED),--cov --cov-report= --cov-fail-under=0)
# What has a target of its own is left to it, also where the heavy parts are installed already.
HEAVY = --ignore-glob='tests/test_browser_*.py' --deselect=tests/test_frames_engines.py::TestAnyBackend
# The mark of a whole build of the docs, and what they are made of, without what the build writes.
# A directory changes when a file in it is deleted or renamed; `docs` without the slash is the target.
BUILT = docs/_build/built
PAGES = $(shell find docs/ src/ *.md pyproject.toml '(' -type f -o -type d ')' ! -path 'docs/_build*' ! -path 'docs/_generated*' ! -path 'docs/record*' ! -path '*/__pycache__*')
# What test-pythons looks for, and the tests that Python's version may change; TRIED=tests runs all.
PYTHONS ?= 3.12 3.13 3.14
TRIED ?= $(FAST) $(patsubst %,tests/test_%.py,api citing forks from_rows hints house immutability own_record rows scalars values untc_headings untc_read)

.PHONY: demo test lint types tests docs picture test-fast test-thorough coverage test-engines test-browser test-wheel test-pyodide test-pythons api bench bench-frames fuzz fuzz-defects mutants clean

demo: .venv/demo
	$(BIN)/python -m opcat

# The first three have one process each; the tests take every processor that there is.
test: .venv/dev
	$(MAKE) --jobs=3 lint types docs
	$(MAKE) tests

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/codespell
	$(SCHEMA).github-workflows .github/workflows/*.yml
	$(SCHEMA).dependabot .github/dependabot.yml
	$(SCHEMA).github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(SCHEMA).github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(SCHEMA).readthedocs .readthedocs.yaml
	$(SCHEMA).citation-file-format CITATION.cff

types: .venv/dev
	$(BIN)/mypy
	$(BIN)/mypy conftest.py
	PATH=$(CURDIR)/$(BIN):$$PATH $(BIN)/pyright -p typing_tests
	PATH=$(CURDIR)/$(BIN):$$PATH $(BIN)/pyright --verifytypes opcat --ignoreexternal

tests: .venv/dev
	$(BIN)/python -m pytest -q $(SPREAD) $(HEAVY) $(MEASURED)

# What one runs while editing: what is about the answers, without tables, pictures and pages.
test-fast: .venv/dev
	$(BIN)/python -m pytest -q $(SPREAD) $(FAST)

# No page is among them, so each test may run by itself: no process waits for another's long file.
test-thorough: .venv/dev
	OPCAT_THOROUGH=1 $(BIN)/python -m pytest -n auto --dist worksteal -m "hypothesis or deeper" $(HEAVY) $(MEASURED) $(if $(COVERED),--cov-append) $(DEEPER)

coverage: .venv/dev
	$(BIN)/coverage report

# All pages are written each time (-a): of one that is not, the search forgets the words of the glossary.
docs: .venv/dev
	rm -f $(BUILT)
	$(BIN)/sphinx-build -q -a -W -n --keep-going -b html docs docs/_build/html
	touch $(BUILT)

# For tests that read the pages: rebuilt if one of the files that they are made of has changed.
$(BUILT): $(PAGES)
	$(MAKE) docs

picture: .venv/dev
	$(BIN)/python docs/_ext/chart_words.py
	$(BIN)/python docs/_ext/pictures.py

test-engines: .venv/engines
	OPCAT_ENGINE_EXAMPLES=5 $(BIN)/python -m pytest tests/test_frames_engines.py tests/test_elsewhere.py docs/frames.md

test-browser: .venv/browser $(BUILT)
	OPCAT_SITE=docs/_build/html $(BIN)/python -m pytest -n 2 --dist loadfile tests/test_browser_*.py

test-wheel: .venv/wheel
	OPCAT_TRY=test-wheel $(BIN)/python -m pytest tests/test_installed.py

test-pyodide: .venv/dev
	OPCAT_TRY=test-pyodide $(BIN)/python -m pytest tests/test_pyodide.py

test-pythons: export UV_PYTHON_DOWNLOADS = never
test-pythons: export UV_SYSTEM_CERTS = 1
test-pythons: .venv/wheel
	@for version in $(PYTHONS); do \
		if $(BIN)/uv python find -q $$version >/dev/null 2>&1; then \
			echo "Python $$version"; \
			$(BIN)/uv venv -q --clear --seed -p $$version .venv/$$version && \
			$(BIN)/uv pip install -q -p .venv/$$version/bin/python -e . --group test && \
			.venv/$$version/bin/python -m pytest -q -r fE $(SPREAD) $(TRIED) \
			|| exit 1; \
		else echo "Python $$version is not installed: not tried"; fi; \
	done

api: .venv/dev
	$(BIN)/python tests/public_api.py

bench: .venv/benchmarks
	.venv/benchmarks/bin/python benchmarks/run.py
	.venv/benchmarks/bin/python benchmarks/names.py
	.venv/benchmarks/bin/python benchmarks/frames.py 200000 pandas polars pyarrow duckdb
	.venv/benchmarks/bin/python benchmarks/untc.py

bench-frames: .venv/engines
	$(BIN)/python benchmarks/frames.py

fuzz: .venv/fuzz
	$(BIN)/python tests/fuzz.py $(FUZZ)

fuzz-defects: .venv/fuzz
	$(BIN)/python tests/defects.py $(FUZZ)

# Hours; docs/assurance.md tells what it found. `mutmut show NAME` prints a change that survived.
mutants: .venv/mutants
	HYPOTHESIS_PROFILE=mutants nice -n 19 $(BIN)/mutmut run
	nice -n 19 $(BIN)/python benchmarks/survivors.py
	nice -n 19 $(BIN)/python benchmarks/bodies.py

clean:
	rm -rf .venv .fuzz mutants docs/_build docs/_generated docs/record .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis dist

.venv/pip:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --upgrade pip
	touch $@

.venv/demo: .venv/pip pyproject.toml
	$(BIN)/python -m pip install -q -e .
	touch $@

.venv/dev: .venv/pip pyproject.toml
	$(BIN)/python -m pip install -q -e . --group test --group lint
	touch .venv/demo $@

.venv/engines: .venv/dev
	$(BIN)/python -m pip install -q --group engines
	touch $@

.venv/browser: .venv/dev
	$(BIN)/python -m pip install -q --group browser
	touch $@

.venv/fuzz: .venv/dev
	$(BIN)/python -m pip install -q --group fuzz
	touch $@

.venv/mutants: .venv/dev
	$(BIN)/python -m pip install -q --group mutants
	touch $@

# Apart from the rest, for it needs an older pandas.
.venv/benchmarks: .venv/pip pyproject.toml
	$(PYTHON) -m venv --clear $@
	$@/bin/python -m pip install -q --upgrade pip
	$@/bin/python -m pip install -q -e . --group test --group bench
	touch $@

.venv/wheel: .venv/dev
	$(BIN)/python -m pip install -q --group wheel
	touch $@
