# Everything runs in .venv, which each target makes for itself.
PYTHON ?= python3
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lint types docs wheel bench clean

.venv/.runs: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[sandbox]'
	touch $@

.venv/.tests: pyproject.toml .venv/.runs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

test: .venv/.tests
	$(BIN)/python -m pytest -n auto

lint: .venv/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# mypy needs to see the packages where they are installed: vendors/ as ledes.vendors.
types: .venv/.tests
	rm -rf .make/types && mkdir -p .make/types/ledes
	ln -s $(CURDIR)/ledes/* .make/types/ledes/
	for each in vendors schemas samples; do ln -s $(CURDIR)/$$each .make/types/ledes/$$each; done
	cd .make/types && $(CURDIR)/$(BIN)/mypy --config-file $(CURDIR)/pyproject.toml -p ledes
