# Everything runs in .venv, which each target makes for itself.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lint types docs fresh wheel bare bench firm fuzz narratives rejections torture clean

# The whole story on sample bills, against the practice portal on this machine.
demo: .venv/.runs
	@$(BIN)/python samples/demo/story.py

test: .venv/.tests
	$(BIN)/python -m pytest -n auto

# What must hold before anything is shipped.
check: lint types test fresh bare

lint: .venv/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# mypy needs to see the packages where they are installed: vendors/ as ledes.vendors.
types: .venv/.tests
	tree=$$(mktemp -d) && mkdir $$tree/ledes && ln -s $(CURDIR)/ledes/* $$tree/ledes/ && \
	for each in vendors schemas samples; do ln -s $(CURDIR)/$$each $$tree/ledes/$$each; done && \
	cd $$tree && $(CURDIR)/$(BIN)/mypy --config-file $(CURDIR)/pyproject.toml --cache-dir $(CURDIR)/.make/mypy -p ledes; \
	status=$$?; rm -rf $$tree; exit $$status

# Write what is made from code: tables of the README, the reference pages.
docs: .venv/.tests
	$(BIN)/python docs/generate.py

fresh: .venv/.tests
	$(BIN)/python docs/generate.py --check

wheel: .venv/.tests
	rm -rf build dist
	$(BIN)/python -m build --wheel --outdir dist .

# Install the wheel bare, without anything for development, and use it from another folder.
bare: wheel
	rm -rf .make/bare && mkdir -p .make/bare
	$(PYTHON) -m venv .make/bare/venv
	.make/bare/venv/bin/python -m pip --disable-pip-version-check --quiet install dist/*.whl
	cd .make/bare && venv/bin/ledes --version
	cd .make/bare && venv/bin/ledes init firm
	cd .make/bare && venv/bin/ledes validate --workspace firm firm/inbox
	cd .make/bare && venv/bin/ledes convert --workspace firm firm/inbox --out e-bills
	cd .make/bare && venv/bin/python -c "import importlib.util as u; assert not any(map(u.find_spec, ('vendors', 'schemas', 'samples')))"

# Measure everything over a month of bills, with other programs beside it, and every report over the generated firm; write
# the tables of docs/benchmarks.md and docs/scale.md: a quarter of an hour. `make bench LINES=10000` is quick and only
# prints them.
bench: .venv/.peers
	$(BIN)/python bench/run.py $(if $(LINES),--bills 50 --invoices 500 --lines $(LINES)); status=$$?; \
	$(BIN)/python bench/pages.py .make/bench.json $(if $(LINES),,--write) && exit $$status

# The part of the bench that asks for every report, alone: some minutes.
firm: .venv/.tests
	$(BIN)/python bench/firm.py

# How well the rules on narratives follow their labelled lines, and what they tell of published ones.
narratives: .venv/.tests
	$(BIN)/python bench/narratives.py

# How well refusals are understood, in published wording and in clients' own.
rejections: .venv/.tests
	$(BIN)/python bench/rejections.py

# Spoil files at random and read them: 200,000 take about half an hour on two cores.
fuzz: .venv/.tests
	$(BIN)/python tests/fuzz/long.py --inputs 200000
	$(BIN)/python tests/fuzz/long.py --report

# Kill runs at random while portals, SFTP and mail servers go wrong; 500 kills take about ten minutes.
torture: .venv/.tests
	$(BIN)/python tests/torture/long.py --kills 500

clean:
	rm -rf .venv .make build dist *.egg-info

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.runs: pyproject.toml | .venv/bin/python
	$(PIP) install --editable '.[sandbox]'
	touch $@

# A peer that cannot be installed is left out of the bench, which says so.
.venv/.peers: pyproject.toml | .venv/.runs
	$(PIP) install --editable '.[bench]' || for each in polars duckdb 'setuptools<81' ledes-parser; do \
	$(PIP) install "$$each" || echo "$$each cannot be installed"; done
	touch $@

.venv/.tests: pyproject.toml | .venv/.runs
	$(PIP) install --editable '.[dev]'
	touch $@
