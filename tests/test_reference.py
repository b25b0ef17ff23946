"""The reference's answers, the draws behind them, and what a fork shares."""

from __future__ import annotations

import numpy as np
import pytest
from soak import submission

from lucid_edu.grading.cases import _generator
from lucid_edu.grading.exercise import CourseError
from lucid_edu.grading.grade import Entry, grade_entry
from lucid_edu.grading.reference import expected_answers
from lucid_edu.grading.sharing import Shared
from lucid_edu.grading.wire import Call, Cell, Request

CALL = Call("f(x)", {"x": np.array([1.0, 2.0])}, "f")


def test_the_words_of_a_seed_are_those_that_numpy_makes_of_the_numbers():
    for seed in (0, 2026, 2**31, 2**48 - 1):
        for content in ("", "00" * 32, "ff" * 32, "0000000012345678" * 4):
            numbers = [seed, 1993550816, 3]
            numbers += [int(content[:16], 16)] if content else []
            one = np.random.default_rng(numbers)
            two = _generator(seed, content, "f", 3)
            assert one.random() == two.random()


def test_a_reference_that_changes_its_inputs_is_a_fault_of_the_course():
    with pytest.raises(CourseError, match="changes its inputs"):
        expected_answers([CALL], {"f": lambda x: x.sort() or x.fill(0) or x})
    assert CALL.inputs["x"].tolist() == [1.0, 2.0]


def test_a_reference_that_fails_or_gives_no_array_is_named():
    with pytest.raises(CourseError, match=r"f\(x\) \(ZeroDivisionError"):
        expected_answers([CALL], {"f": lambda x: 1 // 0})
    with pytest.raises(CourseError, match="gives NoneType"):
        expected_answers([CALL], {"f": lambda x: None})


def test_shared_grades_are_equal_and_hold_what_is_solved_once(
    course, any_sandbox
):
    share = Shared()
    grades = [
        grade_entry(
            Entry("x", "x", None, submission(n)), course, any_sandbox, 1
        )
        for n in range(2)
    ]
    one, two = map(share, grades)
    assert [one, two] == grades
    assert one.exercises[0] is two.exercises[0]


def test_every_child_draws_the_same_random_numbers(any_sandbox):
    cell = Cell("a", "import random\nimport numpy as np\nr = random.random()")
    call = Call("np.array([r, np.random.rand()])", {}, "r")
    first, second = (
        any_sandbox.run(Request((cell,), (call,))).answers[0].value.tolist()
        for _ in range(2)
    )
    assert first == second
