# Every target sets up what it needs: on Debian or Ubuntu with Python 3.11 and make, nothing comes first.
# PYTHON=/path/to/python3 chooses the interpreter, ARGS="..." goes to pytest.

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
INSTALL := $(PIP) install --no-deps --require-hashes --requirement
ARGS ?=

# Stamps: a set-up step runs again only when what it reads has changed.
CREATED := $(VENV)/.created
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.DEFAULT_GOAL := help
.PHONY: help demo pictures test test-fast test-long groups bench quality lock clean distclean
.PHONY: lint lint-style lint-types lint-imports lint-hosts

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

demo: $(RUNTIME) ## See it work, offline: a made-up distribution’s advisories become feeds and a site
	@$(BIN)/navwarn demo

pictures: groups ## Take the pictures that the README shows anew, by the tests that walk the site
	@NAVWARN_PICTURES=docs/images $(BIN)/python -m pytest -q tests/site/test_story.py -k leads_to_the_advisory

test: test-fast test-long ## Run all tests, then check that the pure rooms are wholly covered
	@$(BIN)/python -m tools.suite gate

test-fast: groups ## Run the tests that take seconds
	@$(BIN)/python -m tools.suite fast $(ARGS)

test-long: groups ## Run the tests that take minutes: fuzzing, kill points
	@$(BIN)/python -m tools.suite long $(ARGS)

# Programs besides Python that some tests need: installed where we may, else left out with one line.
groups: $(DEV)
	@$(BIN)/python -m tools.groups

lint: lint-style lint-types lint-imports lint-hosts ## Check style, types, import rules, no registry named

lint-style: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-types: $(DEV)
	$(BIN)/mypy

lint-imports: $(DEV)
	$(BIN)/lint-imports --no-logo

lint-hosts: $(DEV)
	$(BIN)/python -m tools.hosts

bench: $(DEV) ## Measure speed and memory, side by side with other scanners
	@$(BIN)/python -m tools.groups trivy syft
	@$(BIN)/python -m tools.bench $(ARGS)

quality: groups ## Report coverage, long modules and functions, and passages written twice
	@$(BIN)/python -m tools.quality

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header $(if $(UPGRADE),--upgrade)

lock: $(DEV) ## Write the lock files anew; UPGRADE=1 takes the newest versions
	$(LOCK) pyproject.toml --output-file requirements/runtime.lock
	$(LOCK) --group pyproject.toml:build --constraints requirements/runtime.lock \
		--output-file requirements/build.lock
	$(LOCK) pyproject.toml --group dev --constraints requirements/runtime.lock \
		--constraints requirements/build.lock --output-file requirements/dev.lock

clean: ## Remove caches, reports and what was built
	rm -rf .cache .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache \
		.ruff_cache build dist navwarn-demo
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## Remove the virtual environment as well
	rm -rf $(VENV)

$(CREATED): tools/venv.sh
	@sh tools/venv.sh $(VENV) $(PYTHON)
	@touch $@

$(RUNTIME): $(CREATED) requirements/runtime.lock requirements/build.lock pyproject.toml
	@echo "Installing Navwarn into $(VENV) ..."
	@$(INSTALL) requirements/runtime.lock --requirement requirements/build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

$(DEV): $(RUNTIME) requirements/dev.lock
	@echo "Installing the development tools into $(VENV) ..."
	@$(INSTALL) requirements/dev.lock
	@touch $@
