# Every target sets up what it needs by itself: `make demo` and `make test` both work on a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTHONS := 3.11 3.12 3.13

.DEFAULT_GOAL := help
.PHONY: help demo test test-all check lint format bench torture clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group test --group check
	@touch $(READY)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(READY) ## upload 25,000 invented leads to a local sandbox
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh sample_data/demo.sh

test: $(READY) ## all tests, in parallel; TESTS=tests/leads for those of one folder
	$(BIN)/python -m pytest -q -n auto $(TESTS)

test-all: ## the same on every Python 3.11 to 3.13 that is installed, each in a folder .venv-3.NN of its own
	@found=; for version in $(PYTHONS); do \
	    if python$$version --version >/dev/null 2>&1; then \
	        found=yes; $(MAKE) test PYTHON=python$$version VENV=.venv-$$version || exit 1; \
	    else \
	        echo "python$$version is not installed: left out"; \
	    fi; \
	done; test -n "$$found"

check: $(READY) lint test ## form, lint, types and tests

lint: $(READY) ## form, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY) ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## all speeds side by side, about 10 minutes; ROWS=100000 for a quick look
	$(BIN)/python -m tests.benchmarks.run $(if $(ROWS),--rows $(ROWS))

torture: $(READY) ## kill the real command, its disk and its power, two hosts at once: about 6 minutes
	$(BIN)/python -m tests.torture.torture --kills $(or $(KILLS),600) --disk 150 --hosts 25 --cuts 200

clean: ## remove what the targets above have made
	rm -rf $(VENV) $(PYTHONS:%=.venv-%) .mypy_cache .ruff_cache .hypothesis .demo
