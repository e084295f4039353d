# The two commands of the README: `make demo` and `make test`. Each does all of its own set-up.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3.14 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv; sys.exit(not ((3, 11) <= sys.version_info[:2] < (3, 15)))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/$(VENV)
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON := $(CURDIR)/$(BIN)/python

.PHONY: help setup demo example test lint format bench docs messages clean
help: ## What there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Selaras needs Python 3.11 to 3.14 on the PATH (or make PYTHON=/path/to/python)." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(BIN)/uv: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.installed: pyproject.toml uv.lock | $(BIN)/uv
	$(BIN)/uv sync --quiet --locked --all-extras --inexact --compile-bytecode
	@touch $@

setup: $(VENV)/.installed ## Create .venv and install from the lock

demo: setup ## Simulate a company, load its exports, evaluate, print the ledger (ARGS="--seed 7")
	$(BIN)/selaras demo --workspace demo-workspace $(ARGS)

example: setup ## Load a public data set and print its ledger: make example NAME=crm DATA=FOLDER
	@examples/run "$(NAME)" "$(DATA)" $(ARGS)

test: setup ## Run the tests (what needs PostgreSQL is skipped where there is none)
	$(BIN)/pytest -n auto $(ARGS)

lint: setup ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check src tests benchmarks docs
	$(BIN)/ruff format --check src tests benchmarks docs
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## Let ruff format and mend what it can
	$(BIN)/ruff format src tests benchmarks docs
	$(BIN)/ruff check --fix src tests benchmarks docs

bench: setup ## Run the benchmarks (not tests): make bench ARGS="--large"
	$(BIN)/uv sync --quiet --locked --all-extras --group bench --inexact
	$(BIN)/python -m benchmarks.speed $(ARGS)

docs: setup ## Generate docs/reference and the JSON Schemas from the code
	$(BIN)/python -m docs.generate

messages: setup ## Collect the pages' words and compile their translations
	$(BIN)/python -m docs.messages

clean: ## Remove what make made
	rm -rf $(VENV) demo-workspace .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
