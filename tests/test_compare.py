"""What a student is told about an answer that differs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lucid_edu.grading.compare import difference
from lucid_edu.grading.exercise import Check
from lucid_edu.grading.wire import Answer

CHECK = Check("f(x)", lambda rng: [], about="it", hint="try")
X = {"x": np.float32([1, 2])}


def told(answer: Answer, expected=None, check: Check = CHECK) -> str:
    value = np.float32([1, 2]) if expected is None else np.asarray(expected)
    found = difference(check, Answer("value", value), answer, X)
    return found.message if found else ""


def value(data, **more) -> Answer:
    array = np.asarray(data)
    kind = "ndarray" if array.ndim else array.dtype.name
    return Answer("value", array, more.pop("kind", kind), **more)


def test_equal_arrays_pass():
    assert told(value(np.float32([1, 2]))) == ""


def test_rounding_passes_and_a_real_difference_does_not():
    assert told(value(np.float32([1 + 1e-6, 2]))) == ""
    assert told(value(np.float32([1.001, 2]))) == "1 of 2 values differs."


ACCIDENTS = [
    (
        Answer("error", text="NotImplementedError: x"),
        "`f` is not written yet.",
    ),
    (
        Answer("unsupported", kind="None"),
        "The function returned None: end it with `return`.",
    ),
    (
        Answer("unsupported", kind="None", printed="[1 2]"),
        "The function printed its result and returned None: end it with "
        "`return`.",
    ),
    (
        Answer("unsupported", kind="list"),
        "A list came back, and a NumPy array is needed: compute with whole "
        "arrays, or end with np.array(...).",
    ),
    (
        Answer("unsupported", kind="Tensor"),
        "A Tensor came back, and a NumPy array is needed: in the exercises "
        "work with NumPy alone, or end with .numpy().",
    ),
    (
        Answer("unsupported", kind="dict"),
        "A NumPy array is needed, and this came back: dict.",
    ),
    (
        Answer("unsupported", kind="function"),
        "A function came back, and a NumPy array is needed: is a pair of "
        "brackets missing after its name?",
    ),
    (
        Answer(
            "error",
            text="TypeError: 'NoneType' object is not subscriptable",
        ),
        "Something is None where a value is needed: does `f` end with "
        "`return`? (TypeError: 'NoneType' object is not subscriptable)",
    ),
    (
        Answer("error", text="NameError: name 'np' is not defined"),
        "The call raised NameError: name 'np' is not defined. Was the "
        "kernel restarted? Run the notebook's cells from the top, and mend "
        "the name if it is misspelt.",
    ),
    (
        Answer("error", text="IndexError: tuple index out of range"),
        "The call raised IndexError: tuple index out of range: has the "
        "answer as many parts as the exercise asks for?",
    ),
    (
        Answer("missing", text="f"),
        "There is no `f`: write a function with exactly this name, and run "
        "its cell.",
    ),
    (
        Answer("error", text="TypeError: f() takes 0 positional arguments"),
        "The call does not fit the signature of `f`: f() takes 0 positional "
        "arguments. Keep the signature that the exercise gives.",
    ),
    (
        Answer("error", text="ValueError: bad"),
        "The call raised ValueError: bad.",
    ),
    (Answer("memory"), "The call ran out of memory."),
    (
        Answer("timeout", text="longer than 1 s"),
        "The call ran too long (longer than 1 s): is there a loop?",
    ),
    (value(np.float32([1])), "The shape is (1,), and it should be (2,)."),
    (
        value(np.float64([1, 2])),
        "The data type is float64, and it should be float32. Something on "
        "the way made float64 of float32.",
    ),
    (
        value(3.0, kind="float"),
        "A single Python float came back, and an array of shape (2,) is "
        "needed: work on all of `x` at once.",
    ),
    (
        value(np.float32([np.nan, 2])),
        "1 of 2 values differs, and some are nan.",
    ),
    (
        value(np.float32([1, 2]), mutated=("x",)),
        "The call changed its input `x`: work on a copy, because the caller "
        "still needs the old values.",
    ),
]


@pytest.mark.parametrize(("answer", "message"), ACCIDENTS)
def test_an_accident_gets_its_own_plain_message(answer, message):
    assert told(answer) == message


def test_the_inputs_and_the_first_difference_can_be_pasted():
    expected = Answer("value", np.float32([1, 2]))
    answer = value(np.float32([1, 3]))
    found = difference(CHECK, expected, answer, X)
    assert found is not None
    detail = dict(found.detail)
    scope: dict = {"np": np}
    exec(detail["inputs"], scope)
    np.testing.assert_array_equal(scope["x"], X["x"])
    assert scope["x"].dtype == np.float32
    assert detail["call"] == "f(x)"
    assert detail["first differing index"] == "1"
    assert (detail["expected"], detail["got"]) == ("2.0", "3.0")


def test_a_warning_fails_a_silent_check_only():
    answer = value(np.float32([1, 2]), warnings=("overflow",))
    assert told(answer) == ""
    silent = Check("f(x)", CHECK.draw, "it", "try", silent=True)
    assert "a value overflowed" in told(answer, check=silent)


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan, 0.0])
def test_infinity_agrees_only_with_the_same_infinity(bad):
    expected = np.array([np.inf, 1.0])
    assert told(value([np.inf, 1.0]), expected) == ""
    if bad != np.inf:
        assert told(value([bad, 1.0]), expected).startswith("1 of 2")


def test_nan_agrees_with_nan_where_it_is_due():
    assert told(value([np.nan, 1.0]), np.array([np.nan, 1.0])) == ""
    assert told(value([0.0, 1.0]), np.array([np.nan, 1.0]))


def test_an_empty_array_is_right_when_shape_and_dtype_are():
    assert told(value(np.zeros(0)), np.zeros(0)) == ""
    assert "shape" in told(value(np.zeros(0)), np.zeros(3))


def test_a_measure_lets_more_than_one_answer_be_right():
    check = replace(CHECK, measure=lambda answer, inputs: answer.sum())
    assert told(value([1.0, 2.0]), [2.0, 1.0], check) == ""
    assert told(value([1.0, 3.0]), [2.0, 1.0], check) == "The value differs."


def test_at_most_takes_a_smaller_number_and_refuses_a_larger_one():
    check = replace(CHECK, measure=lambda w, inputs: w.max(), at_most=True)
    assert told(value([0.1, 0.0]), [0.2, 0.1], check) == ""
    assert told(value([0.3, 0.0]), [0.2, 0.1], check)
    assert told(value([np.nan, 0.0]), [0.2, 0.1], check)


def test_an_answer_that_cannot_be_measured_is_wrong_and_raises_nothing():
    check = replace(CHECK, measure=lambda order, x: np.arange(3)[order])
    expected = np.array([0, 1])
    message = told(value(np.array([7, 1])), expected, check)
    assert message.startswith("The answer cannot be used: index 7")
