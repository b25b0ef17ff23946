"""Finding, judging and remembering submissions; the command line."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from sample_class.make import RIGHT, notebook

from lucid_edu.grading import executors
from lucid_edu.grading.cli import main
from lucid_edu.grading.discover import NothingToGrade, discover, read_file
from lucid_edu.grading.grade import Entry, grade_entry
from lucid_edu.grading.gradebook import Gradebook, GradebookError
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


def test_students_are_named_by_file_or_by_folder(tmp_path, course):
    for name in ("ada.ipynb", "ben/sigmoid.ipynb", "c/d/essay.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(GOOD)
    (tmp_path / "eve").mkdir()
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "ada.ipynb").write_bytes(GOOD)
    (tmp_path / "notes.txt").write_text("no")
    found = discover([tmp_path], course)
    assert [(e.path, e.student, e.data is None) for e in found] == [
        ("ada.ipynb", "ada", False),
        ("ben/sigmoid.ipynb", "ben", False),
        ("c/d/essay.ipynb", "essay", False),
        ("eve", "eve", True),
    ]


def test_nothing_to_grade_is_said(tmp_path, course):
    with pytest.raises(NothingToGrade, match="no notebook in"):
        discover([tmp_path], course)


def test_links_pipes_and_huge_files_are_refused_unread(tmp_path):
    (tmp_path / "real.ipynb").write_bytes(GOOD)
    link, pipe, huge = (tmp_path / n for n in ("l.ipynb", "p.ipynb", "h"))
    link.symlink_to(tmp_path / "real.ipynb")
    os.mkfifo(pipe)
    with huge.open("wb") as file:
        file.truncate(21 << 20)
    for path, why in ((link, "link"), (pipe, "regular"), (huge, "20 MB")):
        data, refused = read_file(path)
        assert data is None
        assert why in refused
    assert read_file(tmp_path / "real.ipynb") == (GOOD, "")


def test_odd_file_names_survive(tmp_path, course):
    odd = os.fsencode(tmp_path) + b"/\xff\x1b[2J=x.ipynb"
    with open(odd, "wb") as file:
        file.write(GOOD)
    (found,) = discover([tmp_path], course)
    found.path.encode("utf-8")
    assert "\\xff" in found.path


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
    from lucid_edu.grading.feedback import draw_cases

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
    crash = "import ctypes\ndef logit(p):\n    ctypes.string_at(0)"
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


def key(n: int) -> tuple[str, ...]:
    return (f"p{n}", "c", "v", "s", "policy")


def test_the_gradebook_gives_back_what_was_written(
    tmp_path, course, any_sandbox
):
    grade = grade_entry(entry(GOOD), course, any_sandbox, 5)
    with Gradebook(tmp_path / "book.sqlite") as book:
        book.add(key(1), grade)
        assert book.find(key(1)) == grade
        assert book.find(key(2)) is None
        book.put("seed", "5")
    with Gradebook(tmp_path / "book.sqlite") as book:
        assert book.find(key(1)) == grade
        assert book.get("seed") == "5"


def test_a_file_that_is_no_gradebook_or_a_newer_one_is_refused(tmp_path):
    path = tmp_path / "book.sqlite"
    path.write_text("not a database, but long enough to be read as one" * 9)
    with pytest.raises(GradebookError, match="no gradebook"):
        Gradebook(path)
    path.unlink()
    with Gradebook(path) as book:
        book.put("schema", "99")
    with pytest.raises(GradebookError, match="schema 99"):
        Gradebook(path)
    sqlite3.connect(path).close()


def test_a_worker_process_that_dies_takes_no_submission_with_it(course):
    entries = [entry(GOOD, f"s{n}.ipynb") for n in range(30)]
    graded = []
    for one, grade in executors.grade_many(
        entries, course, 1, "auto", Limits(), 2
    ):
        if not graded:
            for child in psutil.Process().children():
                if "spawn_main" in " ".join(child.cmdline()):
                    child.kill()
        graded.append((one.path, grade.score))
    assert sorted(graded) == sorted((e.path, 25) for e in entries)


def test_errors_are_one_sentence_and_exit_2(tmp_path):
    run = CliRunner().invoke
    (tmp_path / "empty").mkdir()
    out = ["--out", str(tmp_path / "out")]
    for arguments, message in (
        (["grade", str(tmp_path / "empty"), *out], "no notebook in"),
        (["grade", str(tmp_path / "nowhere"), *out], "does not exist"),
        (["grade", str(ROOT / "exercises")], "--out"),
        (["grade", str(tmp_path), *out, "--seed", "-1"], "--seed"),
        (["check", str(tmp_path / "no.ipynb")], "does not exist"),
        (
            ["check", str(ROOT / "README.md"), "--course", str(tmp_path)],
            "solutions",
        ),
    ):
        done = run(main, arguments)
        assert done.exit_code == 2, arguments
        assert message in done.output
        assert "Traceback" not in done.output


def test_check_prints_the_feedback_and_says_by_its_exit_code(tmp_path):
    path = tmp_path / "sigmoid.ipynb"
    run = CliRunner().invoke
    path.write_bytes(GOOD)
    done = run(main, ["check", str(path)])
    assert done.exit_code == 0
    assert "In all: 25 of 25 points" in done.output
    wrong = {**RIGHT, "logit": "def logit(p):\n    return p / (1 - p)"}
    path.write_text(json.dumps(notebook(wrong, BASE)), "utf-8")
    done = run(main, ["check", str(path)])
    assert done.exit_code == 1
    assert "This looks like: forgot the logarithm" in done.output
    path.write_text("{", "utf-8")
    assert run(main, ["check", str(path)]).exit_code == 2
