# Needs Python 3.11+ and make, nothing else: the first target that needs it creates .venv from the lock.
#   make PYTHON=python3.13 test        another interpreter (after removing .venv)
#   make test PYTEST_ARGS='-k clocks'  some of the tests
#   make lock LOCK_ARGS=--upgrade      newer versions of everything

PYTHON ?= python3
PYTEST_ARGS ?=
BENCH_ARGS ?=
LOCK_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := $(VENV)/.packages
READY := $(VENV)/.ready
LOCK := requirements-lock.txt
PIP := -m pip --disable-pip-version-check --no-input -qq

.DEFAULT_GOAL := help
.PHONY: help demo test coverage lint bench lock

help:
	@echo 'make demo      which explanation of tajikistan-2015 fits what was known'
	@echo 'make test      run the tests'
	@echo 'make coverage  how much of the code the tests run, branches included'
	@echo 'make lint      check style, formatting and types'
	@echo 'make bench     measure speed and memory, as ratios'
	@echo 'make lock      write $(LOCK) anew from pyproject.toml'

demo: $(READY)
	@$(BIN)/boomerang explain tajikistan-2015 --known-by 2015-05-28 --simulations 64 --resume
	@echo 'With more countries, probabilities get sharper; those that are there are used again:'
	@echo '  $(BIN)/boomerang explain tajikistan-2015 --known-by 2015-05-28 --simulations 500 --resume'
	@echo 'What is known later, from the same countries:'
	@echo '  $(BIN)/boomerang explain tajikistan-2015 --known-by 2016-12-31 --simulations 64 --resume'

# Compiled beforehand, the commands that tests start in processes of their own begin sooner, and tests that run
# side by side do not all compile the same kernels. The tests of a file share what they simulate, so that most run
# in one process; there are two, as a third would load and share everything once more. More threads in each of them
# would only wait for each other; those that are about threads ask for some. That tests may be kept as bytecode is
# said, as some systems forbid it, and both would translate them all again.
test: $(READY)
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python -c 'import boomerang; boomerang.simulate("village")'
	@PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 PYTHON_CPU_COUNT=1 \
	  $(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

coverage: $(READY)
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -n 2 $(PYTEST_ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

lint: $(READY)
	@echo 'ruff check';  $(BIN)/ruff check --quiet .
	@echo 'ruff format'; $(BIN)/ruff format --check --quiet . || { \
	  echo 'To format these files: $(BIN)/ruff format .' >&2; exit 1; }
	@echo 'mypy';        $(BIN)/mypy

bench: $(READY)
	@$(BIN)/python benchmarks/run.py $(BENCH_ARGS)

$(PACKAGES): $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'boomerang needs Python 3.11 or newer; name one with make PYTHON=...' >&2; exit 1; }
	@echo 'Creating $(VENV) with '"$$($(PYTHON) --version)"' ...'
	@$(PYTHON) -m venv --clear $(VENV)
	@echo 'Installing the packages of $(LOCK) (once; a minute or two) ...'
	@$(BIN)/python $(PIP) install --require-hashes --only-binary :all: -r $(LOCK)
	@touch $@

# Installed in place, so a change of the code needs no new install.
$(READY): $(PACKAGES) pyproject.toml
	@echo 'Installing boomerang ...'
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip check >$(VENV)/check.log 2>&1 || { \
	  cat $(VENV)/check.log; echo '$(LOCK) does not fit pyproject.toml; run make lock' >&2; exit 1; }
	@touch $@

# Keeps the versions already locked where they still fit. No index address gets into the file.
lock:
	@$(PYTHON) -m venv --clear .venv-lock
	@.venv-lock/bin/python $(PIP) install uv
	@.venv-lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command 'make lock' --quiet --output-file $(LOCK) $(LOCK_ARGS) >/dev/null
	@! grep -nE '://|^ *--?(f|i|find-links|index-url|extra-index-url)\b' $(LOCK) || { \
	  echo '$(LOCK) names an address' >&2; exit 1; }
	@echo "$(LOCK): $$(grep -c '^[a-z].*==' $(LOCK)) packages"
