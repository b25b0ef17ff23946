# Two commands: `make` builds the book and grades the sample class;
# `make test` runs every test.  Both set up what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HTML := _build/html
CLASS := _build/class
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.DEFAULT_GOAL := all
.PHONY: all book class test soak check bench exercises clean

all: book class
	@echo
	@echo "Read the book:       $(HTML)/index.html"
	@echo "Start the exercises: $(BIN)/jupyter lab exercises/sigmoid.ipynb"
	@echo "See the class:       $(CLASS)/report.html"

book: $(VENV)/book.installed
	$(BIN)/jupyter-book build . --all -n -W --keep-going -q

class: $(VENV)/book.installed
	$(BIN)/lucid-edu grade tests/sample_class --out $(CLASS) --seed 2026

test: $(VENV)/dev.installed
	$(BIN)/python -m pytest -n 2 --dist loadfile

# The fuzz tests, forty times as long.
soak: $(VENV)/dev.installed
	LUCID_EDU_FUZZ=40 $(BIN)/python -m pytest tests/test_fuzz.py

check: $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/lucid-edu exercises build --check
	$(BIN)/python -m lucid_edu.notebooks check book/*.ipynb

exercises: $(VENV)/book.installed
	$(BIN)/lucid-edu exercises build

bench: $(VENV)/dev.installed
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python -m lucid_edu.notebooks run book/speed.ipynb
	$(BIN)/python benchmarks/grading.py

clean:
	rm -rf _build $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and $(PYTHON) is older:" \
	       "name one with 'make PYTHON=python3.12'."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/%.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up $(VENV) with the extra '$*' (a few minutes once)"
	$(BIN)/python -m pip install -q -e '.[$*]'
	@touch $@
