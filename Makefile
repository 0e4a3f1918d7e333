# The same commands for people and for CI. Needs Python 3.11+ with venv, git and make; everything else is installed here.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test bench chaos lock wheel pictures clean

help:           ## these lines
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: $(VENV)/run.stamp  ## start the bot: with tokens on its platforms, without in this terminal
	@$(BIN)/python -m bot run

test: $(VENV)/dev.stamp  ## every check: corpus, style, types, arrows, tests
	$(BIN)/python -m bot check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist worksteal

bench: $(VENV)/dev.stamp  ## measure ours against its peers: make bench SIZES=1000,100000 ONLY=delivery
	@$(BIN)/python -m tests.bench --sizes $(SIZES) --only $(ONLY)
SIZES ?= 1000,100000,1000000
ONLY  ?= all

chaos: $(VENV)/dev.stamp  ## kill the bot 1,000 times while its platforms break, and count its editions: make chaos SEED=2
	@$(BIN)/python -m tests.chaos --seed $(SEED)
SEED ?= 1

wheel: $(VENV)/dev.stamp  ## dist/kawaraban-*.whl, with the corpus and the default settings in it
	rm -rf dist
	$(BIN)/python -m hatchling build -t wheel

pictures: $(VENV)/dev.stamp  ## draw the README's pictures anew (needs Chromium and a font with Japanese)
	$(BIN)/python -m tests.pictures

lock: $(VENV)/dev.stamp  ## choose newer versions of the dependencies; a lock file names no address
	$(BIN)/uv pip compile $(LOCK) --upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) --upgrade --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
LOCK := --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

clean:          ## what was installed and built here; the data stay
	rm -rf $(VENV) dist

INSTALL = $(BIN)/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r
PROGRESS = sed -un -e 's/^Collecting \([^ ]*\).*/  \1/p' -e 's/^Installing.*/  installing …/p'

$(BIN)/python:
	@echo "kawaraban: making a virtual environment in $(VENV)" >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kawaraban: Python 3.11 or newer is needed; name it with make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "kawaraban: this Python has no venv (on Debian: apt install python3-venv)" >&2; exit 2; }

$(VENV)/run.stamp: requirements.lock | $(BIN)/python
	@echo "kawaraban: installing the locked dependencies (once)" >&2
	@$(INSTALL) requirements.lock | $(PROGRESS) >&2
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(BIN)/python
	@echo "kawaraban: installing the locked dependencies and the tools (once)" >&2
	@$(INSTALL) requirements-dev.lock | $(PROGRESS) >&2
	@touch $@ $(VENV)/run.stamp
