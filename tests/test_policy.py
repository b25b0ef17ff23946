"""What a submission may import, and what chance and crashes cost it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hostile.entry import BASE, RIGHT, ROOT, code, notebook

from lucid_edu.grading.chance import may_vary, unlike
from lucid_edu.grading.cli import main
from lucid_edu.grading.exercise import CourseError, load_assignment
from lucid_edu.grading.grade import Entry, grade_entry
from lucid_edu.grading.isolation import describe_isolation
from lucid_edu.grading.results import Grade
from lucid_edu.grading.salvage import definitions
from lucid_edu.grading.sandbox import Sandbox
from lucid_edu.grading.wire import Answer, Call, Cell, Request

SOLUTIONS = (ROOT / "solutions" / "sigmoid.py").read_text("utf-8")
LOOKS_AROUND = """
modules = np.testing._private.utils.sys.modules
def seen(_):
    found = 0
    for pid in range(1, 400):
        try:
            modules["os"].getsid(pid)
            found += 1
        except OSError:
            pass
    return float(found)
"""


def graded(made: dict, box: Sandbox, course: Path = ROOT) -> Grade:
    entry = Entry("x.ipynb", "x", "sigmoid", json.dumps(made).encode())
    return grade_entry(entry, course, box, 1)


def course_that_allows(folder: Path, allowed: str) -> Path:
    (folder / "solutions").mkdir()
    (folder / "exercises").mkdir()
    text = SOLUTIONS.replace(
        "EXERCISES = [", f"ALLOWED_IMPORTS = {allowed}\n\nEXERCISES = [", 1
    )
    (folder / "solutions" / "sigmoid.py").write_text(text, "utf-8")
    return folder


def test_a_refused_import_says_what_the_exercises_need(any_sandbox):
    made = notebook(RIGHT, "import scipy.special")
    grade = graded(made, any_sandbox)
    assert grade.score == grade.max_score
    assert grade.notes == (
        "Code cell 3, line 1: ModuleNotFoundError: `scipy` is not part of "
        "this course; the exercises need only numpy and math",
    )


def test_a_module_that_is_loaded_is_refused_all_the_same(any_sandbox):
    answer = "def logit(p):\n    import os\n    return np.log(p / (1 - p))"
    grade = graded(notebook({**RIGHT, "logit": answer}, ""), any_sandbox)
    lost = [e.name for e in grade.exercises if e.score < e.max_score]
    assert lost == ["logit"]
    assert "`os` is not part of this course" in str(grade.exercises)


def test_a_topic_may_allow_more(any_sandbox, tmp_path):
    course = course_that_allows(tmp_path, "('numpy', 'itertools')")
    used = "import itertools\nn = itertools.count()"
    notes = graded(notebook(RIGHT, used), any_sandbox, course).notes
    assert not [note for note in notes if "import" in note]
    notes = graded(notebook(RIGHT, "import math"), any_sandbox, course).notes
    assert notes[-1].endswith("need only numpy and itertools")


def test_a_topic_cannot_allow_what_no_child_has(tmp_path):
    course = course_that_allows(tmp_path, "('numpy', 'torch')")
    with pytest.raises(CourseError, match="ALLOWED_IMPORTS"):
        load_assignment(course / "solutions" / "sigmoid.py")


def test_a_choice_made_once_by_chance_is_found_by_a_second_run(any_sandbox):
    luck = (
        "sign = 1 if np.random.default_rng().random() < 1e-9 else "
        "np.random.default_rng().random()\n\n"
        "def logit(p):\n    return sign * np.log(p / (1 - p))"
    )
    grade = graded(notebook({**RIGHT, "logit": luck}, ""), any_sandbox)
    assert grade.status == "nondeterministic"
    assert "`logit` is nondeterministic" in grade.notes[0]


def test_only_text_that_may_vary_is_run_twice():
    assert may_vary([Cell("a", "rng = np.random.default_rng()")])
    assert may_vary([Cell("a", "x = id(p) % 2")])
    assert not may_vary([Cell("a", "rng = np.random.default_rng(3)\nt = 1")])


def test_last_digits_are_no_second_answer():
    one = Answer("value", np.array([1.0, np.nan, np.inf]))
    near = Answer("value", np.array([1.0 + 1e-12, np.nan, np.inf]))
    far = Answer("value", np.array([1.1, np.nan, np.inf]))
    assert not unlike(one, near)
    assert unlike(one, far)
    assert unlike(one, Answer("error"))
    assert not unlike(Answer("timeout"), Answer("skipped"))


def test_what_a_cell_defines_is_kept_and_the_rest_is_left_out():
    source = "import math\nx = 3\nprint(x)\ndef f():\n    return 1\nf()"
    kept = "import math\nx = 3\ndef f():\n    return 1"
    assert definitions(source) == kept
    assert definitions("def (:") == ""


def test_the_same_notebook_gives_the_same_grade_after_crashes(any_sandbox):
    made = notebook(RIGHT, "modules['os']._exit(0)")
    one, two = (graded(made, any_sandbox) for _ in "ab")
    assert replace(one, seconds=0.0) == replace(two, seconds=0.0)


def test_the_starter_notebook_is_graded_without_a_remark(any_sandbox):
    cells = [*BASE["cells"], code("total = 1")]
    assert graded({**BASE, "cells": cells}, any_sandbox).notes == ()


def test_the_weaker_isolation_shows_processes_and_says_so(sandbox):
    call = Call("seen(x)", {"x": np.ones(1)}, "f")
    cells = (Cell("a", "import numpy as np" + LOOKS_AROUND),)
    seen = sandbox.run(Request(cells, (call,))).answers[0].value
    walls = " ".join(sandbox.isolation.layers)
    assert ("namespaces" in walls) == (sandbox.isolation.name == "bubblewrap")
    if sandbox.isolation.name == "bubblewrap":
        assert seen <= 3
    else:
        gaps = describe_isolation("process", True).gaps
        assert any("shared" in gap or "filter" in gap for gap in gaps)


def test_the_command_refuses_a_weaker_isolation_and_writes_nothing(tmp_path):
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook(RIGHT, "")), "utf-8")
    out = tmp_path / "out"
    asked = "--isolation process --require-isolation --course".split()
    where = ["grade", str(tmp_path), "--out", str(out)]
    told = CliRunner().invoke(main, [*where, *asked, str(ROOT)])
    assert told.exit_code != 0
    assert "full isolation was required" in told.output
    assert not out.exists()
