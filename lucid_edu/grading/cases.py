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
from lucid_edu.grading.reference import expected_answers
from lucid_edu.grading.wire import Answer, Call

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
    asked: list[tuple[Exercise, Check, Call]] = []
    for exercise in assignment.exercises:
        if only is not None and exercise.name != only:
            continue
        for place, check in enumerate(exercise.checks):
            rng = _generator(seed, content, exercise.name, place)
            asked += (
                (
                    exercise,
                    check,
                    Call(check.expression, inputs, exercise.name),
                )
                for inputs in map(dict, check.draw(rng))
            )
    try:
        answers = expected_answers([a[2] for a in asked], assignment.namespace)
    except CourseError as error:
        name = assignment.path.name
        raise CourseError(f"{error}; mend {name}") from error
    return tuple(
        Case(*one, answer) for one, answer in zip(asked, answers, strict=True)
    )


def case_difference(case: Case, answer: Answer) -> Difference | None:
    """Return how `answer` differs from the case's, or None if it passes."""
    inputs, name = case.call.inputs, case.exercise.name
    return difference(case.check, case.expected, answer, inputs, name)


def _generator(
    seed: int, content: str, exercise: str, place: int
) -> np.random.Generator:
    numbers = [seed, zlib.crc32(exercise.encode()), place]
    if content:
        numbers.append(int(content[:16], 16))
    # The words that NumPy makes of a list of numbers, only sooner.
    words = [word for number in numbers for word in _words(number)]
    return np.random.default_rng(np.array(words, np.uint32))


def _words(number: int) -> list[int]:
    words = [number & 0xFFFFFFFF]
    while number := number >> 32:
        words.append(number & 0xFFFFFFFF)
    return words
