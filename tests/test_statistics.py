"""The class report's numbers, against sums done by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_reports import EVIL, check, grade, graded

from lucid_edu.grading.reports.pages import class_page
from lucid_edu.grading.reports.statistics import (
    exercise_rows,
    mistake_rows,
    times,
)
from lucid_edu.grading.reports.tables import grades_csv
from lucid_edu.grading.results import ExerciseResult, Grade


def scored(name: str, *scores: int, extra: int = 0, **more) -> Grade:
    """A grade with exercises a, b, … of four points, and a challenge."""
    results = [
        ExerciseResult(
            chr(97 + place),
            "t",
            tuple(check("passed", 1) for _ in range(score))
            + tuple(check("failed", 1) for _ in range(4 - score)),
        )
        for place, score in enumerate(scores)
    ]
    outcome = "passed" if extra else "failed"
    results.append(ExerciseResult("x", "t", (check(outcome, 1),), True))
    return grade(f"{name}.ipynb", exercises=tuple(results), **more)


CLASS = graded(
    scored("ada", 4, 4, 1, extra=1),
    scored("ben", 3, 2, 2),
    scored("cyd", 1, 2, 3),
    scored("dan", 0, 0, 4),
)


def test_difficulty_is_the_mean_share_and_says_who_solved_it():
    a, b, c, x = exercise_rows(CLASS)
    assert (a.share, a.solved, a.count) == (0.5, 1, 4)
    assert (b.share, c.share) == (0.5, 0.625)
    assert (x.challenge, x.share, x.label) == (True, 0.25, "x (challenge)")


def test_discrimination_is_the_correlation_with_the_rest():
    a, b, c, x = exercise_rows(CLASS)
    rest = np.array([5, 4, 5, 4])
    assert a.discrimination == pytest.approx(
        np.corrcoef([4, 3, 1, 0], rest)[0, 1]
    )
    assert b.discrimination == pytest.approx(
        np.corrcoef([4, 2, 2, 0], [5, 5, 4, 4])[0, 1]
    )
    assert c.discrimination == pytest.approx(
        np.corrcoef([1, 2, 3, 4], [8, 5, 3, 0])[0, 1]
    )
    # The challenge counts for nobody, so it is held against all the points.
    assert x.discrimination == pytest.approx(
        np.corrcoef([1, 0, 0, 0], [9, 7, 6, 4])[0, 1]
    )


def test_where_all_are_alike_or_few_there_is_no_discrimination():
    same = graded(*(scored(name, 4, 4) for name in "abc"))
    assert {row.discrimination for row in exercise_rows(same)} == {None}
    two = graded(scored("a", 4, 4), scored("b", 0, 0))
    assert {row.discrimination for row in exercise_rows(two)} == {None}


def test_what_could_not_be_run_makes_no_exercise_look_hard():
    broken = scored("eve", 0, 0, 0, status="unreadable", seconds=9.0)
    more = graded(*CLASS.grades, broken)
    assert exercise_rows(more) == exercise_rows(CLASS)
    assert max(times(more)) == 0.5


def test_a_mistake_has_a_count_and_an_example_without_a_name():
    detail = (("inputs", "x = 1"), ("got", "2" * 999), ("index", "0"))
    bad = check(mistake="sign", why="look", detail=detail)
    result = ExerciseResult("f", "t", (bad,))
    two = [grade(f"{n}.ipynb", exercises=(result,)) for n in ("ada", "ben")]
    (row,) = mistake_rows(graded(*two))
    assert (row.mistake, row.count, row.why) == ("sign", 2, "look")
    assert row.example[0] == ("inputs", "x = 1")
    assert len(row.example) == 2
    assert len(row.example[1][1]) < 250


def test_the_report_says_it_all_and_escapes_the_example():
    bad = check(mistake="sign", why="look", detail=(("got", EVIL),))
    evil = grade("e.ipynb", exercises=(ExerciseResult("f", "t", (bad,)),))
    page = class_page(graded(*CLASS.grades, evil), {"e.ipynb": "e.html"})
    assert EVIL not in page
    assert "challenge: it does not count" in page
    assert "x (challenge): 25 %" in page
    assert "How long a submission took to judge." in page
    assert "not plainly graded" in page


def test_topics_come_in_the_order_of_the_course_and_others_last():
    found = replace(
        graded(
            scored("ada", 1, topic="training"),
            scored("ben", 2, topic="unheard_of"),
            scored("cyd", 3, topic="sigmoid"),
            scored("dan", 4, topic="training"),
        ),
        topics=("sigmoid", "stability", "training"),
    )
    topics = ["sigmoid", "training", "unheard_of"]
    rows = [(t, name) for t in topics for name in ("a", "x")]
    assert [(row.topic, row.name) for row in exercise_rows(found)] == rows
    head = grades_csv(found).splitlines()[0]
    assert head.endswith(",".join(f"{t}/{name}" for t, name in rows))
    page = class_page(found, {grade.path: "x" for grade in found.grades})
    places = [page.index(f"{t.capitalize()}, exercise") for t in topics[:2]]
    assert places == sorted(places)
