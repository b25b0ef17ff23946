"""The cases of a check: inputs drawn from a seed, and the reference's answers.

What an answer that differs means is not known here.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from lucid_edu.grading.compare import Difference, difference
from lucid_edu.grading.exercise import (
    Assignment,
    Check,
    CourseError,
    Exercise,
)
from lucid_edu.grading.wire import Answer, Call
from lucid_edu.grading.worker import evaluate

PRACTICE_SEED = 0


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


def case_difference(case: Case, answer: Answer) -> Difference | None:
    """Return how `answer` differs from the case's, or None if it passes."""
    inputs, name = case.call.inputs, case.exercise.name
    return difference(case.check, case.expected, answer, inputs, name)


def _generator(
    seed: int, content: str, exercise: str, place: int
) -> np.random.Generator:
    words = [seed, zlib.crc32(exercise.encode()), place]
    if content:
        words.append(int(content[:16], 16))
    return np.random.default_rng(words)
