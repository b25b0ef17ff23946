"""Helpers, classes and repairs, in every way in which a student meets them."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from lucid_edu.grading import check
from lucid_edu.grading.build import exercise_notebook
from lucid_edu.grading.course import assignment
from lucid_edu.grading.exercise import Assignment
from lucid_edu.grading.grade import Entry, grade_entry

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def topic() -> Assignment:
    return assignment(ROOT, "backprop")


def solved(topic: Assignment) -> nbformat.NotebookNode:
    notebook = exercise_notebook(topic)
    for exercise in topic.exercises:
        cell(notebook, exercise.name)["source"] = exercise.source
    return notebook


def cell(notebook, name):
    return next(c for c in notebook.cells if c["id"] == name)


def graded(notebook, sandbox):
    data = nbformat.writes(notebook).encode()
    return grade_entry(Entry("a.ipynb", "a", None, data), ROOT, sandbox, 5)


def scores(grade):
    return {e.name: e.score for e in grade.exercises if e.score < e.max_score}


def run(*texts: str) -> dict:
    scope: dict = {}
    exec("import numpy as np", scope)
    for text in texts:
        exec(text, scope)
    return scope


def test_a_helper_that_several_exercises_give_is_defined_once(topic):
    text = nbformat.writes(exercise_notebook(topic))
    assert text.count("class Node:") == 1
    assert topic.given.count("class Node:") == 1
    assert "class Node:" in topic.newly_given(
        topic["find_the_bug_double_visit"]
    )
    assert topic.newly_given(topic["backward"]) == ""


def test_a_solved_notebook_runs_in_a_kernel_and_every_check_passes(topic):
    notebook = solved(topic)
    before = {c["id"]: json.dumps(c.get("outputs")) for c in notebook.cells}
    NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        coalesce_streams=True,  # else chunks depend on the clock
        resources={"metadata": {"path": str(ROOT / "exercises")}},
    ).execute()
    for exercise in topic.exercises:
        outputs = cell(notebook, f"{exercise.name}-check")["outputs"]
        told = outputs[0]["data"]["text/plain"]
        most = exercise.max_score
        assert told.startswith(f"{exercise.name}: {most} of {most} points")
        target = cell(notebook, f"{exercise.name}-target")
        stored = json.loads(before[target["id"]])
        assert target["outputs"][0]["text"] == stored[0]["text"]


def test_every_solution_earns_full_marks_in_each_isolation(topic, sandbox):
    grade = graded(solved(topic), sandbox)
    assert scores(grade) == {}
    assert grade.notes == ()


def test_helpers_that_were_deleted_or_changed_are_repaired(topic, sandbox):
    notebook = solved(topic)
    cell(notebook, "Value-given")["source"] = ""
    cell(notebook, "topological_order-given")["source"] = "as_parents = 3"
    spoilt = "def leaf_gradients(*anything): return np.ones(3)\nNode = int"
    cell(notebook, "find_the_bug_double_visit-given")["source"] = spoilt
    assert scores(graded(notebook, sandbox)) == {}


def test_a_repair_that_was_not_begun_is_told_so(topic, sandbox):
    results = graded(exercise_notebook(topic), sandbox).exercises
    repairs = [r for r in results if r.name.startswith("find_the_bug")]
    assert len(repairs) == 3
    for result in repairs:
        assert {c.mistake for c in result.checks} == {"the bug is still there"}
        assert result.score == 0


@pytest.mark.parametrize("name", ["backward", "topological_order", "Value"])
def test_check_defines_the_helpers_of_a_cell_that_was_not_run(topic, name):
    scope = run(topic[name].source)
    assert check(scope[name], ROOT).passed
    for helper in topic[name].given:
        assert helper.__name__ in scope  # where the function looks for it


def test_a_class_that_is_defined_again_is_the_one_that_is_judged(topic):
    exercise = topic["Value"]
    scope = run(exercise.given_source, exercise.starter)
    report = repr(check(scope["Value"], ROOT))
    assert "`Value.__add__` is not written yet" in report
    wrong = exercise.mistaken_source(exercise.mistakes[0])
    exec(wrong, scope)
    report = repr(check(scope["Value"], ROOT))
    assert f"This looks like: {exercise.mistakes[0].name}" in report
    exec(exercise.source, scope)
    assert check(scope["Value"], ROOT).passed


def test_a_class_of_another_make_passes(topic):
    other = """
    import math

    class Value:
        def __init__(self, data, back=()):
            self.data, self.grad, self.back = data, 0, back

        def _join(self, y, *back):
            return Value(y, back)

        @staticmethod
        def of(thing):
            return thing if isinstance(thing, Value) else Value(thing)

        def __add__(self, other):
            other = Value.of(other)
            total = self.data + other.data
            return self._join(total, (self, 1), (other, 1))

        def __mul__(self, other):
            a, other = self, Value.of(other)
            y = a.data * other.data
            return self._join(y, (a, other.data), (other, a.data))

        def __pow__(self, n):
            slope = n * self.data ** (n - 1)
            return self._join(self.data**n, (self, slope))

        def exp(self):
            y = math.exp(self.data)
            return self._join(y, (self, y))

        def sigmoid(self):
            return (1 + (self * -1).exp()) ** -1

        def __sub__(self, other):
            return self + Value.of(other) * -1

        def __rsub__(self, other):
            return self * -1 + other

        def __truediv__(self, other):
            return self * Value.of(other) ** -1

        def __rtruediv__(self, other):
            return self**-1 * other

        __radd__, __rmul__ = __add__, __mul__

        def backward(self):
            users, stack = {self: 0}, [self]
            while stack:
                for v, _ in stack.pop().back:
                    if v not in users:
                        users[v] = 0
                        stack.append(v)
                    users[v] += 1
            got, ready = dict.fromkeys(users, 0), [self]
            got[self] = 1
            while ready:
                v = ready.pop()
                v.grad += got[v]
                for u, slope in v.back:
                    got[u] += got[v] * slope
                    users[u] -= 1
                    if not users[u]:
                        ready.append(u)
    """
    scope = run(topic["Value"].given_source, textwrap.dedent(other))
    assert check(scope["Value"], ROOT).passed


def test_any_right_order_is_accepted_and_a_wrong_one_is_not(topic):
    right = """
def topological_order(node, parents):
    order, found, stack = [], set(), [node]
    while stack:
        one = stack.pop()
        if one in found:
            continue
        todo = [s for s in parents[one] if s not in found]
        if todo:
            stack += [one, *todo]
        else:
            found.add(one)
            order.append(one)
    return order[::-1]
"""
    scope = run(right)
    graph = {0: (), 1: (), 2: (0, 1)}
    theirs = topic.namespace["topological_order"](2, graph)
    assert scope["topological_order"](2, graph) != theirs
    assert check(scope["topological_order"], ROOT).passed
    wrong = run(right.replace("order[::-1]", "order"))
    assert not check(wrong["topological_order"], ROOT).passed


def test_a_class_that_is_missing_is_told_so_and_not_as_a_name(topic, sandbox):
    notebook = solved(topic)
    cell(notebook, "Value")["source"] = "class Values:\n    pass"
    results = {e.name: e for e in graded(notebook, sandbox).exercises}
    assert {c.outcome for c in results["Value"].checks} == {"missing"}
    assert {c.message for c in results["Value"].checks} == {
        "There is no `Value`, but there is `Values`: rename it to `Value`."
    }
