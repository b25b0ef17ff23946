"""From answers to results: compares, names the mistake, or what is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from lucid_edu.grading.cases import Case, case_difference
from lucid_edu.grading.compare import Difference
from lucid_edu.grading.diagnose import diagnosis
from lucid_edu.grading.exercise import Assignment
from lucid_edu.grading.messages import way_out_in
from lucid_edu.grading.recognise import recognise
from lucid_edu.grading.results import CheckResult, ExerciseResult, Outcome
from lucid_edu.grading.wire import Answer

_SKIPPED = Answer("skipped")
_OUTCOMES: dict[str, Outcome] = {
    "error": "error",
    "ended": "error",
    "memory": "error",
    "timeout": "timeout",
    "missing": "missing",
    "skipped": "skipped",
}


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


def _judge_check(
    assignment: Assignment, rows: list[tuple[Case, Answer]]
) -> CheckResult:
    check = rows[0][0].check
    passed = CheckResult(
        check.expression, check.about, "passed", check.points, check.points
    )
    for case, answer in rows:
        found = case_difference(case, answer)
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
    told = found.message
    if mistake is None and answer.status == "value":
        told = " ".join(filter(None, (told, diagnosis(rows))))
    return replace(
        passed,
        outcome=outcome,
        earned=0,
        message=told,
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
        way_out = way_out_in(check.message)
        if way_out in told or check.mistake:
            shorter = check.message.removesuffix(way_out).rstrip()
            check = replace(check, message=shorter)
        elif way_out:
            told.add(way_out)
        once.append(check)
    return once
