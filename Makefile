# Everything is done in .venv, made from the pinned versions of requirements.txt. `make` alone lists the targets.
# Without make, or on Windows, README.md gives the same steps with uv.

PYTHON ?= python3
VENV   := .venv
WORKERS ?= 2
BIN    := $(VENV)/bin

# What Python compiles, and the tables a start makes, are kept beside the code: each command of a test starts in a third of the time.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help site serve test test-fast test-browser measure fuzz audit bench bench-peers dist lock
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

site: $(VENV)/.stamp ## clean raw/ and build the site into site/
	$(BIN)/chengwen clean
	$(BIN)/chengwen site

serve: $(VENV)/.stamp ## build the site and show it on this computer
	$(BIN)/chengwen site --serve

measure: $(VENV)/.stamp ## score the annotated documents anew, and write docs/quality.md and the tables of both READMEs
	$(BIN)/python scripts/tools/measure.py

bench: $(VENV)/.stamp ## measure cleaning, and building the site with 100 and 1,000 documents
	$(BIN)/python scripts/tools/bench_clean.py
	$(BIN)/python scripts/tools/bench.py

# Data-Juicer, datatrove and clean-text come from PyPI, each into an environment of its own under .cache/bench/.
bench-peers: $(VENV)/.stamp ## measure cleaning beside other tools
	$(BIN)/python scripts/tools/bench_peers.py

# The last two lines read the samples: cleaned/ must be what the code makes of raw/, and all of it must be in order.
# Files of tests are shared out among two processes, those that take longest first (tests/conftest.py), and types are
# looked at beside them. `make test WORKERS=8` uses more processes.
SHARED = --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder
test: $(VENV)/.stamp ## lint, types, tests, and cleaned/ against raw/
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@$(BIN)/mypy & types=$$!; failed=0; $(BIN)/pytest $(SHARED) --ignore=tests/browser || failed=1; \
	wait $$types || failed=1; exit $$failed
	$(BIN)/chengwen clean --check
	$(BIN)/chengwen check

# What turns a text into a document, and the examples in the docstrings, shared out as above; types beside them.
CORE := $(addprefix tests/,test_text.py engine knowledge decode/test_decode.py stages/test_cases.py stages/test_recognisers.py measure/test_gold.py checkout/test_samples.py) scripts/chengwen
test-fast: $(VENV)/.stamp ## lint, types, and the tests of the core, in under a minute
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@$(BIN)/mypy & types=$$!; failed=0; $(BIN)/pytest -q --hypothesis-profile=fast $(SHARED) $(CORE) || failed=1; \
	wait $$types || failed=1; exit $$failed

# The browser is $CHROMIUM if that is set, else the first of the usual names; the tests find it in $CHROMIUM.
test-browser: $(VENV)/.stamp ## the site in a real Chromium
	@browser="$${CHROMIUM:-$$(command -v chromium || command -v chromium-browser || command -v google-chrome)}"; \
	command -v "$$browser" >/dev/null || { \
	  echo "make test-browser: no Chromium found: install one (Debian: apt install chromium)," \
	       "or name one with CHROMIUM=/path/to/chromium." >&2; exit 1; }; \
	CHROMIUM="$$browser" $(BIN)/pytest tests/browser

dist: $(VENV)/.stamp ## make the files of a release in dist/
	$(BIN)/python scripts/tools/make_dist.py

# Each harness for so many seconds; more with `make fuzz SECONDS=600`. What breaks one is left in build/fuzz.
SECONDS ?= 60
fuzz: $(VENV)/.stamp ## inputs made to break things, under coverage (Linux)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[fuzz]'
	@for harness in tests/fuzz/fuzz_*.py; do \
	  name="$${harness##*/fuzz_}"; name="$${name%.py}"; mkdir -p "build/fuzz/$$name"; echo "$$name"; \
	  PYTHONPATH=tests/word $(BIN)/python "$$harness" -max_total_time=$(SECONDS) -timeout=20 -max_len=2000 -verbosity=0 -print_final_stats=1 \
	    -artifact_prefix="build/fuzz/$$name-" "build/fuzz/$$name" "tests/fuzz/corpus/$$name" || exit 1; \
	done

# With --strict, since without it pip-audit says that no holes are known of a package that it could not ask about.
audit: ## look up known holes in what is pinned (asks PyPI)
	$(PYTHON) -m venv --clear .cache/audit
	.cache/audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	.cache/audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements.txt || { \
	  echo "make audit: a hole is known, or PyPI did not answer for a package: see above" >&2; exit 1; }

# Pins that still fit are kept; to renew them all, delete requirements.txt first. Needs uv.
# One version of a package for every Python, so that all build the same site.
lock: ## make requirements.txt again from pyproject.toml
	uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --extra formats --extra site --extra pyodide --extra test --custom-compile-command "make lock" --output-file requirements.txt pyproject.toml

# Other versions pinned: a new environment, so that nothing is left over from the old one.
$(VENV)/.packages: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "chengwen needs Python 3.11 or newer, which \"$(PYTHON)\" is not:" \
	       "install one, or name one with make PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments: install its venv module" \
	       "(Debian: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

# The project itself: editable, so that only pyproject.toml (its commands, its version) asks for this again. Its
# build backend is among the pinned versions; pip fetches nothing here.
$(VENV)/.stamp: $(VENV)/.packages pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
