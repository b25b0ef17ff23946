"""What feedback says of a wrong answer that is nearly right."""

from __future__ import annotations

import numpy as np
import pytest

from lucid_edu.grading.cases import Case
from lucid_edu.grading.diagnose import diagnosis
from lucid_edu.grading.draws import shapes, uniform, vectors
from lucid_edu.grading.exercise import Check, Exercise
from lucid_edu.grading.wire import Call
from lucid_edu.grading.worker import evaluate

ANY = uniform(-6, 6)


def said(right, wrong, draw, expression: str = "f(x)", **more) -> str:
    """Return what is said of `wrong` where `right` is the reference."""
    check = Check(expression, draw, about="it", hint="try", **more)
    exercise = Exercise(right, (check,), (), "")
    rows = []
    for inputs in draw(np.random.default_rng(3)):
        call = Call(expression, dict(inputs), "f")
        expected = evaluate(call, {"f": right, "np": np})
        answer = evaluate(call, {"f": wrong, "np": np})
        rows.append((Case(exercise, check, call, expected), answer))
    return diagnosis(rows)


def sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.maximum(z, x >= 0) / (1 + z)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda x: -sigmoid(x), "Only the sign is wrong"),
        (lambda x: 2 * sigmoid(x), "Every value is the right one times 2:"),
        (lambda x: sigmoid(x) / 4, "Every value is the right one times 0.25:"),
        (lambda x: 1 - sigmoid(x), "This is 1 minus the right answer."),
        (lambda x: 1 / sigmoid(x), "This is 1 divided by the right answer."),
        (lambda x: sigmoid(x) ** 2, "This is the square of the right answer."),
        (
            lambda x: sigmoid(x)[::-1],
            "The values are right, in reverse order.",
        ),
        (
            lambda x: np.sort(sigmoid(x)),
            "The right values are there, in another order.",
        ),
        (lambda x: 0 * x + 0.5, "The same number comes back for every value"),
        (lambda x: x.copy(), "What came back is `x` itself."),
        (
            lambda x: sigmoid(x) * (1 + 1e-6),
            "The values are nearly right (off by 1e-06 of their size at "
            "most): digits are lost",
        ),
        (
            lambda x: sigmoid(x) * (1 + 1e-3),
            "The values are nearly right (off by 1e-03 of their size at "
            "most): is something only approximated?",
        ),
        (
            lambda x: np.where(x < 0, 0, sigmoid(x)),
            "It is right elsewhere, and wrong where x is negative.",
        ),
    ],
)
def test_a_pattern_in_the_values_is_named(wrong, sentence):
    assert said(sigmoid, wrong, vectors(12, x=ANY)).startswith(sentence)


def test_nothing_is_said_of_values_without_a_pattern():
    wild = said(sigmoid, lambda x: np.sin(9 * x), vectors(12, x=ANY))
    assert wild == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda x: np.where(x.dtype == np.float32, 0, 1) * sigmoid(x), "32"),
        (
            lambda x: sigmoid(x) if x.ndim < 3 else x,
            "where an array has three axes or more",
        ),
        (lambda x: sigmoid(x) if x.ndim else x, "for an array of shape ()"),
        (
            lambda x: sigmoid(x) if x.flags.c_contiguous else x,
            "for an array that is a view with steps",
        ),
    ],
)
def test_the_kind_of_input_that_goes_wrong_is_named(wrong, words):
    def kept(x):
        return wrong(x).astype(x.dtype)

    assert words in said(sigmoid, kept, shapes(x=ANY))


def test_a_wrong_value_at_a_kink_is_placed_there():
    def relu_grad(x):
        return (x > 0) * 1.0

    def draw(rng):
        yield {"x": np.array([-1.0, 0.0, 2.0, 0.0, 3.0])}

    found = said(relu_grad, lambda x: (x >= 0) * 1.0, draw)
    assert found == "It is wrong only where x is exactly 0."


def test_a_nan_at_extreme_inputs_is_placed_there():
    def naive(x):
        with np.errstate(all="ignore"):
            return np.exp(x) / (1 + np.exp(x))

    def draw(rng):
        yield {"x": np.linspace(-700, 1000, 35)}

    found = said(sigmoid, naive, draw)
    assert found == (
        "It is right elsewhere, and wrong where x is 750.0 and above."
    )


def test_a_sum_for_a_mean_is_named_with_the_count():
    def draw(rng):
        for n in (3, 5):
            yield {"x": rng.normal(size=n), "t": rng.normal(size=n)}

    def grad(x, t):
        return (x - t) / len(x)

    for wrong, words in (
        (lambda x, t: x - t, "Every value is len(x) times too large"),
        (
            lambda x, t: grad(x, t) / len(x),
            "Every value is len(x) times too s",
        ),
    ):
        assert said(grad, wrong, draw, "f(x, t)").startswith(words)


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (lambda x: x.T, lambda x: x, "The values are right: only transpose"),
        (
            lambda x: x.sum(axis=0),
            lambda x: x.sum(axis=0, keepdims=True),
            "The values are right: only the shape is not.",
        ),
        (
            lambda x: x[:, 0],
            lambda x: x[:, 0] - x[:, :1],
            "Two arrays of shapes (n, 1) and (n,) were combined",
        ),
        (lambda x: x.sum(), lambda x: x, "The sum of these values is asked"),
        (lambda x: x.mean(), lambda x: x, "The mean of these values is asked"),
        (lambda x: x, lambda x: x.sum(), "This is the sum of the values"),
        (lambda x: x, lambda x: x.mean(), "This is the mean of the values"),
    ],
)
def test_a_pattern_in_the_shape_is_named(right, wrong, sentence):
    def draw(rng):
        yield {"x": rng.normal(size=(3, 4))}

    assert said(right, wrong, draw).startswith(sentence)


def test_a_square_matrix_transposed_is_named():
    def draw(rng):
        yield {"x": rng.normal(size=(3, 3))}

    found = said(lambda x: x.T, lambda x: x, draw)
    assert found == "The values are those of the transpose."


def test_exchanged_truth_values_are_named():
    found = said(lambda x: x > 0, lambda x: x <= 0, vectors(8, x=ANY))
    assert found == "True and False are exchanged."
