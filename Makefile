# Few verbs: run, share, test, lint, bench. Each makes what it needs, from a fresh clone.
# Needs Python 3.11 or newer with venv; PYTHON=python3.13 make run takes another one.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help run share test lint format bench chromium clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Show the page, on this machine only (PORT=8502 picks another port).
	$(BIN)/python -m geo serve --demo $(if $(PORT),--port $(PORT))

share: $(VENV)/.run ## Show the same page to the team's network, view-only, by a link with a key.
	$(BIN)/python -m geo serve --demo --share $(if $(PORT),--port $(PORT))

test: $(VENV)/.dev chromium ## Run every test (ARGS="-k dates" picks some).
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

lint: $(VENV)/.dev ## Check style, types and floors.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## Put the code into its form.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev chromium ## Measure speed and memory on this machine (ARGS="--only geoparse" a part of it).
	$(BIN)/python scripts/bench.py $(ARGS)

chromium: $(VENV)/.dev
	$(BIN)/python scripts/chromium.py

clean: ## Remove the environment and everything that was made.
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Dateline needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
	  "Install one, then: PYTHON=python3.13 make $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "The Python environment could not be made (see above)." \
	  "On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
