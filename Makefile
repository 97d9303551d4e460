# `make` alone lists the commands.

PYTHON ?= python3
BIN := .venv/bin

# durable-rules calls a function that Python 3.13 took away; its setup.py reads CPPFLAGS and overwrites CFLAGS.
export CPPFLAGS += -DPyEval_CallObject=PyObject_CallObject
export DEBIAN_FRONTEND = noninteractive

.PHONY: help setup run test lint format bench lock clean chromium

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: .venv/.installed ## install what the project needs into .venv

run: setup ## a training office with sample people, and its public site
	COMMITTEE_TRAINING=1 $(BIN)/committee training

test: setup chromium ## every test, on both databases
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: setup ## the checks of style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: setup ## put the code into its standard form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: setup ## measure, and write bench/RESULTS.md
	$(BIN)/python -m bench

lock: ## choose the newest versions again: requirements.lock and package-lock.json
	uv pip compile --universal --upgrade --generate-hashes --no-header --quiet \
		--python-version 3.11 --extra signing --extra sso --group dev pyproject.toml -o requirements.lock
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund

clean: ## remove all that the commands made, but no office's data
	rm -rf .venv committee_app/static/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# uv where it works, three times as fast; pip elsewhere. The lock names every package: pip, left to look for what they need,
# refuses coverage[toml] as soon as there is a newer coverage than the lock's.
.venv/.installed: pyproject.toml requirements.lock hatch_build.py package.json package-lock.json .npmrc | .venv/bin/python
	@echo "Installing what requirements.lock names ..."
	@if uv --version >/dev/null 2>&1; then install="uv pip install --python $(BIN)/python --reinstall-package review-committee-docket"; \
	else install="$(BIN)/python -m pip install --use-pep517"; fi; \
	$$install --quiet --require-hashes --no-deps -r requirements.lock && $$install --quiet --no-deps --editable .
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "Python 3.11, 3.12 or 3.13 is needed. Type: make setup PYTHON=python3.13"; exit 1; }
	@$(PYTHON) -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' \
		&& command -v gcc >/dev/null \
		|| { echo "durable-rules is compiled here. Type: sudo apt-get install gcc python3-dev"; exit 1; }
	@if uv --version >/dev/null 2>&1; then uv venv --quiet --python $(PYTHON) .venv; else $(PYTHON) -m venv .venv; fi \
		|| { rm -rf .venv; echo "Python cannot make a .venv. Type: sudo apt-get install python3-venv"; exit 1; }

chromium:
	@command -v chromium >/dev/null \
		|| { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -qq -y chromium >/dev/null; } \
		|| { echo "The browser tests need Chromium. Type: sudo apt-get install chromium"; exit 1; }
