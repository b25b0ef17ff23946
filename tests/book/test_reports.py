"""The class report and the feedback pages, in a real browser."""

from __future__ import annotations

import pytest

from book.browser import PHONE, Faults, axe, served, visit
from lucid_edu.grading.isolation import Isolation
from lucid_edu.grading.reports.outputs import write_reports
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import CheckResult, ExerciseResult, Grade
from lucid_edu.grading.sandbox import Limits


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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_are_accessible_fit_a_phone_and_ask_nothing(
    tmp_path, theme, browser
):
    write_reports(graded(grade(), grade("ben.ipynb")), tmp_path)
    with served(tmp_path) as base:
        for name in ("report.html", "feedback/ada.html"):
            faults = Faults()
            with visit(browser, base + name, base, faults, PHONE, theme) as p:
                assert axe(p) == []
                wide = p.evaluate(
                    "() => document.scrollingElement.scrollWidth"
                )
                assert wide <= PHONE[0]
            faults.network = [f for f in faults.network if "favicon" not in f]
            faults.console = [f for f in faults.console if "404" not in f]
            assert faults == Faults()
