"""nbval on a student's notebook, in a real kernel: only targets count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sample_class.make import RIGHT, STUDENTS, notebook

from lucid_edu.grading.cli import main
from lucid_edu.grading.targets import check_targets, lay_targets

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "exercises" / "sigmoid.ipynb"
BASE = json.loads(REFERENCE.read_text("utf-8"))


def written(folder: Path, answers: dict[str, str], **change) -> Path:
    made = notebook(answers, BASE)
    path = folder / "mine.ipynb"
    path.write_text(json.dumps(made | change), "utf-8")
    return path


def failing(path: Path) -> list[str]:
    results = check_targets(path, REFERENCE)
    assert len(results) == 6
    return [result.exercise for result in results if not result.passed]


def test_a_right_notebook_passes_at_every_target(tmp_path):
    path = written(tmp_path, RIGHT)
    assert failing(path) == []
    done = CliRunner().invoke(main, ["check", "--nbval", str(path)])
    assert done.exit_code == 0
    assert "gate: as it should be" in done.output


def test_wrong_answers_fail_at_exactly_their_targets(tmp_path):
    path = written(tmp_path, STUDENTS["emil"])
    assert failing(path) == ["sigmoid_grad", "gate"]


def test_an_unsolved_notebook_fails_at_every_target(tmp_path):
    path = written(tmp_path, {})
    assert len(failing(path)) == 6
    done = CliRunner().invoke(main, ["check", "--nbval", str(path)])
    assert done.exit_code == 1
    assert "NotImplementedError" in done.output
    assert "\x1b" not in done.output


def test_deleted_edited_and_tagged_targets_are_restored(tmp_path):
    made = notebook(RIGHT | {"logit": "def logit(p):\n    return p"}, BASE)
    cells = [c for c in made["cells"] if c["id"] != "sigmoid-target"]
    for cell in cells:
        if cell["id"].endswith("-target"):
            cell["source"] = "print('anything')"
            cell["metadata"] = {"tags": ["nbval-skip"]}
    path = written(tmp_path, RIGHT, cells=cells)
    assert failing(path) == ["logit"]


def test_only_targets_can_fail_in_what_is_laid_out():
    own = {"cell_type": "code", "id": "x", "source": "1 / 0", "outputs": [1]}
    laid = lay_targets({"cells": [own]}, BASE)
    first, *targets = laid["cells"]
    assert first["outputs"] == []
    assert "raises-exception" in first["metadata"]["tags"]
    assert [c["id"] for c in targets] == [
        c["id"] for c in BASE["cells"] if c["id"].endswith("-target")
    ]


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_what_is_no_notebook_is_one_sentence_and_exit_2(tmp_path, text):
    path = tmp_path / "sigmoid.ipynb"
    path.write_text(text, "utf-8")
    done = CliRunner().invoke(main, ["check", "--nbval", str(path)])
    assert done.exit_code == 2
    assert "Error:" in done.output
