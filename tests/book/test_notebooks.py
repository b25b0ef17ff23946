"""The chapters' stored outputs are what their cells print."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from lucid_edu.notebooks import faults

ROOT = Path(__file__).resolve().parent.parent.parent
CHAPTERS = sorted((ROOT / "book").glob("*.ipynb"))
SIGMOID = ROOT / "book" / "sigmoid.ipynb"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda p: p.stem)
def test_nbval_finds_every_stored_output_again(chapter):
    command = [sys.executable, "-m", "pytest", "--nbval", str(chapter)]
    command += ["-q", "-c", os.devnull, f"--rootdir={ROOT}", "-W", "default"]
    command += ["--nbval-cell-timeout=60", "-p", "no:cacheprovider"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda p: p.stem)
def test_no_cell_escapes_the_comparison(chapter):
    assert faults(chapter) == []


def test_a_cell_whose_output_was_cleared_is_reported(tmp_path):
    notebook = nbformat.read(SIGMOID, as_version=4)
    shown = next(c for c in notebook.cells if c.get("outputs"))
    cleared = copy.deepcopy(notebook)
    place = notebook.cells.index(shown)
    cleared.cells[place].outputs = []
    path = tmp_path / "cleared.ipynb"
    nbformat.write(cleared, path)
    assert any("stores nothing" in fault for fault in faults(path))


def test_a_cleared_cell_that_prints_and_then_assigns_is_reported(tmp_path):
    notebook = nbformat.read(SIGMOID, as_version=4)
    source = "print('shown')\nx = 1"
    notebook.cells = [nbformat.v4.new_code_cell(source, execution_count=1)]
    path = tmp_path / "prints.ipynb"
    nbformat.write(notebook, path)
    assert any("stores nothing" in fault for fault in faults(path))


def test_nbval_fails_where_a_stored_output_is_wrong(tmp_path):
    notebook = nbformat.read(SIGMOID, as_version=4)
    streams = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    ]
    streams[0].text = streams[0].text.replace("0.5000", "0.5001")
    path = tmp_path / "wrong.ipynb"
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "pytest", "--nbval", str(path), "-q"]
    command += ["-c", os.devnull, "-W", "default", "-p", "no:cacheprovider"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "1 failed" in done.stdout


def test_no_chapter_asks_for_an_output_to_be_ignored():
    for path in [*CHAPTERS, *(ROOT / "exercises").glob("*.ipynb")]:
        text = path.read_text("utf-8")
        assert "nbval-" not in text
        assert "NBVAL_" not in text
