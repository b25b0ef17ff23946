"""Evaluating calls and running cells, whatever they do."""

from __future__ import annotations

import numpy as np
import pytest

from lucid_edu.grading.cells import run_cells
from lucid_edu.grading.frames import strided
from lucid_edu.grading.wire import Call, Cell, Request
from lucid_edu.grading.worker import answer_calls, evaluate

X = np.array([1.0, -2.0])


def answer(source: str, expression: str = "f(x)", seconds: float = 0.3):
    namespace: dict = {"np": np}
    exec(source, namespace)
    return evaluate(Call(expression, {"x": X}, "f"), namespace, seconds)


def test_an_array_comes_back_as_it_is():
    got = answer("def f(x): return x.astype(np.float32) * 2")
    assert got.status == "value"
    assert got.kind == "ndarray"
    np.testing.assert_array_equal(got.value, np.float32([2, -4]))
    assert got.value.dtype == np.float32


def test_inputs_are_copied_so_the_grader_s_own_stay():
    got = answer("def f(x):\n    x *= 2\n    return x")
    assert got.mutated == ("x",)
    assert X.tolist() == [1.0, -2.0]


def test_a_strided_input_stays_strided():
    view = strided(X)
    namespace = {"f": lambda x: np.array(x.flags.c_contiguous)}
    got = evaluate(Call("f(x)", {"x": view}, "f"), namespace)
    assert not got.value


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("return None", "None"),
        ("return [1.0, 2.0]", "list"),
        ("return x.view(type('Equal', (np.ndarray,), {}))", "Equal"),
        ("return np.array(['a', 'b'])", "array of 'U'"),
        ("return np.zeros((1, 1, 1, 1, 1))", "array with 5 axes"),
        ("return 10 ** 30", "'O'"),
        ("return x + 1j", "array of 'c'"),
    ],
)
def test_what_is_no_plain_array_is_unsupported(body, kind):
    got = answer(f"def f(x):\n    {body}")
    assert got.status == "unsupported"
    assert got.value is None
    assert kind in got.kind


@pytest.mark.parametrize(
    "error",
    ["ValueError('no')", "SystemExit(3)", "KeyboardInterrupt()"],
)
def test_whatever_is_raised_is_reported_and_not_raised(error):
    got = answer(f"def f(x): raise {error}")
    assert got.status == "error"
    assert got.text.startswith(error.partition("(")[0])


def test_an_exception_that_cannot_be_printed_is_still_reported():
    got = answer(
        "class Bad(Exception):\n"
        "    def __str__(self): raise RuntimeError\n"
        "def f(x): raise Bad"
    )
    assert (got.status, got.text) == ("error", "Bad")


def test_a_missing_name_is_named():
    got = answer("def g(x): return x")
    assert (got.status, got.text) == ("missing", "f")


def test_an_endless_loop_is_stopped_even_if_it_catches_everything():
    got = answer(
        "def f(x):\n"
        "    while True:\n"
        "        try:\n"
        "            while True: pass\n"
        "        except Exception: pass"
    )
    assert got.status == "timeout"


def test_floating_point_warnings_are_noted_by_kind():
    got = answer("def f(x): return np.exp(x * 1000) + x / np.zeros(2)")
    assert got.warnings == ("overflow", "divide")


def test_underflow_is_no_warning():
    assert answer("def f(x): return np.exp(-1000 * x ** 2)").warnings == ()


def test_what_was_printed_is_kept_in_part():
    got = answer("def f(x): print('y' * 10_000)")
    assert got.printed == "y" * 200


def test_after_an_overrun_only_the_same_group_is_skipped():
    namespace: dict = {"np": np}
    exec("def f(x):\n    while True: pass\ndef g(x): return x", namespace)
    calls = tuple(
        Call(f"{name}(x)", {"x": X}, name) for name in ("f", "f", "g")
    )
    request = Request((), calls, 0.2, 0.2)
    got = [a.status for _, a in answer_calls(request, namespace)]
    assert got == ["timeout", "skipped", "value"]


def cells(*sources: str):
    namespace: dict = {}
    given = tuple(Cell(str(i), s) for i, s in enumerate(sources))
    return list(run_cells(given, namespace, 0.3)), namespace


def test_a_failing_cell_does_not_stop_the_next():
    runs, namespace = cells("1 / 0", "def (:", "a = 3")
    assert [run.status for run in runs] == ["error", "error", "ok"]
    assert namespace["a"] == 3


def test_a_failing_import_does_not_stop_its_own_cell():
    runs, namespace = cells("import no_such_module\nimport math\na = 1")
    assert runs[0].status == "error"
    assert "no_such_module" in runs[0].text
    assert namespace["a"] == 1


def test_the_failing_line_is_named():
    runs, _ = cells("a = 1\nb = 2\na.nope")
    assert runs[0].line == 3


def test_an_endless_cell_is_stopped_and_the_next_one_runs():
    runs, namespace = cells("while True: pass", "a = 1")
    assert [run.status for run in runs] == ["timeout", "ok"]
    assert namespace["a"] == 1


def test_names_bound_within_an_expression_need_no_one_to_define_them():
    call = Call("total(lambda a, b: a * b, [i for i in x])", {"x": 2.0}, "f")
    assert evaluate(call, {}).text == "total"
    call = Call("(lambda a, b: a * b)(x, x)", {"x": np.float64(3)}, "f")
    assert evaluate(call, {}).value == 9
