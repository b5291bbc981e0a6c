# Everything runs in .venv, which the targets create themselves. Needs Python 3.11 or later, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: help demo run test test-chaos lint format audit bench clean

help:
	@echo "make demo        scan sample sites with the API and a cluster, and check the results"
	@echo "make run         web server on 127.0.0.1:$(PORT) and a cluster, until Ctrl-C"
	@echo "make test        all tests except the long ones, on SQLite and PostgreSQL"
	@echo "make test-chaos  the long tests: kills, outages, soak"
	@echo "make lint        style, types, allowed imports"
	@echo "make audit       known vulnerabilities of the pinned packages (needs the network)"
	@echo "make bench       comparison with other programs"

demo: $(VENV)/runtime
	$(BIN)/python demo/run.py

run: $(VENV)/runtime
	$(BIN)/python -m scrapersky.devserver --port $(PORT)

test: $(VENV)/development
	$(BIN)/python -m tests.on_postgres
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "not chaos"

test-chaos: $(VENV)/development
	$(BIN)/python -m pytest -m chaos -v

lint: $(VENV)/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit -q -r -c pyproject.toml domains metrics scrapersky manage.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

format: $(VENV)/development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# In an environment of its own, separate from our requirements. Queries the advisory database over the network.
audit:
	$(PYTHON) -m venv .audit
	.audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	.audit/bin/pip-audit --strict --disable-pip --no-deps -r requirements.txt -r requirements-dev.txt

bench: $(VENV)/bench
	$(BIN)/python -m benchmarks

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "ScraperSky needs Python 3.11 or later, this is " + sys.version.split()[0] + "; name another with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runtime: requirements.txt | $(VENV)/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt $(VENV)/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/bench: requirements-bench.txt $(VENV)/development
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

clean:
	rm -rf $(VENV) .audit .demo logs staticfiles .mypy_cache .ruff_cache .pytest_cache
