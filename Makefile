# Every target sets up what it needs by itself: `make demo` and `make test` both work on a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check format bench torture clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group test --group check
	@touch $(READY)

demo: $(READY) ## upload 25,000 invented leads to a local sandbox
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh sample_data/demo.sh

test: $(READY) ## all tests, in parallel
	$(BIN)/python -m pytest -q -n auto

format: $(READY) ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: $(READY) lint test ## format, lint, types and tests

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(READY) ## all speeds side by side, about 20 minutes; ROWS=100000 for a quick look
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python -m tests.benchmarks.run $(if $(ROWS),--rows $(ROWS))

torture: $(READY) ## kill the real command 1,000 times and resume it until the end, about 5 minutes
	$(BIN)/python tests/torture/torture.py --kills $(or $(KILLS),1000)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .demo
