# Each target sets up what it needs: .venv from the lock files, Debian packages where they are missing. Repeats are instant.

PYTHON ?= python3
BIN := .venv/bin

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_NO_INPUT = 1
export PIP_ROOT_USER_ACTION = ignore
PIP := $(BIN)/python -m pip install --quiet --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: demo test check quick lint evaluate stop clean-demo lock prove-races prove-kills prove-rates matrix bench prove-offers prove-promises prove-soak prove-nodes prove-injections prove
.DELETE_ON_ERROR:

demo: .venv/requirements.ready       ## a real WordPress, a local model and one article: before and after
	$(BIN)/redraft demo

test: .venv/requirements-dev.ready   ## everything, a real WordPress and a real browser included
	{ command -v chromium && $(BIN)/playwright --version; } >/dev/null 2>&1 || sh worker/demo/debian.sh chromium libatomic1 || [ -z "$$CI" ]
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 4 --dist loadgroup  # most of a test of processes is waiting

check: .venv/requirements-dev.ready  ## what needs no WordPress, under a minute
	$(MAKE) --no-print-directory --jobs 2 --output-sync lint quick

quick: .venv/requirements-dev.ready
	$(BIN)/pytest -n 2 --hypothesis-profile quick -m "not real and not browser" tests/unit tests/property tests/contract

lint: .venv/requirements-dev.ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

evaluate: .venv/requirements-dev.ready ## what the checks see and miss; FINAL=1: those held back too, into docs/faithfulness.md
	PYTHONPATH=tests $(BIN)/python -m evaluation.evaluate $(if $(FINAL),--final)

prove-races: .venv/requirements-dev.ready  ## 1,000 racing saves a way, about 80 minutes; goes on where it was stopped; writes docs/safety.md
	$(BIN)/python tests/bench/races.py

prove-kills: .venv/requirements-dev.ready  ## kill -9, 500 runs on each database, some hours (KILLS="--minutes 12"); goes on where it was stopped; writes docs/reliability.md
	$(BIN)/python tests/bench/kills.py $(KILLS)

prove-rates: .venv/requirements-dev.ready  ## what arrives in any minute, 10 runs of each kind, an hour and a half (RATES="--runs 2"); goes on where it was stopped; writes docs/reliability.md
	$(BIN)/python tests/bench/rates.py $(RATES)

prove-nodes: .venv/requirements-dev.ready  ## three nodes that are killed and frozen for ten minutes (NODES="--minutes 2"); writes docs/reliability.md
	$(BIN)/python tests/bench/nodes.py $(NODES)

prove-offers: .venv/requirements-dev.ready  ## one draft, offered 10,000 times by four processes, on each database, an hour; writes docs/reliability.md
	$(BIN)/python tests/bench/offers.py $(OFFERS)

prove-promises: .venv/requirements-dev.ready  ## 2,000 stories against the promises, an hour (STORIES="--stories 100"); goes on where it was stopped; writes docs/reliability.md
	$(BIN)/python tests/bench/promises.py $(STORIES)

prove-soak: .venv/requirements-dev.ready  ## a virtual day of 1,000 sites, and 30 minutes of the daemon with faults on (SOAK="--minutes 3"); writes docs/reliability.md
	$(BIN)/python tests/bench/soak.py $(SOAK)

prove-injections: .venv/requirements-dev.ready  ## every text that orders a model about in every place of a post, half an hour
	REDRAFT_INJECTIONS=all $(BIN)/pytest -n 2 tests/faults/test_injections.py

prove: prove-races prove-kills prove-nodes prove-offers prove-promises prove-rates prove-soak prove-injections matrix  ## all of these, most of a day

bench: .venv/requirements-dev.ready  ## what a poll and a draft cost; writes docs/scale.md
	$(BIN)/python tests/bench/scale.py

matrix: .venv/requirements-dev.ready  ## every WordPress from 6.1 to 7.1 by every door and role, some 40 minutes; goes on where it was stopped; writes docs/compatibility.md
	$(BIN)/python tests/bench/matrix.py

stop: .venv/requirements.ready       ## end the demo's WordPress
	$(BIN)/python -m worker.demo.lab stop

clean-demo: .venv/requirements.ready ## remove all that the demo made
	$(BIN)/python -m worker.demo.lab remove

lock:                                ## write the lock files anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	printf 'hatchling\neditables\nsetuptools\n' | $(COMPILE) --upgrade - --output-file requirements-build.lock
	$(COMPILE) --upgrade pyproject.toml --extra local --extra postgres --extra dev --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --extra local --extra postgres --constraint requirements-dev.lock --output-file requirements.lock

# The environment. Some Debian systems have a Python without the part that makes one.
.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Redraft needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh worker/demo/debian.sh python3-venv
	$(PYTHON) -m venv .venv

# Nothing is built with tools that are not locked, so the build tools come first.
.venv/%.ready: %.lock requirements-build.lock pyproject.toml | .venv/bin/python
	$(PIP) -r requirements-build.lock
	$(PIP) --no-build-isolation --use-pep517 -r $<
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	-$(BIN)/python -c 'import xllamacpp' 2>/dev/null || sh worker/demo/debian.sh libgomp1  # llama.cpp's threads
	touch $@
