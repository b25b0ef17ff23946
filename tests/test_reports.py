"""Reports are true, complete, and safe against what students wrote."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from lucid_edu.grading.feedback import unjudged
from lucid_edu.grading.isolation import Isolation
from lucid_edu.grading.render import html, plain_check, safe_text
from lucid_edu.grading.reports.outputs import file_names, write_reports
from lucid_edu.grading.reports.pages import class_page, feedback_page
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.reports.tables import (
    cell_text,
    grades_csv,
    grades_json,
)
from lucid_edu.grading.results import CheckResult, ExerciseResult, Grade
from lucid_edu.grading.sandbox import Limits

EVIL = "<script>alert(1)</script>"


def check(outcome="failed", points=2, **more) -> CheckResult:
    earned = points if outcome == "passed" else 0
    return CheckResult("f(x)", "it", outcome, points, earned, **more)


def grade(path: str = "ada.ipynb", **more) -> Grade:
    result = ExerciseResult(
        "sigmoid",
        "How sure?",
        (check("passed"), check(message="no", mistake="sign", why="look")),
    )
    values = {
        "student": path.removesuffix(".ipynb"),
        "topic": "sigmoid",
        "status": "graded",
        "exercises": (result,),
        "content": "ab" * 32,
        "version": "0123456789ab",
        "seconds": 0.5,
    }
    return Grade(path, **(values | more))


def graded(*grades: Grade) -> GradedClass:
    isolation = Isolation("process", ("a wall",), ("a gap",))
    versions = {"lucid-edu": "0.1.0"}
    return GradedClass(grades, 3, isolation, Limits(), versions, 1.25)


def test_grades_json_follows_its_schema():
    schema = json.loads(
        (files("lucid_edu.grading.reports") / "grades.schema.json").read_text()
    )
    body = json.loads(grades_json(graded(grade(), grade("b/sigmoid.ipynb"))))
    jsonschema.Draft202012Validator(schema).validate(body)
    assert body["seed"] == 3
    assert body["isolation"]["gaps"] == ["a gap"]
    first = body["submissions"][0]
    assert (first["score"], first["max_score"]) == (2, 4)
    assert first["exercises"][0]["checks"][1]["mistake"] == "sign"


def test_only_the_timing_block_depends_on_the_clock():
    one = json.loads(grades_json(graded(grade())))
    two = json.loads(grades_json(replace(graded(grade()), seconds=9.0)))
    assert one["timing"] != two["timing"]
    assert one["timing"]["submissions"] == {"ada.ipynb": 0.5}
    del one["timing"], two["timing"]
    assert one == two


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "=HYPERLINK(1)"]
)
def test_no_cell_of_the_csv_is_a_formula(text):
    assert cell_text(text)[0] not in "=+-@\t\r"
    body = grades_csv(graded(grade(student=text)))
    rows = list(csv.reader(io.StringIO(body)))
    assert rows[1][1][0] not in "=+-@\t\r"


def test_the_csv_has_a_row_a_student_and_a_column_an_exercise():
    rows = list(csv.DictReader(io.StringIO(grades_csv(graded(grade())))))
    assert rows[0]["student"] == "ada"
    assert rows[0]["score"] == "2"
    assert rows[0]["sigmoid/sigmoid"] == "2"


def evil_grade() -> Grade:
    bad = check(
        message=EVIL,
        detail=(("got", EVIL), ("call", "\x1b[2J\u202e")),
        hint=EVIL,
    )
    result = ExerciseResult("f", "t", (bad,))
    return grade(
        "evil.ipynb", student=EVIL, notes=(EVIL, "\ud800"), exercises=(result,)
    )


def test_html_escapes_whatever_a_student_wrote():
    one = evil_grade()
    pages = [
        feedback_page(one),
        class_page(graded(one), {one.path: "feedback/x.html"}),
    ]
    for page in pages:
        assert EVIL not in page
        assert "&lt;script&gt;" in page
        assert "\x1b" not in page
        assert "\u202e" not in page
        page.encode("utf-8")


def test_terminal_text_moves_no_cursor_and_turns_no_line():
    said = plain_check(evil_grade().exercises[0].checks[0])
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert safe_text("a\nb") == "a\nb"


def test_gradescope_gets_a_test_a_check(tmp_path):
    write_reports(graded(grade(), evil_grade()), tmp_path)
    path = tmp_path / "gradescope" / "ada" / "results.json"
    body = json.loads(path.read_text("utf-8"))
    assert body["score"] == sum(t["score"] for t in body["tests"])
    assert {t["status"] for t in body["tests"]} <= {"passed", "failed"}
    assert all(t["output"] and t["max_score"] for t in body["tests"])


@pytest.mark.parametrize(
    "path", ["../../etc/passwd.ipynb", "a/b.ipynb", "-rf.ipynb", "ä b.ipynb"]
)
def test_a_file_name_stays_in_its_folder(path):
    name = file_names([path])[path]
    assert "/" not in name
    assert not name.startswith(".")
    assert name


def test_two_submissions_never_share_a_file():
    paths = ["a/b.ipynb", "a_b.ipynb", "A_b.ipynb", "a b.ipynb", "..ipynb"]
    names = file_names(paths)
    assert len({name.lower() for name in names.values()}) == len(paths)


def test_an_empty_class_and_one_without_mistakes_have_a_report():
    page = class_page(graded(grade(exercises=())), {"ada.ipynb": "x"})
    assert "No known mistake was recognised" in page


def test_unjudged_submissions_can_earn_what_the_others_can(sigmoid_topic):
    results = unjudged(sigmoid_topic, "Not judged.")
    assert sum(r.max_score for r in results) == sigmoid_topic.max_score
    assert {c.outcome for r in results for c in r.checks} == {"skipped"}


def test_code_in_a_sentence_is_set_as_code_and_still_escaped():
    told = check(message=f"Write `x * 2`, not `{EVIL}`.")
    shown = html([ExerciseResult("f", "How?", (told,))])
    assert "Write <code>x * 2</code>, not <code>&lt;script&gt;" in shown
    assert EVIL not in shown
