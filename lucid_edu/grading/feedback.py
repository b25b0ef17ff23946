"""From answers to results: draws the cases, compares, names the mistake."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from lucid_edu.grading.compare import Difference, difference, wrong_places
from lucid_edu.grading.exercise import (
    Assignment,
    Check,
    CourseError,
    Exercise,
    Mistake,
)
from lucid_edu.grading.results import CheckResult, ExerciseResult, Outcome
from lucid_edu.grading.wire import Answer, Call
from lucid_edu.grading.worker import evaluate

PRACTICE_SEED = 0
_SKIPPED = Answer("skipped")
_OUTCOMES: dict[str, Outcome] = {
    "error": "error",
    "ended": "error",
    "memory": "error",
    "timeout": "timeout",
    "missing": "missing",
    "skipped": "skipped",
}


@dataclass(frozen=True)
class Case:
    """One call of one check, with the reference's answer to it."""

    exercise: Exercise
    check: Check
    call: Call
    expected: Answer


def draw_cases(
    assignment: Assignment,
    seed: int,
    content: str,
    only: str | None = None,
) -> tuple[Case, ...]:
    """Draw the cases of every check (of exercise `only`, if given).

    The inputs depend on the seed, the submission's content hash, the
    exercise and the check, and on nothing else: not on order, nor on the
    machine.  Raises `CourseError` where the reference itself fails.
    """
    cases = []
    for exercise in assignment.exercises:
        if only is not None and exercise.name != only:
            continue
        for place, check in enumerate(exercise.checks):
            rng = _generator(seed, content, exercise.name, place)
            for inputs in check.draw(rng):
                call = Call(check.expression, dict(inputs), exercise.name)
                expected = evaluate(call, assignment.namespace)
                if expected.status != "value" or expected.mutated:
                    raise CourseError(
                        f"the reference fails {check.expression} "
                        f"({expected.status} {expected.text}); mend "
                        f"{assignment.path.name}"
                    )
                cases.append(Case(exercise, check, call, expected))
    return tuple(cases)


def judge(
    assignment: Assignment,
    cases: Sequence[Case],
    answers: Mapping[int, Answer],
) -> tuple[ExerciseResult, ...]:
    """Return the result of each exercise that `cases` ask about.

    `answers` are by the place of the case; a gap counts as skipped.
    """
    paired = [
        (case, answers.get(place, _SKIPPED))
        for place, case in enumerate(cases)
    ]
    results: dict[str, ExerciseResult] = {}
    for name, group in groupby(paired, key=lambda p: p[0].exercise.name):
        exercise = assignment[name]
        checks = []
        for _, rows in groupby(group, key=lambda p: id(p[0].check)):
            checks.append(_judge_check(assignment, list(rows)))
        shaky = [
            other
            for other in exercise.builds_on
            if other in results
            and results[other].score < results[other].max_score
        ]
        if shaky:
            checks = [_after(result, shaky[0]) for result in checks]
        results[name] = ExerciseResult(
            name,
            exercise.title,
            tuple(_explain_once(checks)),
            exercise.challenge,
        )
    return tuple(results.values())


def unjudged(
    assignment: Assignment, message: str
) -> tuple[ExerciseResult, ...]:
    """Return every exercise at no points, for a submission not run."""
    return tuple(
        ExerciseResult(
            exercise.name,
            exercise.title,
            tuple(
                CheckResult(
                    check.expression,
                    check.about,
                    "skipped",
                    check.points,
                    0,
                    message,
                )
                for check in exercise.checks
            ),
            exercise.challenge,
        )
        for exercise in assignment.exercises
    )


def recognise(
    assignment: Assignment, rows: Sequence[tuple[Case, Answer]]
) -> Mistake | None:
    """Return the known mistake that gives these very answers, if any."""
    exercise, check = rows[0][0].exercise, rows[0][0].check
    for mistake in exercise.mistakes:
        namespace = assignment.mistaken(exercise, mistake)
        same, differs = True, False
        for case, answer in rows:
            theirs = evaluate(case.call, namespace)
            if not agree(check, theirs, answer):
                same = False
                break
            differs |= _difference(case, theirs) is not None
        if same and differs:
            return mistake
    return None


def agree(check: Check, theirs: Answer, answer: Answer) -> bool:
    """Return whether two answers fail, or pass, a check in the same way."""
    if theirs.status != answer.status or theirs.mutated != answer.mutated:
        return False
    if theirs.status == "error":
        kinds = [a.text.partition(":")[0] for a in (theirs, answer)]
        return kinds[0] == kinds[1] != "NotImplementedError"
    if theirs.value is None or answer.value is None:
        return theirs.kind == answer.kind
    if check.silent and theirs.warnings != answer.warnings:
        return False
    one, two = theirs.value, answer.value
    return (
        one.shape == two.shape
        and one.dtype == two.dtype
        and not wrong_places(check, one, two).any()
    )


def _generator(
    seed: int, content: str, exercise: str, place: int
) -> np.random.Generator:
    words = [seed, zlib.crc32(exercise.encode()), place]
    if content:
        words.append(int(content[:16], 16))
    return np.random.default_rng(words)


def _judge_check(
    assignment: Assignment, rows: list[tuple[Case, Answer]]
) -> CheckResult:
    check = rows[0][0].check
    passed = CheckResult(
        check.expression, check.about, "passed", check.points, check.points
    )
    for case, answer in rows:
        found = _difference(case, answer)
        if found is not None:
            return _failure(assignment, passed, rows, answer, found)
    return passed


def _failure(
    assignment: Assignment,
    passed: CheckResult,
    rows: list[tuple[Case, Answer]],
    answer: Answer,
    found: Difference,
) -> CheckResult:
    outcome = _OUTCOMES.get(answer.status, "failed")
    mistake = None
    if answer.text.startswith("NotImplementedError"):
        outcome = "failed"  # not written, so no mistake to look for
    elif answer.status in ("value", "error", "unsupported"):
        mistake = recognise(assignment, rows)
    return replace(
        passed,
        outcome=outcome,
        earned=0,
        message=found.message,
        detail=found.detail,
        mistake=mistake.name if mistake else None,
        why=mistake.why if mistake else "",
        hint=rows[0][0].check.hint,
        see=(mistake.see if mistake else "") or rows[0][0].exercise.see,
    )


def _after(result: CheckResult, other: str) -> CheckResult:
    if result.outcome == "passed":
        return result
    return replace(
        result,
        message=f"This builds on `{other}`, which is not right yet: "
        f"mend that first. {result.message}",
    )


def _explain_once(checks: list[CheckResult]) -> list[CheckResult]:
    told: set[str] = set()
    once = []
    for check in checks:
        if check.mistake in told:
            check = replace(check, why="The explanation stands above.", see="")
        elif check.mistake:
            told.add(check.mistake)
        once.append(check)
    return once


def _difference(case: Case, answer: Answer) -> Difference | None:
    inputs, name = case.call.inputs, case.exercise.name
    return difference(case.check, case.expected, answer, inputs, name)
