# Two commands: `make` builds the book and grades the sample class;
# `make test` runs every test.  Both set up what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HTML := _build/html
CLASS := _build/class
# The book where nothing moves: an EPUB, and what the PDF is printed from.
STILL := $(BIN)/jupyter-book build . --builder custom --custom-builder epub \
  --all -n -W --keep-going -q
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.DEFAULT_GOAL := all
.PHONY: all book pdf epub class test soak check links bench exercises clean

all: book class
	@echo
	@echo "Read the book:       $(HTML)/index.html"
	@echo "Run its cells:       $(BIN)/lucid-edu serve"
	@echo "Start the exercises: $(BIN)/lucid-edu start"
	@echo "See the class:       $(CLASS)/report.html"

book: $(VENV)/book.installed
	$(BIN)/jupyter-book build . --all -n -W --keep-going -q

pdf: $(VENV)/book.installed
	$(STILL)
	$(BIN)/python book/_ext/lucid_pdf.py _build/epub _build/lucid-edu.pdf
	@echo "Read or print: _build/lucid-edu.pdf"

epub: $(VENV)/book.installed
	$(STILL)
	@cp _build/epub/lucid-edu.epub _build/lucid-edu.epub
	@echo "Read: _build/lucid-edu.epub"

class: $(VENV)/book.installed
	$(BIN)/lucid-edu grade tests/sample_class --out $(CLASS) --seed 2026

test: $(VENV)/dev.installed
	$(BIN)/python -m pytest -n 2 --dist loadfile

# The long way: kills, loops, memory, and fuzzing forty times as long.
# Stop it with Ctrl-C: it goes on where it stopped.
soak: $(VENV)/dev.installed
	cd tests && ../$(BIN)/python -m soak

check: $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/lucid-edu exercises build --check
	$(BIN)/python -m lucid_edu.notebooks check book/*.ipynb
	cd tests && ../$(BIN)/python -m book.spelling
	cd tests && ../$(BIN)/python -m book.links

links: $(VENV)/dev.installed
	cd tests && ../$(BIN)/python -m book.links --external

exercises: $(VENV)/book.installed
	$(BIN)/lucid-edu exercises build

bench: $(VENV)/dev.installed
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python -m lucid_edu.notebooks run book/speed.ipynb
	$(BIN)/python benchmarks/grading.py
	$(BIN)/python benchmarks/reports.py

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
