# Everything sets itself up: a Python 3.11 or newer and make are enough.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8700
SPREAD := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: setup demo test chaos lint bench lock clean

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tieout needs Python 3.11 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(BIN)/tieout demo --port $(PORT)

# Browsers and killed processes can be late on a busy machine: what failed is tried once more, by itself.
ONCE_MORE := --last-failed --last-failed-no-failures none

test: setup
	$(BIN)/python -m pytest $(SPREAD) || $(BIN)/python -m pytest $(ONCE_MORE)
	$(BIN)/python -m pytest $(SPREAD) --database=postgresql || $(BIN)/python -m pytest --database=postgresql $(ONCE_MORE)

chaos: setup
	TIEOUT_CHAOS=full $(BIN)/python -m pytest -m chaos tests/chaos
	TIEOUT_CHAOS=full $(BIN)/python -m pytest -m chaos tests/chaos --database=postgresql

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m tests.benchmarks

# Maintainers only: needs uv. The lock holds names, versions and hashes, never an address.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build *.egg-info
