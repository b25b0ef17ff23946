"""Hints, solutions, progress: what a student is offered beside feedback."""

from __future__ import annotations

import numpy as np
import pytest
from test_practice import RIGHT, given

from lucid_edu.grading import check, hint, solution
from lucid_edu.grading.course import assignment
from lucid_edu.grading.settings import Help, help_text


def test_hints_come_one_at_a_time_and_stay_in_the_feedback():
    wrong = given("return x * 0.123")
    assert repr(hint(wrong)) == (
        "Hint 1 of 3: Write the formula with np.exp, on the whole array."
    )
    assert "Hint: Write the formula with np.exp" in repr(check(wrong))
    assert repr(hint(wrong)).count("Hint") == 2
    last = repr(hint(wrong))
    assert last.count("Hint") == 3
    assert last == repr(hint(wrong))
    assert last.endswith("There are no more. solution(sigmoid) shows one way.")


def test_a_right_answer_needs_no_hint():
    assert repr(hint(RIGHT)) == (
        "sigmoid is right: there is nothing to hint at."
    )


def test_a_solution_is_shown_after_an_attempt_and_not_before():
    hole = given("raise NotImplementedError")
    check(hole)
    assert repr(solution(hole)).startswith("Try it first: write sigmoid")
    assert "Stuck? hint(sigmoid) gives a hint." in repr(check(hole))
    check(given("return x"))
    text = repr(solution(hole))
    scope = {"np": np}
    exec(text, scope)
    assert check(scope["sigmoid"]).passed


def test_staff_can_switch_hints_and_solutions_off(
    tmp_path, monkeypatch, course
):
    (tmp_path / "course.toml").write_text(help_text(Help(False, False)))
    monkeypatch.chdir(tmp_path)
    wrong = given("return x")
    assert "Stuck?" not in repr(check(wrong, course))
    assert repr(hint(wrong, course)).startswith("Hints are switched off")
    assert repr(solution(wrong, course)).startswith("Solutions are not shown")


@pytest.mark.parametrize(
    "text", ["[help]\nhints = true", "[help]\nhint = 1", "help = 3", "[["]
)
def test_a_setting_that_cannot_be_understood_is_a_sentence(
    text, tmp_path, monkeypatch, course
):
    (tmp_path / "course.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    message = repr(hint(given("return x"), course))
    assert "course.toml cannot be understood" in message


def test_every_report_says_how_far_the_notebook_is_and_what_is_next():
    text = repr(check(given("return x")))
    assert "sigmoid: 0 of 6 exercises solved, 0 of 25 points." in text
    report = check(RIGHT)
    assert "1 of 6 exercises solved, 5 of 25 points." in repr(report)
    assert "Next: sigmoid_grad." in report._repr_html_()
    # A later wrong attempt takes nothing away.
    assert "5 of 25 points" in repr(check(given("return x")))


def test_progress_that_cannot_be_written_costs_nothing(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("LUCID_EDU_HOME", str(tmp_path / "file"))
    assert check(RIGHT).passed


@pytest.mark.parametrize("text", ["", "[]", '{"sigmoid/sigmoid": 3}', "{"])
def test_progress_that_cannot_be_read_counts_as_none(text, own_progress):
    (own_progress / "progress.json").write_text(text)
    assert "0 of 25 points" in repr(check(given("return x")))


def test_the_end_of_a_notebook_names_a_challenge_that_is_open(course):
    found = assignment(course, "hard_sigmoid")
    told = [
        repr(check(found.namespace[exercise.name]))
        for exercise in sorted(found.exercises, key=lambda e: e.challenge)
    ]
    *_, last_with_points, challenge = told
    assert "All done, but for the challenge slope_grads." in last_with_points
    assert challenge.endswith("All done.")
