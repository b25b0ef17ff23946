"""The exercise notebook is made from the solutions and shows none of them."""

from __future__ import annotations

import json
import shutil

import nbformat
import pytest
from click.testing import CliRunner

from lucid_edu.grading.build import exercise_notebook
from lucid_edu.grading.cli import main


def test_every_exercise_has_prompt_starter_target_and_check(sigmoid_topic):
    notebook = exercise_notebook(sigmoid_topic)
    nbformat.validate(notebook)
    ids = [cell["id"] for cell in notebook.cells]
    for exercise in sigmoid_topic.exercises:
        place = ids.index(exercise.name)
        assert ids[place - 1 : place + 4] == [
            f"{exercise.name}-prompt",
            exercise.name,
            f"{exercise.name}-aim",
            f"{exercise.name}-target",
            f"{exercise.name}-check",
        ]
    assert notebook.metadata["lucid_edu"]["topic"] == "sigmoid"


def test_targets_store_what_a_right_answer_prints_and_checks_nothing(
    sigmoid_topic,
):
    cells = {c["id"]: c for c in exercise_notebook(sigmoid_topic).cells}
    printed = cells["sigmoid-target"].outputs[0].text
    assert printed == "[0.1192 0.5    0.8808]\n"
    for exercise in sigmoid_topic.exercises:
        assert cells[f"{exercise.name}-target"].outputs
        assert cells[f"{exercise.name}-check"].outputs == []
        assert cells[exercise.name].outputs == []


def test_no_solution_leaks_into_the_notebook(sigmoid_topic):
    text = nbformat.writes(exercise_notebook(sigmoid_topic))
    for exercise in sigmoid_topic.exercises:
        last = exercise.source.strip().splitlines()[-1].strip()
        assert last.startswith("return")
        assert last not in text


def test_a_starter_keeps_the_signature_and_raises(sigmoid_topic):
    text = sigmoid_topic["predict"].starter
    assert text.startswith(
        "def predict(logits: np.ndarray, threshold: float = 0.5)"
    )
    assert text.endswith(
        'raise NotImplementedError("predict is not written yet")'
    )


def test_two_builds_are_equal(sigmoid_topic):
    assert exercise_notebook(sigmoid_topic) == exercise_notebook(sigmoid_topic)


@pytest.fixture
def copied(course, tmp_path):
    for folder in ("solutions", "exercises"):
        shutil.copytree(course / folder, tmp_path / folder)
    return tmp_path


def test_the_command_finds_a_stale_notebook_and_mends_it(copied):
    path = copied / "exercises" / "sigmoid.ipynb"
    run, options = CliRunner().invoke, ["--course", str(copied)]
    build = ["exercises", "build", *options]
    assert run(main, [*build, "--check"]).exit_code == 0
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][0]["source"] = "edited by hand"
    path.write_text(json.dumps(notebook), "utf-8")
    stale = run(main, [*build, "--check"])
    assert stale.exit_code == 1
    assert "sigmoid.ipynb is stale" in stale.output
    assert "wrote" in run(main, build).output
    assert run(main, [*build, "--check"]).exit_code == 0


def test_a_stray_notebook_is_reported(copied):
    (copied / "exercises" / "old.ipynb").write_text("{}", "utf-8")
    done = CliRunner().invoke(
        main, ["exercises", "build", "--check", "--course", str(copied)]
    )
    assert done.exit_code == 1
    assert "old.ipynb" in done.output
