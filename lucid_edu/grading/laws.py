"""The laws an exercise must keep, each fault with the step that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from lucid_edu.grading.build import run_target
from lucid_edu.grading.cases import Case, draw_cases
from lucid_edu.grading.exercise import (
    Assignment,
    CourseError,
    Exercise,
    Mistake,
)
from lucid_edu.grading.feedback import judge
from lucid_edu.grading.recognise import agree
from lucid_edu.grading.results import ExerciseResult
from lucid_edu.grading.sandbox import Sandbox
from lucid_edu.grading.wire import Answer, Cell, Request
from lucid_edu.grading.worker import evaluate

SEEDS = (0, 7, 2026)
_NUMPY = Cell("setup", "import numpy as np")


def faults(assignment: Assignment, sandbox: Sandbox) -> Iterator[str]:
    """Yield a sentence for each law that an exercise of the topic breaks."""
    for exercise in assignment.exercises:
        found: list[str] = []
        try:
            found += _form(exercise)
            found += _target(assignment, exercise)
            found += _solution(assignment, exercise, sandbox)
            found += _starter(assignment, exercise, sandbox)
            found += _mistakes(assignment, exercise, sandbox)
        except CourseError as error:  # the rest cannot be asked
            found.append(str(error))
        for fault in found:
            yield f"{exercise.name}: {fault}"


def _form(exercise: Exercise) -> Iterator[str]:
    if not exercise.title.endswith("?"):
        yield "the docstring's first line is no question; ask one"
    if not exercise.see:
        yield 'no section of the book is named; add see="page#section"'
    if len(exercise.mistakes) < 3:
        yield (
            f"{len(exercise.mistakes)} mistakes are listed and three are "
            f"needed; add wrong answers that students really give"
        )
    for check in exercise.checks:
        if check.points < 1 or not check.about or len(check.hint) < 10:
            yield (
                f"the check {check.expression} needs points, `about` and a "
                f"hint; write them"
            )
    for mistake in exercise.mistakes:
        if len(mistake.why) < 40:
            yield (
                f"the mistake “{mistake.name}” is hardly explained; say in "
                f"two sentences what it does and where to look"
            )


def _target(assignment: Assignment, exercise: Exercise) -> Iterator[str]:
    try:
        run_target(assignment, exercise)
    except CourseError as error:
        yield f"{error}"


def _solution(
    assignment: Assignment, exercise: Exercise, sandbox: Sandbox
) -> Iterator[str]:
    for seed in SEEDS:
        result = _judged(assignment, exercise, exercise.source, sandbox, seed)
        for check in result.checks:
            if check.outcome != "passed":
                yield (
                    f"the solution loses {check.expression}, {check.about} "
                    f"(seed {seed}): {check.message} Mend the solution, or "
                    f"the check's inputs and tolerance"
                )
                return


def _starter(
    assignment: Assignment, exercise: Exercise, sandbox: Sandbox
) -> Iterator[str]:
    result = _judged(assignment, exercise, exercise.starter, sandbox, 0)
    for check in result.checks:
        if check.earned:
            yield (
                f"the starter earns points on {check.expression}, "
                f"{check.about}; make the check stricter"
            )
        elif not exercise.begin and "not written yet" not in check.message:
            yield (
                f"the starter does not run on {check.expression}, "
                f"{check.about}: {check.message} A notebook knows np and "
                f"what the exercise gives; annotate with nothing else"
            )
        elif exercise.begin and not check.mistake:
            yield (
                f"the starter's own bug is not named on {check.expression}; "
                f"list it as a mistake"
            )


def _mistakes(
    assignment: Assignment, exercise: Exercise, sandbox: Sandbox
) -> Iterator[str]:
    missed = {(c.expression, c.about) for c in exercise.checks}
    for mistake, text in _mistaken(exercise):
        result = _judged(assignment, exercise, text, sandbox, 7)
        failed = [c for c in result.checks if c.outcome != "passed"]
        missed -= {(c.expression, c.about) for c in failed}
        if not failed:
            yield (
                f"the mistake “{mistake.name}” loses nothing; add a check "
                f"that sees it"
            )
        for check in failed:
            if check.mistake != mistake.name:
                yield (
                    f"the mistake “{mistake.name}” is not named on "
                    f"{check.expression}, {check.about} (it says "
                    f"{check.mistake or check.message!r}); change the order "
                    f"of the mistakes, or the inputs of the check"
                )
    for expression, about in sorted(missed):
        yield (
            f"no mistake fails the check {expression}, {about}; list one "
            f"that does, or drop the check"
        )
    yield from _alike(assignment, exercise)


def _alike(assignment: Assignment, exercise: Exercise) -> Iterator[str]:
    cases = draw_cases(assignment, 11, "", exercise.name)
    given: list[tuple[str, list[Answer]]] = [
        ("the solution", [case.expected for case in cases])
    ]
    for mistake, text in _mistaken(exercise):
        answers = _answers(assignment, exercise, text, cases)
        given.append((f"“{mistake.name}”", answers))
    for (one, first), (other, second) in combinations(given, 2):
        rows = zip(cases, first, second, strict=True)
        if all(agree(case.check, a, b) for case, a, b in rows):
            yield f"{one} and {other} give the same answers; drop one"


def _mistaken(exercise: Exercise) -> Iterator[tuple[Mistake, str]]:
    for mistake in exercise.mistakes:
        for text in exercise.mistaken_sources(mistake):
            yield mistake, text


def _answers(
    assignment: Assignment,
    exercise: Exercise,
    text: str,
    cases: tuple[Case, ...],
) -> list[Answer]:
    namespace = assignment.answered(exercise, text)
    return [evaluate(case.call, namespace, 2.0) for case in cases]


def _judged(
    assignment: Assignment,
    exercise: Exercise,
    source: str,
    sandbox: Sandbox,
    seed: int,
) -> ExerciseResult:
    """Judge `source` as the answer, with the solutions beside it."""
    cases = draw_cases(assignment, seed, "5eed" * 4, exercise.name)
    others = (
        Cell(other.name, other.source)
        for other in assignment.exercises
        if other.name != exercise.name
    )
    cells = (_NUMPY, *others, Cell(exercise.name, source))
    cells = (*cells, Cell("given", assignment.given))
    calls = tuple(case.call for case in cases)
    request = Request(cells, calls, allowed=assignment.allowed_imports)
    reply = sandbox.run(request)
    (result,) = judge(assignment, cases, reply.answers)
    return result
