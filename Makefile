# `make` lists the targets. Each does all of its own set-up: a virtual environment with pinned dependencies in .venv.
PYTHON ?= python3
BIN := .venv/bin
# Material prints a banner about MkDocs 2, which our pins keep out.
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help site serve test format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

site: .venv/.site ## build the site into site/
	$(BIN)/mkdocs build --strict

serve: .venv/.site ## preview at http://127.0.0.1:8000, reloading what changes
	$(BIN)/mkdocs serve

test: .venv/.test ## run every check that CI runs
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/llmnotes lint
	$(BIN)/mkdocs build --strict --quiet --site-dir .cache/test-site
	$(BIN)/pytest

format: .venv/.test ## format the code, mend what the linter can
	$(BIN)/ruff check --fix src tests
	$(BIN)/ruff format src tests

lock: .venv/.test ## take newer versions of the dependencies into the lock files
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra build pyproject.toml -o requirements/site.txt
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra build --extra test -c requirements/site.txt pyproject.toml -o requirements/test.txt

clean: ## remove everything that can be made again
	rm -rf .venv .cache site .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

# A stamp is newer than what it was made from, so a second run installs nothing.
.venv/.base: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "llmnotes needs Python 3.11 or newer: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.site: requirements/site.txt .venv/.base
	$(BIN)/pip install -q --require-hashes -r requirements/site.txt
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: requirements/test.txt .venv/.site
	$(BIN)/pip install -q --require-hashes -r requirements/test.txt
	@touch $@
