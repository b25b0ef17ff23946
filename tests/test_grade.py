"""Finding, judging and remembering submissions; the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from conftest import workers
from sample_class.make import RIGHT, notebook

from lucid_edu.grading import executors
from lucid_edu.grading.grade import Entry, grade_entry
from lucid_edu.grading.sandbox import Limits

ROOT = Path(__file__).resolve().parent.parent
BASE = json.loads((ROOT / "exercises" / "sigmoid.ipynb").read_text("utf-8"))
GOOD = json.dumps(notebook(RIGHT, BASE)).encode()


def entry(data: bytes, path: str = "x.ipynb") -> Entry:
    return Entry(path, "x", None, data)


def with_sources(*sources: str, topic: str | None = "sigmoid") -> bytes:
    cells = [{"cell_type": "code", "source": s} for s in sources]
    meta = {"lucid_edu": {"topic": topic}} if topic else {}
    return json.dumps({"cells": cells, "metadata": meta}).encode()


def test_the_same_entry_and_seed_give_the_same_grade(course, any_sandbox):
    one, two = (
        replace(grade_entry(entry(GOOD), course, any_sandbox, 5), seconds=0.0)
        for _ in "ab"
    )
    assert one == two
    assert one.score == one.max_score == 25


def test_visible_answers_that_were_hard_coded_earn_nothing(
    course, any_sandbox, sigmoid_topic
):
    from lucid_edu.grading.cases import draw_cases

    cases = draw_cases(sigmoid_topic, 0, "", only="logit")
    table = {
        case.call.inputs["p"].tobytes(): case.expected.value.tolist()
        for case in cases
    }
    source = (
        "import numpy as np\n"
        f"TABLE = {table!r}\n"
        "def logit(p):\n"
        "    return np.array(TABLE[p.tobytes()], p.dtype)\n"
    ).replace("inf", "float('inf')")
    data = with_sources(source)
    practised = grade_entry(entry(data), course, any_sandbox, 0)
    logit = next(e for e in practised.exercises if e.name == "logit")
    # The ends 0 and 1 are the same in every draw; the rest is new.
    assert [c.outcome for c in logit.checks][:2] == ["error", "error"]


def test_renamed_reordered_and_duplicated_cells_lose_no_grade(
    course, any_sandbox
):
    made = notebook(RIGHT, BASE)
    cells = made["cells"]
    for place, cell in enumerate(reversed(cells)):
        cell["id"] = f"renamed-{place}"
    made["cells"] = cells[:2] + cells[2:] + cells[2:4]
    grade = grade_entry(
        entry(json.dumps(made).encode()), course, any_sandbox, 1
    )
    # The last cell to define a name counts.
    assert grade.score >= 20


def test_a_crash_costs_one_exercise(course, any_sandbox):
    far = "np.lib.stride_tricks.as_strided(p, (9,), (2**44,)).sum()"
    crash = f"def logit(p):\n    {far}"
    data = with_sources("import numpy as np", *RIGHT.values(), crash)
    grade = grade_entry(entry(data), course, any_sandbox, 1)
    assert grade.status == "crashed"
    assert grade.score == 21
    assert any("ended in `logit`" in note for note in grade.notes)


def test_a_wrong_helper_does_not_cost_what_builds_on_it(course, any_sandbox):
    wrong = RIGHT | {"sigmoid": "def sigmoid(x):\n    return x"}
    data = with_sources("import numpy as np", *wrong.values())
    grade = grade_entry(entry(data), course, any_sandbox, 1)
    scores = {e.name: (e.score, e.max_score) for e in grade.exercises}
    assert scores.pop("sigmoid")[0] == 0
    assert all(score == most for score, most in scores.values())
    assert any("with a right `sigmoid`" in note for note in grade.notes)


def test_an_unknown_topic_falls_back_to_the_file_s_name(course, any_sandbox):
    data = with_sources("a = 1", topic="cooking")
    lost = grade_entry(entry(data), course, any_sandbox, 1)
    assert lost.status == "unreadable"
    assert "name the file after one of: sigmoid" in lost.notes[0]
    named = replace(entry(data), topic="sigmoid")
    found = grade_entry(named, course, any_sandbox, 1)
    assert found.status == "graded"


def test_stderr_prints_plots_and_demo_cells_cost_nothing(course, any_sandbox):
    noise = (
        "import sys\nprint('x', file=sys.stderr)",
        "import matplotlib.pyplot as plt\nplt.plot([1]); plt.show()",
        "input('name?')",
        "%timeit 1 + 1\n!ls",
        "open('data.csv')",
        "raise RuntimeError('demo')",
    )
    data = with_sources("import numpy as np", *noise, *RIGHT.values())
    grade = grade_entry(entry(data), course, any_sandbox, 1)
    assert (grade.status, grade.score) == ("graded", 25)


def test_a_worker_process_that_dies_takes_no_submission_with_it(course):
    entries = [entry(GOOD, f"s{n}.ipynb") for n in range(30)]
    graded = []
    for one, grade in executors.grade_many(
        entries, course, 1, "auto", Limits(), 2
    ):
        if not graded:
            for child in workers():
                child.kill()
        graded.append((one.path, grade.score))
    assert sorted(graded) == sorted((e.path, 25) for e in entries)
