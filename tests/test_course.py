"""The laws of the course, held through the real sandbox."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from lucid_edu.grading.build import stale_exercises, starter
from lucid_edu.grading.course import assignment, topics
from lucid_edu.grading.exercise import Assignment, Exercise, Mistake
from lucid_edu.grading.feedback import draw_cases, judge
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
    reply = sandbox.run(Request((NUMPY, *cells), calls))
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
    cells = tuple(Cell(e.name, starter(e)) for e in found.exercises)
    results = judged(found, cells, any_sandbox, 0)
    checks = [c for result in results.values() for c in result.checks]
    assert {check.outcome for check in checks} == {"failed"}
    assert all("not written yet" in check.message for check in checks)


@pytest.mark.parametrize(
    ("topic", "exercise", "mistake"),
    MISTAKES,
    ids=[f"{t}-{e.name}-{m.name}" for t, e, m in MISTAKES],
)
def test_every_mistake_loses_marks_and_is_named(
    topic: str, exercise: Exercise, mistake: Mistake, any_sandbox: Sandbox
):
    found = assignment(ROOT, topic)
    wrong = Cell("wrong", exercise.mistaken_source(mistake))
    helper = Cell("right", "")
    if exercise.name != "sigmoid":
        helper = Cell("right", found[exercise.name].source)
    cells = (*solutions(found), helper, wrong)
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
        assert len(exercise.mistakes) >= 3, exercise.name
        assert len({m.name for m in exercise.mistakes}) == len(
            exercise.mistakes
        )
        assert all(len(m.why) > 40 for m in exercise.mistakes)
        for check in exercise.checks:
            assert check.points > 0
            assert len(check.hint) > 10
            assert check.about


def test_the_generated_notebooks_are_current():
    assert stale_exercises(ROOT, ()) == []


def test_stems_agree_in_the_table_of_contents_book_and_folders():
    listed = re.findall(
        r"file: (book|exercises)/(\w+)", (ROOT / "_toc.yml").read_text()
    )
    yaml.safe_load((ROOT / "_toc.yml").read_text())
    notebooks = {p.stem for p in (ROOT / "book").glob("*.ipynb")}
    exercises = {p.stem for p in (ROOT / "exercises").glob("*.ipynb")}
    in_book = {stem for folder, stem in listed if folder == "book"}
    assert exercises == set(TOPICS)
    assert {stem for folder, stem in listed if folder == "exercises"} == set(
        TOPICS
    )
    # Every notebook of the book is listed, and every topic has its chapter.
    assert notebooks <= in_book
    assert set(TOPICS) <= notebooks


def test_no_stray_file_stands_in_exercises_or_solutions():
    for folder, suffix in (("exercises", ".ipynb"), ("solutions", ".py")):
        names = {
            path.name
            for path in (ROOT / folder).iterdir()
            if not path.name.startswith((".", "__"))
        }
        assert names == {f"{topic}{suffix}" for topic in TOPICS}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines()]


def test_files_stay_within_their_budget():
    too_long = [
        path
        for path in tracked()
        if path.suffix == ".py"
        and "solutions" not in path.parts  # content, not code
        and path.exists()
        and len(path.read_text("utf-8").splitlines()) > 250
    ]
    assert too_long == []
    too_big = [
        path
        for path in tracked()
        if path.exists()
        and "katex" not in path.parts  # vendored
        and path.stat().st_size > 450_000
    ]
    assert too_big == []
