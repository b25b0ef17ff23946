"""The laws of the course, held through the real sandbox."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import pytest

from lucid_edu.grading.cases import draw_cases
from lucid_edu.grading.course import assignment, topics
from lucid_edu.grading.exercise import Assignment, Exercise, Mistake
from lucid_edu.grading.feedback import judge
from lucid_edu.grading.recognise import agree
from lucid_edu.grading.results import ExerciseResult
from lucid_edu.grading.sandbox import Sandbox
from lucid_edu.grading.wire import Cell, Request
from lucid_edu.grading.worker import evaluate

ROOT = Path(__file__).resolve().parent.parent
TOPICS = topics(ROOT)
MISTAKES = [
    (topic, exercise, mistake)
    for topic in TOPICS
    for exercise in assignment(ROOT, topic).exercises
    for mistake in exercise.mistakes
]
NUMPY = Cell("setup", "import numpy as np")


def judged(
    topic: Assignment, cells: tuple[Cell, ...], sandbox: Sandbox, seed: int
) -> dict[str, ExerciseResult]:
    cases = draw_cases(topic, seed, "5eed" * 4)
    calls = tuple(case.call for case in cases)
    given = Cell("given", topic.given)
    reply = sandbox.run(Request((NUMPY, *cells, given), calls))
    assert reply.ended == "done"
    results = judge(topic, cases, reply.answers)
    return {result.name: result for result in results}


def solutions(topic: Assignment) -> tuple[Cell, ...]:
    return tuple(Cell(e.name, e.source) for e in topic.exercises)


@pytest.mark.parametrize("seed", [0, 1, 2026])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_solution_earns_full_marks(topic, seed, any_sandbox):
    found = assignment(ROOT, topic)
    results = judged(found, solutions(found), any_sandbox, seed)
    assert [r.score for r in results.values()] == [
        e.max_score for e in found.exercises
    ]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_starter_earns_nothing_on_any_check(topic, any_sandbox):
    found = assignment(ROOT, topic)
    cells = tuple(Cell(e.name, e.starter) for e in found.exercises)
    results = judged(found, cells, any_sandbox, 0)
    checks = [c for result in results.values() for c in result.checks]
    assert {check.outcome for check in checks} <= {"failed", "error"}
    for exercise in found.exercises:
        for check in results[exercise.name].checks:
            told = "not written yet" in check.message
            assert told or (exercise.begin and check.mistake), check


@pytest.mark.parametrize(
    ("topic", "exercise", "mistake"),
    MISTAKES,
    ids=[f"{t}-{e.name}-{m.name}" for t, e, m in MISTAKES],
)
def test_every_mistake_loses_marks_and_is_named(
    topic: str, exercise: Exercise, mistake: Mistake, any_sandbox: Sandbox
):
    found = assignment(ROOT, topic)
    for text in exercise.mistaken_sources(mistake):
        cells = (*solutions(found), Cell("wrong", text))
        result = judged(found, cells, any_sandbox, 7)[exercise.name]
        failed = [c for c in result.checks if c.outcome != "passed"]
        assert failed
        assert {check.mistake for check in failed} == {mistake.name}


@pytest.mark.parametrize("topic", TOPICS)
def test_the_reference_passes_its_own_checks_for_two_hundred_seeds(topic):
    found = assignment(ROOT, topic)
    for seed in range(200):
        cases = draw_cases(found, seed, "")
        answers = {
            place: evaluate(case.call, found.namespace)
            for place, case in enumerate(cases)
        }
        for result in judge(found, cases, answers):
            assert result.score == result.max_score, (seed, result)


def test_the_naive_sigmoid_fails_exactly_the_check_of_stability(
    sigmoid_topic,
):
    exercise = sigmoid_topic["sigmoid"]
    naive = next(m for m in exercise.mistakes if "naive" in m.name)
    namespace = sigmoid_topic.mistaken(exercise, naive)
    for seed in range(50):
        cases = draw_cases(sigmoid_topic, seed, "", only="sigmoid")
        answers = {
            place: evaluate(case.call, namespace)
            for place, case in enumerate(cases)
        }
        (result,) = judge(sigmoid_topic, cases, answers)
        outcomes = [check.outcome for check in result.checks]
        assert outcomes == ["passed", "passed", "failed"]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_check_has_points_and_a_hint_and_every_exercise_mistakes(topic):
    for exercise in assignment(ROOT, topic).exercises:
        assert exercise.title
        assert exercise.see, exercise.name
        assert len(exercise.mistakes) >= 3, exercise.name
        assert len({m.name for m in exercise.mistakes}) == len(
            exercise.mistakes
        )
        assert all(len(m.why) > 40 for m in exercise.mistakes)
        for check in exercise.checks:
            assert check.points > 0
            assert len(check.hint) > 10
            assert check.about


def slugs(page: str) -> set[str]:
    """The addresses of the sections of a chapter, as the book gives them."""
    notebook = json.loads((ROOT / "book" / f"{page}.ipynb").read_text())
    text = "\n".join(
        "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
    )
    titles = re.findall(r"^#{1,4} (.+)$", text, re.M)
    return {
        re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        for title in titles
    }


@pytest.mark.parametrize("topic", TOPICS)
def test_every_pointer_into_the_book_names_a_section_there(topic):
    found = assignment(ROOT, topic)
    pointers = {e.see for e in found.exercises} | {
        m.see for e in found.exercises for m in e.mistakes if m.see
    }
    for see in pointers:
        page, _, anchor = see.partition("#")
        assert anchor in slugs(page), see


@pytest.mark.parametrize("topic", TOPICS)
def test_mistakes_differ_from_the_reference_and_from_each_other(topic):
    found = assignment(ROOT, topic)
    for exercise in found.exercises:
        cases = draw_cases(found, 11, "", only=exercise.name)
        given = [(None, [case.expected for case in cases])]
        for mistake in exercise.mistakes:
            for text in exercise.mistaken_sources(mistake):
                namespace = found.answered(exercise, text)
                said = [evaluate(case.call, namespace, 2.0) for case in cases]
                given.append((text, said))
        for (one, first), (other, second) in combinations(given, 2):
            same = all(
                agree(case.check, a, b)
                for case, a, b in zip(cases, first, second, strict=True)
            )
            assert not same, (exercise.name, one, other)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_check_is_failed_by_a_mistake(topic):
    found = assignment(ROOT, topic)
    for exercise in found.exercises:
        cases = draw_cases(found, 11, "", only=exercise.name)
        failed = set()
        for mistake in exercise.mistakes:
            namespace = found.mistaken(exercise, mistake)
            answers = {
                place: evaluate(case.call, namespace, 2.0)
                for place, case in enumerate(cases)
            }
            (result,) = judge(found, cases, answers)
            failed |= {
                place
                for place, check in enumerate(result.checks)
                if check.outcome != "passed"
            }
        assert failed == set(range(len(exercise.checks))), exercise.name
