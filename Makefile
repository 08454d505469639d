# `make` lists the targets. Needs Python 3.11 or later, make and a C compiler.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install install-dev serve test lint format soak bench-quick clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/.installed ## Make .venv with Touchline and what it needs to run

install-dev: .venv/.installed-dev

serve: install ## Serve made-up matches of eight sports, live
	$(BIN)/touchline serve --open

# The tests of this file share one node id, of which workers would run the first alone.
ONE_ID := tests/surfaces/test_openapi.py

test: lint ## Check format, style and types, then run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile --ignore=$(ONE_ID)
	$(BIN)/python -m pytest $(ONE_ID)

lint: install-dev ## Check format, style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: install-dev ## Put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The tests that search, with twenty times as many examples, and whatever is marked as long.
# It takes hours, so that what the tests print is shown.
SEARCHING := tests/board/test_changes.py tests/board/test_properties.py tests/wire/test_forms.py \
	tests/wire/test_fuzz.py tests/wire/test_instants.py tests/wire/test_round_trip.py \
	tests/surfaces/v2/test_properties.py tests/surfaces/test_openapi.py tests/simulator \
	tests/model/test_settlement.py tests/access tests/faults tests/sources/test_keeping.py \
	tests/sources/test_intake.py tests/surfaces/trade/test_distribution.py

soak: install-dev ## Search for minutes where `make test` searches for seconds
	TOUCHLINE_SOAK=20 $(BIN)/python -m pytest -s $(SEARCHING)

bench-quick: install ## Measure the hot paths in under a minute
	$(BIN)/python -m benchmarks.quick

clean: ## Remove .venv and everything that is made
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.installed-dev: .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
