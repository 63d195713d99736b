.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SHARED ?= $(INSPECTION_WATCH_SHARED)

.PHONY: help setup run test test-fast lint score bench bench-service drill soak docs pins

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## make .venv with the pinned, hashed dependencies

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "inspection-watch needs Python 3.11, 3.12 or 3.13; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	$(BIN)/pip check
	@touch $@

run: setup ## one pass over the bundled example sites
	$(BIN)/inspection-watch run --examples

test: setup ## all tests
	$(BIN)/pytest

test-fast: setup ## all tests but the slow ones
	$(BIN)/pytest -m "not slow"

lint: setup ## ruff and mypy --strict on everything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

score: setup ## F1 on the labelled articles (INSPECTION_WATCH_SHARED names their folder)
	$(BIN)/python -m bench.score

bench: setup ## speed, as ratios against a named peer, and what a pass costs when much is remembered or read
	$(BIN)/python -m bench.speed
	$(BIN)/python -m bench.growth
	$(BIN)/python -m bench.load

bench-service: setup ## how long news takes through the service, what it costs idle, on three workers, and in a year
	$(BIN)/python -m bench.latency
	$(BIN)/python -m bench.idle
	$(BIN)/python -m bench.outgrown
	$(BIN)/python -m bench.prefect_year

drill: setup ## kill passes at named points and at 200 random moments; the tables must come out the same
	$(BIN)/python -m bench.drill

soak: setup ## the service for 20 minutes under faults
	$(BIN)/python -m bench.soak

docs: setup ## write the generated pages of docs/
	$(BIN)/inspection-watch docs docs/data-dictionary.md
	$(BIN)/inspection-watch docs docs/sources.md
	$(BIN)/inspection-watch docs README.md
	$(BIN)/python -m tests.questions_page

pins: ## pin the newest versions that requirements.in allows (needs uv)
	uv pip compile --quiet --upgrade --universal --python-version 3.11.7 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url requirements.in -o requirements.txt
