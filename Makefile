# `make practice` rehearses, `make test` tests; each sets up what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: practice studio test voices coverage check lint types fix hooks audit offline setup messages startup accuracy latency schema constraints clean help

help:
	@echo "make practice   set everything up, then rehearse (ARGS=\"--lang zh\" hands options on)"
	@echo "make studio     set everything up, then rehearse in the browser (ARGS=\"--no-open\" prints the address)"
	@echo "make test       set everything up, then run the tests"
	@echo "make coverage   run the tests and print how much of each file they run"
	@echo "make check      lint, types, tests and known faults of packages"
	@echo "make fix        format, and correct what lint can correct by itself"
	@echo "make hooks      run lint and types before every commit (needs pre-commit)"
	@echo "make offline    the end-to-end tests without any network"
	@echo "make setup      only set up"

practice: $(VENV)/.ready
	@$(BIN)/voicemock practice --sample-without-microphone $(ARGS)

studio: $(VENV)/.ready
	@$(BIN)/voicemock studio $(ARGS)

# How many workers, and what each is given: tests/together.py.
test: $(VENV)/.ready-test
	$(BIN)/pytest -n auto --dist loadfile $(ARGS)

# Which share of each file's lines the tests run; files of which they run all
# are left out. What runs in a process that a test starts is not seen.
coverage: $(VENV)/.ready-test
	$(BIN)/pytest --cov=voicemock --cov-report=term:skip-covered $(ARGS)

check: lint types test audit

# The end-to-end tests where there is no network at all (some 6 minutes).
offline: $(VENV)/.ready-test
	bash .ci/offline $(BIN)/pytest tests/e2e $(ARGS)

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-test
	$(BIN)/mypy

fix: $(VENV)/.ready-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The hooks of .pre-commit-config.yaml use the tools in .venv.
hooks: $(VENV)/.ready-test
	pre-commit install

# Known faults of the pinned packages, where the public list of them can be reached.
audit: $(VENV)/.ready-test
	@$(BIN)/python .ci/audit.py

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt .ci/setup
	@PYTHON="$(PYTHON)" bash .ci/setup run
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	@PYTHON="$(PYTHON)" bash .ci/setup test
	@touch $@

# Prints start-up times as ratios against importing the command line's libraries alone.
startup: $(VENV)/.ready
	$(BIN)/python benchmarks/startup.py

# Prints how right and how quick the measures are, beside the obvious method (minutes of work).
accuracy: $(VENV)/.ready
	$(BIN)/python -m benchmarks.accuracy $(ARGS)

# Prints how well the interviewer's voices are understood (an hour of work; ARGS="--limit 20" for less).
voices: $(VENV)/.ready-test
	$(BIN)/python -m benchmarks.voices $(ARGS)

# Prints how long one waits for feedback, spoken into a microphone in real time (20 minutes).
latency: $(VENV)/.ready-test
	$(BIN)/python -m benchmarks.latency $(ARGS)

# Renews the message catalog from the sources; translate what is new in voicemock.po, then again.
messages: $(VENV)/.ready-test
	$(BIN)/pybabel -q extract -k _ -k N_ -k ngettext:1,2 --no-location --omit-header -o voicemock/locale/voicemock.pot voicemock
	$(BIN)/pybabel -q update -D voicemock -i voicemock/locale/voicemock.pot -d voicemock/locale -l zh --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -D "voicemock terminal" -d voicemock/locale

# Renews the schema of question packs from the dataclasses that hold them.
schema: $(VENV)/.ready
	$(BIN)/python -c "from voicemock.content.schema import as_text; print(as_text(), end='')" > prompts/pack.schema.json

# Renews the pins from a fresh resolution.
constraints:
	rm -rf $(VENV)/.constraints && $(PYTHON) -m venv $(VENV)/.constraints
	$(VENV)/.constraints/bin/python -m pip install -q -U pip
	$(VENV)/.constraints/bin/python -m pip install -q . --group dev
	$(VENV)/.constraints/bin/python -m pip freeze --all | grep -v -e '^voicemock' -e '^setuptools' > constraints.txt
	rm -rf $(VENV)/.constraints

clean:
	rm -rf $(VENV) dist build .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
