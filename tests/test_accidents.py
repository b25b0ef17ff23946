"""Honest accidents in a notebook are told in a sentence, not a traceback."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from sample_class.make import RIGHT, notebook

from lucid_edu.grading.grade import Entry, grade_entry

ROOT = Path(__file__).resolve().parent.parent
BASE = json.loads((ROOT / "exercises" / "sigmoid.ipynb").read_text("utf-8"))


def graded(made, any_sandbox):
    entry = Entry("x.ipynb", "x", None, json.dumps(made).encode())
    return grade_entry(entry, ROOT, any_sandbox, 5)


def told(made, any_sandbox, exercise: str = "logit") -> str:
    """Return the one message on all checks of an exercise."""
    grade = graded(made, any_sandbox)
    (result,) = (e for e in grade.exercises if e.name == exercise)
    (message,) = {check.message for check in result.checks}
    return message


def with_answer(source: str):
    return notebook({**RIGHT, "logit": source}, BASE)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "def logit(p)\n    return p\n",
            "The cell that should define `logit` is not Python: expected ':' "
            "in line 1. Mend that line and run the cell.",
        ),
        (
            "def logits(p):\n    return p\n",
            "There is no `logit`, but there is `logits`: rename it to "
            "`logit`.",
        ),
        (
            "# later\n",
            "There is no `logit`: its cell defines nothing of that name. "
            "Write a function with exactly this name.",
        ),
    ],
)
def test_a_function_that_is_not_there_is_explained(
    source, message, any_sandbox
):
    assert told(with_answer(source), any_sandbox) == message


@pytest.mark.parametrize(
    ("line", "way_out"),
    [
        ("if p > 0.5: return p", "ask every element with np.where"),
        ("return np.log(p) if 0 < p < 1 else p", "(low < x) & (x < high)"),
        ("import math; return math.log(p)", "the same name in np works on"),
        ("return p * np.ones(13)", "two lengths must be equal, or one of"),
        ("return p @ np.ones(13)", "Write down the two shapes that @ joins"),
        ("return p.reshape(13)", "reshape keeps every number"),
    ],
)
def test_a_common_slip_is_answered_by_the_way_out(line, way_out, any_sandbox):
    made = with_answer(f"def logit(p):\n    {line}\n")
    grade = graded(made, any_sandbox)
    (result,) = (e for e in grade.exercises if e.name == "logit")
    assert result.checks[0].message.startswith("The call raised ")
    assert way_out in result.checks[0].message


def test_a_way_out_is_told_once_and_not_beside_a_named_mistake(any_sandbox):
    named = "import math\ndef sigmoid(x):\n    return 1 / (1 + math.exp(-x))"
    made = {**RIGHT, "logit": "def logit(p):\n    return p.reshape(13)\n"}
    grade = graded(notebook({**made, "sigmoid": named}, BASE), any_sandbox)
    said = {
        result.name: [c.message for c in result.checks if not c.earned]
        for result in grade.exercises
    }
    assert len(said["logit"]) > 1
    assert sum("reshape keeps" in text for text in said["logit"]) == 1
    assert not any("the function of the same" in t for t in said["sigmoid"])


def test_a_cell_knows_no_more_than_a_notebook_does(any_sandbox):
    made = with_answer("def logit(p: Callable):\n    return p\n")
    assert told(made, any_sandbox).startswith("There is no `logit`")


def test_a_deleted_cell_is_named_and_costs_only_its_exercise(any_sandbox):
    made = notebook(RIGHT, BASE)
    made["cells"] = [c for c in made["cells"] if c["id"] != "logit"]
    assert told(made, any_sandbox) == (
        "There is no `logit`: its cell is missing. Take it from the exercise "
        "notebook again, and write it there."
    )
    grade = graded(made, any_sandbox)
    lost = [e.name for e in grade.exercises if e.score < e.max_score]
    assert lost == ["logit"]


def test_a_function_in_two_cells_is_judged_by_the_last_and_noted(any_sandbox):
    made = notebook(RIGHT, BASE)
    second = copy.deepcopy(
        next(c for c in made["cells"] if c["id"] == "logit")
    )
    second |= {"id": "again", "source": "def logit(p):\n    return p\n"}
    made["cells"].append(second)
    grade = graded(made, any_sandbox)
    assert any(
        note == "`logit` is defined in 2 cells; the last one counts."
        for note in grade.notes
    )
    (result,) = (e for e in grade.exercises if e.name == "logit")
    assert result.score == 0


def test_a_notebook_of_an_earlier_version_is_judged_and_noted(any_sandbox):
    made = notebook(RIGHT, BASE)
    made["metadata"]["lucid_edu"]["version"] = "0" * 12
    grade = graded(made, any_sandbox)
    assert grade.score == grade.max_score
    assert grade.notes == (
        "The notebook was made from another version of the exercises; it "
        "was judged by the present one.",
    )


def test_a_right_notebook_has_no_remarks(any_sandbox):
    assert graded(notebook(RIGHT, BASE), any_sandbox).notes == ()
