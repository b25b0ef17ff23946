"""`check(f)`: feedback in the notebook, whatever the function does."""

from __future__ import annotations

import html
import re
import time

import numpy as np
import pytest

from lucid_edu.grading import check


def sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.where(x >= 0, np.ones_like(z), z) / (1 + z)


RIGHT = sigmoid


def given(body: str):
    scope: dict = {"np": np}
    exec(f"def sigmoid(x):\n    {body}", scope)
    return scope["sigmoid"]


def test_a_right_answer_passes_and_shows_no_picture():
    report = check(RIGHT)
    assert report.passed
    assert "sigmoid: 5 of 5 points" in repr(report)
    assert "<svg" not in report._repr_html_()


def test_a_wrong_answer_shows_inputs_difference_mistake_and_picture():
    report = check(given("return 1 / (1 + np.exp(x))"))
    assert not report.passed
    text = repr(report)
    for part in (
        "inputs: x = np.array([",
        "call: sigmoid(x)",
        "first differing index: 0",
        "expected: 0.76",
        "got: 0.23",
        "This looks like: dropped the minus sign.",
    ):
        assert part in text
    page = report._repr_html_()
    assert "dropped the minus sign" in page
    assert 'role="img" aria-label="Two curves over x' in page


def test_an_unknown_wrong_answer_is_told_how_to_get_a_hint():
    text = repr(check(given("return x * 0.123")))
    assert "This looks like" not in text
    assert "Hint:" not in text
    assert "Stuck? hint(sigmoid) gives a hint; solution(sigmoid)" in text


def test_a_right_answer_is_raced_against_the_reference():
    text = repr(check(RIGHT))
    found = re.search(
        r"On 100,000 values your version takes ([\d.]+) times as long as the "
        r"reference; at its peak it holds ([\d.]+) arrays",
        text,
    )
    assert found is not None
    assert 0.2 < float(found[1]) < 20
    assert 1 <= float(found[2]) < 10


def test_nearly_right_curves_get_their_error_on_a_log_axis():
    page = check(given("return (1 + 1e-4) / (1 + np.exp(-x))"))._repr_html_()
    assert "Below, the relative error of your answer on a log axis" in page


def test_an_error_of_rounding_alone_gets_no_axis_of_its_own():
    body = "return (1 / (1 + np.exp(-x.astype(float)))).astype(float)"
    page = check(given(body))._repr_html_()
    assert "The data type is float64" in page
    assert "on a log axis" not in page


def test_an_answer_may_use_what_is_given_although_its_cell_was_not_run():
    body = """
    a = 1.0
    for _ in range(50):
        p = sigmoid(a * x)
        a -= np.mean((p - t) * x) / np.mean(p * (1 - p) * x * x)
    return 1 / a
    """
    scope: dict = {}
    exec(f"import numpy as np\ndef calibrate(x, t):{body}", scope)
    report = check(scope["calibrate"])
    assert "NameError" not in repr(report)


def test_an_answer_that_calls_an_unwritten_one_is_told_which():
    source = (
        "def softplus(x):\n"
        "    raise NotImplementedError('softplus is not written yet')\n"
        "def log_sigmoid(x):\n"
        "    return -softplus(-x)\n"
    )
    scope: dict = {}
    exec(source, scope)
    text = repr(check(scope["log_sigmoid"]))
    assert "It calls `softplus`, which has still to be written" in text
    assert "`log_sigmoid` is not written" not in text


def test_a_report_says_passed_only_where_it_is_true():
    page = check(given("raise NotImplementedError"))._repr_html_()
    assert "passed" not in page.partition("</style>")[2].replace(
        'class="passed"', ""
    )
    assert "is not written yet" in page


HOSTILE = [
    "raise SystemExit",
    "raise KeyboardInterrupt",
    "return None",
    "return [1, 2]",
    "return type('Odd', (), {'__repr__': lambda s: 1 / 0})()",
    "return '<script>alert(1)</script>'",
    "raise ValueError('<script>alert(1)</script>')",
    "return x.astype(object)",
    "return np.zeros((40_000, 40_000, 40_000))",
    "import sys; sys.setrecursionlimit(50); return x",
    "return sigmoid(x)",
    "del x; return y",
]


@pytest.mark.parametrize("body", HOSTILE)
def test_it_never_raises_whatever_the_function_does(body):
    import sys

    limit = sys.getrecursionlimit()
    try:
        report = check(given(body))
        assert not report.passed
        text, page = repr(report), report._repr_html_()
    finally:
        sys.setrecursionlimit(limit)
    assert text
    assert "<script>" not in page


def test_an_endless_loop_ends_with_a_message():
    start = time.perf_counter()
    report = check(given("while True: pass"))
    assert "ran too long" in repr(report)
    assert "Not tried" in repr(report)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("thing", [3, "sigmoid", None, lambda x: x, np.exp])
def test_what_is_no_function_gets_a_sentence(thing):
    assert "check(sigmoid), without quotes" in repr(check(thing))


def test_an_unknown_name_is_told_the_known_ones():
    def sigmoit(x):
        return x

    assert "rename the function to one of: sigmoid," in repr(check(sigmoit))


def test_a_later_exercise_says_when_an_earlier_one_is_at_fault():
    scope: dict = {"np": np}
    exec(
        "def sigmoid(x): return x\n"
        "def gate(z, candidate, state):\n"
        "    return sigmoid(z) * candidate",
        scope,
    )
    report = check(scope["gate"])
    assert not report.passed


def test_the_html_is_whole_and_escaped():
    page = check(given("raise ValueError('a < b & c')"))._repr_html_()
    assert html.escape("a < b & c") in page
    assert page.count("<li") == page.count("</li>") == 3


def test_feedback_comes_within_a_second():
    check(RIGHT)  # imports
    start = time.perf_counter()
    check(given("return 1 / (1 + np.exp(x))"))._repr_html_()
    # A generous bound: it guards the promise, it does not measure.
    assert time.perf_counter() - start < 5
